/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "timeline.h"

#include <string.h>

#include "fmp4.h"

/* What is no jitter any more, us. */
#define STALL (500 * 1000)
/* Sound has no durations to stretch: packets last as long as they last. */
#define STALL_SOUND (250 * 1000)
/* Until something is known. */
#define GUESS 40000.0
#define GUESS_SOUND 20000.0
/* Intervals that are averaged. */
#define MEMORY 16
/* How much of the error goes into one duration, and how much a duration may
 * differ from the usual one. */
#define GAIN 0.05
#define STRETCH 0.125

void
ts_timeline_init (TsTimeline * line, TsMedia media)
{
  memset (line, 0, sizeof (*line));
  line->timescale = ts_fmp4_timescale (media);
}

static void
measure (TsTimeline * line, gint64 captured)
{
  gdouble interval = CLAMP ((gdouble) (captured - line->last), 1000.0, STALL);

  line->last = captured;
  if (interval >= STALL)
    return;
  line->measured = MIN (line->measured + 1, MEMORY);
  line->interval += (interval - line->interval) / line->measured;
}

/* us, of an Opus packet, which says it itself (RFC 6716, 3.1); 0 = it is none.
 * Encoders count off what the decoder is to skip. */
static gdouble
opus_duration (GBytes * packet)
{
  static const guint silk[] = { 10000, 20000, 40000, 60000 };
  gsize size;
  const guint8 *data = g_bytes_get_data (packet, &size);
  guint config, frame, n;

  if (size == 0)
    return 0.0;
  config = data[0] >> 3;
  if (config < 12)
    frame = silk[config & 3];
  else if (config < 16)
    frame = silk[config & 1];
  else
    frame = 2500 << (config & 3);
  n = (data[0] & 3) == 0 ? 1 : 2;
  if ((data[0] & 3) == 3)
    n = size > 1 ? data[1] & 0x3f : 0;
  return n * frame > 120000 ? 0.0 : n * frame;
}

/* us. What the caps say, unless it is plainly something else that comes. */
static gdouble
usual (const TsTimeline * line, const TsFrame * frame)
{
  const TsFormat *format = frame->format;
  gdouble said = 0.0;

  if (format->media == TS_MEDIA_OPUS) {
    said = opus_duration (frame->data);
    if (said == 0.0)
      said = frame->duration ? frame->duration / 1000.0 : GUESS_SOUND;
    return said;
  }
  if (format->fps_n > 0 && format->fps_d > 0)
    said = 1e6 * format->fps_d / format->fps_n;
  else if (frame->duration)
    said = frame->duration / 1000.0;

  if (line->measured < MEMORY)
    return said > 0.0 ? said : line->measured ? line->interval : GUESS;
  if (said > 0.0 && ABS (line->interval - said) < said * STRETCH)
    return said;
  return line->interval;
}

void
ts_timeline_place (TsTimeline * line, const TsFrame * frame,
    guint64 * decode_time, guint32 * duration)
{
  gboolean sound = frame->format->media == TS_MEDIA_OPUS;
  gdouble stall = sound ? STALL_SOUND : STALL;
  gdouble scale = line->timescale / 1e6, length, error;

  if (!line->started) {
    line->started = TRUE;
    line->origin = line->last = frame->captured;
  } else {
    measure (line, frame->captured);
  }

  error = (frame->captured - line->origin) - line->next / scale;
  if (error > stall) {
    line->next += (guint64) (error * scale);
    error = 0.0;
  } else if (error < -stall) {
    /* The clock was set back, or the frames come faster than anybody said:
     * time never does. */
    line->origin += (gint64) error;
    error = 0.0;
  }

  length = usual (line, frame);
  if (!sound)
    length += CLAMP (error * GAIN, -length * STRETCH, length * STRETCH);
  *decode_time = line->next;
  /* Caps may say a frame in 68 years */
  *duration = (guint32) CLAMP (length * scale + 0.5, 1.0, G_MAXINT32);
  line->next += *duration;
}
