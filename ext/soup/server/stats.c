/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* What the server counts, for the property stats and for Prometheus. */
#include <string.h>

#include "server-private.h"

void
ts_server_count_refusal (TsServer * self, const gchar * reason)
{
  guint64 *n = g_hash_table_lookup (self->refused, reason);

  if (!n) {
    n = g_new0 (guint64, 1);
    g_hash_table_insert (self->refused, (gpointer) reason, n);
  }
  ++*n;
}

static TsRole
role_of (TsServer * self, const gchar * who)
{
  if (!who)
    return TS_ROLE_NONE;
  if (g_str_has_prefix (who, "bearer:operator:"))
    return TS_ROLE_OPERATOR;
  if (g_str_has_prefix (who, "bearer:"))
    return TS_ROLE_VIEWER;
  return ts_sessions_role (self->guard.sessions, who);
}

typedef struct
{
  TsServer *server;
  GValue list;
} Clients;

static void
add_client (const TsClientStats * c, gpointer user_data)
{
  Clients *clients = user_data;
  GValue value = G_VALUE_INIT;
  GstStructure *s = gst_structure_new ("client",
      "address", G_TYPE_STRING, c->from ? c->from : "",
      "role", G_TYPE_STRING, ts_role_name (role_of (clients->server, c->who)),
      "stream", G_TYPE_STRING, c->stream,
      "path", G_TYPE_STRING, ts_path_name (c->path),
      "sent", G_TYPE_UINT64, c->sent,
      "dropped", G_TYPE_UINT64, c->skipped,
      "sent-bytes", G_TYPE_UINT64, c->sent_bytes, NULL);

  if (c->age >= 0)
    gst_structure_set (s, "age", G_TYPE_UINT64,
        (guint64) c->age * GST_USECOND, NULL);
  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, s);
  gst_value_array_append_and_take_value (&clients->list, &value);
}

static GstStructure *
make_refused (TsServer * self)
{
  GstStructure *s = gst_structure_new_empty ("refused");
  GHashTableIter iter;
  gpointer reason, n;

  g_hash_table_iter_init (&iter, self->refused);
  while (g_hash_table_iter_next (&iter, &reason, &n))
    gst_structure_set (s, reason, G_TYPE_UINT64, *(guint64 *) n, NULL);
  return s;
}

GstStructure *
ts_server_make_stats (TsServer * self)
{
  Clients clients = { self, G_VALUE_INIT };
  GstStructure *refused = make_refused (self);
  GstStructure *s = gst_structure_new ("tabletsink-stats",
      "connections", G_TYPE_UINT, ts_door_n_connections (self->door),
      "tablets", G_TYPE_UINT, ts_door_n_clients (self->door),
      "sessions", G_TYPE_UINT, ts_sessions_size (self->guard.sessions),
      "refused", GST_TYPE_STRUCTURE, refused, NULL);

  g_value_init (&clients.list, GST_TYPE_ARRAY);
  ts_hub_foreach_client (self->hub, add_client, &clients);
  gst_structure_take_value (s, "clients", &clients.list);
  gst_structure_free (refused);
  return s;
}

/* --- Prometheus ------------------------------------------------------------ */

typedef struct
{
  guint64 clients, sent, skipped, bytes, pending;
} Path;

#define N_PATHS (TS_PATH_MJPEG + 1)

static void
sum_client (const TsClientStats * c, gpointer user_data)
{
  Path *path = (Path *) user_data + c->path;

  path->clients++;
  path->sent += c->sent;
  path->skipped += c->skipped;
  path->bytes += c->sent_bytes;
  path->pending += c->pending_bytes;
}

static void
append_paths (GString * out, const gchar * name, const gchar * help,
    const Path * paths, gsize field)
{
  guint i;

  g_string_append_printf (out, "# HELP %s %s\n# TYPE %s gauge\n", name, help,
      name);
  for (i = 0; i < N_PATHS; i++)
    g_string_append_printf (out, "%s{path=\"%s\"} %" G_GUINT64_FORMAT "\n",
        name, ts_path_name ((TsPath) i),
        G_STRUCT_MEMBER (guint64, &paths[i], field));
}

static void
append_gauge (GString * out, const gchar * name, const gchar * help,
    guint64 value)
{
  g_string_append_printf (out, "# HELP %s %s\n# TYPE %s gauge\n%s %"
      G_GUINT64_FORMAT "\n", name, help, name, name, value);
}

static void
append_refused (TsServer * self, GString * out)
{
  GHashTableIter iter;
  gpointer reason, n;

  g_string_append (out, "# HELP tabletsink_refused_total Requests refused.\n"
      "# TYPE tabletsink_refused_total counter\n");
  g_hash_table_iter_init (&iter, self->refused);
  while (g_hash_table_iter_next (&iter, &reason, &n))
    g_string_append_printf (out, "tabletsink_refused_total{reason=\"%s\"} %"
        G_GUINT64_FORMAT "\n", (const gchar *) reason, *(guint64 *) n);
}

gchar *
ts_server_make_metrics (TsServer * self)
{
  Path paths[N_PATHS] = { {0, 0, 0, 0, 0} };
  GString *out = g_string_new (NULL);

  ts_hub_foreach_client (self->hub, sum_client, paths);
  append_paths (out, "tabletsink_clients", "Who watches now.", paths,
      G_STRUCT_OFFSET (Path, clients));
  append_paths (out, "tabletsink_frames_sent",
      "Frames sent to those who watch now.", paths,
      G_STRUCT_OFFSET (Path, sent));
  append_paths (out, "tabletsink_frames_skipped",
      "Frames that those who watch now were too slow for.", paths,
      G_STRUCT_OFFSET (Path, skipped));
  append_paths (out, "tabletsink_sent_bytes",
      "Bytes sent to those who watch now.", paths,
      G_STRUCT_OFFSET (Path, bytes));
  append_paths (out, "tabletsink_pending_bytes",
      "Bytes on their way to those who watch now.", paths,
      G_STRUCT_OFFSET (Path, pending));
  append_gauge (out, "tabletsink_control_sockets", "Control sockets.",
      ts_control_size (self->control));
  append_gauge (out, "tabletsink_connections", "Connections.",
      ts_door_n_connections (self->door));
  append_gauge (out, "tabletsink_tablets", "Sessions with sockets.",
      ts_door_n_clients (self->door));
  append_gauge (out, "tabletsink_sessions", "Paired tablets.",
      ts_sessions_size (self->guard.sessions));
  append_refused (self, out);
  return g_string_free (out, FALSE);
}
