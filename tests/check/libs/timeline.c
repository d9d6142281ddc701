/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the main output shows, when: pieces in order, each found by who is at
 * it. */
#include <gst/check/gstcheck.h>

#include <reverseplay/timeline.h>

static guint64
add (RpTimeline * timeline, gint64 start, RpPieceKind kind, gint direction,
    gdouble rate)
{
  RpPiece piece = { 0, start, kind, 1, direction, rate, 1000, 990, 0,
    (gint64) (1000 / rate), FALSE, 1, 1000, 0
  };

  return rp_timeline_add (timeline, &piece);
}

GST_START_TEST (test_begins_live)
{
  RpTimeline *timeline = rp_timeline_new ();
  const RpPiece *piece = rp_timeline_last (timeline);

  fail_unless_equals_int (piece->kind, RP_PIECE_LIVE);
  fail_unless_equals_int64 (piece->start, -1);
  fail_unless (rp_timeline_get (timeline, 0) == piece);
  fail_unless (rp_timeline_get (timeline, 99) == piece);
  fail_unless (rp_timeline_next (timeline, piece->serial) == NULL);
  fail_unless_equals_int64 (rp_piece_end (piece), G_MAXINT64);
  rp_timeline_free (timeline);
}

GST_END_TEST;

GST_START_TEST (test_pieces_in_order)
{
  RpTimeline *timeline = rp_timeline_new ();
  guint64 live = rp_timeline_last (timeline)->serial;
  guint64 a = add (timeline, 100, RP_PIECE_PLAY, -1, 1.0);
  guint64 b = add (timeline, 300, RP_PIECE_STILL, -1, 1.0);
  /* It cannot start before the one before it. */
  guint64 c = add (timeline, 200, RP_PIECE_LIVE, -1, 1.0);

  fail_unless (live < a && a < b && b < c);
  fail_unless_equals_uint64 (rp_timeline_next (timeline, live)->serial, a);
  fail_unless_equals_uint64 (rp_timeline_next (timeline, a)->serial, b);
  fail_unless_equals_uint64 (rp_timeline_next (timeline, b)->serial, c);
  fail_unless_equals_int64 (rp_timeline_last (timeline)->start, 300);

  rp_timeline_forget (timeline, b);
  fail_unless_equals_uint64 (rp_timeline_get (timeline, a)->serial, b);
  rp_timeline_forget (timeline, G_MAXUINT64);
  fail_unless_equals_uint64 (rp_timeline_get (timeline, 0)->serial, c);
  rp_timeline_clear (timeline);
  fail_unless (rp_timeline_get (timeline, a)->serial > c);
  fail_unless_equals_int (rp_timeline_last (timeline)->kind, RP_PIECE_LIVE);
  rp_timeline_free (timeline);
}

GST_END_TEST;

GST_START_TEST (test_positions)
{
  RpTimeline *timeline = rp_timeline_new ();
  const RpPiece *piece;

  add (timeline, 100, RP_PIECE_PLAY, -1, 0.5);
  piece = rp_timeline_last (timeline);
  fail_unless_equals_int64 (rp_piece_position (piece, 0), 1000);
  fail_unless_equals_int64 (rp_piece_position (piece, 100), 1000);
  fail_unless_equals_int64 (rp_piece_position (piece, 300), 900);
  fail_unless_equals_int64 (rp_piece_end (piece), 2100);
  add (timeline, 3000, RP_PIECE_PLAY, 1, 2.0);
  piece = rp_timeline_last (timeline);
  fail_unless_equals_int64 (rp_piece_position (piece, 3100), 1200);
  fail_unless_equals_int64 (rp_piece_end (piece), 3500);
  add (timeline, 4000, RP_PIECE_STILL, 1, 2.0);
  piece = rp_timeline_last (timeline);
  fail_unless_equals_int64 (rp_piece_position (piece, 9000), 1000);
  fail_unless_equals_int64 (rp_piece_end (piece), G_MAXINT64);
  rp_timeline_free (timeline);
}

GST_END_TEST;

/* What sounds is where the playhead is in the middle of a slot. */
GST_START_TEST (test_sound_goes_over_between_slots)
{
  RpPiece piece = { 0, 1000, RP_PIECE_PLAY, 1, -1, 0.5, 5000, 5000, 0, 10000,
    TRUE, 1, 5000, 0
  };
  RpPiece next = piece;

  fail_unless_equals_int64 (rp_piece_sound (&piece, 900), 5050);
  fail_unless_equals_int64 (rp_piece_sound (&piece, 1100), 4950);
  piece.late = 20;              /* it should have started at 980 */
  fail_unless_equals_int64 (rp_piece_sound (&piece, 980), 5000);
  piece.late = 0;

  /* At another rate: where both say the same. The playhead is at 3960. */
  next.jump = FALSE;
  next.start = 3000;
  next.rate = 0.25;
  next.sounds = 3980;
  fail_unless_equals_int64 (rp_piece_border (&piece, &next, 160), 3080);
  fail_unless_equals_int64 (rp_piece_sound (&piece, 3080), 3960);
  fail_unless_equals_int64 (rp_piece_sound (&next, 3080), 3960);
  next.rate = 2.0;              /* never more than half a frame ahead */
  next.sounds = 4040;
  fail_unless_equals_int64 (rp_piece_border (&piece, &next, 160), 3027);
  fail_unless (ABS (rp_piece_sound (&piece, 3027)
          - rp_piece_sound (&next, 3027)) <= 1);

  /* The next pass of a loop: when it is where that begins. */
  next.rate = 0.5;
  next.pass++;
  next.from = 4000;
  next.sounds = 3980;
  fail_unless_equals_int64 (rp_piece_border (&piece, &next, 160), 2960);
  fail_unless_equals_int64 (rp_piece_sound (&next, 2960), 4000);
  next.sounds = 4020;           /* between this slot and the next one */
  fail_unless_equals_int64 (rp_piece_border (&piece, &next, 160), 3040);
  next.late = 15;
  fail_unless_equals_int64 (rp_piece_border (&piece, &next, 160), 3025);
}

GST_END_TEST;

/* Somebody who stands still does not make it grow without bound. */
GST_START_TEST (test_bounded)
{
  RpTimeline *timeline = rp_timeline_new ();
  guint64 first = rp_timeline_last (timeline)->serial, n = 0;
  const RpPiece *piece;
  gint64 i;

  for (i = 0; i < 10000; i++)
    add (timeline, i, RP_PIECE_PLAY, -1, 1.0);
  piece = rp_timeline_get (timeline, first);
  fail_unless (piece->serial > first);
  while ((piece = rp_timeline_next (timeline, piece->serial)))
    n++;
  fail_unless (n > 100 && n < 5000);
  rp_timeline_free (timeline);
}

GST_END_TEST;

static Suite *
timeline_suite (void)
{
  Suite *s = suite_create ("timeline");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_begins_live);
  tcase_add_test (tc, test_pieces_in_order);
  tcase_add_test (tc, test_positions);
  tcase_add_test (tc, test_sound_goes_over_between_slots);
  tcase_add_test (tc, test_bounded);
  return s;
}

GST_CHECK_MAIN (timeline);
