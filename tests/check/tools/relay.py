#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A network of moderate quality: what comes is passed on late, some of it
later still, in order, as TCP does over a Wi-Fi that loses packets.

usage: relay.py PORT
Passes on to that port of 127.0.0.1, from the address that the client has (any
of 127/8). Prints its own port, and ends with its standard input.
"""
import asyncio
import collections
import random
import socket
import sys

# One way, s.
DELAY = 0.02
# How much of what is read at once had to be sent again, and when that came, s.
LOST = 0.03
AGAIN = (0.2, 0.4, 1.0)
CHUNK = 16384
# What goes last: the end, or that it was broken off.
END, RESET = object(), object()


class Lateness:
    """When chunks come out. By a series of its own for each direction of the
    nth connection of an address, so that runs are alike."""

    def __init__(self, name):
        self.random = random.Random(name)
        self.last = 0

    def when(self, now):
        late = self.random.choice(AGAIN) if self.random.random() < LOST else 0
        # No chunk overtakes another.
        self.last = max(self.last, now + DELAY + late)
        return self.last


async def take(reader, queue, lateness):
    what = None
    while what not in (END, RESET):
        try:
            what = await reader.read(CHUNK) or END
        except OSError:
            what = RESET
        queue.put_nowait((lateness.when(asyncio.get_running_loop().time()),
                          what))


async def give(queue, writer):
    while True:
        when, what = await queue.get()
        await asyncio.sleep(when - asyncio.get_running_loop().time())
        if what is RESET:
            writer.transport.abort()
        elif what is END and not writer.is_closing():
            writer.write_eof()
        if what in (END, RESET):
            return
        # Whoever has gone has said so to the other direction.
        if not writer.is_closing():
            writer.write(what)


def pump(reader, writer, name):
    queue = asyncio.Queue()
    return asyncio.gather(take(reader, queue, Lateness(name)),
                          give(queue, writer))


class Relay:
    def __init__(self, port):
        self.port = port
        self.counts = collections.Counter()
        self.tasks = set()

    def take_in(self, reader, writer):
        # Not as a coroutine: asyncio complains of those that are under way at
        # the end.
        task = asyncio.ensure_future(self.serve(reader, writer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def serve(self, reader, writer):
        address = writer.get_extra_info("peername")[0]
        self.counts[address] += 1
        name = "%s %d" % (address, self.counts[address])
        try:
            there, back = await asyncio.open_connection(
                "127.0.0.1", self.port, local_addr=(address, 0))
        except OSError:
            writer.transport.abort()
            return
        try:
            await asyncio.gather(pump(reader, back, name + " to"),
                                 pump(there, writer, name + " from"),
                                 return_exceptions=True)
        finally:
            for one in (writer, back):
                one.close()


async def main():
    ended = asyncio.Event()
    server = await asyncio.start_server(
        Relay(int(sys.argv[1])).take_in, "127.0.0.1", 0, backlog=512,
        family=socket.AF_INET)
    asyncio.get_running_loop().add_reader(sys.stdin, ended.set)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(main())
