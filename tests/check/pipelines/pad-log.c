/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "pad-log.h"

#include <gst/check/gstcheck.h>
#include <gst/video/video.h>
#include <string.h>

#include <onset/onset-meta.h>

struct _PadLog
{
  GstPad *pad;
  gulong probe;

  GMutex lock;                  /* guards the rest */
  GCond changed;
  GArray *frames;
  GPtrArray *events;
  GstSegment segment;
  GstCaps *caps;
};

guint
pad_log_deadline (void)
{
  const gchar *multiplier = g_getenv ("CK_TIMEOUT_MULTIPLIER");
  gint n = multiplier ? atoi (multiplier) : 1;

  return 20 * (guint) MAX (n, 1);
}

/* Only what is to be seen: what lies between the lines is nobody's. */
static gboolean
digest_picture (GChecksum * sum, GstBuffer * buffer, GstCaps * caps)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  gint plane, y;

  if (!caps || !gst_video_info_from_caps (&info, caps)
      || GST_VIDEO_FORMAT_INFO_IS_COMPLEX (info.finfo)
      || !gst_video_frame_map (&frame, &info, buffer, GST_MAP_READ))
    return FALSE;
  for (plane = 0; plane < (gint) GST_VIDEO_FRAME_N_PLANES (&frame); plane++) {
    gint comp[GST_VIDEO_MAX_COMPONENTS];
    gint width;

    gst_video_format_info_component (info.finfo, (guint) plane, comp);
    width = GST_VIDEO_FRAME_COMP_WIDTH (&frame, comp[0])
        * GST_VIDEO_FRAME_COMP_PSTRIDE (&frame, comp[0]);
    if (width == 0)
      width = GST_VIDEO_FRAME_PLANE_STRIDE (&frame, plane);
    for (y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT (&frame, comp[0]); y++)
      g_checksum_update (sum,
          (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, plane)
          + y * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, plane), width);
  }
  gst_video_frame_unmap (&frame);
  return TRUE;
}

static void
digest (GstBuffer * buffer, GstCaps * caps, gchar * md5)
{
  GChecksum *sum = g_checksum_new (G_CHECKSUM_MD5);
  GstMapInfo map;

  if (!digest_picture (sum, buffer, caps)
      && gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    g_checksum_update (sum, map.data, (gssize) map.size);
    gst_buffer_unmap (buffer, &map);
  }
  g_strlcpy (md5, g_checksum_get_string (sum), 33);
  g_checksum_free (sum);
}

static void
read_meta (GstBuffer * buffer, PadFrame * frame)
{
  GstCustomMeta *meta = NULL;
  GstStructure *s;

  if (gst_meta_get_info (ONSET_FRAME_META))
    meta = gst_buffer_get_custom_meta (buffer, ONSET_FRAME_META);
  if (!meta)
    return;
  s = gst_custom_meta_get_structure (meta);
  frame->playback = TRUE;
  gst_structure_get_uint (s, "take", &frame->take);
  gst_structure_get_uint (s, "index", &frame->index);
  gst_structure_get_uint (s, "frames", &frame->frames);
  frame->reverse =
      g_strcmp0 (gst_structure_get_string (s, "direction"), "reverse") == 0;
}

static void
add_frame (PadLog * log, GstBuffer * buffer)
{
  PadFrame frame = { 0, };
  GstCaps *caps;

  frame.size = gst_buffer_get_size (buffer);
  frame.pts = GST_BUFFER_PTS (buffer);
  frame.duration = GST_BUFFER_DURATION (buffer);
  frame.discont = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  frame.gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  frame.delta = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  read_meta (buffer, &frame);
  caps = pad_log_caps (log);
  digest (buffer, caps, frame.md5);
  gst_caps_replace (&caps, NULL);

  g_mutex_lock (&log->lock);
  frame.applied_rate = log->segment.applied_rate;
  frame.running_time = frame.stream_time = GST_CLOCK_TIME_NONE;
  if (log->segment.format == GST_FORMAT_TIME) {
    frame.running_time = gst_segment_to_running_time (&log->segment,
        GST_FORMAT_TIME, frame.pts);
    frame.stream_time = gst_segment_to_stream_time (&log->segment,
        GST_FORMAT_TIME, frame.pts);
  }
  g_array_append_val (log->frames, frame);
  g_cond_broadcast (&log->changed);
  g_mutex_unlock (&log->lock);
}

static void
add_event (PadLog * log, GstEvent * event)
{
  GstCaps *caps;

  g_mutex_lock (&log->lock);
  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
    gst_event_copy_segment (event, &log->segment);
  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    gst_caps_replace (&log->caps, caps);
  }
  g_ptr_array_add (log->events, gst_event_ref (event));
  g_cond_broadcast (&log->changed);
  g_mutex_unlock (&log->lock);
}

static GstPadProbeReturn
probe (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  PadLog *log = user_data;

  (void) pad;
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    add_frame (log, GST_PAD_PROBE_INFO_BUFFER (info));
  else
    add_event (log, GST_PAD_PROBE_INFO_EVENT (info));
  return GST_PAD_PROBE_OK;
}

PadLog *
pad_log_new (GstPad * pad)
{
  PadLog *log = g_new0 (PadLog, 1);
  GstEvent *segment = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);

  g_mutex_init (&log->lock);
  g_cond_init (&log->changed);
  log->frames = g_array_new (FALSE, FALSE, sizeof (PadFrame));
  log->events = g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_event_unref);
  log->pad = pad;
  log->caps = gst_pad_get_current_caps (pad);
  if (segment) {
    gst_event_copy_segment (segment, &log->segment);
    gst_event_unref (segment);
  }
  log->probe = gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_BOTH, probe, log,
      NULL);
  return log;
}

PadLog *
pad_log_new_at (GstElement * bin, const gchar * element, const gchar * name)
{
  GstElement *e = gst_bin_get_by_name (GST_BIN (bin), element);
  GstPad *pad;

  fail_unless (e != NULL, "no element %s", element);
  pad = gst_element_get_static_pad (e, name);
  fail_unless (pad != NULL, "%s has no pad %s", element, name);
  gst_object_unref (e);
  return pad_log_new (pad);
}

void
pad_log_free (PadLog * log)
{
  gst_pad_remove_probe (log->pad, log->probe);
  gst_object_unref (log->pad);
  gst_caps_replace (&log->caps, NULL);
  g_array_unref (log->frames);
  g_ptr_array_unref (log->events);
  g_cond_clear (&log->changed);
  g_mutex_clear (&log->lock);
  g_free (log);
}

guint
pad_log_n_frames (PadLog * log)
{
  guint n;

  g_mutex_lock (&log->lock);
  n = log->frames->len;
  g_mutex_unlock (&log->lock);
  return n;
}

PadFrame
pad_log_frame (PadLog * log, guint i)
{
  PadFrame frame = { 0, };
  guint n;

  g_mutex_lock (&log->lock);
  n = log->frames->len;
  if (i < n)
    frame = g_array_index (log->frames, PadFrame, i);
  g_mutex_unlock (&log->lock);
  fail_unless (i < n, "frame %u of %u", i, n);
  return frame;
}

static guint
count_locked (PadLog * log, GstEventType type, const gchar * name)
{
  guint i, n = 0;

  for (i = 0; i < log->events->len; i++) {
    GstEvent *event = g_ptr_array_index (log->events, i);

    n += name ? gst_event_has_name (event, name)
        : GST_EVENT_TYPE (event) == type;
  }
  return n;
}

guint
pad_log_n_events (PadLog * log, GstEventType type)
{
  guint n;

  g_mutex_lock (&log->lock);
  n = count_locked (log, type, NULL);
  g_mutex_unlock (&log->lock);
  return n;
}

guint
pad_log_n_custom (PadLog * log, const gchar * name)
{
  guint n;

  g_mutex_lock (&log->lock);
  n = count_locked (log, GST_EVENT_UNKNOWN, name);
  g_mutex_unlock (&log->lock);
  return n;
}

GstCaps *
pad_log_caps (PadLog * log)
{
  GstCaps *caps;

  g_mutex_lock (&log->lock);
  caps = log->caps ? gst_caps_ref (log->caps) : NULL;
  g_mutex_unlock (&log->lock);
  return caps;
}

static guint
find_locked (PadLog * log, guint from, gboolean playback)
{
  guint i;

  for (i = from; i < log->frames->len; i++) {
    if (g_array_index (log->frames, PadFrame, i).playback == playback)
      return i;
  }
  return G_MAXUINT;
}

guint
pad_log_find (PadLog * log, guint from, gboolean playback)
{
  guint found;

  g_mutex_lock (&log->lock);
  found = find_locked (log, from, playback);
  g_mutex_unlock (&log->lock);
  return found;
}

static gint64
deadline (void)
{
  return g_get_monotonic_time ()
      + (gint64) pad_log_deadline () * G_TIME_SPAN_SECOND;
}

gboolean
pad_log_wait_frames (PadLog * log, guint n)
{
  gint64 until = deadline ();
  gboolean ok = TRUE;

  g_mutex_lock (&log->lock);
  while (ok && log->frames->len < n)
    ok = g_cond_wait_until (&log->changed, &log->lock, until);
  ok = log->frames->len >= n;
  g_mutex_unlock (&log->lock);
  return ok;
}

gboolean
pad_log_wait_find (PadLog * log, guint from, gboolean playback, guint * found)
{
  gint64 until = deadline ();
  gboolean ok = TRUE;

  g_mutex_lock (&log->lock);
  *found = find_locked (log, from, playback);
  while (ok && *found == G_MAXUINT) {
    ok = g_cond_wait_until (&log->changed, &log->lock, until);
    *found = find_locked (log, from, playback);
  }
  g_mutex_unlock (&log->lock);
  return *found != G_MAXUINT;
}

gboolean
pad_log_wait_event (PadLog * log, GstEventType type, guint n)
{
  gint64 until = deadline ();
  gboolean ok = TRUE;

  g_mutex_lock (&log->lock);
  while (ok && count_locked (log, type, NULL) < n)
    ok = g_cond_wait_until (&log->changed, &log->lock, until);
  ok = count_locked (log, type, NULL) >= n;
  g_mutex_unlock (&log->lock);
  return ok;
}

gboolean
pad_log_wait_eos (PadLog * log)
{
  return pad_log_wait_event (log, GST_EVENT_EOS, 1);
}
