/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstmotionstabseries.h"

/* Steps that are looked at before and behind a border, and before a take. */
#define CONTEXT 256
/* Steps that are kept while no take rolls: triggers and leads date back. */
#define KEPT 2048
/* More than these are judged before the take has ended, so that the frame at
 * which it is done is not held up: 5 minutes or so. */
#define MOST 8192
/* Takes that roll, or wait to be judged, at once: who has more has a loop in a
 * script. */
#define TAKES_MAX 64
/* Jerks of a take: nobody reads more. */
#define FINDINGS_MAX 100000

typedef struct
{
  guint id;
  guint64 first, end;           /* numbers; G_MAXUINT64 while it rolls */
  gboolean exact;
  gboolean has_stamp;
  GstMotionStabStamp stamp;     /* of the first, which may be gone */
} Take;

struct _GstMotionStabSeries
{
  GArray *steps, *stamps;       /* MsStep, GstMotionStabStamp */
  guint64 base;                 /* number of the first of them */
  guint64 flushed;              /* running times hold from this number on */
  gboolean whole;               /* no take has rolled */
  GArray *takes;                /* Take, in the order of their starts */

  /* What was judged ahead: all onsets before @settled. */
  GArray *findings;             /* GstMotionStabFinding */
  guint64 settled;
};

static const GstMotionStabStamp no_stamp = {
  .timestamp = GST_CLOCK_TIME_NONE,.stream_time = GST_CLOCK_TIME_NONE,
  .running_time = GST_CLOCK_TIME_NONE,.duration = GST_CLOCK_TIME_NONE
};

/* --- stamps ---------------------------------------------------------------- */

void
gst_motion_stab_stamp_set_timecode (GstMotionStabStamp * stamp,
    GstBuffer * buffer)
{
  GstVideoTimeCodeMeta *meta = gst_buffer_get_video_time_code_meta (buffer);
  const GstVideoTimeCode *tc = meta ? &meta->tc : NULL;

  stamp->fps_n = 0;
  if (!tc || !gst_video_time_code_is_valid (tc))
    return;
  stamp->fps_n = tc->config.fps_n;
  stamp->fps_d = tc->config.fps_d;
  stamp->flags = tc->config.flags;
  stamp->hours = (guint8) tc->hours;
  stamp->minutes = (guint8) tc->minutes;
  stamp->seconds = (guint8) tc->seconds;
  stamp->frames = tc->frames;
  stamp->field_count = (guint8) tc->field_count;
}

gchar *
gst_motion_stab_stamp_timecode (const GstMotionStabStamp * stamp)
{
  GstVideoTimeCode tc;
  gchar *text;

  if (stamp->fps_n == 0)
    return NULL;
  tc = (GstVideoTimeCode) GST_VIDEO_TIME_CODE_INIT;
  gst_video_time_code_init (&tc, stamp->fps_n, stamp->fps_d, NULL,
      stamp->flags, stamp->hours, stamp->minutes, stamp->seconds,
      stamp->frames, stamp->field_count);
  text = gst_video_time_code_to_string (&tc);
  gst_video_time_code_clear (&tc);
  return text;
}

void
gst_motion_stab_verdict_free (GstMotionStabVerdict * verdict)
{
  g_array_unref (verdict->findings);
  g_free (verdict);
}

/* --- the steps ------------------------------------------------------------- */

guint64
gst_motion_stab_series_next (const GstMotionStabSeries * series)
{
  return series->base + series->steps->len;
}

const GstMotionStabStamp *
gst_motion_stab_series_stamp (const GstMotionStabSeries * series,
    guint64 number)
{
  if (number < series->base || number >= gst_motion_stab_series_next (series))
    return NULL;
  return &g_array_index (series->stamps, GstMotionStabStamp,
      number - series->base);
}

static void
forget_before (GstMotionStabSeries * series, guint64 number)
{
  guint n;

  if (number <= series->base)
    return;
  n = (guint) MIN (number - series->base, series->steps->len);
  g_array_remove_range (series->steps, 0, n);
  g_array_remove_range (series->stamps, 0, n);
  series->base += n;
}

static void
forget_findings_before (GstMotionStabSeries * series, guint64 number)
{
  guint n = 0;

  while (n < series->findings->len && g_array_index (series->findings,
          GstMotionStabFinding, n).jerk.frame < number)
    n++;
  if (n > 0)
    g_array_remove_range (series->findings, 0, n);
}

/* Appends the jerks with onsets from @first up to @end to @findings. */
static void
judge_span (GstMotionStabSeries * series, guint64 first, guint64 end,
    const MsJerkSettings * settings, GArray * findings)
{
  guint64 from = MAX (series->base, first > CONTEXT ? first - CONTEXT : 0);
  guint64 next = gst_motion_stab_series_next (series);
  GArray *jerks;
  guint i;

  if (from >= next || first >= end)
    return;
  jerks = ms_judge (&g_array_index (series->steps, MsStep, from
          - series->base), (guint) (next - from), settings);
  for (i = 0; i < jerks->len && findings->len < FINDINGS_MAX; i++) {
    GstMotionStabFinding finding;
    const GstMotionStabStamp *stamp;

    finding.jerk = g_array_index (jerks, MsJerk, i);
    stamp = gst_motion_stab_series_stamp (series, finding.jerk.frame);
    if (!stamp || finding.jerk.frame < first || finding.jerk.frame >= end)
      continue;
    finding.onset = *stamp;
    g_array_append_val (findings, finding);
  }
  g_array_unref (jerks);
}

/* What was found stays, what it was found in goes. */
static void
settle (GstMotionStabSeries * series, const MsJerkSettings * settings)
{
  guint64 border = gst_motion_stab_series_next (series) - CONTEXT;

  judge_span (series, MAX (series->settled, series->base), border, settings,
      series->findings);
  series->settled = border;
  forget_before (series, gst_motion_stab_series_next (series) - KEPT);
}

/* Nobody has asked for a take: only what one might begin with is kept. In
 * blocks, so that little is moved. */
static void
keep_recent (GstMotionStabSeries * series)
{
  guint64 next = gst_motion_stab_series_next (series);

  if (series->steps->len < 2 * KEPT)
    return;
  forget_before (series, next - KEPT);
  forget_findings_before (series, series->base);
}

void
gst_motion_stab_series_add (GstMotionStabSeries * series, const MsStep * step,
    const GstMotionStabStamp * stamp, const MsJerkSettings * settings)
{
  guint64 number = gst_motion_stab_series_next (series);
  guint i;

  for (i = 0; i < series->takes->len; i++) {
    Take *take = &g_array_index (series->takes, Take, i);

    if (!take->has_stamp && take->first <= number) {
      take->stamp = *stamp;
      take->has_stamp = TRUE;
    }
  }
  g_array_append_val (series->steps, *step);
  g_array_append_val (series->stamps, *stamp);
  if (series->takes->len == 0)
    keep_recent (series);
  else if (series->steps->len >= MOST)
    settle (series, settings);
}

void
gst_motion_stab_series_flush (GstMotionStabSeries * series)
{
  series->flushed = gst_motion_stab_series_next (series);
}

/* --- the takes ------------------------------------------------------------- */

/* The frame that begins at @time, give or take half of one: the first whose
 * middle is later; the next one to come when there is none. */
static guint64
find_at (GstMotionStabSeries * series, GstClockTime time)
{
  guint64 oldest = MAX (series->base, series->flushed);
  guint64 found = gst_motion_stab_series_next (series);

  while (found > oldest) {
    const GstMotionStabStamp *stamp = gst_motion_stab_series_stamp (series,
        found - 1);
    GstClockTime half = GST_CLOCK_TIME_IS_VALID (stamp->duration) ?
        stamp->duration / 2 : 0;

    if (GST_CLOCK_TIME_IS_VALID (stamp->running_time)
        && stamp->running_time + half <= time)
      break;
    found--;
  }
  return found;
}

/* Whether what began at @time can still be found, or is to come. */
static gboolean
is_kept (GstMotionStabSeries * series, GstClockTime time)
{
  const GstMotionStabStamp *oldest = gst_motion_stab_series_stamp (series,
      series->base);

  return series->base == 0 || series->flushed >= series->base || (oldest
      && GST_CLOCK_TIME_IS_VALID (oldest->running_time)
      && oldest->running_time <= time);
}

static gboolean
is_near (const GstMotionStabStamp * stamp, GstClockTime time)
{
  GstClockTime half = GST_CLOCK_TIME_IS_VALID (stamp->duration) ?
      stamp->duration / 2 : 0;

  return GST_CLOCK_TIME_IS_VALID (stamp->running_time)
      && MAX (time, stamp->running_time) - MIN (time, stamp->running_time)
      <= half;
}

static Take *
find_take (GstMotionStabSeries * series, guint id)
{
  guint i;

  for (i = 0; i < series->takes->len; i++) {
    Take *take = &g_array_index (series->takes, Take, i);

    if (take->id == id && take->end == G_MAXUINT64)
      return take;
  }
  return NULL;
}

static void
set_start (GstMotionStabSeries * series, Take * take, GstClockTime start)
{
  const GstMotionStabStamp *stamp;

  take->exact = GST_CLOCK_TIME_IS_VALID (start) && is_kept (series, start);
  take->first = GST_CLOCK_TIME_IS_VALID (start) ? find_at (series, start)
      : gst_motion_stab_series_next (series);
  stamp = gst_motion_stab_series_stamp (series, take->first);
  take->has_stamp = stamp != NULL;
  if (stamp)
    take->stamp = *stamp;
}

void
gst_motion_stab_series_roll (GstMotionStabSeries * series, guint id,
    GstClockTime start)
{
  Take take = {.id = id,.end = G_MAXUINT64 };

  if (series->whole) {
    series->whole = FALSE;
    g_array_set_size (series->takes, 0);
  }
  if (find_take (series, id) || series->takes->len >= TAKES_MAX)
    return;
  set_start (series, &take, start);
  g_array_append_val (series->takes, take);
}

void
gst_motion_stab_series_cut (GstMotionStabSeries * series, guint id,
    GstClockTime start, GstClockTime stop)
{
  Take *take = find_take (series, id);
  guint64 next = gst_motion_stab_series_next (series);

  if (!take)
    return;
  /* The first is known better when it has come. When it is gone, it is still
   * the first unless reverseplay has let go of it. */
  if (GST_CLOCK_TIME_IS_VALID (start) && take->first >= series->flushed) {
    if (take->first >= series->base || is_kept (series, start))
      set_start (series, take, start);
    else
      take->exact = take->exact && is_near (&take->stamp, start);
  }
  take->end = next;
  if (GST_CLOCK_TIME_IS_VALID (stop))
    take->end = MIN (find_at (series, stop) + 1, next);
  take->end = MAX (take->end, take->first);
}

/* They would be taken for times of now. */
static void
forget_times_before_flush (GstMotionStabSeries * series, GArray * findings)
{
  guint i;

  for (i = 0; i < findings->len; i++) {
    GstMotionStabFinding *finding = &g_array_index (findings,
        GstMotionStabFinding, i);

    if (finding->jerk.frame < series->flushed)
      finding->onset.running_time = GST_CLOCK_TIME_NONE;
  }
}

static GstMotionStabVerdict *
judge (GstMotionStabSeries * series, const Take * take,
    const MsJerkSettings * settings)
{
  guint64 end = MIN (take->end, gst_motion_stab_series_next (series));
  GstMotionStabVerdict *verdict = g_new0 (GstMotionStabVerdict, 1);
  const GstMotionStabStamp *last;
  guint i;

  verdict->take = take->id;
  verdict->findings = g_array_new (FALSE, FALSE, sizeof (GstMotionStabFinding));
  verdict->first = verdict->last = no_stamp;
  if (end <= take->first)
    return verdict;
  verdict->frames = end - take->first;
  verdict->exact = take->exact && take->has_stamp;
  verdict->first = take->stamp;
  last = gst_motion_stab_series_stamp (series, end - 1);
  verdict->last = last ? *last : take->stamp;
  for (i = 0; i < series->findings->len; i++) {
    const GstMotionStabFinding *finding = &g_array_index (series->findings,
        GstMotionStabFinding, i);

    if (finding->jerk.frame >= take->first && finding->jerk.frame < end)
      g_array_append_val (verdict->findings, *finding);
  }
  judge_span (series, MAX (take->first, series->settled), end, settings,
      verdict->findings);
  forget_times_before_flush (series, verdict->findings);
  return verdict;
}

GstMotionStabVerdict *
gst_motion_stab_series_judge (GstMotionStabSeries * series,
    const MsJerkSettings * settings, gboolean at_end)
{
  guint64 next = gst_motion_stab_series_next (series);
  guint i;

  for (i = 0; i < series->takes->len; i++) {
    Take *take = &g_array_index (series->takes, Take, i);
    GstMotionStabVerdict *verdict;

    /* A jerk shows in the frames behind its onset. */
    if (!at_end && (take->end == G_MAXUINT64
            || next < take->end + MS_JERK_MAX_AGE))
      continue;
    verdict = judge (series, take, settings);
    g_array_remove_index (series->takes, i);
    return verdict;
  }
  return NULL;
}

/* --- life ------------------------------------------------------------------ */

GstMotionStabSeries *
gst_motion_stab_series_new (void)
{
  GstMotionStabSeries *series = g_new0 (GstMotionStabSeries, 1);
  Take whole = {.id = 0,.first = 0,.end = G_MAXUINT64,.exact = TRUE };

  series->steps = g_array_new (FALSE, FALSE, sizeof (MsStep));
  series->stamps = g_array_new (FALSE, FALSE, sizeof (GstMotionStabStamp));
  series->findings = g_array_new (FALSE, FALSE, sizeof (GstMotionStabFinding));
  series->takes = g_array_new (FALSE, FALSE, sizeof (Take));
  series->whole = TRUE;
  g_array_append_val (series->takes, whole);
  return series;
}

void
gst_motion_stab_series_free (GstMotionStabSeries * series)
{
  g_array_unref (series->steps);
  g_array_unref (series->stamps);
  g_array_unref (series->findings);
  g_array_unref (series->takes);
  g_free (series);
}
