/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * A page for a DIT: how the camera moved in a file, or in the takes of a
 * pipeline, and where it jerked.
 */
#include "motion-report-collect.h"
#include "motion-report-data.h"
#include "motion-report-json.h"
#include "motion-report-page.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  gchar *log, *save_log, *pipeline, *title, *intent;
  gchar **rest;
} Options;

typedef struct
{
  Report *report;
  FILE *log;
  GString *line;
} Job;

static void
stop (int number)
{
  collect_stop ();
  /* the second time it ends at once */
  signal (number, SIG_DFL);
}

/* --- what is collected ---------------------------------------------------------- */

static gboolean
is_worth_logging (const GstStructure * s)
{
  const gchar *name = gst_structure_get_name (s);

  return g_str_has_prefix (name, "motionstab-")
      || g_str_has_prefix (name, "motion-report-")
      || g_str_equal (name, "reverseplay-take-started");
}

static void
take_structure (const GstStructure * s, gpointer data)
{
  Job *job = data;

  report_add (job->report, s);
  if (job->log && is_worth_logging (s)) {
    g_string_truncate (job->line, 0);
    motion_report_json_append (job->line, s);
    g_string_append_c (job->line, '\n');
    fwrite (job->line->str, 1, job->line->len, job->log);
  }
}

static void
set_title (Job * job, const gchar * title)
{
  GstStructure *s = gst_structure_new (REPORT_VIDEO,
      "title", G_TYPE_STRING, title, NULL);

  take_structure (s, job);
  gst_structure_free (s);
}

static gchar *
title_of (const Options * options)
{
  gchar *base, *title;

  if (options->title)
    return g_strdup (options->title);
  if (options->pipeline)
    return g_strdup ("Takes of a pipeline");
  /* a log may say another one */
  base = g_path_get_basename (options->log ? options->log : options->rest[0]);
  title = g_filename_display_name (base);
  g_free (base);
  return title;
}

static gboolean
collect (const Options * options, Job * job, GError ** error)
{
  const CollectOptions how = {
    .intent = options->intent,
    .progress = isatty (STDERR_FILENO) && !options->log,
    .func = take_structure,
    .user_data = job,
  };
  gchar *title = title_of (options);
  gboolean ok;

  set_title (job, title);
  g_free (title);
  if (options->log) {
    ok = collect_from_log (options->log, &how, error);
    if (ok && options->title)
      set_title (job, options->title);
  } else if (options->pipeline) {
    ok = collect_from_pipeline (options->pipeline, &how, error);
  } else {
    ok = collect_from_input (options->rest[0], &how, error);
  }
  if (!ok)
    g_prefix_error (error, "%s: ", options->log ? options->log :
        options->pipeline ? "the pipeline" : options->rest[0]);
  return ok;
}

/* --- what is written ------------------------------------------------------------ */

static gboolean
has_anything (const Report * report)
{
  const ReportTake *stream = g_ptr_array_index (report->takes, 0);

  return report->takes->len > 1 || stream->shifts->len > 0 || stream->judged;
}

static gboolean
write_page (const Report * report, const gchar * file, GError ** error)
{
  gchar *page = report_page (report);
  gboolean ok = TRUE;

  if (g_str_equal (file, "-"))
    fputs (page, stdout);
  else
    ok = g_file_set_contents (file, page, -1, error);
  g_free (page);
  return ok;
}

static void
say_what_was_found (const Report * report, const gchar * file)
{
  GPtrArray *chapters = report_chapters (report);
  guint i;

  for (i = 0; i < chapters->len; i++) {
    const ReportTake *take = g_ptr_array_index (chapters, i);

    if (take->id > 0)
      printf ("take %u: ", take->id);
    printf ("%u frames, %u jerks\n", take->shifts->len,
        report_take_jerks (take)->len);
  }
  printf ("%s\n", file);
  g_ptr_array_unref (chapters);
}

/* TAKE.mov becomes TAKE.mov.html, here; a URI's last part likewise. */
static gchar *
output_of (const Options * options, guint n_rest)
{
  guint output = options->log || options->pipeline ? 0 : 1;
  gchar *base, *name;

  if (n_rest > output)
    return g_strdup (options->rest[output]);
  if (options->pipeline)
    return g_strdup ("motion-report.html");
  base = g_path_get_basename (options->log ? options->log : options->rest[0]);
  name = g_strconcat (base, ".html", NULL);
  g_free (base);
  return name;
}

static gboolean
work (const Options * options, const gchar * output, GError ** error)
{
  Job job = { report_new (), NULL, g_string_new (NULL) };
  gboolean ok = TRUE;

  if (options->save_log && !(job.log = fopen (options->save_log, "w"))) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
        "%s: %s", options->save_log, g_strerror (errno));
    ok = FALSE;
  }
  ok = ok && collect (options, &job, error);
  if (job.log && fclose (job.log) != 0 && ok) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
        "%s: %s", options->save_log, g_strerror (errno));
    ok = FALSE;
  }
  if (ok && !has_anything (job.report)) {
    g_set_error_literal (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED,
        "motionstab said nothing: there is no frame to report on");
    ok = FALSE;
  }
  if (ok) {
    report_finish (job.report);
    ok = write_page (job.report, output, error);
  }
  if (ok && !g_str_equal (output, "-"))
    say_what_was_found (job.report, output);
  report_free (job.report);
  g_string_free (job.line, TRUE);
  return ok;
}

/* --- options ---------------------------------------------------------------------- */

static gboolean
parse (int *argc, char ***argv, Options * options, GError ** error)
{
  /* file names are taken as they are; texts would have to be of the locale */
  const GOptionEntry entries[] = {
    {"intent", 'i', 0, G_OPTION_ARG_STRING, &options->intent,
        "What the camera was meant to do: locked-off, dolly, handheld", "WHAT"},
    {"title", 't', 0, G_OPTION_ARG_FILENAME, &options->title,
        "The heading, instead of the file's name", "TEXT"},
    {"save-log", 's', 0, G_OPTION_ARG_FILENAME, &options->save_log,
        "Also write what was said, a line of JSON each", "FILE"},
    {"log", 'l', 0, G_OPTION_ARG_FILENAME, &options->log,
        "Report on what --save-log wrote", "FILE"},
    {"pipeline", 'p', 0, G_OPTION_ARG_FILENAME, &options->pipeline,
          "Run this, and report on the takes whose frames reach name=out",
        "LAUNCH LINE"},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->rest,
        NULL, NULL},
    G_OPTION_ENTRY_NULL
  };
  GOptionContext *context = g_option_context_new ("[INPUT] [OUTPUT.html]");
  guint n, most;
  gboolean ok;

  g_option_context_set_summary (context,
      "Writes a page about how the camera moved and where it jerked.\n"
      "INPUT is a file or a URI; OUTPUT may be - for standard output.");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  ok = g_option_context_parse (context, argc, argv, error);
  g_option_context_free (context);
  if (!ok)
    return FALSE;

  n = options->rest ? g_strv_length (options->rest) : 0;
  most = options->log || options->pipeline ? 1 : 2;
  if ((options->log && options->pipeline) || n > most || (most == 2 && n == 0)) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        "one INPUT is wanted, or --log, or --pipeline; --help says more");
    return FALSE;
  }
  if (options->intent && strcmp (options->intent, "locked-off") != 0
      && strcmp (options->intent, "dolly") != 0
      && strcmp (options->intent, "handheld") != 0) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        "--intent is locked-off, dolly or handheld, not %s", options->intent);
    return FALSE;
  }
  return TRUE;
}

static void
clear (Options * options)
{
  g_free (options->log);
  g_free (options->save_log);
  g_free (options->pipeline);
  g_free (options->title);
  g_free (options->intent);
  g_strfreev (options->rest);
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  GError *error = NULL;
  gchar *output;
  int status = 0;

  if (!parse (&argc, &argv, &options, &error)) {
    fprintf (stderr, "motion-report: %s\n", error->message);
    status = 2;
  } else {
    output = output_of (&options, options.rest ? g_strv_length (options.rest) :
        0);
    signal (SIGINT, stop);
    signal (SIGTERM, stop);
    if (!work (&options, output, &error)) {
      fprintf (stderr, "motion-report: %s\n", error->message);
      status = 1;
    }
    g_free (output);
  }
  g_clear_error (&error);
  clear (&options);
  gst_deinit ();
  return status;
}
