/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * motionstab's estimator beside libvidstab and two recipes with OpenCV, where they
 * were there when this was built, on the same frames: how far off they are, what
 * our detector finds in what they measured, and what a frame costs on one
 * thread. Then the element in each format beside identity, and beside one read
 * of the same bytes.
 */
#include "bench.h"
#include "motion-peer.h"
#include "motion-score.h"

#include <shift.h>
#include <shrink.h>

#include <malloc.h>
#include <math.h>
#include <string.h>

#define FPS 25
#define SHOT_FRAMES 110
#define MAX_PEERS 6
/* Rendered ahead of the peers, by another thread */
#define AHEAD 6

/* --- ours, and the truth ----------------------------------------------------- */

typedef struct
{
  guint width;
  MsFactors factors;
  MsShrink *shrink;
  MsEstimator *estimator;
  MsShift shift;
} Ours;

static gpointer
ours_open (guint width, guint height)
{
  Ours *self = g_new0 (Ours, 1);

  self->width = width;
  ms_shrink_choose (&self->factors, width, height, 1, 0);
  self->shrink = ms_shrink_new (width, height, &self->factors);
  self->estimator = ms_estimator_new (ms_shrink_get_width (self->shrink),
      ms_shrink_get_height (self->shrink));
  return self;
}

static gboolean
ours_step (gpointer data, const guint8 * luma, DollyMotion * motion)
{
  static const MsRowFormat format = { MS_ROW_8, 1, 8, {0, 0, 0} };
  Ours *self = data;

  ms_shrink_begin (self->shrink, ms_estimator_next (self->estimator));
  ms_shrink_add_rows (self->shrink, &format, luma, self->width,
      ms_shrink_get_height (self->shrink) * self->factors.y);
  ms_estimator_run (self->estimator, &self->shift);
  motion->dx = self->shift.motion.dx * self->factors.x;
  motion->dy = self->shift.motion.dy * self->factors.y;
  motion->rotation = self->shift.motion.rotation;
  motion->scale = self->shift.motion.scale;
  return self->shift.kind == MS_SHIFT_MOVED;
}

static void
ours_close (gpointer data)
{
  Ours *self = data;

  ms_estimator_free (self->estimator);
  ms_shrink_free (self->shrink);
  g_free (self);
}

static const MotionPeer ours = {
  "motionstab", ours_open, ours_step, ours_close
};

/* Nobody can do better: what the detector makes of the truth. */
static const MotionPeer exact = { "the exact motion", NULL, NULL, NULL };

static const MotionPeer *peers[MAX_PEERS];
static guint n_peers;

static void
gather_peers (void)
{
  peers[n_peers++] = &ours;
#ifdef HAVE_VIDSTAB
  peers[n_peers++] = &motion_peer_vidstab;
#endif
#ifdef HAVE_OPENCV
  peers[n_peers++] = &motion_peer_lk;
  peers[n_peers++] = &motion_peer_ecc;
#endif
}

static void
say_what_is_missing (void)
{
#ifndef HAVE_VIDSTAB
  bench_progress ("not built: libvidstab not found");
#endif
#ifndef HAVE_OPENCV
  bench_progress ("not built: OpenCV not found");
#endif
}

/* --- shots -------------------------------------------------------------------- */

typedef struct
{
  const gchar *name;
  gint kind;                    /* of its jerks; -1 all, -2 none */
  gdouble speed, actor, blur, noise, unevenness;
  gboolean from_rest;
} ShotPlan;

static const ShotPlan plans[] = {
  {"no actor", -1, 1.0, 0, 1.5, 1.2, 0.002, FALSE},
  {"actor, a sixth", -1, 1.0, 3.0, 2.0, 1.2, 0.002, FALSE},
  {"actor, a third", -1, 0.8, 1.8, 2.0, 1.2, 0.002, FALSE},
  {"actor, a third, soft and noisy", -1, 1.2, 1.8, 4.0, 3.5, 0.004, FALSE},
  {"bumps, actor", DOLLY_BUMP, 1.0, 2.2, 2.5, 1.5, 0.003, FALSE},
  {"knocks, actor", DOLLY_SWAY, 1.2, 1.8, 3.0, 2.0, 0.003, FALSE},
  {"rolls, actor", DOLLY_ROLL, 0.8, 2.0, 2.0, 1.5, 0.003, FALSE},
  {"stutters, actor", DOLLY_SPEED, 1.0, 2.5, 2.0, 1.5, 0.002, FALSE},
  {"smooth start, actor", -2, 1.0, 2.2, 2.0, 1.2, 0.003, TRUE},
  {"smooth, actor, a third", -2, 1.5, 1.8, 3.0, 1.5, 0.004, FALSE},
};

static DollyShot *
shot_of (const ShotPlan * plan, guint32 seed, guint height, guint frames,
    DollySettings * settings, GArray ** jerks)
{
  *jerks = plan->kind == -2 ? g_array_new (FALSE, FALSE, sizeof (DollyJerk)) :
      dolly_jerks_plan (seed, frames, FPS, plan->kind);
  *settings = (DollySettings) {
  .width = height * 16 / 9,.height = height,.fps = FPS,.frames =
        frames,.seed = seed,.speed = plan->speed,.from_rest =
        plan->from_rest,.actor = plan->actor,.blur = plan->blur,.noise =
        plan->noise,.unevenness = plan->unevenness,.jerks =
        (const DollyJerk *) (*jerks)->data,.n_jerks = (*jerks)->len};
  return dolly_shot_new (settings);
}

/* --- rendered ahead ------------------------------------------------------------ */

typedef struct
{
  const DollyShot *shot;
  const DollySettings *settings;
  GAsyncQueue *full, *empty;    /* guint8 * */
} Reel;

static gpointer
render_reel (gpointer data)
{
  Reel *reel = data;
  guint n;

  for (n = 0; n < reel->settings->frames; n++) {
    guint8 *luma = g_async_queue_pop (reel->empty);

    dolly_shot_render (reel->shot, n, luma, reel->settings->width);
    g_async_queue_push (reel->full, luma);
  }
  return NULL;
}

/* --- accuracy ------------------------------------------------------------------ */

typedef struct
{
  gpointer self;
  DollyMotion motion[SHOT_FRAMES];
  MsStep steps[SHOT_FRAMES];
} Track;

static void
step_of (MsStep * step, guint n, const DollyMotion * motion, gboolean found,
    guint height)
{
  MsShift shift = {
    .kind = n == 0 ? MS_SHIFT_FIRST : found ? MS_SHIFT_MOVED : MS_SHIFT_BLIND,
    .motion = {motion->dx, motion->dy, motion->rotation, motion->scale},
    .confidence = found ? 1 : 0,
    .gain = 1,
    .subject = {0, 0, 0, 1},
  };

  ms_step_from_shift (step, n, &shift, height);
}

static void
follow (Track * track, const MotionPeer * peer, guint n, const guint8 * luma,
    const DollyShot * shot, guint height)
{
  DollyMotion motion = { 0, 0, 0, 1 };
  gboolean found = TRUE;

  if (peer == &exact)
    dolly_shot_motion (shot, n, TRUE, &motion);
  else
    found = peer->step (track->self, luma, &motion);
  track->motion[n] = motion;
  step_of (&track->steps[n], n, &motion, found, height);
  /* which has more to say */
  if (peer == &ours) {
    Ours *self = track->self;

    ms_step_from_shift (&track->steps[n], n, &self->shift,
        ms_shrink_get_height (self->shrink));
  }
}

static void
run_shot (const ShotPlan * plan, guint32 seed, const MotionPeer ** who,
    guint n_who, MotionScore ** scores)
{
  DollySettings settings;
  GArray *jerks;
  DollyShot *shot = shot_of (plan, seed, 540, SHOT_FRAMES, &settings, &jerks);
  Reel reel = { shot, &settings, g_async_queue_new_full (g_free),
    g_async_queue_new_full (g_free)
  };
  Track *tracks = g_new0 (Track, n_who);
  GThread *thread;
  guint i, n;

  for (i = 0; i < AHEAD; i++)
    g_async_queue_push (reel.empty,
        g_malloc ((gsize) settings.width * settings.height));
  for (i = 0; i < n_who; i++)
    tracks[i].self = who[i]->open ?
        who[i]->open (settings.width, settings.height) : NULL;
  thread = g_thread_new ("render", render_reel, &reel);
  for (n = 0; n < settings.frames; n++) {
    guint8 *luma = g_async_queue_pop (reel.full);

    for (i = 0; i < n_who; i++)
      follow (&tracks[i], who[i], n, luma, shot, settings.height);
    g_async_queue_push (reel.empty, luma);
  }
  g_thread_join (thread);
  for (i = 0; i < n_who; i++) {
    motion_score_add (scores[i], shot, &settings, tracks[i].motion,
        tracks[i].steps);
    if (who[i]->close)
      who[i]->close (tracks[i].self);
  }
  g_free (tracks);
  g_async_queue_unref (reel.full);
  g_async_queue_unref (reel.empty);
  dolly_shot_free (shot);
  g_array_unref (jerks);
}

/* Shots without and with an actor */
enum
{ ALONE, ACTOR, N_SORTS };
typedef MotionScore *Scores[MAX_PEERS + 1];

static void
print_errors (const MotionPeer ** who, guint n, Scores * scores)
{
  BenchTable *table = bench_table_new ("|error, median|p95|jitter, median|p95|"
      "times ours|rotation, jitter p95|scale, jitter p95");
  guint i, sort;

  for (sort = 0; sort < N_SORTS; sort++) {
    gdouble best = 0;

    for (i = 0; i < n; i++) {
      MotionSpread raw, jitter, rotation, scale;

      if (who[i] == &exact)
        continue;
      motion_score_errors (scores[sort][i], &raw, &jitter, &rotation, &scale);
      if (who[i] == &ours)
        best = jitter.p95;
      bench_table_row (table, "%s: %s|%.3f|%.3f|%.4f|%.3f|%.1f|%.3f|%.3f",
          sort == ALONE ? "no actor" : "actor", who[i]->name, raw.median,
          raw.p95, jitter.median, jitter.p95, jitter.p95 / best, rotation.p95,
          scale.p95);
    }
  }
  bench_table_end (table, "Errors of dx, dy in pixels at 540 lines (to reach: "
      "jitter 0.13 at p95); rotation and scale half a height from the centre");
}

static void
print_finds (const MotionPeer ** who, guint n, Scores * scores)
{
  BenchTable *table = bench_table_new ("motion of|jerks|live: found|false|F1|"
      "in the end: found|false|F1|kind right|false in smooth shots");
  guint i, sort;

  for (i = 0; i < n; i++) {
    MotionFinds live = { 0 }, judged = { 0 };

    for (sort = 0; sort < N_SORTS; sort++)
      motion_score_finds (scores[sort][i], &live, &judged);
    bench_table_row (table, "%s|%u|%u|%u|%.2f|%u|%u|%.2f|%u|%u + %u",
        who[i]->name, live.jerks, live.found, live.false_alarms,
        motion_finds_f1 (&live), judged.found, judged.false_alarms,
        motion_finds_f1 (&judged), judged.right_kind, live.on_smooth,
        judged.on_smooth);
  }
  bench_table_end (table, "Jerks of 0.1 % of the height and more that our "
      "detector finds (to reach: F1 0.93 live, 0.97 in the end, none in smooth "
      "shots)");
}

static void
measure_accuracy (void)
{
  const MotionPeer *who[MAX_PEERS + 1];
  Scores scores[N_SORTS];
  guint i, sort, n = 0;

  for (i = 0; i < n_peers; i++)
    who[n++] = peers[i];
  who[n++] = &exact;
  for (sort = 0; sort < N_SORTS; sort++) {
    for (i = 0; i < n; i++)
      scores[sort][i] = motion_score_new ();
  }
  for (i = 0; i < G_N_ELEMENTS (plans); i++) {
    bench_progress ("540 lines: %s", plans[i].name);
    run_shot (&plans[i], 9000 + i, who, n,
        scores[plans[i].actor > 0 ? ACTOR : ALONE]);
  }
  print_errors (who, n, scores);
  print_finds (who, n, scores);
  for (sort = 0; sort < N_SORTS; sort++) {
    for (i = 0; i < n; i++)
      motion_score_free (scores[sort][i]);
  }
}

/* --- CPU ----------------------------------------------------------------------- */

#define BIG_FRAMES 8

typedef struct
{
  guint width, height;
  guint8 *luma[BIG_FRAMES];
} BigShot;

static void
big_shot_render (BigShot * big, guint height)
{
  DollySettings settings;
  GArray *jerks;
  DollyShot *shot = shot_of (&plans[2], 77, height, BIG_FRAMES, &settings,
      &jerks);
  guint n;

  bench_progress ("%u lines", height);
  big->width = settings.width;
  big->height = settings.height;
  for (n = 0; n < BIG_FRAMES; n++) {
    big->luma[n] = g_malloc ((gsize) settings.width * settings.height);
    dolly_shot_render (shot, n, big->luma[n], settings.width);
  }
  dolly_shot_free (shot);
  g_array_unref (jerks);
}

static void
big_shot_clear (BigShot * big)
{
  guint n;

  for (n = 0; n < BIG_FRAMES; n++)
    g_free (big->luma[n]);
}

/* There and back again, so that a few frames last: 0 1 2 3 2 1 0 1 ... */
static guint
swing (guint n)
{
  n %= 2 * (BIG_FRAMES - 1);
  return n < BIG_FRAMES ? n : 2 * (BIG_FRAMES - 1) - n;
}

/* ms per frame; the first two find nothing warm. */
static gdouble
cpu_of (const MotionPeer * peer, const BigShot * big, guint frames)
{
  gdouble *ms = g_new (gdouble, frames), median;
  gpointer self = peer->open (big->width, big->height);
  guint n;

  for (n = 0; n < frames + 2; n++) {
    gint64 begin = bench_thread_cpu ();
    DollyMotion motion;

    peer->step (self, big->luma[swing (n)], &motion);
    if (n >= 2)
      ms[n - 2] = (gdouble) (bench_thread_cpu () - begin) / 1e6;
  }
  peer->close (self);
  median = bench_median (ms, frames);
  g_free (ms);
  return median;
}

static void
measure_cpu (const BigShot * hd, const BigShot * uhd)
{
  BenchTable *table = bench_table_new ("|1080p, ms|times ours|2160p, ms|"
      "times ours");
  gdouble ours_hd = 0, ours_uhd = 0;
  guint i;

  for (i = 0; i < n_peers; i++) {
    gboolean is_ours = peers[i] == &ours;
    gdouble a = cpu_of (peers[i], hd, is_ours ? 100 : 14);
    gdouble b = cpu_of (peers[i], uhd, is_ours ? 50 : 6);

    if (is_ours) {
      ours_hd = a;
      ours_uhd = b;
    }
    bench_table_row (table, "%s|%.2f|%.1f|%.2f|%.1f", peers[i]->name, a,
        a / ours_hd, b, b / ours_uhd);
  }
  bench_table_end (table, "CPU per frame of 8-bit luma, one thread, median (to "
      "reach: 1.2 ms and 2 ms)");
}

/* --- memory -------------------------------------------------------------------- */

static gsize
heap_used (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
measure_memory (void)
{
  static const guint heights[] = { 540, 1080, 2160 };
  BenchTable *table = bench_table_new ("|MiB|of the frame's luma, %|detector, "
      "KiB");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (heights); i++) {
    guint h = heights[i], w = h * 16 / 9;
    gsize before = heap_used (), held, jerks;
    gpointer self = ours_open (w, h);
    MsDetector *detector;

    held = heap_used () - before;
    before = heap_used ();
    detector = ms_detector_new ();
    jerks = heap_used () - before;
    ms_detector_free (detector);
    ours_close (self);
    bench_table_row (table, "%u lines|%.2f|%.1f|%.1f", h,
        (gdouble) held / (1 << 20), 100. * (gdouble) held / ((gdouble) w * h),
        (gdouble) jerks / 1024);
  }
  bench_table_end (table, "What shrink and estimator hold (to reach: 16 MiB at "
      "2160p); nothing more per frame");
}

/* --- formats ------------------------------------------------------------------- */

static const gchar *formats[] = { "I420", "NV12", "YUY2", "UYVY", "v210",
  "P010_10LE", "I420_10LE", "BGRx"
};

static GstBuffer *
converted (GstVideoConverter * converter, const GstVideoInfo * from,
    const GstVideoInfo * to, const guint8 * luma)
{
  GstBuffer *in = gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY,
      (gpointer) luma, from->size, 0, from->size, NULL, NULL);
  GstBuffer *out = gst_buffer_new_allocate (NULL, to->size, NULL);
  GstVideoFrame a, b;

  if (!gst_video_frame_map (&a, (GstVideoInfo *) from, in, GST_MAP_READ)
      || !gst_video_frame_map (&b, (GstVideoInfo *) to, out, GST_MAP_WRITE))
    g_error ("a frame cannot be mapped");
  gst_video_converter_frame (converter, &a, &b);
  gst_video_frame_unmap (&a);
  gst_video_frame_unmap (&b);
  gst_buffer_unref (in);
  return out;
}

static void
convert_all (const BigShot * big, const gchar * format, GstVideoInfo * info,
    GstBuffer ** frames)
{
  GstVideoConverter *converter;
  GstVideoInfo gray;
  guint n;

  gst_video_info_set_format (&gray, GST_VIDEO_FORMAT_GRAY8, big->width,
      big->height);
  gst_video_info_set_format (info, gst_video_format_from_string (format),
      big->width, big->height);
  converter = gst_video_converter_new (&gray, info, NULL);
  for (n = 0; n < BIG_FRAMES; n++)
    frames[n] = converted (converter, &gray, info, big->luma[n]);
  gst_video_converter_free (converter);
}

static gdouble
cpu_of_element (const gchar * factory, const gchar * format,
    const BigShot * big, GstBuffer ** frames, guint count)
{
  BenchRig *rig = bench_rig_new (factory, bench_raw_caps (format,
          (gint) big->width, (gint) big->height, FPS), 0, FALSE);
  gdouble *ms, median;
  guint n;

  ms = g_new (gdouble, count);
  bench_rig_play (rig);
  for (n = 0; n < count + 2; n++) {
    GstBuffer *frame = gst_buffer_copy (frames[swing (n)]);
    gint64 begin = bench_thread_cpu ();

    bench_rig_push (rig, frame);
    if (n >= 2)
      ms[n - 2] = (gdouble) (bench_thread_cpu () - begin) / 1e6;
  }
  bench_rig_free (rig);
  median = bench_median (ms, count);
  g_free (ms);
  return median;
}

static volatile guint64 keep;

/* Everything that holds brightness, read once */
static gdouble
cpu_of_one_read (GstBuffer ** frames, gsize bytes, guint count)
{
  gdouble *ms = g_new (gdouble, count), median;
  guint n;

  for (n = 0; n < count; n++) {
    guint64 sum = 0, word;
    GstMapInfo map;
    gint64 begin;
    gsize i;

    gst_buffer_map (frames[swing (n)], &map, GST_MAP_READ);
    begin = bench_thread_cpu ();
    for (i = 0; i + sizeof (word) <= bytes; i += sizeof (word)) {
      memcpy (&word, map.data + i, sizeof (word));
      sum += word;
    }
    keep = sum;
    ms[n] = (gdouble) (bench_thread_cpu () - begin) / 1e6;
    gst_buffer_unmap (frames[swing (n)], &map);
  }
  median = bench_median (ms, count);
  g_free (ms);
  return median;
}

static void
measure_format (const BigShot * big, const gchar * format, guint count,
    BenchTable * table, gdouble * first)
{
  GstBuffer *frames[BIG_FRAMES];
  gdouble element, identity, read;
  GstVideoInfo info;
  gsize bytes;
  guint n;

  convert_all (big, format, &info, frames);
  bytes = (gsize) GST_VIDEO_INFO_PLANE_STRIDE (&info, 0) * big->height;
  element = cpu_of_element ("motionstab", format, big, frames, count);
  identity = cpu_of_element ("identity", format, big, frames, count);
  read = cpu_of_one_read (frames, bytes, count);
  for (n = 0; n < BIG_FRAMES; n++)
    gst_buffer_unref (frames[n]);
  if (*first == 0)
    *first = element;
  bench_table_row (table, "%up %s|%.1f|%.2f|%.2f|%.3f|%.2f|%.1f", big->height,
      format, (gdouble) bytes / 1e6, element, element / *first, identity, read,
      element / read);
}

static void
measure_formats (const BigShot * hd, const BigShot * uhd)
{
  BenchTable *table;
  GstElementFactory *factory = gst_element_factory_find ("motionstab");
  const BigShot *shots[] = { hd, uhd };
  guint i, k;

  if (!factory) {
    bench_progress ("formats: there is no element motionstab");
    return;
  }
  gst_object_unref (factory);
  table = bench_table_new ("|MB read|motionstab, ms|to I420|identity, ms|"
      "one read, ms|times one read");
  for (k = 0; k < G_N_ELEMENTS (shots); k++) {
    gdouble first = 0;

    for (i = 0; i < G_N_ELEMENTS (formats); i++)
      measure_format (shots[k], formats[i], k ? 30 : 60, table, &first);
  }
  bench_table_end (table, "CPU per frame through the element, one thread, "
      "median");
}

int
main (int argc, char **argv)
{
  BigShot hd, uhd;

  gst_init (&argc, &argv);
  bench_begin ("motionstab: how well and how fast motion is measured");
  say_what_is_missing ();
  gather_peers ();
  measure_memory ();
  measure_accuracy ();
  big_shot_render (&hd, 1080);
  big_shot_render (&uhd, 2160);
  measure_cpu (&hd, &uhd);
  measure_formats (&hd, &uhd);
  big_shot_clear (&hd);
  big_shot_clear (&uhd);
  return 0;
}
