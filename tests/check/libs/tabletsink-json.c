/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "frames-json.h"
#include "json.h"
#include "qr.h"

static GstStructure *
parse (const gchar * text, GError ** error)
{
  return ts_json_to_structure (text, -1, "onset-command", error);
}

GST_START_TEST (test_members_become_fields)
{
  GstStructure *s = parse (" {\"command\":\"play\\u00e4\\n\", \"take\": 3,"
      "\"rate\":-0.5,\"once\":true,\"nothing\":null,\"frames\":-1,"
      "\"position\":9007199254740993} ", NULL);
  gint64 take, frames, position;
  gdouble rate;
  gboolean once;

  fail_unless (s != NULL);
  fail_unless_equals_string (gst_structure_get_name (s), "onset-command");
  fail_unless_equals_string (gst_structure_get_string (s, "command"),
      "play\xc3\xa4\n");
  fail_unless (gst_structure_get_int64 (s, "take", &take) && take == 3);
  fail_unless (gst_structure_get_int64 (s, "frames", &frames) && frames == -1);
  fail_unless (gst_structure_get_int64 (s, "position", &position));
  fail_unless (position == 9007199254740993);
  fail_unless (gst_structure_get_double (s, "rate", &rate) && rate == -0.5);
  fail_unless (gst_structure_get_boolean (s, "once", &once) && once);
  fail_if (gst_structure_has_field (s, "nothing"));
  gst_structure_free (s);
}

GST_END_TEST;

GST_START_TEST (test_what_is_no_flat_object_is_refused)
{
  static const gchar *const texts[] = {
    "", " ", "null", "1", "\"a\"", "[]", "[{}]", "{", "}", "{]", "{}{}", "{}x",
    "{\"a\":}", "{\"a\"}", "{a:1}", "{'a':1}", "{\"a\":1,}", "{\"a\":[]}",
    "{\"a\":{}}", "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}",
    "{\"\":1}", "{\"1a\":1}", "{\"a b\":1}", "{\"a;b\":1}", "{\"a\\u0000\":1}",
    "{\"a\":1e999}", "{\"a\":-1e999}", "{\"a\":NaN}", "{\"a\":Infinity}",
    "{\"a\":1234567890123456789012345678901234567890}",
    "/* */{\"a\":1}", "{\"a\":1}// x", "{\"a\":0x10}", "{\"a\":010}", "\xff",
    "{\"a\":\"\xc3\"}", "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"b}",
    "{\"a\":\"\\ud800\"}", "{\"a\":\"b\\u0000c\"}",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++) {
    GError *error = NULL;
    GstStructure *s = parse (texts[i], &error);

    if (s && strstr (texts[i], "ud800")) {
      /* half a character: the parser may make something valid of it */
      fail_unless (g_utf8_validate (gst_structure_get_string (s, "a"), -1,
              NULL));
      gst_structure_free (s);
      continue;
    }
    fail_unless (s == NULL, "%s", texts[i]);
    fail_unless (error && error->message[0]);
    fail_unless (g_utf8_validate (error->message, -1, NULL));
    g_error_free (error);
  }
}

GST_END_TEST;

static GstStructure *
parse_many (const gchar * before, const gchar * each, guint n,
    const gchar * after)
{
  GString *text = g_string_new (before);
  GstStructure *s;

  while (n--)
    g_string_append (text, each);
  g_string_append (text, after);
  s = ts_json_to_structure (text->str, (gssize) text->len, "x", NULL);
  g_string_free (text, TRUE);
  return s;
}

GST_START_TEST (test_bombs_do_no_harm)
{
  GstStructure *s;

  fail_unless (parse_many ("", "[", 60000, "") == NULL);
  fail_unless (parse_many ("", "{\"a\":", 12000, "") == NULL);
  fail_unless (parse_many ("{\"a\":", "[", 20000, "") == NULL);
  fail_unless (parse_many ("{\"a\":\"", "x", TS_JSON_MAX_LENGTH, "\"}")
      == NULL);
  fail_unless (parse_many ("{\"a\":", "9", 60000, "}") == NULL);
  fail_unless (parse_many ("", " ", 60000, "") == NULL);
  /* brackets in a text are none */
  s = parse_many ("{\"a\":\"", "[{\\\"", 1000, "\"}");
  fail_unless (s != NULL);
  fail_unless_equals_int (strlen (gst_structure_get_string (s, "a")), 3000);
  gst_structure_free (s);
}

GST_END_TEST;

GST_START_TEST (test_only_so_many_names_are_kept_for_ever)
{
  guint i, n = 0;

  for (i = 0; i < 2000; i++) {
    gchar *text = g_strdup_printf ("{\"fresh-%u\":1}", i);
    GstStructure *s = parse (text, NULL);

    n += s != NULL;
    g_clear_pointer (&s, gst_structure_free);
    g_free (text);
  }
  fail_unless (n >= 32 && n <= 256);
}

GST_END_TEST;

static JsonObject *
read_back (const gchar * text, JsonParser ** parser)
{
  GError *error = NULL;

  *parser = json_parser_new ();
  json_parser_load_from_data (*parser, text, -1, &error);
  fail_unless (error == NULL, "%s: %s", error ? error->message : "", text);
  return json_node_get_object (json_parser_get_root (*parser));
}

/* Another parser than ours reads it. */
GST_START_TEST (test_structures_become_objects)
{
  static const gchar *const first[] = { "type", "state", "stream", "a\"\\b",
    NULL
  };
  GstStructure *in = gst_structure_new ("onset-take", "id", G_TYPE_UINT, 7,
      NULL);
  GstStructure *s = gst_structure_new ("x",
      "text", G_TYPE_STRING, "a\"\\\n\x01\x7f" "b",
      "none", G_TYPE_STRING, NULL, "yes", G_TYPE_BOOLEAN, TRUE,
      "int", G_TYPE_INT, -5, "big", G_TYPE_UINT64, G_GUINT64_CONSTANT
      (9007199254740993), "nan", G_TYPE_DOUBLE, (gdouble) NAN,
      "inf", G_TYPE_DOUBLE, (gdouble) INFINITY, "pi", G_TYPE_DOUBLE, 3.25,
      "rate", GST_TYPE_FRACTION, 48000, 1001, "in", GST_TYPE_STRUCTURE, in,
      NULL);
  GValue list = G_VALUE_INIT, item = G_VALUE_INIT;
  JsonParser *parser;
  JsonObject *o;
  gchar *json;

  g_value_init (&list, GST_TYPE_ARRAY);
  g_value_init (&item, GST_TYPE_STRUCTURE);
  g_value_set_boxed (&item, in);
  gst_value_array_append_value (&list, &item);
  gst_value_array_append_value (&list, &item);
  gst_structure_take_value (s, "list", &list);
  g_value_unset (&item);

  json = ts_json_from_structure (s, first);
  o = read_back (json, &parser);
  fail_unless_equals_string (json_object_get_string_member (o, "type"),
      "state");
  fail_unless_equals_string (json_object_get_string_member (o, "stream"),
      "a\"\\b");
  fail_unless_equals_string (json_object_get_string_member (o, "text"),
      "a\"\\\n\x01\x7f" "b");
  fail_unless (json_object_get_null_member (o, "none"));
  fail_unless (json_object_get_boolean_member (o, "yes"));
  fail_unless (json_object_get_int_member (o, "int") == -5);
  fail_unless (json_object_get_int_member (o, "big") == 9007199254740993);
  fail_unless (json_object_get_null_member (o, "nan"));
  fail_unless (json_object_get_null_member (o, "inf"));
  fail_unless (json_object_get_double_member (o, "pi") == 3.25);
  fail_unless_equals_string (json_object_get_string_member (o, "rate"),
      "48000/1001");
  fail_unless (json_object_get_int_member (json_object_get_object_member (o,
              "in"), "id") == 7);
  fail_unless_equals_int (json_array_get_length (json_object_get_array_member
          (o, "list")), 2);
  g_object_unref (parser);
  g_free (json);
  gst_structure_free (s);
  gst_structure_free (in);
}

GST_END_TEST;

GST_START_TEST (test_broken_texts_become_valid)
{
  GString *out = g_string_new (NULL);

  ts_json_append_text (out, "a\xff\xc3");
  fail_unless_equals_string (out->str, "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
  g_string_truncate (out, 0);
  ts_json_append_text (out, NULL);
  fail_unless_equals_string (out->str, "\"\"");
  g_string_free (out, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_moments_become_one_message)
{
  TsMoment m[3] = { {0}, {0}, {0} };
  gboolean playing = FALSE;
  JsonParser *parser;
  JsonObject *o;
  gchar *json;

  /* nothing to say */
  fail_unless (ts_frames_json ("sink", m, 3, &playing) == NULL);

  m[0].captured = 1000;
  m[0].has_motion = TRUE;
  m[0].motion.kind = "moved";
  m[0].motion.dx = 1.5;
  m[1].has_jerk = TRUE;
  m[1].jerk.kind = "bump";
  m[1].jerk.level = "needs-fix";
  m[1].age = 4;
  m[2].captured = 3000;
  m[2].take = 2;
  m[2].index = 9;
  m[2].frames = 20;
  m[2].reverse = TRUE;
  json = ts_frames_json ("sink", m, 3, &playing);
  fail_unless (playing);
  o = read_back (json, &parser);
  fail_unless (json_object_get_int_member (o, "time") == 3000);
  fail_unless_equals_string (json_object_get_string_member
      (json_object_get_object_member (o, "playhead"), "direction"), "reverse");
  fail_unless_equals_int (json_array_get_length (json_object_get_array_member
          (o, "motion")), 1);
  fail_unless (json_object_get_null_member (json_array_get_object_element
          (json_object_get_array_member (o, "motion"), 0), "index"));
  fail_unless (json_object_get_double_member (json_array_get_object_element
          (json_object_get_array_member (o, "motion"), 0), "dx") == 1.5);
  fail_unless (json_object_get_int_member (json_array_get_object_element
          (json_object_get_array_member (o, "jerks"), 0), "age") == 4);
  g_object_unref (parser);
  g_free (json);

  /* that a playback is over is said once */
  memset (m, 0, sizeof (m));
  json = ts_frames_json ("sink", m, 1, &playing);
  fail_unless (json && strstr (json, "\"playhead\":null"));
  g_free (json);
  fail_unless (ts_frames_json ("sink", m, 1, &playing) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_a_qr_code_is_square_with_a_light_border)
{
  gchar *text = ts_qr_text ("http://192.168.1.5:8080/"), **lines;
  guint i, width;

  if (!text) {
    g_print ("SKIP: test_a_qr_code_is_square_with_a_light_border: built "
        "without libqrencode\n");
    return;
  }
  lines = g_strsplit (text, "\n", -1);
  width = (guint) g_utf8_strlen (lines[0], -1);
  for (i = 0; i < width; i++)
    fail_unless (g_utf8_get_char (g_utf8_offset_to_pointer (lines[0], i))
        == 0x2588);
  for (i = 0; lines[i][0]; i++)
    fail_unless_equals_int (g_utf8_strlen (lines[i], -1), width);
  /* two rows to a line, and the version that fits */
  fail_unless_equals_int (i, (width + 1) / 2);
  fail_unless (width >= 21 + 8);
  g_strfreev (lines);
  g_free (text);
}

GST_END_TEST;

static Suite *
tabletsink_json_suite (void)
{
  Suite *s = suite_create ("tabletsink-json");
  TCase *t = tcase_create ("general");

  suite_add_tcase (s, t);
  tcase_add_test (t, test_members_become_fields);
  tcase_add_test (t, test_what_is_no_flat_object_is_refused);
  tcase_add_test (t, test_bombs_do_no_harm);
  tcase_add_test (t, test_only_so_many_names_are_kept_for_ever);
  tcase_add_test (t, test_structures_become_objects);
  tcase_add_test (t, test_broken_texts_become_valid);
  tcase_add_test (t, test_moments_become_one_message);
  tcase_add_test (t, test_a_qr_code_is_square_with_a_light_border);
  return s;
}

GST_CHECK_MAIN (tabletsink_json);
