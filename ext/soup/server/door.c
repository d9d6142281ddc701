/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "door-private.h"

/* How long handshakes that were cut off are waited for, in ms. */
#define HANDSHAKES_END 500

/* Takes @socket. */
static void
let_in (GSocket * socket, gpointer user_data)
{
  TsDoor *self = user_data;
  TsConn *conn = ts_conn_new (self, socket);

  if (!conn)
    return;
  g_hash_table_add (self->conns, conn);
  ts_conn_take_place (conn);
  ts_conn_set_timer (conn, self->settings.limits->request_time,
      ts_conn_on_late);
  if (self->settings.certificate)
    ts_conn_secure (conn);
  else
    ts_conn_read (conn);
}

/* All handshakes together leave one of GIO's ten threads to others: one that
 * waits for a thread there waits until none stalls any more, since GIO makes
 * another one only when more comes. */
static void
make_halls (TsDoor * self)
{
  const TsLimits *limits = self->settings.limits;
  const gint64 ms = G_TIME_SPAN_MILLISECOND;
  const struct
  {
    TsTurnsSettings places, handshakes;
  } halls[] = {
    {{limits->strangers, limits->strangers_of_one, 0, 0},
        {limits->handshakes, limits->handshakes_of_one,
              limits->handshake_time * ms,
            limits->handshake_time_of_strangers * ms}},
    {{limits->regulars, limits->regulars_of_one, 0, 0},
        {limits->handshakes_of_regulars, limits->handshakes_of_regulars,
              limits->handshake_time * ms,
            limits->handshake_time * ms}},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (self->halls); i++) {
    self->halls[i].places = ts_turns_new (&halls[i].places);
    self->halls[i].handshakes = ts_turns_new (&halls[i].handshakes);
  }
}

static void
on_no_files (const GError * error, gpointer user_data)
{
  TsDoor *self = user_data;

  self->callbacks.no_files (error, self->user_data);
}

static void
on_answered (SoupServer * soup, SoupServerMessage * message, gpointer user_data)
{
  TsConn *conn = ts_conn_get (message);

  (void) soup;
  (void) user_data;
  if (conn)
    ts_conn_answered (conn);
}

TsDoor *
ts_door_new (const TsDoorSettings * settings,
    const TsDoorCallbacks * callbacks, gpointer user_data)
{
  TsDoor *self = g_new0 (TsDoor, 1);

  self->settings = *settings;
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->shaking = g_rc_box_new0 (guint);
  self->conns = g_hash_table_new_full (NULL, NULL,
      (GDestroyNotify) ts_conn_unref, NULL);
  self->visitors = ts_visitors_new (settings->limits, settings->max_clients,
      callbacks->joined, user_data);
  self->regulars = ts_regulars_new (settings->limits->addresses);
  make_halls (self);
  self->finished = g_signal_connect (settings->soup, "request-finished",
      G_CALLBACK (on_answered), NULL);
  return self;
}

void
ts_door_open (TsDoor * self, GPtrArray * sockets)
{
  guint i;

  self->listener = ts_listener_new (self->settings.context, let_in,
      on_no_files, self);
  for (i = 0; i < sockets->len; i++)
    ts_listener_add (self->listener, g_ptr_array_index (sockets, i));
}

void
ts_door_shut (TsDoor * self)
{
  g_clear_pointer (&self->listener, ts_listener_free);
}

static void
close_all (TsDoor * self)
{
  GList *conns = g_hash_table_get_keys (self->conns), *l;

  for (l = conns; l; l = l->next)
    ts_conn_close (l->data);
  g_list_free (conns);
}

static gboolean
on_patience_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* They come back to the context, which somebody has to run. They were told to
 * end, but a thread for that may be waited for: the pool is the process's. */
static void
wait_for_handshakes (TsDoor * self)
{
  gboolean over = FALSE;
  GSource *timer = g_timeout_source_new (HANDSHAKES_END);

  g_source_set_callback (timer, on_patience_over, &over, NULL);
  g_source_attach (timer, self->settings.context);
  while (*self->shaking > 0 && !over)
    g_main_context_iteration (self->settings.context, TRUE);
  g_source_destroy (timer);
  g_source_unref (timer);
}

void
ts_door_free (TsDoor * self)
{
  guint i;

  g_signal_handler_disconnect (self->settings.soup, self->finished);
  ts_door_shut (self);
  close_all (self);
  ts_conn_clear_source (&self->turn);
  wait_for_handshakes (self);
  g_rc_box_release (self->shaking);
  g_hash_table_unref (self->conns);
  ts_visitors_free (self->visitors);
  ts_regulars_free (self->regulars);
  for (i = 0; i < G_N_ELEMENTS (self->halls); i++) {
    ts_turns_free (self->halls[i].places);
    ts_turns_free (self->halls[i].handshakes);
  }
  g_free (self);
}

guint
ts_door_n_connections (TsDoor * self)
{
  return g_hash_table_size (self->conns);
}

guint
ts_door_n_answers (TsDoor * self)
{
  GHashTableIter iter;
  gpointer conn;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->conns);
  while (g_hash_table_iter_next (&iter, &conn, NULL))
    n += ((TsConn *) conn)->state == TS_CONN_ANSWER;
  return n;
}

guint
ts_door_n_clients (TsDoor * self)
{
  return ts_visitors_n_watching (self->visitors);
}
