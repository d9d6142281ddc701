/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>
#include <server.h>

/*
 * In place of tabletsink's server: keeps what it is told, and says what the
 * test wants it to say. There is one at a time. What waits fails after a
 * minute; what is returned lives until the server is freed.
 */

/* The next start fails with this text. */
void fake_server_refuse (const gchar * text);
/* How many run. */
guint fake_server_running (void);
/* How many streams were removed from a server that ran. */
guint fake_server_removed (void);
const TsServerSettings *fake_server_settings (void);

/* What the server's thread would do; here the thread of the test does it. */
void fake_server_demand (const gchar * stream, TsMedia media, gboolean wanted);
void fake_server_ask_key (const gchar * stream);
/* Takes @command. */
void fake_server_command (const gchar * stream, GstStructure * command);
/* Takes @message. */
void fake_server_notice (GstStructure * message);

gboolean fake_server_has_stream (const gchar * stream);
gboolean fake_server_is_sound (const gchar * stream);
gboolean fake_server_may_viewers (const gchar * stream);
gchar *fake_server_label (const gchar * stream);
guint fake_server_media (const gchar * stream);
gboolean fake_server_ended (const gchar * stream);
guint fake_server_n_moments (const gchar * stream);
TsMoment fake_server_moment (const gchar * stream, guint n);
guint fake_server_n_frames (const gchar * stream, TsMedia media);

/* Until there is a frame number @n, from 0. */
const TsFrame *fake_server_wait_frame (const gchar * stream, TsMedia media,
    guint n);
/* Until the stream has exactly the media @media. */
void fake_server_wait_media (const gchar * stream, guint media);
void fake_server_wait_ended (const gchar * stream);
/* Until an event @name came that was not asked for before; transfer full. */
GstEvent *fake_server_wait_event (const gchar * stream, const gchar * name);
