/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/**
 * SECTION:element-tabletsink
 * @title: tabletsink
 * @short_description: the picture, the takes and the buttons on tablets
 *
 * A director wants the picture now, the take in reverse, the jerks and a few
 * large buttons, on a tablet, with nothing installed on it. tabletsink is a sink
 * that serves a page to the browsers of the set's network: pictures, sound,
 * what reverseplay and motionstab say, and commands back to them.
 *
 * - It listens on the loopback interface unless its property address names
 *   another one. Whoever opens the page gives a code: operators command, viewers
 *   watch. The codes are random unless they are set. They stand in the message
 *   tabletsink-ready, on the terminal beside a QR code, or in the log.
 * - Raw video is scaled down to the property width, and encoded here: H.264 by
 *   the first of nvh264enc, vah264enc, qsvh264enc, vaapih264enc, v4l2h264enc,
 *   x264enc and openh264enc that works, and JPEG. Interlaced video is
 *   deinterlaced first. An encoder that fails is replaced by the next one.
 * - Video that is H.264 or JPEG already is sent as it is. H.264 should have no
 *   B-frames, and an encoder upstream that gives a key frame when it is asked
 *   for one: then a tablet that joins has its picture at once.
 * - Sound becomes stereo. Of tracks without positions the first two are taken.
 * - Only what somebody watches is converted and encoded. With no tablet there
 *   it costs next to nothing.
 * - It never holds anybody up: its sinks do not wait for the clock, there is no
 *   latency to it and no preroll, frames that it has no time for are dropped,
 *   and whatever fails inside, the data is taken. It keeps at most two of
 *   upstream's raw buffers.
 * - It takes data as fast as it comes. Behind a file belongs a clocksync.
 * - Commands go upstream from the pad of the picture that they are meant for, so
 *   tabletsink belongs behind reverseplay. Without one it shows the plain
 *   picture.
 * - Tablets stay connected while the pipeline goes to READY and back.
 *
 * Further pictures and sound have request pads, and pads have properties: label
 * is their name on the page.
 *
 * ## Messages
 * Element messages, all posted by the element:
 *
 * `tabletsink-ready`, when the server listens:
 *
 * - `url` (string), for the tablet; `port` (uint)
 * - `operator-code`, `viewer-code` (string)
 *
 * What fails while it runs is a warning message, and the pipeline goes on. Only
 * a server that cannot start is an error.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 videotestsrc is-live=true pattern=ball ! video/x-raw,width=1280,height=720,framerate=24/1 ! tabletsink
 * ]| The address and the codes are printed.
 * |[
 * gst-launch-1.0 videotestsrc is-live=true pattern=ball ! motionstab ! reverseplay ! tee name=t t. ! queue ! videoconvert ! autovideosink t. ! queue leaky=downstream ! tabletsink
 * ]| A monitor and the tablets, and buttons that roll and cut.
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! jpegenc ! tabletsink
 * ]| |[
 * gst-launch-1.0 videotestsrc is-live=true ! x264enc tune=zerolatency bframes=0 ! h264parse ! tabletsink
 * ]| Encoded elsewhere.
 * |[
 * gst-launch-1.0 tabletsink name=t sink::label=A sink_1::label=B videotestsrc is-live=true ! t.sink videotestsrc is-live=true pattern=ball ! t.sink_1 audiotestsrc is-live=true wave=ticks ! t.audio_0
 * ]| Two cameras, and sound.
 *
 * Since: 0.1
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gsttabletsink.h"

#include <string.h>

#include <gst/audio/audio.h>
#include <gst/video/video.h>
#include <onset/onset-meta.h>

#include "gsttabletsink-private.h"

GST_DEBUG_CATEGORY (gst_tablet_sink_debug);

#define DEFAULT_ADDRESS "127.0.0.1"
#define DEFAULT_PORT 8080
#define DEFAULT_MAX_CLIENTS 32
#define DEFAULT_WIDTH 1280
#define DEFAULT_BITRATE 4000

enum
{
  PROP_ADDRESS = 1,
  PROP_PORT,
  PROP_OPERATOR_CODE,
  PROP_VIEWER_CODE,
  PROP_STATE_FILE,
  PROP_TLS_CERTIFICATE,
  PROP_TLS_KEY,
  PROP_ALLOWED_HOSTS,
  PROP_MAX_CLIENTS,
  PROP_WIDTH,
  PROP_BITRATE,
  PROP_BOUND_PORT,
  PROP_STATS,
};

typedef struct
{
  GstBinClass parent_class;
} GstTabletSinkClass;

#define PICTURE_CAPS GST_VIDEO_CAPS_MAKE (GST_VIDEO_FORMATS_ALL) \
    "; video/x-h264; image/jpeg"
#define SOUND_CAPS GST_AUDIO_CAPS_MAKE (GST_AUDIO_FORMATS_ALL) \
    ", layout = (string) { interleaved, non-interleaved }"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (PICTURE_CAPS));
static GstStaticPadTemplate picture_template =
GST_STATIC_PAD_TEMPLATE ("sink_%u",
    GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS (PICTURE_CAPS));
static GstStaticPadTemplate sound_template =
GST_STATIC_PAD_TEMPLATE ("audio_%u",
    GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS (SOUND_CAPS));

static void gst_tablet_sink_child_proxy_init (gpointer iface, gpointer data);

G_DEFINE_TYPE_WITH_CODE (GstTabletSink, gst_tablet_sink, GST_TYPE_BIN,
    G_IMPLEMENT_INTERFACE (GST_TYPE_CHILD_PROXY,
        gst_tablet_sink_child_proxy_init);
    GST_DEBUG_CATEGORY_INIT (gst_tablet_sink_debug, "tabletsink", 0,
        "the director's tablet"));
/* Not in class_init: registering takes the registry's lock, and class_init runs
 * under GObject's. */
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (tabletsink, "tabletsink",
    GST_RANK_NONE, GST_TYPE_TABLET_SINK, onset_meta_init ());

/* --- what is in it --------------------------------------------------------- */

GstTabletServer *
gst_tablet_sink_ref_server (GstTabletSink * self)
{
  GstTabletServer *server = NULL;

  GST_OBJECT_LOCK (self);
  if (self->server)
    server = gst_tablet_server_ref (self->server);
  GST_OBJECT_UNLOCK (self);
  return server;
}

GList *
gst_tablet_sink_list_pads (GstTabletSink * self)
{
  GList *pads;

  GST_OBJECT_LOCK (self);
  pads = g_list_copy_deep (GST_ELEMENT (self)->sinkpads,
      (GCopyFunc) (GCallback) gst_object_ref, NULL);
  GST_OBJECT_UNLOCK (self);
  return pads;
}

void
gst_tablet_sink_free_pads (GList * pads)
{
  g_list_free_full (pads, gst_object_unref);
}

/* --- for the pads ---------------------------------------------------------- */

void
gst_tablet_sink_get_encoding (GstTabletSink * self,
    GstTabletEncoding * encoding)
{
  GST_OBJECT_LOCK (self);
  encoding->width = self->width;
  encoding->bitrate = self->bitrate;
  GST_OBJECT_UNLOCK (self);
  encoding->encoder = self->encoder;
}

guint
gst_tablet_sink_get_media (GstTabletSink * self)
{
  return self->media;
}

void
gst_tablet_sink_stream_started (GstTabletSink * self, GstEvent * event)
{
  GstMessage *message;
  guint group_id;
  gboolean first;

  GST_OBJECT_LOCK (self);
  first = !self->stream_started;
  self->stream_started = TRUE;
  self->eos_posted = FALSE;
  GST_OBJECT_UNLOCK (self);
  if (!first)
    return;
  message = gst_message_new_stream_start (GST_OBJECT (self));
  gst_message_set_seqnum (message, gst_event_get_seqnum (event));
  if (gst_event_parse_group_id (event, &group_id))
    gst_message_set_group_id (message, group_id);
  gst_element_post_message (GST_ELEMENT (self), message);
}

void
gst_tablet_sink_goes_on (GstTabletSink * self)
{
  GST_OBJECT_LOCK (self);
  self->eos_posted = FALSE;
  GST_OBJECT_UNLOCK (self);
}

/* All that have begun have ended, and there is one. A pad on which nothing ever
 * arrives holds up nobody. */
static gboolean
all_have_ended (GstTabletSink * self)
{
  GList *pads = gst_tablet_sink_list_pads (self), *l;
  guint n_ended = 0, n_going = 0;

  for (l = pads; l; l = l->next) {
    if (!gst_tablet_sink_pad_has_started (l->data)
        || !gst_pad_is_linked (l->data))
      continue;
    if (gst_tablet_sink_pad_has_ended (l->data))
      n_ended++;
    else
      n_going++;
  }
  gst_tablet_sink_free_pads (pads);
  return n_ended > 0 && n_going == 0;
}

void
gst_tablet_sink_check_eos (GstTabletSink * self, guint32 seqnum)
{
  gboolean ended = all_have_ended (self), post;
  GstMessage *message;

  GST_OBJECT_LOCK (self);
  if (seqnum)
    self->eos_seqnum = seqnum;
  post = ended && self->playing && !self->eos_posted;
  if (post) {
    self->eos_posted = TRUE;
    self->stream_started = FALSE;
    seqnum = self->eos_seqnum;
  }
  GST_OBJECT_UNLOCK (self);
  if (!post)
    return;
  message = gst_message_new_eos (GST_OBJECT (self));
  if (seqnum)
    gst_message_set_seqnum (message, seqnum);
  gst_element_post_message (GST_ELEMENT (self), message);
}

/* --- states ---------------------------------------------------------------- */

static void
set_playing (GstTabletSink * self, gboolean playing)
{
  GST_OBJECT_LOCK (self);
  self->playing = playing;
  if (!playing)
    self->eos_posted = FALSE;   /* to be said again, as sinks do */
  GST_OBJECT_UNLOCK (self);
}

static void
stop_pads (GstTabletSink * self)
{
  GList *pads = gst_tablet_sink_list_pads (self), *l;

  for (l = pads; l; l = l->next)
    gst_tablet_sink_pad_stop (l->data);
  gst_tablet_sink_free_pads (pads);
  GST_OBJECT_LOCK (self);
  self->stream_started = FALSE;
  GST_OBJECT_UNLOCK (self);
}

static GstStateChangeReturn
gst_tablet_sink_change_state (GstElement * element, GstStateChange transition)
{
  GstTabletSink *self = GST_TABLET_SINK (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY
      && !gst_tablet_sink_start_server (self))
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    set_playing (self, FALSE);

  ret = GST_ELEMENT_CLASS (gst_tablet_sink_parent_class)->change_state
      (element, transition);

  switch (transition) {
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      set_playing (self, TRUE);
      gst_tablet_sink_check_eos (self, 0);
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      stop_pads (self);
      break;
    case GST_STATE_CHANGE_READY_TO_NULL:
      gst_tablet_sink_stop_server (self);
      break;
    default:
      break;
  }
  if (ret == GST_STATE_CHANGE_FAILURE
      && transition == GST_STATE_CHANGE_NULL_TO_READY)
    gst_tablet_sink_stop_server (self);
  return ret;
}

/* --- pads ------------------------------------------------------------------ */

/* The number that @name asks for or, without one, the next. FALSE when @name
 * is none of @prefix. */
static gboolean
number_of_pad (const gchar * name, const gchar * prefix, guint * next,
    guint * number)
{
  guint64 n;

  if (!name) {
    *number = (*next)++;
    return TRUE;
  }
  if (!g_str_has_prefix (name, prefix)
      || !g_ascii_string_to_unsigned (name + strlen (prefix), 10, 0,
          G_MAXUINT - 1, &n, NULL))
    return FALSE;
  *number = (guint) n;
  *next = MAX (*next, *number + 1);
  return TRUE;
}

static GstPad *
add_pad (GstTabletSink * self, GstPadTemplate * templ, const gchar * name,
    gboolean sound)
{
  GstPad *pad = gst_tablet_sink_pad_new (templ, name, sound);
  GstTabletServer *server;

  gst_pad_set_active (pad, TRUE);
  if (!gst_element_add_pad (GST_ELEMENT (self), pad))
    return NULL;
  server = gst_tablet_sink_ref_server (self);
  if (server) {
    gst_tablet_sink_pad_open (GST_TABLET_SINK_PAD (pad), server);
    gst_tablet_server_unref (server);
  }
  gst_child_proxy_child_added (GST_CHILD_PROXY (self), G_OBJECT (pad), name);
  return pad;
}

static GstPad *
gst_tablet_sink_request_new_pad (GstElement * element,
    GstPadTemplate * templ, const gchar * name, const GstCaps * caps)
{
  GstTabletSink *self = GST_TABLET_SINK (element);
  gboolean sound = g_str_equal (GST_PAD_TEMPLATE_NAME_TEMPLATE (templ),
      "audio_%u"), ok;
  const gchar *prefix = sound ? "audio_" : "sink_";
  guint number;
  gchar *own;
  GstPad *pad;

  GST_OBJECT_LOCK (self);
  ok = number_of_pad (name, prefix, sound ? &self->n_sounds
      : &self->n_pictures, &number);
  GST_OBJECT_UNLOCK (self);
  if (!ok)
    return NULL;
  own = g_strdup_printf ("%s%u", prefix, number);
  pad = gst_element_get_static_pad (element, own);
  if (pad) {
    GST_WARNING_OBJECT (self, "there is a pad %s already", own);
    gst_clear_object (&pad);
  } else {
    pad = add_pad (self, templ, own, sound);
  }
  g_free (own);
  return pad;
}

static void
gst_tablet_sink_release_pad (GstElement * element, GstPad * pad)
{
  GstTabletSink *self = GST_TABLET_SINK (element);
  GstPad *peer = gst_pad_get_peer (pad);

  /* First, so that upstream finds no pad instead of one that is flushing, which
   * would stop it. */
  if (peer) {
    gst_pad_unlink (peer, pad);
    gst_object_unref (peer);
  }
  gst_pad_set_active (pad, FALSE);
  gst_tablet_sink_pad_stop (GST_TABLET_SINK_PAD (pad));
  gst_tablet_sink_pad_close (GST_TABLET_SINK_PAD (pad));
  gst_child_proxy_child_removed (GST_CHILD_PROXY (self), G_OBJECT (pad),
      GST_OBJECT_NAME (pad));
  gst_element_remove_pad (element, pad);
  gst_tablet_sink_check_eos (self, 0);
}

/* Its children are the pads, so that gst-launch can set their properties. */
static GObject *
gst_tablet_sink_get_child_by_index (GstChildProxy * proxy, guint index)
{
  GstElement *element = GST_ELEMENT (proxy);
  gpointer pad;

  GST_OBJECT_LOCK (element);
  pad = g_list_nth_data (element->sinkpads, index);
  if (pad)
    gst_object_ref (pad);
  GST_OBJECT_UNLOCK (element);
  return pad;
}

static GObject *
gst_tablet_sink_get_child_by_name (GstChildProxy * proxy, const gchar * name)
{
  return (GObject *) gst_element_get_static_pad (GST_ELEMENT (proxy), name);
}

static guint
gst_tablet_sink_get_children_count (GstChildProxy * proxy)
{
  GstElement *element = GST_ELEMENT (proxy);
  guint count;

  GST_OBJECT_LOCK (element);
  count = element->numsinkpads;
  GST_OBJECT_UNLOCK (element);
  return count;
}

static void
gst_tablet_sink_child_proxy_init (gpointer iface, gpointer data)
{
  GstChildProxyInterface *proxy = iface;

  proxy->get_child_by_index = gst_tablet_sink_get_child_by_index;
  proxy->get_child_by_name = gst_tablet_sink_get_child_by_name;
  proxy->get_children_count = gst_tablet_sink_get_children_count;
}

/* --- messages, events, queries --------------------------------------------- */

/* Something inside failed that nothing replaces; the pipeline goes on. */
static void
warn_of_error (GstTabletSink * self, GstMessage * message)
{
  GError *error;
  gchar *debug;

  gst_message_parse_error (message, &error, &debug);
  gst_element_message_full (GST_ELEMENT (self), GST_MESSAGE_WARNING,
      error->domain, error->code,
      g_strdup_printf ("Tablets miss something: %s", error->message), debug,
      __FILE__, GST_FUNCTION, __LINE__);
  g_error_free (error);
}

/* The element says by itself when it has started and ended; what is inside has
 * no say in the pipeline's latency, and nothing that fails there is fatal. */
static void
gst_tablet_sink_handle_message (GstBin * bin, GstMessage * message)
{
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      warn_of_error (GST_TABLET_SINK (bin), message);
      break;
    case GST_MESSAGE_EOS:
    case GST_MESSAGE_STREAM_START:
    case GST_MESSAGE_SEGMENT_START:
    case GST_MESSAGE_SEGMENT_DONE:
    case GST_MESSAGE_LATENCY:
    case GST_MESSAGE_QOS:
      break;
    default:
      GST_BIN_CLASS (gst_tablet_sink_parent_class)->handle_message (bin,
          message);
      return;
  }
  gst_message_unref (message);
}

/* Seeks and the pipeline's latency go up from the pads: there may be nothing
 * inside. */
static gboolean
gst_tablet_sink_send_event (GstElement * element, GstEvent * event)
{
  GList *pads, *l;
  gboolean taken = FALSE;

  if (!GST_EVENT_IS_UPSTREAM (event))
    return GST_ELEMENT_CLASS (gst_tablet_sink_parent_class)->send_event
        (element, event);
  pads = gst_tablet_sink_list_pads (GST_TABLET_SINK (element));
  for (l = pads; l; l = l->next)
    taken |= gst_pad_push_event (l->data, gst_event_ref (event));
  gst_tablet_sink_free_pads (pads);
  gst_event_unref (event);
  return taken;
}

static gboolean
gst_tablet_sink_query (GstElement * element, GstQuery * query)
{
  GList *pads, *l;
  gboolean answered = FALSE;

  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY) {
    gst_query_set_latency (query, FALSE, 0, GST_CLOCK_TIME_NONE);
    return TRUE;
  }
  pads = gst_tablet_sink_list_pads (GST_TABLET_SINK (element));
  for (l = pads; l && !answered; l = l->next)
    answered = gst_pad_peer_query (l->data, query);
  gst_tablet_sink_free_pads (pads);
  return answered;
}

/* --- object ---------------------------------------------------------------- */

/* With the object lock. NULL when @id is none of a string's. */
static gchar **
string_of_property (GstTabletSink * self, guint id)
{
  switch (id) {
    case PROP_ADDRESS:
      return &self->settings.address;
    case PROP_OPERATOR_CODE:
      return &self->settings.operator_code;
    case PROP_VIEWER_CODE:
      return &self->settings.viewer_code;
    case PROP_STATE_FILE:
      return &self->settings.state_file;
    case PROP_TLS_CERTIFICATE:
      return &self->settings.tls_certificate;
    case PROP_TLS_KEY:
      return &self->settings.tls_key;
    case PROP_ALLOWED_HOSTS:
      return &self->settings.allowed_hosts;
    default:
      return NULL;
  }
}

/* Likewise, of a number's. */
static guint *
number_of_property (GstTabletSink * self, guint id)
{
  switch (id) {
    case PROP_PORT:
      return &self->settings.port;
    case PROP_MAX_CLIENTS:
      return &self->settings.max_clients;
    case PROP_WIDTH:
      return &self->width;
    case PROP_BITRATE:
      return &self->bitrate;
    default:
      return NULL;
  }
}

static void
gst_tablet_sink_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstTabletSink *self = GST_TABLET_SINK (object);
  gchar **string = string_of_property (self, id);
  guint *number = number_of_property (self, id);

  if (!string && !number) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  if (string) {
    g_free (*string);
    *string = g_value_dup_string (value);
  } else {
    *number = g_value_get_uint (value);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
get_from_server (GstTabletSink * self, guint id, GValue * value)
{
  GstTabletServer *server = gst_tablet_sink_ref_server (self);

  if (id == PROP_BOUND_PORT)
    g_value_set_uint (value, server ? ts_server_get_port (server->server) : 0);
  else
    g_value_take_boxed (value, server ? ts_server_get_stats (server->server)
        : gst_structure_new_empty ("tabletsink-stats"));
  if (server)
    gst_tablet_server_unref (server);
}

static void
gst_tablet_sink_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstTabletSink *self = GST_TABLET_SINK (object);
  gchar **string = string_of_property (self, id);
  guint *number = number_of_property (self, id);

  if (id == PROP_BOUND_PORT || id == PROP_STATS) {
    get_from_server (self, id, value);
    return;
  }
  if (!string && !number) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  if (string)
    g_value_set_string (value, *string);
  else
    g_value_set_uint (value, *number);
  GST_OBJECT_UNLOCK (self);
}

static void
gst_tablet_sink_finalize (GObject * object)
{
  GstTabletSink *self = GST_TABLET_SINK (object);
  guint id;

  for (id = PROP_ADDRESS; id <= PROP_STATS; id++) {
    gchar **string = string_of_property (self, id);

    if (string)
      g_free (*string);
  }
  G_OBJECT_CLASS (gst_tablet_sink_parent_class)->finalize (object);
}

#define READY_FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS \
    | GST_PARAM_MUTABLE_READY)
/* What the server is started with. */
#define NULL_FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)

static void
install_string (GObjectClass * klass, guint id, const gchar * name,
    const gchar * nick, const gchar * blurb, const gchar * otherwise)
{
  g_object_class_install_property (klass, id,
      g_param_spec_string (name, nick, blurb, otherwise, NULL_FLAGS));
}

static void
install_server_properties (GObjectClass * klass)
{
  install_string (klass, PROP_ADDRESS, "address", "Address",
      "The interface to listen on, an IP address or its name; 0.0.0.0 = all",
      DEFAULT_ADDRESS);
  g_object_class_install_property (klass, PROP_PORT,
      g_param_spec_uint ("port", "Port",
          "The TCP port to listen on; 0 = any that is free, see bound-port",
          0, 65535, DEFAULT_PORT, NULL_FLAGS));
  install_string (klass, PROP_OPERATOR_CODE, "operator-code", "Operator code",
      "Who gives it may command; NULL = a random one", NULL);
  install_string (klass, PROP_VIEWER_CODE, "viewer-code", "Viewer code",
      "Who gives it may watch; NULL = a random one", NULL);
  install_string (klass, PROP_STATE_FILE, "state-file", "State file",
      "Keeps codes and sessions over a restart, so that no tablet pairs twice; "
      "NULL = none", NULL);
  install_string (klass, PROP_TLS_CERTIFICATE, "tls-certificate",
      "TLS certificate",
      "PEM file of the certificate and its chain, for https; NULL = http",
      NULL);
  install_string (klass, PROP_TLS_KEY, "tls-key", "TLS key",
      "PEM file of the certificate's private key; NULL = http", NULL);
  install_string (klass, PROP_ALLOWED_HOSTS, "allowed-hosts", "Allowed hosts",
      "Names by which the page may be reached, separated by commas; NULL = the "
      "address, and localhost", NULL);
  g_object_class_install_property (klass, PROP_MAX_CLIENTS,
      g_param_spec_uint ("max-clients", "Maximum clients",
          "How many may watch at a time", 1, 10000, DEFAULT_MAX_CLIENTS,
          NULL_FLAGS));
  g_object_class_install_property (klass, PROP_BOUND_PORT,
      g_param_spec_uint ("bound-port", "Bound port",
          "The TCP port that it listens on; 0 = it does not", 0, 65535, 0,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Who watches, by which path, how many frames were sent and dropped, "
          "and how old they were (a structure tabletsink-stats)",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
install_encoding_properties (GObjectClass * klass)
{
  g_object_class_install_property (klass, PROP_WIDTH,
      g_param_spec_uint ("width", "Width",
          "Raw pictures are sent at most this wide, pixels; none is enlarged",
          16, 16384, DEFAULT_WIDTH, READY_FLAGS));
  g_object_class_install_property (klass, PROP_BITRATE,
      g_param_spec_uint ("bitrate", "Bitrate",
          "Of the H.264 that is made of raw pictures, kbit/s", 50, 100000,
          DEFAULT_BITRATE, READY_FLAGS));
}

static void
install_templates (GstElementClass * klass)
{
  GstStaticPadTemplate *templates[] = { &sink_template, &picture_template,
    &sound_template
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (templates); i++)
    gst_element_class_add_static_pad_template_with_gtype (klass, templates[i],
        GST_TYPE_TABLET_SINK_PAD);
}

static void
gst_tablet_sink_class_init (GstTabletSinkClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_tablet_sink_set_property;
  object_class->get_property = gst_tablet_sink_get_property;
  object_class->finalize = gst_tablet_sink_finalize;
  install_server_properties (object_class);
  install_encoding_properties (object_class);

  install_templates (element_class);
  gst_element_class_set_static_metadata (element_class,
      "The director's tablet", "Sink/Network/Video",
      "Serves pictures, sound, takes and buttons to the browsers of tablets",
      "The gst-plugins-onset authors");
  element_class->change_state = gst_tablet_sink_change_state;
  element_class->request_new_pad = gst_tablet_sink_request_new_pad;
  element_class->release_pad = gst_tablet_sink_release_pad;
  element_class->send_event = gst_tablet_sink_send_event;
  element_class->query = gst_tablet_sink_query;
  GST_BIN_CLASS (klass)->handle_message = gst_tablet_sink_handle_message;
  gst_type_mark_as_plugin_api (GST_TYPE_TABLET_SINK_PAD, 0);
}

static void
gst_tablet_sink_init (GstTabletSink * self)
{
  GstBin *bin = GST_BIN (self);
  GstPadTemplate *templ =
      gst_element_class_get_pad_template (GST_ELEMENT_GET_CLASS (self), "sink");

  self->settings.address = g_strdup (DEFAULT_ADDRESS);
  self->settings.port = DEFAULT_PORT;
  self->settings.max_clients = DEFAULT_MAX_CLIENTS;
  self->width = DEFAULT_WIDTH;
  self->bitrate = DEFAULT_BITRATE;

  /* A sink even while nothing is inside */
  gst_bin_set_suppressed_flags (bin, GST_ELEMENT_FLAG_SINK
      | GST_ELEMENT_FLAG_SOURCE);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SINK);
  gst_element_add_pad (GST_ELEMENT (self),
      gst_tablet_sink_pad_new (templ, "sink", FALSE));
}
