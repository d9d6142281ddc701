/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The fields of interlaced frames in reverse.
 *
 * A field has a parity: 0 = the top field, lines 0, 2, 4...; 1 = the bottom
 * field, lines 1, 3, 5... Each is of an instant of its own. Frames n-1 and n,
 * their fields a before b, play as
 *
 *   a(n-1) b(n-1) a(n) b(n)          as shot
 *   b(n) a(n) b(n-1) a(n-1)          in reverse
 *
 * So either every frame stays and its other field goes first (turned), or, for
 * who shows the parity of a first always, frames are made anew of a(n) and
 * b(n-1) (woven): the first of the fields, b(n), is left out, and the last
 * frame, which has none before it, stays as it was shot.
 */

typedef struct
{
  gboolean interlaced;          /* FALSE: both fields are of one instant */
  gboolean top_first;
  gboolean repeat;              /* the first field shows a second time, after
                                 * the other one */
  gboolean single;              /* only the first field shows */
} RpFields;

/* Parity of the field that shows first, and last. */
guint rp_fields_first (const RpFields * fields);
guint rp_fields_last (const RpFields * fields);
/* What goes first when the frame plays backwards: its last field. A frame that
 * shows one or three fields is its own mirror. */
gboolean rp_fields_turned_top_first (const RpFields * fields);
/* Whether, for the order of fields to stay, @frame needs the last field of
 * @before, the frame shot before it. It does not where both are of one instant
 * in both, where it would be a field of the same parity, and where @frame is
 * its own mirror. */
gboolean rp_fields_weave (const RpFields * frame, const RpFields * before);

/* One plane: the lines of @parity from @a, the others from @b. Chroma that is
 * subsampled in height alternates like luma does. */
void rp_weave_fields (guint8 * to, gsize to_stride, const guint8 * a,
    gsize a_stride, const guint8 * b, gsize b_stride, gsize line_bytes,
    guint lines, guint parity);

G_END_DECLS
