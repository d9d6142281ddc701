# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many at once, of strangers."""
import collections
import contextlib
import threading
import time

from cases import Failure, equal
from tablet_client import Socket, ask, connect
from web_socket import TEXT, frame

from .crowd import STRANGERS, raise_limit, still_open
from .stage import later


def test_900_half_open_connections(stage):
    rig = stage.rig
    if not raise_limit(2000):
        raise Failure("2000 files cannot be open here")
    before = rig.descriptors()
    socks = []
    try:
        for i in range(900):
            socks.append(connect(rig, "127.0.20.%d" % (i % 30 + 1)))
            if i % 3:
                socks[-1].send(b"GET / HTTP/1.1\r\nHost: x\r\nX: "[:i % 40])
            if i % 100 == 50:
                stage.serve_newcomer()
                stage.check()
        # A paired tablet comes back meanwhile, and commands.
        sock = Socket(rig, "/api/v1/control", stage.tablet.cookie)
        sock.send(frame(TEXT, b'{"command":"live","id":1}'))
        equal("a command", sock.answer()["ok"], True)
        sock.close()
        most = still_open(socks)
        if not 0 < most <= STRANGERS:
            raise Failure("%d of 900 are held" % most)
        held = rig.descriptors() - before
        if held > STRANGERS + 36:
            raise Failure("%d files are held" % held)
        stage.note("of 900 half-open ones %d were held at a time" % most)
    finally:
        for sock in socks:
            sock.close()


def test_a_flood_from_the_same_address(stage):
    """Behind one router: newcomers hurry through between the others."""
    rig = stage.rig
    stop = threading.Event()
    count = [0]

    def flood():
        socks = collections.deque()
        while not stop.is_set():
            with contextlib.suppress(OSError):
                socks.append(connect(rig))
                count[0] += 1
            while len(socks) > 200:
                socks.popleft().close()
        for sock in socks:
            sock.close()
    results = [later(flood) for _ in range(2)]
    served, failed = 0, []
    until = time.monotonic() + 2
    try:
        while time.monotonic() < until:
            try:
                answer = ask(rig, "GET", "/api/v1/state", [stage.viewer])
                served += answer.status == 200
                failed += [answer.status] if answer.status != 200 else []
            except (OSError, Failure) as why:
                failed.append(str(why))
    finally:
        stop.set()
    for result in results:
        result()
    stage.note("%d connections a second; a paired tablet was served %d times, "
               "not %d times" % (count[0] / 2, served, len(failed)))
    # How many of them depends on who else runs here; some each second do.
    if served < 10:
        raise Failure("served %d, failed %r" % (served, failed[:5]))
