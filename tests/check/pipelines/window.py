#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A take in a real window, with real keys: what the people of a set see.

An Xvfb of its own shows what onset-launch's ximagesink draws, xdotool presses
the keys, and the pictures are read out of Xvfb's frame buffer: the camera is a
file of frames that carry their number in large black and white blocks. Every
wait has a deadline; there are no sleeps.

usage: window.py
The environment says where things are: ONSET_LAUNCH, GST_PLUGIN_PATH_1_0.
Prints TAP.
"""
import mmap
import os
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import traceback

DEADLINE = float(os.environ.get("ONSET_TEST_DEADLINE", "60"))
FPS = 10
# A frame is 8 x 6 blocks: a row that says that it is one, two rows with the
# number, the same inverted, and the first row inverted.
COLUMNS, ROWS, BLOCK = 8, 6, 40
WIDTH, HEIGHT = COLUMNS * BLOCK, ROWS * BLOCK
MARK = [1, 0, 1, 0, 0, 1, 1, 0]
# The queue has the parser be fed: what it fetches by itself is thousands of
# frames, and an EOS would have to wait for them.
CAMERA = ("filesrc location=%s blocksize=48 ! queue max-size-buffers=2 "
          "! rawvideoparse format=gray8 width=8 height=6 framerate=%d/1 "
          "! identity name=camera sync=true silent=false ")
WINDOW = ("! videoscale method=nearest-neighbour ! video/x-raw,width=%d,"
          "height=%d ! videoconvert ! ximagesink " % (WIDTH, HEIGHT))
RP = "! reverseplay name=rp max-size-bytes=20000000 "
FRAME = r"camera: last-message = chain "


class Failure(Exception):
    pass


def blocks_of(number):
    bits = [number >> i & 1 for i in range(16)]
    blocks = MARK + bits
    return blocks + [1 - b for b in bits] + [1 - b for b in MARK]


def write_camera(path, frames):
    with open(path, "wb") as f:
        for number in range(frames):
            f.write(bytes(235 if b else 16 for b in blocks_of(number)))


class Screen:
    """An X server, and what it shows."""

    def __init__(self, directory):
        self.directory = directory
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x480x24",
             "-fbdir", directory, "-nolisten", "tcp"],
            pass_fds=[write], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        number = ""
        # it ends if nobody reads the line to its end
        while not number.endswith("\n"):
            ready = select.select([read], [], [], DEADLINE)[0]
            more = os.read(read, 16).decode() if ready else ""
            if not more:
                break
            number += more
        number = number.strip()
        os.close(read)
        if not number:
            raise Failure("Xvfb does not start")
        self.display = ":" + number
        with open(os.path.join(directory, "Xvfb_screen0"), "rb") as f:
            self.memory = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
        head = struct.unpack(">25I", self.memory[:100])
        self.line = head[12]
        self.little = head[7] == 0
        self.start = head[0] + 12 * head[19]
        if head[11] != 32:
            raise Failure("the screen has %d bits per pixel" % head[11])

    def block(self, x, y):
        at = self.start + y * self.line + x * 4 + (1 if self.little else 2)
        return self.memory[at]

    def number(self, left=0):
        """The frame in the window at @left; None when there is none, or when
        it was caught in the middle of being drawn."""
        values = [self.block(left + c * BLOCK + BLOCK // 2,
                             r * BLOCK + BLOCK // 2)
                  for r in range(ROWS) for c in range(COLUMNS)]
        if not all(v < 60 or v > 190 for v in values):
            return None
        blocks = [int(v > 128) for v in values]
        number = sum(b << i for i, b in enumerate(blocks[8:24]))
        return number if blocks == blocks_of(number) else None

    def run(self, *args):
        done = subprocess.run(args, env=dict(os.environ, DISPLAY=self.display),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=DEADLINE)
        return done.stdout.decode("utf-8", "replace")

    def windows(self):
        return re.findall(r"^\s+(0x[0-9a-f]+) ", self.run(
            "xwininfo", "-root", "-children"), re.M)

    def press(self, key, left=0):
        """Into the window there: no window manager has given any the focus,
        so that X sends a key to the window under the pointer."""
        self.run("xdotool", "mousemove", str(left + 100), "100", "key", key)

    def close(self):
        self.memory.close()
        self.server.terminate()
        self.server.wait()


class Launch:
    """onset-launch on that screen."""

    def __init__(self, screen, line):
        self.screen = screen
        self.text = ""
        self.seen = 0
        self.process = subprocess.Popen(
            [os.environ["ONSET_LAUNCH"], "--no-keys", "-v", *line.split()],
            env=dict(os.environ, DISPLAY=screen.display, LC_ALL="C.UTF-8"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.fd = self.process.stdout.fileno()

    def read(self, seconds):
        if not select.select([self.fd], [], [], max(seconds, 0))[0]:
            return
        data = os.read(self.fd, 65536)
        if not data:
            raise Failure("onset-launch has ended")
        self.text += data.decode("utf-8", "replace")

    def expect(self, pattern):
        until = time.monotonic() + DEADLINE
        while True:
            found = re.compile(pattern, re.M).search(self.text, self.seen)
            if found:
                self.seen = found.end()
                return found
            if time.monotonic() > until:
                raise Failure("waited for %r" % pattern)
            self.read(until - time.monotonic())

    def frames(self, count):
        for _ in range(count):
            self.expect(FRAME)

    def watch(self, enough, left=0):
        """Numbers as they are shown, each once, until enough(numbers)."""
        until = time.monotonic() + DEADLINE
        numbers = []
        while not enough(numbers):
            if time.monotonic() > until:
                raise Failure("the window showed only %r" % numbers)
            number = self.screen.number(left)
            if number is not None and numbers[-1:] != [number]:
                numbers.append(number)
            self.read(0.005)
        return numbers

    def close(self):
        self.process.terminate()
        try:
            while True:
                self.read(DEADLINE)
        except Failure:
            pass
        status = self.process.wait()
        leak = re.search(r"object-alive, type-name=\(string\)[^%].*", self.text)
        if leak:
            raise Failure(leak.group(0))
        if status != 0:
            raise Failure("onset-launch ended with %d" % status)


def equal(what, found, expected):
    if found != expected:
        raise Failure("%s: %r, not %r" % (what, found, expected))


def goes(numbers, step):
    return all(b - a == step for a, b in zip(numbers, numbers[1:]))


def starts_live(launch):
    """The camera is there, each of its frames."""
    numbers = launch.watch(lambda n: len(n) >= 6)
    if not goes(numbers, 1):
        raise Failure("live showed %r" % numbers)


def shoots(launch, left=0, frames=12):
    """Rolls and cuts with the key t. The take's number of frames."""
    launch.screen.press("t", left)
    launch.expect(r'take \d+ "[^"]*" is rolling')
    launch.frames(frames)
    launch.screen.press("t", left)
    return int(launch.expect(r"cut: (\d+) frames").group(1))


def turns_round(numbers):
    """The part after the cut, from the first number that is lower."""
    for i in range(1, len(numbers)):
        if numbers[i] < numbers[i - 1]:
            return numbers[i - 1:i], numbers[i:]
    return numbers, []


def test_the_cut_shows_the_take_backwards(t):
    t.start(CAMERA + RP + WINDOW)
    starts_live(t.launch)
    frames = shoots(t.launch)

    # down to the take's first frame, then to the camera
    def over(numbers):
        low = min(numbers, default=0)
        return len(numbers) > frames and numbers[-1] > low + frames + 5
    numbers = t.launch.watch(over)
    lowest = numbers.index(min(numbers))
    down, up = numbers[:lowest + 1], numbers[lowest + 1:]
    # a live frame or two may have come before
    while len(down) > 1 and down[0] < down[1]:
        down.pop(0)
    if not goes(down, -1):
        raise Failure("the take showed as %r" % down)
    if len(down) not in (frames - 1, frames, frames + 1):
        raise Failure("%d frames were shot, and %r shown" % (frames, down))
    if not goes(up, 1) or up[0] < down[0] + frames - 2:
        raise Failure("behind the take %r came" % up)
    t.launch.expect(r"reverse ended: %d frames shown, 0 dropped" % frames)


def test_forwards_pause_steps_and_live(t):
    t.start(CAMERA + RP + "at-end=hold " + WINDOW)
    starts_live(t.launch)
    frames = shoots(t.launch)
    screen, launch = t.screen, t.launch
    launch.expect(r"reverse ended: %d frames" % frames)
    launch.frames(3)
    first = screen.number()
    # it holds the take's first frame
    launch.frames(5)
    equal("the frame that is held", screen.number(), first)

    screen.press("l")
    launch.expect(r"src: play: ok")
    numbers = launch.watch(lambda n: len(n) >= 6)
    equal("the first frame forwards", numbers[0], first)
    if not goes(numbers, 1):
        raise Failure("forwards showed %r" % numbers)

    screen.press("space")
    launch.expect(r"src: pause-toggle: ok")
    launch.frames(3)
    still = screen.number()
    launch.frames(6)
    equal("the frame in pause", screen.number(), still)
    if not first < still < first + frames:
        raise Failure("pause shows %r" % still)

    for key, step in (("Left", -1), ("Left", -2), ("Right", -1),
                      ("Right", 0), ("Right", 1), ("Left", 0)):
        screen.press(key)
        launch.expect(r"src: step: ok")
        launch.watch(lambda n, want=still + step: n[-1:] == [want])

    screen.press("j")
    launch.expect(r"src: play: ok")
    numbers = launch.watch(lambda n: n[-1:] == [first])
    equal("the frame at which it turns", numbers[0], still)
    if not goes(numbers, -1):
        raise Failure("backwards showed %r" % numbers)

    screen.press("Escape")
    launch.expect(r"src: live: ok")
    numbers = launch.watch(lambda n: len(n) >= 5 and goes(n[-4:], 1))
    if numbers[-1] < first + frames:
        raise Failure("live shows %r" % numbers)


def test_loop_rate_and_older_takes(t):
    t.start(CAMERA + RP + "at-end=loop after-take=none " + WINDOW)
    starts_live(t.launch)
    screen, launch = t.screen, t.launch
    frames = shoots(launch, frames=8)
    shoots(launch, frames=8)
    screen.press("Prior")
    launch.expect(r"src: play: ok")
    second = launch.watch(lambda n: len(n) >= 4 and goes(n[-4:], -1))[-1]
    screen.press("Prior")
    launch.expect(r"src: play: ok")
    launch.watch(lambda n: n and n[-1] < second - frames // 2)
    # twice round
    numbers = launch.watch(lambda n: sum(b > a for a, b in zip(n, n[1:])) >= 2
                           and len(n) > frames)
    down = [b - a for a, b in zip(numbers, numbers[1:])]
    if any(d not in (-1, frames - 1) for d in down):
        raise Failure("the loop showed %r" % numbers)
    screen.press("Up")
    launch.expect(r"src: rate: ok")
    screen.press("Up")
    launch.expect(r"src: rate: ok")
    launch.frames(2)
    numbers = launch.watch(lambda n: len(n) >= 8)
    if goes(numbers, -1):
        raise Failure("at rate 2 it showed %r" % numbers)
    screen.press("Escape")
    launch.expect(r"src: live: ok")


def test_keys_false(t):
    t.start(CAMERA + RP + "keys=false " + WINDOW)
    starts_live(t.launch)
    for key in ("t", "t", "j", "Escape"):
        t.screen.press(key)
    t.launch.frames(5)
    if "rolling" in re.sub(r"rolling = .*", "", t.launch.text):
        raise Failure("a key was obeyed")
    starts_live(t.launch)


def test_two_windows(t):
    t.start(CAMERA + RP + "after-take=none " + WINDOW
            + "rp.review_0 " + WINDOW)
    launch, screen = t.launch, t.screen
    launch.frames(2)
    starts_live(launch)
    windows = screen.windows()
    equal("windows", len(windows), 2)
    screen.run("xdotool", "windowmove", "--sync", windows[0], str(WIDTH), "0")
    launch.watch(lambda n: len(n) >= 3, WIDTH)
    launch.watch(lambda n: len(n) >= 3, 0)
    shoots(launch)
    screen.press("j", WIDTH)
    output = launch.expect(r"(src|review_0): play: ok").group(1)
    numbers = launch.watch(lambda n: len(n) >= 6 and goes(n[-5:], -1), WIDTH)
    others = launch.watch(lambda n: len(n) >= 5, 0)
    if not goes(others, 1):
        raise Failure("beside %s (%r) the other window showed %r" % (
            output, numbers, others))
    screen.press("Escape", WIDTH)
    launch.expect(r"%s: live: ok" % output)


class Test:
    def __init__(self, screen, camera):
        self.screen = screen
        self.camera = camera
        self.launch = None

    def start(self, line):
        self.launch = Launch(self.screen, line % (self.camera, FPS))

    def close(self):
        if self.launch:
            launch, self.launch = self.launch, None
            launch.close()


def what_is_missing():
    for program in ("Xvfb", "xdotool", "xwininfo"):
        if not shutil.which(program):
            return program + " is not installed"
    if not os.environ.get("ONSET_LAUNCH"):
        return "onset-launch is not built"
    return None


def run(screen, camera):
    tests = [(name[5:].replace("_", " "), func)
             for name, func in globals().items() if name.startswith("test_")]
    failed = 0
    print("1..%d" % len(tests))
    for number, (name, func) in enumerate(tests, 1):
        t = Test(screen, camera)
        launch = None
        try:
            func(t)
            launch = t.launch
            t.close()
            print("ok %d - %s" % (number, name), flush=True)
        except Exception as why:
            failed += 1
            print("not ok %d - %s" % (number, name))
            text = str(why) if isinstance(why, Failure) \
                else traceback.format_exc()
            launch = launch or t.launch
            if launch:
                launch.process.kill()
                launch.process.wait()
                lines = [line for line in launch.text.splitlines()
                         if not re.search(r"last-message = |caps = |takes = "
                                          r"|GST_TRACER",
                                          line)]
                text += "\n-- output:\n" + "\n".join(lines[-60:])
            for line in text.splitlines():
                print("# " + line)
            sys.stdout.flush()
    return 1 if failed else 0


def main():
    print("TAP version 13")
    missing = what_is_missing()
    if missing:
        print("1..0 # SKIP " + missing)
        return 0
    with tempfile.TemporaryDirectory(prefix="onset-window-") as directory:
        camera = os.path.join(directory, "camera.gray")
        write_camera(camera, 4000)
        screen = Screen(directory)
        try:
            return run(screen, camera)
        finally:
            screen.close()


if __name__ == "__main__":
    sys.exit(main())
