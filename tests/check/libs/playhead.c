/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Which frame of a take shows. A frame that shows twice or not at all is a
 * jerk that the camera never made. */
#include <gst/check/gstcheck.h>

#include <math.h>

#include <reverseplay/mediaclock.h>
#include <reverseplay/playhead.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MS G_GINT64_CONSTANT (1000000)
#define PERIOD (40 * MS)
/* The take is not the first thing in the history. */
#define BEFORE 70
#define ORIGIN (5 * SECOND + 17)

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

static RpHistory *history;
static RpTakes *takes;
static RpTake *take;
static RpReel reel;

static void
nothing (gpointer data)
{
}

static void
record (gint64 media, guint64 duration)
{
  RpFrame frame = { media, media, duration, 1, 0, &history };

  rp_takes_append (takes, 0, &frame);
}

static void
setup (void)
{
  guint i;

  history = rp_history_new (nothing);
  rp_history_add_track (history);
  takes = rp_takes_new (history);
  for (i = 0; i < BEFORE; i++)
    record (i * MS, MS);
  take = rp_takes_start (takes, BEFORE, NULL);
}

static void
teardown (void)
{
  rp_takes_free (takes);
  rp_history_free (history);
}

static void
cut (void)
{
  rp_takes_stop (takes);
  fail_unless (rp_reel_init (&reel, history, 0, take));
}

/* A take of @n frames at @den / @num frames a ns. */
static void
shoot (guint64 n, guint64 num, guint64 den)
{
  guint64 i;

  for (i = 0; i < n; i++)
    record (ORIGIN + (gint64) gst_util_uint64_scale (i, num, den), num / den);
  cut ();
}

/* A new take in place of the old one. */
static void
shoot_again (guint64 n, guint64 num, guint64 den)
{
  teardown ();
  setup ();
  shoot (n, num, den);
}

/* The number of the frame in the take. */
static gint64
frame_of (const RpPlayhead * head)
{
  return (gint64) (rp_playhead_frame (head, &reel) - reel.span.first);
}

static RpPlayhead
start (gint direction, gdouble rate)
{
  RpPlayhead head;

  rp_playhead_start (&head, &reel, direction, rate, RP_TIME_NONE);
  return head;
}

static RpMove
move (RpPlayhead * head, RpAtEnd at_end)
{
  return rp_playhead_move (head, &reel, PERIOD, at_end);
}

/* -- at the camera's own pace --------------------------------------------- */

typedef struct
{
  guint64 rate_num, rate_den;
  guint seconds;
} Rate;

static const Rate rates[] = { {24000, 1001, 3600}, {24, 1, 600}, {25, 1, 600},
{30000, 1001, 600}, {50, 1, 600}, {60000, 1001, 3600}
};

static const gint directions[] = { -1, 1 };

/* Slots are rounded to ns like frames, but not at the same places. */
static void
check_every_frame_shows_once_for_an_hour (void)
{
  Rate rate = rates[which / 2];
  gint direction = directions[which % 2];
  guint64 num = rate.rate_den * (guint64) SECOND, den = rate.rate_num;
  gint64 n = (gint64) (rate.seconds * rate.rate_num / rate.rate_den), k;
  gint64 slot, before;
  RpPlayhead head;
  RpMove how;

  shoot ((guint64) n, num, den);
  head = start (direction, 1.0);
  before = (gint64) gst_util_uint64_scale (7, num, den);
  for (k = 0; k < n; k++) {
    HOLDS (frame_of (&head) == (direction < 0 ? n - 1 - k : k), "slot %"
        G_GINT64_FORMAT " shows frame %" G_GINT64_FORMAT, k, frame_of (&head));
    slot = (gint64) gst_util_uint64_scale ((guint64) k + 8, num, den);
    how = rp_playhead_move (&head, &reel, (guint64) (slot - before),
        RP_AT_END_LIVE);
    HOLDS (how == (k == n - 1 ? RP_MOVE_ENDED : RP_MOVE_ON), "slot %"
        G_GINT64_FORMAT, k);
    before = slot;
  }
  fail_unless_equals_int64 (frame_of (&head), direction < 0 ? 0 : n - 1);
}

GST_START_TEST (test_every_frame_shows_once_for_an_hour)
{
  for (which = 0; which < 12; which++) {
    check_every_frame_shows_once_for_an_hour ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

typedef struct
{
  RpMediaClock clock;
  GRand *rand;
  gdouble jitter;               /* of a frame */
  guint64 num, den;
  guint64 count;
} Camera;

static void
camera_init (Camera * camera, guint32 seed, gdouble jitter, const Rate * rate)
{
  rp_media_clock_init (&camera->clock);
  rp_media_clock_set_rate (&camera->clock, (gint) rate->rate_num,
      (gint) rate->rate_den);
  camera->rand = g_rand_new_with_seed (seed);
  camera->jitter = jitter;
  camera->num = rate->rate_den * (guint64) SECOND;
  camera->den = rate->rate_num;
  camera->count = 10;
}

/* The media time of its next frame. */
static gint64
camera_next (Camera * camera)
{
  gdouble period = (gdouble) camera->num / (gdouble) camera->den;
  gint64 stamp = (gint64) gst_util_uint64_scale (camera->count++,
      camera->num, camera->den);
  gint64 running, media;

  stamp += (gint64) (period * g_rand_double_range (camera->rand,
          -camera->jitter, camera->jitter));
  rp_media_clock_next (&camera->clock, stamp, &running, &media);
  return media;
}

/* A take of a camera whose stamps jitter, shown while it goes on. */
static gint64
shoot_with (Camera * camera, gint64 n)
{
  gint64 last = 0;
  gint64 i;

  for (i = 0; i < n; i++) {
    last = camera_next (camera);
    record (last, camera->num / camera->den);
  }
  cut ();
  return last;
}

static void
warm_up (Camera * camera)
{
  guint i;

  for (i = 0; i < 400; i++)
    camera_next (camera);
}

GST_START_TEST (test_every_frame_shows_once_in_spite_of_jitter)
{
  const gint64 n = 600;
  guint32 seed;

  for (seed = 1; seed <= 40; seed++) {
    const Rate *rate = &rates[seed % G_N_ELEMENTS (rates)];
    gint direction = directions[__i__];
    gint64 k, last, now;
    RpPlayhead head;
    Camera camera;

    teardown ();
    setup ();
    camera_init (&camera, seed, 0.4, rate);
    warm_up (&camera);
    last = shoot_with (&camera, n);
    head = start (direction, 1.0);
    for (k = 0; k < n; k++) {
      HOLDS (frame_of (&head) == (direction < 0 ? n - 1 - k : k),
          "seed %u: slot %" G_GINT64_FORMAT " shows frame %" G_GINT64_FORMAT,
          seed, k, frame_of (&head));
      now = camera_next (&camera);
      rp_playhead_move (&head, &reel, (guint64) (now - last), RP_AT_END_HOLD);
      last = now;
    }
    g_rand_free (camera.rand);
  }
}

GST_END_TEST;

/* A webcam in the dark, and caps that know nothing of it. */
GST_START_TEST (test_every_frame_shows_once_of_a_camera_slower_than_it_says)
{
  static const Rate real = { 25, 1, 0 };
  const gint64 n = 300;
  gint direction = directions[__i__];
  gint64 k, last, now;
  RpPlayhead head;
  Camera camera;
  guint i;

  camera_init (&camera, 5, 0.05, &real);
  rp_media_clock_set_rate (&camera.clock, 30, 1);
  for (i = 0; i < 300; i++)
    camera_next (&camera);
  last = shoot_with (&camera, n);
  head = start (direction, 1.0);
  for (k = 0; k < n; k++) {
    HOLDS (frame_of (&head) == (direction < 0 ? n - 1 - k : k),
        "slot %" G_GINT64_FORMAT " shows frame %" G_GINT64_FORMAT, k,
        frame_of (&head));
    now = camera_next (&camera);
    rp_playhead_move (&head, &reel, (guint64) (now - last), RP_AT_END_HOLD);
    last = now;
  }
  g_rand_free (camera.rand);
}

GST_END_TEST;

/* -- slow and fast -------------------------------------------------------- */

typedef struct
{
  gint64 a, b;
} Speed;

static const Speed speeds[] = { {1, 20}, {1, 10}, {1, 4}, {1, 2}, {3, 4},
{1, 1}, {3, 2}, {2, 1}, {4, 1}, {16, 1}, {7, 5}, {1, 3}
};

/* After @k slots at a / b the playhead lies (b + 2 k a) / 2 b frames into the
 * pass, (a + 2 k a) / 2 b when that is less; on a border the frame before it
 * shows still. */
static void
check_other_rates_repeat_or_skip_evenly (void)
{
  Speed speed = speeds[which / 2];
  gint direction = directions[which % 2];
  const gint64 n = 200;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    guint64 num = rates[i].rate_den * (guint64) SECOND;
    guint64 den = rates[i].rate_num;
    gint64 slot, before = 0, k, at, expected;
    RpPlayhead head;
    RpMove how;

    shoot_again ((guint64) n, num, den);
    head = start (direction, (gdouble) speed.a / (gdouble) speed.b);
    for (k = 0;; k++) {
      at = MIN (speed.a, speed.b) + 2 * k * speed.a;
      if (at > 2 * speed.b * n)
        break;
      expected = (at - 1) / (2 * speed.b);
      HOLDS (frame_of (&head) == (direction < 0 ? n - 1 - expected : expected),
          "slot %" G_GINT64_FORMAT " shows frame %" G_GINT64_FORMAT, k,
          frame_of (&head));
      slot = (gint64) gst_util_uint64_scale ((guint64) k + 1, num, den);
      how = rp_playhead_move (&head, &reel, (guint64) (slot - before),
          RP_AT_END_HOLD);
      HOLDS (how == (at + 2 * speed.a > 2 * speed.b * n ? RP_MOVE_ENDED
              : RP_MOVE_ON), "slot %" G_GINT64_FORMAT, k);
      before = slot;
    }
  }
}

GST_START_TEST (test_other_rates_repeat_or_skip_evenly)
{
  for (which = 0; which < 24; which++) {
    check_other_rates_repeat_or_skip_evenly ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

GST_START_TEST (test_at_half_speed_every_frame_shows_twice)
{
  gint direction = directions[__i__];
  guint shown[20] = { 0, }, i;
  RpPlayhead head;

  shoot (20, PERIOD, 1);
  head = start (direction, 0.5);
  do
    shown[frame_of (&head)]++;
  while (move (&head, RP_AT_END_LIVE) == RP_MOVE_ON);
  for (i = 0; i < 20; i++)
    fail_unless_equals_int (shown[i], 2);
}

GST_END_TEST;

GST_START_TEST (test_no_time_between_slots_moves_nothing)
{
  RpPlayhead head;

  shoot (5, PERIOD, 1);
  head = start (-1, 1.0);
  fail_unless_equals_int (rp_playhead_move (&head, &reel, 0, RP_AT_END_LIVE),
      RP_MOVE_ON);
  fail_unless_equals_int64 (frame_of (&head), 4);
}

GST_END_TEST;

GST_START_TEST (test_a_long_stall_ends_the_pass)
{
  RpPlayhead head;

  shoot (5, PERIOD, 1);
  head = start (-1, 16.0);
  fail_unless_equals_int (rp_playhead_move (&head, &reel,
          (guint64) (100000 * SECOND), RP_AT_END_HOLD), RP_MOVE_ENDED);
  fail_unless_equals_int64 (frame_of (&head), 0);
}

GST_END_TEST;

GST_START_TEST (test_rate_and_direction_change_while_it_plays)
{
  RpPlayhead head;
  guint i;

  shoot (100, PERIOD, 1);
  head = start (-1, 1.0);
  for (i = 0; i < 10; i++)
    move (&head, RP_AT_END_LIVE);
  fail_unless_equals_int64 (frame_of (&head), 89);
  head.rate = 2.0;
  fail_unless_equals_int64 (frame_of (&head), 89);
  move (&head, RP_AT_END_LIVE);
  fail_unless_equals_int64 (frame_of (&head), 87);
  head.direction = 1;
  fail_unless_equals_int64 (frame_of (&head), 87);
  head.rate = 1.0;
  move (&head, RP_AT_END_LIVE);
  fail_unless_equals_int64 (frame_of (&head), 88);
}

GST_END_TEST;

/* -- the end of a pass ---------------------------------------------------- */

static void
check_a_pass_ends_right_after_its_last_frame (void)
{
  static const guint lengths[] = { 1, 2, 3, 64, 65 };
  static const RpAtEnd ends[] = { RP_AT_END_LIVE, RP_AT_END_HOLD };
  guint n = lengths[which % 5], i, j, k;
  RpPlayhead head;

  shoot (n, 1001 * (guint64) SECOND, 24000);
  for (i = 0; i < 2; i++) {
    for (j = 0; j < 2; j++) {
      head = start (directions[i], 1.0);
      for (k = 1; k < n; k++)
        fail_unless_equals_int (rp_playhead_move (&head, &reel, 41708333,
                ends[j]), RP_MOVE_ON);
      /* and however often it is asked again */
      for (k = 0; k < 3; k++) {
        fail_unless_equals_int (rp_playhead_move (&head, &reel, 41708333,
                ends[j]), RP_MOVE_ENDED);
        fail_unless_equals_int64 (frame_of (&head), i == 0 ? 0 : n - 1);
        fail_unless_equals_int (head.direction, directions[i]);
      }
    }
  }
}

GST_START_TEST (test_a_pass_ends_right_after_its_last_frame)
{
  for (which = 0; which < 5; which++) {
    check_a_pass_ends_right_after_its_last_frame ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

static void
check_a_loop_goes_round_without_a_repeated_frame (void)
{
  static const gint64 lengths[] = { 1, 2, 3, 24, 130 };
  gint direction = directions[which % 2];
  gint64 n = lengths[which / 2], k, slot, before = 0;
  guint64 num = 1001 * (guint64) SECOND, den = 24000;
  RpPlayhead head;
  RpMove how;

  shoot ((guint64) n, num, den);
  head = start (direction, 1.0);
  for (k = 0; k < n * 300; k++) {
    HOLDS (frame_of (&head) == (direction < 0 ? n - 1 - k % n : k % n),
        "slot %" G_GINT64_FORMAT " shows frame %" G_GINT64_FORMAT, k,
        frame_of (&head));
    slot = (gint64) gst_util_uint64_scale ((guint64) k + 1, num, den);
    how = rp_playhead_move (&head, &reel, (guint64) (slot - before),
        RP_AT_END_LOOP);
    HOLDS (how == ((k + 1) % n == 0 ? RP_MOVE_WRAPPED : RP_MOVE_ON),
        "slot %" G_GINT64_FORMAT, k);
    before = slot;
  }
}

GST_START_TEST (test_a_loop_goes_round_without_a_repeated_frame)
{
  for (which = 0; which < 10; which++) {
    check_a_loop_goes_round_without_a_repeated_frame ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

static void
check_a_loop_at_other_rates_is_a_circle (void)
{
  Speed speed = speeds[which / 2];
  gint direction = directions[which % 2];
  gint64 n, k, at, expected;
  RpPlayhead head;

  for (n = 1; n < 40; n += n < 5 ? 1 : 7) {
    shoot_again ((guint64) n, PERIOD, 1);
    head = start (direction, (gdouble) speed.a / (gdouble) speed.b);
    for (k = 0; k < 2000; k++) {
      at = (MIN (speed.a, speed.b) + 2 * k * speed.a) % (2 * speed.b * n);
      expected = at == 0 ? n - 1 : (at - 1) / (2 * speed.b);
      if (direction < 0)
        expected = n - 1 - expected;
      /* on the border between the ends either may show */
      HOLDS (frame_of (&head) == expected || at == 0, "slot %"
          G_GINT64_FORMAT " of %" G_GINT64_FORMAT " shows frame %"
          G_GINT64_FORMAT, k, n, frame_of (&head));
      move (&head, RP_AT_END_LOOP);
    }
  }
}

GST_START_TEST (test_a_loop_at_other_rates_is_a_circle)
{
  for (which = 0; which < 24; which++) {
    check_a_loop_at_other_rates_is_a_circle ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* 0 1 2 1 0 1 2 ... */
static gint64
back_and_forth (gint64 k, gint64 n)
{
  gint64 at = n > 1 ? k % (2 * n - 2) : 0;

  return at < n ? at : 2 * n - 2 - at;
}

static void
check_a_ping_pong_turns_without_a_repeated_frame (void)
{
  static const gint64 lengths[] = { 1, 2, 3, 10, 65 };
  gint direction = directions[which % 2];
  gint64 n = lengths[which / 2], k, expected, turns = 0;
  guint64 num = 1001 * (guint64) SECOND, den = 30000;
  gint64 slot, before = 0;
  RpPlayhead head;
  RpMove how;

  shoot ((guint64) n, num, den);
  head = start (direction, 1.0);
  for (k = 0; k < 2000; k++) {
    expected = back_and_forth (k, n);
    if (direction < 0)
      expected = n - 1 - expected;
    HOLDS (frame_of (&head) == expected, "slot %" G_GINT64_FORMAT
        " shows frame %" G_GINT64_FORMAT, k, frame_of (&head));
    slot = (gint64) gst_util_uint64_scale ((guint64) k + 1, num, den);
    how = rp_playhead_move (&head, &reel, (guint64) (slot - before),
        RP_AT_END_PING_PONG);
    turns += how == RP_MOVE_TURNED;
    HOLDS (how != RP_MOVE_ENDED, "slot %" G_GINT64_FORMAT, k);
    before = slot;
  }
  fail_unless_equals_int64 (turns, n > 1 ? 1999 / (n - 1) : 0);
}

GST_START_TEST (test_a_ping_pong_turns_without_a_repeated_frame)
{
  for (which = 0; which < 10; which++) {
    check_a_ping_pong_turns_without_a_repeated_frame ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* Every pass ends a little off the middle of its frame; that must not add up
 * to a frame. */
static void
check_no_loop_drifts_out_of_a_take_with_jitter (void)
{
  static const RpAtEnd ends[] = { RP_AT_END_LOOP, RP_AT_END_PING_PONG };
  RpAtEnd at_end = ends[which / 2];
  gint direction = directions[which % 2];
  const gint64 n = 50;
  guint32 seed;

  for (seed = 1; seed <= 10; seed++) {
    gint64 k, last, now, expected;
    RpPlayhead head;
    Camera camera;

    teardown ();
    setup ();
    camera_init (&camera, seed, 0.3, &rates[2]);
    warm_up (&camera);
    last = shoot_with (&camera, n);
    head = start (direction, 1.0);
    for (k = 0; k < n * 200; k++) {
      expected = at_end == RP_AT_END_LOOP ? k % n : back_and_forth (k, n);
      if (direction < 0)
        expected = n - 1 - expected;
      HOLDS (frame_of (&head) == expected, "seed %u: slot %" G_GINT64_FORMAT
          " shows frame %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT,
          seed, k, frame_of (&head), expected);
      now = camera_next (&camera);
      rp_playhead_move (&head, &reel, (guint64) (now - last), at_end);
      last = now;
    }
    g_rand_free (camera.rand);
  }
}

GST_START_TEST (test_no_loop_drifts_out_of_a_take_with_jitter)
{
  for (which = 0; which < 4; which++) {
    check_no_loop_drifts_out_of_a_take_with_jitter ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* -- uneven takes --------------------------------------------------------- */

/* Ten frames, a second of nothing, ten frames. */
static void
shoot_with_a_gap (void)
{
  gint64 i;

  for (i = 0; i < 20; i++)
    record (ORIGIN + i * PERIOD + (i >= 10 ? SECOND : 0), PERIOD);
  cut ();
}

GST_START_TEST (test_a_gap_lasts_as_long_as_it_did)
{
  gint direction = directions[__i__];
  guint shown[20] = { 0, }, i;
  RpPlayhead head;

  shoot_with_a_gap ();
  head = start (direction, 1.0);
  do
    shown[frame_of (&head)]++;
  while (move (&head, RP_AT_END_LIVE) == RP_MOVE_ON);
  for (i = 0; i < 20; i++)
    fail_unless_equals_int (shown[i], i == 9 ? 26 : 1);
}

GST_END_TEST;

GST_START_TEST (test_a_pass_that_ends_before_a_gap_does_not_wait_for_it)
{
  gint direction = directions[__i__];
  gint64 k, at;
  RpPlayhead head;

  shoot_with_a_gap ();
  take->out = 9 * PERIOD + 5;
  fail_unless (rp_reel_init (&reel, history, 0, take));
  head = start (direction, 1.0);
  fail_unless_equals_uint64 (rp_playhead_remaining (&head, &reel), 10 * PERIOD);
  for (k = 0; k < 100; k++) {
    at = k % 10;
    fail_unless_equals_int64 (frame_of (&head), direction < 0 ? 9 - at : at);
    fail_unless_equals_int (move (&head, RP_AT_END_LOOP),
        at == 9 ? RP_MOVE_WRAPPED : RP_MOVE_ON);
  }
  head = start (direction, 1.0);
  for (k = 0; k < 9; k++)
    fail_unless_equals_int (move (&head, RP_AT_END_LIVE), RP_MOVE_ON);
  fail_unless_equals_int (move (&head, RP_AT_END_LIVE), RP_MOVE_ENDED);
}

GST_END_TEST;

GST_START_TEST (test_frames_of_many_lengths_show_as_long_as_they_did)
{
  gint direction = directions[__i__];
  guint shown[30] = { 0, }, i;
  gint64 at = ORIGIN, length;
  RpPlayhead head;

  for (i = 0; i < 30; i++) {
    length = (10 + (i * 7) % 90) * MS;
    record (at, (guint64) length);
    at += length;
  }
  cut ();
  head = start (direction, 1.0);
  do
    shown[frame_of (&head)]++;
  while (rp_playhead_move (&head, &reel, MS, RP_AT_END_LIVE) == RP_MOVE_ON);
  for (i = 0; i < 30; i++) {
    guint ms = 10 + (i * 7) % 90;
    gboolean is_first = i == (direction < 0 ? 29 : 0);

    /* it starts in the middle of a frame */
    fail_unless (shown[i] + 1 >= (is_first ? ms / 2 : ms)
        && shown[i] <= (is_first ? ms / 2 : ms) + 1,
        "frame %u shows %u ms of %u", i, shown[i], ms);
  }
}

GST_END_TEST;

static void
check_frames_without_a_length_do_no_harm (void)
{
  static const RpAtEnd ends[] = { RP_AT_END_LIVE, RP_AT_END_HOLD,
    RP_AT_END_LOOP, RP_AT_END_PING_PONG
  };
  guint n = 1 + (guint) which / 4, i, k;

  for (i = 0; i < n; i++)
    record (ORIGIN + i, 0);
  cut ();
  for (i = 0; i < 2; i++) {
    RpPlayhead head = start (directions[i], 1.0);

    for (k = 0; k < 20; k++) {
      rp_playhead_move (&head, &reel, k % 2 ? PERIOD : 1, ends[which % 4]);
      fail_unless (isfinite (head.time));
      fail_unless (frame_of (&head) >= 0 && frame_of (&head) < n);
      fail_unless (rp_playhead_remaining (&head, &reel) < SECOND);
      rp_playhead_edge (&head);
    }
  }
}

GST_START_TEST (test_frames_without_a_length_do_no_harm)
{
  for (which = 0; which < 12; which++) {
    check_frames_without_a_length_do_no_harm ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* -- points --------------------------------------------------------------- */

static void
set_points (guint64 in, guint64 out)
{
  take->in = in;
  take->out = out;
  fail_unless (rp_reel_init (&reel, history, 0, take));
}

static void
assert_points (gint64 from, gint64 to)
{
  fail_unless_equals_int64 ((gint64) (reel.first - reel.span.first), from);
  fail_unless_equals_int64 ((gint64) (reel.last - reel.span.first), to);
}

GST_START_TEST (test_points_are_on_the_frames_that_show_there)
{
  shoot (20, PERIOD, 1);
  assert_points (0, 19);
  set_points (5 * PERIOD, 10 * PERIOD);
  assert_points (5, 10);
  set_points (6 * PERIOD - 1, 11 * PERIOD - 1);
  assert_points (5, 10);
  set_points (RP_TIME_NONE, 3 * PERIOD);
  assert_points (0, 3);
  set_points (7 * PERIOD, RP_TIME_NONE);
  assert_points (7, 19);
  set_points (0, 0);
  assert_points (0, 0);
  set_points (20 * PERIOD, 100 * SECOND);
  assert_points (19, 19);
}

GST_END_TEST;

GST_START_TEST (test_points_beyond_all_time)
{
  static const guint64 far[] = { G_MAXINT64 - 1, G_MAXINT64,
    (guint64) G_MAXINT64 + 1, G_MAXUINT64 - 1
  };
  RpPlayhead head;
  guint i;

  shoot (20, PERIOD, 1);
  for (i = 0; i < G_N_ELEMENTS (far); i++) {
    set_points (0, far[i]);
    assert_points (0, 19);
    set_points (far[i], RP_TIME_NONE);
    assert_points (19, 19);
    set_points (RP_TIME_NONE, RP_TIME_NONE);
    fail_unless_equals_uint64 (rp_reel_frame_at (&reel, far[i]),
        reel.span.end - 1);
    rp_playhead_start (&head, &reel, -1, 1.0, far[i]);
    fail_unless_equals_int64 (frame_of (&head), 19);
  }
}

GST_END_TEST;

GST_START_TEST (test_points_the_wrong_way_round_leave_one_frame)
{
  RpPlayhead head;
  guint i;

  shoot (20, PERIOD, 1);
  set_points (12 * PERIOD, 4 * PERIOD);
  assert_points (12, 12);
  for (i = 0; i < 2; i++) {
    head = start (directions[i], 1.0);
    fail_unless_equals_int64 (frame_of (&head), 12);
    fail_unless_equals_int (move (&head, RP_AT_END_LOOP), RP_MOVE_WRAPPED);
    fail_unless_equals_int64 (frame_of (&head), 12);
    fail_unless_equals_int (move (&head, RP_AT_END_LIVE), RP_MOVE_ENDED);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_pass_runs_between_the_points)
{
  RpPlayhead head;
  gint64 k;

  shoot (20, PERIOD, 1);
  set_points (5 * PERIOD + 1, 10 * PERIOD);
  head = start (-1, 1.0);
  for (k = 10; k >= 5; k--) {
    fail_unless_equals_int64 (frame_of (&head), k);
    fail_unless_equals_int (move (&head, RP_AT_END_LOOP),
        k > 5 ? RP_MOVE_ON : RP_MOVE_WRAPPED);
  }
  fail_unless_equals_int64 (frame_of (&head), 10);
  head = start (1, 1.0);
  for (k = 5; k <= 10; k++) {
    fail_unless_equals_int64 (frame_of (&head), k);
    fail_unless_equals_int (move (&head, RP_AT_END_LIVE),
        k < 10 ? RP_MOVE_ON : RP_MOVE_ENDED);
  }
}

GST_END_TEST;

GST_START_TEST (test_points_that_move_under_the_playhead)
{
  RpPlayhead head;

  shoot (20, PERIOD, 1);
  head = start (-1, 1.0);
  move (&head, RP_AT_END_LIVE);
  fail_unless_equals_int64 (frame_of (&head), 18);
  /* it shows the nearest one that is left */
  set_points (RP_TIME_NONE, 10 * PERIOD);
  fail_unless_equals_int64 (frame_of (&head), 10);
  set_points (19 * PERIOD, RP_TIME_NONE);
  fail_unless_equals_int64 (frame_of (&head), 19);
  fail_unless_equals_int (move (&head, RP_AT_END_LIVE), RP_MOVE_ENDED);
  fail_unless_equals_int64 (frame_of (&head), 19);
}

GST_END_TEST;

/* -- seeking -------------------------------------------------------------- */

GST_START_TEST (test_a_position_is_the_frame_that_shows_there)
{
  RpPlayhead head;
  gint64 k;
  guint i;

  shoot (130, 1001 * (guint64) SECOND, 24000);
  for (i = 0; i < 2; i++) {
    for (k = 0; k < 130; k++) {
      gint64 from = rp_reel_start_of (&reel, reel.span.first + (guint64) k);
      gint64 to = rp_reel_end_of (&reel, reel.span.first + (guint64) k);

      rp_playhead_start (&head, &reel, directions[i], 0.05, (guint64) from);
      HOLDS (frame_of (&head) == k, "frame %" G_GINT64_FORMAT, k);
      rp_playhead_start (&head, &reel, directions[i], 16.0, (guint64) to - 1);
      HOLDS (frame_of (&head) == k, "frame %" G_GINT64_FORMAT, k);
      rp_playhead_go_to (&head, &reel, reel.span.first + (guint64) k);
      HOLDS (frame_of (&head) == k, "frame %" G_GINT64_FORMAT, k);
      HOLDS (from == (gint64) gst_util_uint64_scale ((guint64) k,
              1001 * (guint64) SECOND, 24000), "frame %" G_GINT64_FORMAT, k);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_a_position_outside_the_points_is_the_nearest_frame)
{
  RpPlayhead head;

  shoot (20, PERIOD, 1);
  set_points (5 * PERIOD, 10 * PERIOD);
  rp_playhead_start (&head, &reel, -1, 1.0, 0);
  fail_unless_equals_int64 (frame_of (&head), 5);
  fail_unless_equals_int (move (&head, RP_AT_END_LIVE), RP_MOVE_ENDED);
  rp_playhead_start (&head, &reel, -1, 1.0, 18 * PERIOD);
  fail_unless_equals_int64 (frame_of (&head), 10);
  fail_unless_equals_uint64 (rp_reel_frame_at (&reel, 0), reel.first);
  fail_unless_equals_uint64 (rp_reel_frame_at (&reel, 7 * PERIOD),
      reel.span.first + 7);
  fail_unless_equals_uint64 (rp_reel_frame_at (&reel, 1000 * SECOND),
      reel.last);
}

GST_END_TEST;

GST_START_TEST (test_it_plays_on_from_where_it_was_put)
{
  RpPlayhead head;
  guint i;

  shoot (20, PERIOD, 1);
  rp_playhead_start (&head, &reel, -1, 1.0, 12 * PERIOD + 3);
  for (i = 12; i > 0; i--) {
    fail_unless_equals_int64 (frame_of (&head), i);
    fail_unless_equals_int (move (&head, RP_AT_END_LIVE), RP_MOVE_ON);
  }
  fail_unless_equals_int (move (&head, RP_AT_END_LIVE), RP_MOVE_ENDED);
}

GST_END_TEST;

GST_START_TEST (test_a_take_without_frames_is_no_reel)
{
  rp_takes_stop (takes);
  fail_if (rp_reel_init (&reel, history, 0, take));
  fail_if (rp_reel_init (&reel, history, 3, take));
}

GST_END_TEST;

/* -- where it is, and how long it will be --------------------------------- */

GST_START_TEST (test_start_and_end_of_frames_join)
{
  guint64 seq;

  shoot_with_a_gap ();
  fail_unless_equals_int64 (rp_reel_start_of (&reel, reel.span.first), 0);
  for (seq = reel.span.first; seq + 1 < reel.span.end; seq++)
    fail_unless_equals_int64 (rp_reel_end_of (&reel, seq),
        rp_reel_start_of (&reel, seq + 1));
  fail_unless_equals_int64 (rp_reel_end_of (&reel, reel.span.end - 1),
      SECOND + 20 * PERIOD);
  fail_unless_equals_uint64 (rp_take_duration (take, history),
      SECOND + 20 * PERIOD);
}

GST_END_TEST;

GST_START_TEST (test_at_rate_1_the_edge_is_the_frames_own)
{
  guint64 num = 1001 * (guint64) SECOND, den = 24000;
  guint i, k;

  shoot (100, num, den);
  for (i = 0; i < 2; i++) {
    RpPlayhead head = start (directions[i], 1.0);

    for (k = 0; k < 100; k++) {
      guint64 seq = rp_playhead_frame (&head, &reel);
      gint64 own = i == 0 ? rp_reel_end_of (&reel, seq)
          : rp_reel_start_of (&reel, seq);

      fail_unless (ABS (rp_playhead_edge (&head) - own) <= 40,
          "frame %u: %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, k,
          rp_playhead_edge (&head), own);
      rp_playhead_move (&head, &reel, 41708333 + (k % 3 > 0), RP_AT_END_LIVE);
    }
  }
}

GST_END_TEST;

/* What is announced at the first frame is what it takes, and the edge moves by
 * the rate. */
static void
check_what_remains_goes_down_as_time_passes (void)
{
  Speed speed = speeds[which / 2];
  gint direction = directions[which % 2];
  gdouble rate = (gdouble) speed.a / (gdouble) speed.b;
  RpPlayhead head;
  guint64 whole, k = 0;
  gint64 first_edge;

  shoot (100, PERIOD, 1);
  set_points (10 * PERIOD, 89 * PERIOD);
  head = start (direction, rate);
  whole = rp_playhead_remaining (&head, &reel);
  first_edge = rp_playhead_edge (&head);
  fail_unless_equals_int64 (first_edge, direction < 0 ? 90 * PERIOD
      : 10 * PERIOD);
  fail_unless (fabs ((gdouble) whole - 80 * PERIOD / rate) < 2.0);
  while (move (&head, RP_AT_END_LIVE) == RP_MOVE_ON) {
    gdouble edge = (gdouble) first_edge
        + direction * (gdouble) (++k * PERIOD) * rate;
    gdouble left = MAX ((gdouble) whole - (gdouble) (k * PERIOD), 0.0);

    HOLDS (fabs ((gdouble) rp_playhead_edge (&head) - edge) < 2.0,
        "slot %" G_GUINT64_FORMAT, k);
    HOLDS (fabs ((gdouble) rp_playhead_remaining (&head, &reel) - left)
        < 2.0 + 2.0 / rate, "slot %" G_GUINT64_FORMAT, k);
  }
  /* the number of slots, to half a slot on either side */
  fail_unless (fabs ((gdouble) (k + 1) - (gdouble) whole / PERIOD)
      <= MAX (0.5, 0.5 / rate) + 0.5, "%" G_GUINT64_FORMAT " slots", k + 1);
}

GST_START_TEST (test_what_remains_goes_down_as_time_passes)
{
  for (which = 0; which < 24; which++) {
    check_what_remains_goes_down_as_time_passes ();
    teardown ();
    setup ();
  }
}

GST_END_TEST;

/* -- against a slow model ------------------------------------------------- */

/* A playhead that counts sixteenths of frames, one by one where it can. Rates
 * are eighths, so that half of one is a whole number. */
#define U 16

typedef struct
{
  gint64 at;                    /* in sixteenths */
  gint direction;
  gint64 first, last;           /* frames */
} Model;

/* At other rates than the camera's own a ping-pong is over where it turns. */
static gboolean
model_is_outside (const Model * model, gint64 rate, RpAtEnd at_end)
{
  gint64 inside = at_end == RP_AT_END_PING_PONG && rate != U
      && model->first < model->last ? U / 2 : 0;

  return model->direction < 0 ? model->at < model->first * U + inside
      : model->at > (model->last + 1) * U - inside;
}

/* A pass begins so that the first frame shows as long as any other. */
static void
model_start (Model * model, gint64 frame, gint64 rate)
{
  gint64 half = MIN (rate, U) / 2;

  model->at = model->direction < 0 ? (frame + 1) * U - half : frame * U + half;
}

static gint64
model_frame (const Model * model)
{
  gint64 frame = model->direction < 0 ? model->at / U
      : (model->at + U - 1) / U - 1;

  return CLAMP (frame, model->first, model->last);
}

/* At the camera's own pace a pass begins in the middle of a frame. */
static void
model_centre (Model * model, gint64 rate)
{
  if (rate == U)
    model->at = model_frame (model) * U + U / 2;
}

static RpMove
model_move (Model * model, gint64 frames, gint64 rate, RpAtEnd at_end)
{
  gint64 low = model->first * U, high = (model->last + 1) * U;
  gint direction = model->direction;

  model->at += direction * frames * rate;
  if (!model_is_outside (model, rate, at_end))
    return RP_MOVE_ON;
  if (at_end == RP_AT_END_PING_PONG && model->first == model->last)
    at_end = RP_AT_END_LOOP;
  switch (at_end) {
    case RP_AT_END_LOOP:
      while (model->at < low)
        model->at += high - low;
      while (model->at > high)
        model->at -= high - low;
      model_centre (model, rate);
      return RP_MOVE_WRAPPED;
    case RP_AT_END_PING_PONG:
      low += U / 2;
      high -= U / 2;
      for (;;) {
        if (model->direction > 0 && model->at > high)
          model->at = 2 * high - model->at;
        else if (model->direction < 0 && model->at < low)
          model->at = 2 * low - model->at;
        else
          break;
        model->direction = -model->direction;
      }
      model_centre (model, rate);
      return model->direction != direction ? RP_MOVE_TURNED : RP_MOVE_WRAPPED;
    default:
      model->at = (direction < 0 ? model->first : model->last) * U + U / 2;
      return RP_MOVE_ENDED;
  }
}

/* On an outermost middle it may be about to turn or have turned: the same
 * pictures follow. On the border of a loop either end may show. */
static gboolean
model_agrees (Model * model, const RpPlayhead * head, RpAtEnd at_end)
{
  gint64 low = model->first * U, high = (model->last + 1) * U;

  if (at_end == RP_AT_END_PING_PONG
      && (model->at == low + U / 2 || model->at == high - U / 2))
    model->direction = head->direction;
  if ((at_end == RP_AT_END_LOOP || model->first == model->last)
      && (model->at == low || model->at == high))
    model->at = llrint (head->time * U / PERIOD);
  return frame_of (head) == model_frame (model)
      && head->direction == model->direction;
}

static void
model_points (Model * model, GRand * rand, gint64 n)
{
  gint64 in = g_rand_int_range (rand, 0, (gint32) n);
  gint64 out = g_rand_int_range (rand, 0, (gint32) n);

  set_points (g_rand_boolean (rand) ? RP_TIME_NONE : (guint64) (in * PERIOD),
      g_rand_boolean (rand) ? RP_TIME_NONE : (guint64) (out * PERIOD + 9));
  model->first = take->in == RP_TIME_NONE ? 0 : in;
  model->last = take->out == RP_TIME_NONE ? n - 1 : out;
  model->last = MAX (model->last, model->first);
}

static void
compare_with_model (guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  gint64 n = g_rand_int_range (rand, 1, 25), rate = U, frames;
  Model model = { 0, -1, 0, n - 1 };
  RpAtEnd at_end = RP_AT_END_LIVE;
  RpMove how, expected;
  RpPlayhead head;
  guint op;

  shoot_again ((guint64) n, PERIOD, 1);
  head = start (-1, 1.0);
  model.at = (n - 1) * U + U / 2;
  for (op = 0; op < 200; op++) {
    switch (g_rand_int_range (rand, 0, 30)) {
      case 0:                  /* play */
        model.direction = directions[g_rand_int_range (rand, 0, 2)];
        head = start (model.direction, head.rate);
        model_start (&model, model.direction < 0 ? model.last : model.first,
            rate);
        break;
      case 1:                  /* seek */
        frames = g_rand_int_range (rand, 0, (gint32) n + 5);
        rp_playhead_start (&head, &reel, head.direction, head.rate,
            (guint64) (frames * PERIOD));
        model_start (&model, CLAMP (frames, model.first, model.last), rate);
        break;
      case 2:                  /* rate */
        rate = 2 * g_rand_int_range (rand, 1, g_rand_boolean (rand) ? 17 : 129);
        head.rate = (gdouble) rate / U;
        break;
      case 3:
        at_end = (RpAtEnd) g_rand_int_range (rand, 0, 4);
        break;
      case 4:                  /* in and out, and play again */
        model_points (&model, rand, n);
        head = start (model.direction, head.rate);
        model_start (&model, model.direction < 0 ? model.last : model.first,
            rate);
        break;
      default:
        frames = g_rand_int_range (rand, 0, 20) == 0 ? 7 : 1;
        how = rp_playhead_move (&head, &reel, (guint64) (frames * PERIOD),
            at_end);
        expected = model_move (&model, frames, rate, at_end);
        HOLDS (how == expected || (at_end == RP_AT_END_PING_PONG
                && how != RP_MOVE_ENDED && how != RP_MOVE_ON),
            "seed %u, operation %u: %d instead of %d", seed, op, how, expected);
        break;
    }
    HOLDS (model_agrees (&model, &head, at_end), "seed %u, operation %u: frame "
        "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " (%g) instead of %"
        G_GINT64_FORMAT " (%g), direction %d instead of %d", seed, op,
        frame_of (&head), n, head.time / PERIOD, model_frame (&model),
        (gdouble) model.at / U, head.direction, model.direction);
  }
  g_rand_free (rand);
}

GST_START_TEST (test_random_commands_agree_with_a_slow_model)
{
  guint32 seed;

  for (seed = 1; seed <= 1000; seed++)
    compare_with_model (seed);
}

GST_END_TEST;

static Suite *
playhead_suite (void)
{
  Suite *s = suite_create ("playhead");
  TCase *tc = tcase_create ("pace");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_every_frame_shows_once_for_an_hour);
  tcase_add_loop_test (tc, test_every_frame_shows_once_in_spite_of_jitter, 0,
      2);
  tcase_add_loop_test (tc,
      test_every_frame_shows_once_of_a_camera_slower_than_it_says, 0, 2);
  tcase_add_test (tc, test_other_rates_repeat_or_skip_evenly);
  tcase_add_loop_test (tc, test_at_half_speed_every_frame_shows_twice, 0, 2);
  tcase_add_test (tc, test_no_time_between_slots_moves_nothing);
  tcase_add_test (tc, test_a_long_stall_ends_the_pass);
  tcase_add_test (tc, test_rate_and_direction_change_while_it_plays);

  tc = tcase_create ("ends");
  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_a_pass_ends_right_after_its_last_frame);
  tcase_add_test (tc, test_a_loop_goes_round_without_a_repeated_frame);
  tcase_add_test (tc, test_a_loop_at_other_rates_is_a_circle);
  tcase_add_test (tc, test_a_ping_pong_turns_without_a_repeated_frame);
  tcase_add_test (tc, test_no_loop_drifts_out_of_a_take_with_jitter);

  tc = tcase_create ("uneven");
  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_loop_test (tc, test_a_gap_lasts_as_long_as_it_did, 0, 2);
  tcase_add_loop_test (tc,
      test_a_pass_that_ends_before_a_gap_does_not_wait_for_it, 0, 2);
  tcase_add_loop_test (tc,
      test_frames_of_many_lengths_show_as_long_as_they_did, 0, 2);
  tcase_add_test (tc, test_frames_without_a_length_do_no_harm);

  tc = tcase_create ("points");
  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_points_are_on_the_frames_that_show_there);
  tcase_add_test (tc, test_points_beyond_all_time);
  tcase_add_test (tc, test_points_the_wrong_way_round_leave_one_frame);
  tcase_add_test (tc, test_a_pass_runs_between_the_points);
  tcase_add_test (tc, test_points_that_move_under_the_playhead);
  tcase_add_test (tc, test_a_position_is_the_frame_that_shows_there);
  tcase_add_test (tc, test_a_position_outside_the_points_is_the_nearest_frame);
  tcase_add_test (tc, test_it_plays_on_from_where_it_was_put);
  tcase_add_test (tc, test_a_take_without_frames_is_no_reel);
  tcase_add_test (tc, test_start_and_end_of_frames_join);
  tcase_add_test (tc, test_at_rate_1_the_edge_is_the_frames_own);
  tcase_add_test (tc, test_what_remains_goes_down_as_time_passes);

  tc = tcase_create ("model");
  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_random_commands_agree_with_a_slow_model);
  return s;
}

GST_CHECK_MAIN (playhead);
