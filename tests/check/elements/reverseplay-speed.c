/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Off-speed takes: shot at one frame rate to be projected at another. The
 * camera of the harness has 25 frames a second. */
#include "reverseplay-harness.h"

#include <math.h>
#include <string.h>

#define obeyed(rph, ...) \
    fail_unless (rph_command ((rph)->main, __VA_ARGS__), "%s: %s", \
        #__VA_ARGS__, (rph)->reason)

static gdouble
rate_of (Rph * rph)
{
  gdouble rate;

  g_object_get (rph->element, "rate", &rate, NULL);
  return rate;
}

/* The rate that playback-started tells. */
static gdouble
started_at (Rph * rph)
{
  GstStructure *s = rph_message (rph, "reverseplay-playback-started");
  gdouble rate = 0.0;

  fail_unless (gst_structure_get_double (s, "rate", &rate));
  gst_structure_free (s);
  return rate;
}

static void
assert_rate (gdouble rate, gdouble wanted)
{
  fail_unless (fabs (rate - wanted) < 1e-9, "rate %g, not %g", rate, wanted);
}

static void
set_sensor_rate (Rph * rph, gint num, gint den)
{
  g_object_set (rph->element, "sensor-rate", num, den, NULL);
}

GST_START_TEST (test_a_take_shot_at_50_for_25_plays_at_half_speed)
{
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  set_sensor_rate (rph, 50, 1);
  rph_shoot (rph, 6);
  rph_shows (rph->main, 5, 6, &frame);
  assert_rate (started_at (rph), 0.5);
  assert_rate (rate_of (rph), 0.5);
  fail_unless (rph->main->segment.applied_rate == -0.5);
  rph_push (rph);
  for (i = 0; i < 8; i++) {
    rph_push (rph);
    rph_pull (rph->main, &frame);
    /* each frame twice, the first one from its middle on */
    fail_unless_equals_int (frame.number, 5 - (i + 1) / 2);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_the_property_is_copied_into_takes_to_come)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_shoot (rph, 4);
  rph_pull (rph->main, &frame);
  assert_rate (started_at (rph), 1.0);
  obeyed (rph, "live", NULL);
  set_sensor_rate (rph, 50, 1);
  obeyed (rph, "play", "take", G_TYPE_UINT, 1, NULL);
  rph_pull (rph->main, &frame);
  assert_rate (started_at (rph), 1.0);
  rph_free (rph);
}

GST_END_TEST;

/* The next take is not off-speed: its rate is the output's own again. */
GST_START_TEST (test_the_rate_of_an_off_speed_take_is_its_own)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  set_sensor_rate (rph, 100, 1);
  rph_shoot (rph, 4);
  rph_pull (rph->main, &frame);
  assert_rate (started_at (rph), 0.25);
  obeyed (rph, "live", NULL);
  assert_rate (rate_of (rph), 1.0);
  set_sensor_rate (rph, 0, 1);
  rph_push (rph);               /* its slot was the playback's */
  rph_shoot (rph, 4);
  rph_pull (rph->main, &frame);
  assert_rate (started_at (rph), 1.0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_as_shot_and_as_projected)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  set_sensor_rate (rph, 50, 1);
  rph_shoot (rph, 10);
  rph_pull (rph->main, &frame);
  assert_rate (rate_of (rph), 0.5);
  obeyed (rph, "rate", "rate", G_TYPE_STRING, "as-shot", NULL);
  assert_rate (rate_of (rph), 1.0);
  obeyed (rph, "rate", "rate", G_TYPE_STRING, "as-projected", NULL);
  assert_rate (rate_of (rph), 0.5);
  rph_wait_state (rph->main, "rate", "0.5");
  obeyed (rph, "rate", "rate", G_TYPE_DOUBLE, 2.0, NULL);
  assert_rate (rate_of (rph), 2.0);
  fail_if (rph_command (rph->main, "rate", "rate", G_TYPE_STRING, "fast",
          NULL));
  fail_unless (strstr (rph->reason, "as-shot") != NULL, "%s", rph->reason);
  assert_rate (rate_of (rph), 2.0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_an_output_that_shows_as_shot_stays_so)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  set_sensor_rate (rph, 50, 1);
  obeyed (rph, "rate", "rate", G_TYPE_STRING, "as-shot", NULL);
  rph_shoot (rph, 4);
  rph_pull (rph->main, &frame);
  assert_rate (started_at (rph), 1.0);
  rph_free (rph);
}

GST_END_TEST;

static const struct
{
  const gchar *value;
  gdouble rate;                 /* of a camera with 25 frames a second */
} values[] = {
  {"50", 0.5},
  {"50/1", 0.5},
  {"62.5", 0.4},
  {"0", 1.0},
  {"25", 1.0},
  {"25000/1001", 1.0},          /* no off-speed */
  {"12.5", 2.0},
  {"100000", 0.05},             /* as slow as it goes */
};

GST_START_TEST (test_the_sensor_rate_of_a_take_can_be_changed)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_shoot (rph, 4);
  rph_pull (rph->main, &frame);
  obeyed (rph, "pause", NULL);
  obeyed (rph, "sensor-rate", "value", G_TYPE_STRING, values[__i__].value,
      NULL);
  assert_rate (rate_of (rph), values[__i__].rate);
  obeyed (rph, "sensor-rate", "take", G_TYPE_UINT, 1, "value",
      GST_TYPE_FRACTION, 0, 1, NULL);
  assert_rate (rate_of (rph), 1.0);
  rph_free (rph);
}

GST_END_TEST;

static const gchar *bad_values[] = { "", "fast", "-50", "50/0", "1e9", "nan" };

GST_START_TEST (test_a_sensor_rate_that_is_none_is_refused)
{
  Rph *rph = rph_new ();
  RphFrame frame;

  rph_shoot (rph, 4);
  rph_pull (rph->main, &frame);
  fail_if (rph_command (rph->main, "sensor-rate", "value", G_TYPE_STRING,
          bad_values[__i__], NULL), "'%s'", bad_values[__i__]);
  fail_unless (strstr (rph->reason, "value") != NULL, "%s", rph->reason);
  fail_if (rph_command (rph->main, "sensor-rate", NULL));
  fail_if (rph_command (rph->main, "sensor-rate", "take", G_TYPE_UINT, 9,
          "value", G_TYPE_INT, 50, NULL));
  assert_rate (rate_of (rph), 1.0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_the_list_says_it)
{
  Rph *rph = rph_new ();
  GValue list = G_VALUE_INIT;
  const GstStructure *take;
  gint num, den;

  set_sensor_rate (rph, 48000, 1001);
  rph_shoot (rph, 4);
  g_object_get_property (G_OBJECT (rph->element), "takes", &list);
  take = g_value_get_boxed (gst_value_array_get_value (&list, 0));
  fail_unless (gst_structure_get_fraction (take, "sensor-rate", &num, &den));
  fail_unless_equals_int (num, 48000);
  fail_unless_equals_int (den, 1001);
  g_value_unset (&list);
  rph_free (rph);
}

GST_END_TEST;

static Suite *
reverseplay_speed_suite (void)
{
  Suite *s = suite_create ("reverseplay-speed");
  TCase *tc = tcase_create ("speed");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_a_take_shot_at_50_for_25_plays_at_half_speed);
  tcase_add_test (tc, test_the_property_is_copied_into_takes_to_come);
  tcase_add_test (tc, test_the_rate_of_an_off_speed_take_is_its_own);
  tcase_add_test (tc, test_as_shot_and_as_projected);
  tcase_add_test (tc, test_an_output_that_shows_as_shot_stays_so);
  tcase_add_loop_test (tc, test_the_sensor_rate_of_a_take_can_be_changed, 0,
      G_N_ELEMENTS (values));
  tcase_add_loop_test (tc, test_a_sensor_rate_that_is_none_is_refused, 0,
      G_N_ELEMENTS (bad_values));
  tcase_add_test (tc, test_the_list_says_it);
  return s;
}

GST_CHECK_MAIN (reverseplay_speed);
