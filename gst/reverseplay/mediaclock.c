/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mediaclock.h"

#include <math.h>
#include <string.h>

#define GAIN (1.0 / 32)
/* The pace that is measured counts where it is further from the nominal one
 * than jitter can make it, and than the loop can follow. */
#define PACE_GAIN (1.0 / 64)
#define PACE_OFF (1.0 / 64)
#define PACE_MOST (2.0 - 1.0 / 16)
/* No sum of stamps and periods runs out of numbers. */
#define STAMP_MAX (G_MAXINT64 / 2)
#define SECOND G_GUINT64_CONSTANT (1000000000)
#define FALLBACK_PERIOD (SECOND / 25)
#define PERIOD_MIN (SECOND / 10000)
#define PERIOD_MAX (3600 * SECOND)
/* What an interval may be when nothing says how long a frame is. */
#define INTERVAL_MIN (SECOND / 1000)
#define INTERVAL_MAX SECOND

static void
forget_intervals (RpMediaClock * clock)
{
  memset (clock->intervals, 0, sizeof (clock->intervals));
  clock->n_intervals = 0;
}

void
rp_media_clock_init (RpMediaClock * clock)
{
  clock->period_num = 0;
  clock->period_den = 1;
  clock->last_stamp = clock->last_running = clock->last_media = -1;
  clock->media = 0.0;
  clock->pace = 0.0;
  forget_intervals (clock);
  clock->smooth = TRUE;
}

void
rp_media_clock_set_smooth (RpMediaClock * clock, gboolean smooth)
{
  clock->smooth = smooth;
}

void
rp_media_clock_set_rate (RpMediaClock * clock, gint num, gint den)
{
  guint64 period = num > 0 && den > 0
      ? SECOND * (guint64) den / (guint64) num : 0;

  forget_intervals (clock);
  if (period >= PERIOD_MIN && period <= PERIOD_MAX) {
    clock->period_num = SECOND * (guint64) den;
    clock->period_den = (guint64) num;
  } else {
    clock->period_num = 0;
    clock->period_den = 1;
  }
  clock->pace = (gdouble) clock->period_num / (gdouble) clock->period_den;
}

guint64
rp_media_clock_period (const RpMediaClock * clock)
{
  guint64 least = 0;
  guint i;

  if (clock->period_num)
    return clock->period_num / clock->period_den;
  for (i = 0; i < G_N_ELEMENTS (clock->intervals); i++) {
    guint64 interval = clock->intervals[i];

    if (interval && (!least || interval < least))
      least = interval;
  }
  return least ? least : FALLBACK_PERIOD;
}

static void
remember_interval (RpMediaClock * clock, gint64 interval)
{
  guint at = clock->n_intervals++ % G_N_ELEMENTS (clock->intervals);

  clock->intervals[at] = CLAMP ((guint64) interval, INTERVAL_MIN, INTERVAL_MAX);
}

/* How far apart frames are. In the dark a webcam slows down and does not say
 * so; at its nominal rate the loop would fall behind and jump, again and
 * again. A frame that is missing is no slower camera. */
static gdouble
follow_pace (RpMediaClock * clock, gdouble period, gint64 interval)
{
  if ((gdouble) interval < period * PACE_MOST)
    clock->pace += ((gdouble) interval - clock->pace) * PACE_GAIN;
  return fabs (clock->pace - period) > period * PACE_OFF ? clock->pace : period;
}

/* A stamp that does not go on is mended so that the camera's own intervals
 * stay: after a jump back the frames that follow keep their distances; the
 * second of two equal stamps comes right behind the first. */
static gint64
mend (const RpMediaClock * clock, gint64 stamp)
{
  gint64 period = (gint64) rp_media_clock_period (clock);

  if (clock->last_running < 0)
    return MAX (stamp, 0);
  if (stamp < 0)
    return clock->last_running + period;
  if (stamp > clock->last_running)
    return stamp;
  if (clock->last_stamp >= 0 && stamp > clock->last_stamp)
    return clock->last_running + MIN (stamp - clock->last_stamp, period);
  if (stamp == clock->last_stamp)
    return clock->last_running + 1;
  return clock->last_running + period;
}

void
rp_media_clock_next (RpMediaClock * clock, gint64 stamp, gint64 * running,
    gint64 * media)
{
  gint64 previous = clock->last_running;
  gdouble period = (gdouble) clock->period_num / (gdouble) clock->period_den;

  stamp = MIN (stamp, STAMP_MAX);
  *running = mend (clock, stamp);
  if (previous >= 0)
    remember_interval (clock, *running - previous);

  if (previous < 0 || clock->period_num == 0 || !clock->smooth) {
    clock->media = (gdouble) * running;
  } else {
    gdouble expected = clock->media
        + follow_pace (clock, period, *running - previous);
    gdouble off = (gdouble) * running - expected;

    if (fabs (off) < period / 2)
      clock->media = expected + off * GAIN;
    else
      clock->media = (gdouble) * running;
  }
  *media = (gint64) llrint (clock->media);
  if (previous >= 0 && *media <= clock->last_media) {
    *media = clock->last_media + 1;
    clock->media = (gdouble) * media;
  }
  clock->last_stamp = stamp >= 0 ? stamp : clock->last_stamp;
  clock->last_running = *running;
  clock->last_media = *media;
}
