/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/**
 * SECTION:element-onsetoverlay
 * @title: onsetoverlay
 * @short_description: says on the monitor what is on the monitor
 *
 * Whoever looks at a monitor behind reverseplay must never take a playback for
 * the camera. onsetoverlay stands in the monitor's branch and draws a border
 * and a few words onto the picture. What it says it knows from the stream
 * alone: from the events onset-state and onset-takes, and from the meta
 * onset-frame of each frame of a playback.
 *
 * - The camera, and no take rolls: nothing. The frames pass through untouched.
 * - The camera, and a take rolls: a red border, REC, the take, and for how long
 *   it has been rolling. Red means this and nothing else.
 * - A playback: a blue border and PLAYBACK REVERSE, or a green one and PLAYBACK
 *   FORWARD; the take, the rate unless it is 1, and the timecode of the frame
 *   as it was shot (TC), or its position in the take where the camera gave no
 *   timecode.
 * - A still picture: a yellow border and PAUSED, with the same.
 * - A take rolls while a playback is shown: a small red REC under it.
 * - The line at the bottom is the take: its first frame on the left, bright
 *   between the in and out points, with its marks, its jerks and the playhead.
 *
 * Text and border follow the size of the picture. Where there is little room
 * words become short, and at last only the border is left.
 *
 * Frames that are drawn on are copied once; timestamps, flags and metas stay.
 * The element adds no latency and drops nothing.
 *
 * It belongs before the sink of the monitor, behind the queue: then it works in
 * the sink's thread and holds nobody up. What is recorded or sent to others
 * should branch off before it.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 videotestsrc is-live=true pattern=ball ! reverseplay ! queue ! onsetoverlay ! videoconvert ! autovideosink
 * ]| t rolls and cuts, Escape is live: click into the window first.
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! timecodestamper ! reverseplay ! tee name=t t. ! queue ! onsetoverlay ! videoconvert ! autovideosink t. ! queue ! fakesink sync=true
 * ]| One branch says what it shows, the other one stays clean.
 *
 * Since: 0.1
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstonsetoverlay.h"

#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>
#include <onset/onset-meta.h>

#include "canvas.h"
#include "heard.h"
#include "painter.h"
#include "screen.h"
#include "timeline.h"

GST_DEBUG_CATEGORY_STATIC (gst_onset_overlay_debug);
#define GST_CAT_DEFAULT gst_onset_overlay_debug

#define DEFAULT_ENABLED TRUE

enum
{
  PROP_ENABLED = 1,
};

/* A box as it was drawn last: measured and drawn anew only when something about
 * it is another. */
typedef struct
{
  gchar *text;                  /* NULL = nothing is kept */
  gint measured;                /* its width if there is room */
  OvColour paper;
  OvRect place;
  OvImage image;
} DrawnBox;

typedef struct
{
  GstBaseTransform parent;

  gboolean enabled;             /* object lock */

  /* The streaming thread's own. */
  OvHeard heard;
  OvPainter *painter;           /* from the first caps on */
  OvCanvas canvas;
  OvLayout layout;
  GstBufferPool *pool;          /* for frames that are drawn on, or NULL */
  DrawnBox drawn[OV_N_BOXES];
  GArray *ticks;                /* OvRect: of the line, what does not move */
  guint ticks_version, ticks_frames;    /* of what they were made */
} GstOnsetOverlay;

typedef struct
{
  GstBaseTransformClass parent_class;
} GstOnsetOverlayClass;

GType gst_onset_overlay_get_type (void);

#define GST_TYPE_ONSET_OVERLAY (gst_onset_overlay_get_type ())
#define GST_ONSET_OVERLAY(obj) ((GstOnsetOverlay *) (obj))

#define OVERLAY_CAPS \
    GST_VIDEO_CAPS_MAKE (GST_VIDEO_OVERLAY_COMPOSITION_BLEND_FORMATS)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (OVERLAY_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (OVERLAY_CAPS));

G_DEFINE_TYPE_WITH_CODE (GstOnsetOverlay, gst_onset_overlay,
    GST_TYPE_BASE_TRANSFORM,
    GST_DEBUG_CATEGORY_INIT (gst_onset_overlay_debug, "onsetoverlay", 0,
        "what is on the monitor"));
/* Not in class_init: registering takes the registry's lock, and class_init runs
 * under GObject's. */
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (onsetoverlay, "onsetoverlay",
    GST_RANK_NONE, GST_TYPE_ONSET_OVERLAY, onset_meta_init ());

/* --- drawing --------------------------------------------------------------- */

static void
forget_box (DrawnBox * drawn)
{
  ov_image_clear (&drawn->image);
  g_clear_pointer (&drawn->text, g_free);
}

/* The width that @box takes. */
static gint
measure_box (GstOnsetOverlay * self, DrawnBox * drawn, const OvBox * box)
{
  if (drawn->text && box->text && g_str_equal (drawn->text, box->text))
    return drawn->measured;
  forget_box (drawn);
  drawn->text = g_strdup (box->text);
  drawn->measured = ov_painter_measure (self->painter, box);
  return drawn->measured;
}

static gboolean
is_at (const OvRect * a, const OvRect * b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width
      && a->height == b->height;
}

static void
draw_box (GstOnsetOverlay * self, DrawnBox * drawn, const OvBox * box,
    const OvRect * place)
{
  if (drawn->image.composition && drawn->paper == box->paper
      && is_at (&drawn->place, place))
    return;
  ov_image_clear (&drawn->image);
  if (!box->text || place->width <= 0)
    return;
  drawn->paper = box->paper;
  drawn->place = *place;
  drawn->image = ov_canvas_image (&self->canvas,
      ov_painter_draw (self->painter, box, place->width), place);
}

/* To fill a rectangle costs next to nothing, to blend one does not. */
static void
show_box (GstOnsetOverlay * self, GstVideoFrame * frame, const DrawnBox * drawn)
{
  if (OV_IS_OPAQUE (drawn->paper)) {
    OvRect paper = drawn->place;

    paper.colour = drawn->paper;
    ov_canvas_fill (&self->canvas, frame, &paper);
  }
  ov_canvas_blend (&self->canvas, frame, &drawn->image);
}

static void
draw_boxes (GstOnsetOverlay * self, GstVideoFrame * frame,
    const OvSituation * situation)
{
  OvBox boxes[OV_N_BOXES];
  gint widths[OV_N_BOXES];
  OvRect places[OV_N_BOXES];
  guint i;

  ov_screen_words (situation, &self->layout, boxes);
  for (i = 0; i < OV_N_BOXES; i++)
    widths[i] = measure_box (self, &self->drawn[i], &boxes[i]);
  ov_screen_place (&self->layout, widths, places);
  for (i = 0; i < OV_N_BOXES; i++) {
    draw_box (self, &self->drawn[i], &boxes[i], &places[i]);
    if (self->drawn[i].image.composition)
      show_box (self, frame, &self->drawn[i]);
    g_free (boxes[i].text);
  }
}

static void
draw_border (GstOnsetOverlay * self, GstVideoFrame * frame,
    const OvSituation * situation)
{
  OvRect sides[4];
  guint i;

  ov_screen_border (&self->layout, ov_screen_colour (situation), sides);
  for (i = 0; i < G_N_ELEMENTS (sides); i++)
    ov_canvas_fill (&self->canvas, frame, &sides[i]);
}

static void
draw_line (GstOnsetOverlay * self, GstVideoFrame * frame,
    const OvSituation * situation)
{
  const OvRect *line = &self->layout.line;
  OvRect edge, head;
  guint i;

  if (situation->mode == OV_LIVE || !situation->frames || line->width <= 0)
    return;
  if (self->ticks_version != self->heard.version
      || self->ticks_frames != situation->frames) {
    OvTimeline timeline = ov_heard_timeline (&self->heard, situation->frames);

    self->ticks_version = self->heard.version;
    self->ticks_frames = situation->frames;
    g_array_set_size (self->ticks, 0);
    ov_timeline_draw (&timeline, line, self->ticks);
  }
  for (i = 0; i < self->ticks->len; i++)
    ov_canvas_fill (&self->canvas, frame,
        &g_array_index (self->ticks, OvRect, i));
  ov_timeline_playhead (line, situation->index, situation->frames, &edge,
      &head);
  ov_canvas_fill (&self->canvas, frame, &edge);
  ov_canvas_fill (&self->canvas, frame, &head);
}

static void
draw (GstOnsetOverlay * self, GstVideoFrame * frame,
    const OvSituation * situation)
{
  draw_border (self, frame, situation);
  draw_line (self, frame, situation);
  draw_boxes (self, frame, situation);
}

/* What was drawn for another size or format. */
static void
forget_drawn (GstOnsetOverlay * self)
{
  guint i;

  for (i = 0; i < OV_N_BOXES; i++)
    forget_box (&self->drawn[i]);
  g_array_set_size (self->ticks, 0);
  self->ticks_frames = 0;
}

/* --- buffers --------------------------------------------------------------- */

/* A pool of our own, of plain memory: downstream's may be a display's, where
 * what has to be read back for blending is slow to read. It has no buffers
 * before the first frame that is drawn on. */
static GstBufferPool *
ensure_pool (GstOnsetOverlay * self)
{
  GstStructure *config;
  GstCaps *caps;
  GstBufferPool *pool;

  if (self->pool)
    return self->pool;
  caps = gst_video_info_to_caps (&self->canvas.info);
  pool = gst_buffer_pool_new ();
  config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_set_params (config, caps,
      (guint) self->canvas.info.size, 0, 0);
  gst_caps_unref (caps);
  if (gst_buffer_pool_set_config (pool, config)
      && gst_buffer_pool_set_active (pool, TRUE))
    self->pool = pool;
  else
    gst_object_unref (pool);
  return self->pool;
}

static void
drop_pool (GstOnsetOverlay * self)
{
  if (self->pool)
    gst_buffer_pool_set_active (self->pool, FALSE);
  gst_clear_object (&self->pool);
}

/* All of them, except what speaks of the memory that was left behind. */
static gboolean
copy_meta (GstBuffer * from, GstMeta ** meta, gpointer user_data)
{
  const GstMetaInfo *info = (*meta)->info;
  GstMetaTransformCopy whole = { FALSE, 0, (gsize) - 1 };

  /* GstVideoMeta has the tag */
  if (info->api == GST_PARENT_BUFFER_META_API_TYPE
      || gst_meta_api_type_has_tag (info->api,
          g_quark_from_static_string (GST_META_TAG_MEMORY_STR)))
    return TRUE;
  if (info->transform_func)
    info->transform_func (user_data, *meta, from, _gst_meta_transform_copy,
        &whole);
  return TRUE;
}

/* NULL when it cannot be drawn on. */
static GstBuffer *
drawn_copy (GstOnsetOverlay * self, GstBuffer * in,
    const OvSituation * situation)
{
  GstVideoInfo *info = &self->canvas.info;
  GstBufferPool *pool = ensure_pool (self);
  GstBuffer *out = NULL;
  GstVideoFrame from, to;
  gboolean copied;

  if (!pool || gst_buffer_pool_acquire_buffer (pool, &out, NULL) != GST_FLOW_OK)
    return NULL;
  if (!gst_video_frame_map (&from, info, in,
          GST_MAP_READ | GST_VIDEO_FRAME_MAP_FLAG_NO_REF))
    goto failed;
  if (!gst_video_frame_map (&to, info, out,
          GST_MAP_READWRITE | GST_VIDEO_FRAME_MAP_FLAG_NO_REF)) {
    gst_video_frame_unmap (&from);
    goto failed;
  }
  copied = ov_canvas_copy (&self->canvas, &to, &from);
  if (copied)
    draw (self, &to, situation);
  gst_video_frame_unmap (&to);
  gst_video_frame_unmap (&from);
  if (!copied)
    goto failed;
  gst_buffer_copy_into (out, in,
      GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, (gsize) - 1);
  gst_buffer_foreach_meta (in, copy_meta, out);
  return out;

failed:
  gst_buffer_unref (out);
  return NULL;
}

/* A frame about which there is nothing to say goes on as it came, the same
 * buffer. So does one that cannot be drawn on: better a picture without a word
 * than none. */
static GstFlowReturn
gst_onset_overlay_prepare_output_buffer (GstBaseTransform * trans,
    GstBuffer * in, GstBuffer ** out)
{
  GstOnsetOverlay *self = GST_ONSET_OVERLAY (trans);
  GstClockTime running = GST_CLOCK_TIME_NONE;
  gboolean enabled;
  OvFrame frame;

  if (trans->segment.format == GST_FORMAT_TIME)
    running = gst_segment_to_running_time (&trans->segment, GST_FORMAT_TIME,
        GST_BUFFER_PTS (in));
  GST_OBJECT_LOCK (self);
  enabled = self->enabled;
  GST_OBJECT_UNLOCK (self);

  *out = in;
  ov_heard_frame (&self->heard, in, running, &frame);
  if (enabled && !ov_screen_is_empty (&frame.situation)) {
    GstBuffer *drawn;

    frame.situation.fps_n = self->canvas.info.fps_n;
    frame.situation.fps_d = self->canvas.info.fps_d;
    drawn = drawn_copy (self, in, &frame.situation);
    if (drawn)
      *out = drawn;
    else
      GST_WARNING_OBJECT (self, "cannot draw on %" GST_PTR_FORMAT, in);
  }
  ov_frame_clear (&frame);
  return GST_FLOW_OK;
}

static GstFlowReturn
gst_onset_overlay_transform (GstBaseTransform * trans, GstBuffer * in,
    GstBuffer * out)
{
  return GST_FLOW_OK;           /* all is done when there is a buffer */
}

/* Most frames go through as they are, so what downstream says about memory
 * holds for upstream, too. Except cropping: the border would be cut off. */
static gboolean
gst_onset_overlay_propose_allocation (GstBaseTransform * trans,
    GstQuery * decide, GstQuery * query)
{
  guint index;

  if (!gst_pad_peer_query (GST_BASE_TRANSFORM_SRC_PAD (trans), query))
    return FALSE;
  while (gst_query_find_allocation_meta (query, GST_VIDEO_CROP_META_API_TYPE,
          &index))
    gst_query_remove_nth_allocation_meta (query, index);
  return TRUE;
}

/* Nothing is to be allocated from downstream: see ensure_pool(). */
static gboolean
gst_onset_overlay_decide_allocation (GstBaseTransform * trans, GstQuery * query)
{
  while (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_remove_nth_allocation_pool (query, 0);
  return TRUE;
}

/* --- caps, events, state --------------------------------------------------- */

static gboolean
gst_onset_overlay_get_unit_size (GstBaseTransform * trans, GstCaps * caps,
    gsize * size)
{
  GstVideoInfo info;

  if (!gst_video_info_from_caps (&info, caps))
    return FALSE;
  *size = info.size;
  return TRUE;
}

static gboolean
gst_onset_overlay_set_caps (GstBaseTransform * trans, GstCaps * in,
    GstCaps * out)
{
  GstOnsetOverlay *self = GST_ONSET_OVERLAY (trans);
  GstVideoInfo info;

  if (!gst_video_info_from_caps (&info, in)) {
    GST_ERROR_OBJECT (self, "cannot read the caps %" GST_PTR_FORMAT, in);
    return FALSE;
  }
  drop_pool (self);
  forget_drawn (self);
  ov_canvas_clear (&self->canvas);
  ov_canvas_init (&self->canvas, &info);
  ov_layout_init (&self->layout, info.width, info.height);
  if (!self->painter)
    self->painter = ov_painter_new ();
  ov_painter_warm_up (self->painter, &self->layout);
  return TRUE;
}

static void
forget_stream (GstOnsetOverlay * self)
{
  ov_heard_clear (&self->heard);
  ov_heard_init (&self->heard);
  self->ticks_frames = 0;
}

static gboolean
gst_onset_overlay_sink_event (GstBaseTransform * trans, GstEvent * event)
{
  GstOnsetOverlay *self = GST_ONSET_OVERLAY (trans);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      forget_stream (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      ov_heard_flush (&self->heard);
      break;
    case GST_EVENT_CUSTOM_DOWNSTREAM_STICKY:
      ov_heard_event (&self->heard, event);
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (gst_onset_overlay_parent_class)->sink_event
      (trans, event);
}

static gboolean
gst_onset_overlay_stop (GstBaseTransform * trans)
{
  GstOnsetOverlay *self = GST_ONSET_OVERLAY (trans);

  drop_pool (self);
  forget_drawn (self);
  forget_stream (self);
  ov_canvas_clear (&self->canvas);
  g_clear_pointer (&self->painter, ov_painter_free);
  return TRUE;
}

/* --- object ---------------------------------------------------------------- */

static void
gst_onset_overlay_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstOnsetOverlay *self = GST_ONSET_OVERLAY (object);

  switch (id) {
    case PROP_ENABLED:
      GST_OBJECT_LOCK (self);
      self->enabled = g_value_get_boolean (value);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_onset_overlay_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstOnsetOverlay *self = GST_ONSET_OVERLAY (object);

  switch (id) {
    case PROP_ENABLED:
      GST_OBJECT_LOCK (self);
      g_value_set_boolean (value, self->enabled);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_onset_overlay_finalize (GObject * object)
{
  GstOnsetOverlay *self = GST_ONSET_OVERLAY (object);

  gst_onset_overlay_stop (GST_BASE_TRANSFORM (self));
  ov_heard_clear (&self->heard);
  g_array_unref (self->ticks);
  G_OBJECT_CLASS (gst_onset_overlay_parent_class)->finalize (object);
}

static void
gst_onset_overlay_class_init (GstOnsetOverlayClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  object_class->set_property = gst_onset_overlay_set_property;
  object_class->get_property = gst_onset_overlay_get_property;
  object_class->finalize = gst_onset_overlay_finalize;
  g_object_class_install_property (object_class, PROP_ENABLED,
      g_param_spec_boolean ("enabled", "Enabled",
          "Draw; FALSE lets every frame through untouched", DEFAULT_ENABLED,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
          | GST_PARAM_MUTABLE_PLAYING));

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "What is on the monitor", "Filter/Editor/Video",
      "Says on the picture behind reverseplay what it shows: the camera while a "
      "take rolls, a playback and its direction, a still picture",
      "The gst-plugins-onset authors");

  trans_class->prepare_output_buffer = gst_onset_overlay_prepare_output_buffer;
  trans_class->transform = gst_onset_overlay_transform;
  trans_class->propose_allocation = gst_onset_overlay_propose_allocation;
  trans_class->decide_allocation = gst_onset_overlay_decide_allocation;
  trans_class->get_unit_size = gst_onset_overlay_get_unit_size;
  trans_class->set_caps = gst_onset_overlay_set_caps;
  trans_class->sink_event = gst_onset_overlay_sink_event;
  trans_class->stop = gst_onset_overlay_stop;
}

static void
gst_onset_overlay_init (GstOnsetOverlay * self)
{
  GstBaseTransform *trans = GST_BASE_TRANSFORM (self);

  self->enabled = DEFAULT_ENABLED;
  self->ticks = g_array_new (FALSE, FALSE, sizeof (OvRect));
  ov_heard_init (&self->heard);
  /* A monitor that is late is shown the newest frame by reverseplay; here
   * nothing is thrown away. */
  gst_base_transform_set_qos_enabled (trans, FALSE);
}
