/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "sorted.h"

/* The first that is not less. */
static guint
find (const gdouble * sorted, guint n, gdouble value)
{
  guint from = 0;

  while (n > 0) {
    guint half = n / 2;

    if (sorted[from + half] < value) {
      from += half + 1;
      n -= half + 1;
    } else {
      n = half;
    }
  }
  return from;
}

void
ms_sorted_add (gdouble * sorted, guint n, gdouble value)
{
  guint at = find (sorted, n, value);

  memmove (sorted + at + 1, sorted + at, (n - at) * sizeof (gdouble));
  sorted[at] = value;
}

void
ms_sorted_remove (gdouble * sorted, guint n, gdouble value)
{
  guint at = MIN (find (sorted, n, value), n - 1);

  memmove (sorted + at, sorted + at + 1, (n - at - 1) * sizeof (gdouble));
}
