/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "track.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#ifdef __linux__
#include <linux/sockios.h>
#include <sys/ioctl.h>
#endif

#include "hub-private.h"

/* What the kernel may hold of one picture and the next: the more, the older are
 * the pictures of who reads slowly. Bytes. */
#define SEND_BUFFER (64 * 1024)
#define NOT_SENT 4096
/* Who takes nothing for so long is gone, us. */
#define PATIENCE (10 * G_USEC_PER_SEC)
/* An MJPEG reader has nothing to say. Bytes. */
#define MAX_HEARD 1024

typedef enum
{
  STATE_HEADERS,                /* libsoup writes the response's headers */
  STATE_IDLE,
  STATE_WRITING,
  STATE_DRAINING,               /* the socket has not sent everything */
} State;

typedef struct
{
  TsClient client;
  SoupServerMessage *message;   /* until it is written */
  GIOStream *stream;            /* from then on */
  GSocket *socket;              /* under it; may be NULL */
  State state;
  TsPacket *flight;             /* the one that is being written */
  gsize written;                /* bytes of it and what comes after it */
  TsPacket *waiting;            /* the newest one */
  gchar *delimiter;
  GSource *writable, *readable;
  gint64 since;                 /* when something was taken last, us */
  gsize heard;
} TsMjpeg;

static void go_on (TsMjpeg * self);

static void
stop_source (GSource ** source)
{
  if (!*source)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
give_up (TsMjpeg * self)
{
  ts_client_close (&self->client, 0, NULL);
}

/* --- the socket ------------------------------------------------------------- */

static void
tune (GSocket * socket)
{
  if (!socket)
    return;
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER, NULL);
#ifdef TCP_NOTSENT_LOWAT
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, NOT_SENT, NULL);
#endif
}

static guint64
in_socket (GSocket * socket)
{
  gint bytes = 0;

#ifdef SIOCOUTQ
  if (socket && ioctl (g_socket_get_fd (socket), SIOCOUTQ, &bytes) < 0)
    bytes = 0;
#endif
  return bytes;
}

static gboolean
on_writable (GObject * stream, gpointer user_data)
{
  TsMjpeg *self = user_data;

  ts_client_ref (&self->client);
  stop_source (&self->writable);
  self->since = g_get_monotonic_time ();
  go_on (self);
  ts_client_unref (&self->client);
  return G_SOURCE_REMOVE;
}

static void
wait_writable (TsMjpeg * self)
{
  GPollableOutputStream *out =
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream));

  if (self->writable)
    return;
  self->writable = g_pollable_output_stream_create_source (out, NULL);
  g_source_set_callback (self->writable, G_SOURCE_FUNC (on_writable), self,
      NULL);
  g_source_attach (self->writable,
      ts_hub_get_context (self->client.track->hub));
}

/* The end of the connection shows here. */
static gboolean
on_readable (GObject * stream, gpointer user_data)
{
  TsMjpeg *self = user_data;
  guint8 heard[256];
  GError *error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking
      (G_POLLABLE_INPUT_STREAM (stream), heard, sizeof (heard), NULL, &error);
  gboolean again = g_error_matches (error, G_IO_ERROR,
      G_IO_ERROR_WOULD_BLOCK);

  g_clear_error (&error);
  if (n > 0)
    self->heard += n;
  if (again || (n > 0 && self->heard <= MAX_HEARD))
    return G_SOURCE_CONTINUE;
  give_up (self);
  return G_SOURCE_REMOVE;
}

static void
watch_readable (TsMjpeg * self)
{
  GPollableInputStream *in =
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));

  self->readable = g_pollable_input_stream_create_source (in, NULL);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_readable), self,
      NULL);
  g_source_attach (self->readable,
      ts_hub_get_context (self->client.track->hub));
}

/* --- parts ------------------------------------------------------------------ */

/* The picture, and the next part's header: browsers show a picture when they
 * see that the next one begins. Returns how many are left to write. */
static guint
what_is_left (TsMjpeg * self, GOutputVector * vectors)
{
  gsize size = 0, after = strlen (self->delimiter), at = self->written;
  const guint8 *data = self->flight
      ? g_bytes_get_data (self->flight->frame->data, &size) : NULL;
  guint n = 0;

  if (at < size) {
    vectors[n++] = (GOutputVector) {
    data + at, size - at};
    at = size;
  }
  at -= size;
  if (at < after)
    vectors[n++] = (GOutputVector) {
    self->delimiter + at, after - at};
  return n;
}

static void
write_part (TsMjpeg * self)
{
  GPollableOutputStream *out =
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream));
  GOutputVector vectors[2];
  GError *error = NULL;
  guint n;

  while ((n = what_is_left (self, vectors)) > 0) {
    gsize written = 0;
    GPollableReturn result = g_pollable_output_stream_writev_nonblocking (out,
        vectors, n, &written, NULL, &error);

    if (result == G_POLLABLE_RETURN_FAILED) {
      g_clear_error (&error);
      give_up (self);
      return;
    }
    if (result == G_POLLABLE_RETURN_WOULD_BLOCK)
      break;
    self->written += written;
    self->since = g_get_monotonic_time ();
  }
  if (n == 0)
    self->state = STATE_DRAINING;
  wait_writable (self);
}

static void
finish_part (TsMjpeg * self)
{
  self->state = STATE_IDLE;
  if (!self->flight)
    return;
  ts_client_arrived (&self->client, self->flight->frame->captured);
  g_clear_pointer (&self->flight, ts_packet_unref);
}

static void
begin_part (TsMjpeg * self)
{
  self->flight = g_steal_pointer (&self->waiting);
  self->written = 0;
  self->state = STATE_WRITING;
  self->since = g_get_monotonic_time ();
  self->client.sent++;
  self->client.sent_bytes += g_bytes_get_size (self->flight->frame->data)
      + strlen (self->delimiter);
}

static void
go_on (TsMjpeg * self)
{
  if (self->state == STATE_DRAINING)
    finish_part (self);
  if (self->state == STATE_IDLE && self->waiting)
    begin_part (self);
  if (self->state == STATE_WRITING)
    write_part (self);
}

/* --- the response ----------------------------------------------------------- */

/* Its headers are out: the connection is ours. Not a part of libsoup's body,
 * which is not told how full the socket is, nor that its reader has gone. */
static void
on_wrote_headers (SoupServerMessage * message, TsMjpeg * self)
{
  g_signal_handlers_disconnect_by_data (message, self);
  self->stream = soup_server_message_steal_connection (message);
  g_clear_object (&self->message);
  self->since = g_get_monotonic_time ();
  watch_readable (self);
  /* The first part's header: the delimiter after no picture. */
  self->written = 0;
  self->state = STATE_WRITING;
  go_on (self);
}

static void
on_finished (SoupServerMessage * message, TsMjpeg * self)
{
  g_signal_handlers_disconnect_by_data (message, self);
  g_clear_object (&self->message);
  give_up (self);
}

static void
begin_response (TsMjpeg * self, const gchar * boundary)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (self->message);
  gchar *type = g_strdup_printf ("multipart/x-mixed-replace;boundary=%s",
      boundary);

  soup_message_headers_replace (headers, "Content-Type", type);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_EOF);
  soup_server_message_set_status (self->message, SOUP_STATUS_OK, NULL);
  g_free (type);
}

/* --- the client ------------------------------------------------------------- */

static void
mjpeg_joined (TsClient * client)
{
  TsMjpeg *self = (TsMjpeg *) client;
  const gchar *boundary = ts_hub_get_boundary (client->track->hub);

  self->delimiter = g_strdup_printf ("\r\n--%s\r\n"
      "Content-Type: image/jpeg\r\n\r\n", boundary);
  begin_response (self, boundary);
}

static void
mjpeg_offer (TsClient * client, TsPacket * packet, gboolean live)
{
  TsMjpeg *self = (TsMjpeg *) client;

  if (self->waiting) {
    ts_packet_unref (self->waiting);
    client->skipped++;
  }
  self->waiting = ts_packet_ref (packet);
  if (self->state == STATE_IDLE)
    go_on (self);
}

static void
mjpeg_tick (TsClient * client, gint64 now)
{
  TsMjpeg *self = (TsMjpeg *) client;

  if (self->state != STATE_IDLE && now - self->since >= PATIENCE)
    give_up (self);
}

static guint64
mjpeg_pending_bytes (TsClient * client)
{
  TsMjpeg *self = (TsMjpeg *) client;
  guint64 bytes = self->stream ? in_socket (self->socket) : 0;

  if (self->flight && self->state == STATE_WRITING)
    bytes += g_bytes_get_size (self->flight->frame->data)
        + strlen (self->delimiter) - self->written;
  if (self->waiting)
    bytes += g_bytes_get_size (self->waiting->frame->data);
  return bytes;
}

static void
mjpeg_close (TsClient * client, guint code, const gchar * reason)
{
  TsMjpeg *self = (TsMjpeg *) client;

  stop_source (&self->writable);
  stop_source (&self->readable);
  if (self->message) {
    g_signal_handlers_disconnect_by_data (self->message, self);
    soup_message_body_complete (soup_server_message_get_response_body
        (self->message));
    g_clear_object (&self->message);
  }
  if (self->stream) {
    g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL,
        NULL);
    g_clear_object (&self->stream);
  }
  g_clear_object (&self->socket);
  g_clear_pointer (&self->flight, ts_packet_unref);
  g_clear_pointer (&self->waiting, ts_packet_unref);
}

static void
mjpeg_free (TsClient * client)
{
  g_free (((TsMjpeg *) client)->delimiter);
  g_free (client);
}

static const TsClientClass mjpeg_class = {
  .joined = mjpeg_joined,
  .offer = mjpeg_offer,
  .tick = mjpeg_tick,
  .pending_bytes = mjpeg_pending_bytes,
  .close = mjpeg_close,
  .free = mjpeg_free,
};

void
ts_mjpeg_serve (TsTrack * track, SoupServerMessage * message,
    GIOStream * connection, const gchar * who, const gchar * from)
{
  TsMjpeg *self = g_new0 (TsMjpeg, 1);

  ts_client_init (&self->client, &mjpeg_class, TS_PATH_MJPEG, who, from);
  self->message = g_object_ref (message);
  self->socket = connection ? ts_socket_under (connection)
      : soup_server_message_get_socket (message);
  if (self->socket)
    g_object_ref (self->socket);
  self->since = g_get_monotonic_time ();
  tune (self->socket);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (on_wrote_headers),
      self);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
  ts_track_join (track, &self->client);
  ts_client_unref (&self->client);
}
