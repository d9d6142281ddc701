/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * The action signals: what an application tells the main output.
 */
#include "gstreverseplay-private.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* Ends an action: says what happened; TRUE when it was not refused. */
static gboolean
finish_action (GstReversePlay * self, gchar * refused)
{
  gst_reverse_play_deliver (self);
  if (!refused)
    return TRUE;
  GST_INFO_OBJECT (self, "refused: %s", refused);
  g_free (refused);
  return FALSE;
}

static guint
action_take_start (GstReversePlay * self, const gchar * name)
{
  gchar *refused;
  guint id = 0;

  if (name && !g_utf8_validate (name, -1, NULL)) {
    GST_WARNING_OBJECT (self, "the name is not UTF-8");
    return 0;
  }
  g_mutex_lock (&self->lock);
  refused = gst_reverse_play_roll_locked (self, name, 0, &id);
  g_mutex_unlock (&self->lock);
  return finish_action (self, refused) ? id : 0;
}

static guint
action_take_stop (GstReversePlay * self)
{
  gchar *refused;
  guint id = 0;

  g_mutex_lock (&self->lock);
  refused = gst_reverse_play_cut_locked (self, &id);
  g_mutex_unlock (&self->lock);
  return finish_action (self, refused) ? id : 0;
}

static gboolean
action_play (GstReversePlay * self, guint take,
    GstReversePlayDirection direction)
{
  gchar *refused;

  g_mutex_lock (&self->lock);
  refused = gst_reverse_play_play_locked (self->main, take,
      direction == GST_REVERSE_PLAY_DIRECTION_REVERSE ? -1 : 1, 0.0,
      RP_TIME_NONE);
  g_mutex_unlock (&self->lock);
  return finish_action (self, refused);
}

static void
action_live (GstReversePlay * self)
{
  g_mutex_lock (&self->lock);
  gst_reverse_play_go_live_locked (self->main);
  g_mutex_unlock (&self->lock);
  finish_action (self, NULL);
}

static void
action_pause (GstReversePlay * self)
{
  gchar *refused;

  g_mutex_lock (&self->lock);
  refused = gst_reverse_play_pause_locked (self->main);
  g_mutex_unlock (&self->lock);
  finish_action (self, refused);
}

static void
action_resume (GstReversePlay * self)
{
  gchar *refused;

  g_mutex_lock (&self->lock);
  refused = gst_reverse_play_resume_locked (self->main);
  g_mutex_unlock (&self->lock);
  finish_action (self, refused);
}

static void
action_step (GstReversePlay * self, gint frames)
{
  gchar *refused;

  g_mutex_lock (&self->lock);
  refused = gst_reverse_play_step_locked (self->main, frames);
  g_mutex_unlock (&self->lock);
  finish_action (self, refused);
}

static gboolean
action_seek (GstReversePlay * self, guint64 position)
{
  gchar *refused;

  g_mutex_lock (&self->lock);
  refused = gst_reverse_play_seek_locked (self->main, position);
  g_mutex_unlock (&self->lock);
  return finish_action (self, refused);
}

static void
install_action (GObjectClass * klass, const gchar * name,
    GCallback handler, GType returns, guint n_params, GType first, GType second)
{
  g_signal_new_class_handler (name,
      G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, handler,
      NULL, NULL, NULL, returns, n_params, first, second);
}

/**
 * GstReversePlay::take-start:
 * @name: (nullable): the take's name; NULL = "Take N"
 *
 * Starts a take with the next frame that arrives.
 *
 * Returns: the take's id, 0 when it was refused
 */
/**
 * GstReversePlay::take-stop:
 *
 * Ends the rolling take with the last frame that arrived, and shows what
 * after-take says.
 *
 * Returns: the take's id, 0 when none is rolling
 */
/**
 * GstReversePlay::play:
 * @take: a take's id, 0 = the latest
 * @direction: reverse or forward
 *
 * Returns: FALSE when there is no such take
 */
/**
 * GstReversePlay::seek:
 * @position: ns from the take's start
 *
 * Returns: FALSE when no take is under review
 */
void
gst_reverse_play_install_actions (GObjectClass * klass)
{
  install_action (klass, "take-start",
      G_CALLBACK (action_take_start), G_TYPE_UINT, 1, G_TYPE_STRING,
      G_TYPE_NONE);
  install_action (klass, "take-stop",
      G_CALLBACK (action_take_stop), G_TYPE_UINT, 0, G_TYPE_NONE, G_TYPE_NONE);
  install_action (klass, "play", G_CALLBACK (action_play),
      G_TYPE_BOOLEAN, 2, G_TYPE_UINT, GST_TYPE_REVERSE_PLAY_DIRECTION);
  install_action (klass, "live", G_CALLBACK (action_live),
      G_TYPE_NONE, 0, G_TYPE_NONE, G_TYPE_NONE);
  install_action (klass, "pause", G_CALLBACK (action_pause),
      G_TYPE_NONE, 0, G_TYPE_NONE, G_TYPE_NONE);
  install_action (klass, "resume", G_CALLBACK (action_resume),
      G_TYPE_NONE, 0, G_TYPE_NONE, G_TYPE_NONE);
  install_action (klass, "step", G_CALLBACK (action_step),
      G_TYPE_NONE, 1, G_TYPE_INT, G_TYPE_NONE);
  install_action (klass, "seek", G_CALLBACK (action_seek),
      G_TYPE_BOOLEAN, 1, G_TYPE_UINT64, G_TYPE_NONE);
}
