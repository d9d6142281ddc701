/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the server puts up with. Tests set others before they start one.
 */
typedef struct
{
  guint request_time;           /* ms from accepting, or from the first byte of
                                 * a further one, to the request's end */
  guint answer_time;            /* ms from there until the answer has left */
  guint idle_time;              /* ms that a connection waits for another */
  guint linger_time;            /* ms for the client to take note of its end */
  guint strangers;              /* connections without a session yet */
  guint regulars;               /* likewise, from addresses that had one */
  guint strangers_of_one;       /* of them from one address */
  guint regulars_of_one;
  guint per_client;             /* connections of one session or script */
  guint sockets;                /* of them WebSockets and MJPEG streams */
  guint command_time;           /* ms for somebody upstream to answer */
  guint commands_of_one;        /* waiting for that, of one client */
  guint commands;               /* of all */
  guint stalled_time;           /* ms for a control socket to take something */
  guint tick;                   /* ms between two messages with frames */
  guint connections;            /* of all; viewers are refused beyond it */
  guint handshakes;             /* of strangers, under way at a time */
  guint handshakes_of_one;      /* of them from one address */
  guint handshakes_of_regulars; /* from addresses that had a session */
  guint handshake_time;         /* ms that one has when another one waits for
                                 * its place: TCP may have to send twice again */
  guint handshake_time_of_strangers;    /* ms, when one of another address waits */
  guint addresses;              /* that had a session: so many are known */
  guint stats_time;             /* ms that who asks for stats waits */
  guint frames_per_second;      /* that one socket may send us, on average */
  guint pings_per_second;       /* likewise */
  guint save_time;              /* ms that stopping waits for the disk */
} TsLimits;

#define TS_LIMITS_DEFAULT { \
  10000, 30000, 15000, 1000, 128, 256, 16, 128, 48, 12, 2000, 64, 1024, 10000, \
  100, 512, 4, 3, 5, 3000, 500, 1024, 100, 300, 4, 2000 \
}

typedef struct _TsServer TsServer;

/* Before it is started. */
void ts_server_set_limits (TsServer * server, const TsLimits * limits);

G_END_DECLS
