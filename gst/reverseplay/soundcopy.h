/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Copies @n units of @size bytes, the last one first. A unit is one sample of
 * every channel, or of one channel where channels have planes of their own; the
 * bytes in it keep their order. The two must not overlap. Any thread. */
void rp_reverse_units (guint8 * to, const guint8 * from, gsize n, gsize size);

/* Gains of a fade of @length samples, from 1 towards 0, raised cosine:
 * that of sample @i, 0 <= i < @length. */
gdouble rp_fade_out (guint i, guint length);

G_END_DECLS
