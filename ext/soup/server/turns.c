/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "turns.h"

typedef struct
{
  gchar *key;
  GQueue waiting, running;      /* of Entry, the oldest first */
  guint64 newest;               /* when the last one came; counted */
} Group;

typedef struct
{
  Group *group;
  gpointer item;
  GList link;                   /* in one of the group's queues */
  gboolean running;
  gint64 since;                 /* it has been */
  guint64 turn;                 /* the how manieth it was */
} Entry;

struct _TsTurns
{
  TsTurnsSettings settings;
  GHashTable *entries;          /* item -> Entry */
  GHashTable *groups;           /* key -> Group */
  guint n_running;
  guint64 arrivals, starts;
};

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->key);
  g_free (group);
}

TsTurns *
ts_turns_new (const TsTurnsSettings * settings)
{
  TsTurns *self = g_new0 (TsTurns, 1);

  self->settings = *settings;
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
      group_free);
  return self;
}

void
ts_turns_free (TsTurns * self)
{
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->groups);
  g_free (self);
}

static Group *
get_group (TsTurns * self, const gchar * key)
{
  Group *group = g_hash_table_lookup (self->groups, key);

  if (!group) {
    group = g_new0 (Group, 1);
    group->key = g_strdup (key);
    g_hash_table_insert (self->groups, group->key, group);
  }
  return group;
}

void
ts_turns_wait (TsTurns * self, gpointer item, const gchar * key)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->group = get_group (self, key);
  entry->item = item;
  entry->link.data = entry;
  entry->group->newest = ++self->arrivals;
  g_queue_push_tail_link (&entry->group->waiting, &entry->link);
  g_hash_table_insert (self->entries, item, entry);
}

void
ts_turns_leave (TsTurns * self, gpointer item)
{
  Entry *entry = g_hash_table_lookup (self->entries, item);
  Group *group;

  if (!entry)
    return;
  group = entry->group;
  g_queue_unlink (entry->running ? &group->running : &group->waiting,
      &entry->link);
  self->n_running -= entry->running;
  g_hash_table_remove (self->entries, item);
  if (group->waiting.length + group->running.length == 0)
    g_hash_table_remove (self->groups, group->key);
}

static guint
count_overdue (const Group * group, gint64 begun)
{
  guint n = 0;
  GList *l;

  for (l = group->running.head; l && ((Entry *) l->data)->since <= begun;
      l = l->next)
    n++;
  return n;
}

/* Of whoever has most that have had their time, the oldest; of equals the one
 * that is there for longest. When none have, the first that will. NULL = nobody
 * is there. */
static Entry *
find_overdue (TsTurns * self, gint64 now)
{
  GHashTableIter iter;
  gpointer value;
  Entry *best = NULL;
  guint most = 0;

  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Entry *oldest = g_queue_peek_head (&((Group *) value)->running);
    guint n = count_overdue (value, now - self->settings.time_of_others);

    if (oldest && (!best || n > most
            || (n == most && oldest->turn < best->turn))) {
      best = oldest;
      most = n;
    }
  }
  return best;
}

/* Who would have to go for one of @group, and when it has had its time. */
static Entry *
find_victim (TsTurns * self, Group * group, Entry * overdue, gint64 * when)
{
  const TsTurnsSettings *settings = &self->settings;

  if (group->running.length >= settings->places_of_one) {
    Entry *oldest = g_queue_peek_head (&group->running);

    *when = oldest->since + settings->time_of_one;
    return oldest;
  }
  if (self->n_running < settings->places)
    return NULL;
  *when = overdue->since + settings->time_of_others;
  return overdue;
}

static gboolean
goes_before (const Group * a, const Group * b)
{
  return a->running.length < b->running.length
      || (a->running.length == b->running.length && a->newest > b->newest);
}

static gpointer
start (TsTurns * self, Group * group, gint64 now)
{
  Entry *entry = g_queue_peek_head (&group->waiting);

  g_queue_unlink (&group->waiting, &entry->link);
  g_queue_push_tail_link (&group->running, &entry->link);
  entry->running = TRUE;
  entry->since = now;
  entry->turn = ++self->starts;
  self->n_running++;
  return entry->item;
}

gpointer
ts_turns_next (TsTurns * self, gint64 now, gpointer * victim, gint64 * later)
{
  /* Nobody has to go while there is room. */
  Entry *overdue = self->n_running < self->settings.places ? NULL
      : find_overdue (self, now);
  Entry *best_victim = NULL;
  Group *best = NULL;
  GHashTableIter iter;
  gpointer value;

  *victim = NULL;
  *later = -1;
  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Group *group = value;
    gint64 when = now;
    Entry *goes;

    if (group->waiting.length == 0)
      continue;
    goes = find_victim (self, group, overdue, &when);
    if (when > now) {
      *later = *later < 0 ? when - now : MIN (*later, when - now);
    } else if (!best || goes_before (group, best)) {
      best = group;
      best_victim = goes;
    }
  }
  if (!best)
    return NULL;
  /* It starts first, so that its group does not end with the victim. */
  value = start (self, best, now);
  if (best_victim) {
    *victim = best_victim->item;
    ts_turns_leave (self, *victim);
  }
  return value;
}
