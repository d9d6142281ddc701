#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The director's page before a real pipeline: what is pressed happens, and the
pictures that show it are read out of the page's pixels.

The camera is a file of frames that carry their number in black and white
blocks, as fast as a camera. Every wait has a deadline.

usage: pipeline.py
The environment says where things are: ONSET_LAUNCH, GST_PLUGIN_PATH_1_0.
Prints TAP.
"""
import os
import re
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from browser import Failure, run_tests  # noqa: E402

CODE = "ABCD-EFGH"
FPS = 24
# A frame is 8 x 6 blocks: a row that says that it is one, two rows with the
# number, the same inverted, and the first row inverted.
COLUMNS, ROWS, BLOCK = 8, 6, 40
MARK = [1, 0, 1, 0, 0, 1, 1, 0]
PIPELINE = (
    "filesrc location=%s blocksize=48 ! queue max-size-buffers=2 "
    "! rawvideoparse format=gray8 width=8 height=6 framerate=%d/1 "
    "! identity sync=true ! videoscale method=nearest-neighbour "
    "! video/x-raw,width=%d,height=%d ! videoconvert ! video/x-raw,format=I420 "
    "! reverseplay max-size-bytes=60000000 at-end=hold "
    "! tabletsink port=0 operator-code=" + CODE)

# The number that the blocks of the shown picture say, or -1.
READ = """
  const element = document.querySelector('#media > :not(.waiting)');
  if (!element) return -1;
  const canvas = document.createElement('canvas');
  canvas.width = 8; canvas.height = 6;
  const context = canvas.getContext('2d');
  context.imageSmoothingEnabled = false;
  context.drawImage(element, 0, 0, 8, 6);
  const data = context.getImageData(0, 0, 8, 6).data;
  const bits = Array.from({ length: 48 }, (_, i) => data[4 * i] > 128 ? 1 : 0);
  const mark = [1, 0, 1, 0, 0, 1, 1, 0];
  if (mark.some((b, i) => bits[i] !== b || bits[40 + i] !== 1 - b)) return -1;
  if (bits.slice(8, 24).some((b, i) => bits[24 + i] !== 1 - b)) return -1;
  return bits.slice(8, 24).reduce((n, b, i) => n + b * 2 ** i, 0);"""


def expect(condition, why):
    if not condition:
        raise Failure(why)


def write_camera(path, frames):
    with open(path, "wb") as f:
        for number in range(frames):
            bits = [number >> i & 1 for i in range(16)]
            blocks = MARK + bits + [1 - b for b in bits] + [1 - b for b in MARK]
            f.write(bytes(235 if b else 16 for b in blocks))


class Test:
    """A pipeline of its own for each case."""

    def __init__(self, browser):
        self.b = browser
        self.directory = tempfile.TemporaryDirectory(prefix="onset-page-")
        camera = os.path.join(self.directory.name, "camera.gray")
        write_camera(camera, 4000)
        self.lines, self.ready = [], threading.Event()
        self.process = subprocess.Popen(
            [os.environ["ONSET_LAUNCH"], "--no-keys"]
            + (PIPELINE % (camera, FPS, COLUMNS * BLOCK, ROWS * BLOCK)).split(),
            env=dict(os.environ, GST_DEBUG="tabletsink:4",
                     GST_DEBUG_NO_COLOR="1", GST_TRACERS=""),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
        self.url = None
        threading.Thread(target=self.read, daemon=True).start()
        self.ready.wait(20)

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            found = re.search(r"the tablet: (http://\S+)", line)
            if found:
                self.url = found.group(1)
                self.ready.set()
        self.ready.set()

    def close(self):
        self.b.driver.get("about:blank")
        self.process.kill()
        self.process.wait()
        self.directory.cleanup()
        self.b.log()

    def check(self):
        for level, message in self.b.log():
            expect(level != "SEVERE", "the console says: " + message)

    def open(self):
        expect(self.url, "no server: " + "".join(self.lines[-20:]))
        self.b.size(1180, 820)
        self.b.driver.get(self.url + "#code=" + CODE)
        self.b.wait("self.onset && onset.path && onset.link === 'up'",
                    "no picture")
        self.b.wait_text("#word", "LIVE")

    def press(self, what):
        self.b.press('#controls [data-do="%s"]' % what)

    def word(self, word):
        self.b.wait_text("#word", word)

    def numbers(self, count):
        """The next pictures' numbers; what cannot be read is no picture."""
        got = self.b.later("""
            const read = () => {%s};
            const numbers = [];
            while (numbers.length < arguments[0]) {
              await new Promise((done) => requestAnimationFrame(done));
              const number = read();
              if (number >= 0 && number !== numbers[numbers.length - 1]) {
                numbers.push(number);
              }
            }
            return numbers;""" % READ,
            count)
        expect(isinstance(got, list), str(got))
        return got

    def take(self, frames=30):
        """Rolls, until so many pictures were seen, and cuts."""
        self.press("roll")
        self.word("REC")
        seen = self.numbers(frames)
        self.press("roll")
        return seen

    def by(self, path):
        self.b.run("document.querySelector('#delay').click();"
                   "const p = document.querySelector('#path');"
                   "p.value = arguments[0]; p.dispatchEvent(new Event('change'));"
                   "document.querySelector('#info').close()", path)
        self.b.wait("onset.path === arguments[0]", "no " + path, path)


def test_live_pictures_by_each_path(t):
    t.open()
    for path in ("webcodecs", "mse", "canvas", "mjpeg"):
        t.by(path)
        numbers = t.numbers(8)
        expect(numbers == sorted(numbers), "%s: %s" % (path, numbers))


def test_a_take_that_is_cut_runs_backwards(t):
    t.open()
    seen = t.take()
    t.word("PLAYBACK REVERSE")
    back = t.numbers(10)
    # what was on its way when the word came may still be of the camera
    back = back[back.index(max(back)):]
    expect(len(back) > 5 and back == sorted(back, reverse=True), back)
    expect(back[-1] >= seen[0], "before the take: %s" % back)
    t.word("PAUSED")
    t.press("live")
    t.word("LIVE")
    numbers = t.numbers(5)
    # the word may be there before the picture
    numbers = [n for n in numbers if n > seen[-1]]
    expect(len(numbers) >= 3 and numbers == sorted(numbers), numbers)


def test_the_line_shows_the_frame_that_was_touched(t):
    t.open()
    t.take()
    t.word("PLAYBACK REVERSE")
    t.press("pause")
    t.word("PAUSED")
    x, y, width, height = t.b.rect("#timeline")
    shown = []
    for fraction in (0.2, 0.8):
        t.b.mouse("mousePressed", x + width * fraction, y + height / 2)
        t.b.mouse("mouseReleased", x + width * fraction, y + height / 2)
        t.b.wait("Math.abs(document.querySelector('#timeline').ariaValueNow"
                 " / document.querySelector('#timeline').ariaValueMax"
                 " - arguments[0]) < 0.06", "not there", fraction)
        last = shown[-1] if shown else -1
        t.b.wait("(() => {%s})() > arguments[0]" % READ, "no other frame", last)
        shown.append(t.b.run(READ))
    t.press("ahead")
    t.b.wait("(() => {%s})() === arguments[0]" % READ, "not one frame ahead",
             shown[-1] + 1)


def test_loop_circle_and_note_reach_the_list(t):
    t.open()
    t.take(20)
    t.word("PLAYBACK REVERSE")
    t.b.run("const s = document.querySelector('#at-end'); s.value = 'loop';"
            "s.dispatchEvent(new Event('change'))")
    numbers = t.numbers(60)
    ups = [b for a, b in zip(numbers, numbers[1:]) if b > a]
    expect(1 <= len(ups) <= 5, "it does not start over: %s" % numbers)
    t.press("circle")
    t.b.wait("document.querySelector('.circle-take').ariaPressed === 'true'",
             "not circled")
    t.press("mark")
    t.b.press(".edit-take")
    t.b.run("document.querySelector('#take-name').value = 'Fire, 2 <b>';")
    t.b.press("#take-save")
    t.b.wait_text(".take-name", "Fire, 2 <b>")


def main():
    if not os.environ.get("ONSET_LAUNCH"):
        print("TAP version 13\n1..0 # SKIP onset-launch is not built")
        return 0
    wanted = sys.argv[1:]
    return run_tests([f for name, f in globals().items()
                      if name.startswith("test_")
                      and (not wanted or any(w in name for w in wanted))], Test)


if __name__ == "__main__":
    sys.exit(main())
