/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Accepts connections, some at a time so that others have their turn, and
 * waits a little when there are no file descriptors left. The thread of its
 * context.
 */
typedef struct _TsListener TsListener;

/* Takes @socket. */
typedef void (*TsAccepted) (GSocket * socket, gpointer user_data);

/* The process has no file descriptor left for who wants to come in; said once
 * until somebody came in again. */
typedef void (*TsNoFiles) (const GError * error, gpointer user_data);

TsListener *ts_listener_new (GMainContext * context, TsAccepted accepted,
    TsNoFiles no_files, gpointer user_data);
/* Adds a reference to @socket, which listens. */
void ts_listener_add (TsListener * listener, GSocket * socket);
/* Nobody comes in any more; the sockets stay open. */
void ts_listener_free (TsListener * listener);

G_END_DECLS
