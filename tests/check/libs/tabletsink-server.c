/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <onset/onset-event.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sessions.h"
#include "state-file.h"
#include "tabletsink-rig.h"

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

/* Ends in CRLF; transfer full. */
static gchar *
with_origin (const gchar * fields)
{
  return g_strdup_printf ("Origin: %s\r\n%s", rig->origin,
      fields ? fields : "");
}

static void
say_state (const gchar * stream, const gchar * mode)
{
  GstEvent *event = onset_state_event_new (gst_structure_new (ONSET_STATE,
          "mode", G_TYPE_STRING, mode, "rolling", G_TYPE_BOOLEAN, FALSE,
          NULL));

  ts_server_event (rig->server, stream, event);
  gst_event_unref (event);
}

/* @note: as long as it is to be. */
static void
say_takes (const gchar * stream, guint id, const gchar * note)
{
  GValue takes = G_VALUE_INIT, take = G_VALUE_INIT;
  GstEvent *event;

  g_value_init (&takes, GST_TYPE_ARRAY);
  g_value_init (&take, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&take, gst_structure_new (ONSET_TAKE,
          "id", G_TYPE_UINT, id, "note", G_TYPE_STRING, note, NULL));
  gst_value_array_append_and_take_value (&takes, &take);
  event = onset_takes_event_new (&takes);
  ts_server_event (rig->server, stream, event);
  gst_event_unref (event);
  g_value_unset (&takes);
}

/* A disk that takes nothing while it is held. */
static GMutex disk;

gboolean __real_ts_state_file_save (const gchar * path, const gchar * text,
    GError ** error);
gboolean __wrap_ts_state_file_save (const gchar * path, const gchar * text,
    GError ** error);

gboolean
__wrap_ts_state_file_save (const gchar * path, const gchar * text,
    GError ** error)
{
  gboolean good;

  g_mutex_lock (&disk);
  good = __real_ts_state_file_save (path, text, error);
  g_mutex_unlock (&disk);
  return good;
}

static gchar *state_dir;

static gchar *
make_state_file (void)
{
  state_dir = g_dir_make_tmp ("onset-XXXXXX", NULL);
  return g_build_filename (state_dir, "state", NULL);
}

static void
remove_state_file (gchar * path)
{
  gchar *broken = g_strconcat (path, ".broken", NULL);

  g_unlink (path);
  g_unlink (broken);
  g_rmdir (state_dir);
  g_free (broken);
  g_free (path);
  g_free (state_dir);
}

/* --- the page and pairing -------------------------------------------------- */

GST_START_TEST (test_the_page_is_for_who_has_paired)
{
  gchar *form, *same, *page, *again, *cookie;

  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "GET /", NULL, NULL, &form), 200);
  fail_unless_equals_int (ask (rig, "GET /pair/index.html", NULL, NULL, &same),
      200);
  fail_unless_equals_string (body_of (form), body_of (same));
  fail_unless_equals_int (ask (rig, "GET /index.html", NULL, NULL, NULL), 401);

  cookie = pair (rig, "wxyz6789");
  fail_unless_equals_int (ask (rig, "GET /", cookie, NULL, &page), 200);
  fail_unless_equals_int (ask (rig, "GET /index.html", cookie, NULL, &again),
      200);
  fail_unless_equals_string (body_of (page), body_of (again));
  fail_if (strcmp (body_of (page), body_of (form)) == 0);
  fail_unless (strstr (page, "Content-Type: text/html; charset=utf-8") != NULL);
  g_free (form);
  g_free (same);
  g_free (page);
  g_free (again);
  g_free (cookie);
}

GST_END_TEST;

GST_START_TEST (test_a_cookie_that_is_used_lasts)
{
  gchar *path = make_state_file (), *text, *cookie, *answer, *old, *created;
  const gchar *at;

  rig->settings.state_file = path;
  server_rig_start (rig);
  cookie = pair (rig, OPERATOR);
  fail_unless_equals_int (ask (rig, "GET /", cookie, NULL, &answer), 200);
  fail_unless (strstr (answer, "Set-Cookie") == NULL);
  g_free (answer);
  ts_server_stop (rig->server);

  /* as if that had been two days ago */
  fail_unless (g_file_get_contents (path, &text, NULL, NULL));
  at = strstr (text, "created=");
  fail_unless (at != NULL);
  created = g_strdup_printf ("created=%" G_GINT64_FORMAT,
      g_get_real_time () / G_USEC_PER_SEC - 2 * 24 * 60 * 60);
  old = g_strdup_printf ("%.*s%s%s", (int) (at - text), text, created,
      at + strcspn (at, "\n"));
  fail_unless (g_file_set_contents (path, old, -1, NULL));
  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "GET /", cookie, NULL, &answer), 200);
  /* the same one, from now on */
  cookie[strlen (cookie) - 2] = '\0';
  fail_unless (strstr (answer, cookie + strlen ("Cookie: ")) != NULL);
  fail_unless (strstr (answer, "Max-Age=2592000") != NULL);
  ts_server_stop (rig->server);
  g_free (answer);
  g_free (created);
  g_free (old);
  g_free (text);
  g_free (cookie);
  remove_state_file (path);
}

GST_END_TEST;

GST_START_TEST (test_every_answer_guards_the_browser)
{
  static const gchar *const lines[] = {
    "GET /", "GET /api/v1/streams", "GET /nothing", "GET /api/v1/state"
  };
  guint i;

  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (lines); i++) {
    gchar *answer;

    ask (rig, lines[i], i == 3 ? AS_VIEWER : NULL, NULL, &answer);
    fail_unless (strstr (answer, "Content-Security-Policy: default-src 'none'")
        != NULL);
    fail_unless (strstr (answer, "frame-ancestors 'none'") != NULL);
    fail_unless (strstr (answer, "X-Content-Type-Options: nosniff") != NULL);
    fail_unless (strstr (answer, "Cache-Control: no-store") != NULL);
    fail_unless (strstr (answer, "Connection: close") != NULL);
    fail_unless (strstr (answer, "\r\nServer:") == NULL);
    g_free (answer);
  }
}

GST_END_TEST;

GST_START_TEST (test_assets_are_not_sent_twice_and_never_in_parts)
{
  gchar *whole, *part, *none, *fields, *tag;

  server_rig_start (rig);
  ask (rig, "GET /index.html", AS_VIEWER, NULL, &whole);
  fail_unless_equals_int (ask (rig, "GET /index.html",
          AS_VIEWER "Range: bytes=0-1,2-3,4-5\r\n", NULL, &part), 200);
  fail_unless_equals_string (body_of (whole), body_of (part));
  tag = strstr (whole, "ETag: ");
  fail_unless (tag != NULL);
  fields = g_strdup_printf (AS_VIEWER "If-None-Match: %.*s\r\n",
      (int) strcspn (tag + 6, "\r"), tag + 6);
  fail_unless_equals_int (ask (rig, "GET /index.html", fields, NULL, &none),
      304);
  fail_unless_equals_string (body_of (none), "");
  g_free (whole);
  g_free (part);
  g_free (none);
  g_free (fields);
}

GST_END_TEST;

GST_START_TEST (test_a_form_pairs_as_well)
{
  gchar *fields, *answer;

  server_rig_start (rig);
  fields = with_origin ("Content-Type: application/x-www-form-urlencoded\r\n");
  fail_unless_equals_int (ask (rig, "POST /api/v1/pair", fields,
          "code=abcd%2D2345", &answer), 303);
  fail_unless (strstr (answer, "Location: /\r\n") != NULL);
  fail_unless (strstr (answer, "; HttpOnly; SameSite=Strict; Path=/; Max-Age=")
      != NULL);
  g_free (answer);
  fail_unless_equals_int (ask (rig, "POST /api/v1/pair", fields, "code=x",
          &answer), 303);
  fail_unless (strstr (answer, "Location: /?error=code#wrong\r\n") != NULL);
  fail_unless (strstr (answer, "Set-Cookie") == NULL);
  g_free (answer);
  fail_unless_equals_int (ask (rig, "POST /api/v1/pair", fields, "x=y", NULL),
      400);
  g_free (fields);
}

GST_END_TEST;

GST_START_TEST (test_wrong_codes_lock_out_only_new_ones)
{
  gchar *fields, *cookie, *answer;
  guint i, wrong = 0, locked = 0;

  server_rig_start (rig);
  cookie = pair (rig, OPERATOR);
  fields = with_origin (IS_JSON);
  for (i = 0; i < 100; i++) {
    guint status = ask (rig, "POST /api/v1/pair", fields, "{\"code\":\"no\"}",
        NULL);

    wrong += status == 401;
    locked += status == 429;
  }
  fail_unless_equals_int (wrong, 10);
  fail_unless_equals_int (locked, 90);
  fail_unless_equals_int (ask (rig, "POST /api/v1/pair", fields,
          "{\"code\":\"" OPERATOR "\"}", &answer), 429);
  fail_unless (strstr (answer, "Retry-After: ") != NULL);
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", AS_OPERATOR, NULL,
          NULL), 429);
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", cookie, NULL, NULL),
      200);
  g_free (answer);
  g_free (fields);
  g_free (cookie);
}

GST_END_TEST;

/* --- REST ------------------------------------------------------------------ */

GST_START_TEST (test_streams_state_and_takes)
{
  gchar *answer;

  server_rig_start (rig);
  ask (rig, "GET /api/v1/state", AS_VIEWER, NULL, &answer);
  fail_unless_equals_string (body_of (answer), "{\"stream\":\"sink\"}");
  g_free (answer);
  ask (rig, "GET /api/v1/takes?stream=sink", AS_VIEWER, NULL, &answer);
  fail_unless_equals_string (body_of (answer),
      "{\"stream\":\"sink\",\"takes\":[]}");
  g_free (answer);

  ts_server_add_stream (rig->server, "audio_0", TRUE);
  ts_server_set_stream (rig->server, "sink", "A \"cam\"", FALSE);
  ts_server_set_media (rig->server, "sink",
      1 << TS_MEDIA_H264 | 1 << TS_MEDIA_JPEG);
  say_state ("sink", "reverse");
  say_takes ("sink", 3, "good");
  ask (rig, "GET /api/v1/streams", AS_VIEWER, NULL, &answer);
  fail_unless_equals_string (body_of (answer), "{\"role\":\"viewer\","
      "\"streams\":[{\"name\":\"sink\",\"kind\":\"picture\","
      "\"label\":\"A \\\"cam\\\"\",\"media\":[\"h264\",\"jpeg\"],"
      "\"control\":false,\"ended\":false},{\"name\":\"audio_0\","
      "\"kind\":\"sound\",\"label\":\"\",\"media\":[],\"control\":false,"
      "\"ended\":false}]}");
  g_free (answer);
  ask (rig, "GET /api/v1/state", AS_VIEWER, NULL, &answer);
  fail_unless_equals_string (body_of (answer), "{\"stream\":\"sink\","
      "\"mode\":\"reverse\",\"rolling\":false}");
  g_free (answer);
  ask (rig, "GET /api/v1/takes", AS_OPERATOR, NULL, &answer);
  fail_unless_equals_string (body_of (answer), "{\"stream\":\"sink\","
      "\"takes\":[{\"id\":3,\"note\":\"good\"}]}");
  g_free (answer);

  fail_unless_equals_int (ask (rig, "GET /api/v1/state?stream=sink_9",
          AS_VIEWER, NULL, NULL), 404);
  fail_unless_equals_int (ask (rig, "GET /api/v1/state?stream=%2e%2e",
          AS_VIEWER, NULL, NULL), 400);
  ts_server_remove_stream (rig->server, "sink");
  fail_unless_equals_int (ask (rig, "GET /api/v1/state", AS_VIEWER, NULL,
          NULL), 404);
}

GST_END_TEST;

typedef struct
{
  const gchar *fields, *body;
  gchar *answer;
  guint status;
} Post;

static gpointer
post_command (gpointer data)
{
  Post *post = data;

  post->status = ask (rig, "POST /api/v1/command", post->fields, post->body,
      &post->answer);
  return NULL;
}

/* In another thread, because somebody has to answer it here. */
static GThread *
send_command (Post * post, const gchar * fields, const gchar * body)
{
  post->fields = fields;
  post->body = body;
  return g_thread_new ("post", post_command, post);
}

GST_START_TEST (test_a_command_is_answered_by_upstream)
{
  GstStructure *command;
  GThread *thread;
  Post post;
  guint64 id;

  server_rig_start (rig);
  thread = send_command (&post, AS_OPERATOR IS_JSON, "{\"command\":\"play\","
      "\"take\":2,\"direction\":\"reverse\",\"id\":\"mine\"}");
  command = server_rig_command (rig);
  fail_unless_equals_string (gst_structure_get_name (command), "onset-command");
  fail_unless_equals_string (gst_structure_get_string (command, "direction"),
      "reverse");
  fail_unless_equals_string (gst_structure_get_string (command, "test-stream"),
      "sink");
  fail_if (gst_structure_has_field (command, "stream"));
  /* the id that upstream sees is the server's own */
  fail_unless (gst_structure_get_uint64 (command, "id", &id));
  server_rig_answer (rig, command, TRUE, "");
  g_thread_join (thread);
  fail_unless_equals_int (post.status, 200);
  fail_unless_equals_string (body_of (post.answer), "{\"command\":\"play\","
      "\"ok\":true,\"reason\":\"\"}");
  g_free (post.answer);

  thread = send_command (&post, AS_OPERATOR IS_JSON, "{\"command\":\"seek\"}");
  server_rig_answer (rig, server_rig_command (rig), FALSE, "while live");
  g_thread_join (thread);
  fail_unless_equals_int (post.status, 409);
  fail_unless (strstr (post.answer, "\"ok\":false,\"reason\":\"while live\"")
      != NULL);
  g_free (post.answer);
}

GST_END_TEST;

GST_START_TEST (test_a_command_that_nobody_answers_is_504)
{
  gchar *answer;

  rig->limits.command_time = 50;
  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "POST /api/v1/command",
          AS_OPERATOR IS_JSON, "{\"command\":\"live\"}", &answer), 504);
  fail_unless (strstr (answer, "nobody upstream") != NULL);
  g_free (answer);
  /* and an answer that is late reaches nobody */
  server_rig_answer (rig, server_rig_command (rig), TRUE, "");
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", AS_VIEWER, NULL,
          NULL), 200);
}

GST_END_TEST;

GST_START_TEST (test_commands_that_are_refused_here)
{
  static const struct
  {
    guint status;
    const gchar *fields, *body;
  } tries[] = {
    {403, AS_VIEWER IS_JSON, "{\"command\":\"live\"}"},
    {403, AS_OPERATOR IS_JSON, "{\"command\":\"live\",\"stream\":\"audio_0\"}"},
    {404, AS_OPERATOR IS_JSON, "{\"command\":\"live\",\"stream\":\"sink_7\"}"},
    {400, AS_OPERATOR IS_JSON, "{}"},
    {400, AS_OPERATOR IS_JSON, "{\"command\":\"\"}"},
    {400, AS_OPERATOR IS_JSON, "{\"command\":7}"},
    {400, AS_OPERATOR IS_JSON, "{\"command\":\"live\",\"stream\":7}"},
    {400, AS_OPERATOR IS_JSON, "{\"command\":\"live\",\"id\":true}"},
    {400, AS_OPERATOR IS_JSON, "nonsense"},
    {400, AS_OPERATOR IS_JSON, "[[[[[[[[[[[[[[["},
    {400, AS_OPERATOR IS_JSON, "{\"command\":\"\xff\"}"},
    {415, AS_OPERATOR, "{\"command\":\"live\"}"},
  };
  guint i;

  server_rig_start (rig);
  ts_server_add_stream (rig->server, "audio_0", TRUE);
  for (i = 0; i < G_N_ELEMENTS (tries); i++) {
    gchar *answer;
    guint status = ask (rig, "POST /api/v1/command", tries[i].fields,
        tries[i].body, &answer);

    fail_unless (status == tries[i].status, "%u for %s", status, tries[i].body);
    fail_unless (strstr (answer, "\"error\":\"") != NULL);
    g_free (answer);
  }
  fail_unless (g_queue_is_empty (&rig->commands));
}

GST_END_TEST;

GST_START_TEST (test_viewers_command_what_is_theirs)
{
  GThread *thread;
  Post post;

  server_rig_start (rig);
  ts_server_set_stream (rig->server, "sink", NULL, TRUE);
  thread = send_command (&post, AS_VIEWER IS_JSON, "{\"command\":\"pause\"}");
  server_rig_answer (rig, server_rig_command (rig), TRUE, "");
  g_thread_join (thread);
  fail_unless_equals_int (post.status, 200);
  g_free (post.answer);
}

GST_END_TEST;

GST_START_TEST (test_expect_is_met_before_the_body)
{
  GIOStream *stream;
  gchar *text, *answer;
  gchar buffer[64] = "";

  rig->limits.command_time = 20;
  server_rig_start (rig);
  stream = raw_connect (rig);
  text = g_strdup_printf ("POST /api/v1/command HTTP/1.1\r\nHost: %s\r\n"
      AS_OPERATOR IS_JSON "Connection: close\r\nExpect: 100-continue\r\n"
      "Content-Length: 18\r\n\r\n", rig->host);
  raw_send (stream, text, -1);
  g_input_stream_read (g_io_stream_get_input_stream (stream), buffer, 25, NULL,
      NULL);
  fail_unless_equals_string (buffer, "HTTP/1.1 100 Continue\r\n\r\n");
  raw_send (stream, "{\"command\":\"live\"}", -1);
  answer = raw_receive (stream);
  fail_unless_equals_int (status_of (answer), 504);
  g_free (answer);
  g_free (text);
  g_object_unref (stream);
}

GST_END_TEST;

GST_START_TEST (test_metrics_and_stats)
{
  GstStructure *stats;
  const GValue *refused;
  guint64 n = 0;
  guint sessions = 0;
  gchar *answer;

  server_rig_start (rig);
  g_free (pair (rig, OPERATOR));
  ask (rig, "GET /nothing", NULL, NULL, NULL);
  fail_unless_equals_int (ask (rig, "GET /metrics", AS_VIEWER, NULL, &answer),
      200);
  fail_unless (strstr (answer,
          "\ntabletsink_refused_total{reason=\"path\"} 1\n")
      != NULL);
  fail_unless (strstr (answer, "\ntabletsink_clients{path=\"mse\"} 0\n")
      != NULL);
  fail_unless (strstr (answer, "\ntabletsink_sessions 1\n") != NULL);
  g_free (answer);

  stats = ts_server_get_stats (rig->server);
  fail_unless (gst_structure_has_name (stats, "tabletsink-stats"));
  gst_structure_get_uint (stats, "sessions", &sessions);
  fail_unless_equals_int (sessions, 1);
  refused = gst_structure_get_value (stats, "refused");
  fail_unless (gst_structure_get_uint64 (gst_value_get_structure (refused),
          "path", &n) && n == 1);
  gst_structure_free (stats);
}

GST_END_TEST;

/* --- control sockets ------------------------------------------------------- */

GST_START_TEST (test_a_control_socket_hears_what_there_is)
{
  Talk *talk;
  gchar *text;

  server_rig_start (rig);
  say_state ("sink", "live");
  say_takes ("sink", 1, "");
  /* until the thread has it */
  ask (rig, "GET /api/v1/takes", AS_VIEWER, NULL, NULL);
  talk = talk_new (rig, "/api/v1/control", AS_VIEWER);
  text = talk_hear (talk, "hello");
  fail_unless (strstr (text,
          "\"version\":1,\"software\":\"gst-plugins-onset "));
  fail_unless (strstr (text, "\"role\":\"viewer\"") != NULL);
  fail_unless (strstr (text, "\"streams\":[{\"name\":\"sink\"") != NULL);
  g_free (text);
  text = talk_hear (talk, "state");
  fail_unless_equals_string (text, "{\"type\":\"state\",\"stream\":\"sink\","
      "\"mode\":\"live\",\"rolling\":false}");
  g_free (text);
  text = talk_hear (talk, "takes");
  fail_unless_equals_string (text, "{\"type\":\"takes\",\"stream\":\"sink\","
      "\"takes\":[{\"id\":1,\"note\":\"\"}]}");
  g_free (text);
  talk_free (talk);
}

GST_END_TEST;

GST_START_TEST (test_all_control_sockets_hear_what_changes)
{
  Talk *talks[3];
  TsMoment moment = {.captured = 5,.take = 1,.index = 2,.frames = 3 };
  GstEvent *report = onset_report_event_new (gst_structure_new (ONSET_REPORT,
          "take", G_TYPE_UINT, 1, NULL));
  guint i;

  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (talks); i++) {
    talks[i] = talk_new (rig, "/api/v1/control", i ? AS_VIEWER : AS_OPERATOR);
    g_free (talk_hear (talks[i], "hello"));
  }
  say_state ("sink", "reverse");
  say_takes ("sink", 2, "x");
  ts_server_event (rig->server, "sink", report);
  ts_server_moment (rig->server, "sink", &moment);
  ts_server_set_ended (rig->server, "sink", TRUE);
  for (i = 0; i < G_N_ELEMENTS (talks); i++) {
    gchar *text = talk_hear (talks[i], "state");

    fail_unless (strstr (text, "\"mode\":\"reverse\"") != NULL);
    g_free (text);
    g_free (talk_hear (talks[i], "takes"));
    text = talk_hear (talks[i], "report");
    fail_unless_equals_string (text, "{\"type\":\"report\","
        "\"stream\":\"sink\",\"take\":1}");
    g_free (text);
    text = talk_hear (talks[i], "streams");
    fail_unless (strstr (text, "\"ended\":true") != NULL);
    g_free (text);
    text = talk_hear (talks[i], "frames");
    fail_unless (strstr (text, "\"playhead\":{\"take\":1,\"index\":2,"
            "\"frames\":3,\"direction\":\"forward\"}") != NULL);
    g_free (text);
    talk_free (talks[i]);
  }
  gst_event_unref (report);
}

GST_END_TEST;

GST_START_TEST (test_commands_on_a_socket)
{
  Talk *talk;
  gchar *text;

  server_rig_start (rig);
  talk = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  talk_say (talk, "{\"command\":\"live\",\"id\":7}");
  server_rig_answer (rig, server_rig_command (rig), TRUE, "");
  text = talk_hear (talk, "answer");
  fail_unless_equals_string (text, "{\"type\":\"answer\",\"id\":7,"
      "\"command\":\"live\",\"ok\":true,\"reason\":\"\"}");
  g_free (text);

  talk_say (talk, "{\"command\":\"live\",\"id\":\"a\\\"b\",\"stream\":\"x\"}");
  text = talk_hear (talk, "answer");
  fail_unless (strstr (text, "\"id\":\"a\\\"b\"") != NULL);
  fail_unless (strstr (text, "\"ok\":false") != NULL);
  g_free (text);

  talk_say (talk, "{{{");
  text = talk_hear (talk, "answer");
  fail_unless (g_str_has_prefix (text, "{\"type\":\"answer\",\"command\":\"\","
          "\"ok\":false,\"reason\":\""));
  g_free (text);

  talk_say (talk, "{\"type\":\"ping\",\"id\":1.5}");
  text = talk_hear (talk, "pong");
  fail_unless (g_str_has_prefix (text, "{\"type\":\"pong\",\"id\":1.5,"
          "\"time\":"));
  g_free (text);
  talk_free (talk);
}

GST_END_TEST;

GST_START_TEST (test_a_client_that_has_gone_is_answered_no_more)
{
  Talk *talk;
  GstStructure *command;

  server_rig_start (rig);
  talk = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  talk_say (talk, "{\"command\":\"live\",\"id\":7}");
  /* runs until it has been sent */
  while (g_main_context_iteration (NULL, FALSE));
  command = server_rig_command (rig);
  soup_websocket_connection_close (talk->socket, 1000, NULL);
  talk_end (talk);
  talk_free (talk);
  gst_structure_free (server_rig_notice (rig, "tabletsink-client-left"));
  server_rig_answer (rig, command, TRUE, "");
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", AS_VIEWER, NULL,
          NULL), 200);
}

GST_END_TEST;

GST_START_TEST (test_unpairing_closes_the_session_s_sockets)
{
  Talk *mine, *other;
  gchar *cookie, *fields, *text, *answer;

  server_rig_start (rig);
  cookie = pair (rig, OPERATOR);
  fields = with_origin (cookie);
  mine = talk_new (rig, "/api/v1/control", fields);
  fail_unless (mine->socket != NULL);
  other = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  fail_unless_equals_int (ask (rig, "POST /api/v1/unpair", fields, NULL,
          &answer), 200);
  fail_unless (strstr (answer, "Max-Age=0") != NULL);
  text = talk_hear (mine, "bye");
  fail_unless (strstr (text, "\"reason\":\"unpaired\"") != NULL);
  fail_unless_equals_int (talk_end (mine), 4401);
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", cookie, NULL, NULL),
      401);
  fail_if (other->closed);
  g_free (text);
  g_free (answer);
  g_free (cookie);
  g_free (fields);
  talk_free (mine);
  talk_free (other);
}

GST_END_TEST;

GST_START_TEST (test_there_are_only_max_clients)
{
  Talk *talks[4];
  GstStructure *notice;
  gchar *cookie, *fields, *answer;

  rig->settings.max_clients = 2;
  rig->limits.sockets = 2;
  server_rig_start (rig);
  cookie = pair (rig, OPERATOR);
  fields = with_origin (cookie);
  talks[0] = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  notice = server_rig_notice (rig, "tabletsink-client-joined");
  fail_unless_equals_string (gst_structure_get_string (notice, "role"),
      "operator");
  fail_unless_equals_string (gst_structure_get_string (notice, "address"),
      "127.0.0.1");
  gst_structure_free (notice);
  talks[1] = talk_new (rig, "/api/v1/control", AS_VIEWER);
  fail_unless (talks[1]->socket != NULL);
  /* somebody new, one more of the same, one too many of the same */
  talks[2] = talk_new (rig, "/api/v1/control", fields);
  fail_unless (talks[2]->socket == NULL);
  fail_unless_equals_int (talks[2]->status, 503);
  talk_free (talks[2]);
  notice = server_rig_notice (rig, "tabletsink-refused");
  fail_unless_equals_string (gst_structure_get_string (notice, "reason"),
      "clients");
  gst_structure_free (notice);
  fail_unless_equals_int (ask (rig, "GET /media/mjpeg", cookie, NULL,
          &answer), 503);
  fail_unless (strstr (answer, "max-clients") != NULL, "%s", answer);
  g_free (answer);
  talks[2] = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  fail_unless (talks[2]->socket != NULL);
  talks[3] = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  fail_unless_equals_int (talks[3]->status, 503);
  talk_free (talks[3]);
  /* REST is no client */
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", cookie, NULL, NULL),
      200);

  soup_websocket_connection_close (talks[1]->socket, 1000, NULL);
  talk_end (talks[1]);
  gst_structure_free (server_rig_notice (rig, "tabletsink-client-left"));
  talk_free (talks[1]);
  talks[1] = talk_new (rig, "/api/v1/control", fields);
  fail_unless (talks[1]->socket != NULL);
  talk_free (talks[0]);
  talk_free (talks[1]);
  talk_free (talks[2]);
  g_free (cookie);
  g_free (fields);
}

GST_END_TEST;

/* --- pictures -------------------------------------------------------------- */

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

static gpointer
get_snapshot (gpointer data)
{
  Post *post = data;

  post->status = ask (rig, "GET /media/snapshot.jpg", AS_VIEWER, NULL,
      &post->answer);
  return NULL;
}

GST_START_TEST (test_a_snapshot_is_the_next_picture)
{
  GThread *thread;
  Post post;

  server_rig_start (rig);
  ts_server_set_media (rig->server, "sink", 1 << TS_MEDIA_JPEG);
  thread = g_thread_new ("snapshot", get_snapshot, &post);
  g_mutex_lock (&rig->lock);
  while (rig->wanted[TS_MEDIA_JPEG] == 0)
    g_cond_wait (&rig->cond, &rig->lock);
  g_mutex_unlock (&rig->lock);
  push_jpeg ("a picture");
  g_thread_join (thread);
  fail_unless_equals_int (post.status, 200);
  fail_unless_equals_string (body_of (post.answer), "a picture");
  fail_unless (strstr (post.answer, "Content-Type: image/jpeg") != NULL);
  fail_unless (strstr (post.answer, "Content-Security-Policy: ") != NULL);
  g_free (post.answer);
}

GST_END_TEST;

GST_START_TEST (test_mjpeg_goes_on_and_counts_as_a_client)
{
  GIOStream *stream;
  GString *got = g_string_new (NULL);
  gchar buffer[512];
  gchar *text;

  /* it outlasts an answer's time */
  rig->limits.answer_time = 20;
  server_rig_start (rig);
  ts_server_set_media (rig->server, "sink", 1 << TS_MEDIA_JPEG);
  stream = raw_connect (rig);
  text = g_strdup_printf ("GET /media/mjpeg HTTP/1.1\r\nHost: %s\r\n"
      AS_VIEWER "\r\n", rig->host);
  raw_send (stream, text, -1);
  gst_structure_free (server_rig_notice (rig, "tabletsink-client-joined"));
  g_mutex_lock (&rig->lock);
  while (rig->wanted[TS_MEDIA_JPEG] == 0)
    g_cond_wait (&rig->cond, &rig->lock);
  g_mutex_unlock (&rig->lock);
  while (!strstr (got->str, "picture")) {
    gssize n;

    push_jpeg ("picture");
    n = g_input_stream_read (g_io_stream_get_input_stream (stream), buffer,
        sizeof (buffer), NULL, NULL);
    fail_unless (n > 0);
    g_string_append_len (got, buffer, n);
  }
  fail_unless_equals_int (status_of (got->str), 200);
  g_io_stream_close (stream, NULL, NULL);
  push_jpeg ("picture");
  gst_structure_free (server_rig_notice (rig, "tabletsink-client-left"));
  g_object_unref (stream);
  g_free (text);
  g_string_free (got, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_media_sockets_reach_the_hub)
{
  static const struct
  {
    const gchar *path;
    guint code;
  } wrong[] = {
    {"/media/jpeg?stream=sink_9", 4404},
    {"/media/h264?stream=sink&path=other", 1008},
    {"/media/h264?stream=sink", 1008},
  };
  Talk *talk;
  guint i;

  server_rig_start (rig);
  for (i = 0; i < G_N_ELEMENTS (wrong); i++) {
    talk = talk_new (rig, wrong[i].path, AS_VIEWER);
    fail_unless_equals_int (talk_end (talk), wrong[i].code);
    talk_free (talk);
  }
  talk = talk_new (rig, "/media/jpeg?stream=sink", AS_VIEWER);
  g_mutex_lock (&rig->lock);
  while (rig->wanted[TS_MEDIA_JPEG] == 0)
    g_cond_wait (&rig->cond, &rig->lock);
  g_mutex_unlock (&rig->lock);
  talk_free (talk);
}

GST_END_TEST;

/* --- its life -------------------------------------------------------------- */

GST_START_TEST (test_stopping_says_goodbye_and_the_port_is_free_again)
{
  Talk *talk;
  gint64 began;
  gchar *text;

  server_rig_start (rig);
  rig->settings.port = rig->port;
  ts_server_free (rig->server);
  rig->server = NULL;
  server_rig_start (rig);
  fail_unless_equals_int (rig->port, rig->settings.port);
  talk = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  g_free (talk_hear (talk, "hello"));

  began = g_get_monotonic_time ();
  ts_server_stop (rig->server);
  fail_unless (g_get_monotonic_time () - began < 5 * G_USEC_PER_SEC);
  text = talk_hear (talk, "bye");
  fail_unless (strstr (text, "\"reason\":\"stopped\"") != NULL);
  fail_unless_equals_int (talk_end (talk), 1001);
  g_free (text);
  talk_free (talk);

  /* what was added before is there again */
  server_rig_start (rig);
  fail_unless_equals_int (rig->port, rig->settings.port);
  talk = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  text = talk_hear (talk, "hello");
  fail_unless (strstr (text, "\"name\":\"sink\"") != NULL);
  g_free (text);
  talk_free (talk);
}

GST_END_TEST;

static gchar *
start_error (gint code)
{
  static const TsServerCallbacks none = { NULL, NULL, NULL, NULL };
  TsServer *server = ts_server_new (&rig->settings, &none, NULL);
  GError *error = NULL;
  gchar *text;

  fail_if (ts_server_start (server, &error));
  fail_unless (g_error_matches (error, GST_RESOURCE_ERROR, code),
      "%s", error ? error->message : "no error");
  fail_unless_equals_int (ts_server_get_port (server), 0);
  text = g_strdup (error->message);
  g_error_free (error);
  ts_server_stop (server);
  ts_server_free (server);
  return text;
}

static void
expect_error (gint code, const gchar * word)
{
  gchar *text = start_error (code);

  fail_unless (strstr (text, word) != NULL, "%s", text);
  g_free (text);
}

GST_START_TEST (test_what_is_wrong_at_the_start_is_said)
{
  TsServerSettings good = rig->settings;

  server_rig_start (rig);
  rig->settings.port = rig->port;
  expect_error (GST_RESOURCE_ERROR_BUSY, "property port");
  rig->settings = good;
  rig->settings.address = (gchar *) "no-such-interface0";
  expect_error (GST_RESOURCE_ERROR_NOT_FOUND, "property address");
  rig->settings.address = (gchar *) "";
  expect_error (GST_RESOURCE_ERROR_NOT_FOUND, "property address");
  /* of a network for documentation: not of this machine */
  rig->settings.address = (gchar *) "192.0.2.1";
  expect_error (GST_RESOURCE_ERROR_NOT_FOUND, "property address");
  rig->settings = good;
  rig->settings.viewer_code = (gchar *) "abcd 2345";
  expect_error (GST_RESOURCE_ERROR_SETTINGS, "are the same");
  rig->settings.viewer_code = (gchar *) "a-b";
  expect_error (GST_RESOURCE_ERROR_SETTINGS, "too short");
  rig->settings = good;
  rig->settings.allowed_hosts = (gchar *) "good.local, bad name";
  expect_error (GST_RESOURCE_ERROR_SETTINGS, "\"bad name\"");
  rig->settings = good;
  rig->settings.state_file = (gchar *) "/";
  expect_error (GST_RESOURCE_ERROR_OPEN_READ, "state-file");
  rig->settings.state_file = (gchar *) "/nowhere/at/all";
  expect_error (GST_RESOURCE_ERROR_OPEN_WRITE, "state-file");
}

GST_END_TEST;

GST_START_TEST (test_without_an_address_it_is_this_machine_s)
{
  gchar *url;

  rig->settings.address = NULL;
  server_rig_start (rig);
  url = ts_server_get_url (rig->server);
  fail_unless (g_str_has_prefix (url, "http://127.0.0.1:"));
  g_free (url);
}

GST_END_TEST;

static gpointer
post_live (gpointer data)
{
  Post *post = data;

  post->status = ask (rig, "POST /api/v1/command", AS_OPERATOR IS_JSON,
      "{\"command\":\"live\"}", &post->answer);
  return NULL;
}

GST_START_TEST (test_who_waits_for_an_answer_hears_that_it_stops)
{
  GThread *thread;
  Post post;

  rig->limits.command_time = 60000;
  server_rig_start (rig);
  thread = g_thread_new ("post", post_live, &post);
  gst_structure_free (server_rig_command (rig));
  ts_server_stop (rig->server);
  g_thread_join (thread);
  fail_unless_equals_int (post.status, 503);
  fail_unless (strstr (body_of (post.answer), "stops") != NULL);
  g_free (post.answer);
}

GST_END_TEST;

GST_START_TEST (test_a_short_code_is_warned_of)
{
  GstStructure *notice;

  rig->settings.viewer_code = (gchar *) "1234";
  server_rig_start (rig);
  notice = server_rig_notice (rig, "tabletsink-warning");
  fail_unless (strstr (gst_structure_get_string (notice, "reason"),
          "viewer-code") != NULL);
  gst_structure_free (notice);
}

GST_END_TEST;

GST_START_TEST (test_sessions_and_codes_survive_in_the_state_file)
{
  gchar *path = make_state_file (), *cookie, *code;
  GStatBuf found;

  rig->settings.state_file = path;
  rig->settings.operator_code = rig->settings.viewer_code = NULL;
  server_rig_start (rig);
  code = ts_server_get_code (rig->server, TRUE);
  cookie = pair (rig, code);
  ts_server_free (rig->server);
  rig->server = NULL;
  fail_unless_equals_int (g_stat (path, &found), 0);
  fail_unless_equals_int (found.st_mode & 0777, 0600);

  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", cookie, NULL, NULL),
      200);
  g_free (pair (rig, code));
  ts_server_free (rig->server);
  rig->server = NULL;

  /* another code: whoever paired with the old one is out */
  rig->settings.operator_code = (gchar *) "NEWC-ODE2";
  server_rig_start (rig);
  fail_unless_equals_int (ask (rig, "GET /api/v1/streams", cookie, NULL, NULL),
      401);
  g_free (code);
  g_free (cookie);
  remove_state_file (path);
}

GST_END_TEST;

GST_START_TEST (test_a_session_is_written_down_while_it_runs)
{
  gchar *path = make_state_file (), *text = NULL;
  gint64 until = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  gboolean there = FALSE;

  rig->settings.state_file = path;
  server_rig_start (rig);
  g_free (pair (rig, OPERATOR));
  while (!there && g_get_monotonic_time () < until) {
    fail_unless (g_file_get_contents (path, &text, NULL, NULL));
    there = strstr (text, "role=operator") != NULL;
    g_free (text);
    g_thread_yield ();
  }
  fail_unless (there);
  ts_server_stop (rig->server);
  remove_state_file (path);
}

GST_END_TEST;

static gboolean
wait_for_text (const gchar * path, const gchar * word)
{
  gint64 until = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  gboolean there = FALSE;
  gchar *text;

  while (!there && g_get_monotonic_time () < until) {
    fail_unless (g_file_get_contents (path, &text, NULL, NULL));
    there = strstr (text, word) != NULL;
    g_free (text);
    g_thread_yield ();
  }
  return there;
}

GST_START_TEST (test_a_disk_that_hangs_stops_nobody)
{
  gchar *path = make_state_file ();

  rig->settings.state_file = path;
  rig->limits.save_time = 20;
  server_rig_start (rig);
  g_mutex_lock (&disk);
  g_free (pair (rig, OPERATOR));
  ts_server_free (rig->server);
  rig->server = NULL;
  g_mutex_unlock (&disk);
  /* later on, but not lost */
  fail_unless (wait_for_text (path, "role=operator"));
  /* whoever wrote it has gone */
  g_mutex_lock (&disk);
  g_mutex_unlock (&disk);
  remove_state_file (path);
}

GST_END_TEST;

static gpointer
start_it (gpointer data)
{
  GError *error = NULL;

  fail_unless (ts_server_start (data, &error));
  return NULL;
}

GST_START_TEST (test_nobody_waits_for_the_start)
{
  static const TsServerCallbacks none = { NULL, NULL, NULL, NULL };
  gint64 until = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  gchar *path = make_state_file ();
  TsServer *server;
  GThread *thread;
  gint fd = -1;

  /* it waits for the other end */
  fail_unless_equals_int (mkfifo (path, 0600), 0);
  rig->settings.state_file = path;
  server = ts_server_new (&rig->settings, &none, NULL);
  thread = g_thread_new ("start", start_it, server);
  while (fd < 0 && g_get_monotonic_time () < until)
    fd = open (path, O_WRONLY | O_NONBLOCK);
  fail_unless (fd >= 0);
  fail_unless_equals_int (ts_server_get_port (server), 0);
  fail_unless (ts_server_get_url (server) == NULL);
  fail_unless_equals_int (write (fd, "[onset-tablet]\nversion=1\n", 25), 25);
  close (fd);
  g_thread_join (thread);
  fail_if (ts_server_get_port (server) == 0);
  ts_server_free (server);
  remove_state_file (path);
}

GST_END_TEST;

GST_START_TEST (test_a_broken_state_file_is_kept_and_said)
{
  gchar *path = make_state_file (), *text;
  gchar *broken = g_strconcat (path, ".broken", NULL);
  GstStructure *notice;

  g_file_set_contents (path, "no state file", -1, NULL);
  rig->settings.state_file = path;
  server_rig_start (rig);
  notice = server_rig_notice (rig, "tabletsink-warning");
  fail_unless (strstr (gst_structure_get_string (notice, "reason"), broken)
      != NULL);
  fail_unless (g_file_get_contents (broken, &text, NULL, NULL));
  fail_unless_equals_string (text, "no state file");
  g_free (pair (rig, OPERATOR));
  ts_server_stop (rig->server);
  gst_structure_free (notice);
  g_free (text);
  g_free (broken);
  remove_state_file (path);
}

GST_END_TEST;

/* --- threads --------------------------------------------------------------- */

static gint talking;

static gpointer
chatter (gpointer data)
{
  guint n = GPOINTER_TO_UINT (data), i;
  gchar *name = g_strdup_printf ("sink_%u", n);

  for (i = 0; i < 200; i++) {
    TsMoment moment = {.captured = i,.take = 1,.index = i,.frames = 300 };

    if (i % 50 == 0)
      ts_server_add_stream (rig->server, name, FALSE);
    ts_server_set_media (rig->server, name, i % 4);
    ts_server_set_stream (rig->server, name, i % 2 ? "a" : "b", i % 3);
    say_state (name, i % 2 ? "live" : "reverse");
    say_takes (name, i, "note");
    ts_server_moment (rig->server, name, &moment);
    ts_server_set_ended (rig->server, name, i % 10 == 0);
    push_jpeg ("picture");
    if (i % 20 == 0)
      gst_structure_free (ts_server_get_stats (rig->server));
    if (i % 50 == 49 && n)
      ts_server_remove_stream (rig->server, name);
  }
  g_free (name);
  g_atomic_int_add (&talking, -1);
  return NULL;
}

GST_START_TEST (test_many_threads_talk_to_it_while_it_serves_and_stops)
{
  GThread *threads[3];
  Talk *talk;
  guint i;

  server_rig_start (rig);
  talk = talk_new (rig, "/api/v1/control", AS_OPERATOR);
  talking = G_N_ELEMENTS (threads);
  for (i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("talk", chatter, GUINT_TO_POINTER (i));
  while (g_atomic_int_get (&talking) > 1) {
    fail_unless_equals_int (ask (rig, "GET /api/v1/streams", AS_VIEWER, NULL,
            NULL), 200);
    g_main_context_iteration (NULL, FALSE);
  }
  /* while somebody is still talking */
  ts_server_stop (rig->server);
  for (i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_free (talk_hear (talk, "bye"));
  talk_free (talk);
}

GST_END_TEST;

static Suite *
tabletsink_server_suite (void)
{
  Suite *s = suite_create ("tabletsink-server");
  TCase *t = tcase_create ("general");

  suite_add_tcase (s, t);
  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, test_the_page_is_for_who_has_paired);
  tcase_add_test (t, test_a_cookie_that_is_used_lasts);
  tcase_add_test (t, test_every_answer_guards_the_browser);
  tcase_add_test (t, test_assets_are_not_sent_twice_and_never_in_parts);
  tcase_add_test (t, test_a_form_pairs_as_well);
  tcase_add_test (t, test_wrong_codes_lock_out_only_new_ones);
  tcase_add_test (t, test_streams_state_and_takes);
  tcase_add_test (t, test_a_command_is_answered_by_upstream);
  tcase_add_test (t, test_a_command_that_nobody_answers_is_504);
  tcase_add_test (t, test_commands_that_are_refused_here);
  tcase_add_test (t, test_viewers_command_what_is_theirs);
  tcase_add_test (t, test_expect_is_met_before_the_body);
  tcase_add_test (t, test_metrics_and_stats);
  tcase_add_test (t, test_a_control_socket_hears_what_there_is);
  tcase_add_test (t, test_all_control_sockets_hear_what_changes);
  tcase_add_test (t, test_commands_on_a_socket);
  tcase_add_test (t, test_a_client_that_has_gone_is_answered_no_more);
  tcase_add_test (t, test_unpairing_closes_the_session_s_sockets);
  tcase_add_test (t, test_there_are_only_max_clients);
  tcase_add_test (t, test_a_snapshot_is_the_next_picture);
  tcase_add_test (t, test_mjpeg_goes_on_and_counts_as_a_client);
  tcase_add_test (t, test_media_sockets_reach_the_hub);
  tcase_add_test (t, test_stopping_says_goodbye_and_the_port_is_free_again);
  tcase_add_test (t, test_what_is_wrong_at_the_start_is_said);
  tcase_add_test (t, test_without_an_address_it_is_this_machine_s);
  tcase_add_test (t, test_who_waits_for_an_answer_hears_that_it_stops);
  tcase_add_test (t, test_a_short_code_is_warned_of);
  tcase_add_test (t, test_sessions_and_codes_survive_in_the_state_file);
  tcase_add_test (t, test_a_session_is_written_down_while_it_runs);
  tcase_add_test (t, test_a_disk_that_hangs_stops_nobody);
  tcase_add_test (t, test_nobody_waits_for_the_start);
  tcase_add_test (t, test_a_broken_state_file_is_kept_and_said);
  tcase_add_test (t, test_many_threads_talk_to_it_while_it_serves_and_stops);
  return s;
}

GST_CHECK_MAIN (tabletsink_server);
