/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * What reverseplay tells the elements around it, and what it is told.
 *
 * onset-state   downstream, sticky: what an output shows. Fields: output
 *               (string), mode (nick), rolling (boolean), take (uint, 0 =
 *               none), name (string), index and frames (uint), direction
 *               (nick), rate (double), at-end and after-take (nick),
 *               running-time (uint64 ns of the slot from which it holds).
 * onset-takes   downstream, sticky: "takes", a GstValueArray of structures
 *               onset-take, oldest first.
 * onset-rolling upstream: rolling (boolean), take (uint), and where they are
 *               known start-running-time and, once it has ended,
 *               stop-running-time (uint64 ns): those of the take's first and
 *               of its last frame. Both may lie in the past.
 * motionstab-report downstream, serialized: take (uint, 0 = the whole stream),
 *               frames (uint64), jerks (GstValueArray of structures
 *               onset-jerk, see onset-meta.h, each with running-time, uint64
 *               ns, of its onset).
 * onset-record  downstream, from a capture element or an application that
 *               knows the camera's record flag: recording (boolean). Serialized
 *               it holds from the next buffer on, out of band from the next
 *               buffer that arrives.
 */
#define ONSET_STATE "onset-state"
#define ONSET_TAKES "onset-takes"
#define ONSET_TAKE "onset-take"
#define ONSET_ROLLING "onset-rolling"
#define ONSET_RECORD "onset-record"
#define ONSET_REPORT "motionstab-report"

/* Takes ownership of @state, named ONSET_STATE. */
GstEvent *onset_state_event_new (GstStructure * state);
/* @takes: a GstValueArray of structures; copied. */
GstEvent *onset_takes_event_new (const GValue * takes);
/* @start, @stop: running times, GST_CLOCK_TIME_NONE = not known. */
GstEvent *onset_rolling_event_new (gboolean rolling, guint take,
    GstClockTime start, GstClockTime stop);
/* FALSE when @event is another one, or says nothing. */
gboolean onset_rolling_event_parse (GstEvent * event, gboolean * rolling,
    guint * take, GstClockTime * start, GstClockTime * stop);
/* Takes ownership of @report, named ONSET_REPORT. */
GstEvent *onset_report_event_new (GstStructure * report);
/* @serialized: FALSE = out of band. */
GstEvent *onset_record_event_new (gboolean recording, gboolean serialized);
/* FALSE when @event is another one, or says nothing. */
gboolean onset_record_event_parse (GstEvent * event, gboolean * recording);

G_END_DECLS
