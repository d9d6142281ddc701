/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/video/video.h>

#include "jerk.h"

G_BEGIN_DECLS

/*
 * GstMotionStabSeries: the steps of the stream as far back as they are needed,
 * and the takes that are to be judged when they have ended.
 *
 * Steps are numbered from 0. As long as no take has rolled all of them belong
 * to take 0, the whole stream. What gets too long is judged piece by piece, so
 * that a series has no end that it must not reach.
 *
 * One thread at a time.
 */

/* What is told of a frame. */
typedef struct
{
  guint64 frame;                /* counts buffers */
  GstClockTime timestamp, stream_time, running_time, duration;

  /* Its timecode; fps_n 0 = none. */
  guint fps_n, fps_d, frames;
  guint8 hours, minutes, seconds, field_count;
  GstVideoTimeCodeFlags flags;
} GstMotionStabStamp;

void gst_motion_stab_stamp_set_timecode (GstMotionStabStamp * stamp,
    GstBuffer * buffer);
/* NULL when it has none. (transfer full) */
gchar *gst_motion_stab_stamp_timecode (const GstMotionStabStamp * stamp);

typedef struct
{
  MsJerk jerk;
  GstMotionStabStamp onset;
} GstMotionStabFinding;

/* What there is to say of a take. */
typedef struct
{
  guint take;                   /* 0 = the whole stream */
  guint64 frames;               /* measured */
  gboolean exact;               /* @first is the take's first frame */
  GstMotionStabStamp first, last;       /* no times when @frames is 0 */
  GArray *findings;             /* GstMotionStabFinding, by onset */
} GstMotionStabVerdict;

void gst_motion_stab_verdict_free (GstMotionStabVerdict * verdict);

typedef struct _GstMotionStabSeries GstMotionStabSeries;

GstMotionStabSeries *gst_motion_stab_series_new (void);
void gst_motion_stab_series_free (GstMotionStabSeries * series);

/* The number of the step that comes next. */
guint64 gst_motion_stab_series_next (const GstMotionStabSeries * series);
void gst_motion_stab_series_add (GstMotionStabSeries * series,
    const MsStep * step, const GstMotionStabStamp * stamp,
    const MsJerkSettings * settings);
/* NULL when it is not there any more. Valid until the next call. */
const GstMotionStabStamp *gst_motion_stab_series_stamp (const
    GstMotionStabSeries * series, guint64 number);
/* Running time starts anew. */
void gst_motion_stab_series_flush (GstMotionStabSeries * series);

/* Running times as in onset-rolling: of the first and the last frame,
 * GST_CLOCK_TIME_NONE = now. */
void gst_motion_stab_series_roll (GstMotionStabSeries * series, guint take,
    GstClockTime start);
void gst_motion_stab_series_cut (GstMotionStabSeries * series, guint take,
    GstClockTime start, GstClockTime stop);
/* The next take of which all is known, NULL when there is none. @at_end:
 * nothing comes any more. */
GstMotionStabVerdict *gst_motion_stab_series_judge (GstMotionStabSeries *
    series, const MsJerkSettings * settings, gboolean at_end);

G_END_DECLS
