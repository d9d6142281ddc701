/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @url as a QR code for a terminal, in lines that end in a line feed; transfer
 * full. NULL without libqrencode, or when @url is too long. */
gchar *ts_qr_text (const gchar * url);

G_END_DECLS
