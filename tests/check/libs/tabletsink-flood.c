/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "tabletsink-rig.h"

#define MANY 900

/* What libsoup alone keeps alive for as long as somebody likes. */
GST_START_TEST (test_900_half_open_connections)
{
  ServerRig *rig = server_rig_new ();
  GIOStream *streams[MANY];
  GstStructure *stats;
  gchar *cookie, *fields, *answer;
  guint i, n = MANY;
  Talk *talk;

  server_rig_start (rig);
  cookie = pair (rig, OPERATOR);
  fields = g_strdup_printf ("Origin: %s\r\n%s", rig->origin, cookie);
  talk = talk_new (rig, "/api/v1/control", fields);
  g_free (talk_hear (talk, "hello"));
  for (i = 0; i < MANY; i++) {
    streams[i] = raw_connect (rig);
    raw_send (streams[i], "POST /api/v1/pair HTTP/1.1\r\n", (gssize) (i % 27));
    if (i % 100 == 99)
      fail_unless_equals_int (ask (rig, "GET /api/v1/streams", cookie, NULL,
              NULL), 200);
  }
  /* and who has not paired yet can */
  g_free (pair (rig, VIEWER));
  stats = ts_server_get_stats (rig->server);
  gst_structure_get_uint (stats, "connections", &n);
  fail_unless (n <= rig->limits.regulars_of_one + 16, "%u", n);
  gst_structure_free (stats);
  talk_say (talk, "{\"type\":\"ping\",\"id\":1}");
  g_free (talk_hear (talk, "pong"));

  /* the oldest has been closed without an answer, the newest still waits */
  answer = raw_receive (streams[0]);
  fail_unless_equals_string (answer, "");
  g_free (answer);
  raw_send (streams[MANY - 1], "x\r\n\r\n", -1);
  answer = raw_receive (streams[MANY - 1]);
  fail_unless_equals_int (status_of (answer), 400);
  g_free (answer);
  for (i = 0; i < MANY; i++)
    g_object_unref (streams[i]);
  talk_free (talk);
  g_free (cookie);
  g_free (fields);
  server_rig_free (rig);
}

GST_END_TEST;

static Suite *
tabletsink_flood_suite (void)
{
  Suite *s = suite_create ("tabletsink-flood");
  TCase *t = tcase_create ("general");

  suite_add_tcase (s, t);
  tcase_add_test (t, test_900_half_open_connections);
  return s;
}

GST_CHECK_MAIN (tabletsink_flood);
