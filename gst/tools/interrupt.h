/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Ctrl-C, SIGTERM and SIGHUP, told in the default main context. The third one
 * ends the process by itself: an element that hangs in its state change hangs
 * the main loop as well, and nobody should have to look for kill -9. One per
 * process.
 */
typedef void (*InterruptFunc) (gint signum, gpointer user_data);

void interrupt_watch (InterruptFunc func, gpointer user_data);

/* The next signal ends the process. */
void interrupt_unwatch (void);

G_END_DECLS
