/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "door-private.h"

#include <string.h>

#include "reply.h"

/* Bytes of a message; those of media sockets are acknowledgements, of 8. */
#define CONTROL_MESSAGE 4096
#define MEDIA_MESSAGE 64

static void
conn_refuse (TsConn * self)
{
  TsDoor *door = self->door;

  door->callbacks.refused (self->address, self->request.verdict.reason,
      door->user_data);
  ts_conn_write (self, ts_reply_refusal (&self->request.verdict));
  ts_conn_linger (self);
}

static void
conn_fail (TsConn * self, guint status, const gchar * reason, const gchar * why)
{
  self->request.verdict.status = status;
  self->request.verdict.reason = reason;
  self->request.verdict.why = why;
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
  gboolean lasts = (self->request.verdict.flags
      & (TS_ROUTE_SOCKET | TS_ROUTE_STREAMING)) != 0;
  const gchar *reason, *why;

  if (self->request.verdict.role == TS_ROLE_NONE)
    return TRUE;
  ts_turns_leave (self->hall->places, self);
  ts_conn_introduce (self);
  self->visitor = ts_visitors_add (door->visitors, self->request.verdict.who,
      self->request.verdict.role, self->address);
  /* Who pairs again and again has many sessions: the files that a process may
   * have open are for the others, too. */
  if (self->request.verdict.role == TS_ROLE_VIEWER
      && ts_door_n_connections (door) > door->settings.limits->connections) {
    conn_fail (self, 503, "connections", "too many connections are open");
    return FALSE;
  }
  if (ts_visitors_refuse (door->visitors, self->visitor, lasts, &reason, &why)) {
    conn_fail (self, 503, reason, why);
    return FALSE;
  }
  if (lasts) {
    self->watching = TRUE;
    ts_visitors_watch (door->visitors, self->visitor);
  }
  return TRUE;
}

void
ts_conn_uncount (TsConn * self)
{
  TsVisitors *visitors = self->door->visitors;

  if (self->watching)
    ts_visitors_unwatch (visitors, self->visitor);
  if (self->visitor)
    ts_visitors_remove (visitors, self->visitor);
  self->watching = FALSE;
  self->visitor = NULL;
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
  if (self->door && self->request.keeps && self->request.answered)
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
    self->request.verdict.route ==
        TS_ROUTE_CONTROL ? CONTROL_MESSAGE : MEDIA_MESSAGE,
    door->settings.limits->frames_per_second,
    door->settings.limits->pings_per_second
  };
  TsStream *stream;
  SoupWebsocketConnection *socket;
  GByteArray *rest;
  GUri *uri;

  if (!ts_conn_write (self, ts_reply_upgrade (self->request.head))) {
    ts_conn_close (self);
    return;
  }
  ts_conn_clear_source (&self->timer);
  self->state = TS_CONN_SOCKET;
  stream = make_stream (self);
  rest = g_byte_array_new ();
  g_byte_array_append (rest, self->in->data + self->request.head_size,
      self->in->len - (guint) self->request.head_size);
  ts_stream_set_first (stream, rest);
  ts_stream_set_meter (stream, &limits, on_exceeded);

  uri = g_uri_build (G_URI_FLAGS_NONE, "ws", NULL, "localhost", -1,
      self->request.head->path, self->request.head->query, NULL);
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
 * the next connection, and so is everything when there are many, of all or of
 * one. */
static gboolean
may_go_on (TsConn * self)
{
  TsDoor *door = self->door;

  return self->visitor && !self->watching && door->listener
      && self->request.head->minor > 0
      && !ts_head_has_token (self->request.head, "connection", "close")
      && self->in->len ==
      self->request.head_size + (gsize) MAX (self->request.head->length, 0)
      && ts_door_n_connections (door) <= door->settings.limits->connections / 2
      && ts_visitors_n_connections (self->visitor)
      <= door->settings.limits->per_client / 2;
}

static void
give_to_soup (TsConn * self)
{
  TsDoor *door = self->door;
  TsStream *stream;
  GByteArray *first = g_byte_array_new ();

  self->state = TS_CONN_ANSWER;
  self->request.keeps = may_go_on (self);
  ts_conn_set_timer (self, door->settings.limits->answer_time, on_answer_late);
  stream = make_stream (self);
  ts_head_write (self->request.head, first);
  if (self->request.head->length > 0)
    g_byte_array_append (first, self->in->data + self->request.head_size,
        (guint) self->request.head->length);
  g_byte_array_set_size (self->in, 0);
  ts_stream_set_first (stream, first);
  g_object_set_data (G_OBJECT (self->remote), "ts-conn", self);
  soup_server_accept_iostream (door->settings.soup, G_IO_STREAM (stream),
      self->local, self->remote, NULL);
  g_object_unref (stream);
}

/* --- the next one ---------------------------------------------------------- */

static void wait_for_input (TsConn * self);
static gboolean conn_drain (TsConn * self);

static gboolean
on_next (gpointer user_data)
{
  TsConn *self = user_data;

  wait_for_input (self);
  conn_drain (self);
  return G_SOURCE_REMOVE;
}

/* It is still counted as whose it was. The request may be there already, in
 * TLS, where it wakes nobody up: it is looked for at once, but outside of
 * libsoup's call that told us. */
static void
conn_wait_for_next (TsConn * self)
{
  self->state = TS_CONN_IDLE;
  ts_conn_clear_request (self);
  /* the last one may have been large */
  g_byte_array_unref (self->in);
  self->in = g_byte_array_new ();
  ts_conn_set_timer (self, self->door->settings.limits->idle_time,
      ts_conn_on_over);
  ts_conn_set_input (self, g_timeout_source_new (0), on_next);
}

/* --- the request ----------------------------------------------------------- */

static void
judge (TsConn * self)
{
  TsRequest *request = &self->request;

  request->head = ts_head_parse (self->in->data, request->head_size,
      &request->verdict.status, &request->verdict.why);
  if (request->head)
    ts_guard_check (self->door->settings.guard, request->head, self->address,
        g_get_monotonic_time (), g_get_real_time () / G_USEC_PER_SEC,
        &request->verdict);
  else
    request->verdict.reason = "malformed";
}

/* FALSE when it is decided. */
static gboolean
conn_got_head (TsConn * self)
{
  const TsVerdict *verdict = &self->request.verdict;
  gboolean was_known = self->visitor != NULL;

  judge (self);
  /* of the request before */
  ts_conn_uncount (self);
  if (was_known && (verdict->status != 0 || verdict->role == TS_ROLE_NONE))
    ts_conn_take_place (self);
  if (verdict->status != 0) {
    conn_refuse (self);
    return FALSE;
  }
  return conn_count (self);
}

static void
conn_continue (TsConn * self)
{
  const gchar *text = "HTTP/1.1 100 Continue\r\n\r\n";

  if (self->request.continued || !ts_head_get (self->request.head, "expect")
      || self->request.head->minor == 0)
    return;
  self->request.continued = TRUE;
  ts_conn_write (self, g_bytes_new_static (text, strlen (text)));
}

/* Looks at what has come. FALSE when no more is to be read. */
static gboolean
conn_look (TsConn * self)
{
  if (!self->request.head) {
    self->request.head_size = ts_head_size (self->in->data, self->in->len);
    if (self->request.head_size == 0) {
      if (self->in->len <= TS_HEAD_MAX)
        return TRUE;
      conn_fail (self, 431, "malformed", "the header is too long");
      return FALSE;
    }
    if (!conn_got_head (self))
      return FALSE;
  }
  if (self->request.head->length >
      (gint64) (self->in->len - self->request.head_size)) {
    conn_continue (self);
    return TRUE;
  }
  if (self->request.verdict.flags & TS_ROUTE_SOCKET)
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
 * nobody up. It ends, as a request has a largest size. FALSE when no more is to
 * be read. */
static gboolean
conn_drain (TsConn * self)
{
  GPollableInputStream *input =
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->base));
  guint8 buffer[TS_CONN_READ_SIZE];
  gboolean more = TRUE;
  GError *error = NULL;

  ts_conn_ref (self);
  while (more && !error) {
    gssize n = g_pollable_input_stream_read_nonblocking (input, buffer,
        sizeof (buffer), NULL, &error);

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
  return more;
}

static gboolean
on_input (GObject * stream, gpointer user_data)
{
  (void) stream;
  return conn_drain (user_data) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
wait_for_input (TsConn * self)
{
  GInputStream *input = g_io_stream_get_input_stream (self->base);

  ts_conn_set_input (self, g_pollable_input_stream_create_source
      (G_POLLABLE_INPUT_STREAM (input), NULL), G_SOURCE_FUNC (on_input));
}

void
ts_conn_read (TsConn * self)
{
  self->state = TS_CONN_REQUEST;
  wait_for_input (self);
}
