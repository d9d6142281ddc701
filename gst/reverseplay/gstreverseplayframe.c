/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

#include <string.h>

#include "copy.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

gboolean
gst_reverse_play_frame_is_plain (GstBuffer * buffer, const GstVideoInfo * info)
{
  GstVideoMeta *meta = gst_buffer_get_video_meta (buffer);
  guint i;

  if (!meta)
    return TRUE;
  for (i = 0; i < GST_VIDEO_INFO_N_PLANES (info); i++) {
    if (meta->offset[i] != info->offset[i]
        || meta->stride[i] != info->stride[i])
      return FALSE;
  }
  return TRUE;
}

gsize
gst_reverse_play_frame_size (GstBuffer * buffer, const GstVideoInfo * info)
{
  /* What lies behind the picture is not kept. */
  return info ? GST_VIDEO_INFO_SIZE (info) : gst_buffer_get_size (buffer);
}

gboolean
gst_reverse_play_frame_is_in (GstBuffer * buffer, GstAllocator * allocator)
{
  guint i, n = gst_buffer_n_memory (buffer);

  for (i = 0; i < n; i++) {
    if (gst_buffer_peek_memory (buffer, i)->allocator != allocator)
      return FALSE;
  }
  return n > 0;
}

/* Metas that speak of upstream's memory stay behind: the copy has memory of
 * its own, and a reference would empty the camera's pool. */
static gboolean
copy_meta (GstBuffer * from, GstMeta ** meta, gpointer to)
{
  const GstMetaInfo *info = (*meta)->info;
  GstMetaTransformCopy copy = { FALSE, 0, (gsize) - 1 };

  if (info->api == GST_PARENT_BUFFER_META_API_TYPE
      || info->api == GST_VIDEO_META_API_TYPE
      || gst_meta_api_type_has_tag (info->api, _gst_meta_tag_memory))
    return TRUE;
  if (info->transform_func)
    info->transform_func (to, *meta, from, _gst_meta_transform_copy, &copy);
  return TRUE;
}

/* One copy, into the layout that the caps say: whoever reads the history has
 * no need of GstVideoMeta. */
static gboolean
copy_picture (GstBuffer * from, GstBuffer * to, const GstVideoInfo * info)
{
  GstVideoFrame source, target;
  gboolean ok = FALSE;

  if (!gst_video_frame_map (&source, info, from, GST_MAP_READ))
    return FALSE;
  if (gst_video_frame_map (&target, info, to, GST_MAP_WRITE)) {
    ok = gst_video_frame_copy (&target, &source);
    gst_video_frame_unmap (&target);
  }
  gst_video_frame_unmap (&source);
  return ok;
}

static gboolean
copy_memory (GstMemory * memory, guint8 ** to, gsize * left)
{
  GstMapInfo map;
  gsize size;

  if (!gst_memory_map (memory, &map, GST_MAP_READ))
    return FALSE;
  size = MIN (map.size, *left);
  rp_copy (*to, map.data, size);
  gst_memory_unmap (memory, &map);
  *to += size;
  *left -= size;
  return TRUE;
}

static gboolean
copy_bytes (GstBuffer * from, GstBuffer * to)
{
  guint i, n = gst_buffer_n_memory (from);
  gboolean ok = TRUE;
  GstMapInfo map;
  guint8 *data;
  gsize left;

  if (!gst_buffer_map (to, &map, GST_MAP_WRITE))
    return FALSE;
  data = map.data;
  left = map.size;
  for (i = 0; i < n && ok && left > 0; i++)
    ok = copy_memory (gst_buffer_peek_memory (from, i), &data, &left);
  gst_buffer_unmap (to, &map);
  return ok && left == 0;
}

static void
share_memory (GstBuffer * from, GstBuffer * to)
{
  guint i, n = gst_buffer_n_memory (from);

  for (i = 0; i < n; i++)
    gst_buffer_append_memory (to, gst_buffer_get_memory (from, i));
}

GstBuffer *
gst_reverse_play_frame_store (GstBuffer * buffer, GstMemory * memory,
    const GstVideoInfo * info)
{
  GstBuffer *stored = gst_buffer_new ();
  gboolean ok = TRUE;

  if (memory) {
    gst_buffer_append_memory (stored, memory);
    if (info && !gst_reverse_play_frame_is_plain (buffer, info))
      ok = copy_picture (buffer, stored, info);
    else
      ok = copy_bytes (buffer, stored);
  } else {
    share_memory (buffer, stored);
  }
  if (!ok) {
    gst_buffer_unref (stored);
    return NULL;
  }

  gst_buffer_copy_into (stored, buffer,
      GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, (gsize) - 1);
  GST_BUFFER_FLAG_UNSET (stored, GST_BUFFER_FLAG_TAG_MEMORY);
  gst_buffer_foreach_meta (buffer, copy_meta, stored);
  return stored;
}

/* One line of black in the format in which video formats are packed. */
static guint8 *
black_line (const GstVideoFormatInfo * unpack, const GstVideoInfo * info)
{
  gint width = GST_VIDEO_INFO_WIDTH (info), bits, i, c;
  gboolean wide = GST_VIDEO_FORMAT_INFO_BITS (unpack) > 8;
  gint offset[GST_VIDEO_MAX_COMPONENTS], scale[GST_VIDEO_MAX_COMPONENTS];
  guint8 *line = g_malloc0 ((gsize) (width + 16) * 8);
  guint value[4] = { 0, 0, 0, 0 };

  bits = wide ? 16 : 8;
  value[0] = (1u << bits) - 1;  /* alpha */
  if (GST_VIDEO_FORMAT_INFO_IS_YUV (unpack)) {
    gst_video_color_range_offsets (info->colorimetry.range, unpack, offset,
        scale);
    for (c = 0; c < 3; c++)
      value[1 + c] = (guint) offset[c];
  }
  for (i = 0; i < (width + 16) * 4; i++) {
    if (wide)
      ((guint16 *) (gpointer) line)[i] = (guint16) value[i % 4];
    else
      line[i] = (guint8) value[i % 4];
  }
  return line;
}

/* Packing writes the indices only. */
static void
fill_palette (guint32 * palette)
{
  guint i;

  for (i = 0; i < 256; i++)
    palette[i] = 0xff000000;
}

GstReversePlayPicture *
gst_reverse_play_picture_new (GstBuffer * buffer, GstCaps * caps)
{
  GstReversePlayPicture *picture = g_new (GstReversePlayPicture, 1);

  picture->refs = 1;
  picture->buffer = gst_buffer_ref (buffer);
  picture->caps = gst_caps_ref (caps);
  picture->sample = 0;
  picture->n_samples = picture->rate = 0;
  return picture;
}

GstReversePlayPicture *
gst_reverse_play_picture_ref (GstReversePlayPicture * picture)
{
  g_atomic_int_inc (&picture->refs);
  return picture;
}

void
gst_reverse_play_picture_unref (GstReversePlayPicture * picture)
{
  if (!g_atomic_int_dec_and_test (&picture->refs))
    return;
  gst_buffer_unref (picture->buffer);
  gst_caps_unref (picture->caps);
  g_free (picture);
}

GstBuffer *
gst_reverse_play_black_new (GstCaps * caps)
{
  GstVideoInfo info;
  const GstVideoFormatInfo *finfo;
  GstVideoFrame frame;
  GstBuffer *buffer;
  guint8 *line;
  gint y;

  if (!gst_video_info_from_caps (&info, caps))
    return NULL;
  finfo = info.finfo;
  buffer = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&info), NULL);
  gst_buffer_memset (buffer, 0, 0, GST_VIDEO_INFO_SIZE (&info));
  if (!finfo->pack_func
      || !gst_video_frame_map (&frame, &info, buffer, GST_MAP_WRITE))
    return buffer;

  line = black_line (gst_video_format_get_info (finfo->unpack_format), &info);
  for (y = 0; y < GST_VIDEO_INFO_HEIGHT (&info); y++)
    finfo->pack_func (finfo, GST_VIDEO_PACK_FLAG_NONE, line, 0, frame.data,
        info.stride, info.chroma_site, y, GST_VIDEO_INFO_WIDTH (&info));
  if (GST_VIDEO_FORMAT_INFO_HAS_PALETTE (finfo))
    fill_palette (frame.data[1]);
  g_free (line);
  gst_video_frame_unmap (&frame);
  return buffer;
}
