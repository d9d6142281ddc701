/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>

#include <string.h>

#include "copy.h"

#define MARGIN 64
#define BYTE(i) ((guint8) ((i) * 131 + ((i) >> 8) * 17 + 7))

/* Copies @size bytes between addresses that are off by so many from a multiple
 * of 64, and looks at every byte, also those around the target. */
static void
check_copy (gsize size, gsize from_off, gsize to_off)
{
  guint8 *from = g_malloc (size + 2 * MARGIN);
  guint8 *to = g_malloc (size + 4 * MARGIN);
  guint8 *start = to + MARGIN + to_off;
  gsize i;

  for (i = 0; i < size + 2 * MARGIN; i++)
    from[i] = BYTE (i);
  memset (to, 0xee, size + 4 * MARGIN);
  rp_copy (start, from + from_off, size);
  fail_unless (memcmp (start, from + from_off, size) == 0,
      "%" G_GSIZE_FORMAT " bytes, offsets %" G_GSIZE_FORMAT " and %"
      G_GSIZE_FORMAT, size, from_off, to_off);
  for (i = 1; i <= MARGIN; i++) {
    fail_unless_equals_int (start[-(gssize) i], 0xee);
    fail_unless_equals_int (start[size + i - 1], 0xee);
  }
  g_free (from);
  g_free (to);
}

GST_START_TEST (test_every_byte_arrives_and_no_other_changes)
{
  static const gsize sizes[] = { 0, 1, 15, 16, 17, 4096, 512 * 1024 - 1,
    512 * 1024, 512 * 1024 + 1, 512 * 1024 + 63, 1024 * 1024 + 17,
    1920 * 1080 * 3 / 2
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_copy (sizes[i], 0, 0);
}

GST_END_TEST;

GST_START_TEST (test_any_alignment_will_do)
{
  gsize from, to;

  for (from = 0; from < 17; from += 3) {
    for (to = 0; to < 64; to += 7)
      check_copy (512 * 1024 + 29, from, to);
  }
}

GST_END_TEST;

static Suite *
copy_suite (void)
{
  Suite *s = suite_create ("copy");
  TCase *tc = tcase_create ("copy");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_every_byte_arrives_and_no_other_changes);
  tcase_add_test (tc, test_any_alignment_will_do);
  return s;
}

GST_CHECK_MAIN (copy);
