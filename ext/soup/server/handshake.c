/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "door-private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

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
    ts_turns_leave (self->hall->handshakes, self);
    ts_door_look_for_turns (self->door);
    ts_conn_read (self);
  } else if (self->door) {
    self->door->callbacks.refused (self->address, "tls", self->door->user_data);
    ts_conn_close (self);
  }
  ts_conn_unref (self);
}

static gboolean take_turns (gpointer user_data);

/* One that is to come sooner stays, also when it should have come already: put
 * anew behind all that there is to do it might never come. */
static void
look_in (TsDoor * door, guint ms)
{
  if (door->turn && g_source_get_ready_time (door->turn)
      <= g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND)
    return;
  ts_conn_clear_source (&door->turn);
  door->turn = g_timeout_source_new (ms);
  g_source_set_callback (door->turn, take_turns, door, NULL);
  g_source_attach (door->turn, door->settings.context);
}

void
ts_door_look_for_turns (TsDoor * door)
{
  if (door->settings.certificate)
    look_in (door, 0);
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
    ts_conn_close (self);
    return;
  }
  self->state = TS_CONN_HANDSHAKE;
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_object_unref (self->base);
  self->base = tls;
  self->shaking = g_rc_box_acquire (self->door->shaking);
  ++*self->shaking;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT,
      self->cancellable, on_handshake, ts_conn_ref (self));
}

/* Woken without anything new: he has ended his side and sends no more. */
static gboolean
is_over (TsConn * self, gssize seen)
{
  gboolean over = seen <= self->hello;

  self->hello = seen;
  return over;
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
    ts_conn_close (self);
    return G_SOURCE_REMOVE;
  }
  length = (guint) sizeof (h) + ((guint) h[3] << 8 | h[4]);
  if (g_socket_get_available_bytes (socket) < (gssize) MIN (length, 16384)) {
    g_socket_set_option (socket, SOL_SOCKET, SO_RCVLOWAT,
        (gint) MIN (length, 16384), NULL);
    if (is_over (self, g_socket_get_available_bytes (socket))) {
      ts_conn_close (self);
      return G_SOURCE_REMOVE;
    }
    return G_SOURCE_CONTINUE;
  }
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVLOWAT, 1, NULL);
  ts_conn_clear_source (&self->input);
  ts_turns_wait (self->hall->handshakes, self, self->key);
  ts_door_look_for_turns (self->door);
  return G_SOURCE_REMOVE;
}

void
ts_conn_secure (TsConn * self)
{
  self->state = TS_CONN_HELLO;
  g_socket_set_option (self->socket, SOL_SOCKET, SO_RCVLOWAT, 5, NULL);
  ts_conn_set_input (self, g_socket_create_source (self->socket, G_IO_IN,
          NULL), G_SOURCE_FUNC (on_hello));
}

/* --- whose turn it is ------------------------------------------------------ */

static gboolean
take_turns (gpointer user_data)
{
  TsDoor *door = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 soonest = -1;
  guint i;

  ts_conn_clear_source (&door->turn);
  for (i = 0; i < G_N_ELEMENTS (door->halls); i++) {
    gpointer conn, victim;
    gint64 later;

    while ((conn =
            ts_turns_next (door->halls[i].handshakes, now, &victim, &later))) {
      if (victim)
        ts_conn_throw_out (victim);
      conn_shake_hands (conn);
    }
    if (later >= 0)
      soonest = soonest < 0 ? later : MIN (soonest, later);
  }
  if (soonest >= 0)
    look_in (door, (guint) (soonest / G_TIME_SPAN_MILLISECOND) + 1);
  return G_SOURCE_REMOVE;
}
