/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "motion-report-svg.h"

#include <math.h>
#include <string.h>

#define WIDTH 1000
#define LEFT 74
#define RIGHT 14
#define PLOT_WIDTH (WIDTH - LEFT - RIGHT)
#define PATH_HEIGHT 120
#define STEP_HEIGHT 120
#define GAP 22
#define LANE 26
/* Numbers nearer than this to the last would lie on each other. */
#define LABEL_ROOM 18
#define MARK 6

static const gchar *path_titles[] = {
  "Path, % of the height, right is up",
  "Path, % of the height, down is down",
  "Angle, degrees, clockwise is up",
  "Size of the background, %, growing is up",
};

static const gchar *step_titles[] = {
  "Motion per frame, % of the height",
  "Motion per frame, % of the height",
  "Turn per frame, degrees",
  "Growth per frame, %: the speed of the dolly",
};

static const gchar *lane_names[] = { "sway", "bump", "roll", "speed" };

/* --- text --------------------------------------------------------------------- */

void
report_append_text (GString * out, const gchar * text)
{
  gchar *valid = g_utf8_make_valid (text ? text : "", -1);
  const gchar *p;

  for (p = valid; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '&')
      g_string_append (out, "&amp;");
    else if (c == '<')
      g_string_append (out, "&lt;");
    else if (c == '>')
      g_string_append (out, "&gt;");
    else if (c == '"')
      g_string_append (out, "&quot;");
    else if (c == '\'')
      g_string_append (out, "&#39;");
    else if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0)
        || (c & 0xfffe) == 0xfffe)
      g_string_append_unichar (out, 0xfffd);
    else
      g_string_append_unichar (out, c);
  }
  g_free (valid);
}

/* printf, but with a point whatever the locale */
static void
append_number (GString * out, const gchar * format, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof (text), format, value);
  /* no -0 */
  if (text[0] == '-' && strspn (text + 1, "0.") == strlen (text + 1))
    memmove (text, text + 1, strlen (text));
  g_string_append (out, text);
}

static void
append_xy (GString * out, gdouble x, gdouble y)
{
  append_number (out, "%.1f", x);
  g_string_append_c (out, ' ');
  append_number (out, "%.1f", y);
}

static void
append_attribute (GString * out, const gchar * name, gdouble value)
{
  g_string_append_printf (out, " %s=\"", name);
  append_number (out, "%.1f", value);
  g_string_append_c (out, '"');
}

static void
append_line (GString * out, const gchar * class, gdouble x1, gdouble y1,
    gdouble x2, gdouble y2)
{
  g_string_append_printf (out, "<path class=\"%s\" d=\"M", class);
  append_xy (out, x1, y1);
  g_string_append_c (out, 'L');
  append_xy (out, x2, y2);
  g_string_append (out, "\"/>\n");
}

/* @anchor: start, middle, end */
static void
append_label (GString * out, const gchar * class, const gchar * anchor,
    gdouble x, gdouble y, const gchar * text)
{
  g_string_append_printf (out, "<text class=\"%s\" text-anchor=\"%s\"", class,
      anchor);
  append_attribute (out, "x", x);
  append_attribute (out, "y", y);
  g_string_append_c (out, '>');
  report_append_text (out, text);
  g_string_append (out, "</text>\n");
}

/* --- marks ---------------------------------------------------------------------- */

static void
append_polygon (GString * out, gdouble x, gdouble y, const gdouble * points,
    guint n)
{
  guint i;

  g_string_append (out, "<path d=\"M");
  for (i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, 'L');
    append_xy (out, x + MARK * points[2 * i], y + MARK * points[2 * i + 1]);
  }
  g_string_append (out, "Z\"/>");
}

static void
append_circle (GString * out, const gchar * class, gdouble x, gdouble y,
    gdouble radius)
{
  g_string_append_printf (out, "<circle class=\"%s\"", class);
  append_attribute (out, "cx", x);
  append_attribute (out, "cy", y);
  append_attribute (out, "r", radius);
  g_string_append (out, "/>");
}

void
report_append_mark (GString * out, ReportAxis kind, ReportLevel level,
    gdouble x, gdouble y)
{
  /* to both sides; up; on all four sides the same */
  static const gdouble sway[] = { -1.25, 0, 0, -0.95, 1.25, 0, 0, 0.95 };
  static const gdouble bump[] = { -1.1, 0.9, 0, -1.1, 1.1, 0.9 };
  static const gdouble speed[] = { -0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9 };

  g_string_append_printf (out, "<g class=\"mark %s %s\">",
      report_axis_nick (kind), report_level_nick (level));
  switch (kind) {
    case AXIS_SWAY:
      append_polygon (out, x, y, sway, 4);
      break;
    case AXIS_BUMP:
      append_polygon (out, x, y, bump, 3);
      break;
    case AXIS_ROLL:
      append_circle (out, "ring", x, y, MARK);
      break;
    default:
      append_polygon (out, x, y, speed, 4);
      break;
  }
  /* a dot halfway between empty and full */
  if (level == LEVEL_NEEDS_REVIEW)
    append_circle (out, "dot", x, kind == AXIS_BUMP ? y + 1.5 : y, 2);
  g_string_append (out, "</g>\n");
}

/* --- time ----------------------------------------------------------------------- */

static gdouble
x_of (const ReportTake * take, gdouble seconds)
{
  gdouble all = MAX (take->seconds, 0.04);

  return LEFT + PLOT_WIDTH * CLAMP (seconds / all, 0, 1);
}

/* 1, 2 or 5 times a power of 10, so that there are about @n in @range */
static gdouble
nice_step (gdouble range, guint n)
{
  gdouble raw = range / n, power = pow (10, floor (log10 (raw)));
  gdouble lead = raw / power;

  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

static gdouble
nice_time_step (gdouble seconds)
{
  static const gdouble steps[] = { 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120,
    300, 600, 900, 1800, 3600, 7200
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (steps) - 1; i++) {
    if (seconds / steps[i] <= 10)
      break;
  }
  return MAX (steps[i], nice_step (seconds, 10) * (seconds > 72000));
}

static gchar *
time_text (gdouble seconds, gdouble step)
{
  guint whole = (guint) (seconds + 1e-6);

  if (step < 1)
    return g_strdup_printf ("%u:%02u.%u", whole / 60, whole % 60,
        (guint) ((seconds - whole) * 10 + 0.5) % 10);
  if (whole < 3600)
    return g_strdup_printf ("%u:%02u", whole / 60, whole % 60);
  return g_strdup_printf ("%u:%02u:%02u", whole / 3600, whole / 60 % 60,
      whole % 60);
}

/* Of the frame that is shown at @seconds */
static const gchar *
timecode_at (const ReportTake * take, gdouble seconds)
{
  guint low = 0, high = take->shifts->len;

  while (low + 1 < high) {
    guint middle = (low + high) / 2;

    if (g_array_index (take->shifts, ReportShift, middle).at <= seconds + 1e-4)
      low = middle;
    else
      high = middle;
  }
  return low < high ?
      g_array_index (take->shifts, ReportShift, low).timecode : NULL;
}

/* Returns the height it takes. */
static gdouble
append_time_axis (GString * out, const ReportTake * take, gdouble top,
    gdouble bottom, gboolean labels)
{
  gdouble step = nice_time_step (MAX (take->seconds, 0.04)), t;
  gboolean timecodes = timecode_at (take, 0) != NULL;
  gdouble last = -WIDTH;

  for (t = 0; t <= take->seconds + step / 1000; t += step) {
    gdouble x = x_of (take, t);
    const gchar *anchor = x < LEFT + 30 ? "start" : x > WIDTH - RIGHT - 30 ?
        "end" : "middle";
    const gchar *timecode = timecode_at (take, t);
    gchar *text;

    append_line (out, "grid", x, top, x, bottom);
    if (!labels)
      continue;
    text = time_text (t, step);
    append_label (out, "tick", anchor, x, bottom + 15, text);
    if (timecodes && timecode && x - last > 90) {
      append_label (out, "timecode", anchor, x, bottom + 29, timecode);
      last = x;
    }
    g_free (text);
  }
  return labels ? timecodes ? 36 : 22 : 0;
}

/* --- jerks in a plot -------------------------------------------------------------- */

static void
append_number_label (GString * out, guint number, gdouble x, gdouble y,
    gdouble * last)
{
  gchar text[16];

  if (x - *last < LABEL_ROOM)
    return;
  g_snprintf (text, sizeof (text), "%u", number);
  append_label (out, "number", "middle", x, y, text);
  *last = x;
}

static void
append_jerk_title (GString * out, guint number, const ReportJerk * jerk)
{
  g_string_append_printf (out, "<title>%u: %s, %s, frame %" G_GUINT64_FORMAT
      ", ", number, report_axis_nick (jerk->kind),
      report_level_nick (jerk->level), jerk->frame);
  append_number (out, "%.2f", jerk->severity);
  g_string_append (out, " %</title>");
}

/* From the onset to its end */
static void
append_bands (GString * out, const ReportTake * take, ReportAxis axis,
    gdouble top, gdouble height)
{
  const GArray *jerks = report_take_jerks (take);
  guint i;

  for (i = 0; i < jerks->len; i++) {
    const ReportJerk *jerk = &g_array_index (jerks, ReportJerk, i);
    gdouble frame = take->shifts->len > 1 ?
        take->seconds / (take->shifts->len - 1) : 0.04;
    gdouble x0 = x_of (take, jerk->at);
    gdouble x1 = x_of (take, jerk->at + frame * jerk->length);

    if (jerk->kind != axis)
      continue;
    g_string_append_printf (out, "<rect class=\"band %s\"",
        report_level_nick (jerk->level));
    append_attribute (out, "x", x0);
    append_attribute (out, "y", top);
    append_attribute (out, "width", MAX (x1 - x0, 1.5));
    append_attribute (out, "height", height);
    g_string_append (out, "/>\n");
  }
}

static void
append_marks (GString * out, const ReportTake * take, ReportAxis axis,
    gdouble y, gboolean numbers)
{
  const GArray *jerks = report_take_jerks (take);
  gdouble last = -WIDTH;
  guint i;

  for (i = 0; i < jerks->len; i++) {
    const ReportJerk *jerk = &g_array_index (jerks, ReportJerk, i);
    gdouble x = x_of (take, jerk->at);

    if (jerk->kind != axis)
      continue;
    g_string_append (out, "<g>");
    append_jerk_title (out, i + 1, jerk);
    report_append_mark (out, jerk->kind, jerk->level, x, y);
    g_string_append (out, "</g>\n");
    if (numbers)
      append_number_label (out, i + 1, x, y - MARK - 4, &last);
  }
}

static void
open_svg (GString * out, gdouble height, const gchar * class,
    const gchar * title)
{
  g_string_append_printf (out,
      "<svg class=\"%s\" role=\"img\" viewBox=\"0 0 %d " "%.0f\"><title>",
      class, WIDTH, height);
  report_append_text (out, title);
  g_string_append (out, "</title>\n");
}

void
report_append_timeline (GString * out, const ReportTake * take)
{
  const gdouble top = 8, bottom = top + N_AXES * (LANE + 6);
  guint i;

  open_svg (out, bottom + 38, "timeline", "The jerks over time");
  append_time_axis (out, take, top, bottom, TRUE);
  for (i = 0; i < N_AXES; i++) {
    gdouble y = top + (i + 1) * (LANE + 6) - 8;

    append_line (out, "lane", LEFT, y, WIDTH - RIGHT, y);
    append_label (out, "tick", "end", LEFT - 10, y + 4, lane_names[i]);
    append_marks (out, take, i, y, TRUE);
  }
  g_string_append (out, "</svg>\n");
}

/* --- curves ------------------------------------------------------------------------ */

typedef struct
{
  gdouble at, value;
  gboolean gap;                 /* before it */
} Point;

/* @sum: the path; else each frame's motion. What is not known leaves a gap. */
static GArray *
points_of (const ReportTake * take, ReportAxis axis, gboolean sum)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (Point));
  gboolean gap = TRUE;
  gdouble value = 0;
  guint i;

  for (i = 0; i < take->shifts->len; i++) {
    const ReportShift *shift = &g_array_index (take->shifts, ReportShift, i);
    Point point;

    if (!shift->moved) {
      gap = TRUE;
      continue;
    }
    value = sum ? value + shift->step[axis] : shift->step[axis];
    point = (Point) {
    shift->at, value, gap};
    /* logarithms add up; a size is not one */
    if (sum && axis == AXIS_SPEED)
      point.value = 100 * (exp (value / 100) - 1);
    g_array_append_val (points, point);
    gap = FALSE;
  }
  return points;
}

typedef struct
{
  gdouble top, height, low, high;
} Scale;

static gdouble
y_of (const Scale * scale, gdouble value)
{
  return scale->top + scale->height * (scale->high - value) / (scale->high -
      scale->low);
}

static Scale
scale_for (const GArray * points, gdouble top, gdouble height, gdouble least)
{
  Scale scale = { top, height, 0, 0 };
  gdouble room;
  guint i;

  for (i = 0; i < points->len; i++) {
    scale.low = MIN (scale.low, g_array_index (points, Point, i).value);
    scale.high = MAX (scale.high, g_array_index (points, Point, i).value);
  }
  room = MAX (least - (scale.high - scale.low), 0) / 2 +
      0.08 * (scale.high - scale.low);
  scale.low -= room;
  scale.high += room;
  return scale;
}

/* More points than columns: the lowest and the highest of each column, in the
 * order in which they came. */
static void
append_column (GString * out, const Point * points, guint n,
    const ReportTake * take, const Scale * scale)
{
  guint low = 0, high = 0, i;

  for (i = 1; i < n; i++) {
    if (points[i].value < points[low].value)
      low = i;
    if (points[i].value > points[high].value)
      high = i;
  }
  for (i = 0; i < 2; i++) {
    const Point *p = &points[i == 0 ? MIN (low, high) : MAX (low, high)];

    if (i == 1 && low == high)
      break;
    g_string_append_c (out, i == 0 && points[0].gap ? 'M' : 'L');
    append_xy (out, x_of (take, p->at), y_of (scale, p->value));
  }
}

/* Points from @i on that fall into one column and have no gap between */
static guint
column_length (const GArray * points, guint i, gdouble width)
{
  const Point *p = (const Point *) points->data;
  guint n = 1;

  while (i + n < points->len && !p[i + n].gap && p[i + n].at - p[i].at < width)
    n++;
  return n;
}

static void
append_curve (GString * out, const GArray * points, const ReportTake * take,
    const Scale * scale)
{
  gdouble column = points->len > 2 * PLOT_WIDTH ?
      take->seconds / PLOT_WIDTH : 0;
  guint i, n;

  if (points->len == 0)
    return;
  g_string_append (out, "<path class=\"curve\" d=\"");
  for (i = 0; i < points->len; i += n) {
    n = column_length (points, i, column);
    append_column (out, &g_array_index (points, Point, i), n, take, scale);
  }
  g_string_append (out, "\"/>\n");
}

static void
append_value_axis (GString * out, const Scale * scale)
{
  gdouble step = nice_step (scale->high - scale->low, 4), value;
  const gchar *format = step >= 1 ? "%.0f" : step >= 0.1 ? "%.1f" :
      step >= 0.01 ? "%.2f" : "%.3f";
  gint i, first = (gint) ceil (scale->low / step);

  for (i = first; (value = i * step) <= scale->high; i++) {
    GString *text = g_string_new (NULL);

    append_number (text, format, value);
    append_line (out, i == 0 ? "zero" : "grid", LEFT, y_of (scale, value),
        WIDTH - RIGHT, y_of (scale, value));
    append_label (out, "tick", "end", LEFT - 8, y_of (scale, value) + 4,
        text->str);
    g_string_free (text, TRUE);
  }
}

static void
append_cuts (GString * out, const ReportTake * take, gdouble top,
    gdouble height)
{
  guint i;

  for (i = 0; i < take->shifts->len; i++) {
    const ReportShift *shift = &g_array_index (take->shifts, ReportShift, i);
    gdouble x = x_of (take, shift->at);

    if (!shift->cut)
      continue;
    append_line (out, "cut", x, top, x, top + height);
    append_label (out, "note", "start", x + 4, top + height - 5, "cut");
  }
}

static void
append_plot (GString * out, const ReportTake * take, ReportAxis axis,
    gboolean sum, gdouble top)
{
  /* so that noise does not fill the plot */
  static const gdouble least_path[] = { 1, 1, 0.5, 1 };
  static const gdouble least_step[] = { 0.2, 0.2, 0.1, 0.2 };
  GArray *points = points_of (take, axis, sum);
  Scale scale = scale_for (points, top, sum ? PATH_HEIGHT : STEP_HEIGHT,
      sum ? least_path[axis] : least_step[axis]);

  /* y points down */
  if (axis == AXIS_BUMP) {
    gdouble low = scale.low;

    scale.low = scale.high;
    scale.high = low;
  }
  append_bands (out, take, axis, top, scale.height);
  if (axis == AXIS_BUMP) {
    Scale upright = scale;
    GString *grid = g_string_new (NULL);

    /* the same lines, named the other way round */
    upright.low = scale.high;
    upright.high = scale.low;
    upright.top = scale.top + scale.height;
    upright.height = -scale.height;
    append_value_axis (grid, &upright);
    g_string_append_len (out, grid->str, (gssize) grid->len);
    g_string_free (grid, TRUE);
  } else {
    append_value_axis (out, &scale);
  }
  append_cuts (out, take, top, scale.height);
  append_curve (out, points, take, &scale);
  append_label (out, "axis", "start", LEFT, top - 7,
      sum ? path_titles[axis] : step_titles[axis]);
  g_array_unref (points);
}

void
report_append_axis (GString * out, const ReportTake * take, ReportAxis axis)
{
  const gdouble path_top = 20, path_bottom = path_top + PATH_HEIGHT;
  const gdouble marks = path_bottom + 26;
  const gdouble step_top = marks + 12 + GAP;
  const gdouble step_bottom = step_top + STEP_HEIGHT;

  open_svg (out, step_bottom + 36, "plot", report_axis_nick (axis));
  append_time_axis (out, take, path_top, path_bottom, FALSE);
  append_time_axis (out, take, step_top, step_bottom, TRUE);
  append_plot (out, take, axis, TRUE, path_top);
  append_plot (out, take, axis, FALSE, step_top);
  append_marks (out, take, axis, marks, TRUE);
  g_string_append (out, "</svg>\n");
}
