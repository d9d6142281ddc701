/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The region of a record sign, and its colour. */
#include <gst/check/gstcheck.h>

#include <math.h>

#include <reverseplay/tally.h>

#define RED 0xe01010
#define TOLERANCE 0.2           /* the element's default */

GST_START_TEST (test_regions_as_they_are_written)
{
  static const gchar *good[] = { "1,2,30,40", " 1 , 2,30 ,40 ", "1,2,30,40\n",
    "01,002,30,40"
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (good); i++) {
    RpRegion region = { 9, 9, 9, 9 };

    fail_unless (rp_region_parse (&region, good[i]), "%s", good[i]);
    fail_unless (region.x == 1 && region.y == 2 && region.width == 30
        && region.height == 40, "%s", good[i]);
  }
}

GST_END_TEST;

GST_START_TEST (test_what_is_no_region_changes_nothing)
{
  static const gchar *bad[] =
      { NULL, "", " ", "1", "1,2,3", "1,2,3,", "1,2,3,4,",
    "1,2,3,4,5", "1,2,0,4", "1,2,3,0", "-1,2,3,4", "1,2,-3,4", "1.5,2,3,4",
    "a,b,c,d", "1;2;3;4", "1,2,3,4x", "0x10,2,3,4", "1 2 3 4", ",,,",
    "+1,2,3,4",
    "99999999999999999999,2,3,4", "1,2,4294967297,4", "1,2,3,1000001", "1,,3,4"
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++) {
    RpRegion region = { 9, 8, 7, 6 };

    fail_if (rp_region_parse (&region, bad[i]), "%s", bad[i]);
    fail_unless (region.x == 9 && region.y == 8 && region.width == 7
        && region.height == 6, "%s", bad[i]);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_region_has_to_lie_in_the_picture)
{
  RpRegion region = { 10, 20, 30, 40 };

  fail_unless (rp_region_fits (&region, 40, 60));
  fail_unless (rp_region_fits (&region, 4000, 6000));
  fail_if (rp_region_fits (&region, 39, 60));
  fail_if (rp_region_fits (&region, 40, 59));
  fail_if (rp_region_fits (&region, 0, 0));
}

GST_END_TEST;

static gdouble
distance (guint a, guint b)
{
  return rp_colour_distance (rp_colour_from_rgb (a), rp_colour_from_rgb (b));
}

GST_START_TEST (test_the_distance_is_one)
{
  static const guint colours[] = { 0, 0xffffff, RED, 0x00ff00, 0x0000ff,
    0x808080, 0x123456
  };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (colours); i++) {
    for (j = 0; j < G_N_ELEMENTS (colours); j++) {
      gdouble d = distance (colours[i], colours[j]);

      fail_unless ((d == 0.0) == (i == j));
      fail_unless (d >= 0.0 && d <= 1.2, "%g", d);
      fail_unless (d == distance (colours[j], colours[i]));
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_what_is_red_enough)
{
  static const guint signs[] = { RED, 0xff0000, 0xc00000, 0xff3030, 0xe03020,
    0x900000, 0xb01818, 0xd00020
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (signs); i++)
    fail_unless (distance (RED, signs[i]) <= TOLERANCE, "%06x: %g", signs[i],
        distance (RED, signs[i]));
}

GST_END_TEST;

GST_START_TEST (test_what_a_set_shows_is_not_red_enough)
{
  static const guint others[] = { 0x000000, 0xffffff, 0x808080, 0xff8000,
    0xd99980, 0x8d5524, 0x663319, 0x00ff00, 0x0000ff, 0xffff00, 0xff00ff,
    0x300808, 0xff9090
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (others); i++)
    fail_unless (distance (RED, others[i]) > TOLERANCE, "%06x: %g", others[i],
        distance (RED, others[i]));
}

GST_END_TEST;

GST_START_TEST (test_a_dot_does_not_fill_its_region)
{
  RpColour mean = { 0.0, 0.0, 0.0 };

  mean.r = G_PI / 4;            /* a circle of full red on black */
  fail_unless (rp_colour_distance (rp_colour_from_rgb (RED), mean) < TOLERANCE);
  mean.r = 0.25;                /* a thin one */
  fail_unless (rp_colour_distance (rp_colour_from_rgb (RED), mean) > TOLERANCE);
}

GST_END_TEST;

static void
expect_yuv (guint rgb, gdouble kr, gdouble kb)
{
  RpColour in = rp_colour_from_rgb (rgb), out;
  gdouble y = kr * in.r + (1 - kr - kb) * in.g + kb * in.b;

  out = rp_colour_from_yuv (y, (in.b - y) / (2 * (1 - kb)),
      (in.r - y) / (2 * (1 - kr)), kr, kb);
  fail_unless (fabs (out.r - in.r) < 1e-9 && fabs (out.g - in.g) < 1e-9
      && fabs (out.b - in.b) < 1e-9, "%06x: %g %g %g", rgb, out.r, out.g,
      out.b);
}

GST_START_TEST (test_matrices_go_back_and_forth)
{
  static const guint colours[] = { 0, 0xffffff, RED, 0xff0000, 0x00ff00,
    0x0000ff, 0x123456
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (colours); i++) {
    expect_yuv (colours[i], 0.299, 0.114);
    expect_yuv (colours[i], 0.2126, 0.0722);
    expect_yuv (colours[i], 0.2627, 0.0593);
  }
}

GST_END_TEST;

GST_START_TEST (test_colours_that_do_not_exist_are_cut)
{
  RpColour colour = rp_colour_from_yuv (1.2, 0.5, -0.5, 0.2126, 0.0722);

  fail_unless (colour.r >= 0 && colour.r <= 1);
  fail_unless (colour.g >= 0 && colour.g <= 1);
  fail_unless (colour.b == 1.0);
}

GST_END_TEST;

static Suite *
tally_suite (void)
{
  Suite *s = suite_create ("tally");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_regions_as_they_are_written);
  tcase_add_test (tc, test_what_is_no_region_changes_nothing);
  tcase_add_test (tc, test_a_region_has_to_lie_in_the_picture);
  tcase_add_test (tc, test_the_distance_is_one);
  tcase_add_test (tc, test_what_is_red_enough);
  tcase_add_test (tc, test_what_a_set_shows_is_not_red_enough);
  tcase_add_test (tc, test_a_dot_does_not_fill_its_region);
  tcase_add_test (tc, test_matrices_go_back_and_forth);
  tcase_add_test (tc, test_colours_that_do_not_exist_are_cut);
  return s;
}

GST_CHECK_MAIN (tally);
