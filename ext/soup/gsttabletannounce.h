/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "server.h"

G_BEGIN_DECLS

/* Says where the tablets find @server, which runs: the message tabletsink-ready
 * of @element, and text for whoever sits at the terminal, or a log line. */
void gst_tablet_announce (GstElement * element, TsServer * server);

G_END_DECLS
