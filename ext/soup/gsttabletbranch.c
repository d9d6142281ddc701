/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletbranch.h"

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>
#include <gst/video/video.h>

#include "gsttabletencoder.h"
#include "gsttabletformat.h"
#include "gsttabletsink-private.h"

/* Seconds between key frames that nobody asked for. */
#define KEY_INTERVAL 10
/* Frames, where the frame rate is not known. */
#define DEFAULT_KEY_INTERVAL 300
/* How often what cannot fall back on another encoder is made anew. */
#define MAX_ATTEMPTS 3
/* Who fails after that time has worked: it was an accident. */
#define GOOD_WORK (G_TIME_SPAN_MINUTE)

#define JPEG_QUALITY 80
/* That wait to be handed over. */
#define CODED_PICTURES 8
#define OPUS_BITRATE 128000
#define OPUS_FRAME 10           /* ms */

struct _GstTabletBranch
{
  GstBin parent;

  GstTabletBranchKind kind;
  TsMedia media;
  GstTabletEncoding encoding;
  GstTabletOutlet *outlet;
  GstPad *pad;

  gint failed;                  /* atomic: what is in it has to go */

  /* The pad's streaming thread's own. */
  gboolean built, given_up;
  gboolean fresh;               /* nothing went in yet */
  guint attempts;
  gint64 since;                 /* monotonic: when it was built */
  GstElement *encoder;          /* NULL where nothing is encoded */
  guint n_keys;

  /* The appsink's thread's own. */
  GstCaps *caps;
  TsFormat *format;
  GstClockTime pts, dts;        /* of the last one that went out */
  gboolean told;                /* of its order */
};

typedef struct
{
  GstBinClass parent_class;
} GstTabletBranchClass;

G_DEFINE_TYPE (GstTabletBranch, gst_tablet_branch, GST_TYPE_BIN);

/* --- what comes out -------------------------------------------------------- */

static TsFrame *
make_frame (GstTabletBranch * self, GstSample * sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstClockTime running = gst_segment_to_running_time (gst_sample_get_segment
      (sample), GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  gpointer data;
  gsize size;
  TsFrame *frame;

  /* A copy: the buffer may be one of the few that a camera or a graphics card
   * has. */
  gst_buffer_extract_dup (buffer, 0, (gsize) - 1, &data, &size);
  frame = ts_frame_new (self->format, g_bytes_new_take (data, size));
  frame->captured = gst_tablet_outlet_captured (self->outlet, running);
  if (GST_BUFFER_DURATION_IS_VALID (buffer))
    frame->duration = GST_BUFFER_DURATION (buffer);
  frame->key = self->media == TS_MEDIA_H264
      ? gst_tablet_format_is_idr (self->format, data, size)
      : !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  frame->discont = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  return frame;
}

static void
update_format (GstTabletBranch * self, GstCaps * caps)
{
  TsFormat *format;

  if (self->caps && gst_caps_is_equal (self->caps, caps))
    return;
  format = gst_tablet_format_from_caps (self->media, caps);
  if (!format)
    return;                     /* not yet: the codec data is to come */
  gst_caps_replace (&self->caps, caps);
  g_clear_pointer (&self->format, ts_format_unref);
  self->format = format;
}

/* Pictures are sent in the order in which they come, and a time that goes back
 * and forth is none that a page can show them at. */
static void
check_order (GstTabletBranch * self, GstBuffer * buffer)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer), dts = GST_BUFFER_DTS (buffer);
  gboolean known = GST_CLOCK_TIME_IS_VALID (pts)
      && GST_CLOCK_TIME_IS_VALID (dts);

  if (known && !self->told && GST_CLOCK_TIME_IS_VALID (self->pts)
      && pts < self->pts && dts > self->dts) {
    self->told = TRUE;
    GST_ELEMENT_WARNING (self, STREAM, FORMAT,
        ("The H.264 of \"%s\" has B-frames: tablets show it with jerks. Turn "
            "them off in the encoder (x264enc: bframes=0).",
            gst_tablet_outlet_get_stream (self->outlet)), (NULL));
  }
  self->pts = known ? pts : GST_CLOCK_TIME_NONE;
  self->dts = dts;
}

static GstFlowReturn
on_sample (GstAppSink * sink, gpointer user_data)
{
  GstTabletBranch *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);

  if (!sample)
    return GST_FLOW_OK;         /* EOS, or on the way down */
  if (gst_sample_get_caps (sample))
    update_format (self, gst_sample_get_caps (sample));
  if (self->kind == GST_TABLET_BRANCH_H264 && gst_sample_get_buffer (sample))
    check_order (self, gst_sample_get_buffer (sample));
  if (self->format && gst_sample_get_buffer (sample))
    gst_tablet_outlet_push (self->outlet, make_frame (self, sample));
  gst_sample_unref (sample);
  return GST_FLOW_OK;
}

/* --- what is in it --------------------------------------------------------- */

static GstElement *
make_sink (GstTabletBranch * self)
{
  GstAppSinkCallbacks callbacks = {.new_sample = on_sample };
  GstElement *sink = gst_element_factory_make_full ("appsink",
      "sync", FALSE, "async", FALSE, "max-buffers", 2, "drop", TRUE,
      "enable-last-sample", FALSE, "wait-on-eos", FALSE, NULL);

  if (!sink)
    return NULL;
  if (self->media == TS_MEDIA_H264) {
    GstCaps *caps =
        gst_caps_from_string ("video/x-h264,stream-format=avc,alignment=au");

    g_object_set (sink, "caps", caps, NULL);
    gst_caps_unref (caps);
  }
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  return sink;
}

static gboolean
is_encoding (GstTabletBranch * self)
{
  return self->kind != GST_TABLET_BRANCH_H264
      && self->kind != GST_TABLET_BRANCH_JPEG;
}

/* Before an encoder the newest waits. Coded pictures need each other, so more
 * of them may wait: a frame that is dropped costs all up to the next key frame.
 * It is the new one that goes, because only a queue that stands first can be
 * primed. Those that come at once all go on, then: of JPEG the last one would
 * be missing otherwise, and the one before would stay. */
static GstElement *
make_queue (GstTabletBranch * self)
{
  guint buffers = is_encoding (self) ? 1 : CODED_PICTURES;
  guint64 time = 0;
  gint leaky = is_encoding (self) ? 2 : 1;

  if (self->media == TS_MEDIA_OPUS) {
    buffers = 0;
    time = 200 * GST_MSECOND;
  }
  return gst_element_factory_make_full ("queue", "leaky", leaky,
      "max-size-buffers", buffers, "max-size-bytes", 0,
      "max-size-time", time, "silent", TRUE, NULL);
}

static guint
key_interval (GstTabletBranch * self)
{
  GstCaps *caps = gst_pad_get_current_caps (self->pad);
  guint interval = DEFAULT_KEY_INTERVAL;
  gint n = 0, d = 1;

  if (caps && gst_structure_get_fraction (gst_caps_get_structure (caps, 0),
          "framerate", &n, &d) && n > 0)
    interval = (guint) CLAMP ((gint64) KEY_INTERVAL * n / d, 1, 6000);
  gst_clear_caps (&caps);
  return interval;
}

static GstElement *
make_encoder (GstTabletBranch * self)
{
  switch (self->kind) {
    case GST_TABLET_BRANCH_ENCODE_H264:
      return gst_tablet_encoder_new (&self->encoding.encoder,
          self->encoding.bitrate, key_interval (self));
    case GST_TABLET_BRANCH_ENCODE_JPEG:
      return gst_element_factory_make_full ("jpegenc", "quality", JPEG_QUALITY,
          NULL);
    case GST_TABLET_BRANCH_ENCODE_OPUS:
    {
      GstElement *encoder = gst_element_factory_make_full ("opusenc",
          "bitrate", OPUS_BITRATE, NULL);

      if (encoder) {
        gst_util_set_object_arg (G_OBJECT (encoder), "frame-size",
            G_STRINGIFY (OPUS_FRAME));
        gst_util_set_object_arg (G_OBJECT (encoder), "audio-type",
            "restricted-lowdelay");
      }
      return encoder;
    }
    default:
      return NULL;
  }
}

/* A camera gives whole pictures; who does not say how large they are may not
 * know where they end either. */
static gboolean
needs_jpegparse (GstTabletBranch * self)
{
  GstCaps *caps = gst_pad_get_current_caps (self->pad);
  GstStructure *s = caps ? gst_caps_get_structure (caps, 0) : NULL;
  gboolean needed = !s || !gst_structure_has_field (s, "width")
      || !gst_structure_has_field (s, "height");

  gst_clear_caps (&caps);
  return needed;
}

/* Stereo, unless it is mono. */
static GstElement *
make_sound_filter (GstTabletBranch * self)
{
  GstCaps *in = gst_pad_get_current_caps (self->pad), *caps;
  GstElement *filter;
  gint channels = 2;

  if (in)
    gst_structure_get_int (gst_caps_get_structure (in, 0), "channels",
        &channels);
  gst_clear_caps (&in);
  caps = gst_caps_new_simple ("audio/x-raw", "rate", G_TYPE_INT, 48000,
      "channels", G_TYPE_INT, CLAMP (channels, 1, 2), NULL);
  filter = gst_element_factory_make_full ("capsfilter", "caps", caps, NULL);
  gst_caps_unref (caps);
  return filter;
}

/* One row of the mixing matrix: output @row is input @row. */
static void
append_row (GValue * matrix, gint row, gint n_in)
{
  GValue values = G_VALUE_INIT, value = G_VALUE_INIT;
  gint i;

  g_value_init (&values, GST_TYPE_ARRAY);
  g_value_init (&value, G_TYPE_FLOAT);
  for (i = 0; i < n_in; i++) {
    g_value_set_float (&value, i == row ? 1.0f : 0.0f);
    gst_value_array_append_value (&values, &value);
  }
  g_value_unset (&value);
  gst_value_array_append_and_take_value (matrix, &values);
}

/* Of a recorder's tracks nobody says where they belong, and audioconvert mixes
 * none of them then. The mix is on the first two. */
static GstElement *
make_audioconvert (GstTabletBranch * self)
{
  GstElement *convert = gst_element_factory_make ("audioconvert", NULL);
  GstCaps *in = gst_pad_get_current_caps (self->pad);
  GValue matrix = G_VALUE_INIT;
  GstAudioInfo info;

  if (convert && in && gst_audio_info_from_caps (&info, in)
      && info.channels > 2 && GST_AUDIO_INFO_IS_UNPOSITIONED (&info)) {
    g_value_init (&matrix, GST_TYPE_ARRAY);
    append_row (&matrix, 0, info.channels);
    append_row (&matrix, 1, info.channels);
    g_object_set_property (G_OBJECT (convert), "mix-matrix", &matrix);
    g_value_unset (&matrix);
  }
  gst_clear_caps (&in);
  return convert;
}

/* The elements in their order, in @line. FALSE when one is missing; then some
 * are there all the same. */
static gboolean
make_line (GstTabletBranch * self, GPtrArray * line)
{
  GstElement *parser;
  guint i;

  /* Before the queue: what it drops is a whole picture then. */
  if (self->kind == GST_TABLET_BRANCH_H264)
    g_ptr_array_add (line, gst_element_factory_make ("h264parse", NULL));
  else if (self->kind == GST_TABLET_BRANCH_JPEG && needs_jpegparse (self)
      && (parser = gst_element_factory_make ("jpegparse", NULL)))
    g_ptr_array_add (line, parser);
  g_ptr_array_add (line, make_queue (self));
  switch (self->kind) {
    case GST_TABLET_BRANCH_ENCODE_H264:
      /* Graphics cards want NV12; does nothing otherwise. */
      g_ptr_array_add (line, gst_element_factory_make ("videoconvert", NULL));
      g_ptr_array_add (line, self->encoder = make_encoder (self));
      g_ptr_array_add (line, gst_element_factory_make ("h264parse", NULL));
      break;
    case GST_TABLET_BRANCH_ENCODE_JPEG:
      g_ptr_array_add (line, self->encoder = make_encoder (self));
      break;
    case GST_TABLET_BRANCH_ENCODE_OPUS:
      g_ptr_array_add (line, make_audioconvert (self));
      g_ptr_array_add (line, gst_element_factory_make ("audioresample", NULL));
      g_ptr_array_add (line, make_sound_filter (self));
      g_ptr_array_add (line, self->encoder = make_encoder (self));
      break;
    default:
      break;
  }
  g_ptr_array_add (line, make_sink (self));
  for (i = 0; i < line->len; i++)
    if (!line->pdata[i])
      return FALSE;
  return TRUE;
}

/* Takes the elements of @line. */
static gboolean
link_line (GstTabletBranch * self, GPtrArray * line)
{
  gboolean linked = TRUE;
  GstPad *first;
  guint i;

  for (i = 0; i < line->len; i++)
    gst_bin_add (GST_BIN (self), line->pdata[i]);
  for (i = 1; i < line->len; i++)
    linked &= gst_element_link (line->pdata[i - 1], line->pdata[i]);
  /* From the end on, so that nobody pushes into one that sleeps. */
  for (i = line->len; i > 0; i--)
    linked &= gst_element_sync_state_with_parent (line->pdata[i - 1]);
  first = gst_element_get_static_pad (line->pdata[0], "sink");
  linked &= gst_ghost_pad_set_target (GST_GHOST_PAD (self->pad), first);
  if (is_encoding (self))
    gst_tablet_prime_queue (self->pad, line->pdata[0]);
  gst_object_unref (first);
  return linked;
}

static void
drop_element (gpointer element)
{
  if (!element)
    return;
  gst_object_ref_sink (element);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_object_unref (element);
}

/* In the pad's streaming thread, which is none of those that this joins. */
static void
take_down (GstTabletBranch * self)
{
  GstBin *bin = GST_BIN (self);
  GstElement *element;

  gst_ghost_pad_set_target (GST_GHOST_PAD (self->pad), NULL);
  GST_OBJECT_LOCK (self);
  while (bin->children) {
    element = gst_object_ref (bin->children->data);
    GST_OBJECT_UNLOCK (self);
    gst_element_set_locked_state (element, TRUE);
    gst_element_set_state (element, GST_STATE_NULL);
    gst_bin_remove (bin, element);
    gst_object_unref (element);
    GST_OBJECT_LOCK (self);
  }
  GST_OBJECT_UNLOCK (self);
  self->encoder = NULL;
  self->built = FALSE;
  gst_clear_caps (&self->caps);
  g_clear_pointer (&self->format, ts_format_unref);
  g_atomic_int_set (&self->failed, FALSE);
}

void
gst_tablet_branch_warm_up (void)
{
  static const gchar *const names[] = { "queue", "tee", "capsfilter",
    "appsink", "videoconvert", "videoconvertscale", "deinterlace",
    "audioconvert", "audioresample", "h264parse", "jpegenc", "opusenc",
    "x264enc"
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    GstPluginFeature *found =
        gst_registry_lookup_feature (gst_registry_get (), names[i]), *loaded;

    if (!found)
      continue;
    loaded = gst_plugin_feature_load (found);
    gst_clear_object (&loaded);
    gst_object_unref (found);
  }
}

/* --- what goes in ---------------------------------------------------------- */

static gboolean
replay_event (GstPad * pad, GstEvent ** event, gpointer user_data)
{
  GstObject *parent;

  if (GST_EVENT_TYPE (*event) == GST_EVENT_CUSTOM_DOWNSTREAM_STICKY)
    return TRUE;
  parent = gst_pad_get_parent (pad);
  gst_pad_event_default (pad, parent, gst_event_ref (*event));
  gst_clear_object (&parent);
  return TRUE;
}

void
gst_tablet_replay_events (GstPad * pad)
{
  gst_pad_sticky_events_foreach (pad, replay_event, NULL);
}

static gboolean
store_event (GstPad * pad, GstEvent ** event, gpointer user_data)
{
  if (GST_EVENT_TYPE (*event) <= GST_EVENT_SEGMENT)
    gst_pad_store_sticky_event (user_data, *event);
  return TRUE;
}

void
gst_tablet_prime_queue (GstPad * pad, GstElement * queue)
{
  GstPad *src = gst_element_get_static_pad (queue, "src");

  gst_pad_sticky_events_foreach (pad, store_event, src);
  gst_object_unref (src);
}

gboolean
gst_tablet_goes_through (GstEvent * event)
{
  return !GST_EVENT_IS_SERIALIZED (event)
      || GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP;
}

GstFlowReturn
gst_tablet_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  guint i;

  for (i = 0; i < gst_buffer_list_length (list); i++)
    GST_PAD_CHAINFUNC (pad) (pad, parent,
        gst_buffer_ref (gst_buffer_list_get (list, i)));
  gst_buffer_list_unref (list);
  return GST_FLOW_OK;
}

gboolean
gst_tablet_is_failure (GstFlowReturn ret)
{
  return ret < 0 && ret != GST_FLOW_FLUSHING && ret != GST_FLOW_EOS;
}

static void
give_up (GstTabletBranch * self)
{
  self->given_up = TRUE;
  gst_tablet_outlet_withdraw (self->outlet, self->media);
  switch (self->kind) {
    case GST_TABLET_BRANCH_ENCODE_H264:
      GST_ELEMENT_WARNING (self, STREAM, ENCODE,
          (TABLET_NO_ENCODER), ("all candidates were tried"));
      break;
    case GST_TABLET_BRANCH_ENCODE_OPUS:
      GST_ELEMENT_WARNING (self, STREAM, ENCODE,
          ("Tablets do not get the sound of \"%s\": it cannot be encoded. Put "
              "audioconvert and audio/x-raw,channels=2 before tabletsink.",
              gst_tablet_outlet_get_stream (self->outlet)), (NULL));
      break;
    default:
      GST_ELEMENT_WARNING (self, STREAM, FORMAT,
          ("Tablets do not get the %s of \"%s\": the data cannot be used.",
              ts_media_name (self->media),
              gst_tablet_outlet_get_stream (self->outlet)), (NULL));
      break;
  }
}

static gboolean
build (GstTabletBranch * self)
{
  GPtrArray *line = g_ptr_array_new ();

  if (make_line (self, line)) {
    self->built = self->fresh = TRUE;
    self->since = g_get_monotonic_time ();
    if (!link_line (self, line))
      g_atomic_int_set (&self->failed, TRUE);
    else
      gst_tablet_replay_events (self->pad);
    GST_INFO_OBJECT (self, "made, with %s", self->encoder
        ? GST_OBJECT_NAME (gst_element_get_factory (self->encoder)) :
        "no encoder");
  } else {
    g_ptr_array_foreach (line, (GFunc) (GCallback) drop_element, NULL);
    self->encoder = NULL;
    give_up (self);
  }
  g_ptr_array_unref (line);
  return self->built;
}

/* After a failure: the next encoder, or the same things again. What has worked
 * for long is not given up for one bad frame in a day. */
static void
recover (GstTabletBranch * self)
{
  gboolean worked = g_get_monotonic_time () - self->since >= GOOD_WORK;

  take_down (self);
  if (worked)
    self->attempts = 0;
  if (self->kind == GST_TABLET_BRANCH_ENCODE_H264) {
    if (!worked)
      self->encoding.encoder++;
  } else if (++self->attempts == MAX_ATTEMPTS) {
    give_up (self);
  }
}

static gboolean
is_ready (GstTabletBranch * self)
{
  if (g_atomic_int_get (&self->failed))
    recover (self);
  return !self->given_up && (self->built || build (self));
}

static void
ask_for_key (GstTabletBranch * self)
{
  GstEvent *event = gst_video_event_new_upstream_force_key_unit
      (GST_CLOCK_TIME_NONE, TRUE, self->n_keys++);

  if (self->encoder) {
    GstPad *pad = gst_element_get_static_pad (self->encoder, "src");

    gst_pad_send_event (pad, event);
    gst_object_unref (pad);
  } else {
    gst_pad_push_event (self->pad, event);
  }
}

/* A tablet that has come needs a key frame; so does one that has lost something
 * and says so. */
static GstBuffer *
attend (GstTabletBranch * self, GstBuffer * buffer)
{
  gboolean opened = gst_tablet_outlet_take_opened (self->outlet, self->media)
      || self->fresh;

  if (self->media == TS_MEDIA_H264
      && (gst_tablet_outlet_take_key (self->outlet) || opened))
    ask_for_key (self);
  /* An encoder did not see what was left out, a decoder would miss it. */
  if (opened && !self->encoder) {
    buffer = gst_buffer_make_writable (buffer);
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  }
  self->fresh = FALSE;
  return buffer;
}

static GstFlowReturn
gst_tablet_branch_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstTabletBranch *self = GST_TABLET_BRANCH (parent);

  if (!gst_tablet_outlet_is_wanted (self->outlet, self->media)
      || !is_ready (self)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_OK;
  }
  if (gst_tablet_is_failure (gst_proxy_pad_chain_default (pad, parent,
              attend (self, buffer))))
    g_atomic_int_set (&self->failed, TRUE);
  return GST_FLOW_OK;
}

static gboolean
gst_tablet_branch_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstTabletBranch *self = GST_TABLET_BRANCH (parent);

  if (gst_tablet_goes_through (event) || self->built)
    gst_pad_event_default (pad, parent, event);
  else
    gst_event_unref (event);    /* the pad keeps what will be needed */
  return TRUE;
}

/* Whoever is in it asks nothing of those before it. */
static gboolean
gst_tablet_branch_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
    {
      GstCaps *filter, *any;

      gst_query_parse_caps (query, &filter);
      any = filter ? gst_caps_ref (filter) : gst_caps_new_any ();
      gst_query_set_caps_result (query, any);
      gst_caps_unref (any);
      return TRUE;
    }
    case GST_QUERY_ACCEPT_CAPS:
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    default:
      return FALSE;
  }
}

/* QoS, reconfigure, latency: nothing of it is the business of those before. */
static gboolean
drop_upstream_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gst_event_unref (event);
  return TRUE;
}

/* --- object ---------------------------------------------------------------- */

static void
gst_tablet_branch_handle_message (GstBin * bin, GstMessage * message)
{
  GstTabletBranch *self = GST_TABLET_BRANCH (bin);

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR) {
    GST_BIN_CLASS (gst_tablet_branch_parent_class)->handle_message (bin,
        message);
    return;
  }
  GST_WARNING_OBJECT (self, "failed: %" GST_PTR_FORMAT, message);
  g_atomic_int_set (&self->failed, TRUE);
  gst_message_unref (message);
}

static void
gst_tablet_branch_finalize (GObject * object)
{
  GstTabletBranch *self = GST_TABLET_BRANCH (object);

  gst_clear_caps (&self->caps);
  g_clear_pointer (&self->format, ts_format_unref);
  g_clear_pointer (&self->outlet, gst_tablet_outlet_unref);
  G_OBJECT_CLASS (gst_tablet_branch_parent_class)->finalize (object);
}

static void
gst_tablet_branch_class_init (GstTabletBranchClass * klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_tablet_branch_finalize;
  GST_BIN_CLASS (klass)->handle_message = gst_tablet_branch_handle_message;
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass),
      "One media for tablets", "Sink/Network",
      "What tabletsink makes of a picture or a sound",
      "The gst-plugins-onset authors");
}

static void
gst_tablet_branch_init (GstTabletBranch * self)
{
  GstProxyPad *inside;

  self->pts = self->dts = GST_CLOCK_TIME_NONE;
  self->pad = gst_ghost_pad_new_no_target ("sink", GST_PAD_SINK);
  gst_pad_set_chain_function (self->pad, gst_tablet_branch_chain);
  gst_pad_set_chain_list_function (self->pad, gst_tablet_chain_list);
  gst_pad_set_event_function (self->pad, gst_tablet_branch_event);
  gst_pad_set_query_function (self->pad, gst_tablet_branch_query);
  inside = gst_proxy_pad_get_internal (GST_PROXY_PAD (self->pad));
  gst_pad_set_event_function (GST_PAD (inside), drop_upstream_event);
  gst_object_unref (inside);
  gst_element_add_pad (GST_ELEMENT (self), self->pad);
}

GstElement *
gst_tablet_branch_new (GstTabletBranchKind kind,
    const GstTabletEncoding * encoding, GstTabletOutlet * outlet)
{
  static const TsMedia media[] = {
    [GST_TABLET_BRANCH_ENCODE_H264] = TS_MEDIA_H264,
    [GST_TABLET_BRANCH_ENCODE_JPEG] = TS_MEDIA_JPEG,
    [GST_TABLET_BRANCH_ENCODE_OPUS] = TS_MEDIA_OPUS,
    [GST_TABLET_BRANCH_H264] = TS_MEDIA_H264,
    [GST_TABLET_BRANCH_JPEG] = TS_MEDIA_JPEG,
  };
  GstTabletBranch *self = g_object_new (GST_TYPE_TABLET_BRANCH, NULL);

  self->kind = kind;
  self->media = media[kind];
  self->encoding = *encoding;
  self->outlet = gst_tablet_outlet_ref (outlet);
  return GST_ELEMENT (self);
}
