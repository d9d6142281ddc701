/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The steps of a stream and the takes that are judged when they have ended. */
#include <gst/check/gstcheck.h>

#include <motionstab/gstmotionstabseries.h>

#define PERIOD (GST_SECOND / 25)

static const MsJerkSettings settings = { MS_INTENT_DOLLY, 0.5, 0.15, 15, 25 };

static GstMotionStabSeries *series;
static GstClockTime now;

static void
setup (void)
{
  series = gst_motion_stab_series_new ();
  now = 0;
}

static void
teardown (void)
{
  gst_motion_stab_series_free (series);
}

/* A frame of a smooth move that goes off its path by @bump. */
static void
add (gdouble bump)
{
  guint64 number = gst_motion_stab_series_next (series);
  GstMotionStabStamp stamp = {.frame = number,.timestamp = now,.stream_time =
        now,.running_time = now,.duration = PERIOD
  };
  MsStep step = { number, MS_SHIFT_MOVED, {0.2, bump, 0, 0.1}, 1.0 };

  gst_motion_stab_series_add (series, &step, &stamp, &settings);
  now += PERIOD;
}

static void
add_n (guint n)
{
  while (n-- > 0)
    add (0);
}

static void
jolt (void)
{
  add (2);
  add (-2);
}

/* The onsets in what is reported next, counted from the take's first frame. */
#define reports(take, frames, onsets) \
    reports_AT (take, frames, onsets, FALSE, __LINE__)
#define reports_at_end(take, frames, onsets) \
    reports_AT (take, frames, onsets, TRUE, __LINE__)
static void
reports_AT (guint take, guint64 frames, const gchar * onsets, gboolean at_end,
    gint line)
{
  GstMotionStabVerdict *verdict = gst_motion_stab_series_judge (series,
      &settings, at_end);
  GString *text = g_string_new (NULL);
  guint i;

  fail_unless (verdict != NULL, "line %d: nothing to report", line);
  fail_unless (verdict->take == take, "line %d: take %u", line, verdict->take);
  fail_unless (verdict->frames == frames, "line %d: %" G_GUINT64_FORMAT
      " frames", line, verdict->frames);
  for (i = 0; i < verdict->findings->len; i++) {
    const GstMotionStabFinding *finding = &g_array_index (verdict->findings,
        GstMotionStabFinding, i);

    fail_unless_equals_uint64 (finding->onset.frame, finding->jerk.frame);
    g_string_append_printf (text, "%s%d", i ? " " : "",
        (gint) (finding->onset.frame - verdict->first.frame));
  }
  fail_unless (g_str_equal (text->str, onsets), "line %d: onsets at %s", line,
      text->str);
  g_string_free (text, TRUE);
  gst_motion_stab_verdict_free (verdict);
}

static void
nothing_to_report (void)
{
  fail_unless (gst_motion_stab_series_judge (series, &settings, FALSE)
      == NULL);
}

GST_START_TEST (test_the_whole_stream_is_take_0)
{
  add_n (100);
  jolt ();
  add_n (100);
  nothing_to_report ();
  reports_at_end (0, 202, "100");
  fail_unless (gst_motion_stab_series_judge (series, &settings, TRUE)
      == NULL);
}

GST_END_TEST;

/* Longer than what is kept: judged piece by piece, each jerk once, also where
 * two pieces meet. */
GST_START_TEST (test_a_stream_has_no_length_that_is_too_long)
{
  GString *wanted = g_string_new (NULL);
  guint i;

  for (i = 0; i < 700; i++) {
    add_n (170);
    g_string_append_printf (wanted, "%s%u", i ? " " : "", i * 172 + 170);
    jolt ();
  }
  add_n (50);
  reports_at_end (0, 700 * 172 + 50, wanted->str);
  g_string_free (wanted, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_a_take_that_rolls_for_long)
{
  add_n (5000);
  gst_motion_stab_series_roll (series, 4, GST_CLOCK_TIME_NONE);
  add_n (100);
  jolt ();
  add_n (40000);
  jolt ();
  add_n (40000);
  gst_motion_stab_series_cut (series, 4, GST_CLOCK_TIME_NONE,
      GST_CLOCK_TIME_NONE);
  nothing_to_report ();
  add_n (4);
  reports (4, 80104, "100 40102");
}

GST_END_TEST;

/* As reverseplay says it: with times. */
GST_START_TEST (test_a_take_that_rolls_for_long_with_times)
{
  GstClockTime start;

  add_n (5000);
  start = now;
  gst_motion_stab_series_roll (series, 4, start);
  add_n (100);
  jolt ();
  add_n (80000);
  gst_motion_stab_series_cut (series, 4, start, now - PERIOD);
  add_n (4);
  reports (4, 80102, "100");
}

GST_END_TEST;

/* reverseplay has let go of the take's own head meanwhile. */
GST_START_TEST (test_a_long_take_that_lost_its_head)
{
  GstMotionStabVerdict *verdict;

  add_n (10);
  gst_motion_stab_series_roll (series, 4, now);
  add_n (40000);
  gst_motion_stab_series_cut (series, 4, 5000 * PERIOD, now - PERIOD);
  add_n (4);
  verdict = gst_motion_stab_series_judge (series, &settings, FALSE);
  fail_unless (verdict != NULL);
  fail_unless (!verdict->exact);
  gst_motion_stab_verdict_free (verdict);
}

GST_END_TEST;

/* No frame came between take-start and take-stop, or the end. */
GST_START_TEST (test_a_take_without_frames_has_no_times)
{
  guint i;

  add_n (100);
  for (i = 1; i <= 2; i++) {
    GstMotionStabVerdict *verdict;

    gst_motion_stab_series_roll (series, i, GST_CLOCK_TIME_NONE);
    if (i == 1) {
      gst_motion_stab_series_cut (series, i, GST_CLOCK_TIME_NONE,
          GST_CLOCK_TIME_NONE);
      add_n (10);
    }
    verdict = gst_motion_stab_series_judge (series, &settings, i == 2);
    fail_unless (verdict != NULL);
    fail_unless_equals_uint64 (verdict->frames, 0);
    fail_unless_equals_int (verdict->findings->len, 0);
    fail_unless (!verdict->exact);
    fail_unless_equals_uint64 (verdict->first.running_time,
        GST_CLOCK_TIME_NONE);
    fail_unless_equals_uint64 (verdict->first.timestamp, GST_CLOCK_TIME_NONE);
    fail_unless_equals_uint64 (verdict->last.running_time, GST_CLOCK_TIME_NONE);
    gst_motion_stab_verdict_free (verdict);
  }
}

GST_END_TEST;

GST_START_TEST (test_only_what_lies_in_the_take_counts)
{
  add_n (100);
  jolt ();
  add_n (20);
  gst_motion_stab_series_roll (series, 1, GST_CLOCK_TIME_NONE);
  add_n (50);
  jolt ();
  add_n (20);
  gst_motion_stab_series_cut (series, 1, GST_CLOCK_TIME_NONE,
      GST_CLOCK_TIME_NONE);
  jolt ();
  add_n (3);
  reports (1, 72, "50");
}

GST_END_TEST;

/* Times are a little off where a clock lies between. */
GST_START_TEST (test_times_need_not_be_exact)
{
  const gint off[] = { 0, 1, -1, PERIOD / 3, -(gint) PERIOD / 3 };
  guint i;

  add_n (100);
  for (i = 0; i < G_N_ELEMENTS (off); i++) {
    GstClockTime begin = now + 10 * PERIOD;

    add_n (30);
    jolt ();
    add_n (38);
    gst_motion_stab_series_roll (series, i, begin + (guint64) off[i]);
    add_n (30);
    gst_motion_stab_series_cut (series, i, begin + (guint64) off[i],
        begin + 49 * PERIOD + (guint64) off[i]);
    reports (i, 50, "20");
  }
}

GST_END_TEST;

/* A take that began where nothing is kept any more begins with what is. */
GST_START_TEST (test_a_start_that_is_forgotten)
{
  GstMotionStabVerdict *verdict;

  add_n (10);
  gst_motion_stab_series_roll (series, 1, GST_CLOCK_TIME_NONE);
  gst_motion_stab_series_cut (series, 1, GST_CLOCK_TIME_NONE,
      GST_CLOCK_TIME_NONE);
  add_n (10);
  reports (1, 0, "");
  add_n (20000);
  gst_motion_stab_series_roll (series, 2, 0);
  add_n (10);
  gst_motion_stab_series_cut (series, 2, 0, GST_CLOCK_TIME_NONE);
  add_n (4);
  verdict = gst_motion_stab_series_judge (series, &settings, FALSE);
  fail_unless (verdict->frames > 2000 && verdict->frames < 10000);
  gst_motion_stab_verdict_free (verdict);
}

GST_END_TEST;

GST_START_TEST (test_after_a_flush_times_are_others)
{
  GstMotionStabVerdict *verdict;
  const GstMotionStabFinding *finding;

  add_n (100);
  gst_motion_stab_series_roll (series, 1, 100 * PERIOD);
  add_n (50);
  jolt ();
  add_n (50);
  gst_motion_stab_series_flush (series);
  now = 0;
  add_n (50);
  jolt ();
  add_n (60);
  gst_motion_stab_series_cut (series, 1, GST_CLOCK_TIME_NONE, 99 * PERIOD);
  verdict = gst_motion_stab_series_judge (series, &settings, FALSE);
  fail_unless (verdict != NULL);
  fail_unless_equals_uint64 (verdict->frames, 202);
  fail_unless_equals_int (verdict->findings->len, 2);
  finding = &g_array_index (verdict->findings, GstMotionStabFinding, 0);
  fail_unless_equals_uint64 (finding->onset.running_time, GST_CLOCK_TIME_NONE);
  finding = &g_array_index (verdict->findings, GstMotionStabFinding, 1);
  fail_unless_equals_uint64 (finding->onset.running_time, 50 * PERIOD);
  gst_motion_stab_verdict_free (verdict);
}

GST_END_TEST;

GST_START_TEST (test_takes_that_nobody_ends_are_not_kept_for_ever)
{
  guint i;

  for (i = 1; i < 1000; i++)
    gst_motion_stab_series_roll (series, i, GST_CLOCK_TIME_NONE);
  add_n (10);
  for (i = 0; gst_motion_stab_series_judge (series, &settings, FALSE); i++);
  fail_unless_equals_int (i, 0);
  while (TRUE) {
    GstMotionStabVerdict *verdict = gst_motion_stab_series_judge (series,
        &settings, TRUE);

    if (!verdict)
      break;
    gst_motion_stab_verdict_free (verdict);
    i++;
  }
  fail_unless (i > 1 && i < 100, "%u takes", i);
}

GST_END_TEST;

static Suite *
motionstab_series_suite (void)
{
  Suite *s = suite_create ("motionstab-series");
  TCase *tc = tcase_create ("series");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_the_whole_stream_is_take_0);
  tcase_add_test (tc, test_a_stream_has_no_length_that_is_too_long);
  tcase_add_test (tc, test_a_take_that_rolls_for_long);
  tcase_add_test (tc, test_a_take_that_rolls_for_long_with_times);
  tcase_add_test (tc, test_a_long_take_that_lost_its_head);
  tcase_add_test (tc, test_a_take_without_frames_has_no_times);
  tcase_add_test (tc, test_only_what_lies_in_the_take_counts);
  tcase_add_test (tc, test_times_need_not_be_exact);
  tcase_add_test (tc, test_a_start_that_is_forgotten);
  tcase_add_test (tc, test_after_a_flush_times_are_others);
  tcase_add_test (tc, test_takes_that_nobody_ends_are_not_kept_for_ever);
  return s;
}

GST_CHECK_MAIN (motionstab_series);
