/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Many viewers in one thread, without libsoup: what they take must not be
 * what is measured. They speak WebSocket or MJPEG, or read the same messages
 * without any of it.
 */
typedef enum
{
  VIEWER_SOCKET,                /* acknowledges each frame */
  VIEWER_MJPEG,
  VIEWER_RAW,
} ViewerKind;

/* How some of them behave. */
typedef struct
{
  guint stalled;                /* never read */
  guint slow;                   /* read at 3 Mbit/s */
  guint vanish;                 /* are gone after a second */
} ViewerTrouble;

/* A frame of MJPEG says here when it was captured: us since 1970, host order,
 * at its beginning. */

/* Watches 127.0.0.1:@port/@path for @seconds with @n good viewers and some
 * others. Prints one line: delays of the good ones and of the slow ones, ms,
 * and the numbers of their pictures. */
int fanout_viewers_run (guint port, const gchar * path, ViewerKind kind,
    guint n, const ViewerTrouble * trouble, gdouble seconds);

G_END_DECLS
