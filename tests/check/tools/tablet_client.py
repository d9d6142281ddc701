# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client of tabletsink that says exactly what it is told to, right or wrong:
HTTP, TLS, WebSockets. A rig is whoever has a port, a host, an origin and
tls: the Rig of tablet_rig.py, or what stands in front of one.
"""
import base64
import contextlib
import json
import os
import re
import socket
import ssl
import struct
import sys

from cases import DEADLINE, Failure, equal

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             "..", ".."))

from web_socket import (  # noqa: E402
    CLOSE, TEXT, accept_key, frame, read_frame)

KEY = base64.b64encode(bytes(range(16))).decode()


def page_files(source):
    """The targets of all files of the page; source: where the project is."""
    root = os.path.join(source, "ext", "soup", "page")
    for folder, _, names in os.walk(root):
        for name in names:
            if not name.endswith(".gresource.xml"):
                yield "/" + os.path.relpath(os.path.join(folder, name), root)


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
    """One request, with which the connection ends."""
    fields = ["Connection: close"] + list(fields)
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
