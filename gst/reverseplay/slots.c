/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "slots.h"

/* A frame rate outside of this is a mistake in the caps: its slots would
 * stand still, or run out of numbers. */
#define SHORTEST 1
#define LONGEST (3600 * G_GUINT64_CONSTANT (1000000000))

void
rp_slots_init (RpSlots * slots)
{
  slots->last = slots->last_media = -1;
  slots->made_up = FALSE;
  slots->anchor = 0;
  slots->count = 0;
  slots->num = 0;
  slots->den = 1;
}

gboolean
rp_slots_has (const RpSlots * slots, gint64 running, guint64 period)
{
  if (slots->last < 0)
    return TRUE;
  /* The live frame that a made-up slot stood for may be off by its jitter. */
  if (slots->made_up)
    return running > slots->last + (gint64) (period / 2);
  return running > slots->last;
}

void
rp_slots_take (RpSlots * slots, gint64 running, gint64 media)
{
  slots->last = slots->anchor = running;
  slots->last_media = media;
  slots->count = 0;
  slots->made_up = FALSE;
}

static gint64
slot_at (const RpSlots * slots, guint64 count)
{
  /* From the anchor each time, so that no rounding adds up. */
  return slots->anchor
      + (gint64) ((unsigned __int128) count * slots->num / slots->den);
}

/* Moves *slots to its next made-up slot. */
static void
advance (RpSlots * slots, guint64 num, guint64 den, gint64 not_before)
{
  if (num < den || num / den > LONGEST) {
    num = num < den ? SHORTEST : LONGEST;
    den = 1;
  }
  if (slots->last >= 0 && (num != slots->num || den != slots->den)) {
    slots->anchor = slots->last;
    slots->count = 0;
  }
  slots->num = num;
  slots->den = den;
  /* The first slot of all is the anchor itself. */
  if (slots->last >= 0)
    slots->count++;
  if (slot_at (slots, slots->count) < not_before) {
    gdouble frames = (gdouble) (not_before - slots->anchor)
        * (gdouble) den / (gdouble) num;

    slots->count = MAX (slots->count, (guint64) frames);
  }
  while (slot_at (slots, slots->count) < not_before
      || slot_at (slots, slots->count) <= slots->last)
    slots->count++;
}

gint64
rp_slots_peek (const RpSlots * slots, guint64 num, guint64 den,
    gint64 not_before)
{
  RpSlots next = *slots;

  advance (&next, num, den, not_before);
  return slot_at (&next, next.count);
}

void
rp_slots_make_up (RpSlots * slots, guint64 num, guint64 den, gint64 not_before)
{
  gint64 slot;

  advance (slots, num, den, not_before);
  slot = slot_at (slots, slots->count);
  if (slots->last >= 0)
    slots->last_media += slot - slots->last;
  else
    slots->last_media = slot;
  slots->last = slot;
  slots->made_up = TRUE;
}

void
rp_slots_cut (RpSlots * slots, gint64 at)
{
  rp_slots_take (slots, MAX (at, slots->last + 1), at);
  slots->made_up = TRUE;
}

gboolean
rp_slots_is_late (gint64 running, gint64 now, guint64 latency, guint64 period)
{
  guint64 behind = now > running ? (guint64) (now - running) : 0;

  return behind > latency && behind - latency > period;
}
