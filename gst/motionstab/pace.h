/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "shift.h"

G_BEGIN_DECLS

/*
 * MsPace: is the move's speed constant, and does the actor keep his distance?
 *
 * The dolly's speed is seen as the background's expansion: it shrinks as the
 * camera backs away from it. The speed is compared with its own median over the
 * move; the subject's change of scale is a mean over the last second. A band has
 * to be left for a second before it is told, once each time.
 *
 * No heap use per frame. One thread at a time.
 */
typedef struct
{
  gdouble expansion;            /* of the background: log of the ratio, per second */
  gdouble speed;                /* relative to the move's median; 0 = unknown */
  gdouble subject_drift;        /* % of its size per second, > 0: he gains */
  gboolean has_subject;
  gboolean speed_off, subject_off;      /* left their band in this frame */
} MsPaceReading;

typedef struct
{
  gdouble fps;
  gdouble speed_band;           /* 0.15 = 15 % either way */
  gdouble drift_band;           /* % per second either way */
} MsPaceSettings;

typedef struct _MsPace MsPace;

MsPace *ms_pace_new (void);
void ms_pace_free (MsPace * pace);
void ms_pace_set (MsPace * pace, const MsPaceSettings * settings);
void ms_pace_reset (MsPace * pace);
void ms_pace_add (MsPace * pace, const MsShift * shift, MsPaceReading *
    reading);

G_END_DECLS
