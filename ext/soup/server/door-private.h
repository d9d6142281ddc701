/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* What the door's files know of each other. The server's thread. */
#pragma once

#include "door.h"
#include "listener.h"
#include "regulars.h"
#include "turns.h"
#include "visitors.h"

G_BEGIN_DECLS

/* Bytes at a time. */
#define TS_CONN_READ_SIZE 8192

typedef enum
{
  TS_CONN_HELLO,                /* waits for the client's side of TLS */
  TS_CONN_HANDSHAKE,
  TS_CONN_REQUEST,
  TS_CONN_ANSWER,               /* libsoup has it */
  TS_CONN_IDLE,                 /* until the next request */
  TS_CONN_SOCKET,               /* it is a WebSocket */
  TS_CONN_LINGER,
  TS_CONN_CLOSED,
} TsConnState;

/* For connections that have not shown a session yet: to be there, and to
 * shake hands. */
typedef struct
{
  TsTurns *places, *handshakes;
} TsHall;

struct _TsDoor
{
  TsDoorSettings settings;
  TsDoorCallbacks callbacks;
  gpointer user_data;
  TsListener *listener;         /* NULL = it is shut */
  GHashTable *conns;            /* a set */
  TsRegulars *regulars;
  TsHall halls[2];              /* of strangers, of regulars */
  guint *shaking;               /* handshakes in other threads; outlives it */
  GSource *turn;                /* looks whose it is */
  TsVisitors *visitors;
  gulong finished;              /* a signal of libsoup's */
};

typedef struct
{
  gsize head_size;
  TsHead *head;
  TsVerdict verdict;
  gboolean continued;           /* "100 Continue" was sent */
  gboolean keeps;               /* another one may follow */
  gboolean answered;
} TsRequest;

struct _TsConn
{
  guint refs;
  TsDoor *door;                 /* NULL = it is closed */
  TsConnState state;
  GSocket *socket;
  GSocketAddress *local, *remote;
  GIOStream *base;              /* plain, then TLS */
  gchar *address;
  gchar *key;                   /* whose it is among others */
  TsHall *hall;                 /* the door's */
  GSource *input, *timer;
  TsVisitor *visitor;           /* it is counted there */
  gboolean watching;            /* likewise */

  /* handshake.c */
  GCancellable *cancellable;
  guint *shaking;               /* the door's; NULL = no handshake */
  gssize hello;                 /* bytes of it that were seen */

  /* request.c */
  GByteArray *in;
  TsRequest request;            /* the one that is read or answered */
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
/* A GSourceFunc: closes it, its time is over. */
gboolean ts_conn_on_over (gpointer conn);
/* Says that we are done, and waits a little for the client to hear it. */
void ts_conn_linger (TsConn * conn);
/* Takes @bytes; FALSE when not all could be sent at once. */
gboolean ts_conn_write (TsConn * conn, GBytes * bytes);
/* Is one without a session from now on; whoever has to go for it goes. */
void ts_conn_take_place (TsConn * conn);
/* Closes one that is too many. */
void ts_conn_throw_out (TsConn * conn);
/* The one timer, and what it waits for: they replace the ones before. */
void ts_conn_set_timer (TsConn * conn, guint ms, GSourceFunc func);
void ts_conn_set_input (TsConn * conn, GSource * source, GSourceFunc func);
void ts_conn_clear_source (GSource ** source);

/* --- handshake.c ----------------------------------------------------------- */

/* Waits for the client's side, shakes hands, and reads the request then. */
void ts_conn_secure (TsConn * conn);
/* Somebody came to the turns, or left them. */
void ts_door_look_for_turns (TsDoor * door);

/* --- request.c ------------------------------------------------------------- */

/* Reads the request and hands it over. */
void ts_conn_read (TsConn * conn);
void ts_conn_clear_request (TsConn * conn);
/* A GSourceFunc: the client took too long for its hello or its request. */
gboolean ts_conn_on_late (gpointer conn);
void ts_conn_uncount (TsConn * conn);
/* Libsoup has sent its answer to the end. */
void ts_conn_answered (TsConn * conn);

G_END_DECLS
