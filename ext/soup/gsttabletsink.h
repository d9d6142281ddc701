/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _GstTabletSink GstTabletSink;

#define GST_TYPE_TABLET_SINK (gst_tablet_sink_get_type ())
#define GST_TABLET_SINK(obj) ((GstTabletSink *) (obj))

GType gst_tablet_sink_get_type (void);

GST_ELEMENT_REGISTER_DECLARE (tabletsink);

G_END_DECLS
