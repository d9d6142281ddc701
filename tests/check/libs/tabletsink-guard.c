/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "guard.h"
#include "meter.h"

#define NOW 1800000000
#define PORT 8080

static TsGuard guard;
static gchar *operates, *views; /* cookies */

static void
setup (void)
{
  const gchar *names[] = { "127.0.0.1", "localhost", "[::1]",
    "https://tablet.example", NULL
  };
  gchar *token;

  guard.hosts = ts_hosts_new (names, PORT, FALSE, NULL);
  guard.sessions = ts_sessions_new ();
  guard.attempts = ts_attempts_new ();
  guard.assets = g_hash_table_new (g_str_hash, g_str_equal);
  guard.cookie = "onset-session";
  g_hash_table_add (guard.assets, (gpointer) "/app.js");
  g_hash_table_add (guard.assets, (gpointer) "/pair/index.html");
  ts_sessions_set_code (guard.sessions, TS_ROLE_OPERATOR, "ABCD-2345");
  ts_sessions_set_code (guard.sessions, TS_ROLE_VIEWER, "WXYZ-6789");
  token = ts_sessions_open (guard.sessions, TS_ROLE_OPERATOR, NOW);
  operates = g_strconcat ("Cookie: a=b; onset-session=", token, "; c=d\r\n",
      NULL);
  g_free (token);
  token = ts_sessions_open (guard.sessions, TS_ROLE_VIEWER, NOW);
  views = g_strconcat ("Cookie: onset-session=", token, "\r\n", NULL);
  g_free (token);
}

static void
teardown (void)
{
  ts_hosts_free (guard.hosts);
  ts_sessions_free (guard.sessions);
  ts_attempts_free (guard.attempts);
  g_hash_table_unref (guard.assets);
  g_free (operates);
  g_free (views);
}

/* --- the head -------------------------------------------------------------- */

static guint
parse_status (const gchar * text, gsize length)
{
  guint status;
  const gchar *why = NULL;
  TsHead *head;
  gsize size = ts_head_size ((const guint8 *) text, length);

  head = ts_head_parse ((const guint8 *) text, size ? size : length, &status,
      &why);
  fail_unless ((head == NULL) == (status != 0));
  fail_unless (head || why);
  if (head)
    ts_head_free (head);
  return status;
}

GST_START_TEST (test_a_head_is_read)
{
  static const gchar text[] = "POST /api/v1/pair?x=1&stream=sink_1 HTTP/1.1\r\n"
      "Host: a\r\nContent-Length:  12 \r\nX-Twice: 1\r\nX-Twice: 2, Three\r\n"
      "\r\nrest";
  guint status;
  const gchar *why;
  gboolean good = TRUE;
  gsize size = ts_head_size ((const guint8 *) text, strlen (text));
  TsHead *head = ts_head_parse ((const guint8 *) text, size, &status, &why);
  gchar *value;

  fail_unless_equals_int (size, strlen (text) - 4);
  fail_unless (head != NULL);
  fail_unless_equals_string (head->method, "POST");
  fail_unless_equals_string (head->path, "/api/v1/pair");
  fail_unless_equals_int (head->length, 12);
  fail_unless_equals_string (ts_head_get (head, "content-length"), "12");
  fail_unless (ts_head_has_token (head, "x-twice", "three"));
  value = ts_head_query (head, "stream", &good);
  fail_unless_equals_string (value, "sink_1");
  fail_unless (good);
  g_free (value);
  fail_unless (ts_head_query (head, "strea", &good) == NULL);
  ts_head_free (head);

  /* not yet all of it */
  for (size = 0; size < strlen (text) - 5; size++)
    fail_unless_equals_int (ts_head_size ((const guint8 *) text, size), 0);
}

GST_END_TEST;

GST_START_TEST (test_heads_that_could_be_read_in_two_ways_are_refused)
{
  static const struct
  {
    guint status;
    const gchar *text;
  } heads[] = {
    {0, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {0, "GET / HTTP/1.0\r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\nHost: a\n\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\n\r\n"},
    {400, "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n\r\n"},
    {400, "GET / HTTP/1.0\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nHOST: b\r\n\r\n"},
    {400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /\r\nHost: a\r\n\r\n"},
    {400, "get / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\n b: c\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nb\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\n: c\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nb: \x02\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nb: c\rd: e\r\n\r\n"},
    {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
          "Content-Length: 1\r\n\r\n"},
    {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n"},
    {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n"},
    {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"},
    {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"},
    {400, "POST / HTTP/1.1\r\nHost: a\r\n"
          "Content-Length: 18446744073709551617\r\n\r\n"},
    {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
          "Transfer-Encoding: chunked\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nCookie: a\r\nCookie: b\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nOrigin: a\r\nOrigin: b\r\n\r\n"},
    {505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
    {505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
    {505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {400, "\x16\x03\x01\x02\x05\x01\n\n"},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (heads); i++) {
    guint status = parse_status (heads[i].text, strlen (heads[i].text));

    fail_unless (status == heads[i].status, "%u for %s", status, heads[i].text);
  }
  fail_unless_equals_int (parse_status ("GET / HTTP/1.1\r\nHost: \0a\r\n\r\n",
          28), 400);
}

GST_END_TEST;

GST_START_TEST (test_long_heads_are_refused)
{
  GString *text = g_string_new ("GET / HTTP/1.1\r\nHost: a\r\n");
  gchar *fill = g_strnfill (TS_HEAD_MAX, 'x');
  guint i;

  for (i = 0; i < TS_HEAD_FIELDS; i++)
    g_string_append_printf (text, "x%u: y\r\n", i);
  g_string_append (text, "\r\n");
  fail_unless_equals_int (parse_status (text->str, text->len), 431);

  g_string_printf (text, "GET / HTTP/1.1\r\nHost: a\r\nx: %s\r\n\r\n", fill);
  fail_unless_equals_int (parse_status (text->str, text->len), 431);
  g_string_printf (text, "GET /%.*s HTTP/1.1\r\nHost: a\r\n\r\n",
      TS_HEAD_TARGET, fill);
  fail_unless_equals_int (parse_status (text->str, text->len), 414);
  g_free (fill);
  g_string_free (text, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_libsoup_is_not_told_what_it_would_act_on)
{
  static const gchar text[] = "GET /a?b HTTP/1.0\r\nHost: a\r\n"
      "Range: bytes=0-1\r\nIf-Range: x\r\nExpect: 100-continue\r\n"
      "Connection: keep-alive\r\nUpgrade: h2c\r\nX: y\r\n\r\n";
  guint status;
  const gchar *why;
  TsHead *head = ts_head_parse ((const guint8 *) text, strlen (text), &status,
      &why);
  GByteArray *out = g_byte_array_new ();

  ts_head_write (head, out);
  g_byte_array_append (out, (const guint8 *) "", 1);
  fail_unless_equals_string ((gchar *) out->data, "GET /a HTTP/1.1\r\n"
      "Host: a\r\nX: y\r\nConnection: close\r\n\r\n");
  g_byte_array_unref (out);
  ts_head_free (head);
}

GST_END_TEST;

/* --- hosts ----------------------------------------------------------------- */

GST_START_TEST (test_hosts_are_exact)
{
  static const struct
  {
    const gchar *host, *origin;
    gboolean found, same;
  } tries[] = {
    {"127.0.0.1:8080", NULL, TRUE, FALSE},
    {"127.0.0.1:8080", "http://127.0.0.1:8080", TRUE, TRUE},
    {"LOCALHOST:8080", "http://localhost:8080", TRUE, TRUE},
    {"[::1]:8080", "http://[::1]:8080", TRUE, TRUE},
    {"127.0.0.1", NULL, FALSE, FALSE},
    {"127.0.0.1:80", NULL, FALSE, FALSE},
    {"127.0.0.1:8081", NULL, FALSE, FALSE},
    {"127.0.0.1.evil.example:8080", NULL, FALSE, FALSE},
    {"localhost.:8080", NULL, FALSE, FALSE},
    {"evil@127.0.0.1:8080", NULL, FALSE, FALSE},
    {"", NULL, FALSE, FALSE},
    {"127.0.0.1:8080", "https://127.0.0.1:8080", TRUE, FALSE},
    {"127.0.0.1:8080", "http://127.0.0.1:8081", TRUE, FALSE},
    {"127.0.0.1:8080", "http://127.0.0.1:8080/", TRUE, FALSE},
    {"127.0.0.1:8080", "http://localhost:8080", TRUE, FALSE},
    {"127.0.0.1:8080", "null", TRUE, FALSE},
    {"127.0.0.1:8080", "", TRUE, FALSE},
    {"tablet.example", "https://tablet.example", TRUE, TRUE},
    {"tablet.example", "http://tablet.example", TRUE, FALSE},
    {"tablet.example:8080", NULL, FALSE, FALSE},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (tries); i++) {
    gboolean same;
    const TsHost *host = ts_hosts_find (guard.hosts, tries[i].host,
        tries[i].origin, &same);

    fail_unless ((host != NULL) == tries[i].found, "%s", tries[i].host);
    fail_unless (same == tries[i].same, "%s", tries[i].origin);
  }
}

GST_END_TEST;

GST_START_TEST (test_host_settings)
{
  const gchar *names[] = { "a.local", "fd00::1", "b.local:99",
    "https://c.example:444/", "d e", "", "x:0", "http://", "-", NULL
  };
  const gchar *bad;
  TsHosts *hosts = ts_hosts_new (names, 443, TRUE, &bad);
  gboolean same;
  gchar *url = ts_hosts_url (hosts);

  fail_unless_equals_int (ts_hosts_size (hosts), 4);
  fail_unless_equals_string (bad, "d e");
  fail_unless_equals_string (url, "https://a.local/");
  fail_unless (ts_hosts_find (hosts, "a.local", "https://a.local", &same)
      && same);
  fail_unless (ts_hosts_find (hosts, "[fd00::1]", NULL, &same) != NULL);
  fail_unless (ts_hosts_find (hosts, "b.local:99", NULL, &same) != NULL);
  fail_unless (ts_hosts_find (hosts, "c.example:444", NULL, &same) != NULL);
  g_free (url);
  ts_hosts_free (hosts);
}

GST_END_TEST;

/* --- the guard ------------------------------------------------------------- */

#define HOST "Host: 127.0.0.1:8080\r\n"
#define ORIGIN "Origin: http://127.0.0.1:8080\r\n"
#define JSON "Content-Type: application/json\r\nContent-Length: 2\r\n"
#define UPGRADE "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n" \
    "Sec-WebSocket-Version: 13\r\n" \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define BEARER "Authorization: Bearer abcd2345\r\n"

/* Clears nothing of what the guard has learnt. @fields end in CRLF. */
static guint
judge_from (const gchar * address, gint64 now, const gchar * line,
    const gchar * fields, const gchar * more, TsVerdict * verdict)
{
  gchar *text = g_strdup_printf ("%s HTTP/1.1\r\n%s%s\r\n", line, fields,
      more ? more : "");
  guint status;
  const gchar *why;
  TsHead *head = ts_head_parse ((const guint8 *) text, strlen (text), &status,
      &why);

  fail_unless (head != NULL, "%s: %s", why, text);
  ts_guard_check (&guard, head, address, now, NOW, verdict);
  fail_unless (verdict->status == 0 || (verdict->why && verdict->reason));
  ts_verdict_clear (verdict);
  ts_head_free (head);
  g_free (text);
  return verdict->status;
}

static guint
judge (const gchar * line, const gchar * fields, const gchar * more)
{
  TsVerdict verdict;

  return judge_from ("10.0.0.1", 0, line, fields, more, &verdict);
}

static void
expect (guint status, const gchar * line, const gchar * fields,
    const gchar * more)
{
  guint got = judge (line, fields, more);

  fail_unless (got == status, "%u instead of %u: %s %s%s", got, status, line,
      fields, more ? more : "");
}

GST_START_TEST (test_only_the_pairing_form_is_open_to_all)
{
  static const gchar *const closed[] = {
    "GET /app.js", "GET /api/v1/streams", "GET /api/v1/state",
    "GET /api/v1/takes", "GET /media/snapshot.jpg", "GET /media/mjpeg",
    "GET /metrics",
  };
  guint i;

  expect (0, "GET /", HOST, NULL);
  expect (0, "GET /?error=code", HOST, NULL);
  expect (0, "GET /pair/index.html", HOST, NULL);
  expect (0, "POST /api/v1/pair", HOST ORIGIN JSON, NULL);
  for (i = 0; i < G_N_ELEMENTS (closed); i++) {
    expect (401, closed[i], HOST, NULL);
    expect (401, closed[i], HOST "Cookie: onset-session=nonsense\r\n", NULL);
    expect (0, closed[i], HOST, operates);
    expect (0, closed[i], HOST, views);
    expect (0, closed[i], HOST BEARER, NULL);
  }
  expect (401, "GET /api/v1/control", HOST ORIGIN UPGRADE, NULL);
  expect (401, "GET /media/h264", HOST ORIGIN UPGRADE, NULL);
  expect (401, "POST /api/v1/command", HOST ORIGIN JSON, NULL);
  expect (401, "POST /api/v1/unpair", HOST ORIGIN, NULL);
}

GST_END_TEST;

GST_START_TEST (test_few_cookies_are_tried)
{
  gchar *token = ts_sessions_open (guard.sessions, TS_ROLE_OPERATOR, NOW);
  guint n;

  for (n = 0; n < 8; n++) {
    GString *fields = g_string_new (HOST "Cookie: ");
    guint i;

    for (i = 0; i < n; i++)
      g_string_append (fields, "onset-session=nonsense; ");
    g_string_append_printf (fields, "onset-session=%s\r\n", token);
    expect (n < 4 ? 0 : 401, "GET /api/v1/streams", fields->str, NULL);
    g_string_free (fields, TRUE);
  }
  g_free (token);
}

GST_END_TEST;

GST_START_TEST (test_paths_are_exact)
{
  static const gchar *const wrong[] = {
    "GET /takesX", "GET /api/v1/takes/", "GET //", "GET //api/v1/takes",
    "GET /api//v1/takes", "GET /./", "GET /pair/../app.js",
    "GET /pair/%2e%2e/app.js", "GET /pair/..%2fapp.js", "GET /%61pp.js",
    "GET /app.js%00", "GET /api/v1/takes;x", "GET /API/v1/takes", "GET /pair",
    "GET /pair/", "GET /%2fetc/passwd", "GET /..", "GET /.%2e/",
    "GET /%c0%ae%c0%ae/app.js", "GET /%252e%252e/app.js", "GET /index.htm",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (wrong); i++)
    expect (404, wrong[i], HOST, operates);
}

GST_END_TEST;

GST_START_TEST (test_methods_are_exact)
{
  TsVerdict v;

  expect (405, "POST /", HOST ORIGIN, operates);
  expect (405, "HEAD /", HOST, operates);
  expect (405, "OPTIONS /api/v1/command", HOST, operates);
  fail_unless_equals_int (judge_from ("10.0.0.1", 0, "GET /api/v1/command",
          HOST, operates, &v), 405);
  fail_unless_equals_string (v.allow, "POST");
  fail_unless_equals_int (judge_from ("10.0.0.1", 0, "DELETE /api/v1/state",
          HOST, operates, &v), 405);
  fail_unless_equals_string (v.allow, "GET");
}

GST_END_TEST;

GST_START_TEST (test_a_foreign_host_gets_nothing)
{
  expect (421, "GET /", "Host: evil.example\r\n", NULL);
  expect (421, "GET /", "Host: 127.0.0.1\r\n", NULL);
  expect (421, "GET /api/v1/state", "Host: evil.example:8080\r\n", operates);
  /* and learns nothing of codes either */
  expect (421, "GET /api/v1/state", "Host: evil.example\r\n", BEARER);
}

GST_END_TEST;

GST_START_TEST (test_a_foreign_page_gets_nothing)
{
  static const gchar *const origins[] = {
    "Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin:\r\n",
    "Origin: http://localhost:8080\r\n", "Origin: https://127.0.0.1:8080\r\n",
    "Origin: http://127.0.0.1\r\n", "Origin: http://127.0.0.1:80\r\n",
    "Origin: HTTP://127.0.0.1:8080\r\n",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (origins); i++) {
    gchar *with = g_strconcat (HOST, origins[i], NULL);
    gchar *body = g_strconcat (with, JSON, NULL);
    gchar *upgrade = g_strconcat (with, UPGRADE, NULL);

    expect (403, "GET /api/v1/state", with, operates);
    expect (403, "POST /api/v1/command", body, operates);
    expect (403, "POST /api/v1/command", body, BEARER);
    expect (403, "POST /api/v1/pair", body, NULL);
    expect (403, "GET /api/v1/control", upgrade, operates);
    g_free (upgrade);
    g_free (body);
    g_free (with);
  }
}

GST_END_TEST;

GST_START_TEST (test_without_an_origin_only_a_bearer_changes_something)
{
  expect (0, "POST /api/v1/command", HOST ORIGIN JSON, operates);
  expect (403, "POST /api/v1/command", HOST JSON, operates);
  expect (0, "POST /api/v1/command", HOST JSON, BEARER);
  expect (0, "POST /api/v1/command", HOST ORIGIN JSON, BEARER);
  expect (403, "POST /api/v1/pair", HOST JSON, NULL);
  expect (403, "GET /api/v1/control", HOST UPGRADE, operates);
  expect (0, "GET /api/v1/control", HOST ORIGIN UPGRADE, operates);
  expect (0, "GET /api/v1/control", HOST UPGRADE, BEARER);
}

GST_END_TEST;

GST_START_TEST (test_another_site_may_only_lead_here)
{
  expect (403, "GET /app.js", HOST "Sec-Fetch-Site: cross-site\r\n", operates);
  expect (403, "GET /media/mjpeg",
      HOST "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\n",
      operates);
  expect (403, "GET /", HOST "Sec-Fetch-Site: cross-site\r\n"
      "Sec-Fetch-Mode: no-cors\r\n", operates);
  expect (0, "GET /", HOST "Sec-Fetch-Site: cross-site\r\n"
      "Sec-Fetch-Mode: navigate\r\n", NULL);
  expect (0, "GET /app.js", HOST "Sec-Fetch-Site: same-origin\r\n", operates);
  expect (0, "GET /app.js", HOST "Sec-Fetch-Site: none\r\n", operates);
}

GST_END_TEST;

GST_START_TEST (test_upgrades)
{
  gchar *key;

  expect (426, "GET /api/v1/control", HOST ORIGIN, operates);
  expect (426, "GET /api/v1/control", HOST ORIGIN
      "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 8\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", operates);
  expect (400, "GET /api/v1/control", HOST ORIGIN
      "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n", operates);
  expect (400, "GET /api/v1/control", HOST ORIGIN UPGRADE
      "Content-Length: 3\r\n", operates);
  /* what RFC 6455 has as its example */
  key = ts_guard_accept_key ("dGhlIHNhbXBsZSBub25jZQ==");
  fail_unless_equals_string (key, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  g_free (key);
}

GST_END_TEST;

GST_START_TEST (test_bodies)
{
  expect (413, "POST /api/v1/command", HOST ORIGIN
      "Content-Type: application/json\r\nContent-Length: 65537\r\n", operates);
  expect (413, "POST /api/v1/pair", HOST ORIGIN
      "Content-Type: application/json\r\nContent-Length: 262144000\r\n", NULL);
  expect (0, "POST /api/v1/command", HOST ORIGIN
      "Content-Type: application/json\r\nContent-Length: 65536\r\n", operates);
  expect (0, "POST /api/v1/command", HOST ORIGIN "Content-Length: 2\r\n"
      "Content-Type: Application/JSON; charset=utf-8\r\n", operates);
  expect (411, "POST /api/v1/command", HOST ORIGIN
      "Content-Type: application/json\r\n", operates);
  expect (411, "POST /api/v1/command", HOST ORIGIN
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
      operates);
  expect (411, "GET /", HOST "Transfer-Encoding: chunked\r\n", operates);
  expect (415, "POST /api/v1/command", HOST ORIGIN "Content-Length: 2\r\n",
      operates);
  expect (415, "POST /api/v1/command", HOST ORIGIN
      "Content-Type: text/plain\r\nContent-Length: 2\r\n", operates);
  expect (415, "POST /api/v1/command", HOST ORIGIN "Content-Length: 2\r\n"
      "Content-Type: application/x-www-form-urlencoded\r\n", operates);
  expect (0, "POST /api/v1/pair", HOST ORIGIN "Content-Length: 2\r\n"
      "Content-Type: application/x-www-form-urlencoded\r\n", NULL);
  expect (0, "POST /api/v1/unpair", HOST ORIGIN, operates);
  expect (400, "GET /", HOST "Content-Length: 1\r\n", operates);
  expect (0, "POST /api/v1/command", HOST ORIGIN JSON
      "Expect: 100-continue\r\n", operates);
  expect (417, "POST /api/v1/command", HOST ORIGIN JSON "Expect: wonders\r\n",
      operates);
}

GST_END_TEST;

GST_START_TEST (test_who_guesses_is_locked_and_sessions_go_on)
{
  TsVerdict v;
  guint i, n = 0, locked;

  for (i = 0; i < 1000; i++)
    n += judge ("GET /metrics", HOST, "Authorization: Bearer wrong\r\n") == 401;
  fail_unless_equals_int (n, TS_ATTEMPTS_MAX);
  /* the right one neither, by either way */
  fail_unless_equals_int (judge_from ("10.0.0.1", 0, "GET /metrics", HOST,
          BEARER, &v), 429);
  fail_unless_equals_int (v.retry_after, 60);
  fail_unless_equals_int (ts_guard_try_code (&guard, "abcd2345", "10.0.0.1", 0,
          &locked), TS_ROLE_NONE);
  fail_unless_equals_int (locked, 60);

  expect (0, "GET /metrics", HOST, operates);
  fail_unless_equals_int (judge_from ("10.0.0.2", 0, "GET /metrics", HOST,
          BEARER, &v), 0);
  fail_unless_equals_int (judge_from ("10.0.0.1", 61 * G_USEC_PER_SEC,
          "GET /metrics", HOST, BEARER, &v), 0);
}

GST_END_TEST;

GST_START_TEST (test_a_foreign_page_uses_up_no_attempts)
{
  guint i;

  for (i = 0; i < 50; i++)
    expect (403, "GET /metrics", HOST "Origin: http://evil.example\r\n",
        "Authorization: Bearer wrong\r\n");
  expect (0, "GET /metrics", HOST, BEARER);
}

GST_END_TEST;

GST_START_TEST (test_other_ways_to_authorize)
{
  expect (401, "GET /metrics", HOST "Authorization: Basic YTpi\r\n", operates);
  expect (401, "GET /metrics", HOST "Authorization: Bearer \r\n", operates);
  expect (401, "GET /metrics", HOST "Cookie: ;;=;onset-session;\r\n", NULL);
  expect (401, "GET /metrics", HOST "Cookie: onset-session=\r\n", NULL);
}

GST_END_TEST;

/* --- the meter ------------------------------------------------------------- */

static const TsMeterLimits limits = { 4096, 100, 2 };

/* A frame with its mask, @size bytes of payload. */
static GByteArray *
frame (guint8 first, guint size)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 header[4] = { first, (guint8) (0x80 | (size < 126 ? size : 126)),
    (guint8) (size >> 8), (guint8) size
  };

  g_byte_array_append (bytes, header, size < 126 ? 2 : 4);
  g_byte_array_set_size (bytes, bytes->len + 4 + size);
  return bytes;
}

static TsMeterResult
feed (TsMeter * meter, guint8 first, guint size, gint64 now)
{
  GByteArray *bytes = frame (first, size);
  TsMeterResult result = ts_meter_feed (meter, bytes->data, bytes->len, now);

  g_byte_array_unref (bytes);
  return result;
}

GST_START_TEST (test_a_message_is_bounded_and_not_only_its_frames)
{
  TsMeter m;
  guint i;

  ts_meter_init (&m, &limits, 0);
  for (i = 0; i < 50; i++)
    fail_unless_equals_int (feed (&m, 0x81, 4096, i * G_USEC_PER_SEC),
        TS_METER_GOOD);
  fail_unless_equals_int (feed (&m, 0x81, 4097, i * G_USEC_PER_SEC),
      TS_METER_TOO_LARGE);

  ts_meter_init (&m, &limits, 0);
  fail_unless_equals_int (feed (&m, 0x01, 4000, 0), TS_METER_GOOD);
  fail_unless_equals_int (feed (&m, 0x89, 100, 0), TS_METER_GOOD);
  fail_unless_equals_int (feed (&m, 0x00, 96, 0), TS_METER_GOOD);
  fail_unless_equals_int (feed (&m, 0x80, 1, 0), TS_METER_TOO_LARGE);

  ts_meter_init (&m, &limits, 0);
  fail_unless_equals_int (feed (&m, 0x01, 4000, 0), TS_METER_GOOD);
  fail_unless_equals_int (feed (&m, 0x80, 96, 0), TS_METER_GOOD);
  fail_unless_equals_int (feed (&m, 0x81, 4096, 0), TS_METER_GOOD);
}

GST_END_TEST;

GST_START_TEST (test_a_large_length_is_seen_before_any_of_it_has_come)
{
  static const guint8 huge[] = { 0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff
  };
  TsMeter m;
  guint i;

  ts_meter_init (&m, &limits, 0);
  for (i = 0; i + 1 < sizeof (huge); i++)
    fail_unless_equals_int (ts_meter_feed (&m, huge + i, 1, 0), TS_METER_GOOD);
  fail_unless_equals_int (ts_meter_feed (&m, huge + i, 1, 0),
      TS_METER_TOO_LARGE);
}

GST_END_TEST;

GST_START_TEST (test_frames_and_pings_have_a_pace)
{
  TsMeter m;
  guint n = 0;
  gint64 now;

  ts_meter_init (&m, &limits, 0);
  while (feed (&m, 0x81, 1, 0) == TS_METER_GOOD)
    n++;
  fail_unless_equals_int (n, 10 * limits.frames_per_second);

  ts_meter_init (&m, &limits, 0);
  for (n = 0; feed (&m, 0x89, 0, 0) == TS_METER_GOOD; n++);
  fail_unless_equals_int (n, 10 * limits.pings_per_second);

  /* at their pace they may come for ever */
  ts_meter_init (&m, &limits, 0);
  for (now = 0; now < 100 * G_USEC_PER_SEC; now += G_USEC_PER_SEC / 100)
    if (feed (&m, 0x81, 8, now) != TS_METER_GOOD)
      break;
  fail_unless (now >= 100 * G_USEC_PER_SEC);
}

GST_END_TEST;

static Suite *
tabletsink_guard_suite (void)
{
  Suite *s = suite_create ("tabletsink-guard");
  TCase *t = tcase_create ("general");

  suite_add_tcase (s, t);
  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, test_a_head_is_read);
  tcase_add_test (t, test_heads_that_could_be_read_in_two_ways_are_refused);
  tcase_add_test (t, test_long_heads_are_refused);
  tcase_add_test (t, test_libsoup_is_not_told_what_it_would_act_on);
  tcase_add_test (t, test_hosts_are_exact);
  tcase_add_test (t, test_host_settings);
  tcase_add_test (t, test_only_the_pairing_form_is_open_to_all);
  tcase_add_test (t, test_few_cookies_are_tried);
  tcase_add_test (t, test_paths_are_exact);
  tcase_add_test (t, test_methods_are_exact);
  tcase_add_test (t, test_a_foreign_host_gets_nothing);
  tcase_add_test (t, test_a_foreign_page_gets_nothing);
  tcase_add_test (t, test_without_an_origin_only_a_bearer_changes_something);
  tcase_add_test (t, test_another_site_may_only_lead_here);
  tcase_add_test (t, test_upgrades);
  tcase_add_test (t, test_bodies);
  tcase_add_test (t, test_who_guesses_is_locked_and_sessions_go_on);
  tcase_add_test (t, test_a_foreign_page_uses_up_no_attempts);
  tcase_add_test (t, test_other_ways_to_authorize);
  tcase_add_test (t, test_a_message_is_bounded_and_not_only_its_frames);
  tcase_add_test (t, test_a_large_length_is_seen_before_any_of_it_has_come);
  tcase_add_test (t, test_frames_and_pings_have_a_pace);
  return s;
}

GST_CHECK_MAIN (tabletsink_guard);
