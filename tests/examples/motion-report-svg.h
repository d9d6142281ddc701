/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "motion-report-data.h"

G_BEGIN_DECLS

/*
 * The pictures of a take, as inline SVG; colours are classes of the page's style
 * sheet. A jerk's kind is a shape, its level how the shape is filled and its
 * colour.
 */

/* Text as XML has it: escaped, and without what XML cannot hold. */
void report_append_text (GString * out, const gchar * text);

/* A shape about @x, @y. */
void report_append_mark (GString * out, ReportAxis kind, ReportLevel level,
    gdouble x, gdouble y);
/* All jerks on four lanes. */
void report_append_timeline (GString * out, const ReportTake * take);
/* The path of an axis, summed up, and below it the motion of each frame. */
void report_append_axis (GString * out, const ReportTake * take,
    ReportAxis axis);

G_END_DECLS
