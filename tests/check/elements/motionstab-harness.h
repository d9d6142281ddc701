/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/video/video.h>

G_BEGIN_DECLS

/*
 * A camera before motionstab that looks at a wall: noise, blurred, which it
 * can paint in every raw format. Where the camera looks is said in pixels of
 * the wall: when x grows the content of the picture moves left.
 */
typedef struct
{
  GstHarness *h;
  GstElement *element;
  GstBus *bus;
  GList *messages;              /* GstStructure, that nobody asked for yet */
  guint n_warnings;

  GstVideoInfo info;
  guint number;                 /* of the next frame */
  gint x, y;                    /* where the camera looks */
  GstBuffer *out;               /* the last one that came out */
} Msh;

#define MSH_PERIOD (GST_SECOND / 25)

/* GRAY8, 256x192, 25 frames per second, post-shift. */
Msh *msh_new (void);
void msh_free (Msh * msh);
/* Caps of the camera's frames from now on. @more: further fields as in a
 * caps string, or NULL. */
void msh_set_caps (Msh * msh, GstVideoFormat format, guint width,
    guint height, const gchar * more);

/* --- pictures --- */

/* Brightness of the wall; it repeats after 1024 x 1024. */
guint8 msh_wall (gint x, gint y);
/* What a camera sees that looks at (x, y): its top left pixel. Chroma is
 * grey. @padding: bytes that each row has more than it needs, with a
 * GstVideoMeta that says so. */
GstBuffer *msh_paint (const GstVideoInfo * info, gint x, gint y,
    guint padding);
/* The same of a frame whose bottom field looks elsewhere. */
GstBuffer *msh_paint_fields (const GstVideoInfo * info, gint x, gint y,
    gint bottom_x, gint bottom_y);
/* A camera further back: each pixel of the picture, which is GRAY8, is @zoom
 * pixels of the wall. */
GstBuffer *msh_paint_from_afar (const GstVideoInfo * info, gdouble zoom);
/* A field alone: every second row of the wall from @y on. */
GstBuffer *msh_paint_lone_field (const GstVideoInfo * info, gint x, gint y);

/* --- the stream --- */

/* Stamps it as the camera's next frame and gives it a timecode. */
void msh_stamp (Msh * msh, GstBuffer * buffer);
/* Pushes it as it is; what comes out is msh->out. */
#define msh_push_buffer(msh, buffer) \
    msh_push_buffer_AT (msh, buffer, __LINE__)
void msh_push_buffer_AT (Msh * msh, GstBuffer * buffer, gint line);
/* The camera moves and sends a frame. */
#define msh_move(msh, dx, dy) msh_move_AT (msh, dx, dy, __LINE__)
void msh_move_AT (Msh * msh, gint dx, gint dy, gint line);
/* @n frames of an even move. */
void msh_travel (Msh * msh, guint n, gint dx, gint dy);

/* --- what is said --- */

/* The next element message of that name, NULL when there is none. */
GstStructure *msh_try_message (Msh * msh, const gchar * name);
/* The same, must be there. */
#define msh_message(msh, name) msh_message_AT (msh, name, __LINE__)
GstStructure *msh_message_AT (Msh * msh, const gchar * name, gint line);
void msh_forget_messages (Msh * msh);
/* The last motionstab-shift, after the others are forgotten. */
#define msh_last_shift(msh) msh_last_shift_AT (msh, __LINE__)
GstStructure *msh_last_shift_AT (Msh * msh, gint line);
/* The last shift is of this kind. */
#define msh_kind(msh, kind) msh_kind_AT (msh, kind, __LINE__)
void msh_kind_AT (Msh * msh, const gchar * kind, gint line);

gdouble msh_double (const GstStructure * s, const gchar * field);
guint64 msh_uint64 (const GstStructure * s, const gchar * field);
guint msh_uint (const GstStructure * s, const gchar * field);
/* The @i-th structure in the array @field. */
const GstStructure *msh_item (const GstStructure * s, const gchar * field,
    guint i);
guint msh_n_items (const GstStructure * s, const gchar * field);

G_END_DECLS
