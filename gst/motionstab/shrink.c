/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <math.h>
#include <string.h>

#include "kernels.h"
#include "shrink.h"

#define BEST_HEIGHT 270
#define MAX_FACTOR 64
#define MAX_WIDTH 1024
#define MAX_HEIGHT 512

/* So many bytes add up to 16 bits at most */
#define MAX_DENSE_BLOCK 257

struct _MsShrink
{
  MsFactors factors;
  guint width, height;          /* of the small picture */
  guint columns;                /* of a row that are looked at */

  /* The sums of the block's rows so far: in dense where 16 bits hold them, by
   * words of v210 in middle and outer */
  guint32 *sums, *middle, *outer;
  guint16 *dense;
  gboolean is_dense, is_v210;
  guint per_sum;                /* columns that a sum is of: 1 or 2 */
  guint8 *no_row;               /* of 0 */
  guint bits;                   /* of what was summed up */

  gint16 *out;                  /* the row that is made next */
  guint rows;                   /* in the block so far */
  guint rows_out;
};

/* The picture shall have BEST_HEIGHT rows, but a blow-up of nothing helps. */
void
ms_shrink_choose (MsFactors * factors, guint width, guint height,
    gdouble aspect, guint analysis_height)
{
  gdouble wanted = analysis_height > 0 ? analysis_height : BEST_HEIGHT;
  gdouble y = floor (height / wanted + 0.5);
  gdouble x;

  y = MAX (y, ceil (height / (gdouble) MAX_HEIGHT));
  y = CLAMP (y, 1, MAX_FACTOR);
  x = floor (y / (aspect > 0 ? aspect : 1) + 0.5);
  x = MAX (x, ceil (width / (gdouble) MAX_WIDTH));
  factors->x = (guint) CLAMP (x, 1, MIN (MAX_FACTOR, MAX (width, 1)));
  factors->y = (guint) MIN (y, MAX (height, 1));
}

/* v210 has six columns in four words. */
static guint
words_of (guint columns)
{
  return (columns + 5) / 6 * 4;
}

MsShrink *
ms_shrink_new (guint width, guint height, const MsFactors * factors)
{
  MsShrink *shrink = g_new0 (MsShrink, 1);

  g_return_val_if_fail (factors->x >= 1 && factors->x <= MAX_FACTOR, NULL);
  g_return_val_if_fail (factors->y >= 1 && factors->y <= MAX_FACTOR, NULL);
  shrink->factors = *factors;
  shrink->width = width / factors->x;
  shrink->height = height / factors->y;
  shrink->columns = shrink->width * factors->x;
  /* v210 comes in groups of six */
  shrink->sums = g_new0 (guint32, shrink->columns + 6);
  shrink->dense = g_new0 (guint16, shrink->columns + 6);
  shrink->middle = g_new0 (guint32, words_of (shrink->columns));
  shrink->outer = g_new0 (guint32, words_of (shrink->columns));
  shrink->no_row = g_new0 (guint8, shrink->columns + 6);
  return shrink;
}

void
ms_shrink_free (MsShrink * shrink)
{
  g_free (shrink->sums);
  g_free (shrink->dense);
  g_free (shrink->middle);
  g_free (shrink->outer);
  g_free (shrink->no_row);
  g_free (shrink);
}

guint
ms_shrink_get_width (const MsShrink * shrink)
{
  return shrink->width;
}

guint
ms_shrink_get_height (const MsShrink * shrink)
{
  return shrink->height;
}

static void
clear_sums (MsShrink * shrink)
{
  memset (shrink->sums, 0, (shrink->columns + 6) * sizeof (guint32));
  memset (shrink->dense, 0, (shrink->columns + 6) * sizeof (guint16));
  if (shrink->is_v210) {
    memset (shrink->middle, 0, words_of (shrink->columns) * sizeof (guint32));
    memset (shrink->outer, 0, words_of (shrink->columns) * sizeof (guint32));
  }
  shrink->is_dense = shrink->is_v210 = FALSE;
  shrink->per_sum = 1;
  shrink->rows = 0;
}

void
ms_shrink_begin (MsShrink * shrink, gint16 * out)
{
  shrink->out = out;
  shrink->rows_out = 0;
  clear_sums (shrink);
}

static gboolean
is_dense (const MsShrink * shrink, const MsRowFormat * format)
{
  return format->kind == MS_ROW_8 && format->step == 1 &&
      shrink->factors.x * shrink->factors.y <= MAX_DENSE_BLOCK;
}

/* The most common case, and most of the memory that is read. Returns how many
 * rows were added. */
static guint
add_dense (MsShrink * shrink, const guint8 * row, gssize stride, guint n)
{
  shrink->bits = 8;
  shrink->is_dense = TRUE;
  if (shrink->factors.x % 2 != 0) {
    ms_add_row_8_dense (shrink->dense, row, shrink->columns);
    return 1;
  }
  shrink->per_sum = 2;
  if (MIN (n, shrink->factors.y - shrink->rows) == 1) {
    ms_add_rows_8_pairs (shrink->dense, row, shrink->no_row,
        shrink->columns / 2);
    return 1;
  }
  ms_add_rows_8_pairs (shrink->dense, row, row + stride, shrink->columns / 2);
  return 2;
}

static void
add_row_16 (MsShrink * shrink, const MsRowFormat * format, const guint8 * row)
{
  const MsRowKind own = G_BYTE_ORDER == G_LITTLE_ENDIAN ? MS_ROW_16LE :
      MS_ROW_16BE;

  shrink->bits = format->bits;
  if (format->kind == own && format->step == 2 && shrink->factors.x % 2 == 0) {
    shrink->per_sum = 2;
    ms_add_row_16_pairs (shrink->sums, row, shrink->columns / 2);
  } else if (format->kind == MS_ROW_16LE) {
    ms_add_row_16le (shrink->sums, row, shrink->columns, format->step);
  } else {
    ms_add_row_16be (shrink->sums, row, shrink->columns, format->step);
  }
}

static void
add_row (MsShrink * shrink, const MsRowFormat * format, const guint8 * row)
{
  guint n = shrink->columns;

  switch (format->kind) {
    case MS_ROW_8:
      shrink->bits = 8;
      ms_add_row_8 (shrink->sums, row, n, format->step);
      break;
    case MS_ROW_16LE:
    case MS_ROW_16BE:
      add_row_16 (shrink, format, row);
      break;
    case MS_ROW_V210:
      shrink->bits = 10;
      shrink->is_v210 = TRUE;
      ms_add_row_v210 (shrink->middle, shrink->outer, row, words_of (n));
      break;
    case MS_ROW_RGB8:
      shrink->bits = 16;
      ms_add_row_rgb8 (shrink->sums, row, n, format->step, format->offset);
      break;
    case MS_ROW_RGB16:
      shrink->bits = 16;
      ms_add_row_rgb16 (shrink->sums, row, n, format->step, format->offset);
      break;
  }
}

static void
finish_block (MsShrink * shrink)
{
  guint block = shrink->factors.x * shrink->factors.y;
  /* to 12 bits */
  guint32 scale = (guint32) ((((guint64) 1 << (24 + 12)) >> shrink->bits) /
      block);

  if (shrink->is_v210)
    ms_unpack_v210 (shrink->sums, shrink->middle, shrink->outer,
        words_of (shrink->columns));
  if (shrink->is_dense)
    ms_sum_columns_16 (shrink->out, shrink->dense, shrink->width,
        shrink->factors.x / shrink->per_sum, scale);
  else
    ms_sum_columns_32 (shrink->out, shrink->sums, shrink->width,
        shrink->factors.x / shrink->per_sum, scale);

  shrink->out += shrink->width;
  shrink->rows_out++;
  clear_sums (shrink);
}

void
ms_shrink_add_rows (MsShrink * shrink, const MsRowFormat * format,
    const guint8 * row, gssize stride, guint n)
{
  while (n > 0 && shrink->rows_out < shrink->height) {
    guint done = 1;

    if (is_dense (shrink, format))
      done = add_dense (shrink, row, stride, n);
    else
      add_row (shrink, format, row);

    shrink->rows += done;
    if (shrink->rows == shrink->factors.y)
      finish_block (shrink);
    row += done * stride;
    n -= done;
  }
}
