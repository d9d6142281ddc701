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
typedef struct _TsClients TsClients;
typedef struct _TsClient TsClient;

/* The first thing of a client's that lasts came, the last one went. */
typedef void (*TsClientsJoined) (const gchar * address, TsRole role,
    gboolean joined, gpointer user_data);

/* @limits must outlive it. */
TsClients *ts_clients_new (const TsLimits * limits, guint max_watching,
    TsClientsJoined joined, gpointer user_data);
void ts_clients_free (TsClients * clients);

/* One more connection of @who's; valid until it is removed. */
TsClient *ts_clients_add (TsClients * clients, const gchar * who, TsRole role,
    const gchar * address);
/* Whether that one is too many, and why: a word for counting and a sentence,
 * both static. @lasts: it is to watch. */
gboolean ts_clients_refuse (TsClients * clients, TsClient * client,
    gboolean lasts, const gchar ** reason, const gchar ** why);
void ts_clients_watch (TsClients * clients, TsClient * client);
void ts_clients_unwatch (TsClients * clients, TsClient * client);
/* One connection less. */
void ts_clients_remove (TsClients * clients, TsClient * client);
guint ts_clients_n_watching (TsClients * clients);

G_END_DECLS
