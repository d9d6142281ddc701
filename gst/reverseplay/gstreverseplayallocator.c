/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplayallocator.h"

#include <string.h>

#define MEMORY_TYPE "OnsetHistoryMemory"

typedef struct
{
  GstMemory memory;
  RpBlock *block;               /* NULL in a shared part of another memory */
  guint8 *data;                 /* of maxsize bytes */
} HistoryMemory;

struct _GstReversePlayAllocator
{
  GstAllocator parent;

  GWeakRef owner;
  GstReversePlayRoomFunc room;
  RpArena *arena;
};

G_DEFINE_TYPE (GstReversePlayAllocator, gst_reverse_play_allocator,
    GST_TYPE_ALLOCATOR);

static GstMemory *
memory_new (GstReversePlayAllocator * allocator, RpBlock * block, gsize size)
{
  HistoryMemory *memory = g_new (HistoryMemory, 1);

  gst_memory_init (GST_MEMORY_CAST (memory), 0, GST_ALLOCATOR (allocator),
      NULL, size, RP_ARENA_ALIGN - 1, 0, size);
  memory->block = block;
  memory->data = rp_block_data (block);
  return GST_MEMORY_CAST (memory);
}

static gpointer
memory_map (GstMemory * memory, gsize maxsize, GstMapFlags flags)
{
  (void) maxsize;
  (void) flags;
  return ((HistoryMemory *) memory)->data;
}

static void
memory_unmap (GstMemory * memory)
{
  (void) memory;
}

static GstMemory *
memory_share (GstMemory * memory, gssize offset, gssize size)
{
  HistoryMemory *part = g_new (HistoryMemory, 1);
  GstMemory *parent = memory->parent ? memory->parent : memory;

  if (size == -1)
    size = (gssize) memory->size - offset;
  gst_memory_init (GST_MEMORY_CAST (part),
      GST_MINI_OBJECT_FLAGS (parent) | GST_MINI_OBJECT_FLAG_LOCK_READONLY,
      memory->allocator, parent, memory->maxsize, memory->align,
      memory->offset + (gsize) offset, (gsize) size);
  part->block = NULL;
  part->data = ((HistoryMemory *) memory)->data;
  return GST_MEMORY_CAST (part);
}

/* A copy that somebody downstream makes to write on is theirs: it does not
 * take room in the history. */
static GstMemory *
memory_copy (GstMemory * memory, gssize offset, gssize size)
{
  GstMemory *copy;
  GstMapInfo to;

  if (size == -1)
    size = (gssize) memory->size > offset ? (gssize) memory->size - offset : 0;
  copy = gst_allocator_alloc (NULL, (gsize) size, NULL);
  if (!copy || !gst_memory_map (copy, &to, GST_MAP_WRITE))
    return copy;
  memcpy (to.data, ((HistoryMemory *) memory)->data + memory->offset + offset,
      (gsize) size);
  gst_memory_unmap (copy, &to);
  return copy;
}

static GstMemory *
allocator_alloc (GstAllocator * base, gsize size, GstAllocationParams * params)
{
  GstReversePlayAllocator *self = GST_REVERSE_PLAY_ALLOCATOR (base);
  GstElement *owner = g_weak_ref_get (&self->owner);
  gsize around = params->prefix + params->padding;
  GstMemory *memory;

  /* What is asked for beyond our alignment, and what the history has no room
   * for, is memory of the system: it is copied when it arrives. */
  if (params->align >= RP_ARENA_ALIGN
      || (params->flags & (GST_MEMORY_FLAG_ZERO_PREFIXED
              | GST_MEMORY_FLAG_ZERO_PADDED)) != 0) {
    if (owner)
      gst_object_unref (owner);
    return gst_allocator_alloc (NULL, size, params);
  }
  if (owner) {
    memory = self->room (owner, size + around);
    gst_object_unref (owner);
  } else {
    memory = gst_reverse_play_allocator_try (self, size + around, RP_ARENA_ANY);
  }
  if (!memory)
    return gst_allocator_alloc (NULL, size, params);
  if (around > 0)
    gst_memory_resize (memory, (gssize) params->prefix, size);
  return memory;
}

static void
allocator_free (GstAllocator * base, GstMemory * memory)
{
  HistoryMemory *ours = (HistoryMemory *) memory;

  (void) base;
  if (ours->block)
    rp_block_free (ours->block);
  g_free (ours);
}

static void
gst_reverse_play_allocator_finalize (GObject * object)
{
  GstReversePlayAllocator *self = GST_REVERSE_PLAY_ALLOCATOR (object);

  g_weak_ref_clear (&self->owner);
  if (self->arena)
    rp_arena_unref (self->arena);
  G_OBJECT_CLASS (gst_reverse_play_allocator_parent_class)->finalize (object);
}

static void
gst_reverse_play_allocator_class_init (GstReversePlayAllocatorClass * klass)
{
  GST_ALLOCATOR_CLASS (klass)->alloc = allocator_alloc;
  GST_ALLOCATOR_CLASS (klass)->free = allocator_free;
  G_OBJECT_CLASS (klass)->finalize = gst_reverse_play_allocator_finalize;
}

static void
gst_reverse_play_allocator_init (GstReversePlayAllocator * self)
{
  GstAllocator *base = GST_ALLOCATOR (self);

  base->mem_type = MEMORY_TYPE;
  base->mem_map = memory_map;
  base->mem_unmap = memory_unmap;
  base->mem_share = memory_share;
  base->mem_copy = memory_copy;
  g_weak_ref_init (&self->owner, NULL);
}

GstReversePlayAllocator *
gst_reverse_play_allocator_new (GstElement * owner,
    GstReversePlayRoomFunc room, guint64 limit)
{
  RpArena *arena = rp_arena_new_touching (limit, 0);
  GstReversePlayAllocator *self;

  if (!arena)
    return NULL;
  self = g_object_new (GST_TYPE_REVERSE_PLAY_ALLOCATOR, NULL);
  gst_object_ref_sink (self);
  self->arena = arena;
  self->room = room;
  g_weak_ref_set (&self->owner, owner);
  return self;
}

void
gst_reverse_play_allocator_close (GstReversePlayAllocator * self)
{
  g_weak_ref_set (&self->owner, NULL);
  rp_arena_stop (self->arena);
}

GstMemory *
gst_reverse_play_allocator_try (GstReversePlayAllocator * self, gsize size,
    RpArenaFrom from)
{
  RpBlock *block = rp_arena_alloc (self->arena, size, from);

  return block ? memory_new (self, block, size) : NULL;
}

RpArena *
gst_reverse_play_allocator_arena (GstReversePlayAllocator * self)
{
  return self->arena;
}
