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

#include "pace.h"
#include "sorted.h"

/* What is called the speed now is the median over so many seconds */
#define NOW_TIME 0.5
/* What it is compared with needs so many seconds of the move, and forgets what
 * is older than MAX_MOVE steps */
#define MIN_MOVE_TIME 1.5
#define MAX_MOVE 4096
#define MAX_NOW 128
/* Slower than this, per second, nobody moves the camera to or fro */
#define MIN_EXPANSION 0.004
/* Out of the band for so many seconds it is told. A dolly that stops passes
 * through the band; below STOPPING nobody calls it a speed any more. */
#define OUT_TIME 1.0
#define STOPPING 0.3
/* The subject's change of scale is a mean over so many seconds */
#define SUBJECT_TIME 1.0
/* Confidence of a shift below which it is not counted */
#define MIN_CONFIDENCE 0.4

static const MsPaceSettings defaults = { 25, 0.15, 5.0 };

struct _MsPace
{
  MsPaceSettings settings;
  gdouble move[MAX_MOVE];       /* speeds in the order of time, a ring */
  guint n_move, at;
  gdouble sorted[MAX_MOVE];     /* the same n_move by size */
  gdouble log_scale;            /* of the background since the move began */
  guint pauses;                 /* steps without a move */

  gdouble subject[MAX_NOW];     /* log of its scale, a ring */
  guint n_subject, subject_at;
  guint hidden;                 /* steps without him */
  guint speed_out, subject_out; /* steps out of the band */
};

MsPace *
ms_pace_new (void)
{
  MsPace *self = g_new0 (MsPace, 1);

  self->settings = defaults;
  return self;
}

void
ms_pace_free (MsPace * self)
{
  g_free (self);
}

void
ms_pace_set (MsPace * self, const MsPaceSettings * settings)
{
  self->settings = *settings;
  if (self->settings.fps <= 0)
    self->settings.fps = defaults.fps;
}

void
ms_pace_reset (MsPace * self)
{
  self->n_move = self->at = self->pauses = 0;
  self->log_scale = 0;
  self->n_subject = self->subject_at = self->hidden = 0;
  self->speed_out = self->subject_out = 0;
}

static guint
steps_of (const MsPace * self, gdouble seconds, guint most)
{
  return (guint) CLAMP (seconds * self->settings.fps + 0.5, 1, most);
}

/* Of the last @n speeds */
static gdouble
median_speed (const MsPace * self, guint n)
{
  gdouble sorted[MAX_NOW];
  guint i;

  for (i = 0; i < n; i++)
    ms_sorted_add (sorted, i,
        self->move[(self->at + MAX_MOVE - 1 - i) % MAX_MOVE]);
  return sorted[n / 2];
}

static void
add_speed (MsPace * self, gdouble speed)
{
  if (self->n_move == MAX_MOVE)
    ms_sorted_remove (self->sorted, self->n_move--, self->move[self->at]);
  ms_sorted_add (self->sorted, self->n_move++, speed);
  self->move[self->at] = speed;
  self->at = (self->at + 1) % MAX_MOVE;
}

/* A background at the distance Z grows by v / Z, and Z itself goes as one over
 * what it has grown to: so the speed in units of the first Z is the growth over
 * the scale since then, and a constant speed reads as one however far it goes. */
static void
read_speed (MsPace * self, const MsShift * shift, MsPaceReading * reading)
{
  guint now = steps_of (self, NOW_TIME, MAX_NOW);
  gdouble growth = log (shift->motion.scale) * self->settings.fps;
  gdouble usual, speed;

  reading->expansion = growth;
  self->log_scale += log (shift->motion.scale);
  add_speed (self, growth / exp (self->log_scale));
  if (self->n_move < now)
    return;

  speed = median_speed (self, now);
  if (fabs (speed) >= MIN_EXPANSION)
    self->pauses = 0;
  else if (++self->pauses >= steps_of (self, OUT_TIME, MAX_NOW)) {
    /* the next move is another one */
    self->n_move = 0;
    self->log_scale = 0;
    return;
  }
  usual = self->sorted[self->n_move / 2];
  if (self->n_move >= steps_of (self, MIN_MOVE_TIME, MAX_MOVE) &&
      fabs (usual) >= MIN_EXPANSION)
    reading->speed = speed / usual;
}

static void
read_subject (MsPace * self, const MsShift * shift, MsPaceReading * reading)
{
  guint i, n = steps_of (self, SUBJECT_TIME, MAX_NOW);
  gdouble sum = 0;

  if (shift->subject_share <= 0) {
    /* he may be hidden for a moment */
    if (++self->hidden >= n)
      self->n_subject = self->subject_at = 0;
    return;
  }
  self->hidden = 0;
  reading->has_subject = TRUE;
  self->subject[self->subject_at % n] = log (shift->subject.scale);
  self->subject_at++;
  self->n_subject = MIN (self->n_subject + 1, n);
  if (self->n_subject < n)
    return;
  for (i = 0; i < n; i++)
    sum += self->subject[i];
  reading->subject_drift = sum / n * self->settings.fps * 100;
}

/* TRUE once, when it has been out for long enough. */
static gboolean
leaves (guint * out, gboolean is_out, guint enough)
{
  *out = is_out ? *out + 1 : 0;
  return *out == enough;
}

void
ms_pace_add (MsPace * self, const MsShift * shift, MsPaceReading * reading)
{
  guint enough = steps_of (self, OUT_TIME, MAX_NOW);
  gboolean off;

  memset (reading, 0, sizeof (*reading));
  if (shift->kind == MS_SHIFT_CUT || shift->kind == MS_SHIFT_FIRST ||
      shift->kind == MS_SHIFT_BLIND) {
    ms_pace_reset (self);
    return;
  }
  if (shift->kind != MS_SHIFT_MOVED || shift->confidence < MIN_CONFIDENCE)
    return;

  read_speed (self, shift, reading);
  read_subject (self, shift, reading);
  off = reading->speed >= STOPPING &&
      fabs (reading->speed - 1) > self->settings.speed_band;
  reading->speed_off = leaves (&self->speed_out, off, enough);
  off = fabs (reading->subject_drift) > self->settings.drift_band;
  reading->subject_off = leaves (&self->subject_out, off, enough);
}
