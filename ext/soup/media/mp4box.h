/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Boxes of ISO/IEC 14496-12 into a byte array, numbers big-endian. Any thread.
 */

/* Begins a box of the four letters @type; returns what ts_box_end() wants. */
guint ts_box_begin (GByteArray * out, const gchar * type);
/* The same for a box with a version and flags. */
guint ts_box_begin_full (GByteArray * out, const gchar * type, guint8 version,
    guint32 flags);
/* Writes its length. */
void ts_box_end (GByteArray * out, guint box);

void ts_box_u8 (GByteArray * out, guint8 value);
void ts_box_u16 (GByteArray * out, guint16 value);
void ts_box_u32 (GByteArray * out, guint32 value);
void ts_box_u64 (GByteArray * out, guint64 value);
void ts_box_zeros (GByteArray * out, guint n);
void ts_box_bytes (GByteArray * out, gconstpointer data, gsize size);
/* Over what was written at @at. */
void ts_box_patch_u32 (GByteArray * out, guint at, guint32 value);

G_END_DECLS
