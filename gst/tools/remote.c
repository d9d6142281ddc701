/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "remote.h"

#include <string.h>

#include <onset/onset-command.h>
#include <onset/onset-event.h>
#include <onset/onset-keys.h>

#define FACTORY "reverseplay"
#define MAIN_OUTPUT "src"

struct _Remote
{
  GstElement *pipeline;
  gchar *element;               /* NULL = the first one that has the pad */
  gchar *pad;
  guint sent;
};

Remote *
remote_new (GstElement * pipeline, const gchar * output)
{
  Remote *self = g_new0 (Remote, 1);
  const gchar *dot = output ? strrchr (output, '.') : NULL;

  self->pipeline = gst_object_ref (pipeline);
  if (dot) {
    self->element = g_strndup (output, dot - output);
    output = dot + 1;
  }
  self->pad = g_strdup (output ? output : MAIN_OUTPUT);
  return self;
}

void
remote_free (Remote * self)
{
  gst_object_unref (self->pipeline);
  g_free (self->element);
  g_free (self->pad);
  g_free (self);
}

GList *
remote_find_elements (GstElement * pipeline)
{
  GstIterator *iterator;
  GList *found = NULL;
  GValue item = G_VALUE_INIT;
  gboolean done = FALSE;

  if (!GST_IS_BIN (pipeline))
    return NULL;

  iterator = gst_bin_iterate_all_by_element_factory_name (GST_BIN (pipeline),
      FACTORY);
  while (!done) {
    switch (gst_iterator_next (iterator, &item)) {
      case GST_ITERATOR_OK:
        /* A bin gives its children the newest first. */
        found = g_list_prepend (found, g_value_dup_object (&item));
        g_value_reset (&item);
        break;
      case GST_ITERATOR_RESYNC:
        g_list_free_full (found, gst_object_unref);
        found = NULL;
        gst_iterator_resync (iterator);
        break;
      default:
        done = TRUE;
        break;
    }
  }
  if (G_IS_VALUE (&item))
    g_value_unset (&item);
  gst_iterator_free (iterator);
  return found;
}

static gboolean
find_output (Remote * self, GstElement ** element, GstPad ** pad)
{
  GList *elements = remote_find_elements (self->pipeline), *l;

  *pad = NULL;
  for (l = elements; l && !*pad; l = l->next) {
    if (self->element
        && g_strcmp0 (self->element, GST_OBJECT_NAME (l->data)) != 0)
      continue;
    *pad = gst_element_get_static_pad (l->data, self->pad);
    if (*pad && GST_PAD_IS_SINK (*pad))
      gst_clear_object (pad);
    if (*pad)
      *element = gst_object_ref (l->data);
  }
  g_list_free_full (elements, gst_object_unref);
  return *pad != NULL;
}

gboolean
remote_check (Remote * self, GError ** error)
{
  GstElement *element;
  GstPad *pad;

  if (!find_output (self, &element, &pad)) {
    g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_PAD,
        "no " FACTORY "%s%s in this pipeline has an output \"%s\"",
        self->element ? " " : "", self->element ? self->element : "",
        self->pad);
    return FALSE;
  }
  gst_object_unref (pad);
  gst_object_unref (element);
  return TRUE;
}

/* Reads a property as @value's type; leaves @value as it is when the object
 * has none of that name or of another type. */
static void
get_property (gpointer object, const gchar * name, GValue * value)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (object),
      name);

  if (spec && (spec->flags & G_PARAM_READABLE)
      && g_value_type_transformable (spec->value_type, G_VALUE_TYPE (value)))
    g_object_get_property (object, name, value);
}

static gdouble
get_double (gpointer object, const gchar * name, gdouble otherwise)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_DOUBLE);
  g_value_set_double (&value, otherwise);
  get_property (object, name, &value);
  return g_value_get_double (&value);
}

static guint64
get_uint64 (gpointer object, const gchar * name)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_UINT64);
  get_property (object, name, &value);
  return g_value_get_uint64 (&value);
}

/* The string is static: it belongs to the enum's class. */
static const gchar *
get_nick (gpointer object, const gchar * name)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (object),
      name);
  GEnumValue *found;
  gint value;

  if (!spec || !G_IS_PARAM_SPEC_ENUM (spec))
    return NULL;
  g_object_get (object, name, &value, NULL);
  found = g_enum_get_value (G_PARAM_SPEC_ENUM (spec)->enum_class, value);
  return found ? found->value_nick : NULL;
}

static guint
take_id (const GstStructure * take)
{
  guint id = 0;

  gst_structure_get_uint (take, "id", &id);
  return id;
}

/* What a review can show: not what is thrown away, nor what has only begun. */
static gboolean
can_be_played (const GstStructure * take)
{
  gboolean discarded = FALSE;
  guint frames = 0;

  gst_structure_get_boolean (take, "discarded", &discarded);
  gst_structure_get_uint (take, "frames", &frames);
  return !discarded && frames > 0;
}

/* Whether the first or the last frame between the take's points shows. The
 * position is where the frame that shows starts; a point lies somewhere in the
 * frame that it names, mostly at its start. */
static void
read_ends (OnsetKeyState * state, const GstStructure * take)
{
  guint64 duration = 0, in = 0, out, frame;
  guint frames = 0;

  gst_structure_get_uint64 (take, "duration", &duration);
  gst_structure_get_uint (take, "frames", &frames);
  gst_structure_get_uint64 (take, "in", &in);

  frame = frames ? duration / frames : 0;
  if (!gst_structure_get_uint64 (take, "out", &out))
    out = duration - frame;
  state->first = state->position <= in;
  state->last = state->position + frame * 3 / 4 > out;
}

static void
read_takes (OnsetKeyState * state, const GValue * takes)
{
  gboolean passed = FALSE;
  guint i;

  for (i = 0; i < gst_value_array_get_size (takes); i++) {
    const GstStructure *take =
        gst_value_get_structure (gst_value_array_get_value (takes, i));
    gboolean rolling = FALSE;

    if (take_id (take) == state->take) {
      read_ends (state, take);
      passed = TRUE;
      if (can_be_played (take))
        state->latest = take_id (take);
      continue;
    }
    if (!can_be_played (take))
      continue;
    gst_structure_get_boolean (take, "rolling", &rolling);
    if (!rolling || state->latest == 0)
      state->latest = take_id (take);
    if (!passed)
      state->older = take_id (take);
    else if (state->newer == 0)
      state->newer = take_id (take);
  }
}

static gboolean
find_state (GstPad * pad, GstEvent ** event, gpointer user_data)
{
  const gchar **direction = user_data;

  (void) pad;
  if (gst_event_has_name (*event, ONSET_STATE)) {
    /* Interned, because the event may be replaced at any time. */
    *direction = g_intern_string (gst_structure_get_string
        (gst_event_get_structure (*event), "direction"));
    return FALSE;
  }
  return TRUE;
}

/* @settings: the element for its main output, the pad for another one. */
static void
read_state (OnsetKeyState * state, GstElement * element, GstPad * pad)
{
  gpointer settings = strcmp (GST_PAD_NAME (pad), MAIN_OUTPUT) == 0
      ? (gpointer) element : (gpointer) pad;
  GValue takes = G_VALUE_INIT;
  const gchar *mode = get_nick (settings, "mode");

  memset (state, 0, sizeof (*state));
  state->rate = get_double (settings, "rate", 1.0);
  state->at_end = get_nick (settings, "at-end");
  state->position = get_uint64 (settings, "position");
  if (g_strcmp0 (mode, "live") != 0)
    state->take = (guint) get_uint64 (settings, "current-take");

  state->direction = mode;
  if (g_strcmp0 (mode, "reverse") != 0 && g_strcmp0 (mode, "forward") != 0) {
    state->direction = NULL;
    gst_pad_sticky_events_foreach (pad, find_state, &state->direction);
  }

  g_value_init (&takes, GST_TYPE_ARRAY);
  get_property (element, "takes", &takes);
  read_takes (state, &takes);
  g_value_unset (&takes);
}

static void
send_command (Remote * self, GstPad * pad, GstStructure * command)
{
  gchar *id = g_strdup_printf ("key-%u", ++self->sent);

  gst_structure_set (command, "id", G_TYPE_STRING, id, NULL);
  g_free (id);
  /* An answer says what came of it. */
  gst_pad_send_event (pad, onset_command_event_new (command));
}

RemoteResult
remote_press (Remote * self, const gchar * key)
{
  OnsetKeyState state;
  GstStructure *command;
  GstElement *element;
  GstPad *pad;

  if (!onset_key_is_known (key))
    return REMOTE_UNKNOWN_KEY;
  if (!find_output (self, &element, &pad))
    return REMOTE_NOBODY;

  read_state (&state, element, pad);
  command = onset_key_to_command (key, &state);
  if (command)
    send_command (self, pad, command);
  gst_object_unref (pad);
  gst_object_unref (element);
  return REMOTE_SENT;
}
