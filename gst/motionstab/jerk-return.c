/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <math.h>
#include <string.h>

#include "jerk-return.h"

/* A gap of so many steps, with MS_JUDGE_SIDE of them on either side */
#define SIDE MS_JUDGE_SIDE
#define MIN_GAP 2
#define MAX_GAP 8
/* One of them is off by so much, % of the height, and by so many times what the
 * cubic leaves of the sides */
#define MIN_OFF 0.06
#define MIN_RATIO 10.
/* An onset is where the first share of it is seen */
#define ONSET_SHARE 0.2

typedef struct
{
  gdouble a, b, c, d;           /* of 1, t, t^2, t^3 */
} Cubic;

typedef struct
{
  guint gap;
  gdouble ratio;                /* how far off, over what is left; 0 = nothing */
  gdouble severity;
  MsJerkKind kind;
  guint onset;                  /* step in the gap */
} Return;

static gdouble
time_of (guint i, guint gap)
{
  /* about the middle, and about 1, so that the sums are alike */
  return (i - (2 * SIDE + gap - 1) / 2.) / SIDE;
}

static gdouble
at (const Cubic * p, gdouble t)
{
  return p->a + t * (p->b + t * (p->c + t * p->d));
}

/* Even and odd powers part: times lie about 0. Returns what is left of the sides,
 * root of the mean square. */
static gdouble
fit_sides (Cubic * p, const MsStep * steps, guint gap, MsJerkKind channel)
{
  gdouble s0 = 0, s2 = 0, s4 = 0, s6 = 0, r[4] = { 0 }, left = 0;
  guint i;

  for (i = 0; i < 2 * SIDE + gap; i++) {
    gdouble t = time_of (i, gap), v = steps[i].value[channel];

    if (i >= SIDE && i < SIDE + gap)
      continue;
    s0 += 1;
    s2 += t * t;
    s4 += t * t * t * t;
    s6 += t * t * t * t * t * t;
    r[0] += v;
    r[1] += v * t;
    r[2] += v * t * t;
    r[3] += v * t * t * t;
  }
  p->c = (s0 * r[2] - s2 * r[0]) / (s0 * s4 - s2 * s2);
  p->a = (r[0] - p->c * s2) / s0;
  p->d = (s2 * r[3] - s4 * r[1]) / (s2 * s6 - s4 * s4);
  p->b = (r[1] - p->d * s4) / s2;

  for (i = 0; i < 2 * SIDE + gap; i++) {
    gdouble off = steps[i].value[channel] - at (p, time_of (i, gap));

    if (i < SIDE || i >= SIDE + gap)
      left += off * off;
  }
  return sqrt (left / (2 * SIDE - 4));
}

static void
look_between (Return * found, const MsStep * steps, guint gap,
    MsJerkKind channel, gdouble caution)
{
  gdouble off[MAX_GAP], noise, most = 0, sum = 0, least_sum = 0, most_sum = 0;
  Cubic path;
  guint i;

  noise = fit_sides (&path, steps, gap, channel);
  for (i = 0; i < gap; i++) {
    off[i] = steps[SIDE + i].value[channel] - at (&path,
        time_of (SIDE + i, gap));
    most = MAX (most, fabs (off[i]));
    sum += off[i];
    least_sum = MIN (least_sum, sum);
    most_sum = MAX (most_sum, sum);
  }
  noise = MAX (noise, MIN_OFF / MIN_RATIO);
  if (most < caution * MIN_RATIO * noise || most / noise <= found->ratio)
    return;

  found->gap = gap;
  found->ratio = most / noise;
  found->severity = MAX (most, most_sum - least_sum);
  found->kind = channel;
  for (i = 0; fabs (off[i]) < ONSET_SHARE * most; i++);
  found->onset = i;
}

/* The clearest that begins behind the first side, over all gaps and channels. */
static void
find_at (Return * found, const MsStep * steps, guint n,
    const MsJerkSettings * settings)
{
  guint gap, channel;

  memset (found, 0, sizeof (*found));
  for (gap = MIN_GAP; gap <= MAX_GAP && 2 * SIDE + gap <= n; gap++) {
    if (!ms_steps_are_clear (steps, 2 * SIDE + gap))
      return;
    /* speed need not come back: that is another's affair */
    for (channel = 0; channel < MS_JERK_SPEED; channel++) {
      if (settings->kinds & 1u << channel)
        look_between (found, steps, gap, channel, ms_jerk_caution (settings));
    }
  }
}

/* The clearest of the @n that begin here to SIDE steps later. */
static guint
clearest_near (const Return * found, guint n)
{
  guint k, best = 0;

  for (k = 0; k < SIDE && k < n; k++) {
    if (found[k].ratio == 0 && found[best].ratio > 0)
      break;
    if (found[k].ratio > found[best].ratio)
      best = k;
  }
  return best;
}

void
ms_find_returns (GArray * jerks, const MsStep * steps, guint n,
    const MsJerkSettings * settings)
{
  Return *found = g_new (Return, n);
  guint from;

  for (from = 0; from < n; from++)
    find_at (&found[from], steps + from, n - from, settings);

  for (from = 0; from < n; from++) {
    guint at = from + clearest_near (found + from, n - from);

    if (found[at].ratio == 0)
      continue;
    ms_judge_add (jerks, &steps[at + SIDE + found[at].onset], found[at].kind,
        found[at].gap - found[at].onset, found[at].severity, settings);
    from = at + SIDE;
  }
  g_free (found);
}
