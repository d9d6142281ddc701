/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "report.h"

#include "remote.h"
#include "report-format.h"

/* Each writes the text of one kind of element message. */
typedef void (*WriteFunc) (GString * line, const GstStructure * s);

static void
write_take (GString * line, const GstStructure * s)
{
  guint take = 0;

  gst_structure_get_uint (s, "take", &take);
  g_string_append_printf (line, "take %u", take);
  report_append_text (line, " \"", s, "name", "\"");
}

static void
write_take_started (GString * line, const GstStructure * s)
{
  write_take (line, s);
  g_string_append (line, " is rolling");
  report_append_text (line, ", timecode ", s, "timecode", "");
}

static void
write_take_stopped (GString * line, const GstStructure * s)
{
  guint jerks = 0;

  write_take (line, s);
  g_string_append (line, " cut");
  report_append_uint (line, ": ", s, "frames", " frames");
  report_append_time (line, ", ", s, "duration", "");
  if (gst_structure_get_uint (s, "jerks", &jerks) && jerks > 0)
    g_string_append_printf (line, ", %u jerks", jerks);
  if (report_is_set (s, "truncated"))
    g_string_append (line, ", its head is lost: memory was full");
}

static void
write_take_evicted (GString * line, const GstStructure * s)
{
  write_take (line, s);
  g_string_append (line, " made room and is gone");
}

static void
write_warning (GString * line, const GstStructure * s)
{
  report_append_text (line, "warning: ", s, "reason", "");
  report_append_time (line, ", time left ", s, "remaining-time", "");
}

static void
write_playback (GString * line, const GstStructure * s)
{
  report_append_text (line, "", s, "output", ": ");
  write_take (line, s);
  report_append_nick (line, " ", s, "direction", "");
}

static void
write_playback_started (GString * line, const GstStructure * s)
{
  gdouble rate;
  guint64 turnaround;

  write_playback (line, s);
  if (gst_structure_get_double (s, "rate", &rate))
    g_string_append_printf (line, " at rate %g", rate);
  if (gst_structure_get_uint64 (s, "turnaround", &turnaround)
      && GST_CLOCK_TIME_IS_VALID (turnaround))
    g_string_append_printf (line, ", on after %.1f ms", turnaround / 1e6);
}

static void
write_playback_ended (GString * line, const GstStructure * s)
{
  write_playback (line, s);
  g_string_append (line, " ended");
  report_append_uint (line, ": ", s, "shown", " frames shown");
  report_append_uint (line, ", ", s, "dropped", " dropped");
}

static void
write_answer (GString * line, const GstStructure * s)
{
  report_append_text (line, "", s, "output", ": ");
  report_append_text (line, "", s, "command", "");
  if (report_is_set (s, "ok")) {
    g_string_append (line, ": ok");
  } else {
    g_string_append (line, " refused");
    report_append_text (line, ": ", s, "reason", "");
  }
}

static void
write_jerk (GString * line, const GstStructure * s)
{
  gdouble severity;

  report_append_nick (line, "jerk: ", s, "kind", "");
  report_append_uint (line, ", frame ", s, "frame", "");
  report_append_text (line, ", timecode ", s, "timecode", "");
  if (gst_structure_get_double (s, "severity", &severity))
    g_string_append_printf (line, ", %.2f %% of the height", severity);
  report_append_nick (line, ", ", s, "level", "");
}

static void
write_pace (GString * line, const GstStructure * s)
{
  gdouble speed = 0.0, drift = 0.0;

  g_string_append (line, "pace:");
  report_append_uint (line, " frame ", s, "frame", "");
  report_append_text (line, ", timecode ", s, "timecode", "");
  if (report_is_set (s, "speed-off")
      && gst_structure_get_double (s, "speed", &speed))
    g_string_append_printf (line, ", the move has %.0f %% of its usual speed",
        100.0 * speed);
  if (report_is_set (s, "subject-off")
      && gst_structure_get_double (s, "subject-scale", &drift))
    g_string_append_printf (line, ", the subject %s by %.1f %% a second",
        drift < 0.0 ? "shrinks" : "grows", ABS (drift));
}

/* Of each level, the worst first. */
static void
count_levels (GString * line, const GValue * jerks)
{
  const gchar *levels[] = { "needs-fix", "needs-review", "nominal" };
  const gchar *before = " (";
  guint i, k, n = gst_value_array_get_size (jerks);

  for (i = 0; i < G_N_ELEMENTS (levels); i++) {
    guint found = 0;

    for (k = 0; k < n; k++) {
      const GValue *value = gst_value_array_get_value (jerks, k);

      found += GST_VALUE_HOLDS_STRUCTURE (value)
          && g_strcmp0 (gst_structure_get_string (gst_value_get_structure
              (value), "level"), levels[i]) == 0;
    }
    if (found == 0)
      continue;
    g_string_append_printf (line, "%s%u %s", before, found, levels[i]);
    before = ", ";
  }
  if (*before == ',')
    g_string_append_c (line, ')');
}

static void
write_report (GString * line, const GstStructure * s)
{
  const GValue *jerks = gst_structure_get_value (s, "jerks");
  guint take = 0;

  gst_structure_get_uint (s, "take", &take);
  if (take > 0)
    g_string_append_printf (line, "take %u judged: ", take);
  else
    g_string_append (line, "the whole stream judged: ");
  if (!jerks || !GST_VALUE_HOLDS_ARRAY (jerks)
      || gst_value_array_get_size (jerks) == 0) {
    g_string_append (line, "no jerks");
  } else {
    g_string_append_printf (line, "%u jerks", gst_value_array_get_size (jerks));
    count_levels (line, jerks);
  }
  report_append_uint (line, " in ", s, "frames", " frames");
}

static const struct
{
  const gchar *name;
  WriteFunc write;
} writers[] = {
  {"reverseplay-take-started", write_take_started},
  {"reverseplay-take-stopped", write_take_stopped},
  {"reverseplay-take-evicted", write_take_evicted},
  {"reverseplay-warning", write_warning},
  {"reverseplay-playback-started", write_playback_started},
  {"reverseplay-playback-ended", write_playback_ended},
  {"reverseplay-command", write_answer},
  {"motionstab-jerk", write_jerk},
  {"motionstab-pace", write_pace},
  {"motionstab-report", write_report},
};

static WriteFunc
find_writer (const GstStructure * s)
{
  gsize i;

  for (i = 0; s && i < G_N_ELEMENTS (writers); i++) {
    if (gst_structure_has_name (s, writers[i].name))
      return writers[i].write;
  }
  return NULL;
}

static gboolean
is_trouble (const GstStructure * s)
{
  return gst_structure_has_name (s, "reverseplay-warning")
      || gst_structure_has_name (s, "reverseplay-take-evicted")
      || (gst_structure_has_name (s, "reverseplay-command")
      && !report_is_set (s, "ok"))
      || (gst_structure_has_name (s, "reverseplay-take-stopped")
      && report_is_set (s, "truncated"));
}

static gboolean
report_element (const Report * report, const GstStructure * s)
{
  WriteFunc write = find_writer (s);
  GString *line;

  if (!write)
    return FALSE;
  if (report->quiet && !is_trouble (s))
    return TRUE;

  line = g_string_new (NULL);
  report_append_time (line, "", s, "running-time", "  ");
  write (line, s);
  g_print ("%s\n", line->str);
  g_string_free (line, TRUE);
  return TRUE;
}

/* Errors, warnings and notes of any element, as gst-launch-1.0 shows them. */
static gboolean
report_trouble (const Report * report, GstMessage * message)
{
  gchar *debug = NULL, *path = gst_object_get_path_string (message->src);
  GError *error = NULL;
  const gchar *what;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, &debug);
    what = "ERROR";
  } else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
    gst_message_parse_warning (message, &error, &debug);
    what = "WARNING";
  } else {
    gst_message_parse_info (message, &error, &debug);
    what = "INFO";
  }

  if (!report->quiet || GST_MESSAGE_TYPE (message) != GST_MESSAGE_INFO) {
    g_printerr ("%s: from element %s: %s\n", what, path, error->message);
    if (debug)
      g_printerr ("Additional debug info:\n%s\n", debug);
  }
  g_clear_error (&error);
  g_free (debug);
  g_free (path);
  return TRUE;
}

static gboolean
report_progress (const Report * report, GstMessage * message)
{
  GstProgressType type;
  gchar *code, *text;

  gst_message_parse_progress (message, &type, &code, &text);
  if (!report->quiet || type == GST_PROGRESS_TYPE_ERROR)
    g_print ("Progress: (%s) %s\n", code, text);
  g_free (code);
  g_free (text);
  return TRUE;
}

static gboolean
report_property (GstMessage * message)
{
  gchar *path, *text = NULL;
  const GValue *value;
  const gchar *name;
  GstObject *object;

  gst_message_parse_property_notify (message, &object, &name, &value);
  path = gst_object_get_path_string (object);
  if (value && G_VALUE_HOLDS_STRING (value))
    text = g_value_dup_string (value);
  else if (value && G_VALUE_TYPE (value) == GST_TYPE_CAPS)
    text = gst_caps_to_string (gst_value_get_caps (value));
  else if (value)
    text = gst_value_serialize (value);
  g_print ("%s: %s = %s\n", path, name, text ? text : "(no value)");
  g_free (text);
  g_free (path);
  return TRUE;
}

gboolean
report_message (const Report * report, GstMessage * message)
{
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      return report_element (report, gst_message_get_structure (message));
    case GST_MESSAGE_ERROR:
    case GST_MESSAGE_WARNING:
    case GST_MESSAGE_INFO:
      return report_trouble (report, message);
    case GST_MESSAGE_PROGRESS:
      return report_progress (report, message);
    case GST_MESSAGE_PROPERTY_NOTIFY:
      return report->verbose && report_property (message);
    default:
      return FALSE;
  }
}

void
report_line (const Report * report, const gchar * format, ...)
{
  va_list args;
  gchar *line;

  if (report->quiet)
    return;
  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%s\n", line);
  g_free (line);
}

static void
report_take (const GstStructure * take)
{
  GString *line = g_string_new (NULL);
  guint id = 0;

  gst_structure_get_uint (take, "id", &id);
  g_string_append_printf (line, "  %3u", id);
  report_append_text (line, "  \"", take, "name", "\"");
  report_append_uint (line, "  ", take, "frames", " frames");
  report_append_time (line, "  ", take, "duration", "");
  report_append_uint_unless_0 (line, "  ", take, "jerks", " jerks");
  if (report_is_set (take, "circled"))
    g_string_append (line, "  circled");
  if (report_is_set (take, "discarded"))
    g_string_append (line, "  discarded");
  if (report_is_set (take, "truncated"))
    g_string_append (line, "  truncated");
  report_append_text (line, "  ", take, "note", "");
  g_print ("%s\n", line->str);
  g_string_free (line, TRUE);
}

static void
report_takes_of (GstElement * element)
{
  GValue takes = G_VALUE_INIT;
  guint i, n;

  g_value_init (&takes, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (element), "takes", &takes);
  n = gst_value_array_get_size (&takes);

  g_print ("Takes of %s:%s\n", GST_OBJECT_NAME (element), n ? "" : " none");
  for (i = 0; i < n; i++)
    report_take (gst_value_get_structure (gst_value_array_get_value (&takes,
                i)));
  g_value_unset (&takes);
}

void
report_takes (const Report * report, GstElement * pipeline)
{
  GList *elements, *l;

  if (report->quiet)
    return;
  elements = remote_find_elements (pipeline);
  for (l = elements; l; l = l->next)
    report_takes_of (l->data);
  g_list_free_full (elements, gst_object_unref);
}
