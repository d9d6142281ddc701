/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "hosts.h"

#include <arpa/inet.h>
#include <string.h>

struct _TsHosts
{
  GPtrArray *list;              /* of TsHost */
};

static void
host_free (gpointer data)
{
  TsHost *host = data;

  g_free (host->host);
  g_free (host->origin);
  g_free (host);
}

static gboolean
is_v6 (const gchar * text)
{
  struct in6_addr address;

  return inet_pton (AF_INET6, text, &address) == 1;
}

static gboolean
is_name (const gchar * text)
{
  const gchar *p;

  if (!g_ascii_isalnum (text[0]) || strlen (text) > 253)
    return FALSE;
  for (p = text; *p; p++) {
    if (!g_ascii_isalnum (*p) && *p != '.' && *p != '-' && *p != '_')
      return FALSE;
  }
  return p[-1] != '.';
}

/* As browsers write it, in small letters and with brackets; NULL when it is no
 * name. */
static gchar *
canonical (const gchar * name)
{
  gchar *plain, *result = NULL;
  gchar text[INET6_ADDRSTRLEN];
  struct in6_addr v6;
  gsize length = strlen (name);

  if (name[0] == '[' && name[length - 1] == ']')
    plain = g_strndup (name + 1, length - 2);
  else
    plain = g_strdup (name);
  if (inet_pton (AF_INET6, plain, &v6) == 1) {
    inet_ntop (AF_INET6, &v6, text, sizeof (text));
    result = g_strdup_printf ("[%s]", text);
  } else if (is_name (name)) {
    result = g_ascii_strdown (name, -1);
  }
  g_free (plain);
  return result;
}

static void
add (TsHosts * self, const gchar * name, guint port, gboolean secure)
{
  TsHost *host = g_new0 (TsHost, 1);

  host->host = port == (secure ? 443 : 80) ? g_strdup (name)
      : g_strdup_printf ("%s:%u", name, port);
  host->origin = g_strconcat (secure ? "https://" : "http://", host->host,
      NULL);
  host->secure = secure;
  g_ptr_array_add (self->list, host);
}

/* Where the port begins in "name:port" or "[v6]:port"; NULL = there is none. */
static gchar *
find_port (gchar * name)
{
  gchar *colon = strrchr (name, ':');

  if (!colon || is_v6 (name))
    return NULL;
  return name[0] == '[' && colon[-1] != ']' ? NULL : colon;
}

static gboolean
add_entry (TsHosts * self, const gchar * entry, guint port, gboolean secure)
{
  gchar *copy, *name, *colon, *good;

  if (g_ascii_strncasecmp (entry, "https://", 8) == 0) {
    entry += 8;
    port = 443;
    secure = TRUE;
  } else if (g_ascii_strncasecmp (entry, "http://", 7) == 0) {
    entry += 7;
    port = 80;
    secure = FALSE;
  }
  copy = name = g_strdup (entry);
  if (g_str_has_suffix (name, "/"))
    name[strlen (name) - 1] = '\0';
  colon = find_port (name);
  if (colon) {
    guint64 number;

    *colon = '\0';
    if (!g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &number, NULL)) {
      g_free (copy);
      return FALSE;
    }
    port = (guint) number;
  }
  good = name[0] ? canonical (name) : NULL;
  g_free (copy);
  if (good)
    add (self, good, port, secure);
  g_free (good);
  return good != NULL;
}

TsHosts *
ts_hosts_new (const gchar * const *names, guint port, gboolean tls,
    const gchar ** bad)
{
  TsHosts *self = g_new0 (TsHosts, 1);
  guint i;

  self->list = g_ptr_array_new_with_free_func (host_free);
  if (bad)
    *bad = NULL;
  for (i = 0; names[i]; i++) {
    if (!add_entry (self, names[i], port, tls) && bad && !*bad)
      *bad = names[i];
  }
  return self;
}

void
ts_hosts_free (TsHosts * self)
{
  g_ptr_array_unref (self->list);
  g_free (self);
}

guint
ts_hosts_size (TsHosts * self)
{
  return self->list->len;
}

gchar *
ts_hosts_url (TsHosts * self)
{
  const TsHost *first = self->list->len ? g_ptr_array_index (self->list, 0)
      : NULL;

  return first ? g_strconcat (first->origin, "/", NULL) : NULL;
}

const TsHost *
ts_hosts_find (TsHosts * self, const gchar * host, const gchar * origin,
    gboolean * same)
{
  const TsHost *found = NULL;
  guint i;

  *same = FALSE;
  for (i = 0; i < self->list->len; i++) {
    const TsHost *h = g_ptr_array_index (self->list, i);

    if (g_ascii_strcasecmp (h->host, host) != 0)
      continue;
    if (!found)
      found = h;
    /* Browsers write an origin in one way only. */
    if (origin && strcmp (h->origin, origin) == 0) {
      *same = TRUE;
      return h;
    }
  }
  return found;
}
