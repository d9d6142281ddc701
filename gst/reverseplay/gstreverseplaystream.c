/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* A source that is not live waits when an output is this far behind: nothing
 * of it is skipped, and the history is not overrun. */
#define FRAMES_AHEAD 2
/* How often the room is looked at. */
#define CHECK_INTERVAL (GST_SECOND / 2)
/* A stamp so far ahead of the clock is a fault of the camera's: a sink would
 * wait for it. */
#define AHEAD_MAX (10 * GST_SECOND)

static gboolean
output_is_behind (GstReversePlayOutput * output, guint64 next, guint by)
{
  return output->active && !output->flushing && !output->eos_sent
      && output->flow == GST_FLOW_OK && next > output->cursor + by
      && gst_pad_is_linked (GST_PAD (output));
}

static gboolean
someone_is_behind_locked (GstReversePlay * self, guint by)
{
  guint64 next = rp_history_next_seq (self->history, RP_PRIMARY);
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    if (output_is_behind (g_ptr_array_index (self->outputs, i), next, by))
      return TRUE;
  }
  return FALSE;
}

/* A source that is not live waits until no output is more than @by frames
 * behind. */
static void
wait_for_outputs_locked (GstReversePlay * self, guint by)
{
  while (!self->upstream_live && !self->flushing && !self->eos
      && someone_is_behind_locked (self, by))
    g_cond_wait (&self->space, &self->lock);
}

/* What upstream is told: an output that fails alone does not end the
 * recording, and none that was linked once and is not any more. */
GstFlowReturn
gst_reverse_play_flow_locked (GstReversePlay * self)
{
  GstFlowReturn worst = GST_FLOW_NOT_LINKED;
  guint i;

  if (self->flushing)
    return GST_FLOW_FLUSHING;
  if (self->eos)
    return GST_FLOW_EOS;
  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    if (output->flow >= GST_FLOW_OK)
      return GST_FLOW_OK;
    if (output->flow == GST_FLOW_NOT_LINKED && output->linked_once)
      return GST_FLOW_OK;
    /* A monitor that is being taken away or put back is no failure. */
    if (output->flow == GST_FLOW_FLUSHING)
      return GST_FLOW_OK;
    worst = MIN (worst, output->flow);
  }
  return worst;
}

static void
ask_whether_live (GstReversePlayStream * stream)
{
  GstReversePlay *self = stream->element;
  GstQuery *query = gst_query_new_latency ();
  gboolean live = FALSE;

  if (gst_pad_peer_query (stream->pad, query))
    gst_query_parse_latency (query, &live, NULL, NULL);
  gst_query_unref (query);

  GST_INFO_OBJECT (stream->pad, "upstream is %slive", live ? "" : "not ");
  g_mutex_lock (&self->lock);
  self->upstream_live = live;
  gst_reverse_play_touch_ahead_locked (self);
  g_mutex_unlock (&self->lock);
  rp_media_clock_set_smooth (&stream->clock, live);
}

/* Asked when the caps are known, so that memory is touched at once; before the
 * first frame, and again when the pipeline's latency has been set anew. */
static void
find_out_if_live (GstReversePlayStream * stream)
{
  GstReversePlay *self = stream->element;
  gboolean ask;

  g_mutex_lock (&self->lock);
  ask = stream->latency_asked;
  stream->latency_asked = FALSE;
  g_mutex_unlock (&self->lock);
  if (ask)
    ask_whether_live (stream);
}

/* A buffer that is no picture is left out; once per caps it is said why. */
static GstFlowReturn
reject (GstReversePlayStream * stream, GstBuffer * buffer, const gchar * why)
{
  GstReversePlay *self = stream->element;
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  self->rejected++;
  flow = gst_reverse_play_flow_locked (self);
  g_mutex_unlock (&self->lock);
  if (!stream->warned_bad) {
    stream->warned_bad = TRUE;
    GST_ELEMENT_WARNING (self, STREAM, FORMAT,
        ("A frame from upstream was left out: %s.", why),
        ("%" GST_PTR_FORMAT ", caps %" GST_PTR_FORMAT, buffer, stream->caps));
  }
  gst_buffer_unref (buffer);
  return flow;
}

static const gchar *
find_fault (GstReversePlayStream * stream, GstBuffer * buffer)
{
  gsize size = gst_buffer_get_size (buffer);
  const GstVideoInfo *info = &stream->info;
  GstVideoMeta *meta;

  if (size == 0)
    return "it is empty";
  if (size > stream->element->max_bytes)
    return "it is larger than max-size-bytes; raise that property";
  if (!stream->is_raw)
    return NULL;
  meta = gst_buffer_get_video_meta (buffer);
  if (meta && (meta->format != GST_VIDEO_INFO_FORMAT (info)
          || meta->width != (guint) GST_VIDEO_INFO_WIDTH (info)
          || meta->height != (guint) GST_VIDEO_INFO_HEIGHT (info)))
    return "its GstVideoMeta contradicts its caps";
  if (gst_reverse_play_frame_is_plain (buffer, info)
      && size < GST_VIDEO_INFO_SIZE (info))
    return "it is smaller than its caps say";
  return NULL;
}

/* The buffer as the history keeps it. NULL when there is no memory. */
static GstBuffer *
store (GstReversePlayStream * stream, GstBuffer * buffer)
{
  GstReversePlay *self = stream->element;
  const GstVideoInfo *info = stream->is_raw ? &stream->info : NULL;
  GstAllocator *ours = GST_ALLOCATOR (self->allocator);
  gsize size = gst_reverse_play_frame_size (buffer, info);
  GstMemory *memory = NULL;

  if (!gst_reverse_play_frame_is_in (buffer, ours)
      || (info && !gst_reverse_play_frame_is_plain (buffer, info))) {
    memory = gst_reverse_play_make_room (GST_ELEMENT (self), size);
    if (!memory)
      return NULL;
  }
  return gst_reverse_play_frame_store (buffer, memory, info);
}

/* Running time of a buffer; -1 when it has none that can be true. */
static gint64
running_time_of (GstReversePlayStream * stream, GstBuffer * buffer, gint64 now)
{
  GstClockTime running = GST_CLOCK_TIME_NONE;

  if (GST_BUFFER_PTS_IS_VALID (buffer)
      && stream->segment.format == GST_FORMAT_TIME)
    running = gst_segment_to_running_time (&stream->segment, GST_FORMAT_TIME,
        GST_BUFFER_PTS (buffer));
  if (!GST_CLOCK_TIME_IS_VALID (running) || running > G_MAXINT64 / 4)
    return -1;
  if (now >= 0 && (gint64) running > now + (gint64) AHEAD_MAX)
    return -1;
  return (gint64) running;
}

/* Time in the history; -1 = one frame after the last. A live camera that gives
 * no stamps follows its own frame rate, and the clock when that has left it
 * behind. */
static gint64
stamp_of_locked (GstReversePlayStream * stream, GstBuffer * buffer, gint64 now)
{
  gint64 running = running_time_of (stream, buffer, now);
  gint64 period = (gint64) stream->period;

  if (running >= 0)
    return running + stream->epoch;
  if (now < 0 || (stream->last_time >= 0
          && now + stream->epoch < stream->last_time + 2 * period))
    return -1;
  return now + stream->epoch;
}

/* How late after its stamp a frame arrives: rises at once, falls slowly. */
static void
measure_lag_locked (GstReversePlayStream * stream, gint64 running, gint64 now)
{
  gint64 lag = MAX (now - running, 0);

  if (now < 0)
    return;
  if (lag > stream->lag)
    stream->lag = lag;
  else
    stream->lag += (lag - stream->lag) / 16;
}

static void
measure_data_rate_locked (GstReversePlayStream * stream, gsize size)
{
  guint64 now = gst_util_uint64_scale (size, GST_SECOND, stream->period);

  if (stream->is_raw || stream->bytes_per_second == 0)
    stream->bytes_per_second = now;
  else
    stream->bytes_per_second = (stream->bytes_per_second * 31 + now) / 32;
}

static void
take_whole_stream_locked (GstReversePlay * self)
{
  GstReversePlayStream *stream = &self->stream;
  gchar *refused;
  guint id;

  if (!(gst_reverse_play_trigger (self) & GST_REVERSE_PLAY_TRIGGER_STREAM)
      || stream->whole_stream_taken)
    return;
  stream->whole_stream_taken = TRUE;
  refused = gst_reverse_play_start_take_locked (self, NULL, 0, &id);
  if (refused)
    GST_WARNING_OBJECT (self, "no take of the whole stream: %s", refused);
  g_free (refused);
}

static void
append_locked (GstReversePlayStream * stream, GstBuffer * stored, gsize size,
    gint64 now)
{
  GstReversePlay *self = stream->element;
  gint64 stamp = stamp_of_locked (stream, stored,
      self->upstream_live ? now : -1);
  gboolean rolling;
  RpFrame frame = { 0, };
  guint64 seq;

  take_whole_stream_locked (self);
  rolling = rp_takes_rolling (self->takes) != NULL;
  rp_media_clock_next (&stream->clock, stamp, &frame.running_time,
      &frame.media_time);
  stream->period = rp_media_clock_period (&stream->clock);
  frame.duration = stream->period;
  if (stream->period_num == 0 && GST_BUFFER_DURATION_IS_VALID (stored)
      && GST_BUFFER_DURATION (stored) > 0)
    frame.duration = MIN (GST_BUFFER_DURATION (stored), 10 * GST_SECOND);
  frame.size = size;
  frame.held = rolling;
  gst_reverse_play_trim_time_locked (self, frame.duration);
  frame.data = gst_reverse_play_picture_new (stored, stream->caps);
  gst_buffer_unref (stored);

  seq = rp_history_append (self->history, stream->track, &frame);
  if (rolling)
    rp_takes_grow (self->takes, stream->track, seq);
  stream->last_time = frame.running_time;
  self->recorded++;
  gst_reverse_play_trigger_frame_locked (stream, seq);
  measure_lag_locked (stream, frame.running_time - stream->epoch, now);
  measure_data_rate_locked (stream, size);
  if (ABS (frame.running_time - stream->warned_at) > (gint64) CHECK_INTERVAL) {
    stream->warned_at = frame.running_time;
    gst_reverse_play_check_room_locked (self);
  }
}

static GstFlowReturn
record (GstReversePlayStream * stream, GstBuffer * stored)
{
  GstReversePlay *self = stream->element;
  gsize size = gst_buffer_get_size (stored);
  gint64 now = gst_reverse_play_now (self);
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  wait_for_outputs_locked (self, FRAMES_AHEAD);
  flow = gst_reverse_play_flow_locked (self);
  if (flow == GST_FLOW_FLUSHING || flow == GST_FLOW_EOS) {
    g_mutex_unlock (&self->lock);
    gst_buffer_unref (stored);
    return flow;
  }
  append_locked (stream, stored, size, now);
  if (!self->upstream_live)
    gst_reverse_play_touch_ahead_locked (self);
  gst_reverse_play_wake_all_locked (self);
  g_mutex_unlock (&self->lock);

  gst_reverse_play_deliver (self);
  return flow;
}

static GstFlowReturn
sink_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstReversePlay *self = GST_REVERSE_PLAY (parent);
  GstReversePlayStream *stream = &self->stream;
  const gchar *fault;
  GstBuffer *stored;

  (void) pad;
  if (!stream->caps) {
    gst_buffer_unref (buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  find_out_if_live (stream);
  fault = find_fault (stream, buffer);
  if (fault)
    return reject (stream, buffer, fault);

  gst_reverse_play_trigger_look (stream, buffer);
  stored = store (stream, buffer);
  if (!stored)
    return reject (stream, buffer, "it cannot be read, or no memory is free");
  gst_buffer_unref (buffer);
  return record (stream, stored);
}

static void
flush_stop_each_output (GstReversePlay * self, gboolean reset_time)
{
  GPtrArray *outputs = gst_reverse_play_ref_outputs (self);
  guint i;

  for (i = 0; i < outputs->len; i++)
    gst_reverse_play_output_flush_stop (g_ptr_array_index (outputs, i),
        reset_time);
  g_ptr_array_unref (outputs);
}

static void
each_output (GstReversePlay * self, void (*func) (GstReversePlayOutput *))
{
  GPtrArray *outputs = gst_reverse_play_ref_outputs (self);
  guint i;

  for (i = 0; i < outputs->len; i++)
    func (g_ptr_array_index (outputs, i));
  g_ptr_array_unref (outputs);
}

static void
push_to_each_output (GstReversePlay * self, GstEvent * event)
{
  GPtrArray *outputs = gst_reverse_play_ref_outputs (self);
  guint i;

  for (i = 0; i < outputs->len; i++)
    gst_pad_push_event (g_ptr_array_index (outputs, i), gst_event_ref (event));
  g_ptr_array_unref (outputs);
  gst_event_unref (event);
}

static void
queue_for_each_output (GstReversePlay * self, GstEvent * event)
{
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->outputs->len; i++)
    gst_reverse_play_output_queue_event_locked (g_ptr_array_index
        (self->outputs, i), gst_event_ref (event));
  g_mutex_unlock (&self->lock);
  gst_event_unref (event);
}

static gboolean
fits_memory (GstReversePlayStream * stream, GstCaps * caps, gsize frame_bytes)
{
  GstReversePlay *self = stream->element;
  guint64 max;
  gboolean opened = FALSE;

  g_mutex_lock (&self->lock);
  max = self->max_bytes;
  if (frame_bytes <= max)
    opened = gst_reverse_play_open_memory_locked (self, frame_bytes);
  g_mutex_unlock (&self->lock);

  if (frame_bytes > max)
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
        ("max-size-bytes is too small: one frame needs %" G_GSIZE_FORMAT
            " bytes, and a second of the history many of them. "
            "Set max-size-bytes to more than %" G_GUINT64_FORMAT ".",
            frame_bytes, max), ("caps %" GST_PTR_FORMAT, caps));
  else if (!opened)
    GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT,
        ("The system gives no memory for a history of %" G_GUINT64_FORMAT
            " bytes. Set max-size-bytes to less.", max), (NULL));
  return opened;
}

static gboolean
set_caps (GstReversePlayStream * stream, GstCaps * caps)
{
  GstReversePlay *self = stream->element;
  GstStructure *s = gst_caps_get_structure (caps, 0);
  gboolean is_raw = gst_structure_has_name (s, "video/x-raw");
  gint num = 0, den = 1;
  GstVideoInfo info;
  gsize frame_bytes;

  gst_video_info_init (&info);
  if (is_raw) {
    if (!gst_video_info_from_caps (&info, caps)) {
      GST_WARNING_OBJECT (stream->pad, "bad caps %" GST_PTR_FORMAT, caps);
      return FALSE;
    }
    frame_bytes = GST_VIDEO_INFO_SIZE (&info);
  } else {
    gint width = 0, height = 0;

    /* What a coded frame may take is a guess: half a byte per pixel. */
    gst_structure_get_int (s, "width", &width);
    gst_structure_get_int (s, "height", &height);
    frame_bytes = MIN ((gsize) MAX (width, 0) * (gsize) MAX (height, 0) / 2,
        (gsize) self->max_bytes / 16);
  }
  gst_structure_get_fraction (s, "framerate", &num, &den);
  if (!fits_memory (stream, caps, frame_bytes))
    return FALSE;

  gst_caps_replace (&stream->caps, caps);
  stream->is_raw = is_raw;
  stream->info = info;
  stream->warned_bad = FALSE;
  rp_media_clock_set_rate (&stream->clock, num, den);
  g_mutex_lock (&self->lock);
  stream->period_num = stream->clock.period_num;
  stream->period_den = stream->clock.period_den;
  stream->period = rp_media_clock_period (&stream->clock);
  stream->bytes_per_second = 0;
  if (stream->is_raw)
    measure_data_rate_locked (stream, frame_bytes);
  g_mutex_unlock (&self->lock);
  ask_whether_live (stream);
  return TRUE;
}

void
gst_reverse_play_end_of_stream (GstReversePlay * self, gboolean drain)
{
  gchar *refused;
  guint id;

  g_mutex_lock (&self->lock);
  if (drain)
    wait_for_outputs_locked (self, 0);
  if (self->eos)
    self->eos_now = TRUE;
  self->eos = TRUE;
  gst_reverse_play_trigger_end_locked (self);
  if (rp_takes_rolling (self->takes)) {
    refused = gst_reverse_play_stop_take_locked (self, &id);
    g_free (refused);
  }
  g_cond_broadcast (&self->space);
  gst_reverse_play_wake_all_locked (self);
  g_mutex_unlock (&self->lock);
  gst_reverse_play_deliver (self);
}

static void
flush_start (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;

  push_to_each_output (self, event);
  g_mutex_lock (&self->lock);
  self->flushing = TRUE;
  g_cond_broadcast (&self->space);
  g_mutex_unlock (&self->lock);
  each_output (self, gst_reverse_play_output_flush_start);
}

static void
flush_stop (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;
  gboolean reset_time = TRUE;

  gst_event_parse_flush_stop (event, &reset_time);
  gst_segment_init (&stream->segment, GST_FORMAT_UNDEFINED);
  push_to_each_output (self, event);
  g_mutex_lock (&self->lock);
  /* Running time starts at 0 again; the history's time goes on. */
  if (reset_time && stream->last_time >= 0)
    stream->epoch = stream->last_time + (gint64) stream->period;
  self->flushing = FALSE;
  self->eos = self->eos_now = FALSE;
  stream->whole_stream_taken = FALSE;
  g_mutex_unlock (&self->lock);
  flush_stop_each_output (self, reset_time);
}

/* The picture that is not there has no place in the history; live outputs say
 * so downstream, at the same running time. */
static void
gap (GstReversePlayStream * stream, GstEvent * event)
{
  GstClockTime timestamp, duration, running;

  gst_event_parse_gap (event, &timestamp, &duration);
  gst_event_unref (event);
  if (stream->segment.format != GST_FORMAT_TIME)
    return;
  running = gst_segment_to_running_time (&stream->segment, GST_FORMAT_TIME,
      timestamp);
  if (GST_CLOCK_TIME_IS_VALID (running) && stream->caps)
    queue_for_each_output (stream->element,
        gst_event_new_gap (running, duration));
}

static void
stream_started (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;
  gboolean again;
  guint i;

  g_mutex_lock (&self->lock);
  again = self->eos;
  gst_event_replace (&stream->stream_start, event);
  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    output->due.stream_start = TRUE;
  }
  /* A new stream after the end of one: the camera is back. */
  if (again) {
    self->eos = self->eos_now = FALSE;
    stream->whole_stream_taken = FALSE;
  }
  stream->latency_asked = TRUE;
  g_mutex_unlock (&self->lock);
  gst_event_unref (event);
  if (again)
    each_output (self, gst_reverse_play_output_restart);
}

static gboolean
sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstReversePlay *self = GST_REVERSE_PLAY (parent);
  GstReversePlayStream *stream = &self->stream;
  gboolean ok = TRUE;
  GstCaps *caps;

  GST_DEBUG_OBJECT (pad, "%" GST_PTR_FORMAT, event);
  gst_reverse_play_trigger_event (stream, event);
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      stream_started (stream, event);
      return TRUE;
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      ok = set_caps (stream, caps);
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &stream->segment);
      g_mutex_lock (&self->lock);
      stream->segment_seqnum = gst_event_get_seqnum (event);
      g_mutex_unlock (&self->lock);
      break;
    case GST_EVENT_EOS:
      g_mutex_lock (&self->lock);
      stream->eos_seqnum = gst_event_get_seqnum (event);
      g_mutex_unlock (&self->lock);
      gst_reverse_play_end_of_stream (self, TRUE);
      break;
    case GST_EVENT_FLUSH_START:
      flush_start (stream, event);
      return TRUE;
    case GST_EVENT_FLUSH_STOP:
      flush_stop (stream, event);
      return TRUE;
    case GST_EVENT_GAP:
      gap (stream, event);
      return TRUE;
    case GST_EVENT_SEGMENT_DONE:
    case GST_EVENT_INSTANT_RATE_CHANGE:
      break;                    /* upstream's segments end here */
    default:
      if (GST_EVENT_IS_SERIALIZED (event))
        queue_for_each_output (self, event);
      else
        push_to_each_output (self, event);
      return TRUE;
  }
  gst_event_unref (event);
  return ok;
}

void
gst_reverse_play_stream_init (GstReversePlayStream * stream,
    GstReversePlay * self, GstPad * pad, guint track)
{
  stream->element = self;
  stream->pad = pad;
  stream->track = track;
  stream->period_den = 1;
  gst_pad_set_chain_function (pad, sink_chain);
  gst_pad_set_event_function (pad, sink_event);
  gst_pad_set_query_function (pad, gst_reverse_play_sink_query);
  gst_reverse_play_stream_start (stream);
}

void
gst_reverse_play_stream_start (GstReversePlayStream * stream)
{
  gst_segment_init (&stream->segment, GST_FORMAT_UNDEFINED);
  rp_media_clock_init (&stream->clock);
  stream->period = rp_media_clock_period (&stream->clock);
  stream->latency_asked = TRUE;
  stream->warned_bad = FALSE;
  stream->segment_seqnum = stream->eos_seqnum = 0;
  stream->warned_at = G_MININT64 / 2;
  stream->epoch = 0;
  stream->last_time = -1;
  stream->lag = 0;
  stream->bytes_per_second = 0;
  stream->whole_stream_taken = FALSE;
}

void
gst_reverse_play_stream_stop (GstReversePlayStream * stream)
{
  gst_caps_replace (&stream->caps, NULL);
  gst_event_replace (&stream->stream_start, NULL);
}
