/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ThreadSanitizer and GLib
 *
 * GLib's locks are made of futexes inside a library that is not instrumented:
 * ThreadSanitizer does not see them and reports a race on whatever they guard.
 * Test programs of a -Db_sanitize=thread build link this file. Its symbols
 * come before GLib's for the program, for our plugins and for every library
 * that calls GLib from outside; each function calls the real one and tells
 * ThreadSanitizer in its own words what just happened.
 *
 * Why the real function is called and no pthread object put in its place: GLib
 * calls its own locks directly, past any symbol, so an object that both sides
 * use (a GMutex given to g_cond_wait_until(), a GRecMutex in a type) would be
 * two things at once. The real object stays the only one.
 *
 * Reference counts and queues that live inside the libraries order memory as
 * well. Those that our code calls are annotated here too; for the rest see
 * tsan.supp.
 *
 * Test only. It is never installed and never linked into a plugin.
 */

#include <dlfcn.h>
#include <gst/gst.h>
#include <sanitizer/tsan_interface.h>


#define SHIM __attribute__ ((visibility ("default"), no_sanitize ("thread")))

/* Looked up at the first call: libraries' constructors take locks before
 * those of the program have run. Two threads that look up at once find the
 * same address. */
#define REAL(name) \
  static __typeof__ (&(name)) real_; \
  if (G_UNLIKELY (real_ == NULL)) \
    real_ = (__typeof__ (real_)) dlsym (RTLD_NEXT, G_STRINGIFY (name))

/* GMutex */

SHIM void
g_mutex_lock (GMutex * mutex)
{
  REAL (g_mutex_lock);
  __tsan_mutex_pre_lock (mutex, 0);
  real_ (mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

SHIM gboolean
g_mutex_trylock (GMutex * mutex)
{
  REAL (g_mutex_trylock);
  gboolean locked;

  __tsan_mutex_pre_lock (mutex, __tsan_mutex_try_lock);
  locked = real_ (mutex);
  __tsan_mutex_post_lock (mutex, __tsan_mutex_try_lock |
      (locked ? 0 : __tsan_mutex_try_lock_failed), 0);
  return locked;
}

SHIM void
g_mutex_unlock (GMutex * mutex)
{
  REAL (g_mutex_unlock);
  __tsan_mutex_pre_unlock (mutex, 0);
  real_ (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

SHIM void
g_mutex_clear (GMutex * mutex)
{
  REAL (g_mutex_clear);
  __tsan_mutex_destroy (mutex, __tsan_mutex_not_static);
  real_ (mutex);
}

/* GCond: what it orders is its mutex */

SHIM void
g_cond_wait (GCond * cond, GMutex * mutex)
{
  REAL (g_cond_wait);
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  real_ (cond, mutex);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

SHIM gboolean
g_cond_wait_until (GCond * cond, GMutex * mutex, gint64 end_time)
{
  REAL (g_cond_wait_until);
  gboolean signalled;

  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  signalled = real_ (cond, mutex, end_time);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
  return signalled;
}

/* GRecMutex, thus GST_PAD_STREAM_LOCK and GST_STATE_LOCK */

SHIM void
g_rec_mutex_lock (GRecMutex * mutex)
{
  REAL (g_rec_mutex_lock);
  __tsan_mutex_pre_lock (mutex, __tsan_mutex_write_reentrant);
  real_ (mutex);
  __tsan_mutex_post_lock (mutex, __tsan_mutex_write_reentrant, 1);
}

SHIM gboolean
g_rec_mutex_trylock (GRecMutex * mutex)
{
  REAL (g_rec_mutex_trylock);
  const unsigned flags = __tsan_mutex_write_reentrant | __tsan_mutex_try_lock;
  gboolean locked;

  __tsan_mutex_pre_lock (mutex, flags);
  locked = real_ (mutex);
  __tsan_mutex_post_lock (mutex,
      flags | (locked ? 0 : __tsan_mutex_try_lock_failed), 1);
  return locked;
}

SHIM void
g_rec_mutex_unlock (GRecMutex * mutex)
{
  REAL (g_rec_mutex_unlock);
  __tsan_mutex_pre_unlock (mutex, 0);
  real_ (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

SHIM void
g_rec_mutex_clear (GRecMutex * mutex)
{
  REAL (g_rec_mutex_clear);
  __tsan_mutex_destroy (mutex, __tsan_mutex_not_static);
  real_ (mutex);
}

/* GRWLock */

SHIM void
g_rw_lock_writer_lock (GRWLock * lock)
{
  REAL (g_rw_lock_writer_lock);
  __tsan_mutex_pre_lock (lock, 0);
  real_ (lock);
  __tsan_mutex_post_lock (lock, 0, 0);
}

SHIM gboolean
g_rw_lock_writer_trylock (GRWLock * lock)
{
  REAL (g_rw_lock_writer_trylock);
  gboolean locked;

  __tsan_mutex_pre_lock (lock, __tsan_mutex_try_lock);
  locked = real_ (lock);
  __tsan_mutex_post_lock (lock, __tsan_mutex_try_lock |
      (locked ? 0 : __tsan_mutex_try_lock_failed), 0);
  return locked;
}

SHIM void
g_rw_lock_writer_unlock (GRWLock * lock)
{
  REAL (g_rw_lock_writer_unlock);
  __tsan_mutex_pre_unlock (lock, 0);
  real_ (lock);
  __tsan_mutex_post_unlock (lock, 0);
}

SHIM void
g_rw_lock_reader_lock (GRWLock * lock)
{
  REAL (g_rw_lock_reader_lock);
  __tsan_mutex_pre_lock (lock, __tsan_mutex_read_lock);
  real_ (lock);
  __tsan_mutex_post_lock (lock, __tsan_mutex_read_lock, 0);
}

SHIM gboolean
g_rw_lock_reader_trylock (GRWLock * lock)
{
  REAL (g_rw_lock_reader_trylock);
  const unsigned flags = __tsan_mutex_read_lock | __tsan_mutex_try_lock;
  gboolean locked;

  __tsan_mutex_pre_lock (lock, flags);
  locked = real_ (lock);
  __tsan_mutex_post_lock (lock,
      flags | (locked ? 0 : __tsan_mutex_try_lock_failed), 0);
  return locked;
}

SHIM void
g_rw_lock_reader_unlock (GRWLock * lock)
{
  REAL (g_rw_lock_reader_unlock);
  __tsan_mutex_pre_unlock (lock, __tsan_mutex_read_lock);
  real_ (lock);
  __tsan_mutex_post_unlock (lock, __tsan_mutex_read_lock);
}

SHIM void
g_rw_lock_clear (GRWLock * lock)
{
  REAL (g_rw_lock_clear);
  __tsan_mutex_destroy (lock, __tsan_mutex_not_static);
  real_ (lock);
}

/* g_once_init: both are macros round these functions. What was initialised
 * happened before whoever finds it so. */

#undef g_once_init_enter
#undef g_once_init_leave

SHIM gboolean
g_once_init_enter (volatile void *location)
{
  REAL (g_once_init_enter);
  gboolean mine = real_ (location);

  if (!mine)
    __tsan_acquire ((void *) location);
  return mine;
}

SHIM void
g_once_init_leave (volatile void *location, gsize result)
{
  REAL (g_once_init_leave);
  __tsan_release ((void *) location);
  real_ (location, result);
}

/* GAsyncQueue, which GstHarness keeps its buffers and events in */

SHIM void
g_async_queue_push (GAsyncQueue * queue, gpointer data)
{
  REAL (g_async_queue_push);
  __tsan_release (queue);
  real_ (queue, data);
}

SHIM void
g_async_queue_push_front (GAsyncQueue * queue, gpointer data)
{
  REAL (g_async_queue_push_front);
  __tsan_release (queue);
  real_ (queue, data);
}

SHIM gpointer
g_async_queue_pop (GAsyncQueue * queue)
{
  REAL (g_async_queue_pop);
  gpointer data = real_ (queue);

  __tsan_acquire (queue);
  return data;
}

SHIM gpointer
g_async_queue_try_pop (GAsyncQueue * queue)
{
  REAL (g_async_queue_try_pop);
  gpointer data = real_ (queue);

  __tsan_acquire (queue);
  return data;
}

SHIM gpointer
g_async_queue_timeout_pop (GAsyncQueue * queue, guint64 timeout)
{
  REAL (g_async_queue_timeout_pop);
  gpointer data = real_ (queue, timeout);

  __tsan_acquire (queue);
  return data;
}

/* Dropping a reference is an atomic operation that both releases and acquires:
 * all that was done through any reference happened before the last one goes. */

SHIM void
g_object_unref (gpointer object)
{
  REAL (g_object_unref);
  __tsan_acquire (object);
  __tsan_release (object);
  real_ (object);
}

SHIM void
gst_object_unref (gpointer object)
{
  REAL (gst_object_unref);
  __tsan_acquire (object);
  __tsan_release (object);
  real_ (object);
}

SHIM void
gst_mini_object_unref (GstMiniObject * object)
{
  REAL (gst_mini_object_unref);
  __tsan_acquire (object);
  __tsan_release (object);
  real_ (object);
}

/* A buffer that comes out of a pool was given back before that. */

SHIM GstFlowReturn
gst_buffer_pool_acquire_buffer (GstBufferPool * pool, GstBuffer ** buffer,
    GstBufferPoolAcquireParams * params)
{
  REAL (gst_buffer_pool_acquire_buffer);
  GstFlowReturn ret = real_ (pool, buffer, params);

  __tsan_acquire (pool);
  return ret;
}

SHIM void
gst_buffer_pool_release_buffer (GstBufferPool * pool, GstBuffer * buffer)
{
  REAL (gst_buffer_pool_release_buffer);
  __tsan_release (pool);
  real_ (pool, buffer);
}

/* A clock id that another thread was the last to use: its reference count,
 * inside GStreamer, has ordered that use and this end. */
void AnnotateIgnoreWritesBegin (const char *file, int line);
void AnnotateIgnoreWritesEnd (const char *file, int line);

SHIM void
gst_clock_id_unref (GstClockID id)
{
  REAL (gst_clock_id_unref);

  AnnotateIgnoreWritesBegin (__FILE__, __LINE__);
  real_ (id);
  AnnotateIgnoreWritesEnd (__FILE__, __LINE__);
}
