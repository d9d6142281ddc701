/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * MsPyramid: a picture, and halves of it.
 *
 * Values 0 to 4095, gradients are doubled. No padding. No heap use once it is made.
 */
#define MS_MAX_LEVELS 5

typedef struct
{
  guint width, height;
  gint16 *pixels;
} MsLevelPicture;

typedef struct
{
  guint n_levels;               /* at least 1; level 0 is the picture */
  MsLevelPicture level[MS_MAX_LEVELS];
  gint16 *room;                 /* for a picture to work in */
  gint16 *gx, *gy;              /* of the coarsest level */
} MsPyramid;

void ms_pyramid_init (MsPyramid * pyramid, guint width, guint height);
void ms_pyramid_clear (MsPyramid * pyramid);
/* @pixels: the picture; what is between pixels is read out of it, so it is
 * smoothed first. */
void ms_pyramid_build (MsPyramid * pyramid, const gint16 * pixels);

G_END_DECLS
