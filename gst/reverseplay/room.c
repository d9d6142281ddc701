/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "room.h"

/* The reserve: enough for the lead of a take, and small beside the takes. */
#define RESERVE_SECONDS 10
#define RESERVE_SHARE 16
/* How far sound and further cameras may be ahead of the primary stream before
 * that counts as stalled. */
#define EXCESS_MOST (10 * G_GUINT64_CONSTANT (1000000000))

static RpTake *
oldest_take (RpTakes * takes, gboolean discarded, gboolean circled)
{
  guint i;

  for (i = 0; i < rp_takes_n (takes); i++) {
    RpTake *take = rp_takes_nth (takes, i);

    if (!take->rolling && take->discarded == discarded
        && (discarded || take->circled == circled))
      return take;
  }
  return NULL;
}

RpTake *
rp_room_next_victim (RpTakes * takes)
{
  RpTake *take = oldest_take (takes, FALSE, FALSE);

  return take ? take : oldest_take (takes, FALSE, TRUE);
}

gboolean
rp_room_next_is_loss (RpHistory * history, RpTakes * takes)
{
  return rp_history_idle_bytes (history) == 0
      && oldest_take (takes, TRUE, FALSE) == NULL;
}

RpRoom
rp_room_free_one (RpHistory * history, RpTakes * takes, guint idle_keep,
    guint * evicted)
{
  RpTake *rolling = rp_takes_rolling (takes);
  RpTake *victim;

  if (rp_history_drop_idle (history, rolling ? 0 : idle_keep))
    return RP_ROOM_IDLE;
  if (!rolling)
    return RP_ROOM_NOTHING;
  /* No take goes for a stream that goes on while the primary one stalls. */
  if (rp_takes_drop_excess (takes, EXCESS_MOST))
    return RP_ROOM_IDLE;

  victim = oldest_take (takes, TRUE, FALSE);
  if (!victim)
    victim = rp_room_next_victim (takes);
  if (victim) {
    *evicted = victim->id;
    rp_takes_remove (takes, victim);
    return RP_ROOM_TAKE;
  }
  if (rp_takes_truncate (takes))
    return RP_ROOM_HEAD;
  return rp_takes_drop_excess (takes, 0) ? RP_ROOM_IDLE : RP_ROOM_NOTHING;
}

guint64
rp_room_reserve (guint64 max_bytes, guint64 bytes_per_second)
{
  return MIN (max_bytes / RESERVE_SHARE, RESERVE_SECONDS * bytes_per_second);
}

guint64
rp_room_left (RpHistory * history, RpTakes * takes, guint64 max_bytes,
    guint64 bytes_per_second)
{
  guint64 limit = max_bytes - rp_room_reserve (max_bytes, bytes_per_second);
  guint64 kept = rp_history_bytes (history) - rp_history_idle_bytes (history);
  guint i;

  /* Frames that a discarded take shares with another one are counted as
   * room although they stay; takes overlap by a lead at most. */
  for (i = 0; i < rp_takes_n (takes); i++) {
    RpTake *take = rp_takes_nth (takes, i);

    if (take->discarded && !take->rolling)
      kept -= MIN (kept, rp_take_bytes (take, history));
  }
  return kept < limit ? limit - kept : 0;
}
