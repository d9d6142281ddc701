/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/*
 * onset-launch: gst-launch-1.0 for a set. Runs a pipeline, obeys the keys of a
 * set in its terminal, says a line for each take, playback, answer and jerk.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include <gst/gst.h>

#include "interrupt.h"
#include "remote.h"
#include "report.h"
#include "runner.h"
#include "terminal.h"

#ifndef VERSION
#define VERSION "(unknown version)"
#endif

typedef struct
{
  gboolean version;
  gboolean no_keys;
  gboolean eos;                 /* always on */
  gchar *output;
  gchar **pipeline;
  Report report;
} Options;

typedef struct
{
  Report *report;
  Runner *runner;
  Remote *remote;
  Terminal *terminal;
  gboolean said_nobody;
} App;

static const gchar keys_help[] =
    "Keys in the terminal (or bytes from a pipe):\n"
    "  t              roll, cut\n"
    "  j, l           reverse, forward: the latest take, or the one that shows\n"
    "                 from where it is\n"
    "  k, space       pause, go on\n"
    "  Left, Right    one frame towards the take's start, its end\n"
    "  Up, Down       faster, slower\n"
    "  i, o           in point (Action), out point (Cut)\n"
    "  p              what happens at the end: live, hold, loop, ping-pong\n"
    "  m, c           mark, circle\n"
    "  Page Up, Down  older, newer take\n"
    "  Escape         live\n"
    "  q, Ctrl-C      end the stream and quit; once more: at once\n"
    "\n"
    "A pipeline that reads standard input itself needs --no-keys.\n"
    "\n"
    "Exit status: 0 after the end of the stream, 1 after an error, 2 when it\n"
    "was stopped before its end.\n"
    "\n"
    "Example:\n"
    "  onset-launch videotestsrc is-live=true pattern=ball ! reverseplay !\n"
    "      videoconvert ! autovideosink\n";

/* Descriptors that are closed would be given to the next file that is opened,
 * and its bytes would be taken for keys. */
static void
open_standard_streams (void)
{
  gint fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}

static gboolean
parse_options (gint * argc, gchar *** argv, Options * options, GError ** error)
{
  GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_STRING, &options->output,
        "Output that the keys command: a source pad of reverseplay, such as "
          "review_0 or rp.review_0 (default: src of the first)", "NAME"},
    {"no-keys", 'n', 0, G_OPTION_ARG_NONE, &options->no_keys,
        "Leave the terminal and standard input alone", NULL},
    {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options->report.quiet,
        "Print nothing but errors, warnings and refusals", NULL},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->report.verbose,
        "Print caps and other properties as they change", NULL},
    {"eos-on-shutdown", 'e', 0, G_OPTION_ARG_NONE, &options->eos,
        "Accepted for gst-launch-1.0's sake: it is always so", NULL},
    {"version", 0, 0, G_OPTION_ARG_NONE, &options->version,
        "Print the version", NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->pipeline,
        NULL, "PIPELINE"},
    {NULL, 0, 0, 0, NULL, NULL, NULL}
  };
  GOptionContext *context = g_option_context_new ("- run a GStreamer pipeline "
      "with the keys of a set");
  gboolean ok;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  g_option_context_set_description (context, keys_help);
  ok = g_option_context_parse (context, argc, argv, error);
  g_option_context_free (context);
  return ok;
}

static GstElement *
parse_pipeline (gchar ** words)
{
  GError *error = NULL;
  GstElement *element = gst_parse_launchv ((const gchar **) words, &error);

  if (error) {
    g_printerr ("ERROR: the pipeline could not be constructed: %s.\n",
        error->message);
    g_clear_error (&error);
    gst_clear_object (&element);
  } else if (!GST_IS_PIPELINE (element)) {
    GstElement *pipeline = gst_pipeline_new (NULL);

    gst_bin_add (GST_BIN (pipeline), element);
    element = pipeline;
  }
  return element;
}

/* Two readers of one standard input would each get half of it. */
static gboolean
reads_standard_input (GstElement * pipeline)
{
  GstIterator *iterator =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (pipeline), "fdsrc");
  GValue item = G_VALUE_INIT;
  gboolean found = FALSE;
  gint fd;

  while (!found && gst_iterator_next (iterator, &item) == GST_ITERATOR_OK) {
    g_object_get (g_value_get_object (&item), "fd", &fd, NULL);
    found = fd == STDIN_FILENO;
    g_value_reset (&item);
  }
  if (G_IS_VALUE (&item))
    g_value_unset (&item);
  gst_iterator_free (iterator);
  return found;
}

static void
on_key (const gchar * key, gpointer user_data)
{
  App *app = user_data;

  if (g_ascii_strcasecmp (key, "q") == 0) {
    runner_stop (app->runner);
  } else if (remote_press (app->remote, key) == REMOTE_NOBODY
      && !app->said_nobody) {
    report_line (app->report, "Nothing listens to the keys: there is no such "
        "output of a reverseplay in this pipeline.");
    app->said_nobody = TRUE;
  }
}

static void
on_interrupt (gint signum, gpointer user_data)
{
  App *app = user_data;

  (void) signum;
  runner_stop (app->runner);
}

static gboolean
on_playing (gpointer user_data)
{
  App *app = user_data;

  /* Not earlier: what a script sends at once should find something that can
   * obey it. */
  if (app->terminal)
    terminal_listen (app->terminal);
  return G_SOURCE_REMOVE;
}

static RunResult
run (App * app, GstElement * pipeline)
{
  RunResult result;

  interrupt_watch (on_interrupt, app);
  runner_on_playing (app->runner, on_playing, app);
  result = runner_run (app->runner);
  if (app->terminal)
    terminal_close (app->terminal);
  report_takes (app->report, pipeline);
  /* An element that hangs on the way down is ended with the next Ctrl-C. */
  interrupt_unwatch ();
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return result;
}

static RunResult
launch (Options * options)
{
  App app = { &options->report, NULL, NULL, NULL, FALSE };
  GstElement *pipeline = parse_pipeline (options->pipeline);
  GError *error = NULL;
  RunResult result = RUN_FAILED;

  if (!pipeline)
    return RUN_FAILED;

  app.remote = remote_new (pipeline, options->output);
  app.runner = runner_new (pipeline, &options->report);
  if (options->report.verbose)
    gst_element_add_property_deep_notify_watch (pipeline, NULL, TRUE);

  if (options->output && !remote_check (app.remote, &error)) {
    g_printerr ("ERROR: %s.\n", error->message);
    g_clear_error (&error);
  } else {
    if (!options->no_keys && !reads_standard_input (pipeline))
      app.terminal = terminal_open (on_key, &app);
    result = run (&app, pipeline);
  }

  runner_free (app.runner);
  remote_free (app.remote);
  gst_object_unref (pipeline);
  return result;
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  GError *error = NULL;
  RunResult result = RUN_FAILED;

  open_standard_streams ();
  setlocale (LC_ALL, "");
  /* The reader of our lines may go away; the recording goes on. */
  signal (SIGPIPE, SIG_IGN);

  if (!parse_options (&argc, &argv, &options, &error)) {
    g_printerr ("onset-launch: %s\n", error->message);
    g_clear_error (&error);
  } else if (options.version) {
    gchar *gstreamer = gst_version_string ();

    g_print ("onset-launch %s\n%s\n", VERSION, gstreamer);
    g_free (gstreamer);
    result = RUN_OK;
  } else if (!options.pipeline) {
    g_printerr ("onset-launch: no pipeline was given; see --help\n");
  } else {
    result = launch (&options);
  }

  g_strfreev (options.pipeline);
  g_free (options.output);
  /* What is still alive now has leaked, and its tracer says so. */
  if (gst_is_initialized ())
    gst_deinit ();
  return result;
}
