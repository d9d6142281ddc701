# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Foreign hosts, foreign pages; and who may only watch."""
import json

from cases import equal
from tablet_client import Socket, ask, json_fields, pair, raw
from web_socket import TEXT, frame

from .targets import GETS, SOCKETS, upgrade_fields


def test_foreign_hosts(stage):
    rig = stage.rig
    port = rig.port
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.2:%d"
                 % port, "127.0.0.1.:%d" % port, "127.0.0.1:%d." % port,
                 "127.0.0.1:%d@evil.example" % port, "evil@127.0.0.1:%d" % port,
                 "127.0.0.1:0%d" % port, "0x7f.1:%d" % port,
                 "2130706433:%d" % port, "[::1]:%d" % port,
                 "[::ffff:127.0.0.1]:%d" % port, "localhost",
                 "localhost.:%d" % port, "localhost:%d/" % port,
                 "localhost:%d,evil.example" % port, "%%6cocalhost:%d" % port,
                 "evil.example:%d" % port, "http://127.0.0.1:%d" % port, "",
                 "a" * 8000):
        for fields in ([], [stage.viewer],
                       ["Authorization: Bearer " + rig.operator]):
            equal("Host %s" % host[:60], raw(rig, (
                "GET /api/v1/state HTTP/1.1\r\nHost: %s\r\n%s\r\n" % (
                    host, "".join(f + "\r\n" for f in fields))).encode())
                .status, 421)
    good = [rig.host, "localhost:%d" % port, "LOCALHOST:%d" % port]
    for host in good:
        equal("Host " + host, ask(rig, "GET", "/", host=host).status, 200)
    for fields in (["Host: evil.example"], ["Host: " + rig.host],
                   ["hOsT : " + rig.host], ["Host:"]):
        equal("two hosts", ask(rig, "GET", "/", fields).status, 400)
    equal("no host", ask(rig, "GET", "/", host=False).status, 400)
    equal("HTTP/1.0 without one", raw(rig, b"GET / HTTP/1.0\r\n\r\n").status,
          400)
    # What other servers take instead of Host.
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL",
                 "X-Rewrite-URL", "X-HTTP-Method-Override"):
        equal(name, ask(rig, "GET", "/", [name + ": /api/v1/state"],
                        host="evil.example").status, 421)


def test_foreign_origins(stage):
    rig = stage.rig
    origins = ["http://evil.example", "null", "", "file://",
               rig.origin + ".evil.example", rig.origin + "/",
               rig.origin.replace("http:", "https:"), "http://127.0.0.1",
               "http://127.0.0.1:1", rig.origin.upper(), "//" + rig.host,
               rig.host, rig.origin + " http://evil.example",
               rig.origin + "\tx", "http://localhost:%d" % rig.port]
    command = b'{"command":"live"}'
    for origin in origins:
        fields = ["Origin: " + origin, "Content-Type: application/json"]
        for who in ([stage.viewer], [stage.tablet.cookie],
                    ["Authorization: Bearer " + rig.operator]):
            equal("command from %r" % origin, ask(
                rig, "POST", "/api/v1/command", fields + who, command).status,
                403)
        equal("pairing from %r" % origin, ask(
            rig, "POST", "/api/v1/pair", fields,
            json.dumps({"code": rig.operator}).encode()).status, 403)
        for path in SOCKETS[:2]:
            equal("socket from %r" % origin, ask(rig, "GET", path, [
                stage.viewer] + upgrade_fields(rig)[1:]
                + ["Origin: " + origin]).status, 403)
    # None at all: a script with a token may, a cookie may not.
    kind = ["Content-Type: application/json"]
    equal("no origin", ask(rig, "POST", "/api/v1/command",
                           kind + [stage.tablet.cookie], command).status, 403)
    equal("no origin", ask(rig, "GET", SOCKETS[0], [
        stage.viewer] + upgrade_fields(rig)[1:]).status, 403)
    equal("two", ask(rig, "POST", "/api/v1/command", kind + [
        stage.tablet.cookie, "Origin: " + rig.origin,
        "Origin: http://evil.example"], command).status, 400)
    for site in ("cross-site", "same-site", "", "x"):
        for path in GETS[:2] + ["/pair/pair.css"]:
            equal("from %r" % site, ask(rig, "GET", path, [
                stage.viewer, "Sec-Fetch-Site: " + site]).status, 403)
    # A page of somebody else may not even use up the visitor's attempts.
    for i in range(12):
        ask(rig, "POST", "/api/v1/pair", [
            "Origin: http://evil.example", kind[0]], b'{"code":"WRONGONE"}',
            "127.0.6.1")
    equal("attempts", pair(rig, rig.viewer, "127.0.6.1").status, 200)


def test_who_watches_does_not_command(stage):
    rig = stage.rig
    bodies = [{"command": "take-start"}, {"command": "live", "role":
              "operator"}, {"command": "live", "stream": "sink"},
              {"command": "live", "output": "src"}]
    for body in bodies:
        equal("%r" % body, ask(
            rig, "POST", "/api/v1/command", json_fields(rig) + [stage.viewer],
            json.dumps(body).encode()).status, 403)
    control = Socket(rig, "/api/v1/control", stage.viewer)
    for body in bodies:
        control.send(frame(TEXT, json.dumps(body).encode()))
        equal("%r" % body, control.answer()["ok"], False)
    control.close()
