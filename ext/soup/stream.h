/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "meter.h"

G_BEGIN_DECLS

/*
 * A client's connection as libsoup sees it: first what we have read already,
 * then what comes; counted in both directions, and closed by us: libsoup
 * closes at once, which throws away an answer whose request was not read to
 * its end, and a TLS connection it closes in a way that may block.
 * All of it in the thread that made it.
 */
#define TS_TYPE_STREAM (ts_stream_get_type ())
G_DECLARE_FINAL_TYPE (TsStream, ts_stream, TS, STREAM, GIOStream)

/* Libsoup has closed it. @socket is still open. */
typedef void (*TsStreamClosed) (gpointer user_data);
/* Too much came: say why and close it; to libsoup it has ended. */
typedef void (*TsStreamExceeded) (TsMeterResult result, gpointer user_data);

/* @base: a plain or a TLS connection over @socket; both get a reference. */
TsStream *ts_stream_new (GIOStream * base, GSocket * socket,
    TsStreamClosed closed, gpointer user_data);
/* To be read before anything else; takes @first. */
void ts_stream_set_first (TsStream * stream, GByteArray * first);
/* From now on what comes is a client's end of a WebSocket; also counts what
 * is in the buffer for it. */
void ts_stream_set_meter (TsStream * stream, const TsMeterLimits * limits,
    TsStreamExceeded exceeded);
/* Bytes that went into the socket (or into TLS) so far. */
guint64 ts_stream_get_written (TsStream * stream);
GSocket *ts_stream_get_socket (TsStream * stream);

G_END_DECLS
