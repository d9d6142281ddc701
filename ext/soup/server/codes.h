/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The codes that tablets pair with, and the random bytes behind everything
 * secret. Any thread.
 */

/* A code that is shorter is an error, or a warning. Characters, as compared. */
#define TS_CODE_MIN 4
#define TS_CODE_GOOD 8
/* What somebody types is not looked at beyond this, in bytes. */
#define TS_CODE_MAX 128

/* Random bytes from the system; ends the program when it has none. */
void ts_random (gpointer data, gsize length);

/* "7KQM-3XWD": no characters that look like others. Transfer full. */
gchar *ts_code_new (void);
/* Without dashes and spaces, in capitals: what codes are compared as. NULL
 * when it is no UTF-8 or too long. Transfer full. */
gchar *ts_code_fold (const gchar * text);
/* Characters of ts_code_fold(). */
guint ts_code_length (const gchar * code);
/* The time this takes says nothing about @code. */
gboolean ts_code_equal (const gchar * given, const gchar * code);
/* SHA-256 of the folded code, as hex digits; transfer full. */
gchar *ts_code_hash (const gchar * code);

/* A secret of 256 bit as 43 characters of URL-safe base64; transfer full. */
gchar *ts_token_new (void);
/* SHA-256 of @token, as hex digits; transfer full. */
gchar *ts_token_hash (const gchar * token);

G_END_DECLS
