/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The time of a frame without the jitter of its arrival: what comes in may be
 * wrong in every way, what comes out goes up and does not drift. */
#include <gst/check/gstcheck.h>

#include <math.h>

#include <reverseplay/mediaclock.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MS G_GINT64_CONSTANT (1000000)
#define PERIOD (40 * MS)
#define NO_STAMP (-1)

/* Tests that run many cases in one process: a sanitizer looks for leaks after
 * each process, which takes long. */
static gint which;

/* For loops that run too often for check's own book-keeping. */
#define HOLDS(expr, ...) G_STMT_START { \
  if (G_UNLIKELY (!(expr))) { \
    gchar *_s = g_strdup_printf (__VA_ARGS__); \
    fail ("%s does not hold in case %d: %s", #expr, which, _s); \
    g_free (_s); \
  } \
} G_STMT_END

static RpMediaClock clock_;
static gint64 running, media;

static void
setup (void)
{
  rp_media_clock_init (&clock_);
  rp_media_clock_set_rate (&clock_, 25, 1);
}

static void
teardown (void)
{
}

/* What comes out always goes up. */
static void
next (gint64 stamp)
{
  gint64 running_before = clock_.last_running, media_before = media;
  gboolean is_first = running_before < 0;

  rp_media_clock_next (&clock_, stamp, &running, &media);
  HOLDS (running > running_before, "%" G_GINT64_FORMAT " after %"
      G_GINT64_FORMAT, running, running_before);
  HOLDS (is_first || media > media_before, "%" G_GINT64_FORMAT " after %"
      G_GINT64_FORMAT, media, media_before);
}

static void
assert_next (gint64 stamp, gint64 expected)
{
  next (stamp);
  fail_unless_equals_int64 (running, expected);
}

/* -- mended stamps -------------------------------------------------------- */

GST_START_TEST (test_good_stamps_stay_as_they_are)
{
  guint i;

  for (i = 0; i < 100; i++)
    assert_next (5 * SECOND + i * PERIOD + (i % 3) * MS,
        5 * SECOND + i * PERIOD + (i % 3) * MS);
}

GST_END_TEST;

GST_START_TEST (test_frames_without_a_stamp_come_at_the_frame_rate)
{
  guint i;

  for (i = 0; i < 100; i++) {
    assert_next (NO_STAMP, i * PERIOD);
    fail_unless_equals_int64 (media, i * PERIOD);
  }
}

GST_END_TEST;

GST_START_TEST (test_frames_without_a_stamp_between_others)
{
  assert_next (SECOND, SECOND);
  assert_next (NO_STAMP, SECOND + PERIOD);
  assert_next (NO_STAMP, SECOND + 2 * PERIOD);
  assert_next (SECOND + 3 * PERIOD + MS, SECOND + 3 * PERIOD + MS);
  /* and when the one that has a stamp lies behind */
  assert_next (NO_STAMP, SECOND + 4 * PERIOD + MS);
  assert_next (SECOND + 4 * PERIOD, SECOND + 4 * PERIOD + MS + PERIOD - MS);
}

GST_END_TEST;

GST_START_TEST (test_without_a_rate_the_least_of_the_last_intervals_serves)
{
  rp_media_clock_set_rate (&clock_, 0, 1);
  assert_next (NO_STAMP, 0);
  /* nothing is known: 1/25 s */
  assert_next (NO_STAMP, 40 * MS);
  assert_next (100 * MS, 100 * MS);
  assert_next (NO_STAMP, 140 * MS);
  /* after a gap as before it */
  assert_next (SECOND, SECOND);
  assert_next (SECOND + 20 * MS, SECOND + 20 * MS);
  assert_next (NO_STAMP, SECOND + 40 * MS);
  fail_unless_equals_int64 (media, SECOND + 40 * MS);
}

GST_END_TEST;

GST_START_TEST (test_intervals_of_long_ago_are_forgotten)
{
  guint i;

  rp_media_clock_set_rate (&clock_, 0, 1);
  next (0);
  next (10 * MS);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 10 * MS);
  for (i = 1; i < 5; i++)
    next (10 * MS + i * 30 * MS);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 30 * MS);
  /* an interval is 1 ms to 1 s */
  for (i = 1; i < 5; i++)
    next (SECOND + i);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), MS);
  for (i = 1; i < 5; i++)
    next (i * 3600 * SECOND);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), SECOND);
}

GST_END_TEST;

GST_START_TEST (test_the_second_of_two_equal_stamps_comes_right_behind)
{
  assert_next (SECOND, SECOND);
  assert_next (SECOND, SECOND + 1);
  assert_next (SECOND, SECOND + 2);
  assert_next (SECOND + PERIOD, SECOND + PERIOD);
}

GST_END_TEST;

GST_START_TEST (test_after_a_jump_back_frames_keep_their_distances)
{
  guint i;

  assert_next (10 * SECOND, 10 * SECOND);
  assert_next (2 * SECOND, 10 * SECOND + PERIOD);
  for (i = 1; i < 50; i++)
    assert_next (2 * SECOND + i * 20 * MS, 10 * SECOND + PERIOD + i * 20 * MS);
  /* a gap then counts as a frame: it is not known what it means */
  assert_next (5 * SECOND, 10 * SECOND + 2 * PERIOD + 49 * 20 * MS);
  /* the stamps have caught up */
  assert_next (30 * SECOND, 30 * SECOND);
}

GST_END_TEST;

GST_START_TEST (test_frames_that_go_back_and_forth)
{
  guint i;

  /* as a decoder that does not reorder gives them */
  for (i = 0; i < 300; i++)
    next (SECOND + (i ^ 1) * PERIOD);
  fail_unless (running >= SECOND + 297 * PERIOD);
  fail_unless (running <= SECOND + 400 * PERIOD);
}

GST_END_TEST;

GST_START_TEST (test_a_first_stamp_before_0_is_0)
{
  assert_next (-5 * SECOND, 0);
  fail_unless_equals_int64 (media, 0);
}

GST_END_TEST;

GST_START_TEST (test_a_jump_forward_is_taken_as_it_is)
{
  guint i;

  for (i = 0; i < 50; i++)
    next (i * PERIOD + (i % 2) * 5 * MS);
  assert_next (3600 * SECOND, 3600 * SECOND);
  fail_unless_equals_int64 (media, 3600 * SECOND);
  next (3600 * SECOND + PERIOD);
  fail_unless (ABS (media - 3600 * SECOND - PERIOD) <= 1);
}

GST_END_TEST;

GST_START_TEST (test_stamps_at_the_end_of_all_time)
{
  guint i;

  next (SECOND);
  next (G_MAXINT64 - 1);
  for (i = 0; i < 10; i++)
    next (i % 3 ? G_MAXINT64 : NO_STAMP);
  next (G_MAXINT64);
}

GST_END_TEST;

/* -- jitter --------------------------------------------------------------- */

typedef struct
{
  gint num, den;
} Rate;

static const Rate rates[] = { {24000, 1001}, {24, 1}, {25, 1}, {30000, 1001},
{50, 1}, {60000, 1001}
};

static void
check_stamps_rounded_to_ns_are_followed_for_an_hour (void)
{
  Rate rate = rates[which];
  guint64 n = 3600 * (guint64) rate.num / (guint64) rate.den, i;

  rp_media_clock_set_rate (&clock_, rate.num, rate.den);
  for (i = 0; i < n; i++) {
    gint64 exact = 7 + (gint64) gst_util_uint64_scale (i, (guint64) SECOND
        * (guint64) rate.den, (guint64) rate.num);

    next (exact);
    HOLDS (running == exact && ABS (media - exact) <= 2, "frame %"
        G_GUINT64_FORMAT ": %" G_GINT64_FORMAT " instead of %"
        G_GINT64_FORMAT, i, media, exact);
  }
}

GST_START_TEST (test_stamps_rounded_to_ns_are_followed_for_an_hour)
{
  for (which = 0; which < (gint) G_N_ELEMENTS (rates); which++) {
    check_stamps_rounded_to_ns_are_followed_for_an_hour ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* Stamps to whole milliseconds, as Matroska and some cameras give them. */
static void
check_stamps_rounded_to_ms_become_even (void)
{
  Rate rate = rates[which];
  gdouble period = 1e9 * rate.den / rate.num, worst = 0.0;
  gint64 before = 0;
  guint i;

  rp_media_clock_set_rate (&clock_, rate.num, rate.den);
  for (i = 0; i < 5000; i++) {
    next ((gint64) (i * period / 1e6) * MS);
    if (i > 200)
      worst = MAX (worst, fabs ((gdouble) (media - before) - period));
    before = media;
  }
  fail_unless (worst < 60000.0, "intervals are off by %g ns", worst);
}

GST_START_TEST (test_stamps_rounded_to_ms_become_even)
{
  for (which = 0; which < (gint) G_N_ELEMENTS (rates); which++) {
    check_stamps_rounded_to_ms_become_even ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

static gdouble
uniform (GRand * rand, gdouble width)
{
  return g_rand_double_range (rand, -width, width);
}

static void
check_jitter_is_reduced_to_a_tenth (void)
{
  const guint32 seed = (guint32) (100 + which);
  GRand *rand = g_rand_new_with_seed (seed);
  gdouble in = 0.0, out = 0.0, worst = 0.0;
  gint64 before = 0, stamp_before = 0;
  guint i;

  for (i = 0; i < 5000; i++) {
    gint64 stamp = SECOND + i * PERIOD + (gint64) uniform (rand, 0.4 * PERIOD);
    gdouble exact = (gdouble) (SECOND + i * PERIOD);

    next (stamp);
    if (i > 200) {
      in += pow ((gdouble) (stamp - stamp_before - PERIOD), 2.0);
      out += pow ((gdouble) (media - before - PERIOD), 2.0);
      worst = MAX (worst, fabs ((gdouble) media - exact));
    }
    before = media;
    stamp_before = stamp;
  }
  fail_unless (sqrt (out / in) < 0.1, "seed %u: %g of the jitter is left",
      seed, sqrt (out / in));
  fail_unless (worst < 0.15 * PERIOD, "seed %u: %g of a frame off", seed,
      worst / PERIOD);
  g_rand_free (rand);
}

GST_START_TEST (test_jitter_is_reduced_to_a_tenth)
{
  for (which = 0; which < 10; which++) {
    check_jitter_is_reduced_to_a_tenth ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* A camera's clock is never quite the pipeline's. */
static void
check_a_camera_that_runs_fast_or_slow_is_followed (void)
{
  static const gdouble errors[] = { -0.001, -0.0001, 0.0001, 0.001, 0.01 };
  gdouble real = PERIOD * (1.0 + errors[which]);
  guint i;

  for (i = 0; i < 90000; i++) {
    gint64 stamp = (gint64) (i * real);

    next (stamp);
    HOLDS (ABS (media - stamp) < PERIOD / 2, "frame %u is %" G_GINT64_FORMAT
        " ns off", i, media - stamp);
  }
}

GST_START_TEST (test_a_camera_that_runs_fast_or_slow_is_followed)
{
  for (which = 0; which < 5; which++) {
    check_a_camera_that_runs_fast_or_slow_is_followed ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* In the dark a webcam halves its rate, or thirds it, and says nothing. */
static void
check_a_camera_slower_than_it_says_keeps_an_even_pace (void)
{
  static const gdouble real[] = { 33.4, 36.0, 40.0, 41.7, 45.0, 50.0, 55.0,
    60.0, 66.7, 100.0, 29.0, 20.0
  };
  gdouble period = real[which] * 1e6, worst = 0.0;
  gint64 before = 0;
  guint i;

  rp_media_clock_set_rate (&clock_, 30, 1);
  for (i = 0; i < 1000; i++) {
    next ((gint64) (i * period));
    if (i > 300)
      worst = MAX (worst, fabs ((gdouble) (media - before) - period));
    before = media;
  }
  fail_unless (worst < 0.1 * period, "intervals of %g ms are off by %g ms",
      real[which], worst / 1e6);
}

GST_START_TEST (test_a_camera_slower_than_it_says_keeps_an_even_pace)
{
  for (which = 0; which < 12; which++) {
    check_a_camera_slower_than_it_says_keeps_an_even_pace ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

GST_START_TEST (test_a_gap_is_a_gap)
{
  GRand *rand = g_rand_new_with_seed (7);
  gint64 base = 0;
  guint i;

  for (i = 0; i < 2000; i++) {
    gint64 stamp;

    if (i % 100 == 99)
      base += SECOND;
    stamp = SECOND + base + i * PERIOD + (gint64) uniform (rand, 0.3 * PERIOD);
    next (stamp);
    HOLDS (ABS (media - stamp) < PERIOD, "frame %u", i);
    if (i % 100 == 99)
      fail_unless_equals_int64 (media, running);
  }
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (test_a_gap_does_not_disturb_the_pace_after_it)
{
  gint64 before = 0;
  guint i;

  for (i = 0; i < 200; i++) {
    next (SECOND + i * PERIOD + (i >= 100 ? 5 * SECOND : 0));
    if (i != 0 && i != 100)
      HOLDS (ABS (media - before - PERIOD) <= 2, "frame %u: %"
          G_GINT64_FORMAT, i, media - before);
    before = media;
  }
}

GST_END_TEST;

/* A frame that is missing makes an interval of two, give or take a ns. */
GST_START_TEST (test_missing_frames_are_no_slower_camera)
{
  guint i, number = 0;

  rp_media_clock_set_rate (&clock_, 30000, 1001);
  for (i = 0; i < 300; i++, number++) {
    gint64 stamp = (gint64) number * 1001 * SECOND / 30000;

    next (stamp);
    HOLDS (ABS (media - stamp) <= 100, "frame %u is %" G_GINT64_FORMAT
        " ns off", i, media - stamp);
    number += i % 7 == 0;
  }
}

GST_END_TEST;

GST_START_TEST (test_a_files_stamps_are_taken_as_they_are)
{
  GRand *rand = g_rand_new_with_seed (8);
  guint i;

  rp_media_clock_set_smooth (&clock_, FALSE);
  for (i = 0; i < 1000; i++) {
    next (SECOND + i * PERIOD + (gint64) uniform (rand, 0.4 * PERIOD));
    HOLDS (media == running, "frame %u", i);
  }
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (test_without_a_rate_times_are_the_stamps)
{
  GRand *rand = g_rand_new_with_seed (9);
  guint i;

  rp_media_clock_set_rate (&clock_, 0, 1);
  for (i = 0; i < 1000; i++) {
    next (SECOND + i * PERIOD + (gint64) uniform (rand, 0.4 * PERIOD));
    HOLDS (media == running, "frame %u", i);
  }
  g_rand_free (rand);
}

GST_END_TEST;

/* -- rates ---------------------------------------------------------------- */

GST_START_TEST (test_a_new_rate_keeps_the_time)
{
  guint i;

  for (i = 0; i < 25; i++)
    next (i * PERIOD);
  rp_media_clock_set_rate (&clock_, 50, 1);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 20 * MS);
  for (i = 1; i < 50; i++) {
    next (24 * PERIOD + i * 20 * MS);
    HOLDS (ABS (media - 24 * PERIOD - i * 20 * MS) <= 2, "frame %u", i);
  }
}

GST_END_TEST;

GST_START_TEST (test_how_long_a_frame_is)
{
  rp_media_clock_init (&clock_);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 40 * MS);
  rp_media_clock_set_rate (&clock_, 24000, 1001);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 41708333);
  next (0);
  next (50 * MS);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 41708333);
  rp_media_clock_set_rate (&clock_, 0, 1);
  next (60 * MS);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 10 * MS);
  rp_media_clock_set_rate (&clock_, 0, 1);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 40 * MS);
}

GST_END_TEST;

static void
check_rates_that_are_none (void)
{
  static const Rate none[] = { {0, 1}, {-25, 1}, {25, -1}, {25, 0}, {0, 0},
  {G_MININT, G_MININT}, {1, G_MAXINT}, {1, 4000}, {10001, 1},
  {G_MAXINT, 1}
  };

  rp_media_clock_set_rate (&clock_, none[which].num, none[which].den);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 40 * MS);
  assert_next (SECOND, SECOND);
  assert_next (SECOND + 30 * MS, SECOND + 30 * MS);
  fail_unless_equals_int64 (media, running);
  fail_unless_equals_uint64 (rp_media_clock_period (&clock_), 30 * MS);
}

GST_START_TEST (test_rates_that_are_none)
{
  for (which = 0; which < 10; which++) {
    check_rates_that_are_none ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

static void
check_rates_beyond_all_cameras (void)
{
  static const Rate silly[] = { {10000, 1}, {1, 3600}, {G_MAXINT, G_MAXINT},
  {999999999, 1000000000}, {G_MAXINT, 214749}
  };
  guint i;

  rp_media_clock_set_rate (&clock_, silly[which].num, silly[which].den);
  fail_unless (rp_media_clock_period (&clock_) >= 1);
  for (i = 0; i < 1000; i++)
    next (i % 3 ? NO_STAMP : (gint64) i * MS);
}

GST_START_TEST (test_rates_beyond_all_cameras)
{
  for (which = 0; which < 5; which++) {
    check_rates_beyond_all_cameras ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* -- whatever comes in ---------------------------------------------------- */

static gint64
some_stamp (GRand * rand, gint64 around)
{
  switch (g_rand_int_range (rand, 0, 20)) {
    case 0:
      return NO_STAMP;
    case 1:
      return clock_.last_stamp;
    case 2:
      return 0;
    case 3:
      return around + g_rand_int_range (rand, -1000, 1000) * 10 * MS;
    case 4:
      return around + g_rand_int_range (rand, -3, 3);
    case 5:
      return g_rand_int_range (rand, 0, 200) == 0
          ? G_MAXINT64 - g_rand_int_range (rand, 0, 5) : around;
    case 6:
      return g_rand_int_range (rand, 0, 100) == 0 ? G_MININT64 : around + 1;
    default:
      return around + (gint64) uniform (rand, 0.4 * PERIOD);
  }
}

GST_START_TEST (test_times_go_up_whatever_comes_in)
{
  guint32 seed;

  for (seed = 1; seed <= 200; seed++) {
    GRand *rand = g_rand_new_with_seed (seed);
    gint64 around = (gint64) g_rand_int (rand) * MS;
    guint i;

    setup ();
    /* a pipeline without a base time runs on the time since 1970 */
    if (seed % 4 == 0)
      around += G_GINT64_CONSTANT (1800000000) * SECOND;
    for (i = 0; i < 1000; i++) {
      around += PERIOD;
      switch (g_rand_int_range (rand, 0, 200)) {
        case 0:
          rp_media_clock_set_rate (&clock_, g_rand_int_range (rand, 0, 121), 1);
          break;
        case 1:
          rp_media_clock_set_smooth (&clock_, g_rand_boolean (rand));
          break;
      }
      next (some_stamp (rand, around));
      HOLDS (clock_.last_running == running, "seed %u, frame %u", seed, i);
    }
    g_rand_free (rand);
  }
}

GST_END_TEST;

static Suite *
mediaclock_suite (void)
{
  Suite *s = suite_create ("mediaclock");
  TCase *tc = tcase_create ("mediaclock");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_good_stamps_stay_as_they_are);
  tcase_add_test (tc, test_frames_without_a_stamp_come_at_the_frame_rate);
  tcase_add_test (tc, test_frames_without_a_stamp_between_others);
  tcase_add_test (tc,
      test_without_a_rate_the_least_of_the_last_intervals_serves);
  tcase_add_test (tc, test_intervals_of_long_ago_are_forgotten);
  tcase_add_test (tc, test_the_second_of_two_equal_stamps_comes_right_behind);
  tcase_add_test (tc, test_after_a_jump_back_frames_keep_their_distances);
  tcase_add_test (tc, test_frames_that_go_back_and_forth);
  tcase_add_test (tc, test_a_first_stamp_before_0_is_0);
  tcase_add_test (tc, test_a_jump_forward_is_taken_as_it_is);
  tcase_add_test (tc, test_stamps_at_the_end_of_all_time);
  tcase_add_test (tc, test_stamps_rounded_to_ns_are_followed_for_an_hour);
  tcase_add_test (tc, test_stamps_rounded_to_ms_become_even);
  tcase_add_test (tc, test_jitter_is_reduced_to_a_tenth);
  tcase_add_test (tc, test_a_camera_that_runs_fast_or_slow_is_followed);
  tcase_add_test (tc, test_a_camera_slower_than_it_says_keeps_an_even_pace);
  tcase_add_test (tc, test_a_gap_is_a_gap);
  tcase_add_test (tc, test_a_gap_does_not_disturb_the_pace_after_it);
  tcase_add_test (tc, test_missing_frames_are_no_slower_camera);
  tcase_add_test (tc, test_a_files_stamps_are_taken_as_they_are);
  tcase_add_test (tc, test_without_a_rate_times_are_the_stamps);
  tcase_add_test (tc, test_a_new_rate_keeps_the_time);
  tcase_add_test (tc, test_how_long_a_frame_is);
  tcase_add_test (tc, test_rates_that_are_none);
  tcase_add_test (tc, test_rates_beyond_all_cameras);
  tcase_add_test (tc, test_times_go_up_whatever_comes_in);
  return s;
}

GST_CHECK_MAIN (mediaclock);
