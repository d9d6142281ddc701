/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tabletsink-server.h"

#include <gst/check/gstcheck.h>
#include <qr.h>

#define PORT 4711

typedef struct
{
  gboolean sound, viewers_control, ended;
  gchar *label;
  guint media;
  GArray *moments;
  GPtrArray *frames[TS_N_MEDIA];
  GQueue events;
} Stream;

struct _TsServer
{
  TsServerSettings settings;
  TsServerCallbacks callbacks;
  gpointer user_data;
  gboolean running;
  GHashTable *streams;
};

static GMutex lock;
static GCond changed;
static TsServer *the_server;    /* the lock's */
static gchar *refusal;
static guint removed;           /* streams, while it ran; the lock's */

static void
stream_free (gpointer data)
{
  Stream *stream = data;
  guint i;

  for (i = 0; i < TS_N_MEDIA; i++)
    g_ptr_array_unref (stream->frames[i]);
  g_queue_clear_full (&stream->events, (GDestroyNotify) gst_event_unref);
  g_array_unref (stream->moments);
  g_free (stream->label);
  g_free (stream);
}

static Stream *
stream_new (gboolean sound)
{
  Stream *stream = g_new0 (Stream, 1);
  guint i;

  stream->sound = sound;
  stream->moments = g_array_new (FALSE, FALSE, sizeof (TsMoment));
  for (i = 0; i < TS_N_MEDIA; i++)
    stream->frames[i] =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ts_frame_unref);
  return stream;
}

/* --- what the element calls ------------------------------------------------ */

TsServer *
ts_server_new (const TsServerSettings * settings,
    const TsServerCallbacks * callbacks, gpointer user_data)
{
  TsServer *server = g_new0 (TsServer, 1);

  server->settings = *settings;
  server->settings.address = g_strdup (settings->address);
  server->callbacks = *callbacks;
  server->user_data = user_data;
  server->streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      stream_free);
  g_mutex_lock (&lock);
  the_server = server;
  g_mutex_unlock (&lock);
  return server;
}

void
ts_server_free (TsServer * server)
{
  g_mutex_lock (&lock);
  if (the_server == server)
    the_server = NULL;
  g_mutex_unlock (&lock);
  g_hash_table_unref (server->streams);
  g_free (server->settings.address);
  g_free (server);
}

gboolean
ts_server_start (TsServer * server, GError ** error)
{
  if (refusal) {
    g_set_error_literal (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY,
        refusal);
    g_clear_pointer (&refusal, g_free);
    return FALSE;
  }
  g_mutex_lock (&lock);
  server->running = TRUE;
  g_mutex_unlock (&lock);
  return TRUE;
}

void
ts_server_stop (TsServer * server)
{
  g_mutex_lock (&lock);
  server->running = FALSE;
  g_mutex_unlock (&lock);
}

guint
ts_server_get_port (TsServer * server)
{
  return PORT;
}

gchar *
ts_server_get_url (TsServer * server)
{
  return g_strdup_printf ("http://%s:%u/", server->settings.address, PORT);
}

gchar *
ts_server_get_code (TsServer * server, gboolean operator_code)
{
  return g_strdup (operator_code ? "111111" : "222222");
}

GstStructure *
ts_server_get_stats (TsServer * server)
{
  return gst_structure_new ("tabletsink-stats", "tablets", G_TYPE_UINT, 3,
      NULL);
}

gchar *
ts_qr_text (const gchar * url)
{
  return NULL;
}

void
ts_server_add_stream (TsServer * server, const gchar * stream, gboolean sound)
{
  g_mutex_lock (&lock);
  fail_if (g_hash_table_contains (server->streams, stream), "%s comes twice",
      stream);
  g_hash_table_insert (server->streams, g_strdup (stream), stream_new (sound));
  g_mutex_unlock (&lock);
}

void
ts_server_remove_stream (TsServer * server, const gchar * stream)
{
  g_mutex_lock (&lock);
  if (server->running)
    removed++;
  g_hash_table_remove (server->streams, stream);
  g_mutex_unlock (&lock);
}

/* Locks; end() unlocks and wakes whoever waits. NULL = there is no such one. */
static Stream *
begin (TsServer * server, const gchar * stream)
{
  g_mutex_lock (&lock);
  return server ? g_hash_table_lookup (server->streams, stream) : NULL;
}

static void
end (void)
{
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

void
ts_server_set_stream (TsServer * server, const gchar * stream,
    const gchar * label, gboolean viewers_control)
{
  Stream *s = begin (server, stream);

  if (s) {
    g_free (s->label);
    s->label = g_strdup (label);
    s->viewers_control = viewers_control;
  }
  end ();
}

void
ts_server_set_media (TsServer * server, const gchar * stream, guint media)
{
  Stream *s = begin (server, stream);

  if (s)
    s->media = media;
  end ();
}

void
ts_server_push (TsServer * server, const gchar * stream, TsFrame * frame)
{
  Stream *s = begin (server, stream);

  if (s)
    g_ptr_array_add (s->frames[frame->format->media], frame);
  else
    ts_frame_unref (frame);
  end ();
}

void
ts_server_event (TsServer * server, const gchar * stream, GstEvent * event)
{
  Stream *s = begin (server, stream);

  if (s)
    g_queue_push_tail (&s->events, gst_event_ref (event));
  end ();
}

void
ts_server_moment (TsServer * server, const gchar * stream,
    const TsMoment * moment)
{
  Stream *s = begin (server, stream);

  if (s)
    g_array_append_val (s->moments, *moment);
  end ();
}

void
ts_server_set_ended (TsServer * server, const gchar * stream, gboolean ended)
{
  Stream *s = begin (server, stream);

  if (s)
    s->ended = ended;
  end ();
}

/* --- what the test calls --------------------------------------------------- */

void
fake_server_refuse (const gchar * text)
{
  refusal = g_strdup (text);
}

guint
fake_server_removed (void)
{
  guint n;

  g_mutex_lock (&lock);
  n = removed;
  g_mutex_unlock (&lock);
  return n;
}

guint
fake_server_running (void)
{
  guint running;

  g_mutex_lock (&lock);
  running = the_server && the_server->running;
  g_mutex_unlock (&lock);
  return running;
}

static TsServer *
get_server (void)
{
  TsServer *server;

  g_mutex_lock (&lock);
  server = the_server;
  g_mutex_unlock (&lock);
  fail_unless (server != NULL, "there is no server");
  return server;
}

const TsServerSettings *
fake_server_settings (void)
{
  return &get_server ()->settings;
}

void
fake_server_demand (const gchar * stream, TsMedia media, gboolean wanted)
{
  TsServer *server = get_server ();

  server->callbacks.demand (stream, media, wanted, server->user_data);
}

void
fake_server_ask_key (const gchar * stream)
{
  TsServer *server = get_server ();

  server->callbacks.key_frame (stream, server->user_data);
}

void
fake_server_command (const gchar * stream, GstStructure * command)
{
  TsServer *server = get_server ();

  server->callbacks.command (stream, command, server->user_data);
}

void
fake_server_notice (GstStructure * message)
{
  TsServer *server = get_server ();

  server->callbacks.notice (message, server->user_data);
}

gboolean
fake_server_has_stream (const gchar * stream)
{
  gboolean has = begin (the_server, stream) != NULL;

  end ();
  return has;
}

#define DEFINE_GETTER(type, name, member, missing) \
type \
fake_server_##name (const gchar * stream) \
{ \
  Stream *s = begin (the_server, stream); \
  type value = s ? (member) : (missing); \
  end (); \
  return value; \
}

DEFINE_GETTER (gboolean, is_sound, s->sound, FALSE);
DEFINE_GETTER (gboolean, may_viewers, s->viewers_control, FALSE);
DEFINE_GETTER (gchar *, label, g_strdup (s->label), NULL);
DEFINE_GETTER (guint, media, s->media, 0);
DEFINE_GETTER (gboolean, ended, s->ended, FALSE);
DEFINE_GETTER (guint, n_moments, s->moments->len, 0);

TsMoment
fake_server_moment (const gchar * stream, guint n)
{
  Stream *s = begin (the_server, stream);
  TsMoment moment = { 0 };

  if (s && n < s->moments->len)
    moment = g_array_index (s->moments, TsMoment, n);
  end ();
  return moment;
}

guint
fake_server_n_frames (const gchar * stream, TsMedia media)
{
  Stream *s = begin (the_server, stream);
  guint n = s ? s->frames[media]->len : 0;

  end ();
  return n;
}

/* --- waiting --------------------------------------------------------------- */

/* Called again and again with the lock until it is TRUE. */
typedef gboolean (*Condition) (Stream * s, gpointer data);

static void
wait_until (const gchar * stream, const gchar * what, Condition condition,
    gpointer data)
{
  gint64 end_time = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;
  gboolean in_time = TRUE, done = FALSE;

  g_mutex_lock (&lock);
  while (in_time && !done) {
    Stream *s = the_server ? g_hash_table_lookup (the_server->streams, stream)
        : NULL;

    done = s && condition (s, data);
    if (!done)
      in_time = g_cond_wait_until (&changed, &lock, end_time);
  }
  g_mutex_unlock (&lock);
  fail_unless (done, "%s: no %s came", stream, what);
}

typedef struct
{
  TsMedia media;
  guint n;
  const TsFrame *frame;
} FrameWanted;

static gboolean
has_frame (Stream * s, gpointer data)
{
  FrameWanted *wanted = data;
  GPtrArray *frames = s->frames[wanted->media];

  if (frames->len <= wanted->n)
    return FALSE;
  wanted->frame = frames->pdata[wanted->n];
  return TRUE;
}

const TsFrame *
fake_server_wait_frame (const gchar * stream, TsMedia media, guint n)
{
  FrameWanted wanted = { media, n, NULL };

  wait_until (stream, "frame", has_frame, &wanted);
  return wanted.frame;
}

static gboolean
has_media (Stream * s, gpointer data)
{
  return s->media == GPOINTER_TO_UINT (data);
}

void
fake_server_wait_media (const gchar * stream, guint media)
{
  wait_until (stream, "such media", has_media, GUINT_TO_POINTER (media));
}

static gboolean
has_ended (Stream * s, gpointer data)
{
  return s->ended;
}

void
fake_server_wait_ended (const gchar * stream)
{
  wait_until (stream, "end", has_ended, NULL);
}

typedef struct
{
  const gchar *name;
  GstEvent *event;
} EventWanted;

static gboolean
has_event (Stream * s, gpointer data)
{
  EventWanted *wanted = data;
  GList *l;

  for (l = s->events.head; l && !wanted->event; l = l->next)
    if (gst_event_has_name (l->data, wanted->name)) {
      wanted->event = l->data;
      g_queue_delete_link (&s->events, l);
      break;
    }
  return wanted->event != NULL;
}

GstEvent *
fake_server_wait_event (const gchar * stream, const gchar * name)
{
  EventWanted wanted = { name, NULL };

  wait_until (stream, name, has_event, &wanted);
  return wanted.event;
}
