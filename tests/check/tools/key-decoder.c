/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Bytes from a terminal in, keys out. */
#include <gst/check/gstcheck.h>

#include <string.h>

#include <tools/key-decoder.h>

static void
on_key (const gchar * key, gpointer user_data)
{
  GString *keys = user_data;

  if (keys->len)
    g_string_append_c (keys, ' ');
  g_string_append (keys, key);
}

/* The keys that @bytes give when they come all at once, and one by one. */
static void
check_bytes (const gchar * bytes, gsize size, const gchar * expected)
{
  gboolean one_by_one;

  for (one_by_one = FALSE; one_by_one <= TRUE; one_by_one++) {
    GString *keys = g_string_new (NULL);
    KeyDecoder decoder;
    gsize i;

    key_decoder_init (&decoder, on_key, keys);
    if (one_by_one) {
      for (i = 0; i < size; i++)
        key_decoder_feed (&decoder, bytes + i, 1);
    } else {
      key_decoder_feed (&decoder, bytes, size);
    }
    if (key_decoder_is_waiting (&decoder))
      key_decoder_timeout (&decoder);
    fail_if (key_decoder_is_waiting (&decoder));
    fail_unless_equals_string (keys->str, expected);
    g_string_free (keys, TRUE);
  }
}

static void
check_keys (const gchar * bytes, const gchar * expected)
{
  check_bytes (bytes, strlen (bytes), expected);
}

GST_START_TEST (test_characters)
{
  check_keys ("tJ k", "t J space k");
  check_keys ("~!", "~ !");
  check_bytes ("", 0, "");
}

GST_END_TEST;

GST_START_TEST (test_arrows_and_pages)
{
  check_keys ("\033[A\033[B\033[C\033[D", "Up Down Right Left");
  /* A terminal in application mode. */
  check_keys ("\033OA\033OB\033OC\033OD", "Up Down Right Left");
  check_keys ("\033[5~\033[6~", "Page_Up Page_Down");
  /* With Shift, Alt or Control held. */
  check_keys ("\033[1;2A\033[1;5D\033[5;3~", "Up Left Page_Up");
  check_keys ("t\033[At", "t Up t");
}

GST_END_TEST;

GST_START_TEST (test_escape)
{
  check_keys ("\033", "Escape");
  check_keys ("\033\033", "Escape Escape");
  /* Escape and a key that arrive together. */
  check_keys ("\033t", "Escape t");
  check_keys ("\033\033[A", "Escape Up");
}

GST_END_TEST;

GST_START_TEST (test_escape_needs_time)
{
  GString *keys = g_string_new (NULL);
  KeyDecoder decoder;

  key_decoder_init (&decoder, on_key, keys);
  key_decoder_feed (&decoder, "\033", 1);
  fail_unless (key_decoder_is_waiting (&decoder));
  fail_unless_equals_string (keys->str, "");
  key_decoder_timeout (&decoder);
  fail_unless_equals_string (keys->str, "Escape");

  /* Only now the bracket is a key. */
  key_decoder_feed (&decoder, "[A", 2);
  fail_unless_equals_string (keys->str, "Escape [ A");
  key_decoder_timeout (&decoder);
  fail_unless_equals_string (keys->str, "Escape [ A");
  g_string_free (keys, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_keys_without_a_name_are_swallowed_whole)
{
  /* F1 to F5: xterm, VT, Linux's console. */
  check_keys ("\033OP\033[11~\033[[A\033[[C\033[15~", "");
  /* Home, End, Insert, Delete, focus, a mouse's report, a cursor's place. */
  check_keys ("\033[H\033[F\033[2~\033[3~\033[I\033[<0;3;4M\033[24;80R", "");
  check_keys ("\033[15~t", "t");
  /* Numbers that only begin as a page key's. */
  check_keys ("\033[55~\033[50~\033[~", "");
  check_bytes ("\0\1\r\n\t\x7f", 6, "");
}

GST_END_TEST;

GST_START_TEST (test_letters_outside_ascii_are_swallowed)
{
  check_keys ("\xc3\xa4t\xe2\x82\xack\xf0\x9f\x8e\xac", "t k");
  check_keys ("\xff\xfe\x80t", "t");
  check_keys ("\033\xc3\xa4t", "Escape t");
}

GST_END_TEST;

GST_START_TEST (test_broken_sequences)
{
  /* Cut off: the timeout drops what was begun. */
  check_keys ("\033[", "");
  check_keys ("\033[1;", "");
  check_keys ("\033O", "");
  check_keys ("\033[\033[A", "Up");
  check_keys ("\033[1\nt", "t");
  check_keys ("\033[99999999999999999999999999999999999999~t", "t");
  check_keys ("\033[5555555555555555555555555555555555555;~t", "t");
}

GST_END_TEST;

GST_START_TEST (test_any_bytes)
{
  GRand *rand = g_rand_new_with_seed (20);
  GString *keys = g_string_new (NULL);
  KeyDecoder decoder;
  guint i;

  key_decoder_init (&decoder, on_key, keys);
  for (i = 0; i < 200000; i++) {
    gchar byte = "\033[O;~5"[g_rand_int_range (rand, 0, 6)];

    if (g_rand_boolean (rand))
      byte = (gchar) g_rand_int_range (rand, 0, 256);
    key_decoder_feed (&decoder, &byte, 1);
    g_string_truncate (keys, 0);
  }
  /* Whatever came, the next key counts. */
  key_decoder_timeout (&decoder);
  g_string_truncate (keys, 0);
  key_decoder_feed (&decoder, "t", 1);
  fail_unless_equals_string (keys->str, "t");
  g_string_free (keys, TRUE);
  g_rand_free (rand);
}

GST_END_TEST;

static Suite *
key_decoder_suite (void)
{
  Suite *s = suite_create ("key-decoder");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_characters);
  tcase_add_test (tc, test_arrows_and_pages);
  tcase_add_test (tc, test_escape);
  tcase_add_test (tc, test_escape_needs_time);
  tcase_add_test (tc, test_keys_without_a_name_are_swallowed_whole);
  tcase_add_test (tc, test_letters_outside_ascii_are_swallowed);
  tcase_add_test (tc, test_broken_sequences);
  tcase_add_test (tc, test_any_bytes);

  return s;
}

GST_CHECK_MAIN (key_decoder);
