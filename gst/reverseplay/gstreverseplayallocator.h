/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "arena.h"

G_BEGIN_DECLS

/*
 * The history's memory, as GStreamer sees it: an allocator over an RpArena.
 *
 * Room is made by the owner, which knows what may go: the allocator asks it
 * through a function, and stops asking when the owner has let go of it.
 */

/* Gives memory of @size bytes, making room as needed; NULL when there is
 * none. Any thread; called without a lock of the allocator. */
typedef GstMemory *(*GstReversePlayRoomFunc) (GstElement * owner, gsize size);

#define GST_TYPE_REVERSE_PLAY_ALLOCATOR \
    (gst_reverse_play_allocator_get_type ())
G_DECLARE_FINAL_TYPE (GstReversePlayAllocator, gst_reverse_play_allocator,
    GST, REVERSE_PLAY_ALLOCATOR, GstAllocator)

/* @limit: bytes. None of them are touched before the arena is told to. NULL
 * when the system refuses the address space. */
GstReversePlayAllocator *gst_reverse_play_allocator_new (GstElement * owner,
    GstReversePlayRoomFunc room, guint64 limit);
/* Nothing is asked of the owner any more, and no memory touched ahead. */
void gst_reverse_play_allocator_close (GstReversePlayAllocator * allocator);
/* What is free now; NULL when nothing is. */
GstMemory *gst_reverse_play_allocator_try (GstReversePlayAllocator * allocator,
    gsize size, RpArenaFrom from);
RpArena *gst_reverse_play_allocator_arena (GstReversePlayAllocator * allocator);

G_END_DECLS
