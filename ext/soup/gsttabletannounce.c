/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletannounce.h"

#include <unistd.h>

#include "gsttabletsink-private.h"
#include "qr.h"

static void
print (const gchar * url, const gchar * operator_code,
    const gchar * viewer_code)
{
  gchar *link = g_strdup_printf ("%s#code=%s", url, operator_code);
  gchar *code = ts_qr_text (link);

  g_printerr ("\n%s%sThe tablet: %s\n"
      "  operator %s, viewer %s\n\n", code ? code : "", code ? "\n" : "", url,
      operator_code, viewer_code);
  g_free (code);
  g_free (link);
}

void
gst_tablet_announce (GstElement * element, TsServer * server)
{
  gchar *url = ts_server_get_url (server);
  gchar *operator_code = ts_server_get_code (server, TRUE);
  gchar *viewer_code = ts_server_get_code (server, FALSE);

  if (isatty (STDERR_FILENO))
    print (url, operator_code, viewer_code);
  else
    GST_INFO_OBJECT (element, "the tablet: %s operator %s viewer %s", url,
        operator_code, viewer_code);
  gst_element_post_message (element,
      gst_message_new_element (GST_OBJECT (element),
          gst_structure_new ("tabletsink-ready",
              "url", G_TYPE_STRING, url,
              "port", G_TYPE_UINT, ts_server_get_port (server),
              "operator-code", G_TYPE_STRING, operator_code,
              "viewer-code", G_TYPE_STRING, viewer_code, NULL)));
  g_free (viewer_code);
  g_free (operator_code);
  g_free (url);
}
