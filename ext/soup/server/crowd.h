/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Connections that have not shown yet who they are, in the order in which they
 * came. When there are too many the newcomer is let in and the oldest of
 * whoever has most goes: who asks at once is served, and who holds
 * connections open holds up himself. Not for several threads.
 */
typedef struct _TsCrowd TsCrowd;

TsCrowd *ts_crowd_new (guint max, guint max_of_one);
void ts_crowd_free (TsCrowd * crowd);

/* @key: whose it is, as ts_address_key() says. Returns the item that has to
 * go and is no longer in it, or NULL. */
gpointer ts_crowd_add (TsCrowd * crowd, gpointer item, const gchar * key);
/* Does nothing when it is not in it. */
void ts_crowd_remove (TsCrowd * crowd, gpointer item);
guint ts_crowd_size (TsCrowd * crowd);

G_END_DECLS
