/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "packet.h"

#include "fmp4.h"
#include "wire.h"

TsPacket *
ts_packet_new (const TsLetter * letter)
{
  TsPacket *packet = g_new0 (TsPacket, 1);

  g_ref_count_init (&packet->refs);
  packet->frame = letter->frame;
  packet->sequence = letter->sequence;
  packet->discont = letter->discont;
  return packet;
}

TsPacket *
ts_packet_ref (TsPacket * packet)
{
  g_ref_count_inc (&packet->refs);
  return packet;
}

void
ts_packet_unref (TsPacket * packet)
{
  guint i;

  if (!g_ref_count_dec (&packet->refs))
    return;
  for (i = 0; i < 4; i++)
    g_clear_pointer (&packet->messages[i / 2][i % 2], g_bytes_unref);
  g_clear_pointer (&packet->fragment, g_bytes_unref);
  ts_frame_unref (packet->frame);
  g_free (packet);
}

GBytes *
ts_packet_message (TsPacket * packet, gboolean as_fragment, gboolean discont)
{
  GBytes **message = &packet->messages[!!as_fragment][!!discont];
  TsWireHeader header = {
    .type = as_fragment ? TS_WIRE_FRAGMENT : TS_WIRE_PICTURE,
    .flags = (packet->frame->key ? TS_WIRE_KEY : 0)
        | (discont ? TS_WIRE_DISCONT : 0),
    .sequence = packet->sequence,
    .captured = packet->frame->captured,
  };

  if (*message)
    return *message;
  if (as_fragment && !packet->fragment)
    packet->fragment = ts_fmp4_fragment (packet->frame, packet->number,
        packet->decode_time, packet->duration);
  *message = ts_wire_message (&header,
      as_fragment ? packet->fragment : packet->frame->data);
  return *message;
}
