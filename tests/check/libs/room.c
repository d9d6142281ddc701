/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What goes first when the history is full. A take that goes out of turn is a
 * shot that has to be made again. */
#include <gst/check/gstcheck.h>

#include <string.h>

#include <reverseplay/room.h>

#define MS G_GINT64_CONSTANT (1000000)
#define PERIOD (40 * MS)
#define FRAME_BYTES 1000

/* For loops that run too often for check's own book-keeping. */
#define HOLDS(expr, ...) G_STMT_START { \
  if (G_UNLIKELY (!(expr))) { \
    gchar *_s = g_strdup_printf (__VA_ARGS__); \
    fail ("%s does not hold: %s", #expr, _s); \
    g_free (_s); \
  } \
} G_STMT_END

static RpHistory *history;
static RpTakes *takes;

static void
setup (void)
{
  history = rp_history_new (g_free);
  rp_history_add_track (history);
  takes = rp_takes_new (history);
}

static void
teardown (void)
{
  rp_takes_free (takes);
  rp_history_free (history);
}

static void
record_bytes (gsize size)
{
  gint64 time = PERIOD * (gint64) rp_history_next_seq (history, 0);
  RpFrame frame = { time, time, PERIOD, size, 0, g_malloc (8) };

  rp_takes_append (takes, 0, &frame);
}

static void
record (guint n)
{
  while (n-- > 0)
    record_bytes (FRAME_BYTES);
}

static RpTake *
roll (guint64 lead)
{
  RpTake *take = rp_takes_start (takes,
      rp_history_next_seq (history, 0) - lead, NULL);

  fail_unless (take != NULL);
  return take;
}

static RpTake *
shoot (guint n)
{
  RpTake *take = roll (0);

  record (n);
  rp_takes_stop (takes);
  return take;
}

static RpRoom
free_one (guint idle_keep)
{
  guint evicted = 4711;
  RpRoom room = rp_room_free_one (history, takes, idle_keep, &evicted);

  fail_unless_equals_int (evicted == 4711, room != RP_ROOM_TAKE);
  return room;
}

/* All that goes until nothing is left: "i3 t1 i4 h2" is three idle frames,
 * take 1, the four frames that only take 1 held, and two frames of the rolling
 * take, each let go of and then freed. */
static gchar *
free_all (guint idle_keep)
{
  GString *log = g_string_new (NULL);
  guint n = 0, evicted = 0;
  gchar kind = 0;
  RpRoom room;

  do {
    gchar now;

    room = rp_room_free_one (history, takes, idle_keep, &evicted);
    if (room == RP_ROOM_IDLE && kind == 'h')
      continue;
    now = room == RP_ROOM_IDLE ? 'i' : room == RP_ROOM_HEAD ? 'h' : 't';
    if (kind && now != kind)
      g_string_append_printf (log, "%c%u ", kind, n);
    if (now != kind)
      n = 0;
    kind = now == 't' ? 0 : now;
    n++;
    if (room == RP_ROOM_TAKE) {
      g_string_append_printf (log, "t%u ", evicted);
      fail_unless (rp_takes_get (takes, evicted) == NULL);
    }
  } while (room != RP_ROOM_NOTHING);
  g_strchomp (log->str);
  return g_string_free (log, FALSE);
}

static void
assert_goes (guint idle_keep, const gchar * expected)
{
  gchar *log = free_all (idle_keep);

  fail_unless_equals_string (log, expected);
  g_free (log);
}

/* -- the order ------------------------------------------------------------ */

GST_START_TEST (test_everything_goes_in_the_order_that_is_promised)
{
  record (5);
  shoot (3)->circled = TRUE;    /* 1 */
  shoot (3);                    /* 2 */
  record (4);
  shoot (3)->discarded = TRUE;  /* 3 */
  shoot (3)->circled = TRUE;    /* 4 */
  shoot (3);                    /* 5 */
  shoot (3)->discarded = TRUE;  /* 6 */
  record (2);
  roll (0);                     /* 7 */
  record (6);
  assert_goes (0, "i11 t3 i3 t6 i3 t2 i3 t5 i3 t1 i3 t4 i3 h5");
  fail_unless_equals_int (rp_takes_n (takes), 1);
  fail_unless_equals_uint64 (rp_history_bytes (history), FRAME_BYTES);
  fail_unless (rp_takes_rolling (takes)->truncated);
}

GST_END_TEST;

GST_START_TEST (test_a_circled_take_that_was_discarded_goes_with_the_discarded)
{
  RpTake *both;

  shoot (2);
  both = shoot (2);
  both->circled = both->discarded = TRUE;
  shoot (2)->discarded = TRUE;
  roll (0);
  record (1);
  assert_goes (0, "t2 i2 t3 i2 t1 i2");
}

GST_END_TEST;

GST_START_TEST (test_the_rolling_take_goes_last_whatever_is_said_about_it)
{
  RpTake *rolling;

  shoot (2)->circled = TRUE;
  rolling = roll (0);
  record (3);
  rolling->discarded = TRUE;
  fail_unless_equals_int (free_one (0), RP_ROOM_TAKE);
  fail_unless (rp_takes_rolling (takes) == rolling);
  fail_unless_equals_int (free_one (0), RP_ROOM_IDLE);
  fail_unless_equals_int (free_one (0), RP_ROOM_IDLE);
  fail_unless_equals_int (free_one (0), RP_ROOM_HEAD);
  fail_unless_equals_uint64 (rp_take_n_frames (rolling), 2);
}

GST_END_TEST;

GST_START_TEST (test_the_last_frame_of_the_rolling_take_stays)
{
  RpTake *take = roll (0);

  fail_unless_equals_int (free_one (0), RP_ROOM_NOTHING);
  record (1);
  fail_unless_equals_int (free_one (0), RP_ROOM_NOTHING);
  fail_if (take->truncated);
  record (1);
  fail_unless_equals_int (free_one (0), RP_ROOM_HEAD);
  fail_unless_equals_int (free_one (0), RP_ROOM_IDLE);
  fail_unless_equals_int (free_one (0), RP_ROOM_NOTHING);
  fail_unless_equals_uint64 (rp_take_n_frames (take), 1);
}

GST_END_TEST;

GST_START_TEST (test_takes_of_a_single_frame_go_one_by_one)
{
  shoot (1);
  shoot (1)->circled = TRUE;
  shoot (1);
  roll (0);
  record (1);
  assert_goes (0, "t1 i1 t3 i1 t2 i1");
  fail_unless_equals_uint64 (rp_history_bytes (history), FRAME_BYTES);
}

GST_END_TEST;

GST_START_TEST (test_what_a_circle_or_a_discard_changes_counts_at_once)
{
  RpTake *a = shoot (2), *b = shoot (2);

  shoot (2);
  a->circled = TRUE;
  fail_unless (rp_room_next_victim (takes) == b);
  a->circled = FALSE;
  fail_unless (rp_room_next_victim (takes) == a);
  roll (0);
  record (2);
  b->discarded = TRUE;
  assert_goes (0, "t2 i2 t1 i2 t3 i2 h1");
}

GST_END_TEST;

/* -- idle footage --------------------------------------------------------- */

GST_START_TEST (test_idle_footage_never_evicts_a_take)
{
  shoot (3)->discarded = TRUE;
  shoot (3);
  shoot (3)->circled = TRUE;
  record (10);
  assert_goes (0, "i10");
  fail_unless_equals_int (rp_takes_n (takes), 3);
  fail_unless_equals_uint64 (rp_history_bytes (history), 9 * FRAME_BYTES);
}

GST_END_TEST;

GST_START_TEST (test_idle_frames_to_keep_are_kept_while_nothing_rolls)
{
  shoot (3);
  record (10);
  assert_goes (4, "i6");
  assert_goes (4, "");
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 4 * FRAME_BYTES);
  /* a rolling take needs them */
  roll (0);
  record (2);
  assert_goes (4, "i4 t1 i3 h1");
}

GST_END_TEST;

GST_START_TEST (test_an_idle_frame_without_bytes_costs_no_take)
{
  shoot (3);
  record_bytes (0);
  record (1);
  roll (0);
  record (1);
  assert_goes (0, "i2 t1 i3");
}

GST_END_TEST;

GST_START_TEST (test_an_empty_history_has_nothing_to_free)
{
  assert_goes (0, "");
  fail_unless (rp_room_next_victim (takes) == NULL);
}

GST_END_TEST;

/* -- takes that share frames ---------------------------------------------- */

GST_START_TEST (test_what_a_lead_shares_stays_with_the_take_that_is_left)
{
  RpTake *b;

  shoot (10);
  b = roll (4);
  record (6);
  fail_unless_equals_int (free_one (0), RP_ROOM_TAKE);
  fail_unless_equals_uint64 (rp_take_n_frames (b), 10);
  fail_unless_equals_uint64 (rp_take_bytes (b, history), 10 * FRAME_BYTES);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 6 * FRAME_BYTES);
  assert_goes (0, "i6 h9");
}

GST_END_TEST;

GST_START_TEST (test_a_head_that_is_shared_with_a_kept_take_comes_last_of_all)
{
  shoot (10)->circled = TRUE;
  roll (4);
  record (2);
  assert_goes (0, "t1 i6 h5");
  fail_unless_equals_uint64 (rp_history_bytes (history), FRAME_BYTES);
}

GST_END_TEST;

/* -- who is next ---------------------------------------------------------- */

GST_START_TEST (test_the_next_take_to_be_lost_is_one_that_somebody_wants)
{
  RpTake *t[5], *rolling;
  guint i;

  for (i = 1; i < 5; i++)
    t[i] = shoot (1);
  t[1]->discarded = TRUE;       /* nobody minds */
  t[2]->circled = TRUE;
  fail_unless (rp_room_next_victim (takes) == t[3]);
  rp_takes_remove (takes, t[3]);
  fail_unless (rp_room_next_victim (takes) == t[4]);
  t[4]->circled = TRUE;
  fail_unless (rp_room_next_victim (takes) == t[2]);
  t[2]->discarded = TRUE;
  fail_unless (rp_room_next_victim (takes) == t[4]);
  t[4]->discarded = TRUE;
  fail_unless (rp_room_next_victim (takes) == NULL);
  rolling = roll (0);
  record (2);
  fail_unless (rp_room_next_victim (takes) == NULL);
  rp_takes_stop (takes);
  fail_unless (rp_room_next_victim (takes) == rolling);
}

GST_END_TEST;

GST_START_TEST (test_the_next_to_go_is_a_loss_when_nothing_else_is_left)
{
  RpTake *take;

  fail_unless (rp_room_next_is_loss (history, takes));
  record (1);
  fail_if (rp_room_next_is_loss (history, takes));
  rp_takes_start (takes, 0, NULL);
  record (3);
  fail_unless (rp_room_next_is_loss (history, takes));
  take = rp_takes_stop (takes);
  fail_unless (rp_room_next_is_loss (history, takes));
  take->discarded = TRUE;
  fail_if (rp_room_next_is_loss (history, takes));
  /* what rolls is not given away for having been discarded */
  take = roll (0);
  take->discarded = TRUE;
  record (2);
  fail_unless_equals_int (free_one (0), RP_ROOM_TAKE);
  fail_if (rp_room_next_is_loss (history, takes));
  while (rp_history_drop_idle (history, 0));
  fail_unless (rp_room_next_is_loss (history, takes));
}

GST_END_TEST;

/* -- how much is left ----------------------------------------------------- */

GST_START_TEST (test_the_reserve_is_ten_seconds_and_a_sixteenth_at_most)
{
  fail_unless_equals_uint64 (rp_room_reserve (16000, 10), 100);
  fail_unless_equals_uint64 (rp_room_reserve (16000, 100), 1000);
  fail_unless_equals_uint64 (rp_room_reserve (16000, 101), 1000);
  fail_unless_equals_uint64 (rp_room_reserve (16000, 0), 0);
  fail_unless_equals_uint64 (rp_room_reserve (0, 100), 0);
  fail_unless_equals_uint64 (rp_room_reserve (15, 100), 0);
  /* four 2160p60 cameras in a terabyte */
  fail_unless_equals_uint64 (rp_room_reserve (G_GUINT64_CONSTANT (1) << 40,
          G_GUINT64_CONSTANT (3000000000)), G_GUINT64_CONSTANT (30000000000));
}

GST_END_TEST;

GST_START_TEST (test_what_is_left_does_not_count_idle_and_discarded_frames)
{
  const guint64 max = 160000, rate = 500;       /* 5000 in reserve */
  RpTake *a, *b;

  fail_unless_equals_uint64 (rp_room_left (history, takes, max, rate), 155000);
  record (10);
  fail_unless_equals_uint64 (rp_room_left (history, takes, max, rate), 155000);
  a = shoot (20);
  fail_unless_equals_uint64 (rp_room_left (history, takes, max, rate), 135000);
  b = shoot (30);
  a->discarded = TRUE;
  fail_unless_equals_uint64 (rp_room_left (history, takes, max, rate), 125000);
  b->circled = TRUE;
  fail_unless_equals_uint64 (rp_room_left (history, takes, max, rate), 125000);
  /* what rolls takes room even when it will be thrown away */
  roll (0)->discarded = TRUE;
  record (5);
  fail_unless_equals_uint64 (rp_room_left (history, takes, max, rate), 120000);
}

GST_END_TEST;

GST_START_TEST (test_what_is_left_is_never_less_than_nothing)
{
  shoot (20);
  fail_unless_equals_uint64 (rp_room_left (history, takes, 20000, 1000), 0);
  fail_unless_equals_uint64 (rp_room_left (history, takes, 20000, 0), 0);
  fail_unless_equals_uint64 (rp_room_left (history, takes, 20001, 0), 1);
  fail_unless_equals_uint64 (rp_room_left (history, takes, 0, 1000), 0);
  rp_takes_nth (takes, 0)->discarded = TRUE;
  fail_unless_equals_uint64 (rp_room_left (history, takes, 10000, 0), 10000);
  /* two that share all their frames, both thrown away */
  rp_takes_start (takes, 0, NULL);
  rp_takes_stop (takes)->discarded = TRUE;
  fail_unless_equals_uint64 (rp_room_left (history, takes, 10000, 0), 10000);
}

GST_END_TEST;

/* A history with @n_takes takes, and idle frames between them. */
static void
fill_at_random (GRand * rand, guint n_takes)
{
  while (n_takes-- > 0) {
    RpTake *take;

    record ((guint) g_rand_int_range (rand, 0, 5));
    take = shoot ((guint) g_rand_int_range (rand, 1, 8));
    take->circled = g_rand_int_range (rand, 0, 3) == 0;
    take->discarded = g_rand_int_range (rand, 0, 4) == 0;
  }
  record ((guint) g_rand_int_range (rand, 0, 5));
}

/* The element records while it holds at most the budget without the reserve;
 * until a take goes that somebody wants, or the head of this one. */
static guint64
record_until_a_loss (guint64 limit)
{
  guint64 n = 0;

  for (;;) {
    while (rp_history_bytes (history) + FRAME_BYTES > limit) {
      RpTake *victim = rp_room_next_victim (takes);
      guint wanted = victim ? victim->id : 0, evicted = 0;
      RpRoom room = rp_room_free_one (history, takes, 0, &evicted);

      if (room == RP_ROOM_HEAD || room == RP_ROOM_NOTHING
          || (room == RP_ROOM_TAKE && evicted == wanted))
        return n;
    }
    record (1);
    n++;
  }
}

GST_START_TEST (test_what_is_left_is_what_can_be_recorded_before_a_loss)
{
  guint32 seed;

  for (seed = 1; seed <= 300; seed++) {
    GRand *rand = g_rand_new_with_seed (seed);
    guint64 max, rate = (guint64) g_rand_int_range (rand, 0, 2000);
    guint64 left, n;

    fill_at_random (rand, (guint) g_rand_int_range (rand, 0, 7));
    max = rp_history_bytes (history)
        + (guint64) g_rand_int_range (rand, 2000, 60000);
    roll (0);
    left = rp_room_left (history, takes, max, rate);
    n = record_until_a_loss (max - rp_room_reserve (max, rate));
    HOLDS (n == left / FRAME_BYTES, "seed %u: %" G_GUINT64_FORMAT
        " bytes were said to be left, %" G_GUINT64_FORMAT " frames were",
        seed, left, n);
    g_rand_free (rand);
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* -- against a model ------------------------------------------------------ */

/* The place of a take in the order that is promised. */
static guint
rank (const RpTake * take)
{
  return take->discarded ? 0 : take->circled ? 2 : 1;
}

/* Sorted by that, and by age: ids count up. */
static gint
compare_takes (gconstpointer a, gconstpointer b)
{
  const RpTake *x = *(RpTake * const *) a, *y = *(RpTake * const *) b;

  if (rank (x) != rank (y))
    return rank (x) < rank (y) ? -1 : 1;
  return x->id < y->id ? -1 : 1;
}

static gchar *
expected_order (guint64 n_rolling)
{
  GPtrArray *sorted = g_ptr_array_new ();
  GString *log = g_string_new (NULL);
  guint64 idle = rp_history_idle_bytes (history) / FRAME_BYTES;
  guint i;

  for (i = 0; i < rp_takes_n (takes); i++) {
    if (!rp_takes_nth (takes, i)->rolling)
      g_ptr_array_add (sorted, rp_takes_nth (takes, i));
  }
  g_ptr_array_sort (sorted, compare_takes);
  if (idle > 0)
    g_string_append_printf (log, "i%" G_GUINT64_FORMAT " ", idle);
  for (i = 0; i < sorted->len; i++)
    g_string_append_printf (log, "t%u i%" G_GUINT64_FORMAT " ",
        ((RpTake *) g_ptr_array_index (sorted, i))->id,
        rp_take_n_frames (g_ptr_array_index (sorted, i)));
  if (n_rolling > 1)
    g_string_append_printf (log, "h%" G_GUINT64_FORMAT, n_rolling - 1);
  g_ptr_array_unref (sorted);
  g_strchomp (log->str);
  return g_string_free (log, FALSE);
}

GST_START_TEST (test_random_lists_of_takes_go_in_the_order_that_is_promised)
{
  guint32 seed;

  for (seed = 1; seed <= 500; seed++) {
    GRand *rand = g_rand_new_with_seed (seed);
    guint n = (guint) g_rand_int_range (rand, 1, 6);
    gchar *expected, *log;

    fill_at_random (rand, (guint) g_rand_int_range (rand, 0, 12));
    roll (0);
    record (n);
    expected = expected_order (n);
    log = free_all ((guint) g_rand_int_range (rand, 0, 5));
    HOLDS (strcmp (log, expected) == 0, "seed %u: '%s' instead of '%s'", seed,
        log, expected);
    g_free (log);
    g_free (expected);
    g_rand_free (rand);
    teardown ();
    setup ();
  }
}

GST_END_TEST;

static Suite *
room_suite (void)
{
  Suite *s = suite_create ("room");
  TCase *tc = tcase_create ("room");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_everything_goes_in_the_order_that_is_promised);
  tcase_add_test (tc,
      test_a_circled_take_that_was_discarded_goes_with_the_discarded);
  tcase_add_test (tc,
      test_the_rolling_take_goes_last_whatever_is_said_about_it);
  tcase_add_test (tc, test_the_last_frame_of_the_rolling_take_stays);
  tcase_add_test (tc, test_takes_of_a_single_frame_go_one_by_one);
  tcase_add_test (tc, test_what_a_circle_or_a_discard_changes_counts_at_once);
  tcase_add_test (tc, test_idle_footage_never_evicts_a_take);
  tcase_add_test (tc, test_idle_frames_to_keep_are_kept_while_nothing_rolls);
  tcase_add_test (tc, test_an_idle_frame_without_bytes_costs_no_take);
  tcase_add_test (tc, test_an_empty_history_has_nothing_to_free);
  tcase_add_test (tc, test_what_a_lead_shares_stays_with_the_take_that_is_left);
  tcase_add_test (tc,
      test_a_head_that_is_shared_with_a_kept_take_comes_last_of_all);
  tcase_add_test (tc, test_the_next_take_to_be_lost_is_one_that_somebody_wants);
  tcase_add_test (tc, test_the_next_to_go_is_a_loss_when_nothing_else_is_left);
  tcase_add_test (tc, test_the_reserve_is_ten_seconds_and_a_sixteenth_at_most);
  tcase_add_test (tc,
      test_what_is_left_does_not_count_idle_and_discarded_frames);
  tcase_add_test (tc, test_what_is_left_is_never_less_than_nothing);
  tcase_add_test (tc, test_what_is_left_is_what_can_be_recorded_before_a_loss);
  tcase_add_test (tc,
      test_random_lists_of_takes_go_in_the_order_that_is_promised);
  return s;
}

GST_CHECK_MAIN (room);
