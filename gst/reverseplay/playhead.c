/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "playhead.h"

#include <math.h>

/* At a rate such as 0.5 the playhead comes to lie on the border between two
 * frames. It is read a little behind itself, so that rounding of stamps never
 * decides which of the two shows. */
#define BORDER 50000.0

static const RpFrame *
get (const RpReel * reel, guint64 seq)
{
  return rp_history_get (reel->history, reel->track, seq);
}

static gint64
origin (const RpReel * reel)
{
  return get (reel, reel->span.first)->media_time;
}

static gint64
to_position (guint64 position)
{
  return (gint64) MIN (position, (guint64) G_MAXINT64);
}

static guint64
frame_showing_at (const RpReel * reel, gint64 position)
{
  position = CLAMP (position, -(G_MAXINT64 / 4), G_MAXINT64 / 4);
  return rp_history_find_media (reel->history, reel->track, reel->span,
      origin (reel) + position);
}

gboolean
rp_reel_init (RpReel * reel, RpHistory * history, guint track,
    const RpTake * take)
{
  reel->history = history;
  reel->track = track;
  reel->span = rp_take_span (take, track);
  if (reel->span.first == reel->span.end)
    return FALSE;

  reel->first = reel->span.first;
  reel->last = reel->span.end - 1;
  if (take->in != RP_TIME_NONE)
    reel->first = frame_showing_at (reel, to_position (take->in));
  if (take->out != RP_TIME_NONE)
    reel->last = frame_showing_at (reel, to_position (take->out));
  /* The points may have been set the wrong way round: one frame is left. */
  reel->last = MAX (reel->last, reel->first);
  return TRUE;
}

gint64
rp_reel_start_of (const RpReel * reel, guint64 seq)
{
  return get (reel, seq)->media_time - origin (reel);
}

gint64
rp_reel_end_of (const RpReel * reel, guint64 seq)
{
  if (seq + 1 < reel->span.end)
    return rp_reel_start_of (reel, seq + 1);
  return rp_reel_start_of (reel, seq) + (gint64) get (reel, seq)->duration;
}

guint64
rp_reel_frame_at (const RpReel * reel, guint64 position)
{
  guint64 seq = frame_showing_at (reel, to_position (position));

  return CLAMP (seq, reel->first, reel->last);
}

/* Half of a frame's own length: a gap behind it is not part of it. */
static gdouble
half (const RpReel * reel, guint64 seq)
{
  gint64 length = rp_reel_end_of (reel, seq) - rp_reel_start_of (reel, seq);

  return (gdouble) MIN (length, (gint64) get (reel, seq)->duration) / 2;
}

static gdouble
middle (const RpReel * reel, guint64 seq)
{
  return (gdouble) rp_reel_start_of (reel, seq) + half (reel, seq);
}

/* The way that the playhead goes in half a slot. */
static gdouble
half_slot (const RpPlayhead * head, const RpReel * reel, guint64 seq)
{
  return half (reel, seq) * MIN (head->rate, 1.0);
}

void
rp_playhead_go_to (RpPlayhead * head, const RpReel * reel, guint64 seq)
{
  head->time = middle (reel, seq);
  head->lead = half (reel, seq);
  head->still = TRUE;
  head->seq = seq;
}

void
rp_playhead_start (RpPlayhead * head, const RpReel * reel, gint direction,
    gdouble rate, guint64 position)
{
  guint64 seq = direction < 0 ? reel->last : reel->first;

  if (position != RP_TIME_NONE)
    seq = rp_reel_frame_at (reel, position);
  head->direction = direction;
  head->rate = rate;
  rp_playhead_go_to (head, reel, seq);
  /* From the frame's edge half of the way that a slot goes. */
  head->from = head->time - direction * half (reel, seq);
  head->lead = half_slot (head, reel, seq);
  head->time = head->from + direction * head->lead;
  head->pass++;
}

static gdouble
end_of_pass (const RpReel * reel)
{
  return middle (reel, reel->last) + half (reel, reel->last);
}

gint64
rp_reel_end_of_pass (const RpReel * reel)
{
  return (gint64) llrint (end_of_pass (reel));
}

/* Where the playhead is read. */
static gdouble
reading (const RpPlayhead * head, const RpReel * reel)
{
  guint64 seq = frame_showing_at (reel, (gint64) floor (head->time));
  gdouble border = MIN (BORDER, half (reel, seq) / 8);

  return head->time - head->direction * border;
}

guint64
rp_playhead_frame (const RpPlayhead * head, const RpReel * reel)
{
  guint64 seq = head->still ? head->seq
      : frame_showing_at (reel, (gint64) floor (reading (head, reel)));

  return CLAMP (seq, reel->first, reel->last);
}

gboolean
rp_reel_turns (const RpReel * reel, gdouble * low, gdouble * high)
{
  *low = middle (reel, reel->first);
  *high = middle (reel, reel->last);
  if (*low < *high)
    return TRUE;
  *low = (gdouble) rp_reel_start_of (reel, reel->first);
  *high = end_of_pass (reel);
  return FALSE;
}

/* A ping-pong is over where it turns; at the camera's own pace the playhead is
 * there itself in the last slot, give or take the jitter, so it is over after
 * that. */
static gboolean
is_outside (const RpPlayhead * head, const RpReel * reel, RpAtEnd at_end)
{
  gdouble low = (gdouble) rp_reel_start_of (reel, reel->first);
  gdouble high = end_of_pass (reel), at = reading (head, reel);

  if (at_end == RP_AT_END_PING_PONG && head->rate != 1.0)
    rp_reel_turns (reel, &low, &high);
  return head->direction < 0 ? at < low : at >= high;
}

static void
wrap (RpPlayhead * head, const RpReel * reel)
{
  gdouble low = (gdouble) rp_reel_start_of (reel, reel->first);
  gdouble high = end_of_pass (reel);
  gdouble length = high - low;
  gdouble beyond = head->direction < 0 ? low - head->time : head->time - high;

  beyond = length > 0.0 ? fmod (MAX (beyond, 0.0), length) : 0.0;
  head->from = head->direction < 0 ? high : low;
  head->time = head->from + head->direction * beyond;
  head->lead = half_slot (head, reel, rp_playhead_frame (head, reel));
  head->pass++;
}

/* Turning in the middle of the outermost frames shows each of them once. A
 * fast playhead may turn at both ends in one move. */
static void
turn (RpPlayhead * head, const RpReel * reel)
{
  gdouble low, high, length, beyond;

  if (!rp_reel_turns (reel, &low, &high)) {
    wrap (head, reel);
    return;
  }
  head->pass++;
  length = high - low;
  beyond = head->direction < 0 ? low - head->time : head->time - (low + length);
  beyond = fmod (MAX (beyond, 0.0), 2 * length);
  if (beyond > length + MIN (BORDER, length / 8))
    beyond -= length;           /* turned at the other end, too */
  else
    head->direction = -head->direction;
  head->from = head->direction > 0 ? low : high;
  head->time = head->from + head->direction * beyond;
  head->lead = half_slot (head, reel, rp_playhead_frame (head, reel));
}

/* At the camera's own pace each pass begins in the middle of a frame, so that
 * what is left of the jitter never adds up to a frame over many passes. In a
 * gap it stays where it is. */
static void
centre (RpPlayhead * head, const RpReel * reel)
{
  guint64 seq = rp_playhead_frame (head, reel);

  if (head->rate == 1.0
      && fabs (head->time - middle (reel, seq)) <= half (reel, seq) + BORDER)
    rp_playhead_go_to (head, reel, seq);
}

RpMove
rp_playhead_move (RpPlayhead * head, const RpReel * reel, guint64 elapsed,
    RpAtEnd at_end)
{
  gint direction = head->direction;

  head->still = FALSE;
  head->time += direction * (gdouble) elapsed *head->rate;
  if (!is_outside (head, reel, at_end))
    return RP_MOVE_ON;

  switch (at_end) {
    case RP_AT_END_LOOP:
      wrap (head, reel);
      centre (head, reel);
      return RP_MOVE_WRAPPED;
    case RP_AT_END_PING_PONG:
      turn (head, reel);
      centre (head, reel);
      return head->direction != direction ? RP_MOVE_TURNED : RP_MOVE_WRAPPED;
    default:
      rp_playhead_go_to (head, reel, direction < 0 ? reel->first : reel->last);
      return RP_MOVE_ENDED;
  }
}

gint64
rp_playhead_edge (const RpPlayhead * head)
{
  return (gint64) llrint (head->time - head->direction * head->lead);
}

gint64
rp_playhead_sound (const RpPlayhead * head, const RpReel * reel)
{
  return (gint64) llrint (head->time - head->direction
      * half_slot (head, reel, rp_playhead_frame (head, reel)));
}

guint64
rp_playhead_remaining (const RpPlayhead * head, const RpReel * reel)
{
  gint64 edge = rp_playhead_edge (head);
  gint64 left = head->direction < 0
      ? edge - rp_reel_start_of (reel, reel->first)
      : (gint64) llrint (end_of_pass (reel)) - edge;

  return (guint64) ((gdouble) MAX (left, 0) / head->rate);
}
