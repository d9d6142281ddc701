/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "server.h"

G_BEGIN_DECLS

/*
 * What upstream has said of each stream, from any thread; and what of it is
 * new to the server's thread. Bounded: only the latest state and take list is
 * kept, and so many of the rest.
 */
typedef struct _TsStreams TsStreams;

typedef struct
{
  gchar *name;
  gboolean sound;
  gchar *label;
  gboolean viewers_control;
  guint media;                  /* 1 << TsMedia */
  gboolean ended;
} TsStreamInfo;

typedef enum
{
  TS_NEWS_ADDED,
  TS_NEWS_REMOVED,
  TS_NEWS_ENDED,                /* or goes on: @ended */
  TS_NEWS_CHANGED,              /* something in TsStreamInfo */
  TS_NEWS_STATE,                /* @event */
  TS_NEWS_TAKES,                /* @event */
  TS_NEWS_REPORT,               /* @event */
  TS_NEWS_ANSWER,               /* @event */
} TsNewsKind;

typedef struct
{
  TsNewsKind kind;
  gchar *stream;
  gboolean ended;
  GstEvent *event;
} TsNews;

/* @wake is called when there is news, with a lock held: it only wakes. */
TsStreams *ts_streams_new (void (*wake) (gpointer user_data),
    gpointer user_data);
void ts_streams_free (TsStreams * streams);

/* Any thread. */
void ts_streams_add (TsStreams * streams, const gchar * name, gboolean sound);
void ts_streams_remove (TsStreams * streams, const gchar * name);
void ts_streams_set (TsStreams * streams, const gchar * name,
    const gchar * label, gboolean viewers_control);
void ts_streams_set_media (TsStreams * streams, const gchar * name,
    guint media);
void ts_streams_set_ended (TsStreams * streams, const gchar * name,
    gboolean ended);
void ts_streams_event (TsStreams * streams, const gchar * name,
    GstEvent * event);
void ts_streams_moment (TsStreams * streams, const gchar * name,
    const TsMoment * moment);

/* The server's thread: the next news, transfer full, NULL = none. */
TsNews *ts_streams_next (TsStreams * streams);
void ts_news_free (TsNews * news);
/* All news again, as for a server that has just started. */
void ts_streams_repeat (TsStreams * streams);
/* Copies, in the order in which they were added; of TsStreamInfo. */
GPtrArray *ts_streams_list (TsStreams * streams);
/* FALSE when there is none of that name. Clear it after use. */
gboolean ts_streams_find (TsStreams * streams, const gchar * name,
    TsStreamInfo * info);
void ts_stream_info_clear (TsStreamInfo * info);
/* Of TsMoment since the last call; NULL = none. */
GArray *ts_streams_take_moments (TsStreams * streams, const gchar * name);

G_END_DECLS
