/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "clients.h"

struct _TsClient
{
  gchar *who, *address;
  TsRole role;
  guint connections, lasting;
};

struct _TsClients
{
  const TsLimits *limits;
  guint max_watching, n_watching;
  TsClientsJoined joined;
  gpointer user_data;
  GHashTable *table;            /* who -> TsClient */
};

static void
client_free (gpointer data)
{
  TsClient *client = data;

  g_free (client->who);
  g_free (client->address);
  g_free (client);
}

TsClients *
ts_clients_new (const TsLimits * limits, guint max_watching,
    TsClientsJoined joined, gpointer user_data)
{
  TsClients *self = g_new0 (TsClients, 1);

  self->limits = limits;
  self->max_watching = max_watching;
  self->joined = joined;
  self->user_data = user_data;
  self->table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
      client_free);
  return self;
}

void
ts_clients_free (TsClients * self)
{
  g_hash_table_unref (self->table);
  g_free (self);
}

TsClient *
ts_clients_add (TsClients * self, const gchar * who, TsRole role,
    const gchar * address)
{
  TsClient *client = g_hash_table_lookup (self->table, who);

  if (!client) {
    client = g_new0 (TsClient, 1);
    client->who = g_strdup (who);
    client->address = g_strdup (address);
    client->role = role;
    g_hash_table_insert (self->table, client->who, client);
  }
  client->connections++;
  return client;
}

gboolean
ts_clients_refuse (TsClients * self, TsClient * client, gboolean lasts,
    const gchar ** reason, const gchar ** why)
{
  *reason = NULL;
  if (client->connections > self->limits->per_client
      || (lasts && client->lasting >= self->limits->sockets)) {
    *reason = "connections";
    *why = "this tablet has too many connections open";
  } else if (lasts && client->lasting == 0
      && self->n_watching >= self->max_watching) {
    *reason = "clients";
    *why = "as many tablets watch as max-clients allows";
  }
  return *reason != NULL;
}

void
ts_clients_watch (TsClients * self, TsClient * client)
{
  if (client->lasting++ > 0)
    return;
  self->n_watching++;
  self->joined (client->address, client->role, TRUE, self->user_data);
}

void
ts_clients_unwatch (TsClients * self, TsClient * client)
{
  if (--client->lasting > 0)
    return;
  self->n_watching--;
  self->joined (client->address, client->role, FALSE, self->user_data);
}

void
ts_clients_remove (TsClients * self, TsClient * client)
{
  if (--client->connections == 0)
    g_hash_table_remove (self->table, client->who);
}

guint
ts_clients_n_watching (TsClients * self)
{
  return self->n_watching;
}
