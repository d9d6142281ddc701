/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Numbers in order, for medians of the last so many of a series: to put one in
 * and take one out costs much less than to sort them all for each frame.
 */

/* @sorted has room for one more than the @n that are in it. */
void ms_sorted_add (gdouble * sorted, guint n, gdouble value);
/* @value is one of the @n > 0. */
void ms_sorted_remove (gdouble * sorted, guint n, gdouble value);

G_END_DECLS
