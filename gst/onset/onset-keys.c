/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "onset-keys.h"

#include <string.h>

#include "onset-command.h"

typedef enum
{
  KEY_PLAIN,                    /* the command alone */
  KEY_PLAY,                     /* play, in a direction */
  KEY_STEP,
  KEY_RATE,
  KEY_AT_END,
  KEY_NEIGHBOUR,                /* play the older or newer take */
} KeyKind;

typedef struct
{
  const gchar *key;
  KeyKind kind;
  const gchar *what;            /* the command, or the direction to play in */
  gint amount;                  /* +1 or -1 */
} KeyEntry;

/* Sinks do not agree on names: "Prior" is X11's name of Page Up. */
static const KeyEntry keys[] = {
  {"t", KEY_PLAIN, "take-toggle", 0},
  {"j", KEY_PLAY, "reverse", 0},
  {"l", KEY_PLAY, "forward", 0},
  {"k", KEY_PLAIN, "pause-toggle", 0},
  {"space", KEY_PLAIN, "pause-toggle", 0},
  {" ", KEY_PLAIN, "pause-toggle", 0},
  {"i", KEY_PLAIN, "in", 0},
  {"o", KEY_PLAIN, "out", 0},
  {"Left", KEY_STEP, NULL, -1},
  {"Right", KEY_STEP, NULL, 1},
  {"Up", KEY_RATE, NULL, 1},
  {"Down", KEY_RATE, NULL, -1},
  {"p", KEY_AT_END, NULL, 0},
  {"Escape", KEY_PLAIN, "live", 0},
  {"m", KEY_PLAIN, "mark", 0},
  {"c", KEY_PLAIN, "circle", 0},
  {"Page_Up", KEY_NEIGHBOUR, NULL, -1},
  {"Prior", KEY_NEIGHBOUR, NULL, -1},
  {"Page_Down", KEY_NEIGHBOUR, NULL, 1},
  {"Next", KEY_NEIGHBOUR, NULL, 1},
};

static const gdouble rates[] = { 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0,
  4.0, 8.0, 16.0
};

static const gchar *at_ends[] = { "live", "hold", "loop", "ping-pong" };

static const KeyEntry *
find_key (const gchar * key)
{
  gchar lower[2] = { 0, 0 };
  gsize i;

  if (!key)
    return NULL;
  /* Caps lock must not disarm the keyboard. */
  if (strlen (key) == 1) {
    lower[0] = g_ascii_tolower (key[0]);
    key = lower;
  }
  for (i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (strcmp (keys[i].key, key) == 0)
      return &keys[i];
  }
  return NULL;
}

gboolean
onset_key_is_known (const gchar * key)
{
  return find_key (key) != NULL;
}

static gdouble
next_rate (gdouble rate, gint direction)
{
  gsize i;

  if (direction > 0) {
    for (i = 0; i < G_N_ELEMENTS (rates); i++) {
      if (rates[i] > rate * 1.001)
        return rates[i];
    }
  } else {
    for (i = G_N_ELEMENTS (rates); i > 0; i--) {
      if (rates[i - 1] < rate * 0.999)
        return rates[i - 1];
    }
  }
  return rate;
}

static const gchar *
next_at_end (const gchar * at_end)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (at_ends); i++) {
    if (g_strcmp0 (at_ends[i], at_end) == 0)
      return at_ends[(i + 1) % G_N_ELEMENTS (at_ends)];
  }
  return at_ends[0];
}

static GstStructure *
command_new (const gchar * command)
{
  return gst_structure_new (ONSET_COMMAND, "command", G_TYPE_STRING, command,
      NULL);
}

static GstStructure *
play_command (guint take, const gchar * direction)
{
  GstStructure *s = command_new ("play");

  gst_structure_set (s, "take", G_TYPE_UINT, take, "direction", G_TYPE_STRING,
      direction, NULL);
  return s;
}

/* Turns a review round where it is, as an editor's j and l do. */
static GstStructure *
turn_command (const OnsetKeyState * state, const gchar * direction)
{
  GstStructure *s = play_command (state->take, direction);
  gboolean reverse = strcmp (direction, "reverse") == 0;

  if (state->take != 0 && !(reverse ? state->first : state->last))
    gst_structure_set (s, "position", G_TYPE_UINT64, state->position, NULL);
  return s;
}

/* From live, both keys start at the latest take: there is no older or newer
 * one yet. At the end of the list the take starts over. */
static GstStructure *
neighbour_command (const OnsetKeyState * state, gint amount)
{
  guint take = amount < 0 ? state->older : state->newer;

  if (state->take == 0)
    take = state->latest;
  else if (take == 0)
    take = state->take;
  return play_command (take, state->direction ? state->direction : "reverse");
}

GstStructure *
onset_key_to_command (const gchar * key, const OnsetKeyState * state)
{
  const KeyEntry *entry = find_key (key);
  GstStructure *s;

  if (!entry)
    return NULL;

  switch (entry->kind) {
    case KEY_PLAIN:
      return command_new (entry->what);
    case KEY_PLAY:
      return turn_command (state, entry->what);
    case KEY_NEIGHBOUR:
      return neighbour_command (state, entry->amount);
    case KEY_STEP:
      s = command_new ("step");
      gst_structure_set (s, "frames", G_TYPE_INT, entry->amount, NULL);
      return s;
    case KEY_RATE:
      s = command_new ("rate");
      gst_structure_set (s, "rate", G_TYPE_DOUBLE,
          next_rate (state->rate, entry->amount), NULL);
      return s;
    case KEY_AT_END:
      s = command_new ("at-end");
      gst_structure_set (s, "value", G_TYPE_STRING,
          next_at_end (state->at_end), NULL);
      return s;
  }
  g_return_val_if_reached (NULL);
}
