/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "canvas.h"

#include <string.h>

/* Some unpack functions write whole groups beyond the end. */
#define LINE_SLACK 64

/* --- colours --------------------------------------------------------------- */

static void
init_colours (OvCanvas * canvas)
{
  const GstVideoInfo *info = &canvas->info;
  const GstVideoFormatInfo *unpacked =
      gst_video_format_get_info (info->finfo->unpack_format);
  GstVideoColorMatrix matrix = info->colorimetry.matrix;
  GstVideoColorRange range = info->colorimetry.range;

  canvas->is_rgb = GST_VIDEO_FORMAT_INFO_IS_RGB (unpacked);
  canvas->is_deep = GST_VIDEO_FORMAT_INFO_DEPTH (unpacked, 0) > 8;
  if (range == GST_VIDEO_COLOR_RANGE_UNKNOWN)
    range = GST_VIDEO_COLOR_RANGE_16_235;
  gst_video_color_range_offsets (range, unpacked, canvas->offset,
      canvas->scale);
  if (matrix == GST_VIDEO_COLOR_MATRIX_RGB
      || !gst_video_color_matrix_get_Kr_Kb (matrix, &canvas->kr, &canvas->kb))
    gst_video_color_matrix_get_Kr_Kb (info->height > 576 ?
        GST_VIDEO_COLOR_MATRIX_BT709 : GST_VIDEO_COLOR_MATRIX_BT601,
        &canvas->kr, &canvas->kb);
}

static gint
component (const OvCanvas * canvas, guint i, gdouble value)
{
  gint n = (gint) (canvas->offset[i] + value * canvas->scale[i] + 0.5);

  return CLAMP (n, 0, canvas->is_deep ? 0xffff : 0xff);
}

/* As the format unpacks: alpha, then luma and chroma or red, green, blue. */
static void
convert_colour (const OvCanvas * canvas, OvColour colour, gint values[4])
{
  gdouble r = (colour >> 16 & 0xff) / 255.0, g = (colour >> 8 & 0xff) / 255.0,
      b = (colour & 0xff) / 255.0;
  gint full = canvas->is_deep ? 0xffff : 0xff;
  gdouble y;

  values[0] = full;
  if (canvas->is_rgb) {
    values[1] = (gint) (r * full + 0.5);
    values[2] = (gint) (g * full + 0.5);
    values[3] = (gint) (b * full + 0.5);
    return;
  }
  y = canvas->kr * r + (1.0 - canvas->kr - canvas->kb) * g + canvas->kb * b;
  values[1] = component (canvas, 0, y);
  values[2] = component (canvas, 1, (b - y) / (1.0 - canvas->kb) / 2.0);
  values[3] = component (canvas, 2, (r - y) / (1.0 - canvas->kr) / 2.0);
}

/* --- part of a frame ------------------------------------------------------- */

/* Where a line may be entered, and where not at all: at components that have
 * no place of their own, and in tiles. */
static void
init_groups (OvCanvas * canvas)
{
  const GstVideoFormatInfo *finfo = canvas->info.finfo;
  guint i, sub = 0, sub_y = 0;

  for (i = 0; i < finfo->n_components; i++) {
    sub = MAX (sub, finfo->w_sub[i]);
    sub_y = MAX (sub_y, finfo->h_sub[i]);
  }
  canvas->chroma_x = 1 << sub;
  canvas->chroma_y = 1 << sub_y;
  canvas->group = canvas->group_bytes = 0;
  if (finfo->format == GST_VIDEO_FORMAT_v210) {
    canvas->group = 6;
    canvas->group_bytes = 16;
    return;
  }
  if (GST_VIDEO_FORMAT_INFO_IS_TILED (finfo))
    return;
  for (i = 0; i < finfo->n_components; i++) {
    if (finfo->pixel_stride[i] <= 0)
      return;
  }
  canvas->group = 1 << sub;
}

/* The next group's border below @x, and above. */
static gint
floor_to_group (const OvCanvas * canvas, gint x)
{
  return canvas->group ? x - x % canvas->group : 0;
}

static gint
ceil_to_group (const OvCanvas * canvas, gint x)
{
  gint width = canvas->info.width;

  if (!canvas->group)
    return width;
  return MIN ((x + canvas->group - 1) / canvas->group * canvas->group, width);
}

/* A palette is a component as well, but not along the line. */
static guint
n_moving_components (const OvCanvas * canvas)
{
  if (!canvas->group)
    return 0;
  return GST_VIDEO_FORMAT_INFO_HAS_PALETTE (canvas->info.finfo) ? 1
      : canvas->info.finfo->n_components;
}

/* Of @frame what lies from @x on, @width pixels of each line. Both are
 * borders of groups. */
static GstVideoFrame
part_of (const OvCanvas * canvas, const GstVideoFrame * frame, gint x,
    gint width)
{
  const GstVideoFormatInfo *finfo = canvas->info.finfo;
  GstVideoFrame part = *frame;
  gboolean is_moved[GST_VIDEO_MAX_PLANES] = { FALSE, };
  guint i;

  part.info.width = width;
  if (canvas->group_bytes) {
    part.data[0] = (guint8 *) part.data[0]
        + x / canvas->group * canvas->group_bytes;
    return part;
  }
  for (i = 0; i < n_moving_components (canvas); i++) {
    guint plane = finfo->plane[i];

    /* components that share a plane move together */
    if (!is_moved[plane])
      part.data[plane] = (guint8 *) part.data[plane]
          + (x >> finfo->w_sub[i]) * finfo->pixel_stride[i];
    is_moved[plane] = TRUE;
  }
  return part;
}

static void
unpack_line (const OvCanvas * canvas, const GstVideoFrame * frame, gint y,
    gint width)
{
  const GstVideoFormatInfo *finfo = frame->info.finfo;

  finfo->unpack_func (finfo, GST_VIDEO_PACK_FLAG_NONE, canvas->line,
      frame->data, frame->info.stride, 0, y, width);
}

static void
pack_line (const OvCanvas * canvas, GstVideoFrame * frame, gint y, gint width)
{
  const GstVideoFormatInfo *finfo = frame->info.finfo;

  finfo->pack_func (finfo, GST_VIDEO_PACK_FLAG_NONE, canvas->line, 0,
      frame->data, frame->info.stride, frame->info.chroma_site, y, width);
}

/* --- drawing --------------------------------------------------------------- */

/* A format packs with a palette of its own, which need not be the picture's:
 * all of the picture has to change over to that one. */
static gboolean
copy_palette_frame (OvCanvas * canvas, GstVideoFrame * to,
    const GstVideoFrame * from)
{
  gsize size = 0;
  gconstpointer palette =
      gst_video_format_get_palette (GST_VIDEO_FRAME_FORMAT (to), &size);
  gint y;

  if (!palette)
    return FALSE;
  memcpy (to->data[1], palette, size);

  for (y = 0; y < canvas->info.height; y++) {
    unpack_line (canvas, from, y, canvas->info.width);
    pack_line (canvas, to, y, canvas->info.width);
  }
  return TRUE;
}

gboolean
ov_canvas_copy (OvCanvas * canvas, GstVideoFrame * to,
    const GstVideoFrame * from)
{
  if (GST_VIDEO_FORMAT_INFO_HAS_PALETTE (canvas->info.finfo))
    return copy_palette_frame (canvas, to, from);
  return gst_video_frame_copy (to, from);
}

static void
colour_line (OvCanvas * canvas, gint x, gint width, const gint values[4])
{
  gint i, c;

  for (i = x; i < x + width; i++) {
    for (c = 0; c < 4; c++) {
      if (canvas->is_deep)
        ((guint16 *) canvas->line)[4 * i + c] = (guint16) values[c];
      else
        ((guint8 *) canvas->line)[4 * i + c] = (guint8) values[c];
    }
  }
}

/* From @from to @to in steps of @step, between 0 and @max. */
static void
widen (gint * from, gint * to, gint step, gint max)
{
  *from = CLAMP (*from, 0, max);
  *to = CLAMP (*to, *from, max);
  if (*to == *from)
    return;
  *from -= *from % step;
  *to = MIN ((*to + step - 1) / step * step, max);
}

static void
fill_lines (OvCanvas * canvas, GstVideoFrame * frame, gint left, gint right,
    gint top, gint bottom, const gint values[4])
{
  gint start = floor_to_group (canvas, left);
  gint width = ceil_to_group (canvas, right) - start, y;
  gboolean is_whole = start == left && width == right - left;
  GstVideoFrame part = part_of (canvas, frame, start, width);

  if (is_whole)
    colour_line (canvas, 0, width, values);
  for (y = top; y < bottom; y++) {
    if (!is_whole) {
      unpack_line (canvas, &part, y, width);
      colour_line (canvas, left - start, right - left, values);
    }
    pack_line (canvas, &part, y, width);
  }
}

void
ov_canvas_fill (OvCanvas * canvas, GstVideoFrame * frame, const OvRect * rect)
{
  gint left = rect->x, right = rect->x + rect->width;
  gint top = rect->y, bottom = rect->y + rect->height;
  gint values[4];

  widen (&left, &right, canvas->chroma_x, canvas->info.width);
  widen (&top, &bottom, canvas->chroma_y, canvas->info.height);
  if (right == left)
    return;
  convert_colour (canvas, rect->colour, values);
  fill_lines (canvas, frame, left, right, top, bottom, values);
}

/* --- images ---------------------------------------------------------------- */

static OvColour
unmultiply (guint32 pixel)
{
  guint a = pixel >> 24, r = pixel >> 16 & 0xff, g = pixel >> 8 & 0xff,
      b = pixel & 0xff;

  if (a == 0)
    return 0;
  r = MIN ((r * 255 + a / 2) / a, 255);
  g = MIN ((g * 255 + a / 2) / a, 255);
  b = MIN ((b * 255 + a / 2) / a, 255);
  return a << 24 | r << 16 | g << 8 | b;
}

/* The overlay library converts to YUV at each blending, and by the same matrix
 * whatever the frame's is: here it is done once, by the frame's. */
static void
convert_pixels (const OvCanvas * canvas, guint8 * pixels, gsize n)
{
  OvCanvas eight = *canvas;
  guint32 last = 0;
  gint values[4] = { 0, 0, 0, 0 };
  gsize i;
  guint c;

  if (canvas->is_deep) {
    eight.is_deep = FALSE;
    for (c = 0; c < 4; c++) {
      eight.offset[c] = canvas->offset[c] >> 8;
      eight.scale[c] = canvas->scale[c] >> 8;
    }
  }
  for (i = 0; i < n; i++) {
    guint32 pixel;

    memcpy (&pixel, pixels + 4 * i, 4);
    /* most pixels are like the one before */
    if (pixel != last) {
      convert_colour (&eight, unmultiply (pixel), values);
      last = pixel;
    }
    pixels[4 * i] = (guint8) (pixel >> 24);
    pixels[4 * i + 1] = (guint8) values[1];
    pixels[4 * i + 2] = (guint8) values[2];
    pixels[4 * i + 3] = (guint8) values[3];
  }
}

OvImage
ov_canvas_image (OvCanvas * canvas, guint8 * pixels, const OvRect * place)
{
  gsize n = (gsize) place->width * (gsize) place->height;
  GstVideoFormat format = GST_VIDEO_OVERLAY_COMPOSITION_FORMAT_RGB;
  GstVideoOverlayFormatFlags flags =
      GST_VIDEO_OVERLAY_FORMAT_FLAG_PREMULTIPLIED_ALPHA;
  GstVideoOverlayRectangle *rectangle;
  GstBuffer *buffer;
  OvImage image;

  if (!canvas->is_rgb) {
    convert_pixels (canvas, pixels, n);
    format = GST_VIDEO_OVERLAY_COMPOSITION_FORMAT_YUV;
    flags = GST_VIDEO_OVERLAY_FORMAT_FLAG_NONE;
  }
  buffer = gst_buffer_new_wrapped (pixels, 4 * n);
  gst_buffer_add_video_meta (buffer, GST_VIDEO_FRAME_FLAG_NONE, format,
      (guint) place->width, (guint) place->height);
  image.x = floor_to_group (canvas, place->x);
  image.width = ceil_to_group (canvas, place->x + place->width) - image.x;
  rectangle = gst_video_overlay_rectangle_new_raw (buffer, place->x - image.x,
      place->y, (guint) place->width, (guint) place->height, flags);
  image.composition = gst_video_overlay_composition_new (rectangle);
  gst_video_overlay_rectangle_unref (rectangle);
  gst_buffer_unref (buffer);
  return image;
}

void
ov_image_clear (OvImage * image)
{
  g_clear_pointer (&image->composition, gst_video_overlay_composition_unref);
}

void
ov_canvas_blend (OvCanvas * canvas, GstVideoFrame * frame,
    const OvImage * image)
{
  GstVideoFrame part = part_of (canvas, frame, image->x, image->width);

  gst_video_overlay_composition_blend (image->composition, &part);
}

/* --- life ------------------------------------------------------------------ */

void
ov_canvas_init (OvCanvas * canvas, const GstVideoInfo * info)
{
  canvas->info = *info;
  init_colours (canvas);
  init_groups (canvas);
  canvas->line = g_malloc0_n ((gsize) info->width + LINE_SLACK, 8);
}

void
ov_canvas_clear (OvCanvas * canvas)
{
  g_clear_pointer (&canvas->line, g_free);
}
