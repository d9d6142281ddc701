/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "track.h"

/* A picture that has not come by then does not come, us. */
#define PATIENCE (2 * G_USEC_PER_SEC)

typedef struct
{
  TsClient client;
  SoupServerMessage *message;
  gboolean answered;
  gint64 began;
} TsSnapshot;

static void
snapshot_joined (TsClient * client)
{
}

static void
answer (TsSnapshot * self, GBytes * picture)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (picture, &size);
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (self->message);

  self->answered = TRUE;
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_server_message_set_status (self->message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (self->message, "image/jpeg",
      SOUP_MEMORY_COPY, data, size);
  ts_client_close (&self->client, 0, NULL);
}

static void
snapshot_offer (TsClient * client, TsPacket * packet, gboolean live)
{
  /* Of what has ended the last picture is the best there is. */
  if (live || client->track->ended)
    answer ((TsSnapshot *) client, packet->frame->data);
}

static void
snapshot_tick (TsClient * client, gint64 now)
{
  if (now - ((TsSnapshot *) client)->began >= PATIENCE)
    ts_client_close (client, 0, NULL);
}

static guint64
snapshot_pending_bytes (TsClient * client)
{
  return 0;
}

static void
snapshot_close (TsClient * client, guint code, const gchar * reason)
{
  TsSnapshot *self = (TsSnapshot *) client;

  if (!self->message)
    return;
  g_signal_handlers_disconnect_by_data (self->message, self);
  if (!self->answered)
    ts_answer_error (self->message, SOUP_STATUS_SERVICE_UNAVAILABLE,
        "no picture comes; is the pipeline running?");
  soup_server_message_unpause (self->message);
  g_clear_object (&self->message);
}

static void
snapshot_free (TsClient * client)
{
  g_free (client);
}

/* Nobody is there any more: nothing may be done to the message. */
static void
on_finished (SoupServerMessage * message, TsSnapshot * self)
{
  g_signal_handlers_disconnect_by_data (message, self);
  g_clear_object (&self->message);
  ts_client_close (&self->client, 0, NULL);
}

static const TsClientClass snapshot_class = {
  .joined = snapshot_joined,
  .offer = snapshot_offer,
  .tick = snapshot_tick,
  .pending_bytes = snapshot_pending_bytes,
  .close = snapshot_close,
  .free = snapshot_free,
};

void
ts_snapshot_serve (TsTrack * track, SoupServerMessage * message)
{
  TsSnapshot *self = g_new0 (TsSnapshot, 1);

  ts_client_init (&self->client, &snapshot_class, TS_PATH_MJPEG, NULL, NULL);
  self->client.passing = TRUE;
  self->message = g_object_ref (message);
  self->began = g_get_monotonic_time ();
  soup_server_message_pause (message);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
  ts_track_join (track, &self->client);
  ts_client_unref (&self->client);
}
