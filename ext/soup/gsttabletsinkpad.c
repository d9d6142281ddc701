/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletsinkpad.h"

#include <gst/audio/audio.h>
#include <gst/video/video.h>
#include <onset/onset-command.h>
#include <onset/onset-event.h>

#include "gsttabletinlet.h"
#include "gsttabletmoment.h"
#include "gsttabletsink-private.h"

#define DEFAULT_LABEL NULL
#define DEFAULT_VIEWERS_CONTROL FALSE

/* How often inner is made anew after a failure. */
#define MAX_FAILURES 3

enum
{
  PROP_LABEL = 1,
  PROP_VIEWERS_CONTROL,
};

struct _GstTabletSinkPad
{
  GstGhostPad parent;

  gboolean sound;

  /* Object lock. */
  gchar *label;
  gboolean viewers_control;
  GstTabletOutlet *outlet;      /* NULL = there is no server */

  gint started, ended;          /* atomic */

  /* The streaming thread's own; when it does not run, of the thread that
   * changes the state or releases the pad. */
  GstTabletInput input;
  GstElement *inner;            /* takes it; of the element's bin */
  GSList *former;               /* what took it before, and is not yet buried */
  gboolean broken;              /* inner cannot be made, or does not work */
  guint offered;                /* mask of media, before any was given up */
  guint failures;               /* of inner, with this input */
  GstSegment segment;
};

typedef struct
{
  GstGhostPadClass parent_class;
} GstTabletSinkPadClass;

G_DEFINE_TYPE (GstTabletSinkPad, gst_tablet_sink_pad, GST_TYPE_GHOST_PAD);

/* --- server ---------------------------------------------------------------- */

GstTabletOutlet *
gst_tablet_sink_pad_get_outlet (GstTabletSinkPad * self)
{
  GstTabletOutlet *outlet = NULL;

  GST_OBJECT_LOCK (self);
  if (self->outlet)
    outlet = gst_tablet_outlet_ref (self->outlet);
  GST_OBJECT_UNLOCK (self);
  return outlet;
}

/* What the page shows about the pad. */
static void
tell_properties (GstTabletSinkPad * self)
{
  GstTabletOutlet *outlet = NULL;
  gboolean viewers_control;
  gchar *label;

  GST_OBJECT_LOCK (self);
  label = g_strdup (self->label);
  viewers_control = self->viewers_control;
  if (self->outlet)
    outlet = gst_tablet_outlet_ref (self->outlet);
  GST_OBJECT_UNLOCK (self);
  if (outlet) {
    ts_server_set_stream (gst_tablet_outlet_get_server (outlet),
        gst_tablet_outlet_get_stream (outlet), label ? label : "",
        viewers_control);
    gst_tablet_outlet_unref (outlet);
  }
  g_free (label);
}

void
gst_tablet_sink_pad_open (GstTabletSinkPad * self, GstTabletServer * server)
{
  gchar *name = gst_pad_get_name (GST_PAD (self));
  GstTabletOutlet *outlet = gst_tablet_outlet_new (server, name);
  GstTabletOutlet *dead = NULL;

  GST_OBJECT_LOCK (self);
  /* Of a server that was stopped while the pad was being added */
  if (self->outlet
      && gst_tablet_outlet_get_server (self->outlet) != server->server)
    dead = g_steal_pointer (&self->outlet);
  if (!self->outlet) {
    /* First, so that nobody speaks of a stream that is not there. The server
     * only takes notes. */
    ts_server_add_stream (server->server, name, self->sound);
    self->outlet = g_steal_pointer (&outlet);
  }
  GST_OBJECT_UNLOCK (self);
  g_clear_pointer (&dead, gst_tablet_outlet_unref);
  if (outlet)
    gst_tablet_outlet_unref (outlet);
  else
    tell_properties (self);
  g_free (name);
}

void
gst_tablet_sink_pad_close (GstTabletSinkPad * self)
{
  GstTabletOutlet *outlet;

  GST_OBJECT_LOCK (self);
  outlet = g_steal_pointer (&self->outlet);
  GST_OBJECT_UNLOCK (self);
  if (!outlet)
    return;
  ts_server_remove_stream (gst_tablet_outlet_get_server (outlet),
      gst_tablet_outlet_get_stream (outlet));
  gst_tablet_outlet_unref (outlet);
}

/* --- what takes the data --------------------------------------------------- */

/* It gets no more, and that is all: to stop it takes time, which is not
 * upstream's. Who comes after it buries it. */
static void
drop_inner (GstTabletSinkPad * self)
{
  if (!self->inner)
    return;
  gst_ghost_pad_set_target (GST_GHOST_PAD (self), NULL);
  gst_element_set_locked_state (self->inner, TRUE);
  self->former = g_slist_prepend (self->former, g_steal_pointer (&self->inner));
}

static void
set_input (GstTabletSinkPad * self, GstTabletInput input)
{
  drop_inner (self);
  self->input = input;
  self->broken = FALSE;
  self->failures = 0;
}

static gboolean
may_be_interlaced (const GstStructure * s)
{
  const gchar *mode = gst_structure_get_string (s, "interlace-mode");

  return mode && !g_str_equal (mode, "progressive");
}

static GstTabletInput
input_of_caps (const GstCaps * caps)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);

  if (gst_structure_has_name (s, "audio/x-raw"))
    return GST_TABLET_INPUT_SOUND;
  if (gst_structure_has_name (s, "video/x-h264"))
    return GST_TABLET_INPUT_H264;
  if (gst_structure_has_name (s, "image/jpeg"))
    return GST_TABLET_INPUT_JPEG;
  return may_be_interlaced (s) ? GST_TABLET_INPUT_INTERLACED :
      GST_TABLET_INPUT_RAW;
}

static void
connect_inner (GstTabletSinkPad * self, GstTabletSink * sink)
{
  GstPad *target;

  gst_object_ref (self->inner);
  gst_bin_add (GST_BIN (sink), self->inner);
  gst_element_sync_state_with_parent (self->inner);
  target = gst_element_get_static_pad (self->inner, "sink");
  gst_ghost_pad_set_target (GST_GHOST_PAD (self), target);
  gst_object_unref (target);
  gst_tablet_inlet_prime (GST_TABLET_INLET (self->inner), GST_PAD (self));
  gst_tablet_replay_events (GST_PAD (self));
}

static gboolean
ensure_inner (GstTabletSinkPad * self, GstTabletSink * sink,
    GstTabletOutlet * outlet)
{
  GstTabletEncoding encoding;

  if (self->inner)
    return TRUE;
  if (self->broken || self->input == GST_TABLET_INPUT_NONE)
    return FALSE;
  gst_tablet_sink_get_encoding (sink, &encoding);
  self->inner = gst_tablet_inlet_new (self->input, &encoding, outlet,
      self->former);
  if (self->inner) {
    self->former = NULL;
    connect_inner (self, sink);
    return TRUE;
  }
  self->broken = TRUE;
  gst_tablet_outlet_offer (outlet, 0);
  GST_ELEMENT_WARNING (sink, CORE, MISSING_PLUGIN,
      ("Tablets do not get \"%s\": queue is missing (Debian: "
          "libgstreamer1.0-0).", gst_tablet_outlet_get_stream (outlet)),
      (NULL));
  return FALSE;
}

/* What is in it does not work, and may have said nothing. */
static void
inner_failed (GstTabletSinkPad * self, GstTabletSink * sink,
    GstTabletOutlet * outlet, GstFlowReturn ret)
{
  GST_WARNING_OBJECT (self, "failed: %s", gst_flow_get_name (ret));
  drop_inner (self);
  if (++self->failures < MAX_FAILURES)
    return;
  self->broken = TRUE;
  gst_tablet_outlet_offer (outlet, 0);
  GST_ELEMENT_WARNING (sink, STREAM, FORMAT,
      ("Tablets do not get \"%s\": the picture cannot be converted. Put "
          "videoconvert and video/x-raw,format=I420 before tabletsink.",
          gst_tablet_outlet_get_stream (outlet)), ("%s",
          gst_flow_get_name (ret)));
}

/* Of what comes as it is, and of what has to be encoded. */
static guint
media_of_input (GstTabletInput input)
{
  switch (input) {
    case GST_TABLET_INPUT_RAW:
    case GST_TABLET_INPUT_INTERLACED:
      return 1u << TS_MEDIA_H264 | 1u << TS_MEDIA_JPEG;
    case GST_TABLET_INPUT_H264:
      return 1u << TS_MEDIA_H264;
    case GST_TABLET_INPUT_JPEG:
      return 1u << TS_MEDIA_JPEG;
    case GST_TABLET_INPUT_SOUND:
      return 1u << TS_MEDIA_OPUS;
    default:
      return 0;
  }
}

static void
warn_of_missing (GstTabletSink * sink, guint missing)
{
  static const gchar *const texts[TS_N_MEDIA] = {
    [TS_MEDIA_H264] = TABLET_NO_ENCODER,
    [TS_MEDIA_JPEG] = TABLET_NO_JPEG,
    [TS_MEDIA_OPUS] = TABLET_NO_SOUND,
  };
  guint i;

  for (i = 0; i < TS_N_MEDIA; i++)
    if (missing & (1u << i))
      GST_ELEMENT_WARNING (sink, CORE, MISSING_PLUGIN, ("%s", texts[i]),
          (NULL));
}

static guint
offered_media (GstTabletInput input, GstTabletSink * sink)
{
  guint media = media_of_input (input), missing = 0;

  if (input != GST_TABLET_INPUT_H264 && input != GST_TABLET_INPUT_JPEG)
    missing = media & ~gst_tablet_sink_get_media (sink);
  warn_of_missing (sink, missing);
  return media & ~missing;
}

/* Has something been given up that might work with other caps? */
static gboolean
is_crippled (GstTabletSinkPad * self)
{
  GstTabletOutlet *outlet = gst_tablet_sink_pad_get_outlet (self);
  gboolean crippled;

  if (!outlet)
    return FALSE;
  crippled = gst_tablet_outlet_get_media (outlet) != self->offered;
  gst_tablet_outlet_unref (outlet);
  return crippled;
}

/* Pictures that are raw or H.264 change on the fly; the others are made by what
 * the caps said when they began. */
static gboolean
has_to_be_made_anew (GstTabletSinkPad * self, GstTabletInput input,
    const GstCaps * caps)
{
  GstCaps *former;
  gboolean same;

  if (input != self->input)
    return TRUE;
  former = gst_pad_get_current_caps (GST_PAD (self));
  same = former && gst_caps_is_equal (former, caps);
  gst_clear_caps (&former);
  return !same && (input == GST_TABLET_INPUT_SOUND
      || input == GST_TABLET_INPUT_JPEG || is_crippled (self));
}

static void
new_caps (GstTabletSinkPad * self, GstTabletSink * sink, GstEvent * event)
{
  GstTabletOutlet *outlet;
  GstCaps *caps;
  GstTabletInput input;

  gst_event_parse_caps (event, &caps);
  input = input_of_caps (caps);
  if (!has_to_be_made_anew (self, input, caps))
    return;
  set_input (self, input);
  outlet = gst_tablet_sink_pad_get_outlet (self);
  if (outlet) {
    self->offered = offered_media (input, sink);
    gst_tablet_outlet_offer (outlet, self->offered);
    gst_tablet_outlet_unref (outlet);
  }
}

/* --- beginning and end ----------------------------------------------------- */

gboolean
gst_tablet_sink_pad_has_started (GstTabletSinkPad * self)
{
  return g_atomic_int_get (&self->started);
}

gboolean
gst_tablet_sink_pad_has_ended (GstTabletSinkPad * self)
{
  return g_atomic_int_get (&self->ended);
}

static void
set_ended (GstTabletSinkPad * self, gboolean ended)
{
  GstTabletOutlet *outlet;

  if (g_atomic_int_get (&self->ended) == ended)
    return;
  g_atomic_int_set (&self->ended, ended);
  outlet = gst_tablet_sink_pad_get_outlet (self);
  if (outlet) {
    ts_server_set_ended (gst_tablet_outlet_get_server (outlet),
        gst_tablet_outlet_get_stream (outlet), ended);
    gst_tablet_outlet_unref (outlet);
  }
}

void
gst_tablet_sink_pad_stop (GstTabletSinkPad * self)
{
  set_input (self, GST_TABLET_INPUT_NONE);
  g_slist_free_full (g_steal_pointer (&self->former), gst_tablet_inlet_bury);
  /* A picture that stands still is not the camera's any more */
  if (g_atomic_int_get (&self->started))
    set_ended (self, TRUE);
}

/* --- data ------------------------------------------------------------------ */

static void
take_moment (GstTabletOutlet * outlet, GstBuffer * buffer, gint64 captured)
{
  TsMoment moment;

  gst_tablet_moment_init (&moment, buffer, captured);
  ts_server_moment (gst_tablet_outlet_get_server (outlet),
      gst_tablet_outlet_get_stream (outlet), &moment);
}

/* Takes @buffer. */
static void
forward (GstTabletSinkPad * self, GstTabletSink * sink,
    GstTabletOutlet * outlet, GstBuffer * buffer)
{
  gint64 captured = g_get_real_time ();
  GstClockTime running = GST_CLOCK_TIME_NONE;
  GstFlowReturn ret;

  if (!self->sound)
    take_moment (outlet, buffer, captured);
  if (!gst_tablet_outlet_is_watched (outlet)
      || !ensure_inner (self, sink, outlet)) {
    gst_buffer_unref (buffer);
    return;
  }
  if (self->segment.format == GST_FORMAT_TIME)
    running = gst_segment_to_running_time (&self->segment, GST_FORMAT_TIME,
        GST_BUFFER_PTS (buffer));
  gst_tablet_outlet_stamp (outlet, running, captured);
  ret = gst_proxy_pad_chain_default (GST_PAD (self), GST_OBJECT (sink), buffer);
  if (gst_tablet_is_failure (ret))
    inner_failed (self, sink, outlet, ret);
}

/* Whatever happens to the buffer, upstream goes on: its other branches are the
 * monitors. */
static GstFlowReturn
gst_tablet_sink_pad_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstTabletSinkPad *self = GST_TABLET_SINK_PAD (pad);
  GstTabletOutlet *outlet = gst_tablet_sink_pad_get_outlet (self);

  g_atomic_int_set (&self->started, TRUE);
  set_ended (self, FALSE);
  if (outlet) {
    forward (self, GST_TABLET_SINK (parent), outlet, buffer);
    gst_tablet_outlet_unref (outlet);
  } else {
    gst_buffer_unref (buffer);
  }
  return GST_FLOW_OK;
}

/* --- events ---------------------------------------------------------------- */

/* What the elements of a set say to each other. Nobody inside needs it. */
static gboolean
take_words (GstTabletSinkPad * self, GstTabletSink * sink, GstEvent * event)
{
  GstTabletOutlet *outlet;

  if (!gst_event_has_name (event, ONSET_STATE)
      && !gst_event_has_name (event, ONSET_TAKES)
      && !gst_event_has_name (event, ONSET_REPORT)
      && !gst_event_has_name (event, ONSET_ANSWER))
    return FALSE;
  if (gst_event_has_name (event, ONSET_ANSWER))
    gst_tablet_sink_answered (sink, event);
  outlet = gst_tablet_sink_pad_get_outlet (self);
  if (outlet) {
    ts_server_event (gst_tablet_outlet_get_server (outlet),
        gst_tablet_outlet_get_stream (outlet), event);
    gst_tablet_outlet_unref (outlet);
  }
  return TRUE;
}

static void
forget_stamps (GstTabletSinkPad * self)
{
  GstTabletOutlet *outlet = gst_tablet_sink_pad_get_outlet (self);

  if (!outlet)
    return;
  gst_tablet_outlet_forget (outlet);
  gst_tablet_outlet_unref (outlet);
}

/* Before the event goes on. */
static void
read_event (GstTabletSinkPad * self, GstTabletSink * sink, GstEvent * event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      set_ended (self, FALSE);
      forget_stamps (self);
      gst_tablet_sink_stream_started (sink, event);
      break;
    case GST_EVENT_CAPS:
      g_atomic_int_set (&self->started, TRUE);
      new_caps (self, sink, event);
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &self->segment);
      break;
    case GST_EVENT_FLUSH_STOP:
      set_ended (self, FALSE);
      gst_tablet_sink_goes_on (sink);
      forget_stamps (self);
      gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
      break;
    default:
      break;
  }
}

static gboolean
gst_tablet_sink_pad_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstTabletSinkPad *self = GST_TABLET_SINK_PAD (pad);
  GstTabletSink *sink = GST_TABLET_SINK (parent);
  gboolean eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;
  guint32 seqnum = gst_event_get_seqnum (event);

  if (take_words (self, sink, event)) {
    gst_event_unref (event);
    return TRUE;
  }
  /* A queue may still be busy with the EOS, and a sink takes no more after it:
   * what goes on is made anew. A flush revives both. */
  if (gst_tablet_sink_pad_has_ended (self) && !eos
      && GST_EVENT_IS_SERIALIZED (event)
      && GST_EVENT_TYPE (event) != GST_EVENT_FLUSH_STOP)
    drop_inner (self);
  read_event (self, sink, event);
  if (gst_tablet_goes_through (event) || self->inner)
    gst_pad_event_default (pad, parent, event);
  else
    gst_event_unref (event);
  if (eos) {
    g_atomic_int_set (&self->started, TRUE);
    set_ended (self, TRUE);
    gst_tablet_sink_check_eos (sink, seqnum);
  }
  return TRUE;
}

/* Upstream of the element hears nothing of what is made inside, except that a
 * coded picture should begin anew. */
static gboolean
gst_tablet_sink_pad_inner_event (GstPad * pad, GstObject * parent,
    GstEvent * event)
{
  if (gst_video_event_is_force_key_unit (event))
    return gst_pad_event_default (pad, parent, event);
  gst_event_unref (event);
  return TRUE;
}

/* --- queries --------------------------------------------------------------- */

static gboolean
answer_caps (GstPad * pad, GstQuery * query)
{
  GstCaps *all = gst_pad_get_pad_template_caps (pad), *filter, *caps;

  gst_query_parse_caps (query, &filter);
  caps = filter ? gst_caps_intersect_full (filter, all,
      GST_CAPS_INTERSECT_FIRST) : gst_caps_ref (all);
  gst_query_set_caps_result (query, caps);
  gst_caps_unref (caps);
  gst_caps_unref (all);
  return TRUE;
}

static gboolean
answer_accept_caps (GstPad * pad, GstQuery * query)
{
  GstCaps *all = gst_pad_get_pad_template_caps (pad), *caps;

  gst_query_parse_accept_caps (query, &caps);
  gst_query_set_accept_caps_result (query, gst_caps_is_subset (caps, all));
  gst_caps_unref (all);
  return TRUE;
}

/* Any memory will do, in any layout: whoever else is linked decides. */
static gboolean
answer_allocation (GstTabletSinkPad * self, GstQuery * query)
{
  gst_query_add_allocation_meta (query, self->sound
      ? GST_AUDIO_META_API_TYPE : GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

/* Nothing is asked of those inside: they may not be there, and the media may
 * change. A serialized query would wait for them. */
static gboolean
gst_tablet_sink_pad_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
      return answer_caps (pad, query);
    case GST_QUERY_ACCEPT_CAPS:
      return answer_accept_caps (pad, query);
    case GST_QUERY_ALLOCATION:
      return answer_allocation (GST_TABLET_SINK_PAD (pad), query);
    default:
      return FALSE;
  }
}

/* --- object ---------------------------------------------------------------- */

static gboolean
gst_tablet_sink_pad_activate_mode (GstPad * pad, GstObject * parent,
    GstPadMode mode, gboolean active)
{
  GstTabletSinkPad *self = GST_TABLET_SINK_PAD (pad);

  if (active) {
    g_atomic_int_set (&self->started, FALSE);
    gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
    forget_stamps (self);
  }
  return gst_ghost_pad_activate_mode_default (pad, parent, mode, active);
}

static void
gst_tablet_sink_pad_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstTabletSinkPad *self = GST_TABLET_SINK_PAD (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LABEL:
      g_free (self->label);
      self->label = g_value_dup_string (value);
      break;
    case PROP_VIEWERS_CONTROL:
      self->viewers_control = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
  tell_properties (self);
}

static void
gst_tablet_sink_pad_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstTabletSinkPad *self = GST_TABLET_SINK_PAD (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_VIEWERS_CONTROL:
      g_value_set_boolean (value, self->viewers_control);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_tablet_sink_pad_finalize (GObject * object)
{
  GstTabletSinkPad *self = GST_TABLET_SINK_PAD (object);

  g_clear_pointer (&self->outlet, gst_tablet_outlet_unref);
  g_free (self->label);
  G_OBJECT_CLASS (gst_tablet_sink_pad_parent_class)->finalize (object);
}

static void
gst_tablet_sink_pad_class_init (GstTabletSinkPadClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = gst_tablet_sink_pad_set_property;
  object_class->get_property = gst_tablet_sink_pad_get_property;
  object_class->finalize = gst_tablet_sink_pad_finalize;
  g_object_class_install_property (object_class, PROP_LABEL,
      g_param_spec_string ("label", "Label",
          "How the page calls this picture or sound; NULL = by the pad's name",
          DEFAULT_LABEL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
          | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_VIEWERS_CONTROL,
      g_param_spec_boolean ("viewers-control", "Viewers control",
          "Let viewers, too, command what is upstream of this pad; FALSE: only "
          "operators", DEFAULT_VIEWERS_CONTROL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
          | GST_PARAM_MUTABLE_PLAYING));
}

static void
gst_tablet_sink_pad_init (GstTabletSinkPad * self)
{
  self->label = g_strdup (DEFAULT_LABEL);
  self->viewers_control = DEFAULT_VIEWERS_CONTROL;
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
}

static void
set_functions (GstPad * pad)
{
  GstProxyPad *inside = gst_proxy_pad_get_internal (GST_PROXY_PAD (pad));

  gst_pad_set_chain_function (pad, gst_tablet_sink_pad_chain);
  gst_pad_set_chain_list_function (pad, gst_tablet_chain_list);
  gst_pad_set_event_function (pad, gst_tablet_sink_pad_event);
  gst_pad_set_query_function (pad, gst_tablet_sink_pad_query);
  gst_pad_set_activatemode_function (pad, gst_tablet_sink_pad_activate_mode);
  gst_pad_set_event_function (GST_PAD (inside),
      gst_tablet_sink_pad_inner_event);
  gst_object_unref (inside);
}

GstPad *
gst_tablet_sink_pad_new (GstPadTemplate * templ, const gchar * name,
    gboolean sound)
{
  GstTabletSinkPad *self = g_object_new (GST_TYPE_TABLET_SINK_PAD,
      "name", name, "direction", GST_PAD_SINK, "template", templ, NULL);

  self->sound = sound;
  set_functions (GST_PAD (self));
  return GST_PAD (self);
}
