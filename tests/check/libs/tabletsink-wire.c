/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>

#include <string.h>

#include "wire.h"

GST_START_TEST (test_header)
{
  static const guint8 expected[TS_WIRE_HEADER + 3] = {
    1, 2, 3, 0, 0x89, 0xab, 0xcd, 0xef,
    0x00, 0x06, 0x0a, 0x24, 0x18, 0x1e, 0x40, 0x00, 'a', 'b', 'c'
  };
  TsWireHeader header = { TS_WIRE_PICTURE, TS_WIRE_KEY | TS_WIRE_DISCONT,
    0x89abcdef, 1700000000000000
  }, parsed;
  GBytes *payload = g_bytes_new_static ("abc", 3);
  GBytes *message = ts_wire_message (&header, payload);
  gsize size, i;
  const guint8 *data = g_bytes_get_data (message, &size);

  fail_unless_equals_int (size, sizeof (expected));
  fail_unless (memcmp (data, expected, size) == 0);
  fail_unless (ts_wire_parse (data, size, &parsed));
  fail_unless_equals_int (parsed.type, header.type);
  fail_unless_equals_int (parsed.flags, header.flags);
  fail_unless_equals_uint64 (parsed.sequence, header.sequence);
  fail_unless_equals_int64 (parsed.captured, header.captured);
  for (i = 0; i < TS_WIRE_HEADER; i++)
    fail_if (ts_wire_parse (data, i, &parsed));
  g_bytes_unref (message);
  g_bytes_unref (payload);

  message = ts_wire_message (&header, NULL);
  data = g_bytes_get_data (message, &size);
  fail_unless_equals_int (size, TS_WIRE_HEADER);
  ((guint8 *) data)[0] = 2;
  fail_if (ts_wire_parse (data, size, &parsed));
  g_bytes_unref (message);
}

GST_END_TEST;

GST_START_TEST (test_acknowledgement)
{
  static const guint8 expected[TS_WIRE_ACK] = { 1, 16, 0, 0, 0xfe, 1, 2, 3 };
  guint8 ack[TS_WIRE_ACK + 1] = { 0, };
  guint32 sequence = 0;
  guint i;

  ts_wire_write_ack (0xfe010203, ack);
  fail_unless (memcmp (ack, expected, TS_WIRE_ACK) == 0);
  fail_unless (ts_wire_parse_ack (ack, TS_WIRE_ACK, &sequence));
  fail_unless_equals_int (sequence, 0xfe010203);
  for (i = 0; i <= sizeof (ack); i++)
    fail_unless_equals_int (ts_wire_parse_ack (ack, i, &sequence),
        i == TS_WIRE_ACK);
  for (i = 0; i < 4; i++) {
    ack[i] ^= 0x80;
    fail_if (ts_wire_parse_ack (ack, TS_WIRE_ACK, &sequence));
    ack[i] ^= 0x80;
  }
}

GST_END_TEST;

static void
expect_json (const TsFormat * format, gboolean fragments,
    const gchar * expected)
{
  GBytes *message = ts_wire_format (format, fragments);
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);
  gchar *text = g_strndup ((gchar *) data + TS_WIRE_HEADER,
      size - TS_WIRE_HEADER);
  TsWireHeader header;

  fail_unless (ts_wire_parse (data, size, &header));
  fail_unless_equals_int (header.type, TS_WIRE_FORMAT);
  fail_unless_equals_int (header.sequence, 0);
  fail_unless_equals_string (text, expected);
  g_free (text);
  g_bytes_unref (message);
}

GST_START_TEST (test_formats)
{
  TsFormat *format = ts_format_new (TS_MEDIA_H264);

  format->codec = g_strdup ("avc1.64001f");
  format->config = g_bytes_new_static ("\1\2\3\4", 4);
  format->width = 1280;
  format->height = 720;
  format->fps_n = 24000;
  format->fps_d = 1001;
  expect_json (format, FALSE, "{\"codec\":\"avc1.64001f\","
      "\"description\":\"AQIDBA==\",\"width\":1280,\"height\":720,"
      "\"fps\":23.976}");
  format->fps_n = 24;
  format->fps_d = 1;
  expect_json (format, TRUE, "{\"codec\":\"avc1.64001f\","
      "\"description\":\"AQIDBA==\",\"width\":1280,\"height\":720,"
      "\"fps\":24.0,\"mime\":\"video/mp4; codecs=\\\"avc1.64001f\\\"\"}");
  ts_format_unref (format);

  format = ts_format_new (TS_MEDIA_JPEG);
  format->codec = g_strdup ("image/jpeg");
  format->width = 64;
  format->height = 48;
  expect_json (format, FALSE, "{\"codec\":\"image/jpeg\",\"width\":64,"
      "\"height\":48,\"fps\":0.0}");
  ts_format_unref (format);

  format = ts_format_new (TS_MEDIA_OPUS);
  format->codec = g_strdup ("opus\"\\\n");
  format->rate = 48000;
  format->channels = 2;
  expect_json (format, TRUE, "{\"codec\":\"opus___\",\"rate\":48000,"
      "\"channels\":2,\"mime\":\"audio/mp4; codecs=\\\"opus___\\\"\"}");
  ts_format_unref (format);
}

GST_END_TEST;

static Suite *
tabletsink_wire_suite (void)
{
  Suite *s = suite_create ("tabletsink-wire");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_header);
  tcase_add_test (tc, test_acknowledgement);
  tcase_add_test (tc, test_formats);
  return s;
}

GST_CHECK_MAIN (tabletsink_wire);
