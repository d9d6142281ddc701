/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What there is on the server, by exact path. Any thread.
 */
typedef enum
{
  TS_ROUTE_NONE,
  TS_ROUTE_ROOT,                /* the page, or the pairing form */
  TS_ROUTE_ASSET,               /* a file of the page */
  TS_ROUTE_PAIR,
  TS_ROUTE_UNPAIR,
  TS_ROUTE_STREAMS,
  TS_ROUTE_STATE,
  TS_ROUTE_TAKES,
  TS_ROUTE_COMMAND,
  TS_ROUTE_CONTROL,
  TS_ROUTE_H264,
  TS_ROUTE_JPEG,
  TS_ROUTE_OPUS,
  TS_ROUTE_MJPEG,
  TS_ROUTE_SNAPSHOT,
  TS_ROUTE_METRICS,
} TsRoute;

typedef enum
{
  TS_ROUTE_POST = 1 << 0,       /* otherwise GET */
  TS_ROUTE_SOCKET = 1 << 1,
  TS_ROUTE_OPEN = 1 << 2,       /* needs no session */
  TS_ROUTE_STREAMING = 1 << 3,  /* lasts: counts as a socket */
  TS_ROUTE_FORM = 1 << 4,       /* takes a form as well as JSON */
  TS_ROUTE_BODY = 1 << 5,       /* needs one */
} TsRouteFlags;

/* Anything but @path as it is written here is TS_ROUTE_NONE. Assets are not
 * among them. */
TsRoute ts_route_find (const gchar * path, TsRouteFlags * flags);

G_END_DECLS
