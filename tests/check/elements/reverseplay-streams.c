/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "reverseplay-streams.h"

#include <math.h>
#include <onset/onset-event.h>
#include <onset/onset-meta.h>
#include <string.h>

/* --- what comes out --------------------------------------------------------- */

static void
reached (RpsStream * stream, GstClockTime pts, GstClockTime duration)
{
  if (GST_CLOCK_TIME_IS_VALID (pts) && GST_CLOCK_TIME_IS_VALID (duration))
    stream->edge = (gint64) (pts + duration);
}

static GstFlowReturn
out_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  RpsStream *stream = gst_pad_get_element_private (pad);
  Rph *rph = stream->rph;
  GstFlowReturn flow;

  (void) parent;
  g_mutex_lock (&rph->lock);
  reached (stream, GST_BUFFER_PTS (buffer), GST_BUFFER_DURATION (buffer));
  g_queue_push_tail (&stream->items, buffer);
  stream->n_buffers_out++;
  g_cond_broadcast (&rph->cond);
  while (stream->blocked) {
    stream->stuck = TRUE;
    g_cond_broadcast (&rph->cond);
    g_cond_wait (&rph->cond, &rph->lock);
  }
  stream->stuck = FALSE;
  flow = stream->flow;
  g_mutex_unlock (&rph->lock);
  return flow;
}

static gboolean
out_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  RpsStream *stream = gst_pad_get_element_private (pad);
  Rph *rph = stream->rph;
  GstClockTime pts, duration;

  (void) parent;
  g_mutex_lock (&rph->lock);
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    stream->n_eos++;
  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    stream->edge = -1;
  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
    gst_event_parse_gap (event, &pts, &duration);
    reached (stream, pts, duration);
  }
  if (GST_EVENT_IS_SERIALIZED (event))
    g_queue_push_tail (&stream->items, event);
  else
    gst_event_unref (event);
  g_cond_broadcast (&rph->cond);
  g_mutex_unlock (&rph->lock);
  return TRUE;
}

static gboolean
in_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  RpsStream *stream = gst_pad_get_element_private (pad);

  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY) {
    gst_query_set_latency (query, stream->live, stream->latency,
        GST_CLOCK_TIME_NONE);
    return TRUE;
  }
  return gst_pad_query_default (pad, parent, query);
}

static GstStaticPadTemplate any_template = GST_STATIC_PAD_TEMPLATE ("out",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

GArray *rps_pictures;

/* --- making ------------------------------------------------------------------ */

static RpsStream *
stream_new (Rph * rph, const gchar * name)
{
  RpsStream *stream = g_new0 (RpsStream, 1);
  gchar *src;

  stream->rph = rph;
  stream->live = TRUE;
  stream->end = G_MAXUINT64;
  stream->edge = -1;
  g_queue_init (&stream->items);
  if (!rps_pictures)
    rps_pictures = g_array_new (FALSE, FALSE, sizeof (RphFrame));
  g_array_set_size (rps_pictures, 0);
  stream->sink = gst_element_request_pad_simple (rph->element, name);
  fail_unless (stream->sink != NULL, "no pad %s", name);
  src = g_strdup_printf ("src_%s", GST_OBJECT_NAME (stream->sink) + 5);
  stream->src = gst_element_get_static_pad (rph->element, src);
  fail_unless (stream->src != NULL, "no pad %s", src);
  g_free (src);
  stream->in = gst_pad_new ("in", GST_PAD_SRC);
  stream->out = gst_pad_new_from_static_template (&any_template, "out");
  gst_pad_set_element_private (stream->in, stream);
  gst_pad_set_element_private (stream->out, stream);
  gst_pad_set_query_function (stream->in, in_query);
  gst_pad_set_chain_function (stream->out, out_chain);
  gst_pad_set_event_function (stream->out, out_event);
  gst_pad_set_active (stream->in, TRUE);
  gst_pad_set_active (stream->out, TRUE);
  fail_unless_equals_int (gst_pad_link (stream->in, stream->sink),
      GST_PAD_LINK_OK);
  fail_unless_equals_int (gst_pad_link (stream->src, stream->out),
      GST_PAD_LINK_OK);
  return stream;
}

RpsStream *
rps_sound_new (Rph * rph, const gchar * name, const gchar * format,
    gboolean planar, guint rate, guint channels)
{
  RpsStream *stream = stream_new (rph, name);

  stream->is_sound = TRUE;
  stream->buffer_samples = rate / 100;
  rps_set_sound (stream, format, planar, rate, channels);
  return stream;
}

RpsStream *
rps_camera_new (Rph * rph, const gchar * name, gint width, gint height,
    gint fps_n, gint fps_d)
{
  RpsStream *stream = stream_new (rph, name);

  stream->width = width;
  stream->height = height;
  stream->fps_n = fps_n;
  stream->fps_d = fps_d;
  stream->caps = gst_caps_new_simple ("video/x-raw",
      "format", G_TYPE_STRING, "GRAY8", "width", G_TYPE_INT, width,
      "height", G_TYPE_INT, height,
      "framerate", GST_TYPE_FRACTION, fps_n, fps_d, NULL);
  /* Nobody looks at it in lockstep with the clock: nothing is late. */
  gst_pad_push_event (stream->out, gst_event_new_latency (3600 * GST_SECOND));
  return stream;
}

void
rps_set_sound (RpsStream * stream, const gchar * format, gboolean planar,
    guint rate, guint channels)
{
  gboolean started = gst_pad_has_current_caps (stream->in);

  gst_audio_info_set_format (&stream->info,
      gst_audio_format_from_string (format), (gint) rate, (gint) channels,
      NULL);
  if (planar)
    stream->info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  gst_clear_caps (&stream->caps);
  stream->caps = gst_audio_info_to_caps (&stream->info);
  if (started)
    gst_pad_push_event (stream->in, gst_event_new_caps (stream->caps));
}

void
rps_start (RpsStream * stream)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (stream->in, gst_event_new_stream_start
      (GST_OBJECT_NAME (stream->sink)));
  gst_pad_push_event (stream->in, gst_event_new_caps (stream->caps));
  gst_pad_push_event (stream->in, gst_event_new_segment (&segment));
}

void
rps_free (RpsStream * stream)
{
  rps_unblock (stream);
  gst_pad_unlink (stream->in, stream->sink);
  gst_pad_unlink (stream->src, stream->out);
  gst_element_release_request_pad (stream->rph->element, stream->sink);
  gst_pad_set_active (stream->in, FALSE);
  gst_pad_set_active (stream->out, FALSE);
  gst_object_unref (stream->sink);
  gst_object_unref (stream->src);
  gst_object_unref (stream->in);
  gst_object_unref (stream->out);
  g_queue_clear_full (&stream->items, (GDestroyNotify) gst_mini_object_unref);
  gst_clear_caps (&stream->caps);
  g_free (stream);
}

/* --- what goes in ------------------------------------------------------------- */

guint8
rps_pattern (guint64 number, guint channel, guint k)
{
  return (guint8) ((number * 3 + channel * 7 + k * 13 + 1) & 0x7f);
}

static void
fill_pattern (guint8 * to, guint size, guint64 number, guint channel)
{
  guint k;

  for (k = 0; k < size; k++)
    to[k] = rps_pattern (number, channel, k);
}

static void
number_samples (RpsStream * stream, GstBuffer * buffer, guint n)
{
  const GstAudioFormatInfo *finfo = stream->info.finfo;
  gboolean wide = finfo->format == GST_AUDIO_FORMAT_F64
      || finfo->format == GST_AUDIO_FORMAT_F32
      || finfo->format == GST_AUDIO_FORMAT_S32
      || finfo->format == GST_AUDIO_FORMAT_S16;
  guint channels = (guint) GST_AUDIO_INFO_CHANNELS (&stream->info), c, i;
  gboolean planar = stream->info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  guint step = planar ? 1 : channels;
  GstAudioBuffer map;

  fail_unless (gst_audio_buffer_map (&map, &stream->info, buffer,
          GST_MAP_WRITE));
  for (c = 0; c < channels; c++) {
    for (i = 0; i < n; i++) {
      guint64 number = stream->next + i;
      gdouble value = (gdouble) (number + 1);
      guint at = i * step + (planar ? 0 : c);
      gpointer plane = map.planes[planar ? c : 0];

      if (stream->frequency > 0.0)
        value = 0.5 * sin (2 * G_PI * stream->frequency * (gdouble) number
            / GST_AUDIO_INFO_RATE (&stream->info));
      if (!wide || stream->pattern) {
        fill_pattern ((guint8 *) plane + at * (guint) (finfo->width / 8),
            (guint) finfo->width / 8, number, c);
        continue;
      }
      switch (finfo->format) {
        case GST_AUDIO_FORMAT_F64:
          ((gdouble *) plane)[at] = value;
          break;
        case GST_AUDIO_FORMAT_F32:
          ((gfloat *) plane)[at] = (gfloat) value;
          break;
        case GST_AUDIO_FORMAT_S16:
          ((gint16 *) plane)[at] = (gint16) ((gint64) value & 0x7fff);
          break;
        default:
          ((gint32 *) plane)[at] = (gint32) value;
          break;
      }
    }
  }
  gst_audio_buffer_unmap (&map);
}

static GstClockTime
time_of_next (RpsStream * stream, guint64 number)
{
  gint64 time;

  if (stream->is_sound)
    time = (gint64) gst_util_uint64_scale_round (number, GST_SECOND,
        (guint64) GST_AUDIO_INFO_RATE (&stream->info));
  else
    time = (gint64) gst_util_uint64_scale (number,
        GST_SECOND * (guint64) stream->fps_d, (guint64) stream->fps_n);
  return (GstClockTime) MAX (time + stream->start, 0);
}

/* The same in each run. */
static gint64
jitter_of (RpsStream * stream)
{
  guint64 random = stream->n_buffers * 2654435761u % 1000;

  return (gint64) (stream->jitter * random / 1000)
      - (gint64) stream->jitter / 2;
}

static GstBuffer *
make_sound (RpsStream * stream)
{
  guint n = stream->buffer_samples;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL,
      n * (gsize) GST_AUDIO_INFO_BPF (&stream->info), NULL);

  if (stream->info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta (buffer, &stream->info, n, NULL);
  number_samples (stream, buffer, n);
  GST_BUFFER_DURATION (buffer) = time_of_next (stream, stream->next + n)
      - time_of_next (stream, stream->next);
  return buffer;
}

static GstBuffer *
make_picture (RpsStream * stream)
{
  gsize size = GST_ROUND_UP_4 ((gsize) stream->width) * (gsize) stream->height;
  guint32 label[2] = { GUINT32_TO_LE (0x46485052u),
    GUINT32_TO_LE ((guint32) stream->next)
  };
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (buffer, 0, (guint8) stream->next, size);
  gst_buffer_fill (buffer, 0, label, sizeof (label));
  GST_BUFFER_DURATION (buffer) = time_of_next (stream, stream->next + 1)
      - time_of_next (stream, stream->next);
  return buffer;
}

GstFlowReturn
rps_push_one (RpsStream * stream)
{
  GstClockTime pts = time_of_next (stream, stream->next);
  GstBuffer *buffer;

  if (!gst_pad_has_current_caps (stream->in))
    rps_start (stream);
  buffer = stream->is_sound ? make_sound (stream) : make_picture (stream);
  if (!stream->no_stamps)
    GST_BUFFER_PTS (buffer) = (GstClockTime) MAX ((gint64) pts
        + jitter_of (stream), 0);
  stream->next += stream->is_sound ? stream->buffer_samples : 1;
  stream->n_buffers++;
  stream->pushed = pts;
  return gst_pad_push (stream->in, buffer);
}

void
rps_push_eos (RpsStream * stream)
{
  stream->ended = TRUE;
  gst_pad_push_event (stream->in, gst_event_new_eos ());
}

/* A microphone hands over what it has heard, a camera what it sees. */
GstClockTime
rps_next_time (RpsStream * stream)
{
  if (stream->ended)
    return GST_CLOCK_TIME_NONE;
  return time_of_next (stream, stream->next
      + (stream->is_sound ? stream->buffer_samples : 0));
}

/* --- running ------------------------------------------------------------------- */

static void
pull_picture (Rph * rph)
{
  RphFrame frame;

  rph_pull (rph->main, &frame);
  if (rps_pictures)
    g_array_append_val (rps_pictures, frame);
}

/* The camera's frame, and what the main output makes of it. */
static void
run_camera (Rph * rph)
{
  GstClockTime time = rph_time_of (rph, rph->number);
  GstClockTime period = rph_time_of (rph, 1);

  fail_unless_equals_int (rph_push (rph), GST_FLOW_OK);
  while (!GST_CLOCK_TIME_IS_VALID (rph->main->last_pts)
      || rph->main->last_pts + period / 4 < time)
    pull_picture (rph);
}

/* A camera whose output the clock runs away from would be late, and skip. */
static void
wait_for_picture (RpsStream * stream)
{
  if (!stream->is_sound && !stream->muted && !stream->ended
      && stream->pushed > 2 * GST_MSECOND)
    rps_wait (stream, stream->pushed - 2 * GST_MSECOND);
}

void
rps_run (Rph * rph, RpsStream ** streams, guint n, GstClockTime until,
    gboolean camera)
{
  for (;;) {
    GstClockTime first = camera ? rph_time_of (rph, rph->number)
        : GST_CLOCK_TIME_NONE;
    RpsStream *next = NULL;
    guint i;

    for (i = 0; i < n; i++) {
      if (streams[i]->muted || streams[i]->ended)
        continue;
      if (rps_next_time (streams[i]) < first) {
        next = streams[i];
        first = rps_next_time (next);
      }
    }
    if (first >= until)
      break;
    if (!next) {
      run_camera (rph);
      for (i = 0; i < n; i++)
        wait_for_picture (streams[i]);
      continue;
    }
    rph_set_time (rph, first);
    if (next->next >= next->end)
      rps_push_eos (next);
    else
      fail_unless_equals_int (rps_push_one (next), GST_FLOW_OK);
  }
  rph_set_time (rph, until);
}

/* Whether data or a timer wakes the stream last is chance. */
#define LOOK_AGAIN (10 * G_TIME_SPAN_MILLISECOND)

void
rps_wait_AT (RpsStream * stream, GstClockTime time, gint line)
{
  gint64 until = rph_deadline ();
  gint64 edge;

  g_mutex_lock (&stream->rph->lock);
  while (stream->edge < (gint64) time && g_get_monotonic_time () < until) {
    if (g_cond_wait_until (&stream->rph->cond, &stream->rph->lock,
            g_get_monotonic_time () + LOOK_AGAIN))
      continue;
    g_mutex_unlock (&stream->rph->lock);
    rph_fire_due (stream->rph);
    g_mutex_lock (&stream->rph->lock);
  }
  edge = stream->edge;
  g_mutex_unlock (&stream->rph->lock);
  fail_unless (edge >= (gint64) time, "line %d: %s has come to %"
      G_GINT64_FORMAT " ns and no further than that", line,
      GST_OBJECT_NAME (stream->src), edge);
}

void
rps_wait_eos_AT (RpsStream * stream, gint line)
{
  gint64 until = rph_deadline ();
  gboolean ok = TRUE;
  guint n;

  g_mutex_lock (&stream->rph->lock);
  while (ok && stream->n_eos == 0)
    ok = g_cond_wait_until (&stream->rph->cond, &stream->rph->lock, until);
  n = stream->n_eos;
  g_mutex_unlock (&stream->rph->lock);
  fail_unless (n > 0, "line %d: no EOS came from %s", line,
      GST_OBJECT_NAME (stream->src));
}

void
rps_block (RpsStream * stream)
{
  g_mutex_lock (&stream->rph->lock);
  stream->blocked = TRUE;
  g_mutex_unlock (&stream->rph->lock);
}

void
rps_unblock (RpsStream * stream)
{
  g_mutex_lock (&stream->rph->lock);
  stream->blocked = FALSE;
  g_cond_broadcast (&stream->rph->cond);
  g_mutex_unlock (&stream->rph->lock);
}

/* --- looking at it -------------------------------------------------------------- */

static gdouble
read_value (const GstAudioInfo * info, gconstpointer data, guint i)
{
  switch (GST_AUDIO_INFO_FORMAT (info)) {
    case GST_AUDIO_FORMAT_F64:
      return ((const gdouble *) data)[i];
    case GST_AUDIO_FORMAT_F32:
      return ((const gfloat *) data)[i];
    case GST_AUDIO_FORMAT_S32:
      return ((const gint32 *) data)[i];
    case GST_AUDIO_FORMAT_S16:
      return ((const gint16 *) data)[i];
    default:
      return 0.0;
  }
}

static void
read_sound (RpsLog * log, RpsChunk * chunk)
{
  GstAudioBuffer map;
  GstAudioInfo info;
  guint step, i;

  fail_unless (gst_audio_info_from_caps (&info, chunk->caps));
  fail_unless (gst_audio_buffer_map (&map, &info, chunk->buffer, GST_MAP_READ));
  chunk->n = (guint) map.n_samples;
  step = info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED ? 1
      : (guint) GST_AUDIO_INFO_CHANNELS (&info);
  for (i = 0; i < chunk->n; i++) {
    gdouble value = read_value (&info, map.planes[0], i * step);

    g_array_append_val (log->values, value);
  }
  gst_audio_buffer_unmap (&map);
}

static void
read_picture (RpsChunk * chunk)
{
  guint32 label[2] = { 0, 0 };

  gst_buffer_extract (chunk->buffer, 0, label, sizeof (label));
  chunk->number = GUINT32_FROM_LE (label[0]) == 0x46485052u
      ? GUINT32_FROM_LE (label[1]) : RPH_NO_NUMBER;
  chunk->is_playback =
      gst_buffer_get_custom_meta (chunk->buffer, ONSET_FRAME_META) != NULL;
}

static void
read_buffer (RpsLog * log, RpsChunk * chunk, GstBuffer * buffer)
{
  fail_unless (chunk->caps != NULL, "a buffer before caps");
  fail_unless (chunk->segment.format == GST_FORMAT_TIME,
      "a buffer before a segment");
  chunk->buffer = buffer;
  chunk->pts = GST_BUFFER_PTS (buffer);
  chunk->duration = GST_BUFFER_DURATION (buffer);
  chunk->gap_flag = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  chunk->discont = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  chunk->at = log->values->len;
  if (gst_structure_has_name (gst_caps_get_structure (chunk->caps, 0),
          "audio/x-raw"))
    read_sound (log, chunk);
  else
    read_picture (chunk);
}

/* What a log knows when it begins stays with the pad. */
static void
start_chunk (RpsChunk * chunk, GstCaps * caps, GstSegment segment)
{
  memset (chunk, 0, sizeof (*chunk));
  chunk->caps = caps;
  chunk->segment = segment;
}

static void
add_chunk (RpsLog * log, RpsChunk * chunk)
{
  if (chunk->caps)
    gst_caps_ref (chunk->caps);
  g_array_append_val (log->chunks, *chunk);
  start_chunk (chunk, chunk->caps, chunk->segment);
}

static void
read_event (RpsLog * log, RpsChunk * chunk, GstEvent * event)
{
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      gst_caps_replace (&chunk->caps, caps);
      chunk->new_caps = TRUE;
      break;
    case GST_EVENT_SEGMENT:
      fail_unless (chunk->caps != NULL, "a segment before caps");
      gst_event_copy_segment (event, &chunk->segment);
      chunk->new_segment = TRUE;
      break;
    case GST_EVENT_GAP:
      fail_unless (chunk->caps != NULL, "a gap before caps");
      fail_unless (chunk->segment.format == GST_FORMAT_TIME,
          "a gap before a segment");
      gst_event_parse_gap (event, &chunk->pts, &chunk->duration);
      chunk->gap_event = TRUE;
      chunk->at = log->values->len;
      add_chunk (log, chunk);
      break;
    case GST_EVENT_EOS:
      log->n_eos++;
      break;
    case GST_EVENT_FLUSH_STOP:
      log->n_flushes++;
      gst_segment_init (&chunk->segment, GST_FORMAT_UNDEFINED);
      break;
    default:
      if (gst_event_has_name (event, ONSET_STATE))
        log->n_states++;
      break;
  }
}

RpsLog *
rps_log (RpsStream * stream)
{
  RpsLog *log = g_new0 (RpsLog, 1);
  GstSegment segment;
  GstMiniObject *item;
  RpsChunk chunk;

  gst_segment_init (&segment, GST_FORMAT_UNDEFINED);
  log->chunks = g_array_new (FALSE, FALSE, sizeof (RpsChunk));
  log->values = g_array_new (FALSE, FALSE, sizeof (gdouble));
  start_chunk (&chunk, NULL, segment);
  g_mutex_lock (&stream->rph->lock);
  while ((item = g_queue_pop_head (&stream->items))) {
    if (GST_IS_BUFFER (item)) {
      read_buffer (log, &chunk, GST_BUFFER (item));
      add_chunk (log, &chunk);
    } else {
      read_event (log, &chunk, GST_EVENT (item));
      gst_mini_object_unref (item);
    }
  }
  g_mutex_unlock (&stream->rph->lock);
  gst_clear_caps (&chunk.caps);
  return log;
}

void
rps_log_free (RpsLog * log)
{
  guint i;

  for (i = 0; i < log->chunks->len; i++) {
    gst_clear_buffer (&rps_chunk (log, i)->buffer);
    gst_clear_caps (&rps_chunk (log, i)->caps);
  }
  g_array_unref (log->chunks);
  g_array_unref (log->values);
  g_free (log);
}

static GstClockTime
sample_length (const RpsChunk * chunk)
{
  gint rate = 0;

  if (!chunk->caps || !gst_structure_get_int (gst_caps_get_structure
          (chunk->caps, 0), "rate", &rate))
    return 1;
  return GST_SECOND / (GstClockTime) rate;
}

void
rps_check_times_AT (RpsLog * log, GstClockTime most, gint line)
{
  guint i;

  for (i = 0; i < log->chunks->len; i++) {
    RpsChunk *chunk = rps_chunk (log, i);
    GstClockTime running = gst_segment_to_running_time (&chunk->segment,
        GST_FORMAT_TIME, chunk->pts);
    gint64 off;

    fail_unless (running == chunk->pts, "line %d: PTS %" GST_TIME_FORMAT
        " is running time %" GST_TIME_FORMAT, line, GST_TIME_ARGS (chunk->pts),
        GST_TIME_ARGS (running));
    if (i == 0)
      continue;
    off = (gint64) (chunk->pts - chunk[-1].pts - chunk[-1].duration);
    fail_unless (ABS (off) <= (gint64) (sample_length (chunk) / 2 + 2 + most),
        "line %d: chunk %u at %" GST_TIME_FORMAT " is %" G_GINT64_FORMAT
        " ns from the end of the one before", line, i,
        GST_TIME_ARGS (chunk->pts), off);
  }
}

guint
rps_index_at (RpsLog * log, GstClockTime time)
{
  guint i;

  for (i = 0; i < log->chunks->len; i++) {
    RpsChunk *chunk = rps_chunk (log, i);
    GstClockTime length = sample_length (chunk);

    if (chunk->n && chunk->pts + chunk->duration > time + length / 2)
      return chunk->at + (time > chunk->pts
          ? (guint) ((time - chunk->pts + length / 2) / length) : 0);
  }
  return log->values->len;
}
