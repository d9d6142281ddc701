/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "demo-monitor.h"

#include <gst/video/video.h>

#include "demo-log.h"
#include "frame-strip.h"

/* What the element says of a frame of a playback. */
typedef struct
{
  guint take, index, frames;
  gboolean reverse;
  gboolean repeated;            /* nothing new in it: the GAP flag */
  GstClockTime source_pts;
} FrameMeta;

/* A playback, as it was seen. */
typedef struct
{
  guint take, frames;
  gboolean reverse;
  guint seen;                   /* frames */
  guint repeated;               /* for slots in which the playhead had not
                                 * moved on far enough */
  guint last;                   /* index of the last one */
  gchar *fault;                 /* the first thing that was wrong */
} Pass;

struct _DemoMonitor
{
  DemoCamera *camera;
  GstElement *label;            /* textoverlay, or NULL */
  GstPad *pad;
  gulong probe;

  /* The streaming thread's. */
  GstVideoInfo info;
  gboolean have_info;
  gchar *shown_label;

  GMutex lock;
  DemoLog *log;
  gboolean playing;             /* the last picture was of a playback */
  guint live;
  Pass pass;
  gchar *mismatch;
};

static gboolean
read_meta (GstBuffer * buffer, FrameMeta * meta)
{
  GstCustomMeta *custom = gst_buffer_get_custom_meta (buffer, "onset-frame");
  GstStructure *s;

  if (!custom)
    return FALSE;
  s = gst_custom_meta_get_structure (custom);
  meta->repeated = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  meta->source_pts = GST_CLOCK_TIME_NONE;
  gst_structure_get_uint64 (s, "source-pts", &meta->source_pts);
  meta->reverse = g_strcmp0 (gst_structure_get_string (s, "direction"),
      "reverse") == 0;
  return gst_structure_get_uint (s, "take", &meta->take)
      && gst_structure_get_uint (s, "index", &meta->index)
      && gst_structure_get_uint (s, "frames", &meta->frames);
}

static gboolean
read_number (DemoMonitor * self, GstBuffer * buffer, guint * number)
{
  GstVideoFrame frame;
  gboolean ok;

  if (!self->have_info
      || !gst_video_frame_map (&frame, &self->info, buffer, GST_MAP_READ))
    return FALSE;
  ok = frame_strip_read (&frame, number);
  gst_video_frame_unmap (&frame);
  return ok;
}

/* Of what goes wrong the first is the cause; the rest follows from it. */
static void
G_GNUC_PRINTF (2, 3)
note_first (gchar ** fault, const gchar * format, ...)
{
  va_list args;

  if (*fault)
    return;
  va_start (args, format);
  *fault = g_strdup_vprintf (format, args);
  va_end (args);
}

static void
start_pass (Pass * pass, const FrameMeta * meta)
{
  g_free (pass->fault);
  pass->fault = NULL;
  pass->take = meta->take;
  pass->frames = meta->frames;
  pass->reverse = meta->reverse;
  pass->seen = 0;
  pass->repeated = 0;
}

static void
follow_pass (DemoMonitor * self, const FrameMeta * meta)
{
  Pass *pass = &self->pass;
  guint expected;

  if (!self->playing || meta->take != pass->take
      || meta->reverse != pass->reverse)
    start_pass (pass, meta);

  if (meta->repeated && pass->seen > 0 && meta->index == pass->last) {
    pass->repeated++;
    return;
  }
  expected = pass->seen > 0 ? pass->last - 1 : meta->frames - 1;
  if (pass->reverse && meta->index != expected)
    note_first (&pass->fault, "frame %u of take %u came where frame %u was due",
        meta->index, meta->take, expected);
  pass->seen++;
  pass->last = meta->index;
}

/* The stamp in the meta names the frame that the camera gave; the pixels have
 * to be that frame's. */
static void
compare (DemoMonitor * self, const FrameMeta * meta, guint number)
{
  GstClockTime pts = demo_camera_get_pts (self->camera, number);

  if (pts != meta->source_pts)
    note_first (&self->mismatch, "the picture says that it is the camera's "
        "frame %u, stamped %" GST_TIME_FORMAT ", the meta says %"
        GST_TIME_FORMAT, number, GST_TIME_ARGS (pts),
        GST_TIME_ARGS (meta->source_pts));
}

static void
show_label (DemoMonitor * self, const FrameMeta * meta)
{
  gchar *label = meta ? g_strdup_printf ("TAKE %u  %s", meta->take,
      meta->reverse ? "REVERSED" : "AS SHOT") : g_strdup ("LIVE");

  if (self->label && g_strcmp0 (label, self->shown_label) != 0)
    g_object_set (self->label, "text", label, NULL);
  g_free (self->shown_label);
  self->shown_label = label;
}

/* Live pictures of a camera that does not number them are counted. */
static void
see_live (DemoMonitor * self, guint number)
{
  if (self->playing)
    self->live = 0;
  self->playing = FALSE;
  self->live++;
  demo_log_frame (self->log, "LIVE", number);
}

static void
see_playback (DemoMonitor * self, const FrameMeta * meta, guint number)
{
  gchar *label = g_strdup_printf ("%s take %u:",
      meta->reverse ? "REVERSE" : "FORWARD", meta->take);

  follow_pass (self, meta);
  self->playing = TRUE;
  demo_log_frame (self->log, label, number);
  g_free (label);
}

static void
see (DemoMonitor * self, GstBuffer * buffer)
{
  gboolean numbered = demo_camera_is_numbered (self->camera);
  FrameMeta meta;
  gboolean playback = read_meta (buffer, &meta);
  guint number = 0;

  show_label (self, playback ? &meta : NULL);
  g_mutex_lock (&self->lock);
  if (!numbered)
    number = playback ? meta.index : self->playing ? 1 : self->live + 1;
  else if (!read_number (self, buffer, &number))
    note_first (&self->mismatch, "a picture has no readable number in it");
  else if (playback)
    compare (self, &meta, number);

  if (playback)
    see_playback (self, &meta, number);
  else
    see_live (self, number);
  g_mutex_unlock (&self->lock);
}

static GstPadProbeReturn
on_data (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  DemoMonitor *self = user_data;
  GstEvent *event;
  GstCaps *caps;

  (void) pad;
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    see (self, GST_PAD_PROBE_INFO_BUFFER (info));
    return GST_PAD_PROBE_OK;
  }

  event = GST_PAD_PROBE_INFO_EVENT (info);
  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    self->have_info = gst_video_info_from_caps (&self->info, caps)
        && frame_strip_fits (&self->info);
  }
  return GST_PAD_PROBE_OK;
}

DemoMonitor *
demo_monitor_new (DemoCamera * camera, GstPad * pad)
{
  DemoMonitor *self = g_new0 (DemoMonitor, 1);

  self->camera = camera;
  self->pad = gst_object_ref (pad);
  self->log = demo_log_new ();
  g_mutex_init (&self->lock);
  self->probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data, self, NULL);
  return self;
}

void
demo_monitor_free (DemoMonitor * self)
{
  gst_pad_remove_probe (self->pad, self->probe);
  gst_object_unref (self->pad);
  gst_clear_object (&self->label);
  demo_log_free (self->log);
  g_free (self->shown_label);
  g_free (self->pass.fault);
  g_free (self->mismatch);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
demo_monitor_set_label (DemoMonitor * self, GstElement * textoverlay)
{
  self->label = gst_object_ref (textoverlay);
}

void
demo_monitor_print (DemoMonitor * self, gboolean all)
{
  gchar *text;

  g_mutex_lock (&self->lock);
  text = demo_log_take (self->log, all);
  g_mutex_unlock (&self->lock);
  /* Printed here and not where it is seen: a terminal that is stopped must
   * not stop the pictures. */
  if (*text)
    g_print ("%s", text);
  g_free (text);
}

guint
demo_monitor_get_live (DemoMonitor * self)
{
  guint live;

  g_mutex_lock (&self->lock);
  live = self->playing ? 0 : self->live;
  g_mutex_unlock (&self->lock);
  return live;
}

gboolean
demo_monitor_check_pass (DemoMonitor * self, guint take, guint * repeated,
    gchar ** reason)
{
  const Pass *pass = &self->pass;

  *reason = NULL;
  g_mutex_lock (&self->lock);
  if (pass->seen == 0 || pass->take != take || !pass->reverse)
    *reason = g_strdup_printf ("take %u was not shown in reverse", take);
  else if (pass->fault)
    *reason = g_strdup (pass->fault);
  else if (pass->last != 0)
    *reason = g_strdup_printf ("the pass ended at frame %u, not at frame 0",
        pass->last);
  else if (pass->seen != pass->frames)
    *reason = g_strdup_printf ("%u frames were shown of %u", pass->seen,
        pass->frames);
  /* This camera's frames are evenly spaced, so those of a review are. */
  else if (pass->repeated > 0 && demo_camera_is_numbered (self->camera))
    *reason = g_strdup_printf ("%u frames were repeated", pass->repeated);
  *repeated = pass->repeated;
  g_mutex_unlock (&self->lock);
  return *reason == NULL;
}

gchar *
demo_monitor_get_mismatch (DemoMonitor * self)
{
  gchar *mismatch;

  g_mutex_lock (&self->lock);
  mismatch = g_strdup (self->mismatch);
  g_mutex_unlock (&self->lock);
  return mismatch;
}
