/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text as a QR code for a terminal with a dark background: two rows to a
 * line, in block characters of UTF-8, with the quiet zone around it. NULL when
 * this was built without libqrencode, or @text is too long. Transfer full; any
 * thread. */
gchar *ts_qr_text (const gchar * text);

G_END_DECLS
