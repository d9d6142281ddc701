/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * The head of a request. What is taken is written for libsoup, and that reads
 * the same again: nobody behind us may understand something else.
 */
#include <string.h>

#include "fuzz.h"
#include "head.h"

static void
check_again (const TsHead * head)
{
  GByteArray *out = g_byte_array_new ();
  const gchar *why = NULL;
  TsHead *again;
  guint status = 0;
  gsize size;

  ts_head_write (head, out);
  size = ts_head_size (out->data, out->len);
  g_assert_cmpuint (size, ==, out->len);
  again = ts_head_parse (out->data, size, &status, &why);
  /* It may only have become too long. */
  if (again) {
    g_assert_cmpstr (again->method, ==, head->method);
    g_assert_cmpstr (again->path, ==, head->path);
    g_assert_cmpstr (again->query, ==, head->query);
    g_assert_cmpint (again->length, ==, head->length);
    g_assert_cmpstr (ts_head_get (again, "Host"), ==, ts_head_get (head,
            "Host"));
    ts_head_free (again);
  } else {
    g_assert_cmpuint (out->len, >, TS_HEAD_MAX);
  }
  g_byte_array_unref (out);
}

static void
run (const guint8 * data, gsize size)
{
  gsize head_size = ts_head_size (data, size);
  const gchar *why = NULL;
  guint status = 0;
  gboolean good = TRUE;
  TsHead *head;

  g_assert_cmpuint (head_size, <=, size);
  if (head_size == 0)
    return;
  head = ts_head_parse (data, head_size, &status, &why);
  if (!head) {
    g_assert (why != NULL && status >= 400 && status < 600);
    return;
  }
  g_assert (head->path[0] == '/' && strlen (head->path) <= TS_HEAD_TARGET);
  g_assert (head->n_fields <= TS_HEAD_FIELDS);
  ts_head_has_token (head, "Connection", "upgrade");
  g_free (ts_head_query (head, "stream", &good));
  check_again (head);
  ts_head_free (head);
}

static const FuzzSeed seeds[] = {
  FUZZ_SEED ("GET / HTTP/1.1\r\nHost: a:80\r\n\r\n"),
  FUZZ_SEED ("POST /api/v1/command HTTP/1.1\r\nHost: a\r\n"
      "Content-Length: 12\r\nContent-Type: application/json\r\n\r\n"),
  FUZZ_SEED ("GET /media/h264?stream=sink_1&path=mse HTTP/1.1\r\nHost: a\r\n"
      "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
  FUZZ_SEED ("GET /%2e%2e/%2fetc?a=%00 HTTP/1.0\r\nHost: a\r\n\r\n"),
  FUZZ_SEED ("POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n"
      "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"),
  FUZZ_SEED ("GET / HTTP/1.1\nHost: a\n\tfolded\n\n"),
  FUZZ_SEEDS_END
};

const FuzzTarget fuzz_head = { "head", run, seeds };
