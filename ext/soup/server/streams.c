/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "streams.h"

#include <onset/onset-command.h>
#include <onset/onset-event.h>
#include <string.h>

/* Moments are fetched ten times a second; more than these are of no use. */
#define MOMENTS_MAX 64
/* Answers and reports that wait for the thread. */
#define EVENTS_MAX 2048

typedef struct
{
  TsStreamInfo info;
  GstEvent *state, *takes;
  gboolean state_queued, takes_queued, changed_queued;
  GArray *moments;
} Stream;

struct _TsStreams
{
  GMutex lock;
  void (*wake) (gpointer user_data);
  gpointer user_data;
  GPtrArray *streams;           /* of Stream */
  GQueue news;
  guint events;                 /* answers and reports in news */
};

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  ts_stream_info_clear (&stream->info);
  gst_clear_event (&stream->state);
  gst_clear_event (&stream->takes);
  g_array_unref (stream->moments);
  g_free (stream);
}

void
ts_stream_info_clear (TsStreamInfo * info)
{
  g_clear_pointer (&info->name, g_free);
  g_clear_pointer (&info->label, g_free);
}

void
ts_news_free (TsNews * news)
{
  g_free (news->stream);
  gst_clear_event (&news->event);
  g_free (news);
}

TsStreams *
ts_streams_new (void (*wake) (gpointer user_data), gpointer user_data)
{
  TsStreams *self = g_new0 (TsStreams, 1);

  g_mutex_init (&self->lock);
  self->wake = wake;
  self->user_data = user_data;
  self->streams = g_ptr_array_new_with_free_func (stream_free);
  g_queue_init (&self->news);
  return self;
}

static void
clear_news (TsStreams * self)
{
  g_queue_clear_full (&self->news, (GDestroyNotify) ts_news_free);
  self->events = 0;
}

void
ts_streams_free (TsStreams * self)
{
  clear_news (self);
  g_ptr_array_unref (self->streams);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Stream *
find_locked (TsStreams * self, const gchar * name)
{
  guint i;

  for (i = 0; i < self->streams->len; i++) {
    Stream *stream = g_ptr_array_index (self->streams, i);

    if (strcmp (stream->info.name, name) == 0)
      return stream;
  }
  return NULL;
}

static TsNews *
tell_locked (TsStreams * self, TsNewsKind kind, const gchar * name)
{
  TsNews *news = g_new0 (TsNews, 1);

  news->kind = kind;
  news->stream = g_strdup (name);
  g_queue_push_tail (&self->news, news);
  self->wake (self->user_data);
  return news;
}

static void
tell_changed_locked (TsStreams * self, Stream * stream)
{
  if (!stream->changed_queued)
    tell_locked (self, TS_NEWS_CHANGED, stream->info.name);
  stream->changed_queued = TRUE;
}

void
ts_streams_add (TsStreams * self, const gchar * name, gboolean sound)
{
  g_mutex_lock (&self->lock);
  if (!find_locked (self, name)) {
    Stream *stream = g_new0 (Stream, 1);

    stream->info.name = g_strdup (name);
    stream->info.label = g_strdup ("");
    stream->info.sound = sound;
    stream->moments = g_array_new (FALSE, FALSE, sizeof (TsMoment));
    g_ptr_array_add (self->streams, stream);
    tell_locked (self, TS_NEWS_ADDED, name);
  }
  g_mutex_unlock (&self->lock);
}

void
ts_streams_remove (TsStreams * self, const gchar * name)
{
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_locked (self, name);
  if (stream) {
    tell_locked (self, TS_NEWS_REMOVED, name);
    g_ptr_array_remove (self->streams, stream);
  }
  g_mutex_unlock (&self->lock);
}

void
ts_streams_set (TsStreams * self, const gchar * name, const gchar * label,
    gboolean viewers_control)
{
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_locked (self, name);
  if (stream && (g_strcmp0 (stream->info.label, label ? label : "") != 0
          || stream->info.viewers_control != viewers_control)) {
    g_free (stream->info.label);
    stream->info.label = g_strdup (label ? label : "");
    stream->info.viewers_control = viewers_control;
    tell_changed_locked (self, stream);
  }
  g_mutex_unlock (&self->lock);
}

void
ts_streams_set_media (TsStreams * self, const gchar * name, guint media)
{
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_locked (self, name);
  if (stream && stream->info.media != media) {
    stream->info.media = media;
    tell_changed_locked (self, stream);
  }
  g_mutex_unlock (&self->lock);
}

void
ts_streams_set_ended (TsStreams * self, const gchar * name, gboolean ended)
{
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_locked (self, name);
  if (stream && stream->info.ended != ended) {
    stream->info.ended = ended;
    tell_locked (self, TS_NEWS_ENDED, name)->ended = ended;
    tell_changed_locked (self, stream);
  }
  g_mutex_unlock (&self->lock);
}

static void
keep_latest_locked (TsStreams * self, Stream * stream, GstEvent * event)
{
  gboolean state = gst_event_has_name (event, ONSET_STATE);
  gboolean *queued = state ? &stream->state_queued : &stream->takes_queued;

  gst_event_replace (state ? &stream->state : &stream->takes, event);
  if (!*queued)
    tell_locked (self, state ? TS_NEWS_STATE : TS_NEWS_TAKES,
        stream->info.name);
  *queued = TRUE;
}

static void
drop_oldest_event_locked (TsStreams * self)
{
  GList *l;

  for (l = self->news.head; l; l = l->next) {
    TsNews *news = l->data;

    if (news->kind == TS_NEWS_ANSWER || news->kind == TS_NEWS_REPORT) {
      ts_news_free (news);
      g_queue_delete_link (&self->news, l);
      self->events--;
      return;
    }
  }
}

static void
queue_event_locked (TsStreams * self, Stream * stream, GstEvent * event)
{
  TsNewsKind kind = gst_event_has_name (event, ONSET_ANSWER)
      ? TS_NEWS_ANSWER : TS_NEWS_REPORT;

  if (self->events >= EVENTS_MAX)
    drop_oldest_event_locked (self);
  tell_locked (self, kind, stream->info.name)->event = gst_event_ref (event);
  self->events++;
}

void
ts_streams_event (TsStreams * self, const gchar * name, GstEvent * event)
{
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_locked (self, name);
  if (stream && (gst_event_has_name (event, ONSET_STATE)
          || gst_event_has_name (event, ONSET_TAKES)))
    keep_latest_locked (self, stream, event);
  else if (stream && (gst_event_has_name (event, ONSET_ANSWER)
          || gst_event_has_name (event, ONSET_REPORT)))
    queue_event_locked (self, stream, event);
  g_mutex_unlock (&self->lock);
}

void
ts_streams_moment (TsStreams * self, const gchar * name,
    const TsMoment * moment)
{
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_locked (self, name);
  if (stream) {
    if (stream->moments->len >= MOMENTS_MAX)
      g_array_remove_index (stream->moments, 0);
    g_array_append_val (stream->moments, *moment);
  }
  g_mutex_unlock (&self->lock);
}

/* What is kept once and not with each of its news. */
static void
fill_locked (TsStreams * self, TsNews * news)
{
  Stream *stream = find_locked (self, news->stream);

  if (news->kind == TS_NEWS_ANSWER || news->kind == TS_NEWS_REPORT)
    self->events--;
  if (!stream)
    return;
  if (news->kind == TS_NEWS_CHANGED)
    stream->changed_queued = FALSE;
  if (news->kind == TS_NEWS_STATE) {
    stream->state_queued = FALSE;
    gst_event_replace (&news->event, stream->state);
  }
  if (news->kind == TS_NEWS_TAKES) {
    stream->takes_queued = FALSE;
    gst_event_replace (&news->event, stream->takes);
  }
}

TsNews *
ts_streams_next (TsStreams * self)
{
  TsNews *news;

  g_mutex_lock (&self->lock);
  news = g_queue_pop_head (&self->news);
  if (news)
    fill_locked (self, news);
  g_mutex_unlock (&self->lock);
  return news;
}

void
ts_streams_repeat (TsStreams * self)
{
  guint i;

  g_mutex_lock (&self->lock);
  clear_news (self);
  for (i = 0; i < self->streams->len; i++) {
    Stream *stream = g_ptr_array_index (self->streams, i);

    tell_locked (self, TS_NEWS_ADDED, stream->info.name);
    if (stream->info.ended)
      tell_locked (self, TS_NEWS_ENDED, stream->info.name)->ended = TRUE;
    stream->changed_queued = FALSE;
    stream->state_queued = stream->state != NULL;
    if (stream->state)
      tell_locked (self, TS_NEWS_STATE, stream->info.name);
    stream->takes_queued = stream->takes != NULL;
    if (stream->takes)
      tell_locked (self, TS_NEWS_TAKES, stream->info.name);
    g_array_set_size (stream->moments, 0);
  }
  g_mutex_unlock (&self->lock);
}

static void
copy_info (TsStreamInfo * to, const TsStreamInfo * from)
{
  *to = *from;
  to->name = g_strdup (from->name);
  to->label = g_strdup (from->label);
}

static void
info_free (gpointer data)
{
  ts_stream_info_clear (data);
  g_free (data);
}

GPtrArray *
ts_streams_list (TsStreams * self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (info_free);
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->streams->len; i++) {
    TsStreamInfo *info = g_new0 (TsStreamInfo, 1);

    copy_info (info, &((Stream *) g_ptr_array_index (self->streams, i))->info);
    g_ptr_array_add (list, info);
  }
  g_mutex_unlock (&self->lock);
  return list;
}

gboolean
ts_streams_find (TsStreams * self, const gchar * name, TsStreamInfo * info)
{
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_locked (self, name);
  if (stream)
    copy_info (info, &stream->info);
  g_mutex_unlock (&self->lock);
  return stream != NULL;
}

GArray *
ts_streams_take_moments (TsStreams * self, const gchar * name)
{
  GArray *moments = NULL;
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_locked (self, name);
  if (stream && stream->moments->len > 0) {
    moments = stream->moments;
    stream->moments = g_array_new (FALSE, FALSE, sizeof (TsMoment));
  }
  g_mutex_unlock (&self->lock);
  return moments;
}
