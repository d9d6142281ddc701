/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "routes.h"

#include <string.h>

static const struct
{
  const gchar *path;
  TsRoute route;
  TsRouteFlags flags;
} routes[] = {
  {"/", TS_ROUTE_ROOT, TS_ROUTE_OPEN},
  {"/api/v1/pair", TS_ROUTE_PAIR,
      TS_ROUTE_POST | TS_ROUTE_OPEN | TS_ROUTE_FORM | TS_ROUTE_BODY},
  {"/api/v1/unpair", TS_ROUTE_UNPAIR, TS_ROUTE_POST},
  {"/api/v1/streams", TS_ROUTE_STREAMS, 0},
  {"/api/v1/state", TS_ROUTE_STATE, 0},
  {"/api/v1/takes", TS_ROUTE_TAKES, 0},
  {"/api/v1/command", TS_ROUTE_COMMAND, TS_ROUTE_POST | TS_ROUTE_BODY},
  {"/api/v1/control", TS_ROUTE_CONTROL, TS_ROUTE_SOCKET},
  {"/media/h264", TS_ROUTE_H264, TS_ROUTE_SOCKET},
  {"/media/jpeg", TS_ROUTE_JPEG, TS_ROUTE_SOCKET},
  {"/media/opus", TS_ROUTE_OPUS, TS_ROUTE_SOCKET},
  {"/media/mjpeg", TS_ROUTE_MJPEG, TS_ROUTE_STREAMING},
  {"/media/snapshot.jpg", TS_ROUTE_SNAPSHOT, 0},
  {"/metrics", TS_ROUTE_METRICS, 0},
};

TsRoute
ts_route_find (const gchar * path, TsRouteFlags * flags)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (strcmp (path, routes[i].path) == 0) {
      *flags = routes[i].flags;
      return routes[i].route;
    }
  }
  *flags = 0;
  return TS_ROUTE_NONE;
}
