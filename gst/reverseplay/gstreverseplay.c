/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/**
 * SECTION:element-reverseplay
 * @title: reverseplay
 * @short_description: shows a backward take in reverse, straight after the cut
 *
 * A backward take is action performed in reverse, to be shown reversed.
 * reverseplay keeps the live camera in a history in memory and shows the take
 * in reverse the moment it is cut, while recording goes on.
 *
 * - While nothing is asked for, the camera passes through, frame by frame.
 * - #GstReversePlay::take-start and #GstReversePlay::take-stop (or the command
 *   take-toggle, or the key t) make a take. When it ends, #after-take is
 *   shown: by default the take in reverse, its last frame first, within one
 *   frame of the command whatever its length.
 * - Everything that arrives is recorded, always, whatever is shown.
 * - A new take sends the main output back to the camera at once.
 * - #at-end says what follows a playback: the camera, the last frame held,
 *   the playback again, or the other direction.
 * - A request pad review_%u is another output with a playhead of its own: the
 *   DP stays live while the director watches the take. It shows what a command
 *   asks for; its own after-take is none.
 * - Request pads sink_%u take sound and further cameras; src_%u shows them as
 *   the main output shows the primary stream, cut at the same running times.
 *   Sound is reversed to the sample, at other rates sped up or slowed down as a
 *   tape would be, and silent in pause.
 * - With trigger=stream show-live=false a file goes in and its exact reverse
 *   comes out, from running time 0.
 *
 * The history holds max-size-bytes. When it is full, footage outside takes
 * goes first, then discarded takes, then takes that are not circled, oldest
 * first, then circled ones; at last the rolling take loses its head. A
 * reverseplay-warning comes before a take is lost.
 *
 * Pixels are never changed; only field-order=keep makes frames anew. Buffers are read-only views of the history: an
 * element that writes into them makes its own copy, as always in GStreamer.
 *
 * ## Interlaced video
 *
 * The fields of a frame are of two instants, so in reverse their order turns,
 * too. Forward, live and in the history frames are as they were shot.
 *
 * - field-order=swap: the frames stay, and the caps and the flags of the
 *   buffers say that the other field is first; caps are negotiated anew at the
 *   cut and back. A frame that is paused keeps the order that it ran with. In
 *   interlace-mode=mixed each frame's flags turn; one that repeats its first
 *   field (RFF) or has one field only is its own mirror and stays.
 * - field-order=keep: for outputs that know one order only. The caps stay, and
 *   frames are made anew: the first field of a frame with the second field of
 *   the frame shot before it. Timecode and the other metas are those of the
 *   former. The last field of the take is left out; the take's first frame,
 *   one after a gap, and one that is paused go out as they were shot. In
 *   interlace-mode=mixed this is done where at least one of the two frames is
 *   interlaced. What cannot be taken apart by lines (tiled formats, coded
 *   pictures) is swapped, with a warning.
 * - interlacing=progressive: PsF under interlaced caps. Nothing is touched.
 *
 * Of coded pictures only the caps can be turned. An order that is written
 * inside them stays: decode interlaced video before this element.
 *
 * ## Commands
 *
 * What the signals do, and more, is done by the upstream custom event
 * onset-command from anywhere downstream, and by the keys of a video sink's
 * window: docs/commands.md lists both. Each command is answered by the message
 * reverseplay-command (output, command, id, ok, reason) and by the downstream
 * event onset-answer.
 *
 * ## Triggers
 *
 * Takes also make themselves, when #trigger says so. Several may be set at
 * once: a take starts when any of them starts, and ends when the one that
 * started it ends. Both are dated back: a take has exactly the frames for which
 * its trigger was on. What is shorter than #trigger-holdoff (a wireless hit, a
 * missing timecode, black frames, new caps, a sign that blinks) ends nothing.
 *
 * - timecode: a camera in rec-run, whose timecode (GstVideoTimeCodeMeta) stands
 *   while it does not record. The take is the frames whose timecode advances,
 *   at all rates, drop-frame or not; at 48, 50 and 60 frames per second a
 *   timecode may be on two frames each. A jump while it advances is a mark on
 *   the take. A timecode that has never stood in the first two minutes is free-
 *   running: a warning says once that the camera needs another trigger.
 * - record-flag: the serialized or out-of-band downstream event onset-record
 *   with the field recording (boolean), or the custom meta onset-record with
 *   the same field on each frame, from a capture element or an application
 *   that reads the camera's flag. An event holds until the next one, or the
 *   next stream; a meta for its frame.
 * - tally: the camera's own record sign in the picture of #tally-stream: the
 *   mean colour of #tally-region is #tally-colour, with #tally-tolerance, for
 *   two frames at least. Raw video of every format; not coded video.
 * - command: action signals, commands and keys. Without it they make no takes.
 *   With it a command may cut a take that made itself; that trigger then has
 *   to go off before it makes another. A take that a command has started is
 *   ended by nothing but a command.
 * - stream: one take, from the first buffer to EOS.
 *
 * ## Sound and further cameras
 *
 * The primary stream, sink, says where a take starts and ends; every other one
 * is cut at the same running times, sound to the sample. What follows never
 * goes ahead of what the main output has decided to show, so give src a queue
 * as well. Where live sound gives way it is faded out for 5 ms; a take's own
 * samples are never changed at rate 1; a take that gives way goes on under what
 * follows for 5 ms, fading out. A stream that stalls, has ended or never
 * started is gaps or silence and holds nobody up. The pads sink_%u have
 * stream-offset (int64, ns, also for takes that are held already) and
 * mute-live (boolean).
 *
 * Sound can be the primary stream, too.
 *
 * ## Jerks
 *
 * With motionstab before it each take knows where the camera jerked: #takes
 * and onset-takes have a jerk-list, whose entries count from the take's first
 * frame. It grows while the take rolls, and is replaced when motionstab has
 * judged the take, some frames after the cut. The metas onset-motion and
 * onset-jerk stay on their frames, in a review, too.
 *
 * ## Off-speed
 *
 * A take shot at 48 for 24 is judged at 24: sensor-rate says how many frames a
 * second the sensor made, is copied into each take (the command sensor-rate
 * changes a take's), and the take is played at the caps' frame rate over it.
 * The command rate with as-shot or as-projected switches between the two.
 *
 * ## Messages
 *
 * Element messages, each with timestamp, stream-time and running-time (uint64,
 * ns):
 *
 * - reverseplay-take-started: take (uint), name (string), timecode (string,
 *   when the frame has one).
 * - reverseplay-take-stopped: take, name, frames (uint), duration (uint64,
 *   ns), truncated (boolean: its head had to make room), jerks (uint).
 * - reverseplay-take-evicted: take.
 * - reverseplay-warning: reason (string: take-will-be-evicted,
 *   take-will-be-truncated, timecode-never-stops, tally-region, tally-stream,
 *   tally-coded, tally-unreadable), remaining-time (uint64, ns), take (uint,
 *   when one is meant).
 * - reverseplay-playback-started: output (string), take, direction (string),
 *   rate (double), turnaround (uint64, ns from the command to the push of the
 *   first frame).
 * - reverseplay-playback-ended: output, take, direction, shown, dropped
 *   (uint64, frames).
 * - reverseplay-command: output, command (string), id (as sent), ok (boolean),
 *   reason (string).
 *
 * Frames of a playback carry the custom meta onset-frame: take, index, frames
 * (uint), direction (string), source-pts, source-running-time (uint64, ns;
 * GST_CLOCK_TIME_NONE for a frame of before a flush).
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 videotestsrc is-live=true pattern=ball ! reverseplay ! videoconvert ! autovideosink
 * ]| A camera in a window. t rolls and cuts, Escape is live: click into the
 * window first.
 * |[
 * gst-launch-1.0 filesrc location=take.mp4 ! decodebin ! videoconvert ! reverseplay trigger=stream show-live=false ! x264enc ! mp4mux ! filesink location=reversed.mp4
 * ]| Reverses a file, picture by picture.
 * |[
 * gst-launch-1.0 filesrc location=song.wav ! wavparse ! reverseplay trigger=stream show-live=false ! wavenc ! filesink location=gnos.wav
 * ]| Reverses a song, sample by sample.
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! reverseplay name=rp ! queue ! videoconvert ! autovideosink audiotestsrc is-live=true wave=ticks ! rp.sink_0 rp.src_0 ! queue ! audioconvert ! autoaudiosink
 * ]| A camera with sound.
 * |[
 * gst-launch-1.0 decklinkvideosrc mode=1080p25 ! reverseplay trigger=command+timecode ! decklinkvideosink mode=1080p25
 * ]| The camera's record button rolls and cuts.
 *
 * Since: 0.1
 */
#include "gstreverseplay.h"

#include "gstreverseplay-private.h"
#include "gstreverseplayinput.h"

#include <onset/onset-meta.h>
#include <string.h>

GST_DEBUG_CATEGORY (gst_reverse_play_debug);
#define GST_CAT_DEFAULT gst_reverse_play_debug

#define DEFAULT_AFTER_TAKE GST_REVERSE_PLAY_AFTER_TAKE_REVERSE
#define DEFAULT_TRIGGER GST_REVERSE_PLAY_TRIGGER_COMMAND
#define DEFAULT_KEYS TRUE
#define DEFAULT_INTERLACING GST_REVERSE_PLAY_INTERLACING_AUTO
#define DEFAULT_FIELD_ORDER GST_REVERSE_PLAY_FIELD_ORDER_SWAP
#define DEFAULT_MAX_SIZE_BYTES 0
#define DEFAULT_MAX_SIZE_TIME 0
#define DEFAULT_SENSOR_NUM 0
#define DEFAULT_SENSOR_DEN 1

enum
{
  PROP_TRIGGER = RP_N_SETTINGS,
  PROP_KEYS,
  PROP_INTERLACING,
  PROP_FIELD_ORDER,
  PROP_MAX_SIZE_BYTES,
  PROP_MAX_SIZE_TIME,
  PROP_SENSOR_RATE,
  PROP_TAKES,
  PROP_STATS,
};

/* Raw video, and coded video in which every picture stands alone. */
#define MEDIA_CAPS GST_VIDEO_CAPS_MAKE (GST_VIDEO_FORMATS_ALL) "; " \
    "image/jpeg; image/x-j2c; image/x-jpc; image/png; " \
    "video/x-prores; video/x-dnxhd; " \
    GST_AUDIO_CAPS_MAKE (GST_AUDIO_FORMATS_ALL) \
    ", layout = (string) { interleaved, non-interleaved }"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (MEDIA_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (MEDIA_CAPS));
static GstStaticPadTemplate review_template =
GST_STATIC_PAD_TEMPLATE ("review_%u", GST_PAD_SRC, GST_PAD_REQUEST,
    GST_STATIC_CAPS (MEDIA_CAPS));
static GstStaticPadTemplate more_sinks_template =
GST_STATIC_PAD_TEMPLATE ("sink_%u", GST_PAD_SINK, GST_PAD_REQUEST,
    GST_STATIC_CAPS (MEDIA_CAPS));
static GstStaticPadTemplate more_srcs_template =
GST_STATIC_PAD_TEMPLATE ("src_%u", GST_PAD_SRC, GST_PAD_SOMETIMES,
    GST_STATIC_CAPS (MEDIA_CAPS));

G_DEFINE_TYPE_WITH_CODE (GstReversePlay, gst_reverse_play, GST_TYPE_ELEMENT,
    G_IMPLEMENT_INTERFACE (GST_TYPE_CHILD_PROXY,
        gst_reverse_play_child_proxy_init);
    GST_DEBUG_CATEGORY_INIT (gst_reverse_play_debug, "reverseplay", 0,
        "reverse playback of takes"));
/* Not in class_init: registering takes the registry's lock, and class_init runs
 * under GObject's. */
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (reverseplay, "reverseplay",
    GST_RANK_NONE, GST_TYPE_REVERSE_PLAY, onset_meta_init ());

/* --- what the rooms share ---------------------------------------------- */

guint
gst_reverse_play_trigger (GstReversePlay * self)
{
  guint trigger;

  GST_OBJECT_LOCK (self);
  trigger = self->trigger;
  GST_OBJECT_UNLOCK (self);
  return trigger;
}

GPtrArray *
gst_reverse_play_ref_outputs (GstReversePlay * self)
{
  GPtrArray *outputs;
  guint i;

  g_mutex_lock (&self->lock);
  outputs = g_ptr_array_new_full (self->outputs->len, gst_object_unref);
  for (i = 0; i < self->outputs->len; i++)
    g_ptr_array_add (outputs,
        gst_object_ref (g_ptr_array_index (self->outputs, i)));
  g_mutex_unlock (&self->lock);
  return outputs;
}

GPtrArray *
gst_reverse_play_ref_pads (GstReversePlay * self, GstReversePlayStream * stream)
{
  GPtrArray *pads = g_ptr_array_new_with_free_func (gst_object_unref);
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->outputs->len
      && (!stream || stream == self->primary); i++)
    g_ptr_array_add (pads,
        gst_object_ref (g_ptr_array_index (self->outputs, i)));
  for (i = 1; i < self->streams->len; i++) {
    GstReversePlayStream *other = g_ptr_array_index (self->streams, i);

    if (!stream || stream == other)
      g_ptr_array_add (pads, gst_object_ref (other->follower));
  }
  g_mutex_unlock (&self->lock);
  return pads;
}

gboolean
gst_reverse_play_is_new_locked (GstReversePlay * self, GstEvent * event)
{
  guint32 seqnum = gst_event_get_seqnum (event);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (self->seqnums); i++) {
    if (self->seqnums[i] == seqnum)
      return FALSE;
  }
  self->seqnums[self->seqnum_at] = seqnum;
  self->seqnum_at = (self->seqnum_at + 1) % G_N_ELEMENTS (self->seqnums);
  return TRUE;
}

void
gst_reverse_play_wake_all_locked (GstReversePlay * self)
{
  guint i;

  for (i = 0; i < self->outputs->len; i++)
    gst_reverse_play_output_wake_locked (g_ptr_array_index (self->outputs, i));
  for (i = 1; i < self->streams->len; i++)
    gst_reverse_play_output_wake_locked (((GstReversePlayStream *)
            g_ptr_array_index (self->streams, i))->follower);
}

gint64
gst_reverse_play_now (GstReversePlay * self)
{
  GstClock *clock = NULL;
  GstClockTime now, base_time;

  g_mutex_lock (&self->lock);
  if (self->clock)
    clock = gst_object_ref (self->clock);
  g_mutex_unlock (&self->lock);
  if (!clock)
    return -1;
  /* After a flush the pipeline gives a new one without a change of state. */
  base_time = gst_element_get_base_time (GST_ELEMENT (self));
  now = gst_clock_get_time (clock);
  gst_object_unref (clock);
  return now > base_time ? (gint64) (now - base_time) : 0;
}

/* --- properties ---------------------------------------------------------- */

static void
gst_reverse_play_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstReversePlay *self = GST_REVERSE_PLAY (object);

  if (gst_reverse_play_output_set (self->main, id, value)
      || gst_reverse_play_trigger_set (self, id, value))
    return;
  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_TRIGGER:
      self->trigger = g_value_get_flags (value);
      break;
    case PROP_KEYS:
      self->keys = g_value_get_boolean (value);
      break;
    case PROP_INTERLACING:
      self->interlacing = g_value_get_enum (value);
      break;
    case PROP_FIELD_ORDER:
      self->field_order = g_value_get_enum (value);
      break;
    case PROP_MAX_SIZE_BYTES:
      self->max_size_bytes = g_value_get_uint64 (value);
      break;
    case PROP_MAX_SIZE_TIME:
      self->max_size_time = g_value_get_uint64 (value);
      break;
    case PROP_SENSOR_RATE:
      self->sensor_num = (guint) gst_value_get_fraction_numerator (value);
      self->sensor_den = (guint) gst_value_get_fraction_denominator (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
get_report (GstReversePlay * self, guint id, GValue * value)
{
  g_mutex_lock (&self->lock);
  if (id == PROP_TAKES)
    g_value_copy (gst_reverse_play_takes_value_locked (self), value);
  else
    g_value_take_boxed (value, gst_reverse_play_stats_locked (self));
  g_mutex_unlock (&self->lock);
}

static void
gst_reverse_play_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstReversePlay *self = GST_REVERSE_PLAY (object);

  if (gst_reverse_play_output_get (self->main, id, value)
      || gst_reverse_play_trigger_get (self, id, value))
    return;
  if (id == PROP_TAKES || id == PROP_STATS) {
    get_report (self, id, value);
    return;
  }
  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_TRIGGER:
      g_value_set_flags (value, self->trigger);
      break;
    case PROP_KEYS:
      g_value_set_boolean (value, self->keys);
      break;
    case PROP_INTERLACING:
      g_value_set_enum (value, self->interlacing);
      break;
    case PROP_FIELD_ORDER:
      g_value_set_enum (value, self->field_order);
      break;
    case PROP_MAX_SIZE_BYTES:
      g_value_set_uint64 (value, self->max_size_bytes);
      break;
    case PROP_MAX_SIZE_TIME:
      g_value_set_uint64 (value, self->max_size_time);
      break;
    case PROP_SENSOR_RATE:
      gst_value_set_fraction (value, (gint) self->sensor_num,
          (gint) self->sensor_den);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

/* --- state --------------------------------------------------------------- */

static void
start_recording (GstReversePlay * self)
{
  guint64 budget = gst_reverse_play_take_budget (self), max_time;
  guint i;

  GST_OBJECT_LOCK (self);
  max_time = self->max_size_time;
  GST_OBJECT_UNLOCK (self);

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->streams->len; i++)
    gst_reverse_play_stream_start (g_ptr_array_index (self->streams, i));
  rp_timeline_clear (self->timeline);
  self->epoch = 0;
  self->n_flushes = 0;
  gst_reverse_play_trigger_start_locked (self);
  self->max_time = max_time;
  self->recorded = self->rejected = 0;
  self->eos = self->eos_now = self->flushing = FALSE;
  self->warned_room = FALSE;
  self->recording = TRUE;
  g_mutex_unlock (&self->lock);
  GST_INFO_OBJECT (self, "the history may hold %" G_GUINT64_FORMAT " bytes",
      budget);
}

/* Wakes everybody who waits, so that the pads can be deactivated. A take that
 * still rolls has ended, and whoever listens is told. */
static void
stop_waiting (GstReversePlay * self)
{
  GPtrArray *outputs = gst_reverse_play_ref_pads (self, NULL);
  guint i, id;

  g_mutex_lock (&self->lock);
  gst_reverse_play_trigger_end_locked (self);
  if (rp_takes_rolling (self->takes))
    g_free (gst_reverse_play_stop_take_locked (self, &id));
  self->recording = FALSE;
  self->flushing = TRUE;
  g_cond_broadcast (&self->space);
  g_mutex_unlock (&self->lock);
  for (i = 0; i < outputs->len; i++)
    gst_reverse_play_output_stop_waiting (g_ptr_array_index (outputs, i));
  g_ptr_array_unref (outputs);
  gst_reverse_play_deliver (self);
}

/* The takes go with the memory: what is to stay has to be recorded to disk. */
static void
forget_history (GstReversePlay * self)
{
  GstReversePlayAllocator *allocator;
  guint i;

  g_mutex_lock (&self->lock);
  rp_takes_clear (self->takes);
  rp_history_clear (self->history);
  allocator = g_steal_pointer (&self->allocator);
  for (i = 0; i < self->streams->len; i++)
    gst_reverse_play_stream_stop (g_ptr_array_index (self->streams, i));
  self->max_bytes = 0;
  g_mutex_unlock (&self->lock);
  gst_reverse_play_give_back_budget (self);
  if (allocator) {
    gst_reverse_play_allocator_close (allocator);
    gst_object_unref (allocator);
  }
}

/* What was waited for on another clock, or from another base time. */
static void
forget_timers_locked (GstReversePlay * self)
{
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    output->timer_at = -1;
  }
  for (i = 1; i < self->streams->len; i++) {
    GstReversePlayStream *stream = g_ptr_array_index (self->streams, i);

    stream->follower->timer_at = -1;
  }
}

static void
set_clock (GstReversePlay * self, gboolean playing)
{
  GstClock *clock = playing ? gst_element_get_clock (GST_ELEMENT (self)) : NULL;
  GstClock *old;

  g_mutex_lock (&self->lock);
  old = self->clock;
  self->clock = clock;
  self->playing = playing;
  forget_timers_locked (self);
  gst_reverse_play_wake_all_locked (self);
  g_mutex_unlock (&self->lock);
  if (old)
    gst_object_unref (old);
}

static void
deactivate_sinks (GstReversePlay * self)
{
  GPtrArray *pads = g_ptr_array_new_with_free_func (gst_object_unref);
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->streams->len; i++)
    g_ptr_array_add (pads, gst_object_ref (((GstReversePlayStream *)
                g_ptr_array_index (self->streams, i))->pad));
  g_mutex_unlock (&self->lock);
  for (i = 0; i < pads->len; i++)
    gst_pad_set_active (g_ptr_array_index (pads, i), FALSE);
  g_ptr_array_unref (pads);
}

/* Going to PAUSED has failed half-way. */
static void
undo_start (GstReversePlay * self)
{
  GPtrArray *outputs = gst_reverse_play_ref_pads (self, NULL);
  guint i;

  stop_waiting (self);
  deactivate_sinks (self);
  for (i = 0; i < outputs->len; i++)
    gst_pad_set_active (g_ptr_array_index (outputs, i), FALSE);
  g_ptr_array_unref (outputs);
  forget_history (self);
}

static GstStateChangeReturn
gst_reverse_play_change_state (GstElement * element, GstStateChange transition)
{
  GstReversePlay *self = GST_REVERSE_PLAY (element);
  GstStateChangeReturn ret;

  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      start_recording (self);
      break;
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      set_clock (self, TRUE);
      break;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      set_clock (self, FALSE);
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      stop_waiting (self);
      break;
    default:
      break;
  }

  ret = GST_ELEMENT_CLASS (gst_reverse_play_parent_class)->change_state
      (element, transition);

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED
      && ret == GST_STATE_CHANGE_FAILURE)
    undo_start (self);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    forget_history (self);
  return ret;
}

/* A pad that had its EOS takes no second one, so the impatient one comes to the
 * element. */
static gboolean
gst_reverse_play_send_event (GstElement * element, GstEvent * event)
{
  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    return GST_ELEMENT_CLASS (gst_reverse_play_parent_class)->send_event
        (element, event);
  gst_event_unref (event);
  gst_reverse_play_end_of_stream (GST_REVERSE_PLAY (element), FALSE);
  return TRUE;
}

/* --- object -------------------------------------------------------------- */

/* Request pads that nobody has released. */
static void
gst_reverse_play_dispose (GObject * object)
{
  GstReversePlay *self = GST_REVERSE_PLAY (object);

  while (self->streams->len > 1)
    gst_reverse_play_input_release (self, ((GstReversePlayStream *)
            g_ptr_array_index (self->streams, self->streams->len - 1))->pad);
  G_OBJECT_CLASS (gst_reverse_play_parent_class)->dispose (object);
}

static void
gst_reverse_play_finalize (GObject * object)
{
  GstReversePlay *self = GST_REVERSE_PLAY (object);

  g_queue_clear_full (&self->released, gst_object_unref);
  gst_reverse_play_stream_free (self->primary);
  g_ptr_array_unref (self->streams);
  rp_timeline_free (self->timeline);
  gst_reverse_play_trigger_finalize (self);
  gst_reverse_play_clear_outbox (self);
  g_ptr_array_unref (self->outputs);
  rp_takes_free (self->takes);
  rp_history_free (self->history);
  if (self->takes_value_set)
    g_value_unset (&self->takes_value);
  g_cond_clear (&self->space);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gst_reverse_play_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass * klass)
{
  const GParamFlags ready = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_READY;
  const GParamFlags playing = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_PLAYING;
  const GParamFlags get = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  gst_reverse_play_install_settings (klass, DEFAULT_AFTER_TAKE);
  g_object_class_install_property (klass, PROP_TRIGGER,
      g_param_spec_flags ("trigger", "Trigger",
          "What makes takes; with several, a take starts when any of them "
          "starts and ends when that one ends",
          GST_TYPE_REVERSE_PLAY_TRIGGER, DEFAULT_TRIGGER, ready));
  gst_reverse_play_install_trigger_settings (klass);
  g_object_class_install_property (klass, PROP_KEYS,
      g_param_spec_boolean ("keys", "Keys",
          "Obey the keys of a video sink's window", DEFAULT_KEYS, playing));
  g_object_class_install_property (klass, PROP_INTERLACING,
      g_param_spec_enum ("interlacing", "Interlacing",
          "Whether interlaced caps are believed; progressive = PsF that a "
          "capture card calls interlaced: its fields are left alone",
          GST_TYPE_REVERSE_PLAY_INTERLACING, DEFAULT_INTERLACING, playing));
  g_object_class_install_property (klass, PROP_FIELD_ORDER,
      g_param_spec_enum ("field-order", "Field order",
          "What becomes of interlaced frames in reverse: swap = the other "
          "field goes first; keep = for outputs that know one order only, "
          "frames are made anew from fields of neighbouring frames",
          GST_TYPE_REVERSE_PLAY_FIELD_ORDER, DEFAULT_FIELD_ORDER, playing));
  g_object_class_install_property (klass, PROP_MAX_SIZE_BYTES,
      g_param_spec_uint64 ("max-size-bytes", "Maximum size in bytes",
          "What the history may hold, in bytes over all streams; 0 = half of "
          "the memory that is available at the start", 0, G_MAXUINT64,
          DEFAULT_MAX_SIZE_BYTES, ready));
  g_object_class_install_property (klass, PROP_MAX_SIZE_TIME,
      g_param_spec_uint64 ("max-size-time", "Maximum size in time",
          "What the history may hold, in ns; 0 = no limit", 0, G_MAXUINT64,
          DEFAULT_MAX_SIZE_TIME, ready));
  g_object_class_install_property (klass, PROP_SENSOR_RATE,
      gst_param_spec_fraction ("sensor-rate", "Sensor rate",
          "Frames per second of the camera's sensor, copied into each take: a "
          "take shot off-speed is played at the caps' rate over this one; "
          "0/1 = as the caps", 0, 1, G_MAXINT, 1, DEFAULT_SENSOR_NUM,
          DEFAULT_SENSOR_DEN, playing));
  g_object_class_install_property (klass, PROP_TAKES,
      gst_param_spec_array ("takes", "Takes",
          "The takes that are held, oldest first: structures onset-take",
          g_param_spec_boxed ("take", "Take", "A structure onset-take",
              GST_TYPE_STRUCTURE, get), get));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Frames recorded and rejected; frames that the main output has "
          "shown, dropped and repeated; held-bytes, held-time, max-bytes, "
          "ready-bytes (memory that was touched ahead), remaining-time (ns "
          "that can be recorded before a take is lost) and the last "
          "turnaround (ns)", GST_TYPE_STRUCTURE, get));
}

static void
gst_reverse_play_class_init (GstReversePlayClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_reverse_play_set_property;
  object_class->get_property = gst_reverse_play_get_property;
  object_class->dispose = gst_reverse_play_dispose;
  object_class->finalize = gst_reverse_play_finalize;
  install_properties (object_class);
  gst_reverse_play_install_actions (object_class);

  element_class->request_new_pad = gst_reverse_play_request_new_pad;
  element_class->release_pad = gst_reverse_play_release_pad;
  element_class->change_state = gst_reverse_play_change_state;
  element_class->send_event = gst_reverse_play_send_event;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_add_static_pad_template_with_gtype (element_class,
      &review_template, GST_TYPE_REVERSE_PLAY_OUTPUT);
  gst_element_class_add_static_pad_template_with_gtype (element_class,
      &more_sinks_template, GST_TYPE_REVERSE_PLAY_INPUT);
  gst_element_class_add_static_pad_template (element_class,
      &more_srcs_template);
  gst_element_class_set_static_metadata (element_class,
      "Reverse playback of takes", "Filter/Recorder/Video",
      "Records the live camera and shows a backward take in reverse, straight "
      "after the cut", "The gst-plugins-onset authors");

  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_OUTPUT, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_INPUT, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_MODE, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_AFTER_TAKE, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_AT_END, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_DIRECTION, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_TRIGGER, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_INTERLACING, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REVERSE_PLAY_FIELD_ORDER, 0);
}

static void
gst_reverse_play_init (GstReversePlay * self)
{
  GstPadTemplate *templ = gst_element_class_get_pad_template
      (GST_ELEMENT_GET_CLASS (self), "src");

  g_mutex_init (&self->lock);
  g_cond_init (&self->space);
  g_queue_init (&self->outbox);
  g_queue_init (&self->released);
  gst_reverse_play_trigger_init (self);
  self->trigger = DEFAULT_TRIGGER;
  self->keys = DEFAULT_KEYS;
  self->interlacing = DEFAULT_INTERLACING;
  self->field_order = DEFAULT_FIELD_ORDER;
  self->max_size_bytes = DEFAULT_MAX_SIZE_BYTES;
  self->max_size_time = DEFAULT_MAX_SIZE_TIME;
  self->sensor_num = DEFAULT_SENSOR_NUM;
  self->sensor_den = DEFAULT_SENSOR_DEN;
  self->history =
      rp_history_new ((GDestroyNotify) gst_reverse_play_picture_unref);
  rp_history_add_track (self->history);
  self->takes = rp_takes_new (self->history);
  self->outputs = g_ptr_array_new_with_free_func (gst_object_unref);
  self->streams = g_ptr_array_new ();
  self->timeline = rp_timeline_new ();

  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  self->primary = gst_reverse_play_stream_new (self, self->sinkpad, RP_PRIMARY);
  g_ptr_array_add (self->streams, self->primary);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->main = gst_reverse_play_output_new (self, self->primary, templ, "src");
  self->main->after_take = DEFAULT_AFTER_TAKE;
  g_ptr_array_add (self->outputs, gst_object_ref_sink (self->main));
  gst_element_add_pad (GST_ELEMENT (self), GST_PAD (self->main));
}
