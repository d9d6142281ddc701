/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "tally.h"
#include "trigger.h"

G_BEGIN_DECLS

/* What makes takes by itself: settings as properties of the element, and where
 * each source has come to. */
typedef struct
{
  /* Object lock. */
  guint64 holdoff;
  gchar *tally_region, *tally_stream;
  RpRegion region;
  gboolean region_valid;
  guint tally_colour;
  gdouble tally_tolerance;
  guint warned;                 /* 1 << problem, of those that were told */

  /* Element lock. */
  RpTrigger trigger;
  guint take;                   /* that was started last from here */
  gboolean recording;           /* as the last onset-record event said */
  gboolean by_meta;             /* metas have spoken since */
  gboolean tally;               /* as the last picture with it showed */
  guint tally_age;              /* frames of the primary stream since then */
} GstReversePlayTriggers;

/* What upstream's thread has found on a buffer, without a lock. */
typedef struct
{
  RpTimecode timecode;
  gboolean has_record, record;
} GstReversePlaySigns;

/* Properties. */
enum
{
  RP_TRIGGER_HOLDOFF = 100,
  RP_TALLY_REGION,
  RP_TALLY_COLOUR,
  RP_TALLY_TOLERANCE,
  RP_TALLY_STREAM,
};

G_END_DECLS
