#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""onset-launch in a terminal: what a person sees and presses.

Runs the real program under a pseudo-terminal, with something between that does
what a shell does: it puts the program into the foreground, sees when it stops
and continues it. Every wait is for a line of output and has a deadline; there
are no sleeps.

usage: onset-launch.py [ONSET-LAUNCH [PLUGIN-DIRECTORY]]
Otherwise the environment says: ONSET_LAUNCH, GST_PLUGIN_PATH_1_0.
Prints TAP.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import traceback

DEADLINE = float(os.environ.get("ONSET_TEST_DEADLINE", "60"))
LAUNCH = sys.argv[1] if len(sys.argv) > 1 else os.environ["ONSET_LAUNCH"]
if len(sys.argv) > 2:
    os.environ["GST_PLUGIN_PATH_1_0"] = sys.argv[2]
os.environ["LC_ALL"] = "C.UTF-8"

# With -v, identity says a line for each frame: the only clock that is needed.
CAMERA = ("videotestsrc is-live=true ! video/x-raw,format=I420,width=64,"
          "height=48,framerate=25/1 ! identity name=camera silent=false ")
FRAME = r"camera: last-message = chain "
SET = CAMERA + ("! reverseplay name=rp max-size-bytes=20000000 at-end=loop "
                "! fakesink sync=true")
RUNNING = "The pipeline is running."

UP, DOWN, RIGHT, LEFT = (b"\033[" + c for c in (b"A", b"B", b"C", b"D"))
PAGE_UP, ESCAPE, CTRL_C, CTRL_Z = b"\033[5~", b"\033", b"\x03", b"\x1a"
CTRL_BACKSLASH = b"\x1c"


class Failure(Exception):
    pass


class Output:
    """What a program writes, and the waiting for it."""

    def __init__(self, fd):
        self.fd = fd
        self.text = ""
        self.seen = 0

    def read_more(self, until):
        """False at the end of the output."""
        wait = until - time.monotonic()
        if wait <= 0:
            raise Failure("nothing came within %g s" % DEADLINE)
        if not select.select([self.fd], [], [], wait)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # how a pseudo-terminal says that nobody is left
            data = b""
        self.text += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)

    def expect(self, *patterns):
        """Waits until each pattern has come, in whatever order, behind what
        was waited for before. Returns the last one's match."""
        until = time.monotonic() + DEADLINE
        while True:
            found = [re.compile(p, re.M).search(self.text, self.seen)
                     for p in patterns]
            if all(found):
                self.seen = max(m.end() for m in found)
                return found[-1]
            missing = [p for p, m in zip(patterns, found) if not m]
            try:
                if not self.read_more(until):
                    raise Failure("the output ended")
            except Failure as why:
                raise Failure("%s; waited for %r" % (why, missing)) from None

    def frames(self, count):
        for _ in range(count):
            self.expect(FRAME)

    def to_the_end(self):
        until = time.monotonic() + DEADLINE
        while self.read_more(until):
            pass

    def lines_between(self, start, end):
        """What was said between two places, without the frames."""
        return [line for line in self.text[start:end].splitlines()
                if not re.search(FRAME, line)
                and ": last-message = " not in line and line.strip()]


def shell(argv, slave, orders, reports):
    """In the child: the shell of the terminal. Never returns."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    # a reader that has gone must not end the shell before its job
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(slave, os.getpgrp())
        for which in (signal.SIGTTOU, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(which, signal.SIG_DFL)
        for fd in range(3):
            os.dup2(slave, fd)
        os.closerange(3, 256)
        os.execvp(argv[0], argv)
    os.write(reports, struct.pack("ii", 0, job))
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        os.tcsetpgrp(slave, os.getpgrp())
        os.write(reports, struct.pack("ii", 1, status))
        if not os.WIFSTOPPED(status):
            os._exit(0)
        order = os.read(orders, 2)
        if order == b"fg":
            os.tcsetpgrp(slave, job)
        if order:
            os.kill(-job, signal.SIGCONT)


class Terminal(Output):
    """onset-launch in a pseudo-terminal."""

    def __init__(self, line, *options):
        master, self.slave = pty.openpty()
        super().__init__(master)
        self.before = termios.tcgetattr(self.slave)
        argv = [LAUNCH, *options, *line.split()]
        order_r, self.orders = os.pipe()
        self.reports, report_w = os.pipe()
        sys.stdout.flush()
        self.shell = os.fork()
        if self.shell == 0:
            try:
                os.close(master)
                shell(argv, self.slave, order_r, report_w)
            finally:
                os._exit(127)
        os.close(order_r)
        os.close(report_w)
        self.status = None
        self.job = self.report()

    def read_more(self, until):
        # The slave is open here as well, so its output never ends by itself.
        wait = max(0, until - time.monotonic())
        ready = select.select([self.fd, self.reports], [], [], wait)[0]
        if self.fd not in ready and self.reports in ready:
            return False
        return super().read_more(until)

    def report(self):
        """What the shell says next, reading on meanwhile."""
        until = time.monotonic() + DEADLINE
        while True:
            if time.monotonic() > until:
                raise Failure("the program neither ended nor stopped")
            ready = select.select([self.fd, self.reports], [], [], 1)[0]
            if self.fd in ready:
                self.read_more(until)
            elif self.reports in ready:
                return struct.unpack("ii", os.read(self.reports, 8))[1]

    def press(self, keys):
        os.write(self.fd, keys)

    def is_raw(self):
        lflag = termios.tcgetattr(self.slave)[3]
        return not lflag & (termios.ICANON | termios.ECHO)

    def check_restored(self):
        if termios.tcgetattr(self.slave) != self.before:
            raise Failure("the terminal was not given back as it was")

    def kill(self, signum):
        os.kill(self.job, signum)

    def wait_stopped(self):
        status = self.report()
        if not os.WIFSTOPPED(status):
            raise Failure("it ended with %d instead of stopping" % status)

    def order(self, what):
        os.write(self.orders, what)

    def wait_exit(self):
        """Its exit status; minus the signal if one ended it."""
        self.status = os.waitstatus_to_exitcode(self.report())
        return self.status

    def close(self):
        if self.status is None:
            try:
                os.kill(self.job, signal.SIGKILL)
                self.order(b"fg")
            except OSError:
                pass
        os.close(self.orders)
        os.close(self.slave)
        os.close(self.fd)
        os.close(self.reports)
        os.waitpid(self.shell, 0)


class Pipe(Output):
    """onset-launch with a pipe as its standard input."""

    def __init__(self, line, *options, stdin=subprocess.PIPE):
        self.process = subprocess.Popen(
            [LAUNCH, *options, *line.split()], stdin=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        super().__init__(self.process.stdout.fileno())

    def press(self, keys):
        self.process.stdin.write(keys)
        self.process.stdin.flush()

    def kill(self, signum):
        self.process.send_signal(signum)

    def wait_exit(self):
        self.to_the_end()
        return self.process.wait(DEADLINE)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        if self.process.stdin:
            self.process.stdin.close()


def equal(what, got, wanted):
    if got != wanted:
        raise Failure("%s is %r, not %r" % (what, got, wanted))


def roll_and_cut(t, take, frames=12):
    """A take of some frames; returns how many it has."""
    t.press(b"t")
    t.expect(r'take %d "[^"]*" is rolling' % take, r"src: take-toggle: ok")
    t.frames(frames)
    t.press(b"t")
    cut = t.expect(r'take %d "[^"]*" cut: (\d+) frames' % take)
    return int(cut.group(1))


# -- the tests ----------------------------------------------------------------

def test_a_session(t):
    t.start(SET, "-v")
    t.expect(RUNNING)
    if not t.is_raw():
        raise Failure("keys would be echoed")
    frames = roll_and_cut(t, 1)
    if frames < 10:
        raise Failure("the take has %d frames" % frames)
    t.expect(r"src: take 1.* reverse at rate 1, on after [0-9.]+ ms")

    t.press(b"k")
    t.expect(r"src: pause-toggle: ok")
    t.press(LEFT)
    t.expect(r"src: step: ok")
    t.press(RIGHT)
    t.expect(r"src: step: ok")
    t.press(UP)
    t.expect(r"src: rate: ok")
    t.press(DOWN)
    t.expect(r"src: rate: ok")
    t.press(b"k")
    t.expect(r"src: pause-toggle: ok")
    t.press(b"l")
    t.expect(r"src: play: ok", r"src: take 1.* forward at rate")
    t.press(b"i")
    t.expect(r"src: in: ok")
    t.press(b"p")
    t.expect(r"src: at-end: ok")
    t.press(b"m")
    t.expect(r"src: mark: ok")
    t.press(b"c")
    t.expect(r"src: circle: ok")
    t.press(ESCAPE)
    t.expect(r"src: live: ok")
    t.press(PAGE_UP)
    t.expect(r"src: play: ok", r"src: take 1.* at rate")
    t.press(ESCAPE)
    t.expect(r"src: live: ok")

    t.press(CTRL_C)
    t.expect(r"^Ending the stream", r"^End of stream\.")
    t.expect(r'^Takes of rp:\n +1  "[^"]*"  %d frames  0:00:00\.\d+  circled'
             % frames)
    equal("the exit status", t.wait_exit(), 0)
    t.check_restored()


def test_unknown_keys_are_ignored(t):
    t.start(SET, "-v")
    t.expect(RUNNING)
    start = t.seen
    # letters, a function key, UTF-8, Alt with an arrow of another terminal
    t.press("xXyä€\r\n\t1!".encode() + b"\033[15~\033OP\033[[A\xff")
    t.press(b"t")
    t.expect(r"src: take-toggle: ok")
    said = t.lines_between(start, t.seen)
    other = [line for line in said
             if "take-toggle" not in line and "is rolling" not in line
             and "TRACE" not in line and " = " not in line]
    equal("what was said", other, [])
    t.press(b"tq")
    equal("the exit status", t.wait_exit(), 0)


def test_a_refusal_says_why(t):
    t.start(SET)
    t.expect(RUNNING)
    t.press(b"j")
    t.expect(r"src: play refused: \S+")
    t.press(LEFT)
    t.expect(r"src: step refused: \S+")
    t.press(b"q")
    equal("the exit status", t.wait_exit(), 0)
    if "Takes of rp: none" not in t.text:
        raise Failure("the empty list is not there")


def test_caps_lock_and_page_keys(t):
    t.start(SET, "-v")
    t.expect(RUNNING)
    roll_and_cut(t, 1, 3)
    t.expect(r"src: take 1.* reverse at rate")
    roll_and_cut(t, 2, 3)
    t.expect(r"src: take 2.* reverse at rate")
    t.press(PAGE_UP)
    t.expect(r"src: take 1.* reverse at rate")
    t.press(b"\033[6~")
    t.expect(r"src: take 2.* reverse at rate")
    t.press(b"L")
    t.expect(r"src: take 2.* forward at rate")
    t.press(b"Q")
    equal("the exit status", t.wait_exit(), 0)
    if not re.search(r"Takes of rp:\n +1 .*\n +2 ", t.text):
        raise Failure("the takes are not listed")


def test_another_output(t):
    t.start(SET + " rp.review_0 ! fakesink sync=true", "-v",
            "--output", "rp.review_0")
    t.expect(RUNNING)
    t.press(b"t")
    t.expect(r"review_0: take-toggle: ok")
    t.frames(5)
    t.press(b"t")
    t.expect(r"review_0: take-toggle: ok", r"src: take 1.* reverse at rate")
    t.press(b"l")
    t.expect(r"review_0: play: ok", r"review_0: take 1.* forward at rate")
    t.press(ESCAPE)
    t.expect(r"review_0: live: ok")
    t.press(b"q")
    equal("the exit status", t.wait_exit(), 0)


def test_an_output_that_is_not_there(t):
    t.start(SET, "--output", "review_7")
    equal("the exit status", t.wait_exit(), 1)
    t.expect(r'^ERROR: no reverseplay in this pipeline has an output '
             r'"review_7"')
    t.check_restored()


def test_no_reverseplay(t):
    t.start(CAMERA + "! fakesink", "-v")
    t.expect(RUNNING)
    t.press(b"t")
    t.expect(r"^Nothing listens to the keys")
    t.frames(2)
    t.press(b"q")
    equal("the exit status", t.wait_exit(), 0)
    t.check_restored()


def test_a_rolling_take_at_the_end_is_listed(t):
    t.start(SET, "-v")
    t.expect(RUNNING)
    t.press(b"t")
    t.expect(r"is rolling")
    t.frames(5)
    t.press(CTRL_C)
    t.expect(r'^Takes of rp:\n +1 ')
    equal("the exit status", t.wait_exit(), 0)


def test_what_motionstab_found_is_said(t):
    t.start("videotestsrc num-buffers=12 ! video/x-raw,width=64,height=48 ! "
            "motionstab ! fakesink", "-v")
    t.expect(r"  the whole stream judged: no jerks in 12 frames")
    equal("the exit status", t.wait_exit(), 0)


def test_quiet(t):
    t.start(SET, "--quiet")
    t.press(b"j")
    t.expect(r"src: play refused: ")
    t.press(b"q")
    equal("the exit status", t.wait_exit(), 0)
    said = [line for line in t.text.splitlines()
            if "TRACE" not in line and not re.match(r"[0-9:.]+ +\d+ ", line)]
    equal("lines", len(said), 1)


def test_no_keys(t):
    t.start(CAMERA + "! fakesink", "-v", "--no-keys")
    t.expect(RUNNING)
    equal("the terminal's settings", termios.tcgetattr(t.terminal.slave),
          t.terminal.before)
    t.press(b"q\n")
    t.frames(3)
    t.press(CTRL_C)
    t.expect(r"^End of stream\.")
    equal("the exit status", t.wait_exit(), 0)


def test_sigterm(t):
    t.start(SET)
    t.expect(RUNNING)
    t.kill(signal.SIGTERM)
    t.expect(r"^End of stream\.")
    equal("the exit status", t.wait_exit(), 0)
    t.check_restored()


def test_an_error(t):
    t.start(CAMERA + "! identity error-after=5 ! fakesink")
    t.expect(r"^ERROR: from element /\S+: Failed after iterations",
             r"^Additional debug info:")
    equal("the exit status", t.wait_exit(), 1)
    t.check_restored()


def test_a_crash(t):
    t.start(CAMERA + "! fakesink")
    t.expect(RUNNING)
    if not t.is_raw():
        raise Failure("keys would be echoed")
    t.press(CTRL_BACKSLASH)
    equal("the exit status", t.wait_exit(), -signal.SIGQUIT)
    t.check_restored()


# A valve swallows the EOS, as a stuck element does.
NO_EOS = CAMERA + "! valve drop=true ! fakesink async=false sync=false"


def test_no_answer_to_eos(t):
    t.start(NO_EOS)
    t.expect(RUNNING)
    t.press(CTRL_C)
    t.expect(r"^ERROR: no end of stream within \d+ seconds")
    equal("the exit status", t.wait_exit(), 1)
    t.check_restored()


def test_a_second_ctrl_c(t):
    t.start(NO_EOS, "-v")
    t.expect(RUNNING)
    t.press(CTRL_C)
    t.expect(r"^Ending the stream", r"camera: last-message = event .*type: eos")
    # q is not a signal, so it is not taken for the same one come twice
    t.press(b"q")
    t.expect(r"^Stopping at once")
    equal("the exit status", t.wait_exit(), 2)
    t.check_restored()


def test_ctrl_z(t):
    t.start(SET, "-v")
    t.expect(RUNNING)
    t.press(CTRL_Z)
    t.terminal.wait_stopped()
    t.check_restored()
    t.terminal.order(b"fg")
    t.frames(2)
    t.press(b"t")
    t.expect(r"src: take-toggle: ok")
    if not t.is_raw():
        raise Failure("keys would be echoed")
    # once more: the handler has to be back
    t.press(CTRL_Z)
    t.terminal.wait_stopped()
    t.check_restored()
    t.terminal.order(b"bg")
    t.frames(2)
    t.check_restored()
    t.kill(signal.SIGTERM)
    equal("the exit status", t.wait_exit(), 0)
    t.check_restored()


def test_a_bad_pipeline(t):
    for line, why in (
            ("nosuchelement ! fakesink", r'no element "nosuchelement"'),
            ("videotestsrc ! ! fakesink", r"^ERROR: the pipeline could not"),
            ("videotestsrc ! audioconvert ! fakesink", r"could not link"),
            ("filesrc location=/nonexistent/film ! fakesink",
             r"^ERROR: the pipeline does not start")):
        t.start(line)
        equal("the exit status of " + line, t.wait_exit(), 1)
        t.expect(why)
        t.check_restored()


def test_options(t):
    t.start_pipe("", "--version")
    equal("the exit status", t.wait_exit(), 0)
    t.expect(r"^onset-launch \d+\.\d+", r"^GStreamer 1\.")
    t.start_pipe("", "--help")
    equal("the exit status", t.wait_exit(), 0)
    t.expect(r"^  t +roll, cut", r"^  Page Up, Down ", r"--no-keys")
    t.start_pipe("")
    equal("the exit status", t.wait_exit(), 1)
    t.start_pipe("", "--nosuchoption")
    equal("the exit status", t.wait_exit(), 1)


def test_keys_from_a_pipe(t):
    t.start_pipe(SET, "-v")
    # before anything runs: they wait until something can obey them
    t.press(b"t")
    t.expect(r'take 1 "[^"]*" is rolling', r"src: take-toggle: ok")
    t.frames(5)
    t.press(b"t\n")
    t.expect(r'take 1 "[^"]*" cut: \d+ frames', r"reverse at rate")
    t.press(b"\033")
    t.expect(r"src: live: ok")
    t.press(b"\033[5~\033t")
    t.expect(r"src: play: ok")
    t.expect(r"src: live: ok")
    t.expect(r"src: take-toggle: ok")
    # the end of the keys is not the end of the run
    t.process.process.stdin.close()
    t.frames(5)
    t.kill(signal.SIGINT)
    t.expect(r"^End of stream\.", r"^Takes of rp:\n +1 .*\n +2 ")
    equal("the exit status", t.wait_exit(), 0)


def test_no_standard_input(t):
    t.start_pipe(SET, "-v", stdin=subprocess.DEVNULL)
    t.expect(RUNNING)
    t.frames(3)
    t.kill(signal.SIGTERM)
    t.expect(r"^End of stream\.")
    equal("the exit status", t.wait_exit(), 0)


def test_a_pipeline_that_reads_standard_input(t):
    t.start_pipe("fdsrc fd=0 ! fakesink dump=true")
    t.press(b"tq" * 100)
    t.process.process.stdin.close()
    t.expect(r"^End of stream\.")
    equal("the exit status", t.wait_exit(), 0)
    if "Nothing listens" in t.text or t.text.count("tqtqtqtq") < 10:
        raise Failure("the pipeline did not get its input")


def test_a_file_is_closed_properly(t):
    path = os.path.join(os.environ.get("TMPDIR", "/tmp"),
                        "onset-launch-%d.mkv" % os.getpid())
    try:
        t.start(CAMERA + "! matroskamux ! filesink location=" + path, "-v")
        t.expect(RUNNING)
        t.frames(10)
        t.press(CTRL_C)
        equal("the exit status", t.wait_exit(), 0)
        # only a matroskamux that has seen EOS knows the duration
        t.start_pipe("filesrc location=%s ! matroskademux ! identity "
                     "name=camera silent=false ! fakesink" % path, "-v")
        t.frames(10)
        equal("the exit status", t.wait_exit(), 0)
    finally:
        if os.path.exists(path):
            os.unlink(path)


class Test:
    """One test's program; closes what it has started."""

    def __init__(self):
        self.process = None
        self.terminal = None

    def start(self, *args):
        self.close()
        self.process = self.terminal = Terminal(*args)

    def start_pipe(self, *args, **kwargs):
        self.close()
        self.process = Pipe(*args, **kwargs)
        self.terminal = None

    def close(self):
        if self.process:
            self.check_leaks()
            self.process.close()
        self.process = None

    def check_leaks(self):
        """Where the leaks tracer is on, it may have something to say. An EOS
        that reaches a source after its task has ended is not ours: GstBaseSrc
        of 1.22 never lets go of it."""
        leak = re.search(r"object-alive, type-name=\(string\)\w"
                         r"(?!.*\(string\)eos event).*", self.process.text)
        if leak:
            raise Failure(leak.group(0))

    def __getattr__(self, name):
        return getattr(self.process, name)


def main():
    # A job in the background of a script is born deaf to these.
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    tests = [(name[5:].replace("_", " "), func)
             for name, func in globals().items() if name.startswith("test_")]
    failed = 0
    print("TAP version 13")
    print("1..%d" % len(tests))
    for number, (name, func) in enumerate(tests, 1):
        t = Test()
        try:
            func(t)
            t.close()
            print("ok %d - %s" % (number, name), flush=True)
        except Exception as why:
            failed += 1
            print("not ok %d - %s" % (number, name))
            text = str(why) if isinstance(why, Failure) \
                else traceback.format_exc()
            if t.process:
                text += "\n-- output:\n" + t.process.text[-6000:]
            for line in text.splitlines():
                print("# " + line)
            sys.stdout.flush()
            if t.process:
                t.process.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
