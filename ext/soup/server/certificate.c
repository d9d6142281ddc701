/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "certificate.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  GCancellable *cancellable;    /* of both */
  guint pending;
  GError *error;                /* the first */
} Handshake;

static GIOStream *
make_stream (gint fd)
{
  GSocket *socket = g_socket_new_from_fd (fd, NULL);
  GIOStream *stream;

  if (!socket) {
    close (fd);
    return NULL;
  }
  stream = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  g_object_unref (socket);
  return stream;
}

/* Who signed it is for the tablets to judge. */
static gboolean
on_accept (GTlsConnection * tls, GTlsCertificate * peer,
    GTlsCertificateFlags flags, gpointer user_data)
{
  (void) tls;
  (void) peer;
  (void) flags;
  (void) user_data;
  return TRUE;
}

static void
on_done (GObject * tls, GAsyncResult * result, gpointer user_data)
{
  Handshake *self = user_data;
  GError *error = NULL;

  self->pending--;
  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls), result,
          &error))
    return;
  if (self->error)
    g_error_free (error);
  else
    self->error = error;
  /* The other side may not hear of it. */
  g_cancellable_cancel (self->cancellable);
}

/* Takes @base. */
static GIOStream *
begin (Handshake * self, GIOStream * base, GTlsCertificate * certificate)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  GIOStream *tls;

  if (certificate)
    tls = g_initable_new (g_tls_backend_get_server_connection_type (backend),
        NULL, NULL, "base-io-stream", base, "certificate", certificate,
        "database", NULL, NULL);
  else
    tls = g_initable_new (g_tls_backend_get_client_connection_type (backend),
        NULL, NULL, "base-io-stream", base, "database", NULL, NULL);
  g_object_unref (base);
  if (!tls)
    return NULL;
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept), NULL);
  self->pending++;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT,
      self->cancellable, on_done, self);
  return tls;
}

static void
shake_hands (Handshake * self, gint * fds, GTlsCertificate * certificate)
{
  GMainContext *context = g_main_context_new ();
  GIOStream *bases[2], *sides[2];
  guint i;

  g_main_context_push_thread_default (context);
  for (i = 0; i < 2; i++) {
    bases[i] = make_stream (fds[i]);
    sides[i] = bases[i] ? begin (self, bases[i], i ? NULL : certificate) : NULL;
    if (!sides[i])
      g_cancellable_cancel (self->cancellable);
  }
  while (self->pending > 0)
    g_main_context_iteration (context, TRUE);
  for (i = 0; i < 2; i++)
    g_clear_object (&sides[i]);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

gboolean
ts_certificate_works (GTlsCertificate * certificate, GError ** error)
{
  Handshake self = { NULL, 0, NULL };
  gint fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno),
        g_strerror (errno));
    return FALSE;
  }
  self.cancellable = g_cancellable_new ();
  shake_hands (&self, fds, certificate);
  g_object_unref (self.cancellable);
  if (!self.error)
    return TRUE;
  g_propagate_error (error, self.error);
  return FALSE;
}
