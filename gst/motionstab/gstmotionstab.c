/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/**
 * SECTION:element-motionstab
 * @title: motionstab
 * @short_description: flags the jerks of a camera's move while they happen
 *
 * On a tracking shot every unevenness of the track shows, and nobody sees it on
 * a small monitor. motionstab measures how the background moves from frame to
 * frame, and says within 4 frames which frame jumped, in what way and how badly.
 * An actor who fills up to half of the frame and walks with the camera is not
 * the background.
 *
 * - It changes no pixel and copies none, adds no latency and drops nothing.
 *   Frames get the metas onset-motion and onset-jerk; a buffer that somebody
 *   else holds, too, is copied without its memory for that.
 * - A jerk is what a viewer sees against the move's own smooth path. The move
 *   itself, a smooth start or stop, a pan, an actor who passes, a flash and a
 *   cut are none.
 * - #intent says what counts as smooth, #sensitivity and #min-severity how much
 *   of the rest is told, #kinds which of it.
 * - Before reverseplay it also judges each take when it has ended, with its
 *   future in sight: the message motionstab-report, and the event of that name
 *   that puts the final list into the take. reverseplay keeps the metas, so a
 *   review in reverse still shows where it jerked.
 * - Where no take ever rolls the whole stream is judged when it ends, as take
 *   0: that is how a file is checked.
 * - Whatever interrupts the stream (new caps, a seek, a flush, DISCONT, a GAP,
 *   timestamps that jump) starts the series anew, as a cut does. So does a
 *   change of #analysis-height or #interlacing. The other settings hold from
 *   the next frame on.
 * - Interlaced frames: the top field of each is compared with that of the frame
 *   before, so PsF under interlaced caps does not read as shake. In
 *   interlace-mode=alternate the bottom fields pass unseen.
 *   interlacing=progressive looks at whole frames.
 * - Every raw format in memory that can be mapped is read, strides and all. A
 *   frame that cannot be read passes, with a warning, and is blind.
 *
 * Motion is that of the background from the previous frame to this one: dx > 0
 * when the content of the picture moves right, dy > 0 when it moves down, both in
 * pixels of the full frame at its centre; rotation > 0 is clockwise as seen, scale
 * above 1 means that the content grows.
 *
 * ## Messages
 *
 * Element messages, each with timestamp, stream-time, running-time and duration
 * (uint64, ns; GST_CLOCK_TIME_NONE where the stream gives none), and, except the
 * report, frame (uint64, counts the buffers since the start) and timecode
 * (string, when the frame has one).
 *
 * - motionstab-jerk, at most 4 frames after the onset, whose frame and times it
 *   carries: kind (string: bump, sway, roll, speed), severity (double, % of the
 *   frame's height), level (string: nominal, needs-review, needs-fix), length
 *   (uint, frames so far), age (uint, frames from the onset to this report),
 *   confidence (double, 0 to 1).
 * - motionstab-pace, once each time that the speed of the move leaves 15 % either
 *   way of its median, or the subject's size changes by more than 5 % a second,
 *   for a second: speed (double, relative to its median over the move; 0 = not
 *   known), subject-scale (double, change of the subject's size in % per second;
 *   above 0 he gains), expansion (double, of the background: logarithm of the
 *   ratio, per second; below 0 the camera moves back), subject-share (double, of
 *   the picture, 0 to 1), speed-off, subject-off (boolean: which of the two has
 *   left its band).
 * - motionstab-shift, with #post-shift for each frame that is measured: kind
 *   (string: moved; or first, duplicate, flash, cut, blind, in which nothing is
 *   known), dx, dy (double, pixels), rotation (double, radians), scale (double,
 *   ratio), confidence (double, 0 to 1), and expansion, speed, subject-share and
 *   subject-scale as above.
 * - motionstab-report, when a take has ended and 4 more frames have come, or at
 *   EOS: take (uint, 0 = the whole stream), frames (uint64, that were measured),
 *   jerks (GstValueArray of structures onset-jerk: frame, take-frame (uint, in
 *   the take, when reverseplay has said where that begins), timestamp,
 *   stream-time, running-time, duration, timecode, kind, severity, level,
 *   length, confidence). Its times are those of the take's first frame, its
 *   duration is the take's. It is also a serialized downstream event.
 *
 * ## Metas
 *
 * Custom metas, for any language: onset-motion (kind, dx, dy, rotation, scale,
 * confidence) on each frame that was measured, and onset-jerk (frame, age, kind,
 * severity, level, length, confidence) on the frame at which a jerk was found,
 * which is age buffers after its onset.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 -m videotestsrc num-buffers=100 pattern=smpte horizontal-speed=2 ! motionstab post-shift=true ! fakesink
 * ]| Prints the shift of each frame of a pattern that moves.
 * |[
 * gst-launch-1.0 -m filesrc location=take.mkv ! decodebin ! motionstab ! fakesink
 * ]| Checks a file: motionstab-report at the end is the list to read.
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! motionstab ! reverseplay ! queue ! onsetoverlay ! videoconvert ! autovideosink
 * ]| A camera whose takes know where they jerked.
 *
 * Since: 0.1
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstmotionstab.h"

#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#include "gstmotionstab-private.h"

GST_DEBUG_CATEGORY (gst_motion_stab_debug);
#define GST_CAT_DEFAULT gst_motion_stab_debug

#define DEFAULT_INTENT MS_INTENT_DOLLY
#define DEFAULT_SENSITIVITY 0.5
#define DEFAULT_MIN_SEVERITY 0.15
#define DEFAULT_KINDS (GST_MOTION_STAB_KIND_BUMP | GST_MOTION_STAB_KIND_SWAY \
    | GST_MOTION_STAB_KIND_ROLL | GST_MOTION_STAB_KIND_SPEED)
#define DEFAULT_POST_SHIFT FALSE
#define DEFAULT_ANALYSIS_HEIGHT 0
#define DEFAULT_INTERLACING GST_MOTION_STAB_INTERLACING_AUTO
#define DEFAULT_SENSOR_NUM 0
#define DEFAULT_SENSOR_DEN 1
#define ANALYSIS_HEIGHT_MAX 512

enum
{
  PROP_INTENT = 1,
  PROP_SENSITIVITY,
  PROP_MIN_SEVERITY,
  PROP_KINDS,
  PROP_POST_SHIFT,
  PROP_ANALYSIS_HEIGHT,
  PROP_INTERLACING,
  PROP_SENSOR_RATE,
  PROP_STATS,
};

#define PICTURE_CAPS GST_VIDEO_CAPS_MAKE (GST_VIDEO_FORMATS_ALL) "; " \
    GST_VIDEO_CAPS_MAKE_WITH_FEATURES (GST_CAPS_FEATURE_FORMAT_INTERLACED, \
        GST_VIDEO_FORMATS_ALL)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (PICTURE_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (PICTURE_CAPS));

G_DEFINE_TYPE_WITH_CODE (GstMotionStab, gst_motion_stab,
    GST_TYPE_BASE_TRANSFORM,
    GST_DEBUG_CATEGORY_INIT (gst_motion_stab_debug, "motionstab", 0,
        "jerks of a camera's move"));
/* Not in class_init: registering takes the registry's lock, and class_init runs
 * under GObject's. */
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (motionstab, "motionstab",
    GST_RANK_NONE, GST_TYPE_MOTION_STAB, onset_meta_init ());

/* --- the stream ------------------------------------------------------------ */

/* The element is always in passthrough: queries about memory are downstream's
 * to answer, and what goes out is what came in, but for its metas. */
static GstFlowReturn
gst_motion_stab_prepare_output_buffer (GstBaseTransform * trans,
    GstBuffer * in, GstBuffer ** out)
{
  *out = in;
  gst_motion_stab_analyse (GST_MOTION_STAB (trans), out);
  return GST_FLOW_OK;
}

static gboolean
gst_motion_stab_get_unit_size (GstBaseTransform * trans, GstCaps * caps,
    gsize * size)
{
  GstVideoInfo info;

  if (!gst_video_info_from_caps (&info, caps))
    return FALSE;
  *size = info.size;
  return TRUE;
}

static gboolean
gst_motion_stab_set_caps (GstBaseTransform * trans, GstCaps * in, GstCaps * out)
{
  GstMotionStab *self = GST_MOTION_STAB (trans);
  GstVideoInfo info;

  if (!gst_video_info_from_caps (&info, in)
      || !info.finfo->unpack_func) {
    GST_ERROR_OBJECT (self, "cannot read the caps %" GST_PTR_FORMAT, in);
    return FALSE;
  }
  self->info = info;
  self->max_fps_n = 0;
  self->max_fps_d = 1;
  gst_structure_get_fraction (gst_caps_get_structure (in, 0), "max-framerate",
      &self->max_fps_n, &self->max_fps_d);
  gst_motion_stab_analysis_reset (self);
  return TRUE;
}

/* What comes behind the end is another stream. */
static void
stream_ended (GstMotionStab * self)
{
  gst_motion_stab_report_takes (self, TRUE);
  g_clear_pointer (&self->series, gst_motion_stab_series_free);
  gst_motion_stab_analysis_break (self);
}

static void
flushed (GstMotionStab * self)
{
  self->last_time = self->last_interval = GST_CLOCK_TIME_NONE;
  gst_motion_stab_analysis_break (self);
  if (self->series)
    gst_motion_stab_series_flush (self->series);
}

/* A seek without a flush goes on in running time with another picture. */
static gboolean
is_elsewhere (const GstSegment * is, GstEvent * event)
{
  const GstSegment *next;

  gst_event_parse_segment (event, &next);
  return is->format != GST_FORMAT_UNDEFINED && (next->format != is->format
      || next->rate != is->rate || next->applied_rate != is->applied_rate
      || next->base - next->start != is->base - is->start
      || next->time - next->start != is->time - is->start);
}

static gboolean
gst_motion_stab_sink_event (GstBaseTransform * trans, GstEvent * event)
{
  GstMotionStab *self = GST_MOTION_STAB (trans);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_EOS:
      stream_ended (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      flushed (self);
      break;
    case GST_EVENT_SEGMENT:
      if (is_elsewhere (&trans->segment, event))
        gst_motion_stab_analysis_break (self);
      break;
    case GST_EVENT_GAP:
      gst_motion_stab_analysis_break (self);
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (gst_motion_stab_parent_class)->sink_event
      (trans, event);
}

/* Any thread: what it says is done in the streaming thread. */
static gboolean
gst_motion_stab_src_event (GstBaseTransform * trans, GstEvent * event)
{
  GstMotionStab *self = GST_MOTION_STAB (trans);
  GstClockTime start, stop;
  gboolean rolling;
  guint take;

  if (onset_rolling_event_parse (event, &rolling, &take, &start, &stop)) {
    GST_OBJECT_LOCK (self);
    g_queue_push_tail (&self->rolls, gst_event_ref (event));
    GST_OBJECT_UNLOCK (self);
  }
  return GST_BASE_TRANSFORM_CLASS (gst_motion_stab_parent_class)->src_event
      (trans, event);
}

static void
forget_rolls (GstMotionStab * self)
{
  GST_OBJECT_LOCK (self);
  g_queue_clear_full (&self->rolls, (GDestroyNotify) gst_event_unref);
  GST_OBJECT_UNLOCK (self);
}

static gboolean
gst_motion_stab_start (GstBaseTransform * trans)
{
  GstMotionStab *self = GST_MOTION_STAB (trans);

  forget_rolls (self);
  GST_OBJECT_LOCK (self);
  self->stats = (GstMotionStabStats) {
  0,};
  GST_OBJECT_UNLOCK (self);
  self->frame = 0;
  self->last_time = self->last_interval = GST_CLOCK_TIME_NONE;
  self->broken = TRUE;
  self->warned_unreadable = FALSE;
  return TRUE;
}

static gboolean
gst_motion_stab_stop (GstBaseTransform * trans)
{
  GstMotionStab *self = GST_MOTION_STAB (trans);

  forget_rolls (self);
  gst_motion_stab_analysis_reset (self);
  g_clear_pointer (&self->detector, ms_detector_free);
  g_clear_pointer (&self->pace, ms_pace_free);
  g_clear_pointer (&self->series, gst_motion_stab_series_free);
  return TRUE;
}

/* --- properties ------------------------------------------------------------ */

static void
gst_motion_stab_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstMotionStab *self = GST_MOTION_STAB (object);
  GstMotionStabSettings *settings = &self->settings;

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_INTENT:
      settings->intent = g_value_get_enum (value);
      break;
    case PROP_SENSITIVITY:
      settings->sensitivity = g_value_get_double (value);
      break;
    case PROP_MIN_SEVERITY:
      settings->min_severity = g_value_get_double (value);
      break;
    case PROP_KINDS:
      settings->kinds = g_value_get_flags (value);
      break;
    case PROP_POST_SHIFT:
      settings->post_shift = g_value_get_boolean (value);
      break;
    case PROP_ANALYSIS_HEIGHT:
      settings->analysis_height = g_value_get_uint (value);
      break;
    case PROP_INTERLACING:
      settings->interlacing = g_value_get_enum (value);
      break;
    case PROP_SENSOR_RATE:
      settings->sensor_num = gst_value_get_fraction_numerator (value);
      settings->sensor_den = gst_value_get_fraction_denominator (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static GstStructure *
stats_structure (const GstMotionStabStats * stats)
{
  return gst_structure_new ("motionstab-stats",
      "frames", G_TYPE_UINT64, stats->frames,
      "measured", G_TYPE_UINT64, stats->measured,
      "unreadable", G_TYPE_UINT64, stats->unreadable,
      "jerks", G_TYPE_UINT64, stats->jerks,
      "frame-time", G_TYPE_UINT64,
      stats->measured ? stats->time / stats->measured : 0,
      "frame-time-max", G_TYPE_UINT64, stats->time_max,
      "analysis-width", G_TYPE_UINT, stats->width,
      "analysis-height", G_TYPE_UINT, stats->height, NULL);
}

static void
gst_motion_stab_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstMotionStab *self = GST_MOTION_STAB (object);
  const GstMotionStabSettings *settings = &self->settings;

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_INTENT:
      g_value_set_enum (value, (gint) settings->intent);
      break;
    case PROP_SENSITIVITY:
      g_value_set_double (value, settings->sensitivity);
      break;
    case PROP_MIN_SEVERITY:
      g_value_set_double (value, settings->min_severity);
      break;
    case PROP_KINDS:
      g_value_set_flags (value, settings->kinds);
      break;
    case PROP_POST_SHIFT:
      g_value_set_boolean (value, settings->post_shift);
      break;
    case PROP_ANALYSIS_HEIGHT:
      g_value_set_uint (value, settings->analysis_height);
      break;
    case PROP_INTERLACING:
      g_value_set_enum (value, (gint) settings->interlacing);
      break;
    case PROP_SENSOR_RATE:
      gst_value_set_fraction (value, settings->sensor_num,
          settings->sensor_den);
      break;
    case PROP_STATS:
      g_value_take_boxed (value, stats_structure (&self->stats));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
install_properties (GObjectClass * klass)
{
  const GParamFlags playing = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_PLAYING;

  g_object_class_install_property (klass, PROP_INTENT,
      g_param_spec_enum ("intent", "Intent",
          "What the camera is meant to do, and so what counts as smooth",
          GST_TYPE_MOTION_STAB_INTENT, DEFAULT_INTENT, playing));
  g_object_class_install_property (klass, PROP_SENSITIVITY,
      g_param_spec_double ("sensitivity", "Sensitivity",
          "How little against the move's own unevenness is flagged: 0 = only "
          "what nobody can miss, 1 = all that can be told from noise", 0.0, 1.0,
          DEFAULT_SENSITIVITY, playing));
  g_object_class_install_property (klass, PROP_MIN_SEVERITY,
      g_param_spec_double ("min-severity", "Minimum severity",
          "Nothing below is flagged, in % of the frame's height; 0 = no such "
          "limit", 0.0, 100.0, DEFAULT_MIN_SEVERITY, playing));
  g_object_class_install_property (klass, PROP_KINDS,
      g_param_spec_flags ("kinds", "Kinds", "Which kinds of jerks are flagged",
          GST_TYPE_MOTION_STAB_KINDS, DEFAULT_KINDS, playing));
  g_object_class_install_property (klass, PROP_POST_SHIFT,
      g_param_spec_boolean ("post-shift", "Post shift",
          "Post the message motionstab-shift for every frame",
          DEFAULT_POST_SHIFT, playing));
  g_object_class_install_property (klass, PROP_ANALYSIS_HEIGHT,
      g_param_spec_uint ("analysis-height", "Analysis height",
          "Rows, about, that frames are shrunk to before they are analysed; a "
          "change starts the series anew; 0 = chosen, about 270", 0,
          ANALYSIS_HEIGHT_MAX, DEFAULT_ANALYSIS_HEIGHT, playing));
  g_object_class_install_property (klass, PROP_INTERLACING,
      g_param_spec_enum ("interlacing", "Interlacing",
          "Whether interlaced caps are believed; progressive = PsF that a "
          "capture card calls interlaced: whole frames are analysed",
          GST_TYPE_MOTION_STAB_INTERLACING, DEFAULT_INTERLACING, playing));
  g_object_class_install_property (klass, PROP_SENSOR_RATE,
      gst_param_spec_fraction ("sensor-rate", "Sensor rate",
          "Frames per second of the camera's sensor, which thresholds follow "
          "where frames are duplicated or dropped for the monitor; 0/1 = as the "
          "caps", 0, 1, G_MAXINT, 1, DEFAULT_SENSOR_NUM, DEFAULT_SENSOR_DEN,
          playing));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Frames that arrived, were measured and could not be read; jerks; "
          "frame-time and frame-time-max (ns that the analysis took per "
          "measured frame: mean, longest); analysis-width and analysis-height "
          "(pixels)", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

/* --- object ---------------------------------------------------------------- */

static void
gst_motion_stab_finalize (GObject * object)
{
  gst_motion_stab_stop (GST_BASE_TRANSFORM (object));
  G_OBJECT_CLASS (gst_motion_stab_parent_class)->finalize (object);
}

static void
gst_motion_stab_class_init (GstMotionStabClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  object_class->set_property = gst_motion_stab_set_property;
  object_class->get_property = gst_motion_stab_get_property;
  object_class->finalize = gst_motion_stab_finalize;
  install_properties (object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Jerks of a camera's move", "Filter/Analyzer/Video",
      "Measures how the background moves from frame to frame and flags what a "
      "viewer would see as a jerk: bump, sway, roll, speed",
      "The gst-plugins-onset authors");

  trans_class->prepare_output_buffer = gst_motion_stab_prepare_output_buffer;
  trans_class->get_unit_size = gst_motion_stab_get_unit_size;
  trans_class->set_caps = gst_motion_stab_set_caps;
  trans_class->sink_event = gst_motion_stab_sink_event;
  trans_class->src_event = gst_motion_stab_src_event;
  trans_class->start = gst_motion_stab_start;
  trans_class->stop = gst_motion_stab_stop;

  gst_type_mark_as_plugin_api (GST_TYPE_MOTION_STAB_INTENT, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_MOTION_STAB_KINDS, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_MOTION_STAB_INTERLACING, 0);
}

static void
gst_motion_stab_init (GstMotionStab * self)
{
  self->settings = (GstMotionStabSettings) {
  DEFAULT_INTENT, DEFAULT_SENSITIVITY, DEFAULT_MIN_SEVERITY, DEFAULT_KINDS,
        DEFAULT_POST_SHIFT, DEFAULT_ANALYSIS_HEIGHT, DEFAULT_INTERLACING,
        DEFAULT_SENSOR_NUM, DEFAULT_SENSOR_DEN};
  self->used = self->settings;
  gst_video_info_init (&self->info);
  g_queue_init (&self->rolls);
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self), TRUE);
}
