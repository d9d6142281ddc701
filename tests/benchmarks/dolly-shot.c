/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dolly-shot.h"

#include <math.h>
#include <string.h>

/* Texels of a texture either way, a power of two; it repeats */
#define TEXELS 2048
#define LEVELS 9
#define SHAPES 30000
/* Of the frame, in frame widths */
#define FOCAL 1.2
/* Metres */
#define CAMERA_HEIGHT 1.4
#define WALL_TEXELS 95          /* texels per metre */
#define GROUND_TEXELS 220
#define POST_TEXELS 260
#define ACTOR_TEXELS 700
#define NEAREST_POST 2.2
#define N_POSTS 10
#define N_LIMBS 10
/* What the sampling itself blurs, in texels of the level: sigma */
#define SAMPLING_BLUR 0.65
#define NOISE_VALUES 65536

typedef struct
{
  gfloat *level[LEVELS];        /* 0 to 1; TEXELS >> i either way */
} Texture;

typedef struct
{
  gdouble x, z;                 /* m; its middle */
  gdouble half_width, height;
  gdouble texture_x, texture_y;
} Post;

/* Where the camera is, and how it is turned: world to camera */
typedef struct
{
  gdouble r[3][3];
  gdouble at[3];
  gdouble roll;
} Pose;

struct _DollyShot
{
  DollySettings settings;
  DollyJerk *jerks;
  Texture wall, ground, figure;
  gfloat noise[NOISE_VALUES];
  Post posts[N_POSTS];
  gdouble focal;                /* pixels */
  gdouble wall_z;
  gdouble drift_phase[4][3], drift_rate[4][3], drift_size[4][3];
  gdouble shake_phase[3][5], shake_rate[3][5];
  gdouble step_rate, step_phase;        /* of the actor */
};

/* --- textures -------------------------------------------------------------- */

/* Leaves fallen on each other, of all sizes: what natural pictures look like to
 * a machine (Lee, Mumford, Huang 2001). */
static void
draw_shape (gfloat * pixels, GRand * rand)
{
  gdouble u = g_rand_double (rand);
  gdouble radius = 3 / sqrt (u * 1.0 + (1 - u) * 0.0002);
  gint cx = g_rand_int_range (rand, 0, TEXELS);
  gint cy = g_rand_int_range (rand, 0, TEXELS);
  gdouble high = g_rand_double_range (rand, 0.4, 1.6);
  gdouble tone = g_rand_double (rand);
  gboolean box = g_rand_boolean (rand);
  gint n = (gint) ceil (radius * 1.6), x, y;

  for (y = -n; y <= n; y++) {
    for (x = -n; x <= n; x++) {
      gdouble a = x / radius * high, b = y / radius / high;

      if (box ? fabs (a) <= 1 && fabs (b) <= 1 : a * a + b * b <= 1)
        pixels[(gsize) ((cy + y) & (TEXELS - 1)) * TEXELS +
            ((cx + x) & (TEXELS - 1))] = (gfloat) tone;
    }
  }
}

static void
halve (const gfloat * from, gfloat * to, guint size)
{
  guint x, y;

  for (y = 0; y < size; y++) {
    for (x = 0; x < size; x++) {
      const gfloat *p = from + (gsize) y * 4 * size + 2 * x;

      to[(gsize) y * size + x] =
          (p[0] + p[1] + p[2 * size] + p[2 * size + 1]) / 4;
    }
  }
}

static void
texture_init (Texture * texture, GRand * rand)
{
  gsize n = (gsize) TEXELS * TEXELS, i;
  guint level;

  texture->level[0] = g_new (gfloat, n);
  for (i = 0; i < n; i++)
    texture->level[0][i] = 0.5f;
  for (i = 0; i < SHAPES; i++)
    draw_shape (texture->level[0], rand);
  /* and a grain of its own */
  for (i = 0; i < n; i++)
    texture->level[0][i] += (gfloat) g_rand_double_range (rand, -0.08, 0.08);
  for (level = 1; level < LEVELS; level++) {
    texture->level[level] = g_new (gfloat, n >> (2 * level));
    halve (texture->level[level - 1], texture->level[level], TEXELS >> level);
  }
}

static void
texture_clear (Texture * texture)
{
  guint i;

  for (i = 0; i < LEVELS; i++)
    g_free (texture->level[i]);
}

/* floor() is a call on machines without SSE 4 */
static inline gint
floor_of (gdouble x)
{
  return (gint) (x + (1 << 24)) - (1 << 24);
}

static inline void
spline_weights (gfloat t, gfloat * w)
{
  gfloat s = 1 - t;

  w[0] = s * s * s / 6;
  w[1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
  w[2] = (4 - 6 * s * s + 3 * s * s * s) / 6;
  w[3] = t * t * t / 6;
}

/* The cubic B-spline through the texels of a level: smooth however far it is
 * magnified. @x, @y in texels of level 0. */
static inline gfloat
sample_level (const Texture * texture, guint level, gdouble x, gdouble y)
{
  const gint size = TEXELS >> level, mask = size - 1;
  const gfloat *pixels = texture->level[level];
  const gdouble scale = 1. / (1 << level);
  /* the middle of a texel is where its number is: keep levels in place */
  const gdouble u = (x + 0.5) * scale - 0.5, v = (y + 0.5) * scale - 0.5;
  const gint fu = floor_of (u), fv = floor_of (v);
  const gint i = fu - 1, j = fv - 1;
  gfloat wx[4], wy[4], sums[4] = { 0, 0, 0, 0 };
  gint k, c;

  spline_weights ((gfloat) (u - fu), wx);
  spline_weights ((gfloat) (v - fv), wy);
  for (k = 0; k < 4; k++) {
    const gfloat *row = pixels + (gsize) ((j + k) & mask) * size;
    gfloat four[4];

    if ((i & mask) <= size - 4) {
      memcpy (four, row + (i & mask), sizeof (four));
    } else {
      for (c = 0; c < 4; c++)
        four[c] = row[(i + c) & mask];
    }
    for (c = 0; c < 4; c++)
      sums[c] += wy[k] * four[c];
  }
  return wx[0] * sums[0] + wx[1] * sums[1] + wx[2] * sums[2] + wx[3] * sums[3];
}

/* Between two levels as well */
typedef struct
{
  const Texture *texture;
  guint level;
  gfloat share;                 /* of the level above */
} Sampler;

/* @footprint: texels of level 0 that a pixel covers; @blur: sigma, pixels. */
static Sampler
sampler_for (const Texture * texture, gdouble footprint, gdouble blur)
{
  gdouble lod = log2 (footprint * MAX (blur / SAMPLING_BLUR, 1));
  Sampler s = { texture, 0, 0 };

  lod = CLAMP (lod, 0, LEVELS - 2);
  s.level = (guint) lod;
  s.share = (gfloat) (lod - s.level);
  return s;
}

/* At one level, the nearest: for what hardly changes its distance. */
static Sampler
sampler_fixed (const Texture * texture, gdouble footprint, gdouble blur)
{
  Sampler s = sampler_for (texture, footprint, blur);

  s.level += s.share > 0.5f;
  s.share = 0;
  return s;
}

static inline gfloat
sample (const Sampler * s, gdouble x, gdouble y)
{
  gfloat a = sample_level (s->texture, s->level, x, y);

  if (s->share < 0.01f)
    return a;
  return a + s->share * (sample_level (s->texture, s->level + 1, x, y) - a);
}

/* --- the path -------------------------------------------------------------- */

static gdouble
smooth_step (gdouble x)
{
  x = CLAMP (x, 0, 1);
  return x * x * (3 - 2 * x);
}

/* Metres that a smooth move has gone, t in frames. */
static gdouble
travelled (const DollyShot * shot, gdouble t)
{
  const DollySettings *s = &shot->settings;
  gdouble seconds = t / s->fps, ramp = 1.6, x = seconds - 0.3;

  if (!s->from_rest)
    return s->speed * seconds;
  if (x <= 0)
    return 0;
  if (x >= ramp)
    return s->speed * (x - ramp / 2);
  return s->speed * ramp * (pow (x / ramp, 3) - 0.5 * pow (x / ramp, 4));
}

/* 0, up to 1 and back in the frames of the jerk */
static gdouble
pulse (const DollyJerk * jerk, gdouble t)
{
  gdouble x = (t - jerk->frame + 1) / (jerk->length + 1);
  gdouble most = sin (G_PI * ((jerk->length + 1) / 2) / (jerk->length + 1));

  return x > 0 && x < 1 ? sin (G_PI * x) / most : 0;
}

static void
add_jerk (const DollyShot * shot, const DollyJerk * jerk, gdouble t,
    gdouble * angles, gdouble * at)
{
  gdouble size = jerk->size / 100;
  gdouble angle = size * shot->settings.height / shot->focal;

  switch (jerk->kind) {
    case DOLLY_SWAY:
      angles[0] += angle * pulse (jerk, t);
      break;
    case DOLLY_BUMP:
      angles[1] += angle * pulse (jerk, t);
      break;
    case DOLLY_ROLL:
      angles[2] += 2 * size * pulse (jerk, t);
      break;
    case DOLLY_SPEED:
      at[2] += 2 * size * shot->wall_z * smooth_step ((t - jerk->frame + 1) /
          (jerk->length + 1));
  }
}

static void
set_rotation (Pose * pose, gdouble yaw, gdouble pitch, gdouble roll)
{
  gdouble cy = cos (yaw), sy = sin (yaw), cp = cos (pitch), sp = sin (pitch);
  gdouble cr = cos (roll), sr = sin (roll);
  /* about the upright axis, then tilted, then rolled */
  const gdouble tilted[3][3] = {
    {cy, 0, -sy}, {-sp * sy, cp, -sp * cy}, {cp * sy, sp, cp * cy}
  };
  guint i;

  for (i = 0; i < 3; i++) {
    pose->r[0][i] = cr * tilted[0][i] - sr * tilted[1][i];
    pose->r[1][i] = sr * tilted[0][i] + cr * tilted[1][i];
    pose->r[2][i] = tilted[2][i];
  }
  pose->roll = roll;
}

static void
pose_at (const DollyShot * shot, gdouble t, gboolean jerks, Pose * pose)
{
  const DollySettings *s = &shot->settings;
  gdouble seconds = t / s->fps, drift[4] = { 0 }, angles[3];
  gdouble shake = s->unevenness / 100 * s->height / shot->focal;
  guint i, k;

  for (i = 0; i < 4; i++) {
    for (k = 0; k < 3; k++)
      drift[i] += shot->drift_size[i][k] * sin (2 * G_PI *
          shot->drift_rate[i][k] * seconds + shot->drift_phase[i][k]);
  }
  for (i = 0; i < 3; i++) {
    angles[i] = drift[i];
    for (k = 0; k < 5; k++)
      angles[i] += shake / 2 * sin (2 * G_PI * shot->shake_rate[i][k] *
          seconds + shot->shake_phase[i][k]);
  }
  pose->at[0] = drift[3];
  pose->at[1] = 0;
  pose->at[2] = -travelled (shot, t);
  for (i = 0; jerks && i < s->n_jerks; i++)
    add_jerk (shot, &shot->jerks[i], t, angles, pose->at);
  set_rotation (pose, angles[0], angles[1], angles[2]);
}

/* Pixels from the centre; FALSE if it is behind the camera. */
static gboolean
project (const DollyShot * shot, const Pose * pose, const gdouble * point,
    gdouble * u, gdouble * v)
{
  gdouble p[3], c[3];
  guint i;

  for (i = 0; i < 3; i++)
    p[i] = point[i] - pose->at[i];
  for (i = 0; i < 3; i++)
    c[i] = pose->r[i][0] * p[0] + pose->r[i][1] * p[1] + pose->r[i][2] * p[2];
  if (c[2] < 0.1)
    return FALSE;
  *u = shot->focal * c[0] / c[2];
  *v = shot->focal * c[1] / c[2];
  return TRUE;
}

/* The direction of what is seen @u, @v pixels from the centre */
static inline void
ray (const DollyShot * shot, const Pose * pose, gdouble u, gdouble v,
    gdouble * d)
{
  guint i;

  for (i = 0; i < 3; i++)
    d[i] = pose->r[0][i] * u / shot->focal + pose->r[1][i] * v / shot->focal +
        pose->r[2][i];
}

/* --- truth ----------------------------------------------------------------- */

void
dolly_shot_motion (const DollyShot * shot, guint n, gboolean jerks,
    DollyMotion * motion)
{
  const gdouble w = shot->settings.width, h = shot->settings.height;
  gdouble sum[4] = { 0 }, a = 0, b = 0, spread = 0;
  gdouble points[35][4];
  Pose last, now;
  guint i, k;

  *motion = (DollyMotion) {
  0, 0, 0, 1};
  if (n == 0)
    return;
  pose_at (shot, n - 1, jerks, &last);
  pose_at (shot, n, jerks, &now);
  for (i = 0; i < 35; i++) {
    gdouble d[3], at[3], *p = points[i], z;

    p[0] = ((i % 7) / 6. - 0.5) * 0.9 * w;
    p[1] = ((i / 7) / 4. - 0.5) * 0.9 * h;
    ray (shot, &last, p[0], p[1], d);
    z = (shot->wall_z - last.at[2]) / d[2];
    for (k = 0; k < 3; k++)
      at[k] = last.at[k] + z * d[k];
    project (shot, &now, at, &p[2], &p[3]);
    for (k = 0; k < 4; k++)
      sum[k] += p[k] / 35;
  }
  for (i = 0; i < 35; i++) {
    const gdouble *p = points[i];
    gdouble x = p[0] - sum[0], y = p[1] - sum[1];
    gdouble u = p[2] - sum[2], v = p[3] - sum[3];

    a += x * u + y * v;
    b += x * v - y * u;
    spread += x * x + y * y;
  }
  motion->dx = sum[2] - (a * sum[0] - b * sum[1]) / spread;
  motion->dy = sum[3] - (b * sum[0] + a * sum[1]) / spread;
  motion->rotation = atan2 (b, a);
  motion->scale = hypot (a, b) / spread;
}

gdouble
dolly_shot_jerk_peak (const DollyShot * shot, const DollyJerk * jerk)
{
  const gdouble h = shot->settings.height;
  gdouble peak = 0;
  guint n;

  for (n = jerk->frame; n <= jerk->frame + jerk->length
      && n < shot->settings.frames; n++) {
    DollyMotion with, without;
    gdouble off[4];

    dolly_shot_motion (shot, n, TRUE, &with);
    dolly_shot_motion (shot, n, FALSE, &without);
    off[DOLLY_SWAY] = (with.dx - without.dx) / h;
    off[DOLLY_BUMP] = (with.dy - without.dy) / h;
    off[DOLLY_ROLL] = (with.rotation - without.rotation) / 2;
    off[DOLLY_SPEED] = log (with.scale / without.scale) / 2;
    peak = MAX (peak, 100 * fabs (off[jerk->kind]));
  }
  return peak;
}

GArray *
dolly_jerks_plan (guint32 seed, guint frames, gdouble fps, gint kind)
{
  static const gdouble sizes[] = { 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.2, 2,
    3
  };
  GArray *jerks = g_array_new (FALSE, FALSE, sizeof (DollyJerk));
  GRand *rand = g_rand_new_with_seed (seed);
  guint at = (guint) (fps * g_rand_double_range (rand, 1.0, 1.3));
  guint which = g_rand_int_range (rand, 0, G_N_ELEMENTS (sizes));

  while (at + 16 < frames) {
    DollyJerk jerk;

    jerk.kind = kind >= 0 ? (DollyJerkKind) kind :
        (DollyJerkKind) g_rand_int_range (rand, 0, 4);
    jerk.frame = at;
    jerk.length = g_rand_int_range (rand, 1, 7);
    jerk.size = sizes[which % G_N_ELEMENTS (sizes)];
    which += 3;
    if (jerk.kind == DOLLY_SPEED)
      jerk.size = MIN (jerk.size, 1.2);
    if (g_rand_boolean (rand))
      jerk.size = -jerk.size;
    g_array_append_val (jerks, jerk);
    at += jerk.length + (guint) (fps * g_rand_double_range (rand, 0.8, 1.2));
  }
  g_rand_free (rand);
  return jerks;
}

/* --- the set ---------------------------------------------------------------- */

/* What is in focus is the actor. */
static gdouble
blur_at (const DollyShot * shot, gdouble z)
{
  const DollySettings *s = &shot->settings;
  gdouble focus = s->actor > 0 ? s->actor : 3;

  return s->blur * s->height / 540. * fabs (1 - focus / z);
}

typedef struct
{
  const DollyShot *shot;
  Pose pose;
  gfloat *tones;                /* 0 to 1; width x height */
} Canvas;

static void
draw_wall (Canvas * c)
{
  const DollyShot *shot = c->shot;
  const gint w = (gint) shot->settings.width, h = (gint) shot->settings.height;
  const gdouble z = shot->wall_z - c->pose.at[2];
  const Sampler s = sampler_fixed (&shot->wall, shot->wall_z / shot->focal *
      WALL_TEXELS, blur_at (shot, shot->wall_z));
  gint x, y;

  for (y = 0; y < h; y++) {
    gfloat *row = c->tones + (gsize) y * w;

    for (x = 0; x < w; x++) {
      gdouble d[3], k;

      ray (shot, &c->pose, x - (w - 1) / 2., y - (h - 1) / 2., d);
      if (d[1] * z > CAMERA_HEIGHT * d[2])      /* the ground */
        continue;
      k = z / d[2];
      row[x] = sample (&s, (c->pose.at[0] + k * d[0]) * WALL_TEXELS,
          (c->pose.at[1] + k * d[1]) * WALL_TEXELS);
    }
  }
}

static void
draw_ground (Canvas * c)
{
  const DollyShot *shot = c->shot;
  const gint w = (gint) shot->settings.width, h = (gint) shot->settings.height;
  const gdouble far_away = shot->wall_z - c->pose.at[2];
  gint x, y;

  for (y = 0; y < h; y++) {
    gfloat *row = c->tones + (gsize) y * w;
    gdouble d[3], z;
    Sampler s;

    ray (shot, &c->pose, 0, y - (h - 1) / 2., d);
    z = MIN (d[1] > 0 ? CAMERA_HEIGHT / d[1] * d[2] : G_MAXDOUBLE, far_away);
    s = sampler_for (&shot->ground, z * z / (shot->focal * CAMERA_HEIGHT)
        * GROUND_TEXELS, blur_at (shot, z));
    for (x = 0; x < w; x++) {
      gdouble k, edge;
      gfloat tone;

      ray (shot, &c->pose, x - (w - 1) / 2., y - (h - 1) / 2., d);
      if (d[1] * far_away <= CAMERA_HEIGHT * d[2])
        continue;
      k = (CAMERA_HEIGHT - c->pose.at[1]) / d[1];
      tone = sample (&s, (c->pose.at[0] + k * d[0]) * GROUND_TEXELS,
          (c->pose.at[2] + k * d[2]) * GROUND_TEXELS);
      /* the wall's foot is in its shadow, so that the edge has no steps */
      edge = (far_away - k * d[2]) / 3;
      row[x] = tone * (gfloat) smooth_step (edge);
    }
  }
}

static gfloat
coverage (gdouble inside, gdouble softness)
{
  return (gfloat) smooth_step (inside / softness / 2 + 0.5);
}

static gboolean
post_bounds (Canvas * c, const Post * post, gint * x0, gint * x1, gint * y0,
    gint * y1)
{
  const gint w = (gint) c->shot->settings.width;
  const gint h = (gint) c->shot->settings.height;
  gdouble left = G_MAXDOUBLE, right = -G_MAXDOUBLE, top = G_MAXDOUBLE;
  gdouble bottom = -G_MAXDOUBLE;
  gdouble margin = 2 + 4 * blur_at (c->shot, post->z - c->pose.at[2]);
  guint i;

  for (i = 0; i < 4; i++) {
    gdouble corner[3] = { post->x + (i & 1 ? post->half_width :
          -post->half_width), CAMERA_HEIGHT - (i & 2 ? post->height : 0),
      post->z
    };
    gdouble u, v;

    if (!project (c->shot, &c->pose, corner, &u, &v))
      return FALSE;
    left = MIN (left, u);
    right = MAX (right, u);
    top = MIN (top, v);
    bottom = MAX (bottom, v);
  }
  *x0 = (gint) CLAMP (left + (w - 1) / 2. - margin, 0, w);
  *x1 = (gint) CLAMP (right + (w - 1) / 2. + margin, 0, w);
  *y0 = (gint) CLAMP (top + (h - 1) / 2. - margin, 0, h);
  *y1 = (gint) CLAMP (bottom + (h - 1) / 2. + margin, 0, h);
  return TRUE;
}

static void
draw_post (Canvas * c, const Post * post)
{
  const DollyShot *shot = c->shot;
  const gint w = (gint) shot->settings.width, h = (gint) shot->settings.height;
  const gdouble z = post->z - c->pose.at[2];
  const gdouble blur = blur_at (shot, z), pixel = z / shot->focal;
  const gdouble soft = pixel * MAX (1, 1.5 * blur);
  gint x0, x1, y0, y1, x, y;
  Sampler s;

  if (z < NEAREST_POST || z > shot->wall_z - c->pose.at[2] - 1
      || !post_bounds (c, post, &x0, &x1, &y0, &y1))
    return;
  s = sampler_for (&shot->figure, pixel * POST_TEXELS, blur);
  for (y = y0; y < y1; y++) {
    for (x = x0; x < x1; x++) {
      gfloat *tone = &c->tones[(gsize) y * w + x], cover;
      gdouble d[3], px, py;

      ray (shot, &c->pose, x - (w - 1) / 2., y - (h - 1) / 2., d);
      px = c->pose.at[0] + z / d[2] * d[0] - post->x;
      py = CAMERA_HEIGHT - c->pose.at[1] - z / d[2] * d[1];
      cover = coverage (post->half_width - fabs (px), soft) *
          coverage (post->height - py, soft) * coverage (py, soft);
      if (cover > 0)
        *tone += cover * (0.9f * sample (&s,
                (px + post->texture_x) * POST_TEXELS,
                (post->texture_y - py) * POST_TEXELS) - *tone);
    }
  }
}

/* --- the actor -------------------------------------------------------------- */

typedef struct
{
  gdouble x0, y0, x1, y1, radius;       /* m from his hip; y points down */
  gdouble darkness;
} Limb;

/* He walks towards the camera: what swings is seen from its end. */
static void
limbs_at (Limb * l, gdouble phase)
{
  guint i;

  for (i = 0; i < 2; i++) {
    gdouble side = i ? 1 : -1, s = sin (phase + (i ? G_PI : 0));
    gdouble knee = 0.42 - 0.05 * MAX (0, s), foot = 0.86 - 0.16 * MAX (0, s);
    gdouble elbow = -0.28 + 0.04 * s, hand = -0.02 - 0.10 * MAX (0, -s);

    l[i] = (Limb) {
    side *0.10, 0, side * 0.11, knee, 0.085, 0.4};
    l[2 + i] = (Limb) {
    side *0.11, knee, side * 0.10, foot, 0.065, 0.4};
    l[4 + i] = (Limb) {
    side *0.22, -0.56, side * 0.27, elbow, 0.055, 0.15};
    l[6 + i] = (Limb) {
    side *0.27, elbow, side * (0.24 + 0.02 * s), hand, 0.045, 0.05};
  }
  l[8] = (Limb) {
  0.01 *sin (phase), -0.50, 0, -0.06, 0.19, 0.15};
  l[9] = (Limb) {
  0.02 *sin (phase), -0.86, 0.015 * sin (phase), -0.76, 0.10, 0};
}

static void
draw_limb (Canvas * c, const Limb * l, const gdouble * middle, gfloat * covered)
{
  const DollyShot *shot = c->shot;
  const gint w = (gint) shot->settings.width, h = (gint) shot->settings.height;
  const gdouble pixel = middle[2] / shot->focal;
  const gdouble cr = cos (c->pose.roll), sr = sin (c->pose.roll);
  const gdouble length = hypot (l->x1 - l->x0, l->y1 - l->y0);
  const gdouble ax = (l->x1 - l->x0) / length, ay = (l->y1 - l->y0) / length;
  const gdouble mx = (l->x0 + l->x1) / 2, my = (l->y0 + l->y1) / 2;
  const gdouble reach = (length / 2 + l->radius) / pixel + 3;
  const gdouble cx = middle[0] + (cr * mx - sr * my) / pixel + (w - 1) / 2.;
  const gdouble cy = middle[1] + (sr * mx + cr * my) / pixel + (h - 1) / 2.;
  const gint x0 = (gint) CLAMP (cx - reach, 0, w);
  const gint x1 = (gint) CLAMP (cx + reach, 0, w);
  const gint y0 = (gint) CLAMP (cy - reach, 0, h);
  const gint y1 = (gint) CLAMP (cy + reach, 0, h);
  const Sampler s = sampler_fixed (&shot->figure, shot->settings.actor /
      shot->focal * ACTOR_TEXELS, 0);
  gint x, y;

  for (y = y0; y < y1; y++) {
    for (x = x0; x < x1; x++) {
      gdouble u = (x - cx) * pixel, v = (y - cy) * pixel;
      gdouble px = cr * u + sr * v, py = -sr * u + cr * v;
      gdouble along = px * ax + py * ay, across = py * ax - px * ay;
      gdouble beyond = MAX (0, fabs (along) - length / 2);
      gfloat cover = coverage (l->radius - hypot (beyond, across), pixel);
      gsize i = (gsize) y * w + x;

      if (cover <= 0)
        continue;
      c->tones[i] += cover * ((gfloat) (1 - l->darkness) * sample (&s,
              (along + l->x0) * ACTOR_TEXELS, (across + l->y0) * ACTOR_TEXELS)
          - c->tones[i]);
      *covered += cover;
    }
  }
}

/* He keeps to the smooth path, but for his own gait; a jerk of the camera moves
 * him as it moves everything. */
static gfloat
draw_actor (Canvas * c, guint n)
{
  const DollyShot *shot = c->shot;
  const gdouble seconds = n / shot->settings.fps;
  const gdouble phase = 2 * G_PI * shot->step_rate * seconds + shot->step_phase;
  gdouble at[3], middle[3];
  Limb limbs[N_LIMBS];
  gfloat covered = 0;
  Pose smooth;
  guint i;

  pose_at (shot, n, FALSE, &smooth);
  at[0] = 0.1 * sin (2 * G_PI * 0.11 * seconds) + 0.02 * sin (phase);
  at[1] = 0.46 + 0.022 * cos (2 * phase);
  at[2] = smooth.at[2] + shot->settings.actor;
  if (!project (shot, &c->pose, at, &middle[0], &middle[1]))
    return 0;
  middle[2] = at[2] - c->pose.at[2];
  limbs_at (limbs, phase);
  for (i = 0; i < N_LIMBS; i++)
    draw_limb (c, &limbs[i], middle, &covered);
  return covered / ((gfloat) shot->settings.width * shot->settings.height);
}

/* --- frames ----------------------------------------------------------------- */

static guint32
scatter (guint32 x)
{
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  return x ^ x >> 16;
}

static void
expose (const Canvas * c, guint n, guint8 * luma, gsize stride)
{
  const DollyShot *shot = c->shot;
  const guint w = shot->settings.width, h = shot->settings.height;
  guint x, y;

  for (y = 0; y < h; y++) {
    const gfloat *row = c->tones + (gsize) y * w;
    guint32 at = scatter (shot->settings.seed ^ scatter (n * 65537U + y));
    guint8 *out = luma + y * stride;

    for (x = 0; x < w; x++) {
      gfloat value = 16.5f + 219 * (0.08f + 0.8f * row[x]) +
          shot->noise[(at + x * 7) % NOISE_VALUES];

      out[x] = (guint8) CLAMP (value, 16, 235);
    }
  }
}

gdouble
dolly_shot_render (const DollyShot * shot, guint n, guint8 * luma, gsize stride)
{
  Canvas canvas = {.shot = shot };
  gdouble covered = 0;
  guint i;

  canvas.tones = g_new (gfloat, (gsize) shot->settings.width *
      shot->settings.height);
  pose_at (shot, n, TRUE, &canvas.pose);
  draw_wall (&canvas);
  draw_ground (&canvas);
  for (i = 0; i < N_POSTS; i++)
    draw_post (&canvas, &shot->posts[i]);
  if (shot->settings.actor > 0)
    covered = MIN (1, draw_actor (&canvas, n));
  expose (&canvas, n, luma, stride);
  g_free (canvas.tones);
  return covered;
}

/* --- life ------------------------------------------------------------------- */

static void
build_posts (DollyShot * shot, GRand * rand)
{
  guint i;

  for (i = 0; i < N_POSTS; i++) {
    Post *post = &shot->posts[i];

    /* the far ones first; new ones come past the camera as it backs away */
    post->z = 14 - 20. * i / N_POSTS + g_rand_double (rand);
    post->half_width = g_rand_double_range (rand, 0.1, 0.6);
    post->x = (i % 2 ? 1 : -1) * (post->half_width +
        g_rand_double_range (rand, 1.4, 3.5));
    post->height = g_rand_double_range (rand, 1, 2.8);
    post->texture_x = g_rand_double_range (rand, 0, 8);
    post->texture_y = g_rand_double_range (rand, 0, 8);
  }
}

static void
lay_path (DollyShot * shot, GRand * rand)
{
  /* radians, the last one metres */
  static const gdouble sizes[4] = { 0.004, 0.003, 0.0012, 0.012 };
  guint i, k;

  for (i = 0; i < 4; i++) {
    for (k = 0; k < 3; k++) {
      shot->drift_phase[i][k] = g_rand_double_range (rand, 0, 2 * G_PI);
      shot->drift_rate[i][k] = g_rand_double_range (rand, 0.08, 0.3);
      shot->drift_size[i][k] = sizes[i] * g_rand_double_range (rand, 0.3, 1);
    }
  }
  for (i = 0; i < 3; i++) {
    for (k = 0; k < 5; k++) {
      shot->shake_phase[i][k] = g_rand_double_range (rand, 0, 2 * G_PI);
      shot->shake_rate[i][k] = g_rand_double_range (rand, 5, 10);
    }
  }
}

static gdouble
normal (GRand * rand)
{
  return sqrt (-2 * log (1 - g_rand_double (rand))) *
      cos (2 * G_PI * g_rand_double (rand));
}

DollyShot *
dolly_shot_new (const DollySettings * settings)
{
  DollyShot *shot = g_new0 (DollyShot, 1);
  GRand *rand = g_rand_new_with_seed (settings->seed);
  guint i;

  shot->settings = *settings;
  shot->jerks = g_memdup2 (settings->jerks,
      settings->n_jerks * sizeof (DollyJerk));
  shot->settings.jerks = shot->jerks;
  shot->focal = FOCAL * settings->width;
  shot->wall_z = g_rand_double_range (rand, 14, 22);
  shot->step_rate = g_rand_double_range (rand, 0.85, 1.05);
  shot->step_phase = g_rand_double_range (rand, 0, 6);
  lay_path (shot, rand);
  build_posts (shot, rand);
  for (i = 0; i < NOISE_VALUES; i++)
    shot->noise[i] = (gfloat) (settings->noise * normal (rand));
  texture_init (&shot->wall, rand);
  texture_init (&shot->ground, rand);
  texture_init (&shot->figure, rand);
  g_rand_free (rand);
  return shot;
}

void
dolly_shot_free (DollyShot * shot)
{
  texture_clear (&shot->wall);
  texture_clear (&shot->ground);
  texture_clear (&shot->figure);
  g_free (shot->jerks);
  g_free (shot);
}
