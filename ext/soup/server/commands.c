/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "commands.h"

#include <onset/onset-command.h>
#include <string.h>

#include "codes.h"
#include "json.h"
#include "server-private.h"

#define ID_MAX 128
#define STOPS "the server stops"

typedef struct
{
  TsCommands *commands;
  guint64 number;
  TsAnswerFunc answer;
  gpointer asker;               /* NULL = it is gone */
  gchar *id, *command;
  GSource *timer;
} Pending;

struct _TsCommands
{
  TsServer *server;
  GHashTable *pending;          /* number -> Pending */
  guint64 last;
  gboolean stopped;
};

/* What onset-command has, and what goes beside it. */
static const gchar *const names[] = {
  "camera", "circled", "clip", "code", "command", "direction", "discarded",
  "frames", "id", "lead", "name", "once", "output", "position", "rate",
  "scene", "shot", "stream", "take", "take-number", "text", "type", "value",
};

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_source_destroy (pending->timer);
  g_source_unref (pending->timer);
  g_free (pending->id);
  g_free (pending->command);
  g_free (pending);
}

TsCommands *
ts_commands_new (TsServer * server)
{
  TsCommands *self = g_new0 (TsCommands, 1);
  guint i;

  /* Names that are new to the process are taken from outside for a while
   * only: these must not be new when somebody has used that up. */
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    g_quark_from_string (names[i]);

  self->server = server;
  self->pending = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
      pending_free);
  /* Another server behind the same reverseplay hears our answers too. */
  ts_random (&self->last, sizeof (self->last));
  return self;
}

void
ts_commands_free (TsCommands * self)
{
  g_hash_table_unref (self->pending);
  g_free (self);
}

static void
finish (Pending * pending, guint status, const gchar * reason)
{
  Pending kept = *pending;

  kept.id = g_strdup (pending->id);
  kept.command = g_strdup (pending->command);
  g_hash_table_remove (pending->commands->pending, &pending->number);
  if (kept.asker)
    kept.answer (kept.asker, kept.id, status, kept.command, reason);
  g_free (kept.id);
  g_free (kept.command);
}

static gboolean
on_late (gpointer user_data)
{
  finish (user_data, 504, "nobody upstream answered: is there a reverseplay "
      "before this tabletsink?");
  return G_SOURCE_REMOVE;
}

void
ts_commands_stop (TsCommands * self)
{
  GList *all = g_hash_table_get_values (self->pending), *l;

  self->stopped = TRUE;
  /* An answer makes none of the others go. */
  for (l = all; l; l = l->next)
    finish (l->data, 503, STOPS);
  g_list_free (all);
}

void
ts_commands_answered (TsCommands * self, const GstStructure * answer)
{
  Pending *pending;
  guint64 number;
  gboolean ok = FALSE;
  const gchar *reason = gst_structure_get_string (answer, "reason");

  if (!gst_structure_get_uint64 (answer, "id", &number))
    return;
  pending = g_hash_table_lookup (self->pending, &number);
  if (!pending)
    return;
  gst_structure_get_boolean (answer, "ok", &ok);
  finish (pending, ok ? 200 : 409, reason ? reason : "");
}

void
ts_commands_forget (TsCommands * self, gpointer asker)
{
  GHashTableIter iter;
  gpointer pending;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, &pending)) {
    if (((Pending *) pending)->asker == asker)
      ((Pending *) pending)->asker = NULL;
  }
}

gchar *
ts_commands_get_id (const GstStructure * command, gboolean * good)
{
  const GValue *value = gst_structure_get_value (command, "id");
  GString *out;

  if (!value)
    return NULL;
  if (G_VALUE_HOLDS_STRING (value)) {
    if (strlen (g_value_get_string (value)) <= ID_MAX) {
      out = g_string_new (NULL);
      ts_json_append_text (out, g_value_get_string (value));
      return g_string_free (out, FALSE);
    }
  } else if (G_VALUE_HOLDS_INT64 (value)) {
    return g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (value));
  } else if (G_VALUE_HOLDS_DOUBLE (value)) {
    gchar text[G_ASCII_DTOSTR_BUF_SIZE];

    return g_strdup (g_ascii_dtostr (text, sizeof (text),
            g_value_get_double (value)));
  }
  *good = FALSE;
  return NULL;
}

static guint
count (TsCommands * self, gpointer asker)
{
  GHashTableIter iter;
  gpointer pending;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, &pending))
    n += ((Pending *) pending)->asker == asker;
  return n;
}

/* 0, or why not. *@stream: transfer full. */
static guint
check (TsCommands * self, const GstStructure * command, TsRole role,
    gpointer asker, gchar ** stream, const gchar ** why)
{
  const gchar *name = gst_structure_get_string (command, "command");
  const gchar *where = gst_structure_get_string (command, "stream");
  const TsLimits *limits = &self->server->limits;
  TsStreamInfo info;
  gboolean allowed;

  *why = STOPS;
  if (self->stopped)
    return 503;
  *why = "\"command\" must say what to do";
  if (!name || !name[0] || strlen (name) > 64)
    return 400;
  *why = "\"stream\" must be the name of a pad";
  if (!where && gst_structure_has_field (command, "stream"))
    return 400;
  *why = "there is no such stream";
  if (!ts_streams_find (self->server->streams, where ? where : "sink", &info))
    return 404;
  *stream = g_strdup (info.name);
  allowed = role == TS_ROLE_OPERATOR || info.viewers_control;
  *why = info.sound ? "sound takes no commands" : "viewers watch this picture; "
      "pair with the operator's code to command it";
  if (info.sound)
    allowed = FALSE;
  ts_stream_info_clear (&info);
  if (!allowed)
    return 403;
  *why = "too many commands wait for an answer";
  if (g_hash_table_size (self->pending) >= limits->commands
      || count (self, asker) >= limits->commands_of_one)
    return 503;
  return 0;
}

void
ts_commands_send (TsCommands * self, GstStructure * command, TsRole role,
    TsAnswerFunc answer, gpointer asker)
{
  TsServer *server = self->server;
  const gchar *name = gst_structure_get_string (command, "command"), *why;
  gboolean good = TRUE;
  gchar *id = ts_commands_get_id (command, &good), *stream = NULL;
  guint status = good ? check (self, command, role, asker, &stream, &why) : 400;
  Pending *pending;

  if (status != 0) {
    answer (asker, id, status, name ? name : "", good ? why
        : "\"id\" must be a number or a short text");
    g_free (id);
    g_free (stream);
    gst_structure_free (command);
    return;
  }

  pending = g_new0 (Pending, 1);
  pending->commands = self;
  pending->number = ++self->last;
  pending->answer = answer;
  pending->asker = asker;
  pending->id = id;
  pending->command = g_strdup (name);
  pending->timer = g_timeout_source_new (server->limits.command_time);
  g_source_set_callback (pending->timer, on_late, pending, NULL);
  g_source_attach (pending->timer, server->context);
  g_hash_table_insert (self->pending, &pending->number, pending);

  gst_structure_remove_fields (command, "id", "stream", "type", NULL);
  gst_structure_set (command, "id", G_TYPE_UINT64, pending->number, NULL);
  server->callbacks.command (stream, command, server->user_data);
  g_free (stream);
}
