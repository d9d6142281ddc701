/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fanout-viewers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER 16               /* of a media message */
#define SLOW_BYTES_PER_SECOND (3000000 / 8)
/* What a slow link would hold. */
#define SLOW_BUFFER 16384

typedef enum
{
  GOOD,
  STALLED,
  SLOW,
  VANISHING,
} Manner;

typedef struct
{
  int fd;
  ViewerKind kind;
  Manner manner;
  gint64 began, taken;          /* us, bytes: of who is slow */
  gboolean greeted;             /* the response's headers are over */
  guint matched;                /* of the text that is looked for */
  guint8 head[10 + HEADER];     /* of a message */
  guint have;
  guint64 left;                 /* bytes of its payload */
  guint8 stamp[8];              /* of an MJPEG picture */
  guint stamped;
  gboolean in_picture;
} Viewer;

typedef struct
{
  GArray *good, *slow;          /* gdouble, ms */
} Delays;

static gint64
now_us (void)
{
  return g_get_real_time ();
}

static void
note (Viewer * self, Delays * delays, gint64 captured)
{
  gdouble ms = (now_us () - captured) / 1000.0;

  g_array_append_val (self->manner == SLOW ? delays->slow : delays->good, ms);
}

/* --- the wire --------------------------------------------------------------- */

static guint64
big (const guint8 * data, guint bytes)
{
  guint64 value = 0;

  while (bytes--)
    value = value << 8 | *data++;
  return value;
}

/* A masked frame; the mask is 0. */
static void
acknowledge (Viewer * self, guint32 sequence)
{
  guint8 frame[14] = { 0x82, 0x88, 0, 0, 0, 0, 1, 16, 0, 0, };
  guint i;

  for (i = 0; i < 4; i++)
    frame[10 + i] = sequence >> (24 - 8 * i);
  if (send (self->fd, frame, sizeof (frame), MSG_NOSIGNAL | MSG_DONTWAIT) < 0
      && errno != EAGAIN)
    self->manner = STALLED;
}

/* How long the head is, as far as it is known. */
static guint
head_length (const Viewer * self)
{
  guint length = self->have < 2 ? 0 : self->head[1] & 0x7f;

  if (self->have < 2)
    return 2;
  return (length == 126 ? 4 : length == 127 ? 10 : 2) + HEADER;
}

static void
head_is_there (Viewer * self)
{
  guint length = self->head[1] & 0x7f;

  if (length == 126)
    self->left = big (self->head + 2, 2);
  else if (length == 127)
    self->left = big (self->head + 2, 8);
  else
    self->left = length;
  self->left -= HEADER;
}

static void
message_is_there (Viewer * self, Delays * delays)
{
  const guint8 *header = self->head + head_length (self) - HEADER;
  guint32 sequence = big (header + 4, 4);

  if (sequence) {
    note (self, delays, big (header + 8, 8));
    if (self->kind == VIEWER_SOCKET)
      acknowledge (self, sequence);
  }
  self->have = 0;
}

static void
take_messages (Viewer * self, Delays * delays, const guint8 * data, gsize size)
{
  while (size > 0) {
    gsize n;

    if (self->have < head_length (self)) {
      self->head[self->have++] = *data++;
      size--;
      if (self->have == head_length (self))
        head_is_there (self);
      if (self->have < head_length (self) || self->left > 0)
        continue;
    }
    n = MIN (size, self->left);
    data += n;
    size -= n;
    self->left -= n;
    if (self->left == 0)
      message_is_there (self, delays);
  }
}

/* TRUE when @text has just been read. */
static gboolean
look_for (Viewer * self, const gchar * text, guint8 byte)
{
  if (byte == (guint8) text[self->matched])
    self->matched++;
  else
    self->matched = byte == (guint8) text[0];
  if (text[self->matched])
    return FALSE;
  self->matched = 0;
  return TRUE;
}

static void
take_mjpeg (Viewer * self, Delays * delays, const guint8 * data, gsize size)
{
  gint64 captured;

  for (; size > 0; data++, size--) {
    if (!self->in_picture) {
      if (look_for (self, "Content-Type: image/jpeg\r\n\r\n", *data)) {
        self->in_picture = TRUE;
        self->stamped = 0;
      }
    } else if (self->stamped < sizeof (self->stamp)) {
      self->stamp[self->stamped++] = *data;
    } else if (look_for (self, "\r\n--onset-", *data)) {
      memcpy (&captured, self->stamp, sizeof (captured));
      note (self, delays, captured);
      self->in_picture = FALSE;
    }
  }
}

static void
take (Viewer * self, Delays * delays, const guint8 * data, gsize size)
{
  while (!self->greeted && size > 0) {
    self->greeted = look_for (self, "\r\n\r\n", *data++);
    size--;
  }
  if (self->kind == VIEWER_MJPEG)
    take_mjpeg (self, delays, data, size);
  else
    take_messages (self, delays, data, size);
}

/* --- sockets ---------------------------------------------------------------- */

static void
greet (Viewer * self, guint port, const gchar * path)
{
  gchar *request = g_strdup_printf ("GET /%s HTTP/1.1\r\n"
      "Host: 127.0.0.1:%u\r\n%s\r\n", path, port, self->kind == VIEWER_MJPEG
      ? "" : "Upgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");

  if (send (self->fd, request, strlen (request), MSG_NOSIGNAL) < 0)
    perror ("send");
  g_free (request);
}

static void
open_viewer (Viewer * self, guint port, const gchar * path, ViewerKind kind,
    Manner manner)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
    .sin_port = htons (port),.sin_addr.s_addr = htonl (INADDR_LOOPBACK)
  };
  int small = SLOW_BUFFER, yes = 1;

  memset (self, 0, sizeof (*self));
  self->kind = kind;
  self->manner = manner;
  self->greeted = kind == VIEWER_RAW;
  self->began = now_us ();
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (manner == SLOW || manner == STALLED)
    setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof (small));
  if (connect (self->fd, (struct sockaddr *) &address, sizeof (address)) < 0) {
    perror ("connect");
    exit (1);
  }
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof (yes));
  if (kind != VIEWER_RAW)
    greet (self, port, path);
  fcntl (self->fd, F_SETFL, O_NONBLOCK);
}

/* What it may read now. */
static gsize
allowance (const Viewer * self, gsize most)
{
  gint64 due;

  if (self->manner != SLOW)
    return self->manner == STALLED && self->greeted ? 0 : most;
  due = (now_us () - self->began) * SLOW_BYTES_PER_SECOND / G_USEC_PER_SEC
      - self->taken;
  return CLAMP (due, 0, (gint64) most);
}

/* Resets the connection. */
static void
vanish (Viewer * self)
{
  struct linger linger = { 1, 0 };

  if (self->fd < 0 || now_us () - self->began < G_USEC_PER_SEC)
    return;
  setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof (linger));
  close (self->fd);
  self->fd = -1;
}

static void
read_some (Viewer * self, Delays * delays)
{
  static guint8 bytes[256 * 1024];
  gsize most = allowance (self, sizeof (bytes));
  ssize_t n;

  /* Not in crumbs, which would cost more than they say. */
  if (self->fd < 0 || most == 0 || (self->manner == SLOW && most < 2048))
    return;
  n = recv (self->fd, bytes, most, 0);
  if (n == 0 || (n < 0 && errno != EAGAIN)) {
    close (self->fd);
    self->fd = -1;
  }
  if (n <= 0)
    return;
  self->taken += n;
  take (self, delays, bytes, n);
}

/* --- all of them ------------------------------------------------------------ */

static gint
compare (gconstpointer a, gconstpointer b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return x < y ? -1 : x > y;
}

static gdouble
percentile (GArray * delays, gdouble part)
{
  if (delays->len == 0)
    return -1.0;
  g_array_sort (delays, compare);
  return g_array_index (delays, gdouble, (guint) (part * (delays->len - 1)));
}

static void
watch (Viewer * viewers, guint n, Delays * delays, gint64 until)
{
  struct pollfd *fds = g_new0 (struct pollfd, n);
  guint i;

  while (now_us () < until) {
    for (i = 0; i < n; i++) {
      gboolean reads = viewers[i].fd >= 0 && allowance (&viewers[i], 1) > 0;

      fds[i].fd = reads ? viewers[i].fd : -1;
      fds[i].events = POLLIN;
    }
    /* The slow ones are looked at as time passes. */
    poll (fds, n, 5);
    for (i = 0; i < n; i++) {
      if (viewers[i].manner == VANISHING)
        vanish (&viewers[i]);
      if (fds[i].fd >= 0 && fds[i].revents)
        read_some (&viewers[i], delays);
    }
  }
  g_free (fds);
}

int
fanout_viewers_run (guint port, const gchar * path, ViewerKind kind, guint n,
    const ViewerTrouble * trouble, gdouble seconds)
{
  guint all = n + trouble->stalled + trouble->slow + trouble->vanish, i;
  Viewer *viewers = g_new0 (Viewer, all);
  Delays delays = { g_array_new (FALSE, FALSE, sizeof (gdouble)),
    g_array_new (FALSE, FALSE, sizeof (gdouble))
  };

  for (i = 0; i < all; i++) {
    Manner manner = i < n ? GOOD : i < n + trouble->stalled ? STALLED
        : i < n + trouble->stalled + trouble->slow ? SLOW : VANISHING;

    open_viewer (&viewers[i], port, path, kind, manner);
  }
  watch (viewers, all, &delays, now_us () + seconds * G_USEC_PER_SEC);
  printf ("%.2f %.2f %u %.2f %.2f %.2f %u\n", percentile (delays.good, 0.5),
      percentile (delays.good, 0.95), delays.good->len,
      percentile (delays.slow, 0.5), percentile (delays.slow, 0.95),
      percentile (delays.slow, 1.0), delays.slow->len);
  for (i = 0; i < all; i++) {
    if (viewers[i].fd >= 0)
      close (viewers[i].fd);
  }
  g_free (viewers);
  g_array_unref (delays.good);
  g_array_unref (delays.slow);
  return 0;
}
