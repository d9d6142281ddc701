/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * From the command to the first reversed frame, for takes of several lengths
 * and sizes, against what people do today: ffmpeg's reverse filter and a seek
 * at rate -1 in a file, both on an all-intra file of the same length.
 *
 * A take is recorded once, as fast as memory takes it; then the camera runs in
 * real time and takes of the same length are cut from the history with the
 * lead of take-start, at a different phase of the camera's frame each time.
 */
#include "bench.h"

#include <onset/onset-command.h>
#include <onset/onset-meta.h>
#include <stdio.h>

#define CUTS 11
#define SEEKS 5
/* Takes are made of fewer frames per second where they would not fit. */
#define MEMORY_MOST (G_GUINT64_CONSTANT (4) << 30)
/* The peers take long; on a busy machine the last ones are left out. */
#define PEERS_UNTIL (130 * (gint64) GST_SECOND)

typedef struct
{
  gint64 first;                 /* wall clock of the first reversed frame */
  GMutex lock;
  GCond cond;
} Arrival;

typedef struct
{
  gint width, height, fps, seconds;
  const gchar *name;
  gdouble inside, outside, worst;       /* ms */
  gdouble ffmpeg, seek, open_and_seek;  /* ms, < 0 = not measured */
} Case;

static GstPadProbeReturn
see_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Arrival *arrival = user_data;

  if (gst_buffer_get_custom_meta (GST_PAD_PROBE_INFO_BUFFER (info),
          ONSET_FRAME_META)) {
    gint64 now = bench_wall ();

    g_mutex_lock (&arrival->lock);
    if (arrival->first == 0) {
      arrival->first = now;
      g_cond_signal (&arrival->cond);
    }
    g_mutex_unlock (&arrival->lock);
  }
  return GST_PAD_PROBE_OK;
}

typedef struct
{
  BenchRig *rig;
  gint stop;
} Camera;

static gpointer
run_camera (gpointer data)
{
  Camera *camera = data;

  while (!g_atomic_int_get (&camera->stop)) {
    bench_rig_wait (camera->rig);
    bench_rig_push (camera->rig, bench_rig_own_frame (camera->rig));
  }
  return NULL;
}

/* ms from emitting take-stop until a reversed frame is there. */
static gdouble
cut (BenchRig * rig, Arrival * arrival)
{
  gint64 begin, first, end_time = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
  guint id = 0;

  g_mutex_lock (&arrival->lock);
  arrival->first = 0;
  g_mutex_unlock (&arrival->lock);
  begin = bench_wall ();
  g_signal_emit_by_name (rig->element, "take-stop", &id);
  if (id == 0)
    g_error ("no take was rolling");

  g_mutex_lock (&arrival->lock);
  while (arrival->first == 0
      && g_cond_wait_until (&arrival->cond, &arrival->lock, end_time));
  first = arrival->first;
  g_mutex_unlock (&arrival->lock);
  if (first == 0)
    g_error ("no reversed frame within a second");
  return (gdouble) (first - begin) / 1e6;
}

static void
start_take (BenchRig * rig, guint64 lead)
{
  bench_rig_command (rig, gst_structure_new (ONSET_COMMAND,
          "command", G_TYPE_STRING, "take-start",
          "lead", G_TYPE_UINT64, lead, NULL));
}

static void
measure_cuts (BenchRig * rig, Case * c, Arrival * arrival)
{
  gdouble inside[CUTS], outside[CUTS];
  gint64 period = (gint64) rig->period;
  guint i;

  for (i = 0; i < CUTS; i++) {
    guint64 own = 0;

    if (i > 0)
      start_take (rig, (guint64) c->seconds * GST_SECOND);
    /* two frames roll, and then some part of a frame */
    g_usleep ((gulong) (2 * period / 1000 + period * i / CUTS / 1000));
    bench_rig_drop_messages (rig);
    outside[i] = cut (rig, arrival);
    if (!bench_rig_message_uint64 (rig, "reverseplay-playback-started",
            "turnaround", &own))
      g_error ("no playback-started");
    inside[i] = (gdouble) own / 1e6;
    g_signal_emit_by_name (rig->element, "live");
  }
  c->inside = bench_median (inside, CUTS);
  c->outside = bench_median (outside, CUTS);
  c->worst = bench_max (outside, CUTS);
}

/* @before: takes that are in the list already. */
static void
measure_element (Case * c, guint before)
{
  GstCaps *caps = bench_raw_caps ("I420", c->width, c->height, c->fps);
  guint frames = (guint) (c->seconds * c->fps), i, id;
  Arrival arrival = { 0, };
  Camera camera = { NULL, 0 };
  GThread *thread;
  GstPad *src;
  guint64 bytes = (guint64) frames * (guint64) (c->width * c->height * 3 / 2);

  camera.rig = bench_rig_new ("reverseplay", caps,
      bytes + bytes / 8 + (64 << 20), TRUE);
  g_mutex_init (&arrival.lock);
  g_cond_init (&arrival.cond);
  src = gst_element_get_static_pad (camera.rig->element, "src");
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BUFFER, see_buffer, &arrival,
      NULL);
  bench_rig_wait_ready (camera.rig);

  for (i = 0; i < before; i++) {
    g_signal_emit_by_name (camera.rig->element, "take-start", NULL, &id);
    bench_rig_push (camera.rig, bench_rig_own_frame (camera.rig));
    g_signal_emit_by_name (camera.rig->element, "take-stop", &id);
    g_signal_emit_by_name (camera.rig->element, "live");
    bench_rig_drop_messages (camera.rig);
  }
  start_take (camera.rig, 0);
  for (i = 0; i < frames; i++)
    bench_rig_push (camera.rig, bench_rig_own_frame (camera.rig));
  bench_rig_play (camera.rig);
  thread = g_thread_new ("camera", run_camera, &camera);
  measure_cuts (camera.rig, c, &arrival);
  g_atomic_int_set (&camera.stop, 1);
  g_thread_join (thread);

  gst_object_unref (src);
  bench_rig_free (camera.rig);
  g_mutex_clear (&arrival.lock);
  g_cond_clear (&arrival.cond);
}

static gdouble
measure_ffmpeg (const Case * c, const gchar * file)
{
  gchar *command = g_strdup_printf ("ffmpeg -v error -i '%s' -vf reverse "
      "-f rawvideo -", file);
  gsize frame = (gsize) (c->width * c->height * 3 / 2);
  gdouble times[3];
  guint i, n = c->seconds > 2 ? 1 : 3;

  for (i = 0; i < n; i++)
    times[i] = (gdouble) bench_time_to_bytes (command, frame) / 1e6;
  g_free (command);
  return bench_median (times, n);
}

typedef struct
{
  gboolean reverse;             /* a segment at a negative rate came */
  gint64 first;
} Seek;

static GstPadProbeReturn
see_seek (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Seek *seek = user_data;
  const GstSegment *segment;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER) {
    if (seek->reverse && seek->first == 0)
      seek->first = bench_wall ();
  } else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info))
      == GST_EVENT_SEGMENT) {
    gst_event_parse_segment (GST_PAD_PROBE_INFO_EVENT (info), &segment);
    seek->reverse = segment->rate < 0;
  }
  return GST_PAD_PROBE_OK;
}

/* From the seek until the pipeline has its first frame of the reverse; in
 * *opened from when the file is opened. */
static gdouble
seek_once (const gchar * file, gdouble * opened)
{
  gchar *line = g_strdup_printf ("filesrc location=\"%s\" ! qtdemux ! jpegdec "
      "! fakesink name=sink sync=false", file);
  GstElement *pipeline = gst_parse_launch (line, NULL), *sink;
  Seek seek = { FALSE, 0 };
  gint64 begin, open = bench_wall ();
  gdouble result = -1.0;
  GstPad *pad;

  g_free (line);
  if (!pipeline)
    return -1.0;
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, see_seek, &seek, NULL);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  if (gst_element_get_state (pipeline, NULL, NULL, 20 * GST_SECOND)
      == GST_STATE_CHANGE_SUCCESS) {
    begin = bench_wall ();
    if (gst_element_seek (pipeline, -1.0, GST_FORMAT_TIME,
            GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_END, 0)
        && gst_element_get_state (pipeline, NULL, NULL, 20 * GST_SECOND)
        == GST_STATE_CHANGE_SUCCESS && seek.first) {
      result = (gdouble) (seek.first - begin) / 1e6;
      *opened = (gdouble) (seek.first - open) / 1e6;
    }
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pad);
  gst_object_unref (sink);
  gst_object_unref (pipeline);
  return result;
}

static void
measure_seek (Case * c, const gchar * file)
{
  gdouble times[SEEKS], opened[SEEKS];
  guint i;

  for (i = 0; i < SEEKS; i++) {
    opened[i] = -1.0;
    times[i] = seek_once (file, &opened[i]);
  }
  c->seek = bench_median (times, SEEKS);
  c->open_and_seek = bench_median (opened, SEEKS);
}

static void
measure_peers (Case * c, const gchar * dir)
{
  gchar *file = g_build_filename (dir, "take.mov", NULL);

  c->ffmpeg = c->seek = c->open_and_seek = -1.0;
  if (bench_make_clip (dir, "take.mov", c->width, c->height, c->fps,
          c->seconds)) {
    c->ffmpeg = measure_ffmpeg (c, file);
    measure_seek (c, file);
  }
  g_free (file);
}

static gchar *
peer_cell (gdouble time, gdouble own)
{
  if (time < 0)
    return g_strdup ("-|-");
  return g_strdup_printf ("%.1f|%.0f", time, time / own);
}

static void
add_row (BenchTable * table, const Case * c)
{
  gchar *ffmpeg = peer_cell (c->ffmpeg, c->outside);
  gchar *seek = peer_cell (c->seek, c->outside);
  gchar *open = peer_cell (c->open_and_seek, c->outside);

  bench_table_row (table, "%s, %d s at %d/s|%.2f|%.2f|%.2f|%.3f|%s|%s|%s",
      c->name, c->seconds, c->fps, c->inside, c->outside, c->worst,
      c->worst * c->fps / 1000, ffmpeg, seek, open);
  g_free (open);
  g_free (ffmpeg);
  g_free (seek);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    gint width, height;
    const gchar *name;
  } sizes[] = {
    {320, 180, "320x180"}, {1920, 1080, "1080p"}, {3840, 2160, "2160p"}
  };
  static const gint lengths[] = { 2, 10, 60 };
  BenchTable *table;
  Case many = { 320, 180, 25, 10, "320x180, 1000 takes in the list", 0, 0, 0,
    -1, -1, -1
  };
  gint64 begin = bench_wall ();
  gchar *dir;
  guint64 most;
  guint i, j;

  gst_init (&argc, &argv);
  onset_meta_init ();
  bench_begin ("turnaround: from the cut to the first reversed frame");
  if (!bench_have_program ("ffmpeg"))
    printf ("ffmpeg is not installed: no peers.\n");
  most = MIN (MEMORY_MOST, bench_available () / 3);
  dir = bench_dir_new ();
  table = bench_table_new ("take|says itself, ms|from outside, ms|worst, ms"
      "|worst, frames|ffmpeg reverse, ms|ratio|seek -1, ms|ratio"
      "|open and seek, ms|ratio");

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (j = 0; j < G_N_ELEMENTS (lengths); j++) {
      Case c = { sizes[i].width, sizes[i].height, 25, lengths[j],
        sizes[i].name, 0, 0, 0, -1, -1, -1
      };
      guint64 frame = (guint64) (c.width * c.height * 3 / 2);

      c.fps = (gint) MIN (25, most / frame / (guint64) c.seconds);
      if (c.fps < 1)
        continue;
      bench_progress ("%s, %d s", c.name, c.seconds);
      measure_element (&c, 0);
      if (bench_wall () - begin < PEERS_UNTIL)
        measure_peers (&c, dir);
      add_row (table, &c);
    }
  }
  measure_element (&many, 1000);
  add_row (table, &many);
  bench_dir_remove (dir);
  bench_table_end (table, "Turnaround: medians of 11 cuts, and the worst; "
      "ratio: peer to the median from outside");
  return 0;
}
