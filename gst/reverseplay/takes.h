/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "history.h"
#include "jerks.h"

G_BEGIN_DECLS

/*
 * RpTakes: the list of takes, oldest first, and what is written on each.
 *
 * A take is a span of frames in each track of the history, which it holds
 * there. The primary track (0) says when it starts and ends; of each other
 * track a take holds what lies between the same media times, and a margin on
 * either side, also what arrives when the take has long been cut. Positions are
 * ns from the take's first frame, in the take as it was shot. Ids count up from
 * 1 and are never used again.
 *
 * Not thread-safe: the owner's lock guards it.
 */
#define RP_TIME_NONE ((guint64) -1)
/* Names and notes are cut to this many bytes, at a character's border. */
#define RP_TEXT_MAX 8192
/* Marks per take, and takes in the list: who needs more has a loop in a
 * script. */
#define RP_MARKS_MAX 1000
#define RP_TAKES_MAX 10000

typedef struct
{
  guint64 position;             /* ns in the take */
  gchar *text;                  /* may be empty, never NULL */
} RpMark;

typedef enum
{
  RP_TEXT_NAME, RP_TEXT_NOTE,
  RP_TEXT_SCENE, RP_TEXT_SHOT, RP_TEXT_TAKE_NUMBER, RP_TEXT_CAMERA,
  RP_TEXT_CLIP,
  RP_N_TEXTS
} RpText;

typedef struct
{
  guint id;
  gchar *texts[RP_N_TEXTS];     /* NULL = not set; the name always is */
  gboolean rolling, circled, discarded;
  gboolean truncated;           /* its head had to make room for its tail */
  GArray *spans;                /* RpSpan per track */
  gint64 start_time, end_time;  /* media time of the primary's frames: from,
                                 * and up to; G_MAXINT64 while it rolls */
  guint64 in, out;              /* positions, RP_TIME_NONE = the take's ends */
  GArray *marks;                /* RpMark, by position */
  guint64 closed;               /* bits of tracks that it holds no more of */
  GArray *jerks;                /* RpJerk, by onset */
  guint sensor_num, sensor_den; /* frames per second of the sensor, 0/1 = as
                                 * the pictures' */
} RpTake;

typedef struct _RpTakes RpTakes;

RpTakes *rp_takes_new (RpHistory * history);
void rp_takes_free (RpTakes * takes);
/* Forgets every take; ids go on. The history is not told. */
void rp_takes_clear (RpTakes * takes);

/* Starts a take in all tracks; the primary track's frames from @first on
 * belong to it, which must be there or be the next to come. Takes made from
 * this call on hold what they are given. @name: NULL = "Take N". NULL while a
 * take is rolling or when the list is full. */
RpTake *rp_takes_start (RpTakes * takes, guint64 first, const gchar * name);
/* Appends a frame to the history, held by the takes that it belongs to; its
 * number. */
guint64 rp_takes_append (RpTakes * takes, guint track, const RpFrame * frame);
/* How far beyond a take's ends its frames in @track are held, in ns. For takes
 * and frames to come. */
void rp_takes_set_margin (RpTakes * takes, guint track, guint64 margin);
/* Lets go of everything in @track. */
void rp_takes_forget_track (RpTakes * takes, guint track);
/* Ends the rolling take. NULL when none is. */
RpTake *rp_takes_stop (RpTakes * takes);
/* Ends it as if it had been ended before frame @end of the primary track: that
 * frame and what came with it or later are let go of, in all tracks, and so are
 * points, marks and jerks that lie there. */
RpTake *rp_takes_stop_at (RpTakes * takes, guint64 end);
/* Lets go of the rolling take's first frame in the primary track and of what
 * goes with it; positions move along. FALSE when it has no second frame. */
gboolean rp_takes_truncate (RpTakes * takes);
/* When the primary track stalls the others go on, and the rolling take cannot
 * hold it all. Lets go of what a track has beyond @most ns after the primary's
 * last frame, and holds no more of that track; before a first frame has come,
 * of the oldest of what is longer than @most. FALSE when there is no such. */
gboolean rp_takes_drop_excess (RpTakes * takes, guint64 most);
/* Forgets @take and lets go of its frames. */
void rp_takes_remove (RpTakes * takes, RpTake * take);

RpTake *rp_takes_rolling (RpTakes * takes);
RpTake *rp_takes_get (RpTakes * takes, guint id);
/* The latest take that ended, has frames and was not discarded; the rolling
 * one when there is no other. */
RpTake *rp_takes_latest (RpTakes * takes);
/* Its neighbour in the list among those that can be played. NULL = none. */
RpTake *rp_takes_neighbour (RpTakes * takes, guint id, gint direction);
guint rp_takes_n (RpTakes * takes);
RpTake *rp_takes_nth (RpTakes * takes, guint n);
/* Goes up with every change of what the list says. */
guint rp_takes_version (RpTakes * takes);
void rp_takes_touch (RpTakes * takes);

/* Replaces a text; NULL or "" unsets it, except the name. */
void rp_take_set_text (RpTake * take, RpText which, const gchar * text);
const gchar *rp_take_name (const RpTake * take);
/* FALSE when there are too many. */
gboolean rp_take_add_mark (RpTake * take, guint64 position,
    const gchar * text);

RpSpan rp_take_span (const RpTake * take, guint track);
guint64 rp_take_n_frames (const RpTake * take);
/* ns from the first frame's start to the last one's end. */
guint64 rp_take_duration (const RpTake * take, RpHistory * history);
/* Running time of the first frame, -1 for a take without frames. */
gint64 rp_take_start_time (const RpTake * take, RpHistory * history);
guint64 rp_take_bytes (const RpTake * take, RpHistory * history);

G_END_DECLS
