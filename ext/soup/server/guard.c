/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "guard.h"

#include <string.h>

/* As the protocol has it. */
#define SOCKET_ID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
/* A browser sends one cookie of a name; another page of the same host may have
 * set more. */
#define COOKIES_MAX 4
/* Seconds after which a session that is used has its cookie sent again: the
 * browser counts from then. */
#define RENEW_AGE (24 * 60 * 60)

static gboolean
refuse (TsVerdict * v, guint status, const gchar * reason, const gchar * why)
{
  v->status = status;
  v->reason = reason;
  v->why = why;
  return FALSE;
}

static gboolean
check_host (TsGuard * self, const TsHead * head, TsVerdict * v, gboolean * same)
{
  v->host = ts_hosts_find (self->hosts, ts_head_get (head, "host"),
      ts_head_get (head, "origin"), same);
  if (!v->host)
    return refuse (v, 421, "host", "this is not a name of this server; its "
        "property allowed-hosts says which are");
  return TRUE;
}

static gboolean
find_route (TsGuard * self, const TsHead * head, TsVerdict * v)
{
  gboolean post;

  v->route = ts_route_find (head->path, &v->flags);
  if (v->route == TS_ROUTE_NONE
      && g_hash_table_contains (self->assets, head->path)) {
    v->route = TS_ROUTE_ASSET;
    v->flags = g_str_has_prefix (head->path, "/pair/") ? TS_ROUTE_OPEN : 0;
  }
  if (v->route == TS_ROUTE_NONE)
    return refuse (v, 404, "path", "there is nothing of that name here");

  post = (v->flags & TS_ROUTE_POST) != 0;
  if (strcmp (head->method, post ? "POST" : "GET") == 0)
    return TRUE;
  v->allow = post ? "POST" : "GET";
  return refuse (v, 405, "method", post ? "use POST here" : "use GET here");
}

/* What a page of somebody else makes a browser do. Only following a link to
 * the page itself is harmless. */
static gboolean
check_site (const TsHead * head, TsVerdict * v)
{
  const gchar *site = ts_head_get (head, "sec-fetch-site");

  if (!site || strcmp (site, "same-origin") == 0 || strcmp (site, "none") == 0)
    return TRUE;
  if (v->route == TS_ROUTE_ROOT
      && g_strcmp0 (ts_head_get (head, "sec-fetch-mode"), "navigate") == 0)
    return TRUE;
  return refuse (v, 403, "site", "another site's page may not ask for this");
}

/* Before a code is looked at: a foreign page may not use up its visitor's
 * attempts. */
static gboolean
check_origin (const TsHead * head, TsVerdict * v, gboolean same)
{
  if (same || !ts_head_get (head, "origin"))
    return TRUE;
  return refuse (v, 403, "origin", "the page that asks is not this server's");
}

static gboolean
check_no_origin (TsVerdict * v, gboolean same)
{
  if (same || v->bearer || !(v->flags & (TS_ROUTE_POST | TS_ROUTE_SOCKET)))
    return TRUE;
  return refuse (v, 403, "origin", "without a bearer token a request that "
      "changes something must come from this server's page, with its Origin");
}

TsRole
ts_guard_try_code (TsGuard * self, const gchar * code, const gchar * address,
    gint64 now, guint * locked)
{
  TsRole role;

  *locked = ts_attempts_locked (self->attempts, address, now);
  if (*locked > 0)
    return TS_ROLE_NONE;
  role = ts_sessions_judge (self->sessions, code);
  if (role == TS_ROLE_NONE)
    ts_attempts_failed (self->attempts, address, now);
  return role;
}

static gboolean
check_bearer (TsGuard * self, const gchar * value, const gchar * address,
    gint64 now, TsVerdict * v)
{
  if (g_ascii_strncasecmp (value, "Bearer ", 7) != 0)
    return refuse (v, 401, "code", "use Authorization: Bearer and a code");
  v->role = ts_guard_try_code (self, value + 7, address, now, &v->retry_after);
  if (v->retry_after > 0)
    return refuse (v, 429, "locked", "too many wrong codes; wait");
  if (v->role == TS_ROLE_NONE)
    return refuse (v, 401, "code", "this is not the code");
  v->bearer = TRUE;
  v->who = g_strdup_printf ("bearer:%s:%s", ts_role_name (v->role), address);
  return TRUE;
}

static void
check_cookie (TsGuard * self, const gchar * value, gint64 today, TsVerdict * v)
{
  gchar **list = g_strsplit (value, ";", 64);
  gsize length = strlen (self->cookie);
  guint i, tried = 0;

  for (i = 0; list[i] && v->role == TS_ROLE_NONE; i++) {
    const gchar *text = g_strstrip (list[i]);

    if (strncmp (text, self->cookie, length) != 0 || text[length] != '='
        || tried++ >= COOKIES_MAX)
      continue;
    v->role = ts_sessions_find (self->sessions, text + length + 1, today,
        &v->who);
    if (v->role != TS_ROLE_NONE && v->route == TS_ROUTE_ROOT
        && ts_sessions_age (self->sessions, v->who, today) > RENEW_AGE)
      v->renew = g_strdup (text + length + 1);
  }
  g_strfreev (list);
}

static gboolean
check_role (TsGuard * self, const TsHead * head, const gchar * address,
    gint64 now, gint64 today, TsVerdict * v)
{
  const gchar *authorization = ts_head_get (head, "authorization");
  const gchar *cookie = ts_head_get (head, "cookie");

  if (authorization) {
    if (!check_bearer (self, authorization, address, now, v))
      return FALSE;
  } else if (cookie) {
    check_cookie (self, cookie, today, v);
  }
  if (v->role == TS_ROLE_NONE && !(v->flags & TS_ROUTE_OPEN))
    return refuse (v, 401, "session", "pair this tablet at / first, or send "
        "Authorization: Bearer and a code");
  return TRUE;
}

static gboolean
check_upgrade (const TsHead * head, TsVerdict * v)
{
  const gchar *key = ts_head_get (head, "sec-websocket-key");
  guint8 raw[32];
  gsize length = 0;
  gint state = 0;
  guint save = 0;

  if (!(v->flags & TS_ROUTE_SOCKET))
    return TRUE;
  if (head->minor == 0 || !ts_head_has_token (head, "upgrade", "websocket")
      || !ts_head_has_token (head, "connection", "upgrade")
      || g_strcmp0 (ts_head_get (head, "sec-websocket-version"), "13") != 0)
    return refuse (v, 426, "upgrade", "this is a WebSocket of version 13");
  if (key && strlen (key) == 24)
    length = g_base64_decode_step (key, 24, raw, &state, &save);
  if (length != 16)
    return refuse (v, 400, "upgrade", "Sec-WebSocket-Key is not right");
  return TRUE;
}

static gboolean
is_type (const gchar * value, const gchar * type)
{
  gsize length = strlen (type);

  return value && g_ascii_strncasecmp (value, type, length) == 0
      && (value[length] == '\0' || value[length] == ';'
      || value[length] == ' ');
}

static gboolean
check_body (const TsHead * head, TsVerdict * v)
{
  const gchar *type = ts_head_get (head, "content-type");

  if (head->length > TS_BODY_MAX)
    return refuse (v, 413, "length", "that is too much; 64 KiB is the most");
  if (head->chunked)
    return refuse (v, 411, "length", "say the length in Content-Length");
  if (!(v->flags & TS_ROUTE_POST))
    return head->length <= 0
        || refuse (v, 400, "length", "nothing may be sent along here");
  if (head->length < 0 && (v->flags & TS_ROUTE_BODY))
    return refuse (v, 411, "length", "say the length in Content-Length");
  if (head->length <= 0 && !(v->flags & TS_ROUTE_BODY))
    return TRUE;
  if (is_type (type, "application/json") || ((v->flags & TS_ROUTE_FORM)
          && is_type (type, "application/x-www-form-urlencoded")))
    return TRUE;
  return refuse (v, 415, "type", "send it as Content-Type: application/json");
}

static gboolean
check_expect (const TsHead * head, TsVerdict * v)
{
  const gchar *expect = ts_head_get (head, "expect");

  if (expect && g_ascii_strcasecmp (expect, "100-continue") != 0)
    return refuse (v, 417, "expect", "only 100-continue can be expected");
  return TRUE;
}

void
ts_guard_check (TsGuard * self, const TsHead * head, const gchar * address,
    gint64 now, gint64 today, TsVerdict * v)
{
  gboolean same;

  memset (v, 0, sizeof (*v));
  /* Whoever is refused for what he is learns nothing of what there is. */
  if (check_host (self, head, v, &same) && find_route (self, head, v)
      && check_site (head, v) && check_origin (head, v, same)
      && check_role (self, head, address, now, today, v)
      && check_no_origin (v, same) && check_upgrade (head, v)
      && check_body (head, v))
    check_expect (head, v);
}

void
ts_verdict_clear (TsVerdict * v)
{
  g_clear_pointer (&v->who, g_free);
  g_clear_pointer (&v->renew, g_free);
}

gchar *
ts_guard_accept_key (const gchar * key)
{
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof (digest);

  g_checksum_update (sum, (const guchar *) key, -1);
  g_checksum_update (sum, (const guchar *) SOCKET_ID, -1);
  g_checksum_get_digest (sum, digest, &length);
  g_checksum_free (sum);
  return g_base64_encode (digest, length);
}
