/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * DollyShot: a backwards tracking shot whose motion is known.
 *
 * A camera backs away over a ground plane from a far wall, posts come into view at
 * its sides, and an actor walks with it. All of it are planes in space with
 * textures that are functions of the place, band-limited to the pixel, so that any
 * fraction of a pixel is exact. The background is out of focus, the actor is
 * sharp, the sensor is noisy. The path is smooth, but for the jerks that are
 * asked for. The same settings give the same frames, on every machine, and at every
 * size the same picture.
 *
 * Motion is that of the far wall: least squares over the frame, in pixels of the
 * frame, about its centre, ((width - 1) / 2, (height - 1) / 2); y points down. A
 * point p of frame n - 1 is in frame n at
 *   c + scale * R (rotation) * (p - c) + (dx, dy)
 * where R turns clockwise as seen for rotation > 0. What is nearer moves more.
 */
typedef enum
{
  DOLLY_SWAY,                   /* the head pans */
  DOLLY_BUMP,                   /* tilts */
  DOLLY_ROLL,                   /* rolls */
  DOLLY_SPEED,                  /* the dolly stutters */
} DollyJerkKind;

typedef struct
{
  DollyJerkKind kind;
  guint frame;                  /* the first that is off the path */
  guint length;                 /* frames; then it is on the path again, or for
                                 * DOLLY_SPEED on its way */
  gdouble size;                 /* % of the frame's height at its farthest, for
                                 * roll and speed half a height from the centre;
                                 * either sign */
} DollyJerk;

typedef struct
{
  guint width, height;
  gdouble fps;
  guint frames;
  guint32 seed;                 /* of the set, its textures and the path */
  gdouble speed;                /* m/s, backwards; the wall is some 20 m away */
  gboolean from_rest;           /* it starts to move in the first second and half */
  gdouble actor;                /* m in front of the camera: at 1.8 a third of the
                                 * frame is actor, at 3 a sixth; 0 = none */
  gdouble blur;                 /* of the wall, about: sigma, pixels at 540 lines */
  gdouble noise;                /* sigma, 8-bit steps */
  gdouble unevenness;           /* of track and head, % of the height per frame */
  const DollyJerk *jerks;       /* (array length=n_jerks), copied */
  guint n_jerks;
} DollySettings;

typedef struct
{
  gdouble dx, dy, rotation, scale;
} DollyMotion;

typedef struct _DollyShot DollyShot;

DollyShot *dolly_shot_new (const DollySettings * settings);
void dolly_shot_free (DollyShot * shot);

/* Brightness of frame @n, 16 to 235. Returns how much of it is actor, 0 to 1. */
gdouble dolly_shot_render (const DollyShot * shot, guint n, guint8 * luma,
    gsize stride);
/* From frame @n - 1 to @n; nothing for 0. @jerks: FALSE = the smooth path's. */
void dolly_shot_motion (const DollyShot * shot, guint n, gboolean jerks,
    DollyMotion * motion);
/* What @jerk adds to the motion from one frame to the next at most, in % of the
 * frame's height: below 0.1 hardly anybody sees it. */
gdouble dolly_shot_jerk_peak (const DollyShot * shot, const DollyJerk * jerk);

/* Some jerks of all sizes and, if @kind is -1, of all kinds, about a second apart.
 * (transfer full): DollyJerk */
GArray *dolly_jerks_plan (guint32 seed, guint frames, gdouble fps, gint kind);

G_END_DECLS
