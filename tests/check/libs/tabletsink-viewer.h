/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/check/gstcheck.h>
#include <libsoup/soup.h>

#include "hub.h"
#include "wire.h"

/*
 * A hub behind a plain server, and somebody who watches it, all in the default
 * context: what tests of the media clients are made of.
 */

typedef struct
{
  TsHub *hub;
  SoupServer *server;
  GSocketService *service;
  GIOStream *accepted;          /* the last one */
  SoupSession *session;
  guint port;
  TsFormat *format[TS_N_MEDIA];
  gint64 captured;              /* of the next frame; 40 ms more each time */
  gboolean wanted[TS_N_MEDIA];
  guint n_demands, n_keys;
  void (*on_key) (gpointer user_data);  /* called once, then NULL */
  gpointer on_key_data;
} Rig;

/* Has the stream "sink". */
Rig *rig_new (void);
void rig_free (Rig * rig);

/* Runs the context until *@value is at least @least; fails after a while. */
void rig_wait (const guint * value, guint least);
/* Runs it until nothing is to be done. */
void rig_settle (void);

/* What a frame is full of; never 0. */
#define RIG_FILL(captured) ((guint8) (((captured) / 40000) | 0x80))
/* @size such bytes. */
TsFrame *rig_frame (Rig * rig, TsMedia media, gboolean key, gsize size);
void rig_push (Rig * rig, TsMedia media, gboolean key, gsize size);

/* Sums over all clients. */
typedef struct
{
  guint n;
  guint64 sent, skipped, pending;
  gint64 age;
} RigStats;

RigStats rig_stats (Rig * rig);

typedef struct
{
  TsWireHeader header;
  GBytes *payload;
} Message;

typedef struct
{
  SoupWebsocketConnection *socket;
  GPtrArray *messages;          /* Message */
  guint n_messages, n_frames;
  guint opened, closed;
  gboolean acknowledges;        /* each frame, when it comes */
} Viewer;

/* @path: "media/h264?stream=sink&path=mse". Waits until it is connected. */
Viewer *viewer_new (Rig * rig, const gchar * path);
void viewer_free (Viewer * viewer);
Message *viewer_message (Viewer * viewer, guint i);
/* Nothing when it is closed. */
void viewer_acknowledge (Viewer * viewer, guint32 sequence);
/* The connection is cut without a word. */
void viewer_vanish (Viewer * viewer);
/* Waits for the end; the code that the server gave. */
guint viewer_wait_closed (Viewer * viewer);
