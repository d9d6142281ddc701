/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "kernels.h"
#include "tiles.h"

G_BEGIN_DECLS

/*
 * The similarity on which most of the picture agrees, once what the tiles have
 * learnt is taken out of what they saw.
 */
typedef struct
{
  MsMotion motion;
  gdouble spread;               /* pixels: of those that agree */
  gdouble uncertainty;          /* pixels: of dx and dy */
  guint n;                      /* tiles that were found */
} MsFit;

/* @expected: the motion that is likely; of two that as many agree on, the nearer
 * one wins. @start is tried as well, and @samples pairs of tiles. @tolerance:
 * pixels by which tiles may differ and still agree. @votes is room to work in.
 * @weights: what each tile counted in the end, 0 to 1. FALSE: fewer than 3 tiles
 * were found. */
gboolean ms_similarity_fit (MsFit * fit, MsVotes * votes, const MsTile * tiles,
    guint n_tiles, const MsMotion * expected, const MsMotion * start,
    guint samples, gdouble tolerance, gdouble * weights);

G_END_DECLS
