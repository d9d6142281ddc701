/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "onset-command.h"

#include <math.h>

GstEvent *
onset_command_event_new (GstStructure * command)
{
  g_return_val_if_fail (gst_structure_has_name (command, ONSET_COMMAND), NULL);

  return gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, command);
}

const GstStructure *
onset_command_event_parse (GstEvent * event)
{
  if (GST_EVENT_TYPE (event) != GST_EVENT_CUSTOM_UPSTREAM)
    return NULL;
  if (!gst_event_has_name (event, ONSET_COMMAND))
    return NULL;

  return gst_event_get_structure (event);
}

/* A structure takes no other strings. */
static gboolean
is_valid_string (const gchar * string)
{
  return string && g_utf8_validate (string, -1, NULL);
}

void
onset_answer_fill (GstStructure * answer, const GstStructure * command,
    gboolean ok, const gchar * reason)
{
  const GValue *id = gst_structure_get_value (command, "id");
  const gchar *name = gst_structure_get_string (command, "command");

  gst_structure_set (answer,
      "command", G_TYPE_STRING, is_valid_string (name) ? name : "",
      "ok", G_TYPE_BOOLEAN, ok,
      "reason", G_TYPE_STRING, reason ? reason : "", NULL);
  if (id && (!G_VALUE_HOLDS_STRING (id)
          || is_valid_string (g_value_get_string (id))))
    gst_structure_set_value (answer, "id", id);
}

GstEvent *
onset_answer_event_new (const GstStructure * command, gboolean ok,
    const gchar * reason)
{
  GstStructure *answer = gst_structure_new_empty (ONSET_ANSWER);

  onset_answer_fill (answer, command, ok, reason);
  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_OOB, answer);
}

static gboolean
read_integer (const GValue * value, gint64 * i)
{
  switch (G_VALUE_TYPE (value)) {
    case G_TYPE_CHAR:
      *i = g_value_get_schar (value);
      return TRUE;
    case G_TYPE_UCHAR:
      *i = g_value_get_uchar (value);
      return TRUE;
    case G_TYPE_INT:
      *i = g_value_get_int (value);
      return TRUE;
    case G_TYPE_UINT:
      *i = g_value_get_uint (value);
      return TRUE;
    case G_TYPE_LONG:
      *i = g_value_get_long (value);
      return TRUE;
    case G_TYPE_INT64:
      *i = g_value_get_int64 (value);
      return TRUE;
    default:
      return FALSE;
  }
}

/* Unsigned integers that need not fit into gint64. */
static gboolean
read_unsigned (const GValue * value, guint64 * u)
{
  if (G_VALUE_HOLDS_UINT64 (value))
    *u = g_value_get_uint64 (value);
  else if (G_VALUE_HOLDS_ULONG (value))
    *u = g_value_get_ulong (value);
  else
    return FALSE;
  return TRUE;
}

/* TRUE when @value holds a number, given in *d. *whole says whether it is an
 * integer that fits into *i. */
static gboolean
read_number (const GValue * value, gint64 * i, gdouble * d, gboolean * whole)
{
  guint64 u;

  *whole = TRUE;
  if (read_integer (value, i)) {
    *d = (gdouble) * i;
  } else if (read_unsigned (value, &u)) {
    *d = (gdouble) u;
    *whole = u <= G_MAXINT64;
    *i = *whole ? (gint64) u : 0;
  } else if (G_VALUE_HOLDS_DOUBLE (value) || G_VALUE_HOLDS_FLOAT (value)) {
    *d = G_VALUE_HOLDS_DOUBLE (value) ? g_value_get_double (value)
        : (gdouble) g_value_get_float (value);
    if (!isfinite (*d))
      return FALSE;
    *whole = floor (*d) == *d && fabs (*d) < 9.2e18;
    *i = *whole ? (gint64) * d : 0;
  } else {
    return FALSE;
  }
  return TRUE;
}

static gboolean
get_whole (const GstStructure * command, const gchar * field, gint64 min,
    gint64 max, gint64 * result, gboolean * valid)
{
  const GValue *value = gst_structure_get_value (command, field);
  gint64 i = 0;
  gdouble d;
  gboolean whole;

  if (!value)
    return FALSE;
  if (!read_number (value, &i, &d, &whole) || !whole || i < min || i > max) {
    *valid = FALSE;
    return FALSE;
  }
  *result = i;
  return TRUE;
}

gboolean
onset_command_get_uint (const GstStructure * command, const gchar * field,
    guint * value, gboolean * valid)
{
  gint64 i;

  if (!get_whole (command, field, 0, G_MAXUINT, &i, valid))
    return FALSE;
  *value = (guint) i;
  return TRUE;
}

gboolean
onset_command_get_uint64 (const GstStructure * command, const gchar * field,
    guint64 * value, gboolean * valid)
{
  gint64 i;

  if (!get_whole (command, field, 0, G_MAXINT64, &i, valid))
    return FALSE;
  *value = (guint64) i;
  return TRUE;
}

gboolean
onset_command_get_int (const GstStructure * command, const gchar * field,
    gint * value, gboolean * valid)
{
  gint64 i;

  if (!get_whole (command, field, G_MININT, G_MAXINT, &i, valid))
    return FALSE;
  *value = (gint) i;
  return TRUE;
}

gboolean
onset_command_get_double (const GstStructure * command, const gchar * field,
    gdouble * value, gboolean * valid)
{
  const GValue *v = gst_structure_get_value (command, field);
  gint64 i;
  gdouble d = 0.0;
  gboolean whole;

  if (!v)
    return FALSE;
  if (!read_number (v, &i, &d, &whole)) {
    *valid = FALSE;
    return FALSE;
  }
  *value = d;
  return TRUE;
}

/* Text such as 48, 23.976 or 48000/1001, or a fraction. */
static gboolean
read_fraction (const GValue * v, gint * num, gint * den)
{
  GValue fraction = G_VALUE_INIT;
  gboolean ok;

  g_value_init (&fraction, GST_TYPE_FRACTION);
  if (G_VALUE_HOLDS_STRING (v))
    ok = g_value_get_string (v)
        && gst_value_deserialize (&fraction, g_value_get_string (v));
  else
    ok = GST_VALUE_HOLDS_FRACTION (v) && g_value_transform (v, &fraction);
  if (ok) {
    *num = gst_value_get_fraction_numerator (&fraction);
    *den = gst_value_get_fraction_denominator (&fraction);
  }
  g_value_unset (&fraction);
  return ok;
}

static gboolean
read_number_or_text (const GValue * v, gdouble * number)
{
  const gchar *text = G_VALUE_HOLDS_STRING (v) ? g_value_get_string (v) : NULL;
  gboolean whole;
  gchar *end;
  gint64 i;

  if (!text)
    return !G_VALUE_HOLDS_STRING (v) && read_number (v, &i, number, &whole);
  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

gboolean
onset_command_get_fraction (const GstStructure * command, const gchar * field,
    guint * num, guint * den, gboolean * valid)
{
  const GValue *v = gst_structure_get_value (command, field);
  gdouble number = 0.0;
  gint n = 0, d = 1;

  if (!v)
    return FALSE;
  if (read_number_or_text (v, &number))
    gst_util_double_to_fraction (CLAMP (number, -1.0,
            2.0 * ONSET_FRACTION_MAX), &n, &d);
  else if (!read_fraction (v, &n, &d))
    n = -1;
  if (n < 0 || d <= 0 || n / d > ONSET_FRACTION_MAX) {
    *valid = FALSE;
    return FALSE;
  }
  *num = (guint) n;
  *den = (guint) d;
  return TRUE;
}

gboolean
onset_command_get_boolean (const GstStructure * command, const gchar * field,
    gboolean * value, gboolean * valid)
{
  const GValue *v = gst_structure_get_value (command, field);
  gint64 i;

  if (v && G_VALUE_HOLDS_BOOLEAN (v)) {
    *value = g_value_get_boolean (v);
    return TRUE;
  }
  if (!get_whole (command, field, 0, 1, &i, valid))
    return FALSE;
  *value = i != 0;
  return TRUE;
}

gboolean
onset_command_get_string (const GstStructure * command, const gchar * field,
    const gchar ** value, gboolean * valid)
{
  const GValue *v = gst_structure_get_value (command, field);
  const gchar *string;

  if (!v)
    return FALSE;
  string = G_VALUE_HOLDS_STRING (v) ? g_value_get_string (v) : NULL;
  if (!string || !g_utf8_validate (string, -1, NULL)) {
    *valid = FALSE;
    return FALSE;
  }
  *value = string;
  return TRUE;
}
