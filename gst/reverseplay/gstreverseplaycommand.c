/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

#include <gst/video/navigation.h>
#include <onset/onset-command.h>
#include <onset/onset-keys.h>
#include <string.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

/*
 * Commands by name. Each handler runs under the element's lock and returns
 * NULL, or why the command was refused. Fields of a wrong type are refused
 * before anything is changed.
 */
typedef gchar *(*Handler) (GstReversePlayOutput * output,
    const GstStructure * command);

static gchar *
refuse_field (const gchar * field, const gchar * what)
{
  return g_strdup_printf ("the field %s has to be %s", field, what);
}

static gchar *
refuse_missing (const gchar * field)
{
  return g_strdup_printf ("the field %s is missing", field);
}

/* Names come from outside: no more of one than fits into a sentence. */
static gchar *
refuse_unknown (const gchar * what, const gchar * name)
{
  gchar *start = g_utf8_substring (name, 0, MIN (40, g_utf8_strlen (name, -1)));
  gchar *refused = g_strdup_printf ("there is no %s %s", what, start);

  g_free (start);
  return refused;
}

static gchar *
check_text (const gchar * field, const gchar * text)
{
  if (text && strlen (text) > RP_TEXT_MAX)
    return g_strdup_printf ("the field %s is longer than %d bytes", field,
        RP_TEXT_MAX);
  return NULL;
}

/* A text that may be absent; *text stays as it is then. */
static gchar *
read_text (const GstStructure * command, const gchar * field,
    const gchar ** text)
{
  gboolean valid = TRUE;

  if (onset_command_get_string (command, field, text, &valid))
    return check_text (field, *text);
  return valid ? NULL : refuse_field (field, "a string in UTF-8");
}

/* A position that may be absent: *position stays RP_TIME_NONE then. */
static gchar *
read_position (const GstStructure * command, guint64 * position)
{
  gboolean valid = TRUE;

  *position = RP_TIME_NONE;
  onset_command_get_uint64 (command, "position", position, &valid);
  return valid ? NULL : refuse_field ("position", "a time in ns");
}

static gchar *
read_direction (const GstStructure * command, gint * direction)
{
  const gchar *nick = NULL;
  gint value = GST_REVERSE_PLAY_DIRECTION_REVERSE;
  gchar *refused = read_text (command, "direction", &nick);

  if (!refused && nick
      && !gst_reverse_play_from_nick (GST_TYPE_REVERSE_PLAY_DIRECTION, nick,
          &value))
    refused = refuse_field ("direction", "reverse or forward");
  *direction = value == GST_REVERSE_PLAY_DIRECTION_REVERSE ? -1 : 1;
  return refused;
}

static gchar *
do_take_start (GstReversePlayOutput * output, const GstStructure * command)
{
  const gchar *name = NULL;
  guint64 lead = 0;
  gboolean valid = TRUE;
  gchar *refused = read_text (command, "name", &name);
  guint id;

  if (refused)
    return refused;
  onset_command_get_uint64 (command, "lead", &lead, &valid);
  if (!valid)
    return refuse_field ("lead", "a time in ns");
  return gst_reverse_play_roll_locked (output->element, name, lead, &id);
}

static gchar *
do_take_stop (GstReversePlayOutput * output, const GstStructure * command)
{
  guint id;

  (void) command;
  return gst_reverse_play_cut_locked (output->element, &id);
}

static gchar *
do_take_toggle (GstReversePlayOutput * output, const GstStructure * command)
{
  if (rp_takes_rolling (output->element->takes))
    return do_take_stop (output, command);
  return do_take_start (output, command);
}

static gchar *
do_point (GstReversePlayOutput * output, const GstStructure * command,
    gboolean is_in)
{
  guint64 position;
  gchar *refused = read_position (command, &position);

  if (refused)
    return refused;
  return gst_reverse_play_set_point_locked (output, is_in, position);
}

static gchar *
do_in (GstReversePlayOutput * output, const GstStructure * command)
{
  return do_point (output, command, TRUE);
}

static gchar *
do_out (GstReversePlayOutput * output, const GstStructure * command)
{
  return do_point (output, command, FALSE);
}

/* A value of an enum property, by nick. */
static gchar *
read_value (const GstStructure * command, GType type, const gchar * values,
    gint * value)
{
  const gchar *nick = NULL;
  gchar *refused = read_text (command, "value", &nick);

  if (refused)
    return refused;
  if (!nick)
    return refuse_missing ("value");
  if (!gst_reverse_play_from_nick (type, nick, value))
    return refuse_field ("value", values);
  return NULL;
}

static gchar *
do_after_take (GstReversePlayOutput * output, const GstStructure * command)
{
  gboolean once = FALSE, valid = TRUE;
  gint value;
  gchar *refused = read_value (command, GST_TYPE_REVERSE_PLAY_AFTER_TAKE,
      "none, reverse or forward", &value);

  if (refused)
    return refused;
  onset_command_get_boolean (command, "once", &once, &valid);
  if (!valid)
    return refuse_field ("once", "a boolean");
  gst_reverse_play_set_after_take_locked (output,
      (GstReversePlayAfterTake) value, once);
  return NULL;
}

static gchar *
do_at_end (GstReversePlayOutput * output, const GstStructure * command)
{
  gint value;
  gchar *refused = read_value (command, GST_TYPE_REVERSE_PLAY_AT_END,
      "live, hold, loop or ping-pong", &value);

  if (refused)
    return refused;
  gst_reverse_play_set_at_end_locked (output, (GstReversePlayAtEnd) value);
  return NULL;
}

static gchar *
do_play (GstReversePlayOutput * output, const GstStructure * command)
{
  guint take = 0;
  gdouble rate = 0.0;
  gboolean valid = TRUE;
  guint64 position;
  gint direction;
  gchar *refused = read_position (command, &position);

  if (!refused)
    refused = read_direction (command, &direction);
  if (refused)
    return refused;
  onset_command_get_uint (command, "take", &take, &valid);
  if (!valid)
    return refuse_field ("take", "the number of a take");
  if (onset_command_get_double (command, "rate", &rate, &valid)
      && rate == 0.0)
    valid = FALSE;
  if (!valid)
    return refuse_field ("rate", "a number from 0.05 to 16");
  return gst_reverse_play_play_locked (output, take, direction, rate, position);
}

static gchar *
do_live (GstReversePlayOutput * output, const GstStructure * command)
{
  (void) command;
  gst_reverse_play_go_live_locked (output);
  return NULL;
}

static gchar *
do_pause (GstReversePlayOutput * output, const GstStructure * command)
{
  (void) command;
  return gst_reverse_play_pause_locked (output);
}

static gchar *
do_resume (GstReversePlayOutput * output, const GstStructure * command)
{
  (void) command;
  return gst_reverse_play_resume_locked (output);
}

static gchar *
do_pause_toggle (GstReversePlayOutput * output, const GstStructure * command)
{
  if (output->mode == GST_REVERSE_PLAY_MODE_PAUSED)
    return do_resume (output, command);
  return do_pause (output, command);
}

static gchar *
do_step (GstReversePlayOutput * output, const GstStructure * command)
{
  gint frames = 1;
  gboolean valid = TRUE;

  onset_command_get_int (command, "frames", &frames, &valid);
  if (!valid)
    return refuse_field ("frames", "a whole number");
  return gst_reverse_play_step_locked (output, frames);
}

static gchar *
do_seek (GstReversePlayOutput * output, const GstStructure * command)
{
  guint64 position;
  gchar *refused = read_position (command, &position);

  if (refused)
    return refused;
  if (position == RP_TIME_NONE)
    return refuse_missing ("position");
  return gst_reverse_play_seek_locked (output, position);
}

/* The rate by name: what an off-speed take is judged at, or how it was shot. */
static gchar *
do_named_rate (GstReversePlayOutput * output, const gchar * name)
{
  gboolean as_shot = strcmp (name, "as-shot") == 0;

  if (!as_shot && strcmp (name, "as-projected") != 0)
    return refuse_field ("rate",
        "a number from 0.05 to 16, as-shot or as-projected");
  gst_reverse_play_set_as_shot_locked (output, as_shot);
  return NULL;
}

static gchar *
do_rate (GstReversePlayOutput * output, const GstStructure * command)
{
  gdouble rate = 0.0;
  gboolean valid = TRUE;
  const gchar *name = gst_structure_get_string (command, "rate");

  if (name)
    return do_named_rate (output, name);

  if (!onset_command_get_double (command, "rate", &rate, &valid))
    return valid ? refuse_missing ("rate")
        : refuse_field ("rate", "a number from 0.05 to 16");
  return gst_reverse_play_set_rate_locked (output, rate);
}

/* The take that a command is about: the one it names; the one under review;
 * the one that rolls; the latest. */
static gchar *
find_take (GstReversePlayOutput * output, const GstStructure * command,
    RpTake ** take)
{
  GstReversePlay *self = output->element;
  gboolean valid = TRUE;
  guint id = 0;

  onset_command_get_uint (command, "take", &id, &valid);
  if (!valid)
    return refuse_field ("take", "the number of a take");
  if (id == 0)
    id = output->take;
  if (id)
    *take = rp_takes_get (self->takes, id);
  else if (rp_takes_rolling (self->takes))
    *take = rp_takes_rolling (self->takes);
  else
    *take = rp_takes_latest (self->takes);
  if (*take)
    return NULL;
  return id ? g_strdup_printf ("there is no take %u", id)
      : g_strdup ("there is no take yet");
}

static gchar *
list_changed (GstReversePlayOutput * output)
{
  gst_reverse_play_list_changed_locked (output->element);
  return NULL;
}

static gchar *
do_mark (GstReversePlayOutput * output, const GstStructure * command)
{
  const gchar *text = "";
  gchar *refused = read_text (command, "text", &text);

  if (refused)
    return refused;
  return gst_reverse_play_mark_locked (output, text);
}

static gchar *
do_circle (GstReversePlayOutput * output, const GstStructure * command)
{
  RpTake *take;
  gboolean circled, valid = TRUE;
  gchar *refused = find_take (output, command, &take);

  if (refused)
    return refused;
  circled = !take->circled;
  onset_command_get_boolean (command, "circled", &circled, &valid);
  if (!valid)
    return refuse_field ("circled", "a boolean");
  take->circled = circled;
  return list_changed (output);
}

static gchar *
do_discard (GstReversePlayOutput * output, const GstStructure * command)
{
  RpTake *take;
  gboolean discarded = TRUE, valid = TRUE;
  gchar *refused = find_take (output, command, &take);

  if (refused)
    return refused;
  onset_command_get_boolean (command, "discarded", &discarded, &valid);
  if (!valid)
    return refuse_field ("discarded", "a boolean");
  if (take->rolling)
    return g_strdup_printf ("take %u is rolling; cut it first", take->id);
  if (discarded && take->circled)
    return g_strdup_printf ("take %u is circled; uncircle it first", take->id);
  take->discarded = discarded;
  return list_changed (output);
}

static gchar *
set_text (GstReversePlayOutput * output, const GstStructure * command,
    const gchar * field, RpText which)
{
  const gchar *text = NULL;
  RpTake *take;
  gchar *refused = find_take (output, command, &take);

  if (!refused)
    refused = read_text (command, field, &text);
  if (!refused && !text)
    refused = refuse_missing (field);
  if (refused)
    return refused;
  rp_take_set_text (take, which, text);
  return list_changed (output);
}

static gchar *
do_sensor_rate (GstReversePlayOutput * output, const GstStructure * command)
{
  guint num = 0, den = 1;
  gboolean valid = TRUE;
  RpTake *take;
  gchar *refused = find_take (output, command, &take);

  if (refused)
    return refused;
  if (!onset_command_get_fraction (command, "value", &num, &den, &valid))
    return valid ? refuse_missing ("value") : refuse_field ("value",
        "frames per second: a number or a fraction, 0 = as the caps");
  gst_reverse_play_set_sensor_rate_locked (output->element, take, num, den);
  return NULL;
}

static gchar *
do_note (GstReversePlayOutput * output, const GstStructure * command)
{
  return set_text (output, command, "text", RP_TEXT_NOTE);
}

static gchar *
do_rename (GstReversePlayOutput * output, const GstStructure * command)
{
  return set_text (output, command, "name", RP_TEXT_NAME);
}

static gchar *
do_slate (GstReversePlayOutput * output, const GstStructure * command)
{
  static const gchar *fields[] = { "scene", "shot", "take-number", "camera",
    "clip"
  };
  const gchar *texts[G_N_ELEMENTS (fields)] = { NULL, };
  RpTake *take;
  gchar *refused = find_take (output, command, &take);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields) && !refused; i++)
    refused = read_text (command, fields[i], &texts[i]);
  if (refused)
    return refused;
  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (texts[i])
      rp_take_set_text (take, (RpText) (RP_TEXT_SCENE + i), texts[i]);
  }
  return list_changed (output);
}

static const struct
{
  const gchar *name;
  Handler handler;
} commands[] = {
  {"take-start", do_take_start},
  {"take-stop", do_take_stop},
  {"take-toggle", do_take_toggle},
  {"in", do_in},
  {"out", do_out},
  {"after-take", do_after_take},
  {"at-end", do_at_end},
  {"play", do_play},
  {"live", do_live},
  {"pause", do_pause},
  {"resume", do_resume},
  {"pause-toggle", do_pause_toggle},
  {"step", do_step},
  {"seek", do_seek},
  {"rate", do_rate},
  {"mark", do_mark},
  {"circle", do_circle},
  {"note", do_note},
  {"rename", do_rename},
  {"slate", do_slate},
  {"sensor-rate", do_sensor_rate},
  {"discard", do_discard},
};

GstReversePlayOutput *
gst_reverse_play_find_output_locked (GstReversePlay * self, const gchar * name)
{
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    if (strcmp (GST_OBJECT_NAME (output), name) == 0)
      return output;
  }
  return NULL;
}

/* The output that is meant: the one named, or the one whose pad it came by. */
static gchar *
find_target_locked (GstReversePlayOutput ** output,
    const GstStructure * command)
{
  GstReversePlayOutput *target;
  const gchar *name = NULL;
  gboolean valid = TRUE;

  if (!onset_command_get_string (command, "output", &name, &valid))
    return valid ? NULL : refuse_field ("output", "the name of an output");
  target = gst_reverse_play_find_output_locked ((*output)->element, name);
  if (!target)
    return refuse_unknown ("output", name);
  *output = target;
  return NULL;
}

static gchar *
dispatch_locked (GstReversePlayOutput ** output, const GstStructure * command)
{
  const gchar *name = NULL;
  gboolean valid = TRUE;
  gchar *refused;
  guint i;

  if (!onset_command_get_string (command, "command", &name, &valid))
    return valid ? refuse_missing ("command")
        : refuse_field ("command", "a string");
  refused = find_target_locked (output, command);
  if (refused)
    return refused;
  for (i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (commands[i].name, name) == 0)
      return commands[i].handler (*output, command);
  }
  return refuse_unknown ("command", name);
}

/* Obeys @command and answers it, to the bus and to who is downstream of @pad,
 * which it came by. */
static void
obey (GstReversePlayOutput * output, GstReversePlayOutput * pad,
    const GstStructure * command)
{
  GstReversePlay *self = output->element;
  GstReversePlayOutput *target = output;
  gchar *refused;

  g_mutex_lock (&self->lock);
  refused = dispatch_locked (&target, command);
  gst_reverse_play_report_command_locked (target, command, refused);
  g_mutex_unlock (&self->lock);

  GST_DEBUG_OBJECT (output, "%" GST_PTR_FORMAT ": %s", command,
      refused ? refused : "ok");
  gst_reverse_play_deliver (self);
  gst_pad_push_event (GST_PAD (pad),
      onset_answer_event_new (command, refused == NULL, refused));
  g_free (refused);
}

gboolean
gst_reverse_play_handle_command (GstReversePlayOutput * output,
    GstReversePlayOutput * pad, GstEvent * event)
{
  GstReversePlay *self = output->element;
  const GstStructure *command = onset_command_event_parse (event);
  gboolean is_new;

  if (!command)
    return FALSE;
  g_mutex_lock (&self->lock);
  is_new = gst_reverse_play_is_new_locked (self, event);
  g_mutex_unlock (&self->lock);
  if (is_new)
    obey (output, pad, command);
  return TRUE;
}

static guint
id_of (const RpTake * take)
{
  return take ? take->id : 0;
}

static GstStructure *
command_of_key_locked (GstReversePlayOutput * output, const gchar * key)
{
  GstReversePlay *self = output->element;
  OnsetKeyState state = { 0, };
  RpReel reel;

  state.rate = gst_reverse_play_speed_locked (output);
  state.at_end = gst_reverse_play_nick (GST_TYPE_REVERSE_PLAY_AT_END,
      (gint) output->at_end);
  state.direction = output->head.direction < 0 ? "reverse" : "forward";
  state.latest = id_of (rp_takes_latest (self->takes));
  if (gst_reverse_play_reviewed_locked (output, &reel)) {
    state.take = output->take;
    state.older = id_of (rp_takes_neighbour (self->takes, state.take, -1));
    state.newer = id_of (rp_takes_neighbour (self->takes, state.take, 1));
    state.position = gst_reverse_play_position_locked (output);
    state.first = output->frame <= reel.first;
    state.last = output->frame >= reel.last;
  }
  return onset_key_to_command (key, &state);
}

gboolean
gst_reverse_play_handle_key (GstReversePlayOutput * output, GstEvent * event)
{
  GstReversePlay *self = output->element;
  GstStructure *command;
  const gchar *key;
  gboolean keys, is_new;

  GST_OBJECT_LOCK (self);
  keys = self->keys;
  GST_OBJECT_UNLOCK (self);
  if (!keys || gst_navigation_event_get_type (event)
      != GST_NAVIGATION_EVENT_KEY_PRESS
      || !gst_navigation_event_parse_key_event (event, &key))
    return FALSE;

  g_mutex_lock (&self->lock);
  command = command_of_key_locked (output, key);
  is_new = command && gst_reverse_play_is_new_locked (self, event);
  g_mutex_unlock (&self->lock);
  if (!command)
    return FALSE;
  if (is_new)
    obey (output, output, command);
  gst_structure_free (command);
  return TRUE;
}
