/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "terminal.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

/* A lone Escape is told from the first byte of an arrow by what follows
 * within this time. Slow lines need more than a local terminal would. */
#define ESCAPE_TIMEOUT_MS 100

/* How soon the keys work after "fg", when nothing else tells us. */
#define FOREGROUND_POLL_MS 500

struct _Terminal
{
  KeyDecoder decoder;
  gboolean is_terminal;
  guint read_source;
  guint escape_source;
  guint foreground_source;
};

/* Signal handlers read these. */
static struct termios found;
static volatile sig_atomic_t taken;

static const int crash_signals[] = { SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS,
  SIGFPE, SIGSEGV
};

static gboolean
in_foreground (void)
{
  pid_t group = tcgetpgrp (STDIN_FILENO);

  /* A terminal that is nobody's controlling terminal has no background. */
  return group == getpgrp () || (group == -1 && errno == ENOTTY);
}

/* tcsetattr() from the background would stop the process, and a shell may
 * have put it there since in_foreground() looked. */
static void
set_attributes (const struct termios *attributes)
{
  sigset_t block, before;

  sigemptyset (&block);
  sigaddset (&block, SIGTTOU);
  pthread_sigmask (SIG_BLOCK, &block, &before);
  tcsetattr (STDIN_FILENO, TCSANOW, attributes);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
}

static void
take (void)
{
  struct termios raw;

  if (!in_foreground ())
    return;
  /* What is found while it is ours already is our own doing. */
  if (!taken && tcgetattr (STDIN_FILENO, &found) != 0)
    return;

  raw = found;
  /* Signals stay on, so that Ctrl-C and Ctrl-Z do what they always do. */
  raw.c_lflag &= ~(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  taken = 1;
  set_attributes (&raw);
}

void
terminal_restore (void)
{
  if (!taken)
    return;
  taken = 0;
  /* In the background it is another process that has set it up. */
  if (in_foreground ())
    set_attributes (&found);
}

static void
handle (int signum, void (*handler) (int), int flags)
{
  struct sigaction action;

  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset (&action.sa_mask);
  sigaction (signum, &action, NULL);
}

static gboolean
has_default_handler (int signum)
{
  struct sigaction action;

  return sigaction (signum, NULL, &action) == 0
      && !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_DFL;
}

static void
on_crash (int signum)
{
  terminal_restore ();
  raise (signum);
}

static void
on_stop (int signum)
{
  int error = errno;

  terminal_restore ();
  handle (signum, SIG_DFL, 0);
  raise (signum);
  errno = error;
  /* The process stops when this returns and the signal is let through;
   * on_continue() is the next that runs. */
}

static void
on_continue (int signum)
{
  int error = errno;

  (void) signum;
  handle (SIGTSTP, on_stop, SA_RESTART);
  take ();
  errno = error;
}

static void
handle_signals (void)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (crash_signals); i++) {
    /* A sanitizer's or a debugger's handler has more to say. */
    if (has_default_handler (crash_signals[i]))
      handle (crash_signals[i], on_crash, SA_RESETHAND | SA_NODEFER);
  }
  /* Where there is no job control, nobody could continue what stops. */
  if (has_default_handler (SIGTSTP)) {
    handle (SIGTSTP, on_stop, SA_RESTART);
    handle (SIGCONT, on_continue, SA_RESTART);
  }
}

static gboolean
on_escape_timeout (gpointer user_data)
{
  Terminal *self = user_data;

  self->escape_source = 0;
  key_decoder_timeout (&self->decoder);
  return G_SOURCE_REMOVE;
}

static void
feed (Terminal * self, const gchar * bytes, gsize size)
{
  g_clear_handle_id (&self->escape_source, g_source_remove);
  key_decoder_feed (&self->decoder, bytes, size);
  if (key_decoder_is_waiting (&self->decoder))
    self->escape_source = g_timeout_add (ESCAPE_TIMEOUT_MS,
        on_escape_timeout, self);
}

static gboolean on_foreground_poll (gpointer user_data);

static gboolean
on_readable (gint fd, GIOCondition condition, gpointer user_data)
{
  Terminal *self = user_data;
  gchar bytes[64];
  gssize size;

  (void) condition;
  if (self->is_terminal && !in_foreground ()) {
    /* Reading now would stop the process. */
    self->read_source = 0;
    self->foreground_source = g_timeout_add (FOREGROUND_POLL_MS,
        on_foreground_poll, self);
    return G_SOURCE_REMOVE;
  }

  size = read (fd, bytes, sizeof (bytes));
  if (size > 0) {
    feed (self, bytes, size);
    return G_SOURCE_CONTINUE;
  }
  if (size < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;

  self->read_source = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
on_foreground_poll (gpointer user_data)
{
  Terminal *self = user_data;

  if (!in_foreground ())
    return G_SOURCE_CONTINUE;

  self->foreground_source = 0;
  take ();
  self->read_source = g_unix_fd_add (STDIN_FILENO,
      G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);
  return G_SOURCE_REMOVE;
}

Terminal *
terminal_open (KeyFunc func, gpointer user_data)
{
  Terminal *self = g_new0 (Terminal, 1);

  key_decoder_init (&self->decoder, func, user_data);
  self->is_terminal = isatty (STDIN_FILENO);
  if (self->is_terminal) {
    handle_signals ();
    /* Also for a library that calls exit(). */
    atexit (terminal_restore);
    take ();
  }
  return self;
}

void
terminal_listen (Terminal * self)
{
  if (self->read_source || self->foreground_source)
    return;
  if (self->is_terminal && !in_foreground ())
    self->foreground_source = g_timeout_add (FOREGROUND_POLL_MS,
        on_foreground_poll, self);
  else
    self->read_source = g_unix_fd_add (STDIN_FILENO,
        G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);
}

void
terminal_close (Terminal * self)
{
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_handle_id (&self->escape_source, g_source_remove);
  g_clear_handle_id (&self->foreground_source, g_source_remove);
  terminal_restore ();
  g_free (self);
}
