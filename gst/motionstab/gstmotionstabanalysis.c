/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstmotionstab-private.h"

#include <onset/onset-event.h>

#define GST_CAT_DEFAULT gst_motion_stab_debug

/* What a move's speed may differ by, and what an actor's size may change by in
 * % per second, before it is said. */
#define SPEED_BAND 0.15
#define DRIFT_BAND 5.0
/* Frames per second of a stream that says nothing. */
#define FPS_UNKNOWN 24.0

/* --- settings -------------------------------------------------------------- */

static gdouble
frames_per_second (GstMotionStab * self)
{
  const GstMotionStabSettings *used = &self->used;

  if (used->sensor_num > 0)
    return (gdouble) used->sensor_num / used->sensor_den;
  if (GST_VIDEO_INFO_FPS_N (&self->info) > 0)
    return (gdouble) GST_VIDEO_INFO_FPS_N (&self->info)
        / GST_VIDEO_INFO_FPS_D (&self->info);
  if (self->max_fps_n > 0)
    return (gdouble) self->max_fps_n / self->max_fps_d;
  return FPS_UNKNOWN;
}

MsJerkSettings
gst_motion_stab_jerk_settings (GstMotionStab * self)
{
  const GstMotionStabSettings *used = &self->used;

  return (MsJerkSettings) {
  .intent = used->intent,.sensitivity = used->sensitivity,.min_severity =
        used->min_severity,.kinds = used->kinds,.fps =
        frames_per_second (self),};
}

/* What the small picture is made with is another: the series starts anew. */
static void
use_settings (GstMotionStab * self)
{
  GstMotionStabSettings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  GST_OBJECT_UNLOCK (self);
  if (settings.analysis_height != self->used.analysis_height
      || settings.interlacing != self->used.interlacing)
    gst_motion_stab_analysis_reset (self);
  self->used = settings;
}

static gboolean
is_same (const MsJerkSettings * a, const MsJerkSettings * b)
{
  return a->intent == b->intent && a->sensitivity == b->sensitivity
      && a->min_severity == b->min_severity && a->kinds == b->kinds
      && a->fps == b->fps;
}

static void
tell_settings (GstMotionStab * self)
{
  MsJerkSettings jerks = gst_motion_stab_jerk_settings (self);
  MsPaceSettings pace = { jerks.fps, SPEED_BAND, DRIFT_BAND };

  if (is_same (&jerks, &self->told))
    return;
  self->told = jerks;
  ms_detector_set (self->detector, &jerks);
  ms_pace_set (self->pace, &pace);
}

/* --- the series ------------------------------------------------------------ */

void
gst_motion_stab_analysis_break (GstMotionStab * self)
{
  self->broken = TRUE;
}

void
gst_motion_stab_analysis_reset (GstMotionStab * self)
{
  g_clear_pointer (&self->picture, gst_motion_stab_picture_free);
  g_clear_pointer (&self->estimator, ms_estimator_free);
  gst_motion_stab_analysis_break (self);
}

static void
ensure_tools (GstMotionStab * self)
{
  guint width, height;

  if (!self->detector) {
    self->detector = ms_detector_new ();
    self->pace = ms_pace_new ();
    self->told.fps = 0.0;       /* nothing yet */
  }
  if (!self->series)
    self->series = gst_motion_stab_series_new ();
  if (self->picture)
    return;

  self->picture = gst_motion_stab_picture_new (&self->info,
      self->used.interlacing == GST_MOTION_STAB_INTERLACING_PROGRESSIVE,
      self->used.analysis_height);
  width = gst_motion_stab_picture_get_width (self->picture);
  height = gst_motion_stab_picture_get_height (self->picture);
  self->estimator = ms_estimator_new (width, height);
  GST_OBJECT_LOCK (self);
  self->stats.width = width;
  self->stats.height = height;
  GST_OBJECT_UNLOCK (self);
  GST_INFO_OBJECT (self, "analysing %ux%u", width, height);
}

static void
start_anew (GstMotionStab * self)
{
  self->broken = self->speed_off = self->subject_off = FALSE;
  ms_estimator_reset (self->estimator);
  ms_detector_reset (self->detector);
  ms_pace_reset (self->pace);
}

/* Times that go back, or further on than the stream has been going. A camera
 * that gives half of the frames that its caps say gives them evenly. */
static gboolean
is_hole (GstMotionStab * self, GstClockTime time, GstClockTime usual)
{
  GstClockTime interval;

  if (!GST_CLOCK_TIME_IS_VALID (time)
      || !GST_CLOCK_TIME_IS_VALID (self->last_time))
    return FALSE;
  if (time < self->last_time)
    return TRUE;
  interval = time - self->last_time;
  if (GST_CLOCK_TIME_IS_VALID (self->last_interval))
    usual = MAX (usual, self->last_interval);
  self->last_interval = interval;
  return usual > 0 && interval > usual + usual / 2;
}

/* --- a frame --------------------------------------------------------------- */

static GstClockTime
frame_duration (GstMotionStab * self)
{
  gint n = GST_VIDEO_INFO_FPS_N (&self->info);

  return n > 0 ? gst_util_uint64_scale (GST_SECOND,
      (guint64) GST_VIDEO_INFO_FPS_D (&self->info), (guint64) n) : 0;
}

static void
stamp_frame (GstMotionStab * self, GstBuffer * buffer,
    GstMotionStabStamp * stamp)
{
  const GstSegment *segment = &GST_BASE_TRANSFORM (self)->segment;
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  GstClockTime usual = frame_duration (self);

  stamp->frame = self->frame;
  stamp->timestamp = pts;
  stamp->stream_time = stamp->running_time = GST_CLOCK_TIME_NONE;
  if (segment->format == GST_FORMAT_TIME && GST_CLOCK_TIME_IS_VALID (pts)) {
    stamp->stream_time = gst_segment_to_stream_time (segment, GST_FORMAT_TIME,
        pts);
    stamp->running_time = gst_segment_to_running_time (segment,
        GST_FORMAT_TIME, pts);
  }
  stamp->duration = GST_BUFFER_DURATION (buffer);
  if (!GST_CLOCK_TIME_IS_VALID (stamp->duration) && usual > 0)
    stamp->duration = usual;
  gst_motion_stab_stamp_set_timecode (stamp, buffer);
}

static void
warn_unreadable (GstMotionStab * self, const gchar * fault)
{
  GST_OBJECT_LOCK (self);
  self->stats.unreadable++;
  GST_OBJECT_UNLOCK (self);
  if (self->warned_unreadable) {
    GST_DEBUG_OBJECT (self, "frame %" G_GUINT64_FORMAT ": %s", self->frame,
        fault);
    return;
  }
  self->warned_unreadable = TRUE;
  GST_ELEMENT_WARNING (self, STREAM, FORMAT,
      ("A frame cannot be read; how it moved is not known."), ("%s", fault));
}

static void
measure (GstMotionStab * self, GstBuffer * buffer, MsShift * shift)
{
  const gchar *fault = gst_motion_stab_picture_read (self->picture, buffer,
      ms_estimator_next (self->estimator));

  if (fault) {
    *shift = (MsShift) {
      .kind = MS_SHIFT_BLIND,.motion = {
        .scale = 1.0
      },.gain = 1.0,.subject = {
        .scale = 1.0
      }
    };
    ms_estimator_reset (self->estimator);
    warn_unreadable (self, fault);
    return;
  }
  self->warned_unreadable = FALSE;
  ms_estimator_run (self->estimator, shift);
}

static void
count_time (GstMotionStab * self, GstClockTime time)
{
  GST_OBJECT_LOCK (self);
  self->stats.measured++;
  self->stats.time += time;
  self->stats.time_max = MAX (self->stats.time_max, time);
  GST_OBJECT_UNLOCK (self);
}

/* TRUE: a jerk is new, and its onset is known. */
static gboolean
follow_series (GstMotionStab * self, const GstMotionStabReading * reading,
    GstMotionStabFinding * finding)
{
  guint64 number = gst_motion_stab_series_next (self->series);
  MsJerkSettings settings = gst_motion_stab_jerk_settings (self);
  MsShift shift = reading->shift;
  const GstMotionStabStamp *onset;
  MsStep step;
  gboolean found;

  /* in heights of a pixel */
  shift.motion.dx *= gst_motion_stab_picture_get_aspect (self->picture);
  ms_step_from_shift (&step, number, &shift,
      gst_motion_stab_picture_get_height (self->picture));
  gst_motion_stab_series_add (self->series, &step, &reading->stamp, &settings);
  found = ms_detector_add (self->detector, &step, &finding->jerk);
  if (!found)
    return FALSE;
  onset = gst_motion_stab_series_stamp (self->series, finding->jerk.frame);
  if (!onset)
    return FALSE;
  finding->onset = *onset;
  return TRUE;
}

/* Once when it leaves its band, whichever of the two. */
static void
follow_pace (GstMotionStab * self, const GstMotionStabReading * reading)
{
  const MsPaceReading *pace = &reading->pace;

  if ((pace->speed_off && !self->speed_off)
      || (pace->subject_off && !self->subject_off))
    gst_motion_stab_post_pace (self, reading);
  self->speed_off = pace->speed_off;
  self->subject_off = pace->subject_off;
}

/* A writable buffer with the same memory. */
static void
make_writable (GstBuffer ** buffer)
{
  GstBuffer *copy;

  if (gst_buffer_is_writable (*buffer))
    return;
  copy = gst_buffer_copy (*buffer);
  /* Else its pool would have it back while its memory is in use. */
  if ((*buffer)->pool)
    gst_buffer_add_parent_buffer_meta (copy, *buffer);
  *buffer = copy;
}

static void
tell (GstMotionStab * self, GstBuffer ** buffer,
    const GstMotionStabReading * reading, const GstMotionStabFinding * finding)
{
  make_writable (buffer);
  gst_motion_stab_put_motion (*buffer, reading);
  if (self->used.post_shift)
    gst_motion_stab_post_shift (self, reading);
  if (finding) {
    guint age = (guint) (reading->stamp.frame - finding->onset.frame);

    GST_OBJECT_LOCK (self);
    self->stats.jerks++;
    GST_OBJECT_UNLOCK (self);
    gst_motion_stab_put_jerk (*buffer, finding, age);
    gst_motion_stab_post_jerk (self, finding, age);
  }
  follow_pace (self, reading);
}

/* Returns whether there is a jerk. */
static gboolean
read_frame (GstMotionStab * self, GstBuffer * buffer,
    GstMotionStabReading * reading, GstMotionStabFinding * finding)
{
  GstClockTime start = gst_util_get_timestamp ();
  GstClockTime usual = frame_duration (self);
  gboolean found;

  stamp_frame (self, buffer, &reading->stamp);
  if (is_hole (self, reading->stamp.running_time, usual))
    gst_motion_stab_analysis_break (self);
  self->last_time = reading->stamp.running_time;
  if (self->broken)
    start_anew (self);
  tell_settings (self);
  measure (self, buffer, &reading->shift);
  gst_motion_stab_picture_to_frame (self->picture, &reading->shift.motion,
      &reading->dx, &reading->dy);
  ms_pace_add (self->pace, &reading->shift, &reading->pace);
  found = follow_series (self, reading, finding);
  count_time (self, gst_util_get_timestamp () - start);
  return found;
}

void
gst_motion_stab_analyse (GstMotionStab * self, GstBuffer ** buffer)
{
  GstMotionStabReading reading;
  GstMotionStabFinding finding;
  gboolean found;

  use_settings (self);
  ensure_tools (self);
  gst_motion_stab_report_takes (self, FALSE);
  if (GST_BUFFER_IS_DISCONT (*buffer))
    gst_motion_stab_analysis_break (self);
  GST_OBJECT_LOCK (self);
  self->stats.frames++;
  GST_OBJECT_UNLOCK (self);
  if (gst_motion_stab_picture_wants (self->picture, *buffer)) {
    found = read_frame (self, *buffer, &reading, &finding);
    tell (self, buffer, &reading, found ? &finding : NULL);
  }
  self->frame++;
}

/* --- takes ----------------------------------------------------------------- */

static GstEvent *
next_roll (GstMotionStab * self)
{
  GstEvent *event;

  GST_OBJECT_LOCK (self);
  event = g_queue_pop_head (&self->rolls);
  GST_OBJECT_UNLOCK (self);
  return event;
}

static void
hear_rolls (GstMotionStab * self)
{
  GstEvent *event;

  while ((event = next_roll (self))) {
    GstClockTime start, stop;
    gboolean rolling;
    guint take;

    if (onset_rolling_event_parse (event, &rolling, &take, &start, &stop)
        && self->series) {
      if (rolling)
        gst_motion_stab_series_roll (self->series, take, start);
      else
        gst_motion_stab_series_cut (self->series, take, start, stop);
    }
    gst_event_unref (event);
  }
}

void
gst_motion_stab_report_takes (GstMotionStab * self, gboolean at_end)
{
  MsJerkSettings settings = gst_motion_stab_jerk_settings (self);
  GstMotionStabVerdict *verdict;

  hear_rolls (self);
  if (!self->series)
    return;
  while ((verdict = gst_motion_stab_series_judge (self->series, &settings,
              at_end))) {
    if (verdict->frames > 0 || verdict->take > 0)
      gst_motion_stab_send_verdict (self, verdict);
    gst_motion_stab_verdict_free (verdict);
  }
}
