/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "timecode.h"

#include <math.h>
#include <string.h>

#define SECOND 1e9
/* How far off what was expected a step may be, in counts: stamps jitter by less
 * than half a frame, and a lost frame of a pair is half a count. */
#define TOLERANCE 0.75
/* The largest step of one frame to the next of a camera that shoots off-speed:
 * 240 frames per second for 24 is 10. */
#define STEP_MAX 16
/* Counts that a running timecode may stand and go on by one: a frame that the
 * capture card delivered twice, not a camera that was stopped and moved. */
#define STUMBLE_MAX 4.0

/* One way in which a timecode can be counted. */
typedef struct
{
  guint base;                   /* counts per second */
  gboolean drop_frame;
} Counting;

/* From one timecode to another. */
typedef struct
{
  gint64 counts;                /* below 0: back */
  gdouble expected;             /* by the time between them */
} Step;

void
rp_timecode_to_text (const RpTimecode * timecode, gchar text[RP_TIMECODE_TEXT])
{
  g_snprintf (text, RP_TIMECODE_TEXT, "%02u:%02u:%02u%c%02u",
      timecode->hours % 100, timecode->minutes % 100, timecode->seconds % 100,
      timecode->drop_frame ? ';' : ':', timecode->frames % 1000);
}

void
rp_rec_run_init (RpRecRun * run)
{
  memset (run, 0, sizeof (*run));
  run->pace = 1.0;
}

void
rp_rec_run_forget (RpRecRun * run)
{
  run->good.timecode.there = run->maybe.timecode.there = FALSE;
  run->run = run->open = 0;
  run->broken = FALSE;
}

void
rp_rec_run_stand (RpRecRun * run)
{
  run->running = FALSE;
}

/* Counts per second; what the caps say when the timecode does not. */
static gdouble
rate_of (const RpTimecode * timecode, guint64 period)
{
  if (timecode->fps_n > 0 && timecode->fps_d > 0)
    return (gdouble) timecode->fps_n / timecode->fps_d;
  return SECOND / (gdouble) MAX (period, 1);
}

/* Cameras and capture cards send nonsense when they have no timecode. */
static gboolean
is_valid (const RpTimecode * timecode, guint64 period)
{
  guint base = (guint) lrint (rate_of (timecode, period));

  return timecode->there && timecode->hours < 24 && timecode->minutes < 60
      && timecode->seconds < 60 && timecode->frames < MAX (base, 1);
}

static gboolean
is_same (const RpTimecode * a, const RpTimecode * b)
{
  return a->hours == b->hours && a->minutes == b->minutes
      && a->seconds == b->seconds && a->frames == b->frames;
}

/* Counts from midnight of day 0. Drop-frame leaves out the first numbers of a
 * minute (2 at 30, 4 at 60), but not of each tenth. */
static gint64
count (guint hours, guint minutes, guint seconds, guint frames,
    Counting counting)
{
  gint64 minute = (gint64) hours * 60 + minutes;
  gint64 total = (minute * 60 + seconds) * counting.base + frames;

  if (counting.drop_frame)
    total -= (minute - minute / 10) * (counting.base / 15);
  return total;
}

static gint64
counts_between (const RpTimecode * a, const RpTimecode * b, Counting counting)
{
  gint64 day = count (24, 0, 0, 0, counting);
  gint64 from = count (a->hours, a->minutes, a->seconds, a->frames, counting);
  gint64 to = count (b->hours, b->minutes, b->seconds, b->frames, counting);
  gint64 counts = (to - from) % day;

  if (counts > day / 2)
    counts -= day;
  else if (counts < -(day / 2))
    counts += day;
  return counts;
}

static gdouble
error_of (const Step * step, gdouble pace)
{
  return fabs ((gdouble) step->counts - step->expected * pace);
}

/* The step from @a to @b in the way of counting that fits the time between them
 * best. There are several: a capture card may call a timecode that counts 25
 * one of 50, since pictures come at 50; drivers miss the drop-frame flag. */
static Step
step_between (const RpTimecodeAt * a, const RpTimecode * b, gint64 time,
    guint64 period, guint repeat, gdouble pace)
{
  gdouble rate = rate_of (b, period);
  guint base = (guint) MAX (lrint (rate), 1), divisor, drop;
  Step best = { 0, 0.0 };
  gboolean found = FALSE;

  for (divisor = 1; divisor <= 4 && divisor <= repeat; divisor *= 2) {
    Counting counting = { base / divisor, FALSE };

    if (base % divisor || a->timecode.frames >= counting.base
        || b->frames >= counting.base)
      break;
    for (drop = 0; drop < 2 && (drop == 0 || counting.base % 30 == 0); drop++) {
      Step step;

      counting.drop_frame = drop != 0;
      step.counts = counts_between (&a->timecode, b, counting);
      step.expected = (gdouble) (time - a->time) / SECOND * rate / divisor;
      if (!found || error_of (&step, pace) < error_of (&best, pace))
        best = step;
      found = TRUE;
    }
  }
  return best;
}

static gboolean
is_near (const Step * step, gdouble pace)
{
  return error_of (step, pace) <= TOLERANCE + step->expected * pace / 100;
}

/* Whether a timecode that runs goes on with this step. */
static gboolean
follows (const RpRecRun * run, const Step * step)
{
  if (step->counts < 1)
    return FALSE;
  return is_near (step, run->pace) || is_near (step, 1.0)
      || (step->counts == 1 && step->expected * run->pace <= STUMBLE_MAX);
}

/* Whether a timecode that has changed is seen to advance by this step. */
static gboolean
advances (const Step * step)
{
  return step->counts >= 1
      && (gdouble) step->counts <= MAX (STEP_MAX, 2 * step->expected + 1);
}

/* Two lengths in turn: film at 24 in a signal of 60, each picture on 2 and 3
 * frames. */
static gboolean
is_pulldown (const RpRecRun * run)
{
  guint a = run->last_lengths[0], b = run->last_lengths[1];

  return a != b && MIN (run->lengths[a], run->lengths[b]) >= 2
      && ABS ((gint) run->lengths[a] - (gint) run->lengths[b]) <= 1;
}

/* On how many frames the timecode is that is current. Where two lengths are as
 * frequent, what the frame rates say decides, then the longer. */
static guint
repeat_of (const RpRecRun * run, const RpTimecode * timecode, guint64 period)
{
  glong nominal = lrint (SECOND / (gdouble) MAX (period, 1)
      / rate_of (timecode, period));
  guint best = 1, i;

  if (is_pulldown (run))
    return run->last_lengths[1];
  for (i = 2; i <= RP_REPEAT_MAX; i++) {
    if (run->lengths[i] > run->lengths[best]
        || (run->lengths[i] == run->lengths[best] && best != (guint) nominal))
      best = i;
  }
  return run->lengths[best] > 0 ? best
      : (guint) CLAMP (nominal, 1, RP_REPEAT_MAX);
}

/* A run of one timecode has ended. */
static void
end_run (RpRecRun * run)
{
  if (run->running && !run->broken && run->run <= RP_REPEAT_MAX) {
    run->lengths[run->run]++;
    run->last_lengths[1] = run->last_lengths[0];
    run->last_lengths[0] = run->run;
  }
  run->run = 1;
  run->broken = FALSE;
}

static void
answer_on (RpRecRunAnswer * answer, guint64 first, gint64 first_time)
{
  answer->sign = RP_SIGN_ON;
  answer->first = first;
  answer->first_time = first_time;
}

/* Learns the pace from the step that has proved the change. */
static void
learn_pace (RpRecRun * run, const Step * step)
{
  run->pace = 1.0;
  if (!is_near (step, 1.0) && step->expected > 0.0)
    run->pace = (gdouble) step->counts / step->expected;
}

/* The change that was open was the start, or a jump. */
static void
prove (RpRecRun * run, const RpTimecodeAt * now, const Step * step,
    gint jump, RpRecRunAnswer * answer)
{
  answer_on (answer, run->maybe.seq, run->maybe.time);
  if (run->running) {
    answer->jumped = jump != 1;
    answer->from = run->good.timecode;
    answer->to = run->maybe.timecode;
  } else {
    memset (run->lengths, 0, sizeof (run->lengths));
    memset (run->last_lengths, 0, sizeof (run->last_lengths));
  }
  run->running = TRUE;
  end_run (run);
  learn_pace (run, step);
  run->good = *now;
  run->maybe.timecode.there = FALSE;
}

/* A change that is not proved soon is none; nobody waits for it, so that what
 * changes at random or backwards ends a take. */
static RpSign
sign_while_open (RpRecRun * run)
{
  return ++run->open < RP_REPEAT_MAX ? RP_SIGN_OPEN : RP_SIGN_OFF;
}

static void
changed (RpRecRun * run, const RpTimecodeAt * now, guint64 period,
    RpRecRunAnswer * answer)
{
  guint repeat = repeat_of (run, &now->timecode, period);
  Step step = step_between (&run->good, &now->timecode, now->time, period,
      repeat, run->pace);
  gint jump;

  if (run->running && follows (run, &step)) {
    /* What was open was a misread line. */
    if (run->maybe.timecode.there)
      run->broken = TRUE;
    end_run (run);
    run->good = *now;
    run->maybe.timecode.there = FALSE;
    answer_on (answer, now->seq, now->time);
    return;
  }
  if (run->maybe.timecode.there) {
    jump = (gint) CLAMP (step_between (&run->good, &run->maybe.timecode,
            run->maybe.time, period, repeat, run->pace).counts, -2, 2);
    step = step_between (&run->maybe, &now->timecode, now->time, period,
        MAX (repeat, run->run), 1.0);
    if (advances (&step)) {
      prove (run, now, &step, jump, answer);
      return;
    }
  }
  if (!run->maybe.timecode.there)
    run->open = 0;
  run->maybe = *now;
  run->run = 1;
  run->broken = FALSE;
  answer->sign = sign_while_open (run);
}

static void
drop_change (RpRecRun * run)
{
  run->good = run->maybe;
  run->maybe.timecode.there = FALSE;
}

static void
repeated (RpRecRun * run, const RpTimecode * timecode, guint64 seq,
    gint64 time, guint64 period, RpRecRunAnswer * answer)
{
  run->run++;
  if (run->run > RP_REPEAT_MAX)
    run->stood = TRUE;
  if (run->maybe.timecode.there) {
    answer->sign = sign_while_open (run);
    if (run->run > RP_REPEAT_MAX)
      drop_change (run);
  } else if (run->running && run->run <= repeat_of (run, timecode, period)) {
    answer_on (answer, seq, time);
  }
}

static void
missing (RpRecRun * run, RpRecRunAnswer * answer)
{
  run->broken = TRUE;
  if (!run->maybe.timecode.there)
    return;
  answer->sign = sign_while_open (run);
  if (answer->sign == RP_SIGN_OPEN)
    return;
  if (run->running)
    run->maybe.timecode.there = FALSE;
  else
    drop_change (run);
}

void
rp_rec_run_feed (RpRecRun * run, guint64 seq, gint64 time, guint64 period,
    const RpTimecode * timecode, RpRecRunAnswer * answer)
{
  RpTimecodeAt now = { *timecode, seq, time };
  const RpTimecode *last = run->maybe.timecode.there ? &run->maybe.timecode
      : &run->good.timecode;

  memset (answer, 0, sizeof (*answer));
  if (!is_valid (timecode, period)) {
    missing (run, answer);
  } else if (!last->there) {
    run->good = now;
    run->run = 1;
  } else if (is_same (last, timecode)) {
    repeated (run, timecode, seq, time, period, answer);
  } else {
    changed (run, &now, period, answer);
  }
}
