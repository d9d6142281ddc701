/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Makes keys out of the bytes that a terminal sends. A key is named as
 * GstNavigation names it: "t", "space", "Left", "Page_Up", "Escape". Keys that
 * have no name here (function keys, letters outside ASCII, control characters)
 * are swallowed whole, so that no part of them is taken for a key of ours.
 *
 * No terminal in here: bytes in, keys out.
 */
typedef void (*KeyFunc) (const gchar * key, gpointer user_data);

typedef struct
{
  gint state;
  gchar params[16];             /* of the sequence that is being read */
  guint n_params;
  KeyFunc func;
  gpointer user_data;
} KeyDecoder;

void key_decoder_init (KeyDecoder * self, KeyFunc func, gpointer user_data);

void key_decoder_feed (KeyDecoder * self, const gchar * bytes, gsize size);

/* TRUE while an Escape is held back, because it may be the key or the first
 * byte of another one. Only time tells: call key_decoder_timeout() when
 * nothing has followed for a while. */
gboolean key_decoder_is_waiting (const KeyDecoder * self);
void key_decoder_timeout (KeyDecoder * self);

G_END_DECLS
