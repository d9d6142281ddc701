/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that this process may still use: the least of what the system has
 * available and what its control groups (version 1 or 2) leave. 0 when the
 * system does not say. */
guint64 rp_memory_available (void);

G_END_DECLS
