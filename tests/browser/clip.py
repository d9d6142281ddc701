# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A short clip in the shapes that media sockets carry, made by ffmpeg.

Frame n is grey of its own brightness in the left half, so that a test can tell
from a pixel that pictures come.
"""
import base64
import struct
import subprocess

FPS = 25
FRAMES = 50
WIDTH, HEIGHT = 320, 180


def ffmpeg(*arguments):
    source = "testsrc2=s=%dx%d:r=%d:d=%d" % (WIDTH, HEIGHT, FPS, FRAMES // FPS)
    return subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, *arguments, "-"],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


def boxes(data):
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind.decode("ascii"), data[at:at + size]
        at += size


def jpegs(stream):
    """Splits what ffmpeg's mjpeg muxer wrote one after the other."""
    parts = stream.split(b"\xff\xd8\xff")
    return [b"\xff\xd8\xff" + part for part in parts[1:]]


class Clip:
    """units: (AVC access unit, fragment of MP4, key); jpegs: pictures."""

    def __init__(self):
        self.jpegs = jpegs(ffmpeg("-c:v", "mjpeg", "-q:v", "6", "-f", "mjpeg"))
        self.read_mp4(ffmpeg(
            "-c:v", "libx264", "-profile:v", "main", "-pix_fmt", "yuv420p",
            "-tune", "zerolatency", "-g", "25", "-bf", "0", "-f", "mp4",
            "-movflags", "frag_every_frame+empty_moov+default_base_moof"))

    def read_mp4(self, data):
        self.init, fragments, moof = b"", [], b""
        for kind, box in boxes(data):
            if kind in ("ftyp", "moov"):
                self.init += box
            elif kind == "moof":
                moof = box
            elif kind == "mdat":
                fragments.append((box[8:], moof + box))
        at = self.init.index(b"avcC")
        size = struct.unpack_from(">I", self.init, at - 4)[0]
        self.config = self.init[at + 4:at - 4 + size]
        self.units = [(unit, fragment, n % 25 == 0)
                      for n, (unit, fragment) in enumerate(fragments)]
        first, second = (struct.unpack_from(">Q", f, f.index(b"tfdt") + 8)[0]
                         for _, f, _ in self.units[:2])
        self.step = second - first

    @property
    def codec(self):
        return "avc1.%02x%02x%02x" % tuple(self.config[1:4])

    @property
    def description(self):
        return base64.b64encode(self.config).decode("ascii")

    def fragment(self, n):
        """The nth of an endless clip."""
        data = bytearray(self.units[n % FRAMES][1])
        struct.pack_into(">Q", data, data.index(b"tfdt") + 8, n * self.step)
        return bytes(data)
