/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/app/app.h>
#include <gst/check/gstcheck.h>

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

#include "fmp4.h"
#include "timeline.h"

#define WIDTH 64
#define HEIGHT 48
#define FRAMES 12

/* --- boxes ------------------------------------------------------------------ */

static guint64
number (const guint8 * data, guint bytes)
{
  guint64 value = 0;

  while (bytes--)
    value = value << 8 | *data++;
  return value;
}

static guint32
u32 (const guint8 * data)
{
  return number (data, 4);
}

/* The box at @path ("moof.traf.tfdt") in @data: its payload. */
static const guint8 *
find_box (const guint8 * data, gsize size, const gchar * path, gsize * length)
{
  while (size >= 8) {
    gsize box = u32 (data);

    fail_unless (box >= 8 && box <= size);
    if (memcmp (data + 4, path, 4) == 0) {
      *length = box - 8;
      return path[4] ? find_box (data + 8, box - 8, path + 5, length)
          : data + 8;
    }
    data += box;
    size -= box;
  }
  fail ("there is no %s", path);
  return NULL;
}

GST_START_TEST (test_fragment)
{
  TsFormat *format = ts_format_new (TS_MEDIA_H264);
  TsFrame *frame = ts_frame_new (format, g_bytes_new_static ("picture", 7));
  guint key;

  for (key = 0; key < 2; key++) {
    GBytes *fragment;
    const guint8 *data, *box;
    gsize size, length;

    frame->key = key;
    fragment = ts_fmp4_fragment (frame, 77, G_GUINT64_CONSTANT (0x123456789a),
        3750);
    data = g_bytes_get_data (fragment, &size);
    box = find_box (data, size, "moof.mfhd", &length);
    fail_unless_equals_int (u32 (box + 4), 77);
    box = find_box (data, size, "moof.traf.tfhd", &length);
    fail_unless_equals_int (u32 (box), 0x020000);
    box = find_box (data, size, "moof.traf.tfdt", &length);
    fail_unless_equals_int (box[0], 1);
    fail_unless_equals_uint64 (number (box + 4, 8),
        G_GUINT64_CONSTANT (0x123456789a));
    box = find_box (data, size, "moof.traf.trun", &length);
    fail_unless_equals_int (length, 24);
    fail_unless_equals_int (u32 (box + 4), 1);
    /* The offset counts from the fragment's first byte. */
    fail_unless (memcmp (data + u32 (box + 8), "picture", 7) == 0);
    /* sample_is_non_sync_sample */
    fail_unless_equals_int ((u32 (box + 12) >> 16) & 1, !key);
    fail_unless_equals_int (u32 (box + 16), 3750);
    fail_unless_equals_int (u32 (box + 20), 7);
    box = find_box (data, size, "mdat", &length);
    fail_unless_equals_int (length, 7);
    fail_unless (box == data + size - 7);
    g_bytes_unref (fragment);
  }
  ts_frame_unref (frame);
  ts_format_unref (format);
}

GST_END_TEST;

/* --- the time line ---------------------------------------------------------- */

typedef struct
{
  TsTimeline line;
  TsFormat *format;
  guint64 last, end;            /* of the last frame */
} Placer;

static void
placer_init (Placer * placer, TsMedia media, guint fps)
{
  placer->format = ts_format_new (media);
  placer->format->fps_n = fps;
  ts_timeline_init (&placer->line, media);
  placer->last = placer->end = 0;
}

/* TRUE when the frame begins where the last one ended. */
static gboolean
place_data (Placer * placer, gint64 captured, const gchar * data)
{
  TsFrame *frame = ts_frame_new (placer->format, g_bytes_new (data,
          strlen (data)));
  guint64 decode_time;
  guint32 duration;
  gboolean follows;

  frame->captured = captured;
  ts_timeline_place (&placer->line, frame, &decode_time, &duration);
  follows = decode_time == placer->end;
  fail_unless (decode_time >= placer->end);
  placer->last = decode_time;
  placer->end = decode_time + duration;
  ts_frame_unref (frame);
  return follows;
}

static gboolean
place (Placer * placer, gint64 captured)
{
  return place_data (placer, captured, "");
}

/* Jitter makes no gaps, and moves nothing by more than a little. */
GST_START_TEST (test_jitter)
{
  GRand *rand = g_rand_new_with_seed (7);
  Placer placer;
  gint64 worst = 0;
  guint i, gaps = 0;

  placer_init (&placer, TS_MEDIA_H264, 24);
  for (i = 0; i < 5000; i++) {
    gint64 time = (gint64) i * 1000000 / 24;
    gint64 error;

    gaps += !place (&placer, time + g_rand_int_range (rand, -8000, 8000));
    error = (gint64) (placer.last * 1000 / 90) - time;
    worst = MAX (worst, ABS (error));
  }
  fail_unless_equals_int (gaps, 0);
  fail_unless (worst < 16000, "%d us off", (gint) worst);
  ts_format_unref (placer.format);
  g_rand_free (rand);
}

GST_END_TEST;

/* Whatever the caps say, an hour is an hour. */
GST_START_TEST (test_rates)
{
  static const struct
  {
    guint said;
    gdouble real;
  } cases[] = { {24, 24000 / 1001.0}, {25, 50}, {50, 25}, {0, 30}, {30, 12} };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    Placer placer;
    guint n = 600 * cases[i].real, jumps = 0;
    gint64 error;

    placer_init (&placer, TS_MEDIA_H264, cases[i].said);
    for (j = 0; j <= n; j++)
      jumps += !place (&placer, j * 1e6 / cases[i].real);
    error = (gint64) (placer.last * 1000 / 90) - 600 * G_USEC_PER_SEC;
    /* Frames that came faster than was said made it start late, for good. */
    fail_unless (ABS (error) < 520000, "case %u: %d us off", i, (gint) error);
    fail_unless (jumps <= 1, "case %u: %u jumps", i, jumps);
    ts_format_unref (placer.format);
  }
}

GST_END_TEST;

GST_START_TEST (test_stall)
{
  Placer placer;
  guint i;

  placer_init (&placer, TS_MEDIA_H264, 25);
  for (i = 0; i < 50; i++)
    fail_unless (place (&placer, i * 40000));
  /* 3 s of nothing: the next one is where it belongs. */
  fail_if (place (&placer, 49 * 40000 + 3000000));
  fail_unless_equals_uint64 (placer.last, 90 * (49 * 40 + 3000));
  /* The clock is set back: time goes on. */
  for (i = 0; i < 50; i++)
    fail_unless (place (&placer, i * 40000));
  ts_format_unref (placer.format);
}

GST_END_TEST;

GST_START_TEST (test_sound_packets)
{
  Placer placer;
  guint i;

  placer_init (&placer, TS_MEDIA_OPUS, 0);
  for (i = 0; i < 100; i++) {
    fail_unless (place (&placer, i * 20000 + (i % 5) * 3000));
    fail_unless_equals_uint64 (placer.end, (i + 1) * 960);
  }
  fail_if (place (&placer, 100 * 20000 + 1000000));
  ts_format_unref (placer.format);
}

GST_END_TEST;

/* A packet knows how long it is. */
GST_START_TEST (test_opus_durations)
{
  static const struct
  {
    const gchar *data;
    guint samples;
  } cases[] = {
    {"\x18", 2880}, {"\x01", 960}, {"\x60", 480}, {"\x6a", 1920},
    {"\x80", 120}, {"\x88", 240}, {"\xf8", 960}, {"\xff\x03", 2880},
    {"\xff\x07", 960}, {"\xff", 960},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    Placer placer;

    placer_init (&placer, TS_MEDIA_OPUS, 0);
    place_data (&placer, 0, cases[i].data);
    fail_unless_equals_uint64 (placer.end, cases[i].samples);
    ts_format_unref (placer.format);
  }
}

GST_END_TEST;

/* --- what a demuxer and a decoder make of it -------------------------------- */

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

GST_START_TEST (test_pictures_survive)
{
  static const gchar *const needs[] = { "videotestsrc", "x264enc",
    "h264parse", "qtdemux", "avdec_h264", NULL
  };
  GstCaps *caps = NULL, *demuxed = NULL;
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
      "appsink name=out sync=false", file, NULL);
  expected = run (X264 "avdec_h264 max-threads=1 ! "
      "appsink name=out sync=false", NULL, NULL);
  fail_unless_equals_int (pictures->len, FRAMES);
  fail_unless_equals_int (expected->len, FRAMES);
  for (i = 0; i < FRAMES; i++) {
    GBytes *a = bytes_of (g_ptr_array_index (pictures, i));
    GBytes *b = bytes_of (g_ptr_array_index (expected, i));

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
tabletsink_fmp4_suite (void)
{
  Suite *s = suite_create ("tabletsink-fmp4");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_fragment);
  tcase_add_test (tc, test_jitter);
  tcase_add_test (tc, test_rates);
  tcase_add_test (tc, test_stall);
  tcase_add_test (tc, test_sound_packets);
  tcase_add_test (tc, test_opus_durations);
  tcase_add_test (tc, test_pictures_survive);
  tcase_add_test (tc, test_sound_survives);
  return s;
}

GST_CHECK_MAIN (tabletsink_fmp4);
