/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * What reverseplay tells the elements around it.
 *
 * onset-state   downstream, sticky: what an output shows. Fields: output
 *               (string), mode (nick), rolling (boolean), take (uint, 0 =
 *               none), name (string), index and frames (uint), direction
 *               (nick), rate (double), at-end and after-take (nick),
 *               running-time (uint64 ns of the slot from which it holds).
 * onset-takes   downstream, sticky: "takes", a GstValueArray of structures
 *               onset-take, oldest first.
 * onset-rolling upstream: rolling (boolean), take (uint).
 */
#define ONSET_STATE "onset-state"
#define ONSET_TAKES "onset-takes"
#define ONSET_TAKE "onset-take"
#define ONSET_ROLLING "onset-rolling"

/* Takes ownership of @state, named ONSET_STATE. */
GstEvent *onset_state_event_new (GstStructure * state);
/* @takes: a GstValueArray of structures; copied. */
GstEvent *onset_takes_event_new (const GValue * takes);
GstEvent *onset_rolling_event_new (gboolean rolling, guint take);

G_END_DECLS
