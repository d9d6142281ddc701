/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "history.h"

/* Frames lie in chunks, found by number; a chunk goes when its last frame
 * does. So a circled take of an hour ago costs its own chunks and nothing for
 * the hour in between. */
#define CHUNK_FRAMES 64

typedef struct
{
  guint live;                   /* frames that are there */
  RpFrame frames[CHUNK_FRAMES];
} Chunk;

typedef struct
{
  GHashTable *chunks;           /* number of the chunk -> Chunk */
  guint64 next;
  guint64 idle;                 /* no idle frame is older than this */
} Track;

struct _RpHistory
{
  GDestroyNotify free_data;
  GPtrArray *tracks;
  guint64 bytes, idle_bytes;
  guint64 time;                 /* of track 0 */
  guint n_frames, n_idle;
};

static gpointer
chunk_key (guint64 seq)
{
  return GSIZE_TO_POINTER ((gsize) (seq / CHUNK_FRAMES) + 1);
}

static Track *
get_track (RpHistory * history, guint track)
{
  return g_ptr_array_index (history->tracks, track);
}

static RpFrame *
get_frame (Track * track, guint64 seq)
{
  Chunk *chunk = g_hash_table_lookup (track->chunks, chunk_key (seq));

  return chunk ? &chunk->frames[seq % CHUNK_FRAMES] : NULL;
}

static void
track_free (gpointer data)
{
  Track *track = data;

  g_hash_table_unref (track->chunks);
  g_free (track);
}

RpHistory *
rp_history_new (GDestroyNotify free_data)
{
  RpHistory *history = g_new0 (RpHistory, 1);

  history->free_data = free_data;
  history->tracks = g_ptr_array_new_with_free_func (track_free);
  return history;
}

void
rp_history_free (RpHistory * history)
{
  rp_history_clear (history);
  g_ptr_array_unref (history->tracks);
  g_free (history);
}

static void
drop_frame (RpHistory * history, Track * track, guint64 seq)
{
  Chunk *chunk = g_hash_table_lookup (track->chunks, chunk_key (seq));
  RpFrame *frame = &chunk->frames[seq % CHUNK_FRAMES];
  gpointer data = frame->data;

  history->bytes -= frame->size;
  if (track == get_track (history, 0))
    history->time -= frame->duration;
  history->n_frames--;
  if (frame->held == 0) {
    history->idle_bytes -= frame->size;
    history->n_idle--;
  }
  frame->data = NULL;
  if (--chunk->live == 0)
    g_hash_table_remove (track->chunks, chunk_key (seq));
  history->free_data (data);
}

static void
clear_track (RpHistory * history, Track * track)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, track->chunks);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Chunk *chunk = value;
    guint i;

    for (i = 0; i < CHUNK_FRAMES; i++) {
      if (chunk->frames[i].data)
        history->free_data (chunk->frames[i].data);
    }
    g_hash_table_iter_remove (&iter);
  }
  track->idle = track->next;
}

void
rp_history_clear (RpHistory * history)
{
  guint i;

  for (i = 0; i < history->tracks->len; i++)
    clear_track (history, get_track (history, i));
  history->bytes = history->idle_bytes = history->time = 0;
  history->n_frames = history->n_idle = 0;
}

void
rp_history_clear_track (RpHistory * history, guint index)
{
  Track *track = get_track (history, index);
  guint64 seq = 0;

  while ((seq = rp_history_first_from (history, index, seq)) < track->next)
    drop_frame (history, track, seq);
  track->idle = track->next;
}

guint
rp_history_add_track (RpHistory * history)
{
  Track *track = g_new0 (Track, 1);

  track->chunks = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_ptr_array_add (history->tracks, track);
  return history->tracks->len - 1;
}

guint
rp_history_n_tracks (RpHistory * history)
{
  return history->tracks->len;
}

guint64
rp_history_append (RpHistory * history, guint index, const RpFrame * frame)
{
  Track *track = get_track (history, index);
  guint64 seq = track->next++;
  Chunk *chunk = g_hash_table_lookup (track->chunks, chunk_key (seq));

  g_assert (frame->data != NULL);
  if (!chunk) {
    chunk = g_new0 (Chunk, 1);
    g_hash_table_insert (track->chunks, chunk_key (seq), chunk);
  }
  chunk->frames[seq % CHUNK_FRAMES] = *frame;
  chunk->live++;
  history->bytes += frame->size;
  if (index == 0)
    history->time += frame->duration;
  history->n_frames++;
  if (frame->held == 0) {
    history->idle_bytes += frame->size;
    history->n_idle++;
  }
  return seq;
}

const RpFrame *
rp_history_get (RpHistory * history, guint index, guint64 seq)
{
  Track *track = get_track (history, index);
  RpFrame *frame;

  if (seq >= track->next)
    return NULL;
  frame = get_frame (track, seq);
  return frame && frame->data ? frame : NULL;
}

guint64
rp_history_next_seq (RpHistory * history, guint index)
{
  return get_track (history, index)->next;
}

guint64
rp_history_first_from (RpHistory * history, guint index, guint64 seq)
{
  Track *track = get_track (history, index);

  while (seq < track->next) {
    RpFrame *frame = get_frame (track, seq);

    if (!frame)
      seq = (seq / CHUNK_FRAMES + 1) * CHUNK_FRAMES;
    else if (frame->data)
      return seq;
    else
      seq++;
  }
  return track->next;
}

guint64
rp_history_find (RpHistory * history, guint track, RpSpan span, gint64 time)
{
  guint64 low = span.first, high = span.end;

  while (low < high) {
    guint64 middle = low + (high - low) / 2;

    if (rp_history_get (history, track, middle)->running_time < time)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

guint64
rp_history_find_media (RpHistory * history, guint track, RpSpan span,
    gint64 time)
{
  guint64 low = span.first, high = span.end;

  /* The first frame that starts after @time; the one before it shows. */
  while (low < high) {
    guint64 middle = low + (high - low) / 2;

    if (rp_history_get (history, track, middle)->media_time <= time)
      low = middle + 1;
    else
      high = middle;
  }
  return low > span.first ? low - 1 : span.first;
}

void
rp_history_hold (RpHistory * history, guint index, RpSpan span)
{
  Track *track = get_track (history, index);
  guint64 seq;

  for (seq = span.first; seq < span.end; seq++) {
    RpFrame *frame = get_frame (track, seq);

    if (frame->held++ == 0) {
      history->idle_bytes -= frame->size;
      history->n_idle--;
    }
  }
}

void
rp_history_release (RpHistory * history, guint index, RpSpan span)
{
  Track *track = get_track (history, index);
  guint64 seq;

  for (seq = span.first; seq < span.end; seq++) {
    RpFrame *frame = get_frame (track, seq);

    if (--frame->held == 0) {
      history->idle_bytes += frame->size;
      history->n_idle++;
      track->idle = MIN (track->idle, seq);
    }
  }
}

/* The oldest idle frame of @track; its next number when there is none. Every
 * frame is passed over once in its life, so the search costs nothing. */
static guint64
oldest_idle (RpHistory * history, guint index)
{
  Track *track = get_track (history, index);

  while (track->idle < track->next) {
    RpFrame *frame = get_frame (track, track->idle);

    if (!frame)
      track->idle = MIN ((track->idle / CHUNK_FRAMES + 1) * CHUNK_FRAMES,
          track->next);
    else if (frame->data && frame->held == 0)
      break;
    else
      track->idle++;
  }
  return track->idle;
}

gboolean
rp_history_drop_idle (RpHistory * history, guint keep)
{
  const RpFrame *oldest = NULL;
  Track *track = NULL;
  guint64 seq = 0;
  guint i;

  if (history->n_idle <= keep)
    return FALSE;
  for (i = 0; i < history->tracks->len; i++) {
    guint64 candidate = oldest_idle (history, i);
    const RpFrame *frame = rp_history_get (history, i, candidate);

    if (frame && (!oldest || frame->running_time < oldest->running_time)) {
      oldest = frame;
      track = get_track (history, i);
      seq = candidate;
    }
  }
  if (!oldest)
    return FALSE;
  drop_frame (history, track, seq);
  return TRUE;
}

guint64
rp_history_bytes (RpHistory * history)
{
  return history->bytes;
}

guint64
rp_history_idle_bytes (RpHistory * history)
{
  return history->idle_bytes;
}

guint
rp_history_n_frames (RpHistory * history)
{
  return history->n_frames;
}

guint64
rp_history_time (RpHistory * history)
{
  return history->time;
}
