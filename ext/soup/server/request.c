/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "door-private.h"

#include <string.h>

#include "reply.h"

#define READ_SIZE 8192

/* Bytes of a message; those of media sockets are acknowledgements, of 8. */
#define CONTROL_MESSAGE 4096
#define MEDIA_MESSAGE 64

static void
conn_refuse (TsConn * self)
{
  TsDoor *door = self->door;

  door->callbacks.refused (self->address, self->verdict.reason,
      door->user_data);
  ts_conn_write (self, ts_reply_refusal (&self->verdict));
  ts_conn_linger (self);
}

static void
conn_fail (TsConn * self, guint status, const gchar * reason, const gchar * why)
{
  self->verdict.status = status;
  self->verdict.reason = reason;
  self->verdict.why = why;
  conn_refuse (self);
}

gboolean
ts_conn_on_late (gpointer user_data)
{
  TsConn *self = user_data;

  ts_conn_clear_source (&self->timer);
  if (self->state == TS_CONN_REQUEST) {
    conn_fail (self, 408, "late", "the request took too long");
    return G_SOURCE_REMOVE;
  }
  self->door->callbacks.refused (self->address, "late", self->door->user_data);
  ts_conn_close (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_answer_late (gpointer user_data)
{
  TsConn *self = user_data;

  ts_conn_clear_source (&self->timer);
  /* Libsoup finds out by itself, now or when it goes on. */
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

/* --- who it is ------------------------------------------------------------- */

/* Counts it as one of its session's; FALSE when that has too many. */
static gboolean
conn_count (TsConn * self)
{
  TsDoor *door = self->door;
  gboolean lasts = (self->verdict.flags
      & (TS_ROUTE_SOCKET | TS_ROUTE_STREAMING)) != 0;
  const gchar *reason, *why;

  if (self->verdict.role == TS_ROLE_NONE)
    return TRUE;
  ts_turns_leave (self->hall->places, self);
  ts_conn_introduce (self);
  self->client = ts_clients_add (door->clients, self->verdict.who,
      self->verdict.role, self->address);
  /* Who pairs again and again has many sessions: the files that a process may
   * have open are for the others, too. */
  if (self->verdict.role == TS_ROLE_VIEWER && ts_door_n_connections (door)
      > door->settings.limits->connections) {
    conn_fail (self, 503, "connections", "too many connections are open");
    return FALSE;
  }
  if (ts_clients_refuse (door->clients, self->client, lasts, &reason, &why)) {
    conn_fail (self, 503, reason, why);
    return FALSE;
  }
  if (lasts) {
    self->watching = TRUE;
    ts_clients_watch (door->clients, self->client);
  }
  return TRUE;
}

void
ts_conn_uncount (TsConn * self)
{
  TsClients *clients = self->door->clients;

  if (self->watching)
    ts_clients_unwatch (clients, self->client);
  if (self->client)
    ts_clients_remove (clients, self->client);
  self->watching = FALSE;
  self->client = NULL;
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

static void conn_wait_for_next (TsConn * self);

static void
on_stream_closed (gpointer user_data)
{
  TsConn *self = user_data;

  self->stream = NULL;
  if (self->door && self->keeps && self->answered)
    conn_wait_for_next (self);
  else if (self->door)
    ts_conn_linger (self);
  ts_conn_unref (self);
}

static TsStream *
make_stream (TsConn * self)
{
  ts_conn_clear_source (&self->input);
  self->stream = ts_stream_new (self->base, self->socket, on_stream_closed,
      ts_conn_ref (self));
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

  if (!ts_conn_write (self, ts_reply_upgrade (self->head))) {
    ts_conn_close (self);
    return;
  }
  ts_conn_clear_source (&self->timer);
  self->state = TS_CONN_SOCKET;
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

/* Whether another request may follow. Not for strangers: they have their place
 * for one. A request that was sent without waiting for the answer is left to
 * the next connection, and so is everything when there are many. */
static gboolean
may_go_on (TsConn * self)
{
  TsDoor *door = self->door;

  return self->client && !self->watching && door->listener
      && self->head->minor > 0
      && !ts_head_has_token (self->head, "connection", "close")
      && self->in->len == self->head_size + (gsize) MAX (self->head->length, 0)
      && ts_door_n_connections (door) <= door->settings.limits->connections / 2;
}

static void
give_to_soup (TsConn * self)
{
  TsDoor *door = self->door;
  TsStream *stream;
  GByteArray *first = g_byte_array_new ();

  self->state = TS_CONN_ANSWER;
  self->keeps = may_go_on (self);
  ts_conn_set_timer (self, door->settings.limits->answer_time, on_answer_late);
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

/* --- the next one ---------------------------------------------------------- */

static gboolean on_request_input (GObject * stream, gpointer user_data);

/* It may be there already, in TLS, where it wakes nobody up. */
static gboolean
on_next (gpointer user_data)
{
  TsConn *self = ts_conn_ref (user_data);

  ts_conn_read (self);
  self->state = TS_CONN_IDLE;
  on_request_input (G_OBJECT (g_io_stream_get_input_stream (self->base)), self);
  ts_conn_unref (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_idle_over (gpointer user_data)
{
  ts_conn_close (user_data);
  return G_SOURCE_REMOVE;
}

/* Outside of libsoup's call that told us. It is still counted as whose it
 * was. */
static void
conn_wait_for_next (TsConn * self)
{
  self->state = TS_CONN_IDLE;
  self->keeps = self->answered = self->continued = FALSE;
  g_clear_pointer (&self->head, ts_head_free);
  ts_conn_set_timer (self, self->door->settings.limits->idle_time,
      on_idle_over);
  ts_conn_set_input (self, g_timeout_source_new (0), on_next);
}

/* --- the request ----------------------------------------------------------- */

/* FALSE when it is decided. */
static gboolean
conn_got_head (TsConn * self)
{
  TsDoor *door = self->door;
  guint status;
  const gchar *why;

  /* of the request before */
  ts_conn_uncount (self);
  ts_verdict_clear (&self->verdict);
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
  ts_conn_write (self, g_bytes_new_static (text, strlen (text)));
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

static void
conn_begin_request (TsConn * self)
{
  self->state = TS_CONN_REQUEST;
  ts_conn_set_timer (self, self->door->settings.limits->request_time,
      ts_conn_on_late);
}

/* Until nothing is left: what TLS has taken out of the socket already wakes
 * nobody up. It ends, as a request has a largest size. */
static gboolean
on_request_input (GObject * stream, gpointer user_data)
{
  TsConn *self = ts_conn_ref (user_data);
  guint8 buffer[READ_SIZE];
  gboolean more = TRUE;
  GError *error = NULL;

  while (more && !error) {
    gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM
        (stream), buffer, sizeof (buffer), NULL, &error);

    if (n > 0) {
      if (self->state == TS_CONN_IDLE)
        conn_begin_request (self);
      g_byte_array_append (self->in, buffer, (guint) n);
      more = conn_look (self);
    } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      ts_conn_close (self);
      more = FALSE;
    }
  }
  g_clear_error (&error);
  ts_conn_unref (self);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
ts_conn_read (TsConn * self)
{
  GInputStream *input = g_io_stream_get_input_stream (self->base);

  self->state = TS_CONN_REQUEST;
  ts_conn_set_input (self, g_pollable_input_stream_create_source
      (G_POLLABLE_INPUT_STREAM (input), NULL),
      G_SOURCE_FUNC (on_request_input));
}
