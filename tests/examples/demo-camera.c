/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "demo-camera.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/video/video.h>
#include <sys/stat.h>
#include <unistd.h>

#include "frame-strip.h"

/* What moves goes one way only, so that everybody sees which way it runs. */
#define SYNTHETIC "videotestsrc is-live=true pattern=ball motion=hsweep ! " \
    "video/x-raw,format=I420,width=640,height=360,framerate=24/1"
#define TIMECODE " ! timecodestamper ! timeoverlay " \
    "time-mode=time-code halignment=left valignment=top font-desc=\"Mono 18\""
#define NUMBER " ! textoverlay name=number halignment=right valignment=top " \
    "font-desc=\"Mono 18\""
#define LAST " ! identity name=last silent=true"

/* Whatever comes is decoded; the clock makes a camera of a file. */
#define DECODE " ! decodebin ! videoconvert"
#define PACE " ! clocksync name=last"

struct _DemoCamera
{
  GstElement *bin;
  GstElement *number;           /* NULL without textoverlay */
  gboolean numbered;

  /* The streaming thread's. */
  GstVideoInfo info;
  gboolean have_info;

  GMutex lock;
  GArray *stamps;               /* GstClockTime by frame number */
  gboolean ended;
};

static gboolean
have_element (const gchar * name)
{
  GstElementFactory *factory = gst_element_factory_find (name);

  if (!factory)
    return FALSE;
  gst_object_unref (factory);
  return TRUE;
}

static gboolean
is_device (const gchar * location)
{
  GStatBuf status;

  return g_stat (location, &status) == 0 && S_ISCHR (status.st_mode);
}

/* Says why in words that an element's error would have as a number. */
static gboolean
is_readable_file (const gchar * location, GError ** error)
{
  gint why = 0;

  if (g_file_test (location, G_FILE_TEST_IS_DIR))
    why = EISDIR;
  else if (g_access (location, R_OK) != 0)
    why = errno;
  if (why == 0)
    return TRUE;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (why), "%s: %s",
      location, g_strerror (why));
  return FALSE;
}

static gchar *
describe_synthetic (void)
{
  gboolean timecode = have_element ("timecodestamper")
      && have_element ("timeoverlay");
  gboolean number = have_element ("textoverlay");

  if (!timecode || !number)
    g_printerr ("Without %s%s%s: its plugin is not installed.\n",
        timecode ? "" : "burnt-in timecode", timecode
        || number ? "" : " and ", number ? "" : "burnt-in frame numbers");
  return g_strconcat (SYNTHETIC, timecode ? TIMECODE : "",
      number ? NUMBER : "", LAST, NULL);
}

static GstElement *
make_bin (const gchar * location, GError ** error)
{
  GstElement *bin, *source = NULL;
  gchar *description;

  if (!location)
    description = describe_synthetic ();
  else if (is_device (location))
    description = g_strdup ("v4l2src name=source" DECODE LAST);
  else if (is_readable_file (location, error))
    description = g_strdup ("filesrc name=source" DECODE PACE);
  else
    return NULL;

  bin = gst_parse_bin_from_description (description, FALSE, error);
  g_free (description);
  if (!bin || !location)
    return bin;

  source = gst_bin_get_by_name (GST_BIN (bin), "source");
  g_object_set (source, is_device (location) ? "device" : "location", location,
      NULL);
  gst_object_unref (source);
  return bin;
}

static guint
count_frame (DemoCamera * self, GstClockTime pts)
{
  guint number;

  g_mutex_lock (&self->lock);
  number = self->stamps->len;
  g_array_append_val (self->stamps, pts);
  g_mutex_unlock (&self->lock);
  return number;
}

static void
write_number (DemoCamera * self, GstBuffer * buffer, guint number)
{
  GstVideoFrame frame;

  if (!self->have_info
      || !gst_video_frame_map (&frame, &self->info, buffer, GST_MAP_WRITE))
    return;
  frame_strip_draw (&frame, number & FRAME_STRIP_MAX);
  gst_video_frame_unmap (&frame);
}

static void
on_event (DemoCamera * self, GstEvent * event)
{
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    self->have_info = gst_video_info_from_caps (&self->info, caps)
        && frame_strip_fits (&self->info);
  } else if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    g_mutex_lock (&self->lock);
    self->ended = TRUE;
    g_mutex_unlock (&self->lock);
  }
}

static GstPadProbeReturn
on_data (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  DemoCamera *self = user_data;
  GstBuffer *buffer;
  guint number;

  (void) pad;
  if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
    on_event (self, GST_PAD_PROBE_INFO_EVENT (info));
    return GST_PAD_PROBE_OK;
  }

  buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  number = count_frame (self, GST_BUFFER_PTS (buffer));
  if (self->numbered) {
    buffer = gst_buffer_make_writable (buffer);
    GST_PAD_PROBE_INFO_DATA (info) = buffer;
    write_number (self, buffer, number);
  }
  return GST_PAD_PROBE_OK;
}

/* The figures have to be set before the frame reaches what draws them. */
static GstPadProbeReturn
on_figures (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  DemoCamera *self = user_data;
  gchar *text = g_strdup_printf ("%05u", demo_camera_get_frames (self));

  (void) pad;
  (void) info;
  g_object_set (self->number, "text", text, NULL);
  g_free (text);
  return GST_PAD_PROBE_OK;
}

static void
watch (DemoCamera * self)
{
  GstElement *last = gst_bin_get_by_name (GST_BIN (self->bin), "last");
  GstPad *pad = gst_element_get_static_pad (last, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data, self, NULL);
  gst_element_add_pad (self->bin, gst_ghost_pad_new ("src", pad));
  gst_object_unref (pad);
  gst_object_unref (last);

  self->number = gst_bin_get_by_name (GST_BIN (self->bin), "number");
  if (self->number) {
    pad = gst_element_get_static_pad (self->number, "video_sink");
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_figures, self, NULL);
    gst_object_unref (pad);
  }
}

DemoCamera *
demo_camera_new (const gchar * location, GError ** error)
{
  GstElement *bin = make_bin (location, error);
  DemoCamera *self;

  if (!bin)
    return NULL;

  self = g_new0 (DemoCamera, 1);
  self->bin = gst_object_ref_sink (bin);
  self->numbered = location == NULL;
  g_mutex_init (&self->lock);
  self->stamps = g_array_new (FALSE, FALSE, sizeof (GstClockTime));
  watch (self);
  return self;
}

void
demo_camera_free (DemoCamera * self)
{
  gst_clear_object (&self->number);
  gst_object_unref (self->bin);
  g_array_unref (self->stamps);
  g_mutex_clear (&self->lock);
  g_free (self);
}

GstElement *
demo_camera_get_element (DemoCamera * self)
{
  return self->bin;
}

gboolean
demo_camera_is_numbered (DemoCamera * self)
{
  return self->numbered;
}

guint
demo_camera_get_frames (DemoCamera * self)
{
  guint frames;

  g_mutex_lock (&self->lock);
  frames = self->stamps->len;
  g_mutex_unlock (&self->lock);
  return frames;
}

gboolean
demo_camera_has_ended (DemoCamera * self)
{
  gboolean ended;

  g_mutex_lock (&self->lock);
  ended = self->ended;
  g_mutex_unlock (&self->lock);
  return ended;
}

GstClockTime
demo_camera_get_pts (DemoCamera * self, guint number)
{
  GstClockTime pts = GST_CLOCK_TIME_NONE;

  g_mutex_lock (&self->lock);
  if (number < self->stamps->len)
    pts = g_array_index (self->stamps, GstClockTime, number);
  g_mutex_unlock (&self->lock);
  return pts;
}

GstClockTime
demo_camera_get_duration (DemoCamera * self)
{
  GstPad *pad = gst_element_get_static_pad (self->bin, "src");
  gint64 duration = -1;

  /* Asked of the camera: what is behind it answers for its takes. */
  if (!gst_pad_query_duration (pad, GST_FORMAT_TIME, &duration))
    duration = -1;
  gst_object_unref (pad);
  return duration > 0 ? (GstClockTime) duration : GST_CLOCK_TIME_NONE;
}
