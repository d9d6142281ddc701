/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is said on the monitor, and where: words, colours and rectangles. */
#include <gst/check/gstcheck.h>

#include <clock.h>
#include <screen.h>
#include <timeline.h>

#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000000)

static void
free_words (OvBox boxes[OV_N_BOXES])
{
  guint i;

  for (i = 0; i < OV_N_BOXES; i++)
    g_free (boxes[i].text);
}

static OvSituation
situation (OvMode mode, gboolean rolling)
{
  OvSituation s = {.mode = mode,.rolling = rolling,.take = 3,.name = "Take 3",
    .rolling_take = rolling ? 4 : 0,.rate = 1.0,.index = 130,.frames = 200,
    .position = -1,.fps_n = 25,.fps_d = 1
  };

  return s;
}

/* The words for @s in a picture of 1080p, or a small one. */
static void
check_words (OvSituation s, gint width, gint height, const gchar * word,
    const gchar * take, const gchar * clock, const gchar * rec)
{
  OvLayout layout;
  OvBox boxes[OV_N_BOXES];

  ov_layout_init (&layout, width, height);
  ov_screen_words (&s, &layout, boxes);
  fail_unless_equals_string (boxes[OV_BOX_WORD].text, word);
  fail_unless_equals_string (boxes[OV_BOX_TAKE].text, take);
  fail_unless_equals_string (boxes[OV_BOX_CLOCK].text, clock);
  fail_unless_equals_string (boxes[OV_BOX_REC].text, rec);
  free_words (boxes);
}

static void
check_text (gchar * text, const gchar * expected)
{
  fail_unless_equals_string (text, expected);
  g_free (text);
}

/* -- clock ------------------------------------------------------------------ */

GST_START_TEST (test_elapsed_time_counts_seconds)
{
  check_text (ov_clock_elapsed (0), "00:00");
  check_text (ov_clock_elapsed (-SECOND), "00:00");
  check_text (ov_clock_elapsed (SECOND - 1), "00:00");
  check_text (ov_clock_elapsed (754 * SECOND), "12:34");
  check_text (ov_clock_elapsed (3723 * SECOND), "1:02:03");
  check_text (ov_clock_elapsed (G_MAXINT64), "2562047:47:16");
}

GST_END_TEST;

GST_START_TEST (test_a_position_without_a_frame_rate_has_tenths)
{
  check_text (ov_clock_time (0), "00:00.0");
  check_text (ov_clock_time (7 * SECOND + SECOND / 10 * 3), "00:07.3");
  check_text (ov_clock_time (8 * SECOND - 1), "00:07.9");
}

GST_END_TEST;

GST_START_TEST (test_a_position_in_frames_leaves_none_out)
{
  check_text (ov_clock_frames (0, 25, 1), "00:00:00:00");
  check_text (ov_clock_frames (24, 25, 1), "00:00:00:24");
  check_text (ov_clock_frames (25, 25, 1), "00:00:01:00");
  check_text (ov_clock_frames (24, 24000, 1001), "00:00:01:00");
  check_text (ov_clock_frames (1800, 30000, 1001), "00:01:00:00");
  check_text (ov_clock_frames (90061 * 120 + 119, 120, 1), "25:01:01:119");
  check_text (ov_clock_frames (2, 1, 3), "00:00:02:00");
  check_text (ov_clock_frames (G_MAXUINT, G_MAXINT, 1), "00:00:02:01");
  check_text (ov_clock_frames (7, 1, G_MAXINT), "00:00:07:00");
}

GST_END_TEST;

GST_START_TEST (test_a_rate_is_said_unless_it_is_1)
{
  fail_unless (ov_clock_rate (1.0) == NULL);
  fail_unless (ov_clock_rate (1.001) == NULL);
  fail_unless (ov_clock_rate (0.0) == NULL);
  fail_unless (ov_clock_rate (-1.0) == NULL);
  fail_unless (ov_clock_rate (1e300) == NULL);
  fail_unless (ov_clock_rate (0.0 / 0.0 * 0.0) == NULL);
  check_text (ov_clock_rate (0.5), "\303\2270.5");
  check_text (ov_clock_rate (2.0), "\303\2272");
  check_text (ov_clock_rate (10.0), "\303\22710");
  check_text (ov_clock_rate (0.05), "\303\2270.05");
}

GST_END_TEST;

/* -- words ------------------------------------------------------------------ */

GST_START_TEST (test_the_camera_without_a_take_is_not_commented)
{
  OvSituation s = situation (OV_LIVE, FALSE);

  fail_unless (ov_screen_is_empty (&s));
  check_words (s, 1920, 1080, NULL, NULL, NULL, NULL);
}

GST_END_TEST;

GST_START_TEST (test_each_state_has_its_word_and_colour)
{
  static const struct
  {
    OvMode mode;
    gboolean rolling;
    const gchar *word, *narrow;
    OvColour colour;
  } states[] = {
    {OV_LIVE, TRUE, "REC", "REC", OV_RED},
    {OV_REVERSE, FALSE, "PLAYBACK REVERSE", "REV", OV_BLUE},
    {OV_FORWARD, FALSE, "PLAYBACK FORWARD", "FWD", OV_GREEN},
    {OV_PAUSED, FALSE, "PAUSED", "PAUSE", OV_YELLOW},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (states); i++) {
    OvSituation s = situation (states[i].mode, states[i].rolling);
    const gchar *clock = s.mode == OV_LIVE ? "00:00" : "00:00:05:05";

    fail_if (ov_screen_is_empty (&s));
    fail_unless (ov_screen_colour (&s) == states[i].colour);
    check_words (s, 1920, 1080, states[i].word, "Take 3", clock, NULL);
    check_words (s, 160, 90, states[i].narrow, "Take 3", clock, NULL);
    check_words (s, 64, 48, states[i].narrow, "Take 3", NULL, NULL);
    check_words (s, 32, 24, NULL, NULL, NULL, NULL);
  }
}

GST_END_TEST;

GST_START_TEST (test_only_a_roll_is_red)
{
  OvLayout layout;
  gint mode, rolling;
  guint i;

  ov_layout_init (&layout, 1920, 1080);
  for (mode = OV_LIVE; mode <= OV_PAUSED; mode++) {
    for (rolling = FALSE; rolling <= TRUE; rolling++) {
      OvSituation s = situation ((OvMode) mode, rolling);
      OvBox boxes[OV_N_BOXES];
      guint red = 0;

      ov_screen_words (&s, &layout, boxes);
      for (i = 0; i < OV_N_BOXES; i++)
        red += boxes[i].text && boxes[i].paper == OV_RED;
      fail_unless_equals_int (red, rolling);
      fail_unless (boxes[OV_BOX_REC].text == NULL || boxes[OV_BOX_REC].has_dot);
      free_words (boxes);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_a_roll_behind_a_playback_is_said)
{
  OvSituation s = situation (OV_REVERSE, TRUE);

  check_words (s, 1920, 1080, "PLAYBACK REVERSE", "Take 3", "00:00:05:05",
      "REC Take 4");
  s.rolling_take = 0;
  check_words (s, 1920, 1080, "PLAYBACK REVERSE", "Take 3", "00:00:05:05",
      "REC");
}

GST_END_TEST;

GST_START_TEST (test_a_take_has_its_number_and_its_name)
{
  static const struct
  {
    guint take;
    const gchar *name, *said;
  } takes[] = {
    {3, "Take 3", "Take 3"}, {3, "", "Take 3"}, {3, NULL, "Take 3"},
    {3, "12A car", "Take 3 \302\267 12A car"}, {0, "12A", "12A"},
    {0, "", NULL}, {0, NULL, NULL},
    {3, "\303\244\303\266\303\274", "Take 3 \302\267 \303\244\303\266\303\274"},
  };
  OvSituation s = situation (OV_LIVE, TRUE);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (takes); i++) {
    s.take = takes[i].take;
    s.name = takes[i].name;
    check_words (s, 1920, 1080, "REC", takes[i].said, "00:00", NULL);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_name_without_end_is_cut_at_a_character)
{
  OvSituation s = situation (OV_LIVE, TRUE);
  OvLayout layout;
  OvBox boxes[OV_N_BOXES];
  GString *name = g_string_new (NULL);
  guint i;

  for (i = 0; i < 4000; i++)
    g_string_append (name, "\303\244");
  s.name = name->str;
  ov_layout_init (&layout, 1920, 1080);
  ov_screen_words (&s, &layout, boxes);
  fail_unless (g_utf8_validate (boxes[OV_BOX_TAKE].text, -1, NULL));
  fail_unless (strlen (boxes[OV_BOX_TAKE].text) < 200);
  free_words (boxes);
  g_string_free (name, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_the_cameras_timecode_goes_before_the_position)
{
  OvSituation s = situation (OV_PAUSED, FALSE);

  s.timecode = "10:24:33;12";
  check_words (s, 1920, 1080, "PAUSED", "Take 3", "TC 10:24:33;12", NULL);
  check_words (s, 160, 90, "PAUSE", "Take 3", "10:24:33;12", NULL);
  s.timecode = NULL;
  s.fps_n = 0;
  check_words (s, 1920, 1080, "PAUSED", "Take 3", NULL, NULL);
  s.position = 7 * SECOND;
  check_words (s, 1920, 1080, "PAUSED", "Take 3", "00:07.0", NULL);
  s.fps_n = 25;
  s.frames = 0;
  check_words (s, 1920, 1080, "PAUSED", "Take 3", "00:07.0", NULL);
}

GST_END_TEST;

GST_START_TEST (test_a_still_picture_has_no_speed)
{
  OvSituation s = situation (OV_REVERSE, FALSE);

  s.rate = 0.5;
  check_words (s, 1920, 1080, "PLAYBACK REVERSE \303\2270.5", "Take 3",
      "00:00:05:05", NULL);
  s.mode = OV_PAUSED;
  check_words (s, 1920, 1080, "PAUSED", "Take 3", "00:00:05:05", NULL);
  s = situation (OV_LIVE, TRUE);
  s.rate = 0.5;
  check_words (s, 1920, 1080, "REC", "Take 3", "00:00", NULL);
}

GST_END_TEST;

/* -- layout ----------------------------------------------------------------- */

static const gint sizes[][2] = {
  {1, 1}, {2, 2}, {3, 5}, {16, 8}, {31, 17}, {32, 24}, {64, 48}, {97, 65},
  {160, 90}, {176, 144}, {320, 180}, {720, 576}, {1280, 720}, {1920, 1080},
  {1080, 1920}, {3840, 2160}, {4096, 2160}, {7680, 4320}, {8192, 16},
  {16, 8192},
};

static gboolean
is_inside (const OvRect * rect, const OvLayout * layout)
{
  return rect->x >= 0 && rect->y >= 0 && rect->width >= 0 && rect->height >= 0
      && rect->x + rect->width <= layout->width
      && rect->y + rect->height <= layout->height;
}

static gboolean
overlap (const OvRect * a, const OvRect * b)
{
  return a->width && b->width && a->height && b->height
      && a->x < b->x + b->width && b->x < a->x + a->width
      && a->y < b->y + b->height && b->y < a->y + a->height;
}

GST_START_TEST (test_the_border_goes_round_without_overlap)
{
  guint i, a, b;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    gint w = sizes[i][0], h = sizes[i][1], area = 0;
    OvLayout layout;
    OvRect sides[4];

    ov_layout_init (&layout, w, h);
    ov_screen_border (&layout, OV_RED, sides);
    for (a = 0; a < 4; a++) {
      fail_unless (is_inside (&sides[a], &layout), "%dx%d, side %u", w, h, a);
      for (b = 0; b < a; b++)
        fail_if (overlap (&sides[a], &sides[b]), "%dx%d: %u, %u", w, h, a, b);
      area += sides[a].width * sides[a].height;
    }
    fail_unless_equals_int (area, w * h
        - (w - 2 * layout.border) * (h - 2 * layout.border));
    /* thin, and to be seen */
    fail_unless (layout.border * 20 <= MIN (w, h) || layout.border <= 2);
    fail_unless (layout.border * 120 >= MIN (w, h) || MIN (w, h) < 4);
  }
}

GST_END_TEST;

GST_START_TEST (test_text_grows_with_the_picture)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    OvLayout layout;

    ov_layout_init (&layout, sizes[i][0], sizes[i][1]);
    if (layout.em) {
      fail_unless (layout.em >= 9 && layout.small_em >= 9);
      fail_unless (layout.em <= sizes[i][1] / 5);
      fail_unless (layout.box_height > layout.em);
    }
  }
}

GST_END_TEST;

/* Whatever the boxes would like to be. */
GST_START_TEST (test_boxes_lie_beside_each_other_and_inside)
{
  GRand *rand = g_rand_new_with_seed (1);
  guint i, n, a, b;

  for (n = 0; n < 20000; n++) {
    const gint *size = sizes[n % G_N_ELEMENTS (sizes)];
    gint widths[OV_N_BOXES];
    OvRect places[OV_N_BOXES];
    OvLayout layout;

    ov_layout_init (&layout, size[0], size[1]);
    if (!layout.em)
      continue;
    for (i = 0; i < OV_N_BOXES; i++)
      widths[i] = g_rand_int_range (rand, 0, size[0] * 2) & ~1;
    ov_screen_place (&layout, widths, places);
    for (a = 0; a < OV_N_BOXES; a++) {
      if (places[a].width == 0)
        continue;
      fail_unless (is_inside (&places[a], &layout),
          "%dx%d, box %u: %d,%d %dx%d", size[0], size[1], a, places[a].x,
          places[a].y, places[a].width, places[a].height);
      fail_unless (places[a].width <= widths[a]);
      fail_if ((places[a].x | places[a].y | places[a].width
              | places[a].height) & 1, "%dx%d, box %u", size[0], size[1], a);
      fail_if (overlap (&places[a], &layout.line));
      for (b = 0; b < a; b++)
        fail_if (overlap (&places[a], &places[b]), "%dx%d: %u, %u", size[0],
            size[1], a, b);
    }
  }
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (test_the_word_stays_when_there_is_little_room)
{
  gint widths[OV_N_BOXES] = { 700, 300, 600, 200 };
  OvRect places[OV_N_BOXES];
  OvLayout layout;

  ov_layout_init (&layout, 1920, 1080);
  ov_screen_place (&layout, widths, places);
  fail_unless_equals_int (places[OV_BOX_TAKE].width, 300);
  fail_unless_equals_int (places[OV_BOX_TAKE].x,
      places[OV_BOX_WORD].x + places[OV_BOX_WORD].width);
  /* the name is shortened */
  widths[OV_BOX_TAKE] = 2000;
  ov_screen_place (&layout, widths, places);
  fail_unless (places[OV_BOX_TAKE].width > 300);
  fail_unless (places[OV_BOX_CLOCK].width == 600);
  /* the take gives way, then the clock */
  widths[OV_BOX_WORD] = 1100;
  ov_screen_place (&layout, widths, places);
  fail_unless_equals_int (places[OV_BOX_TAKE].width, 0);
  fail_unless_equals_int (places[OV_BOX_CLOCK].width, 600);
  widths[OV_BOX_WORD] = 1500;
  ov_screen_place (&layout, widths, places);
  fail_unless_equals_int (places[OV_BOX_CLOCK].width, 0);
  fail_unless_equals_int (places[OV_BOX_WORD].width, 1500);
}

GST_END_TEST;

/* -- line ------------------------------------------------------------------- */

static const OvRect a_line = { 20, 300, 400, 8, 0 };

static OvTimeline
timeline (guint frames, guint64 duration)
{
  OvTimeline t = { frames, duration, OV_TIME_NONE, OV_TIME_NONE, NULL, 0,
    NULL, 0
  };

  return t;
}

static GArray *
draw (const OvTimeline * t)
{
  GArray *rects = g_array_new (FALSE, FALSE, sizeof (OvRect));

  ov_timeline_draw (t, &a_line, rects);
  return rects;
}

GST_START_TEST (test_the_line_shows_what_is_played)
{
  OvTimeline t = timeline (200, 8 * SECOND);
  GArray *rects = draw (&t);
  OvRect span;

  fail_unless_equals_int (rects->len, 2);
  span = g_array_index (rects, OvRect, 1);
  fail_unless (span.x == 20 && span.width == 400);
  g_array_unref (rects);

  t.in = 2 * SECOND;
  t.out = 4 * SECOND;
  rects = draw (&t);
  span = g_array_index (rects, OvRect, 1);
  fail_unless_equals_int (span.x, 20 + 100);
  fail_unless (ABS (span.width - 100) <= 4, "%d", span.width);
  g_array_unref (rects);

  /* out before in, out behind the end, no duration */
  t.out = 0;
  g_array_unref (draw (&t));
  t.out = G_MAXUINT64 - 1;
  rects = draw (&t);
  span = g_array_index (rects, OvRect, 1);
  fail_unless (span.x + span.width == 420);
  g_array_unref (rects);
  t.duration = 0;
  rects = draw (&t);
  fail_unless_equals_int (g_array_index (rects, OvRect, 1).width, 400);
  g_array_unref (rects);
  t.frames = 0;
  rects = draw (&t);
  fail_unless_equals_int (rects->len, 0);
  g_array_unref (rects);
}

GST_END_TEST;

GST_START_TEST (test_jerks_and_marks_stand_where_they_are)
{
  OvJerk jerks[] = { {0, OV_JERK_NOMINAL}, {100, OV_JERK_NEEDS_FIX},
  {199, OV_JERK_NEEDS_REVIEW}, {200, OV_JERK_NEEDS_FIX},
  {G_MAXUINT, OV_JERK_NEEDS_FIX}
  };
  guint64 marks[] = { 0, 4 * SECOND, 8 * SECOND, G_MAXUINT64 - 1 };
  OvTimeline t = timeline (200, 8 * SECOND);
  GArray *rects;
  guint i;

  t.jerks = jerks;
  t.n_jerks = G_N_ELEMENTS (jerks);
  t.marks = marks;
  t.n_marks = G_N_ELEMENTS (marks);
  rects = draw (&t);
  /* track and span; three marks, the last two in one place; three jerks */
  fail_unless_equals_int (rects->len, 2 + 3 + 3);
  for (i = 2; i < rects->len; i++) {
    OvRect *rect = &g_array_index (rects, OvRect, i);

    fail_unless (rect->x >= 20 && rect->x + rect->width <= 420);
    fail_if (rect->colour == OV_RED);
    fail_if ((rect->x | rect->width | rect->y | rect->height) & 1);
  }
  fail_unless (ABS (g_array_index (rects, OvRect, 3).x - 220) <= 4);
  fail_unless (ABS (g_array_index (rects, OvRect, 6).x - 220) <= 4);
  /* the worse the higher */
  fail_unless (g_array_index (rects, OvRect, 6).height
      > g_array_index (rects, OvRect, 7).height);
  fail_unless (g_array_index (rects, OvRect, 7).height
      > g_array_index (rects, OvRect, 5).height);
  g_array_unref (rects);
}

GST_END_TEST;

GST_START_TEST (test_of_many_jerks_the_worst_shows)
{
  GArray *jerks = g_array_new (FALSE, FALSE, sizeof (OvJerk));
  OvTimeline t = timeline (100000, 0);
  GArray *rects;
  guint i;

  for (i = 0; i < 100000; i++) {
    OvJerk jerk = { i, i % 5000 == 2500 ? OV_JERK_NEEDS_FIX : OV_JERK_NOMINAL };

    g_array_append_val (jerks, jerk);
  }
  t.jerks = (const OvJerk *) (gpointer) jerks->data;
  t.n_jerks = jerks->len;
  rects = draw (&t);
  fail_unless (rects->len <= 2 + 200, "%u", rects->len);
  for (i = 2; i < rects->len; i++)
    fail_unless (g_array_index (rects, OvRect, i).colour
        == g_array_index (rects, OvRect, 2).colour
        || g_array_index (rects, OvRect, i).height > 8);
  g_array_unref (rects);
  g_array_unref (jerks);
}

GST_END_TEST;

GST_START_TEST (test_the_playhead_goes_from_end_to_end)
{
  OvRect edge, head, last = { -1, 0, 0, 0, 0 };
  guint i;

  for (i = 0; i < 200; i++) {
    ov_timeline_playhead (&a_line, i, 200, &edge, &head);
    fail_unless (head.x >= 20 && head.x + head.width <= 420);
    fail_unless (head.x >= last.x);
    fail_unless (edge.x < head.x && edge.x + edge.width > head.x + head.width);
    last = head;
  }
  ov_timeline_playhead (&a_line, 0, 200, &edge, &head);
  fail_unless (head.x - 20 < 4);
  fail_unless (420 - last.x - last.width < 4);
  /* silly ones */
  ov_timeline_playhead (&a_line, G_MAXUINT, 200, &edge, &head);
  fail_unless_equals_int (head.x, last.x);
  ov_timeline_playhead (&a_line, 5, 0, &edge, &head);
  fail_unless_equals_int (head.x, 20);
}

GST_END_TEST;

static Suite *
onsetoverlay_screen_suite (void)
{
  Suite *s = suite_create ("onsetoverlay-screen");
  TCase *tc = tcase_create ("screen");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_elapsed_time_counts_seconds);
  tcase_add_test (tc, test_a_position_without_a_frame_rate_has_tenths);
  tcase_add_test (tc, test_a_position_in_frames_leaves_none_out);
  tcase_add_test (tc, test_a_rate_is_said_unless_it_is_1);
  tcase_add_test (tc, test_the_camera_without_a_take_is_not_commented);
  tcase_add_test (tc, test_each_state_has_its_word_and_colour);
  tcase_add_test (tc, test_only_a_roll_is_red);
  tcase_add_test (tc, test_a_roll_behind_a_playback_is_said);
  tcase_add_test (tc, test_a_take_has_its_number_and_its_name);
  tcase_add_test (tc, test_a_name_without_end_is_cut_at_a_character);
  tcase_add_test (tc, test_the_cameras_timecode_goes_before_the_position);
  tcase_add_test (tc, test_a_still_picture_has_no_speed);
  tcase_add_test (tc, test_the_border_goes_round_without_overlap);
  tcase_add_test (tc, test_text_grows_with_the_picture);
  tcase_add_test (tc, test_boxes_lie_beside_each_other_and_inside);
  tcase_add_test (tc, test_the_word_stays_when_there_is_little_room);
  tcase_add_test (tc, test_the_line_shows_what_is_played);
  tcase_add_test (tc, test_jerks_and_marks_stand_where_they_are);
  tcase_add_test (tc, test_of_many_jerks_the_worst_shows);
  tcase_add_test (tc, test_the_playhead_goes_from_end_to_end);
  return s;
}

GST_CHECK_MAIN (onsetoverlay_screen);
