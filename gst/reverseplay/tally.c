/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tally.h"

#include <math.h>

/* Larger than any picture, and sums of two of them fit. */
#define PIXELS_MAX 1000000

static gboolean
parse_number (const gchar ** text, guint least, guint * number)
{
  guint64 value;
  gchar *end;

  while (g_ascii_isspace (**text))
    (*text)++;
  if (!g_ascii_isdigit (**text))
    return FALSE;
  value = g_ascii_strtoull (*text, &end, 10);
  if (value < least || value > PIXELS_MAX)
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  *text = end;
  *number = (guint) value;
  return TRUE;
}

static gboolean
parse_comma (const gchar ** text)
{
  return *(*text)++ == ',';
}

gboolean
rp_region_parse (RpRegion * region, const gchar * text)
{
  RpRegion found;

  if (!text || !parse_number (&text, 0, &found.x) || !parse_comma (&text)
      || !parse_number (&text, 0, &found.y) || !parse_comma (&text)
      || !parse_number (&text, 1, &found.width) || !parse_comma (&text)
      || !parse_number (&text, 1, &found.height) || *text != '\0')
    return FALSE;
  *region = found;
  return TRUE;
}

gboolean
rp_region_fits (const RpRegion * region, guint width, guint height)
{
  return region->x + region->width <= width
      && region->y + region->height <= height;
}

RpColour
rp_colour_from_yuv (gdouble y, gdouble u, gdouble v, gdouble kr, gdouble kb)
{
  gdouble kg = 1.0 - kr - kb;
  gdouble r = y + 2 * (1.0 - kr) * v;
  gdouble b = y + 2 * (1.0 - kb) * u;
  gdouble g = (y - kr * r - kb * b) / kg;
  RpColour colour = { CLAMP (r, 0.0, 1.0), CLAMP (g, 0.0, 1.0),
    CLAMP (b, 0.0, 1.0)
  };

  return colour;
}

RpColour
rp_colour_from_rgb (guint rgb)
{
  RpColour colour = { ((rgb >> 16) & 0xff) / 255.0,
    ((rgb >> 8) & 0xff) / 255.0, (rgb & 0xff) / 255.0
  };

  return colour;
}

gdouble
rp_colour_distance (RpColour a, RpColour b)
{
  gdouble dr = a.r - b.r, dg = a.g - b.g, db = a.b - b.b;
  gdouble dy = 0.2126 * dr + 0.7152 * dg + 0.0722 * db;
  gdouble dcb = (db - dy) / 1.8556, dcr = (dr - dy) / 1.5748;

  return sqrt (dy * dy / 4 + dcb * dcb + dcr * dcr);
}
