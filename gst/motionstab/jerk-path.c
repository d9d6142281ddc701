/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "jerk-path.h"

/* Steps at 25 frames a second */
static const guint lengths[MS_N_PREDICTIONS] = { 3, 5, 8 };

/* A locked-off camera's path is where it stood for so long */
#define STILL_LENGTH 31

void
ms_path_set (MsPath * path, gdouble fps, gboolean level_only)
{
  guint i;

  path->level_only = level_only;
  for (i = 0; i < MS_N_PREDICTIONS; i++) {
    guint length = (guint) (lengths[i] * MAX (fps, 25) / 25 + 0.5);

    path->length[i] = MIN (length, MS_PATH_MAX);
  }
  /* a median of an odd number is one of them */
  path->length[MS_PREDICT_LEVEL] |= 1;
  if (level_only)
    path->length[MS_PREDICT_LEVEL] = STILL_LENGTH;
}

void
ms_path_clear (MsPath * path)
{
  path->n = 0;
}

void
ms_path_add (MsPath * path, gdouble step)
{
  if (path->n == MS_PATH_MAX) {
    memmove (path->steps, path->steps + 1,
        (MS_PATH_MAX - 1) * sizeof (gdouble));
    path->n--;
  }
  path->steps[path->n++] = step;
}

gdouble
ms_path_last (const MsPath * path, guint back)
{
  if (path->n == 0)
    return 0;
  return path->steps[path->n - 1 - MIN (back, path->n - 1)];
}

gdouble
ms_path_acceleration (const MsPath * path)
{
  guint n = MIN (path->n, path->length[MS_PREDICT_LINE]);

  if (n < 2)
    return 0;
  return (ms_path_last (path, 0) - ms_path_last (path, n - 1)) / (n - 1);
}

static gdouble
median (const gdouble * v, guint n)
{
  gdouble sorted[MS_PATH_MAX];
  guint i, j;

  for (i = 0; i < n; i++) {
    for (j = i; j > 0 && sorted[j - 1] > v[i]; j--)
      sorted[j] = sorted[j - 1];
    sorted[j] = v[i];
  }
  return sorted[n / 2];
}

/* Least squares of a polynomial of degree 1 or 2 through the last @n steps, at
 * @ahead of the newest. Time is counted from their middle, so that odd and even
 * powers part. */
static gdouble
extrapolate (const gdouble * v, guint n, guint degree, guint ahead)
{
  gdouble s0 = n, s2 = 0, s4 = 0, r0 = 0, r1 = 0, r2 = 0;
  gdouble middle = (n - 1) / 2., t = n - 1 + ahead - middle;
  gdouble a, b, c = 0;
  guint i;

  for (i = 0; i < n; i++) {
    gdouble x = i - middle;

    s2 += x * x;
    s4 += x * x * x * x;
    r0 += v[i];
    r1 += x * v[i];
    r2 += x * x * v[i];
  }
  b = r1 / s2;
  if (degree == 2)
    c = (s0 * r2 - s2 * r0) / (s0 * s4 - s2 * s2);
  a = (r0 - c * s2) / s0;
  return a + b * t + c * t * t;
}

gdouble
ms_path_predict (const MsPath * path, MsPrediction prediction, guint ahead)
{
  guint n = MIN (path->n, path->length[prediction]);

  if (path->n == 0)
    return 0;
  if (path->level_only)
    prediction = MS_PREDICT_LEVEL;
  if (prediction == MS_PREDICT_PARABOLA && n >= 6)
    return extrapolate (path->steps + path->n - n, n, 2, ahead);
  if (prediction >= MS_PREDICT_LINE && path->n >= 4) {
    n = MIN (path->n, path->length[MS_PREDICT_LINE]);
    return extrapolate (path->steps + path->n - n, n, 1, ahead);
  }
  n = MIN (path->n, path->length[MS_PREDICT_LEVEL]);
  return median (path->steps + path->n - n, n);
}
