/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The list of takes: which frames each one holds, and what is written on it. */
#include <gst/check/gstcheck.h>

#include <string.h>

#include <reverseplay/playhead.h>
#include <reverseplay/takes.h>

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

/* What the element does with each frame that arrives. */
static guint64
record_at (guint track, gint64 running, gint64 media)
{
  RpFrame frame = { running, media, PERIOD, FRAME_BYTES, 0, g_malloc (8) };

  return rp_takes_append (takes, track, &frame);
}

static void
record (guint n)
{
  while (n-- > 0) {
    gint64 time = PERIOD * (gint64) rp_history_next_seq (history, 0);

    record_at (0, time, time);
  }
}

static guint64
held_bytes (void)
{
  return rp_history_bytes (history) - rp_history_idle_bytes (history);
}

static guint64
next_frame (void)
{
  return rp_history_next_seq (history, 0);
}

/* A take of @n frames. */
static RpTake *
shoot (guint n)
{
  RpTake *take = rp_takes_start (takes, next_frame (), NULL);

  fail_unless (take != NULL);
  record (n);
  fail_unless (rp_takes_stop (takes) == take);
  return take;
}

static void
assert_span (RpTake * take, guint track, guint64 from, guint64 to)
{
  RpSpan span = rp_take_span (take, track);

  /* gstcheck.h has a variable "first" of its own */
  fail_unless_equals_uint64 (span.first, from);
  fail_unless_equals_uint64 (span.end, to);
}

/* -- a take's life -------------------------------------------------------- */

GST_START_TEST (test_a_take_holds_what_arrives_between_start_and_stop)
{
  RpTake *take;

  record (10);
  fail_unless (rp_takes_rolling (takes) == NULL);
  take = rp_takes_start (takes, 10, "Fire");
  fail_unless (rp_takes_rolling (takes) == take);
  fail_unless (take->rolling);
  fail_unless_equals_int (take->id, 1);
  fail_unless_equals_string (rp_take_name (take), "Fire");
  fail_unless_equals_uint64 (take->in, RP_TIME_NONE);
  fail_unless_equals_uint64 (take->out, RP_TIME_NONE);
  fail_if (take->circled || take->discarded || take->truncated);
  fail_unless_equals_uint64 (rp_take_n_frames (take), 0);

  record (25);
  assert_span (take, 0, 10, 35);
  fail_unless_equals_uint64 (rp_take_n_frames (take), 25);
  fail_unless_equals_uint64 (rp_take_duration (take, history), 25 * PERIOD);
  fail_unless_equals_int64 (rp_take_start_time (take, history), 10 * PERIOD);
  fail_unless_equals_uint64 (rp_take_bytes (take, history), 25 * FRAME_BYTES);
  fail_unless (rp_takes_stop (takes) == take);
  fail_if (take->rolling);
  fail_unless (rp_takes_rolling (takes) == NULL);

  record (10);
  assert_span (take, 0, 10, 35);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 20 * FRAME_BYTES);
  fail_unless_equals_int (rp_takes_n (takes), 1);
  fail_unless (rp_takes_nth (takes, 0) == take);
  fail_unless (rp_takes_get (takes, 1) == take);
}

GST_END_TEST;

GST_START_TEST (test_one_take_rolls_at_a_time)
{
  RpTake *take = rp_takes_start (takes, 0, NULL);

  fail_unless (rp_takes_start (takes, 0, NULL) == NULL);
  record (1);
  fail_unless (rp_takes_start (takes, 1, NULL) == NULL);
  fail_unless_equals_int (rp_takes_n (takes), 1);
  fail_unless (rp_takes_stop (takes) == take);
  fail_unless (rp_takes_stop (takes) == NULL);
  /* the refused ones took no number */
  fail_unless_equals_int (rp_takes_start (takes, 1, NULL)->id, 2);
}

GST_END_TEST;

GST_START_TEST (test_ids_are_never_used_again)
{
  shoot (1);
  rp_takes_remove (takes, shoot (1));
  fail_unless_equals_int (shoot (1)->id, 3);
  fail_unless (rp_takes_get (takes, 2) == NULL);
  fail_unless (rp_takes_get (takes, 0) == NULL);
  fail_unless (rp_takes_get (takes, 4) == NULL);
  rp_takes_clear (takes);
  rp_history_clear (history);
  fail_unless_equals_int (rp_takes_n (takes), 0);
  fail_unless_equals_int (shoot (1)->id, 4);
  fail_unless_equals_string (rp_take_name (rp_takes_nth (takes, 0)), "Take 4");
}

GST_END_TEST;

GST_START_TEST (test_clear_forgets_a_rolling_take)
{
  RpTake *take;

  rp_takes_start (takes, 0, NULL);
  record (3);
  rp_takes_clear (takes);
  fail_unless (rp_takes_rolling (takes) == NULL);
  fail_unless (rp_takes_stop (takes) == NULL);
  /* the history is not told */
  fail_unless_equals_uint64 (rp_history_bytes (history), 3 * FRAME_BYTES);
  rp_history_clear (history);
  take = rp_takes_start (takes, next_frame (), NULL);
  record (2);
  assert_span (take, 0, 3, 5);
}

GST_END_TEST;

GST_START_TEST (test_a_take_without_frames_is_harmless)
{
  RpTake *take;

  record (5);
  take = shoot (0);
  assert_span (take, 0, 5, 5);
  fail_unless_equals_uint64 (rp_take_n_frames (take), 0);
  fail_unless_equals_uint64 (rp_take_duration (take, history), 0);
  fail_unless_equals_int64 (rp_take_start_time (take, history), -1);
  fail_unless_equals_uint64 (rp_take_bytes (take, history), 0);
  fail_unless (rp_takes_latest (takes) == NULL);
  fail_if (rp_takes_truncate (takes));
  record (5);
  rp_takes_remove (takes, take);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 10 * FRAME_BYTES);
}

GST_END_TEST;

GST_START_TEST (test_the_duration_counts_gaps_and_not_the_jitter_of_arrival)
{
  RpTake *take = rp_takes_start (takes, 0, NULL);

  record_at (0, 1000 * MS, 990 * MS);
  fail_unless_equals_uint64 (rp_take_duration (take, history), PERIOD);
  record_at (0, 1055 * MS, 1030 * MS);
  record_at (0, 5000 * MS, 5010 * MS);
  fail_unless_equals_uint64 (rp_take_duration (take, history),
      (5010 - 990) * MS + PERIOD);
  fail_unless_equals_int64 (rp_take_start_time (take, history), 1000 * MS);
}

GST_END_TEST;

/* -- takes that share frames ---------------------------------------------- */

GST_START_TEST (test_a_lead_takes_frames_that_are_there_already)
{
  RpTake *take;

  record (20);
  take = rp_takes_start (takes, 12, NULL);
  fail_unless_equals_uint64 (rp_take_n_frames (take), 8);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 12 * FRAME_BYTES);
  record (2);
  assert_span (take, 0, 12, 22);
  rp_takes_remove (takes, take);
  fail_unless_equals_uint64 (held_bytes (), 0);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 22 * FRAME_BYTES);
}

GST_END_TEST;

GST_START_TEST (test_takes_that_overlap_by_a_lead_keep_what_they_share)
{
  /* the older one goes first, then the younger one goes first */
  gboolean older_first = __i__ == 0;
  RpTake *a = shoot (20), *b;

  b = rp_takes_start (takes, 15, NULL);
  record (10);
  rp_takes_stop (takes);
  assert_span (b, 0, 15, 30);
  fail_unless_equals_int (rp_history_get (history, 0, 15)->held, 2);
  fail_unless_equals_uint64 (rp_take_bytes (a, history)
      + rp_take_bytes (b, history), 35 * FRAME_BYTES);
  fail_unless_equals_uint64 (rp_history_bytes (history), 30 * FRAME_BYTES);

  rp_takes_remove (takes, older_first ? a : b);
  while (rp_history_drop_idle (history, 0));
  if (older_first) {
    fail_unless_equals_uint64 (rp_history_first_from (history, 0, 0), 15);
    fail_unless_equals_uint64 (rp_take_duration (b, history), 15 * PERIOD);
    rp_takes_remove (takes, b);
  } else {
    fail_unless (rp_history_get (history, 0, 19) != NULL);
    fail_unless (rp_history_get (history, 0, 20) == NULL);
    fail_unless_equals_uint64 (rp_take_duration (a, history), 20 * PERIOD);
    rp_takes_remove (takes, a);
  }
  fail_unless_equals_uint64 (held_bytes (), 0);
}

GST_END_TEST;

/* Sound in blocks of a quarter of a frame, as far as @time. */
#define BLOCK (PERIOD / 4)

static void
record_sound (guint track, gint64 until)
{
  gint64 time = BLOCK * (gint64) rp_history_next_seq (history, track);

  for (; time < until; time += BLOCK) {
    RpFrame frame = { time, time, BLOCK, 10, 0, g_malloc (8) };

    rp_takes_append (takes, track, &frame);
  }
}

GST_START_TEST (test_other_tracks_are_cut_at_the_same_times)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  record (10);
  record_sound (sound, 10 * PERIOD);
  take = rp_takes_start (takes, 10, NULL);
  record (1);
  record_sound (sound, 11 * PERIOD);
  assert_span (take, sound, 40, 44);
  record (4);
  record_sound (sound, 15 * PERIOD);
  rp_takes_stop (takes);
  assert_span (take, 0, 10, 15);
  assert_span (take, sound, 40, 60);
  record_sound (sound, 20 * PERIOD);
  assert_span (take, sound, 40, 60);
  fail_unless_equals_uint64 (rp_take_bytes (take, history),
      5 * FRAME_BYTES + 20 * 10);
  rp_takes_remove (takes, take);
  fail_unless_equals_uint64 (held_bytes (), 0);
}

GST_END_TEST;

GST_START_TEST (test_a_lead_holds_the_sound_of_its_time)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  record (10);
  record_sound (sound, 10 * PERIOD);
  take = rp_takes_start (takes, 7, NULL);
  assert_span (take, 0, 7, 10);
  assert_span (take, sound, 28, 40);
}

GST_END_TEST;

GST_START_TEST (test_sound_that_is_ahead_of_the_first_picture_belongs_to_it)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  record_sound (sound, 3 * PERIOD);
  take = rp_takes_start (takes, 0, NULL);
  record_sound (sound, 4 * PERIOD);
  record (1);
  assert_span (take, sound, 0, 16);
  fail_unless_equals_uint64 (held_bytes (), FRAME_BYTES + 16 * 10);
}

GST_END_TEST;

GST_START_TEST (test_sound_that_comes_after_the_cut_belongs_to_the_take)
{
  RpTake *one, *two;
  guint sound = rp_history_add_track (history);

  one = rp_takes_start (takes, 0, NULL);
  record (5);
  rp_takes_stop (takes);
  record (2);
  two = rp_takes_start (takes, 7, NULL);
  record (5);
  rp_takes_stop (takes);
  fail_unless_equals_uint64 (rp_take_span (one, sound).end, 0);
  record_sound (sound, 20 * PERIOD);
  assert_span (one, sound, 0, 20);
  assert_span (two, sound, 28, 48);
  fail_unless_equals_uint64 (held_bytes (), 10 * FRAME_BYTES + 40 * 10);
}

GST_END_TEST;

GST_START_TEST (test_a_margin_is_held_on_either_side)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  rp_takes_set_margin (takes, sound, PERIOD);
  record (10);
  record_sound (sound, 10 * PERIOD);
  take = rp_takes_start (takes, 10, NULL);
  record (5);
  record_sound (sound, 20 * PERIOD);
  rp_takes_stop (takes);
  assert_span (take, sound, 36, 64);
  fail_unless_equals_uint64 (held_bytes (), 5 * FRAME_BYTES + 28 * 10);
}

GST_END_TEST;

GST_START_TEST (test_a_margin_that_grows_leaves_no_hole)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  take = rp_takes_start (takes, 0, NULL);
  record (5);
  record_sound (sound, 5 * PERIOD);
  rp_takes_stop (takes);
  record_sound (sound, 10 * PERIOD);
  rp_takes_set_margin (takes, sound, 20 * PERIOD);
  record_sound (sound, 12 * PERIOD);
  assert_span (take, sound, 0, 20);
  rp_takes_remove (takes, take);
  fail_unless_equals_uint64 (held_bytes (), 0);
}

GST_END_TEST;

GST_START_TEST (test_an_end_that_is_dated_back_lets_go_of_what_follows)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  take = rp_takes_start (takes, 0, NULL);
  record (10);
  record_sound (sound, 10 * PERIOD);
  rp_takes_stop_at (takes, 6);
  assert_span (take, 0, 0, 6);
  assert_span (take, sound, 0, 24);
  fail_unless_equals_uint64 (held_bytes (), 6 * FRAME_BYTES + 24 * 10);
}

GST_END_TEST;

GST_START_TEST (test_a_take_that_is_dated_back_to_nothing_holds_nothing)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  record (3);
  record_sound (sound, 3 * PERIOD);
  take = rp_takes_start (takes, 3, NULL);
  record (5);
  record_sound (sound, 8 * PERIOD);
  rp_takes_stop_at (takes, 0);
  fail_unless_equals_uint64 (rp_take_n_frames (take), 0);
  fail_unless_equals_uint64 (held_bytes (), 0);
  record_sound (sound, 9 * PERIOD);
  fail_unless_equals_uint64 (held_bytes (), 0);
}

GST_END_TEST;

GST_START_TEST (test_a_head_that_goes_takes_its_sound_with_it)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  take = rp_takes_start (takes, 0, NULL);
  record (5);
  record_sound (sound, 5 * PERIOD);
  fail_unless (rp_takes_truncate (takes));
  fail_unless (rp_takes_truncate (takes));
  assert_span (take, 0, 2, 5);
  assert_span (take, sound, 8, 20);
  fail_unless_equals_uint64 (held_bytes (), 3 * FRAME_BYTES + 12 * 10);
}

GST_END_TEST;

/* The camera stalls, the sound goes on. */
GST_START_TEST (test_what_a_track_has_far_beyond_the_primary_is_let_go_of)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  take = rp_takes_start (takes, 0, NULL);
  record (5);
  record_sound (sound, 30 * PERIOD);
  fail_if (rp_takes_drop_excess (takes, 25 * PERIOD));
  fail_unless (rp_takes_drop_excess (takes, 10 * PERIOD));
  assert_span (take, sound, 0, 60);
  fail_if (rp_takes_drop_excess (takes, 10 * PERIOD));
  /* and no more of it is held */
  record_sound (sound, 32 * PERIOD);
  assert_span (take, sound, 0, 60);
  fail_unless_equals_uint64 (held_bytes (), 5 * FRAME_BYTES + 60 * 10);
  rp_takes_stop (takes);
  assert_span (take, sound, 0, 20);
  rp_takes_remove (takes, take);
  fail_unless_equals_uint64 (held_bytes (), 0);
}

GST_END_TEST;

GST_START_TEST (test_sound_of_a_take_without_a_picture_goes_oldest_first)
{
  RpTake *take;
  guint sound = rp_history_add_track (history), n = 0;

  take = rp_takes_start (takes, 0, NULL);
  record_sound (sound, 10 * PERIOD);
  while (rp_takes_drop_excess (takes, 4 * PERIOD))
    n++;
  fail_unless_equals_int (n, 24);
  assert_span (take, sound, 24, 40);
}

GST_END_TEST;

GST_START_TEST (test_a_track_that_is_forgotten_is_held_by_nobody)
{
  RpTake *take;
  guint sound = rp_history_add_track (history);

  take = rp_takes_start (takes, 0, NULL);
  record (5);
  record_sound (sound, 5 * PERIOD);
  rp_takes_forget_track (takes, sound);
  rp_history_clear_track (history, sound);
  fail_unless_equals_uint64 (rp_history_bytes (history), 5 * FRAME_BYTES);
  fail_unless_equals_uint64 (rp_take_bytes (take, history), 5 * FRAME_BYTES);
  /* and another stream uses it */
  record (1);
  record_sound (sound, 6 * PERIOD);
  fail_unless_equals_uint64 (rp_take_bytes (take, history),
      6 * FRAME_BYTES + 4 * 10);
}

GST_END_TEST;

GST_START_TEST (test_a_track_that_comes_while_a_take_rolls_is_part_of_it)
{
  RpTake *take = rp_takes_start (takes, 0, NULL);
  RpSpan none;
  guint a, b;

  record (3);
  a = rp_history_add_track (history);
  b = rp_history_add_track (history);
  none = rp_take_span (take, b);
  fail_unless (none.first == none.end);
  record_at (b, 100, 100);
  record_at (a, 101, 101);
  record_at (b, 102, 102);
  assert_span (take, a, 0, 1);
  assert_span (take, b, 0, 2);
  fail_unless_equals_uint64 (rp_take_bytes (take, history), 6 * FRAME_BYTES);
  rp_takes_remove (takes, take);
  fail_unless_equals_uint64 (held_bytes (), 0);
}

GST_END_TEST;

/* Sound that arrived late belongs to the time before the take. */
GST_START_TEST (test_a_track_whose_first_data_lie_before_the_take)
{
  guint sound = rp_history_add_track (history);
  RpTake *take = rp_takes_start (takes, 0, NULL);
  RpFrame before = { 0, 0, PERIOD, FRAME_BYTES, 0, g_malloc (8) };

  rp_history_append (history, sound, &before);
  record_at (sound, 1, 1);
  record_at (sound, 2, 2);
  assert_span (take, sound, 1, 3);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), FRAME_BYTES);
  rp_takes_remove (takes, take);
  fail_unless_equals_uint64 (held_bytes (), 0);
}

GST_END_TEST;

GST_START_TEST (test_a_span_of_a_track_that_never_was_is_empty)
{
  RpTake *take = shoot (3);

  assert_span (take, 1, 0, 0);
  assert_span (take, G_MAXUINT, 0, 0);
}

GST_END_TEST;

/* -- which take ----------------------------------------------------------- */

GST_START_TEST (test_the_latest_take_ended_and_can_be_shown)
{
  RpTake *a, *b, *c, *d;

  fail_unless (rp_takes_latest (takes) == NULL);
  a = rp_takes_start (takes, 0, NULL);
  fail_unless (rp_takes_latest (takes) == NULL);
  record (2);
  /* there is no other one */
  fail_unless (rp_takes_latest (takes) == a);
  rp_takes_stop (takes);
  b = shoot (2);
  c = shoot (2);
  shoot (0);
  fail_unless (rp_takes_latest (takes) == c);
  c->discarded = TRUE;
  fail_unless (rp_takes_latest (takes) == b);
  d = rp_takes_start (takes, next_frame (), NULL);
  record (2);
  fail_unless (rp_takes_latest (takes) == b);
  a->discarded = b->discarded = TRUE;
  fail_unless (rp_takes_latest (takes) == d);
  d->discarded = TRUE;
  fail_unless (rp_takes_latest (takes) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_neighbours_are_takes_that_can_be_shown)
{
  RpTake *t[8];
  guint i;

  fail_unless (rp_takes_neighbour (takes, 1, 1) == NULL);
  fail_unless (rp_takes_neighbour (takes, 0, -1) == NULL);
  for (i = 1; i < 8; i++)
    t[i] = shoot (i == 4 ? 0 : 2);
  t[3]->discarded = TRUE;
  rp_takes_remove (takes, t[6]);
  /* 1 2 (discarded) (empty) 5 (gone) 7 */
  fail_unless (rp_takes_neighbour (takes, 1, 1) == t[2]);
  fail_unless (rp_takes_neighbour (takes, 1, -1) == NULL);
  fail_unless (rp_takes_neighbour (takes, 2, 1) == t[5]);
  fail_unless (rp_takes_neighbour (takes, 2, -1) == t[1]);
  fail_unless (rp_takes_neighbour (takes, 3, -1) == t[2]);
  fail_unless (rp_takes_neighbour (takes, 3, 1) == t[5]);
  fail_unless (rp_takes_neighbour (takes, 5, 1) == t[7]);
  fail_unless (rp_takes_neighbour (takes, 5, -1) == t[2]);
  fail_unless (rp_takes_neighbour (takes, 6, 1) == t[7]);
  fail_unless (rp_takes_neighbour (takes, 6, -1) == t[5]);
  fail_unless (rp_takes_neighbour (takes, 7, 1) == NULL);
  fail_unless (rp_takes_neighbour (takes, 7, -1) == t[5]);
  fail_unless (rp_takes_neighbour (takes, 0, 1) == t[1]);
  fail_unless (rp_takes_neighbour (takes, G_MAXUINT, -1) == t[7]);
}

GST_END_TEST;

GST_START_TEST (test_the_list_has_an_end)
{
  guint i;

  for (i = 0; i < RP_TAKES_MAX; i++)
    HOLDS (rp_takes_start (takes, 0, "x") && rp_takes_stop (takes), "%u", i);
  fail_unless (rp_takes_start (takes, 0, NULL) == NULL);
  fail_unless (rp_takes_rolling (takes) == NULL);
  rp_takes_remove (takes, rp_takes_nth (takes, 500));
  fail_unless_equals_int (rp_takes_start (takes, 0, NULL)->id,
      RP_TAKES_MAX + 1);
  /* oldest first, still */
  for (i = 1; i < rp_takes_n (takes); i++)
    HOLDS (rp_takes_nth (takes, i - 1)->id < rp_takes_nth (takes, i)->id,
        "%u", i);
}

GST_END_TEST;

GST_START_TEST (test_removing_the_rolling_take_ends_it)
{
  RpTake *take = rp_takes_start (takes, 0, NULL);

  record (3);
  rp_takes_remove (takes, take);
  fail_unless (rp_takes_rolling (takes) == NULL);
  fail_unless_equals_uint64 (held_bytes (), 0);
  record (2);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 5 * FRAME_BYTES);
  fail_unless (rp_takes_start (takes, next_frame (), NULL) != NULL);
}

GST_END_TEST;

GST_START_TEST (test_the_version_tells_of_every_change)
{
  guint version = rp_takes_version (takes);
  RpTake *take;

#define CHANGED(what) G_STMT_START { \
  what; \
  fail_unless (rp_takes_version (takes) > version, #what); \
  version = rp_takes_version (takes); \
} G_STMT_END

  CHANGED (take = rp_takes_start (takes, 0, NULL));
  record (5);
  CHANGED (rp_takes_truncate (takes));
  CHANGED (rp_takes_stop (takes));
  CHANGED (rp_takes_touch (takes));
  CHANGED (rp_takes_remove (takes, take));
  shoot (1);
  CHANGED (rp_takes_clear (takes));

  /* and of nothing else */
  version = rp_takes_version (takes);
  rp_takes_latest (takes);
  rp_takes_stop (takes);
  rp_takes_truncate (takes);
  rp_takes_neighbour (takes, 1, 1);
  fail_unless_equals_int (rp_takes_version (takes), version);
  rp_history_clear (history);
}

GST_END_TEST;

/* -- a take that loses its head ------------------------------------------- */

GST_START_TEST (test_only_a_rolling_take_of_two_frames_can_lose_its_head)
{
  RpTake *take;

  fail_if (rp_takes_truncate (takes));
  shoot (5);
  fail_if (rp_takes_truncate (takes));
  take = rp_takes_start (takes, next_frame (), NULL);
  fail_if (rp_takes_truncate (takes));
  record (1);
  fail_if (rp_takes_truncate (takes));
  fail_if (take->truncated);
  record (1);
  fail_unless (rp_takes_truncate (takes));
  fail_unless (take->truncated);
  assert_span (take, 0, 6, 7);
  fail_unless_equals_int64 (rp_take_start_time (take, history), 6 * PERIOD);
  fail_if (rp_takes_truncate (takes));
  fail_unless_equals_uint64 (rp_take_n_frames (take), 1);
  fail_unless_equals_uint64 (held_bytes (), 6 * FRAME_BYTES);
  /* and it goes on */
  record (3);
  assert_span (take, 0, 6, 10);
}

GST_END_TEST;

GST_START_TEST (test_positions_move_when_the_head_goes)
{
  RpTake *take = rp_takes_start (takes, 0, NULL);

  record (10);
  take->in = 2 * PERIOD;
  take->out = 7 * PERIOD + 5;
  rp_take_add_mark (take, 0, "a");
  rp_take_add_mark (take, 3 * PERIOD, "b");
  rp_take_add_mark (take, 9 * PERIOD, "c");

  fail_unless (rp_takes_truncate (takes));
  fail_unless_equals_uint64 (take->in, PERIOD);
  fail_unless_equals_uint64 (take->out, 6 * PERIOD + 5);
  fail_unless_equals_uint64 (g_array_index (take->marks, RpMark, 0).position,
      0);
  fail_unless_equals_uint64 (g_array_index (take->marks, RpMark, 1).position,
      2 * PERIOD);
  fail_unless_equals_uint64 (g_array_index (take->marks, RpMark, 2).position,
      8 * PERIOD);
  while (rp_takes_truncate (takes));
  fail_unless_equals_uint64 (take->in, 0);
  fail_unless_equals_uint64 (take->out, 0);
  fail_unless_equals_uint64 (g_array_index (take->marks, RpMark, 2).position,
      0);
}

GST_END_TEST;

GST_START_TEST (test_points_that_are_not_set_stay_so_when_the_head_goes)
{
  RpTake *take = rp_takes_start (takes, 0, NULL);

  record (5);
  while (rp_takes_truncate (takes));
  fail_unless_equals_uint64 (take->in, RP_TIME_NONE);
  fail_unless_equals_uint64 (take->out, RP_TIME_NONE);
}

GST_END_TEST;

/* Positions are places in the take, and the frames' places do not know of the
 * jitter of arrival. */
GST_START_TEST (test_a_point_stays_on_its_frame_when_the_head_goes)
{
  RpTake *take = rp_takes_start (takes, 0, NULL);
  RpReel reel;
  guint64 i;

  for (i = 0; i < 40; i++)
    record_at (0, 1000 * MS + (gint64) i * PERIOD + (i % 3) * 9 * MS,
        1000 * MS + (gint64) i * PERIOD);
  fail_unless (rp_reel_init (&reel, history, 0, take));
  take->in = (guint64) rp_reel_start_of (&reel, 20);
  take->out = (guint64) rp_reel_start_of (&reel, 30);
  rp_take_add_mark (take, (guint64) rp_reel_start_of (&reel, 25), "here");
  for (i = 0; i < 20; i++) {
    fail_unless (rp_takes_truncate (takes));
    fail_unless (rp_reel_init (&reel, history, 0, take));
    fail_unless_equals_uint64 (reel.first, 20);
    fail_unless_equals_uint64 (reel.last, 30);
    fail_unless_equals_uint64 (rp_reel_frame_at (&reel,
            g_array_index (take->marks, RpMark, 0).position), 25);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_head_that_another_take_shares_stays_there)
{
  RpTake *a = shoot (10), *b = rp_takes_start (takes, 8, NULL);

  record (5);
  fail_unless (rp_takes_truncate (takes));
  fail_unless (rp_takes_truncate (takes));
  assert_span (b, 0, 10, 15);
  fail_unless_equals_uint64 (rp_take_bytes (a, history), 10 * FRAME_BYTES);
  fail_unless_equals_int (rp_history_get (history, 0, 8)->held, 1);
  fail_unless_equals_uint64 (rp_history_bytes (history), 15 * FRAME_BYTES);
}

GST_END_TEST;

/* -- what is written on a take -------------------------------------------- */

GST_START_TEST (test_a_take_always_has_a_name)
{
  RpTake *take = rp_takes_start (takes, 0, "");

  fail_unless_equals_string (rp_take_name (take), "Take 1");
  rp_take_set_text (take, RP_TEXT_NAME, "Smoke");
  fail_unless_equals_string (rp_take_name (take), "Smoke");
  rp_take_set_text (take, RP_TEXT_NAME, NULL);
  fail_unless_equals_string (rp_take_name (take), "Take 1");
  rp_take_set_text (take, RP_TEXT_NAME, "Smoke");
  rp_take_set_text (take, RP_TEXT_NAME, "");
  fail_unless_equals_string (rp_take_name (take), "Take 1");
}

GST_END_TEST;

GST_START_TEST (test_other_texts_can_be_set_and_unset)
{
  RpTake *take = shoot (1);
  gint i;

  for (i = RP_TEXT_NAME + 1; i < RP_N_TEXTS; i++) {
    fail_unless (take->texts[i] == NULL);
    rp_take_set_text (take, (RpText) i, "one");
    rp_take_set_text (take, (RpText) i, "two");
    fail_unless_equals_string (take->texts[i], "two");
    rp_take_set_text (take, (RpText) i, i % 2 ? "" : NULL);
    fail_unless (take->texts[i] == NULL);
  }
  fail_unless_equals_string (rp_take_name (take), "Take 1");
}

GST_END_TEST;

/* @n bytes of 'a', then @tail, then more. */
static gchar *
long_text (gsize n, const gchar * tail)
{
  GString *text = g_string_new (NULL);

  while (text->len < n)
    g_string_append_c (text, 'a');
  while (text->len < 2 * RP_TEXT_MAX)
    g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

GST_START_TEST (test_a_long_text_is_cut_between_two_characters)
{
  static const gchar *tails[] = { "b", "ä", "€", "🎬" };
  const gchar *tail = tails[__i__];
  RpTake *take = shoot (1);
  gsize before, expected;
  gchar *text;

  for (before = RP_TEXT_MAX - 9; before <= RP_TEXT_MAX; before++) {
    text = long_text (before, tail);
    rp_take_set_text (take, RP_TEXT_NOTE, text);
    expected = before + (RP_TEXT_MAX - before) / strlen (tail)
        * strlen (tail);
    fail_unless_equals_uint64 (strlen (take->texts[RP_TEXT_NOTE]), expected);
    fail_unless (g_utf8_validate (take->texts[RP_TEXT_NOTE], -1, NULL));
    fail_unless (g_str_has_prefix (text, take->texts[RP_TEXT_NOTE]));
    g_free (text);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_text_of_just_the_limit_is_whole)
{
  RpTake *take = shoot (1);
  gchar *text = g_strnfill (RP_TEXT_MAX, 'x');

  rp_take_set_text (take, RP_TEXT_NAME, text);
  fail_unless_equals_string (rp_take_name (take), text);
  text[RP_TEXT_MAX - 2] = (gchar) 0xc3;
  text[RP_TEXT_MAX - 1] = (gchar) 0xa4;
  rp_take_set_text (take, RP_TEXT_NAME, text);
  fail_unless_equals_string (rp_take_name (take), text);
  g_free (text);
}

GST_END_TEST;

/* A program may hand over bytes that are no text; structures and JSON refuse
 * them later. */
GST_START_TEST (test_bytes_that_are_no_text_do_no_harm)
{
  static const gchar fills[] = { '\x80', '\xbf', '\xff', '\xc3', '\xf0' };
  static const gsize lengths[] = { 1, 2, 100, RP_TEXT_MAX - 1, RP_TEXT_MAX,
    RP_TEXT_MAX + 1, RP_TEXT_MAX + 3, 3 * RP_TEXT_MAX
  };
  RpTake *take = shoot (1);
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (fills); i++) {
    for (j = 0; j < G_N_ELEMENTS (lengths); j++) {
      gchar *text = g_strnfill (lengths[j], fills[i]);

      rp_take_set_text (take, RP_TEXT_NAME, text);
      fail_unless (g_utf8_validate (rp_take_name (take), -1, NULL));
      fail_unless (strlen (rp_take_name (take)) <= RP_TEXT_MAX);
      text[0] = 'a';
      fail_unless (rp_take_add_mark (take, 0, text));
      g_free (text);
    }
  }
  for (i = 0; i < take->marks->len; i++)
    fail_unless (g_utf8_validate (g_array_index (take->marks, RpMark, i).text,
            -1, NULL));
}

GST_END_TEST;

GST_START_TEST (test_marks_lie_in_the_order_of_their_positions)
{
  static const guint64 positions[] = { 50, 10, 90, 50, 0, 50, 90, G_MAXINT64 };
  static const gchar *expected = "ebadfcgh";
  RpTake *take = shoot (1);
  gchar text[2] = { 0, };
  guint i;

  for (i = 0; i < 8; i++) {
    text[0] = (gchar) ('a' + (gint) i);
    fail_unless (rp_take_add_mark (take, positions[i], text));
  }
  fail_unless_equals_int (take->marks->len, 8);
  for (i = 0; i < 8; i++)
    fail_unless_equals_int (g_array_index (take->marks, RpMark, i).text[0],
        expected[i]);
}

GST_END_TEST;

GST_START_TEST (test_marks_are_limited)
{
  RpTake *take = shoot (1);
  gchar *text = long_text (RP_TEXT_MAX - 1, "€");
  RpMark *mark;
  guint i;

  fail_unless (rp_take_add_mark (take, 5, NULL));
  fail_unless_equals_string (g_array_index (take->marks, RpMark, 0).text, "");
  fail_unless (rp_take_add_mark (take, 4, text));
  mark = &g_array_index (take->marks, RpMark, 0);
  fail_unless_equals_uint64 (strlen (mark->text), RP_TEXT_MAX - 1);
  for (i = 2; i < RP_MARKS_MAX; i++)
    HOLDS (rp_take_add_mark (take, RP_MARKS_MAX - i, "x"), "%u", i);
  fail_if (rp_take_add_mark (take, 0, "x"));
  fail_unless_equals_int (take->marks->len, RP_MARKS_MAX);
  for (i = 1; i < RP_MARKS_MAX; i++)
    HOLDS (g_array_index (take->marks, RpMark, i - 1).position
        <= g_array_index (take->marks, RpMark, i).position, "%u", i);
  g_free (text);
}

GST_END_TEST;

/* -- whatever order they come in ------------------------------------------ */

/* Who holds a frame is known by asking every take. */
static void
check_who_holds (guint32 seed, guint op)
{
  guint64 end = next_frame (), seq, low = rp_history_first_from (history, 0, 0);
  guint64 idle = 0, i, n = rp_takes_n (takes);

  for (seq = low; seq < end; seq++) {
    const RpFrame *frame = rp_history_get (history, 0, seq);
    guint holders = 0;

    for (i = 0; i < n; i++) {
      RpSpan span = rp_take_span (rp_takes_nth (takes, (guint) i), 0);

      holders += seq >= span.first && seq < span.end;
    }
    HOLDS (frame || holders == 0, "seed %u, operation %u: frame %"
        G_GUINT64_FORMAT " has gone", seed, op, seq);
    HOLDS (!frame || frame->held == holders, "seed %u, operation %u: frame %"
        G_GUINT64_FORMAT " is held by %u of %u", seed, op, seq, frame->held,
        holders);
    idle += frame && holders == 0 ? FRAME_BYTES : 0;
  }
  HOLDS (rp_history_idle_bytes (history) == idle, "seed %u, operation %u",
      seed, op);
}

/* As the element looks for it: back over frames without a hole. */
static guint64
some_lead (GRand * rand)
{
  guint64 first = next_frame ();
  gint32 n = g_rand_int_range (rand, 0, 30);

  while (n-- > 0 && first > 0 && rp_history_get (history, 0, first - 1))
    first--;
  return first;
}

GST_START_TEST (test_random_takes_hold_exactly_their_frames)
{
  const guint32 seed = 20260103;
  GRand *rand = g_rand_new_with_seed (seed);
  guint op;

  for (op = 0; op < 20000; op++) {
    guint n = rp_takes_n (takes);

    switch (g_rand_int_range (rand, 0, 8)) {
      case 0:
        rp_takes_start (takes, some_lead (rand), NULL);
        break;
      case 1:
        rp_takes_stop (takes);
        break;
      case 2:
        rp_takes_truncate (takes);
        break;
      case 3:
        if (n > 0 && g_rand_int_range (rand, 0, 10) < (gint32) n)
          rp_takes_remove (takes, rp_takes_nth (takes,
                  (guint) g_rand_int_range (rand, 0, (gint32) n)));
        break;
      case 4:
        rp_history_drop_idle (history, (guint) g_rand_int_range (rand, 0, 20));
        break;
      default:
        record ((guint) g_rand_int_range (rand, 0, 4));
        break;
    }
    while (rp_takes_n (takes) > 10)
      rp_takes_remove (takes, rp_takes_nth (takes, 0));
    while (rp_history_drop_idle (history, 40));
    check_who_holds (seed, op);
  }
  while (rp_takes_n (takes) > 0)
    rp_takes_remove (takes, rp_takes_nth (takes, 0));
  while (rp_history_drop_idle (history, 0));
  fail_unless_equals_int (rp_history_n_frames (history), 0);
  g_rand_free (rand);
}

GST_END_TEST;

static RpTake *
take_of (guint n)
{
  RpTake *take;

  record (5);
  take = rp_takes_start (takes, 5, NULL);
  record (n);
  return take;
}

GST_START_TEST (test_an_end_that_is_dated_back_lets_go_of_the_rest)
{
  RpTake *take = take_of (20);

  fail_unless (rp_takes_stop_at (takes, 15) == take);
  fail_unless (!take->rolling && rp_takes_rolling (takes) == NULL);
  fail_unless_equals_uint64 (rp_take_span (take, 0).first, 5);
  fail_unless_equals_uint64 (rp_take_span (take, 0).end, 15);
  fail_unless_equals_uint64 (rp_take_duration (take, history), 10 * PERIOD);
  fail_unless_equals_uint64 (held_bytes (), 10 * FRAME_BYTES);
  while (rp_history_drop_idle (history, 0));
  fail_unless_equals_int (rp_history_n_frames (history), 10);
}

GST_END_TEST;

GST_START_TEST (test_an_end_that_is_not_in_the_past_lets_go_of_nothing)
{
  RpTake *take = take_of (20);

  fail_unless (rp_takes_stop_at (takes, next_frame ()) == take);
  fail_unless_equals_uint64 (rp_take_n_frames (take), 20);
  fail_unless (rp_takes_stop_at (takes, 3) == NULL);
  take = take_of (3);
  rp_takes_stop_at (takes, G_MAXUINT64);
  fail_unless (!take->rolling);
}

GST_END_TEST;

GST_START_TEST (test_an_end_before_the_take_leaves_nothing_of_it)
{
  RpTake *take = take_of (20);

  rp_takes_stop_at (takes, 2);
  fail_unless_equals_uint64 (rp_take_n_frames (take), 0);
  fail_unless_equals_uint64 (held_bytes (), 0);
  rp_takes_remove (takes, take);
}

GST_END_TEST;

GST_START_TEST (test_points_and_marks_behind_the_end_go_with_it)
{
  RpTake *take = take_of (20);

  take->in = 9 * PERIOD;
  take->out = 10 * PERIOD;
  rp_take_add_mark (take, 0, "first");
  rp_take_add_mark (take, 10 * PERIOD, "behind");
  rp_take_add_mark (take, 10 * PERIOD - 1, "last");
  rp_takes_stop_at (takes, 15);
  fail_unless_equals_uint64 (take->in, 9 * PERIOD);
  fail_unless_equals_uint64 (take->out, RP_TIME_NONE);
  fail_unless_equals_int (take->marks->len, 2);
  fail_unless_equals_string (g_array_index (take->marks, RpMark, 1).text,
      "last");
}

GST_END_TEST;

GST_START_TEST (test_other_tracks_end_with_the_primary_one)
{
  guint sound = rp_history_add_track (history), i;
  RpTake *take = take_of (0);

  for (i = 0; i < 20; i++) {
    record (1);
    record_at (sound, (5 + i) * PERIOD - 1, (5 + i) * PERIOD - 1);
    record_at (sound, (5 + i) * PERIOD + 1, (5 + i) * PERIOD + 1);
  }
  rp_takes_stop_at (takes, 15);
  /* What started before the first frame that is not the take's. */
  fail_unless_equals_uint64 (rp_take_span (take, sound).end
      - rp_take_span (take, sound).first, 21);
  fail_unless_equals_uint64 (held_bytes (), 31 * FRAME_BYTES);
}

GST_END_TEST;

static Suite *
takes_suite (void)
{
  Suite *s = suite_create ("takes");
  TCase *tc = tcase_create ("takes");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_a_take_holds_what_arrives_between_start_and_stop);
  tcase_add_test (tc, test_one_take_rolls_at_a_time);
  tcase_add_test (tc, test_ids_are_never_used_again);
  tcase_add_test (tc, test_clear_forgets_a_rolling_take);
  tcase_add_test (tc, test_a_take_without_frames_is_harmless);
  tcase_add_test (tc,
      test_the_duration_counts_gaps_and_not_the_jitter_of_arrival);
  tcase_add_test (tc, test_a_lead_takes_frames_that_are_there_already);
  tcase_add_loop_test (tc,
      test_takes_that_overlap_by_a_lead_keep_what_they_share, 0, 2);
  tcase_add_test (tc, test_other_tracks_are_cut_at_the_same_times);
  tcase_add_test (tc, test_a_lead_holds_the_sound_of_its_time);
  tcase_add_test (tc,
      test_sound_that_is_ahead_of_the_first_picture_belongs_to_it);
  tcase_add_test (tc, test_sound_that_comes_after_the_cut_belongs_to_the_take);
  tcase_add_test (tc, test_a_margin_is_held_on_either_side);
  tcase_add_test (tc, test_a_margin_that_grows_leaves_no_hole);
  tcase_add_test (tc, test_an_end_that_is_dated_back_lets_go_of_what_follows);
  tcase_add_test (tc, test_a_take_that_is_dated_back_to_nothing_holds_nothing);
  tcase_add_test (tc, test_a_head_that_goes_takes_its_sound_with_it);
  tcase_add_test (tc,
      test_what_a_track_has_far_beyond_the_primary_is_let_go_of);
  tcase_add_test (tc, test_sound_of_a_take_without_a_picture_goes_oldest_first);
  tcase_add_test (tc, test_a_track_that_is_forgotten_is_held_by_nobody);
  tcase_add_test (tc, test_a_track_that_comes_while_a_take_rolls_is_part_of_it);
  tcase_add_test (tc, test_a_track_whose_first_data_lie_before_the_take);
  tcase_add_test (tc, test_a_span_of_a_track_that_never_was_is_empty);
  tcase_add_test (tc, test_the_latest_take_ended_and_can_be_shown);
  tcase_add_test (tc, test_neighbours_are_takes_that_can_be_shown);
  tcase_add_test (tc, test_the_list_has_an_end);
  tcase_add_test (tc, test_removing_the_rolling_take_ends_it);
  tcase_add_test (tc, test_the_version_tells_of_every_change);
  tcase_add_test (tc, test_only_a_rolling_take_of_two_frames_can_lose_its_head);
  tcase_add_test (tc, test_positions_move_when_the_head_goes);
  tcase_add_test (tc, test_points_that_are_not_set_stay_so_when_the_head_goes);
  tcase_add_test (tc, test_a_point_stays_on_its_frame_when_the_head_goes);
  tcase_add_test (tc, test_a_head_that_another_take_shares_stays_there);
  tcase_add_test (tc, test_a_take_always_has_a_name);
  tcase_add_test (tc, test_other_texts_can_be_set_and_unset);
  tcase_add_loop_test (tc, test_a_long_text_is_cut_between_two_characters, 0,
      4);
  tcase_add_test (tc, test_a_text_of_just_the_limit_is_whole);
  tcase_add_test (tc, test_bytes_that_are_no_text_do_no_harm);
  tcase_add_test (tc, test_marks_lie_in_the_order_of_their_positions);
  tcase_add_test (tc, test_marks_are_limited);
  tcase_add_test (tc, test_an_end_that_is_dated_back_lets_go_of_the_rest);
  tcase_add_test (tc, test_an_end_that_is_not_in_the_past_lets_go_of_nothing);
  tcase_add_test (tc, test_an_end_before_the_take_leaves_nothing_of_it);
  tcase_add_test (tc, test_points_and_marks_behind_the_end_go_with_it);
  tcase_add_test (tc, test_other_tracks_end_with_the_primary_one);
  tcase_add_test (tc, test_random_takes_hold_exactly_their_frames);
  return s;
}

GST_CHECK_MAIN (takes);
