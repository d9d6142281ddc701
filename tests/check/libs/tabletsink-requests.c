/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* Several requests through one connection: each of them is looked at as if it
 * were the first. */
#include <string.h>

#include "tabletsink-rig.h"

static ServerRig *rig;

static void
setup (void)
{
  rig = server_rig_new ();
}

static void
setup_tls (void)
{
  rig = server_rig_new ();
  server_rig_use_tls (rig);
}

static void
teardown (void)
{
  server_rig_free (rig);
}

static void
say (GIOStream * stream, const gchar * line, const gchar * fields)
{
  gchar *text = g_strdup_printf ("%s\r\nHost: %s\r\n%s\r\n", line, rig->host,
      fields);

  raw_send (stream, text, -1);
  g_free (text);
}

/* The next answer has this status, and the connection stays open or not. */
static void
expect_answer (GIOStream * stream, guint status, gboolean open)
{
  gchar *answer = raw_answer (stream);

  fail_unless_equals_int (status_of (answer), status);
  fail_unless_equals_int (strstr (answer, "Connection: close") == NULL, open);
  g_free (answer);
  if (!open) {
    answer = raw_receive (stream);
    fail_unless_equals_string (answer, "");
    g_free (answer);
  }
}

#define STREAMS "GET /api/v1/streams HTTP/1.1"
#define PAGE "GET / HTTP/1.1"

/* A connection that has served one request of a session's. */
static GIOStream *
regular (void)
{
  GIOStream *stream = raw_connect (rig);

  say (stream, STREAMS, AS_OPERATOR);
  expect_answer (stream, 200, TRUE);
  return stream;
}

static guint
connections (void)
{
  GstStructure *stats = ts_server_get_stats (rig->server);
  guint n;

  fail_unless (gst_structure_get_uint (stats, "connections", &n));
  gst_structure_free (stats);
  return n;
}

GST_START_TEST (test_a_session_s_connection_serves_many_requests)
{
  GIOStream *stream;
  guint i;

  server_rig_start (rig);
  stream = raw_connect (rig);
  for (i = 0; i < 40; i++) {
    say (stream, i % 2 ? STREAMS : "GET /js/main.js HTTP/1.1", AS_OPERATOR);
    expect_answer (stream, 200, TRUE);
  }
  fail_unless_equals_int (connections (), 1);
  say (stream, STREAMS, AS_OPERATOR "Connection: close\r\n");
  expect_answer (stream, 200, FALSE);
  g_object_unref (stream);
}

GST_END_TEST;

GST_START_TEST (test_bodies_are_read_to_their_end)
{
  GIOStream *stream;
  guint i;

  server_rig_start (rig);
  stream = raw_connect (rig);
  for (i = 0; i < 5; i++) {
    say (stream, "POST /api/v1/command HTTP/1.1",
        AS_OPERATOR IS_JSON "Content-Length: 18\r\n");
    raw_send (stream, "{\"command\":\"live\"}", -1);
    server_rig_answer (rig, server_rig_command (rig), TRUE, "done");
    expect_answer (stream, 200, TRUE);
    say (stream, STREAMS, AS_OPERATOR);
    expect_answer (stream, 200, TRUE);
  }
  g_object_unref (stream);
}

GST_END_TEST;

/* What libsoup answers without a body (304) and with an error (404). */
GST_START_TEST (test_all_kinds_of_answers_end_where_they_say)
{
  GIOStream *stream;
  gchar *answer, *tag;
  const gchar *start;

  server_rig_start (rig);
  stream = raw_connect (rig);
  say (stream, "GET /js/main.js HTTP/1.1", AS_OPERATOR);
  answer = raw_answer (stream);
  start = strstr (answer, "ETag: ");
  fail_unless (start != NULL);
  tag = g_strdup_printf (AS_OPERATOR "If-None-Match: %.*s\r\n",
      (int) strcspn (start + 6, "\r"), start + 6);
  say (stream, "GET /js/main.js HTTP/1.1", tag);
  expect_answer (stream, 304, TRUE);
  say (stream, "GET /api/v1/state?stream=nobody HTTP/1.1", AS_OPERATOR);
  expect_answer (stream, 404, TRUE);
  say (stream, STREAMS, AS_OPERATOR);
  expect_answer (stream, 200, TRUE);
  g_free (answer);
  g_free (tag);
  g_object_unref (stream);
}

GST_END_TEST;

GST_START_TEST (test_each_request_is_judged_by_itself)
{
  static const struct
  {
    const gchar *line, *fields;
    guint status;
  } then[] = {
    {STREAMS, "", 401},
    {STREAMS, "Authorization: Bearer wrong\r\n", 401},
    {STREAMS, AS_OPERATOR "Host: elsewhere\r\n", 400},
    {"GET /../etc/passwd HTTP/1.1", AS_OPERATOR, 404},
    {"DELETE / HTTP/1.1", AS_OPERATOR, 405},
    {"POST /api/v1/command HTTP/1.1", AS_OPERATOR IS_JSON
          "Origin: http://elsewhere\r\nContent-Length: 2\r\n\r\n{}", 403},
    {"nonsense", "", 400},
    /* nobody's again: it is answered and that is all */
    {PAGE, "", 200},
  };
  guint i;

  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (then); i++) {
    GIOStream *stream = regular ();
    say (stream, then[i].line, then[i].fields);
    expect_answer (stream, then[i].status, FALSE);
    g_object_unref (stream);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_session_that_was_ended_is_not_known_any_more)
{
  GIOStream *stream;
  gchar *cookie, *fields;

  server_rig_start (rig);
  cookie = pair (rig, OPERATOR);
  stream = raw_connect (rig);
  say (stream, STREAMS, cookie);
  expect_answer (stream, 200, TRUE);
  fields = g_strdup_printf ("%sOrigin: %s\r\n" IS_JSON "Content-Length: 2\r\n"
      "\r\n{}", cookie, rig->origin);
  raw_send (stream, "POST /api/v1/unpair HTTP/1.1\r\nHost: ", -1);
  raw_send (stream, rig->host, -1);
  raw_send (stream, "\r\n", -1);
  raw_send (stream, fields, -1);
  expect_answer (stream, 200, TRUE);
  say (stream, STREAMS, cookie);
  expect_answer (stream, 401, FALSE);
  g_free (fields);
  g_free (cookie);
  g_object_unref (stream);
}

GST_END_TEST;

GST_START_TEST (test_a_socket_may_come_of_it)
{
  GIOStream *stream;
  gchar buffer[13] = "";

  server_rig_start (rig);
  stream = regular ();
  say (stream, "GET /api/v1/control HTTP/1.1", AS_OPERATOR
      "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n");
  g_input_stream_read_all (g_io_stream_get_input_stream (stream), buffer, 12,
      NULL, NULL, NULL);
  fail_unless_equals_string (buffer, "HTTP/1.1 101");
  g_object_unref (stream);
}

GST_END_TEST;

GST_START_TEST (test_strangers_and_old_clients_have_one_request_each)
{
  GIOStream *stream;

  server_rig_start (rig);
  stream = raw_connect (rig);
  say (stream, PAGE, "");
  expect_answer (stream, 200, FALSE);
  g_object_unref (stream);
  stream = raw_connect (rig);
  say (stream, "GET /api/v1/streams HTTP/1.0", AS_OPERATOR);
  expect_answer (stream, 200, FALSE);
  g_object_unref (stream);
}

GST_END_TEST;

/* Sent before the answer has come: left to the next connection, not lost in
 * silence. */
GST_START_TEST (test_who_does_not_wait_is_told_that_it_ends)
{
  GIOStream *stream;
  gchar *text;

  server_rig_start (rig);
  stream = raw_connect (rig);
  text = g_strdup_printf (STREAMS "\r\nHost: %s\r\n" AS_OPERATOR "\r\n"
      STREAMS "\r\nHost: %s\r\n" AS_OPERATOR "\r\n", rig->host, rig->host);
  raw_send (stream, text, -1);
  expect_answer (stream, 200, FALSE);
  g_free (text);
  g_object_unref (stream);
}

GST_END_TEST;

GST_START_TEST (test_who_says_nothing_more_is_closed)
{
  GIOStream *stream;
  gchar *rest;

  rig->limits.idle_time = 50;
  server_rig_start (rig);
  stream = regular ();
  rest = raw_receive (stream);
  fail_unless_equals_string (rest, "");
  g_free (rest);
  g_object_unref (stream);
}

GST_END_TEST;

GST_START_TEST (test_the_next_request_has_its_time_from_its_first_byte)
{
  GIOStream *stream;

  rig->limits.request_time = 2000;
  server_rig_start (rig);
  stream = regular ();
  g_usleep (2200 * G_TIME_SPAN_MILLISECOND);
  say (stream, STREAMS, AS_OPERATOR);
  expect_answer (stream, 200, TRUE);
  raw_send (stream, "GET / HT", -1);
  expect_answer (stream, 408, FALSE);
  g_object_unref (stream);
}

GST_END_TEST;

/* Those that wait for nothing never take the places of others. */
GST_START_TEST (test_a_session_has_only_so_many_that_wait)
{
  GIOStream *streams[5];
  guint i;

  rig->limits.per_client = 4;
  server_rig_start (rig);
  for (i = 0; i < 5; i++) {
    streams[i] = raw_connect (rig);
    say (streams[i], STREAMS, AS_OPERATOR);
    expect_answer (streams[i], 200, i < 2);
    if (i < 2)
      continue;
    g_object_unref (streams[i]);
    /* until it has heard of that */
    while (connections () > 2)
      g_thread_yield ();
  }
  /* one of those is no new one */
  for (i = 0; i < 2; i++) {
    say (streams[i], STREAMS, AS_OPERATOR);
    expect_answer (streams[i], 200, TRUE);
    g_object_unref (streams[i]);
  }
}

GST_END_TEST;

/* Whoever comes back without a session on the connection of one has a
 * stranger's place, like others. */
GST_START_TEST (test_who_forgets_his_session_has_a_stranger_s_place)
{
  GIOStream *streams[10];
  gchar *fields, *ends;
  guint i;

  rig->limits.regulars_of_one = 4;
  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", AS_OPERATOR, NULL,
          NULL), 200);
  fields = g_strdup_printf ("Origin: %s\r\n" IS_JSON
      "Content-Length: 20\r\n", rig->origin);
  for (i = 0; i < G_N_ELEMENTS (streams); i++) {
    streams[i] = regular ();
    say (streams[i], "POST /api/v1/pair HTTP/1.1", fields);
  }
  /* the first ones were thrown out for the last */
  for (i = 0; i < G_N_ELEMENTS (streams) - 4; i++) {
    ends = raw_receive (streams[i]);
    fail_unless_equals_string (ends, "");
    g_free (ends);
  }
  for (i = 0; i < G_N_ELEMENTS (streams); i++)
    g_object_unref (streams[i]);
  g_free (fields);
}

GST_END_TEST;

GST_START_TEST (test_where_there_are_many_none_waits)
{
  GIOStream *streams[4];
  guint i;

  rig->limits.connections = 6;
  server_rig_start (rig);
  for (i = 0; i < 4; i++) {
    streams[i] = raw_connect (rig);
    say (streams[i], STREAMS, AS_OPERATOR);
    expect_answer (streams[i], 200, i < 3);
  }
  for (i = 0; i < 4; i++)
    g_object_unref (streams[i]);
}

GST_END_TEST;

GST_START_TEST (test_stopping_waits_for_none_of_them)
{
  GIOStream *stream;
  gint64 began;
  gchar *rest;

  server_rig_start (rig);
  stream = regular ();
  began = g_get_monotonic_time ();
  ts_server_stop (rig->server);
  fail_unless (g_get_monotonic_time () - began < 5 * G_USEC_PER_SEC);
  rest = raw_receive (stream);
  fail_unless_equals_string (rest, "");
  g_free (rest);
  g_object_unref (stream);
}

GST_END_TEST;

/* What there is to be read from TLS as well as from a socket. */
static void
add_reading (TCase * t)
{
  tcase_add_test (t, test_a_session_s_connection_serves_many_requests);
  tcase_add_test (t, test_bodies_are_read_to_their_end);
  tcase_add_test (t, test_each_request_is_judged_by_itself);
  tcase_add_test (t, test_a_socket_may_come_of_it);
  tcase_add_test (t, test_who_says_nothing_more_is_closed);
}

static void
add_rules (TCase * t)
{
  tcase_add_test (t, test_all_kinds_of_answers_end_where_they_say);
  tcase_add_test (t, test_a_session_that_was_ended_is_not_known_any_more);
  tcase_add_test (t, test_strangers_and_old_clients_have_one_request_each);
  tcase_add_test (t, test_who_does_not_wait_is_told_that_it_ends);
  tcase_add_test (t, test_the_next_request_has_its_time_from_its_first_byte);
  tcase_add_test (t, test_a_session_has_only_so_many_that_wait);
  tcase_add_test (t, test_who_forgets_his_session_has_a_stranger_s_place);
  tcase_add_test (t, test_where_there_are_many_none_waits);
  tcase_add_test (t, test_stopping_waits_for_none_of_them);
}

static Suite *
tabletsink_requests_suite (void)
{
  Suite *s = suite_create ("tabletsink-requests");
  TCase *plain = tcase_create ("plain"), *tls = tcase_create ("tls");

  suite_add_tcase (s, plain);
  tcase_add_checked_fixture (plain, setup, teardown);
  add_reading (plain);
  add_rules (plain);
  suite_add_tcase (s, tls);
  tcase_add_checked_fixture (tls, setup_tls, teardown);
  add_reading (tls);
  return s;
}

GST_CHECK_MAIN (tabletsink_requests);
