/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "pyramid.h"

G_BEGIN_DECLS

/*
 * The offset, in whole pixels of the coarsest level, at which two pictures
 * differ least, out of all within about an eighth of the picture. Gradients are
 * compared, so that brightness does not matter, and no difference counts more
 * than the picture's own contrast, so that half of it may be something else.
 */
void ms_search (const MsPyramid * last, const MsPyramid * now, gint * dx,
    gint * dy);

G_END_DECLS
