/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "qr.h"

#ifdef HAVE_QRENCODE
#include <qrencode.h>

/* Modules that a reader wants to see free around the code. */
#define QUIET 4

static gboolean
is_light (const QRcode * code, gint x, gint y)
{
  if (x < 0 || y < 0 || x >= code->width || y >= code->width)
    return TRUE;
  return !(code->data[y * code->width + x] & 1);
}

gchar *
ts_qr_text (const gchar * text)
{
  /* What is light on paper is drawn, the terminal is dark already. */
  static const gchar *const blocks[] = { " ", "\u2580", "\u2584", "\u2588" };
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  GString *out;
  gint x, y;

  if (!code)
    return NULL;
  out = g_string_new (NULL);
  for (y = -QUIET; y < code->width + QUIET; y += 2) {
    for (x = -QUIET; x < code->width + QUIET; x++)
      g_string_append (out, blocks[is_light (code, x, y)
              + 2 * is_light (code, x, y + 1)]);
    g_string_append_c (out, '\n');
  }
  QRcode_free (code);
  return g_string_free (out, FALSE);
}
#else
gchar *
ts_qr_text (const gchar * text)
{
  (void) text;
  return NULL;
}
#endif
