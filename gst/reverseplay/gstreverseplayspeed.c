/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * How fast a take is played. A take shot off-speed, at 48 frames of the sensor
 * for 24 of the project, is judged as it will be projected: its playback rate
 * is the project rate over the sensor rate, unless the output shows takes as
 * they were shot. An output's rate says how much faster or slower than that.
 */
#include "gstreverseplay-private.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* Frames per second that the take's pictures have; FALSE when their caps do not
 * say. */
static gboolean
project_rate_locked (GstReversePlay * self, const RpTake * take, gint * num,
    gint * den)
{
  const RpFrame *frame = rp_history_get (self->history, RP_PRIMARY,
      rp_take_span (take, RP_PRIMARY).first);
  const GstReversePlayPicture *picture = frame ? frame->data : NULL;

  return picture && gst_structure_get_fraction (gst_caps_get_structure
      (picture->caps, 0), "framerate", num, den) && *num > 0 && *den > 0;
}

gdouble
gst_reverse_play_factor_locked (GstReversePlayOutput * output,
    const RpTake * take)
{
  gint num, den;
  gdouble factor;

  if (output->as_shot || !take || take->sensor_num == 0
      || !project_rate_locked (output->element, take, &num, &den))
    return 1.0;
  factor = (gdouble) num *take->sensor_den / ((gdouble) den * take->sensor_num);
  /* 24000/1001 of a sensor at 24 is no off-speed. */
  return factor > 0.998 && factor < 1.002 ? 1.0 : factor;
}

gdouble
gst_reverse_play_speed_locked (GstReversePlayOutput * output)
{
  return output->mode == GST_REVERSE_PLAY_MODE_LIVE
      ? CLAMP (output->rate, RP_RATE_MIN, RP_RATE_MAX) : output->speed;
}

void
gst_reverse_play_apply_speed_locked (GstReversePlayOutput * output,
    const RpTake * take)
{
  output->speed = CLAMP (output->rate
      * gst_reverse_play_factor_locked (output, take), RP_RATE_MIN,
      RP_RATE_MAX);
}

void
gst_reverse_play_set_sensor_rate_locked (GstReversePlay * self, RpTake * take,
    guint num, guint den)
{
  guint i;

  take->sensor_num = num;
  take->sensor_den = den;
  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    if (output->take == take->id && output->mode != GST_REVERSE_PLAY_MODE_LIVE) {
      gst_reverse_play_apply_speed_locked (output, take);
      gst_reverse_play_speed_changed_locked (output);
    }
  }
  gst_reverse_play_list_changed_locked (self);
}

void
gst_reverse_play_set_as_shot_locked (GstReversePlayOutput * output,
    gboolean as_shot)
{
  RpReel reel;

  output->as_shot = as_shot;
  output->rate = 1.0;
  gst_reverse_play_apply_speed_locked (output,
      gst_reverse_play_reviewed_locked (output, &reel));
  gst_reverse_play_speed_changed_locked (output);
}
