/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RpTimeline: what the main output shows, when.
 *
 * The main output cuts at its slots: from this running time on it is live, or
 * plays a take from that position at this rate. Sound and further cameras
 * follow: each has a place of its own on the timeline and cuts at the same
 * running times, however far it is behind.
 *
 * Times are ns of running time, positions ns in the take. Not thread-safe: the
 * owner's lock guards it.
 */
typedef enum
{
  RP_PIECE_LIVE,
  RP_PIECE_PLAY,
  RP_PIECE_STILL,               /* paused */
} RpPieceKind;

typedef struct
{
  guint64 serial;               /* from 1, counts up */
  gint64 start;                 /* running time, -1 = from the beginning */
  RpPieceKind kind;
  guint take;                   /* 0 when live */
  gint direction;               /* -1 reverse, +1 forward */
  gdouble rate;                 /* > 0 */
  gint64 position;              /* at the start: the edge that shows first */
  gint64 sounds;                /* at the start */
  gint64 target;                /* where the pass ends */
  gint64 length;                /* running time until then */
  gboolean jump;                /* the playhead was put there */
  guint pass;                   /* which one of the playhead's */
  gint64 from;                  /* position at which that began */
  gint64 late;                  /* by so much the start is later than it would
                                 * be without jitter; 0 after a jump */
} RpPiece;

typedef struct _RpTimeline RpTimeline;

RpTimeline *rp_timeline_new (void);
void rp_timeline_free (RpTimeline * timeline);
/* One live piece from the beginning; serials go on. */
void rp_timeline_clear (RpTimeline * timeline);

/* From piece->start on; pieces that would start there or later are replaced,
 * unless they were begun (see rp_timeline_forget()): then it starts where the
 * last one does. Sets the serial, and returns it. */
guint64 rp_timeline_add (RpTimeline * timeline, const RpPiece * piece);

/* The piece with @serial, or the oldest one that is still there. */
const RpPiece *rp_timeline_get (const RpTimeline * timeline, guint64 serial);
/* What follows on it; NULL = nothing yet. */
const RpPiece *rp_timeline_next (const RpTimeline * timeline, guint64 serial);
const RpPiece *rp_timeline_last (const RpTimeline * timeline);
/* Nobody is at a piece before @serial any more. */
void rp_timeline_forget (RpTimeline * timeline, guint64 serial);

/* The position that shows at @time. */
gint64 rp_piece_position (const RpPiece * piece, gint64 time);
/* The position that sounds at @time, without the jitter of the start, and
 * before that as well: sound does not wait for a slot. A pass that plays. */
gint64 rp_piece_sound (const RpPiece * piece, gint64 time);
/* Running time at which sound goes over from @piece to @next, which follows on
 * it without a jump: the same pass at another rate, or the next one of a loop.
 * In the middle of a slot sound is where the playhead is, so that is seldom at
 * next->start; @period is a slot's length. */
gint64 rp_piece_border (const RpPiece * piece, const RpPiece * next,
    gint64 period);
/* Running time at which its pass ends. */
gint64 rp_piece_end (const RpPiece * piece);

G_END_DECLS
