/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

/*
 * When a frame is to be shown, on a time line without gaps: frames arrive with
 * the jitter of whatever is before us, and a gap of a millisecond stops a
 * browser's player. Durations follow the capture times slowly; a stall becomes
 * a jump. One thread.
 */
typedef struct
{
  guint timescale;
  gboolean started;
  guint64 next;                 /* decode time of the frame that comes */
  gint64 origin;                /* us: the capture time that is decode time 0 */
  gint64 last;                  /* us: capture time of the last frame */
  gdouble interval;             /* us between frames, as measured; 0 = unknown */
  guint measured;               /* intervals in it */
} TsTimeline;

void ts_timeline_init (TsTimeline * line, TsMedia media);
/* For each frame, sent to anybody or not. Times in units of the timescale. */
void ts_timeline_place (TsTimeline * line, const TsFrame * frame,
    guint64 * decode_time, guint32 * duration);

G_END_DECLS
