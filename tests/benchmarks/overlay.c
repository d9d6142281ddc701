/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What onsetoverlay takes per frame in each state, beside identity and beside
 * textoverlay and timeoverlay, which say as much with other means. Frames share
 * their memory with somebody, as those of reverseplay do, so whoever draws
 * makes a copy first. In each round everything is measured once; the medians of
 * all frames of all rounds are shown, and those of the first frames, which find
 * nothing drawn and no memory.
 */
#include "bench.h"

#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#include <stdio.h>

#define ROUNDS 5
#define FRAMES 60
#define FPS 25

typedef struct
{
  const gchar *name;
  const gchar *mode;            /* NULL = no onset-state */
  gboolean rolling;
} State;

static const State states[] = {
  {"no state", NULL, FALSE},
  {"live", "live", FALSE},
  {"REC", "live", TRUE},
  {"reverse", "reverse", FALSE},
  {"reverse, another rolls", "reverse", TRUE},
  {"paused", "paused", FALSE},
};

typedef struct
{
  const gchar *name;
  const gchar *factory;
  const State *state;
} Subject;

static Subject subjects[G_N_ELEMENTS (states) + 3];
static const gchar *formats[] = { "I420", "NV12", "BGRx", "v210" };

static void
say_state (BenchRig * rig, const State * state)
{
  if (!state || !state->mode)
    return;
  gst_pad_push_event (rig->source,
      onset_state_event_new (gst_structure_new (ONSET_STATE,
              "mode", G_TYPE_STRING, state->mode,
              "rolling", G_TYPE_BOOLEAN, state->rolling,
              "take", G_TYPE_UINT, 3, "name", G_TYPE_STRING, "Take 3",
              "index", G_TYPE_UINT, 0, "frames", G_TYPE_UINT, FRAMES,
              "rate", G_TYPE_DOUBLE, 1.0,
              "running-time", G_TYPE_UINT64, (guint64) 0, NULL)));
}

/* Another timecode in each frame, as from a camera. */
static void
say_frame (GstBuffer * buffer, guint i)
{
  GstCustomMeta *meta = gst_buffer_add_custom_meta (buffer, ONSET_FRAME_META);

  gst_structure_set (gst_custom_meta_get_structure (meta),
      "take", G_TYPE_UINT, 3, "index", G_TYPE_UINT, FRAMES - 1 - i,
      "frames", G_TYPE_UINT, FRAMES, NULL);
  gst_buffer_add_video_time_code_meta_full (buffer, FPS, 1, NULL,
      GST_VIDEO_TIME_CODE_FLAGS_NONE, 10, 24, i / FPS, i % FPS, 0);
}

static gboolean
measure (const Subject * subject, const gchar * format, gdouble * ms)
{
  BenchRig *rig = bench_rig_new (subject->factory,
      bench_raw_caps (format, 1920, 1080, FPS), 0, TRUE);
  guint i;

  if (!rig)
    return FALSE;
  if (g_str_equal (subject->factory, "textoverlay"))
    g_object_set (rig->element, "text", "PLAYBACK REVERSE Take 3",
        "shaded-background", TRUE, NULL);
  say_state (rig, subject->state);
  bench_rig_play (rig);
  for (i = 0; i < FRAMES; i++) {
    GstBuffer *own = bench_rig_own_frame (rig);
    GstBuffer *frame = gst_buffer_copy (own);
    gint64 begin;

    say_frame (frame, i);
    begin = bench_thread_cpu ();
    bench_rig_push (rig, frame);
    ms[i] = (gdouble) (bench_thread_cpu () - begin) / 1e6;
    gst_buffer_unref (own);
  }
  bench_rig_free (rig);
  return TRUE;
}

static void
measure_format (const gchar * format, BenchTable * table)
{
  static gdouble ms[G_N_ELEMENTS (subjects)][ROUNDS * FRAMES];
  gboolean there[G_N_ELEMENTS (subjects)];
  guint i, round;

  bench_progress ("%s", format);
  for (round = 0; round < ROUNDS; round++) {
    for (i = 0; i < G_N_ELEMENTS (subjects); i++)
      there[i] = measure (&subjects[i], format, &ms[i][round * FRAMES]);
  }
  for (i = 0; i < G_N_ELEMENTS (subjects); i++) {
    gdouble median = bench_median (ms[i], ROUNDS * FRAMES), first[ROUNDS];

    for (round = 0; round < ROUNDS; round++)
      first[round] = ms[i][round * FRAMES];
    if (there[i])
      bench_table_row (table, "%s|%s|%.3f|%.3f|%.3f", format,
          subjects[i].name, median, median - bench_median (ms[0],
              ROUNDS * FRAMES), bench_median (first, ROUNDS));
  }
}

int
main (int argc, char **argv)
{
  static gchar names[G_N_ELEMENTS (states)][64];
  BenchTable *table;
  guint i, n = 0;

  gst_init (&argc, &argv);
  onset_meta_init ();
  bench_begin ("overlay: CPU time per frame of 1080p");
  subjects[n++] = (Subject) {
  "identity", "identity", NULL};
  for (i = 0; i < G_N_ELEMENTS (states); i++) {
    g_snprintf (names[i], sizeof (names[i]), "onsetoverlay, %s",
        states[i].name);
    subjects[n++] = (Subject) {
    names[i], "onsetoverlay", &states[i]};
  }
  subjects[n++] = (Subject) {
  "textoverlay", "textoverlay", NULL};
  subjects[n++] = (Subject) {
  "timeoverlay", "timeoverlay", NULL};

  table = bench_table_new ("format|element|ms|more than identity|first frame");
  for (i = 0; i < G_N_ELEMENTS (formats); i++)
    measure_format (formats[i], table);
  bench_table_end (table, "1920x1080, ms of CPU per frame, median (to reach: "
      "1 ms in I420)");
  return 0;
}
