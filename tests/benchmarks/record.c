/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Sustained recording: frames of cameras in real time into the history until
 * the memory is full: once it is ready, and from the moment on at which the
 * caps are known. The peer is the same cameras copied by memcpy into a plain
 * piece of memory, touched before or not. A camera has four buffers and a
 * thread.
 *
 * A virtual machine may give memory that nobody uses back to its host within
 * seconds, so what the first touch costs depends on who used it last. Before
 * what measures it there is a pause, so that all of them find the same.
 */
#include "bench.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_MOST (G_GUINT64_CONSTANT (4) << 30)
#define STREAMS_MAX 4
#define TOUCH (G_GUINT64_CONSTANT (1) << 30)
#define TOUCH_ROUNDS 2
#define SECONDS_MOST 12
#define SHORT_PAUSE (3 * G_USEC_PER_SEC)
#define LONG_PAUSE (8 * G_USEC_PER_SEC)

typedef enum
{
  HISTORY_READY,
  RING_TOUCHED,
  HISTORY_COLD,
  RING_COLD,
} Into;

static const gchar *const into_names[] = {
  "reverseplay, ready", "memcpy, touched before",
  "reverseplay, from the first frame on", "memcpy, not touched"
};

static gboolean
is_history (Into into)
{
  return into == HISTORY_READY || into == HISTORY_COLD;
}

typedef struct
{
  const gchar *name, *format;
  gint width, height, fps;
  guint streams;
} Load;

static const Load loads[] = {
  {"four 1080p25 v210", "v210", 1920, 1080, 25, 4},
  {"2160p60 I420", "I420", 3840, 2160, 60, 1},
};

typedef struct
{
  const Load *load;
  Into into;
  BenchRig *rig;                /* identity, for its pool, with a ring */
  BenchRing ring;
  guint64 frames;               /* to record */
  GThread *thread;

  guint late;                   /* taken over after the next one was due */
  guint late_ready;             /* those that there was ready memory for */
  guint lost;                   /* the camera's four buffers were all full */
  guint not_ready;              /* frames beyond what ready-bytes said */
  gdouble worst;                /* ms from due to taken over */
  gdouble worst_out;            /* ms from due to the monitor */
} Stream;

static void
see_out (BenchRig * rig, GstBuffer * buffer, gpointer user_data)
{
  Stream *stream = user_data;
  gint64 due = rig->zero + (gint64) GST_BUFFER_PTS (buffer);

  if (rig->zero == 0)           /* before the camera runs */
    return;
  stream->worst_out = MAX (stream->worst_out,
      (gdouble) (bench_wall () - due) / 1e6);
}

static void
store (Stream * stream)
{
  GstBuffer *buffer = bench_rig_own_frame (stream->rig);
  GstMapInfo map;

  if (is_history (stream->into)) {
    bench_rig_push (stream->rig, buffer);
    return;
  }
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    g_error ("a frame of our own cannot be read");
  bench_ring_put (&stream->ring, map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);
  stream->rig->pushed++;
}

static gpointer
run_camera (gpointer data)
{
  Stream *stream = data;
  BenchRig *rig = stream->rig;
  gint64 end = rig->zero + SECONDS_MOST * (gint64) GST_SECOND;
  gboolean behind = FALSE;      /* since a frame without ready memory */
  guint64 i;

  for (i = 0; i < stream->frames && bench_wall () < end; i++) {
    gint64 due = bench_rig_wait (rig), late;
    gboolean ready = !is_history (stream->into)
        || bench_rig_stat (rig, "held-bytes") + rig->frame_bytes
        <= bench_rig_stat (rig, "ready-bytes");

    stream->not_ready += !ready;
    store (stream);
    late = bench_wall () - due;
    stream->worst = MAX (stream->worst, (gdouble) late / 1e6);
    if (late > (gint64) rig->period) {
      stream->late++;
      behind |= !ready;
      stream->late_ready += !behind;
    } else {
      behind = FALSE;
    }
    if (late > 4 * (gint64) rig->period)
      stream->lost++;
  }
  stream->frames = i;
  return NULL;
}

static void
open_stream (Stream * stream, guint64 bytes)
{
  const Load *load = stream->load;
  GstCaps *caps = bench_raw_caps (load->format, load->width, load->height,
      load->fps);
  guint id;

  stream->rig = bench_rig_new (is_history (stream->into) ? "reverseplay"
      : "identity", caps, is_history (stream->into) ? bytes : 0, TRUE);
  /* The reserve for footage outside takes is not the take's. */
  stream->frames = bytes / stream->rig->frame_bytes * 15 / 16 - 1;
  if (is_history (stream->into)) {
    stream->rig->func = see_out;
    stream->rig->user_data = stream;
    g_signal_emit_by_name (stream->rig->element, "take-start", NULL, &id);
    if (stream->into == HISTORY_READY)
      bench_rig_wait_ready (stream->rig);
    return;
  }
  bench_ring_open (&stream->ring, bytes, TRUE);
  if (stream->into == RING_TOUCHED)
    bench_ring_touch (&stream->ring);
}

static void
add_stream (Stream * sum, const Stream * stream)
{
  sum->frames += stream->frames;
  sum->late += stream->late;
  sum->lost += stream->lost;
  sum->not_ready += stream->not_ready;
  sum->late_ready += stream->late_ready;
  sum->worst = MAX (sum->worst, stream->worst);
  sum->worst_out = MAX (sum->worst_out, stream->worst_out);
}

static void
record (const Load * load, Into into, guint64 bytes, BenchTable * table)
{
  Stream streams[STREAMS_MAX], sum;
  guint64 missing = 0, dropped = 0;
  gchar *element = NULL;
  gdouble wall, cpu;
  gint64 begin;
  guint i;

  memset (streams, 0, sizeof (streams));
  memset (&sum, 0, sizeof (sum));
  for (i = 0; i < load->streams; i++) {
    streams[i].load = load;
    streams[i].into = into;
    open_stream (&streams[i], bytes / load->streams);
  }
  begin = bench_wall ();
  cpu = (gdouble) bench_process_cpu ();
  for (i = 0; i < load->streams; i++) {
    bench_rig_play (streams[i].rig);
    streams[i].thread = g_thread_new ("camera", run_camera, &streams[i]);
  }
  for (i = 0; i < load->streams; i++)
    g_thread_join (streams[i].thread);
  wall = (gdouble) (bench_wall () - begin);
  cpu = (gdouble) bench_process_cpu () - cpu;

  for (i = 0; i < load->streams; i++) {
    add_stream (&sum, &streams[i]);
    if (is_history (into)) {
      bench_rig_wait_out (streams[i].rig, (gint) streams[i].frames);
      missing += streams[i].rig->pushed
          - bench_rig_stat (streams[i].rig, "recorded");
      dropped += bench_rig_stat (streams[i].rig, "dropped");
    } else {
      bench_ring_close (&streams[i].ring);
    }
  }
  if (is_history (into))
    element = g_strdup_printf ("%" G_GUINT64_FORMAT "|%u|%" G_GUINT64_FORMAT
        "|%.1f", missing, sum.not_ready, dropped, sum.worst_out);
  bench_table_row (table, "%s: %s|%.0f|%.1f|%" G_GUINT64_FORMAT
      "|%u|%u|%u|%.1f|%.0f|%s", load->name, into_names[into],
      (gdouble) sum.frames * (gdouble) streams[0].rig->frame_bytes
      / (wall / 1e9) / 1e6, wall / 1e9, sum.frames, sum.late, sum.late_ready,
      sum.lost, sum.worst, 100.0 * cpu / wall, element ? element : "-|-|-|-");
  g_free (element);
  for (i = 0; i < load->streams; i++)
    bench_rig_free (streams[i].rig);
}

typedef struct
{
  gdouble wall, cpu;            /* ns */
} Touch;

static Touch
touch_ring (gboolean huge)
{
  BenchRing ring;
  Touch touch;

  bench_ring_open (&ring, TOUCH, huge);
  touch.wall = (gdouble) bench_wall ();
  touch.cpu = (gdouble) bench_process_cpu ();
  bench_ring_touch (&ring);
  touch.wall = (gdouble) bench_wall () - touch.wall;
  touch.cpu = (gdouble) bench_process_cpu () - touch.cpu;
  bench_ring_close (&ring);
  return touch;
}

static Touch
touch_history (void)
{
  BenchRig *rig;
  Touch touch;

  touch.wall = (gdouble) bench_wall ();
  touch.cpu = (gdouble) bench_process_cpu ();
  rig = bench_rig_new ("reverseplay", bench_raw_caps ("I420", 320, 180, 25),
      TOUCH, TRUE);
  bench_rig_push (rig, bench_rig_own_frame (rig));
  while (bench_rig_stat (rig, "ready-bytes") < TOUCH)
    g_usleep (1000);
  touch.wall = (gdouble) bench_wall () - touch.wall;
  touch.cpu = (gdouble) bench_process_cpu () - touch.cpu;
  bench_rig_free (rig);
  return touch;
}

static void
measure_touch (BenchTable * table)
{
  static const gchar *const names[] = {
    "memset, first touch", "memset, first touch, huge pages",
    "reverseplay, first frame to all ready"
  };
  gdouble rate[3][TOUCH_ROUNDS], cpu[3][TOUCH_ROUNDS];
  guint i, round;

  for (round = 0; round < TOUCH_ROUNDS; round++) {
    for (i = 0; i < 3; i++) {
      Touch touch;

      g_usleep (SHORT_PAUSE);
      touch = i < 2 ? touch_ring (i == 1) : touch_history ();
      rate[i][round] = (gdouble) TOUCH / touch.wall;
      cpu[i][round] = touch.cpu / 1e6 / ((gdouble) TOUCH / 12441600.0);
    }
  }
  for (i = 0; i < 3; i++)
    bench_table_row (table, "%s|%.2f|%.2f|%.1f", names[i],
        bench_median (rate[i], TOUCH_ROUNDS),
        bench_median (rate[i], TOUCH_ROUNDS) / bench_median (rate[0],
            TOUCH_ROUNDS), bench_median (cpu[i], TOUCH_ROUNDS));
}

int
main (int argc, char **argv)
{
  BenchTable *table, *touch;
  guint64 bytes;
  guint i, into;

  gst_init (&argc, &argv);
  bench_begin ("record: sustained recording");
  bytes = MIN (MEMORY_MOST, bench_available () / 3);
  printf ("history: %.1f GB in all\n", (gdouble) bytes / 1e9);

  touch =
      bench_table_new ("1 GiB of memory|GB/s|ratio|CPU per 2160p frame, ms");
  bench_progress ("first touch");
  measure_touch (touch);
  bench_table_end (touch, "How fast memory becomes ready");

  table =
      bench_table_new
      ("cameras into|MB/s|seconds|frames|late|of these ready|lost"
      "|worst, ms|CPU, % of a core|not recorded|beyond ready|monitor dropped"
      "|monitor worst, ms");
  for (i = 0; i < G_N_ELEMENTS (loads); i++) {
    for (into = HISTORY_READY; into <= RING_COLD; into++) {
      if (into == HISTORY_COLD || into == RING_COLD)
        g_usleep (LONG_PAUSE);
      bench_progress ("%s, %s", loads[i].name, into_names[into]);
      record (&loads[i], (Into) into, bytes, table);
    }
  }
  bench_table_end (table,
      "Recording in real time. late: taken over after the next "
      "frame was due; of these ready: with ready memory for the frame; lost: "
      "a camera of four buffers would have run dry; beyond ready: frames "
      "that came before memory was ready for them");
  return 0;
}
