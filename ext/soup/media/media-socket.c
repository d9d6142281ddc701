/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "track.h"

#include "hub-private.h"
#include "window.h"
#include "wire.h"

/* Nothing that a client has to say is longer, bytes. */
#define MAX_MESSAGE 64
/* Acknowledgements that say nothing new, in a row. */
#define MAX_IDLE_TALK 1000
/* Who falls behind asks for a key frame so often at most: each costs all the
 * others picture quality, us. */
#define BEHIND_INTERVAL G_USEC_PER_SEC

typedef struct
{
  TsClient client;
  SoupWebsocketConnection *socket;
  TsWindow window;
  TsPacket *waiting;            /* the newest one that there was no room for */
  guint epoch;                  /* of the format that it was told; 0 = none */
  gboolean caught_up;           /* has had a key frame of now */
  gboolean told_end;
  guint idle_talk;
} TsMediaSocket;

static gboolean
is_open (TsMediaSocket * self)
{
  return self->socket && soup_websocket_connection_get_state (self->socket)
      == SOUP_WEBSOCKET_STATE_OPEN;
}

static gboolean
takes_fragments (TsMediaSocket * self)
{
  return self->client.path == TS_PATH_MSE;
}

static void
send_message (TsMediaSocket * self, GBytes * message)
{
  if (!message || !is_open (self))
    return;
  self->client.sent_bytes += g_bytes_get_size (message);
  soup_websocket_connection_send_message (self->socket,
      SOUP_WEBSOCKET_DATA_BINARY, message);
}

static void
tell_format (TsMediaSocket * self)
{
  TsTrack *track = self->client.track;

  if (!track->format || self->epoch == track->epoch)
    return;
  self->epoch = track->epoch;
  send_message (self, ts_track_format_message (track, takes_fragments (self)));
  if (takes_fragments (self))
    send_message (self, ts_track_init_message (track));
}

static void
send_packet (TsMediaSocket * self, TsPacket * packet, gboolean live)
{
  /* How old a picture is that was kept says nothing about the way. */
  gint64 captured = live ? packet->frame->captured : 0;
  gboolean skipped = ts_window_send (&self->window, packet->sequence,
      g_bytes_get_size (packet->frame->data), captured,
      g_get_monotonic_time ());

  tell_format (self);
  self->told_end = FALSE;
  self->caught_up |= live;
  self->client.sent++;
  send_message (self, ts_packet_message (packet, takes_fragments (self),
          skipped || packet->discont));
}

static void
forget_waiting (TsMediaSocket * self)
{
  if (!self->waiting)
    return;
  g_clear_pointer (&self->waiting, ts_packet_unref);
  ts_window_skip (&self->window);
  self->client.skipped++;
}

static void
media_socket_joined (TsClient * client)
{
  tell_format ((TsMediaSocket *) client);
}

static void
media_socket_offer (TsClient * client, TsPacket * packet, gboolean live)
{
  TsMediaSocket *self = (TsMediaSocket *) client;

  if (!is_open (self))
    return;
  switch (ts_window_offer (&self->window, packet->frame->key, packet->discont)) {
    case TS_WINDOW_SEND:
      send_packet (self, packet, live);
      break;
    case TS_WINDOW_WAIT:
      forget_waiting (self);
      self->waiting = ts_packet_ref (packet);
      break;
    case TS_WINDOW_DROP:
      client->skipped++;
      break;
  }
}

static void
media_socket_ended (TsClient * client)
{
  TsMediaSocket *self = (TsMediaSocket *) client;
  TsWireHeader header = {.type = TS_WIRE_ENDED };
  GBytes *message;

  if (self->told_end)
    return;
  self->told_end = TRUE;
  message = ts_wire_message (&header, NULL);
  send_message (self, message);
  g_bytes_unref (message);
}

static gboolean
media_socket_wants_key (TsClient * client, gint64 now)
{
  TsMediaSocket *self = (TsMediaSocket *) client;

  if (!is_open (self) || !ts_window_wants_key (&self->window))
    return FALSE;
  return !self->caught_up || now - client->asked >= BEHIND_INTERVAL;
}

static void
media_socket_need_key (TsClient * client)
{
  TsMediaSocket *self = (TsMediaSocket *) client;

  ts_window_need_key (&self->window);
  /* That one is of a format that is no more. */
  if (self->waiting && self->waiting->epoch != client->track->epoch)
    forget_waiting (self);
}

static void
media_socket_tick (TsClient * client, gint64 now)
{
  TsMediaSocket *self = (TsMediaSocket *) client;

  if (ts_window_is_dead (&self->window, now))
    ts_client_close (client, TS_CLOSE_SILENT, "nothing was acknowledged");
}

static guint64
media_socket_pending_bytes (TsClient * client)
{
  TsMediaSocket *self = (TsMediaSocket *) client;

  return self->window.bytes + (self->waiting
      ? g_bytes_get_size (self->waiting->frame->data) : 0);
}

static void
take_acknowledgement (TsMediaSocket * self, guint32 sequence)
{
  TsClient *client = &self->client;
  gint64 captured = 0;

  switch (ts_window_acknowledge (&self->window, sequence,
          g_get_monotonic_time (), &captured)) {
    case TS_ACK_FUTURE:
      ts_client_close (client, TS_CLOSE_POLICY,
          "acknowledges what was never sent");
      return;
    case TS_ACK_OLD:
      if (++self->idle_talk > MAX_IDLE_TALK)
        ts_client_close (client, TS_CLOSE_POLICY, "acknowledges nothing new");
      return;
    case TS_ACK_NEW:
      break;
  }

  self->idle_talk = 0;
  if (captured)
    ts_client_arrived (client, captured);
  if (self->waiting && ts_window_has_room (&self->window)) {
    TsPacket *packet = g_steal_pointer (&self->waiting);

    send_packet (self, packet, TRUE);
    ts_packet_unref (packet);
  }
  ts_track_check_key (client->track, client);
}

static void
on_message (SoupWebsocketConnection * socket, gint type, GBytes * message,
    TsMediaSocket * self)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);
  guint32 sequence;

  /* The goodbye has been said; what comes until it is answered is old. */
  if (!is_open (self) || !self->client.track)
    return;
  ts_client_ref (&self->client);
  if (type != SOUP_WEBSOCKET_DATA_BINARY)
    ts_client_close (&self->client, TS_CLOSE_UNSUPPORTED,
        "text is for the control socket");
  else if (!ts_wire_parse_ack (data, size, &sequence))
    ts_client_close (&self->client, TS_CLOSE_POLICY, "is no acknowledgement");
  else
    take_acknowledgement (self, sequence);
  ts_client_unref (&self->client);
}

static void
on_closed (SoupWebsocketConnection * socket, TsMediaSocket * self)
{
  ts_client_close (&self->client, 0, NULL);
}

static void
media_socket_close (TsClient * client, guint code, const gchar * reason)
{
  TsMediaSocket *self = (TsMediaSocket *) client;
  TsHub *hub = client->track->hub;

  g_signal_handlers_disconnect_by_data (self->socket, self);
  if (soup_websocket_connection_get_state (self->socket) !=
      SOUP_WEBSOCKET_STATE_CLOSED)
    ts_hub_see_off (hub, self->socket);
  if (code && is_open (self))
    soup_websocket_connection_close (self->socket, code, reason);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->waiting, ts_packet_unref);
}

static void
media_socket_free (TsClient * client)
{
  g_free (client);
}

static const TsClientClass media_socket_class = {
  .joined = media_socket_joined,
  .offer = media_socket_offer,
  .ended = media_socket_ended,
  .wants_key = media_socket_wants_key,
  .need_key = media_socket_need_key,
  .tick = media_socket_tick,
  .pending_bytes = media_socket_pending_bytes,
  .close = media_socket_close,
  .free = media_socket_free,
};

void
ts_media_socket_serve (TsTrack * track, SoupWebsocketConnection * socket,
    TsPath path, const gchar * who, const gchar * from)
{
  TsMediaSocket *self = g_new0 (TsMediaSocket, 1);

  ts_client_init (&self->client, &media_socket_class, path, who, from);
  self->socket = g_object_ref (socket);
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_MESSAGE);
  ts_window_init (&self->window, track->media);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), self);
  ts_track_join (track, &self->client);
  ts_client_unref (&self->client);
}
