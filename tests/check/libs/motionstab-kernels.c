/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The loops of motionstab: whatever vectors they are made with, what they say is
 * what they say one number after the other, to the bit. Buffers end where what
 * may be read ends, so that valgrind and the sanitizers see who reads on. */
#include <gst/check/gstcheck.h>

#include <string.h>

#include <motionstab/kernels.h>

#define KERNELS(with) \
  with (add_row_8) with (add_row_8_dense) with (add_rows_8_pairs) \
  with (add_row_16le) with (add_row_16be) with (add_row_rgb8) \
  with (add_row_rgb16) with (add_row_v210) with (unpack_v210) \
  with (add_row_16_pairs) with (smooth) with (sum_columns_16) \
  with (sum_columns_32) with (halve) with (gradient) with (difference) \
  with (patch_fill) with (patch_compare) with (disagreement) with (vote)

/* kernels.c once more: without vectors, and without a choice of machines, which
 * is what the build for the oldest of them does. */
#define DECLARE(name) \
  extern __typeof__ (ms_##name) ms_##name##_scalar, ms_##name##_plain;
KERNELS (DECLARE);

typedef struct
{
#define FIELD(name) __typeof__ (&ms_##name) name;
  KERNELS (FIELD);
} Kernels;

#define BUILT(name) ms_##name,
#define PLAIN(name) ms_##name##_plain,
#define SCALAR(name) ms_##name##_scalar,
static const Kernels vectors[] = { {KERNELS (BUILT)}, {KERNELS (PLAIN)} };

static const Kernels scalar = { KERNELS (SCALAR) };

#define FOR_VECTORS(k) for (k = vectors; k < vectors + G_N_ELEMENTS (vectors); \
    k++)

/* Around what vectors take at a time, and as wide as pictures are */
static const guint widths[] = { 0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33,
  63, 65, 100, 257, 1021
};

static const guint steps[] =
    { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  16, 17, 64
};

/* Every run does the same. */
static guint32 random_state;

static guint32
next_random (void)
{
  random_state = random_state * 1664525u + 1013904223u;
  return random_state >> 8;
}

static gint
random_between (gint least, gint most)
{
  return least + (gint) (next_random () % (guint) (most - least + 1));
}

static gfloat
random_float (gfloat least, gfloat most)
{
  return least + (most - least) * (gfloat) (next_random () % 65536) / 65535;
}

static guint8 *
random_bytes (gsize n)
{
  guint8 *bytes = g_malloc (MAX (n, 1));
  gsize i;

  for (i = 0; i < n; i++)
    bytes[i] = (guint8) next_random ();
  return bytes;
}

/* What a picture may hold: mostly anything, at times nothing but extremes, at
 * which sums are the largest. */
static gint16 *
random_pixels (gsize n)
{
  gint16 *pixels = g_new (gint16, n);
  gboolean extremes = next_random () % 4 == 0;
  gsize i;

  for (i = 0; i < n; i++) {
    if (extremes)
      pixels[i] = next_random () % 2 ? MS_MAX_PIXEL : 0;
    else
      pixels[i] = (gint16) random_between (0, MS_MAX_PIXEL);
  }
  return pixels;
}

static void
expect_same (gconstpointer a, gconstpointer b, gsize size, const gchar * what,
    guint n, guint step)
{
  fail_unless (size == 0
      || memcmp (a, b, size) == 0, "%s, %u of it, step %u", what, n, step);
}

static void
setup (void)
{
  random_state = 1;
}

typedef void (*AddRow) (guint32 * acc, const guint8 * row, guint n, guint step);

static void
compare_add_row (AddRow with, AddRow without, guint size, const gchar * what)
{
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (widths); i++) {
    for (j = 0; j < G_N_ELEMENTS (steps); j++) {
      guint n = widths[i], step = steps[j];
      guint8 *row;
      guint32 *a, *b;

      if (step < size)
        continue;
      row = random_bytes (n > 0 ? (gsize) (n - 1) * step + size : 0);
      a = (guint32 *) random_bytes (n * sizeof (*a));
      b = g_memdup2 (a, n * sizeof (*a));
      with (a, row, n, step);
      without (b, row, n, step);
      expect_same (a, b, n * sizeof (*a), what, n, step);
      g_free (a);
      g_free (b);
      g_free (row);
    }
  }
}

GST_START_TEST (test_rows_of_every_step)
{
  const Kernels *k;

  FOR_VECTORS (k) {
    compare_add_row (k->add_row_8, scalar.add_row_8, 1, "8");
    compare_add_row (k->add_row_16le, scalar.add_row_16le, 2, "16le");
    compare_add_row (k->add_row_16be, scalar.add_row_16be, 2, "16be");
  }
}

GST_END_TEST;

typedef void (*AddColours) (guint32 * acc, const guint8 * row, guint n,
    guint step, const guint offset[3]);

/* In each order of three or four components of @size bytes. */
static void
compare_add_colours (AddColours with, AddColours without, guint size,
    const gchar * what)
{
  static const guint orders[][3] =
      { {0, 1, 2}, {2, 1, 0}, {1, 2, 3}, {3, 2, 1} };
  guint i, j, k;

  for (i = 0; i < G_N_ELEMENTS (widths); i++) {
    for (j = 0; j < G_N_ELEMENTS (steps); j++) {
      for (k = 0; k < G_N_ELEMENTS (orders); k++) {
        guint n = widths[i], step = steps[j];
        guint offset[3] = { orders[k][0] * size, orders[k][1] * size,
          orders[k][2] * size
        };
        guint end = (k < 2 ? 3 : 4) * size;
        guint8 *row;
        guint32 *a, *b;

        if (step < end)
          continue;
        row = random_bytes (n > 0 ? (gsize) (n - 1) * step + end : 0);
        a = (guint32 *) random_bytes (n * sizeof (*a));
        b = g_memdup2 (a, n * sizeof (*a));
        with (a, row, n, step, offset);
        without (b, row, n, step, offset);
        expect_same (a, b, n * sizeof (*a), what, n, step);
        g_free (a);
        g_free (b);
        g_free (row);
      }
    }
  }
}

GST_START_TEST (test_rows_of_colours)
{
  const Kernels *k;

  FOR_VECTORS (k) {
    compare_add_colours (k->add_row_rgb8, scalar.add_row_rgb8, 1, "rgb8");
    compare_add_colours (k->add_row_rgb16, scalar.add_row_rgb16, 2, "rgb16");
  }
}

GST_END_TEST;

/* White is 65280 of 8 bits and as good as 65535 of 16. */
GST_START_TEST (test_white_is_white_in_colours)
{
  static const guint offset8[] = { 0, 1, 2 }, offset16[] = { 0, 2, 4 };
  guint8 white[6];
  guint32 sum = 0;

  memset (white, 0xff, sizeof (white));
  ms_add_row_rgb8 (&sum, white, 1, 3, offset8);
  fail_unless_equals_int (sum, 255 * 256);
  sum = 0;
  ms_add_row_rgb16 (&sum, white, 1, 6, offset16);
  fail_unless_equals_int (sum, 65535);
}

GST_END_TEST;

GST_START_TEST (test_rows_that_lie_close)
{
  const Kernels *k;
  guint i, j;

  FOR_VECTORS (k) {
    for (i = 0; i < G_N_ELEMENTS (widths); i++) {
      guint n = widths[i];
      guint16 *a = g_new0 (guint16, n), *b = g_new0 (guint16, n);

      /* as many of them as 16 bits can hold */
      for (j = 0; j < 257; j++) {
        guint8 *row = random_bytes (n);

        if (j < 128 && n > 0)
          memset (row, 0xff, n);
        k->add_row_8_dense (a, row, n);
        scalar.add_row_8_dense (b, row, n);
        g_free (row);
      }
      expect_same (a, b, n * sizeof (*a), "dense", n, 1);
      g_free (a);
      g_free (b);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_two_rows_in_pairs)
{
  const Kernels *k;
  guint i;

  FOR_VECTORS (k) {
    for (i = 0; i < G_N_ELEMENTS (widths); i++) {
      guint n = widths[i];
      guint8 *row = random_bytes (2 * n), *second = random_bytes (2 * n);
      guint16 *a = (guint16 *) random_bytes (2 * n);
      guint16 *b = g_memdup2 (a, 2 * n);

      k->add_rows_8_pairs (a, row, second, n);
      scalar.add_rows_8_pairs (b, row, second, n);
      expect_same (a, b, n * sizeof (*a), "pairs", n, 2);
      g_free (a);
      g_free (b);
      g_free (row);
      g_free (second);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_words_of_v210)
{
  const Kernels *k;
  guint n;

  FOR_VECTORS (k) {
    for (n = 4; n <= 100; n += 4) {
      gsize bytes = n * sizeof (guint32);
      guint8 *row = random_bytes (bytes);
      guint32 *a = (guint32 *) random_bytes (2 * bytes);
      guint32 *b = g_memdup2 (a, 2 * bytes);
      guint32 *sums_a = g_new0 (guint32, n / 4 * 6);
      guint32 *sums_b = g_new0 (guint32, n / 4 * 6);

      k->add_row_v210 (a, a + n, row, n);
      scalar.add_row_v210 (b, b + n, row, n);
      expect_same (a, b, 2 * bytes, "v210", n, 0);
      k->unpack_v210 (sums_a, a, a + n, n);
      scalar.unpack_v210 (sums_b, b, b + n, n);
      expect_same (sums_a, sums_b, n / 4 * 6 * sizeof (guint32), "sums of v210",
          n, 0);
      g_free (sums_a);
      g_free (sums_b);
      g_free (a);
      g_free (b);
      g_free (row);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_pairs_of_16_bits)
{
  const Kernels *k;
  guint i;

  FOR_VECTORS (k) {
    for (i = 0; i < G_N_ELEMENTS (widths); i++) {
      guint n = widths[i];
      guint8 *row = random_bytes (4 * n);
      guint32 *a = (guint32 *) random_bytes (4 * n);
      guint32 *b = g_memdup2 (a, 4 * n);

      k->add_row_16_pairs (a, row, n);
      scalar.add_row_16_pairs (b, row, n);
      expect_same (a, b, 4 * n, "pairs of 16 bits", n, 0);
      g_free (a);
      g_free (b);
      g_free (row);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_smoothing)
{
  const Kernels *k;
  guint i, height;

  FOR_VECTORS (k) {
    for (i = 1; i < G_N_ELEMENTS (widths); i++) {
      for (height = 1; height < 6; height++) {
        gsize n = (gsize) widths[i] * height;
        gint16 *in = random_pixels (n);
        gint16 *a = g_new0 (gint16, n), *b = g_new0 (gint16, n);

        k->smooth (a, in, widths[i], height);
        scalar.smooth (b, in, widths[i], height);
        expect_same (a, b, n * sizeof (*a), "smooth", widths[i], height);
        g_free (in);
        g_free (a);
        g_free (b);
      }
    }
  }
}

GST_END_TEST;

/* Sums of 16 bits are all that there can be, of 32 bits as large as a block of
 * 64 rows of 16 bits makes them, and beyond: what stands in the sums are numbers
 * out of a file. */
GST_START_TEST (test_columns)
{
  static const guint counts[] = { 0, 1, 2, 3, 7, 8, 17, 33, 120 };
  const Kernels *k;
  guint i, factor;

  FOR_VECTORS (k) {
    for (i = 0; i < G_N_ELEMENTS (counts); i++) {
      for (factor = 1; factor <= 64; factor += factor < 17 ? 1 : 47) {
        guint n = counts[i], in = n * factor, j;
        guint32 scale = (1 << 28) / (factor * factor);
        guint16 *a16 = (guint16 *) random_bytes (in * 2);
        guint16 *b16 = g_memdup2 (a16, in * 2);
        guint32 *a32 = (guint32 *) random_bytes (in * 4);
        guint32 *b32;
        gint16 *a = g_new0 (gint16, n), *b = g_new0 (gint16, n);

        for (j = 0; j < in; j++)
          a32[j] %= 1 << (j % 2 ? 22 : 23);
        b32 = g_memdup2 (a32, in * 4);

        k->sum_columns_16 (a, a16, n, factor, scale);
        scalar.sum_columns_16 (b, b16, n, factor, scale);
        expect_same (a, b, n * sizeof (*a), "columns of 16", n, factor);
        k->sum_columns_32 (a, a32, n, factor, scale >> 8);
        scalar.sum_columns_32 (b, b32, n, factor, scale >> 8);
        expect_same (a, b, n * sizeof (*a), "columns of 32", n, factor);
        for (j = 0; j < n; j++)
          fail_unless (a[j] >= 0 && a[j] <= MS_MAX_PIXEL, "%d", a[j]);
        g_free (a16);
        g_free (b16);
        g_free (a32);
        g_free (b32);
        g_free (a);
        g_free (b);
      }
    }
  }
}

GST_END_TEST;

static const guint sides[] = { 1, 2, 3, 7, 8, 9, 16, 17, 33, 60, 120 };

GST_START_TEST (test_halves)
{
  const Kernels *k;
  guint i, j, odd;

  FOR_VECTORS (k) {
    for (i = 0; i < G_N_ELEMENTS (sides); i++) {
      for (j = 0; j < G_N_ELEMENTS (sides); j++) {
        for (odd = 0; odd < 2; odd++) {
          guint w = sides[i], h = sides[j], stride = 2 * w + odd;
          gint16 *in = random_pixels ((gsize) stride * 2 * h);
          gint16 *a = g_new (gint16, w * h), *b = g_new (gint16, w * h);

          k->halve (a, in, w, h, stride);
          scalar.halve (b, in, w, h, stride);
          expect_same (a, b, w * h * sizeof (*a), "halve", w, h);
          g_free (a);
          g_free (b);
          g_free (in);
        }
      }
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_gradients)
{
  const Kernels *k;
  guint i, j;

  FOR_VECTORS (k) {
    for (i = 0; i < G_N_ELEMENTS (sides); i++) {
      for (j = 0; j < G_N_ELEMENTS (sides); j++) {
        guint w = sides[i], h = sides[j];
        gint16 *in = random_pixels (w * h);
        gint16 *a = g_new (gint16, 2 * w * h), *b = g_new (gint16, 2 * w * h);

        k->gradient (a, a + w * h, in, w, h);
        scalar.gradient (b, b + w * h, in, w, h);
        expect_same (a, b, 2 * w * h * sizeof (*a), "gradient", w, h);
        g_free (a);
        g_free (b);
        g_free (in);
      }
    }
  }
}

GST_END_TEST;

/* Of brightness and of gradients, of what is cut out of a larger picture, too. */
GST_START_TEST (test_differences)
{
  static const gint16 caps[] = { 0, 1, 40, 5000, G_MAXINT16 };
  const Kernels *k;
  guint i, j, c;

  FOR_VECTORS (k) {
    for (i = 0; i < G_N_ELEMENTS (sides); i++) {
      for (j = 0; j < G_N_ELEMENTS (sides); j++) {
        for (c = 0; c < G_N_ELEMENTS (caps); c++) {
          guint w = sides[i], h = sides[j], more = next_random () % 5;
          gsize n = (gsize) (w + more) * (h - 1) + w, p;
          gint16 *a = random_pixels (n), *b = random_pixels ((gsize) w * h);

          for (p = 0; p < n && j % 2; p++)
            a[p] = (gint16) (a[p] - MS_MAX_PIXEL / 2) * 2;
          fail_unless_equals_int (k->difference (a, w + more, b, w, w, h,
                  caps[c]), scalar.difference (a, w + more, b, w, w, h,
                  caps[c]));
          g_free (a);
          g_free (b);
        }
      }
    }
  }
}

GST_END_TEST;

/* A picture in which a patch of @width x @height lies so that nothing else may
 * be read than what the header says: one around it, and up to eight to its
 * right. */
typedef struct
{
  guint stride;
  gint16 *picture;
  const gint16 *pixels;
} Spot;

static void
spot_init (Spot * spot, guint width, guint height, guint more)
{
  gsize n;

  spot->stride = width + 2 + more;
  n = (gsize) spot->stride * (height + 1) + 1 + width + 8;
  spot->picture = random_pixels (n);
  spot->pixels = spot->picture + spot->stride + 1;
}

/* What the sums have to be, in numbers that are large enough for anything. */
static void
expect_texture (const MsPatch * patch, const Spot * spot)
{
  const MsTexture *t = &patch->texture;
  gint64 gxgx = 0, gxgy = 0, gygy = 0, gxa = 0, gya = 0, aa = 0;
  gint64 sx = 0, sy = 0, sa = 0;
  guint x, y;

  for (y = 0; y < patch->height; y++) {
    for (x = 0; x < patch->width; x++) {
      const gint16 *p = spot->pixels + y * spot->stride + x;
      gint64 a = *p - MS_MIDDLE;
      gint64 gx = (p[1] - p[-1]) >> 1;
      gint64 gy = (p[spot->stride] - p[-(gssize) spot->stride]) >> 1;

      gxgx += gx * gx;
      gxgy += gx * gy;
      gygy += gy * gy;
      gxa += gx * a;
      gya += gy * a;
      aa += a * a;
      sx += gx;
      sy += gy;
      sa += a;
    }
  }
  fail_unless (t->gxgx == gxgx && t->gxgy == gxgy && t->gygy == gygy
      && t->gxa == gxa && t->gya == gya && t->aa == aa && t->gx == sx
      && t->gy == sy && t->a == sa, "%u x %u", patch->width, patch->height);
}

static void
expect_difference (const MsDifference * d, const MsPatch * patch,
    const Spot * spot, guint fx, guint fy)
{
  gint64 gxe = 0, gye = 0, ae = 0, se = 0, ee = 0;
  guint x, y;

  for (y = 0; y < patch->height; y++) {
    for (x = 0; x < patch->width; x++) {
      const gint16 *p = spot->pixels + y * spot->stride + x;
      const gint16 *q = p + spot->stride;
      guint at = y * patch->pitch + x;
      gint64 v = p[0] * (64 - fx) * (64 - fy) + p[1] * fx * (64 - fy) +
          q[0] * (64 - fx) * fy + q[1] * fx * fy;
      gint64 e = ((v + 2048) >> 12) - MS_MIDDLE - patch->a[at];

      e = CLAMP (e, -2047, 2047);
      gxe += patch->gx[at] * e;
      gye += patch->gy[at] * e;
      ae += patch->a[at] * e;
      se += e;
      ee += e * e;
    }
  }
  fail_unless (d->gxe == gxe && d->gye == gye && d->ae == ae && d->e == se
      && d->ee == ee, "%u x %u, %u %u", patch->width, patch->height, fx, fy);
}

GST_START_TEST (test_patches)
{
  const Kernels *k;
  guint width, height;

  FOR_VECTORS (k) {
    for (width = 1; width <= MS_PATCH_SIDE; width++) {
      for (height = 1; height <= MS_PATCH_SIDE; height++) {
        MsPatch a, b;
        Spot spot;

        memset (&a, 0x5a, sizeof (a));
        memset (&b, 0x5a, sizeof (b));
        spot_init (&spot, width, height, next_random () % 9);
        k->patch_fill (&a, spot.pixels, spot.stride, width, height);
        scalar.patch_fill (&b, spot.pixels, spot.stride, width, height);
        expect_same (&a, &b, sizeof (a), "patch", width, height);
        expect_texture (&a, &spot);
        g_free (spot.picture);
      }
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_patches_beside_another_picture)
{
  const Kernels *k;
  guint width, height, i;

  FOR_VECTORS (k) {
    for (width = 1; width <= MS_PATCH_SIDE; width++) {
      for (height = 1; height <= MS_PATCH_SIDE; height++) {
        for (i = 0; i < 4; i++) {
          guint fx = i == 0 ? 0 : next_random () % 64;
          guint fy = i == 1 ? 63 : next_random () % 64;
          MsDifference a, b;
          MsPatch patch;
          Spot last, now;

          spot_init (&last, width, height, 0);
          spot_init (&now, width, height, next_random () % 9);
          scalar.patch_fill (&patch, last.pixels, last.stride, width, height);
          k->patch_compare (&a, &patch, now.pixels, now.stride, fx, fy);
          scalar.patch_compare (&b, &patch, now.pixels, now.stride, fx, fy);
          expect_same (&a, &b, sizeof (a), "difference", width, height);
          expect_difference (&a, &patch, &now, fx, fy);
          g_free (last.picture);
          g_free (now.picture);
        }
      }
    }
  }
}

GST_END_TEST;

/* Tiles of which some saw something else, and some nothing. */
static MsVotes *
random_votes (guint n)
{
  MsVotes *votes = g_new0 (MsVotes, 1);
  guint i;

  votes->n = n;
  for (i = 0; i < n; i++) {
    gfloat wild = next_random () % 4 == 0 ? 50.f : 0.3f;

    votes->x[i] = random_float (-3, 3);
    votes->y[i] = random_float (-2, 2);
    votes->u[i] = random_float (-wild, wild);
    votes->v[i] = random_float (-wild, wild);
    votes->xx[i] = random_float (0, 0.1f);
    votes->yy[i] = random_float (0, 0.1f);
    votes->xy[i] = random_float (-1, 1) * MIN (votes->xx[i], votes->yy[i]);
    votes->trust[i] = next_random () % 8 == 0 ? 0 : random_float (0, 1);
  }
  return votes;
}

GST_START_TEST (test_votes)
{
  const Kernels *k;
  guint n, i;

  FOR_VECTORS (k) {
    for (n = 0; n <= MS_MAX_VOTES; n += n < 256 ? 8 : 448) {
      for (i = 0; i < 4; i++) {
        MsVotes *votes = random_votes (n);
        MsVotes *a = g_memdup2 (votes, sizeof (*votes));
        gfloat l[4] = { random_float (-2, 2), random_float (-2, 2),
          random_float (-0.5, 0.5), random_float (-0.5, 0.5)
        };
        gfloat spread = random_float (0.04f, 2), d, e;
        MsVoteSums s, t;

        d = k->disagreement (a, l, spread, 9);
        e = scalar.disagreement (votes, l, spread, 9);
        expect_same (&d, &e, sizeof (d), "disagreement", n, i);
        k->vote (&s, a, l, spread, 0.05f, 4.685f);
        scalar.vote (&t, votes, l, spread, 0.05f, 4.685f);
        expect_same (&s, &t, sizeof (s), "sums of votes", n, i);
        expect_same (a, votes, sizeof (*a), "weights", n, i);
        g_free (votes);
        g_free (a);
      }
    }
  }
}

GST_END_TEST;

static Suite *
motionstab_kernels_suite (void)
{
  Suite *s = suite_create ("motionstab-kernels");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, NULL);
  tcase_add_test (tc, test_rows_of_every_step);
  tcase_add_test (tc, test_rows_of_colours);
  tcase_add_test (tc, test_white_is_white_in_colours);
  tcase_add_test (tc, test_rows_that_lie_close);
  tcase_add_test (tc, test_two_rows_in_pairs);
  tcase_add_test (tc, test_words_of_v210);
  tcase_add_test (tc, test_pairs_of_16_bits);
  tcase_add_test (tc, test_smoothing);
  tcase_add_test (tc, test_columns);
  tcase_add_test (tc, test_halves);
  tcase_add_test (tc, test_gradients);
  tcase_add_test (tc, test_differences);
  tcase_add_test (tc, test_patches);
  tcase_add_test (tc, test_patches_beside_another_picture);
  tcase_add_test (tc, test_votes);
  return s;
}

GST_CHECK_MAIN (motionstab_kernels);
