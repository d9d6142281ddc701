/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * CPU time of the live path per frame: all threads of the process, over paced
 * frames, less what the same frames cost through identity. In each round
 * everything is measured once, one after the other, so that a busy machine
 * disturbs all of it alike; the medians of the rounds are shown.
 */
#include "bench.h"

#include <stdio.h>
#include <string.h>

#define ROUNDS 5
#define HISTORY (G_GUINT64_CONSTANT (1) << 30)

typedef enum
{
  OWN,                          /* upstream's own buffers */
  OFFERED,                      /* from the pool that is offered */
  FILLED,                       /* the same, and upstream writes the frame */
} Source;

typedef struct
{
  const gchar *name;
  gint width, height, fps;      /* paced faster than a camera */
  guint frames;
} Size;

static const Size sizes[] = {
  {"320x180", 320, 180, 400, 160},
  {"720p", 1280, 720, 250, 125},
  {"1080p", 1920, 1080, 150, 90},
  {"2160p", 3840, 2160, 60, 45},
};

static GstBuffer *
next_frame (BenchRig * rig, Source source, gconstpointer picture)
{
  GstBuffer *buffer;
  GstMapInfo map;

  if (source == OWN || !rig->offered)
    buffer = bench_rig_own_frame (rig);
  else
    buffer = bench_rig_offered_frame (rig);
  if (source == FILLED && gst_buffer_map (buffer, &map, GST_MAP_WRITE)) {
    memcpy (map.data, picture, rig->frame_bytes);
    gst_buffer_unmap (buffer, &map);
  }
  return buffer;
}

/* us of CPU per frame, all threads. */
static gdouble
run (BenchRig * rig, const Size * size, Source source, gconstpointer picture,
    guint outputs)
{
  gint out = g_atomic_int_get (&rig->out);
  gint64 cpu;
  guint i;

  cpu = bench_process_cpu ();
  for (i = 0; i < size->frames; i++) {
    bench_rig_wait (rig);
    bench_rig_push (rig, next_frame (rig, source, picture));
  }
  if (!bench_rig_wait_out (rig, out + (gint) (size->frames * outputs)))
    printf ("  only %d of %u frames came out\n",
        g_atomic_int_get (&rig->out) - out, size->frames * outputs);
  cpu = bench_process_cpu () - cpu;
  bench_rig_drop_messages (rig);
  return (gdouble) cpu / 1e3 / size->frames;
}

static BenchRig *
open_identity (const Size * size)
{
  BenchRig *rig = bench_rig_new ("identity", bench_raw_caps ("I420",
          size->width, size->height, size->fps), 0, TRUE);

  bench_rig_play (rig);
  return rig;
}

/* Full, so that each frame takes the place of another one. */
static BenchRig *
open_reverseplay (const Size * size)
{
  BenchRig *rig = bench_rig_new ("reverseplay", bench_raw_caps ("I420",
          size->width, size->height, size->fps), HISTORY, TRUE);
  guint64 i, frames = HISTORY / rig->frame_bytes + 16;

  bench_rig_wait_ready (rig);
  for (i = 0; i < frames; i++)
    bench_rig_push (rig, bench_rig_own_frame (rig));
  /* The output has its own thread, which has to come after. */
  while (bench_rig_stat (rig, "shown") + bench_rig_stat (rig, "dropped")
      < frames)
    g_usleep (10000);
  bench_rig_play (rig);
  return rig;
}

static gdouble
measure_identity (const Size * size, Source source, gconstpointer picture)
{
  BenchRig *rig = open_identity (size);
  gdouble us = run (rig, size, source, picture, 1);

  bench_rig_free (rig);
  return us;
}

/* us of one memcpy of a frame, at the same pace, from a camera's four buffers
 * into memory as large as the history. */
static gdouble
measure_memcpy (const Size * size, BenchRing * ring)
{
  BenchRig *rig = open_identity (size);
  gint64 cpu = 0;
  guint i;

  for (i = 0; i < size->frames; i++) {
    GstBuffer *buffer;
    GstMapInfo map;
    gint64 begin;

    bench_rig_wait (rig);
    rig->pushed++;
    buffer = bench_rig_own_frame (rig);
    if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
      g_error ("a frame of our own cannot be read");
    begin = bench_thread_cpu ();
    bench_ring_put (ring, map.data, map.size);
    cpu += bench_thread_cpu () - begin;
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  bench_rig_free (rig);
  return (gdouble) cpu / 1e3 / size->frames;
}

static void
roll_a_take (BenchRig * rig, const Size * size)
{
  guint id, i;

  g_signal_emit_by_name (rig->element, "take-start", NULL, &id);
  for (i = 0; i < 20; i++) {
    bench_rig_wait (rig);
    bench_rig_push (rig, bench_rig_own_frame (rig));
  }
  g_signal_emit_by_name (rig->element, "take-stop", &id);
  bench_rig_wait (rig);
  /* The cut takes a slot of its own before the next frame. */
  bench_rig_wait_out (rig, g_atomic_int_get (&rig->out) + 1);
}

typedef struct
{
  gdouble identity_own[ROUNDS], identity_pool[ROUNDS], identity_filled[ROUNDS];
  gdouble own[ROUNDS], pool[ROUNDS], filled[ROUNDS], review[ROUNDS];
  gdouble copy[ROUNDS];
} Figures;

static void
measure_round (const Size * size, Figures * f, guint round, BenchRing * ring,
    gconstpointer picture)
{
  BenchRig *rig = open_reverseplay (size);

  f->identity_own[round] = measure_identity (size, OWN, picture);
  f->copy[round] = measure_memcpy (size, ring);
  bench_rig_play (rig);
  f->own[round] = run (rig, size, OWN, picture, 1);
  f->identity_pool[round] = measure_identity (size, OFFERED, picture);
  bench_rig_play (rig);
  f->pool[round] = run (rig, size, OFFERED, picture, 1);
  f->identity_filled[round] = measure_identity (size, FILLED, picture);
  bench_rig_play (rig);
  f->filled[round] = run (rig, size, FILLED, picture, 1);

  bench_rig_play (rig);
  gst_util_set_object_arg (G_OBJECT (rig->element), "at-end", "loop");
  roll_a_take (rig, size);
  f->review[round] = run (rig, size, OWN, picture, 1);
  bench_rig_free (rig);
}

static gdouble
median_of_differences (const gdouble * a, const gdouble * b)
{
  gdouble differences[ROUNDS];
  guint i;

  for (i = 0; i < ROUNDS; i++)
    differences[i] = a[i] - b[i];
  return bench_median (differences, ROUNDS);
}

int
main (int argc, char **argv)
{
  BenchTable *live, *filled, *review;
  BenchRing ring;
  guint8 *picture = NULL;
  guint i, round;

  gst_init (&argc, &argv);
  bench_begin ("cpu: CPU time per frame");
  bench_ring_open (&ring, HISTORY, TRUE);
  bench_ring_touch (&ring);
  live = bench_table_new ("frame|identity, us|reverseplay, pool|more than "
      "identity|reverseplay, copy|more than identity|one memcpy"
      "|ratio to memcpy|beside 1.15 memcpy");
  filled = bench_table_new ("frame|identity, us|reverseplay, pool|more than "
      "identity");
  review = bench_table_new ("frame|live, us|review, us|more");

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const Size *size = &sizes[i];
    Figures f;
    gdouble pool, copy, own;

    picture = g_realloc (picture, (gsize) (size->width * size->height * 3 / 2));
    memset (picture, 3, (gsize) (size->width * size->height * 3 / 2));
    bench_progress ("%s", size->name);
    for (round = 0; round < ROUNDS; round++)
      measure_round (size, &f, round, &ring, picture);
    copy = bench_median (f.copy, ROUNDS);
    pool = median_of_differences (f.pool, f.identity_pool);
    own = median_of_differences (f.own, f.identity_own);
    bench_table_row (live, "%s|%.1f|%.1f|%.1f|%.1f|%.1f|%.1f|%.2f|%.1f",
        size->name, bench_median (f.identity_own, ROUNDS),
        bench_median (f.pool, ROUNDS), pool, bench_median (f.own, ROUNDS),
        own, copy, own / copy, own - 1.15 * copy);
    bench_table_row (filled, "%s|%.1f|%.1f|%.1f", size->name,
        bench_median (f.identity_filled, ROUNDS),
        bench_median (f.filled, ROUNDS),
        median_of_differences (f.filled, f.identity_filled));
    bench_table_row (review, "%s|%.1f|%.1f|%.1f", size->name,
        bench_median (f.own, ROUNDS), bench_median (f.review, ROUNDS),
        median_of_differences (f.review, f.own));
  }
  bench_table_end (live, "Live, us of CPU per frame (to reach: 50 more with "
      "the offered pool; 50 beside 1.15 memcpy without)");
  bench_table_end (filled, "Where upstream writes its frame into the pool's "
      "memory: into four buffers of its own, or into the history");
  bench_table_end (review, "Live, and while a take is shown in reverse "
      "(recording goes on, one copy)");
  g_free (picture);
  bench_ring_close (&ring);
  return 0;
}
