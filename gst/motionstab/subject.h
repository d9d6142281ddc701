/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "similarity.h"

G_BEGIN_DECLS

/*
 * What stands in front: tiles that do not move as the background does, and
 * agree with one another. An actor who walks with the camera stands still in the
 * picture while the background shrinks behind him, so of two groups the one that
 * moves less is his.
 */

/* @tiles as they looked last; @background: their motion; @room: as many tiles to
 * work in; @weights likewise. Returns the share of the picture, 0 to 1, that moves
 * by @subject; 0: nobody is there. */
gdouble ms_subject_find (MsMotion * subject, const MsTile * tiles,
    guint n_tiles, const MsMotion * background, MsTile * room,
    MsVotes * votes, gdouble * weights);

G_END_DECLS
