/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletoutlet.h"

/* More than lie between the pad and the end of any encoder. */
#define N_STAMPS 64
/* Between frames: an encoder that rounds, or takes the middle of a frame. */
#define TOLERANCE GST_MSECOND

typedef struct
{
  GstClockTime running;
  gint64 captured;
} Stamp;

struct _GstTabletOutlet
{
  gatomicrefcount refs;
  GstTabletServer *server;
  gchar *stream;

  guint wanted, opened, media;  /* atomic: masks of 1 << TsMedia */
  gint key;                     /* atomic */

  GMutex lock;                  /* the stamps'; nothing is called with it */
  Stamp stamps[N_STAMPS];
  guint n_stamps, next;
};

static void
clear_server (gpointer server)
{
  ts_server_free (((GstTabletServer *) server)->server);
}

GstTabletServer *
gst_tablet_server_new (TsServer * server)
{
  GstTabletServer *self = g_atomic_rc_box_new0 (GstTabletServer);

  self->server = server;
  return self;
}

GstTabletServer *
gst_tablet_server_ref (GstTabletServer * server)
{
  return g_atomic_rc_box_acquire (server);
}

void
gst_tablet_server_unref (GstTabletServer * server)
{
  g_atomic_rc_box_release_full (server, clear_server);
}

GstTabletOutlet *
gst_tablet_outlet_new (GstTabletServer * server, const gchar * stream)
{
  GstTabletOutlet *self = g_new0 (GstTabletOutlet, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->server = gst_tablet_server_ref (server);
  self->stream = g_strdup (stream);
  return self;
}

GstTabletOutlet *
gst_tablet_outlet_ref (GstTabletOutlet * outlet)
{
  g_atomic_ref_count_inc (&outlet->refs);
  return outlet;
}

void
gst_tablet_outlet_unref (GstTabletOutlet * outlet)
{
  if (!g_atomic_ref_count_dec (&outlet->refs))
    return;
  gst_tablet_server_unref (outlet->server);
  g_mutex_clear (&outlet->lock);
  g_free (outlet->stream);
  g_free (outlet);
}

TsServer *
gst_tablet_outlet_get_server (GstTabletOutlet * outlet)
{
  return outlet->server->server;
}

const gchar *
gst_tablet_outlet_get_stream (GstTabletOutlet * outlet)
{
  return outlet->stream;
}

/* --- what the server wants ------------------------------------------------- */

void
gst_tablet_outlet_set_wanted (GstTabletOutlet * outlet, TsMedia media,
    gboolean wanted)
{
  if (wanted) {
    g_atomic_int_or (&outlet->opened, 1u << media);
    g_atomic_int_or (&outlet->wanted, 1u << media);
  } else {
    g_atomic_int_and (&outlet->wanted, ~(1u << media));
  }
}

gboolean
gst_tablet_outlet_take_opened (GstTabletOutlet * outlet, TsMedia media)
{
  return (g_atomic_int_and (&outlet->opened, ~(1u << media)) & (1u << media))
      != 0;
}

gboolean
gst_tablet_outlet_is_wanted (GstTabletOutlet * outlet, TsMedia media)
{
  return (g_atomic_int_get (&outlet->wanted) & (1u << media)) != 0;
}

gboolean
gst_tablet_outlet_is_watched (GstTabletOutlet * outlet)
{
  return g_atomic_int_get (&outlet->wanted) != 0;
}

void
gst_tablet_outlet_want_key (GstTabletOutlet * outlet)
{
  g_atomic_int_set (&outlet->key, TRUE);
}

gboolean
gst_tablet_outlet_take_key (GstTabletOutlet * outlet)
{
  return g_atomic_int_compare_and_exchange (&outlet->key, TRUE, FALSE);
}

/* --- what there is --------------------------------------------------------- */

void
gst_tablet_outlet_offer (GstTabletOutlet * outlet, guint media)
{
  g_atomic_int_set (&outlet->media, media);
  ts_server_set_media (outlet->server->server, outlet->stream, media);
}

guint
gst_tablet_outlet_get_media (GstTabletOutlet * outlet)
{
  return g_atomic_int_get (&outlet->media);
}

void
gst_tablet_outlet_withdraw (GstTabletOutlet * outlet, TsMedia media)
{
  guint left = g_atomic_int_and (&outlet->media, ~(1u << media))
      & ~(1u << media);

  ts_server_set_media (outlet->server->server, outlet->stream, left);
}

void
gst_tablet_outlet_push (GstTabletOutlet * outlet, TsFrame * frame)
{
  ts_server_push (outlet->server->server, outlet->stream, frame);
}

/* --- when it was captured -------------------------------------------------- */

void
gst_tablet_outlet_stamp (GstTabletOutlet * outlet, GstClockTime running,
    gint64 captured)
{
  g_mutex_lock (&outlet->lock);
  outlet->stamps[outlet->next] = (Stamp) {
  running, captured};
  outlet->next = (outlet->next + 1) % N_STAMPS;
  outlet->n_stamps = MIN (outlet->n_stamps + 1, N_STAMPS);
  g_mutex_unlock (&outlet->lock);
}

/* The newest first. */
static const Stamp *
nth_stamp (GstTabletOutlet * outlet, guint n)
{
  return &outlet->stamps[(outlet->next + N_STAMPS - 1 - n) % N_STAMPS];
}

/* With the lock. */
static gboolean
find_stamp (GstTabletOutlet * outlet, GstClockTime running, gint64 * captured)
{
  guint i;

  for (i = 0; i < outlet->n_stamps; i++) {
    const Stamp *stamp = nth_stamp (outlet, i);
    GstClockTimeDiff past = GST_CLOCK_DIFF (stamp->running, running);

    if (!GST_CLOCK_TIME_IS_VALID (running)) {
      *captured = stamp->captured;
      return TRUE;
    }
    if (!GST_CLOCK_TIME_IS_VALID (stamp->running)
        || past < -(GstClockTimeDiff) TOLERANCE)
      continue;
    /* The very frame, as the server knows it. */
    *captured = stamp->captured;
    if (past > (GstClockTimeDiff) TOLERANCE)
      *captured += past / (GstClockTimeDiff) GST_USECOND;
    return TRUE;
  }
  return FALSE;
}

gint64
gst_tablet_outlet_captured (GstTabletOutlet * outlet, GstClockTime running)
{
  gint64 captured;
  gboolean found;

  g_mutex_lock (&outlet->lock);
  found = find_stamp (outlet, running, &captured);
  g_mutex_unlock (&outlet->lock);
  return found ? captured : g_get_real_time ();
}

void
gst_tablet_outlet_forget (GstTabletOutlet * outlet)
{
  g_mutex_lock (&outlet->lock);
  outlet->n_stamps = 0;
  g_mutex_unlock (&outlet->lock);
}
