/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletmoment.h"

static const GstStructure *
get_meta (GstBuffer * buffer, const gchar * name)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, name);

  return meta ? gst_custom_meta_get_structure (meta) : NULL;
}

static void
read_frame (TsMoment * moment, GstBuffer * buffer)
{
  const GstStructure *s = get_meta (buffer, ONSET_FRAME_META);

  if (!s)
    return;
  gst_structure_get_uint (s, "take", &moment->take);
  gst_structure_get_uint (s, "index", &moment->index);
  gst_structure_get_uint (s, "frames", &moment->frames);
  moment->reverse = g_strcmp0 (gst_structure_get_string (s, "direction"),
      "reverse") == 0;
}

static void
read_motion (TsMoment * moment, GstBuffer * buffer)
{
  const GstStructure *s = get_meta (buffer, ONSET_MOTION_META);
  OnsetMotion *motion = &moment->motion;

  if (!s)
    return;
  motion->kind = g_intern_string (gst_structure_get_string (s, "kind"));
  moment->has_motion = motion->kind
      && gst_structure_get_double (s, "dx", &motion->dx)
      && gst_structure_get_double (s, "dy", &motion->dy)
      && gst_structure_get_double (s, "rotation", &motion->rotation)
      && gst_structure_get_double (s, "scale", &motion->scale)
      && gst_structure_get_double (s, "confidence", &motion->confidence);
}

static void
read_jerk (TsMoment * moment, GstBuffer * buffer)
{
  moment->has_jerk = onset_jerk_meta_get (buffer, &moment->age, &moment->jerk);
  if (!moment->has_jerk)
    return;
  moment->jerk.kind = g_intern_string (moment->jerk.kind);
  moment->jerk.level = g_intern_string (moment->jerk.level);
}

void
gst_tablet_moment_init (TsMoment * moment, GstBuffer * buffer, gint64 captured)
{
  *moment = (TsMoment) {
  0};
  moment->captured = captured;
  read_frame (moment, buffer);
  read_motion (moment, buffer);
  read_jerk (moment, buffer);
}
