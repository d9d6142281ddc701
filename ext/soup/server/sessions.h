/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Who has paired: tokens that browsers keep as a cookie, of which only the
 * hash is kept here. Bounded: who was not seen for longest goes, viewers before
 * operators. Times are seconds since 1970. Not for several threads.
 */
typedef struct _TsSessions TsSessions;

typedef enum
{
  TS_ROLE_NONE,
  TS_ROLE_VIEWER,
  TS_ROLE_OPERATOR,
} TsRole;

/* "none", "viewer", "operator". */
const gchar *ts_role_name (TsRole role);

#define TS_SESSIONS_MAX 256
/* Seconds after which a session that nobody used ends. */
#define TS_SESSION_AGE (30 * 24 * 60 * 60)

TsSessions *ts_sessions_new (void);
void ts_sessions_free (TsSessions * sessions);

/* The code of @role, NULL = nobody may. Sessions that were made with another
 * one end. */
void ts_sessions_set_code (TsSessions * sessions, TsRole role,
    const gchar * code);
const gchar *ts_sessions_get_code (TsSessions * sessions, TsRole role);
/* Whose code @code is. */
TsRole ts_sessions_judge (TsSessions * sessions, const gchar * code);

/* A new session: its token, transfer full. */
gchar *ts_sessions_open (TsSessions * sessions, TsRole role, gint64 now);
/* TS_ROLE_NONE when there is no such session, or it is over. @who: what it is
 * known as inside, transfer full; may be NULL. */
TsRole ts_sessions_find (TsSessions * sessions, const gchar * token,
    gint64 now, gchar ** who);
/* The role of what is known as @who. */
TsRole ts_sessions_role (TsSessions * sessions, const gchar * who);
/* Seconds since it was opened; 0 = there is none. */
gint64 ts_sessions_age (TsSessions * sessions, const gchar * who, gint64 now);
void ts_sessions_close (TsSessions * sessions, const gchar * who);
guint ts_sessions_size (TsSessions * sessions);
/* Whether something that should be kept has changed since the last call. */
gboolean ts_sessions_take_changed (TsSessions * sessions);

/* For a file: codes and sessions. Transfer full. */
gchar *ts_sessions_to_text (TsSessions * sessions);
/* Into empty ones. FALSE when @text is something else; then nothing was read. */
gboolean ts_sessions_from_text (TsSessions * sessions, const gchar * text,
    gsize length, gint64 now, GError ** error);

G_END_DECLS
