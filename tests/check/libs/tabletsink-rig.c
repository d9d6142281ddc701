/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tabletsink-rig.h"

#include <glib/gstdio.h>
#include <onset/onset-command.h>
#include <string.h>

#include "tabletsink-pem.h"

/* How long anything is waited for, in s. */
#define PATIENCE 30

/* --- the server ------------------------------------------------------------ */

static void
on_demand (const gchar * stream, TsMedia media, gboolean wanted, gpointer data)
{
  ServerRig *rig = data;

  (void) stream;
  g_mutex_lock (&rig->lock);
  rig->wanted[media] += wanted ? 1 : -1;
  g_cond_broadcast (&rig->cond);
  g_mutex_unlock (&rig->lock);
}

static void
on_key_frame (const gchar * stream, gpointer data)
{
  ServerRig *rig = data;

  (void) stream;
  g_mutex_lock (&rig->lock);
  rig->keys++;
  g_mutex_unlock (&rig->lock);
}

static void
on_command (const gchar * stream, GstStructure * command, gpointer data)
{
  ServerRig *rig = data;

  gst_structure_set (command, "test-stream", G_TYPE_STRING, stream, NULL);
  g_mutex_lock (&rig->lock);
  g_queue_push_tail (&rig->commands, command);
  g_cond_broadcast (&rig->cond);
  g_mutex_unlock (&rig->lock);
}

static void
on_notice (GstStructure * message, gpointer data)
{
  ServerRig *rig = data;

  g_mutex_lock (&rig->lock);
  g_queue_push_tail (&rig->notices, message);
  g_cond_broadcast (&rig->cond);
  g_mutex_unlock (&rig->lock);
}

ServerRig *
server_rig_new (void)
{
  static const TsLimits limits = TS_LIMITS_DEFAULT;
  ServerRig *rig = g_new0 (ServerRig, 1);

  rig->settings.address = (gchar *) "127.0.0.1";
  rig->settings.operator_code = (gchar *) OPERATOR;
  rig->settings.viewer_code = (gchar *) VIEWER;
  rig->settings.max_clients = 32;
  rig->limits = limits;
  /* not what was known last, in a slow build */
  rig->limits.stats_time = PATIENCE * 1000;
  g_mutex_init (&rig->lock);
  g_cond_init (&rig->cond);
  g_queue_init (&rig->commands);
  g_queue_init (&rig->notices);
  return rig;
}

void
server_rig_start (ServerRig * rig)
{
  static const TsServerCallbacks callbacks = { on_demand, on_key_frame,
    on_command, on_notice
  };
  GError *error = NULL;

  if (!rig->server) {
    rig->server = ts_server_new (&rig->settings, &callbacks, rig);
    ts_server_set_limits (rig->server, &rig->limits);
    ts_server_add_stream (rig->server, "sink", FALSE);
  }
  ts_server_start (rig->server, &error);
  fail_unless (error == NULL, "%s", error ? error->message : "");
  g_free (rig->host);
  g_free (rig->origin);
  rig->port = ts_server_get_port (rig->server);
  rig->host = g_strdup_printf ("127.0.0.1:%u", rig->port);
  rig->origin = g_strconcat (rig->trusted ? "https://" : "http://", rig->host,
      NULL);
}

gboolean
server_rig_use_tls (ServerRig * rig)
{
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return FALSE;
  rig->tls_dir = g_dir_make_tmp ("onset-XXXXXX", NULL);
  rig->settings.tls_certificate = g_build_filename (rig->tls_dir,
      "certificate.pem", NULL);
  rig->settings.tls_key = g_build_filename (rig->tls_dir, "key.pem", NULL);
  fail_unless (g_file_set_contents (rig->settings.tls_certificate, CERTIFICATE,
          -1, NULL));
  fail_unless (g_file_set_contents (rig->settings.tls_key, KEY, -1, NULL));
  rig->trusted = g_tls_certificate_new_from_pem (CERTIFICATE, -1, NULL);
  fail_unless (rig->trusted != NULL);
  return TRUE;
}

static void
remove_tls (ServerRig * rig)
{
  g_unlink (rig->settings.tls_certificate);
  g_unlink (rig->settings.tls_key);
  g_rmdir (rig->tls_dir);
  g_free (rig->settings.tls_certificate);
  g_free (rig->settings.tls_key);
  g_free (rig->tls_dir);
}

void
server_rig_free (ServerRig * rig)
{
  if (rig->server)
    ts_server_free (rig->server);
  if (rig->tls_dir)
    remove_tls (rig);
  g_queue_clear_full (&rig->commands, (GDestroyNotify) gst_structure_free);
  g_queue_clear_full (&rig->notices, (GDestroyNotify) gst_structure_free);
  g_mutex_clear (&rig->lock);
  g_cond_clear (&rig->cond);
  g_clear_object (&rig->trusted);
  g_free (rig->host);
  g_free (rig->origin);
  g_free (rig);
}

static GstStructure *
next (ServerRig * rig, GQueue * queue)
{
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  GstStructure *s;

  g_mutex_lock (&rig->lock);
  while (g_queue_is_empty (queue)
      && g_cond_wait_until (&rig->cond, &rig->lock, until));
  s = g_queue_pop_head (queue);
  g_mutex_unlock (&rig->lock);
  fail_unless (s != NULL, "nothing came");
  return s;
}

GstStructure *
server_rig_command (ServerRig * rig)
{
  return next (rig, &rig->commands);
}

GstStructure *
server_rig_notice (ServerRig * rig, const gchar * name)
{
  GstStructure *s;

  while (!gst_structure_has_name (s = next (rig, &rig->notices), name))
    gst_structure_free (s);
  return s;
}

void
server_rig_answer (ServerRig * rig, GstStructure * command, gboolean ok,
    const gchar * reason)
{
  GstEvent *event = onset_answer_event_new (command, ok, reason);

  ts_server_event (rig->server, "sink", event);
  gst_event_unref (event);
  gst_structure_free (command);
}

/* --- raw clients ----------------------------------------------------------- */

static gboolean
on_certificate (GTlsConnection * tls, GTlsCertificate * certificate,
    GTlsCertificateFlags errors, gpointer user_data)
{
  (void) tls;
  (void) errors;
  return g_tls_certificate_is_same (certificate, user_data);
}

GIOStream *
raw_connect (ServerRig * rig)
{
  GSocketClient *client = g_socket_client_new ();
  GIOStream *stream;
  GError *error = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, PATIENCE);
  stream = G_IO_STREAM (g_socket_client_connect_to_host (client, "127.0.0.1",
          (guint16) rig->port, NULL, &error));
  fail_unless (stream != NULL, "%s", error ? error->message : "");
  if (rig->trusted) {
    GIOStream *tls = g_tls_client_connection_new (stream, NULL, &error);

    fail_unless (tls != NULL, "%s", error ? error->message : "");
    g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_certificate),
        rig->trusted);
    g_object_unref (stream);
    stream = tls;
  }
  g_object_unref (client);
  return stream;
}

gboolean
raw_send (GIOStream * stream, const gchar * data, gssize length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (stream),
      data, length < 0 ? strlen (data) : (gsize) length, NULL, NULL, NULL);
}

gchar *
raw_receive (GIOStream * stream)
{
  GString *text = g_string_new (NULL);
  gchar buffer[4096];
  GError *error = NULL;
  gssize n;

  while ((n = g_input_stream_read (g_io_stream_get_input_stream (stream),
              buffer, sizeof (buffer), NULL, &error)) > 0)
    g_string_append_len (text, buffer, n);
  /* Cut off is also an end; nothing for so long is none. */
  fail_if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  g_clear_error (&error);
  return g_string_free (text, FALSE);
}

static gsize
length_of (const gchar * answer)
{
  const gchar *field = strstr (answer, "Content-Length: ");

  return field ? (gsize) g_ascii_strtoull (field + 16, NULL, 10) : 0;
}

gchar *
raw_answer (GIOStream * stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GString *text = g_string_new (NULL);
  gchar *body = NULL;
  gchar buffer[1];
  gsize size;

  while (!g_str_has_suffix (text->str, "\r\n\r\n")
      && g_input_stream_read (input, buffer, 1, NULL, NULL) == 1)
    g_string_append_c (text, buffer[0]);
  size = length_of (text->str);
  body = g_malloc0 (size + 1);
  fail_unless (g_input_stream_read_all (input, body, size, NULL, NULL, NULL));
  g_string_append (text, body);
  g_free (body);
  return g_string_free (text, FALSE);
}

gchar *
raw_ask (ServerRig * rig, const gchar * text, gssize length)
{
  GIOStream *stream = raw_connect (rig);
  gchar *answer;

  raw_send (stream, text, length);
  answer = raw_receive (stream);
  g_object_unref (stream);
  return answer;
}

guint
status_of (const gchar * answer)
{
  if (!g_str_has_prefix (answer, "HTTP/1.1 "))
    return 0;
  return (guint) g_ascii_strtoull (answer + 9, NULL, 10);
}

const gchar *
body_of (const gchar * answer)
{
  const gchar *body = strstr (answer, "\r\n\r\n");

  return body ? body + 4 : "";
}

guint
ask (ServerRig * rig, const gchar * line, const gchar * fields,
    const gchar * body, gchar ** answer)
{
  GString *text = g_string_new (NULL);
  gchar *got;
  guint status;

  g_string_append_printf (text, "%s HTTP/1.1\r\nHost: %s\r\n"
      "Connection: close\r\n%s", line, rig->host, fields ? fields : "");
  if (body)
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n",
        strlen (body));
  g_string_append_printf (text, "\r\n%s", body ? body : "");
  got = raw_ask (rig, text->str, (gssize) text->len);
  status = status_of (got);
  if (answer)
    *answer = got;
  else
    g_free (got);
  g_string_free (text, TRUE);
  return status;
}

gchar *
pair (ServerRig * rig, const gchar * code)
{
  gchar *fields = g_strdup_printf ("Origin: %s\r\n" IS_JSON, rig->origin);
  gchar *body = g_strdup_printf ("{\"code\":\"%s\"}", code);
  gchar *answer, *cookie;
  const gchar *start;

  fail_unless_equals_int (ask (rig, "POST /api/v1/pair", fields, body,
          &answer), 200);
  start = strstr (answer, "Set-Cookie: ");
  fail_unless (start != NULL);
  start += strlen ("Set-Cookie: ");
  cookie = g_strdup_printf ("Cookie: %.*s\r\n", (int) strcspn (start, ";"),
      start);
  g_free (answer);
  g_free (body);
  g_free (fields);
  return cookie;
}

/* --- libsoup's clients ----------------------------------------------------- */

static gboolean
on_late (gpointer user_data)
{
  (void) user_data;
  fail ("nothing came");
  return G_SOURCE_REMOVE;
}

void
talk_wait (const gboolean * value)
{
  guint timer = g_timeout_add_seconds (PATIENCE, on_late, NULL);

  while (!*value)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static void
on_message (SoupWebsocketConnection * socket, gint type, GBytes * message,
    Talk * talk)
{
  gsize length;
  const gchar *data = g_bytes_get_data (message, &length);

  (void) socket;
  fail_unless_equals_int (type, SOUP_WEBSOCKET_DATA_TEXT);
  g_queue_push_tail (&talk->heard, g_strndup (data, length));
}

static void
on_closed (SoupWebsocketConnection * socket, Talk * talk)
{
  (void) socket;
  talk->closed = TRUE;
}

typedef struct
{
  Talk *talk;
  gboolean done;
} Connecting;

static void
on_connected (GObject * session, GAsyncResult * result, gpointer user_data)
{
  Connecting *connecting = user_data;
  Talk *talk = connecting->talk;

  talk->socket = soup_session_websocket_connect_finish (SOUP_SESSION (session),
      result, &talk->error);
  if (talk->socket) {
    soup_websocket_connection_set_max_incoming_payload_size (talk->socket,
        1 << 20);
    g_signal_connect (talk->socket, "message", G_CALLBACK (on_message), talk);
    g_signal_connect (talk->socket, "closed", G_CALLBACK (on_closed), talk);
  }
  connecting->done = TRUE;
}

static gboolean
on_peer_certificate (SoupMessage * message, GTlsCertificate * certificate,
    GTlsCertificateFlags errors, gpointer user_data)
{
  (void) message;
  (void) errors;
  return g_tls_certificate_is_same (certificate, user_data);
}

static void
add_fields (SoupMessageHeaders * headers, const gchar * fields)
{
  gchar **lines = g_strsplit (fields, "\r\n", -1);
  guint i;

  for (i = 0; lines[i] && lines[i][0]; i++) {
    gchar *value = strstr (lines[i], ": ");

    *value = '\0';
    soup_message_headers_append (headers, lines[i], value + 2);
  }
  g_strfreev (lines);
}

Talk *
talk_new (ServerRig * rig, const gchar * path, const gchar * fields)
{
  Talk *talk = g_new0 (Talk, 1);
  Connecting connecting = { talk, FALSE };
  gchar *url = g_strdup_printf ("%s://%s%s", rig->trusted ? "wss" : "ws",
      rig->host, path);
  SoupMessage *message = soup_message_new ("GET", url);

  if (rig->trusted)
    g_signal_connect (message, "accept-certificate",
        G_CALLBACK (on_peer_certificate), rig->trusted);
  g_queue_init (&talk->heard);
  talk->session = soup_session_new ();
  soup_session_set_proxy_resolver (talk->session, NULL);
  add_fields (soup_message_get_request_headers (message), fields);
  soup_session_websocket_connect_async (talk->session, message, NULL, NULL,
      G_PRIORITY_DEFAULT, NULL, on_connected, &connecting);
  talk_wait (&connecting.done);
  talk->status = soup_message_get_status (message);
  g_object_unref (message);
  g_free (url);
  return talk;
}

void
talk_free (Talk * talk)
{
  if (talk->socket) {
    g_signal_handlers_disconnect_by_data (talk->socket, talk);
    g_object_unref (talk->socket);
  }
  g_queue_clear_full (&talk->heard, g_free);
  g_object_unref (talk->session);
  g_clear_error (&talk->error);
  g_free (talk);
  while (g_main_context_iteration (NULL, FALSE));
}

void
talk_say (Talk * talk, const gchar * text)
{
  soup_websocket_connection_send_text (talk->socket, text);
}

gchar *
talk_hear (Talk * talk, const gchar * type)
{
  gchar *start = g_strdup_printf ("{\"type\":\"%s\"", type), *text = NULL;
  guint timer = g_timeout_add_seconds (PATIENCE, on_late, NULL);

  while (!text) {
    while (g_queue_is_empty (&talk->heard) && !talk->closed)
      g_main_context_iteration (NULL, TRUE);
    text = g_queue_pop_head (&talk->heard);
    fail_unless (text != NULL, "closed before %s came", type);
    if (!g_str_has_prefix (text, start))
      g_clear_pointer (&text, g_free);
  }
  g_source_remove (timer);
  g_free (start);
  return text;
}

guint
talk_end (Talk * talk)
{
  talk_wait (&talk->closed);
  return soup_websocket_connection_get_close_code (talk->socket);
}
