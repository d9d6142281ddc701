/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * A source that is not live is held back, so that nothing of it is skipped and
 * the history is not overrun; and its end is, until all of it has come.
 */
#include "gstreverseplay-private.h"

/* What follows the primary stream may wait for that, in ns. */
#define AHEAD_OF_PRIMARY ((gint64) GST_SECOND)
/* So far apart a demuxer's streams may be. */
#define SKEW_MOST (4 * (gint64) GST_SECOND)
/* How long the end of a file's picture waits for sound that does not come. */
#define MISSING_MOST (2 * G_TIME_SPAN_SECOND)

static gboolean
is_running (GstReversePlayOutput * output)
{
  return output->active && !output->flushing && !output->eos_sent
      && output->flow == GST_FLOW_OK && gst_pad_is_linked (GST_PAD (output));
}

static gboolean
someone_is_behind_locked (GstReversePlay * self, guint by)
{
  guint64 next = rp_history_next_seq (self->history, RP_PRIMARY);
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    if (is_running (output) && next > output->cursor + by)
      return TRUE;
  }
  return FALSE;
}

/* A demuxer hands out sound and picture in turns: each may be ahead of the
 * other a little. */
static gboolean
follower_is_behind_locked (GstReversePlayStream * stream)
{
  RpHistory *history = stream->element->history;
  GstReversePlayOutput *output = stream->follower;
  const RpFrame *waiting = rp_history_get (history, stream->track,
      rp_history_first_from (history, stream->track, output->cursor));

  return is_running (output) && waiting
      && stream->last_time - waiting->running_time > AHEAD_OF_PRIMARY;
}

/* Whether another stream that comes in the same thread, out of a demuxer, would
 * wait in vain while this one waits: its sink may have nothing yet. At the end,
 * when @by is 0, all has come. */
static gboolean
starves_another_locked (GstReversePlayStream * stream, guint by)
{
  GstReversePlay *self = stream->element;
  guint i;

  for (i = 0; i < self->streams->len; i++) {
    GstReversePlayStream *other = g_ptr_array_index (self->streams, i);
    GstReversePlayOutput *output =
        other->follower ? other->follower : self->main;

    if (other != stream && other->thread == stream->thread && !other->eos
        && is_running (output) && (by > 0 || other->last_time < 0)
        && other->last_time < stream->last_time
        && stream->last_time - MAX (other->last_time, 0) < SKEW_MOST)
      return TRUE;
  }
  return FALSE;
}

void
gst_reverse_play_wait_for_outputs_locked (GstReversePlayStream * stream,
    guint by)
{
  GstReversePlay *self = stream->element;

  while (!stream->live && !self->flushing && !stream->flushing && !self->eos
      && !starves_another_locked (stream, by)
      && (stream->follower ? follower_is_behind_locked (stream)
          : someone_is_behind_locked (self, by)))
    g_cond_wait (&self->space, &self->lock);
}

/* Whether data of a file's other streams may still come that belong to the time
 * that its picture covers. */
static gboolean
is_missing_locked (GstReversePlayStream * stream)
{
  GstReversePlayStream *primary = stream->element->primary;

  /* What this thread brings does not come while it waits here. */
  return gst_pad_is_linked (stream->pad) && !stream->eos && !stream->live
      && stream->thread != g_thread_self ()
      && stream->last_time + (gint64) stream->period
      < primary->last_time + (gint64) primary->period;
}

/* How much of them there is, to see whether they go on; -1 = none is missing. */
static gint64
progress_of_missing_locked (GstReversePlay * self)
{
  gint64 progress = -1;
  guint i;

  for (i = 1; i < self->streams->len; i++) {
    GstReversePlayStream *stream = g_ptr_array_index (self->streams, i);

    if (is_missing_locked (stream))
      progress = MAX (progress, 0) + stream->last_time
          + (stream->stream_start ? 2 : 1);
  }
  return progress;
}

void
gst_reverse_play_wait_for_streams_locked (GstReversePlay * self)
{
  gint64 before, progress;

  while (!self->upstream_live && !self->flushing && !self->eos
      && (progress = progress_of_missing_locked (self)) >= 0) {
    gint64 end = g_get_monotonic_time () + MISSING_MOST;
    gboolean signalled = TRUE;

    before = progress;
    while (signalled && !self->flushing && !self->eos
        && (progress = progress_of_missing_locked (self)) == before)
      signalled = g_cond_wait_until (&self->space, &self->lock, end);
    if (!signalled)
      break;
  }
}
