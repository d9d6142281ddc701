/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "history.h"
#include "takes.h"

G_BEGIN_DECLS

/*
 * RpPlayhead: which frame of a take shows, and how it moves.
 *
 * The playhead is a point in the take's time: where that is in the middle of
 * the output's slot. It starts in the middle of a frame (at rates below 1 so
 * far before it that the frame shows as long as any other) and moves by the
 * time that passes between two slots, times the rate: at rate 1 it goes from
 * the middle of one frame to the middle of the next, so every frame shows once
 * whatever the stamps' jitter below half a frame; at other rates frames repeat
 * or are skipped evenly; a gap in the take lasts as long as it did.
 *
 * Times are ns from the take's first frame. Not thread-safe.
 */
typedef enum
{
  RP_AT_END_LIVE,
  RP_AT_END_HOLD,
  RP_AT_END_LOOP,
  RP_AT_END_PING_PONG,
} RpAtEnd;

/* What a playhead runs on: the frames of a take in one track, and the part of
 * them between its in and out points. Valid until the take changes. */
typedef struct
{
  RpHistory *history;
  guint track;
  RpSpan span;                  /* the whole take; never empty */
  guint64 first, last;          /* frames at the in and the out point */
} RpReel;

typedef struct
{
  gint direction;               /* -1 reverse, +1 forward */
  gdouble rate;                 /* > 0 */
  gdouble time;
  gdouble lead;                 /* of the edge that shows, before it */
  gdouble from;                 /* where its way through this pass begins, */
  guint pass;                   /* and which pass that is, counting up */
  gboolean still;               /* has not moved since it was put somewhere: */
  guint64 seq;                  /* on this frame */
} RpPlayhead;

/* FALSE when the take has no frames in @track. */
gboolean rp_reel_init (RpReel * reel, RpHistory * history, guint track,
    const RpTake * take);
/* Start and end of a frame; it lasts until the next one starts. */
gint64 rp_reel_start_of (const RpReel * reel, guint64 seq);
gint64 rp_reel_end_of (const RpReel * reel, guint64 seq);
/* Where the last frame between the points ends: a gap behind it is not waited
 * for. */
gint64 rp_reel_end_of_pass (const RpReel * reel);
/* The frame between the points that shows at @position. */
guint64 rp_reel_frame_at (const RpReel * reel, guint64 position);

/* Puts the playhead on the first frame that a pass in @direction shows, or on
 * the frame at @position unless that is RP_TIME_NONE. */
void rp_playhead_start (RpPlayhead * head, const RpReel * reel,
    gint direction, gdouble rate, guint64 position);
/* Puts it in the middle of a frame. */
void rp_playhead_go_to (RpPlayhead * head, const RpReel * reel, guint64 seq);
/* The frame that shows. */
guint64 rp_playhead_frame (const RpPlayhead * head, const RpReel * reel);

typedef enum
{
  RP_MOVE_ON,
  RP_MOVE_WRAPPED,              /* a new pass of a loop has begun */
  RP_MOVE_TURNED,               /* the direction has changed */
  RP_MOVE_ENDED,                /* nothing is left; the playhead stays on the
                                 * last frame of the pass */
} RpMove;

/* @elapsed ns pass. */
RpMove rp_playhead_move (RpPlayhead * head, const RpReel * reel,
    guint64 elapsed, RpAtEnd at_end);

/* Where a ping-pong turns: in the middle of the outermost frames, so that each
 * shows once. FALSE when there is one frame only: the points are its edges. */
gboolean rp_reel_turns (const RpReel * reel, gdouble * low, gdouble * high);

/* The take's time at the edge at which the frame that shows begins to be
 * shown: its end in reverse, its start forward. It moves as the playhead does,
 * also where the rate changes. */
gint64 rp_playhead_edge (const RpPlayhead * head);
/* The take's time that sounds when the slot begins, so that in the middle of
 * the slot sound is where the playhead is. Above rate 1 it is half a frame
 * before the playhead, no more: a pass begins at an end of the take. */
gint64 rp_playhead_sound (const RpPlayhead * head, const RpReel * reel);
/* ns of output time from that edge to the end of the pass. */
guint64 rp_playhead_remaining (const RpPlayhead * head, const RpReel * reel);

G_END_DECLS
