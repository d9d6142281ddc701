/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "address.h"

#include <gst/gst.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* A full one makes the honest wait for a second as well. */
#define BACKLOG 1024
/* Tries to find a port that is free on each of several addresses. */
#define TRIES 8

/* @name: NULL = of all interfaces that are up. Those with a scope are left out
 * unless they are wanted: no browser takes them in an address. */
static void
add_interface (GPtrArray * list, const gchar * name)
{
  struct ifaddrs *all, *a;

  if (getifaddrs (&all) != 0)
    return;
  for (a = all; a; a = a->ifa_next) {
    GSocketAddress *native;
    GInetAddress *address;
    gint family = a->ifa_addr ? a->ifa_addr->sa_family : AF_UNSPEC;

    if ((family != AF_INET && family != AF_INET6)
        || (name && strcmp (a->ifa_name, name) != 0))
      continue;
    native = g_socket_address_new_from_native (a->ifa_addr,
        family == AF_INET ? sizeof (struct sockaddr_in)
        : sizeof (struct sockaddr_in6));
    address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS
        (native));
    if (family == AF_INET || !g_inet_address_get_is_link_local (address))
      g_ptr_array_add (list, g_object_ref (address));
    g_object_unref (native);
  }
  freeifaddrs (all);
}

GPtrArray *
ts_address_resolve (const gchar * address, GError ** error)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GInetAddress *inet = g_inet_address_new_from_string (address);

  if (inet)
    g_ptr_array_add (list, inet);
  else if (address[0])
    add_interface (list, address);
  if (list->len > 0)
    return list;

  g_ptr_array_unref (list);
  g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
      "\"%s\" is neither an IP address nor a network interface that has one; "
      "set the property address to one of this machine (127.0.0.1, 0.0.0.0 for "
      "all, eth0)", address);
  return NULL;
}

static void
listen_error (GInetAddress * address, guint port, GError * cause,
    GError ** error)
{
  gchar *text = g_inet_address_to_string (address);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY,
        "port %u of %s is in use; set the property port to another one, or to "
        "0 for any", port, text);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED,
        "port %u of %s is not for everybody; set the property port to 1024 or "
        "more", port, text);
  else
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
        "cannot listen on %s, port %u: %s; set the property address to one of "
        "this machine", text, port, cause->message);
  g_free (text);
  g_error_free (cause);
}

static GSocket *
listen_on (GInetAddress * address, guint port, GError ** error)
{
  GSocketFamily family = g_inet_address_get_family (address);
  GSocket *socket;
  GSocketAddress *where;
  gboolean good;

  socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
      error);
  if (!socket)
    return NULL;
  /* "::" is IPv4 as well */
  if (family == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY,
        !g_inet_address_get_is_any (address), NULL);
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  where = g_inet_socket_address_new (address, (guint16) port);
  good = g_socket_bind (socket, where, TRUE, error)
      && g_socket_listen (socket, error);
  g_object_unref (where);
  if (!good)
    g_clear_object (&socket);
  return socket;
}

static guint
socket_port (GSocket * socket)
{
  GSocketAddress *address = g_socket_get_local_address (socket, NULL);
  guint port = 0;

  if (address) {
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
    g_object_unref (address);
  }
  return port;
}

static GPtrArray *
try_listen (GPtrArray * addresses, guint port, GError ** error)
{
  GPtrArray *sockets = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = 0; i < addresses->len; i++) {
    GInetAddress *address = g_ptr_array_index (addresses, i);
    GError *cause = NULL;
    GSocket *socket = listen_on (address, port, &cause);

    if (!socket) {
      listen_error (address, port, cause, error);
      g_ptr_array_unref (sockets);
      return NULL;
    }
    g_ptr_array_add (sockets, socket);
    if (port == 0)
      port = socket_port (socket);
  }
  return sockets;
}

GPtrArray *
ts_address_listen (GPtrArray * addresses, guint port, GError ** error)
{
  GPtrArray *sockets = NULL;
  guint i;

  for (i = 0; i < (port == 0 ? TRIES : 1) && !sockets; i++) {
    if (error)
      g_clear_error (error);
    sockets = try_listen (addresses, port, error);
  }
  return sockets;
}

guint
ts_address_get_port (GPtrArray * sockets)
{
  return socket_port (g_ptr_array_index (sockets, 0));
}

static void
add_name (GPtrArray * names, gchar * name)
{
  guint i;

  for (i = 0; i < names->len; i++) {
    if (g_ascii_strcasecmp (g_ptr_array_index (names, i), name) == 0) {
      g_free (name);
      return;
    }
  }
  g_ptr_array_add (names, name);
}

/* IPv4 first, what only this machine itself can reach last. */
static gint
compare (gconstpointer a, gconstpointer b)
{
  GInetAddress *const *x = a, *const *y = b;
  gint here = g_inet_address_get_is_loopback (*x)
      - g_inet_address_get_is_loopback (*y);

  if (here)
    return here;
  return (g_inet_address_get_family (*x) == G_SOCKET_FAMILY_IPV6)
      - (g_inet_address_get_family (*y) == G_SOCKET_FAMILY_IPV6);
}

gchar **
ts_address_names (GPtrArray * addresses)
{
  GPtrArray *names = g_ptr_array_new ();
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean any = FALSE;
  guint i;

  for (i = 0; i < addresses->len; i++) {
    GInetAddress *address = g_ptr_array_index (addresses, i);

    if (g_inet_address_get_is_any (address))
      any = TRUE;
    else
      g_ptr_array_add (all, g_object_ref (address));
  }
  if (any)
    add_interface (all, NULL);
  g_ptr_array_sort (all, compare);
  for (i = 0; i < all->len; i++)
    add_name (names, g_inet_address_to_string (g_ptr_array_index (all, i)));
  if (any) {
    const gchar *host = g_get_host_name ();

    add_name (names, g_strdup (host));
    if (!strchr (host, '.'))
      add_name (names, g_strconcat (host, ".local", NULL));
  }
  add_name (names, g_strdup ("localhost"));
  g_ptr_array_unref (all);
  g_ptr_array_add (names, NULL);
  return (gchar **) g_ptr_array_free (names, FALSE);
}
