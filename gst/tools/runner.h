/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "report.h"

G_BEGIN_DECLS

/*
 * Takes a pipeline to PLAYING, looks after it and takes it down, as
 * gst-launch-1.0 does.
 */
typedef enum
{
  RUN_OK = 0,
  RUN_FAILED = 1,
  RUN_INTERRUPTED = 2           /* stopped before its end of stream */
} RunResult;

typedef struct _Runner Runner;

Runner *runner_new (GstElement * pipeline, const Report * report);
/* After the pipeline was taken to NULL. */
void runner_free (Runner * self);

/* @func is called once, when the pipeline has reached PLAYING. */
void runner_on_playing (Runner * self, GSourceFunc func, gpointer user_data);

/* Returns when it is over; the pipeline still holds what it had. */
RunResult runner_run (Runner * self);

/* Asks for the end of the stream, so that files are closed properly. The
 * second time it stops at once. */
void runner_stop (Runner * self);

G_END_DECLS
