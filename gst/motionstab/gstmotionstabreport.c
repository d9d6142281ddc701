/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstmotionstab-private.h"

#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#define GST_CAT_DEFAULT gst_motion_stab_debug

/* --- fields ---------------------------------------------------------------- */

static void
set_times (GstStructure * s, const GstMotionStabStamp * stamp)
{
  gst_structure_set (s,
      "timestamp", G_TYPE_UINT64, stamp->timestamp,
      "stream-time", G_TYPE_UINT64, stamp->stream_time,
      "running-time", G_TYPE_UINT64, stamp->running_time,
      "duration", G_TYPE_UINT64, stamp->duration, NULL);
}

static void
set_timecode (GstStructure * s, const GstMotionStabStamp * stamp)
{
  gchar *timecode = gst_motion_stab_stamp_timecode (stamp);

  if (timecode)
    gst_structure_set (s, "timecode", G_TYPE_STRING, timecode, NULL);
  g_free (timecode);
}

static GstStructure *
structure_at (const gchar * name, const GstMotionStabStamp * stamp)
{
  GstStructure *s = gst_structure_new (name,
      "frame", G_TYPE_UINT64, stamp->frame, NULL);

  set_times (s, stamp);
  set_timecode (s, stamp);
  return s;
}

static OnsetJerk
words_of (const MsJerk * jerk)
{
  return (OnsetJerk) {
  .kind = gst_motion_stab_jerk_nick (jerk->kind),.level =
        gst_motion_stab_level_nick (jerk->level),.severity =
        jerk->severity,.confidence = jerk->confidence,.length = jerk->length};
}

static GstStructure *
finding_structure (const gchar * name, const GstMotionStabFinding * finding)
{
  GstStructure *s = structure_at (name, &finding->onset);
  OnsetJerk jerk = words_of (&finding->jerk);

  onset_jerk_fill (s, &jerk);
  return s;
}

/* --- messages -------------------------------------------------------------- */

static void
post (GstMotionStab * self, GstStructure * s)
{
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self), s));
}

void
gst_motion_stab_post_shift (GstMotionStab * self,
    const GstMotionStabReading * reading)
{
  const MsShift *shift = &reading->shift;
  GstStructure *s = structure_at ("motionstab-shift", &reading->stamp);

  gst_structure_set (s,
      "kind", G_TYPE_STRING, gst_motion_stab_shift_nick (shift->kind),
      "dx", G_TYPE_DOUBLE, reading->dx,
      "dy", G_TYPE_DOUBLE, reading->dy,
      "rotation", G_TYPE_DOUBLE, shift->motion.rotation,
      "scale", G_TYPE_DOUBLE, shift->motion.scale,
      "confidence", G_TYPE_DOUBLE, shift->confidence,
      "expansion", G_TYPE_DOUBLE, reading->pace.expansion,
      "speed", G_TYPE_DOUBLE, reading->pace.speed,
      "subject-share", G_TYPE_DOUBLE, shift->subject_share,
      "subject-scale", G_TYPE_DOUBLE, reading->pace.subject_drift, NULL);
  post (self, s);
}

void
gst_motion_stab_post_jerk (GstMotionStab * self,
    const GstMotionStabFinding * finding, guint age)
{
  GstStructure *s = finding_structure ("motionstab-jerk", finding);

  gst_structure_set (s, "age", G_TYPE_UINT, age, NULL);
  GST_INFO_OBJECT (self, "%" GST_PTR_FORMAT, s);
  post (self, s);
}

void
gst_motion_stab_post_pace (GstMotionStab * self,
    const GstMotionStabReading * reading)
{
  const MsPaceReading *pace = &reading->pace;
  GstStructure *s = structure_at ("motionstab-pace", &reading->stamp);

  gst_structure_set (s,
      "speed", G_TYPE_DOUBLE, pace->speed,
      "subject-scale", G_TYPE_DOUBLE, pace->subject_drift,
      "expansion", G_TYPE_DOUBLE, pace->expansion,
      "subject-share", G_TYPE_DOUBLE, reading->shift.subject_share,
      "speed-off", G_TYPE_BOOLEAN, pace->speed_off,
      "subject-off", G_TYPE_BOOLEAN, pace->subject_off, NULL);
  GST_INFO_OBJECT (self, "%" GST_PTR_FORMAT, s);
  post (self, s);
}

/* --- the report ------------------------------------------------------------ */

static void
append_finding (GValue * array, const GstMotionStabVerdict * verdict,
    const GstMotionStabFinding * finding)
{
  GstStructure *s = finding_structure (ONSET_JERK, finding);
  GValue value = G_VALUE_INIT;

  if (verdict->exact && finding->onset.frame >= verdict->first.frame)
    gst_structure_set (s, "take-frame", G_TYPE_UINT,
        (guint) (finding->onset.frame - verdict->first.frame), NULL);
  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, s);
  gst_value_array_append_and_take_value (array, &value);
}

/* From the start of the first frame to the end of the last. */
static GstClockTime
duration_of (const GstMotionStabVerdict * verdict)
{
  GstClockTime first = verdict->first.running_time;
  GstClockTime last = verdict->last.running_time;

  if (!GST_CLOCK_TIME_IS_VALID (first) || !GST_CLOCK_TIME_IS_VALID (last)
      || last < first)
    return GST_CLOCK_TIME_NONE;
  return last - first + (GST_CLOCK_TIME_IS_VALID (verdict->last.duration) ?
      verdict->last.duration : 0);
}

void
gst_motion_stab_send_verdict (GstMotionStab * self,
    const GstMotionStabVerdict * verdict)
{
  GstStructure *s = gst_structure_new (ONSET_REPORT,
      "take", G_TYPE_UINT, verdict->take,
      "frames", G_TYPE_UINT64, verdict->frames, NULL);
  GValue jerks = G_VALUE_INIT;
  guint i;

  set_times (s, &verdict->first);
  gst_structure_set (s, "duration", G_TYPE_UINT64, duration_of (verdict), NULL);
  g_value_init (&jerks, GST_TYPE_ARRAY);
  for (i = 0; i < verdict->findings->len; i++)
    append_finding (&jerks, verdict, &g_array_index (verdict->findings,
            GstMotionStabFinding, i));
  gst_structure_take_value (s, "jerks", &jerks);
  GST_INFO_OBJECT (self, "%" GST_PTR_FORMAT, s);
  post (self, gst_structure_copy (s));
  gst_pad_push_event (GST_BASE_TRANSFORM_SRC_PAD (self),
      onset_report_event_new (s));
}

/* --- metas ----------------------------------------------------------------- */

void
gst_motion_stab_put_motion (GstBuffer * buffer,
    const GstMotionStabReading * reading)
{
  const MsShift *shift = &reading->shift;
  OnsetMotion motion = {
    gst_motion_stab_shift_nick (shift->kind), reading->dx, reading->dy,
    shift->motion.rotation, shift->motion.scale, shift->confidence
  };

  onset_motion_meta_set (buffer, &motion);
}

void
gst_motion_stab_put_jerk (GstBuffer * buffer,
    const GstMotionStabFinding * finding, guint age)
{
  OnsetJerk jerk = words_of (&finding->jerk);

  onset_jerk_meta_set (buffer, finding->onset.frame, age, &jerk);
}
