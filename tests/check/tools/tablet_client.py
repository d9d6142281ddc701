# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pipeline with a tabletsink in another process, and a client of it that
says exactly what it is told to, right or wrong.

The environment says TABLET_RIG and GST_PLUGIN_PATH_1_0.
"""
import base64
import collections
import contextlib
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             "..", ".."))

from web_socket import (  # noqa: E402
    CLOSE, TEXT, accept_key, frame, read_frame)

DEADLINE = 20
PICTURES = ("videotestsrc is-live=true ! video/x-raw,width=320,height=180,"
            "framerate=24/1 ! reverseplay max-size-bytes=20000000 ! "
            "tabletsink name=tablet port=0 ")
KEY = base64.b64encode(bytes(range(16))).decode()


class Failure(Exception):
    pass


def equal(what, got, wanted):
    if got != wanted:
        raise Failure("%s: %r instead of %r" % (what, got, wanted))


def one_of(what, got, wanted):
    if got not in wanted:
        raise Failure("%s: %r is none of %r" % (what, got, wanted))


# --- the pipeline ----------------------------------------------------------

class Rig:
    """A pipeline with a tabletsink in a process of its own."""

    def __init__(self, *properties):
        self.said = collections.deque(maxlen=2000)
        self.news = threading.Condition()
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [os.environ["TABLET_RIG"]] + PICTURES.split() + list(properties),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)
        threading.Thread(target=self.listen, daemon=True).start()
        ready = self.expect(r"message tabletsink-ready.*port=\(uint\)(\d+)"
                            r".*operator-code=\(string\)([^,]+)"
                            r",.*viewer-code=\(string\)([^;]+);")
        # Not what the address says: that may be a proxy's.
        self.port = int(ready.group(1))
        self.operator, self.viewer = ready.group(2), ready.group(3)
        self.tls = any(p.startswith("tls-") for p in properties)
        self.host = "127.0.0.1:%d" % self.port
        self.origin = ("https://" if self.tls else "http://") + self.host

    def listen(self):
        for line in self.process.stdout:
            with self.news:
                self.said.append(line.decode("utf-8", "replace").rstrip())
                self.news.notify_all()
        with self.news:
            self.said.append("the end")
            self.news.notify_all()

    def expect(self, pattern):
        def look():
            for line in self.said:
                match = re.search(pattern, line)
                if match or line == "the end":
                    return [match]
            return None
        with self.news:
            found = self.news.wait_for(look, DEADLINE)
        if not found or not found[0]:
            raise Failure("%r never came\n%s" % (pattern, self.complaints()))
        return found[0]

    def complaints(self):
        """What is on its standard error, but for what a tracer begins with."""
        self.errors.seek(0)
        text = self.errors.read().decode("utf-8", "replace")
        return "\n".join(line for line in text.splitlines()
                         if "gst_tracer_re" not in line)

    def memory(self):
        """KiB in use."""
        with open("/proc/%d/status" % self.process.pid) as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1))

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def server_time(self):
        """Seconds of processor time that the server's thread has used."""
        tasks = "/proc/%d/task" % self.process.pid
        for task in os.listdir(tasks):
            with contextlib.suppress(OSError), \
                    open("%s/%s/stat" % (tasks, task)) as f:
                name, _, rest = f.read().rpartition(")")
                if name.endswith("(tabletsink"):
                    user, system = rest.split()[11:13]
                    return ((int(user) + int(system))
                            / os.sysconf("SC_CLK_TCK"))
        raise Failure("the server's thread is gone")

    def alive(self):
        if self.process.poll() is not None:
            raise Failure("the process has ended: %d\n%s"
                          % (self.process.returncode, self.complaints()))

    def quit(self):
        """Ends it as a user does; what it had to say meanwhile."""
        self.process.stdin.write(b"quit\n")
        self.process.stdin.close()
        equal("exit status", self.process.wait(DEADLINE), 0)
        return self.complaints()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


# --- a client --------------------------------------------------------------

def connect(rig, source=None, tls=None, timeout=DEADLINE):
    sock = socket.create_connection(
        ("127.0.0.1", rig.port), timeout, (source, 0) if source else None)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if rig.tls if tls is None else tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        sock = context.wrap_socket(sock)
    return sock


def read_all(sock, most=1 << 22):
    """Everything until the end; a reset is an end as well."""
    data = b""
    try:
        while len(data) < most:
            more = sock.recv(65536)
            if not more:
                break
            data += more
    except (ConnectionError, ssl.SSLError):
        pass
    except socket.timeout:
        raise Failure("neither an answer nor an end; so far %r"
                      % data[:200]) from None
    return data


class Answer:
    def __init__(self, data):
        self.data = data
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        match = re.match(r"HTTP/1\.1 (\d{3})", lines[0])
        self.status = int(match.group(1)) if match else 0
        self.fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.fields[name.lower()] = value.strip()
        # Nobody may have got two answers out of one connection.
        self.answers = len(re.findall(rb"HTTP/1\.[01] \d{3} ", data))

    def json(self):
        return json.loads(self.body)


def raw(rig, data, source=None, end=False, **options):
    """Sends the bytes and reads to the end; @end: says that no more come."""
    with connect(rig, source, **options) as sock:
        try:
            sock.sendall(data)
            if end:
                sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return Answer(read_all(sock))


def request(rig, method, target, fields=(), body=None, host=None):
    """The bytes of a request; fields as a list of lines."""
    lines = ["%s %s HTTP/1.1" % (method, target)]
    if host is not False:
        lines.append("Host: " + (host or rig.host))
    lines += list(fields)
    if body is not None:
        lines.append("Content-Length: %d" % len(body))
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b"")


def ask(rig, method, target, fields=(), body=None, source=None, host=None):
    return raw(rig, request(rig, method, target, fields, body, host), source)


def json_fields(rig):
    return ["Origin: " + rig.origin, "Content-Type: application/json"]


def pair(rig, code, source=None):
    return ask(rig, "POST", "/api/v1/pair", json_fields(rig),
               json.dumps({"code": code}).encode(), source)


def cookie_of(answer):
    return "Cookie: " + answer.fields["set-cookie"].split(";")[0]


def new_session(rig, code=None, source=None):
    answer = pair(rig, code or rig.operator, source)
    equal("pairing", answer.status, 200)
    return cookie_of(answer)


class Socket:
    """A WebSocket that sends whatever one likes."""

    def __init__(self, rig, target, cookie, fields=(), source=None):
        self.sock = connect(rig, source)
        self.sock.sendall(request(rig, "GET", target, [
            "Origin: " + rig.origin, "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + KEY, cookie] + list(fields)))
        self.data = b""
        while b"\r\n\r\n" not in self.data:
            if not self.read():
                raise Failure("no upgrade: %r" % self.data)
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101 ") \
                or accept_key(KEY).encode() not in head:
            raise Failure("no upgrade: %r" % head)

    def read(self):
        try:
            more = self.sock.recv(65536)
        except ConnectionError:
            more = b""
        self.data += more
        return more

    def take(self, size):
        while len(self.data) < size:
            if not self.read():
                return None
        data, self.data = self.data[:size], self.data[size:]
        return data

    def receive(self):
        """(kind, data), or None at the end."""
        return read_frame(self.take)

    def send(self, data):
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            self.sock.sendall(data)

    def answer(self):
        """The next answer to a command or a ping."""
        while True:
            got = self.receive()
            if not got:
                raise Failure("the socket was closed")
            kind, data = got
            if kind == CLOSE:
                raise Failure("closed with %r" % data)
            if kind == TEXT:
                message = json.loads(data)
                if message["type"] in ("answer", "pong"):
                    return message

    def closed(self):
        """The code that it is closed with; 0 = without one."""
        code = 0
        while True:
            try:
                got = self.receive()
            except socket.timeout:
                raise Failure("it was never closed") from None
            if not got:
                return code
            kind, data = got
            if kind == CLOSE:
                code = struct.unpack(">H", data[:2])[0] if data else 0
                self.send(frame(CLOSE, data[:2]))

    def close(self):
        self.sock.close()
