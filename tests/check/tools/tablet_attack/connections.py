# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How many connections a session has, and how they end."""
import contextlib
import socket
import struct

from cases import Failure, equal
from tablet_client import (
    Socket, ask, connect, json_fields, new_session, request)

from .crowd import raise_limit
from .targets import SOCKETS, upgrade_fields


def test_one_session_has_so_many_connections(stage):
    rig = stage.rig
    cookie = new_session(rig, rig.viewer)
    socks, refusals = [], 0
    try:
        for _ in range(40):
            try:
                socks.append(Socket(rig, "/api/v1/control", cookie))
            except Failure as why:
                if "503" not in str(why):
                    raise
                refusals += 1
        equal("sockets", len(socks), 12)
        equal("refusals", refusals, 28)
        # Who has none too many is let in.
        stage.serve_newcomer()
    finally:
        for sock in socks:
            sock.close()


def test_many_sessions_leave_room_for_the_operator(stage):
    """A viewer pairs again and again, and holds what each session may."""
    rig = stage.rig
    if not raise_limit(4000):
        raise Failure("4000 files cannot be open here")
    before = rig.descriptors()
    head = json_fields(rig) + ["Content-Length: 1000"]
    socks = []
    try:
        for i in range(40):
            cookie = new_session(rig, rig.viewer, "127.0.40.1")
            for _ in range(40):
                sock = connect(rig, "127.0.40.%d" % (i + 1))
                sock.sendall(request(rig, "POST", "/api/v1/command",
                                     head + [cookie]))
                socks.append(sock)
            stage.check()
        held = rig.descriptors() - before
        stage.note("a viewer with 40 sessions and 1600 connections held %d"
                   % held)
        if held > 600:
            raise Failure("%d files are held" % held)
        fields = json_fields(rig) + [stage.tablet.cookie]
        equal("the operator", ask(rig, "POST", "/api/v1/command", fields,
                                  b'{"command":"live"}').status, 200)
        sock = Socket(rig, "/api/v1/control", stage.tablet.cookie)
        sock.close()
    finally:
        for sock in socks:
            sock.close()


def test_come_and_go(stage):
    """Sockets that vanish in each moment of their lives."""
    rig = stage.rig
    upgrade = request(rig, "GET", SOCKETS[1], upgrade_fields(rig,
                                                             stage.viewer))
    command = request(rig, "POST", "/api/v1/command", json_fields(rig)
                      + [stage.tablet.cookie], b'{"command":"live"}')
    for data in (upgrade, command, request(rig, "GET", "/media/mjpeg", [
            stage.viewer]), request(rig, "GET", "/media/snapshot.jpg", [
            stage.viewer]), request(rig, "GET", "/", [stage.viewer])):
        for i in range(40):
            sock = connect(rig)
            sock.sendall(data[:len(data) - (i % 3) * 7])
            if i % 2:
                # a reset, not an end
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                struct.pack("ii", 1, 0))
            if i % 4 < 2:
                sock.settimeout(0.02)
                with contextlib.suppress(OSError):
                    sock.recv(1)
            sock.close()
    stage.serve_newcomer()
