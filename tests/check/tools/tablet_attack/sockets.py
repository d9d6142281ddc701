# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""WebSockets: upgrades, frames, acknowledgements."""
from cases import equal, one_of
from tablet_client import KEY, Socket, ask, new_session, raw, request
from web_socket import BINARY, CLOSE, PING, TEXT, frame

from .stage import at_once, later
from .targets import SOCKETS, upgrade_fields


def test_upgrades(stage):
    rig = stage.rig
    good = upgrade_fields(rig, stage.viewer)
    for what, fields, wanted in (
            ("no key", good[:4] + good[5:], 400),
            ("a short key", good[:4] + ["Sec-WebSocket-Key: AAAA"] + good[5:],
             400),
            ("no base64", good[:4] + ["Sec-WebSocket-Key: " + "!" * 24]
             + good[5:], 400),
            ("a long key", good[:4] + ["Sec-WebSocket-Key: " + "A" * 4000]
             + good[5:], 400),
            ("two keys", good + ["Sec-WebSocket-Key: " + KEY], 400),
            ("version 8", good[:3] + ["Sec-WebSocket-Version: 8"] + good[4:],
             426),
            ("no version", good[:3] + good[4:], 426),
            ("two versions", good + ["Sec-WebSocket-Version: 13"], 400),
            ("no upgrade", good[:2] + good[3:], 426),
            ("no connection", good[:1] + good[2:], 426),
            ("another upgrade", good[:2] + ["Upgrade: h2c"] + good[3:], 426),
            ("a body", good + ["Content-Length: 5"], 400)):
        answer = ask(rig, "GET", "/api/v1/control", fields)
        equal(what, answer.status, wanted)
    equal("plain", ask(rig, "GET", "/media/h264", good[:1] + good[5:]).status,
          426)
    equal("POST", ask(rig, "POST", "/api/v1/control", good, b"").status, 405)
    equal("HTTP/1.0", raw(rig, request(
        rig, "GET", "/api/v1/control", good).replace(
            b"HTTP/1.1", b"HTTP/1.0", 1)).status, 426)
    # Extensions are not taken up, and what comes at once is not lost.
    sock = Socket(rig, "/api/v1/control", stage.viewer, [
        "Sec-WebSocket-Extensions: permessage-deflate; x=" + "y" * 1000])
    sock.send(frame(TEXT, b'{"type":"ping","id":7}'))
    equal("ping", sock.answer()["id"], 7)
    sock.close()
    for target in ("/media/h264", "/media/h264?path=x",
                   "/media/h264?path=mse&path=mse", "/media/h264?stream=%00",
                   "/media/jpeg?path=mse"):
        sock = Socket(rig, target, stage.viewer)
        equal(target, sock.closed(), 1008)
    sock = Socket(rig, "/media/jpeg?stream=nosuch", stage.viewer)
    equal("no such stream", sock.closed(), 4404)


def break_control(rig, cookie, what, data, wanted):
    sock = Socket(rig, "/api/v1/control", cookie, source="127.0.12.1")
    sender = later(sock.send, data)
    code = sock.closed()
    sender()
    # A closing frame that runs into what still comes may get lost.
    if len(data) > 60000:
        wanted = wanted + (0,)
    one_of(what, code, wanted)
    sock.close()


def test_broken_frames(stage):
    rig = stage.rig
    cookies = [new_session(rig, rig.viewer) for _ in range(4)]
    cases = []
    ping = frame(TEXT, b'{"type":"ping"}')
    large = b"x" * 4097
    for what, data, wanted in (
            ("not masked", frame(TEXT, b"{}", mask=False), (1002,)),
            ("a reserved bit", frame(TEXT, b"{}", reserved=4), (1002,)),
            ("reserved bits", frame(TEXT, b"{}", reserved=7), (1002,)),
            ("opcode 3", frame(3, b"{}"), (1002, 1003)),
            ("opcode 7", frame(7, b"{}"), (1002, 1003)),
            ("opcode 11", frame(11, b"{}"), (1002, 1003)),
            ("opcode 15", frame(15), (1002, 1003)),
            ("a long ping", frame(PING, b"x" * 126), (1002,)),
            ("a ping in parts", frame(PING, b"x", fin=False), (1002,)),
            ("a long close", frame(CLOSE, b"\3\350" + b"x" * 200), (1002,)),
            ("a close of one byte", frame(CLOSE, b"\3"), (1002,)),
            ("a close with a bad code", frame(CLOSE, b"\0\1"),
             (1000, 1002, 0)),
            ("a close with bad UTF-8", frame(CLOSE, b"\3\350\xff"),
             (1000, 1002, 1007)),
            ("a continuation of nothing", frame(0, b"{}"), (1002,)),
            ("a message in another", frame(TEXT, b"{", fin=False)
             + frame(TEXT, b"}"), (1002,)),
            ("bad UTF-8", frame(TEXT, b"\xff\xfe"), (1007,)),
            ("overlong UTF-8", frame(TEXT, b"\xc0\xaf"), (1007,)),
            ("half a character", frame(TEXT, b"\xe2\x82"), (1007,)),
            ("a surrogate", frame(TEXT, b"\xed\xa0\x80"), (1007,)),
            ("binary", frame(BINARY, b"{}"), (1003,)),
            ("too large", frame(TEXT, large), (1009,)),
            ("1 MB", frame(TEXT, b"x" * (1 << 20)), (1009,)),
            ("claims 2^63", frame(TEXT, b"x", length=1 << 63), (1009,)),
            ("claims 2^64-1", frame(TEXT, b"x", length=(1 << 64) - 1),
             (1009,)),
            ("claims 4 GiB", frame(TEXT, b"x", length=1 << 32), (1009,)),
            ("parts without an end", frame(TEXT, b"x" * 100, fin=False)
             + frame(0, b"x" * 100, fin=False) * 20000, (1009,)),
            ("empty parts without an end", frame(TEXT, b"", fin=False)
             + frame(0, b"", fin=False) * 100000, (1008,)),
            ("pings without an end", frame(PING, b"x") * 100000, (1008,)),
            ("messages without an end", ping * 100000, (1008,))):
        cases.append((break_control, rig, cookies[len(cases) // 10], what,
                      data, wanted))
    at_once(cases)
    sock = Socket(rig, "/api/v1/control", stage.viewer)
    sock.send(frame(TEXT, b'{"type":', fin=False) + frame(PING, b"x" * 125)
              + frame(0, b'"ping","id":3', fin=False) + frame(0, b"}"))
    equal("in parts", sock.answer()["id"], 3)
    sock.close()


def break_media(rig, cookie, target, what, data, wanted):
    sock = Socket(rig, target, cookie)
    while sock.receive()[1][1] not in (2, 4):
        pass
    sender = later(sock.send, data)
    code = sock.closed()
    sender()
    one_of("%s on %s" % (what, target), code,
           (wanted, 0) if len(data) > 60000 else (wanted,))
    sock.close()


def test_broken_acknowledgements(stage):
    rig = stage.rig
    cookies = [new_session(rig, rig.viewer) for _ in range(4)]
    cases = []
    for what, data, wanted in (
            ("text", frame(TEXT, b"{}"), 1003),
            ("empty", frame(BINARY), 1008),
            ("short", frame(BINARY, b"\1\20\0\0\0\0\0"), 1008),
            ("long", frame(BINARY, b"\1\20\0\0\0\0\0\1\0"), 1008),
            ("version 2", frame(BINARY, b"\2\20\0\0\0\0\0\1"), 1008),
            ("another type", frame(BINARY, b"\1\1\0\0\0\0\0\1"), 1008),
            ("of the future", frame(BINARY, b"\1\20\0\0\x7f\0\0\0"), 1008),
            ("too large", frame(BINARY, b"x" * 5000), 1009),
            ("nothing new", frame(BINARY, b"\1\20\0\0\xff\xff\xff\xff")
             * 20000, 1008)):
        for target in (SOCKETS[1], "/media/h264?path=mse", "/media/jpeg"):
            cases.append((break_media, rig, cookies[len(cases) // 10], target,
                          what, data, wanted))
    at_once(cases)
