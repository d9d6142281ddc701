/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "dolly-shot.h"

G_BEGIN_DECLS

/*
 * Whoever measures motion, behind one door. One thread each.
 */
typedef struct
{
  const gchar *name;
  gpointer (*open) (guint width, guint height);
  /* The next picture, stride = width: how it moved since the last, in pixels.
   * FALSE: nothing was found. */
  gboolean (*step) (gpointer self, const guint8 * luma, DollyMotion * motion);
  void (*close) (gpointer self);
} MotionPeer;

extern const MotionPeer motion_peer_vidstab;
extern const MotionPeer motion_peer_lk;
extern const MotionPeer motion_peer_ecc;

G_END_DECLS
