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

G_END_DECLS
