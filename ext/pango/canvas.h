/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/video/video.h>

#include "screen.h"

G_BEGIN_DECLS

/*
 * OvCanvas: rectangles and images onto frames of one format and size.
 *
 * Pixels are reached by the format's own pack and unpack functions and by the
 * video overlay composition, so every raw format is drawn on. Those work on
 * whole lines; here they are shown a frame that is only as wide as what is
 * drawn, wherever the format lets one start in the middle of a line.
 */
typedef struct
{
  GstVideoInfo info;
  gboolean is_rgb, is_deep;     /* of what the format unpacks to */
  gint group;                   /* pixels that belong together, 0 = the line */
  gint group_bytes;             /* of such a group where components share it */
  gint chroma_x, chroma_y;      /* pixels that share a colour */
  gdouble kr, kb;
  gint offset[4], scale[4];     /* of the components, luma first */
  gpointer line;                /* one, unpacked */
} OvCanvas;

/* An image at a place of the picture. */
typedef struct
{
  GstVideoOverlayComposition *composition;
  gint x, width;
} OvImage;

void ov_canvas_init (OvCanvas * canvas, const GstVideoInfo * info);
void ov_canvas_clear (OvCanvas * canvas);

/* What is drawn on is a copy. */
gboolean ov_canvas_copy (OvCanvas * canvas, GstVideoFrame * to,
    const GstVideoFrame * from);
/* Opaque; cut at the frame's borders, and as much larger as it takes to give
 * pixels that share a colour the same one. */
void ov_canvas_fill (OvCanvas * canvas, GstVideoFrame * frame,
    const OvRect * rect);

/* @pixels: native-endian ARGB with the alpha multiplied in, taken. */
OvImage ov_canvas_image (OvCanvas * canvas, guint8 * pixels,
    const OvRect * place);
void ov_image_clear (OvImage * image);
void ov_canvas_blend (OvCanvas * canvas, GstVideoFrame * frame,
    const OvImage * image);

G_END_DECLS
