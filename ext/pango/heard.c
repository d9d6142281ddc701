/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "heard.h"

#include <gst/video/video.h>
#include <onset/onset-command.h>
#include <onset/onset-event.h>
#include <onset/onset-meta.h>

/* Of what a list says about one take: nobody can tell more apart on a line. */
#define MARKS_MAX 10000
#define JERKS_MAX 100000

/* --- fields, of whatever type ---------------------------------------------- */

static guint
get_uint (const GstStructure * s, const gchar * field, guint otherwise)
{
  gboolean valid = TRUE;
  guint value;

  return onset_command_get_uint (s, field, &value, &valid) ? value : otherwise;
}

static guint64
get_time (const GstStructure * s, const gchar * field)
{
  gboolean valid = TRUE;
  guint64 value;

  return onset_command_get_uint64 (s, field, &value, &valid) ? value
      : GST_CLOCK_TIME_NONE;
}

static gboolean
get_boolean (const GstStructure * s, const gchar * field)
{
  gboolean valid = TRUE, value;

  return onset_command_get_boolean (s, field, &value, &valid) && value;
}

static gdouble
get_double (const GstStructure * s, const gchar * field, gdouble otherwise)
{
  gboolean valid = TRUE;
  gdouble value;

  return onset_command_get_double (s, field, &value, &valid) ? value
      : otherwise;
}

static const gchar *
get_string (const GstStructure * s, const gchar * field)
{
  gboolean valid = TRUE;
  const gchar *value;

  return onset_command_get_string (s, field, &value, &valid) ? value : "";
}

/* The structure at @i of an array, NULL when something else is there. */
static const GstStructure *
structure_at (const GValue * array, guint i)
{
  const GValue *value = gst_value_array_get_value (array, i);

  return GST_VALUE_HOLDS_STRUCTURE (value) ? gst_value_get_structure (value)
      : NULL;
}

/* Its elements' number is 0 when the field is no array. */
static const GValue *
get_array (const GstStructure * s, const gchar * field, guint * n)
{
  const GValue *value = gst_structure_get_value (s, field);

  *n = value && GST_VALUE_HOLDS_ARRAY (value) ?
      gst_value_array_get_size (value) : 0;
  return value;
}

/* --- the list -------------------------------------------------------------- */

static void
forget_take (OvHeard * heard)
{
  heard->take_start = GST_CLOCK_TIME_NONE;
  heard->duration = 0;
  heard->in = heard->out = OV_TIME_NONE;
  g_array_set_size (heard->marks, 0);
  g_array_set_size (heard->jerks, 0);
}

static void
read_marks (OvHeard * heard, const GstStructure * take)
{
  guint n, i;
  const GValue *array = get_array (take, "marks", &n);

  for (i = 0; i < MIN (n, MARKS_MAX); i++) {
    const GstStructure *mark = structure_at (array, i);
    guint64 position = mark ? get_time (mark, "position") : OV_TIME_NONE;

    if (position != OV_TIME_NONE)
      g_array_append_val (heard->marks, position);
  }
}

static OvJerkLevel
level_of (const gchar * nick)
{
  if (g_str_equal (nick, "needs-fix"))
    return OV_JERK_NEEDS_FIX;
  if (g_str_equal (nick, "needs-review"))
    return OV_JERK_NEEDS_REVIEW;
  return OV_JERK_NOMINAL;
}

static void
read_jerks (OvHeard * heard, const GstStructure * take)
{
  guint n, i;
  const GValue *array = get_array (take, "jerk-list", &n);

  for (i = 0; i < MIN (n, JERKS_MAX); i++) {
    const GstStructure *s = structure_at (array, i);
    OvJerk jerk;

    if (!s)
      continue;
    jerk.frame = get_uint (s, "frame", G_MAXUINT);
    jerk.level = level_of (get_string (s, "level"));
    g_array_append_val (heard->jerks, jerk);
  }
}

static void
read_take (OvHeard * heard, const GstStructure * take)
{
  guint64 duration = get_time (take, "duration");

  heard->take_start = get_time (take, "start-running-time");
  heard->duration = duration == GST_CLOCK_TIME_NONE ? 0 : duration;
  heard->in = get_time (take, "in");
  heard->out = get_time (take, "out");
  read_marks (heard, take);
  read_jerks (heard, take);
}

/* The list and the state come one after the other, in any order. */
static void
look_up_take (OvHeard * heard)
{
  guint n, i;
  const GValue *takes;

  forget_take (heard);
  if (!heard->takes)
    return;
  takes = get_array (gst_event_get_structure (heard->takes), "takes", &n);
  for (i = 0; i < n; i++) {
    const GstStructure *take = structure_at (takes, i);
    guint id = take ? get_uint (take, "id", 0) : 0;

    if (id && id == heard->take)
      read_take (heard, take);
    if (id && heard->rolling && heard->mode != OV_LIVE
        && get_boolean (take, "rolling"))
      heard->rolling_take = id;
  }
}

/* --- the state ------------------------------------------------------------- */

static OvMode
mode_of (const gchar * nick)
{
  if (g_str_equal (nick, "reverse"))
    return OV_REVERSE;
  if (g_str_equal (nick, "forward"))
    return OV_FORWARD;
  if (g_str_equal (nick, "paused"))
    return OV_PAUSED;
  return OV_LIVE;
}

/* While live, the state's take is the one that rolls. */
static void
follow_roll (OvHeard * heard, gboolean was_rolling, GstClockTime since)
{
  guint take = heard->mode == OV_LIVE ? heard->take : 0;
  gboolean is_another = take && heard->rolling_take
      && take != heard->rolling_take;

  if (heard->rolling && (!was_rolling || is_another)) {
    heard->roll_start = since;
    heard->roll_before = 0;
    heard->rolling_take = 0;
  }
  if (!heard->rolling)
    heard->rolling_take = 0;
  else if (take)
    heard->rolling_take = take;
  /* after a flush */
  if (!GST_CLOCK_TIME_IS_VALID (heard->roll_start))
    heard->roll_start = since;
}

static void
read_state (OvHeard * heard, const GstStructure * state)
{
  gboolean was_rolling = heard->rolling;

  heard->has_state = TRUE;
  heard->mode = mode_of (get_string (state, "mode"));
  heard->rolling = get_boolean (state, "rolling");
  heard->take = get_uint (state, "take", 0);
  heard->index = get_uint (state, "index", 0);
  heard->frames = get_uint (state, "frames", 0);
  heard->rate = get_double (state, "rate", 1.0);
  g_free (heard->name);
  heard->name = g_strdup (get_string (state, "name"));
  follow_roll (heard, was_rolling, get_time (state, "running-time"));
}

void
ov_heard_event (OvHeard * heard, GstEvent * event)
{
  const GstStructure *s;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CUSTOM_DOWNSTREAM_STICKY)
    return;
  s = gst_event_get_structure (event);
  if (gst_structure_has_name (s, ONSET_STATE))
    read_state (heard, s);
  else if (gst_structure_has_name (s, ONSET_TAKES))
    gst_event_replace (&heard->takes, event);
  else
    return;
  look_up_take (heard);
  heard->version++;
}

/* --- a frame --------------------------------------------------------------- */

static gint64
count_elapsed (OvHeard * heard, GstClockTime now)
{
  GstClockTime since;

  if (GST_CLOCK_TIME_IS_VALID (now))
    heard->last_time = now;
  if (!heard->rolling)
    return 0;
  if (!GST_CLOCK_TIME_IS_VALID (heard->roll_start))
    heard->roll_start = now;
  since = GST_CLOCK_TIME_IS_VALID (heard->roll_start)
      && GST_CLOCK_TIME_IS_VALID (heard->last_time)
      && heard->last_time > heard->roll_start ?
      heard->last_time - heard->roll_start : 0;
  return (gint64) MIN (heard->roll_before + since, G_MAXINT64);
}

/* The frame's own word counts for more than the state's, which is from the
 * last change. */
static void
read_frame_meta (OvHeard * heard, GstBuffer * buffer, OvSituation * situation)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, ONSET_FRAME_META);
  const GstStructure *s;
  guint64 time;

  if (!meta)
    return;
  s = gst_custom_meta_get_structure (meta);
  situation->index = get_uint (s, "index", situation->index);
  situation->frames = get_uint (s, "frames", situation->frames);
  time = get_time (s, "source-running-time");
  if (time != GST_CLOCK_TIME_NONE && heard->take_start != GST_CLOCK_TIME_NONE
      && time >= heard->take_start)
    situation->position = (gint64) (time - heard->take_start);
}

void
ov_heard_frame (OvHeard * heard, GstBuffer * buffer,
    GstClockTime running_time, OvFrame * frame)
{
  OvSituation *situation = &frame->situation;
  GstVideoTimeCodeMeta *timecode;

  frame->timecode = NULL;
  *situation = (OvSituation) {
  .mode = heard->mode,.rolling = heard->rolling,.take = heard->take,.name =
        heard->name,.rolling_take = heard->rolling_take,.rate =
        heard->rate,.index = heard->index,.frames = heard->frames,.position =
        -1,};
  situation->elapsed = count_elapsed (heard, running_time);
  if (heard->mode == OV_LIVE)
    return;
  read_frame_meta (heard, buffer, situation);
  timecode = gst_buffer_get_video_time_code_meta (buffer);
  if (timecode && gst_video_time_code_is_valid (&timecode->tc))
    frame->timecode = gst_video_time_code_to_string (&timecode->tc);
  situation->timecode = frame->timecode;
}

void
ov_frame_clear (OvFrame * frame)
{
  g_clear_pointer (&frame->timecode, g_free);
}

OvTimeline
ov_heard_timeline (const OvHeard * heard, guint frames)
{
  OvTimeline timeline = {
    frames, heard->duration, heard->in, heard->out,
    (const guint64 *) (gpointer) heard->marks->data, heard->marks->len,
    (const OvJerk *) (gpointer) heard->jerks->data, heard->jerks->len
  };

  return timeline;
}

/* --- life ------------------------------------------------------------------ */

void
ov_heard_init (OvHeard * heard)
{
  *heard = (OvHeard) {
  .rate = 1.0,.roll_start = GST_CLOCK_TIME_NONE,.last_time =
        GST_CLOCK_TIME_NONE,};
  heard->marks = g_array_new (FALSE, FALSE, sizeof (guint64));
  heard->jerks = g_array_new (FALSE, FALSE, sizeof (OvJerk));
  forget_take (heard);
}

void
ov_heard_clear (OvHeard * heard)
{
  gst_event_replace (&heard->takes, NULL);
  g_free (heard->name);
  g_array_unref (heard->marks);
  g_array_unref (heard->jerks);
}

void
ov_heard_flush (OvHeard * heard)
{
  if (heard->rolling && GST_CLOCK_TIME_IS_VALID (heard->roll_start)
      && GST_CLOCK_TIME_IS_VALID (heard->last_time)
      && heard->last_time > heard->roll_start)
    heard->roll_before += heard->last_time - heard->roll_start;
  heard->roll_start = heard->last_time = GST_CLOCK_TIME_NONE;
}
