/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mailbox.h"

typedef struct
{
  TsLetter letters[TS_MAILBOX_FRAMES];  /* a ring */
  guint first, count;
  guint32 pushed;
} Slot;

typedef struct
{
  gchar *name;
  Slot slots[TS_N_MEDIA];
} Entry;

struct _TsMailbox
{
  GMutex lock;                  /* of all that follows; nothing is called */
  GHashTable *entries;
  GQueue turns;                 /* of Entry and media: who is next */
};

typedef struct
{
  Entry *entry;
  Slot *slot;
} Turn;

static TsFrame *
take (Slot * slot, TsLetter * letter)
{
  *letter = slot->letters[slot->first];
  slot->first = (slot->first + 1) % TS_MAILBOX_FRAMES;
  slot->count--;
  return letter->frame;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  TsLetter letter;
  guint i;

  for (i = 0; i < TS_N_MEDIA; i++) {
    while (entry->slots[i].count)
      ts_frame_unref (take (&entry->slots[i], &letter));
  }
  g_free (entry->name);
  g_free (entry);
}

TsMailbox *
ts_mailbox_new (void)
{
  TsMailbox *box = g_new0 (TsMailbox, 1);

  g_mutex_init (&box->lock);
  g_queue_init (&box->turns);
  box->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
      entry_free);
  return box;
}

void
ts_mailbox_free (TsMailbox * box)
{
  g_queue_clear_full (&box->turns, g_free);
  g_hash_table_unref (box->entries);
  g_mutex_clear (&box->lock);
  g_free (box);
}

void
ts_mailbox_add_stream (TsMailbox * box, const gchar * stream)
{
  g_mutex_lock (&box->lock);
  if (!g_hash_table_contains (box->entries, stream)) {
    Entry *entry = g_new0 (Entry, 1);

    entry->name = g_strdup (stream);
    g_hash_table_insert (box->entries, entry->name, entry);
  }
  g_mutex_unlock (&box->lock);
}

void
ts_mailbox_remove_stream (TsMailbox * box, const gchar * stream)
{
  Entry *entry;
  GList *l, *next;

  g_mutex_lock (&box->lock);
  entry = g_hash_table_lookup (box->entries, stream);
  if (entry)
    g_hash_table_steal (box->entries, stream);
  for (l = box->turns.head; entry && l; l = next) {
    next = l->next;
    if (((Turn *) l->data)->entry == entry) {
      g_free (l->data);
      g_queue_delete_link (&box->turns, l);
    }
  }
  g_mutex_unlock (&box->lock);

  /* Its frames may be somebody's buffers, with somebody's code at their end. */
  if (entry)
    entry_free (entry);
}

static TsFrame *
put (Slot * slot, TsFrame * frame)
{
  TsFrame *oldest = NULL;
  TsLetter *letter;

  if (slot->count == TS_MAILBOX_FRAMES) {
    TsLetter gone;

    oldest = take (slot, &gone);
    slot->letters[slot->first].discont = TRUE;
  }
  letter = &slot->letters[(slot->first + slot->count++) % TS_MAILBOX_FRAMES];
  letter->frame = frame;
  letter->sequence = ++slot->pushed;
  letter->discont = frame->discont;
  return oldest;
}

gboolean
ts_mailbox_push (TsMailbox * box, const gchar * stream, TsFrame * frame)
{
  gboolean wake = FALSE;
  TsFrame *gone = frame;
  Entry *entry;

  g_mutex_lock (&box->lock);
  entry = g_hash_table_lookup (box->entries, stream);
  if (entry) {
    Slot *slot = &entry->slots[frame->format->media];

    gone = put (slot, frame);
    if (slot->count == 1) {
      Turn *turn = g_new (Turn, 1);

      turn->entry = entry;
      turn->slot = slot;
      g_queue_push_tail (&box->turns, turn);
      wake = box->turns.length == 1;
    }
  }
  g_mutex_unlock (&box->lock);

  if (gone)
    ts_frame_unref (gone);
  return wake;
}

gboolean
ts_mailbox_pop (TsMailbox * box, gchar ** stream, TsLetter * letter)
{
  Turn *turn;

  g_mutex_lock (&box->lock);
  turn = g_queue_pop_head (&box->turns);
  if (turn) {
    *stream = g_strdup (turn->entry->name);
    take (turn->slot, letter);
    if (turn->slot->count)
      g_queue_push_tail (&box->turns, turn);
    else
      g_free (turn);
  }
  g_mutex_unlock (&box->lock);
  return turn != NULL;
}
