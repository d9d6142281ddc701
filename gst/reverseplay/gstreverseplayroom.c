/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstreverseplay-private.h"

#include "sysmemory.h"

#define GST_CAT_DEFAULT gst_reverse_play_debug

/* What may be held beside the history: frames on their way from upstream, and
 * to downstream. */
#define FRAMES_IN_FLIGHT 6
/* Idle frames that a fresh history keeps before it touches cold memory, beside
 * those that wait for an output. */
#define COLD_IDLE_FRAMES 8
/* So far apart the streams of a file may come. */
#define FILE_SKEW (4 * GST_SECOND)
/* How long before a take is lost it is said. */
#define WARN_AHEAD (10 * GST_SECOND)
/* A source that is not live waits for memory as it does for the outputs. */
#define TOUCH_AHEAD (G_GUINT64_CONSTANT (256) << 20)
/* What a frame costs beside its payload (buffer, memory, metas, records), and
 * how much of that is not counted. */
#define FRAME_OVERHEAD 800
/* What the element costs however little it holds. A history that is not much
 * more than that is not trimmed for it. */
#define HEAP_ONCE (2 << 20)
#define SMALL_HISTORY (G_GUINT64_CONSTANT (64) << 20)
#define FREE_OVERHEAD(max_bytes) ((max_bytes) / 256 + (1 << 20))
#define FALLBACK_BUDGET (G_GUINT64_CONSTANT (1) << 30)

/* What elements of this process were promised. Memory is promised at the start
 * and touched later, so the system does not know of it yet. Its lock is taken
 * before an element's. */
static GMutex promises_lock;
static GPtrArray *promises;

static guint64
promised_and_not_touched (GstReversePlay * self)
{
  guint64 bytes, touched = 0;

  g_mutex_lock (&self->lock);
  bytes = MIN (self->max_bytes, self->touch_bytes);
  if (self->allocator)
    touched = rp_arena_ready_bytes (gst_reverse_play_allocator_arena
        (self->allocator));
  g_mutex_unlock (&self->lock);
  return bytes - MIN (bytes, touched);
}

static guint64
available_beside_promises (void)
{
  guint64 available = rp_memory_available ();
  guint i;

  for (i = 0; promises && i < promises->len; i++) {
    guint64 promised = promised_and_not_touched (g_ptr_array_index (promises,
            i));

    available -= MIN (available, promised);
  }
  return available;
}

static void
promise (GstReversePlay * self, guint64 bytes, guint64 touch)
{
  if (!promises)
    promises = g_ptr_array_new ();
  g_ptr_array_add (promises, self);
  g_mutex_lock (&self->lock);
  self->max_bytes = bytes;
  self->touch_bytes = touch;
  g_mutex_unlock (&self->lock);
}

void
gst_reverse_play_give_back_budget (GstReversePlay * self)
{
  g_mutex_lock (&promises_lock);
  g_ptr_array_remove (promises, self);
  if (promises->len == 0)
    g_clear_pointer (&promises, g_ptr_array_unref);
  g_mutex_unlock (&promises_lock);
}

guint64
gst_reverse_play_take_budget (GstReversePlay * self)
{
  guint64 wanted, bytes, available, touch = G_MAXUINT64;

  GST_OBJECT_LOCK (self);
  wanted = bytes = self->max_size_bytes;
  GST_OBJECT_UNLOCK (self);

  g_mutex_lock (&promises_lock);
  available = available_beside_promises ();
  if (bytes == 0)
    bytes = available ? available / 2 : FALLBACK_BUDGET;
  /* Touching more than there is would have the system end the process. */
  if (available && bytes > available)
    touch = available / 10 * 9;
  promise (self, bytes, touch);
  g_mutex_unlock (&promises_lock);

  if (touch != G_MAXUINT64)
    GST_ELEMENT_WARNING (self, RESOURCE, SETTINGS,
        ("max-size-bytes is %" G_GUINT64_FORMAT ", but only %" G_GUINT64_FORMAT
            " bytes of memory are available. Set it to less, or the system "
            "may end the program in the middle of a take.", wanted,
            available), (NULL));
  return bytes;
}

void
gst_reverse_play_touch_ahead_locked (GstReversePlay * self)
{
  RpArena *arena;
  guint64 touch = self->touch_bytes;

  if (!self->allocator)
    return;
  arena = gst_reverse_play_allocator_arena (self->allocator);
  if (!self->upstream_live)
    touch = MIN (touch, rp_arena_used_bytes (arena) + TOUCH_AHEAD);
  rp_arena_limit_touch (arena, touch);
}

/* The arena: the history and what is in flight beside it. All in all no more
 * than 1 % and 8 frames beyond max-size-bytes; where frames are small, what
 * each of them costs on the heap is taken off again. */
static guint64
arena_limit (guint64 max_bytes, guint64 frame_bytes)
{
  guint64 beside = max_bytes / 400 + FRAMES_IN_FLIGHT * frame_bytes;
  guint64 allowed = max_bytes / 100 + 8 * frame_bytes;
  guint64 expected;

  if (frame_bytes == 0 || max_bytes < SMALL_HISTORY)
    return max_bytes + beside;
  expected = beside + max_bytes / frame_bytes * FRAME_OVERHEAD + HEAP_ONCE;
  if (expected <= allowed)
    return max_bytes + beside;
  return max_bytes + beside - MIN (expected - allowed, max_bytes / 64);
}

gboolean
gst_reverse_play_open_memory_locked (GstReversePlay * self, guint64 frame_bytes)
{
  if (self->allocator)
    return TRUE;
  self->allocator = gst_reverse_play_allocator_new (GST_ELEMENT (self),
      gst_reverse_play_make_room, arena_limit (self->max_bytes, frame_bytes));
  gst_reverse_play_touch_ahead_locked (self);
  return self->allocator != NULL;
}

static guint64
reserve_locked (GstReversePlay * self)
{
  return rp_room_reserve (self->max_bytes,
      gst_reverse_play_data_rate_locked (self));
}

/* As with bytes, takes leave some of the time to idle footage. */
static guint64
time_for_takes_locked (GstReversePlay * self)
{
  return self->max_time - MIN (self->max_time / 16, 10 * GST_SECOND);
}

static GstClockTime
remaining_of_time_locked (GstReversePlay * self)
{
  guint64 limit = time_for_takes_locked (self), taken = 0;
  guint i;

  if (self->max_time == 0)
    return GST_CLOCK_TIME_NONE;
  for (i = 0; i < rp_takes_n (self->takes); i++) {
    RpTake *take = rp_takes_nth (self->takes, i);

    if (!take->discarded)
      taken += rp_take_n_frames (take) * self->primary->period;
  }
  return taken < limit ? limit - taken : 0;
}

GstClockTime
gst_reverse_play_remaining_locked (GstReversePlay * self)
{
  guint64 rate = gst_reverse_play_data_rate_locked (self);
  GstClockTime of_time = remaining_of_time_locked (self);

  if (rate == 0 || self->max_bytes == 0)
    return of_time;
  return MIN (of_time, gst_util_uint64_scale (rp_room_left (self->history,
              self->takes, self->max_bytes, rate), GST_SECOND, rate));
}

/* The reason is a word for programs; the warning names the take. */
static void
warn_locked (GstReversePlay * self)
{
  RpTake *victim = rp_room_next_victim (self->takes);

  if (self->warned_room)
    return;
  self->warned_room = TRUE;
  gst_reverse_play_report_warning_locked (self,
      victim ? "take-will-be-evicted" : "take-will-be-truncated", victim);
}

void
gst_reverse_play_check_room_locked (GstReversePlay * self)
{
  GstClockTime remaining;

  if (!rp_takes_rolling (self->takes))
    return;
  remaining = gst_reverse_play_remaining_locked (self);
  if (remaining < WARN_AHEAD)
    warn_locked (self);
  else if (GST_CLOCK_TIME_IS_VALID (remaining))
    self->warned_room = FALSE;
}

static gboolean
free_one_locked (GstReversePlay * self)
{
  guint evicted = 0;
  RpTake *rolling = rp_takes_rolling (self->takes);
  gint64 start = 0;

  if (rolling && rp_take_n_frames (rolling) > 0)
    start = rp_history_get (self->history, RP_PRIMARY,
        rp_take_span (rolling, RP_PRIMARY).first)->media_time;
  if (rolling && rp_room_next_is_loss (self->history, self->takes))
    warn_locked (self);

  switch (rp_room_free_one (self->history, self->takes, 0, &evicted)) {
    case RP_ROOM_TAKE:
      /* The loss that was announced has come; the next one is another. */
      self->warned_room = FALSE;
      gst_reverse_play_report_evicted_locked (self, evicted);
      gst_reverse_play_take_gone_locked (self, evicted);
      return TRUE;
    case RP_ROOM_HEAD:
      gst_reverse_play_take_moved_locked (self, rolling->id, start
          - rp_history_get (self->history, RP_PRIMARY,
              rp_take_span (rolling, RP_PRIMARY).first)->media_time);
      return TRUE;
    case RP_ROOM_NOTHING:
      return FALSE;
    default:
      return TRUE;
  }
}

void
gst_reverse_play_trim_time_locked (GstReversePlay * self, guint64 duration)
{
  guint64 limit = rp_takes_rolling (self->takes)
      ? time_for_takes_locked (self) : self->max_time;

  if (self->max_time == 0)
    return;
  while (rp_history_n_frames (self->history) > 0
      && rp_history_time (self->history) + duration > limit) {
    if (!free_one_locked (self))
      break;
  }
}

/* The same of other streams. Those of a file may be ahead of its picture by a
 * few seconds, and belong to a take that has not begun. */
static guint
frames_beside_locked (GstReversePlay * self, guint64 latency)
{
  guint64 frames = 0;
  guint i;

  for (i = 1; i < self->streams->len; i++) {
    GstReversePlayStream *stream = g_ptr_array_index (self->streams, i);

    if (!stream->live)
      frames += (latency + FILE_SKEW) / stream->period;
    else if (stream->media == RP_MEDIA_SOUND)
      frames += (latency + 2 * GST_SECOND) / stream->period;
    else
      frames += latency / stream->period + 2;
  }
  return (guint) MIN (frames, 10000);
}

/* Idle frames that may have to wait for a sink with a long latency. */
static guint
frames_waiting_locked (GstReversePlay * self)
{
  guint64 latency = 0;
  guint i;

  for (i = 0; i < self->outputs->len; i++) {
    GstReversePlayOutput *output = g_ptr_array_index (self->outputs, i);

    latency = MAX (latency, output->latency);
  }
  return (guint) MIN (latency / self->primary->period + 2, 1000)
      + frames_beside_locked (self, latency);
}

/* Memory that is free and touched. Cold memory is only taken when there is
 * nothing idle to recycle: its first touch may cost more than a frame. */
static GstMemory *
try_memory_locked (GstReversePlay * self, gsize size)
{
  GstMemory *memory = gst_reverse_play_allocator_try (self->allocator, size,
      RP_ARENA_READY);

  while (!memory && rp_arena_ready_bytes (gst_reverse_play_allocator_arena
          (self->allocator)) <
      rp_arena_limit (gst_reverse_play_allocator_arena (self->allocator))) {
    if (!rp_history_drop_idle (self->history,
            COLD_IDLE_FRAMES + frames_waiting_locked (self)))
      return gst_reverse_play_allocator_try (self->allocator, size,
          RP_ARENA_ANY);
    memory = gst_reverse_play_allocator_try (self->allocator, size,
        RP_ARENA_READY);
  }
  return memory;
}

/* Whether so much of the memory is on its way through downstream that no take
 * should go for it. */
static gboolean
much_in_flight_locked (GstReversePlay * self)
{
  RpArena *arena = gst_reverse_play_allocator_arena (self->allocator);
  guint64 used = rp_arena_used_bytes (arena);
  guint64 held = rp_history_bytes (self->history);

  return used > held && used - held >= rp_arena_limit (arena) - self->max_bytes;
}

/* Nothing may go, and the picture has to reach the monitors all the same: a
 * frame or two beside the history, since the next one recycles this one. */
static GstMemory *
last_resort_locked (GstReversePlay * self, gsize size)
{
  GstMemory *memory = gst_reverse_play_allocator_try (self->allocator, size,
      RP_ARENA_ANY);

  return memory ? memory : gst_allocator_alloc (NULL, size, NULL);
}

/* What the history weighs. Max-size-bytes is payload; but many small frames
 * must not make much more of it. */
static guint64
weight_locked (GstReversePlay * self)
{
  guint64 overhead = FRAME_OVERHEAD
      * (guint64) rp_history_n_frames (self->history);
  guint64 free_overhead = FREE_OVERHEAD (self->max_bytes);

  return rp_history_bytes (self->history)
      + overhead - MIN (overhead, free_overhead);
}

/* Sound may come long before the picture, and the arena that is laid out for
 * that. */
static GstMemory *
make_room_without_arena_locked (GstReversePlay * self, gsize size)
{
  while (weight_locked (self) + size > self->max_bytes
      && free_one_locked (self));
  return gst_allocator_alloc (NULL, size, NULL);
}

static GstMemory *
make_room_locked (GstReversePlay * self, gsize size)
{
  GstMemory *memory;

  if (size > self->max_bytes)
    return NULL;
  if (!self->allocator)
    return make_room_without_arena_locked (self, size);
  for (;;) {
    guint64 limit = self->max_bytes;

    if (rp_takes_rolling (self->takes))
      limit -= reserve_locked (self);
    if (weight_locked (self) + size <= limit) {
      memory = try_memory_locked (self, size);
      if (memory)
        return memory;
      if (much_in_flight_locked (self)
          && rp_history_idle_bytes (self->history) == 0)
        return gst_allocator_alloc (NULL, size, NULL);
    }
    if (!free_one_locked (self))
      return last_resort_locked (self, size);
  }
}

GstMemory *
gst_reverse_play_make_room (GstElement * element, gsize size)
{
  GstReversePlay *self = GST_REVERSE_PLAY (element);
  GstMemory *memory;

  g_mutex_lock (&self->lock);
  memory = make_room_locked (self, size);
  g_mutex_unlock (&self->lock);
  gst_reverse_play_deliver (self);
  return memory;
}
