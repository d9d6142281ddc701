/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Interlaced frames in a playback that runs backwards; fields.h says what has
 * to happen. What it takes to know about a stream is found out once per caps
 * and kept with the output.
 */
#include "gstreverseplaystep.h"

#include <string.h>

#include "fields.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* Of the caps that the output showed in reverse last. Changed by the output's
 * thread with the element's lock held, and read by that thread. */
struct _GstReversePlayFields
{
  GstElement *element;          /* of the output, which it outlives */
  GstCaps *shot;                /* what the rest is about */
  GstCaps *turned;              /* the same with the other field first */
  gboolean has_fields;
  gboolean is_mixed;            /* each frame says whether it is interlaced */
  GstVideoFieldOrder order;     /* of all frames; UNKNOWN = each says its own */
  gboolean all_top;             /* ... but for readers the top field is first */
  gboolean can_weave;
  GstVideoInfo info;            /* when it can be woven */
  GstBufferPool *pool;          /* of woven frames; NULL before the first */
  gboolean cannot_keep;         /* to be warned of, after the lock */
  gboolean warned;
};

static void
clear_fields (GstReversePlayFields * fields)
{
  gst_clear_caps (&fields->shot);
  gst_clear_caps (&fields->turned);
  if (fields->pool)
    gst_buffer_pool_set_active (fields->pool, FALSE);
  gst_clear_object (&fields->pool);
}

void
gst_reverse_play_fields_free (GstReversePlayFields * fields)
{
  clear_fields (fields);
  g_free (fields);
}

/* --- what the caps say ------------------------------------------------- */

static const gchar *
caps_string (GstCaps * caps, const gchar * field)
{
  const gchar *value = gst_structure_get_string (gst_caps_get_structure (caps,
          0), field);

  return value ? value : "";
}

static GstVideoFieldOrder
order_of_caps (GstCaps * caps)
{
  return gst_video_field_order_from_string (caps_string (caps, "field-order"));
}

static GstCaps *
caps_with_order (GstCaps * caps, GstVideoFieldOrder order)
{
  GstCaps *changed = gst_caps_copy (caps);

  gst_caps_set_simple (changed, "field-order", G_TYPE_STRING,
      gst_video_field_order_to_string (order), NULL);
  return changed;
}

/* Where each frame says its own order but the caps say "top field first" as
 * well, readers take that for every frame's: it must not stay. */
static GstCaps *
turn_caps (GstCaps * caps, GstVideoFieldOrder order, gboolean all_top)
{
  if (all_top || order == GST_VIDEO_FIELD_ORDER_TOP_FIELD_FIRST)
    return caps_with_order (caps, GST_VIDEO_FIELD_ORDER_BOTTOM_FIELD_FIRST);
  if (order == GST_VIDEO_FIELD_ORDER_BOTTOM_FIELD_FIRST)
    return caps_with_order (caps, GST_VIDEO_FIELD_ORDER_TOP_FIELD_FIRST);
  return gst_caps_ref (caps);
}

/* Whether the lines of its picture lie one after the other, in planes. */
static gboolean
is_in_lines (const GstVideoInfo * info)
{
  return GST_VIDEO_INFO_FORMAT (info) > GST_VIDEO_FORMAT_ENCODED
      && !GST_VIDEO_FORMAT_INFO_IS_TILED (info->finfo);
}

static void
read_caps (GstReversePlayFields * fields, GstCaps * caps)
{
  const gchar *mode = caps_string (caps, "interlace-mode");
  gboolean interleaved = g_str_equal (mode, "interleaved");

  clear_fields (fields);
  fields->shot = gst_caps_ref (caps);
  fields->is_mixed = g_str_equal (mode, "mixed");
  fields->has_fields = interleaved || fields->is_mixed
      || g_str_equal (mode, "fields");
  fields->order = interleaved ? order_of_caps (caps)
      : GST_VIDEO_FIELD_ORDER_UNKNOWN;
  fields->all_top = !interleaved
      && order_of_caps (caps) == GST_VIDEO_FIELD_ORDER_TOP_FIELD_FIRST;
  fields->turned = turn_caps (caps, fields->order, fields->all_top);
  fields->can_weave = (interleaved || fields->is_mixed)
      && gst_structure_has_name (gst_caps_get_structure (caps, 0),
      "video/x-raw")
      && gst_video_info_from_caps (&fields->info, caps)
      && is_in_lines (&fields->info);
}

/* NULL when these caps know no fields. */
static GstReversePlayFields *
fields_of_locked (GstReversePlayOutput * output, GstCaps * caps)
{
  if (!output->fields) {
    output->fields = g_new0 (GstReversePlayFields, 1);
    output->fields->element = GST_ELEMENT (output->element);
  }
  if (output->fields->shot != caps)
    read_caps (output->fields, caps);
  return output->fields->has_fields ? output->fields : NULL;
}

/* --- what a frame says ------------------------------------------------- */

static void
read_frame (const GstReversePlayFields * fields,
    const GstReversePlayPicture * picture, RpFields * frame)
{
  GstBuffer *buffer = picture->buffer;

  frame->interlaced = !fields->is_mixed
      || GST_BUFFER_FLAG_IS_SET (buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED);
  if (fields->order != GST_VIDEO_FIELD_ORDER_UNKNOWN)
    frame->top_first = fields->order == GST_VIDEO_FIELD_ORDER_TOP_FIELD_FIRST;
  else
    frame->top_first = fields->all_top
        || GST_BUFFER_FLAG_IS_SET (buffer, GST_VIDEO_BUFFER_FLAG_TFF);
  frame->repeat = GST_BUFFER_FLAG_IS_SET (buffer, GST_VIDEO_BUFFER_FLAG_RFF);
  frame->single =
      GST_BUFFER_FLAG_IS_SET (buffer, GST_VIDEO_BUFFER_FLAG_ONEFIELD);
}

/* The frame that was shot just before the one that shows, between the points
 * and without a gap: a field from before a gap would flicker through all of
 * it. NULL when there is none. */
static GstReversePlayPicture *
frame_before_locked (GstReversePlayOutput * output, const RpReel * reel)
{
  guint64 before = output->frame - 1;
  const RpFrame *frame;
  guint64 length;

  if (output->frame <= reel->first)
    return NULL;
  frame = rp_history_get (reel->history, reel->track, before);
  length = (guint64) (rp_reel_end_of (reel, before)
      - rp_reel_start_of (reel, before));
  /* Telecine has frames that last one and a half. */
  return frame && length <= frame->duration * 7 / 4 ? frame->data : NULL;
}

static void
choose_kept_locked (GstReversePlayOutput * output, Step * step,
    const RpReel * reel)
{
  GstReversePlayPicture *before = frame_before_locked (output, reel);
  RpFields is, was;

  if (output->mode == GST_REVERSE_PLAY_MODE_PAUSED || !before
      || before->caps != step->picture->caps)
    return;
  read_frame (step->fields, step->picture, &is);
  read_frame (step->fields, before, &was);
  if (rp_fields_weave (&is, &was))
    step->neighbour = gst_reverse_play_picture_ref (before);
}

void
gst_reverse_play_choose_fields_locked (GstReversePlayOutput * output,
    Step * step, const RpReel * reel)
{
  GstReversePlay *self = output->element;
  GstReversePlayInterlacing interlacing;
  GstReversePlayFieldOrder field_order;

  GST_OBJECT_LOCK (self);
  interlacing = self->interlacing;
  field_order = self->field_order;
  GST_OBJECT_UNLOCK (self);
  if (output->head.direction > 0
      || interlacing == GST_REVERSE_PLAY_INTERLACING_PROGRESSIVE)
    return;
  step->fields = fields_of_locked (output, step->picture->caps);
  if (!step->fields)
    return;
  if (field_order == GST_REVERSE_PLAY_FIELD_ORDER_KEEP) {
    if (step->fields->can_weave) {
      choose_kept_locked (output, step, reel);
      return;
    }
    step->fields->cannot_keep = TRUE;
  }
  step->turned = TRUE;
}

GstCaps *
gst_reverse_play_step_caps (const Step * step)
{
  return step->turned ? step->fields->turned : step->picture->caps;
}

/* --- the frame that goes out ------------------------------------------- */

/* The flag is set where the caps say it as well: not everybody asks them. In
 * mixed caps whole frames turn, too: telecine says by their flags in which
 * order their fields show, and parities must go on taking turns. */
static void
turn_flags (const Step * step, GstBuffer * buffer)
{
  RpFields frame;

  read_frame (step->fields, step->picture, &frame);
  if (rp_fields_turned_top_first (&frame))
    GST_BUFFER_FLAG_SET (buffer, GST_VIDEO_BUFFER_FLAG_TFF);
  else
    GST_BUFFER_FLAG_UNSET (buffer, GST_VIDEO_BUFFER_FLAG_TFF);
}

/* Where the plane ends: where the next one begins. */
static gsize
plane_end (const GstVideoInfo * info, guint plane)
{
  gsize end = GST_VIDEO_INFO_SIZE (info);
  guint i;

  for (i = 0; i < GST_VIDEO_INFO_N_PLANES (info); i++) {
    if (info->offset[i] > info->offset[plane])
      end = MIN (end, info->offset[i]);
  }
  return end;
}

/* The whole plane, with what fills it up behind the picture. */
static void
weave_plane (const GstVideoInfo * info, guint plane, guint8 * to,
    const guint8 * a, const guint8 * b, guint parity)
{
  gsize offset = info->offset[plane], stride = (gsize) info->stride[plane];
  guint lines = (guint) ((plane_end (info, plane) - offset) / stride);

  rp_weave_fields (to + offset, stride, a + offset, stride, b + offset, stride,
      stride, lines, parity);
}

/* @a and @b have the same palette, or none. */
static gboolean
have_one_palette (const GstVideoInfo * info, const guint8 * a, const guint8 * b)
{
  gsize offset = info->offset[1];

  return !GST_VIDEO_FORMAT_INFO_HAS_PALETTE (info->finfo)
      || memcmp (a + offset, b + offset, plane_end (info, 1) - offset) == 0;
}

/* Frames of the history lie as their caps say, so no GstVideoFrame is needed.
 * FALSE when they cannot be woven. */
static gboolean
weave (const GstVideoInfo * info, GstBuffer * to, GstBuffer * a, GstBuffer * b,
    guint parity)
{
  GstMapInfo map_to, map_a, map_b;
  gboolean ok = FALSE;
  guint i;

  if (!gst_buffer_map (a, &map_a, GST_MAP_READ))
    return FALSE;
  if (!gst_buffer_map (b, &map_b, GST_MAP_READ))
    goto unmap_a;
  if (!gst_buffer_map (to, &map_to, GST_MAP_WRITE))
    goto unmap_b;

  ok = MIN (map_a.size, map_b.size) >= GST_VIDEO_INFO_SIZE (info)
      && have_one_palette (info, map_a.data, map_b.data);
  for (i = 0; ok && i < GST_VIDEO_INFO_N_PLANES (info); i++)
    weave_plane (info, i, map_to.data, map_a.data, map_b.data, parity);

  gst_buffer_unmap (to, &map_to);
unmap_b:
  gst_buffer_unmap (b, &map_b);
unmap_a:
  gst_buffer_unmap (a, &map_a);
  return ok;
}

static GstBufferPool *
pool_of (GstReversePlayFields * fields)
{
  GstStructure *config;

  if (fields->pool)
    return fields->pool;
  fields->pool = gst_buffer_pool_new ();
  config = gst_buffer_pool_get_config (fields->pool);
  gst_buffer_pool_config_set_params (config, fields->shot,
      (guint) GST_VIDEO_INFO_SIZE (&fields->info), 0, 0);
  gst_buffer_pool_set_config (fields->pool, config);
  gst_buffer_pool_set_active (fields->pool, TRUE);
  return fields->pool;
}

/* What it says of itself is that of the frame that shows; its second field is
 * the neighbour's. NULL when it cannot be made. */
static GstBuffer *
woven_buffer (const Step * step)
{
  GstBuffer *kept = step->picture->buffer, *buffer = NULL;
  RpFields frame;

  if (gst_buffer_pool_acquire_buffer (pool_of (step->fields), &buffer, NULL)
      != GST_FLOW_OK)
    return NULL;
  read_frame (step->fields, step->picture, &frame);
  if (!weave (&step->fields->info, buffer, kept, step->neighbour->buffer,
          rp_fields_first (&frame))) {
    gst_buffer_unref (buffer);
    return NULL;
  }
  gst_buffer_copy_into (buffer, kept, GST_BUFFER_COPY_METADATA, 0, (gsize) - 1);
  GST_BUFFER_FLAG_SET (buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED);
  return buffer;
}

static void
warn_once (GstReversePlayFields * fields)
{
  if (!fields->cannot_keep || fields->warned)
    return;
  fields->warned = TRUE;
  GST_ELEMENT_WARNING (fields->element, STREAM, FORMAT,
      ("field-order=keep is not possible with these pictures: they cannot be "
          "taken apart by lines. Reverse is shown with the other field first. "
          "Convert them before reverseplay, to v210 or UYVY for example."),
      ("%" GST_PTR_FORMAT, fields->shot));
}

GstBuffer *
gst_reverse_play_step_buffer (const Step * step)
{
  GstBuffer *buffer = NULL;

  if (step->fields)
    warn_once (step->fields);
  if (step->neighbour)
    buffer = woven_buffer (step);
  if (!buffer)
    buffer = gst_buffer_copy (step->picture->buffer);
  if (step->turned)
    turn_flags (step, buffer);
  return buffer;
}
