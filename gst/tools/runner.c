/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "runner.h"

#include "remote.h"

/* How long a pipeline may take to answer an EOS. While a review is under way
 * the time does not count: reverseplay ends it first. */
#define EOS_PATIENCE_S 5
/* After an error there is less to hope for. */
#define EOS_PATIENCE_AFTER_ERROR_S 2

struct _Runner
{
  GstElement *pipeline;
  const Report *report;
  GMainLoop *loop;
  RunResult result;

  GSourceFunc playing_func;
  gpointer playing_data;

  gboolean live;                /* no preroll, no buffering */
  gboolean prerolled;
  gboolean buffering;
  gboolean progress;            /* an element asked us to wait for it */
  gboolean played;              /* PLAYING was reached */
  gboolean reviewing;           /* said that a review holds up the end */
  guint stops;
  GThread *eos_thread;
  guint eos_source;
  guint eos_waited;             /* seconds */
};

Runner *
runner_new (GstElement * pipeline, const Report * report)
{
  Runner *self = g_new0 (Runner, 1);

  self->pipeline = gst_object_ref (pipeline);
  self->report = report;
  self->loop = g_main_loop_new (NULL, FALSE);
  return self;
}

void
runner_free (Runner * self)
{
  g_clear_handle_id (&self->eos_source, g_source_remove);
  g_clear_pointer (&self->eos_thread, g_thread_join);
  g_main_loop_unref (self->loop);
  gst_object_unref (self->pipeline);
  g_free (self);
}

void
runner_on_playing (Runner * self, GSourceFunc func, gpointer user_data)
{
  self->playing_func = func;
  self->playing_data = user_data;
}

static void
finish (Runner * self, RunResult result)
{
  if (self->result != RUN_FAILED)
    self->result = result;
  g_main_loop_quit (self->loop);
}

static void
set_state (Runner * self, GstState state)
{
  if (gst_element_set_state (self->pipeline, state)
      != GST_STATE_CHANGE_FAILURE)
    return;
  /* The error itself comes as a message, if the element had one. */
  g_printerr ("ERROR: the pipeline does not go to %s.\n",
      gst_element_state_get_name (state));
  finish (self, RUN_FAILED);
}

/* To PLAYING, unless something is still to be waited for. */
static void
go_on (Runner * self)
{
  if (!self->prerolled || self->progress || self->stops > 0)
    return;
  if (self->buffering && !self->live)
    return;
  set_state (self, GST_STATE_PLAYING);
}

static void
on_buffering (Runner * self, GstMessage * message)
{
  gint percent;

  gst_message_parse_buffering (message, &percent);
  /* What a live source does not deliver in time is lost: no pause helps. */
  if (self->live)
    return;
  if (percent >= 100) {
    if (self->buffering)
      report_line (self->report, "Buffering is done.");
    self->buffering = FALSE;
    go_on (self);
  } else if (!self->buffering) {
    report_line (self->report, "Buffering ...");
    self->buffering = TRUE;
    if (self->played && self->stops == 0)
      set_state (self, GST_STATE_PAUSED);
  }
}

static void
on_progress (Runner * self, GstMessage * message)
{
  GstProgressType type;

  gst_message_parse_progress (message, &type, NULL, NULL);
  self->progress = type == GST_PROGRESS_TYPE_START
      || type == GST_PROGRESS_TYPE_CONTINUE;
  if (!self->played)
    go_on (self);
}

static void
on_state_changed (Runner * self, GstMessage * message)
{
  GstState state;

  if (message->src != GST_OBJECT (self->pipeline))
    return;
  gst_message_parse_state_changed (message, NULL, &state, NULL);
  if (state != GST_STATE_PLAYING || self->played)
    return;
  self->played = TRUE;
  report_line (self->report, "The pipeline is running.");
  if (self->playing_func)
    self->playing_func (self->playing_data);
}

static void
on_clock_lost (Runner * self)
{
  report_line (self->report, "The clock was lost: selecting a new one.");
  set_state (self, GST_STATE_PAUSED);
  set_state (self, GST_STATE_PLAYING);
}

static void
on_request_state (Runner * self, GstMessage * message)
{
  GstState state;

  gst_message_parse_request_state (message, &state);
  report_line (self->report, "Going to %s, as %s asks for.",
      gst_element_state_get_name (state), GST_MESSAGE_SRC_NAME (message));
  if (state == GST_STATE_NULL)
    finish (self, RUN_OK);
  else
    set_state (self, state);
}

static gboolean
is_reviewing (gpointer object)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (object),
      "mode");
  gint mode;

  if (!spec || !G_IS_PARAM_SPEC_ENUM (spec))
    return FALSE;
  g_object_get (object, "mode", &mode, NULL);
  return mode != G_PARAM_SPEC_ENUM (spec)->default_value;
}

static gboolean
is_pad_reviewing (GstElement * element, GstPad * pad, gpointer user_data)
{
  gboolean *reviewing = user_data;

  (void) element;
  *reviewing = *reviewing || is_reviewing (pad);
  return !*reviewing;
}

static gboolean
review_is_under_way (Runner * self)
{
  GList *elements = remote_find_elements (self->pipeline), *l;
  gboolean reviewing = FALSE;

  for (l = elements; l && !reviewing; l = l->next) {
    reviewing = is_reviewing (l->data);
    if (!reviewing)
      gst_element_foreach_src_pad (l->data, is_pad_reviewing, &reviewing);
  }
  g_list_free_full (elements, gst_object_unref);
  return reviewing;
}

static gboolean
on_eos_second (gpointer user_data)
{
  Runner *self = user_data;
  guint patience;

  if (self->result != RUN_FAILED && review_is_under_way (self)) {
    if (!self->reviewing)
      report_line (self->report, "A review is under way and will be shown to "
          "its end; once more stops at once.");
    self->reviewing = TRUE;
    self->eos_waited = 0;
    return G_SOURCE_CONTINUE;
  }
  patience = self->result == RUN_FAILED ? EOS_PATIENCE_AFTER_ERROR_S
      : EOS_PATIENCE_S;
  if (++self->eos_waited < patience)
    return G_SOURCE_CONTINUE;

  g_printerr ("ERROR: no end of stream within %u seconds: stopping without "
      "it. Files may be incomplete.\n", patience);
  self->eos_source = 0;
  finish (self, RUN_FAILED);
  return G_SOURCE_REMOVE;
}

/* In a thread of its own: a source that is stuck would hold up the main loop
 * and with it the second Ctrl-C. */
static gpointer
send_eos (gpointer pipeline)
{
  gst_element_send_event (pipeline, gst_event_new_eos ());
  return NULL;
}

static void
end_stream (Runner * self)
{
  report_line (self->report, "Ending the stream ...");
  if (self->buffering)
    set_state (self, GST_STATE_PLAYING);
  self->eos_thread = g_thread_new ("eos", send_eos, self->pipeline);
  self->eos_source = g_timeout_add_seconds (1, on_eos_second, self);
}

/* What one branch suffers from must not cost the others their files: a
 * window that was closed is an error, too. */
static void
on_error (Runner * self)
{
  gboolean first = self->result != RUN_FAILED;

  self->result = RUN_FAILED;
  if (!self->played)
    finish (self, RUN_FAILED);
  else if (first && self->stops == 0)
    end_stream (self);
}

static gboolean
on_message (GstBus * bus, GstMessage * message, gpointer user_data)
{
  Runner *self = user_data;

  (void) bus;
  report_message (self->report, message);

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_EOS:
      report_line (self->report, "End of stream.");
      finish (self, RUN_OK);
      break;
    case GST_MESSAGE_ERROR:
      on_error (self);
      break;
    case GST_MESSAGE_ASYNC_DONE:
      self->prerolled = TRUE;
      if (!self->played)
        go_on (self);
      break;
    case GST_MESSAGE_STATE_CHANGED:
      on_state_changed (self, message);
      break;
    case GST_MESSAGE_BUFFERING:
      on_buffering (self, message);
      break;
    case GST_MESSAGE_PROGRESS:
      on_progress (self, message);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (self->pipeline));
      break;
    case GST_MESSAGE_CLOCK_LOST:
      on_clock_lost (self);
      break;
    case GST_MESSAGE_REQUEST_STATE:
      on_request_state (self, message);
      break;
    default:
      break;
  }

  return G_SOURCE_CONTINUE;
}

/* Why a state change failed is in messages that nobody has read yet. */
static void
drain_errors (Runner * self, GstBus * bus)
{
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus,
              GST_MESSAGE_ERROR | GST_MESSAGE_WARNING))) {
    report_message (self->report, message);
    gst_message_unref (message);
  }
}

static void
start (Runner * self)
{
  GstStateChangeReturn result = gst_element_set_state (self->pipeline,
      GST_STATE_PAUSED);

  switch (result) {
    case GST_STATE_CHANGE_FAILURE:
      g_printerr ("ERROR: the pipeline does not start.\n");
      self->result = RUN_FAILED;
      return;
    case GST_STATE_CHANGE_NO_PREROLL:
      self->live = TRUE;
      self->prerolled = TRUE;
      break;
    case GST_STATE_CHANGE_SUCCESS:
      self->prerolled = TRUE;
      break;
    default:
      report_line (self->report, "The pipeline is prerolling ...");
      break;
  }
  go_on (self);
}

RunResult
runner_run (Runner * self)
{
  GstBus *bus = gst_element_get_bus (self->pipeline);

  gst_bus_add_watch (bus, on_message, self);
  self->result = RUN_OK;
  start (self);
  if (self->result == RUN_OK)
    g_main_loop_run (self->loop);
  if (self->result == RUN_FAILED)
    drain_errors (self, bus);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
  g_clear_handle_id (&self->eos_source, g_source_remove);
  return self->result;
}

void
runner_stop (Runner * self)
{
  if (self->stops++ > 0) {
    report_line (self->report, "Stopping at once.");
    finish (self, RUN_INTERRUPTED);
    return;
  }
  if (!self->played) {
    /* Nobody has seen a picture, so nobody can see the last one. */
    report_line (self->report, "Stopping.");
    finish (self, RUN_INTERRUPTED);
    return;
  }

  /* After an error the end is on its way already. */
  if (!self->eos_source)
    end_stream (self);
}
