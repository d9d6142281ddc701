# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bodies: hidden requests, large ones, JSON."""
import contextlib
import json

from cases import equal, one_of
from tablet_client import (
    Answer, Socket, ask, connect, json_fields, raw, read_all, request)
from web_socket import TEXT, frame


def test_no_request_hides_in_another(stage):
    rig = stage.rig
    hidden = (b"GET /api/v1/state HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n" % (
        rig.host.encode(), stage.viewer.encode()))
    size = len(hidden)
    command = b'{"command":"live"}'
    for fields, body in (
            (["Content-Length: 0", "Transfer-Encoding: chunked"],
             b"0\r\n\r\n" + hidden),
            (["Transfer-Encoding: chunked", "Content-Length: %d" % size],
             hidden),
            (["Content-Length: 0", "Content-Length: %d" % size], hidden),
            (["Content-Length: 0", "Content-Length: 0"], hidden),
            (["Content-Length: 0, %d" % size], hidden),
            (["Content-Length: +0"], hidden), (["Content-Length: -1"], hidden),
            (["Content-Length: 0x0"], hidden), (["Content-Length: 0 0"], hidden),
            (["Content-Length: "], hidden), (["Content-Length: 1e1"], hidden),
            (["Content-Length:\t\x0b0"], hidden),
            (["Content-Length: 99999999999999999999"], hidden),
            (["Content-Length: 18446744073709551616"], hidden),
            (["Content-Length : 0"], hidden),
            (["Content_Length: 0", "Content-Length: %d" % size], hidden),
            (["Transfer-Encoding: chunked"], b"0\r\n\r\n" + hidden),
            (["Transfer-Encoding: chunked"],
             b"2;x=y\r\n{}\r\n0;z\r\n\r\n" + hidden),
            (["Transfer-Encoding: chunked"], b"-1\r\n" + hidden),
            (["Transfer-Encoding: chunked"], b"ffffffffffffffff1\r\n" + hidden),
            (["Transfer-Encoding: chunked"], b"zz\r\n" + hidden),
            (["Transfer-Encoding: chunked"], b"0\n\n" + hidden),
            (["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
             b"0\r\n\r\n" + hidden),
            (["Transfer-Encoding: xchunked"], hidden),
            (["Transfer-Encoding: identity"], hidden),
            (["Transfer-Encoding:\x0bchunked"], hidden),
            (["Transfer-Encoding : chunked"], hidden),
            (["X: y\r\n Transfer-Encoding: chunked"], hidden),
            (["Transfer_Encoding: chunked"], hidden),
            (["Expect: 200-ok", "Content-Length: %d" % len(command)],
             command + hidden)):
        for target in ("/api/v1/command", "/api/v1/pair", "/api/v1/unpair"):
            answer = raw(rig, request(
                rig, "POST", target, json_fields(rig) + fields) + body,
                "127.0.10.1")
            one_of("%r to %s" % (fields, target), answer.status,
                   (400, 401, 411, 413, 415, 417))
            equal("%r: answers" % fields, answer.answers, 1)
    # A GET with a body, and one request behind the other.
    equal("a body of GET", ask(rig, "GET", "/", [], hidden).status, 400)
    first = request(rig, "GET", "/pair/pair.css")
    answer = raw(rig, first + hidden)
    equal("pipelined", (answer.status, answer.answers), (200, 1))
    answer = raw(rig, first * 500)
    equal("pipelined", (answer.status, answer.answers), (200, 1))
    answer = raw(rig, request(rig, "POST", "/api/v1/command", json_fields(rig)
                              + [stage.tablet.cookie], command) + hidden)
    equal("behind a command", (answer.status, answer.answers), (200, 1))


def test_large_bodies(stage):
    rig = stage.rig
    fields = json_fields(rig) + [stage.tablet.cookie]
    chunk = bytes(1 << 20)
    for size, target in ((250 << 20, "/api/v1/command"), (250 << 20,
                         "/api/v1/pair"), (65537, "/api/v1/command")):
        with connect(rig, "127.0.11.1") as sock:
            with contextlib.suppress(ConnectionError):
                sock.sendall(request(rig, "POST", target, fields + [
                    "Content-Length: %d" % size]))
                for _ in range(size >> 20):
                    sock.sendall(chunk)
            answer = Answer(read_all(sock))
            # 250 MB are cut off before the refusal can be read.
            one_of("%d bytes" % size, answer.status, (413, 0))
    # Who asks first is told first.
    equal("asked first", ask(rig, "POST", "/api/v1/command", fields + [
        "Expect: 100-continue", "Content-Length: %d" % (250 << 20)]).status,
        413)
    body = b'{"command":"live","text":"' + b"x" * 65000 + b'"}'
    one_of("as much as may be", ask(rig, "POST", "/api/v1/command", fields,
                                    body).status, (200, 400, 409))


BOMBS = [
    b"", b" ", b"{", b"}", b"[]", b"[" * 60000, b"{\"a\":" * 10000,
    b"[" * 30000 + b"]" * 30000, b'{"command":' + b"[" * 20 + b"]" * 20 + b"}",
    b'{"command":{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":1}}}}}}}}}',
    b'{"command":"live","rate":' + b"9" * 50000 + b"}",
    b'{"command":"live","rate":1e999999999}',
    b'{"command":"live","rate":-1e999999999}',
    b'{"command":"live","rate":NaN}', b'{"command":"live","rate":Infinity}',
    b'{"command":"live","rate":0x10}', b'{"command":"live","id":[1]}',
    b'{"command":"live","command":"pause"}',
    b'{"command":"live","x":1,"\\u0078":2}',
    b'{"command":"live"}{"command":"pause"}', b'{"command":"live"} x',
    b'{"command":"live",}', b"{'command':'live'}", b'{command:"live"}',
    b'/* */{"command":"live"}', b'// x\n{"command":"live"}',
    b'{"command":["live"]}', b'{"command":1}', b'{"command":null}',
    b'{"command":""}', b'{"Command":"live"}', b'{"command":"' + b"x" * 60000
    + b'"}', b'{"command":"live","' + b"n" * 60000 + b'":1}',
    b'{"command":"live","a b":1}', b'{"command":"live","":1}',
    b'{"command":"live","\\u0000":1}', b'{"command":"live","id":"'
    + b"i" * 1000 + b'"}', b'\xef\xbb\xbf{"command":"live"}',
    b'{"command":"\xff"}', b'{"command":"\xc0\xaf"}',
    b'{"command":"\xed\xa0\x80"}', b'{"command":"\xf8\x88\x80\x80\x80"}',
    b'{"command":"li\x00ve"}', b"\0" * 1000, b'{"command":"live"',
    b'{"command":"live\\', b'{"command":"\\x41"}', b'{"command":"\\u12"}',
    b'{"command":"live","stream":5}', b'{"command":"live","stream":""}',
    b'{"command":"live","stream":"../sink"}', b'{"a":1,' * 9000,
    b"%s" % (b'{"command":"live"' + b"".join(
        b',"name%d":1' % i for i in range(4000)) + b"}"),
]
# Halves of characters, zeros, controls: whatever becomes of them, the next
# command is heard, and nothing comes out that is no JSON.
ODD = [
    b'{"command":"mark","text":"\\ud800"}',
    b'{"command":"mark","text":"\\udc00\\ud800"}',
    b'{"command":"mark","text":"\\ud83d\\ude00"}',
    b'{"command":"mark","text":"a\\u0000b"}',
    b'{"command":"mark","text":"\\u001b]0;x\\u0007\\r\\n"}',
    b'{"command":"mark","text":"\\"; DROP , id=(int)5;"}',
    b'{"command":"mark","text":"%s%n%x"}',
    b'{"command":"rename","take":1,"name":"</script>\\u2028"}',
    b'{"command":"\\ud800"}', b'{"command":"no-such-command"}',
    b'{"command":"seek","position":-9223372036854775}',
    b'{"command":"seek","position":999999999999999999}',
    b'{"command":"step","frames":99999999999}',
    b'{"command":"play","take":-1}', b'{"command":"rate","rate":-0.0}',
    b'{"command":"rate","rate":1e308}', b'{"command":"live","id":1e308}',
    b'{"command":"live","id":"\\ud800"}', b'{"command":"live","id":true}',
    b'{"type":5,"command":"live"}', b'{"type":"bye","command":"live"}',
]


def test_json_bombs(stage):
    rig = stage.rig
    fields = json_fields(rig) + [stage.tablet.cookie]
    for body in BOMBS:
        answer = ask(rig, "POST", "/api/v1/command", fields, body)
        one_of("%r" % body[:60], answer.status, (400, 404, 409, 411, 413, 415))
        answer.json()
    for body in ODD:
        answer = ask(rig, "POST", "/api/v1/command", fields, body)
        one_of("%r" % body, answer.status, (200, 400, 409))
        answer.json()
    equal("JSON of another name", ask(
        rig, "POST", "/api/v1/command", [fields[0], stage.tablet.cookie,
        "Content-Type: text/plain"], b'{"command":"live"}').status, 415)
    equal("at the end", ask(rig, "POST", "/api/v1/command", fields,
                            b'{"command":"live"}').status, 200)


def test_json_bombs_on_the_socket(stage):
    control = Socket(stage.rig, "/api/v1/control", stage.tablet.cookie)
    for body in BOMBS + ODD:
        # What is no UTF-8 or too long ends the socket: another case.
        if len(body) > 4000 or body != body.decode(
                "utf-8", "ignore").encode():
            continue
        control.send(frame(TEXT, body))
        answer = control.answer()
        equal("%r" % body, answer["type"], "answer")
        if body in BOMBS:
            equal("%r" % body, answer["ok"], False)
    control.send(frame(TEXT, b'{"command":"live","id":"last"}'))
    answer = control.answer()
    equal("the last one", (answer["id"], answer["ok"]), ("last", True))
    control.close()


def test_names_that_nobody_knows(stage):
    """What a viewer makes up uses up nothing that the operator needs."""
    rig = stage.rig
    viewer = Socket(rig, "/api/v1/control", stage.viewer)
    for i in range(600):
        viewer.send(frame(TEXT, b'{"command":"x","made-up-%d":1}' % i))
        equal("refused", viewer.answer()["ok"], False)
    viewer.close()
    fields = json_fields(rig) + [stage.tablet.cookie]
    ask(rig, "POST", "/api/v1/command", fields, b'{"command":"take-start"}')
    for body in ({"command": "slate", "scene": "1", "shot": "2",
                  "take-number": "3", "camera": "A", "clip": "C1"},
                 {"command": "sensor-rate", "value": "48"},
                 {"command": "circle", "circled": True},
                 {"command": "note", "text": "x"},
                 {"command": "after-take", "value": "none", "once": True},
                 {"command": "take-stop"}):
        answer = ask(rig, "POST", "/api/v1/command", fields,
                     json.dumps(body).encode())
        equal("%r: %r" % (body, answer.body), answer.status, 200)
