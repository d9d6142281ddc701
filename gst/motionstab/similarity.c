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

#include "similarity.h"

/* A motion that differs from the expected one by so many pixels, far from the
 * centre, has to convince so much better */
#define SURPRISE 4.
#define MAX_SURPRISE 0.5
/* Positions are counted in this, so that the four unknowns are alike */
#define UNIT 100.f

/* Sharp tiles are not better than this, pixels */
#define FLOOR 0.02f
#define TUKEY 4.685f
#define MSAC_CAP 9.f
#define MIN_SPREAD 0.04f
#define ROUNDS 5

/* Of a motion, beside another one: tx, ty, a, b; see MsVotes */
static void
to_linear (gfloat l[4], const MsMotion * motion, const MsMotion * origin)
{
  l[0] = (gfloat) (motion->dx - origin->dx);
  l[1] = (gfloat) (motion->dy - origin->dy);
  l[2] = (gfloat) (UNIT * (motion->scale * cos (motion->rotation) -
          origin->scale * cos (origin->rotation)));
  l[3] = (gfloat) (UNIT * (motion->scale * sin (motion->rotation) -
          origin->scale * sin (origin->rotation)));
}

static void
from_linear (MsMotion * motion, const gfloat l[4], const MsMotion * origin)
{
  gdouble a = origin->scale * cos (origin->rotation) + l[2] / UNIT;
  gdouble b = origin->scale * sin (origin->rotation) + l[3] / UNIT;

  motion->dx = origin->dx + l[0];
  motion->dy = origin->dy + l[1];
  motion->rotation = atan2 (b, a);
  motion->scale = hypot (a, b);
}

/* What is found, beside @origin: small numbers are exact ones. */
static void
collect (MsVotes * votes, const MsTile * tiles, guint n_tiles,
    const MsMotion * origin)
{
  gdouble a = origin->scale * cos (origin->rotation) - 1;
  gdouble b = origin->scale * sin (origin->rotation);
  guint i, n = 0;

  for (i = 0; i < n_tiles && n < MS_MAX_VOTES; i++) {
    const MsTile *t = &tiles[i];

    if (!t->found || t->aside)
      continue;
    votes->x[n] = (gfloat) t->x / UNIT;
    votes->y[n] = (gfloat) t->y / UNIT;
    votes->u[n] = (gfloat) (t->u - t->beside_u -
        (origin->dx + a * t->x - b * t->y));
    votes->v[n] = (gfloat) (t->v - t->beside_v -
        (origin->dy + b * t->x + a * t->y));
    votes->xx[n] = (gfloat) (t->xx + t->beside_variance);
    votes->xy[n] = (gfloat) t->xy;
    votes->trust[n] = (gfloat) ms_tile_trust (t);
    votes->yy[n] = (gfloat) (t->yy + t->beside_variance);
    n++;
  }
  votes->n = n;
}

static void
fill_up (MsVotes * votes)
{
  guint i = votes->n;

  for (; i % MS_LANES != 0; i++) {
    votes->x[i] = votes->y[i] = votes->u[i] = votes->v[i] = 0;
    votes->xx[i] = votes->yy[i] = 1;
    votes->xy[i] = votes->trust[i] = 0;
  }
  votes->n = i;
}

/* The similarity that moves two tiles as they moved. */
static gboolean
from_two (gfloat l[4], const MsVotes * t, guint p, guint q)
{
  gfloat x = t->x[q] - t->x[p], y = t->y[q] - t->y[p];
  gfloat u = t->u[q] - t->u[p], v = t->v[q] - t->v[p];
  gfloat d = x * x + y * y;

  if (d <= 0)
    return FALSE;
  l[2] = (u * x + v * y) / d;
  l[3] = (v * x - u * y) / d;
  l[0] = t->u[p] - l[2] * t->x[p] + l[3] * t->y[p];
  l[1] = t->v[p] - l[3] * t->x[p] - l[2] * t->y[p];
  return TRUE;
}

/* Always the same: a result must not depend on chance. */
static inline guint
next_random (guint32 * state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Two that as many agree on: the one that is nearer to what is expected. */
static gfloat
surprise (const gfloat l[4], const gfloat expected[4])
{
  gfloat d = 0;
  guint i;

  for (i = 0; i < 4; i++)
    d += (l[i] - expected[i]) * (l[i] - expected[i]);
  d /= (gfloat) (SURPRISE * SURPRISE);
  return 1 + (gfloat) MAX_SURPRISE *d / (1 + d);
}

typedef struct
{
  gfloat l[4];
  gfloat least;
} Best;

static void
try_one (Best * best, const gfloat l[4], const MsVotes * votes,
    const gfloat expected[4], gfloat tolerance)
{
  gfloat d = ms_disagreement (votes, l, tolerance, MSAC_CAP) *
      surprise (l, expected);

  if (d < best->least) {
    best->least = d;
    memcpy (best->l, l, sizeof (best->l));
  }
}

/* @n: tiles without those that fill up */
static void
sample (Best * best, const MsVotes * votes, guint n, const gfloat expected[4],
    guint samples, gfloat tolerance)
{
  const gfloat start[4] = { 0, 0, 0, 0 };
  guint32 state = 1;
  gfloat l[4];
  guint i;

  best->least = G_MAXFLOAT;
  try_one (best, start, votes, expected, tolerance);
  try_one (best, expected, votes, expected, tolerance);
  for (i = 0; i < samples; i++) {
    guint p = next_random (&state) % n;
    guint q = next_random (&state) % n;

    if (from_two (l, votes, p, q))
      try_one (best, l, votes, expected, tolerance);
  }
}

/* Cholesky, of four unknowns. */
static gboolean
solve_4 (gdouble m[4][4], const gdouble r[4], gdouble x[4])
{
  gint i, j, k;

  for (i = 0; i < 4; i++) {
    for (j = 0; j <= i; j++) {
      gdouble sum = m[i][j];

      for (k = 0; k < j; k++)
        sum -= m[i][k] * m[j][k];
      if (i != j)
        m[i][j] = sum / m[j][j];
      else if (sum <= 1e-9)
        return FALSE;
      else
        m[i][i] = sqrt (sum);
    }
  }
  for (i = 0; i < 4; i++) {
    gdouble sum = r[i];

    for (k = 0; k < i; k++)
      sum -= m[i][k] * x[k];
    x[i] = sum / m[i][i];
  }
  for (i = 3; i >= 0; i--) {
    gdouble sum = x[i];

    for (k = i + 1; k < 4; k++)
      sum -= m[k][i] * x[k];
    x[i] = sum / m[i][i];
  }
  return TRUE;
}

static gboolean
solve (gfloat l[4], const MsVoteSums * s)
{
  gdouble m[4][4] = {
    {s->m00, 0, 0, 0},
    {s->m01, s->m11, 0, 0},
    {s->m02, s->m12, s->m22, 0},
    {s->m03, s->m13, s->m23, s->m33},
  };
  const gdouble r[4] = { s->r0, s->r1, s->r2, s->r3 };
  gdouble x[4];
  guint i;

  if (!solve_4 (m, r, x))
    return FALSE;
  for (i = 0; i < 4; i++)
    l[i] = (gfloat) x[i];
  return TRUE;
}

gboolean
ms_similarity_fit (MsFit * fit, MsVotes * votes, const MsTile * tiles,
    guint n_tiles, const MsMotion * expected, const MsMotion * start,
    guint samples, gdouble tolerance, gdouble * weights)
{
  gfloat spread = (gfloat) tolerance, likely[4];
  MsVoteSums sums;
  Best best;
  guint i, n;

  memset (weights, 0, n_tiles * sizeof (*weights));
  collect (votes, tiles, n_tiles, start);
  n = fit->n = votes->n;
  if (n < 3)
    return FALSE;
  fill_up (votes);

  to_linear (likely, expected, start);
  sample (&best, votes, n, likely, samples, spread);
  for (i = 0; i < ROUNDS; i++) {
    ms_vote (&sums, votes, best.l, spread, FLOOR, TUKEY);
    if (!solve (best.l, &sums))
      return FALSE;
    spread = sqrtf (sums.squares / sums.weights);
    spread = CLAMP (spread, MIN_SPREAD, (gfloat) tolerance);
  }

  from_linear (&fit->motion, best.l, start);
  fit->spread = spread;
  fit->uncertainty = 1 / sqrt ((sums.m00 + sums.m11) / 2);
  for (i = 0, n = 0; i < n_tiles && n < fit->n; i++) {
    if (tiles[i].found && !tiles[i].aside)
      weights[i] = votes->weight[n++];
  }
  return TRUE;
}
