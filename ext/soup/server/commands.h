/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "sessions.h"
#include "streams.h"

G_BEGIN_DECLS

/*
 * Commands on their way upstream and the answers on their way back. Bounded in
 * number and in time. The server's thread.
 */
typedef struct _TsCommands TsCommands;

/* What came of it, once for each command; @status as HTTP has it: 200, 409
 * when upstream refused, 504 when nobody answered. @id: as JSON, NULL = none
 * was given. */
typedef void (*TsAnswerFunc) (gpointer asker, const gchar * id, guint status,
    const gchar * command, const gchar * reason);

TsCommands *ts_commands_new (TsServer * server);
/* Nobody is answered any more. */
/* Whoever waits is told that it stops, and so is whoever comes. */
void ts_commands_stop (TsCommands * commands);
void ts_commands_free (TsCommands * commands);

/* Takes @command, as the client wrote it. @answer may be called at once. */
void ts_commands_send (TsCommands * commands, GstStructure * command,
    TsRole role, TsAnswerFunc answer, gpointer asker);
/* An onset-answer. */
void ts_commands_answered (TsCommands * commands, const GstStructure * answer);
/* @asker is answered no more. */
void ts_commands_forget (TsCommands * commands, gpointer asker);
/* Its id as JSON, NULL when it has none, or one that is none: then *@good is
 * set to FALSE. Transfer full. */
gchar *ts_commands_get_id (const GstStructure * command, gboolean * good);

G_END_DECLS
