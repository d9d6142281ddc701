/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "reverseplay-harness.h"

#include <gst/video/video.h>
#include <onset/onset-command.h>
#include <onset/onset-event.h>
#include <onset/onset-meta.h>
#include <string.h>

#define TIMEOUT_SECONDS 8
#define MAGIC 0x46485052u

gint64
rph_deadline (void)
{
  const gchar *slow = g_getenv ("CK_TIMEOUT_MULTIPLIER");
  gint64 seconds = TIMEOUT_SECONDS;

  if (slow && g_ascii_strtoll (slow, NULL, 10) > 1)
    seconds *= g_ascii_strtoll (slow, NULL, 10);
  return g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
}

/* Waits for a signal; FALSE when time is up. */
static gboolean
wait_locked (Rph * rph, gint64 until)
{
  return g_cond_wait_until (&rph->cond, &rph->lock, until);
}

/* --- what comes out ------------------------------------------------------ */

static GstFlowReturn
output_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  RphOutput *output = g_object_get_data (G_OBJECT (pad), "rph-output");
  Rph *rph = output->rph;
  GstFlowReturn flow;

  g_mutex_lock (&rph->lock);
  g_queue_push_tail (&output->items, buffer);
  output->n_buffers++;
  g_cond_broadcast (&rph->cond);
  while (output->blocked) {
    output->stuck = TRUE;
    g_cond_broadcast (&rph->cond);
    g_cond_wait (&rph->cond, &rph->lock);
  }
  output->stuck = FALSE;
  flow = output->flow;
  g_mutex_unlock (&rph->lock);
  return flow;
}

static void
keep_structure (GstEvent ** kept, const GstStructure ** structure,
    GstEvent * event)
{
  gst_event_replace (kept, event);
  *structure = gst_event_get_structure (event);
}

static GstPadProbeReturn
see_event (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  RphOutput *output = data;
  Rph *rph = output->rph;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  g_mutex_lock (&rph->lock);
  if (gst_event_has_name (event, ONSET_ANSWER))
    g_queue_push_tail (&output->answers,
        gst_structure_copy (gst_event_get_structure (event)));
  else if (gst_event_has_name (event, ONSET_STATE))
    keep_structure (&output->state_event, &output->state, event);
  else if (gst_event_has_name (event, ONSET_TAKES))
    keep_structure (&output->takes_event, &output->takes, event);
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    output->eos = TRUE;
  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START
      || GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    output->n_flushes++;
  if (GST_EVENT_IS_SERIALIZED (event))
    g_queue_push_tail (&output->items, gst_event_ref (event));
  g_cond_broadcast (&rph->cond);
  g_mutex_unlock (&rph->lock);
  return GST_PAD_PROBE_OK;
}

static RphOutput *
output_new (Rph * rph, GstHarness * harness)
{
  RphOutput *output = g_new0 (RphOutput, 1);

  output->rph = rph;
  output->harness = harness;
  output->pad = gst_pad_get_peer (harness->sinkpad);
  output->last_pts = GST_CLOCK_TIME_NONE;
  gst_segment_init (&output->segment, GST_FORMAT_UNDEFINED);
  g_object_set_data (G_OBJECT (harness->sinkpad), "rph-output", output);
  gst_pad_set_chain_function (harness->sinkpad, output_chain);
  gst_pad_add_probe (harness->sinkpad,
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
      see_event, output, NULL);
  g_ptr_array_add (rph->outputs, output);
  return output;
}

static void
output_free (RphOutput * output)
{
  g_queue_clear_full (&output->items, (GDestroyNotify) gst_mini_object_unref);
  g_queue_clear_full (&output->answers, (GDestroyNotify) gst_structure_free);
  gst_event_replace (&output->state_event, NULL);
  gst_event_replace (&output->takes_event, NULL);
  gst_event_replace (&output->state_pulled_event, NULL);
  gst_event_replace (&output->takes_pulled_event, NULL);
  gst_clear_buffer (&output->buffer);
  gst_caps_replace (&output->caps, NULL);
  gst_object_unref (output->pad);
  g_free (output);
}

/* --- the whole ----------------------------------------------------------- */

static Rph *
new_valist (gboolean live, const gchar * first, va_list args)
{
  Rph *rph = g_new0 (Rph, 1);
  GstHarness *harness;
  GstElement *element;

  g_mutex_init (&rph->lock);
  g_cond_init (&rph->cond);
  rph->outputs = g_ptr_array_new ();
  element = gst_element_factory_make ("reverseplay", NULL);
  fail_unless (element != NULL, "there is no reverseplay");
  rph->bus = gst_bus_new ();
  gst_element_set_bus (element, rph->bus);
  g_object_set (element, "max-size-bytes", (guint64) (8 << 20), NULL);
  if (first)
    g_object_set_valist (G_OBJECT (element), first, args);

  harness = gst_harness_new_with_element (element, "sink", "src");
  rph->element = element;
  rph->clock = gst_harness_get_testclock (harness);
  rph->main = output_new (rph, harness);
  gst_harness_set_live (harness, live);
  rph_set_caps (rph, "GRAY8", 16, 8, 25, 1);
  return rph;
}

Rph *
rph_new (void)
{
  return rph_new_with ("max-size-bytes", (guint64) (8 << 20), NULL);
}

Rph *
rph_new_with (const gchar * first_property, ...)
{
  va_list args;
  Rph *rph;

  va_start (args, first_property);
  rph = new_valist (TRUE, first_property, args);
  va_end (args);
  return rph;
}

Rph *
rph_new_file (const gchar * first_property, ...)
{
  va_list args;
  Rph *rph;

  va_start (args, first_property);
  rph = new_valist (FALSE, first_property, args);
  va_end (args);
  return rph;
}

RphOutput *
rph_add_review (Rph * rph, const gchar * name)
{
  GstPad *pad = gst_element_request_pad_simple (rph->element, name);
  GstHarness *harness;
  RphOutput *output;

  fail_unless (pad != NULL, "no pad %s", name);
  harness = gst_harness_new_with_element (rph->element, NULL,
      GST_OBJECT_NAME (pad));
  gst_object_unref (pad);
  output = output_new (rph, harness);
  return output;
}

void
rph_remove_review (Rph * rph, RphOutput * output)
{
  GstPad *pad = gst_object_ref (output->pad);

  rph_unblock (output);
  g_ptr_array_remove (rph->outputs, output);
  gst_element_release_request_pad (rph->element, pad);
  gst_object_unref (pad);
  gst_harness_teardown (output->harness);
  output_free (output);
}

/* With the leaks tracer on, nothing may be alive that this case made. */
static void
check_leaks (void)
{
  GList *tracers = gst_tracing_get_active_tracers (), *l;

  /* A task is let go of by its thread a moment after it was joined. */
  gst_task_cleanup_all ();
  for (l = tracers; l; l = l->next) {
    GstStructure *alive = NULL;
    const GValue *list;

    if (g_strcmp0 (G_OBJECT_TYPE_NAME (l->data), "GstLeaksTracer") != 0)
      continue;
    g_signal_emit_by_name (l->data, "get-live-objects", &alive);
    list = alive ? gst_structure_get_value (alive, "live-objects-list") : NULL;
    if (list && gst_value_list_get_size (list) > 0) {
      gchar *text = gst_structure_to_string (alive);

      fail ("leaked: %s", text);
    }
    gst_clear_structure (&alive);
  }
  g_list_free_full (tracers, gst_object_unref);
}

void
rph_free (Rph * rph)
{
  GstHarness *harness = rph->main->harness;
  guint i;

  for (i = 0; i < rph->outputs->len; i++)
    rph_unblock (g_ptr_array_index (rph->outputs, i));
  while (rph->outputs->len > 1)
    rph_remove_review (rph, g_ptr_array_index (rph->outputs, 1));
  gst_element_set_state (rph->element, GST_STATE_NULL);
  gst_element_set_bus (rph->element, NULL);
  gst_harness_teardown (harness);
  output_free (rph->main);
  g_ptr_array_unref (rph->outputs);
  g_list_free_full (rph->messages, (GDestroyNotify) gst_structure_free);
  g_list_free_full (rph->upstream, (GDestroyNotify) gst_event_unref);
  gst_bus_set_flushing (rph->bus, TRUE);
  gst_object_unref (rph->bus);
  gst_object_unref (rph->clock);
  gst_object_unref (rph->element);
  g_free (rph->format);
  g_free (rph->reason);
  g_mutex_clear (&rph->lock);
  g_cond_clear (&rph->cond);
  g_free (rph);
  check_leaks ();
}

/* --- the camera ---------------------------------------------------------- */

void
rph_set_caps (Rph * rph, const gchar * format, guint width, guint height,
    gint fps_n, gint fps_d)
{
  gchar *kept = g_strdup (format);
  GstCaps *caps = gst_caps_new_simple ("video/x-raw",
      "format", G_TYPE_STRING, format,
      "width", G_TYPE_INT, (gint) width, "height", G_TYPE_INT, (gint) height,
      "framerate", GST_TYPE_FRACTION, fps_n, fps_d, NULL);

  g_free (rph->format);
  rph->format = kept;
  rph->width = width;
  rph->height = height;
  rph->fps_n = fps_n;
  rph->fps_d = fps_d;
  gst_harness_set_src_caps (rph->main->harness, caps);
}

GstClockTime
rph_time_of (Rph * rph, guint number)
{
  return gst_util_uint64_scale (number, GST_SECOND * (guint64) rph->fps_d,
      (guint64) rph->fps_n);
}

GstBuffer *
rph_make_frame (Rph * rph, guint number, GstClockTime pts)
{
  guint32 label[2] = { GUINT32_TO_LE (MAGIC), GUINT32_TO_LE (number) };
  GstVideoInfo info;
  GstBuffer *buffer;

  gst_video_info_set_format (&info, gst_video_format_from_string (rph->format),
      rph->width, rph->height);
  buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
  gst_buffer_memset (buffer, 0, (guint8) number, info.size);
  gst_buffer_fill (buffer, 0, label, sizeof (label));
  GST_BUFFER_PTS (buffer) = pts;
  if (rph->fps_n)
    GST_BUFFER_DURATION (buffer) = rph_time_of (rph, number + 1)
        - rph_time_of (rph, number);
  return buffer;
}

GstFlowReturn
rph_push (Rph * rph)
{
  GstBuffer *buffer;

  if (rph->fps_n)
    rph->time = rph_time_of (rph, rph->number);
  buffer = rph_make_frame (rph, rph->number, rph->time);
  rph->number++;
  rph_set_time (rph, GST_BUFFER_PTS (buffer));
  return gst_harness_push (rph->main->harness, buffer);
}

void
rph_push_n (Rph * rph, guint n)
{
  while (n--)
    fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
}

void
rph_pass_AT (Rph * rph, guint n, gint line)
{
  while (n--) {
    fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
    rph_live_AT (rph->main, rph->number - 1, line);
  }
}

void
rph_set_time (Rph * rph, GstClockTime time)
{
  if (time > gst_clock_get_time (GST_CLOCK (rph->clock)))
    gst_test_clock_set_time (rph->clock, time);
}

void
rph_wait_ready (Rph * rph)
{
  gint64 until = rph_deadline ();
  guint64 ready = 0, max = 1;

  while (ready < max) {
    GstStructure *stats;

    fail_unless (g_get_monotonic_time () < until,
        "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes are ready",
        ready, max);
    g_object_get (rph->element, "stats", &stats, NULL);
    ready = rph_get_uint64 (stats, "ready-bytes");
    max = rph_get_uint64 (stats, "max-bytes");
    gst_structure_free (stats);
    g_thread_yield ();
  }
}

/* --- an output ----------------------------------------------------------- */

static guint
number_of (GstBuffer * buffer)
{
  guint32 label[2] = { 0, 0 };

  gst_buffer_extract (buffer, 0, label, sizeof (label));
  return GUINT32_FROM_LE (label[0]) == MAGIC ? GUINT32_FROM_LE (label[1])
      : RPH_NO_NUMBER;
}

static void
read_meta (GstBuffer * buffer, RphFrame * frame)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, ONSET_FRAME_META);
  const GstStructure *s;
  const gchar *direction;

  if (!meta)
    return;
  s = gst_custom_meta_get_structure (meta);
  direction = gst_structure_get_string (s, "direction");
  frame->is_playback = TRUE;
  frame->take = rph_get_uint (s, "take");
  frame->index = rph_get_uint (s, "index");
  frame->frames = rph_get_uint (s, "frames");
  frame->source_running_time = rph_get_uint64 (s, "source-running-time");
  if (gst_structure_has_field (s, "source-pts"))
    frame->source_pts = rph_get_uint64 (s, "source-pts");
  frame->direction = g_strcmp0 (direction, "reverse") == 0 ? -1 : 1;
  fail_unless (frame->direction < 0 || g_strcmp0 (direction, "forward") == 0);
}

static void
pulled_event (RphOutput * output, GstEvent * event, RphFrame * frame)
{
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      gst_caps_replace (&output->caps, caps);
      frame->new_caps = TRUE;
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &output->segment);
      frame->new_segment = TRUE;
      break;
    case GST_EVENT_GAP:
      frame->n_gaps++;
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_segment_init (&output->segment, GST_FORMAT_UNDEFINED);
      output->last_pts = GST_CLOCK_TIME_NONE;
      break;
    case GST_EVENT_TAG:
      frame->n_tags++;
      break;
    default:
      if (gst_video_event_is_force_key_unit (event))
        frame->key_unit = TRUE;
      if (gst_event_has_name (event, ONSET_STATE)) {
        keep_structure (&output->state_pulled_event, &output->state_pulled,
            event);
        frame->n_states++;
      }
      if (gst_event_has_name (event, ONSET_TAKES)) {
        keep_structure (&output->takes_pulled_event, &output->takes_pulled,
            event);
        frame->n_takes++;
      }
      break;
  }
}

static void
pulled_buffer (RphOutput * output, GstBuffer * buffer, RphFrame * frame,
    gint line)
{
  gst_clear_buffer (&output->buffer);
  output->buffer = buffer;
  frame->number = number_of (buffer);
  frame->pts = GST_BUFFER_PTS (buffer);
  frame->duration = GST_BUFFER_DURATION (buffer);
  frame->gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  frame->discont = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  frame->source_pts = frame->source_running_time = GST_CLOCK_TIME_NONE;
  read_meta (buffer, frame);

  fail_unless (output->segment.format == GST_FORMAT_TIME,
      "line %d: a picture without a segment", line);
  fail_unless (output->caps != NULL, "line %d: a picture without caps", line);
  fail_unless (gst_segment_to_running_time (&output->segment, GST_FORMAT_TIME,
          frame->pts) == frame->pts,
      "line %d: PTS %" GST_TIME_FORMAT " is running time %" GST_TIME_FORMAT,
      line, GST_TIME_ARGS (frame->pts),
      GST_TIME_ARGS (gst_segment_to_running_time (&output->segment,
              GST_FORMAT_TIME, frame->pts)));
  fail_unless (!GST_CLOCK_TIME_IS_VALID (output->last_pts)
      || frame->pts > output->last_pts,
      "line %d: running time went from %" GST_TIME_FORMAT " to %"
      GST_TIME_FORMAT, line, GST_TIME_ARGS (output->last_pts),
      GST_TIME_ARGS (frame->pts));
  output->last_pts = frame->pts;
  frame->stream_time = gst_segment_to_stream_time (&output->segment,
      GST_FORMAT_TIME, frame->pts);
}

/* FALSE when time is up or EOS came. */
static gboolean
pull_locked (RphOutput * output, RphFrame * frame, gint line)
{
  gint64 until = rph_deadline ();
  GstMiniObject *item;

  memset (frame, 0, sizeof (*frame));
  for (;;) {
    while ((item = g_queue_pop_head (&output->items))) {
      if (GST_IS_BUFFER (item)) {
        output->n_buffers--;
        pulled_buffer (output, GST_BUFFER (item), frame, line);
        return TRUE;
      }
      if (GST_EVENT_TYPE (item) == GST_EVENT_EOS) {
        gst_mini_object_unref (item);
        return FALSE;
      }
      pulled_event (output, GST_EVENT (item), frame);
      gst_mini_object_unref (item);
    }
    if (!wait_locked (output->rph, until))
      return FALSE;
  }
}

void
rph_pull_AT (RphOutput * output, RphFrame * frame, gint line)
{
  gboolean found;

  g_mutex_lock (&output->rph->lock);
  found = pull_locked (output, frame, line);
  g_mutex_unlock (&output->rph->lock);
  fail_unless (found, "line %d: no picture came from %s", line,
      GST_OBJECT_NAME (output->pad));
}

static gboolean
is_finished (RphOutput * output)
{
  gboolean finished;

  g_mutex_lock (&output->rph->lock);
  finished = output->eos;
  g_mutex_unlock (&output->rph->lock);
  return finished;
}

/* The wait that is seen may be given up at any time, and then a wait for
 * another one would last for ever. */
static void
crank (GstTestClock * clock)
{
  GstClockID id = NULL, done;

  if (!gst_test_clock_peek_next_pending_id (clock, &id))
    return;
  if (gst_clock_id_get_time (id) > gst_clock_get_time (GST_CLOCK (clock)))
    gst_test_clock_set_time (clock, gst_clock_id_get_time (id));
  gst_clock_id_unref (id);
  done = gst_test_clock_process_next_clock_id (clock);
  if (done)
    gst_clock_id_unref (done);
}

void
rph_fire_due (Rph * rph)
{
  GstClockID id = NULL;
  gboolean due = TRUE;

  while (due && gst_test_clock_peek_next_pending_id (rph->clock, &id)) {
    due = gst_clock_id_get_time (id) <=
        gst_clock_get_time (GST_CLOCK (rph->clock));
    gst_clock_id_unref (id);
    if (due)
      crank (rph->clock);
  }
}

/* Whether data or a timer wakes the output is chance. */
#define LOOK_AGAIN (10 * G_TIME_SPAN_MILLISECOND)

void
rph_wait_due_AT (RphOutput * output, gint line)
{
  gint64 until = rph_deadline ();
  Rph *rph = output->rph;

  while (rph_pending (output) == 0 && g_get_monotonic_time () < until) {
    rph_fire_due (rph);
    g_mutex_lock (&rph->lock);
    g_cond_wait_until (&rph->cond, &rph->lock,
        g_get_monotonic_time () + LOOK_AGAIN);
    g_mutex_unlock (&rph->lock);
  }
  fail_unless (rph_pending (output) > 0, "line %d: %s pushes nothing", line,
      GST_OBJECT_NAME (output->pad));
}

void
rph_pull_due_AT (RphOutput * output, RphFrame * frame, gint line)
{
  rph_wait_due_AT (output, line);
  rph_pull_AT (output, frame, line);
}

/* An output arms its clock wait after its push, so a wait that is seen while
 * no picture is there is for the next picture. */
static void
crank_until_something_comes (RphOutput * output, gint line)
{
  gint64 until = rph_deadline ();
  GstTestClock *clock = output->rph->clock;

  while (rph_pending (output) == 0 && !is_finished (output)) {
    gboolean waiting = gst_test_clock_peek_id_count (clock) > 0;

    fail_unless (g_get_monotonic_time () < until,
        "line %d: %s waits for no clock and pushes nothing", line,
        GST_OBJECT_NAME (output->pad));
    if (!waiting)
      gst_test_clock_timed_wait_for_multiple_pending_ids (clock, 1, 20, NULL);
    else if (rph_pending (output) == 0)
      crank (clock);
  }
}

void
rph_crank_AT (RphOutput * output, RphFrame * frame, gint line)
{
  crank_until_something_comes (output, line);
  rph_pull_AT (output, frame, line);
}

guint
rph_crank_eos_AT (RphOutput * output, gint line)
{
  RphFrame frame;
  guint n = 0;

  for (;;) {
    crank_until_something_comes (output, line);
    if (rph_pending (output) == 0)
      return n + rph_pull_eos_AT (output, line);
    rph_pull_AT (output, &frame, line);
    n++;
  }
}

void
rph_live_AT (RphOutput * output, guint number, gint line)
{
  Rph *rph = output->rph;
  RphFrame frame;

  rph_pull_AT (output, &frame, line);
  fail_unless (frame.number == number && !frame.is_playback && !frame.gap,
      "line %d: expected live frame %u, got %s %u%s", line, number,
      frame.is_playback ? "playback" : "live", frame.number,
      frame.gap ? " (gap)" : "");
  if (rph->fps_n)
    fail_unless (frame.pts == rph_time_of (rph, number),
        "line %d: live frame %u at %" GST_TIME_FORMAT ", not %"
        GST_TIME_FORMAT, line, number, GST_TIME_ARGS (frame.pts),
        GST_TIME_ARGS (rph_time_of (rph, number)));
}

void
rph_shows_AT (RphOutput * output, guint number, guint slot, RphFrame * frame,
    gint line)
{
  Rph *rph = output->rph;
  RphFrame own;

  frame = frame ? frame : &own;
  rph_pull_AT (output, frame, line);
  fail_unless (frame->number == number && frame->is_playback,
      "line %d: expected playback of frame %u, got %s %u", line, number,
      frame->is_playback ? "playback" : "live", frame->number);
  /* A slot that was made up is a rounded frame after a rounded stamp. */
  fail_unless (ABS (GST_CLOCK_DIFF (frame->pts, rph_time_of (rph, slot))) <= 1,
      "line %d: frame %u came at %" GST_TIME_FORMAT ", not in slot %u at %"
      GST_TIME_FORMAT, line, number, GST_TIME_ARGS (frame->pts), slot,
      GST_TIME_ARGS (rph_time_of (rph, slot)));
}

void
rph_step_AT (Rph * rph, guint number, RphFrame * frame, gint line)
{
  guint slot = rph->number;

  fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
  rph_shows_AT (rph->main, number, slot, frame, line);
}

guint
rph_pending (RphOutput * output)
{
  guint n;

  g_mutex_lock (&output->rph->lock);
  n = output->n_buffers;
  g_mutex_unlock (&output->rph->lock);
  return n;
}

guint
rph_pull_eos_AT (RphOutput * output, gint line)
{
  RphFrame frame;
  gboolean eos;
  guint n = 0;

  g_mutex_lock (&output->rph->lock);
  while (pull_locked (output, &frame, line))
    n++;
  eos = output->eos;
  g_mutex_unlock (&output->rph->lock);
  fail_unless (eos, "line %d: no EOS came from %s", line,
      GST_OBJECT_NAME (output->pad));
  return n;
}

void
rph_block (RphOutput * output)
{
  g_mutex_lock (&output->rph->lock);
  output->blocked = TRUE;
  g_mutex_unlock (&output->rph->lock);
}

void
rph_unblock (RphOutput * output)
{
  g_mutex_lock (&output->rph->lock);
  output->blocked = FALSE;
  g_cond_broadcast (&output->rph->cond);
  g_mutex_unlock (&output->rph->lock);
}

void
rph_wait_stuck (RphOutput * output)
{
  gint64 until = rph_deadline ();
  gboolean stuck;

  g_mutex_lock (&output->rph->lock);
  while (!output->stuck && wait_locked (output->rph, until));
  stuck = output->stuck;
  g_mutex_unlock (&output->rph->lock);
  fail_unless (stuck, "no push is stuck");
}

void
rph_set_flow (RphOutput * output, GstFlowReturn flow)
{
  g_mutex_lock (&output->rph->lock);
  output->flow = flow;
  g_mutex_unlock (&output->rph->lock);
}

static gboolean
state_is (RphOutput * output, const gchar * field, const gchar * value)
{
  const GValue *is = output->state ? gst_structure_get_value (output->state,
      field) : NULL;
  gboolean same;
  gchar *text;

  if (!is)
    return FALSE;
  text = G_VALUE_HOLDS_STRING (is) ? g_value_dup_string (is)
      : gst_value_serialize (is);
  same = g_strcmp0 (text, value) == 0;
  g_free (text);
  return same;
}

void
rph_wait_state_AT (RphOutput * output, const gchar * field,
    const gchar * value, gint line)
{
  gint64 until = rph_deadline ();
  gchar *state;
  gboolean ok;

  g_mutex_lock (&output->rph->lock);
  while (!state_is (output, field, value) && wait_locked (output->rph, until));
  ok = state_is (output, field, value);
  state = output->state ? gst_structure_to_string (output->state) : NULL;
  g_mutex_unlock (&output->rph->lock);
  fail_unless (ok, "line %d: %s is not %s: %s", line, field, value, state);
  g_free (state);
}

GstStructure *
rph_state (RphOutput * output)
{
  GstStructure *state;

  g_mutex_lock (&output->rph->lock);
  state = output->state ? gst_structure_copy (output->state) : NULL;
  g_mutex_unlock (&output->rph->lock);
  return state;
}

/* --- commands ------------------------------------------------------------ */

GstStructure *
rph_answer (RphOutput * output, guint id)
{
  GstStructure *found = NULL;
  GList *l;
  guint i;

  g_mutex_lock (&output->rph->lock);
  for (l = output->answers.head; l && !found; l = l->next) {
    if (gst_structure_get_uint (l->data, "id", &i) && i == id) {
      found = l->data;
      g_queue_delete_link (&output->answers, l);
      break;
    }
  }
  g_mutex_unlock (&output->rph->lock);
  return found;
}

static void
check_answers (RphOutput * output, const gchar * command, guint id, gint line,
    gboolean * ok)
{
  Rph *rph = output->rph;
  GstStructure *answer = rph_answer (output, id);
  GstStructure *message = rph_message_AT (rph, "reverseplay-command", line);

  fail_unless (answer != NULL, "line %d: no onset-answer to %s", line, command);
  fail_unless_equals_string (gst_structure_get_string (answer, "command"),
      command);
  fail_unless_equals_string (gst_structure_get_string (message, "command"),
      command);
  fail_unless_equals_int (rph_get_uint (message, "id"), id);
  *ok = rph_get_boolean (answer, "ok");
  fail_unless_equals_int (rph_get_boolean (message, "ok"), *ok);
  g_free (rph->reason);
  rph->reason = g_strdup (gst_structure_get_string (answer, "reason"));
  fail_unless_equals_string (gst_structure_get_string (message, "reason"),
      rph->reason);
  fail_unless (*ok == (strlen (rph->reason) == 0),
      "line %d: %s: ok %d, but the reason is '%s'", line, command, *ok,
      rph->reason);
  gst_structure_free (answer);
  gst_structure_free (message);
}

gboolean
rph_command_AT (RphOutput * output, gint line, const gchar * command, ...)
{
  GstStructure *s = gst_structure_new (ONSET_COMMAND,
      "command", G_TYPE_STRING, command, NULL);
  guint id = ++output->rph->next_id;
  const gchar *field;
  gboolean ok;
  va_list args;

  va_start (args, command);
  field = va_arg (args, const gchar *);
  if (field)
    gst_structure_set_valist (s, field, args);
  va_end (args);
  gst_structure_set (s, "id", G_TYPE_UINT, id, NULL);

  fail_unless (gst_harness_push_upstream_event (output->harness,
          onset_command_event_new (s)),
      "line %d: the event %s was not handled", line, command);
  check_answers (output, command, id, line, &ok);
  return ok;
}

guint
rph_roll (Rph * rph)
{
  guint id = 0;

  g_signal_emit_by_name (rph->element, "take-start", NULL, &id);
  return id;
}

guint
rph_cut (Rph * rph)
{
  guint id = 0;

  g_signal_emit_by_name (rph->element, "take-stop", &id);
  return id;
}

guint
rph_shoot_AT (Rph * rph, guint n, gint line)
{
  guint id = rph_roll (rph);

  fail_unless (id > 0, "line %d: no take was started", line);
  rph_pass_AT (rph, n, line);
  fail_unless_equals_int (rph_cut (rph), id);
  return id;
}

const gchar *
rph_nick (gpointer object, const gchar * property)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS
      (object), property);
  gint value = -1;
  GEnumValue *entry;

  g_object_get (object, property, &value, NULL);
  entry = g_enum_get_value (G_PARAM_SPEC_ENUM (pspec)->enum_class, value);
  return entry ? entry->value_nick : "";
}

/* --- bus and upstream ---------------------------------------------------- */

static GstStructure *
find_message (Rph * rph, const gchar * name)
{
  GstMessage *message;
  GList *l;

  while ((message = gst_bus_pop_filtered (rph->bus, GST_MESSAGE_ELEMENT))) {
    rph->messages = g_list_append (rph->messages,
        gst_structure_copy (gst_message_get_structure (message)));
    gst_message_unref (message);
  }
  for (l = rph->messages; l; l = l->next) {
    GstStructure *s = l->data;

    if (gst_structure_has_name (s, name)) {
      rph->messages = g_list_delete_link (rph->messages, l);
      return s;
    }
  }
  return NULL;
}

GstStructure *
rph_try_message (Rph * rph, const gchar * name)
{
  return find_message (rph, name);
}

GstStructure *
rph_message_AT (Rph * rph, const gchar * name, gint line)
{
  gint64 until = rph_deadline ();
  GstStructure *s = find_message (rph, name);
  GstMessage *message;

  while (!s && g_get_monotonic_time () < until) {
    message = gst_bus_timed_pop_filtered (rph->bus, 100 * GST_MSECOND,
        GST_MESSAGE_ELEMENT);
    if (!message)
      continue;
    rph->messages = g_list_append (rph->messages,
        gst_structure_copy (gst_message_get_structure (message)));
    gst_message_unref (message);
    s = find_message (rph, name);
  }
  fail_unless (s != NULL, "line %d: no message %s", line, name);
  return s;
}

GstEvent *
rph_try_upstream (Rph * rph, GstEventType type)
{
  GstEvent *event;
  GList *l;

  while ((event = gst_harness_try_pull_upstream_event (rph->main->harness)))
    rph->upstream = g_list_append (rph->upstream, event);
  for (l = rph->upstream; l; l = l->next) {
    event = l->data;
    if (GST_EVENT_TYPE (event) == type) {
      rph->upstream = g_list_delete_link (rph->upstream, l);
      return event;
    }
  }
  return NULL;
}

GstEvent *
rph_upstream_AT (Rph * rph, GstEventType type, gint line)
{
  gint64 until = rph_deadline ();
  GstEvent *event;

  while (!(event = rph_try_upstream (rph, type))
      && g_get_monotonic_time () < until)
    g_thread_yield ();
  fail_unless (event != NULL, "line %d: no %s went upstream", line,
      gst_event_type_get_name (type));
  return event;
}

guint
rph_get_uint (const GstStructure * structure, const gchar * field)
{
  guint value = 0;

  fail_unless (gst_structure_get_uint (structure, field, &value),
      "no uint %s in %s", field, gst_structure_get_name (structure));
  return value;
}

guint64
rph_get_uint64 (const GstStructure * structure, const gchar * field)
{
  guint64 value = 0;

  fail_unless (gst_structure_get_uint64 (structure, field, &value),
      "no uint64 %s in %s", field, gst_structure_get_name (structure));
  return value;
}

gboolean
rph_get_boolean (const GstStructure * structure, const gchar * field)
{
  gboolean value = FALSE;

  fail_unless (gst_structure_get_boolean (structure, field, &value),
      "no boolean %s in %s", field, gst_structure_get_name (structure));
  return value;
}
