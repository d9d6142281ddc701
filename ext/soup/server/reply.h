/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <libsoup/soup.h>

#include "guard.h"

G_BEGIN_DECLS

/*
 * What every answer has in its header, and those that are the same everywhere.
 * The server's thread.
 */

/* @host: NULL when the request named none of ours. */
void ts_reply_set_headers (SoupServerMessage * message, const TsHost * host);
/* Answer @message with JSON; takes @json. */
void ts_reply_json (SoupServerMessage * message, const TsHost * host,
    guint status, gchar * json);
/* {"error": @why} */
void ts_reply_error (SoupServerMessage * message, const TsHost * host,
    guint status, const gchar * why);

/* The same without libsoup: header and body of a refusal. */
GBytes *ts_reply_refusal (const TsVerdict * verdict);
/* The header of an upgrade; transfer full. */
GBytes *ts_reply_upgrade (const TsHead * head);

G_END_DECLS
