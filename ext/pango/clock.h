/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Times and rates as people on a set read them. Locale plays no part: what is
 * on the monitor looks the same everywhere. Each result is to be freed.
 */

/* 00:07, 12:34, 1:02:03: how long a take has been rolling. */
gchar *ov_clock_elapsed (gint64 ns);
/* 00:07.3, 1:02:03.4: a position in a take without a frame rate. */
gchar *ov_clock_time (gint64 ns);
/* 00:00:07:12: the position of frame @index, counted in frames as editors do:
 * as many to a second as the rate rounds to, none left out. */
gchar *ov_clock_frames (guint64 index, gint fps_n, gint fps_d);
/* ×0.5; NULL at rate 1, which is not worth a word. */
gchar *ov_clock_rate (gdouble rate);

G_END_DECLS
