/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* What libsoup is asked: the door has let in only what the guard found right. */
#include <string.h>

#include "json.h"
#include "reply.h"
#include "server-private.h"

#define FORM "application/x-www-form-urlencoded"

typedef struct
{
  TsServer *server;
  SoupServerMessage *message;
  const TsHost *host;
} Asker;

static void
answer_page (TsServer * self, SoupServerMessage * message,
    const TsVerdict * verdict, const TsHead * head, const gchar * path)
{
  const TsPage *page = ts_pages_get (self->pages, path);
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (message);
  const gchar *known = ts_head_get (head, "if-none-match");
  gsize length;
  gconstpointer data;

  if (!page) {
    ts_reply_error (message, verdict->host, 404, "there is no page");
    return;
  }
  ts_reply_set_headers (message, verdict->host);
  /* What "/" is depends on who asks. */
  if (verdict->route == TS_ROUTE_ASSET) {
    soup_message_headers_replace (headers, "Cache-Control",
        "private, no-cache");
    soup_message_headers_replace (headers, "ETag", page->tag);
    if (known && strcmp (known, page->tag) == 0) {
      soup_server_message_set_status (message, 304, NULL);
      return;
    }
  }
  data = g_bytes_get_data (page->data, &length);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, page->type, SOUP_MEMORY_STATIC,
      data, length);
}

static void
set_cookie (TsServer * self, SoupServerMessage * message, const TsHost * host,
    const gchar * token, gint age)
{
  gchar *cookie = g_strdup_printf ("%s=%s; HttpOnly; SameSite=Strict; Path=/; "
      "Max-Age=%d%s", self->cookie, token, age,
      host->secure ? "; Secure" : "");

  soup_message_headers_replace (soup_server_message_get_response_headers
      (message), "Set-Cookie", cookie);
  g_free (cookie);
}

/* The page to whoever has paired, whose cookie then lasts from now on. */
static void
answer_root (TsServer * self, SoupServerMessage * message,
    const TsVerdict * verdict, const TsHead * head)
{
  answer_page (self, message, verdict, head,
      verdict->role == TS_ROLE_NONE ? "/pair/index.html" : "/index.html");
  if (verdict->renew)
    set_cookie (self, message, verdict->host, verdict->renew, TS_SESSION_AGE);
}

/* --- pairing --------------------------------------------------------------- */

static gchar *
code_of_form (const gchar * text)
{
  GHashTable *form = soup_form_decode (text);
  gchar *code = g_strdup (g_hash_table_lookup (form, "code"));

  g_hash_table_unref (form);
  return code;
}

static gchar *
code_of_json (const gchar * text, gsize length)
{
  GstStructure *s = ts_json_to_structure (text, (gssize) length, "pair", NULL);
  gchar *code = s ? g_strdup (gst_structure_get_string (s, "code")) : NULL;

  g_clear_pointer (&s, gst_structure_free);
  return code;
}

static void
go_to (SoupServerMessage * message, const TsHost * host, const gchar * where)
{
  ts_reply_set_headers (message, host);
  soup_message_headers_replace (soup_server_message_get_response_headers
      (message), "Location", where);
  soup_server_message_set_status (message, 303, NULL);
}

static void
refuse_code (TsServer * self, SoupServerMessage * message,
    const TsVerdict * verdict, gboolean form, guint locked)
{
  ts_server_count_refusal (self, locked ? "locked" : "code");
  if (form) {
    /* The fragment shows the words where there is no script. */
    go_to (message, verdict->host, locked ? "/?error=locked#wait"
        : "/?error=code#wrong");
    return;
  }
  ts_reply_error (message, verdict->host, locked ? 429 : 401,
      locked ? "too many wrong codes; wait" : "this is not the code");
  if (locked) {
    gchar *seconds = g_strdup_printf ("%u", locked);

    soup_message_headers_replace (soup_server_message_get_response_headers
        (message), "Retry-After", seconds);
    g_free (seconds);
  }
}

static void
pair (TsServer * self, SoupServerMessage * message, TsConn * conn,
    const gchar * body, gsize length)
{
  const TsVerdict *verdict = ts_conn_verdict (conn);
  const gchar *type = ts_head_get (ts_conn_head (conn), "content-type");
  gboolean form = g_ascii_strncasecmp (type, FORM, strlen (FORM)) == 0;
  gchar *code = form ? code_of_form (body) : code_of_json (body, length);
  gchar *token;
  guint locked;
  TsRole role;

  if (!code) {
    ts_reply_error (message, verdict->host, 400, "\"code\" is missing");
    return;
  }
  role = ts_guard_try_code (&self->guard, code, ts_conn_address (conn),
      g_get_monotonic_time (), &locked);
  g_free (code);
  if (role == TS_ROLE_NONE) {
    refuse_code (self, message, verdict, form, locked);
    return;
  }

  ts_conn_introduce (conn);
  token = ts_sessions_open (self->guard.sessions, role,
      g_get_real_time () / G_USEC_PER_SEC);
  if (form)
    go_to (message, verdict->host, "/");
  else
    ts_reply_json (message, verdict->host, 200,
        g_strdup_printf ("{\"role\":\"%s\"}", ts_role_name (role)));
  set_cookie (self, message, verdict->host, token, TS_SESSION_AGE);
  g_free (token);
}

static void
unpair (TsServer * self, SoupServerMessage * message, const TsVerdict * verdict)
{
  ts_reply_json (message, verdict->host, 200, g_strdup ("{}"));
  if (verdict->bearer)
    return;
  ts_sessions_close (self->guard.sessions, verdict->who);
  ts_control_close_who (self->control, verdict->who);
  ts_hub_close_who (self->hub, verdict->who);
  set_cookie (self, message, verdict->host, "", 0);
}

/* --- commands -------------------------------------------------------------- */

/* With the message, however that ends. */
static void
asker_free (gpointer data)
{
  Asker *asker = data;

  if (asker->server->commands)
    ts_commands_forget (asker->server->commands, asker);
  g_free (asker);
}

static void
on_finished (SoupServerMessage * message, Asker * asker)
{
  (void) message;
  if (asker->server->commands)
    ts_commands_forget (asker->server->commands, asker);
}

static gchar *
answer_json (guint status, const gchar * command, const gchar * reason)
{
  GString *json = g_string_new ("{\"command\":");

  ts_json_append_text (json, command);
  g_string_append_printf (json, ",\"ok\":%s,\"reason\":",
      status == 200 ? "true" : "false");
  ts_json_append_text (json, reason);
  if (status != 200) {
    g_string_append (json, ",\"error\":");
    ts_json_append_text (json, reason);
  }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static void
on_answer (gpointer user_data, const gchar * id, guint status,
    const gchar * command, const gchar * reason)
{
  Asker *asker = user_data;

  (void) id;
  ts_reply_json (asker->message, asker->host, status, answer_json (status,
          command, reason));
  soup_server_message_unpause (asker->message);
}

static void
command (TsServer * self, SoupServerMessage * message,
    const TsVerdict * verdict, const gchar * body, gsize length)
{
  GError *error = NULL;
  GstStructure *s = ts_json_to_structure (body, (gssize) length,
      "onset-command", &error);
  Asker *asker;

  if (!s) {
    ts_reply_error (message, verdict->host, 400, error->message);
    g_error_free (error);
    return;
  }
  asker = g_new0 (Asker, 1);
  asker->server = self;
  asker->message = message;
  asker->host = verdict->host;
  g_object_set_data_full (G_OBJECT (message), "ts-asker", asker, asker_free);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), asker);
  soup_server_message_pause (message);
  ts_commands_send (self->commands, s, verdict->role, on_answer, asker);
}

/* --- what there is --------------------------------------------------------- */

static void
answer_streams (TsServer * self, SoupServerMessage * message,
    const TsVerdict * verdict)
{
  gchar *list = ts_control_get_streams (self->control, verdict->role);

  ts_reply_json (message, verdict->host, 200,
      g_strdup_printf ("{\"role\":\"%s\",\"streams\":%s}",
          ts_role_name (verdict->role), list));
  g_free (list);
}

/* The stream that is meant; NULL when it was answered with an error. */
static gchar *
get_stream (TsServer * self, SoupServerMessage * message,
    const TsVerdict * verdict, const TsHead * head)
{
  gboolean good = TRUE;
  gchar *stream = ts_head_query (head, "stream", &good);
  TsStreamInfo info;

  if (!good) {
    ts_reply_error (message, verdict->host, 400,
        "\"stream\" must be the name of a pad");
    g_free (stream);
    return NULL;
  }
  if (!stream)
    stream = g_strdup ("sink");
  if (!ts_streams_find (self->streams, stream, &info)) {
    ts_reply_error (message, verdict->host, 404, "there is no such stream");
    g_clear_pointer (&stream, g_free);
    return NULL;
  }
  ts_stream_info_clear (&info);
  return stream;
}

static void
answer_said (TsServer * self, SoupServerMessage * message,
    const TsVerdict * verdict, const gchar * stream)
{
  gboolean takes = verdict->route == TS_ROUTE_TAKES;
  gchar *json = takes ? ts_control_get_takes (self->control, stream)
      : ts_control_get_state (self->control, stream);

  if (!json)
    json = g_strdup_printf (takes ? "{\"stream\":\"%s\",\"takes\":[]}"
        : "{\"stream\":\"%s\"}", stream);
  ts_reply_json (message, verdict->host, 200, json);
}

static void
answer_stream (TsServer * self, SoupServerMessage * message, TsConn * conn)
{
  const TsVerdict *verdict = ts_conn_verdict (conn);
  gchar *stream = get_stream (self, message, verdict, ts_conn_head (conn));

  if (!stream)
    return;
  if (verdict->route == TS_ROUTE_STATE || verdict->route == TS_ROUTE_TAKES) {
    answer_said (self, message, verdict, stream);
    g_free (stream);
    return;
  }
  ts_reply_set_headers (message, verdict->host);
  if (verdict->route == TS_ROUTE_SNAPSHOT) {
    ts_hub_serve_snapshot (self->hub, message, stream);
  } else {
    ts_conn_set_streaming (conn);
    ts_hub_serve_mjpeg (self->hub, message, ts_conn_base (conn), stream,
        verdict->who, ts_conn_address (conn));
  }
  g_free (stream);
}

static void
answer_metrics (TsServer * self, SoupServerMessage * message,
    const TsVerdict * verdict)
{
  gchar *text = ts_server_make_metrics (self);

  ts_reply_set_headers (message, verdict->host);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message,
      "text/plain; version=0.0.4; charset=utf-8", SOUP_MEMORY_TAKE, text,
      strlen (text));
}

static void
answer_post (TsServer * self, SoupServerMessage * message, TsConn * conn)
{
  const TsVerdict *verdict = ts_conn_verdict (conn);
  GBytes *bytes = soup_message_body_flatten
      (soup_server_message_get_request_body (message));
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  /* The end of a text, which the body need not have. */
  gchar *body = g_strndup (data ? data : "", length);

  if (verdict->route == TS_ROUTE_PAIR)
    pair (self, message, conn, body, length);
  else if (verdict->route == TS_ROUTE_COMMAND)
    command (self, message, verdict, body, length);
  else
    unpair (self, message, verdict);
  g_free (body);
  g_bytes_unref (bytes);
}

static void
on_request (SoupServer * soup, SoupServerMessage * message, const gchar * path,
    GHashTable * query, gpointer user_data)
{
  TsServer *self = user_data;
  TsConn *conn = ts_conn_get (message);
  const TsVerdict *verdict = conn ? ts_conn_verdict (conn) : NULL;

  (void) soup;
  (void) path;
  (void) query;
  if (!verdict) {
    soup_server_message_set_status (message, 500, NULL);
    return;
  }
  if (!ts_conn_keeps (conn))
    soup_message_headers_replace (soup_server_message_get_response_headers
        (message), "Connection", "close");
  switch (verdict->route) {
    case TS_ROUTE_ROOT:
      answer_root (self, message, verdict, ts_conn_head (conn));
      break;
    case TS_ROUTE_ASSET:
      answer_page (self, message, verdict, ts_conn_head (conn),
          ts_conn_head (conn)->path);
      break;
    case TS_ROUTE_STREAMS:
      answer_streams (self, message, verdict);
      break;
    case TS_ROUTE_METRICS:
      answer_metrics (self, message, verdict);
      break;
    case TS_ROUTE_PAIR:
    case TS_ROUTE_UNPAIR:
    case TS_ROUTE_COMMAND:
      answer_post (self, message, conn);
      break;
    default:
      answer_stream (self, message, conn);
      break;
  }
}

void
ts_http_init (TsServer * self)
{
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
}
