/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "jerk.h"

G_BEGIN_DECLS

typedef enum
{
  GST_MOTION_STAB_INTERLACING_AUTO,
  GST_MOTION_STAB_INTERLACING_PROGRESSIVE,
} GstMotionStabInterlacing;

/* 1 << MsJerkKind */
typedef enum
{
  GST_MOTION_STAB_KIND_SWAY = 1 << MS_JERK_SWAY,
  GST_MOTION_STAB_KIND_BUMP = 1 << MS_JERK_BUMP,
  GST_MOTION_STAB_KIND_ROLL = 1 << MS_JERK_ROLL,
  GST_MOTION_STAB_KIND_SPEED = 1 << MS_JERK_SPEED,
} GstMotionStabKinds;

/* The values of MsIntent. */
#define GST_TYPE_MOTION_STAB_INTENT (gst_motion_stab_intent_get_type ())
GType gst_motion_stab_intent_get_type (void);
#define GST_TYPE_MOTION_STAB_KINDS (gst_motion_stab_kinds_get_type ())
GType gst_motion_stab_kinds_get_type (void);
#define GST_TYPE_MOTION_STAB_INTERLACING \
    (gst_motion_stab_interlacing_get_type ())
GType gst_motion_stab_interlacing_get_type (void);

/* The words of messages and metas. */
const gchar *gst_motion_stab_shift_nick (MsShiftKind kind);
const gchar *gst_motion_stab_jerk_nick (MsJerkKind kind);
const gchar *gst_motion_stab_level_nick (MsLevel level);

G_END_DECLS
