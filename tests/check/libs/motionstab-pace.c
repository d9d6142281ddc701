/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The speed of the move, and medians of what was seen last. */
#include <gst/check/gstcheck.h>

#include <math.h>
#include <stdlib.h>

#include <motionstab/pace.h>
#include <motionstab/sorted.h>

#define FPS 25

static MsPace *pace;
static MsPaceReading reading;
static gdouble distance;
static guint n_off;

static void
setup (void)
{
  const MsPaceSettings settings = { FPS, 0.15, 5.0 };

  pace = ms_pace_new ();
  ms_pace_set (pace, &settings);
  distance = 100;
  n_off = 0;
}

static void
teardown (void)
{
  ms_pace_free (pace);
}

static void
add_scale (gdouble scale)
{
  const MsShift shift = {.kind = MS_SHIFT_MOVED,.motion = {0, 0, 0, scale},
  .confidence = 1,.gain = 1,.subject = {0, 0, 0, 1}
  };

  ms_pace_add (pace, &shift, &reading);
  n_off += reading.speed_off;
}

/* Frames of a camera that backs away from a wall. */
static void
back_away (guint n, gdouble step)
{
  while (n-- > 0) {
    add_scale (distance / (distance + step));
    distance += step;
  }
}

GST_START_TEST (test_numbers_stay_in_order)
{
  gdouble ring[50], sorted[50];
  guint n = 0, at = 0, i, k;

  for (i = 0; i < 5000; i++) {
    guint size = 1 + i / 100 % G_N_ELEMENTS (ring);

    while (n >= size) {
      ms_sorted_remove (sorted, n, ring[(at + 50 - n) % 50]);
      n--;
    }
    ring[at] = g_random_int_range (0, 30);
    ms_sorted_add (sorted, n++, ring[at]);
    at = (at + 1) % 50;
    for (k = 0; k < n; k++) {
      guint same = 0, j;

      fail_unless (k == 0 || sorted[k - 1] <= sorted[k]);
      for (j = 1; j <= n; j++) {
        same += sorted[j - 1] == sorted[k];
        same -= ring[(at + 50 - j) % 50] == sorted[k];
      }
      fail_unless_equals_int (same, 0);
    }
  }
}

GST_END_TEST;

/* For longer than is remembered. */
GST_START_TEST (test_a_constant_speed_is_its_own_median)
{
  guint i;

  back_away (40, 0.5);
  for (i = 0; i < 6000; i++) {
    back_away (1, 0.5);
    fail_unless (fabs (reading.speed - 1) < 1e-3, "%g at %u", reading.speed, i);
  }
  fail_unless_equals_int (n_off, 0);
}

GST_END_TEST;

GST_START_TEST (test_a_move_that_gets_faster_is_told_once)
{
  back_away (5 * FPS, 0.5);
  back_away (4 * FPS, 0.65);
  fail_unless (fabs (reading.speed - 1.3) < 0.01, "%g", reading.speed);
  fail_unless_equals_int (n_off, 1);
  ms_pace_reset (pace);
  back_away (5 * FPS, 0.65);
  fail_unless (fabs (reading.speed - 1) < 0.01, "%g", reading.speed);
  fail_unless_equals_int (n_off, 1);
}

GST_END_TEST;

/* After a pause the next move has a median of its own. */
GST_START_TEST (test_a_pause_ends_the_move)
{
  back_away (5 * FPS, 0.5);
  back_away (3 * FPS, 0);
  fail_unless (reading.speed == 0, "%g", reading.speed);
  back_away (5 * FPS, 1);
  fail_unless (fabs (reading.speed - 1) < 0.01, "%g", reading.speed);
}

GST_END_TEST;

static Suite *
motionstab_pace_suite (void)
{
  Suite *s = suite_create ("motionstab-pace");
  TCase *tc = tcase_create ("pace");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_numbers_stay_in_order);
  tcase_add_test (tc, test_a_constant_speed_is_its_own_median);
  tcase_add_test (tc, test_a_move_that_gets_faster_is_told_once);
  tcase_add_test (tc, test_a_pause_ends_the_move);
  return s;
}

GST_CHECK_MAIN (motionstab_pace);
