/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gstreverseplayallocator.h"

G_BEGIN_DECLS

/*
 * The pool that is offered to upstream, which then writes straight into the
 * history. It has no free list: each buffer is fresh memory of the allocator,
 * and goes back there when the last of history and downstream lets go.
 */
#define GST_TYPE_REVERSE_PLAY_POOL (gst_reverse_play_pool_get_type ())
G_DECLARE_FINAL_TYPE (GstReversePlayPool, gst_reverse_play_pool,
    GST, REVERSE_PLAY_POOL, GstBufferPool)

GstBufferPool *gst_reverse_play_pool_new (GstReversePlayAllocator * allocator);

G_END_DECLS
