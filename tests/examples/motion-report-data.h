/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * What motionstab said of a stream, take by take.
 *
 * It is told by structures: motionstab's own messages, some of reverseplay's,
 * and two of the report's: REPORT_VIDEO when the picture's size is known, and
 * REPORT_FRAME for each frame whose metas were read.
 */

/* width, height (int), framerate (string), title (string); each may be absent */
#define REPORT_VIDEO "motion-report-video"
/* take (uint, absent = the camera itself), frame (uint64, in the take, or in
 * the stream), running-time (uint64, ns, when it was shot), timecode; of
 * onset-motion kind, dx, dy, rotation, scale; of onset-jerk the structure jerk
 * with its age */
#define REPORT_FRAME "motion-report-frame"

typedef enum
{
  AXIS_SWAY,
  AXIS_BUMP,
  AXIS_ROLL,
  AXIS_SPEED,
  N_AXES
} ReportAxis;

typedef enum
{
  LEVEL_NOMINAL,
  LEVEL_NEEDS_REVIEW,
  LEVEL_NEEDS_FIX,
  N_LEVELS
} ReportLevel;

typedef struct
{
  guint64 frame;
  GstClockTime time;            /* running time */
  gdouble at;                   /* s from the first; filled by finish() */
  gboolean moved;               /* else the motion is not known */
  gboolean cut;
  gdouble step[N_AXES];         /* % of the height twice, degrees, % */
  gchar *timecode;
} ReportShift;

typedef struct
{
  guint64 frame;
  GstClockTime time;
  gdouble at;
  ReportAxis kind;
  ReportLevel level;
  gdouble severity;             /* % of the height */
  guint length;                 /* frames */
  gchar *timecode;
  gboolean in_take;             /* frame counts from the take's first */
} ReportJerk;

typedef struct
{
  guint id;                     /* 0 = the whole stream */
  gchar *name;
  GArray *shifts;               /* ReportShift */
  GArray *jerks;                /* ReportJerk, as they were flagged live */
  GArray *judged;               /* with the whole take in sight, or NULL */
  GstClockTime start, duration; /* of the report, NONE = not known */
  gdouble seconds;              /* from first to last; filled by finish() */
} ReportTake;

typedef struct
{
  gchar *title;
  gint width, height;
  gint fps_n, fps_d;
  GPtrArray *takes;             /* ReportTake; the first is the stream */
} Report;

Report *report_new (void);
void report_free (Report * report);
void report_add (Report * report, const GstStructure * s);
/* When all has come: sorts, and cuts takes out of the stream that were never
 * played. */
void report_finish (Report * report);

/* Those to be shown: the takes, or the stream if there are none. (transfer
 * container) */
GPtrArray *report_chapters (const Report * report);
/* The final list, or what was flagged live. */
const GArray *report_take_jerks (const ReportTake * take);
guint report_take_measured (const ReportTake * take);

const gchar *report_axis_nick (ReportAxis axis);
const gchar *report_level_nick (ReportLevel level);

G_END_DECLS
