/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "frame.h"

G_BEGIN_DECLS

/* What a decoder has to know about @caps of @media. NULL when they do not say
 * enough: H.264 without codec_data. */
TsFormat *gst_tablet_format_from_caps (TsMedia media, const GstCaps * caps);

/* Can @data, an access unit of @format, be decoded without those before it?
 * Only an IDR picture can: parsers take any I slice for a key frame, also where
 * what follows builds on older ones (open GOP, intra refresh). */
gboolean gst_tablet_format_is_idr (const TsFormat * format,
    const guint8 * data, gsize size);

G_END_DECLS
