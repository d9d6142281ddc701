/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is uneven in a series of shifts: while it comes, and judged when all of it
 * is known. Steps are in % of the frame's height, per frame. */
#include <gst/check/gstcheck.h>

#include <math.h>
#include <string.h>

#include <motionstab/jerk.h>

#define MAX_STEPS 1000
/* What an estimate at 540 lines is uncertain by */
#define JITTER 0.006

static const MsJerkSettings dolly = { MS_INTENT_DOLLY, 0.5, 0.15, 0xf, 25 };

static const gchar *const kinds[] = { "sway", "bump", "roll", "speed" };

static MsStep steps[MAX_STEPS];
static guint n_steps;
static guint32 random_state;

/* A jerk and the frame in which it was told */
typedef struct
{
  MsJerk jerk;
  guint64 told;
} Told;

static guint32
next_random (void)
{
  random_state = random_state * 1664525u + 1013904223u;
  return random_state >> 8;
}

static gdouble
random_share (void)
{
  return next_random () / (gdouble) (1 << 24);
}

/* Of a deviation of 1 */
static gdouble
random_noise (void)
{
  return (random_share () + random_share () + random_share () +
      random_share () - 2) * sqrt (3);
}

static void
setup (void)
{
  random_state = 1;
  n_steps = 0;
}

/* @n steps of a dolly on its way, with @noise of the measurement. */
static void
roll_on (guint n, gdouble noise)
{
  static const gdouble speed[MS_N_CHANNELS] = { 0.2, 0.05, 0, -0.15 };
  /* of what turns or grows the ends of the picture say more */
  static const gdouble share[MS_N_CHANNELS] = { 1, 1, 0.5, 0.5 };
  guint i, k;

  for (i = 0; i < n; i++) {
    MsStep *step = &steps[n_steps];

    fail_unless (n_steps < MAX_STEPS);
    step->frame = n_steps++;
    step->kind = MS_SHIFT_MOVED;
    step->confidence = 0.95;
    for (k = 0; k < MS_N_CHANNELS; k++)
      step->value[k] = speed[k] + share[k] * noise * random_noise ();
  }
}

/* Half a wave: off the path to one side, by @thrown in all. */
static void
throw_off (guint at, guint length, MsJerkKind kind, gdouble thrown)
{
  gdouble sum = 0;
  guint i;

  for (i = 0; i < length; i++)
    sum += sin (G_PI * (i + 0.5) / length);
  for (i = 0; i < length; i++)
    steps[at + i].value[kind] += thrown * sin (G_PI * (i + 0.5) / length) / sum;
}

/* Up and back: a bump that leaves no trace. */
static void
jolt (guint at, MsJerkKind kind, gdouble by)
{
  steps[at].value[kind] += by;
  steps[at + 1].value[kind] -= by;
}

/* Faster, or slower, by @by, over @over steps, and it stays so. */
static void
change_speed (guint at, guint over, MsJerkKind kind, gdouble by)
{
  guint i;

  for (i = at; i < n_steps; i++)
    steps[i].value[kind] += by * MIN (1, (i - at + 1) / (gdouble) over);
}

/* From 0 to 1 as smoothly as can be */
static gdouble
ease (gdouble t)
{
  t = CLAMP (t, 0, 1);
  return t * t * t * (10 + t * (6 * t - 15));
}

/* A move by up to @speed per step that begins and ends smoothly. */
static void
pan (guint at, guint in, guint on, guint out, MsJerkKind kind, gdouble speed)
{
  guint i;

  for (i = at; i < n_steps; i++) {
    gdouble t = i - at + 0.5;

    steps[i].value[kind] += speed * ease (t / in) *
        (1 - ease ((t - in - on) / out));
  }
}

/* Told: (transfer full) */
static GArray *
watch (const MsJerkSettings * settings)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Told));
  MsDetector *detector = ms_detector_new ();
  guint i;

  ms_detector_set (detector, settings);
  for (i = 0; i < n_steps; i++) {
    Told told;

    if (ms_detector_add (detector, &steps[i], &told.jerk)) {
      told.told = steps[i].frame;
      fail_unless (told.jerk.frame <= told.told);
      fail_unless (told.told - told.jerk.frame <= MS_JERK_MAX_AGE,
          "frame %u: told after %u", (guint) told.jerk.frame,
          (guint) (told.told - told.jerk.frame));
      fail_unless (told.jerk.severity >= settings->min_severity);
      fail_unless (told.jerk.level ==
          ms_level_from_severity (told.jerk.severity));
      fail_unless (settings->kinds & 1u << told.jerk.kind);
      fail_unless (told.jerk.length >= 1);
      fail_unless (told.jerk.confidence > 0 && told.jerk.confidence <= 1);
      g_array_append_val (all, told);
    }
  }
  ms_detector_free (detector);
  return all;
}

/* How many are told, and judged, with these settings. */
static guint
count_live (const MsJerkSettings * settings)
{
  GArray *all = watch (settings);
  guint n = all->len;

  g_array_unref (all);
  return n;
}

static guint
count_judged (const MsJerkSettings * settings)
{
  GArray *all = ms_judge (steps, n_steps, settings);
  guint n = all->len;

  g_array_unref (all);
  return n;
}

#define expect_nothing(settings) expect_nothing_AT (settings, __LINE__)
static void
expect_nothing_AT (const MsJerkSettings * settings, gint line)
{
  GArray *live = watch (settings);
  GArray *judged = ms_judge (steps, n_steps, settings);

  if (live->len > 0) {
    const Told *t = &g_array_index (live, Told, 0);

    fail ("line %d: %s of %g at %u", line, kinds[t->jerk.kind],
        t->jerk.severity, (guint) t->jerk.frame);
  }
  if (judged->len > 0) {
    const MsJerk *j = &g_array_index (judged, MsJerk, 0);

    fail ("line %d: judged, %s of %g at %u", line, kinds[j->kind],
        j->severity, (guint) j->frame);
  }
  g_array_unref (live);
  g_array_unref (judged);
}

/* @least: of the severity so much is seen at least. */
static void
expect_jerk (const MsJerk * jerk, guint at, MsJerkKind kind, gdouble severity,
    gdouble least, gint line, const gchar * how)
{
  fail_unless (jerk->kind == kind, "line %d, %s: %s and no %s", line, how,
      kinds[jerk->kind], kinds[kind]);
  fail_unless (ABS ((gint64) jerk->frame - (gint64) at) <= 1,
      "line %d, %s %s: at %u and not %u", line, how, kinds[kind],
      (guint) jerk->frame, at);
  fail_unless (jerk->severity >= least * severity
      && jerk->severity <= 1.4 * severity,
      "line %d, %s %s: severity %g is %g", line, how, kinds[kind], severity,
      jerk->severity);
}

/* One jerk, told live and judged. Live, its severity is what was seen of it
 * so far. */
#define expect_one(settings, at, kind, severity) \
    expect_one_AT (settings, at, kind, severity, 0.6, __LINE__)
static void
expect_one_AT (const MsJerkSettings * settings, guint at, MsJerkKind kind,
    gdouble severity, gdouble least, gint line)
{
  GArray *live = watch (settings);
  GArray *judged = ms_judge (steps, n_steps, settings);
  MsJerk first;

  fail_unless (live->len == 1, "line %d, %s: told %u times", line, kinds[kind],
      live->len);
  first = g_array_index (live, Told, 0).jerk;
  first.severity = MAX (first.severity, least * severity);
  expect_jerk (&first, at, kind, severity, least, line, "live");

  fail_unless (judged->len == 1, "line %d, %s: judged %u times", line,
      kinds[kind], judged->len);
  expect_jerk (&g_array_index (judged, MsJerk, 0), at, kind, severity,
      least, line, "judged");
  g_array_unref (live);
  g_array_unref (judged);
}

/* -- What is no jerk ---------------------------------------------------------- */

GST_START_TEST (test_a_constant_speed)
{
  roll_on (500, 0);
  expect_nothing (&dolly);
}

GST_END_TEST;

/* Twice as much as there should be */
GST_START_TEST (test_the_noise_of_measurement)
{
  guint i;

  for (i = 0; i < 20; i++) {
    n_steps = 0;
    roll_on (500, 2 * JITTER);
    expect_nothing (&dolly);
  }
}

GST_END_TEST;

/* A hand's unrest: four times as much */
GST_START_TEST (test_a_hand_is_never_still)
{
  const MsJerkSettings handheld = { MS_INTENT_HANDHELD, 0.5, 0.15, 0xf, 25 };
  guint i;

  for (i = 0; i < 20; i++) {
    n_steps = 0;
    roll_on (500, 4 * JITTER);
    expect_nothing (&handheld);
  }
}

GST_END_TEST;

GST_START_TEST (test_pans_that_ease_in_and_out)
{
  static const gdouble speeds[] = { 0.2, 0.5, 1, 2, -1 };
  static const guint eases[] = { 12, 25, 50 };
  guint i, j, kind;

  for (kind = 0; kind < MS_N_CHANNELS; kind++) {
    for (i = 0; i < G_N_ELEMENTS (speeds); i++) {
      for (j = 0; j < G_N_ELEMENTS (eases); j++) {
        gdouble speed = speeds[i];

        /* a camera is turned slowly, and a dolly takes a second to start */
        if (kind >= MS_JERK_ROLL)
          speed *= 0.3;
        if (fabs (speed) / eases[j] > 0.05 || (kind >= MS_JERK_ROLL && j == 0))
          continue;
        n_steps = 0;
        roll_on (260, JITTER);
        pan (60, eases[j], 40, eases[j], kind, speed);
        expect_nothing (&dolly);
      }
    }
  }
}

GST_END_TEST;

/* From standing to standing */
GST_START_TEST (test_starts_and_stops_of_a_smooth_move)
{
  static const gdouble speed[MS_N_CHANNELS] = { 0.4, -0.1, 0.02, -0.2 };
  guint i, k;

  roll_on (300, 0);
  for (i = 0; i < n_steps; i++) {
    gdouble share = ease ((i - 60.) / 30) * (1 - ease ((i - 200.) / 30));

    for (k = 0; k < MS_N_CHANNELS; k++)
      steps[i].value[k] = share * speed[k] + JITTER * random_noise () / 2;
  }
  expect_nothing (&dolly);
}

GST_END_TEST;

/* Walking pace of a Steadicam: slow waves */
GST_START_TEST (test_slow_waves)
{
  guint i;

  roll_on (400, JITTER);
  for (i = 0; i < n_steps; i++) {
    steps[i].value[MS_JERK_SWAY] += 0.3 * sin (i / 12.);
    steps[i].value[MS_JERK_BUMP] += 0.15 * sin (i / 9.);
  }
  expect_nothing (&dolly);
}

GST_END_TEST;

/* In the order of which they would come: nothing was measured in these. */
GST_START_TEST (test_cuts_flashes_and_what_cannot_be_seen)
{
  static const MsShiftKind lost[] = { MS_SHIFT_CUT, MS_SHIFT_FLASH,
    MS_SHIFT_BLIND, MS_SHIFT_FIRST
  };
  guint i, k;

  for (k = 0; k < G_N_ELEMENTS (lost); k++) {
    n_steps = 0;
    roll_on (400, JITTER);
    for (i = 50; i < n_steps; i += 41) {
      memset (steps[i].value, 0, sizeof (steps[i].value));
      steps[i].kind = lost[k];
      steps[i].confidence = 0;
    }
    /* behind a cut all is different */
    change_speed (50 + 41 * 3, 1, MS_JERK_SWAY, 0.5);
    if (lost[k] == MS_SHIFT_FLASH)
      change_speed (50 + 41 * 3, 1, MS_JERK_SWAY, -0.5);
    expect_nothing (&dolly);
  }
}

GST_END_TEST;

/* A frame that is hidden by somebody who passes close by */
GST_START_TEST (test_shifts_without_confidence)
{
  guint i;

  roll_on (300, JITTER);
  for (i = 80; i < 86; i++) {
    steps[i].confidence = 0.3;
    steps[i].value[MS_JERK_SWAY] = 3;
    steps[i].value[MS_JERK_BUMP] = -1;
  }
  expect_nothing (&dolly);
}

GST_END_TEST;

/* 25 in 50, and 24 in 60: either way of telling the speed. */
GST_START_TEST (test_duplicates_are_no_stops)
{
  static const guint patterns[][2] = { {2, 2}, {2, 3}, {4, 4} };
  guint i, p;

  for (p = 0; p < G_N_ELEMENTS (patterns); p++) {
    guint next = 0, turn = 0;

    n_steps = 0;
    roll_on (500, JITTER);
    for (i = 0; i < n_steps; i++) {
      if (i == next) {
        next += patterns[p][turn++ % 2];
        continue;
      }
      memset (steps[i].value, 0, sizeof (steps[i].value));
      steps[i].kind = MS_SHIFT_DUPLICATE;
    }
    expect_nothing (&dolly);
  }
}

GST_END_TEST;

/* One that was dropped for the monitor and shown twice instead: the next one
 * moved by two. */
GST_START_TEST (test_a_frame_shown_twice_and_the_next_one_dropped)
{
  guint i, k;

  roll_on (400, JITTER);
  for (i = 40; i < n_steps; i += 37) {
    for (k = 0; k < MS_N_CHANNELS; k++)
      steps[i + 1].value[k] += steps[i].value[k];
    memset (steps[i].value, 0, sizeof (steps[i].value));
    steps[i].kind = MS_SHIFT_DUPLICATE;
  }
  expect_nothing (&dolly);
}

GST_END_TEST;

/* -- What is one -------------------------------------------------------------- */

/* Each channel, either way, from one frame to six: once, at its onset, of its
 * kind, and about as bad as it is. Of what is thrown off slowly the path is
 * thought to have followed some, and if it is little, nearly all. */
GST_START_TEST (test_pulses_in_every_channel)
{
  static const gdouble sizes[] = { 0.5, 1.2, -0.7 };
  guint kind, length, i;

  for (kind = 0; kind < MS_N_CHANNELS; kind++) {
    for (length = 1; length <= 6; length++) {
      for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
        if (length > 5 && fabs (sizes[i]) < 1)
          continue;
        n_steps = 0;
        roll_on (160, JITTER);
        throw_off (80, length, kind, sizes[i]);
        expect_one_AT (&dolly, 80, kind, fabs (sizes[i]),
            length <= 4 ? 0.6 : 0.25, __LINE__);
      }
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_jolts_in_every_channel)
{
  static const gdouble sizes[] = { 0.3, 0.6, -1.5 };
  guint kind, i;

  for (kind = 0; kind < MS_N_CHANNELS; kind++) {
    for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
      n_steps = 0;
      roll_on (160, JITTER);
      jolt (80, kind, sizes[i]);
      expect_one (&dolly, 80, kind, fabs (sizes[i]));
    }
  }
}

GST_END_TEST;

/* The dolly goes over to another speed at once. */
GST_START_TEST (test_steps_of_speed)
{
  static const gdouble sizes[] = { 0.25, -0.3, 0.5 };
  guint kind, i;

  for (kind = 0; kind < MS_N_CHANNELS; kind++) {
    for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
      GArray *live;

      n_steps = 0;
      roll_on (200, JITTER);
      change_speed (80, 1, kind, sizes[i]);
      live = watch (&dolly);
      fail_unless (live->len == 1, "%s by %g: told %u times", kinds[kind],
          sizes[i], live->len);
      fail_unless (g_array_index (live, Told, 0).jerk.kind == kind);
      fail_unless (g_array_index (live, Told, 0).jerk.frame == 80);
      g_array_unref (live);
      fail_unless_equals_int (count_judged (&dolly), 1);
    }
  }
}

GST_END_TEST;

/* The camera stops as it hits a wedge. */
GST_START_TEST (test_a_stop_all_of_a_sudden)
{
  guint i;

  roll_on (200, JITTER);
  for (i = 80; i < n_steps; i++) {
    guint k;

    for (k = 0; k < MS_N_CHANNELS; k++)
      steps[i].value[k] = JITTER / 2 * random_noise ();
  }
  fail_unless_equals_int (count_live (&dolly), 1);
  fail_unless_equals_int (count_judged (&dolly), 1);
}

GST_END_TEST;

/* In the middle of a pan, and while it begins and ends */
GST_START_TEST (test_a_jolt_within_a_pan)
{
  static const guint at[] = { 60, 75, 100, 128, 145 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (at); i++) {
    n_steps = 0;
    roll_on (240, JITTER);
    pan (50, 30, 40, 30, MS_JERK_SWAY, 0.8);
    jolt (at[i], MS_JERK_BUMP, 0.6);
    expect_one (&dolly, at[i], MS_JERK_BUMP, 0.6);
  }
}

GST_END_TEST;

/* Of a joint of the rail every channel has its share: it is told once, by what is
 * worst. */
GST_START_TEST (test_a_jolt_in_all_channels_is_one)
{
  roll_on (160, JITTER);
  jolt (80, MS_JERK_SWAY, 0.3);
  jolt (80, MS_JERK_BUMP, 0.9);
  jolt (80, MS_JERK_ROLL, 0.1);
  expect_one (&dolly, 80, MS_JERK_BUMP, 0.9);
}

GST_END_TEST;

/* Joints of a rail, each second */
GST_START_TEST (test_jolts_one_after_the_other)
{
  GArray *live, *judged;
  guint i;

  roll_on (500, JITTER);
  for (i = 50; i < 480; i += 25)
    jolt (i, MS_JERK_BUMP, 0.5);
  live = watch (&dolly);
  judged = ms_judge (steps, n_steps, &dolly);
  fail_unless_equals_int (live->len, 18);
  fail_unless_equals_int (judged->len, 18);
  for (i = 0; i < 18; i++) {
    expect_jerk (&g_array_index (live, Told, i).jerk, 50 + 25 * i,
        MS_JERK_BUMP, 0.5, 0.6, __LINE__, "live");
    expect_jerk (&g_array_index (judged, MsJerk, i), 50 + 25 * i,
        MS_JERK_BUMP, 0.5, 0.6, __LINE__, "judged");
  }
  g_array_unref (live);
  g_array_unref (judged);
}

GST_END_TEST;

/* Pictures that come twice hide nothing. */
GST_START_TEST (test_a_jolt_among_duplicates)
{
  guint i;

  roll_on (400, JITTER);
  for (i = 1; i < n_steps; i += 2) {
    memset (steps[i].value, 0, sizeof (steps[i].value));
    steps[i].kind = MS_SHIFT_DUPLICATE;
  }
  steps[200].value[MS_JERK_BUMP] += 0.8;
  steps[202].value[MS_JERK_BUMP] -= 0.8;
  fail_unless_equals_int (count_live (&dolly), 1);
}

GST_END_TEST;

/* Soon after a cut there is a path again. */
GST_START_TEST (test_a_jolt_after_a_cut)
{
  roll_on (200, JITTER);
  memset (steps[60].value, 0, sizeof (steps[60].value));
  steps[60].kind = MS_SHIFT_CUT;
  steps[60].confidence = 0;
  jolt (75, MS_JERK_BUMP, 0.8);
  expect_one (&dolly, 75, MS_JERK_BUMP, 0.8);
}

GST_END_TEST;

/* Numbers of frames need not begin at 0 nor lie close. */
GST_START_TEST (test_frames_keep_their_numbers)
{
  GArray *live;
  guint i;

  roll_on (160, JITTER);
  jolt (80, MS_JERK_BUMP, 0.8);
  for (i = 0; i < n_steps; i++)
    steps[i].frame += G_GUINT64_CONSTANT (5000000000);
  live = watch (&dolly);
  fail_unless_equals_int (live->len, 1);
  fail_unless (g_array_index (live, Told, 0).jerk.frame ==
      G_GUINT64_CONSTANT (5000000080));
  g_array_unref (live);
}

GST_END_TEST;

/* What was told is filled up with all that came of it, and not after it is
 * over. */
GST_START_TEST (test_a_jerk_is_updated_until_it_is_over)
{
  MsDetector *detector = ms_detector_new ();
  MsJerk jerk = { 0 }, next;
  gboolean told = FALSE;
  guint i;

  roll_on (160, JITTER);
  throw_off (80, 6, MS_JERK_SWAY, 1.5);
  jolt (120, MS_JERK_BUMP, 0.8);
  for (i = 0; i < 115; i++) {
    if (ms_detector_add (detector, &steps[i], &next)) {
      fail_if (told);
      told = TRUE;
      jerk = next;
    } else if (told) {
      ms_detector_update (detector, &jerk);
    }
  }
  fail_unless (told);
  fail_unless (jerk.kind == MS_JERK_SWAY && jerk.frame == 80);
  fail_unless (fabs (jerk.severity - 1.5) < 0.3, "%g", jerk.severity);
  fail_unless (jerk.level == MS_LEVEL_NEEDS_FIX);
  fail_unless (jerk.length >= 4 && jerk.length <= 8, "%u", jerk.length);
  ms_detector_free (detector);
}

GST_END_TEST;

/* -- Settings ----------------------------------------------------------------- */

GST_START_TEST (test_levels_of_severity)
{
  fail_unless (ms_level_from_severity (0) == MS_LEVEL_NOMINAL);
  fail_unless (ms_level_from_severity (0.39) == MS_LEVEL_NOMINAL);
  fail_unless (ms_level_from_severity (0.4) == MS_LEVEL_NEEDS_REVIEW);
  fail_unless (ms_level_from_severity (0.99) == MS_LEVEL_NEEDS_REVIEW);
  fail_unless (ms_level_from_severity (1) == MS_LEVEL_NEEDS_FIX);
}

GST_END_TEST;

/* Pixels of any picture become % of its height; what turns and grows is seen half
 * a height away. */
GST_START_TEST (test_steps_from_shifts)
{
  MsShift shift = { MS_SHIFT_MOVED, {2.7, -1.35, 0.01, 1.02}, 0.7, 1, 0, 0,
  {0, 0, 0, 1}
  };
  MsStep step;

  ms_step_from_shift (&step, 42, &shift, 270);
  fail_unless (step.frame == 42 && step.kind == MS_SHIFT_MOVED);
  fail_unless (step.confidence == 0.7);
  fail_unless (fabs (step.value[MS_JERK_SWAY] - 1) < 1e-9);
  fail_unless (fabs (step.value[MS_JERK_BUMP] + 0.5) < 1e-9);
  fail_unless (fabs (step.value[MS_JERK_ROLL] - 0.5) < 1e-9);
  fail_unless (fabs (step.value[MS_JERK_SPEED] - 0.99) < 0.01);
  /* no height is no crash */
  ms_step_from_shift (&step, 42, &shift, 0);
  fail_unless (isfinite (step.value[MS_JERK_SWAY]));
}

GST_END_TEST;

GST_START_TEST (test_severity_below_the_least_is_not_told)
{
  MsJerkSettings settings = dolly;

  roll_on (160, JITTER);
  jolt (80, MS_JERK_BUMP, 0.5);
  settings.min_severity = 0.4;
  expect_one (&settings, 80, MS_JERK_BUMP, 0.5);
  settings.min_severity = 0.7;
  expect_nothing (&settings);
}

GST_END_TEST;

GST_START_TEST (test_kinds_that_nobody_wants_to_know)
{
  MsJerkSettings settings = dolly;
  guint kind;

  for (kind = 0; kind < MS_N_CHANNELS; kind++) {
    n_steps = 0;
    roll_on (160, JITTER);
    jolt (80, kind, 0.6);
    settings.kinds = 1u << kind;
    expect_one (&settings, 80, kind, 0.6);
    settings.kinds = 0xf & ~(1u << kind);
    expect_nothing (&settings);
    settings.kinds = 0;
    expect_nothing (&settings);
  }
}

GST_END_TEST;

/* Who asks for bumps alone gets the bump of a jolt that also sways, and more. */
GST_START_TEST (test_a_kind_that_is_not_the_worst)
{
  MsJerkSettings settings = dolly;

  roll_on (160, JITTER);
  jolt (80, MS_JERK_SWAY, 1.2);
  jolt (80, MS_JERK_BUMP, 0.6);
  settings.kinds = 1u << MS_JERK_BUMP;
  expect_one (&settings, 80, MS_JERK_BUMP, 0.6);
}

GST_END_TEST;

GST_START_TEST (test_sensitivity)
{
  MsJerkSettings settings = { MS_INTENT_DOLLY, 0, 0.05, 0xf, 25 };

  roll_on (160, JITTER);
  jolt (80, MS_JERK_BUMP, 0.09);
  settings.sensitivity = 0;
  expect_nothing (&settings);
  settings.sensitivity = 1;
  fail_unless (count_live (&settings) >= 1);
  /* and beyond its range nothing else happens */
  settings.sensitivity = 50;
  fail_unless (count_live (&settings) >= 1);
  settings.sensitivity = -50;
  fail_unless_equals_int (count_live (&settings), 0);
}

GST_END_TEST;

/* What a hand does is not told, what a dolly must not do is. */
GST_START_TEST (test_intent_handheld)
{
  MsJerkSettings settings = dolly;

  roll_on (160, JITTER);
  jolt (80, MS_JERK_BUMP, 0.1);
  settings.min_severity = 0.05;
  fail_unless_equals_int (count_live (&settings), 1);
  settings.intent = MS_INTENT_HANDHELD;
  fail_unless_equals_int (count_live (&settings), 0);
  jolt (120, MS_JERK_BUMP, 1);
  fail_unless_equals_int (count_live (&settings), 1);
}

GST_END_TEST;

/* Whatever moves a camera that stands is off its path, and as long as it is. */
GST_START_TEST (test_intent_locked_off)
{
  MsJerkSettings settings = dolly;
  guint i, k;

  settings.intent = MS_INTENT_LOCKED_OFF;
  roll_on (200, JITTER);
  for (i = 0; i < n_steps; i++) {
    for (k = 0; k < MS_N_CHANNELS; k++)
      steps[i].value[k] = JITTER / 2 * random_noise ();
  }
  expect_nothing (&settings);
  jolt (100, MS_JERK_BUMP, 0.4);
  expect_one (&settings, 100, MS_JERK_BUMP, 0.4);
}

GST_END_TEST;

/* A pan that takes as long in seconds takes more frames; none of it is told. What
 * happens within a frame or two still is. */
GST_START_TEST (test_other_rates)
{
  static const gdouble rates[] = { 15, 23.976, 30, 50, 60, 100, 120, 240 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    MsJerkSettings settings = dolly;
    gdouble longer = rates[i] / 25;
    guint k;

    settings.fps = rates[i];
    n_steps = 0;
    roll_on (600, JITTER);
    for (k = 0; k < n_steps; k++)
      steps[k].value[MS_JERK_SWAY] += 0.8 / longer *
          ease ((k - 100.) / (25 * longer));
    expect_nothing (&settings);
    jolt (500, MS_JERK_BUMP, 0.5);
    expect_one (&settings, 500, MS_JERK_BUMP, 0.5);
  }
}

GST_END_TEST;

/* No rate, or one that is none: as many a second as usual. */
GST_START_TEST (test_rates_that_are_none)
{
  static const gdouble rates[] = { 0, -1 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    MsJerkSettings settings = dolly;

    settings.fps = rates[i];
    n_steps = 0;
    roll_on (160, JITTER);
    jolt (80, MS_JERK_BUMP, 0.5);
    expect_one (&settings, 80, MS_JERK_BUMP, 0.5);
  }
}

GST_END_TEST;

/* The series goes on when settings change; and starts anew on reset. */
GST_START_TEST (test_settings_change_on_the_way)
{
  MsDetector *detector = ms_detector_new ();
  MsJerkSettings settings = dolly;
  guint i, n = 0;
  MsJerk jerk;

  roll_on (300, JITTER);
  for (i = 40; i < 300; i += 40)
    jolt (i, MS_JERK_BUMP, 0.6);
  for (i = 0; i < n_steps; i++) {
    if (i == 100)
      settings.kinds = 1u << MS_JERK_SWAY;
    if (i == 140)
      settings = dolly;
    if (i == 180)
      settings.fps = 120;
    if (i == 220)
      settings.fps = 24;
    ms_detector_set (detector, &settings);
    if (i == 239)
      ms_detector_reset (detector);
    n += ms_detector_add (detector, &steps[i], &jerk);
  }
  /* not the one of 120, and not the one behind the reset */
  fail_unless_equals_int (n, 5);
  ms_detector_free (detector);
}

GST_END_TEST;

/* -- Judged ------------------------------------------------------------------- */

GST_START_TEST (test_nothing_to_judge)
{
  GArray *all = ms_judge (NULL, 0, &dolly);

  fail_unless_equals_int (all->len, 0);
  g_array_unref (all);
  for (n_steps = 0; n_steps < 40;) {
    roll_on (1, JITTER);
    fail_unless_equals_int (count_judged (&dolly), 0);
  }
}

GST_END_TEST;

/* Whoever was told of something reads of it in the report. */
GST_START_TEST (test_the_report_has_all_that_was_told)
{
  guint run, i, k;

  for (run = 0; run < 30; run++) {
    GArray *live, *judged;

    n_steps = 0;
    roll_on (500, JITTER);
    for (i = 30 + next_random () % 20; i < 480; i += 20 + next_random () % 40) {
      if (next_random () % 3 == 0)
        jolt (i, next_random () % MS_N_CHANNELS, 0.1 + random_share ());
      else
        throw_off (i, 1 + next_random () % 6, next_random () % MS_N_CHANNELS,
            0.1 + random_share ());
    }
    live = watch (&dolly);
    judged = ms_judge (steps, n_steps, &dolly);
    fail_unless (live->len > 0 && judged->len >= live->len, "%u of %u",
        judged->len, live->len);
    for (i = 0; i < live->len; i++) {
      const MsJerk *told = &g_array_index (live, Told, i).jerk;
      gboolean found = FALSE;

      for (k = 0; k < judged->len; k++) {
        const MsJerk *j = &g_array_index (judged, MsJerk, k);

        found |= j->frame == told->frame && j->kind == told->kind
            && j->severity >= told->severity;
      }
      fail_unless (found, "run %u: %s at %u", run, kinds[told->kind],
          (guint) told->frame);
    }
    for (k = 1; k < judged->len; k++)
      fail_unless (g_array_index (judged, MsJerk, k - 1).frame <=
          g_array_index (judged, MsJerk, k).frame);
    g_array_unref (live);
    g_array_unref (judged);
  }
}

GST_END_TEST;

/* A dolly that loses a quarter of its speed over 6 frames: too slow to be told
 * while it happens. */
GST_START_TEST (test_a_change_of_speed_is_judged)
{
  GArray *judged;

  roll_on (200, JITTER);
  change_speed (80, 6, MS_JERK_SPEED, 0.15);
  judged = ms_judge (steps, n_steps, &dolly);
  fail_unless_equals_int (judged->len, 1);
  expect_jerk (&g_array_index (judged, MsJerk, 0), 80, MS_JERK_SPEED, 0.45,
      0.35, __LINE__, "judged");
  g_array_unref (judged);
}

GST_END_TEST;

/* -- Whatever comes ----------------------------------------------------------- */

GST_START_TEST (test_any_series)
{
  guint run, i, k;

  for (run = 0; run < 300; run++) {
    MsJerkSettings settings = { next_random () % 3, random_share () * 1.5 - 0.2,
      random_share () * 0.3, next_random () % 16, random_share () * 400 - 20
    };
    gdouble size = exp (random_share () * 20 - 8);

    n_steps = next_random () % 200;
    for (i = 0; i < n_steps; i++) {
      steps[i].frame = i == 0 ? 0 : steps[i - 1].frame + 1 +
          (next_random () % 20 == 0 ? next_random () % 10 : 0);
      steps[i].kind = next_random () % 3 == 0 ? next_random () % 6 :
          MS_SHIFT_MOVED;
      steps[i].confidence = random_share ();
      for (k = 0; k < MS_N_CHANNELS; k++)
        steps[i].value[k] = size * random_noise ();
    }
    count_live (&settings);
    count_judged (&settings);
  }
}

GST_END_TEST;

static Suite *
motionstab_jerk_suite (void)
{
  Suite *s = suite_create ("motionstab-jerk");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, NULL);
  tcase_add_test (tc, test_a_constant_speed);
  tcase_add_test (tc, test_the_noise_of_measurement);
  tcase_add_test (tc, test_a_hand_is_never_still);
  tcase_add_test (tc, test_pans_that_ease_in_and_out);
  tcase_add_test (tc, test_starts_and_stops_of_a_smooth_move);
  tcase_add_test (tc, test_slow_waves);
  tcase_add_test (tc, test_cuts_flashes_and_what_cannot_be_seen);
  tcase_add_test (tc, test_shifts_without_confidence);
  tcase_add_test (tc, test_duplicates_are_no_stops);
  tcase_add_test (tc, test_a_frame_shown_twice_and_the_next_one_dropped);
  tcase_add_test (tc, test_pulses_in_every_channel);
  tcase_add_test (tc, test_jolts_in_every_channel);
  tcase_add_test (tc, test_steps_of_speed);
  tcase_add_test (tc, test_a_stop_all_of_a_sudden);
  tcase_add_test (tc, test_a_jolt_within_a_pan);
  tcase_add_test (tc, test_a_jolt_in_all_channels_is_one);
  tcase_add_test (tc, test_jolts_one_after_the_other);
  tcase_add_test (tc, test_a_jolt_among_duplicates);
  tcase_add_test (tc, test_a_jolt_after_a_cut);
  tcase_add_test (tc, test_frames_keep_their_numbers);
  tcase_add_test (tc, test_a_jerk_is_updated_until_it_is_over);
  tcase_add_test (tc, test_levels_of_severity);
  tcase_add_test (tc, test_steps_from_shifts);
  tcase_add_test (tc, test_severity_below_the_least_is_not_told);
  tcase_add_test (tc, test_kinds_that_nobody_wants_to_know);
  tcase_add_test (tc, test_a_kind_that_is_not_the_worst);
  tcase_add_test (tc, test_sensitivity);
  tcase_add_test (tc, test_intent_handheld);
  tcase_add_test (tc, test_intent_locked_off);
  tcase_add_test (tc, test_other_rates);
  tcase_add_test (tc, test_rates_that_are_none);
  tcase_add_test (tc, test_settings_change_on_the_way);
  tcase_add_test (tc, test_nothing_to_judge);
  tcase_add_test (tc, test_the_report_has_all_that_was_told);
  tcase_add_test (tc, test_a_change_of_speed_is_judged);
  tcase_add_test (tc, test_any_series);
  return s;
}

GST_CHECK_MAIN (motionstab_jerk);
