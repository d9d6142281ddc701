/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "server.h"

G_BEGIN_DECLS

/*
 * The message that says what some frames said. NULL when they said nothing,
 * and *@playing was FALSE and stays it: whether the last one was of a
 * playback. Transfer full; any thread.
 */
gchar *ts_frames_json (const gchar * stream, const TsMoment * moments,
    guint n, gboolean * playing);

G_END_DECLS
