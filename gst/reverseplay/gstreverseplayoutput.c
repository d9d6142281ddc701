/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplaysound.h"

#include <onset/onset-command.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

/*
 * GstReversePlayOutput: a source pad with a playhead of its own. The pad of a
 * review_%u has the settings as properties; the element has those of the main
 * output.
 */
G_DEFINE_TYPE (GstReversePlayOutput, gst_reverse_play_output, GST_TYPE_PAD);

#define DEFAULT_AFTER_TAKE GST_REVERSE_PLAY_AFTER_TAKE_NONE
#define DEFAULT_AT_END GST_REVERSE_PLAY_AT_END_LIVE
#define DEFAULT_RATE 1.0
#define DEFAULT_SHOW_LIVE TRUE

void
gst_reverse_play_install_settings (GObjectClass * klass,
    GstReversePlayAfterTake after_take)
{
  const GParamFlags set = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | G_PARAM_EXPLICIT_NOTIFY | GST_PARAM_MUTABLE_PLAYING;
  const GParamFlags get = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (klass, RP_SETTING_AFTER_TAKE,
      g_param_spec_enum ("after-take", "After take",
          "What is shown when a take ends",
          GST_TYPE_REVERSE_PLAY_AFTER_TAKE, (gint) after_take, set));
  g_object_class_install_property (klass, RP_SETTING_AT_END,
      g_param_spec_enum ("at-end", "At end",
          "What happens at the end of a playback",
          GST_TYPE_REVERSE_PLAY_AT_END, DEFAULT_AT_END, set));
  g_object_class_install_property (klass, RP_SETTING_RATE,
      g_param_spec_double ("rate", "Rate",
          "Playback speed, 1.0 = as it was shot; changeable while playing",
          0.05, 16.0, DEFAULT_RATE, set));
  g_object_class_install_property (klass, RP_SETTING_SHOW_LIVE,
      g_param_spec_boolean ("show-live", "Show live",
          "Show the camera when no take is under review; FALSE shows black, "
          "or nothing when upstream is not live", DEFAULT_SHOW_LIVE, set));
  g_object_class_install_property (klass, RP_SETTING_MODE,
      g_param_spec_enum ("mode", "Mode", "What is shown now",
          GST_TYPE_REVERSE_PLAY_MODE, GST_REVERSE_PLAY_MODE_LIVE, get));
  g_object_class_install_property (klass, RP_SETTING_ROLLING,
      g_param_spec_boolean ("rolling", "Rolling",
          "Whether a take is being recorded, whatever is shown", FALSE, get));
  g_object_class_install_property (klass, RP_SETTING_CURRENT_TAKE,
      g_param_spec_uint ("current-take", "Current take",
          "Id of the take under review; when live, of the one that rolls; "
          "0 = none", 0, G_MAXUINT, 0, get));
  g_object_class_install_property (klass, RP_SETTING_POSITION,
      g_param_spec_uint64 ("position", "Position",
          "Position of the frame shown in the take under review, in ns from "
          "the take's start; 0 when live", 0, G_MAXUINT64, 0, get));
}

static void
set_locked (GstReversePlayOutput * output, guint setting, const GValue * value)
{
  switch (setting) {
    case RP_SETTING_AFTER_TAKE:
      gst_reverse_play_set_after_take_locked (output,
          (GstReversePlayAfterTake) g_value_get_enum (value), FALSE);
      break;
    case RP_SETTING_AT_END:
      gst_reverse_play_set_at_end_locked (output,
          (GstReversePlayAtEnd) g_value_get_enum (value));
      break;
    case RP_SETTING_RATE:
      g_free (gst_reverse_play_set_rate_locked (output,
              g_value_get_double (value)));
      break;
    default:
      gst_reverse_play_set_show_live_locked (output,
          g_value_get_boolean (value));
      break;
  }
}

GstReversePlayOutput *
gst_reverse_play_output_leader (GstReversePlayOutput * output)
{
  return output->follows ? output->element->main : output;
}

gboolean
gst_reverse_play_output_set (GstReversePlayOutput * output, guint setting,
    const GValue * value)
{
  GstReversePlay *self;

  if (setting < RP_SETTING_AFTER_TAKE || setting > RP_SETTING_SHOW_LIVE)
    return FALSE;
  self = g_weak_ref_get (&output->owner);
  if (self) {
    g_mutex_lock (&self->lock);
    set_locked (gst_reverse_play_output_leader (output), setting, value);
    g_mutex_unlock (&self->lock);
    gst_reverse_play_deliver (self);
    gst_object_unref (self);
  }
  return TRUE;
}

static guint
current_take_locked (GstReversePlayOutput * output)
{
  RpTake *rolling = rp_takes_rolling (output->element->takes);

  if (output->take)
    return output->take;
  return rolling ? rolling->id : 0;
}

static void
get_locked (GstReversePlayOutput * output, guint setting, GValue * value)
{
  switch (setting) {
    case RP_SETTING_AFTER_TAKE:
      g_value_set_enum (value, (gint) output->after_take);
      break;
    case RP_SETTING_AT_END:
      g_value_set_enum (value, (gint) output->at_end);
      break;
    case RP_SETTING_RATE:
      g_value_set_double (value, gst_reverse_play_speed_locked (output));
      break;
    case RP_SETTING_SHOW_LIVE:
      g_value_set_boolean (value, output->show_live);
      break;
    case RP_SETTING_MODE:
      g_value_set_enum (value, (gint) output->mode);
      break;
    case RP_SETTING_ROLLING:
      g_value_set_boolean (value,
          rp_takes_rolling (output->element->takes) != NULL);
      break;
    case RP_SETTING_CURRENT_TAKE:
      g_value_set_uint (value, current_take_locked (output));
      break;
    default:
      g_value_set_uint64 (value, gst_reverse_play_position_locked (output));
      break;
  }
}

gboolean
gst_reverse_play_output_get (GstReversePlayOutput * output, guint setting,
    GValue * value)
{
  GstReversePlay *self;

  if (setting < RP_SETTING_AFTER_TAKE || setting >= RP_N_SETTINGS)
    return FALSE;
  self = g_weak_ref_get (&output->owner);
  if (self) {
    g_mutex_lock (&self->lock);
    get_locked (gst_reverse_play_output_leader (output), setting, value);
    g_mutex_unlock (&self->lock);
    gst_object_unref (self);
  }
  return TRUE;
}

static void
gst_reverse_play_output_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  if (!gst_reverse_play_output_set (GST_REVERSE_PLAY_OUTPUT (object), id,
          value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gst_reverse_play_output_get_property (GObject * object, guint id,
    GValue * value, GParamSpec * pspec)
{
  if (!gst_reverse_play_output_get (GST_REVERSE_PLAY_OUTPUT (object), id,
          value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gst_reverse_play_output_finalize (GObject * object)
{
  GstReversePlayOutput *output = GST_REVERSE_PLAY_OUTPUT (object);

  gst_caps_replace (&output->caps, NULL);
  g_clear_pointer (&output->black, gst_reverse_play_picture_unref);
  if (output->timer)
    gst_clock_id_unref (output->timer);
  gst_reverse_play_clear_events_locked (output);
  gst_reverse_play_sound_free (output->sound);
  if (output->follows)
    gst_reverse_play_stream_free (output->stream);
  g_weak_ref_clear (&output->owner);
  g_cond_clear (&output->cond);
  G_OBJECT_CLASS (gst_reverse_play_output_parent_class)->finalize (object);
}

static void
gst_reverse_play_output_class_init (GstReversePlayOutputClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = gst_reverse_play_output_set_property;
  object_class->get_property = gst_reverse_play_output_get_property;
  object_class->finalize = gst_reverse_play_output_finalize;
  gst_reverse_play_install_settings (object_class, DEFAULT_AFTER_TAKE);
}

static void
gst_reverse_play_output_init (GstReversePlayOutput * output)
{
  g_cond_init (&output->cond);
  g_weak_ref_init (&output->owner, NULL);
  g_queue_init (&output->events);
  output->after_take = DEFAULT_AFTER_TAKE;
  output->after_take_once = -1;
  output->at_end = DEFAULT_AT_END;
  output->rate = DEFAULT_RATE;
  output->show_live = DEFAULT_SHOW_LIVE;
  output->head.direction = -1;
  output->head.rate = output->speed = DEFAULT_RATE;
  output->flushing = TRUE;
  output->timer_at = -1;
  output->due.stream_start = TRUE;
  output->sound = gst_reverse_play_sound_new ();
  rp_slots_init (&output->slots);
}

/* QOS ends here: passed on, it would make decoders upstream drop frames out
 * of the history. */
static gboolean
src_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstReversePlayOutput *output = GST_REVERSE_PLAY_OUTPUT (pad);
  GstReversePlayOutput *leader = gst_reverse_play_output_leader (output);
  GstReversePlay *self = GST_REVERSE_PLAY (parent);
  gboolean handled = FALSE, restart = FALSE;
  GstClockTime latency;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_QOS:
      handled = TRUE;
      break;
    case GST_EVENT_SEEK:
      handled = TRUE;
      if (!gst_reverse_play_handle_seek (leader, event)) {
        gst_event_unref (event);
        return FALSE;
      }
      break;
    case GST_EVENT_NAVIGATION:
      handled = gst_reverse_play_handle_key (leader, event);
      break;
    case GST_EVENT_CUSTOM_UPSTREAM:
      if (gst_event_has_name (event, ONSET_COMMAND)) {
        gst_reverse_play_handle_command (leader, output, event);
        handled = TRUE;
      }
      break;
    case GST_EVENT_LATENCY:
      gst_event_parse_latency (event, &latency);
      g_mutex_lock (&self->lock);
      output->latency = GST_CLOCK_TIME_IS_VALID (latency) ? latency : 0;
      output->stream->latency_asked = TRUE;
      g_mutex_unlock (&self->lock);
      break;
    case GST_EVENT_RECONFIGURE:
      /* Somebody was linked: an output that had nowhere to push goes on. */
      g_mutex_lock (&self->lock);
      output->n_links++;
      restart = output->active && !output->flushing && !output->eos_sent
          && output->flow < GST_FLOW_OK;
      g_mutex_unlock (&self->lock);
      if (restart)
        gst_reverse_play_output_restart (output);
      handled = output != self->main && !output->follows;
      break;
    default:
      break;
  }
  if (handled) {
    gst_event_unref (event);
    return TRUE;
  }
  return gst_pad_push_event (output->stream->pad, event);
}

GstReversePlayOutput *
gst_reverse_play_output_new (GstReversePlay * self,
    GstReversePlayStream * stream, GstPadTemplate * templ, const gchar * name)
{
  GstReversePlayOutput *output =
      g_object_new (GST_TYPE_REVERSE_PLAY_OUTPUT, "name", name,
      "direction", GST_PAD_SRC, "template", templ, NULL);
  GstPad *pad = GST_PAD (output);

  output->element = self;
  output->stream = stream;
  g_weak_ref_set (&output->owner, self);
  gst_pad_set_activatemode_function (pad, gst_reverse_play_output_activate);
  gst_pad_set_event_function (pad, src_event);
  gst_pad_set_query_function (pad, gst_reverse_play_src_query);
  gst_pad_set_iterate_internal_links_function (pad,
      gst_reverse_play_iterate_links);
  return output;
}
