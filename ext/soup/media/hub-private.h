/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "hub.h"

G_BEGIN_DECLS

/* What the hub's own parts, and its tests, ask of it. */

void ts_hub_call_demand (TsHub * hub, const gchar * stream, TsMedia media,
    gboolean wanted);
void ts_hub_call_key_frame (TsHub * hub, const gchar * stream);

GMainContext *ts_hub_get_context (TsHub * hub);
/* Between the parts of MJPEG: nothing that a picture could hold. */
const gchar *ts_hub_get_boundary (TsHub * hub);

/* Keeps @socket, which was closed, until it says that it is. Adds a
 * reference. */
void ts_hub_see_off (TsHub * hub, SoupWebsocketConnection * socket);

/* What the hub does now and then, as if it were @now (monotonic, us). */
void ts_hub_tick (TsHub * hub, gint64 now);

G_END_DECLS
