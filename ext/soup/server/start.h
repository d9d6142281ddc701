/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "server-private.h"

G_BEGIN_DECLS

/*
 * What has to be right before the thread starts: settings, codes, state file,
 * certificate, sockets. FALSE with a GST_RESOURCE_ERROR; then everything is as
 * it was before.
 */
gboolean ts_server_prepare (TsServer * server, GError ** error);
void ts_server_unprepare (TsServer * server);

G_END_DECLS
