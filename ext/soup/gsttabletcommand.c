/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gsttabletcommand.h"

/* Nobody presses that many buttons: upstream is stuck. */
#define MAX_WAITING 64

typedef struct
{
  gchar *stream;
  GstStructure *command;        /* NULL = it was given away */
} Job;

struct _GstTabletCommander
{
  GstTabletCommandFunc func;
  gpointer user_data;
  GThread *thread;

  GMutex lock;
  GCond more;
  GQueue jobs;
  gboolean stop;
};

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->command)
    gst_structure_free (job->command);
  g_free (job->stream);
  g_free (job);
}

/* NULL when it is time to go. */
static Job *
next_job (GstTabletCommander * self)
{
  Job *job = NULL;

  g_mutex_lock (&self->lock);
  while (!self->stop && g_queue_is_empty (&self->jobs))
    g_cond_wait (&self->more, &self->lock);
  if (!self->stop)
    job = g_queue_pop_head (&self->jobs);
  g_mutex_unlock (&self->lock);
  return job;
}

static gpointer
run (gpointer data)
{
  GstTabletCommander *self = data;
  Job *job;

  while ((job = next_job (self))) {
    self->func (job->stream, g_steal_pointer (&job->command), self->user_data);
    job_free (job);
  }
  return NULL;
}

GstTabletCommander *
gst_tablet_commander_new (GstTabletCommandFunc func, gpointer user_data)
{
  GstTabletCommander *self = g_new0 (GstTabletCommander, 1);

  self->func = func;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->more);
  g_queue_init (&self->jobs);
  self->thread = g_thread_new ("tablet-commands", run, self);
  return self;
}

void
gst_tablet_commander_free (GstTabletCommander * commander)
{
  g_mutex_lock (&commander->lock);
  commander->stop = TRUE;
  g_cond_signal (&commander->more);
  g_mutex_unlock (&commander->lock);
  g_thread_join (commander->thread);
  g_queue_clear_full (&commander->jobs, job_free);
  g_cond_clear (&commander->more);
  g_mutex_clear (&commander->lock);
  g_free (commander);
}

gboolean
gst_tablet_commander_push (GstTabletCommander * commander,
    const gchar * stream, GstStructure * command)
{
  Job *job = g_new0 (Job, 1);
  gboolean taken;

  job->stream = g_strdup (stream);
  job->command = command;
  g_mutex_lock (&commander->lock);
  taken = g_queue_get_length (&commander->jobs) < MAX_WAITING;
  if (taken) {
    g_queue_push_tail (&commander->jobs, job);
    g_cond_signal (&commander->more);
  }
  g_mutex_unlock (&commander->lock);
  if (!taken)
    job_free (job);
  return taken;
}
