/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "screen.h"

G_BEGIN_DECLS

/*
 * A take as a line: what is played between its in and out points, its marks
 * and jerks, and the playhead. The take's first frame is on the left, whichever
 * way it plays.
 */
#define OV_TIME_NONE ((guint64) -1)

typedef enum
{
  OV_JERK_NOMINAL, OV_JERK_NEEDS_REVIEW, OV_JERK_NEEDS_FIX
} OvJerkLevel;

typedef struct
{
  guint frame;
  OvJerkLevel level;
} OvJerk;

typedef struct
{
  guint frames;
  guint64 duration;             /* ns, 0 = not known */
  guint64 in, out;              /* ns, OV_TIME_NONE = the take's ends */
  const guint64 *marks;         /* ns */
  guint n_marks;
  const OvJerk *jerks;
  guint n_jerks;
} OvTimeline;

/* Appends what does not move to @rects, in the order of drawing. However many
 * jerks there are, there is one tick at a place: the worst. */
void ov_timeline_draw (const OvTimeline * timeline, const OvRect * line,
    GArray * rects);
/* The playhead in the middle of frame @index of @frames, and the edge that
 * lifts it off a bright picture, behind it. */
void ov_timeline_playhead (const OvRect * line, guint index, guint frames,
    OvRect * edge, OvRect * head);

G_END_DECLS
