/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>

#include "gstmotionstabenums.h"
#include "gstmotionstabpicture.h"
#include "gstmotionstabseries.h"
#include "jerk.h"
#include "pace.h"
#include "shift.h"

G_BEGIN_DECLS

typedef struct
{
  MsIntent intent;
  gdouble sensitivity, min_severity;
  guint kinds;                  /* GstMotionStabKinds */
  gboolean post_shift;
  guint analysis_height;
  GstMotionStabInterlacing interlacing;
  gint sensor_num, sensor_den;
} GstMotionStabSettings;

typedef struct
{
  guint64 frames;               /* that arrived */
  guint64 measured, unreadable, jerks;
  guint64 time, time_max;       /* ns, of those measured: all, the slowest */
  guint width, height;          /* of the small picture */
} GstMotionStabStats;

/* A frame and what was found in it. */
typedef struct
{
  GstMotionStabStamp stamp;
  MsShift shift;                /* in pixels of the small picture */
  gdouble dx, dy;               /* in those of the frame */
  MsPaceReading pace;
} GstMotionStabReading;

typedef struct
{
  GstBaseTransform parent;

  /* Object lock. */
  GstMotionStabSettings settings;
  GstMotionStabStats stats;
  GQueue rolls;                 /* GstEvent: onset-rolling as they came */

  /* Everything below: the streaming thread. */
  GstVideoInfo info;
  gint max_fps_n, max_fps_d;    /* of caps with a variable frame rate */
  GstMotionStabSettings used;   /* the settings of the frame at hand */
  GstMotionStabPicture *picture;        /* NULL = to be made for the caps */
  MsEstimator *estimator;       /* goes with it */
  MsDetector *detector;
  MsJerkSettings told;          /* what detector and pace have been told */
  MsPace *pace;
  GstMotionStabSeries *series;
  gboolean broken;              /* the next frame does not follow on the last */
  gboolean warned_unreadable;
  gboolean speed_off, subject_off;      /* as the pace was last */
  guint64 frame;                /* buffers so far */
  GstClockTime last_time;       /* running time of the last one measured */
  GstClockTime last_interval;
} GstMotionStab;

typedef struct
{
  GstBaseTransformClass parent_class;
} GstMotionStabClass;

GType gst_motion_stab_get_type (void);

#define GST_TYPE_MOTION_STAB (gst_motion_stab_get_type ())
#define GST_MOTION_STAB(obj) ((GstMotionStab *) (obj))

GST_DEBUG_CATEGORY_EXTERN (gst_motion_stab_debug);

/* gstmotionstabanalysis.c: what is done with a frame. */
/* How the detector and the judge are to see the series. */
MsJerkSettings gst_motion_stab_jerk_settings (GstMotionStab * self);
/* The next frame does not follow on the last. */
void gst_motion_stab_analysis_break (GstMotionStab * self);
/* Everything is made anew for the next frame. */
void gst_motion_stab_analysis_reset (GstMotionStab * self);
/* What was found goes out as messages and onto *@buffer, which is made
 * writable by a shallow copy when it is not. */
void gst_motion_stab_analyse (GstMotionStab * self, GstBuffer ** buffer);
/* Takes that are due, or with @at_end all, are reported. */
void gst_motion_stab_report_takes (GstMotionStab * self, gboolean at_end);

/* gstmotionstabreport.c: messages, metas and events. */
void gst_motion_stab_post_shift (GstMotionStab * self,
    const GstMotionStabReading * reading);
void gst_motion_stab_post_jerk (GstMotionStab * self,
    const GstMotionStabFinding * finding, guint age);
void gst_motion_stab_post_pace (GstMotionStab * self,
    const GstMotionStabReading * reading);
/* As a message and downstream. */
void gst_motion_stab_send_verdict (GstMotionStab * self,
    const GstMotionStabVerdict * verdict);
/* @buffer must be writable. */
void gst_motion_stab_put_motion (GstBuffer * buffer,
    const GstMotionStabReading * reading);
void gst_motion_stab_put_jerk (GstBuffer * buffer,
    const GstMotionStabFinding * finding, guint age);

G_END_DECLS
