/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

/*
 * What travels on a media socket: docs/tablet-protocol.md has it in words.
 * Any thread.
 */
#define TS_WIRE_VERSION 1
#define TS_WIRE_HEADER 16       /* bytes */
#define TS_WIRE_ACK 8           /* bytes, the whole message */

typedef enum
{
  TS_WIRE_FORMAT = 1,
  TS_WIRE_PICTURE = 2,          /* or a packet of sound */
  TS_WIRE_INIT = 3,
  TS_WIRE_FRAGMENT = 4,
  TS_WIRE_ENDED = 5,
  TS_WIRE_ACKNOWLEDGE = 16,     /* from the client */
} TsWireType;

typedef enum
{
  TS_WIRE_KEY = 1,
  TS_WIRE_DISCONT = 2,
} TsWireFlags;

typedef struct
{
  guint8 type;                  /* TsWireType */
  guint8 flags;                 /* TsWireFlags */
  guint32 sequence;
  gint64 captured;              /* us since 1970 */
} TsWireHeader;

/* TS_WIRE_HEADER bytes to @to. */
void ts_wire_write (const TsWireHeader * header, guint8 * to);
/* FALSE when @data is too short or of another version. */
gboolean ts_wire_parse (const guint8 * data, gsize size, TsWireHeader * header);
/* Header and @payload (NULL = none) in one piece; transfer full. */
GBytes *ts_wire_message (const TsWireHeader * header, GBytes * payload);

/* FALSE when @data is anything but an acknowledgement. */
gboolean ts_wire_parse_ack (const guint8 * data, gsize size,
    guint32 * sequence);
/* TS_WIRE_ACK bytes to @to: what tests and other clients send. */
void ts_wire_write_ack (guint32 sequence, guint8 * to);

/* The message of type 1; @fragments: with the member "mime". Transfer full. */
GBytes *ts_wire_format (const TsFormat * format, gboolean fragments);

G_END_DECLS
