/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* A take's sound is held that far beyond its ends, so that its offset can be
 * changed when the take has been cut; pictures as far as their own cut may be
 * off. */
#define SOUND_MARGIN GST_SECOND
#define PICTURE_MARGIN (100 * GST_MSECOND)
/* No sound card is faster, and no ratio of rates overflows. */
#define RATE_MOST 10000000

/* --- buffers ---------------------------------------------------------------- */

guint
gst_reverse_play_media_samples (const GstAudioInfo * info, GstBuffer * buffer)
{
  GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);

  if (meta)
    return (guint) meta->samples;
  return (guint) (gst_buffer_get_size (buffer)
      / (gsize) GST_AUDIO_INFO_BPF (info));
}

static const gchar *
find_fault_of_picture (const GstVideoInfo * info, GstBuffer * buffer)
{
  GstVideoMeta *meta = gst_buffer_get_video_meta (buffer);

  if (meta && (meta->format != GST_VIDEO_INFO_FORMAT (info)
          || meta->width != (guint) GST_VIDEO_INFO_WIDTH (info)
          || meta->height != (guint) GST_VIDEO_INFO_HEIGHT (info)))
    return "its GstVideoMeta contradicts its caps";
  if (gst_reverse_play_frame_is_plain (buffer, info)
      && gst_buffer_get_size (buffer) < GST_VIDEO_INFO_SIZE (info))
    return "it is smaller than its caps say";
  return NULL;
}

static gboolean
meta_fits (const GstAudioMeta * meta, const GstAudioInfo * info, gsize size)
{
  return meta->info.layout == info->layout
      && GST_AUDIO_INFO_FORMAT (&meta->info) == GST_AUDIO_INFO_FORMAT (info)
      && GST_AUDIO_INFO_CHANNELS (&meta->info)
      == GST_AUDIO_INFO_CHANNELS (info)
      && meta->samples <= size / (gsize) GST_AUDIO_INFO_BPF (info);
}

static const gchar *
find_fault_of_sound (const GstAudioInfo * info, GstBuffer * buffer)
{
  GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);
  gsize size = gst_buffer_get_size (buffer);
  GstAudioBuffer mapped;

  if (size % (gsize) GST_AUDIO_INFO_BPF (info))
    return "it is not a whole number of samples";
  if (meta && !meta_fits (meta, info, size))
    return "its GstAudioMeta contradicts its caps";
  if (GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_INTERLEAVED)
    return NULL;
  if (!meta)
    return "channels have planes of their own, and it has no GstAudioMeta";
  if (!gst_audio_buffer_map (&mapped, info, buffer, GST_MAP_READ))
    return "its GstAudioMeta contradicts its caps, or is missing";
  gst_audio_buffer_unmap (&mapped);
  return NULL;
}

const gchar *
gst_reverse_play_media_find_fault (GstReversePlayStream * stream,
    GstBuffer * buffer)
{
  gsize size = gst_buffer_get_size (buffer);

  if (size == 0)
    return "it is empty";
  if (size > stream->element->max_bytes)
    return "it is larger than max-size-bytes; raise that property";
  if (stream->media == RP_MEDIA_PICTURES)
    return find_fault_of_picture (&stream->info, buffer);
  if (stream->media == RP_MEDIA_SOUND)
    return find_fault_of_sound (&stream->audio, buffer);
  return NULL;
}

/* --- caps ------------------------------------------------------------------- */

/* The arena is laid out for the frames of the stream that comes first; sound
 * that comes before the picture does without it. */
static gboolean
open_memory (GstReversePlayStream * stream, guint64 frame_bytes)
{
  GstReversePlay *self = stream->element;
  gboolean opened = TRUE;

  g_mutex_lock (&self->lock);
  if (stream->media != RP_MEDIA_SOUND || stream == self->primary)
    opened = gst_reverse_play_open_memory_locked (self, frame_bytes);
  g_mutex_unlock (&self->lock);
  return opened;
}

static gboolean
fits_memory (GstReversePlayStream * stream, GstCaps * caps, guint64 frame_bytes)
{
  GstReversePlay *self = stream->element;
  guint64 max;

  g_mutex_lock (&self->lock);
  max = self->max_bytes;
  g_mutex_unlock (&self->lock);
  if (frame_bytes > max) {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
        ("max-size-bytes is too small: one frame needs %" G_GUINT64_FORMAT
            " bytes, and a second of the history many of them. "
            "Set max-size-bytes to more than %" G_GUINT64_FORMAT ".",
            frame_bytes, max), ("caps %" GST_PTR_FORMAT, caps));
    return FALSE;
  }
  if (!open_memory (stream, frame_bytes)) {
    GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT,
        ("The system gives no memory for a history of %" G_GUINT64_FORMAT
            " bytes. Set max-size-bytes to less.", max), (NULL));
    return FALSE;
  }
  return TRUE;
}

/* What a coded frame may take is a guess: half a byte per pixel. */
static guint64
coded_frame_bytes (GstReversePlayStream * stream, GstStructure * s)
{
  gint width = 0, height = 0;

  gst_structure_get_int (s, "width", &width);
  gst_structure_get_int (s, "height", &height);
  return MIN ((guint64) MAX (width, 0) * (guint64) MAX (height, 0) / 2,
      stream->element->max_bytes / 16);
}

typedef struct
{
  GstReversePlayMedia media;
  GstVideoInfo info;
  GstAudioInfo audio;
  guint64 frame_bytes;          /* of sound: a tenth of a second */
  guint64 bytes_per_second;     /* 0 = has to be seen */
  gint fps_n, fps_d;
} Parsed;

static gboolean
parse_caps (GstReversePlayStream * stream, GstCaps * caps, Parsed * parsed)
{
  GstStructure *s = gst_caps_get_structure (caps, 0);

  gst_video_info_init (&parsed->info);
  gst_audio_info_init (&parsed->audio);
  parsed->fps_n = 0;
  parsed->fps_d = 1;
  parsed->bytes_per_second = 0;
  if (gst_structure_has_name (s, "audio/x-raw")) {
    if (!gst_audio_info_from_caps (&parsed->audio, caps)
        || GST_AUDIO_INFO_RATE (&parsed->audio) > RATE_MOST)
      return FALSE;
    parsed->media = RP_MEDIA_SOUND;
    parsed->bytes_per_second = (guint64) GST_AUDIO_INFO_BPF (&parsed->audio)
        * (guint64) GST_AUDIO_INFO_RATE (&parsed->audio);
    parsed->frame_bytes = parsed->bytes_per_second / 10;
    return TRUE;
  }
  gst_structure_get_fraction (s, "framerate", &parsed->fps_n, &parsed->fps_d);
  if (gst_structure_has_name (s, "video/x-raw")) {
    if (!gst_video_info_from_caps (&parsed->info, caps))
      return FALSE;
    parsed->media = RP_MEDIA_PICTURES;
    parsed->frame_bytes = GST_VIDEO_INFO_SIZE (&parsed->info);
  } else {
    parsed->media = RP_MEDIA_CODED;
    parsed->frame_bytes = coded_frame_bytes (stream, s);
  }
  return TRUE;
}

static guint64
margin_of (GstReversePlayMedia media)
{
  return media == RP_MEDIA_SOUND ? SOUND_MARGIN : PICTURE_MARGIN;
}

void
gst_reverse_play_media_set_margin_locked (GstReversePlayStream * stream)
{
  rp_takes_set_margin (stream->element->takes, stream->track,
      margin_of (stream->media) + (guint64) ABS (stream->offset));
}

gboolean
gst_reverse_play_media_set_caps (GstReversePlayStream * stream, GstCaps * caps)
{
  GstReversePlay *self = stream->element;
  Parsed parsed;

  if (!parse_caps (stream, caps, &parsed)) {
    GST_WARNING_OBJECT (stream->pad, "bad caps %" GST_PTR_FORMAT, caps);
    return FALSE;
  }
  if (stream->caps && (stream->media == RP_MEDIA_SOUND)
      != (parsed.media == RP_MEDIA_SOUND)) {
    GST_WARNING_OBJECT (stream->pad, "sound and pictures in one stream");
    return FALSE;
  }
  stream->warned_bad = FALSE;
  rp_media_clock_set_rate (&stream->clock, parsed.fps_n, parsed.fps_d);
  rp_sound_clock_set_rate (&stream->sound_clock,
      (guint) GST_AUDIO_INFO_RATE (&parsed.audio));

  g_mutex_lock (&self->lock);
  gst_caps_replace (&stream->caps, caps);
  stream->media = parsed.media;
  stream->info = parsed.info;
  stream->audio = parsed.audio;
  stream->period_num = stream->clock.period_num;
  stream->period_den = stream->clock.period_den;
  stream->period = rp_media_clock_period (&stream->clock);
  stream->bytes_per_second = parsed.bytes_per_second;
  if (parsed.media == RP_MEDIA_PICTURES)
    stream->bytes_per_second = gst_util_uint64_scale (parsed.frame_bytes,
        GST_SECOND, stream->period);
  gst_reverse_play_media_set_margin_locked (stream);
  g_mutex_unlock (&self->lock);
  return fits_memory (stream, caps, parsed.frame_bytes);
}
