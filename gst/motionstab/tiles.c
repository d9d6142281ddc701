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

#include "kernels.h"
#include "tiles.h"

#define TILE_SIZE MS_PATCH_SIDE
#define MIN_TILE_SIZE 8
/* What is compared at a coarse level is at least so large */
#define MIN_WINDOW 16

/* Of a tile that is cut by the border so much must be left */
#define MIN_SHARE 0.5
#define MIN_SIDE 6

/* Variance of a tile in which there is something to see, in (1/16)^2 */
#define MIN_VARIANCE (16. * 16. * 1.)
#define STRAYED_TRUST 0.25
/* In 1/16 of 8 bits */
#define BLACK 256.
#define MIN_BRIGHTNESS 32.
/* What rounding adds to each difference */
#define ROUNDING_VARIANCE 1.
/* A tile that looks further than so many pixels has not found itself */
#define MAX_STEP 2.

typedef struct
{
  gint x, y;                    /* of the last picture's part */
  guint width, height;
  gint to_x, to_y;              /* of this picture's, whole pixels */
  guint fx, fy;                 /* and 1/64 */
} Part;

gboolean
ms_grid_init (MsGrid * grid, const MsLevelPicture * level)
{
  guint side = MIN (level->width, level->height);

  grid->size = TILE_SIZE;
  while (grid->size > MIN_TILE_SIZE && side < 6 * grid->size)
    grid->size -= 4;
  /* one pixel around for the gradient */
  if (side < grid->size + 2)
    return FALSE;

  grid->columns = (level->width - 2) / grid->size;
  grid->rows = (level->height - 2) / grid->size;
  grid->left = (level->width - grid->columns * grid->size) / 2;
  grid->top = (level->height - grid->rows * grid->size) / 2;
  return TRUE;
}

void
ms_tiles_init (MsTile * tiles, const MsGrid * grid,
    const MsLevelPicture * level)
{
  guint column, row;

  memset (tiles, 0, grid->columns * grid->rows * sizeof (*tiles));
  for (row = 0; row < grid->rows; row++) {
    for (column = 0; column < grid->columns; column++) {
      tiles->x = grid->left + (column + 0.5) * grid->size - level->width / 2.;
      tiles->y = grid->top + (row + 0.5) * grid->size - level->height / 2.;
      tiles++;
    }
  }
}

gdouble
ms_tile_trust (const MsTile * tile)
{
  return tile->strayed > 0 ? STRAYED_TRUST : 1;
}

void
ms_motion_at (const MsMotion * motion, gdouble x, gdouble y, gdouble * u,
    gdouble * v)
{
  gdouble a = motion->scale * cos (motion->rotation) - 1;
  gdouble b = motion->scale * sin (motion->rotation);

  *u = motion->dx + a * x - b * y;
  *v = motion->dy + b * x + a * y;
}

/* The part of a square about @x, @y that is in both pictures. */
static gboolean
cut_part (Part * part, gint size, const MsLevelPicture * level, gdouble x,
    gdouble y, gdouble u, gdouble v)
{
  gint at_x = (gint) floor (x - size / 2. + 0.5);
  gint at_y = (gint) floor (y - size / 2. + 0.5);
  gint dx, dy, left, top, right, bottom;

  /* nor what is no number */
  if (!(fabs (u) <= level->width && fabs (v) <= level->height))
    return FALSE;
  dx = (gint) floor (u * 64 + 0.5);
  dy = (gint) floor (v * 64 + 0.5);
  part->fx = (guint) (dx & 63);
  part->fy = (guint) (dy & 63);
  dx >>= 6;
  dy >>= 6;

  /* one column and one row more are read of this picture, and the gradient
   * needs one around */
  left = MAX (MAX (at_x, 1), -dx);
  top = MAX (MAX (at_y, 1), -dy);
  right = MIN (MIN (at_x + size, (gint) level->width - 1),
      (gint) level->width - 1 - dx);
  bottom = MIN (MIN (at_y + size, (gint) level->height - 1),
      (gint) level->height - 1 - dy);
  if (right - left < MIN_SIDE || bottom - top < MIN_SIDE ||
      (right - left) * (bottom - top) < MIN_SHARE * size * size)
    return FALSE;

  part->x = left;
  part->y = top;
  part->width = (guint) (right - left);
  part->height = (guint) (bottom - top);
  part->to_x = left + dx;
  part->to_y = top + dy;
  return TRUE;
}

/* Least squares of
 *   e = -g . step + gain * a + offset
 * after the offset (means taken out) and the gain (what a explains taken out). */
static void
solve (MsTile * tile, const MsTexture * t, const MsDifference * s, gdouble n,
    gdouble * step_x, gdouble * step_y)
{
  gdouble aa = t->aa - (gdouble) t->a * t->a / n;
  gdouble gxa = t->gxa - (gdouble) t->gx * t->a / n;
  gdouble gya = t->gya - (gdouble) t->gy * t->a / n;
  gdouble ae = s->ae - (gdouble) t->a * s->e / n;
  gdouble ee = s->ee - (gdouble) s->e * s->e / n;
  gdouble hxx, hxy, hyy, bx, by, det, left, all, variance, brightness;

  tile->found = FALSE;
  tile->textured = aa > n * MIN_VARIANCE;
  if (!tile->textured)
    return;

  hxx = t->gxgx - (gdouble) t->gx * t->gx / n - gxa * gxa / aa;
  hxy = t->gxgy - (gdouble) t->gx * t->gy / n - gxa * gya / aa;
  hyy = t->gygy - (gdouble) t->gy * t->gy / n - gya * gya / aa;
  bx = s->gxe - (gdouble) t->gx * s->e / n - gxa * ae / aa;
  by = s->gye - (gdouble) t->gy * s->e / n - gya * ae / aa;
  det = hxx * hyy - hxy * hxy;
  if (hxx <= 0 || hyy <= 0 || det <= 1e-6 * hxx * hyy)
    return;

  *step_x = -(hyy * bx - hxy * by) / det;
  *step_y = -(hxx * by - hxy * bx) / det;

  left = ee - ae * ae / aa + *step_x * bx + *step_y * by;
  left = MAX (left, 0);
  all = aa + 2 * ae + ee;
  tile->correlation = all > 0 ? CLAMP (1 - left / all, 0, 1) : 0;
  brightness = MAX (t->a / n + MS_MIDDLE - BLACK, MIN_BRIGHTNESS);
  tile->gain = MAX (brightness + s->e / n, MIN_BRIGHTNESS) / brightness;
  variance = left / MAX (n - 4, 1) + ROUNDING_VARIANCE;
  tile->xx = variance * hyy / det;
  tile->xy = -variance * hxy / det;
  tile->yy = variance * hxx / det;
  tile->found = fabs (*step_x) <= MAX_STEP && fabs (*step_y) <= MAX_STEP;
}

static const MsPatch *
patch_of (MsTileCache * cache, const Part * part, const MsLevelPicture * last)
{
  MsPatch *patch = &cache->patch;

  if (cache->x != part->x || cache->y != part->y ||
      patch->width != part->width || patch->height != part->height) {
    cache->x = part->x;
    cache->y = part->y;
    ms_patch_fill (patch, last->pixels + (gsize) part->y * last->width +
        part->x, last->width, part->width, part->height);
  }
  return patch;
}

static void
look (MsTile * tile, const Part * part, const MsLevelPicture * last,
    const MsLevelPicture * now, MsTileCache * cache, gdouble * step_x,
    gdouble * step_y)
{
  const MsPatch *patch = patch_of (cache, part, last);
  MsDifference difference;

  ms_patch_compare (&difference, patch, now->pixels +
      (gsize) part->to_y * now->width + part->to_x, now->width, part->fx,
      part->fy);
  solve (tile, &patch->texture, &difference,
      (gdouble) part->width * part->height, step_x, step_y);
}

static void
look_at_level (MsTile * tile, gint size, const MsLevelPicture * last,
    const MsLevelPicture * now, gdouble unit, const MsMotion * guess,
    MsTileCache * cache)
{
  gdouble u, v, step_x = 0, step_y = 0;
  Part part;

  tile->found = tile->textured = FALSE;
  ms_motion_at (guess, tile->x, tile->y, &u, &v);
  u += tile->beside_u;
  v += tile->beside_v;
  if (!cut_part (&part, size, last, tile->x / unit + last->width / 2.,
          tile->y / unit + last->height / 2., u / unit, v / unit))
    return;

  look (tile, &part, last, now, cache, &step_x, &step_y);
  tile->u = ((part.to_x - part.x) + part.fx / 64. + step_x) * unit;
  tile->v = ((part.to_y - part.y) + part.fy / 64. + step_y) * unit;
  tile->xx *= unit * unit;
  tile->xy *= unit * unit;
  tile->yy *= unit * unit;
}

void
ms_tiles_look (MsTile * tiles, const MsGrid * grid, const MsPyramid * last,
    const MsPyramid * now, guint level_index, const MsMotion * guess,
    MsTileCache * cache)
{
  gint size = (gint) (grid->size >> level_index);
  guint i;

  size = MAX (size, MIN ((gint) grid->size, MIN_WINDOW));
  for (i = 0; i < grid->columns * grid->rows; i++)
    look_at_level (&tiles[i], size, &last->level[level_index],
        &now->level[level_index], 1 << level_index, guess, &cache[i]);
}
