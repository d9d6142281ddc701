/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "kernels.h"
#include "search.h"

/* Mean of |g|, at least 1 */
static gint16
contrast (const MsPyramid * pyramid)
{
  const MsLevelPicture *level = &pyramid->level[pyramid->n_levels - 1];
  gsize i, n = (gsize) level->width * level->height;
  guint64 sum = 0;

  for (i = 0; i < n; i++)
    sum += (guint) ABS (pyramid->gx[i]) + (guint) ABS (pyramid->gy[i]);
  return (gint16) (sum / (2 * n) + 1);
}

/* Per pixel, at this offset */
static gdouble
difference_at (const MsPyramid * last, const MsPyramid * now, gint dx, gint dy,
    gint16 cap)
{
  const MsLevelPicture *a = &last->level[last->n_levels - 1];
  const MsLevelPicture *b = &now->level[now->n_levels - 1];
  gint left = MAX (0, -dx), top = MAX (0, -dy);
  gint width = (gint) a->width - ABS (dx), height = (gint) a->height - ABS (dy);
  gsize from = (gsize) top * a->width + left;
  gsize to = (gsize) (top + dy) * b->width + left + dx;
  guint64 sum;

  sum = ms_difference (last->gx + from, a->width, now->gx + to, b->width,
      (guint) width, (guint) height, cap);
  sum += ms_difference (last->gy + from, a->width, now->gy + to, b->width,
      (guint) width, (guint) height, cap);
  return (gdouble) sum / ((gdouble) width * height);
}

void
ms_search (const MsPyramid * last, const MsPyramid * now, gint * dx, gint * dy)
{
  const MsLevelPicture *a = &last->level[last->n_levels - 1];
  gint reach_x = (gint) a->width / 8 + 1, reach_y = (gint) a->height / 8 + 1;
  gint16 cap = contrast (last);
  gdouble least = G_MAXDOUBLE;
  gint x, y;

  *dx = *dy = 0;
  for (y = -reach_y; y <= reach_y; y++) {
    for (x = -reach_x; x <= reach_x; x++) {
      gdouble d = difference_at (last, now, x, y, cap);

      /* of offsets that are alike, the nearest */
      d *= 1 + 0.001 * (ABS (x) + ABS (y));
      if (d < least) {
        least = d;
        *dx = x;
        *dy = y;
      }
    }
  }
}
