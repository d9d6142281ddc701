/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "start.h"

#include <string.h>

#include "address.h"
#include "certificate.h"
#include "codes.h"
#include "state-file.h"

static gboolean
settings_error (GError ** error, const gchar * text)
{
  g_set_error_literal (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
      text);
  return FALSE;
}

/* --- TLS ------------------------------------------------------------------- */

static gboolean
load_certificate (TsServer * self, GError ** error)
{
  const gchar *certificate = self->settings.tls_certificate;
  const gchar *key = self->settings.tls_key;
  GError *cause = NULL;

  if (!certificate && !key)
    return TRUE;
  if (!certificate || !key)
    return settings_error (error, "set both properties tls-certificate and "
        "tls-key, or neither");
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ())) {
    g_set_error_literal (error, GST_RESOURCE_ERROR,
        GST_RESOURCE_ERROR_NOT_FOUND, "there is no TLS on this machine; "
        "install glib-networking, or unset tls-certificate and tls-key");
    return FALSE;
  }
  self->certificate = g_tls_certificate_new_from_files (certificate, key,
      &cause);
  if (self->certificate && ts_certificate_works (self->certificate, &cause))
    return TRUE;
  if (self->certificate)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "tls-key %s is not the key of tls-certificate %s: %s", key,
        certificate, cause->message);
  else if (cause->domain == G_TLS_ERROR)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "tls-certificate %s and tls-key %s are no PEM files that belong "
        "together: %s", certificate, key, cause->message);
  else
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ,
        "tls-certificate or tls-key cannot be read: %s", cause->message);
  g_error_free (cause);
  return FALSE;
}

/* --- codes ----------------------------------------------------------------- */

static gboolean
set_code (TsServer * self, TsRole role, const gchar * wanted, GError ** error)
{
  TsSessions *sessions = self->guard.sessions;
  gchar *made = NULL;

  if (wanted && ts_code_length (wanted) < TS_CODE_MIN) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "%s-code is too short: at least %d characters, better %d or more",
        ts_role_name (role), TS_CODE_MIN, TS_CODE_GOOD);
    return FALSE;
  }
  if (!wanted && !ts_sessions_get_code (sessions, role))
    wanted = made = ts_code_new ();
  if (wanted)
    ts_sessions_set_code (sessions, role, wanted);
  g_free (made);
  return TRUE;
}

static void
warn_of_short_code (TsServer * self)
{
  TsRole role;

  for (role = TS_ROLE_VIEWER; role <= TS_ROLE_OPERATOR && !self->warning;
      role++) {
    if (ts_code_length (ts_sessions_get_code (self->guard.sessions, role))
        < TS_CODE_GOOD)
      self->warning = g_strdup_printf ("%s-code is short: whoever tries long "
          "enough finds it; %d characters or more are better",
          ts_role_name (role), TS_CODE_GOOD);
  }
}

static gboolean
load_codes (TsServer * self, GError ** error)
{
  const TsServerSettings *settings = &self->settings;
  TsSessions *sessions = self->guard.sessions = ts_sessions_new ();

  if (settings->state_file
      && !ts_state_file_load (settings->state_file, sessions,
          g_get_real_time () / G_USEC_PER_SEC, &self->warning, error))
    return FALSE;
  if (!set_code (self, TS_ROLE_OPERATOR, settings->operator_code, error)
      || !set_code (self, TS_ROLE_VIEWER, settings->viewer_code, error))
    return FALSE;
  if (ts_code_equal (ts_sessions_get_code (sessions, TS_ROLE_OPERATOR),
          ts_sessions_get_code (sessions, TS_ROLE_VIEWER)))
    return settings_error (error, "operator-code and viewer-code are the same; "
        "set one of them to something else");
  warn_of_short_code (self);
  return TRUE;
}

/* Also finds out now, and not when the first tablet pairs, whether it can. */
static gboolean
save_codes (TsServer * self, GError ** error)
{
  gchar *text;
  gboolean good;

  if (!self->settings.state_file)
    return TRUE;
  text = ts_sessions_to_text (self->guard.sessions);
  ts_sessions_take_changed (self->guard.sessions);
  good = ts_state_file_save (self->settings.state_file, text, error);
  g_free (text);
  return good;
}

/* --- the address ----------------------------------------------------------- */

static gboolean
set_hosts (TsServer * self, GPtrArray * addresses, TsKnown * known,
    GError ** error)
{
  gboolean tls = self->certificate != NULL;
  gchar **names;
  const gchar *bad;
  guint i;

  if (self->settings.allowed_hosts)
    names = g_strsplit (self->settings.allowed_hosts, ",", -1);
  else
    names = ts_address_names (addresses);
  for (i = 0; names[i]; i++)
    g_strstrip (names[i]);
  self->guard.hosts = ts_hosts_new ((const gchar * const *) names,
      known->port, tls, &bad);
  if (self->settings.allowed_hosts
      && (bad || ts_hosts_size (self->guard.hosts) == 0)) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "allowed-hosts has \"%s\", which is no name: write names or addresses "
        "with commas between them, or https://NAME for a proxy's",
        bad ? bad : "");
    g_strfreev (names);
    return FALSE;
  }
  known->url = ts_hosts_url (self->guard.hosts);
  g_strfreev (names);
  return TRUE;
}

static gboolean
listen_there (TsServer * self, TsKnown * known, GError ** error)
{
  GPtrArray *addresses = ts_address_resolve (self->settings.address, error);
  gboolean good = FALSE;

  if (!addresses)
    return FALSE;
  self->listening = ts_address_listen (addresses, self->settings.port, error);
  if (self->listening) {
    known->port = ts_address_get_port (self->listening);
    good = set_hosts (self, addresses, known, error);
  }
  g_ptr_array_unref (addresses);
  return good;
}

gboolean
ts_server_prepare (TsServer * self, TsKnown * known, GError ** error)
{
  TsRole role;

  g_clear_pointer (&self->warning, g_free);
  if (!load_certificate (self, error) || !load_codes (self, error)
      || !listen_there (self, known, error) || !save_codes (self, error)) {
    ts_server_unprepare (self);
    ts_known_clear (known);
    return FALSE;
  }
  for (role = TS_ROLE_VIEWER; role <= TS_ROLE_OPERATOR; role++)
    known->codes[role] = g_strdup (ts_sessions_get_code (self->guard.sessions,
            role));
  /* A browser sends cookies to every port of a host: two servers on one
   * machine need two names. */
  self->cookie = self->settings.port
      ? g_strdup_printf ("onset-session-%u", self->settings.port)
      : g_strdup ("onset-session");
  self->guard.cookie = self->cookie;
  self->guard.attempts = ts_attempts_new ();
  self->pages = ts_pages_new ();
  self->guard.assets = ts_pages_paths (self->pages);
  return TRUE;
}

void
ts_known_clear (TsKnown * known)
{
  TsRole role;

  for (role = TS_ROLE_VIEWER; role <= TS_ROLE_OPERATOR; role++)
    g_clear_pointer (&known->codes[role], g_free);
  g_clear_pointer (&known->url, g_free);
  known->port = 0;
}

void
ts_server_unprepare (TsServer * self)
{
  g_clear_pointer (&self->cookie, g_free);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->listening, g_ptr_array_unref);
  g_clear_pointer (&self->pages, ts_pages_free);
  g_clear_pointer (&self->guard.attempts, ts_attempts_free);
  g_clear_pointer (&self->guard.sessions, ts_sessions_free);
  g_clear_pointer (&self->guard.hosts, ts_hosts_free);
}
