/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * motionstab stands before reverseplay. What it finds comes with the frames, as
 * the meta onset-jerk, and once more when it has seen the whole take, as the
 * event motionstab-report.
 */
#include "gstreverseplay-private.h"

#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* A jerk is reported so many frames after its onset, also after the cut. */
#define AGE_MAX 4

static GstClockTime
running_time_of_locked (GstReversePlay * self, guint64 seq)
{
  const RpFrame *frame = rp_history_get (self->history, RP_PRIMARY, seq);

  return frame ? gst_reverse_play_running_time_locked (self,
      frame->running_time) : GST_CLOCK_TIME_NONE;
}

/* --- live ------------------------------------------------------------------ */

static gboolean
add_locked (RpTake * take, guint64 onset, const OnsetJerk * words)
{
  RpJerk jerk = {.frame = onset,.severity = words->severity,.confidence =
        words->confidence,.length = words->length
  };

  rp_jerk_set_nicks (&jerk, words->kind, words->level);
  return rp_jerks_add (take->jerks, &jerk);
}

/* A jerk that shows on a frame of the take is the take's, one that shows after
 * the cut if it began before. */
static gboolean
add_to_take_locked (RpTake * take, guint64 seq, guint age,
    const OnsetJerk * words)
{
  RpSpan span = rp_take_span (take, RP_PRIMARY);
  guint64 onset = seq >= age ? seq - age : 0;

  if (seq < span.first || span.first == span.end
      || seq >= span.end + AGE_MAX || onset >= span.end)
    return FALSE;
  return add_locked (take, MAX (onset, span.first), words);
}

static gboolean
jerk_at_locked (GstReversePlay * self, guint64 seq, guint * age,
    OnsetJerk * words)
{
  const RpFrame *frame = rp_history_get (self->history, RP_PRIMARY, seq);

  return frame && onset_jerk_meta_get (((GstReversePlayPicture *)
          frame->data)->buffer, age, words);
}

void
gst_reverse_play_jerks_frame_locked (GstReversePlay * self, guint64 seq)
{
  guint n = rp_takes_n (self->takes);
  gboolean added = FALSE;
  OnsetJerk words;
  guint age, i;

  if (!jerk_at_locked (self, seq, &age, &words))
    return;
  /* The one that rolls and the one that was cut just before it. */
  for (i = n; i > 0 && i + 2 > n; i--)
    added |= add_to_take_locked (rp_takes_nth (self->takes, i - 1), seq, age,
        &words);
  if (added)
    gst_reverse_play_list_changed_locked (self);
}

/* --- takes ----------------------------------------------------------------- */

void
gst_reverse_play_jerks_take_started_locked (GstReversePlay * self,
    RpTake * take)
{
  RpSpan span = rp_take_span (take, RP_PRIMARY);
  OnsetJerk words;
  guint64 seq;
  guint age;

  /* With a lead, or dated back by a trigger, it has frames already. */
  for (seq = span.first; seq < span.end; seq++) {
    if (jerk_at_locked (self, seq, &age, &words))
      add_to_take_locked (take, seq, age, &words);
  }
  gst_reverse_play_send_upstream_locked (self,
      onset_rolling_event_new (TRUE, take->id, span.first < span.end ?
          running_time_of_locked (self, span.first) : GST_CLOCK_TIME_NONE,
          GST_CLOCK_TIME_NONE));
}

void
gst_reverse_play_jerks_take_stopped_locked (GstReversePlay * self,
    RpTake * take)
{
  RpSpan span = rp_take_span (take, RP_PRIMARY);
  GstClockTime start = GST_CLOCK_TIME_NONE, stop = GST_CLOCK_TIME_NONE;

  if (span.first < span.end) {
    start = running_time_of_locked (self, span.first);
    stop = running_time_of_locked (self, span.end - 1);
  }
  gst_reverse_play_send_upstream_locked (self,
      onset_rolling_event_new (FALSE, take->id, start, stop));
}

/* --- the report ------------------------------------------------------------ */

/* The frame of @take that began at @time, give or take half of one. */
static gboolean
find_frame_locked (GstReversePlay * self, const RpTake * take,
    GstClockTime time, guint64 * seq)
{
  RpSpan span = rp_take_span (take, RP_PRIMARY);
  gint64 half = (gint64) self->primary->period / 2;
  gint64 at = (gint64) MIN (time, (GstClockTime) G_MAXINT64 / 4)
      + self->primary->epoch;
  const RpFrame *frame;

  *seq = rp_history_find (self->history, RP_PRIMARY, span, at - half);
  frame = *seq < span.end ? rp_history_get (self->history, RP_PRIMARY, *seq)
      : NULL;
  return frame && frame->running_time <= at + half;
}

/* Where the onset of a jerk in a report is. */
static gboolean
locate_locked (GstReversePlay * self, const RpTake * take,
    const GstStructure * s, guint64 * seq)
{
  RpSpan span = rp_take_span (take, RP_PRIMARY);
  guint64 time;
  guint index;

  if (gst_structure_get_uint64 (s, "running-time", &time)
      && GST_CLOCK_TIME_IS_VALID (time))
    return find_frame_locked (self, take, time, seq);
  if (!gst_structure_get_uint (s, "take-frame", &index))
    return FALSE;
  *seq = span.first + index;
  return *seq < span.end;
}

static void
replace_locked (GstReversePlay * self, RpTake * take, const GValue * list)
{
  guint i, n = gst_value_array_get_size (list);

  g_array_set_size (take->jerks, 0);
  for (i = 0; i < n; i++) {
    const GValue *value = gst_value_array_get_value (list, i);
    const GstStructure *s = GST_VALUE_HOLDS_STRUCTURE (value) ?
        gst_value_get_structure (value) : NULL;
    OnsetJerk words;
    guint64 seq;

    if (s && onset_jerk_parse (s, &words)
        && locate_locked (self, take, s, &seq))
      add_locked (take, seq, &words);
  }
  GST_INFO_OBJECT (self, "take %u has %u jerks", take->id, take->jerks->len);
  gst_reverse_play_list_changed_locked (self);
}

void
gst_reverse_play_jerks_event (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;
  const GstStructure *s = gst_event_get_structure (event);
  const GValue *list;
  RpTake *take;
  guint id;

  if (stream != self->primary || !s || !gst_structure_has_name (s, ONSET_REPORT)
      || !GST_EVENT_IS_SERIALIZED (event)
      || !gst_structure_get_uint (s, "take", &id))
    return;
  list = gst_structure_get_value (s, "jerks");
  if (!list || !GST_VALUE_HOLDS_ARRAY (list))
    return;
  g_mutex_lock (&self->lock);
  take = rp_takes_get (self->takes, id);
  if (take && rp_take_n_frames (take) > 0)
    replace_locked (self, take, list);
  gst_reverse_play_wake_all_locked (self);
  g_mutex_unlock (&self->lock);
  gst_reverse_play_deliver (self);
}

/* --- the list -------------------------------------------------------------- */

GstStructure *
gst_reverse_play_jerk_structure_locked (GstReversePlay * self,
    const RpTake * take, const RpJerk * jerk)
{
  RpSpan span = rp_take_span (take, RP_PRIMARY);
  const RpFrame *frame = rp_history_get (self->history, RP_PRIMARY,
      jerk->frame);
  OnsetJerk words = { jerk->kind, jerk->level, jerk->severity,
    jerk->confidence, jerk->length
  };
  GstStructure *s = gst_structure_new (ONSET_JERK,
      "frame", G_TYPE_UINT, (guint) (jerk->frame - span.first), NULL);

  if (frame && frame->media_time >= take->start_time)
    gst_structure_set (s, "position", G_TYPE_UINT64,
        (guint64) (frame->media_time - take->start_time), NULL);
  onset_jerk_fill (s, &words);
  return s;
}
