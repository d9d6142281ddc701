/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RpSlots: the running times at which an output shows its pictures.
 *
 * While the camera runs, a slot is the running time of a live frame. Where a
 * picture has to go out and no live frame is there (the first frame of a
 * playback, a camera that stalls) a slot is made up: one frame after the last.
 * The live frame that comes for a slot that is taken has none. So slots go up
 * strictly and keep the frame rate.
 *
 * All times in ns of running time. Not thread-safe.
 */
typedef struct
{
  gint64 last;                  /* the last slot, -1 = none yet */
  gint64 last_media;            /* its time without jitter */
  gboolean made_up;             /* the last one was */
  gint64 anchor;                /* slots are made up from here, */
  guint64 count;                /* that many so far, */
  guint64 num, den;             /* each that long */
} RpSlots;

void rp_slots_init (RpSlots * slots);

/* Whether the live frame at @running has a slot. */
gboolean rp_slots_has (const RpSlots * slots, gint64 running, guint64 period);
/* Takes it. */
void rp_slots_take (RpSlots * slots, gint64 running, gint64 media);

/* The next slot without a live frame: a whole number of frames of @num / @den
 * ns after the last one, at @not_before or later. */
gint64 rp_slots_peek (const RpSlots * slots, guint64 num, guint64 den,
    gint64 not_before);
/* Takes the slot that rp_slots_peek() gives. */
void rp_slots_make_up (RpSlots * slots, guint64 num, guint64 den,
    gint64 not_before);

/* Takes the slot @at, however near it is, and makes up others from there. */
void rp_slots_cut (RpSlots * slots, gint64 at);

/* Downstream is late when @now has passed the slot by the pipeline's latency
 * and one frame. */
gboolean rp_slots_is_late (gint64 running, gint64 now, guint64 latency,
    guint64 period);

G_END_DECLS
