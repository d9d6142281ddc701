# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""TLS, and what is none."""
import contextlib
import hashlib
import socket
import ssl
import time

from cases import Failure, equal
from tablet_client import (
    Answer, ask, connect, new_session, pair, raw, read_all, request)

from .crowd import STRANGERS, still_open
from .stage import ends_well


def test_tls_serves_and_marks_its_cookie(stage):
    answer = pair(stage.rig, stage.rig.viewer)
    equal("pairing", answer.status, 200)
    if not answer.fields["set-cookie"].endswith("; Secure"):
        raise Failure("the cookie may be sent in the clear")
    stage.serve_newcomer()


def test_what_is_no_tls(stage):
    rig = stage.rig
    noise = hashlib.shake_128(b"noise").digest(20000)
    for what, data in (
            ("plain http", request(rig, "GET", "/", [stage.viewer])),
            ("noise", noise), ("zeros", bytes(20000)),
            ("an alert", b"\x15\x03\x01\0\x02\x02\x28"),
            ("SSL 2", b"\x80\x2e\x01\0\x02" + noise[:50]),
            ("a record of noise", b"\x16\x03\x01\x02\0" + noise[:512]),
            ("a long record", b"\x16\x03\x01\xff\xff" + noise),
            ("an empty record", b"\x16\x03\x01\0\0" * 1000),
            ("a hello of noise", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"
             + noise[:506])):
        answer = raw(rig, data, "127.0.50.1", True, tls=False)
        equal("%s: an answer" % what, answer.status, 0)
        if b"HTTP" in answer.data or b"onset" in answer.data:
            raise Failure("%s: %r" % (what, answer.data[:100]))


def test_half_a_hello(stage):
    """And no more to come: nothing may turn in circles over it."""
    rig = stage.rig
    before = rig.server_time()
    began = time.monotonic()
    for data in (b"\x16\x03\x01\x02\0", b"\x16\x03\x01\x02\0" + b"x" * 100,
                 b"\x16\x03", b"\x16"):
        with connect(rig, "127.0.51.1", tls=False) as sock:
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
            equal("half a hello", Answer(read_all(sock)).status, 0)
    passed = time.monotonic() - began
    if passed > 2:
        raise Failure("they were kept for %.1f s" % passed)
    used = rig.server_time() - before
    if used > 1:
        raise Failure("it took %.1f s of processor time" % used)


def make_hello():
    """What a client says first."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    out = ssl.MemoryBIO()
    half = context.wrap_bio(ssl.MemoryBIO(), out)
    with contextlib.suppress(ssl.SSLWantReadError):
        half.do_handshake()
    return out.read()


def stall(rig, addresses):
    """Half of them have not even said all of that."""
    hello = make_hello()
    for i, address in enumerate(addresses):
        sock = connect(rig, address, tls=False)
        sock.sendall(hello[:300 if i % 2 else len(hello)])
        yield sock


def slowest(func, addresses):
    times = []
    for address in addresses:
        began = time.monotonic()
        func(address)
        times.append(time.monotonic() - began)
    return max(times)


def test_stalled_handshakes(stage):
    """Who begins and does not go on keeps nobody else out."""
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(sock) for sock in stall(
            stage.rig, ["127.0.52.%d" % (i % 50 + 1) for i in range(200)])]
        # from where nobody has ever been
        newcomer = slowest(stage.serve_newcomer,
                           ["127.0.53.%d" % (i + 1) for i in range(5)])
        held = still_open(socks)
        stage.note("newcomers over TLS beside 200 stalled handshakes: %.2f s "
                   "at most" % newcomer)
        if held > STRANGERS:
            raise Failure("%d handshakes are held" % held)
        if newcomer > 2:
            raise Failure("a newcomer waited for %.1f s" % newcomer)


def test_stalled_handshakes_of_regulars(stage):
    """The same, from where somebody with a session has come."""
    rig = stage.rig
    addresses = ["127.0.54.%d" % (i + 1) for i in range(21)]
    cookie = [new_session(rig, rig.viewer, address)
              for address in addresses].pop()
    with contextlib.ExitStack() as stack:
        for sock in stall(rig, addresses[:-1] * 2):
            stack.enter_context(sock)
        stranger = slowest(lambda who: new_session(rig, rig.viewer, who),
                           ["127.0.55.%d" % (i + 1) for i in range(3)])
        regular = slowest(lambda who: equal("a regular", ask(
            rig, "GET", "/api/v1/streams", [cookie], source=who).status, 200),
                          addresses[-1:])
        stage.note("beside 40 stalled handshakes of regulars: a newcomer "
                   "%.2f s at most, another regular %.2f s"
                   % (stranger, regular))
        if stranger > 2:
            raise Failure("a newcomer waited for %.1f s" % stranger)
        # A regular's handshake may take that long.
        if regular > 4:
            raise Failure("a regular waited for %.1f s" % regular)


def test_old_tls(stage):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with connect(stage.rig, tls=False) as sock:
        try:
            old = context.wrap_socket(sock)
            old.sendall(request(stage.rig, "GET", "/"))
            data = read_all(old)
        except (ssl.SSLError, ConnectionError):
            return
    equal("what is said to TLS 1.1", data, b"")


def test_tls_ends_well(stage):
    ends_well(stage)
