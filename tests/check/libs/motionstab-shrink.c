/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Frames become small pictures: each pixel is the mean of a block, of every kind
 * of rows, and nothing is read that is not the frame's. Buffers end with the
 * last pixel of the last row, so that valgrind and the sanitizers see it. */
#include <gst/check/gstcheck.h>

#include <math.h>
#include <string.h>

#include <motionstab/shrink.h>

/* How a frame lies in memory: what rows of it are, and the bytes of a pixel that
 * are looked at */
typedef struct
{
  const gchar *name;
  MsRowFormat row;
  guint size;
} Format;

static const Format formats[] = {
  {"GRAY8", {MS_ROW_8, 1, 8, {0}}, 1},
  {"YUY2", {MS_ROW_8, 2, 8, {0}}, 1},
  {"v308", {MS_ROW_8, 3, 8, {0}}, 1},
  {"AYUV", {MS_ROW_8, 4, 8, {0}}, 1},
  {"I420_10LE", {MS_ROW_16LE, 2, 10, {0}}, 2},
  {"I420_10BE", {MS_ROW_16BE, 2, 10, {0}}, 2},
  {"I420_12LE", {MS_ROW_16LE, 2, 12, {0}}, 2},
  {"I422_12BE", {MS_ROW_16BE, 2, 12, {0}}, 2},
  {"GRAY16_LE", {MS_ROW_16LE, 2, 16, {0}}, 2},
  {"GRAY16_BE", {MS_ROW_16BE, 2, 16, {0}}, 2},
  {"Y210", {MS_ROW_16LE, 4, 16, {0}}, 2},
  {"AYUV64", {MS_ROW_16LE, 8, 16, {0}}, 2},
  {"v210", {MS_ROW_V210, 0, 10, {0}}, 0},
  {"RGB", {MS_ROW_RGB8, 3, 8, {0, 1, 2}}, 3},
  {"BGRx", {MS_ROW_RGB8, 4, 8, {2, 1, 0}}, 3},
  {"xRGB", {MS_ROW_RGB8, 4, 8, {1, 2, 3}}, 4},
  {"ARGB64", {MS_ROW_RGB16, 8, 16, {2, 4, 6}}, 8},
};

static const Format *const gray = &formats[0];

typedef struct
{
  const Format *format;
  guint width, height;
  gssize stride;
  gsize row_bytes;
  guint8 *bytes;
  const guint8 *top;            /* the first row */
} Frame;

static guint32 random_state;

static guint32
next_random (void)
{
  random_state = random_state * 1664525u + 1013904223u;
  return random_state >> 8;
}

static void
setup (void)
{
  random_state = 1;
}

/* 16 bits of brightness are written as those bits that the format has. */
static void
write_16 (guint8 * p, guint value, gboolean big_endian)
{
  p[big_endian ? 1 : 0] = (guint8) value;
  p[big_endian ? 0 : 1] = (guint8) (value >> 8);
}

static void
set_pixel (const Frame * frame, guint x, guint y, guint value)
{
  const MsRowFormat *row = &frame->format->row;
  guint8 *line = (guint8 *) frame->top + (gssize) y * frame->stride;
  guint8 *p = line + (gsize) x * row->step;

  switch (row->kind) {
    case MS_ROW_8:
      *p = (guint8) (value >> 8);
      break;
    case MS_ROW_16LE:
    case MS_ROW_16BE:
      write_16 (p, value >> (16 - row->bits), row->kind == MS_ROW_16BE);
      break;
    case MS_ROW_V210:{
      static const guint word[] = { 0, 1, 1, 2, 3, 3 };
      static const guint shift[] = { 10, 0, 20, 10, 0, 20 };
      guint32 w;

      p = line + x / 6 * 16 + 4 * word[x % 6];
      memcpy (&w, p, sizeof (w));
      w = GUINT32_FROM_LE (w) & ~(0x3ffu << shift[x % 6]);
      w = GUINT32_TO_LE (w | (value >> 6) << shift[x % 6]);
      memcpy (p, &w, sizeof (w));
      break;
    }
    case MS_ROW_RGB8:
      p[row->offset[0]] = (guint8) (value >> 8);
      p[row->offset[1]] = (guint8) (value >> 3);
      p[row->offset[2]] = (guint8) value;
      break;
    case MS_ROW_RGB16:
      ((guint16 *) (p + row->offset[0]))[0] = (guint16) value;
      ((guint16 *) (p + row->offset[1]))[0] = (guint16) (value * 3);
      ((guint16 *) (p + row->offset[2]))[0] = (guint16) (value * 7);
      break;
  }
}

/* What that is of 1. */
static gdouble
get_brightness (const Frame * frame, guint value)
{
  const MsRowFormat *row = &frame->format->row;
  const gdouble r = 54 / 256., g = 183 / 256., b = 19 / 256.;

  switch (row->kind) {
    case MS_ROW_8:
      return (value >> 8) / 256.;
    case MS_ROW_16LE:
    case MS_ROW_16BE:
      return (value >> (16 - row->bits)) / (gdouble) (1 << row->bits);
    case MS_ROW_V210:
      return (value >> 6) / 1024.;
    case MS_ROW_RGB8:
      return (r * (value >> 8) + g * (value >> 3 & 0xff) +
          b * (value & 0xff)) / 256.;
    case MS_ROW_RGB16:
      return (r * value + g * (value * 3 & 0xffff) +
          b * (value * 7 & 0xffff)) / 65536.;
  }
  return 0;
}

/* @padding: bytes from row to row that are not the frame's, and are not there
 * behind the last one. @upwards: the last row lies first. */
static void
frame_init (Frame * frame, const Format * format, guint width, guint height,
    guint padding, gboolean upwards)
{
  gsize size;

  frame->format = format;
  frame->width = width;
  frame->height = height;
  if (format->row.kind == MS_ROW_V210)
    frame->row_bytes = (width + 5) / 6 * 16;
  else
    frame->row_bytes = (width - 1) * format->row.step + format->size;
  frame->stride = (gssize) (MAX (frame->row_bytes,
          (gsize) width * format->row.step) + padding);
  size = (height - 1) * (gsize) frame->stride + frame->row_bytes;
  frame->bytes = g_malloc (size);
  memset (frame->bytes, 0xa5, size);
  frame->top = frame->bytes;
  if (upwards) {
    frame->top += (height - 1) * frame->stride;
    frame->stride = -frame->stride;
  }
}

/* Hands @frame over in pieces of @piece rows; 0 = of as many as chance has it. */
static gint16 *
shrink_frame (const Frame * frame, const MsFactors * factors, guint piece)
{
  MsShrink *shrink = ms_shrink_new (frame->width, frame->height, factors);
  guint w = ms_shrink_get_width (shrink), h = ms_shrink_get_height (shrink);
  gint16 *out = g_new (gint16, w * h);
  guint y = 0;

  fail_unless_equals_int (w, frame->width / factors->x);
  fail_unless_equals_int (h, frame->height / factors->y);
  ms_shrink_begin (shrink, out);
  while (y < frame->height) {
    guint n = piece > 0 ? piece : 1 + next_random () % 5;

    n = MIN (n, frame->height - y);
    ms_shrink_add_rows (shrink, &frame->format->row, frame->top +
        (gssize) y * frame->stride, frame->stride, n);
    y += n;
  }
  ms_shrink_free (shrink);
  return out;
}

static void
fill (Frame * frame, guint * values)
{
  guint x, y;

  for (y = 0; y < frame->height; y++) {
    for (x = 0; x < frame->width; x++) {
      guint value = next_random () % 65536;

      values[y * frame->width + x] = value;
      set_pixel (frame, x, y, value);
    }
  }
}

static gdouble
mean_of_block (const Frame * frame, const guint * values, guint left, guint top,
    const MsFactors * factors)
{
  gdouble sum = 0;
  guint x, y;

  for (y = top; y < top + factors->y; y++) {
    for (x = left; x < left + factors->x; x++)
      sum += get_brightness (frame, values[y * frame->width + x]);
  }
  return sum / (factors->x * factors->y);
}

/* The mean is rounded once; it is taken with a factor in whole numbers, which
 * are not many where blocks are large and 16 bits deep; and colours of 16 bits
 * lose what is below 16 bits. */
static gdouble
tolerance (const Format * format, const MsFactors * factors)
{
  guint bits = format->row.kind >= MS_ROW_RGB8 ? 16 : format->row.bits;
  gdouble factor = exp2 (36 - bits) / (factors->x * factors->y);

  return 0.51 + 4096 / factor * (factor - floor (factor)) +
      (format->row.kind == MS_ROW_RGB16 ? 0.07 : 0);
}

static void
compare_with_means (const Format * format, guint width, guint height,
    const MsFactors * factors, guint padding, gboolean upwards, guint piece)
{
  guint *values = g_new (guint, width * height);
  guint w = width / factors->x, h = height / factors->y, x, y;
  Frame frame;
  gint16 *out;

  frame_init (&frame, format, width, height, padding, upwards);
  fill (&frame, values);
  out = shrink_frame (&frame, factors, piece);
  for (y = 0; y < h; y++) {
    for (x = 0; x < w; x++) {
      gdouble mean = 4096 * mean_of_block (&frame, values, x * factors->x,
          y * factors->y, factors);

      mean = MIN (mean, 4095);
      fail_unless (fabs (out[y * w + x] - mean) <= tolerance (format, factors),
          "%s %ux%u by %ux%u at %u, %u: %d, mean %g", format->name, width,
          height, factors->x, factors->y, x, y, out[y * w + x], mean);
    }
  }
  g_free (out);
  g_free (frame.bytes);
  g_free (values);
}

static const MsFactors all_factors[] = { {1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5},
{6, 6}, {7, 7}, {8, 8}, {9, 9}, {1, 7}, {7, 1}, {2, 1}, {1, 2}, {8, 4}, {3, 2},
{12, 5}, {16, 16}, {18, 15}, {64, 4}, {4, 64}, {64, 64}, {63, 61}, {17, 17}
};

/* Frames that the factors divide, and some that they do not */
GST_START_TEST (test_means_of_blocks_in_every_kind_of_row)
{
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (j = 0; j < G_N_ELEMENTS (all_factors); j++) {
      const MsFactors *f = &all_factors[j];

      compare_with_means (&formats[i], 3 * f->x, 2 * f->y, f, 0, FALSE,
          2 * f->y);
      compare_with_means (&formats[i], 2 * f->x + f->x - 1,
          2 * f->y + f->y / 2, f, 0, FALSE, 1000);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_strides_with_padding_and_upwards)
{
  static const MsFactors factors[] = { {1, 1}, {2, 2}, {3, 3}, {4, 4}, {8, 4} };
  guint i, j, padding;

  for (i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (j = 0; j < G_N_ELEMENTS (factors); j++) {
      for (padding = 0; padding < 40; padding += 1 + padding) {
        compare_with_means (&formats[i], 37, 17, &factors[j], 2 * padding,
            FALSE, 17);
        compare_with_means (&formats[i], 37, 17, &factors[j], 2 * padding,
            TRUE, 17);
      }
    }
  }
}

GST_END_TEST;

/* Bytes may lie anywhere: odd strides, of what is read in bytes. */
GST_START_TEST (test_odd_strides)
{
  guint i, j;

  for (i = 0; i < 4; i++) {
    for (j = 0; j < G_N_ELEMENTS (all_factors); j++) {
      const MsFactors *f = &all_factors[j];

      compare_with_means (&formats[i], 2 * f->x + 1, 2 * f->y + 1, f, 13,
          FALSE, 1000);
    }
  }
}

GST_END_TEST;

/* Two rows are added at a time where two are there: pieces end anywhere. */
GST_START_TEST (test_rows_come_in_any_pieces)
{
  static const guint pieces[] = { 1, 2, 3, 5, 7, 0, 0, 0 };
  guint i, j, k;

  for (i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (j = 0; j < G_N_ELEMENTS (all_factors); j++) {
      const MsFactors *f = &all_factors[j];

      if (f->x > 16 || f->y > 16)
        continue;
      for (k = 0; k < G_N_ELEMENTS (pieces); k++)
        compare_with_means (&formats[i], 3 * f->x, 3 * f->y + 1, f, 0, FALSE,
            pieces[k]);
    }
  }
}

GST_END_TEST;

/* Sizes that no group of pixels and no vector divides, each of them exactly as
 * large as its buffer */
GST_START_TEST (test_small_and_odd_frames)
{
  guint i, width, height;

  for (i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (width = 1; width <= 40; width++) {
      for (height = 1; height <= 5; height += 2) {
        MsFactors f = { 1 + next_random () % MIN (width, 8),
          1 + next_random () % height
        };

        compare_with_means (&formats[i], width, height, &f, 0, FALSE, 0);
      }
    }
  }
}

GST_END_TEST;

static void
expect_all (const Format * format, guint value, gint wanted)
{
  static const MsFactors factors[] = { {1, 1}, {2, 2}, {3, 3}, {8, 8}, {16, 16},
  {17, 17}, {64, 64}
  };
  guint i, x, y;

  for (i = 0; i < G_N_ELEMENTS (factors); i++) {
    const MsFactors *f = &factors[i];
    Frame frame;
    gint16 *out;

    frame_init (&frame, format, 3 * f->x, f->y, 0, FALSE);
    for (y = 0; y < frame.height; y++) {
      for (x = 0; x < frame.width; x++)
        set_pixel (&frame, x, y, value);
    }
    out = shrink_frame (&frame, f, f->y);
    for (x = 0; x < 3; x++)
      fail_unless (ABS (out[x] - wanted) <= 1, "%s, blocks of %u: %d is not %d",
          format->name, f->x, out[x], wanted);
    g_free (out);
    g_free (frame.bytes);
  }
}

/* Where sums are largest: white is white, of whatever bits. */
GST_START_TEST (test_black_and_white_of_large_blocks)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (formats); i++) {
    expect_all (&formats[i], 0, 0);
    if (formats[i].row.kind < MS_ROW_RGB8)
      expect_all (&formats[i], 0xffff, formats[i].row.bits == 8 ? 4080 :
          formats[i].row.bits == 10 ? 4092 : 4095);
  }
}

GST_END_TEST;

/* What stands above the bits of a sample is rubbish that somebody sent: the
 * estimator relies on pixels of 12 bits. */
GST_START_TEST (test_samples_that_are_too_large)
{
  const MsFactors factors = { 2, 2 };
  const Format *format = &formats[4];
  Frame frame;
  gint16 *out;
  guint i;

  fail_unless_equals_int (format->row.bits, 10);
  frame_init (&frame, format, 64, 16, 0, FALSE);
  for (i = 0; i < 64 * 16 * 2; i++)
    frame.bytes[i] = (guint8) (0xff - next_random () % 3);
  out = shrink_frame (&frame, &factors, 16);
  for (i = 0; i < 32 * 8; i++)
    fail_unless_equals_int (out[i], 4095);
  g_free (out);
  g_free (frame.bytes);
}

GST_END_TEST;

/* A frame that was given up half way leaves nothing behind. */
GST_START_TEST (test_begin_starts_anew)
{
  const MsFactors factors = { 4, 4 };
  MsShrink *shrink = ms_shrink_new (40, 16, &factors);
  guint8 white[40 * 3], black[40 * 16] = { 0 };
  gint16 out[10 * 4];
  guint i;

  memset (white, 0xff, sizeof (white));
  ms_shrink_begin (shrink, out);
  ms_shrink_add_rows (shrink, &gray->row, white, 40, 3);
  ms_shrink_begin (shrink, out);
  ms_shrink_add_rows (shrink, &gray->row, black, 40, 16);
  for (i = 0; i < G_N_ELEMENTS (out); i++)
    fail_unless_equals_int (out[i], 0);
  ms_shrink_free (shrink);
}

GST_END_TEST;

/* Whoever hands over more rows than there are is not believed. */
GST_START_TEST (test_rows_beyond_the_last_block_are_ignored)
{
  const MsFactors factors = { 4, 4 };
  MsShrink *shrink = ms_shrink_new (40, 19, &factors);
  guint8 *rows = g_malloc (40 * 19);
  gint16 *out = g_new (gint16, 10 * 4);

  memset (rows, 0x40, 40 * 19);
  ms_shrink_begin (shrink, out);
  ms_shrink_add_rows (shrink, &gray->row, rows, 40, 19);
  ms_shrink_add_rows (shrink, &gray->row, rows, 40, 19);
  fail_unless_equals_int (out[39], 0x400);
  g_free (out);
  g_free (rows);
  ms_shrink_free (shrink);
}

GST_END_TEST;

GST_START_TEST (test_factors_of_common_sizes)
{
  static const struct
  {
    guint width, height;
    gdouble aspect;
    guint analysis_height;
    guint x, y;
  } sizes[] = {
    {3840, 2160, 1, 0, 8, 8},
    {4096, 2160, 1, 0, 8, 8},
    {7680, 4320, 1, 0, 16, 16},
    {1920, 1080, 1, 0, 4, 4},
    {1280, 720, 1, 0, 3, 3},
    {720, 576, 1, 0, 2, 2},
    {720, 480, 1, 0, 2, 2},
    {480, 270, 1, 0, 1, 1},
    {320, 180, 1, 0, 1, 1},
    /* fields */
    {1920, 540, 0.5, 0, 4, 2},
    {720, 288, 0.5, 0, 2, 1},
    {720, 240, 0.5, 0, 2, 1},
    /* anamorphic */
    {1440, 1080, 4 / 3., 0, 3, 4},
    {1920, 1080, 2, 0, 2, 4},
    /* by wish */
    {1920, 1080, 1, 360, 3, 3},
    {1920, 1080, 1, 135, 8, 8},
    {1920, 1080, 1, 540, 3, 3},
    {1920, 1080, 1, 1, 64, 64},
    /* odd ones */
    {1, 1, 1, 0, 1, 1},
    {3, 5, 1, 0, 1, 1},
    {1, 16384, 1, 0, 1, 61},
    {16384, 16, 1, 0, 16, 1},
    {32767, 1, 1, 0, 32, 1},
    {1080, 1920, 1, 0, 7, 7},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    MsFactors f = { 0, 0 };

    ms_shrink_choose (&f, sizes[i].width, sizes[i].height, sizes[i].aspect,
        sizes[i].analysis_height);
    fail_unless (f.x == sizes[i].x && f.y == sizes[i].y,
        "%u x %u, aspect %g, to %u: %u x %u", sizes[i].width, sizes[i].height,
        sizes[i].aspect, sizes[i].analysis_height, f.x, f.y);
  }
}

GST_END_TEST;

/* Whatever comes: factors that are legal, and a small picture that is there and
 * not too large. */
GST_START_TEST (test_factors_of_any_size)
{
  static const gdouble aspects[] = { 0, 0.01, 0.5, 1, 1.7, 2, 100, -1 };
  static const guint wishes[] = { 0, 1, 100, 270, 512, 100000 };
  guint i;

  for (i = 0; i < 20000; i++) {
    guint w = 1 + next_random () % (i % 2 ? 64 : 32767);
    guint h = 1 + next_random () % (i % 3 ? 64 : 32767);
    MsFactors f;

    ms_shrink_choose (&f, w, h, aspects[next_random () %
            G_N_ELEMENTS (aspects)], wishes[next_random () %
            G_N_ELEMENTS (wishes)]);
    fail_unless (f.x >= 1 && f.x <= 64 && f.y >= 1 && f.y <= 64,
        "%u x %u: %u x %u", w, h, f.x, f.y);
    fail_unless (w / f.x >= 1 && w / f.x <= 1024, "%u: %u", w, f.x);
    fail_unless (h / f.y >= 1 && h / f.y <= 512, "%u: %u", h, f.y);
  }
}

GST_END_TEST;

static Suite *
motionstab_shrink_suite (void)
{
  Suite *s = suite_create ("motionstab-shrink");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, NULL);
  tcase_add_test (tc, test_means_of_blocks_in_every_kind_of_row);
  tcase_add_test (tc, test_strides_with_padding_and_upwards);
  tcase_add_test (tc, test_odd_strides);
  tcase_add_test (tc, test_rows_come_in_any_pieces);
  tcase_add_test (tc, test_small_and_odd_frames);
  tcase_add_test (tc, test_black_and_white_of_large_blocks);
  tcase_add_test (tc, test_samples_that_are_too_large);
  tcase_add_test (tc, test_begin_starts_anew);
  tcase_add_test (tc, test_rows_beyond_the_last_block_are_ignored);
  tcase_add_test (tc, test_factors_of_common_sizes);
  tcase_add_test (tc, test_factors_of_any_size);
  return s;
}

GST_CHECK_MAIN (motionstab_shrink);
