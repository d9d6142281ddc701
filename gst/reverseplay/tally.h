/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The camera's record sign in the picture: a region, and whether its mean
 * colour is the sign's.
 *
 * Colours are compared as a viewer tells them apart on a monitor of unknown
 * brightness: by what is coloured in them first. The distance is
 *   sqrt ((dY / 2)^2 + dCb^2 + dCr^2)
 * of the non-linear values of BT.709, each of range 1: half of the weight is on
 * brightness, since a sign may be dim, and its dot does not fill the region.
 * 0 is the same colour. From a record red of 0xE01010 black is 0.44, skin 0.35,
 * orange 0.30, a dot of full red that fills half of a black region 0.17.
 */
typedef struct
{
  guint x, y, width, height;    /* pixels */
} RpRegion;

/* "x,y,width,height". FALSE when it is not that, or is empty. */
gboolean rp_region_parse (RpRegion * region, const gchar * text);
gboolean rp_region_fits (const RpRegion * region, guint width, guint height);

/* R, G and B from 0 to 1. */
typedef struct
{
  gdouble r, g, b;
} RpColour;

/* @y from 0 to 1, @u and @v from -0.5 to 0.5; @kr, @kb of the matrix. Values
 * out of range are cut. */
RpColour rp_colour_from_yuv (gdouble y, gdouble u, gdouble v, gdouble kr,
    gdouble kb);
/* 0xRRGGBB. */
RpColour rp_colour_from_rgb (guint rgb);
gdouble rp_colour_distance (RpColour a, RpColour b);

G_END_DECLS
