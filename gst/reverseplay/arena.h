/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RpArena: the memory of a history. One mapping, from which blocks of any size
 * are cut, and a thread that touches it ahead of use: in a virtual machine the
 * first touch of a page costs many times the copy that goes there.
 *
 * Blocks are cut at the lowest address that fits (first fit) and joined with
 * their free neighbours when they come back (Knuth, The Art of Computer
 * Programming 1, 2.5, boundary tags; here they lie beside the memory, so that
 * it holds nothing but payload). So memory that was touched is used again
 * before memory that was not.
 *
 * Sizes are bytes. Threads: every function may be called from any thread.
 */
typedef struct _RpArena RpArena;
typedef struct _RpBlock RpBlock;

/* Every block starts and ends on a multiple of this many bytes. */
#define RP_ARENA_ALIGN 128

typedef enum
{
  RP_ARENA_READY,               /* only memory that was touched */
  RP_ARENA_ANY,                 /* touched or not */
} RpArenaFrom;

/* Reserves @limit bytes of address space and starts touching them. The first
 * @limit bytes are what can be allocated. NULL when the system refuses. */
RpArena *rp_arena_new (guint64 limit);
/* The same, touching the first @touch bytes only. */
RpArena *rp_arena_new_touching (guint64 limit, guint64 touch);

/* Touches the first @bytes ahead and no more, until this is called again. */
void rp_arena_limit_touch (RpArena * arena, guint64 bytes);

RpArena *rp_arena_ref (RpArena * arena);
/* The mapping goes with the last reference; each block holds one. Waits for
 * the thread. */
void rp_arena_unref (RpArena * arena);

/* Stops the thread before the last reference goes; nothing more is touched
 * ahead. Waits for at most one step of it. */
void rp_arena_stop (RpArena * arena);

/* NULL when no free piece of @size bytes is there. */
RpBlock *rp_arena_alloc (RpArena * arena, gsize size, RpArenaFrom from);
void rp_block_free (RpBlock * block);
gpointer rp_block_data (const RpBlock * block);

guint64 rp_arena_limit (RpArena * arena);
/* Bytes that were touched, in use or not. */
guint64 rp_arena_ready_bytes (RpArena * arena);
/* Bytes in blocks. */
guint64 rp_arena_used_bytes (RpArena * arena);

G_END_DECLS
