/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "listener.h"

/* How many are let in before others have a turn. */
#define ACCEPT_AT_ONCE 16
/* When there are no file descriptors left, in ms. */
#define ACCEPT_PAUSE 100

/* One listening socket. */
typedef struct
{
  TsListener *listener;
  GSocket *socket;
  GSource *source;
} Ear;

struct _TsListener
{
  GMainContext *context;
  TsAccepted accepted;
  TsNoFiles no_files;
  gboolean told;                /* that there are none */
  gpointer user_data;
  GSList *ears;
};

static void listen_now (Ear * ear);

static void
attach (Ear * ear, GSource * source, GSourceFunc func)
{
  if (ear->source) {
    g_source_destroy (ear->source);
    g_source_unref (ear->source);
  }
  ear->source = source;
  g_source_set_callback (source, func, ear, NULL);
  g_source_attach (source, ear->listener->context);
}

static gboolean
on_pause_over (gpointer user_data)
{
  listen_now (user_data);
  return G_SOURCE_REMOVE;
}

static void
tell (TsListener * self, const GError * error)
{
  if (self->told
      || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    return;
  self->told = TRUE;
  self->no_files (error, self->user_data);
}

static gboolean
on_accept (GSocket * socket, GIOCondition condition, gpointer user_data)
{
  Ear *ear = user_data;
  TsListener *self = ear->listener;
  GError *error = NULL;
  gboolean more;
  guint i;

  (void) condition;
  for (i = 0; i < ACCEPT_AT_ONCE && !error; i++) {
    GSocket *accepted = g_socket_accept (socket, NULL, &error);

    if (accepted) {
      self->told = FALSE;
      self->accepted (accepted, self->user_data);
    }
  }
  tell (self, error);
  more = !error || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_clear_error (&error);
  if (!more)
    attach (ear, g_timeout_source_new (ACCEPT_PAUSE), on_pause_over);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
listen_now (Ear * ear)
{
  attach (ear, g_socket_create_source (ear->socket, G_IO_IN, NULL),
      G_SOURCE_FUNC (on_accept));
}

static void
ear_free (gpointer data)
{
  Ear *ear = data;

  g_source_destroy (ear->source);
  g_source_unref (ear->source);
  g_object_unref (ear->socket);
  g_free (ear);
}

TsListener *
ts_listener_new (GMainContext * context, TsAccepted accepted,
    TsNoFiles no_files, gpointer user_data)
{
  TsListener *self = g_new0 (TsListener, 1);

  self->context = context;
  self->accepted = accepted;
  self->no_files = no_files;
  self->user_data = user_data;
  return self;
}

void
ts_listener_add (TsListener * self, GSocket * socket)
{
  Ear *ear = g_new0 (Ear, 1);

  ear->listener = self;
  ear->socket = g_object_ref (socket);
  self->ears = g_slist_prepend (self->ears, ear);
  listen_now (ear);
}

void
ts_listener_free (TsListener * self)
{
  g_slist_free_full (self->ears, ear_free);
  g_free (self);
}
