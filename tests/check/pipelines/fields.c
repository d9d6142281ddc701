/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Interlaced video in reverse against deinterlace: what shows field after field
 * must be what would show if the fields had been pictures of their own. */
#include <gst/check/gstcheck.h>
#include <gst/video/video.h>
#include <string.h>

#include "pad-log.h"

#define N_FRAMES 20

static gboolean
is_missing (const gchar * test)
{
  static const gchar *const needed[] = { "interlace", "deinterlace" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (needed); i++) {
    GstElementFactory *factory = gst_element_factory_find (needed[i]);

    if (!factory) {
      g_print ("SKIP: %s: there is no %s\n", test, needed[i]);
      return TRUE;
    }
    gst_object_unref (factory);
  }
  return FALSE;
}

/* Checksums of the pictures that a pipeline ends with. @line has an element
 * named sink. */
static GPtrArray *
pictures_of (const gchar * line)
{
  GPtrArray *sums = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  GstElement *pipeline = gst_parse_launch (line, &error);
  GstMessage *message;
  GstBus *bus;
  PadLog *log;
  guint i;

  fail_unless (error == NULL, "%s: %s", line, error ? error->message : "");
  log = pad_log_new_at (pipeline, "sink", "sink");
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, pad_log_deadline () * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  fail_unless (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS,
      "no EOS: %s", line);
  gst_message_unref (message);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  for (i = 0; i < pad_log_n_frames (log); i++)
    g_ptr_array_add (sums, g_strdup (pad_log_frame (log, i).md5));
  pad_log_free (log);
  gst_object_unref (bus);
  gst_object_unref (pipeline);
  return sums;
}

typedef struct
{
  const gchar *format;
  gint height;
  gboolean top_first;
  gboolean keep;
  const gchar *method;
} Case;

static GPtrArray *
deinterlaced (const Case * c, const gchar * between)
{
  gchar *line = g_strdup_printf ("videotestsrc pattern=snow num-buffers=%u ! "
      "video/x-raw,format=%s,width=64,height=%d,framerate=50/1 ! "
      "interlace field-pattern=1:1 top-field-first=%s ! %s"
      "deinterlace mode=interlaced fields=all method=%s ! "
      "fakesink name=sink sync=false", 2 * N_FRAMES, c->format, c->height,
      c->top_first ? "true" : "false", between, c->method);
  GPtrArray *sums = pictures_of (line);

  g_free (line);
  return sums;
}

static void
check_case (const Case * c)
{
  gchar *reverse = g_strdup_printf ("reverseplay trigger=stream "
      "show-live=false max-size-bytes=20000000 field-order=%s ! ",
      c->keep ? "keep" : "swap");
  GPtrArray *forward = deinterlaced (c, "");
  GPtrArray *backward = deinterlaced (c, reverse);
  guint left_out = c->keep ? 1 : 0, i;

  fail_unless_equals_int (forward->len, 2 * N_FRAMES);
  fail_unless_equals_int (backward->len, 2 * N_FRAMES);
  for (i = 0; i + left_out < forward->len; i++) {
    const gchar *is = g_ptr_array_index (backward, i);
    const gchar *shot = g_ptr_array_index (forward,
        forward->len - 1 - left_out - i);

    fail_unless (strcmp (is, shot) == 0, "%s, %d lines, %s first, %s: field %u",
        c->format, c->height, c->top_first ? "top" : "bottom",
        c->keep ? "keep" : "swap", i);
  }
  /* The last frame of keep is as shot. */
  if (c->keep)
    fail_unless_equals_string (g_ptr_array_index (backward, forward->len - 1),
        g_ptr_array_index (forward, 1));
  g_ptr_array_unref (forward);
  g_ptr_array_unref (backward);
  g_free (reverse);
}

/* Methods that look at one field: "linear" fills it up between its lines,
 * "scalerbob" doubles them. */
GST_START_TEST (deinterlaced_reverse_is_reverse_of_deinterlaced)
{
  static const gchar *const formats[] = { "I420", "NV12", "UYVY", "Y42B" };
  static const gint heights[] = { 48, 50 };
  static const gchar *const methods[] = { "linear", "scalerbob" };
  guint f, h, m, i;

  if (is_missing ("deinterlaced_reverse_is_reverse_of_deinterlaced"))
    return;
  for (f = 0; f < G_N_ELEMENTS (formats); f++) {
    for (h = 0; h < G_N_ELEMENTS (heights); h++) {
      for (m = 0; m < G_N_ELEMENTS (methods); m++) {
        for (i = 0; i < 4; i++) {
          Case c = { formats[f], heights[h], i & 1, i >> 1, methods[m] };

          check_case (&c);
        }
      }
    }
  }
}

GST_END_TEST;

static Suite *
fields_suite (void)
{
  Suite *s = suite_create ("fields");
  TCase *tc = tcase_create ("deinterlace");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, deinterlaced_reverse_is_reverse_of_deinterlaced);
  return s;
}

GST_CHECK_MAIN (fields);
