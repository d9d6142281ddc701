/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "gsttabletbranch.h"

G_BEGIN_DECLS

/*
 * A bin with one sink pad that takes raw video, makes it progressive and as
 * small as tablets want it, once for all media, and has a branch for each.
 *
 * At most one of upstream's buffers is in it at a time: it is being converted
 * or, where there is nothing to convert, copied. Another waits before it.
 */
typedef struct _GstTabletPicture GstTabletPicture;

#define GST_TYPE_TABLET_PICTURE (gst_tablet_picture_get_type ())
#define GST_TABLET_PICTURE(obj) ((GstTabletPicture *) (obj))

GType gst_tablet_picture_get_type (void);

/* @interlaced: what comes may be. Its pad is "sink". Transfer floating; NULL
 * when an element is missing. */
GstElement *gst_tablet_picture_new (gboolean interlaced,
    const GstTabletEncoding * encoding, GstTabletOutlet * outlet);

/* The size in which @caps are sent: as they are shown, at most @max_width wide,
 * even. FALSE when they are no raw video. */
gboolean gst_tablet_picture_size (const GstCaps * caps, guint max_width,
    gint * width, gint * height);

G_END_DECLS
