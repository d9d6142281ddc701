/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "gsttabletoutlet.h"

G_BEGIN_DECLS

/*
 * A bin with one sink pad that makes one media out of what arrives and gives it
 * to the server. What is in it is made when somebody wants it for the first
 * time. Nothing that goes wrong in it is seen upstream: the pad takes
 * everything and always says that all is well.
 */
typedef enum
{
  GST_TABLET_BRANCH_ENCODE_H264,
  GST_TABLET_BRANCH_ENCODE_JPEG,
  GST_TABLET_BRANCH_ENCODE_OPUS,
  GST_TABLET_BRANCH_H264,       /* as it comes */
  GST_TABLET_BRANCH_JPEG,
} GstTabletBranchKind;

typedef struct
{
  guint width;                  /* pixels at most */
  guint bitrate;                /* kbit/s */
  guint encoder;                /* number of the first H.264 encoder to try */
} GstTabletEncoding;

typedef struct _GstTabletBranch GstTabletBranch;

#define GST_TYPE_TABLET_BRANCH (gst_tablet_branch_get_type ())
#define GST_TABLET_BRANCH(obj) ((GstTabletBranch *) (obj))

GType gst_tablet_branch_get_type (void);

/* Its pad is "sink". Transfer floating. */
GstElement *gst_tablet_branch_new (GstTabletBranchKind kind,
    const GstTabletEncoding * encoding, GstTabletOutlet * outlet);

/* What @pad, a ghost pad, keeps of its stream, once more to what is behind it
 * now. In the streaming thread. */
void gst_tablet_replay_events (GstPad * pad);
/* The same on the source pad of @queue, which has seen nothing yet, before the
 * rest. A leaky queue that is full keeps the events that it drops for later, in
 * its sink pad's thread, while its own may still be busy with the first one:
 * then they are out of order, and GStreamer says so. */
void gst_tablet_prime_queue (GstPad * pad, GstElement * queue);
/* Must @event go on even if there is nobody behind the pad yet? A flush: its
 * end would leave the pad's inner side flushing. What is sticky is replayed. */
gboolean gst_tablet_goes_through (GstEvent * event);

/* Gives each buffer of @list to @pad's own chain function: a proxy's for lists
 * goes past it. Always GST_FLOW_OK, as that is. */
GstFlowReturn gst_tablet_chain_list (GstPad * pad, GstObject * parent,
    GstBufferList * list);

/* Is @ret what somebody behind a queue came to grief with? Not each says so in a
 * message: who refuses caps does not, and the queue only hands it on. */
gboolean gst_tablet_is_failure (GstFlowReturn ret);

/* Loads the plugins that will be needed, so that no streaming thread has to. */
void gst_tablet_branch_warm_up (void);

G_END_DECLS
