/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "soundclock.h"

#include <math.h>

#define SECOND 1e9
/* Of the difference between the stamp and the count, per second of sound. */
#define GAIN 0.5
/* No sum of stamps runs out of numbers. */
#define STAMP_MAX (G_MAXINT64 / 4)

void
rp_sound_clock_init (RpSoundClock * clock)
{
  clock->rate = 0;
  clock->next = 0;
  clock->time = clock->length = 0.0;
  clock->running = FALSE;
}

void
rp_sound_clock_set_rate (RpSoundClock * clock, guint rate)
{
  clock->rate = rate;
}

gboolean
rp_sound_clock_next (RpSoundClock * clock, gint64 stamp, guint64 n,
    guint64 * first, gint64 * time)
{
  gdouble length = (gdouble) n * SECOND / clock->rate;
  gdouble least = -(gdouble) RP_SOUND_TOLERANCE;
  gboolean gap = FALSE;
  gdouble off;

  stamp = MIN (stamp, STAMP_MAX);
  if (!clock->running) {
    clock->time = (gdouble) MAX (stamp, 0);
    clock->running = TRUE;
  } else if (stamp >= 0) {
    off = (gdouble) stamp - clock->time;
    if (off > (gdouble) RP_SOUND_TOLERANCE) {
      clock->next += (guint64) llrint (off * clock->rate / SECOND);
      clock->time = (gdouble) stamp;
      gap = TRUE;
    } else {
      clock->time +=
          MAX (off, least) * MIN (GAIN * clock->length / SECOND, 0.25);
    }
  }
  *first = clock->next;
  *time = (gint64) llrint (clock->time);
  clock->next += n;
  clock->time += length;
  clock->length = length;
  return gap;
}
