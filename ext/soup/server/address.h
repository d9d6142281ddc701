/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Where to listen, and by which names that is reached. Any thread.
 */

/* The addresses that @address means: itself, or those of the interface of that
 * name. Of GInetAddress, at least one; NULL with a GST_RESOURCE_ERROR. */
GPtrArray *ts_address_resolve (const gchar * address, GError ** error);

/* Sockets that listen on all of @addresses, on one port; @port 0 = any. Of
 * GSocket; NULL with a GST_RESOURCE_ERROR. */
GPtrArray *ts_address_listen (GPtrArray * addresses, guint port,
    GError ** error);
guint ts_address_get_port (GPtrArray * sockets);

/* The names by which @addresses are reached, the best for a tablet first:
 * those of the machine's interfaces when it is all of them, its own name, and
 * localhost. NULL-terminated, transfer full. */
gchar **ts_address_names (GPtrArray * addresses);

G_END_DECLS
