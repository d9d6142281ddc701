/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/video/video.h>

#include "shift.h"
#include "shrink.h"

G_BEGIN_DECLS

/*
 * GstMotionStabPicture: from a buffer of any raw format to the small picture
 * that is analysed.
 *
 * Most formats are read where they lie, their luma alone; the others row by row
 * through the format's own unpack function. Of interlaced frames one field is
 * looked at, always the top one. Of a frame of more than 65536 columns or 32768
 * rows the rest is not looked at.
 *
 * One thread at a time.
 */
typedef struct _GstMotionStabPicture GstMotionStabPicture;

/* How brightness can be read from @info's rows where they lie: @format, in
 * which @start is the byte in the row (of the first plane) to begin at. FALSE
 * when it takes unpacking. */
gboolean gst_motion_stab_row_format (const GstVideoInfo * info,
    MsRowFormat * format, guint * start);

/* @whole: interlaced caps are PsF. @analysis_height: 0 = chosen. */
GstMotionStabPicture *gst_motion_stab_picture_new (const GstVideoInfo * info,
    gboolean whole, guint analysis_height);
void gst_motion_stab_picture_free (GstMotionStabPicture * picture);
/* Of the small picture. */
guint gst_motion_stab_picture_get_width (const GstMotionStabPicture * picture);
guint gst_motion_stab_picture_get_height (const GstMotionStabPicture *
    picture);
/* Width of one of its pixels over its height: 1 but where whole factors cannot
 * make it so. */
gdouble gst_motion_stab_picture_get_aspect (const GstMotionStabPicture *
    picture);

/* FALSE for a buffer with the other field alone. */
gboolean gst_motion_stab_picture_wants (const GstMotionStabPicture * picture,
    GstBuffer * buffer);
/* Fills @out. NULL, or why @buffer cannot be read. */
const gchar *gst_motion_stab_picture_read (GstMotionStabPicture * picture,
    GstBuffer * buffer, gint16 * out);
/* A motion of the small picture in pixels of the frame, at the frame's
 * centre. */
void gst_motion_stab_picture_to_frame (const GstMotionStabPicture * picture,
    const MsMotion * motion, gdouble * dx, gdouble * dy);

G_END_DECLS
