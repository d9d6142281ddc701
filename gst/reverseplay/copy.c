/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "copy.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

/* Below this the cache is large enough for everybody. */
#define STREAM_MIN (512 * 1024)

static void
copy_streaming (guint8 * to, const guint8 * from, gsize size)
{
  gsize head = (16 - ((gsize) to & 15)) & 15, i;

  memcpy (to, from, head);
  to += head;
  from += head;
  size -= head;
  for (i = 0; i + 64 <= size; i += 64) {
    const __m128i *source = (const __m128i *) (gconstpointer) (from + i);
    __m128i *target = (__m128i *) (gpointer) (to + i);
    __m128i a = _mm_loadu_si128 (source);
    __m128i b = _mm_loadu_si128 (source + 1);
    __m128i c = _mm_loadu_si128 (source + 2);
    __m128i d = _mm_loadu_si128 (source + 3);

    _mm_stream_si128 (target, a);
    _mm_stream_si128 (target + 1, b);
    _mm_stream_si128 (target + 2, c);
    _mm_stream_si128 (target + 3, d);
  }
  _mm_sfence ();
  memcpy (to + i, from + i, size - i);
}
#endif

void
rp_copy (gpointer to, gconstpointer from, gsize size)
{
#ifdef __SSE2__
  if (size >= STREAM_MIN) {
    copy_streaming (to, from, size);
    return;
  }
#endif
  memcpy (to, from, size);
}
