/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Takes that nobody starts by hand: by the camera's timecode, by its record
 * flag, by its record sign in the picture.
 */
#include "reverseplay-harness.h"

#include <gst/video/video.h>
#include <onset/onset-event.h>
#include <onset/onset-meta.h>
#include <string.h>

#define COMMAND (1 << 0)
#define TIMECODE (1 << 1)
#define RECORD_FLAG (1 << 2)
#define TALLY (1 << 3)
#define STREAM (1 << 4)

#define AFTER_TAKE_NONE 0

#define NO_TIMECODE G_MININT64
#define RED 0xffe01010
#define BLACK 0xff000000

/* What the camera says with its next frames. */
typedef struct
{
  gint64 count;                 /* timecode, in frames; or NO_TIMECODE */
  guint fps_n, fps_d;           /* of the timecode; 0 = of the frames */
  gboolean drop_frame;
  gint record;                  /* meta onset-record: 0, 1; -1 = none */
} Signs;

static const Signs silent = { NO_TIMECODE, 0, 0, FALSE, -1 };

static void
add_signs (Rph * rph, GstBuffer * buffer, const Signs * signs)
{
  guint fps_n = signs->fps_n ? signs->fps_n : (guint) rph->fps_n;
  guint fps_d = signs->fps_n ? signs->fps_d : (guint) rph->fps_d;
  GstVideoTimeCode timecode;

  if (signs->count != NO_TIMECODE) {
    gst_video_time_code_init (&timecode, fps_n, fps_d, NULL,
        signs->drop_frame ? GST_VIDEO_TIME_CODE_FLAGS_DROP_FRAME
        : GST_VIDEO_TIME_CODE_FLAGS_NONE, 0, 0, 0, 0, 0);
    gst_video_time_code_add_frames (&timecode, signs->count);
    gst_buffer_add_video_time_code_meta (buffer, &timecode);
    gst_video_time_code_clear (&timecode);
  }
  if (signs->record >= 0)
    onset_record_meta_add (buffer, signs->record > 0);
}

static void
push_buffer (Rph * rph, GstBuffer * buffer)
{
  rph->number++;
  rph_set_time (rph, GST_BUFFER_PTS (buffer));
  fail_unless_equals_int (gst_harness_push (rph->main->harness, buffer),
      GST_FLOW_OK);
}

static void
push (Rph * rph, const Signs * signs)
{
  GstBuffer *buffer = rph_make_frame (rph, rph->number,
      rph_time_of (rph, rph->number));

  add_signs (rph, buffer, signs);
  push_buffer (rph, buffer);
}

/* @n frames that are shown live. */
static void
pass (Rph * rph, const Signs * signs, guint n)
{
  while (n--) {
    push (rph, signs);
    rph_live (rph->main, rph->number - 1);
  }
}

static void
stand (Rph * rph, gint64 count, guint n)
{
  Signs signs = silent;

  signs.count = count;
  pass (rph, &signs, n);
}

/* Timecodes from @from on, one per frame. */
static void
run (Rph * rph, gint64 from, guint n)
{
  while (n--)
    stand (rph, from++, 1);
}

static void
record_meta (Rph * rph, gint record, guint n)
{
  Signs signs = silent;

  signs.record = record;
  pass (rph, &signs, n);
}

static GstStructure *
nth_take (Rph * rph, guint n)
{
  GValue value = G_VALUE_INIT;
  GstStructure *s;

  g_value_init (&value, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (rph->element), "takes", &value);
  fail_unless (n < gst_value_array_get_size (&value), "no take %u", n);
  s = gst_structure_copy (gst_value_get_structure (gst_value_array_get_value
          (&value, n)));
  g_value_unset (&value);
  return s;
}

static void
expect_n_takes_AT (Rph * rph, guint n, gint line)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (rph->element), "takes", &value);
  fail_unless (gst_value_array_get_size (&value) == n,
      "line %d: %u takes", line, gst_value_array_get_size (&value));
  g_value_unset (&value);
}

#define expect_n_takes(rph, n) expect_n_takes_AT (rph, n, __LINE__)

/* The @n-th take is over, and has @frames from the camera's @first on. */
static void
expect_take_AT (Rph * rph, guint n, guint first, guint frames, gint line)
{
  GstStructure *s = nth_take (rph, n);

  fail_unless (!rph_get_boolean (s, "rolling")
      && rph_get_uint (s, "frames") == frames
      && rph_get_uint64 (s, "start-running-time") == rph_time_of (rph, first),
      "line %d: take %u is %" GST_PTR_FORMAT ", not %u frames from %u on",
      line, n, s, frames, first);
  gst_structure_free (s);
}

#define expect_take(rph, n, first, frames) \
    expect_take_AT (rph, n, first, frames, __LINE__)

static void
expect_rolling_AT (Rph * rph, gboolean rolling, gint line)
{
  gboolean is;

  g_object_get (rph->element, "rolling", &is, NULL);
  fail_unless (is == rolling, "line %d: rolling is %d", line, is);
}

#define expect_rolling(rph, rolling) expect_rolling_AT (rph, rolling, __LINE__)

/* Warnings on the bus; the harness only keeps element messages. */
static gint n_warnings;

static GstBusSyncReply
count_warnings (GstBus * bus, GstMessage * message, gpointer data)
{
  GError *error;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
    gst_message_parse_warning (message, &error, NULL);
    fail_unless (g_error_matches (error, GST_RESOURCE_ERROR,
            GST_RESOURCE_ERROR_SETTINGS));
    fail_unless (strlen (error->message) > 20);
    g_error_free (error);
    g_atomic_int_inc (&n_warnings);
  }
  return GST_BUS_PASS;
}

static void
watch_warnings (Rph * rph)
{
  n_warnings = 0;
  gst_bus_set_sync_handler (rph->bus, count_warnings, NULL, NULL);
}

/* One warning for people came and one with @reason for programs. */
static void
expect_one_warning_AT (Rph * rph, const gchar * reason, gint line)
{
  GstStructure *s = rph_message_AT (rph, "reverseplay-warning", line);

  fail_unless (g_str_equal (gst_structure_get_string (s, "reason"), reason),
      "line %d: %" GST_PTR_FORMAT, line, s);
  gst_structure_free (s);
  fail_unless (rph_try_message (rph, "reverseplay-warning") == NULL,
      "line %d: two warnings", line);
  fail_unless (n_warnings == 1, "line %d: %d warnings", line, n_warnings);
  n_warnings = 0;
}

#define expect_one_warning(rph, reason) \
    expect_one_warning_AT (rph, reason, __LINE__)

static Rph *
new_with (guint trigger)
{
  return rph_new_with ("trigger", trigger, "after-take", AFTER_TAKE_NONE, NULL);
}

/* --- timecode ------------------------------------------------------------ */

GST_START_TEST (timecode_takes_exactly_the_frames_that_advance)
{
  Rph *rph = rph_new_with ("trigger", TIMECODE, NULL);
  Signs signs = silent;
  GstStructure *s;
  RphFrame frame;
  guint i;

  stand (rph, 90000, 10);
  run (rph, 90001, 20);
  stand (rph, 90020, 12);
  expect_rolling (rph, TRUE);
  s = rph_message (rph, "reverseplay-take-started");
  fail_unless_equals_string (gst_structure_get_string (s, "timecode"),
      "01:00:00:01");
  fail_unless_equals_string (gst_structure_get_string (s, "name"), "Take 1");
  fail_unless_equals_uint64 (rph_get_uint64 (s, "running-time"),
      10 * RPH_PERIOD);
  gst_structure_free (s);

  /* With the next frame it has stood for 520 ms; the monitor shows the take in
   * reverse from its last frame on. */
  signs.count = 90020;
  push (rph, &signs);
  rph_shows (rph->main, 29, 42, &frame);
  fail_unless_equals_int (frame.index, 19);
  fail_unless_equals_int (frame.frames, 20);
  s = rph_message (rph, "reverseplay-take-stopped");
  fail_unless_equals_int (rph_get_uint (s, "frames"), 20);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "duration"), 20 * RPH_PERIOD);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "running-time"),
      29 * RPH_PERIOD);
  gst_structure_free (s);
  for (i = 28; i >= 10; i--) {
    push (rph, &signs);
    rph_shows (rph->main, i, rph->number - 1, NULL);
  }
  push (rph, &signs);
  rph_live (rph->main, rph->number - 1);
  expect_take (rph, 0, 10, 20);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (timecode_from_24_to_60)
{
  static const struct
  {
    gint fps_n, fps_d;
    gboolean drop_frame;
  } rates[] = {
    {24000, 1001, FALSE}, {24, 1, FALSE}, {25, 1, FALSE},
    {30000, 1001, FALSE}, {30000, 1001, TRUE}, {30, 1, FALSE},
    {48, 1, FALSE}, {50, 1, FALSE}, {60000, 1001, TRUE}, {60, 1, FALSE},
  };
  guint base, i, n;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    Rph *rph = new_with (TIMECODE);
    Signs signs = silent;

    signs.drop_frame = rates[i].drop_frame;
    rph_set_caps (rph, "GRAY8", 16, 8, rates[i].fps_n, rates[i].fps_d);
    /* Over a minute's border. */
    base = (guint) (rates[i].fps_n + rates[i].fps_d / 2) / rates[i].fps_d;
    signs.count = 60 * base - 20;
    pass (rph, &signs, 20);
    for (n = 0; n < 40; n++) {
      signs.count++;
      pass (rph, &signs, 1);
    }
    pass (rph, &signs, 60);
    expect_n_takes (rph, 1);
    expect_take (rph, 0, 20, 40);
    rph_free (rph);
  }
}

GST_END_TEST;

GST_START_TEST (timecode_that_is_on_two_frames)
{
  static const struct
  {
    gint fps_n, fps_d;
    guint tc_n, tc_d;
  } rates[] = {
    {48, 1, 24, 1}, {50, 1, 25, 1}, {60, 1, 30, 1},
    {60000, 1001, 30000, 1001},
  };
  guint i, n;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    Rph *rph = new_with (TIMECODE);
    Signs signs = silent;

    rph_set_caps (rph, "GRAY8", 16, 8, rates[i].fps_n, rates[i].fps_d);
    signs.fps_n = rates[i].tc_n;
    signs.fps_d = rates[i].tc_d;
    signs.count = 90000;
    pass (rph, &signs, 21);
    for (n = 0; n < 20; n++) {
      signs.count++;
      pass (rph, &signs, 2);
    }
    pass (rph, &signs, 40);
    expect_n_takes (rph, 1);
    expect_take (rph, 0, 21, 40);
    rph_free (rph);
  }
}

GST_END_TEST;

GST_START_TEST (timecode_jump_is_a_mark)
{
  Rph *rph = new_with (TIMECODE);
  const GstStructure *mark;
  const GValue *marks;
  GstStructure *s;

  stand (rph, 90000, 10);
  run (rph, 90001, 10);
  run (rph, 90125, 10);
  stand (rph, 90134, 20);
  expect_n_takes (rph, 1);
  expect_take (rph, 0, 10, 20);
  s = nth_take (rph, 0);
  marks = gst_structure_get_value (s, "marks");
  fail_unless_equals_int (gst_value_array_get_size (marks), 1);
  mark = gst_value_get_structure (gst_value_array_get_value (marks, 0));
  fail_unless_equals_string (gst_structure_get_string (mark, "text"),
      "timecode jump 01:00:00:10 -> 01:00:05:00");
  fail_unless_equals_uint64 (rph_get_uint64 (mark, "position"),
      10 * RPH_PERIOD);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (timecode_that_never_stops_is_told_once)
{
  Rph *rph = new_with (TIMECODE);

  watch_warnings (rph);
  rph_set_caps (rph, "GRAY8", 16, 8, 5, 1);
  run (rph, 1000, 600);
  fail_unless_equals_int (n_warnings, 0);
  run (rph, 1600, 50);
  expect_one_warning (rph, "timecode-never-stops");
  run (rph, 1650, 800);
  fail_unless_equals_int (n_warnings, 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (frames_without_a_timecode)
{
  Rph *rph = new_with (TIMECODE);

  pass (rph, &silent, 30);
  stand (rph, 90000, 10);
  run (rph, 90001, 10);
  pass (rph, &silent, 12);
  run (rph, 90023, 10);
  expect_rolling (rph, TRUE);
  pass (rph, &silent, 13);
  expect_rolling (rph, FALSE);
  expect_take (rph, 0, 40, 32);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (timecode_takes_from_jpeg)
{
  Rph *rph = new_with (TIMECODE | TALLY);
  GstCaps *caps = gst_caps_from_string
      ("image/jpeg, width=16, height=8, framerate=25/1");

  watch_warnings (rph);
  g_object_set (rph->element, "tally-region", "0,0,2,2", NULL);
  gst_harness_set_src_caps (rph->main->harness, caps);
  stand (rph, 90000, 10);
  run (rph, 90001, 10);
  stand (rph, 90010, 20);
  expect_n_takes (rph, 1);
  expect_take (rph, 0, 10, 10);
  expect_one_warning (rph, "tally-coded");
  rph_free (rph);
}

GST_END_TEST;

/* --- record flag --------------------------------------------------------- */

static void
send_record (Rph * rph, gboolean recording, gboolean serialized)
{
  fail_unless (gst_harness_push_event (rph->main->harness,
          onset_record_event_new (recording, serialized)));
}

static gpointer
flag_from_elsewhere (gpointer camera)
{
  gst_pad_push_event (camera, onset_record_event_new (TRUE, FALSE));
  return NULL;
}

GST_START_TEST (record_flag_by_event)
{
  guint serialized;

  for (serialized = 0; serialized < 2; serialized++) {
    Rph *rph = new_with (RECORD_FLAG);

    pass (rph, &silent, 5);
    send_record (rph, TRUE, serialized != 0);
    expect_rolling (rph, FALSE);        /* it holds for frames */
    pass (rph, &silent, 20);
    expect_rolling (rph, TRUE);
    send_record (rph, FALSE, serialized != 0);
    pass (rph, &silent, 5);
    send_record (rph, TRUE, serialized != 0);
    pass (rph, &silent, 5);
    send_record (rph, FALSE, serialized != 0);
    pass (rph, &silent, 12);
    expect_rolling (rph, TRUE);
    pass (rph, &silent, 1);
    expect_rolling (rph, FALSE);
    pass (rph, &silent, 30);
    expect_n_takes (rph, 1);
    expect_take (rph, 0, 5, 30);
    rph_free (rph);
  }
}

GST_END_TEST;

GST_START_TEST (record_flag_from_another_thread_while_frames_come)
{
  Rph *rph = new_with (RECORD_FLAG);
  GstPad *camera = gst_pad_get_peer (GST_PAD (rph->element->sinkpads->data));
  GstStructure *s;
  GThread *thread;
  guint i;

  for (i = 0; i < 40; i++) {
    thread = g_thread_new ("flag", flag_from_elsewhere, camera);
    pass (rph, &silent, 1);
    g_thread_join (thread);
  }
  send_record (rph, FALSE, FALSE);
  pass (rph, &silent, 20);
  expect_n_takes (rph, 1);
  expect_rolling (rph, FALSE);
  s = nth_take (rph, 0);
  fail_unless (rph_get_uint (s, "frames") >= 39);
  gst_structure_free (s);
  gst_object_unref (camera);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (record_flag_goes_on_downstream)
{
  Rph *rph = new_with (RECORD_FLAG);
  gboolean recording = FALSE;
  GstEvent *event;

  pass (rph, &silent, 1);
  send_record (rph, TRUE, FALSE);
  do {
    event = gst_harness_pull_event (rph->main->harness);
    fail_unless (event != NULL);
    if (onset_record_event_parse (event, &recording))
      fail_unless (recording);
    gst_event_unref (event);
  } while (!recording);
  pass (rph, &silent, 1);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (record_flag_that_says_nothing)
{
  static const gchar *events[] = { "onset-record",
    "onset-record, recording=(string)yes", "onset-rec, recording=true",
    "onset-record, recording=(int)1"
  };
  Rph *rph = new_with (RECORD_FLAG);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (events); i++)
    gst_harness_push_event (rph->main->harness,
        gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
            gst_structure_from_string (events[i], NULL)));
  pass (rph, &silent, 5);
  expect_n_takes (rph, 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (record_flag_by_meta)
{
  Rph *rph = new_with (RECORD_FLAG);

  record_meta (rph, 0, 5);
  record_meta (rph, 1, 10);
  record_meta (rph, -1, 12);    /* a hit */
  record_meta (rph, 1, 10);
  record_meta (rph, 0, 20);
  expect_n_takes (rph, 1);
  expect_take (rph, 0, 5, 32);
  record_meta (rph, 1, 10);
  record_meta (rph, -1, 13);
  expect_n_takes (rph, 2);
  expect_take (rph, 1, 57, 10);
  rph_free (rph);
}

GST_END_TEST;

/* --- tally --------------------------------------------------------------- */

#define PICTURE_W 96
#define PICTURE_H 32
#define REGION "50,8,20,12"

/* All of the picture is @around, the record sign @sign (ARGB). */
static GstBuffer *
make_sign (const GstVideoInfo * to, guint32 around, guint32 sign)
{
  guint8 *pixels = g_malloc (PICTURE_W * PICTURE_H * 4);
  GstVideoConverter *converter;
  GstBuffer *source, *target;
  GstVideoFrame from_frame, to_frame;
  GstVideoInfo from;
  guint x, y;

  gst_video_info_set_format (&from, GST_VIDEO_FORMAT_ARGB, PICTURE_W,
      PICTURE_H);
  from.fps_n = to->fps_n;
  from.fps_d = to->fps_d;
  converter = gst_video_converter_new (&from, to, NULL);
  if (!converter) {
    g_free (pixels);
    return NULL;
  }
  for (y = 0; y < PICTURE_H; y++) {
    for (x = 0; x < PICTURE_W; x++) {
      gboolean in = x >= 48 && x < 72 && y >= 8 && y < 20;

      GST_WRITE_UINT32_BE (pixels + 4 * (y * PICTURE_W + x),
          in ? sign : around);
    }
  }
  source = gst_buffer_new_wrapped (pixels, PICTURE_W * PICTURE_H * 4);
  target = gst_buffer_new_allocate (NULL, to->size, NULL);
  gst_buffer_memset (target, 0, 0, to->size);
  gst_video_frame_map (&from_frame, &from, source, GST_MAP_READ);
  gst_video_frame_map (&to_frame, to, target, GST_MAP_WRITE);
  gst_video_converter_frame (converter, &from_frame, &to_frame);
  gst_video_frame_unmap (&to_frame);
  gst_video_frame_unmap (&from_frame);
  gst_buffer_unref (source);
  gst_video_converter_free (converter);
  return target;
}

typedef struct
{
  Rph *rph;
  GstVideoInfo info;
} Monitor;

static void
monitor_open (Monitor * monitor, GstVideoFormat format,
    const gchar * colorimetry)
{
  GstCaps *caps = gst_caps_new_simple ("video/x-raw",
      "format", G_TYPE_STRING, gst_video_format_to_string (format),
      "width", G_TYPE_INT, PICTURE_W, "height", G_TYPE_INT, PICTURE_H,
      "framerate", GST_TYPE_FRACTION, 25, 1, NULL);

  if (colorimetry)
    gst_caps_set_simple (caps, "colorimetry", G_TYPE_STRING, colorimetry, NULL);
  monitor->rph = new_with (TALLY);
  g_object_set (monitor->rph->element, "tally-region", REGION, NULL);
  fail_unless (gst_video_info_from_caps (&monitor->info, caps));
  gst_harness_set_src_caps (monitor->rph->main->harness, caps);
}

/* FALSE when nobody makes such pictures. */
static gboolean
monitor_pass (Monitor * monitor, guint32 around, guint32 sign, guint n)
{
  GstBuffer *picture = make_sign (&monitor->info, around, sign);
  Rph *rph = monitor->rph;
  RphFrame frame;

  if (!picture)
    return FALSE;
  while (n--) {
    GstBuffer *buffer = gst_buffer_copy (picture);

    GST_BUFFER_PTS (buffer) = rph_time_of (rph, rph->number);
    push_buffer (rph, buffer);
    rph_pull (rph->main, &frame);
  }
  gst_buffer_unref (picture);
  return TRUE;
}

static void
check_format (GstVideoFormat format, const gchar * colorimetry)
{
  const GstVideoFormatInfo *finfo = gst_video_format_get_info (format);
  const gchar *name = gst_video_format_to_string (format);
  gboolean coloured = !GST_VIDEO_FORMAT_INFO_IS_GRAY (finfo);
  Monitor monitor;
  GstStructure *s;
  gboolean taken;

  monitor_open (&monitor, format, colorimetry);
  if (monitor_pass (&monitor, BLACK, BLACK, 3)) {
    monitor_pass (&monitor, BLACK, RED, 7);
    monitor_pass (&monitor, RED, BLACK, 2);
    monitor_pass (&monitor, 0xffd99980, 0xff808080, 12);
    s = rph_try_message (monitor.rph, "reverseplay-take-started");
    taken = s != NULL;
    gst_clear_structure (&s);
    fail_unless (taken == coloured, "%s %s: %staken", name, colorimetry,
        taken ? "" : "not ");
    if (coloured)
      expect_take (monitor.rph, 0, 3, 7);
  } else {
    GST_INFO ("nobody makes %s", name);
  }
  rph_free (monitor.rph);
}

GST_START_TEST (tally_in_every_format)
{
  guint i, n = 0;

  for (i = GST_VIDEO_FORMAT_I420;
      gst_video_format_to_string ((GstVideoFormat) i) != NULL; i++) {
    const GstVideoFormatInfo *finfo =
        gst_video_format_get_info ((GstVideoFormat) i);

    if (!finfo || !finfo->unpack_func || !finfo->pack_func
        || GST_VIDEO_FORMAT_INFO_HAS_PALETTE (finfo))
      continue;
    check_format ((GstVideoFormat) i, NULL);
    n++;
  }
  fail_unless (n > 80, "%u formats", n);
}

GST_END_TEST;

GST_START_TEST (tally_in_every_colorimetry)
{
  static const GstVideoFormat formats[] = { GST_VIDEO_FORMAT_I420,
    GST_VIDEO_FORMAT_UYVY, GST_VIDEO_FORMAT_v210, GST_VIDEO_FORMAT_NV12,
    GST_VIDEO_FORMAT_I420_10LE
  };
  static const gchar *yuv[] = { "bt601", "bt709", "bt2020", "smpte240m",
    "1:4:0:0", "1:3:5:1"
  };
  guint i, c;

  for (i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (c = 0; c < G_N_ELEMENTS (yuv); c++)
      check_format (formats[i], yuv[c]);
  }
  check_format (GST_VIDEO_FORMAT_BGRx, "sRGB");
  check_format (GST_VIDEO_FORMAT_BGRx, "2:1:5:1");      /* 16 to 235 */
}

GST_END_TEST;

GST_START_TEST (tally_of_a_camera_that_blinks)
{
  Monitor monitor;
  guint i;

  monitor_open (&monitor, GST_VIDEO_FORMAT_I420, NULL);
  monitor_pass (&monitor, BLACK, BLACK, 5);
  for (i = 0; i < 10; i++) {
    monitor_pass (&monitor, BLACK, RED, 12);
    monitor_pass (&monitor, BLACK, BLACK, 12);
  }
  monitor_pass (&monitor, BLACK, RED, 6);
  monitor_pass (&monitor, BLACK, BLACK, 13);
  expect_n_takes (monitor.rph, 1);
  expect_take (monitor.rph, 0, 5, 246);
  rph_free (monitor.rph);
}

GST_END_TEST;

GST_START_TEST (tally_of_another_colour)
{
  Monitor monitor;

  monitor_open (&monitor, GST_VIDEO_FORMAT_UYVY, NULL);
  g_object_set (monitor.rph->element, "tally-colour", 0x00c000, NULL);
  monitor_pass (&monitor, BLACK, RED, 5);
  monitor_pass (&monitor, BLACK, 0xff10b010, 5);
  monitor_pass (&monitor, BLACK, RED, 15);
  expect_n_takes (monitor.rph, 1);
  expect_take (monitor.rph, 0, 5, 5);
  g_object_set (monitor.rph->element, "tally-tolerance", 0.001, NULL);
  monitor_pass (&monitor, BLACK, 0xff10b010, 5);
  expect_n_takes (monitor.rph, 1);
  g_object_set (monitor.rph->element, "tally-tolerance", 1.0, NULL);
  monitor_pass (&monitor, BLACK, 0xff10b010, 5);
  expect_n_takes (monitor.rph, 2);
  rph_free (monitor.rph);
}

GST_END_TEST;

GST_START_TEST (tally_region_that_is_none)
{
  static const gchar *bad[] = { "", "here", "1,2,3", "10,10,0,10",
    "-5,0,10,10", "90,0,7,10", "0,30,10,3", "1000,1000,10,10"
  };
  Monitor monitor;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++) {
    gchar *text;

    monitor_open (&monitor, GST_VIDEO_FORMAT_I420, NULL);
    watch_warnings (monitor.rph);
    g_object_set (monitor.rph->element, "tally-region", bad[i], NULL);
    g_object_get (monitor.rph->element, "tally-region", &text, NULL);
    fail_unless_equals_string (text, bad[i]);
    g_free (text);
    monitor_pass (&monitor, RED, RED, 20);
    expect_n_takes (monitor.rph, 0);
    expect_one_warning (monitor.rph, "tally-region");
    /* What is mended is looked at again. */
    g_object_set (monitor.rph->element, "tally-region", REGION, NULL);
    monitor_pass (&monitor, RED, RED, 20);
    expect_n_takes (monitor.rph, 1);
    fail_unless_equals_int (n_warnings, 0);
    rph_free (monitor.rph);
  }
}

GST_END_TEST;

GST_START_TEST (tally_without_a_region)
{
  Monitor monitor;

  monitor_open (&monitor, GST_VIDEO_FORMAT_I420, NULL);
  watch_warnings (monitor.rph);
  g_object_set (monitor.rph->element, "tally-region", NULL, NULL);
  monitor_pass (&monitor, RED, RED, 20);
  expect_n_takes (monitor.rph, 0);
  expect_one_warning (monitor.rph, "tally-region");
  rph_free (monitor.rph);
}

GST_END_TEST;

/* The camera's monitor output, with the sign, beside its clean one. */
static void
push_dirty (GstHarness * dirty, const GstVideoInfo * info, GstClockTime pts,
    guint32 sign)
{
  GstBuffer *picture = make_sign (info, BLACK, sign);

  GST_BUFFER_PTS (picture) = pts;
  fail_unless_equals_int (gst_harness_push (dirty, picture), GST_FLOW_OK);
}

GST_START_TEST (tally_in_the_stream_of_a_dirty_monitor_output)
{
  Rph *rph = new_with (TALLY);
  GstHarness *dirty;
  GstVideoInfo info;
  GstCaps *caps;
  RphFrame frame;
  guint i;

  g_object_set (rph->element, "tally-region", REGION, "tally-stream", "sink_0",
      NULL);
  dirty = gst_harness_new_with_element (rph->element, "sink_0", NULL);
  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420, PICTURE_W,
      PICTURE_H);
  info.fps_n = 25;
  info.fps_d = 1;
  caps = gst_video_info_to_caps (&info);
  gst_harness_set_src_caps (dirty, caps);
  for (i = 0; i < 40; i++) {
    push_dirty (dirty, &info, rph->time, i >= 5 && i < 15 ? RED : BLACK);
    rph_push (rph);
    rph_pull (rph->main, &frame);
  }
  expect_n_takes (rph, 1);
  expect_take (rph, 0, 5, 10);
  gst_harness_teardown (dirty);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (tally_in_a_stream_that_is_not_there)
{
  Monitor monitor;
  gchar *text;

  monitor_open (&monitor, GST_VIDEO_FORMAT_I420, NULL);
  watch_warnings (monitor.rph);
  g_object_set (monitor.rph->element, "tally-stream", "sink_99", NULL);
  monitor_pass (&monitor, RED, RED, 20);
  expect_n_takes (monitor.rph, 0);
  expect_one_warning (monitor.rph, "tally-stream");
  g_object_set (monitor.rph->element, "tally-stream", NULL, NULL);
  g_object_get (monitor.rph->element, "tally-stream", &text, NULL);
  fail_unless_equals_string (text, "sink");
  g_free (text);
  monitor_pass (&monitor, RED, RED, 5);
  expect_n_takes (monitor.rph, 1);
  rph_free (monitor.rph);
}

GST_END_TEST;

GST_START_TEST (settings_of_other_triggers_say_nothing)
{
  Rph *rph = new_with (COMMAND);

  watch_warnings (rph);
  g_object_set (rph->element, "tally-region", "nonsense", "tally-stream", "x",
      NULL);
  pass (rph, &silent, 20);
  fail_unless_equals_int (n_warnings, 0);
  rph_free (rph);
}

GST_END_TEST;

/* --- hold-off ------------------------------------------------------------ */

GST_START_TEST (hold_off_covers_a_hit_and_new_caps)
{
  Rph *rph = new_with (TIMECODE);

  stand (rph, 90000, 10);
  run (rph, 90001, 10);
  /* A hit: the receiver gives black pictures of another kind for a while. */
  rph_set_caps (rph, "I420", 32, 16, 25, 1);
  pass (rph, &silent, 10);
  rph_set_caps (rph, "GRAY8", 16, 8, 25, 1);
  run (rph, 90021, 10);
  rph->number += 10;            /* nothing comes at all */
  run (rph, 90041, 10);
  stand (rph, 90050, 20);
  expect_n_takes (rph, 1);
  expect_take (rph, 0, 10, 40);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (hold_off_of_one_second_and_of_none)
{
  Rph *rph = new_with (RECORD_FLAG);

  g_object_set (rph->element, "trigger-holdoff", GST_SECOND, NULL);
  record_meta (rph, 1, 10);
  record_meta (rph, 0, 24);
  expect_rolling (rph, TRUE);
  record_meta (rph, 0, 1);
  expect_take (rph, 0, 0, 10);
  g_object_set (rph->element, "trigger-holdoff", (guint64) 0, NULL);
  record_meta (rph, 1, 10);
  record_meta (rph, 0, 1);
  expect_take (rph, 1, 35, 10);
  record_meta (rph, 1, 10);
  record_meta (rph, 0, 1);
  expect_take (rph, 2, 46, 10);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (what_came_after_the_end_is_let_go_of)
{
  Rph *rph = new_with (RECORD_FLAG);
  const GValue *marks;
  GstStructure *s;

  record_meta (rph, 1, 10);
  record_meta (rph, 0, 5);
  /* Marks and points that lie behind the end go with it. */
  fail_unless (rph_command (rph->main, "mark", "text", G_TYPE_STRING, "late",
          NULL));
  fail_unless (rph_command (rph->main, "out", "position", G_TYPE_UINT64,
          14 * RPH_PERIOD, NULL));
  fail_unless (rph_command (rph->main, "in", "position", G_TYPE_UINT64,
          2 * RPH_PERIOD, NULL));
  record_meta (rph, 0, 8);
  expect_take (rph, 0, 0, 10);
  s = nth_take (rph, 0);
  marks = gst_structure_get_value (s, "marks");
  fail_unless_equals_int (gst_value_array_get_size (marks), 0);
  fail_unless (!gst_structure_has_field (s, "out"));
  fail_unless_equals_uint64 (rph_get_uint64 (s, "in"), 2 * RPH_PERIOD);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "duration"), 10 * RPH_PERIOD);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (who_reviews_the_tail_comes_back_into_the_take)
{
  Rph *rph = new_with (RECORD_FLAG);
  RphOutput *review = rph_add_review (rph, "review_0");
  RphFrame frame;
  guint i;

  record_meta (rph, 1, 10);
  record_meta (rph, 0, 10);
  fail_unless (rph_command (review, "play", "direction", G_TYPE_STRING,
          "reverse", NULL), "%s", rph->reason);
  fail_unless (rph_command (review, "pause", NULL));
  while (rph_pending (review) > 0)
    rph_pull (review, &frame);
  record_meta (rph, 0, 3);
  expect_take (rph, 0, 0, 10);
  for (i = 0; i < 5; i++)
    record_meta (rph, 0, 1);
  do {
    rph_pull (review, &frame);
  } while (frame.frames != 10);
  fail_unless_equals_int (frame.index, 9);
  fail_unless_equals_int (frame.number, 9);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (a_take_whose_head_had_to_go)
{
  Rph *rph = rph_new_with ("trigger", RECORD_FLAG, "after-take",
      AFTER_TAKE_NONE, "trigger-holdoff", 4 * GST_SECOND, "max-size-time",
      2 * GST_SECOND, NULL);
  GstStructure *s;

  /* What is left of the take when its end is certain is nothing. */
  record_meta (rph, 1, 20);
  record_meta (rph, 0, 110);
  expect_rolling (rph, FALSE);
  s = rph_message (rph, "reverseplay-take-stopped");
  fail_unless_equals_int (rph_get_uint (s, "frames"), 0);
  gst_structure_free (s);
  fail_unless (!rph_command (rph->main, "play", NULL));
  rph_free (rph);
}

GST_END_TEST;

/* --- several, and by hand ------------------------------------------------ */

GST_START_TEST (commands_are_refused_unless_they_are_a_trigger)
{
  Rph *rph = new_with (TIMECODE);

  stand (rph, 90000, 5);
  fail_unless_equals_int (rph_roll (rph), 0);
  run (rph, 90001, 10);
  fail_unless (!rph_command (rph->main, "take-stop", NULL));
  expect_rolling (rph, TRUE);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (command_cuts_a_take_of_the_camera)
{
  Rph *rph = new_with (COMMAND | TIMECODE);

  stand (rph, 90000, 5);
  run (rph, 90001, 10);
  fail_unless (!rph_command (rph->main, "take-start", NULL));
  fail_unless (rph_command (rph->main, "take-stop", NULL));
  expect_take (rph, 0, 5, 10);
  /* The camera still records: that makes no second take. */
  run (rph, 90011, 30);
  expect_n_takes (rph, 1);
  stand (rph, 90040, 20);
  run (rph, 90041, 10);
  stand (rph, 90050, 20);
  expect_n_takes (rph, 2);
  expect_take (rph, 1, 65, 10);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (camera_does_not_end_a_take_of_the_command)
{
  Rph *rph = new_with (COMMAND | TIMECODE);

  stand (rph, 90000, 5);
  fail_unless_equals_int (rph_roll (rph), 1);
  run (rph, 90001, 10);
  stand (rph, 90010, 30);
  expect_rolling (rph, TRUE);
  fail_unless_equals_int (rph_cut (rph), 1);
  expect_take (rph, 0, 5, 40);
  run (rph, 90011, 10);
  stand (rph, 90020, 30);
  expect_take (rph, 1, 45, 10);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (two_triggers_one_take)
{
  Rph *rph = new_with (TIMECODE | RECORD_FLAG);
  Signs signs = silent;
  guint i;

  for (i = 0; i < 150; i++) {
    signs.count = 90000 + (gint64) CLAMP (i, 20, 100);
    signs.record = i >= 10 && i < 90;
    pass (rph, &signs, 1);
  }
  expect_n_takes (rph, 1);
  expect_take (rph, 0, 10, 80);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (whole_stream_and_record_flag)
{
  Rph *rph = new_with (STREAM | RECORD_FLAG);

  record_meta (rph, 0, 5);
  record_meta (rph, 1, 5);
  record_meta (rph, 0, 30);
  expect_n_takes (rph, 1);
  expect_rolling (rph, TRUE);
  rph_free (rph);
}

GST_END_TEST;

/* --- the life of a stream ------------------------------------------------ */

GST_START_TEST (eos_ends_a_take_where_its_trigger_went_off)
{
  Rph *rph = rph_new_with ("trigger", RECORD_FLAG, NULL);

  record_meta (rph, 1, 10);
  record_meta (rph, 0, 5);
  gst_harness_push_event (rph->main->harness, gst_event_new_eos ());
  fail_unless_equals_int (rph_crank_eos (rph->main), 10);
  expect_take (rph, 0, 0, 10);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (eos_ends_a_take_whose_trigger_is_on)
{
  Rph *rph = rph_new_with ("trigger", TIMECODE, NULL);

  stand (rph, 90000, 10);
  run (rph, 90001, 10);
  gst_harness_push_event (rph->main->harness, gst_event_new_eos ());
  fail_unless_equals_int (rph_crank_eos (rph->main), 10);
  expect_take (rph, 0, 10, 10);
  rph_free (rph);
}

GST_END_TEST;

static void
start_stream (Rph * rph)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (rph->main->harness,
      gst_event_new_stream_start ("again"));
  rph_set_caps (rph, "GRAY8", 16, 8, 25, 1);
  gst_harness_push_event (rph->main->harness, gst_event_new_segment (&segment));
}

GST_START_TEST (a_new_stream_knows_nothing_of_the_old_flag)
{
  Rph *rph = new_with (RECORD_FLAG);

  send_record (rph, TRUE, TRUE);
  pass (rph, &silent, 10);
  start_stream (rph);
  pass (rph, &silent, 13);
  expect_n_takes (rph, 1);
  expect_take (rph, 0, 0, 10);
  send_record (rph, TRUE, TRUE);
  pass (rph, &silent, 10);
  expect_n_takes (rph, 2);
  rph_free (rph);
}

GST_END_TEST;

static void
flush (Rph * rph)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = rph_time_of (rph, rph->number);
  gst_harness_push_event (rph->main->harness, gst_event_new_flush_start ());
  gst_harness_push_event (rph->main->harness, gst_event_new_flush_stop (FALSE));
  gst_harness_push_event (rph->main->harness, gst_event_new_segment (&segment));
}

GST_START_TEST (a_flush_neither_ends_nor_marks_a_take)
{
  Rph *rph = new_with (TIMECODE);
  Signs signs = silent;
  const GValue *marks;
  GstStructure *s;
  guint i;

  stand (rph, 90000, 10);
  run (rph, 90001, 10);
  flush (rph);
  /* Running time starts anew with the segment; what goes out is looked at
   * elsewhere. */
  for (i = 0; i < 10; i++) {
    signs.count = 500 + i;
    push (rph, &signs);
  }
  for (i = 0; i < 20; i++)
    push (rph, &signs);
  expect_n_takes (rph, 1);
  s = nth_take (rph, 0);
  fail_unless (!rph_get_boolean (s, "rolling"));
  fail_unless_equals_int (rph_get_uint (s, "frames"), 20);
  marks = gst_structure_get_value (s, "marks");
  fail_unless_equals_int (gst_value_array_get_size (marks), 0);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (ready_and_back_knows_nothing)
{
  Rph *rph = new_with (RECORD_FLAG);

  send_record (rph, TRUE, TRUE);
  pass (rph, &silent, 10);
  gst_element_set_state (rph->element, GST_STATE_READY);
  gst_element_set_state (rph->element, GST_STATE_PLAYING);
  start_stream (rph);
  push (rph, &silent);
  push (rph, &silent);
  expect_n_takes (rph, 0);
  expect_rolling (rph, FALSE);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (a_take_that_rolls_is_told_upstream)
{
  Rph *rph = new_with (RECORD_FLAG);
  const GstStructure *s;
  GstEvent *event;

  record_meta (rph, 1, 5);
  event = rph_upstream (rph, GST_EVENT_CUSTOM_UPSTREAM);
  s = gst_event_get_structure (event);
  fail_unless (gst_structure_has_name (s, ONSET_ROLLING));
  fail_unless (rph_get_boolean (s, "rolling"));
  fail_unless_equals_int (rph_get_uint (s, "take"), 1);
  gst_event_unref (event);
  record_meta (rph, 0, 13);
  event = rph_upstream (rph, GST_EVENT_CUSTOM_UPSTREAM);
  fail_if (rph_get_boolean (gst_event_get_structure (event), "rolling"));
  gst_event_unref (event);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (settings_come_back_as_they_were_set)
{
  GstElement *element = gst_element_factory_make ("reverseplay", NULL);
  gchar *region, *stream;
  gdouble tolerance;
  guint64 holdoff;
  guint colour, trigger;

  g_object_get (element, "trigger", &trigger, "trigger-holdoff", &holdoff,
      "tally-region", &region, "tally-colour", &colour, "tally-tolerance",
      &tolerance, "tally-stream", &stream, NULL);
  fail_unless_equals_int (trigger, COMMAND);
  fail_unless_equals_uint64 (holdoff, 500 * GST_MSECOND);
  fail_unless (region == NULL);
  fail_unless_equals_int (colour, 0xe01010);
  fail_unless_equals_float (tolerance, 0.2);
  fail_unless_equals_string (stream, "sink");
  g_free (stream);

  gst_util_set_object_arg (G_OBJECT (element), "trigger",
      "command+timecode+record-flag+tally");
  gst_util_set_object_arg (G_OBJECT (element), "tally-region", "1,2,3,4");
  gst_util_set_object_arg (G_OBJECT (element), "tally-colour", "0x00ff00");
  g_object_get (element, "trigger", &trigger, "tally-region", &region,
      "tally-colour", &colour, NULL);
  fail_unless_equals_int (trigger, COMMAND | TIMECODE | RECORD_FLAG | TALLY);
  fail_unless_equals_string (region, "1,2,3,4");
  fail_unless_equals_int (colour, 0x00ff00);
  g_free (region);
  gst_object_unref (element);
}

GST_END_TEST;

static Suite *
reverseplay_trigger_suite (void)
{
  Suite *s = suite_create ("reverseplay-trigger");
  TCase *tc = tcase_create ("timecode");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, timecode_takes_exactly_the_frames_that_advance);
  tcase_add_test (tc, timecode_from_24_to_60);
  tcase_add_test (tc, timecode_that_is_on_two_frames);
  tcase_add_test (tc, timecode_jump_is_a_mark);
  tcase_add_test (tc, timecode_that_never_stops_is_told_once);
  tcase_add_test (tc, frames_without_a_timecode);
  tcase_add_test (tc, timecode_takes_from_jpeg);

  tc = tcase_create ("record-flag");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, record_flag_by_event);
  tcase_add_test (tc, record_flag_from_another_thread_while_frames_come);
  tcase_add_test (tc, record_flag_goes_on_downstream);
  tcase_add_test (tc, record_flag_that_says_nothing);
  tcase_add_test (tc, record_flag_by_meta);

  tc = tcase_create ("tally");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, tally_in_every_format);
  tcase_add_test (tc, tally_in_every_colorimetry);
  tcase_add_test (tc, tally_of_a_camera_that_blinks);
  tcase_add_test (tc, tally_of_another_colour);
  tcase_add_test (tc, tally_region_that_is_none);
  tcase_add_test (tc, tally_without_a_region);
  tcase_add_test (tc, tally_in_the_stream_of_a_dirty_monitor_output);
  tcase_add_test (tc, tally_in_a_stream_that_is_not_there);
  tcase_add_test (tc, settings_of_other_triggers_say_nothing);

  tc = tcase_create ("hold-off");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, hold_off_covers_a_hit_and_new_caps);
  tcase_add_test (tc, hold_off_of_one_second_and_of_none);
  tcase_add_test (tc, what_came_after_the_end_is_let_go_of);
  tcase_add_test (tc, who_reviews_the_tail_comes_back_into_the_take);
  tcase_add_test (tc, a_take_whose_head_had_to_go);

  tc = tcase_create ("several");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, commands_are_refused_unless_they_are_a_trigger);
  tcase_add_test (tc, command_cuts_a_take_of_the_camera);
  tcase_add_test (tc, camera_does_not_end_a_take_of_the_command);
  tcase_add_test (tc, two_triggers_one_take);
  tcase_add_test (tc, whole_stream_and_record_flag);

  tc = tcase_create ("life");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, eos_ends_a_take_where_its_trigger_went_off);
  tcase_add_test (tc, eos_ends_a_take_whose_trigger_is_on);
  tcase_add_test (tc, a_new_stream_knows_nothing_of_the_old_flag);
  tcase_add_test (tc, a_flush_neither_ends_nor_marks_a_take);
  tcase_add_test (tc, ready_and_back_knows_nothing);
  tcase_add_test (tc, a_take_that_rolls_is_told_upstream);
  tcase_add_test (tc, settings_come_back_as_they_were_set);
  return s;
}

GST_CHECK_MAIN (reverseplay_trigger);
