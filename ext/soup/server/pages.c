/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "pages.h"

#include <string.h>

#include "onset-page.h"

#define PREFIX "/onset/page"

static const struct
{
  const gchar *ending, *type;
} types[] = {
  {".html", "text/html; charset=utf-8"},
  {".css", "text/css; charset=utf-8"},
  {".js", "text/javascript; charset=utf-8"},
  {".mjs", "text/javascript; charset=utf-8"},
  {".json", "application/json"},
  {".webmanifest", "application/manifest+json"},
  {".svg", "image/svg+xml"},
  {".png", "image/png"},
  {".ico", "image/x-icon"},
  {".webp", "image/webp"},
  {".woff2", "font/woff2"},
  {".mp4", "video/mp4"},
  {".webm", "video/webm"},
};

struct _TsPages
{
  GHashTable *pages;            /* path -> TsPage */
};

static void
page_free (gpointer data)
{
  TsPage *page = data;

  g_bytes_unref (page->data);
  g_free (page->tag);
  g_free (page);
}

static const gchar *
find_type (const gchar * path)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (types); i++) {
    if (g_str_has_suffix (path, types[i].ending))
      return types[i].type;
  }
  return "application/octet-stream";
}

static void
add_page (TsPages * self, GResource * resource, const gchar * path)
{
  TsPage *page;
  gchar *sum;
  GBytes *data = g_resource_lookup_data (resource, path,
      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (!data)
    return;
  page = g_new0 (TsPage, 1);
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, data);
  page->data = data;
  page->type = find_type (path);
  page->tag = g_strdup_printf ("\"%.16s\"", sum);
  g_free (sum);
  g_hash_table_insert (self->pages, g_strdup (path + strlen (PREFIX)), page);
}

static void
add_folder (TsPages * self, GResource * resource, const gchar * folder)
{
  gchar **children = g_resource_enumerate_children (resource, folder,
      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  guint i;

  for (i = 0; children && children[i]; i++) {
    gchar *path = g_strdup_printf ("%s/%s", folder, children[i]);

    if (g_str_has_suffix (path, "/")) {
      path[strlen (path) - 1] = '\0';
      add_folder (self, resource, path);
    } else {
      add_page (self, resource, path);
    }
    g_free (path);
  }
  g_strfreev (children);
}

/* Once in the process: it stays. */
static GResource *
get_resource (void)
{
  static gsize registered;

  if (g_once_init_enter (&registered)) {
    onset_page_register_resource ();
    g_once_init_leave (&registered, 1);
  }
  return onset_page_get_resource ();
}

TsPages *
ts_pages_new (void)
{
  TsPages *self = g_new0 (TsPages, 1);

  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      page_free);
  add_folder (self, get_resource (), PREFIX);
  return self;
}

void
ts_pages_free (TsPages * self)
{
  g_hash_table_unref (self->pages);
  g_free (self);
}

GHashTable *
ts_pages_paths (TsPages * self)
{
  return self->pages;
}

const TsPage *
ts_pages_get (TsPages * self, const gchar * path)
{
  return g_hash_table_lookup (self->pages, path);
}
