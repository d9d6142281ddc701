/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gsttabletsink.h"
#include "gsttabletbranch.h"
#include "gsttabletsinkpad.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (gst_tablet_sink_debug);
#define GST_CAT_DEFAULT gst_tablet_sink_debug

#define TABLET_NO_ENCODER \
    "No H.264 encoder works. Tablets get JPEG, which is more traffic; install " \
    "x264enc (Debian: gstreamer1.0-plugins-ugly)."
#define TABLET_NO_JPEG \
    "Tablets get no JPEG: install jpegenc (Debian: gstreamer1.0-plugins-good)."
#define TABLET_NO_SOUND \
    "Tablets get no sound: install opusenc (Debian: gstreamer1.0-plugins-base)."

/*
 * What its pads ask and tell the element. Streaming threads; no lock held.
 */
void gst_tablet_sink_get_encoding (GstTabletSink * self,
    GstTabletEncoding * encoding);
/* What can be encoded here, a mask of 1 << TsMedia. */
guint gst_tablet_sink_get_media (GstTabletSink * self);

void gst_tablet_sink_stream_started (GstTabletSink * self, GstEvent * event);
/* Something about a pad's end has changed. @seqnum: of the EOS, or 0. */
void gst_tablet_sink_check_eos (GstTabletSink * self, guint32 seqnum);
/* An onset-answer came down through a pad. */
void gst_tablet_sink_answered (GstTabletSink * self, GstEvent * answer);

G_END_DECLS
