/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What onsetoverlay knows after which events. */
#include <gst/check/gstcheck.h>
#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#include <heard.h>

static void
hear (OvHeard * heard, const gchar * text)
{
  GstStructure *s = gst_structure_from_string (text, NULL);
  GstEvent *event;

  fail_unless (s != NULL, "%s", text);
  event = gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY, s);
  ov_heard_event (heard, event);
  gst_event_unref (event);
}

static void
hear_takes (OvHeard * heard, GstStructure * first, GstStructure * second)
{
  GValue takes = G_VALUE_INIT, value = G_VALUE_INIT;
  GstEvent *event;

  g_value_init (&takes, GST_TYPE_ARRAY);
  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, first);
  gst_value_array_append_value (&takes, &value);
  g_value_take_boxed (&value, second);
  gst_value_array_append_value (&takes, &value);
  event = onset_takes_event_new (&takes);
  ov_heard_event (heard, event);
  gst_event_unref (event);
  g_value_unset (&value);
  g_value_unset (&takes);
}

static GstStructure *
structure (const gchar * text)
{
  GstStructure *s = gst_structure_from_string (text, NULL);

  fail_unless (s != NULL, "%s", text);
  return s;
}

/* For how long the take has been rolling, at @time. */
static gint64
elapsed_at (OvHeard * heard, GstClockTime time)
{
  GstBuffer *buffer = gst_buffer_new ();
  OvFrame frame;

  ov_heard_frame (heard, buffer, time, &frame);
  ov_frame_clear (&frame);
  gst_buffer_unref (buffer);
  return frame.situation.elapsed;
}

#define LIVE "onset-state, mode=live, "
#define REVERSE "onset-state, mode=reverse, "

GST_START_TEST (test_a_roll_counts_from_its_first_state)
{
  OvHeard heard;

  ov_heard_init (&heard);
  fail_unless_equals_int64 (elapsed_at (&heard, 5), 0);
  hear (&heard, LIVE "rolling=true, take=(uint)1, running-time=(guint64)100");
  fail_unless_equals_int64 (elapsed_at (&heard, 90), 0);
  fail_unless_equals_int64 (elapsed_at (&heard, 100), 0);
  fail_unless_equals_int64 (elapsed_at (&heard, 350), 250);
  /* a frame without a time */
  fail_unless_equals_int64 (elapsed_at (&heard, GST_CLOCK_TIME_NONE), 250);
  hear (&heard, LIVE "rolling=true, take=(uint)1, running-time=(guint64)400");
  fail_unless_equals_int64 (elapsed_at (&heard, 400), 300);
  /* the cut was not heard of */
  hear (&heard, LIVE "rolling=true, take=(uint)2, running-time=(guint64)500");
  fail_unless_equals_int64 (elapsed_at (&heard, 510), 10);
  hear (&heard, LIVE "rolling=false, take=(uint)0, running-time=(guint64)600");
  fail_unless_equals_int64 (elapsed_at (&heard, 610), 0);
  ov_heard_clear (&heard);
}

GST_END_TEST;

GST_START_TEST (test_without_a_time_a_roll_counts_from_the_next_frame)
{
  OvHeard heard;

  ov_heard_init (&heard);
  elapsed_at (&heard, 40);
  hear (&heard, LIVE "rolling=true, take=(uint)1");
  fail_unless_equals_int64 (elapsed_at (&heard, 80), 0);
  fail_unless_equals_int64 (elapsed_at (&heard, 120), 40);
  ov_heard_clear (&heard);
}

GST_END_TEST;

GST_START_TEST (test_a_roll_goes_on_behind_a_playback_and_a_flush)
{
  OvHeard heard;

  ov_heard_init (&heard);
  hear (&heard, LIVE "rolling=true, take=(uint)2, running-time=(guint64)100");
  elapsed_at (&heard, 200);
  hear (&heard, REVERSE "rolling=true, take=(uint)1, "
      "running-time=(guint64)200");
  fail_unless_equals_int64 (elapsed_at (&heard, 300), 200);
  hear (&heard, LIVE "rolling=true, take=(uint)2, running-time=(guint64)400");
  fail_unless_equals_int64 (elapsed_at (&heard, 400), 300);
  ov_heard_flush (&heard);
  fail_unless_equals_int64 (elapsed_at (&heard, 0), 300);
  fail_unless_equals_int64 (elapsed_at (&heard, 50), 350);
  ov_heard_flush (&heard);
  ov_heard_flush (&heard);
  hear (&heard, LIVE "rolling=true, take=(uint)2, running-time=(guint64)10");
  fail_unless_equals_int64 (elapsed_at (&heard, 20), 360);
  ov_heard_clear (&heard);
}

GST_END_TEST;

GST_START_TEST (test_the_list_tells_about_the_take_on_the_picture)
{
  OvHeard heard;
  OvTimeline timeline;
  GstStructure *take = structure ("onset-take, id=(uint)1, "
      "duration=(guint64)4000, in=(guint64)1000, out=(guint64)3000, "
      "start-running-time=(guint64)700, "
      "marks=(structure)<[onset-mark, position=(guint64)500;], "
      "[onset-mark, position=x;], [onset-mark, position=(int)600;]>, "
      "jerk-list=(structure)<"
      "[onset-jerk, frame=(uint)7, level=needs-fix;], "
      "[onset-jerk, frame=(uint)8, level=needs-review;], "
      "[onset-jerk, frame=(int)9, level=who-knows;]>");
  GstBuffer *buffer = gst_buffer_new ();
  GstCustomMeta *meta;
  OvFrame frame;

  onset_meta_init ();
  ov_heard_init (&heard);
  hear (&heard, REVERSE "rolling=true, take=(uint)1, frames=(uint)100");
  fail_unless_equals_int (heard.rolling_take, 0);
  hear_takes (&heard, take,
      structure ("onset-take, id=(uint)2, rolling=true, "
          "duration=(guint64)9"));
  fail_unless_equals_int (heard.rolling_take, 2);
  timeline = ov_heard_timeline (&heard, 100);
  fail_unless_equals_uint64 (timeline.duration, 4000);
  fail_unless_equals_uint64 (timeline.in, 1000);
  fail_unless_equals_uint64 (timeline.out, 3000);
  fail_unless_equals_int (timeline.n_marks, 2);
  fail_unless_equals_uint64 (timeline.marks[1], 600);
  fail_unless_equals_int (timeline.n_jerks, 3);
  fail_unless_equals_int (timeline.jerks[0].level, OV_JERK_NEEDS_FIX);
  fail_unless_equals_int (timeline.jerks[1].level, OV_JERK_NEEDS_REVIEW);
  fail_unless_equals_int (timeline.jerks[2].level, OV_JERK_NOMINAL);
  fail_unless_equals_int (timeline.jerks[2].frame, 9);

  meta = gst_buffer_add_custom_meta (buffer, ONSET_FRAME_META);
  gst_structure_set (gst_custom_meta_get_structure (meta),
      "source-running-time", G_TYPE_UINT64, (guint64) 750,
      "index", G_TYPE_UINT, 12, NULL);
  ov_heard_frame (&heard, buffer, 0, &frame);
  fail_unless_equals_int64 (frame.situation.position, 50);
  fail_unless_equals_int (frame.situation.index, 12);
  fail_unless_equals_int (frame.situation.frames, 100);
  fail_unless_equals_int (frame.situation.rolling_take, 2);
  ov_frame_clear (&frame);
  gst_buffer_unref (buffer);

  /* another take on the picture, of which the list knows less */
  hear (&heard, REVERSE "rolling=false, take=(uint)2, frames=(uint)50");
  timeline = ov_heard_timeline (&heard, 50);
  fail_unless_equals_uint64 (timeline.duration, 9);
  fail_unless_equals_uint64 (timeline.in, OV_TIME_NONE);
  fail_unless_equals_int (timeline.n_marks, 0);
  fail_unless_equals_int (timeline.n_jerks, 0);
  ov_heard_clear (&heard);
}

GST_END_TEST;

GST_START_TEST (test_other_events_change_nothing)
{
  OvHeard heard;
  guint version;

  ov_heard_init (&heard);
  hear (&heard, REVERSE "rolling=true, take=(uint)1");
  version = heard.version;
  hear (&heard, "onset-statement, mode=live");
  fail_unless_equals_int (heard.version, version);
  fail_unless_equals_int (heard.mode, OV_REVERSE);
  ov_heard_clear (&heard);
}

GST_END_TEST;

static Suite *
onsetoverlay_heard_suite (void)
{
  Suite *s = suite_create ("onsetoverlay-heard");
  TCase *tc = tcase_create ("heard");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_a_roll_counts_from_its_first_state);
  tcase_add_test (tc, test_without_a_time_a_roll_counts_from_the_next_frame);
  tcase_add_test (tc, test_a_roll_goes_on_behind_a_playback_and_a_flush);
  tcase_add_test (tc, test_the_list_tells_about_the_take_on_the_picture);
  tcase_add_test (tc, test_other_events_change_nothing);
  return s;
}

GST_CHECK_MAIN (onsetoverlay_heard);
