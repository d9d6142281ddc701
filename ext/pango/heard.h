/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "screen.h"
#include "timeline.h"

G_BEGIN_DECLS

/*
 * OvHeard: what the stream has said about itself, by onset-state, onset-takes
 * and each frame's onset-frame. Events come from outside: a field that is
 * missing or of another type leaves what it would have said unknown.
 *
 * Not thread-safe: the streaming thread's own.
 */
typedef struct
{
  gboolean has_state;
  OvMode mode;
  gboolean rolling;
  guint take, index, frames;
  gchar *name;
  gdouble rate;
  GstEvent *takes;              /* the last onset-takes */

  /* The roll: its time is counted over flushes, where running time starts
   * again. */
  guint rolling_take;           /* 0 = not known */
  GstClockTime roll_start;      /* running time, NONE = the next frame's */
  GstClockTime roll_before;     /* ns before the last flush */
  GstClockTime last_time;       /* running time of the last frame */

  /* Out of the list, about the take on the picture. */
  GstClockTime take_start;      /* as source-running-time counts */
  guint64 duration, in, out;
  GArray *marks, *jerks;        /* guint64, OvJerk */

  guint version;                /* goes up with each change */
} OvHeard;

/* What is said about one frame; texts of @situation live as long as this. */
typedef struct
{
  OvSituation situation;
  gchar *timecode;
} OvFrame;

void ov_heard_init (OvHeard * heard);
/* Forgets everything. */
void ov_heard_clear (OvHeard * heard);
/* Running time starts again. */
void ov_heard_flush (OvHeard * heard);
/* Any event; others than ours are not for here. */
void ov_heard_event (OvHeard * heard, GstEvent * event);
/* @running_time may be NONE. The situation's frame rate is the caller's. */
void ov_heard_frame (OvHeard * heard, GstBuffer * buffer,
    GstClockTime running_time, OvFrame * frame);
void ov_frame_clear (OvFrame * frame);
/* Points into @heard. */
OvTimeline ov_heard_timeline (const OvHeard * heard, guint frames);

G_END_DECLS
