/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * The thread of an output. Each turn of its loop asks gstreverseplaychoose.c
 * for a step under the element's lock and pushes it unlocked. With nothing to
 * do it waits on the output's condition variable, which recording, commands,
 * flushing and the clock signal.
 */
#include "gstreverseplaystep.h"

#include <onset/onset-meta.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

void
gst_reverse_play_output_wake_locked (GstReversePlayOutput * output)
{
  g_cond_broadcast (&output->cond);
}

GstClockTime
gst_reverse_play_output_time_locked (GstReversePlayOutput * output)
{
  return output->slots.last < 0 ? GST_CLOCK_TIME_NONE
      : (GstClockTime) output->slots.last;
}

/* --- waiting ----------------------------------------------------------- */

static gboolean
timer_fired (GstClock * clock, GstClockTime time, GstClockID id,
    gpointer user_data)
{
  GstReversePlayOutput *output = user_data;
  GstReversePlay *self = g_weak_ref_get (&output->owner);

  (void) clock;
  (void) time;
  (void) id;
  if (!self)
    return TRUE;
  g_mutex_lock (&self->lock);
  output->timer_at = -1;
  gst_reverse_play_output_wake_locked (output);
  g_mutex_unlock (&self->lock);
  gst_object_unref (self);
  return TRUE;
}

static GstClockID
steal_timer_locked (GstReversePlayOutput * output)
{
  output->timer_at = -1;
  return g_steal_pointer (&output->timer);
}

static void
drop_timer (GstClockID id)
{
  if (id) {
    gst_clock_id_unschedule (id);
    gst_clock_id_unref (id);
  }
}

/* Waits until something changes. The clock may call back from within
 * gst_clock_id_wait_async(), so the lock is let go of for it. */
static void
wait_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  gint64 at = gst_reverse_play_wake_time_locked (output);
  GstClockTime base_time;
  GstClockID old, id;
  GstClock *clock;

  if (at < 0 || at == output->timer_at) {
    g_cond_wait (&output->cond, &self->lock);
    return;
  }
  clock = gst_object_ref (self->clock);
  old = steal_timer_locked (output);
  base_time = gst_element_get_base_time (GST_ELEMENT (self));
  id = gst_clock_new_single_shot_id (clock, base_time + (GstClockTime) at);
  output->timer = gst_clock_id_ref (id);
  output->timer_at = at;
  g_mutex_unlock (&self->lock);

  drop_timer (old);
  gst_clock_id_wait_async (id, timer_fired, gst_object_ref (output),
      gst_object_unref);
  gst_clock_id_unref (id);
  gst_object_unref (clock);

  g_mutex_lock (&self->lock);
}

/* --- pushing ----------------------------------------------------------- */

static void
add_frame_meta (GstBuffer * buffer, const Step * step, GstClockTime source_pts)
{
  /* Behind another reverseplay the frame has one already. */
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, ONSET_FRAME_META);
  GstStructure *s;

  if (!meta)
    meta = gst_buffer_add_custom_meta (buffer, ONSET_FRAME_META);
  s = gst_custom_meta_get_structure (meta);
  gst_structure_set (s, "take", G_TYPE_UINT, step->take,
      "index", G_TYPE_UINT, step->index,
      "frames", G_TYPE_UINT, step->frames,
      "direction", G_TYPE_STRING, step->direction < 0 ? "reverse" : "forward",
      "source-running-time", G_TYPE_UINT64, step->source_running_time, NULL);
  if (GST_CLOCK_TIME_IS_VALID (source_pts))
    gst_structure_set (s, "source-pts", G_TYPE_UINT64, source_pts, NULL);
}

/* Sound: of the take, silence, or some of a live buffer. */
static GstBuffer *
sound_of (GstReversePlayOutput * output, Step * step)
{
  GstBuffer *buffer;

  if (step->block)
    return gst_reverse_play_block_render (output->sound,
        g_steal_pointer (&step->block));
  if (step->silence)
    return gst_reverse_play_silence_new (&step->audio, step->silence);
  buffer = gst_buffer_copy (step->picture->buffer);
  if (step->samples && step->samples < step->picture->n_samples)
    buffer = gst_audio_buffer_truncate (buffer,
        GST_AUDIO_INFO_BPF (&step->audio), step->skip, step->samples);
  return buffer;
}

/* Where one sound gives way to another. The history's memory is shared: what is
 * changed is a copy. */
static GstBuffer *
soften (GstReversePlayOutput * output, Step * step, GstBuffer * buffer)
{
  GstBuffer *own, *tail;

  if (!step->fade && !step->tail)
    return buffer;
  own = gst_buffer_copy_deep (buffer);
  gst_buffer_unref (buffer);
  if (step->fade)
    gst_reverse_play_sound_fade (own, &step->audio, step->fade_at, step->fade);
  if (step->tail) {
    tail = gst_reverse_play_block_render (output->sound,
        g_steal_pointer (&step->tail));
    gst_reverse_play_sound_mix_tail (own, tail, &step->audio, step->tail_at,
        step->tail_length);
    gst_buffer_unref (tail);
  }
  return own;
}

/* The history's frame with this slot's time: memory shared and not to be
 * written on, everything else the buffer's own. */
static GstBuffer *
buffer_of (GstReversePlayOutput * output, Step * step)
{
  GstClockTime source_pts = step->picture
      ? GST_BUFFER_PTS (step->picture->buffer) : GST_CLOCK_TIME_NONE;
  GstBuffer *buffer = step->is_sound
      ? soften (output, step, sound_of (output, step))
      : gst_reverse_play_step_buffer (step);

  GST_BUFFER_PTS (buffer) = step->pts;
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION (buffer) = step->duration;
  GST_BUFFER_FLAG_UNSET (buffer,
      GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_RESYNC);
  if (step->is_playback) {
    GST_BUFFER_OFFSET (buffer) = GST_BUFFER_OFFSET_NONE;
    GST_BUFFER_OFFSET_END (buffer) = GST_BUFFER_OFFSET_NONE;
    add_frame_meta (buffer, step, source_pts);
  }
  if (step->discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  if (step->gap)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  return buffer;
}

/* The turnaround ends with the push. It is said before it: a push into a sink
 * that waits for the clock takes its time. */
static void
say_started (GstReversePlayOutput * output, const Step * step)
{
  GstReversePlay *self = output->element;

  g_mutex_lock (&self->lock);
  output->turnaround =
      (guint64) (g_get_monotonic_time () - step->command_time) * 1000;
  if (!output->started && output->take == step->take) {
    output->started = TRUE;
    gst_reverse_play_report_playback_locked (output, TRUE);
  }
  g_mutex_unlock (&self->lock);
  gst_reverse_play_deliver (self);
}

static GstFlowReturn
push_step (GstReversePlayOutput * output, Step * step)
{
  GstPad *pad = GST_PAD (output);
  GstFlowReturn flow = GST_FLOW_OK;
  gboolean has_buffer = step->picture || step->is_sound;
  GstBuffer *buffer = has_buffer ? buffer_of (output, step) : NULL;
  GstEvent *event;

  while ((event = g_queue_pop_head (&step->events)))
    gst_pad_push_event (pad, event);
  if (buffer) {
    if (step->command_time)
      say_started (output, step);
    flow = gst_pad_push (pad, buffer);
  }
  g_clear_pointer (&step->picture, gst_reverse_play_picture_unref);
  g_clear_pointer (&step->neighbour, gst_reverse_play_picture_unref);
  return flow;
}

static void
push_eos (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  GstEvent *eos = gst_event_new_eos ();
  Step step = { 0, };

  g_mutex_lock (&self->lock);
  gst_reverse_play_choose_eos_locked (output, &step);
  output->eos_sent = TRUE;
  if (output->stream->eos_seqnum)
    gst_event_set_seqnum (eos, output->stream->eos_seqnum);
  gst_reverse_play_wake_all_locked (self);
  g_mutex_unlock (&self->lock);
  push_step (output, &step);
  gst_pad_push_event (GST_PAD (output), eos);
}

/* Unlocks: a black picture of 2160p takes its time. */
static void
make_black_locked (GstReversePlayOutput * output, Step * step)
{
  GstReversePlay *self = output->element;
  GstReversePlayPicture *picture;
  GstBuffer *black;
  GstCaps *caps;

  g_mutex_unlock (&self->lock);
  caps = step->picture->caps;
  black = gst_reverse_play_black_new (caps);
  picture = gst_reverse_play_picture_new (black, caps);
  gst_buffer_unref (black);
  g_clear_pointer (&step->picture, gst_reverse_play_picture_unref);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&output->black, gst_reverse_play_picture_unref);
  output->black = picture;
}

static void
clear_step (Step * step)
{
  GstEvent *event;

  while ((event = g_queue_pop_head (&step->events)))
    gst_event_unref (event);
  g_clear_pointer (&step->picture, gst_reverse_play_picture_unref);
  g_clear_pointer (&step->block, gst_reverse_play_block_free);
  g_clear_pointer (&step->tail, gst_reverse_play_block_free);
  g_clear_pointer (&step->neighbour, gst_reverse_play_picture_unref);
}

/* An output whose downstream does not go on fails alone; it is an error of the
 * element when no other output is left. */
static void
report_flow (GstReversePlayOutput * output, GstFlowReturn flow,
    gboolean others_go_on)
{
  GstReversePlay *self = output->element;

  if (flow >= GST_FLOW_EOS)
    return;
  if (others_go_on)
    GST_ELEMENT_WARNING (self, STREAM, FAILED,
        ("The output %s has stopped: what is behind it does not take its "
            "pictures. The recording and the other outputs go on.",
            GST_OBJECT_NAME (output)), ("%s", gst_flow_get_name (flow)));
  else
    GST_ELEMENT_FLOW_ERROR (self, flow);
}

/* @n_links: from before the push. Who was linked since then is not asked again
 * to say so: the next push goes there. */
static void
handle_flow (GstReversePlayOutput * output, GstFlowReturn flow,
    gboolean pushed_buffer, guint n_links)
{
  GstReversePlay *self = output->element;
  gboolean others_go_on;

  g_mutex_lock (&self->lock);
  if (flow == GST_FLOW_NOT_LINKED && n_links != output->n_links) {
    flow = GST_FLOW_OK;
    pushed_buffer = FALSE;
  }
  output->flow = flow;
  if (flow == GST_FLOW_OK && pushed_buffer)
    output->linked_once = TRUE;
  if (flow < GST_FLOW_OK) {
    g_cond_broadcast (&self->space);
    gst_reverse_play_wake_all_locked (self);
  }
  others_go_on = gst_reverse_play_flow_locked (self) == GST_FLOW_OK;
  g_mutex_unlock (&self->lock);
  report_flow (output, flow, others_go_on);
}

/* An output that cannot push, or has ended, rests here until somebody is
 * linked, a flush, or a new stream. Only flushing ends the wait for good. */
static gboolean
wait_for_step_locked (GstReversePlayOutput * output, Step * step)
{
  GstReversePlay *self = output->element;
  gint64 now;

  while (!output->flushing) {
    if (output->flow < GST_FLOW_OK || output->eos_sent) {
      g_cond_wait (&output->cond, &self->lock);
      continue;
    }
    g_mutex_unlock (&self->lock);
    now = gst_reverse_play_now (self);
    g_mutex_lock (&self->lock);
    if (output->flushing)
      break;
    output->now = now;
    switch (gst_reverse_play_choose_locked (output, step)) {
      case CHOSE_STEP:
        return TRUE;
      case CHOSE_BLACK:
        make_black_locked (output, step);
        break;
      case CHOSE_WAIT:
        wait_locked (output);
        break;
      case CHOSE_AGAIN:
        break;
    }
  }
  return FALSE;
}

static void
output_loop (gpointer data)
{
  GstReversePlayOutput *output = data;
  GstReversePlay *self = output->element;
  Step step = { 0, };
  gboolean chosen, has_buffer;
  guint n_links;

  g_mutex_lock (&self->lock);
  output->pushing = FALSE;
  chosen = wait_for_step_locked (output, &step);
  output->pushing = chosen;
  n_links = output->n_links;
  g_mutex_unlock (&self->lock);
  if (!chosen) {
    clear_step (&step);
    gst_pad_pause_task (GST_PAD (output));
    return;
  }

  gst_reverse_play_deliver (self);
  has_buffer = step.picture || step.is_sound;
  if (step.eos)
    push_eos (output);
  else
    handle_flow (output, push_step (output, &step), has_buffer, n_links);
  gst_reverse_play_deliver (self);
}

/* --- starting and stopping --------------------------------------------- */

static void
reset_locked (GstReversePlayOutput * output, gboolean reset_time)
{
  GstReversePlay *self = output->element;

  if (reset_time) {
    rp_slots_init (&output->slots);
    gst_reverse_play_follow_reset_locked (output);
  }
  output->cursor = rp_history_next_seq (self->history, output->stream->track);
  output->cut = TRUE;
  output->flow = GST_FLOW_OK;
  output->eos_sent = FALSE;
  output->last_shown_valid = FALSE;
  output->due.segment = output->due.discont = output->due.state = TRUE;
  gst_segment_init (&output->segment, GST_FORMAT_UNDEFINED);
  gst_reverse_play_flush_events_locked (output);
}

static void
start_output (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;

  g_mutex_lock (&self->lock);
  reset_locked (output, TRUE);
  output->active = TRUE;
  output->flushing = FALSE;
  g_mutex_unlock (&self->lock);
  gst_pad_start_task (GST_PAD (output), output_loop, output, NULL);
}

void
gst_reverse_play_output_stop_waiting (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  GstClockID timer;

  g_mutex_lock (&self->lock);
  output->flushing = TRUE;
  timer = steal_timer_locked (output);
  gst_reverse_play_output_wake_locked (output);
  g_cond_broadcast (&self->space);
  g_mutex_unlock (&self->lock);
  drop_timer (timer);
}

static void
stop_output (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;

  gst_reverse_play_output_stop_waiting (output);
  gst_pad_stop_task (GST_PAD (output));
  g_mutex_lock (&self->lock);
  output->active = FALSE;
  output->mode = GST_REVERSE_PLAY_MODE_LIVE;
  output->take = 0;
  output->fresh = output->started = FALSE;
  output->linked_once = FALSE;
  output->shown = output->dropped = output->repeated = 0;
  output->turnaround = 0;
  output->after_take_once = -1;
  output->due.stream_start = TRUE;
  output->due.takes_version = 0;
  gst_caps_replace (&output->caps, NULL);
  g_clear_pointer (&output->black, gst_reverse_play_picture_unref);
  g_clear_pointer (&output->fields, gst_reverse_play_fields_free);
  gst_reverse_play_clear_events_locked (output);
  g_mutex_unlock (&self->lock);
}

gboolean
gst_reverse_play_output_activate (GstPad * pad, GstObject * parent,
    GstPadMode mode, gboolean active)
{
  (void) parent;
  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  if (active)
    start_output (GST_REVERSE_PLAY_OUTPUT (pad));
  else
    stop_output (GST_REVERSE_PLAY_OUTPUT (pad));
  return TRUE;
}

void
gst_reverse_play_output_flush_start (GstReversePlayOutput * output)
{
  gst_reverse_play_output_stop_waiting (output);
  gst_pad_pause_task (GST_PAD (output));
}

void
gst_reverse_play_output_restart (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;

  g_mutex_lock (&self->lock);
  output->flow = GST_FLOW_OK;
  output->eos_sent = FALSE;
  output->cursor = rp_history_next_seq (self->history, output->stream->track);
  output->cut = output->due.discont = output->due.segment = TRUE;
  if (output->follows)
    gst_reverse_play_follow_reset_locked (output);
  gst_reverse_play_output_wake_locked (output);
  g_mutex_unlock (&self->lock);
}

/* A review goes on where it was, on the new running time. */
void
gst_reverse_play_output_flush_stop (GstReversePlayOutput * output,
    gboolean reset_time)
{
  GstReversePlay *self = output->element;
  gboolean active;

  g_mutex_lock (&self->lock);
  reset_locked (output, reset_time);
  output->fresh = !output->follows
      && output->mode != GST_REVERSE_PLAY_MODE_LIVE;
  active = output->active;
  output->flushing = FALSE;
  g_mutex_unlock (&self->lock);
  if (active)
    gst_pad_start_task (GST_PAD (output), output_loop, output, NULL);
}
