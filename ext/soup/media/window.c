/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "window.h"

#include <string.h>

static const guint limits[TS_N_MEDIA] = {
  [TS_MEDIA_H264] = 8,
  [TS_MEDIA_JPEG] = 2,
  [TS_MEDIA_OPUS] = TS_WINDOW_MAX,
};

/* Sequences are compared as TCP does it, so that they may wrap. */
static inline gint32
distance (guint32 from, guint32 to)
{
  return (gint32) (to - from);
}

void
ts_window_init (TsWindow * window, TsMedia media)
{
  memset (window, 0, sizeof (*window));
  window->media = media;
  window->limit = limits[media];
  ts_window_need_key (window);
}

void
ts_window_need_key (TsWindow * window)
{
  window->needs_key = window->media == TS_MEDIA_H264;
}

void
ts_window_skip (TsWindow * window)
{
  window->skipped = TRUE;
}

gboolean
ts_window_has_room (const TsWindow * window)
{
  return window->count < window->limit;
}

gboolean
ts_window_wants_key (const TsWindow * window)
{
  /* A key frame for the last place alone would be followed by nothing. */
  return window->needs_key && window->count <= window->limit / 2;
}

TsOffer
ts_window_offer (TsWindow * window, gboolean key, gboolean discont)
{
  if (discont) {
    ts_window_skip (window);
    ts_window_need_key (window);
  }
  if (ts_window_has_room (window) && (key || !window->needs_key))
    return TS_WINDOW_SEND;

  if (window->media == TS_MEDIA_JPEG)
    return TS_WINDOW_WAIT;
  ts_window_skip (window);
  ts_window_need_key (window);
  return TS_WINDOW_DROP;
}

gboolean
ts_window_send (TsWindow * window, guint32 sequence, gsize size,
    gint64 captured, gint64 now)
{
  guint at = (window->first + window->count) % TS_WINDOW_MAX;
  gboolean skipped = window->skipped;

  g_return_val_if_fail (ts_window_has_room (window), FALSE);
  if (window->count++ == 0)
    window->since = now;
  window->sent[at] = (TsSent) {
  sequence, size, captured};
  window->bytes += size;
  window->newest = sequence;
  window->started = TRUE;
  window->needs_key = FALSE;
  window->skipped = FALSE;
  return skipped;
}

TsAck
ts_window_acknowledge (TsWindow * window, guint32 sequence, gint64 now,
    gint64 * captured)
{
  TsAck result = TS_ACK_OLD;

  if (!window->started || distance (window->newest, sequence) > 0)
    return TS_ACK_FUTURE;
  while (window->count > 0) {
    const TsSent *oldest = &window->sent[window->first];

    if (distance (oldest->sequence, sequence) < 0)
      break;
    *captured = oldest->captured;
    window->bytes -= oldest->size;
    window->first = (window->first + 1) % TS_WINDOW_MAX;
    window->count--;
    window->since = now;
    result = TS_ACK_NEW;
  }
  return result;
}

gboolean
ts_window_is_dead (const TsWindow * window, gint64 now)
{
  return window->count > 0 && now - window->since >= TS_WINDOW_PATIENCE;
}
