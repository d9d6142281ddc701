/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What a buffer says about the camera is read from it in upstream's thread
 * without a lock; what follows from it is decided by RpTrigger when the frame
 * is in the history.
 */
#include "gstreverseplay-private.h"

#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

#define DEFAULT_HOLDOFF (500 * GST_MSECOND)
#define DEFAULT_TALLY_REGION NULL
#define DEFAULT_TALLY_COLOUR 0xe01010
#define DEFAULT_TALLY_TOLERANCE 0.2
#define DEFAULT_TALLY_STREAM "sink"

#define AUTOMATIC (GST_REVERSE_PLAY_TRIGGER_TIMECODE \
    | GST_REVERSE_PLAY_TRIGGER_RECORD_FLAG | GST_REVERSE_PLAY_TRIGGER_TALLY)

/* Frames of the primary stream without one of the stream that has the record
 * sign, after which that one has stalled. */
#define TALLY_AGE_MAX 8

/* --- settings ------------------------------------------------------------ */

void
gst_reverse_play_trigger_init (GstReversePlay * self)
{
  GstReversePlayTriggers *triggers = &self->triggers;

  triggers->holdoff = DEFAULT_HOLDOFF;
  triggers->tally_region = g_strdup (DEFAULT_TALLY_REGION);
  triggers->tally_stream = g_strdup (DEFAULT_TALLY_STREAM);
  triggers->tally_colour = DEFAULT_TALLY_COLOUR;
  triggers->tally_tolerance = DEFAULT_TALLY_TOLERANCE;
  rp_trigger_init (&triggers->trigger, DEFAULT_HOLDOFF);
}

void
gst_reverse_play_trigger_finalize (GstReversePlay * self)
{
  g_free (self->triggers.tally_region);
  g_free (self->triggers.tally_stream);
}

void
gst_reverse_play_install_trigger_settings (GObjectClass * klass)
{
  const GParamFlags playing = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_PLAYING;

  g_object_class_install_property (klass, RP_TRIGGER_HOLDOFF,
      g_param_spec_uint64 ("trigger-holdoff", "Trigger hold-off",
          "A loss of signal or of the trigger that is shorter than this, in "
          "ns, does not end a take; a longer one ends it where the loss began; "
          "0 = every loss does", 0, G_MAXUINT64, DEFAULT_HOLDOFF, playing));
  g_object_class_install_property (klass, RP_TALLY_REGION,
      g_param_spec_string ("tally-region", "Tally region",
          "For trigger=tally: where in the picture the camera's record sign "
          "is, \"x,y,width,height\" in pixels; NULL = nowhere",
          DEFAULT_TALLY_REGION, playing));
  g_object_class_install_property (klass, RP_TALLY_COLOUR,
      g_param_spec_uint ("tally-colour", "Tally colour",
          "The record sign's colour, 0xRRGGBB", 0, 0xffffff,
          DEFAULT_TALLY_COLOUR, playing));
  g_object_class_install_property (klass, RP_TALLY_TOLERANCE,
      g_param_spec_double ("tally-tolerance", "Tally tolerance",
          "How far the region's mean colour may be from tally-colour, 0 = it "
          "must be the same, 1 = any; brightness counts half", 0.0, 1.0,
          DEFAULT_TALLY_TOLERANCE, playing));
  g_object_class_install_property (klass, RP_TALLY_STREAM,
      g_param_spec_string ("tally-stream", "Tally stream",
          "Name of the sink pad in whose picture the record sign is; NULL = "
          "sink", DEFAULT_TALLY_STREAM, playing));
}

static void
set_tally_region (GstReversePlay * self, const gchar * text)
{
  GstReversePlayTriggers *triggers = &self->triggers;

  g_free (triggers->tally_region);
  triggers->tally_region = g_strdup (text);
  triggers->region_valid = rp_region_parse (&triggers->region, text);
  triggers->warned = 0;
}

gboolean
gst_reverse_play_trigger_set (GstReversePlay * self, guint setting,
    const GValue * value)
{
  GstReversePlayTriggers *triggers = &self->triggers;
  gboolean found = TRUE;

  GST_OBJECT_LOCK (self);
  switch (setting) {
    case RP_TRIGGER_HOLDOFF:
      triggers->holdoff = g_value_get_uint64 (value);
      break;
    case RP_TALLY_REGION:
      set_tally_region (self, g_value_get_string (value));
      break;
    case RP_TALLY_COLOUR:
      triggers->tally_colour = g_value_get_uint (value);
      break;
    case RP_TALLY_TOLERANCE:
      triggers->tally_tolerance = g_value_get_double (value);
      break;
    case RP_TALLY_STREAM:
      g_free (triggers->tally_stream);
      triggers->tally_stream = g_value_dup_string (value);
      if (!triggers->tally_stream)
        triggers->tally_stream = g_strdup (DEFAULT_TALLY_STREAM);
      triggers->warned = 0;
      break;
    default:
      found = FALSE;
      break;
  }
  GST_OBJECT_UNLOCK (self);
  return found;
}

gboolean
gst_reverse_play_trigger_get (GstReversePlay * self, guint setting,
    GValue * value)
{
  const GstReversePlayTriggers *triggers = &self->triggers;
  gboolean found = TRUE;

  GST_OBJECT_LOCK (self);
  switch (setting) {
    case RP_TRIGGER_HOLDOFF:
      g_value_set_uint64 (value, triggers->holdoff);
      break;
    case RP_TALLY_REGION:
      g_value_set_string (value, triggers->tally_region);
      break;
    case RP_TALLY_COLOUR:
      g_value_set_uint (value, triggers->tally_colour);
      break;
    case RP_TALLY_TOLERANCE:
      g_value_set_double (value, triggers->tally_tolerance);
      break;
    case RP_TALLY_STREAM:
      g_value_set_string (value, triggers->tally_stream);
      break;
    default:
      found = FALSE;
      break;
  }
  GST_OBJECT_UNLOCK (self);
  return found;
}

/* --- the record sign in the picture -------------------------------------- */

/* Why no record sign can be seen. Each is told once. */
typedef enum
{
  PROBLEM_NONE,
  PROBLEM_STREAM,
  PROBLEM_NO_REGION,
  PROBLEM_BAD_REGION,
  PROBLEM_OUTSIDE,
  PROBLEM_CODED,
  PROBLEM_UNREADABLE,
} Problem;

/* What a person can do about it, and the word for programs. */
static const struct
{
  const gchar *reason, *text;
} problems[] = {
  {NULL, NULL},
  {"tally-stream", "There is no sink pad with the name that tally-stream says, "
        "so no record sign is looked at. Set it to the name of a sink pad."},
  {"tally-region", "trigger=tally needs to know where the camera's record sign "
        "is. Set tally-region to x,y,width,height in pixels, such as "
        "1800,40,40,40."},
  {"tally-region", "tally-region is not x,y,width,height in pixels, such as "
        "1800,40,40,40, so no record sign is looked at. Set it anew."},
  {"tally-region", "tally-region lies outside of the picture, so no record "
        "sign can be seen. Set it to x,y,width,height within the picture."},
  {"tally-coded", "trigger=tally cannot look into coded pictures. Decode them "
        "before this element, point tally-stream at a stream that is not "
        "coded, or choose another trigger."},
  {"tally-unreadable", "trigger=tally cannot read pictures of this format. Put "
        "videoconvert before this element, or choose another trigger."},
};

static void
tell_problem (GstReversePlay * self, Problem problem, const gchar * debug)
{
  gboolean told;

  GST_OBJECT_LOCK (self);
  told = (self->triggers.warned & (1u << problem)) != 0;
  self->triggers.warned |= 1u << problem;
  GST_OBJECT_UNLOCK (self);
  if (told)
    return;
  GST_ELEMENT_WARNING (self, RESOURCE, SETTINGS, ("%s",
          problems[problem].text), ("%s", debug));
  g_mutex_lock (&self->lock);
  gst_reverse_play_report_warning_locked (self, problems[problem].reason, NULL);
  g_mutex_unlock (&self->lock);
}

typedef struct
{
  gboolean has_text, is_valid;
  RpRegion region;
  guint colour;
  gdouble tolerance;
} Tally;

/* FALSE when the record sign is in another stream. */
static gboolean
get_tally (GstReversePlayStream * stream, Tally * tally)
{
  GstReversePlay *self = stream->element;
  const GstReversePlayTriggers *triggers = &self->triggers;
  gboolean mine;

  GST_OBJECT_LOCK (self);
  mine = g_strcmp0 (triggers->tally_stream, GST_OBJECT_NAME (stream->pad)) == 0;
  tally->has_text = triggers->tally_region != NULL;
  tally->is_valid = triggers->region_valid;
  tally->region = triggers->region;
  tally->colour = triggers->tally_colour;
  tally->tolerance = triggers->tally_tolerance;
  GST_OBJECT_UNLOCK (self);
  return mine;
}

static Problem
see_tally (GstReversePlayStream * stream, GstBuffer * buffer,
    const Tally * tally, gboolean * seen)
{
  const GstVideoInfo *info = &stream->info;
  RpColour colour;
  gdouble distance;

  if (!tally->has_text)
    return PROBLEM_NO_REGION;
  if (!tally->is_valid)
    return PROBLEM_BAD_REGION;
  if (stream->media != RP_MEDIA_PICTURES)
    return PROBLEM_CODED;
  if (!rp_region_fits (&tally->region, (guint) GST_VIDEO_INFO_WIDTH (info),
          (guint) GST_VIDEO_INFO_HEIGHT (info)))
    return PROBLEM_OUTSIDE;
  if (!gst_reverse_play_region_colour (buffer, info, &tally->region, &colour))
    return PROBLEM_UNREADABLE;

  distance = rp_colour_distance (colour, rp_colour_from_rgb (tally->colour));
  *seen = distance <= tally->tolerance;
  GST_LOG_OBJECT (stream->pad, "record sign: %.2f %.2f %.2f, distance %.3f%s",
      colour.r, colour.g, colour.b, distance, *seen ? ", on" : "");
  return PROBLEM_NONE;
}

static void
check_tally_stream (GstReversePlay * self)
{
  GstPad *pad;
  gchar *name;

  GST_OBJECT_LOCK (self);
  name = g_strdup (self->triggers.tally_stream);
  GST_OBJECT_UNLOCK (self);
  pad = gst_element_get_static_pad (GST_ELEMENT (self), name);
  if (!pad || GST_PAD_IS_SRC (pad))
    tell_problem (self, PROBLEM_STREAM, name);
  g_clear_pointer (&pad, gst_object_unref);
  g_free (name);
}

static void
look_for_tally (GstReversePlayStream * stream, GstBuffer * buffer)
{
  GstReversePlay *self = stream->element;
  gboolean seen = FALSE;
  Problem problem;
  gchar *debug;
  Tally tally;

  if (!get_tally (stream, &tally)) {
    if (stream->track == RP_PRIMARY)
      check_tally_stream (self);
    return;
  }
  problem = see_tally (stream, buffer, &tally, &seen);
  if (problem != PROBLEM_NONE) {
    debug = gst_caps_to_string (stream->caps);
    tell_problem (self, problem, debug);
    g_free (debug);
  }
  g_mutex_lock (&self->lock);
  self->triggers.tally = seen;
  self->triggers.tally_age = 0;
  g_mutex_unlock (&self->lock);
}

/* --- what comes from upstream -------------------------------------------- */

static void
read_timecode (GstBuffer * buffer, RpTimecode * timecode)
{
  GstVideoTimeCodeMeta *meta = gst_buffer_get_video_time_code_meta (buffer);

  timecode->there = meta != NULL;
  if (!meta)
    return;
  timecode->hours = meta->tc.hours;
  timecode->minutes = meta->tc.minutes;
  timecode->seconds = meta->tc.seconds;
  timecode->frames = meta->tc.frames;
  timecode->fps_n = (gint) MIN (meta->tc.config.fps_n, G_MAXINT);
  timecode->fps_d = (gint) MIN (meta->tc.config.fps_d, G_MAXINT);
  timecode->drop_frame =
      (meta->tc.config.flags & GST_VIDEO_TIME_CODE_FLAGS_DROP_FRAME) != 0;
}

void
gst_reverse_play_trigger_look (GstReversePlayStream * stream,
    GstBuffer * buffer)
{
  guint trigger = gst_reverse_play_trigger (stream->element);
  GstReversePlaySigns *signs = &stream->signs;

  if (stream->track == RP_PRIMARY && (trigger & AUTOMATIC)) {
    read_timecode (buffer, &signs->timecode);
    signs->has_record = onset_record_meta_get (buffer, &signs->record);
  }
  if (trigger & GST_REVERSE_PLAY_TRIGGER_TALLY)
    look_for_tally (stream, buffer);
}

static gboolean
ours_rolls_locked (GstReversePlay * self)
{
  RpTake *rolling = rp_takes_rolling (self->takes);

  return rolling && rolling->id == self->triggers.take;
}

/* What was on in a stream that has ended is not on in the next one. */
static void
rearm_locked (GstReversePlay * self)
{
  RpTrigger *trigger = &self->triggers.trigger;
  gboolean warned = trigger->warned;

  rp_trigger_init (trigger, trigger->holdoff);
  trigger->warned = warned;
  self->triggers.take = 0;
}

static void
flushed_locked (GstReversePlay * self)
{
  if (self->eos)
    rearm_locked (self);
  else
    rp_trigger_forget (&self->triggers.trigger);
}

/* A take that rolls goes on, if what comes still says so. */
static void
stream_started_locked (GstReversePlayStream * stream)
{
  GstReversePlay *self = stream->element;
  GstReversePlayTriggers *triggers = &self->triggers;

  /* What was said out of band before the first one is about it. */
  if (!stream->stream_start)
    return;
  if (ours_rolls_locked (self))
    rp_trigger_forget (&triggers->trigger);
  else
    rearm_locked (self);
  triggers->recording = triggers->by_meta = triggers->tally = FALSE;
}

void
gst_reverse_play_trigger_event (GstReversePlayStream * stream, GstEvent * event)
{
  GstReversePlay *self = stream->element;
  gboolean recording;

  if (stream->track != RP_PRIMARY)
    return;
  g_mutex_lock (&self->lock);
  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START) {
    stream_started_locked (stream);
  } else if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP) {
    flushed_locked (self);
  } else if (onset_record_event_parse (event, &recording)) {
    GST_DEBUG_OBJECT (self, "the camera %s",
        recording ? "records" : "does not record");
    self->triggers.recording = recording;
    self->triggers.by_meta = FALSE;
  }
  g_mutex_unlock (&self->lock);
}

/* --- what follows from it ------------------------------------------------ */

void
gst_reverse_play_trigger_start_locked (GstReversePlay * self)
{
  GstReversePlayTriggers *triggers = &self->triggers;

  rp_trigger_init (&triggers->trigger, DEFAULT_HOLDOFF);
  triggers->take = 0;
  triggers->recording = triggers->by_meta = triggers->tally = FALSE;
  triggers->tally_age = 0;
  GST_OBJECT_LOCK (self);
  triggers->warned = 0;
  GST_OBJECT_UNLOCK (self);
}

static guint
enabled_sources (guint trigger)
{
  guint enabled = 0;

  if (trigger & GST_REVERSE_PLAY_TRIGGER_TIMECODE)
    enabled |= 1u << RP_SOURCE_TIMECODE;
  if (trigger & GST_REVERSE_PLAY_TRIGGER_RECORD_FLAG)
    enabled |= 1u << RP_SOURCE_FLAG;
  if (trigger & GST_REVERSE_PLAY_TRIGGER_TALLY)
    enabled |= 1u << RP_SOURCE_TALLY;
  return enabled;
}

/* An event holds until the next one; a meta for its frame, so that a frame
 * without one has lost it. */
static gboolean
record_flag_locked (GstReversePlay * self, const GstReversePlaySigns * signs)
{
  if (signs->has_record) {
    self->triggers.by_meta = TRUE;
    return signs->record;
  }
  return !self->triggers.by_meta && self->triggers.recording;
}

static void
fill_frame_locked (GstReversePlayStream * stream, guint64 seq, guint trigger,
    RpTriggerFrame * frame)
{
  GstReversePlay *self = stream->element;
  const RpFrame *recorded = rp_history_get (self->history, RP_PRIMARY, seq);

  frame->seq = seq;
  frame->time = recorded->media_time;
  frame->period = MAX (recorded->duration, 1);
  frame->irregular = stream->period_num == 0;
  frame->enabled = enabled_sources (trigger);
  frame->timecode = stream->signs.timecode;
  frame->flag = record_flag_locked (self, &stream->signs);
  frame->tally = self->triggers.tally
      && self->triggers.tally_age++ < TALLY_AGE_MAX;
}

static void
add_mark_locked (GstReversePlay * self, const RpTriggerEvents * events)
{
  RpTake *take = rp_takes_rolling (self->takes);
  RpSpan span;

  if (!take)
    return;
  span = rp_take_span (take, RP_PRIMARY);
  if (events->mark_seq < span.first || events->mark_seq >= span.end)
    return;
  if (rp_take_add_mark (take, (guint64)
          (rp_history_get (self->history, RP_PRIMARY, events->mark_seq)
              ->media_time - rp_history_get (self->history, RP_PRIMARY,
                  span.first)->media_time), events->mark_text))
    gst_reverse_play_list_changed_locked (self);
}

static void
warn_free_run_locked (GstReversePlay * self)
{
  GError *error = g_error_new_literal (GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_SETTINGS,
      "This camera's timecode never stops, so it cannot say what a take is. "
      "Set the camera's timecode to rec-run, or choose another trigger: "
      "record-flag, tally or command.");

  gst_reverse_play_post_locked (self, gst_message_new_warning (GST_OBJECT
          (self), error, "timecode has advanced since the first frame"));
  g_error_free (error);
  gst_reverse_play_report_warning_locked (self, "timecode-never-stops", NULL);
}

static void
stop_locked (GstReversePlay * self, guint64 end)
{
  guint id;

  self->triggers.take = 0;
  g_free (gst_reverse_play_stop_take_at_locked (self, end, &id));
}

static void
start_locked (GstReversePlay * self, guint64 first)
{
  guint id = 0;
  gchar *refused = gst_reverse_play_start_take_at_locked (self, NULL, first,
      &id);

  if (refused)
    GST_WARNING_OBJECT (self, "no take by trigger: %s", refused);
  self->triggers.take = id;
  g_free (refused);
}

void
gst_reverse_play_trigger_frame_locked (GstReversePlayStream * stream,
    guint64 seq)
{
  GstReversePlay *self = stream->element;
  GstReversePlayTriggers *triggers = &self->triggers;
  guint trigger = gst_reverse_play_trigger (self);
  RpRolling rolling = RP_ROLLING_NOTHING;
  RpTriggerFrame frame = { 0, };
  RpTriggerEvents events;

  if (stream->track != RP_PRIMARY
      || (!(trigger & AUTOMATIC) && triggers->take == 0))
    return;
  GST_OBJECT_LOCK (self);
  triggers->trigger.holdoff = triggers->holdoff;
  GST_OBJECT_UNLOCK (self);
  if (rp_takes_rolling (self->takes))
    rolling = ours_rolls_locked (self) ? RP_ROLLING_OURS : RP_ROLLING_OTHER;
  fill_frame_locked (stream, seq, trigger, &frame);
  rp_trigger_feed (&triggers->trigger, &frame, rolling, &events);

  if (events.stop)
    stop_locked (self, events.end);
  if (events.start)
    start_locked (self, events.first);
  if (events.mark)
    add_mark_locked (self, &events);
  if (events.never_stops)
    warn_free_run_locked (self);
}

void
gst_reverse_play_trigger_end_locked (GstReversePlay * self)
{
  guint64 end;

  if (ours_rolls_locked (self)
      && rp_trigger_end (&self->triggers.trigger, &end))
    stop_locked (self, end);
}
