/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * How reverseplay is told what to do, and what it says: commands, keys,
 * signals, properties, state, lists and messages.
 */
#include "reverseplay-harness.h"

#include <gst/video/navigation.h>
#include <math.h>
#include <onset/onset-command.h>
#include <onset/onset-event.h>
#include <string.h>

#define TRIGGER_STREAM (1 << 4)

/* A camera that nobody looks at in lockstep: nothing is late. */
static void
never_late (Rph * rph)
{
  gst_harness_push_upstream_event (rph->main->harness,
      gst_event_new_latency (3600 * GST_SECOND));
}

static void
expect_refused_AT (Rph * rph, gboolean ok, const gchar * what, gint line)
{
  fail_unless (!ok, "line %d: %s was obeyed", line, what);
  fail_unless (strlen (rph->reason) > 4, "line %d: %s: no reason", line, what);
}

#define refused(rph, ...) \
    expect_refused_AT (rph, rph_command (rph->main, __VA_ARGS__), \
        #__VA_ARGS__, __LINE__)

#define obeyed(output, ...) \
    fail_unless (rph_command (output, __VA_ARGS__), "%s: %s", \
        #__VA_ARGS__, (output)->rph->reason)

/* A take of ten frames, under review and paused on its last one. */
static Rph *
new_with_review (void)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_shoot (rph, 10);
  rph_pull (rph->main, &frame);
  obeyed (rph->main, "pause", NULL);
  return rph;
}

/* The element's list; to be freed by gst_structure_free() each. */
static guint
n_takes (Rph * rph)
{
  GValue value = G_VALUE_INIT;
  guint n;

  g_value_init (&value, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (rph->element), "takes", &value);
  n = gst_value_array_get_size (&value);
  g_value_unset (&value);
  return n;
}

static GstStructure *
nth_take (Rph * rph, guint n)
{
  GValue value = G_VALUE_INIT;
  GstStructure *s;

  g_value_init (&value, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (rph->element), "takes", &value);
  fail_unless (n < gst_value_array_get_size (&value));
  s = gst_structure_copy (gst_value_get_structure (gst_value_array_get_value
          (&value, n)));
  g_value_unset (&value);
  fail_unless (gst_structure_has_name (s, "onset-take"));
  return s;
}

static gchar *
takes_as_text (Rph * rph)
{
  GValue value = G_VALUE_INIT;
  gchar *text;

  g_value_init (&value, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (rph->element), "takes", &value);
  text = gst_value_serialize (&value);
  g_value_unset (&value);
  return text;
}

/* A text field of the latest take. */
static void
expect_text_AT (Rph * rph, const gchar * field, const gchar * text, gint line)
{
  GstStructure *s = nth_take (rph, n_takes (rph) - 1);

  fail_unless (g_strcmp0 (gst_structure_get_string (s, field), text) == 0,
      "line %d: %s is '%s', not '%s'", line, field,
      gst_structure_get_string (s, field), text);
  gst_structure_free (s);
}

#define expect_text(rph, field, text) \
    expect_text_AT (rph, field, text, __LINE__)

static void
expect_flag_AT (Rph * rph, const gchar * field, gboolean flag, gint line)
{
  GstStructure *s = nth_take (rph, n_takes (rph) - 1);

  fail_unless (rph_get_boolean (s, field) == flag, "line %d: %s is not %d",
      line, field, flag);
  gst_structure_free (s);
}

#define expect_flag(rph, field, flag) \
    expect_flag_AT (rph, field, flag, __LINE__)

static guint
current_take (Rph * rph)
{
  guint take;

  g_object_get (rph->element, "current-take", &take, NULL);
  return take;
}

/* --- commands ------------------------------------------------------------ */

GST_START_TEST (commands_without_a_take_are_refused)
{
  static const gchar *commands[] = { "take-stop", "in", "out", "play", "pause",
    "resume", "pause-toggle", "step", "mark", "circle", "discard"
  };
  Rph *rph = rph_new ();
  guint round, i;

  /* Before the first frame, and after it. */
  for (round = 0; round < 2; round++) {
    for (i = 0; i < G_N_ELEMENTS (commands); i++) {
      fail_unless (!rph_command (rph->main, commands[i], NULL), "%s",
          commands[i]);
    }
    refused (rph, "seek", "position", G_TYPE_UINT64, (guint64) 0, NULL);
    refused (rph, "note", "text", G_TYPE_STRING, "x", NULL);
    refused (rph, "rename", "name", G_TYPE_STRING, "x", NULL);
    refused (rph, "slate", "scene", G_TYPE_STRING, "x", NULL);
    refused (rph, "play", "take", G_TYPE_UINT, 1, NULL);
    obeyed (rph->main, "live", NULL);
    rph_pass (rph, 2);
  }
  fail_unless_equals_int (n_takes (rph), 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (commands_in_the_wrong_order_are_refused)
{
  Rph *rph = rph_new ();

  rph_pass (rph, 1);
  obeyed (rph->main, "take-start", NULL);
  refused (rph, "take-start", NULL);
  refused (rph, "discard", NULL);       /* rolling */
  rph_pass (rph, 2);
  obeyed (rph->main, "take-stop", NULL);
  refused (rph, "take-stop", NULL);
  obeyed (rph->main, "circle", NULL);
  refused (rph, "discard", NULL);       /* circled */
  obeyed (rph->main, "circle", "circled", G_TYPE_BOOLEAN, FALSE, NULL);
  obeyed (rph->main, "discard", NULL);
  obeyed (rph->main, "in", "position", G_TYPE_UINT64, RPH_PERIOD, NULL);
  refused (rph, "out", "position", G_TYPE_UINT64, (guint64) 0, NULL);
  refused (rph, "out", "position", G_TYPE_UINT64, 2 * RPH_PERIOD, NULL);
  obeyed (rph->main, "out", "position", G_TYPE_UINT64, RPH_PERIOD + 5, NULL);
  refused (rph, "in", "position", G_TYPE_UINT64, RPH_PERIOD + 6, NULL);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (unknown_and_missing_are_refused)
{
  Rph *rph = new_with_review ();
  gchar *before = takes_as_text (rph), *after;
  gchar *long_name = g_strnfill (10000, 'x');

  refused (rph, "no-such-command", NULL);
  refused (rph, "", NULL);
  refused (rph, long_name, NULL);
  refused (rph, "seek", NULL);
  refused (rph, "rate", NULL);
  refused (rph, "at-end", NULL);
  refused (rph, "after-take", NULL);
  refused (rph, "note", NULL);
  refused (rph, "rename", NULL);
  refused (rph, "play", "take", G_TYPE_UINT, 2, NULL);
  refused (rph, "play", "take", G_TYPE_UINT, G_MAXUINT, NULL);
  refused (rph, "note", "take", G_TYPE_UINT, 7, "text", G_TYPE_STRING, "x",
      NULL);
  refused (rph, "play", "direction", G_TYPE_STRING, "sideways", NULL);
  refused (rph, "at-end", "value", G_TYPE_STRING, "explode", NULL);
  refused (rph, "after-take", "value", G_TYPE_STRING, "live", NULL);
  refused (rph, "rate", "rate", G_TYPE_DOUBLE, 0.0, NULL);
  refused (rph, "rate", "rate", G_TYPE_DOUBLE, -1.0, NULL);
  refused (rph, "rate", "rate", G_TYPE_DOUBLE, 0.049, NULL);
  refused (rph, "rate", "rate", G_TYPE_DOUBLE, 16.1, NULL);
  refused (rph, "rate", "rate", G_TYPE_DOUBLE, (gdouble) NAN, NULL);
  refused (rph, "rate", "rate", G_TYPE_DOUBLE, (gdouble) INFINITY, NULL);
  refused (rph, "play", "rate", G_TYPE_DOUBLE, 0.0, NULL);
  refused (rph, "play", "rate", G_TYPE_DOUBLE, 17.0, NULL);
  refused (rph, "live", "output", G_TYPE_STRING, "review_9", NULL);
  refused (rph, "live", "output", G_TYPE_STRING, "", NULL);
  refused (rph, "live", "output", G_TYPE_STRING, "sink", NULL);

  after = takes_as_text (rph);
  fail_unless_equals_string (after, before);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  g_free (long_name);
  g_free (before);
  g_free (after);
  rph_free (rph);
}

GST_END_TEST;

/* Sends a structure as it is; the answer, or NULL when none came. */
static GstStructure *
send_raw (RphOutput * output, GstStructure * command)
{
  GstStructure *answer;

  gst_harness_push_upstream_event (output->harness,
      onset_command_event_new (command));
  g_mutex_lock (&output->rph->lock);
  answer = g_queue_pop_head (&output->answers);
  g_mutex_unlock (&output->rph->lock);
  return answer;
}

GST_START_TEST (command_without_a_command_is_answered)
{
  Rph *rph = rph_new ();
  GstStructure *answer;

  answer = send_raw (rph->main, gst_structure_new_empty (ONSET_COMMAND));
  fail_unless (answer && !rph_get_boolean (answer, "ok"));
  fail_unless (!gst_structure_has_field (answer, "id"));
  fail_unless (strlen (gst_structure_get_string (answer, "reason")) > 0);
  gst_structure_free (answer);
  answer = send_raw (rph->main, gst_structure_new (ONSET_COMMAND,
          "command", G_TYPE_INT, 5, "id", G_TYPE_STRING, "a", NULL));
  fail_unless (answer && !rph_get_boolean (answer, "ok"));
  fail_unless_equals_string (gst_structure_get_string (answer, "id"), "a");
  gst_structure_free (answer);
  answer = send_raw (rph->main, gst_structure_new (ONSET_COMMAND,
          "command", G_TYPE_STRING, NULL, NULL));
  fail_unless (answer && !rph_get_boolean (answer, "ok"));
  gst_structure_free (answer);
  rph_free (rph);
}

GST_END_TEST;

typedef struct
{
  const gchar *command;
  const gchar *field;
  const gchar *wrong;           /* kinds of values: see wrong_value() */
  const gchar *with;            /* a further field, that is right */
} WrongField;

static void
wrong_value (GstStructure * s, const gchar * field, gchar kind)
{
  switch (kind) {
    case 's':
      gst_structure_set (s, field, G_TYPE_STRING, "seven", NULL);
      break;
    case 'i':
      gst_structure_set (s, field, G_TYPE_INT, 7, NULL);
      break;
    case '-':
      gst_structure_set (s, field, G_TYPE_INT, -1, NULL);
      break;
    case 'h':
      gst_structure_set (s, field, G_TYPE_DOUBLE, 1.5, NULL);
      break;
    case 'n':
      gst_structure_set (s, field, G_TYPE_DOUBLE, (gdouble) NAN, NULL);
      break;
    case '!':
      gst_structure_set (s, field, G_TYPE_DOUBLE, 1e30, NULL);
      break;
    case 'u':
      gst_structure_set (s, field, G_TYPE_UINT64, G_MAXUINT64, NULL);
      break;
    case 'f':
      gst_structure_set (s, field, GST_TYPE_FRACTION, 1, 2, NULL);
      break;
    case '0':
      gst_structure_set (s, field, G_TYPE_STRING, NULL, NULL);
      break;
    default:
      fail_unless (FALSE);
  }
}

GST_START_TEST (fields_of_a_wrong_type_are_refused)
{
  static const WrongField fields[] = {
    {"take-start", "name", "if", NULL},
    {"take-start", "lead", "s-hn!f0", NULL},
    {"in", "position", "s-hn!f0", NULL},
    {"out", "position", "s-hn!f0", NULL},
    {"after-take", "value", "sif0", NULL},
    {"after-take", "once", "si-hnf0", "value=none"},
    {"at-end", "value", "sif0", NULL},
    {"play", "take", "s-hn!uf0", NULL},
    {"play", "direction", "sif", NULL},
    {"play", "rate", "s-n!uf0", NULL},
    {"play", "position", "s-hn!f0", NULL},
    {"step", "frames", "shn!uf0", NULL},
    {"seek", "position", "s-hn!f0", NULL},
    {"rate", "rate", "s-n!uf0", NULL},
    {"mark", "text", "if", NULL},
    {"circle", "take", "s-hn!uf0", NULL},
    {"circle", "circled", "si-hnf0", NULL},
    {"note", "take", "s-hn!uf0", "text=x"},
    {"note", "text", "if", NULL},
    {"rename", "take", "s-hn!uf0", "name=x"},
    {"rename", "name", "if", NULL},
    {"slate", "take", "s-hn!uf0", "scene=x"},
    {"slate", "scene", "if", NULL},
    {"slate", "shot", "if", "scene=x"},
    {"slate", "take-number", "if", "scene=x"},
    {"slate", "camera", "if", "scene=x"},
    {"slate", "clip", "if", "scene=x"},
    {"discard", "take", "s-hn!uf0", NULL},
    {"discard", "discarded", "si-hnf0", NULL},
    {"live", "output", "if", NULL},
  };
  Rph *rph = new_with_review ();
  gchar *before = takes_as_text (rph), *after;
  guint i;
  const gchar *kind;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    for (kind = fields[i].wrong; *kind; kind++) {
      GstStructure *answer, *s = gst_structure_new (ONSET_COMMAND,
          "command", G_TYPE_STRING, fields[i].command, NULL);

      if (fields[i].with) {
        gchar **with = g_strsplit (fields[i].with, "=", 2);

        gst_structure_set (s, with[0], G_TYPE_STRING, with[1], NULL);
        g_strfreev (with);
      }
      wrong_value (s, fields[i].field, *kind);
      answer = send_raw (rph->main, s);
      fail_unless (answer != NULL);
      fail_unless (!rph_get_boolean (answer, "ok"),
          "%s with %s of kind %c was obeyed", fields[i].command,
          fields[i].field, *kind);
      fail_unless (strlen (gst_structure_get_string (answer, "reason")) > 0);
      gst_structure_free (answer);
      after = takes_as_text (rph);
      fail_unless (g_strcmp0 (after, before) == 0,
          "%s with %s of kind %c changed the list", fields[i].command,
          fields[i].field, *kind);
      g_free (after);
    }
  }
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  fail_unless_equals_string (rph_nick (rph->element, "at-end"), "live");
  fail_unless_equals_string (rph_nick (rph->element, "after-take"), "reverse");
  g_free (before);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (numbers_may_have_any_numeric_type)
{
  Rph *rph = new_with_review ();

  obeyed (rph->main, "play", "take", G_TYPE_INT, 1, NULL);
  obeyed (rph->main, "play", "take", G_TYPE_INT64, (gint64) 1, NULL);
  obeyed (rph->main, "play", "take", G_TYPE_UINT64, (guint64) 1, NULL);
  obeyed (rph->main, "play", "take", G_TYPE_DOUBLE, 1.0, NULL);
  obeyed (rph->main, "play", "take", G_TYPE_LONG, 1L, NULL);
  obeyed (rph->main, "play", "take", G_TYPE_UCHAR, 1, NULL);
  obeyed (rph->main, "rate", "rate", G_TYPE_INT, 2, NULL);
  obeyed (rph->main, "rate", "rate", G_TYPE_FLOAT, 0.5f, NULL);
  obeyed (rph->main, "seek", "position", G_TYPE_INT, 40000000, NULL);
  obeyed (rph->main, "seek", "position", G_TYPE_DOUBLE, 4e7, NULL);
  obeyed (rph->main, "seek", "position", G_TYPE_UINT64, G_MAXINT64, NULL);
  obeyed (rph->main, "step", "frames", G_TYPE_DOUBLE, -2.0, NULL);
  obeyed (rph->main, "step", "frames", G_TYPE_INT64, (gint64) - 1, NULL);
  obeyed (rph->main, "circle", "circled", G_TYPE_INT, 1, NULL);
  obeyed (rph->main, "circle", "circled", G_TYPE_DOUBLE, 0.0, NULL);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (ids_come_back_as_they_were_sent)
{
  Rph *rph = rph_new ();
  GstStructure *answer, *message, *command;
  const GValue *sent, *got;
  guint i;

  for (i = 0; i < 8; i++) {
    command = gst_structure_new (ONSET_COMMAND, "command", G_TYPE_STRING,
        i % 2 ? "live" : "pause", NULL);
    switch (i) {
      case 0:
        gst_structure_set (command, "id", G_TYPE_STRING, "k\xc3\xa4se", NULL);
        break;
      case 1:
        gst_structure_set (command, "id", G_TYPE_INT, -5, NULL);
        break;
      case 2:
        gst_structure_set (command, "id", G_TYPE_UINT64, G_MAXUINT64, NULL);
        break;
      case 3:
        gst_structure_set (command, "id", G_TYPE_DOUBLE, 0.1, NULL);
        break;
      case 4:
        gst_structure_set (command, "id", G_TYPE_BOOLEAN, TRUE, NULL);
        break;
      case 5:
        gst_structure_set (command, "id", GST_TYPE_FRACTION, 3, 4, NULL);
        break;
      case 6:
      {
        GstStructure *nested = gst_structure_new ("x", "a", G_TYPE_INT, 1,
            NULL);

        gst_structure_set (command, "id", GST_TYPE_STRUCTURE, nested, NULL);
        gst_structure_free (nested);
        break;
      }
      default:
        break;                  /* none */
    }
    answer = send_raw (rph->main, gst_structure_copy (command));
    message = rph_message (rph, "reverseplay-command");
    sent = gst_structure_get_value (command, "id");
    got = gst_structure_get_value (answer, "id");
    fail_unless (!sent == !got);
    if (sent) {
      fail_unless_equals_int (gst_value_compare (sent, got), GST_VALUE_EQUAL);
      got = gst_structure_get_value (message, "id");
      fail_unless_equals_int (gst_value_compare (sent, got), GST_VALUE_EQUAL);
    }
    fail_unless_equals_int (rph_get_boolean (answer, "ok"), i % 2);
    gst_structure_free (command);
    gst_structure_free (answer);
    gst_structure_free (message);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (seqnum_is_obeyed_once)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  GstStructure *s;
  GstEvent *event;
  gboolean rolling;
  guint i;

  rph_pass (rph, 1);
  for (i = 0; i < 100; i++) {
    event = onset_command_event_new (gst_structure_new (ONSET_COMMAND,
            "command", G_TYPE_STRING, "take-toggle", "id", G_TYPE_UINT,
            1000 + i, NULL));
    /* A compositor sends it up each of its pads. */
    fail_unless (gst_harness_push_upstream_event (rph->main->harness,
            gst_event_ref (event)));
    fail_unless (gst_harness_push_upstream_event (review->harness,
            gst_event_ref (event)));
    fail_unless (gst_harness_push_upstream_event (rph->main->harness, event));
    g_object_get (rph->element, "rolling", &rolling, NULL);
    fail_unless_equals_int (rolling, i % 2 == 0);
  }
  for (i = 0; i < 100; i++)
    gst_structure_free (rph_message (rph, "reverseplay-command"));
  obeyed (rph->main, "live", NULL);     /* the next one, and nothing between */
  s = rph_try_message (rph, "reverseplay-command");
  fail_unless (s == NULL);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (answer_goes_to_who_asked)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  GstStructure *answer;

  rph_pass (rph, 1);
  obeyed (review, "live", "output", G_TYPE_STRING, "src", NULL);
  answer = rph_answer (rph->main, rph->next_id);
  fail_unless (answer == NULL);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (commands_do_not_pass_upstream)
{
  Rph *rph = rph_new ();
  GstEvent *event;

  rph_pass (rph, 1);
  obeyed (rph->main, "live", NULL);
  refused (rph, "nonsense", NULL);
  while ((event = rph_try_upstream (rph, GST_EVENT_CUSTOM_UPSTREAM))) {
    fail_unless (!gst_event_has_name (event, ONSET_COMMAND));
    gst_event_unref (event);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (trigger_stream_refuses_takes_by_command)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (8 << 20),
      "trigger", TRIGGER_STREAM, NULL);

  refused (rph, "take-start", NULL);
  refused (rph, "take-toggle", NULL);
  fail_unless_equals_int (rph_roll (rph), 0);
  rph_pass (rph, 2);
  fail_unless_equals_int (n_takes (rph), 1);
  expect_flag (rph, "rolling", TRUE);
  rph_free (rph);
}

GST_END_TEST;

/* --- keys ---------------------------------------------------------------- */

/* TRUE when the element took it, and answered. */
static gboolean
press (RphOutput * output, const gchar * key)
{
  Rph *rph = output->rph;
  GstStructure *s;
  GstEvent *event;

  gst_harness_push_upstream_event (output->harness,
      gst_navigation_event_new_key_press (key, GST_NAVIGATION_MODIFIER_NONE));
  event = rph_try_upstream (rph, GST_EVENT_NAVIGATION);
  if (event) {
    gst_event_unref (event);
    return FALSE;
  }
  s = rph_message (rph, "reverseplay-command");
  gst_structure_free (s);
  return TRUE;
}

static gdouble
rate_of (Rph * rph)
{
  gdouble rate;

  g_object_get (rph->element, "rate", &rate, NULL);
  return rate;
}

static guint64
position_of (Rph * rph)
{
  guint64 position;

  g_object_get (rph->element, "position", &position, NULL);
  return position / RPH_PERIOD;
}

GST_START_TEST (keys_do_what_editors_know)
{
  Rph *rph = rph_new ();
  gboolean rolling;
  GstStructure *s;

  never_late (rph);
  rph_pass (rph, 2);
  fail_unless (press (rph->main, "t"));
  g_object_get (rph->element, "rolling", &rolling, NULL);
  fail_unless (rolling);
  rph_pass (rph, 10);
  fail_unless (press (rph->main, "t"));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "reverse");
  fail_unless (press (rph->main, "k"));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  fail_unless_equals_int (position_of (rph), 9);
  fail_unless (press (rph->main, "Left"));
  fail_unless_equals_int (position_of (rph), 8);
  fail_unless (press (rph->main, "Left"));
  fail_unless (press (rph->main, "Right"));
  fail_unless_equals_int (position_of (rph), 8);
  fail_unless (press (rph->main, "o"));
  fail_unless (press (rph->main, "Left"));
  fail_unless (press (rph->main, "Left"));
  fail_unless (press (rph->main, "i"));
  s = nth_take (rph, 0);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "out"), 8 * RPH_PERIOD);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "in"), 6 * RPH_PERIOD);
  gst_structure_free (s);
  fail_unless (press (rph->main, "l"));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "forward");
  fail_unless (press (rph->main, "space"));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  fail_unless (press (rph->main, "j"));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "reverse");
  fail_unless (press (rph->main, " "));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "paused");
  fail_unless (press (rph->main, "K"));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "reverse");

  fail_unless (press (rph->main, "Up"));
  fail_unless (rate_of (rph) == 1.5);
  fail_unless (press (rph->main, "Down"));
  fail_unless (press (rph->main, "Down"));
  fail_unless (rate_of (rph) == 0.75);

  fail_unless (press (rph->main, "p"));
  fail_unless_equals_string (rph_nick (rph->element, "at-end"), "hold");
  fail_unless (press (rph->main, "p"));
  fail_unless_equals_string (rph_nick (rph->element, "at-end"), "loop");
  fail_unless (press (rph->main, "p"));
  fail_unless_equals_string (rph_nick (rph->element, "at-end"), "ping-pong");
  fail_unless (press (rph->main, "P"));
  fail_unless_equals_string (rph_nick (rph->element, "at-end"), "live");

  fail_unless (press (rph->main, "m"));
  fail_unless (press (rph->main, "c"));
  expect_flag (rph, "circled", TRUE);
  s = nth_take (rph, 0);
  fail_unless_equals_int (gst_value_array_get_size (gst_structure_get_value (s,
              "marks")), 1);
  gst_structure_free (s);
  fail_unless (press (rph->main, "C"));
  expect_flag (rph, "circled", FALSE);
  fail_unless (press (rph->main, "Escape"));
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (keys_for_older_and_newer_takes)
{
  static const gchar *names[][2] = { {"Page_Up", "Page_Down"},
  {"Prior", "Next"}
  };
  Rph *rph = rph_new ();
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  for (i = 0; i < 4; i++)
    rph_shoot (rph, 3);
  obeyed (rph->main, "discard", "take", G_TYPE_UINT, 3, NULL);
  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    const gchar *older = names[i][0], *newer = names[i][1];

    fail_unless (press (rph->main, older));
    fail_unless_equals_int (current_take (rph), 4);     /* the latest */
    fail_unless (press (rph->main, older));
    fail_unless_equals_int (current_take (rph), 2);     /* 3 is discarded */
    fail_unless (press (rph->main, older));
    fail_unless_equals_int (current_take (rph), 1);
    fail_unless (press (rph->main, older));
    fail_unless_equals_int (current_take (rph), 1);
    fail_unless (press (rph->main, newer));
    fail_unless (press (rph->main, newer));
    fail_unless_equals_int (current_take (rph), 4);
    fail_unless (press (rph->main, newer));
    fail_unless_equals_int (current_take (rph), 4);
    fail_unless (press (rph->main, "Escape"));
    fail_unless_equals_int (current_take (rph), 0);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (keys_act_on_the_output_they_came_by)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_shoot (rph, 3);
  fail_unless (press (review, "j"));
  fail_unless_equals_string (rph_nick (review->pad, "mode"), "reverse");
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (other_events_of_a_window_pass_upstream)
{
  Rph *rph = rph_new ();
  gchar *long_key = g_strnfill (5000, 'j');
  GstEvent *event;
  gboolean rolling;

  rph_pass (rph, 1);
  fail_unless (!press (rph->main, "q"));
  fail_unless (!press (rph->main, "F1"));
  fail_unless (!press (rph->main, ""));
  fail_unless (!press (rph->main, long_key));
  g_free (long_key);

  gst_harness_push_upstream_event (rph->main->harness,
      gst_navigation_event_new_key_release ("t", GST_NAVIGATION_MODIFIER_NONE));
  event = rph_try_upstream (rph, GST_EVENT_NAVIGATION);
  fail_unless (event != NULL);
  gst_event_unref (event);
  gst_harness_push_upstream_event (rph->main->harness,
      gst_navigation_event_new_mouse_button_press (1, 3.0, 4.0,
          GST_NAVIGATION_MODIFIER_NONE));
  event = rph_try_upstream (rph, GST_EVENT_NAVIGATION);
  fail_unless (event != NULL);
  gst_event_unref (event);
  /* A navigation event that nobody can read. */
  gst_harness_push_upstream_event (rph->main->harness,
      gst_event_new_navigation (gst_structure_new_empty ("rubbish")));
  event = rph_try_upstream (rph, GST_EVENT_NAVIGATION);
  fail_unless (event != NULL);
  gst_event_unref (event);

  g_object_set (rph->element, "keys", FALSE, NULL);
  fail_unless (!press (rph->main, "t"));
  fail_unless (!press (rph->main, "Escape"));
  g_object_get (rph->element, "rolling", &rolling, NULL);
  fail_unless (!rolling);
  g_object_set (rph->element, "keys", TRUE, NULL);
  fail_unless (press (rph->main, "t"));
  rph_free (rph);
}

GST_END_TEST;

/* A key press that is refused is answered, too. */
GST_START_TEST (keys_without_a_take_are_answered)
{
  static const gchar *keys[] = { "j", "l", "k", "i", "o", "Left", "Right",
    "m", "c", "Prior", "Next"
  };
  Rph *rph = rph_new ();
  GstStructure *s;
  guint i;

  rph_pass (rph, 1);
  for (i = 0; i < G_N_ELEMENTS (keys); i++) {
    gst_harness_push_upstream_event (rph->main->harness,
        gst_navigation_event_new_key_press (keys[i],
            GST_NAVIGATION_MODIFIER_NONE));
    s = rph_message (rph, "reverseplay-command");
    fail_unless (!rph_get_boolean (s, "ok"), "key %s", keys[i]);
    gst_structure_free (s);
  }
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
  rph_free (rph);
}

GST_END_TEST;

/* --- texts, many takes, empty takes -------------------------------------- */

GST_START_TEST (long_names_stay_whole_or_are_refused)
{
  Rph *rph = rph_new ();
  gchar *name = g_strnfill (5000, 'n'), *longer = g_strnfill (9000, 'n');

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  obeyed (rph->main, "take-start", "name", G_TYPE_STRING, name, NULL);
  expect_text (rph, "name", name);
  rph_pass (rph, 1);
  rph_wait_state (rph->main, "name", name);
  rph_cut (rph);
  refused (rph, "take-start", "name", G_TYPE_STRING, longer, NULL);
  refused (rph, "rename", "name", G_TYPE_STRING, longer, NULL);
  refused (rph, "note", "text", G_TYPE_STRING, longer, NULL);
  refused (rph, "slate", "clip", G_TYPE_STRING, longer, NULL);
  expect_text (rph, "name", name);
  obeyed (rph->main, "note", "text", G_TYPE_STRING, name, NULL);
  expect_text (rph, "note", name);
  g_free (name);
  g_free (longer);
  rph_free (rph);
}

GST_END_TEST;

/* No API of GStreamer lets such a text into a structure; memory does. */
GST_START_TEST (texts_that_are_not_utf8_are_refused)
{
  static const gchar *fields[][2] = { {"rename", "name"}, {"note", "text"},
  {"mark", "text"}, {"slate", "scene"}, {"play", "direction"},
  {"at-end", "value"}, {"live", "output"}, {"pause", "command"}
  };
  Rph *rph = new_with_review ();
  gchar *before = takes_as_text (rph), *after;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    GstStructure *answer, *s = gst_structure_new (ONSET_COMMAND,
        "command", G_TYPE_STRING, fields[i][0], NULL);
    gchar *text;

    gst_structure_set (s, fields[i][1], G_TYPE_STRING, "text", NULL);
    text = (gchar *) gst_structure_get_string (s, fields[i][1]);
    memcpy (text, "\xff\xfe", 2);
    answer = send_raw (rph->main, s);
    fail_unless (answer != NULL);
    fail_unless (!rph_get_boolean (answer, "ok"), "%s", fields[i][1]);
    gst_structure_free (answer);
  }
  after = takes_as_text (rph);
  fail_unless_equals_string (after, before);
  g_free (before);
  g_free (after);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (names_by_signal)
{
  Rph *rph = rph_new ();
  GString *name = g_string_new (NULL);
  GstStructure *s;
  const gchar *kept;
  guint id;

  rph_pass (rph, 1);
  g_signal_emit_by_name (rph->element, "take-start", "bad \xff\xfe", &id);
  fail_unless_equals_int (id, 0);
  fail_unless_equals_int (n_takes (rph), 0);

  while (name->len < 9000)
    g_string_append (name, "\xe2\x82\xac");     /* three bytes */
  g_signal_emit_by_name (rph->element, "take-start", name->str, &id);
  fail_unless_equals_int (id, 1);
  s = nth_take (rph, 0);
  kept = gst_structure_get_string (s, "name");
  fail_unless (g_utf8_validate (kept, -1, NULL));
  fail_unless (g_str_has_prefix (name->str, kept));
  fail_unless (strlen (kept) <= 8192 && strlen (kept) > 8000);
  gst_structure_free (s);
  g_string_free (name, TRUE);
  rph_cut (rph);

  g_signal_emit_by_name (rph->element, "take-start", "", &id);
  fail_unless_equals_int (id, 2);
  expect_text (rph, "name", "Take 2");
  rph_free (rph);
}

GST_END_TEST;

/* A stuck output goes on; whatever it had to push has been pulled. */
static void
let_through (Rph * rph)
{
  RphFrame frame;

  rph_unblock (rph->main);
  do {
    rph_pull (rph->main, &frame);
  } while (frame.number + 1 != rph->number);
}

GST_START_TEST (thousand_takes)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstStructure *s;
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  for (i = 1; i <= 1000; i++) {
    /* Most of the time nobody reads the list, which grows long. */
    if (i == 20)
      rph_block (rph->main);
    if (i == 990)
      let_through (rph);
    fail_unless_equals_int (rph_roll (rph), i);
    rph_push (rph);
    if (i < 20 || i >= 990)
      rph_live (rph->main, i - 1);
    fail_unless_equals_int (rph_cut (rph), i);
  }
  fail_unless_equals_int (n_takes (rph), 1000);
  s = nth_take (rph, 499);
  fail_unless_equals_int (rph_get_uint (s, "id"), 500);
  gst_structure_free (s);
  obeyed (rph->main, "play", "take", G_TYPE_UINT, 500, NULL);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 499);
  obeyed (rph->main, "play", "take", G_TYPE_UINT, 1, NULL);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 0);
  obeyed (rph->main, "play", NULL);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 999);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (take_of_no_frames)
{
  Rph *rph = rph_new ();
  GstStructure *s;
  guint round;
  gboolean ok;

  /* Before the first frame, and later. */
  for (round = 0; round < 2; round++) {
    fail_unless_equals_int (rph_roll (rph), round + 1);
    fail_unless_equals_int (rph_cut (rph), round + 1);
    fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
    s = rph_message (rph, "reverseplay-take-stopped");
    fail_unless_equals_int (rph_get_uint (s, "frames"), 0);
    fail_unless_equals_uint64 (rph_get_uint64 (s, "duration"), 0);
    gst_structure_free (s);
    s = nth_take (rph, round);
    fail_unless_equals_int (rph_get_uint (s, "frames"), 0);
    gst_structure_free (s);
    refused (rph, "play", "take", G_TYPE_UINT, round + 1, NULL);
    refused (rph, "play", NULL);
    g_signal_emit_by_name (rph->element, "play", round + 1, 0, &ok);
    fail_unless (!ok);
    fail_unless (press (rph->main, "Prior"));
    fail_unless_equals_string (rph_nick (rph->element, "mode"), "live");
    obeyed (rph->main, "note", "take", G_TYPE_UINT, round + 1, "text",
        G_TYPE_STRING, "nothing", NULL);
    rph_pass (rph, 3);
  }
  rph_free (rph);
}

GST_END_TEST;

/* --- what is written on a take ------------------------------------------- */

GST_START_TEST (takes_list_says_what_is_written_on_each)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstStructure *s;
  const GValue *marks;
  const GstStructure *mark;

  rph_pass (rph, 2);
  obeyed (rph->main, "take-start", "name", G_TYPE_STRING, "12A", NULL);
  expect_flag (rph, "rolling", TRUE);
  rph_pass (rph, 3);
  obeyed (rph->main, "mark", "text", G_TYPE_STRING, "smoke", NULL);
  rph_pass (rph, 2);
  obeyed (rph->main, "mark", NULL);
  rph_cut (rph);
  rph_pull (rph->main, &frame);
  expect_flag (rph, "rolling", FALSE);

  s = nth_take (rph, 0);
  fail_unless_equals_int (rph_get_uint (s, "id"), 1);
  fail_unless_equals_string (gst_structure_get_string (s, "name"), "12A");
  fail_unless_equals_int (rph_get_uint (s, "frames"), 5);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "duration"), 5 * RPH_PERIOD);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "start-running-time"),
      2 * RPH_PERIOD);
  fail_unless (!rph_get_boolean (s, "circled"));
  fail_unless (!rph_get_boolean (s, "discarded"));
  fail_unless (!rph_get_boolean (s, "truncated"));
  fail_unless_equals_int (rph_get_uint (s, "jerks"), 0);
  fail_unless (!gst_structure_has_field (s, "in"));
  fail_unless (!gst_structure_has_field (s, "out"));
  marks = gst_structure_get_value (s, "marks");
  fail_unless_equals_int (gst_value_array_get_size (marks), 2);
  mark = gst_value_get_structure (gst_value_array_get_value (marks, 0));
  fail_unless_equals_uint64 (rph_get_uint64 (mark, "position"), 3 * RPH_PERIOD);
  fail_unless_equals_string (gst_structure_get_string (mark, "text"), "smoke");
  mark = gst_value_get_structure (gst_value_array_get_value (marks, 1));
  fail_unless_equals_uint64 (rph_get_uint64 (mark, "position"), 5 * RPH_PERIOD);
  fail_unless_equals_string (gst_structure_get_string (mark, "text"), "");
  gst_structure_free (s);

  obeyed (rph->main, "circle", NULL);
  expect_flag (rph, "circled", TRUE);
  obeyed (rph->main, "circle", "circled", G_TYPE_BOOLEAN, TRUE, NULL);
  expect_flag (rph, "circled", TRUE);
  obeyed (rph->main, "circle", NULL);
  expect_flag (rph, "circled", FALSE);
  obeyed (rph->main, "note", "text", G_TYPE_STRING, "gr\xc3\xbcn", NULL);
  expect_text (rph, "note", "gr\xc3\xbcn");
  obeyed (rph->main, "note", "text", G_TYPE_STRING, "", NULL);
  expect_text (rph, "note", "");
  obeyed (rph->main, "rename", "name", G_TYPE_STRING, "12B", NULL);
  expect_text (rph, "name", "12B");
  obeyed (rph->main, "slate", "scene", G_TYPE_STRING, "12", "shot",
      G_TYPE_STRING, "B", "take-number", G_TYPE_STRING, "3", NULL);
  obeyed (rph->main, "slate", "camera", G_TYPE_STRING, "A", "clip",
      G_TYPE_STRING, "A001C003", NULL);
  expect_text (rph, "scene", "12");
  expect_text (rph, "shot", "B");
  expect_text (rph, "take-number", "3");
  expect_text (rph, "camera", "A");
  expect_text (rph, "clip", "A001C003");
  obeyed (rph->main, "in", "position", G_TYPE_UINT64, RPH_PERIOD, NULL);
  obeyed (rph->main, "out", "position", G_TYPE_UINT64, 3 * RPH_PERIOD, NULL);
  s = nth_take (rph, 0);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "in"), RPH_PERIOD);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "out"), 3 * RPH_PERIOD);
  gst_structure_free (s);
  obeyed (rph->main, "discard", NULL);
  expect_flag (rph, "discarded", TRUE);
  obeyed (rph->main, "discard", "discarded", G_TYPE_BOOLEAN, FALSE, NULL);
  expect_flag (rph, "discarded", FALSE);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (discarded_takes_are_passed_over)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_shoot (rph, 3);
  rph_shoot (rph, 3);
  obeyed (rph->main, "discard", "take", G_TYPE_UINT, 2, NULL);
  obeyed (rph->main, "play", NULL);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.take, 1);
  /* Who names it wants it. */
  obeyed (rph->main, "play", "take", G_TYPE_UINT, 2, NULL);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.take, 2);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (commands_find_their_take)
{
  Rph *rph = rph_new ();
  GstStructure *s;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_shoot (rph, 3);
  rph_shoot (rph, 3);
  rph_roll (rph);
  rph_pass (rph, 1);
  obeyed (rph->main, "circle", "take", G_TYPE_UINT, 1, NULL);   /* named */
  obeyed (rph->main, "rename", "name", G_TYPE_STRING, "rolling", NULL);
  expect_text (rph, "name", "rolling");
  rph_cut (rph);
  obeyed (rph->main, "note", "text", G_TYPE_STRING, "latest", NULL);
  expect_text (rph, "note", "latest");
  obeyed (rph->main, "play", "take", G_TYPE_UINT, 2, NULL);
  obeyed (rph->main, "note", "text", G_TYPE_STRING, "reviewed", NULL);
  s = nth_take (rph, 1);
  fail_unless_equals_string (gst_structure_get_string (s, "note"), "reviewed");
  fail_unless (!rph_get_boolean (s, "circled"));
  gst_structure_free (s);
  s = nth_take (rph, 0);
  fail_unless (rph_get_boolean (s, "circled"));
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (marks_have_a_limit)
{
  Rph *rph = new_with_review ();
  GstStructure *s;
  guint i;

  for (i = 0; i < 1000; i++)
    obeyed (rph->main, "mark", NULL);
  refused (rph, "mark", NULL);
  s = nth_take (rph, 0);
  fail_unless_equals_int (gst_value_array_get_size (gst_structure_get_value (s,
              "marks")), 1000);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

/* --- state, lists, notifications ----------------------------------------- */

GST_START_TEST (state_follows_every_change)
{
  Rph *rph = rph_new ();
  RphOutput *main = rph->main;
  RphFrame frame;
  const GstStructure *s;

  rph_pass (rph, 2);
  rph_wait_state (main, "output", "src");
  rph_wait_state (main, "mode", "live");
  rph_wait_state (main, "rolling", "false");
  rph_wait_state (main, "take", "0");
  rph_wait_state (main, "name", "");
  rph_wait_state (main, "rate", "1");
  rph_wait_state (main, "at-end", "live");
  rph_wait_state (main, "after-take", "reverse");

  obeyed (main, "take-start", "name", G_TYPE_STRING, "first", NULL);
  rph_wait_state (main, "rolling", "true");
  rph_wait_state (main, "take", "1");
  rph_wait_state (main, "name", "first");
  rph_pass (rph, 5);
  rph_cut (rph);
  rph_pull (main, &frame);
  s = main->state_pulled;
  fail_unless_equals_string (gst_structure_get_string (s, "mode"), "reverse");
  fail_unless_equals_string (gst_structure_get_string (s, "direction"),
      "reverse");
  fail_unless (!rph_get_boolean (s, "rolling"));
  fail_unless_equals_int (rph_get_uint (s, "take"), 1);
  fail_unless_equals_int (rph_get_uint (s, "frames"), 5);
  fail_unless_equals_int (rph_get_uint (s, "index"), 4);
  /* The slot from which it holds. */
  fail_unless_equals_uint64 (rph_get_uint64 (s, "running-time"), frame.pts);

  obeyed (main, "pause", NULL);
  rph_wait_state (main, "mode", "paused");
  obeyed (main, "step", "frames", G_TYPE_INT, -2, NULL);
  rph_wait_state (main, "index", "2");
  obeyed (main, "play", "direction", G_TYPE_STRING, "forward", "rate",
      G_TYPE_DOUBLE, 0.5, NULL);
  rph_wait_state (main, "mode", "forward");
  rph_wait_state (main, "direction", "forward");
  rph_wait_state (main, "rate", "0.5");
  rph_wait_state (main, "index", "0");
  obeyed (main, "at-end", "value", G_TYPE_STRING, "loop", NULL);
  rph_wait_state (main, "at-end", "loop");
  obeyed (main, "after-take", "value", G_TYPE_STRING, "forward", NULL);
  rph_wait_state (main, "after-take", "forward");
  obeyed (main, "after-take", "value", G_TYPE_STRING, "none", "once",
      G_TYPE_BOOLEAN, TRUE, NULL);
  rph_wait_state (main, "after-take", "none");
  obeyed (main, "rename", "name", G_TYPE_STRING, "second", NULL);
  rph_wait_state (main, "name", "second");
  g_object_set (rph->element, "rate", 4.0, NULL);
  rph_wait_state (main, "rate", "4");
  gst_util_set_object_arg (G_OBJECT (rph->element), "at-end", "hold");
  rph_wait_state (main, "at-end", "hold");
  obeyed (main, "seek", "position", G_TYPE_UINT64, 3 * RPH_PERIOD, NULL);
  rph_wait_state (main, "index", "3");
  obeyed (main, "live", NULL);
  rph_wait_state (main, "mode", "live");
  rph_wait_state (main, "take", "0");
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (state_is_sticky_on_every_output)
{
  Rph *rph = rph_new ();
  RphOutput *review;
  GstEvent *event;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_shoot (rph, 3);
  review = rph_add_review (rph, "review_%u");
  rph_pass (rph, 1);
  rph_live (review, 3);
  rph_wait_state (review, "output", "review_0");
  rph_wait_state (review, "after-take", "none");
  g_mutex_lock (&rph->lock);
  fail_unless (review->takes != NULL);
  fail_unless_equals_int (gst_value_array_get_size (gst_structure_get_value
          (review->takes, "takes")), 1);
  g_mutex_unlock (&rph->lock);
  event = gst_pad_get_sticky_event (rph->main->harness->sinkpad,
      GST_EVENT_CUSTOM_DOWNSTREAM_STICKY, 0);
  fail_unless (event != NULL);
  gst_event_unref (event);

  rph_roll (rph);
  rph_wait_state (review, "rolling", "true");
  rph_wait_state (review, "mode", "live");
  obeyed (review, "play", "take", G_TYPE_UINT, 1, NULL);
  rph_wait_state (review, "mode", "reverse");
  rph_wait_state (review, "take", "1");
  rph_wait_state (rph->main, "mode", "live");
  rph_wait_state (rph->main, "take", "2");
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (list_goes_downstream_when_it_changes)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  const GValue *list;

  rph_pass (rph, 2);
  rph_roll (rph);
  rph_push (rph);
  rph_pull (rph->main, &frame);
  rph_pass (rph, 3);
  rph_cut (rph);
  /* The first picture of a playback does not wait for a long list. */
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.n_takes, 0);
  rph_push (rph);
  rph_push (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.n_takes, 1);
  list = gst_structure_get_value (rph->main->takes_pulled, "takes");
  fail_unless (GST_VALUE_HOLDS_ARRAY (list));
  fail_unless_equals_int (gst_value_array_get_size (list), 1);
  fail_unless (!rph_get_boolean (gst_value_get_structure
          (gst_value_array_get_value (list, 0)), "rolling"));
  rph_push (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.n_takes, 0);
  fail_unless_equals_int (frame.n_states, 0);
  obeyed (rph->main, "circle", NULL);
  rph_push (rph);
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.n_takes, 1);
  rph_free (rph);
}

GST_END_TEST;

/* What is notified of may be said by another thread, a moment later. */
typedef struct
{
  GMutex lock;
  GCond cond;
  GHashTable *seen;             /* names of properties */
} Notified;

static void
on_notify (GObject * object, GParamSpec * pspec, Notified * notified)
{
  g_mutex_lock (&notified->lock);
  g_hash_table_add (notified->seen, g_strdup (pspec->name));
  g_cond_broadcast (&notified->cond);
  g_mutex_unlock (&notified->lock);
}

static void
notified_init (Notified * notified, gpointer object)
{
  g_mutex_init (&notified->lock);
  g_cond_init (&notified->cond);
  notified->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      NULL);
  g_signal_connect (object, "notify", G_CALLBACK (on_notify), notified);
}

static void
expect_notified_AT (Notified * notified, const gchar * names, gint line)
{
  gchar **wanted = g_strsplit (names, " ", -1);
  gint64 until = rph_deadline ();
  guint i;

  g_mutex_lock (&notified->lock);
  for (i = 0; wanted[i]; i++) {
    while (!g_hash_table_contains (notified->seen, wanted[i])
        && g_cond_wait_until (&notified->cond, &notified->lock, until));
    fail_unless (g_hash_table_contains (notified->seen, wanted[i]),
        "line %d: no notify::%s", line, wanted[i]);
  }
  g_hash_table_remove_all (notified->seen);
  g_mutex_unlock (&notified->lock);
  g_strfreev (wanted);
}

#define expect_notified(n, names) expect_notified_AT (n, names, __LINE__)

static void
notified_clear (Notified * notified, gpointer object)
{
  g_signal_handlers_disconnect_by_data (object, notified);
  g_hash_table_unref (notified->seen);
  g_mutex_clear (&notified->lock);
  g_cond_clear (&notified->cond);
}

GST_START_TEST (changes_notify)
{
  Rph *rph = rph_new ();
  Notified n;

  notified_init (&n, rph->element);
  rph_pass (rph, 1);
  rph_roll (rph);
  expect_notified (&n, "rolling current-take takes");
  rph_pass (rph, 3);
  rph_cut (rph);
  expect_notified (&n, "rolling mode takes");
  obeyed (rph->main, "pause", NULL);
  expect_notified (&n, "mode");
  obeyed (rph->main, "rate", "rate", G_TYPE_DOUBLE, 2.0, NULL);
  expect_notified (&n, "rate");
  obeyed (rph->main, "play", "rate", G_TYPE_DOUBLE, 4.0, NULL);
  expect_notified (&n, "rate mode");
  obeyed (rph->main, "at-end", "value", G_TYPE_STRING, "loop", NULL);
  expect_notified (&n, "at-end");
  obeyed (rph->main, "after-take", "value", G_TYPE_STRING, "none", NULL);
  expect_notified (&n, "after-take");
  obeyed (rph->main, "circle", NULL);
  expect_notified (&n, "takes");
  obeyed (rph->main, "live", NULL);
  expect_notified (&n, "mode current-take");
  g_object_set (rph->element, "show-live", FALSE, NULL);
  expect_notified (&n, "show-live");
  notified_clear (&n, rph->element);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (changes_notify_on_the_pad)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  Notified n;

  notified_init (&n, review->pad);
  rph_pass (rph, 1);
  rph_roll (rph);
  expect_notified (&n, "rolling");
  rph_pass (rph, 3);
  rph_cut (rph);
  expect_notified (&n, "rolling");
  obeyed (review, "play", NULL);
  expect_notified (&n, "mode current-take");
  g_object_set (review->pad, "rate", 2.0, NULL);
  expect_notified (&n, "rate");
  notified_clear (&n, review->pad);
  rph_free (rph);
}

GST_END_TEST;

/* A handler may use the element. */
static void
play_from_notify (GObject * object, GParamSpec * pspec, gpointer data)
{
  guint *calls = data, take;
  gboolean ok;

  g_object_get (object, "current-take", &take, NULL);
  if ((*calls)++ == 0)
    g_signal_emit_by_name (object, "play", 1, 1, &ok);
}

GST_START_TEST (handlers_may_call_back)
{
  Rph *rph = rph_new ();
  guint calls = 0;

  rph_shoot (rph, 3);
  g_signal_connect (rph->element, "notify::mode",
      G_CALLBACK (play_from_notify), &calls);
  obeyed (rph->main, "pause", NULL);
  fail_unless (calls >= 2);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "forward");
  rph_free (rph);
}

GST_END_TEST;

/* --- messages ------------------------------------------------------------ */

static void
expect_times (const GstStructure * s, GstClockTime timestamp,
    GstClockTime stream_time, GstClockTime running_time)
{
  fail_unless_equals_uint64 (rph_get_uint64 (s, "timestamp"), timestamp);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "stream-time"), stream_time);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "running-time"), running_time);
}

GST_START_TEST (messages_have_their_times)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  GstStructure *s;
  guint i;

  rph_pass (rph, 5);
  obeyed (rph->main, "take-start", "lead", G_TYPE_UINT64, 2 * RPH_PERIOD,
      "name", G_TYPE_STRING, "lead", NULL);
  s = rph_message (rph, "reverseplay-take-started");
  expect_times (s, 3 * RPH_PERIOD, 3 * RPH_PERIOD, 3 * RPH_PERIOD);
  fail_unless_equals_int (rph_get_uint (s, "take"), 1);
  fail_unless_equals_string (gst_structure_get_string (s, "name"), "lead");
  fail_unless (!gst_structure_has_field (s, "timecode"));
  gst_structure_free (s);

  rph_pass (rph, 3);            /* 5..7 */
  rph_cut (rph);
  s = rph_message (rph, "reverseplay-take-stopped");
  expect_times (s, 7 * RPH_PERIOD, 7 * RPH_PERIOD, 7 * RPH_PERIOD);
  fail_unless_equals_int (rph_get_uint (s, "take"), 1);
  fail_unless_equals_string (gst_structure_get_string (s, "name"), "lead");
  fail_unless_equals_int (rph_get_uint (s, "frames"), 5);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "duration"), 5 * RPH_PERIOD);
  fail_unless_equals_int (rph_get_uint (s, "jerks"), 0);
  gst_structure_free (s);

  rph_pull (rph->main, &frame);
  s = rph_message (rph, "reverseplay-playback-started");
  expect_times (s, 8 * RPH_PERIOD, 5 * RPH_PERIOD, 8 * RPH_PERIOD);
  fail_unless_equals_string (gst_structure_get_string (s, "output"), "src");
  fail_unless_equals_string (gst_structure_get_string (s, "direction"),
      "reverse");
  fail_unless (gst_structure_has_field_typed (s, "rate", G_TYPE_DOUBLE));
  gst_structure_free (s);
  rph_push (rph);
  for (i = 6; i >= 3; i--)
    rph_step (rph, i, NULL);    /* until slot 12 */
  rph_pass (rph, 1);
  s = rph_message (rph, "reverseplay-playback-ended");
  expect_times (s, 12 * RPH_PERIOD, RPH_PERIOD, 12 * RPH_PERIOD);
  fail_unless_equals_int (rph_get_uint (s, "take"), 1);
  fail_unless_equals_string (gst_structure_get_string (s, "direction"),
      "reverse");
  gst_structure_free (s);

  g_object_set (rph->element, "after-take", 0, NULL);
  rph_roll (rph);               /* from 14 on */
  s = rph_message (rph, "reverseplay-take-started");
  fail_unless (rph_get_uint64 (s, "running-time") >= 13 * RPH_PERIOD);
  fail_unless (rph_get_uint64 (s, "running-time") <= 14 * RPH_PERIOD);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (review_says_its_own_name)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  RphFrame frame;
  GstStructure *s;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  rph_shoot (rph, 3);
  obeyed (review, "play", "direction", G_TYPE_STRING, "forward", "rate",
      G_TYPE_DOUBLE, 0.5, "position", G_TYPE_UINT64, RPH_PERIOD, NULL);
  do
    rph_pull (review, &frame);
  while (!frame.is_playback);
  fail_unless_equals_int (frame.index, 1);
  s = rph_message (rph, "reverseplay-playback-started");
  fail_unless_equals_string (gst_structure_get_string (s, "output"),
      "review_0");
  fail_unless_equals_string (gst_structure_get_string (s, "direction"),
      "forward");
  gst_structure_free (s);
  obeyed (review, "live", NULL);
  s = rph_message (rph, "reverseplay-playback-ended");
  fail_unless_equals_string (gst_structure_get_string (s, "output"),
      "review_0");
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (rolling_is_said_upstream)
{
  Rph *rph = rph_new ();
  GstEvent *event;
  const GstStructure *s;
  guint i;

  rph_pass (rph, 1);
  rph_shoot (rph, 2);
  for (i = 0; i < 2; i++) {
    event = rph_upstream (rph, GST_EVENT_CUSTOM_UPSTREAM);
    fail_unless (gst_event_has_name (event, ONSET_ROLLING));
    s = gst_event_get_structure (event);
    fail_unless_equals_int (rph_get_boolean (s, "rolling"), i == 0);
    fail_unless_equals_int (rph_get_uint (s, "take"), 1);
    gst_event_unref (event);
  }
  rph_free (rph);
}

GST_END_TEST;

/* --- signals, properties, statistics ------------------------------------- */

GST_START_TEST (signals_return_what_came_of_them)
{
  Rph *rph = rph_new ();
  gboolean ok;
  guint id;

  rph_pass (rph, 1);
  g_signal_emit_by_name (rph->element, "take-stop", &id);
  fail_unless_equals_int (id, 0);
  g_signal_emit_by_name (rph->element, "play", 0, 0, &ok);
  fail_unless (!ok);
  g_signal_emit_by_name (rph->element, "seek", (guint64) 0, &ok);
  fail_unless (!ok);
  g_signal_emit_by_name (rph->element, "pause");
  g_signal_emit_by_name (rph->element, "resume");
  g_signal_emit_by_name (rph->element, "step", 1);
  g_signal_emit_by_name (rph->element, "live");
  g_signal_emit_by_name (rph->element, "take-start", "one", &id);
  fail_unless_equals_int (id, 1);
  fail_unless_equals_int (current_take (rph), 1);
  g_signal_emit_by_name (rph->element, "take-start", "two", &id);
  fail_unless_equals_int (id, 0);
  rph_pass (rph, 2);
  g_signal_emit_by_name (rph->element, "take-stop", &id);
  fail_unless_equals_int (id, 1);
  g_signal_emit_by_name (rph->element, "seek", (guint64) 0, &ok);
  fail_unless (ok);
  g_signal_emit_by_name (rph->element, "play", 1, 1, &ok);
  fail_unless (ok);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "forward");
  g_signal_emit_by_name (rph->element, "play", 0, 0, &ok);
  fail_unless (ok);
  fail_unless_equals_string (rph_nick (rph->element, "mode"), "reverse");
  g_signal_emit_by_name (rph->element, "play", 2, 0, &ok);
  fail_unless (!ok);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (signals_while_stopped_are_refused)
{
  GstElement *element = gst_element_factory_make ("reverseplay", NULL);
  gboolean ok;
  guint id;

  g_signal_emit_by_name (element, "take-start", NULL, &id);
  fail_unless_equals_int (id, 0);
  g_signal_emit_by_name (element, "take-stop", &id);
  fail_unless_equals_int (id, 0);
  g_signal_emit_by_name (element, "play", 0, 0, &ok);
  fail_unless (!ok);
  g_signal_emit_by_name (element, "live");
  g_signal_emit_by_name (element, "pause");
  g_signal_emit_by_name (element, "step", -3);
  gst_object_unref (element);
}

GST_END_TEST;

GST_START_TEST (properties_have_their_defaults)
{
  GstElement *element = gst_element_factory_make ("reverseplay", NULL);
  GstPad *pad = gst_element_request_pad_simple (element, "review_%u");
  gdouble rate;
  gboolean show_live, keys, rolling;
  guint64 bytes, time, position;
  guint take, trigger;

  g_object_get (element, "rate", &rate, "show-live", &show_live, "keys", &keys,
      "rolling", &rolling, "max-size-bytes", &bytes, "max-size-time", &time,
      "position", &position, "current-take", &take, "trigger", &trigger, NULL);
  fail_unless (rate == 1.0 && show_live && keys && !rolling);
  fail_unless (bytes == 0 && time == 0 && position == 0 && take == 0);
  fail_unless_equals_int (trigger, 1);
  fail_unless_equals_string (rph_nick (element, "after-take"), "reverse");
  fail_unless_equals_string (rph_nick (element, "at-end"), "live");
  fail_unless_equals_string (rph_nick (element, "mode"), "live");
  g_object_get (pad, "rate", &rate, "show-live", &show_live, NULL);
  fail_unless (rate == 1.0 && show_live);
  fail_unless_equals_string (rph_nick (pad, "after-take"), "none");
  fail_unless_equals_string (rph_nick (pad, "at-end"), "live");
  fail_unless_equals_string (rph_nick (pad, "mode"), "live");
  gst_child_proxy_set (GST_CHILD_PROXY (element), "review_0::rate", 3.0, NULL);
  g_object_get (pad, "rate", &rate, NULL);
  fail_unless (rate == 3.0);
  gst_element_release_request_pad (element, pad);
  g_object_set (pad, "rate", 2.0, NULL);        /* nobody's any more */
  gst_object_unref (pad);
  gst_object_unref (element);
}

GST_END_TEST;

GST_START_TEST (stats_count)
{
  static const gchar *fields[] = { "recorded", "rejected", "shown", "dropped",
    "repeated", "held-bytes", "held-time", "ready-bytes", "remaining-time",
    "turnaround"
  };
  Rph *rph = rph_new ();
  GstStructure *s;
  guint i;

  g_object_get (rph->element, "stats", &s, NULL);
  for (i = 0; i < G_N_ELEMENTS (fields); i++)
    fail_unless (gst_structure_has_field_typed (s, fields[i], G_TYPE_UINT64),
        "%s", fields[i]);
  gst_structure_free (s);

  rph_wait_ready (rph);
  rph_pass (rph, 5);
  rph_shoot (rph, 10);
  obeyed (rph->main, "pause", NULL);
  rph_shows (rph->main, 14, 15, NULL);
  rph_push (rph);
  for (i = 0; i < 4; i++)
    rph_step (rph, 14, NULL);
  g_object_get (rph->element, "stats", &s, NULL);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "recorded"), 20);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "rejected"), 0);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "shown"), 16);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "repeated"), 4);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "dropped"), 0);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "held-bytes"), 20 * 128);
  fail_unless_equals_uint64 (rph_get_uint64 (s, "held-time"), 20 * RPH_PERIOD);
  fail_unless (rph_get_uint64 (s, "ready-bytes") <= 8 << 20);
  fail_unless (rph_get_uint64 (s, "remaining-time") > GST_SECOND);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

/* --- everybody at once --------------------------------------------------- */

#define N_THREADS 4
#define N_COMMANDS 200

typedef struct
{
  RphOutput *output;
  guint32 seed;
} Operator;

static gpointer
operate (gpointer data)
{
  static const gchar *commands[] = { "take-toggle", "play", "pause", "resume",
    "step", "live", "in", "out", "mark", "circle", "discard", "pause-toggle"
  };
  Operator *operator = data;
  GRand *rand = g_rand_new_with_seed (operator-> seed);
  guint i;

  for (i = 0; i < N_COMMANDS; i++) {
    gst_harness_push_upstream_event (operator-> output->harness,
        onset_command_event_new (gst_structure_new (ONSET_COMMAND, "command",
                G_TYPE_STRING, commands[g_rand_int_range (rand, 0,
                        G_N_ELEMENTS (commands))], NULL)));
    g_object_set (operator-> output->rph->element, "rate",
        g_rand_double_range (rand, 0.05, 16.0), "at-end",
        g_rand_int_range (rand, 0, 4), NULL);
  }
  g_rand_free (rand);
  return NULL;
}

GST_START_TEST (commands_from_many_threads)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  GThread *threads[N_THREADS];
  Operator operators[N_THREADS];
  guint i, answers;

  never_late (rph);
  rph_push_n (rph, 3);
  for (i = 0; i < N_THREADS; i++) {
    operators[i].output = i % 2 ? review : rph->main;
    operators[i].seed = i;
    threads[i] = g_thread_new ("operator", operate, &operators[i]);
  }
  rph_push_n (rph, 300);
  for (i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_mutex_lock (&rph->lock);
  answers = rph->main->answers.length + review->answers.length;
  g_mutex_unlock (&rph->lock);
  fail_unless_equals_int (answers, N_THREADS * N_COMMANDS);
  rph_free (rph);
}

GST_END_TEST;

/* --- players ----------------------------------------------------------------- */

/* POSITION, DURATION and SEEKING through @pad; -1 = not answered, a position of
 * -1 also when it is not seekable. */
static void
check_queries (GstPad * pad, gint64 position, gint64 duration)
{
  GstQuery *query = gst_query_new_seeking (GST_FORMAT_TIME);
  GstQuery *bytes = gst_query_new_seeking (GST_FORMAT_BYTES);
  gint64 value, end;
  gboolean seekable;

  fail_unless_equals_int (gst_pad_query_position (pad, GST_FORMAT_TIME,
          &value), position >= 0);
  fail_unless (position < 0 || value == position);
  fail_unless_equals_int (gst_pad_query_duration (pad, GST_FORMAT_TIME,
          &value), duration >= 0);
  fail_unless (duration < 0 || value == duration);
  fail_unless (gst_pad_query (pad, query));
  gst_query_parse_seeking (query, NULL, &seekable, &value, &end);
  fail_unless_equals_int (seekable, duration >= 0);
  fail_unless (duration < 0 || (value == 0 && end == duration));
  fail_unless (gst_pad_query (pad, bytes));
  gst_query_parse_seeking (bytes, NULL, &seekable, NULL, NULL);
  fail_unless (!seekable);
  fail_unless (!gst_pad_query_position (pad, GST_FORMAT_BYTES, &value));
  fail_unless (!gst_pad_query_duration (pad, GST_FORMAT_DEFAULT, &value));
  gst_query_unref (query);
  gst_query_unref (bytes);
}

/* The sound of the main output answers as it does, a review for itself. */
GST_START_TEST (queries_on_every_pad)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  GstPad *sink = gst_element_request_pad_simple (rph->element, "sink_0");
  GstPad *sound = gst_element_get_static_pad (rph->element, "src_0");
  GstPad *pads[] = { rph->main->pad, sound };
  RphFrame frame;
  guint i;

  rph_pass (rph, 3);
  rph_shoot (rph, 10);          /* 3..12 */
  rph_pull (rph->main, &frame);
  for (i = 0; i < 2; i++)
    check_queries (pads[i], 9 * RPH_PERIOD, 10 * RPH_PERIOD);
  check_queries (review->pad, -1, -1);
  rph_push (rph);
  rph_step (rph, 11, NULL);
  fail_unless (rph_command (rph->main, "pause", NULL));
  rph_step (rph, 11, NULL);
  for (i = 0; i < 2; i++)
    check_queries (pads[i], 8 * RPH_PERIOD, 10 * RPH_PERIOD);
  fail_unless (rph_command (review, "play", "direction", G_TYPE_STRING,
          "forward", NULL));
  fail_unless (rph_command (rph->main, "live", NULL));
  for (i = 0; i < 2; i++)
    check_queries (pads[i], -1, -1);
  check_queries (review->pad, 0, 10 * RPH_PERIOD);
  gst_element_release_request_pad (rph->element, sink);
  gst_object_unref (sink);
  gst_object_unref (sound);
  rph_free (rph);
}

GST_END_TEST;

static gboolean
seek_to (RphOutput * output, gdouble rate, GstSeekType start_type,
    gint64 start, GstSeekType stop_type, gint64 stop)
{
  return gst_harness_push_upstream_event (output->harness,
      gst_event_new_seek (rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH
          | GST_SEEK_FLAG_ACCURATE, start_type, start, stop_type, stop));
}

/* Forward from start, in reverse from stop; what is not set stays. */
GST_START_TEST (seeks_as_players_send_them)
{
  const GstSeekType set = GST_SEEK_TYPE_SET, none = GST_SEEK_TYPE_NONE,
      end = GST_SEEK_TYPE_END;
  const struct
  {
    gdouble rate;
    GstSeekType start_type;
    gint64 start;
    GstSeekType stop_type;
    gint64 stop;
    guint number;
  } cases[] = {
    {1.0, set, 3 * RPH_PERIOD, none, -1, 3},
    {1.0, set, 4 * RPH_PERIOD, end, 0, 4},
    {0.5, set, 5 * RPH_PERIOD, set, 8 * RPH_PERIOD, 5},
    {0.5, none, -1, none, -1, 5},
    {-2.0, set, 0, set, 8 * RPH_PERIOD, 7},
    {-2.0, none, -1, set, 6 * RPH_PERIOD, 5},
    {-0.5, set, 0, none, -1, 5},
    {-1.0, set, 0, end, 0, 9},
    {-1.0, set, 0, set, -1, 9},
    {-1.0, set, 0, end, -2 * (gint64) RPH_PERIOD, 7},
    {1.0, end, -3 * (gint64) RPH_PERIOD, none, -1, 7},
    {1.0, set, 1000 * RPH_PERIOD, none, -1, 9},
    {-16.0, none, -1, set, 0, 0},
    {1.0, end, -1000 * (gint64) RPH_PERIOD, none, -1, 0},
  };
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  fail_unless (!seek_to (rph->main, 1.0, set, 0, none, -1));
  rph_shoot (rph, 10);
  rph_pull (rph->main, &frame);
  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    fail_unless (seek_to (rph->main, cases[i].rate, cases[i].start_type,
            cases[i].start, cases[i].stop_type, cases[i].stop), "seek %u", i);
    rph_pull (rph->main, &frame);
    fail_unless (frame.number == cases[i].number, "seek %u shows %u", i,
        frame.number);
    fail_unless_equals_int (frame.direction, cases[i].rate < 0 ? -1 : 1);
    fail_unless (rph->main->segment.applied_rate == cases[i].rate);
  }
  fail_unless (rph_command (rph->main, "live", NULL));
  fail_unless (!seek_to (rph->main, 1.0, set, 0, none, -1));
  rph_free (rph);
}

GST_END_TEST;

/* A seek of what is paused stays paused; one that comes up two pads is obeyed
 * once; each output has its own. */
GST_START_TEST (seeks_while_paused_and_twice)
{
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  GstEvent *event;
  RphFrame frame;

  rph_shoot (rph, 10);
  rph_pull (rph->main, &frame);
  fail_unless (rph_command (rph->main, "pause", NULL));
  fail_unless (seek_to (rph->main, -1.0, GST_SEEK_TYPE_SET, 0,
          GST_SEEK_TYPE_SET, 4 * RPH_PERIOD));
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 3);
  fail_unless_equals_string (rph_nick (rph->main->pad, "mode"), "paused");
  fail_unless_equals_uint64 (frame.stream_time, 3 * RPH_PERIOD);

  event = gst_event_new_seek (2.0, GST_FORMAT_TIME, 0, GST_SEEK_TYPE_SET,
      6 * RPH_PERIOD, GST_SEEK_TYPE_NONE, -1);
  fail_unless (rph_command (rph->main, "resume", NULL));
  fail_unless (gst_harness_push_upstream_event (rph->main->harness,
          gst_event_ref (event)));
  rph_pull (rph->main, &frame);
  fail_unless_equals_int (frame.number, 6);
  fail_unless (rph_command (review, "play", NULL));
  while (rph_pending (review) > 0 || frame.number != 9)
    rph_pull (review, &frame);
  fail_unless (gst_harness_push_upstream_event (review->harness, event));
  fail_unless_equals_string (rph_nick (review->pad, "mode"), "reverse");
  rph_free (rph);
}

GST_END_TEST;

/* Thirty seeks a second: the next picture is what the seek asked for, each
 * time, and the camera's frames do not come between. */
GST_START_TEST (scrubbing_keeps_up)
{
  Rph *rph = rph_new ();
  gint64 next = 50 * RPH_PERIOD;
  GRand *rand = g_rand_new_with_seed (30);
  RphFrame frame;
  guint i;

  rph_shoot (rph, 50);
  rph_pull (rph->main, &frame);
  fail_unless (rph_command (rph->main, "pause", NULL));
  for (i = 0; i < 150; i++) {
    guint wanted = (guint) g_rand_int_range (rand, 0, 50);

    next += GST_SECOND / 30;
    while ((gint64) rph_time_of (rph, rph->number) < next)
      rph_push (rph);
    rph_set_time (rph, (GstClockTime) next);
    fail_unless (rph_command (rph->main, "seek", "position", G_TYPE_UINT64,
            wanted * RPH_PERIOD + RPH_PERIOD / 2, NULL));
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.number, wanted);
    fail_unless (!frame.gap);
    fail_unless_equals_int (rph_pending (rph->main), 0);
  }
  g_rand_free (rand);
  rph_free (rph);
}

GST_END_TEST;

static Suite *
reverseplay_control_suite (void)
{
  Suite *s = suite_create ("reverseplay-control");
  TCase *tc = tcase_create ("commands");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, commands_without_a_take_are_refused);
  tcase_add_test (tc, commands_in_the_wrong_order_are_refused);
  tcase_add_test (tc, unknown_and_missing_are_refused);
  tcase_add_test (tc, command_without_a_command_is_answered);
  tcase_add_test (tc, fields_of_a_wrong_type_are_refused);
  tcase_add_test (tc, numbers_may_have_any_numeric_type);
  tcase_add_test (tc, ids_come_back_as_they_were_sent);
  tcase_add_test (tc, seqnum_is_obeyed_once);
  tcase_add_test (tc, answer_goes_to_who_asked);
  tcase_add_test (tc, commands_do_not_pass_upstream);
  tcase_add_test (tc, trigger_stream_refuses_takes_by_command);

  tc = tcase_create ("keys");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, keys_do_what_editors_know);
  tcase_add_test (tc, keys_for_older_and_newer_takes);
  tcase_add_test (tc, keys_act_on_the_output_they_came_by);
  tcase_add_test (tc, other_events_of_a_window_pass_upstream);
  tcase_add_test (tc, keys_without_a_take_are_answered);

  tc = tcase_create ("takes");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, long_names_stay_whole_or_are_refused);
  tcase_add_test (tc, texts_that_are_not_utf8_are_refused);
  tcase_add_test (tc, names_by_signal);
  tcase_add_test (tc, thousand_takes);
  tcase_add_test (tc, take_of_no_frames);
  tcase_add_test (tc, takes_list_says_what_is_written_on_each);
  tcase_add_test (tc, discarded_takes_are_passed_over);
  tcase_add_test (tc, commands_find_their_take);
  tcase_add_test (tc, marks_have_a_limit);

  tc = tcase_create ("state");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, state_follows_every_change);
  tcase_add_test (tc, state_is_sticky_on_every_output);
  tcase_add_test (tc, list_goes_downstream_when_it_changes);
  tcase_add_test (tc, changes_notify);
  tcase_add_test (tc, changes_notify_on_the_pad);
  tcase_add_test (tc, handlers_may_call_back);

  tc = tcase_create ("players");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, queries_on_every_pad);
  tcase_add_test (tc, seeks_as_players_send_them);
  tcase_add_test (tc, seeks_while_paused_and_twice);
  tcase_add_test (tc, scrubbing_keeps_up);

  tc = tcase_create ("messages");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, messages_have_their_times);
  tcase_add_test (tc, review_says_its_own_name);
  tcase_add_test (tc, rolling_is_said_upstream);

  tc = tcase_create ("element");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, signals_return_what_came_of_them);
  tcase_add_test (tc, signals_while_stopped_are_refused);
  tcase_add_test (tc, properties_have_their_defaults);
  tcase_add_test (tc, stats_count);
  tcase_add_test (tc, commands_from_many_threads);
  return s;
}

GST_CHECK_MAIN (reverseplay_control);
