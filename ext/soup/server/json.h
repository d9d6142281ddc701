/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * JSON on the outside, GstStructure on the inside. Needs GStreamer and
 * json-glib; any thread.
 */

/* Nothing that is nested deeper is parsed. */
#define TS_JSON_MAX_DEPTH 8
/* Nothing longer, in bytes. */
#define TS_JSON_MAX_LENGTH 65536

/* @s as a JSON object, without its name; after the members of @first, which
 * may be NULL: pairs of name and text, as in ("type", "state", NULL). Integers
 * as numbers, doubles that are no numbers as null, fractions as "48000/1001",
 * arrays and lists as arrays, structures as objects, anything else as
 * GStreamer writes it. Transfer full. */
gchar *ts_json_from_structure (const GstStructure * s,
    const gchar * const *first);

/* The same into a string that is being built: an object. */
void ts_json_append_structure (GString * out, const GstStructure * s,
    const gchar * const *first);
/* @text as a JSON string with its quotes; invalid UTF-8 is made valid. */
void ts_json_append_text (GString * out, const gchar * text);

/* Is @text (of @length bytes, it need not end in 0) one JSON object, of valid
 * UTF-8, short and flat enough? Its members as fields of a structure named
 * @name: strings, booleans, gint64, double; null is left out; arrays and
 * objects are an error, as is a member that GStreamer cannot name, or one that
 * comes twice. NULL with a GError whose text says what is wrong and is made
 * for the person who wrote it. */
GstStructure *ts_json_to_structure (const gchar * text, gssize length,
    const gchar * name, GError ** error);

G_END_DECLS
