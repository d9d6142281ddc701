/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

#include <onset/onset-event.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

static void
state_changed_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  guint i;

  output->due.state = TRUE;
  gst_reverse_play_output_wake_locked (output);
  for (i = 1; i < self->streams->len && output == self->main; i++) {
    GstReversePlayStream *stream = g_ptr_array_index (self->streams, i);

    stream->follower->due.state = TRUE;
    gst_reverse_play_output_wake_locked (stream->follower);
  }
}

static void
all_states_changed_locked (GstReversePlay * self)
{
  guint i;

  for (i = 0; i < self->outputs->len; i++)
    state_changed_locked (g_ptr_array_index (self->outputs, i));
}

static void
notify_mode_locked (GstReversePlayOutput * output, const gchar * property)
{
  GstReversePlay *self = output->element;

  gst_reverse_play_notify_locked (self, G_OBJECT (output), property);
  if (output == self->main)
    gst_reverse_play_notify_locked (self, G_OBJECT (self), property);
}

/* Rolling is the element's and every output's; a live one's current take is
 * the rolling one. */
static void
notify_rolling_locked (GstReversePlay * self)
{
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    notify_mode_locked (output, "rolling");
    if (output->take == 0)
      notify_mode_locked (output, "current-take");
  }
}

static void
set_mode_locked (GstReversePlayOutput * output, GstReversePlayMode mode)
{
  if (output->mode == mode)
    return;
  output->mode = mode;
  notify_mode_locked (output, "mode");
}

static void
set_take_locked (GstReversePlayOutput * output, guint take)
{
  if (output->take == take)
    return;
  output->take = take;
  notify_mode_locked (output, "current-take");
}

void
gst_reverse_play_list_changed_locked (GstReversePlay * self)
{
  rp_takes_touch (self->takes);
  gst_reverse_play_notify_locked (self, G_OBJECT (self), "takes");
  all_states_changed_locked (self);
}

static GstReversePlayMode
mode_of_direction (gint direction)
{
  return direction < 0 ? GST_REVERSE_PLAY_MODE_REVERSE
      : GST_REVERSE_PLAY_MODE_FORWARD;
}

static gboolean
is_valid_rate (gdouble rate)
{
  return rate >= RP_RATE_MIN && rate <= RP_RATE_MAX;
}

static gchar *
refuse_rate (gdouble rate)
{
  return g_strdup_printf ("rate %g is not between %g and %g", rate,
      RP_RATE_MIN, RP_RATE_MAX);
}

RpTake *
gst_reverse_play_reviewed_locked (GstReversePlayOutput * output, RpReel * reel)
{
  GstReversePlay *self = output->element;
  RpTake *take = output->take ? rp_takes_get (self->takes, output->take)
      : NULL;

  if (!take || !rp_reel_init (reel, self->history, RP_PRIMARY, take))
    return NULL;
  return take;
}

guint64
gst_reverse_play_position_locked (GstReversePlayOutput * output)
{
  RpReel reel;

  if (!gst_reverse_play_reviewed_locked (output, &reel))
    return 0;
  if (output->frame < reel.span.first || output->frame >= reel.span.end)
    return 0;
  return (guint64) rp_reel_start_of (&reel, output->frame);
}

/* What was shown until now ends here. */
static void
end_playback_locked (GstReversePlayOutput * output)
{
  if (output->started)
    gst_reverse_play_report_playback_locked (output, FALSE);
  output->started = FALSE;
  output->pass_shown = output->pass_dropped = 0;
}

void
gst_reverse_play_go_live_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;

  if (output->mode == GST_REVERSE_PLAY_MODE_LIVE)
    return;
  end_playback_locked (output);
  set_take_locked (output, 0);
  set_mode_locked (output, GST_REVERSE_PLAY_MODE_LIVE);
  output->fresh = FALSE;
  output->cut = TRUE;
  output->due.segment = output->due.key_unit = output->due.discont = TRUE;
  state_changed_locked (output);
  gst_reverse_play_wake_all_locked (self);
}

gboolean
gst_reverse_play_pass_ended_locked (GstReversePlayOutput * output,
    gboolean last)
{
  if (last || output->at_end != GST_REVERSE_PLAY_AT_END_HOLD) {
    gst_reverse_play_go_live_locked (output);
    return FALSE;
  }
  end_playback_locked (output);
  set_mode_locked (output, GST_REVERSE_PLAY_MODE_PAUSED);
  output->held = TRUE;
  output->due.segment = TRUE;
  state_changed_locked (output);
  return TRUE;
}

void
gst_reverse_play_wrapped_locked (GstReversePlayOutput * output, RpMove move)
{
  /* A turn is no cut: the picture goes on from where it is. */
  if (move == RP_MOVE_WRAPPED)
    output->due.key_unit = output->due.discont = TRUE;
  set_mode_locked (output, mode_of_direction (output->head.direction));
  output->due.segment = TRUE;
  state_changed_locked (output);
}

void
gst_reverse_play_take_gone_locked (GstReversePlay * self, guint take)
{
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    if (output->take == take)
      gst_reverse_play_go_live_locked (output);
  }
  gst_reverse_play_list_changed_locked (self);
}

void
gst_reverse_play_take_moved_locked (GstReversePlay * self, guint take,
    gint64 by)
{
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    if (output->take == take) {
      output->head.time += (gdouble) by;
      output->head.from += (gdouble) by;
    }
  }
}

/* The picture that a command asks for goes out at once, in the next slot. */
static void
show_at_once_locked (GstReversePlayOutput * output, RpReel * reel)
{
  output->frame = rp_playhead_frame (&output->head, reel);
  output->fresh = TRUE;
  output->held = FALSE;
  output->due.segment = output->due.discont = output->due.key_unit = TRUE;
  output->command_time = g_get_monotonic_time ();
  state_changed_locked (output);
}

/* The take that play means; NULL with *refused set. */
static RpTake *
find_take_locked (GstReversePlay * self, guint id, gchar ** refused)
{
  RpTake *take = id ? rp_takes_get (self->takes, id)
      : rp_takes_latest (self->takes);

  if (!take && id)
    *refused = g_strdup_printf ("there is no take %u", id);
  else if (!take)
    *refused = g_strdup ("there is no take yet");
  else if (rp_take_n_frames (take) == 0) {
    *refused = g_strdup_printf ("take %u has no frames", take->id);
    take = NULL;
  }
  return take;
}

void
gst_reverse_play_speed_changed_locked (GstReversePlayOutput * output)
{
  if (output->mode != GST_REVERSE_PLAY_MODE_LIVE)
    output->due.segment = TRUE;
  notify_mode_locked (output, "rate");
  state_changed_locked (output);
}

/* @rate: as everybody sees it; @take: under review, or NULL. */
static void
set_rate_locked (GstReversePlayOutput * output, const RpTake * take,
    gdouble rate)
{
  output->rate = rate / gst_reverse_play_factor_locked (output, take);
  output->speed = rate;
  gst_reverse_play_speed_changed_locked (output);
}

/* @rate: 0 = the output's. */
gchar *
gst_reverse_play_play_locked (GstReversePlayOutput * output, guint id,
    gint direction, gdouble rate, guint64 position)
{
  GstReversePlay *self = output->element;
  gchar *refused = NULL;
  RpTake *take;
  RpReel reel;

  if (rate != 0.0 && !is_valid_rate (rate))
    return refuse_rate (rate);
  if (output->eos_sent)
    return g_strdup ("the stream has ended");
  take = find_take_locked (self, id, &refused);
  if (!take)
    return refused;

  end_playback_locked (output);
  set_take_locked (output, take->id);
  if (rate != 0.0)
    set_rate_locked (output, take, rate);
  gst_reverse_play_apply_speed_locked (output, take);
  set_mode_locked (output, mode_of_direction (direction));
  rp_reel_init (&reel, self->history, RP_PRIMARY, take);
  rp_playhead_start (&output->head, &reel, direction, output->speed, position);
  show_at_once_locked (output, &reel);
  return NULL;
}

static void
show_after_take_locked (GstReversePlayOutput * output, const RpTake * take)
{
  gint what = output->after_take_once >= 0 ? output->after_take_once
      : (gint) output->after_take;

  output->after_take_once = -1;
  if (what == GST_REVERSE_PLAY_AFTER_TAKE_NONE || rp_take_n_frames (take) == 0)
    return;
  g_free (gst_reverse_play_play_locked (output, take->id,
          what == GST_REVERSE_PLAY_AFTER_TAKE_REVERSE ? -1 : 1, 0.0,
          RP_TIME_NONE));
}

/* The first frame that a take with @lead holds. The history may not reach back
 * that far. */
static guint64
first_with_lead_locked (GstReversePlay * self, guint64 lead)
{
  guint64 end = rp_history_next_seq (self->history, RP_PRIMARY);
  gint64 from, period = (gint64) self->primary->period;
  const RpFrame *frame;
  guint64 first = end;

  if (lead == 0 || end == 0)
    return end;
  from = self->primary->last_time + period - period / 2
      - (gint64) MIN (lead, (guint64) G_MAXINT64 / 4);
  while (first > 0) {
    frame = rp_history_get (self->history, RP_PRIMARY, first - 1);
    if (!frame || frame->running_time < from)
      break;
    first--;
  }
  return first;
}

gchar *
gst_reverse_play_start_take_locked (GstReversePlay * self, const gchar * name,
    guint64 lead, guint * id)
{
  return gst_reverse_play_start_take_at_locked (self, name,
      first_with_lead_locked (self, lead), id);
}

/* A take has no holes: what is older than one that is gone is not taken. */
static guint64
oldest_from_locked (GstReversePlay * self, guint64 wanted)
{
  guint64 first = rp_history_next_seq (self->history, RP_PRIMARY);

  while (first > wanted
      && rp_history_get (self->history, RP_PRIMARY, first - 1))
    first--;
  return first;
}

gchar *
gst_reverse_play_start_take_at_locked (GstReversePlay * self,
    const gchar * name, guint64 first, guint * id)
{
  RpTake *take = rp_takes_rolling (self->takes);

  if (!self->recording)
    return g_strdup ("the pipeline is not running");
  if (self->eos)
    return g_strdup ("the stream has ended");
  if (take)
    return g_strdup_printf ("take %u is rolling; cut it first", take->id);
  take = rp_takes_start (self->takes, oldest_from_locked (self, first), name);
  if (!take)
    return g_strdup ("the list of takes is full");

  *id = take->id;
  self->warned_room = FALSE;
  GST_OBJECT_LOCK (self);
  take->sensor_num = self->sensor_num;
  take->sensor_den = self->sensor_den;
  GST_OBJECT_UNLOCK (self);
  /* Actors and crew look at the monitor: what rolls is what they must see. */
  gst_reverse_play_go_live_locked (self->main);
  gst_reverse_play_report_take_started_locked (self, take);
  gst_reverse_play_check_room_locked (self);
  gst_reverse_play_jerks_take_started_locked (self, take);
  notify_rolling_locked (self);
  gst_reverse_play_list_changed_locked (self);
  return NULL;
}

/* @take: NULL when none was rolling. */
static gchar *
take_stopped_locked (GstReversePlay * self, RpTake * take, guint * id)
{
  guint i;

  if (!take)
    return g_strdup ("no take is rolling");

  *id = take->id;
  for (i = 0; i < self->outputs->len; i++)
    show_after_take_locked (g_ptr_array_index (self->outputs, i), take);
  gst_reverse_play_report_take_stopped_locked (self, take);
  gst_reverse_play_jerks_take_stopped_locked (self, take);
  notify_rolling_locked (self);
  gst_reverse_play_list_changed_locked (self);
  return NULL;
}

gchar *
gst_reverse_play_stop_take_locked (GstReversePlay * self, guint * id)
{
  return take_stopped_locked (self, rp_takes_stop (self->takes), id);
}

/* A playhead outside of the points would have to come a long way, its picture
 * frozen. A paused picture stays. */
static void
keep_between_points_locked (GstReversePlayOutput * output)
{
  guint64 frame = output->frame;
  RpReel reel;

  if (!gst_reverse_play_reviewed_locked (output, &reel))
    return;
  if (frame >= reel.first && frame <= reel.last)
    return;
  rp_playhead_go_to (&output->head, &reel,
      CLAMP (frame, reel.first, reel.last));
  output->put = TRUE;
}

/* Passes of @take end elsewhere now: their segments say when. */
static void
ends_moved_locked (GstReversePlay * self, guint take)
{
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    if (output->take != take)
      continue;
    keep_between_points_locked (output);
    output->due.segment = TRUE;
  }
}

/* Outputs that have come further in @take than it goes now show its last
 * frame. */
static void
back_into_take_locked (GstReversePlay * self, const RpTake * take)
{
  RpReel reel;
  guint i;

  if (!rp_reel_init (&reel, self->history, RP_PRIMARY, take))
    return;
  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    if (output->take != take->id || output->frame <= reel.last)
      continue;
    output->frame = reel.last;
    output->put = TRUE;
    rp_playhead_go_to (&output->head, &reel, reel.last);
  }
}

gchar *
gst_reverse_play_stop_take_at_locked (GstReversePlay * self, guint64 end,
    guint * id)
{
  RpTake *take = rp_takes_stop_at (self->takes, end);

  if (take) {
    back_into_take_locked (self, take);
    ends_moved_locked (self, take->id);
  }
  return take_stopped_locked (self, take, id);
}

static gchar *
check_trigger (GstReversePlay * self)
{
  if (gst_reverse_play_trigger (self) & GST_REVERSE_PLAY_TRIGGER_COMMAND)
    return NULL;
  return g_strdup ("takes are not made by commands here; "
      "add command to the property trigger");
}

gchar *
gst_reverse_play_roll_locked (GstReversePlay * self, const gchar * name,
    guint64 lead, guint * id)
{
  gchar *refused = check_trigger (self);

  return refused ? refused
      : gst_reverse_play_start_take_locked (self, name, lead, id);
}

gchar *
gst_reverse_play_cut_locked (GstReversePlay * self, guint * id)
{
  gchar *refused = check_trigger (self);

  return refused ? refused : gst_reverse_play_stop_take_locked (self, id);
}

static gchar *
refuse_live (void)
{
  return g_strdup ("no take is under review; play one first");
}

gchar *
gst_reverse_play_pause_locked (GstReversePlayOutput * output)
{
  RpReel reel;

  if (!gst_reverse_play_reviewed_locked (output, &reel))
    return refuse_live ();
  if (output->mode == GST_REVERSE_PLAY_MODE_PAUSED)
    return NULL;
  set_mode_locked (output, GST_REVERSE_PLAY_MODE_PAUSED);
  output->due.segment = TRUE;
  state_changed_locked (output);
  return NULL;
}

gchar *
gst_reverse_play_resume_locked (GstReversePlayOutput * output)
{
  RpReel reel;

  if (!gst_reverse_play_reviewed_locked (output, &reel))
    return refuse_live ();
  if (output->mode != GST_REVERSE_PLAY_MODE_PAUSED)
    return NULL;
  set_mode_locked (output, mode_of_direction (output->head.direction));
  output->held = FALSE;
  output->due.segment = TRUE;
  state_changed_locked (output);
  return NULL;
}

static void
pause_on_locked (GstReversePlayOutput * output, RpReel * reel, guint64 frame)
{
  set_mode_locked (output, GST_REVERSE_PLAY_MODE_PAUSED);
  rp_playhead_go_to (&output->head, reel, frame);
  show_at_once_locked (output, reel);
}

gchar *
gst_reverse_play_step_locked (GstReversePlayOutput * output, gint frames)
{
  RpReel reel;
  guint64 frame;

  if (!gst_reverse_play_reviewed_locked (output, &reel))
    return refuse_live ();
  frame = CLAMP (output->frame, reel.first, reel.last);
  if (frames < 0)
    frame -= MIN (frame - reel.first, (guint64) - (gint64) frames);
  else
    frame += MIN (reel.last - frame, (guint64) frames);
  pause_on_locked (output, &reel, frame);
  return NULL;
}

gchar *
gst_reverse_play_seek_locked (GstReversePlayOutput * output, guint64 position)
{
  RpReel reel;

  if (!gst_reverse_play_reviewed_locked (output, &reel))
    return refuse_live ();
  rp_playhead_go_to (&output->head, &reel, rp_reel_frame_at (&reel, position));
  show_at_once_locked (output, &reel);
  return NULL;
}

gchar *
gst_reverse_play_set_rate_locked (GstReversePlayOutput * output, gdouble rate)
{
  RpReel reel;

  if (!is_valid_rate (rate))
    return refuse_rate (rate);
  if (gst_reverse_play_speed_locked (output) != rate)
    set_rate_locked (output, gst_reverse_play_reviewed_locked (output, &reel),
        rate);
  return NULL;
}

void
gst_reverse_play_set_show_live_locked (GstReversePlayOutput * output,
    gboolean show_live)
{
  if (output->show_live == show_live)
    return;
  output->show_live = show_live;
  output->due.discont = output->due.key_unit = TRUE;
  notify_mode_locked (output, "show-live");
  gst_reverse_play_output_wake_locked (output);
}

gchar *
gst_reverse_play_turn_locked (GstReversePlayOutput * output, gdouble rate,
    gint64 position)
{
  gdouble speed = rate < 0 ? -rate : rate;
  RpReel reel;

  if (!gst_reverse_play_reviewed_locked (output, &reel))
    return refuse_live ();
  if (!is_valid_rate (speed))
    return refuse_rate (speed);
  g_free (gst_reverse_play_set_rate_locked (output, speed));
  output->head.direction = rate < 0 ? -1 : 1;
  if (output->mode != GST_REVERSE_PLAY_MODE_PAUSED)
    set_mode_locked (output, mode_of_direction (output->head.direction));
  if (position >= 0)
    rp_playhead_go_to (&output->head, &reel,
        rp_reel_frame_at (&reel, (guint64) position));
  show_at_once_locked (output, &reel);
  return NULL;
}

void
gst_reverse_play_set_at_end_locked (GstReversePlayOutput * output,
    GstReversePlayAtEnd at_end)
{
  if (output->at_end == at_end)
    return;
  output->at_end = at_end;
  notify_mode_locked (output, "at-end");
  state_changed_locked (output);
}

/* The take that is being looked at: the one under review, or the rolling one,
 * whose position is where it has come to. */
static RpTake *
take_in_view_locked (GstReversePlayOutput * output, guint64 * position)
{
  GstReversePlay *self = output->element;
  RpTake *rolling = rp_takes_rolling (self->takes);
  RpReel reel;
  RpTake *take = gst_reverse_play_reviewed_locked (output, &reel);

  if (take) {
    if (*position == RP_TIME_NONE)
      *position = gst_reverse_play_position_locked (output);
    return take;
  }
  if (rolling && *position == RP_TIME_NONE)
    *position = rp_take_duration (rolling, self->history);
  return rolling;
}

gchar *
gst_reverse_play_set_point_locked (GstReversePlayOutput * output,
    gboolean is_in, guint64 position)
{
  GstReversePlay *self = output->element;
  RpTake *take = take_in_view_locked (output, &position);

  if (!take)
    return refuse_live ();
  if (!take->rolling && position >= rp_take_duration (take, self->history))
    return g_strdup_printf ("take %u ends before that position", take->id);
  if (is_in && take->out != RP_TIME_NONE && position > take->out)
    return g_strdup ("the in point would lie after the out point");
  if (!is_in && take->in != RP_TIME_NONE && position < take->in)
    return g_strdup ("the out point would lie before the in point");

  if (is_in)
    take->in = position;
  else
    take->out = position;
  ends_moved_locked (self, take->id);
  gst_reverse_play_list_changed_locked (self);
  return NULL;
}

gchar *
gst_reverse_play_mark_locked (GstReversePlayOutput * output, const gchar * text)
{
  guint64 position = RP_TIME_NONE;
  RpTake *take = take_in_view_locked (output, &position);

  if (!take)
    return g_strdup ("no take is rolling or under review");
  if (!rp_take_add_mark (take, position, text))
    return g_strdup_printf ("take %u has %d marks already", take->id,
        RP_MARKS_MAX);
  gst_reverse_play_list_changed_locked (output->element);
  return NULL;
}

void
gst_reverse_play_set_after_take_locked (GstReversePlayOutput * output,
    GstReversePlayAfterTake value, gboolean once)
{
  if (once)
    output->after_take_once = (gint) value;
  else
    output->after_take = value;
  if (!once)
    notify_mode_locked (output, "after-take");
  state_changed_locked (output);
}
