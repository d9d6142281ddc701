/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "clock.h"

#include <math.h>
#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000000)

gchar *
ov_clock_elapsed (gint64 ns)
{
  gint64 s = MAX (ns, 0) / SECOND;
  guint minutes = (guint) (s / 60 % 60), seconds = (guint) (s % 60);

  if (s < 3600)
    return g_strdup_printf ("%02u:%02u", minutes, seconds);
  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02u:%02u", s / 3600, minutes,
      seconds);
}

gchar *
ov_clock_time (gint64 ns)
{
  gchar *whole = ov_clock_elapsed (ns), *text;
  guint tenth = (guint) (MAX (ns, 0) % SECOND / (SECOND / 10));

  text = g_strdup_printf ("%s.%u", whole, tenth);
  g_free (whole);
  return text;
}

gchar *
ov_clock_frames (guint64 index, gint fps_n, gint fps_d)
{
  guint64 per_second = ((guint64) fps_n + (guint64) fps_d / 2)
      / (guint64) fps_d, s;

  per_second = MAX (per_second, 1);
  s = index / per_second;
  return g_strdup_printf ("%02" G_GUINT64_FORMAT ":%02u:%02u:%02"
      G_GUINT64_FORMAT, s / 3600, (guint) (s / 60 % 60), (guint) (s % 60),
      index % per_second);
}

static void
drop_zeros (gchar * text)
{
  gsize n = strlen (text);

  while (n > 1 && text[n - 1] == '0')
    text[--n] = '\0';
  if (text[n - 1] == '.')
    text[n - 1] = '\0';
}

gchar *
ov_clock_rate (gdouble rate)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (rate) || rate <= 0.0 || rate > 1000.0
      || fabs (rate - 1.0) < 0.005)
    return NULL;
  g_ascii_formatd (number, sizeof (number), "%.2f", rate);
  drop_zeros (number);
  return g_strconcat ("\303\227", number, NULL);
}
