/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "hub.h"
#include "packet.h"

G_BEGIN_DECLS

/*
 * Somebody who watches a track: what a WebSocket, an MJPEG reader and a
 * snapshot have in common. The server's thread.
 *
 * Everything here may lead to callbacks of the application, which may close any
 * client: who goes on afterwards holds a reference.
 */
typedef struct _TsClient TsClient;
typedef struct _TsTrack TsTrack;

typedef struct
{
  /* It has just joined. What is known of the format is said now. */
  void (*joined) (TsClient * client);
  /* A frame: of now, or (@live FALSE) the last one, on joining. */
  void (*offer) (TsClient * client, TsPacket * packet, gboolean live);
  /* Nothing comes any more. May be NULL. */
  void (*ended) (TsClient * client);
  /* Only a key frame helps it, and it is to be asked for. May be NULL. */
  gboolean (*wants_key) (TsClient * client, gint64 now);
  /* Only a key frame may come next. May be NULL. */
  void (*need_key) (TsClient * client);
  /* Now and then. @now: monotonic, us. */
  void (*tick) (TsClient * client, gint64 now);
  guint64 (*pending_bytes) (TsClient * client);
  /* Says goodbye, with a code of the WebSocket protocol, and lets go of
   * everything. Called once. */
  void (*close) (TsClient * client, guint code, const gchar * reason);
  void (*free) (TsClient * client);
} TsClientClass;

struct _TsClient
{
  grefcount refs;
  const TsClientClass *klass;
  TsTrack *track;               /* NULL when it has left */
  TsPath path;
  gboolean passing;             /* is no viewer: not in the stats */
  gchar *who, *from;
  guint64 sent, skipped, sent_bytes;
  gint64 age;
  gint64 asked;                 /* when a key frame was asked for it, us */
};

/* Fills in what a client of @klass, which begins with a TsClient, has. */
void ts_client_init (TsClient * client, const TsClientClass * klass,
    TsPath path, const gchar * who, const gchar * from);
TsClient *ts_client_ref (TsClient * client);
void ts_client_unref (TsClient * client);

/* Leaves the track and closes; nothing when it has left. */
void ts_client_close (TsClient * client, guint code, const gchar * reason);

/* A frame that was captured at @captured (us since 1970) has arrived. */
void ts_client_arrived (TsClient * client, gint64 captured);

/* --- the three kinds; each joins @track ------------------------------------- */

/* Adds a reference to @socket. */
void ts_media_socket_serve (TsTrack * track, SoupWebsocketConnection * socket,
    TsPath path, const gchar * who, const gchar * from);
void ts_mjpeg_serve (TsTrack * track, SoupServerMessage * message,
    GIOStream * connection, const gchar * who, const gchar * from);
void ts_snapshot_serve (TsTrack * track, SoupServerMessage * message);

/* --- what they share -------------------------------------------------------- */

/* An error as JSON; @text needs no escapes. */
void ts_answer_error (SoupServerMessage * message, guint status,
    const gchar * text);
/* The socket under a connection, under whatever is around it; NULL when there
 * is none. Transfer none. */
GSocket *ts_socket_under (GIOStream * stream);

/* Close codes. */
#define TS_CLOSE_STOPPING 1001
#define TS_CLOSE_UNSUPPORTED 1003
#define TS_CLOSE_POLICY 1008
#define TS_CLOSE_TOO_LARGE 1009
#define TS_CLOSE_UNPAIRED 4401
#define TS_CLOSE_NO_STREAM 4404
#define TS_CLOSE_SILENT 4408

G_END_DECLS
