/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "hub-private.h"

#include "track.h"

/* What has a time-out, and demand that ends, is looked at so often, ms. */
#define TICK 250

typedef struct
{
  TsTrack *tracks[TS_N_MEDIA];
} Stream;

struct _TsHub
{
  GMainContext *context;
  TsHubCallbacks callbacks;
  gpointer user_data;
  TsMailbox *mailbox;
  GSource *mail;                /* ready when something is in it */
  GSource *ticker;              /* NULL while nobody needs it */
  GHashTable *streams;          /* name -> Stream */
  GHashTable *leaving;          /* sockets whose goodbye is not answered yet */
  gchar *boundary;
};

const gchar *
ts_path_name (TsPath path)
{
  static const gchar *const names[] = { "webcodecs", "mse", "canvas", "mjpeg" };

  return names[path];
}

/* --- for the hub's parts ---------------------------------------------------- */

static gboolean
on_tick (gpointer user_data)
{
  ts_hub_tick (user_data, g_get_monotonic_time ());
  return G_SOURCE_CONTINUE;
}

static void
start_ticker (TsHub * hub)
{
  if (hub->ticker)
    return;
  hub->ticker = g_timeout_source_new (TICK);
  g_source_set_callback (hub->ticker, on_tick, hub, NULL);
  g_source_attach (hub->ticker, hub->context);
}

static void
stop_ticker (TsHub * hub)
{
  if (!hub->ticker)
    return;
  g_source_destroy (hub->ticker);
  g_clear_pointer (&hub->ticker, g_source_unref);
}

void
ts_hub_call_demand (TsHub * hub, const gchar * stream, TsMedia media,
    gboolean wanted)
{
  if (wanted)
    start_ticker (hub);
  if (hub->callbacks.demand)
    hub->callbacks.demand (stream, media, wanted, hub->user_data);
}

void
ts_hub_call_key_frame (TsHub * hub, const gchar * stream)
{
  if (hub->callbacks.key_frame)
    hub->callbacks.key_frame (stream, hub->user_data);
}

GMainContext *
ts_hub_get_context (TsHub * hub)
{
  return hub->context;
}

const gchar *
ts_hub_get_boundary (TsHub * hub)
{
  return hub->boundary;
}

static void
on_left (SoupWebsocketConnection * socket, TsHub * hub)
{
  g_signal_handlers_disconnect_by_func (socket, on_left, hub);
  g_hash_table_remove (hub->leaving, socket);
}

void
ts_hub_see_off (TsHub * hub, SoupWebsocketConnection * socket)
{
  if (!g_hash_table_add (hub->leaving, g_object_ref (socket)))
    return;
  g_signal_connect (socket, "closed", G_CALLBACK (on_left), hub);
}

/* --- every track ------------------------------------------------------------ */

/* As they are now, each with a reference: callbacks may remove streams. */
static GPtrArray *
all_tracks (TsHub * hub)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)
      ts_track_unref);
  GHashTableIter iter;
  gpointer value;
  guint i;

  g_hash_table_iter_init (&iter, hub->streams);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    for (i = 0; i < TS_N_MEDIA; i++)
      g_ptr_array_add (all, ts_track_ref (((Stream *) value)->tracks[i]));
  }
  return all;
}

void
ts_hub_tick (TsHub * hub, gint64 now)
{
  GPtrArray *all = all_tracks (hub);
  gboolean wanted = FALSE;
  guint i;

  for (i = 0; i < all->len; i++) {
    TsTrack *track = g_ptr_array_index (all, i);

    if (!track->removed && track->wanted)
      ts_track_tick (track, now);
    wanted |= !track->removed && track->wanted;
  }
  g_ptr_array_unref (all);
  if (!wanted)
    stop_ticker (hub);
}

/* --- streams ---------------------------------------------------------------- */

static void
stream_free (gpointer data)
{
  Stream *stream = data;
  guint i;

  for (i = 0; i < TS_N_MEDIA; i++)
    ts_track_unref (stream->tracks[i]);
  g_free (stream);
}

static TsTrack *
find_track (TsHub * hub, const gchar * name, TsMedia media)
{
  Stream *stream = g_hash_table_lookup (hub->streams, name);

  return stream ? stream->tracks[media] : NULL;
}

void
ts_hub_add_stream (TsHub * hub, const gchar * name)
{
  Stream *stream;
  guint i;

  if (g_hash_table_contains (hub->streams, name))
    return;
  stream = g_new0 (Stream, 1);
  for (i = 0; i < TS_N_MEDIA; i++)
    stream->tracks[i] = ts_track_new (hub, name, i);
  g_hash_table_insert (hub->streams, g_strdup (name), stream);
  ts_mailbox_add_stream (hub->mailbox, name);
}

void
ts_hub_remove_stream (TsHub * hub, const gchar * name)
{
  Stream *stream = g_hash_table_lookup (hub->streams, name);
  gpointer key;
  guint i;

  if (!stream)
    return;
  ts_mailbox_remove_stream (hub->mailbox, name);
  g_hash_table_steal_extended (hub->streams, name, &key, NULL);
  for (i = 0; i < TS_N_MEDIA; i++)
    ts_track_close (stream->tracks[i], TS_CLOSE_NO_STREAM,
        "there is no such stream any more", TRUE);
  stream_free (stream);
  g_free (key);
}

static gboolean
deliver_mail (gpointer user_data)
{
  TsHub *hub = user_data;
  TsLetter letter;
  gchar *name;

  g_source_set_ready_time (hub->mail, -1);
  while (ts_mailbox_pop (hub->mailbox, &name, &letter)) {
    TsTrack *track = find_track (hub, name, letter.frame->format->media);

    if (track)
      ts_track_deliver (track, &letter);
    else
      ts_frame_unref (letter.frame);
    g_free (name);
  }
  return G_SOURCE_CONTINUE;
}

void
ts_hub_set_ended (TsHub * hub, const gchar * name, gboolean ended)
{
  Stream *stream;
  guint i;

  /* The last frames come before the end. */
  deliver_mail (hub);
  stream = g_hash_table_lookup (hub->streams, name);
  for (i = 0; stream && i < TS_N_MEDIA; i++)
    ts_track_set_ended (stream->tracks[i], ended);
}

void
ts_hub_push (TsHub * hub, const gchar * stream, TsFrame * frame)
{
  if (ts_mailbox_push (hub->mailbox, stream, frame))
    g_source_set_ready_time (hub->mail, 0);
}

/* --- life ------------------------------------------------------------------- */

static gboolean
dispatch_mail (GSource * source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

TsHub *
ts_hub_new (GMainContext * context, const TsHubCallbacks * callbacks,
    gpointer user_data)
{
  static GSourceFuncs mail_funcs = {.dispatch = dispatch_mail };
  TsHub *hub = g_new0 (TsHub, 1);

  hub->context = g_main_context_ref (context);
  hub->callbacks = *callbacks;
  hub->user_data = user_data;
  hub->mailbox = ts_mailbox_new ();
  hub->streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      stream_free);
  hub->leaving = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  hub->boundary = g_strdup_printf ("onset-%08x%08x%08x%08x", g_random_int (),
      g_random_int (), g_random_int (), g_random_int ());
  hub->mail = g_source_new (&mail_funcs, sizeof (GSource));
  g_source_set_callback (hub->mail, deliver_mail, hub, NULL);
  g_source_attach (hub->mail, hub->context);
  return hub;
}

guint
ts_hub_close_all (TsHub * hub)
{
  GPtrArray *all = all_tracks (hub);
  guint i;

  for (i = 0; i < all->len; i++)
    ts_track_close (g_ptr_array_index (all, i), TS_CLOSE_STOPPING,
        "the server stops", FALSE);
  g_ptr_array_unref (all);
  return g_hash_table_size (hub->leaving);
}

static void
drop_leaving (TsHub * hub)
{
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, hub->leaving);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    g_signal_handlers_disconnect_by_func (socket, on_left, hub);
  g_hash_table_unref (hub->leaving);
}

void
ts_hub_free (TsHub * hub)
{
  memset (&hub->callbacks, 0, sizeof (hub->callbacks));
  ts_hub_close_all (hub);
  stop_ticker (hub);
  g_source_destroy (hub->mail);
  g_source_unref (hub->mail);
  g_hash_table_unref (hub->streams);
  drop_leaving (hub);
  ts_mailbox_free (hub->mailbox);
  g_main_context_unref (hub->context);
  g_free (hub->boundary);
  g_free (hub);
}

/* --- clients ---------------------------------------------------------------- */

void
ts_hub_serve_socket (TsHub * hub, SoupWebsocketConnection * socket,
    const gchar * stream, TsMedia media, TsPath path, const gchar * who,
    const gchar * from)
{
  TsTrack *track = find_track (hub, stream, media);

  if (track) {
    ts_media_socket_serve (track, socket, path, who, from);
    return;
  }
  ts_hub_see_off (hub, socket);
  if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (socket, TS_CLOSE_NO_STREAM,
        "there is no such stream");
}

void
ts_hub_serve_mjpeg (TsHub * hub, SoupServerMessage * message,
    GIOStream * connection, const gchar * stream, const gchar * who,
    const gchar * from)
{
  TsTrack *track = find_track (hub, stream, TS_MEDIA_JPEG);

  if (track)
    ts_mjpeg_serve (track, message, connection, who, from);
  else
    ts_answer_error (message, SOUP_STATUS_NOT_FOUND, "there is no such stream");
}

void
ts_hub_serve_snapshot (TsHub * hub, SoupServerMessage * message,
    const gchar * stream)
{
  TsTrack *track = find_track (hub, stream, TS_MEDIA_JPEG);

  if (track)
    ts_snapshot_serve (track, message);
  else
    ts_answer_error (message, SOUP_STATUS_NOT_FOUND, "there is no such stream");
}

static GPtrArray *
all_clients (TsHub * hub)
{
  GPtrArray *tracks = all_tracks (hub);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)
      ts_client_unref);
  guint i;

  for (i = 0; i < tracks->len; i++)
    g_ptr_array_extend_and_steal (all,
        ts_track_clients (g_ptr_array_index (tracks, i)));
  g_ptr_array_unref (tracks);
  return all;
}

void
ts_hub_close_who (TsHub * hub, const gchar * who)
{
  GPtrArray *all = all_clients (hub);
  guint i;

  for (i = 0; i < all->len; i++) {
    TsClient *client = g_ptr_array_index (all, i);

    if (g_strcmp0 (client->who, who) == 0)
      ts_client_close (client, TS_CLOSE_UNPAIRED, "pair again");
  }
  g_ptr_array_unref (all);
}

static void
count_client (const TsClientStats * stats, gpointer user_data)
{
  ++*(guint *) user_data;
}

guint
ts_hub_n_clients (TsHub * hub)
{
  guint n = 0;

  ts_hub_foreach_client (hub, count_client, &n);
  return n;
}

void
ts_hub_foreach_client (TsHub * hub, TsClientFunc func, gpointer user_data)
{
  GPtrArray *all = all_clients (hub);
  guint i;

  for (i = 0; i < all->len; i++) {
    TsClient *client = g_ptr_array_index (all, i);
    TsClientStats stats = {.path = client->path,.who = client->who,
      .from = client->from,.sent = client->sent,.skipped = client->skipped,
      .sent_bytes = client->sent_bytes,.age = client->age
    };

    if (!client->track || client->passing)
      continue;
    stats.stream = client->track->stream;
    stats.media = client->track->media;
    stats.pending_bytes = client->klass->pending_bytes (client);
    func (&stats, user_data);
  }
  g_ptr_array_unref (all);
}
