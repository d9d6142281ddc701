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
#define SIDE MS_JUDGE_SIDE
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

/* A line through SIDE steps. */
typedef struct
{
  gdouble middle, slope;        /* at the middle of its steps, per step */
  gdouble noise;                /* what is left, root of the mean square */
  guint known;                  /* steps in a row from its first on */
} Line;

/* How the speed changes with the step behind a line. */
typedef struct
{
  gdouble most;                 /* 0 = not */
  guint length;
} Change;

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

static gboolean
is_known (const MsStep * step)
{
  return step->kind == MS_SHIFT_MOVED && step->confidence >= CLEAR_VIEW;
}

gboolean
ms_steps_are_clear (const MsStep * steps, guint n)
{
  guint i;

  for (i = 0; i < n; i++) {
    if (!is_known (&steps[i]))
      return FALSE;
  }
  return TRUE;
}

/* One that begins with each of the @n steps, where there is room for it. */
static void
fit_lines (Line * lines, const MsStep * steps, guint n, MsJerkKind channel)
{
  guint i, known = 0;

  for (i = n; i-- > 0;) {
    known = is_known (&steps[i]) ? known + 1 : 0;
    lines[i].known = known;
    if (known >= SIDE)
      fit_line (&lines[i], steps + i, channel);
  }
}

/* How much more the speed changed over the @gap behind the first of @lines than
 * the lines beside it say. */
static gdouble
change_between (const Line * lines, guint gap, gdouble caution)
{
  const gdouble reach = (SIDE - 1) / 2. + (gap + 1) / 2.;
  const Line *before = lines, *after = lines + SIDE + gap;
  gdouble jump, least;

  jump = (after->middle - after->slope * reach) -
      (before->middle + before->slope * reach);
  least = STEP_NOISE * MAX (before->noise, after->noise) +
      STEP_TREND * (fabs (before->slope) + fabs (after->slope)) * (gap + 1);
  return fabs (jump) > caution * MAX (least, STEP_FLOOR) ? jump : 0;
}

/* The greatest over all gaps. */
static Change
change_at (const Line * lines, gdouble caution)
{
  Change most = { 0, 0 };
  guint gap;

  for (gap = MIN_GAP; gap <= MAX_GAP && 2 * SIDE + gap <= lines->known; gap++) {
    gdouble change = change_between (lines, gap, caution);

    if (fabs (change) > fabs (most.most)) {
      most.most = change;
      most.length = gap;
    }
  }
  return most;
}

/* The first step that has its share in the change; @steps: those of @before. */
static guint
onset_of_change (const MsStep * steps, const Line * before,
    MsJerkKind channel, const Change * change)
{
  guint k;

  for (k = 0; k + 1 < change->length; k++) {
    gdouble on = before->middle + before->slope * (k + (SIDE + 1) / 2.);

    if ((steps[SIDE + k].value[channel] - on) / change->most > 0.2)
      break;
  }
  return k;
}

static gboolean
is_apart (const GArray * jerks, guint64 frame)
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

void
ms_judge_add (GArray * jerks, const MsStep * onset, MsJerkKind kind,
    guint length, gdouble severity, const MsJerkSettings * settings)
{
  MsJerk jerk = { 0 };

  jerk.frame = onset->frame;
  jerk.kind = kind;
  jerk.length = length;
  jerk.severity = ms_severity_to_hundredth (severity);
  jerk.level = ms_level_from_severity (jerk.severity);
  jerk.confidence = onset->confidence;
  if (jerk.severity >= settings->min_severity && is_apart (jerks, jerk.frame))
    g_array_append_val (jerks, jerk);
}

/* The greatest of the @n changes that begin here to APART steps later; where one
 * that is nearly as great begins first. */
static guint
greatest_near (const Change * changes, guint n)
{
  gdouble most = 0;
  guint k;

  for (k = 0; k < APART && k < n; k++) {
    if (changes[k].most == 0 && most != 0)
      break;
    most = MAX (most, fabs (changes[k].most));
  }
  for (k = 0; k < APART && k < n; k++) {
    if (fabs (changes[k].most) >= NEARLY * most)
      return k;
  }
  return 0;
}

/* @steps: those of the line @before it. */
static void
add_change (GArray * jerks, const MsStep * steps, const Line * before,
    MsJerkKind channel, const Change * change, const MsJerkSettings * settings)
{
  guint onset = onset_of_change (steps, before, channel, change);
  guint length = change->length - onset;

  /* what the picture is off by once the change is over */
  ms_judge_add (jerks, &steps[SIDE + onset], channel, length,
      fabs (change->most) * MAX (1, length / 2.), settings);
}

/* Speed that goes over to another one: too slowly to be told while it happens,
 * and not eased as a move is. */
static void
find_changes (GArray * jerks, const MsStep * steps, guint n,
    const MsJerkSettings * settings)
{
  const MsJerkKind channel = MS_JERK_SPEED;
  Line *lines = g_new (Line, n);
  Change *changes = g_new (Change, n);
  guint from;

  fit_lines (lines, steps, n, channel);
  for (from = 0; from < n; from++)
    changes[from] = change_at (&lines[from], ms_jerk_caution (settings));

  for (from = 0; from < n; from++) {
    guint at = from + greatest_near (changes + from, n - from);

    if (changes[at].most == 0)
      continue;
    add_change (jerks, steps + at, &lines[at], channel, &changes[at], settings);
    from = at + SIDE;
  }
  g_free (lines);
  g_free (changes);
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
