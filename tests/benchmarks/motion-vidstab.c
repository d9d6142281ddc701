/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * libvidstab as its filters use it: fields of two sizes matched, then a gradient
 * descent on the transform. The settings are the defaults of ffmpeg's
 * vidstabdetect.
 */
#include "motion-peer.h"

#include <math.h>
#include <string.h>
#include <vid.stab/libvidstab.h>

typedef struct
{
  VSMotionDetect detect;
  VSTransformData data;
  guint width;
  gboolean has_last;
} Vidstab;

static int
say_nothing (int type, const char *tag, const char *format, ...)
{
  return VS_OK;
}

static gpointer
vidstab_open (guint width, guint height)
{
  Vidstab *self = g_new0 (Vidstab, 1);
  VSMotionDetectConfig config = vsMotionDetectGetDefaultConfig ("bench");
  VSTransformConfig transform = vsTransformGetDefaultConfig ("bench");
  VSFrameInfo info;

  vs_log = say_nothing;
  config.shakiness = 5;
  config.accuracy = 15;
  config.stepSize = 6;
  config.contrastThreshold = 0.25;
  config.numThreads = 1;
  if (!vsFrameInfoInit (&info, (int) width, (int) height, PF_GRAY8)
      || vsMotionDetectInit (&self->detect, &config, &info) != VS_OK
      || vsTransformDataInit (&self->data, &transform, &info, &info) != VS_OK)
    g_error ("libvidstab does not take %ux%u", width, height);
  self->width = width;
  return self;
}

static gboolean
vidstab_step (gpointer data, const guint8 * luma, DollyMotion * motion)
{
  Vidstab *self = data;
  VSTransformations transforms;
  VSManyLocalMotions many;
  LocalMotions local;
  gboolean found = FALSE;
  VSFrame frame;

  memset (&frame, 0, sizeof (frame));
  frame.data[0] = (uint8_t *) luma;     /* read only */
  frame.linesize[0] = (int) self->width;
  if (vsMotionDetection (&self->detect, &local, &frame) != VS_OK)
    return FALSE;

  vs_vector_init (&many, 1);
  vs_vector_append_dup (&many, &local, sizeof (local));
  vsTransformationsInit (&transforms);
  if (vs_vector_size (&local) > 0
      && vsLocalmotions2Transforms (&self->data, &many, &transforms) == VS_OK
      && transforms.len > 0) {
    const VSTransform *t = &transforms.ts[0];

    /* what would bring the picture back, but for the angle, which turns the
     * other way; the zoom is always 0 */
    motion->dx = -t->x;
    motion->dy = -t->y;
    motion->rotation = t->alpha;
    motion->scale = 1 - t->zoom / 100;
    found = self->has_last;
  }
  vsTransformationsCleanup (&transforms);
  vs_vector_del (&many);
  vs_vector_del (&local);
  self->has_last = TRUE;
  return found;
}

static void
vidstab_close (gpointer data)
{
  Vidstab *self = data;

  vsMotionDetectionCleanup (&self->detect);
  vsTransformDataCleanup (&self->data);
  g_free (self);
}

const MotionPeer motion_peer_vidstab = {
  "libvidstab", vidstab_open, vidstab_step, vidstab_close
};
