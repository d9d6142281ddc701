/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "jerks.h"

#include <string.h>

GArray *
rp_jerks_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (RpJerk));
}

void
rp_jerk_set_nicks (RpJerk * jerk, const gchar * kind, const gchar * level)
{
  g_strlcpy (jerk->kind, kind, sizeof (jerk->kind));
  g_strlcpy (jerk->level, level, sizeof (jerk->level));
}

const RpJerk *
rp_jerks_nth (const GArray * jerks, guint n)
{
  return &g_array_index (jerks, RpJerk, n);
}

gboolean
rp_jerks_add (GArray * jerks, const RpJerk * jerk)
{
  guint at = jerks->len;

  if (at >= RP_JERKS_MAX)
    return FALSE;
  while (at > 0 && rp_jerks_nth (jerks, at - 1)->frame >= jerk->frame) {
    const RpJerk *other = rp_jerks_nth (jerks, at - 1);

    if (other->frame == jerk->frame && strcmp (other->kind, jerk->kind) == 0)
      return FALSE;
    at--;
  }
  g_array_insert_vals (jerks, at, jerk, 1);
  return TRUE;
}

void
rp_jerks_trim (GArray * jerks, guint64 first, guint64 end)
{
  guint n = 0;

  while (n < jerks->len && rp_jerks_nth (jerks, n)->frame < first)
    n++;
  if (n > 0)
    g_array_remove_range (jerks, 0, n);
  n = jerks->len;
  while (n > 0 && rp_jerks_nth (jerks, n - 1)->frame >= end)
    n--;
  g_array_set_size (jerks, n);
}
