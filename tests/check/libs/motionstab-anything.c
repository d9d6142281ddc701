/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Thousands of small frames of which nobody can say what they show, all the way
 * from bytes to jerks: of any size, in any kind of rows, at any address. Nothing
 * that is not theirs is read, and what is said are numbers. For the builds with
 * sanitizers, first of all. */
#include <gst/check/gstcheck.h>

#include <math.h>
#include <string.h>

#include <motionstab/jerk.h>
#include <motionstab/pace.h>
#include <motionstab/shift.h>
#include <motionstab/shrink.h>

static guint32 random_state;

static guint
random_below (guint n)
{
  random_state = random_state * 1664525u + 1013904223u;
  return (random_state >> 8) % n;
}

/* Everything that a frame goes through */
typedef struct
{
  guint width, height;
  MsRowFormat format;
  gsize row_bytes, stride, size;
  guint8 *frame;

  MsShrink *shrink;
  MsEstimator *estimator;
  MsDetector *detector;
  MsPace *pace;
  GArray *steps;
  MsJerkSettings settings;
} Chain;

static void
choose_format (MsRowFormat * format)
{
  static const guint bits[] = { 8, 9, 10, 12, 16 };
  static const MsRowFormat formats[] = {
    {MS_ROW_8, 1, 8, {0}}, {MS_ROW_8, 2, 8, {0}}, {MS_ROW_8, 3, 8, {0}},
    {MS_ROW_8, 4, 8, {0}}, {MS_ROW_16LE, 2, 16, {0}}, {MS_ROW_16BE, 2, 16, {0}},
    {MS_ROW_16LE, 8, 16, {0}}, {MS_ROW_V210, 0, 10, {0}},
    {MS_ROW_RGB8, 3, 8, {2, 1, 0}}, {MS_ROW_RGB8, 4, 8, {1, 2, 3}},
    {MS_ROW_RGB16, 8, 16, {2, 4, 6}}
  };

  *format = formats[random_below (G_N_ELEMENTS (formats))];
  if (format->kind == MS_ROW_16LE || format->kind == MS_ROW_16BE)
    format->bits = bits[random_below (G_N_ELEMENTS (bits))];
}

/* The bytes of a pixel that are looked at */
static guint
bytes_looked_at (const MsRowFormat * format)
{
  const guint *o = format->offset;

  switch (format->kind) {
    case MS_ROW_8:
      return 1;
    case MS_ROW_RGB8:
      return MAX (MAX (o[0], o[1]), o[2]) + 1;
    case MS_ROW_RGB16:
      return MAX (MAX (o[0], o[1]), o[2]) + 2;
    default:
      return 2;
  }
}

static guint
choose_side (void)
{
  switch (random_below (4)) {
    case 0:
      return 1 + random_below (8);
    case 1:
      return 1 + random_below (30);
    case 2:
      return 16 + random_below (60);
    default:
      return 1 + random_below (200);
  }
}

static void
chain_init (Chain * c)
{
  static const gdouble aspects[] = { 0.5, 1, 1.33, 2 };
  MsFactors factors;

  c->width = choose_side ();
  c->height = choose_side ();
  choose_format (&c->format);
  if (c->format.kind == MS_ROW_V210)
    c->row_bytes = (c->width + 5) / 6 * 16;
  else
    c->row_bytes = (c->width - 1) * c->format.step +
        bytes_looked_at (&c->format);
  c->stride = c->row_bytes + random_below (20);
  c->size = (c->height - 1) * c->stride + c->row_bytes;
  c->frame = g_malloc (c->size);

  ms_shrink_choose (&factors, c->width, c->height,
      aspects[random_below (G_N_ELEMENTS (aspects))],
      random_below (2) ? 0 : 1 + random_below (c->height));
  c->shrink = ms_shrink_new (c->width, c->height, &factors);
  c->estimator = ms_estimator_new (ms_shrink_get_width (c->shrink),
      ms_shrink_get_height (c->shrink));
  c->detector = ms_detector_new ();
  c->pace = ms_pace_new ();
  c->steps = g_array_new (FALSE, FALSE, sizeof (MsStep));
  c->settings.intent = random_below (3);
  c->settings.sensitivity = random_below (101) / 100.;
  c->settings.min_severity = random_below (40) / 100.;
  c->settings.kinds = random_below (16);
  c->settings.fps = random_below (250);
  ms_detector_set (c->detector, &c->settings);
}

static void
chain_clear (Chain * c)
{
  g_array_unref (c->steps);
  ms_pace_free (c->pace);
  ms_detector_free (c->detector);
  ms_estimator_free (c->estimator);
  ms_shrink_free (c->shrink);
  g_free (c->frame);
}

/* Noise, black and white, stripes, the last frame with something else in it, and
 * the last frame moved by some bytes. */
static void
fill_frame (Chain * c)
{
  guint kind = random_below (7), period = 1 + random_below (40);
  guint by = random_below (9);
  gsize i;

  switch (kind) {
    case 0:
      for (i = 0; i < c->size; i++)
        c->frame[i] = (guint8) random_below (256);
      break;
    case 1:
      memset (c->frame, random_below (256), c->size);
      break;
    case 2:
      for (i = 0; i < c->size; i++)
        c->frame[i] = i / period % 2 ? 0xff : 0;
      break;
    case 3:
      for (i = 0; i < c->size; i++)
        c->frame[i] = random_below (2) ? 0xff : 0;
      break;
    case 4:
      c->frame[random_below ((guint) c->size)] ^= 0x80;
      break;
    case 5:
      if (c->size > by)
        memmove (c->frame, c->frame + by, c->size - by);
      break;
    default:
      /* what it was */
      break;
  }
}

static void
feed (Chain * c, MsShift * shift)
{
  guint y = 0;

  ms_shrink_begin (c->shrink, ms_estimator_next (c->estimator));
  while (y < c->height) {
    guint n = MIN (1 + random_below (9), c->height - y);

    ms_shrink_add_rows (c->shrink, &c->format, c->frame + y * c->stride,
        (gssize) c->stride, n);
    y += n;
  }
  ms_estimator_run (c->estimator, shift);
}

static void
expect_numbers (const MsShift * shift)
{
  const MsMotion *m = &shift->motion, *s = &shift->subject;

  fail_unless (shift->kind <= MS_SHIFT_BLIND);
  fail_unless (isfinite (m->dx) && isfinite (m->dy) && isfinite (m->rotation)
      && isfinite (m->scale) && m->scale > 0);
  fail_unless (isfinite (s->dx) && isfinite (s->dy) && isfinite (s->rotation)
      && isfinite (s->scale) && s->scale > 0);
  fail_unless (shift->confidence >= 0 && shift->confidence <= 1);
  fail_unless (shift->subject_share >= 0 && shift->subject_share <= 1);
  fail_unless (isfinite (shift->gain) && shift->gain > 0);
  fail_unless (isfinite (shift->jitter) && shift->jitter >= 0);
  if (shift->kind != MS_SHIFT_MOVED)
    fail_unless (m->dx == 0 && m->dy == 0 && m->rotation == 0 && m->scale == 1);
}

static void
judge_frame (Chain * c, guint64 number, const MsShift * shift)
{
  MsPaceReading reading;
  MsStep step;
  MsJerk jerk;

  ms_step_from_shift (&step, number, shift, ms_shrink_get_height (c->shrink));
  g_array_append_val (c->steps, step);
  if (ms_detector_add (c->detector, &step, &jerk)) {
    fail_unless (number - jerk.frame <= MS_JERK_MAX_AGE);
    fail_unless (isfinite (jerk.severity));
    fail_unless (c->settings.kinds & 1u << jerk.kind);
  }
  ms_pace_add (c->pace, shift, &reading);
  fail_unless (isfinite (reading.expansion) && isfinite (reading.speed)
      && isfinite (reading.subject_drift));
}

static void
run_chain (guint32 seed, guint frames)
{
  GArray *judged;
  guint i, k;
  Chain c;

  random_state = seed;
  chain_init (&c);
  memset (c.frame, 0x40, c.size);
  for (i = 0; i < frames; i++) {
    MsShift shift;

    fill_frame (&c);
    if (random_below (20) == 0)
      ms_estimator_reset (c.estimator);
    feed (&c, &shift);
    expect_numbers (&shift);
    judge_frame (&c, i, &shift);
  }
  judged = ms_judge ((const MsStep *) (void *) c.steps->data, c.steps->len,
      &c.settings);
  for (k = 0; k < judged->len; k++)
    fail_unless (isfinite (g_array_index (judged, MsJerk, k).severity));
  g_array_unref (judged);
  chain_clear (&c);
}

GST_START_TEST (test_any_frames)
{
  guint seed;

  for (seed = 1; seed <= 400; seed++)
    run_chain (seed, 4 + seed % 13);
}

GST_END_TEST;

/* Long enough for what is learnt to go wrong */
GST_START_TEST (test_any_long_series)
{
  guint seed;

  for (seed = 1000; seed <= 1010; seed++)
    run_chain (seed, 250);
}

GST_END_TEST;

static Suite *
motionstab_anything_suite (void)
{
  Suite *s = suite_create ("motionstab-anything");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_any_frames);
  tcase_add_test (tc, test_any_long_series);
  return s;
}

GST_CHECK_MAIN (motionstab_anything);
