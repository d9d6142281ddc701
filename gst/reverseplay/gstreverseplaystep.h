/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gstreverseplay-private.h"

G_BEGIN_DECLS

/* What one turn of the loop pushes. */
typedef struct
{
  GQueue events;                /* GstEvent */
  GstReversePlayPicture *picture;       /* NULL = no buffer */
  GstClockTime pts, duration;
  gboolean discont, gap;
  gboolean is_playback;
  guint take, index, frames;    /* of a playback, for its meta */
  gint direction;
  guint64 source_running_time;
  gint64 command_time;          /* a turnaround ends with this push */
  gboolean eos;
} Step;

typedef enum
{
  CHOSE_STEP,                   /* push it */
  CHOSE_AGAIN,                  /* something changed, look again */
  CHOSE_BLACK,                  /* a black picture has to be made first */
  CHOSE_WAIT,
} Choice;

/* Decides what the output does next; all of it is in *step, which is empty
 * when nothing was chosen. */
Choice gst_reverse_play_choose_locked (GstReversePlayOutput * output,
    Step * step);
/* What goes before an EOS. */
void gst_reverse_play_choose_eos_locked (GstReversePlayOutput * output,
    Step * step);
/* Running time at which the output wants to look again, -1 = never by
 * itself. */
gint64 gst_reverse_play_wake_time_locked (GstReversePlayOutput * output);
/* After a flush: what is not sticky goes. */
void gst_reverse_play_flush_events_locked (GstReversePlayOutput * output);

G_END_DECLS
