/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "demo-script.h"

#define FIRST_LIVE_US (1 * G_USEC_PER_SEC)
#define LIVE_US (2 * G_USEC_PER_SEC)
#define TAKE_US (4 * G_USEC_PER_SEC)
/* A camera that gives nothing for so long has no film in it. */
#define CAMERA_PATIENCE_US (20 * G_USEC_PER_SEC)
/* What a review may take beyond its take's length. */
#define REVIEW_PATIENCE_US (10 * G_USEC_PER_SEC)
/* How long to look whether the camera is back after the review. */
#define BACK_PATIENCE_US (2 * G_USEC_PER_SEC)
/* Enough pictures to see that it is. */
#define BACK_FRAMES 3

typedef enum
{
  WAITS_FOR_CAMERA,
  LIVE,
  ROLLS,
  REVIEW,                       /* from the cut to the end of the playback */
  BACK,                         /* live again, after a review */
  HANDS_OFF                     /* somebody else has taken the controls */
} Scene;

struct _DemoScript
{
  DemoCamera *camera;
  DemoMonitor *monitor;
  GstPad *pad;                  /* reverseplay's source pad */
  gboolean once;

  Scene scene;
  gint64 since;                 /* monotonic time, us */
  gint64 live_us, take_us;
  guint take;                   /* the one that rolls or shows */
  guint64 turnaround;           /* ns, of the last playback */
  guint sent;
  guint passes;
};

DemoScript *
demo_script_new (GstElement * reverseplay, DemoCamera * camera,
    DemoMonitor * monitor, gboolean once)
{
  DemoScript *self = g_new0 (DemoScript, 1);

  self->camera = camera;
  self->monitor = monitor;
  self->pad = gst_element_get_static_pad (reverseplay, "src");
  self->once = once;
  self->scene = WAITS_FOR_CAMERA;
  self->since = g_get_monotonic_time ();
  self->live_us = FIRST_LIVE_US;
  self->take_us = TAKE_US;
  return self;
}

void
demo_script_free (DemoScript * self)
{
  gst_object_unref (self->pad);
  g_free (self);
}

static void
go_to (DemoScript * self, Scene scene)
{
  self->scene = scene;
  self->since = g_get_monotonic_time ();
}

/* What has been seen comes before what is said about it. */
static void
G_GNUC_PRINTF (2, 3)
say (DemoScript * self, const gchar * format, ...)
{
  va_list args;
  gchar *line;

  demo_monitor_print (self->monitor, TRUE);
  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%s\n", line);
  g_free (line);
}

static DemoVerdict
G_GNUC_PRINTF (2, 3)
fail (DemoScript * self, const gchar * format, ...)
{
  va_list args;
  gchar *line;

  demo_monitor_print (self->monitor, TRUE);
  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("ERROR: %s.\n", line);
  g_free (line);
  return DEMO_FAILED;
}

static void
send_command (DemoScript * self, const gchar * command)
{
  gchar *id = g_strdup_printf ("demo-%u", ++self->sent);
  GstStructure *s = gst_structure_new ("onset-command",
      "command", G_TYPE_STRING, command, "id", G_TYPE_STRING, id, NULL);

  gst_pad_send_event (self->pad, gst_event_new_custom
      (GST_EVENT_CUSTOM_UPSTREAM, s));
  g_free (id);
}

/* A short file must hold a take and end after it. */
static void
plan (DemoScript * self)
{
  GstClockTime duration = demo_camera_get_duration (self->camera);
  gint64 us;

  if (!GST_CLOCK_TIME_IS_VALID (duration))
    return;
  us = (gint64) (duration / GST_USECOND);
  self->live_us = MIN (self->live_us, us / 6);
  self->take_us = MIN (self->take_us, us / 2);
}

static gint64
elapsed (DemoScript * self)
{
  return g_get_monotonic_time () - self->since;
}

static DemoVerdict
wait_for_camera (DemoScript * self)
{
  if (demo_camera_get_frames (self->camera) > 0) {
    plan (self);
    go_to (self, LIVE);
  } else if (elapsed (self) > CAMERA_PATIENCE_US) {
    return fail (self, "the camera gives no picture");
  }
  return DEMO_GOES_ON;
}

static DemoVerdict
wait_for_review (DemoScript * self)
{
  if (elapsed (self) > self->take_us + REVIEW_PATIENCE_US)
    return fail (self, "take %u was cut, and no review of it ended",
        self->take);
  return DEMO_GOES_ON;
}

static DemoVerdict
wait_for_camera_again (DemoScript * self)
{
  gboolean back = demo_monitor_get_live (self->monitor) >= BACK_FRAMES;

  if (self->once && (back || demo_camera_has_ended (self->camera)))
    return DEMO_DONE;
  if (back) {
    self->live_us = LIVE_US;
    go_to (self, LIVE);
  } else if (elapsed (self) > BACK_PATIENCE_US
      && !demo_camera_has_ended (self->camera)) {
    return fail (self, "the camera did not come back after the review");
  }
  return DEMO_GOES_ON;
}

DemoVerdict
demo_script_tick (DemoScript * self)
{
  gchar *mismatch = demo_monitor_get_mismatch (self->monitor);

  demo_monitor_print (self->monitor, FALSE);
  if (mismatch) {
    fail (self, "%s", mismatch);
    g_free (mismatch);
    return DEMO_FAILED;
  }

  switch (self->scene) {
    case WAITS_FOR_CAMERA:
      return wait_for_camera (self);
    case LIVE:
      if (elapsed (self) >= self->live_us
          && !demo_camera_has_ended (self->camera)) {
        send_command (self, "take-start");
        go_to (self, ROLLS);
      }
      return DEMO_GOES_ON;
    case ROLLS:
      if (elapsed (self) >= self->take_us) {
        send_command (self, "take-stop");
        go_to (self, REVIEW);
      }
      return DEMO_GOES_ON;
    case REVIEW:
      return wait_for_review (self);
    case BACK:
      return wait_for_camera_again (self);
    default:
      return DEMO_GOES_ON;
  }
}

static DemoVerdict
on_answer (DemoScript * self, const GstStructure * s)
{
  const gchar *id = gst_structure_get_string (s, "id");
  const gchar *command = gst_structure_get_string (s, "command");
  const gchar *reason = gst_structure_get_string (s, "reason");
  gboolean ours = id && g_str_has_prefix (id, "demo-");
  gboolean ok = FALSE;

  gst_structure_get_boolean (s, "ok", &ok);
  if (!ours && self->scene != HANDS_OFF) {
    say (self, "The controls are yours.");
    go_to (self, HANDS_OFF);
  }
  if (!ours)
    say (self, "%s: %s", command, ok ? "ok" : reason);
  else if (!ok && self->scene != HANDS_OFF)
    return fail (self, "%s was refused: %s", command, reason);
  return DEMO_GOES_ON;
}

static void
on_take_stopped (DemoScript * self, const GstStructure * s)
{
  guint64 duration = 0;
  guint frames = 0;

  gst_structure_get_uint (s, "take", &self->take);
  gst_structure_get_uint (s, "frames", &frames);
  gst_structure_get_uint64 (s, "duration", &duration);
  say (self, "-- cut: take %u has %u frames, %.2f s", self->take, frames,
      (gdouble) duration / GST_SECOND);
  /* A file that ends cuts its take by itself. */
  if (self->scene == ROLLS)
    go_to (self, REVIEW);
}

static DemoVerdict
on_playback_ended (DemoScript * self, const GstStructure * s)
{
  gchar *reason = NULL;
  guint take = 0, repeated;

  gst_structure_get_uint (s, "take", &take);
  if (self->scene != REVIEW || take != self->take)
    return DEMO_GOES_ON;

  if (!demo_monitor_check_pass (self->monitor, take, &repeated, &reason)) {
    fail (self, "%s", reason);
    g_free (reason);
    return DEMO_FAILED;
  }
  self->passes++;
  say (self, "-- take %u was shown in reverse: every frame once, in order; its "
      "last one was out\n   %.2f ms after the cut", take,
      (gdouble) self->turnaround / GST_MSECOND);
  if (repeated > 0)
    say (self, "   %u of them stood for a second slot: the film's own frames "
        "are not evenly spaced", repeated);
  go_to (self, BACK);
  return DEMO_GOES_ON;
}

DemoVerdict
demo_script_message (DemoScript * self, const GstStructure * s)
{
  guint take = 0;

  if (gst_structure_has_name (s, "reverseplay-command"))
    return on_answer (self, s);
  if (gst_structure_has_name (s, "reverseplay-playback-ended"))
    return on_playback_ended (self, s);

  if (gst_structure_has_name (s, "reverseplay-take-started")) {
    gst_structure_get_uint (s, "take", &take);
    say (self, "-- roll: take %u", take);
  } else if (gst_structure_has_name (s, "reverseplay-take-stopped")) {
    on_take_stopped (self, s);
  } else if (gst_structure_has_name (s, "reverseplay-playback-started")) {
    gst_structure_get_uint64 (s, "turnaround", &self->turnaround);
  } else if (gst_structure_has_name (s, "reverseplay-warning")) {
    say (self, "-- warning: %s", gst_structure_get_string (s, "reason"));
  }
  return DEMO_GOES_ON;
}

DemoVerdict
demo_script_end (DemoScript * self)
{
  if (self->passes == 0 && self->scene != HANDS_OFF)
    return fail (self, "the film ended before a take was shown");
  return DEMO_DONE;
}
