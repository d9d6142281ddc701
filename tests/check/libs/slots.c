/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The running times of what goes out: they go up, they keep the frame rate,
 * and while the camera runs they are the camera's own. */
#include <gst/check/gstcheck.h>

#include <reverseplay/slots.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MS G_GINT64_CONSTANT (1000000)
#define PERIOD (40 * MS)

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

/* Makes a slot up; what was announced is what is taken. */
static gint64
make_up_at (RpSlots * slots, guint64 num, guint64 den, gint64 not_before)
{
  RpSlots before = *slots;
  gint64 announced = rp_slots_peek (slots, num, den, not_before);

  HOLDS (slots->last == before.last && slots->count == before.count
      && slots->anchor == before.anchor && slots->num == before.num,
      "a look changes nothing");
  rp_slots_make_up (slots, num, den, not_before);
  HOLDS (slots->last == announced, "%" G_GINT64_FORMAT " was announced, %"
      G_GINT64_FORMAT " was taken", announced, slots->last);
  return slots->last;
}

static gint64
make_up (RpSlots * slots)
{
  return make_up_at (slots, PERIOD, 1, 0);
}

/* The live frame at @running; FALSE when its slot is taken. */
static gboolean
live (RpSlots * slots, gint64 running)
{
  if (!rp_slots_has (slots, running, PERIOD))
    return FALSE;
  rp_slots_take (slots, running, running);
  return TRUE;
}

/* -- the camera's own ----------------------------------------------------- */

GST_START_TEST (test_the_cameras_own_stamps_are_used)
{
  static const gint64 stamps[] = { 0, 39 * MS, 82 * MS, 82 * MS + 1,
    5000 * MS
  };
  RpSlots slots;
  guint i;

  rp_slots_init (&slots);
  for (i = 0; i < G_N_ELEMENTS (stamps); i++) {
    fail_unless (rp_slots_has (&slots, stamps[i], PERIOD));
    rp_slots_take (&slots, stamps[i], stamps[i] + 7);
    fail_unless_equals_int64 (slots.last, stamps[i]);
    fail_unless_equals_int64 (slots.last_media, stamps[i] + 7);
    fail_if (slots.made_up);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_frame_that_does_not_go_on_has_no_slot)
{
  RpSlots slots;

  rp_slots_init (&slots);
  fail_unless (live (&slots, 100 * MS));
  fail_if (live (&slots, 100 * MS));
  fail_if (live (&slots, 60 * MS));
  fail_if (live (&slots, 0));
  fail_unless (live (&slots, 100 * MS + 1));
}

GST_END_TEST;

GST_START_TEST (test_the_first_frame_has_a_slot_wherever_it_lies)
{
  RpSlots slots;

  rp_slots_init (&slots);
  fail_unless (rp_slots_has (&slots, 0, PERIOD));
  fail_unless (rp_slots_has (&slots, G_MAXINT64 / 4, PERIOD));
  rp_slots_take (&slots, 0, 0);
  fail_if (rp_slots_has (&slots, 0, PERIOD));
}

GST_END_TEST;

/* -- made up -------------------------------------------------------------- */

GST_START_TEST (test_without_a_camera_slots_begin_at_0)
{
  RpSlots slots;
  gint64 i;

  rp_slots_init (&slots);
  for (i = 0; i < 100; i++)
    fail_unless_equals_int64 (make_up (&slots), i * PERIOD);
  fail_unless_equals_int64 (slots.last_media, 99 * PERIOD);
}

GST_END_TEST;

typedef struct
{
  guint64 rate_num, rate_den;
} Rate;

static const Rate rates[] = { {24000, 1001}, {24, 1}, {25, 1}, {30000, 1001},
{50, 1}, {60000, 1001}, {120000, 1001}, {1, 3}
};

static void
check_made_up_slots_are_exact_over_hours (void)
{
  const guint64 num = rates[which].rate_den * (guint64) SECOND;
  const guint64 den = rates[which].rate_num;
  const gint64 start = 123456789;
  const guint64 n = MIN (3 * 3600 * den / rates[which].rate_den, 300000);
  RpSlots slots;
  guint64 i;

  rp_slots_init (&slots);
  rp_slots_take (&slots, start, start - 5000);
  for (i = 1; i <= n; i++) {
    gint64 exact = start + (gint64) gst_util_uint64_scale (i, num, den);

    rp_slots_make_up (&slots, num, den, 0);
    HOLDS (slots.last == exact, "slot %" G_GUINT64_FORMAT " lies at %"
        G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, i, slots.last, exact);
    HOLDS (slots.last_media == exact - 5000, "slot %" G_GUINT64_FORMAT, i);
  }
}

GST_START_TEST (test_made_up_slots_are_exact_over_hours)
{
  for (which = 0; which < (gint) G_N_ELEMENTS (rates); which++)
    check_made_up_slots_are_exact_over_hours ();
}

GST_END_TEST;

GST_START_TEST (test_a_slot_is_a_whole_number_of_frames_after_the_last)
{
  const guint64 num = 1001 * (guint64) SECOND, den = 24000;
  const gint64 start = 777;
  gint64 not_before;
  RpSlots slots;
  guint64 k, n = 0;

  for (k = 1; k < 200000; k = k * 3 + 1) {
    gint64 exact = start + (gint64) gst_util_uint64_scale (k, num, den);
    gint64 before = start + (gint64) gst_util_uint64_scale (k - 1, num, den);

    /* just behind the slot before, on it, and between */
    for (not_before = before + 1; not_before <= exact;
        not_before += MAX ((exact - before) / 5, 1)) {
      rp_slots_init (&slots);
      rp_slots_take (&slots, start, start);
      fail_unless_equals_int64 (make_up_at (&slots, num, den, not_before),
          exact);
      n++;
    }
    rp_slots_init (&slots);
    rp_slots_take (&slots, start, start);
    fail_unless_equals_int64 (make_up_at (&slots, num, den, exact), exact);
    rp_slots_init (&slots);
    rp_slots_take (&slots, start, start);
    fail_unless_equals_int64 (make_up_at (&slots, num, den, exact + 1),
        start + (gint64) gst_util_uint64_scale (k + 1, num, den));
  }
  fail_unless (n > 30);
}

GST_END_TEST;

GST_START_TEST (test_no_rounding_adds_up_over_skipped_slots)
{
  const guint64 num = 1001 * (guint64) SECOND, den = 30000;
  guint64 k = 0, i;
  RpSlots slots;

  rp_slots_init (&slots);
  rp_slots_take (&slots, 0, 0);
  for (i = 1; i < 2000; i++) {
    k += i % 100 + 1;
    rp_slots_make_up (&slots, num, den,
        (gint64) gst_util_uint64_scale (k, num, den));
    HOLDS (slots.last == (gint64) gst_util_uint64_scale (k, num, den),
        "slot %" G_GUINT64_FORMAT, k);
  }
}

GST_END_TEST;

GST_START_TEST (test_what_lies_behind_does_not_hold_a_slot_back)
{
  RpSlots slots;

  rp_slots_init (&slots);
  rp_slots_take (&slots, SECOND, SECOND);
  fail_unless_equals_int64 (make_up_at (&slots, PERIOD, 1, -SECOND),
      SECOND + PERIOD);
  fail_unless_equals_int64 (make_up_at (&slots, PERIOD, 1, 500 * MS),
      SECOND + 2 * PERIOD);
  fail_unless_equals_int64 (make_up_at (&slots, PERIOD, 1,
          SECOND + 2 * PERIOD), SECOND + 3 * PERIOD);
}

GST_END_TEST;

GST_START_TEST (test_the_first_slot_may_have_to_lie_late)
{
  RpSlots slots;

  rp_slots_init (&slots);
  fail_unless_equals_int64 (make_up_at (&slots, PERIOD, 1, 100 * MS), 120 * MS);
  fail_unless_equals_int64 (make_up (&slots), 160 * MS);
}

GST_END_TEST;

/* -- the two together ----------------------------------------------------- */

/* A cut: the first frame of the playback takes the next slot at once, and the
 * live frame that comes for it has none; the others come with theirs. */
GST_START_TEST (test_after_a_cut_the_frame_rate_stays)
{
  RpSlots slots;
  guint i, n = 0;

  rp_slots_init (&slots);
  for (i = 0; i < 10; i++)
    n += live (&slots, i * PERIOD);
  fail_unless_equals_int64 (make_up (&slots), 10 * PERIOD);
  n++;
  for (i = 10; i < 20; i++)
    n += live (&slots, i * PERIOD);
  fail_unless_equals_int (n, 20);
  fail_unless_equals_int64 (slots.last, 19 * PERIOD);
}

GST_END_TEST;

static void
check_the_frame_whose_slot_was_made_up_may_be_off_by_jitter (void)
{
  static const gint64 jitter[] = { -19, -10, 0, 10, 20 };
  RpSlots slots;
  gint64 due = 10 * PERIOD + jitter[which] * MS;

  rp_slots_init (&slots);
  fail_unless (live (&slots, 9 * PERIOD));
  make_up (&slots);
  fail_if (live (&slots, due), "it came %d ms off", (gint) jitter[which]);
  fail_unless (live (&slots, due + PERIOD));
  fail_unless_equals_int64 (slots.last, due + PERIOD);
}

GST_START_TEST (test_the_frame_whose_slot_was_made_up_may_be_off_by_jitter)
{
  for (which = 0; which < 5; which++)
    check_the_frame_whose_slot_was_made_up_may_be_off_by_jitter ();
}

GST_END_TEST;

GST_START_TEST (test_more_than_half_a_frame_off_is_the_next_frame)
{
  RpSlots slots;

  rp_slots_init (&slots);
  fail_unless (live (&slots, 9 * PERIOD));
  make_up (&slots);
  fail_if (rp_slots_has (&slots, 10 * PERIOD + PERIOD / 2, PERIOD));
  fail_unless (rp_slots_has (&slots, 10 * PERIOD + PERIOD / 2 + 1, PERIOD));
}

GST_END_TEST;

GST_START_TEST (test_a_camera_that_stalls_and_returns)
{
  RpSlots slots;
  guint i, n = 0;

  rp_slots_init (&slots);
  for (i = 0; i < 5; i++)
    n += live (&slots, i * PERIOD);
  for (i = 5; i < 100; i++)
    fail_unless_equals_int64 (make_up (&slots), i * PERIOD);
  /* what it had in its cable */
  for (i = 5; i < 100; i++)
    fail_if (live (&slots, i * PERIOD));
  /* it returns with another phase, and gives the time again */
  fail_unless (live (&slots, 100 * PERIOD + 13 * MS));
  fail_if (slots.made_up);
  fail_unless_equals_int64 (make_up (&slots), 101 * PERIOD + 13 * MS);
  fail_unless (live (&slots, 102 * PERIOD + 9 * MS));
  fail_unless_equals_int64 (make_up (&slots), 103 * PERIOD + 9 * MS);
  fail_unless_equals_int (n, 5);
}

GST_END_TEST;

GST_START_TEST (test_the_time_without_jitter_goes_on_in_made_up_slots)
{
  RpSlots slots;

  rp_slots_init (&slots);
  rp_slots_take (&slots, SECOND, SECOND + 3 * MS);
  make_up (&slots);
  make_up (&slots);
  fail_unless_equals_int64 (slots.last_media, SECOND + 3 * MS + 2 * PERIOD);
  rp_slots_take (&slots, SECOND + 3 * PERIOD - MS, SECOND + 3 * PERIOD);
  fail_unless_equals_int64 (slots.last_media, SECOND + 3 * PERIOD);
  rp_slots_init (&slots);
  make_up_at (&slots, PERIOD, 1, 400 * MS);
  fail_unless_equals_int64 (slots.last_media, 400 * MS);
}

GST_END_TEST;

GST_START_TEST (test_the_rate_changes_in_the_middle)
{
  RpSlots slots;
  gint64 i;

  rp_slots_init (&slots);
  for (i = 0; i <= 10; i++)
    make_up (&slots);
  /* 400 ms; from here on 50 pictures a second */
  for (i = 1; i <= 10; i++)
    fail_unless_equals_int64 (make_up_at (&slots, 20 * MS, 1, 0),
        400 * MS + i * 20 * MS);
  /* 600 ms; the same rate written otherwise is the same rate */
  for (i = 1; i <= 10; i++)
    fail_unless_equals_int64 (make_up_at (&slots, (guint64) SECOND, 50, 0),
        600 * MS + i * 20 * MS);
  /* 800 ms; and each slot another length, as a file's may be */
  for (i = 1; i <= 10; i++)
    fail_unless_equals_int64 (make_up_at (&slots, (guint64) (i * MS), 1, 0),
        800 * MS + i * (i + 1) / 2 * MS);
}

GST_END_TEST;

GST_START_TEST (test_a_new_rate_is_counted_from_the_last_slot_and_skips_on)
{
  RpSlots slots;

  rp_slots_init (&slots);
  rp_slots_take (&slots, SECOND, SECOND);
  make_up (&slots);
  make_up (&slots);
  fail_unless_equals_int64 (make_up_at (&slots, 30 * MS, 1, SECOND + 171 * MS),
      SECOND + 2 * PERIOD + 4 * 30 * MS);
}

GST_END_TEST;

/* -- rates that no camera has --------------------------------------------- */

static void
check_silly_rates_neither_hang_nor_go_back (void)
{
  /* num is ns, den frames: from less than a nanosecond to centuries */
  static const guint64 silly[][2] = {
    {1000000000, 2147483647}, {1, 1}, {1, 2147483647},
    {G_GUINT64_CONSTANT (1000000000) * 2147483647, 1},
    {G_GUINT64_CONSTANT (1000000000) * 2147483647, 2147483647},
    {G_MAXUINT64, 1}, {G_MAXINT64, 1}, {G_GUINT64_CONSTANT (1) << 61, 1},
    {0, 1}, {G_MAXUINT64, G_MAXUINT64 - 1},
  };
  RpSlots slots;
  gint64 last = -1;
  guint i;

  rp_slots_init (&slots);
  for (i = 0; i < 2000; i++) {
    gint64 slot = make_up_at (&slots, silly[which][0], silly[which][1],
        i % 100 == 50 ? last + 10 * SECOND : 0);

    HOLDS (slot > last, "slot %u: %" G_GINT64_FORMAT " after %"
        G_GINT64_FORMAT, i, slot, last);
    last = slot;
  }
}

GST_START_TEST (test_silly_rates_neither_hang_nor_go_back)
{
  for (which = 0; which < 10; which++)
    check_silly_rates_neither_hang_nor_go_back ();
}

GST_END_TEST;

/* -- late ----------------------------------------------------------------- */

GST_START_TEST (test_late_is_later_than_the_latency_and_one_frame)
{
  const gint64 running = 10 * SECOND;
  const guint64 latency = 250 * MS;
  gint64 border = running + 250 * MS + PERIOD;

  fail_if (rp_slots_is_late (running, 0, latency, PERIOD));
  fail_if (rp_slots_is_late (running, running, latency, PERIOD));
  fail_if (rp_slots_is_late (running, running + 1, latency, PERIOD));
  fail_if (rp_slots_is_late (running, border, latency, PERIOD));
  fail_unless (rp_slots_is_late (running, border + 1, latency, PERIOD));
  fail_if (rp_slots_is_late (running, running + PERIOD, 0, PERIOD));
  fail_unless (rp_slots_is_late (running, running + PERIOD + 1, 0, PERIOD));
  fail_unless (rp_slots_is_late (0, 1, 0, 0));
  fail_if (rp_slots_is_late (0, 0, 0, 0));
  fail_if (rp_slots_is_late (running, -1, latency, PERIOD));
}

GST_END_TEST;

GST_START_TEST (test_a_latency_that_is_not_known_makes_nothing_late)
{
  fail_if (rp_slots_is_late (0, SECOND, GST_CLOCK_TIME_NONE, PERIOD));
  fail_if (rp_slots_is_late (0, SECOND, G_MAXUINT64 - 5, PERIOD));
  fail_if (rp_slots_is_late (0, G_MAXINT64, G_MAXINT64, PERIOD));
  fail_if (rp_slots_is_late (0, SECOND, 0, G_MAXUINT64));
}

GST_END_TEST;

/* -- whatever happens ----------------------------------------------------- */

GST_START_TEST (test_slots_go_up_whatever_happens)
{
  const guint32 seed = 20260104;
  GRand *rand = g_rand_new_with_seed (seed);
  gint64 last = -1, camera = 0, slot;
  guint64 num = PERIOD, den = 1;
  RpSlots slots;
  guint i, n_live = 0;

  rp_slots_init (&slots);
  for (i = 0; i < 200000; i++) {
    gint what = g_rand_int_range (rand, 0, 100);

    if (what < 80) {
      gint64 stamp = camera + g_rand_int_range (rand, -30000000, 30000000);

      camera += (gint64) (num / den);
      /* a jump, either way */
      if (what == 0)
        camera = MAX (camera + g_rand_int_range (rand, -2000, 2000) * MS, 0);
      if (!rp_slots_has (&slots, MAX (stamp, 0), num / den))
        continue;
      rp_slots_take (&slots, MAX (stamp, 0), camera);
      n_live++;
    } else if (what < 97) {
      gint64 not_before = what < 85 ? last
          + g_rand_int_range (rand, -500000000, 500000000) : 0;

      slot = make_up_at (&slots, num, den, not_before);
      HOLDS (slot >= not_before, "seed %u, operation %u", seed, i);
    } else {
      const Rate *rate = &rates[g_rand_int_range (rand, 0,
              G_N_ELEMENTS (rates))];

      num = rate->rate_den * (guint64) SECOND;
      den = rate->rate_num;
      continue;
    }
    HOLDS (slots.last > last, "seed %u, operation %u: %" G_GINT64_FORMAT
        " after %" G_GINT64_FORMAT, seed, i, slots.last, last);
    last = slots.last;
  }
  fail_unless (n_live > 10000, "%u", n_live);
  g_rand_free (rand);
}

GST_END_TEST;

static Suite *
slots_suite (void)
{
  Suite *s = suite_create ("slots");
  TCase *tc = tcase_create ("slots");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_the_cameras_own_stamps_are_used);
  tcase_add_test (tc, test_a_frame_that_does_not_go_on_has_no_slot);
  tcase_add_test (tc, test_the_first_frame_has_a_slot_wherever_it_lies);
  tcase_add_test (tc, test_without_a_camera_slots_begin_at_0);
  tcase_add_test (tc, test_made_up_slots_are_exact_over_hours);
  tcase_add_test (tc, test_a_slot_is_a_whole_number_of_frames_after_the_last);
  tcase_add_test (tc, test_no_rounding_adds_up_over_skipped_slots);
  tcase_add_test (tc, test_what_lies_behind_does_not_hold_a_slot_back);
  tcase_add_test (tc, test_the_first_slot_may_have_to_lie_late);
  tcase_add_test (tc, test_after_a_cut_the_frame_rate_stays);
  tcase_add_test (tc,
      test_the_frame_whose_slot_was_made_up_may_be_off_by_jitter);
  tcase_add_test (tc, test_more_than_half_a_frame_off_is_the_next_frame);
  tcase_add_test (tc, test_a_camera_that_stalls_and_returns);
  tcase_add_test (tc, test_the_time_without_jitter_goes_on_in_made_up_slots);
  tcase_add_test (tc, test_the_rate_changes_in_the_middle);
  tcase_add_test (tc,
      test_a_new_rate_is_counted_from_the_last_slot_and_skips_on);
  tcase_add_test (tc, test_silly_rates_neither_hang_nor_go_back);
  tcase_add_test (tc, test_late_is_later_than_the_latency_and_one_frame);
  tcase_add_test (tc, test_a_latency_that_is_not_known_makes_nothing_late);
  tcase_add_test (tc, test_slots_go_up_whatever_happens);
  return s;
}

GST_CHECK_MAIN (slots);
