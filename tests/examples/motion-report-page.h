/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "motion-report-data.h"

G_BEGIN_DECLS

/* One file that needs nothing else: no network, no script. HTML that is XML as
 * well. (transfer full) */
gchar *report_page (const Report * report);

G_END_DECLS
