/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Samples get numbers and times, whatever the stamps of their buffers are. */
#include <gst/check/gstcheck.h>
#include <math.h>

#include <reverseplay/soundclock.h>

#define RATE 48000
#define MS GST_MSECOND

typedef struct
{
  RpSoundClock clock;
  guint64 first;
  gint64 time, last_time;
  gboolean gap;
} Fixture;

static void
init (Fixture * f, guint rate)
{
  rp_sound_clock_init (&f->clock);
  rp_sound_clock_set_rate (&f->clock, rate);
  f->last_time = -1;
}

static void
next (Fixture * f, gint64 stamp, guint64 n)
{
  f->gap = rp_sound_clock_next (&f->clock, stamp, n, &f->first, &f->time);
  fail_unless (f->time > f->last_time, "time went from %" G_GINT64_FORMAT
      " to %" G_GINT64_FORMAT, f->last_time, f->time);
  f->last_time = f->time;
}

static gint64
time_of (guint64 samples)
{
  return (gint64) gst_util_uint64_scale (samples, GST_SECOND, RATE);
}

GST_START_TEST (test_exact_stamps)
{
  static const guint sizes[] = { 1, 7, 480, 1000, 4800, 48000 };
  guint64 n = 0;
  Fixture f;
  guint i;

  init (&f, RATE);
  for (i = 0; i < 600; i++) {
    next (&f, time_of (n), sizes[i % G_N_ELEMENTS (sizes)]);
    fail_unless (!f.gap);
    fail_unless_equals_uint64 (f.first, n);
    fail_unless (ABS (f.time - time_of (n)) <= 2);
    n += sizes[i % G_N_ELEMENTS (sizes)];
  }
}

GST_END_TEST;

GST_START_TEST (test_jitter)
{
  guint64 n = 0;
  Fixture f;
  guint i;

  init (&f, RATE);
  for (i = 0; i < 6000; i++) {
    gint64 jitter = g_random_int_range (-5 * (gint32) MS, 5 * (gint32) MS);

    next (&f, MAX (time_of (n) + jitter, 0), 480);
    fail_unless (!f.gap);
    fail_unless_equals_uint64 (f.first, n);
    /* After the first second the start's own jitter is forgotten. */
    if (i > 800)
      fail_unless (ABS (f.time - time_of (n)) < (gint64) MS, "off by %"
          G_GINT64_FORMAT, f.time - time_of (n));
    n += 480;
  }
}

GST_END_TEST;

/* A sound card that is 100 ppm fast or slow, for an hour. */
GST_START_TEST (test_drift)
{
  gdouble speed = __i__ ? 1.0001 : 0.9999;
  guint64 n = 0;
  Fixture f;

  init (&f, RATE);
  while (n < (guint64) 3600 * RATE) {
    gint64 stamp = (gint64) llrint ((gdouble) n * 1e9 / RATE * speed);

    next (&f, stamp, 1024);
    fail_unless (!f.gap);
    fail_unless_equals_uint64 (f.first, n);
    fail_unless (ABS (f.time - stamp) < (gint64) MS, "off by %"
        G_GINT64_FORMAT " after %" G_GUINT64_FORMAT " s", f.time - stamp,
        n / RATE);
    n += 1024;
  }
}

GST_END_TEST;

GST_START_TEST (test_gap)
{
  Fixture f;

  init (&f, RATE);
  next (&f, 0, 480);
  next (&f, 10 * (gint64) MS, 480);
  next (&f, 1000 * (gint64) MS, 480);
  fail_unless (f.gap);
  fail_unless_equals_uint64 (f.first, RATE);
  fail_unless_equals_int64 (f.time, 1000 * (gint64) MS);
  next (&f, 1010 * (gint64) MS, 480);
  fail_unless (!f.gap);
  fail_unless_equals_uint64 (f.first, RATE + 480);
}

GST_END_TEST;

/* What comes twice is numbered on; in the end the stamps are right again. */
GST_START_TEST (test_overlap)
{
  guint64 n = 0;
  gint64 back = 200 * (gint64) MS;
  Fixture f;
  guint i;

  init (&f, RATE);
  for (i = 0; i < 3000; i++) {
    next (&f, time_of (n) - (i < 100 ? 0 : back), 480);
    fail_unless (!f.gap);
    fail_unless_equals_uint64 (f.first, n);
    n += 480;
  }
  fail_unless (ABS (f.time - (time_of (n - 480) - back)) < (gint64) MS);
}

GST_END_TEST;

GST_START_TEST (test_no_stamps)
{
  guint64 n = 0;
  Fixture f;
  guint i;

  init (&f, RATE);
  for (i = 0; i < 1000; i++) {
    next (&f, -1, 1 + i % 3000);
    fail_unless (!f.gap);
    fail_unless_equals_uint64 (f.first, n);
    fail_unless (ABS (f.time - time_of (n)) <= 2);
    n += 1 + i % 3000;
  }
}

GST_END_TEST;

GST_START_TEST (test_rate_changes)
{
  Fixture f;
  guint i;

  init (&f, RATE);
  for (i = 0; i < 100; i++)
    next (&f, i * 10 * (gint64) MS, 480);
  rp_sound_clock_set_rate (&f.clock, 96000);
  for (; i < 200; i++) {
    next (&f, i * 10 * (gint64) MS, 960);
    fail_unless (!f.gap);
    fail_unless_equals_uint64 (f.first, 48000 + (i - 100) * 960);
    fail_unless (ABS (f.time - i * 10 * (gint64) MS) <= 2);
  }
}

GST_END_TEST;

/* Whatever comes, numbers and times go up. */
GST_START_TEST (test_nonsense)
{
  guint64 last = 0;
  Fixture f;
  guint i;

  init (&f, RATE);
  for (i = 0; i < 20000; i++) {
    gint64 stamp = i % 1000 == 0 ? G_MAXINT64 / 3
        : g_random_int_range (-10, G_MAXINT32) * (gint64) (i / 100);
    guint n = (guint) g_random_int_range (1, 10000);

    if (i == 0)
      stamp = 0;
    if (stamp > (gint64) 1 << 50)
      stamp = -1;
    next (&f, stamp, n);
    fail_unless (i == 0 || f.first > last);
    last = f.first;
  }
}

GST_END_TEST;

static Suite *
soundclock_suite (void)
{
  Suite *s = suite_create ("soundclock");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_exact_stamps);
  tcase_add_test (tc, test_jitter);
  tcase_add_loop_test (tc, test_drift, 0, 2);
  tcase_add_test (tc, test_gap);
  tcase_add_test (tc, test_overlap);
  tcase_add_test (tc, test_no_stamps);
  tcase_add_test (tc, test_rate_changes);
  tcase_add_test (tc, test_nonsense);
  return s;
}

GST_CHECK_MAIN (soundclock);
