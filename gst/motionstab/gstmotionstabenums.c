/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstmotionstabenums.h"

GType
gst_motion_stab_intent_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {MS_INTENT_LOCKED_OFF, "A camera that stands still", "locked-off"},
    {MS_INTENT_DOLLY, "A move on track or wheels", "dolly"},
    {MS_INTENT_HANDHELD, "A camera in the hand", "handheld"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstMotionStabIntent", values));
  return (GType) type;
}

GType
gst_motion_stab_kinds_get_type (void)
{
  static gsize type = 0;
  static const GFlagsValue values[] = {
    {GST_MOTION_STAB_KIND_BUMP, "Up or down", "bump"},
    {GST_MOTION_STAB_KIND_SWAY, "Sideways", "sway"},
    {GST_MOTION_STAB_KIND_ROLL, "About the lens's axis", "roll"},
    {GST_MOTION_STAB_KIND_SPEED, "Forwards or backwards", "speed"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_flags_register_static ("GstMotionStabKinds", values));
  return (GType) type;
}

GType
gst_motion_stab_interlacing_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {GST_MOTION_STAB_INTERLACING_AUTO,
          "One field of each frame where the caps say interlaced",
        "auto"},
    {GST_MOTION_STAB_INTERLACING_PROGRESSIVE,
        "Whole frames whatever the caps say (PsF)", "progressive"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstMotionStabInterlacing", values));
  return (GType) type;
}

const gchar *
gst_motion_stab_shift_nick (MsShiftKind kind)
{
  switch (kind) {
    case MS_SHIFT_FIRST:
      return "first";
    case MS_SHIFT_MOVED:
      return "moved";
    case MS_SHIFT_DUPLICATE:
      return "duplicate";
    case MS_SHIFT_FLASH:
      return "flash";
    case MS_SHIFT_CUT:
      return "cut";
    default:
      return "blind";
  }
}

const gchar *
gst_motion_stab_jerk_nick (MsJerkKind kind)
{
  switch (kind) {
    case MS_JERK_SWAY:
      return "sway";
    case MS_JERK_BUMP:
      return "bump";
    case MS_JERK_ROLL:
      return "roll";
    default:
      return "speed";
  }
}

const gchar *
gst_motion_stab_level_nick (MsLevel level)
{
  switch (level) {
    case MS_LEVEL_NEEDS_FIX:
      return "needs-fix";
    case MS_LEVEL_NEEDS_REVIEW:
      return "needs-review";
    default:
      return "nominal";
  }
}
