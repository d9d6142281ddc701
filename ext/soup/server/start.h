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
 * it was before. Waits for the disk; only who starts and stops it may call.
 */
gboolean ts_server_prepare (TsServer * server, TsKnown * known,
    GError ** error);
void ts_server_unprepare (TsServer * server);
void ts_known_clear (TsKnown * known);

G_END_DECLS
