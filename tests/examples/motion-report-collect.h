/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * Runs a pipeline and hands on what motionstab says in it, in order, in the
 * caller's thread.
 */
typedef void (*CollectFunc) (const GstStructure * s, gpointer user_data);

typedef struct
{
  const gchar *intent;          /* of motionstab, or NULL */
  gboolean progress;            /* on standard error */
  CollectFunc func;
  gpointer user_data;
} CollectOptions;

/* A file or a URI, as fast as it goes. FALSE with @error. */
gboolean collect_from_input (const gchar * input, const CollectOptions *
    options, GError ** error);
/* The user's own: the metas of the frames that reach the element "out", and
 * what is said on the bus. */
gboolean collect_from_pipeline (const gchar * description, const CollectOptions
    * options, GError ** error);
/* What save-log wrote. */
gboolean collect_from_log (const gchar * file, const CollectOptions * options,
    GError ** error);

/* From a signal handler: the pipeline ends as if its stream had. */
void collect_stop (void);

G_END_DECLS
