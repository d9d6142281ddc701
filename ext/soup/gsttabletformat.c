/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletformat.h"

/* The pixels of @s as they are shown. */
static void
read_picture (TsFormat * format, const GstStructure * s)
{
  gint width = 0, height = 0, n = 0, d = 1;

  gst_structure_get_int (s, "width", &width);
  gst_structure_get_int (s, "height", &height);
  format->width = (guint) MAX (width, 0);
  format->height = (guint) MAX (height, 0);
  if (gst_structure_get_fraction (s, "pixel-aspect-ratio", &n, &d)
      && n > 0 && d > 0)
    format->width = (guint) gst_util_uint64_scale_int_round (format->width,
        n, d);
  if (gst_structure_get_fraction (s, "framerate", &n, &d) && n > 0 && d > 0) {
    format->fps_n = (guint) n;
    format->fps_d = (guint) d;
  }
}

/* RFC 6381: profile, constraints and level are bytes 1 to 3 of avcC. */
static gboolean
read_avc (TsFormat * format, const GstStructure * s)
{
  const GValue *value = gst_structure_get_value (s, "codec_data");
  GstBuffer *buffer = value ? gst_value_get_buffer (value) : NULL;
  guint8 *data;
  gpointer copy;
  gsize size;

  if (!buffer || gst_buffer_get_size (buffer) < 7)
    return FALSE;
  gst_buffer_extract_dup (buffer, 0, (gsize) - 1, &copy, &size);
  data = copy;
  format->codec = g_strdup_printf ("avc1.%02x%02x%02x", data[1], data[2],
      data[3]);
  format->config = g_bytes_new_take (copy, size);
  return TRUE;
}

/* RFC 7845, 5.1: in the first header, OpusHead, little-endian. */
static guint
read_pre_skip (const GstStructure * s)
{
  const GValue *headers = gst_structure_get_value (s, "streamheader");
  guint8 head[2] = { 0 };
  GstBuffer *buffer;

  if (!headers || !GST_VALUE_HOLDS_ARRAY (headers)
      || gst_value_array_get_size (headers) == 0)
    return 0;
  buffer = gst_value_get_buffer (gst_value_array_get_value (headers, 0));
  gst_buffer_extract (buffer, 10, head, sizeof (head));
  return head[0] | (guint) head[1] << 8;
}

static void
read_sound (TsFormat * format, const GstStructure * s)
{
  gint rate = 48000, channels = 0;

  gst_structure_get_int (s, "rate", &rate);
  gst_structure_get_int (s, "channels", &channels);
  format->codec = g_strdup ("opus");
  format->rate = (guint) rate;
  format->channels = (guint) channels;
  format->pre_skip = read_pre_skip (s);
}

TsFormat *
gst_tablet_format_from_caps (TsMedia media, const GstCaps * caps)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  TsFormat *format = ts_format_new (media);

  switch (media) {
    case TS_MEDIA_H264:
      read_picture (format, s);
      if (!read_avc (format, s)) {
        ts_format_unref (format);
        return NULL;
      }
      break;
    case TS_MEDIA_JPEG:
      read_picture (format, s);
      format->codec = g_strdup ("image/jpeg");
      break;
    case TS_MEDIA_OPUS:
      read_sound (format, s);
      break;
  }
  return format;
}

#define NAL_TYPE(byte) ((byte) & 0x1f)
#define NAL_IDR 5

gboolean
gst_tablet_format_is_idr (const TsFormat * format, const guint8 * data,
    gsize size)
{
  gsize config_size = 0;
  const guint8 *config = format->config ?
      g_bytes_get_data (format->config, &config_size) : NULL;
  gsize width = config_size > 4 ? (config[4] & 3) + 1 : 4;

  while (size > width) {
    guint32 length = 0;
    gsize i;

    for (i = 0; i < width; i++)
      length = length << 8 | data[i];
    data += width;
    size -= width;
    if (length == 0 || length > size)
      return FALSE;
    if (NAL_TYPE (data[0]) == NAL_IDR)
      return TRUE;
    data += length;
    size -= length;
  }
  return FALSE;
}
