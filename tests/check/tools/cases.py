# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a program of tests checks with, and how it prints a case."""
import time
import traceback

# Nothing is waited for any longer, s.
DEADLINE = 20


class Failure(Exception):
    pass


def equal(what, got, wanted):
    if got != wanted:
        raise Failure("%s: %r instead of %r" % (what, got, wanted))


def one_of(what, got, wanted):
    if got not in wanted:
        raise Failure("%s: %r is none of %r" % (what, got, wanted))


def run_case(number, name, case, complaints=lambda: ""):
    """Runs case(note) and prints how it went, as TAP; whether it was good.
    What it passes to note() is printed as well, and complaints() when it
    failed."""
    notes = []
    began = time.monotonic()
    try:
        case(notes.append)
        text, ok = "", True
    except Failure as why:
        text, ok = str(why), False
    except Exception:
        text, ok = traceback.format_exc(), False
    if not ok:
        text += "\n" + complaints()
    print("%sok %d - %s" % ("" if ok else "not ", number, name))
    for line in notes + text.splitlines():
        print("# " + line)
    print("# %.1f s" % (time.monotonic() - began), flush=True)
    return ok
