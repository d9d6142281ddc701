/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "client.h"

#include "track.h"

void
ts_client_init (TsClient * client, const TsClientClass * klass, TsPath path,
    const gchar * who, const gchar * from)
{
  g_ref_count_init (&client->refs);
  client->klass = klass;
  client->path = path;
  client->who = g_strdup (who);
  client->from = g_strdup (from);
  client->age = -1;
}

TsClient *
ts_client_ref (TsClient * client)
{
  g_ref_count_inc (&client->refs);
  return client;
}

void
ts_client_unref (TsClient * client)
{
  if (!g_ref_count_dec (&client->refs))
    return;
  g_free (client->who);
  g_free (client->from);
  client->klass->free (client);
}

void
ts_client_close (TsClient * client, guint code, const gchar * reason)
{
  TsTrack *track = client->track;

  if (!track)
    return;
  ts_client_ref (client);
  client->klass->close (client, code, reason);
  client->track = NULL;
  ts_track_leave (track, client);
  ts_client_unref (client);
}

void
ts_client_arrived (TsClient * client, gint64 captured)
{
  /* The two clocks may be stepped; nothing arrives before it was captured. */
  client->age = MAX (g_get_real_time () - captured, 0);
}

void
ts_answer_error (SoupServerMessage * message, guint status, const gchar * text)
{
  gchar *body = g_strdup_printf ("{\"error\":\"%s\"}", text);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json",
      SOUP_MEMORY_TAKE, body, strlen (body));
}

GSocket *
ts_socket_under (GIOStream * stream)
{
  static const gchar *const names[] = { "base-iostream", "base-io-stream" };
  guint i, depth;

  /* libsoup's own stream, TLS, TCP: each knows the one below it. */
  for (depth = 0; stream && !G_IS_SOCKET_CONNECTION (stream); depth++) {
    GIOStream *below = NULL;

    for (i = 0; i < G_N_ELEMENTS (names) && !below && depth < 4; i++) {
      if (g_object_class_find_property (G_OBJECT_GET_CLASS (stream), names[i]))
        g_object_get (stream, names[i], &below, NULL);
    }
    /* The one above keeps it. */
    if (below)
      g_object_unref (below);
    stream = below;
  }
  return stream ? g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream))
      : NULL;
}
