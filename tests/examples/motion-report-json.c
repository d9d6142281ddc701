/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "motion-report-json.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX_DEPTH 8

/* --- out -------------------------------------------------------------------- */

static void
append_string (GString * line, const gchar * text)
{
  gchar *valid = g_utf8_make_valid (text, -1);
  const gchar *p;

  g_string_append_c (line, '"');
  for (p = valid; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf (line, "\\%c", *p);
    else if ((guchar) * p < 0x20)
      g_string_append_printf (line, "\\u%04x", *p);
    else
      g_string_append_c (line, *p);
  }
  g_string_append_c (line, '"');
  g_free (valid);
}

static void
append_double (GString * line, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value)) {
    g_ascii_dtostr (text, sizeof (text), value);
    g_string_append (line, text);
    /* so that it is one when it comes back */
    if (!strpbrk (text, ".e"))
      g_string_append (line, ".0");
  } else {
    g_string_append (line, "null");
  }
}

static void append_structure (GString * line, const GstStructure * s);

static void
append_array (GString * line, const GValue * array)
{
  guint i, n = 0;

  g_string_append_c (line, '[');
  for (i = 0; i < gst_value_array_get_size (array); i++) {
    const GValue *item = gst_value_array_get_value (array, i);

    if (GST_VALUE_HOLDS_STRUCTURE (item)) {
      if (n++ > 0)
        g_string_append_c (line, ',');
      append_structure (line, gst_value_get_structure (item));
    }
  }
  g_string_append_c (line, ']');
}

static gboolean
is_known (const GValue * value)
{
  return G_VALUE_HOLDS_STRING (value) || G_VALUE_HOLDS_BOOLEAN (value)
      || G_VALUE_HOLDS_DOUBLE (value) || G_VALUE_HOLDS_UINT64 (value)
      || G_VALUE_HOLDS_INT64 (value) || G_VALUE_HOLDS_UINT (value)
      || G_VALUE_HOLDS_INT (value) || GST_VALUE_HOLDS_STRUCTURE (value)
      || GST_VALUE_HOLDS_ARRAY (value);
}

static void
append_value (GString * line, const GValue * value)
{
  if (G_VALUE_HOLDS_STRING (value) && g_value_get_string (value))
    append_string (line, g_value_get_string (value));
  else if (G_VALUE_HOLDS_STRING (value))
    g_string_append (line, "null");
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_string_append (line, g_value_get_boolean (value) ? "true" : "false");
  else if (G_VALUE_HOLDS_DOUBLE (value))
    append_double (line, g_value_get_double (value));
  else if (G_VALUE_HOLDS_UINT64 (value))
    g_string_append_printf (line, "%" G_GUINT64_FORMAT,
        g_value_get_uint64 (value));
  else if (G_VALUE_HOLDS_INT64 (value))
    g_string_append_printf (line, "%" G_GINT64_FORMAT,
        g_value_get_int64 (value));
  else if (G_VALUE_HOLDS_UINT (value))
    g_string_append_printf (line, "%u", g_value_get_uint (value));
  else if (G_VALUE_HOLDS_INT (value))
    g_string_append_printf (line, "%d", g_value_get_int (value));
  else if (GST_VALUE_HOLDS_STRUCTURE (value))
    append_structure (line, gst_value_get_structure (value));
  else
    append_array (line, value);
}

static void
append_structure (GString * line, const GstStructure * s)
{
  gint i;

  g_string_append (line, "{\"message\":");
  append_string (line, gst_structure_get_name (s));
  for (i = 0; i < gst_structure_n_fields (s); i++) {
    const gchar *name = gst_structure_nth_field_name (s, i);
    const GValue *value = gst_structure_get_value (s, name);

    if (!is_known (value))
      continue;
    g_string_append_c (line, ',');
    append_string (line, name);
    g_string_append_c (line, ':');
    append_value (line, value);
  }
  g_string_append_c (line, '}');
}

void
motion_report_json_append (GString * line, const GstStructure * s)
{
  append_structure (line, s);
}

/* --- in --------------------------------------------------------------------- */

typedef struct
{
  const gchar *at;
  guint depth;
} Reader;

static void
skip_space (Reader * r)
{
  while (*r->at == ' ' || *r->at == '\t' || *r->at == '\r' || *r->at == '\n')
    r->at++;
}

static gboolean
take (Reader * r, gchar c)
{
  skip_space (r);
  if (*r->at != c)
    return FALSE;
  r->at++;
  return TRUE;
}

static gboolean
take_word (Reader * r, const gchar * word)
{
  if (!g_str_has_prefix (r->at, word))
    return FALSE;
  r->at += strlen (word);
  return TRUE;
}

static gint
hex4 (const gchar * p)
{
  gint value = 0, i;

  for (i = 0; i < 4; i++) {
    if (!g_ascii_isxdigit (p[i]))
      return -1;
    value = value * 16 + g_ascii_xdigit_value (p[i]);
  }
  return value;
}

static gboolean
take_unicode (Reader * r, GString * text)
{
  gint a = hex4 (r->at), b;

  if (a < 0)
    return FALSE;
  r->at += 4;
  if (a >= 0xd800 && a < 0xdc00 && r->at[0] == '\\' && r->at[1] == 'u'
      && (b = hex4 (r->at + 2)) >= 0xdc00 && b < 0xe000) {
    r->at += 6;
    a = 0x10000 + ((a - 0xd800) << 10) + (b - 0xdc00);
  }
  if (a == 0 || (a >= 0xd800 && a < 0xe000))
    a = 0xfffd;
  g_string_append_unichar (text, (gunichar) a);
  return TRUE;
}

static gboolean
take_escape (Reader * r, GString * text)
{
  static const gchar from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const gchar *which;

  if (*r->at == 'u') {
    r->at++;
    return take_unicode (r, text);
  }
  which = *r->at ? strchr (from, *r->at) : NULL;
  if (!which)
    return FALSE;
  g_string_append_c (text, to[which - from]);
  r->at++;
  return TRUE;
}

/* (transfer full) */
static gchar *
take_string (Reader * r)
{
  GString *text;

  if (!take (r, '"'))
    return NULL;
  text = g_string_new (NULL);
  while (*r->at && *r->at != '"') {
    if (*r->at != '\\') {
      g_string_append_c (text, *r->at++);
      continue;
    }
    r->at++;
    if (!take_escape (r, text))
      break;
  }
  if (*r->at != '"') {
    g_string_free (text, TRUE);
    return NULL;
  }
  r->at++;
  return g_string_free (text, FALSE);
}

static gboolean
take_number (Reader * r, GValue * value)
{
  gsize n = strspn (r->at, "+-.0123456789eE");
  gchar *text = g_strndup (r->at, n), *end = text;

  errno = 0;
  if (n == 0) {
    end = NULL;
  } else if (strpbrk (text, ".eE")) {
    g_value_init (value, G_TYPE_DOUBLE);
    g_value_set_double (value, g_ascii_strtod (text, &end));
  } else if (text[0] == '-') {
    g_value_init (value, G_TYPE_INT64);
    g_value_set_int64 (value, g_ascii_strtoll (text, &end, 10));
  } else {
    g_value_init (value, G_TYPE_UINT64);
    g_value_set_uint64 (value, g_ascii_strtoull (text, &end, 10));
  }
  r->at += n;
  n = end && *end == '\0' && errno == 0;
  g_free (text);
  return n > 0;
}

static GstStructure *take_object (Reader * r);

static gboolean
take_array (Reader * r, GValue * value)
{
  g_value_init (value, GST_TYPE_ARRAY);
  if (take (r, ']'))
    return TRUE;
  do {
    GValue item = G_VALUE_INIT;
    GstStructure *s = take_object (r);

    if (!s)
      return FALSE;
    g_value_init (&item, GST_TYPE_STRUCTURE);
    g_value_take_boxed (&item, s);
    gst_value_array_append_and_take_value (value, &item);
  } while (take (r, ','));
  return take (r, ']');
}

/* A value that is not set is null. */
static gboolean
take_value (Reader * r, GValue * value)
{
  skip_space (r);
  if (*r->at == '"') {
    gchar *text = take_string (r);

    g_value_init (value, G_TYPE_STRING);
    g_value_take_string (value, text);
    return text != NULL;
  }
  if (*r->at == '{') {
    GstStructure *s = take_object (r);

    g_value_init (value, GST_TYPE_STRUCTURE);
    if (s)
      g_value_take_boxed (value, s);
    return s != NULL;
  }
  if (take (r, '['))
    return take_array (r, value);
  if (take_word (r, "null"))
    return TRUE;
  if (*r->at == 't' || *r->at == 'f') {
    g_value_init (value, G_TYPE_BOOLEAN);
    g_value_set_boolean (value, *r->at == 't');
    return take_word (r, *r->at == 't' ? "true" : "false");
  }
  return take_number (r, value);
}

static gboolean
is_name (const gchar * text)
{
  const gchar *p;

  for (p = text; *p; p++) {
    if (!g_ascii_isalnum (*p) && !strchr ("/-_.:+", *p))
      return FALSE;
  }
  return g_ascii_isalpha (text[0]);
}

static gboolean
take_member (Reader * r, GstStructure * s)
{
  gchar *name = take_string (r);
  GValue value = G_VALUE_INIT;
  gboolean ok = FALSE;

  if (name && is_name (name) && take (r, ':') && take_value (r, &value)) {
    ok = TRUE;
    if (g_str_equal (name, "message")) {
      ok = G_VALUE_HOLDS_STRING (&value)
          && is_name (g_value_get_string (&value));
      if (ok)
        gst_structure_set_name (s, g_value_get_string (&value));
    } else if (G_IS_VALUE (&value)) {
      gst_structure_set_value (s, name, &value);
    }
  }
  if (G_IS_VALUE (&value))
    g_value_unset (&value);
  g_free (name);
  return ok;
}

static GstStructure *
take_object (Reader * r)
{
  GstStructure *s;
  gboolean ok;

  if (!take (r, '{') || ++r->depth > MAX_DEPTH)
    return NULL;
  s = gst_structure_new_empty ("unnamed");
  ok = take (r, '}');
  if (!ok) {
    do {
      ok = take_member (r, s);
    } while (ok && take (r, ','));
    ok = ok && take (r, '}');
  }
  r->depth--;
  if (ok)
    return s;
  gst_structure_free (s);
  return NULL;
}

GstStructure *
motion_report_json_parse (const gchar * line, GError ** error)
{
  Reader r = { line, 0 };
  GstStructure *s = NULL;

  if (g_utf8_validate (line, -1, NULL)) {
    s = take_object (&r);
    skip_space (&r);
    if (s && *r.at != '\0') {
      gst_structure_free (s);
      s = NULL;
    }
  }
  if (!s)
    g_set_error_literal (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE,
        "this is not an object of JSON as --save-log writes it");
  return s;
}
