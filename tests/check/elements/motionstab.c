/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The element around estimator and detector: what goes in, what it says, and
 * what it does to a stream. */
#include "motionstab-harness.h"

#include <math.h>
#include <onset/onset-event.h>
#include <onset/onset-meta.h>
#include <string.h>

/* Frames after which the detector knows the move. */
#define SETTLED 60

static gdouble
meta_double (GstBuffer * buffer, const gchar * field)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, ONSET_MOTION_META);

  fail_unless (meta != NULL);
  return msh_double (gst_custom_meta_get_structure (meta), field);
}

/* The camera jolts by @dy and goes back. */
static void
jolt (Msh * msh, gint dx, gint dy)
{
  msh_move (msh, dx, dy);
  msh_move (msh, dx, -dy);
}

static guint64
stat (Msh * msh, const gchar * field)
{
  GstStructure *stats;
  guint64 value;

  g_object_get (msh->element, "stats", &stats, NULL);
  value = msh_uint64 (stats, field);
  gst_structure_free (stats);
  return value;
}

/* --- what it says ---------------------------------------------------------- */

GST_START_TEST (test_content_that_moves_right_and_down_is_above_zero)
{
  const gint moves[][2] = { {3, 0}, {0, 3}, {-2, 1}, {-4, -5} };
  Msh *msh = msh_new ();
  guint i;

  msh_move (msh, 0, 0);
  msh_kind (msh, "first");
  for (i = 0; i < G_N_ELEMENTS (moves); i++) {
    GstStructure *s;

    msh_move (msh, -moves[i][0], -moves[i][1]);
    s = msh_last_shift (msh);
    fail_unless_equals_string (gst_structure_get_string (s, "kind"), "moved");
    fail_unless (fabs (msh_double (s, "dx") - moves[i][0]) < 0.1,
        "dx %f", msh_double (s, "dx"));
    fail_unless (fabs (msh_double (s, "dy") - moves[i][1]) < 0.1,
        "dy %f", msh_double (s, "dy"));
    fail_unless (fabs (msh_double (s, "rotation")) < 0.002);
    fail_unless (fabs (msh_double (s, "scale") - 1) < 0.002);
    fail_unless (msh_double (s, "confidence") > 0.5);
    gst_structure_free (s);
  }
  msh_free (msh);
}

GST_END_TEST;

/* Pixels are those of the frame, however small the picture is. */
GST_START_TEST (test_pixels_are_those_of_the_frame)
{
  Msh *msh = msh_new ();
  GstStructure *s;

  msh_set_caps (msh, GST_VIDEO_FORMAT_I420, 1000, 720, NULL);
  msh_move (msh, 0, 0);
  msh_move (msh, 12, -8);
  s = msh_last_shift (msh);
  fail_unless (fabs (msh_double (s, "dx") + 12) < 0.3);
  fail_unless (fabs (msh_double (s, "dy") - 8) < 0.3);
  gst_structure_free (s);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_a_shift_is_stamped_and_rides_on_its_frame)
{
  Msh *msh = msh_new ();
  GstStructure *s;
  guint i;

  for (i = 0; i < 3; i++)
    msh_move (msh, -2, 1);
  s = msh_last_shift (msh);
  fail_unless_equals_uint64 (msh_uint64 (s, "frame"), 2);
  fail_unless_equals_uint64 (msh_uint64 (s, "timestamp"), 2 * MSH_PERIOD);
  fail_unless_equals_uint64 (msh_uint64 (s, "stream-time"), 2 * MSH_PERIOD);
  fail_unless_equals_uint64 (msh_uint64 (s, "running-time"), 2 * MSH_PERIOD);
  fail_unless_equals_uint64 (msh_uint64 (s, "duration"), MSH_PERIOD);
  fail_unless_equals_string (gst_structure_get_string (s, "timecode"),
      "10:00:00:02");
  msh_double (s, "expansion");
  msh_double (s, "speed");
  msh_double (s, "subject-share");
  msh_double (s, "subject-scale");
  fail_unless (meta_double (msh->out, "dx") == msh_double (s, "dx"));
  fail_unless (meta_double (msh->out, "dy") == msh_double (s, "dy"));
  fail_unless (meta_double (msh->out, "scale") == msh_double (s, "scale"));
  gst_structure_free (s);

  /* The camera's timecode and times are where they were. */
  fail_unless (gst_buffer_get_video_time_code_meta (msh->out) != NULL);
  fail_unless_equals_uint64 (GST_BUFFER_PTS (msh->out), 2 * MSH_PERIOD);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_stream_time_and_running_time_are_the_segments)
{
  Msh *msh = msh_new ();
  GstSegment segment;
  GstStructure *s;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.position = GST_SECOND;
  segment.time = 10 * GST_SECOND;
  segment.base = 5 * GST_SECOND;
  fail_unless (gst_harness_push_event (msh->h,
          gst_event_new_segment (&segment)));
  msh->number = 25;
  msh_move (msh, 0, 0);
  s = msh_last_shift (msh);
  fail_unless_equals_uint64 (msh_uint64 (s, "timestamp"), GST_SECOND);
  fail_unless_equals_uint64 (msh_uint64 (s, "stream-time"), 10 * GST_SECOND);
  fail_unless_equals_uint64 (msh_uint64 (s, "running-time"), 5 * GST_SECOND);
  gst_structure_free (s);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_a_jerk_is_told_once_by_message_and_meta)
{
  Msh *msh = msh_new ();
  GstStructure *s = NULL;
  OnsetJerk words;
  guint i, age = 99;

  msh_travel (msh, SETTLED, 1, 0);
  fail_unless (msh_try_message (msh, "motionstab-jerk") == NULL);
  for (i = 0; i < 5 && !s; i++) {
    msh_move (msh, 1, i == 0 ? 5 : i == 1 ? -5 : 0);
    s = msh_try_message (msh, "motionstab-jerk");
  }
  fail_unless (s != NULL);
  fail_unless_equals_uint64 (msh_uint64 (s, "frame"), SETTLED);
  fail_unless_equals_uint64 (msh_uint64 (s, "timestamp"), SETTLED * MSH_PERIOD);
  fail_unless_equals_uint64 (msh_uint64 (s, "running-time"),
      SETTLED * MSH_PERIOD);
  fail_unless_equals_uint64 (msh_uint64 (s, "duration"), MSH_PERIOD);
  fail_unless_equals_string (gst_structure_get_string (s, "timecode"),
      "10:00:02:10");
  fail_unless_equals_string (gst_structure_get_string (s, "kind"), "bump");
  fail_unless_equals_string (gst_structure_get_string (s, "level"),
      "needs-fix");
  fail_unless (msh_double (s, "severity") > 1.5);
  fail_unless (msh_double (s, "confidence") > 0.3);
  fail_unless (msh_uint (s, "length") >= 1);
  fail_unless_equals_int (msh_uint (s, "age"), i - 1);
  gst_structure_free (s);

  fail_unless (onset_jerk_meta_get (msh->out, &age, &words));
  fail_unless_equals_int (age, i - 1);
  fail_unless_equals_string (words.kind, "bump");

  msh_travel (msh, 10, 1, 0);
  fail_unless (msh_try_message (msh, "motionstab-jerk") == NULL);
  fail_if (onset_jerk_meta_get (msh->out, &age, &words));
  fail_unless_equals_uint64 (stat (msh, "jerks"), 1);
  fail_unless_equals_uint64 (stat (msh, "frames"), SETTLED + 10 + i);
  msh_free (msh);
}

GST_END_TEST;

static gdouble
severity_of_a_sway (const gchar * more)
{
  Msh *msh = msh_new ();
  GstStructure *s = NULL;
  gdouble severity;
  guint i;

  msh_set_caps (msh, GST_VIDEO_FORMAT_GRAY8, 256, 192, more);
  msh_travel (msh, SETTLED, 0, 1);
  for (i = 0; i < 5 && !s; i++) {
    msh_move (msh, i == 0 ? 5 : i == 1 ? -5 : 0, 1);
    s = msh_try_message (msh, "motionstab-jerk");
  }
  fail_unless (s != NULL);
  fail_unless_equals_string (gst_structure_get_string (s, "kind"), "sway");
  severity = msh_double (s, "severity");
  gst_structure_free (s);
  msh_free (msh);
  return severity;
}

/* In % of the frame's height, also sideways. */
GST_START_TEST (test_pixels_need_not_be_square)
{
  gdouble square = severity_of_a_sway (NULL);
  gdouble wide = severity_of_a_sway ("pixel-aspect-ratio=(fraction)64/45");

  fail_unless (fabs (wide / square - 64.0 / 45.0) < 0.05, "%g, %g", square,
      wide);
}

GST_END_TEST;

GST_START_TEST (test_a_smooth_move_is_no_jerk)
{
  Msh *msh = msh_new ();

  msh_travel (msh, 2 * SETTLED, 2, 1);
  fail_unless (msh_try_message (msh, "motionstab-jerk") == NULL);
  fail_unless (msh_try_message (msh, "motionstab-report") == NULL);
  msh_free (msh);
}

GST_END_TEST;

/* The camera moves back from a wall, by @speed of the first distance per
 * second. */
static void
back_away (Msh * msh, guint n, gdouble speed, gdouble * distance)
{
  while (n-- > 0) {
    GstBuffer *buffer = msh_paint_from_afar (&msh->info, *distance);

    *distance += speed / 25;
    msh_stamp (msh, buffer);
    msh_push_buffer (msh, buffer);
  }
}

GST_START_TEST (test_a_dolly_that_gets_faster_is_told_once)
{
  Msh *msh = msh_new ();
  gdouble distance = 1.0;
  GstStructure *s;
  gboolean off;

  back_away (msh, 100, 0.1, &distance);
  fail_unless (msh_try_message (msh, "motionstab-pace") == NULL);
  s = msh_last_shift (msh);
  fail_unless (fabs (msh_double (s, "expansion") + 0.1 / distance) < 0.01);
  fail_unless (fabs (msh_double (s, "speed") - 1.0) < 0.1);
  fail_unless (fabs (msh_double (s, "scale") - exp (-0.1 / distance / 25))
      < 0.0005);
  gst_structure_free (s);

  back_away (msh, 75, 0.15, &distance);
  s = msh_message (msh, "motionstab-pace");
  fail_unless (msh_double (s, "speed") > 1.3);
  fail_unless (msh_double (s, "speed") < 1.6);
  fail_unless (msh_double (s, "expansion") < 0);
  fail_unless (gst_structure_get_boolean (s, "speed-off", &off) && off);
  fail_unless (gst_structure_get_boolean (s, "subject-off", &off) && !off);
  fail_unless (msh_uint64 (s, "frame") > 110);
  fail_unless_equals_uint64 (msh_uint64 (s, "running-time"),
      msh_uint64 (s, "frame") * MSH_PERIOD);
  fail_unless (gst_structure_has_field (s, "timecode"));
  msh_double (s, "subject-scale");
  msh_double (s, "subject-share");
  gst_structure_free (s);
  fail_unless (msh_try_message (msh, "motionstab-pace") == NULL);
  msh_free (msh);
}

GST_END_TEST;

/* --- formats --------------------------------------------------------------- */

static void
shift_of_format (Msh * msh, GstVideoFormat format, guint padding, gdouble * dx,
    gdouble * dy)
{
  const gint places[][2] = { {0, 0}, {3, 1}, {1, 3} };
  GstStructure *s;
  guint i;

  msh_set_caps (msh, format, 160, 120, NULL);
  for (i = 0; i < 3; i++) {
    GstBuffer *buffer = msh_paint (&msh->info, places[i][0], places[i][1],
        padding);

    msh_stamp (msh, buffer);
    msh_push_buffer (msh, buffer);
    if (i == 0)
      msh_kind (msh, "first");
  }
  s = msh_last_shift (msh);
  fail_unless_equals_string (gst_structure_get_string (s, "kind"), "moved");
  *dx = msh_double (s, "dx");
  *dy = msh_double (s, "dy");
  gst_structure_free (s);
}

static void
check_all_formats (guint padding)
{
  Msh *msh = msh_new ();
  guint n, i;
  const GstVideoFormat *formats = gst_video_formats_raw (&n);
  gdouble wanted_x, wanted_y;

  shift_of_format (msh, GST_VIDEO_FORMAT_GRAY8, 0, &wanted_x, &wanted_y);
  for (i = 0; i < n; i++) {
    const GstVideoFormatInfo *info = gst_video_format_get_info (formats[i]);
    gdouble most = GST_VIDEO_FORMAT_INFO_DEPTH (info, 0) < 8 ? 0.15 : 0.02;
    gdouble dx, dy;

    if (!info->pack_func)
      continue;
    shift_of_format (msh, formats[i], padding, &dx, &dy);
    fail_unless (fabs (dx - wanted_x) < most && fabs (dy - wanted_y) < most,
        "%s: %f, %f, not %f, %f", GST_VIDEO_FORMAT_INFO_NAME (info), dx, dy,
        wanted_x, wanted_y);
  }
  fail_unless_equals_int (msh->n_warnings, 0);
  msh_free (msh);
}

GST_START_TEST (test_every_format_gives_the_same_shift)
{
  check_all_formats (0);
}

GST_END_TEST;

GST_START_TEST (test_padded_rows_give_the_same_shift)
{
  check_all_formats (48);
}

GST_END_TEST;

GST_START_TEST (test_odd_sizes_pass)
{
  const guint sizes[][2] = { {1, 1}, {3, 5}, {2, 2}, {16384, 16}, {16, 2048},
  {17, 31}
  };
  const GstVideoFormat formats[] = { GST_VIDEO_FORMAT_I420,
    GST_VIDEO_FORMAT_v210, GST_VIDEO_FORMAT_RGB, GST_VIDEO_FORMAT_ARGB64,
    GST_VIDEO_FORMAT_UYVY, GST_VIDEO_FORMAT_P010_10LE, GST_VIDEO_FORMAT_NV12_4L4
  };
  Msh *msh = msh_new ();
  guint i, k, m;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (k = 0; k < G_N_ELEMENTS (formats); k++) {
      msh_set_caps (msh, formats[k], sizes[i][0], sizes[i][1], NULL);
      for (m = 0; m < 8; m++) {
        GstBuffer *buffer = gst_buffer_new_allocate (NULL, msh->info.size,
            NULL);

        gst_buffer_memset (buffer, 0, (guint8) (m * 30), msh->info.size);
        msh_stamp (msh, buffer);
        msh_push_buffer (msh, buffer);
        fail_unless (isfinite (meta_double (msh->out, "dx")));
        fail_unless (meta_double (msh->out, "confidence") == 0.0);
      }
      msh_forget_messages (msh);
    }
  }
  msh_free (msh);
}

GST_END_TEST;

/* Noise, zeros, flags, stamps, sizes and settings in any order. */
GST_START_TEST (test_anything_goes_in)
{
  GRand *rand = g_rand_new_with_seed (4711);
  Msh *msh = msh_new ();
  guint n, i, k;
  const GstVideoFormat *formats = gst_video_formats_raw (&n);
  const gchar *modes[] = { NULL, "interlace-mode=interleaved",
    "interlace-mode=mixed", "interlace-mode=alternate",
    "pixel-aspect-ratio=16/11", "pixel-aspect-ratio=1/100"
  };

  for (i = 0; i < 150; i++) {
    GstVideoFormat format = formats[g_rand_int_range (rand, 0, (gint32) n)];

    msh_set_caps (msh, format, (guint) g_rand_int_range (rand, 1, 200),
        (guint) g_rand_int_range (rand, 1, 120),
        modes[g_rand_int_range (rand, 0, G_N_ELEMENTS (modes))]);
    g_object_set (msh->element, "analysis-height", g_rand_int_range (rand, 0,
            200), "interlacing", g_rand_int_range (rand, 0, 2), "intent",
        g_rand_int_range (rand, 0, 3), "sensitivity", g_rand_double (rand),
        "min-severity", g_rand_double (rand), NULL);
    for (k = 0; k < 6; k++) {
      GstBuffer *buffer = gst_buffer_new_allocate (NULL, msh->info.size, NULL);
      guint kind = (guint) g_rand_int_range (rand, 0, 4);
      GstMapInfo map;
      gsize at;

      gst_buffer_map (buffer, &map, GST_MAP_WRITE);
      for (at = 0; at < map.size; at++)
        map.data[at] = (guint8) (kind == 0 ? 0 : kind == 1 ? 255
            : g_rand_int (rand));
      gst_buffer_unmap (buffer, &map);
      msh_stamp (msh, buffer);
      if (g_rand_int_range (rand, 0, 8) == 0)
        GST_BUFFER_PTS (buffer) = ((guint64) g_rand_int (rand) << 32)
            | g_rand_int (rand);
      GST_BUFFER_FLAG_SET (buffer, (g_rand_int (rand) & 15)
          * GST_VIDEO_BUFFER_FLAG_INTERLACED);
      msh_push_buffer (msh, buffer);
    }
    msh_forget_messages (msh);
  }
  g_rand_free (rand);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_no_timestamps)
{
  Msh *msh = msh_new ();
  GstStructure *s;
  guint i;

  for (i = 0; i < 3; i++)
    msh_push_buffer (msh, msh_paint (&msh->info, (gint) i * 2, 0, 0));
  s = msh_last_shift (msh);
  fail_unless_equals_string (gst_structure_get_string (s, "kind"), "moved");
  fail_unless_equals_uint64 (msh_uint64 (s, "timestamp"), GST_CLOCK_TIME_NONE);
  fail_unless_equals_uint64 (msh_uint64 (s, "running-time"),
      GST_CLOCK_TIME_NONE);
  fail_unless_equals_uint64 (msh_uint64 (s, "stream-time"),
      GST_CLOCK_TIME_NONE);
  fail_if (gst_structure_has_field (s, "timecode"));
  gst_structure_free (s);
  fail_if (GST_BUFFER_PTS_IS_VALID (msh->out));
  gst_harness_push_event (msh->h, gst_event_new_eos ());
  s = msh_message (msh, "motionstab-report");
  fail_unless_equals_uint64 (msh_uint64 (s, "duration"), GST_CLOCK_TIME_NONE);
  gst_structure_free (s);
  msh_free (msh);
}

GST_END_TEST;

/* --- interlaced ------------------------------------------------------------ */

/* The bottom fields go another way: whoever looks at them sees that. */
static void
push_fields (Msh * msh, gint top_x, gint top_y, gint bottom_x, gint bottom_y)
{
  GstBuffer *buffer = msh_paint_fields (&msh->info, top_x, top_y, bottom_x,
      bottom_y);

  GST_BUFFER_FLAG_SET (buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED
      | GST_VIDEO_BUFFER_FLAG_TFF);
  msh_stamp (msh, buffer);
  msh_push_buffer (msh, buffer);
}

GST_START_TEST (test_fields_are_compared_with_fields_of_the_same_parity)
{
  const gchar *modes[] = { "interlace-mode=interleaved",
    "interlace-mode=mixed"
  };
  guint i, k;

  for (k = 0; k < G_N_ELEMENTS (modes); k++) {
    Msh *msh = msh_new ();
    GstStructure *s;

    msh_set_caps (msh, GST_VIDEO_FORMAT_I420, 256, 384, modes[k]);
    for (i = 0; i < 4; i++)
      push_fields (msh, 2 * (gint) i, 4 * (gint) i, 100 - 5 * (gint) i, 0);
    s = msh_last_shift (msh);
    fail_unless_equals_string (gst_structure_get_string (s, "kind"), "moved");
    fail_unless (fabs (msh_double (s, "dx") + 2) < 0.1);
    fail_unless (fabs (msh_double (s, "dy") + 4) < 0.2,
        "dy %f in lines of the frame", msh_double (s, "dy"));
    gst_structure_free (s);
    msh_free (msh);
  }
}

GST_END_TEST;

/* PsF: both fields are of one instant. It reads as what it is either way. */
GST_START_TEST (test_psf_under_interlaced_caps)
{
  guint i, whole;

  for (whole = 0; whole < 2; whole++) {
    Msh *msh = msh_new ();
    GstStructure *s;

    msh_set_caps (msh, GST_VIDEO_FORMAT_I420, 256, 384,
        "interlace-mode=interleaved");
    gst_util_set_object_arg (G_OBJECT (msh->element), "interlacing",
        whole ? "progressive" : "auto");
    for (i = 0; i < 6; i++) {
      msh_move (msh, 1, 2);
      if (i == 0)
        continue;
      s = msh_last_shift (msh);
      fail_unless (fabs (msh_double (s, "dx") + 1) < 0.1);
      fail_unless (fabs (msh_double (s, "dy") + 2) < 0.2);
      gst_structure_free (s);
    }
    msh_free (msh);
  }
}

GST_END_TEST;

GST_START_TEST (test_of_fields_that_come_alone_the_top_ones_are_measured)
{
  Msh *msh = msh_new ();
  GstStructure *s;
  guint i;

  msh_set_caps (msh, GST_VIDEO_FORMAT_I420, 256, 384,
      "interlace-mode=alternate");
  for (i = 0; i < 8; i++) {
    gboolean bottom = i & 1;
    GstBuffer *buffer = msh_paint_lone_field (&msh->info,
        bottom ? 300 : (gint) i, bottom ? 1 : (gint) i * 2);

    GST_BUFFER_FLAG_SET (buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED
        | (bottom ? GST_VIDEO_BUFFER_FLAG_BOTTOM_FIELD :
            GST_VIDEO_BUFFER_FLAG_TOP_FIELD));
    GST_BUFFER_PTS (buffer) = i * MSH_PERIOD / 2;
    msh_push_buffer (msh, buffer);
    fail_unless ((gst_buffer_get_custom_meta (msh->out, ONSET_MOTION_META)
            == NULL) == bottom);
  }
  s = msh_last_shift (msh);
  fail_unless_equals_uint64 (msh_uint64 (s, "frame"), 6);
  fail_unless_equals_string (gst_structure_get_string (s, "kind"), "moved");
  fail_unless (fabs (msh_double (s, "dx") + 2) < 0.1);
  fail_unless (fabs (msh_double (s, "dy") + 4) < 0.2,
      "dy %f in lines of the frame", msh_double (s, "dy"));
  gst_structure_free (s);
  fail_unless_equals_uint64 (stat (msh, "frames"), 8);
  fail_unless_equals_uint64 (stat (msh, "measured"), 4);
  msh_free (msh);
}

GST_END_TEST;

/* --- the buffers ----------------------------------------------------------- */

GST_START_TEST (test_no_pixel_is_copied_or_changed)
{
  Msh *msh = msh_new ();
  GstBuffer *buffer, *kept;
  GstMemory *memory;
  guint shared;

  for (shared = 0; shared < 2; shared++) {
    buffer = msh_paint (&msh->info, 0, 0, 0);
    msh_stamp (msh, buffer);
    kept = gst_buffer_copy_deep (buffer);
    memory = gst_buffer_peek_memory (buffer, 0);
    if (shared)
      gst_buffer_ref (buffer);
    msh_push_buffer (msh, buffer);
    fail_unless_equals_int (gst_buffer_n_memory (msh->out), 1);
    fail_unless (gst_buffer_peek_memory (msh->out, 0) == memory);
    fail_unless ((msh->out == buffer) == !shared);
    fail_unless (gst_buffer_get_custom_meta (msh->out, ONSET_MOTION_META)
        != NULL);
    fail_unless_equals_uint64 (GST_BUFFER_PTS (msh->out),
        GST_BUFFER_PTS (kept));
    if (shared) {
      GstMapInfo a, b;

      /* Who else holds it sees nothing of ours. */
      fail_unless (gst_buffer_get_custom_meta (buffer, ONSET_MOTION_META)
          == NULL);
      fail_unless (gst_buffer_map (buffer, &a, GST_MAP_READ));
      fail_unless (gst_buffer_map (kept, &b, GST_MAP_READ));
      fail_unless (a.size == b.size && memcmp (a.data, b.data, a.size) == 0);
      gst_buffer_unmap (buffer, &a);
      gst_buffer_unmap (kept, &b);
      gst_buffer_unref (buffer);
    }
    gst_buffer_unref (kept);
  }
  msh_free (msh);
}

GST_END_TEST;

/* A buffer of a pool that somebody else holds, too, is back in its pool only
 * when both have let go of it. */
GST_START_TEST (test_a_pools_buffer_stays_out_as_long_as_its_copy)
{
  Msh *msh = msh_new ();
  GstBufferPool *pool = gst_buffer_pool_new ();
  GstStructure *config = gst_buffer_pool_get_config (pool);
  GstBufferPoolAcquireParams params = { 0, };
  GstBuffer *buffer, *again = NULL;

  params.flags = GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT;
  gst_buffer_pool_config_set_params (config, NULL, (guint) msh->info.size, 1,
      1);
  fail_unless (gst_buffer_pool_set_config (pool, config));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &buffer, NULL),
      GST_FLOW_OK);
  gst_buffer_memset (buffer, 0, 0, msh->info.size);
  msh_stamp (msh, buffer);
  gst_buffer_ref (buffer);
  msh_push_buffer (msh, buffer);
  fail_if (msh->out == buffer);
  gst_buffer_unref (buffer);
  fail_if (gst_buffer_pool_acquire_buffer (pool, &again, &params)
      == GST_FLOW_OK);
  gst_clear_buffer (&msh->out);
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &again,
          &params), GST_FLOW_OK);
  gst_buffer_unref (again);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  msh_free (msh);
}

GST_END_TEST;

static guint
count_metas (GstBuffer * buffer, const gchar * name)
{
  gpointer state = NULL;
  guint n = 0;
  GstMeta *meta;

  while ((meta = gst_buffer_iterate_meta (buffer, &state)))
    n += g_str_equal (g_type_name (meta->info->api), name)
        || meta->info == gst_meta_get_info (name);
  return n;
}

GST_START_TEST (test_metas_of_another_motionstab_are_replaced)
{
  Msh *msh = msh_new ();
  OnsetMotion other = { "moved", 77, 77, 0, 1, 1 };
  OnsetJerk jerk = { "roll", "nominal", 1, 1, 1 };
  GstBuffer *buffer = msh_paint (&msh->info, 0, 0, 0);

  onset_motion_meta_set (buffer, &other);
  onset_jerk_meta_set (buffer, 3, 2, &jerk);
  msh_stamp (msh, buffer);
  msh_push_buffer (msh, buffer);
  fail_unless_equals_int (count_metas (msh->out, ONSET_MOTION_META), 1);
  fail_unless (meta_double (msh->out, "dx") == 0.0);
  msh_free (msh);
}

GST_END_TEST;

/* --- frames that cannot be read -------------------------------------------- */

typedef struct
{
  GstAllocator parent;
} Locked;

typedef struct
{
  GstAllocatorClass parent_class;
} LockedClass;

GType locked_get_type (void);
G_DEFINE_TYPE (Locked, locked, GST_TYPE_ALLOCATOR);

static gpointer
map_nothing (GstMemory * memory, gsize size, GstMapFlags flags)
{
  return NULL;
}

static void
unmap_nothing (GstMemory * memory)
{
}

static void
locked_free (GstAllocator * allocator, GstMemory * memory)
{
  g_free (memory);
}

static void
locked_class_init (LockedClass * klass)
{
  GST_ALLOCATOR_CLASS (klass)->free = locked_free;
}

static void
locked_init (Locked * locked)
{
  GST_ALLOCATOR (locked)->mem_map = map_nothing;
  GST_ALLOCATOR (locked)->mem_unmap = unmap_nothing;
  GST_OBJECT_FLAG_SET (locked, GST_ALLOCATOR_FLAG_CUSTOM_ALLOC);
}

GST_START_TEST (test_a_frame_that_cannot_be_read_passes_and_is_blind)
{
  Msh *msh = msh_new ();
  GstAllocator *allocator = gst_object_ref_sink (g_object_new
      (locked_get_type (), NULL));
  guint i;

  msh_move (msh, 0, 0);
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");
  for (i = 0; i < 3; i++) {
    GstBuffer *buffer = gst_buffer_new ();
    GstMemory *memory = g_new0 (GstMemory, 1);

    if (i == 2) {
      g_free (memory);
      memory = gst_allocator_alloc (NULL, 100, NULL);
    } else {
      gst_memory_init (memory, 0, allocator, NULL, msh->info.size, 0, 0,
          msh->info.size);
    }
    gst_buffer_append_memory (buffer, memory);
    msh_stamp (msh, buffer);
    msh_push_buffer (msh, buffer);
    fail_unless (gst_buffer_peek_memory (msh->out, 0) == memory);
    msh_kind (msh, "blind");
    /* It is said once, not for every frame. */
    fail_unless_equals_int (msh->n_warnings, 1);
  }
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");
  fail_unless_equals_uint64 (stat (msh, "unreadable"), 3);
  gst_clear_buffer (&msh->out);
  gst_object_unref (allocator);
  msh_free (msh);
}

GST_END_TEST;

/* --- settings -------------------------------------------------------------- */

GST_START_TEST (test_properties_have_the_values_of_the_design)
{
  GstElement *element = gst_element_factory_make ("motionstab", NULL);
  const struct
  {
    const gchar *name, *value, *other;
  } properties[] = {
    {"intent", "dolly", "locked-off"},
    {"sensitivity", "0.5", "0.75"},
    {"min-severity", "0.15", "0.3"},
    {"kinds", "speed+roll+bump+sway", "bump"},
    {"post-shift", "false", "true"},
    {"analysis-height", "0", "200"},
    {"interlacing", "auto", "progressive"},
    {"sensor-rate", "0/1", "48/1"},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (properties); i++) {
    GParamSpec *spec =
        g_object_class_find_property (G_OBJECT_GET_CLASS (element),
        properties[i].name);
    GValue is = G_VALUE_INIT, wanted = G_VALUE_INIT;

    fail_unless (spec != NULL);
    fail_unless (spec->flags & GST_PARAM_MUTABLE_PLAYING);
    g_value_init (&is, spec->value_type);
    g_value_init (&wanted, spec->value_type);
    g_object_get_property (G_OBJECT (element), spec->name, &is);
    fail_unless (gst_value_deserialize (&wanted, properties[i].value));
    fail_unless (gst_value_compare (&is, &wanted) == GST_VALUE_EQUAL,
        "%s", spec->name);
    fail_unless (g_param_values_cmp (spec, &is,
            g_param_spec_get_default_value (spec)) == 0
        || GST_VALUE_HOLDS_FRACTION (&is), "%s", spec->name);
    gst_util_set_object_arg (G_OBJECT (element), spec->name,
        properties[i].other);
    g_object_get_property (G_OBJECT (element), spec->name, &is);
    fail_unless (gst_value_deserialize (&wanted, properties[i].other));
    fail_unless (gst_value_compare (&is, &wanted) == GST_VALUE_EQUAL,
        "%s", spec->name);
    g_value_unset (&is);
    g_value_unset (&wanted);
  }
  gst_object_unref (element);
}

GST_END_TEST;

GST_START_TEST (test_settings_change_while_playing)
{
  Msh *msh = msh_new ();
  GstStructure *s;

  msh_travel (msh, SETTLED, 1, 0);
  gst_util_set_object_arg (G_OBJECT (msh->element), "kinds", "roll");
  jolt (msh, 1, 5);
  msh_travel (msh, 20, 1, 0);
  fail_unless (msh_try_message (msh, "motionstab-jerk") == NULL);
  gst_util_set_object_arg (G_OBJECT (msh->element), "kinds", "bump+roll");
  msh_travel (msh, SETTLED, 1, 0);
  jolt (msh, 1, 5);
  msh_travel (msh, 5, 1, 0);
  gst_structure_free (msh_message (msh, "motionstab-jerk"));

  /* The series goes on through that, not through these. */
  msh_forget_messages (msh);
  g_object_set (msh->element, "sensitivity", 0.9, "min-severity", 1.0, NULL);
  gst_util_set_object_arg (G_OBJECT (msh->element), "intent", "handheld");
  gst_util_set_object_arg (G_OBJECT (msh->element), "sensor-rate", "48/1");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");
  g_object_set (msh->element, "analysis-height", 64, NULL);
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 3, 0);
  s = msh_last_shift (msh);
  fail_unless (fabs (msh_double (s, "dx") + 3) < 0.3);
  gst_structure_free (s);
  gst_util_set_object_arg (G_OBJECT (msh->element), "interlacing",
      "progressive");
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");

  g_object_set (msh->element, "post-shift", FALSE, NULL);
  msh_move (msh, 1, 0);
  fail_unless (msh_try_message (msh, "motionstab-shift") == NULL);
  msh_free (msh);
}

GST_END_TEST;

typedef struct
{
  GstElement *element;
  gint stop;
} Twiddler;

static gpointer
twiddle (gpointer data)
{
  Twiddler *twiddler = data;
  guint i = 0;

  while (!g_atomic_int_get (&twiddler->stop)) {
    GstStructure *stats;

    g_object_set (twiddler->element, "sensitivity", (i % 10) / 10.0,
        "analysis-height", i % 3 * 50, "kinds", i % 16, "intent", i % 3,
        "interlacing", i % 2, NULL);
    g_object_get (twiddler->element, "stats", &stats, NULL);
    gst_structure_free (stats);
    gst_pad_push_event (GST_PAD_PEER (twiddler->element->srcpads->data),
        onset_rolling_event_new (i % 2, i / 2 % 5, GST_CLOCK_TIME_NONE,
            GST_CLOCK_TIME_NONE));
    i++;
  }
  return NULL;
}

/* For valgrind and the sanitizers. */
GST_START_TEST (test_settings_and_takes_from_another_thread)
{
  Msh *msh = msh_new ();
  Twiddler twiddler = { msh->element, 0 };
  GThread *thread = g_thread_new ("twiddler", twiddle, &twiddler);
  GstEvent *event;

  msh_travel (msh, 40, 2, 1);
  g_atomic_int_set (&twiddler.stop, 1);
  g_thread_join (thread);
  while ((event = gst_harness_try_pull_upstream_event (msh->h)))
    gst_event_unref (event);
  fail_unless_equals_uint64 (stat (msh, "frames"), 40);
  msh_free (msh);
}

GST_END_TEST;

/* --- what breaks a series -------------------------------------------------- */

static void
push_segment (Msh * msh, GstClockTime time)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.time = time;
  fail_unless (gst_harness_push_event (msh->h,
          gst_event_new_segment (&segment)));
}

GST_START_TEST (test_whatever_interrupts_starts_the_series_anew)
{
  Msh *msh = msh_new ();
  GstBuffer *buffer;

  msh_travel (msh, 2, 1, 0);
  msh_kind (msh, "moved");

  buffer = msh_paint (&msh->info, ++msh->x, 0, 0);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  msh_stamp (msh, buffer);
  msh_push_buffer (msh, buffer);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");

  fail_unless (gst_harness_push_event (msh->h,
          gst_event_new_gap (msh->number * MSH_PERIOD, MSH_PERIOD)));
  msh->number++;
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");

  msh->number += 1;             /* one frame is missing */
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");

  msh->number -= 2;             /* back in time */
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");

  push_segment (msh, 0);        /* the same once more */
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");
  push_segment (msh, GST_SECOND);
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");

  msh_set_caps (msh, GST_VIDEO_FORMAT_I420, 256, 192, NULL);
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");
  msh_set_caps (msh, GST_VIDEO_FORMAT_I420, 160, 120, NULL);
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");

  fail_unless (gst_harness_push_event (msh->h, gst_event_new_flush_start ()));
  fail_unless (gst_harness_push_event (msh->h,
          gst_event_new_flush_stop (TRUE)));
  push_segment (msh, 0);
  msh->number = 0;
  msh_move (msh, 1, 0);
  msh_kind (msh, "first");
  msh_move (msh, 1, 0);
  msh_kind (msh, "moved");
  msh_free (msh);
}

GST_END_TEST;

/* In low light a webcam gives half of what its caps say. */
GST_START_TEST (test_a_camera_that_is_slower_than_its_caps)
{
  Msh *msh = msh_new ();
  guint i;

  for (i = 0; i < 6; i++) {
    msh_move (msh, 1, 0);
    msh->number++;
    if (i > 1)
      msh_kind (msh, "moved");
  }
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_the_same_picture_again_is_a_duplicate)
{
  Msh *msh = msh_new ();

  msh_travel (msh, 3, 1, 0);
  msh_move (msh, 0, 0);
  fail_unless (meta_double (msh->out, "confidence") == 0.0);
  msh_kind (msh, "duplicate");
  msh_free (msh);
}

GST_END_TEST;

/* --- state ----------------------------------------------------------------- */

GST_START_TEST (test_restart_begins_at_0)
{
  Msh *msh = msh_new ();
  guint i;

  for (i = 0; i < 2; i++) {
    GstStructure *s;

    msh_travel (msh, 3, 1, 0);
    s = msh_last_shift (msh);
    fail_unless_equals_uint64 (msh_uint64 (s, "frame"), 2);
    gst_structure_free (s);
    fail_unless_equals_uint64 (stat (msh, "frames"), 3);
    if (i == 1)
      break;
    gst_element_set_state (msh->element, GST_STATE_NULL);
    gst_element_set_state (msh->element, GST_STATE_PLAYING);
    msh->number = 0;
    gst_harness_push_event (msh->h, gst_event_new_stream_start ("again"));
    msh_set_caps (msh, GST_VIDEO_FORMAT_GRAY8, 256, 192, NULL);
    push_segment (msh, 0);
  }
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_every_state_up_and_down_twice)
{
  GstElement *element = gst_element_factory_make ("motionstab", NULL);
  const GstState states[] = { GST_STATE_READY, GST_STATE_PAUSED,
    GST_STATE_PLAYING
  };
  guint i, k;

  for (i = 0; i < 2; i++) {
    for (k = 0; k < G_N_ELEMENTS (states); k++)
      fail_unless_equals_int (gst_element_set_state (element, states[k]),
          GST_STATE_CHANGE_SUCCESS);
    for (k = G_N_ELEMENTS (states) - 1; k > 0; k--)
      fail_unless_equals_int (gst_element_set_state (element, states[k - 1]),
          GST_STATE_CHANGE_SUCCESS);
    fail_unless_equals_int (gst_element_set_state (element, GST_STATE_NULL),
        GST_STATE_CHANGE_SUCCESS);
  }
  gst_object_unref (element);
}

GST_END_TEST;

/* --- what is asked of it --------------------------------------------------- */

GST_START_TEST (test_memory_and_latency_are_the_neighbours_affair)
{
  Msh *msh = msh_new ();
  GstAllocationParams params = {.align = 63,.prefix = 16,.padding = 32 };
  GstCaps *caps;
  GstQuery *query;

  msh_move (msh, 0, 0);
  gst_harness_set_propose_allocator (msh->h, NULL, &params);
  gst_harness_add_propose_allocation_meta (msh->h, GST_VIDEO_META_API_TYPE,
      NULL);
  caps = gst_video_info_to_caps (&msh->info);
  query = gst_query_new_allocation (caps, TRUE);
  fail_unless (gst_pad_peer_query (msh->h->srcpad, query));
  fail_unless (gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE,
          NULL));
  gst_query_unref (query);
  gst_caps_unref (caps);

  gst_harness_set_upstream_latency (msh->h, 30 * GST_MSECOND);
  fail_unless_equals_uint64 (gst_harness_query_latency (msh->h),
      30 * GST_MSECOND);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_qos_passes_upstream_and_nothing_is_dropped)
{
  Msh *msh = msh_new ();
  GstEvent *event;
  gdouble proportion;
  GstClockTimeDiff diff;
  GstClockTime time;
  GstQOSType type;
  guint i;

  msh_move (msh, 0, 0);
  while ((event = gst_harness_try_pull_upstream_event (msh->h)))
    gst_event_unref (event);
  fail_unless (gst_harness_push_upstream_event (msh->h,
          gst_event_new_qos (GST_QOS_TYPE_UNDERFLOW, 9.5, GST_SECOND,
              100 * GST_SECOND)));
  event = gst_harness_try_pull_upstream_event (msh->h);
  fail_unless (event != NULL);
  gst_event_parse_qos (event, &type, &proportion, &diff, &time);
  fail_unless (type == GST_QOS_TYPE_UNDERFLOW && proportion == 9.5
      && diff == GST_SECOND && time == 100 * GST_SECOND);
  gst_event_unref (event);
  for (i = 0; i < 5; i++)
    msh_move (msh, 1, 0);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_caps_of_memory_that_cannot_be_mapped_are_refused)
{
  GstHarness *h = gst_harness_new ("motionstab");
  const gchar *refused[] = { "video/x-raw(memory:GLMemory), format=RGBA, "
        "width=16, height=16, framerate=25/1", "audio/x-raw"
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (refused); i++) {
    GstCaps *caps = gst_caps_from_string (refused[i]);

    fail_if (gst_pad_peer_query_accept_caps (h->srcpad, caps));
    gst_caps_unref (caps);
  }
  gst_harness_teardown (h);
}

GST_END_TEST;

/* --- takes ----------------------------------------------------------------- */

static void
say_rolling (Msh * msh, gboolean rolling, guint take, GstClockTime start,
    GstClockTime stop)
{
  GstEvent *event;

  fail_unless (gst_harness_push_upstream_event (msh->h,
          onset_rolling_event_new (rolling, take, start, stop)));
  /* It is for others upstream, too. */
  do {
    event = gst_harness_try_pull_upstream_event (msh->h);
    fail_unless (event != NULL);
    if (gst_event_has_name (event, ONSET_ROLLING)) {
      gst_event_unref (event);
      break;
    }
    gst_event_unref (event);
  } while (TRUE);
}

/* The event of the last report; fails when there is none. */
static GstEvent *
pull_report_event (Msh * msh)
{
  GstEvent *event;

  while ((event = gst_harness_try_pull_event (msh->h))) {
    if (gst_event_has_name (event, ONSET_REPORT))
      return event;
    gst_event_unref (event);
  }
  fail ("no event motionstab-report");
  return NULL;
}

GST_START_TEST (test_a_file_is_judged_when_it_ends)
{
  Msh *msh = msh_new ();
  const GstStructure *jerk;
  GstEvent *event;
  GstStructure *s;

  msh_travel (msh, SETTLED, 1, 0);
  jolt (msh, 1, 5);
  msh_travel (msh, SETTLED, 1, 0);
  fail_unless (msh_try_message (msh, "motionstab-report") == NULL);
  fail_unless (gst_harness_push_event (msh->h, gst_event_new_eos ()));
  s = msh_message (msh, "motionstab-report");
  fail_unless_equals_int (msh_uint (s, "take"), 0);
  fail_unless_equals_uint64 (msh_uint64 (s, "frames"), 2 * SETTLED + 2);
  fail_unless_equals_uint64 (msh_uint64 (s, "timestamp"), 0);
  fail_unless_equals_uint64 (msh_uint64 (s, "duration"),
      (2 * SETTLED + 2) * MSH_PERIOD);
  fail_unless_equals_int (msh_n_items (s, "jerks"), 1);
  jerk = msh_item (s, "jerks", 0);
  fail_unless (gst_structure_has_name (jerk, "onset-jerk"));
  fail_unless_equals_uint64 (msh_uint64 (jerk, "frame"), SETTLED);
  fail_unless_equals_int (msh_uint (jerk, "take-frame"), SETTLED);
  fail_unless_equals_uint64 (msh_uint64 (jerk, "running-time"),
      SETTLED * MSH_PERIOD);
  fail_unless_equals_uint64 (msh_uint64 (jerk, "stream-time"),
      SETTLED * MSH_PERIOD);
  fail_unless_equals_string (gst_structure_get_string (jerk, "timecode"),
      "10:00:02:10");
  fail_unless_equals_string (gst_structure_get_string (jerk, "kind"), "bump");
  fail_unless_equals_string (gst_structure_get_string (jerk, "level"),
      "needs-fix");
  fail_unless (msh_double (jerk, "severity") > 1.5);
  msh_double (jerk, "confidence");
  msh_uint (jerk, "length");
  gst_structure_free (s);

  event = pull_report_event (msh);
  fail_unless (GST_EVENT_IS_SERIALIZED (event)
      && GST_EVENT_IS_DOWNSTREAM (event));
  fail_unless_equals_int (msh_n_items (gst_event_get_structure (event),
          "jerks"), 1);
  gst_event_unref (event);
  event = gst_harness_try_pull_event (msh->h);
  fail_unless_equals_int (GST_EVENT_TYPE (event), GST_EVENT_EOS);
  gst_event_unref (event);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_an_empty_stream_has_no_report)
{
  Msh *msh = msh_new ();

  fail_unless (gst_harness_push_event (msh->h, gst_event_new_eos ()));
  fail_unless (msh_try_message (msh, "motionstab-report") == NULL);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_a_take_is_judged_4_frames_after_its_cut)
{
  Msh *msh = msh_new ();
  GstStructure *s;
  guint i;

  msh_travel (msh, SETTLED, 1, 0);
  jolt (msh, 1, 5);             /* before the take */
  msh_travel (msh, 20, 1, 0);
  say_rolling (msh, TRUE, 7, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
  msh_travel (msh, 30, 1, 0);
  jolt (msh, 1, 5);
  msh_travel (msh, 30, 1, 0);
  say_rolling (msh, FALSE, 7, (SETTLED + 22) * MSH_PERIOD,
      (SETTLED + 83) * MSH_PERIOD);
  for (i = 0; i < 4; i++) {
    msh_move (msh, 1, 0);
    fail_unless (msh_try_message (msh, "motionstab-report") == NULL);
  }
  msh_move (msh, 1, 0);
  s = msh_message (msh, "motionstab-report");
  fail_unless_equals_int (msh_uint (s, "take"), 7);
  fail_unless_equals_uint64 (msh_uint64 (s, "frames"), 62);
  fail_unless_equals_uint64 (msh_uint64 (s, "running-time"),
      (SETTLED + 22) * MSH_PERIOD);
  fail_unless_equals_uint64 (msh_uint64 (s, "duration"), 62 * MSH_PERIOD);
  fail_unless_equals_int (msh_n_items (s, "jerks"), 1);
  fail_unless_equals_uint64 (msh_uint64 (msh_item (s, "jerks", 0), "frame"),
      SETTLED + 52);
  fail_unless_equals_int (msh_uint (msh_item (s, "jerks", 0), "take-frame"),
      30);
  gst_structure_free (s);
  gst_event_unref (pull_report_event (msh));

  /* Once, and the stream is none any more. */
  msh_travel (msh, 10, 1, 0);
  gst_harness_push_event (msh->h, gst_event_new_eos ());
  fail_unless (msh_try_message (msh, "motionstab-report") == NULL);
  msh_free (msh);
}

GST_END_TEST;

/* A lead, or a trigger that dates back: the take began before it was told. */
GST_START_TEST (test_a_take_may_begin_and_end_in_the_past)
{
  Msh *msh = msh_new ();
  GstStructure *s;

  msh_travel (msh, SETTLED, 1, 0);
  jolt (msh, 1, 5);
  msh_travel (msh, 40, 1, 0);
  say_rolling (msh, TRUE, 1, (SETTLED - 10) * MSH_PERIOD, GST_CLOCK_TIME_NONE);
  msh_travel (msh, 20, 1, 0);
  jolt (msh, 1, 5);             /* after the end that is told below */
  msh_travel (msh, 20, 1, 0);
  say_rolling (msh, FALSE, 1, (SETTLED - 10) * MSH_PERIOD,
      (SETTLED + 50) * MSH_PERIOD);
  msh_move (msh, 1, 0);
  s = msh_message (msh, "motionstab-report");
  fail_unless_equals_uint64 (msh_uint64 (s, "frames"), 61);
  fail_unless_equals_int (msh_n_items (s, "jerks"), 1);
  fail_unless_equals_int (msh_uint (msh_item (s, "jerks", 0), "take-frame"),
      10);
  gst_structure_free (s);
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_a_take_that_rolls_at_eos_is_reported_before_it)
{
  Msh *msh = msh_new ();
  GstStructure *s;

  msh_travel (msh, 10, 1, 0);
  say_rolling (msh, TRUE, 3, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
  msh_travel (msh, SETTLED, 1, 0);
  jolt (msh, 1, 5);
  gst_harness_push_event (msh->h, gst_event_new_eos ());
  s = msh_message (msh, "motionstab-report");
  fail_unless_equals_int (msh_uint (s, "take"), 3);
  fail_unless_equals_uint64 (msh_uint64 (s, "frames"), SETTLED + 2);
  gst_structure_free (s);
  fail_unless (msh_try_message (msh, "motionstab-report") == NULL);
  say_rolling (msh, FALSE, 3, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
  gst_event_unref (pull_report_event (msh));
  msh_free (msh);
}

GST_END_TEST;

GST_START_TEST (test_takes_that_follow_at_once_each_have_a_report)
{
  Msh *msh = msh_new ();
  GstStructure *s;
  guint take;

  msh_travel (msh, 10, 1, 0);
  for (take = 1; take <= 3; take++) {
    say_rolling (msh, TRUE, take, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
    msh_travel (msh, 2, 1, 0);
    say_rolling (msh, FALSE, take, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
  }
  /* One that nobody started, and one that says nothing. */
  say_rolling (msh, FALSE, 99, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
  gst_harness_push_upstream_event (msh->h,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
          gst_structure_new_empty (ONSET_ROLLING)));
  msh_travel (msh, 6, 1, 0);
  for (take = 1; take <= 3; take++) {
    s = msh_message (msh, "motionstab-report");
    fail_unless_equals_int (msh_uint (s, "take"), take);
    fail_unless_equals_uint64 (msh_uint64 (s, "frames"), 2);
    gst_structure_free (s);
  }
  fail_unless (msh_try_message (msh, "motionstab-report") == NULL);
  msh_free (msh);
}

GST_END_TEST;

static Suite *
motionstab_suite (void)
{
  Suite *s = suite_create ("motionstab");
  TCase *says = tcase_create ("says");
  TCase *reads = tcase_create ("reads");
  TCase *stream = tcase_create ("stream");
  TCase *takes = tcase_create ("takes");

  suite_add_tcase (s, says);
  tcase_add_test (says, test_content_that_moves_right_and_down_is_above_zero);
  tcase_add_test (says, test_pixels_are_those_of_the_frame);
  tcase_add_test (says, test_a_shift_is_stamped_and_rides_on_its_frame);
  tcase_add_test (says, test_stream_time_and_running_time_are_the_segments);
  tcase_add_test (says, test_a_jerk_is_told_once_by_message_and_meta);
  tcase_add_test (says, test_pixels_need_not_be_square);
  tcase_add_test (says, test_a_smooth_move_is_no_jerk);
  tcase_add_test (says, test_a_dolly_that_gets_faster_is_told_once);

  suite_add_tcase (s, reads);
  tcase_add_test (reads, test_every_format_gives_the_same_shift);
  tcase_add_test (reads, test_padded_rows_give_the_same_shift);
  tcase_add_test (reads, test_odd_sizes_pass);
  tcase_add_test (reads, test_anything_goes_in);
  tcase_add_test (reads, test_no_timestamps);
  tcase_add_test (reads,
      test_fields_are_compared_with_fields_of_the_same_parity);
  tcase_add_test (reads, test_psf_under_interlaced_caps);
  tcase_add_test (reads,
      test_of_fields_that_come_alone_the_top_ones_are_measured);
  tcase_add_test (reads, test_no_pixel_is_copied_or_changed);
  tcase_add_test (reads, test_a_pools_buffer_stays_out_as_long_as_its_copy);
  tcase_add_test (reads, test_metas_of_another_motionstab_are_replaced);
  tcase_add_test (reads, test_a_frame_that_cannot_be_read_passes_and_is_blind);

  suite_add_tcase (s, stream);
  tcase_add_test (stream, test_properties_have_the_values_of_the_design);
  tcase_add_test (stream, test_settings_change_while_playing);
  tcase_add_test (stream, test_settings_and_takes_from_another_thread);
  tcase_add_test (stream, test_whatever_interrupts_starts_the_series_anew);
  tcase_add_test (stream, test_a_camera_that_is_slower_than_its_caps);
  tcase_add_test (stream, test_the_same_picture_again_is_a_duplicate);
  tcase_add_test (stream, test_restart_begins_at_0);
  tcase_add_test (stream, test_every_state_up_and_down_twice);
  tcase_add_test (stream, test_memory_and_latency_are_the_neighbours_affair);
  tcase_add_test (stream, test_qos_passes_upstream_and_nothing_is_dropped);
  tcase_add_test (stream,
      test_caps_of_memory_that_cannot_be_mapped_are_refused);

  suite_add_tcase (s, takes);
  tcase_add_test (takes, test_a_file_is_judged_when_it_ends);
  tcase_add_test (takes, test_an_empty_stream_has_no_report);
  tcase_add_test (takes, test_a_take_is_judged_4_frames_after_its_cut);
  tcase_add_test (takes, test_a_take_may_begin_and_end_in_the_past);
  tcase_add_test (takes, test_a_take_that_rolls_at_eos_is_reported_before_it);
  tcase_add_test (takes, test_takes_that_follow_at_once_each_have_a_report);
  return s;
}

GST_CHECK_MAIN (motionstab);
