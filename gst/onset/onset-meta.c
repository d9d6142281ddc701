/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "onset-meta.h"

static void
free_lock (gpointer lock)
{
  g_mutex_clear (lock);
  g_free (lock);
}

/* Each plugin links this file statically, so a static variable here would be
 * one lock per plugin. The registry is the same object for all of them. */
static GMutex *
process_wide_lock (void)
{
  GObject *anchor = G_OBJECT (gst_registry_get ());
  GMutex *lock = g_object_get_data (anchor, "onset-meta-lock");

  if (!lock) {
    GMutex *fresh = g_new (GMutex, 1);

    g_mutex_init (fresh);
    if (g_object_replace_data (anchor, "onset-meta-lock", NULL, fresh,
            free_lock, NULL))
      return fresh;
    free_lock (fresh);
    lock = g_object_get_data (anchor, "onset-meta-lock");
  }
  return lock;
}

static void
register_unless_known (const gchar * name)
{
  /* No tags: the meta says where a picture comes from, which holds whatever
   * is done to its pixels. */
  const gchar *tags[] = { NULL };

  if (!gst_meta_get_info (name))
    gst_meta_register_custom (name, tags, NULL, NULL, NULL);
}

void
onset_meta_init (void)
{
  GMutex *lock = process_wide_lock ();

  /* Registering the same name twice is a critical warning, so the check and
   * the registration have to be one step. */
  g_mutex_lock (lock);
  register_unless_known (ONSET_FRAME_META);
  register_unless_known (ONSET_RECORD_META);
  g_mutex_unlock (lock);
}

void
onset_record_meta_add (GstBuffer * buffer, gboolean recording)
{
  GstCustomMeta *meta = gst_buffer_add_custom_meta (buffer, ONSET_RECORD_META);

  gst_structure_set (gst_custom_meta_get_structure (meta),
      "recording", G_TYPE_BOOLEAN, recording, NULL);
}

gboolean
onset_record_meta_get (GstBuffer * buffer, gboolean * recording)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, ONSET_RECORD_META);

  return meta && gst_structure_get_boolean (gst_custom_meta_get_structure
      (meta), "recording", recording);
}
