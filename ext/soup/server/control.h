/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <libsoup/soup.h>

#include "door.h"
#include "streams.h"

G_BEGIN_DECLS

/*
 * The control sockets: everything that is said goes to each of them at once;
 * whoever does not keep up gets the latest of it when he can take it. The
 * server's thread.
 */
typedef struct _TsControl TsControl;

TsControl *ts_control_new (TsServer * server);
/* Says that the server stops and closes them all. */
void ts_control_goodbye (TsControl * control);
void ts_control_free (TsControl * control);

void ts_control_add (TsControl * control, TsConn * conn,
    SoupWebsocketConnection * socket);
void ts_control_close_who (TsControl * control, const gchar * who);
guint ts_control_size (TsControl * control);
/* Bytes that wait for the slowest of them. */
guint64 ts_control_backlog (TsControl * control);

/* What there is to say. */
void ts_control_streams_changed (TsControl * control);
void ts_control_state (TsControl * control, const gchar * stream,
    const GstStructure * state);
void ts_control_takes (TsControl * control, const gchar * stream,
    const GstStructure * takes);
void ts_control_report (TsControl * control, const gchar * stream,
    const GstStructure * report);
void ts_control_forget (TsControl * control, const gchar * stream);

/* For everybody who asks: JSON, transfer full. NULL = nothing was said. */
gchar *ts_control_get_state (TsControl * control, const gchar * stream);
gchar *ts_control_get_takes (TsControl * control, const gchar * stream);
/* The array of streams as @role sees it. */
gchar *ts_control_get_streams (TsControl * control, TsRole role);

G_END_DECLS
