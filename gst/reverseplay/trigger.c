/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "trigger.h"

#include <string.h>

/* Frames in a row that show a record sign before it is one: a single frame may
 * be a flash, a lamp that pans through, a menu. */
#define TALLY_FRAMES 2

void
rp_trigger_init (RpTrigger * trigger, guint64 holdoff)
{
  memset (trigger, 0, sizeof (*trigger));
  trigger->holdoff = holdoff;
  trigger->owner = -1;
  trigger->timecode_since = -1;
  rp_rec_run_init (&trigger->rec_run);
}

void
rp_trigger_forget (RpTrigger * trigger)
{
  guint i;

  rp_rec_run_forget (&trigger->rec_run);
  for (i = 0; i < RP_N_SOURCES; i++)
    trigger->sources[i].streak = 0;
}

/* What one frame says about a source. */
typedef struct
{
  RpSign sign;
  guint64 first;                /* ON since */
  gint64 first_time;
} Finding;

static gboolean
is_enabled (const RpTriggerFrame * frame, RpSource source)
{
  return (frame->enabled & (1u << source)) != 0;
}

static Finding
look_at_timecode (RpTrigger * trigger, const RpTriggerFrame * frame,
    RpTriggerEvents * events)
{
  Finding finding = { RP_SIGN_OFF, frame->seq, frame->time };
  gchar from[RP_TIMECODE_TEXT], to[RP_TIMECODE_TEXT];
  RpRecRunAnswer answer;

  if (!is_enabled (frame, RP_SOURCE_TIMECODE)) {
    rp_rec_run_forget (&trigger->rec_run);
    return finding;
  }
  rp_rec_run_feed (&trigger->rec_run, frame->seq, frame->time, frame->period,
      &frame->timecode, &answer);
  finding.sign = answer.sign;
  if (answer.sign == RP_SIGN_ON) {
    finding.first = answer.first;
    finding.first_time = answer.first_time;
  }
  if (answer.jumped) {
    rp_timecode_to_text (&answer.from, from);
    rp_timecode_to_text (&answer.to, to);
    events->mark = TRUE;
    events->mark_seq = answer.first;
    g_snprintf (events->mark_text, sizeof (events->mark_text),
        "timecode jump %s -> %s", from, to);
  }
  return finding;
}

/* A source that says yes or no with each frame; it has to say yes @frames times
 * in a row to come on. */
static Finding
look_at_sign (RpTriggerSource * source, const RpTriggerFrame * frame,
    gboolean sign, guint frames)
{
  Finding finding = { RP_SIGN_OFF, frame->seq, frame->time };

  if (!sign) {
    source->streak = 0;
    return finding;
  }
  if (source->streak == 0) {
    source->streak_first = frame->seq;
    source->streak_time = frame->time;
  }
  if (source->streak < frames)
    source->streak++;
  if (source->streak < frames && !source->on) {
    finding.sign = RP_SIGN_OPEN;
    return finding;
  }
  finding.sign = RP_SIGN_ON;
  if (!source->on) {
    finding.first = source->streak_first;
    finding.first_time = source->streak_time;
  }
  return finding;
}

static Finding
look (RpTrigger * trigger, RpSource which, const RpTriggerFrame * frame,
    RpTriggerEvents * events)
{
  RpTriggerSource *source = &trigger->sources[which];
  gboolean enabled = is_enabled (frame, which);

  switch (which) {
    case RP_SOURCE_FLAG:
      return look_at_sign (source, frame, enabled && frame->flag, 1);
    case RP_SOURCE_TALLY:
      return look_at_sign (source, frame, enabled && frame->tally,
          TALLY_FRAMES);
    default:
      return look_at_timecode (trigger, frame, events);
  }
}

static gint64
holdoff_of (const RpTrigger * trigger)
{
  return (gint64) MIN (trigger->holdoff, (guint64) G_MAXINT64);
}

/* Whether nothing came for so long before a frame that the signal was lost. */
static gboolean
is_loss (const RpTrigger * trigger, const RpTriggerSource * source,
    const Finding * finding, const RpTriggerFrame * frame)
{
  gint64 missing = finding->first_time - source->last_end;

  /* Half a frame is jitter. */
  return !frame->irregular && missing > (gint64) frame->period / 2
      && missing >= holdoff_of (trigger);
}

typedef struct
{
  gboolean came_on, went_off;
  guint64 end;
} Change;

static void
go_off (RpTriggerSource * source, Change * change)
{
  source->on = FALSE;
  change->went_off = TRUE;
  change->end = source->last + 1;
}

static Change
update (RpTrigger * trigger, RpSource which, const Finding * finding,
    const RpTriggerFrame * frame)
{
  RpTriggerSource *source = &trigger->sources[which];
  Change change = { FALSE, FALSE, 0 };
  gint64 end = frame->time + (gint64) frame->period;

  if (finding->sign == RP_SIGN_ON) {
    if (source->on && is_loss (trigger, source, finding, frame))
      go_off (source, &change);
    if (!source->on) {
      source->on = change.came_on = TRUE;
      source->first = finding->first;
    }
    source->last = frame->seq;
    source->last_end = end;
  } else if (finding->sign == RP_SIGN_OFF && source->on
      && end - source->last_end >= holdoff_of (trigger)) {
    go_off (source, &change);
    if (which == RP_SOURCE_TIMECODE)
      rp_rec_run_stand (&trigger->rec_run);
  }
  return change;
}

static void
start (RpTrigger * trigger, RpSource source, RpTriggerEvents * events)
{
  guint64 first = MAX (trigger->sources[source].first, trigger->floor);

  if (events->start && events->first <= first)
    return;
  events->start = TRUE;
  events->source = source;
  events->first = first;
  trigger->owner = source;
}

/* The owner's take is over. What came on after its last frame came on while
 * nothing was meant to roll. */
static void
stop (RpTrigger * trigger, guint64 end, RpTriggerEvents * events)
{
  guint i;

  events->stop = TRUE;
  events->end = end;
  trigger->owner = -1;
  trigger->floor = end;
  for (i = 0; i < RP_N_SOURCES; i++) {
    if (trigger->sources[i].on && trigger->sources[i].first >= end)
      start (trigger, i, events);
  }
}

static void
check_free_run (RpTrigger * trigger, const RpTriggerFrame * frame,
    RpTriggerEvents * events)
{
  if (!is_enabled (frame, RP_SOURCE_TIMECODE) || !frame->timecode.there)
    return;
  if (trigger->timecode_since < 0)
    trigger->timecode_since = frame->time;
  if (trigger->warned || trigger->rec_run.stood
      || !trigger->sources[RP_SOURCE_TIMECODE].on
      || frame->time - trigger->timecode_since <= (gint64) RP_FREE_RUN_TIME)
    return;
  trigger->warned = events->never_stops = TRUE;
}

void
rp_trigger_feed (RpTrigger * trigger, const RpTriggerFrame * frame,
    RpRolling rolling, RpTriggerEvents * events)
{
  Change changes[RP_N_SOURCES];
  guint i;

  memset (events, 0, sizeof (*events));
  if (rolling != RP_ROLLING_OURS)
    trigger->owner = -1;        /* it was cut by somebody */

  for (i = 0; i < RP_N_SOURCES; i++) {
    Finding finding = look (trigger, i, frame, events);

    changes[i] = update (trigger, i, &finding, frame);
  }
  if (trigger->owner >= 0 && changes[trigger->owner].went_off) {
    stop (trigger, changes[trigger->owner].end, events);
  } else if (rolling == RP_ROLLING_NOTHING) {
    for (i = 0; i < RP_N_SOURCES; i++) {
      if (changes[i].came_on)
        start (trigger, i, events);
    }
  }
  /* What rolls now holds this frame. */
  if (events->start || (rolling != RP_ROLLING_NOTHING && !events->stop))
    trigger->floor = frame->seq + 1;
  if (events->start)
    events->mark = FALSE;       /* nothing was there to jump from */
  check_free_run (trigger, frame, events);
  trigger->fed = frame->seq;
}

gboolean
rp_trigger_end (RpTrigger * trigger, guint64 * end)
{
  const RpTriggerSource *source;

  if (trigger->owner < 0)
    return FALSE;
  source = &trigger->sources[trigger->owner];
  *end = source->last + 1;
  return source->last < trigger->fed;
}
