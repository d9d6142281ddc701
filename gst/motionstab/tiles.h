/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "kernels.h"
#include "pyramid.h"
#include "shift.h"

G_BEGIN_DECLS

/*
 * Tiles of a picture, each looking for its own motion.
 *
 * The same tiles at all levels: what a tile knows of itself helps at each of
 * them. Displacements are in pixels of level 0, positions too, about the centre.
 */
typedef struct
{
  gdouble x, y;                 /* its middle */

  /* What it has learnt: how it moves beside the background, being nearer */
  gdouble beside_u, beside_v;
  gdouble beside_variance;      /* px^2 */
  guint age;                    /* pictures it learnt from */
  guint strayed;                /* pictures in which it moved otherwise */

  /* What it saw last */
  gdouble u, v;                 /* the motion */
  gdouble xx, xy, yy;           /* what that is uncertain by: covariance, px^2 */
  gdouble correlation;          /* 0 to 1, of what was compared */
  gdouble gain;                 /* of the brightness, ratio */
  gboolean textured;            /* there is something to compare */
  gboolean found;               /* u and v are known */
  gboolean aside;               /* has no vote for now */
} MsTile;

typedef struct
{
  guint size;                   /* of a tile, pixels of level 0 */
  guint columns, rows;
  guint left, top;
} MsGrid;

/* A grid over @level 0; FALSE if it has no room for one tile. */
gboolean ms_grid_init (MsGrid * grid, const MsLevelPicture * level);
/* columns x rows of @tiles: what they know of their place; the rest is 0. */
void ms_tiles_init (MsTile * tiles, const MsGrid * grid,
    const MsLevelPicture * level);

/* A tile's part of the last picture, per level: the same in each look. */
typedef struct
{
  gint x, y;                    /* where it is; patch.width 0: not there yet */
  MsPatch patch;
} MsTileCache;

/* Each tile looks where @guess and what it has learnt say that it is. @cache: of this level, one
 * for each tile, cleared when the pictures are others. */
void ms_tiles_look (MsTile * tiles, const MsGrid * grid, const MsPyramid * last,
    const MsPyramid * now, guint level_index, const MsMotion * guess,
    MsTileCache * cache);

/* What it counts among the others, 0 to 1: one that strayed is probably covered
 * by something else. */
gdouble ms_tile_trust (const MsTile * tile);

/* Where @motion moves a point, less the point. */
void ms_motion_at (const MsMotion * motion, gdouble x, gdouble y, gdouble * u,
    gdouble * v);

G_END_DECLS
