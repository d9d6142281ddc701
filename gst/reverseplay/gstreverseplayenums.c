/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplayenums.h"

GType
gst_reverse_play_mode_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {GST_REVERSE_PLAY_MODE_LIVE, "The camera", "live"},
    {GST_REVERSE_PLAY_MODE_REVERSE, "A take, backwards", "reverse"},
    {GST_REVERSE_PLAY_MODE_FORWARD, "A take, as it was shot", "forward"},
    {GST_REVERSE_PLAY_MODE_PAUSED, "A frame of a take, still", "paused"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstReversePlayMode", values));
  return (GType) type;
}

GType
gst_reverse_play_after_take_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {GST_REVERSE_PLAY_AFTER_TAKE_NONE, "Stay live", "none"},
    {GST_REVERSE_PLAY_AFTER_TAKE_REVERSE, "Show the take in reverse",
        "reverse"},
    {GST_REVERSE_PLAY_AFTER_TAKE_FORWARD, "Show the take as it was shot",
        "forward"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstReversePlayAfterTake", values));
  return (GType) type;
}

GType
gst_reverse_play_at_end_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {GST_REVERSE_PLAY_AT_END_LIVE, "Back to the camera", "live"},
    {GST_REVERSE_PLAY_AT_END_HOLD, "Hold the last frame shown", "hold"},
    {GST_REVERSE_PLAY_AT_END_LOOP, "Start over", "loop"},
    {GST_REVERSE_PLAY_AT_END_PING_PONG, "Turn round", "ping-pong"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstReversePlayAtEnd", values));
  return (GType) type;
}

GType
gst_reverse_play_direction_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {GST_REVERSE_PLAY_DIRECTION_REVERSE, "Backwards", "reverse"},
    {GST_REVERSE_PLAY_DIRECTION_FORWARD, "As it was shot", "forward"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstReversePlayDirection", values));
  return (GType) type;
}

GType
gst_reverse_play_trigger_get_type (void)
{
  static gsize type = 0;
  static const GFlagsValue values[] = {
    {GST_REVERSE_PLAY_TRIGGER_COMMAND, "Signals, commands and keys",
        "command"},
    {GST_REVERSE_PLAY_TRIGGER_TIMECODE,
        "Timecode that starts and stops advancing (rec-run)", "timecode"},
    {GST_REVERSE_PLAY_TRIGGER_RECORD_FLAG,
          "The camera's record flag: onset-record as event or meta",
        "record-flag"},
    {GST_REVERSE_PLAY_TRIGGER_TALLY,
        "The camera's record sign in the picture: tally-region", "tally"},
    {GST_REVERSE_PLAY_TRIGGER_STREAM,
        "The whole stream, from its first buffer to EOS", "stream"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_flags_register_static ("GstReversePlayTrigger", values));
  return (GType) type;
}

GType
gst_reverse_play_interlacing_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {GST_REVERSE_PLAY_INTERLACING_AUTO, "As the caps say", "auto"},
    {GST_REVERSE_PLAY_INTERLACING_PROGRESSIVE,
        "Whole frames whatever the caps say (PsF)", "progressive"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstReversePlayInterlacing", values));
  return (GType) type;
}

GType
gst_reverse_play_field_order_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {GST_REVERSE_PLAY_FIELD_ORDER_SWAP,
          "Frames stay; caps and flags say that the other field is first",
        "swap"},
    {GST_REVERSE_PLAY_FIELD_ORDER_KEEP,
          "The order stays; fields of neighbouring frames make new frames",
        "keep"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstReversePlayFieldOrder", values));
  return (GType) type;
}

const gchar *
gst_reverse_play_nick (GType type, gint value)
{
  GEnumClass *klass = g_type_class_ref (type);
  const GEnumValue *entry = g_enum_get_value (klass, value);
  const gchar *nick = entry ? entry->value_nick : "";

  /* The tables are static and the class stays. */
  g_type_class_unref (klass);
  return nick;
}

gboolean
gst_reverse_play_from_nick (GType type, const gchar * nick, gint * value)
{
  GEnumClass *klass = g_type_class_ref (type);
  const GEnumValue *entry = g_enum_get_value_by_nick (klass, nick);

  if (entry)
    *value = entry->value;
  g_type_class_unref (klass);
  return entry != NULL;
}
