/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The words that the elements share: commands, answers, keys, events, metas.
 * Commands come from scripts and from networks, so most of this is about what
 * is wrong with them. */
#include <gst/check/gstcheck.h>

#include <math.h>

#include <onset/onset-command.h>
#include <onset/onset-event.h>
#include <onset/onset-keys.h>
#include <onset/onset-meta.h>

static GstStructure *
command_new (const gchar * command)
{
  return gst_structure_new (ONSET_COMMAND, "command", G_TYPE_STRING, command,
      NULL);
}

/* -- numbers ------------------------------------------------------------- */

/* A field of each type that can hold a small whole number. */
static GstStructure *
numbers_new (gint number)
{
  return gst_structure_new (ONSET_COMMAND,
      "char", G_TYPE_CHAR, number, "uchar", G_TYPE_UCHAR, number,
      "int", G_TYPE_INT, number, "uint", G_TYPE_UINT, number,
      "long", G_TYPE_LONG, (glong) number,
      "ulong", G_TYPE_ULONG, (gulong) number,
      "int64", G_TYPE_INT64, (gint64) number,
      "uint64", G_TYPE_UINT64, (guint64) number,
      "float", G_TYPE_FLOAT, (gdouble) number,
      "double", G_TYPE_DOUBLE, (gdouble) number, NULL);
}

static const gchar *number_types[] = { "char", "uchar", "int", "uint", "long",
  "ulong", "int64", "uint64", "float", "double"
};

GST_START_TEST (test_a_number_may_be_of_any_type)
{
  const gchar *field = number_types[__i__];
  GstStructure *s = numbers_new (7);
  gboolean valid = TRUE, b;
  guint u = 0;
  guint64 u64 = 0;
  gint i = 0;
  gdouble d = 0;

  fail_unless (onset_command_get_uint (s, field, &u, &valid), "%s", field);
  fail_unless (onset_command_get_uint64 (s, field, &u64, &valid), "%s", field);
  fail_unless (onset_command_get_int (s, field, &i, &valid), "%s", field);
  fail_unless (onset_command_get_double (s, field, &d, &valid), "%s", field);
  fail_unless (valid);
  fail_unless_equals_int (u, 7);
  fail_unless_equals_uint64 (u64, 7);
  fail_unless_equals_int (i, 7);
  fail_unless_equals_float (d, 7.0);

  /* 7 is no boolean. */
  fail_if (onset_command_get_boolean (s, field, &b, &valid), "%s", field);
  fail_if (valid);
  gst_structure_free (s);
}

GST_END_TEST;

GST_START_TEST (test_a_boolean_may_be_a_number)
{
  const gchar *field = number_types[__i__];
  gint number;

  for (number = 0; number <= 1; number++) {
    GstStructure *s = numbers_new (number);
    gboolean valid = TRUE, b = !number;

    fail_unless (onset_command_get_boolean (s, field, &b, &valid), "%s", field);
    fail_unless (valid);
    fail_unless_equals_int (b, number);
    gst_structure_free (s);
  }
}

GST_END_TEST;

GST_START_TEST (test_negative_numbers)
{
  GstStructure *s = gst_structure_new (ONSET_COMMAND,
      "int", G_TYPE_INT, -3, "int64", G_TYPE_INT64, (gint64) - 3,
      "float", G_TYPE_FLOAT, -3.0, "double", G_TYPE_DOUBLE, -3.0, NULL);
  const gchar *fields[] = { "int", "int64", "float", "double" };
  gsize n;

  for (n = 0; n < G_N_ELEMENTS (fields); n++) {
    gboolean valid = TRUE, b = TRUE;
    gint i = 0;
    guint u = 5;
    guint64 u64 = 5;
    gdouble d = 0;

    fail_unless (onset_command_get_int (s, fields[n], &i, &valid));
    fail_unless (onset_command_get_double (s, fields[n], &d, &valid));
    fail_unless (valid);
    fail_unless_equals_int (i, -3);
    fail_unless_equals_float (d, -3.0);

    fail_if (onset_command_get_uint (s, fields[n], &u, &valid));
    fail_if (valid);
    valid = TRUE;
    fail_if (onset_command_get_uint64 (s, fields[n], &u64, &valid));
    fail_if (valid);
    valid = TRUE;
    fail_if (onset_command_get_boolean (s, fields[n], &b, &valid));
    fail_if (valid);

    /* What is refused changes nothing. */
    fail_unless_equals_int (u, 5);
    fail_unless_equals_uint64 (u64, 5);
    fail_unless (b);
  }
  gst_structure_free (s);
}

GST_END_TEST;

GST_START_TEST (test_numbers_at_the_edges)
{
  GstStructure *s = gst_structure_new (ONSET_COMMAND,
      "int-max", G_TYPE_INT64, (gint64) G_MAXINT,
      "int-over", G_TYPE_INT64, (gint64) G_MAXINT + 1,
      "int-min", G_TYPE_INT64, (gint64) G_MININT,
      "int-under", G_TYPE_INT64, (gint64) G_MININT - 1,
      "uint-max", G_TYPE_UINT64, (guint64) G_MAXUINT,
      "uint-over", G_TYPE_UINT64, (guint64) G_MAXUINT + 1,
      "double-over", G_TYPE_DOUBLE, 4294967296.0,
      "int64-max", G_TYPE_INT64, G_MAXINT64, NULL);
  gboolean valid = TRUE;
  gint i = 0;
  guint u = 0;
  guint64 u64 = 0;

  fail_unless (onset_command_get_int (s, "int-max", &i, &valid));
  fail_unless_equals_int (i, G_MAXINT);
  fail_unless (onset_command_get_int (s, "int-min", &i, &valid));
  fail_unless_equals_int (i, G_MININT);
  fail_unless (onset_command_get_uint (s, "uint-max", &u, &valid));
  fail_unless (u == G_MAXUINT);
  fail_unless (onset_command_get_uint64 (s, "int64-max", &u64, &valid));
  fail_unless_equals_uint64 (u64, G_MAXINT64);
  fail_unless (onset_command_get_uint64 (s, "uint-over", &u64, &valid));
  fail_unless_equals_uint64 (u64, (guint64) G_MAXUINT + 1);
  fail_unless (valid);

  fail_if (onset_command_get_int (s, "int-over", &i, &valid));
  fail_if (valid);
  valid = TRUE;
  fail_if (onset_command_get_int (s, "int-under", &i, &valid));
  fail_if (valid);
  valid = TRUE;
  fail_if (onset_command_get_uint (s, "uint-over", &u, &valid));
  fail_if (valid);
  valid = TRUE;
  fail_if (onset_command_get_uint (s, "double-over", &u, &valid));
  fail_if (valid);
  gst_structure_free (s);
}

GST_END_TEST;

/* GST_CLOCK_TIME_NONE is no time, and no other number may come of it. */
GST_START_TEST (test_a_time_beyond_63_bits_is_refused)
{
  GstStructure *s = gst_structure_new (ONSET_COMMAND,
      "none", G_TYPE_UINT64, GST_CLOCK_TIME_NONE,
      "over", G_TYPE_UINT64, (guint64) G_MAXINT64 + 1, NULL);
  gboolean valid = TRUE;
  guint64 u64 = 5;

  fail_if (onset_command_get_uint64 (s, "none", &u64, &valid));
  fail_if (valid);
  valid = TRUE;
  fail_if (onset_command_get_uint64 (s, "over", &u64, &valid));
  fail_if (valid);
  fail_unless_equals_uint64 (u64, 5);
  gst_structure_free (s);
}

GST_END_TEST;

GST_START_TEST (test_numbers_that_are_not_whole)
{
  const gdouble odd[] = { NAN, INFINITY, -INFINITY, 0.5, 1e300, -1e300,
    9.3e18
  };
  gsize n;

  for (n = 0; n < G_N_ELEMENTS (odd); n++) {
    GstStructure *s = gst_structure_new (ONSET_COMMAND,
        "double", G_TYPE_DOUBLE, odd[n], "float", G_TYPE_FLOAT, odd[n], NULL);
    const gchar *fields[] = { "double", "float" };
    gsize f;

    for (f = 0; f < G_N_ELEMENTS (fields); f++) {
      gboolean valid = TRUE, b;
      guint u;
      guint64 u64;
      gint i;

      fail_if (onset_command_get_uint (s, fields[f], &u, &valid));
      fail_if (valid);
      valid = TRUE;
      fail_if (onset_command_get_uint64 (s, fields[f], &u64, &valid));
      fail_if (valid);
      valid = TRUE;
      fail_if (onset_command_get_int (s, fields[f], &i, &valid));
      fail_if (valid);
      valid = TRUE;
      fail_if (onset_command_get_boolean (s, fields[f], &b, &valid));
      fail_if (valid);
    }
    gst_structure_free (s);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_double_has_to_be_finite)
{
  GstStructure *s = gst_structure_new (ONSET_COMMAND,
      "nan", G_TYPE_DOUBLE, NAN, "inf", G_TYPE_DOUBLE, INFINITY,
      "-inf", G_TYPE_FLOAT, -INFINITY, "half", G_TYPE_FLOAT, 0.5, NULL);
  gboolean valid = TRUE;
  gdouble d = 3.0;

  fail_if (onset_command_get_double (s, "nan", &d, &valid));
  fail_if (valid);
  valid = TRUE;
  fail_if (onset_command_get_double (s, "inf", &d, &valid));
  fail_if (valid);
  valid = TRUE;
  fail_if (onset_command_get_double (s, "-inf", &d, &valid));
  fail_if (valid);
  fail_unless_equals_float (d, 3.0);

  /* An error that was found earlier is not forgotten. */
  fail_unless (onset_command_get_double (s, "half", &d, &valid));
  fail_unless_equals_float (d, 0.5);
  fail_if (valid);
  gst_structure_free (s);
}

GST_END_TEST;

/* -- other types --------------------------------------------------------- */

GST_START_TEST (test_absent_fields_are_neither_read_nor_wrong)
{
  GstStructure *s = command_new ("play");
  gboolean valid = TRUE, b = TRUE;
  guint u = 1;
  guint64 u64 = 2;
  gint i = 3;
  gdouble d = 4.0;
  const gchar *string = "five";

  fail_if (onset_command_get_uint (s, "x", &u, &valid));
  fail_if (onset_command_get_uint64 (s, "x", &u64, &valid));
  fail_if (onset_command_get_int (s, "x", &i, &valid));
  fail_if (onset_command_get_double (s, "x", &d, &valid));
  fail_if (onset_command_get_boolean (s, "x", &b, &valid));
  fail_if (onset_command_get_string (s, "x", &string, &valid));
  fail_unless (valid);
  fail_unless_equals_int (u, 1);
  fail_unless_equals_uint64 (u64, 2);
  fail_unless_equals_int (i, 3);
  fail_unless_equals_float (d, 4.0);
  fail_unless (b);
  fail_unless_equals_string (string, "five");
  gst_structure_free (s);
}

GST_END_TEST;

GST_START_TEST (test_wrong_types)
{
  const gchar *fields[] = { "string", "fraction", "caps", "array", "flags" };
  GValue array = G_VALUE_INIT;
  GstCaps *caps = gst_caps_new_any ();
  GstStructure *s = gst_structure_new (ONSET_COMMAND,
      "string", G_TYPE_STRING, "7", "fraction", GST_TYPE_FRACTION, 24, 1,
      "caps", GST_TYPE_CAPS, caps, "flags", GST_TYPE_SEEK_FLAGS, 1,
      "boolean", G_TYPE_BOOLEAN, TRUE, NULL);
  gboolean valid, b = FALSE;
  gsize n;

  g_value_init (&array, GST_TYPE_ARRAY);
  gst_structure_take_value (s, "array", &array);

  for (n = 0; n < G_N_ELEMENTS (fields); n++) {
    guint u;
    guint64 u64;
    gint i;
    gdouble d;

    valid = TRUE;
    fail_if (onset_command_get_uint (s, fields[n], &u, &valid));
    fail_if (valid, "%s", fields[n]);
    valid = TRUE;
    fail_if (onset_command_get_uint64 (s, fields[n], &u64, &valid));
    fail_if (valid, "%s", fields[n]);
    valid = TRUE;
    fail_if (onset_command_get_int (s, fields[n], &i, &valid));
    fail_if (valid, "%s", fields[n]);
    valid = TRUE;
    fail_if (onset_command_get_double (s, fields[n], &d, &valid));
    fail_if (valid, "%s", fields[n]);
    valid = TRUE;
    fail_if (onset_command_get_boolean (s, fields[n], &b, &valid));
    fail_if (valid, "%s", fields[n]);
  }

  valid = TRUE;
  fail_unless (onset_command_get_boolean (s, "boolean", &b, &valid));
  fail_unless (b && valid);
  gst_structure_free (s);
  gst_caps_unref (caps);
}

GST_END_TEST;

GST_START_TEST (test_strings)
{
  GstStructure *s = gst_structure_new (ONSET_COMMAND,
      "text", G_TYPE_STRING, "Rückwärts", "empty", G_TYPE_STRING, "",
      "null", G_TYPE_STRING, NULL, "number", G_TYPE_INT, 7, NULL);
  gboolean valid = TRUE;
  const gchar *string = NULL;

  fail_unless (onset_command_get_string (s, "text", &string, &valid));
  fail_unless_equals_string (string, "Rückwärts");
  fail_unless (onset_command_get_string (s, "empty", &string, &valid));
  fail_unless_equals_string (string, "");
  fail_unless (valid);

  fail_if (onset_command_get_string (s, "null", &string, &valid));
  fail_if (valid);
  valid = TRUE;
  fail_if (onset_command_get_string (s, "number", &string, &valid));
  fail_if (valid);
  gst_structure_free (s);
}

GST_END_TEST;

/* Structures refuse such a string when it is set with their functions; a value
 * that is changed in place is not looked at. */
GST_START_TEST (test_a_string_has_to_be_utf8)
{
  const gchar *bad[] = { "\xff", "caf\xe9", "\xc3", "\xed\xa0\x80",
    "\xf4\x90\x80\x80"
  };
  gsize n;

  for (n = 0; n < G_N_ELEMENTS (bad); n++) {
    GstStructure *s = gst_structure_new (ONSET_COMMAND, "text", G_TYPE_STRING,
        "good", NULL);
    gboolean valid = TRUE;
    const gchar *string = "untouched";

    g_value_set_string ((GValue *) gst_structure_get_value (s, "text"), bad[n]);
    fail_if (onset_command_get_string (s, "text", &string, &valid));
    fail_if (valid);
    fail_unless_equals_string (string, "untouched");
    gst_structure_free (s);
  }
}

GST_END_TEST;

/* -- events -------------------------------------------------------------- */

GST_START_TEST (test_command_events)
{
  GstEvent *event = onset_command_event_new (command_new ("live"));
  const GstStructure *s = onset_command_event_parse (event);
  GstStructure *other;

  fail_unless (GST_EVENT_IS_UPSTREAM (event));
  fail_if (GST_EVENT_IS_SERIALIZED (event));
  fail_unless (s != NULL);
  fail_unless_equals_string (gst_structure_get_string (s, "command"), "live");
  gst_event_unref (event);

  /* in this case, which is a process of its own, a critical is no crash */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  other = gst_structure_new_empty ("other");
  ASSERT_CRITICAL (event = onset_command_event_new (other));
  fail_unless (event == NULL);
  gst_structure_free (other);
}

GST_END_TEST;

GST_START_TEST (test_other_events_are_no_commands)
{
  GstEvent *events[] = {
    gst_event_new_flush_start (),
    gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
        gst_structure_new_empty ("something-else")),
    gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, command_new ("live")),
    gst_event_new_custom (GST_EVENT_CUSTOM_BOTH, command_new ("live")),
    gst_event_new_navigation (gst_structure_new_empty
        ("application/x-gst-navigation")),
  };
  gsize n;

  for (n = 0; n < G_N_ELEMENTS (events); n++) {
    fail_unless (onset_command_event_parse (events[n]) == NULL);
    gst_event_unref (events[n]);
  }
}

GST_END_TEST;

static void
check_answer (GstStructure * command, gboolean ok, const gchar * reason)
{
  GstEvent *event = onset_answer_event_new (command, ok, reason);
  const GstStructure *s = gst_event_get_structure (event);
  const GValue *sent = gst_structure_get_value (command, "id");
  const GValue *got = gst_structure_get_value (s, "id");
  gboolean answered_ok = !ok;

  fail_unless (GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM_OOB);
  fail_unless (gst_structure_has_name (s, ONSET_ANSWER));
  fail_unless (gst_structure_get_boolean (s, "ok", &answered_ok));
  fail_unless_equals_int (answered_ok, ok);
  fail_unless_equals_string (gst_structure_get_string (s, "reason"),
      reason ? reason : "");
  fail_unless (gst_structure_get_string (s, "command") != NULL);

  fail_unless_equals_int (got != NULL, sent != NULL);
  if (sent) {
    fail_unless (G_VALUE_TYPE (sent) == G_VALUE_TYPE (got));
    fail_unless_equals_int (gst_value_compare (sent, got), GST_VALUE_EQUAL);
  }
  gst_event_unref (event);
}

GST_START_TEST (test_an_answer_carries_the_id_as_it_was_sent)
{
  GstStructure *s = command_new ("play");
  GstStructure *nested = gst_structure_new ("id", "n", G_TYPE_INT, 4, NULL);
  GValue array = G_VALUE_INIT, item = G_VALUE_INIT;

  check_answer (s, TRUE, NULL);
  gst_structure_set (s, "id", G_TYPE_STRING, "tablet-7", NULL);
  check_answer (s, FALSE, "there is no take 9");
  gst_structure_set (s, "id", G_TYPE_UINT64, G_MAXUINT64, NULL);
  check_answer (s, TRUE, "");
  gst_structure_set (s, "id", G_TYPE_DOUBLE, 0.25, NULL);
  check_answer (s, TRUE, NULL);
  gst_structure_set (s, "id", G_TYPE_BOOLEAN, FALSE, NULL);
  check_answer (s, TRUE, NULL);
  gst_structure_set (s, "id", GST_TYPE_FRACTION, 1, 3, NULL);
  check_answer (s, TRUE, NULL);
  gst_structure_set (s, "id", GST_TYPE_STRUCTURE, nested, NULL);
  check_answer (s, TRUE, NULL);

  g_value_init (&array, GST_TYPE_ARRAY);
  g_value_init (&item, G_TYPE_INT);
  g_value_set_int (&item, 5);
  gst_value_array_append_and_take_value (&array, &item);
  gst_structure_take_value (s, "id", &array);
  check_answer (s, TRUE, NULL);

  gst_structure_free (nested);
  gst_structure_free (s);
}

GST_END_TEST;

GST_START_TEST (test_what_has_no_name_is_answered_too)
{
  GstStructure *s = gst_structure_new_empty (ONSET_COMMAND);

  check_answer (s, FALSE, "no command");
  gst_structure_set (s, "command", G_TYPE_INT, 7, NULL);
  check_answer (s, FALSE, "no command");
  gst_structure_free (s);
}

GST_END_TEST;

GST_START_TEST (test_state_events)
{
  GValue takes = G_VALUE_INIT, take = G_VALUE_INIT;
  const GstStructure *s;
  GstStructure *other;
  GstEvent *event;
  gboolean rolling = FALSE;
  guint id = 0;

  event = onset_state_event_new (gst_structure_new (ONSET_STATE, "output",
          G_TYPE_STRING, "src", NULL));
  fail_unless (GST_EVENT_IS_STICKY (event));
  fail_unless (GST_EVENT_IS_DOWNSTREAM (event));
  gst_event_unref (event);
  /* in this case, which is a process of its own, a critical is no crash */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  other = gst_structure_new_empty ("other");
  ASSERT_CRITICAL (event = onset_state_event_new (other));
  fail_unless (event == NULL);
  gst_structure_free (other);

  g_value_init (&takes, GST_TYPE_ARRAY);
  g_value_init (&take, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&take, gst_structure_new_empty (ONSET_TAKE));
  gst_value_array_append_and_take_value (&takes, &take);
  event = onset_takes_event_new (&takes);
  g_value_unset (&takes);
  fail_unless (GST_EVENT_IS_STICKY (event));
  s = gst_event_get_structure (event);
  fail_unless_equals_int (gst_value_array_get_size (gst_structure_get_value (s,
              "takes")), 1);
  gst_event_unref (event);

  event = onset_rolling_event_new (TRUE, 3, 5, GST_CLOCK_TIME_NONE);
  fail_unless (GST_EVENT_IS_UPSTREAM (event));
  s = gst_event_get_structure (event);
  fail_unless (gst_structure_get_boolean (s, "rolling", &rolling) && rolling);
  fail_unless (gst_structure_get_uint (s, "take", &id) && id == 3);
  gst_event_unref (event);
}

GST_END_TEST;

GST_START_TEST (test_rolling_says_where_the_take_is)
{
  GstEvent *event = onset_rolling_event_new (FALSE, 3, 5, 77);
  GstClockTime start, stop;
  gboolean rolling = TRUE;
  guint take;

  fail_unless (onset_rolling_event_parse (event, &rolling, &take, &start,
          &stop));
  fail_unless (!rolling && take == 3 && start == 5 && stop == 77);
  gst_event_unref (event);

  event = onset_rolling_event_new (TRUE, 4, GST_CLOCK_TIME_NONE,
      GST_CLOCK_TIME_NONE);
  fail_unless_equals_int (gst_structure_n_fields (gst_event_get_structure
          (event)), 2);
  fail_unless (onset_rolling_event_parse (event, &rolling, &take, &start,
          &stop));
  fail_unless (rolling && take == 4);
  fail_if (GST_CLOCK_TIME_IS_VALID (start) || GST_CLOCK_TIME_IS_VALID (stop));
  gst_event_unref (event);

  event = gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
      gst_structure_new_empty (ONSET_ROLLING));
  fail_if (onset_rolling_event_parse (event, &rolling, &take, &start, &stop));
  gst_event_unref (event);
  event = gst_event_new_eos ();
  fail_if (onset_rolling_event_parse (event, &rolling, &take, &start, &stop));
  gst_event_unref (event);
}

GST_END_TEST;

GST_START_TEST (test_jerks_ride_on_frames)
{
  GstBuffer *buffer = gst_buffer_new (), *copy;
  OnsetJerk jerk = { "roll", "needs-fix", 1.25, 0.5, 6 }, is;
  OnsetMotion motion = { "moved", 1, -2, 0.5, 1.5, 0.75 };
  GstCustomMeta *meta;
  gdouble dy = 0;
  guint age = 0;

  onset_meta_init ();
  fail_if (onset_jerk_meta_get (buffer, &age, &is));
  onset_jerk_meta_set (buffer, 11, 1, &jerk);
  onset_jerk_meta_set (buffer, 12, 3, &jerk);   /* instead of that */
  onset_motion_meta_set (buffer, &motion);
  copy = gst_buffer_copy (buffer);
  gst_buffer_unref (buffer);
  fail_unless (onset_jerk_meta_get (copy, &age, &is));
  fail_unless_equals_int (age, 3);
  fail_unless_equals_string (is.kind, "roll");
  fail_unless_equals_string (is.level, "needs-fix");
  fail_unless (is.severity == 1.25 && is.confidence == 0.5 && is.length == 6);
  meta = gst_buffer_get_custom_meta (copy, ONSET_MOTION_META);
  fail_unless (gst_structure_get_double (gst_custom_meta_get_structure (meta),
          "dy", &dy) && dy == -2);

  meta = gst_buffer_get_custom_meta (copy, ONSET_JERK_META);
  gst_structure_remove_field (gst_custom_meta_get_structure (meta), "kind");
  fail_if (onset_jerk_meta_get (copy, &age, &is));
  gst_buffer_unref (copy);
}

GST_END_TEST;

GST_START_TEST (test_record_events)
{
  guint i;

  for (i = 0; i < 4; i++) {
    gboolean on = i % 2 == 0, is = !on;
    GstEvent *event = onset_record_event_new (on, i < 2);

    fail_unless_equals_int (GST_EVENT_IS_SERIALIZED (event), i < 2);
    fail_unless (GST_EVENT_IS_DOWNSTREAM (event));
    fail_unless (onset_record_event_parse (event, &is));
    fail_unless_equals_int (is, on);
    gst_event_unref (event);
  }
}

GST_END_TEST;

GST_START_TEST (test_other_events_are_no_record_events)
{
  GstEvent *events[] = { gst_event_new_eos (),
    onset_rolling_event_new (TRUE, 1, GST_CLOCK_TIME_NONE,
        GST_CLOCK_TIME_NONE),
    gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
        gst_structure_new_empty (ONSET_RECORD)),
    gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
        gst_structure_new (ONSET_RECORD, "recording", G_TYPE_INT, 1, NULL)),
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (events); i++) {
    gboolean recording = TRUE;

    fail_if (onset_record_event_parse (events[i], &recording));
    fail_unless (recording == TRUE);
    gst_event_unref (events[i]);
  }
}

GST_END_TEST;

/* -- keys ---------------------------------------------------------------- */

static const OnsetKeyState live = {
  .rate = 1.0,.at_end = "live",.latest = 5
};

/* The third take of five, somewhere in the middle. */
static const OnsetKeyState review = {
  .rate = 1.0,.at_end = "live",.direction = "reverse",.take = 3,.older = 2,
  .newer = 4,.latest = 5,.position = 1500 * GST_MSECOND
};

/* @expected is written as a structure is; field order does not matter. */
static void
check_key (const gchar * key, const OnsetKeyState * state,
    const gchar * expected)
{
  GstStructure *s = onset_key_to_command (key, state);
  GstStructure *e;

  fail_unless (onset_key_is_known (key), "%s", key);
  fail_unless (s != NULL, "%s", key);
  e = gst_structure_from_string (expected, NULL);
  fail_unless (e != NULL, "%s", expected);
  fail_unless (gst_structure_is_equal (s, e),
      "%s gives %" GST_PTR_FORMAT ", not %s", key, s, expected);
  gst_structure_free (e);
  gst_structure_free (s);
}

GST_START_TEST (test_plain_keys)
{
  const struct
  {
    const gchar *key, *command;
  } keys[] = {
    {"t", "take-toggle"}, {"k", "pause-toggle"}, {"space", "pause-toggle"},
    {" ", "pause-toggle"}, {"i", "in"}, {"o", "out"}, {"Escape", "live"},
    {"m", "mark"}, {"c", "circle"},
    /* Caps lock. */
    {"T", "take-toggle"}, {"K", "pause-toggle"}, {"I", "in"}, {"O", "out"},
    {"M", "mark"}, {"C", "circle"},
  };
  gsize n;

  for (n = 0; n < G_N_ELEMENTS (keys); n++) {
    gchar *e = g_strdup_printf ("onset-command, command=(string)%s;",
        keys[n].command);

    check_key (keys[n].key, &live, e);
    check_key (keys[n].key, &review, e);
    g_free (e);
  }
}

GST_END_TEST;

GST_START_TEST (test_keys_that_are_not_ours)
{
  const gchar *keys[] = { "", "x", "q", "1", "tt", "left", "LEFT", "Return",
    "escape", "Control_L", "F1", "\xc3\xa4", "\xff", "t ", "Page_up"
  };
  gsize n;

  for (n = 0; n < G_N_ELEMENTS (keys); n++) {
    fail_if (onset_key_is_known (keys[n]), "%s", keys[n]);
    fail_unless (onset_key_to_command (keys[n], &review) == NULL);
  }
  fail_if (onset_key_is_known (NULL));
  fail_unless (onset_key_to_command (NULL, &live) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_step_keys)
{
  check_key ("Left", &review, "onset-command, command=step, frames=-1;");
  check_key ("Right", &review, "onset-command, command=step, frames=1;");
}

GST_END_TEST;

GST_START_TEST (test_play_from_live_starts_at_the_take_s_end)
{
  check_key ("j", &live, "onset-command, command=play, take=(uint)0, "
      "direction=reverse;");
  check_key ("l", &live, "onset-command, command=play, take=(uint)0, "
      "direction=forward;");
  check_key ("J", &live, "onset-command, command=play, take=(uint)0, "
      "direction=reverse;");
}

GST_END_TEST;

GST_START_TEST (test_play_turns_a_review_round_where_it_is)
{
  OnsetKeyState state = review;

  check_key ("j", &state, "onset-command, command=play, take=(uint)3, "
      "direction=reverse, position=(guint64)1500000000;");
  check_key ("l", &state, "onset-command, command=play, take=(uint)3, "
      "direction=forward, position=(guint64)1500000000;");

  /* Nothing is left that way: from the other end. */
  state.first = TRUE;
  check_key ("j", &state, "onset-command, command=play, take=(uint)3, "
      "direction=reverse;");
  check_key ("l", &state, "onset-command, command=play, take=(uint)3, "
      "direction=forward, position=(guint64)1500000000;");
  state.first = FALSE;
  state.last = TRUE;
  check_key ("l", &state, "onset-command, command=play, take=(uint)3, "
      "direction=forward;");
  check_key ("j", &state, "onset-command, command=play, take=(uint)3, "
      "direction=reverse, position=(guint64)1500000000;");

  /* A take of one frame. */
  state.first = TRUE;
  check_key ("j", &state, "onset-command, command=play, take=(uint)3, "
      "direction=reverse;");
  check_key ("l", &state, "onset-command, command=play, take=(uint)3, "
      "direction=forward;");
}

GST_END_TEST;

GST_START_TEST (test_older_and_newer_take)
{
  const gchar *older[] = { "Page_Up", "Prior" };
  const gchar *newer[] = { "Page_Down", "Next" };
  gsize n;

  for (n = 0; n < G_N_ELEMENTS (older); n++) {
    OnsetKeyState state = review;

    check_key (older[n], &state, "onset-command, command=play, take=(uint)2, "
        "direction=reverse;");
    check_key (newer[n], &state, "onset-command, command=play, take=(uint)4, "
        "direction=reverse;");

    state.direction = "forward";
    check_key (older[n], &state, "onset-command, command=play, take=(uint)2, "
        "direction=forward;");

    /* At the ends of the list the take starts over. */
    state.older = state.newer = 0;
    check_key (older[n], &state, "onset-command, command=play, take=(uint)3, "
        "direction=forward;");
    check_key (newer[n], &state, "onset-command, command=play, take=(uint)3, "
        "direction=forward;");

    check_key (older[n], &live, "onset-command, command=play, take=(uint)5, "
        "direction=reverse;");
    check_key (newer[n], &live, "onset-command, command=play, take=(uint)5, "
        "direction=reverse;");
  }
}

GST_END_TEST;

static gdouble
rate_after (const gchar * key, gdouble rate)
{
  OnsetKeyState state = review;
  GstStructure *s;
  gdouble next = -1;

  state.rate = rate;
  s = onset_key_to_command (key, &state);
  fail_unless_equals_string (gst_structure_get_string (s, "command"), "rate");
  fail_unless (gst_structure_get_double (s, "rate", &next));
  gst_structure_free (s);
  return next;
}

GST_START_TEST (test_rates_go_up_and_down_and_end)
{
  gdouble rate = 1.0, next;
  guint steps = 0;

  while ((next = rate_after ("Up", rate)) > rate && ++steps < 100) {
    /* The way back leads to the same rates. */
    fail_unless_equals_float (rate_after ("Down", next), rate);
    rate = next;
  }
  fail_unless_equals_float (rate, 16.0);
  fail_unless_equals_float (next, 16.0);

  while ((next = rate_after ("Down", rate)) < rate && ++steps < 100) {
    fail_unless_equals_float (rate_after ("Up", next), rate);
    rate = next;
  }
  fail_unless_equals_float (rate, 0.05);
  fail_unless_equals_float (next, 0.05);
}

GST_END_TEST;

GST_START_TEST (test_a_rate_between_the_steps_goes_to_its_neighbour)
{
  fail_unless_equals_float (rate_after ("Up", 0.9), 1.0);
  fail_unless_equals_float (rate_after ("Down", 0.9), 0.75);
  /* What 24/25 and back leave of 1 is 1. */
  fail_unless_equals_float (rate_after ("Up", 0.9999999), 1.5);
  fail_unless_equals_float (rate_after ("Down", 1.0000001), 0.75);
  fail_unless_equals_float (rate_after ("Up", 0.0), 0.05);
  fail_unless_equals_float (rate_after ("Down", 100.0), 16.0);
}

GST_END_TEST;

GST_START_TEST (test_at_end_goes_round)
{
  const gchar *values[] = { "live", "hold", "loop", "ping-pong", "live" };
  OnsetKeyState state = review;
  gsize n;

  for (n = 0; n + 1 < G_N_ELEMENTS (values); n++) {
    gchar *e = g_strdup_printf ("onset-command, command=at-end, "
        "value=(string)%s;", values[n + 1]);

    state.at_end = values[n];
    check_key ("p", &state, e);
    check_key ("P", &state, e);
    g_free (e);
  }
  state.at_end = NULL;
  check_key ("p", &state, "onset-command, command=at-end, value=live;");
  state.at_end = "some-later-value";
  check_key ("p", &state, "onset-command, command=at-end, value=live;");
}

GST_END_TEST;

/* -- metas --------------------------------------------------------------- */

GST_START_TEST (test_metas_may_be_registered_twice)
{
  const GstMetaInfo *info;

  onset_meta_init ();
  info = gst_meta_get_info (ONSET_FRAME_META);
  fail_unless (info != NULL);
  fail_unless (gst_meta_info_is_custom (info));
  onset_meta_init ();
  fail_unless (gst_meta_get_info (ONSET_FRAME_META) == info);
}

GST_END_TEST;

#define THREADS 8

static gpointer
init_when_all_are_ready (gpointer user_data)
{
  gint *waiting = user_data;

  g_atomic_int_add (waiting, -1);
  while (g_atomic_int_get (waiting) > 0);
  onset_meta_init ();
  return (gpointer) gst_meta_get_info (ONSET_FRAME_META);
}

/* gstcheck makes critical warnings fail, so a second registration shows. */
GST_START_TEST (test_metas_may_be_registered_by_eight_threads_at_once)
{
  GThread *threads[THREADS];
  gpointer info[THREADS];
  gint waiting = THREADS;
  guint n;

  for (n = 0; n < THREADS; n++)
    threads[n] = g_thread_new ("init", init_when_all_are_ready, &waiting);
  for (n = 0; n < THREADS; n++)
    info[n] = g_thread_join (threads[n]);
  for (n = 0; n < THREADS; n++)
    fail_unless (info[n] != NULL && info[n] == info[0]);
}

GST_END_TEST;

static guint
frame_index (GstBuffer * buffer)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, ONSET_FRAME_META);
  guint index = G_MAXUINT;

  fail_unless (meta != NULL);
  fail_unless (gst_structure_get_uint (gst_custom_meta_get_structure (meta),
          "index", &index));
  return index;
}

GST_START_TEST (test_the_frame_meta_goes_with_copies)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 64, NULL);
  GstBuffer *copy, *deep;
  GstCustomMeta *meta;

  onset_meta_init ();
  fail_unless (gst_buffer_get_custom_meta (buffer, ONSET_FRAME_META) == NULL);
  meta = gst_buffer_add_custom_meta (buffer, ONSET_FRAME_META);
  fail_unless (meta != NULL);
  gst_structure_set (gst_custom_meta_get_structure (meta), "take", G_TYPE_UINT,
      2, "index", G_TYPE_UINT, 95, NULL);

  copy = gst_buffer_copy (buffer);
  deep = gst_buffer_copy_deep (buffer);
  fail_unless_equals_int (frame_index (copy), 95);
  fail_unless_equals_int (frame_index (deep), 95);

  /* A copy is not bound to what it was made from. */
  gst_structure_set (gst_custom_meta_get_structure (meta), "index",
      G_TYPE_UINT, 7, NULL);
  fail_unless_equals_int (frame_index (buffer), 7);
  fail_unless_equals_int (frame_index (copy), 95);
  gst_buffer_unref (buffer);
  fail_unless_equals_int (frame_index (copy), 95);

  gst_buffer_unref (deep);
  gst_buffer_unref (copy);
}

GST_END_TEST;

GST_START_TEST (test_the_record_meta)
{
  GstBuffer *buffer = gst_buffer_new (), *copy;
  gboolean recording = FALSE;

  onset_meta_init ();
  fail_if (onset_record_meta_get (buffer, &recording));
  onset_record_meta_add (buffer, TRUE);
  copy = gst_buffer_copy (buffer);
  gst_buffer_unref (buffer);
  fail_unless (onset_record_meta_get (copy, &recording) && recording);
  gst_buffer_unref (copy);

  buffer = gst_buffer_new ();
  onset_record_meta_add (buffer, FALSE);
  fail_unless (onset_record_meta_get (buffer, &recording) && !recording);
  gst_buffer_unref (buffer);
  /* One that says nothing. */
  buffer = gst_buffer_new ();
  gst_buffer_add_custom_meta (buffer, ONSET_RECORD_META);
  fail_if (onset_record_meta_get (buffer, &recording));
  gst_buffer_unref (buffer);
}

GST_END_TEST;

static Suite *
words_suite (void)
{
  Suite *s = suite_create ("words");
  TCase *commands = tcase_create ("commands");
  TCase *keys = tcase_create ("keys");
  TCase *metas = tcase_create ("metas");

  suite_add_tcase (s, commands);
  tcase_add_loop_test (commands, test_a_number_may_be_of_any_type, 0,
      G_N_ELEMENTS (number_types));
  tcase_add_loop_test (commands, test_a_boolean_may_be_a_number, 0,
      G_N_ELEMENTS (number_types));
  tcase_add_test (commands, test_negative_numbers);
  tcase_add_test (commands, test_numbers_at_the_edges);
  tcase_add_test (commands, test_a_time_beyond_63_bits_is_refused);
  tcase_add_test (commands, test_numbers_that_are_not_whole);
  tcase_add_test (commands, test_a_double_has_to_be_finite);
  tcase_add_test (commands, test_absent_fields_are_neither_read_nor_wrong);
  tcase_add_test (commands, test_wrong_types);
  tcase_add_test (commands, test_strings);
  tcase_add_test (commands, test_a_string_has_to_be_utf8);
  tcase_add_test (commands, test_command_events);
  tcase_add_test (commands, test_other_events_are_no_commands);
  tcase_add_test (commands, test_an_answer_carries_the_id_as_it_was_sent);
  tcase_add_test (commands, test_what_has_no_name_is_answered_too);
  tcase_add_test (commands, test_state_events);
  tcase_add_test (commands, test_rolling_says_where_the_take_is);
  tcase_add_test (commands, test_jerks_ride_on_frames);
  tcase_add_test (commands, test_record_events);
  tcase_add_test (commands, test_other_events_are_no_record_events);

  suite_add_tcase (s, keys);
  tcase_add_test (keys, test_plain_keys);
  tcase_add_test (keys, test_keys_that_are_not_ours);
  tcase_add_test (keys, test_step_keys);
  tcase_add_test (keys, test_play_from_live_starts_at_the_take_s_end);
  tcase_add_test (keys, test_play_turns_a_review_round_where_it_is);
  tcase_add_test (keys, test_older_and_newer_take);
  tcase_add_test (keys, test_rates_go_up_and_down_and_end);
  tcase_add_test (keys, test_a_rate_between_the_steps_goes_to_its_neighbour);
  tcase_add_test (keys, test_at_end_goes_round);

  suite_add_tcase (s, metas);
  tcase_add_test (metas, test_metas_may_be_registered_twice);
  tcase_add_test (metas, test_metas_may_be_registered_by_eight_threads_at_once);
  tcase_add_test (metas, test_the_frame_meta_goes_with_copies);
  tcase_add_test (metas, test_the_record_meta);

  return s;
}

GST_CHECK_MAIN (words);
