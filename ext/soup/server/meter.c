/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "meter.h"

#include <string.h>

/* How far ahead of time somebody may be. */
#define BURST (10 * G_USEC_PER_SEC)

void
ts_meter_init (TsMeter * self, const TsMeterLimits * limits, gint64 now)
{
  memset (self, 0, sizeof (*self));
  self->limits = *limits;
  self->need = 2;
  self->last = now;
}

/* A bucket, counted in time: each frame takes its share of a second. */
static gboolean
spend (gint64 * ahead, guint per_second, gint64 passed)
{
  *ahead = MAX (*ahead - passed, 0) + G_USEC_PER_SEC / per_second;
  return *ahead <= BURST;
}

static guint64
payload (const guint8 * header)
{
  guint n = header[1] & 0x7f, i, bytes = n == 126 ? 2 : 8;
  guint64 length = 0;

  if (n < 126)
    return n;
  for (i = 0; i < bytes; i++)
    length = length << 8 | header[2 + i];
  return length;
}

static TsMeterResult
begin_frame (TsMeter * self, gint64 now)
{
  gboolean control = self->header[0] & 0x08, fin = self->header[0] & 0x80;
  guint64 length = payload (self->header);
  gint64 passed = now - self->last;

  self->last = now;
  self->pings = control ? self->pings : MAX (self->pings - passed, 0);
  if (!spend (&self->frames, self->limits.frames_per_second, passed)
      || (control
          && !spend (&self->pings, self->limits.pings_per_second, passed)))
    return TS_METER_TOO_MANY;

  if (length > self->limits.max_message
      || (!control && self->message + length > self->limits.max_message))
    return TS_METER_TOO_LARGE;
  if (!control)
    self->message = fin ? 0 : self->message + length;
  self->skip = length + (self->header[1] & 0x80 ? 4 : 0);
  self->have = 0;
  self->need = 2;
  return TS_METER_GOOD;
}

TsMeterResult
ts_meter_feed (TsMeter * self, const guint8 * data, gsize length, gint64 now)
{
  while (length > 0) {
    if (self->skip > 0) {
      gsize n = MIN (self->skip, length);

      self->skip -= n;
      data += n;
      length -= n;
      continue;
    }
    self->header[self->have++] = *data++;
    length--;
    if (self->have == 2) {
      guint n = self->header[1] & 0x7f;

      self->need = n == 126 ? 4 : n == 127 ? 10 : 2;
    }
    if (self->have == self->need) {
      TsMeterResult result = begin_frame (self, now);

      if (result != TS_METER_GOOD)
        return result;
    }
  }
  return TS_METER_GOOD;
}
