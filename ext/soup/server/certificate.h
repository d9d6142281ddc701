/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Whether a tablet can shake hands with whoever shows @certificate: GIO takes
 * any key along with it, and then nobody gets in. Shakes hands with itself;
 * takes some ms. Any thread.
 */
gboolean ts_certificate_works (GTlsCertificate * certificate, GError ** error);

G_END_DECLS
