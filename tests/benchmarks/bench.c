/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* wait4, MADV_HUGEPAGE */
#endif
#include "bench.h"

#include <onset/onset-command.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- clocks and memory --------------------------------------------------- */

static gint64
read_clock (clockid_t id)
{
  struct timespec ts;

  clock_gettime (id, &ts);
  return (gint64) ts.tv_sec * (gint64) GST_SECOND + ts.tv_nsec;
}

gint64
bench_wall (void)
{
  return read_clock (CLOCK_MONOTONIC);
}

gint64
bench_thread_cpu (void)
{
  return read_clock (CLOCK_THREAD_CPUTIME_ID);
}

gint64
bench_process_cpu (void)
{
  return read_clock (CLOCK_PROCESS_CPUTIME_ID);
}

void
bench_sleep_until (gint64 wall)
{
  struct timespec ts;

  ts.tv_sec = wall / (gint64) GST_SECOND;
  ts.tv_nsec = wall % (gint64) GST_SECOND;
  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR);
}

guint64
bench_rss (void)
{
  gchar *text = NULL, *second;
  guint64 pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL)) {
    second = strchr (text, ' ');
    if (second)
      pages = g_ascii_strtoull (second, NULL, 10);
  }
  g_free (text);
  return pages * (guint64) sysconf (_SC_PAGESIZE);
}

/* The number behind @key in a file of lines "key: number". */
static guint64
number_in_file (const gchar * file, const gchar * key)
{
  gchar *text = NULL, *at;
  guint64 number = 0;

  if (g_file_get_contents (file, &text, NULL, NULL)) {
    at = strstr (text, key);
    if (at)
      number = g_ascii_strtoull (at + strlen (key), NULL, 10);
  }
  g_free (text);
  return number;
}

guint64
bench_available (void)
{
  return number_in_file ("/proc/meminfo", "MemAvailable:") * 1024;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return x < y ? -1 : x > y;
}

gdouble
bench_median (const gdouble * values, guint n)
{
  gdouble *sorted, median;

  if (n == 0)
    return 0.0;
  sorted = g_memdup2 (values, n * sizeof (gdouble));
  qsort (sorted, n, sizeof (gdouble), compare);
  median = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  g_free (sorted);
  return median;
}

gdouble
bench_max (const gdouble * values, guint n)
{
  gdouble max = 0.0;
  guint i;

  for (i = 0; i < n; i++)
    max = MAX (max, values[i]);
  return max;
}

/* --- tables -------------------------------------------------------------- */

struct _BenchTable
{
  GPtrArray *rows;              /* gchar **, the first holds the titles */
};

static gchar *
cpu_model (void)
{
  gchar *text = NULL, *at, *model = NULL;

  if (g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL)) {
    at = strstr (text, "model name");
    at = at ? strchr (at, ':') : NULL;
    if (at)
      model = g_strndup (at + 1, strcspn (at + 1, "\n"));
  }
  g_free (text);
  return model ? g_strstrip (model) : g_strdup ("unknown CPU");
}

void
bench_begin (const gchar * title)
{
  gchar *model = cpu_model (), *gst = gst_version_string (), *load = NULL;
  struct utsname un;

  uname (&un);
  printf ("%s\n%s, %u cores, %.1f GB of memory, Linux %s, %s\n", title, model,
      g_get_num_processors (),
      (gdouble) number_in_file ("/proc/meminfo", "MemTotal:") * 1024 / 1e9,
      un.release, gst);
  /* A benchmark beside a compiler measures the compiler. */
  if (g_file_get_contents ("/proc/loadavg", &load, NULL, NULL))
    printf ("load at the start: %.4s\n", load);
  fflush (stdout);
  g_free (load);
  g_free (gst);
  g_free (model);
}

BenchTable *
bench_table_new (const gchar * columns)
{
  BenchTable *table = g_new0 (BenchTable, 1);

  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_add (table->rows, g_strsplit (columns, "|", -1));
  return table;
}

void
bench_table_row (BenchTable * table, const gchar * format, ...)
{
  gchar *line;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (table->rows, g_strsplit (line, "|", -1));
  g_free (line);
}

static gint
column_width (BenchTable * table, guint column)
{
  glong width = 3;
  guint i;

  for (i = 0; i < table->rows->len; i++) {
    gchar **row = g_ptr_array_index (table->rows, i);

    if (column < g_strv_length (row))
      width = MAX (width, g_utf8_strlen (row[column], -1));
  }
  return (gint) width;
}

static void
print_cell (const gchar * text, gint width, gboolean left)
{
  gint pad = width - (gint) g_utf8_strlen (text, -1);

  printf ("| %*s%s%*s ", left ? 0 : pad, "", text, left ? pad : 0, "");
}

void
bench_table_end (BenchTable * table, const gchar * title)
{
  guint columns = g_strv_length (g_ptr_array_index (table->rows, 0)), i, c;

  printf ("\n%s\n\n", title);
  for (i = 0; i < table->rows->len; i++) {
    gchar **row = g_ptr_array_index (table->rows, i);

    for (c = 0; c < columns && row[c]; c++)
      print_cell (row[c], column_width (table, c), c == 0);
    printf ("|\n");
    for (c = 0; i == 0 && c < columns; c++) {
      gchar *dashes = g_strnfill ((gsize) column_width (table, c) + 1, '-');

      printf ("|%s%s", dashes, c == 0 ? "-" : ":");
      g_free (dashes);
    }
    if (i == 0)
      printf ("|\n");
  }
  fflush (stdout);
  g_ptr_array_unref (table->rows);
  g_free (table);
}

void
bench_progress (const gchar * format, ...)
{
  va_list args;

  va_start (args, format);
  printf ("  ... ");
  vprintf (format, args);
  printf ("\n");
  fflush (stdout);
  va_end (args);
}

/* --- a piece of memory as large as a history ------------------------------ */

void
bench_ring_open (BenchRing * ring, gsize size, gboolean huge)
{
  ring->data = mmap (NULL, size, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (ring->data == MAP_FAILED)
    g_error ("no memory for a ring of %" G_GSIZE_FORMAT " bytes", size);
  madvise (ring->data, size, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  ring->size = size;
  ring->at = 0;
}

void
bench_ring_touch (BenchRing * ring)
{
  memset (ring->data, 1, ring->size);
}

void
bench_ring_put (BenchRing * ring, gconstpointer data, gsize size)
{
  if (ring->at + size > ring->size)
    ring->at = 0;
  memcpy (ring->data + ring->at, data, size);
  ring->at += size;
}

void
bench_ring_close (BenchRing * ring)
{
  munmap (ring->data, ring->size);
}

/* --- an element between two pads ------------------------------------------ */

static gboolean
source_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  BenchRig *rig = g_object_get_data (G_OBJECT (pad), "rig");

  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY) {
    gst_query_set_latency (query,
        g_object_get_data (G_OBJECT (pad), "live") != NULL, 0,
        GST_CLOCK_TIME_NONE);
    return TRUE;
  }
  if (GST_QUERY_TYPE (query) == GST_QUERY_CAPS) {
    gst_query_set_caps_result (query, rig->caps);
    return TRUE;
  }
  return gst_pad_query_default (pad, parent, query);
}

static gboolean
source_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gst_event_unref (event);
  return TRUE;
}

static gboolean
sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gst_event_unref (event);
  return TRUE;
}

static GstFlowReturn
sink_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  BenchRig *rig = g_object_get_data (G_OBJECT (pad), "rig");

  if (rig->func)
    rig->func (rig, buffer, rig->user_data);
  gst_buffer_unref (buffer);
  g_atomic_int_inc (&rig->out);
  return GST_FLOW_OK;
}

GstCaps *
bench_raw_caps (const gchar * format, gint width, gint height, gint fps)
{
  return gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, format,
      "width", G_TYPE_INT, width, "height", G_TYPE_INT, height,
      "framerate", GST_TYPE_FRACTION, fps, 1, NULL);
}

static GstBufferPool *
pool_of (GstBufferPool * pool, GstCaps * caps, gsize size, guint buffers)
{
  GstStructure *config = gst_buffer_pool_get_config (pool);

  gst_buffer_pool_config_set_params (config, caps, (guint) size, buffers,
      buffers);
  gst_buffer_pool_set_config (pool, config);
  gst_buffer_pool_set_active (pool, TRUE);
  return pool;
}

/* Something in each of them, so that reading them reads memory. */
static void
fill_pool (GstBufferPool * pool)
{
  GstBuffer *buffers[BENCH_OWN_BUFFERS];
  guint i;

  for (i = 0; i < BENCH_OWN_BUFFERS; i++) {
    gst_buffer_pool_acquire_buffer (pool, &buffers[i], NULL);
    gst_buffer_memset (buffers[i], 0, (guint8) (i + 1),
        gst_buffer_get_size (buffers[i]));
  }
  for (i = 0; i < BENCH_OWN_BUFFERS; i++)
    gst_buffer_unref (buffers[i]);
}

static void
ask_for_pool (BenchRig * rig)
{
  GstQuery *query = gst_query_new_allocation (rig->caps, TRUE);
  GstBufferPool *pool = NULL;

  if (gst_pad_peer_query (rig->source, query)
      && gst_query_get_n_allocation_pools (query) > 0)
    gst_query_parse_nth_allocation_pool (query, 0, &pool, NULL, NULL, NULL);
  gst_query_unref (query);
  if (pool)
    rig->offered = pool_of (pool, rig->caps, rig->frame_bytes, 0);
}

static void
send_first_events (BenchRig * rig)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (rig->source, gst_event_new_stream_start ("bench"));
  gst_pad_push_event (rig->source, gst_event_new_caps (rig->caps));
  gst_pad_push_event (rig->source, gst_event_new_segment (&segment));
}

static void
link_rig (BenchRig * rig, gboolean live)
{
  GstPad *sink = gst_element_get_static_pad (rig->element, "sink");
  GstPad *src = gst_element_get_static_pad (rig->element, "src");

  if (!sink)                    /* textoverlay's */
    sink = gst_element_get_static_pad (rig->element, "video_sink");
  rig->source = gst_pad_new ("source", GST_PAD_SRC);
  rig->sink = gst_pad_new ("sink", GST_PAD_SINK);
  g_object_set_data (G_OBJECT (rig->source), "rig", rig);
  g_object_set_data (G_OBJECT (rig->sink), "rig", rig);
  if (live)
    g_object_set_data (G_OBJECT (rig->source), "live", rig);
  gst_pad_set_query_function (rig->source, source_query);
  gst_pad_set_event_function (rig->source, source_event);
  gst_pad_set_event_function (rig->sink, sink_event);
  gst_pad_set_chain_function (rig->sink, sink_chain);
  GST_PAD_SET_ACCEPT_TEMPLATE (rig->sink);      /* it has none: anything */
  gst_pad_set_active (rig->source, TRUE);
  gst_pad_set_active (rig->sink, TRUE);
  gst_pad_link (rig->source, sink);
  gst_pad_link (src, rig->sink);
  gst_object_unref (sink);
  gst_object_unref (src);
}

BenchRig *
bench_rig_new (const gchar * factory, GstCaps * caps, guint64 max_bytes,
    gboolean live)
{
  GstElement *element = gst_element_factory_make (factory, NULL);
  gint num = 25, den = 1;
  GstVideoInfo info;
  BenchRig *rig;
  GstBus *bus;

  if (!element)
    return NULL;
  rig = g_new0 (BenchRig, 1);
  rig->element = gst_object_ref_sink (element);
  rig->caps = caps;
  if (gst_video_info_from_caps (&info, caps))
    rig->frame_bytes = GST_VIDEO_INFO_SIZE (&info);
  gst_structure_get_fraction (gst_caps_get_structure (caps, 0), "framerate",
      &num, &den);
  rig->period = gst_util_uint64_scale_int (GST_SECOND, den, num);
  if (max_bytes)
    g_object_set (element, "max-size-bytes", max_bytes, NULL);

  bus = gst_bus_new ();
  gst_element_set_bus (element, bus);
  gst_object_unref (bus);
  rig->clock = gst_system_clock_obtain ();
  gst_element_set_clock (element, rig->clock);
  link_rig (rig, live);
  gst_element_set_state (element, GST_STATE_PAUSED);
  send_first_events (rig);
  if (rig->frame_bytes) {
    rig->own = pool_of (gst_buffer_pool_new (), caps, rig->frame_bytes,
        BENCH_OWN_BUFFERS);
    fill_pool (rig->own);
    ask_for_pool (rig);
  }
  return rig;
}

static void
free_pool (GstBufferPool * pool)
{
  if (pool) {
    gst_buffer_pool_set_active (pool, FALSE);
    gst_object_unref (pool);
  }
}

void
bench_rig_free (BenchRig * rig)
{
  gst_pad_set_active (rig->sink, FALSE);
  gst_element_set_state (rig->element, GST_STATE_NULL);
  gst_pad_set_active (rig->source, FALSE);
  free_pool (rig->own);
  free_pool (rig->offered);
  gst_element_set_bus (rig->element, NULL);
  gst_object_unref (rig->element);
  gst_object_unref (rig->source);
  gst_object_unref (rig->sink);
  gst_object_unref (rig->clock);
  gst_caps_unref (rig->caps);
  g_free (rig);
}

void
bench_rig_play (BenchRig * rig)
{
  GstClockTime running = rig->pushed * rig->period;
  GstClockTime now = gst_clock_get_time (rig->clock);

  rig->zero = bench_wall () - (gint64) running;
  /* The base time is read on the way to PLAYING. */
  gst_element_set_state (rig->element, GST_STATE_PAUSED);
  gst_element_set_base_time (rig->element, now - running);
  gst_element_set_state (rig->element, GST_STATE_PLAYING);
  /* A pipeline's latency; our sink waits for nothing, but the element must not
   * think that it is late when this process gets no CPU for a moment. */
  gst_pad_push_event (rig->sink, gst_event_new_latency (200 * GST_MSECOND));
}

GstBuffer *
bench_rig_own_frame (BenchRig * rig)
{
  GstBuffer *buffer = NULL;

  gst_buffer_pool_acquire_buffer (rig->own, &buffer, NULL);
  return buffer;
}

GstBuffer *
bench_rig_offered_frame (BenchRig * rig)
{
  GstBuffer *buffer = NULL;

  gst_buffer_pool_acquire_buffer (rig->offered, &buffer, NULL);
  return buffer;
}

void
bench_rig_push (BenchRig * rig, GstBuffer * buffer)
{
  GST_BUFFER_PTS (buffer) = rig->pushed++ * rig->period;
  GST_BUFFER_DURATION (buffer) = rig->period;
  if (gst_pad_push (rig->source, buffer) != GST_FLOW_OK)
    g_error ("%s does not take a frame", GST_OBJECT_NAME (rig->element));
}

gint64
bench_rig_wait (BenchRig * rig)
{
  gint64 due = rig->zero + (gint64) (rig->pushed * rig->period);

  bench_sleep_until (due);
  return due;
}

gboolean
bench_rig_wait_out (BenchRig * rig, gint out)
{
  guint i;

  /* Looked at seldom: looking costs CPU, too. */
  for (i = 0; i < 100 && g_atomic_int_get (&rig->out) < out; i++)
    g_usleep (20000);
  return g_atomic_int_get (&rig->out) >= out;
}

guint64
bench_rig_stat (BenchRig * rig, const gchar * field)
{
  GstStructure *stats = NULL;
  guint64 value = 0;

  g_object_get (rig->element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, field, &value);
  gst_structure_free (stats);
  return value;
}

void
bench_rig_wait_ready (BenchRig * rig)
{
  guint64 ready, before = 0;
  guint still = 0;

  /* Only then does the element know that its upstream is live. */
  if (rig->pushed == 0 && rig->own)
    bench_rig_push (rig, bench_rig_own_frame (rig));
  /* Not all of max-bytes is touched when frames are small. */
  while (still < 100) {
    g_usleep (10000);
    ready = bench_rig_stat (rig, "ready-bytes");
    still = ready > before ? 0 : still + 1;
    before = ready;
    if (ready >= bench_rig_stat (rig, "max-bytes"))
      still = MAX (still, 90);
  }
}

gboolean
bench_rig_message_uint64 (BenchRig * rig, const gchar * name,
    const gchar * field, guint64 * value)
{
  GstBus *bus = gst_element_get_bus (rig->element);
  GstMessage *message;
  gboolean found = FALSE;

  /* Another thread may be about to post it. */
  while (!found && (message = gst_bus_timed_pop_filtered (bus, GST_SECOND,
              GST_MESSAGE_ELEMENT))) {
    const GstStructure *s = gst_message_get_structure (message);

    if (gst_structure_has_name (s, name)
        && gst_structure_get_uint64 (s, field, value))
      found = TRUE;
    gst_message_unref (message);
  }
  gst_object_unref (bus);
  return found;
}

void
bench_rig_command (BenchRig * rig, GstStructure * command)
{
  gst_pad_push_event (rig->sink, onset_command_event_new (command));
}

void
bench_rig_drop_messages (BenchRig * rig)
{
  GstBus *bus = gst_element_get_bus (rig->element);

  gst_bus_set_flushing (bus, TRUE);
  gst_bus_set_flushing (bus, FALSE);
  gst_object_unref (bus);
}

/* --- other programs -------------------------------------------------------- */

gboolean
bench_have_program (const gchar * name)
{
  gchar *path = g_find_program_in_path (name);
  gboolean found = path != NULL;

  g_free (path);
  return found;
}

/* Starts it with its output going to @out, and nothing else to be heard. */
static pid_t
start (const gchar * command, int out)
{
  gchar **argv = NULL;
  pid_t pid;

  if (!g_shell_parse_argv (command, NULL, &argv, NULL))
    return -1;
  pid = fork ();
  if (pid == 0) {
    int null = open ("/dev/null", O_RDWR);

    dup2 (null, STDIN_FILENO);
    dup2 (out >= 0 ? out : null, STDOUT_FILENO);
    dup2 (null, STDERR_FILENO);
    execvp (argv[0], argv);
    _exit (127);
  }
  g_strfreev (argv);
  return pid;
}

gboolean
bench_run (const gchar * command, gint64 * wall, guint64 * peak)
{
  gint64 begin = bench_wall ();
  struct rusage usage;
  pid_t pid = start (command, -1);
  int status = 0;

  if (pid < 0 || wait4 (pid, &status, 0, &usage) != pid)
    return FALSE;
  if (wall)
    *wall = bench_wall () - begin;
  if (peak)
    *peak = (guint64) usage.ru_maxrss * 1024;
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

gint64
bench_time_to_bytes (const gchar * command, gsize bytes)
{
  gchar buffer[65536];
  gint64 begin = bench_wall (), result = -1;
  gsize got = 0;
  int ends[2];
  pid_t pid;

  if (pipe2 (ends, O_CLOEXEC) != 0)
    return -1;
  pid = start (command, ends[1]);
  close (ends[1]);
  while (got < bytes) {
    gssize n = read (ends[0], buffer, sizeof (buffer));

    if (n <= 0)
      break;
    got += (gsize) n;
  }
  if (got >= bytes)
    result = bench_wall () - begin;
  close (ends[0]);
  if (pid > 0) {
    kill (pid, SIGKILL);
    waitpid (pid, NULL, 0);
  }
  return result;
}

gchar *
bench_dir_new (void)
{
  GError *error = NULL;
  gchar *dir = g_dir_make_tmp ("onset-bench-XXXXXX", &error);

  if (!dir)
    g_error ("no directory for temporary files: %s", error->message);
  return dir;
}

void
bench_dir_remove (gchar * dir)
{
  GDir *handle = g_dir_open (dir, 0, NULL);
  const gchar *name;

  while (handle && (name = g_dir_read_name (handle))) {
    gchar *path = g_build_filename (dir, name, NULL);

    g_unlink (path);
    g_free (path);
  }
  if (handle)
    g_dir_close (handle);
  g_rmdir (dir);
  g_free (dir);
}

/* One or two seconds are encoded, and repeated. */
gboolean
bench_make_clip (const gchar * dir, const gchar * name, gint width,
    gint height, gint fps, gint seconds)
{
  gint once = seconds % 2 ? 1 : 2;
  gchar *command;
  gboolean ok;

  command = g_strdup_printf ("ffmpeg -y -v error -f lavfi -i "
      "testsrc2=size=%dx%d:rate=%d:duration=%d -pix_fmt yuvj420p -c:v mjpeg "
      "-q:v 5 '%s/once.mov'", width, height, fps, once, dir);
  ok = bench_run (command, NULL, NULL);
  g_free (command);
  if (!ok)
    return FALSE;
  command = g_strdup_printf ("ffmpeg -y -v error -stream_loop %d -i "
      "'%s/once.mov' -c copy '%s/%s'", seconds / once - 1, dir, dir, name);
  ok = bench_run (command, NULL, NULL);
  g_free (command);
  return ok;
}
