/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplayinput.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/*
 * GstReversePlayInput: a request pad sink_%u, for sound or a further camera,
 * and its settings. With it comes src_%u, which shows what the main output
 * does.
 */
struct _GstReversePlayInput
{
  GstPad parent;

  GWeakRef owner;               /* the element; no more when it is finalized */
  GstReversePlayStream *stream; /* NULL when released; the element's lock */

  /* Object lock; what the stream is told. */
  gint64 offset;
  gboolean mute_live;
};

enum
{
  PROP_STREAM_OFFSET = 1,
  PROP_MUTE_LIVE,
};

#define DEFAULT_STREAM_OFFSET 0
#define DEFAULT_MUTE_LIVE FALSE
/* Nobody's delay is longer, and no sum of it and a time overflows. */
#define OFFSET_MAX (60 * (gint64) GST_SECOND)
/* Pads that were released and whose streams are still there. */
#define RELEASED_KEPT 16

G_DEFINE_TYPE (GstReversePlayInput, gst_reverse_play_input, GST_TYPE_PAD);

static void
apply_settings (GstReversePlayInput * input)
{
  GstReversePlay *self = g_weak_ref_get (&input->owner);
  gint64 offset;
  gboolean mute_live;

  if (!self)
    return;
  GST_OBJECT_LOCK (input);
  offset = input->offset;
  mute_live = input->mute_live;
  GST_OBJECT_UNLOCK (input);

  g_mutex_lock (&self->lock);
  if (input->stream) {
    input->stream->offset = offset;
    input->stream->mute_live = mute_live;
    gst_reverse_play_media_set_margin_locked (input->stream);
  }
  g_mutex_unlock (&self->lock);
  gst_object_unref (self);
}

static void
gst_reverse_play_input_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstReversePlayInput *input = GST_REVERSE_PLAY_INPUT (object);

  GST_OBJECT_LOCK (input);
  switch (id) {
    case PROP_STREAM_OFFSET:
      input->offset = g_value_get_int64 (value);
      break;
    case PROP_MUTE_LIVE:
      input->mute_live = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (input);
  apply_settings (input);
}

static void
gst_reverse_play_input_get_property (GObject * object, guint id,
    GValue * value, GParamSpec * pspec)
{
  GstReversePlayInput *input = GST_REVERSE_PLAY_INPUT (object);

  GST_OBJECT_LOCK (input);
  switch (id) {
    case PROP_STREAM_OFFSET:
      g_value_set_int64 (value, input->offset);
      break;
    case PROP_MUTE_LIVE:
      g_value_set_boolean (value, input->mute_live);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (input);
}

static void
gst_reverse_play_input_finalize (GObject * object)
{
  g_weak_ref_clear (&GST_REVERSE_PLAY_INPUT (object)->owner);
  G_OBJECT_CLASS (gst_reverse_play_input_parent_class)->finalize (object);
}

static void
gst_reverse_play_input_class_init (GstReversePlayInputClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags set = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_PLAYING;

  object_class->set_property = gst_reverse_play_input_set_property;
  object_class->get_property = gst_reverse_play_input_get_property;
  object_class->finalize = gst_reverse_play_input_finalize;
  g_object_class_install_property (object_class, PROP_STREAM_OFFSET,
      g_param_spec_int64 ("stream-offset", "Stream offset",
          "Added to the times of what is recorded here, in ns: a capture whose "
          "sound comes 80 ms after its picture has -80000000. Holds for "
          "playbacks, also of takes that are held already; live passes as it "
          "comes", -OFFSET_MAX, OFFSET_MAX, DEFAULT_STREAM_OFFSET, set));
  g_object_class_install_property (object_class, PROP_MUTE_LIVE,
      g_param_spec_boolean ("mute-live", "Mute live",
          "Silence instead of live sound: a live microphone on a speaker "
          "howls. Takes have their sound", DEFAULT_MUTE_LIVE, set));
}

static void
gst_reverse_play_input_init (GstReversePlayInput * input)
{
  g_weak_ref_init (&input->owner, NULL);
  input->offset = DEFAULT_STREAM_OFFSET;
  input->mute_live = DEFAULT_MUTE_LIVE;
}

/* --- making and releasing -------------------------------------------------- */

static gboolean
is_free_locked (GstReversePlay * self, guint number)
{
  guint i;

  for (i = 1; i < self->streams->len; i++) {
    if (((GstReversePlayStream *) g_ptr_array_index (self->streams,
                i))->number == number)
      return FALSE;
  }
  return TRUE;
}

/* The number of the pad that is wanted, or the next one that is free; -1 when
 * the wanted one is there already, or is no number as it is written. */
static gint64
choose_number_locked (GstReversePlay * self, const gchar * wanted)
{
  gchar name[32];
  guint number;

  if (wanted && g_str_has_prefix (wanted, "sink_") && wanted[5] != '%') {
    number = (guint) g_ascii_strtoull (wanted + 5, NULL, 10);
    g_snprintf (name, sizeof (name), "sink_%u", number);
    return g_str_equal (wanted, name) && is_free_locked (self, number)
        ? (gint64) number : -1;
  }
  while (!is_free_locked (self, self->next_sink))
    self->next_sink++;
  return self->next_sink++;
}

/* A track whose stream was released is empty and is used again. */
static guint
free_track_locked (GstReversePlay * self)
{
  guint track, i;

  for (track = 1; track < rp_history_n_tracks (self->history); track++) {
    for (i = 0; i < self->streams->len; i++) {
      if (((GstReversePlayStream *) g_ptr_array_index (self->streams,
                  i))->track == track)
        break;
    }
    if (i == self->streams->len)
      return track;
  }
  return rp_history_add_track (self->history);
}

static GstReversePlayOutput *
make_follower (GstReversePlay * self, GstReversePlayStream * stream,
    const gchar * name)
{
  GstPadTemplate *templ = gst_element_class_get_pad_template
      (GST_ELEMENT_GET_CLASS (self), "src_%u");
  GstReversePlayOutput *output = gst_reverse_play_output_new (self, stream,
      templ, name);

  output->follows = TRUE;
  output->due.state = TRUE;
  return output;
}

/* NULL when there is no such number. */
static GstReversePlayStream *
make_stream_locked (GstReversePlay * self, GstPadTemplate * templ,
    const gchar * wanted)
{
  gint64 number = choose_number_locked (self, wanted);
  GstReversePlayStream *stream;
  GstReversePlayInput *input;
  gchar name[32];

  if (number < 0)
    return NULL;
  g_snprintf (name, sizeof (name), "sink_%u", (guint) number);
  input = g_object_new (GST_TYPE_REVERSE_PLAY_INPUT, "name", name,
      "direction", GST_PAD_SINK, "template", templ, NULL);
  stream = gst_reverse_play_stream_new (self, GST_PAD (input),
      free_track_locked (self));
  stream->number = (guint) number;
  stream->n_flushes = self->n_flushes;
  stream->epoch = self->epoch;
  input->stream = stream;
  g_weak_ref_set (&input->owner, self);
  g_snprintf (name, sizeof (name), "src_%u", (guint) number);
  stream->follower = make_follower (self, stream, name);
  gst_object_ref_sink (stream->follower);
  g_ptr_array_add (self->streams, stream);
  return stream;
}

GstPad *
gst_reverse_play_input_new (GstReversePlay * self, GstPadTemplate * templ,
    const gchar * wanted)
{
  GstReversePlayStream *stream;

  g_mutex_lock (&self->lock);
  stream = make_stream_locked (self, templ, wanted);
  g_mutex_unlock (&self->lock);
  if (!stream) {
    GST_WARNING_OBJECT (self, "no pad %s: it is there already, or is none",
        wanted);
    return NULL;
  }
  gst_element_add_pad (GST_ELEMENT (self), GST_PAD (stream->follower));
  gst_element_add_pad (GST_ELEMENT (self), stream->pad);
  gst_child_proxy_child_added (GST_CHILD_PROXY (self), G_OBJECT (stream->pad),
      GST_OBJECT_NAME (stream->pad));
  return stream->pad;
}

/* What takes hold of the stream goes with it. */
static void
forget_stream_locked (GstReversePlay * self, GstReversePlayStream * stream)
{
  g_ptr_array_remove (self->streams, stream);
  rp_takes_forget_track (self->takes, stream->track);
  rp_history_clear_track (self->history, stream->track);
  rp_takes_set_margin (self->takes, stream->track, 0);
  g_cond_broadcast (&self->space);
}

/* Nothing comes through the pads any more, but a query or an event of another
 * thread may be under way in them: the stream, which is the output's, stays for
 * a while. Takes the reference. */
static void
bury (GstReversePlay * self, GstReversePlayOutput * output)
{
  GstReversePlayOutput *oldest = NULL;

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->released, output);
  if (g_queue_get_length (&self->released) > RELEASED_KEPT)
    oldest = g_queue_pop_head (&self->released);
  g_mutex_unlock (&self->lock);
  if (oldest)
    gst_object_unref (oldest);
}

void
gst_reverse_play_input_release (GstReversePlay * self, GstPad * pad)
{
  GstReversePlayInput *input = GST_REVERSE_PLAY_INPUT (pad);
  GstReversePlayStream *stream = input->stream;
  GstReversePlayOutput *output = stream->follower;

  gst_object_ref (input);
  g_mutex_lock (&self->lock);
  stream->flushing = TRUE;
  g_cond_broadcast (&self->space);
  g_mutex_unlock (&self->lock);
  gst_pad_set_active (pad, FALSE);
  gst_pad_set_active (GST_PAD (output), FALSE);
  g_mutex_lock (&self->lock);
  input->stream = NULL;
  forget_stream_locked (self, stream);
  g_mutex_unlock (&self->lock);

  gst_child_proxy_child_removed (GST_CHILD_PROXY (self), G_OBJECT (input),
      GST_OBJECT_NAME (input));
  gst_element_remove_pad (GST_ELEMENT (self), GST_PAD (output));
  gst_element_remove_pad (GST_ELEMENT (self), pad);
  bury (self, output);
  gst_object_unref (input);
}
