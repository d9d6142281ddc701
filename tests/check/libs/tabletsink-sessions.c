/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "codes.h"
#include "sessions.h"

#define NOW 1800000000

static TsSessions *
new_sessions (void)
{
  TsSessions *s = ts_sessions_new ();

  ts_sessions_set_code (s, TS_ROLE_OPERATOR, "ABCD-2345");
  ts_sessions_set_code (s, TS_ROLE_VIEWER, "WXYZ-6789");
  return s;
}

GST_START_TEST (test_codes_are_random_and_without_look_alikes)
{
  gchar *a = ts_code_new (), *b = ts_code_new ();

  fail_unless_equals_int (strlen (a), 9);
  fail_unless_equals_int (a[4], '-');
  fail_unless_equals_int (ts_code_length (a), TS_CODE_GOOD);
  fail_unless_equals_int (strcspn (a, "01OIL"), 9);
  fail_if (strcmp (a, b) == 0);
  g_free (a);
  g_free (b);
}

GST_END_TEST;

GST_START_TEST (test_codes_are_compared_as_people_write_them)
{
  gchar *huge = g_strnfill (TS_CODE_MAX + 1, 'A');

  fail_unless (ts_code_equal ("ABCD-2345", "ABCD-2345"));
  fail_unless (ts_code_equal ("abcd2345", "ABCD-2345"));
  fail_unless (ts_code_equal (" ab-cd 23 45\n", "ABCD-2345"));
  fail_unless (ts_code_equal ("abcd\xe2\x80\x93" "2345", "ABCD-2345"));
  fail_if (ts_code_equal ("ABCD-234", "ABCD-2345"));
  fail_if (ts_code_equal ("ABCD-23455", "ABCD-2345"));
  fail_if (ts_code_equal ("", "ABCD-2345"));
  fail_if (ts_code_equal ("- -", "--"));
  fail_if (ts_code_equal (NULL, "ABCD-2345"));
  fail_if (ts_code_equal ("ABCD", NULL));
  fail_if (ts_code_equal ("\xff\xfe", "\xff\xfe"));
  fail_if (ts_code_equal (huge, huge));
  g_free (huge);
}

GST_END_TEST;

GST_START_TEST (test_a_token_opens_its_session_and_no_other_does)
{
  TsSessions *s = new_sessions ();
  gchar *token = ts_sessions_open (s, TS_ROLE_OPERATOR, NOW);
  gchar *other = ts_sessions_open (s, TS_ROLE_VIEWER, NOW);
  gchar *who;

  fail_unless_equals_int (strlen (token), 43);
  fail_if (strcmp (token, other) == 0);
  fail_unless_equals_int (ts_sessions_find (s, token, NOW, &who),
      TS_ROLE_OPERATOR);
  /* what is kept is not what opens it */
  fail_if (strcmp (who, token) == 0);
  fail_unless_equals_int (ts_sessions_find (s, who, NOW, NULL), TS_ROLE_NONE);
  fail_unless_equals_int (ts_sessions_role (s, who), TS_ROLE_OPERATOR);
  fail_unless_equals_int (ts_sessions_find (s, other, NOW, NULL),
      TS_ROLE_VIEWER);
  fail_unless_equals_int (ts_sessions_find (s, "nonsense", NOW, NULL),
      TS_ROLE_NONE);
  fail_unless_equals_int (ts_sessions_find (s, "", NOW, NULL), TS_ROLE_NONE);

  ts_sessions_close (s, who);
  fail_unless_equals_int (ts_sessions_find (s, token, NOW, NULL), TS_ROLE_NONE);
  fail_unless_equals_int (ts_sessions_size (s), 1);
  g_free (who);
  g_free (token);
  g_free (other);
  ts_sessions_free (s);
}

GST_END_TEST;

GST_START_TEST (test_sessions_end_thirty_days_after_their_last_use)
{
  TsSessions *s = new_sessions ();
  gchar *token = ts_sessions_open (s, TS_ROLE_VIEWER, NOW);
  gint64 later = NOW + TS_SESSION_AGE;

  fail_unless_equals_int (ts_sessions_find (s, token, later, NULL),
      TS_ROLE_VIEWER);
  fail_unless_equals_int (ts_sessions_find (s, token,
          later + TS_SESSION_AGE, NULL), TS_ROLE_VIEWER);
  fail_unless_equals_int (ts_sessions_find (s, token,
          later + 2 * TS_SESSION_AGE + 1, NULL), TS_ROLE_NONE);
  fail_unless_equals_int (ts_sessions_size (s), 0);
  g_free (token);
  ts_sessions_free (s);
}

GST_END_TEST;

GST_START_TEST (test_there_are_only_so_many_and_the_unused_go)
{
  TsSessions *s = new_sessions ();
  gchar *used = ts_sessions_open (s, TS_ROLE_VIEWER, NOW);
  gchar *unused = ts_sessions_open (s, TS_ROLE_VIEWER, NOW);
  guint i;

  for (i = 0; i < TS_SESSIONS_MAX; i++) {
    g_free (ts_sessions_open (s, TS_ROLE_VIEWER, NOW));
    fail_unless_equals_int (ts_sessions_find (s, used, NOW, NULL),
        TS_ROLE_VIEWER);
  }
  fail_unless_equals_int (ts_sessions_size (s), TS_SESSIONS_MAX);
  fail_unless_equals_int (ts_sessions_find (s, unused, NOW, NULL),
      TS_ROLE_NONE);
  g_free (used);
  g_free (unused);
  ts_sessions_free (s);
}

GST_END_TEST;

GST_START_TEST (test_viewers_do_not_end_an_operators_session)
{
  TsSessions *s = new_sessions ();
  gchar *operates = ts_sessions_open (s, TS_ROLE_OPERATOR, NOW);
  gchar *views = ts_sessions_open (s, TS_ROLE_VIEWER, NOW);
  guint i;

  for (i = 0; i < TS_SESSIONS_MAX; i++)
    g_free (ts_sessions_open (s, TS_ROLE_VIEWER, NOW + i));
  fail_unless_equals_int (ts_sessions_size (s), TS_SESSIONS_MAX);
  fail_unless_equals_int (ts_sessions_find (s, operates, NOW, NULL),
      TS_ROLE_OPERATOR);
  fail_unless_equals_int (ts_sessions_find (s, views, NOW, NULL), TS_ROLE_NONE);
  /* Operators alone are bounded as well. */
  for (i = 0; i < TS_SESSIONS_MAX; i++)
    g_free (ts_sessions_open (s, TS_ROLE_OPERATOR, NOW));
  fail_unless_equals_int (ts_sessions_size (s), TS_SESSIONS_MAX);
  g_free (operates);
  g_free (views);
  ts_sessions_free (s);
}

GST_END_TEST;

GST_START_TEST (test_another_code_ends_the_sessions_of_the_old_one)
{
  TsSessions *s = new_sessions ();
  gchar *operates = ts_sessions_open (s, TS_ROLE_OPERATOR, NOW);
  gchar *views = ts_sessions_open (s, TS_ROLE_VIEWER, NOW);

  fail_unless_equals_int (ts_sessions_judge (s, "abcd2345"), TS_ROLE_OPERATOR);
  fail_unless_equals_int (ts_sessions_judge (s, "wxyz6789"), TS_ROLE_VIEWER);
  ts_sessions_set_code (s, TS_ROLE_OPERATOR, "abcd 2345");
  fail_unless_equals_int (ts_sessions_size (s), 2);
  ts_sessions_set_code (s, TS_ROLE_OPERATOR, "NEWC-ODES");
  fail_unless_equals_int (ts_sessions_judge (s, "abcd2345"), TS_ROLE_NONE);
  fail_unless_equals_int (ts_sessions_find (s, operates, NOW, NULL),
      TS_ROLE_NONE);
  fail_unless_equals_int (ts_sessions_find (s, views, NOW, NULL),
      TS_ROLE_VIEWER);
  g_free (operates);
  g_free (views);
  ts_sessions_free (s);
}

GST_END_TEST;

GST_START_TEST (test_codes_and_sessions_go_through_a_text)
{
  TsSessions *a = new_sessions (), *b = ts_sessions_new ();
  gchar *operates = ts_sessions_open (a, TS_ROLE_OPERATOR, NOW);
  gchar *views = ts_sessions_open (a, TS_ROLE_VIEWER, NOW - 100);
  gchar *old = ts_sessions_open (a, TS_ROLE_VIEWER, NOW - TS_SESSION_AGE - 1);
  gchar *text;

  fail_unless (ts_sessions_take_changed (a));
  fail_if (ts_sessions_take_changed (a));
  text = ts_sessions_to_text (a);
  fail_unless (strstr (text, operates) == NULL);
  fail_unless (ts_sessions_from_text (b, text, strlen (text), NOW, NULL));
  fail_if (ts_sessions_take_changed (b));
  fail_unless_equals_string (ts_sessions_get_code (b, TS_ROLE_OPERATOR),
      "ABCD-2345");
  fail_unless_equals_int (ts_sessions_size (b), 2);
  fail_unless_equals_int (ts_sessions_find (b, operates, NOW, NULL),
      TS_ROLE_OPERATOR);
  fail_unless_equals_int (ts_sessions_find (b, views, NOW, NULL),
      TS_ROLE_VIEWER);
  fail_unless_equals_int (ts_sessions_find (b, old, NOW, NULL), TS_ROLE_NONE);
  g_free (text);
  g_free (operates);
  g_free (views);
  g_free (old);
  ts_sessions_free (a);
  ts_sessions_free (b);
}

GST_END_TEST;

GST_START_TEST (test_other_texts_are_none_of_ours)
{
  static const gchar *const texts[] = {
    "", "\xff\xfe", "nonsense", "[other]\nversion=1\n",
    "[onset-tablet]\nversion=2\n", "{\"version\":1}",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++) {
    TsSessions *s = ts_sessions_new ();
    GError *error = NULL;

    fail_if (ts_sessions_from_text (s, texts[i], strlen (texts[i]), NOW,
            &error));
    fail_unless (error != NULL);
    fail_unless_equals_int (ts_sessions_size (s), 0);
    g_error_free (error);
    ts_sessions_free (s);
  }
}

GST_END_TEST;

GST_START_TEST (test_what_is_wrong_in_a_text_is_left_out)
{
  static const gchar text[] = "[onset-tablet]\nversion=1\noperator-code=AB\n"
      "[session nonsense]\nrole=operator\nused=1800000000\n"
      "[session 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"
      "ef]\nrole=king\nused=1800000000\n";
  TsSessions *s = ts_sessions_new ();

  fail_unless (ts_sessions_from_text (s, text, strlen (text), NOW, NULL));
  fail_unless_equals_int (ts_sessions_size (s), 0);
  fail_unless (ts_sessions_get_code (s, TS_ROLE_OPERATOR) == NULL);
  ts_sessions_free (s);
}

GST_END_TEST;

static Suite *
tabletsink_sessions_suite (void)
{
  Suite *s = suite_create ("tabletsink-sessions");
  TCase *t = tcase_create ("general");

  suite_add_tcase (s, t);
  tcase_add_test (t, test_codes_are_random_and_without_look_alikes);
  tcase_add_test (t, test_codes_are_compared_as_people_write_them);
  tcase_add_test (t, test_a_token_opens_its_session_and_no_other_does);
  tcase_add_test (t, test_sessions_end_thirty_days_after_their_last_use);
  tcase_add_test (t, test_there_are_only_so_many_and_the_unused_go);
  tcase_add_test (t, test_viewers_do_not_end_an_operators_session);
  tcase_add_test (t, test_another_code_ends_the_sessions_of_the_old_one);
  tcase_add_test (t, test_codes_and_sessions_go_through_a_text);
  tcase_add_test (t, test_other_texts_are_none_of_ours);
  tcase_add_test (t, test_what_is_wrong_in_a_text_is_left_out);
  return s;
}

GST_CHECK_MAIN (tabletsink_sessions);
