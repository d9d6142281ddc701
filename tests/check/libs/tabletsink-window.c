/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>

#include "mailbox.h"
#include "window.h"

#define SECOND G_USEC_PER_SEC

static TsWindow window;
static gint64 captured;

/* Offers and sends, as a client does. TRUE when it went out. */
static gboolean
give (guint32 sequence, gboolean key)
{
  if (ts_window_offer (&window, key, FALSE) != TS_WINDOW_SEND)
    return FALSE;
  ts_window_send (&window, sequence, 10, sequence * 100, 0);
  return TRUE;
}

static guint
fill (guint32 first)
{
  guint n = 0;

  while (give (first + n, n == 0))
    n++;
  return n;
}

GST_START_TEST (test_limits)
{
  static const guint limits[TS_N_MEDIA] = { 8, 2, 50 };
  guint i;

  for (i = 0; i < TS_N_MEDIA; i++) {
    guint n = limits[i];

    ts_window_init (&window, i);
    fail_unless_equals_int (fill (1), n);
    fail_unless_equals_int (window.bytes, 10 * n);
    fail_if (ts_window_has_room (&window));
    fail_unless_equals_int (ts_window_acknowledge (&window, 1, 0, &captured),
        TS_ACK_NEW);
    fail_unless_equals_int64 (captured, 100);
    fail_unless_equals_int (window.bytes, 10 * (n - 1));
    fail_unless (give (n + 2, TRUE));
    fail_if (give (n + 3, TRUE));
    fail_unless_equals_int (ts_window_acknowledge (&window, n + 2, 0,
            &captured), TS_ACK_NEW);
    fail_unless_equals_int64 (captured, 100 * (n + 2));
    fail_unless_equals_int (window.bytes, 0);
  }
}

GST_END_TEST;

GST_START_TEST (test_key_frames)
{
  ts_window_init (&window, TS_MEDIA_H264);
  fail_unless (ts_window_wants_key (&window));
  fail_if (give (1, FALSE));
  fail_unless (give (2, TRUE));
  fail_if (ts_window_wants_key (&window));
  fail_unless (give (3, FALSE));

  /* A loss before it reached us. */
  fail_unless_equals_int (ts_window_offer (&window, FALSE, TRUE),
      TS_WINDOW_DROP);
  fail_unless (ts_window_wants_key (&window));
  fail_if (give (5, FALSE));
  fail_unless_equals_int (ts_window_offer (&window, TRUE, TRUE),
      TS_WINDOW_SEND);
  fail_unless (ts_window_send (&window, 6, 10, 600, 0));
  fail_unless (give (7, FALSE));

  ts_window_need_key (&window);
  fail_if (give (8, FALSE));

  /* Sound and JPEG never need one. */
  ts_window_init (&window, TS_MEDIA_OPUS);
  ts_window_need_key (&window);
  fail_if (ts_window_wants_key (&window));
  fail_unless (give (1, FALSE));
}

GST_END_TEST;

/* A key frame is asked for when there is room for some that follow it. */
GST_START_TEST (test_full)
{
  ts_window_init (&window, TS_MEDIA_H264);
  fail_unless_equals_int (fill (1), 8);
  ts_window_acknowledge (&window, 3, 0, &captured);
  fail_if (give (10, FALSE));
  fail_if (ts_window_wants_key (&window));
  ts_window_acknowledge (&window, 4, 0, &captured);
  fail_unless (ts_window_wants_key (&window));
  fail_if (give (11, FALSE));
  fail_unless_equals_int (ts_window_offer (&window, TRUE, FALSE),
      TS_WINDOW_SEND);
  fail_unless (ts_window_send (&window, 12, 10, 1200, 0));
  fail_if (ts_window_wants_key (&window));
  ts_window_offer (&window, FALSE, FALSE);
  fail_if (ts_window_send (&window, 13, 10, 1300, 0));
}

GST_END_TEST;

GST_START_TEST (test_newest_waits)
{
  ts_window_init (&window, TS_MEDIA_JPEG);
  fail_unless_equals_int (fill (1), 2);
  fail_unless_equals_int (ts_window_offer (&window, TRUE, FALSE),
      TS_WINDOW_WAIT);
  ts_window_acknowledge (&window, 1, 0, &captured);
  /* It waited, and nothing was left out. */
  fail_if (ts_window_send (&window, 3, 10, 300, 0));
  fail_unless_equals_int (ts_window_offer (&window, TRUE, FALSE),
      TS_WINDOW_WAIT);
  ts_window_skip (&window);
  ts_window_acknowledge (&window, 3, 0, &captured);
  fail_unless (ts_window_send (&window, 5, 10, 500, 0));
}

GST_END_TEST;

GST_START_TEST (test_acknowledgements)
{
  ts_window_init (&window, TS_MEDIA_H264);
  fail_unless_equals_int (ts_window_acknowledge (&window, 0, 0, &captured),
      TS_ACK_FUTURE);
  fail_unless_equals_int (ts_window_acknowledge (&window, 1, 0, &captured),
      TS_ACK_FUTURE);
  give (10, TRUE);
  give (14, FALSE);
  fail_unless_equals_int (ts_window_acknowledge (&window, 15, 0, &captured),
      TS_ACK_FUTURE);
  fail_unless_equals_int (ts_window_acknowledge (&window, 10 + (1u << 31) - 1,
          0, &captured), TS_ACK_FUTURE);
  fail_unless_equals_int (ts_window_acknowledge (&window, 9, 0, &captured),
      TS_ACK_OLD);
  /* One that was skipped stands for those before it. */
  fail_unless_equals_int (ts_window_acknowledge (&window, 12, 0, &captured),
      TS_ACK_NEW);
  fail_unless_equals_int64 (captured, 1000);
  fail_unless_equals_int (ts_window_acknowledge (&window, 10, 0, &captured),
      TS_ACK_OLD);
  fail_unless_equals_int (window.count, 1);
  fail_unless_equals_int (ts_window_acknowledge (&window, 14, 0, &captured),
      TS_ACK_NEW);
  fail_unless_equals_int (ts_window_acknowledge (&window, 14, 0, &captured),
      TS_ACK_OLD);
}

GST_END_TEST;

GST_START_TEST (test_wrap)
{
  ts_window_init (&window, TS_MEDIA_H264);
  give (G_MAXUINT32 - 1, TRUE);
  give (G_MAXUINT32, FALSE);
  give (0, FALSE);
  give (1, FALSE);
  fail_unless_equals_int (ts_window_acknowledge (&window, 2, 0, &captured),
      TS_ACK_FUTURE);
  fail_unless_equals_int (ts_window_acknowledge (&window, G_MAXUINT32, 0,
          &captured), TS_ACK_NEW);
  fail_unless_equals_int (window.count, 2);
  fail_unless_equals_int (ts_window_acknowledge (&window, G_MAXUINT32 - 5, 0,
          &captured), TS_ACK_OLD);
  fail_unless_equals_int (ts_window_acknowledge (&window, 1, 0, &captured),
      TS_ACK_NEW);
  fail_unless_equals_int (window.count, 0);
}

GST_END_TEST;

GST_START_TEST (test_dead)
{
  ts_window_init (&window, TS_MEDIA_H264);
  /* Who has nothing to acknowledge is silent by right. */
  fail_if (ts_window_is_dead (&window, 100 * SECOND));
  ts_window_offer (&window, TRUE, FALSE);
  ts_window_send (&window, 1, 10, 100, 100 * SECOND);
  ts_window_offer (&window, FALSE, FALSE);
  ts_window_send (&window, 2, 10, 200, 105 * SECOND);
  fail_if (ts_window_is_dead (&window, 110 * SECOND - 1));
  fail_unless (ts_window_is_dead (&window, 110 * SECOND));
  ts_window_acknowledge (&window, 1, 109 * SECOND, &captured);
  fail_if (ts_window_is_dead (&window, 119 * SECOND - 1));
  /* Saying the same again is no sign of life. */
  ts_window_acknowledge (&window, 1, 118 * SECOND, &captured);
  fail_unless (ts_window_is_dead (&window, 119 * SECOND));
  ts_window_acknowledge (&window, 2, 119 * SECOND, &captured);
  fail_if (ts_window_is_dead (&window, 1000 * SECOND));
}

GST_END_TEST;

/* --- the mailbox ------------------------------------------------------------ */

static TsFrame *
frame (TsMedia media, gint64 when)
{
  TsFormat *format = ts_format_new (media);
  TsFrame *frame = ts_frame_new (format, g_bytes_new_static ("x", 1));

  frame->captured = when;
  ts_format_unref (format);
  return frame;
}

static void
expect_letter (TsMailbox * box, const gchar * stream, guint32 sequence,
    gboolean discont, gint64 when)
{
  TsLetter letter;
  gchar *name;

  fail_unless (ts_mailbox_pop (box, &name, &letter));
  fail_unless_equals_string (name, stream);
  fail_unless_equals_int (letter.sequence, sequence);
  fail_unless_equals_int (letter.discont, discont);
  fail_unless_equals_int64 (letter.frame->captured, when);
  ts_frame_unref (letter.frame);
  g_free (name);
}

GST_START_TEST (test_mailbox)
{
  TsMailbox *box = ts_mailbox_new ();
  TsLetter letter;
  gchar *name;
  guint i;

  fail_if (ts_mailbox_push (box, "a", frame (TS_MEDIA_JPEG, 1)));
  ts_mailbox_add_stream (box, "a");
  ts_mailbox_add_stream (box, "a");
  ts_mailbox_add_stream (box, "b");
  fail_unless (ts_mailbox_push (box, "a", frame (TS_MEDIA_JPEG, 1)));
  fail_if (ts_mailbox_push (box, "a", frame (TS_MEDIA_JPEG, 2)));
  fail_if (ts_mailbox_push (box, "a", frame (TS_MEDIA_H264, 3)));
  fail_if (ts_mailbox_push (box, "b", frame (TS_MEDIA_JPEG, 4)));
  expect_letter (box, "a", 1, FALSE, 1);
  expect_letter (box, "a", 1, FALSE, 3);
  expect_letter (box, "b", 1, FALSE, 4);
  expect_letter (box, "a", 2, FALSE, 2);
  fail_if (ts_mailbox_pop (box, &name, &letter));

  for (i = 0; i < 3 * TS_MAILBOX_FRAMES; i++)
    fail_unless_equals_int (ts_mailbox_push (box, "b",
            frame (TS_MEDIA_JPEG, i)), i == 0);
  for (i = 2 * TS_MAILBOX_FRAMES; i < 3 * TS_MAILBOX_FRAMES; i++)
    expect_letter (box, "b", i + 2, i == 2 * TS_MAILBOX_FRAMES, i);

  ts_mailbox_push (box, "a", frame (TS_MEDIA_JPEG, 1));
  ts_mailbox_push (box, "b", frame (TS_MEDIA_JPEG, 2));
  ts_mailbox_remove_stream (box, "a");
  ts_mailbox_remove_stream (box, "a");
  expect_letter (box, "b", 26, FALSE, 2);
  fail_if (ts_mailbox_pop (box, &name, &letter));
  ts_mailbox_push (box, "b", frame (TS_MEDIA_OPUS, 3));
  ts_mailbox_free (box);
}

GST_END_TEST;

static Suite *
tabletsink_window_suite (void)
{
  Suite *s = suite_create ("tabletsink-window");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_limits);
  tcase_add_test (tc, test_key_frames);
  tcase_add_test (tc, test_full);
  tcase_add_test (tc, test_newest_waits);
  tcase_add_test (tc, test_acknowledgements);
  tcase_add_test (tc, test_wrap);
  tcase_add_test (tc, test_dead);
  tcase_add_test (tc, test_mailbox);
  return s;
}

GST_CHECK_MAIN (tabletsink_window);
