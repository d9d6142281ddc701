/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  GST_REVERSE_PLAY_MODE_LIVE,
  GST_REVERSE_PLAY_MODE_REVERSE,
  GST_REVERSE_PLAY_MODE_FORWARD,
  GST_REVERSE_PLAY_MODE_PAUSED,
} GstReversePlayMode;

typedef enum
{
  GST_REVERSE_PLAY_AFTER_TAKE_NONE,
  GST_REVERSE_PLAY_AFTER_TAKE_REVERSE,
  GST_REVERSE_PLAY_AFTER_TAKE_FORWARD,
} GstReversePlayAfterTake;

/* The same values as RpAtEnd. */
typedef enum
{
  GST_REVERSE_PLAY_AT_END_LIVE,
  GST_REVERSE_PLAY_AT_END_HOLD,
  GST_REVERSE_PLAY_AT_END_LOOP,
  GST_REVERSE_PLAY_AT_END_PING_PONG,
} GstReversePlayAtEnd;

typedef enum
{
  GST_REVERSE_PLAY_DIRECTION_REVERSE = 0,
  GST_REVERSE_PLAY_DIRECTION_FORWARD = 1,
} GstReversePlayDirection;

typedef enum
{
  GST_REVERSE_PLAY_TRIGGER_COMMAND = 1 << 0,
  GST_REVERSE_PLAY_TRIGGER_TIMECODE = 1 << 1,
  GST_REVERSE_PLAY_TRIGGER_RECORD_FLAG = 1 << 2,
  GST_REVERSE_PLAY_TRIGGER_TALLY = 1 << 3,
  GST_REVERSE_PLAY_TRIGGER_STREAM = 1 << 4,
} GstReversePlayTrigger;

typedef enum
{
  GST_REVERSE_PLAY_INTERLACING_AUTO,
  GST_REVERSE_PLAY_INTERLACING_PROGRESSIVE,
} GstReversePlayInterlacing;

typedef enum
{
  GST_REVERSE_PLAY_FIELD_ORDER_SWAP,
  GST_REVERSE_PLAY_FIELD_ORDER_KEEP,
} GstReversePlayFieldOrder;

#define GST_TYPE_REVERSE_PLAY_MODE (gst_reverse_play_mode_get_type ())
GType gst_reverse_play_mode_get_type (void);
#define GST_TYPE_REVERSE_PLAY_AFTER_TAKE \
    (gst_reverse_play_after_take_get_type ())
GType gst_reverse_play_after_take_get_type (void);
#define GST_TYPE_REVERSE_PLAY_AT_END (gst_reverse_play_at_end_get_type ())
GType gst_reverse_play_at_end_get_type (void);
#define GST_TYPE_REVERSE_PLAY_DIRECTION \
    (gst_reverse_play_direction_get_type ())
GType gst_reverse_play_direction_get_type (void);
#define GST_TYPE_REVERSE_PLAY_TRIGGER (gst_reverse_play_trigger_get_type ())
GType gst_reverse_play_trigger_get_type (void);
#define GST_TYPE_REVERSE_PLAY_INTERLACING \
    (gst_reverse_play_interlacing_get_type ())
GType gst_reverse_play_interlacing_get_type (void);
#define GST_TYPE_REVERSE_PLAY_FIELD_ORDER \
    (gst_reverse_play_field_order_get_type ())
GType gst_reverse_play_field_order_get_type (void);

/* The nick of @value in the enum @type; never NULL for a value of it. */
const gchar *gst_reverse_play_nick (GType type, gint value);
/* FALSE when @nick is not one of the enum's. */
gboolean gst_reverse_play_from_nick (GType type, const gchar * nick,
    gint * value);

G_END_DECLS
