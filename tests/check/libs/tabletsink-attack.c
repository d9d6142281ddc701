/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <malloc.h>
#include <onset/onset-event.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tabletsink-pem.h"
#include "tabletsink-rig.h"

/* LeakSanitizer crashes over the threads in which GIO shakes hands; leaks of
 * this program are for valgrind to find. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

static ServerRig *rig;

static void
setup (void)
{
  rig = server_rig_new ();
}

static void
teardown (void)
{
  server_rig_free (rig);
}

static guint
connections (void)
{
  GstStructure *stats = ts_server_get_stats (rig->server);
  guint n = 0;

  gst_structure_get_uint (stats, "connections", &n);
  gst_structure_free (stats);
  return n;
}

static guint64
refused (const gchar * reason)
{
  GstStructure *stats = ts_server_get_stats (rig->server);
  const GValue *list = gst_structure_get_value (stats, "refused");
  guint64 n = 0;

  if (list)
    gst_structure_get_uint64 (gst_value_get_structure (list), reason, &n);
  gst_structure_free (stats);
  return n;
}

static void
expect_served (void)
{
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", AS_VIEWER, NULL,
          NULL), 200);
}

/* --- connections ----------------------------------------------------------- */

/* Half of them have said something. */
static GIOStream *
half_open (guint i)
{
  GIOStream *stream = raw_connect (rig);

  if (i % 2)
    raw_send (stream, "GET / HTTP/1.1\r\nHost:", -1);
  return stream;
}

static void
flood (guint n)
{
  GIOStream **streams = g_new0 (GIOStream *, n);
  Talk *talk = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  guint i;

  g_free (talk_hear (talk, "hello"));
  for (i = 0; i < n; i++) {
    streams[i] = half_open (i);
    if (i % 20 == 0)
      expect_served ();
  }
  /* after whom all of them are in */
  expect_served ();
  /* one of whose address has a session;
   * they, the socket, and who was just served and has not quite left */
  fail_unless (connections () <= rig->limits.regulars_of_one + 16);
  fail_unless (refused ("crowd") >= n - rig->limits.regulars_of_one - 2);
  /* who is in stays in */
  talk_say (talk, "{\"type\":\"ping\",\"id\":1}");
  g_free (talk_hear (talk, "pong"));
  for (i = 0; i < n; i++)
    g_object_unref (streams[i]);
  g_free (streams);
  talk_free (talk);
}

GST_START_TEST (test_half_open_connections_displace_each_other)
{
  server_rig_start (rig);
  flood (200);
}

GST_END_TEST;

/* The lowest that is free, and so are all above it that were never used. */
static rlim_t
next_file (void)
{
  gint fd = dup (0);

  close (fd);
  return (rlim_t) fd;
}

GST_START_TEST (test_when_there_are_no_files_left_it_is_said)
{
  struct rlimit before, now;
  GIOStream *stream;
  GstStructure *notice;

  server_rig_start (rig);
  /* so that what GIO opens once is open */
  expect_served ();
  fail_unless (getrlimit (RLIMIT_NOFILE, &before) == 0);
  now = before;
  /* one for us and none for the server */
  now.rlim_cur = next_file () + 1;
  fail_unless (setrlimit (RLIMIT_NOFILE, &now) == 0);
  stream = raw_connect (rig);
  notice = server_rig_notice (rig, "tabletsink-warning");
  fail_unless (strstr (gst_structure_get_string (notice, "reason"),
          "ulimit -n") != NULL);
  gst_structure_free (notice);
  fail_unless (setrlimit (RLIMIT_NOFILE, &before) == 0);
  expect_served ();
  g_object_unref (stream);
}

GST_END_TEST;

GST_START_TEST (test_who_takes_too_long_is_told_so)
{
  GIOStream *silent, *slow, *body;
  gchar *answer, *text;

  rig->limits.request_time = 50;
  server_rig_start (rig);
  silent = raw_connect (rig);
  slow = raw_connect (rig);
  body = raw_connect (rig);
  raw_send (slow, "GET / HTTP/1.1\r\n", -1);
  text = g_strdup_printf ("POST /api/v1/command HTTP/1.1\r\nHost: %s\r\n"
      AS_OPERATOR IS_JSON "Content-Length: 100\r\n\r\n{", rig->host);
  raw_send (body, text, -1);
  answer = raw_receive (silent);
  fail_unless_equals_int (status_of (answer), 408);
  g_free (answer);
  answer = raw_receive (slow);
  fail_unless_equals_int (status_of (answer), 408);
  g_free (answer);
  answer = raw_receive (body);
  fail_unless_equals_int (status_of (answer), 408);
  g_free (answer);
  g_free (text);
  g_object_unref (silent);
  g_object_unref (slow);
  g_object_unref (body);
}

GST_END_TEST;

/* --- requests -------------------------------------------------------------- */

/* Sends as long as it is let, @limit bytes at most; returns how many. */
static gsize
pour (GIOStream * stream, const gchar * start, gsize limit)
{
  gchar *block = g_strnfill (65536, 'x');
  gsize sent = 0;

  raw_send (stream, start, -1);
  while (sent < limit && raw_send (stream, block, 65536))
    sent += 65536;
  g_free (block);
  return sent;
}

#define MUCH (250 * 1000 * 1000)

GST_START_TEST (test_a_large_body_is_not_read)
{
  static const gchar *const lines[] = {
    "POST /api/v1/pair", "POST /api/v1/command", "GET /", "POST /nothing"
  };
  guint i;

  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (lines); i++) {
    GIOStream *stream = raw_connect (rig);
    gchar *text = g_strdup_printf ("%s HTTP/1.1\r\nHost: %s\r\n"
        AS_OPERATOR IS_JSON "Content-Length: %d\r\n\r\n", lines[i], rig->host,
        MUCH);

    /* what the sockets hold, and what is thrown away out of courtesy */
    fail_unless (pour (stream, text, MUCH) < 30 * 1000 * 1000);
    g_free (text);
    g_object_unref (stream);
    expect_served ();
  }
}

GST_END_TEST;

GST_START_TEST (test_who_sends_too_much_gets_to_read_why)
{
  gchar *big = g_strnfill (100 * 1000, 'x'), *answer;

  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "POST /api/v1/command",
          AS_OPERATOR IS_JSON, big, &answer), 413);
  fail_unless (strstr (answer, "64 KiB") != NULL);
  g_free (answer);
  g_free (big);
}

GST_END_TEST;

GST_START_TEST (test_a_flood_of_header_is_cut_off)
{
  GIOStream *stream;
  gchar *answer, *big = g_strnfill (20 * 1000, 'x');
  gchar *fields = g_strdup_printf ("X: %s\r\n", big);

  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "GET /", fields, NULL, &answer), 431);
  g_free (answer);
  stream = raw_connect (rig);
  fail_unless (pour (stream, "GET / HTTP/1.1\r\nX: ", MUCH) < 30 * 1000 * 1000);
  g_object_unref (stream);
  expect_served ();
  g_free (fields);
  g_free (big);
}

GST_END_TEST;

GST_START_TEST (test_what_is_no_request_is_refused)
{
  static const gchar *const requests[] = {
    "\r\n\r\n", "x\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: x\r\n\r\n",
    "GET http://127.0.0.1/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x05\x01\n\n",
  };
  guint i;

  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (requests); i++) {
    gchar *answer = raw_ask (rig, requests[i], -1);
    guint status = status_of (answer);

    fail_unless (status == 400 || status == 505, "%s", requests[i]);
    g_free (answer);
  }
  fail_unless_equals_int (ask (rig, "GET /", "Host: other\r\n", NULL, NULL),
      400);
  expect_served ();
}

GST_END_TEST;

/* --- WebSockets ------------------------------------------------------------ */

static GIOStream *
upgrade (const gchar * path)
{
  GIOStream *stream = raw_connect (rig);
  GInputStream *input = g_io_stream_get_input_stream (stream);
  gchar *text = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s\r\n" AS_OPERATOR
      "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path, rig->host);
  GString *got = g_string_new (NULL);
  gchar c;

  raw_send (stream, text, -1);
  while (!g_str_has_suffix (got->str, "\r\n\r\n")) {
    fail_unless_equals_int (g_input_stream_read (input, &c, 1, NULL, NULL), 1);
    g_string_append_c (got, c);
  }
  fail_unless_equals_int (status_of (got->str), 101);
  fail_unless (strstr (got->str, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != NULL);
  g_string_free (got, TRUE);
  g_free (text);
  return stream;
}

/* With a mask of zeros. */
static GByteArray *
frame (guint8 first, const gchar * payload, guint64 length)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 header[10] = { first, 0x80 | 127 };
  guint i;

  if (length < 126) {
    header[1] = 0x80 | (guint8) length;
    g_byte_array_append (bytes, header, 2);
  } else if (length < 65536) {
    header[1] = 0x80 | 126;
    header[2] = (guint8) (length >> 8);
    header[3] = (guint8) length;
    g_byte_array_append (bytes, header, 4);
  } else {
    for (i = 0; i < 8; i++)
      header[2 + i] = (guint8) (length >> (56 - 8 * i));
    g_byte_array_append (bytes, header, 10);
  }
  g_byte_array_append (bytes, (const guint8 *) "\0\0\0\0", 4);
  if (payload)
    g_byte_array_append (bytes, (const guint8 *) payload, (guint) length);
  return bytes;
}

static gboolean
send_frame (GIOStream * stream, guint8 first, const gchar * payload,
    guint64 length)
{
  GByteArray *bytes = frame (first, payload, length);
  gboolean sent = raw_send (stream, (gchar *) bytes->data, bytes->len);

  g_byte_array_unref (bytes);
  return sent;
}

static gboolean
read_exactly (GIOStream * stream, guint8 * to, gsize n)
{
  gsize got;

  return g_input_stream_read_all (g_io_stream_get_input_stream (stream), to, n,
      &got, NULL, NULL) && got == n;
}

/* Reads frames until one closes it: its code; 0 when the connection just
 * ended. */
static guint
close_code (GIOStream * stream)
{
  guint8 header[4], payload[65536];
  gsize length;

  while (read_exactly (stream, header, 2)) {
    length = header[1];
    if (length == 126 && read_exactly (stream, header + 2, 2))
      length = (gsize) header[2] << 8 | header[3];
    if (length > sizeof (payload) || !read_exactly (stream, payload, length))
      return 0;
    if ((header[0] & 0x0f) == 8 && length >= 2)
      return (guint) payload[0] << 8 | payload[1];
  }
  return 0;
}

GST_START_TEST (test_messages_that_are_too_large)
{
  gchar *big = g_strnfill (1024 * 1024, 'x');
  static const gchar *const paths[] = {
    "/api/v1/control", "/media/jpeg?stream=sink"
  };
  GIOStream *stream;
  guint i, n;

  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (paths); i++) {
    stream = upgrade (paths[i]);
    send_frame (stream, 0x81, big, 1024 * 1024);
    fail_unless_equals_int (close_code (stream), 1009);
    g_object_unref (stream);

    /* only announced */
    stream = upgrade (paths[i]);
    send_frame (stream, 0x82, NULL, G_MAXINT64);
    fail_unless_equals_int (close_code (stream), 1009);
    g_object_unref (stream);

    /* of frames that are small each */
    stream = upgrade (paths[i]);
    send_frame (stream, 0x01, big, 1000);
    for (n = 0; n < 1000 && send_frame (stream, 0x00, big, 1000); n++);
    fail_unless_equals_int (close_code (stream), 1009);
    g_object_unref (stream);
  }
  fail_unless_equals_int (refused ("message"), 6);
  expect_served ();
  g_free (big);
}

GST_END_TEST;

GST_START_TEST (test_floods_of_small_messages)
{
  GIOStream *stream;
  guint n;

  /* ten times as many at once, however slow this machine is */
  rig->limits.frames_per_second = 4;
  rig->limits.pings_per_second = 1;
  server_rig_start (rig);
  stream = upgrade ("/api/v1/control");
  for (n = 0; n < 100 && send_frame (stream, 0x89, "x", 1); n++);
  fail_unless_equals_int (close_code (stream), 1008);
  g_object_unref (stream);

  stream = upgrade ("/api/v1/control");
  for (n = 0; n < 200 && send_frame (stream, 0x81, "{}", 2); n++);
  fail_unless_equals_int (close_code (stream), 1008);
  g_object_unref (stream);
  fail_unless_equals_int (refused ("flood"), 2);
  expect_served ();
}

GST_END_TEST;

GST_START_TEST (test_broken_frames)
{
  static const struct
  {
    const gchar *bytes;
    gsize length;
    guint code;
  } tries[] = {
    {"\x81\x02{}", 4, 1002},    /* no mask */
    {"\xf1\x80\0\0\0\0", 6, 1002},      /* reserved bits */
    {"\x83\x80\0\0\0\0", 6, 1003},      /* no such opcode */
    {"\x8b\x80\0\0\0\0", 6, 1002},
    {"\x09\x80\0\0\0\0", 6, 1002},      /* a ping in parts */
    {"\x80\x80\0\0\0\0", 6, 1002},      /* the end of nothing */
    {"\x81\x82\0\0\0\0\xff\xfe", 8, 1007},      /* no UTF-8 */
    {"\x82\x81\0\0\0\0x", 7, 1003},     /* binary */
    {"\x88\x81\0\0\0\0x", 7, 1002},     /* half a code */
  };
  guint i;

  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (tries); i++) {
    GIOStream *stream = upgrade ("/api/v1/control");
    guint code;

    raw_send (stream, tries[i].bytes, (gssize) tries[i].length);
    code = close_code (stream);
    fail_unless (code == tries[i].code || (i == 2 && code != 0),
        "%u for the %uth", code, i);
    g_object_unref (stream);
  }
  expect_served ();
}

GST_END_TEST;

static void
say_long_takes (guint id)
{
  GValue takes = G_VALUE_INIT, take = G_VALUE_INIT;
  gchar *note = g_strnfill (100 * 1000, 'n');
  GstEvent *event;

  g_value_init (&takes, GST_TYPE_ARRAY);
  g_value_init (&take, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&take, gst_structure_new (ONSET_TAKE,
          "id", G_TYPE_UINT, id, "note", G_TYPE_STRING, note, NULL));
  gst_value_array_append_and_take_value (&takes, &take);
  event = onset_takes_event_new (&takes);
  ts_server_event (rig->server, "sink", event);
  gst_event_unref (event);
  g_value_unset (&takes);
  g_free (note);
}

GST_START_TEST (test_who_does_not_read_is_dropped_and_nobody_waits)
{
  GIOStream *stalled;
  Talk *talk;
  GstStructure *notice = NULL;
  guint id;

  rig->limits.stalled_time = 300;
  rig->limits.tick = 20;
  server_rig_start (rig);
  stalled = upgrade ("/api/v1/control");
  gst_structure_free (server_rig_notice (rig, "tabletsink-client-joined"));
  talk = talk_new (rig, "/api/v1/control", AS_VIEWER);
  for (id = 1; id <= 100; id++) {
    gchar *text, *wanted = g_strdup_printf ("\"takes\":[{\"id\":%u,", id);

    say_long_takes (id);
    text = talk_hear (talk, "takes");
    fail_unless (strstr (text, wanted) != NULL);
    g_free (text);
    g_free (wanted);
  }
  notice = server_rig_notice (rig, "tabletsink-client-left");
  fail_unless_equals_string (gst_structure_get_string (notice, "role"),
      "operator");
  gst_structure_free (notice);
  fail_if (talk->closed);
  g_object_unref (stalled);
  talk_free (talk);
}

GST_END_TEST;

/* --- TLS ------------------------------------------------------------------- */

static gboolean have_tls;

static void
setup_tls (void)
{
  setup ();
  have_tls = server_rig_use_tls (rig);
}

static gboolean
skip (const gchar * test)
{
  if (!have_tls)
    g_print ("SKIP: %s: glib-networking is not installed\n", test);
  return !have_tls;
}

GST_START_TEST (test_tls)
{
  gchar *fields, *answer, *url;

  if (skip ("test_tls"))
    return;
  server_rig_start (rig);
  url = ts_server_get_url (rig->server);
  fail_unless (g_str_has_prefix (url, "https://127.0.0.1:"));
  fields = g_strdup_printf ("Origin: %s\r\n" IS_JSON, rig->origin);
  fail_unless_equals_int (ask (rig, "POST /api/v1/pair", fields,
          "{\"code\":\"" OPERATOR "\"}", &answer), 200);
  fail_unless (strstr (answer, "; Secure\r\n") != NULL);
  fail_unless (strstr (answer, " wss://127.0.0.1:") != NULL);
  expect_served ();
  g_free (answer);
  g_free (fields);
  g_free (url);
}

GST_END_TEST;

GST_START_TEST (test_tls_garbage)
{
  static const gchar hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc";
  GIOStream *streams[40];
  GTlsCertificate *trusted;
  gchar *garbage, *answer;
  guint i;

  if (skip ("test_tls_garbage"))
    return;
  server_rig_start (rig);
  trusted = rig->trusted;
  garbage = g_strnfill (600, '\xa5');
  memcpy (garbage, hello, sizeof (hello) - 1);

  /* as if there was none */
  rig->trusted = NULL;
  answer = raw_ask (rig, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  fail_unless_equals_string (answer, "");
  g_free (answer);
  /* a hello that is none */
  g_free (raw_ask (rig, garbage, 600));
  /* the beginning of one, and nothing */
  for (i = 0; i < G_N_ELEMENTS (streams); i++) {
    streams[i] = raw_connect (rig);
    raw_send (streams[i], hello, (gssize) (i % sizeof (hello)));
  }
  rig->trusted = trusted;
  expect_served ();
  fail_unless (refused ("tls") >= 2);
  for (i = 0; i < G_N_ELEMENTS (streams); i++)
    g_object_unref (streams[i]);
  g_free (garbage);
}

GST_END_TEST;

GST_START_TEST (test_wrong_pem_files_are_said)
{
  static const TsServerCallbacks none = { NULL, NULL, NULL, NULL };
  gchar *certificate = rig->settings.tls_certificate;
  gchar *key = rig->settings.tls_key;
  const gchar *const pairs[][2] = {
    {certificate, NULL}, {NULL, key}, {certificate, rig->tls_dir},
    {"/nowhere.pem", key}, {key, certificate},
  };
  guint i;

  if (skip ("test_wrong_pem_files_are_said"))
    return;
  for (i = 0; i < G_N_ELEMENTS (pairs); i++) {
    TsServer *server;
    GError *error = NULL;

    rig->settings.tls_certificate = (gchar *) pairs[i][0];
    rig->settings.tls_key = (gchar *) pairs[i][1];
    server = ts_server_new (&rig->settings, &none, NULL);
    fail_if (ts_server_start (server, &error), "%u", i);
    fail_unless_equals_int (error->domain, GST_RESOURCE_ERROR);
    fail_unless (strstr (error->message, "tls-") != NULL);
    g_error_free (error);
    ts_server_free (server);
  }
  rig->settings.tls_certificate = certificate;
  rig->settings.tls_key = key;
}

GST_END_TEST;

GST_START_TEST (test_a_key_of_another_certificate_is_said)
{
  static const TsServerCallbacks none = { NULL, NULL, NULL, NULL };
  TsServer *server;
  GError *error = NULL;

  if (skip ("test_a_key_of_another_certificate_is_said"))
    return;
  fail_unless (g_file_set_contents (rig->settings.tls_key, OTHER_KEY, -1,
          NULL));
  server = ts_server_new (&rig->settings, &none, NULL);
  fail_if (ts_server_start (server, &error));
  fail_unless (g_error_matches (error, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_SETTINGS));
  fail_unless (strstr (error->message, "is not the key of") != NULL, "%s",
      error->message);
  g_error_free (error);
  ts_server_free (server);
}

GST_END_TEST;

/* --- memory ---------------------------------------------------------------- */

static void
attack_once (const gchar * big)
{
  GIOStream *streams[8];
  guint i;

  for (i = 0; i < G_N_ELEMENTS (streams); i++)
    streams[i] = half_open (i);
  g_free (raw_ask (rig, big, -1));
  ask (rig, "POST /api/v1/pair", IS_JSON "Origin: http://evil\r\n", "{}", NULL);
  ask (rig, "POST /api/v1/pair", AS_OPERATOR IS_JSON,
      "{\"code\":\"abcd 2345\"}", NULL);
  ask (rig, "POST /api/v1/command", AS_OPERATOR IS_JSON, "[[[[[[[[[[[[[", NULL);
  ask (rig, "GET /%2e%2e/etc", NULL, NULL, NULL);
  ask (rig, "GET /index.html", AS_VIEWER "Range: bytes=0-0,1-1\r\n", NULL,
      NULL);
  for (i = 0; i < G_N_ELEMENTS (streams); i++)
    g_object_unref (streams[i]);
  streams[0] = upgrade ("/api/v1/control");
  send_frame (streams[0], 0x81, big, 20000);
  close_code (streams[0]);
  g_object_unref (streams[0]);
}

GST_START_TEST (test_memory_stays_flat)
{
  gchar *big = g_strnfill (30000, 'x');
  struct mallinfo2 before, after;
  guint i;

  rig->limits.linger_time = 50;
  server_rig_start (rig);
  for (i = 0; i < 10; i++)
    attack_once (big);
  before = mallinfo2 ();
  for (i = 0; i < 20; i++)
    attack_once (big);
  after = mallinfo2 ();
  /* connections that linger hold a little; each request kept would be more */
  fail_unless (after.uordblks < before.uordblks + 200 * 1000,
      "%zu more", after.uordblks - before.uordblks);
  expect_served ();
  g_free (big);
}

GST_END_TEST;

static Suite *
tabletsink_attack_suite (void)
{
  Suite *s = suite_create ("tabletsink-attack");
  TCase *t = tcase_create ("plain"), *tls = tcase_create ("tls");

  suite_add_tcase (s, t);
  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, test_half_open_connections_displace_each_other);
  tcase_add_test (t, test_when_there_are_no_files_left_it_is_said);
  tcase_add_test (t, test_who_takes_too_long_is_told_so);
  tcase_add_test (t, test_a_large_body_is_not_read);
  tcase_add_test (t, test_who_sends_too_much_gets_to_read_why);
  tcase_add_test (t, test_a_flood_of_header_is_cut_off);
  tcase_add_test (t, test_what_is_no_request_is_refused);
  tcase_add_test (t, test_messages_that_are_too_large);
  tcase_add_test (t, test_floods_of_small_messages);
  tcase_add_test (t, test_broken_frames);
  tcase_add_test (t, test_who_does_not_read_is_dropped_and_nobody_waits);
  tcase_add_test (t, test_memory_stays_flat);

  suite_add_tcase (s, tls);
  tcase_add_checked_fixture (tls, setup_tls, teardown);
  tcase_add_test (tls, test_tls);
  tcase_add_test (tls, test_tls_garbage);
  tcase_add_test (tls, test_wrong_pem_files_are_said);
  tcase_add_test (tls, test_a_key_of_another_certificate_is_said);
  return s;
}

GST_CHECK_MAIN (tabletsink_attack);
