/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * The lines that onset-launch prints. What a name or a note holds comes from
 * anywhere (a tablet, a slate, a camera), so no control character of it
 * reaches the terminal.
 *
 * With @quiet nothing is printed but what went wrong.
 */
typedef struct
{
  gboolean quiet;
  gboolean verbose;
} Report;

/* The line for @message; TRUE when it has one. */
gboolean report_message (const Report * report, GstMessage * message);

/* A line of our own. */
void report_line (const Report * report, const gchar * format, ...)
    G_GNUC_PRINTF (2, 3);

/* Every take that the pipeline's reverseplay elements hold. */
void report_takes (const Report * report, GstElement * pipeline);

G_END_DECLS
