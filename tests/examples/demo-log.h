/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Numbers of frames as short lines: what counts up is written as a run
 * ("0..95"), one that stays is counted ("95x8", a pause), anything else is
 * written number by number, wrapped.
 */
typedef struct _DemoLog DemoLog;

DemoLog *demo_log_new (void);
void demo_log_free (DemoLog * self);

/* A frame under @label; another label than the last one's starts a line. */
void demo_log_frame (DemoLog * self, const gchar * label, guint number);

/* The lines that are complete, to be freed; with @all, the open one too. */
gchar *demo_log_take (DemoLog * self, gboolean all);

G_END_DECLS
