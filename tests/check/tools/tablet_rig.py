# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pipeline with a tabletsink in another process, and what can be read there.

The environment says TABLET_RIG and GST_PLUGIN_PATH_1_0.
"""
import collections
import contextlib
import os
import re
import subprocess
import tempfile
import threading

from cases import DEADLINE, Failure, equal
from certificate import make_certificate

PICTURES = ("videotestsrc is-live=true ! video/x-raw,width=320,height=180,"
            "framerate=24/1 ! reverseplay max-size-bytes=20000000 ! "
            "tabletsink name=tablet port=0 ")


def tls_properties(directory):
    """The properties of a tabletsink with TLS."""
    certificate, key = make_certificate(directory, "localhost")
    return ["tls-certificate=" + certificate, "tls-key=" + key]


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
