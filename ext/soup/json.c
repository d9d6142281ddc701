/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "json.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Names are kept by GLib for as long as the process lives: only so many that
 * nobody has used before are taken from outside. */
#define FRESH_NAMES 256
#define NAME_MAX_LENGTH 64
/* More digits do not fit into 64 bit. */
#define DIGITS_MAX 18

/* --- out ------------------------------------------------------------------- */

void
ts_json_append_text (GString * out, const gchar * text)
{
  gchar *valid = g_utf8_make_valid (text ? text : "", -1);
  const gchar *p;

  g_string_append_c (out, '"');
  for (p = valid; *p; p++) {
    guchar c = (guchar) * p;

    if (c == '"' || c == '\\')
      g_string_append_printf (out, "\\%c", c);
    else if (c < 0x20 || c == 0x7f)
      g_string_append_printf (out, "\\u%04x", c);
    else
      g_string_append_c (out, (gchar) c);
  }
  g_string_append_c (out, '"');
  g_free (valid);
}

static void
append_double (GString * out, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value)) {
    g_string_append (out, "null");
    return;
  }
  g_string_append (out, g_ascii_dtostr (text, sizeof (text), value));
}

static void append_value (GString * out, const GValue * value);

static void
append_array (GString * out, const GValue * value)
{
  gboolean list = GST_VALUE_HOLDS_LIST (value);
  guint i, n = list ? gst_value_list_get_size (value)
      : gst_value_array_get_size (value);

  g_string_append_c (out, '[');
  for (i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_value (out, list ? gst_value_list_get_value (value, i)
        : gst_value_array_get_value (value, i));
  }
  g_string_append_c (out, ']');
}

static void
append_other (GString * out, const GValue * value)
{
  gchar *text = gst_value_serialize (value);

  if (text)
    ts_json_append_text (out, text);
  else
    g_string_append (out, "null");
  g_free (text);
}

static void
append_value (GString * out, const GValue * value)
{
  if (G_VALUE_HOLDS_STRING (value)) {
    if (g_value_get_string (value))
      ts_json_append_text (out, g_value_get_string (value));
    else
      g_string_append (out, "null");
  } else if (G_VALUE_HOLDS_BOOLEAN (value)) {
    g_string_append (out, g_value_get_boolean (value) ? "true" : "false");
  } else if (G_VALUE_HOLDS_INT (value)) {
    g_string_append_printf (out, "%d", g_value_get_int (value));
  } else if (G_VALUE_HOLDS_UINT (value)) {
    g_string_append_printf (out, "%u", g_value_get_uint (value));
  } else if (G_VALUE_HOLDS_INT64 (value)) {
    g_string_append_printf (out, "%" G_GINT64_FORMAT,
        g_value_get_int64 (value));
  } else if (G_VALUE_HOLDS_UINT64 (value)) {
    g_string_append_printf (out, "%" G_GUINT64_FORMAT,
        g_value_get_uint64 (value));
  } else if (G_VALUE_HOLDS_DOUBLE (value)) {
    append_double (out, g_value_get_double (value));
  } else if (G_VALUE_HOLDS_FLOAT (value)) {
    append_double (out, g_value_get_float (value));
  } else if (GST_VALUE_HOLDS_FRACTION (value)) {
    g_string_append_printf (out, "\"%d/%d\"",
        gst_value_get_fraction_numerator (value),
        gst_value_get_fraction_denominator (value));
  } else if (GST_VALUE_HOLDS_ARRAY (value) || GST_VALUE_HOLDS_LIST (value)) {
    append_array (out, value);
  } else if (GST_VALUE_HOLDS_STRUCTURE (value)
      && gst_value_get_structure (value)) {
    ts_json_append_structure (out, gst_value_get_structure (value), NULL);
  } else {
    append_other (out, value);
  }
}

void
ts_json_append_structure (GString * out, const GstStructure * s,
    const gchar * const *first)
{
  gint i, n = gst_structure_n_fields (s);
  gboolean comma = FALSE;

  g_string_append_c (out, '{');
  for (; first && first[0]; first += 2) {
    if (comma)
      g_string_append_c (out, ',');
    ts_json_append_text (out, first[0]);
    g_string_append_c (out, ':');
    ts_json_append_text (out, first[1]);
    comma = TRUE;
  }
  for (i = 0; i < n; i++) {
    const gchar *name = gst_structure_nth_field_name (s, (guint) i);

    if (comma)
      g_string_append_c (out, ',');
    ts_json_append_text (out, name);
    g_string_append_c (out, ':');
    append_value (out, gst_structure_get_value (s, name));
    comma = TRUE;
  }
  g_string_append_c (out, '}');
}

gchar *
ts_json_from_structure (const GstStructure * s, const gchar * const *first)
{
  GString *out = g_string_new (NULL);

  ts_json_append_structure (out, s, first);
  return g_string_free (out, FALSE);
}

/* --- in -------------------------------------------------------------------- */

static gboolean
G_GNUC_PRINTF (2, 3)
fail (GError ** error, const gchar * format, ...)
{
  va_list args;
  gchar *raw, *text;

  va_start (args, format);
  raw = g_strdup_vprintf (format, args);
  va_end (args);
  /* The parser quotes what it made of half a surrogate pair. */
  text = g_utf8_make_valid (raw, -1);
  g_free (raw);
  g_set_error_literal (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, text);
  g_free (text);
  return FALSE;
}

/* The parser calls itself for each level, and makes of a number with too many
 * digits another one: both are found here, without reading any of it. */
static gboolean
is_harmless (const gchar * text, gsize length, GError ** error)
{
  gboolean quoted = FALSE, over = FALSE;
  guint depth = 0, digits = 0;
  gsize i;

  for (i = 0; i < length; i++) {
    gchar c = text[i];

    if (quoted) {
      if (c == '\\' && length - i > 5 && strncmp (text + i, "\\u0000", 6) == 0)
        return fail (error, "a text has a zero in it");
      if (c == '\\')
        i++;
      else if (c == '"')
        quoted = FALSE;
      continue;
    }
    /* The parser also takes comments, single quotes, and numbers of other
     * bases. */
    if (!strchr ("{}[]:,\"+-.0123456789eE \t\r\ntruefalsn", c) || c == '\0')
      return fail (error, "this is no JSON");
    if (over && !g_ascii_isspace (c))
      return fail (error, "there is something after the object");
    if (depth == 0 && c != '{' && !g_ascii_isspace (c))
      return fail (error, "this is no JSON object");
    if (c == '"')
      quoted = TRUE;
    else if ((c == '{' || c == '[') && ++depth > TS_JSON_MAX_DEPTH)
      return fail (error, "nested too deep");
    else if ((c == '}' || c == ']') && depth-- == 0)
      return fail (error, "this is no JSON: %c", c);
    over = over || (depth == 0 && (c == '}' || c == ']'));
    if (!g_ascii_isdigit (c))
      digits = c == '.' || c == 'e' || c == 'E' ? G_MININT : 0;
    else if (digits == 1 && text[i - 1] == '0')
      return fail (error, "a number begins with 0");
    else if ((gint)++ digits > DIGITS_MAX)
      return fail (error, "a number is too long");
  }
  /* The parser leaks what it has when the end comes too soon. */
  if (quoted || !over)
    return fail (error, "this is no JSON object: it has no end");
  return TRUE;
}

static gboolean
is_name (const gchar * name, GError ** error)
{
  static gint fresh;
  const gchar *p;

  if (!g_ascii_isalpha (name[0]) || strlen (name) > NAME_MAX_LENGTH)
    return fail (error, "a member's name must start with a letter and be "
        "short");
  for (p = name; *p; p++) {
    if (!g_ascii_isalnum (*p) && !strchr ("-_.:+", *p))
      return fail (error, "\"%s\" is no name for a member", name);
  }
  if (g_quark_try_string (name) == 0
      && g_atomic_int_add (&fresh, 1) >= FRESH_NAMES)
    return fail (error, "there is no member \"%s\"", name);
  return TRUE;
}

typedef struct
{
  GstStructure *s;
  GError *error;
} Reading;

static void
read_member (JsonObject * object, const gchar * name, JsonNode * node,
    gpointer user_data)
{
  Reading *reading = user_data;
  GValue value = G_VALUE_INIT;

  (void) object;
  if (reading->error || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!is_name (name, &reading->error))
    return;
  if (!JSON_NODE_HOLDS_VALUE (node)) {
    fail (&reading->error, "\"%s\" must be a text, a number, true or false",
        name);
    return;
  }
  json_node_get_value (node, &value);
  if (G_VALUE_HOLDS_DOUBLE (&value)
      && !isfinite (g_value_get_double (&value)))
    fail (&reading->error, "\"%s\" is too large", name);
  else if (G_VALUE_HOLDS_STRING (&value)
      && !g_utf8_validate (g_value_get_string (&value), -1, NULL))
    fail (&reading->error, "\"%s\" has half a surrogate pair in it", name);
  else
    gst_structure_set_value (reading->s, name, &value);
  g_value_unset (&value);
}

/* Once for each member as it is read: one that comes twice is heard twice. */
static void
on_member (JsonParser * parser, JsonObject * object, const gchar * name,
    gpointer user_data)
{
  (void) parser;
  (void) object;
  (void) name;
  ++*(guint *) user_data;
}

static GstStructure *
read_object (JsonParser * parser, guint members, const gchar * name,
    GError ** error)
{
  JsonNode *root = json_parser_get_root (parser);
  Reading reading = { NULL, NULL };

  if (!root || !JSON_NODE_HOLDS_OBJECT (root)) {
    fail (error, "this is no JSON object");
    return NULL;
  }
  reading.s = gst_structure_new_empty (name);
  json_object_foreach_member (json_node_get_object (root), read_member,
      &reading);
  if (!reading.error
      && json_object_get_size (json_node_get_object (root)) != members)
    fail (&reading.error, "a member comes twice");
  if (reading.error) {
    g_propagate_error (error, reading.error);
    g_clear_pointer (&reading.s, gst_structure_free);
  }
  return reading.s;
}

GstStructure *
ts_json_to_structure (const gchar * text, gssize length, const gchar * name,
    GError ** error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  JsonParser *parser;
  GstStructure *s = NULL;
  GError *cause = NULL;
  guint members = 0;

  if (size > TS_JSON_MAX_LENGTH) {
    fail (error, "this is longer than %d bytes", TS_JSON_MAX_LENGTH);
    return NULL;
  }
  if (!g_utf8_validate_len (text, size, NULL)) {
    fail (error, "this is no UTF-8");
    return NULL;
  }
  if (!is_harmless (text, size, error))
    return NULL;

  parser = json_parser_new ();
  g_signal_connect (parser, "object-member", G_CALLBACK (on_member), &members);
  if (json_parser_load_from_data (parser, text, (gssize) size, &cause))
    s = read_object (parser, members, name, error);
  else
    fail (error, "this is no JSON: %s", cause->message);
  g_clear_error (&cause);
  g_object_unref (parser);
  return s;
}
