/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <libsoup/soup.h>

#include "frame.h"

G_BEGIN_DECLS

/*
 * Who watches which stream: fans frames out to media clients, each with a
 * window of its own, and says what is wanted. All in the server's thread,
 * except ts_hub_push().
 *
 * Frames of a stream and media are numbered from 1 in the order in which they
 * were pushed.
 */
typedef struct _TsHub TsHub;

typedef struct
{
  void (*demand) (const gchar * stream, TsMedia media, gboolean wanted,
      gpointer user_data);
  void (*key_frame) (const gchar * stream, gpointer user_data);
} TsHubCallbacks;

/* @context: the server's, where the callbacks are called. */
TsHub *ts_hub_new (GMainContext * context, const TsHubCallbacks * callbacks,
    gpointer user_data);
/* Says goodbye to every client. Returns how many have not answered yet: run
 * the context for a moment and call it again. */
guint ts_hub_close_all (TsHub * hub);
/* Closes every client at once. Not from a callback, none of which is called any
 * more. Sockets go away in the context: run it until nothing is pending. */
void ts_hub_free (TsHub * hub);

void ts_hub_add_stream (TsHub * hub, const gchar * stream);
/* Closes its clients; no callback is called for it any more. */
void ts_hub_remove_stream (TsHub * hub, const gchar * stream);
/* TRUE: its clients are told that nothing comes any more, and are kept. */
void ts_hub_set_ended (TsHub * hub, const gchar * stream, gboolean ended);
/* Any thread. Takes @frame. */
void ts_hub_push (TsHub * hub, const gchar * stream, TsFrame * frame);

/* --- clients; the request was found to be right and its sender allowed ------
 * @who: the session, for ts_hub_close_who(); @from: its address, for stats. */

typedef enum
{
  TS_PATH_WEBCODECS,            /* H.264 or Opus as they are */
  TS_PATH_MSE,                  /* the same as fragments of MP4 */
  TS_PATH_CANVAS,               /* JPEG */
  TS_PATH_MJPEG,                /* JPEG, multipart over HTTP */
} TsPath;

/* "webcodecs", "mse", "canvas", "mjpeg". */
const gchar *ts_path_name (TsPath path);

/* Adds a reference to @socket. Closes it with 4404 when there is no such
 * stream. */
void ts_hub_serve_socket (TsHub * hub, SoupWebsocketConnection * socket,
    const gchar * stream, TsMedia media, TsPath path, const gchar * who,
    const gchar * from);
/* Answer @message by themselves, now or later; 404 when there is no such
 * stream, 503 when it gives no picture. @connection is the GIOStream under it
 * (a plain or a TLS connection), for its socket's buffers; NULL = the
 * message's own. */
void ts_hub_serve_mjpeg (TsHub * hub, SoupServerMessage * message,
    GIOStream * connection, const gchar * stream, const gchar * who,
    const gchar * from);
void ts_hub_serve_snapshot (TsHub * hub, SoupServerMessage * message,
    const gchar * stream);

/* Closes what @who watches. */
void ts_hub_close_who (TsHub * hub, const gchar * who);

/* For each client in turn. */
typedef struct
{
  const gchar *stream, *who, *from;
  TsMedia media;
  TsPath path;
  guint64 sent, skipped;        /* frames */
  guint64 sent_bytes;
  guint64 pending_bytes;        /* sent and not acknowledged, or waiting */
  gint64 age;                   /* us, of the newest acknowledged frame when it
                                 * was acknowledged; -1 = none yet */
} TsClientStats;

typedef void (*TsClientFunc) (const TsClientStats * stats, gpointer user_data);

guint ts_hub_n_clients (TsHub * hub);
void ts_hub_foreach_client (TsHub * hub, TsClientFunc func,
    gpointer user_data);

G_END_DECLS
