/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "demo-tablet.h"

/* What somebody else may have: then any other does. */
#define PORT 8080

/* What the element says about why it does not open, without its own name. */
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

/* The reason when it cannot, NULL when it has opened. */
static gchar *
open_at (GstElement * tablet, guint port)
{
  GstBus *bus = gst_bus_new ();
  gchar *reason = NULL;

  g_object_set (tablet, "port", port, NULL);
  gst_element_set_bus (tablet, bus);
  if (gst_element_set_state (tablet, GST_STATE_READY) ==
      GST_STATE_CHANGE_FAILURE) {
    reason = reason_on_bus (bus);
    gst_element_set_state (tablet, GST_STATE_NULL);
  }
  gst_element_set_bus (tablet, NULL);
  gst_object_unref (bus);
  return reason;
}

GstElement *
demo_tablet_new (const gchar * address, GError ** error)
{
  GstElement *tablet = gst_element_factory_make ("tabletsink", NULL);
  gchar *reason = NULL;

  if (tablet) {
    gst_object_ref_sink (tablet);
    if (address)
      g_object_set (tablet, "address", address, NULL);
    reason = open_at (tablet, PORT);
    if (reason) {
      g_free (reason);
      reason = open_at (tablet, 0);
    }
  } else {
    reason = g_strdup ("there is no tabletsink: it was built without "
        "libsoup-3.0 or json-glib");
  }
  if (!reason)
    return tablet;

  if (address)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_WRITE,
        "no tablet can be served on %s: %s", address, reason);
  else
    g_printerr ("Without a page for tablets: %s.\n", reason);
  g_free (reason);
  gst_clear_object (&tablet);
  return NULL;
}

void
demo_tablet_introduce (GstElement * tablet)
{
  gchar *address, *code;
  guint port;

  g_object_get (tablet, "address", &address, "bound-port", &port,
      "operator-code", &code, NULL);
  g_print ("The tablet's page is http://%s:%u/, its code %s.\n", address, port,
      code);
  g_free (code);
  g_free (address);
}
