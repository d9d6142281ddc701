# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The honest tablet, which watches while the others attack."""
import select
import threading
import time

from cases import DEADLINE, Failure
from tablet_client import Socket, new_session
from web_socket import BINARY, CLOSE, PING, PONG, TEXT, frame, has_frame

# What a tablet's picture may stand still for, s: what is measured is printed,
# and on a busy machine that is more than what the attack costs.
GAP = 2.0


class Tablet(threading.Thread):
    """The honest one: takes H.264, acknowledges it, and speaks now and then."""

    def __init__(self, rig):
        super().__init__(daemon=True)
        self.cookie = new_session(rig)
        self.media = Socket(rig, "/media/h264?stream=sink&path=webcodecs",
                            self.cookie)
        self.control = Socket(rig, "/api/v1/control", self.cookie)
        self.frames = self.left_out = self.pongs = 0
        self.gap = 0.0
        self.last = None
        self.why = None
        self.stopping = False
        self.start()

    def run(self):
        try:
            while not self.stopping:
                self.step()
        except Exception as why:
            if not self.stopping:
                self.why = why

    def step(self):
        socks = [self.media.sock, self.control.sock]
        ready = select.select(socks, [], [], 1)[0]
        if self.control.sock in ready:
            self.hear()
        if self.media.sock not in ready:
            return
        if not self.media.read():
            raise Failure("the picture's socket was closed")
        while has_frame(self.media.data):
            self.see(*self.media.receive())

    def see(self, kind, data):
        if kind == CLOSE:
            raise Failure("the picture was closed: %r" % data)
        if kind == PING:
            self.media.send(frame(PONG, data))
        if kind != BINARY or data[1] != 2:
            return
        now = time.monotonic()
        if self.last is not None:
            self.gap = max(self.gap, now - self.last)
            self.left_out += (data[2] & 2) != 0
        self.last = now
        self.frames += 1
        self.media.send(frame(BINARY, b"\1\20\0\0" + data[4:8]))
        if self.frames % 24 == 0:
            self.control.send(frame(TEXT, b'{"type":"ping","id":1}'))

    def hear(self):
        if not self.control.read():
            raise Failure("the control socket was closed")
        while has_frame(self.control.data):
            kind, data = self.control.receive()
            if kind == PING:
                self.control.send(frame(PONG, data))
            if kind == CLOSE:
                raise Failure("the control socket was closed: %r" % data)
            self.pongs += kind == TEXT and b'"pong"' in data

    def check(self):
        if self.why:
            raise Failure("the honest tablet: %s" % self.why)
        gap = max(self.gap, time.monotonic() - self.last
                  if self.last else 0)
        self.gap = 0.0
        if gap > GAP:
            raise Failure("the honest tablet's picture stood still for %.2f s"
                          % gap)
        return gap

    def stop(self):
        self.stopping = True
        self.join(DEADLINE)
        self.media.close()
        self.control.close()
