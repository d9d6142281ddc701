/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RpSoundClock: numbers for the samples of a stream, and their times.
 *
 * Samples (of all channels at one instant) count up from 0. Buffers follow one
 * another without a break as long as their stamps say so within
 * RP_SOUND_TOLERANCE: stamps jitter, samples do not. A larger distance is a gap
 * in the numbers, or a jump back, which is followed slowly: no sample is dropped
 * and no number comes twice. The time of a buffer follows the stamps slowly, so that a sound card that is a little fast
 * or slow stays in step with the picture.
 *
 * Times in ns, rates in samples per second. Not thread-safe.
 */
#define RP_SOUND_TOLERANCE (40 * G_GINT64_CONSTANT (1000000))

typedef struct
{
  guint rate;                   /* 0 = not known yet */
  guint64 next;                 /* number of the next sample */
  gdouble time;                 /* when that one is due, ns */
  gdouble length;               /* of the last buffer, ns */
  gboolean running;             /* a buffer has come */
} RpSoundClock;

void rp_sound_clock_init (RpSoundClock * clock);
/* Another rate: time goes on. */
void rp_sound_clock_set_rate (RpSoundClock * clock, guint rate);

/* A buffer of @n samples came with @stamp (-1 = it has none). *first is the
 * number of its first sample, *time when that sounded; both go up from buffer
 * to buffer. TRUE when something is missing before it. */
gboolean rp_sound_clock_next (RpSoundClock * clock, gint64 stamp, guint64 n,
    guint64 * first, gint64 * time);

G_END_DECLS
