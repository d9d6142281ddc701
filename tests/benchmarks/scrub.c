/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Scrubbing: from the seek to its picture, thirty seeks a second over a take
 * under review while the camera runs, against flushing, accurate seeks in a
 * paused file pipeline: the same number of frames as JPEG in Matroska, every
 * frame a key frame.
 */
#include "bench.h"

#include <onset/onset-command.h>
#include <onset/onset-meta.h>
#include <stdio.h>

#define SEEKS 90
#define PER_SECOND 30

typedef struct
{
  gint width, height, fps, seconds;
  const gchar *name;
  gdouble own, own_worst, peer, peer_worst;     /* ms, < 0 = not measured */
  guint late;                   /* not there before the next seek was due */
} Case;

typedef struct
{
  guint wanted;                 /* index of the frame, G_MAXUINT = none */
  gint64 came;                  /* wall clock */
  GMutex lock;
  GCond cond;
} Arrival;

typedef struct
{
  BenchRig *rig;
  gint stop;
} Camera;

static guint
index_of (GstBuffer * buffer)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, ONSET_FRAME_META);
  guint index = G_MAXUINT;

  if (meta)
    gst_structure_get_uint (gst_custom_meta_get_structure (meta), "index",
        &index);
  return index;
}

static GstPadProbeReturn
see_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Arrival *arrival = user_data;
  guint index = index_of (GST_PAD_PROBE_INFO_BUFFER (info));
  gint64 now = bench_wall ();

  g_mutex_lock (&arrival->lock);
  if (index != G_MAXUINT && index == arrival->wanted) {
    arrival->came = now;
    arrival->wanted = G_MAXUINT;
    g_cond_signal (&arrival->cond);
  }
  g_mutex_unlock (&arrival->lock);
  return GST_PAD_PROBE_OK;
}

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

static void
command (BenchRig * rig, const gchar * name)
{
  bench_rig_command (rig, gst_structure_new (ONSET_COMMAND,
          "command", G_TYPE_STRING, name, NULL));
}

/* From the command to its picture, ms. */
static gdouble
seek_once (BenchRig * rig, Arrival * arrival, guint index)
{
  gint64 until = g_get_monotonic_time () + G_TIME_SPAN_SECOND, begin, came;

  g_mutex_lock (&arrival->lock);
  arrival->wanted = index;
  arrival->came = 0;
  g_mutex_unlock (&arrival->lock);
  begin = bench_wall ();
  bench_rig_command (rig, gst_structure_new (ONSET_COMMAND,
          "command", G_TYPE_STRING, "seek", "position", G_TYPE_UINT64,
          index * rig->period + rig->period / 2, NULL));
  g_mutex_lock (&arrival->lock);
  while (arrival->came == 0
      && g_cond_wait_until (&arrival->cond, &arrival->lock, until));
  came = arrival->came;
  g_mutex_unlock (&arrival->lock);
  if (came == 0)
    g_error ("no picture of frame %u within a second", index);
  return (gdouble) (came - begin) / 1e6;
}

static void
scrub (BenchRig * rig, Case * c, Arrival * arrival)
{
  gint64 interval = (gint64) GST_SECOND / PER_SECOND, begin = bench_wall ();
  guint frames = (guint) (c->seconds * c->fps), i;
  gdouble times[SEEKS];

  for (i = 0; i < SEEKS; i++) {
    bench_sleep_until (begin + (gint64) i * interval);
    /* A frame that does not show now. */
    times[i] = seek_once (rig, arrival, (i * 37 + i % 2) % frames);
    c->late += times[i] * 1e6 > (gdouble) interval;
    bench_rig_drop_messages (rig);
  }
  c->own = bench_median (times, SEEKS);
  c->own_worst = bench_max (times, SEEKS);
}

static void
measure_element (Case * c)
{
  GstCaps *caps = bench_raw_caps ("I420", c->width, c->height, c->fps);
  guint frames = (guint) (c->seconds * c->fps), i;
  guint64 bytes = (guint64) frames * (guint64) (c->width * c->height * 3 / 2);
  Arrival arrival = { 0, };
  Camera camera = { NULL, 0 };
  GThread *thread;
  GstPad *src;

  camera.rig = bench_rig_new ("reverseplay", caps,
      bytes + bytes / 4 + (64 << 20), TRUE);
  arrival.wanted = G_MAXUINT;
  g_mutex_init (&arrival.lock);
  g_cond_init (&arrival.cond);
  src = gst_element_get_static_pad (camera.rig->element, "src");
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BUFFER, see_buffer, &arrival,
      NULL);
  bench_rig_wait_ready (camera.rig);
  command (camera.rig, "take-start");
  for (i = 0; i < frames; i++)
    bench_rig_push (camera.rig, bench_rig_own_frame (camera.rig));
  bench_rig_play (camera.rig);
  thread = g_thread_new ("camera", run_camera, &camera);
  command (camera.rig, "take-stop");
  command (camera.rig, "pause");
  scrub (camera.rig, c, &arrival);
  g_atomic_int_set (&camera.stop, 1);
  g_thread_join (thread);

  gst_object_unref (src);
  bench_rig_free (camera.rig);
  g_mutex_clear (&arrival.lock);
  g_cond_clear (&arrival.cond);
}

/* --- the peer ---------------------------------------------------------------- */

/* Runs a pipeline to its EOS. */
static gboolean
run_pipeline (const gchar * line)
{
  GstElement *pipeline = gst_parse_launch (line, NULL);
  gboolean ok = FALSE;
  GstMessage *message;
  GstBus *bus;

  if (!pipeline)
    return FALSE;
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (message) {
    ok = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
    gst_message_unref (message);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (bus);
  gst_object_unref (pipeline);
  return ok;
}

static gboolean
make_clip (const Case * c, const gchar * file)
{
  gchar *line = g_strdup_printf ("videotestsrc num-buffers=%d "
      "! video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! jpegenc "
      "! matroskamux ! filesink location=\"%s\"", c->seconds * c->fps, c->width,
      c->height, c->fps, file);
  gboolean ok = run_pipeline (line);

  g_free (line);
  return ok;
}

/* In PAUSED: until the frame of the seek is in the sink. */
static gboolean
seek_file (GstElement * pipeline, GstClockTime position, gdouble * time)
{
  gint64 begin = bench_wall ();

  if (!gst_element_seek_simple (pipeline, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, (gint64) position)
      || gst_element_get_state (pipeline, NULL, NULL, 20 * GST_SECOND)
      != GST_STATE_CHANGE_SUCCESS)
    return FALSE;
  *time = (gdouble) (bench_wall () - begin) / 1e6;
  return TRUE;
}

static void
measure_peer (Case * c, const gchar * dir)
{
  gchar *file = g_build_filename (dir, "take.mkv", NULL);
  gchar *line = g_strdup_printf ("filesrc location=\"%s\" ! matroskademux "
      "! jpegdec ! fakesink sync=true", file);
  guint frames = (guint) (c->seconds * c->fps), i = 0;
  GstClockTime period = GST_SECOND / (GstClockTime) c->fps;
  GstElement *pipeline = NULL;
  gdouble times[SEEKS];

  if (make_clip (c, file))
    pipeline = gst_parse_launch (line, NULL);
  if (pipeline) {
    gst_element_set_state (pipeline, GST_STATE_PAUSED);
    gst_element_get_state (pipeline, NULL, NULL, 20 * GST_SECOND);
    for (; i < SEEKS; i++)
      if (!seek_file (pipeline, ((i * 37 + i % 2) % frames) * period
              + period / 2, &times[i]))
        break;
    gst_element_set_state (pipeline, GST_STATE_NULL);
    gst_object_unref (pipeline);
  }
  if (i == SEEKS) {
    c->peer = bench_median (times, SEEKS);
    c->peer_worst = bench_max (times, SEEKS);
  }
  g_free (line);
  g_free (file);
}

static void
add_row (BenchTable * table, const Case * c)
{
  gchar *peer = c->peer < 0 ? g_strdup ("-|-|-")
      : g_strdup_printf ("%.2f|%.2f|%.0f", c->peer, c->peer_worst,
      c->peer / c->own);

  bench_table_row (table, "%s, %d s at %d/s|%.2f|%.2f|%u of %d|%s", c->name,
      c->seconds, c->fps, c->own, c->own_worst, c->late, SEEKS, peer);
  g_free (peer);
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    {640, 360, 25, 10, "640x360", -1, -1, -1, -1, 0},
    {1280, 720, 25, 10, "720p", -1, -1, -1, -1, 0},
    {1920, 1080, 25, 10, "1080p", -1, -1, -1, -1, 0},
  };
  BenchTable *table;
  gchar *dir;
  guint i;

  gst_init (&argc, &argv);
  onset_meta_init ();
  bench_begin ("scrub: from a seek to its picture, thirty a second");
  dir = bench_dir_new ();
  table = bench_table_new ("take|median, ms|worst, ms|late|file seek, ms"
      "|worst, ms|ratio");
  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    Case c = cases[i];

    if ((guint64) (c.width * c.height * 3 / 2 * c.fps * c.seconds)
        > bench_available () / 3)
      continue;
    bench_progress ("%s", c.name);
    measure_element (&c);
    measure_peer (&c, dir);
    add_row (table, &c);
  }
  bench_dir_remove (dir);
  bench_table_end (table, "Scrubbing: 90 seeks; ratio: peer to ours, medians");
  return 0;
}
