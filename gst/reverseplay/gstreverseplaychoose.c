/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What an output does next: which slot comes, what it shows, and what has to
 * be said before it. Everything here is decided under the element's lock and
 * filled into a Step; the task pushes it.
 */
#include "gstreverseplaystep.h"

#include <onset/onset-event.h>
#include <math.h>
#include <string.h>

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* An applied rate must not be 0, and a still frame's time must not move. */
#define STILL_RATE 1e-9
/* A downstream that stands still must not make the queue of upstream's events
 * grow without bound. */
#define EVENTS_MAX 256

typedef struct
{
  guint64 seq;                  /* goes out before this live frame */
  GstEvent *event;
} QueuedEvent;

static void
queued_event_free (QueuedEvent * queued)
{
  gst_event_unref (queued->event);
  g_free (queued);
}

void
gst_reverse_play_clear_events_locked (GstReversePlayOutput * output)
{
  QueuedEvent *queued;

  while ((queued = g_queue_pop_head (&output->events)))
    queued_event_free (queued);
}

/* Upstream does not repeat its sticky events after a flush: they wait on, in
 * front of the next live frame. */
void
gst_reverse_play_flush_events_locked (GstReversePlayOutput * output)
{
  GList *item = output->events.head;

  while (item) {
    GList *next = item->next;
    QueuedEvent *queued = item->data;

    if (GST_EVENT_IS_STICKY (queued->event)) {
      queued->seq = output->cursor;
    } else {
      queued_event_free (queued);
      g_queue_delete_link (&output->events, item);
    }
    item = next;
  }
}

static void
drop_oldest_event_locked (GstReversePlayOutput * output)
{
  GList *item = output->events.head;

  while (item->next
      && GST_EVENT_IS_STICKY (((QueuedEvent *) item->data)->event))
    item = item->next;
  queued_event_free (item->data);
  g_queue_delete_link (&output->events, item);
}

void
gst_reverse_play_output_queue_event_locked (GstReversePlayOutput * output,
    GstEvent * event)
{
  QueuedEvent *queued = g_new (QueuedEvent, 1);

  queued->seq = rp_history_next_seq (output->element->history,
      output->stream->track);
  queued->event = event;
  g_queue_push_tail (&output->events, queued);
  if (g_queue_get_length (&output->events) > EVENTS_MAX)
    drop_oldest_event_locked (output);
  gst_reverse_play_output_wake_locked (output);
}

/* The length of a slot as a fraction, and rounded. Without a frame rate it is
 * the source's last interval. */
static void
get_period_locked (GstReversePlay * self, guint64 * num, guint64 * den)
{
  if (self->primary->period_num) {
    *num = self->primary->period_num;
    *den = self->primary->period_den;
  } else {
    *num = self->primary->period;
    *den = 1;
  }
}

/* --- which slot ------------------------------------------------------- */

const RpFrame *
gst_reverse_play_next_live_locked (GstReversePlayOutput * output,
    guint64 * skipped)
{
  GstReversePlay *self = output->element;
  GstReversePlayStream *stream = output->stream;
  guint64 end = rp_history_next_seq (self->history, stream->track);
  guint64 period = stream->period;
  const RpFrame *frame = NULL;
  guint64 seq = output->cursor;

  *skipped = 0;
  for (;;) {
    seq = rp_history_first_from (self->history, stream->track, seq);
    if (seq >= end)
      break;
    frame = rp_history_get (self->history, stream->track, seq);
    if (rp_slots_has (&output->slots,
            frame->running_time - stream->epoch, period))
      break;
    seq++;                      /* its slot was made up and is taken */
  }
  output->cursor = seq;
  if (seq >= end)
    return NULL;

  if (stream->live && output->now >= 0 && seq + 1 < end
      && rp_slots_is_late (frame->running_time - stream->epoch,
          output->now, output->latency, period)) {
    *skipped = end - 1 - seq;
    GST_DEBUG_OBJECT (output, "late: %" G_GUINT64_FORMAT " frames skipped",
        *skipped);
    output->cursor = end - 1;
    frame = rp_history_get (self->history, stream->track, end - 1);
  }
  return frame;
}

/* Where the next made-up slot may lie at the earliest: a camera that has been
 * away for a while must not be answered with slots of long ago. Who wakes for a
 * slot wakes a little after it is due, and must find it still. */
static gint64
earliest_slot_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;

  if (!self->upstream_live || output->now < 0)
    return 0;
  return MAX (output->now - self->primary->lag
      - (gint64) self->primary->period / 4 * 3, 0);
}

/* Running time at which a live frame for the next slot is given up. */
static gint64
stall_time_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  guint64 num, den;

  get_period_locked (self, &num, &den);
  return rp_slots_peek (&output->slots, num, den,
      earliest_slot_locked (output)) + self->primary->lag
      + (gint64) (self->primary->period / 4);
}

/* A slot that may be taken: what the output's slots and cursor would be. */
typedef struct
{
  RpSlots slots;
  guint64 cursor, skipped;
} Candidate;

/* Who waits for the output: a file that is held back, what follows it. */
static void
slot_taken_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  guint i;

  g_cond_broadcast (&self->space);
  for (i = 1; i < self->streams->len && output == self->main; i++)
    gst_reverse_play_output_wake_locked (((GstReversePlayStream *)
            g_ptr_array_index (self->streams, i))->follower);
}

static void
take_slot_locked (GstReversePlayOutput * output, const Candidate * candidate)
{
  output->slots = candidate->slots;
  output->cursor = candidate->cursor;
  slot_taken_locked (output);
}

static void
live_candidate_locked (GstReversePlayOutput * output, const RpFrame * frame,
    Candidate * candidate)
{
  gint64 epoch = output->element->primary->epoch;

  candidate->slots = output->slots;
  rp_slots_take (&candidate->slots, frame->running_time - epoch,
      frame->media_time - epoch);
  candidate->cursor = output->cursor + 1;
}

/* Running time at which a picture may go out without a live frame: when the
 * camera stalls; at once when there is none to come and no pace to keep. A
 * still picture of a file is not repeated faster than the clock goes. */
static gint64
pace_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;

  if (self->upstream_live)
    return stall_time_locked (output);
  if (!self->eos)
    return G_MAXINT64;
  return output->mode == GST_REVERSE_PLAY_MODE_PAUSED ? output->slots.last : 0;
}

/* Whether a picture may go out without a live frame for its slot: at once when
 * a command waits or no camera keeps the pace; by the clock when it stalls. */
static gboolean
may_make_up_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;

  if (output->fresh)
    return TRUE;
  if (output->now < 0)
    return self->eos && (self->playing || !self->upstream_live);
  return output->now >= pace_locked (output);
}

/* The slot of the next picture of a playback; FALSE when it is not time yet. */
static gboolean
next_slot_locked (GstReversePlayOutput * output, Candidate * candidate)
{
  const RpFrame *live =
      gst_reverse_play_next_live_locked (output, &candidate->skipped);
  guint64 num, den;

  if (live) {
    live_candidate_locked (output, live, candidate);
    return TRUE;
  }
  if (!may_make_up_locked (output))
    return FALSE;
  get_period_locked (output->element, &num, &den);
  candidate->slots = output->slots;
  candidate->cursor = output->cursor;
  rp_slots_make_up (&candidate->slots, num, den, earliest_slot_locked (output));
  return TRUE;
}

/* --- what goes before the buffer -------------------------------------- */

void
gst_reverse_play_add_event (Step * step, GstEvent * event)
{
  g_queue_push_tail (&step->events, event);
}

/* The next event of upstream when its place, before the live frame @next, has
 * come; a gap is one in the camera's picture. FALSE when none has. */
gboolean
gst_reverse_play_take_queued_event_locked (GstReversePlayOutput * output,
    Step * step, guint64 next)
{
  QueuedEvent *queued = g_queue_peek_head (&output->events);
  gboolean live = output->mode == GST_REVERSE_PLAY_MODE_LIVE;

  if (!queued || (live && next < queued->seq))
    return FALSE;
  g_queue_pop_head (&output->events);
  if (GST_EVENT_TYPE (queued->event) != GST_EVENT_GAP
      || (live && output->show_live))
    gst_reverse_play_add_event (step, gst_event_ref (queued->event));
  queued_event_free (queued);
  return TRUE;
}

static void
add_stream_start_locked (GstReversePlayOutput * output, Step * step)
{
  GstReversePlay *self = output->element;
  GstEvent *upstream = output->stream->stream_start, *event;
  const gchar *id = NULL;
  guint group;
  gchar *own;

  output->due.stream_start = FALSE;
  if ((output == self->main || output->follows) && upstream) {
    gst_reverse_play_add_event (step, gst_event_ref (upstream));
    return;
  }
  if (upstream)
    gst_event_parse_stream_start (upstream, &id);
  own = g_strdup_printf ("%s/%s", id ? id : "reverseplay",
      GST_OBJECT_NAME (output));
  event = gst_event_new_stream_start (own);
  if (upstream && gst_event_parse_group_id (upstream, &group))
    gst_event_set_group_id (event, group);
  gst_reverse_play_add_event (step, event);
  g_free (own);
}

static RpPieceKind
kind_of (GstReversePlayMode mode)
{
  switch (mode) {
    case GST_REVERSE_PLAY_MODE_LIVE:
      return RP_PIECE_LIVE;
    case GST_REVERSE_PLAY_MODE_PAUSED:
      return RP_PIECE_STILL;
    default:
      return RP_PIECE_PLAY;
  }
}

void
gst_reverse_play_piece_init_locked (GstReversePlayOutput * output,
    RpPiece * piece, GstClockTime pts, gboolean jump)
{
  RpReel reel;

  memset (piece, 0, sizeof (*piece));
  piece->start = (gint64) pts;
  piece->kind = kind_of (output->mode);
  piece->direction = output->head.direction;
  piece->rate = output->head.rate;
  piece->jump = jump;
  if (piece->kind == RP_PIECE_LIVE
      || !gst_reverse_play_reviewed_locked (output, &reel)) {
    piece->kind = RP_PIECE_LIVE;
    return;
  }
  piece->take = output->take;
  if (piece->kind == RP_PIECE_STILL) {
    piece->position = piece->target = rp_reel_start_of (&reel, output->frame);
    return;
  }
  piece->position = rp_playhead_edge (&output->head);
  piece->sounds = rp_playhead_sound (&output->head, &reel);
  piece->pass = output->head.pass;
  piece->from = (gint64) llrint (output->head.from);
  if (!jump)
    piece->late = output->slots.last - output->slots.last_media;
  piece->length = (gint64) rp_playhead_remaining (&output->head, &reel);
  piece->target = piece->direction < 0 ? rp_reel_start_of (&reel, reel.first)
      : rp_reel_end_of (&reel, reel.last);
}

/* PTS is running time in every segment: base equals start. What differs is
 * the stream time, the position in the take. */
void
gst_reverse_play_piece_segment (const RpPiece * piece, GstClockTime pts,
    GstSegment * segment)
{
  gst_segment_init (segment, GST_FORMAT_TIME);
  if (piece->kind == RP_PIECE_LIVE)
    return;

  if (piece->kind == RP_PIECE_STILL) {
    segment->applied_rate = STILL_RATE;
    segment->time = (guint64) MAX (piece->position, 0);
  } else if (piece->direction < 0) {
    /* Without a stop a negative applied rate has no stream time. */
    segment->stop = (guint64) MAX (rp_piece_end (piece), (gint64) pts);
    segment->applied_rate = -piece->rate;
    segment->time = (guint64) MAX (piece->target, 0);
  } else {
    segment->start = segment->base = segment->position = pts;
    segment->applied_rate = piece->rate;
    segment->time = (guint64) MAX (rp_piece_position (piece, (gint64) pts), 0);
  }
}

/* What follows the main output cuts where this one does. */
static void
begin_segment_locked (GstReversePlayOutput * output, const Step * step)
{
  GstReversePlay *self = output->element;
  RpPiece piece;

  if (output->follows && output->mode == GST_REVERSE_PLAY_MODE_LIVE) {
    gst_segment_init (&output->segment, GST_FORMAT_TIME);
    return;
  }
  if (output->follows) {
    gst_reverse_play_piece_segment (rp_timeline_get (self->timeline,
            output->follow.serial), step->pts, &output->segment);
    return;
  }
  gst_reverse_play_piece_init_locked (output, &piece, step->pts,
      step->command_time != 0 || output->put);
  output->put = FALSE;
  gst_reverse_play_piece_segment (&piece, step->pts, &output->segment);
  if (output == self->main) {
    rp_timeline_add (self->timeline, &piece);
    gst_reverse_play_wake_all_locked (self);
  }
}

/* A reverse segment ends when the pass was expected to end. Slots that came
 * late must not fall behind its stop, where sinks drop them. */
static gboolean
segment_is_over_locked (GstReversePlayOutput * output, const Step * step)
{
  return GST_CLOCK_TIME_IS_VALID (output->segment.stop)
      && step->pts + step->duration / 2 > output->segment.stop;
}

static GstEvent *
segment_event_locked (GstReversePlayOutput * output)
{
  guint32 seqnum = output->stream->segment_seqnum;
  GstEvent *event = gst_event_new_segment (&output->segment);

  if (seqnum && output->mode == GST_REVERSE_PLAY_MODE_LIVE)
    gst_event_set_seqnum (event, seqnum);
  return event;
}

static void
add_state_locked (GstReversePlayOutput * output, Step * step)
{
  GstReversePlay *self = output->element;

  if (output->due.state) {
    output->due.state = FALSE;
    gst_reverse_play_add_event (step,
        onset_state_event_new (gst_reverse_play_state_locked (output)));
  }
  /* The picture of a command does not wait for a long list. */
  if (output->due.takes_version != rp_takes_version (self->takes)
      && !step->command_time) {
    output->due.takes_version = rp_takes_version (self->takes);
    gst_reverse_play_add_event (step,
        onset_takes_event_new (gst_reverse_play_takes_value_locked (self)));
  }
}

/* Sticky events in their order, then what belongs to this cut. */
void
gst_reverse_play_add_due_events_locked (GstReversePlayOutput * output,
    Step * step, GstCaps * caps)
{
  gboolean first = output->caps == NULL;

  if (output->due.stream_start)
    add_stream_start_locked (output, step);
  if (!output->caps || !gst_caps_is_equal (output->caps, caps)) {
    gst_caps_replace (&output->caps, caps);
    gst_reverse_play_add_event (step, gst_event_new_caps (caps));
  }
  /* A forward segment starts at its switch: an encoder has to start over there
   * as well. */
  if (output->due.segment && output->mode == GST_REVERSE_PLAY_MODE_FORWARD)
    output->due.key_unit = TRUE;
  if (output->due.segment || segment_is_over_locked (output, step)) {
    output->due.segment = FALSE;
    begin_segment_locked (output, step);
    gst_reverse_play_add_event (step, segment_event_locked (output));
  }
  /* Tags that came before the first picture go out before it. */
  while (first
      && gst_reverse_play_take_queued_event_locked (output, step,
          output->cursor - 1));
  add_state_locked (output, step);
  if (output->due.key_unit) {
    output->due.key_unit = FALSE;
    gst_reverse_play_add_event (step,
        gst_video_event_new_downstream_force_key_unit (step->pts,
            GST_CLOCK_TIME_NONE, step->pts, TRUE, 0));
  }
}

/* --- what a slot shows ------------------------------------------------- */

static void
fill_slot_locked (GstReversePlayOutput * output, Step * step)
{
  step->pts = (GstClockTime) output->slots.last;
  step->discont = output->due.discont;
  output->due.discont = FALSE;
  gst_reverse_play_add_due_events_locked (output, step,
      gst_reverse_play_step_caps (step));
}

/* The black picture for @caps when it was made already. */
GstReversePlayPicture *
gst_reverse_play_black_locked (GstReversePlayOutput * output, GstCaps * caps)
{
  if (output->black && gst_caps_is_equal (output->black->caps, caps))
    return gst_reverse_play_picture_ref (output->black);
  return NULL;
}

/* What stands for the camera where it is not to be seen. A coded picture
 * cannot be made black without an encoder: its slots are gaps. */
static Choice
fill_hidden_locked (GstReversePlayOutput * output, Step * step,
    const Candidate * candidate)
{
  GstCaps *caps = step->picture->caps;
  gboolean raw = gst_structure_has_name (gst_caps_get_structure (caps, 0),
      "video/x-raw");
  guint samples = step->picture->n_samples;
  GstReversePlayPicture *black =
      raw ? gst_reverse_play_black_locked (output, caps) : NULL;

  if (raw && !black)
    return CHOSE_BLACK;
  take_slot_locked (output, candidate);
  fill_slot_locked (output, step);
  if (samples > 0) {
    step->is_sound = TRUE;
    gst_audio_info_from_caps (&step->audio, caps);
    step->silence = samples;
  } else if (!raw)
    gst_reverse_play_add_event (step, gst_event_new_gap (step->pts,
            step->duration));
  gst_reverse_play_picture_unref (step->picture);
  step->picture = black;
  return CHOSE_STEP;
}

static Choice
choose_live_locked (GstReversePlayOutput * output, Step * step)
{
  GstReversePlay *self = output->element;
  guint64 before = output->cursor;
  Candidate candidate;
  const RpFrame *frame =
      gst_reverse_play_next_live_locked (output, &candidate.skipped);

  if (!frame) {
    if (!self->eos)
      return CHOSE_WAIT;
    step->eos = TRUE;
    return CHOSE_STEP;
  }
  /* What was evicted before it could be shown is missing as well. */
  if (output->cursor != before && !output->cut) {
    output->dropped += output->cursor - before;
    output->due.discont = TRUE;
  }
  output->cut = FALSE;
  live_candidate_locked (output, frame, &candidate);
  if (!output->show_live && !self->upstream_live) {
    output->cursor++;           /* seen; its slot is nobody's */
    g_cond_broadcast (&self->space);
    return CHOSE_AGAIN;
  }

  step->picture = gst_reverse_play_picture_ref (frame->data);
  step->duration = frame->duration;
  output->last_shown_valid = FALSE;
  if (!output->show_live)
    return fill_hidden_locked (output, step, &candidate);
  take_slot_locked (output, &candidate);
  fill_slot_locked (output, step);
  output->shown++;
  return CHOSE_STEP;
}

/* A file that has ended, at its own speed: frame by frame, each as long as it
 * was, so that the reverse of a file is exact whatever its stamps are. */
static gboolean
is_offline_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;

  return self->eos && !self->upstream_live && output->speed == 1.0
      && output->cursor >= rp_history_next_seq (self->history, RP_PRIMARY);
}

static guint64
frame_length (const RpReel * reel, guint64 frame)
{
  return (guint64) MAX (rp_reel_end_of (reel, frame)
      - rp_reel_start_of (reel, frame), 1);
}

static void
fill_playback_locked (GstReversePlayOutput * output, Step * step,
    const RpReel * reel)
{
  GstReversePlay *self = output->element;
  const RpFrame *frame = rp_history_get (self->history, RP_PRIMARY,
      output->frame);

  step->picture = gst_reverse_play_picture_ref (frame->data);
  step->duration = is_offline_locked (output)
      ? frame_length (reel, output->frame) : self->primary->period;
  step->is_playback = TRUE;
  step->take = output->take;
  step->index = (guint) (output->frame - reel->span.first);
  step->frames = (guint) (reel->span.end - reel->span.first);
  step->direction = output->head.direction;
  step->source_running_time =
      gst_reverse_play_running_time_locked (self, frame->running_time);
  gst_reverse_play_choose_fields_locked (output, step, reel);
  step->gap = output->last_shown_valid && output->last_shown == output->frame
      && !output->fresh;
  if (step->gap) {
    output->repeated++;
  } else {
    output->shown++;
    output->pass_shown++;
  }
  output->last_shown = output->frame;
  output->last_shown_valid = TRUE;
  if (output->fresh) {
    step->command_time = output->command_time;
    output->command_time = 0;
  }
  output->fresh = FALSE;
  step->pts = (GstClockTime) output->slots.last;
  if (step->picture->n_samples > 0)
    gst_reverse_play_fill_sound_locked (output, step, is_offline_locked (output)
        && output->mode != GST_REVERSE_PLAY_MODE_PAUSED);
  fill_slot_locked (output, step);
}

/* The playhead moves on by the time between two slots, at the rate that they
 * were shown at: another one holds from the next slot on, for what follows the
 * timeline as well. FALSE when the pass is over and the output is live again.
 */
static gboolean
move_playhead_locked (GstReversePlayOutput * output, const RpReel * reel,
    gint64 elapsed)
{
  gboolean last_pass = output->element->eos;
  RpMove move = rp_playhead_move (&output->head, reel,
      (guint64) MAX (elapsed, 0),
      last_pass ? RP_AT_END_LIVE : (RpAtEnd) output->at_end);

  output->frame = rp_playhead_frame (&output->head, reel);
  /* Sound alone ends with its last sample, wherever the playhead is. */
  if (output->stream->media == RP_MEDIA_SOUND
      && (move == RP_MOVE_ON || move == RP_MOVE_ENDED))
    move = gst_reverse_play_sound_left (output->sound) > 0
        ? RP_MOVE_ON : RP_MOVE_ENDED;
  if (move == RP_MOVE_ENDED)
    return gst_reverse_play_pass_ended_locked (output, last_pass);
  if (move != RP_MOVE_ON)
    gst_reverse_play_wrapped_locked (output, move);
  return TRUE;
}

static gboolean
step_offline_locked (GstReversePlayOutput * output, const RpReel * reel)
{
  gboolean reverse = output->head.direction < 0;

  if (reverse ? output->frame <= reel->first : output->frame >= reel->last)
    return gst_reverse_play_pass_ended_locked (output, TRUE);
  output->frame = reverse ? output->frame - 1 : output->frame + 1;
  rp_playhead_go_to (&output->head, reel, output->frame);
  return TRUE;
}

static Choice
choose_offline_locked (GstReversePlayOutput * output, Step * step,
    const RpReel * reel)
{
  guint64 length = frame_length (reel, output->frame);

  if (!output->fresh && !step_offline_locked (output, reel))
    return CHOSE_AGAIN;
  output->head.rate = output->speed;
  rp_slots_make_up (&output->slots, length, 1, 0);
  slot_taken_locked (output);
  fill_playback_locked (output, step, reel);
  return CHOSE_STEP;
}

static Choice
choose_playback_locked (GstReversePlayOutput * output, Step * step)
{
  GstReversePlay *self = output->element;
  gboolean paused = output->mode == GST_REVERSE_PLAY_MODE_PAUSED;
  Candidate candidate;
  RpReel reel;

  if (!gst_reverse_play_reviewed_locked (output, &reel)
      || (self->eos && paused && output->held)) {
    gst_reverse_play_go_live_locked (output);
    return CHOSE_AGAIN;
  }
  output->frame = CLAMP (output->frame, reel.span.first, reel.span.end - 1);
  if (is_offline_locked (output) && !paused)
    return choose_offline_locked (output, step, &reel);
  if (!next_slot_locked (output, &candidate))
    return CHOSE_WAIT;

  /* At the end of a pass the slot is not taken: it is the live frame's. */
  if (!output->fresh && !paused
      && !move_playhead_locked (output, &reel,
          candidate.slots.last_media - output->slots.last_media))
    return CHOSE_AGAIN;
  output->pass_dropped += candidate.skipped;
  output->dropped += candidate.skipped;
  output->head.rate = output->speed;
  take_slot_locked (output, &candidate);
  output->frame = CLAMP (output->frame, reel.span.first, reel.span.end - 1);
  fill_playback_locked (output, step, &reel);
  return CHOSE_STEP;
}

/* The main output has decided about another slot: what follows it may go on as
 * far as that. */
static void
wake_followers_locked (GstReversePlay * self)
{
  guint i;

  for (i = 1; i < self->streams->len; i++) {
    GstReversePlayStream *stream = g_ptr_array_index (self->streams, i);

    gst_reverse_play_output_wake_locked (stream->follower);
  }
}

Choice
gst_reverse_play_choose_locked (GstReversePlayOutput * output, Step * step)
{
  GstReversePlay *self = output->element;
  Choice choice;

  if (self->eos_now) {
    if (!output->follows)
      gst_reverse_play_go_live_locked (output);
    step->eos = TRUE;
    return CHOSE_STEP;
  }
  if (output->caps && !output->due.segment && !output->due.stream_start
      && gst_reverse_play_take_queued_event_locked (output, step,
          output->cursor))
    return CHOSE_STEP;
  if (output->follows)
    choice = gst_reverse_play_follow_locked (output, step);
  else if (output->mode == GST_REVERSE_PLAY_MODE_LIVE)
    choice = choose_live_locked (output, step);
  else
    choice = choose_playback_locked (output, step);
  if (output == self->main && choice == CHOSE_STEP)
    wake_followers_locked (self);

  /* State does not wait for a picture, once downstream knows the stream. */
  if (choice == CHOSE_WAIT && output->caps && !output->due.stream_start) {
    add_state_locked (output, step);
    if (!g_queue_is_empty (&step->events))
      return CHOSE_STEP;
  }
  return choice;
}

gint64
gst_reverse_play_wake_time_locked (GstReversePlayOutput * output)
{
  GstReversePlay *self = output->element;
  gint64 at;

  if (output->follows)
    return self->clock ? output->follow.wake : -1;
  if (output->mode == GST_REVERSE_PLAY_MODE_LIVE || !self->clock)
    return -1;
  at = pace_locked (output);
  return at == G_MAXINT64 ? -1 : at;
}

void
gst_reverse_play_choose_eos_locked (GstReversePlayOutput * output, Step * step)
{
  if (output->due.stream_start)
    add_stream_start_locked (output, step);
  add_state_locked (output, step);
}
