/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sysmemory.h"

#include <string.h>

static gboolean
read_number (const gchar * dir, const gchar * name, guint64 * value)
{
  gchar *path = g_build_filename (dir, name, NULL);
  gchar *text = NULL, *end;
  gboolean ok = FALSE;

  if (g_file_get_contents (path, &text, NULL, NULL)) {
    *value = g_ascii_strtoull (text, &end, 10);
    ok = end != text;           /* "max" is no number: no limit */
  }
  g_free (text);
  g_free (path);
  return ok;
}

static guint64
system_available (void)
{
  gchar *text = NULL, *line;
  guint64 kib = 0;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return G_MAXUINT64;
  line = strstr (text, "MemAvailable:");
  if (line)
    kib = g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10);
  g_free (text);
  return kib ? kib * 1024 : G_MAXUINT64;
}

/* The least that @path and the groups above it leave, below @root. */
static guint64
group_available (const gchar * root, const gchar * path, const gchar * limit,
    const gchar * usage)
{
  gchar *dir = g_build_filename (root, path, NULL);
  guint64 least = G_MAXUINT64;

  while (strlen (dir) >= strlen (root)) {
    guint64 max, used;
    gchar *parent;

    if (read_number (dir, limit, &max) && read_number (dir, usage, &used))
      least = MIN (least, max > used ? max - used : 0);
    parent = g_path_get_dirname (dir);
    g_free (dir);
    dir = parent;
  }
  g_free (dir);
  return least;
}

static guint64
groups_available (void)
{
  gchar *text = NULL, **lines;
  guint64 least = G_MAXUINT64;
  guint i;

  if (!g_file_get_contents ("/proc/self/cgroup", &text, NULL, NULL))
    return least;
  lines = g_strsplit (g_strstrip (text), "\n", -1);
  for (i = 0; lines[i]; i++) {
    gchar **parts = g_strsplit (lines[i], ":", 3);

    if (g_strv_length (parts) == 3) {
      if (parts[1][0] == '\0')
        least = MIN (least, group_available ("/sys/fs/cgroup", parts[2],
                "memory.max", "memory.current"));
      else if (strstr (parts[1], "memory"))
        least = MIN (least, group_available ("/sys/fs/cgroup/memory",
                parts[2], "memory.limit_in_bytes", "memory.usage_in_bytes"));
    }
    g_strfreev (parts);
  }
  g_strfreev (lines);
  g_free (text);
  return least;
}

guint64
rp_memory_available (void)
{
  guint64 bytes = MIN (system_available (), groups_available ());

  /* 0 means that nobody knows. */
  return bytes == G_MAXUINT64 ? 0 : MAX (bytes, 1);
}
