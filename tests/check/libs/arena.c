/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The memory of the history: where blocks lie, that they keep what was written
 * into them, and the thread that touches memory ahead of use. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* mincore */
#endif
#include <gst/check/gstcheck.h>

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <reverseplay/arena.h>

#define MIB (G_GUINT64_CONSTANT (1) << 20)

/* For loops that run too often for check's own book-keeping. */
#define HOLDS(expr, ...) G_STMT_START { \
  if (G_UNLIKELY (!(expr))) { \
    gchar *_s = g_strdup_printf (__VA_ARGS__); \
    fail ("%s does not hold: %s", #expr, _s); \
    g_free (_s); \
  } \
} G_STMT_END

static void
wait_until_ready (RpArena * arena, guint64 bytes)
{
  guint i;

  for (i = 0; rp_arena_ready_bytes (arena) < bytes; i++) {
    fail_unless (i < 600000, "memory is not touched");
    g_usleep (100);
  }
}

/* An arena of small blocks in which every byte is ready. */
static RpArena *
warm_arena_new (guint64 limit)
{
  RpArena *arena = rp_arena_new (limit);

  fail_unless (arena != NULL);
  wait_until_ready (arena, rp_arena_limit (arena));
  return arena;
}

/* An arena of which only the head was touched; *ready bytes of it. */
static RpArena *
half_warm_arena_new (guint64 limit, guint64 * ready)
{
  RpArena *arena = rp_arena_new_touching (limit, 1);

  fail_unless (arena != NULL);
  wait_until_ready (arena, 1);
  rp_arena_stop (arena);
  *ready = rp_arena_ready_bytes (arena);
  fail_unless (*ready < limit, "all memory is touched at once");
  return arena;
}

static gboolean
is_mapped (gpointer data)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  guchar vec;

  return mincore ((gpointer) ((gsize) data & ~(page - 1)), page, &vec) == 0
      || errno != ENOMEM;
}

static RpBlock *
must_alloc (RpArena * arena, gsize size, RpArenaFrom from)
{
  RpBlock *block = rp_arena_alloc (arena, size, from);

  fail_unless (block != NULL, "no %" G_GSIZE_FORMAT " bytes", size);
  return block;
}

static gsize
distance (RpBlock * from, RpBlock * to)
{
  return (gsize) ((guint8 *) rp_block_data (to)
      - (guint8 *) rp_block_data (from));
}

/* -- sizes ---------------------------------------------------------------- */

GST_START_TEST (test_blocks_are_aligned_whatever_their_size)
{
  static const gsize sizes[] = { 1, 127, 128, 129, 1000, 4095, 4096, 4097, 3 };
  RpArena *arena = warm_arena_new (64 * 1024);
  RpBlock *blocks[G_N_ELEMENTS (sizes)];
  guint64 used = 0;
  guint i;
  gsize j;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    blocks[i] = must_alloc (arena, sizes[i], RP_ARENA_ANY);
    used += (sizes[i] + 127) / 128 * 128;
    fail_unless (((gsize) rp_block_data (blocks[i]) & (RP_ARENA_ALIGN - 1)) ==
        0);
    fail_unless_equals_uint64 (rp_arena_used_bytes (arena), used);
    memset (rp_block_data (blocks[i]), (int) i + 1, sizes[i]);
  }
  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const guint8 *data = rp_block_data (blocks[i]);

    for (j = 0; j < sizes[i]; j++)
      HOLDS (data[j] == i + 1, "block %u, byte %" G_GSIZE_FORMAT, i, j);
    rp_block_free (blocks[i]);
  }
  fail_unless_equals_uint64 (rp_arena_used_bytes (arena), 0);
  rp_arena_unref (arena);
}

GST_END_TEST;

GST_START_TEST (test_a_limit_is_rounded_down_and_can_be_used_up)
{
  RpArena *arena = warm_arena_new (1000);
  RpBlock *block;

  fail_unless_equals_uint64 (rp_arena_limit (arena), 896);
  fail_unless_equals_uint64 (rp_arena_ready_bytes (arena), 896);
  fail_unless (rp_arena_alloc (arena, 897, RP_ARENA_ANY) == NULL);
  block = must_alloc (arena, 896, RP_ARENA_READY);
  memset (rp_block_data (block), 1, 896);
  fail_unless (rp_arena_alloc (arena, 1, RP_ARENA_ANY) == NULL);
  rp_block_free (block);
  /* 801 take 896 as well */
  block = must_alloc (arena, 801, RP_ARENA_ANY);
  fail_unless (rp_arena_alloc (arena, 1, RP_ARENA_ANY) == NULL);
  rp_block_free (block);
  rp_arena_unref (arena);
}

GST_END_TEST;

GST_START_TEST (test_limits_that_no_system_grants_are_refused)
{
  fail_unless (rp_arena_new (0) == NULL);
  fail_unless (rp_arena_new (RP_ARENA_ALIGN - 1) == NULL);
  fail_unless (rp_arena_new (G_MAXUINT64) == NULL);
  fail_unless (rp_arena_new (G_MAXINT64) == NULL);
  fail_unless (rp_arena_new (G_MAXUINT64 / 2 - 4 * MIB) == NULL);
  fail_unless (rp_arena_new (G_GUINT64_CONSTANT (1) << 62) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_sizes_that_do_not_fit_leave_the_arena_as_it_was)
{
  RpArena *arena = warm_arena_new (4096);
  RpBlock *block;

  fail_unless (rp_arena_alloc (arena, 0, RP_ARENA_ANY) == NULL);
  fail_unless (rp_arena_alloc (arena, 0, RP_ARENA_READY) == NULL);
  fail_unless (rp_arena_alloc (arena, 4097, RP_ARENA_ANY) == NULL);
  fail_unless (rp_arena_alloc (arena, G_MAXSIZE, RP_ARENA_ANY) == NULL);
  fail_unless (rp_arena_alloc (arena, G_MAXSIZE - 126, RP_ARENA_ANY) == NULL);
  fail_unless (rp_arena_alloc (arena, G_MAXSSIZE, RP_ARENA_READY) == NULL);
  fail_unless_equals_uint64 (rp_arena_used_bytes (arena), 0);
  block = must_alloc (arena, 4096, RP_ARENA_ANY);
  rp_block_free (block);
  rp_arena_unref (arena);
}

GST_END_TEST;

/* -- where a block lies --------------------------------------------------- */

GST_START_TEST (test_the_lowest_hole_that_fits_is_taken)
{
  RpArena *arena = warm_arena_new (64 * 128);
  RpBlock *b[8], *again;
  guint i;

  /* 1 2 3 4 5 6 7 8 units, the rest is free */
  for (i = 0; i < 8; i++)
    b[i] = must_alloc (arena, (i + 1) * 128, RP_ARENA_ANY);
  for (i = 1; i < 8; i++)
    fail_unless_equals_int (distance (b[i - 1], b[i]), i * 128);

  /* holes of 2, 7 and 4 units: the order in which they came is another one */
  rp_block_free (b[6]);
  rp_block_free (b[1]);
  rp_block_free (b[3]);

  again = must_alloc (arena, 3 * 128, RP_ARENA_ANY);
  fail_unless_equals_int (distance (b[0], again), (1 + 2 + 3) * 128);
  b[3] = again;
  again = must_alloc (arena, 128, RP_ARENA_ANY);
  fail_unless_equals_int (distance (b[0], again), 128);
  b[1] = again;
  /* one unit is left of each; 5 go into the hole of 7 */
  again = must_alloc (arena, 5 * 128, RP_ARENA_ANY);
  fail_unless_equals_int (distance (b[0], again), 21 * 128);
  b[6] = again;
  /* 10 fit behind all others only */
  again = must_alloc (arena, 10 * 128, RP_ARENA_ANY);
  fail_unless_equals_int (distance (b[0], again), 36 * 128);

  rp_block_free (again);
  for (i = 0; i < 8; i++)
    rp_block_free (b[i]);
  rp_arena_unref (arena);
}

GST_END_TEST;

GST_START_TEST (test_a_hole_is_filled_before_cold_memory)
{
  guint64 ready;
  RpArena *arena = half_warm_arena_new (1024 * MIB, &ready);
  RpBlock *low = must_alloc (arena, 64 * 1024, RP_ARENA_ANY);
  RpBlock *hole = must_alloc (arena, 64 * 1024, RP_ARENA_ANY);
  RpBlock *cold = must_alloc (arena, ready, RP_ARENA_ANY);
  RpBlock *again;

  fail_unless_equals_int (distance (low, cold), 128 * 1024);
  rp_block_free (hole);
  again = must_alloc (arena, 64 * 1024, RP_ARENA_ANY);
  fail_unless_equals_int (distance (low, again), 64 * 1024);

  rp_block_free (low);
  rp_block_free (again);
  rp_block_free (cold);
  rp_arena_unref (arena);
}

GST_END_TEST;

GST_START_TEST (test_ready_gives_no_cold_memory)
{
  guint64 ready;
  RpArena *arena = half_warm_arena_new (1024 * MIB, &ready);
  RpBlock *all, *rest;

  fail_unless (ready > 0);
  fail_unless (rp_arena_alloc (arena, ready + 1, RP_ARENA_READY) == NULL);
  all = must_alloc (arena, ready, RP_ARENA_READY);
  fail_unless (rp_arena_alloc (arena, 1, RP_ARENA_READY) == NULL);
  rest = must_alloc (arena, 1, RP_ARENA_ANY);
  fail_unless_equals_uint64 (distance (all, rest), ready);
  memset (rp_block_data (rest), 1, 1);
  rp_block_free (all);
  /* a block that would reach into cold memory by one unit */
  rp_block_free (rest);
  rest = must_alloc (arena, 128, RP_ARENA_READY);
  fail_unless (rp_arena_alloc (arena, ready, RP_ARENA_READY) == NULL);
  all = must_alloc (arena, ready - 128, RP_ARENA_READY);
  fail_unless_equals_uint64 (distance (rest, all), 128);
  rp_block_free (all);
  rp_block_free (rest);
  /* what was used once does not count as touched */
  fail_unless_equals_uint64 (rp_arena_ready_bytes (arena), ready);
  rp_arena_unref (arena);
}

GST_END_TEST;

#define N_PIECES 6

/* Sizes in units; the pieces fill the arena. */
static const gsize pieces[N_PIECES] = { 3, 1, 4, 1, 5, 2 };

/* The longest run of free pieces, and where it starts, in units. */
static gsize
longest_run (const gboolean * is_free, gsize * at)
{
  gsize best = 0, run = 0, unit = 0;
  guint i;

  *at = 0;
  for (i = 0; i < N_PIECES; i++) {
    run = is_free[i] ? run + pieces[i] : 0;
    unit += pieces[i];
    if (run > best) {
      best = run;
      *at = unit - run;
    }
  }
  return best;
}

static void
free_in_order (RpArena * arena, const guint * order)
{
  gboolean is_free[N_PIECES] = { FALSE, };
  RpBlock *b[N_PIECES], *probe;
  guint8 *base;
  guint i;

  for (i = 0; i < N_PIECES; i++)
    b[i] = must_alloc (arena, pieces[i] * 128, RP_ARENA_ANY);
  base = rp_block_data (b[0]);
  fail_unless (rp_arena_alloc (arena, 1, RP_ARENA_ANY) == NULL);

  for (i = 0; i < N_PIECES; i++) {
    gsize run, at;

    rp_block_free (b[order[i]]);
    is_free[order[i]] = TRUE;
    run = longest_run (is_free, &at);
    HOLDS (rp_arena_alloc (arena, run * 128 + 1, RP_ARENA_ANY) == NULL,
        "piece %u", i);
    probe = rp_arena_alloc (arena, run * 128, RP_ARENA_ANY);
    HOLDS (probe != NULL, "piece %u", i);
    HOLDS ((guint8 *) rp_block_data (probe) == base + at * 128, "piece %u", i);
    rp_block_free (probe);
  }
  HOLDS (rp_arena_used_bytes (arena) == 0, "at the end");
}

GST_START_TEST (test_free_neighbours_join_in_every_order)
{
  RpArena *arena = warm_arena_new (16 * 128);
  guint order[N_PIECES], code, rest, i, j, n = 0;

  /* every number of N_PIECES digits that is a permutation */
  for (code = 0; code < 46656; code++) {
    guint seen = 0;

    rest = code;
    for (i = 0; i < N_PIECES; i++) {
      order[i] = rest % N_PIECES;
      rest /= N_PIECES;
    }
    for (j = 0; j < N_PIECES; j++)
      seen |= 1u << order[j];
    if (seen != (1u << N_PIECES) - 1)
      continue;
    free_in_order (arena, order);
    n++;
  }
  fail_unless_equals_int (n, 720);
  rp_arena_unref (arena);
}

GST_END_TEST;

/* -- references ----------------------------------------------------------- */

GST_START_TEST (test_blocks_outlive_whoever_made_the_arena)
{
  RpArena *arena = rp_arena_new (8 * MIB);
  RpBlock *a = must_alloc (arena, MIB, RP_ARENA_ANY);
  RpBlock *b = must_alloc (arena, 6 * MIB, RP_ARENA_ANY);
  RpBlock *c = must_alloc (arena, MIB, RP_ARENA_ANY);
  gpointer data = rp_block_data (a);

  memset (rp_block_data (b), 0x5a, 6 * MIB);
  rp_arena_unref (arena);
  rp_block_free (a);
  memset (rp_block_data (c), 0xa5, MIB);
  fail_unless_equals_int (((guint8 *) rp_block_data (b))[6 * MIB - 1], 0x5a);
  rp_block_free (c);
  fail_unless (is_mapped (data));
  rp_block_free (b);
  fail_if (is_mapped (data), "the mapping stays behind");
}

GST_END_TEST;

GST_START_TEST (test_a_reference_keeps_the_arena)
{
  RpArena *arena = rp_arena_new (4 * MIB);
  RpBlock *block = must_alloc (arena, 100, RP_ARENA_ANY);
  gpointer data = rp_block_data (block);

  fail_unless (rp_arena_ref (arena) == arena);
  rp_arena_unref (arena);
  rp_block_free (block);
  fail_unless (is_mapped (data));
  block = must_alloc (arena, 4 * MIB, RP_ARENA_ANY);
  rp_block_free (block);
  rp_arena_unref (arena);
  fail_if (is_mapped (data), "the mapping stays behind");
}

GST_END_TEST;

/* -- the touching thread -------------------------------------------------- */

GST_START_TEST (test_memory_gets_ready_up_to_the_limit_and_no_further)
{
  static const guint64 limits[] = { 128, 4096, 2 * MIB - 128, 2 * MIB,
    2 * MIB + 128, 5 * MIB + 384
  };
  guint64 limit = limits[__i__], before = 0, now;
  RpArena *arena = rp_arena_new (limit);

  do {
    now = rp_arena_ready_bytes (arena);
    fail_unless (now >= before && now <= limit);
    before = now;
    g_thread_yield ();
  } while (now < limit);
  rp_arena_stop (arena);
  fail_unless_equals_uint64 (rp_arena_ready_bytes (arena), limit);
  rp_arena_unref (arena);
}

GST_END_TEST;

/* A step of the thread beyond is all that may follow. */
#define STEP (2 * MIB)

static void
assert_touches (RpArena * arena, guint64 bytes)
{
  guint64 ready;
  guint i;

  wait_until_ready (arena, bytes);
  for (i = 0; i < 20; i++) {
    g_usleep (200);
    ready = rp_arena_ready_bytes (arena);
    fail_unless (ready >= bytes && ready < bytes + STEP, "%" G_GUINT64_FORMAT
        " bytes instead of %" G_GUINT64_FORMAT, ready, bytes);
  }
}

GST_START_TEST (test_no_more_is_touched_than_was_asked_for)
{
  RpArena *arena = rp_arena_new_touching (256 * MIB, 8 * MIB + 1);

  assert_touches (arena, 8 * MIB + 1);
  rp_arena_limit_touch (arena, 16 * MIB);
  assert_touches (arena, 16 * MIB);
  /* what was touched stays so */
  rp_arena_limit_touch (arena, 0);
  assert_touches (arena, 16 * MIB);
  rp_arena_limit_touch (arena, 20 * MIB);
  assert_touches (arena, 20 * MIB);
  /* it sleeps, and is woken to be stopped */
  rp_arena_stop (arena);
  rp_arena_limit_touch (arena, 64 * MIB);
  g_usleep (1000);
  fail_unless (rp_arena_ready_bytes (arena) < 22 * MIB);
  rp_arena_unref (arena);
}

GST_END_TEST;

GST_START_TEST (test_all_of_it_is_touched_when_more_is_asked_for)
{
  RpArena *arena = rp_arena_new (5 * MIB);

  rp_arena_limit_touch (arena, 0);
  rp_arena_limit_touch (arena, G_MAXUINT64);
  wait_until_ready (arena, 5 * MIB);
  fail_unless_equals_uint64 (rp_arena_ready_bytes (arena), 5 * MIB);
  rp_arena_unref (arena);
  /* one that goes while its thread waits */
  arena = rp_arena_new (64 * MIB);
  rp_arena_limit_touch (arena, 0);
  rp_arena_unref (arena);
}

GST_END_TEST;

GST_START_TEST (test_a_stop_while_touching_leaves_the_rest_cold)
{
  RpArena *arena = rp_arena_new (4096 * MIB);
  guint64 ready;
  RpBlock *block;
  guint i;

  rp_arena_stop (arena);
  ready = rp_arena_ready_bytes (arena);
  fail_unless (ready < 4096 * MIB);
  rp_arena_stop (arena);        /* and once more */
  for (i = 0; i < 20; i++) {
    g_usleep (500);
    fail_unless_equals_uint64 (rp_arena_ready_bytes (arena), ready);
  }
  /* cold memory can be had as before */
  block = must_alloc (arena, 4096 * MIB, RP_ARENA_ANY);
  ((guint8 *) rp_block_data (block))[4096 * MIB - 1] = 1;
  rp_block_free (block);
  rp_arena_unref (arena);
}

GST_END_TEST;

static gpointer
stop_arena (gpointer data)
{
  rp_arena_stop (data);
  return NULL;
}

GST_START_TEST (test_two_threads_stop_it_at_once)
{
  RpArena *arena;
  GThread *a, *b;
  guint i;

  for (i = 0; i < 50; i++) {
    arena = rp_arena_new (64 * MIB);
    a = g_thread_new ("stop-a", stop_arena, arena);
    b = g_thread_new ("stop-b", stop_arena, arena);
    g_thread_join (a);
    g_thread_join (b);
    rp_arena_unref (arena);
  }
}

GST_END_TEST;

GST_START_TEST (test_an_arena_goes_while_it_is_being_touched)
{
  guint i;

  for (i = 0; i < 50; i++) {
    RpArena *arena = rp_arena_new (64 * MIB);
    RpBlock *block = NULL;

    if (i % 2)
      block = must_alloc (arena, 128, RP_ARENA_ANY);
    if (i % 3 == 0)
      g_usleep (i * 10);
    rp_arena_unref (arena);
    if (block)
      rp_block_free (block);
  }
}

GST_END_TEST;

/* Whoever is given cold memory writes where the thread touches it, and its
 * writes must stay. */
GST_START_TEST (test_what_is_written_into_cold_memory_stays)
{
  const gsize n = 48, size = MIB;
  guint round;

  for (round = 0; round < 3; round++) {
    RpArena *arena = rp_arena_new (n * size);
    RpBlock *blocks[48];
    gsize i, j;

    for (i = 0; i < n; i++)
      blocks[i] = must_alloc (arena, size, RP_ARENA_ANY);
    /* from the far end towards the thread, then along with it */
    for (i = n; i > 0; i--) {
      guint8 *data = rp_block_data (blocks[i - 1]);

      for (j = 0; j < size; j += 512)
        data[j] = (guint8) (i + j / 4096 + round);
    }
    wait_until_ready (arena, n * size);
    for (i = n; i > 0; i--) {
      const guint8 *data = rp_block_data (blocks[i - 1]);

      for (j = 0; j < size; j += 512)
        HOLDS (data[j] == (guint8) (i + j / 4096 + round),
            "block %u, byte %u", (guint) i, (guint) j);
      rp_block_free (blocks[i - 1]);
    }
    rp_arena_unref (arena);
  }
}

GST_END_TEST;

/* -- many threads --------------------------------------------------------- */

#define N_THREADS 4
#define N_LIVE 16

typedef struct
{
  RpArena *arena;
  guint32 seed;
  guint refused, wrong;
} Worker;

static gpointer
alloc_and_free (gpointer user_data)
{
  Worker *worker = user_data;
  GRand *rand = g_rand_new_with_seed (worker->seed);
  RpBlock *live[N_LIVE] = { NULL, };
  gsize sizes[N_LIVE] = { 0, };
  guint i;
  gsize j;

  for (i = 0; i < 4000 + N_LIVE; i++) {
    guint k = i < 4000 ? (guint) g_rand_int_range (rand, 0, N_LIVE)
        : i - 4000;
    guint8 fill = (guint8) (worker->seed * 31 + k);

    if (live[k]) {
      const guint8 *data = rp_block_data (live[k]);

      for (j = 0; j < sizes[k]; j++)
        worker->wrong += data[j] != fill;
      rp_block_free (live[k]);
      live[k] = NULL;
    } else if (i < 4000) {
      sizes[k] = (gsize) g_rand_int_range (rand, 1, 5000);
      live[k] = rp_arena_alloc (worker->arena, sizes[k],
          g_rand_boolean (rand) ? RP_ARENA_ANY : RP_ARENA_READY);
      if (live[k])
        memset (rp_block_data (live[k]), fill, sizes[k]);
      else
        worker->refused++;
    }
  }
  g_rand_free (rand);
  return NULL;
}

GST_START_TEST (test_threads_share_an_arena_that_is_being_touched)
{
  /* the last one is so small that some are refused */
  static const guint64 limits[] = { 32 * MIB, 4 * MIB, 100 * 1024 };
  guint64 limit = limits[__i__];
  RpArena *arena = rp_arena_new (limit);
  Worker workers[N_THREADS];
  GThread *threads[N_THREADS];
  RpBlock *all;
  guint i;

  for (i = 0; i < N_THREADS; i++) {
    workers[i] = (Worker) {
    arena, 100 + i, 0, 0};
    threads[i] = g_thread_new ("worker", alloc_and_free, &workers[i]);
  }
  for (i = 0; i < N_THREADS; i++) {
    g_thread_join (threads[i]);
    fail_unless_equals_int (workers[i].wrong, 0);
  }
  fail_unless_equals_uint64 (rp_arena_used_bytes (arena), 0);
  all = must_alloc (arena, rp_arena_limit (arena), RP_ARENA_ANY);
  rp_block_free (all);
  rp_arena_unref (arena);
}

GST_END_TEST;

static gpointer
free_all (gpointer data)
{
  GAsyncQueue *queue = data;
  RpBlock *block;

  while ((gpointer) (block = g_async_queue_pop (queue)) != queue)
    rp_block_free (block);
  return NULL;
}

/* As pictures go: made by one thread, unreffed last by another. */
GST_START_TEST (test_another_thread_frees_the_blocks)
{
  RpArena *arena = rp_arena_new (4 * MIB);
  GAsyncQueue *queue = g_async_queue_new ();
  GThread *thread = g_thread_new ("free", free_all, queue);
  guint n = 0;

  while (n < 5000) {
    RpBlock *block = rp_arena_alloc (arena, 1 + n % 60000, RP_ARENA_ANY);

    if (!block) {
      g_thread_yield ();
      continue;
    }
    memset (rp_block_data (block), 1, 1);
    g_async_queue_push (queue, block);
    n++;
  }
  rp_arena_unref (arena);       /* the last block takes the arena with it */
  g_async_queue_push (queue, queue);
  g_thread_join (thread);
  g_async_queue_unref (queue);
}

GST_END_TEST;

/* -- against a model ------------------------------------------------------ */

#define UNITS 1024
#define MODEL_LIVE 96

typedef struct
{
  RpBlock *block;
  gsize size;
  guint unit, n_units;
  guint32 stamp;
} Live;

/* First fit, by looking at every unit. */
static gint
model_find (const guint8 * map, guint n_units, guint end)
{
  guint i, run = 0;

  for (i = 0; i < end; i++) {
    run = map[i] ? 0 : run + 1;
    if (run == n_units)
      return (gint) (i + 1 - n_units);
  }
  return -1;
}

/* A mark at both ends of the block and on the way: overlaps show. */
static void
mark_block (Live * live)
{
  guint8 *data = rp_block_data (live->block);
  gsize step = MAX (live->size / 16, 1), i;

  for (i = 0; i < live->size; i += step)
    data[i] = (guint8) (live->stamp + i);
  data[live->size - 1] = (guint8) live->stamp;
}

static gboolean
is_marked (const Live * live)
{
  const guint8 *data = rp_block_data (live->block);
  gsize step = MAX (live->size / 16, 1), i;

  for (i = 0; i < live->size - 1; i += step) {
    if (data[i] != (guint8) (live->stamp + i))
      return FALSE;
  }
  return data[live->size - 1] == (guint8) live->stamp;
}

static void
compare_with_model (RpArena * arena, gsize unit, guint64 ready, guint32 seed,
    guint n_operations)
{
  GRand *rand = g_rand_new_with_seed (seed);
  Live lives[MODEL_LIVE];
  guint8 map[UNITS] = { 0, };
  RpBlock *probe = must_alloc (arena, 1, RP_ARENA_ANY);
  guint8 *base = rp_block_data (probe);
  guint64 used = 0;
  guint op, refused = 0;

  memset (lives, 0, sizeof (lives));
  rp_block_free (probe);
  for (op = 0; op < n_operations; op++) {
    Live *live = &lives[g_rand_int_range (rand, 0, MODEL_LIVE)];

    if (live->block) {
      HOLDS (is_marked (live), "seed %u, operation %u", seed, op);
      rp_block_free (live->block);
      live->block = NULL;
      memset (map + live->unit, 0, live->n_units);
      used -= (guint64) live->n_units * unit;
    } else {
      /* mostly small, now and then large */
      gint max = g_rand_int_range (rand, 0, 8) == 0 ? 200 : 16;
      gboolean any = g_rand_boolean (rand);
      gint expected;

      live->n_units = (guint) g_rand_int_range (rand, 1, max + 1);
      live->size = live->n_units * unit
          - (gsize) g_rand_int_range (rand, 0, RP_ARENA_ALIGN);
      live->stamp = op;
      expected = model_find (map, live->n_units,
          any ? UNITS : (guint) (MIN (ready, UNITS * unit) / unit));
      live->block = rp_arena_alloc (arena, live->size,
          any ? RP_ARENA_ANY : RP_ARENA_READY);
      HOLDS ((live->block != NULL) == (expected >= 0),
          "seed %u, operation %u, ready %" G_GUINT64_FORMAT, seed, op, ready);
      if (!live->block) {
        refused++;
        continue;
      }
      live->unit = (guint) expected;
      HOLDS ((guint8 *) rp_block_data (live->block) == base
          + live->unit * unit, "seed %u, operation %u, ready %"
          G_GUINT64_FORMAT, seed, op, ready);
      memset (map + live->unit, 1, live->n_units);
      used += (guint64) live->n_units * unit;
      mark_block (live);
    }
    HOLDS (rp_arena_used_bytes (arena) == used, "seed %u, operation %u", seed,
        op);
  }
  /* else the arena was never full, and this showed little */
  fail_unless (refused > n_operations / 1000, "%u refused", refused);
  for (op = 0; op < MODEL_LIVE; op++) {
    if (lives[op].block) {
      fail_unless (is_marked (&lives[op]));
      rp_block_free (lives[op].block);
    }
  }
  g_rand_free (rand);
}

GST_START_TEST (test_100000_operations_agree_with_a_naive_model)
{
  RpArena *arena = warm_arena_new (UNITS * 128);
  RpBlock *all;

  compare_with_model (arena, 128, UNITS * 128, 20260101, 100000);
  all = must_alloc (arena, UNITS * 128, RP_ARENA_READY);
  rp_block_free (all);
  rp_arena_unref (arena);
}

GST_END_TEST;

GST_START_TEST (test_a_half_warm_arena_agrees_with_a_naive_model)
{
  const gsize unit = 256 * 1024;
  guint64 ready;
  RpArena *arena = half_warm_arena_new (UNITS * unit, &ready);

  compare_with_model (arena, unit, ready, 4711, 10000);
  rp_arena_unref (arena);
}

GST_END_TEST;

static Suite *
arena_suite (void)
{
  Suite *s = suite_create ("arena");
  TCase *tc = tcase_create ("sizes");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_blocks_are_aligned_whatever_their_size);
  tcase_add_test (tc, test_a_limit_is_rounded_down_and_can_be_used_up);
  tcase_add_test (tc, test_limits_that_no_system_grants_are_refused);
  tcase_add_test (tc, test_sizes_that_do_not_fit_leave_the_arena_as_it_was);

  tc = tcase_create ("places");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_the_lowest_hole_that_fits_is_taken);
  tcase_add_test (tc, test_a_hole_is_filled_before_cold_memory);
  tcase_add_test (tc, test_ready_gives_no_cold_memory);
  tcase_add_test (tc, test_free_neighbours_join_in_every_order);

  tc = tcase_create ("references");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_blocks_outlive_whoever_made_the_arena);
  tcase_add_test (tc, test_a_reference_keeps_the_arena);

  tc = tcase_create ("touching");
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc,
      test_memory_gets_ready_up_to_the_limit_and_no_further, 0, 6);
  tcase_add_test (tc, test_no_more_is_touched_than_was_asked_for);
  tcase_add_test (tc, test_all_of_it_is_touched_when_more_is_asked_for);
  tcase_add_test (tc, test_a_stop_while_touching_leaves_the_rest_cold);
  tcase_add_test (tc, test_two_threads_stop_it_at_once);
  tcase_add_test (tc, test_an_arena_goes_while_it_is_being_touched);
  tcase_add_test (tc, test_what_is_written_into_cold_memory_stays);

  tc = tcase_create ("threads");
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_threads_share_an_arena_that_is_being_touched,
      0, 3);
  tcase_add_test (tc, test_another_thread_frees_the_blocks);

  tc = tcase_create ("model");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_100000_operations_agree_with_a_naive_model);
  tcase_add_test (tc, test_a_half_warm_arena_agrees_with_a_naive_model);
  return s;
}

GST_CHECK_MAIN (arena);
