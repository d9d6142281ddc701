/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What a src_%u does next. The main output writes on the timeline what it shows
 * from which slot on; a follower has a place of its own there, and cuts at the
 * same running times. It never goes beyond the time up to which the main output
 * has decided, so no cut comes too late for it; and where that time does not go
 * on (a monitor that stands still, a camera that stalls) it goes by the clock.
 *
 * Here: that time, and further cameras. Sound is in gstreverseplayhear.c.
 */
#include "gstreverseplaystep.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* --- how far the main output has decided ------------------------------------ */

gboolean
gst_reverse_play_main_ended_locked (GstReversePlay * self)
{
  GstReversePlayOutput *main = self->main;

  return self->eos && (main->eos_sent || main->flow < GST_FLOW_OK
      || !main->active);
}

/* Its next slot comes a frame after the last, or with a live frame that may be
 * a little early. */
static gint64
next_cut_locked (GstReversePlayOutput * main)
{
  gint64 period = (gint64) main->stream->period;

  return main->slots.last < 0 ? 0 : main->slots.last + period - period / 4;
}

/* By the clock: a slot that is made up for a command is no earlier. */
static gint64
known_by_clock_locked (GstReversePlayOutput * main, gint64 now)
{
  gint64 period = (gint64) main->stream->period;
  gint64 lag = main->stream->lag;
  /* It waits in a sink for the pipeline's latency, and not much longer. */
  gint64 longest = lag + (gint64) main->latency + 4 * period
      + 100 * (gint64) GST_MSECOND;

  if (main->pushing && (main->slots.last < 0
          || now <= main->slots.last + longest))
    return G_MININT64;
  return now - lag - period / 4 * 3;
}

/* A monitor that is gone plays nothing: what follows it is live. */
static void
end_timeline_locked (GstReversePlay * self)
{
  const RpPiece *last = rp_timeline_last (self->timeline);
  RpPiece live = *last;

  if (last->kind == RP_PIECE_LIVE)
    return;
  live.kind = RP_PIECE_LIVE;
  live.take = 0;
  live.start = MAX (last->start, self->main->slots.last
      + (gint64) self->primary->period);
  if (self->main->eos_sent && !self->eos_now && last->kind == RP_PIECE_PLAY)
    live.start = rp_piece_end (last);
  rp_timeline_add (self->timeline, &live);
}

gint64
gst_reverse_play_known_until_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  GstReversePlayOutput *main = self->main;
  gint64 known;

  if (!main->active || main->flushing || main->eos_sent
      || main->flow < GST_FLOW_OK || !self->primary->caps) {
    end_timeline_locked (self);
    return G_MAXINT64;
  }
  known = next_cut_locked (main);
  if (self->upstream_live && output->now >= 0)
    known = MAX (known, known_by_clock_locked (main, output->now));
  return known;
}

/* The main output's slots, data and cuts wake it; the clock does where none of
 * them come. A time that is waited for stays, or it would never come. */
Choice
gst_reverse_play_follow_wait_locked (GstReversePlayOutput * output)
{
  if (output->now < 0)
    output->follow.wake = -1;
  else if (output->timer_at > output->now)
    output->follow.wake = output->timer_at;
  else
    output->follow.wake = output->now
        + (gint64) output->element->primary->period;
  return CHOSE_WAIT;
}

static GstReversePlayMode
mode_of (const RpPiece * piece)
{
  if (piece->kind == RP_PIECE_LIVE)
    return GST_REVERSE_PLAY_MODE_LIVE;
  if (piece->kind == RP_PIECE_STILL)
    return GST_REVERSE_PLAY_MODE_PAUSED;
  return piece->direction < 0 ? GST_REVERSE_PLAY_MODE_REVERSE
      : GST_REVERSE_PLAY_MODE_FORWARD;
}

/* What lies before the piece that everybody has begun is not needed. */
static void
forget_pieces_locked (GstReversePlay * self)
{
  guint64 oldest = G_MAXUINT64;
  guint i;

  for (i = 1; i < self->streams->len; i++) {
    GstReversePlayStream *stream = g_ptr_array_index (self->streams, i);

    oldest = MIN (oldest, stream->follower->follow.serial);
  }
  rp_timeline_forget (self->timeline, oldest);
}

void
gst_reverse_play_follow_begin_locked (GstReversePlayOutput * output,
    const RpPiece * piece)
{
  GST_DEBUG_OBJECT (output, "piece %" G_GUINT64_FORMAT " from %"
      GST_TIME_FORMAT, piece->serial, GST_TIME_ARGS ((guint64) piece->start));
  output->follow.serial = piece->serial;
  output->mode = mode_of (piece);
  output->take = piece->take;
  output->head.direction = piece->direction;
  output->head.rate = piece->rate;
  output->due.segment = TRUE;
  forget_pieces_locked (output->element);
}

void
gst_reverse_play_follow_reset_locked (GstReversePlayOutput * output)
{
  GstReversePlayFollow *follow = &output->follow;

  follow->serial = rp_timeline_last (output->element->timeline)->serial;
  follow->joins = TRUE;
  follow->edge = -1;
  follow->anchor = 0;
  follow->count = 0;
  follow->joining = follow->tail_due = follow->starved = FALSE;
  follow->wake = -1;
  if (output->follows)
    output->mode = GST_REVERSE_PLAY_MODE_LIVE;
}

/* A playback that is under way already is joined where the main output is. */
static void
join_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  GstReversePlayFollow *follow = &output->follow;
  const RpPiece *piece = rp_timeline_get (self->timeline, follow->serial);
  gint64 edge;

  if (!follow->joins && piece->serial == follow->serial)
    return;
  follow->joins = FALSE;
  if (piece->serial != follow->serial)
    piece = rp_timeline_last (self->timeline);
  if (piece->kind == RP_PIECE_LIVE
      && output->mode == GST_REVERSE_PLAY_MODE_LIVE) {
    follow->serial = piece->serial;
    return;
  }
  edge = MAX (MAX (piece->start, self->main->slots.last), follow->edge);
  if (piece->kind != RP_PIECE_LIVE && output->stream->media == RP_MEDIA_SOUND) {
    gst_reverse_play_join_sound_locked (output, piece, edge);
    return;
  }
  follow->joining = TRUE;
  gst_reverse_play_follow_begin_locked (output, piece);
}

/* --- further cameras --------------------------------------------------------- */

/* When the picture that comes next would be due. */
static gint64
next_slot_locked (GstReversePlayOutput * output, const RpFrame * live)
{
  GstReversePlayStream *stream = output->stream;

  if (live)
    return live->running_time - stream->epoch;
  return output->slots.last < 0 ? 0
      : output->slots.last + (gint64) stream->period;
}

/* Whether the camera is not waited for: it has ended, stalls, or its file has
 * no pace. */
static gboolean
goes_alone_locked (GstReversePlayOutput * output, gint64 slot)
{
  GstReversePlayStream *stream = output->stream;

  if (!stream->caps || stream->eos || output->element->eos)
    return TRUE;
  return stream->live && output->now >= 0
      && output->now > slot + stream->lag + (gint64) stream->period / 4;
}

static void
take_slot_locked (GstReversePlayOutput * output, gint64 slot,
    const RpFrame * live)
{
  if (live) {
    rp_slots_take (&output->slots, slot,
        live->media_time - output->stream->epoch);
    output->cursor++;
  } else {
    rp_slots_cut (&output->slots, slot);
  }
  output->follow.edge = output->slots.last;
  g_cond_broadcast (&output->element->space);
}

/* The frame of this camera that shows in the slot at @time. NULL when the take
 * has none of it. */
static const RpFrame *
frame_at_locked (GstReversePlayOutput * output, const RpPiece * piece,
    gint64 time, guint64 * seq, RpSpan * span)
{
  GstReversePlay *self = output->element;
  GstReversePlayStream *stream = output->stream;
  RpTake *take = rp_takes_get (self->takes, piece->take);
  gint64 position = rp_piece_position (piece, time);
  gint64 half = (gint64) stream->period / 2;

  if (!take)
    return NULL;
  *span = rp_take_span (take, stream->track);
  if (span->first == span->end)
    return NULL;
  if (piece->kind == RP_PIECE_STILL)
    position += (gint64) self->primary->period / 2;
  else
    position += piece->sounds - piece->position
        + (gint64) (piece->direction * MIN (piece->rate, 1.0) * half);
  *seq = rp_history_find_media (self->history, stream->track, *span,
      take->start_time + position - stream->offset);
  return rp_history_get (self->history, stream->track, *seq);
}

static void
describe_locked (GstReversePlayOutput * output, Step * step,
    const RpPiece * piece, const RpFrame * frame, guint64 seq, RpSpan span)
{
  step->is_playback = TRUE;
  step->take = piece->take;
  step->index = (guint) (seq - span.first);
  step->frames = (guint) (span.end - span.first);
  step->direction = piece->direction;
  step->source_running_time = (guint64) frame->running_time;
  step->gap = output->last_shown_valid && output->last_shown == seq;
  if (step->gap)
    output->repeated++;
  else
    output->shown++;
  output->last_shown = seq;
  output->last_shown_valid = TRUE;
}

/* The picture of the slot that was taken. Where the take has none of this
 * camera there is a gap. */
static Choice
fill_picture_locked (GstReversePlayOutput * output, Step * step,
    const RpPiece * piece)
{
  gint64 slot = output->slots.last;
  guint64 seq = 0;
  RpSpan span = { 0, 0 };
  const RpFrame *frame = frame_at_locked (output, piece, slot, &seq, &span);
  RpReel reel = { output->element->history, output->stream->track, span,
    span.first, span.end - 1
  };

  step->pts = (GstClockTime) slot;
  step->duration = output->stream->period;
  if (!frame) {
    if (!output->caps)
      return CHOSE_AGAIN;
    gst_reverse_play_add_due_events_locked (output, step, output->caps);
    gst_reverse_play_add_event (step, gst_event_new_gap (step->pts,
            step->duration));
    return CHOSE_STEP;
  }
  step->picture = gst_reverse_play_picture_ref (frame->data);
  describe_locked (output, step, piece, frame, seq, span);
  output->frame = seq;
  gst_reverse_play_choose_fields_locked (output, step, &reel);
  step->discont = output->due.discont;
  output->due.discont = FALSE;
  gst_reverse_play_add_due_events_locked (output, step,
      gst_reverse_play_step_caps (step));
  return CHOSE_STEP;
}

static gboolean
is_hidden (GstReversePlayOutput * output)
{
  return !output->element->main->show_live && !output->stream->live;
}

/* Where the camera is not to be seen its slots are black; those of a file are
 * nobody's. */
static Choice
fill_live_locked (GstReversePlayOutput * output, Step * step, gint64 slot,
    const RpFrame * live)
{
  GstReversePlayPicture *picture = live->data, *black = NULL;
  gboolean hidden = !output->element->main->show_live;

  if (is_hidden (output)) {
    output->cursor++;
    g_cond_broadcast (&output->element->space);
    return CHOSE_AGAIN;
  }
  step->picture = gst_reverse_play_picture_ref (picture);
  if (hidden && output->stream->media == RP_MEDIA_PICTURES) {
    black = gst_reverse_play_black_locked (output, picture->caps);
    if (!black)
      return CHOSE_BLACK;
    gst_reverse_play_picture_unref (step->picture);
    step->picture = black;
  }
  step->duration = live->duration;
  take_slot_locked (output, slot, live);
  step->pts = (GstClockTime) output->slots.last;
  step->discont = output->due.discont;
  output->due.discont = FALSE;
  output->last_shown_valid = FALSE;
  output->shown++;
  gst_reverse_play_add_due_events_locked (output, step, step->picture->caps);
  return CHOSE_STEP;
}

/* The main output's cut: a playback starts on the same running time. */
static Choice
begin_picture_locked (GstReversePlayOutput * output, Step * step,
    const RpPiece * piece)
{
  gst_reverse_play_follow_begin_locked (output, piece);
  output->due.discont = output->due.key_unit = TRUE;
  output->last_shown_valid = FALSE;
  if (piece->kind == RP_PIECE_LIVE)
    return CHOSE_AGAIN;
  take_slot_locked (output, piece->start, NULL);
  return fill_picture_locked (output, step, piece);
}

static Choice
follow_picture_locked (GstReversePlayOutput * output, Step * step)
{
  GstReversePlay *self = output->element;
  RpTimeline *timeline = self->timeline;
  gint64 known = gst_reverse_play_known_until_locked (output);
  const RpPiece *piece = rp_timeline_get (timeline, output->follow.serial);
  const RpPiece *next = rp_timeline_next (timeline, output->follow.serial);
  gint64 quarter = (gint64) output->stream->period / 4, slot;
  guint64 skipped;
  const RpFrame *live = gst_reverse_play_next_live_locked (output, &skipped);

  slot = next_slot_locked (output, live);
  if (live && is_hidden (output) && !next)
    return fill_live_locked (output, step, slot, live);
  output->dropped += skipped;
  if (next && (slot >= next->start - quarter
          || (!live && piece->kind == RP_PIECE_LIVE
              && goes_alone_locked (output, slot))))
    return begin_picture_locked (output, step, next);
  if (slot >= known && !gst_reverse_play_main_ended_locked (self))
    return gst_reverse_play_follow_wait_locked (output);
  if (piece->kind == RP_PIECE_LIVE) {
    if (live)
      return fill_live_locked (output, step, slot, live);
    if (gst_reverse_play_main_ended_locked (self)) {
      step->eos = TRUE;
      return CHOSE_STEP;
    }
    return gst_reverse_play_follow_wait_locked (output);
  }
  if (!live && !goes_alone_locked (output, slot))
    return gst_reverse_play_follow_wait_locked (output);
  take_slot_locked (output, slot, live);
  return fill_picture_locked (output, step, piece);
}

static Choice
show_live_locked (GstReversePlayOutput * output, Step * step)
{
  guint64 skipped;
  const RpFrame *live = gst_reverse_play_next_live_locked (output, &skipped);

  if (!live)
    return gst_reverse_play_follow_wait_locked (output);
  output->dropped += skipped;
  return fill_live_locked (output, step, next_slot_locked (output, live), live);
}

/* Between the flush of one stream and that of the other their times have
 * nothing to do with one another. */
static Choice
follow_apart_locked (GstReversePlayOutput * output, Step * step)
{
  if (output->mode != GST_REVERSE_PLAY_MODE_LIVE)
    return gst_reverse_play_follow_wait_locked (output);
  if (output->stream->media == RP_MEDIA_SOUND)
    return gst_reverse_play_hear_live_locked (output, step);
  return show_live_locked (output, step);
}

Choice
gst_reverse_play_follow_locked (GstReversePlayOutput * output, Step * step)
{
  output->follow.wake = -1;
  if (output->stream->n_flushes != output->element->primary->n_flushes)
    return follow_apart_locked (output, step);
  join_locked (output);
  if (output->stream->media == RP_MEDIA_SOUND)
    return gst_reverse_play_follow_sound_locked (output, step);
  return follow_picture_locked (output, step);
}
