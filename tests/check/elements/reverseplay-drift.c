/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/*
 * Picture and sound of a long looped review stay together, at frame rates that
 * have no whole number of samples and at rates that have no whole number of
 * frames. Samples carry their number: in the middle of each slot the sample that
 * sounds is compared with the middle of the frame that shows.
 *
 * ONSET_DRIFT_SECONDS=n makes every review that long.
 */
#include "reverseplay-harness.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SAMPLES 48000
#define FRAMES 97
/* Near the ends of a pass a resampler has half of its filter outside. */
#define MARGIN (20 * (gint64) GST_MSECOND)
/* Sound may be that far from where the playhead is. */
#define SLACK (1.0 * GST_MSECOND)
/* The loop ends early on a machine that is too slow for all of it. */
#define SECONDS_MOST 40

typedef struct
{
  gint64 slot;
  guint index;
} Shown;

typedef struct
{
  Rph *rph;
  GstHarness *mic;
  gdouble rate;
  guint take, cut_at;
  guint64 pushed;               /* samples */
  GQueue sound;                 /* GstBuffer, rph->lock */
  gint64 heard, first;
  GQueue shown;                 /* Shown, whose sound has not come */
  guint compared, before;       /* before: index of the frame before */
  gdouble worst, early, late;   /* ns; of all, the first and last quarter */
} Review;

static gdouble
period (Review * r)
{
  return (gdouble) GST_SECOND *r->rph->fps_d / r->rph->fps_n;
}

static GstFlowReturn
hear (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  Review *r = g_object_get_data (G_OBJECT (pad), "review");

  g_mutex_lock (&r->rph->lock);
  g_queue_push_tail (&r->sound, buffer);
  g_mutex_unlock (&r->rph->lock);
  return GST_FLOW_OK;
}

static void
push_sound (Review * r, guint tick)
{
  guint64 end = gst_util_uint64_scale_round (rph_time_of (r->rph, tick + 1),
      SAMPLES, GST_SECOND);
  guint n = (guint) (end - r->pushed), i;
  gdouble *samples = g_new (gdouble, n);
  GstBuffer *buffer;

  for (i = 0; i < n; i++)
    samples[i] = (gdouble) (r->pushed + i + 1);
  buffer = gst_buffer_new_wrapped (samples, n * sizeof (gdouble));
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale_round (r->pushed, GST_SECOND,
      SAMPLES);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale_round (n, GST_SECOND,
      SAMPLES);
  r->pushed = end;
  fail_unless_equals_int (gst_harness_push (r->mic, buffer), GST_FLOW_OK);
}

/* How far the sample @value is from the edge of the frame that shows, in ns of
 * the take; the take starts with the first frame of all. */
static void
compare (Review * r, const Shown * shown, gdouble value, gdouble part)
{
  gdouble edge = (shown->index + 1) * period (r);
  gdouble off = fabs (value * GST_SECOND / SAMPLES - (edge - period (r) / 2));
  gdouble end = FRAMES * period (r), margin = MARGIN * MAX (r->rate, 1.0);
  gboolean wrapped = shown->index > r->before;

  r->before = shown->index;
  if (wrapped || edge > end - margin || edge < margin + period (r))
    return;
  r->worst = MAX (r->worst, off);
  if (part < 0.25)
    r->early = MAX (r->early, off);
  if (part > 0.75)
    r->late = MAX (r->late, off);
  r->compared++;
}

static void
compare_buffer (Review * r, GstBuffer * buffer, gdouble part)
{
  gint64 pts = (gint64) GST_BUFFER_PTS (buffer);
  gint64 duration = (gint64) GST_BUFFER_DURATION (buffer);
  gint64 half = (gint64) (period (r) / 2);
  GstMapInfo map;
  Shown *shown;

  fail_unless (ABS (pts - r->heard) <= (gint64) GST_MSECOND,
      "sound goes on at %" G_GINT64_FORMAT ", not at %" G_GINT64_FORMAT, pts,
      r->heard);
  r->heard = pts + duration;
  gst_buffer_map (buffer, &map, GST_MAP_READ);
  while ((shown = g_queue_peek_head (&r->shown))
      && shown->slot + half < r->heard) {
    gint64 at = MAX (shown->slot + half - pts, 0) * SAMPLES
        / (gint64) GST_SECOND;

    if ((gsize) at < map.size / sizeof (gdouble))
      compare (r, shown, ((const gdouble *) map.data)[at], part);
    g_free (g_queue_pop_head (&r->shown));
  }
  gst_buffer_unmap (buffer, &map);
}

static void
listen (Review * r, gint64 slot, gdouble part)
{
  gint64 until = rph_deadline ();
  GstBuffer *buffer;

  for (;;) {
    g_mutex_lock (&r->rph->lock);
    buffer = g_queue_pop_head (&r->sound);
    g_mutex_unlock (&r->rph->lock);
    if (buffer) {
      compare_buffer (r, buffer, part);
      gst_buffer_unref (buffer);
    } else if (r->heard > slot - 300 * (gint64) GST_MSECOND) {
      return;
    } else {
      fail_unless (g_get_monotonic_time () < until, "sound stands at %"
          G_GINT64_FORMAT ", the picture is at %" G_GINT64_FORMAT, r->heard,
          slot);
      g_thread_yield ();
    }
  }
}

/* A tick of the camera and the microphone. */
static void
tick (Review * r, guint number, gdouble part)
{
  RphFrame frame;
  Shown *shown;

  rph_set_time (r->rph, rph_time_of (r->rph, number));
  push_sound (r, number);
  rph_push (r->rph);
  rph_pull (r->rph->main, &frame);
  if (frame.is_playback) {
    shown = g_new (Shown, 1);
    shown->slot = (gint64) frame.pts;
    shown->index = frame.index;
    g_queue_push_tail (&r->shown, shown);
  }
  listen (r, (gint64) frame.pts, part);
}

static void
forget_reports (Review * r)
{
  GstMessage *message;
  GstEvent *event;

  while ((message = gst_bus_pop (r->rph->bus)))
    gst_message_unref (message);
  while ((event = gst_harness_try_pull_upstream_event (r->rph->main->harness)))
    gst_event_unref (event);
}

static void
review_open (Review * r, gint fps_n, gint fps_d, gdouble rate)
{
  memset (r, 0, sizeof (*r));
  r->rate = rate;
  r->rph = rph_new ();
  rph_set_caps (r->rph, "GRAY8", 16, 8, fps_n, fps_d);
  gst_util_set_object_arg (G_OBJECT (r->rph->element), "at-end", "loop");
  g_object_set (r->rph->element, "rate", rate, NULL);
  r->mic = gst_harness_new_with_element (r->rph->element, "sink_0", "src_0");
  g_object_set_data (G_OBJECT (r->mic->sinkpad), "review", r);
  gst_pad_set_chain_function (r->mic->sinkpad, hear);
  gst_harness_set_live (r->mic, TRUE);
  gst_harness_set_src_caps_str (r->mic, "audio/x-raw,format=F64LE,"
      "layout=interleaved,channels=1,rate=48000");
}

static void
review_close (Review * r)
{
  GstPad *pad = gst_pad_get_peer (r->mic->srcpad);

  gst_element_release_request_pad (r->rph->element, pad);
  gst_object_unref (pad);
  gst_harness_teardown (r->mic);
  g_queue_clear_full (&r->sound, (GDestroyNotify) gst_buffer_unref);
  g_queue_clear_full (&r->shown, g_free);
  rph_free (r->rph);
}

static void
shoot (Review * r)
{
  RphFrame frame;
  guint i;

  rph_roll (r->rph);
  for (i = 0; i < FRAMES; i++)
    tick (r, i, 0.5);
  rph_cut (r->rph);
  /* Its slot is made up: the camera's frame for it is not shown. */
  rph_pull (r->rph->main, &frame);
  fail_unless_equals_int (frame.number, FRAMES - 1);
  rph_set_time (r->rph, rph_time_of (r->rph, FRAMES));
  push_sound (r, FRAMES);
  rph_push (r->rph);
}

static void
check_review (gint fps_n, gint fps_d, gdouble rate, guint seconds)
{
  guint ticks = (guint) ((guint64) seconds * (guint64) fps_n / (guint) fps_d);
  gint64 until = g_get_monotonic_time () + SECONDS_MOST * G_TIME_SPAN_SECOND;
  gdouble most;
  Review r;
  guint i;

  review_open (&r, fps_n, fps_d, rate);
  shoot (&r);
  for (i = 0; i < ticks; i++) {
    tick (&r, FRAMES + 1 + i, (gdouble) i / ticks);
    if (i % 256 == 0)
      forget_reports (&r);
    if (i % 256 == 0 && g_get_monotonic_time () > until)
      break;
  }
  printf ("%d/%d fps, rate %g, %u s: %u compared, worst %.3f ms (%.2f frames),"
      " first quarter %.3f, last %.3f\n", fps_n, fps_d, rate,
      (guint) ((guint64) i * (guint64) fps_d / (guint64) fps_n), r.compared,
      r.worst / 1e6, r.worst / period (&r), r.early / 1e6, r.late / 1e6);
  fail_unless (r.compared > i / 3);
  /* Above rate 1 half a frame of what is shown is more of what was shot. */
  most = (period (&r) / 2 + SLACK) * MAX (rate, 1.0);
  fail_unless (r.worst <= most, "picture and sound are %.3f ms apart, %.2f "
      "frames of %d/%d at rate %g", r.worst / 1e6, r.worst / period (&r), fps_n,
      fps_d, rate);
  review_close (&r);
}

static const gint frame_rates[][2] = {
  {24000, 1001}, {24, 1}, {25, 1}, {30000, 1001}, {50, 1}, {60000, 1001}
};
static const gdouble rates[] = { 1.0, 0.25, 0.5, 0.7071, 1.3, 2.0, 3.7 };

static guint
length (guint otherwise)
{
  const gchar *text = g_getenv ("ONSET_DRIFT_SECONDS");

  return text ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

GST_START_TEST (every_rate_stays_in_step)
{
  const gint *fps = frame_rates[__i__ / (gint) G_N_ELEMENTS (rates)];

  check_review (fps[0], fps[1], rates[__i__ % (gint) G_N_ELEMENTS (rates)],
      length (120));
}

GST_END_TEST;

GST_START_TEST (an_hour_stays_in_step)
{
  check_review (30000, 1001, __i__ ? 0.7071 : 1.0, length (3600));
}

GST_END_TEST;

static Suite *
reverseplay_drift_suite (void)
{
  Suite *s = suite_create ("reverseplay-drift");
  TCase *tc = tcase_create ("drift");

  tcase_set_timeout (tc, 120);
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, every_rate_stays_in_step, 0,
      G_N_ELEMENTS (frame_rates) * G_N_ELEMENTS (rates));
  tcase_add_loop_test (tc, an_hour_stays_in_step, 0, 2);
  return s;
}

GST_CHECK_MAIN (reverseplay_drift);
