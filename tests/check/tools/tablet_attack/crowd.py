# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many connections at once, and how many of them are held."""
import resource
import select

# So many connections without a session the server lets stand (TsLimits).
STRANGERS = 128


def raise_limit(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count and (hard == resource.RLIM_INFINITY or hard >= count):
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
        soft = count
    return soft == resource.RLIM_INFINITY or soft >= count


def still_open(socks):
    """How many of them the server has not closed."""
    poll = select.poll()
    for sock in socks:
        poll.register(sock, select.POLLRDHUP)
    return len(socks) - len(poll.poll(0))
