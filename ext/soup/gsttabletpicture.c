/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletpicture.h"

#include <gst/video/video.h>

#include "gsttabletsink-private.h"

/* What every software encoder takes. */
#define FORMAT GST_VIDEO_FORMAT_I420

struct _GstTabletPicture
{
  GstBin parent;

  GstTabletEncoding encoding;
  GstElement *filter;           /* the bin's */
  gboolean interlaced;

  /* The inlet's thread's own. */
  gboolean copy;                /* frames that would go through as they are */
};

typedef struct
{
  GstBinClass parent_class;
} GstTabletPictureClass;

G_DEFINE_TYPE (GstTabletPicture, gst_tablet_picture, GST_TYPE_BIN);

static gint
even (gdouble size)
{
  return MAX (2, (gint) (size / 2.0 + 0.5) * 2);
}

gboolean
gst_tablet_picture_size (const GstCaps * caps, guint max_width, gint * width,
    gint * height)
{
  GstVideoInfo info;
  gdouble shown, shrink;

  if (!gst_video_info_from_caps (&info, caps))
    return FALSE;
  shown = (gdouble) info.width * info.par_n / info.par_d;
  shrink = MIN (1.0, max_width / shown);
  *width = even (shown * shrink);
  *height = even (info.height * shrink);
  /* Rounded, but never to more than was asked for */
  if ((guint) * width > max_width && *width > 2)
    *width -= 2;
  return TRUE;
}

/* --- in the inlet's thread ------------------------------------------------- */

/* The size is set when the caps come out of the inlet, so that no frame before
 * them is squeezed into it. */
static void
new_caps (GstTabletPicture * self, GstCaps * caps)
{
  gint width, height;
  GstVideoInfo info;
  GstCaps *out;

  if (!gst_tablet_picture_size (caps, self->encoding.width, &width, &height)
      || !gst_video_info_from_caps (&info, caps))
    return;
  out = gst_caps_new_simple ("video/x-raw",
      "format", G_TYPE_STRING, gst_video_format_to_string (FORMAT),
      "width", G_TYPE_INT, width, "height", G_TYPE_INT, height,
      "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  if (self->interlaced)
    gst_caps_set_simple (out, "interlace-mode", G_TYPE_STRING, "progressive",
        NULL);
  g_object_set (self->filter, "caps", out, NULL);
  gst_caps_unref (out);
  /* deinterlace keeps fields of frames that have gone by */
  self->copy = self->interlaced || (GST_VIDEO_INFO_FORMAT (&info) == FORMAT
      && info.width == width && info.height == height);
}

static GstPadProbeReturn
enter (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  GstTabletPicture *self = user_data;

  if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
    GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
    GstCaps *caps;

    if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
      gst_event_parse_caps (event, &caps);
      new_caps (self, caps);
    }
  } else if (self->copy) {
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
    GstBuffer *copy = gst_buffer_copy_deep (buffer);

    gst_buffer_unref (buffer);
    GST_PAD_PROBE_INFO_DATA (info) = copy;
    if (!copy)
      return GST_PAD_PROBE_HANDLED;
  }
  return GST_PAD_PROBE_OK;
}

/* --- how it is made -------------------------------------------------------- */

static GstElement *
make_deinterlace (void)
{
  GstElement *deinterlace = gst_element_factory_make ("deinterlace", NULL);

  /* One frame for a frame, and the method that waits for no other */
  if (deinterlace) {
    gst_util_set_object_arg (G_OBJECT (deinterlace), "fields", "top");
    gst_util_set_object_arg (G_OBJECT (deinterlace), "method", "linear");
  }
  return deinterlace;
}

static void
expose (GstTabletPicture * self, GstElement * first)
{
  GstPad *target = gst_element_get_static_pad (first, "sink");
  GstPad *pad = gst_ghost_pad_new ("sink", target);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, enter, self, NULL);
  gst_element_add_pad (GST_ELEMENT (self), pad);
  gst_object_unref (target);
}

/* Adds @element behind @last, or as the first. @last, FALSE when there is no such element. */
static gboolean
append (GstTabletPicture * self, GstElement ** last, GstElement * element)
{
  if (!element)
    return FALSE;
  gst_bin_add (GST_BIN (self), element);
  if (!*last)
    expose (self, element);
  else if (!gst_element_link (*last, element))
    return FALSE;
  *last = element;
  return TRUE;
}

static gboolean
make_line (GstTabletPicture * self, GstElement ** last)
{
  /* Formats that deinterlace does not know are changed before it */
  if (self->interlaced
      && (!append (self, last, gst_element_factory_make ("videoconvert", NULL))
          || !append (self, last, make_deinterlace ())))
    return FALSE;
  if (!append (self, last, gst_element_factory_make ("videoconvertscale",
              NULL)))
    return FALSE;
  self->filter = gst_element_factory_make ("capsfilter", NULL);
  return append (self, last, self->filter)
      && append (self, last, gst_element_factory_make_full ("tee",
          "allow-not-linked", TRUE, NULL));
}

GstElement *
gst_tablet_picture_new (gboolean interlaced,
    const GstTabletEncoding * encoding, GstTabletOutlet * outlet)
{
  GstTabletPicture *self = g_object_new (GST_TYPE_TABLET_PICTURE, NULL);
  GstElement *tee = NULL, *branch;
  guint kind;

  self->encoding = *encoding;
  self->interlaced = interlaced;
  if (!make_line (self, &tee)) {
    gst_object_ref_sink (self);
    gst_object_unref (self);
    return NULL;
  }
  for (kind = GST_TABLET_BRANCH_ENCODE_H264;
      kind <= GST_TABLET_BRANCH_ENCODE_JPEG; kind++) {
    branch = gst_tablet_branch_new (kind, encoding, outlet);
    gst_bin_add (GST_BIN (self), branch);
    gst_element_link (tee, branch);
  }
  return GST_ELEMENT (self);
}

static void
gst_tablet_picture_class_init (GstTabletPictureClass * klass)
{
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass),
      "A raw picture for tablets", "Sink/Network/Video",
      "What tabletsink makes of raw video", "The gst-plugins-onset authors");
}

static void
gst_tablet_picture_init (GstTabletPicture * self)
{
}
