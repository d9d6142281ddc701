/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "screen.h"

#include "clock.h"

#include <string.h>

/* Of a name from outside, in characters: more does not fit anywhere. */
#define NAME_MAX_LENGTH 48
/* The smallest text that can be read. */
#define EM_MIN 9

static gint
even (gint n)
{
  return n & ~1;
}

/* --- layout ---------------------------------------------------------------- */

static gint
box_height (gint em)
{
  return even (em * 27 / 20 + 1);
}

static void
init_text (OvLayout * layout)
{
  /* An upright picture has room for its width. */
  gint em = MIN (layout->height / 24, layout->width / 33);
  gint columns;

  em = MAX (em, EM_MIN);
  columns = layout->width / em;
  if (columns < 6 || layout->height < 5 * em)
    return;
  layout->em = em;
  layout->small_em = MAX (em * 3 / 4, EM_MIN);
  layout->box_height = box_height (em);
  layout->small_box_height = box_height (layout->small_em);
  layout->is_narrow = columns < 28;
  layout->has_clock = columns >= 14;
}

static void
init_line (OvLayout * layout)
{
  gint side = MIN (layout->width, layout->height);
  gint thickness = MAX (even (side / 90), 4);
  gint inset = layout->border + layout->margin;
  OvRect *line = &layout->line;

  if (side < 32 || layout->width < 64)
    return;
  line->x = even (inset + thickness);
  line->width = even (layout->width) - 2 * line->x;
  line->height = thickness;
  /* its ticks stand up as high again, and below */
  line->y = even (layout->height) - inset - 2 * thickness;
}

void
ov_layout_init (OvLayout * layout, gint width, gint height)
{
  gint side = MIN (width, height);

  memset (layout, 0, sizeof (OvLayout));
  layout->width = width;
  layout->height = height;
  layout->border = MIN (MAX (even (side / 90), 2), side / 2);
  layout->margin = layout->border;
  init_text (layout);
  init_line (layout);
}

void
ov_screen_border (const OvLayout * layout, OvColour colour, OvRect sides[4])
{
  const gint b = layout->border, w = layout->width, h = layout->height;

  sides[0] = (OvRect) {
  0, 0, w, b, colour};
  sides[1] = (OvRect) {
  0, h - b, w, b, colour};
  sides[2] = (OvRect) {
  0, b, b, h - 2 * b, colour};
  sides[3] = (OvRect) {
  w - b, b, b, h - 2 * b, colour};
}

void
ov_screen_place (const OvLayout * layout, const gint widths[OV_N_BOXES],
    OvRect places[OV_N_BOXES])
{
  gint inset = layout->border + layout->margin;
  gint room = even (layout->width) - 2 * inset, gap = even (layout->em / 2);
  gint word = MIN (widths[OV_BOX_WORD], room);
  gint clock = widths[OV_BOX_CLOCK], take;

  memset (places, 0, OV_N_BOXES * sizeof (OvRect));
  if (word + gap + clock > room)
    clock = 0;
  take = MIN (widths[OV_BOX_TAKE], room - word - (clock ? clock + gap : 0));
  /* three letters and dots say nothing */
  if (take < widths[OV_BOX_TAKE] && take < 5 * layout->em)
    take = 0;
  places[OV_BOX_WORD] = (OvRect) {
  inset, inset, word, layout->box_height, 0};
  places[OV_BOX_TAKE] = (OvRect) {
  inset + word, inset, even (take), layout->box_height, 0};
  places[OV_BOX_CLOCK] = (OvRect) {
  inset + room - clock, inset, clock, layout->box_height, 0};
  places[OV_BOX_REC] = (OvRect) {
  inset, inset + layout->box_height
        + even (gap / 2), MIN (widths[OV_BOX_REC], room),
        layout->small_box_height, 0};
}

/* --- words ----------------------------------------------------------------- */

gboolean
ov_screen_is_empty (const OvSituation * situation)
{
  return situation->mode == OV_LIVE && !situation->rolling;
}

OvColour
ov_screen_colour (const OvSituation * situation)
{
  switch (situation->mode) {
    case OV_REVERSE:
      return OV_BLUE;
    case OV_FORWARD:
      return OV_GREEN;
    case OV_PAUSED:
      return OV_YELLOW;
    default:
      return OV_RED;
  }
}

static const gchar *
word_of (OvMode mode, gboolean is_narrow)
{
  switch (mode) {
    case OV_REVERSE:
      return is_narrow ? "REV" : "PLAYBACK REVERSE";
    case OV_FORWARD:
      return is_narrow ? "FWD" : "PLAYBACK FORWARD";
    case OV_PAUSED:
      return is_narrow ? "PAUSE" : "PAUSED";
    default:
      return "REC";
  }
}

/* A still picture has no speed. */
static gchar *
word_and_rate (const OvSituation * situation, gboolean is_narrow)
{
  const gchar *word = word_of (situation->mode, is_narrow);
  gboolean moves = situation->mode == OV_REVERSE
      || situation->mode == OV_FORWARD;
  gchar *rate = moves ? ov_clock_rate (situation->rate) : NULL;
  gchar *text = g_strjoin (" ", word, rate, NULL);

  g_free (rate);
  return text;
}

/* A take that nobody has named is called by its number, by whom it comes from
 * as well. */
static gchar *
take_text (guint take, const gchar * name)
{
  gchar *number = take ? g_strdup_printf ("Take %u", take) : NULL;
  gchar *cut, *text;

  if (!name || !*name || (number && g_str_equal (name, number)))
    return number;
  cut = g_utf8_strlen (name, -1) > NAME_MAX_LENGTH ?
      g_utf8_substring (name, 0, NAME_MAX_LENGTH) : g_strdup (name);
  text = number ? g_strdup_printf ("%s \302\267 %s", number, cut) :
      g_strdup (cut);
  g_free (cut);
  g_free (number);
  return text;
}

static gchar *
position_text (const OvSituation * situation)
{
  if (situation->frames && situation->fps_n > 0 && situation->fps_d > 0)
    return ov_clock_frames (situation->index, situation->fps_n,
        situation->fps_d);
  if (situation->position >= 0)
    return ov_clock_time (situation->position);
  return NULL;
}

/* TC tells the camera's timecode from a position in the take. */
static gchar *
clock_text (const OvSituation * situation, gboolean is_narrow)
{
  if (situation->mode == OV_LIVE)
    return ov_clock_elapsed (situation->elapsed);
  if (situation->timecode)
    return g_strconcat (is_narrow ? "" : "TC ", situation->timecode, NULL);
  return position_text (situation);
}

static void
set_box (OvBox * box, gchar * text, OvColour paper)
{
  box->text = text;
  box->paper = paper;
  box->ink = paper == OV_GREEN || paper == OV_YELLOW ? OV_BLACK : OV_WHITE;
}

void
ov_screen_words (const OvSituation * situation, const OvLayout * layout,
    OvBox boxes[OV_N_BOXES])
{
  gboolean is_narrow = layout->is_narrow;
  guint i;

  memset (boxes, 0, OV_N_BOXES * sizeof (OvBox));
  if (!layout->em || ov_screen_is_empty (situation))
    return;
  for (i = 0; i < OV_N_BOXES; i++) {
    boxes[i].em = layout->em;
    boxes[i].height = layout->box_height;
  }
  set_box (&boxes[OV_BOX_WORD], word_and_rate (situation, is_narrow),
      ov_screen_colour (situation));
  boxes[OV_BOX_WORD].has_dot = situation->mode == OV_LIVE;
  set_box (&boxes[OV_BOX_TAKE],
      take_text (situation->take, situation->name), OV_SHADE);
  if (layout->has_clock)
    set_box (&boxes[OV_BOX_CLOCK], clock_text (situation, is_narrow), OV_SHADE);
  if (situation->rolling && situation->mode != OV_LIVE) {
    gchar *take = is_narrow ? NULL : take_text (situation->rolling_take, NULL);

    set_box (&boxes[OV_BOX_REC], g_strjoin (" ", "REC", take, NULL), OV_RED);
    boxes[OV_BOX_REC].has_dot = TRUE;
    boxes[OV_BOX_REC].em = layout->small_em;
    boxes[OV_BOX_REC].height = layout->small_box_height;
    g_free (take);
  }
}
