/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The loops in which motionstab spends its time, in plain C that a compiler
 * vectorises, all of it in whole numbers: whatever the machine's vectors are, the
 * results are the same to the bit. The test compares them with the same file
 * built without vectors, under names that end in _scalar.
 */
#ifndef MS_KERNEL
#define MS_KERNEL(name) ms_##name
#endif

/* The brightest that a pixel of the small picture can be: 12 bits. White of 8
 * bits is 4080. */
#define MS_MAX_PIXEL 4095

/* A square of the last picture: its values about 0 (less MS_MIDDLE), their
 * gradients, row by row with a pitch of a multiple of 8, filled up with 0. */
#define MS_MIDDLE 2048
#define MS_PATCH_SIDE 24
#define MS_PATCH_SIZE (MS_PATCH_SIDE * MS_PATCH_SIDE)

/* Sums over a patch */
typedef struct
{
  gint64 gxgx, gxgy, gygy, gxa, gya, aa, gx, gy, a;
} MsTexture;

typedef struct
{
  guint width, height, pitch;
  gint16 a[MS_PATCH_SIZE], gx[MS_PATCH_SIZE], gy[MS_PATCH_SIZE];
  MsTexture texture;
} MsPatch;

/* Sums over a patch and e, what this picture, taken beside it, differs by from
 * the last: at most half of the range, more is not motion. */
typedef struct
{
  gint64 gxe, gye, ae, e, ee;
} MsDifference;

/* acc[i] += row[i * step]; @n pixels. */
void MS_KERNEL (add_row_8) (guint32 * acc, const guint8 * row, guint n,
    guint step);
/* The same of what lies close; up to 257 rows of it. */
void MS_KERNEL (add_row_8_dense) (guint16 * acc, const guint8 * row, guint n);
/* Likewise, two neighbours as one: acc[i] += row[2 * i] + row[2 * i + 1], and of
 * two rows in one go. */
void MS_KERNEL (add_rows_8_pairs) (guint16 * acc, const guint8 * row,
    const guint8 * second, guint n);

/* 16 bits at @row + i * @step, of either order of bytes. */
void MS_KERNEL (add_row_16le) (guint32 * acc, const guint8 * row, guint n,
    guint step);
void MS_KERNEL (add_row_16be) (guint32 * acc, const guint8 * row, guint n,
    guint step);
/* Brightness of BT.709 out of R, G and B, 16 bits of it. */
void MS_KERNEL (add_row_rgb8) (guint32 * acc, const guint8 * row, guint n,
    guint step, const guint offset[3]);
void MS_KERNEL (add_row_rgb16) (guint32 * acc, const guint8 * row, guint n,
    guint step, const guint offset[3]);
/* 16 bits of the machine's order, two neighbours as one: @n sums. */
void MS_KERNEL (add_row_16_pairs) (guint32 * acc, const guint8 * row, guint n);
/* @n words of it; of up to 64 rows. To add up words first and part them once is
 * what vectors do well. */
void MS_KERNEL (add_row_v210) (guint32 * middle, guint32 * outer,
    const guint8 * row, guint n);
/* @n a multiple of 4; 6 sums come out of 4 words. */
void MS_KERNEL (unpack_v210) (guint32 * sums, const guint32 * middle,
    const guint32 * outer, guint n);

/* out[i] = the sum of the next @factor of @acc, times @scale / 2^24, at most
 * MS_MAX_PIXEL. What is in @acc is lost. */
void MS_KERNEL (sum_columns_16) (gint16 * out, guint16 * acc, guint n,
    guint factor, guint32 scale);
void MS_KERNEL (sum_columns_32) (gint16 * out, guint32 * acc, guint n,
    guint factor, guint32 scale);

/* out = in, smoothed with 1 2 1 either way; the border's pixels as they are. */
void MS_KERNEL (smooth) (gint16 * out, const gint16 * in, guint width,
    guint height);

/* out = 2 x 2 means; @width and @height of the result, @stride of @in. */
void MS_KERNEL (halve) (gint16 * out, const gint16 * in, guint width,
    guint height, guint stride);

/* Twice the gradient by central differences, 0 at the border. */
void MS_KERNEL (gradient) (gint16 * gx, gint16 * gy, const gint16 * in,
    guint width, guint height);

/* Sum of min (|a - b|, cap) over a block. */
guint32 MS_KERNEL (difference) (const gint16 * a, guint a_stride,
    const gint16 * b, guint b_stride, guint width, guint height, gint16 cap);

/* @pixels: the first of the patch; one around it is read, and up to 8
 * to the right of it. Width and height to MS_PATCH_SIDE. */
void MS_KERNEL (patch_fill) (MsPatch * patch, const gint16 * pixels,
    guint stride, guint width, guint height);

/* @pixels of this picture, of which one column and one row more are
 * read, and up to 8 to the right; @fx and
 * @fy are the place between pixels in 1/64. */
void MS_KERNEL (patch_compare) (MsDifference * difference,
    const MsPatch * patch, const gint16 * pixels, guint stride, guint fx,
    guint fy);

/* What tiles say of a similarity
 *   u = l[0] + l[2] x - l[3] y, v = l[1] + l[3] x + l[2] y
 * @n is a multiple of MS_LANES, filled up with tiles of no trust, whose variance
 * is not 0. Sums are made lane by lane, so that vectors make the same ones. */
#define MS_LANES 8
#define MS_MAX_VOTES 2048

typedef struct
{
  guint n;
  gfloat x[MS_MAX_VOTES], y[MS_MAX_VOTES];
  gfloat u[MS_MAX_VOTES], v[MS_MAX_VOTES];
  gfloat xx[MS_MAX_VOTES], xy[MS_MAX_VOTES], yy[MS_MAX_VOTES];  /* covariance */
  gfloat trust[MS_MAX_VOTES];   /* 0 to 1: what the tile counts at most */
  gfloat weight[MS_MAX_VOTES];
} MsVotes;

/* Sum of trust * min (r^2 / (tolerance^2 + variance), cap): MSAC */
gfloat MS_KERNEL (disagreement) (const MsVotes * votes, const gfloat l[4],
    gfloat tolerance, gfloat cap);

/* A round of least squares: trust times Tukey's weights of what is left beside @l, its
 * variance being the tile's and @spread^2, are written to votes->weight; @sums
 * gets the normal equations with these weights and the tile's variance and
 * @floor^2. */
typedef struct
{
  gfloat m00, m01, m11, m02, m03, m12, m13, m22, m23, m33;
  gfloat r0, r1, r2, r3;
  gfloat squares, weights;
} MsVoteSums;

void MS_KERNEL (vote) (MsVoteSums * sums, MsVotes * votes, const gfloat l[4],
    gfloat spread, gfloat floor, gfloat tukey);

G_END_DECLS
