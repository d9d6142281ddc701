/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "key-decoder.h"

G_BEGIN_DECLS

/*
 * Keys from standard input: from a terminal as they are pressed, without echo;
 * from a pipe or a file byte by byte, so that a script can press them. The end
 * of a pipe is the end of the keys and of nothing else.
 *
 * A terminal is given back as it was found: at the end, before the process is
 * stopped (Ctrl-Z) and when it crashes. It is left alone while the process
 * is in the background. One per process.
 */
typedef struct _Terminal Terminal;

/* Takes the terminal over, if standard input is one. */
Terminal *terminal_open (KeyFunc func, gpointer user_data);

/* Starts to read keys in the default main context. */
void terminal_listen (Terminal * self);

void terminal_close (Terminal * self);

/* Gives the terminal back. May be called in a signal handler. */
void terminal_restore (void);

G_END_DECLS
