# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who has no session, and tries to get one."""
import collections

from cases import Failure, equal, one_of
from tablet_client import ask, json_fields, page_files, pair, raw

from .targets import GETS, POSTS, SOCKETS, refused, upgrade_fields


def test_without_a_session_there_is_the_form_and_nothing_else(stage):
    rig = stage.rig
    form = ask(rig, "GET", "/")
    page = ask(rig, "GET", "/", [stage.viewer])
    equal("form", form.status, 200)
    equal("page", page.status, 200)
    if form.body == page.body or b"pair" not in form.body:
        raise Failure("the form is not the form")
    for secret in (b"sink", b"onset-state", rig.operator.encode()):
        if secret in form.body:
            raise Failure("the form says %r" % secret)
    files = sorted(page_files(stage.source))
    if len(files) < 20:
        raise Failure("only %d files of the page" % len(files))
    for path in files:
        answer = ask(rig, "GET", path)
        if path.startswith("/pair/"):
            equal(path, answer.status, 200)
        else:
            refused(path, answer)
        # They are there for who is paired, so the refusal means something.
        equal(path, ask(rig, "GET", path, [stage.viewer]).status, 200)
    for path in GETS:
        refused(path, ask(rig, "GET", path))
        refused(path, ask(rig, "GET", path + "?stream=sink",
                          ["Cookie: onset-session=" + "A" * 43]))
    for path in POSTS:
        refused(path, ask(rig, "POST", path, json_fields(rig), b"{}"))
    for path in SOCKETS:
        refused(path, ask(rig, "GET", path, upgrade_fields(rig)))


def test_wrong_methods(stage):
    rig = stage.rig
    for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH",
                   "CONNECT", "PROPFIND", "POST"):
        one_of(method, ask(rig, method, "/api/v1/state",
                           [stage.viewer, "Origin: " + rig.origin]).status,
               (405,))
    equal("GET", ask(rig, "GET", "/api/v1/pair").status, 405)
    for method in ("get", "G\tET", "", "A" * 40, "GE\x80T"):
        equal("method %r" % method, raw(rig, (
            "%s / HTTP/1.1\r\nHost: %s\r\n\r\n" % (method, rig.host))
            .encode("latin-1")).status, 400)


def test_a_thousand_wrong_codes(stage):
    rig = stage.rig
    statuses = collections.Counter()
    for i in range(500):
        answer = pair(rig, "WRONG-%04d" % i, "127.0.3.1")
        statuses[answer.status] += 1
        if answer.status == 429:
            one_of("Retry-After", int(answer.fields["retry-after"]),
                   range(1, 61))
        answer = ask(rig, "GET", "/api/v1/state",
                     ["Authorization: Bearer WRONG%04d" % i], None,
                     "127.0.3.2")
        statuses[answer.status] += 1
    equal("refusals", dict(statuses), {401: 20, 429: 980})
    # Neither who is right now, nor who asks in another way.
    for source in ("127.0.3.1", "127.0.3.2"):
        equal("a right code", pair(rig, rig.operator, source).status, 429)
        equal("a right code", ask(
            rig, "GET", "/api/v1/state",
            ["Authorization: Bearer " + rig.operator], None, source).status,
            429)
        # A paired one goes on from there.
        equal("a session", ask(rig, "GET", "/api/v1/state", [stage.viewer],
                               None, source).status, 200)
    stage.serve_newcomer()


def test_wrong_codes_from_many_addresses(stage):
    """The table of addresses is bounded, and no way around the lock."""
    rig = stage.rig
    for i in range(1500):
        pair(rig, "NOT-THIS-ONE", "127.9.%d.%d" % (i // 250, 1 + i % 250))
    equal("still locked", pair(rig, rig.operator, "127.0.3.1").status, 429)
    stage.serve_newcomer()


def test_odd_codes(stage):
    rig = stage.rig
    bodies = [b"", b"{}", b"[]", b"null", b'{"code":null}', b'{"code":1}',
              b'{"code":["%s"]}' % rig.operator.encode(),
              b'{"code":{}}', b'{"code":""}', b'{"code":"-"}',
              b'{"code":"\\u0000"}', b'{"code":"\\ud800"}',
              b'{"code":"%s\\u0000"}' % rig.operator.encode()[:4],
              b'{"code":"' + b"A" * 60000 + b'"}',
              b'{"code":"\xff\xfe"}',
              b'{"code":"%s","code":"x"}' % rig.operator.encode()]
    for i, body in enumerate(bodies):
        answer = ask(rig, "POST", "/api/v1/pair", json_fields(rig), body,
                     "127.0.4.%d" % (i + 1))
        one_of("code %r" % body[:40], answer.status, (400, 401, 411, 415))
        if "set-cookie" in answer.fields:
            raise Failure("%r got in" % body[:40])
    form = ["Origin: " + rig.origin,
            "Content-Type: application/x-www-form-urlencoded"]
    for i, body in enumerate([b"code", b"code=", b"code=%", b"code=%zz",
                              b"code=%00", b"cod=" + rig.operator.encode(),
                              b"code=x&" * 8000, b"=" * 60000, b"&" * 60000,
                              b"\0" * 100, b"code=%ff%fe"]):
        answer = ask(rig, "POST", "/api/v1/pair", form, body,
                     "127.0.5.%d" % (i + 1))
        one_of("form %r" % body[:40], answer.status, (303, 400))
        if "set-cookie" in answer.fields:
            raise Failure("%r got in" % body[:40])
    answer = ask(rig, "POST", "/api/v1/pair", form,
                 b"code=" + rig.viewer.lower().encode())
    equal("a right form", answer.status, 303)
    equal("a right form", "set-cookie" in answer.fields, True)
