/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "reply.h"

#include <string.h>

#include "json.h"

/* Wherever somebody may come from, nothing but our own is run, shown or
 * asked, and nobody puts us into a frame. */
#define POLICY "default-src 'none'; script-src 'self'; style-src 'self'; " \
  "img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self'; " \
  "manifest-src 'self'; form-action 'self'; base-uri 'none'; " \
  "frame-ancestors 'none'; connect-src 'self'"

static const struct
{
  const gchar *name, *value;
} always[] = {
  {"X-Content-Type-Options", "nosniff"},
  /* With no-referrer a form would come with "Origin: null". */
  {"Referrer-Policy", "same-origin"},
  {"Cross-Origin-Resource-Policy", "same-origin"},
  {"Cache-Control", "no-store"},
};

typedef void (*AddFunc) (const gchar * name, const gchar * value,
    gpointer user_data);

static void
add_headers (const TsHost * host, AddFunc add, gpointer user_data)
{
  gchar *policy;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (always); i++)
    add (always[i].name, always[i].value, user_data);
  /* Browsers complain about it over plain http. */
  if (host && host->secure)
    add ("Cross-Origin-Opener-Policy", "same-origin", user_data);
  /* Older Safari does not count sockets as 'self'. */
  policy = host ? g_strconcat (POLICY, host->secure ? " wss://" : " ws://",
      host->host, NULL) : g_strdup (POLICY);
  add ("Content-Security-Policy", policy, user_data);
  g_free (policy);
}

static void
add_to_message (const gchar * name, const gchar * value, gpointer user_data)
{
  soup_message_headers_replace (user_data, name, value);
}

void
ts_reply_set_headers (SoupServerMessage * message, const TsHost * host)
{
  add_headers (host, add_to_message,
      soup_server_message_get_response_headers (message));
}

void
ts_reply_json (SoupServerMessage * message, const TsHost * host, guint status,
    gchar * json)
{
  ts_reply_set_headers (message, host);
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json",
      SOUP_MEMORY_TAKE, json, strlen (json));
}

static gchar *
error_json (const gchar * why)
{
  GString *json = g_string_new ("{\"error\":");

  ts_json_append_text (json, why);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

void
ts_reply_error (SoupServerMessage * message, const TsHost * host, guint status,
    const gchar * why)
{
  ts_reply_json (message, host, status, error_json (why));
}

static void
add_to_text (const gchar * name, const gchar * value, gpointer user_data)
{
  g_string_append_printf (user_data, "%s: %s\r\n", name, value);
}

GBytes *
ts_reply_refusal (const TsVerdict * verdict)
{
  GString *text = g_string_new (NULL);
  gchar *body = error_json (verdict->why);

  g_string_append_printf (text, "HTTP/1.1 %u %s\r\n", verdict->status,
      soup_status_get_phrase (verdict->status));
  add_headers (verdict->host, add_to_text, text);
  add_to_text ("Connection", "close", text);
  add_to_text ("Content-Type", "application/json", text);
  if (verdict->allow)
    add_to_text ("Allow", verdict->allow, text);
  if (verdict->retry_after)
    g_string_append_printf (text, "Retry-After: %u\r\n", verdict->retry_after);
  if (verdict->status == 401)
    add_to_text ("WWW-Authenticate", "Bearer", text);
  if (verdict->status == 426)
    g_string_append (text, "Upgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\n");
  g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT
      "\r\n\r\n%s", strlen (body), body);
  g_free (body);
  return g_string_free_to_bytes (text);
}

GBytes *
ts_reply_upgrade (const TsHead * head)
{
  gchar *accept = ts_guard_accept_key (ts_head_get (head, "sec-websocket-key"));
  gchar *text = g_strconcat ("HTTP/1.1 101 Switching Protocols\r\n"
      "Upgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: ", accept, "\r\n\r\n", NULL);

  g_free (accept);
  return g_bytes_new_take (text, strlen (text));
}
