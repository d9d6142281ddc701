/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The life of reverseplay: flushes, states, the end of the stream, pads that
 * come and go, downstreams that fail, and many threads at once. Nothing here
 * may hang; most of it has nothing else to show. */
#include "reverseplay-harness.h"

#include <gst/video/video.h>

#define FRAME_BYTES (16 * 8)

static guint64
stat_of (GstElement * element, const gchar * name)
{
  GstStructure *stats = NULL;
  guint64 value;

  g_object_get (element, "stats", &stats, NULL);
  value = rph_get_uint64 (stats, name);
  gst_structure_free (stats);
  return value;
}

static gint64
deadline (void)
{
  const gchar *slow = g_getenv ("CK_TIMEOUT_MULTIPLIER");
  gint64 n = slow ? g_ascii_strtoll (slow, NULL, 10) : 1;

  return g_get_monotonic_time () + 10 * MAX (n, 1) * G_TIME_SPAN_SECOND;
}

/* --- a thread whose end is waited for -------------------------------------- */

typedef gpointer (*Work) (gpointer data);

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean done;
  Work work;
  gpointer data, result;
  GThread *thread;
} Job;

static gpointer
job_run (gpointer data)
{
  Job *job = data;
  gpointer result = job->work (job->data);

  g_mutex_lock (&job->lock);
  job->result = result;
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->lock);
  return NULL;
}

static Job *
job_new (Work work, gpointer data)
{
  Job *job = g_new0 (Job, 1);

  g_mutex_init (&job->lock);
  g_cond_init (&job->cond);
  job->work = work;
  job->data = data;
  job->thread = g_thread_new ("job", job_run, job);
  return job;
}

/* Fails when it does not come to its end. */
static gint
job_end (Job * job, const gchar * what)
{
  gint64 until = deadline ();
  gboolean ok = TRUE;
  gint result;

  g_mutex_lock (&job->lock);
  while (ok && !job->done)
    ok = g_cond_wait_until (&job->cond, &job->lock, until);
  ok = job->done;
  result = GPOINTER_TO_INT (job->result);
  g_mutex_unlock (&job->lock);
  fail_unless (ok, "%s hangs", what);
  g_thread_join (job->thread);
  g_mutex_clear (&job->lock);
  g_cond_clear (&job->cond);
  g_free (job);
  return result;
}

static gpointer
push_one (gpointer data)
{
  return GINT_TO_POINTER (rph_push (data));
}

static gpointer
push_eos (gpointer data)
{
  Rph *rph = data;

  return GINT_TO_POINTER (gst_harness_push_event (rph->main->harness,
          gst_event_new_eos ()));
}

static gpointer
start_flush (gpointer data)
{
  Rph *rph = data;

  return GINT_TO_POINTER (gst_harness_push_event (rph->main->harness,
          gst_event_new_flush_start ()));
}

static gpointer
to_ready (gpointer data)
{
  Rph *rph = data;

  return GINT_TO_POINTER (gst_element_set_state (rph->element,
          GST_STATE_READY));
}

static gpointer
to_null (gpointer data)
{
  Rph *rph = data;

  return GINT_TO_POINTER (gst_element_set_state (rph->element, GST_STATE_NULL));
}

/* The camera starts over: stream, caps, segment, and times from 0. */
static void
start_camera (Rph * rph)
{
  GstHarness *h = rph->main->harness;
  GstSegment segment;
  GstCaps *caps = gst_caps_new_simple ("video/x-raw",
      "format", G_TYPE_STRING, rph->format,
      "width", G_TYPE_INT, (gint) rph->width,
      "height", G_TYPE_INT, (gint) rph->height,
      "framerate", GST_TYPE_FRACTION, rph->fps_n, rph->fps_d, NULL);

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_stream_start ("camera"));
  gst_harness_push_event (h, gst_event_new_caps (caps));
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  gst_caps_unref (caps);
}

/* --- flushes ------------------------------------------------------------------ */

static void
flush_start (Rph * rph)
{
  fail_unless (gst_harness_push_event (rph->main->harness,
          gst_event_new_flush_start ()));
}

/* What a pipeline does: running time starts over, and so does the camera. */
static void
flush_stop (Rph * rph)
{
  GstSegment segment;

  gst_element_set_base_time (rph->element,
      gst_clock_get_time (GST_CLOCK (rph->clock)));
  fail_unless (gst_harness_push_event (rph->main->harness,
          gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_unless (gst_harness_push_event (rph->main->harness,
          gst_event_new_segment (&segment)));
}

static void
wait_for_flush (RphOutput * output)
{
  gint64 until = deadline ();
  gboolean ok = TRUE;

  g_mutex_lock (&output->rph->lock);
  while (ok && output->n_flushes == 0)
    ok = g_cond_wait_until (&output->rph->cond, &output->rph->lock, until);
  g_mutex_unlock (&output->rph->lock);
  fail_unless (ok, "FLUSH_START does not come through");
}

/* What was there before the flush is no concern of what comes after it. */
static void
forget_output (RphOutput * output)
{
  g_mutex_lock (&output->rph->lock);
  g_queue_clear_full (&output->items, (GDestroyNotify) gst_mini_object_unref);
  output->n_buffers = 0;
  output->last_pts = GST_CLOCK_TIME_NONE;
  gst_segment_init (&output->segment, GST_FORMAT_UNDEFINED);
  g_mutex_unlock (&output->rph->lock);
}

/* Number @number of the camera with times from 0 on. */
static void
push_from_0 (Rph * rph, guint number, guint slot)
{
  fail_unless_equals_int (gst_harness_push (rph->main->harness,
          rph_make_frame (rph, number, slot * RPH_PERIOD)), GST_FLOW_OK);
}

GST_START_TEST (test_flush_while_live)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  rph_shoot (rph, 5);
  rph_pull (rph->main, &frame);
  fail_unless (rph_command (rph->main, "live", NULL));
  rph_push_n (rph, 1);
  rph_pass (rph, 10);
  flush_start (rph);
  fail_unless_equals_int (rph_push (rph), GST_FLOW_FLUSHING);
  forget_output (rph->main);
  flush_stop (rph);
  for (i = 0; i < 5; i++) {
    push_from_0 (rph, 100 + i, i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 100 + i);
    fail_unless_equals_uint64 (frame.pts, i * RPH_PERIOD);
    fail_if (frame.is_playback);
  }
  /* the take from before is still there */
  fail_unless (rph_command (rph->main, "play", NULL));
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 4);
  fail_unless_equals_int (frame.frames, 5);
  fail_unless_equals_uint64 (frame.pts, 5 * RPH_PERIOD);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_flush_while_rolling)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  fail_unless (rph_roll (rph) > 0);
  rph_pass (rph, 5);
  flush_start (rph);
  forget_output (rph->main);
  flush_stop (rph);
  for (i = 0; i < 5; i++) {
    push_from_0 (rph, 5 + i, i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_uint64 (frame.pts, i * RPH_PERIOD);
  }
  /* nothing of the take is lost, and its frames are in their order */
  fail_unless (rph_cut (rph) > 0);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 9);
  fail_unless_equals_int (frame.frames, 10);
  push_from_0 (rph, 100, 5);
  for (i = 1; i < 10; i++) {
    push_from_0 (rph, 100 + i, 5 + i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 9 - i);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_flush_while_playing)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i, last;

  rph_shoot (rph, 12);
  rph_pull (rph->main, &frame);
  rph_push_n (rph, 1);
  for (i = 0; i < 4; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
  }
  last = frame.number;
  fail_unless_equals_int (last, 7);
  flush_start (rph);
  forget_output (rph->main);
  flush_stop (rph);
  /* the review goes on where it was, at once, and then at the camera's pace */
  for (i = 0; i < 6; i++) {
    if (i == 1)
      push_from_0 (rph, 100, 0);
    if (i > 0)
      push_from_0 (rph, 100 + i, i);
    rph_pull (rph->main, &frame);
    fail_unless (frame.is_playback);
    fail_unless_equals_uint64 (frame.pts, i * RPH_PERIOD);
    fail_unless (frame.number <= last && frame.number + 1 >= last,
        "frame %u after frame %u", frame.number, last);
    last = frame.number;
  }
  fail_unless (last <= 2);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_flush_while_a_push_is_blocked)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  Job *job;
  guint i;

  rph_pass (rph, 3);
  rph_block (rph->main);
  rph_push_n (rph, 1);
  rph_wait_stuck (rph->main);
  rph_push_n (rph, 3);
  job = job_new (start_flush, rph);
  wait_for_flush (rph->main);
  /* downstream has seen FLUSH_START and returns */
  rph_set_flow (rph->main, GST_FLOW_FLUSHING);
  rph_unblock (rph->main);
  fail_unless (job_end (job, "FLUSH_START"));
  job = job_new (push_one, rph);
  fail_unless_equals_int (job_end (job, "a push while flushing"),
      GST_FLOW_FLUSHING);
  rph_set_flow (rph->main, GST_FLOW_OK);
  flush_stop (rph);
  forget_output (rph->main);
  gst_segment_init (&rph->main->segment, GST_FORMAT_TIME);
  for (i = 0; i < 3; i++) {
    push_from_0 (rph, 50 + i, i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 50 + i);
  }
  rph_free (rph);
}

GST_END_TEST;

/* A file: upstream's push waits for an output, and a flush frees it. */
GST_START_TEST (test_flush_while_chain_waits)
{
  Rph *rph = rph_new_file ("keys", TRUE, NULL);
  RphFrame frame;
  guint i;
  Job *job, *flush;

  rph_push_n (rph, 1);
  rph_pull (rph->main, &frame);
  rph_block (rph->main);
  rph_push_n (rph, 1);
  rph_wait_stuck (rph->main);
  rph_push_n (rph, 2);
  job = job_new (push_one, rph);
  flush = job_new (start_flush, rph);
  wait_for_flush (rph->main);
  rph_set_flow (rph->main, GST_FLOW_FLUSHING);
  rph_unblock (rph->main);
  fail_unless (job_end (flush, "FLUSH_START"));
  i = (guint) job_end (job, "the push of a file");
  fail_unless (i == (guint) GST_FLOW_FLUSHING || i == GST_FLOW_OK);
  rph_set_flow (rph->main, GST_FLOW_OK);
  flush_stop (rph);
  forget_output (rph->main);
  gst_segment_init (&rph->main->segment, GST_FORMAT_TIME);
  for (i = 0; i < 3; i++) {
    push_from_0 (rph, 50 + i, i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 50 + i);
  }
  rph_free (rph);
}

GST_END_TEST;

static gpointer
flush_a_lot (gpointer data)
{
  Rph *rph = data;
  guint i;

  for (i = 0; i < 200; i++) {
    gst_harness_push_event (rph->main->harness, gst_event_new_flush_start ());
    gst_harness_push_event (rph->main->harness,
        gst_event_new_flush_stop (i % 2 == 0));
  }
  return NULL;
}

GST_START_TEST (test_many_flushes)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  Job *job;

  rph_add_review (rph, "review_%u");
  rph_shoot (rph, 10);
  rph_pull (rph->main, &frame);
  g_object_set (rph->element, "at-end", 2, NULL);       /* loop */
  job = job_new (flush_a_lot, rph);
  job_end (job, "a flush");
  flush_start (rph);
  forget_output (rph->main);
  flush_stop (rph);
  push_from_0 (rph, 50, 0);
  gst_segment_init (&rph->main->segment, GST_FORMAT_TIME);
  rph_pull (rph->main, &frame);
  fail_unless (frame.is_playback);
  rph_free (rph);
}

GST_END_TEST;

/* After a flush the clock is read against the new base time: frames that are
 * in time are not late, and what stalls is noticed. */
GST_START_TEST (test_base_time_after_a_flush)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  rph_pass (rph, 100);
  flush_start (rph);
  forget_output (rph->main);
  flush_stop (rph);
  rph_block (rph->main);
  push_from_0 (rph, 500, 0);
  rph_wait_stuck (rph->main);
  for (i = 1; i < 4; i++)
    push_from_0 (rph, 500 + i, i);
  rph_unblock (rph->main);
  for (i = 0; i < 4; i++) {
    rph_pull (rph->main, &frame);
    fail_unless (frame.number == 500 + i, "frame %u instead of %u",
        frame.number, 500 + i);
  }
  fail_unless_equals_uint64 (stat_of (rph->element, "dropped"), 0);
  rph_free (rph);
}

GST_END_TEST;

/* --- shutdown ------------------------------------------------------------------- */

GST_START_TEST (test_shutdown_while_it_waits_for_the_clock)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  g_object_set (rph->element, "at-end", 2, NULL);       /* loop */
  rph_shoot (rph, 5);
  rph_pull (rph->main, &frame);
  /* the camera stalls: the next slot is the clock's */
  fail_unless (gst_test_clock_timed_wait_for_multiple_pending_ids (rph->clock,
          1, 8000, NULL));
  fail_unless_equals_int (job_end (job_new (to_null, rph), "shutdown"),
      GST_STATE_CHANGE_SUCCESS);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_shutdown_while_a_push_blocks)
{
  Rph *rph = rph_new ();
  Job *job;

  rph_pass (rph, 2);
  rph_block (rph->main);
  rph_push_n (rph, 1);
  rph_wait_stuck (rph->main);
  job = job_new (to_null, rph);
  /* the sink goes to READY, too, and lets go */
  rph_set_flow (rph->main, GST_FLOW_FLUSHING);
  rph_unblock (rph->main);
  fail_unless_equals_int (job_end (job, "shutdown"), GST_STATE_CHANGE_SUCCESS);
  rph_free (rph);
}

GST_END_TEST;

/* Upstream is a file and waits in its push. */
GST_START_TEST (test_shutdown_while_chain_waits)
{
  Rph *rph = rph_new_file ("keys", TRUE, NULL);
  RphFrame frame;
  Job *pusher, *stopper;
  gint flow;

  rph_push_n (rph, 1);
  rph_pull (rph->main, &frame);
  rph_block (rph->main);
  rph_push_n (rph, 1);
  rph_wait_stuck (rph->main);
  rph_push_n (rph, 2);
  pusher = job_new (push_one, rph);
  stopper = job_new (to_null, rph);
  flow = job_end (pusher, "the push of a file");
  fail_unless (flow == GST_FLOW_FLUSHING || flow == GST_FLOW_OK, "%d", flow);
  rph_set_flow (rph->main, GST_FLOW_FLUSHING);
  rph_unblock (rph->main);
  fail_unless_equals_int (job_end (stopper, "shutdown"),
      GST_STATE_CHANGE_SUCCESS);
  rph_free (rph);
}

GST_END_TEST;

/* EOS of a file waits for the outputs. */
GST_START_TEST (test_shutdown_while_eos_waits)
{
  Rph *rph = rph_new_file ("keys", TRUE, NULL);
  RphFrame frame;
  Job *pusher, *stopper;

  rph_push_n (rph, 1);
  rph_pull (rph->main, &frame);
  rph_block (rph->main);
  rph_push_n (rph, 1);
  rph_wait_stuck (rph->main);
  rph_push_n (rph, 1);
  pusher = job_new (push_eos, rph);
  stopper = job_new (to_null, rph);
  job_end (pusher, "EOS");
  rph_set_flow (rph->main, GST_FLOW_FLUSHING);
  rph_unblock (rph->main);
  fail_unless_equals_int (job_end (stopper, "shutdown"),
      GST_STATE_CHANGE_SUCCESS);
  rph_free (rph);
}

GST_END_TEST;

/* --- the end of the stream -------------------------------------------------------- */

static void
send_eos (Rph * rph)
{
  job_end (job_new (push_eos, rph), "EOS");
}

GST_START_TEST (test_eos_without_data)
{
  GstElement *element = gst_check_setup_element ("reverseplay");
  static GstStaticPadTemplate src = GST_STATIC_PAD_TEMPLATE ("src",
      GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  static GstStaticPadTemplate sink = GST_STATIC_PAD_TEMPLATE ("sink",
      GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  GstPad *pad = gst_check_setup_src_pad (element, &src);
  GstPad *out = gst_check_setup_sink_pad (element, &sink);
  gint64 until = deadline ();
  gboolean eos = FALSE;

  gst_pad_set_active (pad, TRUE);
  gst_pad_set_active (out, TRUE);
  gst_element_set_state (element, GST_STATE_PLAYING);
  gst_pad_push_event (pad, gst_event_new_stream_start ("s"));
  if (__i__)
    gst_pad_push_event (pad, gst_event_new_eos ());
  gst_pad_push_event (pad, gst_event_new_eos ());
  while (!eos && g_get_monotonic_time () < until) {
    GstEvent *event = gst_pad_get_sticky_event (out, GST_EVENT_EOS, 0);

    eos = event != NULL;
    gst_clear_event (&event);
    g_thread_yield ();
  }
  fail_unless (eos, "no EOS");
  gst_element_set_state (element, GST_STATE_NULL);
  gst_check_teardown_src_pad (element);
  gst_check_teardown_sink_pad (element);
  gst_check_teardown_element (element);
}

GST_END_TEST;

typedef enum
{
  MODE_LIVE, MODE_ROLLING, MODE_ROLLING_NO_AFTER, MODE_REVERSE, MODE_FORWARD,
  MODE_PAUSED, MODE_LOOP, MODE_PING_PONG, MODE_HOLD, MODE_HOLDING,
  MODE_EMPTY_TAKE, N_MODES
} Mode;

static void
enter_mode (Rph * rph, Mode mode)
{
  RphFrame frame;
  guint i;

  if (mode == MODE_ROLLING_NO_AFTER)
    g_object_set (rph->element, "after-take", 0, NULL);
  if (mode == MODE_LOOP)
    g_object_set (rph->element, "at-end", 2, NULL);
  if (mode == MODE_PING_PONG)
    g_object_set (rph->element, "at-end", 3, NULL);
  if (mode == MODE_HOLD || mode == MODE_HOLDING)
    g_object_set (rph->element, "at-end", 1, NULL);
  rph_pass (rph, 2);
  if (mode == MODE_LIVE)
    return;
  fail_unless (rph_roll (rph) > 0);
  if (mode == MODE_EMPTY_TAKE)
    return;
  rph_pass (rph, 6);
  if (mode == MODE_ROLLING || mode == MODE_ROLLING_NO_AFTER)
    return;
  fail_unless (rph_cut (rph) > 0);
  rph_pull (rph->main, &frame);
  rph_push_n (rph, 1);
  if (mode == MODE_FORWARD) {
    fail_unless (rph_command (rph->main, "play", "direction", G_TYPE_STRING,
            "forward", NULL));
    rph_pull (rph->main, &frame);
    rph_push_n (rph, 1);
  }
  if (mode == MODE_PAUSED)
    fail_unless (rph_command (rph->main, "pause", NULL));
  for (i = 0; i < (mode == MODE_HOLDING ? 10 : 2); i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
  }
}

/* What comes after EOS, with the clock cranked: a pass under way finishes, and
 * a take that rolls is shown once. */
static guint
frames_after_eos (Mode mode)
{
  switch (mode) {
    case MODE_ROLLING:
      return 6;
    case MODE_REVERSE:
    case MODE_FORWARD:
    case MODE_LOOP:
    case MODE_PING_PONG:
    case MODE_HOLD:
      return 3;
    case MODE_PAUSED:
      return 5;
    default:
      return 0;
  }
}

/* Time goes on until EOS is there. */
static guint
crank_to_eos (Rph * rph)
{
  GstTestClock *clock = rph->clock;
  gint64 until = deadline ();
  gboolean eos = FALSE;

  while (!eos && g_get_monotonic_time () < until) {
    GstClockID id = NULL, done;

    if (gst_test_clock_peek_next_pending_id (clock, &id)) {
      rph_set_time (rph, gst_clock_id_get_time (id));
      done = gst_test_clock_process_next_clock_id (clock);
      if (done)
        gst_clock_id_unref (done);
      gst_clock_id_unref (id);
    }
    g_thread_yield ();
    g_mutex_lock (&rph->lock);
    eos = rph->main->eos;
    g_mutex_unlock (&rph->lock);
  }
  return rph_pull_eos (rph->main);
}

GST_START_TEST (test_eos_in_every_mode)
{
  Mode mode = (Mode) __i__;
  Rph *rph = rph_new ();
  guint n;

  enter_mode (rph, mode);
  send_eos (rph);
  if (mode == MODE_PAUSED) {
    RphFrame frame;

    /* who paused it looks at it as long as he likes, and lets it go on */
    for (n = 0; n < 10; n++) {
      rph_crank (rph->main, &frame);
      fail_unless (frame.gap);
    }
    fail_unless (rph_command (rph->main, "resume", NULL));
  }
  n = crank_to_eos (rph);
  fail_unless (n == frames_after_eos (mode), "mode %d: %u pictures came, not "
      "%u", mode, n, frames_after_eos (mode));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
  fail_unless_equals_int (rph_push (rph), GST_FLOW_EOS);
  fail_unless_equals_int (rph_roll (rph), 0);
  rph_free (rph);
}

GST_END_TEST;

/* A pad takes one EOS alone, and says nothing of the second: the one that ends
 * at once is sent to the element. */
GST_START_TEST (test_eos_twice_in_every_mode)
{
  Rph *rph = rph_new ();

  enter_mode (rph, (Mode) __i__);
  send_eos (rph);
  send_eos (rph);
  fail_unless (gst_element_send_event (rph->element, gst_event_new_eos ()));
  /* at once: no clock is cranked */
  fail_unless (rph_pull_eos (rph->main) <= 2);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
  rph_free (rph);
}

GST_END_TEST;

/* A camera that comes back after its EOS. */
GST_START_TEST (test_a_new_stream_after_eos)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  rph_shoot (rph, 5);
  rph_pull (rph->main, &frame);
  send_eos (rph);
  gst_element_send_event (rph->element, gst_event_new_eos ());
  rph_pull_eos (rph->main);
  start_camera (rph);
  rph->number += 10;
  for (i = 0; i < 5; i++) {
    fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, rph->number - 1);
  }
  fail_unless (rph_command (rph->main, "play", NULL));
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 4);
  rph_free (rph);
}

GST_END_TEST;

/* --- states -------------------------------------------------------------------------- */

GST_START_TEST (test_restart)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint round;

  for (round = 0; round < 3; round++) {
    fail_unless_equals_int (rph_shoot (rph, 5), 2 * round + 1);
    rph_pull (rph->main, &frame);
    fail_unless (rph_command (rph->main, "live", NULL));
    rph_push_n (rph, 1);
    fail_unless_equals_int (rph_shoot (rph, 5), 2 * round + 2);
    rph_pull (rph->main, &frame);

    fail_unless_equals_int (job_end (job_new (to_ready, rph), "READY"),
        GST_STATE_CHANGE_SUCCESS);
    forget_output (rph->main);
    fail_unless_equals_uint64 (stat_of (rph->element, "held-bytes"), 0);
    fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
    fail_unless_equals_int (gst_element_set_state (rph->element,
            GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
    fail_unless_equals_uint64 (stat_of (rph->element, "held-bytes"), 0);
    fail_unless_equals_uint64 (stat_of (rph->element, "recorded"), 0);
    start_camera (rph);
    fail_if (rph_command (rph->main, "play", NULL));
    fail_if (rph_command (rph->main, "play", "take", G_TYPE_UINT,
            2 * round + 2, NULL));
  }
  rph_pass (rph, 3);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_every_state_twice)
{
  static const GstState states[] = {
    GST_STATE_NULL, GST_STATE_READY, GST_STATE_NULL, GST_STATE_READY,
    GST_STATE_PAUSED, GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING,
    GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_READY, GST_STATE_PLAYING,
    GST_STATE_NULL, GST_STATE_PLAYING, GST_STATE_NULL, GST_STATE_PAUSED,
    GST_STATE_NULL, GST_STATE_PLAYING,
  };
  gboolean data = __i__ & 1, rolling = __i__ & 2, review = __i__ & 4;
  Rph *rph = rph_new ();
  GstState before = GST_STATE_PLAYING;
  RphFrame frame;
  guint i;

  g_object_set (rph->element, "after-take", 0, NULL);
  if (review)
    rph_add_review (rph, "review_%u");
  for (i = 0; i < G_N_ELEMENTS (states); i++) {
    GstStateChangeReturn ret = gst_element_set_state (rph->element, states[i]);
    gboolean runs = states[i] >= GST_STATE_PAUSED;

    fail_unless (ret == GST_STATE_CHANGE_SUCCESS, "%s: %d",
        gst_element_state_get_name (states[i]), ret);
    forget_output (rph->main);
    if (data && runs) {
      if (before < GST_STATE_PAUSED)
        start_camera (rph);
      gst_segment_init (&rph->main->segment, GST_FORMAT_TIME);
      fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
      rph_pull (rph->main, &frame);
      if (rolling)
        rph_roll (rph);
      fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
      if (rolling && i % 2)
        rph_cut (rph);
    }
    before = states[i];
  }
  rph_free (rph);
}

GST_END_TEST;

/* In PAUSED no clock runs; commands are obeyed. */
GST_START_TEST (test_paused_pipeline)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  g_object_set (rph->element, "at-end", 2, NULL);
  rph_shoot (rph, 5);
  rph_pull (rph->main, &frame);
  gst_element_set_state (rph->element, GST_STATE_PAUSED);
  fail_unless (rph_command (rph->main, "step", "frames", G_TYPE_INT, -1, NULL));
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 3);
  gst_element_set_state (rph->element, GST_STATE_PLAYING);
  /* it is paused now: its frame is repeated in the camera's slots */
  rph_push_n (rph, 3);
  rph_pull (rph->main, &frame);
  fail_unless (frame.number == 3 && frame.gap);
  rph_free (rph);
}

GST_END_TEST;

/* --- links ------------------------------------------------------------------------------ */

typedef struct
{
  GstElement *element;
  GstPad *src;
  guint number;
} Bare;

static GstStaticPadTemplate any_src = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate any_sink = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static void
bare_init (Bare * bare)
{
  GstSegment segment;
  GstCaps *caps = gst_caps_from_string
      ("video/x-raw,format=GRAY8,width=16,height=8,framerate=25/1");

  bare->element = gst_check_setup_element ("reverseplay");
  bare->number = 0;
  g_object_set (bare->element, "max-size-bytes", (guint64) 1000000, NULL);
  bare->src = gst_check_setup_src_pad (bare->element, &any_src);
  gst_pad_set_active (bare->src, TRUE);
  gst_element_set_state (bare->element, GST_STATE_PLAYING);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (bare->src, gst_event_new_stream_start ("s"));
  gst_pad_push_event (bare->src, gst_event_new_caps (caps));
  gst_pad_push_event (bare->src, gst_event_new_segment (&segment));
  gst_caps_unref (caps);
}

static GstFlowReturn
bare_push (Bare * bare)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, FRAME_BYTES, NULL);

  gst_buffer_memset (buffer, 0, (guint8) bare->number, FRAME_BYTES);
  GST_BUFFER_PTS (buffer) = bare->number++ * RPH_PERIOD;
  return gst_pad_push (bare->src, buffer);
}

static void
bare_clear (Bare * bare)
{
  gst_element_set_state (bare->element, GST_STATE_NULL);
  gst_check_teardown_src_pad (bare->element);
  gst_check_teardown_element (bare->element);
}

/* Until what arrives is answered with @flow. */
static void
push_until (Bare * bare, GstFlowReturn flow)
{
  gint64 until = deadline ();

  while (bare_push (bare) != flow)
    fail_unless (g_get_monotonic_time () < until, "never %s",
        gst_flow_get_name (flow));
}

GST_START_TEST (test_an_unlinked_output)
{
  GstPad *sink;
  Bare bare;
  guint n;

  bare_init (&bare);
  push_until (&bare, GST_FLOW_NOT_LINKED);
  /* it goes on when somebody is there */
  sink = gst_check_setup_sink_pad (bare.element, &any_sink);
  gst_pad_set_active (sink, TRUE);
  push_until (&bare, GST_FLOW_OK);
  g_mutex_lock (&check_mutex);
  while (g_list_length (buffers) < 1) {
    fail_unless (g_cond_wait_until (&check_cond, &check_mutex, deadline ()),
        "nothing comes after the link");
  }
  g_mutex_unlock (&check_mutex);
  /* and an output that was linked once does not end the recording */
  gst_check_teardown_sink_pad (bare.element);
  for (n = 0; n < 50; n++)
    fail_unless_equals_int (bare_push (&bare), GST_FLOW_OK);
  gst_check_drop_buffers ();
  bare_clear (&bare);
}

GST_END_TEST;

/* Ten times while the camera runs, in the middle of a take's playback. */
GST_START_TEST (test_relinked_while_running)
{
  Rph *rph = rph_new ();
  GstPad *peer = rph->main->harness->sinkpad;
  RphFrame frame;
  guint round, i;

  g_object_set (rph->element, "at-end", 2, NULL);
  rph_shoot (rph, 5);
  rph_pull (rph->main, &frame);
  rph_push_n (rph, 1);
  for (round = 0; round < 10; round++) {
    gint64 until = deadline ();

    fail_unless (gst_pad_unlink (rph->main->pad, peer));
    for (i = 0; i < 5; i++)
      fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
    fail_unless_equals_int (gst_pad_link (rph->main->pad, peer),
        GST_PAD_LINK_OK);
    while (rph_pending (rph->main) == 0) {
      fail_unless (g_get_monotonic_time () < until,
          "round %u: nothing comes after the link", round);
      fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
      g_thread_yield ();
    }
    while (rph_pending (rph->main) > 0) {
      rph_pull (rph->main, &frame);
      fail_unless (frame.is_playback);
    }
  }
  fail_unless_equals_uint64 (stat_of (rph->element, "rejected"), 0);
  rph_free (rph);
}

GST_END_TEST;

static const GstFlowReturn bad_flows[] = { GST_FLOW_ERROR, GST_FLOW_EOS,
  GST_FLOW_NOT_NEGOTIATED, GST_FLOW_CUSTOM_ERROR
};

/* Main fails and is alone: upstream is told. */
GST_START_TEST (test_downstream_fails)
{
  GstFlowReturn bad = bad_flows[__i__], flow = GST_FLOW_OK;
  gint64 until = deadline ();
  Rph *rph = rph_new ();

  rph_pass (rph, 3);
  rph_set_flow (rph->main, bad);
  while (flow == GST_FLOW_OK) {
    fail_unless (g_get_monotonic_time () < until, "upstream is not told");
    flow = rph_push (rph);
  }
  fail_unless (flow == bad, "%s", gst_flow_get_name (flow));
  rph_free (rph);
}

GST_END_TEST;

/* One output fails while another one lives: the recording goes on. */
GST_START_TEST (test_one_of_two_downstreams_fails)
{
  GstFlowReturn bad = bad_flows[__i__ / 2];
  gboolean main_fails = __i__ % 2;
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  RphOutput *failing = main_fails ? rph->main : review;
  RphOutput *living = main_fails ? review : rph->main;
  RphFrame frame;
  guint i;

  rph_push_n (rph, 1);
  rph_pull (failing, &frame);
  rph_pull (living, &frame);
  rph_set_flow (failing, bad);
  for (i = 0; i < 50; i++) {
    fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
    rph_pull (living, &frame);
    fail_unless_equals_int (frame.number, i + 1);
  }
  fail_unless_equals_uint64 (stat_of (rph->element, "recorded"), 51);
  fail_unless (rph_pending (failing) <= 1);
  rph_free (rph);
}

GST_END_TEST;

/* --- pads that come and go --------------------------------------------------------------- */

GST_START_TEST (test_twenty_reviews)
{
  Rph *rph = rph_new ();
  RphOutput *reviews[20];
  RphFrame frame;
  guint round, i, j, children;

  rph_shoot (rph, 5);
  rph_pull (rph->main, &frame);
  fail_unless (rph_command (rph->main, "live", NULL));
  rph_push_n (rph, 1);
  for (round = 0; round < 3; round++) {
    for (i = 0; i < 20; i++) {
      reviews[i] = rph_add_review (rph, "review_%u");
      rph_push_n (rph, 1);
      rph_pull (rph->main, &frame);
      for (j = 0; j <= i; j++)
        rph_pull (reviews[j], &frame);
    }
    children = gst_child_proxy_get_children_count (GST_CHILD_PROXY
        (rph->element));
    fail_unless_equals_int (children, 21);
    /* half of them show the take */
    for (i = 0; i < 20; i += 2)
      fail_unless (rph_command (reviews[i], "play", "rate", G_TYPE_DOUBLE,
              0.1, NULL));
    for (i = 0; i < 20; i++) {
      rph_push_n (rph, 1);
      rph_pull (rph->main, &frame);
      fail_if (frame.is_playback);
      rph_remove_review (rph, reviews[(i * 7) % 20]);
    }
  }
  fail_unless_equals_int (gst_child_proxy_get_children_count (GST_CHILD_PROXY
          (rph->element)), 1);
  fail_unless_equals_uint64 (stat_of (rph->element, "dropped"), 0);
  rph_free (rph);
}

GST_END_TEST;

/* A review is taken away while its sink holds a push. */
GST_START_TEST (test_release_of_an_output_that_waits_for_the_clock)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  RphFrame frame;

  g_object_set (review->pad, "at-end", 2, NULL);
  g_object_set (rph->element, "after-take", 0, NULL);
  rph_shoot (rph, 5);
  fail_unless (rph_command (review, "play", NULL));
  do {
    rph_pull (review, &frame);
  } while (!frame.is_playback);
  fail_unless (gst_test_clock_timed_wait_for_multiple_pending_ids (rph->clock,
          1, 8000, NULL));
  rph_remove_review (rph, review);
  rph_pass (rph, 1);
  rph_free (rph);
}

GST_END_TEST;

static gpointer
request_and_release (gpointer data)
{
  Rph *rph = data;
  guint i;

  for (i = 0; i < 100; i++) {
    GstPad *pad = gst_element_request_pad_simple (rph->element, "review_%u");

    fail_unless (pad != NULL);
    gst_pad_set_active (pad, TRUE);
    g_object_set (pad, "rate", 2.0, "at-end", 2, NULL);
    gst_pad_send_event (pad, gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
            gst_structure_new ("onset-command", "command", G_TYPE_STRING,
                "play", NULL)));
    gst_element_release_request_pad (rph->element, pad);
    gst_object_unref (pad);
  }
  return NULL;
}

GST_START_TEST (test_reviews_from_threads)
{
  Rph *rph = rph_new ();
  Job *a, *b;
  guint i;

  rph_shoot (rph, 5);
  rph_block (rph->main);
  a = job_new (request_and_release, rph);
  b = job_new (request_and_release, rph);
  for (i = 0; i < 500; i++)
    fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
  job_end (a, "a thread that requests pads");
  job_end (b, "a thread that requests pads");
  fail_unless_equals_uint64 (stat_of (rph->element, "recorded"), 505);
  rph_free (rph);
}

GST_END_TEST;

/* --- threads -------------------------------------------------------------------------------- */

typedef struct
{
  Rph *rph;
  gint stop;                    /* atomic */
} Storm;

static gpointer
set_properties (gpointer data)
{
  Storm *storm = data;
  GRand *rand = g_rand_new_with_seed (3);

  while (!g_atomic_int_get (&storm->stop)) {
    GstElement *e = storm->rph->element;
    guint64 position;
    guint take;
    GValue takes = G_VALUE_INIT;

    g_object_set (e, "rate", g_rand_double_range (rand, 0.05, 16.0),
        "at-end", g_rand_int_range (rand, 0, 4),
        "after-take", g_rand_int_range (rand, 0, 3),
        "show-live", g_rand_boolean (rand), "keys", g_rand_boolean (rand),
        NULL);
    g_object_get (e, "position", &position, "current-take", &take, NULL);
    g_object_get_property (G_OBJECT (e), "takes", &takes);
    g_value_unset (&takes);
    stat_of (e, "held-bytes");
  }
  g_rand_free (rand);
  return NULL;
}

static gpointer
roll_and_cut (gpointer data)
{
  Storm *storm = data;
  GstElement *e = storm->rph->element;
  guint id;

  while (!g_atomic_int_get (&storm->stop)) {
    g_signal_emit_by_name (e, "take-start", "storm", &id);
    g_thread_yield ();
    g_signal_emit_by_name (e, "take-stop", &id);
  }
  return NULL;
}

static gpointer
command_everything (gpointer data)
{
  static const gchar *names[] = { "take-toggle", "in", "out", "play", "live",
    "pause", "resume", "pause-toggle", "step", "mark", "circle", "discard"
  };
  Storm *storm = data;
  GRand *rand = g_rand_new_with_seed (4);

  while (!g_atomic_int_get (&storm->stop)) {
    GstStructure *s = gst_structure_new ("onset-command",
        "command", G_TYPE_STRING,
        names[g_rand_int_range (rand, 0, G_N_ELEMENTS (names))], NULL);
    gboolean ok;

    if (g_rand_boolean (rand))
      gst_structure_set (s, "output", G_TYPE_STRING, "review_0", NULL);
    gst_pad_send_event (storm->rph->main->pad,
        gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, s));
    g_signal_emit_by_name (storm->rph->element, "play", 0,
        g_rand_int_range (rand, 0, 2), &ok);
    gst_pad_send_event (storm->rph->main->pad, gst_event_new_seek
        (g_rand_boolean (rand) ? 1.0 : -2.0, GST_FORMAT_TIME,
            GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET,
            g_rand_int_range (rand, 0, 1000) * GST_MSECOND, GST_SEEK_TYPE_NONE,
            -1));
  }
  g_rand_free (rand);
  return NULL;
}

/* Takes what comes, so that nothing is kept. */
static gpointer
drain (gpointer data)
{
  Storm *storm = data;
  guint i;

  while (!g_atomic_int_get (&storm->stop)) {
    for (i = 0; i < storm->rph->outputs->len; i++) {
      RphOutput *output = g_ptr_array_index (storm->rph->outputs, i);

      g_mutex_lock (&storm->rph->lock);
      g_queue_clear_full (&output->items,
          (GDestroyNotify) gst_mini_object_unref);
      g_queue_clear_full (&output->answers,
          (GDestroyNotify) gst_structure_free);
      output->n_buffers = 0;
      g_mutex_unlock (&storm->rph->lock);
    }
    gst_bus_set_flushing (storm->rph->bus, TRUE);
    gst_bus_set_flushing (storm->rph->bus, FALSE);
    g_thread_yield ();
  }
  return NULL;
}

static const Work storms[][3] = {
  {set_properties, set_properties, drain},
  {roll_and_cut, roll_and_cut, drain},
  {command_everything, command_everything, drain},
  {set_properties, command_everything, drain},
  {roll_and_cut, command_everything, drain},
};

/* Three threads that never rest leave the camera's little of a machine with few
 * cores, and under a sanitizer next to nothing: it goes on for a while, not for
 * a number of frames that may take minutes. */
#define STORM_FRAMES 1000
#define STORM_LENGTH (3 * G_TIME_SPAN_SECOND)

GST_START_TEST (test_a_storm)
{
  Storm storm = { rph_new_with ("max-size-bytes", (guint64) 20000, NULL), 0 };
  gint64 end = g_get_monotonic_time () + STORM_LENGTH;
  Job *jobs[3];
  guint i, pushed;

  rph_add_review (storm.rph, "review_0");
  for (i = 0; i < 3; i++)
    jobs[i] = job_new (storms[__i__][i], &storm);
  for (pushed = 0; pushed < STORM_FRAMES
      && (pushed == 0 || g_get_monotonic_time () < end); pushed++)
    fail_unless_equals_int (rph_push (storm.rph), GST_FLOW_OK);
  g_atomic_int_set (&storm.stop, TRUE);
  for (i = 0; i < 3; i++)
    job_end (jobs[i], "a storm");
  fail_unless_equals_uint64 (stat_of (storm.rph->element, "recorded"), pushed);
  fail_unless (stat_of (storm.rph->element, "held-bytes") <= 20000);
  rph_free (storm.rph);
}

GST_END_TEST;

/* The same with states and flushes between. */
GST_START_TEST (test_a_storm_of_states)
{
  Storm storm = { rph_new_with ("max-size-bytes", (guint64) 20000, NULL), 0 };
  gint64 end = g_get_monotonic_time () + STORM_LENGTH;
  Job *jobs[3];
  guint round, i;

  rph_add_review (storm.rph, "review_0");
  jobs[0] = job_new (command_everything, &storm);
  jobs[1] = job_new (__i__ ? roll_and_cut : set_properties, &storm);
  jobs[2] = job_new (drain, &storm);
  for (round = 0; round < 20
      && (round < 2 || g_get_monotonic_time () < end); round++) {
    for (i = 0; i < 20; i++)
      rph_push (storm.rph);
    if (round % 2) {
      flush_start (storm.rph);
      flush_stop (storm.rph);
    } else {
      job_end (job_new (to_ready, storm.rph), "READY");
      gst_element_set_state (storm.rph->element, GST_STATE_PLAYING);
      start_camera (storm.rph);
    }
  }
  g_atomic_int_set (&storm.stop, TRUE);
  for (i = 0; i < 3; i++)
    job_end (jobs[i], "a storm");
  rph_free (storm.rph);
}

GST_END_TEST;

static Suite *
reverseplay_life_suite (void)
{
  Suite *s = suite_create ("reverseplay-life");
  TCase *tc = tcase_create ("flush");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_flush_while_live);
  tcase_add_test (tc, test_flush_while_rolling);
  tcase_add_test (tc, test_flush_while_playing);
  tcase_add_test (tc, test_flush_while_a_push_is_blocked);
  tcase_add_test (tc, test_flush_while_chain_waits);
  tcase_add_test (tc, test_many_flushes);
  tcase_add_test (tc, test_base_time_after_a_flush);

  tc = tcase_create ("shutdown");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_shutdown_while_it_waits_for_the_clock);
  tcase_add_test (tc, test_shutdown_while_a_push_blocks);
  tcase_add_test (tc, test_shutdown_while_chain_waits);
  tcase_add_test (tc, test_shutdown_while_eos_waits);

  tc = tcase_create ("eos");
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_eos_without_data, 0, 2);
  tcase_add_loop_test (tc, test_eos_in_every_mode, 0, N_MODES);
  tcase_add_loop_test (tc, test_eos_twice_in_every_mode, 0, N_MODES);
  tcase_add_test (tc, test_a_new_stream_after_eos);

  tc = tcase_create ("states");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_restart);
  tcase_add_loop_test (tc, test_every_state_twice, 0, 8);
  tcase_add_test (tc, test_paused_pipeline);

  tc = tcase_create ("links");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_an_unlinked_output);
  tcase_add_test (tc, test_relinked_while_running);
  tcase_add_loop_test (tc, test_downstream_fails, 0, G_N_ELEMENTS (bad_flows));
  tcase_add_loop_test (tc, test_one_of_two_downstreams_fails, 0,
      2 * G_N_ELEMENTS (bad_flows));

  tc = tcase_create ("pads");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_twenty_reviews);
  tcase_add_test (tc, test_release_of_an_output_that_waits_for_the_clock);
  tcase_add_test (tc, test_reviews_from_threads);

  tc = tcase_create ("threads");
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_a_storm, 0, G_N_ELEMENTS (storms));
  tcase_add_loop_test (tc, test_a_storm_of_states, 0, 2);
  return s;
}

GST_CHECK_MAIN (reverseplay_life);
