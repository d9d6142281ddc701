/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "server-limits.h"
#include "sessions.h"

G_BEGIN_DECLS

/*
 * How many connections each session and script has, and how many of them have
 * something that lasts (a WebSocket, an MJPEG stream): those watch. Not for
 * several threads.
 */
typedef struct _TsVisitors TsVisitors;
typedef struct _TsVisitor TsVisitor;

/* The first thing of a visitor's that lasts came, the last one went. */
typedef void (*TsVisitorsJoined) (const gchar * address, TsRole role,
    gboolean joined, gpointer user_data);

/* @limits must outlive it. */
TsVisitors *ts_visitors_new (const TsLimits * limits, guint max_watching,
    TsVisitorsJoined joined, gpointer user_data);
void ts_visitors_free (TsVisitors * visitors);

/* One more connection of @who's; valid until it is removed. */
TsVisitor *ts_visitors_add (TsVisitors * visitors, const gchar * who, TsRole role,
    const gchar * address);
/* Whether that one is too many, and why: a word for counting and a sentence,
 * both static. @lasts: it is to watch. */
gboolean ts_visitors_refuse (TsVisitors * visitors, TsVisitor * visitor,
    gboolean lasts, const gchar ** reason, const gchar ** why);
void ts_visitors_watch (TsVisitors * visitors, TsVisitor * visitor);
void ts_visitors_unwatch (TsVisitors * visitors, TsVisitor * visitor);
guint ts_visitors_n_connections (const TsVisitor * visitor);
/* One connection less. */
void ts_visitors_remove (TsVisitors * visitors, TsVisitor * visitor);
guint ts_visitors_n_watching (TsVisitors * visitors);

G_END_DECLS
