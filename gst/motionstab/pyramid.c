/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "kernels.h"
#include "pyramid.h"

/* Smaller ones have nothing to say. */
#define MIN_SIDE 16
/* Kernels read in eights, beyond the end. */
#define MARGIN 16

void
ms_pyramid_init (MsPyramid * pyramid, guint width, guint height)
{
  gsize n;

  pyramid->n_levels = 0;
  do {
    MsLevelPicture *level = &pyramid->level[pyramid->n_levels++];

    n = (gsize) width *height;
    level->width = width;
    level->height = height;
    level->pixels = g_new0 (gint16, n + MARGIN);
    width /= 2;
    height /= 2;
  } while (pyramid->n_levels < MS_MAX_LEVELS && width >= MIN_SIDE &&
      height >= MIN_SIDE);
  pyramid->room = g_new0 (gint16, (gsize) pyramid->level[0].width *
      pyramid->level[0].height);
  pyramid->gx = g_new0 (gint16, n);
  pyramid->gy = g_new0 (gint16, n);
}

void
ms_pyramid_clear (MsPyramid * pyramid)
{
  guint i;

  for (i = 0; i < pyramid->n_levels; i++)
    g_free (pyramid->level[i].pixels);
  g_free (pyramid->room);
  g_free (pyramid->gx);
  g_free (pyramid->gy);
  pyramid->n_levels = 0;
}

void
ms_pyramid_build (MsPyramid * pyramid, const gint16 * pixels)
{
  guint width = pyramid->level[0].width, height = pyramid->level[0].height;
  MsLevelPicture *coarsest;
  guint i;

  /* twice: 1 4 6 4 1 */
  ms_smooth (pyramid->room, pixels, width, height);
  ms_smooth (pyramid->level[0].pixels, pyramid->room, width, height);
  for (i = 1; i < pyramid->n_levels; i++) {
    MsLevelPicture *level = &pyramid->level[i];

    ms_halve (level->pixels, level[-1].pixels, level->width, level->height,
        level[-1].width);
  }
  coarsest = &pyramid->level[pyramid->n_levels - 1];
  ms_gradient (pyramid->gx, pyramid->gy, coarsest->pixels, coarsest->width,
      coarsest->height);
}
