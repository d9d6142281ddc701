/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tablet-rig PIPELINE: what the browser tests and the tablet's benchmarks film.
 *
 * Runs the pipeline as gst-launch does. The frames that leave the element named
 * "clock" get the time of day into their pixels (frame-strip.h: ms since 1970,
 * the lower 24 bits), so whoever reads them later knows how old they are.
 *
 * On stdout comes a line for each element message, warning, error and EOS: its
 * structure as text. On stdin go commands, a line each:
 *
 *   state NULL|READY|PAUSED|PLAYING
 *   set ELEMENT PROPERTY VALUE
 *   eos
 *   quit
 *
 * Ends with stdin.
 */
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gst/gst.h>
#include <gst/video/video.h>

#include "../examples/frame-strip.h"

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline;
  GIOChannel *input;
  GstVideoInfo info;            /* the streaming thread's */
  gboolean fits;
} Rig;

static void
say (const gchar * kind, const gchar * text)
{
  printf ("%s %s\n", kind, text);
  fflush (stdout);
}

static void
stamp (Rig * rig, GstPadProbeInfo * info)
{
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER
      (info));
  GstVideoFrame frame;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!gst_video_frame_map (&frame, &rig->info, buffer, GST_MAP_READWRITE))
    return;
  frame_strip_draw (&frame, (guint) (g_get_real_time () / 1000)
      & FRAME_STRIP_MAX);
  gst_video_frame_unmap (&frame);
}

static GstPadProbeReturn
on_clock (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Rig *rig = user_data;
  GstEvent *event;
  GstCaps *caps;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    if (rig->fits)
      stamp (rig, info);
    return GST_PAD_PROBE_OK;
  }
  event = GST_PAD_PROBE_INFO_EVENT (info);
  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    rig->fits = gst_video_info_from_caps (&rig->info, caps)
        && frame_strip_fits (&rig->info);
  }
  return GST_PAD_PROBE_OK;
}

static void
watch_clock (Rig * rig)
{
  GstElement *clock = gst_bin_get_by_name (GST_BIN (rig->pipeline), "clock");
  GstPad *pad;

  if (!clock)
    return;
  pad = gst_element_get_static_pad (clock, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_clock, rig, NULL);
  gst_object_unref (pad);
  gst_object_unref (clock);
}

static void
say_trouble (GstMessage * message, gboolean is_error)
{
  GError *error = NULL;
  gchar *debug = NULL;

  if (is_error)
    gst_message_parse_error (message, &error, &debug);
  else
    gst_message_parse_warning (message, &error, &debug);
  say (is_error ? "error" : "warning", error->message);
  g_error_free (error);
  g_free (debug);
}

static gboolean
on_message (GstBus * bus, GstMessage * message, gpointer user_data)
{
  Rig *rig = user_data;
  gchar *text;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      text = gst_structure_to_string (gst_message_get_structure (message));
      say ("message", text);
      g_free (text);
      break;
    case GST_MESSAGE_WARNING:
    case GST_MESSAGE_ERROR:
      say_trouble (message, GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR);
      break;
    case GST_MESSAGE_EOS:
      say ("eos", "");
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (rig->pipeline));
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

static void
set_state (Rig * rig, const gchar * name)
{
  static const GstState states[] = { GST_STATE_NULL, GST_STATE_READY,
    GST_STATE_PAUSED, GST_STATE_PLAYING
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (states); i++) {
    if (g_strcmp0 (name, gst_element_state_get_name (states[i])) == 0) {
      gst_element_set_state (rig->pipeline, states[i]);
      say ("state", name);
      return;
    }
  }
  say ("unknown", name ? name : "");
}

static void
set_property (Rig * rig, gchar ** words)
{
  GstElement *element = gst_bin_get_by_name (GST_BIN (rig->pipeline),
      words[1]);

  if (!element) {
    say ("unknown", words[1]);
    return;
  }
  gst_util_set_object_arg (G_OBJECT (element), words[2], words[3]);
  gst_object_unref (element);
  say ("set", words[2]);
}

static void
obey (Rig * rig, const gchar * line)
{
  gchar **words = g_strsplit (line, " ", 4);
  guint n = g_strv_length (words);

  if (n == 2 && g_str_equal (words[0], "state"))
    set_state (rig, words[1]);
  else if (n == 4 && g_str_equal (words[0], "set"))
    set_property (rig, words);
  else if (n == 1 && g_str_equal (words[0], "eos"))
    gst_element_send_event (rig->pipeline, gst_event_new_eos ());
  else if (n == 1 && g_str_equal (words[0], "quit"))
    g_main_loop_quit (rig->loop);
  else
    say ("unknown", line);
  g_strfreev (words);
}

static gboolean
on_input (GIOChannel * input, GIOCondition condition, gpointer user_data)
{
  Rig *rig = user_data;
  gchar *line = NULL;

  if (g_io_channel_read_line (input, &line, NULL, NULL, NULL) !=
      G_IO_STATUS_NORMAL) {
    g_main_loop_quit (rig->loop);
    return G_SOURCE_REMOVE;
  }
  obey (rig, g_strchomp (line));
  g_free (line);
  return G_SOURCE_CONTINUE;
}

static void
run (Rig * rig)
{
  GstBus *bus = gst_element_get_bus (rig->pipeline);

  rig->input = g_io_channel_unix_new (STDIN_FILENO);
  rig->loop = g_main_loop_new (NULL, FALSE);
  g_io_add_watch (rig->input, G_IO_IN | G_IO_HUP, on_input, rig);
  gst_bus_add_watch (bus, on_message, rig);
  watch_clock (rig);
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
  g_main_loop_run (rig->loop);
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
  g_main_loop_unref (rig->loop);
  g_io_channel_unref (rig->input);
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  Rig rig = { 0 };

  gst_init (&argc, &argv);
  rig.pipeline = gst_parse_launchv ((const gchar **) argv + 1, &error);
  if (error) {
    fprintf (stderr, "%s\n", error->message);
    g_error_free (error);
    gst_clear_object (&rig.pipeline);
    return 1;
  }
  run (&rig);
  gst_object_unref (rig.pipeline);
  /* lets the leaks tracer say what is left */
  gst_deinit ();
  return 0;
}
