/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* memcpy() for what is not read again soon: large copies go past the cache,
 * which belongs to those who show the live picture. The areas must not
 * overlap. */
void rp_copy (gpointer to, gconstpointer from, gsize size);

G_END_DECLS
