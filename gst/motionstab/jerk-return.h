/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "jerk.h"

G_BEGIN_DECLS

/*
 * Jerks from which the path comes back: with what follows in sight they are seen
 * where extrapolation could not tell them from the start of a pan. A cubic
 * through the steps before and after says where the path would have been between
 * (Savitzky and Golay 1964, with a gap).
 */

/* Adds to @jerks those of @steps that are apart from all in it. */
void ms_find_returns (GArray * jerks, const MsStep * steps, guint n,
    const MsJerkSettings * settings);

/* What the judge's finders share: steps that a path is fitted through beside what
 * is off it, */
#define MS_JUDGE_SIDE 8
/* whether all of @steps were measured, with the background in clear view, */
gboolean ms_steps_are_clear (const MsStep * steps, guint n);
/* and a jerk from @onset on, unless it is too small, or near another one. */
void ms_judge_add (GArray * jerks, const MsStep * onset, MsJerkKind kind,
    guint length, gdouble severity, const MsJerkSettings * settings);

G_END_DECLS
