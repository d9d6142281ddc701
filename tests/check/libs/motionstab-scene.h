/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <motionstab/shift.h>

G_BEGIN_DECLS

/*
 * MsScene: pictures of things that move by known amounts.
 *
 * A texture is a sum of waves, so that it has a value at every place between
 * pixels: nothing is interpolated, and a picture that was moved by 0.01 pixels
 * is exact. Brightness is counted in steps of 8 bits.
 */
#define MS_SCENE_WAVES 32

typedef struct
{
  gdouble fx[MS_SCENE_WAVES], fy[MS_SCENE_WAVES];       /* waves per pixel */
  gdouble phase[MS_SCENE_WAVES], amplitude[MS_SCENE_WAVES];
} MsTexturePlan;

/* What a layer shows at the centre of the picture, and how it is turned. */
typedef struct
{
  MsTexturePlan plan;
  gdouble ar, ai, br, bi;       /* texture = a (p - c) + b, complex numbers */
} MsLayer;

typedef struct
{
  guint width, height;
  MsLayer background, foreground;
  gdouble brightness, contrast; /* mean and deviation, 8-bit steps */
  gdouble noise;                /* deviation, likewise */
  gdouble gain, offset;         /* of the next picture: a light flickers */

  /* Somebody in front: of so much of the picture's width and height, his
   * centre at so much of it. He moves as the foreground does. */
  gdouble front_width, front_height, front_x, front_y;

  gdouble horizon;              /* below it a ground that comes nearer; 0 = none */
  gdouble travel;               /* of the camera above it */
  guint bars;                   /* black rows at the top and the bottom */
  guint side_bars;              /* black columns left and right */
  gboolean text;                /* burnt in, with a box around it */

  guint32 random;
} MsScene;

/* What is sharp has waves down to 3 pixels, what is blurred to 12. */
#define MS_SCENE_SHARP 0.33
#define MS_SCENE_BLURRED (1 / 12.)

/* @finest: waves per pixel of the background. */
void ms_scene_init (MsScene * scene, guint width, guint height, guint32 seed,
    gdouble finest);
/* Somebody sharp in the middle. */
void ms_scene_put_somebody (MsScene * scene, gdouble width, gdouble height,
    gdouble finest);
/* What is seen moves by that until the next picture. */
void ms_scene_move (MsLayer * layer, const MsMotion * motion);
/* Pixels of 12 bits, as a shrunk frame has them. */
void ms_scene_draw (MsScene * scene, gint16 * out);

guint32 ms_scene_random (MsScene * scene);

G_END_DECLS
