/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "server-private.h"

#include <string.h>

#include "start.h"

GST_DEBUG_CATEGORY_STATIC (ts_server_debug);
#define GST_CAT_DEFAULT ts_server_debug

/* How long goodbyes may take, in ms; then connections are cut. */
#define GOODBYE 300
/* Nobody else is let in unless somebody says so. */
#define LOOPBACK "127.0.0.1"
/* How often sessions that have changed are written down, in ms. */
#define SAVE_EVERY 1000

/* --- news from other threads ----------------------------------------------- */

static void
wake (gpointer user_data)
{
  TsServer *self = user_data;

  g_mutex_lock (&self->wake_lock);
  if (self->wake)
    g_source_set_ready_time (self->wake, 0);
  g_mutex_unlock (&self->wake_lock);
}

static void
on_news_of_stream (TsServer * self, const TsNews * news)
{
  switch (news->kind) {
    case TS_NEWS_ADDED:
      ts_hub_add_stream (self->hub, news->stream);
      ts_control_streams_changed (self->control);
      break;
    case TS_NEWS_REMOVED:
      ts_hub_remove_stream (self->hub, news->stream);
      ts_control_forget (self->control, news->stream);
      ts_control_streams_changed (self->control);
      break;
    case TS_NEWS_ENDED:
      ts_hub_set_ended (self->hub, news->stream, news->ended);
      break;
    default:
      ts_control_streams_changed (self->control);
      break;
  }
}

static void
on_news (TsServer * self, const TsNews * news)
{
  const GstStructure *s =
      news->event ? gst_event_get_structure (news->event) : NULL;

  switch (news->kind) {
    case TS_NEWS_STATE:
      if (s)
        ts_control_state (self->control, news->stream, s);
      break;
    case TS_NEWS_TAKES:
      if (s)
        ts_control_takes (self->control, news->stream, s);
      break;
    case TS_NEWS_REPORT:
      ts_control_report (self->control, news->stream, s);
      break;
    case TS_NEWS_ANSWER:
      ts_commands_answered (self->commands, s);
      break;
    default:
      on_news_of_stream (self, news);
      break;
  }
}

static void answer_stats (TsServer * self);

static gboolean
on_wake (gpointer user_data)
{
  TsServer *self = user_data;
  TsNews *news;

  g_source_set_ready_time (g_main_current_source (), -1);
  while ((news = ts_streams_next (self->streams))) {
    on_news (self, news);
    ts_news_free (news);
  }
  answer_stats (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_wake (GSource * source, GSourceFunc callback, gpointer user_data)
{
  (void) source;
  return callback (user_data);
}

static GSourceFuncs wake_funcs =
    { NULL, NULL, dispatch_wake, NULL, NULL, NULL };

/* --- what the door and the hub say ------------------------------------------ */

static void
on_socket (TsConn * conn, SoupWebsocketConnection * socket, gpointer user_data)
{
  TsServer *self = user_data;
  const TsVerdict *verdict = ts_conn_verdict (conn);
  gboolean good = TRUE;
  gchar *stream, *path;
  TsMedia media;

  if (verdict->route == TS_ROUTE_CONTROL) {
    ts_control_add (self->control, conn, socket);
    return;
  }
  stream = ts_head_query (ts_conn_head (conn), "stream", &good);
  path = ts_head_query (ts_conn_head (conn), "path", &good);
  media = verdict->route == TS_ROUTE_H264 ? TS_MEDIA_H264
      : verdict->route == TS_ROUTE_JPEG ? TS_MEDIA_JPEG : TS_MEDIA_OPUS;
  if (media == TS_MEDIA_JPEG)
    good = good && (!path || strcmp (path, "canvas") == 0);
  else
    good = good && (g_strcmp0 (path, "mse") == 0
        || g_strcmp0 (path, "webcodecs") == 0);
  if (good)
    ts_hub_serve_socket (self->hub, socket, stream ? stream : "sink", media,
        media == TS_MEDIA_JPEG ? TS_PATH_CANVAS
        : strcmp (path, "mse") == 0 ? TS_PATH_MSE : TS_PATH_WEBCODECS,
        verdict->who, ts_conn_address (conn));
  else
    soup_websocket_connection_close (socket,
        SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "path or stream");
  g_free (stream);
  g_free (path);
}

static void
tell (TsServer * self, GstStructure * message)
{
  self->callbacks.notice (message, self->user_data);
}

static void
on_joined (const gchar * address, TsRole role, gboolean joined,
    gpointer user_data)
{
  tell (user_data, gst_structure_new (joined ? "tabletsink-client-joined"
          : "tabletsink-client-left",
          "address", G_TYPE_STRING, address,
          "role", G_TYPE_STRING, ts_role_name (role), NULL));
}

static void
on_refused (const gchar * address, const gchar * reason, gpointer user_data)
{
  TsServer *self = user_data;
  gint64 now = g_get_monotonic_time ();

  ts_server_count_refusal (self, reason);
  GST_DEBUG ("refused %s: %s", address, reason);
  if (self->refused_told && now - self->refused_told < G_USEC_PER_SEC)
    return;
  self->refused_told = now;
  tell (self, gst_structure_new ("tabletsink-refused",
          "address", G_TYPE_STRING, address,
          "reason", G_TYPE_STRING, reason, NULL));
}

static void
warn (TsServer * self, const gchar * reason)
{
  GST_WARNING ("%s", reason);
  tell (self, gst_structure_new ("tabletsink-warning",
          "reason", G_TYPE_STRING, reason, NULL));
}

static void
on_no_files (const GError * error, gpointer user_data)
{
  gchar *reason = g_strdup_printf ("No tablet can connect: %s. Raise the limit "
      "(ulimit -n) of the process that runs the pipeline.", error->message);

  warn (user_data, reason);
  g_free (reason);
}

static void
on_demand (const gchar * stream, TsMedia media, gboolean wanted,
    gpointer user_data)
{
  TsServer *self = user_data;

  self->callbacks.demand (stream, media, wanted, self->user_data);
}

static void
on_key_frame (const gchar * stream, gpointer user_data)
{
  TsServer *self = user_data;

  self->callbacks.key_frame (stream, self->user_data);
}

/* --- the state file -------------------------------------------------------- */

static void
save (TsServer * self)
{
  gchar *text;

  if (!ts_sessions_take_changed (self->guard.sessions))
    return;
  text = ts_sessions_to_text (self->guard.sessions);
  ts_saver_save (self->saver, text);
  g_free (text);
}

static gboolean
on_save (gpointer user_data)
{
  TsServer *self = user_data;
  GError *error = ts_saver_take_error (self->saver);

  if (error) {
    warn (self, error->message);
    g_error_free (error);
  }
  save (self);
  return G_SOURCE_CONTINUE;
}

/* --- the thread ------------------------------------------------------------ */

static GSource *
add_timer (TsServer * self, guint ms, GSourceFunc func)
{
  GSource *source = g_timeout_source_new (ms);

  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
remove_source (GSource ** source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
open_hub (TsServer * self)
{
  static const TsHubCallbacks callbacks = { on_demand, on_key_frame };
  TsHub *hub = ts_hub_new (self->context, &callbacks, self);

  g_mutex_lock (&self->hub_lock);
  self->hub = hub;
  g_mutex_unlock (&self->hub_lock);
}

static void
open_door (TsServer * self)
{
  static const TsDoorCallbacks callbacks = { on_socket, on_joined, on_refused,
    on_no_files
  };
  TsDoorSettings settings = { self->context, self->soup, &self->guard,
    self->certificate, &self->limits, self->settings.max_clients
  };

  self->door = ts_door_new (&settings, &callbacks, self);
  ts_door_open (self->door, self->listening);
}

static void
open_wake (TsServer * self)
{
  GSource *source = g_source_new (&wake_funcs, sizeof (GSource));

  g_source_set_callback (source, on_wake, self, NULL);
  g_source_attach (source, self->context);
  g_mutex_lock (&self->wake_lock);
  self->wake = source;
  g_mutex_unlock (&self->wake_lock);
  ts_streams_repeat (self->streams);
  g_source_set_ready_time (source, 0);
}

static void
open_all (TsServer * self)
{
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->refused_told = 0;
  self->soup = g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, NULL);
  self->commands = ts_commands_new (self);
  self->control = ts_control_new (self);
  open_hub (self);
  ts_http_init (self);
  open_wake (self);
  /* Last: whoever comes first finds everything. */
  open_door (self);
  if (self->saver)
    self->save_tick = add_timer (self, SAVE_EVERY, on_save);
  if (self->warning)
    warn (self, self->warning);
}

static gboolean
on_patience_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Runs the context until everybody has heard that we stop, or has had time
 * to. */
static void
say_goodbye (TsServer * self)
{
  gboolean over = FALSE;
  GSource *timer;

  ts_door_shut (self->door);
  ts_commands_stop (self->commands);
  ts_control_goodbye (self->control);
  timer = g_timeout_source_new (GOODBYE);
  g_source_set_callback (timer, on_patience_over, &over, NULL);
  g_source_attach (timer, self->context);
  while (!over && (ts_hub_close_all (self->hub) > 0
          || ts_control_size (self->control) > 0
          || ts_door_n_answers (self->door) > 0)) {
    g_main_context_iteration (self->context, TRUE);
    /* who has become a socket meanwhile */
    ts_control_goodbye (self->control);
  }
  g_source_destroy (timer);
  g_source_unref (timer);
}

static void
close_hub (TsServer * self)
{
  TsHub *hub;

  g_mutex_lock (&self->hub_lock);
  hub = self->hub;
  self->hub = NULL;
  g_mutex_unlock (&self->hub_lock);
  ts_hub_free (hub);
}

static void
close_all (TsServer * self)
{
  GSource *source;

  g_mutex_lock (&self->wake_lock);
  source = self->wake;
  self->wake = NULL;
  g_mutex_unlock (&self->wake_lock);
  remove_source (&source);
  remove_source (&self->save_tick);

  g_clear_pointer (&self->control, ts_control_free);
  g_clear_pointer (&self->commands, ts_commands_free);
  close_hub (self);
  g_clear_pointer (&self->door, ts_door_free);
  soup_server_disconnect (self->soup);
  while (g_main_context_iteration (self->context, FALSE));
  g_clear_object (&self->soup);
  while (g_main_context_iteration (self->context, FALSE));
  g_clear_pointer (&self->refused, g_hash_table_unref);
}

static gpointer
run (gpointer data)
{
  TsServer *self = data;

  g_main_context_push_thread_default (self->context);
  open_all (self);
  g_main_loop_run (self->loop);
  say_goodbye (self);
  close_all (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* --- outside --------------------------------------------------------------- */

TsServer *
ts_server_new (const TsServerSettings * settings,
    const TsServerCallbacks * callbacks, gpointer user_data)
{
  static const TsLimits limits = TS_LIMITS_DEFAULT;
  TsServer *self = g_new0 (TsServer, 1);

  GST_DEBUG_CATEGORY_INIT (ts_server_debug, "tabletsink-server", 0,
      "the server of tabletsink");
  self->settings = *settings;
  self->settings.address = g_strdup (settings->address ? settings->address
      : LOOPBACK);
  self->settings.operator_code = g_strdup (settings->operator_code);
  self->settings.viewer_code = g_strdup (settings->viewer_code);
  self->settings.state_file = g_strdup (settings->state_file);
  self->settings.tls_certificate = g_strdup (settings->tls_certificate);
  self->settings.tls_key = g_strdup (settings->tls_key);
  self->settings.allowed_hosts = g_strdup (settings->allowed_hosts);
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->limits = limits;
  g_mutex_init (&self->lock);
  g_cond_init (&self->stats_cond);
  g_mutex_init (&self->wake_lock);
  g_mutex_init (&self->hub_lock);
  self->streams = ts_streams_new (wake, self);
  return self;
}

void
ts_server_free (TsServer * self)
{
  ts_server_stop (self);
  ts_streams_free (self->streams);
  g_clear_pointer (&self->stats, gst_structure_free);
  g_clear_pointer (&self->warning, g_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->stats_cond);
  g_mutex_clear (&self->wake_lock);
  g_mutex_clear (&self->hub_lock);
  g_free (self->settings.address);
  g_free (self->settings.operator_code);
  g_free (self->settings.viewer_code);
  g_free (self->settings.state_file);
  g_free (self->settings.tls_certificate);
  g_free (self->settings.tls_key);
  g_free (self->settings.allowed_hosts);
  g_free (self);
}

void
ts_server_set_limits (TsServer * self, const TsLimits * limits)
{
  self->limits = *limits;
}

gboolean
ts_server_start (TsServer * self, GError ** error)
{
  TsKnown known = { 0, NULL, {NULL, NULL, NULL} };

  if (self->thread)
    return TRUE;
  /* Without the lock: this waits for the disk. */
  if (!ts_server_prepare (self, &known, error))
    return FALSE;
  if (self->settings.state_file)
    self->saver = ts_saver_new (self->settings.state_file);
  g_mutex_lock (&self->lock);
  self->known = known;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->running = TRUE;
  g_mutex_unlock (&self->lock);
  self->thread = g_thread_new ("tabletsink", run, self);
  return TRUE;
}

static gboolean
on_stop (gpointer user_data)
{
  g_main_loop_quit (((TsServer *) user_data)->loop);
  return G_SOURCE_REMOVE;
}

static void
save_last (TsServer * self)
{
  GError *error;

  if (!self->saver)
    return;
  save (self);
  if (!ts_saver_wait (self->saver, self->limits.save_time))
    GST_WARNING ("the state file %s is still being written",
        self->settings.state_file);
  error = ts_saver_take_error (self->saver);
  if (error)
    GST_WARNING ("%s", error->message);
  g_clear_error (&error);
  g_clear_pointer (&self->saver, ts_saver_free);
}

void
ts_server_stop (TsServer * self)
{
  GSource *source;

  if (!self->thread)
    return;
  g_mutex_lock (&self->lock);
  self->running = FALSE;
  g_cond_broadcast (&self->stats_cond);
  g_mutex_unlock (&self->lock);

  /* In the loop, so that it is running when it is told to end. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, on_stop, self, NULL);
  g_source_attach (source, self->context);
  g_source_unref (source);
  g_thread_join (self->thread);
  self->thread = NULL;

  save_last (self);
  ts_server_unprepare (self);
  g_mutex_lock (&self->lock);
  ts_known_clear (&self->known);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_unlock (&self->lock);
}

guint
ts_server_get_port (TsServer * self)
{
  guint port;

  g_mutex_lock (&self->lock);
  port = self->known.port;
  g_mutex_unlock (&self->lock);
  return port;
}

gchar *
ts_server_get_url (TsServer * self)
{
  gchar *url;

  g_mutex_lock (&self->lock);
  url = g_strdup (self->known.url);
  g_mutex_unlock (&self->lock);
  return url;
}

gchar *
ts_server_get_code (TsServer * self, gboolean operator_code)
{
  gchar *code;

  g_mutex_lock (&self->lock);
  code = g_strdup (self->known.codes[operator_code ? TS_ROLE_OPERATOR
          : TS_ROLE_VIEWER]);
  g_mutex_unlock (&self->lock);
  return code;
}

/* --- stats ----------------------------------------------------------------- */

/* The thread's side. */
static void
answer_stats (TsServer * self)
{
  guint wanted;
  gboolean asked;
  GstStructure *stats;

  g_mutex_lock (&self->lock);
  wanted = self->stats_wanted;
  asked = wanted != self->stats_done;
  g_mutex_unlock (&self->lock);
  if (!asked)
    return;

  stats = ts_server_make_stats (self);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->stats, gst_structure_free);
  self->stats = stats;
  self->stats_done = wanted;
  g_cond_broadcast (&self->stats_cond);
  g_mutex_unlock (&self->lock);
}

GstStructure *
ts_server_get_stats (TsServer * self)
{
  gint64 until = g_get_monotonic_time ()
      + self->limits.stats_time * G_TIME_SPAN_MILLISECOND;
  GstStructure *stats;
  gboolean running;
  guint wanted;

  g_mutex_lock (&self->lock);
  running = self->running;
  wanted = running ? ++self->stats_wanted : self->stats_done;
  g_mutex_unlock (&self->lock);
  if (running)
    wake (self);

  g_mutex_lock (&self->lock);
  /* Numbers go round. */
  while (self->running && (gint) (self->stats_done - wanted) < 0
      && g_cond_wait_until (&self->stats_cond, &self->lock, until));
  stats = self->stats ? gst_structure_copy (self->stats)
      : gst_structure_new_empty ("tabletsink-stats");
  g_mutex_unlock (&self->lock);
  return stats;
}

/* --- what upstream says ---------------------------------------------------- */

void
ts_server_add_stream (TsServer * self, const gchar * stream, gboolean sound)
{
  ts_streams_add (self->streams, stream, sound);
}

void
ts_server_remove_stream (TsServer * self, const gchar * stream)
{
  ts_streams_remove (self->streams, stream);
}

void
ts_server_set_stream (TsServer * self, const gchar * stream,
    const gchar * label, gboolean viewers_control)
{
  ts_streams_set (self->streams, stream, label, viewers_control);
}

void
ts_server_set_media (TsServer * self, const gchar * stream, guint media)
{
  ts_streams_set_media (self->streams, stream, media);
}

void
ts_server_push (TsServer * self, const gchar * stream, TsFrame * frame)
{
  g_mutex_lock (&self->hub_lock);
  if (self->hub) {
    ts_hub_push (self->hub, stream, frame);
    frame = NULL;
  }
  g_mutex_unlock (&self->hub_lock);
  if (frame)
    ts_frame_unref (frame);
}

void
ts_server_event (TsServer * self, const gchar * stream, GstEvent * event)
{
  ts_streams_event (self->streams, stream, event);
}

void
ts_server_moment (TsServer * self, const gchar * stream,
    const TsMoment * moment)
{
  ts_streams_moment (self->streams, stream, moment);
}

void
ts_server_set_ended (TsServer * self, const gchar * stream, gboolean ended)
{
  ts_streams_set_ended (self->streams, stream, ended);
}
