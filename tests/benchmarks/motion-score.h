/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "dolly-shot.h"

#include <jerk.h>

G_BEGIN_DECLS

/*
 * How near an estimate is to a shot's truth, over any number of shots.
 *
 * Errors are in pixels at 540 lines; those of rotation and scale half a height
 * from the centre. Jitter is what is left of an error when its running median
 * over 9 frames is taken away: the far wall is the truth, parallax shifts an
 * estimate by a constant, and a detector of jerks does not see that.
 */
typedef struct
{
  gdouble median, p95;
} MotionSpread;

typedef struct
{
  guint jerks;                  /* that are to be seen: 0.1 % and more */
  guint found;
  guint right_kind;
  guint false_alarms;
  guint on_smooth;              /* of them, in shots without any jerk */
} MotionFinds;

typedef struct _MotionScore MotionScore;

MotionScore *motion_score_new (void);
void motion_score_free (MotionScore * score);
/* @motion, and @steps, which go to the detector: one for each frame. */
void motion_score_add (MotionScore * score, const DollyShot * shot,
    const DollySettings * settings, const DollyMotion * motion,
    const MsStep * steps);

void motion_score_errors (const MotionScore * score, MotionSpread * raw,
    MotionSpread * jitter, MotionSpread * rotation, MotionSpread * scale);
/* Adds to what is there. */
void motion_score_finds (const MotionScore * score, MotionFinds * live,
    MotionFinds * judged);
gdouble motion_finds_f1 (const MotionFinds * finds);

G_END_DECLS
