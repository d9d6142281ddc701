/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Further cameras, of another size and frame rate: they cut with the first one
 * and show the same moment. */
#include "reverseplay-streams.h"

#define MS GST_MSECOND
#define RATE 48000

static Rph *
new_rph (void)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (8 << 20), NULL);

  rph_wait_ready (rph);
  return rph;
}

/* The picture that @log shows at @time; NULL = none. */
static RpsChunk *
picture_at (RpsLog * log, GstClockTime time)
{
  RpsChunk *found = NULL;
  guint i;

  for (i = 0; i < log->chunks->len; i++) {
    RpsChunk *chunk = rps_chunk (log, i);

    if (chunk->buffer && chunk->pts <= time)
      found = chunk;
  }
  return found;
}

static GstClockTime
time_in (gint fps, guint number)
{
  return gst_util_uint64_scale (number, GST_SECOND, (guint64) fps);
}

/* Whenever the first camera shows a frame of a take the second shows one of the
 * same moment, give or take half a frame of each. */
static void
check_in_step (RpsLog * log, gint fps, guint n_least)
{
  GstClockTime period = GST_SECOND / 25, own = GST_SECOND / (guint64) fps;
  GstClockTime most = period / 2 + own / 2 + MS;
  guint i, n = 0;

  for (i = 0; i < rps_pictures->len; i++) {
    RphFrame *frame = &g_array_index (rps_pictures, RphFrame, i);
    GstClockTime middle = frame->pts + period / 2;
    RpsChunk *chunk = picture_at (log, middle);
    GstClockTimeDiff off;

    if (!frame->is_playback || !chunk
        || chunk->pts + chunk->duration + period < middle)
      continue;
    fail_unless (chunk->is_playback, "live at %" GST_TIME_FORMAT,
        GST_TIME_ARGS (middle));
    off = GST_CLOCK_DIFF (time_in (25, frame->number) + period / 2,
        time_in (fps, chunk->number) + own / 2);
    fail_unless (ABS (off) <= (GstClockTimeDiff) most,
        "frame %u beside %u at %" GST_TIME_FORMAT, chunk->number,
        frame->number, GST_TIME_ARGS (frame->pts));
    n++;
  }
  fail_unless (n >= n_least, "%u pictures side by side, not %u", n, n_least);
}

static RpsChunk *
first_of_playback (RpsLog * log)
{
  guint i;

  for (i = 0; i < log->chunks->len; i++) {
    if (rps_chunk (log, i)->is_playback)
      return rps_chunk (log, i);
  }
  fail ("no playback");
  return NULL;
}

typedef struct
{
  gint fps;
  gdouble rate;
  gint after_take;              /* 1 reverse, 2 forward */
} Case;

static const Case cases[] = {
  {25, 1.0, 1}, {30, 1.0, 1}, {50, 1.0, 1}, {24, 1.0, 1},
  {30, 0.5, 1}, {50, 2.0, 1}, {25, 1.0, 2}, {30, 1.0, 2}, {50, 0.5, 2},
  {30, 2.0, 2},
};

GST_START_TEST (test_second_camera)
{
  const Case *c = &cases[__i__];
  Rph *rph = new_rph ();
  RpsStream *second = rps_camera_new (rph, "sink_%u", 32, 24, c->fps, 1);
  guint n = (guint) (9.5 / c->rate) + 1, i;
  GstClockTime last = 0;
  RpsLog *log;

  g_object_set (rph->element, "after-take", c->after_take, "rate", c->rate,
      NULL);
  rps_run (rph, &second, 1, rph_time_of (rph, 10), TRUE);
  rph_roll (rph);
  rps_run (rph, &second, 1, rph_time_of (rph, 20), TRUE);
  rph_cut (rph);
  rps_run (rph, &second, 1, rph_time_of (rph, 20 + n + 20), TRUE);
  rps_wait (second, rph_time_of (rph, 20 + n + 15));
  log = rps_log (second);
  fail_unless_equals_uint64 (first_of_playback (log)->pts,
      rph_time_of (rph, 20));
  check_in_step (log, c->fps, n);
  for (i = 0; i < log->chunks->len; i++) {
    RpsChunk *chunk = rps_chunk (log, i);

    fail_unless (i == 0 || chunk->pts > last);
    fail_unless_equals_uint64 (gst_segment_to_running_time (&chunk->segment,
            GST_FORMAT_TIME, chunk->pts), chunk->pts);
    last = chunk->pts;
  }
  rps_log_free (log);
  rps_free (second);
  rph_free (rph);
}

GST_END_TEST;

/* It stalls, live and while a take plays: the others go on, and so does its
 * take. */
GST_START_TEST (test_second_camera_stalls)
{
  Rph *rph = new_rph ();
  RpsStream *second = rps_camera_new (rph, "sink_%u", 32, 24, 25, 1);
  RpsLog *log;

  rps_run (rph, &second, 1, rph_time_of (rph, 10), TRUE);
  rph_roll (rph);
  rps_run (rph, &second, 1, rph_time_of (rph, 20), TRUE);
  rph_cut (rph);
  rps_run (rph, &second, 1, rph_time_of (rph, 23), TRUE);
  second->muted = TRUE;
  rps_run (rph, &second, 1, rph_time_of (rph, 45), TRUE);
  rps_wait (second, rph_time_of (rph, 29));
  second->muted = FALSE;
  second->next = 45;
  rps_run (rph, &second, 1, rph_time_of (rph, 60), TRUE);
  rps_wait (second, rph_time_of (rph, 58));
  log = rps_log (second);
  check_in_step (log, 25, 9);
  rps_log_free (log);
  rps_free (second);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_live_is_not_shown)
{
  Rph *rph = new_rph ();
  RpsStream *second = rps_camera_new (rph, "sink_%u", 32, 24, 25, 1);
  RpsLog *log;
  guint i;

  g_object_set (rph->element, "show-live", FALSE, NULL);
  rps_run (rph, &second, 1, rph_time_of (rph, 10), TRUE);
  rph_roll (rph);
  rps_run (rph, &second, 1, rph_time_of (rph, 20), TRUE);
  rph_cut (rph);
  rps_run (rph, &second, 1, rph_time_of (rph, 40), TRUE);
  rps_wait (second, rph_time_of (rph, 38));
  log = rps_log (second);
  for (i = 0; i < log->chunks->len; i++) {
    RpsChunk *chunk = rps_chunk (log, i);

    fail_unless (chunk->is_playback || chunk->number == RPH_NO_NUMBER);
    fail_unless_equals_uint64 (chunk->pts, rph_time_of (rph, i));
  }
  rps_log_free (log);
  rps_free (second);
  rph_free (rph);
}

GST_END_TEST;

static gpointer
push_camera_eos (gpointer data)
{
  Rph *rph = data;

  gst_harness_push_event (rph->main->harness, gst_event_new_eos ());
  return NULL;
}

/* Two cameras and eight channels: one cut, one end. */
GST_START_TEST (test_three_streams)
{
  Rph *rph = new_rph ();
  RpsStream *streams[2];
  GThread *thread;
  RpsLog *log, *sound;
  guint i, at;

  streams[0] = rps_camera_new (rph, "sink_%u", 32, 24, 50, 1);
  streams[1] = rps_sound_new (rph, "sink_%u", "S32LE", TRUE, RATE, 8);
  rps_run (rph, streams, 2, rph_time_of (rph, 5), TRUE);
  rph_roll (rph);
  rps_run (rph, streams, 2, rph_time_of (rph, 15), TRUE);
  rph_cut (rph);
  rps_run (rph, streams, 2, rph_time_of (rph, 18), TRUE);
  thread = g_thread_new ("eos", push_camera_eos, rph);
  rph_crank_eos (rph->main);
  for (i = 0; i < 2; i++)
    rps_wait_eos (streams[i]);
  g_thread_join (thread);
  log = rps_log (streams[0]);
  sound = rps_log (streams[1]);
  fail_unless_equals_int (log->n_eos, 1);
  fail_unless_equals_int (sound->n_eos, 1);
  fail_unless_equals_uint64 (first_of_playback (log)->pts,
      rph_time_of (rph, 15));
  at = rps_index_at (sound, rph_time_of (rph, 15));
  for (i = 0; i < 10 * RATE / 25; i++)
    fail_unless (rps_value (sound, at + i) == 15 * RATE / 25 - i);
  check_in_step (log, 50, 3);
  rps_log_free (log);
  rps_log_free (sound);
  rps_free (streams[0]);
  rps_free (streams[1]);
  rph_free (rph);
}

GST_END_TEST;

static Suite *
reverseplay_cameras_suite (void)
{
  Suite *s = suite_create ("reverseplay-cameras");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_second_camera, 0, G_N_ELEMENTS (cases));
  tcase_add_test (tc, test_second_camera_stalls);
  tcase_add_test (tc, test_live_is_not_shown);
  tcase_add_test (tc, test_three_streams);
  return s;
}

GST_CHECK_MAIN (reverseplay_cameras);
