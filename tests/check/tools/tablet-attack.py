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

usage: tablet-attack.py SOURCE-DIRECTORY
The environment says TABLET_RIG and GST_PLUGIN_PATH_1_0. Prints TAP.
"""
import base64
import collections
import contextlib
import hashlib
import json
import os
import re
import resource
import select
import shutil
import socket
import ssl
import struct
import sys
import tempfile
import threading
import time
import traceback

from certificate import make_certificate
from tablet_client import (
    BINARY, CLOSE, DEADLINE, KEY, PING, PONG, TEXT, Answer, Failure, Rig,
    Socket, ask, connect, cookie_of, equal, frame, json_fields, new_session,
    one_of, pair, raw, read_all, request)

SOURCE = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
# What a tablet's picture may stand still for, s: what is measured is printed,
# and on a busy machine that is more than what the attack costs.
GAP = 2.0
# What the server may grow by over everything, KiB: room for the allocator.
GROWTH = 24 * 1024


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
        while self.whole(self.media.data):
            self.see(*self.media.receive())

    @staticmethod
    def whole(data):
        """Whether a whole message of the server is there."""
        if len(data) < 2:
            return False
        size, at = data[1] & 127, 2
        if size > 125:
            at = 4 if size == 126 else 10
            if len(data) < at:
                return False
            size = int.from_bytes(data[2:at], "big")
        return len(data) >= at + size

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
        while self.whole(self.control.data):
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


class Stage:
    """One pipeline and its tablet, for several cases."""

    def __init__(self, *properties):
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

    def serve_newcomer(self):
        """An honest one who comes now: pairs and gets a picture."""
        cookie = new_session(self.rig, self.rig.viewer)
        answer = ask(self.rig, "GET", "/media/snapshot.jpg", [cookie])
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


# --- who has no session ----------------------------------------------------

GETS = ["/api/v1/streams", "/api/v1/state", "/api/v1/takes",
        "/media/mjpeg", "/media/snapshot.jpg", "/metrics"]
POSTS = ["/api/v1/unpair", "/api/v1/command"]
SOCKETS = ["/api/v1/control", "/media/h264?stream=sink&path=webcodecs",
           "/media/jpeg?stream=sink", "/media/opus?path=mse"]


def page_files():
    root = os.path.join(SOURCE, "ext", "soup", "page")
    for folder, _, names in os.walk(root):
        for name in names:
            if not name.endswith(".gresource.xml"):
                yield "/" + os.path.relpath(os.path.join(folder, name), root)


def refused(what, answer, statuses=(401,)):
    """Refused, with an error that tells nothing, and with every guard on."""
    one_of(what, answer.status, statuses)
    equal(what + ": answers", answer.answers, 1)
    if len(answer.body) > 400 or b"onset" in answer.body.lower():
        raise Failure("%s: the refusal says too much: %r"
                      % (what, answer.body[:500]))
    equal(what + ": nosniff", answer.fields.get("x-content-type-options"),
          "nosniff")


def upgrade_fields(rig, *more):
    return ["Origin: " + rig.origin, "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + KEY] + list(more)


def test_without_a_session_there_is_the_form_and_nothing_else(stage):
    rig = stage.rig
    form = ask(rig, "GET", "/")
    page = ask(rig, "GET", "/", [stage.viewer])
    equal("form", form.status, 200)
    equal("page", page.status, 200)
    if form.body == page.body or b"pair" not in form.body:
        raise Failure("the form is not the form")
    for secret in (b"sink", b"onset-state", rig.operator.encode()):
        if secret in form.body:
            raise Failure("the form says %r" % secret)
    files = sorted(page_files())
    if len(files) < 20:
        raise Failure("only %d files of the page" % len(files))
    for path in files:
        answer = ask(rig, "GET", path)
        if path.startswith("/pair/"):
            equal(path, answer.status, 200)
        else:
            refused(path, answer)
        # They are there for who is paired, so the refusal means something.
        equal(path, ask(rig, "GET", path, [stage.viewer]).status, 200)
    for path in GETS:
        refused(path, ask(rig, "GET", path))
        refused(path, ask(rig, "GET", path + "?stream=sink",
                          ["Cookie: onset-session=" + "A" * 43]))
    for path in POSTS:
        refused(path, ask(rig, "POST", path, json_fields(rig), b"{}"))
    for path in SOCKETS:
        refused(path, ask(rig, "GET", path, upgrade_fields(rig)))


def test_wrong_methods(stage):
    rig = stage.rig
    for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH",
                   "CONNECT", "PROPFIND", "POST"):
        one_of(method, ask(rig, method, "/api/v1/state",
                           [stage.viewer, "Origin: " + rig.origin]).status,
               (405,))
    equal("GET", ask(rig, "GET", "/api/v1/pair").status, 405)
    for method in ("get", "G\tET", "", "A" * 40, "GE\x80T"):
        equal("method %r" % method, raw(rig, (
            "%s / HTTP/1.1\r\nHost: %s\r\n\r\n" % (method, rig.host))
            .encode("latin-1")).status, 400)


def test_a_thousand_wrong_codes(stage):
    rig = stage.rig
    statuses = collections.Counter()
    for i in range(500):
        answer = pair(rig, "WRONG-%04d" % i, "127.0.3.1")
        statuses[answer.status] += 1
        if answer.status == 429:
            one_of("Retry-After", int(answer.fields["retry-after"]),
                   range(1, 61))
        answer = ask(rig, "GET", "/api/v1/state",
                     ["Authorization: Bearer WRONG%04d" % i], None,
                     "127.0.3.2")
        statuses[answer.status] += 1
    equal("refusals", dict(statuses), {401: 20, 429: 980})
    # Neither who is right now, nor who asks in another way.
    for source in ("127.0.3.1", "127.0.3.2"):
        equal("a right code", pair(rig, rig.operator, source).status, 429)
        equal("a right code", ask(
            rig, "GET", "/api/v1/state",
            ["Authorization: Bearer " + rig.operator], None, source).status,
            429)
        # A paired one goes on from there.
        equal("a session", ask(rig, "GET", "/api/v1/state", [stage.viewer],
                               None, source).status, 200)
    stage.serve_newcomer()


def test_wrong_codes_from_many_addresses(stage):
    """The table of addresses is bounded, and no way around the lock."""
    rig = stage.rig
    for i in range(1500):
        pair(rig, "NOT-THIS-ONE", "127.9.%d.%d" % (i // 250, 1 + i % 250))
    equal("still locked", pair(rig, rig.operator, "127.0.3.1").status, 429)
    stage.serve_newcomer()


def test_odd_codes(stage):
    rig = stage.rig
    bodies = [b"", b"{}", b"[]", b"null", b'{"code":null}', b'{"code":1}',
              b'{"code":["%s"]}' % rig.operator.encode(),
              b'{"code":{}}', b'{"code":""}', b'{"code":"-"}',
              b'{"code":"\\u0000"}', b'{"code":"\\ud800"}',
              b'{"code":"%s\\u0000"}' % rig.operator.encode()[:4],
              b'{"code":"' + b"A" * 60000 + b'"}',
              b'{"code":"\xff\xfe"}',
              b'{"code":"%s","code":"x"}' % rig.operator.encode()]
    for i, body in enumerate(bodies):
        answer = ask(rig, "POST", "/api/v1/pair", json_fields(rig), body,
                     "127.0.4.%d" % (i + 1))
        one_of("code %r" % body[:40], answer.status, (400, 401, 411, 415))
        if "set-cookie" in answer.fields:
            raise Failure("%r got in" % body[:40])
    form = ["Origin: " + rig.origin,
            "Content-Type: application/x-www-form-urlencoded"]
    for i, body in enumerate([b"code", b"code=", b"code=%", b"code=%zz",
                              b"code=%00", b"cod=" + rig.operator.encode(),
                              b"code=x&" * 8000, b"=" * 60000, b"&" * 60000,
                              b"\0" * 100, b"code=%ff%fe"]):
        answer = ask(rig, "POST", "/api/v1/pair", form, body,
                     "127.0.5.%d" % (i + 1))
        one_of("form %r" % body[:40], answer.status, (303, 400))
        if "set-cookie" in answer.fields:
            raise Failure("%r got in" % body[:40])
    answer = ask(rig, "POST", "/api/v1/pair", form,
                 b"code=" + rig.viewer.lower().encode())
    equal("a right form", answer.status, 303)
    equal("a right form", "set-cookie" in answer.fields, True)


# --- who comes from elsewhere ----------------------------------------------

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


# --- sessions --------------------------------------------------------------

def test_a_session_is_the_servers_own(stage):
    rig = stage.rig
    name = stage.viewer.split()[1].split("=")[0]
    mine = "A" * 43
    answer = ask(rig, "POST", "/api/v1/pair", json_fields(rig) + [
        "Cookie: %s=%s" % (name, mine)],
        json.dumps({"code": rig.viewer}).encode())
    equal("pairing", answer.status, 200)
    given = answer.fields["set-cookie"]
    if mine in given or not re.match(
            re.escape(name) + r"=[\w-]{43}; HttpOnly; SameSite=Strict; "
            r"Path=/; Max-Age=\d+$", given):
        raise Failure("the cookie is %r" % given)
    equal("one that was made up", ask(rig, "GET", "/api/v1/state", [
        "Cookie: %s=%s" % (name, mine)]).status, 401)
    equal("none is given away", "set-cookie" in ask(rig, "GET", "/", [
        "Cookie: %s=%s" % (name, mine)]).fields, False)
    cookie = cookie_of(answer)
    watching = Socket(rig, "/api/v1/control", cookie)
    picture = Socket(rig, SOCKETS[1], cookie)
    equal("its end", ask(rig, "POST", "/api/v1/unpair", [
        "Origin: " + rig.origin, cookie]).status, 200)
    equal("its sockets", (watching.closed(), picture.closed()), (4401, 4401))
    equal("it is over", ask(rig, "GET", "/api/v1/state", [cookie]).status, 401)


def test_cookies(stage):
    rig = stage.rig
    pair_ = stage.viewer.split(" ", 1)[1]
    name, _, token = pair_.partition("=")
    good = ["%s" % pair_, " a=b ;  %s ; c=d" % pair_, "; ; ;" + pair_,
            "%s=x; %s=y; %s=z; %s" % (name, name, name, pair_)]
    bad = [token, "=" + token, '%s="%s"' % (name, token), "%s=%sx" % (
        name, token), "%s=%s" % (name, token[:-1]), "%s=%s,x" % (name, token),
        "x%s" % pair_, "%s=%s" % (name.upper(), token), "%s =%s" % (
            name, token), "%s==%s" % (name, token), "%s=" % name, name,
        ";".join("%s=%d" % (name, i) for i in range(300)) + ";" + pair_,
        ";" * 300 + pair_, "$Version=1; " + pair_.swapcase(),
        "%s=%s" % (name, "A" * 8000), "%s=\xff\xfe" % name,
        "%s=%s" % (name, hashlib.sha256(token.encode()).hexdigest())]
    for cookie in good:
        equal("cookie %r" % cookie[:60], ask(rig, "GET", "/api/v1/state", [
            "Cookie: " + cookie]).status, 200)
    for cookie in bad:
        equal("cookie %r" % cookie[:60], ask(rig, "GET", "/api/v1/state", [
            "Cookie: " + cookie]).status, 401)
    equal("two fields", ask(rig, "GET", "/api/v1/state", [
        stage.viewer, stage.viewer]).status, 400)


def test_tokens(stage):
    rig = stage.rig
    code = rig.operator
    for i, value in enumerate([
            "", "Bearer", "Bearer ", "Bearer\t" + code, "Basic " + code,
            "Basic " + base64.b64encode((":" + code).encode()).decode(),
            "Bearer " + code + "," + code, "Bearer " + code + " x",
            "Bearer Bearer " + code, "Bearer \"%s\"" % code, code,
            "Bearer token=" + code, "Digest username=\"x\"", "Bearer \xff\xfe",
            "Bearer " + "A" * 8000, "Bearer ----", "Negotiate"]):
        answer = ask(rig, "GET", "/api/v1/state", ["Authorization: " + value],
                     None, "127.0.7.%d" % (i + 1))
        refused("token %r" % value[:40], answer)
        equal("challenge", answer.fields.get("www-authenticate"), "Bearer")
    equal("two", ask(rig, "GET", "/api/v1/state", [
        "Authorization: Bearer " + code] * 2).status, 400)
    for name in ("Authorization: Bearer ", "AUTHORIZATION:bearer "):
        equal("right", ask(rig, "GET", "/api/v1/state",
                           [name + code.lower()]).status, 200)
    # Neither in the address nor in a cookie.
    for target in ("/api/v1/state?code=" + code, "/api/v1/state?token=" + code):
        equal("in the address", ask(rig, "GET", target).status, 401)


def test_one_viewer_cannot_end_the_operators_session(stage):
    """Who has the viewers' code may pair as often as he likes."""
    rig = stage.rig
    for _ in range(600):
        equal("pairing", pair(rig, rig.viewer, "127.0.8.1").status, 200)
    equal("the operator", ask(rig, "GET", "/api/v1/state", [
        stage.tablet.cookie]).status, 200)
    stage.viewer = new_session(rig, rig.viewer)


# --- paths and heads -------------------------------------------------------

def test_paths_do_not_escape(stage):
    rig = stage.rig
    up = ["..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%c0%ae%c0%ae",
          "%u002e%u002e", "%uff0e%uff0e", "..;", "....", "%2e%2e%00"]
    slashes = ["/", "%2f", "%5c", "%252f", "%c0%af", "%e0%80%af", "//", "/./"]
    targets = [start + slash.join([dots] * 6 + ["etc", "passwd"])
               for dots in up for slash in slashes
               for start in ("/", "/pair/")]
    targets += ["/pair" + slash + dots + slash + "index.html"
                for dots in up for slash in slashes]
    targets += ["//etc/passwd", "//" + rig.host + "/index.html", "/./",
                "/index.html/", "/index.html/.", "/index.html%00",
                "/index.html%20", "/index.html.", "/index.html::$DATA",
                "/INDEX.HTML", "/index%2ehtml", "/%69ndex.html", "/pair",
                "/pair/", "/pair//index.html", "/pair/%", "/pair/%2",
                "/pair/%zz", "/api/v1/state/", "/api/v1/stateX",
                "/api/v1/state;x", "/api/v1//state", "/api/v1/%73tate",
                "/API/V1/STATE", "/api/v1/state%00", "/api/v1/takes/1",
                "/onset/page/index.html", "/resource:/onset/page/index.html",
                "/page.gresource.xml", "/.git/config", "/state.ini",
                "/index.html\u00a0", "/" + "a" * 2000, "/" + "a/" * 900,
                "/media/", "/media/h264/", "/media/mjpeg/..",
                "/pair/index.html;jsessionid=1", "/cgi-bin/x", "/%0d%0aX:%20y"]
    for target in targets:
        for who, wanted in (([], (400, 404)), ([stage.viewer], (400, 404))):
            answer = ask(rig, "GET", target, who)
            refused("path %r" % target[:80], answer, wanted)
    for target in ("http://%s/" % rig.host, "http://%s/index.html" % rig.host,
                   "http://evil.example/", "index.html", "*", "?", "#",
                   "\\index.html", "/\\index.html", "/pair/..\\index.html",
                   "/index.html#x", "/\"", "/<script>", "/a b", "/\x7f",
                   "/\x01", "/\xff", "http:///"):
        equal("target %r" % target, ask(rig, "GET", target,
                                        [stage.viewer]).status, 400)
    equal("a long one", ask(rig, "GET", "/" + "a" * 4000).status, 414)
    # What is behind the question mark changes nothing, and breaks nothing.
    for query in ("", "%", "%zz", "[", "%00", "..%2f..%2f", "a=" + "b" * 1500,
                  "&" * 1000, "stream=sink&stream=sink", "{}|^`", "?????",
                  "error=%3Cscript%3E"):
        form = ask(rig, "GET", "/?" + query)
        equal("query %r" % query[:20], (form.status, b"script>" in
              form.body.replace(b"</script>", b"")), (200, False))
        one_of("query %r" % query[:20], ask(
            rig, "GET", "/api/v1/state?" + query, [stage.viewer]).status,
            (200, 400))
    for query in ("stream=", "stream=..", "stream=%73ink", "stream=sink%00",
                  "stream=nosuch", "stream=" + "s" * 100, "stream=sink+",
                  "stream=a/b", "stream=sink&stream=sink"):
        for path in GETS[1:5]:
            one_of("%s?%s" % (path, query), ask(
                rig, "GET", path + "?" + query, [stage.viewer]).status,
                (400, 404))


def test_ranges_are_not_taken(stage):
    rig = stage.rig
    whole = ask(rig, "GET", "/pair/pair.css")
    equal("whole", whole.status, 200)
    for value in ("bytes=0-0", "bytes=-1", "bytes=1-", "bytes=9-1",
                  "bytes=0-99999999999999999999", "bytes=-99999999999999999",
                  "bytes=" + ",".join("%d-%d" % (i, i) for i in range(1000)),
                  "bytes=" + "0-," * 2000, "bytes=a-b", "lines=1-2", "bytes=",
                  ""):
        for more in ([], ["If-Range: x"], ["Range: " + value]):
            answer = ask(rig, "GET", "/pair/pair.css",
                         ["Range: " + value] + more)
            equal("range %r" % value[:30], answer.status, 200)
            equal("range %r" % value[:30], answer.body, whole.body)
            equal("range", "content-range" in answer.fields, False)


def test_header_floods(stage):
    rig = stage.rig
    line = "GET / HTTP/1.1\r\nHost: %s\r\n" % rig.host
    for what, fields, wanted in (
            ("many", "".join("X%d: y\r\n" % i for i in range(100)), 431),
            ("very many", "x:\r\n" * 100000, 431),
            ("a long one", "X: " + "y" * 20000 + "\r\n", 431),
            ("a long name", "X" * 20000 + ": y\r\n", 431),
            ("one without an end", "X: " + "y" * 3000000, 431),
            ("lines without an end", "X: y\r\n" * 300000, 431),
            ("folded", "X: y\r\n z\r\n", 400),
            ("folded with a tab", "X: y\r\n\tz\r\n", 400),
            ("folded at the start", " X: y\r\n", 400),
            ("a space before the colon", "X : y\r\n", 400),
            ("no colon", "X\r\n", 400),
            ("no name", ": y\r\n", 400),
            ("a zero", "X: a\0b\r\n", 400),
            ("a zero in the name", "X\0: b\r\n", 400),
            ("a bare line feed", "X: y\nY: z\r\n", 400),
            ("a bare carriage return", "X: y\rY: z\r\n", 400),
            ("an escape", "X: \033[2J\r\n", 400),
            ("a name in UTF-8", "\u00dc: y\r\n", 400),
            ("a bracket", "X(y): z\r\n", 400)):
        answer = raw(rig, (line + fields + "\r\n").encode())
        equal(what, answer.status, wanted)
        equal(what + ": answers", answer.answers, 1)
    many = "".join("X%d: y\r\n" % i for i in range(60))
    equal("enough", raw(rig, (line + many + "\r\n").encode()).status, 200)
    for first in ("GET / HTTP/1.1 x", "GET  / HTTP/1.1", " GET / HTTP/1.1",
                  "GET /", "GET", "\r\nGET / HTTP/1.1", "GET / http/1.1",
                  "GET / HTTP/1.10", "GET / HTTP/11", "GET\t/ HTTP/1.1",
                  "GET / HTTP/2.0", "GET / HTTP/9.9", "GET / HTTP/1.1\0"):
        one_of("first line %r" % first, raw(rig, (
            first + "\r\nHost: %s\r\n\r\n" % rig.host).encode()).status,
            (400, 505))
    one_of("HTTP/2", raw(rig, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                         + b"\0\0\0\4\0\0\0\0\0").status, (400, 505))
    one_of("HTTP/2 by upgrade", ask(rig, "GET", "/", [
        "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABk"]).status, (200,))


def test_garbage(stage):
    rig = stage.rig
    noise = hashlib.shake_128(b"noise").digest(100000)
    for what, data in (
            ("noise", noise), ("zeros", bytes(100000)),
            ("line feeds", b"\n" * 100000), ("ends", b"\r\n" * 50000),
            ("TLS", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + noise[:505]
             + b"\r\n\r\n"), ("SSH", b"SSH-2.0-OpenSSH_9\r\n\r\n"),
            ("SMB", b"\0\0\0\x85\xffSMB" + bytes(100) + b"\n\n"),
            ("RTSP", b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
            ("SIP", b"INVITE sip:x SIP/2.0\r\nVia: x\r\n\r\n"),
            ("proxy", b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n\r\n"),
            ("mail", b"EHLO x\r\n\r\n")):
        one_of(what, raw(rig, data).status, (400, 431, 505))


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


# --- JSON ------------------------------------------------------------------

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


# --- WebSockets ------------------------------------------------------------

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


# --- many, slow, silent ----------------------------------------------------

def raise_limit(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count and (hard == resource.RLIM_INFINITY or hard >= count):
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
        soft = count
    return soft == resource.RLIM_INFINITY or soft >= count


def still_open(socks):
    """How many of them the server has not closed."""
    poll = select.poll()
    for sock in socks:
        poll.register(sock, select.POLLRDHUP)
    return len(socks) - len(poll.poll(0))


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
        if not 0 < most <= 64:
            raise Failure("%d of 900 are held" % most)
        held = rig.descriptors() - before
        if held > 100:
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


def slow_head(rig, source):
    """A byte a second; how long it was borne, and the answer."""
    with connect(rig, source, timeout=1) as sock:
        began = time.monotonic()
        data = b""
        for byte in b"GET / HTTP/1.1\r\nHost: " + b"x" * 100:
            try:
                sock.send(bytes([byte]))
                data = sock.recv(4096)
                break
            except socket.timeout:
                continue
            except ConnectionError:
                break
        return time.monotonic() - began, Answer(data).status


def slow_body(rig, source, cookie):
    with connect(rig, source, timeout=1) as sock:
        began = time.monotonic()
        sock.sendall(request(rig, "POST", "/api/v1/command", json_fields(rig)
                             + [cookie, "Content-Length: 1000"]))
        data = b""
        for _ in range(25):
            try:
                sock.send(b" ")
                data = sock.recv(4096)
                break
            except socket.timeout:
                continue
            except ConnectionError:
                break
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


# --- the end of the plain one ----------------------------------------------

def test_the_metrics_have_counted(stage):
    """Every refusal is in them; who asked is not."""
    answer = ask(stage.rig, "GET", "/metrics", [stage.tablet.cookie])
    equal("metrics", answer.status, 200)
    text = answer.body.decode()
    for reason in ("session", "host", "origin", "malformed", "code", "locked",
                   "path", "method", "length", "message", "flood", "late",
                   "crowd"):
        if not re.search(r'reason="%s"\} [1-9]' % reason, text):
            raise Failure("nothing was refused for %s:\n%s" % (reason, text))
    for secret in (stage.rig.operator, stage.rig.viewer,
                   stage.tablet.cookie.split("=")[1]):
        if secret in text:
            raise Failure("a secret is in the metrics")


def test_memory_is_flat(stage):
    after = stage.rig.memory()
    stage.note("RSS %d KiB before, %d KiB after; the tablet saw %d frames, "
               "%d gaps, %d pongs, at most %.3f s apart; the server's thread "
               "took %.1f s of processor time" % (
                   stage.before, after, stage.tablet.frames,
                   stage.tablet.left_out, stage.tablet.pongs, stage.worst,
                   stage.rig.server_time()))
    if after - stage.before > GROWTH:
        raise Failure("it has grown by %d KiB" % (after - stage.before))
    if stage.tablet.pongs < 3:
        raise Failure("the control socket has not been answered")


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


def test_it_ends_well(stage):
    ends_well(stage)


# --- TLS -------------------------------------------------------------------

def test_tls_serves_and_marks_its_cookie(stage):
    answer = pair(stage.rig, stage.rig.viewer)
    equal("pairing", answer.status, 200)
    if not answer.fields["set-cookie"].endswith("; Secure"):
        raise Failure("the cookie may be sent in the clear")
    stage.serve_newcomer()


def test_what_is_no_tls(stage):
    rig = stage.rig
    noise = hashlib.shake_128(b"noise").digest(20000)
    for what, data in (
            ("plain http", request(rig, "GET", "/", [stage.viewer])),
            ("noise", noise), ("zeros", bytes(20000)),
            ("an alert", b"\x15\x03\x01\0\x02\x02\x28"),
            ("SSL 2", b"\x80\x2e\x01\0\x02" + noise[:50]),
            ("a record of noise", b"\x16\x03\x01\x02\0" + noise[:512]),
            ("a long record", b"\x16\x03\x01\xff\xff" + noise),
            ("an empty record", b"\x16\x03\x01\0\0" * 1000),
            ("a hello of noise", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"
             + noise[:506])):
        answer = raw(rig, data, "127.0.50.1", True, tls=False)
        equal("%s: an answer" % what, answer.status, 0)
        if b"HTTP" in answer.data or b"onset" in answer.data:
            raise Failure("%s: %r" % (what, answer.data[:100]))


def test_half_a_hello(stage):
    """And no more to come: nothing may turn in circles over it."""
    rig = stage.rig
    before = rig.server_time()
    began = time.monotonic()
    for data in (b"\x16\x03\x01\x02\0", b"\x16\x03\x01\x02\0" + b"x" * 100,
                 b"\x16\x03", b"\x16"):
        with connect(rig, "127.0.51.1", tls=False) as sock:
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
            equal("half a hello", Answer(read_all(sock)).status, 0)
    passed = time.monotonic() - began
    if passed > 2:
        raise Failure("they were kept for %.1f s" % passed)
    used = rig.server_time() - before
    if used > 1:
        raise Failure("it took %.1f s of processor time" % used)


def test_stalled_handshakes(stage):
    """Who begins and does not go on keeps nobody else out."""
    rig = stage.rig
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    out = ssl.MemoryBIO()
    half = context.wrap_bio(ssl.MemoryBIO(), out)
    with contextlib.suppress(ssl.SSLWantReadError):
        half.do_handshake()
    hello = out.read()
    socks = []
    slowest = 0
    try:
        for i in range(200):
            socks.append(connect(rig, "127.0.52.%d" % (i % 50 + 1),
                                 tls=False))
            socks[-1].sendall(hello[:len(hello) if i % 2 else 300])
        for _ in range(5):
            began = time.monotonic()
            stage.serve_newcomer()
            slowest = max(slowest, time.monotonic() - began)
        held = still_open(socks)
        stage.note("newcomers over TLS beside 200 stalled handshakes: %.2f s "
                   "at most" % slowest)
        if held > 64:
            raise Failure("%d handshakes are held" % held)
        if slowest > 2:
            raise Failure("a newcomer waited for %.1f s" % slowest)
    finally:
        for sock in socks:
            sock.close()


def test_old_tls(stage):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with connect(stage.rig, tls=False) as sock:
        try:
            old = context.wrap_socket(sock)
            old.sendall(request(stage.rig, "GET", "/"))
            data = read_all(old)
        except (ssl.SSLError, ConnectionError):
            return
    equal("what is said to TLS 1.1", data, b"")


def test_tls_ends_well(stage):
    ends_well(stage)


# --- all of it -------------------------------------------------------------

class Notes:
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
    stage = Stage()
    stage.slow = start_slow_ones(stage)
    return stage


def make_tls(directory):
    certificate, key = make_certificate(directory, "localhost")
    return Stage("tls-certificate=" + certificate, "tls-key=" + key)


def run(number, name, func, stages, why_not):
    notes = []
    if why_not:
        print("ok %d - %s # SKIP %s" % (number, name, why_not), flush=True)
        return True
    began = time.monotonic()
    try:
        stage = stages.get()
        stage.note = notes.append
        func(stage)
        if not name.endswith("ends well"):
            stage.check()
        text, ok = "", True
    except Failure as why:
        text, ok = str(why), False
    except Exception:
        text, ok = traceback.format_exc(), False
    if not ok and stages.stage:
        text += "\n" + stages.stage.rig.complaints()
    print("%sok %d - %s" % ("" if ok else "not ", number, name))
    for line in notes + text.splitlines():
        print("# " + line)
    print("# %.1f s" % (time.monotonic() - began), flush=True)
    return ok


def main():
    tests = [(name[5:].replace("_", " "), func)
             for name, func in globals().items() if name.startswith("test_")]
    if os.environ.get("ONLY"):
        tests = [t for t in tests if re.search(os.environ["ONLY"], t[0])]
    late = [t for t in tests if "tls" in t[0] or "hello" in t[0]
            or "handshake" in t[0]]
    why_not = "" if shutil.which("openssl") else "not installed: openssl"
    good = True
    print("TAP version 13\n1..%d" % len(tests))
    with tempfile.TemporaryDirectory() as directory:
        plain, tls = Notes(make_plain), Notes(lambda: make_tls(directory))
        try:
            for number, (name, func) in enumerate(tests, 1):
                is_tls = (name, func) in late
                good &= run(number, name, func, tls if is_tls else plain,
                            why_not if is_tls else "")
        finally:
            for stages in (plain, tls):
                if stages.stage:
                    stages.stage.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
