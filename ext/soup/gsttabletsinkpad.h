/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "gsttabletoutlet.h"

G_BEGIN_DECLS

/*
 * A sink pad of tabletsink: a picture or a sound, what is made of it, and how
 * it is called on the page.
 */
typedef struct _GstTabletSinkPad GstTabletSinkPad;

#define GST_TYPE_TABLET_SINK_PAD (gst_tablet_sink_pad_get_type ())
#define GST_TABLET_SINK_PAD(obj) ((GstTabletSinkPad *) (obj))

GType gst_tablet_sink_pad_get_type (void);

/* Named by @name, or "sink", "audio_%u": @sound is TRUE for the latter. */
GstPad *gst_tablet_sink_pad_new (GstPadTemplate * templ, const gchar * name,
    gboolean sound);

/* The server has come (or was there before): its stream is added, once. */
void gst_tablet_sink_pad_open (GstTabletSinkPad * self,
    GstTabletServer * server);
/* The stream is removed; the pad streams no more. */
void gst_tablet_sink_pad_close (GstTabletSinkPad * self);
/* NULL while there is no server; transfer full. Any thread. */
GstTabletOutlet *gst_tablet_sink_pad_get_outlet (GstTabletSinkPad * self);

/* The pad streams no more: what was made for it goes, the server is told. */
void gst_tablet_sink_pad_stop (GstTabletSinkPad * self);

/* Any thread. Whether it has had caps, data or EOS since it was activated, and
 * whether it is at its end. */
gboolean gst_tablet_sink_pad_has_started (GstTabletSinkPad * self);
gboolean gst_tablet_sink_pad_has_ended (GstTabletSinkPad * self);

G_END_DECLS
