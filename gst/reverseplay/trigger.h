/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "timecode.h"

G_BEGIN_DECLS

/*
 * RpTrigger: when a take starts and ends by itself.
 *
 * It watches several sources at once. A take starts when any of them comes on,
 * and ends when that one has gone off for the hold-off time; the end is then
 * dated back to the last frame for which it was on. What is shorter (a blink,
 * a wireless hit, a missing timecode) ends nothing.
 *
 * A source makes a take by coming on, not by being on: one that came on while
 * another take rolled, or whose take was cut by hand, has to go off first.
 *
 * Frames are those of the primary track, in order. Times are ns of history
 * time. Not thread-safe.
 */
typedef enum
{
  RP_SOURCE_TIMECODE,           /* a rec-run timecode that advances */
  RP_SOURCE_FLAG,               /* a record flag that is set */
  RP_SOURCE_TALLY,              /* a record sign in the picture */
  RP_N_SOURCES
} RpSource;

/* A free-running timecode is told from a rec-run one by never standing. It is
 * called so after this long: pipelines are started before the camera rolls, and
 * if one is not, few takes are longer; a crew that has chosen the wrong trigger
 * learns it before the first shot. */
#define RP_FREE_RUN_TIME (G_GUINT64_CONSTANT (120) * 1000000000)

typedef struct
{
  guint64 seq;
  gint64 time;
  guint64 period;               /* ns that the frame lasts, > 0 */
  gboolean irregular;           /* no frame rate: nothing is ever missing */
  guint enabled;                /* 1 << RpSource, or'ed */
  RpTimecode timecode;
  gboolean flag;
  gboolean tally;
} RpTriggerFrame;

typedef enum
{
  RP_ROLLING_NOTHING,
  RP_ROLLING_OURS,              /* the take that was started last from here */
  RP_ROLLING_OTHER,             /* a take that somebody else has made */
} RpRolling;

/* What is to be done, in this order. */
typedef struct
{
  gboolean stop;
  guint64 end;                  /* the first frame that is not the take's */
  gboolean start;
  guint64 first;                /* the take's first frame; may have gone */
  RpSource source;              /* that starts it */
  gboolean mark;                /* on the take that rolls now */
  guint64 mark_seq;
  gchar mark_text[64];
  gboolean never_stops;         /* said once */
} RpTriggerEvents;

typedef struct
{
  gboolean on;                  /* with the hold-off */
  guint64 first;                /* since that frame */
  guint64 last;                 /* the last frame that was */
  gint64 last_end;
  guint streak;                 /* frames on in a row, before it counts */
  guint64 streak_first;
  gint64 streak_time;
} RpTriggerSource;

typedef struct
{
  guint64 holdoff;              /* ns */
  RpRecRun rec_run;
  RpTriggerSource sources[RP_N_SOURCES];
  gint owner;                   /* source of the take that rolls, -1 = none */
  guint64 floor;                /* no take starts before this frame */
  guint64 fed;                  /* the last frame */
  gint64 timecode_since;        /* first seen at that time, -1 = never */
  gboolean warned;
} RpTrigger;

void rp_trigger_init (RpTrigger * trigger, guint64 holdoff);
/* What comes next does not follow on what came. A take that rolls goes on. */
void rp_trigger_forget (RpTrigger * trigger);
void rp_trigger_feed (RpTrigger * trigger, const RpTriggerFrame * frame,
    RpRolling rolling, RpTriggerEvents * events);
/* No more frames come. TRUE when the take that rolls has ended before the last
 * of them: *end is its first frame that is not the take's. */
gboolean rp_trigger_end (RpTrigger * trigger, guint64 * end);

G_END_DECLS
