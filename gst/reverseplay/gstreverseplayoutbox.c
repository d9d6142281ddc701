/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What a change has to say is put here under the element's lock, and goes out
 * after it, in order.
 */
#include "gstreverseplay-private.h"

/* What waits to be said, in the order in which it happened. */
typedef struct
{
  GstMessage *message;          /* or */
  GstEvent *event;              /* for upstream, or */
  GObject *object;              /* that notifies of */
  const gchar *property;
} OutboxItem;

static void
outbox_add_locked (GstReversePlay * self, OutboxItem item)
{
  g_queue_push_tail (&self->outbox, g_memdup2 (&item, sizeof (item)));
}

void
gst_reverse_play_post_locked (GstReversePlay * self, GstMessage * message)
{
  OutboxItem item = { message, NULL, NULL, NULL };

  outbox_add_locked (self, item);
}

void
gst_reverse_play_send_upstream_locked (GstReversePlay * self, GstEvent * event)
{
  OutboxItem item = { NULL, event, NULL, NULL };

  outbox_add_locked (self, item);
}

void
gst_reverse_play_notify_locked (GstReversePlay * self, GObject * object,
    const gchar * property)
{
  OutboxItem item = { NULL, NULL, NULL, property };

  item.object = g_object_ref (object);
  outbox_add_locked (self, item);
}

static void
outbox_item_free (OutboxItem * item)
{
  g_clear_pointer (&item->message, gst_message_unref);
  g_clear_pointer (&item->event, gst_event_unref);
  g_clear_object (&item->object);
  g_free (item);
}

static void
send_item (GstReversePlay * self, OutboxItem * item)
{
  if (item->message)
    gst_element_post_message (GST_ELEMENT (self),
        g_steal_pointer (&item->message));
  else if (item->event)
    gst_pad_push_event (self->sinkpad, g_steal_pointer (&item->event));
  else
    g_object_notify (item->object, item->property);
}

void
gst_reverse_play_deliver (GstReversePlay * self)
{
  OutboxItem *item;

  g_mutex_lock (&self->lock);
  /* One thread delivers at a time, so that the order stays; what comes in
   * meanwhile goes out with it. */
  if (self->delivering) {
    g_mutex_unlock (&self->lock);
    return;
  }
  self->delivering = TRUE;
  while ((item = g_queue_pop_head (&self->outbox))) {
    g_mutex_unlock (&self->lock);
    send_item (self, item);
    outbox_item_free (item);
    g_mutex_lock (&self->lock);
  }
  self->delivering = FALSE;
  g_mutex_unlock (&self->lock);
}

void
gst_reverse_play_clear_outbox (GstReversePlay * self)
{
  OutboxItem *item;

  while ((item = g_queue_pop_head (&self->outbox)))
    outbox_item_free (item);
}
