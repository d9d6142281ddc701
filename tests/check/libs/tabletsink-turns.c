/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>

#include "regulars.h"
#include "turns.h"

static const TsTurnsSettings settings = { 4, 2, 1000, 100 };

#define ITEM(n) GINT_TO_POINTER (n)

/* Whose turn it is; @goes: who has to go for that, 0 = nobody. */
static void
expect_turn (TsTurns * turns, gint64 now, gint item, gint goes)
{
  gpointer victim;
  gint64 later;

  fail_unless_equals_int (GPOINTER_TO_INT (ts_turns_next (turns, now, &victim,
              &later)), item);
  fail_unless_equals_int (GPOINTER_TO_INT (victim), goes);
}

static void
expect_nobody (TsTurns * turns, gint64 now, gint64 until)
{
  gpointer victim;
  gint64 later;

  fail_unless (ts_turns_next (turns, now, &victim, &later) == NULL);
  fail_unless (victim == NULL);
  fail_unless_equals_int64 (later, until);
}

GST_START_TEST (test_places_are_given_until_there_are_none)
{
  TsTurns *t = ts_turns_new (&settings);
  gint i;

  expect_nobody (t, 0, -1);
  for (i = 1; i <= 5; i++) {
    gchar key[2] = { (gchar) ('a' + i), 0 };

    ts_turns_wait (t, ITEM (i), key);
    if (i <= 4)
      expect_turn (t, i, i, 0);
  }
  /* the first one has been there since 1 */
  expect_nobody (t, 5, 96);
  ts_turns_leave (t, ITEM (3));
  expect_turn (t, 5, 5, 0);
  expect_nobody (t, 5, -1);
  ts_turns_free (t);
}

GST_END_TEST;

GST_START_TEST (test_who_has_had_his_time_goes_for_another)
{
  TsTurns *t = ts_turns_new (&settings);

  ts_turns_wait (t, ITEM (1), "a");
  ts_turns_wait (t, ITEM (2), "a");
  ts_turns_wait (t, ITEM (3), "b");
  ts_turns_wait (t, ITEM (4), "c");
  expect_turn (t, 10, 4, 0);
  expect_turn (t, 20, 3, 0);
  expect_turn (t, 30, 1, 0);
  expect_turn (t, 40, 2, 0);
  /* a has most, but they have not had their time */
  ts_turns_wait (t, ITEM (5), "d");
  expect_nobody (t, 109, 1);
  expect_turn (t, 110, 5, 4);
  /* of two who have one each that had: who is there for longest */
  ts_turns_wait (t, ITEM (6), "e");
  expect_turn (t, 130, 6, 3);
  ts_turns_leave (t, ITEM (6));
  ts_turns_wait (t, ITEM (7), "c");
  expect_turn (t, 140, 7, 0);
  /* a has two that had, d has one */
  ts_turns_wait (t, ITEM (8), "f");
  expect_turn (t, 220, 8, 1);
  ts_turns_free (t);
}

GST_END_TEST;

GST_START_TEST (test_those_of_one_address_have_more_patience_with_each_other)
{
  TsTurns *t = ts_turns_new (&settings);

  ts_turns_wait (t, ITEM (1), "a");
  ts_turns_wait (t, ITEM (2), "a");
  ts_turns_wait (t, ITEM (3), "a");
  expect_turn (t, 0, 1, 0);
  expect_turn (t, 0, 2, 0);
  expect_nobody (t, 100, 900);
  /* places are free for others meanwhile */
  ts_turns_wait (t, ITEM (4), "b");
  expect_turn (t, 100, 4, 0);
  expect_turn (t, 1000, 3, 1);
  ts_turns_leave (t, ITEM (2));
  expect_nobody (t, 2000, -1);
  ts_turns_free (t);
}

GST_END_TEST;

/* Many stand there and come to nothing: a newcomer is the next. */
GST_START_TEST (test_a_newcomer_comes_before_those_who_have_more)
{
  TsTurns *t = ts_turns_new (&settings);
  gint64 now = 0;
  gpointer victim;
  gint64 later;
  gint i;

  for (i = 0; i < 200; i++) {
    gchar *key = g_strdup_printf ("%d", i % 50);

    ts_turns_wait (t, ITEM (i + 1), key);
    g_free (key);
  }
  while (ts_turns_next (t, now, &victim, &later))
    now++;
  ts_turns_wait (t, ITEM (1000), "new");
  while (GPOINTER_TO_INT (ts_turns_next (t, now, &victim, &later)) != 1000) {
    fail_unless (later > 0);
    now += later;
  }
  fail_unless (now <= 105, "it waited until %" G_GINT64_FORMAT, now);
  /* of equals the one who came last, of one address who came first */
  ts_turns_leave (t, ITEM (1000));
  ts_turns_wait (t, ITEM (1001), "x");
  ts_turns_wait (t, ITEM (1002), "y");
  expect_turn (t, now, 1002, 0);
  ts_turns_free (t);
}

GST_END_TEST;

GST_START_TEST (test_leaving_twice_or_unknown_is_nothing)
{
  TsTurns *t = ts_turns_new (&settings);

  ts_turns_leave (t, ITEM (1));
  ts_turns_wait (t, ITEM (1), "a");
  ts_turns_leave (t, ITEM (1));
  ts_turns_leave (t, ITEM (1));
  expect_nobody (t, 0, -1);
  ts_turns_wait (t, ITEM (1), "a");
  expect_turn (t, 0, 1, 0);
  ts_turns_leave (t, ITEM (1));
  ts_turns_leave (t, ITEM (1));
  /* all places are there still */
  ts_turns_wait (t, ITEM (1), "a");
  ts_turns_wait (t, ITEM (2), "b");
  ts_turns_wait (t, ITEM (3), "c");
  ts_turns_wait (t, ITEM (4), "d");
  ts_turns_wait (t, ITEM (5), "e");
  expect_turn (t, 0, 5, 0);
  expect_turn (t, 0, 4, 0);
  expect_turn (t, 0, 3, 0);
  expect_turn (t, 0, 2, 0);
  expect_nobody (t, 0, 100);
  ts_turns_free (t);
}

GST_END_TEST;

/* --- without times --------------------------------------------------------- */

static void
expect_in (TsTurns * turns, gint item, const gchar * key, gint goes)
{
  ts_turns_wait (turns, ITEM (item), key);
  expect_turn (turns, 0, item, goes);
}

GST_START_TEST (test_one_who_has_all_he_may_displaces_himself)
{
  static const TsTurnsSettings now = { 8, 3, 0, 0 };
  TsTurns *t = ts_turns_new (&now);
  gint i;

  expect_in (t, 100, "b", 0);
  for (i = 1; i <= 3; i++)
    expect_in (t, i, "a", 0);
  for (i = 4; i <= 9; i++)
    expect_in (t, i, "a", i - 3);
  ts_turns_leave (t, ITEM (7));
  ts_turns_leave (t, ITEM (7));
  expect_in (t, 10, "a", 0);
  expect_in (t, 11, "a", 8);
  ts_turns_free (t);
}

GST_END_TEST;

GST_START_TEST (test_when_all_is_full_whoever_has_most_loses_the_oldest)
{
  static const TsTurnsSettings now = { 5, 4, 0, 0 };
  TsTurns *t = ts_turns_new (&now);

  expect_in (t, 1, "a", 0);
  expect_in (t, 2, "b", 0);
  expect_in (t, 3, "b", 0);
  expect_in (t, 4, "b", 0);
  expect_in (t, 5, "c", 0);
  expect_in (t, 6, "d", 2);
  expect_in (t, 7, "e", 3);
  /* each has one */
  expect_in (t, 8, "f", 1);
  ts_turns_free (t);
}

GST_END_TEST;

GST_START_TEST (test_regulars_are_remembered_the_latest_best)
{
  TsRegulars *r = ts_regulars_new (2);

  fail_if (ts_regulars_know (r, "a"));
  ts_regulars_seen (r, "a");
  ts_regulars_seen (r, "b");
  ts_regulars_seen (r, "a");
  ts_regulars_seen (r, "c");
  fail_unless (ts_regulars_know (r, "a"));
  fail_if (ts_regulars_know (r, "b"));
  fail_unless (ts_regulars_know (r, "c"));
  ts_regulars_free (r);
}

GST_END_TEST;

static Suite *
tabletsink_turns_suite (void)
{
  Suite *s = suite_create ("tabletsink-turns");
  TCase *t = tcase_create ("general");

  suite_add_tcase (s, t);
  tcase_add_test (t, test_places_are_given_until_there_are_none);
  tcase_add_test (t, test_who_has_had_his_time_goes_for_another);
  tcase_add_test (t,
      test_those_of_one_address_have_more_patience_with_each_other);
  tcase_add_test (t, test_a_newcomer_comes_before_those_who_have_more);
  tcase_add_test (t, test_leaving_twice_or_unknown_is_nothing);
  tcase_add_test (t, test_one_who_has_all_he_may_displaces_himself);
  tcase_add_test (t, test_when_all_is_full_whoever_has_most_loses_the_oldest);
  tcase_add_test (t, test_regulars_are_remembered_the_latest_best);
  return s;
}

GST_CHECK_MAIN (tabletsink_turns);
