/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * What many tablets cost, and what a few bad ones cost the others. The server's
 * thread is measured by its own clock, the viewers run in another process. Its
 * peer writes the same messages to as many sockets and does nothing else: no
 * WebSockets, no acknowledgements, no windows.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* accept4 */
#endif
#include "bench.h"
#include "fanout-viewers.h"

#include <errno.h>
#include <libsoup/soup.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hub.h"
#include "wire.h"

#define FPS 24
#define GOP 48
#define SECONDS 4.0
#define SETTLE 1.0              /* before it counts */
#define ROUNDS 3

typedef struct
{
  const gchar *name;
  TsMedia media;
  ViewerKind kind;
  const gchar *path;
  guint n;
  guint bits;                   /* per second */
} Load;

static const Load h264 = { "H.264, 100 x 4 Mbit/s", TS_MEDIA_H264,
  VIEWER_SOCKET, "media/h264", 100, 4000000
};

static const Load jpeg = { "JPEG, 25 x 17.7 Mbit/s", TS_MEDIA_JPEG,
  VIEWER_SOCKET, "media/jpeg", 25, 17700000
};

static const Load mjpeg = { "MJPEG, 25 x 17.7 Mbit/s", TS_MEDIA_JPEG,
  VIEWER_MJPEG, "mjpeg", 25, 17700000
};

typedef struct
{
  gdouble cpu;                  /* % of a core, the server's thread */
  gdouble median, p95;          /* ms, of the good viewers */
  guint frames;                 /* that they saw */
  gdouble slow_median, slow_p95, slow_max;      /* ms, of the slow ones */
  guint slow_frames;
  guint64 pending;              /* bytes, the most of any viewer */
} Result;

/* --- frames ----------------------------------------------------------------- */

/* Key frames are 4 times as large as the others. */
static gsize
frame_size (const Load * load, guint i)
{
  gsize mean = load->bits / 8 / FPS;
  gsize delta = mean * GOP / (GOP + 3);

  if (load->media == TS_MEDIA_JPEG)
    return mean;
  return i % GOP == 0 ? 4 * delta : delta;
}

static GBytes *
frame_data (const Load * load, guint i, gint64 captured)
{
  gsize size = frame_size (load, i);
  guint8 *data = g_malloc (size);

  memset (data, 'x', size);
  memcpy (data, &captured, sizeof (captured));
  return g_bytes_new_take (data, size);
}

/* --- the server ------------------------------------------------------------- */

typedef struct
{
  const Load *load;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  SoupServer *soup;
  TsHub *hub;
  guint port;
  TsFormat *format;
  gint key_wanted;              /* atomic */
  gint64 cpu;                   /* as it was read last, ns */
  guint64 pending;
  gint asked;                   /* atomic: an answer is awaited */
} Server;

static void
on_key_frame (const gchar * stream, gpointer user_data)
{
  g_atomic_int_set (&((Server *) user_data)->key_wanted, 1);
}

static void
on_socket (SoupServer * soup, SoupServerMessage * message, const char *path,
    SoupWebsocketConnection * socket, gpointer user_data)
{
  Server *self = user_data;

  ts_hub_serve_socket (self->hub, socket, "sink", self->load->media,
      self->load->media == TS_MEDIA_JPEG ? TS_PATH_CANVAS : TS_PATH_WEBCODECS,
      "bench", "127.0.0.1");
}

static void
on_mjpeg (SoupServer * soup, SoupServerMessage * message, const char *path,
    GHashTable * query, gpointer user_data)
{
  ts_hub_serve_mjpeg (((Server *) user_data)->hub, message, NULL, "sink",
      "bench", "127.0.0.1");
}

/* With room for everybody at once: libsoup's own socket has it for 10, and who
 * comes too many is made to wait for a second by TCP. */
static GSocket *
listen_somewhere (guint * port)
{
  GSocketAddress *address = g_inet_socket_address_new_from_string
      ("127.0.0.1", 0), *bound;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, NULL);

  g_socket_set_listen_backlog (socket, 256);
  if (!g_socket_bind (socket, address, FALSE, NULL)
      || !g_socket_listen (socket, NULL)) {
    g_printerr ("cannot listen\n");
    exit (1);
  }
  bound = g_socket_get_local_address (socket, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_object_unref (address);
  g_object_unref (bound);
  return socket;
}

static gpointer
server_thread (gpointer user_data)
{
  static const TsHubCallbacks callbacks = {.key_frame = on_key_frame };
  Server *self = user_data;
  GSocket *listening;
  guint port;

  g_main_context_push_thread_default (self->context);
  self->hub = ts_hub_new (self->context, &callbacks, self);
  ts_hub_add_stream (self->hub, "sink");
  self->soup = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_websocket_handler (self->soup, "/media", NULL, NULL,
      on_socket, self, NULL);
  soup_server_add_handler (self->soup, "/mjpeg", on_mjpeg, self, NULL);
  listening = listen_somewhere (&port);
  soup_server_listen_socket (self->soup, listening, 0, NULL);
  g_object_unref (listening);
  g_atomic_int_set (&self->port, port);

  g_main_loop_run (self->loop);
  ts_hub_free (self->hub);
  soup_server_disconnect (self->soup);
  while (g_main_context_iteration (self->context, FALSE));
  g_object_unref (self->soup);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
server_start (Server * self, const Load * load)
{
  memset (self, 0, sizeof (*self));
  self->load = load;
  self->format = ts_format_new (load->media);
  self->format->codec = g_strdup ("avc1.64001f");
  self->format->fps_n = FPS;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("server", server_thread, self);
  while (!g_atomic_int_get (&self->port))
    g_usleep (1000);
}

static void
server_stop (Server * self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  ts_format_unref (self->format);
}

static void
greatest_pending (const TsClientStats * stats, gpointer user_data)
{
  guint64 *most = user_data;

  *most = MAX (*most, stats->pending_bytes);
}

static gboolean
on_ask (gpointer user_data)
{
  Server *self = user_data;

  ts_hub_foreach_client (self->hub, greatest_pending, &self->pending);
  self->cpu = bench_thread_cpu ();
  g_atomic_int_set (&self->asked, 0);
  return G_SOURCE_REMOVE;
}

/* The clock of its thread, ns; looks at what is pending as well. */
static gint64
server_ask (Server * self)
{
  g_atomic_int_set (&self->asked, 1);
  g_main_context_invoke (self->context, on_ask, self);
  while (g_atomic_int_get (&self->asked))
    g_usleep (200);
  return self->cpu;
}

static void
push_frame (Server * self, guint * in_gop)
{
  gint64 captured = g_get_real_time ();
  TsFrame *frame;

  if (g_atomic_int_compare_and_exchange (&self->key_wanted, 1, 0)
      || *in_gop == GOP)
    *in_gop = 0;
  frame = ts_frame_new (self->format, frame_data (self->load, *in_gop,
          captured));
  frame->captured = captured;
  frame->key = self->load->media == TS_MEDIA_JPEG || *in_gop == 0;
  ++*in_gop;
  ts_hub_push (self->hub, "sink", frame);
}

/* --- its peer --------------------------------------------------------------- */

typedef struct
{
  const Load *load;
  int listening;
  int *fds;
  guint n;
} Peer;

static guint
peer_start (Peer * self, const Load * load)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK)
  };
  socklen_t length = sizeof (address);

  self->load = load;
  self->n = 0;
  self->fds = g_new (int, load->n);
  self->listening = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind (self->listening, (struct sockaddr *) &address, length) < 0
      || listen (self->listening, 256) < 0
      || getsockname (self->listening, (struct sockaddr *) &address,
          &length) < 0) {
    perror ("listen");
    exit (1);
  }
  return ntohs (address.sin_port);
}

static void
peer_accept (Peer * self)
{
  while (self->n < self->load->n)
    self->fds[self->n++] = accept4 (self->listening, NULL, NULL,
        SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static void
write_all (int fd, const guint8 * data, gsize size)
{
  while (size > 0) {
    ssize_t n = send (fd, data, size, MSG_NOSIGNAL);
    struct pollfd pollfd = { fd, POLLOUT, 0 };

    if (n < 0 && errno != EAGAIN)
      return;
    if (n < 0)
      poll (&pollfd, 1, 1000);
    else
      data += n, size -= n;
  }
}

static void
peer_push (Peer * self, guint i)
{
  gint64 captured = g_get_real_time ();
  GBytes *payload = frame_data (self->load, i % GOP, captured);
  TsWireHeader header = { TS_WIRE_PICTURE, 0, i + 1, captured };
  GBytes *message = ts_wire_message (&header, payload);
  gsize size, j;
  const guint8 *data = g_bytes_get_data (message, &size);
  guint8 *frame = g_malloc (10 + size);

  frame[0] = 0x82;
  frame[1] = 127;
  for (j = 0; j < 8; j++)
    frame[2 + j] = (guint64) size >> (56 - 8 * j);
  memcpy (frame + 10, data, size);
  for (j = 0; j < self->n; j++)
    write_all (self->fds[j], frame, 10 + size);
  g_free (frame);
  g_bytes_unref (message);
  g_bytes_unref (payload);
}

static void
peer_stop (Peer * self)
{
  guint i;

  for (i = 0; i < self->n; i++)
    close (self->fds[i]);
  close (self->listening);
  g_free (self->fds);
}

/* --- a round ---------------------------------------------------------------- */

static GSubprocess *
start_viewers (const gchar * program, guint port, const Load * load,
    const ViewerTrouble * trouble)
{
  gchar *args[] = {
    g_strdup (program), g_strdup ("--viewers"), g_strdup_printf ("%u", port),
    g_strdup (load->path), g_strdup_printf ("%u", load->kind),
    g_strdup_printf ("%u", load->n), g_strdup_printf ("%u", trouble->stalled),
    g_strdup_printf ("%u", trouble->slow),
    g_strdup_printf ("%u", trouble->vanish), NULL
  };
  GSubprocess *viewers = g_subprocess_newv ((const gchar * const *) args,
      G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  guint i;

  for (i = 0; args[i]; i++)
    g_free (args[i]);
  return viewers;
}

static void
read_result (GSubprocess * viewers, Result * result)
{
  gchar *out = NULL;

  g_subprocess_communicate_utf8 (viewers, NULL, NULL, &out, NULL, NULL);
  if (!out || sscanf (out, "%lf %lf %u %lf %lf %lf %u", &result->median,
          &result->p95, &result->frames, &result->slow_median,
          &result->slow_p95, &result->slow_max, &result->slow_frames) != 7)
    g_printerr ("the viewers said: %s\n", out ? out : "nothing");
  g_free (out);
  g_object_unref (viewers);
}

static gdouble
percent (gint64 cpu, gint64 wall)
{
  return 100.0 * cpu / wall;
}

static Result
run_server (const gchar * program, const Load * load,
    const ViewerTrouble * trouble)
{
  Server server;
  Result result = { 0, };
  GSubprocess *viewers;
  gint64 begin, from = 0, cpu = 0;
  guint i, in_gop = 0, n = (SETTLE + SECONDS) * FPS;

  server_start (&server, load);
  viewers = start_viewers (program, server.port, load, trouble);
  begin = bench_wall ();
  for (i = 0; i < n; i++) {
    bench_sleep_until (begin + (gint64) i * GST_SECOND / FPS);
    push_frame (&server, &in_gop);
    if (i == SETTLE * FPS) {
      cpu = server_ask (&server);
      from = bench_wall ();
    } else if (i % 4 == 0) {
      server_ask (&server);
    }
  }
  result.cpu = percent (server_ask (&server) - cpu, bench_wall () - from);
  result.pending = server.pending;
  read_result (viewers, &result);
  server_stop (&server);
  return result;
}

static Result
run_peer (const gchar * program, const Load * load)
{
  static const ViewerTrouble none;
  Load raw = *load;
  Peer peer;
  Result result = { 0, };
  GSubprocess *viewers;
  gint64 begin, from = 0, cpu = 0;
  guint i, n = (SETTLE + SECONDS) * FPS;

  raw.kind = VIEWER_RAW;
  viewers = start_viewers (program, peer_start (&peer, load), &raw, &none);
  peer_accept (&peer);
  begin = bench_wall ();
  for (i = 0; i < n; i++) {
    bench_sleep_until (begin + (gint64) i * GST_SECOND / FPS);
    if (i == SETTLE * FPS) {
      cpu = bench_thread_cpu ();
      from = bench_wall ();
    }
    peer_push (&peer, i);
  }
  result.cpu = percent (bench_thread_cpu () - cpu, bench_wall () - from);
  read_result (viewers, &result);
  peer_stop (&peer);
  return result;
}

/* --- tables ----------------------------------------------------------------- */

static gdouble
median_of (const Result * results, gsize offset)
{
  gdouble values[ROUNDS];
  guint i;

  for (i = 0; i < ROUNDS; i++)
    values[i] = *(const gdouble *) ((const guint8 *) &results[i] + offset);
  return bench_median (values, ROUNDS);
}

#define MEDIAN(results, field) median_of (results, G_STRUCT_OFFSET (Result, field))

static void
measure_cost (const gchar * program)
{
  static const Load *const loads[] = { &h264, &jpeg, &mjpeg };
  static const ViewerTrouble none;
  BenchTable *table = bench_table_new ("viewers|server, % of a core|"
      "write() alone|ratio|delay, median ms|p95|frames seen of");
  guint i, round;

  for (i = 0; i < G_N_ELEMENTS (loads); i++) {
    Result ours[ROUNDS], peers[ROUNDS];

    for (round = 0; round < ROUNDS; round++) {
      bench_progress ("%s, %u of %u", loads[i]->name, round + 1, ROUNDS);
      ours[round] = run_server (program, loads[i], &none);
      peers[round] = run_peer (program, loads[i]);
    }
    bench_table_row (table, "%s|%.1f|%.1f|%.2f|%.1f|%.1f|%u of %u",
        loads[i]->name, MEDIAN (ours, cpu), MEDIAN (peers, cpu),
        MEDIAN (ours, cpu) / MEDIAN (peers, cpu), MEDIAN (ours, median),
        MEDIAN (ours, p95), ours[0].frames,
        (guint) ((SETTLE + SECONDS) * FPS * loads[i]->n));
  }
  bench_table_end (table, "The server's thread (to reach: 10 % of a core for "
      "100 H.264 or 25 JPEG viewers)");
}

static void
measure_trouble (const gchar * program)
{
  static const Load loads[] = {
    {"JPEG", TS_MEDIA_JPEG, VIEWER_SOCKET, "media/jpeg", 5, 17700000},
    {"MJPEG", TS_MEDIA_JPEG, VIEWER_MJPEG, "mjpeg", 5, 17700000},
    {"H.264", TS_MEDIA_H264, VIEWER_SOCKET, "media/h264", 5, 4000000},
  };
  static const ViewerTrouble troubles[] = { {0, 0, 0}, {1, 1, 1} };
  BenchTable *table = bench_table_new ("5 viewers|beside them|median ms|p95|"
      "the slow one's, median ms|p95|most|pictures|most pending, kB");
  guint i, j, round;

  for (i = 0; i < G_N_ELEMENTS (loads); i++) {
    for (j = 0; j < G_N_ELEMENTS (troubles); j++) {
      Result results[ROUNDS];

      for (round = 0; round < ROUNDS; round++) {
        bench_progress ("%s, trouble %u, %u of %u", loads[i].name, j,
            round + 1, ROUNDS);
        results[round] = run_server (program, &loads[i], &troubles[j]);
      }
      bench_table_row (table, "%s|%s|%.1f|%.1f|%.0f|%.0f|%.0f|%u|%.0f",
          loads[i].name, j ? "a stalled, a slow, a vanishing one" : "nobody",
          MEDIAN (results, median), MEDIAN (results, p95),
          MEDIAN (results, slow_median), MEDIAN (results, slow_p95),
          MEDIAN (results, slow_max), results[0].slow_frames,
          results[0].pending / 1000.0);
    }
  }
  bench_table_end (table, "One who never reads, one at 3 Mbit/s, one who is "
      "gone after a second (to reach: the slow one's pictures at most 600 ms "
      "old, the others as without)");
}

int
main (int argc, char **argv)
{
  if (argc == 9 && g_str_equal (argv[1], "--viewers")) {
    ViewerTrouble trouble = { atoi (argv[6]), atoi (argv[7]), atoi (argv[8]) };

    return fanout_viewers_run (atoi (argv[2]), argv[3], atoi (argv[4]),
        atoi (argv[5]), &trouble, SETTLE + SECONDS);
  }
  gst_init (&argc, &argv);
  bench_begin ("tablet-fanout: what many viewers cost");
  measure_cost (argv[0]);
  measure_trouble (argv[0]);
  return 0;
}
