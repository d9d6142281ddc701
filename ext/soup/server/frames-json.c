/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "frames-json.h"

#include "json.h"

static void
append_number (GString * out, const gchar * name, gdouble value)
{
  GstStructure *s = gst_structure_new ("n", name, G_TYPE_DOUBLE, value, NULL);
  GString *text = g_string_new (NULL);

  /* {"name":1.5} without its brackets */
  ts_json_append_structure (text, s, NULL);
  g_string_append_c (out, ',');
  g_string_append_len (out, text->str + 1, (gssize) text->len - 2);
  g_string_free (text, TRUE);
  gst_structure_free (s);
}

static void
append_where (GString * out, const TsMoment * m)
{
  g_string_append_printf (out, "{\"time\":%" G_GINT64_FORMAT ",\"index\":",
      m->captured);
  if (m->take)
    g_string_append_printf (out, "%u", m->index);
  else
    g_string_append (out, "null");
}

static void
append_text (GString * out, const gchar * name, const gchar * text)
{
  g_string_append_printf (out, ",\"%s\":", name);
  ts_json_append_text (out, text);
}

static void
append_motion (GString * out, const TsMoment * m)
{
  append_where (out, m);
  append_text (out, "kind", m->motion.kind);
  append_number (out, "dx", m->motion.dx);
  append_number (out, "dy", m->motion.dy);
  append_number (out, "rotation", m->motion.rotation);
  append_number (out, "scale", m->motion.scale);
  append_number (out, "confidence", m->motion.confidence);
  g_string_append_c (out, '}');
}

static void
append_jerk (GString * out, const TsMoment * m)
{
  append_where (out, m);
  g_string_append_printf (out, ",\"age\":%u", m->age);
  append_text (out, "kind", m->jerk.kind);
  append_text (out, "level", m->jerk.level);
  append_number (out, "severity", m->jerk.severity);
  g_string_append_printf (out, ",\"length\":%u", m->jerk.length);
  append_number (out, "confidence", m->jerk.confidence);
  g_string_append_c (out, '}');
}

static void
append_playhead (GString * out, const TsMoment * m)
{
  if (m->take)
    g_string_append_printf (out, "{\"take\":%u,\"index\":%u,\"frames\":%u,"
        "\"direction\":\"%s\"}", m->take, m->index, m->frames,
        m->reverse ? "reverse" : "forward");
  else
    g_string_append (out, "null");
}

static gboolean
is_of_use (const TsMoment * moments, guint n, gboolean was_playing)
{
  guint i;

  for (i = 0; i < n; i++) {
    if (moments[i].take || moments[i].has_motion || moments[i].has_jerk)
      return TRUE;
  }
  return was_playing;
}

gchar *
ts_frames_json (const gchar * stream, const TsMoment * moments, guint n,
    gboolean * playing)
{
  const TsMoment *last = &moments[n - 1];
  GString *out;
  guint i, done;

  if (!is_of_use (moments, n, *playing))
    return NULL;
  *playing = last->take != 0;

  out = g_string_new ("{\"type\":\"frames\",\"stream\":");
  ts_json_append_text (out, stream);
  g_string_append_printf (out, ",\"time\":%" G_GINT64_FORMAT ",\"playhead\":",
      last->captured);
  append_playhead (out, last);
  g_string_append (out, ",\"motion\":[");
  for (i = done = 0; i < n; i++) {
    if (!moments[i].has_motion)
      continue;
    if (done++)
      g_string_append_c (out, ',');
    append_motion (out, &moments[i]);
  }
  g_string_append (out, "],\"jerks\":[");
  for (i = done = 0; i < n; i++) {
    if (!moments[i].has_jerk)
      continue;
    if (done++)
      g_string_append_c (out, ',');
    append_jerk (out, &moments[i]);
  }
  g_string_append (out, "]}");
  return g_string_free (out, FALSE);
}
