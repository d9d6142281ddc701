/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Commands from the page and from scripts. What is accepted can be written, and
 * what was written is accepted again, with the same meaning.
 */
#include "fuzz.h"
#include "json.h"

static void
run (const guint8 * data, gsize size)
{
  GError *error = NULL;
  GstStructure *s, *again;
  gchar *text;

  s = ts_json_to_structure ((const gchar *) data, size, "onset-command",
      &error);
  g_assert ((s == NULL) == (error != NULL));
  if (!s) {
    g_assert (g_utf8_validate (error->message, -1, NULL));
    g_error_free (error);
    return;
  }
  text = ts_json_from_structure (s, NULL);
  g_assert (g_utf8_validate (text, -1, NULL));
  /* Escapes may make it longer than is read. */
  if (strlen (text) <= TS_JSON_MAX_LENGTH) {
    again = ts_json_to_structure (text, -1, "onset-command", &error);
    g_assert_no_error (error);
    g_assert_cmpint (gst_structure_n_fields (again), ==,
        gst_structure_n_fields (s));
    gst_structure_free (again);
  }
  g_free (text);
  gst_structure_free (s);
}

static const FuzzSeed seeds[] = {
  FUZZ_SEED ("{\"command\":\"play\",\"take\":3,\"direction\":\"reverse\"}"),
  FUZZ_SEED ("{\"command\":\"rate\",\"rate\":-0.5e0,\"id\":7}"),
  FUZZ_SEED ("{\"command\":\"seek\",\"position\":9223372036854775807}"),
  FUZZ_SEED ("{\"command\":\"mark\",\"text\":\"\\u00e9\\ud83d\\ude00\\n\"}"),
  FUZZ_SEED ("{\"a\":[1,2,{\"b\":null}],\"c\":true,\"d\":false}"),
  FUZZ_SEED ("{\"take\":1,\"take\":2}"),
  FUZZ_SEED ("[[[[[[[[[[[[[[[[[["),
  FUZZ_SEED ("{\"x\":\"\303\050\"}"),
  FUZZ_SEED ("{\"a\":1 \"\\udc00\"}"),
  FUZZ_SEED ("{\"a\":\"\\ud800\"}"),
  FUZZ_SEED ("2{}"),
  FUZZ_SEED ("{\"a\":\"b"),
  FUZZ_SEED (" { } "),
  FUZZ_SEEDS_END
};

const FuzzTarget fuzz_json = { "json", run, seeds };
