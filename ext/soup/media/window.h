/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

/*
 * How much of a stream is on its way to one client: at most so many frames
 * that it has not acknowledged, and nothing that it could not decode. One
 * thread. Times are those of one monotonic clock, in us.
 */
#define TS_WINDOW_MAX 50
/* Who acknowledges nothing for so long is dead. */
#define TS_WINDOW_PATIENCE (10 * G_USEC_PER_SEC)

typedef enum
{
  TS_WINDOW_SEND,
  TS_WINDOW_WAIT,               /* no room: the newest is kept and sent later */
  TS_WINDOW_DROP,
} TsOffer;

typedef enum
{
  TS_ACK_NEW,
  TS_ACK_OLD,                   /* was acknowledged before: no news */
  TS_ACK_FUTURE,                /* was never sent: the client is broken */
} TsAck;

typedef struct
{
  guint32 sequence;
  gsize size;                   /* bytes */
  gint64 captured;              /* us since 1970 */
} TsSent;

/* All fields are the window's own. */
typedef struct
{
  TsMedia media;
  guint limit;
  TsSent sent[TS_WINDOW_MAX];   /* a ring, the oldest at @first */
  guint first, count;
  gsize bytes;                  /* of those */
  gboolean started;             /* @newest was sent */
  guint32 newest;
  gboolean needs_key;           /* a frame that others build on was left out */
  gboolean skipped;             /* anything was left out since the last one */
  gint64 since;                 /* when the oldest began to be waited for */
} TsWindow;

void ts_window_init (TsWindow * window, TsMedia media);

/* What is to be done with a frame that could go out now? @discont: something
 * before it is missing for everybody. Counts as skipped what is dropped. */
TsOffer ts_window_offer (TsWindow * window, gboolean key, gboolean discont);
/* A frame goes out. TRUE when something before it was left out. Sequences only
 * grow, and may wrap. */
gboolean ts_window_send (TsWindow * window, guint32 sequence, gsize size,
    gint64 captured, gint64 now);
/* @captured: of the newest frame that it acknowledges, when TS_ACK_NEW. */
TsAck ts_window_acknowledge (TsWindow * window, guint32 sequence, gint64 now,
    gint64 * captured);

/* A frame that waited was replaced by a newer one. */
void ts_window_skip (TsWindow * window);
/* Only a key frame may follow: the format has changed, or what came last is
 * older than what comes next. */
void ts_window_need_key (TsWindow * window);
/* Is there room for a while, and only a key frame can use it? */
gboolean ts_window_wants_key (const TsWindow * window);
gboolean ts_window_has_room (const TsWindow * window);
gboolean ts_window_is_dead (const TsWindow * window, gint64 now);

G_END_DECLS
