/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * MsEstimator: how the background moved from one picture to the next.
 *
 * The picture is cut into tiles. Each finds its own motion (Lucas and Kanade
 * 1981, with gain and offset of the brightness solved along: Bartoli 2008), down
 * a pyramid; the tiles then vote by area on a similarity: least median of
 * squares (Rousseeuw 1984) to begin with, then Tukey's weights. How sharp a
 * tile is hardly counts, so that a sharp actor in front of a soft background
 * does not win.
 *
 * Motion is in pixels of the small picture, about its centre, which is at
 * ((width - 1) / 2, (height - 1) / 2); y points down. A point p of the last
 * picture is at
 *   c + scale * R (rotation) * (p - c) + (dx, dy)
 * in this one, R turns clockwise as seen for rotation > 0.
 *
 * No heap use per picture. One thread at a time.
 */
typedef enum
{
  MS_SHIFT_FIRST,               /* nothing to compare with */
  MS_SHIFT_MOVED,               /* measured */
  MS_SHIFT_DUPLICATE,           /* the last picture once more: no motion seen */
  MS_SHIFT_FLASH,               /* too much brighter or darker to trust */
  MS_SHIFT_CUT,                 /* another picture */
  MS_SHIFT_BLIND,               /* nothing to hold on to: flat, or noise */
} MsShiftKind;

typedef struct
{
  gdouble dx, dy;
  gdouble rotation;             /* radians */
  gdouble scale;                /* ratio */
} MsMotion;

typedef struct
{
  MsShiftKind kind;
  MsMotion motion;              /* of the background; 0, 0, 0, 1 if not MOVED */
  gdouble confidence;           /* 0 to 1: 0 if not MOVED */
  gdouble gain;                 /* of the brightness, ratio to the last */
  gdouble jitter;               /* pixels: what the motion is uncertain by */

  /* What stands in front and does not move as the background does */
  gdouble subject_share;        /* of the picture, 0 to 1; 0 = nothing found */
  MsMotion subject;             /* its motion, as above */
} MsShift;

typedef struct _MsEstimator MsEstimator;

/* For pictures of @width x @height, from 1 x 1. */
MsEstimator *ms_estimator_new (guint width, guint height);
void ms_estimator_free (MsEstimator * estimator);

/* The next picture is a first one. */
void ms_estimator_reset (MsEstimator * estimator);

/* Where the next picture goes: width x height, values from 0 to 4095, no
 * padding; then ms_estimator_run(). */
gint16 *ms_estimator_next (MsEstimator * estimator);
void ms_estimator_run (MsEstimator * estimator, MsShift * shift);

G_END_DECLS
