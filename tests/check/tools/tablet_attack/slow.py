# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who is slow, says nothing or reads nothing."""
import socket
import time

from cases import Failure, one_of
from tablet_client import (
    Answer, Socket, connect, json_fields, new_session, request)
from web_socket import TEXT, frame

from .stage import later
from .targets import SOCKETS


def dribble(sock, data):
    """A byte at each time-out of the socket's; what is answered."""
    for byte in data:
        try:
            sock.send(bytes([byte]))
            return sock.recv(4096)
        except socket.timeout:
            continue
        except ConnectionError:
            break
    return b""


def slow_head(rig, source):
    """A byte a second; how long it was borne, and the answer."""
    with connect(rig, source, timeout=1) as sock:
        began = time.monotonic()
        data = dribble(sock, b"GET / HTTP/1.1\r\nHost: " + b"x" * 100)
        return time.monotonic() - began, Answer(data).status


def slow_body(rig, source, cookie):
    with connect(rig, source, timeout=1) as sock:
        began = time.monotonic()
        sock.sendall(request(rig, "POST", "/api/v1/command", json_fields(rig)
                             + [cookie, "Content-Length: 1000"]))
        data = dribble(sock, b" " * 25)
        return time.monotonic() - began, Answer(data).status


def silent_viewer(rig, cookie):
    """Takes pictures and never says so."""
    sock = Socket(rig, SOCKETS[1], cookie)
    began = time.monotonic()
    code = sock.closed()
    sock.close()
    return time.monotonic() - began, code


def start_slow_ones(stage):
    """What needs the server's own patience runs beside all the rest. Each
    from an address of its own: the flood pushes out whoever has most."""
    rig = stage.rig
    return [(what, statuses, later(func, *args))
            for what, statuses, func, args in (
        ("a slow head", (408,), slow_head, (rig, "127.0.30.1")),
        ("a slow body", (408,), slow_body, (rig, "127.0.30.2", stage.viewer)),
        ("a slow operator's body", (408,), slow_body,
         (rig, "127.0.30.3", stage.tablet.cookie)),
        ("a viewer who says nothing", (4408,), silent_viewer,
         (rig, stage.viewer)))]


def test_slow_ones(stage):
    for what, statuses, result in stage.slow:
        seconds, status = result()
        one_of(what, status, statuses)
        if not 9 <= seconds <= 14:
            raise Failure("%s: %.1f s" % (what, seconds))
        stage.note("%s: %d after %.1f s" % (what, status, seconds))


def test_who_reads_nothing(stage):
    """Paired, and takes nothing of what it asks for."""
    rig = stage.rig
    socks = []
    before = rig.memory()
    try:
        cookie = new_session(rig, rig.viewer)
        for _ in range(6):
            sock = connect(rig)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.sendall(request(rig, "GET", "/media/mjpeg", [cookie]))
            socks.append(sock)
        control = Socket(rig, "/api/v1/control", cookie)
        socks.append(control.sock)
        control.sock.settimeout(0.2)
        text = frame(TEXT, b'{"command":"live","id":"' + b"i" * 120 + b'"}')
        try:
            # In turns, so that it is no flood.
            for _ in range(12):
                control.sock.sendall(text * 250)
        except OSError:
            pass
        stage.wait_frames(24)
        grown = rig.memory() - before
        if grown > 8 * 1024:
            raise Failure("%d KiB for who reads nothing" % grown)
    finally:
        for sock in socks:
            sock.close()
