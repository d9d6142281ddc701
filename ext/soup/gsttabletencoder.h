/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * Which H.264 encoder: a table of those that GStreamer may have, the best one
 * first, each with what makes it quick to answer.
 */

/* The first one from number *@candidate on that is installed and opens, in
 * state READY; *@candidate becomes its number. NULL when there is none.
 * @bitrate: kbit/s; @key_interval: frames. Transfer floating. */
GstElement *gst_tablet_encoder_new (guint * candidate, guint bitrate,
    guint key_interval);

/* Is there one? Opens it for that: not in a streaming thread. *@candidate as
 * above. */
gboolean gst_tablet_encoder_probe (guint * candidate);

G_END_DECLS
