/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "report-format.h"

/* Names may have thousands of characters; a line should stay a line. */
#define MAX_CHARACTERS 100

void
report_append_printable (GString * line, const gchar * text)
{
  gchar *valid = g_utf8_make_valid (text, -1);
  const gchar *p;
  guint n = 0;

  for (p = valid; *p && n < MAX_CHARACTERS; p = g_utf8_next_char (p), n++) {
    gunichar c = g_utf8_get_char (p);

    /* U+FFFD stands for what is there and cannot be shown: escape sequences,
     * and marks that would turn the rest of the line round. */
    g_string_append_unichar (line, g_unichar_isprint (c)
        && g_unichar_type (c) != G_UNICODE_FORMAT ? c : 0xfffd);
  }
  if (*p)
    g_string_append (line, "...");
  g_free (valid);
}

void
report_append_text (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after)
{
  const gchar *text = gst_structure_get_string (s, field);

  if (!text || *text == '\0')
    return;
  g_string_append (line, before);
  report_append_printable (line, text);
  g_string_append (line, after);
}

void
report_append_nick (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after)
{
  const GValue *value = gst_structure_get_value (s, field);
  GEnumClass *klass;
  GEnumValue *found;

  if (!value || !G_VALUE_HOLDS_ENUM (value)) {
    report_append_text (line, before, s, field, after);
    return;
  }
  klass = g_type_class_ref (G_VALUE_TYPE (value));
  found = g_enum_get_value (klass, g_value_get_enum (value));
  if (found)
    g_string_append_printf (line, "%s%s%s", before, found->value_nick, after);
  g_type_class_unref (klass);
}

static gboolean
get_whole (const GstStructure * s, const gchar * field, guint64 * result)
{
  const GValue *value = gst_structure_get_value (s, field);
  GValue whole = G_VALUE_INIT;
  gboolean ok;

  if (!value || !g_value_type_transformable (G_VALUE_TYPE (value),
          G_TYPE_UINT64))
    return FALSE;
  g_value_init (&whole, G_TYPE_UINT64);
  ok = g_value_transform (value, &whole);
  *result = g_value_get_uint64 (&whole);
  g_value_unset (&whole);
  return ok;
}

void
report_append_uint (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after)
{
  guint64 value;

  if (get_whole (s, field, &value))
    g_string_append_printf (line, "%s%" G_GUINT64_FORMAT "%s", before, value,
        after);
}

void
report_append_uint_unless_0 (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after)
{
  guint64 value;

  if (get_whole (s, field, &value) && value != 0)
    report_append_uint (line, before, s, field, after);
}

void
report_append_time (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after)
{
  guint64 time, ms;

  if (!get_whole (s, field, &time) || !GST_CLOCK_TIME_IS_VALID (time))
    return;
  ms = time / GST_MSECOND;
  g_string_append_printf (line, "%s%u:%02u:%02u.%03u%s", before,
      (guint) (ms / 3600000), (guint) (ms / 60000 % 60),
      (guint) (ms / 1000 % 60), (guint) (ms % 1000), after);
}

gboolean
report_is_set (const GstStructure * s, const gchar * field)
{
  gboolean set = FALSE;

  return gst_structure_get_boolean (s, field, &set) && set;
}
