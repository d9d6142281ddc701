/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tabletsink: what it makes of pictures and sounds, when, and what happens when
 * an encoder does not work. The server behind it keeps what it is told. */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include <string.h>

#include <gsttabletbranch.h>
#include <gsttabletpicture.h>
#include <gsttabletsink.h>

#include "tabletsink-server.h"

#define FRAME (40 * GST_MSECOND)
#define H264 (1u << TS_MEDIA_H264)
#define JPEG (1u << TS_MEDIA_JPEG)
#define OPUS (1u << TS_MEDIA_OPUS)

static void
setup (void)
{
  fail_unless (GST_ELEMENT_REGISTER (tabletsink, NULL));
}

static gboolean
has_element (const gchar * name)
{
  GstElementFactory *factory = gst_element_factory_find (name);
  gboolean has = factory != NULL;

  gst_clear_object (&factory);
  return has;
}

#define NEEDS(name, test) G_STMT_START { \
  if (!has_element (name)) { \
    g_print ("SKIP: %s: no %s\n", test, name); \
    return; \
  } \
} G_STMT_END

/* --- a sink that is fed by hand -------------------------------------------- */

typedef struct
{
  GstHarness *h;
  GstBus *bus;
  GstVideoInfo info;
  guint n;                      /* of the next frame */
} Fed;

static void
set_caps (Fed * fed, const gchar * text)
{
  GstCaps *caps = gst_caps_from_string (text);

  if (gst_structure_has_name (gst_caps_get_structure (caps, 0), "video/x-raw"))
    fail_unless (gst_video_info_from_caps (&fed->info, caps));
  gst_harness_set_src_caps (fed->h, caps);
}

static Fed
fed_new (const gchar * caps)
{
  GstElement *sink = gst_element_factory_make ("tabletsink", NULL);
  Fed fed = { 0 };

  fed.bus = gst_bus_new ();
  gst_element_set_bus (sink, fed.bus);
  fed.h = gst_harness_new_with_element (sink, "sink", NULL);
  gst_object_unref (sink);
  set_caps (&fed, caps);
  return fed;
}

static void
fed_free (Fed * fed)
{
  gst_element_set_bus (fed->h->element, NULL);
  gst_bus_set_flushing (fed->bus, TRUE);
  gst_object_unref (fed->bus);
  gst_harness_teardown (fed->h);
}

static void
push_raw (Fed * fed)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, fed->info.size, NULL);

  gst_buffer_memset (buffer, 0, 0x60, fed->info.size);
  GST_BUFFER_PTS (buffer) = fed->n++ * FRAME;
  GST_BUFFER_DURATION (buffer) = FRAME;
  fail_unless_equals_int (gst_harness_push (fed->h, buffer), GST_FLOW_OK);
}

/* Pushes until frame number @n of @media is there. The queues are leaky, so it
 * is not known how many that takes; each waits for nothing. */
static const TsFrame *
push_until (Fed * fed, TsMedia media, guint n)
{
  while (fake_server_n_frames ("sink", media) <= n) {
    push_raw (fed);
    g_thread_yield ();
  }
  return fake_server_wait_frame ("sink", media, n);
}

static void
want (TsMedia media, gboolean wanted)
{
  fake_server_demand ("sink", media, wanted);
}

static GstMessage *
wait_warning (GstBus * bus)
{
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
      GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);

  fail_unless (message != NULL && GST_MESSAGE_TYPE (message)
      == GST_MESSAGE_WARNING, "%" GST_PTR_FORMAT, message);
  return message;
}

#define RAW "video/x-raw,format=I420,width=64,height=48,framerate=25/1"
#define CODED "video/x-h264,stream-format=byte-stream,alignment=au"

/* --- raw pictures ---------------------------------------------------------- */

GST_START_TEST (test_nothing_is_made_while_nobody_watches)
{
  Fed fed = fed_new (RAW);
  GstBin *bin = GST_BIN (fed.h->element);
  const TsFrame *frame;
  gint64 closed;
  guint i, n;

  for (i = 0; i < 10; i++)
    push_raw (&fed);
  fail_unless_equals_int (bin->numchildren, 0);
  fail_unless_equals_int (fake_server_media ("sink"), H264 | JPEG);

  want (TS_MEDIA_JPEG, TRUE);
  push_until (&fed, TS_MEDIA_JPEG, 0);
  fail_unless_equals_int (bin->numchildren, 1);
  fail_unless_equals_int (fake_server_n_frames ("sink", TS_MEDIA_H264), 0);
  /* closed: whatever was under way comes before what is pushed after it */
  want (TS_MEDIA_JPEG, FALSE);
  for (i = 0; i < 10; i++)
    push_raw (&fed);
  closed = g_get_real_time ();
  want (TS_MEDIA_JPEG, TRUE);
  n = fake_server_n_frames ("sink", TS_MEDIA_JPEG);
  push_until (&fed, TS_MEDIA_JPEG, n + 2);
  frame = fake_server_wait_frame ("sink", TS_MEDIA_JPEG, n + 2);
  fail_unless (frame->captured >= closed);
  for (i = 1, n = 0; i < fake_server_n_frames ("sink", TS_MEDIA_JPEG); i++)
    if (fake_server_wait_frame ("sink", TS_MEDIA_JPEG, i)->captured < closed)
      n++;
  /* at most what was in the queues when it was closed */
  fail_unless (n <= 4, "%u frames were made", n);
  fed_free (&fed);
}

GST_END_TEST;

static void
check_jpeg (const TsFrame * frame, guint width, guint height)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (frame->data, &size);

  fail_unless_equals_int (frame->format->media, TS_MEDIA_JPEG);
  fail_unless_equals_string (frame->format->codec, "image/jpeg");
  fail_unless_equals_int (frame->format->width, width);
  fail_unless_equals_int (frame->format->height, height);
  fail_unless (frame->key && size > 4 && data[0] == 0xff && data[1] == 0xd8);
}

static guint
read_length (const guint8 * data)
{
  return (guint) data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
}

/* An access unit: lengths of 4 bytes that add up to the whole. */
static void
check_h264 (const TsFrame * frame, guint width, guint height)
{
  gsize size, at = 0;
  const guint8 *data = g_bytes_get_data (frame->data, &size), *avcc;
  gboolean idr = FALSE;
  gchar *codec;

  while (at + 4 < size) {
    idr |= (data[at + 4] & 0x1f) == 5;
    at += 4 + read_length (data + at);
  }
  fail_unless_equals_uint64 (at, size);
  fail_unless_equals_int (idr, frame->key);
  avcc = g_bytes_get_data (frame->format->config, &size);
  fail_unless (size >= 7 && avcc[0] == 1);
  codec = g_strdup_printf ("avc1.%02x%02x%02x", avcc[1], avcc[2], avcc[3]);
  fail_unless_equals_string (frame->format->codec, codec);
  g_free (codec);
  fail_unless_equals_int (frame->format->width, width);
  fail_unless_equals_int (frame->format->height, height);
  fail_unless_equals_int (frame->format->fps_n, 25);
  fail_unless_equals_int (frame->format->fps_d, 1);
}

GST_START_TEST (test_raw_becomes_h264_and_jpeg)
{
  Fed fed = fed_new (RAW);
  const TsFrame *frame;
  guint i, n, m;

  want (TS_MEDIA_H264, TRUE);
  want (TS_MEDIA_JPEG, TRUE);
  frame = push_until (&fed, TS_MEDIA_H264, 0);
  fail_unless (frame->key);
  check_h264 (frame, 64, 48);
  check_jpeg (push_until (&fed, TS_MEDIA_JPEG, 3), 64, 48);
  frame = push_until (&fed, TS_MEDIA_H264, 5);
  fail_if (frame->key || frame->discont);
  check_h264 (frame, 64, 48);
  fail_unless_equals_uint64 (frame->duration, FRAME);

  /* what the server was told about a frame and the frame itself: one time */
  m = fake_server_n_moments ("sink");
  for (i = 0, n = 0; i < m; i++)
    n += fake_server_moment ("sink", i).captured == frame->captured;
  fail_unless_equals_int (n, 1);
  fed_free (&fed);
}

GST_END_TEST;

GST_START_TEST (test_a_key_frame_comes_when_it_is_asked_for)
{
  Fed fed = fed_new (RAW);
  guint i, n = 0;

  want (TS_MEDIA_H264, TRUE);
  push_until (&fed, TS_MEDIA_H264, 3);
  for (i = 1; i <= 3; i++)
    n += fake_server_wait_frame ("sink", TS_MEDIA_H264, i)->key;
  fail_unless_equals_int (n, 0);
  n = fake_server_n_frames ("sink", TS_MEDIA_H264);
  fake_server_ask_key ("sink");
  for (i = n; !push_until (&fed, TS_MEDIA_H264, i)->key; i++)
    fail_unless (i < n + 6);
  /* and after a break: the tablet that comes has nothing yet */
  want (TS_MEDIA_H264, FALSE);
  push_raw (&fed);
  want (TS_MEDIA_H264, TRUE);
  n = fake_server_n_frames ("sink", TS_MEDIA_H264);
  for (i = n; !push_until (&fed, TS_MEDIA_H264, i)->key; i++)
    fail_unless (i < n + 6);
  fed_free (&fed);
}

GST_END_TEST;

GST_START_TEST (test_sizes)
{
  static const struct
  {
    gint width, height, par_n, par_d;
    guint max;
    gint to_width, to_height;
  } sizes[] = {
    {1920, 1080, 1, 1, 1280, 1280, 720},
    {640, 480, 1, 1, 1280, 640, 480},
    {641, 481, 1, 1, 1280, 642, 482},
    {1281, 721, 1, 1, 1281, 1280, 722},
    {720, 576, 16, 15, 1280, 768, 576},
    {1440, 1080, 4, 3, 1280, 1280, 720},
    {4096, 1716, 1, 1, 1280, 1280, 536},
    {1080, 1920, 1, 1, 720, 720, 1280},
    {1, 1, 1, 1, 1280, 2, 2},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    GstCaps *caps = gst_caps_new_simple ("video/x-raw",
        "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, sizes[i].width,
        "height", G_TYPE_INT, sizes[i].height, "framerate",
        GST_TYPE_FRACTION, 25, 1, "pixel-aspect-ratio", GST_TYPE_FRACTION,
        sizes[i].par_n, sizes[i].par_d, NULL);
    gint width, height;

    fail_unless (gst_tablet_picture_size (caps, sizes[i].max, &width, &height));
    fail_unless (width == sizes[i].to_width && height == sizes[i].to_height,
        "%dx%d became %dx%d", sizes[i].width, sizes[i].height, width, height);
    gst_caps_unref (caps);
  }
}

GST_END_TEST;

/* The first frame of @media from number @n on that is @width wide. */
static void
push_until_width (Fed * fed, TsMedia media, guint width, guint height)
{
  guint n = fake_server_n_frames ("sink", media);

  while (push_until (fed, media, n)->format->width != width)
    n++;
  fail_unless_equals_int (push_until (fed, media, n)->format->height, height);
}

GST_START_TEST (test_caps_change_on_the_fly)
{
  Fed fed = fed_new (RAW);

  g_object_set (fed.h->element, "width", 128, NULL);
  want (TS_MEDIA_H264, TRUE);
  want (TS_MEDIA_JPEG, TRUE);
  push_until (&fed, TS_MEDIA_H264, 1);
  push_until (&fed, TS_MEDIA_JPEG, 1);
  /* larger than wanted, another format, narrow pixels */
  set_caps (&fed, "video/x-raw,format=UYVY,width=256,height=128,"
      "framerate=25/1");
  push_until_width (&fed, TS_MEDIA_H264, 128, 64);
  push_until_width (&fed, TS_MEDIA_JPEG, 128, 64);
  set_caps (&fed, "video/x-raw,format=NV12,width=36,height=48,"
      "pixel-aspect-ratio=4/3,framerate=25/1");
  push_until_width (&fed, TS_MEDIA_H264, 48, 48);
  push_until_width (&fed, TS_MEDIA_JPEG, 48, 48);
  fed_free (&fed);
}

GST_END_TEST;

GST_START_TEST (test_interlaced_becomes_progressive)
{
  Fed fed = fed_new ("video/x-raw,format=v210,width=96,height=64,"
      "framerate=25/1,interlace-mode=interleaved,field-order="
      "top-field-first");

  want (TS_MEDIA_H264, TRUE);
  push_until_width (&fed, TS_MEDIA_H264, 96, 64);
  fail_unless_equals_int (push_until (&fed, TS_MEDIA_H264, 2)->format->fps_n,
      25);
  set_caps (&fed, RAW);
  push_until_width (&fed, TS_MEDIA_H264, 64, 48);
  fed_free (&fed);
}

GST_END_TEST;

/* --- a camera with few buffers --------------------------------------------- */

GST_START_TEST (test_a_pool_of_three_does_not_starve)
{
  Fed fed = fed_new (RAW);
  GstBufferPool *pool = gst_buffer_pool_new ();
  GstStructure *config = gst_buffer_pool_get_config (pool);
  GstBufferPoolAcquireParams params = { 0 };
  GstCaps *caps = gst_video_info_to_caps (&fed.info);
  guint i, starved = 0;

  gst_buffer_pool_config_set_params (config, caps, fed.info.size, 3, 3);
  fail_unless (gst_buffer_pool_set_config (pool, config));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  params.flags = GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT;
  want (TS_MEDIA_H264, TRUE);
  want (TS_MEDIA_JPEG, TRUE);
  for (i = 0; i < 200; i++) {
    GstBuffer *buffer;

    /* as the camera would find out: it never waits */
    if (gst_buffer_pool_acquire_buffer (pool, &buffer, &params)
        != GST_FLOW_OK) {
      starved++;
      continue;
    }
    gst_buffer_memset (buffer, 0, 0x60, fed.info.size);
    GST_BUFFER_PTS (buffer) = i * FRAME;
    fail_unless_equals_int (gst_harness_push (fed.h, buffer), GST_FLOW_OK);
  }
  fail_unless_equals_int (starved, 0);
  fake_server_wait_frame ("sink", TS_MEDIA_JPEG, 0);
  fake_server_wait_frame ("sink", TS_MEDIA_H264, 0);
  fed_free (&fed);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  gst_caps_unref (caps);
}

GST_END_TEST;

/* --- coded pictures -------------------------------------------------------- */

typedef struct
{
  GstElement *pipeline;
  GstBus *bus;
} Set;

static Set
set_new (const gchar * description)
{
  GError *error = NULL;
  Set set;

  set.pipeline = gst_parse_launch (description, &error);
  fail_unless (error == NULL, "%s", error ? error->message : "");
  set.bus = gst_element_get_bus (set.pipeline);
  fail_unless (gst_element_set_state (set.pipeline, GST_STATE_PLAYING)
      != GST_STATE_CHANGE_FAILURE);
  return set;
}

static void
set_free (Set * set)
{
  gst_element_set_state (set->pipeline, GST_STATE_NULL);
  gst_object_unref (set->bus);
  gst_object_unref (set->pipeline);
}

GST_START_TEST (test_h264_is_sent_as_it_is)
{
  Set set;
  const TsFrame *frame;
  guint i, n;

  NEEDS ("x264enc", "test_h264_is_sent_as_it_is");
  set = set_new ("videotestsrc is-live=true ! " RAW
      " ! x264enc tune=zerolatency key-int-max=10000 speed-preset=ultrafast ! "
      "video/x-h264,stream-format=byte-stream ! tabletsink");
  fake_server_wait_media ("sink", H264);
  want (TS_MEDIA_H264, TRUE);
  /* the encoder upstream is asked, so the picture is there at once */
  for (i = 0; !fake_server_wait_frame ("sink", TS_MEDIA_H264, i)->key; i++)
    fail_unless (i < 5);
  fail_unless (fake_server_wait_frame ("sink", TS_MEDIA_H264, 0)->discont);
  /* The encoder's own first one may have come before that which it was asked
   * for, and on a slow machine what has waited comes at once */
  do
    frame = fake_server_wait_frame ("sink", TS_MEDIA_H264, ++i);
  while ((frame->key || frame->discont) && i < 30);
  fail_if (frame->key || frame->discont);
  check_h264 (frame, 64, 48);
  fake_server_ask_key ("sink");
  n = fake_server_n_frames ("sink", TS_MEDIA_H264);
  for (i = n; !fake_server_wait_frame ("sink", TS_MEDIA_H264, i)->key; i++)
    fail_unless (i < n + 6);
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_b_frames_are_a_warning)
{
  GstMessage *message;
  GError *error;
  Set set;

  NEEDS ("x264enc", "test_b_frames_are_a_warning");
  set = set_new ("videotestsrc is-live=true ! " RAW " ! x264enc bframes=2 "
      "b-adapt=false rc-lookahead=4 sync-lookahead=0 ! tabletsink");
  fake_server_wait_media ("sink", H264);
  want (TS_MEDIA_H264, TRUE);
  message = wait_warning (set.bus);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless (strstr (error->message, "bframes=0") != NULL, "%s",
      error->message);
  g_error_free (error);
  gst_message_unref (message);
  set_free (&set);
}

GST_END_TEST;

/* Of @frame, the first slice is one of I macroblocks alone: first_mb_in_slice
 * is 0, slice_type 7 or 2 (H.264, 7.3.3; Exp-Golomb). */
static gboolean
is_intra (const TsFrame * frame)
{
  gsize size, at = 0;
  const guint8 *data = g_bytes_get_data (frame->data, &size);

  for (; at + 5 < size; at += 4 + read_length (data + at)) {
    guint type = data[at + 4] & 0x1f, slice = data[at + 5];

    if (type == 1 || type == 5)
      return slice == 0x88 || (slice & 0xf0) == 0xb0;
  }
  return FALSE;
}

GST_START_TEST (test_only_an_idr_is_a_key_frame)
{
  const TsFrame *frame;
  guint i, n_intra = 0;
  Set set;

  NEEDS ("x264enc", "test_only_an_idr_is_a_key_frame");
  /* Each frame is a cut, too soon after a key frame for another one */
  set = set_new ("videotestsrc is-live=true pattern=snow ! " RAW " ! x264enc "
      "tune=zerolatency key-int-max=100 "
      "option-string=min-keyint=90:scenecut=80 ! tabletsink");
  fake_server_wait_media ("sink", H264);
  want (TS_MEDIA_H264, TRUE);
  /* nobody asks for more key frames than the first */
  for (i = 0; n_intra < 3; i++) {
    frame = fake_server_wait_frame ("sink", TS_MEDIA_H264, i);
    check_h264 (frame, 64, 48);
    n_intra += is_intra (frame) && !frame->key;
    fail_unless (i < 30, "%u I pictures that are none", n_intra);
  }
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_jpeg_is_sent_as_it_is)
{
  Set set = set_new ("videotestsrc is-live=true ! " RAW
      " ! jpegenc ! tabletsink");

  fake_server_wait_media ("sink", JPEG);
  want (TS_MEDIA_JPEG, TRUE);
  check_jpeg (fake_server_wait_frame ("sink", TS_MEDIA_JPEG, 2), 64, 48);
  set_free (&set);
  NEEDS ("jpegparse", "test_jpeg_is_sent_as_it_is");
  /* cut anywhere, and nothing said about the size */
  set = set_new ("videotestsrc is-live=true ! " RAW " ! jpegenc ! "
      "rndbuffersize min=300 max=900 ! capssetter replace=true caps=image/jpeg "
      "! tabletsink");
  want (TS_MEDIA_JPEG, TRUE);
  check_jpeg (fake_server_wait_frame ("sink", TS_MEDIA_JPEG, 2), 64, 48);
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_raw_gives_way_to_coded_and_back)
{
  Fed fed = fed_new (RAW);
  GstHarness *encoder = gst_harness_new ("jpegenc");
  GstBuffer *buffer;
  guint n;

  want (TS_MEDIA_H264, TRUE);
  want (TS_MEDIA_JPEG, TRUE);
  push_until (&fed, TS_MEDIA_H264, 0);
  gst_harness_set_src_caps_str (encoder, "video/x-raw,format=I420,width=96,"
      "height=80,framerate=25/1");
  buffer = gst_harness_create_buffer (encoder, 96 * 80 * 3 / 2);
  gst_buffer_memset (buffer, 0, 0x80, 96 * 80 * 3 / 2);
  buffer = gst_harness_push_and_pull (encoder, buffer);

  set_caps (&fed, "image/jpeg,width=96,height=80,framerate=25/1");
  fail_unless_equals_int (fake_server_media ("sink"), JPEG);
  n = fake_server_n_frames ("sink", TS_MEDIA_JPEG);
  fail_unless_equals_int (gst_harness_push (fed.h, gst_buffer_copy (buffer)),
      GST_FLOW_OK);
  /* what was under way comes first */
  while (fake_server_wait_frame ("sink", TS_MEDIA_JPEG, n)->format->width == 64)
    n++;
  check_jpeg (fake_server_wait_frame ("sink", TS_MEDIA_JPEG, n), 96, 80);

  set_caps (&fed, RAW);
  fail_unless_equals_int (fake_server_media ("sink"), H264 | JPEG);
  push_until_width (&fed, TS_MEDIA_JPEG, 64, 48);
  push_until_width (&fed, TS_MEDIA_H264, 64, 48);
  gst_buffer_unref (buffer);
  gst_harness_teardown (encoder);
  fed_free (&fed);
}

GST_END_TEST;

/* --- several buffers at once ----------------------------------------------- */

/* More of them at once may be dropped: the queue before the server has room for
 * so many. */
#define LIST_MAX 8
#define N_UNITS (2 + 1 + LIST_MAX)
#define START (2 * 3600 * GST_SECOND)

/* Access units of pictures that differ, and their caps. */
static GPtrArray *
make_units (GstCaps ** caps)
{
  GstHarness *h = gst_harness_new_parse ("x264enc tune=zerolatency "
      "speed-preset=ultrafast ! capsfilter caps=\"" CODED "\"");
  GPtrArray *units = g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_buffer_unref);
  guint i;

  gst_harness_set_src_caps_str (h, RAW);
  for (i = 0; i < N_UNITS; i++) {
    GstBuffer *buffer = gst_harness_create_buffer (h, 64 * 48 * 3 / 2);

    gst_buffer_memset (buffer, 0, (guint8) (0x20 + 8 * i), 64 * 48 * 3 / 2);
    GST_BUFFER_PTS (buffer) = i * FRAME;
    GST_BUFFER_DURATION (buffer) = FRAME;
    buffer = gst_buffer_make_writable (gst_harness_push_and_pull (h, buffer));
    /* x264enc begins at 1000 hours, and so does its segment; ours has run for
     * a while when the first one comes */
    GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = START + i * FRAME;
    g_ptr_array_add (units, buffer);
  }
  *caps = gst_pad_get_current_caps (h->sinkpad);
  gst_harness_teardown (h);
  return units;
}

static void
push_list (Fed * fed, GPtrArray * units, guint from, guint to)
{
  GstBufferList *list = gst_buffer_list_new ();

  for (; from < to; from++)
    gst_buffer_list_add (list, gst_buffer_ref (units->pdata[from]));
  fail_unless_equals_int (gst_pad_push_list (fed->h->srcpad, list),
      GST_FLOW_OK);
  fake_server_wait_frame ("sink", TS_MEDIA_H264, to - 1);
}

static void
push_each (Fed * fed, GPtrArray * units)
{
  guint i;

  for (i = 0; i < N_UNITS; i++) {
    fail_unless_equals_int (gst_harness_push (fed->h,
            gst_buffer_ref (units->pdata[i])), GST_FLOW_OK);
    fake_server_wait_frame ("sink", TS_MEDIA_H264, i);
  }
}

static void
check_bytes (const TsFrame * frame, GstBuffer * buffer)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (frame->data, &size);

  fail_unless_equals_uint64 (size, gst_buffer_get_size (buffer));
  fail_unless_equals_int (gst_buffer_memcmp (buffer, 0, data, size), 0);
}

/* What tablets get of @units. */
static GPtrArray *
frames_of (GPtrArray * units, const GstCaps * caps, gboolean as_lists)
{
  gchar *text = gst_caps_to_string (caps);
  Fed fed = fed_new (text);
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify)
      ts_frame_unref);
  guint i;

  want (TS_MEDIA_H264, TRUE);
  if (as_lists) {
    push_list (&fed, units, 0, 2);
    push_list (&fed, units, 2, 3);
    push_list (&fed, units, 3, N_UNITS);
  } else {
    push_each (&fed, units);
  }
  fail_unless_equals_int (fake_server_n_moments ("sink"), N_UNITS);
  fail_unless_equals_int (fake_server_n_frames ("sink", TS_MEDIA_H264),
      N_UNITS);
  for (i = 0; i < N_UNITS; i++) {
    const TsFrame *frame = fake_server_wait_frame ("sink", TS_MEDIA_H264, i);

    fail_unless_equals_int64 (frame->captured,
        fake_server_moment ("sink", i).captured);
    g_ptr_array_add (frames, ts_frame_ref ((TsFrame *) frame));
  }
  fed_free (&fed);
  g_free (text);
  return frames;
}

static void
check_same (const TsFrame * a, const TsFrame * b)
{
  fail_unless (g_bytes_equal (a->data, b->data));
  fail_unless_equals_int (a->key, b->key);
  fail_unless_equals_int (a->discont, b->discont);
  fail_unless_equals_uint64 (a->duration, b->duration);
  fail_unless_equals_string (a->format->codec, b->format->codec);
}

/* Demuxers and depayloaders push at once what came at once. */
GST_START_TEST (test_a_buffer_list_is_its_buffers)
{
  GPtrArray *units, *alone, *listed;
  GstCaps *caps;
  guint i;

  NEEDS ("x264enc", "test_a_buffer_list_is_its_buffers");
  units = make_units (&caps);
  alone = frames_of (units, caps, FALSE);
  listed = frames_of (units, caps, TRUE);
  for (i = 0; i < N_UNITS; i++) {
    check_h264 (listed->pdata[i], 64, 48);
    check_same (alone->pdata[i], listed->pdata[i]);
    fail_if (i > 0 && g_bytes_equal (((TsFrame *) listed->pdata[i])->data,
            ((TsFrame *) listed->pdata[i - 1])->data));
  }
  g_ptr_array_unref (alone);
  g_ptr_array_unref (listed);
  g_ptr_array_unref (units);
  gst_caps_unref (caps);
}

GST_END_TEST;

/* The last one is what is to be seen then. */
GST_START_TEST (test_of_pictures_that_come_at_once_the_last_one_stays)
{
  GstHarness *encoder = gst_harness_new ("jpegenc");
  Fed fed = fed_new ("image/jpeg,width=64,height=48,framerate=25/1");
  GstBufferList *list = gst_buffer_list_new ();
  GstBuffer *buffer;
  guint i;

  gst_harness_set_src_caps_str (encoder, RAW);
  want (TS_MEDIA_JPEG, TRUE);
  for (i = 0; i < 4; i++) {
    buffer = gst_harness_create_buffer (encoder, 64 * 48 * 3 / 2);
    gst_buffer_memset (buffer, 0, (guint8) (0x20 + 0x20 * i), 64 * 48 * 3 / 2);
    buffer = gst_harness_push_and_pull (encoder, buffer);
    GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = START + i * FRAME;
    gst_buffer_list_add (list, buffer);
  }
  gst_buffer_ref (buffer);
  fail_unless_equals_int (gst_pad_push_list (fed.h->srcpad, list), GST_FLOW_OK);
  check_bytes (fake_server_wait_frame ("sink", TS_MEDIA_JPEG, 3), buffer);
  gst_buffer_unref (buffer);
  gst_harness_teardown (encoder);
  fed_free (&fed);
}

GST_END_TEST;

/* --- sound ----------------------------------------------------------------- */

GST_START_TEST (test_sound_becomes_opus)
{
  const TsFrame *frame;
  Set set;

  NEEDS ("opusenc", "test_sound_becomes_opus");
  set = set_new ("tabletsink name=t audiotestsrc is-live=true ! audio/x-raw,"
      "rate=44100,channels=6 ! t.audio_0");
  fake_server_wait_media ("audio_0", OPUS);
  fake_server_demand ("audio_0", TS_MEDIA_OPUS, TRUE);
  frame = fake_server_wait_frame ("audio_0", TS_MEDIA_OPUS, 3);
  fail_unless_equals_string (frame->format->codec, "opus");
  fail_unless_equals_int (frame->format->rate, 48000);
  fail_unless_equals_int (frame->format->channels, 2);
  /* 2.5 ms: the encoder looks ahead no further */
  fail_unless_equals_int (frame->format->pre_skip, 120);
  fail_unless_equals_uint64 (frame->duration, 10 * GST_MSECOND);
  fail_unless (frame->key && g_bytes_get_size (frame->data) > 0);
  fail_unless (frame->captured > fake_server_wait_frame ("audio_0",
          TS_MEDIA_OPUS, 0)->captured);
  set_free (&set);
}

GST_END_TEST;

/* The tracks of a recorder: nobody says where they belong. */
GST_START_TEST (test_unpositioned_sound_is_heard)
{
  const TsFrame *frame;
  Set set;

  NEEDS ("opusenc", "test_unpositioned_sound_is_heard");
  set = set_new ("tabletsink name=t audiotestsrc is-live=true ! audio/x-raw,"
      "channels=4,channel-mask=(bitmask)0 ! t.audio_0");
  fake_server_wait_media ("audio_0", OPUS);
  fake_server_demand ("audio_0", TS_MEDIA_OPUS, TRUE);
  frame = fake_server_wait_frame ("audio_0", TS_MEDIA_OPUS, 20);
  fail_unless_equals_int (frame->format->channels, 2);
  /* a tone: silence is 3 bytes */
  fail_unless (g_bytes_get_size (frame->data) > 30);
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_sound_changes_its_channels)
{
  static const gint to[] = { 1, 2, 2, 1 };
  static const gchar *const from[] = { "1", "2",
    "6,channel-mask=(bitmask)0", "1"
  };
  GstHarness *h;
  guint i, n;

  NEEDS ("opusenc", "test_sound_changes_its_channels");
  h = gst_harness_new_with_padnames ("tabletsink", "audio_0", NULL);
  for (i = 0; i < G_N_ELEMENTS (to); i++) {
    gchar *caps = g_strconcat ("audio/x-raw,format=S16LE,rate=48000,"
        "layout=interleaved,channels=", from[i], NULL);

    gst_harness_set_src_caps_str (h, caps);
    g_free (caps);
    fake_server_demand ("audio_0", TS_MEDIA_OPUS, TRUE);
    n = fake_server_n_frames ("audio_0", TS_MEDIA_OPUS);
    for (;; n++) {
      while (fake_server_n_frames ("audio_0", TS_MEDIA_OPUS) <= n) {
        /* 40 ms of what has 6 channels */
        GstBuffer *buffer = gst_harness_create_buffer (h, 1920 * 12);

        gst_buffer_memset (buffer, 0, 0, 1920 * 12);
        fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_OK);
        g_thread_yield ();
      }
      if (fake_server_wait_frame ("audio_0", TS_MEDIA_OPUS,
              n)->format->channels == (guint) to[i])
        break;
    }
  }
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_without_opusenc_there_is_no_sound)
{
  GstPluginFeature *opusenc = gst_registry_lookup_feature (gst_registry_get (),
      "opusenc");
  Set set;

  if (opusenc)
    gst_registry_remove_feature (gst_registry_get (), opusenc);
  set = set_new ("tabletsink name=t audiotestsrc is-live=true ! t.audio_0");
  gst_message_unref (wait_warning (set.bus));
  fail_unless_equals_int (fake_server_media ("audio_0"), 0);
  fake_server_demand ("audio_0", TS_MEDIA_OPUS, TRUE);
  fake_server_demand ("audio_0", TS_MEDIA_OPUS, FALSE);
  set_free (&set);
  if (opusenc)
    gst_registry_add_feature (gst_registry_get (), opusenc);
  gst_clear_object (&opusenc);
}

GST_END_TEST;

/* --- encoders that do not work ---------------------------------------------
 * One of our own, under the name of the first candidate. */

typedef struct
{
  GstElement parent;
  guint n;
} BadEncoder;

typedef struct
{
  GstElementClass parent_class;
} BadEncoderClass;

static gboolean bad_opens;      /* whether it gets to READY */
static gboolean bad_silent;     /* it fails without a word */
static gint bad_patient, bad_fed;       /* atomic: it does not fail yet, but eats */
static gint later;              /* s by which the clock is put on */
static gint bad_encoders;       /* atomic: how many saw data */

/* Those that open, and close, only while it is open. */
static struct
{
  GMutex lock;
  GCond cond;
  gboolean used, open;
  guint n_waiting;
} bad_gate;

static void
bad_gate_pass (void)
{
  g_mutex_lock (&bad_gate.lock);
  bad_gate.n_waiting++;
  g_cond_broadcast (&bad_gate.cond);
  while (bad_gate.used && !bad_gate.open)
    g_cond_wait (&bad_gate.cond, &bad_gate.lock);
  g_mutex_unlock (&bad_gate.lock);
}

/* From now on nobody has come to it. */
static void
bad_gate_set (gboolean open)
{
  g_mutex_lock (&bad_gate.lock);
  if (!bad_gate.used)
    bad_gate.used = TRUE;       /* others read it with no lock */
  bad_gate.open = open;
  bad_gate.n_waiting = 0;
  g_cond_broadcast (&bad_gate.cond);
  g_mutex_unlock (&bad_gate.lock);
}

static gboolean
bad_gate_is_used (void)
{
  gboolean waiting;

  g_mutex_lock (&bad_gate.lock);
  waiting = bad_gate.n_waiting > 0;
  g_mutex_unlock (&bad_gate.lock);
  return waiting;
}

GType bad_encoder_get_type (void);
G_DEFINE_TYPE (BadEncoder, bad_encoder, GST_TYPE_ELEMENT);

static GstStaticPadTemplate bad_sink = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-raw; video/x-h264"));
static GstStaticPadTemplate bad_src = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("video/x-h264; video/x-raw"));

static GstFlowReturn
bad_encoder_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  gst_buffer_unref (buffer);
  if (g_atomic_int_get (&bad_patient)) {
    g_atomic_int_set (&bad_fed, TRUE);
    return GST_FLOW_OK;
  }
  g_atomic_int_inc (&bad_encoders);
  if (bad_gate.used)
    return GST_FLOW_OK;
  if (bad_silent)
    return GST_FLOW_NOT_NEGOTIATED;
  GST_ELEMENT_ERROR (parent, STREAM, ENCODE, ("the card is gone"), (NULL));
  return GST_FLOW_ERROR;
}

static GstStateChangeReturn
bad_encoder_change_state (GstElement * element, GstStateChange transition)
{
  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !bad_opens)
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_NULL_TO_READY
      || transition == GST_STATE_CHANGE_READY_TO_NULL)
    bad_gate_pass ();
  return GST_ELEMENT_CLASS (bad_encoder_parent_class)->change_state (element,
      transition);
}

static void
bad_encoder_class_init (BadEncoderClass * klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  element_class->change_state = bad_encoder_change_state;
  gst_element_class_add_static_pad_template (element_class, &bad_sink);
  gst_element_class_add_static_pad_template (element_class, &bad_src);
  gst_element_class_set_static_metadata (element_class, "bad", "Encoder",
      "bad", "bad");
}

static void
bad_encoder_init (BadEncoder * self)
{
  GstPad *pad = gst_pad_new_from_static_template (&bad_sink, "sink");

  gst_pad_set_chain_function (pad, bad_encoder_chain);
  gst_element_add_pad (GST_ELEMENT (self), pad);
  gst_element_add_pad (GST_ELEMENT (self),
      gst_pad_new_from_static_template (&bad_src, "src"));
}

static void
register_bad (const gchar * name, gboolean opens)
{
  bad_opens = opens;
  fail_unless (gst_element_register (NULL, name, GST_RANK_NONE,
          bad_encoder_get_type ()));
}

GST_START_TEST (test_an_encoder_that_does_not_open_is_passed_over)
{
  Fed fed;

  register_bad ("nvh264enc", FALSE);
  fed = fed_new (RAW);
  want (TS_MEDIA_H264, TRUE);
  check_h264 (push_until (&fed, TS_MEDIA_H264, 0), 64, 48);
  fail_unless_equals_int (g_atomic_int_get (&bad_encoders), 0);
  fed_free (&fed);
}

GST_END_TEST;

static void
check_replaced (void)
{
  Fed fed;

  register_bad ("nvh264enc", TRUE);
  fed = fed_new (RAW);
  want (TS_MEDIA_H264, TRUE);
  want (TS_MEDIA_JPEG, TRUE);
  check_h264 (push_until (&fed, TS_MEDIA_H264, 1), 64, 48);
  fail_unless_equals_int (g_atomic_int_get (&bad_encoders), 1);
  push_until (&fed, TS_MEDIA_JPEG, 1);
  fail_unless_equals_int (fake_server_media ("sink"), H264 | JPEG);
  fail_unless (gst_bus_pop_filtered (fed.bus, GST_MESSAGE_ERROR
          | GST_MESSAGE_WARNING) == NULL);
  fed_free (&fed);
}

GST_START_TEST (test_an_encoder_that_fails_is_replaced)
{
  check_replaced ();
}

GST_END_TEST;

GST_START_TEST (test_an_encoder_that_fails_without_a_word_is_replaced)
{
  bad_silent = TRUE;
  check_replaced ();
}

GST_END_TEST;

gint64 __real_g_get_monotonic_time (void);
gint64 __wrap_g_get_monotonic_time (void);

gint64
__wrap_g_get_monotonic_time (void)
{
  return __real_g_get_monotonic_time ()
      + g_atomic_int_get (&later) * G_TIME_SPAN_SECOND;
}

GST_START_TEST (test_who_has_worked_for_a_minute_may_try_again)
{
  Fed fed;

  g_atomic_int_set (&bad_patient, TRUE);
  register_bad ("nvh264enc", TRUE);
  fed = fed_new (RAW);
  want (TS_MEDIA_H264, TRUE);
  while (!g_atomic_int_get (&bad_fed))
    push_raw (&fed);
  g_atomic_int_set (&later, 61);
  g_atomic_int_set (&bad_patient, FALSE);
  check_h264 (push_until (&fed, TS_MEDIA_H264, 0), 64, 48);
  /* again it, and only then the next one */
  fail_unless_equals_int (g_atomic_int_get (&bad_encoders), 2);
  fed_free (&fed);
}

GST_END_TEST;

/* What is made of an element that hangs in it is made, and taken apart, while
 * upstream goes on. */
GST_START_TEST (test_who_hangs_holds_up_nobody)
{
  Fed fed;

  register_bad ("h264parse", TRUE);
  bad_gate_set (FALSE);
  fed = fed_new (CODED);
  want (TS_MEDIA_H264, TRUE);
  while (!bad_gate_is_used ())  /* it does not open */
    gst_harness_push (fed.h, gst_buffer_new_allocate (NULL, 100, NULL));
  gst_harness_push (fed.h, gst_buffer_new_allocate (NULL, 100, NULL));
  bad_gate_set (TRUE);
  while (!g_atomic_int_get (&bad_encoders))
    gst_harness_push (fed.h, gst_buffer_new_allocate (NULL, 100, NULL));
  bad_gate_set (FALSE);
  want (TS_MEDIA_H264, FALSE);
  want (TS_MEDIA_JPEG, TRUE);
  set_caps (&fed, RAW);
  while (!bad_gate_is_used ())  /* it does not close */
    push_raw (&fed);
  push_raw (&fed);
  /* nothing else works before it is gone: it may have the only card */
  fail_unless_equals_int (fake_server_n_frames ("sink", TS_MEDIA_JPEG), 0);
  bad_gate_set (TRUE);
  check_jpeg (push_until (&fed, TS_MEDIA_JPEG, 0), 64, 48);
  fed_free (&fed);
}

GST_END_TEST;

GST_START_TEST (test_a_converter_that_fails_without_a_word_is_given_up)
{
  GstMessage *message;
  GError *error;
  Fed fed;

  bad_silent = TRUE;
  register_bad ("videoconvertscale", TRUE);
  fed = fed_new (RAW);
  want (TS_MEDIA_JPEG, TRUE);
  while (fake_server_media ("sink") != 0) {
    push_raw (&fed);
    g_thread_yield ();
  }
  fail_unless_equals_int (g_atomic_int_get (&bad_encoders), 3);
  message = wait_warning (fed.bus);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless (strstr (error->message, "before tabletsink") != NULL, "%s",
      error->message);
  g_error_free (error);
  gst_message_unref (message);
  /* the same again would fail again, something else may work */
  set_caps (&fed, RAW);
  fail_unless_equals_int (fake_server_media ("sink"), 0);
  set_caps (&fed, RAW ",pixel-aspect-ratio=4/3");
  fail_unless_equals_int (fake_server_media ("sink"), H264 | JPEG);
  fed_free (&fed);
}

GST_END_TEST;

static const gchar *const candidates[] = { "nvh264enc", "vah264enc",
  "qsvh264enc", "vaapih264enc", "v4l2h264enc", "x264enc", "openh264enc"
};

GST_START_TEST (test_with_no_encoder_left_there_is_jpeg)
{
  GstMessage *message;
  GError *error;
  Fed fed;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (candidates); i++)
    register_bad (candidates[i], TRUE);
  fed = fed_new (RAW);
  fail_unless_equals_int (fake_server_media ("sink"), H264 | JPEG);
  want (TS_MEDIA_H264, TRUE);
  want (TS_MEDIA_JPEG, TRUE);
  while (fake_server_media ("sink") != JPEG) {
    push_raw (&fed);
    g_thread_yield ();
  }
  fail_unless_equals_int (g_atomic_int_get (&bad_encoders),
      G_N_ELEMENTS (candidates));
  message = wait_warning (fed.bus);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless (strstr (error->message, "install x264enc") != NULL);
  g_error_free (error);
  gst_message_unref (message);
  i = fake_server_n_frames ("sink", TS_MEDIA_JPEG);
  check_jpeg (push_until (&fed, TS_MEDIA_JPEG, i + 2), 64, 48);
  fed_free (&fed);
}

GST_END_TEST;

GST_START_TEST (test_without_any_encoder_there_is_jpeg)
{
  Fed fed;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (candidates); i++)
    register_bad (candidates[i], FALSE);
  fed = fed_new (RAW);
  gst_message_unref (wait_warning (fed.bus));
  fail_unless_equals_int (fake_server_media ("sink"), JPEG);
  want (TS_MEDIA_JPEG, TRUE);
  check_jpeg (push_until (&fed, TS_MEDIA_JPEG, 0), 64, 48);
  fed_free (&fed);
}

GST_END_TEST;

GST_START_TEST (test_data_that_is_none_stops_nobody)
{
  Fed fed = fed_new ("video/x-h264,stream-format=byte-stream,alignment=nal");
  guint i;

  want (TS_MEDIA_H264, TRUE);
  for (i = 0; i < 50; i++)
    fail_unless_equals_int (gst_harness_push (fed.h,
            gst_buffer_new_memdup ("\0\0\0\1\xffnonsense", 13)), GST_FLOW_OK);
  set_caps (&fed, RAW);
  check_h264 (push_until (&fed, TS_MEDIA_H264, 0), 64, 48);
  fail_unless (gst_bus_pop_filtered (fed.bus, GST_MESSAGE_ERROR) == NULL);
  fed_free (&fed);
}

GST_END_TEST;

static Suite *
tabletsink_media_suite (void)
{
  Suite *s = suite_create ("tabletsink-media");
  TCase *tc = tcase_create ("general");

  /* Once, and not in the process of each case */
  gst_tablet_branch_warm_up ();
  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, NULL);
  tcase_add_test (tc, test_nothing_is_made_while_nobody_watches);
  tcase_add_test (tc, test_raw_becomes_h264_and_jpeg);
  tcase_add_test (tc, test_a_key_frame_comes_when_it_is_asked_for);
  tcase_add_test (tc, test_sizes);
  tcase_add_test (tc, test_caps_change_on_the_fly);
  tcase_add_test (tc, test_interlaced_becomes_progressive);
  tcase_add_test (tc, test_a_pool_of_three_does_not_starve);
  tcase_add_test (tc, test_h264_is_sent_as_it_is);
  tcase_add_test (tc, test_b_frames_are_a_warning);
  tcase_add_test (tc, test_only_an_idr_is_a_key_frame);
  tcase_add_test (tc, test_jpeg_is_sent_as_it_is);
  tcase_add_test (tc, test_raw_gives_way_to_coded_and_back);
  tcase_add_test (tc, test_a_buffer_list_is_its_buffers);
  tcase_add_test (tc, test_of_pictures_that_come_at_once_the_last_one_stays);
  tcase_add_test (tc, test_sound_becomes_opus);
  tcase_add_test (tc, test_unpositioned_sound_is_heard);
  tcase_add_test (tc, test_sound_changes_its_channels);
  tcase_add_test (tc, test_without_opusenc_there_is_no_sound);
  tcase_add_test (tc, test_an_encoder_that_does_not_open_is_passed_over);
  tcase_add_test (tc, test_an_encoder_that_fails_is_replaced);
  tcase_add_test (tc, test_an_encoder_that_fails_without_a_word_is_replaced);
  tcase_add_test (tc, test_who_has_worked_for_a_minute_may_try_again);
  tcase_add_test (tc, test_who_hangs_holds_up_nobody);
  tcase_add_test (tc, test_a_converter_that_fails_without_a_word_is_given_up);
  tcase_add_test (tc, test_with_no_encoder_left_there_is_jpeg);
  tcase_add_test (tc, test_without_any_encoder_there_is_jpeg);
  tcase_add_test (tc, test_data_that_is_none_stops_nobody);
  return s;
}

GST_CHECK_MAIN (tabletsink_media);
