/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "regulars.h"

struct _TsRegulars
{
  guint max;
  GQueue order;                 /* of keys, who was seen last comes last */
  GHashTable *links;            /* key -> its link */
};

TsRegulars *
ts_regulars_new (guint max)
{
  TsRegulars *self = g_new0 (TsRegulars, 1);

  self->max = max;
  g_queue_init (&self->order);
  self->links = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
ts_regulars_free (TsRegulars * self)
{
  g_hash_table_unref (self->links);
  g_queue_clear_full (&self->order, g_free);
  g_free (self);
}

void
ts_regulars_seen (TsRegulars * self, const gchar * key)
{
  GList *link = g_hash_table_lookup (self->links, key);

  if (link) {
    g_queue_unlink (&self->order, link);
    g_queue_push_tail_link (&self->order, link);
    return;
  }
  g_queue_push_tail (&self->order, g_strdup (key));
  link = self->order.tail;
  g_hash_table_insert (self->links, link->data, link);
  if (self->order.length > self->max) {
    gchar *oldest = g_queue_pop_head (&self->order);

    g_hash_table_remove (self->links, oldest);
    g_free (oldest);
  }
}

gboolean
ts_regulars_know (TsRegulars * self, const gchar * key)
{
  return g_hash_table_contains (self->links, key);
}
