/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "motionstab-scene.h"

/* The coarsest waves */
#define COARSEST (1 / 120.)

guint32
ms_scene_random (MsScene * scene)
{
  scene->random = scene->random * 1664525u + 1013904223u;
  return scene->random >> 8;
}

static gdouble
random_share (MsScene * scene)
{
  return ms_scene_random (scene) / (gdouble) (1 << 24);
}

/* Waves of all lengths, in all directions, coarse ones stronger, as pictures
 * have them; of a deviation of 1. */
static void
plan_texture (MsScene * scene, MsTexturePlan * plan, gdouble finest)
{
  gdouble power = 0;
  guint i;

  for (i = 0; i < MS_SCENE_WAVES; i++) {
    gdouble share = (i + random_share (scene)) / MS_SCENE_WAVES;
    gdouble f = COARSEST * pow (finest / COARSEST, share);
    gdouble angle = G_PI * (i * 0.618034 + 0.2 * random_share (scene));

    plan->fx[i] = f * cos (angle);
    plan->fy[i] = f * sin (angle);
    plan->phase[i] = random_share (scene);
    plan->amplitude[i] = pow (f, -0.4);
    power += plan->amplitude[i] * plan->amplitude[i] / 2;
  }
  for (i = 0; i < MS_SCENE_WAVES; i++)
    plan->amplitude[i] /= sqrt (power);
}

static void
init_layer (MsScene * scene, MsLayer * layer, gdouble finest)
{
  plan_texture (scene, &layer->plan, finest);
  layer->ar = 1;
  layer->ai = layer->br = layer->bi = 0;
}

void
ms_scene_init (MsScene * scene, guint width, guint height, guint32 seed,
    gdouble finest)
{
  memset (scene, 0, sizeof (*scene));
  scene->width = width;
  scene->height = height;
  scene->random = seed * 7919 + 1;
  scene->brightness = 110;
  scene->contrast = 28;
  scene->gain = 1;
  init_layer (scene, &scene->background, finest);
}

void
ms_scene_put_somebody (MsScene * scene, gdouble width, gdouble height,
    gdouble finest)
{
  scene->front_width = width;
  scene->front_height = height;
  scene->front_x = scene->front_y = 0.5;
  init_layer (scene, &scene->foreground, finest);
}

/* What was at p is at s R p + d then, so that what is at q was at
 * (q - d) / (s R). */
void
ms_scene_move (MsLayer * layer, const MsMotion * motion)
{
  gdouble c = cos (motion->rotation) / motion->scale;
  gdouble s = -sin (motion->rotation) / motion->scale;
  gdouble ar = layer->ar * c - layer->ai * s;
  gdouble ai = layer->ar * s + layer->ai * c;

  layer->ar = ar;
  layer->ai = ai;
  layer->br -= ar * motion->dx - ai * motion->dy;
  layer->bi -= ar * motion->dy + ai * motion->dx;
}

/* So many waves at a time: what a compiler makes vectors of. */
#define LANES 8

/* Each wave turns by the same angle from one pixel to the next. */
static inline void
turn_waves (gfloat * sum, gfloat * c, gfloat * s, const gfloat * turn_c,
    const gfloat * turn_s)
{
  guint k;

  for (k = 0; k < LANES; k++) {
    gfloat next = c[k] * turn_c[k] - s[k] * turn_s[k];

    sum[k] += c[k];
    s[k] = s[k] * turn_c[k] + c[k] * turn_s[k];
    c[k] = next;
  }
}

/* @n values of the texture from @x, @y on, @dx, @dy apart. */
static void
draw_texture (gdouble * out, guint n, const MsTexturePlan * plan, gdouble x,
    gdouble y, gdouble dx, gdouble dy)
{
  gfloat c[MS_SCENE_WAVES], s[MS_SCENE_WAVES];
  gfloat turn_c[MS_SCENE_WAVES], turn_s[MS_SCENE_WAVES];
  guint i, k;

  for (k = 0; k < MS_SCENE_WAVES; k++) {
    gdouble at = 2 * G_PI * (plan->fx[k] * x + plan->fy[k] * y +
        plan->phase[k]);
    gdouble turn = 2 * G_PI * (plan->fx[k] * dx + plan->fy[k] * dy);

    c[k] = (gfloat) (plan->amplitude[k] * cos (at));
    s[k] = (gfloat) (plan->amplitude[k] * sin (at));
    turn_c[k] = (gfloat) cos (turn);
    turn_s[k] = (gfloat) sin (turn);
  }
  for (i = 0; i < n; i++) {
    gfloat sum[LANES] = { 0 };

    for (k = 0; k < MS_SCENE_WAVES; k += LANES)
      turn_waves (sum, c + k, s + k, turn_c + k, turn_s + k);
    out[i] = ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) +
        (sum[6] + sum[7]));
  }
}

/* A row of a layer, whose place in the texture is that of the picture's row. */
static void
draw_layer (gdouble * out, const MsScene * scene, const MsLayer * layer,
    guint row)
{
  gdouble x = -(scene->width - 1.) / 2;
  gdouble y = row - (scene->height - 1.) / 2;

  draw_texture (out, scene->width, &layer->plan,
      layer->ar * x - layer->ai * y + layer->br,
      layer->ai * x + layer->ar * y + layer->bi, layer->ar, layer->ai);
}

/* The ground: the nearer, the larger and the faster. What is too fine for pixels
 * near the horizon fades. */
static void
draw_ground (gdouble * out, const MsScene * scene, guint row)
{
  gdouble below = row + 0.5 - scene->horizon * scene->height;
  gdouble distance = 0.4 * scene->height / below;
  gdouble fade = MIN (1, 1.5 / (distance * distance));
  guint x;

  draw_texture (out, scene->width, &scene->background.plan,
      -(scene->width - 1.) / 2 * distance + 1000,
      distance * 0.4 * scene->height - scene->travel, distance, 0);
  for (x = 0; x < scene->width; x++)
    out[x] *= fade;
}

/* How much of a pixel somebody in front covers: he has an edge of a pixel. */
static gdouble
front_share (const MsScene * scene, guint x, guint row)
{
  const MsLayer *l = &scene->foreground;
  gdouble px = x - (scene->width - 1.) / 2;
  gdouble py = row - (scene->height - 1.) / 2;
  gdouble u = l->ar * px - l->ai * py + l->br -
      (scene->front_x - 0.5) * scene->width;
  gdouble v = l->ai * px + l->ar * py + l->bi -
      (scene->front_y - 0.5) * scene->height;
  gdouble right = scene->front_width * scene->width / 2 - fabs (u);
  gdouble below = scene->front_height * scene->height / 2 - fabs (v);

  return CLAMP (right + 0.5, 0, 1) * CLAMP (below + 0.5, 0, 1);
}

static void
draw_front (gdouble * out, const MsScene * scene, guint row)
{
  gdouble *front = g_newa (gdouble, scene->width);
  guint x;

  draw_layer (front, scene, &scene->foreground, row);
  for (x = 0; x < scene->width; x++) {
    gdouble share = front_share (scene, x, row);

    out[x] += share * (1.2 * front[x] - out[x]);
  }
}

/* Of a deviation of 1, near enough to normal */
static gdouble
random_noise (MsScene * scene)
{
  return (random_share (scene) + random_share (scene) + random_share (scene) +
      random_share (scene) - 2) * sqrt (3);
}

/* Black, and in it white bars as letters have them. */
static gboolean
is_text (const MsScene * scene, guint x, guint row, gdouble * value)
{
  guint left = scene->width / 3, top = scene->height * 3 / 4;

  if (!scene->text || x < left || x >= 2 * left || row < top ||
      row >= top + scene->height / 10)
    return FALSE;
  *value = (x - left) % 7 < 3 && (row - top) % 8 > 1 ? 235 : 16;
  return TRUE;
}

static gdouble
pixel_at (MsScene * scene, gdouble texture, guint x, guint row)
{
  gdouble value;

  if (row < scene->bars || row >= scene->height - scene->bars ||
      x < scene->side_bars || x >= scene->width - scene->side_bars)
    return 16;
  if (is_text (scene, x, row, &value))
    return value;
  value = scene->brightness + scene->contrast * texture;
  value = 16 + (value - 16) * scene->gain + scene->offset;
  if (scene->noise > 0)
    value += scene->noise * random_noise (scene);
  return CLAMP (value, 0, 255);
}

void
ms_scene_draw (MsScene * scene, gint16 * out)
{
  gdouble *texture = g_newa (gdouble, scene->width);
  guint x, row;

  for (row = 0; row < scene->height; row++) {
    if (scene->horizon > 0 && row >= scene->horizon * scene->height)
      draw_ground (texture, scene, row);
    else
      draw_layer (texture, scene, &scene->background, row);
    if (scene->front_width > 0)
      draw_front (texture, scene, row);
    for (x = 0; x < scene->width; x++)
      *out++ = (gint16) (16 * pixel_at (scene, texture[x], x, row) + 0.5);
  }
}
