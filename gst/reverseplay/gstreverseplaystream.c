/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplaystep.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* A source that is not live waits when an output is this far behind: nothing
 * of it is skipped, and the history is not overrun. */
#define FRAMES_AHEAD 2
/* How often the room is looked at. */
#define CHECK_INTERVAL (GST_SECOND / 2)
/* A stamp so far ahead of the clock is a fault of the camera's: a sink would
 * wait for it. */
#define AHEAD_MAX (10 * GST_SECOND)

guint64
gst_reverse_play_data_rate_locked (GstReversePlay * self)
{
  guint64 rate = 0;
  guint i;

  for (i = 0; i < self->streams->len; i++)
    rate += ((GstReversePlayStream *) g_ptr_array_index (self->streams,
            i))->bytes_per_second;
  return rate;
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
  stream->live = live;
  if (stream == self->primary) {
    self->upstream_live = live;
    gst_reverse_play_touch_ahead_locked (self);
  }
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

/* What a stream's upstream is told. A stream beside the primary one goes on
 * whatever becomes of what is behind it. */
static GstFlowReturn
flow_of_locked (GstReversePlayStream * stream)
{
  GstReversePlay *self = stream->element;

  if (stream->flushing || self->flushing)
    return GST_FLOW_FLUSHING;
  if (!stream->follower)
    return gst_reverse_play_flow_locked (self);
  /* A camera that was unplugged may come back; the microphone waits for it. */
  return self->eos && !stream->live ? GST_FLOW_EOS : GST_FLOW_OK;
}

/* A buffer that is no picture is left out; once per caps it is said why. */
static GstFlowReturn
reject (GstReversePlayStream * stream, GstBuffer * buffer, const gchar * why)
{
  GstReversePlay *self = stream->element;
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  self->rejected++;
  flow = flow_of_locked (stream);
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

/* The buffer as the history keeps it. NULL when there is no memory. */
static GstBuffer *
store (GstReversePlayStream * stream, GstBuffer * buffer)
{
  GstReversePlay *self = stream->element;
  const GstVideoInfo *info = stream->media == RP_MEDIA_PICTURES
      ? &stream->info : NULL;
  GstAllocator *ours;
  gsize size = gst_reverse_play_frame_size (buffer, info);
  GstMemory *memory = NULL;

  g_mutex_lock (&self->lock);
  ours = GST_ALLOCATOR (self->allocator);
  g_mutex_unlock (&self->lock);
  if (!ours || !gst_reverse_play_frame_is_in (buffer, ours)
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

  if (stream->media == RP_MEDIA_SOUND)
    return;
  if (stream->media == RP_MEDIA_PICTURES || stream->bytes_per_second == 0)
    stream->bytes_per_second = now;
  else
    stream->bytes_per_second = (stream->bytes_per_second * 31 + now) / 32;
}

static void
take_whole_stream_locked (GstReversePlay * self)
{
  GstReversePlayStream *stream = self->primary;
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

/* Times and length of a picture. */
static void
time_picture_locked (GstReversePlayStream * stream, GstBuffer * stored,
    gint64 stamp, RpFrame * frame)
{
  rp_media_clock_next (&stream->clock, stamp, &frame->running_time,
      &frame->media_time);
  stream->period = rp_media_clock_period (&stream->clock);
  frame->duration = stream->period;
  if (stream->period_num == 0 && GST_BUFFER_DURATION_IS_VALID (stored)
      && GST_BUFFER_DURATION (stored) > 0)
    frame->duration = MIN (GST_BUFFER_DURATION (stored), 10 * GST_SECOND);
}

/* The same of sound, whose samples are numbered. */
static void
time_sound_locked (GstReversePlayStream * stream, gint64 stamp, RpFrame * frame)
{
  GstReversePlayPicture *picture = frame->data;
  gint64 media;

  picture->rate = (guint) GST_AUDIO_INFO_RATE (&stream->audio);
  picture->n_samples = gst_reverse_play_media_samples (&stream->audio,
      picture->buffer);
  rp_sound_clock_next (&stream->sound_clock, stamp, picture->n_samples,
      &picture->sample, &frame->media_time);
  rp_media_clock_next (&stream->clock, stamp < 0 ? frame->media_time : stamp,
      &frame->running_time, &media);
  frame->duration = gst_util_uint64_scale (picture->n_samples, GST_SECOND,
      picture->rate);
  stream->period = MAX (frame->duration, GST_MSECOND);
}

/* One frame more or less of other streams is no matter of the take's times. */
static void
append_primary_locked (GstReversePlayStream * stream, RpFrame * frame)
{
  GstReversePlay *self = stream->element;

  gst_reverse_play_trim_time_locked (self, frame->duration);
  self->recorded++;
  if (ABS (frame->running_time - stream->warned_at) > (gint64) CHECK_INTERVAL) {
    stream->warned_at = frame->running_time;
    gst_reverse_play_check_room_locked (self);
  }
}

static void
append_locked (GstReversePlayStream * stream, GstBuffer * stored, gsize size,
    gint64 now)
{
  GstReversePlay *self = stream->element;
  gint64 stamp = stamp_of_locked (stream, stored, stream->live ? now : -1);
  RpFrame frame = { 0, };
  guint64 seq;

  if (stream == self->primary)
    take_whole_stream_locked (self);
  frame.size = size;
  frame.data = gst_reverse_play_picture_new (stored, stream->caps);
  if (stream->media == RP_MEDIA_SOUND)
    time_sound_locked (stream, stamp, &frame);
  else
    time_picture_locked (stream, stored, stamp, &frame);
  gst_buffer_unref (stored);
  if (stream == self->primary)
    append_primary_locked (stream, &frame);

  seq = rp_takes_append (self->takes, stream->track, &frame);
  stream->last_time = frame.running_time;
  if (stream == self->primary) {
    gst_reverse_play_jerks_frame_locked (self, seq);
    gst_reverse_play_trigger_frame_locked (stream, seq);
  }
  measure_lag_locked (stream, frame.running_time - stream->epoch, now);
  measure_data_rate_locked (stream, size);
}

static GstFlowReturn
record (GstReversePlayStream * stream, GstBuffer * stored)
{
  GstReversePlay *self = stream->element;
  gsize size = gst_buffer_get_size (stored);
  gint64 now = gst_reverse_play_now (self);
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  gst_reverse_play_wait_for_outputs_locked (stream, FRAMES_AHEAD);
  flow = flow_of_locked (stream);
  if (flow == GST_FLOW_FLUSHING || flow == GST_FLOW_EOS) {
    g_mutex_unlock (&self->lock);
    gst_buffer_unref (stored);
    return flow;
  }
  stream->thread = g_thread_self ();
  append_locked (stream, stored, size, now);
  if (!self->upstream_live)
    gst_reverse_play_touch_ahead_locked (self);
  g_cond_broadcast (&self->space);
  gst_reverse_play_wake_all_locked (self);
  g_mutex_unlock (&self->lock);

  gst_reverse_play_deliver (self);
  return flow;
}

static GstReversePlayStream *
stream_of (GstPad * pad)
{
  return gst_pad_get_element_private (pad);
}

static GstFlowReturn
sink_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstReversePlayStream *stream = stream_of (pad);
  const gchar *fault;
  GstBuffer *stored;

  (void) parent;
  if (!stream->caps) {
    gst_buffer_unref (buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  find_out_if_live (stream);
  fault = gst_reverse_play_media_find_fault (stream, buffer);
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
flush_stop_each_pad (GstReversePlayStream * stream, gboolean reset_time)
{
  GPtrArray *outputs = gst_reverse_play_ref_pads (stream->element, stream);
  guint i;

  for (i = 0; i < outputs->len; i++)
    gst_reverse_play_output_flush_stop (g_ptr_array_index (outputs, i),
        reset_time);
  g_ptr_array_unref (outputs);
}

static void
each_pad (GstReversePlay * self, GstReversePlayStream * stream,
    void (*func) (GstReversePlayOutput *))
{
  GPtrArray *outputs = gst_reverse_play_ref_pads (self, stream);
  guint i;

  for (i = 0; i < outputs->len; i++)
    func (g_ptr_array_index (outputs, i));
  g_ptr_array_unref (outputs);
}

static void
push_to_each_pad (GstReversePlayStream * stream, GstEvent * event)
{
  GPtrArray *outputs = gst_reverse_play_ref_pads (stream->element, stream);
  guint i;

  for (i = 0; i < outputs->len; i++)
    gst_pad_push_event (g_ptr_array_index (outputs, i), gst_event_ref (event));
  g_ptr_array_unref (outputs);
  gst_event_unref (event);
}

static void
queue_for_each_pad (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;
  GPtrArray *outputs = gst_reverse_play_ref_pads (self, stream);
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < outputs->len; i++)
    gst_reverse_play_output_queue_event_locked (g_ptr_array_index (outputs, i),
        gst_event_ref (event));
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (outputs);
  gst_event_unref (event);
}

static gboolean
set_caps (GstReversePlayStream * stream, GstCaps * caps)
{
  gboolean ok = gst_reverse_play_media_set_caps (stream, caps);

  if (ok)
    ask_whether_live (stream);
  return ok;
}

void
gst_reverse_play_end_of_stream (GstReversePlay * self, gboolean drain)
{
  gchar *refused;
  guint id;

  g_mutex_lock (&self->lock);
  if (drain) {
    gst_reverse_play_wait_for_streams_locked (self);
    gst_reverse_play_wait_for_outputs_locked (self->primary, 0);
  }
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

/* Nothing is linked to the primary pad, and all others have ended. */
static gboolean
nobody_is_left (GstReversePlay * self)
{
  gboolean left = FALSE;
  guint i;

  if (gst_pad_is_linked (self->sinkpad))
    return FALSE;
  g_mutex_lock (&self->lock);
  for (i = 1; i < self->streams->len; i++)
    left |= !((GstReversePlayStream *) g_ptr_array_index (self->streams,
            i))->eos;
  g_mutex_unlock (&self->lock);
  return !left;
}

/* Sound and further cameras end alone; the element does when its primary
 * stream does, and what they had until then stays to be reviewed. */
static void
stream_ended (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;

  g_mutex_lock (&self->lock);
  stream->eos_seqnum = gst_event_get_seqnum (event);
  stream->eos = TRUE;
  g_cond_broadcast (&self->space);
  gst_reverse_play_wake_all_locked (self);
  g_mutex_unlock (&self->lock);
  if (stream == self->primary || nobody_is_left (self))
    gst_reverse_play_end_of_stream (self, stream == self->primary);
}

static void
flush_start (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;

  push_to_each_pad (stream, event);
  g_mutex_lock (&self->lock);
  stream->flushing = TRUE;
  if (stream == self->primary)
    self->flushing = TRUE;
  g_cond_broadcast (&self->space);
  g_mutex_unlock (&self->lock);
  each_pad (self, stream, gst_reverse_play_output_flush_start);
}

static gint64
end_of_history_locked (GstReversePlay * self)
{
  gint64 end = -1;
  guint i;

  for (i = 0; i < self->streams->len; i++) {
    GstReversePlayStream *stream = g_ptr_array_index (self->streams, i);

    if (stream->last_time >= 0)
      end = MAX (end, stream->last_time + (gint64) stream->period);
  }
  return end;
}

/* Running time starts at 0 again; the history's time goes on. A flush goes
 * through every stream: each one's first belongs together, and each one's
 * second. */
static void
move_epoch_locked (GstReversePlayStream * stream)
{
  GstReversePlay *self = stream->element;
  gint64 end = end_of_history_locked (self);

  if (stream->n_flushes == self->n_flushes && end >= 0) {
    self->n_flushes++;
    self->epoch = end;
  }
  stream->n_flushes = self->n_flushes;
  stream->epoch = self->epoch;
}

/* What was flushed before the camera was begins with it. */
static void
restart_timeline_locked (GstReversePlay * self)
{
  guint i;

  rp_timeline_clear (self->timeline);
  for (i = 1; i < self->streams->len; i++) {
    GstReversePlayStream *stream = g_ptr_array_index (self->streams, i);

    if (stream->n_flushes == self->primary->n_flushes)
      gst_reverse_play_follow_reset_locked (stream->follower);
  }
  gst_reverse_play_wake_all_locked (self);
}

static void
flush_stop (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;
  gboolean reset_time = TRUE;

  gst_event_parse_flush_stop (event, &reset_time);
  gst_segment_init (&stream->segment, GST_FORMAT_UNDEFINED);
  push_to_each_pad (stream, event);
  g_mutex_lock (&self->lock);
  if (reset_time)
    move_epoch_locked (stream);
  stream->flushing = stream->eos = FALSE;
  if (stream == self->primary) {
    self->flushing = self->eos = self->eos_now = FALSE;
    if (reset_time)
      restart_timeline_locked (self);
  }
  stream->whole_stream_taken = FALSE;
  g_mutex_unlock (&self->lock);
  flush_stop_each_pad (stream, reset_time);
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
    queue_for_each_pad (stream, gst_event_new_gap (running, duration));
}

static void
stream_started (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;
  GPtrArray *outputs = gst_reverse_play_ref_pads (self, stream);
  gboolean again;
  guint i;

  g_mutex_lock (&self->lock);
  stream->thread = g_thread_self ();
  again = stream == self->primary ? self->eos : stream->eos;
  gst_event_replace (&stream->stream_start, event);
  g_cond_broadcast (&self->space);
  for (i = 0; i < outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (outputs, i);

    output->due.stream_start = TRUE;
  }
  /* A new stream after the end of one: the camera is back. */
  stream->eos = FALSE;
  if (again && stream == self->primary) {
    self->eos = self->eos_now = FALSE;
    stream->whole_stream_taken = FALSE;
  }
  stream->latency_asked = TRUE;
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (outputs);
  gst_event_unref (event);
  /* What follows starts again with the primary stream. */
  if (again)
    each_pad (self, stream == self->primary ? NULL : stream,
        gst_reverse_play_output_restart);
}

static gboolean
sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstReversePlay *self = GST_REVERSE_PLAY (parent);
  GstReversePlayStream *stream = stream_of (pad);
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
      stream_ended (stream, event);
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
      gst_reverse_play_jerks_event (stream, event);
      if (GST_EVENT_IS_SERIALIZED (event))
        queue_for_each_pad (stream, event);
      else
        push_to_each_pad (stream, event);
      return TRUE;
  }
  gst_event_unref (event);
  return ok;
}

GstReversePlayStream *
gst_reverse_play_stream_new (GstReversePlay * self, GstPad * pad, guint track)
{
  GstReversePlayStream *stream = g_new0 (GstReversePlayStream, 1);

  stream->element = self;
  stream->pad = gst_object_ref (pad);
  stream->track = track;
  stream->period_den = 1;
  gst_audio_info_init (&stream->audio);
  gst_video_info_init (&stream->info);
  gst_pad_set_element_private (pad, stream);
  gst_pad_set_chain_function (pad, sink_chain);
  gst_pad_set_event_function (pad, sink_event);
  gst_pad_set_query_function (pad, gst_reverse_play_sink_query);
  gst_pad_set_iterate_internal_links_function (pad,
      gst_reverse_play_iterate_links);
  gst_reverse_play_stream_start (stream);
  return stream;
}

void
gst_reverse_play_stream_free (GstReversePlayStream * stream)
{
  gst_reverse_play_stream_stop (stream);
  gst_object_unref (stream->pad);
  g_free (stream);
}

void
gst_reverse_play_stream_start (GstReversePlayStream * stream)
{
  gst_segment_init (&stream->segment, GST_FORMAT_UNDEFINED);
  rp_media_clock_init (&stream->clock);
  rp_sound_clock_init (&stream->sound_clock);
  stream->period = rp_media_clock_period (&stream->clock);
  stream->latency_asked = TRUE;
  stream->warned_bad = FALSE;
  stream->segment_seqnum = stream->eos_seqnum = 0;
  stream->warned_at = G_MININT64 / 2;
  stream->epoch = 0;
  stream->n_flushes = 0;
  stream->last_time = -1;
  stream->lag = 0;
  stream->bytes_per_second = 0;
  stream->whole_stream_taken = FALSE;
  stream->flushing = stream->eos = stream->live = FALSE;
  stream->thread = NULL;
}

void
gst_reverse_play_stream_stop (GstReversePlayStream * stream)
{
  gst_caps_replace (&stream->caps, NULL);
  gst_event_replace (&stream->stream_start, NULL);
}
