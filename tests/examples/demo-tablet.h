/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * The demo's tablet: a tabletsink that serves the page on an address.
 */
typedef struct
{
  GstElement *element;          /* in READY */
  gchar *url, *code;            /* the page's; the operator's */
} DemoTablet;

/* @address: NULL = loopback. NULL when there is none: with an error when the
 * address was asked for and cannot be had, without when it was not, and why
 * was said on stderr. */
DemoTablet *demo_tablet_new (const gchar * address, GError ** error);
/* Closes it. The element is in no bin any more, or the bin is in NULL. */
void demo_tablet_free (DemoTablet * self);

/* Says where the page is, unless the element has shown that on a terminal. */
void demo_tablet_introduce (DemoTablet * self);

G_END_DECLS
