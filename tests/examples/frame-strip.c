/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "frame-strip.h"

#define CELL_WIDTH 8
#define CELL_HEIGHT 12
#define MARGIN 8
#define CELLS 32

#define BLACK 16
#define WHITE 235
#define MIDDLE 126

gboolean
frame_strip_fits (const GstVideoInfo * info)
{
  return GST_VIDEO_INFO_IS_YUV (info)
      && GST_VIDEO_INFO_COMP_DEPTH (info, 0) == 8
      && GST_VIDEO_INFO_WIDTH (info) >= CELLS * CELL_WIDTH + 2 * MARGIN
      && GST_VIDEO_INFO_HEIGHT (info) >= CELL_HEIGHT + 2 * MARGIN;
}

static guint8 *
luma_at (const GstVideoFrame * frame, gint x, gint y)
{
  guint8 *data = GST_VIDEO_FRAME_COMP_DATA (frame, 0);
  gssize stride = GST_VIDEO_FRAME_COMP_STRIDE (frame, 0);
  gssize step = GST_VIDEO_FRAME_COMP_PSTRIDE (frame, 0);

  return data + y * stride + x * step;
}

static gint
strip_top (const GstVideoFrame * frame)
{
  return GST_VIDEO_FRAME_HEIGHT (frame) - MARGIN - CELL_HEIGHT;
}

/* Never the same bits as a black or a white strip. */
static guint
check_bits (guint number)
{
  return (0xa5 ^ number ^ (number >> 8) ^ (number >> 16)) & 0xff;
}

static void
draw_cell (GstVideoFrame * frame, gint cell, gboolean white)
{
  gint left = MARGIN + cell * CELL_WIDTH, top = strip_top (frame);
  gint x, y;

  for (y = top; y < top + CELL_HEIGHT; y++) {
    for (x = left; x < left + CELL_WIDTH; x++)
      *luma_at (frame, x, y) = white ? WHITE : BLACK;
  }
}

void
frame_strip_draw (GstVideoFrame * frame, guint number)
{
  guint bits = number << 8 | check_bits (number);
  gint cell;

  g_return_if_fail (number <= FRAME_STRIP_MAX);

  for (cell = 0; cell < CELLS; cell++)
    draw_cell (frame, cell, bits >> (CELLS - 1 - cell) & 1);
}

/* The middle of a cell, away from what a codec or a scaler smears. */
static gboolean
read_cell (const GstVideoFrame * frame, gint cell)
{
  gint x = MARGIN + cell * CELL_WIDTH + CELL_WIDTH / 2;
  gint y = strip_top (frame) + CELL_HEIGHT / 2;
  gint sum = *luma_at (frame, x, y) + *luma_at (frame, x - 1, y)
      + *luma_at (frame, x, y - 1) + *luma_at (frame, x - 1, y - 1);

  return sum > 4 * MIDDLE;
}

gboolean
frame_strip_read (const GstVideoFrame * frame, guint * number)
{
  guint bits = 0;
  gint cell;

  for (cell = 0; cell < CELLS; cell++)
    bits = bits << 1 | (read_cell (frame, cell) ? 1 : 0);

  *number = bits >> 8;
  return check_bits (*number) == (bits & 0xff);
}
