/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * Fields of a structure as text for a terminal. Each appends @before, the
 * field and @after to @line, or nothing when there is no such field.
 */

/* A string; empty ones count as absent. Control characters are made visible,
 * and long texts cut. */
void report_append_text (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after);
/* An enum's nick, or a string. */
void report_append_nick (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after);
/* Any type of integer. */
void report_append_uint (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after);
void report_append_uint_unless_0 (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after);
/* ns, as 0:00:00.000. */
void report_append_time (GString * line, const gchar * before,
    const GstStructure * s, const gchar * field, const gchar * after);

gboolean report_is_set (const GstStructure * s, const gchar * field);

/* @text as one line that cannot do anything to a terminal. */
void report_append_printable (GString * line, const gchar * text);

G_END_DECLS
