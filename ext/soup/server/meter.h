/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Reads along what a client sends on a WebSocket and says when it is too much,
 * before anybody has stored it: libsoup bounds a frame but not the message
 * that is made of frames, and answers every ping. Only lengths are looked at;
 * whether the frames are right is libsoup's to say. Not for several threads.
 */
typedef enum
{
  TS_METER_GOOD,
  TS_METER_TOO_LARGE,           /* a message: close with 1009 */
  TS_METER_TOO_MANY,            /* frames: close with 1008 */
} TsMeterResult;

typedef struct
{
  guint max_message;            /* bytes, of all of its frames */
  guint frames_per_second;      /* on average; ten times as many at once */
  guint pings_per_second;       /* and other control frames; likewise */
} TsMeterLimits;

typedef struct
{
  TsMeterLimits limits;
  guint8 header[10];
  guint have, need;             /* bytes of the header */
  guint64 skip;                 /* bytes of mask and payload still to come */
  guint64 message;              /* bytes of the message so far */
  gint64 frames, pings;         /* us that have been spent ahead of time */
  gint64 last;
} TsMeter;

/* @now: us of a clock that never goes back. */
void ts_meter_init (TsMeter * meter, const TsMeterLimits * limits, gint64 now);
/* Once it was not good it should not be called again. */
TsMeterResult ts_meter_feed (TsMeter * meter, const guint8 * data,
    gsize length, gint64 now);

G_END_DECLS
