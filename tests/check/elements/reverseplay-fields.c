/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Interlaced video in reverse. Each field of each frame has a value of its own,
 * so what comes out says which field was where. */
#include "reverseplay-harness.h"

#include <gst/video/video.h>
#include <string.h>

#define TRIGGER_STREAM (1 << 4)

#define TFF GST_VIDEO_BUFFER_FLAG_TFF
#define RFF GST_VIDEO_BUFFER_FLAG_RFF
#define ONE GST_VIDEO_BUFFER_FLAG_ONEFIELD
#define INT GST_VIDEO_BUFFER_FLAG_INTERLACED
#define ALL_FLAGS (TFF | RFF | ONE | INT)

#define TOP_CAPS "top-field-first"
#define BOTTOM_CAPS "bottom-field-first"

static guint8
value_of (guint frame, guint parity)
{
  return (guint8) (frame * 2 + parity + 1);
}

/* The camera is interlaced from now on. @order: NULL = the caps do not say. */
static void
set_mode (Rph * rph, const gchar * mode, const gchar * order)
{
  GstCaps *caps = gst_caps_new_simple ("video/x-raw",
      "format", G_TYPE_STRING, "GRAY8", "width", G_TYPE_INT, 16,
      "height", G_TYPE_INT, 8, "framerate", GST_TYPE_FRACTION, 25, 1,
      "interlace-mode", G_TYPE_STRING, mode, NULL);

  if (order)
    gst_caps_set_simple (caps, "field-order", G_TYPE_STRING, order, NULL);
  gst_harness_set_src_caps (rph->main->harness, caps);
}

static void
push_buffer (Rph * rph, GstBuffer * buffer)
{
  GST_BUFFER_PTS (buffer) = rph_time_of (rph, rph->number++);
  GST_BUFFER_DURATION (buffer) = RPH_PERIOD;
  rph_set_time (rph, GST_BUFFER_PTS (buffer));
  fail_unless_equals_int (gst_harness_push (rph->main->harness, buffer),
      GST_FLOW_OK);
}

/* The next frame arrives, with these flags and its number as timecode. */
static void
push (Rph * rph, guint flags)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 16 * 8, NULL);
  guint y;

  for (y = 0; y < 8; y++)
    gst_buffer_memset (buffer, y * 16, value_of (rph->number, y & 1), 16);
  GST_BUFFER_FLAG_SET (buffer, flags);
  gst_buffer_add_video_time_code_meta_full (buffer, 25, 1, NULL,
      GST_VIDEO_TIME_CODE_FLAGS_NONE, 0, 0, 0, rph->number % 25, 1);
  push_buffer (rph, buffer);
}

static void
check_lines (GstBuffer * buffer, guint parity, guint frame, gint line)
{
  guint8 bytes[16 * 8];
  guint i, y;

  fail_unless_equals_int (gst_buffer_extract (buffer, 0, bytes, sizeof (bytes)),
      sizeof (bytes));
  for (y = parity; y < 8; y += 2) {
    for (i = 0; i < 16; i++)
      fail_unless (bytes[y * 16 + i] == value_of (frame, parity),
          "line %d: line %u of the picture is that of frame %u", line, y,
          (bytes[y * 16 + i] - 1u) / 2);
  }
}

/* The next picture has these fields and flags. */
#define shows(output, top, bottom, flags, frame) \
    shows_AT (output, top, bottom, flags, frame, __LINE__)
static void
shows_AT (RphOutput * output, guint top, guint bottom, guint flags,
    RphFrame * frame, gint line)
{
  RphFrame own;

  rph_pull_AT (output, frame ? frame : &own, line);
  check_lines (output->buffer, 0, top, line);
  check_lines (output->buffer, 1, bottom, line);
  fail_unless ((GST_BUFFER_FLAGS (output->buffer) & ALL_FLAGS) == flags,
      "line %d: flags %x, not %x", line,
      GST_BUFFER_FLAGS (output->buffer) & ALL_FLAGS, flags);
}

/* The frame that gives the picture its name, its metas and its first field. */
static void
check_owner (RphOutput * output, const RphFrame * frame, guint number)
{
  GstVideoTimeCodeMeta *meta =
      gst_buffer_get_video_time_code_meta (output->buffer);

  fail_unless_equals_int (frame->index, number);
  fail_unless (meta != NULL);
  fail_unless_equals_int (meta->tc.frames, number % 25);
}

#define check_order(output, order) check_order_AT (output, order, __LINE__)
static void
check_order_AT (RphOutput * output, const gchar * order, gint line)
{
  const gchar *is = gst_structure_get_string (gst_caps_get_structure
      (output->caps, 0), "field-order");

  fail_unless (g_strcmp0 (is, order) == 0, "line %d: the caps say %s", line,
      is);
}

/* @n frames of a take, shown live; flags[i % n_flags] are those of frame i. */
static void
shoot (Rph * rph, guint n, const guint * flags, guint n_flags)
{
  guint i;

  fail_unless (rph_roll (rph) > 0);
  for (i = 0; i < n; i++) {
    push (rph, flags[i % n_flags]);
    shows (rph->main, i, i, flags[i % n_flags], NULL);
  }
  fail_unless (rph_cut (rph) > 0);
}

/* A file of @n frames, of which nothing is shown before its reverse. */
static Rph *
new_file (const gchar * mode, const gchar * order, const gchar * field_order,
    guint n, const guint * flags, guint n_flags)
{
  Rph *rph = rph_new_file ("trigger", TRIGGER_STREAM, "show-live", FALSE, NULL);
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", field_order);
  set_mode (rph, mode, order);
  for (i = 0; i < n; i++)
    push (rph, flags[i % n_flags]);
  gst_harness_push_event (rph->main->harness, gst_event_new_eos ());
  return rph;
}

static guint
count_warnings (Rph * rph)
{
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (rph->bus, GST_MESSAGE_WARNING))) {
    gst_message_unref (message);
    n++;
  }
  return n;
}

/* --- swap -------------------------------------------------------------- */

/* Both orders, and caps that leave it to the frames. */
GST_START_TEST (swap_turns_caps_and_flags_and_back)
{
  static const struct
  {
    const gchar *shot, *turned;
    guint flags, turned_flags;
  } cases[] = {
    {TOP_CAPS, BOTTOM_CAPS, TFF | INT, INT},
    {BOTTOM_CAPS, TOP_CAPS, INT, TFF | INT},
    /* the flag of the frames is not set where the caps say it */
    {TOP_CAPS, BOTTOM_CAPS, 0, 0},
    {BOTTOM_CAPS, TOP_CAPS, 0, TFF},
    {NULL, NULL, TFF, 0},
    {NULL, NULL, 0, TFF},
  };
  guint c, i;

  for (c = 0; c < G_N_ELEMENTS (cases); c++) {
    gboolean in_caps = cases[c].shot != NULL;
    Rph *rph = rph_new ();
    RphFrame frame;

    set_mode (rph, "interleaved", cases[c].shot);
    shoot (rph, 6, &cases[c].flags, 1);
    check_order (rph->main, cases[c].shot);
    for (i = 6; i-- > 0;) {
      shows (rph->main, i, i, cases[c].turned_flags, &frame);
      check_owner (rph->main, &frame, i);
      fail_unless_equals_int (frame.new_caps, i == 5 && in_caps);
      check_order (rph->main, cases[c].turned);
      push (rph, cases[c].flags);
      if (i == 5)
        push (rph, cases[c].flags);
    }
    shows (rph->main, rph->number - 1, rph->number - 1, cases[c].flags, &frame);
    fail_unless_equals_int (frame.new_caps, in_caps);
    check_order (rph->main, cases[c].shot);
    rph_free (rph);
  }
}

GST_END_TEST;

/* Forward, and the history itself, are as shot. */
GST_START_TEST (ping_pong_turns_the_order_with_the_direction)
{
  static const guint tff = TFF;
  Rph *rph = rph_new ();
  gint direction = -1;
  RphFrame frame;
  guint i;

  g_object_set (rph->main->pad, "at-end", 3, NULL);
  set_mode (rph, "interleaved", TOP_CAPS);
  shoot (rph, 4, &tff, 1);
  for (i = 0; i < 16; i++) {
    rph_pull (rph->main, &frame);
    fail_unless_equals_int (frame.new_caps,
        i == 0 || frame.direction != direction);
    direction = frame.direction;
    check_lines (rph->main->buffer, 0, frame.index, __LINE__);
    check_lines (rph->main->buffer, 1, frame.index, __LINE__);
    check_order (rph->main, direction < 0 ? BOTTOM_CAPS : TOP_CAPS);
    fail_unless_equals_int (GST_BUFFER_FLAG_IS_SET (rph->main->buffer, TFF),
        direction > 0);
    push (rph, TFF);
    if (i == 0)
      push (rph, TFF);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (a_paused_frame_keeps_the_order_that_it_ran_with)
{
  static const guint tff = TFF;
  Rph *rph = rph_new ();
  RphFrame frame;

  set_mode (rph, "interleaved", TOP_CAPS);
  shoot (rph, 6, &tff, 1);
  shows (rph->main, 5, 5, 0, NULL);
  push (rph, TFF);
  push (rph, TFF);
  shows (rph->main, 4, 4, 0, NULL);
  fail_unless (rph_command (rph->main, "pause", NULL));
  push (rph, TFF);
  shows (rph->main, 4, 4, 0, &frame);
  fail_if (frame.new_caps);
  fail_unless (rph_command (rph->main, "step", "frames", G_TYPE_INT, -1, NULL));
  shows (rph->main, 3, 3, 0, &frame);
  fail_if (frame.new_caps);
  fail_unless (rph_command (rph->main, "live", NULL));
  push (rph, TFF);
  push (rph, TFF);
  rph_pull (rph->main, &frame);
  fail_unless (frame.new_caps && !frame.is_playback);
  check_order (rph->main, TOP_CAPS);
  rph_free (rph);
}

GST_END_TEST;

/* Each frame for itself; what shows one or three fields is its own mirror. */
GST_START_TEST (mixed_frames_turn_by_their_flags)
{
  static const guint flags[] = { TFF | INT, INT, TFF | RFF, RFF, TFF, ONE | TFF,
    ONE, INT | TFF | RFF
  };
  static const guint turned[] = { INT, INT | TFF, TFF | RFF, RFF, 0, ONE | TFF,
    ONE, INT | TFF | RFF
  };
  const guint n = G_N_ELEMENTS (flags);
  Rph *rph = new_file ("mixed", NULL, "swap", 2 * n, flags, n);
  RphFrame frame;
  guint i;

  for (i = 2 * n; i-- > 0;) {
    shows (rph->main, i, i, turned[i % n], &frame);
    fail_unless_equals_int (frame.new_caps, i == 2 * n - 1);
    check_order (rph->main, NULL);
  }
  rph_free (rph);
}

GST_END_TEST;

/* Readers take "top field first" in the caps for that of every frame. */
GST_START_TEST (mixed_caps_do_not_hide_the_frames_own_order)
{
  static const guint flags[] = { TFF | INT, INT, TFF | RFF };
  static const guint turned[] = { INT, INT, TFF | RFF };
  Rph *rph = new_file ("mixed", TOP_CAPS, "swap", 6, flags, 3);
  guint i;

  for (i = 6; i-- > 0;) {
    shows (rph->main, i, i, turned[i % 3], NULL);
    check_order (rph->main, BOTTOM_CAPS);
  }
  rph_free (rph);
}

GST_END_TEST;

/* Film at 23.976 in 59.94 fields: T BTB TB TBT and so on, both ways. */
GST_START_TEST (telecine_is_mirrored)
{
  static const guint flags[] = { TFF, TFF | RFF, 0, RFF };
  Rph *rph = new_file ("mixed", NULL, "swap", 20, flags, 4);
  guint parity = G_MAXUINT, i;
  RphFrame frame;

  for (i = 0; i < 20; i++) {
    guint first;

    rph_pull (rph->main, &frame);
    first = GST_BUFFER_FLAG_IS_SET (rph->main->buffer, TFF) ? 0 : 1;
    fail_unless (i == 0 || first != parity, "frame %u begins with the field "
        "that the one before ended with", i);
    parity = GST_BUFFER_FLAG_IS_SET (rph->main->buffer, RFF) ? first
        : 1 - first;
  }
  fail_unless_equals_int (parity, 0);
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (other_outputs_stay_as_shot)
{
  static const guint tff = TFF;
  Rph *rph = rph_new ();
  RphOutput *review = rph_add_review (rph, "review_%u");
  guint i, take;

  set_mode (rph, "interleaved", TOP_CAPS);
  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  take = rph_roll (rph);
  for (i = 0; i < 5; i++) {
    push (rph, tff);
    shows (rph->main, i, i, TFF, NULL);
    shows (review, i, i, TFF, NULL);
  }
  fail_unless_equals_int (rph_cut (rph), take);
  fail_unless (rph_command (review, "play", NULL));
  shows (review, 4, 4, 0, NULL);
  check_order (review, BOTTOM_CAPS);
  push (rph, tff);
  shows (rph->main, 5, 5, TFF, NULL);
  for (i = 0; i < 3; i++) {
    push (rph, tff);
    shows (rph->main, 6 + i, 6 + i, TFF, NULL);
    check_order (rph->main, TOP_CAPS);
    shows (review, 3 - i, 3 - i, 0, NULL);
  }
  rph_free (rph);
}

GST_END_TEST;

/* Interlaced caps around it, progressive ones in the take, and a take of each
 * order: each has the caps that belong to it. */
GST_START_TEST (takes_of_different_caps)
{
  static const guint none = 0;
  static const gchar *const orders[] = { TOP_CAPS, BOTTOM_CAPS, NULL };
  static const gchar *const turned[] = { BOTTOM_CAPS, TOP_CAPS, NULL };
  Rph *rph = rph_new ();
  RphFrame frame;
  guint t, i, from;

  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  for (t = 0; t < 3; t++) {
    set_mode (rph, t == 2 ? "progressive" : "interleaved", orders[t]);
    fail_unless (rph_roll (rph) > 0);
    for (i = 0; i < 3; i++) {
      push (rph, none);
      rph_pull (rph->main, &frame);
    }
    fail_unless (rph_cut (rph) > 0);
  }
  for (t = 0; t < 3; t++) {
    fail_unless (rph_command (rph->main, "play", "take", G_TYPE_UINT, t + 1,
            NULL));
    for (i = 3; i-- > 0;) {
      from = t * 3 + i;
      shows (rph->main, from, from, t == 1 ? TFF : 0, &frame);
      check_order (rph->main, turned[t]);
      push (rph, none);
      if (i == 2)
        push (rph, none);
    }
    rph_pull (rph->main, &frame);
    fail_if (frame.is_playback);
    check_order (rph->main, NULL);
  }
  rph_free (rph);
}

GST_END_TEST;

/* --- PsF --------------------------------------------------------------- */

GST_START_TEST (psf_is_left_alone)
{
  static const guint flags[] = { TFF, TFF | INT };
  static const gchar *const orders[] = { "swap", "keep" };
  guint c, i;

  for (c = 0; c < 2; c++) {
    Rph *rph = rph_new_with ("interlacing", 1, NULL);
    RphFrame frame;

    gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", orders[c]);
    set_mode (rph, "interleaved", TOP_CAPS);
    shoot (rph, 5, flags, 2);
    for (i = 5; i-- > 0;) {
      shows (rph->main, i, i, flags[i % 2], &frame);
      fail_if (frame.new_caps);
      check_order (rph->main, TOP_CAPS);
      push (rph, TFF);
      if (i == 4)
        push (rph, TFF);
    }
    rph_free (rph);
  }
}

GST_END_TEST;

GST_START_TEST (progressive_video_is_left_alone)
{
  static const guint tff = TFF;
  Rph *rph = new_file ("progressive", NULL, "keep", 5, &tff, 1);
  guint i;

  for (i = 5; i-- > 0;)
    shows (rph->main, i, i, TFF, NULL);
  rph_free (rph);
}

GST_END_TEST;

/* --- keep -------------------------------------------------------------- */

/* Either order: the parity that goes first comes from the frame itself, the
 * other one from the frame before it. */
GST_START_TEST (keep_pairs_fields_of_neighbours)
{
  guint top_first, i;

  for (top_first = 0; top_first < 2; top_first++) {
    const gchar *order = top_first ? TOP_CAPS : BOTTOM_CAPS;
    guint flags = top_first ? TFF : 0;
    Rph *rph = new_file ("interleaved", order, "keep", 10, &flags, 1);
    RphFrame frame;

    for (i = 10; i-- > 0;) {
      guint before = i > 0 ? i - 1 : 0;

      shows (rph->main, top_first ? i : before, top_first ? before : i,
          flags | (i > 0 ? INT : 0), &frame);
      check_owner (rph->main, &frame, i);
      fail_unless_equals_int (frame.new_caps, i == 9);
      check_order (rph->main, order);
    }
    rph_free (rph);
  }
}

GST_END_TEST;

/* Frames are made in memory of their own: what is held stays as it was, and
 * downstream may write on what it got. */
GST_START_TEST (keep_does_not_write_on_the_history)
{
  static const guint tff = TFF;
  Rph *rph = rph_new ();
  RphFrame frame;
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", "keep");
  g_object_set (rph->main->pad, "at-end", 3, NULL);
  set_mode (rph, "interleaved", TOP_CAPS);
  shoot (rph, 5, &tff, 1);
  for (i = 0; i < 20; i++) {
    guint second;

    rph_pull (rph->main, &frame);
    second = frame.direction < 0 && frame.index > 0 ? frame.index - 1
        : frame.index;
    check_lines (rph->main->buffer, 0, frame.index, __LINE__);
    check_lines (rph->main->buffer, 1, second, __LINE__);
    fail_unless_equals_int (frame.new_caps, FALSE);
    fail_unless (second == frame.index
        || gst_buffer_is_all_memory_writable (rph->main->buffer));
    if (second != frame.index) {
      rph->main->buffer = gst_buffer_make_writable (rph->main->buffer);
      gst_buffer_memset (rph->main->buffer, 0, 0xff, 16 * 8);
    }
    push (rph, TFF);
    if (i == 0)
      push (rph, TFF);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (keep_shows_a_paused_frame_as_shot)
{
  static const guint tff = TFF;
  Rph *rph = rph_new ();

  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", "keep");
  set_mode (rph, "interleaved", TOP_CAPS);
  shoot (rph, 6, &tff, 1);
  shows (rph->main, 5, 4, TFF | INT, NULL);
  push (rph, TFF);
  push (rph, TFF);
  shows (rph->main, 4, 3, TFF | INT, NULL);
  fail_unless (rph_command (rph->main, "pause", NULL));
  push (rph, TFF);
  shows (rph->main, 4, 4, TFF, NULL);
  fail_unless (rph_command (rph->main, "step", "frames", G_TYPE_INT, 1, NULL));
  shows (rph->main, 5, 5, TFF, NULL);
  fail_unless (rph_command (rph->main, "resume", NULL));
  push (rph, TFF);
  push (rph, TFF);
  shows (rph->main, 4, 3, TFF | INT, NULL);
  rph_free (rph);
}

GST_END_TEST;

/* Nothing from outside the points is shown. */
GST_START_TEST (keep_ends_at_the_in_point)
{
  static const guint tff = TFF;
  Rph *rph = rph_new ();
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", "keep");
  gst_util_set_object_arg (G_OBJECT (rph->element), "after-take", "none");
  set_mode (rph, "interleaved", TOP_CAPS);
  shoot (rph, 8, &tff, 1);
  fail_unless (rph_command (rph->main, "play", NULL));
  shows (rph->main, 7, 6, TFF | INT, NULL);
  fail_unless (rph_command (rph->main, "seek", "position", G_TYPE_UINT64,
          (guint64) (3 * RPH_PERIOD), NULL));
  shows (rph->main, 3, 2, TFF | INT, NULL);
  fail_unless (rph_command (rph->main, "in", NULL));
  fail_unless (rph_command (rph->main, "play", NULL));
  shows (rph->main, 7, 6, TFF | INT, NULL);
  for (i = 0; i < 3; i++)       /* their slots are those of the commands */
    push (rph, TFF);
  for (i = 6; i >= 3; i--) {
    push (rph, TFF);
    shows (rph->main, i, i > 3 ? i - 1 : 3, i > 3 ? TFF | INT : TFF, NULL);
  }
  rph_free (rph);
}

GST_END_TEST;

/* The field from before a gap would show for as long as the gap lasts. */
GST_START_TEST (keep_does_not_pair_across_a_gap)
{
  static const guint tff = TFF;
  Rph *rph = rph_new_file ("trigger", TRIGGER_STREAM, "show-live", FALSE, NULL);
  RphFrame frame;
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", "keep");
  set_mode (rph, "interleaved", TOP_CAPS);
  for (i = 0; i < 10; i++) {
    if (i == 6)
      rph->number += 5;
    push (rph, tff);
  }
  gst_harness_push_event (rph->main->harness, gst_event_new_eos ());
  for (i = 10; i-- > 0;) {
    guint number = i < 6 ? i : i + 5;

    shows (rph->main, number, i == 0 || i == 6 ? number : number - 1,
        i == 0 || i == 6 ? TFF : TFF | INT, &frame);
    fail_unless_equals_int (frame.index, i);
  }
  rph_free (rph);
}

GST_END_TEST;

GST_START_TEST (keep_in_mixed_goes_frame_by_frame)
{
  /*                           0    1    2          3          4    5   */
  static const guint flags[] = { TFF, TFF, TFF | INT, TFF | INT, TFF, INT,
    /* 6           7          8        9 */
    TFF | INT, TFF | INT, TFF | RFF, INT
  };
  static const struct
  {
    guint top, bottom, flags;
  } expected[] = {
    {0, 0, TFF},
    {1, 1, TFF},                /* both whole */
    {2, 1, TFF | INT},
    {3, 2, TFF | INT},
    {4, 3, TFF | INT},          /* whole, but the one before is not */
    {5, 5, INT},                /* B first, after a frame that ends with B */
    {6, 6, TFF | INT},          /* T first, after a frame that ends with T */
    {7, 6, TFF | INT},
    {8, 8, TFF | RFF},          /* T B T */
    {8, 9, INT},                /* B, and the last T of T B T */
  };
  Rph *rph = new_file ("mixed", NULL, "keep", 10, flags, 10);
  guint i;

  for (i = 10; i-- > 0;)
    shows (rph->main, expected[i].top, expected[i].bottom, expected[i].flags,
        NULL);
  rph_free (rph);
}

GST_END_TEST;

/* --- keep, in every format --------------------------------------------- */

static GstBuffer *
random_buffer (const GstVideoInfo * info, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  gsize size = GST_VIDEO_INFO_SIZE (info), i;
  guint8 *bytes = g_malloc (size);

  for (i = 0; i < size; i++)
    bytes[i] = (guint8) g_rand_int (rand);
  /* one palette for all */
  if (GST_VIDEO_FORMAT_INFO_HAS_PALETTE (info->finfo))
    memset (bytes + info->offset[1], 0x55, size - info->offset[1]);
  g_rand_free (rand);
  return gst_buffer_new_wrapped (bytes, size);
}

static gint
lines_of_plane (const GstVideoInfo * info, guint plane)
{
  guint c;

  for (c = 0; c < GST_VIDEO_INFO_N_COMPONENTS (info); c++) {
    if (GST_VIDEO_INFO_COMP_PLANE (info, c) == plane)
      return GST_VIDEO_INFO_COMP_HEIGHT (info, c);
  }
  return 0;
}

/* All of @buffer's lines are @top's and @bottom's in turn, in each plane. */
static void
check_woven (const GstVideoInfo * info, GstBuffer * buffer, GstBuffer * top,
    GstBuffer * bottom)
{
  GstMapInfo is, of[2];
  guint p;
  gint y;

  fail_unless (gst_buffer_map (buffer, &is, GST_MAP_READ)
      && gst_buffer_map (top, &of[0], GST_MAP_READ)
      && gst_buffer_map (bottom, &of[1], GST_MAP_READ));
  fail_unless_equals_uint64 (is.size, GST_VIDEO_INFO_SIZE (info));
  for (p = 0; p < GST_VIDEO_INFO_N_PLANES (info); p++) {
    gsize stride = (gsize) info->stride[p];

    for (y = 0; y < lines_of_plane (info, p); y++) {
      gsize at = info->offset[p] + (gsize) y * stride;

      fail_unless (memcmp (is.data + at, of[y & 1].data + at, stride) == 0,
          "%s, plane %u, line %d", GST_VIDEO_INFO_NAME (info), p, y);
    }
  }
  if (GST_VIDEO_FORMAT_INFO_HAS_PALETTE (info->finfo))
    fail_unless (memcmp (is.data + info->offset[1], of[0].data
            + info->offset[1], is.size - info->offset[1]) == 0);
  gst_buffer_unmap (buffer, &is);
  gst_buffer_unmap (top, &of[0]);
  gst_buffer_unmap (bottom, &of[1]);
}

static void
check_same (GstBuffer * buffer, GstBuffer * shot)
{
  GstMapInfo map;

  fail_unless (gst_buffer_map (shot, &map, GST_MAP_READ));
  gst_check_buffer_data (buffer, map.data, map.size);
  gst_buffer_unmap (shot, &map);
}

static void
check_format (GstVideoFormat format, gint height)
{
  Rph *rph = rph_new_file ("trigger", TRIGGER_STREAM, "show-live", FALSE, NULL);
  gboolean tiled = GST_VIDEO_FORMAT_INFO_IS_TILED (gst_video_format_get_info
      (format));
  GstBuffer *shot[3];
  GstVideoInfo info;
  RphFrame frame;
  guint i;

  gst_video_info_set_interlaced_format (&info, format,
      GST_VIDEO_INTERLACE_MODE_INTERLEAVED, 53, (guint) height);
  GST_VIDEO_INFO_FIELD_ORDER (&info) = GST_VIDEO_FIELD_ORDER_TOP_FIELD_FIRST;
  info.fps_n = 25;
  info.fps_d = 1;
  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", "keep");
  gst_harness_set_src_caps (rph->main->harness, gst_video_info_to_caps (&info));
  for (i = 0; i < 3; i++) {
    shot[i] = random_buffer (&info, i);
    push_buffer (rph, gst_buffer_copy_deep (shot[i]));
  }
  gst_harness_push_event (rph->main->harness, gst_event_new_eos ());
  for (i = 3; i-- > 0;) {
    rph_pull (rph->main, &frame);
    check_order (rph->main, tiled ? BOTTOM_CAPS : TOP_CAPS);
    if (tiled)
      check_same (rph->main->buffer, shot[i]);
    else
      check_woven (&info, rph->main->buffer, shot[i], shot[i > 0 ? i - 1 : 0]);
  }
  fail_unless_equals_int (count_warnings (rph), tiled);
  for (i = 0; i < 3; i++)
    gst_buffer_unref (shot[i]);
  rph_free (rph);
}

GST_START_TEST (keep_takes_every_format_apart_by_lines)
{
  gchar **names = g_strsplit_set (GST_VIDEO_FORMATS_ALL, "{}, ", -1);
  guint n = 0, i;

  for (i = 0; names[i]; i++) {
    GstVideoFormat format = gst_video_format_from_string (names[i]);

    if (format == GST_VIDEO_FORMAT_UNKNOWN)
      continue;
    check_format (format, 16);
    check_format (format, 23);
    n++;
  }
  fail_unless (n > 100);
  g_strfreev (names);
}

GST_END_TEST;

/* The picture is what it was shot with, not two pictures of wrong colours. */
GST_START_TEST (keep_does_not_mix_palettes)
{
  Rph *rph = rph_new_file ("trigger", TRIGGER_STREAM, "show-live", FALSE, NULL);
  GstBuffer *shot[3];
  GstVideoInfo info;
  RphFrame frame;
  guint i;

  gst_video_info_set_interlaced_format (&info, GST_VIDEO_FORMAT_RGB8P,
      GST_VIDEO_INTERLACE_MODE_INTERLEAVED, 16, 8);
  info.fps_n = 25;
  info.fps_d = 1;
  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", "keep");
  gst_harness_set_src_caps (rph->main->harness, gst_video_info_to_caps (&info));
  for (i = 0; i < 3; i++) {
    shot[i] = random_buffer (&info, i);
    gst_buffer_memset (shot[i], info.offset[1], (guint8) (i == 0), 4);
    push_buffer (rph, gst_buffer_copy_deep (shot[i]));
  }
  gst_harness_push_event (rph->main->harness, gst_event_new_eos ());
  /* The caps leave the order to the frames, and these are bottom first. */
  rph_pull (rph->main, &frame);
  check_woven (&info, rph->main->buffer, shot[1], shot[2]);
  for (i = 2; i-- > 0;) {
    rph_pull (rph->main, &frame);
    check_woven (&info, rph->main->buffer, shot[i], shot[i]);
  }
  for (i = 0; i < 3; i++)
    gst_buffer_unref (shot[i]);
  rph_free (rph);
}

GST_END_TEST;

/* Of a coded picture only the caps can be turned. */
GST_START_TEST (coded_pictures_are_swapped_in_their_caps)
{
  static const gchar *const orders[] = { "swap", "keep" };
  guint c, i;

  for (c = 0; c < 2; c++) {
    Rph *rph = rph_new ();
    RphFrame frame;

    gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", orders[c]);
    gst_harness_set_src_caps_str (rph->main->harness, "image/jpeg,width=64,"
        "height=48,framerate=25/1,interlace-mode=interleaved,"
        "field-order=" TOP_CAPS);
    fail_unless (rph_roll (rph) > 0);
    for (i = 0; i < 5; i++) {
      push_buffer (rph, gst_buffer_new_memdup ("coded", 5));
      rph_pull (rph->main, &frame);
    }
    fail_unless (rph_cut (rph) > 0);
    for (i = 5; i-- > 0;) {
      rph_pull (rph->main, &frame);
      fail_unless_equals_int (frame.index, i);
      check_order (rph->main, BOTTOM_CAPS);
      fail_unless (gst_buffer_memcmp (rph->main->buffer, 0, "coded", 5) == 0);
      push_buffer (rph, gst_buffer_new_memdup ("coded", 5));
      if (i == 4)
        push_buffer (rph, gst_buffer_new_memdup ("coded", 5));
    }
    fail_unless_equals_int (count_warnings (rph), c);
    rph_free (rph);
  }
}

GST_END_TEST;

/* --- settings ---------------------------------------------------------- */

GST_START_TEST (settings_may_change_while_it_plays)
{
  static const guint tff = TFF;
  Rph *rph = rph_new ();
  RphFrame frame;

  fail_unless_equals_string (rph_nick (rph->element, "interlacing"), "auto");
  fail_unless_equals_string (rph_nick (rph->element, "field-order"), "swap");
  set_mode (rph, "interleaved", TOP_CAPS);
  shoot (rph, 8, &tff, 1);
  shows (rph->main, 7, 7, 0, NULL);
  check_order (rph->main, BOTTOM_CAPS);
  push (rph, TFF);

  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", "keep");
  push (rph, TFF);
  shows (rph->main, 6, 5, TFF | INT, &frame);
  fail_unless (frame.new_caps);
  check_order (rph->main, TOP_CAPS);

  gst_util_set_object_arg (G_OBJECT (rph->element), "interlacing",
      "progressive");
  push (rph, TFF);
  shows (rph->main, 5, 5, TFF, &frame);
  fail_if (frame.new_caps);
  fail_unless_equals_string (rph_nick (rph->element, "interlacing"),
      "progressive");
  fail_unless_equals_string (rph_nick (rph->element, "field-order"), "keep");
  rph_free (rph);
}

GST_END_TEST;

/* Downstream keeps every frame, and the element stops in the middle. */
GST_START_TEST (woven_frames_outlive_the_playback)
{
  static const guint tff = TFF;
  GstBuffer *kept[6];
  Rph *rph = rph_new ();
  guint i;

  gst_util_set_object_arg (G_OBJECT (rph->element), "field-order", "keep");
  set_mode (rph, "interleaved", TOP_CAPS);
  shoot (rph, 8, &tff, 1);
  for (i = 0; i < 6; i++) {
    shows (rph->main, 7 - i, 6 - i, TFF | INT, NULL);
    kept[i] = gst_buffer_ref (rph->main->buffer);
    push (rph, TFF);
    if (i == 0)
      push (rph, TFF);
  }
  gst_element_set_state (rph->element, GST_STATE_NULL);
  for (i = 0; i < 6; i++) {
    check_lines (kept[i], 0, 7 - i, __LINE__);
    check_lines (kept[i], 1, 6 - i, __LINE__);
    gst_buffer_unref (kept[i]);
  }
  rph_free (rph);
}

GST_END_TEST;

static Suite *
reverseplay_fields_suite (void)
{
  Suite *s = suite_create ("reverseplay-fields");
  TCase *tc = tcase_create ("swap");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, swap_turns_caps_and_flags_and_back);
  tcase_add_test (tc, ping_pong_turns_the_order_with_the_direction);
  tcase_add_test (tc, a_paused_frame_keeps_the_order_that_it_ran_with);
  tcase_add_test (tc, mixed_frames_turn_by_their_flags);
  tcase_add_test (tc, mixed_caps_do_not_hide_the_frames_own_order);
  tcase_add_test (tc, telecine_is_mirrored);
  tcase_add_test (tc, other_outputs_stay_as_shot);
  tcase_add_test (tc, takes_of_different_caps);

  tc = tcase_create ("psf");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, psf_is_left_alone);
  tcase_add_test (tc, progressive_video_is_left_alone);

  tc = tcase_create ("keep");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, keep_pairs_fields_of_neighbours);
  tcase_add_test (tc, keep_does_not_write_on_the_history);
  tcase_add_test (tc, keep_shows_a_paused_frame_as_shot);
  tcase_add_test (tc, keep_ends_at_the_in_point);
  tcase_add_test (tc, keep_does_not_pair_across_a_gap);
  tcase_add_test (tc, keep_in_mixed_goes_frame_by_frame);
  tcase_add_test (tc, keep_takes_every_format_apart_by_lines);
  tcase_add_test (tc, keep_does_not_mix_palettes);
  tcase_add_test (tc, coded_pictures_are_swapped_in_their_caps);

  tc = tcase_create ("settings");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, settings_may_change_while_it_plays);
  tcase_add_test (tc, woven_frames_outlive_the_playback);
  return s;
}

GST_CHECK_MAIN (reverseplay_fields);
