/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "demo-tablet.h"

#include <unistd.h>

/* What somebody else may have: then any other does. */
#define PORT 8080

/* What the element says about why it does not open. */
static gchar *
reason_on_bus (GstBus * bus)
{
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  GError *error = NULL;
  gchar *reason;

  if (!message)
    return g_strdup ("it did not say why");
  gst_message_parse_error (message, &error, NULL);
  gst_message_unref (message);
  reason = g_strdup (error->message);
  g_error_free (error);
  return reason;
}

static void
read_ready (DemoTablet * self, GstBus * bus)
{
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT))) {
    const GstStructure *s = gst_message_get_structure (message);

    if (gst_structure_has_name (s, "tabletsink-ready")) {
      g_free (self->url);
      g_free (self->code);
      self->url = g_strdup (gst_structure_get_string (s, "url"));
      self->code = g_strdup (gst_structure_get_string (s, "operator-code"));
    }
    gst_message_unref (message);
  }
}

/* The reason when it cannot, NULL when it has opened. */
static gchar *
open_at (DemoTablet * self, guint port)
{
  GstBus *bus = gst_bus_new ();
  gchar *reason = NULL;

  g_object_set (self->element, "port", port, NULL);
  gst_element_set_bus (self->element, bus);
  if (gst_element_set_state (self->element, GST_STATE_READY) ==
      GST_STATE_CHANGE_FAILURE) {
    reason = reason_on_bus (bus);
    gst_element_set_state (self->element, GST_STATE_NULL);
  } else {
    read_ready (self, bus);
  }
  gst_element_set_bus (self->element, NULL);
  gst_object_unref (bus);
  return reason;
}

static gchar *
open_anywhere (DemoTablet * self, const gchar * address)
{
  gchar *reason;

  if (!self->element)
    return g_strdup ("there is no tabletsink: it was built without "
        "libsoup-3.0 or json-glib");
  if (address)
    g_object_set (self->element, "address", address, NULL);
  reason = open_at (self, PORT);
  if (!reason)
    return NULL;
  g_free (reason);
  return open_at (self, 0);
}

DemoTablet *
demo_tablet_new (const gchar * address, GError ** error)
{
  DemoTablet *self = g_new0 (DemoTablet, 1);
  gchar *reason;

  self->element = gst_element_factory_make ("tabletsink", NULL);
  if (self->element)
    gst_object_ref_sink (self->element);
  reason = open_anywhere (self, address);
  if (!reason)
    return self;

  if (address)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_WRITE,
        "no tablet can be served on %s: %s", address, reason);
  else
    g_printerr ("Without a page for tablets: %s.\n", reason);
  g_free (reason);
  demo_tablet_free (self);
  return NULL;
}

void
demo_tablet_free (DemoTablet * self)
{
  if (self->element)
    gst_element_set_state (self->element, GST_STATE_NULL);
  gst_clear_object (&self->element);
  g_free (self->url);
  g_free (self->code);
  g_free (self);
}

void
demo_tablet_introduce (DemoTablet * self)
{
  if (!isatty (STDERR_FILENO))
    g_print ("The tablet's page is %s, its code %s.\n", self->url, self->code);
}
