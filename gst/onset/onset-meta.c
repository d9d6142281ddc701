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
  register_unless_known (ONSET_MOTION_META);
  register_unless_known (ONSET_JERK_META);
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

/* Its structure, empty. */
static GstStructure *
fresh_meta (GstBuffer * buffer, const gchar * name)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, name);

  if (meta)
    gst_buffer_remove_meta (buffer, (GstMeta *) meta);
  meta = gst_buffer_add_custom_meta (buffer, name);
  return gst_custom_meta_get_structure (meta);
}

void
onset_motion_meta_set (GstBuffer * buffer, const OnsetMotion * motion)
{
  gst_structure_set (fresh_meta (buffer, ONSET_MOTION_META),
      "kind", G_TYPE_STRING, motion->kind,
      "dx", G_TYPE_DOUBLE, motion->dx,
      "dy", G_TYPE_DOUBLE, motion->dy,
      "rotation", G_TYPE_DOUBLE, motion->rotation,
      "scale", G_TYPE_DOUBLE, motion->scale,
      "confidence", G_TYPE_DOUBLE, motion->confidence, NULL);
}

void
onset_jerk_fill (GstStructure * s, const OnsetJerk * jerk)
{
  gst_structure_set (s,
      "kind", G_TYPE_STRING, jerk->kind,
      "severity", G_TYPE_DOUBLE, jerk->severity,
      "level", G_TYPE_STRING, jerk->level,
      "length", G_TYPE_UINT, jerk->length,
      "confidence", G_TYPE_DOUBLE, jerk->confidence, NULL);
}

gboolean
onset_jerk_parse (const GstStructure * s, OnsetJerk * jerk)
{
  jerk->length = 1;
  jerk->confidence = 0.0;
  gst_structure_get_uint (s, "length", &jerk->length);
  gst_structure_get_double (s, "confidence", &jerk->confidence);
  jerk->kind = gst_structure_get_string (s, "kind");
  jerk->level = gst_structure_get_string (s, "level");
  return jerk->kind && jerk->level
      && gst_structure_get_double (s, "severity", &jerk->severity);
}

void
onset_jerk_meta_set (GstBuffer * buffer, guint64 frame, guint age,
    const OnsetJerk * jerk)
{
  GstStructure *s = fresh_meta (buffer, ONSET_JERK_META);

  gst_structure_set (s, "frame", G_TYPE_UINT64, frame,
      "age", G_TYPE_UINT, age, NULL);
  onset_jerk_fill (s, jerk);
}

gboolean
onset_jerk_meta_get (GstBuffer * buffer, guint * age, OnsetJerk * jerk)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, ONSET_JERK_META);
  const GstStructure *s;

  if (!meta)
    return FALSE;
  s = gst_custom_meta_get_structure (meta);
  return gst_structure_get_uint (s, "age", age) && onset_jerk_parse (s, jerk);
}
