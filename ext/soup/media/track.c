/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "track.h"

#include "fmp4.h"
#include "hub-private.h"
#include "wire.h"

TsTrack *
ts_track_new (TsHub * hub, const gchar * stream, TsMedia media)
{
  TsTrack *track = g_new0 (TsTrack, 1);

  g_ref_count_init (&track->refs);
  track->hub = hub;
  track->stream = g_strdup (stream);
  track->media = media;
  track->clients = g_ptr_array_new_with_free_func ((GDestroyNotify)
      ts_client_unref);
  track->asked = -TS_KEY_INTERVAL;
  ts_timeline_init (&track->line, media);
  return track;
}

TsTrack *
ts_track_ref (TsTrack * track)
{
  g_ref_count_inc (&track->refs);
  return track;
}

static void
forget_format (TsTrack * track)
{
  g_clear_pointer (&track->format, ts_format_unref);
  g_clear_pointer (&track->format_messages[0], g_bytes_unref);
  g_clear_pointer (&track->format_messages[1], g_bytes_unref);
  g_clear_pointer (&track->init_message, g_bytes_unref);
  g_clear_pointer (&track->last, ts_packet_unref);
}

void
ts_track_unref (TsTrack * track)
{
  if (!g_ref_count_dec (&track->refs))
    return;
  forget_format (track);
  g_ptr_array_unref (track->clients);
  g_free (track->stream);
  g_free (track);
}

GPtrArray *
ts_track_clients (TsTrack * track)
{
  GPtrArray *all = g_ptr_array_new_full (track->clients->len,
      (GDestroyNotify) ts_client_unref);
  guint i;

  for (i = 0; i < track->clients->len; i++)
    g_ptr_array_add (all,
        ts_client_ref (g_ptr_array_index (track->clients, i)));
  return all;
}

/* --- what is wanted --------------------------------------------------------- */

static gboolean
wants_key (TsClient * client, gint64 now)
{
  return client->klass->wants_key && client->klass->wants_key (client, now);
}

/* For everybody who wants one, if it is time. */
static void
ask_for_key (TsTrack * track, gint64 now)
{
  guint i;

  if (track->removed || now < track->asked + TS_KEY_INTERVAL)
    return;
  track->asked = now;
  for (i = 0; i < track->clients->len; i++) {
    TsClient *client = g_ptr_array_index (track->clients, i);

    if (wants_key (client, now))
      client->asked = now;
  }
  ts_hub_call_key_frame (track->hub, track->stream);
}

void
ts_track_check_key (TsTrack * track, TsClient * client)
{
  gint64 now = g_get_monotonic_time ();

  if (wants_key (client, now))
    ask_for_key (track, now);
}

static void
set_wanted (TsTrack * track, gboolean wanted)
{
  if (track->wanted == wanted)
    return;
  track->wanted = wanted;
  /* What is made for the next one may look quite different. */
  if (!wanted)
    forget_format (track);
  if (!track->removed)
    ts_hub_call_demand (track->hub, track->stream, track->media, wanted);
}

static gboolean
has_player (TsTrack * track)
{
  guint i;

  for (i = 0; i < track->clients->len; i++) {
    TsClient *client = g_ptr_array_index (track->clients, i);

    if (client->path == TS_PATH_MSE)
      return TRUE;
  }
  return FALSE;
}

static void
keep_keys_coming (TsTrack * track, gint64 now)
{
  if (track->media == TS_MEDIA_H264
      && now - MAX (track->keyed, track->asked) >= TS_KEY_AT_LEAST
      && has_player (track))
    ask_for_key (track, now);
}

void
ts_track_tick (TsTrack * track, gint64 now)
{
  GPtrArray *all = ts_track_clients (track);
  guint i;

  for (i = 0; i < all->len; i++) {
    TsClient *client = g_ptr_array_index (all, i);

    if (client->track)
      client->klass->tick (client, now);
  }
  g_ptr_array_unref (all);
  keep_keys_coming (track, now);
  if (track->clients->len == 0 && now - track->left >= TS_LINGER)
    set_wanted (track, FALSE);
}

/* --- the format ------------------------------------------------------------- */

static gboolean
same_config (GBytes * a, GBytes * b)
{
  return a == b || (a && b && g_bytes_equal (a, b));
}

static gboolean
same_format (const TsFormat * a, const TsFormat * b)
{
  return a == b || (a && b && g_strcmp0 (a->codec, b->codec) == 0
      && same_config (a->config, b->config)
      && a->width == b->width && a->height == b->height
      && (guint64) a->fps_n * b->fps_d == (guint64) b->fps_n * a->fps_d
      && a->rate == b->rate && a->channels == b->channels);
}

/* Clients are told before the next frame that they get, so that somebody who
 * takes nothing is not sent one message after the other. */
static void
follow_format (TsTrack * track, TsFormat * format)
{
  guint i;

  if (same_format (track->format, format))
    return;
  forget_format (track);
  track->format = ts_format_ref (format);
  track->epoch++;
  for (i = 0; i < track->clients->len; i++) {
    TsClient *client = g_ptr_array_index (track->clients, i);

    if (client->klass->need_key)
      client->klass->need_key (client);
  }
}

GBytes *
ts_track_format_message (TsTrack * track, gboolean fragments)
{
  GBytes **message = &track->format_messages[!!fragments];

  if (!*message && track->format)
    *message = ts_wire_format (track->format, fragments);
  return *message;
}

GBytes *
ts_track_init_message (TsTrack * track)
{
  TsWireHeader header = {.type = TS_WIRE_INIT };

  if (!track->init_message && track->format) {
    GBytes *init = ts_fmp4_init (track->format);

    track->init_message = ts_wire_message (&header, init);
    g_bytes_unref (init);
  }
  return track->init_message;
}

/* --- frames ----------------------------------------------------------------- */

static void
place (TsTrack * track, TsPacket * packet)
{
  packet->epoch = track->epoch;
  packet->number = ++track->fragments;
  ts_timeline_place (&track->line, packet->frame, &packet->decode_time,
      &packet->duration);
  track->newest = packet->sequence;
  if (packet->frame->key)
    track->keyed = g_get_monotonic_time ();

  /* The last packet of sound tells nobody anything. */
  if (!track->wanted || track->media == TS_MEDIA_OPUS || !packet->frame->key)
    return;
  g_clear_pointer (&track->last, ts_packet_unref);
  track->last = ts_packet_ref (packet);
}

static void
tell_end (TsTrack * track)
{
  GPtrArray *all = ts_track_clients (track);
  guint i;

  for (i = 0; i < all->len; i++) {
    TsClient *client = g_ptr_array_index (all, i);

    if (client->track && client->klass->ended)
      client->klass->ended (client);
  }
  g_ptr_array_unref (all);
}

void
ts_track_deliver (TsTrack * track, const TsLetter * letter)
{
  TsPacket *packet = ts_packet_new (letter);
  gint64 now = g_get_monotonic_time ();
  gboolean wanted = FALSE;
  GPtrArray *all;
  guint i;

  ts_track_ref (track);
  follow_format (track, packet->frame->format);
  place (track, packet);

  all = ts_track_clients (track);
  for (i = 0; i < all->len; i++) {
    TsClient *client = g_ptr_array_index (all, i);

    if (!client->track)
      continue;
    client->klass->offer (client, packet, TRUE);
    wanted |= client->track && wants_key (client, now);
  }
  g_ptr_array_unref (all);
  ts_packet_unref (packet);
  if (wanted)
    ask_for_key (track, now);
  /* It was still in an encoder when the stream ended. */
  if (track->ended)
    tell_end (track);
  ts_track_unref (track);
}

void
ts_track_set_ended (TsTrack * track, gboolean ended)
{
  track->ended = ended;
  if (ended)
    tell_end (track);
}

/* --- clients ---------------------------------------------------------------- */

static void
catch_up (TsTrack * track, TsClient * client)
{
  client->klass->joined (client);
  if (client->track && track->last)
    client->klass->offer (client, track->last, FALSE);
  /* What follows builds on frames that it has not had. */
  if (client->track && client->klass->need_key
      && !(track->last && track->last->sequence == track->newest))
    client->klass->need_key (client);
  if (client->track && track->ended && client->klass->ended)
    client->klass->ended (client);
}

void
ts_track_join (TsTrack * track, TsClient * client)
{
  ts_track_ref (track);
  ts_client_ref (client);
  g_ptr_array_add (track->clients, ts_client_ref (client));
  client->track = track;

  catch_up (track, client);
  if (client->track)
    set_wanted (track, TRUE);
  if (client->track)
    ts_track_check_key (track, client);
  ts_client_unref (client);
  ts_track_unref (track);
}

void
ts_track_leave (TsTrack * track, TsClient * client)
{
  g_ptr_array_remove (track->clients, client);
  track->left = g_get_monotonic_time ();
}

void
ts_track_close (TsTrack * track, guint code, const gchar * reason,
    gboolean removed)
{
  GPtrArray *all = ts_track_clients (track);
  guint i;

  if (removed)
    track->removed = TRUE;
  for (i = 0; i < all->len; i++)
    ts_client_close (g_ptr_array_index (all, i), code, reason);
  g_ptr_array_unref (all);
}
