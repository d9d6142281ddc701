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

/* No jerk of @jerks is near @frame. */
gboolean ms_jerk_is_apart (const GArray * jerks, guint64 frame);
/* All of @steps were measured, with the background in clear view. */
gboolean ms_steps_are_clear (const MsStep * steps, guint n);

G_END_DECLS
