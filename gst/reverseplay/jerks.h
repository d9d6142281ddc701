/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RpJerks: what motionstab has found in a take, by onset.
 *
 * Not thread-safe: the owner's lock guards it.
 */

/* Who has more has set the sensitivity too high to read them. */
#define RP_JERKS_MAX 10000
#define RP_JERK_NICK_MAX 16

typedef struct
{
  guint64 frame;                /* of the onset: number in the primary track */
  gchar kind[RP_JERK_NICK_MAX], level[RP_JERK_NICK_MAX];
  gdouble severity;             /* % of the frame's height */
  gdouble confidence;           /* 0 to 1 */
  guint length;                 /* frames */
} RpJerk;

GArray *rp_jerks_new (void);
/* A longer text is cut. */
void rp_jerk_set_nicks (RpJerk * jerk, const gchar * kind,
    const gchar * level);
/* FALSE when there are too many, or there is one of that kind at that frame:
 * the same report may come by two ways. */
gboolean rp_jerks_add (GArray * jerks, const RpJerk * jerk);
/* Those before @first, and from @end on, are no part of the take any more. */
void rp_jerks_trim (GArray * jerks, guint64 first, guint64 end);
const RpJerk *rp_jerks_nth (const GArray * jerks, guint n);

G_END_DECLS
