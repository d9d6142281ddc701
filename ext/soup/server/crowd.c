/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "crowd.h"

#include <string.h>

typedef struct
{
  gpointer item;
  gchar *key;
} Member;

struct _TsCrowd
{
  guint max, max_of_one;
  GQueue members;               /* the oldest first */
};

TsCrowd *
ts_crowd_new (guint max, guint max_of_one)
{
  TsCrowd *self = g_new0 (TsCrowd, 1);

  self->max = max;
  self->max_of_one = max_of_one;
  g_queue_init (&self->members);
  return self;
}

static void
member_free (gpointer data)
{
  Member *member = data;

  g_free (member->key);
  g_free (member);
}

void
ts_crowd_free (TsCrowd * self)
{
  g_queue_clear_full (&self->members, member_free);
  g_free (self);
}

static guint
count (TsCrowd * self, const gchar * key, GList ** oldest)
{
  guint n = 0;
  GList *l;

  for (l = self->members.tail; l; l = l->prev) {
    if (strcmp (((Member *) l->data)->key, key) == 0) {
      *oldest = l;
      n++;
    }
  }
  return n;
}

/* There are few enough to count anew each time. */
static GList *
find_victim (TsCrowd * self, const gchar * newcomer)
{
  GList *l, *oldest = NULL, *victim = NULL;
  guint most = 0;

  if (count (self, newcomer, &oldest) >= self->max_of_one)
    return oldest;
  if (g_queue_get_length (&self->members) < self->max)
    return NULL;
  for (l = self->members.head; l; l = l->next) {
    guint n = count (self, ((Member *) l->data)->key, &oldest);

    if (n > most) {
      most = n;
      victim = oldest;
    }
  }
  return victim;
}

static void
drop (TsCrowd * self, GList * link)
{
  member_free (link->data);
  g_queue_delete_link (&self->members, link);
}

gpointer
ts_crowd_add (TsCrowd * self, gpointer item, const gchar * key)
{
  GList *victim = find_victim (self, key);
  gpointer gone = victim ? ((Member *) victim->data)->item : NULL;
  Member *member = g_new0 (Member, 1);

  if (victim)
    drop (self, victim);
  member->item = item;
  member->key = g_strdup (key);
  g_queue_push_tail (&self->members, member);
  return gone;
}

void
ts_crowd_remove (TsCrowd * self, gpointer item)
{
  GList *l;

  for (l = self->members.head; l; l = l->next) {
    if (((Member *) l->data)->item == item) {
      drop (self, l);
      return;
    }
  }
}

guint
ts_crowd_size (TsCrowd * self)
{
  return g_queue_get_length (&self->members);
}
