/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "codes.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/* Neither 0 and O nor 1, I and L. */
#define ALPHABET "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#define ALPHABET_LENGTH (sizeof (ALPHABET) - 1)

void
ts_random (gpointer data, gsize length)
{
  guint8 *to = data;

  while (length > 0) {
    gssize got = getrandom (to, length, 0);

    if (got < 0 && errno != EINTR)
      g_error ("no random numbers: %s", g_strerror (errno));
    if (got > 0) {
      to += got;
      length -= (gsize) got;
    }
  }
}

/* Each character equally likely: what does not divide evenly is drawn anew. */
static gchar
random_character (void)
{
  guint8 byte;

  do
    ts_random (&byte, 1);
  while (byte >= 256 - 256 % ALPHABET_LENGTH);
  return ALPHABET[byte % ALPHABET_LENGTH];
}

gchar *
ts_code_new (void)
{
  gchar code[TS_CODE_GOOD + 2];
  guint i, to = 0;

  for (i = 0; i < TS_CODE_GOOD; i++) {
    if (i == TS_CODE_GOOD / 2)
      code[to++] = '-';
    code[to++] = random_character ();
  }
  code[to] = '\0';
  return g_strdup (code);
}

gchar *
ts_code_fold (const gchar * text)
{
  GString *folded;
  const gchar *p;

  if (!text || strlen (text) > TS_CODE_MAX || !g_utf8_validate (text, -1, NULL))
    return NULL;

  folded = g_string_new (NULL);
  for (p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    /* A tablet's keyboard may have made a longer dash of it. */
    if (g_unichar_isspace (c)
        || g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION)
      continue;
    g_string_append_unichar (folded, g_unichar_toupper (c));
  }
  return g_string_free (folded, FALSE);
}

guint
ts_code_length (const gchar * code)
{
  gchar *folded = ts_code_fold (code);
  guint length = folded ? (guint) g_utf8_strlen (folded, -1) : 0;

  g_free (folded);
  return length;
}

gchar *
ts_token_hash (const gchar * token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

gchar *
ts_code_hash (const gchar * code)
{
  gchar *folded = ts_code_fold (code);
  gchar *hash = ts_token_hash (folded ? folded : "");

  g_free (folded);
  return hash;
}

gboolean
ts_code_equal (const gchar * given, const gchar * code)
{
  gchar *a, *b, *folded;
  gboolean equal;

  if (!given || !code)
    return FALSE;
  /* Of two hashes, where they differ says nothing about the code. */
  folded = ts_code_fold (given);
  a = ts_code_hash (given);
  b = ts_code_hash (code);
  equal = folded && folded[0] && strcmp (a, b) == 0;
  g_free (folded);
  g_free (a);
  g_free (b);
  return equal;
}

gchar *
ts_token_new (void)
{
  guint8 bytes[32];
  gchar *token, *end;

  ts_random (bytes, sizeof (bytes));
  token = g_base64_encode (bytes, sizeof (bytes));
  g_strdelimit (token, "+", '-');
  g_strdelimit (token, "/", '_');
  end = strchr (token, '=');
  if (end)
    *end = '\0';
  return token;
}
