/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <math.h>

#include "jerk.h"
#include "jerk-return.h"

/* A change of speed is looked for between two lines, each through so many
 * steps, with up to so many between them */
#define SIDE 8
#define MIN_GAP 2
#define MAX_GAP 8
/* It is more than so many times what the lines leave, and than what they would
 * have changed by themselves; and so much at least, % of the height per step */
#define STEP_NOISE 6.
#define STEP_TREND 1.0
#define STEP_FLOOR 0.06
/* Of a slow change that much has to be seen of the background */
#define CLEAR_VIEW 0.8
/* Changes that are nearly as great begin the same one */
#define NEARLY 0.85
/* Two jerks are at least so many frames apart */
#define APART 9

typedef struct
{
  gdouble middle, slope;        /* at the middle of its steps, per step */
  gdouble noise;                /* what is left, root of the mean square */
} Line;

static void
fit_line (Line * line, const MsStep * steps, MsJerkKind channel)
{
  const gdouble centre = (SIDE - 1) / 2.;
  gdouble sum = 0, moment = 0, inertia = 0, left = 0;
  guint i;

  for (i = 0; i < SIDE; i++) {
    sum += steps[i].value[channel];
    moment += (i - centre) * steps[i].value[channel];
    inertia += (i - centre) * (i - centre);
  }
  line->middle = sum / SIDE;
  line->slope = moment / inertia;
  for (i = 0; i < SIDE; i++) {
    gdouble off = steps[i].value[channel] - line->middle -
        line->slope * (i - centre);

    left += off * off;
  }
  line->noise = sqrt (left / (SIDE - 2));
}

gboolean
ms_steps_are_clear (const MsStep * steps, guint n)
{
  guint i;

  for (i = 0; i < n; i++) {
    if (steps[i].kind != MS_SHIFT_MOVED || steps[i].confidence < CLEAR_VIEW)
      return FALSE;
  }
  return TRUE;
}

/* How much more the speed changed over the @gap than the lines beside it say. */
static gdouble
change_between (const MsStep * steps, guint gap, MsJerkKind channel,
    gdouble caution)
{
  const gdouble reach = (SIDE - 1) / 2. + (gap + 1) / 2.;
  Line before, after;
  gdouble jump, least;

  fit_line (&before, steps, channel);
  fit_line (&after, steps + SIDE + gap, channel);
  jump = (after.middle - after.slope * reach) -
      (before.middle + before.slope * reach);
  least = STEP_NOISE * MAX (before.noise, after.noise) +
      STEP_TREND * (fabs (before.slope) + fabs (after.slope)) * (gap + 1);
  return fabs (jump) > caution * MAX (least, STEP_FLOOR) ? jump : 0;
}

/* The change that begins with the step behind the first line: the greatest over
 * all gaps. */
static gdouble
change_at (const MsStep * steps, guint n, MsJerkKind channel, gdouble caution,
    guint * length)
{
  gdouble most = 0;
  guint gap;

  for (gap = MIN_GAP; gap <= MAX_GAP && 2 * SIDE + gap <= n; gap++) {
    gdouble change;

    if (!ms_steps_are_clear (steps, 2 * SIDE + gap))
      break;
    change = change_between (steps, gap, channel, caution);
    if (fabs (change) > fabs (most)) {
      most = change;
      *length = gap;
    }
  }
  return most;
}

/* The first step that has its share in the change. */
static guint
onset_of_change (const MsStep * steps, MsJerkKind channel, guint length,
    gdouble change)
{
  Line before;
  guint k;

  fit_line (&before, steps, channel);
  for (k = 0; k + 1 < length; k++) {
    gdouble on = before.middle + before.slope * (k + (SIDE + 1) / 2.);

    if ((steps[SIDE + k].value[channel] - on) / change > 0.2)
      break;
  }
  return k;
}

gboolean
ms_jerk_is_apart (const GArray * jerks, guint64 frame)
{
  guint i;

  for (i = 0; i < jerks->len; i++) {
    const MsJerk *jerk = &g_array_index (jerks, MsJerk, i);

    if (frame + APART > jerk->frame &&
        frame < jerk->frame + jerk->length + APART)
      return FALSE;
  }
  return TRUE;
}

/* The greatest of the changes that begin @from here to APART steps later; where
 * one that is nearly as great begins first. */
static gdouble
greatest_near (const MsStep * steps, guint n, MsJerkKind channel,
    gdouble caution, guint from, guint * at, guint * length)
{
  gdouble changes[APART] = { 0 }, most = 0;
  guint lengths[APART] = { 0 }, k;

  for (k = 0; k < APART && from + k + 2 * SIDE + MIN_GAP <= n; k++) {
    changes[k] = change_at (steps + from + k, n - from - k, channel, caution,
        &lengths[k]);
    if (changes[k] == 0 && most != 0)
      break;
    most = MAX (most, fabs (changes[k]));
  }
  for (k = 0; k + 1 < APART && fabs (changes[k]) < NEARLY * most; k++);
  *at = from + k;
  *length = lengths[k];
  return changes[k];
}

static void
add_change (GArray * jerks, const MsStep * steps, MsJerkKind channel,
    guint length, gdouble change, const MsJerkSettings * settings)
{
  guint onset = onset_of_change (steps, channel, length, change);
  const MsStep *step = &steps[SIDE + onset];
  MsJerk jerk = { 0 };

  jerk.frame = step->frame;
  jerk.kind = channel;
  jerk.length = length - onset;
  /* what the picture is off by once the change is over */
  jerk.severity = ms_severity_to_hundredth (fabs (change) *
      MAX (1, jerk.length / 2.));
  jerk.level = ms_level_from_severity (jerk.severity);
  jerk.confidence = step->confidence;
  if (ms_jerk_is_apart (jerks, jerk.frame)
      && jerk.severity >= settings->min_severity)
    g_array_append_val (jerks, jerk);
}

/* Speed that goes over to another one: too slowly to be told while it happens,
 * and not eased as a move is. */
static void
find_changes (GArray * jerks, const MsStep * steps, guint n,
    const MsJerkSettings * settings)
{
  const MsJerkKind channel = MS_JERK_SPEED;
  guint from;

  for (from = 0; from + 2 * SIDE + MIN_GAP <= n; from++) {
    guint at = from, length = 0;
    gdouble change = greatest_near (steps, n, channel,
        ms_jerk_caution (settings), from, &at, &length);

    if (change == 0)
      continue;
    add_change (jerks, steps + at, channel, length, change, settings);
    from = at + SIDE;
  }
}

static gint
compare_onsets (gconstpointer a, gconstpointer b)
{
  const MsJerk *x = a, *y = b;

  return (x->frame > y->frame) - (x->frame < y->frame);
}

/* The live findings, but each with all that came of it. */
static GArray *
find_live (const MsStep * steps, guint n, const MsJerkSettings * settings)
{
  GArray *jerks = g_array_new (FALSE, FALSE, sizeof (MsJerk));
  MsDetector *detector = ms_detector_new ();
  guint i;

  ms_detector_set (detector, settings);
  for (i = 0; i < n; i++) {
    MsJerk jerk;

    if (ms_detector_add (detector, &steps[i], &jerk))
      g_array_append_val (jerks, jerk);
    else if (jerks->len > 0)
      ms_detector_update (detector, &g_array_index (jerks, MsJerk,
              jerks->len - 1));
  }
  ms_detector_free (detector);
  return jerks;
}

GArray *
ms_judge (const MsStep * steps, guint n, const MsJerkSettings * settings)
{
  GArray *jerks = find_live (steps, n, settings);

  if (settings->kinds & 1u << MS_JERK_SPEED)
    find_changes (jerks, steps, n, settings);
  ms_find_returns (jerks, steps, n, settings);
  g_array_sort (jerks, compare_onsets);
  return jerks;
}
