#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""tabletsink under attack, from outside, while an honest tablet watches.

A real pipeline runs in another process. A paired client takes its H.264 with
acknowledgements and talks on its control socket; every case also fails when
that client has seen a gap, or the process has died. The attackers come from
addresses of their own (all of 127/8 is this machine's), honest ones from
127.0.0.1. Every wait has a deadline; there are no sleeps.

The cases are in tablet_attack/.

usage: tablet-attack.py SOURCE-DIRECTORY
The environment says TABLET_RIG and GST_PLUGIN_PATH_1_0, and ONLY which cases
(a regular expression; all of them). Prints TAP.
"""
import os
import re
import shutil
import sys
import tempfile

from cases import run_case
from tablet_attack import (
    bodies, connections, elsewhere, end, entry, floods, heads, sessions, slow,
    sockets, tls)
from tablet_attack.stage import Stage
from tablet_rig import tls_properties

SOURCE = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
# In the order in which they run.
PLAIN = (entry, elsewhere, sessions, heads, bodies, sockets, floods, slow,
         connections, end)
TLS = (tls,)


class Stages:
    """One stage at a time, made when it is needed."""

    def __init__(self, make):
        self.make, self.stage = make, None

    def get(self):
        # A case that ended the process fails, and not those behind it.
        if self.stage and self.stage.rig.process.poll() is not None:
            self.stage.close()
            self.stage = None
        if not self.stage:
            self.stage = self.make()
        return self.stage


def make_plain():
    stage = Stage(SOURCE)
    stage.slow = slow.start_slow_ones(stage)
    return stage


def make_tls(directory):
    return Stage(SOURCE, *tls_properties(directory))


def cases_of(modules):
    cases = [(name[5:].replace("_", " "), func) for module in modules
             for name, func in vars(module).items()
             if name.startswith("test_")]
    return [case for case in cases
            if re.search(os.environ.get("ONLY", ""), case[0])]


def run(number, name, func, stages):
    def case(note):
        stage = stages.get()
        stage.note = note
        func(stage)
        # What has ended cannot be looked at any more.
        if not name.endswith("ends well"):
            stage.check()

    def complaints():
        return stages.stage.rig.complaints() if stages.stage else ""
    return run_case(number, name, case, complaints)


def run_all(plain, late):
    good = True
    has_openssl = shutil.which("openssl")
    with tempfile.TemporaryDirectory() as directory:
        stages = Stages(make_plain), Stages(lambda: make_tls(directory))
        cases = ([(stages[0], case) for case in plain]
                 + [(stages[1], case) for case in late])
        try:
            for number, (stage, (name, func)) in enumerate(cases, 1):
                if stage is stages[1] and not has_openssl:
                    print("ok %d - %s # SKIP not installed: openssl"
                          % (number, name), flush=True)
                else:
                    good &= run(number, name, func, stage)
        finally:
            for stage in stages:
                if stage.stage:
                    stage.stage.close()
    return good


def main():
    plain, late = cases_of(PLAIN), cases_of(TLS)
    print("TAP version 13\n1..%d" % len(plain + late))
    return 0 if run_all(plain, late) else 1


if __name__ == "__main__":
    sys.exit(main())
