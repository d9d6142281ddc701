/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * What the server's thread asks for and may not do itself, because an element
 * upstream may block: done in a thread of its own, one after the other.
 */
typedef struct _GstTabletCommander GstTabletCommander;

/* In its thread; takes @command. */
typedef void (*GstTabletCommandFunc) (const gchar * stream,
    GstStructure * command, gpointer user_data);

GstTabletCommander *gst_tablet_commander_new (GstTabletCommandFunc func,
    gpointer user_data);
/* What waits is dropped; what is under way is waited for. Not from @func. */
void gst_tablet_commander_free (GstTabletCommander * commander);
/* Takes @command. FALSE when too many wait: then it is dropped. */
gboolean gst_tablet_commander_push (GstTabletCommander * commander,
    const gchar * stream, GstStructure * command);

G_END_DECLS
