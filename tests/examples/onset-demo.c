/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/*
 * onset-demo: a camera rolls a take, cuts, and the monitor shows it in
 * reverse. With a display it has a window, otherwise it prints which frames
 * the monitor shows.
 */
#include <glib-unix.h>
#include <locale.h>

#include <gst/gst.h>

#include "demo-camera.h"
#include "demo-monitor.h"
#include "demo-script.h"
#include "demo-tablet.h"

/* How often the script looks at the clock: a cut is a frame late at most. */
#define TICK_MS 10

/* A synthetic take needs 34 MB; what is touched ahead of use should not keep
 * a small machine busy. */
#define SYNTHETIC_BYTES G_GUINT64_CONSTANT (300000000)

#define QUEUE "queue max-size-buffers=4 max-size-bytes=0 max-size-time=0"
#define WINDOW "autovideosink name=sink"
#define NO_WINDOW "fakesink name=sink sync=true"

typedef struct
{
  gboolean once;
  gboolean no_window;
  gboolean no_tablet;
  gchar *tablet;                /* the address, NULL = loopback */
  gchar *sink;
  gchar **locations;
} Options;

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline;
  DemoCamera *camera;
  DemoMonitor *monitor;
  DemoScript *script;
  DemoTablet *tablet;           /* NULL = none */
  gboolean window;
  gint status;
} Demo;

static const gchar description[] =
    "Without FILE the camera is synthetic; every frame carries its number in\n"
    "the picture, which is read back on the way to the monitor. FILE is played\n"
    "in real time as if it were a camera, without its sound. A video device\n"
    "such as /dev/video0 is a camera.\n"
    "\n"
    "With a display the demo goes on until its window is closed, and the keys\n"
    "work in it: t roll and cut, j reverse, l forward, space pause, Left and\n"
    "Right step, Up and Down speed, Escape live. Without one, or with --once,\n"
    "it ends after one pass: with 0, or with 1 if a frame was missing or out\n"
    "of order.\n"
    "\n"
    "A browser shows the same, with buttons: its address and the code to pair\n"
    "it with are printed. That is on this machine only, unless --tablet says on\n"
    "which address, or which interface, the set's network may ask for it; then\n"
    "the demo goes on until it is interrupted, with a display or without.\n";

static gboolean
parse_options (gint * argc, gchar *** argv, Options * options, GError ** error)
{
  GOptionEntry entries[] = {
    {"once", 0, 0, G_OPTION_ARG_NONE, &options->once,
        "End after one take and its review", NULL},
    {"no-window", 0, 0, G_OPTION_ARG_NONE, &options->no_window,
        "Print what the monitor shows, even if there is a display", NULL},
    {"tablet", 0, 0, G_OPTION_ARG_STRING, &options->tablet,
        "Serve tablets on this address or interface", "ADDRESS"},
    {"no-tablet", 0, 0, G_OPTION_ARG_NONE, &options->no_tablet,
        "Serve no page", NULL},
    {"sink", 0, 0, G_OPTION_ARG_STRING, &options->sink,
        "Open the window with this sink, such as glimagesink", "ELEMENT"},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
        &options->locations, NULL, "[FILE]"},
    {NULL, 0, 0, 0, NULL, NULL, NULL}
  };
  GOptionContext *context = g_option_context_new ("- a take, reversed, "
      "straight after the cut");
  gboolean ok;

  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  ok = g_option_context_parse (context, argc, argv, error);
  g_option_context_free (context);
  if (ok && options->locations && g_strv_length (options->locations) > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
        "one file at a time");
    return FALSE;
  }
  if (ok && options->tablet && options->no_tablet) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
        "--tablet and --no-tablet do not go together");
    return FALSE;
  }
  return ok;
}

static gboolean
have_display (void)
{
  const gchar *x11 = g_getenv ("DISPLAY");
  const gchar *wayland = g_getenv ("WAYLAND_DISPLAY");

  return (x11 && *x11) || (wayland && *wayland);
}

static void
finish (Demo * demo, DemoVerdict verdict)
{
  if (verdict == DEMO_GOES_ON)
    return;
  demo_monitor_print (demo->monitor, TRUE);
  demo->status = verdict == DEMO_DONE ? 0 : 1;
  g_main_loop_quit (demo->loop);
}

static gboolean
on_tick (gpointer user_data)
{
  Demo *demo = user_data;

  finish (demo, demo_script_tick (demo->script));
  return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupt (gpointer user_data)
{
  finish (user_data, DEMO_DONE);
  return G_SOURCE_CONTINUE;
}

/* Every sink says it in this way when its window is closed. */
static gboolean
is_closed_window (Demo * demo, GstMessage * message, GError * error)
{
  return demo->window
      && g_error_matches (error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_FOUND)
      && GST_IS_ELEMENT (message->src)
      && GST_OBJECT_FLAG_IS_SET (message->src, GST_ELEMENT_FLAG_SINK);
}

static void
on_error (Demo * demo, GstMessage * message)
{
  GError *error = NULL;
  gchar *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  demo_monitor_print (demo->monitor, TRUE);
  if (is_closed_window (demo, message, error)) {
    finish (demo, DEMO_DONE);
  } else {
    g_printerr ("ERROR: %s%s\n", demo_camera_get_frames (demo->camera) > 0 ? ""
        : "the camera gives no picture: ", error->message);
    if (debug)
      g_printerr ("%s\n", debug);
    finish (demo, DEMO_FAILED);
  }
  g_clear_error (&error);
  g_free (debug);
}

static gboolean
on_message (GstBus * bus, GstMessage * message, gpointer user_data)
{
  Demo *demo = user_data;

  (void) bus;
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      finish (demo, demo_script_message (demo->script,
              gst_message_get_structure (message)));
      break;
    case GST_MESSAGE_EOS:
      finish (demo, demo_script_end (demo->script));
      break;
    case GST_MESSAGE_ERROR:
      on_error (demo, message);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (demo->pipeline));
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/* A sink keeps each picture until its time has come. With the queue that is
 * not what reverseplay waits for, and a cut goes out at once.
 *
 * With a window, the picture says what it is: nobody should take a review for
 * the camera. */
static gchar *
describe_monitor (Demo * demo, const gchar * sink)
{
  GstElementFactory *label = gst_element_factory_find ("textoverlay");
  gchar *text = g_strdup_printf ("reverseplay name=rp ! identity name=watched "
      "silent=true ! tee name=tee ! " QUEUE " ! %s%s",
      !demo->window ? "" : label ?
      "textoverlay name=label valignment=bottom halignment=right "
      "font-desc=\"Sans 18\" ! videoconvert ! " : "videoconvert ! ", sink);

  gst_clear_object (&label);
  return text;
}

/* Beside the monitor, with queues of its own. */
static void
add_tablet (Demo * demo, GstBin * monitor)
{
  GstElement *tee;

  if (!demo->tablet)
    return;
  tee = gst_bin_get_by_name (monitor, "tee");
  gst_bin_add (monitor, demo->tablet->element);
  gst_element_link (tee, demo->tablet->element);
  gst_object_unref (tee);
}

static gboolean
build_pipeline (Demo * demo, const gchar * sink, GError ** error)
{
  gchar *text = describe_monitor (demo, sink);
  GstElement *camera = demo_camera_get_element (demo->camera);
  GstElement *monitor, *rp;

  demo->pipeline = gst_pipeline_new ("demo");
  monitor = gst_parse_bin_from_description_full (text, FALSE, NULL,
      GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_free (text);
  if (!monitor)
    return FALSE;

  rp = gst_bin_get_by_name (GST_BIN (monitor), "rp");
  gst_element_add_pad (monitor, gst_ghost_pad_new ("sink", rp->sinkpads->data));
  gst_object_unref (rp);
  add_tablet (demo, GST_BIN (monitor));
  gst_bin_add_many (GST_BIN (demo->pipeline), camera, monitor, NULL);
  if (!gst_element_link (camera, monitor)) {
    g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_PAD,
        "the camera and reverseplay do not fit together");
    return FALSE;
  }
  return TRUE;
}

static void
set_up_monitor (Demo * demo, gboolean once)
{
  GstBin *bin = GST_BIN (demo->pipeline);
  GstElement *rp = gst_bin_get_by_name (bin, "rp");
  GstElement *watched = gst_bin_get_by_name (bin, "watched");
  GstElement *label = gst_bin_get_by_name (bin, "label");
  GstPad *pad = gst_element_get_static_pad (watched, "src");

  if (demo_camera_is_numbered (demo->camera))
    g_object_set (rp, "max-size-bytes", SYNTHETIC_BYTES, NULL);
  demo->monitor = demo_monitor_new (demo->camera, pad);
  if (label)
    demo_monitor_set_label (demo->monitor, label);
  demo->script = demo_script_new (rp, demo->camera, demo->monitor, once);

  gst_object_unref (pad);
  gst_clear_object (&label);
  gst_object_unref (watched);
  gst_object_unref (rp);
}

static void
introduce (const gchar * location)
{
  g_print ("The camera is %s.\n", location ? location
      : "synthetic, 640x360 at 24 frames a second");
  if (location)
    g_print ("The numbers of a review are the frames' places in the take, as "
        "the element says\nthem; live pictures are counted.\n");
  else
    g_print ("The numbers are read from the pictures on their way to the "
        "monitor.\n");
}

static void
run (Demo * demo)
{
  GstBus *bus = gst_element_get_bus (demo->pipeline);
  guint tick = g_timeout_add (TICK_MS, on_tick, demo);
  guint sigint = g_unix_signal_add (SIGINT, on_interrupt, demo);
  guint sigterm = g_unix_signal_add (SIGTERM, on_interrupt, demo);

  gst_bus_add_watch (bus, on_message, demo);
  /* Why it fails comes as a message. */
  gst_element_set_state (demo->pipeline, GST_STATE_PLAYING);
  g_main_loop_run (demo->loop);
  gst_element_set_state (demo->pipeline, GST_STATE_NULL);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);

  g_source_remove (sigterm);
  g_source_remove (sigint);
  g_source_remove (tick);
}

static gboolean
set_up (Demo * demo, const Options * options, GError ** error)
{
  const gchar *location = options->locations ? options->locations[0] : NULL;
  const gchar *sink = options->sink ? options->sink : WINDOW;
  gboolean goes_on;

  demo->window = !options->no_window && (options->sink || have_display ());
  goes_on = !options->once && (demo->window || options->tablet);
  if (!options->no_tablet) {
    demo->tablet = demo_tablet_new (options->tablet, error);
    if (!demo->tablet && options->tablet)
      return FALSE;
  }
  demo->camera = demo_camera_new (location, error);
  if (!demo->camera
      || !build_pipeline (demo, demo->window ? sink : NO_WINDOW, error))
    return FALSE;
  set_up_monitor (demo, !goes_on);
  introduce (location);
  if (demo->tablet)
    demo_tablet_introduce (demo->tablet);
  return TRUE;
}

static void
clear (Demo * demo)
{
  g_clear_pointer (&demo->script, demo_script_free);
  g_clear_pointer (&demo->monitor, demo_monitor_free);
  gst_clear_object (&demo->pipeline);
  g_clear_pointer (&demo->tablet, demo_tablet_free);
  g_clear_pointer (&demo->camera, demo_camera_free);
  g_clear_pointer (&demo->loop, g_main_loop_unref);
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  Demo demo = { 0 };
  GError *error = NULL;

  setlocale (LC_ALL, "");
  demo.loop = g_main_loop_new (NULL, FALSE);
  demo.status = 1;
  if (parse_options (&argc, &argv, &options, &error)
      && set_up (&demo, &options, &error))
    run (&demo);
  else
    g_printerr ("ERROR: %s.\n", error->message);

  clear (&demo);
  g_clear_error (&error);
  g_strfreev (options.locations);
  g_free (options.sink);
  g_free (options.tablet);
  if (gst_is_initialized ())
    gst_deinit ();
  return demo.status;
}
