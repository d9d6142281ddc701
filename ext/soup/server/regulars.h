/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * From where somebody with a session has come: who comes from there again is
 * kept apart from those of whom nothing is known, so that they cannot be in
 * each other's way. Bounded: who was not there for longest is forgotten first.
 * Not for several threads.
 */
typedef struct _TsRegulars TsRegulars;

TsRegulars *ts_regulars_new (guint max);
void ts_regulars_free (TsRegulars * regulars);

/* @key: as ts_address_key() says. */
void ts_regulars_seen (TsRegulars * regulars, const gchar * key);
gboolean ts_regulars_know (TsRegulars * regulars, const gchar * key);

G_END_DECLS
