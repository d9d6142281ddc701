/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>
#include <gst/video/video.h>

G_BEGIN_DECLS

/*
 * What the benchmarks share: an element between two bare pads, so that nothing
 * else is measured; clocks; a memory ring as the peer; tables.
 */

/* --- clocks and memory --------------------------------------------------- */

gint64 bench_wall (void);       /* ns */
gint64 bench_thread_cpu (void); /* ns */
gint64 bench_process_cpu (void);        /* ns */
void bench_sleep_until (gint64 wall);

guint64 bench_rss (void);       /* bytes */
guint64 bench_available (void); /* bytes the system could give */

gdouble bench_median (const gdouble * values, guint n);
gdouble bench_max (const gdouble * values, guint n);

/* --- tables -------------------------------------------------------------- */

/* What the benchmark is, and the machine that it runs on. */
void bench_begin (const gchar * title);

typedef struct _BenchTable BenchTable;

/* Column titles, separated by '|'. */
BenchTable *bench_table_new (const gchar * columns);
void bench_table_row (BenchTable * table, const gchar * format, ...)
G_GNUC_PRINTF (2, 3);
/* Prints it under @title, and frees it. */
void bench_table_end (BenchTable * table, const gchar * title);
/* A line that says what is going on meanwhile. */
void bench_progress (const gchar * format, ...) G_GNUC_PRINTF (1, 2);

/* --- a piece of memory as large as a history ------------------------------ */

typedef struct
{
  guint8 *data;
  gsize size, at;
} BenchRing;

/* @huge: huge pages are asked for. */
void bench_ring_open (BenchRing * ring, gsize size, gboolean huge);
void bench_ring_touch (BenchRing * ring);
/* memcpy of @size bytes to the next place. */
void bench_ring_put (BenchRing * ring, gconstpointer data, gsize size);
void bench_ring_close (BenchRing * ring);

/* --- an element between two pads ------------------------------------------ */

/* A camera's pool. */
#define BENCH_OWN_BUFFERS 4

typedef struct _BenchRig BenchRig;
typedef void (*BenchRigFunc) (BenchRig * rig, GstBuffer * buffer,
    gpointer user_data);

struct _BenchRig
{
  GstElement *element;
  GstPad *source, *sink;        /* of ours */
  GstCaps *caps;
  gsize frame_bytes;
  GstClockTime period;
  GstClock *clock;
  GstBufferPool *own;           /* upstream's, a few buffers */
  GstBufferPool *offered;       /* by the element; may be NULL */
  guint64 pushed;
  gint64 zero;                  /* wall clock of running time 0 */
  gint out;                     /* buffers that came out, atomic */
  BenchRigFunc func;            /* sees each of them, may be NULL */
  gpointer user_data;
};

/* @factory is set to PAUSED behind a live source of @caps. @max_bytes 0 leaves
 * max-size-bytes alone. NULL when there is no such element. */
BenchRig *bench_rig_new (const gchar * factory, GstCaps * caps,
    guint64 max_bytes, gboolean live);
void bench_rig_free (BenchRig * rig);

GstCaps *bench_raw_caps (const gchar * format, gint width, gint height,
    gint fps);

/* The clock runs: the frame that is pushed next is due now. */
void bench_rig_play (BenchRig * rig);
/* A frame from upstream's own pool. */
GstBuffer *bench_rig_own_frame (BenchRig * rig);
/* A frame from the pool that the element offers; not filled. */
GstBuffer *bench_rig_offered_frame (BenchRig * rig);
/* Stamps and pushes. */
void bench_rig_push (BenchRig * rig, GstBuffer * buffer);
/* Waits until the next frame is due. Returns when it was due, wall clock. */
gint64 bench_rig_wait (BenchRig * rig);
/* Waits until @out buffers have come out, two seconds at most. */
gboolean bench_rig_wait_out (BenchRig * rig, gint out);
/* Waits until no more of the history's memory becomes ready. Pushes the first
 * frame when that has not been done. */
void bench_rig_wait_ready (BenchRig * rig);
/* A number out of the element's stats. */
guint64 bench_rig_stat (BenchRig * rig, const gchar * field);
/* The field of the next element message @name, which is taken from the bus;
 * FALSE when none comes within a second. */
gboolean bench_rig_message_uint64 (BenchRig * rig, const gchar * name,
    const gchar * field, guint64 * value);
void bench_rig_command (BenchRig * rig, GstStructure * command);
/* The bus holds every message otherwise. */
void bench_rig_drop_messages (BenchRig * rig);

/* --- other programs -------------------------------------------------------- */

gboolean bench_have_program (const gchar * name);
/* Runs a command line to its end, output thrown away. FALSE when it fails.
 * @wall in ns, @peak in bytes; either may be NULL. */
gboolean bench_run (const gchar * command, gint64 * wall, guint64 * peak);
/* Time until the command has written @bytes, after which it is killed; -1 when
 * it fails. */
gint64 bench_time_to_bytes (const gchar * command, gsize bytes);

/* A directory of our own, and what goes away with it. */
gchar *bench_dir_new (void);
void bench_dir_remove (gchar * dir);
/* @dir/@name: @seconds of all-intra JPEG in QuickTime. FALSE without ffmpeg. */
gboolean bench_make_clip (const gchar * dir, const gchar * name, gint width,
    gint height, gint fps, gint seconds);

G_END_DECLS
