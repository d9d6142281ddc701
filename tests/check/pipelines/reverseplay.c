/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reverseplay among the elements that it is used with. Pictures are told apart
 * by checksums: videotestsrc's snow is another one in each frame. */
#include <gst/check/gstcheck.h>
#include <gst/video/video.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

#include "pad-log.h"

/* To be given fps(). */
#define CAMERA "videotestsrc is-live=true pattern=snow ! " \
    "video/x-raw,format=I420,width=64,height=48,framerate=%u/1 ! "
#define RP "reverseplay name=rp max-size-bytes=20000000 "

/* Where everything takes several times as long, 40 ms are too short for all
 * that has to happen in a frame. */
static gboolean
is_slow (void)
{
  const gchar *timeout = g_getenv ("CK_DEFAULT_TIMEOUT");
  const gchar *multiplier = g_getenv ("CK_TIMEOUT_MULTIPLIER");

  return (timeout && atoi (timeout) > 30)
      || (multiplier && atoi (multiplier) > 1);
}

static guint
fps (void)
{
  return is_slow ()? 5 : 25;
}

/* A number of live frames to wait for. */
static guint
some (guint n)
{
  return is_slow ()? MAX (n / 3, 4) : n;
}

/* --- a pipeline with a reverseplay in it ----------------------------------- */

typedef struct
{
  GstElement *pipeline, *rp;
  GstBus *bus;
  GPtrArray *messages;          /* element messages that nobody waited for */
} Set;

static Set *
set_new (const gchar * format, ...)
G_GNUC_PRINTF (1, 2);

     static Set *set_new (const gchar * format, ...)
{
  Set *set = g_new0 (Set, 1);
  GError *error = NULL;
  va_list args;
  gchar *line;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  set->pipeline = gst_parse_launch (line, &error);
  fail_unless (error == NULL, "%s: %s", line, error ? error->message : "");
  g_free (line);
  set->rp = gst_bin_get_by_name (GST_BIN (set->pipeline), "rp");
  set->bus = gst_element_get_bus (set->pipeline);
  set->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_message_unref);
  return set;
}

static void
set_play (Set * set)
{
  fail_unless (gst_element_set_state (set->pipeline, GST_STATE_PLAYING)
      != GST_STATE_CHANGE_FAILURE);
}

static void
set_free (Set * set)
{
  fail_unless_equals_int (gst_element_set_state (set->pipeline,
          GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
  gst_clear_object (&set->rp);
  gst_bus_set_flushing (set->bus, TRUE);
  gst_object_unref (set->bus);
  gst_object_unref (set->pipeline);
  g_ptr_array_unref (set->messages);
  g_free (set);
}

static gboolean
take_message (Set * set, const gchar * name, GstStructure ** found)
{
  guint i;

  for (i = 0; i < set->messages->len; i++) {
    GstMessage *message = g_ptr_array_index (set->messages, i);

    if (gst_message_has_name (message, name)) {
      *found = gst_structure_copy (gst_message_get_structure (message));
      g_ptr_array_remove_index (set->messages, i);
      return TRUE;
    }
  }
  return FALSE;
}

static void
fail_with_error (GstMessage * message)
{
  GError *error = NULL;
  gchar *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  fail ("%s (%s)", error->message, debug);
}

/* The oldest element message @name that was not waited for. */
static GstStructure *
set_wait_message (Set * set, const gchar * name)
{
  gint64 until = g_get_monotonic_time ()
      + (gint64) pad_log_deadline () * G_TIME_SPAN_SECOND;
  GstStructure *found = NULL;

  while (!take_message (set, name, &found)) {
    gint64 left = until - g_get_monotonic_time ();
    GstMessage *message;

    fail_unless (left > 0, "no message %s", name);
    message = gst_bus_timed_pop_filtered (set->bus,
        (GstClockTime) left * 1000, GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR);
    if (!message)
      continue;
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
      fail_with_error (message);
    g_ptr_array_add (set->messages, message);
  }
  return found;
}

static void
set_wait_eos (Set * set)
{
  GstMessage *message = gst_bus_timed_pop_filtered (set->bus,
      pad_log_deadline () * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

  fail_unless (message != NULL, "no EOS");
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    fail_with_error (message);
  gst_message_unref (message);
}

static guint
set_roll (Set * set)
{
  guint id = 0;

  g_signal_emit_by_name (set->rp, "take-start", NULL, &id);
  fail_unless (id > 0);
  return id;
}

/* Frames of the take. */
static guint
set_cut (Set * set)
{
  GstStructure *s;
  guint id = 0, frames = 0;

  g_signal_emit_by_name (set->rp, "take-stop", &id);
  fail_unless (id > 0);
  s = set_wait_message (set, "reverseplay-take-stopped");
  fail_unless (gst_structure_get_uint (s, "frames", &frames));
  gst_structure_free (s);
  return frames;
}

static gboolean
set_command (Set * set, const gchar * output, const gchar * command)
{
  GstPad *pad = gst_element_get_static_pad (set->rp, output);
  GstStructure *answer;
  gboolean ok = FALSE;

  gst_pad_send_event (pad, gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
          gst_structure_new ("onset-command", "command", G_TYPE_STRING,
              command, NULL)));
  gst_object_unref (pad);
  answer = set_wait_message (set, "reverseplay-command");
  gst_structure_get_boolean (answer, "ok", &ok);
  gst_structure_free (answer);
  return ok;
}

static guint64
set_stat (Set * set, const gchar * name)
{
  GstStructure *stats = NULL;
  guint64 value = 0;

  g_object_get (set->rp, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, name, &value), "%s", name);
  gst_structure_free (stats);
  return value;
}

static gboolean
is_missing (const gchar * element, const gchar * test)
{
  GstElementFactory *factory = gst_element_factory_find (element);

  /* valgrind finds fault with both, with no reverseplay in sight: libx264's
   * reads, and what libavcodec makes of H.264 */
  if (g_getenv ("CK_TIMEOUT_MULTIPLIER") && g_str_equal (element, "x264enc")) {
    gst_clear_object (&factory);
    g_print ("SKIP: %s: valgrind cannot follow H.264\n", test);
    return TRUE;
  }
  if (!factory) {
    g_print ("SKIP: %s: there is no %s\n", test, element);
    return TRUE;
  }
  gst_object_unref (factory);
  return FALSE;
}

static void
check_times_go_up (PadLog * log)
{
  guint i, n = pad_log_n_frames (log);
  GstClockTime last = GST_CLOCK_TIME_NONE;

  for (i = 0; i < n; i++) {
    PadFrame f = pad_log_frame (log, i);

    fail_unless (GST_CLOCK_TIME_IS_VALID (f.running_time), "frame %u", i);
    fail_unless (last == GST_CLOCK_TIME_NONE || f.running_time > last,
        "frame %u: running time %" GST_TIME_FORMAT " after %" GST_TIME_FORMAT,
        i, GST_TIME_ARGS (f.running_time), GST_TIME_ARGS (last));
    last = f.running_time;
  }
}

/* Frames [begin, begin + n) of @out are those of @in at @from, backwards. */
static void
check_reverse_of (PadLog * out, guint begin, PadLog * in, guint from, guint n)
{
  guint i;

  for (i = 0; i < n; i++) {
    PadFrame o = pad_log_frame (out, begin + i);
    PadFrame f = pad_log_frame (in, from + n - 1 - i);

    fail_unless_equals_string (o.md5, f.md5);
  }
}

/* Where the picture @md5 came in; G_MAXUINT when it never did. */
static guint
find_picture (PadLog * log, const gchar * md5)
{
  guint i, n = pad_log_n_frames (log);

  for (i = 0; i < n; i++) {
    PadFrame f = pad_log_frame (log, i);

    if (strcmp (f.md5, md5) == 0)
      return i;
  }
  return G_MAXUINT;
}

/* --- files, against ffmpeg -------------------------------------------------- */

typedef struct
{
  const gchar *name;
  const gchar *needs;           /* an element that may be missing */
  const gchar *source;          /* to the encoder, named enc */
  const gchar *mux;
  const gchar *decode;
  gboolean variable;            /* frame rate */
} FileCase;

#define SNOW(n, w, h, fps) "videotestsrc pattern=snow num-buffers=" #n \
    " ! video/x-raw,format=I420,width=" #w ",height=" #h ",framerate=" fps " ! "
#define BALL(n, w, h, fps) "videotestsrc pattern=ball num-buffers=" #n \
    " ! video/x-raw,format=I420,width=" #w ",height=" #h ",framerate=" fps " ! "

static const FileCase file_cases[] = {
  {"FFV1 in Matroska", "avenc_ffv1",
        SNOW (50, 160, 120, "25/1") "avenc_ffv1 name=enc",
      "matroskamux", "matroskademux ! avdec_ffv1 max-threads=1", FALSE},
  {"an odd size", "avenc_ffv1",
        SNOW (21, 161, 91, "30000/1001") "avenc_ffv1 name=enc",
      "matroskamux", "matroskademux ! avdec_ffv1 max-threads=1", FALSE},
  {"JPEG in QuickTime", "avdec_mjpeg",
        BALL (60, 320, 180, "24/1") "jpegenc name=enc",
      "qtmux", "qtdemux ! avdec_mjpeg", FALSE},
  {"variable frame rate", "avdec_mjpeg",
        SNOW (40, 128, 96, "25/1") "jpegenc name=enc",
      "matroskamux", "matroskademux ! avdec_mjpeg", TRUE},
  {"H.264 with B-frames", "x264enc",
        BALL (48, 320, 180, "24/1") "x264enc bframes=3 key-int-max=24 name=enc"
        " ! h264parse",
      "qtmux", "qtdemux ! h264parse ! avdec_h264 max-threads=1", FALSE},
  {"one frame", "avenc_ffv1",
        SNOW (1, 160, 120, "25/1") "avenc_ffv1 name=enc",
      "matroskamux", "matroskademux ! avdec_ffv1 max-threads=1", FALSE},
};

/* Pictures that last 20 to 95 ms, and caps without a rate. */
static GstPadProbeReturn
vary_the_rate (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  guint *n = user_data;
  GstCaps *caps;

  (void) pad;
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    GstBuffer *buffer = gst_buffer_make_writable (info->data);

    GST_BUFFER_PTS (buffer) = (*n * 50 + (*n * 7 % 4) * 15) * GST_MSECOND;
    GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
    GST_BUFFER_DURATION (buffer) = GST_CLOCK_TIME_NONE;
    info->data = buffer;
    ++*n;
  } else if (GST_EVENT_TYPE (info->data) == GST_EVENT_CAPS) {
    gst_event_parse_caps (info->data, &caps);
    caps = gst_caps_copy (caps);
    gst_caps_set_simple (caps, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
    gst_event_unref (info->data);
    info->data = gst_event_new_caps (caps);
    gst_caps_unref (caps);
  }
  return GST_PAD_PROBE_OK;
}

static gchar *
make_file (const FileCase * c)
{
  gchar *path = NULL;
  gint fd = g_file_open_tmp ("onset-pipelines-XXXXXX", &path, NULL);
  guint count = 0;
  GstElement *enc;
  GstPad *pad;
  Set *set;

  fail_unless (fd >= 0);
  g_close (fd, NULL);
  set = set_new ("%s ! %s ! filesink location=%s", c->source, c->mux, path);
  if (c->variable) {
    enc = gst_bin_get_by_name (GST_BIN (set->pipeline), "enc");
    pad = gst_element_get_static_pad (enc, "src");
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
        | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, vary_the_rate, &count, NULL);
    gst_object_unref (pad);
    gst_object_unref (enc);
  }
  set_play (set);
  set_wait_eos (set);
  set_free (set);
  return path;
}

/* Checksums of the frames that ffmpeg's reverse filter gives. */
static GPtrArray *
ffmpeg_reverse (const gchar * path)
{
  const gchar *argv[] = { "ffmpeg", "-nostdin", "-v", "error", "-i", path,
    "-an", "-fps_mode", "passthrough", "-vf", "reverse", "-f", "framemd5",
    "-", NULL
  };
  GPtrArray *sums = g_ptr_array_new_with_free_func (g_free);
  gchar *out = NULL, *err = NULL, **lines;
  GError *error = NULL;
  gint status = -1;
  guint i;

  g_spawn_sync (NULL, (gchar **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
      &out, &err, &status, &error);
  fail_unless (error == NULL, "%s", error ? error->message : "");
  fail_unless (WIFEXITED (status) && WEXITSTATUS (status) == 0, "ffmpeg: %s",
      err);
  lines = g_strsplit (out, "\n", -1);
  for (i = 0; lines[i]; i++) {
    gchar *comma = strrchr (lines[i], ',');

    if (lines[i][0] != '#' && comma)
      g_ptr_array_add (sums, g_strstrip (g_strdup (comma + 1)));
  }
  g_strfreev (lines);
  g_free (out);
  g_free (err);
  return sums;
}

/* The reverse starts at 0 and each picture lasts as long as it did. */
static void
check_mirrored_times (PadLog * in, PadLog * out)
{
  guint i, n = pad_log_n_frames (out);

  fail_unless_equals_uint64 (pad_log_frame (out, 0).running_time, 0);
  for (i = 1; i + 1 < n; i++) {
    GstClockTime was = pad_log_frame (in, n - i).pts
        - pad_log_frame (in, n - 1 - i).pts;
    GstClockTime is = pad_log_frame (out, i + 1).running_time
        - pad_log_frame (out, i).running_time;

    fail_unless (ABS (GST_CLOCK_DIFF (was, is)) <= 1, "frame %u lasted %"
        GST_TIME_FORMAT " and lasts %" GST_TIME_FORMAT, n - 1 - i,
        GST_TIME_ARGS (was), GST_TIME_ARGS (is));
  }
}

GST_START_TEST (test_the_reverse_of_a_file_is_ffmpegs)
{
  const FileCase *c = &file_cases[__i__];
  GPtrArray *expected;
  PadLog *in, *out;
  gchar *program, *path;
  Set *set;
  guint i;

  if (is_missing (c->needs, "test_the_reverse_of_a_file_is_ffmpegs"))
    return;
  program = g_find_program_in_path ("ffmpeg");
  if (!program) {
    g_print ("SKIP: test_the_reverse_of_a_file_is_ffmpegs: "
        "there is no ffmpeg\n");
    return;
  }
  g_free (program);
  path = make_file (c);
  expected = ffmpeg_reverse (path);

  set = set_new ("filesrc location=%s ! %s ! reverseplay name=rp "
      "trigger=stream show-live=false max-size-bytes=50000000 "
      "! fakesink name=sink sync=false", path, c->decode);
  in = pad_log_new_at (set->pipeline, "rp", "sink");
  out = pad_log_new_at (set->pipeline, "sink", "sink");
  set_play (set);
  set_wait_eos (set);

  fail_unless (expected->len > 0);
  fail_unless (pad_log_n_frames (out) == expected->len, "%s: %u frames of %u",
      c->name, pad_log_n_frames (out), expected->len);
  for (i = 0; i < expected->len; i++)
    fail_unless (strcmp (pad_log_frame (out, i).md5,
            g_ptr_array_index (expected, i)) == 0, "%s: frame %u", c->name, i);
  check_times_go_up (out);
  check_mirrored_times (in, out);

  set_free (set);
  pad_log_free (in);
  pad_log_free (out);
  g_ptr_array_unref (expected);
  g_unlink (path);
  g_free (path);
}

GST_END_TEST;

/* --- formats ------------------------------------------------------------------ */

static const gchar *formats[] = {
  "video/x-raw,format=I420,width=160,height=90",
  "video/x-raw,format=I420,width=163,height=57",
  "video/x-raw,format=v210,width=174,height=58",
  "video/x-raw,format=UYVY,width=162,height=57",
  "video/x-raw,format=RGBA,width=161,height=57",
  "video/x-raw,format=GRAY16_LE,width=161,height=57",
  "video/x-raw,format=GRAY8,width=161,height=57",
  "video/x-raw,format=NV12,width=162,height=58",
  "video/x-raw,format=P010_10LE,width=162,height=58",
  "video/x-raw,format=I422_10LE,width=162,height=58",
  "video/x-raw,format=AYUV64,width=33,height=17",
  "video/x-raw,format=RGB,width=161,height=57",
  "video/x-raw,format=RGB16,width=161,height=57",
};

GST_START_TEST (test_a_format)
{
  Set *set = set_new ("videotestsrc pattern=snow num-buffers=12 ! %s,"
      "framerate=25/1 ! reverseplay name=rp trigger=stream show-live=false "
      "max-size-bytes=5000000 ! fakesink name=sink", formats[__i__]);
  PadLog *in = pad_log_new_at (set->pipeline, "rp", "sink");
  PadLog *out = pad_log_new_at (set->pipeline, "sink", "sink");
  GstCaps *a, *b;

  set_play (set);
  set_wait_eos (set);
  fail_unless_equals_int (pad_log_n_frames (out), 12);
  check_reverse_of (out, 0, in, 0, 12);
  a = pad_log_caps (in);
  b = pad_log_caps (out);
  fail_unless (gst_caps_is_equal (a, b));
  gst_caps_unref (a);
  gst_caps_unref (b);
  check_times_go_up (out);
  set_free (set);
  pad_log_free (in);
  pad_log_free (out);
}

GST_END_TEST;

/* The reverse of a reverse is what was shot. */
GST_START_TEST (test_two_in_series)
{
  Set *set = set_new ("videotestsrc pattern=snow num-buffers=30 "
      "! video/x-raw,format=I420,width=64,height=48,framerate=25/1 ! "
      RP "trigger=stream show-live=false "
      "! reverseplay name=second max-size-bytes=20000000 trigger=stream "
      "show-live=false ! fakesink name=sink");
  PadLog *in = pad_log_new_at (set->pipeline, "rp", "sink");
  PadLog *between = pad_log_new_at (set->pipeline, "second", "sink");
  PadLog *out = pad_log_new_at (set->pipeline, "sink", "sink");
  guint i;

  set_play (set);
  set_wait_eos (set);
  fail_unless_equals_int (pad_log_n_frames (between), 30);
  fail_unless_equals_int (pad_log_n_frames (out), 30);
  check_reverse_of (between, 0, in, 0, 30);
  for (i = 0; i < 30; i++)
    fail_unless_equals_string (pad_log_frame (out, i).md5,
        pad_log_frame (in, i).md5);
  check_times_go_up (out);
  set_free (set);
  pad_log_free (in);
  pad_log_free (between);
  pad_log_free (out);
}

GST_END_TEST;

/* A history of JPEG, decoded behind it. */
GST_START_TEST (test_jpeg_history)
{
  Set *set;
  PadLog *in, *shot, *out;

  if (is_missing ("jpegenc", "test_jpeg_history"))
    return;
  set = set_new ("videotestsrc pattern=ball num-buffers=40 "
      "! video/x-raw,format=I420,width=320,height=180,framerate=25/1 "
      "! jpegenc ! tee name=t ! queue max-size-time=0 ! jpegdec "
      "! fakesink name=shot t. ! queue max-size-time=0 "
      "! reverseplay name=rp trigger=stream show-live=false "
      "max-size-bytes=5000000 ! jpegdec ! fakesink name=sink");
  in = pad_log_new_at (set->pipeline, "rp", "sink");
  shot = pad_log_new_at (set->pipeline, "shot", "sink");
  out = pad_log_new_at (set->pipeline, "sink", "sink");
  set_play (set);
  set_wait_eos (set);
  fail_unless_equals_int (pad_log_n_frames (in), 40);
  fail_unless_equals_int (pad_log_n_frames (out), 40);
  check_reverse_of (out, 0, shot, 0, 40);
  check_times_go_up (out);
  set_free (set);
  pad_log_free (in);
  pad_log_free (shot);
  pad_log_free (out);
}

GST_END_TEST;

/* --- a live camera --------------------------------------------------------------- */

/* Waits for the first take's playback and what follows it, and checks it. */
static void
check_review (PadLog * in, PadLog * out, guint frames)
{
  guint begin = 0, end = 0, from, i;
  gchar first_md5[33];

  fail_unless (pad_log_wait_find (out, 0, TRUE, &begin));
  fail_unless (pad_log_wait_find (out, begin, FALSE, &end));
  fail_unless (pad_log_wait_frames (out, end + 5));
  fail_unless_equals_int (end - begin, frames);

  /* the last picture of the take goes out first */
  g_strlcpy (first_md5, pad_log_frame (out, begin).md5, sizeof (first_md5));
  from = find_picture (in, first_md5);
  fail_unless (from != G_MAXUINT && from + 1 >= frames);
  check_reverse_of (out, begin, in, from + 1 - frames, frames);
  for (i = 0; i < frames; i++) {
    PadFrame f = pad_log_frame (out, begin + i);

    fail_unless_equals_int (f.index, frames - 1 - i);
    fail_unless_equals_int (f.frames, frames);
    fail_unless (f.reverse);
    fail_unless (!f.gap, "frame %u is a repetition", i);
    fail_unless (f.applied_rate < 0);
  }
  check_times_go_up (out);
}

/* At the camera's pace: no slot is missing or twice there. */
static void
check_pace (PadLog * out)
{
  const GstClockTimeDiff period = GST_SECOND / fps ();
  guint i, n = pad_log_n_frames (out);

  for (i = 1; i < n; i++) {
    GstClockTimeDiff step = GST_CLOCK_DIFF (pad_log_frame (out,
            i - 1).running_time, pad_log_frame (out, i).running_time);

    fail_unless (ABS (step - period) < period / 2,
        "frame %u comes after %" GST_STIME_FORMAT, i, GST_STIME_ARGS (step));
  }
}

GST_START_TEST (test_a_short_take)
{
  Set *set = set_new (CAMERA RP "! fakesink name=sink sync=true", fps ());
  PadLog *in = pad_log_new_at (set->pipeline, "rp", "sink");
  PadLog *out = pad_log_new_at (set->pipeline, "sink", "sink");
  guint rolled, frames;
  GstStructure *s;

  set_play (set);
  fail_unless (pad_log_wait_frames (out, 5));
  set_roll (set);
  rolled = pad_log_n_frames (out);
  fail_unless (pad_log_wait_frames (out, rolled + some (25)));
  frames = set_cut (set);
  fail_unless (frames + 1 >= some (25) && frames <= some (25) + 2,
      "%u frames", frames);
  check_review (in, out, frames);
  check_pace (out);

  s = set_wait_message (set, "reverseplay-playback-started");
  gst_structure_free (s);
  s = set_wait_message (set, "reverseplay-playback-ended");
  gst_structure_free (s);
  fail_unless_equals_uint64 (set_stat (set, "dropped"), 0);
  fail_unless_equals_uint64 (set_stat (set, "repeated"), 0);
  set_free (set);
  pad_log_free (in);
  pad_log_free (out);
}

GST_END_TEST;

/* --- branches ------------------------------------------------------------------------ */

/* A tee before and a tee behind; one of the branches writes into its frames. */
GST_START_TEST (test_branches)
{
  Set *set;
  PadLog *in, *a, *b, *spoilt;
  guint begin, i;

  if (is_missing ("videobalance", "test_branches"))
    return;
  set = set_new ("videotestsrc pattern=snow num-buffers=15 "
      "! video/x-raw,format=I420,width=64,height=48,framerate=25/1 "
      "! tee name=t ! queue ! fakesink t. ! queue "
      "! " RP "trigger=stream "
      "! tee name=u ! queue ! videobalance brightness=0.3 "
      "! fakesink name=spoilt async=false "
      "u. ! queue ! fakesink name=a async=false "
      "rp.review_0 ! queue ! fakesink name=b async=false");
  in = pad_log_new_at (set->pipeline, "rp", "sink");
  a = pad_log_new_at (set->pipeline, "a", "sink");
  b = pad_log_new_at (set->pipeline, "b", "sink");
  spoilt = pad_log_new_at (set->pipeline, "spoilt", "sink");
  set_play (set);
  set_wait_eos (set);
  /* live, then the reverse */
  fail_unless_equals_int (pad_log_n_frames (in), 15);
  fail_unless_equals_int (pad_log_n_frames (a), 30);
  fail_unless_equals_int (pad_log_n_frames (spoilt), 30);
  fail_unless_equals_int (pad_log_n_frames (b), 15);
  begin = pad_log_find (a, 0, TRUE);
  fail_unless_equals_int (begin, 15);
  check_reverse_of (a, begin, in, 0, 15);
  for (i = 0; i < 15; i++) {
    fail_unless_equals_string (pad_log_frame (b, i).md5,
        pad_log_frame (in, i).md5);
    fail_unless_equals_string (pad_log_frame (a, i).md5,
        pad_log_frame (in, i).md5);
    fail_if (strcmp (pad_log_frame (spoilt, 15 + i).md5,
            pad_log_frame (a, 15 + i).md5) == 0);
    fail_unless_equals_string (pad_log_frame (spoilt, 15 + i).md5,
        pad_log_frame (spoilt, 14 - i).md5);
  }
  set_free (set);
  pad_log_free (in);
  pad_log_free (a);
  pad_log_free (b);
  pad_log_free (spoilt);
}

GST_END_TEST;

/* --- several outputs ------------------------------------------------------------------- */

static GstPadProbeReturn
block (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  (void) pad;
  (void) info;
  (void) user_data;
  return GST_PAD_PROBE_OK;
}

/* One take; src plays it in reverse, review_0 stays live, review_1 holds a
 * frame of it and is stuck in its sink. */
GST_START_TEST (test_one_output_is_stuck)
{
  Set *set = set_new (CAMERA RP "at-end=loop ! fakesink name=a sync=true "
      "rp.review_0 ! fakesink name=b sync=true "
      "rp.review_1 ! fakesink name=c sync=true", fps ());
  PadLog *in = pad_log_new_at (set->pipeline, "rp", "sink");
  PadLog *a = pad_log_new_at (set->pipeline, "a", "sink");
  PadLog *b = pad_log_new_at (set->pipeline, "b", "sink");
  PadLog *c = pad_log_new_at (set->pipeline, "c", "sink");
  GstPad *stuck = gst_element_get_static_pad (set->rp, "review_1");
  guint n, n_a, n_b, n_in, begin, i;
  gulong id;

  set_play (set);
  fail_unless (pad_log_wait_frames (c, 5));
  set_roll (set);
  n = pad_log_n_frames (c);
  fail_unless (pad_log_wait_frames (c, n + some (15)));
  set_cut (set);
  fail_unless (pad_log_wait_find (a, 0, TRUE, &begin));
  fail_unless (set_command (set, "review_1", "play"));
  fail_unless (set_command (set, "review_1", "pause"));
  fail_unless (pad_log_wait_find (c, 0, TRUE, &begin));
  fail_unless (pad_log_wait_frames (c, begin + 3));

  id = gst_pad_add_probe (stuck, GST_PAD_PROBE_TYPE_BLOCK
      | GST_PAD_PROBE_TYPE_BUFFER, block, NULL, NULL);
  n_a = pad_log_n_frames (a);
  n_b = pad_log_n_frames (b);
  n_in = pad_log_n_frames (in);
  n = pad_log_n_frames (c);
  fail_unless (pad_log_wait_frames (a, n_a + some (20)));
  fail_unless (pad_log_wait_frames (b, n_b + some (20)));
  fail_unless (pad_log_wait_frames (in, n_in + some (20)));
  fail_unless (pad_log_n_frames (c) <= n + 1);
  check_pace (a);
  check_pace (b);
  check_pace (in);
  for (i = n_b; i < n_b + some (20); i++)
    fail_if (pad_log_frame (b, i).playback);
  for (i = n_a; i < n_a + some (20); i++)
    fail_unless (pad_log_frame (a, i).playback);
  fail_unless_equals_uint64 (set_stat (set, "dropped"), 0);

  /* and it goes on where the others are, never back in time */
  gst_pad_remove_probe (stuck, id);
  fail_unless (pad_log_wait_frames (c, n + some (10)));
  check_times_go_up (c);
  gst_object_unref (stuck);
  set_free (set);
  pad_log_free (in);
  pad_log_free (a);
  pad_log_free (b);
  pad_log_free (c);
}

GST_END_TEST;

/* --- sinks that are late ------------------------------------------------------------------ */

/* Another sink of the pipeline wants 250 ms, six frames: every sink waits that long, and
 * nothing is skipped for it. */
GST_START_TEST (test_latency_of_250_ms)
{
  Set *set = set_new (CAMERA RP "! fakesink name=sink sync=true "
      "audiotestsrc is-live=true samplesperbuffer=480 ! audio/x-raw,rate=48000 "
      "! fakesink sync=true render-delay=%u000000", fps (),
      /* six frames */
      6 * 1000 / fps () + 10);
  PadLog *in = pad_log_new_at (set->pipeline, "rp", "sink");
  PadLog *out = pad_log_new_at (set->pipeline, "sink", "sink");
  guint n, i, frames;

  set_play (set);
  fail_unless (pad_log_wait_frames (out, 15));
  set_roll (set);
  n = pad_log_n_frames (in);
  fail_unless (pad_log_wait_frames (in, n + some (15)));
  frames = set_cut (set);
  check_review (in, out, frames);
  fail_unless_equals_uint64 (set_stat (set, "dropped"), 0);
  n = pad_log_find (out, 0, TRUE);
  for (i = 0; i < n; i++)
    fail_unless_equals_string (pad_log_frame (out, i).md5,
        pad_log_frame (in, i).md5);
  check_pace (out);
  set_free (set);
  pad_log_free (in);
  pad_log_free (out);
}

GST_END_TEST;

/* A sink that takes longer than a frame for each, and says so. */
GST_START_TEST (test_qos_of_a_slow_sink)
{
  Set *set;
  PadLog *source, *in, *upstream, *out, *qos;
  const GstClockTimeDiff period = GST_SECOND / fps ();
  guint n, i, frames, playing;
  GstStructure *s;

  if (is_missing ("jpegdec", "test_qos_of_a_slow_sink"))
    return;
  set = set_new (CAMERA "jpegenc ! jpegdec name=dec ! " RP "rate=1 "
      "! identity name=slow sleep-time=%u "
      "! fakesink name=sink sync=true qos=true max-lateness=1000000 "
      "processing-deadline=0", fps (), 1750000 / fps ());
  source = pad_log_new_at (set->pipeline, "dec", "sink");
  in = pad_log_new_at (set->pipeline, "rp", "sink");
  upstream = pad_log_new_at (set->pipeline, "dec", "src");
  out = pad_log_new_at (set->pipeline, "slow", "sink");
  qos = pad_log_new_at (set->pipeline, "slow", "src");
  set_play (set);
  fail_unless (pad_log_wait_event (qos, GST_EVENT_QOS, 2));
  set_roll (set);
  n = pad_log_n_frames (in);
  fail_unless (pad_log_wait_frames (in, n + some (25)));
  frames = set_cut (set);
  fail_unless (pad_log_wait_find (out, 0, TRUE, &playing));
  n = pad_log_n_frames (in);
  fail_unless (pad_log_wait_frames (in, n + some (25)));
  fail_unless (frames + 1 >= some (25));
  /* the camera's every frame came through the decoder into the history */
  for (i = 1; i < n; i++) {
    GstClockTimeDiff step = GST_CLOCK_DIFF (pad_log_frame (in, i - 1).pts,
        pad_log_frame (in, i).pts);

    fail_unless (ABS (step - period) < period / 3 * 2,
        "frame %u comes after %" GST_STIME_FORMAT, i, GST_STIME_ARGS (step));
  }
  fail_unless_equals_int (pad_log_n_events (upstream, GST_EVENT_QOS), 0);
  fail_unless (pad_log_n_frames (in) + 2 >= pad_log_n_frames (source) - 1);
  check_times_go_up (out);
  s = set_wait_message (set, "reverseplay-playback-started");
  gst_structure_free (s);
  set_free (set);
  pad_log_free (source);
  pad_log_free (in);
  pad_log_free (upstream);
  pad_log_free (out);
  pad_log_free (qos);
}

GST_END_TEST;

/* --- encoders behind it ------------------------------------------------------------------------ */

static const gchar *encoders[] = {
  "x264enc bframes=2 b-adapt=false key-int-max=1000 speed-preset=ultrafast "
      "rc-lookahead=5",
  "x264enc tune=zerolatency key-int-max=1000 speed-preset=ultrafast",
  "x264enc bframes=4 b-pyramid=true key-int-max=1000 speed-preset=veryfast "
      "rc-lookahead=5",
};

static PadFrame
frame_at (PadLog * log, GstClockTime running_time)
{
  PadFrame frame = { 0, };
  guint i, n = pad_log_n_frames (log);

  for (i = 0; i < n; i++) {
    frame = pad_log_frame (log, i);
    if (frame.running_time != GST_CLOCK_TIME_NONE
        && ABS (GST_CLOCK_DIFF (frame.running_time, running_time)) < 1000)
      return frame;
  }
  fail ("no frame comes out at %" GST_TIME_FORMAT,
      GST_TIME_ARGS (running_time));
  return frame;
}

GST_START_TEST (test_key_frames_at_the_cuts)
{
  gchar *name = g_strndup (encoders[__i__], strcspn (encoders[__i__], " "));
  guint rolled, cut, live, i;
  PadLog *in, *out;
  Set *set;

  if (is_missing (name, "test_key_frames_at_the_cuts")) {
    g_free (name);
    return;
  }
  g_free (name);
  set = set_new ("videotestsrc is-live=true pattern=ball "
      "! video/x-raw,format=I420,width=160,height=96,framerate=25/1 ! " RP
      "! queue ! %s name=enc ! fakesink name=sink sync=false", encoders[__i__]);
  in = pad_log_new_at (set->pipeline, "enc", "sink");
  out = pad_log_new_at (set->pipeline, "sink", "sink");
  set_play (set);
  /* GstVideoEncoder mistakes times as long as nothing has come out of it */
  fail_unless (pad_log_wait_frames (out, 1));
  set_roll (set);
  rolled = pad_log_n_frames (in);
  fail_unless (pad_log_wait_frames (in, rolled + some (12)));
  set_cut (set);
  fail_unless (pad_log_wait_find (in, 0, TRUE, &cut));
  fail_unless (pad_log_wait_find (in, cut, FALSE, &live));
  fail_unless (pad_log_wait_frames (in, live + 5));
  gst_element_send_event (set->pipeline, gst_event_new_eos ());
  set_wait_eos (set);

  /* none is lost between the segments, and both cuts are key frames */
  fail_unless_equals_int (pad_log_n_frames (out), pad_log_n_frames (in));
  for (i = 0; i < pad_log_n_frames (in); i++)
    frame_at (out, pad_log_frame (in, i).running_time);
  fail_if (frame_at (out, pad_log_frame (in, cut).running_time).delta);
  fail_if (frame_at (out, pad_log_frame (in, live).running_time).delta);
  set_free (set);
  pad_log_free (in);
  pad_log_free (out);
}

GST_END_TEST;

/* videorate drops what a segment's stop cuts off: the last frame of a pass
 * must lie before it. skip-to-first, as docs/video-village.md has it. */
GST_START_TEST (test_videorate_keeps_the_end_of_the_pass)
{
  Set *set;
  PadLog *in, *before, *out;
  guint i;

  if (is_missing ("videorate", "test_videorate_keeps_the_end_of_the_pass"))
    return;
  set = set_new ("videotestsrc pattern=snow num-buffers=30 "
      "! video/x-raw,format=I420,width=64,height=48,framerate=%s ! "
      RP "trigger=stream show-live=%s ! videorate name=rate skip-to-first=true "
      "! video/x-raw,framerate=%s ! fakesink name=sink",
      __i__ & 1 ? "30000/1001" : "25/1", __i__ & 2 ? "true" : "false",
      __i__ & 1 ? "30000/1001" : "25/1");
  in = pad_log_new_at (set->pipeline, "rp", "sink");
  before = pad_log_new_at (set->pipeline, "rate", "sink");
  out = pad_log_new_at (set->pipeline, "sink", "sink");
  set_play (set);
  set_wait_eos (set);
  fail_unless_equals_int (pad_log_n_frames (before), __i__ & 2 ? 60 : 30);
  for (i = 0; i < pad_log_n_frames (before); i++) {
    PadFrame f = pad_log_frame (before, i);

    fail_unless (find_picture (out, f.md5) != G_MAXUINT, "frame %u", i);
  }
  fail_unless_equals_int (pad_log_n_frames (out), pad_log_n_frames (before));
  for (i = 0; i < pad_log_n_frames (before); i++)
    fail_unless_equals_string (pad_log_frame (out, i).md5,
        pad_log_frame (before, i).md5);
  set_free (set);
  pad_log_free (in);
  pad_log_free (before);
  pad_log_free (out);
}

GST_END_TEST;

/* The same for an encoder's whole stream. */
GST_START_TEST (test_an_encoder_keeps_the_end_of_the_pass)
{
  gchar *name = g_strndup (encoders[__i__], strcspn (encoders[__i__], " "));
  PadLog *in, *out;
  Set *set;
  guint i;

  if (is_missing (name, "test_an_encoder_keeps_the_end_of_the_pass")) {
    g_free (name);
    return;
  }
  g_free (name);
  set = set_new ("videotestsrc pattern=ball num-buffers=40 "
      "! video/x-raw,format=I420,width=160,height=96,framerate=25/1 ! "
      RP "trigger=stream ! %s name=enc ! fakesink name=sink", encoders[__i__]);
  in = pad_log_new_at (set->pipeline, "enc", "sink");
  out = pad_log_new_at (set->pipeline, "sink", "sink");
  set_play (set);
  set_wait_eos (set);
  fail_unless_equals_int (pad_log_n_frames (in), 80);
  fail_unless_equals_int (pad_log_n_frames (out), 80);
  for (i = 0; i < 80; i++)
    frame_at (out, pad_log_frame (in, i).running_time);
  set_free (set);
  pad_log_free (in);
  pad_log_free (out);
}

GST_END_TEST;

/* --- compositor ---------------------------------------------------------------------------------- */

/* The mean of the luma in one half of the picture. */
static guint
luma (GstBuffer * buffer, GstCaps * caps, gboolean right)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  guint64 sum = 0;
  gint x, y, half;

  fail_unless (gst_video_info_from_caps (&info, caps));
  fail_unless (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READ));
  half = GST_VIDEO_INFO_WIDTH (&info) / 2;
  for (y = 0; y < GST_VIDEO_INFO_HEIGHT (&info); y++) {
    const guint8 *line = GST_VIDEO_FRAME_COMP_DATA (&frame, 0);

    line += y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, 0) + (right ? half : 0);
    for (x = 0; x < half; x++)
      sum += line[x];
  }
  gst_video_frame_unmap (&frame);
  return (guint) (sum / (guint64) (half * GST_VIDEO_INFO_HEIGHT (&info)));
}

/* Each frame of the camera is a flat grey, one step of 2 brighter. */
static GstPadProbeReturn
paint_grey (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  guint *n = user_data;
  GstBuffer *buffer = gst_buffer_make_writable (info->data);

  (void) pad;
  gst_buffer_memset (buffer, 0, (guint8) (20 + 2 * (*n)++ % 200),
      gst_buffer_get_size (buffer) * 2 / 3);
  info->data = buffer;
  return GST_PAD_PROBE_OK;
}

typedef struct
{
  GMutex lock;
  GCond cond;
  GArray *left, *right;         /* guint */
} Halves;

static GstPadProbeReturn
look_at_halves (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Halves *halves = user_data;
  GstCaps *caps = gst_pad_get_current_caps (pad);
  guint left = luma (info->data, caps, FALSE);
  guint right = luma (info->data, caps, TRUE);

  g_mutex_lock (&halves->lock);
  g_array_append_val (halves->left, left);
  g_array_append_val (halves->right, right);
  g_cond_broadcast (&halves->cond);
  g_mutex_unlock (&halves->lock);
  gst_caps_unref (caps);
  return GST_PAD_PROBE_OK;
}

/* The camera on the left and the take in reverse on the right. */
GST_START_TEST (test_two_outputs_side_by_side)
{
  Set *set;
  Halves halves;
  guint count = 0, n, i, down = 0;
  GstElement *element;
  GstPad *pad;
  PadLog *a, *b;
  gint64 until;

  if (is_missing ("compositor", "test_two_outputs_side_by_side"))
    return;
  set = set_new ("videotestsrc is-live=true name=cam ! video/x-raw,format=I420,"
      "width=64,height=48,framerate=%u/1 ! " RP "after-take=none "
      "! queue name=qa ! compositor name=c background=black "
      "sink_0::xpos=0 sink_1::xpos=64 ! video/x-raw,format=I420,width=128,"
      "height=48,framerate=%u/1 ! fakesink name=sink sync=true "
      "rp.review_0 ! queue name=qb ! c.sink_1", fps (), fps ());
  g_mutex_init (&halves.lock);
  g_cond_init (&halves.cond);
  halves.left = g_array_new (FALSE, FALSE, sizeof (guint));
  halves.right = g_array_new (FALSE, FALSE, sizeof (guint));
  element = gst_bin_get_by_name (GST_BIN (set->pipeline), "cam");
  pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, paint_grey, &count, NULL);
  gst_object_unref (pad);
  gst_object_unref (element);
  element = gst_bin_get_by_name (GST_BIN (set->pipeline), "sink");
  pad = gst_element_get_static_pad (element, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, look_at_halves, &halves,
      NULL);
  gst_object_unref (pad);
  gst_object_unref (element);
  a = pad_log_new_at (set->pipeline, "qa", "sink");
  b = pad_log_new_at (set->pipeline, "qb", "sink");

  set_play (set);
  fail_unless (pad_log_wait_frames (a, 5));
  set_roll (set);
  n = pad_log_n_frames (a);
  fail_unless (pad_log_wait_frames (a, n + some (20)));
  fail_unless (set_cut (set) + 5 > some (20));
  fail_unless (set_command (set, "review_0", "play"));
  fail_unless (pad_log_wait_find (b, 0, TRUE, &n));

  until = g_get_monotonic_time () + pad_log_deadline () * G_TIME_SPAN_SECOND;
  g_mutex_lock (&halves.lock);
  while (down < some (10)
      && g_cond_wait_until (&halves.cond, &halves.lock, until)) {
    for (i = 1, down = 0; i < halves.right->len; i++)
      down += g_array_index (halves.right, guint, i)
          < g_array_index (halves.right, guint, i - 1);
  }
  fail_unless (down >= some (10), "the right half went down %u times", down);
  for (i = 1; i < halves.left->len; i++)
    fail_unless (g_array_index (halves.left, guint, i)
        >= g_array_index (halves.left, guint, i - 1),
        "the camera's picture %u is older than the one before", i);
  g_mutex_unlock (&halves.lock);
  check_times_go_up (a);
  check_times_go_up (b);
  set_free (set);
  g_array_unref (halves.left);
  g_array_unref (halves.right);
  g_mutex_clear (&halves.lock);
  g_cond_clear (&halves.cond);
  pad_log_free (a);
  pad_log_free (b);
}

GST_END_TEST;

static Suite *
reverseplay_pipelines_suite (void)
{
  Suite *s = suite_create ("reverseplay-pipelines");
  TCase *tc = tcase_create ("files");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_the_reverse_of_a_file_is_ffmpegs, 0,
      G_N_ELEMENTS (file_cases));
  tcase_add_loop_test (tc, test_a_format, 0, G_N_ELEMENTS (formats));
  tcase_add_test (tc, test_two_in_series);
  tcase_add_test (tc, test_jpeg_history);
  tcase_add_test (tc, test_branches);
  tcase_add_loop_test (tc, test_videorate_keeps_the_end_of_the_pass, 0, 4);
  tcase_add_loop_test (tc, test_an_encoder_keeps_the_end_of_the_pass, 0,
      G_N_ELEMENTS (encoders));

  tc = tcase_create ("live");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_a_short_take);
  tcase_add_test (tc, test_one_output_is_stuck);
  tcase_add_test (tc, test_latency_of_250_ms);
  tcase_add_test (tc, test_qos_of_a_slow_sink);
  tcase_add_loop_test (tc, test_key_frames_at_the_cuts, 0,
      G_N_ELEMENTS (encoders));
  tcase_add_test (tc, test_two_outputs_side_by_side);
  return s;
}

GST_CHECK_MAIN (reverseplay_pipelines);
