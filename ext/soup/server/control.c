/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "control.h"

#include <string.h>
#include <sys/socket.h>

#include "config.h"
#include "frames-json.h"
#include "json.h"
#include "server-private.h"

/* Whoever has this much waiting gets only what is the latest later on. */
#define BEHIND (64 * 1024)
/* Answers to what he asks are no use to somebody who does not read them. */
#define HOPELESS (1024 * 1024)
/* What waits in the system is late as well. */
#define SEND_BUFFER (64 * 1024)

typedef struct
{
  gchar *state, *takes;         /* messages */
  gboolean playing;
} Said;

typedef struct
{
  TsControl *control;
  SoupWebsocketConnection *socket;
  TsStream *stream;
  TsRole role;
  gchar *who;
  guint64 sent;                 /* bytes given to libsoup */
  guint64 written;              /* of them out, when last looked at */
  gint64 moved;                 /* us, when it last was more */
  gboolean owes_streams;
  GHashTable *owes_state, *owes_takes;  /* streams, sets */
} Client;

struct _TsControl
{
  TsServer *server;
  GList *clients;
  GHashTable *said;             /* stream -> Said */
  GSource *tick;
};

static void
said_free (gpointer data)
{
  Said *said = data;

  g_free (said->state);
  g_free (said->takes);
  g_free (said);
}

static Said *
get_said (TsControl * self, const gchar * stream)
{
  Said *said = g_hash_table_lookup (self->said, stream);

  if (!said) {
    said = g_new0 (Said, 1);
    g_hash_table_insert (self->said, g_strdup (stream), said);
  }
  return said;
}

/* --- one client ------------------------------------------------------------ */

static guint64
client_backlog (Client * self)
{
  guint64 written = ts_stream_get_written (self->stream);

  if (written != self->written) {
    self->written = written;
    self->moved = g_get_monotonic_time ();
  }
  /* Pings and the like are libsoup's own. */
  self->sent = MAX (self->sent, written);
  if (self->sent == written)
    self->moved = g_get_monotonic_time ();
  return self->sent - written;
}

static void
client_drop (Client * self)
{
  g_socket_shutdown (ts_stream_get_socket (self->stream), TRUE, TRUE, NULL);
}

static void
client_send (Client * self, const gchar * json)
{
  gsize length = strlen (json);

  if (soup_websocket_connection_get_state (self->socket)
      != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  if (client_backlog (self) > HOPELESS) {
    client_drop (self);
    return;
  }
  self->sent += length + (length < 126 ? 2 : length < 65536 ? 4 : 10);
  soup_websocket_connection_send_text (self->socket, json);
}

static void
client_send_streams (Client * self)
{
  gchar *list = ts_control_get_streams (self->control, self->role);
  gchar *json = g_strconcat ("{\"type\":\"streams\",\"streams\":", list, "}",
      NULL);

  client_send (self, json);
  g_free (json);
  g_free (list);
}

static void
client_pay_each (Client * self, GHashTable * owed, gboolean takes)
{
  GHashTableIter iter;
  gpointer stream;

  g_hash_table_iter_init (&iter, owed);
  while (g_hash_table_iter_next (&iter, &stream, NULL)) {
    Said *said = g_hash_table_lookup (self->control->said, stream);
    const gchar *json = !said ? NULL : takes ? said->takes : said->state;

    if (json)
      client_send (self, json);
  }
  g_hash_table_remove_all (owed);
}

static void
client_pay (Client * self)
{
  if (client_backlog (self) > BEHIND)
    return;
  if (self->owes_streams)
    client_send_streams (self);
  self->owes_streams = FALSE;
  client_pay_each (self, self->owes_state, FALSE);
  client_pay_each (self, self->owes_takes, TRUE);
}

static void
client_send_hello (Client * self)
{
  gchar *list = ts_control_get_streams (self->control, self->role);
  gchar *json = g_strdup_printf ("{\"type\":\"hello\",\"version\":1,"
      "\"software\":\"gst-plugins-onset %s\",\"role\":\"%s\",\"time\":%"
      G_GINT64_FORMAT ",\"streams\":%s}", VERSION,
      ts_role_name (self->role), g_get_real_time (), list);
  GHashTableIter iter;
  gpointer stream;

  client_send (self, json);
  g_free (json);
  g_free (list);
  g_hash_table_iter_init (&iter, self->control->said);
  while (g_hash_table_iter_next (&iter, &stream, NULL)) {
    g_hash_table_add (self->owes_state, g_strdup (stream));
    g_hash_table_add (self->owes_takes, g_strdup (stream));
  }
  client_pay (self);
}

static void
on_answer (gpointer asker, const gchar * id, guint status,
    const gchar * command, const gchar * reason)
{
  GString *json = g_string_new ("{\"type\":\"answer\"");

  if (id)
    g_string_append_printf (json, ",\"id\":%s", id);
  g_string_append (json, ",\"command\":");
  ts_json_append_text (json, command);
  g_string_append_printf (json, ",\"ok\":%s,\"reason\":",
      status == 200 ? "true" : "false");
  ts_json_append_text (json, reason);
  g_string_append_c (json, '}');
  client_send (asker, json->str);
  g_string_free (json, TRUE);
}

static void
client_pong (Client * self, const GstStructure * ping)
{
  gboolean good = TRUE;
  gchar *id = ts_commands_get_id (ping, &good);
  gchar *json = g_strdup_printf ("{\"type\":\"pong\"%s%s,\"time\":%"
      G_GINT64_FORMAT "}", id ? ",\"id\":" : "", id ? id : "",
      g_get_real_time ());

  client_send (self, json);
  g_free (json);
  g_free (id);
}

static void
client_heard (Client * self, const gchar * text, gsize length)
{
  GError *error = NULL;
  GstStructure *s = ts_json_to_structure (text, (gssize) length,
      "onset-command", &error);
  const gchar *type = s ? gst_structure_get_string (s, "type") : NULL;

  if (!s) {
    on_answer (self, NULL, 400, "", error->message);
    g_error_free (error);
  } else if (g_strcmp0 (type, "ping") == 0) {
    client_pong (self, s);
    gst_structure_free (s);
  } else {
    ts_commands_send (self->control->server->commands, s, self->role,
        on_answer, self);
  }
}

static void
on_message (SoupWebsocketConnection * socket, gint type, GBytes * message,
    Client * self)
{
  gsize length;
  const gchar *text = g_bytes_get_data (message, &length);

  if (type != SOUP_WEBSOCKET_DATA_TEXT) {
    if (soup_websocket_connection_get_state (socket)
        == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_close (socket,
          SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, "text only");
    return;
  }
  client_heard (self, text ? text : "", length);
}

static void
client_free (Client * self)
{
  TsControl *control = self->control;

  control->clients = g_list_remove (control->clients, self);
  ts_commands_forget (control->server->commands, self);
  g_signal_handlers_disconnect_by_data (self->socket, self);
  g_object_unref (self->socket);
  g_object_unref (self->stream);
  g_hash_table_unref (self->owes_state);
  g_hash_table_unref (self->owes_takes);
  g_free (self->who);
  g_free (self);
  if (!control->clients && control->tick) {
    g_source_destroy (control->tick);
    g_clear_pointer (&control->tick, g_source_unref);
  }
}

static void
on_closed (SoupWebsocketConnection * socket, Client * self)
{
  (void) socket;
  client_free (self);
}

static void
client_bye (Client * self, const gchar * reason, gushort code)
{
  gchar *json = g_strdup_printf ("{\"type\":\"bye\",\"reason\":\"%s\"}",
      reason);

  client_send (self, json);
  g_free (json);
  if (soup_websocket_connection_get_state (self->socket)
      == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, code, reason);
}

/* --- all of them ----------------------------------------------------------- */

static void
send_frames (TsControl * self, const gchar * json)
{
  GList *l;

  for (l = self->clients; l; l = l->next) {
    if (client_backlog (l->data) <= BEHIND)
      client_send (l->data, json);
  }
}

static void
tell_frames (TsControl * self)
{
  GPtrArray *list = ts_streams_list (self->server->streams);
  guint i;

  for (i = 0; i < list->len; i++) {
    const gchar *name = ((TsStreamInfo *) g_ptr_array_index (list, i))->name;
    GArray *moments = ts_streams_take_moments (self->server->streams, name);
    gchar *json = NULL;

    if (!moments)
      continue;
    json = ts_frames_json (name, (const TsMoment *) (gpointer) moments->data,
        moments->len, &get_said (self, name)->playing);
    if (json)
      send_frames (self, json);
    g_free (json);
    g_array_unref (moments);
  }
  g_ptr_array_unref (list);
}

static gboolean
on_tick (gpointer user_data)
{
  TsControl *self = user_data;
  gint64 patience = self->server->limits.stalled_time * G_TIME_SPAN_MILLISECOND;
  gint64 now = g_get_monotonic_time ();
  GList *l;

  tell_frames (self);
  for (l = self->clients; l; l = l->next) {
    Client *client = l->data;

    client_pay (client);
    if (client_backlog (client) > 0 && now - client->moved > patience)
      client_drop (client);
  }
  return G_SOURCE_CONTINUE;
}

TsControl *
ts_control_new (TsServer * server)
{
  TsControl *self = g_new0 (TsControl, 1);

  self->server = server;
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      said_free);
  return self;
}

void
ts_control_goodbye (TsControl * self)
{
  GList *copy = g_list_copy (self->clients), *l;

  for (l = copy; l; l = l->next)
    client_bye (l->data, "stopped", SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
  g_list_free (copy);
}

void
ts_control_free (TsControl * self)
{
  while (self->clients)
    client_free (self->clients->data);
  g_hash_table_unref (self->said);
  g_free (self);
}

static void
start_tick (TsControl * self)
{
  if (self->tick)
    return;
  self->tick = g_timeout_source_new (self->server->limits.tick);
  g_source_set_callback (self->tick, on_tick, self, NULL);
  g_source_attach (self->tick, self->server->context);
}

void
ts_control_add (TsControl * self, TsConn * conn,
    SoupWebsocketConnection * socket)
{
  Client *client = g_new0 (Client, 1);

  client->control = self;
  client->socket = g_object_ref (socket);
  client->stream = g_object_ref (ts_conn_stream (conn));
  client->role = ts_conn_verdict (conn)->role;
  client->who = g_strdup (ts_conn_verdict (conn)->who);
  client->moved = g_get_monotonic_time ();
  client->owes_state = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      NULL);
  client->owes_takes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      NULL);
  g_socket_set_option (ts_stream_get_socket (client->stream), SOL_SOCKET,
      SO_SNDBUF, SEND_BUFFER, NULL);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), client);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), client);
  self->clients = g_list_prepend (self->clients, client);
  start_tick (self);
  client_send_hello (client);
}

void
ts_control_close_who (TsControl * self, const gchar * who)
{
  GList *copy = g_list_copy (self->clients), *l;

  for (l = copy; l; l = l->next) {
    if (g_strcmp0 (((Client *) l->data)->who, who) == 0)
      client_bye (l->data, "unpaired", 4401);
  }
  g_list_free (copy);
}

guint
ts_control_size (TsControl * self)
{
  return g_list_length (self->clients);
}

guint64
ts_control_backlog (TsControl * self)
{
  guint64 most = 0;
  GList *l;

  for (l = self->clients; l; l = l->next)
    most = MAX (most, client_backlog (l->data));
  return most;
}

/* --- what is said ---------------------------------------------------------- */

void
ts_control_streams_changed (TsControl * self)
{
  GList *l;

  for (l = self->clients; l; l = l->next) {
    ((Client *) l->data)->owes_streams = TRUE;
    client_pay (l->data);
  }
}

static gchar *
make_message (const gchar * type, const gchar * stream, const GstStructure * s)
{
  const gchar *first[] = { "type", type, "stream", stream, NULL };

  return ts_json_from_structure (s, first);
}

void
ts_control_state (TsControl * self, const gchar * stream,
    const GstStructure * state)
{
  Said *said = get_said (self, stream);
  GList *l;

  g_free (said->state);
  said->state = make_message ("state", stream, state);
  for (l = self->clients; l; l = l->next) {
    g_hash_table_add (((Client *) l->data)->owes_state, g_strdup (stream));
    client_pay (l->data);
  }
}

void
ts_control_takes (TsControl * self, const gchar * stream,
    const GstStructure * takes)
{
  Said *said = get_said (self, stream);
  GList *l;

  g_free (said->takes);
  said->takes = make_message ("takes", stream, takes);
  for (l = self->clients; l; l = l->next) {
    g_hash_table_add (((Client *) l->data)->owes_takes, g_strdup (stream));
    client_pay (l->data);
  }
}

void
ts_control_report (TsControl * self, const gchar * stream,
    const GstStructure * report)
{
  gchar *json = make_message ("report", stream, report);
  GList *l;

  for (l = self->clients; l; l = l->next)
    client_send (l->data, json);
  g_free (json);
}

void
ts_control_forget (TsControl * self, const gchar * stream)
{
  g_hash_table_remove (self->said, stream);
}

/* The message is also what REST answers, but for its type. */
static gchar *
without_type (const gchar * json, const gchar * type)
{
  return json ? g_strconcat ("{", json + strlen ("{\"type\":\"\",")
      + strlen (type), NULL) : NULL;
}

gchar *
ts_control_get_state (TsControl * self, const gchar * stream)
{
  Said *said = g_hash_table_lookup (self->said, stream);

  return without_type (said ? said->state : NULL, "state");
}

gchar *
ts_control_get_takes (TsControl * self, const gchar * stream)
{
  Said *said = g_hash_table_lookup (self->said, stream);

  return without_type (said ? said->takes : NULL, "takes");
}

static void
append_stream (GString * out, const TsStreamInfo * info, TsRole role)
{
  gboolean comma = FALSE;
  guint media;

  g_string_append (out, "{\"name\":");
  ts_json_append_text (out, info->name);
  g_string_append_printf (out, ",\"kind\":\"%s\",\"label\":",
      info->sound ? "sound" : "picture");
  ts_json_append_text (out, info->label);
  g_string_append (out, ",\"media\":[");
  for (media = 0; media < TS_N_MEDIA; media++) {
    if (!(info->media & (1u << media)))
      continue;
    g_string_append_printf (out, "%s\"%s\"", comma ? "," : "",
        ts_media_name ((TsMedia) media));
    comma = TRUE;
  }
  g_string_append_printf (out, "],\"control\":%s,\"ended\":%s}",
      !info->sound && (role == TS_ROLE_OPERATOR || info->viewers_control)
      ? "true" : "false", info->ended ? "true" : "false");
}

gchar *
ts_control_get_streams (TsControl * self, TsRole role)
{
  GPtrArray *list = ts_streams_list (self->server->streams);
  GString *out = g_string_new ("[");
  guint i;

  for (i = 0; i < list->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_stream (out, g_ptr_array_index (list, i), role);
  }
  g_string_append_c (out, ']');
  g_ptr_array_unref (list);
  return g_string_free (out, FALSE);
}
