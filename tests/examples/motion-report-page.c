/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "motion-report-page.h"

#include "motion-report-svg.h"

#include <math.h>

static const gchar style[] =
    ":root{color-scheme:light dark;--back:#fff;--card:#f6f7f9;--text:#1b1f24;"
    "--soft:#59636e;--line:#d5dae0;--zero:#8b949e;--curve:#1f5fa8;"
    "--nominal:#52606d;--review:#a15c00;--fix:#c4161c}\n"
    "@media (prefers-color-scheme:dark){:root{--back:#14171b;--card:#1c2026;"
    "--text:#e6e9ed;--soft:#a3adb8;--line:#343b44;--zero:#6b7580;"
    "--curve:#79b4ff;--nominal:#b3bec9;--review:#ffb454;--fix:#ff7b72}}\n"
    "@media print{:root{--back:#fff;--card:#fff;--text:#000;--soft:#444;"
    "--line:#ccc;--zero:#777;--curve:#1f5fa8;--nominal:#444;--review:#a15c00;"
    "--fix:#c4161c}section.axis,table,h2,h3{break-inside:avoid;"
    "break-after:auto}h2,h3{break-after:avoid}body{margin:0;max-width:none}"
    ".take+.take{break-before:page}.band{opacity:.3}}\n"
    "body{margin:2rem auto;padding:0 1rem;max-width:66rem;background:"
    "var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif}\n"
    "h1{font-size:1.6rem;margin:0;overflow-wrap:anywhere}h2{margin:2.2rem 0 "
    ".4rem;padding-top:.8rem;border-top:2px solid var(--line)}h3{margin:1.6rem "
    "0 .2rem}p{margin:.3rem 0}.soft{color:var(--soft)}\n"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums;"
    "margin:.6rem 0}th,td{padding:.22rem .8rem;text-align:right;"
    "border-bottom:1px solid var(--line)}th{font-weight:600}th:first-child,"
    "td.word,th.word{text-align:left}tbody th{font-weight:400}thead th{"
    "color:var(--soft)}.wide{overflow-x:auto}\n"
    ".none{color:var(--soft)}.verdict{font-size:1.1rem;font-weight:600}\n"
    "svg{display:block;width:100%;height:auto}svg.key{display:inline;width:"
    "1.5em;height:1.2em;vertical-align:-.25em;margin-right:.35em}\n"
    "svg text{font:12px system-ui,sans-serif;fill:var(--soft)}svg text.axis{"
    "fill:var(--text)}svg text.number{font-size:11px;fill:var(--text)}"
    "svg text.timecode,svg text.note{font-size:10.5px}\n"
    "path{fill:none}.grid,.lane{stroke:var(--line)}.zero{stroke:var(--zero)}"
    ".cut{stroke:var(--soft);stroke-dasharray:5 4}.curve{stroke:var(--curve);"
    "stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}\n"
    ".nominal{--level:var(--nominal)}.needs-review{--level:var(--review)}"
    ".needs-fix{--level:var(--fix)}.band{fill:var(--level);opacity:.28}\n"
    ".mark path,.mark .ring{fill:var(--back);stroke:var(--level);"
    "stroke-width:1.7;stroke-linejoin:round}.mark .dot{fill:var(--level)}"
    ".mark.needs-fix path,.mark.needs-fix .ring{fill:var(--level)}\n";

static const gchar *kind_words[] = { "sway (sideways)", "bump (up, down)",
  "roll", "speed"
};

static const gchar *axis_words[] = { "Sideways", "Up and down", "Roll",
  "Speed"
};

static const gchar *level_words[] = { "nominal", "needs review", "needs fix" };

/* --- words ---------------------------------------------------------------------- */

static void
append_time (GString * out, gdouble seconds)
{
  guint ms = (guint) (MAX (seconds, 0) * 1000 + 0.5);

  if (ms >= 3600000)
    g_string_append_printf (out, "%u:", ms / 3600000);
  g_string_append_printf (out,
      ms >= 3600000 ? "%02u:%02u.%03u" : "%u:%02u.%03u", ms / 60000 % 60,
      ms / 1000 % 60, ms % 1000);
}

static void
append_real (GString * out, const gchar * format, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (text, sizeof (text), format, value));
}

static void
append_key (GString * out, ReportAxis kind, ReportLevel level)
{
  g_string_append (out, "<svg class=\"key\" viewBox=\"0 0 20 16\" "
      "aria-hidden=\"true\">");
  report_append_mark (out, kind, level, 10, 8);
  g_string_append (out, "</svg>");
}

static guint
count_jerks (const GArray * jerks, gint kind, gint level)
{
  guint i, n = 0;

  for (i = 0; i < jerks->len; i++) {
    const ReportJerk *jerk = &g_array_index (jerks, ReportJerk, i);

    n += (kind < 0 || (gint) jerk->kind == kind)
        && (level < 0 || (gint) jerk->level == level);
  }
  return n;
}

/* --- the head ------------------------------------------------------------------- */

static void
append_facts (GString * out, const Report * report, const GPtrArray * chapters)
{
  const ReportTake *first = g_ptr_array_index (chapters, 0);

  g_string_append (out, "<p class=\"soft\">");
  if (report->width > 0)
    g_string_append_printf (out, "%d × %d", report->width, report->height);
  else
    g_string_append (out, "size not known");
  g_string_append (out, ", ");
  if (report->fps_n > 0) {
    append_real (out, report->fps_n % report->fps_d ? "%.3f" : "%.0f",
        (gdouble) report->fps_n / report->fps_d);
    g_string_append (out, " frames per second");
  } else {
    g_string_append (out, "frame rate not known");
  }
  if (first->id > 0) {
    g_string_append_printf (out, ", %u take%s", chapters->len,
        chapters->len == 1 ? "" : "s");
  }
  g_string_append (out, "</p>\n");
}

static void
append_length (GString * out, const Report * report, const ReportTake * take)
{
  gdouble seconds = take->shifts->len > 1 ?
      take->seconds * take->shifts->len / (take->shifts->len - 1) :
      GST_CLOCK_TIME_IS_VALID (take->duration) ?
      (gdouble) take->duration / GST_SECOND : 0;

  g_string_append (out, "<p class=\"soft\">");
  append_time (out, seconds);
  g_string_append_printf (out, " long, %u frames, %u of them measured",
      take->shifts->len, report_take_measured (take));
  g_string_append (out, take->judged ? "; judged with its whole length in sight"
      : "; as flagged live, not judged again");
  g_string_append (out, "</p>\n");
}

/* --- the sum --------------------------------------------------------------------- */

static void
append_verdict (GString * out, const ReportTake * take)
{
  const GArray *jerks = report_take_jerks (take);
  guint fix = count_jerks (jerks, -1, LEVEL_NEEDS_FIX);
  guint review = count_jerks (jerks, -1, LEVEL_NEEDS_REVIEW);

  g_string_append (out, "<p class=\"verdict\">");
  if (report_take_measured (take) == 0 && !take->judged)
    g_string_append (out, "No motion could be measured.");
  else if (jerks->len == 0)
    g_string_append (out, "No jerk was found.");
  else
    g_string_append_printf (out, "%u jerk%s: %u need%s a fix, %u need%s "
        "review, %u nominal.", jerks->len, jerks->len == 1 ? "" : "s", fix,
        fix == 1 ? "s" : "", review, review == 1 ? "s" : "",
        jerks->len - fix - review);
  g_string_append (out, "</p>\n");
}

/* The key to the marks, too */
static void
append_matrix (GString * out, const ReportTake * take)
{
  const GArray *jerks = report_take_jerks (take);
  gint kind, level;

  g_string_append (out, "<table class=\"matrix\"><thead><tr><th>kind</th>");
  for (level = 0; level < N_LEVELS; level++)
    g_string_append_printf (out, "<th>%s</th>", level_words[level]);
  g_string_append (out, "<th>all</th></tr></thead><tbody>\n");
  for (kind = 0; kind < N_AXES; kind++) {
    g_string_append_printf (out, "<tr><th scope=\"row\">%s</th>",
        kind_words[kind]);
    for (level = 0; level < N_LEVELS; level++) {
      guint n = count_jerks (jerks, kind, level);

      g_string_append (out, n ? "<td>" : "<td class=\"none\">");
      append_key (out, (ReportAxis) kind, (ReportLevel) level);
      g_string_append_printf (out, "%u</td>", n);
    }
    g_string_append_printf (out, "<td>%u</td></tr>\n", count_jerks (jerks, kind,
            -1));
  }
  g_string_append (out, "</tbody></table>\n");
}

/* --- the list --------------------------------------------------------------------- */

static void
append_row (GString * out, guint number, const ReportJerk * jerk,
    gboolean timecodes)
{
  g_string_append_printf (out, "<tr class=\"jerk %s %s\"><td>%u</td><td>%"
      G_GUINT64_FORMAT "</td><td>", report_axis_nick (jerk->kind),
      report_level_nick (jerk->level), number, jerk->frame);
  append_time (out, jerk->at);
  g_string_append (out, "</td>");
  if (timecodes) {
    g_string_append (out, "<td>");
    report_append_text (out, jerk->timecode);
    g_string_append (out, "</td>");
  }
  g_string_append (out, "<td class=\"word\">");
  append_key (out, jerk->kind, jerk->level);
  g_string_append_printf (out, "%s</td><td>", report_axis_nick (jerk->kind));
  append_real (out, "%.2f", jerk->severity);
  g_string_append_printf (out, "</td><td class=\"word\">%s</td><td>%u</td>"
      "</tr>\n", level_words[jerk->level], jerk->length);
}

static void
append_list (GString * out, const ReportTake * take)
{
  const GArray *jerks = report_take_jerks (take);
  gboolean timecodes = FALSE;
  guint i;

  if (jerks->len == 0)
    return;
  for (i = 0; i < jerks->len; i++)
    timecodes |= g_array_index (jerks, ReportJerk, i).timecode != NULL;
  g_string_append (out, "<h3>The jerks</h3>\n<div class=\"wide\"><table "
      "class=\"jerks\"><thead><tr><th>no.</th><th>frame</th><th>time</th>");
  if (timecodes)
    g_string_append (out, "<th>timecode</th>");
  g_string_append (out, "<th class=\"word\">kind</th><th>severity, % of "
      "height</th><th class=\"word\">level</th><th>length, frames</th></tr>"
      "</thead><tbody>\n");
  for (i = 0; i < jerks->len; i++)
    append_row (out, i + 1, &g_array_index (jerks, ReportJerk, i), timecodes);
  g_string_append (out, "</tbody></table></div>\n");
}

/* --- a take ------------------------------------------------------------------------ */

static void
append_heading (GString * out, const ReportTake * take)
{
  gchar *usual = g_strdup_printf ("Take %u", take->id);

  g_string_append_printf (out, "<h2>%s", usual);
  if (take->name && *take->name && !g_str_equal (take->name, usual)) {
    g_string_append (out, ": ");
    report_append_text (out, take->name);
  }
  g_string_append (out, "</h2>\n");
  g_free (usual);
}

static void
append_take (GString * out, const Report * report, const ReportTake * take)
{
  guint i;

  g_string_append (out, "<section class=\"take\">\n");
  if (take->id > 0) {
    append_heading (out, take);
  }
  append_length (out, report, take);
  append_verdict (out, take);
  append_matrix (out, take);
  if (take->shifts->len > 1) {
    g_string_append (out, "<h3>Over time</h3>\n");
    report_append_timeline (out, take);
  }
  append_list (out, take);
  for (i = 0; i < N_AXES && take->shifts->len > 1; i++) {
    g_string_append_printf (out, "<section class=\"axis\"><h3>%s</h3>\n",
        axis_words[i]);
    report_append_axis (out, take, (ReportAxis) i);
    g_string_append (out, "</section>\n");
  }
  g_string_append (out, "</section>\n");
}

gchar *
report_page (const Report * report)
{
  GString *out = g_string_new ("<!DOCTYPE html>\n<html lang=\"en\">\n<head>"
      "<meta charset=\"utf-8\"/><meta name=\"viewport\" content=\""
      "width=device-width, initial-scale=1\"/>\n<title>Motion: ");
  GPtrArray *chapters = report_chapters (report);
  guint i;

  report_append_text (out, report->title);
  g_string_append_printf (out, "</title>\n<style>%s</style></head>\n<body>\n"
      "<h1>", style);
  report_append_text (out, report->title);
  g_string_append (out, "</h1>\n");
  append_facts (out, report, chapters);
  for (i = 0; i < chapters->len; i++)
    append_take (out, report, g_ptr_array_index (chapters, i));
  g_string_append (out, "<p class=\"soft\">Motion is that of the background. "
      "Severity is how far the picture is off its smooth path, in % of its "
      "height; for roll and speed half a height from the centre. A number "
      "names the same jerk in all pictures and in the list.</p>\n"
      "</body>\n</html>\n");
  g_ptr_array_unref (chapters);
  return g_string_free (out, FALSE);
}
