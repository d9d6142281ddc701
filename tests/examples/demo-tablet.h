/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * The demo's tablet: a tabletsink that serves the page on @address, or on
 * loopback when that is NULL.
 *
 * NULL when there is none: with an error when the address was asked for and
 * cannot be had, without when it was not, and why was said on stderr. The
 * element is in READY: the page's port is known. Unref it after NULL.
 */
GstElement *demo_tablet_new (const gchar * address, GError ** error);

/* Prints where the page is and with which code. */
void demo_tablet_introduce (GstElement * tablet);

G_END_DECLS
