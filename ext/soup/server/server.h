/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>
#include <onset/onset-meta.h>

#include "frame.h"

G_BEGIN_DECLS

/*
 * The server, as the element sees it: a thread of its own with a
 * GMainContext, in which libsoup and everything behind it lives. The element
 * hands it references and never waits for it, except in start and stop.
 *
 * A stream is a pad of the element, known by the pad's name: "sink",
 * "sink_1", "audio_0".
 */
typedef struct _TsServer TsServer;

typedef struct
{
  gchar *address;               /* an IP address, or an interface's name; NULL =
                                 * this machine alone */
  guint port;                   /* 0 = any */
  gchar *operator_code, *viewer_code;   /* NULL = random, or the state file's */
  gchar *state_file;            /* NULL = none */
  gchar *tls_certificate, *tls_key;     /* PEM files, both or neither */
  gchar *allowed_hosts;         /* separated by commas; NULL = the address and
                                 * localhost */
  guint max_clients;
} TsServerSettings;

/* Called in the server's thread without a lock. None of them may block. */
typedef struct
{
  /* Whether anybody wants @media of @stream; not wanted at the start. */
  void (*demand) (const gchar * stream, TsMedia media, gboolean wanted,
      gpointer user_data);
  /* Somebody waits for a key frame of @stream; at most every 200 ms. */
  void (*key_frame) (const gchar * stream, gpointer user_data);
  /* An onset-command for upstream of @stream; takes @command. Its field "id"
   * is a guint64 of the server's, and the onset-answer brings it back through
   * ts_server_event(). */
  void (*command) (const gchar * stream, GstStructure * command,
      gpointer user_data);
  /* For the bus: an element message's structure, named tabletsink-...; takes
   * @message. */
  void (*notice) (GstStructure * message, gpointer user_data);
} TsServerCallbacks;

/* What a frame said beside its pixels. */
typedef struct
{
  gint64 captured;              /* us since 1970 */
  guint take, index, frames;    /* of a playback: take 0 = live */
  gboolean reverse;             /* of a playback */
  gboolean has_motion;
  OnsetMotion motion;           /* kind is interned or static */
  gboolean has_jerk;
  guint age;                    /* frames from the onset to this one */
  OnsetJerk jerk;               /* kind and level are interned or static */
} TsMoment;

/* Copies @settings and @callbacks. Nothing is opened yet. */
TsServer *ts_server_new (const TsServerSettings * settings,
    const TsServerCallbacks * callbacks, gpointer user_data);
/* Stops it when it runs. */
void ts_server_free (TsServer * server);

/* Opens the port, reads certificate and state file, starts the thread. Waits
 * until the server listens, or FALSE with a GST_RESOURCE_ERROR whose text says
 * what to do. The application's thread. */
gboolean ts_server_start (TsServer * server, GError ** error);
/* Says goodbye to every client, closes, joins the thread: within a second,
 * and two more when a disk does not take the state file; what is being written
 * then is written to its end later on.
 * When it has returned no callback is called any more. Not from a callback. */
void ts_server_stop (TsServer * server);

/* While it runs, from any thread. */
guint ts_server_get_port (TsServer * server);
/* "http://192.168.1.5:8080/", as a tablet should open it; transfer full. */
gchar *ts_server_get_url (TsServer * server);
/* The codes in use; transfer full. */
gchar *ts_server_get_code (TsServer * server, gboolean operator_code);
/* "tabletsink-stats": clients (GstValueArray of structures), ...; transfer
 * full. Waits for the server's thread, at most 100 ms; what it knew last
 * otherwise. */
GstStructure *ts_server_get_stats (TsServer * server);

/* Any thread, before and while it runs; what is said of a stream that was not
 * added, or after stop, is dropped. */
void ts_server_add_stream (TsServer * server, const gchar * stream,
    gboolean sound);
void ts_server_remove_stream (TsServer * server, const gchar * stream);
void ts_server_set_stream (TsServer * server, const gchar * stream,
    const gchar * label, gboolean viewers_control);
/* Which media it can have, a mask of 1 << TsMedia; 0 while nothing is known. */
void ts_server_set_media (TsServer * server, const gchar * stream, guint media);
/* Takes @frame. Bounded: when the server's thread does not keep up, the oldest
 * go and the next one is marked discont. */
void ts_server_push (TsServer * server, const gchar * stream, TsFrame * frame);
/* onset-state, onset-takes, motionstab-report, onset-answer; others are
 * ignored. Adds a reference. */
void ts_server_event (TsServer * server, const gchar * stream,
    GstEvent * event);
void ts_server_moment (TsServer * server, const gchar * stream,
    const TsMoment * moment);
/* EOS, or (FALSE) data again. */
void ts_server_set_ended (TsServer * server, const gchar * stream,
    gboolean ended);

G_END_DECLS
