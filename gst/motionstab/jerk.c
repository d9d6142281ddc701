/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <math.h>
#include <string.h>

#include "jerk.h"
#include "jerk-path.h"
#include "sorted.h"

/* The path's own unevenness is measured over so many seconds */
#define NOISE_TIME 1.6
#define MAX_NOISE 160
#define NOISE_FACTOR 4.
/* A hand is never still: thresholds are so much higher */
#define HANDHELD 2.
/* Below this, % of the height, nothing begins */
#define ONSET_FLOOR 0.04
/* What is reported stands out by so much more than what begins */
#define REPORT_FACTOR 1.5
/* A jerk begins or ends at once: its speed changes by so much more from one step
 * to the next than it did before. A pan is quick to start; a dolly is heavy, and
 * nothing turns a camera about its lens smoothly. % of the height */
static const gdouble abrupt_floor[MS_N_CHANNELS] = { 0.05, 0.05, 0.012, 0.012 };

/* Of less confidence than MS_JERK_MIN_CONFIDENCE, in a row: after so many steps
 * the series is another one */
#define MAX_MISSING 8
#define SURE_SHARE 0.68
/* How fast the running means of the confidence follow: over a few steps, and over
 * so many that somebody who passes for two seconds hardly moves it */
#define FEW 0.2
#define MANY 0.003
/* While so much less of the background is seen than for long, a jerk has to be so
 * much worse */
#define HIDDEN_SHARE 0.8
#define HIDDEN_FACTOR 2.
/* Steps before something can be told apart from the path */
#define MIN_HISTORY 5
/* An event that was reported and has not come to rest after so many steps is
 * the path from now on */
#define MAX_EVENT 16
/* The path's newest steps, kept when it went over to another speed */
#define NEW_LEVEL 3

typedef struct
{
  MsPath path;
  gdouble noise[MAX_NOISE];     /* |step - path|, a ring */
  gdouble sorted[MAX_NOISE];    /* the last n_noise of it by size */
  guint n_noise, noise_at;
  gdouble spread;               /* of them, robustly */

  /* While something is off the path: beside each of the path's predictions */
  gdouble sum[MS_N_PREDICTIONS], least[MS_N_PREDICTIONS],
      most[MS_N_PREDICTIONS];
  gdouble severity[MS_N_PREDICTIONS];
  gdouble abrupt;               /* the greatest second difference */
  gdouble acceleration;         /* of the path before, per step */
  gdouble value[MAX_EVENT + 1], off[MAX_EVENT + 1];     /* step by step */
} Channel;

struct _MsDetector
{
  MsJerkSettings settings;
  Channel channels[MS_N_CHANNELS];
  guint n_steps;                /* since the series began */
  /* Of the steps, running means over few and over many; 0 = not known */
  gdouble usual_confidence, long_confidence;
  guint missing, duplicates;    /* in a row */

  guint length;                 /* steps off the path; 0 = on it */
  guint quiet;                  /* of these the last ones that were on it */
  gboolean reported;
  guint64 frames[MAX_EVENT + 1];
  gdouble confidence;           /* the least since the onset */
};

static const MsJerkSettings defaults = {
  MS_INTENT_DOLLY, 0.5, 0.15, 0xf, 25
};

MsDetector *
ms_detector_new (void)
{
  MsDetector *self = g_new0 (MsDetector, 1);

  ms_detector_set (self, &defaults);
  ms_detector_reset (self);
  return self;
}

void
ms_detector_free (MsDetector * self)
{
  g_free (self);
}

void
ms_detector_set (MsDetector * self, const MsJerkSettings * settings)
{
  guint i;

  self->settings = *settings;
  if (self->settings.fps <= 0)
    self->settings.fps = defaults.fps;
  for (i = 0; i < MS_N_CHANNELS; i++)
    ms_path_set (&self->channels[i].path, self->settings.fps,
        self->settings.intent == MS_INTENT_LOCKED_OFF);
}

static void
forget_path (Channel * channel)
{
  ms_path_clear (&channel->path);
  channel->n_noise = channel->noise_at = 0;
  channel->spread = 0;
}

void
ms_detector_reset (MsDetector * self)
{
  guint i;

  for (i = 0; i < MS_N_CHANNELS; i++)
    forget_path (&self->channels[i]);
  self->n_steps = self->missing = self->duplicates = 0;
  self->usual_confidence = 0;
  self->length = self->quiet = 0;
  self->reported = FALSE;
}

void
ms_step_from_shift (MsStep * step, guint64 frame, const MsShift * shift,
    guint height)
{
  const gdouble percent = 100. / MAX (height, 1);
  const MsMotion *m = &shift->motion;

  step->frame = frame;
  step->kind = shift->kind;
  step->confidence = shift->confidence;
  step->value[MS_JERK_SWAY] = m->dx * percent;
  step->value[MS_JERK_BUMP] = m->dy * percent;
  /* a point half a height away */
  step->value[MS_JERK_ROLL] = m->rotation * 50;
  step->value[MS_JERK_SPEED] = log (m->scale) * 50;
}

MsLevel
ms_level_from_severity (gdouble severity)
{
  if (severity >= 1.0)
    return MS_LEVEL_NEEDS_FIX;
  return severity >= 0.4 ? MS_LEVEL_NEEDS_REVIEW : MS_LEVEL_NOMINAL;
}

gdouble
ms_jerk_caution (const MsJerkSettings * settings)
{
  gdouble c = exp2 (1 - 2 * CLAMP (settings->sensitivity, 0, 1));

  return settings->intent == MS_INTENT_HANDHELD ? HANDHELD * c : c;
}

static gdouble
onset_threshold (const MsDetector * self, const Channel * channel)
{
  return ms_jerk_caution (&self->settings) * MAX (ONSET_FLOOR,
      NOISE_FACTOR * channel->spread);
}

static void
forget_oldest_noise (Channel * channel)
{
  guint oldest = channel->noise_at + MAX_NOISE - channel->n_noise;

  ms_sorted_remove (channel->sorted, channel->n_noise--,
      channel->noise[oldest % MAX_NOISE]);
}

/* Median absolute deviation, scaled to the standard deviation of normal noise */
static void
learn_noise (Channel * channel, gdouble off, gdouble fps)
{
  guint size = CLAMP ((guint) (NOISE_TIME * fps), 8, MAX_NOISE);

  while (channel->n_noise >= size)
    forget_oldest_noise (channel);
  channel->noise[channel->noise_at] = fabs (off);
  channel->noise_at = (channel->noise_at + 1) % MAX_NOISE;
  ms_sorted_add (channel->sorted, channel->n_noise++, fabs (off));
  channel->spread = 1.4826 * channel->sorted[channel->n_noise / 2];
}

/* The nearest of what is predicted @ahead of the path's newest step. */
static gdouble
off_path (const Channel * channel, gdouble value, guint ahead)
{
  gdouble least = G_MAXDOUBLE;
  guint i;

  for (i = 0; i < MS_N_PREDICTIONS; i++) {
    gdouble off = value - ms_path_predict (&channel->path, i, ahead);

    if (fabs (off) < fabs (least))
      least = off;
  }
  return least;
}

static gboolean
begins (const MsDetector * self, const gdouble * value)
{
  guint i;

  if (self->n_steps < MIN_HISTORY)
    return FALSE;
  for (i = 0; i < MS_N_CHANNELS; i++) {
    const Channel *c = &self->channels[i];

    if (fabs (off_path (c, value[i], 1)) > onset_threshold (self, c))
      return TRUE;
  }
  return FALSE;
}

static void
follow (MsDetector * self, const gdouble * value)
{
  guint i;

  for (i = 0; i < MS_N_CHANNELS; i++) {
    Channel *c = &self->channels[i];

    if (self->n_steps >= MIN_HISTORY)
      learn_noise (c, off_path (c, value[i], 1), self->settings.fps);
    ms_path_add (&c->path, value[i]);
  }
}

/* How far off the path the event is by now, beside the prediction that explains
 * most of it: by its speed in a step, and by what it was thrown altogether. */
static gdouble
severity_of (const Channel * channel)
{
  gdouble least = G_MAXDOUBLE;
  guint i;

  for (i = 0; i < MS_N_PREDICTIONS; i++)
    least = MIN (least, channel->severity[i]);
  return least;
}

static gdouble
second_difference (const Channel * channel, guint at)
{
  const gdouble *v = channel->value;

  return v[at] - 2 * (at > 0 ? v[at - 1] : ms_path_last (&channel->path, 0)) +
      (at > 1 ? v[at - 2] : ms_path_last (&channel->path, 1 - at));
}

static void
add_to_event (MsDetector * self, const MsStep * step, const gdouble * value)
{
  guint at = self->length++;
  gboolean quiet = TRUE;
  guint i, j;

  self->frames[at] = step->frame;
  self->confidence = MIN (self->confidence, step->confidence);
  for (i = 0; i < MS_N_CHANNELS; i++) {
    Channel *c = &self->channels[i];

    c->value[at] = value[i];
    c->abrupt = MAX (c->abrupt, fabs (second_difference (c, at)));
    c->off[at] = off_path (c, value[i], at + 1);
    quiet &= fabs (c->off[at]) <= onset_threshold (self, c);
    for (j = 0; j < MS_N_PREDICTIONS; j++) {
      gdouble off = value[i] - ms_path_predict (&c->path, j, at + 1);

      c->sum[j] += off;
      c->least[j] = MIN (c->least[j], c->sum[j]);
      c->most[j] = MAX (c->most[j], c->sum[j]);
      c->severity[j] = MAX (MAX (c->severity[j], fabs (off)),
          c->most[j] - c->least[j]);
    }
  }
  self->quiet = quiet ? self->quiet + 1 : 0;
}

static void
begin_event (MsDetector * self)
{
  guint i;

  self->length = self->quiet = 0;
  self->reported = FALSE;
  self->confidence = 1;
  for (i = 0; i < MS_N_CHANNELS; i++) {
    Channel *c = &self->channels[i];

    c->abrupt = 0;
    c->acceleration = fabs (ms_path_acceleration (&c->path));
    memset (c->sum, 0, sizeof (c->sum));
    memset (c->least, 0, sizeof (c->least));
    memset (c->most, 0, sizeof (c->most));
    memset (c->severity, 0, sizeof (c->severity));
  }
}

/* What was seen from step @from on belongs to the path. */
static void
absorb (MsDetector * self, guint from)
{
  guint i, k;

  for (i = 0; i < MS_N_CHANNELS; i++) {
    for (k = from; k < self->length; k++)
      ms_path_add (&self->channels[i].path, self->channels[i].value[k]);
  }
  self->length = 0;
}

/* The path went on below the event; only its last, quiet steps are real. */
static void
bridge (MsDetector * self)
{
  guint i, k;

  for (i = 0; i < MS_N_CHANNELS; i++) {
    Channel *c = &self->channels[i];
    gdouble on[MAX_EVENT + 1];

    for (k = 0; k < self->length; k++)
      on[k] = c->value[k] - c->off[k];
    for (k = 0; k < self->length; k++)
      ms_path_add (&c->path, k + self->quiet < self->length ? on[k] :
          c->value[k]);
  }
  self->length = 0;
}

/* The path is another one from now on. */
static void
start_over (MsDetector * self)
{
  guint i;

  for (i = 0; i < MS_N_CHANNELS; i++)
    ms_path_clear (&self->channels[i].path);
  absorb (self, self->length - NEW_LEVEL);
}

static gboolean
has_settled (const MsDetector * self)
{
  guint i, k;

  if (self->length < NEW_LEVEL + 3)
    return FALSE;
  for (i = 0; i < MS_N_CHANNELS; i++) {
    const Channel *c = &self->channels[i];

    for (k = self->length - NEW_LEVEL + 1; k < self->length; k++) {
      if (fabs (c->value[k] - c->value[k - 1]) > onset_threshold (self, c))
        return FALSE;
    }
  }
  return TRUE;
}

/* Of those that somebody wants to know of */
static MsJerkKind
worst_channel (const MsDetector * self, gdouble * severity)
{
  MsJerkKind worst = 0;
  guint i;

  *severity = 0;
  for (i = 0; i < MS_N_CHANNELS; i++) {
    gdouble s = severity_of (&self->channels[i]);

    if ((self->settings.kinds & 1u << i) != 0 && s > *severity) {
      *severity = s;
      worst = i;
    }
  }
  return worst;
}

/* The first step that has its share in what was seen. */
static guint
onset_of (const MsDetector * self, MsJerkKind kind)
{
  const Channel *c = &self->channels[kind];
  gdouble most = 0;
  guint k;

  for (k = 0; k < self->length; k++)
    most = MAX (most, fabs (c->off[k]));
  for (k = 0; k + 1 < self->length && fabs (c->off[k]) < 0.2 * most; k++);
  return k;
}

gdouble
ms_severity_to_hundredth (gdouble severity)
{
  return floor (severity * 100 + 0.5) / 100;
}

/* Of the event so far */
static void
describe (const MsDetector * self, MsJerk * jerk)
{
  guint onset = onset_of (self, jerk->kind);

  jerk->severity =
      ms_severity_to_hundredth (severity_of (&self->channels[jerk->kind]));
  jerk->level = ms_level_from_severity (jerk->severity);
  jerk->length = self->length - MIN (self->quiet, self->length - onset - 1) -
      onset;
  jerk->confidence = self->confidence;
}

static gdouble
least_severity (const MsDetector * self)
{
  gboolean hidden = self->confidence < HIDDEN_SHARE * self->long_confidence;

  return self->settings.min_severity * (hidden ? HIDDEN_FACTOR : 1);
}

static gboolean
is_reportable (const MsDetector * self, const MsStep * step, MsJerk * jerk)
{
  gdouble severity;
  const Channel *c;

  if (self->reported)
    return FALSE;
  jerk->kind = worst_channel (self, &severity);
  jerk->frame = self->frames[onset_of (self, jerk->kind)];
  describe (self, jerk);
  c = &self->channels[jerk->kind];
  return (self->settings.kinds & 1u << jerk->kind) != 0 &&
      jerk->severity >= least_severity (self) &&
      severity >= REPORT_FACTOR * onset_threshold (self, c) &&
      c->abrupt >= ms_jerk_caution (&self->settings) *
      MAX (abrupt_floor[jerk->kind], 1.5 * c->acceleration) &&
      step->frame - jerk->frame <= MS_JERK_MAX_AGE;
}

void
ms_detector_update (const MsDetector * self, MsJerk * jerk)
{
  if (self->length > 0 && self->reported)
    describe (self, jerk);
}

static void
end_event (MsDetector * self)
{
  if (self->reported) {
    if (self->quiet >= 2)
      bridge (self);
    else if (has_settled (self) || self->length == MAX_EVENT)
      start_over (self);
  } else if (self->quiet > 0 || self->length > MS_JERK_MAX_AGE) {
    absorb (self, 0);
  }
}

/* A step over pictures that were shown twice may be the move of all of them. */
static void
read_values (const MsDetector * self, const MsStep * step, gdouble * value)
{
  guint i;

  memcpy (value, step->value, sizeof (step->value));
  if (self->duplicates == 0 || self->n_steps == 0)
    return;
  for (i = 0; i < MS_N_CHANNELS; i++) {
    const Channel *c = &self->channels[i];
    gdouble shared = value[i] / (self->duplicates + 1);

    if (fabs (off_path (c, shared, 1)) < fabs (off_path (c, value[i], 1)))
      value[i] = shared;
  }
}

/* The path is thought to go on. */
static void
pass_over (MsDetector * self)
{
  guint i;

  for (i = 0; i < MS_N_CHANNELS; i++) {
    MsPath *path = &self->channels[i].path;

    if (path->n > 0)
      ms_path_add (path, ms_path_predict (path, MS_PREDICT_LINE, 1));
  }
}

/* A step of which the detector is suddenly much less sure than it used to be is
 * somebody who passes, not the camera. */
static gboolean
is_sure (MsDetector * self, const MsStep * step)
{
  if (step->confidence < MAX (MS_JERK_MIN_CONFIDENCE,
          SURE_SHARE * self->usual_confidence))
    return FALSE;
  if (self->usual_confidence == 0)
    self->usual_confidence = self->long_confidence = step->confidence;
  else
    self->usual_confidence += FEW * (step->confidence - self->usual_confidence);
  self->long_confidence += MANY * (step->confidence - self->long_confidence);
  return TRUE;
}

/* FALSE: nothing was measured between this picture and the last. */
static gboolean
is_usable (MsDetector * self, const MsStep * step)
{
  switch (step->kind) {
    case MS_SHIFT_MOVED:
      if (is_sure (self, step))
        return TRUE;
      break;
    case MS_SHIFT_DUPLICATE:
      self->duplicates++;
      return FALSE;
    default:
      ms_detector_reset (self);
      return FALSE;
  }
  /* what was off the path was him, too */
  if (self->length > 0 && !self->reported)
    absorb (self, 0);
  if (++self->missing > MAX_MISSING)
    ms_detector_reset (self);
  else if (self->length == 0)
    pass_over (self);
  return FALSE;
}

gboolean
ms_detector_add (MsDetector * self, const MsStep * step, MsJerk * jerk)
{
  gdouble value[MS_N_CHANNELS];

  if (!is_usable (self, step))
    return FALSE;
  read_values (self, step, value);
  self->missing = self->duplicates = 0;

  if (self->length == 0 && !begins (self, value)) {
    follow (self, value);
    self->n_steps++;
    return FALSE;
  }
  if (self->length == 0)
    begin_event (self);
  add_to_event (self, step, value);
  self->n_steps++;
  if (is_reportable (self, step, jerk)) {
    self->reported = TRUE;
    end_event (self);
    return TRUE;
  }
  end_event (self);
  return FALSE;
}
