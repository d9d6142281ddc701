/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RpMediaClock: the time of a frame without the jitter of its arrival.
 *
 * A first-order loop follows the stamps at the nominal frame rate, or at the
 * camera's own pace where that is another one: a stamp that is off by less
 * than half a frame moves the time by 1/32 of the difference, so that the
 * picture keeps an even pace and still never drifts from the sound; a larger
 * one (a gap, a jump) is taken as it is. Without a nominal rate times are the
 * stamps.
 *
 * All times in ns. Results go up strictly, whatever comes in. Not thread-safe.
 */
typedef struct
{
  guint64 period_num, period_den;       /* ns per frame as a fraction, 0 = none */
  gint64 last_stamp;            /* as it came in, -1 = none */
  gint64 last_running;          /* as it was given out, -1 = none */
  gint64 last_media;
  gdouble media;                /* the same, not rounded */
  gdouble pace;                 /* ns between frames as they come, averaged */
  guint64 intervals[4];         /* the last ones between frames, 0 = none */
  guint n_intervals;
  gboolean smooth;
} RpMediaClock;

void rp_media_clock_init (RpMediaClock * clock);
/* A file's stamps have no jitter: FALSE takes them as they are. */
void rp_media_clock_set_smooth (RpMediaClock * clock, gboolean smooth);
/* The frame rate as a fraction; 0/1 = not known, and so is a rate whose frames
 * would be shorter than 0.1 ms or longer than an hour. Keeps the time. */
void rp_media_clock_set_rate (RpMediaClock * clock, gint num, gint den);

/* @stamp: running time, -1 = the frame has none. *running is the stamp mended:
 * strictly after the frame before, and where that one would have ended when
 * there is no stamp or it went back. */
void rp_media_clock_next (RpMediaClock * clock, gint64 stamp,
    gint64 * running, gint64 * media);

/* The nominal length of a frame; without one, the least of the last intervals
 * (one of them may be a gap), from 1 ms to 1 s; without that 1/25 s. */
guint64 rp_media_clock_period (const RpMediaClock * clock);

G_END_DECLS
