/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * onset-frame: a custom meta on every frame of a playback.
 *
 * Fields: take (uint, id), index (uint, 0 = the take's first frame), frames
 * (uint, in the take), direction (string: reverse, forward), source-pts
 * (uint64 ns, as the camera's frame was stamped; absent when it had none),
 * source-running-time (uint64 ns).
 *
 * Read it from any language with gst_buffer_get_custom_meta(), after the
 * plugin that makes it was loaded.
 */
#define ONSET_FRAME_META "onset-frame"

/*
 * onset-record: a custom meta that a capture element or an application puts on
 * each frame before reverseplay.
 *
 * Field: recording (boolean), whether the camera recorded when it sent the
 * frame.
 */
#define ONSET_RECORD_META "onset-record"

/*
 * onset-motion: a custom meta of motionstab on every frame that it measured.
 *
 * Fields: kind (string: first, moved, duplicate, flash, cut, blind), dx, dy
 * (double, pixels of that frame), rotation (double, radians), scale (double),
 * confidence (double, 0 to 1): how the background moved since the frame before.
 */
#define ONSET_MOTION_META "onset-motion"

typedef struct
{
  const gchar *kind;
  gdouble dx, dy, rotation, scale, confidence;
} OnsetMotion;

/*
 * onset-jerk: a custom meta of motionstab on the frame at which a jerk was
 * found, up to 4 frames after its onset; and the structure of the same name
 * in lists of jerks.
 *
 * Fields: frame (the onset: in the meta and in what motionstab says a uint64
 * that counts its buffers, in a take's jerk-list a uint that counts from the
 * take's first frame), kind (string: bump, sway, roll, speed), severity
 * (double, % of the frame's height), level (string: nominal, needs-review,
 * needs-fix), length (uint, frames), confidence (double, 0 to 1); in the meta
 * also age (uint): how many buffers before this one the onset was.
 */
#define ONSET_JERK_META "onset-jerk"
#define ONSET_JERK "onset-jerk"

typedef struct
{
  const gchar *kind, *level;
  gdouble severity, confidence;
  guint length;
} OnsetJerk;

/* Registers the metas of this project unless another plugin of it has. Any
 * thread, any number of times. */
void onset_meta_init (void);
/* @buffer must be writable; onset_meta_init() was called. */
void onset_record_meta_add (GstBuffer * buffer, gboolean recording);
/* FALSE when @buffer has none, or it says nothing. */
gboolean onset_record_meta_get (GstBuffer * buffer, gboolean * recording);

/* These replace one that is there: @buffer must be writable. */
void onset_motion_meta_set (GstBuffer * buffer, const OnsetMotion * motion);
void onset_jerk_meta_set (GstBuffer * buffer, guint64 frame, guint age,
    const OnsetJerk * jerk);
/* FALSE when @buffer has none, or it says nothing. The texts are the meta's. */
gboolean onset_jerk_meta_get (GstBuffer * buffer, guint * age,
    OnsetJerk * jerk);

/* The fields that every jerk has, into and out of a structure. FALSE when one
 * that matters is missing; the texts are the structure's. */
void onset_jerk_fill (GstStructure * s, const OnsetJerk * jerk);
gboolean onset_jerk_parse (const GstStructure * s, OnsetJerk * jerk);

G_END_DECLS
