/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

#include <onset/onset-command.h>
#include <onset/onset-event.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* Every message starts with the times at which it holds, in ns. */
static GstStructure *
timed_structure (const gchar * name, GstClockTime timestamp,
    GstClockTime stream_time, GstClockTime running_time)
{
  return gst_structure_new (name,
      "timestamp", G_TYPE_UINT64, timestamp,
      "stream-time", G_TYPE_UINT64, stream_time,
      "running-time", G_TYPE_UINT64, running_time, NULL);
}

static void
post_structure_locked (GstReversePlay * self, GstStructure * structure)
{
  GST_INFO_OBJECT (self, "%" GST_PTR_FORMAT, structure);
  gst_reverse_play_post_locked (self,
      gst_message_new_element (GST_OBJECT (self), structure));
}

static GstBuffer *
buffer_of (const RpFrame * frame)
{
  return ((GstReversePlayPicture *) frame->data)->buffer;
}

/* History time as running time; a frame from before a flush has none. */
GstClockTime
gst_reverse_play_running_time_locked (GstReversePlay * self, gint64 time)
{
  return time >= self->primary->epoch
      ? (GstClockTime) (time - self->primary->epoch) : GST_CLOCK_TIME_NONE;
}

/* Times of the recording: those of a frame in the history, or of the one that
 * comes next. */
static GstStructure *
structure_at_frame_locked (GstReversePlay * self, const gchar * name,
    guint64 seq)
{
  const RpFrame *frame = rp_history_get (self->history, RP_PRIMARY, seq);
  GstClockTime pts = GST_CLOCK_TIME_NONE, running = GST_CLOCK_TIME_NONE;

  if (frame) {
    pts = GST_BUFFER_PTS (buffer_of (frame));
    running = gst_reverse_play_running_time_locked (self, frame->running_time);
  } else if (self->primary->last_time >= 0) {
    running = gst_reverse_play_running_time_locked (self,
        self->primary->last_time + (gint64) self->primary->period);
    pts = running;
  }
  return timed_structure (name, pts, running, running);
}

/* The timecode of a frame; of the one that comes next, what follows on the
 * last. NULL when the camera gives none. */
static gchar *
timecode_locked (GstReversePlay * self, guint64 seq)
{
  const RpFrame *frame = rp_history_get (self->history, RP_PRIMARY, seq);
  gboolean next = frame == NULL;
  GstVideoTimeCodeMeta *meta;
  GstVideoTimeCode *timecode;
  gchar *text;

  if (next && seq > 0)
    frame = rp_history_get (self->history, RP_PRIMARY, seq - 1);
  meta = frame ? gst_buffer_get_video_time_code_meta (buffer_of (frame)) : NULL;
  if (!meta)
    return NULL;
  timecode = gst_video_time_code_copy (&meta->tc);
  if (next)
    gst_video_time_code_increment_frame (timecode);
  text = gst_video_time_code_to_string (timecode);
  gst_video_time_code_free (timecode);
  return text;
}

void
gst_reverse_play_report_take_started_locked (GstReversePlay * self,
    const RpTake * take)
{
  guint64 first = rp_take_span (take, RP_PRIMARY).first;
  GstStructure *s = structure_at_frame_locked (self,
      "reverseplay-take-started", first);
  gchar *timecode = timecode_locked (self, first);

  gst_structure_set (s, "take", G_TYPE_UINT, take->id,
      "name", G_TYPE_STRING, rp_take_name (take), NULL);
  if (timecode)
    gst_structure_set (s, "timecode", G_TYPE_STRING, timecode, NULL);
  g_free (timecode);
  post_structure_locked (self, s);
}

void
gst_reverse_play_report_take_stopped_locked (GstReversePlay * self,
    const RpTake * take)
{
  GstStructure *s = structure_at_frame_locked (self,
      "reverseplay-take-stopped",
      rp_take_span (take, RP_PRIMARY).end - 1);

  gst_structure_set (s, "take", G_TYPE_UINT, take->id,
      "name", G_TYPE_STRING, rp_take_name (take),
      "frames", G_TYPE_UINT, (guint) rp_take_n_frames (take),
      "duration", G_TYPE_UINT64, rp_take_duration (take, self->history),
      "truncated", G_TYPE_BOOLEAN, take->truncated,
      "jerks", G_TYPE_UINT, take->jerks->len, NULL);
  post_structure_locked (self, s);
}

static GstStructure *
structure_now_locked (GstReversePlay * self, const gchar * name)
{
  return structure_at_frame_locked (self, name,
      rp_history_next_seq (self->history, RP_PRIMARY) - 1);
}

void
gst_reverse_play_report_evicted_locked (GstReversePlay * self, guint id)
{
  GstStructure *s = structure_now_locked (self, "reverseplay-take-evicted");

  gst_structure_set (s, "take", G_TYPE_UINT, id, NULL);
  post_structure_locked (self, s);
}

void
gst_reverse_play_report_warning_locked (GstReversePlay * self,
    const gchar * reason, const RpTake * victim)
{
  GstStructure *s = structure_now_locked (self, "reverseplay-warning");

  gst_structure_set (s, "reason", G_TYPE_STRING, reason,
      "remaining-time", G_TYPE_UINT64,
      gst_reverse_play_remaining_locked (self), NULL);
  if (victim)
    gst_structure_set (s, "take", G_TYPE_UINT, victim->id, NULL);
  post_structure_locked (self, s);
}

/* Times of an output: those of its last slot. */
static GstStructure *
structure_at_output_locked (GstReversePlayOutput * output, const gchar * name)
{
  GstClockTime running = gst_reverse_play_output_time_locked (output);
  GstClockTime stream_time = GST_CLOCK_TIME_NONE;

  if (GST_CLOCK_TIME_IS_VALID (running)
      && output->segment.format == GST_FORMAT_TIME)
    stream_time = gst_segment_to_stream_time (&output->segment,
        GST_FORMAT_TIME, running);
  return timed_structure (name, running, stream_time, running);
}

void
gst_reverse_play_report_playback_locked (GstReversePlayOutput * output,
    gboolean started)
{
  GstStructure *s = structure_at_output_locked (output,
      started ? "reverseplay-playback-started" : "reverseplay-playback-ended");

  gst_structure_set (s, "output", G_TYPE_STRING, GST_OBJECT_NAME (output),
      "take", G_TYPE_UINT, output->take,
      "direction", G_TYPE_STRING,
      output->head.direction < 0 ? "reverse" : "forward", NULL);
  if (started)
    gst_structure_set (s, "rate", G_TYPE_DOUBLE, output->head.rate,
        "turnaround", G_TYPE_UINT64, output->turnaround, NULL);
  else
    gst_structure_set (s, "shown", G_TYPE_UINT64, output->pass_shown,
        "dropped", G_TYPE_UINT64, output->pass_dropped, NULL);
  post_structure_locked (output->element, s);
}

void
gst_reverse_play_report_command_locked (GstReversePlayOutput * output,
    const GstStructure * command, const gchar * refused)
{
  GstStructure *s = structure_at_output_locked (output,
      "reverseplay-command");

  gst_structure_set (s, "output", G_TYPE_STRING, GST_OBJECT_NAME (output),
      NULL);
  onset_answer_fill (s, command, refused == NULL, refused);
  post_structure_locked (output->element, s);
}

static guint
index_of_frame (const RpTake * take, guint64 frame)
{
  RpSpan span = rp_take_span (take, RP_PRIMARY);

  return frame >= span.first ? (guint) (frame - span.first) : 0;
}

GstStructure *
gst_reverse_play_state_locked (GstReversePlayOutput * pad)
{
  GstReversePlayOutput *output = gst_reverse_play_output_leader (pad);
  GstReversePlay *self = output->element;
  RpTake *rolling = rp_takes_rolling (self->takes);
  RpTake *take = output->take ?
      rp_takes_get (self->takes, output->take) : rolling;
  gint after = output->after_take_once >= 0 ? output->after_take_once
      : (gint) output->after_take;
  gint64 next = output->slots.last < 0 ? 0 : output->slots.last;

  return gst_structure_new (ONSET_STATE,
      "output", G_TYPE_STRING, GST_OBJECT_NAME (output),
      "mode", G_TYPE_STRING,
      gst_reverse_play_nick (GST_TYPE_REVERSE_PLAY_MODE, (gint) output->mode),
      "rolling", G_TYPE_BOOLEAN, rolling != NULL,
      "take", G_TYPE_UINT, take ? take->id : 0,
      "name", G_TYPE_STRING, take ? rp_take_name (take) : "",
      "index", G_TYPE_UINT,
      take && output->take ? index_of_frame (take, output->frame) : 0,
      "frames", G_TYPE_UINT, take ? (guint) rp_take_n_frames (take) : 0,
      "direction", G_TYPE_STRING,
      output->head.direction > 0 ? "forward" : "reverse",
      "rate", G_TYPE_DOUBLE, gst_reverse_play_speed_locked (output),
      "at-end", G_TYPE_STRING,
      gst_reverse_play_nick (GST_TYPE_REVERSE_PLAY_AT_END,
          (gint) output->at_end),
      "after-take", G_TYPE_STRING,
      gst_reverse_play_nick (GST_TYPE_REVERSE_PLAY_AFTER_TAKE, after),
      "running-time", G_TYPE_UINT64, (guint64) next, NULL);
}

static void
set_text (GstStructure * s, const gchar * field, const RpTake * take,
    RpText which)
{
  if (take->texts[which])
    gst_structure_set (s, field, G_TYPE_STRING, take->texts[which], NULL);
}

static void
append_structure (GValue * array, GstStructure * structure)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, structure);
  gst_value_array_append_and_take_value (array, &value);
}

static void
set_marks (GstStructure * s, const RpTake * take)
{
  GValue marks = G_VALUE_INIT;
  guint i;

  g_value_init (&marks, GST_TYPE_ARRAY);
  for (i = 0; i < take->marks->len; i++) {
    const RpMark *mark = &g_array_index (take->marks, RpMark, i);

    append_structure (&marks, gst_structure_new ("onset-mark",
            "position", G_TYPE_UINT64, mark->position,
            "text", G_TYPE_STRING, mark->text, NULL));
  }
  gst_structure_take_value (s, "marks", &marks);
}

static void
set_jerks_locked (GstReversePlay * self, GstStructure * s, const RpTake * take)
{
  GValue jerks = G_VALUE_INIT;
  guint i;

  g_value_init (&jerks, GST_TYPE_ARRAY);
  for (i = 0; i < take->jerks->len; i++)
    append_structure (&jerks, gst_reverse_play_jerk_structure_locked (self,
            take, rp_jerks_nth (take->jerks, i)));
  gst_structure_take_value (s, "jerk-list", &jerks);
}

static GstStructure *
take_structure_locked (GstReversePlay * self, const RpTake * take)
{
  gint64 start = rp_take_start_time (take, self->history);
  GstStructure *s = gst_structure_new (ONSET_TAKE,
      "id", G_TYPE_UINT, take->id,
      "name", G_TYPE_STRING, rp_take_name (take),
      "rolling", G_TYPE_BOOLEAN, take->rolling,
      "circled", G_TYPE_BOOLEAN, take->circled,
      "discarded", G_TYPE_BOOLEAN, take->discarded,
      "truncated", G_TYPE_BOOLEAN, take->truncated,
      "frames", G_TYPE_UINT, (guint) rp_take_n_frames (take),
      "duration", G_TYPE_UINT64, rp_take_duration (take, self->history),
      "jerks", G_TYPE_UINT, take->jerks->len,
      "note", G_TYPE_STRING,
      take->texts[RP_TEXT_NOTE] ? take->texts[RP_TEXT_NOTE] : "", NULL);

  if (start >= self->primary->epoch)
    gst_structure_set (s, "start-running-time", G_TYPE_UINT64,
        gst_reverse_play_running_time_locked (self, start), NULL);
  if (take->in != RP_TIME_NONE)
    gst_structure_set (s, "in", G_TYPE_UINT64, take->in, NULL);
  if (take->out != RP_TIME_NONE)
    gst_structure_set (s, "out", G_TYPE_UINT64, take->out, NULL);
  if (take->sensor_num)
    gst_structure_set (s, "sensor-rate", GST_TYPE_FRACTION,
        (gint) take->sensor_num, (gint) take->sensor_den, NULL);
  set_text (s, "scene", take, RP_TEXT_SCENE);
  set_text (s, "shot", take, RP_TEXT_SHOT);
  set_text (s, "take-number", take, RP_TEXT_TAKE_NUMBER);
  set_text (s, "camera", take, RP_TEXT_CAMERA);
  set_text (s, "clip", take, RP_TEXT_CLIP);
  set_marks (s, take);
  set_jerks_locked (self, s, take);
  return s;
}

/* Made once per change of the list. A rolling take grows without a change, so
 * as long as one rolls the list is made anew each time. */
const GValue *
gst_reverse_play_takes_value_locked (GstReversePlay * self)
{
  guint i;

  if (self->takes_value_set && !rp_takes_rolling (self->takes)
      && self->takes_value_version == rp_takes_version (self->takes))
    return &self->takes_value;

  if (self->takes_value_set)
    g_value_unset (&self->takes_value);
  g_value_init (&self->takes_value, GST_TYPE_ARRAY);
  for (i = 0; i < rp_takes_n (self->takes); i++)
    append_structure (&self->takes_value,
        take_structure_locked (self, rp_takes_nth (self->takes, i)));
  self->takes_value_set = TRUE;
  self->takes_value_version = rp_takes_version (self->takes);
  return &self->takes_value;
}

GstStructure *
gst_reverse_play_stats_locked (GstReversePlay * self)
{
  GstReversePlayOutput *out = self->main;
  guint64 ready = 0;

  if (self->allocator)
    ready = rp_arena_ready_bytes (gst_reverse_play_allocator_arena
        (self->allocator));
  return gst_structure_new ("reverseplay-stats",
      "recorded", G_TYPE_UINT64, self->recorded,
      "rejected", G_TYPE_UINT64, self->rejected,
      "shown", G_TYPE_UINT64, out->shown,
      "dropped", G_TYPE_UINT64, out->dropped,
      "repeated", G_TYPE_UINT64, out->repeated,
      "held-bytes", G_TYPE_UINT64, rp_history_bytes (self->history),
      "held-time", G_TYPE_UINT64, rp_history_time (self->history),
      "max-bytes", G_TYPE_UINT64, self->max_bytes,
      "ready-bytes", G_TYPE_UINT64, MIN (ready, self->max_bytes),
      "remaining-time", G_TYPE_UINT64,
      gst_reverse_play_remaining_locked (self),
      "turnaround", G_TYPE_UINT64, out->turnaround, NULL);
}
