/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "painter.h"

#include <math.h>
#include <pango/pangocairo.h>

#define FAMILY "Sans"

struct _OvPainter
{
  PangoFontMap *map;
  PangoContext *context;
  PangoLayout *layout;
};

OvPainter *
ov_painter_new (void)
{
  OvPainter *painter = g_new0 (OvPainter, 1);
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoAttrList *attributes = pango_attr_list_new ();

  painter->map = pango_cairo_font_map_new ();
  painter->context = pango_font_map_create_context (painter->map);
  /* Not whatever the desktop prefers: monitors are no desktops. */
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  pango_cairo_context_set_font_options (painter->context, options);
  cairo_font_options_destroy (options);
  painter->layout = pango_layout_new (painter->context);
  pango_layout_set_single_paragraph_mode (painter->layout, TRUE);
  pango_layout_set_ellipsize (painter->layout, PANGO_ELLIPSIZE_END);
  /* digits of one width: a running clock stands still */
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (painter->layout, attributes);
  pango_attr_list_unref (attributes);
  return painter;
}

void
ov_painter_free (OvPainter * painter)
{
  g_object_unref (painter->layout);
  g_object_unref (painter->context);
  g_object_unref (painter->map);
  g_free (painter);
}

static void
set_text (OvPainter * painter, const OvBox * box, gint width)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family_static (font, FAMILY);
  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_font_description_set_absolute_size (font, box->em * PANGO_SCALE);
  pango_layout_set_font_description (painter->layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (painter->layout,
      width > 0 ? width * PANGO_SCALE : -1);
  pango_layout_set_text (painter->layout, box->text, -1);
}

/* Beside the text on either side. */
static gint
padding (const OvBox * box)
{
  return box->em * 2 / 5;
}

static gint
dot_width (const OvBox * box)
{
  return box->has_dot ? box->em : 0;
}

gint
ov_painter_measure (OvPainter * painter, const OvBox * box)
{
  gint width;

  if (!box->text)
    return 0;
  set_text (painter, box, -1);
  pango_layout_get_pixel_size (painter->layout, &width, NULL);
  return (width + 2 * padding (box) + dot_width (box) + 1) & ~1;
}

static void
set_colour (cairo_t * cairo, OvColour colour)
{
  cairo_set_source_rgba (cairo, (colour >> 16 & 0xff) / 255.0,
      (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0,
      (colour >> 24) / 255.0);
}

static void
draw_text (OvPainter * painter, cairo_t * cairo, const OvBox * box, gint width)
{
  gint left = padding (box), room, height;

  if (box->has_dot) {
    cairo_arc (cairo, left + box->em * 0.4, box->height / 2.0, box->em * 0.32,
        0.0, 2 * G_PI);
    cairo_fill (cairo);
    left += dot_width (box);
  }
  /* one more than was measured: rounding must not shorten it */
  room = width - left - padding (box) + 1;
  set_text (painter, box, MAX (room, 1));
  pango_layout_get_pixel_size (painter->layout, NULL, &height);
  cairo_move_to (cairo, left, floor ((box->height - height) / 2.0));
  pango_cairo_show_layout (cairo, painter->layout);
}

guint8 *
ov_painter_draw (OvPainter * painter, const OvBox * box, gint width)
{
  guint8 *pixels = g_malloc0_n ((gsize) width * 4, (gsize) box->height);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (pixels,
      CAIRO_FORMAT_ARGB32, width, box->height, width * 4);
  cairo_t *cairo = cairo_create (surface);

  if (!OV_IS_OPAQUE (box->paper)) {
    set_colour (cairo, box->paper);
    cairo_paint (cairo);
  }
  set_colour (cairo, box->ink);
  draw_text (painter, cairo, box, width);
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return pixels;
}

void
ov_painter_warm_up (OvPainter * painter, const OvLayout * layout)
{
  gchar text[] = "PLAYBACK REVERSE FORWARD PAUSED REC TC Take "
      "0123456789:;.\302\267\303\227\342\200\246";
  OvBox box = {.text = text,.ink = OV_WHITE,.paper = OV_BLACK };

  if (!layout->em)
    return;
  box.em = layout->em;
  box.height = layout->box_height;
  g_free (ov_painter_draw (painter, &box, ov_painter_measure (painter, &box)));
  box.em = layout->small_em;
  box.height = layout->small_box_height;
  g_free (ov_painter_draw (painter, &box, ov_painter_measure (painter, &box)));
}
