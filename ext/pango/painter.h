/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "screen.h"

G_BEGIN_DECLS

/*
 * OvPainter: a box with its text as pixels.
 *
 * It has a font map of its own, so any thread may use it, one at a time: the
 * library's default one belongs to the thread that asked for it first.
 */
typedef struct _OvPainter OvPainter;

OvPainter *ov_painter_new (void);
void ov_painter_free (OvPainter * painter);

/* Loads what text of these sizes needs. The first text of a process takes a
 * tenth of a second, which must not be the first frame of a take. */
void ov_painter_warm_up (OvPainter * painter, const OvLayout * layout);
/* The width that @box takes, even; 0 when it has no text. */
gint ov_painter_measure (OvPainter * painter, const OvBox * box);
/* @box in @width times its height, the text shortened when it does not fit:
 * native-endian ARGB, alpha multiplied in, 4 * @width bytes a line. To be
 * freed. Paper that is opaque is left out: that is but a rectangle. */
guint8 *ov_painter_draw (OvPainter * painter, const OvBox * box, gint width);

G_END_DECLS
