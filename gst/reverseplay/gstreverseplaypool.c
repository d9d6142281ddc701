/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplaypool.h"

#include <gst/video/video.h>

struct _GstReversePlayPool
{
  GstBufferPool parent;

  GstReversePlayAllocator *allocator;
  GstVideoInfo info;
  gboolean add_meta;
  guint size;
};

G_DEFINE_TYPE (GstReversePlayPool, gst_reverse_play_pool, GST_TYPE_BUFFER_POOL);

static const gchar **
pool_get_options (GstBufferPool * pool)
{
  static const gchar *options[] = { GST_BUFFER_POOL_OPTION_VIDEO_META, NULL };

  (void) pool;
  return options;
}

static gboolean
pool_set_config (GstBufferPool * pool, GstStructure * config)
{
  GstReversePlayPool *self = GST_REVERSE_PLAY_POOL (pool);
  GstCaps *caps;
  guint size, min, max;

  if (!gst_buffer_pool_config_get_params (config, &caps, &size, &min, &max)
      || !caps || !gst_video_info_from_caps (&self->info, caps)) {
    GST_WARNING_OBJECT (pool, "no raw video caps in the configuration");
    return FALSE;
  }
  self->size = MAX (size, (guint) self->info.size);
  self->add_meta = gst_buffer_pool_config_has_option (config,
      GST_BUFFER_POOL_OPTION_VIDEO_META);
  gst_buffer_pool_config_set_params (config, caps, self->size, min, max);
  return GST_BUFFER_POOL_CLASS (gst_reverse_play_pool_parent_class)->set_config
      (pool, config);
}

static gboolean
pool_start (GstBufferPool * pool)
{
  (void) pool;
  return TRUE;
}

static GstFlowReturn
pool_acquire (GstBufferPool * pool, GstBuffer ** buffer,
    GstBufferPoolAcquireParams * params)
{
  GstReversePlayPool *self = GST_REVERSE_PLAY_POOL (pool);

  (void) params;
  if (GST_BUFFER_POOL_IS_FLUSHING (pool))
    return GST_FLOW_FLUSHING;

  *buffer = gst_buffer_new_allocate (GST_ALLOCATOR (self->allocator),
      self->size, NULL);
  if (!*buffer)
    return GST_FLOW_ERROR;
  if (self->add_meta)
    gst_buffer_add_video_meta_full (*buffer, GST_VIDEO_FRAME_FLAG_NONE,
        GST_VIDEO_INFO_FORMAT (&self->info), GST_VIDEO_INFO_WIDTH (&self->info),
        GST_VIDEO_INFO_HEIGHT (&self->info),
        GST_VIDEO_INFO_N_PLANES (&self->info), self->info.offset,
        self->info.stride);
  return GST_FLOW_OK;
}

static void
pool_release (GstBufferPool * pool, GstBuffer * buffer)
{
  (void) pool;
  gst_buffer_unref (buffer);
}

static void
gst_reverse_play_pool_finalize (GObject * object)
{
  GstReversePlayPool *self = GST_REVERSE_PLAY_POOL (object);

  G_OBJECT_CLASS (gst_reverse_play_pool_parent_class)->finalize (object);
  gst_object_unref (self->allocator);
}

static void
gst_reverse_play_pool_class_init (GstReversePlayPoolClass * klass)
{
  GstBufferPoolClass *pool_class = GST_BUFFER_POOL_CLASS (klass);

  pool_class->get_options = pool_get_options;
  pool_class->set_config = pool_set_config;
  pool_class->start = pool_start;
  pool_class->acquire_buffer = pool_acquire;
  pool_class->release_buffer = pool_release;
  G_OBJECT_CLASS (klass)->finalize = gst_reverse_play_pool_finalize;
}

static void
gst_reverse_play_pool_init (GstReversePlayPool * self)
{
  gst_video_info_init (&self->info);
}

GstBufferPool *
gst_reverse_play_pool_new (GstReversePlayAllocator * allocator)
{
  GstReversePlayPool *self = g_object_new (GST_TYPE_REVERSE_PLAY_POOL, NULL);

  gst_object_ref_sink (self);
  self->allocator = gst_object_ref (allocator);
  return GST_BUFFER_POOL (self);
}
