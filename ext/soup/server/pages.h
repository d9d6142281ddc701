/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The files of the page, from what is built into the library. Never changes
 * once it is made; any thread.
 */
typedef struct _TsPages TsPages;

typedef struct
{
  GBytes *data;
  const gchar *type;            /* Content-Type */
  gchar *tag;                   /* ETag, with its quotes */
} TsPage;

TsPages *ts_pages_new (void);
void ts_pages_free (TsPages * pages);

/* The paths of all of them ("/app.js", "/pair/index.html"), a set. */
GHashTable *ts_pages_paths (TsPages * pages);
/* NULL when there is none. */
const TsPage *ts_pages_get (TsPages * pages, const gchar * path);

G_END_DECLS
