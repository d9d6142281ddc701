/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Request pads, and the pads as children by name: review_0::after-take=reverse.
 */
#include "gstreverseplay-private.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

static gboolean
name_is_free_locked (GstReversePlay * self, const gchar * name)
{
  return gst_reverse_play_find_output_locked (self, name) == NULL;
}

/* Upstream's tags and the like are sticky: who comes later gets them, too. */
static gboolean
hand_sticky_event (GstPad * pad, GstEvent ** event, gpointer user_data)
{
  GstReversePlayOutput *output = user_data;

  (void) pad;
  switch (GST_EVENT_TYPE (*event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_CAPS:
    case GST_EVENT_SEGMENT:
    case GST_EVENT_EOS:
      return TRUE;
    default:
      g_mutex_lock (&output->element->lock);
      gst_reverse_play_output_queue_event_locked (output,
          gst_event_ref (*event));
      g_mutex_unlock (&output->element->lock);
      return TRUE;
  }
}

static GstPad *
request_review (GstReversePlay * self, GstPadTemplate * templ,
    const gchar * wanted)
{
  GstReversePlayOutput *output;
  gchar *name = NULL;
  gboolean is_free;

  g_mutex_lock (&self->lock);
  if (wanted && g_str_has_prefix (wanted, "review_")) {
    name = g_strdup (wanted);
  } else {
    do {
      g_free (name);
      name = g_strdup_printf ("review_%u", self->next_review++);
    } while (!name_is_free_locked (self, name));
  }
  is_free = name_is_free_locked (self, name);
  g_mutex_unlock (&self->lock);
  if (!is_free) {
    GST_WARNING_OBJECT (self, "the pad %s is there already", name);
    g_free (name);
    return NULL;
  }

  output = gst_reverse_play_output_new (self, self->primary, templ, name);
  g_mutex_lock (&self->lock);
  output->due.state = TRUE;
  g_ptr_array_add (self->outputs, gst_object_ref_sink (output));
  g_mutex_unlock (&self->lock);
  gst_element_add_pad (GST_ELEMENT (self), GST_PAD (output));
  gst_pad_sticky_events_foreach (self->sinkpad, hand_sticky_event, output);
  gst_child_proxy_child_added (GST_CHILD_PROXY (self), G_OBJECT (output), name);
  g_free (name);
  return GST_PAD (output);
}

GstPad *
gst_reverse_play_request_new_pad (GstElement * element, GstPadTemplate * templ,
    const gchar * wanted, const GstCaps * caps)
{
  GstReversePlay *self = GST_REVERSE_PLAY (element);

  (void) caps;
  if (GST_PAD_TEMPLATE_DIRECTION (templ) == GST_PAD_SINK)
    return gst_reverse_play_input_new (self, templ, wanted);
  return request_review (self, templ, wanted);
}

static void
release_review (GstReversePlay * self, GstPad * pad)
{
  GstElement *element = GST_ELEMENT (self);
  GstReversePlayOutput *output = GST_REVERSE_PLAY_OUTPUT (pad);

  gst_object_ref (output);
  gst_pad_set_active (pad, FALSE);
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->outputs, output);
  g_cond_broadcast (&self->space);
  g_mutex_unlock (&self->lock);
  gst_child_proxy_child_removed (GST_CHILD_PROXY (self), G_OBJECT (output),
      GST_OBJECT_NAME (output));
  gst_element_remove_pad (element, pad);
  gst_object_unref (output);
}

void
gst_reverse_play_release_pad (GstElement * element, GstPad * pad)
{
  if (GST_PAD_IS_SINK (pad))
    gst_reverse_play_input_release (GST_REVERSE_PLAY (element), pad);
  else
    release_review (GST_REVERSE_PLAY (element), pad);
}

/* The outputs, then the request pads for sound and further cameras. */
static GObject *
child_by_index (GstChildProxy * proxy, guint index)
{
  GstReversePlay *self = GST_REVERSE_PLAY (proxy);
  GObject *child = NULL;

  g_mutex_lock (&self->lock);
  if (index < self->outputs->len)
    child = g_object_ref (g_ptr_array_index (self->outputs, index));
  else if (index - self->outputs->len + 1 < self->streams->len)
    child = g_object_ref (G_OBJECT (((GstReversePlayStream *) g_ptr_array_index
                (self->streams, index - self->outputs->len + 1))->pad));
  g_mutex_unlock (&self->lock);
  return child;
}

static guint
children_count (GstChildProxy * proxy)
{
  GstReversePlay *self = GST_REVERSE_PLAY (proxy);
  guint count;

  g_mutex_lock (&self->lock);
  count = self->outputs->len + self->streams->len - 1;
  g_mutex_unlock (&self->lock);
  return count;
}

void
gst_reverse_play_child_proxy_init (gpointer g_iface, gpointer iface_data)
{
  GstChildProxyInterface *iface = g_iface;

  (void) iface_data;
  iface->get_child_by_index = child_by_index;
  iface->get_children_count = children_count;
}
