/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "frame.h"

const gchar *
ts_media_name (TsMedia media)
{
  static const gchar *const names[TS_N_MEDIA] = { "h264", "jpeg", "opus" };

  return names[media];
}

TsFormat *
ts_format_new (TsMedia media)
{
  TsFormat *format = g_new0 (TsFormat, 1);

  g_atomic_ref_count_init (&format->refs);
  format->media = media;
  format->fps_d = 1;
  return format;
}

TsFormat *
ts_format_ref (TsFormat * format)
{
  g_atomic_ref_count_inc (&format->refs);
  return format;
}

void
ts_format_unref (TsFormat * format)
{
  if (!g_atomic_ref_count_dec (&format->refs))
    return;
  g_free (format->codec);
  g_clear_pointer (&format->config, g_bytes_unref);
  g_free (format);
}

TsFrame *
ts_frame_new (TsFormat * format, GBytes * data)
{
  TsFrame *frame = g_new0 (TsFrame, 1);

  g_atomic_ref_count_init (&frame->refs);
  frame->format = ts_format_ref (format);
  frame->data = data;
  return frame;
}

TsFrame *
ts_frame_ref (TsFrame * frame)
{
  g_atomic_ref_count_inc (&frame->refs);
  return frame;
}

void
ts_frame_unref (TsFrame * frame)
{
  if (!g_atomic_ref_count_dec (&frame->refs))
    return;
  ts_format_unref (frame->format);
  g_bytes_unref (frame->data);
  g_free (frame);
}
