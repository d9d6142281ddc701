/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What comes out of reverseplay, picture by picture, and when. Slots are
 * counted in camera frames: slot n is the running time of camera frame n.
 */
#include "reverseplay-harness.h"

#include <gst/video/video.h>
#include <math.h>
#include <string.h>

#define TRIGGER_STREAM (1 << 4)

/* @before live frames and a take of @length: the last frame of the take comes
 * at once, and the camera frame whose slot that took has passed. The next
 * rph_step() shows the next frame of the playback. */
static guint
shoot_and_cut (Rph * rph, guint before, guint length, RphFrame * first)
{
  guint id;

  rph_pass (rph, before);
  id = rph_shoot (rph, length);
  rph_shows (rph->main, rph->number - 1, rph->number, first);
  fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
  return id;
}

/* What a playback at rate 1 goes on with: @from down to @to. */
static void
steps_down (Rph * rph, guint from, guint to)
{
  guint i;

  for (i = from + 1; i > to; i--)
    rph_step (rph, i - 1, NULL);
}

static void
steps_up (Rph * rph, guint from, guint to)
{
  guint i;

  for (i = from; i <= to; i++)
    rph_step (rph, i, NULL);
}

/* The next live frame after something else was shown. */
static void
back_to_live (Rph * rph, RphFrame * frame)
{
  rph_push (rph);
  rph_pull (rph->main, frame);
  fail_unless (!frame->is_playback);
  fail_unless_equals_int (frame->number, rph->number - 1);
  fail_unless_equals_uint64 (frame->pts, rph_time_of (rph, rph->number - 1));
  fail_unless (frame->discont && frame->key_unit && frame->new_segment);
  fail_unless_equals_uint64 (frame->stream_time, frame->pts);
}

static guint64
stat_of (Rph * rph, const gchar * field)
{
  GstStructure *stats;
  guint64 value;

  g_object_get (rph->element, "stats", &stats, NULL);
  value = rph_get_uint64 (stats, field);
  gst_structure_free (stats);
  return value;
}

/* --- live ---------------------------------------------------------------- */

GST_START_TEST (live_passes_untouched_in_order)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  for (i = 0; i < 20; i++) {
    GstBuffer *expected = rph_make_frame (rph, i, 0);
    GstMapInfo map;

    fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, i);
    fail_unless_equals_uint64 (frame.pts, i * RPH_PERIOD);
    fail_unless_equals_uint64 (frame.duration, RPH_PERIOD);
    fail_unless_equals_uint64 (frame.stream_time, i * RPH_PERIOD);
    fail_unless (!frame.is_playback && !frame.gap);
    fail_unless_equals_int (frame.discont, i == 0);
    fail_unless_equals_int (frame.new_segment, i == 0);
    gst_buffer_map (expected, &map, GST_MAP_READ);
    gst_check_buffer_data (rph->main->buffer, map.data, map.size);
    gst_buffer_unmap (expected, &map);
    gst_buffer_unref (expected);
  }
  fail_unless_equals_uint64 (rph->main->segment.start, 0);
  fail_unless_equals_uint64 (rph->main->segment.time, 0);
  fail_unless_equals_uint64 (rph->main->segment.base, 0);
  fail_unless (rph->main->segment.applied_rate == 1.0);
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 20);
  fail_unless_equals_uint64 (stat_of (rph, "shown"), 20);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (live_pts_is_running_time)
{
  Rph *rph = rph_new ();
  GstSegment segment;
  RphFrame frame;
  guint i;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = 3600 * GST_SECOND;
  segment.base = 10 * RPH_PERIOD;
  gst_harness_push_event (rph->main->harness, gst_event_new_segment (&segment));
  for (i = 0; i < 5; i++) {
    rph_set_time (rph, (10 + i) * RPH_PERIOD);
    gst_harness_push (rph->main->harness, rph_make_frame (rph, i,
            3600 * GST_SECOND + i * RPH_PERIOD));
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, i);
    fail_unless_equals_uint64 (frame.pts, (10 + i) * RPH_PERIOD);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (every_frame_rate_keeps_its_slots)
{
  static const gint rates[][2] = { {24000, 1001}, {30000, 1001}, {24, 1},
  {50, 1}, {120, 1}, {1, 1}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    Rph *rph = rph_new ();
    guint n;

    rph_set_caps (rph, "GRAY8", 16, 8, rates[i][0], rates[i][1]);
    shoot_and_cut (rph, 3, 30, NULL);
    for (n = 31; n >= 3; n--)
      rph_step (rph, n, NULL);
    rph_pass (rph, 2);
    rph_free (rph);
  }
}

GST_END_TEST;

/* What of upstream's events belongs into the stream stays where it was. */
GST_START_TEST (live_passes_tags_and_gaps_in_their_place)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u"), *late;
  RphFrame frame;
  guint i;

  /* A tag such as the picture's orientation has to be there first. */
  gst_harness_push_event (rph->main->harness,
      gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "a", NULL)));
  for (i = 0; i < 6; i++) {
    if (i == 3) {
      gst_harness_push_event (rph->main->harness,
          gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "x", NULL)));
      gst_harness_push_event (rph->main->harness,
          gst_event_new_gap (2 * RPH_PERIOD + 1, RPH_PERIOD));
    }
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.n_tags, i == 0 || i == 3);
    fail_unless_equals_int (frame.n_gaps, i == 3);
    rph_pull (review, &frame);
    fail_unless_equals_int (frame.n_tags, i == 0 || i == 3);
    fail_unless_equals_int (frame.n_gaps, i == 3);
  }
  late = rph_add_review (rph, "review_%u");
  rph_push (rph);
  rph_pull (late, &frame);
  fail_unless_equals_int (frame.n_tags, 1);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (frames_arrive_later_than_their_stamps)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

#define NEXT_AFTER_30_MS() \
  G_STMT_START { \
    rph_set_time (rph, rph_time_of (rph, rph->number) + 30 * GST_MSECOND); \
    rph_push (rph); \
  } G_STMT_END

  rph_roll (rph);
  for (i = 0; i < 20; i++) {
    NEXT_AFTER_30_MS ();
    rph_live (rph->main, i);
  }
  rph_cut (rph);
  rph_shows (rph->main, 19, 20, NULL);
  NEXT_AFTER_30_MS ();
  for (i = 1; i < 15; i++) {
    NEXT_AFTER_30_MS ();
    rph_shows (rph->main, 19 - i, 20 + i, NULL);
  }
  for (i = 15; i < 20; i++) {
    rph_crank (rph->main, &frame);
    fail_unless_equals_int (frame.number, 19 - i);
    fail_unless_equals_uint64 (frame.pts, (20 + i) * RPH_PERIOD);
  }
#undef NEXT_AFTER_30_MS
  rph_free (rph);
}

GST_END_TEST;

/* An element downstream that draws into the pictures draws into its own. */
GST_START_TEST (who_writes_downstream_writes_into_a_copy)
{
  Rph *rph = rph_new ();
  GstMapInfo map;
  guint i;

  rph_roll (rph);
  for (i = 0; i < 10; i++) {
    GstBuffer *buffer;

    rph_pass (rph, 1);
    g_mutex_lock (&rph->lock);
    buffer = g_steal_pointer (&rph->main->buffer);
    g_mutex_unlock (&rph->lock);
    buffer = gst_buffer_make_writable (buffer);
    fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READWRITE));
    memset (map.data, 0xff, map.size);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  rph_cut (rph);
  rph_shows (rph->main, 9, 10, NULL);
  rph_push (rph);
  steps_down (rph, 8, 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (timecode_stays_with_its_frame)
{
  Rph *rph = rph_new ();
  GstVideoTimeCodeMeta *meta;
  GstStructure *s;
  RphFrame frame;
  guint i;

  for (i = 0; i < 12; i++) {
    GstBuffer *buffer = rph_make_frame (rph, i, i * RPH_PERIOD);

    gst_buffer_add_video_time_code_meta_full (buffer, 25, 1, NULL, 0, 10, 11,
        12, i, 0);
    GST_BUFFER_FLAG_SET (buffer, GST_VIDEO_BUFFER_FLAG_TFF);
    if (i == 6)
      fail_unless (rph_command (rph->main, "take-start", "lead",
              G_TYPE_UINT64, RPH_PERIOD, NULL));
    rph_set_time (rph, i * RPH_PERIOD);
    gst_harness_push (rph->main->harness, buffer);
    rph_live (rph->main, i);
  }
  s = rph_message (rph, "reverseplay-take-started");
  fail_unless_equals_string (gst_structure_get_string (s, "timecode"),
      "10:11:12:05");
  gst_structure_free (s);
  rph->number = 12;
  rph_cut (rph);
  for (i = 11; i >= 5; i--) {
    if (i == 11) {
      rph_shows (rph->main, 11, 12, &frame);
      rph_push (rph);
    } else {
      rph_step (rph, i, &frame);
    }
    meta = gst_buffer_get_video_time_code_meta (rph->main->buffer);
    fail_unless (meta != NULL);
    fail_unless_equals_int (meta->tc.frames, i);
    fail_unless (GST_BUFFER_FLAG_IS_SET (rph->main->buffer,
            GST_VIDEO_BUFFER_FLAG_TFF));
  }
  rph_free (rph);
}

GST_END_TEST;

/* --- the cut ------------------------------------------------------------- */

GST_START_TEST (cut_shows_every_frame_once_in_reverse)
{
  Rph *rph = rph_new ();
  GstSegment *segment = &rph->main->segment;
  GstStructure *s;
  RphFrame frame;
  guint i;

  rph_pass (rph, 5);
  fail_unless_equals_int (rph_shoot (rph, 10), 1);

  /* At once: no further camera frame is there, and the clock stands. */
  rph_shows (rph->main, 14, 15, &frame);
  fail_unless (frame.new_segment && frame.key_unit && frame.discont);
  fail_unless (!frame.gap && !frame.new_caps);
  fail_unless_equals_uint64 (frame.duration, RPH_PERIOD);
  fail_unless_equals_int (frame.take, 1);
  fail_unless_equals_int (frame.index, 9);
  fail_unless_equals_int (frame.frames, 10);
  fail_unless_equals_int (frame.direction, -1);
  fail_unless_equals_uint64 (frame.source_pts, 14 * RPH_PERIOD);
  fail_unless_equals_uint64 (frame.source_running_time, 14 * RPH_PERIOD);
  fail_unless (segment->rate == 1.0 && segment->applied_rate == -1.0);
  fail_unless_equals_uint64 (segment->start, 0);
  fail_unless_equals_uint64 (segment->base, 0);
  fail_unless_equals_uint64 (segment->time, 0);
  fail_unless_equals_uint64 (segment->stop, 25 * RPH_PERIOD);
  fail_unless_equals_uint64 (frame.stream_time, 10 * RPH_PERIOD);

  fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
  for (i = 8; i <= 8; i--) {
    rph_step (rph, 5 + i, &frame);
    fail_unless (!frame.gap && !frame.discont && !frame.new_segment);
    fail_unless_equals_int (frame.index, i);
    fail_unless_equals_uint64 (frame.stream_time, (i + 1) * RPH_PERIOD);
    fail_unless_equals_uint64 (frame.source_running_time, (5 + i) * RPH_PERIOD);
  }

  back_to_live (rph, &frame);
  fail_unless_equals_uint64 (segment->start, 0);
  fail_unless_equals_uint64 (segment->time, 0);
  fail_unless (!GST_CLOCK_TIME_IS_VALID (segment->stop));
  fail_unless (segment->applied_rate == 1.0);
  rph_pass (rph, 3);

  fail_unless_equals_uint64 (stat_of (rph, "recorded"), rph->number);
  fail_unless_equals_uint64 (stat_of (rph, "dropped"), 0);
  fail_unless_equals_uint64 (stat_of (rph, "repeated"), 0);
  s = rph_message (rph, "reverseplay-playback-started");
  fail_unless_equals_string (gst_structure_get_string (s, "output"), "src");
  fail_unless_equals_string (gst_structure_get_string (s, "direction"),
      "reverse");
  fail_unless_equals_int (rph_get_uint (s, "take"), 1);
  fail_unless (rph_get_uint64 (s, "turnaround") < 10 * GST_SECOND);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "turnaround"),
      stat_of (rph, "turnaround"));
  gst_structure_free (s);
  s = rph_message (rph, "reverseplay-playback-ended");
  fail_unless_equals_uint64 (rph_get_uint64 (s, "shown"), 10);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "dropped"), 0);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (take_of_one_frame)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  shoot_and_cut (rph, 3, 1, &frame);
  fail_unless_equals_int (frame.frames, 1);
  back_to_live (rph, &frame);
  rph_pass (rph, 2);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (take_boundaries_are_exact)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstStructure *s;

  /* Roll and cut lie between two frames, at odd times. */
  rph_pass (rph, 4);
  rph_set_time (rph, 3 * RPH_PERIOD + 1);
  rph_roll (rph);
  rph_pass (rph, 6);
  rph_set_time (rph, 10 * RPH_PERIOD - 1);
  rph_cut (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 9);
  fail_unless_equals_int (frame.frames, 6);
  rph_push (rph);
  steps_down (rph, 8, 4);
  back_to_live (rph, &frame);

  s = rph_message (rph, "reverseplay-take-stopped");
  fail_unless_equals_int (rph_get_uint (s, "frames"), 6);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "duration"), 6 * RPH_PERIOD);
  fail_unless (!rph_get_boolean (s, "truncated"));
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (lead_reaches_back_into_the_history)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_wait_ready (rph);
  rph_pass (rph, 10);
  fail_unless (rph_command (rph->main, "take-start", "lead", G_TYPE_UINT64,
          3 * RPH_PERIOD, NULL));
  rph_pass (rph, 5);
  rph_cut (rph);
  rph_shows (rph->main, 14, 15, &frame);
  fail_unless_equals_int (frame.frames, 8);
  rph_push (rph);
  steps_down (rph, 13, 7);
  back_to_live (rph, &frame);

  /* More than the history has: all of it. */
  fail_unless (rph_command (rph->main, "take-start", "lead", G_TYPE_UINT64,
          3600 * GST_SECOND, NULL));
  rph_pass (rph, 2);
  rph_cut (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, rph->number - 1);
  fail_unless_equals_int (frame.frames, rph->number);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (lead_alone_is_a_take)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_wait_ready (rph);
  rph_pass (rph, 10);
  fail_unless (rph_command (rph->main, "take-start", "lead", G_TYPE_UINT64,
          2 * RPH_PERIOD, NULL));
  rph_cut (rph);
  rph_shows (rph->main, 9, 10, &frame);
  fail_unless_equals_int (frame.frames, 2);
  rph_push (rph);
  rph_step (rph, 8, NULL);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (second_take_during_playback_is_whole)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  shoot_and_cut (rph, 2, 10, NULL);     /* 2..11, slot 12 */
  steps_down (rph, 10, 8);      /* slots 13..15 */
  fail_unless_equals_int (rph_roll (rph), 2);
  back_to_live (rph, &frame);   /* 16 */
  fail_unless_equals_int (frame.number, 16);
  rph_pass (rph, 4);            /* 17..20 */
  rph_cut (rph);
  rph_shows (rph->main, 20, 21, &frame);
  fail_unless_equals_int (frame.take, 2);
  fail_unless_equals_int (frame.frames, 5);
  rph_push (rph);
  steps_down (rph, 19, 16);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

/* The frame that arrived while the playback's first picture had its slot
 * belongs to the take that starts meanwhile. */
GST_START_TEST (take_that_starts_in_a_taken_slot_is_whole)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_pass (rph, 2);
  rph_shoot (rph, 5);           /* 2..6 */
  rph_shows (rph->main, 6, 7, NULL);
  rph_roll (rph);
  rph_push (rph);               /* 7: recorded, its slot is taken */
  back_to_live (rph, &frame);   /* 8 */
  rph_cut (rph);
  rph_shows (rph->main, 8, 9, &frame);
  fail_unless_equals_int (frame.frames, 2);
  rph_push (rph);
  rph_step (rph, 7, NULL);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (older_take_while_rolling_leaves_the_rolling_one_whole)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  gboolean ok;

  shoot_and_cut (rph, 0, 5, NULL);      /* take 1: 0..4 */
  steps_down (rph, 3, 0);
  back_to_live (rph, &frame);   /* 10 */
  rph_roll (rph);
  rph_pass (rph, 3);            /* 11..13 */
  g_signal_emit_by_name (rph->element, "play", 1, 0, &ok);
  fail_unless (ok);
  rph_shows (rph->main, 4, 14, &frame);
  fail_unless_equals_int (frame.take, 1);
  rph_push (rph);               /* 14 */
  steps_down (rph, 3, 0);       /* 15..18 */
  back_to_live (rph, &frame);   /* 19 */
  rph_cut (rph);
  rph_shows (rph->main, 19, 20, &frame);
  fail_unless_equals_int (frame.take, 2);
  fail_unless_equals_int (frame.frames, 9);
  rph_push (rph);
  steps_down (rph, 18, 11);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (rolling_take_can_be_played)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  gboolean ok;

  rph_roll (rph);
  rph_pass (rph, 5);
  g_signal_emit_by_name (rph->element, "play", 1, 0, &ok);
  fail_unless (ok);
  rph_shows (rph->main, 4, 5, &frame);
  fail_unless_equals_int (frame.frames, 5);
  rph_push (rph);
  rph_step (rph, 3, &frame);
  fail_unless_equals_int (frame.frames, 7);
  fail_unless_equals_int (frame.index, 3);
  rph_cut (rph);
  rph_shows (rph->main, 6, 7, NULL);
  rph_push (rph);
  steps_down (rph, 5, 0);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

/* --- rates --------------------------------------------------------------- */

/* At rate r the playhead stands at length - 0.5 - k * r frames in slot k; below
 * rate 1 at length - r / 2 - k * r, so that the first frame shows as long as
 * any other. */
static void
check_rate (gdouble rate, guint length)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (8 << 20),
      "rate", rate, NULL);
  guint k, previous = 0, seen = 0;
  RphFrame frame;

  shoot_and_cut (rph, 0, length, &frame);
  for (k = 0;; k++) {
    gdouble at = length - MIN (rate, 1.0) / 2 - k * rate;
    guint expected;

    if (at < -1e-6)
      break;
    expected = (guint) floor (at + 1e-6);
    if (k > 0)
      rph_step (rph, expected, &frame);
    fail_unless_equals_int (frame.number, expected);
    fail_unless_equals_int (frame.gap, k > 0 && expected == previous);
    fail_unless (ABS ((gdouble) frame.stream_time
            - (length - k * rate) * RPH_PERIOD) < 1000,
        "rate %g, slot %u: stream time %" GST_TIME_FORMAT, rate, k,
        GST_TIME_ARGS (frame.stream_time));
    fail_unless_equals_int (frame.new_segment, k == 0);
    if (k == 0 || expected != previous)
      seen++;
    previous = expected;
  }
  fail_unless (rph->main->segment.applied_rate == -rate);
  fail_unless_equals_uint64 (stat_of (rph, "repeated"), k - seen);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_START_TEST (rate_half_repeats_each_frame)
{
  check_rate (0.5, 10);
}

GST_END_TEST;

GST_START_TEST (rate_two_skips_every_other_frame)
{
  check_rate (2.0, 10);
  check_rate (2.0, 11);
}

GST_END_TEST;

GST_START_TEST (rate_at_its_limits)
{
  check_rate (16.0, 40);
  check_rate (16.0, 4);
  check_rate (0.05, 3);
}

GST_END_TEST;

GST_START_TEST (rate_odd)
{
  check_rate (0.75, 12);
  check_rate (1.5, 12);
  check_rate (0.3, 7);
}

GST_END_TEST;

GST_START_TEST (rate_changes_while_playing)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstClockTime before;

  shoot_and_cut (rph, 0, 20, NULL);
  steps_down (rph, 18, 16);
  rph_step (rph, 15, &frame);
  before = frame.stream_time;
  g_object_set (rph->element, "rate", 0.5, NULL);
  /* What was shown until now was shown at the old rate. */
  rph_step (rph, 14, &frame);
  fail_unless (frame.new_segment && !frame.gap);
  fail_unless (rph->main->segment.applied_rate == -0.5);
  fail_unless_equals_uint64 (frame.stream_time, before - RPH_PERIOD);
  rph_step (rph, 14, &frame);   /* 14.5 - 0.5 = 14.0 */
  fail_unless (!frame.new_segment && frame.gap);
  rph_step (rph, 13, NULL);
  fail_unless (rph_command (rph->main, "rate", "rate", G_TYPE_DOUBLE, 4.0,
          NULL));
  rph_step (rph, 13, &frame);   /* 13.5 - 0.5 = 13.0 */
  fail_unless (frame.new_segment && frame.gap);
  rph_step (rph, 9, NULL);
  rph_step (rph, 5, NULL);
  rph_step (rph, 1, NULL);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

/* --- pause, step, seek --------------------------------------------------- */

GST_START_TEST (pause_repeats_the_frame)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  shoot_and_cut (rph, 0, 10, NULL);
  steps_down (rph, 8, 6);
  g_signal_emit_by_name (rph->element, "pause");
  for (i = 0; i < 30; i++) {
    rph_step (rph, 6, &frame);
    fail_unless (frame.gap);
    fail_unless_equals_int (frame.new_segment, i == 0);
    fail_unless (ABS (GST_CLOCK_DIFF (6 * RPH_PERIOD, frame.stream_time))
        < 1000);
  }
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  fail_unless (rph->main->segment.applied_rate != 0.0);
  fail_unless (rph->main->segment.applied_rate < 0.001);
  fail_unless_equals_uint64 (rph->main->segment.start, 0);
  fail_unless_equals_uint64 (rph->main->segment.time, 6 * RPH_PERIOD);

  g_signal_emit_by_name (rph->element, "resume");
  rph_step (rph, 5, &frame);
  fail_unless (frame.new_segment && !frame.gap);
  fail_unless_equals_uint64 (frame.stream_time, 6 * RPH_PERIOD);
  steps_down (rph, 4, 0);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (steps_go_out_at_once_and_stay_in_the_take)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  shoot_and_cut (rph, 0, 10, NULL);
  steps_down (rph, 8, 6);       /* slots 11..13 */
  g_signal_emit_by_name (rph->element, "step", -1);
  rph_shows (rph->main, 5, 14, &frame);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  fail_unless (frame.new_segment && !frame.gap);
  rph_push (rph);               /* 14 */
  rph_step (rph, 5, &frame);
  fail_unless (frame.gap);
  g_signal_emit_by_name (rph->element, "step", 2);
  rph_shows (rph->main, 7, 16, NULL);
  rph_push (rph);
  g_signal_emit_by_name (rph->element, "step", G_MAXINT);
  rph_shows (rph->main, 9, 17, NULL);
  rph_push (rph);
  g_signal_emit_by_name (rph->element, "step", G_MININT);
  rph_shows (rph->main, 0, 18, NULL);
  rph_push (rph);
  g_signal_emit_by_name (rph->element, "step", 0);
  rph_shows (rph->main, 0, 19, NULL);
  rph_push (rph);
  rph_step (rph, 0, NULL);
  rph_free (rph);
}

GST_END_TEST;

/* Faster than the camera: each step has a slot of its own, and time does not
 * run away from the camera for longer than the steps last. */
GST_START_TEST (many_steps_between_two_camera_frames)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  shoot_and_cut (rph, 0, 10, NULL);
  for (i = 0; i < 5; i++) {
    g_signal_emit_by_name (rph->element, "step", -1);
    rph_shows (rph->main, 8 - i, 11 + i, &frame);
  }
  rph_push_n (rph, 5);          /* 11..15: their slots are taken */
  rph_step (rph, 4, &frame);
  fail_unless (frame.gap);
  g_signal_emit_by_name (rph->element, "live");
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (seek_goes_out_at_once_and_plays_on)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  gboolean ok;

  shoot_and_cut (rph, 5, 10, NULL);
  rph_step (rph, 13, NULL);     /* slot 16 */
  g_signal_emit_by_name (rph->element, "seek", 3 * RPH_PERIOD + 1000, &ok);
  fail_unless (ok);
  rph_shows (rph->main, 8, 17, &frame);
  fail_unless (frame.new_segment && frame.discont);
  fail_unless_equals_uint64 (frame.stream_time, 4 * RPH_PERIOD);
  rph_push (rph);
  rph_step (rph, 7, NULL);
  g_signal_emit_by_name (rph->element, "seek", G_MAXUINT64, &ok);
  fail_unless (ok);
  rph_shows (rph->main, 14, 19, NULL);
  rph_push (rph);
  g_signal_emit_by_name (rph->element, "pause");
  g_signal_emit_by_name (rph->element, "seek", (guint64) 0, &ok);
  fail_unless (ok);
  rph_shows (rph->main, 5, 20, NULL);
  rph_push (rph);
  rph_step (rph, 5, &frame);
  fail_unless (frame.gap);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (live_ends_a_review_at_the_next_frame)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstStructure *s;

  shoot_and_cut (rph, 0, 10, NULL);
  steps_down (rph, 8, 7);
  g_signal_emit_by_name (rph->element, "live");
  back_to_live (rph, &frame);
  rph_pass (rph, 3);
  s = rph_message (rph, "reverseplay-playback-ended");
  fail_unless_equals_uint64 (rph_get_uint64 (s, "shown"), 3);
  gst_structure_free (s);
  /* Live again changes nothing. */
  g_signal_emit_by_name (rph->element, "live");
  rph_push (rph);
  rph_pull (rph->main, &frame);
  fail_unless (!frame.discont && !frame.new_segment);
  rph_free (rph);
}

GST_END_TEST;

/* --- at the end ---------------------------------------------------------- */

GST_START_TEST (at_end_hold)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstStructure *s;
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "hold");
  shoot_and_cut (rph, 0, 5, NULL);
  steps_down (rph, 3, 0);
  for (i = 0; i < 10; i++) {
    rph_step (rph, 0, &frame);
    fail_unless (frame.gap);
    fail_unless (ABS (GST_CLOCK_DIFF (0, frame.stream_time)) < 1000);
  }
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  s = rph_message (rph, "reverseplay-playback-ended");
  fail_unless_equals_uint64 (rph_get_uint64 (s, "shown"), 5);
  gst_structure_free (s);
  g_signal_emit_by_name (rph->element, "live");
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (at_end_loop_has_no_gap)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint pass;

  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "loop");
  shoot_and_cut (rph, 0, 5, NULL);
  steps_down (rph, 3, 0);
  for (pass = 0; pass < 4; pass++) {
    rph_step (rph, 4, &frame);
    fail_unless (frame.new_segment && frame.key_unit && frame.discont);
    fail_unless (!frame.gap);
    fail_unless_equals_uint64 (frame.stream_time, 5 * RPH_PERIOD);
    steps_down (rph, 3, 0);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (at_end_ping_pong_repeats_no_frame)
{
  Rph *rph = rph_new ();
  GstSegment *segment = &rph->main->segment;
  RphFrame frame;
  guint pass;

  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "ping-pong");
  shoot_and_cut (rph, 0, 5, NULL);
  steps_down (rph, 3, 0);
  for (pass = 0; pass < 3; pass++) {
    rph_step (rph, 1, &frame);
    fail_unless (frame.new_segment && !frame.gap);
    fail_unless_equals_int (frame.direction, 1);
    fail_unless_equals_uint64 (segment->start, frame.pts);
    fail_unless_equals_uint64 (segment->base, frame.pts);
    fail_unless_equals_uint64 (frame.stream_time, RPH_PERIOD);
    rph_step (rph, 2, &frame);
    fail_unless_equals_uint64 (frame.stream_time, 2 * RPH_PERIOD);
    steps_up (rph, 3, 4);
    fail_unless_equals_string (rph_nick (rph->element, "mode"), "forward");
    rph_step (rph, 3, &frame);
    fail_unless (frame.new_segment);
    fail_unless_equals_int (frame.direction, -1);
    fail_unless_equals_uint64 (frame.stream_time, 4 * RPH_PERIOD);
    steps_down (rph, 2, 0);
    fail_unless_equals_string (rph_nick (rph->element, "mode"), "reverse");
  }
  rph_free (rph);
}

GST_END_TEST;

/* A forward segment starts at the cut, so an encoder that reorders has to
 * start anew there, whatever made the segment. */
GST_START_TEST (forward_segments_follow_a_key_frame_request)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "ping-pong");
  shoot_and_cut (rph, 0, 6, NULL);
  steps_down (rph, 4, 0);
  rph_step (rph, 1, &frame);
  fail_unless (frame.new_segment && frame.key_unit);
  g_object_set (rph->element, "rate", 0.5, NULL);
  rph_step (rph, 2, &frame);
  fail_unless (frame.new_segment && frame.key_unit);
  g_signal_emit_by_name (rph->element, "pause");
  rph_step (rph, 2, &frame);
  g_signal_emit_by_name (rph->element, "resume");
  rph_step (rph, 2, &frame);
  fail_unless (frame.new_segment && frame.key_unit);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (loop_and_ping_pong_of_one_frame)
{
  static const gchar *values[] = { "loop", "ping-pong", "hold" };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (values); i++) {
    Rph *rph = rph_new ();
    RphFrame frame;

    gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", values[i]);
    shoot_and_cut (rph, 2, 1, NULL);
    for (k = 0; k < 5; k++) {
      rph_step (rph, 2, &frame);
      fail_unless (frame.gap);
    }
    g_signal_emit_by_name (rph->element, "live");
    back_to_live (rph, &frame);
    rph_free (rph);
  }
}

GST_END_TEST;

GST_START_TEST (loop_at_a_high_rate_of_a_short_take)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (8 << 20),
      "rate", 16.0, NULL);
  RphFrame frame;
  guint k;

  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "loop");
  shoot_and_cut (rph, 0, 5, NULL);
  for (k = 1; k < 12; k++) {
    gdouble at = 4.5 - 16.0 * k;

    at -= 5.0 * floor (at / 5.0);
    rph_step (rph, (guint) at, NULL);
  }
  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "ping-pong");
  for (k = 0; k < 12; k++) {
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless (frame.number < 5);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (at_end_changes_during_playback)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "loop");
  shoot_and_cut (rph, 0, 5, NULL);
  steps_down (rph, 3, 0);
  steps_down (rph, 4, 2);
  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "ping-pong");
  steps_down (rph, 1, 0);
  steps_up (rph, 1, 2);
  fail_unless (rph_command (rph->main, "at-end", "value", G_TYPE_STRING,
          "hold", NULL));
  steps_up (rph, 3, 4);
  rph_step (rph, 4, &frame);
  fail_unless (frame.gap);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  /* Held at the end, it goes on from there when it is asked to. */
  fail_unless (rph_command (rph->main, "at-end", "value", G_TYPE_STRING,
          "live", NULL));
  rph_step (rph, 4, &frame);
  g_signal_emit_by_name (rph->element, "resume");
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

/* --- after the take, in and out ------------------------------------------ */

GST_START_TEST (after_take_none_stays_live)
{
  Rph *rph = rph_new ();

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_pass (rph, 2);
  rph_shoot (rph, 5);
  rph_pass (rph, 5);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (after_take_forward)
{
  Rph *rph = rph_new ();
  GstSegment *segment = &rph->main->segment;
  RphFrame frame;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "forward");
  rph_pass (rph, 2);
  rph_shoot (rph, 5);
  rph_shows (rph->main, 2, 7, &frame);
  fail_unless (frame.new_segment && frame.key_unit && frame.discont);
  fail_unless_equals_int (frame.direction, 1);
  fail_unless_equals_int (frame.index, 0);
  fail_unless_equals_uint64 (segment->start, 7 * RPH_PERIOD);
  fail_unless_equals_uint64 (segment->base, 7 * RPH_PERIOD);
  fail_unless_equals_uint64 (segment->time, 0);
  fail_unless (segment->applied_rate == 1.0);
  rph_push (rph);
  rph_step (rph, 3, &frame);
  fail_unless_equals_uint64 (frame.stream_time, RPH_PERIOD);
  steps_up (rph, 4, 6);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (after_take_once)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  fail_unless (rph_command (rph->main, "after-take", "value", G_TYPE_STRING,
          "none", "once", G_TYPE_BOOLEAN, TRUE, NULL));
  rph_shoot (rph, 5);
  rph_pass (rph, 3);
  fail_unless_equals_string (rph_nick (rph->element, "after-take"), "reverse");
  rph_shoot (rph, 5);
  rph_shows (rph->main, 12, 13, &frame);
  fail_unless_equals_int (frame.direction, -1);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (playback_runs_between_in_and_out)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_pass (rph, 5);
  rph_roll (rph);
  rph_pass (rph, 3);
  fail_unless (rph_command (rph->main, "in", NULL));    /* before frame 3 */
  rph_pass (rph, 4);
  fail_unless (rph_command (rph->main, "out", "position", G_TYPE_UINT64,
          5 * RPH_PERIOD, NULL));
  rph_pass (rph, 3);
  rph_cut (rph);
  rph_shows (rph->main, 10, 15, &frame);
  fail_unless_equals_int (frame.index, 5);
  fail_unless_equals_int (frame.frames, 10);
  fail_unless_equals_uint64 (frame.stream_time, 6 * RPH_PERIOD);
  fail_unless_equals_uint64 (rph->main->segment.time, 3 * RPH_PERIOD);
  fail_unless_equals_uint64 (rph->main->segment.stop, 18 * RPH_PERIOD);
  rph_push (rph);
  steps_down (rph, 9, 8);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (in_and_out_during_a_review)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "loop");
  shoot_and_cut (rph, 0, 10, NULL);
  steps_down (rph, 8, 7);
  fail_unless (rph_command (rph->main, "out", NULL));   /* 7 */
  steps_down (rph, 6, 4);
  fail_unless (rph_command (rph->main, "in", NULL));    /* 4 */
  for (i = 0; i < 3; i++) {
    rph_step (rph, 7, &frame);
    fail_unless_equals_uint64 (frame.stream_time, 8 * RPH_PERIOD);
    steps_down (rph, 6, 4);
  }
  /* Steps stay between the points. */
  g_signal_emit_by_name (rph->element, "step", -5);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 4);
  rph_push (rph);
  g_signal_emit_by_name (rph->element, "step", 50);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 7);
  rph_free (rph);
}

GST_END_TEST;

/* The point moves past the frame that shows. */
GST_START_TEST (point_is_set_beyond_the_playhead)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  shoot_and_cut (rph, 0, 20, NULL);
  steps_down (rph, 18, 15);
  fail_unless (rph_command (rph->main, "out", "position", G_TYPE_UINT64,
          10 * RPH_PERIOD, NULL));
  /* It goes there, and does not stand still until the playhead comes. */
  rph_step (rph, 9, NULL);
  rph_step (rph, 8, NULL);
  fail_unless (rph_command (rph->main, "in", "position", G_TYPE_UINT64,
          10 * RPH_PERIOD, NULL));
  do {
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless (rph->number < 60);
    fail_unless (!frame.is_playback || frame.number == 10);
  } while (frame.is_playback);
  rph_free (rph);
}

GST_END_TEST;

/* --- a camera that stalls, has no rate, or trembles ---------------------- */

GST_START_TEST (stalled_camera_does_not_stall_the_playback)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  shoot_and_cut (rph, 0, 20, NULL);     /* slot 20 */
  steps_down (rph, 18, 15);     /* 21..24 */
  for (i = 0; i < 8; i++) {     /* 25..32 without a camera */
    rph_crank (rph->main, &frame);
    fail_unless_equals_int (frame.number, 14 - i);
    fail_unless_equals_uint64 (frame.pts, (25 + i) * RPH_PERIOD);
    fail_unless (!frame.gap && !frame.discont && !frame.new_segment);
  }
  /* The slots came with the clock, not ahead of it by more than a frame. */
  fail_unless (gst_clock_get_time (GST_CLOCK (rph->clock))
      >= 31 * RPH_PERIOD);
  rph->number = 33;
  steps_down (rph, 6, 0);       /* 33..39 */
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

/* A clock wakes who waits a little after the time, never before. */
GST_START_TEST (stalled_camera_with_a_clock_that_wakes_late)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  shoot_and_cut (rph, 0, 20, NULL);     /* slot 20 */
  steps_down (rph, 18, 15);     /* 21..24 */
  for (i = 0; i < 8; i++) {     /* 25..32 without a camera */
    rph_set_time (rph, (25 + i) * RPH_PERIOD + RPH_PERIOD * (i % 6 + 3) / 12);
    rph_crank (rph->main, &frame);
    fail_unless_equals_int (frame.number, 14 - i);
    fail_unless_equals_uint64 (frame.pts, (25 + i) * RPH_PERIOD);
    fail_unless (gst_clock_get_time (GST_CLOCK (rph->clock))
        < (26 + i) * RPH_PERIOD);
  }
  rph->number = 33;
  steps_down (rph, 6, 0);       /* 33..39 */
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (camera_that_stalls_for_good_ends_in_live)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  rph_pass (rph, 10);
  rph_shoot (rph, 5);
  rph_shows (rph->main, 14, 15, NULL);
  for (i = 1; i < 5; i++) {
    rph_crank (rph->main, &frame);
    fail_unless_equals_int (frame.number, 14 - i);
    fail_unless_equals_uint64 (frame.pts, (15 + i) * RPH_PERIOD);
  }
  while (g_strcmp0 (rph_nick (rph->element, "mode"), "live") != 0) {
    if (gst_test_clock_timed_wait_for_multiple_pending_ids (rph->clock, 1, 10,
            NULL))
      gst_test_clock_crank (rph->clock);
  }
  fail_unless_equals_int (rph_pending (rph->main), 0);
  /* It comes back a minute later. */
  rph->number = 1500;
  back_to_live (rph, &frame);
  rph_pass (rph, 3);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (camera_returns_out_of_phase)
{
  Rph *rph = rph_new ();
  GstClockTime last;
  RphFrame frame;
  guint i;

  shoot_and_cut (rph, 0, 30, NULL);
  steps_down (rph, 28, 25);
  for (i = 0; i < 5; i++)
    rph_crank (rph->main, &frame);
  last = frame.pts;
  for (i = 0; i < 10; i++) {
    GstClockTime pts = last + RPH_PERIOD / 3 + (i + 1) * RPH_PERIOD;

    rph_set_time (rph, pts);
    gst_harness_push (rph->main->harness, rph_make_frame (rph, 100 + i, pts));
    rph_pull (rph->main, &frame);
    fail_unless_equals_uint64 (frame.pts, pts);
    fail_unless (frame.is_playback);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (paused_frame_is_repeated_while_the_camera_stalls)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  shoot_and_cut (rph, 0, 10, NULL);
  rph_step (rph, 8, NULL);
  g_signal_emit_by_name (rph->element, "pause");
  for (i = 0; i < 20; i++) {
    rph_crank (rph->main, &frame);
    fail_unless_equals_int (frame.number, 8);
    fail_unless (frame.gap);
    fail_unless_equals_uint64 (frame.pts, (12 + i) * RPH_PERIOD);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (without_a_frame_rate_the_source_sets_the_pace)
{
  const GstClockTime interval = 50 * GST_MSECOND;
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  rph_set_caps (rph, "GRAY8", 16, 8, 0, 1);
  rph_roll (rph);
  for (i = 0; i < 10; i++, rph->time += interval) {
    rph_push (rph);
    rph_live (rph->main, i);
  }
  rph_cut (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 9);
  fail_unless_equals_uint64 (frame.pts, 10 * interval);
  rph_push (rph);
  for (i = 8; i <= 8; i--) {
    rph->time += interval;
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, i);
    fail_unless_equals_uint64 (frame.pts, rph->time);
  }
  rph->time += interval;
  rph_push (rph);
  rph_live (rph->main, 20);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (without_a_frame_rate_the_intervals_come_back)
{
  static const guint ms[] = { 40, 40, 200, 40, 10, 40, 40 };
  Rph *rph = rph_new ();
  gboolean seen[8] = { FALSE, };
  GstClockTime taken;
  RphFrame frame;
  guint i, last = 8;

  rph_set_caps (rph, "GRAY8", 16, 8, 0, 1);
  rph_roll (rph);
  for (i = 0; i < 8; i++) {
    rph_push (rph);
    rph_live (rph->main, i);
    rph->time += (i < 7 ? ms[i] : 10) * GST_MSECOND;
  }
  rph_cut (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 7);
  taken = frame.pts;
  /* A camera at 100 fps shows all of them, as long as they lasted. */
  do {
    rph->time += 10 * GST_MSECOND;
    rph_push (rph);
    if (rph->time <= taken + 5 * GST_MSECOND)
      continue;
    rph_pull (rph->main, &frame);
    if (frame.is_playback) {
      fail_unless (frame.number <= last);
      last = frame.number;
      seen[frame.number] = TRUE;
    }
    fail_unless (rph->number < 200);
  } while (frame.is_playback);
  for (i = 0; i < 7; i++)
    fail_unless (seen[i], "frame %u was not shown", i);
  rph_free (rph);
}

GST_END_TEST;

/* Stamps jitter, arrival does not: an output that looks at the clock just before
 * a frame that is later than all before would take the camera for stalled. */
GST_START_TEST (jittered_stamps_lose_and_repeat_nothing)
{
  Rph *rph = rph_new ();
  GRand *rand = g_rand_new_with_seed (7);
  GstClockTime last = 0;
  RphFrame frame;
  guint i;

#define NEXT_JITTERED(n) \
  G_STMT_START { \
    last = (n) * RPH_PERIOD + (guint) g_rand_int_range (rand, 0, 16000000); \
    rph_set_time (rph, (n) * RPH_PERIOD + 16 * GST_MSECOND); \
    gst_harness_push (rph->main->harness, rph_make_frame (rph, n, last)); \
  } G_STMT_END

  rph_roll (rph);
  for (i = 0; i < 100; i++) {
    NEXT_JITTERED (i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, i);
    fail_unless_equals_uint64 (frame.pts, last);
  }
  rph_cut (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 99);
  NEXT_JITTERED (100);
  for (i = 1; i < 100; i++) {
    NEXT_JITTERED (100 + i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 99 - i);
    fail_unless_equals_uint64 (frame.pts, last);
    fail_unless (!frame.gap && !frame.discont && !frame.new_segment,
        "frame %u: gap %d, discont %d, segment %d", frame.number, frame.gap,
        frame.discont, frame.new_segment);
  }
  NEXT_JITTERED (200);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 200);
  fail_unless (!frame.is_playback);
#undef NEXT_JITTERED
  g_rand_free (rand);
  rph_free (rph);
}

GST_END_TEST;

/* --- a late downstream --------------------------------------------------- */

static void
set_latency (RphOutput * output, GstClockTime latency)
{
  fail_unless (gst_harness_push_upstream_event (output->harness,
          gst_event_new_latency (latency)));
}

GST_START_TEST (nothing_is_skipped_within_the_latency)
{
  Rph *rph = rph_new ();
  guint i;

  rph_push (rph);
  rph_live (rph->main, 0);
  set_latency (rph->main, 250 * GST_MSECOND);
  rph_block (rph->main);
  rph_push (rph);
  rph_wait_stuck (rph->main);   /* frame 1 */
  rph_push_n (rph, 8);          /* and 2 is 280 ms late at last */
  fail_unless_equals_int (rph_pending (rph->main), 1);
  rph_unblock (rph->main);
  for (i = 1; i < 10; i++)
    rph_live (rph->main, i);
  fail_unless_equals_uint64 (stat_of (rph, "dropped"), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (late_downstream_gets_the_newest_next)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_push (rph);
  rph_live (rph->main, 0);
  set_latency (rph->main, 250 * GST_MSECOND);
  rph_roll (rph);
  rph_block (rph->main);
  rph_push (rph);
  rph_wait_stuck (rph->main);   /* frame 1 */
  rph_push_n (rph, 9);          /* and 2 is 320 ms late at last */
  rph_unblock (rph->main);
  rph_live (rph->main, 1);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 10);
  fail_unless_equals_uint64 (frame.pts, 10 * RPH_PERIOD);
  fail_unless (frame.discont);
  fail_unless_equals_uint64 (stat_of (rph, "dropped"), 8);
  /* They were not dropped from the take. */
  rph_cut (rph);
  rph_shows (rph->main, 10, 11, &frame);
  fail_unless_equals_int (frame.frames, 10);
  rph_push (rph);
  steps_down (rph, 9, 1);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (late_downstream_in_a_playback)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstStructure *s;

  shoot_and_cut (rph, 0, 30, NULL);     /* slot 30 */
  rph_step (rph, 28, NULL);     /* 31 */
  rph_block (rph->main);
  rph_push (rph);               /* 32: 27 is stuck */
  rph_wait_stuck (rph->main);
  rph_push_n (rph, 5);          /* 33..37 */
  rph_unblock (rph->main);
  rph_shows (rph->main, 27, 32, NULL);
  /* The playhead goes with the time, so that the pass takes as long. */
  rph_shows (rph->main, 22, 37, &frame);
  steps_down (rph, 21, 0);
  back_to_live (rph, &frame);
  s = rph_message (rph, "reverseplay-playback-ended");
  fail_unless_equals_uint64 (rph_get_uint64 (s, "dropped"), 4);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "shown"), 26);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (file_upstream_is_never_skipped)
{
  Rph *rph = rph_new_file ("max-size-bytes", (guint64) (8 << 20), NULL);
  guint i;

  rph_set_time (rph, 3600 * GST_SECOND);
  for (i = 0; i < 50; i++) {
    rph_push (rph);
    rph_live (rph->main, i);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (qos_ends_here)
{
  Rph *rph = rph_new ();
  GstEvent *event;

  rph_pass (rph, 3);
  gst_harness_push_upstream_event (rph->main->harness,
      gst_event_new_qos (GST_QOS_TYPE_UNDERFLOW, 2.0, 500 * GST_MSECOND,
          2 * RPH_PERIOD));
  gst_harness_push_upstream_event (rph->main->harness,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
          gst_structure_new_empty ("somebody-else")));
  fail_unless (rph_try_upstream (rph, GST_EVENT_QOS) == NULL);
  event = rph_try_upstream (rph, GST_EVENT_CUSTOM_UPSTREAM);
  fail_unless (gst_event_has_name (event, "somebody-else"));
  gst_event_unref (event);
  rph_free (rph);
}

GST_END_TEST;

/* --- caps ---------------------------------------------------------------- */

static guint
width_of (RphOutput * output)
{
  gint width = 0;

  gst_structure_get_int (gst_caps_get_structure (output->caps, 0), "width",
      &width);
  return (guint) width;
}

GST_START_TEST (caps_change_in_a_take_comes_back_in_reverse)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  rph_roll (rph);
  rph_pass (rph, 3);            /* 0..2 */
  rph_set_caps (rph, "GRAY8", 64, 8, 25, 1);
  rph_pass (rph, 4);            /* 3..6 */
  rph_set_caps (rph, "I420", 32, 16, 25, 1);
  rph_pass (rph, 3);            /* 7..9 */
  rph_cut (rph);
  rph_shows (rph->main, 9, 10, &frame);
  fail_unless (!frame.new_caps);
  fail_unless_equals_int (frame.frames, 10);
  rph_push (rph);
  for (i = 8; i <= 8; i--) {
    rph_step (rph, i, &frame);
    fail_unless_equals_int (frame.new_caps, i == 6 || i == 2);
    fail_unless_equals_int (width_of (rph->main),
        i >= 7 ? 32 : i >= 3 ? 64 : 16);
    fail_unless_equals_int (gst_buffer_get_size (rph->main->buffer),
        i >= 7 ? 32 * 16 * 3 / 2 : i >= 3 ? 64 * 8 : 16 * 8);
  }
  back_to_live (rph, &frame);
  fail_unless (frame.new_caps);
  fail_unless_equals_int (width_of (rph->main), 32);
  fail_unless_equals_int (rph_get_uint (rph->main->state, "take"), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (frame_rate_changes_in_a_take)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i, last = 15;

  rph_roll (rph);
  rph_pass (rph, 10);           /* 0..9, until 400 ms */
  rph_set_caps (rph, "GRAY8", 16, 8, 50, 1);
  rph->number = 20;             /* 400 ms */
  rph_pass (rph, 10);           /* 20..29 */
  rph_cut (rph);
  rph_shows (rph->main, 29, 30, &frame);
  fail_unless_equals_int (frame.frames, 20);
  rph_push (rph);
  steps_down (rph, 28, 20);
  /* Shot at 25: each for two slots. */
  for (i = 0, last = 10; i < 20; i++) {
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless (frame.is_playback);
    fail_unless (frame.number == last || frame.number + 1 == last,
        "frame %u after %u", frame.number, last);
    last = frame.number;
  }
  fail_unless_equals_int (last, 0);
  rph_free (rph);
}

GST_END_TEST;

/* --- black --------------------------------------------------------------- */

static void
check_bytes (GstBuffer * buffer, gsize offset, gsize n, const guint8 * pattern,
    gsize length)
{
  GstMapInfo map;
  gsize i;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  fail_unless (offset + n <= map.size);
  for (i = 0; i < n; i++)
    fail_unless (map.data[offset + i] == pattern[i % length],
        "byte %u is %u, not %u", (guint) (offset + i), map.data[offset + i],
        pattern[i % length]);
  gst_buffer_unmap (buffer, &map);
}

/* The bytes of the first @n of a black frame of 48x8. */
static void
check_black_bytes (const gchar * format, gsize offset, gsize n,
    const guint8 * pattern, gsize length)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (8 << 20),
      "show-live", FALSE, NULL);
  RphFrame frame;
  guint i;

  rph_set_caps (rph, format, 48, 8, 25, 1);
  for (i = 0; i < 4; i++) {
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, RPH_NO_NUMBER);
    fail_unless_equals_uint64 (frame.pts, i * RPH_PERIOD);
    fail_unless_equals_uint64 (frame.duration, RPH_PERIOD);
    check_bytes (rph->main->buffer, offset, n, pattern, length);
  }
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 4);
  rph_free (rph);
}

GST_START_TEST (hidden_camera_is_black)
{
  const guint8 zero[] = { 0 }, y8[] = { 16 }, c8[] = { 128 };
  const guint8 y16[] = { 0x00, 0x10 }, c16[] = { 0x00, 0x80 };
  const guint8 yuy2[] = { 16, 128 }, bgra[] = { 0, 0, 0, 255 };
  /* U Y V, Y U Y, V Y U, Y V Y: 10 bits each, from the lowest on */
  const guint32 words[] = {
    GUINT32_TO_LE (512 | (64 << 10) | (512 << 20)),
    GUINT32_TO_LE (64 | (512 << 10) | (64 << 20)),
  };

  check_black_bytes ("GRAY8", 0, 48 * 8, zero, 1);
  check_black_bytes ("RGB", 0, 48 * 8 * 3, zero, 1);
  check_black_bytes ("BGRA", 0, 48 * 8 * 4, bgra, 4);
  check_black_bytes ("I420", 0, 48 * 8, y8, 1);
  check_black_bytes ("I420", 48 * 8, 48 * 8 / 2, c8, 1);
  check_black_bytes ("NV12", 0, 48 * 8, y8, 1);
  check_black_bytes ("NV12", 48 * 8, 48 * 8 / 2, c8, 1);
  check_black_bytes ("YUY2", 0, 48 * 8 * 2, yuy2, 2);
  check_black_bytes ("v210", 0, 128, (const guint8 *) words, 8);
  check_black_bytes ("P010_10LE", 0, 48 * 8 * 2, y16, 2);
  check_black_bytes ("P010_10LE", 48 * 8 * 2, 48 * 8, c16, 2);
}

GST_END_TEST;

/* What video-converters make of a picture: alpha, Y or R, U or G, V or B. */
static void
check_is_black (const GstVideoInfo * info, GstBuffer * buffer)
{
  const GstVideoFormatInfo *finfo = info->finfo;
  const GstVideoFormatInfo *unpack =
      gst_video_format_get_info (finfo->unpack_format);
  gboolean wide = GST_VIDEO_FORMAT_INFO_BITS (unpack) > 8;
  gint one = wide ? 256 : 1, offset[4] = { 0, }, scale[4], i, y, c;
  gint width = GST_VIDEO_INFO_WIDTH (info);
  guint16 *line = g_new0 (guint16, (gsize) (width + 64) * 4);
  GstVideoFrame frame;

  if (GST_VIDEO_FORMAT_INFO_IS_YUV (unpack))
    gst_video_color_range_offsets (info->colorimetry.range, unpack, offset,
        scale);
  fail_unless (gst_video_frame_map (&frame, info, buffer, GST_MAP_READ));
  for (y = 0; y < GST_VIDEO_INFO_HEIGHT (info); y += 7) {
    finfo->unpack_func (finfo, GST_VIDEO_PACK_FLAG_NONE, line, frame.data,
        info->stride, 0, y, width);
    for (i = 0; i < width; i++) {
      for (c = 0; c < 4; c++) {
        gint is = wide ? line[4 * i + c]
            : ((guint8 *) (gpointer) line)[4 * i + c];
        gint should = c > 0 ? offset[c - 1] : wide ? 65535 : 255;

        /* A palette has an alpha of its own. */
        if (c == 0 && GST_VIDEO_FORMAT_INFO_HAS_PALETTE (finfo))
          continue;
        /* Alpha of two bits is not always stretched to its full range. */
        fail_unless (ABS (is - should) <= (c == 0 ? 64 : 4) * one,
            "%s: %d,%d: component %d is %d, not %d", finfo->name, i, y, c, is,
            should);
      }
    }
  }
  gst_video_frame_unmap (&frame);
  g_free (line);
}

GST_START_TEST (hidden_camera_is_black_in_every_format)
{
  guint n, i;
  const GstVideoFormat *formats = gst_video_formats_raw (&n);
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (16 << 20),
      "show-live", FALSE, NULL);
  RphFrame frame;

  fail_unless (n > 80);
  for (i = 0; i < n; i++) {
    GstVideoInfo info;

    rph_set_caps (rph, gst_video_format_to_string (formats[i]), 64, 64, 25, 1);
    gst_video_info_set_format (&info, formats[i], 64, 64);
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, RPH_NO_NUMBER);
    check_is_black (&info, rph->main->buffer);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (hidden_camera_shows_the_take_and_is_black_again)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (8 << 20),
      "show-live", FALSE, NULL);
  RphFrame frame;
  guint i;

  rph_roll (rph);
  for (i = 0; i < 5; i++) {
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, RPH_NO_NUMBER);
  }
  rph_cut (rph);
  rph_shows (rph->main, 4, 5, NULL);
  rph_push (rph);
  steps_down (rph, 3, 0);
  for (i = 0; i < 3; i++) {
    rph_push (rph);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, RPH_NO_NUMBER);
    fail_unless_equals_uint64 (frame.pts, (10 + i) * RPH_PERIOD);
  }
  g_object_set (rph->element, "show-live", TRUE, NULL);
  rph_push (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 13);
  fail_unless (frame.key_unit && frame.discont);
  g_object_set (rph->element, "show-live", FALSE, NULL);
  rph_push (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, RPH_NO_NUMBER);
  rph_free (rph);
}

GST_END_TEST;

/* --- coded pictures ------------------------------------------------------ */

GST_START_TEST (coded_pictures_run_in_reverse)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  gst_harness_set_src_caps_str (rph->main->harness,
      "image/jpeg, width=16, height=8, framerate=25/1");
  shoot_and_cut (rph, 2, 10, &frame);
  fail_unless (frame.key_unit);
  steps_down (rph, 10, 2);
  back_to_live (rph, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (hidden_coded_camera_is_a_gap_per_slot)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (8 << 20),
      "show-live", FALSE, NULL);
  RphFrame frame;

  gst_harness_set_src_caps_str (rph->main->harness,
      "image/jpeg, width=16, height=8, framerate=25/1");
  set_latency (rph->main, 10 * GST_SECOND);
  rph_roll (rph);
  rph_push_n (rph, 5);
  rph_cut (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 4);
  fail_unless (frame.n_gaps <= 5);
  rph_free (rph);
}

GST_END_TEST;

/* --- more outputs -------------------------------------------------------- */

GST_START_TEST (review_output_has_a_mode_of_its_own)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  RphFrame frame;
  guint i;

  fail_unless_equals_string (GST_OBJECT_NAME (review->pad), "review_0");
  fail_unless_equals_string (rph_nick (review->pad, "after-take"), "none");
  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_roll (rph);
  for (i = 0; i < 10; i++) {
    rph_pass (rph, 1);
    rph_live (review, i);
  }
  rph_cut (rph);
  rph_pass (rph, 1);
  rph_live (review, 10);

  fail_unless (rph_command (review, "play", NULL));
  rph_shows (review, 9, 11, &frame);
  fail_unless (frame.new_segment && frame.key_unit);
  rph_pass (rph, 1);
  for (i = 8; i <= 8; i--) {
    rph_pass (rph, 1);
    rph_shows (review, i, rph->number - 1, NULL);
    fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
  }
  rph_pass (rph, 1);
  rph_live (review, rph->number - 1);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (rolling_does_not_disturb_a_review)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  RphFrame frame;
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_roll (rph);
  for (i = 0; i < 10; i++) {
    rph_pass (rph, 1);
    rph_live (review, i);
  }
  rph_cut (rph);
  fail_unless (rph_command (review, "play", "direction", G_TYPE_STRING,
          "forward", NULL));
  rph_shows (review, 0, 10, NULL);
  rph_pass (rph, 1);
  rph_pass (rph, 1);
  rph_shows (review, 1, 11, NULL);
  rph_roll (rph);
  for (i = 2; i < 10; i++) {
    rph_pass (rph, 1);
    rph_shows (review, i, rph->number - 1, NULL);
  }
  rph_cut (rph);
  rph_pass (rph, 1);
  rph_pull (review, &frame);
  fail_unless (!frame.is_playback);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (three_outputs_in_three_modes)
{
  Rph *rph = rph_new ();
  RphOutput *a = rph_add_review (rph, "review_%u");
  RphOutput *b = rph_add_review (rph, "review_7");
  RphFrame frame;
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  gst_util_set_object_arg (G_OBJECT (a->pad), "after-take", "reverse");
  gst_util_set_object_arg (G_OBJECT (b->pad), "after-take", "forward");
  g_object_set (b->pad, "rate", 0.5, NULL);
  rph_roll (rph);
  for (i = 0; i < 10; i++) {
    rph_pass (rph, 1);
    rph_live (a, i);
    rph_live (b, i);
  }
  rph_cut (rph);
  rph_shows (a, 9, 10, NULL);
  rph_shows (b, 0, 10, NULL);
  rph_pass (rph, 1);
  for (i = 1; i < 10; i++) {
    rph_pass (rph, 1);
    rph_shows (a, 9 - i, 10 + i, &frame);
    fail_unless_equals_int (frame.direction, -1);
    rph_shows (b, i / 2, 10 + i, &frame);
    fail_unless_equals_int (frame.direction, 1);
  }
  /* Commands by name: from the main output to the others. */
  fail_unless (rph_command (rph->main, "pause", "output", G_TYPE_STRING,
          "review_7", NULL));
  fail_unless_equals_string (rph_nick (b->pad, "mode"), "paused");
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
  for (i = 0; i < 3; i++) {
    rph_pass (rph, 1);
    rph_live (a, rph->number - 1);
    rph_shows (b, 4, rph->number - 1, &frame);
    fail_unless (frame.gap);
  }
  fail_unless (rph_command (b, "play", "output", G_TYPE_STRING, "src", NULL));
  rph_shows (rph->main, 9, rph->number, NULL);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "reverse");
  fail_unless_equals_string (rph_nick (b->pad, "mode"), "paused");
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (stuck_output_holds_up_nobody)
{
  Rph *rph = rph_new ();
  RphOutput *stuck = rph_add_review (rph, "review_%u");
  RphFrame frame;

  rph_pass (rph, 1);
  rph_live (stuck, 0);
  rph_block (stuck);
  rph_pass (rph, 1);
  rph_wait_stuck (stuck);
  shoot_and_cut (rph, 4, 20, NULL);     /* 6..25 */
  steps_down (rph, 24, 6);
  back_to_live (rph, &frame);
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), rph->number);
  fail_unless_equals_int (rph_pending (stuck), 1);
  rph_unblock (stuck);
  rph_live (stuck, 1);
  rph_live (stuck, rph->number - 1);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (failing_review_output_does_not_end_the_recording)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");

  rph_pass (rph, 1);
  rph_live (review, 0);
  rph_set_flow (review, GST_FLOW_EOS);
  rph_pass (rph, 1);
  rph_live (review, 1);
  rph_pass (rph, 10);
  fail_unless_equals_int (rph_pending (review), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (output_that_comes_in_mid_stream)
{
  Rph *rph = rph_new ();
  RphOutput *review;
  RphFrame frame;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_shoot (rph, 5);
  review = rph_add_review (rph, "review_%u");
  rph_pass (rph, 1);
  rph_live (review, 5);
  fail_unless (rph_command (review, "play", NULL));
  rph_shows (review, 4, 6, &frame);
  rph_remove_review (rph, review);
  rph_pass (rph, 3);
  review = rph_add_review (rph, "review_%u");
  rph_pass (rph, 1);
  rph_live (review, rph->number - 1);
  rph_free (rph);
}

GST_END_TEST;

/* --- the end of the stream ----------------------------------------------- */

static void
push_eos (Rph * rph)
{
  fail_unless (gst_harness_push_event (rph->main->harness,
          gst_event_new_eos ()));
}

GST_START_TEST (eos_while_live)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");

  rph_pass (rph, 1);
  rph_live (review, 0);
  rph_push (rph);
  push_eos (rph);
  fail_unless_equals_int (rph_pull_eos (rph->main), 1);
  fail_unless_equals_int (rph_pull_eos (review), 1);
  fail_unless_equals_int (rph_roll (rph), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (eos_before_any_frame)
{
  Rph *rph = rph_new ();

  push_eos (rph);
  fail_unless_equals_int (rph_pull_eos (rph->main), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (eos_ends_the_rolling_take_and_shows_it)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstStructure *s;
  guint i;

  rph_pass (rph, 2);
  rph_roll (rph);
  rph_pass (rph, 5);
  push_eos (rph);
  s = rph_message (rph, "reverseplay-take-stopped");
  fail_unless_equals_int (rph_get_uint (s, "frames"), 5);
  gst_structure_free (s);
  for (i = 0; i < 5; i++) {
    rph_crank (rph->main, &frame);
    fail_unless_equals_int (frame.number, 6 - i);
    fail_unless_equals_uint64 (frame.pts, (7 + i) * RPH_PERIOD);
  }
  fail_unless_equals_int (rph_crank_eos (rph->main), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (eos_lets_a_pass_finish)
{
  static const gchar *values[] = { "live", "hold", "loop", "ping-pong" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (values); i++) {
    Rph *rph = rph_new ();

    gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", values[i]);
    shoot_and_cut (rph, 0, 10, NULL);
    steps_down (rph, 8, 5);
    push_eos (rph);
    fail_unless_equals_int (rph_crank_eos (rph->main), 5);
    rph_free (rph);
  }
}

GST_END_TEST;

GST_START_TEST (eos_ends_a_hold)
{
  Rph *rph = rph_new ();

  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "hold");
  shoot_and_cut (rph, 0, 3, NULL);
  steps_down (rph, 1, 0);
  rph_step (rph, 0, NULL);
  rph_step (rph, 0, NULL);
  push_eos (rph);
  fail_unless (rph_crank_eos (rph->main) <= 1);
  rph_free (rph);
}

GST_END_TEST;

/* A pad that had one takes no second EOS: it comes to the element itself. */
GST_START_TEST (second_eos_ends_at_once)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  RphFrame frame;

  gst_util_set_object_arg (G_OBJECT (review->pad), "after-take", "forward");
  rph_roll (rph);
  while (rph->number < 50) {
    rph_pass (rph, 1);
    rph_live (review, rph->number - 1);
  }
  rph_cut (rph);
  rph_shows (rph->main, 49, 50, NULL);
  rph_pull (review, &frame);
  push_eos (rph);               /* the clock stands, so the passes wait */
  fail_unless (gst_element_send_event (rph->element, gst_event_new_eos ()));
  fail_unless_equals_int (rph_pull_eos (rph->main), 0);
  fail_unless_equals_int (rph_pull_eos (review), 0);
  rph_free (rph);
}

GST_END_TEST;

/* As an application ends a recording. */
GST_START_TEST (eos_sent_to_the_element)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");

  rph_pass (rph, 1);
  rph_live (review, 0);
  rph_shoot (rph, 3);
  rph_shows (rph->main, 3, 4, NULL);
  fail_unless (gst_element_send_event (rph->element, gst_event_new_eos ()));
  fail_unless_equals_int (rph_crank_eos (rph->main), 2);
  rph_pull_eos (review);
  rph_free (rph);
}

GST_END_TEST;

/* --- files --------------------------------------------------------------- */

/* Not exact multiples of anything, as files have it. */
static GstClockTime
odd_time (guint n)
{
  return n * 33366666 + (n % 3) * 1000000;
}

GST_START_TEST (file_comes_out_in_exact_reverse_from_0)
{
  Rph *rph = rph_new_file ("max-size-bytes", (guint64) (8 << 20),
      "trigger", TRIGGER_STREAM, "show-live", FALSE, NULL);
  const guint n = 100;
  GstClockTime next = 0;
  RphFrame frame;
  guint i;

  rph_set_caps (rph, "GRAY8", 16, 8, 30000, 1001);
  for (i = 0; i < n; i++) {
    GstBuffer *buffer = rph_make_frame (rph, i,
        10 * GST_SECOND + odd_time (i));

    fail_unless_equals_int (gst_harness_push (rph->main->harness, buffer),
        GST_FLOW_OK);
  }
  fail_unless_equals_int (rph_pending (rph->main), 0);
  push_eos (rph);
  for (i = n - 1; i < n; i--) {
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, i);
    fail_unless_equals_uint64 (frame.pts, next);
    fail_unless_equals_int (frame.index, i);
    if (i + 1 < n)
      fail_unless_equals_uint64 (frame.duration,
          odd_time (i + 1) - odd_time (i));
    fail_unless (!frame.gap);
    fail_unless_equals_int (frame.new_segment, i == n - 1);
    next = frame.pts + frame.duration;
  }
  fail_unless_equals_int (rph_pull_eos (rph->main), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (file_with_two_outputs)
{
  Rph *rph = rph_new_file ("max-size-bytes", (guint64) (8 << 20),
      "trigger", TRIGGER_STREAM, "show-live", FALSE, NULL);
  RphOutput *review = rph_add_review (rph, "review_%u");
  guint i;

  g_object_set (review->pad, "show-live", FALSE, NULL);
  gst_util_set_object_arg (G_OBJECT (review->pad), "after-take", "forward");
  for (i = 0; i < 50; i++)
    gst_harness_push (rph->main->harness, rph_make_frame (rph, i,
            i * RPH_PERIOD));
  push_eos (rph);
  for (i = 0; i < 50; i++) {
    rph_shows (rph->main, 49 - i, i, NULL);
    rph_shows (review, i, i, NULL);
  }
  fail_unless_equals_int (rph_pull_eos (rph->main), 0);
  fail_unless_equals_int (rph_pull_eos (review), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (file_is_shown_and_then_reversed)
{
  Rph *rph = rph_new_file ("max-size-bytes", (guint64) (8 << 20),
      "trigger", TRIGGER_STREAM, NULL);
  RphFrame frame;
  guint i;

  for (i = 0; i < 20; i++) {
    rph_push (rph);
    rph_live (rph->main, i);
  }
  push_eos (rph);
  for (i = 0; i < 20; i++) {
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 19 - i);
    fail_unless_equals_uint64 (frame.pts, (20 + i) * RPH_PERIOD);
  }
  fail_unless_equals_int (rph_pull_eos (rph->main), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (file_without_frames)
{
  Rph *rph = rph_new_file ("max-size-bytes", (guint64) (8 << 20),
      "trigger", TRIGGER_STREAM, "show-live", FALSE, NULL);

  push_eos (rph);
  fail_unless_equals_int (rph_pull_eos (rph->main), 0);
  rph_free (rph);
}

GST_END_TEST;

/* --- queries and seeks --------------------------------------------------- */

GST_START_TEST (queries_answer_for_the_take_under_review)
{
  Rph *rph = rph_new ();
  GstPad *pad = rph->main->harness->sinkpad;
  GstQuery *query = gst_query_new_seeking (GST_FORMAT_TIME);
  gint64 value, end;
  gboolean seekable;
  guint64 position;

  rph_pass (rph, 3);
  fail_unless (!gst_pad_peer_query_position (pad, GST_FORMAT_TIME, &value));
  fail_unless (!gst_pad_peer_query_duration (pad, GST_FORMAT_TIME, &value));
  fail_unless (gst_pad_peer_query (pad, query));
  gst_query_parse_seeking (query, NULL, &seekable, NULL, NULL);
  fail_unless (!seekable);

  shoot_and_cut (rph, 0, 10, NULL);     /* 3..12 */
  rph_step (rph, 11, NULL);
  fail_unless (gst_pad_peer_query_position (pad, GST_FORMAT_TIME, &value));
  fail_unless_equals_int64 (value, 8 * RPH_PERIOD);
  g_object_get (rph->element, "position", &position, NULL);
  fail_unless_equals_uint64 (position, 8 * RPH_PERIOD);
  fail_unless (gst_pad_peer_query_duration (pad, GST_FORMAT_TIME, &value));
  fail_unless_equals_int64 (value, 10 * RPH_PERIOD);
  fail_unless (gst_pad_peer_query (pad, query));
  gst_query_parse_seeking (query, NULL, &seekable, &value, &end);
  fail_unless (seekable);
  fail_unless_equals_int64 (value, 0);
  fail_unless_equals_int64 (end, 10 * RPH_PERIOD);
  fail_unless (!gst_pad_peer_query_position (pad, GST_FORMAT_BYTES, &value));
  gst_query_unref (query);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (latency_has_no_maximum)
{
  Rph *rph = rph_new ();
  GstQuery *query = gst_query_new_latency ();
  GstClockTime min, max;
  gboolean live;

  gst_harness_set_upstream_latency (rph->main->harness, 30 * GST_MSECOND);
  rph_pass (rph, 1);
  fail_unless (gst_pad_peer_query (rph->main->harness->sinkpad, query));
  gst_query_parse_latency (query, &live, &min, &max);
  fail_unless (live);
  fail_unless_equals_uint64 (min, 30 * GST_MSECOND);
  fail_unless (!GST_CLOCK_TIME_IS_VALID (max));
  gst_query_unref (query);
  rph_free (rph);
}

GST_END_TEST;

static GstEvent *
seek_event (gdouble rate, gint64 start, gint64 stop)
{
  return gst_event_new_seek (rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
      start >= 0 ? GST_SEEK_TYPE_SET : GST_SEEK_TYPE_NONE, start,
      stop >= 0 ? GST_SEEK_TYPE_SET : GST_SEEK_TYPE_NONE, stop);
}

static gboolean
send_seek (Rph * rph, GstEvent * event)
{
  return gst_harness_push_upstream_event (rph->main->harness, event);
}

GST_START_TEST (seek_events_move_the_playhead)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstEvent *event;

  rph_pass (rph, 2);
  fail_unless (!send_seek (rph, seek_event (1.0, 0, -1)));      /* live */
  shoot_and_cut (rph, 0, 10, NULL);     /* 2..11, slot 12 */
  rph_step (rph, 10, NULL);
  fail_unless (send_seek (rph, seek_event (1.0, 3 * RPH_PERIOD, -1)));
  rph_shows (rph->main, 5, 14, &frame);
  fail_unless_equals_int (frame.direction, 1);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "forward");
  rph_push (rph);
  rph_step (rph, 6, NULL);      /* 15 */
  fail_unless (send_seek (rph, seek_event (-2.0, 0, 8 * RPH_PERIOD)));
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.direction, -1);
  fail_unless (rph->main->segment.applied_rate == -2.0);
  /* A reverse segment ends where the playback starts. */
  fail_unless_equals_int (frame.number, 9);
  rph_push (rph);

  event = seek_event (-1.0, 0, 5 * RPH_PERIOD);
  fail_unless (send_seek (rph, gst_event_ref (event)));
  rph_pull (rph->main, &frame);
  fail_unless (send_seek (rph, event));
  rph_push (rph);
  rph_step (rph, frame.number - 1, NULL);

  fail_unless (!send_seek (rph, seek_event (50.0, 0, -1)));
  fail_unless (!send_seek (rph, gst_event_new_seek (1.0, GST_FORMAT_BYTES, 0,
              GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, -1)));
  fail_unless_equals_int (rph->main->n_flushes, 0);
  fail_unless (rph_try_upstream (rph, GST_EVENT_SEEK) == NULL);
  rph_free (rph);
}

GST_END_TEST;

/* --- flush, pause of the pipeline, and anything else --------------------- */

/* With a new running time, as a flushing seek of the pipeline makes it, and
 * without. The review goes on where it was. */
static void
check_flush (gboolean reset_time)
{
  Rph *rph = rph_new ();
  GstSegment segment;
  GstClockTime offset = 0;
  RphFrame frame;
  guint i, last;

  shoot_and_cut (rph, 0, 20, NULL);
  steps_down (rph, 18, 12);     /* until slot 27 */
  if (reset_time)
    gst_element_set_state (rph->element, GST_STATE_PAUSED);
  gst_harness_push_event (rph->main->harness, gst_event_new_flush_start ());
  gst_harness_push_event (rph->main->harness,
      gst_event_new_flush_stop (reset_time));
  fail_unless_equals_int (rph->main->n_flushes, 2);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  if (reset_time) {
    offset = rph_time_of (rph, rph->number);
    segment.start = segment.time = offset;
    gst_element_set_base_time (rph->element, offset);
    gst_element_set_state (rph->element, GST_STATE_PLAYING);
  }
  gst_harness_push_event (rph->main->harness, gst_event_new_segment (&segment));

  for (i = 0, last = 13; last > 0; i++) {
    GstClockTime pts = rph_time_of (rph, rph->number);

    rph_push (rph);
    if (i == 0)
      continue;                 /* the review's first picture has its slot */
    rph_pull (rph->main, &frame);
    fail_unless (frame.is_playback);
    fail_unless (reset_time || frame.pts > 27 * RPH_PERIOD,
        "running time went back to %" GST_TIME_FORMAT,
        GST_TIME_ARGS (frame.pts));
    fail_unless (frame.number + 1 == last || frame.number == last);
    fail_unless (frame.pts <= pts - offset);
    fail_unless (frame.new_segment == (i == 1));
    last = frame.number;
    fail_unless (i < 30);
  }
  rph_free (rph);
}

GST_START_TEST (flush_during_a_review)
{
  check_flush (FALSE);
  check_flush (TRUE);
}

GST_END_TEST;

GST_START_TEST (flush_while_downstream_is_stuck)
{
  Rph *rph = rph_new ();
  GThread *thread;

  shoot_and_cut (rph, 0, 10, NULL);
  rph_block (rph->main);
  rph_push (rph);
  rph_wait_stuck (rph->main);
  /* The harness does not wake up for a flush as a sink does. */
  thread = g_thread_new ("unblock", (GThreadFunc) (void *) rph_unblock,
      rph->main);
  gst_harness_push_event (rph->main->harness, gst_event_new_flush_start ());
  g_thread_join (thread);
  gst_harness_push_event (rph->main->harness, gst_event_new_flush_stop (FALSE));
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (pipeline_is_paused_during_a_review)
{
  Rph *rph = rph_new ();

  shoot_and_cut (rph, 0, 20, NULL);
  steps_down (rph, 18, 12);
  fail_unless_equals_int (gst_element_set_state (rph->element,
          GST_STATE_PAUSED), GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (gst_element_set_state (rph->element,
          GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
  steps_down (rph, 11, 0);
  rph_pass (rph, 2);
  rph_free (rph);
}

GST_END_TEST;

#define N_TAKES_MAX 400

typedef struct
{
  GRand *rand;
  guint starts[N_TAKES_MAX];    /* first camera frame of each take */
  guint frames[N_TAKES_MAX];
  guint n_takes;
} Chaos;

static void
any_command (Chaos * chaos, Rph * rph, RphOutput * output)
{
  static const gchar *simple[] = { "pause", "resume", "pause-toggle", "live",
    "in", "out", "mark", "circle"
  };
  static const gchar *at_ends[] = { "live", "hold", "loop", "ping-pong" };
  static const gchar *after[] = { "none", "reverse", "forward" };
  GRand *rand = chaos->rand;

  switch (g_rand_int_range (rand, 0, 12)) {
    case 0:
    case 1:
      if (chaos->n_takes < N_TAKES_MAX - 1
          && rph_command (output, "take-start", NULL))
        chaos->starts[++chaos->n_takes] = rph->number;
      break;
    case 2:
    case 3:
      if (rph_command (output, "take-stop", NULL))
        chaos->frames[chaos->n_takes] =
            rph->number - chaos->starts[chaos->n_takes];
      break;
    case 4:
    case 5:
      rph_command (output, "play", "take", G_TYPE_UINT,
          g_rand_int_range (rand, 0, chaos->n_takes + 2), "direction",
          G_TYPE_STRING, g_rand_boolean (rand) ? "reverse" : "forward", NULL);
      break;
    case 6:
      rph_command (output, "step", "frames", G_TYPE_INT,
          g_rand_int_range (rand, -20, 20), NULL);
      break;
    case 7:
      rph_command (output, "seek", "position", G_TYPE_UINT64,
          (guint64) g_rand_double_range (rand, 0, 20) * RPH_PERIOD, NULL);
      break;
    case 8:
      rph_command (output, "rate", "rate", G_TYPE_DOUBLE,
          g_rand_boolean (rand) ? 1.0 : g_rand_double_range (rand, 0.05, 16),
          NULL);
      break;
    case 9:
      rph_command (output, "at-end", "value", G_TYPE_STRING,
          at_ends[g_rand_int_range (rand, 0, 4)], NULL);
      break;
    case 10:
      rph_command (output, "after-take", "value", G_TYPE_STRING,
          after[g_rand_int_range (rand, 0, 3)], "once", G_TYPE_BOOLEAN,
          g_rand_boolean (rand), NULL);
      break;
    default:
      rph_command (output, simple[g_rand_int_range (rand, 0,
                  G_N_ELEMENTS (simple))], NULL);
      break;
  }
}

/* Every picture is the camera's in its own time, or what its meta says. */
static void
check_pictures (Chaos * chaos, RphOutput * output)
{
  RphFrame frame;

  while (rph_pending (output) > 0) {
    rph_pull (output, &frame);
    if (frame.is_playback) {
      fail_unless (frame.take >= 1 && frame.take <= chaos->n_takes);
      fail_unless (frame.index < frame.frames);
      fail_unless_equals_int (frame.number,
          chaos->starts[frame.take] + frame.index);
      fail_unless (GST_CLOCK_TIME_IS_VALID (frame.stream_time),
          "frame %u of take %u has no stream time", frame.index, frame.take);
    } else {
      fail_unless_equals_uint64 (frame.pts,
          rph_time_of (output->rph, frame.number));
    }
  }
}

static void
check_take (Chaos * chaos, Rph * rph, guint take)
{
  guint i, start = chaos->starts[take];

  fail_unless (rph_command (rph->main, "play", "take", G_TYPE_UINT, take,
          "rate", G_TYPE_DOUBLE, 1.0, NULL));
  rph_shows (rph->main, start + chaos->frames[take] - 1, rph->number, NULL);
  rph_push (rph);
  for (i = chaos->frames[take] - 1; i > 0; i--)
    rph_step (rph, start + i - 1, NULL);
  rph_pass (rph, 1);
}

GST_START_TEST (whatever_is_asked_for_every_take_is_whole)
{
  Rph *rph = rph_new ();
  RphOutput *outputs[2] = { rph->main, rph_add_review (rph, "review_%u") };
  RphFrame frame;
  Chaos chaos;
  guint i, n;

  memset (&chaos, 0, sizeof (chaos));
  chaos.rand = g_rand_new_with_seed ((guint32) __i__);
  set_latency (outputs[0], 3600 * GST_SECOND);
  set_latency (outputs[1], 3600 * GST_SECOND);
  for (i = 0; i < 600; i++) {
    rph_push (rph);
    if (g_rand_int_range (chaos.rand, 0, 3) == 0)
      any_command (&chaos, rph, outputs[g_rand_int_range (chaos.rand, 0, 2)]);
    for (n = 0; n < 2; n++)
      check_pictures (&chaos, outputs[n]);
  }
  if (rph_command (rph->main, "take-stop", NULL))
    chaos.frames[chaos.n_takes] = rph->number - chaos.starts[chaos.n_takes];
  for (n = 0; n < 2; n++) {
    rph_command (outputs[n], "live", NULL);
    rph_command (outputs[n], "at-end", "value", G_TYPE_STRING, "live", NULL);
    rph_wait_state (outputs[n], "mode", "live");
  }
  /* Whatever was on its way, a camera a second later is live again. */
  rph->number += 25;
  rph_push (rph);
  do {
    rph_pull (rph->main, &frame);
  } while (frame.is_playback || frame.number + 1 != rph->number);
  check_pictures (&chaos, outputs[1]);

  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 601);
  for (i = 1; i <= chaos.n_takes; i++) {
    if (chaos.frames[i] == 0)
      continue;
    /* In and out points may hide some of it. */
    if (rph_command (rph->main, "play", "take", G_TYPE_UINT, i, NULL)) {
      rph_pull (rph->main, &frame);
      rph_command (rph->main, "in", "position", G_TYPE_UINT64, (guint64) 0,
          NULL);
      rph_command (rph->main, "out", "position", G_TYPE_UINT64,
          (chaos.frames[i] - 1) * RPH_PERIOD, NULL);
      rph_command (rph->main, "live", NULL);
      rph_push (rph);           /* its slot is taken */
      rph_pass (rph, 1);
    }
    check_take (&chaos, rph, i);
  }
  g_rand_free (chaos.rand);
  rph_free (rph);
}

GST_END_TEST;

static Suite *
reverseplay_playback_suite (void)
{
  Suite *s = suite_create ("reverseplay-playback");
  TCase *tc = tcase_create ("live");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, live_passes_untouched_in_order);
  tcase_add_test (tc, live_pts_is_running_time);
  tcase_add_test (tc, every_frame_rate_keeps_its_slots);
  tcase_add_test (tc, live_passes_tags_and_gaps_in_their_place);
  tcase_add_test (tc, frames_arrive_later_than_their_stamps);
  tcase_add_test (tc, who_writes_downstream_writes_into_a_copy);
  tcase_add_test (tc, timecode_stays_with_its_frame);

  tc = tcase_create ("cut");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, cut_shows_every_frame_once_in_reverse);
  tcase_add_test (tc, take_of_one_frame);
  tcase_add_test (tc, take_boundaries_are_exact);
  tcase_add_test (tc, lead_reaches_back_into_the_history);
  tcase_add_test (tc, lead_alone_is_a_take);
  tcase_add_test (tc, second_take_during_playback_is_whole);
  tcase_add_test (tc, take_that_starts_in_a_taken_slot_is_whole);
  tcase_add_test (tc, older_take_while_rolling_leaves_the_rolling_one_whole);
  tcase_add_test (tc, rolling_take_can_be_played);

  tc = tcase_create ("rate");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, rate_half_repeats_each_frame);
  tcase_add_test (tc, rate_two_skips_every_other_frame);
  tcase_add_test (tc, rate_at_its_limits);
  tcase_add_test (tc, rate_odd);
  tcase_add_test (tc, rate_changes_while_playing);

  tc = tcase_create ("pause");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, pause_repeats_the_frame);
  tcase_add_test (tc, steps_go_out_at_once_and_stay_in_the_take);
  tcase_add_test (tc, many_steps_between_two_camera_frames);
  tcase_add_test (tc, seek_goes_out_at_once_and_plays_on);
  tcase_add_test (tc, live_ends_a_review_at_the_next_frame);

  tc = tcase_create ("at-end");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, at_end_hold);
  tcase_add_test (tc, at_end_loop_has_no_gap);
  tcase_add_test (tc, at_end_ping_pong_repeats_no_frame);
  tcase_add_test (tc, forward_segments_follow_a_key_frame_request);
  tcase_add_test (tc, loop_and_ping_pong_of_one_frame);
  tcase_add_test (tc, loop_at_a_high_rate_of_a_short_take);
  tcase_add_test (tc, at_end_changes_during_playback);

  tc = tcase_create ("after-take");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, after_take_none_stays_live);
  tcase_add_test (tc, after_take_forward);
  tcase_add_test (tc, after_take_once);
  tcase_add_test (tc, playback_runs_between_in_and_out);
  tcase_add_test (tc, in_and_out_during_a_review);
  tcase_add_test (tc, point_is_set_beyond_the_playhead);

  tc = tcase_create ("camera");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, stalled_camera_does_not_stall_the_playback);
  tcase_add_test (tc, stalled_camera_with_a_clock_that_wakes_late);
  tcase_add_test (tc, camera_that_stalls_for_good_ends_in_live);
  tcase_add_test (tc, camera_returns_out_of_phase);
  tcase_add_test (tc, paused_frame_is_repeated_while_the_camera_stalls);
  tcase_add_test (tc, without_a_frame_rate_the_source_sets_the_pace);
  tcase_add_test (tc, without_a_frame_rate_the_intervals_come_back);
  tcase_add_test (tc, jittered_stamps_lose_and_repeat_nothing);

  tc = tcase_create ("late");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, nothing_is_skipped_within_the_latency);
  tcase_add_test (tc, late_downstream_gets_the_newest_next);
  tcase_add_test (tc, late_downstream_in_a_playback);
  tcase_add_test (tc, file_upstream_is_never_skipped);
  tcase_add_test (tc, qos_ends_here);

  tc = tcase_create ("caps");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, caps_change_in_a_take_comes_back_in_reverse);
  tcase_add_test (tc, frame_rate_changes_in_a_take);
  tcase_add_test (tc, hidden_camera_is_black);
  tcase_add_test (tc, hidden_camera_is_black_in_every_format);
  tcase_add_test (tc, hidden_camera_shows_the_take_and_is_black_again);
  tcase_add_test (tc, coded_pictures_run_in_reverse);
  tcase_add_test (tc, hidden_coded_camera_is_a_gap_per_slot);

  tc = tcase_create ("outputs");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, review_output_has_a_mode_of_its_own);
  tcase_add_test (tc, rolling_does_not_disturb_a_review);
  tcase_add_test (tc, three_outputs_in_three_modes);
  tcase_add_test (tc, stuck_output_holds_up_nobody);
  tcase_add_test (tc, failing_review_output_does_not_end_the_recording);
  tcase_add_test (tc, output_that_comes_in_mid_stream);

  tc = tcase_create ("eos");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, eos_while_live);
  tcase_add_test (tc, eos_before_any_frame);
  tcase_add_test (tc, eos_ends_the_rolling_take_and_shows_it);
  tcase_add_test (tc, eos_lets_a_pass_finish);
  tcase_add_test (tc, eos_ends_a_hold);
  tcase_add_test (tc, second_eos_ends_at_once);
  tcase_add_test (tc, eos_sent_to_the_element);

  tc = tcase_create ("file");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, file_comes_out_in_exact_reverse_from_0);
  tcase_add_test (tc, file_with_two_outputs);
  tcase_add_test (tc, file_is_shown_and_then_reversed);
  tcase_add_test (tc, file_without_frames);

  tc = tcase_create ("queries");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, queries_answer_for_the_take_under_review);
  tcase_add_test (tc, latency_has_no_maximum);
  tcase_add_test (tc, seek_events_move_the_playhead);

  tc = tcase_create ("anything");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, flush_during_a_review);
  tcase_add_test (tc, flush_while_downstream_is_stuck);
  tcase_add_test (tc, pipeline_is_paused_during_a_review);
  tcase_add_loop_test (tc, whatever_is_asked_for_every_take_is_whole, 0, 8);
  return s;
}

GST_CHECK_MAIN (reverseplay_playback);
