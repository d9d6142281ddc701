/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "terminal.h"

#define PATIENCE 3

/* A terminal that closes sends SIGHUP, and so does the shell in it: that is
 * one wish, not two. */
#define SAME_WISH_MS 250

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

static int wake_up[2];
static volatile sig_atomic_t count;
static gint64 last_ms;
static InterruptFunc callback;
static gpointer callback_data;

static void
handle (int signum, void (*handler) (int))
{
  struct sigaction action;

  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset (&action.sa_mask);
  sigaction (signum, &action, NULL);
}

static gboolean
is_repetition (void)
{
  struct timespec now;
  gint64 ms, before = last_ms;

  clock_gettime (CLOCK_MONOTONIC, &now);
  ms = (gint64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
  last_ms = ms;
  return count > 0 && ms - before < SAME_WISH_MS;
}

static void
on_signal (int signum)
{
  int error = errno;
  unsigned char byte = (unsigned char) signum;

  if (is_repetition ()) {
    errno = error;
    return;
  }
  if (++count >= PATIENCE) {
    terminal_restore ();
    handle (signum, SIG_DFL);
    raise (signum);
  }
  /* A full pipe has enough in it to wake the loop up. */
  while (write (wake_up[1], &byte, 1) < 0 && errno == EINTR);
  errno = error;
}

static gboolean
on_wake_up (gint fd, GIOCondition condition, gpointer user_data)
{
  unsigned char byte;

  (void) condition;
  (void) user_data;
  if (read (fd, &byte, 1) == 1)
    callback (byte, callback_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_ignored (int signum)
{
  struct sigaction action;

  return sigaction (signum, NULL, &action) == 0
      && !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN;
}

void
interrupt_watch (InterruptFunc func, gpointer user_data)
{
  gsize i;

  callback = func;
  callback_data = user_data;
  if (!g_unix_open_pipe (wake_up, FD_CLOEXEC, NULL))
    return;
  g_unix_set_fd_nonblocking (wake_up[0], TRUE, NULL);
  g_unix_set_fd_nonblocking (wake_up[1], TRUE, NULL);
  g_unix_fd_add_full (G_PRIORITY_HIGH, wake_up[0], G_IO_IN, on_wake_up, NULL,
      NULL);

  for (i = 0; i < G_N_ELEMENTS (signals); i++) {
    /* nohup means it, and so does a shell that starts a job in the
     * background. */
    if (signals[i] == SIGTERM || !is_ignored (signals[i]))
      handle (signals[i], on_signal);
  }
}

void
interrupt_unwatch (void)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (signals); i++) {
    if (!is_ignored (signals[i]))
      handle (signals[i], SIG_DFL);
  }
}
