/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * MsShrink: brightness of a frame, row by row, averaged down to the small
 * picture that is analysed.
 *
 * Each pixel of the small picture is the mean of a block of pixels, in 1/16 of an
 * 8-bit step: 0 to 4095. What is left at the right and the bottom of a frame that
 * the factors do not divide is not looked at.
 *
 * No heap use per frame. One thread at a time.
 */

/* How brightness lies in a row of memory. */
typedef enum
{
  MS_ROW_8,                     /* a byte every @step bytes */
  MS_ROW_16LE,                  /* 16 bits every @step bytes, full at @bits */
  MS_ROW_16BE,
  MS_ROW_V210,                  /* 10 bits in words of 32, 4:2:2 */
  MS_ROW_RGB8,                  /* bytes at offset[0..2] every @step bytes */
  MS_ROW_RGB16,                 /* 16 bits of the machine's order, likewise */
} MsRowKind;

typedef struct
{
  MsRowKind kind;
  guint step;                   /* bytes from pixel to pixel */
  guint bits;                   /* of MS_ROW_16*: 8 to 16; the low ones are used */
  guint offset[3];              /* bytes to R, G and B */
} MsRowFormat;

typedef struct _MsShrink MsShrink;

/* How many columns and rows make one of the small picture. */
typedef struct
{
  guint x, y;                   /* 1 to 64 */
} MsFactors;

/* What brings a frame (or a field) of @width x @height to about
 * @analysis_height rows; 0 = what was found best, about 270. @aspect is the width
 * of a pixel over its height (a field's pixels are half as wide as high: 0.5),
 * so that the pixels of the small picture are as square as can be. The small
 * picture has 1024 x 512 pixels at most. */
void ms_shrink_choose (MsFactors * factors, guint width, guint height,
    gdouble aspect, guint analysis_height);

MsShrink *ms_shrink_new (guint width, guint height, const MsFactors * factors);
void ms_shrink_free (MsShrink * shrink);
guint ms_shrink_get_width (const MsShrink * shrink);
guint ms_shrink_get_height (const MsShrink * shrink);

/* Rows from the top down, each of the width that new() was told; the small
 * picture is written to @out, width x height of it without padding, as rows
 * come. @n rows, @stride bytes from one to the next. Rows beyond the last whole
 * block are ignored. */
void ms_shrink_begin (MsShrink * shrink, gint16 * out);
void ms_shrink_add_rows (MsShrink * shrink, const MsRowFormat * format,
    const guint8 * row, gssize stride, guint n);

G_END_DECLS
