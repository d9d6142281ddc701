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
onset_rolling_event_new (gboolean rolling, guint take, GstClockTime start,
    GstClockTime stop)
{
  GstStructure *s = gst_structure_new (ONSET_ROLLING,
      "rolling", G_TYPE_BOOLEAN, rolling, "take", G_TYPE_UINT, take, NULL);

  if (GST_CLOCK_TIME_IS_VALID (start))
    gst_structure_set (s, "start-running-time", G_TYPE_UINT64, start, NULL);
  if (GST_CLOCK_TIME_IS_VALID (stop))
    gst_structure_set (s, "stop-running-time", G_TYPE_UINT64, stop, NULL);
  return gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, s);
}

gboolean
onset_rolling_event_parse (GstEvent * event, gboolean * rolling, guint * take,
    GstClockTime * start, GstClockTime * stop)
{
  const GstStructure *s;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CUSTOM_UPSTREAM
      || !gst_event_has_name (event, ONSET_ROLLING))
    return FALSE;
  s = gst_event_get_structure (event);
  if (!gst_structure_get_uint64 (s, "start-running-time", start))
    *start = GST_CLOCK_TIME_NONE;
  if (!gst_structure_get_uint64 (s, "stop-running-time", stop))
    *stop = GST_CLOCK_TIME_NONE;
  return gst_structure_get_boolean (s, "rolling", rolling)
      && gst_structure_get_uint (s, "take", take);
}

GstEvent *
onset_report_event_new (GstStructure * report)
{
  g_return_val_if_fail (gst_structure_has_name (report, ONSET_REPORT), NULL);

  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, report);
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
