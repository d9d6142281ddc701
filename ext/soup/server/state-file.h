/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "sessions.h"

G_BEGIN_DECLS

/*
 * Codes and sessions in a file that only its owner can read. Any thread, but
 * not two for one file.
 */

/* A file that is not there is empty. One that is not ours, or was damaged, is
 * renamed to ".broken", never overwritten: *@warning says so (transfer full).
 * FALSE with a GST_RESOURCE_ERROR when it cannot be read or moved. */
gboolean ts_state_file_load (const gchar * path, TsSessions * sessions,
    gint64 now, gchar ** warning, GError ** error);
/* As a whole or not at all; waits for the disk. */
gboolean ts_state_file_save (const gchar * path, const gchar * text,
    GError ** error);

G_END_DECLS
