/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Who guesses codes: after TS_ATTEMPTS_MAX wrong ones an address is locked for
 * a minute, after as many more for two, up to an hour. Times are us of a clock
 * that never goes back. Bounded: who was not heard of for longest is
 * forgotten first, the locked last. Not for several threads.
 */
typedef struct _TsAttempts TsAttempts;

#define TS_ATTEMPTS_MAX 10
#define TS_ATTEMPTS_ADDRESSES 1024

TsAttempts *ts_attempts_new (void);
void ts_attempts_free (TsAttempts * attempts);

/* Seconds for which @address is locked still, at least 1; 0 = it is not. */
guint ts_attempts_locked (TsAttempts * attempts, const gchar * address,
    gint64 now);
void ts_attempts_failed (TsAttempts * attempts, const gchar * address,
    gint64 now);
guint ts_attempts_size (TsAttempts * attempts);

/* What counts as one: an IPv4 address; the first 64 bit of an IPv6 address,
 * because who has one has them all, but all of a link-local one. @address:
 * digits, as the socket says. Transfer full. */
gchar *ts_address_key (const gchar * address);

G_END_DECLS
