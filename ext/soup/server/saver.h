/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Writes the state file in a thread of its own: a disk takes as long as it
 * takes, and GIO's threads are the whole process's. The calls below wait for
 * nothing but what ts_saver_wait() says.
 */
typedef struct _TsSaver TsSaver;

TsSaver *ts_saver_new (const gchar * path);
/* What is being written is written to its end, whenever that is. */
void ts_saver_free (TsSaver * saver);
/* After what is being written; instead of what waits for that. */
void ts_saver_save (TsSaver * saver, const gchar * text);
/* What went wrong since the last call, NULL = nothing; transfer full. */
GError *ts_saver_take_error (TsSaver * saver);
/* FALSE when something is not written after @ms. */
gboolean ts_saver_wait (TsSaver * saver, guint ms);

G_END_DECLS
