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

#include "search.h"
#include "shift.h"
#include "similarity.h"
#include "subject.h"
#include "tiles.h"

/* Rounds of looking and voting, per level */
#define ROUNDS 2
#define SAMPLES 80

/* The brightness changed by so much, exp (0.35) - 1: a flash */
#define FLASH_GAIN 0.35
/* Likewise, exp (0.6) - 1, so that little of it can be seen again */
#define LOST_GAIN 0.6
/* A tile that correlates less saw something else */
#define MIN_CORRELATION 0.5
/* Tiles agree within so many pixels */
#define AGREE 1.
#define AGREE_CLOSELY 0.25
/* Fewer agree: it is another picture */
#define MIN_AGREEMENT 0.12
/* With less of the picture textured, few can not convince */
#define MIN_TEXTURED 0.15
/* Black, in 1/16 of 8 bits */
#define BLACK 256
/* A picture that differs by so little, or so little of what is usual, is the
 * last one once more; in 1/16 of 8 bits. 0.01 pixels of something soft are ten
 * times as much. */
#define SAME 0.05
#define SAME_SHARE 0.1
/* No picture is shown more often: with so many more that hardly differ in a row,
 * the camera stopped */
#define MAX_DUPLICATES 4

/* Where the last motion leads to is preferred to what is found anew. */
#define WARM 0.6

/* What a tile learns: a mean over so many pictures */
#define MEMORY 8
/* Moving otherwise for so many pictures, it is something else */
#define MAX_STRAYED 16
/* How fast what is learnt gives way to what most agree on */
#define ANCHOR 0.04

struct _MsEstimator
{
  MsPyramid pyramids[2];
  guint now;                    /* the one that is built next */
  gint16 *next;                 /* the picture that it is built of */
  gboolean has_last;

  MsGrid grid;
  guint n_tiles;                /* 0: the picture is too small */
  MsTile *tiles, *anchors;
  MsTileCache *caches[MS_MAX_LEVELS];
  gdouble *weights, *scratch;
  MsVotes *votes;
  MsMotion motion;              /* the last that was measured */
  gdouble confidence;           /* likewise */
  gdouble usual_difference;     /* from picture to picture, 0 = not known */
  guint duplicates;             /* in a row, or what looks like them */
};

static const MsMotion still = { 0, 0, 0, 1 };

/* Of another picture nothing is known. */
static void
forget (MsEstimator * self)
{
  self->motion = still;
  self->confidence = 0;
  self->usual_difference = 0;
  self->duplicates = 0;
  if (self->n_tiles > 0)
    ms_tiles_init (self->tiles, &self->grid, &self->pyramids[0].level[0]);
}

MsEstimator *
ms_estimator_new (guint width, guint height)
{
  MsEstimator *self = g_new0 (MsEstimator, 1);
  guint i;

  ms_pyramid_init (&self->pyramids[0], width, height);
  ms_pyramid_init (&self->pyramids[1], width, height);
  self->next = g_new0 (gint16, (gsize) width * height);
  if (ms_grid_init (&self->grid, &self->pyramids[0].level[0])) {
    self->n_tiles = self->grid.columns * self->grid.rows;
    self->tiles = g_new0 (MsTile, self->n_tiles);
    self->anchors = g_new0 (MsTile, self->n_tiles);
    self->weights = g_new0 (gdouble, self->n_tiles);
    self->scratch = g_new0 (gdouble, self->n_tiles);
    self->votes = g_new0 (MsVotes, 1);
    for (i = 0; i < self->pyramids[0].n_levels; i++)
      self->caches[i] = g_new0 (MsTileCache, self->n_tiles);
  }
  ms_estimator_reset (self);
  return self;
}

void
ms_estimator_free (MsEstimator * self)
{
  guint i;

  ms_pyramid_clear (&self->pyramids[0]);
  ms_pyramid_clear (&self->pyramids[1]);
  g_free (self->next);
  g_free (self->tiles);
  g_free (self->anchors);
  g_free (self->weights);
  g_free (self->scratch);
  g_free (self->votes);
  for (i = 0; i < MS_MAX_LEVELS; i++)
    g_free (self->caches[i]);
  g_free (self);
}

void
ms_estimator_reset (MsEstimator * self)
{
  self->has_last = FALSE;
  forget (self);
}

gint16 *
ms_estimator_next (MsEstimator * self)
{
  return self->next;
}

/* One level's looks and votes, from @motion to a better one. */
static gboolean
refine (MsEstimator * self, guint level, MsMotion * motion, MsFit * fit)
{
  const MsPyramid *now = &self->pyramids[self->now];
  const MsPyramid *last = &self->pyramids[1 - self->now];
  guint i;

  for (i = 0; i < (level == 0 ? ROUNDS : 1); i++) {
    ms_tiles_look (self->tiles, &self->grid, last, now, level, motion,
        self->caches[level]);
    if (!ms_similarity_fit (fit, self->votes, self->tiles, self->n_tiles,
            &self->motion, motion, SAMPLES, 0.1 * (1 << level), self->weights))
      return FALSE;
    *motion = fit->motion;
  }
  return TRUE;
}

/* Of what has texture: the tiles that correlate and agree within so many
 * pixels */
static gdouble
agreement (const MsEstimator * self, const MsMotion * motion, gdouble within)
{
  gdouble agree = 0, textured = 0;
  guint i;

  for (i = 0; i < self->n_tiles; i++) {
    const MsTile *t = &self->tiles[i];
    gdouble u, v;

    if (t->textured)
      textured += ms_tile_trust (t);
    if (!t->found || t->correlation < MIN_CORRELATION)
      continue;
    ms_motion_at (motion, t->x, t->y, &u, &v);
    if (hypot (t->u - t->beside_u - u, t->v - t->beside_v - v) < within)
      agree += ms_tile_trust (t);
  }
  return agree / MAX (textured, MAX (1, MIN_TEXTURED * self->n_tiles));
}

/* From the coarsest level to level 1. */
static gdouble
descend (MsEstimator * self, MsMotion * motion)
{
  MsFit fit;
  guint level;

  for (level = self->pyramids[0].n_levels - 1; level > 0; level--)
    refine (self, level, motion, &fit);
  return agreement (self, motion, AGREE);
}

static void
learn_tile (MsTile * tile, const MsMotion * motion, gdouble weight)
{
  gdouble u, v, du, dv, share;

  if (!tile->found) {
    tile->strayed++;
  } else {
    ms_motion_at (motion, tile->x, tile->y, &u, &v);
    du = tile->u - u - tile->beside_u;
    dv = tile->v - v - tile->beside_v;
    if (weight > 0.1) {
      tile->strayed = 0;
      tile->age = MIN (tile->age + 1, MEMORY);
      share = 1. / (tile->age + 1);
      tile->beside_u += share * du;
      tile->beside_v += share * dv;
      tile->beside_variance += share * ((du * du + dv * dv) / 2 -
          tile->beside_variance);
    } else if (++tile->strayed > MAX_STRAYED) {
      tile->beside_u += du;
      tile->beside_v += dv;
      tile->beside_variance = 0.04;
      tile->age = 1;
      tile->strayed = 0;
    }
  }
}

/* What the tiles learnt and the motion can drift apart from the background
 * together: what most of them have learnt is taken out of all. */
static void
anchor (MsEstimator * self)
{
  MsFit fit;
  guint i;

  for (i = 0; i < self->n_tiles; i++) {
    const MsTile *t = &self->tiles[i];
    MsTile *a = &self->anchors[i];

    *a = *t;
    a->u = t->beside_u;
    a->v = t->beside_v;
    a->beside_u = a->beside_v = 0;
    a->found = t->age > 0;
    a->xx = a->yy = 0;
    a->xy = 0;
  }
  if (!ms_similarity_fit (&fit, self->votes, self->anchors, self->n_tiles,
          &still, &still, SAMPLES, 0.1, self->weights))
    return;
  for (i = 0; i < self->n_tiles; i++) {
    gdouble u, v;

    ms_motion_at (&fit.motion, self->tiles[i].x, self->tiles[i].y, &u, &v);
    self->tiles[i].beside_u -= ANCHOR * u;
    self->tiles[i].beside_v -= ANCHOR * v;
  }
}

static void
forget_patches (MsEstimator * self)
{
  guint level, i;

  for (level = 0; level < self->pyramids[0].n_levels; level++) {
    for (i = 0; i < self->n_tiles; i++)
      self->caches[level][i].patch.width = 0;
  }
}

/* Another one than @motion if more agree on it. */
static void
search (MsEstimator * self, MsMotion * motion)
{
  const MsPyramid *now = &self->pyramids[self->now];
  gint coarse = 1 << (now->n_levels - 1);
  gdouble agree = agreement (self, motion, AGREE);
  MsMotion searched = still;
  gint dx, dy;

  ms_search (&self->pyramids[1 - self->now], now, &dx, &dy);
  searched.dx = dx * coarse;
  searched.dy = dy * coarse;
  if (descend (self, &searched) * WARM > agree)
    *motion = searched;
}

/* Those who agreed last time have had their say. */
static void
ask_the_others (MsEstimator * self, MsMotion * motion)
{
  guint i;

  for (i = 0; i < self->n_tiles; i++)
    self->tiles[i].aside = self->weights[i] > 0.1;
  *motion = still;
  descend (self, motion);
  for (i = 0; i < self->n_tiles; i++)
    self->tiles[i].aside = FALSE;
}

/* Nothing is known: what agrees first need not be the most, as coarse pictures
 * show somebody in front and what is behind him in one. */
static gboolean
find_motion_anew (MsEstimator * self, MsMotion * motion, MsFit * fit)
{
  MsMotion other;
  gdouble agree;

  *motion = still;
  if (descend (self, motion) < 0.5)
    search (self, motion);
  if (!refine (self, 0, motion, fit))
    return FALSE;
  agree = agreement (self, motion, AGREE_CLOSELY);
  if (agree >= 0.8)
    return TRUE;

  ask_the_others (self, &other);
  if (refine (self, 0, &other, fit) &&
      agreement (self, &other, AGREE_CLOSELY) > agree) {
    *motion = other;
    return TRUE;
  }
  return refine (self, 0, motion, fit);
}

/* The motion, warm from the last one; if few agree, from what a search finds. */
static gboolean
find_motion (MsEstimator * self, MsMotion * motion, MsFit * fit)
{
  if (self->confidence == 0)
    return find_motion_anew (self, motion, fit);
  *motion = self->motion;
  if (descend (self, motion) < 0.5)
    search (self, motion);
  return refine (self, 0, motion, fit);
}

static gdouble
mean_of (const MsPyramid * pyramid)
{
  const MsLevelPicture *coarsest = &pyramid->level[pyramid->n_levels - 1];
  gsize i, n = (gsize) coarsest->width * coarsest->height;
  gint64 sum = 0;

  for (i = 0; i < n; i++)
    sum += coarsest->pixels[i];
  return MAX ((gdouble) sum / n - BLACK, 16);
}

static gdouble
gain_of_whole (const MsEstimator * self)
{
  return mean_of (&self->pyramids[self->now]) /
      mean_of (&self->pyramids[1 - self->now]);
}

/* By the tiles that agree; if none does, by the whole. */
static gdouble
measure_gain (const MsEstimator * self)
{
  gdouble sum = 0, weights = 0;
  guint i;

  for (i = 0; i < self->n_tiles; i++) {
    const MsTile *t = &self->tiles[i];

    if (t->found && t->correlation >= MIN_CORRELATION) {
      sum += self->weights[i] * t->gain;
      weights += self->weights[i];
    }
  }
  if (weights >= MIN_AGREEMENT * self->n_tiles)
    return sum / weights;
  return gain_of_whole (self);
}

/* Mean of what each pixel differs by from the last picture */
static gdouble
difference_in_place (const MsEstimator * self)
{
  const MsLevelPicture *now = &self->pyramids[self->now].level[0];
  const MsLevelPicture *last = &self->pyramids[1 - self->now].level[0];

  return ms_difference (last->pixels, last->width, now->pixels, now->width,
      now->width, now->height, G_MAXINT16) /
      ((gdouble) now->width * now->height);
}

static gboolean
is_duplicate (const MsEstimator * self, gdouble difference)
{
  return difference <= SAME || (self->duplicates <= MAX_DUPLICATES &&
      difference <= SAME_SHARE * self->usual_difference);
}

static MsShiftKind
classify (const MsEstimator * self, const MsShift * shift, gboolean measured,
    gdouble difference)
{
  if (is_duplicate (self, difference))
    return measured ? MS_SHIFT_DUPLICATE : MS_SHIFT_BLIND;
  if (shift->confidence >= MIN_AGREEMENT)
    return fabs (log (shift->gain)) > FLASH_GAIN ? MS_SHIFT_FLASH :
        MS_SHIFT_MOVED;
  if (fabs (log (gain_of_whole (self))) > LOST_GAIN)
    return MS_SHIFT_FLASH;
  return self->confidence >= 2 * MIN_AGREEMENT ? MS_SHIFT_CUT : MS_SHIFT_BLIND;
}

static void
learn (MsEstimator * self, const MsMotion * motion)
{
  guint i;

  for (i = 0; i < self->n_tiles; i++)
    learn_tile (&self->tiles[i], motion, self->weights[i]);
  anchor (self);
}

static void
learn_difference (MsEstimator * self, gdouble difference)
{
  if (self->usual_difference == 0)
    self->usual_difference = difference;
  else
    self->usual_difference += 0.1 * (difference - self->usual_difference);
}

static void
measure (MsEstimator * self, MsShift * shift)
{
  MsMotion motion;
  MsFit fit = { 0 };
  gboolean measured;
  gdouble difference = difference_in_place (self);

  if (difference <= SAME_SHARE * self->usual_difference)
    self->duplicates++;
  else
    self->duplicates = 0;
  forget_patches (self);
  measured = find_motion (self, &motion, &fit);
  shift->confidence = measured ? agreement (self, &motion, AGREE) : 0;
  shift->gain = measure_gain (self);
  shift->kind = classify (self, shift, measured, difference);

  switch (shift->kind) {
    case MS_SHIFT_MOVED:
      shift->motion = self->motion = motion;
      shift->jitter = fit.uncertainty;
      self->confidence = shift->confidence;
      /* before the tiles learn: they forget who is the background then */
      shift->subject_share = ms_subject_find (&shift->subject, self->tiles,
          self->n_tiles, &motion, self->anchors, self->votes, self->scratch);
      learn (self, &motion);
      learn_difference (self, difference);
      break;
    case MS_SHIFT_DUPLICATE:
    case MS_SHIFT_FLASH:
      shift->confidence = 0;
      break;
    default:
      shift->confidence = 0;
      forget (self);
  }
}

void
ms_estimator_run (MsEstimator * self, MsShift * shift)
{
  memset (shift, 0, sizeof (*shift));
  shift->kind = MS_SHIFT_FIRST;
  shift->motion = shift->subject = still;
  shift->gain = 1;

  ms_pyramid_build (&self->pyramids[self->now], self->next);
  if (self->has_last)
    shift->kind = MS_SHIFT_BLIND;
  if (self->has_last && self->n_tiles > 0)
    measure (self, shift);
  self->has_last = TRUE;
  self->now = 1 - self->now;
}
