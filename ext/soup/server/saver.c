/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "saver.h"

#include "state-file.h"

struct _TsSaver
{
  gint refs;                    /* atomic */
  gchar *path;
  GMutex lock;
  GCond cond;
  gboolean busy;                /* there is a thread */
  gchar *next;
  GError *error;
};

static void
saver_unref (TsSaver * self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self->next);
  g_free (self->path);
  g_free (self);
}

TsSaver *
ts_saver_new (const gchar * path)
{
  TsSaver *self = g_new0 (TsSaver, 1);

  self->refs = 1;
  self->path = g_strdup (path);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

void
ts_saver_free (TsSaver * self)
{
  saver_unref (self);
}

static void
save_next (TsSaver * self)
{
  gchar *text = g_steal_pointer (&self->next);
  GError *error = NULL;

  g_mutex_unlock (&self->lock);
  ts_state_file_save (self->path, text, &error);
  g_free (text);
  g_mutex_lock (&self->lock);
  g_clear_error (&self->error);
  self->error = error;
}

static gpointer
run (gpointer data)
{
  TsSaver *self = data;

  g_mutex_lock (&self->lock);
  while (self->next)
    save_next (self);
  self->busy = FALSE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  saver_unref (self);
  return NULL;
}

void
ts_saver_save (TsSaver * self, const gchar * text)
{
  gboolean idle;

  g_mutex_lock (&self->lock);
  g_free (self->next);
  self->next = g_strdup (text);
  idle = !self->busy;
  self->busy = TRUE;
  g_mutex_unlock (&self->lock);
  if (!idle)
    return;
  g_atomic_int_inc (&self->refs);
  g_thread_unref (g_thread_new ("tabletsink-save", run, self));
}

GError *
ts_saver_take_error (TsSaver * self)
{
  GError *error;

  g_mutex_lock (&self->lock);
  error = g_steal_pointer (&self->error);
  g_mutex_unlock (&self->lock);
  return error;
}

gboolean
ts_saver_wait (TsSaver * self, guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;
  gboolean idle;

  g_mutex_lock (&self->lock);
  while (self->busy && g_cond_wait_until (&self->cond, &self->lock, until));
  idle = !self->busy;
  g_mutex_unlock (&self->lock);
  return idle;
}
