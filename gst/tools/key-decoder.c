/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "key-decoder.h"

#include <string.h>

#define ESC 0x1b

enum
{
  GROUND,
  ESCAPE,                       /* after ESC */
  CSI,                          /* after ESC [ */
  SS3,                          /* after ESC O */
  CONSOLE                       /* after ESC [ [: F1 to F5 of Linux's console */
};

void
key_decoder_init (KeyDecoder * self, KeyFunc func, gpointer user_data)
{
  memset (self, 0, sizeof (*self));
  self->state = GROUND;
  self->func = func;
  self->user_data = user_data;
}

static void
emit (KeyDecoder * self, const gchar * key)
{
  if (key)
    self->func (key, self->user_data);
}

static const gchar *
arrow (gchar final)
{
  switch (final) {
    case 'A':
      return "Up";
    case 'B':
      return "Down";
    case 'C':
      return "Right";
    case 'D':
      return "Left";
    default:
      return NULL;
  }
}

/* The number in front of "~" names the key; one after ";" would be the
 * modifiers, which change nothing here. */
static const gchar *
numbered_key (const KeyDecoder * self)
{
  gchar digit = self->params[0];

  if (self->params[1] != 0 && self->params[1] != ';')
    return NULL;

  return digit == '5' ? "Page_Up" : digit == '6' ? "Page_Down" : NULL;
}

static void
feed_csi (KeyDecoder * self, guchar byte)
{
  if (byte == '[' && self->n_params == 0) {
    self->state = CONSOLE;
  } else if (byte >= 0x20 && byte < 0x40) {
    /* Parameters that do not fit belong to no key of ours; the sequence is
     * followed to its end all the same. */
    if (self->n_params < sizeof (self->params) - 1)
      self->params[self->n_params++] = byte;
  } else {
    self->state = GROUND;
    emit (self, byte == '~' ? numbered_key (self) : arrow (byte));
  }
}

static void
feed_ground (KeyDecoder * self, guchar byte)
{
  gchar key[2] = { byte, 0 };

  if (byte == ESC)
    self->state = ESCAPE;
  else if (byte == ' ')
    emit (self, "space");
  else if (byte > ' ' && byte < 0x7f)
    emit (self, key);
  /* The bytes of UTF-8's longer characters are all above 0x7f. */
}

static void
feed_escape (KeyDecoder * self, guchar byte)
{
  if (byte == '[') {
    self->state = CSI;
    self->n_params = 0;
    memset (self->params, 0, sizeof (self->params));
  } else if (byte == 'O') {
    self->state = SS3;
  } else {
    /* Alt and a key, or Escape and a key that a slow line brought together.
     * The second must not be lost: it may be the one that rolls. */
    self->state = GROUND;
    emit (self, "Escape");
    feed_ground (self, byte);
  }
}

static void
feed_byte (KeyDecoder * self, guchar byte)
{
  /* An ESC in the middle of a sequence starts a new one. */
  if (byte == ESC && self->state != GROUND && self->state != ESCAPE) {
    self->state = ESCAPE;
    return;
  }

  switch (self->state) {
    case ESCAPE:
      feed_escape (self, byte);
      break;
    case CSI:
      feed_csi (self, byte);
      break;
    case SS3:
      self->state = GROUND;
      emit (self, arrow (byte));
      break;
    case CONSOLE:
      self->state = GROUND;
      break;
    default:
      feed_ground (self, byte);
      break;
  }
}

void
key_decoder_feed (KeyDecoder * self, const gchar * bytes, gsize size)
{
  gsize i;

  for (i = 0; i < size; i++)
    feed_byte (self, (guchar) bytes[i]);
}

gboolean
key_decoder_is_waiting (const KeyDecoder * self)
{
  return self->state != GROUND;
}

void
key_decoder_timeout (KeyDecoder * self)
{
  gboolean escape = self->state == ESCAPE;

  /* A sequence that was cut off is dropped, or it would eat the next key. */
  self->state = GROUND;
  if (escape)
    emit (self, "Escape");
}
