/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The names by which a browser may reach the server: a name that anybody else
 * has pointed at this machine (DNS rebinding) is not among them. Never changes
 * once it is made; any thread.
 */
typedef struct _TsHosts TsHosts;

typedef struct
{
  gchar *host;                  /* as in a request: "127.0.0.1:8080" */
  gchar *origin;                /* "http://127.0.0.1:8080" */
  gboolean secure;              /* the browser's end is TLS */
} TsHost;

/* @names: each a name or an address, with "[]" or not ("tablet.local",
 * "fd00::1"); with a port of its own ("tablet.local:9000"); or a whole origin
 * ("https://tablet.example"), for a proxy that stands in front. Those that are
 * none of these are left out, and *@bad names the first of them (belongs to
 * @names). @port, @tls: what we listen on. */
TsHosts *ts_hosts_new (const gchar * const *names, guint port, gboolean tls,
    const gchar ** bad);
void ts_hosts_free (TsHosts * hosts);

guint ts_hosts_size (TsHosts * hosts);
/* "http://192.168.1.5:8080/", of the first of them; transfer full. */
gchar *ts_hosts_url (TsHosts * hosts);
/* For the request's Host and Origin (NULL = it had none). NULL when @host is
 * not one of ours; *@same says whether @origin is what a page of that host
 * sends, FALSE when @origin is NULL. */
const TsHost *ts_hosts_find (TsHosts * hosts, const gchar * host,
    const gchar * origin, gboolean * same);

G_END_DECLS
