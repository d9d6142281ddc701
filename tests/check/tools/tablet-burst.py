#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Twenty tablets open the page at the same moment: everybody is told the
address at once, or the pipeline is started anew.

Each has an address, a session and, as browsers do, six connections. Every file
of the page has to arrive at each, over http and https, over the loopback alone
and over a network that delays and loses (relay.py). How long the slowest one
took is printed, and is no condition.

usage: tablet-burst.py SOURCE-DIRECTORY
The environment says TABLET_RIG and GST_PLUGIN_PATH_1_0. Prints TAP.
"""
import asyncio
import collections
import contextlib
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

from cases import DEADLINE, Failure, run_case
from tablet_client import new_session, page_files, request
from tablet_rig import Rig, tls_properties

SOURCE = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
TABLETS, CONNECTIONS = 20, 6


class NoAnswer(Exception):
    """The server has closed the connection before it has said anything."""


class Connection:
    """One of a browser's: used again unless the server says otherwise."""

    def __init__(self, load, address):
        self.load, self.address = load, address
        self.reader = self.writer = None

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", self.load.port, ssl=self.load.tls,
            local_addr=(self.address, 0))
        self.load.opened += 1

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None

    async def get(self, path, cookie):
        """(status, body)"""
        data = request(self.load.rig, "GET", path, [cookie])
        # A server may close a connection that waits for its next request; it
        # is not to blame for what it had not read, so browsers ask again.
        if self.writer:
            with contextlib.suppress(NoAnswer):
                return await self.exchange(data)
        self.close()
        await self.open()
        return await self.exchange(data)

    async def exchange(self, data):
        try:
            self.writer.write(data)
            await self.writer.drain()
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as why:
            if why.partial:
                raise
            raise NoAnswer from None
        except ConnectionError:
            raise NoAnswer from None
        first, *lines = head.decode("latin-1").lower().split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines if line)
        # A server that did not say would be at fault, too.
        body = await self.reader.readexactly(int(fields["content-length"]))
        if fields.get("connection") == "close":
            self.close()
        return int(first.split()[1]), body


class Load:
    """All tablets load the page by one port: the rig's or a relay's."""

    def __init__(self, rig, port, sessions):
        self.rig, self.port, self.sessions = rig, port, sessions
        self.tls = None
        if rig.tls:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self.tls.check_hostname = False
            self.tls.verify_mode = ssl.CERT_NONE
        self.files = sorted(page_files(SOURCE))
        self.opened = 0
        self.outcomes = collections.Counter()
        self.times = []

    async def get_some(self, address, cookie, paths):
        connection = Connection(self, address)
        try:
            while paths:
                path = paths.popleft()
                try:
                    status, body = await connection.get(path, cookie)
                    whole = status != 200 or body == self.content(path)
                    self.outcomes[status if whole else "not whole"] += 1
                except (OSError, EOFError, NoAnswer) as why:
                    connection.close()
                    self.outcomes[type(why).__name__] += 1
        finally:
            connection.close()

    @staticmethod
    def content(path):
        with open(os.path.join(SOURCE, "ext", "soup", "page", path[1:]),
                  "rb") as f:
            return f.read()

    async def tablet(self, address, cookie):
        paths = collections.deque(self.files)
        began = time.monotonic()
        await asyncio.gather(*[self.get_some(address, cookie, paths)
                               for _ in range(CONNECTIONS)])
        self.times.append(time.monotonic() - began)

    async def run(self):
        tasks = [asyncio.ensure_future(self.tablet(*session))
                 for session in self.sessions]
        _, late = await asyncio.wait(tasks, timeout=DEADLINE)
        for task in late:
            task.cancel()
        for why in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(why, Exception):
                raise why
        self.outcomes["not in %d s" % DEADLINE] = (
            len(self.files) * len(self.sessions) - self.outcomes.total())


@contextlib.contextmanager
def relay(port):
    """The port of a slow network that leads to that one."""
    process = subprocess.Popen(
        [sys.executable, os.path.join(os.path.dirname(
            os.path.abspath(__file__)), "relay.py"), str(port)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        line = process.stdout.readline()
        if not line:
            raise Failure("there is no relay")
        yield int(line)
    finally:
        process.stdin.close()
        process.wait(DEADLINE)
        process.stdout.close()


def burst(rig, sessions, is_slow, note):
    with relay(rig.port) if is_slow else contextlib.nullcontext(
            rig.port) as port:
        load = Load(rig, port, sessions)
        asyncio.run(load.run())
    rig.alive()
    if load.times:
        note("the slowest of %d tablets took %.2f s, the middle one %.2f s; "
             "%d files each, over %d connections in all"
             % (len(load.times), max(load.times),
                statistics.median(load.times), len(load.files), load.opened))
    failed = +load.outcomes
    good = failed.pop(200, 0)
    if failed:
        raise Failure("%d files arrived, and %d did not: %s" % (
            good, failed.total(), ", ".join(
                "%s: %d" % pair for pair in failed.most_common())))


class Stage:
    """A pipeline with paired tablets, for several bursts."""

    def __init__(self, *properties):
        self.rig = Rig(*properties)
        self.sessions = [
            (address, new_session(self.rig, self.rig.viewer, address))
            for address in ("127.0.60.%d" % (i + 1) for i in range(TABLETS))]

    def run(self, number, name, is_slow):
        return run_case(
            number, name,
            lambda note: burst(self.rig, self.sessions, is_slow, note),
            self.rig.complaints)


def main():
    good = True
    print("TAP version 13\n1..4")
    with tempfile.TemporaryDirectory() as directory:
        number = 0
        for scheme, properties in (("http", []),
                                   ("https", tls_properties(directory))):
            stage = Stage(*properties)
            try:
                for where in ("", " on a slow network"):
                    number += 1
                    good &= stage.run(number, "twenty tablets at once over "
                                      + scheme + where, where != "")
            finally:
                stage.rig.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
