/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What demuxers and decoders that are not ours make of the fragments.
 */
#include <gst/app/app.h>
#include <gst/check/gstcheck.h>
#include <gst/video/video.h>

#include <glib/gstdio.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fmp4.h"
#include "timeline.h"

#define WIDTH 64
#define HEIGHT 48
#define FRAMES 12

static gboolean
have (const gchar * test, const gchar * const *factories)
{
  for (; *factories; factories++) {
    GstElementFactory *factory = gst_element_factory_find (*factories);

    if (!factory) {
      g_print ("SKIP: %s: there is no %s\n", test, *factories);
      return FALSE;
    }
    gst_object_unref (factory);
  }
  return TRUE;
}

/* The buffers that come out of the sink "out" of a pipeline; @feed, if any, is
 * what goes into its source "in". Transfer full. */
static GPtrArray *
run (const gchar * description, GByteArray * feed, GstCaps ** caps)
{
  GstElement *pipeline = gst_parse_launch (description, NULL), *out, *in;
  GPtrArray *buffers = g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_buffer_unref);
  GstSample *sample;

  fail_unless (pipeline != NULL);
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  if (feed) {
    in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
    gst_app_src_push_buffer (GST_APP_SRC (in),
        gst_buffer_new_memdup (feed->data, feed->len));
    gst_app_src_end_of_stream (GST_APP_SRC (in));
    gst_object_unref (in);
  }
  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (out)))) {
    g_ptr_array_add (buffers, gst_buffer_ref (gst_sample_get_buffer (sample)));
    if (caps && !*caps)
      *caps = gst_caps_ref (gst_sample_get_caps (sample));
    gst_sample_unref (sample);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (out);
  gst_object_unref (pipeline);
  return buffers;
}

static GBytes *
bytes_of (GstBuffer * buffer)
{
  gsize size = gst_buffer_get_size (buffer);
  guint8 *data = g_malloc (size);

  gst_buffer_extract (buffer, 0, data, size);
  return g_bytes_new_take (data, size);
}

static TsFormat *
format_of (GstCaps * caps)
{
  GstStructure *s = gst_caps_get_structure (caps, 0);
  const GValue *config = gst_structure_get_value (s, "codec_data");
  TsFormat *format = ts_format_new (config ? TS_MEDIA_H264 : TS_MEDIA_OPUS);

  if (config)
    format->config = bytes_of (gst_value_get_buffer (config));
  gst_structure_get (s, "width", G_TYPE_INT, &format->width, NULL);
  gst_structure_get (s, "height", G_TYPE_INT, &format->height, NULL);
  gst_structure_get (s, "rate", G_TYPE_INT, &format->rate, NULL);
  gst_structure_get (s, "channels", G_TYPE_INT, &format->channels, NULL);
  format->fps_n = 25;
  return format;
}

static void
append (GByteArray * file, GBytes * bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  g_byte_array_append (file, data, size);
  g_bytes_unref (bytes);
}

/* The buffers as the fragments that a browser would get. */
static GByteArray *
file_of (GPtrArray * buffers, GstCaps * caps)
{
  GByteArray *file = g_byte_array_new ();
  TsFormat *format = format_of (caps);
  TsTimeline line;
  guint i;

  ts_timeline_init (&line, format->media);
  append (file, ts_fmp4_init (format));
  for (i = 0; i < buffers->len; i++) {
    GstBuffer *buffer = g_ptr_array_index (buffers, i);
    TsFrame *frame = ts_frame_new (format, bytes_of (buffer));
    guint64 decode_time;
    guint32 duration;

    frame->key = !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    frame->duration = GST_BUFFER_DURATION (buffer);
    frame->captured = i * (format->media == TS_MEDIA_OPUS ? 20000 : 40000);
    ts_timeline_place (&line, frame, &decode_time, &duration);
    append (file, ts_fmp4_fragment (frame, i + 1, decode_time, duration));
    ts_frame_unref (frame);
  }
  ts_format_unref (format);
  return file;
}

#define X264 "videotestsrc num-buffers=12 pattern=ball ! " \
    "video/x-raw,format=I420,width=64,height=48,framerate=25/1 ! " \
    "x264enc tune=zerolatency key-int-max=5 bframes=0 ! "

/* What is to be seen, without what a decoder leaves around it. */
static GBytes *
picture_of (GstBuffer * buffer, GstCaps * caps)
{
  GByteArray *out = g_byte_array_new ();
  GstVideoInfo info;
  GstVideoFrame frame;
  gint c, y;

  fail_unless (gst_video_info_from_caps (&info, caps));
  fail_unless (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READ));
  for (c = 0; c < 3; c++) {
    for (y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT (&frame, c); y++)
      g_byte_array_append (out, GST_VIDEO_FRAME_COMP_DATA (&frame, c)
          + y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, c),
          GST_VIDEO_FRAME_COMP_WIDTH (&frame, c));
  }
  gst_video_frame_unmap (&frame);
  return g_byte_array_free_to_bytes (out);
}

GST_START_TEST (test_pictures_survive)
{
  static const gchar *const needs[] = { "videotestsrc", "x264enc",
    "h264parse", "qtdemux", "avdec_h264", NULL
  };
  GstCaps *caps = NULL, *demuxed = NULL, *decoded = NULL;
  GPtrArray *coded, *again, *pictures, *expected;
  GByteArray *file;
  guint i, j;

  if (!have ("test_pictures_survive", needs))
    return;
  coded = run (X264 "h264parse ! video/x-h264,stream-format=avc,alignment=au ! "
      "appsink name=out sync=false", NULL, &caps);
  fail_unless_equals_int (coded->len, FRAMES);
  file = file_of (coded, caps);

  /* qtdemux gives back what went in, at the time that it was given. */
  again = run ("appsrc name=in ! qtdemux ! appsink name=out sync=false", file,
      &demuxed);
  fail_unless_equals_int (again->len, FRAMES);
  for (i = 0; i < FRAMES; i++) {
    GstBuffer *buffer = g_ptr_array_index (again, i);
    GstBuffer *original = g_ptr_array_index (coded, i);
    GBytes *a = bytes_of (buffer), *b = bytes_of (original);

    fail_unless (g_bytes_equal (a, b), "frame %u", i);
    fail_unless_equals_uint64 (GST_BUFFER_PTS (buffer), i * 40 * GST_MSECOND);
    fail_unless_equals_uint64 (GST_BUFFER_DURATION (buffer), 40 * GST_MSECOND);
    fail_unless_equals_int (GST_BUFFER_FLAG_IS_SET (buffer,
            GST_BUFFER_FLAG_DELTA_UNIT), GST_BUFFER_FLAG_IS_SET (original,
            GST_BUFFER_FLAG_DELTA_UNIT));
    g_bytes_unref (a);
    g_bytes_unref (b);
  }
  fail_unless (gst_structure_get_int (gst_caps_get_structure (demuxed, 0),
          "width", (gint *) & j) && j == WIDTH);
  fail_unless (gst_structure_get_int (gst_caps_get_structure (demuxed, 0),
          "height", (gint *) & j) && j == HEIGHT);

  /* And it decodes to what the encoder's own stream decodes to. */
  pictures = run ("appsrc name=in ! qtdemux ! avdec_h264 max-threads=1 ! "
      "appsink name=out sync=false", file, &decoded);
  expected = run (X264 "avdec_h264 max-threads=1 ! "
      "appsink name=out sync=false", NULL, NULL);
  fail_unless_equals_int (pictures->len, FRAMES);
  fail_unless_equals_int (expected->len, FRAMES);
  for (i = 0; i < FRAMES; i++) {
    GBytes *a = picture_of (g_ptr_array_index (pictures, i), decoded);
    GBytes *b = picture_of (g_ptr_array_index (expected, i), decoded);

    fail_unless (g_bytes_equal (a, b), "picture %u", i);
    g_bytes_unref (a);
    g_bytes_unref (b);
  }

  g_ptr_array_unref (coded);
  g_ptr_array_unref (again);
  g_ptr_array_unref (pictures);
  g_ptr_array_unref (expected);
  g_byte_array_unref (file);
  gst_caps_unref (caps);
  gst_caps_unref (demuxed);
  gst_caps_unref (decoded);
}

GST_END_TEST;

/* qtdemux of 1.22 leaks a GstCaps for each track of Opus, so another program
 * says what it sees: a line for each packet, NULL when there is none. */
static gchar **
packets_of (GByteArray * file)
{
  gchar *name = NULL, *out = NULL, *command;
  gchar **lines = NULL;
  gint fd = g_file_open_tmp ("onset-XXXXXX.mp4", &name, NULL), status = -1;

  fail_unless (fd >= 0);
  fail_unless (g_file_set_contents (name, (gchar *) file->data, file->len,
          NULL));
  command = g_strdup_printf ("ffmpeg -v error -i %s -c copy -f framemd5 -",
      name);
  if (g_spawn_command_line_sync (command, &out, NULL, &status, NULL)) {
    fail_unless (status == 0, "%s", out);
    lines = g_strsplit (out, "\n", -1);
  }
  g_unlink (name);
  close (fd);
  g_free (name);
  g_free (out);
  g_free (command);
  return lines;
}

/* A line is: stream, decode time, time, duration (which ffmpeg does not say of
 * Opus), size, checksum. */
static void
expect_packet (const gchar * line, guint i, GstBuffer * buffer)
{
  gchar **fields = g_strsplit (line, ",", -1);
  GBytes *bytes = bytes_of (buffer);
  gchar *md5 = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, bytes);

  fail_unless_equals_int (g_strv_length (fields), 6);
  fail_unless_equals_int (atoi (fields[1]), i * 960);
  fail_unless_equals_int (atoi (fields[2]), i * 960);
  fail_unless_equals_int (atoi (fields[4]), g_bytes_get_size (bytes));
  fail_unless_equals_string (g_strstrip (fields[5]), md5);
  g_strfreev (fields);
  g_bytes_unref (bytes);
  g_free (md5);
}

GST_START_TEST (test_sound_survives)
{
  static const gchar *const needs[] = { "audiotestsrc", "opusenc", NULL };
  GstCaps *caps = NULL;
  GPtrArray *coded;
  GByteArray *file;
  gchar **lines;
  guint i, n = 0;

  if (!have ("test_sound_survives", needs))
    return;
  coded = run ("audiotestsrc num-buffers=10 samplesperbuffer=960 ! "
      "audio/x-raw,rate=48000,channels=2 ! opusenc ! "
      "appsink name=out sync=false", NULL, &caps);
  fail_unless (coded->len >= 10);
  file = file_of (coded, caps);
  lines = packets_of (file);
  if (!lines)
    g_print ("SKIP: test_sound_survives: there is no ffmpeg\n");
  for (i = 0; lines && lines[i]; i++) {
    if (lines[i][0] == '#' || lines[i][0] == 0)
      continue;
    fail_unless (n < coded->len);
    expect_packet (lines[i], n, g_ptr_array_index (coded, n));
    n++;
  }
  fail_unless_equals_int (n, lines ? coded->len : 0);

  g_strfreev (lines);
  g_ptr_array_unref (coded);
  g_byte_array_unref (file);
  gst_caps_unref (caps);
}

GST_END_TEST;

static Suite *
tabletsink_demuxed_suite (void)
{
  Suite *s = suite_create ("tabletsink-demuxed");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_pictures_survive);
  tcase_add_test (tc, test_sound_survives);
  return s;
}

GST_CHECK_MAIN (tabletsink_demuxed);
