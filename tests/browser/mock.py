#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A stand-in for tabletsink: says what it is told to, and fails on command.

The real server cannot be made to show each state, or to break a path of the
picture, at a wish. This one serves the page's files from the source, speaks
docs/tablet-protocol.md, keeps what it was asked, and answers as a test wants.

usage: mock.py [PORT [SCENE]]     serves a scene of scenes.py to look at
"""
import http.server
import json
import os
import struct
import sys
import threading
import time
import urllib.parse

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from clip import FPS, FRAMES, HEIGHT, WIDTH, Clip  # noqa: E402
from web_socket import WebSocket, accept_key  # noqa: E402

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "..", "..", "ext", "soup", "page")
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; "
          "img-src 'self' blob: data:; media-src blob:; connect-src 'self'; "
          "manifest-src 'self'; base-uri 'none'; form-action 'self'; "
          "frame-ancestors 'none'")
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css",
         ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png",
         ".mp4": "video/mp4", ".webmanifest": "application/manifest+json"}
OPERATOR, VIEWER = "ABCD-EFGH", "VIEW-2345"
COOKIE = "onset-session"
WINDOWS = {"h264": 8, "jpeg": 2}


def now_us():
    return time.time_ns() // 1000


def stream(name="sink", kind="picture", label="", media=("h264", "jpeg"),
           control=True):
    return {"name": name, "kind": kind, "label": label, "media": list(media),
            "control": control, "ended": False}


class Mock:
    """What the server would know; a test changes it and says so."""

    def __init__(self, clip=None):
        self.clip = clip or Clip()
        self.lock = threading.Condition()
        self.streams = [stream()]
        self.states, self.takes = {}, {}
        self.sockets = []           # control sockets that stand
        self.media = []             # (what, socket) that stand
        self.asked = []             # commands, in order
        self.requests = []          # (method, path)
        self.refusals = {}          # command -> reason
        self.is_mute = False        # commands get no answer
        self.broken = {}            # "webcodecs", ... -> how
        self.frozen = threading.Event()
        self.wrong_codes = 0
        self.needs_pairing = False
        self.dropped = {}           # path of a file -> how often
        self.stalled = {}           # the same: it begins and does not end
        self.server = None
        self.port = 0

    # --- life

    def start(self):
        mock = self

        class Handler(Requests):
            pass

        Handler.mock = mock
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever,
                         kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self):
        """As when the pipeline's machine is switched off."""
        self.server.shutdown()
        self.server.server_close()
        with self.lock:
            sockets = self.sockets + [s for _, s in self.media]
        for socket in sockets:
            socket.is_open = False
        self.server.close_all()

    @property
    def url(self):
        return "http://127.0.0.1:%d/" % self.port

    # --- what it says

    def say(self, message):
        with self.lock:
            sockets = list(self.sockets)
        for socket in sockets:
            socket.send(json.dumps(message))

    def set_state(self, to="sink", **fields):
        state = {"output": "src", "mode": "live", "rolling": False, "take": 0,
                 "name": "", "index": 0, "frames": 0, "direction": "reverse",
                 "rate": 1.0, "at-end": "live", "after-take": "reverse",
                 "running-time": 0}
        state.update(self.states.get(to, {}))
        state.update(fields)
        self.states[to] = state
        self.say({"type": "state", "stream": to, **state})

    def set_takes(self, takes, name="sink"):
        self.takes[name] = takes
        self.say({"type": "takes", "stream": name, "takes": takes})

    def set_streams(self, *streams):
        self.streams = list(streams)
        self.say({"type": "streams", "streams": self.streams})

    def frames(self, name="sink", playhead=None, motion=(), jerks=()):
        self.say({"type": "frames", "stream": name, "time": now_us(),
                  "playhead": playhead, "motion": list(motion),
                  "jerks": list(jerks)})

    # --- what it hears

    def wait(self, condition, seconds=5):
        with self.lock:
            return self.lock.wait_for(condition, seconds)

    def heard(self, **fields):
        """The first command with these fields, waited for; None when it does
        not come."""
        def find():
            return next((c for c in self.asked if all(
                c.get(k.replace("_", "-")) == v for k, v in fields.items())), None)
        self.wait(lambda: find() is not None)
        return find()

    def note(self, where, what):
        with self.lock:
            where.append(what)
            self.lock.notify_all()

    def fails(self, where, path):
        """Whether the file is lost this time."""
        with self.lock:
            left = where.get(path, 0)
            where[path] = max(0, left - 1)
        return left > 0

    def drop(self, where, what):
        with self.lock:
            if what in where:
                where.remove(what)
            self.lock.notify_all()

    def answer(self, socket, command):
        self.note(self.asked, command)
        if self.is_mute:
            return
        name = command.get("command")
        reason = self.refusals.get(name, "")
        socket.send(json.dumps({"type": "answer", "id": command.get("id"),
                                "command": name, "ok": not reason,
                                "reason": reason}))

    def serve_control(self, socket):
        socket.send(json.dumps({
            "type": "hello", "version": 1, "software": "mock",
            "role": "operator" if all(s["control"] for s in self.streams)
            else "viewer", "time": now_us(), "streams": self.streams}))
        for name, state in self.states.items():
            socket.send(json.dumps({"type": "state", "stream": name, **state}))
        for name, takes in self.takes.items():
            socket.send(json.dumps({"type": "takes", "stream": name,
                                    "takes": takes}))
        self.note(self.sockets, socket)
        while True:
            text = socket.receive()
            if text is None:
                break
            message = json.loads(text)
            if message.get("type") == "ping":
                socket.send(json.dumps({"type": "pong", "id": message["id"],
                                        "time": now_us()}))
            else:
                self.answer(socket, message)
        self.drop(self.sockets, socket)

    def serve_media(self, socket, media, path):
        MediaClient(self, socket, media, path).run()

    def clear(self):
        with self.lock:
            self.asked.clear()
            self.requests.clear()


class MediaClient:
    def __init__(self, mock, socket, media, path):
        self.mock, self.socket, self.media = mock, socket, media
        self.path = path or "canvas"
        self.how = mock.broken.get(self.path, "")
        self.acknowledged = 0
        self.sequence = 0

    def send(self, kind, data, key=False):
        self.socket.send(struct.pack(
            ">BBBBIQ", 1, kind, 1 if key else 0, 0,
            self.sequence if kind in (2, 4) else 0,
            now_us() if kind in (2, 4) else 0) + data)

    def send_format(self):
        clip = self.mock.clip
        form = {"codec": clip.codec, "description": clip.description,
                "mime": 'video/mp4; codecs="%s"' % clip.codec}
        if self.media == "jpeg":
            form = {"codec": "image/jpeg"}
        if self.how == "format":
            form.update(codec="avc1.ffffff", mime='video/mp4; codecs="nope"')
        form.update(width=WIDTH, height=HEIGHT, fps=float(FPS))
        self.send(1, json.dumps(form).encode())
        if self.path == "mse":
            self.send(3, clip.init)

    def send_frame(self, n):
        clip = self.mock.clip
        self.sequence += 1
        if self.media == "jpeg":
            data = clip.jpegs[n % FRAMES]
            self.send(2, b"no picture" if self.how == "garbage" else data, True)
            return
        unit, _, key = clip.units[n % FRAMES]
        data = clip.fragment(n) if self.path == "mse" else unit
        if self.how == "garbage":
            data = b"\0\0\0\4moof" * 8
        self.send(4 if self.path == "mse" else 2, data, key)

    def read(self):
        while True:
            data = self.socket.receive()
            if data is None:
                return
            if isinstance(data, bytes) and len(data) == 8 and data[1] == 16:
                self.acknowledged = struct.unpack(">I", data[4:])[0]

    def run(self):
        entry = (self.path, self.socket)
        self.mock.note(self.mock.media, entry)
        if self.how == "close":
            self.socket.close(1011)
        else:
            threading.Thread(target=self.read, daemon=True).start()
            self.feed()
        self.mock.drop(self.mock.media, entry)

    def feed(self):
        self.send_format()
        n, due = 0, time.monotonic()
        while self.socket.is_open:
            waits = self.sequence - self.acknowledged >= WINDOWS[self.media]
            if not self.mock.frozen.is_set() and not (waits and not self.how):
                if self.how != "silent":
                    self.send_frame(n)
                n += 1
            due += 1 / FPS
            time.sleep(max(0, due - time.monotonic()))
        self.socket.close()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.open_sockets = set()

    def process_request(self, request, address):
        self.open_sockets.add(request)
        super().process_request(request, address)

    def close_request(self, request):
        self.open_sockets.discard(request)
        super().close_request(request)

    def close_all(self):
        for sock in list(self.open_sockets):
            try:
                sock.shutdown(2)
            except OSError:
                pass

    def handle_error(self, *_):
        pass


class Requests(http.server.BaseHTTPRequestHandler):
    mock = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        super().end_headers()

    def reply(self, status, body=b"", kind="application/json", **headers):
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    @property
    def is_paired(self):
        return not self.mock.needs_pairing or COOKIE in (
            self.headers.get("Cookie") or "")

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        self.mock.note(self.mock.requests, ("GET", self.path))
        if not self.is_paired and url.path != "/" \
                and not url.path.startswith("/pair/"):
            self.reply(401, {"error": "pair first"})
        elif "websocket" in (self.headers.get("Upgrade") or "").lower():
            self.upgrade(url.path, query)
        elif url.path == "/media/mjpeg":
            self.mjpeg()
        elif url.path == "/api/v1/streams":
            self.reply(200, {"role": "operator", "streams": self.mock.streams})
        else:
            self.file(url.path)

    def file(self, path):
        if path == "/":
            path = "/index.html" if self.is_paired else "/pair/index.html"
        name = os.path.normpath(PAGE + path)
        if not name.startswith(os.path.normpath(PAGE)) or not os.path.isfile(name):
            self.reply(404, {"error": "there is no such page"})
            return
        if self.mock.fails(self.mock.dropped, path):
            self.close_connection = True
            return
        if self.mock.fails(self.mock.stalled, path):
            self.stall(TYPES[os.path.splitext(name)[1]])
            return
        with open(name, "rb") as f:
            self.reply(200, f.read(), TYPES[os.path.splitext(name)[1]])

    def stall(self, kind):
        """As on a network that has gone in the middle of an answer."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.rfile.read(1)      # until the other side gives up

    def upgrade(self, path, query):
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept",
                         accept_key(self.headers["Sec-WebSocket-Key"]))
        http.server.BaseHTTPRequestHandler.end_headers(self)
        self.close_connection = True
        socket = WebSocket(self.rfile, self.wfile)
        if path == "/api/v1/control":
            self.mock.serve_control(socket)
        elif path in ("/media/h264", "/media/jpeg"):
            self.mock.serve_media(socket, path.split("/")[2], query.get("path"))
        else:
            socket.close(4404)

    def mjpeg(self):
        if self.mock.broken.get("mjpeg"):
            self.reply(503, {"error": "no picture"})
            return
        self.send_response(200)
        self.send_header("Content-Type",
                         "multipart/x-mixed-replace; boundary=part")
        self.end_headers()
        try:
            for n in range(10 ** 6):
                data = self.mock.clip.jpegs[n % FRAMES]
                self.wfile.write(b"--part\r\nContent-Type: image/jpeg\r\n"
                                 b"Content-Length: %d\r\n\r\n%s\r\n"
                                 % (len(data), data))
                time.sleep(1 / FPS)
        except OSError:
            pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.mock.note(self.mock.requests, ("POST", self.path))
        if self.path == "/api/v1/pair":
            self.pair(body.decode())
        elif self.path == "/api/v1/unpair":
            self.reply(200, {}, Set_Cookie=COOKIE + "=; Max-Age=0; Path=/")
        else:
            self.reply(404, {"error": "there is no such thing"})

    def pair(self, body):
        is_form = "urlencoded" in (self.headers.get("Content-Type") or "")
        code = (dict(urllib.parse.parse_qsl(body)) if is_form
                else json.loads(body)).get("code", "").upper()
        cookie = {"Set_Cookie": COOKIE + "=1; Path=/; HttpOnly; SameSite=Strict"}
        if self.mock.wrong_codes >= 3:
            self.refuse(is_form, 429, "locked#wait", Retry_After="40")
        elif code not in (OPERATOR, VIEWER):
            self.mock.wrong_codes += 1
            self.refuse(is_form, 401, "code#wrong")
        elif is_form:
            self.reply(303, Location="/", **cookie)
        else:
            self.reply(200, {"role": "operator"}, **cookie)

    def refuse(self, is_form, status, why, **headers):
        if is_form:
            self.reply(303, Location="/?error=" + why, **headers)
        else:
            self.reply(status, {"error": why}, **headers)


def main():
    import scenes
    mock = Mock()
    mock.port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    mock.start()
    scenes.SCENES[sys.argv[2] if len(sys.argv) > 2 else "reverse"](mock)
    print("%s (code %s)" % (mock.url, OPERATOR), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
