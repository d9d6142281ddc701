/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "shift.h"

G_BEGIN_DECLS

/*
 * Jerks in a series of shifts: what a viewer sees as uneven against the move's
 * own smooth path.
 *
 * Four channels, each in % of the frame's height: sideways (sway), up and down
 * (bump), rotation and scale as they move a point half a height from the centre
 * (roll, speed).
 *
 * MsDetector flags while frames come, at most MS_JERK_MAX_AGE frames after the
 * onset; ms_judge() looks at a whole take with the future in sight.
 */
#define MS_JERK_MAX_AGE 4
/* Shifts of less confidence are not looked at. */
#define MS_JERK_MIN_CONFIDENCE 0.4

typedef enum
{
  MS_JERK_SWAY,
  MS_JERK_BUMP,
  MS_JERK_ROLL,
  MS_JERK_SPEED,
} MsJerkKind;
#define MS_N_CHANNELS 4

/* After the grades of quality control for a camera bump */
typedef enum
{
  MS_LEVEL_NOMINAL,
  MS_LEVEL_NEEDS_REVIEW,
  MS_LEVEL_NEEDS_FIX,
} MsLevel;

typedef enum
{
  MS_INTENT_LOCKED_OFF,
  MS_INTENT_DOLLY,
  MS_INTENT_HANDHELD,
} MsIntent;

typedef struct
{
  MsIntent intent;
  gdouble sensitivity;          /* 0 to 1 */
  gdouble min_severity;         /* % of the frame's height */
  guint kinds;                  /* 1 << MsJerkKind */
  gdouble fps;                  /* frames a second that differ: the sensor's */
} MsJerkSettings;

/* Severity is how far the picture is off its smooth path: by what it jumps in one
 * frame, or by what it is thrown from one end to the other in all of them
 * together, whichever is more. */
typedef struct
{
  guint64 frame;                /* the onset: the first that is off the path */
  MsJerkKind kind;
  gdouble severity;             /* % of the frame's height, to 0.01 */
  MsLevel level;
  guint length;                 /* frames, so far when it is reported live */
  gdouble confidence;           /* 0 to 1 */
} MsJerk;

/* One frame of the series: the shift, scaled to % of the frame's height. */
typedef struct
{
  guint64 frame;
  MsShiftKind kind;
  gdouble value[MS_N_CHANNELS];
  gdouble confidence;
} MsStep;

/* @height: of the picture that @shift is in pixels of. */
void ms_step_from_shift (MsStep * step, guint64 frame, const MsShift * shift,
    guint height);

/* What thresholds are multiplied by: 2 at the sensitivity 0, 1 at 0.5, 0.5 at 1;
 * and twice that for a hand-held camera. */
gdouble ms_jerk_caution (const MsJerkSettings * settings);

gdouble ms_severity_to_hundredth (gdouble severity);
MsLevel ms_level_from_severity (gdouble severity);

typedef struct _MsDetector MsDetector;

MsDetector *ms_detector_new (void);
void ms_detector_free (MsDetector * detector);
/* Any time; holds from the next frame on, the series goes on. */
void ms_detector_set (MsDetector * detector, const MsJerkSettings * settings);
/* The series starts anew. */
void ms_detector_reset (MsDetector * detector);
/* TRUE: @jerk is a new one. */
gboolean ms_detector_add (MsDetector * detector, const MsStep * step,
    MsJerk * jerk);

/* @jerk, the newest, with what came of it since: its severity, level, length and
 * confidence. Nothing changes once it is over. */
void ms_detector_update (const MsDetector * detector, MsJerk * jerk);

/* All jerks of a series, its frames in order: MsJerk, in the order of their
 * onsets. (transfer full). Any thread. */
GArray *ms_judge (const MsStep * steps, guint n, const MsJerkSettings *
    settings);

G_END_DECLS
