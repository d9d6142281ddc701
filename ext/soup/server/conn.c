/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "door-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* What is sent may go unanswered for so long, in ms. */
#define USER_TIMEOUT 15000
/* What is thrown away of a request that was refused, in bytes. */
#define LINGER_MAX (2 * 1024 * 1024)

static void
set_options (GSocket * socket)
{
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT,
      NULL);
}

TsConn *
ts_conn_new (TsDoor * door, GSocket * socket)
{
  GSocketAddress *local = g_socket_get_local_address (socket, NULL);
  GSocketAddress *remote = g_socket_get_remote_address (socket, NULL);
  TsConn *self;

  if (!local || !remote) {
    g_clear_object (&local);
    g_clear_object (&remote);
    g_object_unref (socket);
    return NULL;
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
  self->hall = &door->halls[ts_regulars_know (door->regulars, self->key)];
  set_options (socket);
  return self;
}

TsConn *
ts_conn_ref (TsConn * self)
{
  self->refs++;
  return self;
}

void
ts_conn_unref (TsConn * self)
{
  if (--self->refs > 0)
    return;
  g_clear_object (&self->base);
  g_clear_object (&self->socket);
  g_clear_object (&self->local);
  g_clear_object (&self->remote);
  g_clear_object (&self->cancellable);
  g_byte_array_unref (self->in);
  ts_conn_clear_request (self);
  g_free (self->address);
  g_free (self->key);
  g_free (self);
}

void
ts_conn_clear_source (GSource ** source)
{
  if (*source) {
    g_source_destroy (*source);
    g_clear_pointer (source, g_source_unref);
  }
}

static void
replace_source (TsConn * self, GSource ** source, GSource * by,
    GSourceFunc func)
{
  ts_conn_clear_source (source);
  *source = by;
  g_source_set_callback (by, func, self, NULL);
  g_source_attach (by, self->door->settings.context);
}

void
ts_conn_set_timer (TsConn * self, guint ms, GSourceFunc func)
{
  replace_source (self, &self->timer, g_timeout_source_new (ms), func);
}

void
ts_conn_set_input (TsConn * self, GSource * source, GSourceFunc func)
{
  replace_source (self, &self->input, source, func);
}

void
ts_conn_close (TsConn * self)
{
  TsDoor *door = self->door;

  if (self->state == TS_CONN_CLOSED)
    return;
  ts_conn_uncount (self);
  ts_turns_leave (self->hall->places, self);
  ts_turns_leave (self->hall->handshakes, self);
  ts_door_look_for_turns (door);
  /* The socket, and not TLS over it, which would wait to say goodbye. While
   * another thread shakes hands with it, its number must not become that of
   * another file: then it is only ended, and on_handshake() closes it. */
  if (self->shaking)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  else
    g_socket_close (self->socket, NULL);
  self->state = TS_CONN_CLOSED;
  ts_conn_clear_source (&self->input);
  ts_conn_clear_source (&self->timer);
  g_cancellable_cancel (self->cancellable);
  self->door = NULL;
  g_object_set_data (G_OBJECT (self->remote), "ts-conn", NULL);
  g_hash_table_remove (door->conns, self);
}

/* There is always one: whoever has to go for it has had time enough. */
void
ts_conn_take_place (TsConn * self)
{
  gpointer victim;
  gint64 later;

  ts_turns_wait (self->hall->places, self, self->key);
  ts_turns_next (self->hall->places, g_get_monotonic_time (), &victim, &later);
  if (victim)
    ts_conn_throw_out (victim);
}

void
ts_conn_throw_out (TsConn * self)
{
  TsDoor *door = self->door;

  door->callbacks.refused (self->address, "crowd", door->user_data);
  ts_conn_close (self);
}

gboolean
ts_conn_on_over (gpointer user_data)
{
  ts_conn_close (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_linger_input (GSocket * socket, GIOCondition condition, gpointer user_data)
{
  TsConn *self = user_data;
  gchar buffer[TS_CONN_READ_SIZE];
  gssize n;

  (void) condition;
  n = g_socket_receive_with_blocking (socket, buffer, sizeof (buffer), FALSE,
      NULL, NULL);
  if (n > 0)
    self->lingered += (gsize) n;
  /* Anything else than data means that it has gone. */
  if (n > 0 && self->lingered < LINGER_MAX)
    return G_SOURCE_CONTINUE;
  ts_conn_close (self);
  return G_SOURCE_REMOVE;
}

/* What we sent is thrown away by the client's system when we close while it
 * is still sending: so we only say that we are done, and wait a little. */
void
ts_conn_linger (TsConn * self)
{
  if (self->state >= TS_CONN_LINGER)
    return;
  self->state = TS_CONN_LINGER;
  ts_conn_clear_source (&self->input);
  /* Politeness ends where it would take others' places. */
  if (ts_door_n_connections (self->door)
      > self->door->settings.limits->connections
      || !g_socket_shutdown (self->socket, FALSE, TRUE, NULL)) {
    ts_conn_close (self);
    return;
  }
  ts_conn_set_timer (self, self->door->settings.limits->linger_time,
      ts_conn_on_over);
  ts_conn_set_input (self, g_socket_create_source (self->socket, G_IO_IN, NULL),
      G_SOURCE_FUNC (on_linger_input));
}

/* Our answers are smaller than any socket's buffer; who has none left for
 * them gets none. */
gboolean
ts_conn_write (TsConn * self, GBytes * bytes)
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

TsConn *
ts_conn_get (SoupServerMessage * message)
{
  return g_object_get_data (G_OBJECT (soup_server_message_get_remote_address
          (message)), "ts-conn");
}

const TsHead *
ts_conn_head (TsConn * self)
{
  return self->request.head;
}

const TsVerdict *
ts_conn_verdict (TsConn * self)
{
  return &self->request.verdict;
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

gboolean
ts_conn_keeps (TsConn * self)
{
  return self->request.keeps;
}

void
ts_conn_introduce (TsConn * self)
{
  if (self->door)
    ts_regulars_seen (self->door->regulars, self->key);
}

void
ts_conn_clear_request (TsConn * self)
{
  g_clear_pointer (&self->request.head, ts_head_free);
  ts_verdict_clear (&self->request.verdict);
  memset (&self->request, 0, sizeof (self->request));
}

void
ts_conn_answered (TsConn * self)
{
  self->request.answered = TRUE;
}

void
ts_conn_set_streaming (TsConn * self)
{
  ts_conn_clear_source (&self->timer);
}
