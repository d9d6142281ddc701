/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <libsoup/soup.h>

#include "guard.h"
#include "server-limits.h"
#include "stream.h"

G_BEGIN_DECLS

/*
 * Where clients come in: accepts, shakes hands, reads a request to its end,
 * has the guard look at it, and only then gives it to libsoup, or makes a
 * WebSocket of it. For libsoup each request is a connection of its own: it
 * sees nothing that was not looked at. The server's thread.
 */
typedef struct _TsDoor TsDoor;
typedef struct _TsConn TsConn;

typedef struct
{
  /* A WebSocket was opened; add a reference to @socket to keep it. */
  void (*socket) (TsConn * conn, SoupWebsocketConnection * socket,
      gpointer user_data);
  /* The first socket of somebody was opened, the last one closed. */
  void (*joined) (const gchar * address, TsRole role, gboolean joined,
      gpointer user_data);
  /* A connection was refused; @reason is static. */
  void (*refused) (const gchar * address, const gchar * reason,
      gpointer user_data);
  /* Nobody comes in, since the process has no files left. */
  void (*no_files) (const GError * error, gpointer user_data);
} TsDoorCallbacks;

typedef struct
{
  GMainContext *context;
  SoupServer *soup;
  TsGuard *guard;
  GTlsCertificate *certificate; /* NULL = no TLS */
  const TsLimits *limits;
  guint max_clients;
} TsDoorSettings;

/* What @settings points to must outlive the door. */
TsDoor *ts_door_new (const TsDoorSettings * settings,
    const TsDoorCallbacks * callbacks, gpointer user_data);
/* @sockets: of GSocket; adds references. */
void ts_door_open (TsDoor * door, GPtrArray * sockets);
/* Nobody comes in any more. */
void ts_door_shut (TsDoor * door);
/* Closes every connection. */
void ts_door_free (TsDoor * door);

guint ts_door_n_connections (TsDoor * door);
/* Of them those whose request is being answered. */
guint ts_door_n_answers (TsDoor * door);
/* Sessions and scripts that have a WebSocket or an MJPEG stream. */
guint ts_door_n_clients (TsDoor * door);

/* The connection that @message came through; valid as long as that is. */
TsConn *ts_conn_get (SoupServerMessage * message);
const TsHead *ts_conn_head (TsConn * conn);
const TsVerdict *ts_conn_verdict (TsConn * conn);
const gchar *ts_conn_address (TsConn * conn);
/* What libsoup has; and what is below it, a plain or a TLS connection. */
TsStream *ts_conn_stream (TsConn * conn);
GIOStream *ts_conn_base (TsConn * conn);
/* Another request may follow; FALSE = the answer has to say "close". */
gboolean ts_conn_keeps (TsConn * conn);
/* Somebody has paired: who comes from there is no stranger from now on. */
void ts_conn_introduce (TsConn * conn);
/* Its answer takes as long as it takes. */
void ts_conn_set_streaming (TsConn * conn);

G_END_DECLS
