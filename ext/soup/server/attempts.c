/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "attempts.h"

#include <arpa/inet.h>
#include <string.h>

#define FIRST_LOCK G_TIME_SPAN_MINUTE
#define LONGEST_LOCK G_TIME_SPAN_HOUR
/* Who was quiet for so long starts anew. */
#define FORGIVEN (24 * G_TIME_SPAN_HOUR)

typedef struct
{
  gchar *key;
  guint failed;                 /* since the last lock */
  gint64 lock;                  /* how long the last one was; 0 = none yet */
  gint64 until, last;
} Entry;

struct _TsAttempts
{
  GHashTable *entries;          /* key -> link in order */
  GQueue order;                 /* of Entry, heard of longest ago first */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  g_free (entry);
}

TsAttempts *
ts_attempts_new (void)
{
  TsAttempts *self = g_new0 (TsAttempts, 1);

  self->entries = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  return self;
}

void
ts_attempts_free (TsAttempts * self)
{
  g_hash_table_unref (self->entries);
  g_queue_clear_full (&self->order, entry_free);
  g_free (self);
}

gchar *
ts_address_key (const gchar * address)
{
  gchar *plain = g_strndup (address, strcspn (address, "%"));
  gchar text[INET6_ADDRSTRLEN];
  struct in6_addr v6;

  if (inet_pton (AF_INET6, plain, &v6) == 1) {
    if (IN6_IS_ADDR_V4MAPPED (&v6)) {
      inet_ntop (AF_INET, v6.s6_addr + 12, text, sizeof (text));
    } else {
      if (!IN6_IS_ADDR_LINKLOCAL (&v6) && !IN6_IS_ADDR_LOOPBACK (&v6))
        memset (v6.s6_addr + 8, 0, 8);
      inet_ntop (AF_INET6, &v6, text, sizeof (text));
    }
    g_free (plain);
    return g_strdup (text);
  }
  return plain;
}

static void
forget (TsAttempts * self, GList * link)
{
  Entry *entry = link->data;

  g_hash_table_remove (self->entries, entry->key);
  g_queue_delete_link (&self->order, link);
  entry_free (entry);
}

static Entry *
find (TsAttempts * self, const gchar * address, gint64 now)
{
  gchar *key = ts_address_key (address);
  GList *link = g_hash_table_lookup (self->entries, key);

  g_free (key);
  if (link && now - ((Entry *) link->data)->last > FORGIVEN) {
    forget (self, link);
    link = NULL;
  }
  return link ? link->data : NULL;
}

guint
ts_attempts_locked (TsAttempts * self, const gchar * address, gint64 now)
{
  Entry *entry = find (self, address, now);

  if (!entry || entry->until <= now)
    return 0;
  return (guint) ((entry->until - now + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static void
make_room (TsAttempts * self, gint64 now)
{
  GList *l;

  if (g_queue_get_length (&self->order) < TS_ATTEMPTS_ADDRESSES)
    return;
  for (l = self->order.head; l; l = l->next) {
    if (((Entry *) l->data)->until <= now)
      break;
  }
  forget (self, l ? l : self->order.head);
}

void
ts_attempts_failed (TsAttempts * self, const gchar * address, gint64 now)
{
  Entry *entry = find (self, address, now);
  GList *link;

  if (entry) {
    link = g_hash_table_lookup (self->entries, entry->key);
    g_queue_unlink (&self->order, link);
    g_queue_push_tail_link (&self->order, link);
  } else {
    make_room (self, now);
    entry = g_new0 (Entry, 1);
    entry->key = ts_address_key (address);
    g_queue_push_tail (&self->order, entry);
    g_hash_table_insert (self->entries, entry->key, self->order.tail);
  }

  entry->last = now;
  if (++entry->failed < TS_ATTEMPTS_MAX)
    return;
  entry->failed = 0;
  entry->lock = entry->lock ? MIN (entry->lock * 2, LONGEST_LOCK) : FIRST_LOCK;
  entry->until = now + entry->lock;
}

guint
ts_attempts_size (TsAttempts * self)
{
  return g_queue_get_length (&self->order);
}
