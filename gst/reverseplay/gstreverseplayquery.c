/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* Streams do not mix: what is asked of one pad goes on by its own stream. */
GstIterator *
gst_reverse_play_iterate_links (GstPad * pad, GstObject * parent)
{
  GstReversePlay *self = GST_REVERSE_PLAY (parent);
  GValue value = G_VALUE_INIT;
  GstIterator *iterator;
  GstPad *other;

  if (GST_PAD_IS_SRC (pad)) {
    other = GST_REVERSE_PLAY_OUTPUT (pad)->stream->pad;
  } else {
    GstReversePlayStream *stream = gst_pad_get_element_private (pad);

    other = GST_PAD (stream->follower ? stream->follower : self->main);
  }
  g_value_init (&value, GST_TYPE_PAD);
  g_value_set_object (&value, other);
  iterator = gst_iterator_new_single (GST_TYPE_PAD, &value);
  g_value_unset (&value);
  return iterator;
}

/* --- from downstream --------------------------------------------------- */

static gboolean
query_position (GstReversePlayOutput * output, GstQuery * query)
{
  GstReversePlay *self = output->element;
  GstFormat format;
  RpReel reel;
  gboolean reviewed;
  guint64 position;

  gst_query_parse_position (query, &format, NULL);
  if (format != GST_FORMAT_TIME)
    return FALSE;
  g_mutex_lock (&self->lock);
  reviewed = gst_reverse_play_reviewed_locked (output, &reel) != NULL;
  position = gst_reverse_play_position_locked (output);
  g_mutex_unlock (&self->lock);
  if (reviewed)
    gst_query_set_position (query, format, (gint64) position);
  return reviewed;
}

static gboolean
query_duration (GstReversePlayOutput * output, GstQuery * query)
{
  GstReversePlay *self = output->element;
  GstFormat format;
  RpTake *take;
  RpReel reel;
  guint64 duration = 0;

  gst_query_parse_duration (query, &format, NULL);
  if (format != GST_FORMAT_TIME)
    return FALSE;
  g_mutex_lock (&self->lock);
  take = gst_reverse_play_reviewed_locked (output, &reel);
  if (take)
    duration = rp_take_duration (take, self->history);
  g_mutex_unlock (&self->lock);
  if (duration)
    gst_query_set_duration (query, format, (gint64) duration);
  return duration > 0;
}

static gboolean
query_seeking (GstReversePlayOutput * output, GstQuery * query)
{
  GstReversePlay *self = output->element;
  GstFormat format;
  gint64 duration = -1;
  RpTake *take;
  RpReel reel;

  gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
  g_mutex_lock (&self->lock);
  take = gst_reverse_play_reviewed_locked (output, &reel);
  if (take)
    duration = (gint64) rp_take_duration (take, self->history);
  g_mutex_unlock (&self->lock);
  gst_query_set_seeking (query, format,
      duration >= 0 && format == GST_FORMAT_TIME, 0, duration);
  return TRUE;
}

/* A frame goes out when it arrives, so nothing is added to the latency of the
 * slowest stream; the history takes what comes at any speed, so there is no
 * maximum. */
static gboolean
query_latency (GstReversePlay * self, GstQuery * query)
{
  GPtrArray *pads = g_ptr_array_new_with_free_func (gst_object_unref);
  GstClockTime min, most = 0;
  gboolean live, any_live = FALSE, answered = FALSE;
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->streams->len; i++)
    g_ptr_array_add (pads, gst_object_ref (((GstReversePlayStream *)
                g_ptr_array_index (self->streams, i))->pad));
  g_mutex_unlock (&self->lock);
  for (i = 0; i < pads->len; i++) {
    GstQuery *one = gst_query_new_latency ();

    if (gst_pad_peer_query (g_ptr_array_index (pads, i), one)) {
      gst_query_parse_latency (one, &live, &min, NULL);
      answered = TRUE;
      any_live |= live;
      if (live && GST_CLOCK_TIME_IS_VALID (min))
        most = MAX (most, min);
    }
    gst_query_unref (one);
  }
  g_ptr_array_unref (pads);
  if (answered)
    gst_query_set_latency (query, any_live, most, GST_CLOCK_TIME_NONE);
  return answered;
}

static void
query_src_caps (GstReversePlayOutput * output, GstQuery * query)
{
  GstPad *pad = GST_PAD (output);
  GstCaps *templ = gst_pad_get_pad_template_caps (pad);
  GstCaps *filter, *upstream, *both;

  gst_query_parse_caps (query, &filter);
  upstream = gst_pad_peer_query_caps (output->stream->pad, filter);
  both = gst_caps_intersect_full (upstream, templ, GST_CAPS_INTERSECT_FIRST);
  gst_query_set_caps_result (query, both);
  gst_caps_unref (both);
  gst_caps_unref (upstream);
  gst_caps_unref (templ);
}

gboolean
gst_reverse_play_src_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  GstReversePlayOutput *output = GST_REVERSE_PLAY_OUTPUT (pad);
  GstReversePlayOutput *leader = gst_reverse_play_output_leader (output);
  GstReversePlay *self = GST_REVERSE_PLAY (parent);

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_POSITION:
      return query_position (leader, query)
          || gst_pad_query_default (pad, parent, query);
    case GST_QUERY_DURATION:
      return query_duration (leader, query)
          || gst_pad_query_default (pad, parent, query);
    case GST_QUERY_SEEKING:
      return query_seeking (leader, query);
    case GST_QUERY_LATENCY:
      return query_latency (self, query);
    case GST_QUERY_CAPS:
      query_src_caps (output, query);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

/* --- from upstream ----------------------------------------------------- */

/* What every linked output can take. One that takes nothing of what the main
 * one takes does not decide: it fails alone. */
static void
query_sink_caps (GstReversePlay * self, GstPad * pad, GstQuery * query)
{
  GstCaps *filter, *caps = gst_pad_get_pad_template_caps (pad), *both;
  GPtrArray *outputs;
  guint i;

  gst_query_parse_caps (query, &filter);
  if (filter) {
    both = gst_caps_intersect_full (filter, caps, GST_CAPS_INTERSECT_FIRST);
    gst_caps_unref (caps);
    caps = both;
  }
  outputs = gst_reverse_play_ref_pads (self, gst_pad_get_element_private (pad));
  for (i = 0; i < outputs->len; i++) {
    GstPad *src = g_ptr_array_index (outputs, i);

    if (!gst_pad_is_linked (src))
      continue;
    both = gst_pad_peer_query_caps (src, caps);
    if (gst_caps_is_empty (both) && i > 0) {
      gst_caps_unref (both);
      continue;
    }
    gst_caps_unref (caps);
    caps = both;
  }
  g_ptr_array_unref (outputs);
  gst_query_set_caps_result (query, caps);
  gst_caps_unref (caps);
}

/* The history's own pool: what is written there needs no copy. Frames of
 * another layout are copied into the layout of their caps, so GstVideoMeta is
 * welcome whatever downstream takes. */
static gboolean
query_allocation (GstReversePlay * self, GstQuery * query)
{
  GstReversePlayAllocator *allocator = NULL;
  GstBufferPool *pool = NULL;
  GstVideoInfo info;
  GstCaps *caps;
  gboolean need_pool;

  gst_query_parse_allocation (query, &caps, &need_pool);
  if (!caps || !gst_video_info_from_caps (&info, caps))
    return FALSE;

  g_mutex_lock (&self->lock);
  if (self->allocator)
    allocator = gst_object_ref (self->allocator);
  g_mutex_unlock (&self->lock);
  if (!allocator)
    return FALSE;

  if (need_pool) {
    GstStructure *config;

    pool = gst_reverse_play_pool_new (allocator);
    config = gst_buffer_pool_get_config (pool);
    gst_buffer_pool_config_set_params (config, caps,
        (guint) GST_VIDEO_INFO_SIZE (&info), 0, 0);
    if (!gst_buffer_pool_set_config (pool, config))
      gst_clear_object (&pool);
  }
  gst_query_add_allocation_pool (query, pool,
      (guint) GST_VIDEO_INFO_SIZE (&info), 0, 0);
  gst_query_add_allocation_param (query, GST_ALLOCATOR (allocator), NULL);
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  gst_clear_object (&pool);
  gst_object_unref (allocator);
  return TRUE;
}

gboolean
gst_reverse_play_sink_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  GstReversePlay *self = GST_REVERSE_PLAY (parent);

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
      query_sink_caps (self, pad, query);
      return TRUE;
    case GST_QUERY_ALLOCATION:
      return query_allocation (self, query);
    case GST_QUERY_DRAIN:
      /* Nothing of upstream's memory is kept. */
      return TRUE;
    case GST_QUERY_ACCEPT_CAPS:
      return gst_pad_query_default (pad, parent, query);
    default:
      /* A serialized query would have to wait for the outputs, and a monitor
       * that stands still must not hold up the recording. */
      if (GST_QUERY_IS_SERIALIZED (query))
        return FALSE;
      return gst_pad_query_default (pad, parent, query);
  }
}

/* --- seeks -------------------------------------------------------------- */

/* A position of a seek in the take under review; -1 = it has none. */
static gint64
seek_end_locked (GstReversePlayOutput * output, GstSeekType type, gint64 value)
{
  RpReel reel;
  RpTake *take = gst_reverse_play_reviewed_locked (output, &reel);
  gint64 duration;

  if (!take || type == GST_SEEK_TYPE_NONE)
    return -1;
  if (type == GST_SEEK_TYPE_SET)
    return value;
  duration = (gint64) rp_take_duration (take, output->element->history);
  return duration + CLAMP (value, -duration, 0);
}

/* Where a seek puts the playhead: forward it plays from start, in reverse from
 * stop, which is the take's end when it is -1. -1 = where it is. */
static gint64
seek_position_locked (GstReversePlayOutput * output, GstEvent * event)
{
  GstSeekType start_type, stop_type;
  gint64 start, stop;
  gdouble rate;

  gst_event_parse_seek (event, &rate, NULL, NULL, &start_type, &start,
      &stop_type, &stop);
  if (rate > 0)
    return MAX (seek_end_locked (output, start_type, start), -1);
  if (stop_type == GST_SEEK_TYPE_SET && stop < 0) {
    stop_type = GST_SEEK_TYPE_END;
    stop = 0;
  }
  stop = seek_end_locked (output, stop_type, stop);
  return stop < 0 ? -1 : MAX (stop - 1, 0);     /* the frame that ends there */
}

/* A player's slider: the sign of the rate is the direction. No flush goes
 * downstream, whatever the flags: the frames of the slots before stay. */
gboolean
gst_reverse_play_handle_seek (GstReversePlayOutput * output, GstEvent * event)
{
  GstReversePlay *self = output->element;
  gdouble rate;
  GstFormat format;
  gchar *refused = NULL;

  gst_event_parse_seek (event, &rate, &format, NULL, NULL, NULL, NULL, NULL);
  if (format != GST_FORMAT_TIME || rate == 0.0)
    return FALSE;

  g_mutex_lock (&self->lock);
  if (output->mode == GST_REVERSE_PLAY_MODE_LIVE)
    refused = g_strdup ("live");
  else if (gst_reverse_play_is_new_locked (self, event))
    refused = gst_reverse_play_turn_locked (output, rate,
        seek_position_locked (output, event));
  g_mutex_unlock (&self->lock);
  gst_reverse_play_deliver (self);

  if (refused) {
    GST_INFO_OBJECT (output, "seek refused: %s", refused);
    g_free (refused);
    return FALSE;
  }
  return TRUE;
}
