/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Three streams in a live pipeline: two cameras of 1080p24 and eight channels
 * of sound, recorded all the time, a take rolled, cut and shown in reverse. The
 * peer is the same pipeline with identity in the place of each stream.
 */
#include "bench.h"

#include <stdio.h>

#define ROUNDS 3
/* The memory is ready by then. */
#define SETTLE (4 * G_USEC_PER_SEC)
#define ROLL (4 * G_USEC_PER_SEC)
/* The playback lasts as long as the take. */
#define SHOW (4 * G_USEC_PER_SEC)

#define CAMERA "videotestsrc is-live=true pattern=black " \
    "! video/x-raw,format=I420,width=1920,height=1080,framerate=24/1 ! "
#define MICROPHONE "audiotestsrc is-live=true samplesperbuffer=480 " \
    "! audio/x-raw,format=F32LE,rate=48000,channels=8 ! "
#define SHOWN "queue ! fakesink sync=true signal-handoffs=true name="

#define OURS CAMERA "reverseplay name=rp max-size-bytes=1200000000 ! " \
    SHOWN "a " CAMERA "rp.sink_0 rp.src_0 ! " SHOWN "b " \
    MICROPHONE "rp.sink_1 rp.src_1 ! " SHOWN "s"
#define PEER CAMERA "identity ! " SHOWN "a " CAMERA "identity ! " SHOWN "b " \
    MICROPHONE "identity ! " SHOWN "s"

typedef struct
{
  gdouble live, shown;          /* CPU, % of a core */
  guint64 recorded, dropped, turnaround;
  gint rendered[3];             /* frames or buffers, by the sinks; atomic */
} Result;

/* CPU of the process while it sleeps, % of a core. */
static gdouble
cpu_of (gint64 length)
{
  gint64 cpu = bench_process_cpu (), wall = bench_wall ();

  g_usleep ((gulong) length);
  return 100.0 * (gdouble) (bench_process_cpu () - cpu)
      / (gdouble) (bench_wall () - wall);
}

static void
count (GstElement * sink, GstBuffer * buffer, GstPad * pad, gint * rendered)
{
  (void) sink;
  (void) buffer;
  (void) pad;
  g_atomic_int_inc (rendered);
}

static void
count_rendered (GstElement * pipeline, const gchar * name, gint * rendered)
{
  GstElement *sink = gst_bin_get_by_name (GST_BIN (pipeline), name);

  g_signal_connect (sink, "handoff", G_CALLBACK (count), rendered);
  gst_object_unref (sink);
}

static void
read_element (GstElement * element, Result * result)
{
  GstStructure *stats;

  g_object_get (element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "recorded", &result->recorded);
  gst_structure_get_uint64 (stats, "dropped", &result->dropped);
  gst_structure_get_uint64 (stats, "turnaround", &result->turnaround);
  gst_structure_free (stats);
}

static gboolean
run (const gchar * description, Result * result)
{
  GstElement *pipeline = gst_parse_launch (description, NULL), *element;
  static const gchar *sinks[] = { "a", "b", "s" };
  guint i, id;

  if (!pipeline)
    return FALSE;
  element = gst_bin_get_by_name (GST_BIN (pipeline), "rp");
  for (i = 0; i < G_N_ELEMENTS (sinks); i++)
    count_rendered (pipeline, sinks[i], &result->rendered[i]);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_usleep (SETTLE);
  if (element)
    g_signal_emit_by_name (element, "take-start", NULL, &id);
  result->live = cpu_of (ROLL);
  if (element)
    g_signal_emit_by_name (element, "take-stop", &id);
  result->shown = cpu_of (SHOW);
  if (element)
    read_element (element, result);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_clear_pointer (&element, gst_object_unref);
  gst_object_unref (pipeline);
  return TRUE;
}

static void
add_row (BenchTable * table, const gchar * name, const Result * results,
    gboolean is_ours)
{
  gdouble live[ROUNDS], shown[ROUNDS], turnaround[ROUNDS];
  guint64 recorded = 0, dropped = 0;
  gint a = 0, b = 0, sound = 0;
  guint i;

  for (i = 0; i < ROUNDS; i++) {
    live[i] = results[i].live;
    shown[i] = results[i].shown;
    turnaround[i] = (gdouble) results[i].turnaround / 1e6;
    recorded += results[i].recorded;
    dropped += results[i].dropped;
    a += results[i].rendered[0];
    b += results[i].rendered[1];
    sound += results[i].rendered[2];
  }
  if (is_ours)
    bench_table_row (table, "%s|%.1f|%.1f|%" G_GUINT64_FORMAT "|%"
        G_GUINT64_FORMAT "|%d|%d|%d|%.2f", name, bench_median (live, ROUNDS),
        bench_median (shown, ROUNDS), recorded, dropped, a, b, sound,
        bench_median (turnaround, ROUNDS));
  else
    bench_table_row (table, "%s|%.1f|%.1f|-|-|%d|%d|%d|-", name,
        bench_median (live, ROUNDS), bench_median (shown, ROUNDS), a, b, sound);
}

int
main (int argc, char **argv)
{
  Result with[ROUNDS] = { {0,}, }, without[ROUNDS] = { {0,}, };
  BenchTable *table;
  guint i;

  gst_init (&argc, &argv);
  bench_begin ("Two cameras of 1080p24 and eight channels of sound");
  for (i = 0; i < ROUNDS; i++) {
    bench_progress ("round %u of %u", i + 1, ROUNDS);
    if (!run (OURS, &with[i]) || !run (PEER, &without[i])) {
      printf ("The pipelines cannot be built here.\n");
      return 77;
    }
  }
  table = bench_table_new ("|CPU live, % of a core|CPU in reverse"
      "|frames recorded|dropped|A shown|B shown|buffers of sound"
      "|turnaround, ms");
  add_row (table, "reverseplay", with, TRUE);
  add_row (table, "identity", without, FALSE);
  bench_table_end (table, "The whole pipeline, sources and all; medians, and "
      "sums of the counts");
  return 0;
}
