/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fields.h"

#include <string.h>

guint
rp_fields_first (const RpFields * fields)
{
  return fields->top_first ? 0 : 1;
}

static gboolean
is_own_mirror (const RpFields * fields)
{
  return fields->repeat || fields->single;
}

guint
rp_fields_last (const RpFields * fields)
{
  guint first = rp_fields_first (fields);

  return is_own_mirror (fields) ? first : 1 - first;
}

gboolean
rp_fields_turned_top_first (const RpFields * fields)
{
  return rp_fields_last (fields) == 0;
}

gboolean
rp_fields_weave (const RpFields * frame, const RpFields * before)
{
  if (!frame->interlaced && !before->interlaced)
    return FALSE;
  return !is_own_mirror (frame)
      && rp_fields_last (before) != rp_fields_first (frame);
}

void
rp_weave_fields (guint8 * to, gsize to_stride, const guint8 * a,
    gsize a_stride, const guint8 * b, gsize b_stride, gsize line_bytes,
    guint lines, guint parity)
{
  guint y;

  for (y = 0; y < lines; y++) {
    if ((y & 1) == parity)
      memcpy (to + y * to_stride, a + y * a_stride, line_bytes);
    else
      memcpy (to + y * to_stride, b + y * b_stride, line_bytes);
  }
}
