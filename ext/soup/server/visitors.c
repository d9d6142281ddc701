/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "visitors.h"

struct _TsVisitor
{
  gchar *who, *address;
  TsRole role;
  guint connections, lasting;
};

struct _TsVisitors
{
  const TsLimits *limits;
  guint max_watching, n_watching;
  TsVisitorsJoined joined;
  gpointer user_data;
  GHashTable *table;            /* who -> TsVisitor */
};

static void
visitor_free (gpointer data)
{
  TsVisitor *visitor = data;

  g_free (visitor->who);
  g_free (visitor->address);
  g_free (visitor);
}

TsVisitors *
ts_visitors_new (const TsLimits * limits, guint max_watching,
    TsVisitorsJoined joined, gpointer user_data)
{
  TsVisitors *self = g_new0 (TsVisitors, 1);

  self->limits = limits;
  self->max_watching = max_watching;
  self->joined = joined;
  self->user_data = user_data;
  self->table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
      visitor_free);
  return self;
}

void
ts_visitors_free (TsVisitors * self)
{
  g_hash_table_unref (self->table);
  g_free (self);
}

TsVisitor *
ts_visitors_add (TsVisitors * self, const gchar * who, TsRole role,
    const gchar * address)
{
  TsVisitor *visitor = g_hash_table_lookup (self->table, who);

  if (!visitor) {
    visitor = g_new0 (TsVisitor, 1);
    visitor->who = g_strdup (who);
    visitor->address = g_strdup (address);
    visitor->role = role;
    g_hash_table_insert (self->table, visitor->who, visitor);
  }
  visitor->connections++;
  return visitor;
}

gboolean
ts_visitors_refuse (TsVisitors * self, TsVisitor * visitor, gboolean lasts,
    const gchar ** reason, const gchar ** why)
{
  *reason = NULL;
  if (visitor->connections > self->limits->per_client
      || (lasts && visitor->lasting >= self->limits->sockets)) {
    *reason = "connections";
    *why = "this tablet has too many connections open";
  } else if (lasts && visitor->lasting == 0
      && self->n_watching >= self->max_watching) {
    *reason = "clients";
    *why = "as many tablets watch as max-clients allows";
  }
  return *reason != NULL;
}

void
ts_visitors_watch (TsVisitors * self, TsVisitor * visitor)
{
  if (visitor->lasting++ > 0)
    return;
  self->n_watching++;
  self->joined (visitor->address, visitor->role, TRUE, self->user_data);
}

void
ts_visitors_unwatch (TsVisitors * self, TsVisitor * visitor)
{
  if (--visitor->lasting > 0)
    return;
  self->n_watching--;
  self->joined (visitor->address, visitor->role, FALSE, self->user_data);
}

guint
ts_visitors_n_connections (const TsVisitor * visitor)
{
  return visitor->connections;
}

void
ts_visitors_remove (TsVisitors * self, TsVisitor * visitor)
{
  if (--visitor->connections == 0)
    g_hash_table_remove (self->table, visitor->who);
}

guint
ts_visitors_n_watching (TsVisitors * self)
{
  return self->n_watching;
}
