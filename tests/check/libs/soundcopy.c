/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Samples reversed, and the curve of a fade. */
#include <gst/check/gstcheck.h>

#include <reverseplay/soundcopy.h>
#include <string.h>

#define UNITS_MAX 70

/* Sizes up to 64 channels of 8 bytes; nothing is written beside the target. */
GST_START_TEST (test_every_unit_size)
{
  gsize size, n, i;

  for (size = 1; size <= 64 * 8; size++) {
    guint8 *from = g_malloc (UNITS_MAX * size);
    guint8 *to = g_malloc (UNITS_MAX * size + 2);

    for (i = 0; i < UNITS_MAX * size; i++)
      from[i] = (guint8) g_random_int ();
    for (n = 0; n <= UNITS_MAX; n += n < 4 ? 1 : 11) {
      memset (to, 0xa5, UNITS_MAX * size + 2);
      rp_reverse_units (to + 1, from, n, size);
      for (i = 0; i < n * size; i++)
        if (G_UNLIKELY (to[1 + i]
                != from[(n - 1 - i / size) * size + i % size]))
          fail ("unit of %u bytes, %u of them, byte %u", (guint) size,
              (guint) n, (guint) i);
      fail_unless (to[0] == 0xa5 && to[n * size + 1] == 0xa5);
    }
    g_free (from);
    g_free (to);
  }
}

GST_END_TEST;

GST_START_TEST (test_twice_is_as_before)
{
  guint8 from[24 * 97], once[24 * 97], twice[24 * 97];
  gsize i;

  for (i = 0; i < sizeof (from); i++)
    from[i] = (guint8) (i * 7 / 3);
  rp_reverse_units (once, from, 97, 24);
  rp_reverse_units (twice, once, 97, 24);
  fail_unless (memcmp (from, twice, sizeof (from)) == 0);
  fail_unless (memcmp (from, once, sizeof (from)) != 0);
}

GST_END_TEST;

GST_START_TEST (test_fade)
{
  guint i, length;

  for (length = 1; length < 1000; length += 37) {
    gdouble last = 1.0;

    for (i = 0; i < length; i++) {
      gdouble gain = rp_fade_out (i, length);

      fail_unless (gain > 0.0 && gain < 1.0 && gain < last);
      /* What fades in would be its mirror image. */
      fail_unless (ABS (gain + rp_fade_out (length - 1 - i, length) - 1.0)
          < 1e-9);
      last = gain;
    }
  }
  fail_unless (rp_fade_out (0, 240) > 0.9999);
  fail_unless (rp_fade_out (239, 240) < 0.0001);
}

GST_END_TEST;

static Suite *
soundcopy_suite (void)
{
  Suite *s = suite_create ("soundcopy");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_every_unit_size);
  tcase_add_test (tc, test_twice_is_as_before);
  tcase_add_test (tc, test_fade);
  return s;
}

GST_CHECK_MAIN (soundcopy);
