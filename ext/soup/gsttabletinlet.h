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
 * A bin with one sink pad, whose first element is a queue. What is behind that
 * is made in the queue's thread, and what was there before is taken apart in
 * it: both take their time, an encoder may even hang, and upstream waits for
 * neither.
 */
typedef enum
{
  GST_TABLET_INPUT_NONE,
  GST_TABLET_INPUT_RAW,
  GST_TABLET_INPUT_INTERLACED,
  GST_TABLET_INPUT_H264,
  GST_TABLET_INPUT_JPEG,
  GST_TABLET_INPUT_SOUND,
} GstTabletInput;

typedef struct _GstTabletInlet GstTabletInlet;

#define GST_TYPE_TABLET_INLET (gst_tablet_inlet_get_type ())
#define GST_TABLET_INLET(obj) ((GstTabletInlet *) (obj))

GType gst_tablet_inlet_get_type (void);

/* Its pad is "sink". Takes @former, which it buries before it makes anything,
 * so that there are never two encoders. Transfer floating; NULL and @former left
 * alone when there is no queue. */
GstElement *gst_tablet_inlet_new (GstTabletInput input,
    const GstTabletEncoding * encoding, GstTabletOutlet * outlet,
    GSList * former);
/* @pad's sticky events, before anything else. */
void gst_tablet_inlet_prime (GstTabletInlet * self, GstPad * pad);
/* Stops @inlet and all that it took, and removes them from their bin. Takes
 * the reference. Waits for its threads. */
void gst_tablet_inlet_bury (gpointer inlet);

G_END_DECLS
