/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A day's shooting: the process does not grow, whatever went through it. */
#include "reverseplay-harness.h"

#include <string.h>

#define WIDTH 320
#define HEIGHT 180
#define FRAME_BYTES (WIDTH * HEIGHT)
#define FRAMES_PER_TAKE 90
#define FRAMES_PER_ROUND 100
#define ROUNDS 1000
/* Every take evicts the one before. */
#define HISTORY ((guint64) 150 * FRAME_BYTES)
/* What allocators and threads may come to need between two looks. */
#define SLACK ((guint64) 4 << 20)

/* Bytes of this process in memory. */
static guint64
resident (void)
{
  gchar *text = NULL, *line;
  guint64 kib = 0;

  if (g_file_get_contents ("/proc/self/status", &text, NULL, NULL)) {
    line = strstr (text, "VmRSS:");
    if (line)
      kib = g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10);
  }
  g_free (text);
  return kib * 1024;
}

typedef struct
{
  GstElement *element;
  GstPad *src, *sink;
  GstBufferPool *pool;
  GstBus *bus;
  guint evicted;
  GMutex lock;
  GCond cond;
  guint64 out;                  /* buffers that came out */
} Village;

static GstStaticPadTemplate any_src = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate any_sink = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static Village *village;

static GstFlowReturn
count_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  (void) pad;
  (void) parent;
  gst_buffer_unref (buffer);
  g_mutex_lock (&village->lock);
  village->out++;
  g_cond_signal (&village->cond);
  g_mutex_unlock (&village->lock);
  return GST_FLOW_OK;
}

static void
village_init (Village * v)
{
  GstCaps *caps = gst_caps_new_simple ("video/x-raw",
      "format", G_TYPE_STRING, "GRAY8", "width", G_TYPE_INT, WIDTH,
      "height", G_TYPE_INT, HEIGHT, "framerate", GST_TYPE_FRACTION, 25, 1,
      NULL);
  GstStructure *config;
  GstSegment segment;

  memset (v, 0, sizeof (*v));
  village = v;
  g_mutex_init (&v->lock);
  g_cond_init (&v->cond);
  v->element = gst_check_setup_element ("reverseplay");
  g_object_set (v->element, "max-size-bytes", HISTORY, NULL);
  v->src = gst_check_setup_src_pad (v->element, &any_src);
  v->sink = gst_check_setup_sink_pad (v->element, &any_sink);
  v->bus = gst_bus_new ();
  gst_element_set_bus (v->element, v->bus);
  gst_pad_set_chain_function (v->sink, count_chain);
  gst_pad_set_active (v->src, TRUE);
  gst_pad_set_active (v->sink, TRUE);
  gst_element_set_state (v->element, GST_STATE_PLAYING);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (v->src, gst_event_new_stream_start ("s"));
  gst_pad_push_event (v->src, gst_event_new_caps (caps));
  gst_pad_push_event (v->src, gst_event_new_segment (&segment));

  v->pool = gst_buffer_pool_new ();
  config = gst_buffer_pool_get_config (v->pool);
  gst_buffer_pool_config_set_params (config, caps, FRAME_BYTES, 4, 4);
  gst_buffer_pool_set_config (v->pool, config);
  gst_buffer_pool_set_active (v->pool, TRUE);
  gst_caps_unref (caps);
}

static void
village_clear (Village * v)
{
  gst_buffer_pool_set_active (v->pool, FALSE);
  gst_object_unref (v->pool);
  gst_element_set_state (v->element, GST_STATE_NULL);
  gst_element_set_bus (v->element, NULL);
  gst_bus_set_flushing (v->bus, TRUE);
  gst_object_unref (v->bus);
  gst_check_teardown_src_pad (v->element);
  gst_check_teardown_sink_pad (v->element);
  gst_check_teardown_element (v->element);
  g_mutex_clear (&v->lock);
  g_cond_clear (&v->cond);
}

static void
read_messages (Village * v)
{
  GstMessage *message;

  while ((message = gst_bus_pop (v->bus))) {
    v->evicted += gst_message_has_name (message, "reverseplay-take-evicted");
    gst_message_unref (message);
  }
}

static void
shoot (Village * v, guint64 number)
{
  GstBuffer *buffer = NULL;

  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (v->pool, &buffer,
          NULL), GST_FLOW_OK);
  GST_BUFFER_PTS (buffer) = number * RPH_PERIOD;
  GST_BUFFER_DURATION (buffer) = RPH_PERIOD;
  fail_unless_equals_int (gst_pad_push (v->src, buffer), GST_FLOW_OK);
}

static guint64
stat_of (Village * v, const gchar * name)
{
  GstStructure *stats = NULL;
  guint64 value;

  g_object_get (v->element, "stats", &stats, NULL);
  value = rph_get_uint64 (stats, name);
  gst_structure_free (stats);
  return value;
}

/* A take is shot while the one before plays; each evicts the one before. */
GST_START_TEST (test_a_thousand_takes)
{
  guint64 number = 0, early = 0, late;
  guint round, i, id;
  Village v;

  village_init (&v);
  for (round = 0; round < ROUNDS; round++) {
    g_signal_emit_by_name (v.element, "take-start", "a take", &id);
    fail_unless_equals_int (id, round + 1);
    for (i = 0; i < FRAMES_PER_TAKE; i++)
      shoot (&v, number++);
    g_signal_emit_by_name (v.element, "take-stop", &id);
    for (; i < FRAMES_PER_ROUND; i++)
      shoot (&v, number++);
    fail_unless (stat_of (&v, "held-bytes") <= HISTORY);
    read_messages (&v);
    /* after a tenth of it everything has found its size */
    if (round == ROUNDS / 10)
      early = resident ();
  }
  late = resident ();
  fail_unless_equals_uint64 (stat_of (&v, "recorded"),
      (guint64) ROUNDS * FRAMES_PER_ROUND);
  fail_unless_equals_uint64 (stat_of (&v, "rejected"), 0);
  fail_unless (v.out > 0);
  fail_unless_equals_int (v.evicted, ROUNDS - 1);
  fail_unless (early > 0 && late < early + SLACK, "the process grew from %"
      G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " KiB", early / 1024,
      late / 1024);
  village_clear (&v);
}

GST_END_TEST;

/* Commands, notes and marks of a long day. */
GST_START_TEST (test_a_hundred_thousand_commands)
{
  guint64 number = 0, early = 0, late;
  guint round, id;
  gboolean ok;
  Village v;

  village_init (&v);
  g_signal_emit_by_name (v.element, "take-start", NULL, &id);
  for (; number < 50; number++)
    shoot (&v, number);
  g_signal_emit_by_name (v.element, "take-stop", &id);
  for (round = 0; round < 100000; round++) {
    g_signal_emit_by_name (v.element, "play", 0, round % 2, &ok);
    if (round % 10 == 0)
      gst_pad_push_event (v.sink, gst_event_new_custom
          (GST_EVENT_CUSTOM_UPSTREAM, gst_structure_new ("onset-command",
                  "command", G_TYPE_STRING, round % 20 ? "note" : "circle",
                  "text", G_TYPE_STRING, "again", NULL)));
    if (round % 100 == 0) {
      shoot (&v, number++);
      read_messages (&v);
    }
    if (round == 20000)
      early = resident ();
  }
  late = resident ();
  fail_unless (early > 0 && late < early + SLACK, "the process grew from %"
      G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " KiB", early / 1024,
      late / 1024);
  village_clear (&v);
}

GST_END_TEST;

static Suite *
reverseplay_long_suite (void)
{
  Suite *s = suite_create ("reverseplay-long");
  TCase *tc = tcase_create ("growth");

  tcase_set_timeout (tc, 300);
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_a_thousand_takes);
  tcase_add_test (tc, test_a_hundred_thousand_commands);
  return s;
}

GST_CHECK_MAIN (reverseplay_long);
