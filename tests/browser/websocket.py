# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The server's side of a WebSocket, as far as a page needs it."""
import base64
import hashlib
import struct
import threading

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def accept_key(key):
    digest = hashlib.sha1((key + MAGIC).encode("ascii")).digest()
    return base64.b64encode(digest).decode("ascii")


class WebSocket:
    def __init__(self, rfile, wfile):
        self.rfile, self.wfile = rfile, wfile
        self.lock = threading.Lock()
        self.is_open = True
        self.has_closed = False     # nothing may be sent after a close

    def send(self, data):
        """False when the other side is gone."""
        kind = TEXT if isinstance(data, str) else BINARY
        return self.write(kind, data.encode() if kind == TEXT else data)

    def write(self, kind, data):
        size = len(data)
        head = bytes([0x80 | kind])
        if size < 126:
            head += bytes([size])
        elif size < 65536:
            head += struct.pack(">BH", 126, size)
        else:
            head += struct.pack(">BQ", 127, size)
        try:
            with self.lock:
                if self.has_closed:
                    return False
                self.has_closed = kind == CLOSE
                self.wfile.write(head + data)
                self.wfile.flush()
            return self.is_open
        except (OSError, ValueError):
            self.is_open = False
            return False

    def close(self, code=1000):
        self.write(CLOSE, struct.pack(">H", code))
        self.is_open = False

    def receive(self):
        """The next message as text or bytes, None at the end."""
        while self.is_open:
            head = self.rfile.read(2)
            if len(head) < 2:
                break
            kind, size = head[0] & 15, head[1] & 127
            if size == 126:
                size = struct.unpack(">H", self.rfile.read(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.rfile.read(8))[0]
            mask = self.rfile.read(4)
            data = bytes(b ^ mask[i & 3]
                         for i, b in enumerate(self.rfile.read(size)))
            if kind == CLOSE:
                self.close()
                break
            if kind == PING:
                self.write(PONG, data)
            elif kind == TEXT:
                return data.decode()
            elif kind == BINARY:
                return data
        self.is_open = False
        return None
