/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletencoder.h"

#include <string.h>

#include "gsttabletsink-private.h"

typedef struct
{
  const gchar *factory;
  const gchar *settings;        /* NAME=VALUE ..., as in gst-launch */
  const gchar *bitrate;         /* the property, NULL = see set_controls() */
  guint bits;                   /* its unit */
  const gchar *interval;        /* the property: frames between key frames */
} Candidate;

/* Settings that a version of the element does not have are left out. No
 * B-frames anywhere: they would cost a frame of delay each. Key frames come
 * when somebody asks for one, so the interval is long, and x264 looks for no
 * cuts: it takes the noise of a locked-off shot for one each second. */
static const Candidate candidates[] = {
  {"nvh264enc", "preset=low-latency-hq rc-mode=cbr-ld-hq zerolatency=true "
        "bframes=0 rc-lookahead=0", "bitrate", 1000, "gop-size"},
  {"vah264enc", "rate-control=cbr b-frames=0 ref-frames=1 target-usage=6",
      "bitrate", 1000, "key-int-max"},
  {"qsvh264enc", "rate-control=cbr b-frames=0 ref-frames=1 low-latency=true "
        "target-usage=6", "bitrate", 1000, "gop-size"},
  {"vaapih264enc", "rate-control=cbr max-bframes=0 refs=1 quality-level=6",
      "bitrate", 1000, "keyframe-period"},
  {"v4l2h264enc", "", NULL, 1, NULL},
  {"x264enc", "tune=zerolatency speed-preset=superfast bframes=0 aud=false "
        "vbv-buf-capacity=300 option-string=scenecut=0", "bitrate", 1000,
      "key-int-max"},
  {"openh264enc",
      "usage-type=camera complexity=low rate-control=bitrate "
        "enable-frame-skip=false", "bitrate", 1, "gop-size"},
};

static gboolean
has_property (GstElement * encoder, const gchar * name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (encoder), name)
      != NULL;
}

static void
apply_settings (GstElement * encoder, const gchar * settings)
{
  gchar **words = g_strsplit (settings, " ", -1);
  guint i;

  for (i = 0; words[i]; i++) {
    gchar *value = strchr (words[i], '=');

    if (!value)
      continue;
    *value++ = '\0';
    if (has_property (encoder, words[i]))
      gst_util_set_object_arg (G_OBJECT (encoder), words[i], value);
  }
  g_strfreev (words);
}

static void
set_number (GstElement * encoder, const gchar * name, guint value)
{
  gchar *text;

  if (!name || !has_property (encoder, name))
    return;
  text = g_strdup_printf ("%u", value);
  gst_util_set_object_arg (G_OBJECT (encoder), name, text);
  g_free (text);
}

/* The kernel's encoders are set by controls instead of properties. */
static void
set_controls (GstElement * encoder, guint bitrate, guint key_interval)
{
  GstStructure *controls;

  if (!has_property (encoder, "extra-controls"))
    return;
  controls = gst_structure_new ("controls",
      "video_bitrate", G_TYPE_INT, (gint) bitrate * 1000,
      "video_gop_size", G_TYPE_INT, (gint) key_interval,
      "h264_i_frame_period", G_TYPE_INT, (gint) key_interval,
      "video_b_frames", G_TYPE_INT, 0,
      "repeat_sequence_header", G_TYPE_INT, 1, NULL);
  g_object_set (encoder, "extra-controls", controls, NULL);
  gst_structure_free (controls);
}

static GstElement *
try_candidate (const Candidate * candidate, guint bitrate, guint key_interval)
{
  GstElement *encoder = gst_element_factory_make (candidate->factory, NULL);

  if (!encoder)
    return NULL;
  apply_settings (encoder, candidate->settings);
  set_number (encoder, candidate->bitrate, bitrate * 1000 / candidate->bits);
  set_number (encoder, candidate->interval, key_interval);
  if (!candidate->bitrate)
    set_controls (encoder, bitrate, key_interval);
  if (gst_element_set_state (encoder, GST_STATE_READY)
      == GST_STATE_CHANGE_SUCCESS)
    return encoder;
  GST_INFO ("%s is installed and does not open", candidate->factory);
  gst_element_set_state (encoder, GST_STATE_NULL);
  gst_object_ref_sink (encoder);
  gst_object_unref (encoder);
  return NULL;
}

GstElement *
gst_tablet_encoder_new (guint * candidate, guint bitrate, guint key_interval)
{
  GstElement *encoder;

  for (; *candidate < G_N_ELEMENTS (candidates); (*candidate)++) {
    encoder = try_candidate (&candidates[*candidate], bitrate, key_interval);
    if (encoder)
      return encoder;
  }
  return NULL;
}

gboolean
gst_tablet_encoder_probe (guint * candidate)
{
  GstElement *encoder = gst_tablet_encoder_new (candidate, 1000, 240);

  if (!encoder)
    return FALSE;
  gst_object_ref_sink (encoder);
  gst_element_set_state (encoder, GST_STATE_NULL);
  gst_object_unref (encoder);
  return TRUE;
}
