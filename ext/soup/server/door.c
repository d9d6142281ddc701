/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "door.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "reply.h"
#include "crowd.h"

/* How many are let in before others have a turn. */
#define ACCEPT_AT_ONCE 16
/* When there are no file descriptors left, in ms. */
#define ACCEPT_PAUSE 100
/* What is sent may go unanswered for so long, in ms. */
#define USER_TIMEOUT 15000
#define READ_SIZE 8192
/* A handshake that has taken so long goes when another one waits, of the same
 * address or of another, in us; how often that one looks, in ms. */
#define HANDSHAKE_OF_ONE (500 * G_TIME_SPAN_MILLISECOND)
#define HANDSHAKE_OF_OTHERS (100 * G_TIME_SPAN_MILLISECOND)
#define TURN_INTERVAL 20
/* How long handshakes that were cut off are waited for, in ms. */
#define HANDSHAKES_END 500
/* What is thrown away of a request that was refused, in bytes. */
#define LINGER_MAX (2 * 1024 * 1024)

/* Bytes of a message; those of media sockets are acknowledgements, of 8. */
#define CONTROL_MESSAGE 4096
#define MEDIA_MESSAGE 64

typedef enum
{
  STATE_HELLO,                  /* waits for the client's side of TLS */
  STATE_HANDSHAKE,
  STATE_REQUEST,
  STATE_ANSWER,                 /* libsoup has it */
  STATE_SOCKET,                 /* it is a WebSocket */
  STATE_LINGER,
  STATE_CLOSED,
} State;

typedef struct
{
  guint connections, sockets;
  TsRole role;
  gchar *address;
} Client;

struct _TsDoor
{
  TsDoorSettings settings;
  TsDoorCallbacks callbacks;
  gpointer user_data;
  GSList *sources;              /* of the listening sockets */
  GHashTable *conns;            /* a set */
  TsCrowd *strangers;
  TsCrowd *handshakes;
  guint *shaking;               /* handshakes in other threads; outlives it */
  GHashTable *clients;          /* who -> Client */
  guint n_clients;              /* with sockets */
};

struct _TsConn
{
  guint refs;
  TsDoor *door;                 /* NULL = it is closed */
  State state;
  GSocket *socket;
  GSocketAddress *local, *remote;
  GIOStream *base;              /* plain, then TLS */
  TsStream *stream;             /* not owned: libsoup's */
  gchar *address;
  gchar *key;                   /* whose it is in a crowd */
  GCancellable *cancellable;    /* of the handshake */
  guint *shaking;               /* the door's; NULL = no handshake */
  gint64 since;                 /* when that began, us */
  GSource *input, *timer;
  GByteArray *in;
  gssize hello;                 /* bytes of it that were seen */
  gsize head_size;
  TsHead *head;
  TsVerdict verdict;
  gboolean continued;           /* "100 Continue" was sent */
  gboolean counted, counted_socket;
  gsize lingered;
};

static void conn_read (TsConn * self);
static void conn_close (TsConn * self);

/* --- a connection's life --------------------------------------------------- */

static TsConn *
conn_ref (TsConn * self)
{
  self->refs++;
  return self;
}

static void
conn_unref (TsConn * self)
{
  if (--self->refs > 0)
    return;
  g_clear_object (&self->base);
  g_clear_object (&self->socket);
  g_clear_object (&self->local);
  g_clear_object (&self->remote);
  g_clear_object (&self->cancellable);
  g_byte_array_unref (self->in);
  g_clear_pointer (&self->head, ts_head_free);
  ts_verdict_clear (&self->verdict);
  g_free (self->address);
  g_free (self->key);
  g_free (self);
}

static void
clear_source (GSource ** source)
{
  if (*source) {
    g_source_destroy (*source);
    g_clear_pointer (source, g_source_unref);
  }
}

static void
set_timer (TsConn * self, guint ms, GSourceFunc func)
{
  clear_source (&self->timer);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, self->door->settings.context);
}

static void
client_free (gpointer data)
{
  Client *client = data;

  g_free (client->address);
  g_free (client);
}

static void
client_lost (TsDoor * door, Client * client)
{
  if (--client->sockets > 0)
    return;
  door->n_clients--;
  door->callbacks.joined (client->address, client->role, FALSE,
      door->user_data);
}

static void
client_gained (TsDoor * door, Client * client)
{
  if (client->sockets++ > 0)
    return;
  door->n_clients++;
  door->callbacks.joined (client->address, client->role, TRUE, door->user_data);
}

static void
uncount (TsConn * self)
{
  TsDoor *door = self->door;
  Client *client;

  ts_crowd_remove (door->strangers, self);
  ts_crowd_remove (door->handshakes, self);
  if (!self->counted)
    return;
  client = g_hash_table_lookup (door->clients, self->verdict.who);
  if (self->counted_socket)
    client_lost (door, client);
  if (--client->connections == 0)
    g_hash_table_remove (door->clients, self->verdict.who);
  self->counted = self->counted_socket = FALSE;
}

/* Once and for all. */
static void
conn_close (TsConn * self)
{
  TsDoor *door = self->door;

  if (self->state == STATE_CLOSED)
    return;
  uncount (self);
  /* The socket, and not TLS over it, which would wait to say goodbye. While
   * another thread shakes hands with it, its number must not become that of
   * another file: then it is only ended, and on_handshake() closes it. */
  if (self->shaking)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  else
    g_socket_close (self->socket, NULL);
  self->state = STATE_CLOSED;
  clear_source (&self->input);
  clear_source (&self->timer);
  g_cancellable_cancel (self->cancellable);
  self->door = NULL;
  if (self->remote)
    g_object_set_data (G_OBJECT (self->remote), "ts-conn", NULL);
  g_hash_table_remove (door->conns, self);
}

/* Whoever has to go for it goes. */
static void
conn_join (TsConn * self, TsCrowd * crowd)
{
  TsDoor *door = self->door;
  TsConn *victim = ts_crowd_add (crowd, self, self->key);

  if (!victim)
    return;
  door->callbacks.refused (victim->address, "crowd", door->user_data);
  conn_close (victim);
}

static gboolean
on_linger_over (gpointer user_data)
{
  conn_close (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_linger_input (GSocket * socket, GIOCondition condition, gpointer user_data)
{
  TsConn *self = user_data;
  gchar buffer[READ_SIZE];
  gssize n;

  (void) condition;
  n = g_socket_receive_with_blocking (socket, buffer, sizeof (buffer), FALSE,
      NULL, NULL);
  if (n > 0)
    self->lingered += (gsize) n;
  /* Anything else than data means that it has gone. */
  if (n > 0 && self->lingered < LINGER_MAX)
    return G_SOURCE_CONTINUE;
  conn_close (self);
  return G_SOURCE_REMOVE;
}

/* What we sent is thrown away by the client's system when we close while it
 * is still sending: so we only say that we are done, and wait a little. */
static void
conn_linger (TsConn * self)
{
  if (self->state >= STATE_LINGER)
    return;
  self->state = STATE_LINGER;
  clear_source (&self->input);
  /* Politeness ends where it would take others' places. */
  if (g_hash_table_size (self->door->conns)
      > self->door->settings.limits->connections
      || !g_socket_shutdown (self->socket, FALSE, TRUE, NULL)) {
    conn_close (self);
    return;
  }
  set_timer (self, self->door->settings.limits->linger_time, on_linger_over);
  self->input = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->input,
      G_SOURCE_FUNC (on_linger_input), self, NULL);
  g_source_attach (self->input, self->door->settings.context);
}

static void
on_stream_closed (gpointer user_data)
{
  TsConn *self = user_data;

  self->stream = NULL;
  if (self->door)
    conn_linger (self);
  conn_unref (self);
}

/* --- answers without libsoup ----------------------------------------------- */

/* Our answers are smaller than any socket's buffer; who has none left for
 * them gets none. */
static gboolean
conn_write (TsConn * self, GBytes * bytes)
{
  GPollableOutputStream *out =
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->base));
  gsize length, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  while (done < length) {
    gssize n = g_pollable_output_stream_write_nonblocking (out, data + done,
        length - done, NULL, NULL);

    if (n <= 0)
      break;
    done += (gsize) n;
  }
  g_bytes_unref (bytes);
  return done == length;
}

static void
conn_refuse (TsConn * self)
{
  TsDoor *door = self->door;

  door->callbacks.refused (self->address, self->verdict.reason,
      door->user_data);
  conn_write (self, ts_reply_refusal (&self->verdict));
  conn_linger (self);
}

static void
conn_fail (TsConn * self, guint status, const gchar * reason, const gchar * why)
{
  self->verdict.status = status;
  self->verdict.reason = reason;
  self->verdict.why = why;
  conn_refuse (self);
}

static gboolean
on_request_late (gpointer user_data)
{
  TsConn *self = user_data;

  clear_source (&self->timer);
  if (self->state == STATE_REQUEST) {
    conn_fail (self, 408, "late", "the request took too long");
    return G_SOURCE_REMOVE;
  }
  self->door->callbacks.refused (self->address, "late", self->door->user_data);
  conn_close (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_answer_late (gpointer user_data)
{
  TsConn *self = user_data;

  clear_source (&self->timer);
  /* Libsoup finds out by itself, now or when it goes on. */
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

/* --- who it is ------------------------------------------------------------- */

static Client *
get_client (TsDoor * door, TsConn * conn)
{
  const gchar *who = conn->verdict.who;
  Client *client = g_hash_table_lookup (door->clients, who);

  if (!client) {
    client = g_new0 (Client, 1);
    client->role = conn->verdict.role;
    client->address = g_strdup (conn->address);
    g_hash_table_insert (door->clients, g_strdup (who), client);
  }
  return client;
}

/* Counts it as one of its session's; FALSE when that has too many. */
static gboolean
conn_count (TsConn * self)
{
  TsDoor *door = self->door;
  const TsLimits *limits = door->settings.limits;
  gboolean lasts = (self->verdict.flags
      & (TS_ROUTE_SOCKET | TS_ROUTE_STREAMING)) != 0;
  Client *client;

  if (self->verdict.role == TS_ROLE_NONE)
    return TRUE;
  ts_crowd_remove (door->strangers, self);
  client = get_client (door, self);
  client->connections++;
  self->counted = TRUE;
  /* Who pairs again and again has many sessions: the files that a process may
   * have open are for the others, too. */
  if (self->verdict.role == TS_ROLE_VIEWER
      && g_hash_table_size (door->conns) > limits->connections) {
    conn_fail (self, 503, "connections", "too many connections are open");
    return FALSE;
  }
  if (client->connections > limits->per_client
      || (lasts && client->sockets >= limits->sockets)) {
    conn_fail (self, 503, "connections",
        "this tablet has too many connections open");
    return FALSE;
  }
  if (!lasts)
    return TRUE;
  if (client->sockets == 0 && door->n_clients >= door->settings.max_clients) {
    conn_fail (self, 503, "clients",
        "as many tablets watch as max-clients allows");
    return FALSE;
  }
  client_gained (door, client);
  self->counted_socket = TRUE;
  return TRUE;
}

/* --- handing over ---------------------------------------------------------- */

static void
on_exceeded (TsMeterResult result, gpointer user_data)
{
  TsConn *self = user_data;
  SoupWebsocketConnection *socket;
  gboolean large = result == TS_METER_TOO_LARGE;

  if (!self->stream)
    return;
  socket = g_object_get_data (G_OBJECT (self->stream), "ts-socket");
  if (self->door)
    self->door->callbacks.refused (self->address, large ? "message" : "flood",
        self->door->user_data);
  if (socket && soup_websocket_connection_get_state (socket)
      == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (socket,
        large ? SOUP_WEBSOCKET_CLOSE_TOO_BIG
        : SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION,
        large ? "too large" : "too many messages");
}

static TsStream *
make_stream (TsConn * self)
{
  clear_source (&self->input);
  self->stream = ts_stream_new (self->base, self->socket, on_stream_closed,
      conn_ref (self));
  return self->stream;
}

static void
become_socket (TsConn * self)
{
  TsDoor *door = self->door;
  const TsMeterLimits limits = {
    self->verdict.route == TS_ROUTE_CONTROL ? CONTROL_MESSAGE : MEDIA_MESSAGE,
    door->settings.limits->frames_per_second,
    door->settings.limits->pings_per_second
  };
  TsStream *stream;
  SoupWebsocketConnection *socket;
  GByteArray *rest;
  GUri *uri;

  if (!conn_write (self, ts_reply_upgrade (self->head))) {
    conn_close (self);
    return;
  }
  clear_source (&self->timer);
  self->state = STATE_SOCKET;
  stream = make_stream (self);
  rest = g_byte_array_new ();
  g_byte_array_append (rest, self->in->data + self->head_size,
      self->in->len - (guint) self->head_size);
  ts_stream_set_first (stream, rest);
  ts_stream_set_meter (stream, &limits, on_exceeded);

  uri = g_uri_build (G_URI_FLAGS_NONE, "ws", NULL, "localhost", -1,
      self->head->path, self->head->query, NULL);
  socket = soup_websocket_connection_new (G_IO_STREAM (stream), uri,
      SOUP_WEBSOCKET_CONNECTION_SERVER, NULL, NULL, NULL);
  g_uri_unref (uri);
  g_object_set_data (G_OBJECT (stream), "ts-socket", socket);
  soup_websocket_connection_set_max_incoming_payload_size (socket,
      limits.max_message);
  soup_websocket_connection_set_keepalive_interval (socket, 5);
  g_object_unref (stream);
  door->callbacks.socket (self, socket, door->user_data);
  g_object_unref (socket);
}

static void
give_to_soup (TsConn * self)
{
  TsDoor *door = self->door;
  TsStream *stream;
  GByteArray *first = g_byte_array_new ();

  self->state = STATE_ANSWER;
  set_timer (self, door->settings.limits->answer_time, on_answer_late);
  stream = make_stream (self);
  ts_head_write (self->head, first);
  if (self->head->length > 0)
    g_byte_array_append (first, self->in->data + self->head_size,
        (guint) self->head->length);
  g_byte_array_set_size (self->in, 0);
  ts_stream_set_first (stream, first);
  g_object_set_data (G_OBJECT (self->remote), "ts-conn", self);
  soup_server_accept_iostream (door->settings.soup, G_IO_STREAM (stream),
      self->local, self->remote, NULL);
  g_object_unref (stream);
}

/* --- the request ----------------------------------------------------------- */

/* FALSE when it is decided. */
static gboolean
conn_got_head (TsConn * self)
{
  TsDoor *door = self->door;
  guint status;
  const gchar *why;

  self->head = ts_head_parse (self->in->data, self->head_size, &status, &why);
  if (!self->head) {
    conn_fail (self, status, "malformed", why);
    return FALSE;
  }
  ts_guard_check (door->settings.guard, self->head, self->address,
      g_get_monotonic_time (), g_get_real_time () / G_USEC_PER_SEC,
      &self->verdict);
  if (self->verdict.status != 0) {
    conn_refuse (self);
    return FALSE;
  }
  return conn_count (self);
}

static void
conn_continue (TsConn * self)
{
  const gchar *text = "HTTP/1.1 100 Continue\r\n\r\n";

  if (self->continued || !ts_head_get (self->head, "expect")
      || self->head->minor == 0)
    return;
  self->continued = TRUE;
  conn_write (self, g_bytes_new_static (text, strlen (text)));
}

/* Looks at what has come. FALSE when no more is to be read. */
static gboolean
conn_look (TsConn * self)
{
  if (!self->head) {
    self->head_size = ts_head_size (self->in->data, self->in->len);
    if (self->head_size == 0) {
      if (self->in->len <= TS_HEAD_MAX)
        return TRUE;
      conn_fail (self, 431, "malformed", "the header is too long");
      return FALSE;
    }
    if (!conn_got_head (self))
      return FALSE;
  }
  if (self->head->length > (gint64) (self->in->len - self->head_size)) {
    conn_continue (self);
    return TRUE;
  }
  if (self->verdict.flags & TS_ROUTE_SOCKET)
    become_socket (self);
  else
    give_to_soup (self);
  return FALSE;
}

/* Until nothing is left: what TLS has taken out of the socket already wakes
 * nobody up. It ends, as a request has a largest size. */
static gboolean
on_request_input (GObject * stream, gpointer user_data)
{
  TsConn *self = conn_ref (user_data);
  guint8 buffer[READ_SIZE];
  gboolean more = TRUE;
  GError *error = NULL;

  while (more && !error) {
    gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM
        (stream), buffer, sizeof (buffer), NULL, &error);

    if (n > 0) {
      g_byte_array_append (self->in, buffer, (guint) n);
      more = conn_look (self);
    } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      conn_close (self);
      more = FALSE;
    }
  }
  g_clear_error (&error);
  conn_unref (self);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
conn_read (TsConn * self)
{
  GInputStream *input = g_io_stream_get_input_stream (self->base);

  self->state = STATE_REQUEST;
  clear_source (&self->input);
  self->input = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM
      (input), NULL);
  g_source_set_callback (self->input, G_SOURCE_FUNC (on_request_input), self,
      NULL);
  g_source_attach (self->input, self->door->settings.context);
}

/* --- TLS ------------------------------------------------------------------- */

/* What GIO's default still takes has been broken for years. */
static gboolean
is_new_enough (GTlsConnection * tls)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (tls);

  return version == G_TLS_PROTOCOL_VERSION_TLS_1_2
      || version == G_TLS_PROTOCOL_VERSION_TLS_1_3;
}

static void
on_handshake (GObject * tls, GAsyncResult * result, gpointer user_data)
{
  TsConn *self = user_data;
  gboolean good = g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls),
      result, NULL);

  --*self->shaking;
  g_clear_pointer (&self->shaking, g_rc_box_release);
  if (!self->door)
    g_socket_close (self->socket, NULL);
  if (self->door && good && is_new_enough (G_TLS_CONNECTION (tls))) {
    ts_crowd_remove (self->door->handshakes, self);
    conn_read (self);
  } else if (self->door) {
    self->door->callbacks.refused (self->address, "tls", self->door->user_data);
    conn_close (self);
  }
  conn_unref (self);
}

/* GIO shakes hands in one of the process's ten threads: whoever does not go on
 * must not have them all. */
static void
conn_shake_hands (TsConn * self)
{
  /* Clients show no certificate. Without a word about the database GIO reads
   * those of all authorities for each connection, here and now. */
  GIOStream *tls = g_initable_new (g_tls_backend_get_server_connection_type
      (g_tls_backend_get_default ()), NULL, NULL,
      "base-io-stream", self->base,
      "certificate", self->door->settings.certificate, "database", NULL, NULL);

  if (!tls) {
    conn_close (self);
    return;
  }
  self->state = STATE_HANDSHAKE;
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_object_unref (self->base);
  self->base = tls;
  conn_join (self, self->door->handshakes);
  self->since = g_get_monotonic_time ();
  self->shaking = g_rc_box_acquire (self->door->shaking);
  ++*self->shaking;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT,
      self->cancellable, on_handshake, conn_ref (self));
}

/* Woken without anything new: he has ended his side and sends no more. */
static gboolean
is_over (TsConn * self, gssize seen)
{
  gboolean over = seen <= self->hello;

  self->hello = seen;
  return over;
}

static void conn_take_turn (TsConn * self);

static gboolean
on_turn (gpointer user_data)
{
  TsConn *self = user_data;

  clear_source (&self->input);
  conn_take_turn (self);
  return G_SOURCE_REMOVE;
}

/* Whether @victim may go for @newcomer. */
static gboolean
has_had_time (TsConn * victim, TsConn * newcomer)
{
  return g_get_monotonic_time () - victim->since >=
      (strcmp (victim->key, newcomer->key) == 0 ? HANDSHAKE_OF_ONE
      : HANDSHAKE_OF_OTHERS);
}

/* A browser opens half a dozen connections at once, and they wait for each
 * other. Only who has had time enough goes for them. */
static void
conn_take_turn (TsConn * self)
{
  TsDoor *door = self->door;
  TsConn *victim = ts_crowd_next (door->handshakes, self->key);

  if (!victim || has_had_time (victim, self)) {
    conn_shake_hands (self);
    return;
  }
  self->input = g_timeout_source_new (TURN_INTERVAL);
  g_source_set_callback (self->input, on_turn, self, NULL);
  g_source_attach (self->input, door->settings.context);
}

/* Who has not even sent the first record gets none of the threads. */
static gboolean
on_hello (GSocket * socket, GIOCondition condition, gpointer user_data)
{
  TsConn *self = user_data;
  gint fd = g_socket_get_fd (socket);
  guint8 h[5];
  gssize n = recv (fd, h, sizeof (h), MSG_PEEK | MSG_DONTWAIT);
  guint length;

  (void) condition;
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n < (gssize) sizeof (h) || h[0] != 22 || h[1] != 3) {
    self->door->callbacks.refused (self->address, "tls", self->door->user_data);
    conn_close (self);
    return G_SOURCE_REMOVE;
  }
  length = (guint) sizeof (h) + ((guint) h[3] << 8 | h[4]);
  if (g_socket_get_available_bytes (socket) < (gssize) MIN (length, 16384)) {
    g_socket_set_option (socket, SOL_SOCKET, SO_RCVLOWAT,
        (gint) MIN (length, 16384), NULL);
    if (is_over (self, g_socket_get_available_bytes (socket))) {
      conn_close (self);
      return G_SOURCE_REMOVE;
    }
    return G_SOURCE_CONTINUE;
  }
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVLOWAT, 1, NULL);
  clear_source (&self->input);
  conn_take_turn (self);
  return G_SOURCE_REMOVE;
}

static void
conn_wait_for_hello (TsConn * self)
{
  self->state = STATE_HELLO;
  g_socket_set_option (self->socket, SOL_SOCKET, SO_RCVLOWAT, 5, NULL);
  self->input = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->input, G_SOURCE_FUNC (on_hello), self, NULL);
  g_source_attach (self->input, self->door->settings.context);
}

/* --- coming in ------------------------------------------------------------- */

static void
set_options (GSocket * socket)
{
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT,
      NULL);
}

/* Takes @socket. */
static void
let_in (TsDoor * door, GSocket * socket)
{
  GSocketAddress *local = g_socket_get_local_address (socket, NULL);
  GSocketAddress *remote = g_socket_get_remote_address (socket, NULL);
  TsConn *self;

  if (!local || !remote) {
    g_clear_object (&local);
    g_clear_object (&remote);
    g_object_unref (socket);
    return;
  }
  self = g_new0 (TsConn, 1);
  self->refs = 1;
  self->door = door;
  self->socket = socket;
  self->local = local;
  self->remote = remote;
  self->in = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  self->base = G_IO_STREAM (g_socket_connection_factory_create_connection
      (socket));
  self->address = g_inet_address_to_string (g_inet_socket_address_get_address
      (G_INET_SOCKET_ADDRESS (remote)));
  self->key = ts_address_key (self->address);
  g_hash_table_add (door->conns, self);
  set_options (socket);
  conn_join (self, door->strangers);
  set_timer (self, door->settings.limits->request_time, on_request_late);
  if (door->settings.certificate)
    conn_wait_for_hello (self);
  else
    conn_read (self);
}

static void listen_on (TsDoor * door, GSocket * socket, guint pause);

static gboolean
on_listen_again (gpointer user_data)
{
  gpointer *pair = user_data;

  listen_on (pair[0], pair[1], 0);
  return G_SOURCE_REMOVE;
}

static gboolean
on_accept (GSocket * listening, GIOCondition condition, gpointer user_data)
{
  TsDoor *door = user_data;
  GError *error = NULL;
  guint i;

  (void) condition;
  for (i = 0; i < ACCEPT_AT_ONCE && !error; i++) {
    GSocket *socket = g_socket_accept (listening, NULL, &error);

    if (socket)
      let_in (door, socket);
  }
  if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    g_error_free (error);
    listen_on (door, listening, ACCEPT_PAUSE);
    return G_SOURCE_REMOVE;
  }
  g_clear_error (&error);
  return G_SOURCE_CONTINUE;
}

static void
add_source (TsDoor * door, GSource * source)
{
  GSList *l, *next;

  for (l = door->sources; l; l = next) {
    next = l->next;
    if (g_source_is_destroyed (l->data)) {
      g_source_unref (l->data);
      door->sources = g_slist_delete_link (door->sources, l);
    }
  }
  door->sources = g_slist_prepend (door->sources, source);
  g_source_attach (source, door->settings.context);
}

static void
listen_on (TsDoor * door, GSocket * socket, guint pause)
{
  GSource *source;

  if (pause > 0) {
    gpointer *pair = g_new (gpointer, 2);

    pair[0] = door;
    pair[1] = g_object_ref (socket);
    g_object_set_data_full (G_OBJECT (socket), "ts-pause", pair, g_free);
    g_object_unref (socket);
    source = g_timeout_source_new (pause);
    g_source_set_callback (source, on_listen_again, pair, NULL);
  } else {
    source = g_socket_create_source (socket, G_IO_IN, NULL);
    g_source_set_callback (source, G_SOURCE_FUNC (on_accept), door, NULL);
  }
  add_source (door, source);
}

/* --- the door -------------------------------------------------------------- */

TsDoor *
ts_door_new (const TsDoorSettings * settings,
    const TsDoorCallbacks * callbacks, gpointer user_data)
{
  TsDoor *self = g_new0 (TsDoor, 1);

  self->settings = *settings;
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->shaking = g_rc_box_new0 (guint);
  self->conns = g_hash_table_new_full (NULL, NULL,
      (GDestroyNotify) conn_unref, NULL);
  self->strangers = ts_crowd_new (settings->limits->strangers,
      settings->limits->strangers_of_one);
  self->handshakes = ts_crowd_new (settings->limits->handshakes,
      settings->limits->handshakes_of_one);
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      client_free);
  return self;
}

void
ts_door_open (TsDoor * self, GPtrArray * sockets)
{
  guint i;

  for (i = 0; i < sockets->len; i++)
    listen_on (self, g_ptr_array_index (sockets, i), 0);
}

void
ts_door_shut (TsDoor * self)
{
  GSList *l;

  for (l = self->sources; l; l = l->next) {
    g_source_destroy (l->data);
    g_source_unref (l->data);
  }
  g_clear_pointer (&self->sources, g_slist_free);
}

static void
close_all (TsDoor * self)
{
  GList *conns = g_hash_table_get_keys (self->conns), *l;

  for (l = conns; l; l = l->next)
    conn_close (l->data);
  g_list_free (conns);
}

static gboolean
on_patience_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* They come back to the context, which somebody has to run. They were told to
 * end, but a thread for that may be waited for: the pool is the process's. */
static void
wait_for_handshakes (TsDoor * self)
{
  gboolean over = FALSE;
  GSource *timer = g_timeout_source_new (HANDSHAKES_END);

  g_source_set_callback (timer, on_patience_over, &over, NULL);
  g_source_attach (timer, self->settings.context);
  while (*self->shaking > 0 && !over)
    g_main_context_iteration (self->settings.context, TRUE);
  g_source_destroy (timer);
  g_source_unref (timer);
}

void
ts_door_free (TsDoor * self)
{
  ts_door_shut (self);
  close_all (self);
  wait_for_handshakes (self);
  g_rc_box_release (self->shaking);
  g_hash_table_unref (self->conns);
  g_hash_table_unref (self->clients);
  ts_crowd_free (self->strangers);
  ts_crowd_free (self->handshakes);
  g_free (self);
}

guint
ts_door_n_connections (TsDoor * self)
{
  return g_hash_table_size (self->conns);
}

guint
ts_door_n_answers (TsDoor * self)
{
  GHashTableIter iter;
  gpointer conn;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->conns);
  while (g_hash_table_iter_next (&iter, &conn, NULL))
    n += ((TsConn *) conn)->state == STATE_ANSWER;
  return n;
}

guint
ts_door_n_clients (TsDoor * self)
{
  return self->n_clients;
}

TsConn *
ts_conn_get (SoupServerMessage * message)
{
  return g_object_get_data (G_OBJECT (soup_server_message_get_remote_address
          (message)), "ts-conn");
}

const TsHead *
ts_conn_head (TsConn * self)
{
  return self->head;
}

const TsVerdict *
ts_conn_verdict (TsConn * self)
{
  return &self->verdict;
}

const gchar *
ts_conn_address (TsConn * self)
{
  return self->address;
}

TsStream *
ts_conn_stream (TsConn * self)
{
  return self->stream;
}

GIOStream *
ts_conn_base (TsConn * self)
{
  return self->base;
}

void
ts_conn_set_streaming (TsConn * self)
{
  clear_source (&self->timer);
}
