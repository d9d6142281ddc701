/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <math.h>

#include "subject.h"

/* A tile that is off the background by more, pixels, and more than so many
 * times what it is uncertain by, is not of it */
#define MIN_OFF 0.12
#define OFF_FACTOR 3.
#define MIN_CORRELATION 0.8
/* Limbs swing; a body does not by more, pixels */
#define TOLERANCE 0.12
#define SAMPLES 40
/* Fewer tiles are nobody; of those that are off so many have to agree */
#define MIN_TILES 6
#define MIN_SHARE 0.35

/* Whoever walks with the camera is left behind by the background's growth;
 * what stands and is nearer than the background is ahead of it. */
static gboolean
is_off (const MsTile * tile, const MsMotion * background)
{
  gdouble growth = log (background->scale);
  gdouble u, v, off;

  if (!tile->found || tile->correlation < MIN_CORRELATION)
    return FALSE;
  ms_motion_at (background, tile->x, tile->y, &u, &v);
  u = tile->u - u;
  v = tile->v - v;
  if (growth * (u * tile->x + v * tile->y) >= 0)
    return FALSE;
  off = hypot (u, v);
  return off > MIN_OFF && off > OFF_FACTOR * sqrt (tile->xx + tile->yy);
}

gdouble
ms_subject_find (MsMotion * subject, const MsTile * tiles, guint n_tiles,
    const MsMotion * background, MsTile * room, MsVotes * votes,
    gdouble * weights)
{
  const MsMotion still = { 0, 0, 0, 1 };
  guint i, n = 0, agree = 0;
  MsFit fit;

  *subject = still;
  for (i = 0; i < n_tiles; i++) {
    if (!is_off (&tiles[i], background))
      continue;
    room[n] = tiles[i];
    room[n].beside_u = room[n].beside_v = room[n].beside_variance = 0;
    room[n].strayed = 0;
    n++;
  }
  if (n < MIN_TILES || !ms_similarity_fit (&fit, votes, room, n, &still,
          &still, SAMPLES, TOLERANCE, weights))
    return 0;

  for (i = 0; i < n; i++)
    agree += weights[i] > 0.1;
  if (agree < MIN_TILES || agree < MIN_SHARE * n)
    return 0;
  *subject = fit.motion;
  return (gdouble) agree / n_tiles;
}
