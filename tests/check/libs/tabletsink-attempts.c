/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>

#include "attempts.h"

#define SECOND G_USEC_PER_SEC

static void
fail_times (TsAttempts * attempts, const gchar * address, guint n, gint64 now)
{
  while (n--)
    ts_attempts_failed (attempts, address, now);
}

GST_START_TEST (test_ten_wrong_codes_lock_an_address_for_a_minute)
{
  TsAttempts *a = ts_attempts_new ();

  fail_times (a, "10.0.0.1", 9, SECOND);
  fail_unless_equals_int (ts_attempts_locked (a, "10.0.0.1", SECOND), 0);
  fail_times (a, "10.0.0.1", 1, SECOND);
  fail_unless_equals_int (ts_attempts_locked (a, "10.0.0.1", SECOND), 60);
  fail_unless_equals_int (ts_attempts_locked (a, "10.0.0.1",
          60 * SECOND + 1), 1);
  fail_unless_equals_int (ts_attempts_locked (a, "10.0.0.1", 61 * SECOND), 0);
  /* nobody else */
  fail_unless_equals_int (ts_attempts_locked (a, "10.0.0.2", SECOND), 0);
  ts_attempts_free (a);
}

GST_END_TEST;

GST_START_TEST (test_a_lock_is_twice_as_long_each_time_up_to_an_hour)
{
  static const guint minutes[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
  TsAttempts *a = ts_attempts_new ();
  gint64 now = 0;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (minutes); i++) {
    fail_times (a, "10.0.0.1", TS_ATTEMPTS_MAX, now);
    fail_unless_equals_int (ts_attempts_locked (a, "10.0.0.1", now),
        minutes[i] * 60);
    now += minutes[i] * G_TIME_SPAN_MINUTE;
    fail_unless_equals_int (ts_attempts_locked (a, "10.0.0.1", now), 0);
  }
  /* a day without any */
  now += G_TIME_SPAN_DAY + 1;
  fail_times (a, "10.0.0.1", TS_ATTEMPTS_MAX, now);
  fail_unless_equals_int (ts_attempts_locked (a, "10.0.0.1", now), 60);
  ts_attempts_free (a);
}

GST_END_TEST;

GST_START_TEST (test_what_counts_as_one_address)
{
  static const gchar *const keys[][2] = {
    {"192.168.1.5", "192.168.1.5"},
    {"::ffff:192.168.1.5", "192.168.1.5"},
    {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
    {"2001:db8:1:2::9", "2001:db8:1:2::"},
    {"2001:db8:1:3::9", "2001:db8:1:3::"},
    {"fe80::1%eth0", "fe80::1"},
    {"::1", "::1"},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (keys); i++) {
    gchar *key = ts_address_key (keys[i][0]);

    fail_unless_equals_string (key, keys[i][1]);
    g_free (key);
  }
}

GST_END_TEST;

GST_START_TEST (test_the_table_is_bounded_and_keeps_who_is_locked)
{
  TsAttempts *a = ts_attempts_new ();
  guint i;

  fail_times (a, "10.9.9.9", TS_ATTEMPTS_MAX, 0);
  for (i = 0; i < 3 * TS_ATTEMPTS_ADDRESSES; i++) {
    gchar *address = g_strdup_printf ("10.1.%u.%u", i / 256, i % 256);

    ts_attempts_failed (a, address, SECOND);
    g_free (address);
  }
  fail_unless_equals_int (ts_attempts_size (a), TS_ATTEMPTS_ADDRESSES);
  fail_unless (ts_attempts_locked (a, "10.9.9.9", SECOND) > 0);
  ts_attempts_free (a);
}

GST_END_TEST;

static Suite *
tabletsink_attempts_suite (void)
{
  Suite *s = suite_create ("tabletsink-attempts");
  TCase *t = tcase_create ("general");

  suite_add_tcase (s, t);
  tcase_add_test (t, test_ten_wrong_codes_lock_an_address_for_a_minute);
  tcase_add_test (t, test_a_lock_is_twice_as_long_each_time_up_to_an_hour);
  tcase_add_test (t, test_what_counts_as_one_address);
  tcase_add_test (t, test_the_table_is_bounded_and_keeps_who_is_locked);
  return s;
}

GST_CHECK_MAIN (tabletsink_attempts);
