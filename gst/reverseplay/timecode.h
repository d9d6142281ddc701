/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RpTimecode: a time of day in frames, as a camera counts them.
 *
 * RpRecRun: whether the timecode of a rec-run camera advances, that is whether
 * the camera records. It is fed with every frame, with or without a timecode.
 *
 * A camera that stands by repeats one timecode. What advances is told from
 * what only changes (a misread line, a new reel, a clip that is chosen) by the
 * next change: so a frame whose timecode has changed in an unexpected way is
 * open until it is known what it was, and a start is reported late, with the
 * frame at which it was.
 *
 * At 48, 50 and 60 frames per second most cameras count 24, 25 and 30: each
 * timecode is on two frames, and the last one has its second frame, too. How
 * many it is on is learnt from the take itself; so is the pace of a camera that
 * shoots off-speed.
 *
 * Times are ns. Not thread-safe.
 */
typedef struct
{
  gboolean there;               /* FALSE = the frame has none */
  guint hours, minutes, seconds, frames;
  gint fps_n, fps_d;            /* of its count; 0/1 = not known */
  gboolean drop_frame;
} RpTimecode;

#define RP_TIMECODE_TEXT 16
void rp_timecode_to_text (const RpTimecode * timecode,
    gchar text[RP_TIMECODE_TEXT]);

/* Frames on which one timecode may be before it counts as standing. */
#define RP_REPEAT_MAX 8

typedef struct
{
  RpTimecode timecode;          /* there = FALSE: nothing is known */
  guint64 seq;                  /* of its first frame */
  gint64 time;
} RpTimecodeAt;

typedef struct
{
  RpTimecodeAt good;            /* the last that advanced, or stood */
  RpTimecodeAt maybe;           /* a change that has yet to prove itself */
  gboolean running;             /* it advances */
  gboolean stood;               /* was ever seen standing */
  gboolean broken;              /* frames without one lie in the run */
  guint run;                    /* frames with the timecode that is current */
  guint open;                   /* frames since the change that is open */
  guint lengths[RP_REPEAT_MAX + 1];     /* of runs in this take */
  guint last_lengths[2];        /* the latest first */
  gdouble pace;                 /* counts per count that was expected */
} RpRecRun;

typedef enum
{
  RP_SIGN_OFF,
  RP_SIGN_ON,
  RP_SIGN_OPEN,                 /* a later frame decides */
} RpSign;

typedef struct
{
  RpSign sign;
  guint64 first;                /* ON: since this frame at least */
  gint64 first_time;
  gboolean jumped;              /* ON: that frame's timecode did not follow */
  RpTimecode from, to;
} RpRecRunAnswer;

void rp_rec_run_init (RpRecRun * run);
/* The next timecode has nothing to do with the last one. */
void rp_rec_run_forget (RpRecRun * run);
/* It has stood for so long that advancing will be a new start. */
void rp_rec_run_stand (RpRecRun * run);
/* @period: ns per frame of the stream. */
void rp_rec_run_feed (RpRecRun * run, guint64 seq, gint64 time, guint64 period,
    const RpTimecode * timecode, RpRecRunAnswer * answer);

G_END_DECLS
