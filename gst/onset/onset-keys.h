/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * The keys of a set, as editors know them, for a video sink's window and for
 * the terminal alike:
 *
 *   t              roll, cut
 *   j, l           reverse, forward; a take under review goes on from
 *                  where it is, unless there is nothing left that way
 *   k, space       pause, go on
 *   i, o           in point (Action), out point (Cut)
 *   Left, Right    one frame towards the take's start, its end
 *   Up, Down       faster, slower
 *   p              next value of at-end
 *   m, c           mark, circle
 *   Page Up, Down  older, newer take
 *   Escape         live
 */
typedef struct
{
  gdouble rate;                 /* the output's rate */
  const gchar *at_end;          /* its at-end, as nick */
  const gchar *direction;       /* of the playback, or of the next one */
  guint take;                   /* under review, 0 when live */
  guint older, newer;           /* its neighbours in the list, 0 = none */
  guint latest;                 /* the latest take, 0 = none */
  guint64 position;             /* in the take under review, ns */
  gboolean first, last;         /* whether its first, its last frame shows */
} OnsetKeyState;

/* The command for @key, a name as GstNavigation gives it (X11 and GTK key
 * names, or a single character), without its field "output". NULL when the
 * key means nothing to us. */
GstStructure *onset_key_to_command (const gchar * key,
    const OnsetKeyState * state);

/* TRUE when @key is one of ours, whatever the state. */
gboolean onset_key_is_known (const gchar * key);

G_END_DECLS
