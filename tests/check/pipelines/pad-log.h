/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * PadLog: what went through a pad, kept by a probe, and the waiting for it.
 * Pictures are kept as checksums of what is to be seen of them.
 */
typedef struct
{
  gsize size;
  gchar md5[33];
  GstClockTime pts, duration;
  GstClockTime running_time, stream_time;
  gdouble applied_rate;
  gboolean discont, gap, delta;
  gboolean playback;            /* has an onset-frame; the rest is from it */
  guint take, index, frames;
  gboolean reverse;
} PadFrame;

typedef struct _PadLog PadLog;

/* From here on. @pad: transfer full. */
PadLog *pad_log_new (GstPad * pad);
PadLog *pad_log_new_at (GstElement * bin, const gchar * element,
    const gchar * pad);
void pad_log_free (PadLog * log);

guint pad_log_n_frames (PadLog * log);
/* A copy; fails the test when it is not there. */
PadFrame pad_log_frame (PadLog * log, guint i);
guint pad_log_n_events (PadLog * log, GstEventType type);
/* Custom events by the name of their structure. */
guint pad_log_n_custom (PadLog * log, const gchar * name);
GstCaps *pad_log_caps (PadLog * log);

/* Number of the first frame from @from on that is (or is not) of a playback;
 * G_MAXUINT when there is none. */
guint pad_log_find (PadLog * log, guint from, gboolean playback);

/* FALSE when it has not come within the deadline of a test. */
gboolean pad_log_wait_frames (PadLog * log, guint n);
gboolean pad_log_wait_find (PadLog * log, guint from, gboolean playback,
    guint * found);
gboolean pad_log_wait_eos (PadLog * log);
gboolean pad_log_wait_event (PadLog * log, GstEventType type, guint n);

/* Seconds that a test may wait for something that has to come. */
guint pad_log_deadline (void);

G_END_DECLS
