# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pipeline with its tablet; what runs meanwhile; the end of both."""
import re
import select
import threading
import time

from cases import DEADLINE, Failure, equal
from tablet_client import ask, new_session
from tablet_rig import Rig

from .tablet import Tablet


class Stage:
    """One pipeline and its tablet, for several cases."""

    def __init__(self, source, *properties):
        # The directory of what is served here.
        self.source = source
        self.rig = Rig(*properties)
        self.tablet = Tablet(self.rig)
        self.viewer = new_session(self.rig, self.rig.viewer)
        self.worst = 0.0
        self.wait_frames(24)
        self.before = self.rig.memory()

    def wait_frames(self, count):
        until = self.tablet.frames + count
        limit = time.monotonic() + DEADLINE
        while self.tablet.frames < until:
            if self.tablet.why or time.monotonic() > limit:
                raise Failure("no pictures: %s\n%s" % (
                    self.tablet.why, self.rig.complaints()))
            select.select([], [], [], 0.02)

    def check(self):
        self.rig.alive()
        self.wait_frames(3)
        self.worst = max(self.worst, self.tablet.check())

    def serve_newcomer(self, source=None):
        """An honest one who comes now: pairs and gets a picture."""
        cookie = new_session(self.rig, self.rig.viewer, source)
        answer = ask(self.rig, "GET", "/media/snapshot.jpg", [cookie],
                     source=source)
        equal("the newcomer's picture", answer.status, 200)
        if not answer.body.startswith(b"\xff\xd8"):
            raise Failure("the newcomer's picture is none")

    def close(self):
        self.tablet.stop()
        self.rig.close()


def at_once(cases, at_a_time=10):
    """Runs all (func, ...) and some of them at a time: a WebSocket takes
    seconds to be given up."""
    for first in range(0, len(cases), at_a_time):
        results = [later(*case) for case in cases[first:first + at_a_time]]
        for result in results:
            result()


def later(func, *args):
    """Runs @func meanwhile; call what this returns for its result."""
    box = []

    def run():
        try:
            box.append(func(*args))
        except Exception as why:
            box.append(why)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def result():
        thread.join(2 * DEADLINE)
        if not box:
            raise Failure("it never ended")
        if isinstance(box[0], Exception):
            raise box[0]
        return box[0]
    return result


def ends_well(stage):
    stage.tablet.stop()
    said = stage.rig.quit()
    for line in said.splitlines():
        # An EOS that reaches a source after its task has ended is never let
        # go of by GStreamer 1.22.
        if re.search(r"CRITICAL|WARNING \*\*|ERROR: |runtime error"
                     r"|object-alive, type-name=\(string\)\w"
                     r"(?!.*\(string\)eos event)", line):
            raise Failure("it said: " + line)
