/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>

#include <string.h>

#include "fmp4.h"
#include "timeline.h"

/* --- boxes ------------------------------------------------------------------ */

static guint64
number (const guint8 * data, guint bytes)
{
  guint64 value = 0;

  while (bytes--)
    value = value << 8 | *data++;
  return value;
}

static guint32
u32 (const guint8 * data)
{
  return number (data, 4);
}

/* The box at @path ("moof.traf.tfdt") in @data: its payload. */
static const guint8 *
find_box (const guint8 * data, gsize size, const gchar * path, gsize * length)
{
  while (size >= 8) {
    gsize box = u32 (data);

    fail_unless (box >= 8 && box <= size);
    if (memcmp (data + 4, path, 4) == 0) {
      *length = box - 8;
      return path[4] ? find_box (data + 8, box - 8, path + 5, length)
          : data + 8;
    }
    data += box;
    size -= box;
  }
  fail ("there is no %s", path);
  return NULL;
}

GST_START_TEST (test_fragment)
{
  TsFormat *format = ts_format_new (TS_MEDIA_H264);
  TsFrame *frame = ts_frame_new (format, g_bytes_new_static ("picture", 7));
  guint key;

  for (key = 0; key < 2; key++) {
    GBytes *fragment;
    const guint8 *data, *box;
    gsize size, length;

    frame->key = key;
    fragment = ts_fmp4_fragment (frame, 77, G_GUINT64_CONSTANT (0x123456789a),
        3750);
    data = g_bytes_get_data (fragment, &size);
    box = find_box (data, size, "moof.mfhd", &length);
    fail_unless_equals_int (u32 (box + 4), 77);
    box = find_box (data, size, "moof.traf.tfhd", &length);
    fail_unless_equals_int (u32 (box), 0x020000);
    box = find_box (data, size, "moof.traf.tfdt", &length);
    fail_unless_equals_int (box[0], 1);
    fail_unless_equals_uint64 (number (box + 4, 8),
        G_GUINT64_CONSTANT (0x123456789a));
    box = find_box (data, size, "moof.traf.trun", &length);
    fail_unless_equals_int (length, 24);
    fail_unless_equals_int (u32 (box + 4), 1);
    /* The offset counts from the fragment's first byte. */
    fail_unless (memcmp (data + u32 (box + 8), "picture", 7) == 0);
    /* sample_is_non_sync_sample */
    fail_unless_equals_int ((u32 (box + 12) >> 16) & 1, !key);
    fail_unless_equals_int (u32 (box + 16), 3750);
    fail_unless_equals_int (u32 (box + 20), 7);
    box = find_box (data, size, "mdat", &length);
    fail_unless_equals_int (length, 7);
    fail_unless (box == data + size - 7);
    g_bytes_unref (fragment);
  }
  ts_frame_unref (frame);
  ts_format_unref (format);
}

GST_END_TEST;

/* --- the time line ---------------------------------------------------------- */

typedef struct
{
  TsTimeline line;
  TsFormat *format;
  guint64 last, end;            /* of the last frame */
} Placer;

static void
placer_init (Placer * placer, TsMedia media, guint fps)
{
  placer->format = ts_format_new (media);
  placer->format->fps_n = fps;
  ts_timeline_init (&placer->line, media);
  placer->last = placer->end = 0;
}

/* TRUE when the frame begins where the last one ended. */
static gboolean
place_data (Placer * placer, gint64 captured, const gchar * data)
{
  TsFrame *frame = ts_frame_new (placer->format, g_bytes_new (data,
          strlen (data)));
  guint64 decode_time;
  guint32 duration;
  gboolean follows;

  frame->captured = captured;
  ts_timeline_place (&placer->line, frame, &decode_time, &duration);
  follows = decode_time == placer->end;
  fail_unless (decode_time >= placer->end);
  placer->last = decode_time;
  placer->end = decode_time + duration;
  ts_frame_unref (frame);
  return follows;
}

static gboolean
place (Placer * placer, gint64 captured)
{
  return place_data (placer, captured, "");
}

/* Jitter makes no gaps, and moves nothing by more than a little. */
GST_START_TEST (test_jitter)
{
  GRand *rand = g_rand_new_with_seed (7);
  Placer placer;
  gint64 worst = 0;
  guint i, gaps = 0;

  placer_init (&placer, TS_MEDIA_H264, 24);
  for (i = 0; i < 5000; i++) {
    gint64 time = (gint64) i * 1000000 / 24;
    gint64 error;

    gaps += !place (&placer, time + g_rand_int_range (rand, -8000, 8000));
    error = (gint64) (placer.last * 1000 / 90) - time;
    worst = MAX (worst, ABS (error));
  }
  fail_unless_equals_int (gaps, 0);
  fail_unless (worst < 16000, "%d us off", (gint) worst);
  ts_format_unref (placer.format);
  g_rand_free (rand);
}

GST_END_TEST;

/* Whatever the caps say, an hour is an hour. */
GST_START_TEST (test_rates)
{
  static const struct
  {
    guint said;
    gdouble real;
  } cases[] = { {24, 24000 / 1001.0}, {25, 50}, {50, 25}, {0, 30}, {30, 12} };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    Placer placer;
    guint n = 600 * cases[i].real, jumps = 0;
    gint64 error;

    placer_init (&placer, TS_MEDIA_H264, cases[i].said);
    for (j = 0; j <= n; j++)
      jumps += !place (&placer, j * 1e6 / cases[i].real);
    error = (gint64) (placer.last * 1000 / 90) - 600 * G_USEC_PER_SEC;
    /* Frames that came faster than was said made it start late, for good. */
    fail_unless (ABS (error) < 520000, "case %u: %d us off", i, (gint) error);
    fail_unless (jumps <= 1, "case %u: %u jumps", i, jumps);
    ts_format_unref (placer.format);
  }
}

GST_END_TEST;

GST_START_TEST (test_stall)
{
  Placer placer;
  guint i;

  placer_init (&placer, TS_MEDIA_H264, 25);
  for (i = 0; i < 50; i++)
    fail_unless (place (&placer, i * 40000));
  /* 3 s of nothing: the next one is where it belongs. */
  fail_if (place (&placer, 49 * 40000 + 3000000));
  fail_unless_equals_uint64 (placer.last, 90 * (49 * 40 + 3000));
  /* The clock is set back: time goes on. */
  for (i = 0; i < 50; i++)
    fail_unless (place (&placer, i * 40000));
  ts_format_unref (placer.format);
}

GST_END_TEST;

GST_START_TEST (test_sound_packets)
{
  Placer placer;
  guint i;

  placer_init (&placer, TS_MEDIA_OPUS, 0);
  for (i = 0; i < 100; i++) {
    fail_unless (place (&placer, i * 20000 + (i % 5) * 3000));
    fail_unless_equals_uint64 (placer.end, (i + 1) * 960);
  }
  fail_if (place (&placer, 100 * 20000 + 1000000));
  ts_format_unref (placer.format);
}

GST_END_TEST;

/* A packet knows how long it is. */
GST_START_TEST (test_opus_durations)
{
  static const struct
  {
    const gchar *data;
    guint samples;
  } cases[] = {
    {"\x18", 2880}, {"\x01", 960}, {"\x60", 480}, {"\x6a", 1920},
    {"\x80", 120}, {"\x88", 240}, {"\xf8", 960}, {"\xff\x03", 2880},
    {"\xff\x07", 960}, {"\xff", 960},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    Placer placer;

    placer_init (&placer, TS_MEDIA_OPUS, 0);
    place_data (&placer, 0, cases[i].data);
    fail_unless_equals_uint64 (placer.end, cases[i].samples);
    ts_format_unref (placer.format);
  }
}

GST_END_TEST;

static Suite *
tabletsink_fmp4_suite (void)
{
  Suite *s = suite_create ("tabletsink-fmp4");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_fragment);
  tcase_add_test (tc, test_jitter);
  tcase_add_test (tc, test_rates);
  tcase_add_test (tc, test_stall);
  tcase_add_test (tc, test_sound_packets);
  tcase_add_test (tc, test_opus_durations);
  return s;
}

GST_CHECK_MAIN (tabletsink_fmp4);
