/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mp4box.h"

#include <string.h>

void
ts_box_bytes (GByteArray * out, gconstpointer data, gsize size)
{
  g_byte_array_append (out, data, size);
}

void
ts_box_u8 (GByteArray * out, guint8 value)
{
  g_byte_array_append (out, &value, 1);
}

void
ts_box_u16 (GByteArray * out, guint16 value)
{
  value = GUINT16_TO_BE (value);
  ts_box_bytes (out, &value, sizeof (value));
}

void
ts_box_u32 (GByteArray * out, guint32 value)
{
  value = GUINT32_TO_BE (value);
  ts_box_bytes (out, &value, sizeof (value));
}

void
ts_box_u64 (GByteArray * out, guint64 value)
{
  value = GUINT64_TO_BE (value);
  ts_box_bytes (out, &value, sizeof (value));
}

void
ts_box_zeros (GByteArray * out, guint n)
{
  guint at = out->len;

  g_byte_array_set_size (out, at + n);
  memset (out->data + at, 0, n);
}

void
ts_box_patch_u32 (GByteArray * out, guint at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (out->data + at, &value, sizeof (value));
}

guint
ts_box_begin (GByteArray * out, const gchar * type)
{
  guint box = out->len;

  ts_box_u32 (out, 0);
  ts_box_bytes (out, type, 4);
  return box;
}

guint
ts_box_begin_full (GByteArray * out, const gchar * type, guint8 version,
    guint32 flags)
{
  guint box = ts_box_begin (out, type);

  ts_box_u32 (out, (guint32) version << 24 | flags);
  return box;
}

void
ts_box_end (GByteArray * out, guint box)
{
  ts_box_patch_u32 (out, box, out->len - box);
}
