/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "wire.h"

#include <string.h>

static void
put (guint8 * to, guint64 value, guint bytes)
{
  while (bytes--) {
    to[bytes] = value & 0xff;
    value >>= 8;
  }
}

static guint64
get (const guint8 * from, guint bytes)
{
  guint64 value = 0;
  guint i;

  for (i = 0; i < bytes; i++)
    value = value << 8 | from[i];
  return value;
}

void
ts_wire_write (const TsWireHeader * header, guint8 * to)
{
  to[0] = TS_WIRE_VERSION;
  to[1] = header->type;
  to[2] = header->flags;
  to[3] = 0;
  put (to + 4, header->sequence, 4);
  put (to + 8, (guint64) header->captured, 8);
}

gboolean
ts_wire_parse (const guint8 * data, gsize size, TsWireHeader * header)
{
  if (size < TS_WIRE_HEADER || data[0] != TS_WIRE_VERSION)
    return FALSE;
  header->type = data[1];
  header->flags = data[2];
  header->sequence = get (data + 4, 4);
  header->captured = (gint64) get (data + 8, 8);
  return TRUE;
}

GBytes *
ts_wire_message (const TsWireHeader * header, GBytes * payload)
{
  gsize size = 0;
  gconstpointer data = payload ? g_bytes_get_data (payload, &size) : NULL;
  guint8 *message = g_malloc (TS_WIRE_HEADER + size);

  ts_wire_write (header, message);
  if (size)
    memcpy (message + TS_WIRE_HEADER, data, size);
  return g_bytes_new_take (message, TS_WIRE_HEADER + size);
}

gboolean
ts_wire_parse_ack (const guint8 * data, gsize size, guint32 * sequence)
{
  if (size != TS_WIRE_ACK || data[0] != TS_WIRE_VERSION
      || data[1] != TS_WIRE_ACKNOWLEDGE || data[2] != 0 || data[3] != 0)
    return FALSE;
  *sequence = get (data + 4, 4);
  return TRUE;
}

void
ts_wire_write_ack (guint32 sequence, guint8 * to)
{
  to[0] = TS_WIRE_VERSION;
  to[1] = TS_WIRE_ACKNOWLEDGE;
  to[2] = to[3] = 0;
  put (to + 4, sequence, 4);
}

/* Names of codecs are letters, digits, dots: whatever else an encoder's caps
 * made of them must not end the string. */
static gchar *
plain (const gchar * codec)
{
  return g_strcanon (g_strdup (codec ? codec : ""),
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-", '_');
}

static void
append_picture (GString * json, const TsFormat * format)
{
  gchar fps[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (fps, sizeof (fps), "%.6g",
      format->fps_d ? (gdouble) format->fps_n / format->fps_d : 0.0);
  g_string_append_printf (json, ",\"width\":%u,\"height\":%u,\"fps\":%s%s",
      format->width, format->height, fps, strpbrk (fps, ".e") ? "" : ".0");
}

GBytes *
ts_wire_format (const TsFormat * format, gboolean fragments)
{
  gchar *codec = plain (format->codec);
  GString *json = g_string_new (NULL);
  TsWireHeader header = {.type = TS_WIRE_FORMAT };
  GBytes *text, *message;

  g_string_printf (json, "{\"codec\":\"%s\"", codec);
  if (format->config) {
    gsize size;
    gconstpointer config = g_bytes_get_data (format->config, &size);
    gchar *description = g_base64_encode (config, size);

    g_string_append_printf (json, ",\"description\":\"%s\"", description);
    g_free (description);
  }
  if (format->media == TS_MEDIA_OPUS)
    g_string_append_printf (json, ",\"rate\":%u,\"channels\":%u",
        format->rate, format->channels);
  else
    append_picture (json, format);
  if (fragments)
    g_string_append_printf (json, ",\"mime\":\"%s/mp4; codecs=\\\"%s\\\"\"",
        format->media == TS_MEDIA_OPUS ? "audio" : "video", codec);
  g_string_append_c (json, '}');

  text = g_string_free_to_bytes (json);
  message = ts_wire_message (&header, text);
  g_bytes_unref (text);
  g_free (codec);
  return message;
}
