/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* What the door's files know of each other. The server's thread. */
#pragma once

#include "clients.h"
#include "crowd.h"
#include "door.h"
#include "listener.h"

G_BEGIN_DECLS

typedef enum
{
  TS_CONN_HELLO,                /* waits for the client's side of TLS */
  TS_CONN_HANDSHAKE,
  TS_CONN_REQUEST,
  TS_CONN_ANSWER,               /* libsoup has it */
  TS_CONN_SOCKET,               /* it is a WebSocket */
  TS_CONN_LINGER,
  TS_CONN_CLOSED,
} TsConnState;

struct _TsDoor
{
  TsDoorSettings settings;
  TsDoorCallbacks callbacks;
  gpointer user_data;
  TsListener *listener;         /* NULL = it is shut */
  GHashTable *conns;            /* a set */
  TsCrowd *strangers;
  TsCrowd *handshakes;
  guint *shaking;               /* handshakes in other threads; outlives it */
  TsClients *clients;
};

struct _TsConn
{
  guint refs;
  TsDoor *door;                 /* NULL = it is closed */
  TsConnState state;
  GSocket *socket;
  GSocketAddress *local, *remote;
  GIOStream *base;              /* plain, then TLS */
  gchar *address;
  gchar *key;                   /* whose it is in a crowd */
  GSource *input, *timer;
  TsClient *client;             /* it is counted there */
  gboolean watching;            /* likewise */

  /* handshake.c */
  GCancellable *cancellable;
  guint *shaking;               /* the door's; NULL = no handshake */
  gint64 since;                 /* when that began, us */
  gssize hello;                 /* bytes of it that were seen */

  /* request.c */
  GByteArray *in;
  gsize head_size;
  TsHead *head;
  TsVerdict verdict;
  gboolean continued;           /* "100 Continue" was sent */
  TsStream *stream;             /* not owned: libsoup's */

  gsize lingered;
};

/* --- conn.c: a connection's life ------------------------------------------- */

/* Takes @socket; NULL when the client has gone already. */
TsConn *ts_conn_new (TsDoor * door, GSocket * socket);
TsConn *ts_conn_ref (TsConn * conn);
void ts_conn_unref (TsConn * conn);
/* Once and for all. */
void ts_conn_close (TsConn * conn);
/* Says that we are done, and waits a little for the client to hear it. */
void ts_conn_linger (TsConn * conn);
/* Takes @bytes; FALSE when not all could be sent at once. */
gboolean ts_conn_write (TsConn * conn, GBytes * bytes);
/* Joins @crowd; whoever has to go for it goes. */
void ts_conn_join (TsConn * conn, TsCrowd * crowd);
/* The one timer, and what it waits for: they replace the ones before. */
void ts_conn_set_timer (TsConn * conn, guint ms, GSourceFunc func);
void ts_conn_set_input (TsConn * conn, GSource * source, GSourceFunc func);
void ts_conn_clear_source (GSource ** source);

/* --- handshake.c ----------------------------------------------------------- */

/* Waits for the client's side, shakes hands, and reads the request then. */
void ts_conn_secure (TsConn * conn);

/* --- request.c ------------------------------------------------------------- */

/* Reads the request and hands it over. */
void ts_conn_read (TsConn * conn);
/* A GSourceFunc: the client took too long for its hello or its request. */
gboolean ts_conn_on_late (gpointer conn);
void ts_conn_uncount (TsConn * conn);

G_END_DECLS
