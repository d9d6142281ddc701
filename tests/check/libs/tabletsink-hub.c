/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tabletsink-viewer.h"

#include <string.h>
#include <sys/socket.h>

#include "hub-private.h"

#define SECOND G_USEC_PER_SEC
#define H264 "media/h264?path=webcodecs"
#define MSE "media/h264?path=mse"
#define JPEG "media/jpeg"

static void
expect_frame (Viewer * viewer, guint i, TsWireType type, guint32 sequence,
    guint8 flags)
{
  Message *message = viewer_message (viewer, i);

  fail_unless_equals_int (message->header.type, type);
  fail_unless_equals_int (message->header.sequence, sequence);
  fail_unless_equals_int (message->header.flags, flags);
}

static void
expect_type (Viewer * viewer, guint i, TsWireType type)
{
  Message *message = viewer_message (viewer, i);

  fail_unless_equals_int (message->header.type, type);
  fail_unless_equals_int (message->header.sequence, 0);
  fail_unless_equals_int64 (message->header.captured, 0);
}

static void
expect_text (Viewer * viewer, guint i, const gchar * part)
{
  Message *message = viewer_message (viewer, i);
  gchar *text = g_strndup (g_bytes_get_data (message->payload, NULL),
      g_bytes_get_size (message->payload));

  fail_unless (strstr (text, part), "%s is not in %s", part, text);
  g_free (text);
}

/* --- frames ----------------------------------------------------------------- */

GST_START_TEST (test_order_and_key_first)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, H264);
  TsFrame *frame;

  fail_unless (rig->wanted[TS_MEDIA_H264]);
  fail_if (rig->wanted[TS_MEDIA_JPEG]);
  fail_unless_equals_int (rig->n_keys, 1);
  fail_unless_equals_int (viewer->n_messages, 0);

  rig_push (rig, TS_MEDIA_H264, FALSE, 100);
  rig_push (rig, TS_MEDIA_JPEG, TRUE, 100);
  fail_unless_equals_int (viewer->n_frames, 0);

  frame = ts_frame_ref (rig_frame (rig, TS_MEDIA_H264, TRUE, 300));
  ts_hub_push (rig->hub, "sink", frame);
  rig_push (rig, TS_MEDIA_H264, FALSE, 200);
  rig_wait (&viewer->n_frames, 2);

  expect_type (viewer, 0, TS_WIRE_FORMAT);
  expect_text (viewer, 0, "\"codec\":\"avc1.64001f\"");
  expect_frame (viewer, 1, TS_WIRE_PICTURE, 2, TS_WIRE_KEY | TS_WIRE_DISCONT);
  expect_frame (viewer, 2, TS_WIRE_PICTURE, 3, 0);
  fail_unless (g_bytes_equal (viewer_message (viewer, 1)->payload,
          frame->data));
  fail_unless_equals_int64 (viewer_message (viewer, 1)->header.captured,
      frame->captured);
  fail_unless_equals_int (g_bytes_get_size (viewer_message (viewer,
              2)->payload), 200);

  ts_frame_unref (frame);
  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

/* Who joins later has the last key frame at once, and nothing that builds on
 * frames that it has not had. */
GST_START_TEST (test_join)
{
  Rig *rig = rig_new ();
  Viewer *first = viewer_new (rig, H264), *second, *third;

  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  second = viewer_new (rig, H264);
  rig_wait (&second->n_frames, 1);
  /* Nothing has come since that key frame: the next one fits. */
  rig_push (rig, TS_MEDIA_H264, FALSE, 100);
  rig_wait (&second->n_frames, 2);
  expect_frame (second, 1, TS_WIRE_PICTURE, 1, TS_WIRE_KEY);
  expect_frame (second, 2, TS_WIRE_PICTURE, 2, 0);

  third = viewer_new (rig, H264);
  rig_push (rig, TS_MEDIA_H264, FALSE, 100);
  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  rig_wait (&first->n_frames, 4);
  rig_wait (&third->n_frames, 2);
  fail_unless_equals_int (third->n_messages, 3);
  expect_frame (third, 1, TS_WIRE_PICTURE, 1, TS_WIRE_KEY);
  expect_frame (third, 2, TS_WIRE_PICTURE, 4, TS_WIRE_KEY | TS_WIRE_DISCONT);

  viewer_free (first);
  viewer_free (second);
  viewer_free (third);
  rig_free (rig);
}

GST_END_TEST;

/* The encoder has lost something: what comes next builds on it. */
GST_START_TEST (test_discontinuity)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, H264);
  TsFrame *frame;

  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  frame = rig_frame (rig, TS_MEDIA_H264, FALSE, 100);
  frame->discont = TRUE;
  ts_hub_push (rig->hub, "sink", frame);
  rig_push (rig, TS_MEDIA_H264, FALSE, 100);
  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  rig_wait (&viewer->n_frames, 2);
  expect_frame (viewer, 2, TS_WIRE_PICTURE, 4, TS_WIRE_KEY | TS_WIRE_DISCONT);
  fail_unless_equals_int (viewer->n_frames, 2);

  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_format_change)
{
  Rig *rig = rig_new ();
  Viewer *plain = viewer_new (rig, H264), *mse = viewer_new (rig, MSE);
  TsFormat *second = ts_format_new (TS_MEDIA_H264);

  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  rig_wait (&mse->n_messages, 3);
  expect_type (mse, 0, TS_WIRE_FORMAT);
  expect_text (mse, 0, "\"mime\":\"video/mp4; codecs=\\\"avc1.64001f\\\"\"");
  expect_type (mse, 1, TS_WIRE_INIT);
  expect_frame (mse, 2, TS_WIRE_FRAGMENT, 1, TS_WIRE_KEY);

  second->codec = g_strdup ("avc1.42c01e");
  second->width = 1920;
  ts_format_unref (rig->format[TS_MEDIA_H264]);
  rig->format[TS_MEDIA_H264] = second;
  rig_push (rig, TS_MEDIA_H264, FALSE, 100);
  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  rig_wait (&mse->n_messages, 6);
  rig_wait (&plain->n_messages, 4);

  expect_type (plain, 2, TS_WIRE_FORMAT);
  expect_text (plain, 2, "\"codec\":\"avc1.42c01e\"");
  expect_frame (plain, 3, TS_WIRE_PICTURE, 3, TS_WIRE_KEY | TS_WIRE_DISCONT);
  expect_type (mse, 3, TS_WIRE_FORMAT);
  expect_type (mse, 4, TS_WIRE_INIT);
  expect_frame (mse, 5, TS_WIRE_FRAGMENT, 3, TS_WIRE_KEY | TS_WIRE_DISCONT);

  viewer_free (plain);
  viewer_free (mse);
  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_ended)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, JPEG), *late;

  /* The end does not overtake what was pushed before it. */
  ts_hub_push (rig->hub, "sink", rig_frame (rig, TS_MEDIA_JPEG, TRUE, 100));
  ts_hub_set_ended (rig->hub, "sink", TRUE);
  ts_hub_set_ended (rig->hub, "sink", TRUE);
  rig_wait (&viewer->n_messages, 3);
  rig_settle ();
  fail_unless_equals_int (viewer->n_messages, 3);
  expect_frame (viewer, 1, TS_WIRE_PICTURE, 1, TS_WIRE_KEY);
  expect_type (viewer, 2, TS_WIRE_ENDED);

  late = viewer_new (rig, JPEG);
  rig_wait (&late->n_messages, 3);
  expect_type (late, 0, TS_WIRE_FORMAT);
  expect_frame (late, 1, TS_WIRE_PICTURE, 1, TS_WIRE_KEY);
  expect_type (late, 2, TS_WIRE_ENDED);

  /* What was still in an encoder is not the last word. */
  rig_push (rig, TS_MEDIA_JPEG, TRUE, 100);
  rig_wait (&late->n_messages, 5);
  expect_frame (late, 3, TS_WIRE_PICTURE, 2, TS_WIRE_KEY);
  expect_type (late, 4, TS_WIRE_ENDED);

  viewer_acknowledge (late, 2);
  rig_settle ();
  ts_hub_set_ended (rig->hub, "sink", FALSE);
  rig_push (rig, TS_MEDIA_JPEG, TRUE, 100);
  rig_wait (&late->n_messages, 6);
  expect_frame (late, 5, TS_WIRE_PICTURE, 3, TS_WIRE_KEY);

  viewer_free (viewer);
  viewer_free (late);
  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_sound)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, "media/opus?path=mse");
  guint i;

  for (i = 0; i < 3; i++)
    rig_push (rig, TS_MEDIA_OPUS, TRUE, 40);
  rig_wait (&viewer->n_messages, 5);
  expect_type (viewer, 0, TS_WIRE_FORMAT);
  expect_text (viewer, 0, "\"rate\":48000,\"channels\":2");
  expect_type (viewer, 1, TS_WIRE_INIT);
  for (i = 0; i < 3; i++)
    expect_frame (viewer, 2 + i, TS_WIRE_FRAGMENT, i + 1, TS_WIRE_KEY);
  fail_unless_equals_int (rig->n_keys, 0);

  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

/* It throws away what lies before a key frame, so one has to come. */
GST_START_TEST (test_a_player_gets_key_frames_now_and_then)
{
  Rig *rig = rig_new ();
  Viewer *plain = viewer_new (rig, H264), *mse;
  gint64 now;

  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  rig_wait (&plain->n_frames, 1);
  viewer_acknowledge (plain, 1);
  rig_settle ();
  rig->n_keys = 0;
  ts_hub_tick (rig->hub, g_get_monotonic_time () + 11 * SECOND);
  fail_unless_equals_int (rig->n_keys, 0);

  mse = viewer_new (rig, MSE);
  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  rig_wait (&mse->n_frames, 2);
  viewer_acknowledge (plain, 2);
  viewer_acknowledge (mse, 2);
  rig_settle ();
  rig->n_keys = 0;
  now = g_get_monotonic_time ();
  ts_hub_tick (rig->hub, now + 9 * SECOND);
  fail_unless_equals_int (rig->n_keys, 0);
  ts_hub_tick (rig->hub, now + 10 * SECOND);
  fail_unless_equals_int (rig->n_keys, 1);
  /* Whoever gives none is not pressed. */
  ts_hub_tick (rig->hub, now + 19 * SECOND);
  fail_unless_equals_int (rig->n_keys, 1);
  ts_hub_tick (rig->hub, now + 20 * SECOND);
  fail_unless_equals_int (rig->n_keys, 2);

  viewer_free (plain);
  viewer_free (mse);
  rig_free (rig);
}

GST_END_TEST;

/* --- the window ------------------------------------------------------------- */

GST_START_TEST (test_h264_window)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, H264);
  RigStats stats;
  guint i;

  for (i = 0; i < 20; i++)
    rig_push (rig, TS_MEDIA_H264, i == 0, 1000);
  rig_wait (&viewer->n_frames, 8);
  rig_settle ();
  fail_unless_equals_int (viewer->n_frames, 8);
  stats = rig_stats (rig);
  fail_unless_equals_int (stats.sent, 8);
  fail_unless_equals_int (stats.skipped, 12);
  fail_unless_equals_int (stats.pending, 8000);
  fail_unless_equals_int64 (stats.age, -1);

  /* Room for 4 and more: a key frame is asked for, and nothing else helps. */
  fail_unless_equals_int (rig->n_keys, 1);
  viewer_acknowledge (viewer, 3);
  rig_settle ();
  fail_unless_equals_int (rig_stats (rig).pending, 5000);
  viewer_acknowledge (viewer, 8);
  rig_settle ();
  stats = rig_stats (rig);
  fail_unless_equals_int (stats.pending, 0);
  fail_unless (stats.age > 0);
  rig_push (rig, TS_MEDIA_H264, FALSE, 1000);
  fail_unless_equals_int (viewer->n_frames, 8);
  rig_push (rig, TS_MEDIA_H264, TRUE, 1000);
  rig_wait (&viewer->n_frames, 9);
  expect_frame (viewer, 9, TS_WIRE_PICTURE, 22, TS_WIRE_KEY | TS_WIRE_DISCONT);

  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

/* The newest picture is what there is room for. */
GST_START_TEST (test_jpeg_window)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, JPEG);
  RigStats stats;
  guint i;

  for (i = 0; i < 10; i++)
    rig_push (rig, TS_MEDIA_JPEG, TRUE, 1000);
  rig_wait (&viewer->n_frames, 2);
  rig_settle ();
  fail_unless_equals_int (viewer->n_frames, 2);
  stats = rig_stats (rig);
  fail_unless_equals_int (stats.pending, 3000);
  fail_unless_equals_int (stats.skipped, 7);

  viewer_acknowledge (viewer, 1);
  rig_wait (&viewer->n_frames, 3);
  expect_frame (viewer, 3, TS_WIRE_PICTURE, 10, TS_WIRE_KEY | TS_WIRE_DISCONT);
  viewer_acknowledge (viewer, 10);
  rig_settle ();
  rig_push (rig, TS_MEDIA_JPEG, TRUE, 1000);
  rig_wait (&viewer->n_frames, 4);
  expect_frame (viewer, 4, TS_WIRE_PICTURE, 11, TS_WIRE_KEY);

  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

/* One who takes nothing holds up nobody and no memory, and is closed. */
GST_START_TEST (test_silent)
{
  Rig *rig = rig_new ();
  Viewer *silent = viewer_new (rig, JPEG), *other = viewer_new (rig, JPEG);
  gint64 began = g_get_monotonic_time ();
  guint i;

  other->acknowledges = TRUE;
  for (i = 0; i < 20; i++) {
    rig_push (rig, TS_MEDIA_JPEG, TRUE, 100000);
    rig_wait (&other->n_frames, i + 1);
    rig_settle ();
  }
  fail_unless_equals_int (silent->n_frames, 2);
  fail_unless_equals_int (rig_stats (rig).pending, 300000);

  ts_hub_tick (rig->hub, began + 10 * SECOND - 1);
  rig_settle ();
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 2);
  ts_hub_tick (rig->hub, g_get_monotonic_time () + 10 * SECOND);
  fail_unless_equals_int (viewer_wait_closed (silent), 4408);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 1);
  fail_if (other->closed);

  viewer_free (silent);
  viewer_free (other);
  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_vanished)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, H264), *other = viewer_new (rig, H264);

  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  viewer_vanish (viewer);
  rig_push (rig, TS_MEDIA_H264, FALSE, 100);
  rig_push (rig, TS_MEDIA_H264, FALSE, 100);
  rig_wait (&other->n_frames, 3);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 1);

  viewer_free (viewer);
  viewer_free (other);
  rig_free (rig);
}

GST_END_TEST;

static guint
close_code_after (gint type, gconstpointer data, gsize size)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, H264);
  GBytes *message = g_bytes_new (data, size);
  guint code;

  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  rig_wait (&viewer->n_frames, 1);
  soup_websocket_connection_send_message (viewer->socket, type, message);
  code = viewer_wait_closed (viewer);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 0);
  g_bytes_unref (message);
  viewer_free (viewer);
  rig_free (rig);
  return code;
}

GST_START_TEST (test_bad_messages)
{
  guint8 ack[TS_WIRE_ACK], noise[65] = { 0, };

  fail_unless_equals_int (close_code_after (SOUP_WEBSOCKET_DATA_TEXT, "{}",
          2), 1003);
  ts_wire_write_ack (2, ack);
  fail_unless_equals_int (close_code_after (SOUP_WEBSOCKET_DATA_BINARY, ack,
          sizeof (ack)), 1008);
  fail_unless_equals_int (close_code_after (SOUP_WEBSOCKET_DATA_BINARY, ack,
          sizeof (ack) - 1), 1008);
  fail_unless_equals_int (close_code_after (SOUP_WEBSOCKET_DATA_BINARY, noise,
          0), 1008);
  ack[1] = 2;
  fail_unless_equals_int (close_code_after (SOUP_WEBSOCKET_DATA_BINARY, ack,
          sizeof (ack)), 1008);
  fail_unless_equals_int (close_code_after (SOUP_WEBSOCKET_DATA_BINARY, noise,
          64), 1008);
  /* libsoup closes the connection without waiting for its own goodbye. */
  fail_unless (close_code_after (SOUP_WEBSOCKET_DATA_BINARY, noise,
          65) != 1008);
}

GST_END_TEST;

/* Old acknowledgements do no harm, a flood of them does no good. */
GST_START_TEST (test_old_acknowledgements)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, H264);
  guint i;

  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  rig_wait (&viewer->n_frames, 1);
  for (i = 0; i < 500; i++)
    viewer_acknowledge (viewer, 1 - i);
  rig_settle ();
  rig_push (rig, TS_MEDIA_H264, FALSE, 100);
  rig_wait (&viewer->n_frames, 2);
  viewer_acknowledge (viewer, 2);
  rig_settle ();
  fail_unless_equals_int (rig_stats (rig).pending, 0);
  for (i = 0; i < 1001; i++)
    viewer_acknowledge (viewer, 1);
  fail_unless_equals_int (viewer_wait_closed (viewer), 1008);

  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

/* --- demand, streams, goodbyes ---------------------------------------------- */

GST_START_TEST (test_demand)
{
  Rig *rig = rig_new ();
  Viewer *first = viewer_new (rig, H264), *second = viewer_new (rig, H264);
  gint64 now;

  fail_unless_equals_int (rig->n_demands, 1);
  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  viewer_free (first);
  ts_hub_tick (rig->hub, g_get_monotonic_time () + 3 * SECOND);
  fail_unless (rig->wanted[TS_MEDIA_H264]);

  now = g_get_monotonic_time ();
  viewer_free (second);
  ts_hub_tick (rig->hub, now + 19 * SECOND / 10);
  fail_unless (rig->wanted[TS_MEDIA_H264]);
  /* Somebody comes back meanwhile. */
  first = viewer_new (rig, H264);
  rig_wait (&first->n_frames, 1);
  viewer_free (first);
  fail_unless_equals_int (rig->n_demands, 1);

  ts_hub_tick (rig->hub, g_get_monotonic_time () + 2 * SECOND);
  fail_if (rig->wanted[TS_MEDIA_H264]);
  fail_unless_equals_int (rig->n_demands, 2);

  /* Nothing is kept of what nobody wants. */
  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  first = viewer_new (rig, H264);
  fail_unless_equals_int (rig->n_demands, 3);
  rig_settle ();
  fail_unless (first->n_frames == 0);
  viewer_free (first);
  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_streams)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, H264), *stranger;

  stranger = viewer_new (rig, "media/h264?stream=sink_7");
  fail_unless_equals_int (viewer_wait_closed (stranger), 4404);
  ts_hub_push (rig->hub, "sink_7", rig_frame (rig, TS_MEDIA_H264, TRUE, 9));

  ts_hub_push (rig->hub, "sink", rig_frame (rig, TS_MEDIA_H264, TRUE, 9));
  ts_hub_remove_stream (rig->hub, "sink");
  ts_hub_remove_stream (rig->hub, "sink");
  fail_unless_equals_int (viewer_wait_closed (viewer), 4404);
  fail_unless_equals_int (viewer->n_messages, 0);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 0);
  viewer_free (viewer);

  /* It comes back as another one. */
  rig->wanted[TS_MEDIA_H264] = FALSE;
  ts_hub_add_stream (rig->hub, "sink");
  viewer = viewer_new (rig, H264);
  fail_unless (rig->wanted[TS_MEDIA_H264]);
  rig_push (rig, TS_MEDIA_H264, TRUE, 9);
  rig_wait (&viewer->n_frames, 1);
  expect_frame (viewer, 1, TS_WIRE_PICTURE, 1, TS_WIRE_KEY);

  viewer_free (stranger);
  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_close_who)
{
  Rig *rig = rig_new ();
  Viewer *one = viewer_new (rig, "media/h264?who=one");
  Viewer *other = viewer_new (rig, "media/h264?who=other");

  ts_hub_close_who (rig->hub, "one");
  fail_unless_equals_int (viewer_wait_closed (one), 4401);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 1);
  fail_if (other->closed);
  viewer_free (one);
  viewer_free (other);
  rig_free (rig);
}

GST_END_TEST;

static void
close_everybody (gpointer user_data)
{
  ts_hub_close_who (((Rig *) user_data)->hub, "someone");
}

static void
remove_stream (gpointer user_data)
{
  ts_hub_remove_stream (((Rig *) user_data)->hub, "sink");
}

/* What the application does in a callback, in the middle of the fan-out, of a
 * join, of an acknowledgement. */
GST_START_TEST (test_reentrant)
{
  void (*const funcs[]) (gpointer) = {
    close_everybody, remove_stream
  };
  guint i, j;

  for (i = 0; i < 2 * G_N_ELEMENTS (funcs); i++) {
    Rig *rig = rig_new ();
    Viewer *viewers[3];

    for (j = 0; j < 3; j++) {
      viewers[j] = viewer_new (rig, H264);
      rig_push (rig, TS_MEDIA_H264, j == 0, 100);
    }
    rig->on_key = funcs[i / 2];
    rig->on_key_data = rig;
    ts_hub_push (rig->hub, "sink", rig_frame (rig, TS_MEDIA_H264, TRUE, 9));
    for (j = 0; j < 20; j++)
      ts_hub_push (rig->hub, "sink", rig_frame (rig, TS_MEDIA_H264, FALSE, 9));
    rig_settle ();
    for (j = 0; j < 3 && i % 2; j++)
      viewer_acknowledge (viewers[j], viewer_message (viewers[j],
              viewers[j]->n_messages - 1)->header.sequence);
    /* Frames go on until one of them leads to a request. */
    while (rig->on_key)
      rig_push (rig, TS_MEDIA_H264, FALSE, 9);
    for (j = 0; j < 3; j++)
      fail_unless_equals_int (viewer_wait_closed (viewers[j]),
          i / 2 ? 4404 : 4401);
    fail_unless_equals_int (ts_hub_n_clients (rig->hub), 0);
    for (j = 0; j < 3; j++)
      viewer_free (viewers[j]);
    rig_free (rig);
  }
}

GST_END_TEST;

GST_START_TEST (test_goodbye)
{
  Rig *rig = rig_new ();
  Viewer *polite = viewer_new (rig, H264), *cut;

  rig_push (rig, TS_MEDIA_H264, TRUE, 100);
  fail_unless_equals_int (ts_hub_close_all (rig->hub), 1);
  fail_unless_equals_int (viewer_wait_closed (polite), 1001);
  rig_settle ();
  fail_unless_equals_int (ts_hub_close_all (rig->hub), 0);

  /* The hub goes while frames are on their way and in the mailbox. */
  cut = viewer_new (rig, H264);
  ts_hub_push (rig->hub, "sink", rig_frame (rig, TS_MEDIA_H264, TRUE, 9));
  ts_hub_free (rig->hub);
  rig->hub = NULL;
  viewer_wait_closed (cut);

  viewer_free (polite);
  viewer_free (cut);
  rig_free (rig);
}

GST_END_TEST;

/* --- other threads ---------------------------------------------------------- */

GST_START_TEST (test_mailbox_overflows)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, "media/opus");
  guint i;

  for (i = 0; i < 30; i++)
    ts_hub_push (rig->hub, "sink", rig_frame (rig, TS_MEDIA_OPUS, TRUE, 9));
  rig_wait (&viewer->n_frames, 8);
  rig_settle ();
  fail_unless_equals_int (viewer->n_frames, 8);
  expect_frame (viewer, 1, TS_WIRE_PICTURE, 23, TS_WIRE_KEY | TS_WIRE_DISCONT);
  expect_frame (viewer, 8, TS_WIRE_PICTURE, 30, TS_WIRE_KEY);

  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

#define PUSHED 300

static gpointer
push_many (gpointer user_data)
{
  Rig *rig = user_data;
  guint i;

  for (i = 0; i < PUSHED; i++) {
    ts_hub_push (rig->hub, "sink", rig_frame (rig, TS_MEDIA_JPEG, TRUE, 99));
    if (i % 5 == 0)
      g_thread_yield ();
  }
  return NULL;
}

GST_START_TEST (test_threads)
{
  Rig *rig = rig_new ();
  Viewer *viewer = viewer_new (rig, JPEG);
  GThread *thread;
  guint i, last = 0;

  viewer->acknowledges = TRUE;
  thread = g_thread_new ("pusher", push_many, rig);
  while (last < PUSHED) {
    rig_wait (&viewer->n_frames, 1);
    g_main_context_iteration (NULL, TRUE);
    last = viewer_message (viewer, viewer->n_messages - 1)->header.sequence;
  }
  g_thread_join (thread);
  for (i = 2, last = 1; i < viewer->n_messages; i++) {
    guint32 sequence = viewer_message (viewer, i)->header.sequence;

    if (sequence <= last)
      fail ("%u came after %u", sequence, last);
    last = sequence;
  }

  viewer_free (viewer);
  rig_free (rig);
}

GST_END_TEST;

/* --- MJPEG and snapshots ---------------------------------------------------- */

typedef struct
{
  GSocketConnection *connection;
  GByteArray *heard;
  guint ended;
} Reader;

static Reader *
reader_new (Rig * rig, const gchar * path)
{
  Reader *reader = g_new0 (Reader, 1);
  GSocketClient *client = g_socket_client_new ();
  gchar *request = g_strdup_printf ("GET /%s HTTP/1.1\r\n"
      "Host: 127.0.0.1\r\n\r\n", path);

  g_socket_client_set_enable_proxy (client, FALSE);
  reader->heard = g_byte_array_new ();
  reader->connection = g_socket_client_connect_to_host (client, "127.0.0.1",
      rig->port, NULL, NULL);
  fail_unless (reader->connection != NULL);
  /* A small window: what is not read shows at the other end. */
  g_socket_set_option (g_socket_connection_get_socket (reader->connection),
      SOL_SOCKET, SO_RCVBUF, 32768, NULL);
  fail_unless (g_output_stream_write_all (g_io_stream_get_output_stream
          (G_IO_STREAM (reader->connection)), request, strlen (request), NULL,
          NULL, NULL));
  rig_settle ();
  g_object_unref (client);
  g_free (request);
  return reader;
}

static void
reader_free (Reader * reader)
{
  g_object_unref (reader->connection);
  g_byte_array_unref (reader->heard);
  g_free (reader);
  rig_settle ();
}

/* Reads what is there. */
static void
reader_hear (Reader * reader)
{
  GSocket *socket = g_socket_connection_get_socket (reader->connection);
  gchar bytes[16384];
  gssize n;

  do {
    n = g_socket_receive_with_blocking (socket, bytes, sizeof (bytes), FALSE,
        NULL, NULL);
    if (n > 0)
      g_byte_array_append (reader->heard, (guint8 *) bytes, n);
    reader->ended |= n == 0;
    rig_settle ();
  } while (n > 0);
}

static guint
count (Reader * reader, const gchar * what)
{
  const gchar *at = (const gchar *) reader->heard->data;
  gsize left = reader->heard->len;
  guint n = 0;

  while ((at = g_strstr_len (at, left, what))) {
    n++;
    at += strlen (what);
    left = reader->heard->len - (at - (const gchar *) reader->heard->data);
  }
  return n;
}

/* A part is complete when its frame has come, not when the next one does. */
GST_START_TEST (test_mjpeg)
{
  Rig *rig = rig_new ();
  Reader *reader = reader_new (rig, "mjpeg");
  guint i;

  fail_unless (rig->wanted[TS_MEDIA_JPEG]);
  reader_hear (reader);
  fail_unless_equals_int (count (reader, "HTTP/1.1 200"), 1);
  fail_unless_equals_int (count (reader,
          "Content-Type: multipart/x-mixed-replace;boundary=onset-"), 1);
  fail_unless_equals_int (count (reader, "\r\n--onset-"), 1);
  for (i = 0; i < 3; i++) {
    guint8 fill = RIG_FILL (rig->captured);
    gsize end;

    rig_push (rig, TS_MEDIA_JPEG, TRUE, 1000);
    reader_hear (reader);
    fail_unless_equals_int (count (reader, "\r\n--onset-"), 2 + i);
    fail_unless_equals_int (count (reader,
            "\r\nContent-Type: image/jpeg\r\n\r\n"), 2 + i);
    end = (const guint8 *) g_strrstr_len ((gchar *) reader->heard->data,
        reader->heard->len, "\r\n--onset-") - reader->heard->data;
    fail_unless_equals_int (reader->heard->data[end - 1], fill);
    fail_unless_equals_int (reader->heard->data[end - 1000], fill);
    fail_unless_equals_int (reader->heard->data[end - 1001], '\n');
  }
  fail_unless_equals_int (rig_stats (rig).sent, 3);
  fail_unless_equals_int (rig_stats (rig).pending, 0);

  ts_hub_remove_stream (rig->hub, "sink");
  rig_settle ();
  reader_hear (reader);
  fail_unless (reader->ended);
  reader_free (reader);
  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_mjpeg_slow)
{
  Rig *rig = rig_new ();
  Reader *reader = reader_new (rig, "mjpeg");
  RigStats stats;
  gint64 last, began;
  guint i;

  for (i = 0; i < 30; i++)
    rig_push (rig, TS_MEDIA_JPEG, TRUE, 200000);
  stats = rig_stats (rig);
  fail_unless (stats.sent <= 2, "%u are on their way", (guint) stats.sent);
  fail_unless (stats.pending < 900000, "%u bytes wait", (guint) stats.pending);

  /* It reads on, and sees the newest soon. */
  last = rig->captured;
  rig_push (rig, TS_MEDIA_JPEG, TRUE, 200000);
  while (rig_stats (rig).pending > 0)
    reader_hear (reader);
  fail_unless_equals_int (rig_stats (rig).sent, stats.sent + 1);
  fail_unless_equals_int (reader->heard->data[reader->heard->len - 200],
      RIG_FILL (last));

  /* One who takes nothing is closed. */
  began = g_get_monotonic_time ();
  for (i = 0; i < 5; i++)
    rig_push (rig, TS_MEDIA_JPEG, TRUE, 200000);
  ts_hub_tick (rig->hub, began + 10 * SECOND - 1);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 1);
  ts_hub_tick (rig->hub, g_get_monotonic_time () + 10 * SECOND);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 0);
  reader_free (reader);
  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_mjpeg_leaves)
{
  Rig *rig = rig_new ();
  Reader *reader = reader_new (rig, "mjpeg"), *talker;
  guint8 noise[2000] = { 0, };

  rig_push (rig, TS_MEDIA_JPEG, TRUE, 1000);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 1);
  reader_free (reader);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 0);

  talker = reader_new (rig, "mjpeg");
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 1);
  g_socket_send (g_socket_connection_get_socket (talker->connection),
      (gchar *) noise, sizeof (noise), NULL, NULL);
  rig_settle ();
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 0);
  reader_free (talker);

  /* The last picture is there at once. */
  reader = reader_new (rig, "mjpeg");
  reader_hear (reader);
  fail_unless_equals_int (count (reader, "\r\n--onset-"), 2);
  ts_hub_free (rig->hub);
  rig->hub = NULL;
  rig_settle ();
  reader_hear (reader);
  fail_unless (reader->ended);
  reader_free (reader);

  rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_snapshot)
{
  Rig *rig = rig_new ();
  Reader *reader = reader_new (rig, "snapshot");

  fail_unless (rig->wanted[TS_MEDIA_JPEG]);
  fail_unless_equals_int (ts_hub_n_clients (rig->hub), 0);
  rig_push (rig, TS_MEDIA_JPEG, TRUE, 777);
  reader_hear (reader);
  fail_unless_equals_int (count (reader, "HTTP/1.1 200"), 1);
  fail_unless_equals_int (count (reader, "Content-Type: image/jpeg\r\n"), 1);
  fail_unless_equals_int (count (reader, "Content-Length: 777\r\n"), 1);
  reader_free (reader);

  /* The next picture, not the last one; and there is none. */
  reader = reader_new (rig, "snapshot");
  reader_hear (reader);
  fail_unless_equals_int (reader->heard->len, 0);
  ts_hub_tick (rig->hub, g_get_monotonic_time () + 2 * SECOND);
  rig_settle ();
  reader_hear (reader);
  fail_unless_equals_int (count (reader, "HTTP/1.1 503"), 1);
  fail_unless_equals_int (count (reader, "{\"error\":\""), 1);
  reader_free (reader);

  /* Of what has ended it is the last one. */
  ts_hub_set_ended (rig->hub, "sink", TRUE);
  reader = reader_new (rig, "snapshot");
  reader_hear (reader);
  fail_unless_equals_int (count (reader, "Content-Length: 777\r\n"), 1);
  reader_free (reader);
  ts_hub_set_ended (rig->hub, "sink", FALSE);

  reader = reader_new (rig, "snapshot?stream=sink_7");
  reader_hear (reader);
  fail_unless_equals_int (count (reader, "HTTP/1.1 404"), 1);
  reader_free (reader);

  /* Nobody wants pictures any more, 2 s later; one waits when all ends. */
  ts_hub_tick (rig->hub, g_get_monotonic_time () + 2 * SECOND);
  fail_if (rig->wanted[TS_MEDIA_JPEG]);
  reader = reader_new (rig, "snapshot");
  ts_hub_free (rig->hub);
  rig->hub = NULL;
  rig_settle ();
  reader_hear (reader);
  fail_unless_equals_int (count (reader, "HTTP/1.1 503"), 1);
  reader_free (reader);
  rig_free (rig);
}

GST_END_TEST;

static Suite *
tabletsink_hub_suite (void)
{
  Suite *s = suite_create ("tabletsink-hub");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_order_and_key_first);
  tcase_add_test (tc, test_join);
  tcase_add_test (tc, test_discontinuity);
  tcase_add_test (tc, test_format_change);
  tcase_add_test (tc, test_ended);
  tcase_add_test (tc, test_a_player_gets_key_frames_now_and_then);
  tcase_add_test (tc, test_sound);
  tcase_add_test (tc, test_h264_window);
  tcase_add_test (tc, test_jpeg_window);
  tcase_add_test (tc, test_silent);
  tcase_add_test (tc, test_vanished);
  tcase_add_test (tc, test_bad_messages);
  tcase_add_test (tc, test_old_acknowledgements);
  tcase_add_test (tc, test_demand);
  tcase_add_test (tc, test_streams);
  tcase_add_test (tc, test_close_who);
  tcase_add_test (tc, test_reentrant);
  tcase_add_test (tc, test_goodbye);
  tcase_add_test (tc, test_mailbox_overflows);
  tcase_add_test (tc, test_threads);
  tcase_add_test (tc, test_mjpeg);
  tcase_add_test (tc, test_mjpeg_slow);
  tcase_add_test (tc, test_mjpeg_leaves);
  tcase_add_test (tc, test_snapshot);
  return s;
}

GST_CHECK_MAIN (tabletsink_hub);
