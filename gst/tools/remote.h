/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * The remote control: one output of one reverseplay, and the keys that act on
 * it. The output is looked up at each key, because pads and elements come and
 * go while a pipeline runs.
 *
 * @output names a source pad ("src", "review_0"), with its element in front
 * when there are several ("rp.review_0"). NULL is the main output of the first
 * reverseplay in the pipeline.
 */
typedef struct _Remote Remote;

Remote *remote_new (GstElement * pipeline, const gchar * output);
void remote_free (Remote * self);

/* FALSE, and why in @error, when there is no such output. */
gboolean remote_check (Remote * self, GError ** error);

typedef enum
{
  REMOTE_SENT,
  REMOTE_UNKNOWN_KEY,
  REMOTE_NOBODY                 /* there is no such output */
} RemoteResult;

/* Sends the command that @key stands for. The answer comes as a message. */
RemoteResult remote_press (Remote * self, const gchar * key);

/* Every reverseplay in @pipeline, in the order in which they were added.
 * (element-type GstElement) (transfer full) */
GList *remote_find_elements (GstElement * pipeline);

G_END_DECLS
