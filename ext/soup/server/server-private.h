/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "commands.h"
#include "control.h"
#include "door.h"
#include "hub.h"
#include "pages.h"
#include "saver.h"
#include "server.h"
#include "streams.h"

G_BEGIN_DECLS

/* What anybody may ask for while it runs. */
typedef struct
{
  guint port;
  gchar *url;
  gchar *codes[TS_ROLE_OPERATOR + 1];
} TsKnown;

/*
 * The locks: `lock` and `hub_lock` are never held together, and nothing of the
 * element's is called with one of them held. The lock in TsStreams comes
 * before `wake_lock`.
 */
struct _TsServer
{
  /* set before the thread starts */
  TsServerSettings settings;
  TsServerCallbacks callbacks;
  gpointer user_data;
  TsLimits limits;

  TsStreams *streams;           /* has its own lock */

  GMutex wake_lock;
  GSource *wake;                /* NULL = it does not run */

  GMutex lock;
  gboolean running;
  GMainContext *context;
  TsKnown known;
  GstStructure *stats;          /* what was known last */
  guint stats_wanted, stats_done;       /* questions */
  GCond stats_cond;

  GMutex hub_lock;              /* for pushing; its own thread needs none */
  TsHub *hub;

  GThread *thread;

  /* the thread's, and of start and stop while there is none */
  GMainLoop *loop;
  GPtrArray *listening;
  GTlsCertificate *certificate;
  gchar *cookie;
  gchar *warning;               /* of start, for the bus */
  SoupServer *soup;
  TsGuard guard;
  TsPages *pages;
  TsDoor *door;
  TsControl *control;
  TsCommands *commands;
  GHashTable *refused;          /* reason -> guint64 */
  gint64 refused_told;          /* us */
  TsSaver *saver;               /* NULL = no state file */
  GSource *save_tick;
};

/* http.c: what libsoup calls for each request. */
void ts_http_init (TsServer * server);
/* stats.c */
GstStructure *ts_server_make_stats (TsServer * server);
gchar *ts_server_make_metrics (TsServer * server);
void ts_server_count_refusal (TsServer * server, const gchar * reason);

G_END_DECLS
