/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* From a buffer of any raw format to the small picture. */
#include "elements/motionstab-harness.h"

#include <motionstab/gstmotionstabpicture.h>
#include <math.h>
#include <string.h>

#define WIDTH 96
#define HEIGHT 64

static void
make_info (GstVideoInfo * info, GstVideoFormat format, guint width,
    guint height)
{
  gst_video_info_init (info);
  fail_unless (gst_video_info_set_format (info, format, width, height));
}

static gboolean
can_be_painted (const GstVideoInfo * info)
{
  return info->finfo->pack_func != NULL
      || GST_VIDEO_FORMAT_INFO_HAS_PALETTE (info->finfo);
}

/* The mean distance, in 1/16 of an 8-bit step, of what is read from what is on
 * the wall. RGB is seen through coefficients, so what is on top of it is one
 * factor for all pixels. */
static gdouble
distance (const gint16 * small, guint width, guint height, guint fx, guint fy)
{
  gdouble sum = 0, of_read = 0, of_wall = 0;
  guint x, y, i;

  for (i = 0; i < 2; i++) {
    sum = 0;
    for (y = 0; y < height; y++) {
      for (x = 0; x < width; x++) {
        gdouble wall = 0;
        guint u, v;

        for (v = 0; v < fy; v++) {
          for (u = 0; u < fx; u++)
            wall += msh_wall ((gint) (x * fx + u), (gint) (y * fy + v));
        }
        wall *= 16.0 / (fx * fy);
        if (i == 0) {
          of_read += small[y * width + x];
          of_wall += wall;
        } else {
          sum += ABS (small[y * width + x] - wall);
        }
      }
    }
  }
  fail_unless (of_read > 0.97 * of_wall && of_read < 1.03 * of_wall,
      "brightness is %f times the wall's", of_read / of_wall);
  return sum / (width * height);
}

static gdouble
read_distance (GstVideoFormat format, guint padding, guint analysis_height)
{
  GstMotionStabPicture *picture;
  GstVideoInfo info;
  GstBuffer *buffer;
  const gchar *fault;
  gdouble result;
  gint16 *small;
  guint w, h;

  make_info (&info, format, WIDTH, HEIGHT);
  buffer = msh_paint (&info, 0, 0, padding);
  picture = gst_motion_stab_picture_new (&info, FALSE, analysis_height);
  w = gst_motion_stab_picture_get_width (picture);
  h = gst_motion_stab_picture_get_height (picture);
  small = g_new0 (gint16, w * h);
  fault = gst_motion_stab_picture_read (picture, buffer, small);
  fail_unless (fault == NULL, "%s: %s", gst_video_format_to_string (format),
      fault);
  result = distance (small, w, h, WIDTH / w, HEIGHT / h);
  g_free (small);
  gst_motion_stab_picture_free (picture);
  gst_buffer_unref (buffer);
  return result;
}

/* What a format with few bits cannot say. */
static gdouble
tolerance (GstVideoFormat format)
{
  const GstVideoFormatInfo *info = gst_video_format_get_info (format);

  switch (GST_VIDEO_FORMAT_INFO_DEPTH (info, 0)) {
    case 5:
      return 16 * 5;
    default:
      return 12;
  }
}

static void
check_formats (guint padding, guint analysis_height)
{
  guint n, i, n_painted = 0;
  const GstVideoFormat *formats = gst_video_formats_raw (&n);

  for (i = 0; i < n; i++) {
    GstVideoInfo info;
    gdouble d;

    make_info (&info, formats[i], WIDTH, HEIGHT);
    if (!can_be_painted (&info))
      continue;
    d = read_distance (formats[i], padding, analysis_height);
    fail_unless (d < tolerance (formats[i]), "%s: %f away",
        gst_video_format_to_string (formats[i]), d);
    n_painted++;
  }
  fail_unless (n_painted > 100, "%u formats", n_painted);
}

GST_START_TEST (test_every_format_gives_the_same_picture)
{
  check_formats (0, 0);
  check_formats (0, 16);
}

GST_END_TEST;

GST_START_TEST (test_strides_are_honoured_in_every_format)
{
  check_formats (64, 0);
}

GST_END_TEST;

/* No pixel outside of the frame is looked at: valgrind and the sanitizers see
 * to that. */
GST_START_TEST (test_every_format_in_odd_sizes)
{
  const guint sizes[][2] = { {1, 1}, {3, 5}, {37, 19}, {2, 1}, {1, 64},
  {700, 2}, {13, 700}
  };
  guint n, i, k, interlaced;
  const GstVideoFormat *formats = gst_video_formats_raw (&n);

  for (i = 0; i < n; i++) {
    for (k = 0; k < 2 * G_N_ELEMENTS (sizes); k++) {
      GstMotionStabPicture *picture;
      GstVideoInfo info;
      GstBuffer *buffer;
      gint16 *small;
      guint w, h;

      interlaced = k & 1;
      make_info (&info, formats[i], sizes[k / 2][0], sizes[k / 2][1]);
      if (interlaced)
        GST_VIDEO_INFO_INTERLACE_MODE (&info) =
            GST_VIDEO_INTERLACE_MODE_INTERLEAVED;
      buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
      gst_buffer_memset (buffer, 0, 0x02, info.size);
      picture = gst_motion_stab_picture_new (&info, FALSE, 0);
      w = gst_motion_stab_picture_get_width (picture);
      h = gst_motion_stab_picture_get_height (picture);
      fail_unless (w > 0 && h > 0 && w <= 1024 && h <= 512);
      small = g_new (gint16, w * h);
      fail_unless (gst_motion_stab_picture_read (picture, buffer, small)
          == NULL, "%s", gst_video_format_to_string (formats[i]));
      fail_unless (small[w * h - 1] >= 0 && small[w * h - 1] <= 4080);
      g_free (small);
      gst_motion_stab_picture_free (picture);
      gst_buffer_unref (buffer);
    }
  }
}

GST_END_TEST;

/* Bits that a format says are none may be set in what comes. */
GST_START_TEST (test_noise_in_every_format_stays_in_range)
{
  guint n, i, k;
  const GstVideoFormat *formats = gst_video_formats_raw (&n);
  gint16 small[WIDTH * HEIGHT];
  guint32 random = 1;

  for (i = 0; i < n; i++) {
    GstMotionStabPicture *picture;
    GstVideoInfo info;
    GstBuffer *buffer;
    GstMapInfo map;
    gsize at;

    make_info (&info, formats[i], WIDTH, HEIGHT);
    buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
    gst_buffer_map (buffer, &map, GST_MAP_WRITE);
    for (at = 0; at < map.size; at++) {
      random = random * 1664525u + 1013904223u;
      map.data[at] = (guint8) (random >> 24);
    }
    gst_buffer_unmap (buffer, &map);
    picture = gst_motion_stab_picture_new (&info, FALSE, 0);
    fail_unless (gst_motion_stab_picture_read (picture, buffer, small) == NULL);
    at = gst_motion_stab_picture_get_width (picture)
        * gst_motion_stab_picture_get_height (picture);
    for (k = 0; k < at && small[k] >= 0 && small[k] <= 4095; k++);
    fail_unless (k == at, "%s: %d", gst_video_format_to_string (formats[i]),
        small[k]);
    gst_motion_stab_picture_free (picture);
    gst_buffer_unref (buffer);
  }
}

GST_END_TEST;

/* Caps alone do not take memory that nobody has. */
GST_START_TEST (test_the_small_picture_is_small)
{
  const guint sizes[][2] = { {500000000, 1}, {1, 500000000}, {70000, 16},
  {16, 70000}, {40000, 40000}, {16384, 16384}, {7680, 4320}
  };
  const GstVideoFormat formats[] = { GST_VIDEO_FORMAT_GRAY8,
    GST_VIDEO_FORMAT_RGB16, GST_VIDEO_FORMAT_YVU9
  };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (k = 0; k < G_N_ELEMENTS (formats); k++) {
      GstBuffer *buffer = gst_buffer_new_allocate (NULL, 40, NULL);
      GstMotionStabPicture *picture;
      GstVideoInfo info;
      guint width, height;

      if (!gst_video_info_set_format (&info, formats[k], sizes[i][0],
              sizes[i][1])) {
        gst_buffer_unref (buffer);
        continue;
      }
      picture = gst_motion_stab_picture_new (&info, FALSE, 0);
      width = gst_motion_stab_picture_get_width (picture);
      height = gst_motion_stab_picture_get_height (picture);
      fail_unless (width >= 1 && width <= 1024, "%u", width);
      fail_unless (height >= 1 && height <= 512, "%u", height);
      fail_unless (gst_motion_stab_picture_read (picture, buffer, NULL)
          != NULL);
      gst_motion_stab_picture_free (picture);
      gst_buffer_unref (buffer);
    }
  }
}

GST_END_TEST;

/* Wider than what is looked at. */
GST_START_TEST (test_a_very_wide_frame)
{
  const GstVideoFormat formats[] = { GST_VIDEO_FORMAT_GRAY8,
    GST_VIDEO_FORMAT_RGB16, GST_VIDEO_FORMAT_v210
  };
  guint k;

  for (k = 0; k < G_N_ELEMENTS (formats); k++) {
    GstMotionStabPicture *picture;
    const MsMotion motion = { 1, 0, 0, 1.01 };
    GstVideoInfo info;
    GstBuffer *buffer;
    gdouble dx, dy;
    gint16 *small;

    make_info (&info, formats[k], 70000, 2);
    buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
    gst_buffer_memset (buffer, 0, 0xff, info.size);
    picture = gst_motion_stab_picture_new (&info, FALSE, 0);
    fail_unless_equals_int (gst_motion_stab_picture_get_width (picture), 1024);
    small =
        g_new0 (gint16, 1024 * gst_motion_stab_picture_get_height (picture));
    fail_unless (gst_motion_stab_picture_read (picture, buffer, small) == NULL);
    fail_unless (small[1023] > 4000, "%d", small[1023]);
    /* the frame's centre is right of the small picture's */
    gst_motion_stab_picture_to_frame (picture, &motion, &dx, &dy);
    fail_unless (fabs (dx - (64 + 0.01 * (70000 - 65536) / 2)) < 0.01, "%g",
        dx);
    gst_motion_stab_picture_free (picture);
    gst_buffer_unref (buffer);
    g_free (small);
  }
}

GST_END_TEST;

/* What no honest producer makes is refused, not read. */
GST_START_TEST (test_metas_that_lie_are_refused)
{
  const GstVideoFormat formats[] = { GST_VIDEO_FORMAT_I420,
    GST_VIDEO_FORMAT_v210, GST_VIDEO_FORMAT_GBR, GST_VIDEO_FORMAT_RGB8P,
    GST_VIDEO_FORMAT_NV12_4L4, GST_VIDEO_FORMAT_RGB16, GST_VIDEO_FORMAT_UYVP
  };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (k = 0; k < 6; k++) {
      GstMotionStabPicture *picture;
      GstVideoInfo info;
      GstVideoMeta *meta;
      GstBuffer *buffer;
      gint16 *small;
      guint p;

      make_info (&info, formats[i], WIDTH, HEIGHT);
      buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
      gst_buffer_memset (buffer, 0, 0x40, info.size);
      meta = gst_buffer_add_video_meta (buffer, GST_VIDEO_FRAME_FLAG_NONE,
          formats[i], WIDTH, HEIGHT);
      p = GST_VIDEO_INFO_N_PLANES (&info) - 1;
      switch (k) {
        case 0:
          meta->stride[0] *= 5;
          break;
        case 1:
          meta->stride[0] = -meta->stride[0];
          break;
        case 2:
          meta->width = 8;
          break;
        case 3:
          meta->format = GST_VIDEO_FORMAT_GRAY8;
          break;
        case 4:
          gst_buffer_set_size (buffer, 40);
          break;
        default:
          meta->offset[p] = info.size - 4;
          if (p > 0 && formats[i] == GST_VIDEO_FORMAT_I420)
            meta->offset[0] = info.size - 4;
          break;
      }
      picture = gst_motion_stab_picture_new (&info, FALSE, 0);
      small = g_new0 (gint16, gst_motion_stab_picture_get_width (picture)
          * gst_motion_stab_picture_get_height (picture));
      fail_unless (gst_motion_stab_picture_read (picture, buffer, small)
          != NULL, "%s, lie %u", gst_video_format_to_string (formats[i]), k);
      g_free (small);
      gst_motion_stab_picture_free (picture);
      gst_buffer_unref (buffer);
    }
  }
}

GST_END_TEST;

/* Rows from the bottom up are no lie. */
GST_START_TEST (test_rows_may_go_up)
{
  GstMotionStabPicture *picture;
  GstVideoInfo info;
  GstVideoMeta *meta;
  GstBuffer *buffer;
  GstMapInfo map;
  gint16 small[WIDTH * HEIGHT];
  guint x, y;

  make_info (&info, GST_VIDEO_FORMAT_GRAY8, WIDTH, HEIGHT);
  buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (y = 0; y < HEIGHT; y++) {
    for (x = 0; x < WIDTH; x++)
      map.data[(HEIGHT - 1 - y) * WIDTH + x] = msh_wall ((gint) x, (gint) y);
  }
  gst_buffer_unmap (buffer, &map);
  meta = gst_buffer_add_video_meta (buffer, GST_VIDEO_FRAME_FLAG_NONE,
      GST_VIDEO_FORMAT_GRAY8, WIDTH, HEIGHT);
  meta->offset[0] = (HEIGHT - 1) * WIDTH;
  meta->stride[0] = -WIDTH;
  picture = gst_motion_stab_picture_new (&info, FALSE, 0);
  fail_unless_equals_int (gst_motion_stab_picture_get_width (picture), WIDTH);
  fail_unless (gst_motion_stab_picture_read (picture, buffer, small) == NULL);
  fail_unless (distance (small, WIDTH, HEIGHT, 1, 1) < 0.01);
  gst_motion_stab_picture_free (picture);
  gst_buffer_unref (buffer);
}

GST_END_TEST;

static Suite *
motionstab_picture_suite (void)
{
  Suite *s = suite_create ("motionstab-picture");
  TCase *tc = tcase_create ("picture");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_every_format_gives_the_same_picture);
  tcase_add_test (tc, test_strides_are_honoured_in_every_format);
  tcase_add_test (tc, test_every_format_in_odd_sizes);
  tcase_add_test (tc, test_noise_in_every_format_stays_in_range);
  tcase_add_test (tc, test_the_small_picture_is_small);
  tcase_add_test (tc, test_a_very_wide_frame);
  tcase_add_test (tc, test_metas_that_lie_are_refused);
  tcase_add_test (tc, test_rows_may_go_up);
  return s;
}

GST_CHECK_MAIN (motionstab_picture);
