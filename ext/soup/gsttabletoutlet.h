/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "server.h"

G_BEGIN_DECLS

/*
 * A server that more than one thread speaks to: it is freed when the last of
 * them has let go of it. Not from a callback of the server.
 */
typedef struct
{
  TsServer *server;
} GstTabletServer;

/* Takes @server. */
GstTabletServer *gst_tablet_server_new (TsServer * server);
GstTabletServer *gst_tablet_server_ref (GstTabletServer * server);
void gst_tablet_server_unref (GstTabletServer * server);

/*
 * What a pad of the element and the threads behind it share: the way to the
 * server, what the server wants, and when each frame came in. Reference-counted,
 * any thread, never blocks.
 */
typedef struct _GstTabletOutlet GstTabletOutlet;

GstTabletOutlet *gst_tablet_outlet_new (GstTabletServer * server,
    const gchar * stream);
GstTabletOutlet *gst_tablet_outlet_ref (GstTabletOutlet * outlet);
void gst_tablet_outlet_unref (GstTabletOutlet * outlet);

TsServer *gst_tablet_outlet_get_server (GstTabletOutlet * outlet);
const gchar *gst_tablet_outlet_get_stream (GstTabletOutlet * outlet);

/* --- what the server wants -------------------------------------------------- */

void gst_tablet_outlet_set_wanted (GstTabletOutlet * outlet, TsMedia media,
    gboolean wanted);
gboolean gst_tablet_outlet_is_wanted (GstTabletOutlet * outlet, TsMedia media);
/* TRUE once for each time that somebody began to want it. */
gboolean gst_tablet_outlet_take_opened (GstTabletOutlet * outlet,
    TsMedia media);
/* Any media. */
gboolean gst_tablet_outlet_is_watched (GstTabletOutlet * outlet);

void gst_tablet_outlet_want_key (GstTabletOutlet * outlet);
/* TRUE once for each time that one was wanted. */
gboolean gst_tablet_outlet_take_key (GstTabletOutlet * outlet);

/* --- what there is ---------------------------------------------------------- */

/* A mask of 1 << TsMedia. */
void gst_tablet_outlet_offer (GstTabletOutlet * outlet, guint media);
/* What is left of the offer. */
guint gst_tablet_outlet_get_media (GstTabletOutlet * outlet);
void gst_tablet_outlet_withdraw (GstTabletOutlet * outlet, TsMedia media);
/* Takes @frame. */
void gst_tablet_outlet_push (GstTabletOutlet * outlet, TsFrame * frame);

/* --- when it was captured ---------------------------------------------------
 * By running time: encoders move timestamps and segments alike. */

/* @captured: us since 1970. */
void gst_tablet_outlet_stamp (GstTabletOutlet * outlet, GstClockTime running,
    gint64 captured);
/* Of the data that came in at @running or last before it, plus what lies
 * between; of the newest when @running is not known; now when there is none. */
gint64 gst_tablet_outlet_captured (GstTabletOutlet * outlet,
    GstClockTime running);
/* Running time begins anew. */
void gst_tablet_outlet_forget (GstTabletOutlet * outlet);

G_END_DECLS
