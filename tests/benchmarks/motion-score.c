/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "motion-score.h"

#include <math.h>
#include <string.h>

#define WINDOW 9
/* A jerk and what is said of it may lie so many frames apart. */
#define TOLERANCE 2
/* % of the height from one frame to the next */
#define VISIBLE 0.1

struct _MotionScore
{
  GArray *raw, *jitter, *rotation, *scale;      /* gdouble */
  MotionFinds live, judged;
};

MotionScore *
motion_score_new (void)
{
  MotionScore *score = g_new0 (MotionScore, 1);

  score->raw = g_array_new (FALSE, FALSE, sizeof (gdouble));
  score->jitter = g_array_new (FALSE, FALSE, sizeof (gdouble));
  score->rotation = g_array_new (FALSE, FALSE, sizeof (gdouble));
  score->scale = g_array_new (FALSE, FALSE, sizeof (gdouble));
  return score;
}

void
motion_score_free (MotionScore * score)
{
  g_array_unref (score->raw);
  g_array_unref (score->jitter);
  g_array_unref (score->rotation);
  g_array_unref (score->scale);
  g_free (score);
}

/* --- errors ----------------------------------------------------------------- */

static gint
compare (gconstpointer a, gconstpointer b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return x < y ? -1 : x > y;
}

static gdouble
median_around (const gdouble * values, gint n, gint i)
{
  gdouble window[WINDOW];
  gint k;

  for (k = 0; k < WINDOW; k++)
    window[k] = values[CLAMP (i + k - WINDOW / 2, 0, n - 1)];
  qsort (window, WINDOW, sizeof (gdouble), compare);
  return window[WINDOW / 2];
}

static void
errors_of (const DollyMotion * is, const DollyMotion * truth, gdouble height,
    gdouble * e)
{
  e[0] = (is->dx - truth->dx) * 540 / height;
  e[1] = (is->dy - truth->dy) * 540 / height;
  e[2] = (is->rotation - truth->rotation) * 270;
  e[3] = log (MAX (is->scale, 1e-6) / truth->scale) * 270;
}

static void
append (GArray * array, gdouble value)
{
  g_array_append_val (array, value);
}

static void
add_errors (MotionScore * score, const DollyShot * shot,
    const DollySettings * settings, const DollyMotion * motion)
{
  const gint n = (gint) settings->frames - 1;
  gdouble *errors[4];
  gint i, k;

  for (k = 0; k < 4; k++)
    errors[k] = g_new (gdouble, n);
  for (i = 0; i < n; i++) {
    DollyMotion truth;
    gdouble e[4];

    dolly_shot_motion (shot, i + 1, TRUE, &truth);
    errors_of (&motion[i + 1], &truth, settings->height, e);
    for (k = 0; k < 4; k++)
      errors[k][i] = e[k];
  }
  for (i = 0; i < n; i++) {
    gdouble jitter[4];

    for (k = 0; k < 4; k++)
      jitter[k] = errors[k][i] - median_around (errors[k], n, i);
    append (score->raw, hypot (errors[0][i], errors[1][i]));
    append (score->jitter, hypot (jitter[0], jitter[1]));
    append (score->rotation, fabs (jitter[2]));
    append (score->scale, fabs (jitter[3]));
  }
  for (k = 0; k < 4; k++)
    g_free (errors[k]);
}

static void
spread_of (GArray * values, MotionSpread * spread)
{
  *spread = (MotionSpread) {
  0, 0};
  if (values->len == 0)
    return;
  g_array_sort (values, compare);
  spread->median = g_array_index (values, gdouble, values->len / 2);
  spread->p95 = g_array_index (values, gdouble,
      (guint) (0.95 * (values->len - 1)));
}

void
motion_score_errors (const MotionScore * score, MotionSpread * raw,
    MotionSpread * jitter, MotionSpread * rotation, MotionSpread * scale)
{
  spread_of (score->raw, raw);
  spread_of (score->jitter, jitter);
  spread_of (score->rotation, rotation);
  spread_of (score->scale, scale);
}

/* --- jerks ------------------------------------------------------------------ */

static const MsJerkKind kinds[] = {
  [DOLLY_SWAY] = MS_JERK_SWAY,
  [DOLLY_BUMP] = MS_JERK_BUMP,
  [DOLLY_ROLL] = MS_JERK_ROLL,
  [DOLLY_SPEED] = MS_JERK_SPEED,
};

static const DollyJerk *
jerk_at (const DollySettings * settings, guint64 frame)
{
  guint i;

  for (i = 0; i < settings->n_jerks; i++) {
    const DollyJerk *jerk = &settings->jerks[i];

    if (frame + TOLERANCE >= jerk->frame
        && frame <= jerk->frame + jerk->length + TOLERANCE)
      return jerk;
  }
  return NULL;
}

/* What is told twice counts once, what can hardly be seen neither way. */
static void
count_finds (MotionFinds * finds, const DollyShot * shot,
    const DollySettings * settings, GArray * said)
{
  guint i, k;

  for (k = 0; k < said->len; k++) {
    if (!jerk_at (settings, g_array_index (said, MsJerk, k).frame)) {
      finds->false_alarms++;
      finds->on_smooth += settings->n_jerks == 0;
    }
  }
  for (i = 0; i < settings->n_jerks; i++) {
    const DollyJerk *jerk = &settings->jerks[i];

    if (dolly_shot_jerk_peak (shot, jerk) < VISIBLE)
      continue;
    finds->jerks++;
    for (k = 0; k < said->len; k++) {
      const MsJerk *m = &g_array_index (said, MsJerk, k);

      if (jerk_at (settings, m->frame) == jerk) {
        finds->found++;
        finds->right_kind += m->kind == kinds[jerk->kind];
        break;
      }
    }
  }
}

static GArray *
jerks_live (const MsStep * steps, guint n, const MsJerkSettings * settings)
{
  GArray *said = g_array_new (FALSE, FALSE, sizeof (MsJerk));
  MsDetector *detector = ms_detector_new ();
  MsJerk jerk;
  guint i;

  ms_detector_set (detector, settings);
  for (i = 0; i < n; i++) {
    if (ms_detector_add (detector, &steps[i], &jerk))
      g_array_append_val (said, jerk);
  }
  ms_detector_free (detector);
  return said;
}

void
motion_score_add (MotionScore * score, const DollyShot * shot,
    const DollySettings * settings, const DollyMotion * motion,
    const MsStep * steps)
{
  /* the element's defaults */
  const MsJerkSettings jerk_settings = {
    .intent = MS_INTENT_DOLLY,
    .sensitivity = 0.5,
    .min_severity = 0.15,
    .kinds = 15,
    .fps = settings->fps,
  };
  GArray *said;

  add_errors (score, shot, settings, motion);
  said = jerks_live (steps, settings->frames, &jerk_settings);
  count_finds (&score->live, shot, settings, said);
  g_array_unref (said);
  said = ms_judge (steps, settings->frames, &jerk_settings);
  count_finds (&score->judged, shot, settings, said);
  g_array_unref (said);
}

static void
add_finds (MotionFinds * sum, const MotionFinds * finds)
{
  sum->jerks += finds->jerks;
  sum->found += finds->found;
  sum->right_kind += finds->right_kind;
  sum->false_alarms += finds->false_alarms;
  sum->on_smooth += finds->on_smooth;
}

void
motion_score_finds (const MotionScore * score, MotionFinds * live,
    MotionFinds * judged)
{
  add_finds (live, &score->live);
  add_finds (judged, &score->judged);
}

gdouble
motion_finds_f1 (const MotionFinds * finds)
{
  guint missed = finds->jerks - finds->found;
  guint all = 2 * finds->found + finds->false_alarms + missed;

  return all > 0 ? 2. * finds->found / all : 1;
}
