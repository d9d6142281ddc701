/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Which frames a take has that nobody started by hand. */
#include <gst/check/gstcheck.h>

#include <string.h>

#include <reverseplay/trigger.h>

#define MS G_GINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)
#define HOLDOFF (500 * MS)
#define DAY (24 * 3600)

#define TIMECODE (1u << RP_SOURCE_TIMECODE)
#define FLAG (1u << RP_SOURCE_FLAG)
#define TALLY (1u << RP_SOURCE_TALLY)

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

/* What became of the takes. */
#define TAKES_MAX 20

typedef struct
{
  guint64 first, end;           /* end 0: it rolls */
  RpSource source;
  gboolean by_hand;
} Take;

typedef struct
{
  RpTrigger trigger;
  gint fps_n, fps_d;            /* of the frames */
  gint tc_n, tc_d;              /* of the timecode, as it is called */
  guint base;                   /* of the timecode, as it counts */
  gboolean drop_frame;
  guint enabled;
  guint64 seq;
  gint64 late;                  /* ns that were lost before this frame */
  gint64 jitter;                /* ns, to and fro */
  gboolean irregular;
  Take takes[TAKES_MAX];
  guint n_takes;
  guint n_marks, n_warnings;
  guint64 mark_seq;
  gchar mark[64];
} Camera;

static Camera camera;

static void
use (gint fps_n, gint fps_d, guint base, guint enabled)
{
  memset (&camera, 0, sizeof (camera));
  rp_trigger_init (&camera.trigger, HOLDOFF);
  camera.fps_n = camera.tc_n = fps_n;
  camera.fps_d = camera.tc_d = fps_d;
  camera.base = base;
  camera.enabled = enabled;
}

static gint64
time_of (guint64 seq)
{
  return (gint64) (seq * (guint64) SECOND * (guint64) camera.fps_d
      / (guint64) camera.fps_n) + camera.late
      + (seq % 2 ? camera.jitter : -camera.jitter);
}

/* The timecode after @count frames from midnight, as a clock goes on. */
static RpTimecode
timecode_of (gint64 count)
{
  RpTimecode timecode = { TRUE, 0, 0, 0, 0, camera.tc_n, camera.tc_d,
    camera.drop_frame
  };
  guint drop = camera.drop_frame ? camera.base / 15 : 0;
  gint64 ten = camera.base * 600 - 9 * drop;
  gint64 day = 144 * ten, tens, rest;
  gint64 total;

  count = (count % day + day) % day;
  tens = count / ten;
  rest = count % ten;
  if (rest >= (gint64) camera.base * 60)
    rest += drop * ((rest - camera.base * 60) / (camera.base * 60 - drop) + 1);
  total = tens * camera.base * 600 + rest;
  timecode.frames = (guint) (total % camera.base);
  timecode.seconds = (guint) (total / camera.base % 60);
  timecode.minutes = (guint) (total / camera.base / 60 % 60);
  timecode.hours = (guint) (total / camera.base / 3600);
  return timecode;
}

static RpRolling
rolling (void)
{
  const Take *take = camera.n_takes ? &camera.takes[camera.n_takes - 1] : NULL;

  if (!take || take->end)
    return RP_ROLLING_NOTHING;
  return take->by_hand ? RP_ROLLING_OTHER : RP_ROLLING_OURS;
}

static void
obey (const RpTriggerEvents * events)
{
  if (events->stop) {
    HOLDS (rolling () == RP_ROLLING_OURS, "there is something to stop");
    HOLDS (events->end > camera.takes[camera.n_takes - 1].first
        && events->end <= camera.seq, "%u", (guint) events->end);
    camera.takes[camera.n_takes - 1].end = events->end;
  }
  if (events->start) {
    Take *take = &camera.takes[camera.n_takes++];

    HOLDS (camera.n_takes <= TAKES_MAX, "so many takes");
    HOLDS (events->first <= camera.seq, "a take starts with what is there");
    HOLDS (camera.n_takes < 2 || events->first >= take[-1].end,
        "takes do not overlap");
    memset (take, 0, sizeof (*take));
    take->first = events->first;
    take->source = events->source;
  }
  if (events->mark) {
    camera.n_marks++;
    camera.mark_seq = events->mark_seq;
    g_strlcpy (camera.mark, events->mark_text, sizeof (camera.mark));
  }
  camera.n_warnings += events->never_stops;
}

static void
feed (const RpTimecode * timecode, gboolean flag, gboolean tally)
{
  RpTriggerFrame frame = { 0, };
  RpTriggerEvents events;

  frame.seq = camera.seq;
  frame.time = time_of (camera.seq);
  frame.period = (guint64) SECOND *(guint64) camera.fps_d
      / (guint64) camera.fps_n;
  frame.irregular = camera.irregular;
  frame.enabled = camera.enabled;
  if (timecode)
    frame.timecode = *timecode;
  frame.flag = flag;
  frame.tally = tally;
  rp_trigger_feed (&camera.trigger, &frame, rolling (), &events);
  obey (&events);
  camera.seq++;
}

/* @n frames with the timecode of @count. */
static void
stand (gint64 count, guint n)
{
  RpTimecode timecode = timecode_of (count);

  while (n--)
    feed (&timecode, FALSE, FALSE);
}

/* Timecodes from @from on, each on @repeat frames. */
static void
run (gint64 from, guint n, guint repeat)
{
  while (n--)
    stand (from++, repeat);
}

static void
nothing (guint n)
{
  while (n--)
    feed (NULL, FALSE, FALSE);
}

static void
flag (gboolean on, guint n)
{
  while (n--)
    feed (NULL, on, FALSE);
}

static void
tally (gboolean on, guint n)
{
  while (n--)
    feed (NULL, FALSE, on);
}

/* The signal is lost, and the frames of that time never come. */
static void
lose (guint n)
{
  camera.late += (gint64) n *SECOND * camera.fps_d / camera.fps_n;
}

static void
cut_by_hand (void)
{
  camera.takes[camera.n_takes - 1].end = camera.seq;
}

static void
roll_by_hand (void)
{
  Take *take = &camera.takes[camera.n_takes++];

  take->first = camera.seq;
  take->end = 0;
  take->by_hand = TRUE;
}

static void
expect_take_AT (guint n, guint64 first, guint64 end, gint line)
{
  HOLDS (camera.n_takes > n, "line %d: there are %u takes", line,
      camera.n_takes);
  HOLDS (camera.takes[n].first == first && camera.takes[n].end == end,
      "line %d: take %u is %u to %u, not %u to %u", line, n,
      (guint) camera.takes[n].first, (guint) camera.takes[n].end,
      (guint) first, (guint) end);
}

#define expect_take(n, first, end) expect_take_AT (n, first, end, __LINE__)
#define expect_takes(n) HOLDS (camera.n_takes == (n), \
    "line %d: %u takes", __LINE__, camera.n_takes)
#define expect_marks(n) HOLDS (camera.n_marks == (n), \
    "line %d: %u marks, the last one %s", __LINE__, camera.n_marks, \
    camera.mark)

/* --- rec-run timecode ---------------------------------------------------- */

/* Frames that come, and what the camera counts: with its own pairs. */
static const struct
{
  gint fps_n, fps_d;
  guint base;
  gboolean drop_frame;
  guint repeat;
  gint tc_n, tc_d;              /* as the timecode is called */
} rates[] = {
  {24000, 1001, 24, FALSE, 1, 24000, 1001},
  {24, 1, 24, FALSE, 1, 24, 1},
  {25, 1, 25, FALSE, 1, 25, 1},
  {30000, 1001, 30, FALSE, 1, 30000, 1001},
  {30000, 1001, 30, TRUE, 1, 30000, 1001},
  {30, 1, 30, FALSE, 1, 30, 1},
  {48, 1, 48, FALSE, 1, 48, 1},
  {48, 1, 24, FALSE, 2, 24, 1},
  {48, 1, 24, FALSE, 2, 48, 1},
  {48000, 1001, 24, FALSE, 2, 24000, 1001},
  {50, 1, 50, FALSE, 1, 50, 1},
  {50, 1, 25, FALSE, 2, 25, 1},
  {50, 1, 25, FALSE, 2, 50, 1},
  {60000, 1001, 60, TRUE, 1, 60000, 1001},
  {60000, 1001, 60, FALSE, 1, 60000, 1001},
  {60000, 1001, 30, TRUE, 2, 30000, 1001},
  {60000, 1001, 30, TRUE, 2, 60000, 1001},
  {60000, 1001, 30, FALSE, 2, 30000, 1001},
  {60, 1, 60, FALSE, 1, 60, 1},
  {60, 1, 30, FALSE, 2, 30, 1},
  {60, 1, 30, FALSE, 2, 60, 1},
  {100, 1, 25, FALSE, 4, 25, 1},
  {120, 1, 30, FALSE, 4, 120, 1},
  {25, 1, 25, FALSE, 1, 0, 1},  /* the timecode does not say what it counts */
};

static guint
use_rate (guint i)
{
  which = (gint) i;
  use (rates[i].fps_n, rates[i].fps_d, rates[i].base, TIMECODE);
  camera.drop_frame = rates[i].drop_frame;
  camera.tc_n = rates[i].tc_n;
  camera.tc_d = rates[i].tc_d;
  return rates[i].repeat;
}

/* Frames that are longer than the hold-off. */
static guint
long_time (void)
{
  return (guint) (camera.fps_n / camera.fps_d);
}

GST_START_TEST (test_exactly_the_frames_whose_timecode_advances)
{
  /* Where the count starts: anywhere, before a second, a minute, a minute
   * that drops nothing, midnight. */
  static const gint starts[] = { 36000, 3 * 3600 + 60, 7200, 36600, DAY };
  guint i, s, n;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    for (s = 0; s < G_N_ELEMENTS (starts); s++) {
      for (n = 2; n < 70; n += 13) {
        guint repeat = use_rate (i);
        gint64 from = (gint64) starts[s] * camera.base - 5;
        guint64 end;

        if (camera.drop_frame && starts[s] == DAY)
          from = -5;
        stand (from - 1, 20);
        run (from, n, repeat);
        end = camera.seq;
        stand (from + n - 1, long_time ());
        expect_takes (1);
        expect_take (0, 20, end);
        expect_marks (0);
      }
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_one_take_after_the_other)
{
  guint i, take;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    guint repeat = use_rate (i);
    gint64 count = 90000;

    stand (count, 15);
    for (take = 0; take < 5; take++) {
      guint64 first = camera.seq;

      run (count + 1, 30 + take, repeat);
      count += 30 + take;
      stand (count, long_time ());
      expect_takes (take + 1);
      expect_take (take, first, first + (30 + take) * repeat);
    }
    expect_marks (0);
    HOLDS (camera.n_warnings == 0, "it stops");
  }
}

GST_END_TEST;

GST_START_TEST (test_a_camera_that_stands_by_makes_no_take)
{
  use (25, 1, 25, TIMECODE);
  stand (1000, 5000);
  expect_takes (0);
}

GST_END_TEST;

GST_START_TEST (test_a_timecode_that_is_set_makes_no_take)
{
  use (25, 1, 25, TIMECODE);
  stand (1000, 50);
  stand (90000, 50);            /* a new reel */
  stand (90001, 50);            /* the camera shows what comes next */
  stand (5, 50);
  expect_takes (0);
  run (4, 1, 1);                /* a clip runs backwards */
  stand (3, 1);
  stand (2, 1);
  stand (1, 1);
  stand (0, 50);
  expect_takes (0);
}

GST_END_TEST;

GST_START_TEST (test_a_take_after_a_new_timecode_was_set)
{
  use (25, 1, 25, TIMECODE);
  stand (1000, 50);
  stand (90000, 50);
  run (90001, 30, 1);
  stand (90030, 30);
  expect_take (0, 100, 130);
  expect_marks (0);
  /* The new timecode comes with the start. */
  run (200000, 30, 1);
  stand (200029, 30);
  expect_take (1, 160, 190);
  expect_marks (0);
}

GST_END_TEST;

GST_START_TEST (test_a_misread_line_makes_no_take_and_ends_none)
{
  use (25, 1, 25, TIMECODE);
  stand (1000, 20);
  stand (77777, 1);
  stand (1000, 20);
  expect_takes (0);
  run (1001, 10, 1);
  stand (77777, 1);
  run (1012, 10, 1);
  stand (1021, 30);
  expect_takes (1);
  expect_take (0, 41, 62);
  expect_marks (0);
}

GST_END_TEST;

GST_START_TEST (test_a_jump_is_a_mark_and_no_cut)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    guint repeat = use_rate (i);
    RpTimecode from, to;
    gchar a[RP_TIMECODE_TEXT], b[RP_TIMECODE_TEXT], *text;
    guint64 jump;

    stand (90000, 20);
    run (90001, 20, repeat);
    jump = camera.seq;
    run (95000, 20, repeat);
    stand (95019, long_time ());
    expect_takes (1);
    expect_take (0, 20, jump + 20 * repeat);
    expect_marks (1);
    HOLDS (camera.mark_seq == jump, "%u", (guint) camera.mark_seq);
    from = timecode_of (90020);
    to = timecode_of (95000);
    rp_timecode_to_text (&from, a);
    rp_timecode_to_text (&to, b);
    text = g_strdup_printf ("timecode jump %s -> %s", a, b);
    HOLDS (g_str_equal (camera.mark, text), "%s, not %s", camera.mark, text);
    g_free (text);
  }
}

GST_END_TEST;

GST_START_TEST (test_jumps_of_all_sizes_are_marks)
{
  static const gint64 jumps[] = { 3, 5, 25, 26, 1000, -1, -2, -20, -5000,
    DAY * 25 / 2 - 1
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (jumps); i++) {
    which = (gint) i;
    use (25, 1, 25, TIMECODE);
    stand (90000, 10);
    run (90001, 20, 1);
    run (90020 + jumps[i], 20, 1);
    stand (90039 + jumps[i], 30);
    expect_takes (1);
    expect_take (0, 10, 50);
    expect_marks (1);
    HOLDS (camera.mark_seq == 30, "%u", (guint) camera.mark_seq);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_text_says_the_jump)
{
  use (25, 1, 25, TIMECODE);
  stand (90005, 10);
  run (90006, 5, 1);
  run (90125, 5, 1);
  HOLDS (g_str_equal (camera.mark,
          "timecode jump 01:00:00:10 -> 01:00:05:00"), "%s", camera.mark);
  use (30000, 1001, 30, TIMECODE);
  camera.drop_frame = TRUE;
  stand (0, 10);
  run (1, 5, 1);
  run (1800, 5, 1);
  HOLDS (g_str_equal (camera.mark,
          "timecode jump 00:00:00;05 -> 00:01:00;02"), "%s", camera.mark);
}

GST_END_TEST;

GST_START_TEST (test_a_jump_that_then_stands_is_not_recorded)
{
  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  run (90001, 20, 1);
  stand (1000, 30);             /* the camera shows another clip */
  expect_takes (1);
  expect_take (0, 10, 30);
  expect_marks (0);
}

GST_END_TEST;

GST_START_TEST (test_what_changes_at_random_ends_a_take)
{
  gint64 count = 50000;
  guint i;

  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  run (90001, 20, 1);
  for (i = 0; i < 50; i++) {    /* a clip runs backwards */
    stand (count--, 1);
  }
  expect_takes (1);
  expect_take (0, 10, 30);
  expect_marks (0);
  stand (90020, 10);
  run (90021, 20, 1);
  stand (90040, 30);
  expect_takes (2);
  expect_take (1, 90, 110);
}

GST_END_TEST;

GST_START_TEST (test_missing_timecodes_shorter_than_the_hold_off)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    guint repeat = use_rate (i);
    guint hole = repeat * (long_time () / 2 / repeat);
    guint64 end;

    while ((gint64) hole * SECOND * camera.fps_d / camera.fps_n >= HOLDOFF)
      hole -= repeat;
    stand (90000, 20);
    run (90001, 20, repeat);
    nothing (hole);
    run (90021 + hole / repeat, 20, repeat);
    end = camera.seq;
    stand (90040 + hole / repeat, long_time ());
    expect_takes (1);
    expect_take (0, 20, end);
    expect_marks (0);
  }
}

GST_END_TEST;

GST_START_TEST (test_missing_timecodes_longer_than_the_hold_off)
{
  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  run (90001, 20, 1);
  nothing (12);                 /* 480 ms */
  expect_take (0, 10, 0);
  nothing (1);
  expect_take (0, 10, 30);
  run (90034, 20, 1);           /* it went on all the time */
  stand (90053, 30);
  expect_takes (2);
  expect_take (1, 43, 63);
}

GST_END_TEST;

GST_START_TEST (test_the_hold_off_is_exact)
{
  guint frames;

  for (frames = 0; frames < 26; frames++) {
    gboolean ends = frames * 40 >= 500;

    which = (gint) frames;
    use (25, 1, 25, FLAG);
    flag (TRUE, 10);
    flag (FALSE, frames);
    flag (TRUE, 10);
    flag (FALSE, 30);
    expect_takes (ends ? 2 : 1);
    expect_take (0, 0, ends ? 10 : 20 + frames);
    if (ends)
      expect_take (1, 10 + frames, 20 + frames);
  }
}

GST_END_TEST;

GST_START_TEST (test_as_long_as_the_hold_off_is_not_shorter)
{
  use (50, 1, 50, FLAG);
  flag (TRUE, 10);
  flag (FALSE, 24);
  flag (TRUE, 10);
  flag (FALSE, 25);             /* 500 ms */
  flag (TRUE, 10);
  expect_takes (2);
  expect_take (0, 0, 44);
  expect_take (1, 69, 0);
}

GST_END_TEST;

GST_START_TEST (test_lost_frames_shorter_than_the_hold_off)
{
  guint i, lost;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    guint repeat = use_rate (i);

    for (lost = 1; lost < 9; lost++) {
      guint64 end;

      use_rate (i);
      stand (90000, 20);
      run (90001, 20, repeat);
      lose (lost * repeat);
      run (90021 + lost, 20, repeat);
      end = camera.seq;
      stand (90040 + lost, long_time ());
      expect_takes (1);
      expect_take (0, 20, end);
      expect_marks (0);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_half_a_pair_is_lost)
{
  use (50, 1, 25, TIMECODE);
  camera.tc_n = 25;
  stand (90000, 20);
  run (90001, 10, 2);
  stand (90011, 1);
  lose (1);
  run (90012, 10, 2);
  lose (1);
  stand (90022, 1);
  run (90023, 10, 2);
  lose (2);                     /* the second of one, the first of the next */
  stand (90033, 0);
  run (90034, 10, 2);
  stand (90043, 60);
  expect_takes (1);
  expect_take (0, 20, 20 + 20 + 1 + 20 + 1 + 20 + 20);
  expect_marks (0);
}

GST_END_TEST;

GST_START_TEST (test_frames_that_were_delivered_twice)
{
  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  run (90001, 10, 1);
  stand (90010, 1);
  run (90011, 10, 1);
  stand (90020, 2);
  run (90021, 1, 1);            /* the last one, after a stumble */
  stand (90021, 30);
  expect_takes (1);
  expect_take (0, 10, 10 + 10 + 1 + 10 + 2 + 1);
  expect_marks (0);
}

GST_END_TEST;

GST_START_TEST (test_a_camera_that_is_moved_on_after_its_stop)
{
  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  run (90001, 20, 1);
  stand (90020, 6);
  stand (90021, 30);            /* what it will record next */
  expect_takes (1);
  expect_take (0, 10, 30);
}

GST_END_TEST;

GST_START_TEST (test_a_loss_of_signal)
{
  /* Each is cut and comes back with the timecode that it has by then. */
  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  run (90001, 20, 1);
  lose (12);
  run (90033, 20, 1);
  expect_takes (1);
  expect_take (0, 10, 0);
  lose (13);
  run (90066, 20, 1);
  expect_takes (2);
  expect_take (0, 10, 50);
  expect_take (1, 50, 0);
  expect_marks (0);
  stand (90085, 30);
  expect_take (1, 50, 70);
}

GST_END_TEST;

GST_START_TEST (test_without_a_frame_rate_nothing_is_missing)
{
  use (25, 1, 25, FLAG);
  camera.irregular = TRUE;
  flag (TRUE, 10);
  lose (100);
  flag (TRUE, 10);
  expect_takes (1);
  flag (FALSE, 20);
  expect_take (0, 0, 20);
}

GST_END_TEST;

GST_START_TEST (test_jitter_changes_nothing)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    guint repeat = use_rate (i);

    camera.jitter = 3 * MS;
    stand (90000, 20);
    run (90001, 60, repeat);
    stand (90060, long_time ());
    expect_takes (1);
    expect_take (0, 20, 20 + 60 * repeat);
    expect_marks (0);
  }
}

GST_END_TEST;

GST_START_TEST (test_midnight)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    guint repeat = use_rate (i);

    stand (-30, 20);
    run (-29, 60, repeat);
    stand (30, long_time ());
    expect_takes (1);
    expect_take (0, 20, 20 + 60 * repeat + 1 * 0);
    expect_marks (0);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_drop_frame_timecode_whose_flag_is_wrong)
{
  guint round;

  for (round = 0; round < 2; round++) {
    gint64 count = 0;
    RpTimecode timecode;

    which = (gint) round;
    use (30000, 1001, 30, TIMECODE);
    camera.drop_frame = round == 0;
    for (count = 1790; count < 1850; count++) {
      timecode = timecode_of (count);
      timecode.drop_frame = round != 0;
      feed (&timecode, FALSE, FALSE);
    }
    expect_takes (1);
    expect_marks (0);
  }
}

GST_END_TEST;

GST_START_TEST (test_off_speed)
{
  /* Pictures at 24 of a camera that shoots 48, 120, 240 and 12, 6. */
  static const gint steps[] = { 2, 5, 10 };
  guint i;
  gint n;

  for (i = 0; i < G_N_ELEMENTS (steps); i++) {
    which = (gint) i;
    use (24, 1, 24, TIMECODE);
    stand (90000, 20);
    for (n = 1; n <= 30; n++)
      stand (90000 + n * steps[i], 1);
    stand (90000 + 30 * steps[i], 30);
    expect_takes (1);
    expect_take (0, 20, 50);
    expect_marks (0);
  }
  for (i = 2; i <= 4; i += 2) {
    use (24, 1, 24, TIMECODE);
    stand (90000, 20);
    run (90001, 20, i);
    stand (90020, 30);
    expect_takes (1);
    expect_take (0, 20, 20 + 20 * i);
    expect_marks (0);
  }
}

GST_END_TEST;

GST_START_TEST (test_film_in_a_signal_of_60)
{
  guint n, i;

  for (n = 8; n < 20; n++) {
    guint64 end;

    which = (gint) n;
    use (60000, 1001, 24, TIMECODE);
    camera.tc_n = 24000;
    stand (90000, 20);
    for (i = 1; i <= n; i++)
      stand (90000 + i, 2 + i % 2);
    end = camera.seq;
    stand (90000 + n, long_time ());
    expect_takes (1);
    expect_take (0, 20, end);
    expect_marks (0);
  }
}

GST_END_TEST;

GST_START_TEST (test_timecodes_that_cannot_be_are_missing_ones)
{
  RpTimecode bad = { TRUE, 24, 0, 0, 0, 25, 1, FALSE };
  guint i;

  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  run (90001, 20, 1);
  for (i = 0; i < 40; i++) {
    bad.hours = i % 4 == 0 ? 24 : 10;
    bad.minutes = i % 4 == 1 ? 60 : 0;
    bad.seconds = i % 4 == 2 ? 60 : 0;
    bad.frames = i % 4 == 3 ? 25 : i % 25;
    feed (&bad, FALSE, FALSE);
  }
  expect_takes (1);
  expect_take (0, 10, 30);
}

GST_END_TEST;

GST_START_TEST (test_free_running_timecode_is_told_once)
{
  use (25, 1, 25, TIMECODE);
  run (90000, 120 * 25 - 20, 1);
  HOLDS (camera.n_warnings == 0, "not yet");
  run (90000 + 120 * 25 - 20, 40, 1);
  HOLDS (camera.n_warnings == 1, "%u", camera.n_warnings);
  run (90000 + 120 * 25 + 20, 10000, 1);
  HOLDS (camera.n_warnings == 1, "%u", camera.n_warnings);
  expect_takes (1);
  expect_take (0, 1, 0);
}

GST_END_TEST;

GST_START_TEST (test_a_long_take_is_no_free_running_timecode)
{
  use (25, 1, 25, TIMECODE);
  stand (90000, 20);
  run (90001, 10000, 1);
  HOLDS (camera.n_warnings == 0, "it has stood");
}

GST_END_TEST;

GST_START_TEST (test_forgotten_timecode_neither_jumps_nor_ends)
{
  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  run (90001, 20, 1);
  rp_trigger_forget (&camera.trigger);
  run (1000, 20, 1);
  stand (1019, 30);
  expect_takes (1);
  expect_take (0, 10, 50);
  expect_marks (0);
}

GST_END_TEST;

/* --- the record flag, the record sign ------------------------------------ */

GST_START_TEST (test_a_flag_is_exact)
{
  use (25, 1, 25, FLAG);
  flag (FALSE, 10);
  flag (TRUE, 1);
  flag (FALSE, 30);
  flag (TRUE, 100);
  flag (FALSE, 30);
  expect_takes (2);
  expect_take (0, 10, 11);
  expect_take (1, 41, 141);
}

GST_END_TEST;

GST_START_TEST (test_a_flag_that_is_set_from_the_first_frame_on)
{
  use (25, 1, 25, FLAG);
  flag (TRUE, 10);
  expect_take (0, 0, 0);
}

GST_END_TEST;

GST_START_TEST (test_a_blinking_sign_is_one_take)
{
  guint i;

  use (25, 1, 25, TALLY);
  tally (FALSE, 10);
  for (i = 0; i < 20; i++) {
    tally (TRUE, 12);
    tally (FALSE, 12);
  }
  tally (TRUE, 5);
  tally (FALSE, 30);
  expect_takes (1);
  expect_take (0, 10, 10 + 20 * 24 + 5);
}

GST_END_TEST;

GST_START_TEST (test_a_flash_is_no_record_sign)
{
  use (25, 1, 25, TALLY);
  tally (FALSE, 10);
  tally (TRUE, 1);
  tally (FALSE, 30);
  expect_takes (0);
  tally (TRUE, 2);
  expect_takes (1);
  expect_take (0, 41, 0);
  tally (FALSE, 5);
  tally (TRUE, 1);              /* but it keeps a take */
  tally (FALSE, 30);
  expect_take (0, 41, 49);
}

GST_END_TEST;

GST_START_TEST (test_hold_offs_from_nothing_to_ever)
{
  use (25, 1, 25, FLAG);
  camera.trigger.holdoff = 0;
  camera.jitter = 5 * MS;
  flag (TRUE, 10);
  flag (FALSE, 1);
  flag (TRUE, 10);
  flag (FALSE, 1);
  expect_takes (2);
  expect_take (0, 0, 10);
  expect_take (1, 11, 21);

  use (25, 1, 25, FLAG);
  camera.trigger.holdoff = G_MAXUINT64;
  flag (TRUE, 10);
  flag (FALSE, 100000);
  expect_takes (1);
  expect_take (0, 0, 0);
}

GST_END_TEST;

GST_START_TEST (test_what_is_not_enabled_is_not_looked_at)
{
  RpTimecode timecode;
  guint i;

  use (25, 1, 25, FLAG);
  for (i = 0; i < 50; i++) {
    timecode = timecode_of (i);
    feed (&timecode, FALSE, TRUE);
  }
  expect_takes (0);
}

GST_END_TEST;

/* --- several, and by hand ------------------------------------------------ */

GST_START_TEST (test_the_one_that_started_a_take_ends_it)
{
  guint i;

  use (25, 1, 25, FLAG | TALLY);
  for (i = 0; i < 120; i++)
    feed (NULL, i >= 10 && i < 80, i >= 20 && i < 50);
  expect_takes (1);
  expect_take (0, 10, 80);
  HOLDS (camera.takes[0].source == RP_SOURCE_FLAG, "the flag was first");

  use (25, 1, 25, FLAG | TALLY);
  for (i = 0; i < 120; i++)
    feed (NULL, i >= 20 && i < 80, i >= 10 && i < 50);
  expect_takes (1);             /* the flag did not start after the end */
  expect_take (0, 10, 50);
  HOLDS (camera.takes[0].source == RP_SOURCE_TALLY, "the sign was first");
}

GST_END_TEST;

GST_START_TEST (test_another_one_starts_while_an_end_is_not_certain_yet)
{
  guint i;

  use (25, 1, 25, FLAG | TALLY);
  for (i = 0; i < 120; i++)
    feed (NULL, i >= 10 && i < 40, i >= 45 && i < 80);
  expect_takes (2);
  expect_take (0, 10, 40);
  expect_take (1, 45, 80);
}

GST_END_TEST;

GST_START_TEST (test_both_start_with_one_frame)
{
  guint i;

  use (25, 1, 25, FLAG | TALLY);
  for (i = 0; i < 120; i++)
    feed (NULL, i >= 10 && i < 40, i >= 9 && i < 80);
  expect_takes (1);
  expect_take (0, 9, 80);
}

GST_END_TEST;

GST_START_TEST (test_timecode_and_sign_together)
{
  guint i;

  use (25, 1, 25, TIMECODE | TALLY);
  for (i = 0; i < 200; i++) {
    RpTimecode timecode = timecode_of (90000 + CLAMP ((gint64) i, 20, 100));

    feed (&timecode, FALSE, i >= 25 && i < 98);
  }
  expect_takes (1);
  expect_take (0, 21, 101);
}

GST_END_TEST;

GST_START_TEST (test_a_timecode_that_stood_does_not_jump)
{
  RpTimecode timecode;
  guint i;

  /* The take is the flag's; meanwhile the camera stops and has a new reel. */
  use (25, 1, 25, TIMECODE | FLAG);
  for (i = 0; i < 200; i++) {
    timecode = timecode_of (i < 50 ? i : i < 120 ? 50 : 90000 + i);
    feed (&timecode, TRUE, FALSE);
  }
  expect_takes (1);
  expect_take (0, 0, 0);
  expect_marks (0);
}

GST_END_TEST;

GST_START_TEST (test_a_take_made_by_hand_is_let_alone)
{
  use (25, 1, 25, FLAG);
  roll_by_hand ();
  flag (FALSE, 10);
  flag (TRUE, 20);
  flag (FALSE, 30);
  expect_takes (1);
  expect_take (0, 0, 0);
  cut_by_hand ();
  flag (TRUE, 10);
  flag (FALSE, 30);
  expect_takes (2);
  expect_take (1, 60, 70);
}

GST_END_TEST;

GST_START_TEST (test_after_a_cut_by_hand_it_has_to_go_off_first)
{
  use (25, 1, 25, FLAG);
  flag (TRUE, 20);
  cut_by_hand ();
  flag (TRUE, 20);
  expect_takes (1);
  flag (FALSE, 5);              /* a hit */
  flag (TRUE, 20);
  expect_takes (1);
  flag (FALSE, 13);
  flag (TRUE, 20);
  flag (FALSE, 30);
  expect_takes (2);
  expect_take (1, 78, 98);
}

GST_END_TEST;

GST_START_TEST (test_by_hand_after_a_cut_by_hand)
{
  use (25, 1, 25, FLAG);
  flag (TRUE, 20);
  cut_by_hand ();
  flag (TRUE, 5);
  roll_by_hand ();
  flag (TRUE, 5);
  flag (FALSE, 30);
  flag (TRUE, 5);
  expect_takes (2);
  expect_take (1, 25, 0);
  cut_by_hand ();
  flag (TRUE, 5);
  expect_takes (2);
}

GST_END_TEST;

GST_START_TEST (test_a_start_never_reaches_into_the_take_before)
{
  use (25, 1, 25, TIMECODE);
  stand (90000, 10);
  roll_by_hand ();
  stand (90001, 1);
  cut_by_hand ();
  run (90002, 10, 1);
  expect_takes (2);
  expect_take (1, 11, 0);
}

GST_END_TEST;

GST_START_TEST (test_the_end_of_the_stream_is_dated_back_too)
{
  guint64 end = 0;

  use (25, 1, 25, FLAG);
  HOLDS (!rp_trigger_end (&camera.trigger, &end), "no take");
  flag (TRUE, 10);
  HOLDS (!rp_trigger_end (&camera.trigger, &end), "it is on");
  flag (FALSE, 10);
  HOLDS (rp_trigger_end (&camera.trigger, &end), "it is off");
  HOLDS (end == 10, "%u", (guint) end);
}

GST_END_TEST;

/* One more random frame of a camera, a crew and a radio link. */
static void
feed_at_random (GRand * rand, gint64 * count, gboolean * runs)
{
  RpTimecode timecode;
  gboolean there = g_rand_int_range (rand, 0, 10) > 0;

  if (g_rand_int_range (rand, 0, 30) == 0)
    *runs = !*runs;
  if (g_rand_int_range (rand, 0, 100) == 0)
    *count = g_rand_int_range (rand, 0, DAY * 25);
  if (g_rand_int_range (rand, 0, 50) == 0)
    lose ((guint) g_rand_int_range (rand, 0, 30));
  if (g_rand_int_range (rand, 0, 200) == 0)
    rp_trigger_forget (&camera.trigger);
  if (g_rand_int_range (rand, 0, 50) == 0) {
    if (rolling () != RP_ROLLING_NOTHING && camera.seq >
        camera.takes[camera.n_takes - 1].first)
      cut_by_hand ();
    else if (rolling () == RP_ROLLING_NOTHING)
      roll_by_hand ();
  }
  *count += *runs;
  timecode = timecode_of (*count);
  feed (there ? &timecode : NULL, g_rand_int_range (rand, 0, 40) > 30 || *runs,
      g_rand_int_range (rand, 0, 40) > 38 || (*count / 64) % 2);
}

GST_START_TEST (test_takes_never_overlap_whatever_happens)
{
  guint seed, i, n_takes = 0;

  for (seed = 1; seed < 30; seed++) {
    GRand *rand = g_rand_new_with_seed (seed);
    gboolean runs = FALSE;
    gint64 count = 1000;

    which = (gint) seed;
    use (25, 1, 25, seed % 8);
    for (i = 0; i < 5000; i++) {
      feed_at_random (rand, &count, &runs);
      if (camera.n_takes > 10 && rolling () == RP_ROLLING_NOTHING) {
        camera.takes[0] = camera.takes[camera.n_takes - 1];
        n_takes += camera.n_takes - 1;
        camera.n_takes = 1;
      }
    }
    g_rand_free (rand);
  }
  fail_unless (n_takes > 1000, "only %u takes", n_takes);
}

GST_END_TEST;

static Suite *
trigger_suite (void)
{
  Suite *s = suite_create ("trigger");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_exactly_the_frames_whose_timecode_advances);
  tcase_add_test (tc, test_one_take_after_the_other);
  tcase_add_test (tc, test_a_camera_that_stands_by_makes_no_take);
  tcase_add_test (tc, test_a_timecode_that_is_set_makes_no_take);
  tcase_add_test (tc, test_a_take_after_a_new_timecode_was_set);
  tcase_add_test (tc, test_a_misread_line_makes_no_take_and_ends_none);
  tcase_add_test (tc, test_a_jump_is_a_mark_and_no_cut);
  tcase_add_test (tc, test_jumps_of_all_sizes_are_marks);
  tcase_add_test (tc, test_a_text_says_the_jump);
  tcase_add_test (tc, test_a_jump_that_then_stands_is_not_recorded);
  tcase_add_test (tc, test_what_changes_at_random_ends_a_take);
  tcase_add_test (tc, test_missing_timecodes_shorter_than_the_hold_off);
  tcase_add_test (tc, test_missing_timecodes_longer_than_the_hold_off);
  tcase_add_test (tc, test_the_hold_off_is_exact);
  tcase_add_test (tc, test_as_long_as_the_hold_off_is_not_shorter);
  tcase_add_test (tc, test_lost_frames_shorter_than_the_hold_off);
  tcase_add_test (tc, test_half_a_pair_is_lost);
  tcase_add_test (tc, test_frames_that_were_delivered_twice);
  tcase_add_test (tc, test_a_camera_that_is_moved_on_after_its_stop);
  tcase_add_test (tc, test_a_loss_of_signal);
  tcase_add_test (tc, test_without_a_frame_rate_nothing_is_missing);
  tcase_add_test (tc, test_jitter_changes_nothing);
  tcase_add_test (tc, test_midnight);
  tcase_add_test (tc, test_a_drop_frame_timecode_whose_flag_is_wrong);
  tcase_add_test (tc, test_off_speed);
  tcase_add_test (tc, test_film_in_a_signal_of_60);
  tcase_add_test (tc, test_timecodes_that_cannot_be_are_missing_ones);
  tcase_add_test (tc, test_free_running_timecode_is_told_once);
  tcase_add_test (tc, test_a_long_take_is_no_free_running_timecode);
  tcase_add_test (tc, test_forgotten_timecode_neither_jumps_nor_ends);
  tcase_add_test (tc, test_a_flag_is_exact);
  tcase_add_test (tc, test_a_flag_that_is_set_from_the_first_frame_on);
  tcase_add_test (tc, test_a_blinking_sign_is_one_take);
  tcase_add_test (tc, test_a_flash_is_no_record_sign);
  tcase_add_test (tc, test_hold_offs_from_nothing_to_ever);
  tcase_add_test (tc, test_what_is_not_enabled_is_not_looked_at);
  tcase_add_test (tc, test_the_one_that_started_a_take_ends_it);
  tcase_add_test (tc, test_another_one_starts_while_an_end_is_not_certain_yet);
  tcase_add_test (tc, test_both_start_with_one_frame);
  tcase_add_test (tc, test_timecode_and_sign_together);
  tcase_add_test (tc, test_a_timecode_that_stood_does_not_jump);
  tcase_add_test (tc, test_a_take_made_by_hand_is_let_alone);
  tcase_add_test (tc, test_after_a_cut_by_hand_it_has_to_go_off_first);
  tcase_add_test (tc, test_by_hand_after_a_cut_by_hand);
  tcase_add_test (tc, test_a_start_never_reaches_into_the_take_before);
  tcase_add_test (tc, test_the_end_of_the_stream_is_dated_back_too);
  tcase_add_test (tc, test_takes_never_overlap_whatever_happens);
  return s;
}

GST_CHECK_MAIN (trigger);
