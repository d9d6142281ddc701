/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The history: what it counts, what it lets go of and in which order, and that
 * it finds frames. */
#include <gst/check/gstcheck.h>

#include <malloc.h>

#include <reverseplay/history.h>

#define MS G_GINT64_CONSTANT (1000000)
#define PERIOD (40 * MS)
/* Frames per chunk inside; borders of chunks are where mistakes hide. */
#define CHUNK 64

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

/* What was freed, in order. */
static GArray *freed;

typedef struct
{
  guint track;
  guint64 seq;
} Payload;

static void
payload_free (gpointer data)
{
  if (freed)
    g_array_append_vals (freed, data, 1);
  g_free (data);
}

static void
setup (void)
{
  freed = g_array_new (FALSE, FALSE, sizeof (Payload));
}

static void
teardown (void)
{
  g_array_unref (freed);
  freed = NULL;
}

static void
assert_freed (guint n, guint track, guint64 seq)
{
  fail_unless (n < freed->len, "only %u were freed", freed->len);
  fail_unless_equals_int (g_array_index (freed, Payload, n).track, track);
  fail_unless_equals_uint64 (g_array_index (freed, Payload, n).seq, seq);
}

static guint64
append_full (RpHistory * history, guint track, gint64 running, gint64 media,
    gsize size, guint held)
{
  Payload *payload = g_new (Payload, 1);
  RpFrame frame = { running, media, PERIOD, size, held, payload };
  guint64 seq;

  payload->track = track;
  payload->seq = rp_history_next_seq (history, track);
  seq = rp_history_append (history, track, &frame);
  HOLDS (seq == payload->seq, "frame %" G_GUINT64_FORMAT, seq);
  return seq;
}

static guint64
append (RpHistory * history, guint track, gint64 time)
{
  return append_full (history, track, time, time, 1000, 0);
}

static void
append_n (RpHistory * history, guint track, guint n)
{
  while (n-- > 0)
    append (history, track, PERIOD
        * (gint64) rp_history_next_seq (history, track));
}

static RpHistory *
history_new (guint n_tracks, guint n_frames)
{
  RpHistory *history = rp_history_new (payload_free);
  guint i;

  for (i = 0; i < n_tracks; i++) {
    fail_unless_equals_int (rp_history_add_track (history), i);
    append_n (history, i, n_frames);
  }
  return history;
}

static RpSpan
span (guint64 first, guint64 end)
{
  return (RpSpan) {
  first, end};
}

/* -- numbers -------------------------------------------------------------- */

GST_START_TEST (test_frames_count_from_0_in_each_track)
{
  RpHistory *history = history_new (3, 0);
  guint64 i;

  fail_unless_equals_int (rp_history_n_tracks (history), 3);
  for (i = 0; i < 200; i++) {
    fail_unless_equals_uint64 (rp_history_next_seq (history, 0), i);
    fail_unless_equals_uint64 (append (history, 0, (gint64) i), i);
    if (i % 3 == 0)
      fail_unless_equals_uint64 (append (history, 2, (gint64) i), i / 3);
  }
  fail_unless_equals_uint64 (rp_history_next_seq (history, 1), 0);
  fail_unless_equals_uint64 (rp_history_next_seq (history, 2), 67);
  fail_unless_equals_int (rp_history_n_frames (history), 267);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_a_frame_that_is_not_there_is_null)
{
  RpHistory *history = history_new (1, 10);

  fail_unless (rp_history_get (history, 0, 9) != NULL);
  fail_unless (rp_history_get (history, 0, 10) == NULL);
  fail_unless (rp_history_get (history, 0, CHUNK) == NULL);
  fail_unless (rp_history_get (history, 0, G_MAXUINT64) == NULL);
  fail_unless (rp_history_drop_idle (history, 9));
  fail_unless (rp_history_get (history, 0, 0) == NULL);
  fail_unless (rp_history_get (history, 0, 1) != NULL);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_a_frame_keeps_its_number_and_all_that_came_with_it)
{
  RpHistory *history = history_new (1, 0);
  const RpFrame *frame;
  guint64 i;

  for (i = 0; i < 3 * CHUNK; i++)
    append_full (history, 0, (gint64) i * 7, (gint64) i * 5, i + 1, i % 2);
  while (rp_history_drop_idle (history, 0));
  for (i = 0; i < 3 * CHUNK; i++) {
    frame = rp_history_get (history, 0, i);
    if (i % 2 == 0) {
      fail_unless (frame == NULL);
      continue;
    }
    fail_unless_equals_int64 (frame->running_time, (gint64) i * 7);
    fail_unless_equals_int64 (frame->media_time, (gint64) i * 5);
    fail_unless_equals_uint64 (frame->duration, PERIOD);
    fail_unless_equals_uint64 (frame->size, i + 1);
    fail_unless_equals_int (frame->held, 1);
    fail_unless_equals_uint64 (((Payload *) frame->data)->seq, i);
  }
  rp_history_free (history);
}

GST_END_TEST;

/* -- holding -------------------------------------------------------------- */

GST_START_TEST (test_held_frames_are_not_idle)
{
  RpHistory *history = history_new (1, 10);

  fail_unless_equals_uint64 (rp_history_bytes (history), 10000);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 10000);
  rp_history_hold (history, 0, span (2, 6));
  fail_unless_equals_uint64 (rp_history_bytes (history), 10000);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 6000);
  append_full (history, 0, 400 * MS, 400 * MS, 500, 1);
  fail_unless_equals_uint64 (rp_history_bytes (history), 10500);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 6000);
  rp_history_release (history, 0, span (2, 6));
  fail_unless_equals_uint64 (rp_history_bytes (history), 10500);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 10000);
  fail_unless_equals_int (rp_history_n_frames (history), 11);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_a_frame_is_idle_when_the_last_take_lets_go)
{
  RpHistory *history = history_new (1, 10);

  rp_history_hold (history, 0, span (0, 6));
  rp_history_hold (history, 0, span (4, 10));
  fail_unless_equals_int (rp_history_get (history, 0, 3)->held, 1);
  fail_unless_equals_int (rp_history_get (history, 0, 4)->held, 2);
  fail_unless_equals_int (rp_history_get (history, 0, 5)->held, 2);
  fail_unless_equals_int (rp_history_get (history, 0, 6)->held, 1);

  rp_history_release (history, 0, span (0, 6));
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 4000);
  fail_unless_equals_int (rp_history_get (history, 0, 3)->held, 0);
  fail_unless_equals_int (rp_history_get (history, 0, 4)->held, 1);
  while (rp_history_drop_idle (history, 0));
  fail_unless_equals_int (freed->len, 4);
  assert_freed (0, 0, 0);
  assert_freed (3, 0, 3);
  rp_history_release (history, 0, span (4, 10));
  /* nothing goes before room is needed */
  fail_unless_equals_int (freed->len, 4);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 6000);
  while (rp_history_drop_idle (history, 0));
  fail_unless_equals_int (freed->len, 10);
  fail_unless_equals_uint64 (rp_history_bytes (history), 0);
  fail_unless_equals_int (rp_history_n_frames (history), 0);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_what_a_take_let_go_of_can_be_held_again)
{
  RpHistory *history = history_new (1, 10);

  rp_history_hold (history, 0, span (2, 8));
  rp_history_release (history, 0, span (2, 8));
  rp_history_hold (history, 0, span (5, 10));
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 5000);
  while (rp_history_drop_idle (history, 0));
  fail_unless_equals_int (freed->len, 5);
  fail_unless_equals_uint64 (rp_history_first_from (history, 0, 0), 5);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_an_empty_span_changes_nothing)
{
  RpHistory *history = history_new (1, 10);

  rp_history_hold (history, 0, span (10, 10));
  rp_history_hold (history, 0, span (0, 0));
  rp_history_release (history, 0, span (5, 5));
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 10000);
  fail_unless_equals_int (freed->len, 0);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_time_counts_the_first_track_only)
{
  RpHistory *history = history_new (2, 10);

  fail_unless_equals_uint64 (rp_history_time (history), 10 * PERIOD);
  rp_history_hold (history, 0, span (5, 10));
  rp_history_hold (history, 1, span (0, 10));
  fail_unless_equals_uint64 (rp_history_time (history), 10 * PERIOD);
  fail_unless_equals_int (rp_history_drop_idle (history, 0) != 0, TRUE);
  fail_unless_equals_uint64 (rp_history_time (history), 9 * PERIOD);
  rp_history_release (history, 1, span (0, 10));
  rp_history_release (history, 0, span (5, 10));
  fail_unless_equals_uint64 (rp_history_time (history), 9 * PERIOD);
  while (rp_history_drop_idle (history, 8));
  fail_unless_equals_uint64 (rp_history_time (history), 4 * PERIOD);
  rp_history_free (history);
}

GST_END_TEST;

/* -- idle frames ---------------------------------------------------------- */

GST_START_TEST (test_idle_frames_go_oldest_first_over_all_tracks)
{
  RpHistory *history = history_new (3, 0);
  guint i;

  /* pictures each 40 ms, sound each 10 ms, another camera that began late */
  for (i = 0; i < 10; i++)
    append (history, 0, i * PERIOD);
  for (i = 0; i < 40; i++)
    append (history, 1, i * 10 * MS + MS);
  for (i = 0; i < 5; i++)
    append (history, 2, 5 * PERIOD + i * PERIOD + 2 * MS);
  for (i = 0; i < 55; i++)
    fail_unless (rp_history_drop_idle (history, 0));
  fail_if (rp_history_drop_idle (history, 0));

  fail_unless_equals_int (freed->len, 55);
  assert_freed (0, 0, 0);
  assert_freed (1, 1, 0);
  assert_freed (4, 1, 3);
  assert_freed (5, 0, 1);
  /* at 200 ms: 5 pictures and 20 sounds are older */
  assert_freed (25, 0, 5);
  assert_freed (26, 1, 20);
  assert_freed (27, 2, 0);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_idle_frames_to_keep_are_counted_over_all_tracks)
{
  RpHistory *history = history_new (2, 10);
  guint n = 0;

  rp_history_hold (history, 0, span (0, 5));
  /* 15 are idle */
  fail_if (rp_history_drop_idle (history, 15));
  fail_if (rp_history_drop_idle (history, G_MAXUINT));
  while (rp_history_drop_idle (history, 4))
    n++;
  fail_unless_equals_int (n, 11);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 4000);
  fail_unless_equals_int (rp_history_n_frames (history), 9);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_idle_frames_behind_a_take_are_found)
{
  RpHistory *history = history_new (1, 5 * CHUNK);
  guint64 i;

  /* takes with idle frames before, between and behind them, at chunk borders
   * and over a whole chunk */
  rp_history_hold (history, 0, span (CHUNK - 1, 2 * CHUNK));
  rp_history_hold (history, 0, span (2 * CHUNK + 1, 5 * CHUNK - 2));
  for (i = 0; i < CHUNK - 1; i++)
    fail_unless (rp_history_drop_idle (history, 0));
  fail_unless (rp_history_drop_idle (history, 0));
  assert_freed (CHUNK - 1, 0, 2 * CHUNK);
  fail_unless (rp_history_drop_idle (history, 0));
  assert_freed (CHUNK, 0, 5 * CHUNK - 2);
  fail_unless (rp_history_drop_idle (history, 0));
  fail_if (rp_history_drop_idle (history, 0));
  /* the search had come to the end; what arrives then is found */
  append (history, 0, 1000 * PERIOD);
  fail_unless (rp_history_drop_idle (history, 0));
  assert_freed (CHUNK + 2, 0, 5 * CHUNK);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_what_a_take_let_go_of_is_found_behind_the_search)
{
  RpHistory *history = history_new (2, 4 * CHUNK);
  guint i;

  rp_history_hold (history, 0, span (0, 2 * CHUNK));
  rp_history_hold (history, 0, span (3 * CHUNK, 4 * CHUNK));
  rp_history_hold (history, 1, span (0, 4 * CHUNK));
  while (rp_history_drop_idle (history, 0));
  fail_unless_equals_int (freed->len, CHUNK);
  append_n (history, 0, 2);
  append_n (history, 1, 1);
  fail_unless (rp_history_drop_idle (history, 0));
  assert_freed (CHUNK, 0, 4 * CHUNK);
  /* the search stands at the newest frame; these are older */
  rp_history_release (history, 0, span (3 * CHUNK, 3 * CHUNK + 2));
  rp_history_release (history, 1, span (7, 9));
  rp_history_release (history, 0, span (CHUNK, CHUNK + 1));
  for (i = 0; i < 7; i++)
    fail_unless (rp_history_drop_idle (history, 0));
  fail_if (rp_history_drop_idle (history, 0));
  assert_freed (CHUNK + 1, 1, 7);
  assert_freed (CHUNK + 2, 1, 8);
  assert_freed (CHUNK + 3, 0, CHUNK);
  assert_freed (CHUNK + 4, 0, 3 * CHUNK);
  assert_freed (CHUNK + 5, 0, 3 * CHUNK + 1);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_an_idle_frame_without_bytes_goes_like_any_other)
{
  RpHistory *history = history_new (1, 0);

  append_full (history, 0, 0, 0, 0, 0);
  append (history, 0, PERIOD);
  /* who is told that nothing could go would throw a take away */
  fail_unless (rp_history_drop_idle (history, 0));
  fail_unless_equals_int (freed->len, 1);
  fail_unless (rp_history_drop_idle (history, 0));
  fail_if (rp_history_drop_idle (history, 0));
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_a_history_without_tracks_or_frames_has_nothing_to_drop)
{
  RpHistory *history = rp_history_new (payload_free);

  fail_if (rp_history_drop_idle (history, 0));
  fail_unless_equals_int (rp_history_n_tracks (history), 0);
  rp_history_clear (history);
  rp_history_add_track (history);
  fail_if (rp_history_drop_idle (history, 0));
  fail_unless_equals_uint64 (rp_history_first_from (history, 0, 0), 0);
  fail_unless_equals_uint64 (rp_history_time (history), 0);
  rp_history_free (history);
}

GST_END_TEST;

/* -- finding -------------------------------------------------------------- */

/* Gaps, and neighbours with equal times, over three chunks. */
static RpHistory *
uneven_history_new (void)
{
  RpHistory *history = history_new (2, 0);
  gint64 time = 1000;
  guint i;

  for (i = 0; i < 150; i++) {
    append_full (history, 1, time, time, 10, 0);
    if (i % 10 == 3 || i % 10 == 4)
      time += 0;                /* three in a row */
    else if (i % 25 == 0)
      time += 1000;
    else
      time += 20;
  }
  return history;
}

static guint64
slow_find (RpHistory * history, RpSpan where, gint64 time)
{
  guint64 seq;

  for (seq = where.first; seq < where.end; seq++) {
    if (rp_history_get (history, 1, seq)->running_time >= time)
      break;
  }
  return seq;
}

static guint64
slow_find_media (RpHistory * history, RpSpan where, gint64 time)
{
  guint64 seq = where.end;

  while (seq > where.first) {
    seq--;
    if (rp_history_get (history, 1, seq)->media_time <= time)
      return seq;
  }
  return where.first;
}

static void
check_find_agrees_with_looking_at_every_frame (void)
{
  static const RpSpan spans[] = { {0, 150}, {0, 1}, {63, 64}, {64, 65},
  {63, 65}, {10, 140}, {1, 128}, {127, 150}, {64, 128}, {5, 5}, {33, 36}
  };
  RpHistory *history = uneven_history_new ();
  RpSpan where = spans[which];
  guint64 seq;
  gint64 time;

  for (time = 980; time < 12000; time++) {
    seq = rp_history_find (history, 1, where, time);
    HOLDS (seq == slow_find (history, where, time), "at %" G_GINT64_FORMAT
        " it says %" G_GUINT64_FORMAT, time, seq);
  }
  fail_unless_equals_uint64 (rp_history_find (history, 1, where, G_MININT64),
      where.first);
  fail_unless_equals_uint64 (rp_history_find (history, 1, where, G_MAXINT64),
      where.end);
  rp_history_free (history);
}

GST_START_TEST (test_find_agrees_with_looking_at_every_frame)
{
  for (which = 0; which < 11; which++) {
    check_find_agrees_with_looking_at_every_frame ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* Media times go up strictly: they come from a media clock. */
static RpHistory *
media_history_new (void)
{
  RpHistory *history = history_new (2, 0);
  gint64 time = 1000;
  guint i;

  for (i = 0; i < 150; i++) {
    append_full (history, 1, 5, time, 10, 0);
    time += i % 25 == 0 ? 1000 : 1 + i % 30;
  }
  return history;
}

static void
check_find_media_agrees_with_looking_at_every_frame (void)
{
  static const RpSpan spans[] = { {0, 150}, {0, 1}, {63, 64}, {64, 65},
  {63, 65}, {10, 140}, {1, 128}, {127, 150}, {64, 128}, {149, 150}
  };
  RpHistory *history = media_history_new ();
  RpSpan where = spans[which];
  guint64 seq;
  gint64 time;

  for (time = 980; time < 10000; time++) {
    seq = rp_history_find_media (history, 1, where, time);
    HOLDS (seq == slow_find_media (history, where, time),
        "at %" G_GINT64_FORMAT " it says %" G_GUINT64_FORMAT, time, seq);
  }
  fail_unless_equals_uint64 (rp_history_find_media (history, 1, where,
          G_MININT64), where.first);
  fail_unless_equals_uint64 (rp_history_find_media (history, 1, where,
          G_MAXINT64), where.end - 1);
  rp_history_free (history);
}

GST_START_TEST (test_find_media_agrees_with_looking_at_every_frame)
{
  for (which = 0; which < 10; which++) {
    check_find_media_agrees_with_looking_at_every_frame ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

GST_START_TEST (test_of_equal_neighbours_the_outer_one_is_found)
{
  RpHistory *history = history_new (1, 0);
  guint64 i;

  for (i = 0; i < 5; i++)
    append_full (history, 0, i >= 1 && i <= 3 ? 100 : (gint64) i * 50,
        i >= 1 && i <= 3 ? 100 : (gint64) i * 50, 1, 0);
  fail_unless_equals_uint64 (rp_history_find (history, 0, span (0, 5), 100), 1);
  fail_unless_equals_uint64 (rp_history_find (history, 0, span (0, 5), 101), 4);
  fail_unless_equals_uint64 (rp_history_find_media (history, 0, span (0, 5),
          100), 3);
  fail_unless_equals_uint64 (rp_history_find_media (history, 0, span (0, 5),
          99), 0);
  fail_unless_equals_uint64 (rp_history_find_media (history, 0, span (2, 5),
          99), 2);
  rp_history_free (history);
}

GST_END_TEST;

GST_START_TEST (test_the_first_frame_that_is_left_is_found_across_chunks)
{
  const guint64 n = 6 * CHUNK;
  RpHistory *history = history_new (1, (guint) n);
  guint64 kept[] = { CHUNK - 1, 3 * CHUNK, 5 * CHUNK - 1, 5 * CHUNK };
  guint64 seq, expected;
  guint i;

  fail_unless_equals_uint64 (rp_history_first_from (history, 0, 0), 0);
  for (i = 0; i < 4; i++)
    rp_history_hold (history, 0, span (kept[i], kept[i] + 1));
  while (rp_history_drop_idle (history, 0));
  for (seq = 0; seq <= n; seq++) {
    expected = n;
    for (i = 4; i > 0; i--) {
      if (kept[i - 1] >= seq)
        expected = kept[i - 1];
    }
    fail_unless_equals_uint64 (rp_history_first_from (history, 0, seq),
        expected);
  }
  fail_unless_equals_uint64 (rp_history_first_from (history, 0, n + 1000), n);
  fail_unless_equals_uint64 (rp_history_first_from (history, 0, G_MAXUINT64),
      n);
  rp_history_free (history);
}

GST_END_TEST;

/* -- chunks --------------------------------------------------------------- */

GST_START_TEST (test_a_chunk_that_emptied_while_it_filled_goes_on)
{
  RpHistory *history = history_new (1, 10);
  guint i;

  for (i = 0; i < 10; i++)
    fail_unless (rp_history_drop_idle (history, 0));
  fail_unless_equals_uint64 (append (history, 0, 10 * PERIOD), 10);
  for (i = 0; i < 10; i++)
    fail_unless (rp_history_get (history, 0, i) == NULL);
  fail_unless (rp_history_get (history, 0, 10) != NULL);
  fail_unless_equals_uint64 (rp_history_first_from (history, 0, 0), 10);
  append_n (history, 0, CHUNK);
  for (i = 10; i < 11 + CHUNK; i++)
    fail_unless (rp_history_get (history, 0, i) != NULL, "frame %u", i);
  rp_history_free (history);
}

GST_END_TEST;

static void
check_frames_go_at_chunk_borders (void)
{
  /* one less than a chunk, a chunk, one more, and the same for two */
  static const guint counts[] = { 63, 64, 65, 127, 128, 129 };
  guint n = counts[which], i;
  RpHistory *history = history_new (1, n);

  for (i = 0; i < n; i++) {
    fail_unless_equals_uint64 (rp_history_first_from (history, 0, 0), i);
    fail_unless (rp_history_drop_idle (history, 0));
    assert_freed (i, 0, i);
  }
  fail_if (rp_history_drop_idle (history, 0));
  fail_unless_equals_uint64 (rp_history_first_from (history, 0, 0), n);
  fail_unless_equals_uint64 (rp_history_next_seq (history, 0), n);
  rp_history_free (history);
}

GST_START_TEST (test_frames_go_at_chunk_borders)
{
  for (which = 0; which < 6; which++) {
    check_frames_go_at_chunk_borders ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

static gsize
heap_in_use (void)
{
  return mallinfo2 ().uordblks;
}

/* A day of takes: nothing may be left of what went, neither here nor in the
 * heap (under valgrind and sanitizers the heap says nothing). */
GST_START_TEST (test_a_thousand_evicted_takes_leave_nothing_behind)
{
  const guint per_take = 100, kept = 5, n_takes = 1000;
  RpHistory *history = history_new (1, 0);
  gsize before = 0, after;
  guint take, i;

  g_array_unref (freed);
  freed = NULL;                 /* it would grow */
  for (take = 0; take < n_takes; take++) {
    guint64 first = (guint64) take * per_take;

    for (i = 0; i < per_take; i++)
      append_full (history, 0, 0, 0, 1000, i < 60);
    if (take >= kept)
      rp_history_release (history, 0, span (first - kept * per_take,
              first - kept * per_take + 60));
    while (rp_history_drop_idle (history, 40));
    HOLDS (rp_history_n_frames (history) <= kept * 60 + 40, "take %u", take);
    if (take == 20)
      before = heap_in_use ();
  }
  after = heap_in_use ();
  fail_unless (after < before + 32 * 1024, "grew from %" G_GSIZE_FORMAT
      " to %" G_GSIZE_FORMAT, before, after);
  fail_unless_equals_uint64 (rp_history_next_seq (history, 0), 100000);
  rp_history_free (history);
  setup ();
}

GST_END_TEST;

GST_START_TEST (test_an_old_take_costs_nothing_for_the_hours_after_it)
{
  RpHistory *history = history_new (1, 100);
  gsize before, after;
  guint i;

  g_array_unref (freed);
  freed = NULL;
  rp_history_hold (history, 0, span (50, 60));
  before = heap_in_use ();
  for (i = 0; i < 100000; i++) {
    append (history, 0, (100 + i) * PERIOD);
    while (rp_history_drop_idle (history, 50));
  }
  after = heap_in_use ();
  fail_unless (after < before + 32 * 1024, "grew from %" G_GSIZE_FORMAT
      " to %" G_GSIZE_FORMAT, before, after);
  fail_unless_equals_int (rp_history_n_frames (history), 60);
  for (i = 50; i < 60; i++)
    fail_unless (rp_history_get (history, 0, i) != NULL);
  fail_unless_equals_uint64 (rp_history_first_from (history, 0, 60), 100050);
  rp_history_free (history);
  setup ();
}

GST_END_TEST;

/* -- the end -------------------------------------------------------------- */

GST_START_TEST (test_clear_frees_everything_and_numbers_go_on)
{
  RpHistory *history = history_new (2, 100);

  rp_history_hold (history, 0, span (10, 90));
  fail_unless (rp_history_drop_idle (history, 0));
  rp_history_clear (history);
  fail_unless_equals_int (freed->len, 200);
  fail_unless_equals_uint64 (rp_history_bytes (history), 0);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 0);
  fail_unless_equals_uint64 (rp_history_time (history), 0);
  fail_unless_equals_int (rp_history_n_frames (history), 0);
  fail_unless_equals_int (rp_history_n_tracks (history), 2);
  fail_unless (rp_history_get (history, 0, 50) == NULL);
  fail_unless_equals_uint64 (rp_history_first_from (history, 0, 0), 100);

  fail_unless_equals_uint64 (append (history, 0, 0), 100);
  fail_unless_equals_uint64 (append (history, 1, 0), 100);
  fail_unless_equals_uint64 (rp_history_idle_bytes (history), 2000);
  fail_unless (rp_history_drop_idle (history, 1));
  fail_if (rp_history_drop_idle (history, 1));
  rp_history_clear (history);
  rp_history_clear (history);
  fail_unless_equals_int (freed->len, 202);
  rp_history_free (history);
  fail_unless_equals_int (freed->len, 202);
}

GST_END_TEST;

GST_START_TEST (test_free_frees_what_is_held_and_what_is_idle)
{
  RpHistory *history = history_new (2, 100);

  rp_history_hold (history, 1, span (10, 90));
  rp_history_free (history);
  fail_unless_equals_int (freed->len, 200);
}

GST_END_TEST;

/* -- against a model ------------------------------------------------------ */

#define N_TRACKS 3
#define MAX_TAKES 8

typedef struct
{
  gboolean there;
  guint held;
  gsize size;
  gint64 time;
} ModelFrame;

typedef struct
{
  RpSpan spans[N_TRACKS];
} ModelTake;

typedef struct
{
  RpHistory *history;
  GRand *rand;
  GArray *frames[N_TRACKS];     /* ModelFrame by number */
  guint low[N_TRACKS];          /* nothing is there before */
  ModelTake takes[MAX_TAKES];
  guint n_takes;
  gint64 clock;
  guint32 seed;
  guint op;
} Model;

#define WHERE "seed %u, operation %u", model->seed, model->op

static ModelFrame *
model_frame (Model * model, guint track, guint64 seq)
{
  return &g_array_index (model->frames[track], ModelFrame, seq);
}

static void
model_check (Model * model)
{
  guint64 bytes = 0, idle = 0, time = 0, first;
  guint n = 0, i, seq;

  for (i = 0; i < N_TRACKS; i++) {
    first = model->frames[i]->len;
    for (seq = model->frames[i]->len; seq > model->low[i]; seq--) {
      ModelFrame *frame = model_frame (model, i, seq - 1);

      if (!frame->there)
        continue;
      first = seq - 1;
      n++;
      bytes += frame->size;
      idle += frame->held ? 0 : frame->size;
      time += i == 0 ? PERIOD : 0;
    }
    model->low[i] = (guint) first;
    HOLDS (rp_history_first_from (model->history, i, 0) == first, WHERE);
    HOLDS (rp_history_next_seq (model->history, i) == model->frames[i]->len,
        WHERE);
  }
  HOLDS (rp_history_bytes (model->history) == bytes, WHERE);
  HOLDS (rp_history_idle_bytes (model->history) == idle, WHERE);
  HOLDS (rp_history_n_frames (model->history) == n, WHERE);
  HOLDS (rp_history_time (model->history) == time, WHERE);
}

static void
model_check_frame (Model * model)
{
  guint track = (guint) g_rand_int_range (model->rand, 0, N_TRACKS);
  guint n = model->frames[track]->len;
  guint seq = n ? (guint) g_rand_int_range (model->rand, 0, (gint32) n) : 0;
  const RpFrame *frame = rp_history_get (model->history, track, seq);

  if (n == 0)
    return;
  HOLDS ((frame != NULL) == model_frame (model, track, seq)->there, WHERE);
  if (!frame)
    return;
  HOLDS (frame->held == model_frame (model, track, seq)->held, WHERE);
  HOLDS (frame->running_time == model_frame (model, track, seq)->time, WHERE);
  HOLDS (((Payload *) frame->data)->seq == seq, WHERE);
}

static void
model_append (Model * model)
{
  guint track = (guint) g_rand_int_range (model->rand, 0, N_TRACKS);
  guint n = (guint) g_rand_int_range (model->rand, 1, 10);

  while (n-- > 0) {
    ModelFrame frame = { TRUE, 0, 0, ++model->clock };

    frame.size = (gsize) g_rand_int_range (model->rand, 1, 1000);
    append_full (model->history, track, frame.time, frame.time, frame.size, 0);
    g_array_append_val (model->frames[track], frame);
  }
}

/* A span of frames that are all there, which may be another take's, too. */
static RpSpan
model_some_span (Model * model, guint track)
{
  guint len = model->frames[track]->len, low = model->low[track];
  RpSpan some = { len, len };
  guint max = (guint) g_rand_int_range (model->rand, 0, 70);

  if (len > low)
    some.first = (guint64) g_rand_int_range (model->rand, (gint32) low,
        (gint32) len);
  some.end = some.first;
  while (some.end < len && some.end - some.first < max
      && model_frame (model, track, some.end)->there)
    some.end++;
  return some;
}

static void
model_hold (Model * model)
{
  ModelTake *take = &model->takes[model->n_takes];
  guint64 seq;
  guint i;

  if (model->n_takes == MAX_TAKES)
    return;
  model->n_takes++;
  for (i = 0; i < N_TRACKS; i++) {
    take->spans[i] = model_some_span (model, i);
    rp_history_hold (model->history, i, take->spans[i]);
    for (seq = take->spans[i].first; seq < take->spans[i].end; seq++)
      model_frame (model, i, seq)->held++;
  }
}

static void
model_release (Model * model)
{
  guint nth, i;
  guint64 seq;

  if (model->n_takes == 0)
    return;
  nth = (guint) g_rand_int_range (model->rand, 0, (gint32) model->n_takes);
  for (i = 0; i < N_TRACKS; i++) {
    RpSpan some = model->takes[nth].spans[i];

    rp_history_release (model->history, i, some);
    for (seq = some.first; seq < some.end; seq++)
      model_frame (model, i, seq)->held--;
  }
  model->takes[nth] = model->takes[--model->n_takes];
}

static void
model_drop (Model * model)
{
  guint keep = (guint) g_rand_int_range (model->rand, 0, 40);
  guint rounds = (guint) g_rand_int_range (model->rand, 1, 40);

  while (rounds-- > 0) {
    ModelFrame *oldest = NULL, *frame;
    guint track = 0, n_idle = 0, i, seq, number = 0;

    for (i = 0; i < N_TRACKS; i++) {
      for (seq = model->low[i]; seq < model->frames[i]->len; seq++) {
        frame = model_frame (model, i, seq);
        if (!frame->there || frame->held)
          continue;
        n_idle++;
        if (!oldest || frame->time < oldest->time) {
          oldest = frame;
          track = i;
          number = seq;
        }
      }
    }
    g_array_set_size (freed, 0);
    if (n_idle <= keep) {
      HOLDS (!rp_history_drop_idle (model->history, keep), WHERE);
      HOLDS (freed->len == 0, WHERE);
      return;
    }
    HOLDS (rp_history_drop_idle (model->history, keep), WHERE);
    HOLDS (freed->len == 1, WHERE);
    HOLDS (g_array_index (freed, Payload, 0).track == track, WHERE);
    HOLDS (g_array_index (freed, Payload, 0).seq == number, WHERE);
    oldest->there = FALSE;
  }
}

static void
model_clear (Model * model)
{
  guint i;

  rp_history_clear (model->history);
  for (i = 0; i < N_TRACKS; i++) {
    guint seq;

    for (seq = model->low[i]; seq < model->frames[i]->len; seq++)
      model_frame (model, i, seq)->there = FALSE;
  }
  model->n_takes = 0;
}

GST_START_TEST (test_100000_operations_agree_with_a_naive_model)
{
  Model the_model = { 0 }, *model = &the_model;
  guint i;

  model->seed = 20260102;
  model->rand = g_rand_new_with_seed (model->seed);
  model->history = history_new (N_TRACKS, 0);
  for (i = 0; i < N_TRACKS; i++)
    model->frames[i] = g_array_new (FALSE, FALSE, sizeof (ModelFrame));

  for (model->op = 0; model->op < 100000; model->op++) {
    gint what = g_rand_int_range (model->rand, 0, 1000);

    if (what < 350)
      model_append (model);
    else if (what < 450)
      model_hold (model);
    else if (what < 560)
      model_release (model);
    else if (what < 800)
      model_drop (model);
    else if (what < 802)
      model_clear (model);
    else
      model_check_frame (model);
    model_check (model);
    g_array_set_size (freed, 0);
  }

  rp_history_free (model->history);
  for (i = 0; i < N_TRACKS; i++)
    g_array_unref (model->frames[i]);
  g_rand_free (model->rand);
}

GST_END_TEST;

static Suite *
history_suite (void)
{
  Suite *s = suite_create ("history");
  TCase *tc = tcase_create ("frames");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_frames_count_from_0_in_each_track);
  tcase_add_test (tc, test_a_frame_that_is_not_there_is_null);
  tcase_add_test (tc, test_a_frame_keeps_its_number_and_all_that_came_with_it);
  tcase_add_test (tc, test_held_frames_are_not_idle);
  tcase_add_test (tc, test_a_frame_is_idle_when_the_last_take_lets_go);
  tcase_add_test (tc, test_what_a_take_let_go_of_can_be_held_again);
  tcase_add_test (tc, test_an_empty_span_changes_nothing);
  tcase_add_test (tc, test_time_counts_the_first_track_only);
  tcase_add_test (tc, test_idle_frames_go_oldest_first_over_all_tracks);
  tcase_add_test (tc, test_idle_frames_to_keep_are_counted_over_all_tracks);
  tcase_add_test (tc, test_idle_frames_behind_a_take_are_found);
  tcase_add_test (tc, test_what_a_take_let_go_of_is_found_behind_the_search);
  tcase_add_test (tc, test_an_idle_frame_without_bytes_goes_like_any_other);
  tcase_add_test (tc,
      test_a_history_without_tracks_or_frames_has_nothing_to_drop);
  tcase_add_test (tc, test_find_agrees_with_looking_at_every_frame);
  tcase_add_test (tc, test_find_media_agrees_with_looking_at_every_frame);
  tcase_add_test (tc, test_of_equal_neighbours_the_outer_one_is_found);
  tcase_add_test (tc, test_the_first_frame_that_is_left_is_found_across_chunks);
  tcase_add_test (tc, test_a_chunk_that_emptied_while_it_filled_goes_on);
  tcase_add_test (tc, test_frames_go_at_chunk_borders);
  tcase_add_test (tc, test_a_thousand_evicted_takes_leave_nothing_behind);
  tcase_add_test (tc, test_an_old_take_costs_nothing_for_the_hours_after_it);
  tcase_add_test (tc, test_clear_frees_everything_and_numbers_go_on);
  tcase_add_test (tc, test_free_frees_what_is_held_and_what_is_idle);

  tc = tcase_create ("model");
  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_100000_operations_agree_with_a_naive_model);
  return s;
}

GST_CHECK_MAIN (history);
