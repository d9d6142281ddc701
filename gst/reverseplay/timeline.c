/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "timeline.h"

#include <math.h>

/* Somebody who stands still must not make it grow without bound: a seek makes
 * one piece, and 30 a second are obeyed. */
#define PIECES_MAX 1024

struct _RpTimeline
{
  GQueue pieces;                /* RpPiece, oldest first, never empty */
  guint64 serial;               /* of the last one */
};

static void
push (RpTimeline * timeline, const RpPiece * piece)
{
  RpPiece *copy = g_memdup2 (piece, sizeof (*piece));

  copy->serial = ++timeline->serial;
  g_queue_push_tail (&timeline->pieces, copy);
}

RpTimeline *
rp_timeline_new (void)
{
  RpTimeline *timeline = g_new0 (RpTimeline, 1);

  g_queue_init (&timeline->pieces);
  rp_timeline_clear (timeline);
  return timeline;
}

void
rp_timeline_free (RpTimeline * timeline)
{
  g_queue_clear_full (&timeline->pieces, g_free);
  g_free (timeline);
}

void
rp_timeline_clear (RpTimeline * timeline)
{
  RpPiece live = { 0, -1, RP_PIECE_LIVE, 0, -1, 1.0, 0, 0, 0, 0,
    FALSE, 0, 0, 0
  };

  g_queue_clear_full (&timeline->pieces, g_free);
  push (timeline, &live);
}

guint64
rp_timeline_add (RpTimeline * timeline, const RpPiece * piece)
{
  RpPiece *last;

  push (timeline, piece);
  last = g_queue_peek_tail (&timeline->pieces);
  if (last != g_queue_peek_head (&timeline->pieces)) {
    RpPiece *before = timeline->pieces.tail->prev->data;

    last->start = MAX (last->start, before->start);
  }
  while (timeline->pieces.length > PIECES_MAX)
    g_free (g_queue_pop_head (&timeline->pieces));
  return timeline->serial;
}

static GList *
find (const RpTimeline * timeline, guint64 serial)
{
  GList *item = timeline->pieces.tail;

  while (item->prev && ((RpPiece *) item->data)->serial > serial)
    item = item->prev;
  return item;
}

const RpPiece *
rp_timeline_get (const RpTimeline * timeline, guint64 serial)
{
  return find (timeline, serial)->data;
}

const RpPiece *
rp_timeline_next (const RpTimeline * timeline, guint64 serial)
{
  GList *item = find (timeline, serial);

  return item->next ? item->next->data : NULL;
}

const RpPiece *
rp_timeline_last (const RpTimeline * timeline)
{
  return timeline->pieces.tail->data;
}

void
rp_timeline_forget (RpTimeline * timeline, guint64 serial)
{
  while (timeline->pieces.length > 1
      && ((RpPiece *) timeline->pieces.head->data)->serial < serial)
    g_free (g_queue_pop_head (&timeline->pieces));
}

gint64
rp_piece_position (const RpPiece * piece, gint64 time)
{
  gdouble elapsed = (gdouble) MAX (time - piece->start, 0);

  if (piece->kind != RP_PIECE_PLAY)
    return piece->position;
  return piece->position
      + (gint64) llrint (piece->direction * elapsed * piece->rate);
}

gint64
rp_piece_sound (const RpPiece * piece, gint64 time)
{
  gdouble elapsed = (gdouble) (time - piece->start + piece->late);

  return piece->sounds
      + (gint64) llrint (piece->direction * elapsed * piece->rate);
}

/* Since when the playhead has been @way beyond the start of a pass, as sound
 * has it: half a slot later. */
static gint64
ago (gdouble way, gdouble rate, gint64 period)
{
  return (gint64) llrint ((way - (gdouble) period / 2 * MIN (rate, 1.0))
      / rate);
}

static gint64
border_of_rates (const RpPiece * piece, const RpPiece * next, gint64 period)
{
  gdouble less = MIN (piece->rate, 1.0) - MIN (next->rate, 1.0);

  if (piece->rate == next->rate)
    return 0;
  return (gint64) llrint ((gdouble) period / 2 * less
      / (piece->rate - next->rate));
}

gint64
rp_piece_border (const RpPiece * piece, const RpPiece * next, gint64 period)
{
  gint64 slot = next->start - next->late;
  gdouble way = (gdouble) (next->sounds - next->from) * next->direction
      + (gdouble) period / 2 * MIN (next->rate, 1.0);

  if (piece->pass == next->pass)
    return slot + border_of_rates (piece, next, period);
  /* With another rate the pass is in step from when it is under way at both. */
  return slot - CLAMP (MIN (ago (way, piece->rate, period),
          ago (way, next->rate, period)), -period, period);
}

gint64
rp_piece_end (const RpPiece * piece)
{
  return piece->kind == RP_PIECE_PLAY ? piece->start + piece->length
      : G_MAXINT64;
}
