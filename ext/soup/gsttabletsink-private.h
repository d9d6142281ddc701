/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gsttabletsink.h"
#include "gsttabletbranch.h"
#include "gsttabletcommand.h"
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
 * Locks: the element's object lock is for what stands under it; a pad's object
 * lock is taken without it. Nothing is called with either but the server's
 * ts_server_add_stream(), which takes notes. What comes from the server's
 * thread sets a flag, or goes into the commander's queue.
 */
struct _GstTabletSink
{
  GstBin parent;

  /* Object lock. */
  TsServerSettings settings;
  guint width, bitrate;
  GstTabletServer *server;      /* from NULL->READY to READY->NULL */
  guint n_pictures, n_sounds;   /* next number of a request pad */
  gboolean playing, eos_posted, stream_started;
  guint32 eos_seqnum;
  guint64 pending_id;           /* of the command under way */
  gboolean answered;            /* it was */

  /* Set while the server does not run. */
  GstTabletCommander *commander;
  guint encoder;                /* number of the first that works */
  guint media;                  /* a mask: what can be encoded */
};

/* --- gsttabletsink.c -------------------------------------------------------- */

/* NULL while it does not run; transfer full. */
GstTabletServer *gst_tablet_sink_ref_server (GstTabletSink * self);
/* The element's own pads; transfer full. */
GList *gst_tablet_sink_list_pads (GstTabletSink * self);
void gst_tablet_sink_free_pads (GList * pads);

/* --- gsttabletserver.c ------------------------------------------------------ */

/* From NULL to READY. FALSE: an error was posted, and nothing runs. */
gboolean gst_tablet_sink_start_server (GstTabletSink * self);
/* From READY to NULL; nothing when it does not run. */
void gst_tablet_sink_stop_server (GstTabletSink * self);

/*
 * What its pads ask and tell the element. Streaming threads; no lock held.
 */
void gst_tablet_sink_get_encoding (GstTabletSink * self,
    GstTabletEncoding * encoding);
/* What can be encoded here, a mask of 1 << TsMedia. */
guint gst_tablet_sink_get_media (GstTabletSink * self);

void gst_tablet_sink_stream_started (GstTabletSink * self, GstEvent * event);
/* After a flush what has ended can end again: nobody need start a stream. */
void gst_tablet_sink_goes_on (GstTabletSink * self);
/* Something about a pad's end has changed. @seqnum: of the EOS, or 0. */
void gst_tablet_sink_check_eos (GstTabletSink * self, guint32 seqnum);
/* An onset-answer came down through a pad. */
void gst_tablet_sink_answered (GstTabletSink * self, GstEvent * answer);

G_END_DECLS
