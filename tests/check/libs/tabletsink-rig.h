/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/check/gstcheck.h>
#include <libsoup/soup.h>

#include "server-limits.h"
#include "server.h"

/*
 * A server in its own thread, with the stream "sink", and clients of it in the
 * test's: raw ones that block (for a while), and libsoup's for WebSockets.
 */
typedef struct
{
  TsServer *server;
  TsServerSettings settings;
  TsLimits limits;
  guint port;
  gchar *host, *origin;         /* "127.0.0.1:1234", with http:// */
  GTlsCertificate *trusted;     /* TLS with this one; NULL = none */
  gchar *tls_dir;

  /* what the callbacks said; under the lock */
  GMutex lock;
  GCond cond;
  GQueue commands;              /* of GstStructure */
  GQueue notices;               /* likewise */
  gint wanted[TS_N_MEDIA];
  guint keys;
  gboolean mute;                /* commands are not answered */
} ServerRig;

#define OPERATOR "ABCD-2345"
#define VIEWER "WXYZ-6789"

ServerRig *server_rig_new (void);
/* Before it is started: with TLS. FALSE when GIO has none. */
gboolean server_rig_use_tls (ServerRig * rig);
/* With what is in its settings and limits. */
void server_rig_start (ServerRig * rig);
void server_rig_free (ServerRig * rig);

/* Waits for the next one; transfer full. */
GstStructure *server_rig_command (ServerRig * rig);
/* Waits for a notice of that name, throws away those before it; transfer
 * full. */
GstStructure *server_rig_notice (ServerRig * rig, const gchar * name);
/* Answers a command as reverseplay would; takes @command. */
void server_rig_answer (ServerRig * rig, GstStructure * command, gboolean ok,
    const gchar * reason);

/* --- raw clients ----------------------------------------------------------- */

GIOStream *raw_connect (ServerRig * rig);
/* FALSE when the server has closed it. */
gboolean raw_send (GIOStream * stream, const gchar * data, gssize length);
/* Everything until the server closes it, "" when that is nothing; fails after
 * a while. Transfer full. */
gchar *raw_receive (GIOStream * stream);
/* One answer, by its Content-Length; "" when the server has closed it.
 * Transfer full. */
gchar *raw_answer (GIOStream * stream);
/* All of it: the answer to @text. */
gchar *raw_ask (ServerRig * rig, const gchar * text, gssize length);

/* "METHOD path", lines that end in CRLF, a body or NULL. Host is added,
 * and that the connection ends with it. The answer's status; *@answer, which may
 * be NULL, transfer full. */
guint ask (ServerRig * rig, const gchar * line, const gchar * fields,
    const gchar * body, gchar ** answer);
guint status_of (const gchar * answer);
/* What follows the header. */
const gchar *body_of (const gchar * answer);
/* Pairs; the line with the cookie, transfer full. */
gchar *pair (ServerRig * rig, const gchar * code);

#define AS_OPERATOR "Authorization: Bearer abcd2345\r\n"
#define AS_VIEWER "Authorization: Bearer wxyz 6789\r\n"
#define IS_JSON "Content-Type: application/json\r\n"

/* --- libsoup's clients ----------------------------------------------------- */

typedef struct
{
  SoupSession *session;
  SoupWebsocketConnection *socket;      /* NULL = refused */
  guint status;                 /* of a refusal */
  GQueue heard;                 /* of text */
  gboolean closed;
  GError *error;
} Talk;

/* @fields: as for ask(). */
Talk *talk_new (ServerRig * rig, const gchar * path, const gchar * fields);
void talk_free (Talk * talk);
void talk_say (Talk * talk, const gchar * text);
/* Waits for a message that begins so (after {"type":"), throws away those
 * before it; transfer full. */
gchar *talk_hear (Talk * talk, const gchar * type);
/* Waits for its end; the close code. */
guint talk_end (Talk * talk);
/* Runs the default context while @value is FALSE; fails after a while. */
void talk_wait (const gboolean * value);
