# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pipeline with the time of day in its pixels (tablet-rig), and what it says;
and how a page is asked for the time in the pixels that it shows."""
import os
import re
import shlex
import socket
import subprocess
import sys
import threading

DEADLINE = float(os.environ.get("ONSET_TEST_DEADLINE", "20"))
OPERATOR, VIEWER = "ABCD-EFGH", "VIEW-2345"
WRAP = 1 << 24                  # ms, after which the time in the pixels repeats

# Reads the strip of frame-strip.h out of what the page shows, and keeps the
# numbers as they change. A canvas of its own: the page's are left alone.
PROBE = """
(() => {
  const CELL = 8, HIGH = 12, CELLS = 32;
  const canvas = document.createElement('canvas');
  canvas.width = CELL * CELLS;
  canvas.height = HIGH;
  const pen = canvas.getContext('2d', { alpha: false, willReadFrequently: true });

  function shown() {
    return document.querySelector('#media > :not(.waiting)')
      || document.querySelector('body > img');
  }

  function read(element) {
    const height = element.videoHeight || element.naturalHeight || element.height;
    if (!height || (element instanceof HTMLImageElement && !element.complete
      && !element.naturalWidth)) return null;
    pen.drawImage(element, CELL, height - CELL - HIGH, CELL * CELLS, HIGH,
      0, 0, CELL * CELLS, HIGH);
    const { data } = pen.getImageData(0, HIGH / 2, CELL * CELLS, 1);
    let number = 0, check = 0;
    for (let i = 0; i < CELLS; i++) {
      const at = (i * CELL + CELL / 2) * 4;
      const bit = data[at] + data[at + 1] + data[at + 2] > 3 * 127 ? 1 : 0;
      if (i < 24) number = number * 2 + bit;
      else check = check * 2 + bit;
    }
    const right = (0xa5 ^ number ^ (number >> 8) ^ (number >> 16)) & 0xff;
    return check === right ? number : null;
  }

  const probe = {
    seen: [], broken: 0, looks: 0, last: null, keep: 20000,
    read() { const e = shown(); return e ? read(e) : null; },
    look() {
      const e = shown();
      const code = e ? read(e) : null;
      this.looks++;
      if (e && code === null) this.broken++;
      if (code === null || code === this.last) return;
      this.last = code;
      const now = Date.now();
      this.seen.push([code, now % 0x1000000, now]);
      if (this.seen.length > this.keep) this.seen.shift();
    },
    /** The next @count numbers that show: [number, ms of the day's clock]. */
    next(count, ms) {
      const from = this.seen.length;
      const until = performance.now() + ms;
      return new Promise((done) => {
        const ask = () => {
          if (this.seen.length >= from + count || performance.now() > until) {
            done(this.seen.slice(from));
          } else setTimeout(ask, 10);
        };
        ask();
      });
    },
    /** The number once it has stood still for so many looks. */
    async still(looks, ms) {
      const until = performance.now() + ms;
      let since = this.looks, length = this.seen.length;
      while (performance.now() < until) {
        if (this.seen.length !== length) {
          since = this.looks;
          length = this.seen.length;
        } else if (this.looks > since + looks) return this.read();
        await new Promise((done) => setTimeout(done, 10));
      }
      return null;
    },
    start() {
      const loop = () => { this.look(); requestAnimationFrame(loop); };
      requestAnimationFrame(loop);
    },
    trouble: [],
  };
  window.probe = probe;

  // how loud is what goes to the loudspeaker
  probe.loudness = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...args) {
    const data = this.buffer.getChannelData(0);
    const sum = data.reduce((sum, value) => sum + value * value, 0);
    probe.loudness.push([Math.sqrt(sum / data.length), this.context.state]);
    return start.apply(this, args);
  };
  addEventListener('securitypolicyviolation', (event) => probe.trouble.push(
    'policy: ' + event.violatedDirective + ' ' + event.blockedURI));
  addEventListener('error', (event) => probe.trouble.push('error: ' + event.message));
  addEventListener('unhandledrejection', (event) => probe.trouble.push(
    'rejected: ' + event.reason));
  probe.start();
})();
"""


class Failure(Exception):
    pass


def free_port():
    """So that a pipeline may stop and listen where it listened before."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Rig:
    def __init__(self, pipeline, waits=True):
        self.process = subprocess.Popen(
            [os.environ["TABLET_RIG"]] + shlex.split(pipeline),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, encoding="utf-8", errors="replace")
        self.lines, self.complaints = [], []
        self.mark = 0
        self.news = threading.Condition()
        self.threads = [threading.Thread(target=listen, daemon=True)
                        for listen in (self.listen, self.hear_complaints)]
        for thread in self.threads:
            thread.start()
        self.url = self.listens_at() if waits else ""

    def listens_at(self):
        return self.expect(r"^message tabletsink-ready, url=\(string\)([^,]+),"
                           ).group(1)

    def listen(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.rstrip("\n"))
                self.news.notify_all()
        with self.news:
            self.lines.append("(the pipeline's process has ended)")
            self.news.notify_all()

    def hear_complaints(self):
        for line in self.process.stderr:
            self.complaints.append(line.rstrip("\n"))
            if "GST_TRACER" not in line:
                sys.stderr.write(line)

    def find(self, pattern, since):
        for line in self.lines[since:]:
            match = re.search(pattern, line)
            if match:
                return match
        return None

    def here(self):
        """What expect() has to look for comes after this."""
        with self.news:
            self.mark = len(self.lines)

    def expect(self, pattern, seconds=DEADLINE):
        """Waits for a line that came since here(); its match."""
        with self.news:
            self.news.wait_for(lambda: self.find(pattern, self.mark), seconds)
            match = self.find(pattern, self.mark)
            if not match:
                raise Failure("the pipeline did not say %r but:\n%s" % (
                    pattern, "\n".join(self.lines[self.mark:][-20:])))
            return match

    def has_said(self, pattern):
        with self.news:
            return self.find(pattern, self.mark) is not None

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self):
        try:
            if self.process.poll() is None:
                self.tell("quit")
        except OSError:
            pass                # it has gone by itself
        try:
            return self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failure("the pipeline's process does not end")

    def close(self):
        """Ends it; a failure when it did not end well, or left something."""
        status = self.end()
        for thread in self.threads:
            thread.join(DEADLINE)
        for stream in (self.process.stdin, self.process.stdout,
                       self.process.stderr):
            stream.close()
        if status:
            raise Failure("the pipeline's process ended with %d:\n%s" % (
                status, "\n".join(self.complaints[-30:])))
        # GstBaseSrc of 1.22 keeps an EOS that reaches it after its task's end
        for line in self.complaints:
            if re.search(r"object-alive, type-name=\(string\)\w"
                         r"(?!.*\(string\)eos event)", line):
                raise Failure("it leaks: " + line)


def older(now, code):
    """ms from what a code says to @now, both modulo WRAP; negative when it is
    the code that is later."""
    return (now - code + WRAP / 2) % WRAP - WRAP / 2


def rises(codes):
    return all(older(b, a) > 0 for a, b in zip(codes, codes[1:]))


def falls(codes):
    return all(older(a, b) > 0 for a, b in zip(codes, codes[1:]))


