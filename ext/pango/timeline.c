/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "timeline.h"

#include <string.h>

#define TRACK 0xff303030
#define SPAN 0xffa0a0a0
#define MARK OV_WHITE
/* None of them red: that is for recording alone. */
static const OvColour jerk_colours[] = { 0xff00b4d8, 0xffffa000, 0xffff28f0 };

/* Ticks are this wide, and stand in columns of that width. */
static gint
tick_width (const OvRect * line)
{
  return MAX (line->height * 2 / 3 & ~1, 2);
}

static gint
column_of (const OvRect * line, gdouble fraction)
{
  gint columns = line->width / tick_width (line);
  gint column = (gint) (CLAMP (fraction, 0.0, 1.0) * columns);

  return MIN (column, columns - 1);
}

static gdouble
fraction_of_time (const OvTimeline * timeline, guint64 time)
{
  return (gdouble) time / (gdouble) timeline->duration;
}

static void
append (GArray * rects, gint x, gint y, gint width, gint height,
    OvColour colour)
{
  OvRect rect = { x, y, width, height, colour };

  if (width > 0 && height > 0)
    g_array_append_val (rects, rect);
}

static void
draw_span (const OvTimeline * timeline, const OvRect * line, GArray * rects)
{
  gint unit = tick_width (line), first = 0, end = line->width / unit;

  append (rects, line->x, line->y, line->width, line->height, TRACK);
  if (timeline->duration && timeline->in != OV_TIME_NONE)
    first = column_of (line, fraction_of_time (timeline, timeline->in));
  if (timeline->duration && timeline->out != OV_TIME_NONE)
    end = column_of (line, fraction_of_time (timeline, timeline->out)) + 1;
  append (rects, line->x + first * unit, line->y, (end - first) * unit,
      line->height, SPAN);
}

/* Above the line; jerks cross it. */
static void
draw_marks (const OvTimeline * timeline, const OvRect * line, guint8 * taken,
    GArray * rects)
{
  gint unit = tick_width (line);
  guint i;

  for (i = 0; i < timeline->n_marks && timeline->duration; i++) {
    gint column = column_of (line,
        fraction_of_time (timeline, timeline->marks[i]));

    if (!taken[column])
      append (rects, line->x + column * unit, line->y - line->height, unit,
          line->height, MARK);
    taken[column] = TRUE;
  }
}

/* The worse the higher, for whoever does not tell the colours apart. */
static void
draw_jerk (const OvRect * line, gint x, OvJerkLevel level, GArray * rects)
{
  gint more = (gint) level * line->height / 2 & ~1;

  append (rects, x, line->y - more, tick_width (line),
      line->height + 2 * more, jerk_colours[level]);
}

static void
draw_jerks (const OvTimeline * timeline, const OvRect * line, guint8 * worst,
    GArray * rects)
{
  gint unit = tick_width (line), columns = line->width / unit, c;
  guint i;

  for (i = 0; i < timeline->n_jerks; i++) {
    const OvJerk *jerk = &timeline->jerks[i];

    if (jerk->frame >= timeline->frames)
      continue;
    c = column_of (line, (jerk->frame + 0.5) / timeline->frames);
    worst[c] = MAX (worst[c], (guint8) (jerk->level + 1));
  }
  for (c = 0; c < columns; c++) {
    if (worst[c])
      draw_jerk (line, line->x + c * unit, (OvJerkLevel) (worst[c] - 1), rects);
  }
}

void
ov_timeline_draw (const OvTimeline * timeline, const OvRect * line,
    GArray * rects)
{
  guint8 *columns;
  gsize n;

  if (line->width <= 0 || timeline->frames == 0)
    return;
  n = (gsize) (line->width / tick_width (line));
  columns = g_new0 (guint8, n);
  draw_span (timeline, line, rects);
  draw_marks (timeline, line, columns, rects);
  memset (columns, 0, n);
  draw_jerks (timeline, line, columns, rects);
  g_free (columns);
}

void
ov_timeline_playhead (const OvRect * line, guint index, guint frames,
    OvRect * edge, OvRect * head)
{
  gint width = MAX (line->height & ~1, 2);
  gdouble fraction = frames ? (MIN (index, frames - 1) + 0.5) / frames : 0.0;
  gint x = line->x + ((gint) (fraction * (line->width - width)) & ~1);

  *head = (OvRect) {
  x, line->y - line->height, width, 3 * line->height, OV_WHITE};
  *edge = (OvRect) {
  x - 2, head->y, width + 4, head->height, OV_BLACK};
}
