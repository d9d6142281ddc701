/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "head.h"

#include <string.h>

/* Two of them would be two requests in one. */
static const gchar *const single[] = {
  "host", "content-length", "transfer-encoding", "content-type", "origin",
  "authorization", "cookie", "upgrade", "expect", "sec-websocket-key",
  "sec-websocket-version", "sec-fetch-site", "sec-fetch-mode",
};

/* What libsoup would act on, and what is between the client and us only. */
static const gchar *const ours[] = {
  "connection", "keep-alive", "expect", "range", "if-range", "upgrade",
  "transfer-encoding", "te", "trailer", "proxy-connection",
};

gsize
ts_head_size (const guint8 * data, gsize length)
{
  const guint8 *p = data, *end = data + length;

  /* A bare line feed also ends it here, and is refused by the parser. */
  while (p < end && (p = memchr (p, '\n', (gsize) (end - p)))) {
    p++;
    if (p < end && *p == '\n')
      return (gsize) (p - data) + 1;
    if (p + 1 < end && p[0] == '\r' && p[1] == '\n')
      return (gsize) (p - data) + 2;
  }
  return 0;
}

static gboolean
is_token (const gchar * text)
{
  const gchar *p;

  for (p = text; *p; p++) {
    if (!g_ascii_isalnum (*p) && !strchr ("!#$%&'*+-.^_`|~", *p))
      return FALSE;
  }
  return p > text;
}

static gboolean
parse_target (TsHead * head, gchar * target, guint * status, const gchar ** why)
{
  const gchar *p;
  gchar *query;

  if (strlen (target) > TS_HEAD_TARGET) {
    *status = 414;
    *why = "the address is too long";
    return FALSE;
  }
  if (target[0] != '/') {
    *why = "the address must start with /";
    return FALSE;
  }
  for (p = target; *p; p++) {
    if (!g_ascii_isgraph (*p) || *p == '#' || *p == '\\' || *p == '"'
        || *p == '<' || *p == '>') {
      *why = "the address has a character that belongs escaped";
      return FALSE;
    }
  }
  query = strchr (target, '?');
  if (query)
    *query++ = '\0';
  head->path = target;
  head->query = query;
  return TRUE;
}

static gboolean
parse_request (TsHead * head, gchar * line, guint * status, const gchar ** why)
{
  gchar *target = strchr (line, ' ');
  gchar *version = target ? strchr (target + 1, ' ') : NULL;
  const gchar *p;

  *why = "this is no HTTP request";
  if (!version || strchr (version + 1, ' '))
    return FALSE;
  *target++ = '\0';
  *version++ = '\0';
  for (p = line; *p; p++) {
    if (!g_ascii_isupper (*p))
      return FALSE;
  }
  if (p == line || p - line > 16)
    return FALSE;
  if (strcmp (version, "HTTP/1.1") != 0 && strcmp (version, "HTTP/1.0") != 0) {
    if (g_str_has_prefix (version, "HTTP/")) {
      *status = 505;
      *why = "speak HTTP/1.1";
    }
    return FALSE;
  }
  head->method = line;
  head->minor = version[7] == '1';
  return parse_target (head, target, status, why);
}

static gboolean
parse_field (TsHead * head, gchar * line, guint * status, const gchar ** why)
{
  gchar *colon = strchr (line, ':');
  const guchar *p;
  TsField *field;

  if (head->n_fields == TS_HEAD_FIELDS) {
    *status = 431;
    *why = "too many header fields";
    return FALSE;
  }
  *why = "a header field is not well formed";
  if (!colon)
    return FALSE;
  *colon = '\0';
  /* Also refuses a line that goes on with the one before it. */
  if (!is_token (line))
    return FALSE;
  for (p = (const guchar *) colon + 1; *p; p++) {
    if ((*p < 0x20 && *p != '\t') || *p == 0x7f)
      return FALSE;
  }
  field = &head->fields[head->n_fields++];
  field->name = line;
  field->value = g_strstrip (colon + 1);
  return TRUE;
}

static gboolean
parse_lines (TsHead * head, gchar * text, guint * status, const gchar ** why)
{
  gboolean first = TRUE;
  gchar *end;

  for (; *text; text = end + 2) {
    end = strchr (text, '\n');
    if (!end || end == text || *--end != '\r') {
      *why = "lines must end with carriage return and line feed";
      return FALSE;
    }
    *end = '\0';
    /* The empty line; parse() has cut off what follows it. */
    if (end == text)
      return !first;
    if (first ? !parse_request (head, text, status, why)
        : !parse_field (head, text, status, why))
      return FALSE;
    first = FALSE;
  }
  return FALSE;
}

static guint
count (const TsHead * head, const gchar * name)
{
  guint i, n = 0;

  for (i = 0; i < head->n_fields; i++)
    n += g_ascii_strcasecmp (head->fields[i].name, name) == 0;
  return n;
}

static gboolean
parse_length (TsHead * head, const gchar ** why)
{
  const gchar *length = ts_head_get (head, "content-length");

  head->chunked = ts_head_get (head, "transfer-encoding") != NULL;
  head->length = -1;
  if (!length)
    return TRUE;
  if (head->chunked) {
    *why = "Content-Length and Transfer-Encoding contradict each other";
    return FALSE;
  }
  if (strlen (length) < 1 || strlen (length) > 15
      || strspn (length, "0123456789") != strlen (length)) {
    *why = "Content-Length is no number";
    return FALSE;
  }
  head->length = g_ascii_strtoll (length, NULL, 10);
  return TRUE;
}

static gboolean
check_fields (TsHead * head, const gchar ** why)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (single); i++) {
    if (count (head, single[i]) > 1) {
      *why = "a header field that decides something comes twice";
      return FALSE;
    }
  }
  if (!ts_head_get (head, "host")) {
    *why = "Host is missing";
    return FALSE;
  }
  return parse_length (head, why);
}

TsHead *
ts_head_parse (const guint8 * data, gsize length, guint * status,
    const gchar ** why)
{
  TsHead *head;

  *status = 400;
  *why = "this is no HTTP request";
  if (length > TS_HEAD_MAX) {
    *status = 431;
    *why = "the header is too long";
    return NULL;
  }
  if (memchr (data, 0, length)) {
    *why = "the header has a zero in it";
    return NULL;
  }
  head = g_new0 (TsHead, 1);
  head->text = g_strndup ((const gchar *) data, length);
  if (parse_lines (head, head->text, status, why) && check_fields (head, why)) {
    *status = 0;
    return head;
  }
  ts_head_free (head);
  return NULL;
}

void
ts_head_free (TsHead * head)
{
  g_free (head->text);
  g_free (head);
}

const gchar *
ts_head_get (const TsHead * head, const gchar * name)
{
  guint i;

  for (i = 0; i < head->n_fields; i++) {
    if (g_ascii_strcasecmp (head->fields[i].name, name) == 0)
      return head->fields[i].value;
  }
  return NULL;
}

gboolean
ts_head_has_token (const TsHead * head, const gchar * name, const gchar * token)
{
  guint i, j;

  for (i = 0; i < head->n_fields; i++) {
    gchar **list;
    gboolean found = FALSE;

    if (g_ascii_strcasecmp (head->fields[i].name, name) != 0)
      continue;
    list = g_strsplit (head->fields[i].value, ",", -1);
    for (j = 0; list[j] && !found; j++)
      found = g_ascii_strcasecmp (g_strstrip (list[j]), token) == 0;
    g_strfreev (list);
    if (found)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_ours (const gchar * name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (ours); i++) {
    if (g_ascii_strcasecmp (name, ours[i]) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
append (GByteArray * out, const gchar * text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

void
ts_head_write (const TsHead * head, GByteArray * out)
{
  guint i;

  append (out, head->method);
  append (out, " ");
  append (out, head->path);
  append (out, " HTTP/1.1\r\n");
  for (i = 0; i < head->n_fields; i++) {
    if (is_ours (head->fields[i].name))
      continue;
    append (out, head->fields[i].name);
    append (out, ": ");
    append (out, head->fields[i].value);
    append (out, "\r\n");
  }
  append (out, "Connection: close\r\n\r\n");
}

gchar *
ts_head_query (const TsHead * head, const gchar * key, gboolean * good)
{
  gchar **pairs, *found = NULL;
  gsize length = strlen (key);
  guint i;

  if (!head->query)
    return NULL;
  pairs = g_strsplit (head->query, "&", -1);
  for (i = 0; pairs[i]; i++) {
    const gchar *p;

    if (strncmp (pairs[i], key, length) != 0 || pairs[i][length] != '=')
      continue;
    if (found)
      *good = FALSE;
    g_free (found);
    found = g_strdup (pairs[i] + length + 1);
    for (p = found; *p; p++) {
      if (!g_ascii_isalnum (*p) && !strchr ("_.-", *p))
        *good = FALSE;
    }
    if (p == found || p - found > 64)
      *good = FALSE;
  }
  g_strfreev (pairs);
  return found;
}
