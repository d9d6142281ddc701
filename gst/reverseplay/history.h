/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RpHistory: everything that arrived and is still held, one track per stream.
 *
 * A frame (of a track of pictures; of sound, a buffer) has a sequence number
 * that counts up from 0 in its track and never changes. A frame is idle while
 * no take holds it; a frame may be held by several takes. Idle frames go oldest
 * first.
 *
 * Times are ns of history time: running time, going on where a flush set that
 * back to 0. They never go back within a track. The payload
 * is opaque: the history owns it and hands it to free_data when the frame goes.
 *
 * Not thread-safe: the owner's lock guards it.
 */
typedef struct _RpHistory RpHistory;

typedef struct
{
  gint64 running_time;          /* ns, history time */
  gint64 media_time;            /* the same without the jitter of arrival */
  guint64 duration;             /* ns */
  gsize size;                   /* bytes of payload */
  guint held;                   /* by that many takes */
  gpointer data;                /* NULL = gone */
} RpFrame;

/* A run of frames of one track: first <= seq < end. */
typedef struct
{
  guint64 first, end;
} RpSpan;

RpHistory *rp_history_new (GDestroyNotify free_data);
void rp_history_free (RpHistory * history);
/* Frees every frame; numbers go on. */
void rp_history_clear (RpHistory * history);

/* The same of one track that no take holds anything of. */
void rp_history_clear_track (RpHistory * history, guint track);

guint rp_history_add_track (RpHistory * history);
guint rp_history_n_tracks (RpHistory * history);

/* Takes ownership of frame->data; frame->held is the number of takes that hold
 * it from the start. Returns the frame's number. */
guint64 rp_history_append (RpHistory * history, guint track,
    const RpFrame * frame);

/* NULL when the frame is gone or has not come. Valid until the next change. */
const RpFrame *rp_history_get (RpHistory * history, guint track, guint64 seq);
/* The number that the next frame will have. */
guint64 rp_history_next_seq (RpHistory * history, guint track);
/* The oldest frame from @seq on that is there; next_seq when there is none. */
guint64 rp_history_first_from (RpHistory * history, guint track, guint64 seq);

/* The first frame of @span whose running time is at least @time; span.end when
 * there is none. All frames of the span must be there. */
guint64 rp_history_find (RpHistory * history, guint track, RpSpan span,
    gint64 time);
/* The last frame of @span whose media time is at most @time (the frame that
 * shows at that time); span.first when there is none. */
guint64 rp_history_find_media (RpHistory * history, guint track, RpSpan span,
    gint64 time);

/* Another take holds the frames of @span, or lets go of them; what nobody
 * holds any more is idle, and the next to go. Freeing a long take at once would
 * keep the camera waiting. */
void rp_history_hold (RpHistory * history, guint track, RpSpan span);
void rp_history_release (RpHistory * history, guint track, RpSpan span);

/* Frees the idle frame that arrived first, over all tracks, as long as more
 * than @keep idle frames are there. FALSE when nothing could go. */
gboolean rp_history_drop_idle (RpHistory * history, guint keep);

/* Bytes of payload: all, and those of idle frames. */
guint64 rp_history_bytes (RpHistory * history);
guint64 rp_history_idle_bytes (RpHistory * history);
guint rp_history_n_frames (RpHistory * history);
/* ns of the frames of track 0. */
guint64 rp_history_time (RpHistory * history);

G_END_DECLS
