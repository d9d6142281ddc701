/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* MADV_HUGEPAGE, syscall() */
#endif
#include "arena.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* One step of the touching thread: short enough to stop soon. */
#define TOUCH_STEP HUGE_PAGE
/* Huge pages make the first touch cheaper by far. */
#define HUGE_PAGE (2 * 1024 * 1024)
/* Below the streaming threads, but not starved by them. */
#define TOUCH_NICE 5

struct _RpBlock
{
  RpArena *arena;
  guint64 offset, size;
  gboolean used;
  RpBlock *before, *after;      /* in address order */
  RpBlock *free_before, *free_after;    /* free ones, in no order */
};

struct _RpArena
{
  gint refs;
  guint8 *base;
  guint64 limit, mapped;

  GMutex lock;                  /* guards the rest */
  GCond cond;                   /* touch_limit has changed, stopped */
  RpBlock *free_blocks;
  RpBlock *first;
  guint64 used;
  guint64 touched;              /* all below this offset */
  guint64 touch_limit;
  gboolean stopped;
  GThread *thread;
};

/* Somebody may be writing here already: an atomic OR with nothing touches a
 * page and changes no byte. (MADV_POPULATE_WRITE would do it in one call, and
 * keep every mmap() and munmap() of the process waiting meanwhile: measured at
 * up to 58 ms.) ThreadSanitizer cannot know that nothing changes. */
static void touch_pages (guint8 * start, gsize size, gsize page)
    __attribute__((no_sanitize_thread));

static void
touch_pages (guint8 * start, gsize size, gsize page)
{
  gsize i;

  for (i = 0; i < size; i += page)
    __atomic_fetch_or (start + i, 0, __ATOMIC_RELAXED);
}

static gpointer
touch_thread (gpointer data)
{
  RpArena *arena = data;
  gsize page = (gsize) sysconf (_SC_PAGESIZE);

  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), TOUCH_NICE);
  g_mutex_lock (&arena->lock);
  while (!arena->stopped && arena->touched < arena->limit) {
    guint64 from = arena->touched;
    gsize step = MIN (TOUCH_STEP, arena->mapped - from);

    if (from >= arena->touch_limit) {
      g_cond_wait (&arena->cond, &arena->lock);
      continue;
    }
    g_mutex_unlock (&arena->lock);
    touch_pages (arena->base + from, step, page);
    g_mutex_lock (&arena->lock);
    arena->touched = from + step;
  }
  g_mutex_unlock (&arena->lock);
  return NULL;
}

static void
free_list_add (RpArena * arena, RpBlock * block)
{
  block->used = FALSE;
  block->free_before = NULL;
  block->free_after = arena->free_blocks;
  if (arena->free_blocks)
    arena->free_blocks->free_before = block;
  arena->free_blocks = block;
}

static void
free_list_remove (RpArena * arena, RpBlock * block)
{
  if (block->free_before)
    block->free_before->free_after = block->free_after;
  else
    arena->free_blocks = block->free_after;
  if (block->free_after)
    block->free_after->free_before = block->free_before;
  block->free_before = block->free_after = NULL;
}

static RpBlock *
block_new (RpArena * arena, guint64 offset, guint64 size)
{
  RpBlock *block = g_new0 (RpBlock, 1);

  block->arena = arena;
  block->offset = offset;
  block->size = size;
  return block;
}

RpArena *
rp_arena_new (guint64 limit)
{
  return rp_arena_new_touching (limit, limit);
}

RpArena *
rp_arena_new_touching (guint64 limit, guint64 touch)
{
  RpArena *arena;
  guint64 mapped;
  gpointer base;

  limit &= ~(guint64) (RP_ARENA_ALIGN - 1);
  if (limit == 0 || limit > G_MAXSSIZE - 2 * HUGE_PAGE)
    return NULL;
  mapped = (limit + HUGE_PAGE - 1) & ~(guint64) (HUGE_PAGE - 1);
  base = mmap (NULL, mapped, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED)
    return NULL;
  madvise (base, mapped, MADV_HUGEPAGE);
  /* The pictures are of no use in a core dump, which they would make huge. */
  madvise (base, mapped, MADV_DONTDUMP);

  arena = g_new0 (RpArena, 1);
  arena->refs = 1;
  arena->base = base;
  arena->limit = limit;
  arena->touch_limit = MIN (touch, limit);
  arena->mapped = mapped;
  g_mutex_init (&arena->lock);
  g_cond_init (&arena->cond);
  arena->first = block_new (arena, 0, limit);
  free_list_add (arena, arena->first);
  arena->thread = g_thread_new ("rp-touch", touch_thread, arena);
  return arena;
}

void
rp_arena_limit_touch (RpArena * arena, guint64 bytes)
{
  g_mutex_lock (&arena->lock);
  arena->touch_limit = MIN (bytes, arena->limit);
  g_cond_signal (&arena->cond);
  g_mutex_unlock (&arena->lock);
}

RpArena *
rp_arena_ref (RpArena * arena)
{
  g_atomic_int_inc (&arena->refs);
  return arena;
}

void
rp_arena_stop (RpArena * arena)
{
  GThread *thread;

  g_mutex_lock (&arena->lock);
  arena->stopped = TRUE;
  g_cond_signal (&arena->cond);
  thread = arena->thread;
  arena->thread = NULL;
  g_mutex_unlock (&arena->lock);
  if (thread)
    g_thread_join (thread);
}

void
rp_arena_unref (RpArena * arena)
{
  if (!g_atomic_int_dec_and_test (&arena->refs))
    return;

  rp_arena_stop (arena);
  /* Every block holds a reference, so only one free block is left. */
  g_assert (arena->first->after == NULL && !arena->first->used);
  g_free (arena->first);
  munmap (arena->base, arena->mapped);
  g_cond_clear (&arena->cond);
  g_mutex_clear (&arena->lock);
  g_free (arena);
}

static RpBlock *
find_lowest (RpArena * arena, guint64 size, guint64 end)
{
  RpBlock *block, *best = NULL;

  for (block = arena->free_blocks; block; block = block->free_after) {
    if (block->size >= size && block->offset + size <= end
        && (!best || block->offset < best->offset))
      best = block;
  }
  return best;
}

/* Leaves @size bytes in @block; the rest becomes a free block behind it. */
static void
split (RpArena * arena, RpBlock * block, guint64 size)
{
  RpBlock *rest;

  if (block->size == size)
    return;
  rest = block_new (arena, block->offset + size, block->size - size);
  rest->before = block;
  rest->after = block->after;
  if (rest->after)
    rest->after->before = rest;
  block->after = rest;
  block->size = size;
  free_list_add (arena, rest);
}

RpBlock *
rp_arena_alloc (RpArena * arena, gsize size, RpArenaFrom from)
{
  RpBlock *block = NULL;
  guint64 rounded;

  if (size == 0 || size > arena->limit)
    return NULL;
  rounded = ((guint64) size + RP_ARENA_ALIGN - 1)
      & ~(guint64) (RP_ARENA_ALIGN - 1);

  g_mutex_lock (&arena->lock);
  block = find_lowest (arena, rounded,
      from == RP_ARENA_READY ? MIN (arena->touched, arena->limit)
      : arena->limit);
  if (block) {
    free_list_remove (arena, block);
    split (arena, block, rounded);
    block->used = TRUE;
    arena->used += rounded;
    rp_arena_ref (arena);
  }
  g_mutex_unlock (&arena->lock);
  return block;
}

/* @block swallows the free block behind it. */
static void
join_with_next (RpArena * arena, RpBlock * block)
{
  RpBlock *next = block->after;

  free_list_remove (arena, next);
  block->size += next->size;
  block->after = next->after;
  if (block->after)
    block->after->before = block;
  g_free (next);
}

void
rp_block_free (RpBlock * block)
{
  RpArena *arena = block->arena;

  g_mutex_lock (&arena->lock);
  arena->used -= block->size;
  free_list_add (arena, block);
  if (block->after && !block->after->used)
    join_with_next (arena, block);
  if (block->before && !block->before->used)
    join_with_next (arena, block->before);
  g_mutex_unlock (&arena->lock);
  rp_arena_unref (arena);
}

gpointer
rp_block_data (const RpBlock * block)
{
  return block->arena->base + block->offset;
}

guint64
rp_arena_limit (RpArena * arena)
{
  return arena->limit;
}

guint64
rp_arena_ready_bytes (RpArena * arena)
{
  guint64 bytes;

  g_mutex_lock (&arena->lock);
  bytes = MIN (arena->touched, arena->limit);
  g_mutex_unlock (&arena->lock);
  return bytes;
}

guint64
rp_arena_used_bytes (RpArena * arena)
{
  guint64 bytes;

  g_mutex_lock (&arena->lock);
  bytes = arena->used;
  g_mutex_unlock (&arena->lock);
  return bytes;
}
