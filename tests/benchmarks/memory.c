/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Resident memory beside the pictures when the history is full, and whether it
 * grows over 100,000 frames with 1,000 takes evicted. The peer is the payload.
 */
#include "bench.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MB (1024.0 * 1024.0)
#define HELD (G_GUINT64_CONSTANT (1) << 30)
#define JPEG_AVERAGE 400000
#define LONG_FRAMES 100000
#define LONG_TAKE 90            /* frames, and ten outside takes */
#define LONG_BYTES (G_GUINT64_CONSTANT (64) << 20)

static guint32 random_state = 1;

/* Always the same numbers. */
static guint32
next_random (void)
{
  random_state = random_state * 1664525u + 1013904223u;
  return random_state >> 8;
}

/* Between a quarter and seven quarters of the average, as pictures vary. */
static GstBuffer *
coded_frame (void)
{
  gsize size = JPEG_AVERAGE / 4 + next_random () % (JPEG_AVERAGE * 3 / 2);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (buffer, 0, 7, size);
  return buffer;
}

static GstCaps *
jpeg_caps (gint width, gint height, gint fps)
{
  return gst_caps_new_simple ("image/jpeg", "width", G_TYPE_INT, width,
      "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, fps, 1,
      NULL);
}

static void
push_frame (BenchRig * rig)
{
  bench_rig_push (rig, rig->own ? bench_rig_own_frame (rig) : coded_frame ());
}

static gsize
heap_in_use (void)
{
  return mallinfo2 ().uordblks;
}

typedef struct
{
  const gchar *name;
  gint width, height;
  gboolean is_jpeg, in_take;
} Full;

static const Full fulls[] = {
  {"320x180 I420, idle", 320, 180, FALSE, FALSE},
  {"320x180 I420, take", 320, 180, FALSE, TRUE},
  {"1080p I420, idle", 1920, 1080, FALSE, FALSE},
  {"1080p I420, take", 1920, 1080, FALSE, TRUE},
  {"2160p I420, take", 3840, 2160, FALSE, TRUE},
  {"1080p JPEG of 100-700 kB, idle", 1920, 1080, TRUE, FALSE},
  {"1080p JPEG of 100-700 kB, take", 1920, 1080, TRUE, TRUE},
};

typedef struct
{
  guint64 rss, held, heap;
} Held;

/* Twice as much as it holds, idle or in one take that loses its head. */
static Held
measure_full (const Full * full, guint64 frame_bytes)
{
  guint64 rss, heap, sent = 0;
  BenchRig *rig;
  Held held;
  guint id;

  heap = heap_in_use ();
  rss = bench_rss ();
  rig = bench_rig_new ("reverseplay", full->is_jpeg
      ? jpeg_caps (full->width, full->height, 25)
      : bench_raw_caps ("I420", full->width, full->height, 25), HELD, TRUE);
  push_frame (rig);
  bench_rig_wait_ready (rig);
  if (full->in_take)
    g_signal_emit_by_name (rig->element, "take-start", NULL, &id);
  while (sent < 2 * HELD) {
    push_frame (rig);
    sent += frame_bytes;
    bench_rig_drop_messages (rig);
  }
  bench_rig_wait_out (rig, (gint) rig->pushed);
  held.rss = bench_rss () - rss;
  held.heap = heap_in_use () - heap;
  /* The camera's own buffers are none of the element's. */
  if (rig->own)
    held.rss -= BENCH_OWN_BUFFERS * rig->frame_bytes;
  held.held = bench_rig_stat (rig, "held-bytes");
  bench_rig_free (rig);
  return held;
}

static void
add_full (BenchTable * table, const Full * full)
{
  guint64 frame_bytes = full->is_jpeg ? JPEG_AVERAGE
      : (guint64) (full->width * full->height * 3 / 2);
  gdouble max = (gdouble) HELD / MB, frame = (gdouble) frame_bytes / MB;
  gdouble held, rss, beyond;
  int ends[2];
  Held result;
  pid_t pid;

  /* A process of its own: what the one before has freed may not have gone back
   * to the system. */
  if (pipe (ends) != 0)
    g_error ("no pipe");
  fflush (stdout);
  pid = fork ();
  if (pid == 0) {
    gst_init (NULL, NULL);
    /* Plugins and types are there before anything is counted. */
    bench_rig_free (bench_rig_new ("reverseplay", bench_raw_caps ("I420", 16,
                16, 25), 1 << 20, TRUE));
    result = measure_full (full, frame_bytes);
    _exit (write (ends[1], &result, sizeof (result)) != sizeof (result));
  }
  if (read (ends[0], &result, sizeof (result)) != sizeof (result))
    g_error ("%s failed", full->name);
  waitpid (pid, NULL, 0);
  close (ends[0]);
  close (ends[1]);

  held = (gdouble) result.held / MB;
  rss = (gdouble) result.rss / MB;
  beyond = rss - max;
  bench_table_row (table, "%s|%.1f|%.1f|%.2f|%.1f|%.1f|%.2f|%.1f|%.2f|%.0f",
      full->name, max, held, 100.0 * held / max, rss, rss - held,
      100.0 * beyond / max, beyond / frame, max * 0.01 + 8.0 * frame - beyond,
      (gdouble) result.heap / ((gdouble) result.held / (gdouble) frame_bytes));
}

static void
measure_long (BenchTable * table)
{
  BenchRig *rig = bench_rig_new ("reverseplay",
      bench_raw_caps ("I420", 320, 180, 25), LONG_BYTES, FALSE);
  guint64 first_rss = 0;
  gint64 begin;
  guint i, id;

  gst_util_set_object_arg (G_OBJECT (rig->element), "after-take", "none");
  begin = bench_wall ();
  for (i = 1; i <= LONG_FRAMES; i++) {
    if (i % 100 == 1)
      g_signal_emit_by_name (rig->element, "take-start", NULL, &id);
    push_frame (rig);
    if (i % 100 == LONG_TAKE) {
      g_signal_emit_by_name (rig->element, "take-stop", &id);
      bench_rig_drop_messages (rig);
    }
    if (i == LONG_FRAMES / 10 || i == LONG_FRAMES / 2 || i == LONG_FRAMES) {
      GValue takes = G_VALUE_INIT;
      guint n;

      g_object_get_property (G_OBJECT (rig->element), "takes", &takes);
      n = gst_value_array_get_size (&takes);
      g_value_unset (&takes);
      if (first_rss == 0)
        first_rss = bench_rss ();
      bench_table_row (table, "%u|%u|%u|%.1f|%.0f|%.4f|%.0f|%.1f", i, id,
          id - n, (gdouble) LONG_BYTES / MB, (gdouble) bench_rss () / 1024,
          (gdouble) bench_rss () / (gdouble) first_rss,
          (gdouble) heap_in_use () / 1024,
          (gdouble) (bench_wall () - begin) / 1e9);
    }
  }
  bench_rig_free (rig);
}

int
main (int argc, char **argv)
{
  BenchTable *full, *growth;
  guint i;

  /* Pictures of the camera's do not count as heap. */
  mallopt (M_MMAP_THRESHOLD, 64 * 1024);
  bench_begin ("memory: what is held beside the pictures");

  full = bench_table_new ("full history|max-size-bytes, MiB|held, MiB"
      "|held, % of max|RSS, MiB|RSS beside held, MiB|RSS beyond max, %"
      "|in frames|left of 1 % + 8 frames, MiB|heap per frame, bytes");
  for (i = 0; i < G_N_ELEMENTS (fulls); i++) {
    bench_progress ("%s", fulls[i].name);
    add_full (full, &fulls[i]);
  }
  bench_table_end (full, "A full history, after twice as much as it holds; "
      "RSS is what the process grew by");

  gst_init (&argc, &argv);
  growth = bench_table_new ("frames|takes|evicted|max-size-bytes, MiB|RSS, KiB"
      "|ratio to 10 %|heap in use, KiB|seconds");
  bench_progress ("100,000 frames");
  measure_long (growth);
  bench_table_end (growth, "100,000 frames of 320x180 I420, 1,000 takes");
  return 0;
}
