/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What is said on a picture, and where: words, colours and rectangles, without
 * a pixel of it drawn. Everything scales with the picture.
 *
 * Red means that a take is being recorded, and nothing else is red. The other
 * colours differ in brightness as well as in hue, for those who do not see the
 * one or on monitors that are black and white.
 */
typedef guint32 OvColour;       /* 0xAARRGGBB, alpha not multiplied in */

#define OV_RED 0xffdc1414       /* a take rolls */
#define OV_BLUE 0xff2468ff      /* reverse */
#define OV_GREEN 0xff28e0a8     /* forward */
#define OV_YELLOW 0xffffd000    /* paused */
#define OV_WHITE 0xffffffff
#define OV_BLACK 0xff000000
#define OV_SHADE 0xb3000000     /* behind what is white */

#define OV_IS_OPAQUE(colour) ((colour) >> 24 == 0xff)

typedef struct
{
  gint x, y, width, height;
  OvColour colour;
} OvRect;

typedef enum
{
  OV_LIVE, OV_REVERSE, OV_FORWARD, OV_PAUSED
} OvMode;

/* What there is to be said about one frame. */
typedef struct
{
  OvMode mode;
  gboolean rolling;
  guint take;                   /* on the picture, 0 = not known */
  const gchar *name;            /* its name, may be empty or NULL */
  guint rolling_take;           /* that is recorded, 0 = not known */
  gint64 elapsed;               /* ns since the roll */
  gdouble rate;
  guint index, frames;          /* frames 0 = not known */
  const gchar *timecode;        /* of the source, NULL = none */
  gint64 position;              /* ns in the take, -1 = not known */
  gint fps_n, fps_d;            /* fps_n 0 = none */
} OvSituation;

/* Where things lie in a picture of a certain size. All coordinates are even,
 * so that no colour bleeds where two pixels share one. */
typedef struct
{
  gint width, height;
  gint border;                  /* its thickness */
  gint em, small_em;            /* sizes of the text, 0 = no room for any */
  gint box_height, small_box_height;
  gint margin;                  /* between the border and a box */
  gboolean is_narrow;           /* short words */
  gboolean has_clock;
  OvRect line;                  /* the take; width 0 = no room */
} OvLayout;

typedef enum
{
  OV_BOX_WORD,                  /* REC, PLAYBACK REVERSE, ...: top left */
  OV_BOX_TAKE,                  /* beside it */
  OV_BOX_CLOCK,                 /* top right */
  OV_BOX_REC,                   /* a take rolls behind a playback */
  OV_N_BOXES
} OvBoxId;

typedef struct
{
  gchar *text;                  /* NULL = nothing to say */
  OvColour ink, paper;
  gint em, height;
  gboolean has_dot;             /* in front of the text */
} OvBox;

void ov_layout_init (OvLayout * layout, gint width, gint height);

/* TRUE when nothing at all is said: the camera, and no take rolls. */
gboolean ov_screen_is_empty (const OvSituation * situation);
OvColour ov_screen_colour (const OvSituation * situation);
/* Fills in all of @boxes; their texts are to be freed. */
void ov_screen_words (const OvSituation * situation, const OvLayout * layout,
    OvBox boxes[OV_N_BOXES]);
/* The four sides, without overlap. */
void ov_screen_border (const OvLayout * layout, OvColour colour,
    OvRect sides[4]);
/* Where boxes of these widths go; a width is 0 where there is no box, and
 * becomes smaller, or 0, where there is no room. */
void ov_screen_place (const OvLayout * layout, const gint widths[OV_N_BOXES],
    OvRect places[OV_N_BOXES]);

G_END_DECLS
