/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * A client of the media sockets after its handshake: bytes from the network
 * into a server's connection, while frames go out. The first byte chooses what
 * it watches and how the rest is meant: as it is, or as messages that are
 * framed here, so that mutations reach what is behind the framing.
 */
#include "fuzz.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#include "hub.h"
#include "wire.h"

#define FRAMED 0x80
#define MOST_INPUT 16384

typedef struct
{
  TsHub *hub;
  SoupWebsocketConnection *socket;      /* weak */
  GSocket *peer;
} Rig;

static void
settle (Rig * rig)
{
  guint8 heard[65536];
  guint quiet;

  for (quiet = 0; quiet < 2; quiet++) {
    while (g_main_context_iteration (NULL, FALSE))
      quiet = 0;
    while (g_socket_receive_with_blocking (rig->peer, (gchar *) heard,
            sizeof (heard), FALSE, NULL, NULL) > 0)
      quiet = 0;
  }
}

static void
begin (Rig * rig, TsMedia media, TsPath path)
{
  static const TsHubCallbacks callbacks;
  GUri *uri = g_uri_parse ("ws://127.0.0.1/", G_URI_FLAGS_NONE, NULL);
  GSocketConnection *connection;
  SoupWebsocketConnection *socket;
  GSocket *ours;
  int fds[2];

  g_assert (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
  ours = g_socket_new_from_fd (fds[0], NULL);
  rig->peer = g_socket_new_from_fd (fds[1], NULL);
  connection = g_socket_connection_factory_create_connection (ours);
  socket = soup_websocket_connection_new (G_IO_STREAM (connection), uri,
      SOUP_WEBSOCKET_CONNECTION_SERVER, NULL, NULL, NULL);
  rig->hub = ts_hub_new (g_main_context_default (), &callbacks, NULL);
  ts_hub_add_stream (rig->hub, "sink");
  ts_hub_serve_socket (rig->hub, socket, "sink", media, path, "who", "from");

  rig->socket = socket;
  g_object_add_weak_pointer (G_OBJECT (socket), (gpointer *) & rig->socket);
  g_object_unref (socket);
  g_object_unref (connection);
  g_object_unref (ours);
  g_uri_unref (uri);
}

static void
check_stats (const TsClientStats * stats, gpointer user_data)
{
  g_assert_cmpuint (stats->pending_bytes, <=, 50 * 100);
}

static void
push (Rig * rig, TsMedia media, gboolean key)
{
  TsFormat *format = ts_format_new (media);
  TsFrame *frame = ts_frame_new (format, g_bytes_new_static ("picture", 7));

  frame->key = key;
  ts_hub_push (rig->hub, "sink", frame);
  ts_format_unref (format);
  settle (rig);
  g_assert_cmpuint (ts_hub_n_clients (rig->hub), <=, 1);
  ts_hub_foreach_client (rig->hub, check_stats, NULL);
}

static void
say (Rig * rig, const guint8 * data, gsize size)
{
  g_socket_send (rig->peer, (const gchar *) data, size, NULL, NULL);
  settle (rig);
}

/* A length, and a message of so many bytes. */
static gsize
say_framed (Rig * rig, const guint8 * data, gsize size)
{
  guint8 frame[6 + 64] = { 0x82, };
  gsize n = MIN (data[0] & 63, size - 1);

  frame[1] = 0x80 | n;
  memcpy (frame + 6, data + 1, n);
  say (rig, frame, 6 + n);
  return 1 + n;
}

static void
end (Rig * rig)
{
  ts_hub_free (rig->hub);
  settle (rig);
  g_socket_close (rig->peer, NULL);
  g_object_unref (rig->peer);
  while (g_main_context_iteration (NULL, FALSE));
  /* Whatever came, nothing is left. */
  g_assert (rig->socket == NULL);
}

static void
run (const guint8 * data, gsize size)
{
  static const struct
  {
    TsMedia media;
    TsPath path;
  } kinds[] = {
    {TS_MEDIA_H264, TS_PATH_WEBCODECS}, {TS_MEDIA_H264, TS_PATH_MSE},
    {TS_MEDIA_JPEG, TS_PATH_CANVAS}, {TS_MEDIA_OPUS, TS_PATH_MSE},
  };
  Rig rig;
  TsMedia media;
  guint i, kind;

  if (size < 1 || size > MOST_INPUT)
    return;
  kind = data[0] & 3;
  media = kinds[kind].media;
  begin (&rig, media, kinds[kind].path);
  for (i = 0; i < 4; i++)
    push (&rig, media, i == 0);
  if (data[0] & FRAMED) {
    for (i = 1; i < size; i += say_framed (&rig, data + i, size - i))
      push (&rig, media, i % 3 == 0);
  } else {
    say (&rig, data + 1, size - 1);
  }
  push (&rig, media, TRUE);
  end (&rig);
}

#define MASK "\0\0\0\0"

static const FuzzSeed seeds[] = {
  FUZZ_SEED ("\0\202\210" MASK "\1\20\0\0\0\0\0\1\202\210" MASK
      "\1\20\0\0\0\0\0\2"),
  FUZZ_SEED ("\2\202\210\1\2\3\4\0\22\3\4\1\2\3\5"),
  /* text, ping, close, a fragment, one that is too long */
  FUZZ_SEED ("\1\201\202" MASK "{}"),
  FUZZ_SEED ("\1\211\201" MASK "x\210\202" MASK "\3\350"),
  FUZZ_SEED ("\3\2\204" MASK "\1\20\0\0\200\204" MASK "\0\0\0\1"),
  FUZZ_SEED ("\0\202\376\1\0" MASK "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
  FUZZ_SEED ("\0\202\377\177\377\377\377\377\377\377\377" MASK),
  FUZZ_SEED ("\200\10\1\20\0\0\0\0\0\1\10\1\20\0\0\0\0\0\4\3abc"),
  FUZZ_SEED ("\202\10\1\20\0\0\0\0\0\1\10\1\20\0\0\0\0\0\3"),
  FUZZ_SEED ("\203\10\1\20\0\0\377\377\377\377"),
  FUZZ_SEEDS_END
};

const FuzzTarget fuzz_websocket = { "websocket", run, seeds };
