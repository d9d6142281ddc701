/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* onsetoverlay: what it draws in which state, and that it touches nothing
 * else. The picture that is drawn on is gray, so every colour is its own. */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/video/video.h>
#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#include <stdlib.h>
#include <string.h>

#define WIDTH 320
#define HEIGHT 180
#define FRAME (40 * GST_MSECOND)
#define GRAY 0x60

#define RED 0xdc1414
#define BLUE 0x2468ff
#define GREEN 0x28e0a8
#define YELLOW 0xffd000

/* --- a stream with an overlay in it ---------------------------------------- */

typedef struct
{
  GstHarness *h;
  GstVideoInfo info;
  GstClockTime time;            /* of the next frame */
} Monitor;

static void
set_caps (Monitor * m, const gchar * format, gint width, gint height)
{
  GstCaps *caps = gst_caps_new_simple ("video/x-raw",
      "format", G_TYPE_STRING, format, "width", G_TYPE_INT, width,
      "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 25, 1,
      NULL);

  fail_unless (gst_video_info_from_caps (&m->info, caps));
  gst_harness_set_src_caps (m->h, caps);
}

static Monitor *
monitor_new (const gchar * format, gint width, gint height)
{
  Monitor *m = g_new0 (Monitor, 1);

  m->h = gst_harness_new ("onsetoverlay");
  set_caps (m, format, width, height);
  return m;
}

static void
monitor_free (Monitor * m)
{
  gst_harness_teardown (m->h);
  g_free (m);
}

static void
push_state_structure (Monitor * m, GstStructure * s)
{
  fail_unless (gst_harness_push_event (m->h, onset_state_event_new (s)));
}

static GstStructure *
state_structure (const gchar * mode, gboolean rolling)
{
  return gst_structure_new (ONSET_STATE, "output", G_TYPE_STRING, "src",
      "mode", G_TYPE_STRING, mode, "rolling", G_TYPE_BOOLEAN, rolling,
      "take", G_TYPE_UINT, 3, "name", G_TYPE_STRING, "Take 3",
      "index", G_TYPE_UINT, 0, "frames", G_TYPE_UINT, 100,
      "direction", G_TYPE_STRING, "reverse", "rate", G_TYPE_DOUBLE, 1.0,
      "at-end", G_TYPE_STRING, "live", "after-take", G_TYPE_STRING, "reverse",
      NULL);
}

static void
push_state (Monitor * m, const gchar * mode, gboolean rolling)
{
  GstStructure *s = state_structure (mode, rolling);

  gst_structure_set (s, "running-time", G_TYPE_UINT64, m->time, NULL);
  push_state_structure (m, s);
}

/* Gray whatever the format. */
static GstBuffer *
gray_frame (const GstVideoInfo * info)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, info->size, NULL);
  gsize bytes = ((gsize) info->width + 64) * 8, i;
  gboolean deep = GST_VIDEO_FORMAT_INFO_DEPTH (gst_video_format_get_info
      (info->finfo->unpack_format), 0) > 8;
  gboolean rgb = GST_VIDEO_FORMAT_INFO_IS_RGB (gst_video_format_get_info
      (info->finfo->unpack_format));
  guint8 *line = g_malloc (bytes);
  GstVideoFrame frame;
  gint y;

  gst_buffer_memset (buffer, 0, 0, info->size);
  fail_unless (gst_video_frame_map (&frame, info, buffer, GST_MAP_READWRITE));
  for (i = 0; i < bytes / (deep ? 2 : 1); i++) {
    guint8 value = i % 4 == 0 ? 0xff : rgb || i % 4 == 1 ? GRAY : 0x80;

    if (deep)
      ((guint16 *) line)[i] = (guint16) (value << 8);
    else
      line[i] = value;
  }
  if (GST_VIDEO_FORMAT_INFO_HAS_PALETTE (info->finfo)) {
    gsize size;
    gconstpointer palette =
        gst_video_format_get_palette (GST_VIDEO_INFO_FORMAT (info), &size);

    memcpy (frame.data[1], palette, size);
  }
  for (y = 0; y < info->height; y++)
    info->finfo->pack_func (info->finfo, GST_VIDEO_PACK_FLAG_NONE, line, 0,
        frame.data, frame.info.stride, info->chroma_site, y, info->width);
  gst_video_frame_unmap (&frame);
  g_free (line);
  return buffer;
}

static GstBuffer *
next_frame (Monitor * m)
{
  GstBuffer *buffer = gray_frame (&m->info);

  GST_BUFFER_PTS (buffer) = m->time;
  GST_BUFFER_DURATION (buffer) = FRAME;
  m->time += FRAME;
  return buffer;
}

static void
add_frame_meta (GstBuffer * buffer, guint index)
{
  GstCustomMeta *meta = gst_buffer_add_custom_meta (buffer, ONSET_FRAME_META);

  gst_structure_set (gst_custom_meta_get_structure (meta),
      "take", G_TYPE_UINT, 3, "index", G_TYPE_UINT, index,
      "frames", G_TYPE_UINT, 100, NULL);
}

static GstBuffer *
show (Monitor * m, GstBuffer * buffer)
{
  GstBuffer *out;

  fail_unless_equals_int (gst_harness_push (m->h, buffer), GST_FLOW_OK);
  out = gst_harness_pull (m->h);
  fail_unless (out != NULL);
  return out;
}

static GstBuffer *
show_next (Monitor * m)
{
  return show (m, next_frame (m));
}

/* The next frame comes out as the same buffer. */
static void
passes (Monitor * m)
{
  GstBuffer *in = next_frame (m), *out = show (m, in);

  fail_unless (out == in);
  gst_buffer_unref (out);
}

/* --- looking --------------------------------------------------------------- */

/* A frame as 0xRRGGBB, line by line. */
typedef struct
{
  gint width, height;
  const gchar *name;            /* of the format */
  guint32 *pixels;
} Picture;

static Picture
look (const GstVideoInfo * info, GstBuffer * buffer)
{
  Picture p = { info->width, info->height, info->finfo->name, NULL };
  GstVideoInfo from = *info, to;
  GstVideoFrame in, out;
  GstBuffer *converted;
  GstVideoConverter *converter;
  gint x, y;

  gst_video_info_set_format (&to, GST_VIDEO_FORMAT_BGRx, (guint) p.width,
      (guint) p.height);
  to.fps_n = from.fps_n;
  to.fps_d = from.fps_d;
  converted = gst_buffer_new_allocate (NULL, to.size, NULL);
  converter = gst_video_converter_new (&from, &to, NULL);
  fail_unless (gst_video_frame_map (&in, &from, buffer, GST_MAP_READ));
  fail_unless (gst_video_frame_map (&out, &to, converted, GST_MAP_WRITE));
  gst_video_converter_frame (converter, &in, &out);
  p.pixels = g_new (guint32, (gsize) (p.width * p.height));
  for (y = 0; y < p.height; y++) {
    guint8 *line = (guint8 *) out.data[0] + y * out.info.stride[0];

    for (x = 0; x < p.width; x++)
      p.pixels[y * p.width + x] = (guint32) (line[4 * x + 2] << 16
          | line[4 * x + 1] << 8 | line[4 * x]);
  }
  gst_video_frame_unmap (&out);
  gst_video_frame_unmap (&in);
  gst_video_converter_free (converter);
  gst_buffer_unref (converted);
  return p;
}

/* Takes the buffer. */
static Picture
look_at (Monitor * m, GstBuffer * buffer)
{
  Picture p = look (&m->info, buffer);

  gst_buffer_unref (buffer);
  return p;
}

static guint32
at (const Picture * p, gint x, gint y)
{
  return p->pixels[y * p->width + x];
}

static gint
distance (guint32 a, guint32 b)
{
  gint d = 0, i;

  for (i = 0; i < 24; i += 8)
    d = MAX (d, ABS ((gint) (a >> i & 0xff) - (gint) (b >> i & 0xff)));
  return d;
}

/* Each side in its middle, and the corners. */
static void
border_is (const Picture * p, guint32 colour, gint tolerance)
{
  const gint xs[] = { 0, p->width / 2, p->width - 1 };
  const gint ys[] = { 0, p->height / 2, p->height - 1 };
  guint i;

  for (i = 0; i < 9; i++) {
    gint x = xs[i % 3], y = ys[i / 3];

    if (i != 4)
      fail_unless (distance (at (p, x, y), colour) <= tolerance,
          "%06x instead of %06x at %d,%d of %dx%d %s", at (p, x, y), colour, x,
          y, p->width, p->height, p->name);
  }
}

static gboolean
is_red (guint32 pixel)
{
  gint r = (gint) (pixel >> 16), g = (gint) (pixel >> 8 & 0xff), b =
      (gint) (pixel & 0xff);

  return r > 140 && r > 2 * g && r > 2 * b;
}

static guint
count_red (const Picture * p)
{
  guint n = 0, i;

  for (i = 0; i < (guint) (p->width * p->height); i++)
    n += is_red (p->pixels[i]);
  return n;
}

/* Where the actor is. */
static void
middle_is_untouched (Monitor * m, const Picture * p)
{
  GstBuffer *plain = gray_frame (&m->info);
  Picture before = look (&m->info, plain);
  gint x, y;

  gst_buffer_unref (plain);
  for (y = p->height * 3 / 8; y < p->height * 3 / 4; y++) {
    for (x = p->width / 8; x < p->width * 7 / 8; x++)
      fail_unless (at (p, x, y) == at (&before, x, y),
          "%06x instead of %06x at %d,%d %s", at (p, x, y), at (&before, x, y),
          x, y, p->name);
  }
  g_free (before.pixels);
}

/* --- structures ------------------------------------------------------------ */

static void
append_structure (GValue * array, GstStructure * structure)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, structure);
  gst_value_array_append_and_take_value (array, &value);
}

static void
add_array (GstStructure * s, const gchar * field, const gchar * name,
    const gchar * const *elements)
{
  GValue array = G_VALUE_INIT;

  g_value_init (&array, GST_TYPE_ARRAY);
  for (; *elements; elements++) {
    gchar *text = g_strdup_printf ("%s,%s", name, *elements);

    append_structure (&array, gst_structure_from_string (text, NULL));
    g_free (text);
  }
  gst_structure_take_value (s, field, &array);
}

/* Take 3 with @jerks, and take 4, which rolls. */
static void
push_takes (Monitor * m, const gchar * const *jerks)
{
  static const gchar *const marks[] = { "position=(guint64)1000000000", NULL };
  GstStructure *take = gst_structure_new (ONSET_TAKE, "id", G_TYPE_UINT, 3,
      "frames", G_TYPE_UINT, 100, "duration", G_TYPE_UINT64, 4 * GST_SECOND,
      "jerks", G_TYPE_UINT, g_strv_length ((gchar **) jerks),
      "in", G_TYPE_UINT64, GST_SECOND, "out", G_TYPE_UINT64, 3 * GST_SECOND,
      NULL);
  GValue takes = G_VALUE_INIT;

  add_array (take, "jerk-list", "onset-jerk", jerks);
  add_array (take, "marks", "onset-mark", marks);
  g_value_init (&takes, GST_TYPE_ARRAY);
  append_structure (&takes, take);
  append_structure (&takes, gst_structure_new (ONSET_TAKE,
          "id", G_TYPE_UINT, 4, "rolling", G_TYPE_BOOLEAN, TRUE, NULL));
  fail_unless (gst_harness_push_event (m->h, onset_takes_event_new (&takes)));
  g_value_unset (&takes);
}

static const gchar *const some_jerks[] = {
  "frame=(uint)20,kind=bump,level=nominal,severity=0.2",
  "frame=(uint)50,kind=sway,level=needs-review,severity=0.5",
  "frame=(uint)80,kind=roll,level=needs-fix,severity=1.5", NULL
};

/* -- what is not drawn on --------------------------------------------------- */

GST_START_TEST (test_without_a_state_nothing_is_touched)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);

  passes (m);
  push_takes (m, some_jerks);
  passes (m);
  monitor_free (m);
}

GST_END_TEST;

GST_START_TEST (test_the_camera_passes_through_untouched)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  guint i;

  push_state (m, "live", FALSE);
  for (i = 0; i < 5; i++)
    passes (m);
  push_state (m, "reverse", FALSE);
  gst_buffer_unref (show_next (m));
  push_state (m, "live", FALSE);
  for (i = 0; i < 5; i++)
    passes (m);
  monitor_free (m);
}

GST_END_TEST;

GST_START_TEST (test_disabled_it_draws_nothing)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  GstBuffer *in, *out;

  push_state (m, "live", TRUE);
  g_object_set (m->h->element, "enabled", FALSE, NULL);
  passes (m);
  g_object_set (m->h->element, "enabled", TRUE, NULL);
  in = next_frame (m);
  out = show (m, in);
  fail_if (out == in);
  gst_buffer_unref (out);
  monitor_free (m);
}

GST_END_TEST;

/* -- states ----------------------------------------------------------------- */

static void
check_state (const gchar * format, gint tolerance)
{
  static const struct
  {
    const gchar *mode;
    gboolean rolling;
    guint32 colour;
  } states[] = {
    {"live", TRUE, RED}, {"reverse", FALSE, BLUE}, {"forward", FALSE, GREEN},
    {"paused", FALSE, YELLOW}, {"reverse", TRUE, BLUE}, {"paused", TRUE,
        YELLOW},
  };
  Monitor *m = monitor_new (format, WIDTH, HEIGHT);
  guint i;

  push_takes (m, some_jerks);
  for (i = 0; i < G_N_ELEMENTS (states); i++) {
    GstBuffer *frame = next_frame (m);
    Picture p;

    push_state (m, states[i].mode, states[i].rolling);
    if (!g_str_equal (states[i].mode, "live"))
      add_frame_meta (frame, 30 + i);
    p = look_at (m, show (m, frame));
    border_is (&p, states[i].colour, tolerance);
    middle_is_untouched (m, &p);
    if (states[i].rolling)
      fail_unless (count_red (&p) > 200, "%s", states[i].mode);
    else
      fail_unless_equals_int (count_red (&p), 0);
    g_free (p.pixels);
  }
  monitor_free (m);
}

GST_START_TEST (test_each_state_has_its_colour_and_red_is_a_roll)
{
  check_state ("BGRx", 0);
  check_state ("I420", 8);
  check_state ("NV12", 8);
  check_state ("v210", 4);
  check_state ("P010_10LE", 4);
}

GST_END_TEST;

/* The colours are those of the picture's matrix and range. */
GST_START_TEST (test_colours_follow_the_colorimetry)
{
  static const gchar *const colorimetry[] = { "bt601", "bt709", "bt2020",
    "1:3:5:1", "1:4:7:1"
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (colorimetry); i++) {
    Monitor *m = monitor_new ("Y444", WIDTH, HEIGHT);
    GstCaps *caps = gst_video_info_to_caps (&m->info);
    Picture p;

    gst_caps_set_simple (caps, "colorimetry", G_TYPE_STRING, colorimetry[i],
        NULL);
    fail_unless (gst_video_info_from_caps (&m->info, caps));
    gst_harness_set_src_caps (m->h, caps);
    push_state (m, "reverse", FALSE);
    p = look_at (m, show_next (m));
    border_is (&p, BLUE, 8);
    /* the box of the word, too, left of its first letter */
    fail_unless (distance (at (&p, 6, 10), BLUE) <= 6, "%s: %06x",
        colorimetry[i], at (&p, 6, 10));
    g_free (p.pixels);
    monitor_free (m);
  }
}

GST_END_TEST;

/* Pictures that a person sees as the same or not: what is drawn per frame. */
static gboolean
same (const Picture * a, const Picture * b)
{
  return memcmp (a->pixels, b->pixels,
      sizeof (guint32) * (gsize) (a->width * a->height)) == 0;
}

static Picture
picture_of (Monitor * m, guint index, guint timecode_frames)
{
  GstBuffer *frame = next_frame (m);

  if (index != G_MAXUINT)
    add_frame_meta (frame, index);
  if (timecode_frames)
    gst_buffer_add_video_time_code_meta_full (frame, 25, 1, NULL,
        GST_VIDEO_TIME_CODE_FLAGS_NONE, 10, 20, 30, timecode_frames, 0);
  return look_at (m, show (m, frame));
}

GST_START_TEST (test_the_clock_and_the_playhead_follow_the_frame)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  Picture a, b, c, d;

  push_state (m, "reverse", FALSE);
  a = picture_of (m, 50, 0);
  b = picture_of (m, 51, 0);
  c = picture_of (m, 50, 0);
  fail_if (same (&a, &b));
  fail_unless (same (&a, &c));
  g_free (b.pixels);
  g_free (c.pixels);
  /* the camera's timecode in the place of the position */
  b = picture_of (m, 50, 10);
  c = picture_of (m, 50, 11);
  d = picture_of (m, 50, 10);
  fail_if (same (&a, &b));
  fail_if (same (&b, &c));
  fail_unless (same (&b, &d));
  g_free (a.pixels);
  g_free (b.pixels);
  g_free (c.pixels);
  g_free (d.pixels);
  monitor_free (m);
}

GST_END_TEST;

/* Behind a compositor there is no onset-frame. */
GST_START_TEST (test_without_a_frames_own_word_the_state_counts)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  GstStructure *s = state_structure ("paused", FALSE);
  Picture a, b;

  push_state (m, "paused", FALSE);
  a = picture_of (m, 60, 0);
  gst_structure_set (s, "index", G_TYPE_UINT, 60, NULL);
  push_state_structure (m, s);
  b = picture_of (m, G_MAXUINT, 0);
  fail_unless (same (&a, &b));
  g_free (a.pixels);
  g_free (b.pixels);
  monitor_free (m);
}

GST_END_TEST;

/* Seconds show; frames do not. */
GST_START_TEST (test_rec_counts_from_the_roll)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  Picture first, now;
  guint i;

  m->time = 100 * GST_SECOND;
  push_state (m, "live", TRUE);
  first = look_at (m, show_next (m));
  for (i = 1; i < 25; i++) {
    now = look_at (m, show_next (m));
    fail_unless (same (&first, &now), "frame %u", i);
    g_free (now.pixels);
  }
  /* the state again, in the middle of the take */
  push_state (m, "live", TRUE);
  now = look_at (m, show_next (m));
  fail_if (same (&first, &now));
  g_free (now.pixels);
  /* the next take */
  push_state (m, "live", FALSE);
  passes (m);
  push_state (m, "live", TRUE);
  now = look_at (m, show_next (m));
  fail_unless (same (&first, &now));
  g_free (now.pixels);
  g_free (first.pixels);
  monitor_free (m);
}

GST_END_TEST;

GST_START_TEST (test_jerks_are_on_the_line)
{
  static const gchar *const none[] = { NULL };
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  Picture with, without;
  gint x, y, differs[WIDTH] = { 0, };

  push_state (m, "reverse", FALSE);
  push_takes (m, none);
  without = picture_of (m, 5, 0);
  push_takes (m, some_jerks);
  with = picture_of (m, 5, 0);
  for (y = 0; y < HEIGHT; y++) {
    for (x = 0; x < WIDTH; x++) {
      if (at (&with, x, y) != at (&without, x, y)) {
        fail_unless (y > HEIGHT * 9 / 10, "at %d,%d", x, y);
        differs[x]++;
      }
    }
  }
  /* frames 20, 50 and 80 of 100 */
  for (x = 1, y = 0; x < WIDTH; x++)
    y += differs[x] && !differs[x - 1];
  fail_unless_equals_int (y, 3);
  g_free (with.pixels);
  g_free (without.pixels);
  monitor_free (m);
}

GST_END_TEST;

/* -- buffers ---------------------------------------------------------------- */

GST_START_TEST (test_what_came_in_is_not_written_on)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  GstBuffer *in = next_frame (m), *kept = gst_buffer_ref (in), *out;
  gchar *before, *after;
  GstMapInfo map;

  GST_MINI_OBJECT_FLAG_SET (gst_buffer_peek_memory (in, 0),
      GST_MEMORY_FLAG_READONLY);
  gst_buffer_map (kept, &map, GST_MAP_READ);
  before = g_compute_checksum_for_data (G_CHECKSUM_MD5, map.data, map.size);
  gst_buffer_unmap (kept, &map);
  push_state (m, "live", TRUE);
  out = show (m, in);
  fail_if (out == kept);
  fail_unless (gst_buffer_get_size (out) == gst_buffer_get_size (kept));
  fail_if (gst_buffer_peek_memory (out, 0) == gst_buffer_peek_memory (kept, 0));
  gst_buffer_map (kept, &map, GST_MAP_READ);
  after = g_compute_checksum_for_data (G_CHECKSUM_MD5, map.data, map.size);
  gst_buffer_unmap (kept, &map);
  fail_unless_equals_string (before, after);
  g_free (before);
  g_free (after);
  gst_buffer_unref (out);
  gst_buffer_unref (kept);
  monitor_free (m);
}

GST_END_TEST;

GST_START_TEST (test_a_frame_keeps_all_that_it_carries)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  GstBuffer *in = next_frame (m), *out;
  GstVideoTimeCodeMeta *timecode;
  GstCustomMeta *meta;
  GstCaps *reference = gst_caps_new_empty_simple ("timestamp/x-test");
  guint index;

  GST_BUFFER_DTS (in) = 7;
  GST_BUFFER_OFFSET (in) = 70;
  GST_BUFFER_OFFSET_END (in) = 71;
  GST_BUFFER_FLAG_SET (in, GST_BUFFER_FLAG_GAP | GST_BUFFER_FLAG_DISCONT
      | GST_VIDEO_BUFFER_FLAG_INTERLACED | GST_VIDEO_BUFFER_FLAG_TFF);
  add_frame_meta (in, 42);
  gst_buffer_add_video_time_code_meta_full (in, 25, 1, NULL,
      GST_VIDEO_TIME_CODE_FLAGS_NONE, 1, 2, 3, 4, 0);
  gst_buffer_add_reference_timestamp_meta (in, reference, 5, 6);
  gst_caps_unref (reference);
  gst_buffer_ref (in);
  push_state (m, "paused", FALSE);
  out = show (m, in);
  fail_if (out == in);
  fail_unless (GST_BUFFER_PTS (out) == GST_BUFFER_PTS (in));
  fail_unless (GST_BUFFER_DTS (out) == 7);
  fail_unless (GST_BUFFER_DURATION (out) == FRAME);
  fail_unless (GST_BUFFER_OFFSET (out) == 70);
  fail_unless (GST_BUFFER_OFFSET_END (out) == 71);
  fail_unless_equals_int (GST_BUFFER_FLAGS (out)
      & ~GST_BUFFER_FLAG_TAG_MEMORY, GST_BUFFER_FLAGS (in)
      & ~GST_BUFFER_FLAG_TAG_MEMORY);
  meta = gst_buffer_get_custom_meta (out, ONSET_FRAME_META);
  fail_unless (meta != NULL);
  fail_unless (gst_structure_get_uint (gst_custom_meta_get_structure (meta),
          "index", &index) && index == 42);
  timecode = gst_buffer_get_video_time_code_meta (out);
  fail_unless (timecode && timecode->tc.frames == 4);
  fail_unless (gst_buffer_get_reference_timestamp_meta (out, NULL) != NULL);
  gst_buffer_unref (in);
  gst_buffer_unref (out);
  monitor_free (m);
}

GST_END_TEST;

/* Frames of reverseplay that are repeated carry the flag. */
GST_START_TEST (test_a_repeated_frame_is_drawn_like_any_other)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  GstBuffer *in = next_frame (m), *out;
  Picture p;

  push_state (m, "paused", FALSE);
  GST_BUFFER_FLAG_SET (in, GST_BUFFER_FLAG_GAP);
  out = show (m, in);
  fail_unless (GST_BUFFER_FLAG_IS_SET (out, GST_BUFFER_FLAG_GAP));
  p = look_at (m, out);
  border_is (&p, YELLOW, 0);
  g_free (p.pixels);
  push_state (m, "live", FALSE);
  in = next_frame (m);
  GST_BUFFER_FLAG_SET (in, GST_BUFFER_FLAG_GAP);
  out = show (m, in);
  fail_unless (out == in);
  fail_unless (GST_BUFFER_FLAG_IS_SET (out, GST_BUFFER_FLAG_GAP));
  gst_buffer_unref (out);
  monitor_free (m);
}

GST_END_TEST;

/* Lines that are longer than the caps say: only GstVideoMeta knows. */
GST_START_TEST (test_a_frame_of_another_layout_is_read_as_it_is)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  gsize offset[GST_VIDEO_MAX_PLANES] = { 128, };
  gint stride[GST_VIDEO_MAX_PLANES] = { WIDTH * 4 + 64, };
  GstBuffer *in = gst_buffer_new_allocate (NULL,
      128 + (gsize) stride[0] * HEIGHT, NULL), *out;
  GstVideoFrame frame;
  Picture p;
  gint y;

  gst_buffer_memset (in, 0, 0x11, gst_buffer_get_size (in));
  gst_buffer_add_video_meta_full (in, GST_VIDEO_FRAME_FLAG_NONE,
      GST_VIDEO_FORMAT_BGRx, WIDTH, HEIGHT, 1, offset, stride);
  fail_unless (gst_video_frame_map (&frame, &m->info, in, GST_MAP_WRITE));
  for (y = 0; y < HEIGHT; y++)
    memset ((guint8 *) frame.data[0] + y * stride[0], GRAY, WIDTH * 4);
  gst_video_frame_unmap (&frame);
  GST_BUFFER_PTS (in) = 0;
  push_state (m, "forward", FALSE);
  out = show (m, in);
  fail_unless_equals_int (gst_buffer_get_size (out), m->info.size);
  p = look_at (m, out);
  border_is (&p, GREEN, 0);
  middle_is_untouched (m, &p);
  g_free (p.pixels);
  monitor_free (m);
}

GST_END_TEST;

/* Too small for its caps. */
GST_START_TEST (test_what_cannot_be_drawn_on_is_shown_all_the_same)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  GstBuffer *in = gst_buffer_new_allocate (NULL, 100, NULL), *out;

  push_state (m, "live", TRUE);
  out = show (m, in);
  fail_unless (out == in);
  gst_buffer_unref (out);
  monitor_free (m);
}

GST_END_TEST;

/* -- formats and caps ------------------------------------------------------- */

static const gchar *
format_at (guint i)
{
  GstCaps *caps = gst_caps_from_string (GST_VIDEO_CAPS_MAKE
      (GST_VIDEO_OVERLAY_COMPOSITION_BLEND_FORMATS));
  const GValue *formats =
      gst_structure_get_value (gst_caps_get_structure (caps, 0), "format");
  const gchar *format = i < gst_value_list_get_size (formats) ?
      g_intern_string (g_value_get_string (gst_value_list_get_value (formats,
              i))) : NULL;

  gst_caps_unref (caps);
  return format;
}

/* Colours as far as the format has any: of gray ones, the luma. */
static void
check_drawn (Monitor * m, const Picture * p, guint32 colour)
{
  const GstVideoFormatInfo *finfo = m->info.finfo;
  gint tolerance = 6;

  if (GST_VIDEO_FORMAT_INFO_IS_GRAY (finfo)) {
    gint luma = (gint) (0.299 * (colour >> 16) + 0.587 * (colour >> 8 & 0xff)
        + 0.114 * (colour & 0xff));

    colour = (guint32) (luma << 16 | luma << 8 | luma);
    tolerance = 24;
  } else if (GST_VIDEO_FORMAT_INFO_HAS_PALETTE (finfo)
      || GST_VIDEO_FORMAT_INFO_BITS (finfo) < 8) {
    tolerance = 40;
  }
  border_is (p, colour, tolerance);
}

static void
check_format (const gchar * format, gint width, gint height)
{
  Monitor *m = monitor_new (format, width, height);
  Picture p;

  GST_INFO ("%s, %dx%d", format, width, height);
  push_takes (m, some_jerks);
  push_state (m, "reverse", TRUE);
  p = picture_of (m, 50, 3);
  check_drawn (m, &p, BLUE);
  if (!GST_VIDEO_FORMAT_INFO_IS_GRAY (m->info.finfo))
    fail_unless (count_red (&p) > 200, "%s: %u", format, count_red (&p));
  middle_is_untouched (m, &p);
  g_free (p.pixels);
  monitor_free (m);
}

GST_START_TEST (test_every_format_is_drawn_on)
{
  const gchar *format;
  guint i;

  for (i = 0; (format = format_at (i)); i++)
    check_format (format, 192, 128);
  fail_unless (i > 100);
}

GST_END_TEST;

/* Sizes that no group of pixels divides, and such as leave no room. */
GST_START_TEST (test_every_size_is_drawn_on)
{
  static const gchar *const formats[] = { "I420", "NV12", "v210", "BGRx",
    "UYVY", "Y41B", "I420_10LE", "GRAY8", "UYVP", "IYU1", "RGB8P", "NV12_4L4",
    "r210", "YUV9", "RGB"
  };
  static const gint sizes[][2] = { {1, 1}, {2, 2}, {3, 3}, {7, 5}, {16, 8},
  {33, 31}, {66, 50}, {130, 75}, {322, 182}, {500, 40}, {40, 500}
  };
  guint f, i;

  for (f = 0; f < G_N_ELEMENTS (formats); f++) {
    Monitor *m = monitor_new (formats[f], 64, 64);

    push_takes (m, some_jerks);
    push_state (m, "reverse", TRUE);
    for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
      set_caps (m, formats[f], sizes[i][0], sizes[i][1]);
      g_free (picture_of (m, 50, 3).pixels);
    }
    monitor_free (m);
  }
}

GST_END_TEST;

GST_START_TEST (test_caps_change_in_the_stream)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  Picture p;
  guint n;

  push_state (m, "reverse", FALSE);
  p = look_at (m, show_next (m));
  border_is (&p, BLUE, 0);
  g_free (p.pixels);
  set_caps (m, "I420", 640, 480);
  p = look_at (m, show_next (m));
  border_is (&p, BLUE, 8);
  middle_is_untouched (m, &p);
  g_free (p.pixels);
  /* the words are what they were, their pixels are not */
  set_caps (m, "BGRx", 640, 480);
  push_state (m, "reverse", TRUE);
  p = look_at (m, show_next (m));
  n = count_red (&p);
  fail_unless (n > 500);
  g_free (p.pixels);
  set_caps (m, "Y444", 640, 480);
  p = look_at (m, show_next (m));
  fail_unless (ABS ((gint) (count_red (&p) - n)) < 50, "%u, %u",
      count_red (&p), n);
  g_free (p.pixels);
  set_caps (m, "BGRx", 100, 200);
  p = look_at (m, show_next (m));
  border_is (&p, BLUE, 0);
  g_free (p.pixels);
  monitor_free (m);
}

GST_END_TEST;

/* -- events ----------------------------------------------------------------- */

/* Any of these may come from a script. */
static const gchar *const silly_states[] = {
  "onset-state",
  "onset-state, mode=(int)3, rolling=(string)yes, take=(string)three",
  "onset-state, mode=(string)sideways, rolling=(boolean)true",
  "onset-state, mode=(string)reverse, rolling=(double)1.0, take=(double)3.5",
  "onset-state, mode=(string)reverse, take=(int)-1, frames=(int)-1, "
      "index=(string)x, rate=(string)fast, name=(int)4",
  "onset-state, mode=(string)reverse, take=(gint64)99999999999999, "
      "frames=(uint)0, index=(uint)4294967295, rate=(double)0.0",
  "onset-state, mode=(string)paused, take=(uint)3, frames=(uint)1, "
      "index=(uint)4294967295, rate=(double)-1e300",
  "onset-state, mode=(string)forward, take=(uint)4294967295, "
      "frames=(uint)4294967295, index=(uint)4294967295, rate=(double)1e300, "
      "running-time=(guint64)18446744073709551615",
  "onset-state, mode=(string)live, rolling=(int)1, take=(int)3, "
      "running-time=(string)now",
  "onset-state, mode=(string)live, rolling=(boolean)true, "
      "name=(string)\"\\n\\t<b>\\\"\\ \\342\\200\\256\", "
      "running-time=(guint64)99999999999999",
  "onset-state, mode=(string){ live, reverse }, rolling=(boolean){ true }",
};

static const gchar *const silly_takes[] = {
  "onset-takes",
  "onset-takes, takes=(int)3",
  "onset-takes, takes=(int)<1, 2, 3>",
  "onset-takes, takes=(structure)<[onset-take, id=(string)x;]>",
  "onset-takes, takes=(structure)<[onset-take, id=(uint)3, in=(string)x, "
      "out=(int)-1, duration=(double)0.5, jerk-list=(int)2, marks=(int)1;]>",
  "onset-takes, takes=(structure)<[onset-take, id=(int)3, "
      "duration=(guint64)1, in=(guint64)18446744073709551614, "
      "out=(guint64)0, jerk-list=(int)<1, 2>, marks=(string)<a, b>;]>",
};

GST_START_TEST (test_silly_events_do_no_harm)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  guint s, t;

  for (s = 0; s < G_N_ELEMENTS (silly_states); s++) {
    for (t = 0; t < G_N_ELEMENTS (silly_takes); t++) {
      GstStructure *state = gst_structure_from_string (silly_states[s], NULL);
      GstStructure *takes = gst_structure_from_string (silly_takes[t], NULL);
      GstBuffer *frame = next_frame (m);
      GstCustomMeta *meta =
          gst_buffer_add_custom_meta (frame, ONSET_FRAME_META);

      fail_unless (state != NULL, "%s", silly_states[s]);
      fail_unless (takes != NULL, "%s", silly_takes[t]);
      push_state_structure (m, state);
      fail_unless (gst_harness_push_event (m->h,
              gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY,
                  takes)));
      gst_buffer_unref (show_next (m));
      gst_structure_set (gst_custom_meta_get_structure (meta),
          "index", G_TYPE_STRING, "x", "frames", G_TYPE_INT, (gint) t - 2,
          "source-running-time", G_TYPE_DOUBLE, 0.25, NULL);
      gst_buffer_unref (show (m, frame));
    }
  }
  monitor_free (m);
}

GST_END_TEST;

/* Numbers as a script writes them are numbers. */
GST_START_TEST (test_numbers_of_other_types_are_understood)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  Picture a, b;

  push_state (m, "reverse", FALSE);
  a = picture_of (m, 50, 0);
  push_state_structure (m, gst_structure_from_string ("onset-state, "
          "mode=(string)reverse, rolling=(int)0, take=(int)3, "
          "name=(string)\"Take 3\", frames=(gint64)100, rate=(int)1", NULL));
  b = picture_of (m, 50, 0);
  fail_unless (same (&a, &b));
  g_free (a.pixels);
  g_free (b.pixels);
  monitor_free (m);
}

GST_END_TEST;

GST_START_TEST (test_events_go_on_downstream)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  GstEvent *event;
  guint states = 0, takes = 0;

  push_state (m, "reverse", FALSE);
  push_takes (m, some_jerks);
  gst_buffer_unref (show_next (m));
  while ((event = gst_harness_try_pull_event (m->h))) {
    states += gst_event_has_name (event, ONSET_STATE);
    takes += gst_event_has_name (event, ONSET_TAKES);
    gst_event_unref (event);
  }
  fail_unless_equals_int (states, 1);
  fail_unless_equals_int (takes, 1);
  monitor_free (m);
}

GST_END_TEST;

static void
flush (Monitor * m)
{
  GstSegment segment;

  fail_unless (gst_harness_push_event (m->h, gst_event_new_flush_start ()));
  fail_unless (gst_harness_push_event (m->h, gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_unless (gst_harness_push_event (m->h, gst_event_new_segment (&segment)));
  m->time = 0;
}

/* Nobody repeats the state after a flush; a take goes on, and its time. */
GST_START_TEST (test_a_flush_forgets_no_state)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  Picture before, after;

  m->time = 50 * GST_SECOND;
  push_state (m, "live", TRUE);
  gst_buffer_unref (show_next (m));
  m->time = 57 * GST_SECOND;
  before = look_at (m, show_next (m));
  flush (m);
  after = look_at (m, show_next (m));
  fail_unless (same (&before, &after));
  g_free (after.pixels);
  m->time = 2 * GST_SECOND;
  after = look_at (m, show_next (m));
  fail_if (same (&before, &after));
  border_is (&after, RED, 0);
  g_free (before.pixels);
  g_free (after.pixels);
  monitor_free (m);
}

GST_END_TEST;

GST_START_TEST (test_another_stream_starts_without_a_state)
{
  Monitor *m = monitor_new ("BGRx", WIDTH, HEIGHT);
  GstCaps *caps = gst_video_info_to_caps (&m->info);
  GstSegment segment;

  push_state (m, "live", TRUE);
  gst_buffer_unref (show_next (m));
  fail_unless (gst_harness_push_event (m->h,
          gst_event_new_stream_start ("another")));
  fail_unless (gst_harness_push_event (m->h, gst_event_new_caps (caps)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_unless (gst_harness_push_event (m->h, gst_event_new_segment (&segment)));
  passes (m);
  gst_caps_unref (caps);
  monitor_free (m);
}

GST_END_TEST;

GST_START_TEST (test_stopped_it_forgets)
{
  GstElement *overlay = gst_element_factory_make ("onsetoverlay", NULL);
  guint i;

  gst_object_ref_sink (overlay);
  for (i = 0; i < 3; i++) {
    GstHarness *h = gst_harness_new_with_element (overlay, "sink", "src");
    Monitor m = {.h = h };

    set_caps (&m, "I420", WIDTH, HEIGHT);
    passes (&m);
    push_state (&m, "live", TRUE);
    gst_buffer_unref (show_next (&m));
    gst_element_set_state (overlay, GST_STATE_NULL);
    gst_harness_teardown (h);
  }
  gst_object_unref (overlay);
}

GST_END_TEST;

/* -- what is asked ---------------------------------------------------------- */

GST_START_TEST (test_it_adds_no_latency_and_drops_nothing)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  guint i;

  gst_harness_set_upstream_latency (m->h, 0);
  fail_unless_equals_uint64 (gst_harness_query_latency (m->h), 0);
  push_state (m, "live", TRUE);
  for (i = 0; i < 5; i++) {
    gst_buffer_unref (show_next (m));
    /* a sink says that it is seconds late */
    gst_harness_push_upstream_event (m->h, gst_event_new_qos
        (GST_QOS_TYPE_UNDERFLOW, 10.0, 10 * GST_SECOND, m->time));
  }
  monitor_free (m);
}

GST_END_TEST;

static GstPadProbeReturn
answer_allocation (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);

  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return GST_PAD_PROBE_OK;
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  gst_query_add_allocation_meta (query, GST_VIDEO_CROP_META_API_TYPE, NULL);
  return GST_PAD_PROBE_HANDLED;
}

/* The camera's frames go to downstream as they are, so it is downstream that
 * says how they may be. Cropped ones would lose their border. */
GST_START_TEST (test_downstream_says_how_frames_may_be)
{
  Monitor *m = monitor_new ("I420", WIDTH, HEIGHT);
  GstCaps *caps = gst_video_info_to_caps (&m->info);
  GstQuery *query = gst_query_new_allocation (caps, TRUE);

  gst_pad_add_probe (m->h->sinkpad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM,
      answer_allocation, NULL, NULL);
  passes (m);
  fail_unless (gst_pad_peer_query (m->h->srcpad, query));
  fail_unless (gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE,
          NULL));
  fail_if (gst_query_find_allocation_meta (query, GST_VIDEO_CROP_META_API_TYPE,
          NULL));
  gst_query_unref (query);
  gst_caps_unref (caps);
  monitor_free (m);
}

GST_END_TEST;

/* -- behind reverseplay ----------------------------------------------------- */

static GstSample *
pull (GstElement * sink)
{
  GstSample *sample = NULL;

  g_signal_emit_by_name (sink, "try-pull-sample", 20 * GST_SECOND, &sample);
  fail_unless (sample != NULL);
  return sample;
}

/* Pulls until the border has @colour, 0 = the camera's gray. */
static void
wait_for_border (GstElement * sink, guint32 colour)
{
  guint i;

  for (i = 0; i < 500; i++) {
    GstSample *sample = pull (sink);
    GstVideoInfo info;
    Picture p;
    gboolean found;

    fail_unless (gst_video_info_from_caps (&info,
            gst_sample_get_caps (sample)));
    p = look (&info, gst_sample_get_buffer (sample));
    found = colour ? distance (at (&p, 0, 0), colour) <= 8
        : distance (at (&p, 0, 0), at (&p, p.width / 2, p.height / 2)) == 0;
    if (found && colour)
      border_is (&p, colour, 8);
    g_free (p.pixels);
    gst_sample_unref (sample);
    if (found)
      return;
  }
  fail ("the border never was %06x", colour);
}

GST_START_TEST (test_behind_reverseplay_it_says_what_is_shown)
{
  GError *error = NULL;
  GstElement *pipeline = gst_parse_launch ("videotestsrc is-live=true "
      "pattern=solid-color foreground-color=0xff606060 ! "
      "video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! "
      "timecodestamper ! reverseplay name=rp max-size-bytes=50000000 "
      "at-end=loop ! onsetoverlay ! appsink name=sink sync=false "
      "max-buffers=2", &error), *rp, *sink;
  gboolean ok;
  guint id, i;

  fail_unless (error == NULL, "%s", error ? error->message : "");
  rp = gst_bin_get_by_name (GST_BIN (pipeline), "rp");
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  wait_for_border (sink, 0);
  g_signal_emit_by_name (rp, "take-start", NULL, &id);
  /* The first red one may be of before the roll; the take needs a frame. */
  for (i = 0; i < 3; i++)
    wait_for_border (sink, RED);
  g_signal_emit_by_name (rp, "take-stop", &id);
  wait_for_border (sink, BLUE);
  g_signal_emit_by_name (rp, "pause");
  wait_for_border (sink, YELLOW);
  g_signal_emit_by_name (rp, "play", id, 1, &ok);
  fail_unless (ok);
  wait_for_border (sink, GREEN);
  g_signal_emit_by_name (rp, "live");
  wait_for_border (sink, 0);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (rp);
  gst_object_unref (sink);
  gst_object_unref (pipeline);
}

GST_END_TEST;

static Suite *
onsetoverlay_suite (void)
{
  Suite *s = suite_create ("onsetoverlay");
  TCase *tc = tcase_create ("onsetoverlay");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_without_a_state_nothing_is_touched);
  tcase_add_test (tc, test_the_camera_passes_through_untouched);
  tcase_add_test (tc, test_disabled_it_draws_nothing);
  tcase_add_test (tc, test_each_state_has_its_colour_and_red_is_a_roll);
  tcase_add_test (tc, test_colours_follow_the_colorimetry);
  tcase_add_test (tc, test_the_clock_and_the_playhead_follow_the_frame);
  tcase_add_test (tc, test_without_a_frames_own_word_the_state_counts);
  tcase_add_test (tc, test_rec_counts_from_the_roll);
  tcase_add_test (tc, test_jerks_are_on_the_line);
  tcase_add_test (tc, test_what_came_in_is_not_written_on);
  tcase_add_test (tc, test_a_frame_keeps_all_that_it_carries);
  tcase_add_test (tc, test_a_repeated_frame_is_drawn_like_any_other);
  tcase_add_test (tc, test_a_frame_of_another_layout_is_read_as_it_is);
  tcase_add_test (tc, test_what_cannot_be_drawn_on_is_shown_all_the_same);
  tcase_add_test (tc, test_every_format_is_drawn_on);
  tcase_add_test (tc, test_every_size_is_drawn_on);
  tcase_add_test (tc, test_caps_change_in_the_stream);
  tcase_add_test (tc, test_silly_events_do_no_harm);
  tcase_add_test (tc, test_numbers_of_other_types_are_understood);
  tcase_add_test (tc, test_events_go_on_downstream);
  tcase_add_test (tc, test_a_flush_forgets_no_state);
  tcase_add_test (tc, test_another_stream_starts_without_a_state);
  tcase_add_test (tc, test_stopped_it_forgets);
  tcase_add_test (tc, test_it_adds_no_latency_and_drops_nothing);
  tcase_add_test (tc, test_downstream_says_how_frames_may_be);
  tcase_add_test (tc, test_behind_reverseplay_it_says_what_is_shown);
  return s;
}

GST_CHECK_MAIN (onsetoverlay);
