# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Paths that escape, and heads that are wrong."""
import hashlib

from cases import equal, one_of
from tablet_client import ask, raw

from .targets import GETS, refused


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
