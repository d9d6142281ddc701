/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sessions.h"

#include <string.h>

#include "codes.h"

#define GROUP "onset-tablet"
#define SESSION "session "
#define VERSION 1
/* That somebody was here is worth writing down this often, in seconds. */
#define NOTED 3600

typedef struct
{
  gchar *who;                   /* the token's hash */
  TsRole role;
  gint64 created, used;
  gint64 noted;                 /* used, as the file knows it */
} Session;

struct _TsSessions
{
  gchar *codes[TS_ROLE_OPERATOR + 1];
  GHashTable *by_who;           /* who -> link in order */
  GQueue order;                 /* of Session, used longest ago first */
  gboolean changed;
};

const gchar *
ts_role_name (TsRole role)
{
  static const gchar *const names[] = { "none", "viewer", "operator" };

  return names[role];
}

static void
session_free (gpointer data)
{
  Session *session = data;

  g_free (session->who);
  g_free (session);
}

TsSessions *
ts_sessions_new (void)
{
  TsSessions *self = g_new0 (TsSessions, 1);

  self->by_who = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  return self;
}

void
ts_sessions_free (TsSessions * self)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (self->codes); i++)
    g_free (self->codes[i]);
  g_hash_table_unref (self->by_who);
  g_queue_clear_full (&self->order, session_free);
  g_free (self);
}

static void
drop (TsSessions * self, GList * link)
{
  Session *session = link->data;

  g_hash_table_remove (self->by_who, session->who);
  g_queue_delete_link (&self->order, link);
  session_free (session);
  self->changed = TRUE;
}

void
ts_sessions_set_code (TsSessions * self, TsRole role, const gchar * code)
{
  GList *l, *next;

  if (code && ts_code_equal (code, self->codes[role]))
    return;
  g_free (self->codes[role]);
  self->codes[role] = g_strdup (code);
  self->changed = TRUE;
  for (l = self->order.head; l; l = next) {
    next = l->next;
    if (((Session *) l->data)->role == role)
      drop (self, l);
  }
}

const gchar *
ts_sessions_get_code (TsSessions * self, TsRole role)
{
  return self->codes[role];
}

TsRole
ts_sessions_judge (TsSessions * self, const gchar * code)
{
  /* Both, always: how long it takes says nothing. */
  gboolean operates = ts_code_equal (code, self->codes[TS_ROLE_OPERATOR]);
  gboolean views = ts_code_equal (code, self->codes[TS_ROLE_VIEWER]);

  return operates ? TS_ROLE_OPERATOR : views ? TS_ROLE_VIEWER : TS_ROLE_NONE;
}

/* Who has the viewers' code may pair as often as he likes, and ends no
 * operator's session by it. */
static GList *
find_victim (TsSessions * self)
{
  GList *l;

  for (l = self->order.head; l; l = l->next) {
    if (((Session *) l->data)->role == TS_ROLE_VIEWER)
      return l;
  }
  return self->order.head;
}

/* Takes @session. */
static void
add (TsSessions * self, Session * session)
{
  if (g_queue_get_length (&self->order) >= TS_SESSIONS_MAX)
    drop (self, find_victim (self));
  g_queue_push_tail (&self->order, session);
  g_hash_table_insert (self->by_who, session->who, self->order.tail);
}

gchar *
ts_sessions_open (TsSessions * self, TsRole role, gint64 now)
{
  gchar *token = ts_token_new ();
  Session *session = g_new0 (Session, 1);

  session->who = ts_token_hash (token);
  session->role = role;
  session->created = session->used = session->noted = now;
  add (self, session);
  self->changed = TRUE;
  return token;
}

TsRole
ts_sessions_find (TsSessions * self, const gchar * token, gint64 now,
    gchar ** who)
{
  gchar *hash;
  GList *link;
  Session *session;

  if (who)
    *who = NULL;
  if (!token || strlen (token) > TS_CODE_MAX)
    return TS_ROLE_NONE;
  hash = ts_token_hash (token);
  link = g_hash_table_lookup (self->by_who, hash);
  g_free (hash);
  if (!link)
    return TS_ROLE_NONE;

  session = link->data;
  if (now - session->used > TS_SESSION_AGE) {
    drop (self, link);
    return TS_ROLE_NONE;
  }
  session->used = now;
  if (now - session->noted > NOTED) {
    session->noted = now;
    self->changed = TRUE;
  }
  g_queue_unlink (&self->order, link);
  g_queue_push_tail_link (&self->order, link);
  if (who)
    *who = g_strdup (session->who);
  return session->role;
}

TsRole
ts_sessions_role (TsSessions * self, const gchar * who)
{
  GList *link = g_hash_table_lookup (self->by_who, who);

  return link ? ((Session *) link->data)->role : TS_ROLE_NONE;
}

gint64
ts_sessions_age (TsSessions * self, const gchar * who, gint64 now)
{
  GList *link = g_hash_table_lookup (self->by_who, who);

  return link ? now - ((Session *) link->data)->created : 0;
}

void
ts_sessions_close (TsSessions * self, const gchar * who)
{
  GList *link = g_hash_table_lookup (self->by_who, who);

  if (link)
    drop (self, link);
}

guint
ts_sessions_size (TsSessions * self)
{
  return g_queue_get_length (&self->order);
}

gboolean
ts_sessions_take_changed (TsSessions * self)
{
  gboolean changed = self->changed;

  self->changed = FALSE;
  return changed;
}

gchar *
ts_sessions_to_text (TsSessions * self)
{
  GKeyFile *file = g_key_file_new ();
  gchar *text;
  GList *l;

  g_key_file_set_integer (file, GROUP, "version", VERSION);
  if (self->codes[TS_ROLE_OPERATOR])
    g_key_file_set_string (file, GROUP, "operator-code",
        self->codes[TS_ROLE_OPERATOR]);
  if (self->codes[TS_ROLE_VIEWER])
    g_key_file_set_string (file, GROUP, "viewer-code",
        self->codes[TS_ROLE_VIEWER]);
  for (l = self->order.head; l; l = l->next) {
    Session *session = l->data;
    gchar *group = g_strconcat (SESSION, session->who, NULL);

    g_key_file_set_string (file, group, "role", ts_role_name (session->role));
    g_key_file_set_int64 (file, group, "created", session->created);
    g_key_file_set_int64 (file, group, "used", session->used);
    g_free (group);
  }
  text = g_key_file_to_data (file, NULL, NULL);
  g_key_file_unref (file);
  return text;
}

static gboolean
is_hash (const gchar * text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static void
read_session (TsSessions * self, GKeyFile * file, const gchar * group,
    gint64 now)
{
  const gchar *who = group + strlen (SESSION);
  gchar *name = g_key_file_get_string (file, group, "role", NULL);
  gint64 used = g_key_file_get_int64 (file, group, "used", NULL);
  TsRole role;
  Session *session;

  for (role = TS_ROLE_OPERATOR; role > TS_ROLE_NONE; role--) {
    if (g_strcmp0 (name, ts_role_name (role)) == 0)
      break;
  }
  g_free (name);
  /* What was used in the future comes from a clock that was wrong. */
  if (role == TS_ROLE_NONE || !is_hash (who) || now - used > TS_SESSION_AGE
      || g_hash_table_contains (self->by_who, who))
    return;

  session = g_new0 (Session, 1);
  session->who = g_strdup (who);
  session->role = role;
  session->used = session->noted = MIN (used, now);
  session->created = g_key_file_get_int64 (file, group, "created", NULL);
  add (self, session);
}

/* A code that somebody made too short by hand is as good as none. */
static gchar *
read_code (GKeyFile * file, const gchar * key)
{
  gchar *code = g_key_file_get_string (file, GROUP, key, NULL);

  if (code && ts_code_length (code) < TS_CODE_MIN)
    g_clear_pointer (&code, g_free);
  return code;
}

gboolean
ts_sessions_from_text (TsSessions * self, const gchar * text, gsize length,
    gint64 now, GError ** error)
{
  GKeyFile *file = g_key_file_new ();
  gchar **groups;
  guint i;

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, error)) {
    g_key_file_unref (file);
    return FALSE;
  }
  if (g_key_file_get_integer (file, GROUP, "version", error) != VERSION) {
    if (error && !*error)
      g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
          "it is of another version");
    g_key_file_unref (file);
    return FALSE;
  }

  self->codes[TS_ROLE_OPERATOR] = read_code (file, "operator-code");
  self->codes[TS_ROLE_VIEWER] = read_code (file, "viewer-code");
  groups = g_key_file_get_groups (file, NULL);
  for (i = 0; groups[i]; i++) {
    if (g_str_has_prefix (groups[i], SESSION))
      read_session (self, file, groups[i], now);
  }
  g_strfreev (groups);
  g_key_file_unref (file);
  self->changed = FALSE;
  return TRUE;
}
