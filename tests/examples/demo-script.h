/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "demo-camera.h"
#include "demo-monitor.h"

G_BEGIN_DECLS

/*
 * What happens on the demo's set, by the clock: live, roll, cut, the take in
 * reverse, and again. Talks to reverseplay as anybody downstream does: with
 * "onset-command" events at its source pad, and messages as the answer.
 */
typedef struct _DemoScript DemoScript;

typedef enum
{
  DEMO_GOES_ON,
  DEMO_DONE,
  DEMO_FAILED                   /* said why */
} DemoVerdict;

DemoScript *demo_script_new (GstElement * reverseplay, DemoCamera * camera,
    DemoMonitor * monitor, gboolean once);
void demo_script_free (DemoScript * self);

/* Some milliseconds have passed. */
DemoVerdict demo_script_tick (DemoScript * self);
/* An element message of reverseplay. */
DemoVerdict demo_script_message (DemoScript * self, const GstStructure * s);
/* Nothing more will come. */
DemoVerdict demo_script_end (DemoScript * self);

G_END_DECLS
