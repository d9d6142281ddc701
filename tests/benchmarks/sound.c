/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Eight channels of 48 kHz F32: the part of a core that reversing them in real
 * time takes, beside memcpy; and whole pipelines, in reverse and at other
 * rates, beside audioresample. Medians of rounds in which everything is
 * measured once.
 */
#include "bench.h"

#include <string.h>

#include "reverseplay/soundcopy.h"

#define ROUNDS 5
#define RATE 48000
#define UNIT (8 * 4)
#define SECONDS 20
#define BLOCK (RATE / 10)

/* % of a core, for sound in real time. */
static gdouble
measure_copy (gboolean reverse, const guint8 * from, guint8 * to)
{
  gint64 cpu = bench_thread_cpu ();
  guint i;

  for (i = 0; i < SECONDS * 10; i++) {
    gsize at = (gsize) i * BLOCK * UNIT;

    if (reverse)
      rp_reverse_units (to + at, from + at, BLOCK, UNIT);
    else
      memcpy (to + at, from + at, BLOCK * UNIT);
  }
  return (gdouble) (bench_thread_cpu () - cpu) / 1e9 / SECONDS * 100.0;
}

/* The same of a pipeline, all its threads; @element is in the middle. */
static gdouble
measure_pipeline (const gchar * element)
{
  gchar *text = g_strdup_printf ("audiotestsrc wave=saw num-buffers=%u "
      "samplesperbuffer=%u ! audio/x-raw,format=F32LE,rate=%u,channels=8,"
      "channel-mask=(bitmask)0xc3f,layout=interleaved ! %s ! fakesink",
      SECONDS * 100, RATE / 100, RATE, element);
  GError *error = NULL;
  GstElement *pipeline = gst_parse_launch (text, &error);
  GstMessage *message;
  gint64 cpu;
  GstBus *bus;

  if (!pipeline || error)
    g_error ("%s: %s", text, error->message);
  g_free (text);
  bus = gst_element_get_bus (pipeline);
  cpu = bench_process_cpu ();
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  cpu = bench_process_cpu () - cpu;
  gst_message_unref (message);
  gst_object_unref (bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return (gdouble) cpu / 1e9 / SECONDS * 100.0;
}

#define PLAY "reverseplay trigger=stream show-live=false " \
    "max-size-bytes=100000000 rate="

static const gchar *pipelines[] = {
  "identity",
  PLAY "1.0",
  PLAY "0.5",
  "audioresample ! audio/x-raw,rate=96000",
  PLAY "2.0",
  "audioresample ! audio/x-raw,rate=24000",
};

int
main (int argc, char **argv)
{
  gsize size = (gsize) SECONDS * RATE * UNIT;
  gdouble copy[2][ROUNDS], cpu[G_N_ELEMENTS (pipelines)][ROUNDS];
  guint8 *from = g_malloc (size), *to = g_malloc (size);
  BenchTable *table;
  guint i, round;

  gst_init (&argc, &argv);
  bench_begin ("sound: 8 channels of 48 kHz F32");
  memset (from, 1, size);
  memset (to, 1, size);
  for (round = 0; round < ROUNDS; round++) {
    for (i = 0; i < 2; i++)
      copy[i][round] = measure_copy (i == 1, from, to);
    for (i = 0; i < G_N_ELEMENTS (pipelines); i++)
      cpu[i][round] = measure_pipeline (pipelines[i]);
  }
  table = bench_table_new ("what|% of a core");
  bench_table_row (table, "memcpy|%.3f", bench_median (copy[0], ROUNDS));
  bench_table_row (table, "reversed|%.3f", bench_median (copy[1], ROUNDS));
  bench_table_end (table, "samples");
  table = bench_table_new ("pipeline|% of a core");
  for (i = 0; i < G_N_ELEMENTS (pipelines); i++)
    bench_table_row (table, "%s|%.3f", pipelines[i],
        bench_median (cpu[i], ROUNDS));
  bench_table_end (table, "per second of recorded sound, source included");
  g_free (from);
  g_free (to);
  return 0;
}
