/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>

#include <string.h>

#include "fields.h"

#define MARGIN 32

static guint8
pixel (guint frame, guint y, guint x)
{
  return (guint8) (frame * 101 + y * 13 + x * 3 + 1);
}

static guint8 *
make_plane (guint frame, gsize stride, gsize line_bytes, guint lines)
{
  guint8 *plane = g_malloc (stride * lines + 1);
  guint x, y;

  memset (plane, 0xaa, stride * lines + 1);
  for (y = 0; y < lines; y++) {
    for (x = 0; x < line_bytes; x++)
      plane[y * stride + x] = pixel (frame, y, x);
  }
  return plane;
}

static void
check_weave (gsize line_bytes, guint lines, guint parity)
{
  gsize stride_a = line_bytes + 3, stride_b = line_bytes;
  gsize stride_to = line_bytes + 5;
  guint8 *a = make_plane (1, stride_a, line_bytes, lines);
  guint8 *b = make_plane (2, stride_b, line_bytes, lines);
  gsize size = stride_to * lines + 2 * MARGIN, i;
  guint8 *all = g_malloc (size), *to = all + MARGIN;
  guint x, y;

  memset (all, 0xee, size);
  rp_weave_fields (to, stride_to, a, stride_a, b, stride_b, line_bytes, lines,
      parity);
  for (y = 0; y < lines; y++) {
    for (x = 0; x < line_bytes; x++)
      fail_unless_equals_int (to[y * stride_to + x],
          pixel (y % 2 == parity ? 1 : 2, y, x));
    for (x = (guint) line_bytes; x < stride_to; x++)
      fail_unless_equals_int (to[y * stride_to + x], 0xee);
  }
  for (i = 0; i < MARGIN; i++) {
    fail_unless_equals_int (all[i], 0xee);
    fail_unless_equals_int (all[size - 1 - i], 0xee);
  }
  g_free (a);
  g_free (b);
  g_free (all);
}

GST_START_TEST (test_lines_come_from_the_frame_of_their_parity)
{
  static const guint lines[] = { 0, 1, 2, 3, 4, 7, 46, 91 };
  static const gsize bytes[] = { 1, 2, 17, 80 };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (lines); i++) {
    for (j = 0; j < G_N_ELEMENTS (bytes); j++) {
      check_weave (bytes[j], lines[i], 0);
      check_weave (bytes[j], lines[i], 1);
    }
  }
}

GST_END_TEST;

/* --- what shows, field by field ---------------------------------------- */

typedef struct
{
  guint frame, parity;
} Field;

/* Writes three, and returns how many of them show. */
static guint
fields_of (const RpFields * fields, guint frame, Field * to)
{
  guint first = rp_fields_first (fields);

  to[0].frame = to[1].frame = to[2].frame = frame;
  to[0].parity = to[2].parity = first;
  to[1].parity = 1 - first;
  return fields->single ? 1 : fields->repeat ? 3 : 2;
}

/* Frames as telecine makes them: whatever each of them shows, parities take
 * turns. */
static void
make_cadence (RpFields * frames, guint n, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  guint parity = seed & 1, i;

  for (i = 0; i < n; i++) {
    gint kind = g_rand_int_range (rand, 0, 4);

    frames[i].interlaced = TRUE;
    frames[i].top_first = parity == 0;
    frames[i].repeat = kind == 2;
    frames[i].single = kind == 3;
    parity = 1 - rp_fields_last (&frames[i]);
  }
  g_rand_free (rand);
}

GST_START_TEST (test_turned_frames_are_the_mirror)
{
  RpFields frames[40], turned;
  Field shot[122], reversed[122];
  guint n_shot, n_reversed, i;
  guint32 seed;

  for (seed = 0; seed < 50; seed++) {
    make_cadence (frames, 40, seed);
    n_shot = n_reversed = 0;
    for (i = 0; i < 40; i++)
      n_shot += fields_of (&frames[i], i, shot + n_shot);
    for (i = 40; i-- > 0;) {
      turned = frames[i];
      turned.top_first = rp_fields_turned_top_first (&frames[i]);
      n_reversed += fields_of (&turned, i, reversed + n_reversed);
    }
    fail_unless_equals_int (n_reversed, n_shot);
    for (i = 0; i < n_shot; i++) {
      fail_unless_equals_int (reversed[i].frame, shot[n_shot - 1 - i].frame);
      fail_unless_equals_int (reversed[i].parity, shot[n_shot - 1 - i].parity);
    }
  }
}

GST_END_TEST;

/* The order stays: the mirror begins one field later, and only its end, where
 * there is no frame before, is as it was shot. */
GST_START_TEST (test_woven_frames_are_the_mirror_a_field_later)
{
  guint top_first, i;

  for (top_first = 0; top_first < 2; top_first++) {
    RpFields fields = { TRUE, top_first, FALSE, FALSE };
    Field shot[41], reversed[41];

    for (i = 0; i < 20; i++)
      fields_of (&fields, i, shot + 2 * i);
    for (i = 20; i-- > 0;) {
      Field *to = reversed + 2 * (19 - i);

      fields_of (&fields, i, to);
      fail_unless (rp_fields_weave (&fields, &fields));
      if (i > 0)
        to[1].frame = i - 1;
    }
    for (i = 0; i < 39; i++) {
      fail_unless_equals_int (reversed[i].frame, shot[38 - i].frame);
      fail_unless_equals_int (reversed[i].parity, shot[38 - i].parity);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_which_frames_are_woven)
{
  static const RpFields top = { TRUE, TRUE, FALSE, FALSE };
  static const RpFields bottom = { TRUE, FALSE, FALSE, FALSE };
  static const RpFields whole = { FALSE, TRUE, FALSE, FALSE };
  static const RpFields top_repeat = { TRUE, TRUE, TRUE, FALSE };
  static const RpFields one_top = { TRUE, TRUE, FALSE, TRUE };

  fail_unless (rp_fields_weave (&top, &top));
  fail_unless (rp_fields_weave (&bottom, &bottom));
  /* the field that is needed has the parity that is there already */
  fail_if (rp_fields_weave (&top, &bottom));
  fail_if (rp_fields_weave (&bottom, &top));
  /* both fields of one instant: it matters only beside an interlaced frame */
  fail_if (rp_fields_weave (&whole, &whole));
  fail_unless (rp_fields_weave (&whole, &top));
  fail_unless (rp_fields_weave (&top, &whole));
  /* T B T is the same backwards */
  fail_if (rp_fields_weave (&top_repeat, &top));
  fail_if (rp_fields_weave (&one_top, &top));
  fail_unless (rp_fields_weave (&bottom, &top_repeat));
  fail_if (rp_fields_weave (&top, &top_repeat));
}

GST_END_TEST;

static Suite *
fields_suite (void)
{
  Suite *s = suite_create ("fields");
  TCase *tc = tcase_create ("fields");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_lines_come_from_the_frame_of_their_parity);
  tcase_add_test (tc, test_turned_frames_are_the_mirror);
  tcase_add_test (tc, test_woven_frames_are_the_mirror_a_field_later);
  tcase_add_test (tc, test_which_frames_are_woven);
  return s;
}

GST_CHECK_MAIN (fields);
