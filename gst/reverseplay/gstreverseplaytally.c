/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

/* A record sign is small, and a few of its lines tell its colour. */
#define LINES_MAX 16

/* Sums over the pixels that were read, in the components' own scale. */
typedef struct
{
  guint64 sum[3];               /* without the alpha that comes first */
  guint64 n;
} Sums;

static void
add_line (Sums * sums, const guint8 * line, gboolean wide,
    const RpRegion * region)
{
  guint x, c;

  for (x = region->x; x < region->x + region->width; x++) {
    for (c = 0; c < 3; c++) {
      if (wide)
        sums->sum[c] += ((const guint16 *) (gconstpointer) line)[4 * x + 1 + c];
      else
        sums->sum[c] += line[4 * x + 1 + c];
    }
  }
  sums->n += region->width;
}

static void
add_lines (Sums * sums, const GstVideoFrame * frame, const RpRegion * region)
{
  const GstVideoInfo *info = &frame->info;
  const GstVideoFormatInfo *finfo = info->finfo;
  gboolean wide = GST_VIDEO_FORMAT_INFO_BITS (gst_video_format_get_info
      (finfo->unpack_format)) > 8;
  guint lines = MIN (region->height, LINES_MAX), i;
  guint width = region->x + region->width;
  /* Some formats come in groups of pixels. */
  guint8 *line = g_malloc (((gsize) width + 16) * 8);
  GstVideoPackFlags flags = GST_VIDEO_INFO_INTERLACE_MODE (info)
      == GST_VIDEO_INTERLACE_MODE_INTERLEAVED ? GST_VIDEO_PACK_FLAG_INTERLACED
      : GST_VIDEO_PACK_FLAG_NONE;

  for (i = 0; i < lines; i++) {
    guint y = region->y + (2 * i + 1) * region->height / (2 * lines);

    /* Of alternate fields each has every other line. */
    y = (guint) ((guint64) y * (guint) GST_VIDEO_INFO_FIELD_HEIGHT (info)
        / (guint) GST_VIDEO_INFO_HEIGHT (info));
    finfo->unpack_func (finfo, flags, line, frame->data, info->stride, 0,
        (gint) y, (gint) width);
    add_line (sums, line, wide, region);
  }
  g_free (line);
}

static RpColour
colour_of_mean (const GstVideoInfo * info, const gdouble mean[3])
{
  const GstVideoFormatInfo *unpacked =
      gst_video_format_get_info (info->finfo->unpack_format);
  gint offset[GST_VIDEO_MAX_COMPONENTS], scale[GST_VIDEO_MAX_COMPONENTS], c;
  gdouble value[3], kr, kb;
  RpColour colour;

  gst_video_color_range_offsets (info->colorimetry.range, unpacked, offset,
      scale);
  for (c = 0; c < 3; c++)
    value[c] = (mean[c] - offset[c]) / scale[c];
  if (!GST_VIDEO_FORMAT_INFO_IS_YUV (unpacked)) {
    colour.r = CLAMP (value[0], 0.0, 1.0);
    colour.g = CLAMP (value[1], 0.0, 1.0);
    colour.b = CLAMP (value[2], 0.0, 1.0);
    return colour;
  }
  if (!gst_video_color_matrix_get_Kr_Kb (info->colorimetry.matrix, &kr, &kb))
    gst_video_color_matrix_get_Kr_Kb (GST_VIDEO_INFO_HEIGHT (info) > 576
        ? GST_VIDEO_COLOR_MATRIX_BT709 : GST_VIDEO_COLOR_MATRIX_BT601, &kr,
        &kb);
  return rp_colour_from_yuv (value[0], value[1], value[2], kr, kb);
}

gboolean
gst_reverse_play_region_colour (GstBuffer * buffer, const GstVideoInfo * info,
    const RpRegion * region, RpColour * colour)
{
  Sums sums = { {0, 0, 0}, 0 };
  GstVideoFrame frame;
  gdouble mean[3];
  guint c;

  if (!info->finfo->unpack_func
      || !gst_video_frame_map (&frame, info, buffer, GST_MAP_READ))
    return FALSE;
  add_lines (&sums, &frame, region);
  gst_video_frame_unmap (&frame);

  for (c = 0; c < 3; c++)
    mean[c] = (gdouble) sums.sum[c] / (gdouble) sums.n;
  *colour = colour_of_mean (info, mean);
  return TRUE;
}
