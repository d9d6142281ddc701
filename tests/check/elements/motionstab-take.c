/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* motionstab before reverseplay: what is found goes into the take, is replaced
 * when the take was judged, and is seen again in the review. */
#include "motionstab-harness.h"
#include "reverseplay-harness.h"

#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#define SETTLED 60

/* --- one take of the list --------------------------------------------------- */

/* Take @id as it is in the property; to be freed. */
static GstStructure *
get_take (GstElement * element, guint id)
{
  GstStructure *found = NULL;
  GValue takes = G_VALUE_INIT;
  guint i;

  g_value_init (&takes, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (element), "takes", &takes);
  for (i = 0; i < gst_value_array_get_size (&takes); i++) {
    const GstStructure *s =
        gst_value_get_structure (gst_value_array_get_value (&takes, i));

    if (msh_uint (s, "id") == id)
      found = gst_structure_copy (s);
  }
  g_value_unset (&takes);
  fail_unless (found != NULL, "no take %u", id);
  return found;
}

/* The onsets in the jerk-list of @take, as text. */
static gchar *
onsets_of (const GstStructure * take)
{
  GString *text = g_string_new (NULL);
  guint i, n = msh_n_items (take, "jerk-list");

  fail_unless_equals_int (msh_uint (take, "jerks"), n);
  for (i = 0; i < n; i++) {
    const GstStructure *jerk = msh_item (take, "jerk-list", i);
    guint frame = msh_uint (jerk, "frame");

    fail_unless (gst_structure_has_name (jerk, ONSET_JERK));
    fail_unless (gst_structure_get_string (jerk, "kind") != NULL);
    fail_unless (gst_structure_get_string (jerk, "level") != NULL);
    msh_double (jerk, "severity");
    msh_double (jerk, "confidence");
    msh_uint (jerk, "length");
    fail_unless_equals_uint64 (msh_uint64 (jerk, "position"),
        frame * RPH_PERIOD);
    g_string_append_printf (text, "%s%u", i ? " " : "", frame);
  }
  return g_string_free (text, FALSE);
}

#define check_onsets(element, id, onsets) \
    check_onsets_AT (element, id, onsets, __LINE__)
static void
check_onsets_AT (GstElement * element, guint id, const gchar * onsets,
    gint line)
{
  GstStructure *take = get_take (element, id);
  gchar *is = onsets_of (take);

  fail_unless (g_str_equal (is, onsets), "line %d: onsets at %s, not %s", line,
      is, onsets);
  g_free (is);
  gst_structure_free (take);
}

/* --- reverseplay alone ------------------------------------------------------ */

/* The camera's next frame, on which a jerk is reported when @age is 0 or more;
 * main shows it live. */
#define pass(rph, age) pass_AT (rph, age, __LINE__)
static void
pass_AT (Rph * rph, gint age, gint line)
{
  GstClockTime pts = rph_time_of (rph, rph->number);
  GstBuffer *buffer = rph_make_frame (rph, rph->number++, pts);
  OnsetJerk jerk = { "bump", "needs-review", 0.7, 0.9, 2 };

  if (age >= 0)
    onset_jerk_meta_set (buffer, 1000, (guint) age, &jerk);
  rph->time = rph_time_of (rph, rph->number);
  rph_set_time (rph, pts);
  fail_unless_equals_int (gst_harness_push (rph->main->harness, buffer),
      GST_FLOW_OK);
  rph_live_AT (rph->main, rph->number - 1, line);
}

static void
pass_n (Rph * rph, guint n)
{
  while (n-- > 0)
    pass (rph, -1);
}

static Rph *
live_rph_new (void)
{
  Rph *rph = rph_new ();

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  return rph;
}

GST_START_TEST (test_a_jerk_is_at_its_onset_in_the_take)
{
  Rph *rph = live_rph_new ();
  const GstStructure *jerk;
  GstStructure *take, *s;
  guint id;

  pass_n (rph, 10);
  id = rph_roll (rph);
  pass_n (rph, 5);
  check_onsets (rph->element, id, "");
  pass (rph, 2);
  check_onsets (rph->element, id, "3");
  pass (rph, 4);
  pass_n (rph, 10);
  pass (rph, 0);
  check_onsets (rph->element, id, "2 3 17");

  take = get_take (rph->element, id);
  jerk = msh_item (take, "jerk-list", 1);
  fail_unless_equals_string (gst_structure_get_string (jerk, "kind"), "bump");
  fail_unless_equals_string (gst_structure_get_string (jerk, "level"),
      "needs-review");
  fail_unless (msh_double (jerk, "severity") == 0.7);
  fail_unless (msh_double (jerk, "confidence") == 0.9);
  fail_unless_equals_int (msh_uint (jerk, "length"), 2);
  gst_structure_free (take);

  rph_cut (rph);
  s = rph_message (rph, "reverseplay-take-stopped");
  fail_unless_equals_int (msh_uint (s, "jerks"), 3);
  gst_structure_free (s);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_a_jerk_that_began_before_the_take_is_at_its_start)
{
  Rph *rph = live_rph_new ();
  guint id;

  pass_n (rph, 10);
  id = rph_roll (rph);
  pass (rph, -1);
  pass (rph, 4);
  check_onsets (rph->element, id, "0");
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_reports_after_the_cut_are_still_the_takes)
{
  Rph *rph = live_rph_new ();
  guint id;

  pass_n (rph, 5);
  id = rph_roll (rph);
  pass_n (rph, 10);
  rph_cut (rph);
  pass (rph, 0);                /* began after the cut */
  pass (rph, 3);                /* frame 8 of the take */
  pass (rph, -1);
  pass (rph, 4);                /* frame 9 */
  check_onsets (rph->element, id, "8 9");
  pass (rph, 5);                /* too late to be believed */
  check_onsets (rph->element, id, "8 9");
  rph_free (rph);
}

GST_END_TEST;

/* The next take has begun before the report comes. */
GST_START_TEST (test_a_report_after_the_cut_while_the_next_take_rolls)
{
  Rph *rph = live_rph_new ();
  guint first, second;

  first = rph_roll (rph);
  pass_n (rph, 10);
  rph_cut (rph);
  pass (rph, -1);
  second = rph_roll (rph);
  pass (rph, 3);
  pass (rph, 1);
  check_onsets (rph->element, first, "8");
  check_onsets (rph->element, second, "0");
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_a_lead_brings_its_jerks)
{
  Rph *rph = live_rph_new ();

  pass_n (rph, 3);
  pass (rph, 0);
  pass_n (rph, 5);
  pass (rph, 2);
  pass_n (rph, 2);
  fail_unless (rph_command (rph->main, "take-start", "lead", G_TYPE_UINT64,
          8 * RPH_PERIOD, NULL));
  check_onsets (rph->element, 1, "3");
  rph_free (rph);
}

GST_END_TEST;

/* --- the report ------------------------------------------------------------- */

static GstStructure *
jerk_at (guint64 time)
{
  OnsetJerk words = { "sway", "needs-fix", 1.5, 1.0, 3 };
  GstStructure *s = gst_structure_new (ONSET_JERK, "running-time",
      G_TYPE_UINT64, time, NULL);

  onset_jerk_fill (s, &words);
  return s;
}

static void
append (GValue * array, GstStructure * s)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, s);
  gst_value_array_append_and_take_value (array, &value);
}

static void
push_report (Rph * rph, guint take, GValue * jerks)
{
  GstStructure *s = gst_structure_new (ONSET_REPORT, "take", G_TYPE_UINT, take,
      "frames", G_TYPE_UINT64, (guint64) 1, NULL);

  if (jerks)
    gst_structure_take_value (s, "jerks", jerks);
  fail_unless (gst_harness_push_event (rph->main->harness,
          onset_report_event_new (s)));
}

GST_START_TEST (test_the_report_replaces_what_was_found_live)
{
  Rph *rph = live_rph_new ();
  GValue jerks = G_VALUE_INIT;
  gboolean changed = FALSE;
  gint64 until;
  gchar *onsets;
  guint id;

  pass_n (rph, 10);
  id = rph_roll (rph);
  pass_n (rph, 5);
  pass (rph, 0);
  pass_n (rph, 14);
  rph_cut (rph);
  check_onsets (rph->element, id, "5");

  g_value_init (&jerks, GST_TYPE_ARRAY);
  append (&jerks, jerk_at (9 * RPH_PERIOD));    /* before it */
  append (&jerks, jerk_at (17 * RPH_PERIOD));
  append (&jerks, jerk_at (10 * RPH_PERIOD - RPH_PERIOD / 4));  /* jitter */
  append (&jerks, jerk_at (29 * RPH_PERIOD));
  append (&jerks, jerk_at (30 * RPH_PERIOD));   /* behind it */
  append (&jerks, jerk_at (GST_CLOCK_TIME_NONE));
  append (&jerks, jerk_at (G_MAXUINT64 - 1));
  append (&jerks, gst_structure_new_empty ("nothing"));
  push_report (rph, id, &jerks);
  check_onsets (rph->element, id, "0 7 19");

  /* Monitors hear of it, too. */
  until = rph_deadline ();
  do {
    pass (rph, -1);
    g_mutex_lock (&rph->lock);
    onsets = onsets_of (msh_item (rph->main->takes, "takes", 0));
    g_mutex_unlock (&rph->lock);
    changed = g_str_equal (onsets, "0 7 19");
    g_free (onsets);
  } while (!changed && g_get_monotonic_time () < until);
  fail_unless (changed);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (test_reports_that_mean_nothing_change_nothing)
{
  Rph *rph = live_rph_new ();
  GValue jerks = G_VALUE_INIT, number = G_VALUE_INIT;
  guint id;

  id = rph_roll (rph);
  pass_n (rph, 5);
  pass (rph, 0);
  rph_cut (rph);
  g_value_init (&jerks, GST_TYPE_ARRAY);
  push_report (rph, id + 1, &jerks);    /* there is no such take */
  push_report (rph, id, NULL);
  g_value_init (&number, G_TYPE_INT);
  push_report (rph, id, &number);
  check_onsets (rph->element, id, "5");

  g_value_init (&jerks, GST_TYPE_ARRAY);
  push_report (rph, id, &jerks);        /* there were none */
  check_onsets (rph->element, id, "");
  rph_free (rph);
}

GST_END_TEST;

/* --- both ------------------------------------------------------------------- */

/* A camera, motionstab, reverseplay, one frame at a time. */
typedef struct
{
  Msh *msh;
  Rph *rph;
} Set;

static Set
set_new (void)
{
  Set set = { msh_new (), rph_new_with ("max-size-bytes",
        (guint64) (64 << 20), NULL)
  };
  GstCaps *caps = gst_video_info_to_caps (&set.msh->info);

  gst_harness_set_src_caps (set.rph->main->harness, caps);
  return set;
}

static void
set_free (Set * set)
{
  msh_free (set->msh);
  rph_free (set->rph);          /* looks for what is left */
}

static void
carry_upstream (Set * set)
{
  GstEvent *event;

  while ((event = rph_try_upstream (set->rph, GST_EVENT_CUSTOM_UPSTREAM)))
    gst_harness_push_upstream_event (set->msh->h, event);
}

static void
step (Set * set, gint dx, gint dy)
{
  GstHarness *behind = set->rph->main->harness;
  GstEvent *event;

  carry_upstream (set);
  msh_move (set->msh, dx, dy);
  while ((event = gst_harness_try_pull_event (set->msh->h))) {
    if (gst_event_has_name (event, ONSET_REPORT))
      fail_unless (gst_harness_push_event (behind, event));
    else
      gst_event_unref (event);
  }
  rph_set_time (set->rph, GST_BUFFER_PTS (set->msh->out));
  fail_unless_equals_int (gst_harness_push (behind,
          g_steal_pointer (&set->msh->out)), GST_FLOW_OK);
}

static void
steps (Set * set, guint n, gint dx, gint dy)
{
  RphFrame frame;

  while (n-- > 0) {
    step (set, dx, dy);
    rph_pull (set->rph->main, &frame);
    fail_if (frame.is_playback);
  }
}

/* What reverseplay says upstream may come a moment after its cause. */
static void
hear_rolling (Set * set)
{
  gst_harness_push_upstream_event (set->msh->h,
      rph_upstream (set->rph, GST_EVENT_CUSTOM_UPSTREAM));
}

GST_START_TEST (test_a_take_is_judged_and_its_review_shows_the_jerk)
{
  Set set = set_new ();
  Rph *rph = set.rph;
  GstStructure *s;
  RphFrame frame;
  guint id, i, n_jerks = 0;

  steps (&set, SETTLED, 1, 0);
  id = rph_roll (rph);
  hear_rolling (&set);
  steps (&set, 8, 1, 0);
  steps (&set, 1, 1, 5);
  steps (&set, 1, 1, -5);
  steps (&set, 10, 1, 0);
  check_onsets (rph->element, id, "8");
  rph_cut (rph);
  hear_rolling (&set);

  /* The take comes back, each frame with what was found on it. */
  for (i = 0; i < 20; i++) {
    OnsetJerk words;
    guint age;

    if (i > 0)
      step (&set, 1, 0);
    rph_pull (rph->main, &frame);
    if (i == 0)
      step (&set, 1, 0);        /* its slot is taken already */
    fail_unless (frame.is_playback);
    fail_unless_equals_int (frame.index, 19 - i);
    fail_unless (gst_buffer_get_custom_meta (rph->main->buffer,
            ONSET_MOTION_META) != NULL);
    if (onset_jerk_meta_get (rph->main->buffer, &age, &words)) {
      fail_unless_equals_int (frame.index - age, 8);
      fail_unless_equals_string (words.kind, "bump");
      n_jerks++;
    }
  }
  fail_unless_equals_int (n_jerks, 1);

  s = msh_message (set.msh, "motionstab-report");
  fail_unless_equals_int (msh_uint (s, "take"), id);
  fail_unless_equals_uint64 (msh_uint64 (s, "frames"), 20);
  fail_unless_equals_int (msh_n_items (s, "jerks"), 1);
  fail_unless_equals_int (msh_uint (msh_item (s, "jerks", 0), "take-frame"), 8);
  gst_structure_free (s);
  check_onsets (rph->element, id, "8");
  set_free (&set);
}

GST_END_TEST;

/* In one pipeline: what is said about the whole stream comes before EOS. */
GST_START_TEST (test_a_file_that_is_reversed_knows_its_jerks)
{
  GstElement *bin = gst_parse_bin_from_description ("motionstab ! "
      "reverseplay name=rp trigger=stream show-live=false", TRUE, NULL);
  GstElement *rp = gst_bin_get_by_name (GST_BIN (bin), "rp");
  GstHarness *h = gst_harness_new_with_element (bin, "sink", "src");
  Msh *msh = msh_new ();
  GstCaps *caps = gst_video_info_to_caps (&msh->info);
  gint64 until = rph_deadline ();
  gboolean eos = FALSE;
  guint i, n = 0;

  gst_harness_set_live (h, FALSE);
  g_object_set (rp, "max-size-bytes", (guint64) (64 << 20), NULL);
  gst_harness_set_src_caps (h, caps);
  for (i = 0; i < 2 * SETTLED; i++) {
    GstBuffer *buffer = msh_paint (&msh->info, (gint) i, i == SETTLED ? 5 : 0,
        0);

    msh_stamp (msh, buffer);
    fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_OK);
  }
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  while (!eos && g_get_monotonic_time () < until) {
    GstEvent *event = gst_harness_try_pull_event (h);
    GstBuffer *buffer = gst_harness_try_pull (h);

    n += buffer != NULL;
    eos = event && GST_EVENT_TYPE (event) == GST_EVENT_EOS;
    g_clear_pointer (&event, gst_event_unref);
    gst_clear_buffer (&buffer);
    if (!eos)
      g_thread_yield ();
  }
  fail_unless (eos);
  n += gst_harness_buffers_in_queue (h);
  fail_unless_equals_int (n, 2 * SETTLED);
  check_onsets (rp, 1, "60");
  gst_object_unref (rp);
  gst_harness_teardown (h);
  gst_object_unref (bin);
  msh_free (msh);
}

GST_END_TEST;

static Suite *
motionstab_take_suite (void)
{
  Suite *s = suite_create ("motionstab-take");
  TCase *live = tcase_create ("live");
  TCase *report = tcase_create ("report");
  TCase *both = tcase_create ("both");

  suite_add_tcase (s, live);
  tcase_add_test (live, test_a_jerk_is_at_its_onset_in_the_take);
  tcase_add_test (live, test_a_jerk_that_began_before_the_take_is_at_its_start);
  tcase_add_test (live, test_reports_after_the_cut_are_still_the_takes);
  tcase_add_test (live, test_a_report_after_the_cut_while_the_next_take_rolls);
  tcase_add_test (live, test_a_lead_brings_its_jerks);

  suite_add_tcase (s, report);
  tcase_add_test (report, test_the_report_replaces_what_was_found_live);
  tcase_add_test (report, test_reports_that_mean_nothing_change_nothing);

  suite_add_tcase (s, both);
  tcase_add_test (both, test_a_take_is_judged_and_its_review_shows_the_jerk);
  tcase_add_test (both, test_a_file_that_is_reversed_knows_its_jerks);
  return s;
}

GST_CHECK_MAIN (motionstab_take);
