/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The recording side of reverseplay: its memory, what it keeps and for how
 * long, and what it does with input that is not as it should be. */
#include "reverseplay-harness.h"

#include <gst/video/video.h>
#include <string.h>

#define FRAME_BYTES (16 * 8)

static guint64
stat_of (Rph * rph, const gchar * name)
{
  GstStructure *stats = NULL;
  guint64 value;

  g_object_get (rph->element, "stats", &stats, NULL);
  value = rph_get_uint64 (stats, name);
  gst_structure_free (stats);
  return value;
}

static GstHarness *
camera (Rph * rph)
{
  return rph->main->harness;
}

static GstClockTime
next_time (Rph * rph)
{
  rph->time = rph_time_of (rph, rph->number++);
  rph_set_time (rph, rph->time);
  return rph->time;
}

/* Pushes @buffer as the camera's next frame. */
static GstFlowReturn
push (Rph * rph, GstBuffer * buffer)
{
  GST_BUFFER_PTS (buffer) = next_time (rph);
  GST_BUFFER_DURATION (buffer) = RPH_PERIOD;
  return gst_harness_push (camera (rph), buffer);
}

static GstBuffer *
pull (RphOutput * output)
{
  RphFrame frame;

  rph_pull (output, &frame);
  return output->buffer;
}

/* What makes the picture number @i of a playback go out. The first comes at
 * once, in the slot of the camera's next frame, and that frame makes none. */
static void
make_next (Rph * rph, guint i)
{
  if (i == 1)
    rph_push_n (rph, 2);
  else if (i > 1)
    rph_push_n (rph, 1);
}

/* Element messages in the order in which they came, as "name take". */
static gchar *
messages_so_far (Rph * rph)
{
  GString *text = g_string_new (NULL);
  GList *l;

  rph_try_message (rph, "no such message");
  for (l = rph->messages; l; l = l->next) {
    guint take = 0;

    gst_structure_get_uint (l->data, "take", &take);
    g_string_append_printf (text, "%s %u\n", gst_structure_get_name (l->data)
        + strlen ("reverseplay-"), take);
  }
  return g_string_free (text, FALSE);
}

/* --- memory ----------------------------------------------------------------- */

static GstBufferPool *
offered_pool (Rph * rph, const gchar * caps_text)
{
  GstCaps *caps = gst_caps_from_string (caps_text);
  GstQuery *query = gst_query_new_allocation (caps, TRUE);
  GstBufferPool *pool = NULL;
  guint size = 0, min = 0, max = 0;

  fail_unless (gst_pad_peer_query (camera (rph)->srcpad, query));
  fail_unless (gst_query_get_n_allocation_pools (query) > 0);
  gst_query_parse_nth_allocation_pool (query, 0, &pool, &size, &min, &max);
  fail_unless (pool != NULL);
  fail_unless_equals_int (max, 0);
  fail_unless (gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE,
          NULL));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  gst_query_unref (query);
  gst_caps_unref (caps);
  return pool;
}

static gconstpointer
data_of (GstBuffer * buffer)
{
  GstMapInfo map;
  gconstpointer data;

  fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READ));
  data = map.data;
  gst_buffer_unmap (buffer, &map);
  return data;
}

#define CAMERA_CAPS "video/x-raw,format=GRAY8,width=16,height=8,framerate=25/1"

GST_START_TEST (test_frames_of_the_offered_pool_are_not_copied)
{
  Rph *rph = rph_new ();
  GstBufferPool *pool = offered_pool (rph, CAMERA_CAPS);
  gconstpointer data[10];
  guint i;

  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 10; i++) {
    GstBuffer *buffer = NULL;

    fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &buffer,
            NULL), GST_FLOW_OK);
    gst_buffer_memset (buffer, 0, (guint8) i, FRAME_BYTES);
    data[i] = data_of (buffer);
    fail_unless_equals_int (push (rph, buffer), GST_FLOW_OK);
    fail_unless (data_of (pull (rph->main)) == data[i]);
  }
  fail_unless (rph_cut (rph) > 0);
  /* the same memory again, backwards; the camera's frames are foreign now */
  for (i = 0; i < 10; i++) {
    make_next (rph, i);
    fail_unless (data_of (pull (rph->main)) == data[9 - i]);
  }
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  rph_free (rph);
}

GST_END_TEST;

/* The pool is upstream's until upstream lets go of it: after the element has
 * stopped, and after the element has gone. */
GST_START_TEST (test_the_pool_outlives_the_element)
{
  Rph *rph = rph_new ();
  GstBufferPool *pool = offered_pool (rph, CAMERA_CAPS);
  GstBuffer *early = NULL, *late = NULL, *last = NULL;

  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &early, NULL),
      GST_FLOW_OK);
  rph_pass (rph, 3);
  gst_element_set_state (rph->element, GST_STATE_READY);
  gst_buffer_memset (early, 0, 1, FRAME_BYTES);
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &late, NULL),
      GST_FLOW_OK);
  gst_buffer_memset (late, 0, 1, FRAME_BYTES);
  gst_buffer_unref (late);
  gst_element_set_state (rph->element, GST_STATE_NULL);
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &last, NULL),
      GST_FLOW_OK);
  gst_buffer_memset (last, 0, 1, FRAME_BYTES);
  gst_buffer_unref (last);
  gst_buffer_unref (early);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  rph_free (rph);
}

GST_END_TEST;

/* A camera that has no more buffers than these. */
static GstBufferPool *
camera_pool (guint n)
{
  GstBufferPool *pool = gst_buffer_pool_new ();
  GstStructure *config = gst_buffer_pool_get_config (pool);

  gst_buffer_pool_config_set_params (config, NULL, FRAME_BYTES, n, n);
  fail_unless (gst_buffer_pool_set_config (pool, config));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  return pool;
}

static const guint pool_sizes[] = { 4, 3, 1 };

GST_START_TEST (test_a_cameras_pool_never_runs_dry)
{
  guint n = pool_sizes[__i__], i;
  Rph *rph = rph_new ();
  GstBufferPool *pool = camera_pool (n);
  GstBufferPoolAcquireParams params = { GST_FORMAT_UNDEFINED, 0, 0,
    GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT, {NULL,}
  };

  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 500; i++) {
    GstBuffer *buffers[4];
    guint j;

    /* all of them are back */
    for (j = 0; j < n; j++)
      fail_unless (gst_buffer_pool_acquire_buffer (pool, &buffers[j], &params)
          == GST_FLOW_OK, "frame %u: %u of %u buffers are back", i, j, n);
    for (j = 1; j < n; j++)
      gst_buffer_unref (buffers[j]);
    gst_buffer_memset (buffers[0], 0, (guint8) i, FRAME_BYTES);
    fail_unless_equals_int (push (rph, buffers[0]), GST_FLOW_OK);
    pull (rph->main);
  }
  fail_unless (rph_cut (rph) > 0);
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 500);
  fail_unless_equals_uint64 (stat_of (rph, "held-bytes"), 500 * FRAME_BYTES);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  rph_free (rph);
}

GST_END_TEST;

/* --- metas -------------------------------------------------------------------- */

static void
check_timecode (GstBuffer * buffer, guint frames)
{
  GstVideoTimeCodeMeta *meta = gst_buffer_get_video_time_code_meta (buffer);

  fail_unless (meta != NULL, "the timecode is gone");
  fail_unless_equals_int (meta->tc.frames, frames);
  fail_unless_equals_int (meta->tc.seconds, 7);
}

/* A frame with everything on it, and a parent that must not be kept. */
static GstBuffer *
frame_with_metas (GstBuffer * parent, guint i)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, FRAME_BYTES, NULL);
  GstCaps *reference = gst_caps_new_empty_simple ("timestamp/x-ntp");
  GstCustomMeta *custom;

  gst_buffer_memset (buffer, 0, (guint8) i, FRAME_BYTES);
  gst_buffer_add_parent_buffer_meta (buffer, parent);
  gst_buffer_add_video_time_code_meta_full (buffer, 25, 1, NULL,
      GST_VIDEO_TIME_CODE_FLAGS_NONE, 10, 20, 7, i, 0);
  gst_buffer_add_reference_timestamp_meta (buffer, reference, i * 1000,
      GST_CLOCK_TIME_NONE);
  gst_buffer_add_video_meta (buffer, GST_VIDEO_FRAME_FLAG_NONE,
      GST_VIDEO_FORMAT_GRAY8, 16, 8);
  custom = gst_buffer_add_custom_meta (buffer, "onset-test-meta");
  gst_structure_set (gst_custom_meta_get_structure (custom),
      "number", G_TYPE_UINT, i, NULL);
  gst_caps_unref (reference);
  return buffer;
}

static void
check_metas (GstBuffer * buffer, guint i)
{
  GstReferenceTimestampMeta *reference;
  GstCustomMeta *custom;
  GstVideoMeta *video;
  guint number;

  fail_unless (gst_buffer_get_parent_buffer_meta (buffer) == NULL);
  check_timecode (buffer, i);
  reference = gst_buffer_get_reference_timestamp_meta (buffer, NULL);
  fail_unless (reference != NULL);
  fail_unless_equals_uint64 (reference->timestamp, i * 1000);
  custom = gst_buffer_get_custom_meta (buffer, "onset-test-meta");
  fail_unless (custom != NULL);
  fail_unless (gst_structure_get_uint (gst_custom_meta_get_structure (custom),
          "number", &number) && number == i);
  video = gst_buffer_get_video_meta (buffer);
  fail_unless (video == NULL || (video->offset[0] == 0
          && video->stride[0] == 16 && video->width == 16));
}

GST_START_TEST (test_metas_stay_with_their_frame)
{
  static const gchar *tags[] = { NULL };
  Rph *rph = rph_new ();
  GstBuffer *parent = gst_buffer_new ();
  guint i;

  if (!gst_meta_get_info ("onset-test-meta"))
    gst_meta_register_custom ("onset-test-meta", tags, NULL, NULL, NULL);
  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 8; i++) {
    fail_unless_equals_int (push (rph, frame_with_metas (parent, i)),
        GST_FLOW_OK);
    check_metas (pull (rph->main), i);
  }
  fail_unless_equals_int (GST_MINI_OBJECT_REFCOUNT_VALUE (parent), 1);
  fail_unless (rph_cut (rph) > 0);
  for (i = 0; i < 8; i++) {
    make_next (rph, i);
    check_metas (pull (rph->main), 7 - i);
  }
  gst_buffer_unref (parent);
  rph_free (rph);
}

GST_END_TEST;

/* The metas on two outputs' buffers are each buffer's own. */
GST_START_TEST (test_metas_downstream_are_its_own)
{
  Rph *rph = rph_new ();
  GstBuffer *parent = gst_buffer_new (), *buffer;
  static const gchar *tags[] = { NULL };
  guint i;

  if (!gst_meta_get_info ("onset-test-meta"))
    gst_meta_register_custom ("onset-test-meta", tags, NULL, NULL, NULL);
  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 3; i++) {
    fail_unless_equals_int (push (rph, frame_with_metas (parent, i)),
        GST_FLOW_OK);
    buffer = gst_buffer_make_writable (gst_buffer_ref (pull (rph->main)));
    gst_structure_set (gst_custom_meta_get_structure
        (gst_buffer_get_custom_meta (buffer, "onset-test-meta")),
        "number", G_TYPE_UINT, 99, NULL);
    gst_buffer_get_video_time_code_meta (buffer)->tc.frames = 24;
    gst_buffer_unref (buffer);
  }
  fail_unless (rph_cut (rph) > 0);
  for (i = 0; i < 3; i++) {
    make_next (rph, i);
    check_metas (pull (rph->main), 2 - i);
  }
  gst_buffer_unref (parent);
  rph_free (rph);
}

GST_END_TEST;

/* --- layout --------------------------------------------------------------------- */

typedef struct
{
  const gchar *format;
  gint width, height;
  gint extra[3];                /* bytes more per line */
  gsize before[3];              /* bytes before the plane */
  gboolean split;               /* a memory per plane */
} Layout;

static const Layout layouts[] = {
  {"I420", 17, 9, {23, 5, 9}, {13, 7, 3}, FALSE},
  {"I420", 32, 16, {0, 0, 0}, {0, 64, 32}, FALSE},
  {"I420", 32, 16, {16, 8, 8}, {0, 0, 0}, TRUE},
  {"NV12", 18, 10, {14, 46, 0}, {1, 2, 0}, FALSE},
  {"UYVY", 18, 7, {60, 0, 0}, {0, 0, 0}, FALSE},
  {"v210", 50, 4, {128, 0, 0}, {256, 0, 0}, FALSE},
  {"GRAY16_LE", 11, 5, {10, 0, 0}, {2, 0, 0}, FALSE},
  {"RGBA", 9, 5, {12, 0, 0}, {4, 0, 0}, FALSE},
  {"Y444_10LE", 9, 5, {2, 4, 6}, {8, 0, 2}, TRUE},
};

static void
video_info_of (const Layout * layout, GstVideoInfo * info)
{
  gst_video_info_set_format (info,
      gst_video_format_from_string (layout->format), layout->width,
      layout->height);
}

/* One byte of the picture, known by its place. */
static guint8
byte_at (guint frame, guint plane, guint y, guint x)
{
  return (guint8) (frame * 37 + plane * 101 + y * 17 + x * 3);
}

static guint
bytes_per_line (const GstVideoInfo * info, guint plane)
{
  gint comp[GST_VIDEO_MAX_COMPONENTS];

  if (GST_VIDEO_INFO_FORMAT (info) == GST_VIDEO_FORMAT_v210)
    return ((guint) GST_VIDEO_INFO_WIDTH (info) + 5) / 6 * 16;
  gst_video_format_info_component (info->finfo, plane, comp);
  if (GST_VIDEO_INFO_FORMAT (info) == GST_VIDEO_FORMAT_UYVY)
    return (guint) GST_VIDEO_INFO_WIDTH (info) * 2;
  return (guint) (GST_VIDEO_INFO_COMP_WIDTH (info, comp[0])
      * GST_VIDEO_INFO_COMP_PSTRIDE (info, comp[0]));
}

static guint
lines_of (const GstVideoInfo * info, guint plane)
{
  gint comp[GST_VIDEO_MAX_COMPONENTS];

  gst_video_format_info_component (info->finfo, plane, comp);
  return (guint) GST_VIDEO_INFO_COMP_HEIGHT (info, comp[0]);
}

static GstBuffer *
odd_frame (const Layout * layout, guint number)
{
  gsize offset[GST_VIDEO_MAX_PLANES] = { 0, };
  gint stride[GST_VIDEO_MAX_PLANES] = { 0, };
  GstVideoInfo info;
  GstBuffer *buffer;
  gsize size = 0;
  guint plane, n, y, x;
  guint8 *data;

  video_info_of (layout, &info);
  n = GST_VIDEO_INFO_N_PLANES (&info);
  for (plane = 0; plane < n; plane++) {
    stride[plane] = GST_VIDEO_INFO_PLANE_STRIDE (&info, plane)
        + layout->extra[plane];
    offset[plane] = size + layout->before[plane];
    size = offset[plane] + (gsize) stride[plane] * lines_of (&info, plane);
  }
  data = g_malloc (size);
  memset (data, 0xee, size);
  for (plane = 0; plane < n; plane++) {
    for (y = 0; y < lines_of (&info, plane); y++) {
      for (x = 0; x < bytes_per_line (&info, plane); x++)
        data[offset[plane] + y * (guint) stride[plane] + x] =
            byte_at (number, plane, y, x);
    }
  }

  buffer = gst_buffer_new ();
  if (layout->split) {
    for (plane = 0; plane < n; plane++) {
      gsize from = plane ? offset[plane] - layout->before[plane] : 0;
      gsize to = plane + 1 < n ? offset[plane + 1] - layout->before[plane + 1]
          : size;

      guint8 *part = g_memdup2 (data + from, to - from);

      gst_buffer_append_memory (buffer, gst_memory_new_wrapped (0, part,
              to - from, 0, to - from, part, g_free));
    }
    g_free (data);
  } else {
    gst_buffer_append_memory (buffer, gst_memory_new_wrapped (0, data, size, 0,
            size, data, g_free));
  }
  gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE,
      GST_VIDEO_INFO_FORMAT (&info), (guint) layout->width,
      (guint) layout->height, n, offset, stride);
  return buffer;
}

static void
check_odd_frame (const Layout * layout, GstBuffer * buffer, guint number)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  guint plane, y, x;

  video_info_of (layout, &info);
  fail_unless (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READ));
  for (plane = 0; plane < GST_VIDEO_INFO_N_PLANES (&info); plane++) {
    for (y = 0; y < lines_of (&info, plane); y++) {
      const guint8 *line = (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame,
          plane) + y * (guint) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, plane);

      for (x = 0; x < bytes_per_line (&info, plane); x++)
        fail_unless (line[x] == byte_at (number, plane, y, x),
            "%s: plane %u, line %u, byte %u", layout->format, plane, y, x);
    }
  }
  gst_video_frame_unmap (&frame);
}

GST_START_TEST (test_odd_layouts_are_put_right)
{
  const Layout *layout = &layouts[__i__];
  Rph *rph = rph_new ();
  guint i;

  rph_set_caps (rph, layout->format, (guint) layout->width,
      (guint) layout->height, 25, 1);
  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 4; i++) {
    fail_unless_equals_int (push (rph, odd_frame (layout, i)), GST_FLOW_OK);
    check_odd_frame (layout, pull (rph->main), i);
  }
  fail_unless (rph_cut (rph) > 0);
  for (i = 0; i < 4; i++) {
    make_next (rph, i);
    check_odd_frame (layout, pull (rph->main), 3 - i);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_buffers_of_several_memories)
{
  Rph *rph = rph_new ();
  GstBufferPool *pool = offered_pool (rph, CAMERA_CAPS);
  guint i, j;

  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 6; i++) {
    GstBuffer *buffer = gst_buffer_new ();

    for (j = 0; j < 4; j++) {
      /* all foreign; or one of them from the history's own memory */
      GstBuffer *part = NULL;

      if (i % 2 && j == 2)
        gst_buffer_pool_acquire_buffer (pool, &part, NULL);
      else
        part = gst_buffer_new_allocate (NULL, FRAME_BYTES, NULL);
      gst_buffer_memset (part, 0, (guint8) (16 * i + j), FRAME_BYTES);
      gst_buffer_resize (part, 5, FRAME_BYTES / 4);
      buffer = gst_buffer_append (buffer, part);
    }
    fail_unless_equals_int (gst_buffer_n_memory (buffer), 4);
    fail_unless_equals_int (push (rph, buffer), GST_FLOW_OK);
    pull (rph->main);
  }
  fail_unless (rph_cut (rph) > 0);
  for (i = 0; i < 6; i++) {
    GstBuffer *buffer;

    make_next (rph, i);
    buffer = pull (rph->main);
    fail_unless_equals_int (gst_buffer_get_size (buffer), FRAME_BYTES);
    for (j = 0; j < 4; j++) {
      guint8 byte = 0, value = (guint8) (16 * (5 - i) + j);

      gst_buffer_extract (buffer, j * FRAME_BYTES / 4, &byte, 1);
      fail_unless_equals_int (byte, value);
      gst_buffer_extract (buffer, (j + 1) * FRAME_BYTES / 4 - 1, &byte, 1);
      fail_unless_equals_int (byte, value);
    }
  }
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  rph_free (rph);
}

GST_END_TEST;

/* Who writes downstream writes on a copy. */
GST_START_TEST (test_the_history_is_read_only)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i, pass;

  rph_pass (rph, 2);
  rph_shoot (rph, 5);
  for (pass = 0; pass < 3; pass++) {
    for (i = 0; i < 5; i++) {
      GstBuffer *buffer, *shallow;
      GstMapInfo map;

      make_next (rph, i);
      rph_pull (rph->main, &frame);
      fail_unless_equals_int (frame.number, 2 + 4 - i);
      shallow = rph->main->buffer;
      fail_if (gst_buffer_is_all_memory_writable (shallow));
      buffer = gst_buffer_make_writable (gst_buffer_ref (shallow));
      fail_unless (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
      memset (map.data, 0xff, map.size);
      gst_buffer_unmap (buffer, &map);
      gst_buffer_unref (buffer);
    }
    fail_unless (rph_command (rph->main, "play", NULL));
  }
  rph_free (rph);
}

GST_END_TEST;

/* Memory handed downstream stays whole after the take it was of is gone. */
GST_START_TEST (test_a_frame_downstream_outlives_its_take)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (40 * FRAME_BYTES),
      NULL);
  GstBuffer *kept;
  guint8 bytes[FRAME_BYTES], again[FRAME_BYTES];

  rph_pass (rph, 1);
  kept = gst_buffer_ref (rph->main->buffer);
  gst_buffer_extract (kept, 0, bytes, FRAME_BYTES);
  rph_pass (rph, 300);
  gst_buffer_extract (kept, 0, again, FRAME_BYTES);
  fail_unless (memcmp (bytes, again, FRAME_BYTES) == 0);
  gst_element_set_state (rph->element, GST_STATE_NULL);
  gst_buffer_extract (kept, 0, again, FRAME_BYTES);
  fail_unless (memcmp (bytes, again, FRAME_BYTES) == 0);
  gst_buffer_unref (kept);
  rph_free (rph);
}

GST_END_TEST;

/* A downstream that keeps everything it gets neither stops the recording nor
 * costs it what it holds. */
GST_START_TEST (test_a_downstream_that_hoards)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (400 * FRAME_BYTES),
      "after-take", 0, NULL);
  GPtrArray *hoard = g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_buffer_unref);
  gchar *messages;
  guint i;

  rph_shoot (rph, 100);
  for (i = 0; i < 1000; i++) {
    RphFrame frame;

    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    g_ptr_array_add (hoard, gst_buffer_ref (rph->main->buffer));
  }
  fail_unless_equals_uint64 (stat_of (rph, "rejected"), 0);
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 1100);
  fail_unless (stat_of (rph, "held-bytes") <= 400 * FRAME_BYTES);
  messages = messages_so_far (rph);
  fail_if (strstr (messages, "take-evicted"), "%s", messages);
  g_free (messages);
  g_ptr_array_unref (hoard);
  rph_free (rph);
}

GST_END_TEST;

/* --- how much is held --------------------------------------------------------------- */

#define SMALL_HISTORY 64        /* frames */

/* @after_take: 0 = none, 1 = reverse */
static Rph *
small_new (gint after_take)
{
  return rph_new_with ("max-size-bytes",
      (guint64) (SMALL_HISTORY * FRAME_BYTES), "after-take", after_take, NULL);
}

GST_START_TEST (test_no_more_than_max_size_bytes)
{
  Rph *rph = small_new (0);
  guint64 max = SMALL_HISTORY * FRAME_BYTES;
  guint i;

  for (i = 0; i < 300; i++) {
    if (i == 100)
      fail_unless (rph_roll (rph) > 0);
    rph_pass (rph, 1);
    fail_unless (stat_of (rph, "held-bytes") <= max, "%" G_GUINT64_FORMAT
        " bytes of %" G_GUINT64_FORMAT, stat_of (rph, "held-bytes"), max);
  }
  fail_unless_equals_uint64 (stat_of (rph, "max-bytes"), max);
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 300);
  fail_unless_equals_uint64 (stat_of (rph, "rejected"), 0);
  fail_unless (stat_of (rph, "held-bytes") > max / 2);
  rph_free (rph);
}

GST_END_TEST;

/* What was said, of the evictions and warnings alone. */
static void
keep_only_losses (gchar * messages)
{
  gchar **lines = g_strsplit (messages, "\n", -1);
  guint i;

  messages[0] = '\0';
  for (i = 0; lines[i]; i++) {
    if (g_str_has_prefix (lines[i], "take-evicted")
        || g_str_has_prefix (lines[i], "warning"))
      strcat (strcat (messages, lines[i]), "\n");
  }
  g_strfreev (lines);
}

GST_START_TEST (test_the_order_of_eviction)
{
  Rph *rph = small_new (0);
  GstStructure *s;
  gchar *messages;
  guint i, id;

  for (i = 1; i <= 4; i++)
    fail_unless_equals_int (rph_shoot (rph, 10), i);
  fail_unless (rph_command (rph->main, "circle", "take", G_TYPE_UINT, 1, NULL));
  fail_unless (rph_command (rph->main, "discard", "take", G_TYPE_UINT, 3,
          NULL));
  id = rph_roll (rph);
  fail_unless_equals_int (id, 5);
  for (i = 0; i < 200; i++) {
    RphFrame frame;

    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
  }
  fail_unless_equals_int (rph_cut (rph), 5);

  /* the discarded one without a word; each other one after a warning */
  messages = messages_so_far (rph);
  keep_only_losses (messages);
  fail_unless (strstr (messages, "take-evicted 3\n") != NULL, "%s", messages);
  fail_unless (strstr (messages, "take-evicted 3\n")
      < strstr (messages, "take-evicted 2\n"), "%s", messages);
  fail_unless (strstr (messages, "take-evicted 2\n")
      < strstr (messages, "take-evicted 4\n"), "%s", messages);
  fail_unless (strstr (messages, "take-evicted 4\n")
      < strstr (messages, "take-evicted 1\n"), "%s", messages);
  for (i = 1; i <= 4; i++) {
    gchar *warning = g_strdup_printf ("warning %u\n", i);
    gchar *loss = g_strdup_printf ("take-evicted %u\n", i);

    if (i != 3)
      fail_unless (strstr (messages, warning) != NULL
          && strstr (messages, warning) < strstr (messages, loss),
          "take %u went without a warning:\n%s", i, messages);
    g_free (warning);
    g_free (loss);
  }
  g_free (messages);

  for (i = 1; i <= 5; i++) {
    s = rph_message (rph, "reverseplay-take-stopped");
    fail_unless_equals_int (rph_get_uint (s, "take"), i);
    fail_unless_equals_int (rph_get_boolean (s, "truncated"), i == 5);
    gst_structure_free (s);
  }
  rph_free (rph);
}

GST_END_TEST;

/* A take that grows beyond the memory keeps its end. */
GST_START_TEST (test_a_take_that_is_too_long)
{
  Rph *rph = small_new (1);
  GstStructure *s;
  RphFrame frame;
  guint frames, i;

  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 5 * SMALL_HISTORY; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
  }
  s = rph_message (rph, "reverseplay-warning");
  fail_unless_equals_string (gst_structure_get_string (s, "reason"),
      "take-will-be-truncated");
  gst_structure_free (s);
  fail_unless (rph_cut (rph) > 0);
  s = rph_message (rph, "reverseplay-take-stopped");
  frames = rph_get_uint (s, "frames");
  fail_unless (rph_get_boolean (s, "truncated"));
  fail_unless (frames > SMALL_HISTORY / 2 && frames <= SMALL_HISTORY);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "duration"),
      frames * RPH_PERIOD);
  gst_structure_free (s);

  for (i = 0; i < frames; i++) {
    make_next (rph, i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 5 * SMALL_HISTORY - 1 - i);
    fail_unless_equals_int (frame.index, frames - 1 - i);
    fail_unless_equals_int (frame.frames, frames);
  }
  rph_free (rph);
}

GST_END_TEST;

/* A rolling take that loses its head while another output shows it. */
GST_START_TEST (test_truncated_under_review)
{
  Rph *rph = small_new (0);
  RphOutput *review = rph_add_review (rph, "review_%u");
  RphFrame frame;
  guint i;

  g_object_set (review->pad, "at-end", 1, NULL);        /* hold */
  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 20; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    rph_pull (review, &frame);
  }
  fail_unless (rph_command (review, "play", NULL));
  rph_pull (review, &frame);
  rph_push_n (rph, 1);
  rph_pull (rph->main, &frame);
  for (i = 0; i < 5 * SMALL_HISTORY; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    fail_if (frame.is_playback);
    rph_pull (review, &frame);
    if (frame.is_playback)
      fail_unless (frame.index < frame.frames);
  }
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 21 + 5 * SMALL_HISTORY);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_idle_footage_evicts_no_take)
{
  Rph *rph = small_new (0);
  gchar *messages;
  RphFrame frame;
  guint i, id;

  for (id = 1; id <= 3; id++) {
    fail_unless_equals_int (rph_shoot (rph, 18), id);
  }
  for (i = 0; i < 10 * SMALL_HISTORY; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
  }
  messages = messages_so_far (rph);
  fail_if (strstr (messages, "evicted"), "%s", messages);
  g_free (messages);

  for (id = 3; id >= 1; id--) {
    fail_unless (rph_command (rph->main, "play", "take", G_TYPE_UINT, id,
            NULL));
    for (i = 0; i < 18; i++) {
      make_next (rph, i);
      rph_pull (rph->main, &frame);
      fail_unless (frame.is_playback && frame.take == id);
      fail_unless_equals_int (frame.number, (id - 1) * 18 + 17 - i);
    }
  }
  rph_free (rph);
}

GST_END_TEST;

/* The take that is being shown is lost: the output goes back to the camera. */
GST_START_TEST (test_evicted_under_review)
{
  Rph *rph = small_new (0);
  RphOutput *review = rph_add_review (rph, "review_%u");
  GstStructure *s;
  RphFrame frame;
  guint i;

  g_object_set (review->pad, "at-end", 2, NULL);        /* loop */
  for (i = 0; i < 2; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    rph_pull (review, &frame);
  }
  fail_unless_equals_int (rph_roll (rph), 1);
  for (i = 0; i < 10; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    rph_pull (review, &frame);
  }
  fail_unless_equals_int (rph_cut (rph), 1);
  fail_unless (rph_command (review, "play", NULL));
  rph_pull (review, &frame);
  fail_unless (frame.is_playback);
  rph_push_n (rph, 1);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (rph_roll (rph), 2);
  for (i = 0; i < 2 * SMALL_HISTORY; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    rph_pull (review, &frame);
  }
  fail_if (frame.is_playback);
  fail_unless_equals_string (rph_nick (review->pad, "mode"), "live");
  s = rph_message (rph, "reverseplay-take-evicted");
  fail_unless_equals_int (rph_get_uint (s, "take"), 1);
  gst_structure_free (s);
  fail_if (rph_command (review, "play", "take", G_TYPE_UINT, 1, NULL));
  rph_free (rph);
}

GST_END_TEST;

static void
expect_error (Rph * rph, GQuark domain, gint code)
{
  GstMessage *message = gst_bus_timed_pop_filtered (rph->bus, 5 * GST_SECOND,
      GST_MESSAGE_ERROR);
  GError *error = NULL;

  fail_unless (message != NULL, "no error");
  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, domain, code), "%s", error->message);
  g_clear_error (&error);
  gst_message_unref (message);
}

GST_START_TEST (test_memory_for_less_than_one_frame)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) FRAME_BYTES - 1, NULL);
  GstFlowReturn flow;

  expect_error (rph, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  flow = rph_push (rph);
  fail_unless (flow == GST_FLOW_NOT_NEGOTIATED || flow == GST_FLOW_ERROR);
  rph_free (rph);
}

GST_END_TEST;

static const guint few[] = { 1, 2, 3, 4 };

/* Just enough for a few frames: it works as well as it can. A take that rolls
 * keeps its last frame while the next one comes. */
GST_START_TEST (test_memory_for_a_few_frames)
{
  Rph *rph = rph_new_with ("max-size-bytes",
      (guint64) few[__i__] * FRAME_BYTES, NULL);
  RphFrame frame;
  guint i;

  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 30; i++) {
    fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, i);
    fail_unless (stat_of (rph, "held-bytes") <= MAX (few[__i__],
            2) * FRAME_BYTES);
  }
  fail_unless_equals_uint64 (stat_of (rph, "rejected"), 0);
  fail_unless (rph_cut (rph) > 0);
  rph_pull (rph->main, &frame);
  fail_unless (frame.is_playback);
  fail_unless_equals_int (frame.number, 29);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_max_size_time)
{
  Rph *rph = rph_new_with ("max-size-time", (guint64) GST_SECOND, NULL);
  GstStructure *s;
  RphFrame frame;
  guint i;

  for (i = 0; i < 200; i++) {
    if (i == 100)
      fail_unless (rph_roll (rph) > 0);
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    fail_unless (stat_of (rph, "held-time") <= GST_SECOND);
  }
  fail_unless (rph_cut (rph) > 0);
  s = rph_message (rph, "reverseplay-take-stopped");
  /* a part is left to what lies outside takes */
  fail_unless (rph_get_uint (s, "frames") >= 23);
  fail_unless (rph_get_uint (s, "frames") <= 25);
  fail_unless (rph_get_boolean (s, "truncated"));
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

/* --- input that is not as it should be ------------------------------------------------- */

/* Times of the camera's frames, in frames: -1 = none. */
typedef struct
{
  const gchar *name;
  gint times[12];
} Stamps;

static const Stamps stamps[] = {
  {"none", {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}},
  {"equal", {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}},
  {"backward", {50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39}},
  {"a jump back", {50, 51, 52, 53, 20, 21, 22, 23, 24, 25, 26, 27}},
  {"a jump ahead", {0, 1, 2, 3, 100, 101, 102, 103, 5000, 5001, 5002, 5003}},
  {"some missing", {0, -1, 2, -1, 4, -1, -1, -1, 8, 9, -1, 11}},
  {"far away", {0, 1, 2, 3, 1000000000, 4, 5, 6, 7, 8, 9, 10}},
};

static void
push_stamped (Rph * rph, gint time)
{
  GstBuffer *buffer = rph_make_frame (rph, rph->number++, time < 0
      ? GST_CLOCK_TIME_NONE : (guint64) time * RPH_PERIOD);

  fail_unless_equals_int (gst_harness_push (camera (rph), buffer), GST_FLOW_OK);
}

/* The harness fails on running times that do not go up. */
GST_START_TEST (test_strange_times)
{
  const Stamps *s = &stamps[__i__];
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 12; i++) {
    push_stamped (rph, s->times[i]);
    rph_pull (rph->main, &frame);
    fail_unless (frame.number == i, "%s: frame %u instead of %u", s->name,
        frame.number, i);
  }
  fail_unless (rph_cut (rph) > 0);
  rph_pull (rph->main, &frame);
  fail_unless (frame.is_playback && frame.number == 11, "%s", s->name);
  fail_unless_equals_int (frame.frames, 12);
  /* each of them can be stepped to */
  for (i = 0; i < 11; i++) {
    fail_unless (rph_command (rph->main, "step", "frames", G_TYPE_INT, -1,
            NULL));
    do {
      rph_pull (rph->main, &frame);
    } while (frame.gap);
    fail_unless (frame.number == 10 - i, "%s: frame %u instead of %u", s->name,
        frame.number, 10 - i);
  }
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 12);
  rph_free (rph);
}

GST_END_TEST;

/* Frames of wrong sizes are left out, and what is around them stays. */
GST_START_TEST (test_wrong_sizes)
{
  static const gsize sizes[] = { 0, 1, FRAME_BYTES - 1 };
  Rph *rph = rph_new ();
  GstMessage *message;
  RphFrame frame;
  guint i;

  rph_pass (rph, 2);
  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, sizes[i], NULL);

    GST_BUFFER_PTS (buffer) = rph_time_of (rph, rph->number);
    fail_unless_equals_int (gst_harness_push (camera (rph), buffer),
        GST_FLOW_OK);
    rph_pass (rph, 3);
  }
  fail_unless_equals_uint64 (stat_of (rph, "rejected"), G_N_ELEMENTS (sizes));
  /* one warning is enough */
  message = gst_bus_pop_filtered (rph->bus, GST_MESSAGE_WARNING);
  fail_unless (message != NULL);
  gst_message_unref (message);
  fail_unless (gst_bus_pop_filtered (rph->bus, GST_MESSAGE_WARNING) == NULL);

  fail_unless (rph_cut (rph) > 0);
  for (i = 0; i < 9; i++) {
    make_next (rph, i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 10 - i);
  }
  rph_free (rph);
}

GST_END_TEST;

/* More bytes than the caps need are of no harm, as long as they fit. */
GST_START_TEST (test_oversized)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) 100000, NULL);
  static const gsize sizes[] = { FRAME_BYTES + 1, 4000, 60000, 99999, 100001,
    3000000
  };
  guint8 byte = 0;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, sizes[i], NULL);
    gboolean fits = sizes[i] <= 100000;

    gst_buffer_memset (buffer, 0, (guint8) (i + 1), sizes[i]);
    fail_unless_equals_int (push (rph, buffer), GST_FLOW_OK);
    if (fits) {
      buffer = pull (rph->main);
      fail_unless (gst_buffer_get_size (buffer) >= FRAME_BYTES);
      gst_buffer_extract (buffer, FRAME_BYTES - 1, &byte, 1);
      fail_unless_equals_int (byte, i + 1);
    }
    fail_unless (stat_of (rph, "held-bytes") <= 100000);
  }
  fail_unless_equals_uint64 (stat_of (rph, "rejected"), 2);
  rph_pass (rph, 3);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_no_frame_rate)
{
  static const guint times[] = { 0, 10, 40, 45, 120, 160, 161, 300 };
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i, n = G_N_ELEMENTS (times);

  rph_set_caps (rph, "GRAY8", 16, 8, 0, 1);
  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < n; i++) {
    rph->time = times[i] * GST_MSECOND;
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    fail_unless_equals_uint64 (frame.pts, times[i] * GST_MSECOND);
  }
  fail_unless (rph_cut (rph) > 0);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, n - 1);
  for (i = 1; i < n; i++) {
    fail_unless (rph_command (rph->main, "step", "frames", G_TYPE_INT, -1,
            NULL));
    do {
      rph_pull (rph->main, &frame);
    } while (frame.gap);
    fail_unless_equals_int (frame.number, n - 1 - i);
  }
  rph_free (rph);
}

GST_END_TEST;

/* An element and its source pad alone, for what a harness would put right. */
static GstPad *
bare_new (GstElement ** element)
{
  static GstStaticPadTemplate src = GST_STATIC_PAD_TEMPLATE ("src",
      GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  GstPad *pad;

  *element = gst_check_setup_element ("reverseplay");
  g_object_set (*element, "max-size-bytes", (guint64) 100000, NULL);
  pad = gst_check_setup_src_pad (*element, &src);
  gst_pad_set_active (pad, TRUE);
  fail_unless (gst_element_set_state (*element, GST_STATE_PLAYING)
      == GST_STATE_CHANGE_SUCCESS);
  return pad;
}

static void
bare_free (GstElement * element)
{
  gst_element_set_state (element, GST_STATE_NULL);
  gst_check_teardown_src_pad (element);
  gst_check_teardown_element (element);
}

GST_START_TEST (test_no_caps)
{
  GstElement *element;
  GstPad *pad = bare_new (&element);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_stream_start ("s"));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
  fail_unless_equals_int (gst_pad_push (pad,
          gst_buffer_new_allocate (NULL, FRAME_BYTES, NULL)),
      GST_FLOW_NOT_NEGOTIATED);
  gst_pad_push_event (pad, gst_event_new_eos ());
  bare_free (element);
}

GST_END_TEST;

static const gchar *segment_formats[] = { "no", "bytes", "default" };

/* Without running times frames are recorded one after the other. */
GST_START_TEST (test_no_segment_in_time)
{
  GstElement *element;
  GstPad *pad = bare_new (&element);
  GstCaps *caps = gst_caps_from_string (CAMERA_CAPS);
  GstStructure *stats = NULL;
  GstSegment segment;
  guint64 recorded = 0;
  guint i;

  /* GStreamer may complain itself */
  gst_check_add_log_filter ("GStreamer", G_LOG_LEVEL_WARNING,
      g_regex_new ("ata flow before segment", 0, 0, NULL), NULL, NULL, NULL);
  gst_pad_push_event (pad, gst_event_new_stream_start ("s"));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  if (__i__ > 0) {
    gst_segment_init (&segment, __i__ == 1 ? GST_FORMAT_BYTES
        : GST_FORMAT_DEFAULT);
    gst_pad_push_event (pad, gst_event_new_segment (&segment));
  }
  for (i = 0; i < 5; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, FRAME_BYTES, NULL);

    gst_buffer_memset (buffer, 0, 1, FRAME_BYTES);
    GST_BUFFER_PTS (buffer) = i * RPH_PERIOD;
    gst_pad_push (pad, buffer);
  }
  g_object_get (element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "recorded", &recorded);
  fail_unless (recorded == 5, "%s segment: %" G_GUINT64_FORMAT " recorded",
      segment_formats[__i__], recorded);
  gst_structure_free (stats);
  gst_caps_unref (caps);
  bare_free (element);
}

GST_END_TEST;

static const gchar *wrong_caps[] = {
  "video/x-h264,stream-format=byte-stream,width=16,height=8",
  "audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved",
  "video/x-raw,width=16,height=8",
  "video/x-raw,format=GRAY8",
  "text/plain",
};

GST_START_TEST (test_wrong_caps_are_refused)
{
  Rph *rph = rph_new ();
  GstPad *pad = gst_element_get_static_pad (rph->element, "sink");
  GstCaps *caps = gst_caps_from_string (wrong_caps[__i__]), *now;

  rph_pass (rph, 2);
  fail_if (gst_pad_send_event (pad, gst_event_new_caps (caps)), "%s",
      wrong_caps[__i__]);
  now = gst_pad_get_current_caps (pad);
  fail_if (gst_caps_is_equal (now, caps));
  gst_caps_unref (now);
  gst_caps_unref (caps);
  /* and the right ones go on */
  rph_pass (rph, 2);
  gst_object_unref (pad);
  rph_free (rph);
}

GST_END_TEST;

/* Coded pictures of random sizes: none of them is a real JPEG, and nobody here
 * needs to know. */
GST_START_TEST (test_coded_pictures)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) 200000, NULL);
  GRand *rand = g_rand_new_with_seed (1);
  GByteArray *kept[40];
  guint i, j;

  gst_harness_set_src_caps_str (camera (rph),
      "image/jpeg,width=64,height=48,framerate=25/1");
  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < 40; i++) {
    gsize size = (gsize) g_rand_int_range (rand, 1, 4000);
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

    kept[i] = g_byte_array_new ();
    for (j = 0; j < size; j++) {
      guint8 byte = (guint8) g_rand_int (rand);

      g_byte_array_append (kept[i], &byte, 1);
    }
    gst_buffer_fill (buffer, 0, kept[i]->data, size);
    fail_unless_equals_int (push (rph, buffer), GST_FLOW_OK);
    buffer = pull (rph->main);
    fail_unless (gst_buffer_get_size (buffer) == size
        && gst_buffer_memcmp (buffer, 0, kept[i]->data, size) == 0);
  }
  fail_unless (rph_cut (rph) > 0);
  for (i = 0; i < 40; i++) {
    GByteArray *expected = kept[39 - i];
    GstBuffer *buffer;

    for (j = 0; j < (i == 0 ? 0 : i == 1 ? 2 : 1); j++)
      fail_unless_equals_int (push (rph, gst_buffer_new_memdup ("coded", 5)),
          GST_FLOW_OK);
    buffer = pull (rph->main);
    fail_unless (gst_buffer_get_size (buffer) == expected->len
        && gst_buffer_memcmp (buffer, 0, expected->data, expected->len) == 0,
        "picture %u", 39 - i);
  }
  for (i = 0; i < 40; i++)
    g_byte_array_unref (kept[i]);
  g_rand_free (rand);
  rph_free (rph);
}

GST_END_TEST;

/* Sizes that leave holes of all sizes in the memory: nothing is rejected as
 * long as it fits. */
GST_START_TEST (test_coded_pictures_of_very_different_sizes)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) 100000,
      "after-take", 0, NULL);
  GRand *rand = g_rand_new_with_seed (2);
  guint i;

  gst_harness_set_src_caps_str (camera (rph),
      "image/jpeg,width=64,height=48,framerate=25/1");
  for (i = 0; i < 2000; i++) {
    gsize size = (gsize) (i % 7 ? g_rand_int_range (rand, 1, 2000)
        : g_rand_int_range (rand, 1, 30000));
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

    if (i % 50 == 10)
      fail_unless (rph_roll (rph) > 0);
    if (i % 50 == 40)
      fail_unless (rph_cut (rph) > 0);
    gst_buffer_memset (buffer, 0, (guint8) i, size);
    fail_unless_equals_int (push (rph, buffer), GST_FLOW_OK);
    fail_unless_equals_int (gst_buffer_get_size (pull (rph->main)), size);
    /* what lies outside takes has a place even if a take has just filled all
     * of it: a few frames over */
    fail_unless (stat_of (rph, "held-bytes") <= 130000, "%" G_GUINT64_FORMAT
        " bytes after frame %u of %" G_GSIZE_FORMAT, stat_of (rph,
            "held-bytes"), i, size);
  }
  fail_unless_equals_uint64 (stat_of (rph, "rejected"), 0);
  g_rand_free (rand);
  rph_free (rph);
}

GST_END_TEST;

/* The camera changes to larger frames in the middle of a take, and back. */
GST_START_TEST (test_caps_change_to_larger_frames)
{
  static const struct
  {
    const gchar *format;
    guint width, height;
  } modes[] = {
    {"GRAY8", 16, 8}, {"I420", 640, 480}, {"RGBA", 320, 180}, {"GRAY8", 16, 8},
  };
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < G_N_ELEMENTS (modes); i++) {
    rph_set_caps (rph, modes[i].format, modes[i].width, modes[i].height, 25, 1);
    rph_pass (rph, 3);
  }
  fail_unless (rph_cut (rph) > 0);
  for (i = 0; i < 12; i++) {
    guint mode = (11 - i) / 3;
    GstVideoInfo info;

    make_next (rph, i);
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, 11 - i);
    fail_unless (gst_video_info_from_caps (&info, rph->main->caps));
    fail_unless_equals_int (info.width, modes[mode].width);
    fail_unless_equals_int (info.height, modes[mode].height);
    fail_unless_equals_string (gst_video_format_to_string
        (GST_VIDEO_INFO_FORMAT (&info)), modes[mode].format);
    fail_unless_equals_int (gst_buffer_get_size (rph->main->buffer), info.size);
    fail_unless_equals_int (frame.new_caps, i > 0 && i % 3 == 0);
  }
  rph_free (rph);
}

GST_END_TEST;

/* Frames that got so large that the history holds but a few of them. */
GST_START_TEST (test_caps_change_to_frames_that_hardly_fit)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) 2000000, NULL);
  guint i;

  rph_pass (rph, 100);
  fail_unless (rph_roll (rph) > 0);
  rph_pass (rph, 10);
  rph_set_caps (rph, "GRAY8", 1280, 720, 25, 1);
  for (i = 0; i < 20; i++) {
    rph_pass (rph, 1);
    fail_unless (stat_of (rph, "held-bytes") <= 2000000);
  }
  fail_unless_equals_uint64 (stat_of (rph, "rejected"), 0);
  fail_unless_equals_uint64 (stat_of (rph, "recorded"), 130);
  fail_unless (rph_cut (rph) > 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_caps_change_to_frames_that_do_not_fit)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) 100000, NULL);

  rph_pass (rph, 5);
  rph_set_caps (rph, "GRAY8", 1280, 720, 25, 1);
  expect_error (rph, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  rph_free (rph);
}

GST_END_TEST;

/* --- events and queries ----------------------------------------------------------------- */

typedef struct
{
  GMutex lock;
  GPtrArray *log;               /* names of events, "buffer" */
} Log;

static GstPadProbeReturn
log_item (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Log *log = user_data;
  gchar *name;

  (void) pad;
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    name = g_strdup ("buffer");
  } else {
    GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
    const GstStructure *s = gst_event_get_structure (event);

    name = g_strdup (GST_EVENT_TYPE (event) & GST_EVENT_TYPE_DOWNSTREAM
        && s && g_str_has_prefix (GST_EVENT_TYPE_NAME (event), "custom")
        ? gst_structure_get_name (s) : GST_EVENT_TYPE_NAME (event));
  }
  g_mutex_lock (&log->lock);
  g_ptr_array_add (log->log, name);
  g_mutex_unlock (&log->lock);
  return GST_PAD_PROBE_OK;
}

static Log *
log_new (RphOutput * output)
{
  Log *log = g_new0 (Log, 1);

  g_mutex_init (&log->lock);
  log->log = g_ptr_array_new_with_free_func (g_free);
  gst_pad_add_probe (output->harness->sinkpad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, log_item, log, NULL);
  return log;
}

/* Buffers before the first event @name; -1 when it did not come. */
static gint
buffers_before (Log * log, const gchar * name)
{
  gint found = -1, n = 0;
  guint i;

  g_mutex_lock (&log->lock);
  for (i = 0; i < log->log->len && found < 0; i++) {
    if (g_str_equal (g_ptr_array_index (log->log, i), name))
      found = n;
    n += g_str_equal (g_ptr_array_index (log->log, i), "buffer");
  }
  g_mutex_unlock (&log->lock);
  return found;
}

static void
log_free (Log * log)
{
  g_ptr_array_unref (log->log);
  g_mutex_clear (&log->lock);
  g_free (log);
}

GST_START_TEST (test_events_are_forwarded_in_their_place)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  Log *main_log = log_new (rph->main), *review_log = log_new (review);
  RphFrame frame;
  guint i;

  for (i = 0; i < 3; i++) {
    rph_push_n (rph, 1);
    rph_pull (rph->main, &frame);
    rph_pull (review, &frame);
  }
  gst_harness_push_event (camera (rph), gst_event_new_tag
      (gst_tag_list_new (GST_TAG_TITLE, "a camera", NULL)));
  gst_harness_push_event (camera (rph), gst_event_new_custom
      (GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty ("serialized")));
  gst_harness_push_event (camera (rph), gst_event_new_custom
      (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY, gst_structure_new_empty ("sticky")));
  rph_push_n (rph, 1);
  rph_pull (rph->main, &frame);
  rph_pull (review, &frame);
  gst_harness_push_event (camera (rph),
      gst_event_new_gap (4 * RPH_PERIOD, RPH_PERIOD));
  rph->number++;
  rph_push_n (rph, 1);
  rph_pull (rph->main, &frame);
  rph_pull (review, &frame);
  gst_harness_push_event (camera (rph), gst_event_new_custom
      (GST_EVENT_CUSTOM_DOWNSTREAM_OOB, gst_structure_new_empty ("oob")));

  fail_unless_equals_int (buffers_before (main_log, "tag"), 3);
  fail_unless_equals_int (buffers_before (main_log, "serialized"), 3);
  fail_unless_equals_int (buffers_before (main_log, "sticky"), 3);
  fail_unless_equals_int (buffers_before (main_log, "gap"), 4);
  fail_unless_equals_int (buffers_before (main_log, "oob"), 5);
  fail_unless_equals_int (buffers_before (review_log, "tag"), 3);
  fail_unless_equals_int (buffers_before (review_log, "serialized"), 3);
  fail_unless_equals_int (buffers_before (review_log, "gap"), 4);
  fail_unless_equals_int (buffers_before (review_log, "oob"), 5);
  rph_free (rph);
  log_free (main_log);
  log_free (review_log);
}

GST_END_TEST;

/* Tags reach a monitor that is switched on later. */
GST_START_TEST (test_tags_for_a_later_output)
{
  Rph *rph = rph_new ();
  RphOutput *review;
  RphFrame frame;
  GstEvent *event;

  gst_harness_push_event (camera (rph), gst_event_new_tag
      (gst_tag_list_new (GST_TAG_TITLE, "a camera", NULL)));
  rph_pass (rph, 3);
  review = rph_add_review (rph, "review_%u");
  rph_push_n (rph, 2);
  rph_pull (review, &frame);
  rph_pull (review, &frame);
  event = gst_pad_get_sticky_event (review->pad, GST_EVENT_TAG, 0);
  fail_unless (event != NULL);
  gst_event_unref (event);
  rph_free (rph);
}

GST_END_TEST;

/* Ten thousand events for a monitor that stands still cost no memory without
 * end, and no time. */
GST_START_TEST (test_events_for_an_output_that_is_stuck)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  rph_pass (rph, 1);
  rph_block (rph->main);
  rph_push_n (rph, 1);
  rph_wait_stuck (rph->main);
  for (i = 0; i < 10000; i++)
    gst_harness_push_event (camera (rph), gst_event_new_custom
        (GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new ("note", "i",
                G_TYPE_UINT, i, NULL)));
  rph_push_n (rph, 1);
  rph_unblock (rph->main);
  rph_pull (rph->main, &frame);
  rph_pull (rph->main, &frame);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_serialized_queries_are_answered)
{
  Rph *rph = rph_new ();
  GstQuery *drain = gst_query_new_drain ();
  GstQuery *custom = gst_query_new_custom (GST_QUERY_CUSTOM
      | (GstQueryType) GST_QUERY_TYPE_SERIALIZED,
      gst_structure_new_empty ("what"));
  guint i;

  rph_pass (rph, 2);
  for (i = 0; i < 2; i++) {
    fail_unless (gst_pad_peer_query (camera (rph)->srcpad, drain));
    gst_pad_peer_query (camera (rph)->srcpad, custom);
    if (i > 0)
      break;
    /* with downstream stuck, the answer comes all the same */
    rph_block (rph->main);
    rph_push_n (rph, 2);
    rph_wait_stuck (rph->main);
  }
  gst_query_unref (drain);
  gst_query_unref (custom);
  rph_free (rph);
}

GST_END_TEST;

/* --- the suite ----------------------------------------------------------------------------- */

static Suite *
reverseplay_record_suite (void)
{
  Suite *s = suite_create ("reverseplay-record");
  TCase *tc = tcase_create ("memory");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_frames_of_the_offered_pool_are_not_copied);
  tcase_add_test (tc, test_the_pool_outlives_the_element);
  tcase_add_loop_test (tc, test_a_cameras_pool_never_runs_dry, 0,
      G_N_ELEMENTS (pool_sizes));
  tcase_add_test (tc, test_metas_stay_with_their_frame);
  tcase_add_test (tc, test_metas_downstream_are_its_own);
  tcase_add_loop_test (tc, test_odd_layouts_are_put_right, 0,
      G_N_ELEMENTS (layouts));
  tcase_add_test (tc, test_buffers_of_several_memories);
  tcase_add_test (tc, test_the_history_is_read_only);
  tcase_add_test (tc, test_a_frame_downstream_outlives_its_take);
  tcase_add_test (tc, test_a_downstream_that_hoards);

  tc = tcase_create ("room");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_no_more_than_max_size_bytes);
  tcase_add_test (tc, test_the_order_of_eviction);
  tcase_add_test (tc, test_a_take_that_is_too_long);
  tcase_add_test (tc, test_truncated_under_review);
  tcase_add_test (tc, test_idle_footage_evicts_no_take);
  tcase_add_test (tc, test_evicted_under_review);
  tcase_add_test (tc, test_memory_for_less_than_one_frame);
  tcase_add_loop_test (tc, test_memory_for_a_few_frames, 0, G_N_ELEMENTS (few));
  tcase_add_test (tc, test_max_size_time);

  tc = tcase_create ("input");
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_strange_times, 0, G_N_ELEMENTS (stamps));
  tcase_add_test (tc, test_wrong_sizes);
  tcase_add_test (tc, test_oversized);
  tcase_add_test (tc, test_no_frame_rate);
  tcase_add_test (tc, test_no_caps);
  tcase_add_loop_test (tc, test_no_segment_in_time, 0,
      G_N_ELEMENTS (segment_formats));
  tcase_add_loop_test (tc, test_wrong_caps_are_refused, 0,
      G_N_ELEMENTS (wrong_caps));
  tcase_add_test (tc, test_coded_pictures);
  tcase_add_test (tc, test_coded_pictures_of_very_different_sizes);
  tcase_add_test (tc, test_caps_change_to_larger_frames);
  tcase_add_test (tc, test_caps_change_to_frames_that_hardly_fit);
  tcase_add_test (tc, test_caps_change_to_frames_that_do_not_fit);

  tc = tcase_create ("events");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_events_are_forwarded_in_their_place);
  tcase_add_test (tc, test_tags_for_a_later_output);
  tcase_add_test (tc, test_events_for_an_output_that_is_stuck);
  tcase_add_test (tc, test_serialized_queries_are_answered);
  return s;
}

GST_CHECK_MAIN (reverseplay_record);
