/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * onset-frame: a custom meta on every frame of a playback.
 *
 * Fields: take (uint, id), index (uint, 0 = the take's first frame), frames
 * (uint, in the take), direction (string: reverse, forward), source-pts
 * (uint64 ns, as the camera's frame was stamped; absent when it had none),
 * source-running-time (uint64 ns).
 *
 * Read it from any language with gst_buffer_get_custom_meta(), after the
 * plugin that makes it was loaded.
 */
#define ONSET_FRAME_META "onset-frame"

/*
 * onset-record: a custom meta that a capture element or an application puts on
 * each frame before reverseplay.
 *
 * Field: recording (boolean), whether the camera recorded when it sent the
 * frame.
 */
#define ONSET_RECORD_META "onset-record"

/* Registers the metas of this project unless another plugin of it has. Any
 * thread, any number of times. */
void onset_meta_init (void);
/* @buffer must be writable; onset_meta_init() was called. */
void onset_record_meta_add (GstBuffer * buffer, gboolean recording);
/* FALSE when @buffer has none, or it says nothing. */
gboolean onset_record_meta_get (GstBuffer * buffer, gboolean * recording);

G_END_DECLS
