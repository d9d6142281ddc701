/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * The reverse of a file, as fast as it goes, against ffmpeg's reverse filter:
 * wall time and peak memory of the whole process. Both decode the same file of
 * JPEG pictures and throw the result away.
 */
#include "bench.h"

#include <stdio.h>

#define RUNS 3

typedef struct
{
  gdouble seconds[RUNS], peak[RUNS];
} Runs;

static gboolean
run_all (const gchar * command, Runs * runs)
{
  guint i;

  for (i = 0; i < RUNS; i++) {
    gint64 wall;
    guint64 peak;

    if (!bench_run (command, &wall, &peak))
      return FALSE;
    runs->seconds[i] = (gdouble) wall / 1e9;
    runs->peak[i] = (gdouble) peak / 1e6;
  }
  return TRUE;
}

static void
add_row (BenchTable * table, const gchar * clip, const gchar * how,
    const gchar * command, const Runs * peer, Runs * runs)
{
  if (!run_all (command, runs)) {
    bench_table_row (table, "%s: %s|failed|-|-|-", clip, how);
    return;
  }
  bench_table_row (table, "%s: %s|%.2f|%.2f|%.0f|%.2f", clip, how,
      bench_median (runs->seconds, RUNS),
      bench_median (runs->seconds, RUNS) / bench_median (peer->seconds, RUNS),
      bench_median (runs->peak, RUNS),
      bench_median (runs->peak, RUNS) / bench_median (peer->peak, RUNS));
}

static void
measure (BenchTable * table, const gchar * dir, gint width, gint height,
    gint seconds)
{
  gchar *clip = g_strdup_printf ("%dp25, %d s", height, seconds);
  guint64 payload = (guint64) (width * height * 3 / 2 * 25 * seconds);
  Runs ffmpeg, ours;
  gchar *command;

  bench_progress ("%s", clip);
  if (!bench_make_clip (dir, "clip.mov", width, height, 25, seconds)) {
    printf ("no clip: %s is left out\n", clip);
    g_free (clip);
    return;
  }
  bench_table_row (table, "%s: the pictures alone|-|-|%.0f|-", clip,
      (gdouble) payload / 1e6);
  command = g_strdup_printf ("ffmpeg -v error -i '%s/clip.mov' -vf reverse "
      "-f null -", dir);
  add_row (table, clip, "ffmpeg -vf reverse", command, &ffmpeg, &ffmpeg);
  g_free (command);
  command = g_strdup_printf ("gst-launch-1.0 -q filesrc "
      "location='%s/clip.mov' ! qtdemux ! avdec_mjpeg ! reverseplay "
      "trigger=stream show-live=false max-size-bytes=%" G_GUINT64_FORMAT
      " ! fakesink", dir, payload + payload / 8 + (32 << 20));
  add_row (table, clip, "reverseplay, max-size-bytes as needed", command,
      &ffmpeg, &ours);
  g_free (command);
  command = g_strdup_printf ("gst-launch-1.0 -q filesrc "
      "location='%s/clip.mov' ! qtdemux ! avdec_mjpeg ! reverseplay "
      "trigger=stream show-live=false ! fakesink", dir);
  add_row (table, clip, "reverseplay, default", command, &ffmpeg, &ours);
  g_free (command);
  g_free (clip);
}

int
main (int argc, char **argv)
{
  BenchTable *table;
  gchar *dir;

  gst_init (&argc, &argv);
  bench_begin ("offline: the reverse of a file");
  if (!bench_have_program ("ffmpeg") || !bench_have_program ("gst-launch-1.0")) {
    printf ("ffmpeg or gst-launch-1.0 is not installed.\n");
    return 77;
  }
  dir = bench_dir_new ();
  table = bench_table_new ("clip|seconds|ratio|peak memory, MB|ratio");
  measure (table, dir, 1280, 720, 4);
  measure (table, dir, 1920, 1080, 10);
  bench_dir_remove (dir);
  bench_table_end (table, "Reversing a file: medians of three runs");
  return 0;
}
