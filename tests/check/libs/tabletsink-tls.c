/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* What a tablet does, over TLS: records come whole or not at all, and what GIO
 * has taken out of the socket wakes nobody up. */
#include <string.h>

#include "tabletsink-rig.h"

static ServerRig *rig;
static gboolean have_tls;

static void
setup (void)
{
  rig = server_rig_new ();
  have_tls = server_rig_use_tls (rig);
}

static void
teardown (void)
{
  server_rig_free (rig);
}

static gboolean
skip (const gchar * test)
{
  if (!have_tls)
    g_print ("SKIP: %s: glib-networking is not installed\n", test);
  return !have_tls;
}

static GIOStream *
upgrade (const gchar * path)
{
  GIOStream *stream = raw_connect (rig);
  gchar *text = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s\r\n" AS_OPERATOR
      "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n", path, rig->host);

  raw_send (stream, text, -1);
  g_free (text);
  return stream;
}

/* Reads until @text has come @n times. */
static void
expect (GIOStream * stream, const gchar * text, guint n)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GString *got = g_string_new (NULL);
  gsize length = strlen (text), at = 0;

  while (n > 0) {
    gchar buffer[4096];
    gssize read = g_input_stream_read (input, buffer, sizeof (buffer), NULL,
        NULL);

    fail_unless (read > 0, "%u times \"%s\" are missing", n, text);
    g_string_append_len (got, buffer, read);
    for (; n > 0 && at + length <= got->len; at++)
      n -= memcmp (got->str + at, text, length) == 0;
  }
  g_string_free (got, TRUE);
}

static void
wait_for_demand (void)
{
  g_mutex_lock (&rig->lock);
  while (rig->wanted[TS_MEDIA_JPEG] == 0)
    g_cond_wait (&rig->cond, &rig->lock);
  g_mutex_unlock (&rig->lock);
}

static void
push_jpeg (const gchar * data)
{
  TsFormat *format = ts_format_new (TS_MEDIA_JPEG);
  TsFrame *frame;

  format->codec = g_strdup ("image/jpeg");
  format->width = format->height = 16;
  frame = ts_frame_new (format, g_bytes_new (data, strlen (data)));
  frame->captured = g_get_real_time ();
  frame->key = TRUE;
  ts_format_unref (format);
  ts_server_push (rig->server, "sink", frame);
}

/* --- requests -------------------------------------------------------------- */

GST_START_TEST (test_a_tablet_pairs_and_gets_the_page)
{
  gchar *cookie, *form, *page;

  if (skip ("test_a_tablet_pairs_and_gets_the_page"))
    return;
  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "GET /", NULL, NULL, &form), 200);
  cookie = pair (rig, OPERATOR);
  fail_unless_equals_int (ask (rig, "GET /", cookie, NULL, &page), 200);
  fail_if (strcmp (body_of (form), body_of (page)) == 0);
  /* larger than a record */
  fail_unless_equals_int (ask (rig, "GET /js/main.js", cookie, NULL, NULL),
      200);
  g_free (cookie);
  g_free (form);
  g_free (page);
}

GST_END_TEST;

GST_START_TEST (test_requests_of_any_size_are_read)
{
  static const guint sizes[] = { 100, 8100, 9000, 16384, 30000, 60000 };
  gchar *pad, *fields;
  guint i;

  if (skip ("test_requests_of_any_size_are_read"))
    return;
  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    gchar *body;

    pad = g_strnfill (sizes[i], 'x');
    body = g_strdup_printf ("{\"command\":\"live\",\"stream\":\"sink_9\","
        "\"text\":\"%s\"}", pad);
    fail_unless_equals_int (ask (rig, "POST /api/v1/command",
            AS_OPERATOR IS_JSON, body, NULL), 404);
    g_free (body);
    g_free (pad);
  }
  /* of the host's other ports */
  pad = g_strnfill (3500, 'x');
  fields = g_strdup_printf (AS_OPERATOR "Cookie: a=%s\r\nX-A: %s\r\n"
      "X-B: %s\r\n", pad, pad, pad);
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", fields, NULL, NULL),
      200);
  g_free (fields);
  g_free (pad);
}

GST_END_TEST;

static void
expect_picture (const gchar * path)
{
  GIOStream *stream;
  gchar *text;

  server_rig_start (rig);
  ts_server_set_media (rig->server, "sink", 1 << TS_MEDIA_JPEG);
  stream = raw_connect (rig);
  text = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s\r\n" AS_VIEWER "\r\n",
      path, rig->host);
  raw_send (stream, text, -1);
  wait_for_demand ();
  push_jpeg ("a picture");
  expect (stream, "a picture", 1);
  g_object_unref (stream);
  g_free (text);
}

GST_START_TEST (test_a_snapshot)
{
  if (skip ("test_a_snapshot"))
    return;
  expect_picture ("/media/snapshot.jpg");
}

GST_END_TEST;

GST_START_TEST (test_mjpeg)
{
  if (skip ("test_mjpeg"))
    return;
  expect_picture ("/media/mjpeg");
}

GST_END_TEST;

/* --- sockets --------------------------------------------------------------- */

GST_START_TEST (test_a_control_socket)
{
  Talk *talk;

  if (skip ("test_a_control_socket"))
    return;
  server_rig_start (rig);
  talk = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  fail_unless (talk->socket != NULL);
  g_free (talk_hear (talk, "hello"));
  talk_say (talk, "{\"command\":\"live\",\"id\":1}");
  server_rig_answer (rig, server_rig_command (rig), TRUE, "");
  g_free (talk_hear (talk, "answer"));
  ts_server_stop (rig->server);
  g_free (talk_hear (talk, "bye"));
  fail_unless_equals_int (talk_end (talk), 1001);
  talk_free (talk);
}

GST_END_TEST;

#define PING_SIZE 3592

static void
append_ping (GByteArray * out, guint id)
{
  static const guint8 header[] = { 0x81, 0x80 | 126, PING_SIZE >> 8,
    PING_SIZE & 255, 0, 0, 0, 0
  };
  gchar *text = g_strdup_printf ("{\"type\":\"ping\",\"id\":%u}%*s", id,
      PING_SIZE, "");

  g_byte_array_append (out, header, sizeof (header));
  g_byte_array_append (out, (const guint8 *) text, PING_SIZE);
  g_free (text);
}

GST_START_TEST (test_no_message_is_left_behind)
{
  GByteArray *pings = g_byte_array_new ();
  GIOStream *stream;
  guint i;

  if (skip ("test_no_message_is_left_behind")) {
    g_byte_array_unref (pings);
    return;
  }
  server_rig_start (rig);
  for (i = 0; i < 5; i++)
    append_ping (pings, i);
  /* Two records, of which a turn leaves a part. The server finds both: it says
   * who has come before it reads on, and for that it waits for us. */
  g_mutex_lock (&rig->lock);
  stream = upgrade ("/api/v1/control");
  raw_send (stream, (const gchar *) pings->data, 9000);
  raw_send (stream, (const gchar *) pings->data + 9000, pings->len - 9000);
  g_mutex_unlock (&rig->lock);
  expect (stream, "\"pong\"", 5);
  g_object_unref (stream);
  g_byte_array_unref (pings);
}

GST_END_TEST;

GST_START_TEST (test_a_media_socket)
{
  GIOStream *stream;

  if (skip ("test_a_media_socket"))
    return;
  server_rig_start (rig);
  ts_server_set_media (rig->server, "sink", 1 << TS_MEDIA_JPEG);
  stream = upgrade ("/media/jpeg");
  wait_for_demand ();
  push_jpeg ("a picture");
  expect (stream, "a picture", 1);
  /* 1001 */
  ts_server_stop (rig->server);
  expect (stream, "\x03\xe9", 1);
  g_object_unref (stream);
}

GST_END_TEST;

/* --- shaking hands --------------------------------------------------------- */

static void
on_abandoned (GObject * tls, GAsyncResult * result, gpointer user_data)
{
  fail_if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls), result,
          NULL));
  *(gboolean *) user_data = TRUE;
}

/* What a client says first. */
static GBytes *
make_hello (void)
{
  GSocketListener *listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  ServerRig there = {.port = port,.trusted = rig->trusted };
  GIOStream *client = raw_connect (&there);
  GSocketConnection *peer = g_socket_listener_accept (listener, NULL, NULL,
      NULL);
  GCancellable *cancellable = g_cancellable_new ();
  gboolean over = FALSE;
  gchar buffer[8192];
  gssize n;

  g_tls_connection_handshake_async (G_TLS_CONNECTION (client), 0, cancellable,
      on_abandoned, &over);
  n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (peer)),
      buffer, sizeof (buffer), NULL, NULL);
  fail_unless (n > 0);
  g_cancellable_cancel (cancellable);
  talk_wait (&over);
  g_object_unref (peer);
  g_object_unref (client);
  g_object_unref (cancellable);
  g_socket_listener_close (listener);
  g_object_unref (listener);
  return g_bytes_new (buffer, (gsize) n);
}

/* They have said hello, were answered, and say no more. */
static void
stall (GIOStream ** streams, guint n)
{
  ServerRig plain = {.port = rig->port };
  GBytes *hello = make_hello ();
  gchar buffer[4096];
  guint i;

  for (i = 0; i < n; i++) {
    streams[i] = raw_connect (&plain);
    raw_send (streams[i], g_bytes_get_data (hello, NULL),
        (gssize) g_bytes_get_size (hello));
  }
  for (i = 0; i < n; i++)
    fail_unless (g_input_stream_read (g_io_stream_get_input_stream (streams
                [i]), buffer, sizeof (buffer), NULL, NULL) > 0);
  g_bytes_unref (hello);
}

static void
expect_closed (GIOStream ** streams, guint n)
{
  guint i;

  for (i = 0; i < n; i++) {
    g_free (raw_receive (streams[i]));
    g_object_unref (streams[i]);
  }
}

static guint
open_files (void)
{
  GDir *dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  g_dir_close (dir);
  return n;
}

GST_START_TEST (test_stopping_while_hands_are_shaken)
{
  /* as many as one address may have */
  GIOStream *streams[3];
  gint64 began;
  guint before;

  if (skip ("test_stopping_while_hands_are_shaken"))
    return;
  server_rig_start (rig);
  /* so that what GIO opens once is open */
  fail_unless_equals_int (ask (rig, "GET /", NULL, NULL, NULL), 200);
  stall (streams, G_N_ELEMENTS (streams));
  before = open_files ();
  began = g_get_monotonic_time ();
  ts_server_stop (rig->server);
  fail_unless (g_get_monotonic_time () - began < 5 * G_USEC_PER_SEC);
  /* the server's ends are closed, not only told to end */
  fail_unless (open_files () <= before - G_N_ELEMENTS (streams),
      "%u open, of %u", open_files (), before);
  expect_closed (streams, G_N_ELEMENTS (streams));
}

GST_END_TEST;

GST_START_TEST (test_who_does_not_go_on_is_cut_off)
{
  GIOStream *streams[2];

  if (skip ("test_who_does_not_go_on_is_cut_off"))
    return;
  rig->limits.request_time = 300;
  server_rig_start (rig);
  stall (streams, G_N_ELEMENTS (streams));
  expect_closed (streams, G_N_ELEMENTS (streams));
}

GST_END_TEST;

GST_START_TEST (test_half_a_hello_and_the_end)
{
  ServerRig plain = {.port = 0 };
  GIOStream *stream;

  if (skip ("test_half_a_hello_and_the_end"))
    return;
  rig->limits.request_time = 120000;
  server_rig_start (rig);
  plain.port = rig->port;
  stream = raw_connect (&plain);
  raw_send (stream, "\x16\x03\x01\x3f\xff\x01", 7);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION
          (stream)), FALSE, TRUE, NULL);
  expect_closed (&stream, 1);
}

GST_END_TEST;

/* Who stalls has his time, and goes then. */
GST_START_TEST (test_who_stalls_makes_room)
{
  GIOStream *streams[3];
  gint64 began;

  if (skip ("test_who_stalls_makes_room"))
    return;
  rig->limits.request_time = 120000;
  rig->limits.handshake_time = 500;
  server_rig_start (rig);
  stall (streams, G_N_ELEMENTS (streams));
  began = g_get_monotonic_time ();
  fail_unless_equals_int (ask (rig, "GET /", NULL, NULL, NULL), 200);
  fail_unless (g_get_monotonic_time () - began > 300 * 1000,
      "they had %d ms", (gint) (g_get_monotonic_time () - began) / 1000);
  /* he who stood there first */
  expect_closed (streams, 1);
  g_object_unref (streams[1]);
  g_object_unref (streams[2]);
}

GST_END_TEST;

static gpointer
ask_once (gpointer data)
{
  return GUINT_TO_POINTER (ask (rig, "GET /api/v1/streams", AS_OPERATOR, NULL,
          NULL));
}

/* As a browser does with the files of the page. */
GST_START_TEST (test_connections_at_once_wait_for_each_other)
{
  GThread *threads[12];
  guint round, i;

  if (skip ("test_connections_at_once_wait_for_each_other"))
    return;
  /* as slow as this machine may be */
  rig->limits.request_time = rig->limits.handshake_time = 120000;
  server_rig_start (rig);
  for (round = 0; round < 2; round++) {
    for (i = 0; i < G_N_ELEMENTS (threads); i++)
      threads[i] = g_thread_new ("ask", ask_once, NULL);
    for (i = 0; i < G_N_ELEMENTS (threads); i++)
      fail_unless_equals_int (GPOINTER_TO_UINT (g_thread_join (threads[i])),
          200);
  }
}

GST_END_TEST;

static Suite *
tabletsink_tls_suite (void)
{
  Suite *s = suite_create ("tabletsink-tls");
  TCase *t = tcase_create ("general");

  suite_add_tcase (s, t);
  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, test_a_tablet_pairs_and_gets_the_page);
  tcase_add_test (t, test_requests_of_any_size_are_read);
  tcase_add_test (t, test_a_snapshot);
  tcase_add_test (t, test_mjpeg);
  tcase_add_test (t, test_a_control_socket);
  tcase_add_test (t, test_no_message_is_left_behind);
  tcase_add_test (t, test_a_media_socket);
  tcase_add_test (t, test_stopping_while_hands_are_shaken);
  tcase_add_test (t, test_who_does_not_go_on_is_cut_off);
  tcase_add_test (t, test_half_a_hello_and_the_end);
  tcase_add_test (t, test_who_stalls_makes_room);
  tcase_add_test (t, test_connections_at_once_wait_for_each_other);
  return s;
}

GST_CHECK_MAIN (tabletsink_tls);
