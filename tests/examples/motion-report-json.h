/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * A structure as a line of JSON: {"message": its name, field: value, ...}.
 *
 * Numbers, strings, booleans, structures and arrays of structures; other fields
 * are left out. On the way back a whole number is uint64 (int64 if it is below
 * 0), any other double; null is left out.
 */

/* Without a line feed. */
void motion_report_json_append (GString * line, const GstStructure * s);
/* (transfer full) (nullable): NULL with @error. */
GstStructure *motion_report_json_parse (const gchar * line, GError ** error);

G_END_DECLS
