/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "state-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/gst.h>

static gboolean
move_away (const gchar * path, const GError * cause, gchar ** warning,
    GError ** error)
{
  gchar *to = g_strconcat (path, ".broken", NULL);
  gboolean moved = g_rename (path, to) == 0;

  if (moved)
    *warning = g_strdup_printf ("the state file %s was not understood (%s); it "
        "is %s now, and every tablet has to pair again", path, cause->message,
        to);
  else
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ,
        "the state file %s was not understood (%s) and cannot be renamed: %s; "
        "set the property state-file to another one", path, cause->message,
        g_strerror (errno));
  g_free (to);
  return moved;
}

gboolean
ts_state_file_load (const gchar * path, TsSessions * sessions, gint64 now,
    gchar ** warning, GError ** error)
{
  gchar *text;
  gsize length;
  GError *cause = NULL;
  gboolean good = TRUE;

  *warning = NULL;
  if (!g_file_get_contents (path, &text, &length, &cause)) {
    if (!g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
      g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ,
          "the state file cannot be read: %s; set the property state-file to "
          "one that can", cause->message);
      good = FALSE;
    }
    g_error_free (cause);
    return good;
  }
  if (!ts_sessions_from_text (sessions, text, length, now, &cause)) {
    good = move_away (path, cause, warning, error);
    g_error_free (cause);
  }
  g_free (text);
  return good;
}

gboolean
ts_state_file_save (const gchar * path, const gchar * text, GError ** error)
{
  GError *cause = NULL;

  if (g_file_set_contents_full (path, text, -1,
          G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
          &cause))
    return TRUE;
  g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_WRITE,
      "the state file cannot be written: %s; set the property state-file to "
      "one that can", cause->message);
  g_error_free (cause);
  return FALSE;
}
