# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases of tablet-attack.py by theme, and what they share.

Cases are the functions test_...(stage), in the order in which they run; some
build on what those before have left.
"""
