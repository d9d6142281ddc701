/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "attempts.h"
#include "head.h"
#include "hosts.h"
#include "routes.h"
#include "sessions.h"

G_BEGIN_DECLS

/*
 * Whether a request may go on, by its head alone: before any of its body is
 * read and before libsoup has seen it. Not for several threads.
 */
#define TS_BODY_MAX 65536       /* bytes */

typedef struct
{
  TsHosts *hosts;
  TsSessions *sessions;
  TsAttempts *attempts;
  GHashTable *assets;           /* paths of the page's files, a set */
  const gchar *cookie;          /* its name */
} TsGuard;

typedef struct
{
  guint status;                 /* 0 = it may go on */
  const gchar *why;             /* a sentence, static */
  const gchar *reason;          /* a word for counting, static */
  const gchar *allow;           /* with 405 */
  guint retry_after;            /* s, with 429 */
  TsRoute route;
  TsRouteFlags flags;
  const TsHost *host;           /* NULL = it named none of ours */
  TsRole role;                  /* NONE: only what is open to all */
  gboolean bearer;
  gchar *who;                   /* the session, or the bearer and its address */
  gchar *renew;                 /* the cookie's value, to be sent again */
} TsVerdict;

/* @address: the client's, in digits. @now: us of a clock that never goes
 * back; @today: s since 1970. Fills @verdict; clear it after use. */
void ts_guard_check (TsGuard * guard, const TsHead * head,
    const gchar * address, gint64 now, gint64 today, TsVerdict * verdict);
void ts_verdict_clear (TsVerdict * verdict);

/* The code that came with a pairing request: what it opens. A wrong one
 * counts; *@locked is for how many seconds nothing is taken, 0 = it was
 * looked at. */
TsRole ts_guard_try_code (TsGuard * guard, const gchar * code,
    const gchar * address, gint64 now, guint * locked);

/* The value of an upgrade's Sec-WebSocket-Accept; transfer full. */
gchar *ts_guard_accept_key (const gchar * key);

G_END_DECLS
