/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplaysound.h"

#include <math.h>
#include <string.h>

#include "soundcopy.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* Rates are ratios of whole numbers to the resampler: with ten times the sample
 * rate a playback of an hour is less than 3 ms off at any rate. */
#define RATIO_SCALE 10
/* What the resampler looks ahead, at most: half of its filter, which grows with
 * the rate. In samples. */
#define LOOKAHEAD(rate) (128 + (gint64) (128 * (rate)))
/* Output that is thrown away, so that the filter is full of the samples before
 * the position when it starts. */
#define LEAD_IN(rate) ((guint) ceil (64 * (1.0 + 1.0 / (rate))))

struct _GstReversePlaySound
{
  guint take;
  gint direction;
  gdouble rate;
  gint64 from;                  /* position at the last start */
  gdouble played;               /* samples of the take since then */
  GstReversePlaySamples ends;

  /* At rates other than 1. */
  GstAudioConverter *converter;
  GstAudioInfo info;            /* that it was made for */
  gint64 fed;                   /* samples of the take since then; below 0 that
                                 * many before, before it starts */
};

struct _GstReversePlayBlock
{
  GstCaps *caps;
  GstAudioInfo info;
  gint direction;
  gdouble rate;
  gint64 from;                  /* position that it starts at, */
  gint64 lead;                  /* with so many samples that are not heard */
  guint n;                      /* samples of output */
  GPtrArray *pictures;          /* that have some of them */
};

GstReversePlaySound *
gst_reverse_play_sound_new (void)
{
  GstReversePlaySound *sound = g_new0 (GstReversePlaySound, 1);

  sound->direction = -1;
  sound->rate = 1.0;
  return sound;
}

static void
drop_converter (GstReversePlaySound * sound)
{
  g_clear_pointer (&sound->converter, gst_audio_converter_free);
  sound->fed = 0;
}

void
gst_reverse_play_sound_free (GstReversePlaySound * sound)
{
  drop_converter (sound);
  g_free (sound);
}

/* --- where ---------------------------------------------------------------- */

static const GstReversePlayPicture *
picture_of (const RpFrame * frame)
{
  return frame->data;
}

gint64
gst_reverse_play_sound_sample_locked (GstReversePlayStream * stream,
    const RpTake * take, gint64 position)
{
  RpHistory *history = stream->element->history;
  RpSpan span = rp_take_span (take, stream->track);
  gint64 time = take->start_time + position - stream->offset;
  const RpFrame *frame;

  if (span.first == span.end)
    return 0;
  frame = rp_history_get (history, stream->track,
      rp_history_find_media (history, stream->track, span, time));
  return (gint64) picture_of (frame)->sample
      + (gint64) llrint ((gdouble) (time - frame->media_time)
      * picture_of (frame)->rate / GST_SECOND);
}

gboolean
gst_reverse_play_sound_ends_locked (GstReversePlayStream * stream,
    const RpTake * take, GstReversePlaySamples * ends)
{
  GstReversePlay *self = stream->element;
  RpSpan span = rp_take_span (take, stream->track);
  const RpFrame *frame;
  RpReel reel;

  ends->first = ends->end = 0;
  if (span.first == span.end
      || !rp_reel_init (&reel, self->history, RP_PRIMARY, take))
    return FALSE;
  ends->first = gst_reverse_play_sound_sample_locked (stream, take,
      rp_reel_start_of (&reel, reel.first));
  ends->end = gst_reverse_play_sound_sample_locked (stream, take,
      rp_reel_end_of_pass (&reel));
  if (stream->track != RP_PRIMARY)
    return TRUE;
  /* Sound alone: the frames between the points are all of it. */
  frame = rp_history_get (self->history, RP_PRIMARY, reel.first);
  ends->first = (gint64) picture_of (frame)->sample;
  frame = rp_history_get (self->history, RP_PRIMARY, reel.last);
  ends->end = (gint64) (picture_of (frame)->sample
      + picture_of (frame)->n_samples);
  return TRUE;
}

void
gst_reverse_play_sound_start (GstReversePlaySound * sound, guint take,
    gint direction, gdouble rate, gint64 from,
    const GstReversePlaySamples * ends)
{
  drop_converter (sound);
  sound->take = take;
  sound->direction = direction;
  sound->rate = rate;
  sound->from = from;
  sound->played = 0.0;
  sound->fed = -(gint64) llrint (LEAD_IN (rate) * rate);
  sound->ends = *ends;
}

void
gst_reverse_play_sound_set_ends (GstReversePlaySound * sound,
    const GstReversePlaySamples * ends)
{
  sound->ends = *ends;
}

gint64
gst_reverse_play_sound_at (const GstReversePlaySound * sound)
{
  return sound->from + sound->direction * (gint64) llrint (sound->played);
}

guint64
gst_reverse_play_sound_left (const GstReversePlaySound * sound)
{
  gint64 total = sound->direction < 0 ? sound->from - sound->ends.first
      : sound->ends.end - sound->from;
  gdouble left = ((gdouble) total - sound->played) / sound->rate;

  return left > 0.0 ? (guint64) ceil (left - 1e-6) : 0;
}

/* --- choosing ------------------------------------------------------------- */

/* The first frame of @span that has a sample from @sample on. */
static guint64
find_frame (RpHistory * history, guint track, RpSpan span, gint64 sample)
{
  guint64 low = span.first, high = span.end;

  while (low < high) {
    guint64 middle = low + (high - low) / 2;
    const GstReversePlayPicture *picture =
        picture_of (rp_history_get (history, track, middle));

    if ((gint64) (picture->sample + picture->n_samples) <= sample)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void
add_picture (GstReversePlayBlock * block, const RpFrame * frame)
{
  GstReversePlayPicture *picture = frame->data;

  if (!block->caps) {
    block->caps = gst_caps_ref (picture->caps);
    gst_audio_info_from_caps (&block->info, block->caps);
  }
  g_ptr_array_add (block->pictures, gst_reverse_play_picture_ref (picture));
}

/* Collects what lies in @low <= sample < @high, in the order in which it
 * sounds, as long as it has the same caps. What has others ends the block. */
static void
collect_locked (GstReversePlayBlock * block, GstReversePlayStream * stream,
    RpSpan span, gint64 low, gint64 high)
{
  RpHistory *history = stream->element->history;
  guint64 first = find_frame (history, stream->track, span, low);
  guint64 end = find_frame (history, stream->track, span, high - 1), i, n;

  if (end < span.end && (gint64) picture_of (rp_history_get (history,
              stream->track, end))->sample < high)
    end++;
  n = end > first ? end - first : 0;
  for (i = 0; i < n; i++) {
    const RpFrame *frame = rp_history_get (history, stream->track,
        block->direction < 0 ? end - 1 - i : first + i);
    const GstReversePlayPicture *picture = picture_of (frame);

    if (block->caps && !gst_caps_is_equal (block->caps, picture->caps)) {
      gint64 border = block->direction < 0
          ? block->from - (gint64) (picture->sample + picture->n_samples)
          : (gint64) picture->sample - block->from;

      border -= block->lead;
      if ((gdouble) border < block->n * block->rate)
        block->n = (guint) MAX ((gdouble) border / block->rate, 1.0);
      break;
    }
    add_picture (block, frame);
  }
}

static GstReversePlayBlock *
block_new_locked (GstReversePlaySound * sound, GstReversePlayStream * stream,
    gint64 from, gint64 lead, guint n, gint64 n_in)
{
  GstReversePlayBlock *block = g_new0 (GstReversePlayBlock, 1);
  RpTake *take = rp_takes_get (stream->element->takes, sound->take);
  RpSpan span = { 0, 0 };

  if (take)
    span = rp_take_span (take, stream->track);
  block->direction = sound->direction;
  block->rate = sound->rate;
  block->from = from;
  block->lead = lead;
  block->n = n;
  block->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_reverse_play_picture_unref);
  if (span.first < span.end)
    collect_locked (block, stream, span,
        sound->direction < 0 ? from - n_in : from,
        sound->direction < 0 ? from : from + n_in);
  return block;
}

/* Caps of the sample that sounds at @position; NULL = the history has none. */
static GstCaps *
caps_at_locked (GstReversePlaySound * sound, GstReversePlayStream * stream,
    gint64 position)
{
  RpHistory *history = stream->element->history;
  RpTake *take = rp_takes_get (stream->element->takes, sound->take);
  RpSpan span = { 0, 0 };
  guint64 seq;

  if (take)
    span = rp_take_span (take, stream->track);
  seq = find_frame (history, stream->track, span,
      position - (sound->direction < 0 ? 1 : 0));
  if (seq >= span.end)
    return NULL;
  return picture_of (rp_history_get (history, stream->track, seq))->caps;
}

static GstReversePlayBlock *
next_block_locked (GstReversePlaySound * sound, GstReversePlayStream * stream,
    guint n)
{
  gint64 at = gst_reverse_play_sound_at (sound), from, n_in;

  if (sound->rate == 1.0)
    return block_new_locked (sound, stream, at, 0, n, n);
  from = sound->from + sound->direction * sound->fed;
  /* What has other caps cannot lead in. */
  if (sound->fed < 0 && caps_at_locked (sound, stream, from)
      != caps_at_locked (sound, stream, at)) {
    sound->fed = 0;
    from = sound->from;
  }
  n_in = (gint64) (sound->played + n * sound->rate) - sound->fed
      + LOOKAHEAD (sound->rate);
  return block_new_locked (sound, stream, from, MAX (-sound->fed, 0), n,
      MAX (n_in, 1));
}

GstReversePlayBlock *
gst_reverse_play_sound_block_locked (GstReversePlaySound * sound,
    GstReversePlayStream * stream, guint n)
{
  GstReversePlayBlock *block;

  n = (guint) MIN ((guint64) n, gst_reverse_play_sound_left (sound));
  if (n == 0)
    return NULL;
  block = next_block_locked (sound, stream, n);
  sound->played += block->n * sound->rate;
  return block;
}

GstReversePlayBlock *
gst_reverse_play_sound_tail_locked (GstReversePlaySound * sound,
    GstReversePlayStream * stream, guint n)
{
  GstReversePlayBlock *block;

  if (sound->take == 0)
    return NULL;
  block = next_block_locked (sound, stream, n);
  sound->played += block->n * sound->rate;
  if (!block->caps)
    g_clear_pointer (&block, gst_reverse_play_block_free);
  return block;
}

GstCaps *
gst_reverse_play_sound_caps_locked (GstReversePlaySound * sound,
    GstReversePlayStream * stream)
{
  return caps_at_locked (sound, stream, gst_reverse_play_sound_at (sound));
}

guint
gst_reverse_play_block_samples (const GstReversePlayBlock * block)
{
  return block->n;
}

GstCaps *
gst_reverse_play_block_caps (const GstReversePlayBlock * block)
{
  return block->caps;
}

void
gst_reverse_play_block_free (GstReversePlayBlock * block)
{
  gst_clear_caps (&block->caps);
  g_ptr_array_unref (block->pictures);
  g_free (block);
}

/* --- rendering ------------------------------------------------------------ */

static gboolean
is_planar (const GstAudioInfo * info)
{
  return GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
}

static guint
n_planes (const GstAudioInfo * info)
{
  return is_planar (info) ? (guint) GST_AUDIO_INFO_CHANNELS (info) : 1;
}

/* Bytes of a sample in a plane. */
static gsize
unit_of (const GstAudioInfo * info)
{
  /* GST_AUDIO_INFO_BPS() is the depth's bytes, 3 of the 4 of S24_32. */
  return (gsize) GST_AUDIO_INFO_BPF (info) / n_planes (info);
}

static GstBuffer *
buffer_new (const GstAudioInfo * info, gsize n)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL,
      n * (gsize) GST_AUDIO_INFO_BPF (info), NULL);

  if (is_planar (info))
    gst_buffer_add_audio_meta (buffer, info, n, NULL);
  return buffer;
}

static void
fill_silence (const GstAudioInfo * info, GstAudioBuffer * to)
{
  guint i;

  for (i = 0; i < n_planes (info); i++)
    gst_audio_format_info_fill_silence (info->finfo, to->planes[i],
        to->n_samples * unit_of (info));
}

GstBuffer *
gst_reverse_play_silence_new (const GstAudioInfo * info, guint n)
{
  GstBuffer *buffer = buffer_new (info, n);
  GstAudioBuffer to;

  if (gst_audio_buffer_map (&to, info, buffer, GST_MAP_WRITE)) {
    fill_silence (info, &to);
    gst_audio_buffer_unmap (&to);
  }
  return buffer;
}

/* Copies what @picture has of @n samples from @from on, as they sound. Returns
 * how many that were. */
static gsize
gather_one (const GstReversePlayBlock * block,
    const GstReversePlayPicture * picture, gint64 from, gsize n,
    GstAudioBuffer * to)
{
  gboolean reverse = block->direction < 0;
  gint64 low = reverse ? from - (gint64) n : from, high = low + (gint64) n;
  gint64 first = MAX (low, (gint64) picture->sample);
  gint64 end = MIN (high, (gint64) (picture->sample + picture->n_samples));
  gsize unit = unit_of (&block->info), offset;
  GstAudioBuffer source;
  guint i;

  if (first >= end
      || !gst_audio_buffer_map (&source, &block->info, picture->buffer,
          GST_MAP_READ))
    return 0;
  offset = (gsize) (reverse ? high - end : first - low) * unit;
  for (i = 0; i < n_planes (&block->info); i++) {
    const guint8 *data = (const guint8 *) source.planes[i]
        + (gsize) (first - (gint64) picture->sample) * unit;
    guint8 *target = (guint8 *) to->planes[i] + offset;

    if (reverse)
      rp_reverse_units (target, data, (gsize) (end - first), unit);
    else
      memcpy (target, data, (gsize) (end - first) * unit);
  }
  gst_audio_buffer_unmap (&source);
  return (gsize) (end - first);
}

/* @n samples of the take from @from on; silence where there are none. */
static GstBuffer *
gather (const GstReversePlayBlock * block, gint64 from, gsize n)
{
  GstBuffer *buffer = buffer_new (&block->info, n);
  GstAudioBuffer to;
  gsize found = 0;
  gint64 low = block->direction < 0 ? from - (gint64) n : from;
  guint i;

  if (!gst_audio_buffer_map (&to, &block->info, buffer, GST_MAP_READWRITE))
    return buffer;
  for (i = 0; i < block->pictures->len; i++) {
    const GstReversePlayPicture *picture =
        g_ptr_array_index (block->pictures, i);

    found += (gsize) MAX (MIN (low + (gint64) n,
            (gint64) (picture->sample + picture->n_samples))
        - MAX (low, (gint64) picture->sample), 0);
  }
  if (found < n)
    fill_silence (&block->info, &to);
  for (i = 0; i < block->pictures->len; i++)
    gather_one (block, g_ptr_array_index (block->pictures, i), from, n, &to);
  gst_audio_buffer_unmap (&to);
  return buffer;
}

static void
prepare_converter (GstReversePlaySound * sound,
    const GstReversePlayBlock * block)
{
  GstAudioInfo in = block->info, out = block->info;

  if (sound->converter && gst_audio_info_is_equal (&sound->info, &block->info))
    return;
  g_clear_pointer (&sound->converter, gst_audio_converter_free);
  sound->info = block->info;
  in.rate = (gint) llrint (GST_AUDIO_INFO_RATE (&block->info) * block->rate
      * RATIO_SCALE);
  out.rate = GST_AUDIO_INFO_RATE (&block->info) * RATIO_SCALE;
  sound->converter = gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE,
      &in, &out, NULL);
}

/* Samples of the take that the converter wants for @n of output. */
static gsize
wanted (GstAudioConverter * converter, gsize n, gdouble rate)
{
  /* With none at all it would give none, whatever it has still. */
  gsize in = MAX (gst_audio_converter_get_in_frames (converter, n), 1);
  gsize most = in + (gsize) LOOKAHEAD (rate);

  while (in < most && gst_audio_converter_get_out_frames (converter, in) < n)
    in++;
  return in;
}

/* @n samples of output. Returns how many of the take's went into them, from
 * @from on. */
static gsize
convert (GstReversePlaySound * sound, const GstReversePlayBlock * block,
    gint64 from, GstBuffer * target, gsize n)
{
  gsize n_in = wanted (sound->converter, n, block->rate);
  gsize n_out = MIN (n,
      gst_audio_converter_get_out_frames (sound->converter, n_in));
  GstBuffer *source = gather (block, from, n_in);
  GstAudioBuffer in, out;

  if (gst_audio_buffer_map (&out, &block->info, target, GST_MAP_WRITE)) {
    fill_silence (&block->info, &out);
    if (gst_audio_buffer_map (&in, &block->info, source, GST_MAP_READ)) {
      gst_audio_converter_samples (sound->converter, 0, in.planes, n_in,
          out.planes, n_out);
      gst_audio_buffer_unmap (&in);
    }
    gst_audio_buffer_unmap (&out);
  }
  gst_buffer_unref (source);
  return n_in;
}

static GstBuffer *
resample (GstReversePlaySound * sound, const GstReversePlayBlock * block)
{
  GstBuffer *target = buffer_new (&block->info, block->n);
  gint64 from = block->from;
  gsize n_in = 0;

  prepare_converter (sound, block);
  if (!sound->converter) {
    gst_buffer_unref (target);
    return gst_reverse_play_silence_new (&block->info, block->n);
  }
  if (block->lead > 0) {
    GstBuffer *unheard = buffer_new (&block->info, LEAD_IN (block->rate));

    n_in = convert (sound, block, from, unheard, LEAD_IN (block->rate));
    gst_buffer_unref (unheard);
  }
  n_in += convert (sound, block, from + block->direction * (gint64) n_in,
      target, block->n);
  sound->fed += (gint64) n_in;
  return target;
}

GstBuffer *
gst_reverse_play_block_render (GstReversePlaySound * sound,
    GstReversePlayBlock * block)
{
  GstBuffer *buffer = block->rate == 1.0
      ? gather (block, block->from, block->n) : resample (sound, block);

  gst_reverse_play_block_free (block);
  return buffer;
}

/* --- where one sound gives way to another ---------------------------------- */

static gdouble
read_sample (const GstAudioFormatInfo * unpacked, gconstpointer data, gsize i)
{
  return GST_AUDIO_FORMAT_INFO_IS_FLOAT (unpacked)
      ? ((const gdouble *) data)[i] : ((const gint32 *) data)[i];
}

static void
write_sample (const GstAudioFormatInfo * unpacked, gpointer data, gsize i,
    gdouble value)
{
  if (GST_AUDIO_FORMAT_INFO_IS_FLOAT (unpacked))
    ((gdouble *) data)[i] = value;
  else
    ((gint32 *) data)[i] =
        (gint32) CLAMP (llrint (value), G_MININT32, G_MAXINT32);
}

/* @n samples of a plane: to = to * gain, or to + from * gain. The gains are
 * those of a fade of @length samples, @skip of which lie before. */
static void
mix_plane (const GstAudioInfo * info, guint8 * to, const guint8 * from, guint n,
    guint skip, guint length)
{
  const GstAudioFormatInfo *finfo = info->finfo;
  const GstAudioFormatInfo *unpacked =
      gst_audio_format_get_info (finfo->unpack_format);
  guint channels =
      is_planar (info) ? 1 : (guint) GST_AUDIO_INFO_CHANNELS (info);
  gsize values = (gsize) n * channels, i;
  gpointer a = g_malloc (values * sizeof (gdouble));
  gpointer b = from ? g_malloc (values * sizeof (gdouble)) : NULL;

  finfo->unpack_func (finfo, 0, a, to, (gint) values);
  if (from)
    finfo->unpack_func (finfo, 0, b, (gpointer) from, (gint) values);
  for (i = 0; i < values; i++) {
    gdouble gain = rp_fade_out (skip + (guint) (i / channels), length);
    gdouble value = read_sample (unpacked, a, i);

    if (from)
      value += gain * read_sample (unpacked, b, i);
    else
      value *= gain;
    write_sample (unpacked, a, i, value);
  }
  finfo->pack_func (finfo, 0, a, to, (gint) values);
  g_free (a);
  g_free (b);
}

void
gst_reverse_play_sound_fade (GstBuffer * buffer, const GstAudioInfo * info,
    gint at, guint n)
{
  guint first = (guint) MAX (at, 0), skip = (guint) MAX (-at, 0), i;
  GstAudioBuffer to;

  if (!gst_audio_buffer_map (&to, info, buffer, GST_MAP_READWRITE))
    return;
  for (i = 0; i < n_planes (info) && first < to.n_samples && skip < n; i++)
    mix_plane (info, (guint8 *) to.planes[i] + first * unit_of (info), NULL,
        MIN ((guint) to.n_samples - first, n - skip), skip, n);
  gst_audio_buffer_unmap (&to);
}

void
gst_reverse_play_sound_mix_tail (GstBuffer * buffer, GstBuffer * tail,
    const GstAudioInfo * info, guint at, guint length)
{
  GstAudioBuffer to, from;
  guint i, n;

  if (!gst_audio_buffer_map (&to, info, buffer, GST_MAP_READWRITE))
    return;
  if (gst_audio_buffer_map (&from, info, tail, GST_MAP_READ)) {
    n = (guint) MIN (from.n_samples, to.n_samples);
    for (i = 0; i < n_planes (info) && n > 0; i++)
      mix_plane (info, to.planes[i], from.planes[i], n, at, length);
    gst_audio_buffer_unmap (&from);
  }
  gst_audio_buffer_unmap (&to);
}
