/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "motion-report-data.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const gchar *axis_nicks[] = { "sway", "bump", "roll", "speed" };
static const gchar *level_nicks[] = { "nominal", "needs-review", "needs-fix" };

const gchar *
report_axis_nick (ReportAxis axis)
{
  return axis_nicks[axis];
}

const gchar *
report_level_nick (ReportLevel level)
{
  return level_nicks[level];
}

static gint
index_of (const gchar * nick, const gchar ** nicks, guint n)
{
  guint i;

  for (i = 0; i < n; i++) {
    if (g_strcmp0 (nick, nicks[i]) == 0)
      return (gint) i;
  }
  return -1;
}

/* --- fields of whatever type of number ---------------------------------------- */

static gboolean
get_double (const GstStructure * s, const gchar * field, gdouble * number)
{
  const GValue *value = gst_structure_get_value (s, field);
  GValue converted = G_VALUE_INIT;
  gboolean ok;

  if (!value || !g_value_type_transformable (G_VALUE_TYPE (value),
          G_TYPE_DOUBLE))
    return FALSE;
  g_value_init (&converted, G_TYPE_DOUBLE);
  ok = g_value_transform (value, &converted);
  if (ok)
    *number = g_value_get_double (&converted);
  g_value_unset (&converted);
  return ok && isfinite (*number);
}

static gdouble
get_double_or (const GstStructure * s, const gchar * field, gdouble otherwise)
{
  gdouble number;

  return get_double (s, field, &number) ? number : otherwise;
}

static guint64
get_uint64_or (const GstStructure * s, const gchar * field, guint64 otherwise)
{
  guint64 number;
  gdouble real;

  if (gst_structure_get_uint64 (s, field, &number))
    return number;
  if (get_double (s, field, &real) && real >= 0 && real < 1e18)
    return (guint64) real;
  return otherwise;
}

/* --- takes ---------------------------------------------------------------------- */

static void
clear_shift (gpointer data)
{
  g_free (((ReportShift *) data)->timecode);
}

static void
clear_jerk (gpointer data)
{
  g_free (((ReportJerk *) data)->timecode);
}

static GArray *
jerk_array_new (void)
{
  GArray *array = g_array_new (FALSE, TRUE, sizeof (ReportJerk));

  g_array_set_clear_func (array, clear_jerk);
  return array;
}

static ReportTake *
take_new (guint id)
{
  ReportTake *take = g_new0 (ReportTake, 1);

  take->id = id;
  take->shifts = g_array_new (FALSE, TRUE, sizeof (ReportShift));
  g_array_set_clear_func (take->shifts, clear_shift);
  take->jerks = jerk_array_new ();
  take->start = take->duration = GST_CLOCK_TIME_NONE;
  return take;
}

static void
take_free (gpointer data)
{
  ReportTake *take = data;

  g_free (take->name);
  g_array_unref (take->shifts);
  g_array_unref (take->jerks);
  if (take->judged)
    g_array_unref (take->judged);
  g_free (take);
}

Report *
report_new (void)
{
  Report *report = g_new0 (Report, 1);

  report->fps_d = 1;
  report->takes = g_ptr_array_new_with_free_func (take_free);
  g_ptr_array_add (report->takes, take_new (0));
  return report;
}

void
report_free (Report * report)
{
  g_free (report->title);
  g_ptr_array_unref (report->takes);
  g_free (report);
}

static ReportTake *
take_of (Report * report, guint id)
{
  guint i;

  for (i = 0; i < report->takes->len; i++) {
    ReportTake *take = g_ptr_array_index (report->takes, i);

    if (take->id == id)
      return take;
  }
  g_ptr_array_add (report->takes, take_new (id));
  return g_ptr_array_index (report->takes, i);
}

/* --- what is told ---------------------------------------------------------------- */

static void
add_video (Report * report, const GstStructure * s)
{
  const gchar *text;

  report->width = (gint) get_double_or (s, "width", report->width);
  report->height = (gint) get_double_or (s, "height", report->height);
  text = gst_structure_get_string (s, "framerate");
  if (text && (sscanf (text, "%d/%d", &report->fps_n, &report->fps_d) != 2
          || report->fps_n < 0 || report->fps_d < 1)) {
    report->fps_n = 0;
    report->fps_d = 1;
  }
  text = gst_structure_get_string (s, "title");
  if (text) {
    g_free (report->title);
    report->title = g_strdup (text);
  }
}

static void
add_shift (Report * report, ReportTake * take, const GstStructure * s)
{
  const gchar *kind = gst_structure_get_string (s, "kind");
  gdouble height = MAX (report->height, 1);
  gdouble scale = get_double_or (s, "scale", 1);
  ReportShift shift = { 0 };

  shift.frame = get_uint64_or (s, "frame", take->shifts->len);
  shift.time = get_uint64_or (s, "running-time", GST_CLOCK_TIME_NONE);
  shift.moved = g_strcmp0 (kind, "moved") == 0;
  shift.cut = g_strcmp0 (kind, "cut") == 0;
  shift.timecode = g_strdup (gst_structure_get_string (s, "timecode"));
  if (shift.moved) {
    shift.step[AXIS_SWAY] = 100 * get_double_or (s, "dx", 0) / height;
    shift.step[AXIS_BUMP] = 100 * get_double_or (s, "dy", 0) / height;
    shift.step[AXIS_ROLL] = get_double_or (s, "rotation", 0) * 180 / G_PI;
    shift.step[AXIS_SPEED] = 100 * log (MAX (scale, 1e-3));
  }
  g_array_append_val (take->shifts, shift);
}

static gboolean
parse_jerk (const GstStructure * s, ReportJerk * jerk)
{
  gint kind = index_of (gst_structure_get_string (s, "kind"), axis_nicks,
      N_AXES);
  gint level = index_of (gst_structure_get_string (s, "level"), level_nicks,
      N_LEVELS);

  if (kind < 0 || level < 0)
    return FALSE;
  *jerk = (ReportJerk) {
  .frame =
        get_uint64_or (s, "take-frame", get_uint64_or (s, "frame", 0)),.time =
        get_uint64_or (s, "running-time", GST_CLOCK_TIME_NONE),.kind =
        (ReportAxis) kind,.level = (ReportLevel) level,.severity =
        get_double_or (s, "severity", 0),.length =
        (guint) CLAMP (get_double_or (s, "length", 1), 1, 1e6),.timecode =
        g_strdup (gst_structure_get_string (s, "timecode")),.in_take =
        gst_structure_has_field (s, "take-frame"),};
  return TRUE;
}

/* A frame of a playback, whose metas say what was found when it was shot. Each
 * playback shows it once more. */
static void
add_frame (Report * report, const GstStructure * s)
{
  ReportTake *take = take_of (report, (guint) get_uint64_or (s, "take", 0));
  const GValue *found = gst_structure_get_value (s, "jerk");
  guint64 frame = get_uint64_or (s, "frame", 0), age;
  ReportJerk jerk;

  add_shift (report, take, s);
  if (!found || !GST_VALUE_HOLDS_STRUCTURE (found)
      || !parse_jerk (gst_value_get_structure (found), &jerk))
    return;
  age = get_uint64_or (gst_value_get_structure (found), "age", 0);
  jerk.frame = frame > age ? frame - age : 0;
  jerk.time = GST_CLOCK_TIME_NONE;      /* this frame's, not the onset's */
  jerk.in_take = take->id > 0;
  g_array_append_val (take->jerks, jerk);
}

static void
add_verdict (Report * report, const GstStructure * s)
{
  ReportTake *take = take_of (report, (guint) get_uint64_or (s, "take", 0));
  const GValue *list = gst_structure_get_value (s, "jerks");
  guint i, n = list && GST_VALUE_HOLDS_ARRAY (list) ?
      gst_value_array_get_size (list) : 0;

  /* of the stream there is one for each segment of it */
  if (!take->judged)
    take->judged = jerk_array_new ();
  else if (take->id > 0)
    g_array_set_size (take->judged, 0);
  if (!GST_CLOCK_TIME_IS_VALID (take->start) || take->id > 0)
    take->start = get_uint64_or (s, "running-time", GST_CLOCK_TIME_NONE);
  take->duration = get_uint64_or (s, "duration", GST_CLOCK_TIME_NONE);
  for (i = 0; i < n; i++) {
    const GValue *item = gst_value_array_get_value (list, i);
    ReportJerk jerk;

    if (GST_VALUE_HOLDS_STRUCTURE (item)
        && parse_jerk (gst_value_get_structure (item), &jerk))
      g_array_append_val (take->judged, jerk);
  }
}

static void
add_name (Report * report, const GstStructure * s)
{
  ReportTake *take = take_of (report, (guint) get_uint64_or (s, "take", 0));

  g_free (take->name);
  take->name = g_strdup (gst_structure_get_string (s, "name"));
}

void
report_add (Report * report, const GstStructure * s)
{
  ReportTake *stream = g_ptr_array_index (report->takes, 0);
  ReportJerk jerk;

  if (gst_structure_has_name (s, REPORT_VIDEO)) {
    add_video (report, s);
  } else if (gst_structure_has_name (s, REPORT_FRAME)) {
    add_frame (report, s);
  } else if (gst_structure_has_name (s, "motionstab-shift")) {
    add_shift (report, stream, s);
  } else if (gst_structure_has_name (s, "motionstab-jerk")) {
    if (parse_jerk (s, &jerk))
      g_array_append_val (stream->jerks, jerk);
  } else if (gst_structure_has_name (s, "motionstab-report")) {
    add_verdict (report, s);
  } else if (gst_structure_has_name (s, "reverseplay-take-started")) {
    add_name (report, s);
  }
}

/* --- when all has come ------------------------------------------------------------ */

static gint
compare_frames (gconstpointer a, gconstpointer b)
{
  guint64 x = ((const ReportShift *) a)->frame;
  guint64 y = ((const ReportShift *) b)->frame;

  return x < y ? -1 : x > y;
}

static gint
compare_jerks (gconstpointer a, gconstpointer b)
{
  const ReportJerk *x = a, *y = b;

  if (x->frame != y->frame)
    return x->frame < y->frame ? -1 : 1;
  return (gint) x->kind - (gint) y->kind;
}

static const ReportShift *
shift_at (const ReportTake * take, guint i)
{
  return &g_array_index (take->shifts, ReportShift, i);
}

/* The first of the shifts that is not before @frame, or their number */
static guint
find_frame (const ReportTake * take, guint64 frame)
{
  guint low = 0, high = take->shifts->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (shift_at (take, middle)->frame < frame)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* A frame that was shown again, and a jerk that was */
static void
drop_repeats (GArray * array, gint (*compare) (gconstpointer, gconstpointer))
{
  const guint size = g_array_get_element_size (array);
  guint i;

  g_array_sort (array, compare);
  for (i = array->len; i-- > 1;) {
    if (compare (array->data + (gsize) (i - 1) * size,
            array->data + (gsize) i * size) == 0)
      g_array_remove_index (array, i);
  }
}

static gdouble
seconds_between (const Report * report, const ReportShift * first,
    GstClockTime time, guint64 frame)
{
  if (GST_CLOCK_TIME_IS_VALID (time) && GST_CLOCK_TIME_IS_VALID (first->time))
    return ((gdouble) time - (gdouble) first->time) / GST_SECOND;
  return ((gdouble) frame - (gdouble) first->frame) * report->fps_d /
      (report->fps_n > 0 ? report->fps_n : 25);
}

static void
place_jerks (const Report * report, const ReportTake * take, GArray * jerks)
{
  guint i;

  for (i = 0; i < jerks->len; i++) {
    ReportJerk *jerk = &g_array_index (jerks, ReportJerk, i);
    guint where = find_frame (take, jerk->frame);

    if (take->shifts->len == 0) {
      jerk->at = GST_CLOCK_TIME_IS_VALID (jerk->time)
          && GST_CLOCK_TIME_IS_VALID (take->start) ?
          ((gdouble) jerk->time - (gdouble) take->start) / GST_SECOND : 0;
    } else if (where < take->shifts->len
        && shift_at (take, where)->frame == jerk->frame) {
      jerk->at = shift_at (take, where)->at;
      if (!jerk->timecode)
        jerk->timecode = g_strdup (shift_at (take, where)->timecode);
    } else {
      jerk->at = seconds_between (report, shift_at (take, 0), jerk->time,
          jerk->frame);
    }
  }
}

static void
finish_take (const Report * report, ReportTake * take)
{
  guint i;

  drop_repeats (take->shifts, compare_frames);
  for (i = 0; i < take->shifts->len; i++) {
    ReportShift *shift = &g_array_index (take->shifts, ReportShift, i);

    shift->at = seconds_between (report, shift_at (take, 0), shift->time,
        shift->frame);
    take->seconds = MAX (take->seconds, shift->at);
  }
  drop_repeats (take->jerks, compare_jerks);
  place_jerks (report, take, take->jerks);
  if (take->judged) {
    drop_repeats (take->judged, compare_jerks);
    place_jerks (report, take, take->judged);
  }
}

/* A take that was never played is a part of what the camera saw. */
static void
cut_out (const ReportTake * stream, ReportTake * take)
{
  guint64 first = 0;
  guint i;

  for (i = 0; i < stream->shifts->len; i++) {
    ReportShift shift = *shift_at (stream, i);

    if (!GST_CLOCK_TIME_IS_VALID (shift.time) || shift.time < take->start
        || shift.time >= take->start + take->duration)
      continue;
    if (take->shifts->len == 0)
      first = shift.frame;
    shift.frame -= first;
    shift.timecode = g_strdup (shift.timecode);
    g_array_append_val (take->shifts, shift);
  }
}

/* What the stream's frames were numbered by, the take's are not. */
static void
number_jerks (const ReportTake * take, GArray * jerks)
{
  guint i, k;

  for (i = 0; i < jerks->len; i++) {
    ReportJerk *jerk = &g_array_index (jerks, ReportJerk, i);

    for (k = 0; k < take->shifts->len && !jerk->in_take; k++) {
      if (shift_at (take, k)->time == jerk->time) {
        jerk->frame = shift_at (take, k)->frame;
        jerk->in_take = TRUE;
      }
    }
  }
}

static gint
compare_takes (gconstpointer a, gconstpointer b)
{
  const ReportTake *x = *(ReportTake * const *) a;
  const ReportTake *y = *(ReportTake * const *) b;

  return x->id < y->id ? -1 : x->id > y->id;
}

void
report_finish (Report * report)
{
  ReportTake *stream = g_ptr_array_index (report->takes, 0);
  guint i;

  g_ptr_array_sort (report->takes, compare_takes);
  for (i = 0; i < report->takes->len; i++) {
    ReportTake *take = g_ptr_array_index (report->takes, i);

    if (take->id > 0 && take->shifts->len == 0
        && GST_CLOCK_TIME_IS_VALID (take->start)
        && GST_CLOCK_TIME_IS_VALID (take->duration))
      cut_out (stream, take);
    if (take->id > 0 && take->judged)
      number_jerks (take, take->judged);
    finish_take (report, take);
  }
}

/* --- what is shown ------------------------------------------------------------------ */

GPtrArray *
report_chapters (const Report * report)
{
  GPtrArray *chapters = g_ptr_array_new ();
  guint i;

  for (i = 1; i < report->takes->len; i++) {
    ReportTake *take = g_ptr_array_index (report->takes, i);

    if (take->shifts->len > 0 || take->judged)
      g_ptr_array_add (chapters, take);
  }
  if (chapters->len == 0)
    g_ptr_array_add (chapters, g_ptr_array_index (report->takes, 0));
  return chapters;
}

const GArray *
report_take_jerks (const ReportTake * take)
{
  return take->judged ? take->judged : take->jerks;
}

guint
report_take_measured (const ReportTake * take)
{
  guint i, n = 0;

  for (i = 0; i < take->shifts->len; i++)
    n += shift_at (take, i)->moved;
  return n;
}
