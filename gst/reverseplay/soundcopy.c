/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "soundcopy.h"

#include <math.h>
#include <string.h>

/* memcpy of a size that is known becomes a load and a store, aligned or not. */
#define REVERSE_UNITS(size) \
  for (i = 0; i < n; i++) \
    memcpy (to + i * (size), from + (n - 1 - i) * (size), (size))

void
rp_reverse_units (guint8 * to, const guint8 * from, gsize n, gsize size)
{
  gsize i;

  switch (size) {
    case 1:
      REVERSE_UNITS (1);
      break;
    case 2:
      REVERSE_UNITS (2);
      break;
    case 4:
      REVERSE_UNITS (4);
      break;
    case 8:
      REVERSE_UNITS (8);
      break;
    case 16:
      REVERSE_UNITS (16);
      break;
    case 32:
      REVERSE_UNITS (32);
      break;
    default:
      REVERSE_UNITS (size);
      break;
  }
}

gdouble
rp_fade_out (guint i, guint length)
{
  return 0.5 + 0.5 * cos (G_PI * ((gdouble) i + 0.5) / length);
}
