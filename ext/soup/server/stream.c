/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "stream.h"

#include <string.h>

/* Then somebody else has a turn: libsoup reads until nothing is left. */
#define TURN 16384

struct _TsStream
{
  GIOStream parent;
  GIOStream *base;
  GSocket *socket;
  GInputStream *input;
  GOutputStream *output;
  TsStreamClosed closed;
  TsStreamExceeded exceeded;
  gpointer user_data;

  GByteArray *first;
  gsize first_read;
  gboolean metered, stopped;
  TsMeter meter;
  gsize turn;                   /* bytes read in this one */
  gboolean more;                /* there may be some that wake nobody up */
  guint64 written;
};

G_DEFINE_FINAL_TYPE (TsStream, ts_stream, G_TYPE_IO_STREAM);

/* --- reading --------------------------------------------------------------- */

#define TS_TYPE_INPUT (ts_input_get_type ())
G_DECLARE_FINAL_TYPE (TsInput, ts_input, TS, INPUT, GInputStream);
struct _TsInput
{
  GInputStream parent;
  TsStream *stream;             /* NULL = it is gone */
};

static void ts_input_pollable_init (GPollableInputStreamInterface * iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TsInput, ts_input, G_TYPE_INPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
        ts_input_pollable_init));

static gssize
would_block (GError ** error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
      "nothing to read yet");
  return -1;
}

static gssize
read_first (TsStream * stream, void *buffer, gsize count)
{
  gsize n = MIN (count, stream->first->len - stream->first_read);

  memcpy (buffer, stream->first->data + stream->first_read, n);
  stream->first_read += n;
  if (stream->first_read == stream->first->len)
    g_clear_pointer (&stream->first, g_byte_array_unref);
  return (gssize) n;
}

static gssize
read_base (TsStream * stream, void *buffer, gsize count, GError ** error)
{
  GInputStream *base = g_io_stream_get_input_stream (stream->base);
  gssize n;

  if (stream->turn >= TURN) {
    stream->turn = 0;
    stream->more = TRUE;
    return would_block (error);
  }
  n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (base),
      buffer, count, NULL, error);
  if (n > 0)
    stream->turn += (gsize) n;
  else
    stream->turn = 0;
  /* The rest of a record is in TLS and no longer in the socket. */
  stream->more = n > 0 && (gsize) n == count;
  return n;
}

static gssize
ts_input_read_nonblocking (GPollableInputStream * pollable, void *buffer,
    gsize count, GError ** error)
{
  TsStream *stream = TS_INPUT (pollable)->stream;
  TsMeterResult result = TS_METER_GOOD;
  gssize n;

  if (!stream)
    return 0;
  /* For libsoup that is the end, so that it closes; we throw away the rest. */
  if (stream->stopped)
    return 0;
  if (stream->first)
    n = read_first (stream, buffer, count);
  else
    n = read_base (stream, buffer, count, error);
  if (n > 0 && stream->metered)
    result = ts_meter_feed (&stream->meter, buffer, (gsize) n,
        g_get_monotonic_time ());
  if (result == TS_METER_GOOD)
    return n;

  stream->stopped = TRUE;
  stream->exceeded (result, stream->user_data);
  return 0;
}

static gboolean
ts_input_is_readable (GPollableInputStream * pollable)
{
  TsStream *stream = TS_INPUT (pollable)->stream;

  if (!stream || stream->first || stream->more)
    return TRUE;
  return stream->stopped
      || g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM
      (g_io_stream_get_input_stream (stream->base)));
}

static GSource *
ts_input_create_source (GPollableInputStream * pollable,
    GCancellable * cancellable)
{
  TsStream *stream = TS_INPUT (pollable)->stream;
  GSource *child, *source;

  if (!stream || stream->first || stream->more || stream->stopped)
    child = g_timeout_source_new (0);
  else
    child = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM
        (g_io_stream_get_input_stream (stream->base)), NULL);
  source = g_pollable_source_new_full (pollable, child, cancellable);
  g_source_unref (child);
  return source;
}

static void
ts_input_pollable_init (GPollableInputStreamInterface * iface)
{
  iface->is_readable = ts_input_is_readable;
  iface->create_source = ts_input_create_source;
  iface->read_nonblocking = ts_input_read_nonblocking;
}

/* Nobody reads from it in another way. */
static gssize
ts_input_read (GInputStream * input, void *buffer, gsize count,
    GCancellable * cancellable, GError ** error)
{
  (void) cancellable;
  return ts_input_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), buffer,
      count, error);
}

static void
ts_input_init (TsInput * self)
{
  (void) self;
}

static void
ts_input_class_init (TsInputClass * klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = ts_input_read;
}

/* --- writing --------------------------------------------------------------- */

#define TS_TYPE_OUTPUT (ts_output_get_type ())
G_DECLARE_FINAL_TYPE (TsOutput, ts_output, TS, OUTPUT, GOutputStream);
struct _TsOutput
{
  GOutputStream parent;
  TsStream *stream;             /* NULL = it is gone */
};

static void ts_output_pollable_init (GPollableOutputStreamInterface * iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TsOutput, ts_output, G_TYPE_OUTPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
        ts_output_pollable_init));

static GPollableOutputStream *
base_output (TsStream * stream)
{
  return G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream
      (stream->base));
}

static gssize
ts_output_write_nonblocking (GPollableOutputStream * pollable,
    const void *buffer, gsize count, GError ** error)
{
  TsStream *stream = TS_OUTPUT (pollable)->stream;
  gssize n;

  if (!stream) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "closed");
    return -1;
  }
  n = g_pollable_output_stream_write_nonblocking (base_output (stream), buffer,
      count, NULL, error);
  if (n > 0)
    stream->written += (guint64) n;
  return n;
}

static gboolean
ts_output_is_writable (GPollableOutputStream * pollable)
{
  TsStream *stream = TS_OUTPUT (pollable)->stream;

  return !stream || g_pollable_output_stream_is_writable (base_output (stream));
}

static GSource *
ts_output_create_source (GPollableOutputStream * pollable,
    GCancellable * cancellable)
{
  TsStream *stream = TS_OUTPUT (pollable)->stream;
  GSource *child, *source;

  child = stream ? g_pollable_output_stream_create_source (base_output (stream),
      NULL)
      : g_timeout_source_new (0);
  source = g_pollable_source_new_full (pollable, child, cancellable);
  g_source_unref (child);
  return source;
}

static void
ts_output_pollable_init (GPollableOutputStreamInterface * iface)
{
  iface->is_writable = ts_output_is_writable;
  iface->create_source = ts_output_create_source;
  iface->write_nonblocking = ts_output_write_nonblocking;
}

static gssize
ts_output_write (GOutputStream * output, const void *buffer, gsize count,
    GCancellable * cancellable, GError ** error)
{
  (void) cancellable;
  return ts_output_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), buffer,
      count, error);
}

static void
ts_output_init (TsOutput * self)
{
  (void) self;
}

static void
ts_output_class_init (TsOutputClass * klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = ts_output_write;
}

/* --- both ------------------------------------------------------------------ */

static GInputStream *
ts_stream_get_input (GIOStream * stream)
{
  return TS_STREAM (stream)->input;
}

static GOutputStream *
ts_stream_get_output (GIOStream * stream)
{
  return TS_STREAM (stream)->output;
}

static gboolean
ts_stream_close (GIOStream * stream, GCancellable * cancellable,
    GError ** error)
{
  TsStream *self = TS_STREAM (stream);
  TsStreamClosed closed = self->closed;

  (void) cancellable;
  (void) error;
  self->closed = NULL;
  /* What comes now is not for libsoup. */
  TS_INPUT (self->input)->stream = NULL;
  TS_OUTPUT (self->output)->stream = NULL;
  if (closed)
    closed (self->user_data);
  return TRUE;
}

/* The one of GIOStream would call the other in another thread. */
static void
ts_stream_close_async (GIOStream * stream, int priority,
    GCancellable * cancellable, GAsyncReadyCallback callback,
    gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_priority (task, priority);
  ts_stream_close (stream, NULL, NULL);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
ts_stream_close_finish (GIOStream * stream, GAsyncResult * result,
    GError ** error)
{
  (void) stream;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ts_stream_finalize (GObject * object)
{
  TsStream *self = TS_STREAM (object);

  /* Libsoup's sources may hold these for a little longer. */
  TS_INPUT (self->input)->stream = NULL;
  TS_OUTPUT (self->output)->stream = NULL;
  g_object_unref (self->input);
  g_object_unref (self->output);
  g_object_unref (self->base);
  g_object_unref (self->socket);
  g_clear_pointer (&self->first, g_byte_array_unref);
  G_OBJECT_CLASS (ts_stream_parent_class)->finalize (object);
}

static void
ts_stream_init (TsStream * self)
{
  self->input = g_object_new (TS_TYPE_INPUT, NULL);
  self->output = g_object_new (TS_TYPE_OUTPUT, NULL);
  TS_INPUT (self->input)->stream = self;
  TS_OUTPUT (self->output)->stream = self;
}

static void
ts_stream_class_init (TsStreamClass * klass)
{
  GIOStreamClass *io_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ts_stream_finalize;
  io_class->get_input_stream = ts_stream_get_input;
  io_class->get_output_stream = ts_stream_get_output;
  io_class->close_fn = ts_stream_close;
  io_class->close_async = ts_stream_close_async;
  io_class->close_finish = ts_stream_close_finish;
}

TsStream *
ts_stream_new (GIOStream * base, GSocket * socket, TsStreamClosed closed,
    gpointer user_data)
{
  TsStream *self = g_object_new (TS_TYPE_STREAM, NULL);

  self->base = g_object_ref (base);
  self->socket = g_object_ref (socket);
  self->closed = closed;
  self->user_data = user_data;
  return self;
}

void
ts_stream_set_first (TsStream * self, GByteArray * first)
{
  self->first_read = 0;
  self->first = first;
  if (first->len == 0)
    g_clear_pointer (&self->first, g_byte_array_unref);
}

void
ts_stream_set_meter (TsStream * self, const TsMeterLimits * limits,
    TsStreamExceeded exceeded)
{
  ts_meter_init (&self->meter, limits, g_get_monotonic_time ());
  self->exceeded = exceeded;
  self->metered = TRUE;
}

guint64
ts_stream_get_written (TsStream * self)
{
  return self->written;
}

GSocket *
ts_stream_get_socket (TsStream * self)
{
  return self->socket;
}
