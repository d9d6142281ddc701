/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "client.h"
#include "timeline.h"

G_BEGIN_DECLS

/*
 * One medium of one stream: its format, its last picture, who watches it, and
 * whether it is wanted. The server's thread.
 */

/* Asked for at most so often. */
#define TS_KEY_INTERVAL (200 * 1000)    /* us */
/* While a media player watches: it can throw away only what lies before a key
 * frame, and what it keeps is bounded by the browser. */
#define TS_KEY_AT_LEAST (10 * G_USEC_PER_SEC)
/* Wanted for so long after the last client has left. */
#define TS_LINGER (2 * G_USEC_PER_SEC)

struct _TsTrack
{
  grefcount refs;
  TsHub *hub;
  gboolean removed;             /* the stream is no more: nothing is asked for */
  gchar *stream;
  TsMedia media;
  gboolean ended;

  TsFormat *format;             /* NULL = not known */
  guint epoch;                  /* counts the formats */
  GBytes *format_messages[2];   /* for fragments or not; made when wanted */
  GBytes *init_message;

  TsPacket *last;               /* the last key frame, for who joins */
  guint32 newest;               /* sequence of the last frame */
  TsTimeline line;
  guint32 fragments;

  GPtrArray *clients;
  gboolean wanted;
  gint64 left;                  /* when the last client left, us */
  gint64 asked;                 /* when a key frame was asked for, us */
  gint64 keyed;                 /* when the last one came, us */
};

TsTrack *ts_track_new (TsHub * hub, const gchar * stream, TsMedia media);
TsTrack *ts_track_ref (TsTrack * track);
void ts_track_unref (TsTrack * track);

/* Takes the frame in @letter. */
void ts_track_deliver (TsTrack * track, const TsLetter * letter);
void ts_track_set_ended (TsTrack * track, gboolean ended);
void ts_track_tick (TsTrack * track, gint64 now);
/* Closes every client. @removed: for good, nothing is wanted any more. */
void ts_track_close (TsTrack * track, guint code, const gchar * reason,
    gboolean removed);

/* Adds a reference to @client. */
void ts_track_join (TsTrack * track, TsClient * client);
/* Drops it; the client's track is NULL by now. */
void ts_track_leave (TsTrack * track, TsClient * client);
/* A client may want one. */
void ts_track_check_key (TsTrack * track, TsClient * client);

/* Transfer none; NULL while no format is known. */
GBytes *ts_track_format_message (TsTrack * track, gboolean fragments);
GBytes *ts_track_init_message (TsTrack * track);

/* The clients as they are now, each with a reference; transfer full. */
GPtrArray *ts_track_clients (TsTrack * track);

G_END_DECLS
