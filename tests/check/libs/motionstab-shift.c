/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How the background moved: pictures of things that move by known amounts. What
 * is allowed to be wrong is what was measured, and half as much again: in pixels
 * of the small picture, at its centre and, by rotation and scale, at its
 * corners. */
#include <gst/check/gstcheck.h>

#include <math.h>
#include <string.h>

#include <motionstab/shift.h>
#include <motionstab/shrink.h>

#include "motionstab-scene.h"

#define WIDTH 480
#define HEIGHT 270

static const MsMotion still = { 0, 0, 0, 1 };

/* What a dolly on its way does in a frame */
static const MsMotion usual = { 1.3, -0.7, 0.0015, 0.997 };

static MsEstimator *estimator;
static MsScene scene;

static void
begin_sized (guint width, guint height, guint32 seed, gdouble finest)
{
  if (estimator)
    ms_estimator_free (estimator);
  estimator = ms_estimator_new (width, height);
  ms_scene_init (&scene, width, height, seed, finest);
}

static void
begin (guint32 seed)
{
  begin_sized (WIDTH, HEIGHT, seed, MS_SCENE_BLURRED);
}

static void
teardown (void)
{
  if (estimator)
    ms_estimator_free (estimator);
  estimator = NULL;
}

static void
show (MsShift * shift)
{
  ms_scene_draw (&scene, ms_estimator_next (estimator));
  ms_estimator_run (estimator, shift);
}

/* The next picture, by @motion further; who is in front, by @front. */
static void
move_both (MsShift * shift, const MsMotion * motion, const MsMotion * front)
{
  ms_scene_move (&scene.background, motion);
  if (scene.front_width > 0)
    ms_scene_move (&scene.foreground, front);
  show (shift);
}

static void
move (MsShift * shift, const MsMotion * motion)
{
  move_both (shift, motion, &still);
}

static gdouble
wrong_at_centre (const MsMotion * a, const MsMotion * b)
{
  return hypot (a->dx - b->dx, a->dy - b->dy);
}

static gdouble
wrong_at_corners (const MsMotion * a, const MsMotion * b)
{
  gdouble re = a->scale * cos (a->rotation) - b->scale * cos (b->rotation);
  gdouble im = a->scale * sin (a->rotation) - b->scale * sin (b->rotation);

  return hypot (re, im) * hypot (scene.width, scene.height) / 2;
}

#define expect_kind(shift, wanted) expect_kind_AT (shift, wanted, __LINE__)
static void
expect_kind_AT (const MsShift * shift, MsShiftKind wanted, gint line)
{
  static const gchar *kinds[] = { "first", "moved", "duplicate", "flash", "cut",
    "blind"
  };

  fail_unless (shift->kind == wanted, "line %d: %s and not %s", line,
      kinds[shift->kind], kinds[wanted]);
  if (wanted == MS_SHIFT_MOVED)
    return;
  /* nothing is said then */
  fail_unless (memcmp (&shift->motion, &still, sizeof (still)) == 0,
      "line %d: a motion", line);
  fail_unless (shift->subject_share == 0, "line %d: a subject", line);
  if (wanted != MS_SHIFT_DUPLICATE)
    fail_unless (shift->confidence == 0, "line %d: confidence %g", line,
        shift->confidence);
}

#define expect_moved(shift, motion, centre, corners) \
    expect_moved_AT (shift, motion, centre, corners, __LINE__)
static void
expect_moved_AT (const MsShift * shift, const MsMotion * motion,
    gdouble centre, gdouble corners, gint line)
{
  gdouble a = wrong_at_centre (&shift->motion, motion);
  gdouble b = wrong_at_corners (&shift->motion, motion);

  expect_kind_AT (shift, MS_SHIFT_MOVED, line);
  fail_unless (a <= centre && b <= corners,
      "line %d: %.3f %.3f %.5f %.5f is %.3f %.3f %.5f %.5f: wrong by %.4f, "
      "%.4f at the corners", line, motion->dx, motion->dy, motion->rotation,
      motion->scale, shift->motion.dx, shift->motion.dy,
      shift->motion.rotation, shift->motion.scale, a, b);
  fail_unless (shift->confidence > 0 && shift->confidence <= 1,
      "line %d: confidence %g", line, shift->confidence);
}

/* By the same motion from picture to picture, the first one of them too. */
#define expect_move(motion, n, centre, corners) \
    expect_move_AT (motion, &still, n, centre, corners, __LINE__)
static void
expect_move_AT (const MsMotion * motion, const MsMotion * front, guint n,
    gdouble centre, gdouble corners, gint line)
{
  MsShift shift;

  show (&shift);
  expect_kind_AT (&shift, MS_SHIFT_FIRST, line);
  while (n-- > 0) {
    move_both (&shift, motion, front);
    expect_moved_AT (&shift, motion, centre, corners, line);
  }
}

static void
warm_up (const MsMotion * motion)
{
  expect_move (motion, 4, 0.01, 0.02);
}

/* -- How far ------------------------------------------------------------------ */

GST_START_TEST (test_shifts_from_a_hundredth_of_a_pixel)
{
  static const gdouble far[] =
      { 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.77, 1.5, 3.3,
    8.2
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (far); i++) {
    const MsMotion right = { far[i], 0, 0, 1 };
    const MsMotion up = { 0, -far[i], 0, 1 };
    const MsMotion both = { -far[i], far[i] / 2, 0, 1 };

    begin (i);
    expect_move (&right, 2, 0.004, 0.004);
    begin (i);
    expect_move (&up, 2, 0.004, 0.004);
    begin (i);
    expect_move (&both, 2, 0.004, 0.004);
  }
}

GST_END_TEST;

/* A hundredth is told from two hundredths, whatever it was before. */
GST_START_TEST (test_hundredths_can_be_told_apart)
{
  guint i;

  begin (1);
  warm_up (&usual);
  for (i = 0; i < 10; i++) {
    MsMotion motion = usual;
    MsShift shift;

    motion.dx += 0.01 * (i % 4);
    motion.dy -= 0.01 * (i % 3);
    move (&shift, &motion);
    expect_moved (&shift, &motion, 0.003, 0.004);
  }
}

GST_END_TEST;

GST_START_TEST (test_shifts_up_to_a_tenth_of_the_picture)
{
  static const gdouble shares[] = { -0.1, -0.05, 0.04, 0.075, 0.1 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (shares); i++) {
    const MsMotion along = { shares[i] * WIDTH, 0, 0, 1 };
    const MsMotion down = { 0, shares[i] * HEIGHT, 0, 1 };
    const MsMotion both = { shares[i] * WIDTH, -shares[i] * HEIGHT, 0, 1 };

    begin (i);
    expect_move (&along, 2, 0.004, 0.004);
    begin (i);
    expect_move (&down, 2, 0.004, 0.004);
    begin (i);
    expect_move (&both, 2, 0.004, 0.004);
  }
}

GST_END_TEST;

/* What comes all of a sudden while the camera moves: the last motion is no guide
 * then. */
GST_START_TEST (test_jolts_of_any_size)
{
  static const gdouble far[] = { 0.3, 1, 2, 4, 6, 12, 24, 48 };
  guint i;

  begin (3);
  warm_up (&usual);
  for (i = 0; i < G_N_ELEMENTS (far); i++) {
    MsMotion along = usual, down = usual;
    MsShift shift;

    along.dx += far[i];
    down.dy -= far[i] / 2;
    move (&shift, &along);
    expect_moved (&shift, &along, 0.01, 0.01);
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.01, 0.01);
    move (&shift, &down);
    expect_moved (&shift, &down, 0.01, 0.01);
  }
}

GST_END_TEST;

/* A tile is only shifted, so that what turns within it costs accuracy: a turn of
 * more than a degree and a half per frame is found, not measured. */
GST_START_TEST (test_rotations)
{
  static const struct
  {
    gdouble angle, centre, corners;
  } turns[] = {
    {0.0005, 0.004, 0.006}, {0.001, 0.004, 0.006}, {0.002, 0.004, 0.006},
    {0.005, 0.006, 0.01}, {0.01, 0.01, 0.015}, {0.02, 0.02, 0.03},
    {0.03, 0.03, 0.05}, {0.04, 0.05, 0.1}, {0.06, 0.08, 0.15}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (turns); i++) {
    const MsMotion clockwise = { 0, 0, turns[i].angle, 1 };
    const MsMotion other = { 0, 0, -turns[i].angle, 1 };

    begin (i);
    expect_move (&clockwise, 2, turns[i].centre, turns[i].corners);
    begin (i + 10);
    expect_move (&other, 2, turns[i].centre, turns[i].corners);
  }
}

GST_END_TEST;

GST_START_TEST (test_scales)
{
  static const struct
  {
    gdouble scale, centre, corners;
  } scales[] = {
    {0.97, 0.02, 0.04}, {0.98, 0.015, 0.025}, {0.99, 0.01, 0.015},
    {0.995, 0.005, 0.008}, {0.999, 0.004, 0.006}, {0.9999, 0.004, 0.006},
    {1.0001, 0.004, 0.006}, {1.001, 0.004, 0.006}, {1.005, 0.005, 0.008},
    {1.01, 0.01, 0.015}, {1.02, 0.015, 0.025}, {1.03, 0.02, 0.04}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (scales); i++) {
    const MsMotion motion = { 0, 0, 0, scales[i].scale };

    begin (i);
    expect_move (&motion, 3, scales[i].centre, scales[i].corners);
  }
}

GST_END_TEST;

GST_START_TEST (test_all_of_it_together)
{
  static const struct
  {
    MsMotion motion;
    gdouble centre, corners;
  } moves[] = {
    {{0.1, 0.2, 0.0005, 1.0005}, 0.004, 0.006},
    {{-0.03, 0.02, -0.001, 0.9985}, 0.004, 0.006},
    {{3.3, -2.1, 0.004, 0.996}, 0.005, 0.01},
    {{-10, 5, 0.01, 1.01}, 0.01, 0.02},
    {{20, 10, -0.02, 0.98}, 0.03, 0.06},
    {{-25, -12, 0.03, 1.03}, 0.04, 0.08},
    {{48, -27, 0.01, 0.99}, 0.02, 0.03},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (moves); i++) {
    begin (i);
    expect_move (&moves[i].motion, 3, moves[i].centre, moves[i].corners);
  }
}

GST_END_TEST;

/* Ten seconds of it: what is learnt on the way must not lead away. */
GST_START_TEST (test_a_long_move_does_not_drift)
{
  MsMotion sum = { 0, 0, 0, 0 };
  MsShift shift;
  guint i;

  begin_sized (240, 135, 9, MS_SCENE_BLURRED);
  scene.noise = 1;
  show (&shift);
  for (i = 0; i < 250; i++) {
    MsMotion motion = { 0.8 * sin (i / 20.), 0.3 * cos (i / 13.),
      0.001 * sin (i / 7.), 1 - 0.002 * (i % 100 < 50)
    };

    move (&shift, &motion);
    expect_moved (&shift, &motion, 0.03, 0.05);
    sum.dx += shift.motion.dx - motion.dx;
    sum.dy += shift.motion.dy - motion.dy;
    sum.rotation += shift.motion.rotation - motion.rotation;
    sum.scale += log (shift.motion.scale / motion.scale);
  }
  fail_unless (hypot (sum.dx, sum.dy) < 0.2, "%g, %g", sum.dx, sum.dy);
  fail_unless (hypot (sum.rotation, sum.scale) < 0.005, "%g, %g",
      sum.rotation, sum.scale);
}

GST_END_TEST;

/* -- What it means ------------------------------------------------------------ */

/* A few waves, without the scene's help. */
static gdouble
value_at (gdouble x, gdouble y)
{
  return sin (x / 5 + 0.3 * sin (y / 11)) + sin (y / 6 + 1) +
      sin ((x + 2 * y) / 17) + sin ((2 * x - y) / 31 + 2);
}

/* A picture of @w x @h in which the point p of the first one has come to
 *   c + s R (p - c) + d,
 * so that at q there is what was at c + R^-1 (q - c - d) / s. */
static void
draw_moved (gint16 * out, guint w, guint h, const MsMotion * m)
{
  gdouble cx = (w - 1) / 2., cy = (h - 1) / 2.;
  guint x, y;

  for (y = 0; y < h; y++) {
    for (x = 0; x < w; x++) {
      gdouble u = (x - cx - m->dx) / m->scale, v = (y - cy - m->dy) / m->scale;
      /* y is down: clockwise is from x to y */
      gdouble px = cx + u * cos (m->rotation) + v * sin (m->rotation);
      gdouble py = cy - u * sin (m->rotation) + v * cos (m->rotation);

      *out++ = (gint16) (1800 + 350 * value_at (px, py) + 0.5);
    }
  }
}

static void
expect_convention (guint w, guint h, const MsMotion * motion)
{
  MsShift shift;

  begin_sized (w, h, 0, MS_SCENE_BLURRED);
  draw_moved (ms_estimator_next (estimator), w, h, &still);
  ms_estimator_run (estimator, &shift);
  expect_kind (&shift, MS_SHIFT_FIRST);
  draw_moved (ms_estimator_next (estimator), w, h, motion);
  ms_estimator_run (estimator, &shift);
  expect_moved (&shift, motion, 0.02, 0.02);
}

/* Odd and even sizes: the centre is between pixels, or on one. */
GST_START_TEST (test_the_convention_of_signs_and_centre)
{
  static const guint sizes[][2] = { {320, 180}, {321, 181}, {240, 135},
  {151, 271}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const MsMotion moves[] = { {2, 0, 0, 1}, {0, 1.5, 0, 1}, {0, 0, 0.01, 1},
    {0, 0, 0, 1.008}, {-1.25, 0.5, -0.005, 0.993}
    };
    guint k;

    for (k = 0; k < G_N_ELEMENTS (moves); k++)
      expect_convention (sizes[i][0], sizes[i][1], &moves[k]);
  }
}

GST_END_TEST;

/* A spot that goes right and down, and one left of it that goes up when the
 * picture turns clockwise: nothing but the words of the header. */
GST_START_TEST (test_right_down_clockwise_and_closer_are_above_zero)
{
  const MsMotion motion = { 1, 1, 0.004, 1.004 };
  MsShift shift;

  begin_sized (320, 180, 0, MS_SCENE_BLURRED);
  draw_moved (ms_estimator_next (estimator), 320, 180, &still);
  ms_estimator_run (estimator, &shift);
  draw_moved (ms_estimator_next (estimator), 320, 180, &motion);
  ms_estimator_run (estimator, &shift);
  fail_unless (shift.motion.dx > 0.9 && shift.motion.dy > 0.9);
  fail_unless (shift.motion.rotation > 0.003 && shift.motion.scale > 1.003);
}

GST_END_TEST;

/* As the element does it: bytes of a frame of twice the size. */
GST_START_TEST (test_frames_of_8_bits_through_shrink)
{
  static const MsRowFormat bytes = { MS_ROW_8, 1, 8, {0} };
  static const MsFactors factors = { 2, 2 };
  const MsMotion motion = { 1.7, -0.9, 0.001, 0.998 };
  MsShrink *shrink = ms_shrink_new (WIDTH, HEIGHT, &factors);
  gint16 *pixels = g_new (gint16, WIDTH * HEIGHT);
  guint8 *frame = g_malloc (WIDTH * HEIGHT);
  guint i, k;

  begin (4);
  ms_estimator_free (estimator);
  estimator = ms_estimator_new (WIDTH / 2, HEIGHT / 2);
  for (k = 0; k < 4; k++) {
    MsMotion half = motion;
    MsShift shift;

    half.dx /= 2;
    half.dy /= 2;
    ms_scene_draw (&scene, pixels);
    for (i = 0; i < WIDTH * HEIGHT; i++)
      frame[i] = (guint8) (pixels[i] >> 4);
    ms_shrink_begin (shrink, ms_estimator_next (estimator));
    ms_shrink_add_rows (shrink, &bytes, frame, WIDTH, HEIGHT);
    ms_estimator_run (estimator, &shift);
    if (k > 0)
      expect_moved (&shift, &half, 0.005, 0.018);
    ms_scene_move (&scene.background, &motion);
  }
  g_free (frame);
  g_free (pixels);
  ms_shrink_free (shrink);
}

GST_END_TEST;

/* -- Who else is in the picture ----------------------------------------------- */

/* From the first motion on, with nothing known. He stands still in the picture,
 * as an actor who walks with the camera, or walks off. */
GST_START_TEST (test_somebody_in_front_from_the_beginning)
{
  static const gdouble sizes[][2] = { {0.15, 0.7}, {0.3, 0.6}, {0.4, 0.8} };
  static const MsMotion fronts[] = { {0, 0, 0, 1}, {-1.5, 1, 0, 1.001} };
  static const MsMotion moves[] = { {1.3, -0.7, 0.0015, 0.997},
  {0.4, 0.2, 0, 0.996}, {4, -2, 0.001, 1.002}
  };
  guint i, j, k;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (j = 0; j < G_N_ELEMENTS (fronts); j++) {
      for (k = 0; k < G_N_ELEMENTS (moves); k++) {
        begin (1 + k);
        ms_scene_put_somebody (&scene, sizes[i][0], sizes[i][1],
            k % 2 ? MS_SCENE_BLURRED : MS_SCENE_SHARP);
        expect_move_AT (&moves[k], &fronts[j], 3, 0.01, 0.015, __LINE__);
      }
    }
  }
}

GST_END_TEST;

/* He covers 40 % of the picture and is as sharp as can be, the background is
 * soft; the tiles at his edges see both. The background was there before. */
GST_START_TEST (test_somebody_comes_in_and_covers_nearly_half)
{
  static const MsMotion fronts[] = { {0, 0, 0, 1}, {-2, 1, 0, 1} };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (fronts); i++) {
    MsMotion jolt = usual, front = fronts[i];
    MsShift shift;

    begin (5 + i);
    scene.noise = 0.3;
    warm_up (&usual);
    ms_scene_put_somebody (&scene, 0.5, 0.8, MS_SCENE_SHARP);
    for (j = 0; j < 25; j++) {
      move_both (&shift, &usual, &fronts[i]);
      expect_moved (&shift, &usual, 0.03, 0.04);
    }
    /* the camera's jolts move him as well */
    jolt.dy += 2;
    front.dy += 2;
    move_both (&shift, &jolt, &front);
    expect_moved (&shift, &jolt, 0.03, 0.04);
  }
}

GST_END_TEST;

/* Who passes is gone again: the tiles that he covered are background then. */
GST_START_TEST (test_somebody_passes)
{
  const MsMotion walk = { 14, 0, 0, 1 };
  MsShift shift;
  guint i;

  begin (6);
  warm_up (&usual);
  ms_scene_put_somebody (&scene, 0.25, 1, MS_SCENE_SHARP);
  scene.front_x = -0.1;
  for (i = 0; i < 40; i++) {
    move_both (&shift, &usual, &walk);
    expect_moved (&shift, &usual, 0.04, 0.07);
  }
}

GST_END_TEST;

GST_START_TEST (test_the_ground_comes_nearer)
{
  static const gdouble horizons[] = { 0.4, 0.5, 0.6, 0.7 };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (horizons); i++) {
    const MsMotion motion = { 0.6, 0, 0, 0.998 };
    MsShift shift;

    begin (7 + i);
    scene.noise = 0.3;
    scene.horizon = horizons[i];
    show (&shift);
    for (j = 0; j < 12; j++) {
      scene.travel += 0.6;
      move (&shift, &motion);
      expect_moved (&shift, &motion, 0.02, 0.02);
    }
  }
}

GST_END_TEST;

/* Bars have the sharpest edges of all, and they stand still. */
GST_START_TEST (test_letterbox_and_burnt_in_text)
{
  static const guint bars[] = { 0, 33, 47, 54 };
  static const MsMotion moves[] = { {0, 0.3, 0, 1}, {0, 3, 0, 1},
  {0.2, -1, 0.001, 0.998}, {1.3, -0.7, 0.0015, 0.997}
  };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (bars); i++) {
    for (j = 0; j < G_N_ELEMENTS (moves); j++) {
      begin (8 + i);
      scene.bars = bars[i];
      scene.text = i % 2 == 0;
      expect_move (&moves[j], 3, 0.01, 0.015);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_pillars)
{
  begin (9);
  scene.side_bars = WIDTH / 8;
  expect_move (&usual, 4, 0.01, 0.015);
}

GST_END_TEST;

GST_START_TEST (test_everything_that_is_in_the_way_at_once)
{
  begin (10);
  scene.noise = 2;
  scene.bars = 33;
  scene.text = TRUE;
  ms_scene_put_somebody (&scene, 0.35, 0.6, MS_SCENE_SHARP);
  expect_move (&usual, 12, 0.03, 0.04);
}

GST_END_TEST;

/* -- What light and the camera do --------------------------------------------- */

GST_START_TEST (test_noise)
{
  begin (11);
  scene.noise = 2;
  expect_move (&usual, 6, 0.015, 0.03);
  begin (11);
  scene.noise = 8;
  expect_move (&usual, 6, 0.06, 0.1);
}

GST_END_TEST;

GST_START_TEST (test_low_contrast_and_low_light)
{
  begin (12);
  scene.contrast = 3;
  expect_move (&usual, 4, 0.005, 0.01);
  begin (13);
  scene.contrast = 1;
  expect_move (&usual, 4, 0.02, 0.03);
  begin (14);
  scene.brightness = 24;
  scene.contrast = 2;
  expect_move (&usual, 4, 0.01, 0.015);
}

GST_END_TEST;

/* Sharp down to 3 pixels, where interpolation has its limits */
GST_START_TEST (test_a_sharp_background)
{
  begin_sized (WIDTH, HEIGHT, 15, MS_SCENE_SHARP);
  expect_move (&usual, 4, 0.01, 0.02);
}

GST_END_TEST;

GST_START_TEST (test_flicker)
{
  MsShift shift;
  guint i;

  begin (16);
  warm_up (&usual);
  for (i = 0; i < 10; i++) {
    gdouble before = scene.gain;

    scene.gain = 1 + 0.08 * sin (i * 2.1);
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.005, 0.01);
    fail_unless (fabs (shift.gain - scene.gain / before) < 0.02, "%g is %g",
        scene.gain / before, shift.gain);
  }
  scene.gain = 1;
  for (i = 0; i < 6; i++) {
    scene.offset = i % 2 ? 8 : -8;
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.005, 0.01);
  }
}

GST_END_TEST;

/* From a bounce of light to pure white, and the lights going out: it and the way
 * back are no motion; the next picture is as good as ever. */
GST_START_TEST (test_flashes)
{
  static const gdouble gains[] = { 1.6, 1.9, 3, 6, 20, 0.5, 0.3, 0.01 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (gains); i++) {
    MsShift shift;

    begin (17 + i);
    warm_up (&usual);
    scene.gain = gains[i];
    move (&shift, &usual);
    expect_kind (&shift, MS_SHIFT_FLASH);
    scene.gain = 1;
    move (&shift, &usual);
    expect_kind (&shift, MS_SHIFT_FLASH);
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.005, 0.01);
  }
}

GST_END_TEST;

/* A light that is switched on and stays */
GST_START_TEST (test_after_a_change_of_light_it_goes_on)
{
  MsShift shift;
  guint i;

  begin (18);
  warm_up (&usual);
  scene.gain = 1.7;
  move (&shift, &usual);
  expect_kind (&shift, MS_SHIFT_FLASH);
  for (i = 0; i < 3; i++) {
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.005, 0.01);
  }
}

GST_END_TEST;

static void
cut_to (guint32 seed, gdouble finest)
{
  ms_scene_init (&scene, WIDTH, HEIGHT, seed, finest);
  scene.noise = 0.3;
}

GST_START_TEST (test_cuts)
{
  MsShift shift;
  guint i;

  begin (19);
  warm_up (&usual);
  for (i = 0; i < 6; i++) {
    cut_to (100 + i, i % 2 ? MS_SCENE_SHARP : MS_SCENE_BLURRED);
    show (&shift);
    expect_kind (&shift, MS_SHIFT_CUT);
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.01, 0.02);
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.01, 0.02);
  }
}

GST_END_TEST;

/* Each picture is another one: nothing is known any more after the first. */
GST_START_TEST (test_a_cut_after_the_other)
{
  MsShift shift;
  guint i;

  begin (20);
  warm_up (&usual);
  cut_to (120, MS_SCENE_BLURRED);
  show (&shift);
  expect_kind (&shift, MS_SHIFT_CUT);
  for (i = 0; i < 8; i++) {
    cut_to (121 + i, i % 2 ? MS_SCENE_SHARP : MS_SCENE_BLURRED);
    show (&shift);
    fail_unless (shift.kind == MS_SHIFT_CUT || shift.kind == MS_SHIFT_BLIND,
        "%d", shift.kind);
    fail_unless (shift.confidence == 0);
  }
}

GST_END_TEST;

/* A cut to a picture much brighter is no motion either. */
GST_START_TEST (test_a_cut_to_the_light)
{
  MsShift shift;

  begin (21);
  warm_up (&usual);
  cut_to (130, MS_SCENE_BLURRED);
  scene.brightness = 200;
  show (&shift);
  fail_unless (shift.kind == MS_SHIFT_CUT || shift.kind == MS_SHIFT_FLASH);
  fail_unless (shift.confidence == 0);
  move (&shift, &usual);
  expect_moved (&shift, &usual, 0.01, 0.02);
}

GST_END_TEST;

/* Pictures that come twice, as 25 of them in 50, and four times in a row; the one
 * after moved by a single step, not by none and not by two. */
GST_START_TEST (test_duplicates)
{
  MsShift shift;
  guint i, k;

  begin (22);
  warm_up (&usual);
  for (i = 1; i <= 4; i++) {
    for (k = 0; k < i; k++) {
      show (&shift);
      expect_kind (&shift, MS_SHIFT_DUPLICATE);
    }
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.005, 0.01);
  }
}

GST_END_TEST;

/* A codec has made something else of it, but not much. */
GST_START_TEST (test_duplicates_that_are_not_quite_the_same)
{
  MsShift shift;
  guint i, k;

  begin (23);
  scene.noise = 0.2;
  warm_up (&usual);
  for (i = 1; i <= 4; i++) {
    for (k = 0; k < i; k++) {
      show (&shift);
      expect_kind (&shift, MS_SHIFT_DUPLICATE);
    }
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.005, 0.01);
  }
}

GST_END_TEST;

/* However clean the picture is: a stop is one, if not at once. */
GST_START_TEST (test_a_stop_is_no_duplicate)
{
  MsShift shift;
  guint i;

  begin (24);
  scene.noise = 0.2;
  warm_up (&usual);
  for (i = 0; i < 12; i++) {
    move (&shift, &still);
    if (i >= 4)
      expect_moved (&shift, &still, 0.005, 0.01);
  }
  move (&shift, &usual);
  expect_moved (&shift, &usual, 0.005, 0.01);
}

GST_END_TEST;

/* What ends slowly is not told as duplicates. */
GST_START_TEST (test_a_move_that_eases_out)
{
  MsShift shift;
  guint i;

  begin (25);
  scene.noise = 0.5;
  warm_up (&usual);
  for (i = 0; i < 40; i++) {
    gdouble speed = i < 25 ? (1 + cos (G_PI * i / 25)) / 2 : 0;
    const MsMotion motion = { usual.dx * speed, usual.dy * speed,
      usual.rotation * speed, pow (usual.scale, speed)
    };

    move (&shift, &motion);
    expect_moved (&shift, &motion, 0.01, 0.02);
  }
}

GST_END_TEST;

/* -- Nothing to see ----------------------------------------------------------- */

static void
expect_blind (guint n)
{
  MsShift shift;

  while (n-- > 0) {
    move (&shift, &usual);
    expect_kind (&shift, MS_SHIFT_BLIND);
  }
}

GST_START_TEST (test_flat_and_black_pictures)
{
  static const gdouble brightness[] = { 0, 16, 110, 255 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (brightness); i++) {
    MsShift shift;

    begin (26);
    scene.brightness = brightness[i];
    scene.contrast = 0;
    show (&shift);
    expect_kind (&shift, MS_SHIFT_FIRST);
    expect_blind (3);
    /* the sensor's noise is nothing to hold on to */
    scene.noise = 1;
    expect_blind (3);
    /* the lights go on */
    scene.noise = 0;
    scene.brightness = 110;
    scene.contrast = 28;
    move (&shift, &usual);
    fail_unless (shift.confidence == 0);
    move (&shift, &usual);
    expect_moved (&shift, &usual, 0.01, 0.02);
  }
}

GST_END_TEST;

GST_START_TEST (test_nothing_but_noise)
{
  static const gdouble noises[] = { 0.3, 1, 4, 15, 40 };
  MsShift shift;
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (noises); i++) {
    begin (27);
    scene.contrast = 0;
    scene.noise = noises[i];
    show (&shift);
    expect_blind (4);
  }
  /* out of a picture in which something was seen */
  begin (28);
  warm_up (&usual);
  scene.contrast = 0;
  scene.noise = 30;
  for (k = 0; k < 4; k++) {
    move (&shift, &usual);
    expect_kind (&shift, k == 0 ? MS_SHIFT_CUT : MS_SHIFT_BLIND);
  }
}

GST_END_TEST;

/* A gradient of light says nothing along itself; stripes nothing along
 * themselves. Whatever is said, it is not said with confidence, or it is right
 * where it can be. */
GST_START_TEST (test_stripes)
{
  MsShift shift;
  guint i, x, y;

  begin (29);
  for (i = 0; i < 4; i++) {
    gint16 *out = ms_estimator_next (estimator);

    for (y = 0; y < HEIGHT; y++) {
      for (x = 0; x < WIDTH; x++)
        *out++ = (gint16) (1800 + 900 * sin ((x - 1.5 * i) / 7.));
    }
    ms_estimator_run (estimator, &shift);
    if (shift.kind == MS_SHIFT_MOVED)
      fail_unless (fabs (shift.motion.dx - 1.5) < 0.1, "%g", shift.motion.dx);
    else
      fail_unless (shift.confidence == 0);
  }
}

GST_END_TEST;

/* -- Sizes, memory, life ------------------------------------------------------ */

GST_START_TEST (test_pictures_too_small_for_a_tile)
{
  static const guint sizes[][2] = { {1, 1}, {1, 2}, {3, 5}, {5, 3}, {8, 8},
  {9, 9}, {1024, 1}, {1, 512}, {1024, 9}, {9, 512}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    MsShift shift;

    begin_sized (sizes[i][0], sizes[i][1], 30, MS_SCENE_BLURRED);
    show (&shift);
    expect_kind (&shift, MS_SHIFT_FIRST);
    expect_blind (3);
  }
}

GST_END_TEST;

/* With one tile to four, a motion cannot be told from another: nothing is said,
 * or what is right. */
GST_START_TEST (test_pictures_of_a_few_tiles)
{
  guint w, h;

  for (w = 10; w < 40; w += 3) {
    for (h = 10; h < 40; h += 3) {
      const MsMotion motion = { 0.3, -0.2, 0, 1 };
      MsShift shift;
      guint i;

      begin_sized (w, h, 31, 2 * MS_SCENE_BLURRED);
      show (&shift);
      for (i = 0; i < 3; i++) {
        move (&shift, &motion);
        if (shift.kind == MS_SHIFT_MOVED)
          expect_moved (&shift, &motion, 0.05, 0.1);
        else
          expect_kind (&shift, MS_SHIFT_BLIND);
      }
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_long_and_tall_pictures)
{
  static const guint sizes[][2] = { {1024, 10}, {1024, 16}, {10, 512},
  {33, 400}, {152, 270}, {101, 77}, {1024, 71}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const MsMotion motion = { 0.7, -0.4, 0.0005, 0.999 };

    begin_sized (sizes[i][0], sizes[i][1], 32, 2 * MS_SCENE_BLURRED);
    expect_move (&motion, 4, 0.03, 0.03);
  }
}

GST_END_TEST;

GST_START_TEST (test_reset_forgets_everything)
{
  MsShift first[6], again[6];
  guint i;

  begin (33);
  ms_scene_put_somebody (&scene, 0.3, 0.6, MS_SCENE_SHARP);
  for (i = 0; i < G_N_ELEMENTS (first); i++)
    move (&first[i], &usual);

  ms_estimator_reset (estimator);
  ms_scene_init (&scene, WIDTH, HEIGHT, 33, MS_SCENE_BLURRED);
  ms_scene_put_somebody (&scene, 0.3, 0.6, MS_SCENE_SHARP);
  for (i = 0; i < G_N_ELEMENTS (again); i++)
    move (&again[i], &usual);
  fail_unless (memcmp (first, again, sizeof (first)) == 0);
}

GST_END_TEST;

/* Nothing is left to chance: to the bit, in another estimator too. */
GST_START_TEST (test_the_same_pictures_give_the_same_shifts)
{
  MsShift shifts[2][8];
  guint run, i;

  for (run = 0; run < 2; run++) {
    begin (34);
    ms_scene_put_somebody (&scene, 0.4, 0.7, MS_SCENE_SHARP);
    scene.noise = 3;
    for (i = 0; i < G_N_ELEMENTS (shifts[run]); i++) {
      if (i == 5)
        cut_to (200, MS_SCENE_SHARP);
      move (&shifts[run][i], &usual);
    }
  }
  fail_unless (memcmp (shifts[0], shifts[1], sizeof (shifts[0])) == 0);
}

GST_END_TEST;

/* The linker puts these in the place of GLib's. */
static guint n_allocations;
static gsize n_bytes;

#define COUNTED(name, parameters, arguments, size) \
  gpointer __real_##name parameters; \
  gpointer __wrap_##name parameters; \
  gpointer __wrap_##name parameters \
  { \
    n_allocations++; \
    n_bytes += size; \
    return __real_##name arguments; \
  }
/* *INDENT-OFF* */
COUNTED (g_malloc, (gsize n), (n), n)
COUNTED (g_malloc0, (gsize n), (n), n)
COUNTED (g_malloc_n, (gsize n, gsize size), (n, size), n * size)
COUNTED (g_malloc0_n, (gsize n, gsize size), (n, size), n * size)
COUNTED (malloc, (gsize n), (n), n)
/* *INDENT-ON* */

GST_START_TEST (test_memory_of_2160p_and_none_per_frame)
{
  static const MsRowFormat bytes = { MS_ROW_8, 1, 8, {0} };
  const guint width = 3840, height = 2160;
  guint8 *row = g_malloc (width);
  MsFactors factors;
  MsShrink *shrink;
  MsShift shift;
  guint i, y, before;

  begin (35);
  n_bytes = 0;
  n_allocations = 0;
  ms_shrink_choose (&factors, width, height, 1, 0);
  shrink = ms_shrink_new (width, height, &factors);
  ms_estimator_free (estimator);
  estimator = ms_estimator_new (ms_shrink_get_width (shrink),
      ms_shrink_get_height (shrink));
  fail_unless (n_allocations > 0);
  fail_unless (n_bytes > 1 << 20 && n_bytes < 16 << 20,
      "%" G_GSIZE_FORMAT " bytes", n_bytes);

  before = n_allocations;
  for (i = 0; i < 4; i++) {
    for (y = 0; y < width; y++)
      row[y] = (guint8) (128 + 100 * sin ((y + 8 * i) / 50.));
    ms_shrink_begin (shrink, ms_estimator_next (estimator));
    for (y = 0; y < height; y++)
      ms_shrink_add_rows (shrink, &bytes, row, width, 1);
    ms_estimator_run (estimator, &shift);
  }
  fail_unless_equals_int (n_allocations, before);

  /* and not when there is something to see, to search and to lose */
  begin (36);
  before = n_allocations;
  for (i = 0; i < 6; i++) {
    if (i == 3)
      cut_to (300, MS_SCENE_BLURRED);
    if (i == 5)
      scene.contrast = 0;
    move (&shift, &usual);
  }
  fail_unless_equals_int (n_allocations, before);
  ms_shrink_free (shrink);
  g_free (row);
}

GST_END_TEST;

static Suite *
motionstab_shift_suite (void)
{
  Suite *s = suite_create ("motionstab-shift");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, NULL, teardown);
  tcase_add_test (tc, test_shifts_from_a_hundredth_of_a_pixel);
  tcase_add_test (tc, test_hundredths_can_be_told_apart);
  tcase_add_test (tc, test_shifts_up_to_a_tenth_of_the_picture);
  tcase_add_test (tc, test_jolts_of_any_size);
  tcase_add_test (tc, test_rotations);
  tcase_add_test (tc, test_scales);
  tcase_add_test (tc, test_all_of_it_together);
  tcase_add_test (tc, test_a_long_move_does_not_drift);
  tcase_add_test (tc, test_the_convention_of_signs_and_centre);
  tcase_add_test (tc, test_right_down_clockwise_and_closer_are_above_zero);
  tcase_add_test (tc, test_frames_of_8_bits_through_shrink);
  tcase_add_test (tc, test_somebody_in_front_from_the_beginning);
  tcase_add_test (tc, test_somebody_comes_in_and_covers_nearly_half);
  tcase_add_test (tc, test_somebody_passes);
  tcase_add_test (tc, test_the_ground_comes_nearer);
  tcase_add_test (tc, test_letterbox_and_burnt_in_text);
  tcase_add_test (tc, test_pillars);
  tcase_add_test (tc, test_everything_that_is_in_the_way_at_once);
  tcase_add_test (tc, test_noise);
  tcase_add_test (tc, test_low_contrast_and_low_light);
  tcase_add_test (tc, test_a_sharp_background);
  tcase_add_test (tc, test_flicker);
  tcase_add_test (tc, test_flashes);
  tcase_add_test (tc, test_after_a_change_of_light_it_goes_on);
  tcase_add_test (tc, test_cuts);
  tcase_add_test (tc, test_a_cut_after_the_other);
  tcase_add_test (tc, test_a_cut_to_the_light);
  tcase_add_test (tc, test_duplicates);
  tcase_add_test (tc, test_duplicates_that_are_not_quite_the_same);
  tcase_add_test (tc, test_a_stop_is_no_duplicate);
  tcase_add_test (tc, test_a_move_that_eases_out);
  tcase_add_test (tc, test_flat_and_black_pictures);
  tcase_add_test (tc, test_nothing_but_noise);
  tcase_add_test (tc, test_stripes);
  tcase_add_test (tc, test_pictures_too_small_for_a_tile);
  tcase_add_test (tc, test_pictures_of_a_few_tiles);
  tcase_add_test (tc, test_long_and_tall_pictures);
  tcase_add_test (tc, test_reset_forgets_everything);
  tcase_add_test (tc, test_the_same_pictures_give_the_same_shifts);
  tcase_add_test (tc, test_memory_of_2160p_and_none_per_frame);
  return s;
}

GST_CHECK_MAIN (motionstab_shift);
