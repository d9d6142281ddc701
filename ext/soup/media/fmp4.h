/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

/*
 * Fragmented MP4 as browsers' Media Source wants it (ISO/IEC 14496-12, AVC in
 * 14496-15, Opus in its own "Encapsulation in ISO Base Media File Format"): one
 * track, one sample in each fragment, nothing reordered. JPEG has none. Any
 * thread.
 */

/* Units of a second in which decode times and durations count. */
guint ts_fmp4_timescale (TsMedia media);

/* ftyp and moov; transfer full. */
GBytes *ts_fmp4_init (const TsFormat * format);

/* moof and mdat of @frame; transfer full. @number: of the fragment, from 1. */
GBytes *ts_fmp4_fragment (const TsFrame * frame, guint32 number,
    guint64 decode_time, guint32 duration);

G_END_DECLS
