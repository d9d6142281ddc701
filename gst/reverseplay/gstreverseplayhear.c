/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What sound does next. It follows the main output's timeline (see
 * gstreverseplayfollow.c): live buffers as they come, up to the sample at which
 * a playback starts; blocks of the take, as far as the main output has decided;
 * silence while that stands still.
 *
 * A take's own samples are never changed at rate 1. Live sound that gives way is
 * faded out before the cut; a take that gives way goes on under what follows,
 * fading out, as far as the history has it.
 *
 * In the middle of a slot sound is where the playhead is. So where the playhead
 * comes round between two slots, or goes on at another rate, sound does half a
 * slot later, which is seldom when a slot begins (rp_piece_border()). A pass
 * follows on a pass sample by sample: where that time lies within the tolerance
 * of the sound's own end, the sound's own end it is.
 */
#include "gstreverseplaystep.h"

#include <math.h>
#include <string.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

#define FADE (5 * GST_MSECOND)
#define PASS_TOLERANCE (5 * (gint64) GST_MSECOND)
/* Blocks are no longer than this, and live sound that does not come is a gap
 * after that long. */
#define BLOCK (100 * (gint64) GST_MSECOND)
/* Of a gap in sound that is alone so much is heard, in seconds: stamps come
 * from outside, and no buffer is made as long as they say. */
#define GAP_MOST 10
#define LONGEST (3600 * GST_SECOND)
/* What is nearer than that is the same time. */
#define SAME ((gint64) GST_MSECOND)

/* --- times and samples ------------------------------------------------------- */

static gint64
time_of_samples (guint64 samples, guint rate)
{
  return (gint64) gst_util_uint64_scale_round (samples, GST_SECOND, rate);
}

static guint64
samples_in (gint64 time, guint rate)
{
  return time > 0 ? gst_util_uint64_scale_round ((guint64) time, rate,
      GST_SECOND) : 0;
}

/* Samples count from here. */
static void
set_anchor (GstReversePlayFollow * follow, gint64 time, guint rate)
{
  follow->anchor = follow->edge = time;
  follow->count = 0;
  follow->rate = rate;
}

static void
advance (GstReversePlayFollow * follow, guint samples)
{
  follow->count += samples;
  follow->edge = follow->anchor + time_of_samples (follow->count, follow->rate);
}

static guint
samples_until (const GstReversePlayFollow * follow, gint64 time)
{
  guint64 whole = samples_in (time - follow->anchor, follow->rate);

  return whole > follow->count ? (guint) (whole - follow->count) : 0;
}

/* What is nearer than that is the same sample. */
static gint64
half_sample (guint rate)
{
  return rate ? (gint64) (GST_SECOND / 2 / rate) + 1 : 0;
}

/* --- cuts --------------------------------------------------------------------- */

/* Whether both are parts of a pass, or passes of a loop or a ping-pong. */
static gboolean
plays_on (const RpPiece * piece, const RpPiece * next)
{
  return piece->kind == RP_PIECE_PLAY && next->kind == RP_PIECE_PLAY
      && !next->jump && piece->take == next->take;
}

/* Whether @next is the same pass, at another rate or with other ends. */
static gboolean
goes_on (const RpPiece * piece, const RpPiece * next)
{
  return plays_on (piece, next) && piece->pass == next->pass
      && piece->direction == next->direction;
}

/* The samples of a pass: those of the take, up to where a ping-pong turns. */
static gboolean
find_ends_locked (GstReversePlayOutput * output, const RpPiece * piece,
    const RpTake * take, GstReversePlaySamples * ends)
{
  GstReversePlay *self = output->element;
  gdouble low, high, turn;
  RpReel reel;

  if (!gst_reverse_play_sound_ends_locked (output->stream, take, ends))
    return FALSE;
  if (self->main->at_end != GST_REVERSE_PLAY_AT_END_PING_PONG || self->eos
      || !rp_reel_init (&reel, self->history, RP_PRIMARY, take)
      || !rp_reel_turns (&reel, &low, &high))
    return TRUE;
  turn = piece->direction < 0 ? low : high;
  *(piece->direction < 0 ? &ends->first : &ends->end) =
      gst_reverse_play_sound_sample_locked (output->stream, take,
      (gint64) llrint (turn));
  return TRUE;
}

/* At rate 1 a pass has all of its samples as long as that is not too far from
 * the picture; at others nobody can tell one sample from the next. */
static gint64
tolerance (GstReversePlayOutput * output, const RpPiece * piece)
{
  gint64 period = (gint64) output->element->primary->period;

  return piece->rate == 1.0 ? MIN (PASS_TOLERANCE, period / 4) : SAME;
}

/* Running time at which the sound of the pass ends by itself. */
static gint64
own_end (GstReversePlayOutput * output)
{
  GstReversePlayFollow *follow = &output->follow;

  return follow->anchor + time_of_samples (follow->count
      + gst_reverse_play_sound_left (output->sound), follow->rate);
}

/* Running time at which @next takes over from @piece here. The playhead comes
 * round between two slots, and sound with it: where it truly does counts, so
 * that nothing adds up from pass to pass. */
static gint64
border_locked (GstReversePlayOutput * output, const RpPiece * piece,
    const RpPiece * next)
{
  gint64 end, cut = next->start;

  if (plays_on (piece, next))
    cut = rp_piece_border (piece, next,
        (gint64) output->element->primary->period);
  if (piece->kind != RP_PIECE_PLAY || next->jump || goes_on (piece, next)
      || output->follow.rate == 0)
    return cut;
  end = own_end (output);
  return ABS (end - cut) <= tolerance (output, next) ? end : cut;
}

/* Where in the take sound begins with @piece, at the follower's edge. That may
 * be up to half a frame outside of the pass, where its first frame is shown at
 * another rate than it was reached at: sound is in step then, too. */
static gint64
find_start_locked (GstReversePlayOutput * output, const RpPiece * piece,
    const RpTake * take, const GstReversePlaySamples * ends, gboolean new_pass)
{
  GstReversePlayFollow *follow = &output->follow;
  gint64 most = (gint64) samples_in (tolerance (output, piece), follow->rate);
  gint64 half = (gint64) samples_in ((gint64) output->element->primary->period
      / 2, follow->rate);
  gint64 from = gst_reverse_play_sound_sample_locked (output->stream, take,
      piece->from);
  gint64 at = new_pass || follow->edge - piece->start >= PASS_TOLERANCE
      ? follow->edge : piece->start;
  gint64 sample = gst_reverse_play_sound_sample_locked (output->stream, take,
      rp_piece_sound (piece, at));

  if (new_pass && piece->rate == 1.0 && ABS (sample - from) <= most)
    return from;
  return CLAMP (sample, ends->first - half, ends->end + half);
}

/* @before: what sounded up to here, or NULL. */
static void
start_pass_locked (GstReversePlayOutput * output, const RpPiece * piece,
    const RpPiece * before)
{
  GstReversePlayFollow *follow = &output->follow;
  RpTake *take = rp_takes_get (output->element->takes, piece->take);
  GstReversePlaySamples ends = { 0, 0 };
  gint64 from = 0, off;

  if (take && find_ends_locked (output, piece, take, &ends))
    from = find_start_locked (output, piece, take, &ends,
        before && plays_on (before, piece));
  GST_DEBUG_OBJECT (output, "take %u from sample %" G_GINT64_FORMAT " of %"
      G_GINT64_FORMAT " to %" G_GINT64_FORMAT, piece->take, from, ends.first,
      ends.end);
  off = ABS (from - gst_reverse_play_sound_at (output->sound));
  /* At another rate it starts over, where the playhead is. */
  if (before && goes_on (before, piece) && before->rate == piece->rate
      && off <= (gint64) samples_in (PASS_TOLERANCE, follow->rate))
    gst_reverse_play_sound_set_ends (output->sound, &ends);
  else
    gst_reverse_play_sound_start (output->sound, piece->take,
        piece->direction, piece->rate, from, &ends);
}

static void
begin_sound_locked (GstReversePlayOutput * output, const RpPiece * piece,
    const RpPiece * next)
{
  GstReversePlayFollow *follow = &output->follow;
  gboolean was_play = piece->kind == RP_PIECE_PLAY;

  if (piece->kind == RP_PIECE_LIVE && next->kind == RP_PIECE_LIVE) {
    follow->serial = next->serial;
    return;
  }
  /* A pass that follows on a pass follows on its last sample. */
  if ((!was_play || next->jump) && follow->edge - next->start < SAME)
    set_anchor (follow, next->start, follow->rate);
  if (next->kind == RP_PIECE_PLAY)
    start_pass_locked (output, next, piece);
  follow->tail_due = was_play && next->kind != RP_PIECE_PLAY;
  follow->tail_at = 0;
  follow->starved = FALSE;
  follow->joining = next->kind == RP_PIECE_LIVE;
  gst_reverse_play_follow_begin_locked (output, next);
}

void
gst_reverse_play_join_sound_locked (GstReversePlayOutput * output,
    const RpPiece * piece, gint64 edge)
{
  set_anchor (&output->follow, edge, output->follow.rate);
  if (piece->kind == RP_PIECE_PLAY)
    start_pass_locked (output, piece, NULL);
  gst_reverse_play_follow_begin_locked (output, piece);
}

/* --- what a step is made of --------------------------------------------------- */

static void
finish_step_locked (GstReversePlayOutput * output, Step * step, GstCaps * caps,
    gint64 pts, guint samples)
{
  GST_LOG_OBJECT (output, "%u samples at %" GST_TIME_FORMAT ": %s", samples,
      GST_TIME_ARGS ((guint64) pts),
      step->block ? "take" : step->silence ? "silence" : "live");
  step->is_sound = TRUE;
  step->pts = (GstClockTime) pts;
  step->duration = (GstClockTime) time_of_samples (samples,
      output->follow.rate);
  output->due.discont = FALSE;
  gst_reverse_play_add_due_events_locked (output, step, caps);
}

/* The take that has just given way, if it has the format of what follows. */
static void
add_tail_locked (GstReversePlayOutput * output, Step * step, GstCaps * caps,
    guint samples)
{
  GstReversePlayFollow *follow = &output->follow;
  guint length = (guint) samples_in (FADE, follow->rate), n;

  if (!follow->tail_due)
    return;
  n = MIN (samples, length - MIN (follow->tail_at, length));
  if (n > 0)
    step->tail = gst_reverse_play_sound_tail_locked (output->sound,
        output->stream, n);
  step->tail_at = follow->tail_at;
  step->tail_length = length;
  follow->tail_at += n;
  follow->tail_due = follow->tail_at < length && step->tail;
  if (step->tail && !gst_caps_is_equal (gst_reverse_play_block_caps
          (step->tail), caps))
    g_clear_pointer (&step->tail, gst_reverse_play_block_free);
}

/* The format that silence has: what goes out anyway, or would. */
static GstCaps *
caps_of_silence (GstReversePlayOutput * output)
{
  return output->caps ? output->caps : output->stream->caps;
}

static Choice
fill_silence_locked (GstReversePlayOutput * output, Step * step, gint64 until)
{
  GstReversePlayFollow *follow = &output->follow;
  GstCaps *caps = caps_of_silence (output);
  gint64 pts;
  guint n;

  if (!caps) {
    follow->edge = MIN (until, follow->edge + BLOCK);
    return CHOSE_AGAIN;
  }
  gst_audio_info_from_caps (&step->audio, caps);
  if (follow->rate != (guint) GST_AUDIO_INFO_RATE (&step->audio))
    set_anchor (follow, follow->edge,
        (guint) GST_AUDIO_INFO_RATE (&step->audio));
  n = samples_until (follow, MIN (until, follow->edge + BLOCK));
  if (n == 0)
    return gst_reverse_play_follow_wait_locked (output);
  pts = follow->edge;
  advance (follow, n);
  step->silence = n;
  step->gap = TRUE;
  add_tail_locked (output, step, caps, n);
  step->gap = step->tail == NULL;
  finish_step_locked (output, step, caps, pts, n);
  return CHOSE_STEP;
}

/* The rate of the samples that come next. */
static guint
rate_of_pass_locked (GstReversePlayOutput * output)
{
  GstCaps *caps = gst_reverse_play_sound_caps_locked (output->sound,
      output->stream);
  GstAudioInfo info;

  if (!caps)
    caps = caps_of_silence (output);
  if (!caps || !gst_audio_info_from_caps (&info, caps))
    return 0;
  return (guint) GST_AUDIO_INFO_RATE (&info);
}

static Choice
fill_take_locked (GstReversePlayOutput * output, Step * step, gint64 until)
{
  GstReversePlayFollow *follow = &output->follow;
  guint rate = rate_of_pass_locked (output), n;
  GstReversePlayBlock *block;
  GstCaps *caps;
  gint64 pts;

  if (rate == 0)
    return fill_silence_locked (output, step, until);
  if (follow->rate != rate)
    set_anchor (follow, follow->edge, rate);
  n = samples_until (follow, MIN (until, follow->edge + BLOCK));
  if (n == 0)
    return gst_reverse_play_follow_wait_locked (output);
  block = gst_reverse_play_sound_block_locked (output->sound, output->stream,
      n);
  n = gst_reverse_play_block_samples (block);
  caps = gst_reverse_play_block_caps (block);
  pts = follow->edge;
  advance (follow, n);
  if (caps) {
    step->block = block;
  } else {
    gst_reverse_play_block_free (block);
    caps = caps_of_silence (output);
    gst_audio_info_from_caps (&step->audio, caps);
    step->silence = n;
  }
  finish_step_locked (output, step, caps, pts, n);
  return CHOSE_STEP;
}

/* --- live --------------------------------------------------------------------- */

static gint64
live_time (GstReversePlayOutput * output, const RpFrame * frame)
{
  return frame->running_time - output->stream->epoch;
}

/* The next live buffer of which something lies behind the edge. */
static const RpFrame *
next_buffer_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  guint track = output->stream->track;
  const RpFrame *frame;

  for (;; output->cursor++) {
    output->cursor = rp_history_first_from (self->history, track,
        output->cursor);
    frame = rp_history_get (self->history, track, output->cursor);
    if (!frame || !output->follow.joining || live_time (output, frame)
        + (gint64) frame->duration > output->follow.edge
        + half_sample (output->follow.rate))
      return frame;
  }
}

/* Up to @until, in the segment that is in force there. */
static Choice
fill_gap_locked (GstReversePlayOutput * output, Step * step, gint64 until)
{
  GstReversePlayFollow *follow = &output->follow;

  step->pts = (GstClockTime) follow->edge;
  step->duration = (GstClockTime) (until - follow->edge);
  gst_reverse_play_add_due_events_locked (output, step, output->caps);
  gst_reverse_play_add_event (step, gst_event_new_gap (step->pts,
          step->duration));
  set_anchor (follow, until, follow->rate);
  follow->joining = TRUE;
  return CHOSE_STEP;
}

/* Nothing of the live sound is there. It is a gap when it stalls, and once the
 * main output has ended it is the end. */
static Choice
miss_live_locked (GstReversePlayOutput * output, Step * step, gint64 limit,
    gboolean cut)
{
  GstReversePlay *self = output->element;
  GstReversePlayFollow *follow = &output->follow;
  GstReversePlayStream *stream = output->stream;
  gint64 overdue = MAX (follow->edge, 0) + stream->lag + 2 * BLOCK;

  if (cut && (follow->edge < 0 || !stream->caps || stream->eos || self->eos
          || (stream->live && output->now > limit + stream->lag + BLOCK))) {
    if (output->caps && follow->edge >= 0)
      return fill_gap_locked (output, step, limit);
    follow->edge = limit;
    return CHOSE_AGAIN;
  }
  if (!cut && gst_reverse_play_main_ended_locked (self)) {
    step->eos = TRUE;
    return CHOSE_STEP;
  }
  if (stream->live && output->caps && follow->edge >= 0
      && output->now > overdue && follow->edge + BLOCK <= limit)
    return fill_gap_locked (output, step, follow->edge + BLOCK);
  return gst_reverse_play_follow_wait_locked (output);
}

/* Live sound gives way to @next: the last of it, as far as that is not out, is
 * faded. */
static void
fade_live_locked (GstReversePlayOutput * output, Step * step, gint64 pts,
    const RpPiece * next)
{
  GstReversePlayFollow *follow = &output->follow;
  gint64 from;

  if (follow->fade_serial != next->serial) {
    follow->fade_serial = next->serial;
    follow->fade_from = MAX (next->start - (gint64) FADE, pts);
  }
  from = follow->fade_from;
  step->fade = (guint) samples_in (next->start - from, follow->rate);
  step->fade_at = from > pts ? (gint) samples_in (from - pts, follow->rate)
      : -(gint) samples_in (pts - from, follow->rate);
}

/* @skip samples are out already; @n go now. @next: what follows, or NULL. */
static Choice
fill_live_locked (GstReversePlayOutput * output, Step * step,
    const RpFrame * frame, guint skip, guint n, const RpPiece * next)
{
  GstReversePlayFollow *follow = &output->follow;
  GstReversePlayPicture *picture = frame->data;
  gint64 pts = live_time (output, frame)
      + time_of_samples (skip, picture->rate);

  gst_audio_info_from_caps (&step->audio, picture->caps);
  set_anchor (follow, pts, picture->rate);
  advance (follow, n);
  step->skip = skip;
  step->samples = n;
  step->duration = (GstClockTime) time_of_samples (n, picture->rate);
  if (output->stream->mute_live || !output->element->main->show_live) {
    step->silence = n;
    step->gap = TRUE;
  } else {
    step->picture = gst_reverse_play_picture_ref (picture);
    if (next && next->kind != RP_PIECE_LIVE
        && pts + (gint64) step->duration > next->start - (gint64) FADE)
      fade_live_locked (output, step, pts, next);
  }
  add_tail_locked (output, step, picture->caps, n);
  finish_step_locked (output, step, picture->caps, pts, n);
  if (skip + n >= picture->n_samples)
    output->cursor++;
  follow->joining = skip + n < picture->n_samples;
  output->shown++;
  g_cond_broadcast (&output->element->space);
  return CHOSE_STEP;
}

/* What a file has before its take is shown is nobody's. */
static gboolean
is_hidden (GstReversePlayOutput * output)
{
  return !output->element->main->show_live && !output->stream->live;
}

static Choice
pass_hidden_locked (GstReversePlayOutput * output, gint64 limit, gboolean cut)
{
  if (cut)
    output->follow.edge = MAX (output->follow.edge, limit);
  else
    output->cursor++;
  g_cond_broadcast (&output->element->space);
  return CHOSE_AGAIN;
}

/* @next: what the main output shows from @limit on; when NULL that is as far as
 * it has decided. */
static Choice
choose_live_locked (GstReversePlayOutput * output, Step * step, gint64 limit,
    const RpPiece * next)
{
  gboolean cut = next != NULL;
  GstReversePlayFollow *follow = &output->follow;
  const RpFrame *frame = next_buffer_locked (output);
  GstReversePlayPicture *picture;
  gint64 start;
  guint64 skip = 0, end;

  if (frame && is_hidden (output))
    return pass_hidden_locked (output, limit, cut);
  if (!frame)
    return miss_live_locked (output, step, limit, cut);
  picture = frame->data;
  start = live_time (output, frame);
  if (follow->joining && follow->edge > start)
    skip = MIN (samples_in (follow->edge - start, picture->rate),
        picture->n_samples);
  end = limit == G_MAXINT64 ? picture->n_samples
      : MIN (samples_in (limit - start, picture->rate), picture->n_samples);
  if (cut && end <= skip) {
    follow->edge = MAX (follow->edge, limit);
    return CHOSE_AGAIN;
  }
  /* A live buffer goes out whole; in a file they may be long. */
  if (!cut && end < picture->n_samples && (output->stream->live || end <= skip))
    return gst_reverse_play_follow_wait_locked (output);
  return fill_live_locked (output, step, frame, (guint) skip,
      (guint) (end - skip), next);
}

/* --- choosing ------------------------------------------------------------------ */

/* Live sound goes by unheard. */
static void
pass_live_locked (GstReversePlayOutput * output)
{
  guint64 before = output->cursor;

  output->follow.joining = TRUE;
  next_buffer_locked (output);
  if (output->cursor != before)
    g_cond_broadcast (&output->element->space);
}

/* A rolling take that is played goes on growing; and whether its sound is to
 * turn is the setting's at the time. */
static void
follow_growth_locked (GstReversePlayOutput * output, const RpPiece * piece)
{
  RpTake *take = rp_takes_get (output->element->takes, piece->take);
  GstReversePlaySamples ends;

  if (take && find_ends_locked (output, piece, take, &ends))
    gst_reverse_play_sound_set_ends (output->sound, &ends);
}

/* Passes follow on one another as the playhead comes round, which may be most of
 * a slot before the picture does. What a file's sound waits for may itself wait
 * for that sound, in a muxer. */
static gint64
wait_for_pass (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  GstReversePlayAtEnd at_end = self->main->at_end;

  if (!self->upstream_live || self->eos)
    return 0;
  return at_end == GST_REVERSE_PLAY_AT_END_LOOP
      || at_end == GST_REVERSE_PLAY_AT_END_PING_PONG
      ? (gint64) self->primary->period : 0;
}

/* After the end of a pass it is not known at once what follows. */
static Choice
choose_take_locked (GstReversePlayOutput * output, Step * step,
    const RpPiece * piece, gint64 limit, gboolean cut)
{
  if (output->follow.edge >= limit)
    return gst_reverse_play_follow_wait_locked (output);
  /* What comes after all is heard from where the playhead is by now. */
  if (output->follow.starved && gst_reverse_play_sound_left (output->sound) > 0)
    start_pass_locked (output, piece, NULL);
  if (gst_reverse_play_sound_left (output->sound) > 0) {
    output->follow.starved = FALSE;
    return fill_take_locked (output, step, limit);
  }
  if (!cut && limit < output->follow.edge + PASS_TOLERANCE
      + wait_for_pass (output))
    return gst_reverse_play_follow_wait_locked (output);
  output->follow.starved = TRUE;
  return fill_silence_locked (output, step, limit);
}

Choice
gst_reverse_play_hear_live_locked (GstReversePlayOutput * output, Step * step)
{
  return choose_live_locked (output, step, G_MAXINT64, NULL);
}

/* A muxer takes what comes first and wants the next before it takes the
 * picture that waits. So that there is a next while the main output waits for
 * the muxer, sound of a file is broken a little behind that picture's time: the
 * rest of it is a buffer of its own, and comes after the picture. */
static gint64
break_for_muxer_locked (GstReversePlayOutput * output, gint64 limit)
{
  GstReversePlay *self = output->element;
  gint64 at;

  if (self->upstream_live || self->main->slots.last < 0)
    return limit;
  at = self->main->slots.last + (gint64) self->primary->period / 4;
  return output->follow.edge < at - SAME ? MIN (limit, at) : limit;
}

Choice
gst_reverse_play_follow_sound_locked (GstReversePlayOutput * output,
    Step * step)
{
  GstReversePlayFollow *follow = &output->follow;
  RpTimeline *timeline = output->element->timeline;
  gint64 limit = gst_reverse_play_known_until_locked (output);
  const RpPiece *piece = rp_timeline_get (timeline, follow->serial);
  const RpPiece *next = rp_timeline_next (timeline, follow->serial);

  if (piece->kind == RP_PIECE_PLAY)
    follow_growth_locked (output, piece);
  if (!next)
    limit = break_for_muxer_locked (output, limit);
  else {
    limit = border_locked (output, piece, next);
    if (follow->edge >= limit - half_sample (follow->rate)) {
      begin_sound_locked (output, piece, next);
      return CHOSE_AGAIN;
    }
  }
  if (piece->kind == RP_PIECE_LIVE)
    return choose_live_locked (output, step, limit, next);
  pass_live_locked (output);
  if (piece->kind == RP_PIECE_PLAY)
    return choose_take_locked (output, step, piece, limit, next != NULL);
  if (follow->edge >= limit)
    return gst_reverse_play_follow_wait_locked (output);
  return fill_silence_locked (output, step, limit);
}

/* --- sound as the primary stream ------------------------------------------------ */

static void
start_alone_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  RpTake *take = rp_takes_get (self->takes, output->take);
  GstReversePlaySamples ends;
  const RpFrame *frame = rp_history_get (self->history, RP_PRIMARY,
      output->frame);
  GstReversePlayPicture *picture = frame->data;

  gst_reverse_play_sound_ends_locked (output->stream, take, &ends);
  gst_reverse_play_sound_start (output->sound, output->take,
      output->head.direction, output->head.rate,
      (gint64) (picture->sample
          + (output->head.direction < 0 ? picture->n_samples : 0)), &ends);
}

void
gst_reverse_play_fill_sound_locked (GstReversePlayOutput * output, Step * step,
    gboolean exact)
{
  GstReversePlayPicture *picture = step->picture;
  GstReversePlayFollow *follow = &output->follow;
  guint n;

  step->is_sound = TRUE;
  gst_audio_info_from_caps (&step->audio, picture->caps);
  /* A file is stepped buffer by buffer, each exact by itself. */
  if (output->due.segment || exact) {
    start_alone_locked (output);
    set_anchor (follow, (gint64) step->pts, picture->rate);
  }
  if (follow->rate != picture->rate)
    set_anchor (follow, (gint64) step->pts, picture->rate);
  n = CLAMP (samples_until (follow, (gint64) (step->pts + MIN (step->duration,
                  LONGEST))), 1, GAP_MOST * picture->rate);
  if (output->mode != GST_REVERSE_PLAY_MODE_PAUSED)
    step->block = gst_reverse_play_sound_block_locked (output->sound,
        output->stream, n);
  if (step->block && gst_reverse_play_block_caps (step->block))
    n = gst_reverse_play_block_samples (step->block);
  else
    g_clear_pointer (&step->block, gst_reverse_play_block_free);
  if (!step->block)
    step->silence = n;
  step->gap = step->block == NULL;
  advance (follow, n);
  step->duration = (GstClockTime) time_of_samples (n, follow->rate);
}
