/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "motion-report-collect.h"

#include "motion-report-data.h"
#include "motion-report-json.h"

#include <gst/video/video.h>
#include <stdio.h>
#include <string.h>

#define TICK (200 * GST_MSECOND)
/* What comes on the bus beside what is handed on */
#define NO_VIDEO "motion-report-no-video"

static volatile gint stopping;

void
collect_stop (void)
{
  stopping = 1;
}

/* --- what is posted from streaming threads --------------------------------------- */

static void
post (GstElement * element, GstStructure * s)
{
  gst_element_post_message (element,
      gst_message_new_application (GST_OBJECT (element), s));
}

static void
post_video (GstElement * element, GstCaps * caps)
{
  GstVideoInfo info;
  gchar *rate;

  if (!gst_video_info_from_caps (&info, caps))
    return;
  rate = g_strdup_printf ("%d/%d", info.fps_n, info.fps_d);
  post (element, gst_structure_new (REPORT_VIDEO,
          "width", G_TYPE_INT, info.width, "height", G_TYPE_INT, info.height,
          "framerate", G_TYPE_STRING, rate, NULL));
  g_free (rate);
}

static GstPadProbeReturn
see_caps (GstPad * pad, GstPadProbeInfo * info, gpointer element)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    post_video (element, caps);
  }
  return GST_PAD_PROBE_OK;
}

static void
watch_caps (GstElement * element, const gchar * pad_name)
{
  GstPad *pad = gst_element_get_static_pad (element, pad_name);

  if (pad) {
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, see_caps,
        element, NULL);
    gst_object_unref (pad);
  }
}

/* --- frames that carry metas ------------------------------------------------------- */

typedef struct
{
  GstElement *element;
  guint64 frames;               /* of the camera itself */
} FrameWatch;

static void
copy_field (GstStructure * to, const gchar * as, const GstStructure * from,
    const gchar * field)
{
  const GValue *value = gst_structure_get_value (from, field);

  if (value)
    gst_structure_set_value (to, as, value);
}

static void
set_timecode (GstStructure * s, GstBuffer * buffer)
{
  GstVideoTimeCodeMeta *meta = gst_buffer_get_video_time_code_meta (buffer);
  gchar *text = meta ? gst_video_time_code_to_string (&meta->tc) : NULL;

  if (text)
    gst_structure_set (s, "timecode", G_TYPE_STRING, text, NULL);
  g_free (text);
}

/* Frames of a playback say which take and frame they are; others are counted. */
static void
set_place (FrameWatch * self, GstStructure * s, GstPad * pad,
    GstBuffer * buffer)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, "onset-frame");
  GstEvent *event;
  guint index;

  if (meta) {
    const GstStructure *frame = gst_custom_meta_get_structure (meta);

    copy_field (s, "take", frame, "take");
    copy_field (s, "running-time", frame, "source-running-time");
    if (gst_structure_get_uint (frame, "index", &index))
      gst_structure_set (s, "frame", G_TYPE_UINT64, (guint64) index, NULL);
    return;
  }
  gst_structure_set (s, "frame", G_TYPE_UINT64, self->frames++, NULL);
  event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  if (event) {
    const GstSegment *segment;
    GstClockTime time;

    gst_event_parse_segment (event, &segment);
    time = segment->format == GST_FORMAT_TIME ?
        gst_segment_to_running_time (segment, GST_FORMAT_TIME,
        GST_BUFFER_PTS (buffer)) : GST_CLOCK_TIME_NONE;
    gst_structure_set (s, "running-time", G_TYPE_UINT64, time, NULL);
    gst_event_unref (event);
  }
}

static GstPadProbeReturn
see_frame (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstCustomMeta *motion = gst_buffer_get_custom_meta (buffer, "onset-motion");
  GstCustomMeta *jerk = gst_buffer_get_custom_meta (buffer, "onset-jerk");
  FrameWatch *self = data;
  const GstStructure *found;
  GstStructure *s;

  if (!motion)
    return GST_PAD_PROBE_OK;
  s = gst_structure_new_empty (REPORT_FRAME);
  set_place (self, s, pad, buffer);
  set_timecode (s, buffer);
  found = gst_custom_meta_get_structure (motion);
  copy_field (s, "kind", found, "kind");
  copy_field (s, "dx", found, "dx");
  copy_field (s, "dy", found, "dy");
  copy_field (s, "rotation", found, "rotation");
  copy_field (s, "scale", found, "scale");
  if (jerk)
    gst_structure_set (s, "jerk", GST_TYPE_STRUCTURE,
        gst_custom_meta_get_structure (jerk), NULL);
  post (self->element, s);
  return GST_PAD_PROBE_OK;
}

static void
watch_frames (GstElement * element)
{
  GstPad *pad = gst_element_get_static_pad (element, "sink");
  FrameWatch *self = g_new0 (FrameWatch, 1);

  self->element = element;
  watch_caps (element, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, see_frame, self, g_free);
  gst_object_unref (pad);
}

/* --- running ------------------------------------------------------------------------ */

static void
show_progress (GstElement * pipeline, const CollectOptions * options)
{
  gint64 position, duration;

  if (options->progress
      && gst_element_query_position (pipeline, GST_FORMAT_TIME, &position)
      && gst_element_query_duration (pipeline, GST_FORMAT_TIME, &duration)
      && duration > 0)
    fprintf (stderr, "\r%3d %% ", (gint) CLAMP (100. * (gdouble) position /
            (gdouble) duration, 0, 100));
}

static void
set_no_video (GError ** error)
{
  g_set_error_literal (error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE,
      "there is no video in it");
}

/* @missing: what there is no plugin for, or NULL. A decoder is named in the
 * details only: "Missing decoder: NAME (CAPS)". */
static void
take_error (GstMessage * message, const gchar * missing, GError ** error)
{
  gchar *debug = NULL, *decoder;

  gst_message_parse_error (message, error, &debug);
  decoder = debug ? strstr (debug, "Missing decoder: ") : NULL;
  if (decoder) {
    decoder += strlen ("Missing decoder: ");
    decoder[strcspn (decoder, "\n")] = '\0';
  }
  if (decoder && strstr (decoder, " (audio/")) {
    g_clear_error (error);
    set_no_video (error);
  } else if (decoder) {
    if (strstr (decoder, " (video/"))
      *strstr (decoder, " (video/") = '\0';
    g_prefix_error (error, "nothing decodes %s: ", decoder);
  } else if (missing) {
    g_prefix_error (error, "a plugin is missing (%s): ", missing);
  }
  g_free (debug);
}

/* Returns FALSE when it is over. */
static gboolean
handle (GstMessage * message, const CollectOptions * options,
    gchar ** missing, GError ** error)
{
  const GstStructure *s = gst_message_get_structure (message);

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      if (gst_structure_has_name (s, "missing-plugin") && !*missing)
        *missing = g_strdup (gst_structure_get_string (s, "name"));
      options->func (s, options->user_data);
      return TRUE;
    case GST_MESSAGE_APPLICATION:
      if (gst_structure_has_name (s, NO_VIDEO)) {
        set_no_video (error);
        return FALSE;
      }
      options->func (s, options->user_data);
      return TRUE;
    case GST_MESSAGE_ERROR:
      take_error (message, *missing, error);
      return FALSE;
    default:
      return GST_MESSAGE_TYPE (message) != GST_MESSAGE_EOS;
  }
}

static gboolean
run (GstElement * pipeline, const CollectOptions * options, GError ** error)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  GError *failure = NULL;
  gchar *missing = NULL;
  gboolean going = TRUE, ending = FALSE;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (going) {
    GstMessage *message = gst_bus_timed_pop_filtered (bus, TICK,
        GST_MESSAGE_ELEMENT | GST_MESSAGE_APPLICATION | GST_MESSAGE_ERROR |
        GST_MESSAGE_EOS);

    if (message) {
      going = handle (message, options, &missing, &failure);
      gst_message_unref (message);
    } else {
      show_progress (pipeline, options);
    }
    if (stopping && !ending) {
      ending = TRUE;
      gst_element_send_event (pipeline, gst_event_new_eos ());
    }
  }
  if (options->progress)
    fprintf (stderr, "\r       \r");
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (bus);
  g_free (missing);
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* --- a file --------------------------------------------------------------------------- */

/* What is not looked at must not hold up what is. */
static void
drain_pad (GstElement * source, GstPad * pad)
{
  GstElement *drain = gst_element_factory_make ("fakesink", NULL);
  GstElement *pipeline = GST_ELEMENT (gst_element_get_parent (source));
  GstPad *sink;

  g_object_set (drain, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (pipeline), drain);
  sink = gst_element_get_static_pad (drain, "sink");
  gst_pad_link (pad, sink);
  gst_element_sync_state_with_parent (drain);
  gst_object_unref (sink);
  gst_object_unref (pipeline);
}

static void
link_pad (GstElement * source, GstPad * pad, gpointer motionstab)
{
  GstPad *sink = gst_element_get_static_pad (motionstab, "sink");

  if (gst_pad_is_linked (sink) || GST_PAD_LINK_FAILED (gst_pad_link (pad,
              sink)))
    drain_pad (source, pad);
  gst_object_unref (sink);
}

static void
all_pads_are_there (GstElement * source, gpointer motionstab)
{
  GstPad *sink = gst_element_get_static_pad (motionstab, "sink");

  if (!gst_pad_is_linked (sink))
    post (motionstab, gst_structure_new_empty (NO_VIDEO));
  gst_object_unref (sink);
}

static gboolean
is_uri (const gchar * input)
{
  gchar *protocol = gst_uri_get_protocol (input);
  gboolean known = protocol && !g_file_test (input, G_FILE_TEST_EXISTS);

  g_free (protocol);
  return known;
}

static gchar *
uri_of (const gchar * input, GError ** error)
{
  if (is_uri (input))
    return g_strdup (input);
  if (g_file_test (input, G_FILE_TEST_IS_DIR)
      || !g_file_test (input, G_FILE_TEST_EXISTS)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
        g_file_test (input, G_FILE_TEST_EXISTS) ? "it is a directory" :
        "there is no such file");
    return NULL;
  }
  return gst_filename_to_uri (input, error);
}

static GstElement *
make (const gchar * factory, const gchar * hint, GError ** error)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  if (!element)
    g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
        "there is no element %s: %s", factory, hint);
  return element;
}

/* NULL with @error. */
static GstElement *
build (const gchar * uri, const CollectOptions * options, GError ** error)
{
  GstElement *pipeline, *source, *motionstab, *sink;

  motionstab = make ("motionstab", "set GST_PLUGIN_PATH to where "
      "gst-plugins-onset is, or start this with ./onset shell", error);
  if (!motionstab)
    return NULL;
  source = make ("uridecodebin", "install gst-plugins-base", error);
  if (!source) {
    gst_object_unref (motionstab);
    return NULL;
  }
  sink = gst_element_factory_make ("fakesink", NULL);
  pipeline = gst_pipeline_new (NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, motionstab, sink, NULL);
  gst_element_link (motionstab, sink);
  g_object_set (source, "uri", uri, NULL);
  g_object_set (motionstab, "post-shift", TRUE, NULL);
  if (options->intent)
    gst_util_set_object_arg (G_OBJECT (motionstab), "intent", options->intent);
  g_object_set (sink, "sync", FALSE, NULL);
  g_signal_connect (source, "pad-added", G_CALLBACK (link_pad), motionstab);
  g_signal_connect (source, "no-more-pads", G_CALLBACK (all_pads_are_there),
      motionstab);
  watch_caps (motionstab, "sink");
  return pipeline;
}

gboolean
collect_from_input (const gchar * input, const CollectOptions * options,
    GError ** error)
{
  gchar *uri = uri_of (input, error);
  GstElement *pipeline = uri ? build (uri, options, error) : NULL;
  gboolean ok = pipeline && run (pipeline, options, error);

  if (pipeline)
    gst_object_unref (pipeline);
  g_free (uri);
  return ok;
}

/* --- a pipeline ---------------------------------------------------------------------- */

gboolean
collect_from_pipeline (const gchar * description,
    const CollectOptions * options, GError ** error)
{
  GstElement *pipeline = gst_parse_launch_full (description, NULL,
      GST_PARSE_FLAG_FATAL_ERRORS | GST_PARSE_FLAG_PLACE_IN_BIN, error);
  GstElement *out;
  gboolean ok;

  if (!pipeline)
    return FALSE;
  if (!GST_IS_PIPELINE (pipeline)) {
    GstElement *bin = gst_pipeline_new (NULL);

    gst_bin_add (GST_BIN (bin), pipeline);
    pipeline = bin;
  }
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  if (!out) {
    g_set_error_literal (error, GST_CORE_ERROR, GST_CORE_ERROR_PAD,
        "name the sink whose frames are read: \"... ! fakesink name=out\"");
    gst_object_unref (pipeline);
    return FALSE;
  }
  watch_frames (out);
  gst_object_unref (out);
  ok = run (pipeline, options, error);
  gst_object_unref (pipeline);
  return ok;
}

/* --- a log --------------------------------------------------------------------------- */

gboolean
collect_from_log (const gchar * file, const CollectOptions * options,
    GError ** error)
{
  gchar *text = NULL, **lines;
  gboolean ok = TRUE;
  gsize length;
  guint i;

  if (!g_file_get_contents (file, &text, &length, error))
    return FALSE;
  if (strlen (text) != length) {
    g_set_error_literal (error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE,
        "this is not text, as --save-log writes it");
    g_free (text);
    return FALSE;
  }
  lines = g_strsplit (text, "\n", -1);
  g_free (text);
  for (i = 0; ok && lines[i]; i++) {
    GstStructure *s;

    if (strspn (lines[i], " \t\r") == strlen (lines[i]))
      continue;
    s = motion_report_json_parse (lines[i], error);
    if (s) {
      options->func (s, options->user_data);
      gst_structure_free (s);
    } else {
      g_prefix_error (error, "line %u: ", i + 1);
      ok = FALSE;
    }
  }
  g_strfreev (lines);
  return ok;
}
