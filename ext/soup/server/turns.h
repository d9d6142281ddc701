/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A queue for something of which there are few places: TLS handshakes, as GIO
 * has ten threads for them and for all else in the process; and connections
 * that have not shown yet who they are. Who holds a place and does not go on
 * must not have it for long. Not for several threads.
 *
 * The next turn goes to whoever (an address) has least under way; of equals, to
 * the one who came last, as the others may be there to stay. When all places
 * are taken, who has most that have had their time there loses the oldest of
 * them: he who needs as long as that by himself, and nobody who is quick.
 * Without such times everybody is let in at once, and who holds many places
 * holds up himself.
 *
 * Times are in us, of a clock that never goes back.
 */
typedef struct _TsTurns TsTurns;

typedef struct
{
  guint places;                 /* in all */
  guint places_of_one;          /* of one key */
  gint64 time_of_one;           /* that an item has when another one of its key
                                 * waits that may have no more places */
  gint64 time_of_others;        /* likewise, when all places are taken */
} TsTurnsSettings;

TsTurns *ts_turns_new (const TsTurnsSettings * settings);
void ts_turns_free (TsTurns * turns);

/* @item, of @key, waits from now on. */
void ts_turns_wait (TsTurns * turns, gpointer item, const gchar * key);
/* It does not wait any more, or is done. Does nothing when it is not there. */
void ts_turns_leave (TsTurns * turns, gpointer item);
/* Whose turn it is: that one is under way then, and *@victim, if not NULL, has
 * to go and has left. NULL = nobody's; *@later is then how long to wait before
 * asking again, -1 = until somebody comes or leaves. */
gpointer ts_turns_next (TsTurns * turns, gint64 now, gpointer * victim,
    gint64 * later);

G_END_DECLS
