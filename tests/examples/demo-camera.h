/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * The demo's camera: a bin with one source pad, "src", and what it gave.
 *
 * Each frame has a number, counted from 0. The synthetic camera writes it into
 * the picture, as figures and as a strip that can be read back; the pictures
 * of a file or of a real camera are left alone.
 */
typedef struct _DemoCamera DemoCamera;

/* @location: NULL for the synthetic camera, a file, or a V4L2 device. */
DemoCamera *demo_camera_new (const gchar * location, GError ** error);
void demo_camera_free (DemoCamera * self);

/* (transfer none) */
GstElement *demo_camera_get_element (DemoCamera * self);
gboolean demo_camera_is_numbered (DemoCamera * self);

/* Any thread. */
guint demo_camera_get_frames (DemoCamera * self);
gboolean demo_camera_has_ended (DemoCamera * self);
/* Of the file, GST_CLOCK_TIME_NONE when there is no end. */
GstClockTime demo_camera_get_duration (DemoCamera * self);
/* The stamp with which a frame left the camera. */
GstClockTime demo_camera_get_pts (DemoCamera * self, guint number);

G_END_DECLS
