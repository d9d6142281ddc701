/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gstreverseplaysound.h"

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

  /* Of sound: what @picture has from sample @skip on, @samples of it; or
   * @block; or so many samples of silence. */
  gboolean is_sound;
  GstAudioInfo audio;
  guint skip, samples;
  GstReversePlayBlock *block;
  guint silence;
  guint fade;                   /* length of a fade, 0 = none, of which */
  gint fade_at;                 /* this is the first sample */
  GstReversePlayBlock *tail;    /* that is faded out over the first ones, */
  guint tail_at, tail_length;   /* from this sample of the fade on */
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
/* The same for an output that follows the main one. */
Choice gst_reverse_play_follow_locked (GstReversePlayOutput * output,
    Step * step);
/* The same for sound that does. */
Choice gst_reverse_play_follow_sound_locked (GstReversePlayOutput * output,
    Step * step);
/* Live sound, whatever the main output shows. */
Choice gst_reverse_play_hear_live_locked (GstReversePlayOutput * output,
    Step * step);
/* Sound begins to follow at @edge, in the middle of a piece that is not live. */
void gst_reverse_play_join_sound_locked (GstReversePlayOutput * output,
    const RpPiece * piece, gint64 edge);
/* Sound alone is the primary stream: instead of the step's picture, whose slot
 * is taken, its sound. */
void gst_reverse_play_fill_sound_locked (GstReversePlayOutput * output,
    Step * step, gboolean exact);

/* Running time up to which what the main output shows is decided. */
gint64 gst_reverse_play_known_until_locked (GstReversePlayOutput * output);
/* The main output shows nothing more. */
gboolean gst_reverse_play_main_ended_locked (GstReversePlay * self);
/* It starts over at the end of the timeline. */
void gst_reverse_play_follow_reset_locked (GstReversePlayOutput * output);
/* Output begins the piece; its segment and mode. */
void gst_reverse_play_follow_begin_locked (GstReversePlayOutput * output,
    const RpPiece * piece);
/* Looks again in a while, if nothing happens before. */
Choice gst_reverse_play_follow_wait_locked (GstReversePlayOutput * output);
/* A piece of the main output's timeline begins at @pts. */
void gst_reverse_play_piece_init_locked (GstReversePlayOutput * output,
    RpPiece * piece, GstClockTime pts, gboolean jump);
/* The segment for it, in which @pts is the first time. */
void gst_reverse_play_piece_segment (const RpPiece * piece, GstClockTime pts,
    GstSegment * segment);

/* Parts of choosing that both share. The live frame that waits; what goes
 * before a buffer with @caps; the events of upstream whose place has come. */
const RpFrame *gst_reverse_play_next_live_locked (GstReversePlayOutput *
    output, guint64 * skipped);
void gst_reverse_play_add_due_events_locked (GstReversePlayOutput * output,
    Step * step, GstCaps * caps);
gboolean gst_reverse_play_take_queued_event_locked (GstReversePlayOutput *
    output, Step * step, guint64 next);
/* The black picture for @caps when it was made already. */
GstReversePlayPicture *gst_reverse_play_black_locked (GstReversePlayOutput *
    output, GstCaps * caps);
void gst_reverse_play_add_event (Step * step, GstEvent * event);

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
