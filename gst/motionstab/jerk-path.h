/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * MsPath: a smooth move's last steps, and where it goes on to.
 *
 * Three predictions: that it goes on at its speed (the median of the last
 * steps), that its speed goes on changing as it did (a line through more of
 * them), and that the change goes on changing (a parabola through still more).
 * A smooth move, its starts and stops included, is near one of them; a jerk is
 * near none.
 */
typedef enum
{
  MS_PREDICT_LEVEL,
  MS_PREDICT_LINE,
  MS_PREDICT_PARABOLA,
} MsPrediction;
#define MS_N_PREDICTIONS 3

#define MS_PATH_MAX 40

typedef struct
{
  gdouble steps[MS_PATH_MAX];   /* the newest last */
  guint n;
  guint length[MS_N_PREDICTIONS];       /* steps that each looks back */
  gboolean level_only;
} MsPath;

/* @fps: the looks back are as long in seconds at each. @level_only: whatever
 * moves is off the path. */
void ms_path_set (MsPath * path, gdouble fps, gboolean level_only);
void ms_path_clear (MsPath * path);
void ms_path_add (MsPath * path, gdouble step);
/* The newest but @back; the oldest if there are not so many. 0 without any. */
gdouble ms_path_last (const MsPath * path, guint back);
/* What each of the last steps differed by from the one before. */
gdouble ms_path_acceleration (const MsPath * path);
/* The step that comes @ahead (from 1) of the newest. 0 without any. */
gdouble ms_path_predict (const MsPath * path, MsPrediction prediction,
    guint ahead);

G_END_DECLS
