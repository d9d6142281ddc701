/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/video/video.h>

G_BEGIN_DECLS

/*
 * A number in the picture itself, as a strip of black and white cells along
 * its lower edge: 24 bits, the highest first, and 8 bits that check them. What
 * comes out of it has been in the pixels; no meta and no time stamp can feign
 * it. For 8-bit formats whose first component is luma.
 */
#define FRAME_STRIP_MAX 0xffffffu

gboolean frame_strip_fits (const GstVideoInfo * info);
void frame_strip_draw (GstVideoFrame * frame, guint number);
/* FALSE when there is no strip, or a damaged one. */
gboolean frame_strip_read (const GstVideoFrame * frame, guint * number);

G_END_DECLS
