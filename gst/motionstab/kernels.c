/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "kernels.h"

#ifdef MS_CLONES
#define VECTORS __attribute__ ((target_clones ("avx2", "default")))
#else
#define VECTORS
#endif

/* A step that is known is a loop that can be vectorised. */
#define FOR_STEP(step, code) \
  switch (step) { \
    case 1: { enum { STEP = 1 }; code; break; } \
    case 2: { enum { STEP = 2 }; code; break; } \
    case 3: { enum { STEP = 3 }; code; break; } \
    case 4: { enum { STEP = 4 }; code; break; } \
    case 6: { enum { STEP = 6 }; code; break; } \
    case 8: { enum { STEP = 8 }; code; break; } \
    default: { const gsize STEP = step; code; break; } \
  }

VECTORS void
MS_KERNEL (add_row_8) (guint32 * acc, const guint8 * row, guint n, guint step)
{
  gsize i;

  FOR_STEP (step, for (i = 0; i < n; i++) acc[i] += row[i * STEP]);
}

VECTORS void
MS_KERNEL (add_row_8_dense) (guint16 * acc, const guint8 * row, guint n)
{
  guint i;

  for (i = 0; i < n; i++)
    acc[i] = (guint16) (acc[i] + row[i]);
}

/* Two neighbours are two halves of one number, whatever the order of bytes. */
static inline guint16
sum_halves_16 (const guint8 * p)
{
  guint16 v;

  memcpy (&v, p, sizeof (v));
  return (guint16) ((v & 0xff) + (v >> 8));
}

VECTORS void
MS_KERNEL (add_rows_8_pairs) (guint16 * acc, const guint8 * row,
    const guint8 * second, guint n)
{
  gsize i;

  for (i = 0; i < n; i++)
    acc[i] = (guint16) (acc[i] + sum_halves_16 (row + 2 * i) +
        sum_halves_16 (second + 2 * i));
}

VECTORS void
MS_KERNEL (add_row_16_pairs) (guint32 * acc, const guint8 * row, guint n)
{
  guint32 v;
  gsize i;

  for (i = 0; i < n; i++) {
    memcpy (&v, row + 4 * i, sizeof (v));
    acc[i] += (v & 0xffff) + (v >> 16);
  }
}

#define LE16(p) ((guint32) (p)[0] | (guint32) (p)[1] << 8)
#define BE16(p) ((guint32) (p)[1] | (guint32) (p)[0] << 8)

VECTORS void
MS_KERNEL (add_row_16le) (guint32 * acc, const guint8 * row, guint n,
    guint step)
{
  gsize i;

  FOR_STEP (step, for (i = 0; i < n; i++) acc[i] += LE16 (row + i * STEP));
}

VECTORS void
MS_KERNEL (add_row_16be) (guint32 * acc, const guint8 * row, guint n,
    guint step)
{
  gsize i;

  FOR_STEP (step, for (i = 0; i < n; i++) acc[i] += BE16 (row + i * STEP));
}

/* BT.709's 0.2126, 0.7152 and 0.0722 of 256 */
#define BRIGHTNESS(r, g, b) (54 * (guint32) (r) + 183 * (guint32) (g) + \
    19 * (guint32) (b))

VECTORS void
MS_KERNEL (add_row_rgb8) (guint32 * acc, const guint8 * row, guint n,
    guint step, const guint offset[3])
{
  const guint8 * r = row + offset[0];
  const guint8 *g = row + offset[1];
  const guint8 *b = row + offset[2];
  gsize i;

  FOR_STEP (step, for (i = 0; i < n; i++)
      acc[i] += BRIGHTNESS (r[i * STEP], g[i * STEP], b[i * STEP]));
}

static inline guint32
read_16 (const guint8 * p)
{
  guint16 v;

  memcpy (&v, p, sizeof (v));
  return v;
}

VECTORS void
MS_KERNEL (add_row_rgb16) (guint32 * acc, const guint8 * row, guint n,
    guint step, const guint offset[3])
{
  gsize i;

  for (i = 0; i < n; i++) {
    const guint8 *p = row + i * step;

    acc[i] += BRIGHTNESS (read_16 (p + offset[0]), read_16 (p + offset[1]),
        read_16 (p + offset[2])) >> 8;
  }
}

/* Three numbers in a word, low bits first. Six pixels are in four words:
 * Cb Y Cr, Y Cb Y, Cr Y Cb, Y Cr Y. */
VECTORS void
MS_KERNEL (add_row_v210) (guint32 * middle, guint32 * outer,
    const guint8 * row, guint n)
{
  gsize i;

  for (i = 0; i < n; i++) {
    guint32 w;

    memcpy (&w, row + 4 * i, sizeof (w));
    w = GUINT32_FROM_LE (w);
    middle[i] += w >> 10 & 0x3ff;
    outer[i] += (w & 0x3ff) | (w >> 4 & 0x3ff0000);
  }
}

void
MS_KERNEL (unpack_v210) (guint32 * sums, const guint32 * middle,
    const guint32 * outer, guint n)
{
  guint i;

  for (i = 0; i < n; i += 4) {
    *sums++ = middle[i];
    *sums++ = outer[i + 1] & 0xffff;
    *sums++ = outer[i + 1] >> 16;
    *sums++ = middle[i + 2];
    *sums++ = outer[i + 3] & 0xffff;
    *sums++ = outer[i + 3] >> 16;
  }
}

/* Two neighbours are the halves of a number twice as long, which stands in their
 * place then: nothing has to be moved. */
static inline void
sum_halves_in_place_32 (gpointer acc, guint n)
{
  guint32 v;
  gsize i;

  for (i = 0; i < n; i++) {
    memcpy (&v, (guint8 *) acc + 4 * i, sizeof (v));
    v = (v & 0xffff) + (v >> 16);
    memcpy ((guint8 *) acc + 4 * i, &v, sizeof (v));
  }
}

static inline void
sum_halves_in_place_64 (gpointer acc, guint n)
{
  guint64 v;
  gsize i;

  for (i = 0; i < n; i++) {
    memcpy (&v, (guint8 *) acc + 8 * i, sizeof (v));
    v = (v & 0xffffffff) + (v >> 32);
    memcpy ((guint8 *) acc + 8 * i, &v, sizeof (v));
  }
}

/* Samples of 10 bits may have more than 10 bits in them: what a frame holds is
 * not to be trusted, and all else relies on these being 12 bits. */
#define SCALE(sum, scale) \
  ((gint16) MIN (((sum) * (guint64) (scale) + (1 << 23)) >> 24, MS_MAX_PIXEL))

#define SUM_COLUMNS(type) \
  for (i = 0; i < n; i++) { \
    guint64 sum = 0; \
    type v; \
    for (k = 0; k < factor; k++) { \
      memcpy (&v, (const guint8 *) acc + sizeof (v) * ((gsize) i * factor + k), \
          sizeof (v)); \
      sum += v; \
    } \
    out[i] = SCALE (sum, scale); \
  }

/* One sum per column is left: of bytes, so that 32 bits hold the product. */
#define SCALE_COLUMNS(type) \
  for (i = 0; i < n; i++) { \
    type v; \
    memcpy (&v, (const guint8 *) acc + sizeof (v) * (gsize) i, sizeof (v)); \
    out[i] = (gint16) (((guint32) v * (scale >> 8) + (1 << 15)) >> 16); \
  }

VECTORS void
MS_KERNEL (sum_columns_16) (gint16 * out, guint16 * acc, guint n,
    guint factor, guint32 scale)
{
  guint i, k;

  if (factor % 2 != 0) {
    SUM_COLUMNS (guint16);
    return;
  }
  sum_halves_in_place_32 (acc, n * factor / 2);
  factor /= 2;
  if (factor == 1) {
    SCALE_COLUMNS (guint32);
    return;
  }
  if (factor % 2 != 0) {
    SUM_COLUMNS (guint32);
    return;
  }
  sum_halves_in_place_64 (acc, n * factor / 2);
  factor /= 2;
  if (factor == 1) {
    SCALE_COLUMNS (guint64);
    return;
  }
  SUM_COLUMNS (guint64);
}

VECTORS void
MS_KERNEL (sum_columns_32) (gint16 * out, guint32 * acc, guint n,
    guint factor, guint32 scale)
{
  guint i, k;

  if (factor % 2 == 0) {
    sum_halves_in_place_64 (acc, n * factor / 2);
    factor /= 2;
    SUM_COLUMNS (guint64);
  } else {
    SUM_COLUMNS (guint32);
  }
}

static inline void
smooth_row (gint16 * restrict out, const gint16 * restrict above,
    const gint16 * restrict row, const gint16 * restrict below, guint width)
{
  guint x;

  for (x = 1; x + 1 < width; x++) {
    gint32 left = above[x - 1] + 2 * row[x - 1] + below[x - 1];
    gint32 middle = above[x] + 2 * row[x] + below[x];
    gint32 right = above[x + 1] + 2 * row[x + 1] + below[x + 1];

    out[x] = (gint16) ((left + 2 * middle + right + 8) >> 4);
  }
}

VECTORS void
MS_KERNEL (smooth) (gint16 * out, const gint16 * in, guint width, guint height)
{
  guint y;

  memcpy (out, in, (gsize) width * height * sizeof (gint16));
  for (y = 1; y + 1 < height; y++) {
    const gint16 *row = in + (gsize) y * width;

    smooth_row (out + (gsize) y * width, row - width, row, row + width, width);
  }
}

VECTORS void
MS_KERNEL (halve) (gint16 * out, const gint16 * in, guint width, guint height,
    guint stride)
{
  guint x, y;

  for (y = 0; y < height; y++) {
    const gint16 *upper = in + (gsize) 2 * y * stride;
    const gint16 *lower = upper + stride;

    for (x = 0; x < width; x++)
      out[x] = (gint16) ((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] +
              lower[2 * x + 1] + 2) >> 2);
    out += width;
  }
}

VECTORS void
MS_KERNEL (gradient) (gint16 * gx, gint16 * gy, const gint16 * in, guint width,
    guint height)
{
  guint x, y;

  for (y = 0; y < height; y++) {
    const gint16 *row = in + (gsize) y * width;
    const gint16 *above = y > 0 ? row - width : row;
    const gint16 *below = y + 1 < height ? row + width : row;
    gint16 *to_x = gx + (gsize) y * width;
    gint16 *to_y = gy + (gsize) y * width;

    for (x = 0; x < width; x++)
      to_y[x] = (gint16) (below[x] - above[x]);
    for (x = 1; x + 1 < width; x++)
      to_x[x] = (gint16) (row[x + 1] - row[x - 1]);
    to_x[0] = to_x[width - 1] = 0;
  }
}

VECTORS guint32
MS_KERNEL (difference) (const gint16 * a, guint a_stride, const gint16 * b,
    guint b_stride, guint width, guint height, gint16 cap)
{
  guint32 sum = 0;
  guint x, y;

  for (y = 0; y < height; y++) {
    for (x = 0; x < width; x++) {
      gint16 d = (gint16) (a[x] - b[x]);

      d = d < 0 ? (gint16) - d : d;
      sum += (guint32) (d < cap ? d : cap);
    }
    a += a_stride;
    b += b_stride;
  }
  return sum;
}

/* No sum of so many products of two numbers of 12 bits leaves 32 bits. */
#define CHUNK 256

static inline void
sum_texture (MsTexture * t, const gint16 * a, const gint16 * gx,
    const gint16 * gy, guint n)
{
  gint32 gxgx = 0, gxgy = 0, gygy = 0, gxa = 0, gya = 0, aa = 0;
  gint32 sx = 0, sy = 0, sa = 0;
  guint i;

  for (i = 0; i < n; i++) {
    gxgx += gx[i] * gx[i];
    gxgy += gx[i] * gy[i];
    gygy += gy[i] * gy[i];
  }
  for (i = 0; i < n; i++) {
    gxa += gx[i] * a[i];
    gya += gy[i] * a[i];
    aa += a[i] * a[i];
  }
  for (i = 0; i < n; i++) {
    sx += gx[i];
    sy += gy[i];
    sa += a[i];
  }
  t->gxgx += gxgx;
  t->gxgy += gxgy;
  t->gygy += gygy;
  t->gxa += gxa;
  t->gya += gya;
  t->aa += aa;
  t->gx += sx;
  t->gy += sy;
  t->a += sa;
}

/* The pitch of a patch is 8, 16 or 24: loops of a known length. */
#define FOR_PITCH(pitch, code) \
  switch (pitch) { \
    case 24: { enum { PITCH = 24 }; code; break; } \
    case 16: { enum { PITCH = 16 }; code; break; } \
    default: { enum { PITCH = 8 }; code; break; } \
  }

/* Beyond the patch's width, too. */
static inline void
fill_row (gint16 * restrict a, gint16 * restrict gx, gint16 * restrict gy,
    const gint16 * restrict p, guint stride, const guint pitch)
{
  const gint16 *left = p - 1, *right = p + 1;
  const gint16 *above = p - stride, *below = p + stride;
  guint x;

  for (x = 0; x < pitch; x++) {
    a[x] = (gint16) (p[x] - MS_MIDDLE);
    gx[x] = (gint16) ((right[x] - left[x]) >> 1);
    gy[x] = (gint16) ((below[x] - above[x]) >> 1);
  }
}

static inline void
clear_filling (gint16 * row, guint width, guint pitch)
{
  for (; width < pitch; width++)
    row[width] = 0;
}

VECTORS void
MS_KERNEL (patch_fill) (MsPatch * patch, const gint16 * pixels, guint stride,
    guint width, guint height)
{
  guint pitch = (width + 7) & ~7u;
  guint i, n = pitch * height, y;

  patch->width = width;
  patch->height = height;
  patch->pitch = pitch;
  for (y = 0; y < height; y++) {
    const gint16 *p = pixels + (gsize) y * stride;
    gint16 *a = patch->a + y * pitch;
    gint16 *gx = patch->gx + y * pitch, *gy = patch->gy + y * pitch;

    FOR_PITCH (pitch, fill_row (a, gx, gy, p, stride, PITCH));
    clear_filling (a, width, pitch);
    clear_filling (gx, width, pitch);
    clear_filling (gy, width, pitch);
  }

  memset (&patch->texture, 0, sizeof (patch->texture));
  for (i = 0; i + CHUNK <= n; i += CHUNK)
    sum_texture (&patch->texture, patch->a + i, patch->gx + i, patch->gy + i,
        CHUNK);
  sum_texture (&patch->texture, patch->a + i, patch->gx + i, patch->gy + i,
      n - i);
}

static inline void
beside_row (gint16 * restrict e, const gint16 * restrict a,
    const gint16 * restrict p, guint stride, const guint pitch,
    const gint16 w[4])
{
  const gint16 *right = p + 1, *below = p + stride, *both = below + 1;
  const gint16 w0 = w[0], w1 = w[1], w2 = w[2], w3 = w[3];
  guint x;

  for (x = 0; x < pitch; x++) {
    gint32 v = p[x] * w0 + right[x] * w1 + below[x] * w2 + both[x] * w3;
    gint16 d = (gint16) (((v + 2048) >> 12) - MS_MIDDLE - a[x]);

    d = d < 2047 ? d : 2047;
    e[x] = d > -2047 ? d : -2047;
  }
}

static inline void
sum_difference (MsDifference * s, const gint16 * e, const gint16 * a,
    const gint16 * gx, const gint16 * gy, guint n)
{
  gint32 gxe = 0, gye = 0, ae = 0, ee = 0, se = 0;
  guint i;

  for (i = 0; i < n; i++) {
    gxe += gx[i] * e[i];
    gye += gy[i] * e[i];
    ae += a[i] * e[i];
    ee += e[i] * e[i];
  }
  for (i = 0; i < n; i++)
    se += e[i];
  s->gxe += gxe;
  s->gye += gye;
  s->ae += ae;
  s->ee += ee;
  s->e += se;
}

VECTORS void
MS_KERNEL (patch_compare) (MsDifference * difference, const MsPatch * patch,
    const gint16 * pixels, guint stride, guint fx, guint fy)
{
  const gint16 w[4] = {
    (gint16) ((64 - fx) * (64 - fy)), (gint16) (fx * (64 - fy)),
    (gint16) ((64 - fx) * fy), (gint16) (fx * fy)
  };
  gint16 e[MS_PATCH_SIZE];
  guint i, n = patch->pitch * patch->height, y;

  for (y = 0; y < patch->height; y++) {
    guint at = y * patch->pitch;

    FOR_PITCH (patch->pitch, beside_row (e + at, patch->a + at,
            pixels + (gsize) y * stride, stride, PITCH, w));
    clear_filling (e + at, patch->width, patch->pitch);
  }

  memset (difference, 0, sizeof (*difference));
  for (i = 0; i + CHUNK <= n; i += CHUNK)
    sum_difference (difference, e + i, patch->a + i, patch->gx + i,
        patch->gy + i, CHUNK);
  sum_difference (difference, e + i, patch->a + i, patch->gx + i,
      patch->gy + i, n - i);
}

VECTORS gfloat
MS_KERNEL (disagreement) (const MsVotes * votes, const gfloat l[4],
    gfloat tolerance, gfloat cap)
{
  gfloat lanes[MS_LANES] = {0};
  gfloat sum = 0;
  guint i, k;

  for (i = 0; i < votes->n; i += MS_LANES) {
    const gfloat *x = votes->x + i, *y = votes->y + i;
    const gfloat *u = votes->u + i, *v = votes->v + i;
    const gfloat *xx = votes->xx + i, *yy = votes->yy + i;
    const gfloat *trust = votes->trust + i;

    for (k = 0; k < MS_LANES; k++) {
      gfloat ru = u[k] - (l[0] + l[2] * x[k] - l[3] * y[k]);
      gfloat rv = v[k] - (l[1] + l[3] * x[k] + l[2] * y[k]);
      gfloat z = (ru * ru + rv * rv) / (tolerance * tolerance + xx[k] + yy[k]);

      lanes[k] += trust[k] * (z < cap ? z : cap);
    }
  }
  for (k = 0; k < MS_LANES; k++)
    sum += lanes[k];
  return sum;
}

VECTORS void
MS_KERNEL (vote) (MsVoteSums * sums, MsVotes * votes, const gfloat l[4],
    gfloat spread, gfloat floor, gfloat tukey)
{
  gfloat lanes[16][MS_LANES] = {{0}};
  gfloat *to = (gfloat *) sums;
  guint i, j, k;

  for (i = 0; i < votes->n; i += MS_LANES) {
    const gfloat *px = votes->x + i, *py = votes->y + i;
    const gfloat *pu = votes->u + i, *pv = votes->v + i;
    const gfloat *pxx = votes->xx + i, *pyy = votes->yy + i;
    const gfloat *pxy = votes->xy + i, *trust = votes->trust + i;
    gfloat *weight = votes->weight + i;

    for (k = 0; k < MS_LANES; k++) {
      gfloat x = px[k], y = py[k];
      gfloat ru = pu[k] - (l[0] + l[2] * x - l[3] * y);
      gfloat rv = pv[k] - (l[1] + l[3] * x + l[2] * y);
      gfloat xx = pxx[k] + spread * spread, yy = pyy[k] + spread * spread;
      gfloat xy = pxy[k];
      gfloat z = (yy * ru * ru - 2 * xy * ru * rv + xx * rv * rv) /
          (xx * yy - xy * xy);
      gfloat t = 1 - z / (tukey * tukey);
      gfloat w = t > 0 ? trust[k] * t * t : 0;
      gfloat det, wx, wy, wxy, su, sv;

      weight[k] = w;
      xx = pxx[k] + floor * floor;
      yy = pyy[k] + floor * floor;
      det = w / (xx * yy - xy * xy);
      wx = yy * det;
      wy = xx * det;
      wxy = -xy * det;
      su = wx * pu[k] + wxy * pv[k];
      sv = wxy * pu[k] + wy * pv[k];

      lanes[0][k] += wx;
      lanes[1][k] += wxy;
      lanes[2][k] += wy;
      lanes[3][k] += wx * x + wxy * y;
      lanes[4][k] += wxy * x - wx * y;
      lanes[5][k] += wxy * x + wy * y;
      lanes[6][k] += wy * x - wxy * y;
      lanes[7][k] += wx * x * x + 2 * wxy * x * y + wy * y * y;
      lanes[8][k] += (wy - wx) * x * y + wxy * (x * x - y * y);
      lanes[9][k] += wx * y * y - 2 * wxy * x * y + wy * x * x;
      lanes[10][k] += su;
      lanes[11][k] += sv;
      lanes[12][k] += x * su + y * sv;
      lanes[13][k] += x * sv - y * su;
      lanes[14][k] += w * (ru * ru + rv * rv) / 2;
      lanes[15][k] += w;
    }
  }
  for (j = 0; j < 16; j++) {
    to[j] = 0;
    for (k = 0; k < MS_LANES; k++)
      to[j] += lanes[j][k];
  }
}
