/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gstreverseplay-private.h"

G_BEGIN_DECLS

#define GST_TYPE_REVERSE_PLAY_INPUT (gst_reverse_play_input_get_type ())
G_DECLARE_FINAL_TYPE (GstReversePlayInput, gst_reverse_play_input, GST,
    REVERSE_PLAY_INPUT, GstPad)

G_END_DECLS
