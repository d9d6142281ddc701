/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mediaclock.h"

#include <math.h>

#define GAIN (1.0 / 32)
#define SECOND G_GUINT64_CONSTANT (1000000000)
#define FALLBACK_PERIOD (SECOND / 25)

void
rp_media_clock_init (RpMediaClock * clock)
{
  clock->period_num = 0;
  clock->period_den = 1;
  clock->last_stamp = clock->last_running = -1;
  clock->media = 0.0;
  clock->interval = 0;
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
  if (num > 0 && den > 0) {
    clock->period_num = SECOND * (guint64) den;
    clock->period_den = (guint64) num;
  } else {
    clock->period_num = 0;
    clock->period_den = 1;
    clock->interval = 0;
  }
}

guint64
rp_media_clock_period (const RpMediaClock * clock)
{
  if (clock->period_num)
    return MAX (clock->period_num / clock->period_den, 1);
  return clock->interval ? clock->interval : FALLBACK_PERIOD;
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
  gint64 before = (gint64) llrint (clock->media);
  gdouble period = (gdouble) clock->period_num / (gdouble) clock->period_den;

  *running = mend (clock, stamp);
  if (previous >= 0)
    clock->interval = (guint64) (*running - previous);

  if (previous < 0 || clock->period_num == 0 || !clock->smooth) {
    clock->media = (gdouble) * running;
  } else {
    gdouble expected = clock->media + period;
    gdouble off = (gdouble) * running - expected;

    if (fabs (off) < period)
      clock->media = expected + off * GAIN;
    else
      clock->media = (gdouble) * running;
  }
  *media = (gint64) llrint (clock->media);
  if (previous >= 0 && *media <= before) {
    *media = before + 1;
    clock->media = (gdouble) * media;
  }
  clock->last_stamp = stamp >= 0 ? stamp : clock->last_stamp;
  clock->last_running = *running;
}
