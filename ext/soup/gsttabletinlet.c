/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletinlet.h"

#include "gsttabletpicture.h"
#include "gsttabletsink-private.h"

/* What waits while something is made. Coded data come in pieces of any size. */
#define CODED_BYTES (4 * 1024 * 1024)
#define CODED_PIECES 512

struct _GstTabletInlet
{
  GstBin parent;

  GstTabletInput input;
  GstTabletEncoding encoding;
  GstTabletOutlet *outlet;
  GstElement *queue;            /* the bin's */

  /* The queue's streaming thread's own; without one, of who buries it. */
  gboolean made;
  GstElement *stage;            /* the bin's; NULL = there is none */
  GSList *former;
};

typedef struct
{
  GstBinClass parent_class;
} GstTabletInletClass;

G_DEFINE_TYPE (GstTabletInlet, gst_tablet_inlet, GST_TYPE_BIN);

static void
bury_former (GstTabletInlet * self)
{
  g_slist_free_full (g_steal_pointer (&self->former), gst_tablet_inlet_bury);
}

void
gst_tablet_inlet_bury (gpointer inlet)
{
  GstObject *parent = gst_object_get_parent (inlet);

  gst_element_set_locked_state (inlet, TRUE);
  gst_element_set_state (inlet, GST_STATE_NULL);
  bury_former (inlet);
  if (parent) {
    gst_bin_remove (GST_BIN (parent), inlet);
    gst_object_unref (parent);
  }
  gst_object_unref (inlet);
}

/* --- in the queue's thread ------------------------------------------------- */

static GstElement *
make_stage (GstTabletInlet * self)
{
  switch (self->input) {
    case GST_TABLET_INPUT_RAW:
    case GST_TABLET_INPUT_INTERLACED:
      return gst_tablet_picture_new (self->input
          == GST_TABLET_INPUT_INTERLACED, &self->encoding, self->outlet);
    case GST_TABLET_INPUT_H264:
      return gst_tablet_branch_new (GST_TABLET_BRANCH_H264, &self->encoding,
          self->outlet);
    case GST_TABLET_INPUT_JPEG:
      return gst_tablet_branch_new (GST_TABLET_BRANCH_JPEG, &self->encoding,
          self->outlet);
    case GST_TABLET_INPUT_SOUND:
      return gst_tablet_branch_new (GST_TABLET_BRANCH_ENCODE_OPUS,
          &self->encoding, self->outlet);
    default:
      return NULL;
  }
}

static void
warn_of_missing (GstTabletInlet * self)
{
  gst_tablet_outlet_offer (self->outlet, 0);
  GST_ELEMENT_WARNING (self, CORE, MISSING_PLUGIN,
      ("Tablets do not get \"%s\": queue, videoconvertscale, deinterlace and "
          "tee are needed (Debian: gstreamer1.0-plugins-base and -good).",
          gst_tablet_outlet_get_stream (self->outlet)), (NULL));
}

static void
make (GstTabletInlet * self)
{
  self->made = TRUE;
  bury_former (self);
  self->stage = make_stage (self);
  if (!self->stage) {
    warn_of_missing (self);
    return;
  }
  gst_bin_add (GST_BIN (self), self->stage);
  gst_element_sync_state_with_parent (self->stage);
  /* The queue's sticky events come first: it is they that say what is left to
   * be sent once a pad has a peer. */
  gst_element_link (self->queue, self->stage);
}

static GstPadProbeReturn
leave_queue (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  GstTabletInlet *self = user_data;

  if (!self->made)
    make (self);
  return self->stage ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

/* --- how it is made -------------------------------------------------------- */

/* Of what is not coded the newest waits, so that upstream misses few buffers;
 * of what is, all should come. How long that is in time the queue does not know
 * before the first of them has left: it would take the running time of a stream
 * that is joined late for it. */
static GstElement *
make_queue (GstTabletInput input)
{
  gboolean raw = input == GST_TABLET_INPUT_RAW
      || input == GST_TABLET_INPUT_INTERLACED;

  return gst_element_factory_make_full ("queue", "leaky", raw ? 2 : 1,
      "max-size-buffers", raw ? 1 : CODED_PIECES,
      "max-size-bytes", raw ? 0 : CODED_BYTES,
      "max-size-time", (guint64) 0, "silent", TRUE, NULL);
}

GstElement *
gst_tablet_inlet_new (GstTabletInput input,
    const GstTabletEncoding * encoding, GstTabletOutlet * outlet,
    GSList * former)
{
  GstElement *queue = make_queue (input);
  GstTabletInlet *self;
  GstPad *pad;

  if (!queue)
    return NULL;
  self = g_object_new (GST_TYPE_TABLET_INLET, NULL);
  self->input = input;
  self->encoding = *encoding;
  self->outlet = gst_tablet_outlet_ref (outlet);
  self->queue = queue;
  self->former = former;
  gst_bin_add (GST_BIN (self), queue);
  pad = gst_element_get_static_pad (queue, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, leave_queue, self, NULL);
  gst_object_unref (pad);
  pad = gst_element_get_static_pad (queue, "sink");
  gst_element_add_pad (GST_ELEMENT (self), gst_ghost_pad_new ("sink", pad));
  gst_object_unref (pad);
  return GST_ELEMENT (self);
}

void
gst_tablet_inlet_prime (GstTabletInlet * self, GstPad * pad)
{
  gst_tablet_prime_queue (pad, self->queue);
}

static void
gst_tablet_inlet_finalize (GObject * object)
{
  GstTabletInlet *self = GST_TABLET_INLET (object);

  g_clear_pointer (&self->outlet, gst_tablet_outlet_unref);
  G_OBJECT_CLASS (gst_tablet_inlet_parent_class)->finalize (object);
}

static void
gst_tablet_inlet_class_init (GstTabletInletClass * klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_tablet_inlet_finalize;
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass),
      "What a pad of tabletsink takes", "Sink/Network",
      "Keeps upstream apart from what is made of its data",
      "The gst-plugins-onset authors");
}

static void
gst_tablet_inlet_init (GstTabletInlet * self)
{
}
