/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/audio/audio.h>
#include <gst/video/video.h>

#include "reverseplay-harness.h"

G_BEGIN_DECLS

/*
 * Microphones and further cameras beside the camera of an Rph, on sink_%u, and
 * what comes out of their src_%u.
 *
 * A microphone says in each sample which one it is: sample n of every channel
 * has the value n + 1, and 0 is silence. Sample n sounds at n / rate (plus
 * start). A further camera numbers its frames as the first one does.
 *
 * rps_run() pushes what the streams and the camera have, in the order of time,
 * and keeps all that comes out; it is looked at when everything is done.
 */
typedef struct _RpsStream RpsStream;

typedef struct
{
  GstClockTime pts, duration;
  guint n;                      /* samples */
  guint at;                     /* of the first of them in RpsLog.values */
  gboolean gap_flag, gap_event, discont;
  GstSegment segment;
  GstCaps *caps;
  gboolean new_caps, new_segment;
  guint number;                 /* of a picture */
  gboolean is_playback;
  GstBuffer *buffer;            /* of the log */
} RpsChunk;

typedef struct
{
  GArray *chunks;               /* RpsChunk */
  GArray *values;               /* gdouble: of the first channel; as they
                                 * were numbered, in S32 and F64 */
  guint n_eos, n_flushes, n_states;
} RpsLog;

struct _RpsStream
{
  Rph *rph;
  GstPad *in, *out;             /* ours; linked to the element's */
  GstPad *sink, *src;           /* the element's */

  /* What it is; to be changed between buffers. */
  gboolean is_sound, live, muted, no_stamps;
  GstClockTime latency;
  GstCaps *caps;
  GstAudioInfo info;
  guint buffer_samples;
  GstClockTime jitter;          /* stamps are off by up to this */
  gint64 start;                 /* time of sample or frame 0 */
  guint64 next;                 /* sample or frame */
  guint64 n_buffers;
  GstClockTime pushed;          /* time of the last one */
  guint64 end;                  /* and EOS before this one */
  gboolean ended;
  gdouble frequency;            /* a sine instead of numbers, > 0 */
  gboolean pattern;             /* bytes that rps_pattern() makes instead */
  gint width, height, fps_n, fps_d;

  /* rph->lock */
  GQueue items;
  gint64 edge;                  /* running time up to which something came */
  guint n_eos, n_buffers_out;
  gboolean blocked, stuck;
  GstFlowReturn flow;
};

/* @name: "sink_%u" or a pad's name. */
RpsStream *rps_sound_new (Rph * rph, const gchar * name, const gchar * format,
    gboolean planar, guint rate, guint channels);
RpsStream *rps_camera_new (Rph * rph, const gchar * name, gint width,
    gint height, gint fps_n, gint fps_d);
/* Stream-start, caps and segment; done by the first buffer unless it was. */
void rps_start (RpsStream * stream);
void rps_set_sound (RpsStream * stream, const gchar * format, gboolean planar,
    guint rate, guint channels);
/* Releases the pad. */
void rps_free (RpsStream * stream);

GstFlowReturn rps_push_one (RpsStream * stream);
void rps_push_eos (RpsStream * stream);
/* When its next buffer arrives. */
GstClockTime rps_next_time (RpsStream * stream);
/* Until the next thing to arrive would arrive at @until or later. The camera
 * takes part unless it is stopped. */
void rps_run (Rph * rph, RpsStream ** streams, guint n, GstClockTime until,
    gboolean camera);
/* What the main output showed meanwhile, RphFrame; cleared by rps_*_new(). */
extern GArray *rps_pictures;
/* Byte @k of sample @number of @channel. */
guint8 rps_pattern (guint64 number, guint channel, guint k);
/* Waits until @stream has put out something up to @time. */
#define rps_wait(stream, time) rps_wait_AT (stream, time, __LINE__)
void rps_wait_AT (RpsStream * stream, GstClockTime time, gint line);
#define rps_wait_eos(stream) rps_wait_eos_AT (stream, __LINE__)
void rps_wait_eos_AT (RpsStream * stream, gint line);
void rps_block (RpsStream * stream);
void rps_unblock (RpsStream * stream);

/* All that came out until now, and is taken away. */
RpsLog *rps_log (RpsStream * stream);
void rps_log_free (RpsLog * log);
#define rps_chunk(log, i) (&g_array_index ((log)->chunks, RpsChunk, i))
#define rps_value(log, i) (g_array_index ((log)->values, gdouble, i))
/* Fails when times in it leave a hole or overlap by more than a sample, or when
 * a running time is not the PTS. @most: further ns that are allowed. */
#define rps_check_times(log, most) rps_check_times_AT (log, most, __LINE__)
void rps_check_times_AT (RpsLog * log, GstClockTime most, gint line);
/* The first value of @log at @time or later; its index in values. */
guint rps_index_at (RpsLog * log, GstClockTime time);

G_END_DECLS
