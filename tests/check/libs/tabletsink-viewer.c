/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tabletsink-viewer.h"

#include <string.h>

#define SECONDS 20              /* that are waited for what must come */

/* --- the server ------------------------------------------------------------- */

static void
on_demand (const gchar * stream, TsMedia media, gboolean wanted,
    gpointer user_data)
{
  Rig *rig = user_data;

  fail_unless_equals_string (stream, "sink");
  fail_unless (rig->wanted[media] != wanted);
  rig->wanted[media] = wanted;
  rig->n_demands++;
}

static void
on_key_frame (const gchar * stream, gpointer user_data)
{
  Rig *rig = user_data;
  void (*func) (gpointer) = rig->on_key;

  rig->n_keys++;
  rig->on_key = NULL;
  if (func)
    func (rig->on_key_data);
}

static const gchar *
query (GHashTable * form, const gchar * name, const gchar * otherwise)
{
  const gchar *value = form ? g_hash_table_lookup (form, name) : NULL;

  return value ? value : otherwise;
}

static void
on_socket (SoupServer * server, SoupServerMessage * message, const char *path,
    SoupWebsocketConnection * socket, gpointer user_data)
{
  Rig *rig = user_data;
  const gchar *q = g_uri_get_query (soup_server_message_get_uri (message));
  GHashTable *form = soup_form_decode (q ? q : "");
  TsMedia media = g_str_has_suffix (path, "h264") ? TS_MEDIA_H264
      : g_str_has_suffix (path, "jpeg") ? TS_MEDIA_JPEG : TS_MEDIA_OPUS;
  TsPath how = media == TS_MEDIA_JPEG ? TS_PATH_CANVAS
      : g_str_equal (query (form, "path", ""), "mse") ? TS_PATH_MSE
      : TS_PATH_WEBCODECS;

  ts_hub_serve_socket (rig->hub, socket, query (form, "stream", "sink"), media,
      how, query (form, "who", "someone"), "127.0.0.1");
  g_hash_table_unref (form);
}

static void
on_request (SoupServer * server, SoupServerMessage * message, const char *path,
    GHashTable * form, gpointer user_data)
{
  Rig *rig = user_data;
  const gchar *stream = query (form, "stream", "sink");

  if (g_str_equal (path, "/mjpeg"))
    ts_hub_serve_mjpeg (rig->hub, message, rig->accepted, stream, "someone",
        "me");
  else
    ts_hub_serve_snapshot (rig->hub, message, stream);
}

static gboolean
on_incoming (GSocketService * service, GSocketConnection * connection,
    GObject * source, gpointer user_data)
{
  Rig *rig = user_data;

  GSocketAddress *local = g_socket_connection_get_local_address (connection,
      NULL);
  GSocketAddress *remote = g_socket_connection_get_remote_address (connection,
      NULL);

  g_set_object (&rig->accepted, G_IO_STREAM (connection));
  soup_server_accept_iostream (rig->server, rig->accepted, local, remote, NULL);
  g_object_unref (local);
  g_object_unref (remote);
  return TRUE;
}

/* Connections are given to libsoup as the element's server does it; its own
 * listener leaks a GSocket for each. */
static void
listen_somewhere (Rig * rig)
{
  GSocketAddress *address = g_inet_socket_address_new_from_string
      ("127.0.0.1", 0), *bound;

  rig->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_websocket_handler (rig->server, "/media", NULL, NULL,
      on_socket, rig, NULL);
  soup_server_add_handler (rig->server, "/mjpeg", on_request, rig, NULL);
  soup_server_add_handler (rig->server, "/snapshot", on_request, rig, NULL);

  rig->service = g_socket_service_new ();
  fail_unless (g_socket_listener_add_address (G_SOCKET_LISTENER (rig->service),
          address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
          NULL));
  rig->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (rig->service, "incoming", G_CALLBACK (on_incoming), rig);
  g_object_unref (address);
  g_object_unref (bound);
}

static void
make_formats (Rig * rig)
{
  static const guint8 avcc[] = { 1, 0x64, 0, 0x1f, 0xff, 0xe0, 0 };
  guint i;

  for (i = 0; i < TS_N_MEDIA; i++) {
    rig->format[i] = ts_format_new (i);
    rig->format[i]->width = i == TS_MEDIA_OPUS ? 0 : 64;
    rig->format[i]->height = i == TS_MEDIA_OPUS ? 0 : 48;
    rig->format[i]->fps_n = 25;
  }
  rig->format[TS_MEDIA_H264]->codec = g_strdup ("avc1.64001f");
  rig->format[TS_MEDIA_H264]->config = g_bytes_new_static (avcc, sizeof (avcc));
  rig->format[TS_MEDIA_JPEG]->codec = g_strdup ("image/jpeg");
  rig->format[TS_MEDIA_OPUS]->codec = g_strdup ("opus");
  rig->format[TS_MEDIA_OPUS]->rate = 48000;
  rig->format[TS_MEDIA_OPUS]->channels = 2;
}

Rig *
rig_new (void)
{
  static const TsHubCallbacks callbacks = { on_demand, on_key_frame };
  Rig *rig = g_new0 (Rig, 1);

  rig->hub = ts_hub_new (g_main_context_default (), &callbacks, rig);
  ts_hub_add_stream (rig->hub, "sink");
  make_formats (rig);
  listen_somewhere (rig);
  /* A proxy would be looked for in another thread, by other people's code. */
  rig->session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  rig->captured = G_GINT64_CONSTANT (1700000000000000);
  return rig;
}

void
rig_free (Rig * rig)
{
  guint i;

  if (rig->hub)
    ts_hub_free (rig->hub);
  soup_session_abort (rig->session);
  g_socket_service_stop (rig->service);
  g_socket_listener_close (G_SOCKET_LISTENER (rig->service));
  soup_server_disconnect (rig->server);
  rig_settle ();
  g_clear_object (&rig->accepted);
  g_object_unref (rig->service);
  g_object_unref (rig->session);
  g_object_unref (rig->server);
  rig_settle ();
  for (i = 0; i < TS_N_MEDIA; i++)
    ts_format_unref (rig->format[i]);
  g_free (rig);
}

/* --- waiting ---------------------------------------------------------------- */

static gboolean
on_timeout (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
rig_wait (const guint * value, guint least)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add_seconds (SECONDS, on_timeout, &late);

  while (*value < least && !late)
    g_main_context_iteration (NULL, TRUE);
  fail_if (late, "%u did not come, only %u", least, *value);
  g_source_remove (timeout);
}

/* The loopback's bytes are there when write() returns, so a socket that poll()
 * calls quiet a few times is quiet. */
void
rig_settle (void)
{
  guint quiet;

  for (quiet = 0; quiet < 5; quiet++) {
    while (g_main_context_iteration (NULL, FALSE))
      quiet = 0;
  }
}

/* --- frames ----------------------------------------------------------------- */

TsFrame *
rig_frame (Rig * rig, TsMedia media, gboolean key, gsize size)
{
  guint8 *data = g_malloc (size);
  TsFrame *frame;

  memset (data, RIG_FILL (rig->captured), size);
  frame = ts_frame_new (rig->format[media], g_bytes_new_take (data, size));
  frame->captured = rig->captured;
  frame->key = key;
  rig->captured += 40000;
  return frame;
}

void
rig_push (Rig * rig, TsMedia media, gboolean key, gsize size)
{
  ts_hub_push (rig->hub, "sink", rig_frame (rig, media, key, size));
  rig_settle ();
}

static void
add_stats (const TsClientStats * stats, gpointer user_data)
{
  RigStats *sum = user_data;

  fail_unless_equals_string (stats->stream, "sink");
  sum->n++;
  sum->sent += stats->sent;
  sum->skipped += stats->skipped;
  sum->pending += stats->pending_bytes;
  sum->age = stats->age;
}

RigStats
rig_stats (Rig * rig)
{
  RigStats sum = { 0, };

  ts_hub_foreach_client (rig->hub, add_stats, &sum);
  fail_unless_equals_int (sum.n, ts_hub_n_clients (rig->hub));
  return sum;
}

/* --- the viewer ------------------------------------------------------------- */

static void
message_free (gpointer data)
{
  g_bytes_unref (((Message *) data)->payload);
  g_free (data);
}

static void
on_message (SoupWebsocketConnection * socket, gint type, GBytes * bytes,
    Viewer * viewer)
{
  Message *message = g_new0 (Message, 1);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  fail_unless_equals_int (type, SOUP_WEBSOCKET_DATA_BINARY);
  fail_unless (ts_wire_parse (data, size, &message->header));
  message->payload = g_bytes_new_from_bytes (bytes, TS_WIRE_HEADER,
      size - TS_WIRE_HEADER);
  g_ptr_array_add (viewer->messages, message);
  viewer->n_messages++;
  if (message->header.sequence == 0)
    return;
  viewer->n_frames++;
  if (viewer->acknowledges)
    viewer_acknowledge (viewer, message->header.sequence);
}

static void
on_closed (SoupWebsocketConnection * socket, Viewer * viewer)
{
  viewer->closed = 1;
}

static void
on_connected (GObject * source, GAsyncResult * result, gpointer user_data)
{
  Viewer *viewer = user_data;
  GError *error = NULL;

  viewer->socket = soup_session_websocket_connect_finish
      (SOUP_SESSION (source), result, &error);
  fail_unless (viewer->socket, "%s", error ? error->message : "");
  soup_websocket_connection_set_max_incoming_payload_size (viewer->socket, 0);
  g_signal_connect (viewer->socket, "message", G_CALLBACK (on_message), viewer);
  g_signal_connect (viewer->socket, "closed", G_CALLBACK (on_closed), viewer);
  viewer->opened = 1;
}

Viewer *
viewer_new (Rig * rig, const gchar * path)
{
  Viewer *viewer = g_new0 (Viewer, 1);
  gchar *uri = g_strdup_printf ("ws://127.0.0.1:%u/%s", rig->port, path);
  SoupMessage *message = soup_message_new ("GET", uri);

  viewer->messages = g_ptr_array_new_with_free_func (message_free);
  soup_session_websocket_connect_async (rig->session, message, NULL, NULL,
      G_PRIORITY_DEFAULT, NULL, on_connected, viewer);
  rig_wait (&viewer->opened, 1);
  rig_settle ();
  g_object_unref (message);
  g_free (uri);
  return viewer;
}

void
viewer_free (Viewer * viewer)
{
  if (!viewer->closed)
    viewer_vanish (viewer);
  g_signal_handlers_disconnect_by_data (viewer->socket, viewer);
  g_object_unref (viewer->socket);
  g_ptr_array_unref (viewer->messages);
  g_free (viewer);
  rig_settle ();
}

Message *
viewer_message (Viewer * viewer, guint i)
{
  fail_unless (i < viewer->messages->len, "message %u of %u", i,
      viewer->messages->len);
  return g_ptr_array_index (viewer->messages, i);
}

void
viewer_acknowledge (Viewer * viewer, guint32 sequence)
{
  guint8 ack[TS_WIRE_ACK];

  if (soup_websocket_connection_get_state (viewer->socket) !=
      SOUP_WEBSOCKET_STATE_OPEN)
    return;
  ts_wire_write_ack (sequence, ack);
  soup_websocket_connection_send_binary (viewer->socket, ack, sizeof (ack));
}

void
viewer_vanish (Viewer * viewer)
{
  g_io_stream_close (soup_websocket_connection_get_io_stream (viewer->socket),
      NULL, NULL);
  rig_wait (&viewer->closed, 1);
}

guint
viewer_wait_closed (Viewer * viewer)
{
  rig_wait (&viewer->closed, 1);
  return soup_websocket_connection_get_close_code (viewer->socket);
}
