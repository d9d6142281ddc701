/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* The element and its server: how that starts and stops, what it asks for, and
 * the way of its commands upstream. */
#include <onset/onset-command.h>

#include "gsttabletannounce.h"
#include "gsttabletencoder.h"
#include "gsttabletsink-private.h"

/* --- from the server's thread ---------------------------------------------- */

/* The outlet of the pad that the server calls @stream; transfer full. */
static GstTabletOutlet *
find_outlet (GstTabletSink * self, const gchar * stream)
{
  GstPad *pad = gst_element_get_static_pad (GST_ELEMENT (self), stream);
  GstTabletOutlet *outlet = NULL;

  if (pad)
    outlet = gst_tablet_sink_pad_get_outlet (GST_TABLET_SINK_PAD (pad));
  gst_clear_object (&pad);
  return outlet;
}

static void
on_demand (const gchar * stream, TsMedia media, gboolean wanted,
    gpointer user_data)
{
  GstTabletOutlet *outlet = find_outlet (user_data, stream);

  GST_DEBUG_OBJECT (user_data, "%s of %s is %swanted", ts_media_name (media),
      stream, wanted ? "" : "not ");
  if (!outlet)
    return;
  gst_tablet_outlet_set_wanted (outlet, media, wanted);
  gst_tablet_outlet_unref (outlet);
}

static void
on_key_frame (const gchar * stream, gpointer user_data)
{
  GstTabletOutlet *outlet = find_outlet (user_data, stream);

  if (!outlet)
    return;
  gst_tablet_outlet_want_key (outlet);
  gst_tablet_outlet_unref (outlet);
}

static void
on_notice (GstStructure * message, gpointer user_data)
{
  const gchar *reason = gst_structure_get_string (message, "reason");

  /* Whoever runs this by hand sees warnings, and no element messages. */
  if (gst_structure_has_name (message, "tabletsink-warning"))
    GST_ELEMENT_WARNING (user_data, RESOURCE, SETTINGS, ("%s",
            reason ? reason : ""), (NULL));
  gst_element_post_message (user_data,
      gst_message_new_element (user_data, message));
}

static void
answer (GstTabletSink * self, const gchar * stream,
    const GstStructure * command, const gchar * reason)
{
  GstTabletServer *server = gst_tablet_sink_ref_server (self);
  GstEvent *event;

  GST_INFO_OBJECT (self, "refused for %s: %" GST_PTR_FORMAT ": %s", stream,
      command, reason);
  if (!server)
    return;
  event = onset_answer_event_new (command, FALSE, reason);
  ts_server_event (server->server, stream, event);
  gst_event_unref (event);
  gst_tablet_server_unref (server);
}

static void
on_command (const gchar * stream, GstStructure * command, gpointer user_data)
{
  GstTabletSink *self = user_data;
  GstStructure *copy = gst_structure_copy (command);

  if (!gst_tablet_commander_push (self->commander, stream, command))
    answer (self, stream, copy, "too many commands wait: upstream is stuck");
  gst_structure_free (copy);
}

/* --- commands, in the commander's thread ----------------------------------- */

void
gst_tablet_sink_answered (GstTabletSink * self, GstEvent * answer)
{
  guint64 id;

  if (!gst_structure_get_uint64 (gst_event_get_structure (answer), "id", &id))
    return;
  GST_OBJECT_LOCK (self);
  if (id == self->pending_id)
    self->answered = TRUE;
  GST_OBJECT_UNLOCK (self);
}

/* TRUE when an element upstream took it, or has answered at least. */
static gboolean
send_command (GstTabletSink * self, GstPad * pad, const GstStructure * command)
{
  guint64 id = 0;
  gboolean taken;

  gst_structure_get_uint64 (command, "id", &id);
  GST_OBJECT_LOCK (self);
  self->pending_id = id;
  self->answered = FALSE;
  GST_OBJECT_UNLOCK (self);
  taken = gst_pad_push_event (pad,
      onset_command_event_new (gst_structure_copy (command)));
  GST_OBJECT_LOCK (self);
  taken |= self->answered;
  GST_OBJECT_UNLOCK (self);
  return taken;
}

static const gchar *
reason_of_refusal (GstPad * pad)
{
  if (!gst_pad_is_linked (pad))
    return "nothing is linked to this pad";
  if (!gst_pad_is_active (pad))
    return "the pipeline does not run";
  return "nothing upstream takes commands: put reverseplay before tabletsink";
}

static void
do_command (const gchar * stream, GstStructure * command, gpointer user_data)
{
  GstTabletSink *self = user_data;
  GstPad *pad = gst_element_get_static_pad (GST_ELEMENT (self), stream);

  if (pad && !send_command (self, pad, command))
    answer (self, stream, command, reason_of_refusal (pad));
  gst_clear_object (&pad);
  gst_structure_free (command);
}

/* --- the server's life ----------------------------------------------------- */

static TsServer *
new_server (GstTabletSink * self)
{
  static const TsServerCallbacks callbacks = {
    .demand = on_demand,
    .key_frame = on_key_frame,
    .command = on_command,
    .notice = on_notice,
  };
  TsServer *server;

  GST_OBJECT_LOCK (self);
  server = ts_server_new (&self->settings, &callbacks, self);
  GST_OBJECT_UNLOCK (self);
  return server;
}

static gboolean
is_installed (const gchar * name)
{
  GstElementFactory *factory = gst_element_factory_find (name);
  gboolean installed = factory != NULL;

  gst_clear_object (&factory);
  return installed;
}

/* What takes time, before anything streams. */
static void
warm_up (GstTabletSink * self)
{
  gst_tablet_branch_warm_up ();
  self->media = 0;
  self->encoder = 0;
  if (gst_tablet_encoder_probe (&self->encoder))
    self->media |= 1u << TS_MEDIA_H264;
  if (is_installed ("jpegenc"))
    self->media |= 1u << TS_MEDIA_JPEG;
  if (is_installed ("opusenc"))
    self->media |= 1u << TS_MEDIA_OPUS;
}

static void
open_pads (GstTabletSink * self, GstTabletServer * server)
{
  GList *pads = gst_tablet_sink_list_pads (self), *l;

  for (l = pads; l; l = l->next)
    gst_tablet_sink_pad_open (l->data, server);
  gst_tablet_sink_free_pads (pads);
}

static void
post_start_error (GstTabletSink * self, GError * error)
{
  gst_element_message_full (GST_ELEMENT (self), GST_MESSAGE_ERROR,
      error->domain, error->code, g_strdup (error->message),
      g_strdup ("the tablets' server did not start"), __FILE__,
      GST_FUNCTION, __LINE__);
  g_error_free (error);
}

static void
close_pads (GstTabletSink * self)
{
  GList *pads = gst_tablet_sink_list_pads (self), *l;

  for (l = pads; l; l = l->next)
    gst_tablet_sink_pad_close (l->data);
  gst_tablet_sink_free_pads (pads);
}

void
gst_tablet_sink_stop_server (GstTabletSink * self)
{
  GstTabletServer *server;

  GST_OBJECT_LOCK (self);
  server = g_steal_pointer (&self->server);
  GST_OBJECT_UNLOCK (self);
  /* Before its streams go: a tablet is to hear that it stops, and not that
   * there is no such stream. Until it has, it asks the pads for this and that;
   * from here on nobody calls back, so no command comes any more. */
  if (server)
    ts_server_stop (server->server);
  close_pads (self);
  g_clear_pointer (&self->commander, gst_tablet_commander_free);
  if (server)
    gst_tablet_server_unref (server);
}

gboolean
gst_tablet_sink_start_server (GstTabletSink * self)
{
  GstTabletServer *server = gst_tablet_server_new (new_server (self));
  GError *error = NULL;

  warm_up (self);
  self->commander = gst_tablet_commander_new (do_command, self);
  GST_OBJECT_LOCK (self);
  self->server = gst_tablet_server_ref (server);
  GST_OBJECT_UNLOCK (self);
  open_pads (self, server);
  if (ts_server_start (server->server, &error)) {
    gst_tablet_announce (GST_ELEMENT (self), server->server);
  } else {
    gst_tablet_sink_stop_server (self);
    post_start_error (self, error);
    gst_tablet_server_unref (server);
    return FALSE;
  }
  gst_tablet_server_unref (server);
  return TRUE;
}
