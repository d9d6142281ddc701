/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "onset-event.h"

GstEvent *
onset_state_event_new (GstStructure * state)
{
  g_return_val_if_fail (gst_structure_has_name (state, ONSET_STATE), NULL);

  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY, state);
}

GstEvent *
onset_takes_event_new (const GValue * takes)
{
  GstStructure *s = gst_structure_new_empty (ONSET_TAKES);

  gst_structure_set_value (s, "takes", takes);
  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY, s);
}

GstEvent *
onset_rolling_event_new (gboolean rolling, guint take)
{
  return gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
      gst_structure_new (ONSET_ROLLING, "rolling", G_TYPE_BOOLEAN, rolling,
          "take", G_TYPE_UINT, take, NULL));
}

GstEvent *
onset_record_event_new (gboolean recording, gboolean serialized)
{
  return gst_event_new_custom (serialized ? GST_EVENT_CUSTOM_DOWNSTREAM
      : GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
      gst_structure_new (ONSET_RECORD, "recording", G_TYPE_BOOLEAN, recording,
          NULL));
}

gboolean
onset_record_event_parse (GstEvent * event, gboolean * recording)
{
  return gst_event_has_name (event, ONSET_RECORD)
      && gst_structure_get_boolean (gst_event_get_structure (event),
      "recording", recording);
}
