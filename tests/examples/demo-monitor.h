/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "demo-camera.h"

G_BEGIN_DECLS

/*
 * Looks at the pictures on their way to the demo's monitor: which frame each
 * of them is, and whether a pass shows every frame of its take once, in order.
 *
 * With a numbered camera the number is read from the pixels and compared with
 * the meta "onset-frame", by way of the stamp that the camera gave the frame.
 */
typedef struct _DemoMonitor DemoMonitor;

/* Watches the buffers that pass @pad. */
DemoMonitor *demo_monitor_new (DemoCamera * camera, GstPad * pad);
void demo_monitor_free (DemoMonitor * self);

/* Shows on the picture what it is, through a textoverlay. */
void demo_monitor_set_label (DemoMonitor * self, GstElement * textoverlay);

/* Prints what has been seen since the last call. With @all, also the line
 * that is being filled. */
void demo_monitor_print (DemoMonitor * self, gboolean all);

/* Live pictures seen since the last playback. */
guint demo_monitor_get_live (DemoMonitor * self);

/* FALSE when the reverse pass of @take that was seen last did not show all of
 * its frames in order; the reason is in *reason. *repeated counts those that
 * stood for a second slot: a film whose frames are not evenly spaced gives
 * slots that are not, and a review takes as long as the take did. */
gboolean demo_monitor_check_pass (DemoMonitor * self, guint take,
    guint * repeated, gchar ** reason);

/* What pixels and meta disagreed on first; NULL = nothing. */
gchar *demo_monitor_get_mismatch (DemoMonitor * self);

G_END_DECLS
