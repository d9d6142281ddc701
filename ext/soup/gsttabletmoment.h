/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "server.h"

G_BEGIN_DECLS

/* What the metas onset-frame, onset-motion and onset-jerk of @buffer say.
 * onset_meta_init() was called. */
void gst_tablet_moment_init (TsMoment * moment, GstBuffer * buffer,
    gint64 captured);

G_END_DECLS
