# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""WebSocket frames, right and wrong ones, for the mock server of the browser
tests and for the client in tablet_client.py; and the mock's end of a socket."""
import base64
import hashlib
import struct
import threading

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def accept_key(key):
    digest = hashlib.sha1((key + MAGIC).encode("ascii")).digest()
    return base64.b64encode(digest).decode("ascii")


def frame(kind, data=b"", fin=True, mask=True, reserved=0, length=None):
    """A frame; mask: as a client has to send it; length: what it claims to
    have."""
    size = len(data) if length is None else length
    head = bytes([(0x80 if fin else 0) | reserved << 4 | kind])
    bit = 0x80 if mask else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 65536:
        head += struct.pack(">BH", bit | 126, size)
    else:
        head += struct.pack(">BQ", bit | 127, size)
    # A mask of zeros is one, too.
    return head + (b"\0\0\0\0" if mask else b"") + data


def read_frame(take):
    """(kind, data) of the next frame, None at the end. take(size) gives so
    many bytes; None or fewer at the end."""
    def all_of(size):
        data = take(size)
        if data is None or len(data) < size:
            raise EOFError
        return data

    try:
        kind, size = all_of(2)
        mask = size & 0x80
        size &= 127
        if size > 125:
            size = int.from_bytes(all_of(2 if size == 126 else 8), "big")
        mask = all_of(4) if mask else b""
        data = all_of(size)
    except EOFError:
        return None
    if mask:
        data = bytes(b ^ mask[i & 3] for i, b in enumerate(data))
    return kind & 15, data


def has_frame(data):
    """Whether a whole one is there."""
    left = memoryview(data)

    def take(size):
        nonlocal left
        taken, left = left[:size], left[size:]
        return taken
    return read_frame(take) is not None


class WebSocket:
    """The server's end, as far as a page needs it; for several threads."""

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
        try:
            with self.lock:
                if self.has_closed:
                    return False
                self.has_closed = kind == CLOSE
                self.wfile.write(frame(kind, data, mask=False))
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
            got = read_frame(self.rfile.read)
            if not got:
                break
            kind, data = got
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
