/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/audio/audio.h>

#include "gstreverseplay-private.h"

G_BEGIN_DECLS

/*
 * GstReversePlaySound: a take's sound, block by block, backwards or forwards,
 * at any rate.
 *
 * Samples are numbered along the track (RpSoundClock). A position between two
 * samples is the number of the one behind it: in reverse the sample before it
 * sounds next. At rate 1 samples are copied as they are; at others they go
 * through a GstAudioConverter, a windowed sinc resampler.
 *
 * Belongs to one output, and is used in its thread alone; what looks into the
 * history says so by its name (_locked).
 */
/* A block that was chosen under the lock and is rendered without it. */
typedef struct _GstReversePlayBlock GstReversePlayBlock;

GstReversePlaySound *gst_reverse_play_sound_new (void);
void gst_reverse_play_sound_free (GstReversePlaySound * sound);

/* first <= sample < end */
typedef struct
{
  gint64 first, end;
} GstReversePlaySamples;

/* Samples of @take in @stream that belong to the primary's frames between the
 * points. FALSE when it has none. */
gboolean gst_reverse_play_sound_ends_locked (GstReversePlayStream * stream,
    const RpTake * take, GstReversePlaySamples * ends);
/* The sample behind @position (ns in @take) in @stream. */
gint64 gst_reverse_play_sound_sample_locked (GstReversePlayStream * stream,
    const RpTake * take, gint64 position);

/* Another pass of @take, from the position @from on. */
void gst_reverse_play_sound_start (GstReversePlaySound * sound, guint take,
    gint direction, gdouble rate, gint64 from,
    const GstReversePlaySamples * ends);
/* The ends change while it goes on. */
void gst_reverse_play_sound_set_ends (GstReversePlaySound * sound,
    const GstReversePlaySamples * ends);
/* Where it has come to. */
gint64 gst_reverse_play_sound_at (const GstReversePlaySound * sound);
/* Samples of output that are left of the pass. */
guint64 gst_reverse_play_sound_left (const GstReversePlaySound * sound);

/* The next @n samples of output, or fewer: caps may change within the take.
 * Their caps are in the block, NULL when the history has none of the samples.
 * Never more than is left of the pass; NULL when nothing is. */
GstReversePlayBlock *gst_reverse_play_sound_block_locked (GstReversePlaySound *
    sound, GstReversePlayStream * stream, guint n);
/* The next @n samples, pass or not, to be faded out; the sound is started anew
 * after them. NULL when the history has none. */
GstReversePlayBlock *gst_reverse_play_sound_tail_locked (GstReversePlaySound *
    sound, GstReversePlayStream * stream, guint n);
/* Caps of the sample that comes next, which the history has; NULL = none. */
GstCaps *gst_reverse_play_sound_caps_locked (GstReversePlaySound * sound,
    GstReversePlayStream * stream);
guint gst_reverse_play_block_samples (const GstReversePlayBlock * block);
GstCaps *gst_reverse_play_block_caps (const GstReversePlayBlock * block);

/* The samples as a buffer without times; takes the block. Not under the lock.
 * @sound: whose block it is. */
GstBuffer *gst_reverse_play_block_render (GstReversePlaySound * sound,
    GstReversePlayBlock * block);
void gst_reverse_play_block_free (GstReversePlayBlock * block);

/* @n samples of silence. */
GstBuffer *gst_reverse_play_silence_new (const GstAudioInfo * info, guint n);
/* Fades @buffer, which is writable, out: the fade is @n samples long and begins
 * @at samples after the first one (before it when below 0). */
void gst_reverse_play_sound_fade (GstBuffer * buffer, const GstAudioInfo * info,
    gint at, guint n);
/* Mixes @tail, fading out, into the first samples of @buffer: it begins at
 * sample @at of a fade of @length. */
void gst_reverse_play_sound_mix_tail (GstBuffer * buffer, GstBuffer * tail,
    const GstAudioInfo * info, guint at, guint length);

G_END_DECLS
