# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The end of the plain one: what has been counted, and what is left."""
import re

from cases import Failure, equal
from tablet_client import ask

from .stage import ends_well

# What the server may grow by over everything, KiB: room for the allocator.
GROWTH = 24 * 1024


def test_the_metrics_have_counted(stage):
    """Every refusal is in them; who asked is not."""
    answer = ask(stage.rig, "GET", "/metrics", [stage.tablet.cookie])
    equal("metrics", answer.status, 200)
    text = answer.body.decode()
    for reason in ("session", "host", "origin", "malformed", "code", "locked",
                   "path", "method", "length", "message", "flood", "late",
                   "crowd"):
        if not re.search(r'reason="%s"\} [1-9]' % reason, text):
            raise Failure("nothing was refused for %s:\n%s" % (reason, text))
    for secret in (stage.rig.operator, stage.rig.viewer,
                   stage.tablet.cookie.split("=")[1]):
        if secret in text:
            raise Failure("a secret is in the metrics")


def test_memory_is_flat(stage):
    after = stage.rig.memory()
    stage.note("RSS %d KiB before, %d KiB after; the tablet saw %d frames, "
               "%d gaps, %d pongs, at most %.3f s apart; the server's thread "
               "took %.1f s of processor time" % (
                   stage.before, after, stage.tablet.frames,
                   stage.tablet.left_out, stage.tablet.pongs, stage.worst,
                   stage.rig.server_time()))
    if after - stage.before > GROWTH:
        raise Failure("it has grown by %d KiB" % (after - stage.before))
    if stage.tablet.pongs < 3:
        raise Failure("the control socket has not been answered")


def test_it_ends_well(stage):
    ends_well(stage)
