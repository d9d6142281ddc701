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
  GstReversePlayPicture *neighbour;     /* to weave with, or NULL */
  GstReversePlayFields *fields; /* the output's; NULL = goes out as shot */
  gboolean turned;              /* with the other field first */
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
/* Interlaced frames in reverse: fills in neighbour, fields and turned for the
 * frame that shows, which is in step->picture already. */
void gst_reverse_play_choose_fields_locked (GstReversePlayOutput * output,
    Step * step, const RpReel * reel);
/* The caps that step->picture goes out with. The step keeps them. */
GstCaps *gst_reverse_play_step_caps (const Step * step);
/* step->picture as a buffer of its own, with shared memory unless it has to be
 * woven. The output's thread, no lock held. */
GstBuffer *gst_reverse_play_step_buffer (const Step * step);
/* After a flush: what is not sticky goes. */
void gst_reverse_play_flush_events_locked (GstReversePlayOutput * output);

G_END_DECLS
