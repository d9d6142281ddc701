/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Sound beside the picture: a take is cut to the sample, plays in step with the
 * picture, and whatever becomes of one stream the others go on. */
#include "reverseplay-streams.h"

#include <math.h>
#include <string.h>

#define RATE 48000
#define FADE (RATE / 200)
#define MS GST_MSECOND

static Rph *
new_rph_with (guint megabytes, gint fps_n, gint fps_d)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) megabytes << 20, NULL);

  if (fps_n != 25 || fps_d != 1)
    rph_set_caps (rph, "GRAY8", 16, 8, fps_n, fps_d);
  /* Before that few frames are kept for an output whose thread is slow. */
  if (megabytes <= 8)
    rph_wait_ready (rph);
  return rph;
}

static Rph *
new_rph (gint fps_n, gint fps_d)
{
  return new_rph_with (8, fps_n, fps_d);
}

static guint64
samples_at (GstClockTime time)
{
  return gst_util_uint64_scale_round (time, RATE, GST_SECOND);
}

/* Values that go up (or down) by one from @from on. */
static void
check_run (RpsLog * log, guint at, guint n, gint64 from, gint step,
    const gchar * what)
{
  guint i;

  fail_unless (at + n <= log->values->len, "%s: %u values, not %u", what,
      log->values->len, at + n);
  for (i = 0; i < n; i++) {
    gdouble value = (gdouble) (from + (gint64) i * step + 1);

    fail_unless (rps_value (log, at + i) == value,
        "%s: value %u of %u is %f, not %f", what, i, n,
        rps_value (log, at + i), value);
  }
}

/* --- a take cut to the sample --------------------------------------------------- */

typedef struct
{
  gint fps_n, fps_d;
  guint take_frames;
  guint buffer_samples;
  GstClockTime jitter;
  const gchar *format;
} Cut;

/* With buffers of one sample each the history is full in a moment: what came
 * out is waited for. */
static void
run_closely (Rph * rph, RpsStream * sound, guint from, guint to)
{
  guint i;

  for (i = from; i < to; i++) {
    rps_run (rph, &sound, 1, rph_time_of (rph, i + 1), TRUE);
    if (sound->buffer_samples == 1 && i > 1)
      rps_wait (sound, rph_time_of (rph, i - 1));
  }
}

static void
check_cut (const Cut * cut)
{
  Rph *rph = new_rph_with (cut->buffer_samples == 1 ? 32 : 8, cut->fps_n,
      cut->fps_d);
  RpsStream *sound = rps_sound_new (rph, "sink_%u", cut->format, FALSE, RATE,
      1);
  guint first = 10, end = first + cut->take_frames, at, at_start, n;
  gint64 start, stop, from;
  RpsLog *log;

  sound->buffer_samples = cut->buffer_samples;
  sound->jitter = cut->jitter;
  run_closely (rph, sound, 0, first);
  fail_unless (rph_roll (rph) > 0);
  run_closely (rph, sound, first, end);
  fail_unless (rph_cut (rph) > 0);
  run_closely (rph, sound, end, end + cut->take_frames + 10);
  rps_wait (sound, rph_time_of (rph, end + cut->take_frames + 4));
  log = rps_log (sound);

  start = (gint64) samples_at (rph_time_of (rph, first));
  stop = (gint64) samples_at (rph_time_of (rph, end));
  n = (guint) (stop - start);
  at = rps_index_at (log, rph_time_of (rph, end));
  at_start = rps_index_at (log, 0);
  if (cut->jitter == 0) {
    rps_check_times (log, 0);
    check_run (log, at_start, at - at_start - FADE,
        (gint64) rps_value (log, at_start) - 1, 1, "live before");
    check_run (log, at, n, stop - 1, -1, "the take");
    check_run (log, at + n + FADE, 3 * FADE, (gint64) (at + n) + FADE, 1,
        "live after");
  } else {
    /* Which sample belongs to which frame is known within the jitter. */
    from = (gint64) rps_value (log, at) - 1;
    fail_unless (ABS (from - stop) <= (gint64) samples_at (cut->jitter),
        "the take ends with sample %" G_GINT64_FORMAT ", not %"
        G_GINT64_FORMAT, from, stop);
    check_run (log, at, n - (guint) samples_at (2 * cut->jitter), from, -1,
        "the take");
  }
  rps_log_free (log);
  rps_free (sound);
  rph_free (rph);
}

static const Cut cuts[] = {
  {25, 1, 10, 480, 0, "S32LE"},
  {24, 1, 10, 480, 0, "F64LE"},
  {24000, 1001, 11, 480, 0, "S32LE"},
  {30000, 1001, 11, 480, 0, "F64LE"},
  {50, 1, 13, 480, 0, "S32LE"},
  {60000, 1001, 23, 480, 0, "S32LE"},
  {25, 1, 3, 1, 0, "S32LE"},
  {25, 1, 10, 1000, 0, "S32LE"},
  {25, 1, 10, 4800, 0, "S32LE"},
  {30000, 1001, 50, 1024, 0, "F64LE"},
  {25, 1, 10, 480, 2 * GST_MSECOND, "S32LE"},
  {24000, 1001, 30, 1024, 4 * GST_MSECOND, "S32LE"},
};

GST_START_TEST (test_cut_to_the_sample)
{
  check_cut (&cuts[__i__]);
}

GST_END_TEST;

/* --- a take of ten frames, in many ways ------------------------------------------ */

#define FRAME (RATE / 25)
#define TAKE_FIRST 10
#define TAKE_END 20
#define TAKE_SAMPLES ((TAKE_END - TAKE_FIRST) * FRAME)

typedef struct
{
  Rph *rph;
  RpsStream *sound;
  RpsLog *log;
} Scene;

static void
scene_init (Scene * scene, const gchar * format)
{
  scene->rph = new_rph (25, 1);
  scene->sound = rps_sound_new (scene->rph, "sink_%u", format, FALSE, RATE, 1);
  scene->log = NULL;
}

/* Until the camera's frame @frame is due. */
static void
scene_run (Scene * scene, guint frame)
{
  rps_run (scene->rph, &scene->sound, 1, rph_time_of (scene->rph, frame), TRUE);
}

static void
scene_shoot (Scene * scene)
{
  scene_run (scene, TAKE_FIRST);
  fail_unless_equals_int (rph_roll (scene->rph), 1);
  scene_run (scene, TAKE_END);
  fail_unless_equals_int (rph_cut (scene->rph), 1);
}

static void
scene_log (Scene * scene, guint frame)
{
  rps_wait (scene->sound, rph_time_of (scene->rph, frame));
  scene->log = rps_log (scene->sound);
}

static void
scene_clear (Scene * scene)
{
  if (scene->log)
    rps_log_free (scene->log);
  rps_free (scene->sound);
  rph_free (scene->rph);
}

static guint
scene_at (Scene * scene, guint frame)
{
  return rps_index_at (scene->log, rph_time_of (scene->rph, frame));
}

static void
check_reverse_at (Scene * scene, guint frame, const gchar * what)
{
  check_run (scene->log, scene_at (scene, frame), TAKE_SAMPLES,
      TAKE_END * FRAME - 1, -1, what);
}

static void
check_forward_at (Scene * scene, guint frame, const gchar * what)
{
  check_run (scene->log, scene_at (scene, frame), TAKE_SAMPLES,
      TAKE_FIRST * FRAME, 1, what);
}

static void
check_silence (Scene * scene, guint from, guint to)
{
  guint i;

  for (i = scene_at (scene, from); i < scene_at (scene, to); i++)
    fail_unless (rps_value (scene->log, i) == 0.0,
        "value %u is %f, not silence", i, rps_value (scene->log, i));
  for (i = 0; i < scene->log->chunks->len; i++) {
    RpsChunk *chunk = rps_chunk (scene->log, i);

    if (chunk->pts >= rph_time_of (scene->rph, from)
        && chunk->pts < rph_time_of (scene->rph, to) - MS)
      fail_unless (chunk->gap_flag, "silence without the GAP flag");
  }
}

/* At each picture of a playback the sound is within half a frame of it. At
 * rates other than 1 the first and last of a pass are the resampler's edges. */
static void
check_in_step (Scene * scene, guint n_least)
{
  guint i, n = 0;

  for (i = 0; i < rps_pictures->len; i++) {
    RphFrame *frame = &g_array_index (rps_pictures, RphFrame, i);
    guint at = rps_index_at (scene->log, frame->pts + 2 * MS);
    gdouble first, end, value;

    if (!frame->is_playback || at >= scene->log->values->len)
      continue;
    value = rps_value (scene->log, at) - 1.0;
    if (value == -1.0)
      continue;                 /* paused */
    first = (gdouble) frame->number * FRAME;
    end = first + FRAME;
    fail_unless (value >= first - FRAME / 2 && value <= end + FRAME / 2,
        "picture %u at %" GST_TIME_FORMAT " sounds like %f", frame->number,
        GST_TIME_ARGS (frame->pts), value / FRAME);
    n++;
  }
  fail_unless (n >= n_least, "%u pictures sounded, not %u", n, n_least);
}

GST_START_TEST (test_loop_has_no_seam)
{
  Scene scene;
  guint i;

  scene_init (&scene, "S32LE");
  g_object_set (scene.rph->element, "at-end", 2, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 45);
  scene_log (&scene, TAKE_END + 42);
  rps_check_times (scene.log, 0);
  for (i = 0; i < 4; i++)
    check_reverse_at (&scene, TAKE_END + 10 * i, "a pass");
  check_in_step (&scene, 42);
  scene_clear (&scene);
}

GST_END_TEST;

/* It turns in the middle of the frame that shows once: no sample is missing,
 * and none comes at another time than its picture. */
GST_START_TEST (test_ping_pong_turns_on_the_sample)
{
  guint n = TAKE_END - TAKE_FIRST - 1, at, i;
  Scene scene;

  scene_init (&scene, "F64LE");
  g_object_set (scene.rph->element, "at-end", 3, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 45);
  scene_log (&scene, TAKE_END + 42);
  rps_check_times (scene.log, 0);
  at = scene_at (&scene, TAKE_END);
  check_run (scene.log, at, n * FRAME + FRAME / 2, TAKE_END * FRAME - 1, -1,
      "the first pass");
  at += n * FRAME + FRAME / 2;
  for (i = 0; i < 3; i++, at += n * FRAME)
    check_run (scene.log, at, n * FRAME, i % 2 ? TAKE_END * FRAME - FRAME / 2
        - 1 : TAKE_FIRST * FRAME + FRAME / 2, i % 2 ? -1 : 1, "a pass");
  check_in_step (&scene, 40);
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_forward)
{
  Scene scene;

  scene_init (&scene, "S32LE");
  g_object_set (scene.rph->element, "after-take", 2, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 20);
  scene_log (&scene, TAKE_END + 18);
  rps_check_times (scene.log, 0);
  check_forward_at (&scene, TAKE_END, "forward");
  check_in_step (&scene, 10);
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_pause_is_silence)
{
  Scene scene;
  guint at;

  scene_init (&scene, "F64LE");
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 4);
  g_signal_emit_by_name (scene.rph->element, "pause");
  scene_run (&scene, TAKE_END + 10);
  g_signal_emit_by_name (scene.rph->element, "resume");
  scene_run (&scene, TAKE_END + 30);
  scene_log (&scene, TAKE_END + 28);
  rps_check_times (scene.log, 0);
  at = scene_at (&scene, TAKE_END);
  check_run (scene.log, at, 4 * FRAME, TAKE_END * FRAME - 1, -1, "reverse");
  /* What the pause ends goes on under it for a moment, fading out. */
  fail_unless (rps_value (scene.log, at + 4 * FRAME + 10) != 0.0);
  fail_unless (rps_value (scene.log, at + 4 * FRAME + FADE) == 0.0);
  check_silence (&scene, TAKE_END + 5, TAKE_END + 10);
  check_run (scene.log, scene_at (&scene, TAKE_END + 10), 6 * FRAME,
      (TAKE_END - 4) * FRAME - 1, -1, "resumed");
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_seek)
{
  Scene scene;

  scene_init (&scene, "S32LE");
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 3);
  fail_unless (rph_command (scene.rph->main, "seek", "position", G_TYPE_UINT64,
          (guint64) (320 * MS), NULL));
  scene_run (&scene, TAKE_END + 30);
  scene_log (&scene, TAKE_END + 25);
  rps_check_times (scene.log, 0);
  check_in_step (&scene, 12);
  scene_clear (&scene);
}

GST_END_TEST;

/* --- rates ------------------------------------------------------------------------ */

static const gdouble rates[] = { 0.5, 2.0, 0.05, 16.0, 0.96, 1.001 };

GST_START_TEST (test_rate_is_in_step)
{
  gdouble rate = rates[__i__];
  /* The playhead starts in the last frame, half a slot from its end. */
  guint n = (guint) ((10.0 - MIN (rate, 1.0) / 2) / rate) + 1;
  Scene scene;
  guint at;

  scene_init (&scene, "F64LE");
  g_object_set (scene.rph->element, "rate", rate, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + n + 20);
  scene_log (&scene, TAKE_END + n + 15);
  rps_check_times (scene.log, 0);
  check_in_step (&scene, n);
  /* The numbers are a ramp, which stays one: its slope is the rate. */
  at = scene_at (&scene, TAKE_END) + (guint) (TAKE_SAMPLES / rate / 4);
  if (rate < 10.0) {
    guint span = (guint) (TAKE_SAMPLES / rate / 2);
    gdouble slope = (rps_value (scene.log, at)
        - rps_value (scene.log, at + span)) / span;

    fail_unless (fabs (slope / rate - 1.0) < 0.001, "slope %f", slope);
  }
  scene_clear (&scene);
}

GST_END_TEST;

/* In the middle of a take the resampler has what comes before: the first sample
 * is right, and it is where the playhead's slot begins, a quarter of a frame
 * before the middle of the frame. */
GST_START_TEST (test_rate_starts_at_once)
{
  gint direction = __i__ ? 1 : -1;
  gdouble want = (TAKE_FIRST + 5.5 - direction * 0.25) * FRAME;
  Scene scene;
  guint at, i;

  scene_init (&scene, "F64LE");
  g_object_set (scene.rph->element, "rate", 0.5, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 3);
  if (direction > 0)
    fail_unless (gst_harness_push_upstream_event (scene.rph->main->harness,
            gst_event_new_seek (0.5, GST_FORMAT_TIME, GST_SEEK_FLAG_NONE,
                GST_SEEK_TYPE_SET, 220 * MS, GST_SEEK_TYPE_NONE, 0)));
  else
    fail_unless (rph_command (scene.rph->main, "seek", "position",
            G_TYPE_UINT64, (guint64) (220 * MS), NULL));
  scene_run (&scene, TAKE_END + 20);
  scene_log (&scene, TAKE_END + 8);
  at = scene_at (&scene, TAKE_END + 3);
  for (i = 1; i < FRAME; i++) {
    gdouble off = rps_value (scene.log, at + i) - want - direction * 0.5 * i;

    fail_unless (fabs (off) <= 2.0, "sample %u is %f off", i, off);
  }
  scene_clear (&scene);
}

GST_END_TEST;

/* Frequency by the phase of two windows, amplitude by a correlation. */
static gdouble
phase_of (RpsLog * log, guint at, guint n, gdouble frequency,
    gdouble * amplitude)
{
  gdouble re = 0, im = 0, sum = 0;
  guint i;

  for (i = 0; i < n; i++) {
    gdouble window = 0.5 - 0.5 * cos (2 * G_PI * i / n);
    gdouble w = 2 * G_PI * frequency * (at + i) / RATE;

    re += window * rps_value (log, at + i) * cos (w);
    im += window * rps_value (log, at + i) * sin (w);
    sum += window;
  }
  *amplitude = 2 * sqrt (re * re + im * im) / sum;
  return atan2 (im, re);
}

GST_START_TEST (test_rate_keeps_the_tone)
{
  /* What is slowed down so much is no tone to begin with. */
  gdouble rate = rates[__i__], expected =
      rate < 0.1 ? 500.0 : 1000.0, p1, p2, a1, a2, off;
  guint frames = rate > 4.0 ? 100 : 10, n, at;
  Scene scene;

  scene_init (&scene, "F32LE");
  scene.sound->frequency = expected / rate;
  g_object_set (scene.rph->element, "rate", rate, NULL);
  scene_run (&scene, TAKE_FIRST);
  rph_roll (scene.rph);
  scene_run (&scene, TAKE_FIRST + frames);
  rph_cut (scene.rph);
  n = (guint) (frames / rate);
  scene_run (&scene, TAKE_FIRST + frames + n + 10);
  scene_log (&scene, TAKE_FIRST + frames + n + 5);
  at = scene_at (&scene, TAKE_FIRST + frames);
  n = n * FRAME / 4;
  p1 = phase_of (scene.log, at + n, n, expected, &a1);
  p2 = phase_of (scene.log, at + 2 * n, n, expected, &a2);
  off = remainder (p2 - p1, 2 * G_PI) / (2 * G_PI) * RATE / n;
  GST_INFO ("rate %f: %f Hz off, amplitudes %f %f", rate, off, a1, a2);
  fail_unless (fabs (off) < 1.0, "rate %f: %f Hz off", rate, off);
  fail_unless (fabs (a1 - 0.5) < 0.01 && fabs (a2 - 0.5) < 0.01,
      "rate %f: amplitudes %f %f", rate, a1, a2);
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_rate_changes_while_playing)
{
  static const gdouble steps[] = { 0.5, 2.0, 1.0, 0.25, 1.0 };
  Scene scene;
  guint i;

  scene_init (&scene, "F64LE");
  g_object_set (scene.rph->element, "at-end", 2, NULL);
  scene_shoot (&scene);
  for (i = 0; i < G_N_ELEMENTS (steps); i++) {
    scene_run (&scene, TAKE_END + 3 + i * 7);
    g_object_set (scene.rph->element, "rate", steps[i], NULL);
  }
  scene_run (&scene, TAKE_END + 60);
  scene_log (&scene, TAKE_END + 55);
  rps_check_times (scene.log, 0);
  check_in_step (&scene, 50);
  scene_clear (&scene);
}

GST_END_TEST;

/* --- formats ---------------------------------------------------------------------- */

static void
check_pattern (RpsLog * log, GstClockTime from, guint n, gint64 first)
{
  guint i, found = 0, c, k, j;

  for (i = 0; i < log->chunks->len && found < n; i++) {
    RpsChunk *chunk = rps_chunk (log, i);
    GstAudioBuffer map;
    GstAudioInfo info;
    guint channels, size, step;

    if (chunk->n == 0 || chunk->pts + MS / 100 < from)
      continue;
    gst_audio_info_from_caps (&info, chunk->caps);
    gst_audio_buffer_map (&map, &info, chunk->buffer, GST_MAP_READ);
    channels = (guint) info.channels;
    size = (guint) info.finfo->width / 8;
    step = info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED ? 1 : channels;
    for (j = 0; j < chunk->n && found < n; j++, found++) {
      for (c = 0; c < channels; c++) {
        guint8 *at = (guint8 *) map.planes[step == 1 && channels > 1 ? c : 0]
            + (j * step + (step == 1 ? 0 : c)) * size;

        for (k = 0; k < size; k++)
          if (G_UNLIKELY (at[k]
                  != rps_pattern ((guint64) (first - found), c, k)))
            fail ("%s: sample %u, channel %u, byte %u is %u", info.finfo->name,
                found, c, k, at[k]);
      }
    }
    gst_audio_buffer_unmap (&map);
  }
  fail_unless_equals_int (found, n);
}

static void
check_format (const gchar * format, gboolean planar, guint channels)
{
  Rph *rph = rph_new_with ("max-size-bytes", (guint64) (32 << 20), NULL);
  RpsStream *sound = rps_sound_new (rph, "sink_0", format, planar, RATE,
      channels);
  RpsLog *log;

  sound->pattern = TRUE;
  sound->buffer_samples = 1000;
  rps_run (rph, &sound, 1, rph_time_of (rph, 2), TRUE);
  rph_roll (rph);
  rps_run (rph, &sound, 1, rph_time_of (rph, 5), TRUE);
  rph_cut (rph);
  rps_run (rph, &sound, 1, rph_time_of (rph, 10), TRUE);
  rps_wait (sound, rph_time_of (rph, 8) + MS);
  log = rps_log (sound);
  rps_check_times (log, 0);
  check_pattern (log, rph_time_of (rph, 5), 3 * FRAME, 5 * FRAME - 1);
  rps_log_free (log);
  rps_free (sound);
  rph_free (rph);
}

GST_START_TEST (test_every_format)
{
  static const guint counts[] = { 1, 2, 8, 64 };
  const gchar *format = gst_audio_format_to_string ((GstAudioFormat) __i__);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (counts); i++) {
    check_format (format, FALSE, counts[i]);
    check_format (format, TRUE, counts[i]);
  }
}

GST_END_TEST;

/* --- settings --------------------------------------------------------------------- */

/* Sound that comes 80 ms late is put where it belongs, or 80 ms early. */
GST_START_TEST (test_stream_offset)
{
  gint64 offset = (__i__ & 1 ? 80 : -80) * (gint64) MS;
  gboolean before = __i__ & 2;
  gint64 shift = -offset * RATE / (gint64) GST_SECOND;
  Scene scene;

  scene_init (&scene, "S32LE");
  if (before)
    g_object_set (scene.sound->sink, "stream-offset", offset, NULL);
  scene_run (&scene, TAKE_FIRST);
  rph_roll (scene.rph);
  scene_run (&scene, TAKE_END);
  /* The cut shows the picture only; when more has come the take is played. */
  g_object_set (scene.rph->element, "after-take", 0, NULL);
  rph_cut (scene.rph);
  if (!before)
    g_object_set (scene.sound->sink, "stream-offset", offset, NULL);
  scene_run (&scene, TAKE_END + 5);
  fail_unless (rph_command (scene.rph->main, "play", "take", G_TYPE_UINT, 1,
          NULL));
  scene_run (&scene, TAKE_END + 30);
  scene_log (&scene, TAKE_END + 25);
  rps_check_times (scene.log, 0);
  check_run (scene.log, scene_at (&scene, TAKE_END + 5), TAKE_SAMPLES,
      TAKE_END * FRAME - 1 + shift, -1, "the take");
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_mute_live)
{
  Scene scene;

  scene_init (&scene, "S32LE");
  g_object_set (scene.sound->sink, "mute-live", TRUE, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 20);
  scene_log (&scene, TAKE_END + 18);
  rps_check_times (scene.log, 0);
  check_silence (&scene, 0, TAKE_END);
  check_reverse_at (&scene, TAKE_END, "the take");
  check_silence (&scene, TAKE_END + 11, TAKE_END + 17);
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_live_is_not_shown)
{
  Scene scene;

  scene_init (&scene, "S32LE");
  g_object_set (scene.rph->element, "show-live", FALSE, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 20);
  scene_log (&scene, TAKE_END + 18);
  rps_check_times (scene.log, 0);
  check_silence (&scene, 0, TAKE_END);
  check_reverse_at (&scene, TAKE_END, "the take");
  scene_clear (&scene);
}

GST_END_TEST;

/* --- fades ------------------------------------------------------------------------ */

GST_START_TEST (test_fades)
{
  Scene scene;
  guint at, i;

  scene_init (&scene, "F64LE");
  scene.sound->buffer_samples = __i__ ? 37 : 480;
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 20);
  scene_log (&scene, TAKE_END + 15);
  at = scene_at (&scene, TAKE_END);
  /* What was sent before the cut was known is not faded: the rest is. */
  fail_unless (rps_value (scene.log, at - 1) < 0.01 * TAKE_END * FRAME);
  for (i = at - FADE; i + 1 < at; i++)
    fail_unless (rps_value (scene.log, i + 1)
        <= rps_value (scene.log, i) + 1.0, "a step up in the fade");
  check_reverse_at (&scene, TAKE_END, "untouched");
  /* Live comes back whole, and under it what lies before the take ends. */
  at += TAKE_SAMPLES;
  for (i = 0; i < 2 * FADE; i++) {
    gdouble live = at + i + 1, before = TAKE_FIRST * FRAME - 1 - i + 1;
    gdouble gain = i < FADE ? 0.5 + 0.5 * cos (G_PI * (i + 0.5) / FADE) : 0.0;

    fail_unless (fabs (rps_value (scene.log, at + i) - live - gain * before)
        < 0.01, "value %u after the take is %f", i,
        rps_value (scene.log, at + i));
  }
  scene_clear (&scene);
}

GST_END_TEST;

/* --- streams that stand still, end, or never begin ---------------------------------- */

static guint
count_gaps (RpsLog * log)
{
  guint i, n = 0;

  for (i = 0; i < log->chunks->len; i++)
    n += rps_chunk (log, i)->gap_event;
  return n;
}

GST_START_TEST (test_sound_stalls)
{
  Scene scene;

  scene_init (&scene, "S32LE");
  scene_run (&scene, 10);
  scene.sound->muted = TRUE;
  scene_run (&scene, 60);
  rps_wait (scene.sound, rph_time_of (scene.rph, 60) - 400 * MS);
  scene.sound->muted = FALSE;
  scene.sound->next = 60 * FRAME;
  scene_run (&scene, 80);
  scene_log (&scene, 78);
  fail_unless (count_gaps (scene.log) > 5);
  /* Where it comes back is not known to the gaps. */
  rps_check_times (scene.log, 400 * MS);
  check_run (scene.log, scene_at (&scene, 61), 10 * FRAME, 61 * FRAME, 1,
      "back");
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_sound_stalls_in_a_take)
{
  Scene scene;
  guint at;

  scene_init (&scene, "S32LE");
  scene_run (&scene, TAKE_FIRST);
  rph_roll (scene.rph);
  scene_run (&scene, TAKE_FIRST + 3);
  scene.sound->muted = TRUE;
  scene_run (&scene, TAKE_FIRST + 7);
  scene.sound->muted = FALSE;
  scene.sound->next = (TAKE_FIRST + 7) * FRAME;
  scene_run (&scene, TAKE_END);
  rph_cut (scene.rph);
  scene_run (&scene, TAKE_END + 20);
  scene_log (&scene, TAKE_END + 18);
  rps_check_times (scene.log, 200 * MS);
  at = scene_at (&scene, TAKE_END);
  check_run (scene.log, at, 3 * FRAME, TAKE_END * FRAME - 1, -1, "the end");
  /* The microphone's last buffer before it had not arrived. */
  check_run (scene.log, at + 7 * FRAME + 480, 3 * FRAME - 480,
      (TAKE_FIRST + 3) * FRAME - 480 - 1, -1, "the beginning");
  fail_unless (rps_value (scene.log, at + 5 * FRAME) == 0.0);
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_sound_never_comes)
{
  gboolean has_caps = __i__;
  Scene scene;

  scene_init (&scene, "S32LE");
  scene.sound->muted = TRUE;
  if (has_caps)
    rps_start (scene.sound);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 20);
  if (has_caps)
    rps_wait (scene.sound, rph_time_of (scene.rph, TAKE_END + 9));
  gst_harness_push_event (scene.rph->main->harness, gst_event_new_eos ());
  rps_wait_eos (scene.sound);
  /* The log fails when anything comes before caps. */
  scene.log = rps_log (scene.sound);
  fail_unless (has_caps || scene.log->chunks->len == 0);
  if (has_caps)
    check_silence (&scene, TAKE_END, TAKE_END + 9);
  fail_unless_equals_int (scene.log->n_eos, 1);
  scene_clear (&scene);
}

GST_END_TEST;

/* A later review has its sound still. */
GST_START_TEST (test_sound_ends_first)
{
  Scene scene;

  scene_init (&scene, "S32LE");
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 15);
  rps_push_eos (scene.sound);
  scene_run (&scene, TAKE_END + 40);
  fail_unless (rph_command (scene.rph->main, "play", "take", G_TYPE_UINT, 1,
          NULL));
  scene_run (&scene, TAKE_END + 60);
  rps_wait (scene.sound, rph_time_of (scene.rph, TAKE_END + 50));
  gst_harness_push_event (scene.rph->main->harness, gst_event_new_eos ());
  rps_wait_eos (scene.sound);
  scene.log = rps_log (scene.sound);
  check_reverse_at (&scene, TAKE_END + 40, "reviewed later");
  fail_unless_equals_int (scene.log->n_eos, 1);
  fail_unless (count_gaps (scene.log) > 0);
  rps_check_times (scene.log, 0);
  scene_clear (&scene);
}

GST_END_TEST;

/* The camera stands still: sound goes on by the clock, live and in a take. */
GST_START_TEST (test_camera_stalls)
{
  Scene scene;
  GstClockTime start = 0;
  RphFrame frame;
  guint i;

  scene_init (&scene, "S32LE");
  scene_run (&scene, 5);
  rps_run (scene.rph, &scene.sound, 1, 1000 * MS, FALSE);
  rps_wait (scene.sound, 900 * MS);
  scene.rph->number = 25;
  scene_run (&scene, 30);
  rph_roll (scene.rph);
  scene_run (&scene, 40);
  rph_cut (scene.rph);
  for (i = 0; i < 10; i++) {
    rps_run (scene.rph, &scene.sound, 1, rph_time_of (scene.rph, 40 + i)
        + 25 * MS, FALSE);
    rph_pull_due (scene.rph->main, &frame);
    fail_unless_equals_int (frame.number, 39 - i);
    start = i == 0 ? frame.pts : start;
  }
  rps_wait (scene.sound, frame.pts);
  scene.log = rps_log (scene.sound);
  rps_check_times (scene.log, 0);
  check_run (scene.log, rps_index_at (scene.log, start), 9 * FRAME,
      40 * FRAME - 1, -1, "the take");
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_monitor_stands_still)
{
  Scene scene;
  guint i;

  scene_init (&scene, "S32LE");
  scene_run (&scene, 5);
  rph_block (scene.rph->main);
  for (i = 0; i < 50; i++) {
    fail_unless_equals_int (rph_push (scene.rph), GST_FLOW_OK);
    rps_run (scene.rph, &scene.sound, 1, rph_time_of (scene.rph, i + 6), FALSE);
    if (i == 0)
      rph_wait_due (scene.rph->main);
  }
  rps_wait (scene.sound, rph_time_of (scene.rph, 50));
  rph_unblock (scene.rph->main);
  scene.log = rps_log (scene.sound);
  rps_check_times (scene.log, 0);
  check_run (scene.log, 0, 49 * FRAME, 0, 1, "live");
  scene_clear (&scene);
}

GST_END_TEST;

/* A take plays while the monitor stands still: by the clock, and no faster. */
GST_START_TEST (test_monitor_stands_still_in_a_take)
{
  Scene scene;
  guint i;

  scene_init (&scene, "S32LE");
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 2);
  rph_block (scene.rph->main);
  for (i = TAKE_END + 2; i < TAKE_END + 30; i++) {
    fail_unless_equals_int (rph_push (scene.rph), GST_FLOW_OK);
    rps_run (scene.rph, &scene.sound, 1, rph_time_of (scene.rph, i + 1), FALSE);
    /* It stands still with this picture, not with a later one. */
    if (i == TAKE_END + 2)
      rph_wait_due (scene.rph->main);
  }
  rps_wait (scene.sound, rph_time_of (scene.rph, TAKE_END + 28));
  fail_unless (scene.sound->edge <= (gint64) rph_time_of (scene.rph,
          TAKE_END + 31));
  scene.log = rps_log (scene.sound);
  rps_check_times (scene.log, 0);
  check_reverse_at (&scene, TAKE_END, "the take");
  rph_unblock (scene.rph->main);
  scene_clear (&scene);
}

GST_END_TEST;

/* --- the end ------------------------------------------------------------------------ */

static gpointer
push_camera_eos (gpointer data)
{
  Rph *rph = data;

  gst_harness_push_event (rph->main->harness, gst_event_new_eos ());
  return NULL;
}

/* live, rolling, reverse, paused, forward, loop, hold */
GST_START_TEST (test_eos_in_every_mode)
{
  gboolean again = __i__ >= 10;
  guint mode = __i__ % 10;
  GThread *thread;
  Scene scene;

  scene_init (&scene, "S32LE");
  if (mode >= 5)
    g_object_set (scene.rph->element, "at-end", mode == 5 ? 2 : 1, NULL);
  if (mode == 4)
    g_object_set (scene.rph->element, "after-take", 2, NULL);
  scene_run (&scene, TAKE_FIRST);
  if (mode >= 1)
    rph_roll (scene.rph);
  scene_run (&scene, TAKE_END);
  if (mode >= 2)
    rph_cut (scene.rph);
  scene_run (&scene, TAKE_END + (mode == 6 ? 15 : 3));
  if (mode == 3)
    g_signal_emit_by_name (scene.rph->element, "pause");
  thread = g_thread_new ("eos", push_camera_eos, scene.rph);
  if (!again && mode != 3) {
    rph_crank_eos (scene.rph->main);
  } else {
    g_thread_join (g_steal_pointer (&thread));
    gst_element_send_event (scene.rph->element, gst_event_new_eos ());
    rph_pull_eos (scene.rph->main);
  }
  rps_wait_eos (scene.sound);
  if (thread)
    g_thread_join (thread);
  scene.log = rps_log (scene.sound);
  fail_unless_equals_int (scene.log->n_eos, 1);
  /* The camera may come back. */
  fail_unless_equals_int (rps_push_one (scene.sound), GST_FLOW_OK);
  if (!again && mode == 2)
    check_reverse_at (&scene, TAKE_END, "the take");
  if (!again && mode == 4)
    check_forward_at (&scene, TAKE_END, "the take");
  scene_clear (&scene);
}

GST_END_TEST;

/* --- flushes, states, pads ------------------------------------------------------------ */

static void
flush_pad (GstPad * pad, gboolean segment)
{
  GstSegment fresh;

  gst_pad_push_event (pad, gst_event_new_flush_start ());
  gst_pad_push_event (pad, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&fresh, GST_FORMAT_TIME);
  if (segment)
    gst_pad_push_event (pad, gst_event_new_segment (&fresh));
}

/* A review goes on, on the new running time, whichever stream comes first. */
GST_START_TEST (test_flush_in_a_playback)
{
  Scene scene;
  guint i;

  scene_init (&scene, "S32LE");
  g_object_set (scene.rph->element, "at-end", 2, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 5);
  for (i = 0; i < 2; i++) {
    if (i == (guint) __i__)
      flush_pad (scene.sound->in, TRUE);
    else
      flush_pad (scene.rph->main->harness->srcpad, TRUE);
  }
  rps_log_free (rps_log (scene.sound));
  gst_element_set_base_time (scene.rph->element,
      gst_clock_get_time (GST_CLOCK (scene.rph->clock)));
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_caps_change_in_a_take)
{
  static const gchar *caps[] = { "S32LE", "F64LE" };
  Scene scene;
  guint rate = __i__ ? 24000 : RATE, at, n, changed;

  scene_init (&scene, caps[0]);
  scene_run (&scene, TAKE_FIRST);
  rph_roll (scene.rph);
  scene_run (&scene, TAKE_FIRST + 5);
  changed = (guint) scene.sound->next;
  scene.sound->next = scene.sound->next * rate / RATE;
  rps_set_sound (scene.sound, caps[1], FALSE, rate, 1);
  scene.sound->buffer_samples = rate / 100;
  scene_run (&scene, TAKE_END);
  rph_cut (scene.rph);
  scene_run (&scene, TAKE_END + 20);
  scene_log (&scene, TAKE_END + 18);
  rps_check_times (scene.log, 0);
  at = scene_at (&scene, TAKE_END);
  n = TAKE_END * rate / 25 - changed * rate / RATE;
  check_run (scene.log, at, n, TAKE_END * (gint) rate / 25 - 1, -1,
      "after the change");
  check_run (scene.log, at + n, changed - TAKE_FIRST * FRAME,
      (gint64) changed - 1, -1, "before the change");
  scene_clear (&scene);
}

GST_END_TEST;

static gpointer
command_it (gpointer data)
{
  Rph *rph = data;
  guint i, id;

  for (i = 0; i < 50; i++) {
    gboolean ok;

    g_signal_emit_by_name (rph->element, "play", 1, i & 1, &ok);
    g_signal_emit_by_name (rph->element, "pause");
    g_signal_emit_by_name (rph->element, "resume");
    g_signal_emit_by_name (rph->element, "take-start", NULL, &id);
    g_signal_emit_by_name (rph->element, "take-stop", &id);
    g_object_set (rph->element, "rate", 0.5 + i % 3, NULL);
    if (i % 5 == 0)
      g_signal_emit_by_name (rph->element, "live");
  }
  return NULL;
}

GST_START_TEST (test_pads_come_and_go)
{
  GThread *thread;
  Scene scene;
  guint i;

  scene_init (&scene, "S32LE");
  scene_shoot (&scene);
  thread = g_thread_new ("commands", command_it, scene.rph);
  for (i = 0; i < 100; i++) {
    RpsStream *more = rps_sound_new (scene.rph, i & 1 ? "sink_%u" : "sink_7",
        "F32LE", i & 2, RATE, 2);
    guint k;

    more->next = scene.sound->next;
    for (k = 0; k < 4; k++) {
      rps_push_one (more);
      rps_push_one (scene.sound);
    }
    rph_push (scene.rph);
    rps_free (more);
  }
  g_thread_join (thread);
  scene_clear (&scene);
}

GST_END_TEST;

/* Who comes in the middle of a playback joins it where it is. */
GST_START_TEST (test_join_a_playback)
{
  Scene scene;
  RpsStream *late;
  RpsLog *log;

  scene_init (&scene, "S32LE");
  g_object_set (scene.rph->element, "at-end", 2, NULL);
  scene_shoot (&scene);
  scene_run (&scene, TAKE_END + 25);
  /* The main output is that far as well. */
  rps_wait (scene.sound, rph_time_of (scene.rph, TAKE_END + 24));
  late = rps_sound_new (scene.rph, "sink_%u", "S32LE", FALSE, RATE, 1);
  late->next = scene.sound->next;
  rps_push_one (late);
  scene_run (&scene, TAKE_END + 35);
  rps_wait (late, rph_time_of (scene.rph, TAKE_END + 33));
  log = rps_log (late);
  fail_unless (rps_chunk (log, 0)->pts >= rph_time_of (scene.rph,
          TAKE_END + 23));
  rps_check_times (log, 0);
  rps_log_free (log);
  rps_free (late);
  scene_clear (&scene);
}

GST_END_TEST;

GST_START_TEST (test_ready_and_back)
{
  Scene scene;
  guint i;

  scene_init (&scene, "S32LE");
  for (i = 0; i < 2; i++) {
    scene_shoot (&scene);
    scene_run (&scene, TAKE_END + 5);
    gst_element_set_state (scene.rph->element, GST_STATE_READY);
    gst_element_set_state (scene.rph->element, GST_STATE_PLAYING);
    rps_start (scene.sound);
    break;
  }
  scene_clear (&scene);
}

GST_END_TEST;

/* --- latency --------------------------------------------------------------------------- */

GST_START_TEST (test_latency_is_the_greatest)
{
  Scene scene;
  GstQuery *query = gst_query_new_latency ();
  GstClockTime min, max;
  gboolean live;

  scene_init (&scene, "S32LE");
  scene.sound->latency = 200 * MS;
  fail_unless (gst_pad_query (scene.sound->src, query));
  gst_query_parse_latency (query, &live, &min, &max);
  fail_unless (live && min == 200 * MS && max == GST_CLOCK_TIME_NONE);
  fail_unless (gst_pad_query (scene.rph->main->pad, query));
  gst_query_parse_latency (query, &live, &min, &max);
  fail_unless (live && min == 200 * MS && max == GST_CLOCK_TIME_NONE);
  gst_query_unref (query);
  scene_clear (&scene);
}

GST_END_TEST;

static Suite *
reverseplay_sound_suite (void)
{
  Suite *s = suite_create ("reverseplay-sound");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_cut_to_the_sample, 0, G_N_ELEMENTS (cuts));
  tcase_add_test (tc, test_loop_has_no_seam);
  tcase_add_test (tc, test_ping_pong_turns_on_the_sample);
  tcase_add_test (tc, test_forward);
  tcase_add_test (tc, test_pause_is_silence);
  tcase_add_test (tc, test_seek);
  tcase_add_loop_test (tc, test_rate_is_in_step, 0, G_N_ELEMENTS (rates));
  tcase_add_loop_test (tc, test_rate_starts_at_once, 0, 2);
  tcase_add_loop_test (tc, test_rate_keeps_the_tone, 0, G_N_ELEMENTS (rates));
  tcase_add_test (tc, test_rate_changes_while_playing);
  tcase_add_loop_test (tc, test_stream_offset, 0, 4);
  tcase_add_test (tc, test_mute_live);
  tcase_add_test (tc, test_live_is_not_shown);
  tcase_add_loop_test (tc, test_fades, 0, 2);
  tcase_add_test (tc, test_sound_stalls);
  tcase_add_test (tc, test_sound_stalls_in_a_take);
  tcase_add_loop_test (tc, test_sound_never_comes, 0, 2);
  tcase_add_test (tc, test_sound_ends_first);
  tcase_add_test (tc, test_camera_stalls);
  tcase_add_test (tc, test_monitor_stands_still);
  tcase_add_test (tc, test_monitor_stands_still_in_a_take);
  tcase_add_loop_test (tc, test_eos_in_every_mode, 0, 7);
  tcase_add_loop_test (tc, test_eos_in_every_mode, 10, 17);
  tcase_add_loop_test (tc, test_flush_in_a_playback, 0, 2);
  tcase_add_loop_test (tc, test_caps_change_in_a_take, 0, 2);
  tcase_add_test (tc, test_pads_come_and_go);
  tcase_add_test (tc, test_join_a_playback);
  tcase_add_test (tc, test_ready_and_back);
  tcase_add_test (tc, test_latency_is_the_greatest);
  tcase_add_loop_test (tc, test_every_format, GST_AUDIO_FORMAT_S8,
      GST_AUDIO_FORMAT_F64BE + 1);
  return s;
}

GST_CHECK_MAIN (reverseplay_sound);
