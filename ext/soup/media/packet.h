/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mailbox.h"

G_BEGIN_DECLS

/*
 * A frame with the messages that were made of it: each is made when the first
 * client wants it, and shared by all. One thread.
 */
typedef struct
{
  grefcount refs;
  TsFrame *frame;
  guint32 sequence;
  gboolean discont;             /* something before it is missing for all */
  guint epoch;                  /* of its format */
  guint32 number;               /* of its fragment */
  guint64 decode_time;          /* where the time line has it */
  guint32 duration;
  GBytes *fragment;
  GBytes *messages[2][2];       /* as it is or as a fragment; with
                                 * discontinuity or without */
} TsPacket;

/* Takes the frame in @letter. */
TsPacket *ts_packet_new (const TsLetter * letter);
TsPacket *ts_packet_ref (TsPacket * packet);
void ts_packet_unref (TsPacket * packet);

/* Transfer none. @discont: something before it is missing for this client. */
GBytes *ts_packet_message (TsPacket * packet, gboolean as_fragment,
    gboolean discont);

G_END_DECLS
