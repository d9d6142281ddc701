#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""docs/nginx-tablet.conf, run as it is: a tablet reaches tabletsink through it.

nginx.py SOURCE-DIRECTORY: prints TAP. What a test machine has not got is
replaced: the certificate, the ports. The environment says TABLET_RIG and
GST_PLUGIN_PATH_1_0.
"""
import json
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "tools"))
from cases import DEADLINE, Failure, equal, one_of  # noqa: E402
from certificate import make_certificate  # noqa: E402
from tablet_client import (  # noqa: E402
    KEY, Socket, ask, connect, cookie_of, json_fields, new_session, pair,
    request)
from tablet_rig import Rig  # noqa: E402
# found because tablet_client says where
from web_socket import BINARY, PING, PONG, TEXT, frame  # noqa: E402

NAME = "monitor.example.org"
# What a picture may take from one part to the next, s.
PROMPT = 1.0
MAIN = """daemon off;
worker_processes 1;
pid %(directory)s/pid;
error_log stderr warn;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_timeout 0;
  client_body_temp_path %(directory)s/body;
  proxy_temp_path %(directory)s/proxy;
  fastcgi_temp_path %(directory)s/fastcgi;
  uwsgi_temp_path %(directory)s/uwsgi;
  scgi_temp_path %(directory)s/scgi;
  include %(directory)s/tablet.conf;
}
"""


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def replace(text, *pairs):
    for old, new in pairs:
        if old not in text:
            raise Failure("the configuration has no %r" % old)
        text = text.replace(old, new)
    return text


class Front:
    """nginx before a tabletsink, to a client as if it were one."""

    tls = True

    def __init__(self, source, directory):
        self.directory = directory
        self.port = free_port()
        self.host = "%s:%d" % (NAME, self.port)
        self.origin = "https://" + self.host
        self.behind = Rig("allowed-hosts=" + self.origin)
        self.operator, self.viewer = self.behind.operator, self.behind.viewer
        make_certificate(directory, NAME)
        self.write(source)
        self.process = subprocess.Popen(
            ["nginx", "-p", directory, "-e", "stderr", "-c",
             os.path.join(directory, "nginx.conf")],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.wait()

    def write(self, source):
        with open(os.path.join(source, "docs", "nginx-tablet.conf")) as f:
            text = f.read()
        text = replace(
            text, ("listen 443 ssl", "listen 127.0.0.1:%d ssl" % self.port),
            ("/etc/ssl/monitor.pem", self.directory + "/certificate.pem"),
            ("/etc/ssl/private/monitor-key.pem", self.directory + "/key.pem"),
            ("127.0.0.1:8080", "127.0.0.1:%d" % self.behind.port))
        with open(self.directory + "/tablet.conf", "w") as f:
            f.write(text)
        with open(self.directory + "/nginx.conf", "w") as f:
            f.write(MAIN % {"directory": self.directory})

    def wait(self):
        """Until it listens."""
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise Failure("nginx has ended: "
                              + self.process.stderr.read().decode())
            try:
                connect(self).close()
                return
            except OSError:
                select.select([], [], [], 0.05)
        raise Failure("nginx does not listen")

    def close(self):
        self.process.terminate()
        self.process.wait(DEADLINE)
        self.process.stderr.close()
        self.behind.close()


def test_the_form_the_page_and_its_files(front):
    form = ask(front, "GET", "/")
    equal("form", form.status, 200)
    if "wss://" + front.host not in form.fields["content-security-policy"]:
        raise Failure("sockets are not allowed: %r" % form.fields)
    equal("a file of it", ask(front, "GET", "/pair/pair.css").status, 200)
    equal("another", ask(front, "GET", "/index.html").status, 401)
    cookie = new_session(front, front.viewer)
    page = ask(front, "GET", "/", [cookie])
    equal("page", (page.status, page.body == form.body), (200, False))
    equal("state", ask(front, "GET", "/api/v1/state", [cookie]).status, 200)


def test_pairing_gives_a_secure_cookie(front):
    answer = pair(front, front.operator, "127.0.0.2")
    equal("pairing", answer.status, 200)
    equal("role", answer.json()["role"], "operator")
    cookie = answer.fields["set-cookie"]
    for word in ("HttpOnly", "SameSite=Strict", "Secure"):
        if "; " + word not in cookie:
            raise Failure("the cookie is %r" % cookie)
    equal("with it", ask(front, "GET", "/api/v1/takes", [
        cookie_of(answer)]).status, 200)


def test_who_comes_from_elsewhere(front):
    body = json.dumps({"code": front.operator}).encode()
    for origin in ("https://evil.example", "http://" + front.host,
                   "https://" + NAME, "http://127.0.0.1:%d"
                   % front.behind.port, "null"):
        equal(origin, ask(front, "POST", "/api/v1/pair", [
            "Origin: " + origin, "Content-Type: application/json"], body,
            "127.0.0.%d" % (10 + len(origin))).status, 403)
    for host in ("evil.example", NAME, NAME + ":1", front.behind.host):
        equal(host, ask(front, "GET", "/", host=host).status, 421)
    # Past nginx there is nothing, but for who knows its name.
    equal("by its own address", ask(front.behind, "GET", "/").status, 421)
    equal("by that name", ask(front.behind, "GET", "/",
                              host=front.host).status, 200)


def test_the_control_socket(front):
    cookie = new_session(front, front.operator, "127.0.0.3")
    sock = Socket(front, "/api/v1/control", cookie)
    kind, data = sock.receive()
    equal("hello", (kind, json.loads(data)["type"]), (TEXT, "hello"))
    sock.send(frame(TEXT, b'{"type":"ping","id":4}'))
    equal("ping", sock.answer()["id"], 4)
    sock.send(frame(TEXT, b'{"command":"live","id":5}'))
    answer = sock.answer()
    equal("command", (answer["id"], answer["ok"]), (5, True))
    sock.close()
    equal("a foreign one", ask(front, "GET", "/api/v1/control", [
        cookie, "Origin: https://evil.example", "Connection: Upgrade",
        "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: " + KEY]).status, 403)


def test_the_picture_over_a_socket(front):
    cookie = new_session(front, front.viewer, "127.0.0.4")
    sock = Socket(front, "/media/h264?path=webcodecs", cookie)
    seen, last = 0, None
    while seen < 48:
        kind, data = sock.receive()
        if kind == PING:
            sock.send(frame(PONG, data))
        if kind != BINARY or data[1] != 2:
            continue
        now = time.monotonic()
        if last and now - last > PROMPT:
            raise Failure("a picture took %.2f s" % (now - last))
        last = now
        seen += 1
        sock.send(frame(BINARY, b"\1\20\0\0" + data[4:8]))
    sock.close()


def test_pictures_without_script_are_not_held_up(front):
    cookie = new_session(front, front.viewer, "127.0.0.5")
    with connect(front, timeout=PROMPT) as sock:
        began = time.monotonic()
        sock.sendall(request(front, "GET", "/media/mjpeg", [cookie]))
        data = b""
        while data.count(b"\r\nContent-Type: image/jpeg\r\n\r\n") < 3:
            more = sock.recv(65536)
            if not more:
                raise Failure("it has ended: %r" % data[:200])
            data += more
        if b"multipart/x-mixed-replace" not in data[:2000]:
            raise Failure("it is %r" % data[:300])
        passed = time.monotonic() - began
        if passed > 2 * PROMPT:
            raise Failure("two parts took %.2f s" % passed)
        # Between two pictures nothing of the first is still on its way.
        whole = 0
        for _ in range(12):
            sock.setblocking(True)
            data += sock.recv(65536)
            while sock.pending() or select.select([sock], [], [], 0.02)[0]:
                data += sock.recv(65536)
            whole += data.rstrip().endswith(b"\r\nContent-Type: image/jpeg")
        if whole < 4:
            raise Failure("of 12 pictures %d came whole" % whole)


def test_large_bodies_end_at_nginx(front):
    cookie = new_session(front, front.operator, "127.0.0.6")
    fields = json_fields(front) + [cookie]
    equal("too large", ask(front, "POST", "/api/v1/command", fields,
                           b" " * 70000).status, 413)
    equal("right", ask(front, "POST", "/api/v1/command", fields,
                       b'{"command":"live"}').status, 200)


def test_pairing_is_limited_by_address(front):
    statuses = [pair(front, "WRONG-ONE", "127.0.0.7").status
                for _ in range(20)]
    one_of("first", statuses[0], (401,))
    equal("last", statuses[-1], 429)
    # By nginx: tabletsink would have let through ten.
    if not 5 <= statuses.count(401) <= 8:
        raise Failure("%r" % statuses)
    equal("somebody else", pair(front, front.viewer, "127.0.0.8").status, 200)


def test_tabletsink_tells_tablets_apart(front):
    """Or one who tries codes would lock them all out."""
    answer = ask(front, "GET", "/api/v1/state",
                 ["Authorization: Bearer WRONG-ONE"], None, "127.0.7.9")
    equal("wrong", answer.status, 401)
    for _ in range(12):
        answer = ask(front, "GET", "/api/v1/state",
                     ["Authorization: Bearer WRONG-ONE"], None, "127.0.7.9")
    equal("locked", answer.status, 429)
    good = ["Authorization: Bearer " + front.operator]
    equal("he himself", ask(front, "GET", "/api/v1/state", good, None,
                            "127.0.7.9").status, 429)
    equal("somebody else", ask(front, "GET", "/api/v1/state", good, None,
                               "127.0.7.10").status, 200)


def test_tabletsink_goes_on(front):
    front.behind.alive()
    said = front.behind.quit()
    if re.search("CRITICAL|WARNING", said):
        raise Failure(said)


def main():
    tests = [(name[5:].replace("_", " "), func)
             for name, func in globals().items() if name.startswith("test_")]
    failed = 0
    print("TAP version 13\n1..%d" % len(tests))
    with tempfile.TemporaryDirectory() as directory:
        # The worker is somebody else when the tests run as root.
        os.chmod(directory, 0o755)
        front = Front(sys.argv[1], directory)
        try:
            for number, (name, func) in enumerate(tests, 1):
                try:
                    func(front)
                    text = ""
                except Failure as why:
                    text = str(why)
                except Exception:
                    text = traceback.format_exc()
                failed += text != ""
                print("%sok %d - %s" % ("not " if text else "", number, name))
                for line in text.splitlines():
                    print("# " + line)
                sys.stdout.flush()
        finally:
            front.close()
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
