# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sessions: made up, stolen, spoilt, used up."""
import base64
import hashlib
import json
import re

from cases import Failure, equal
from tablet_client import (
    Socket, ask, cookie_of, json_fields, new_session, pair)

from .targets import SOCKETS, refused


def test_a_session_is_the_servers_own(stage):
    rig = stage.rig
    name = stage.viewer.split()[1].split("=")[0]
    mine = "A" * 43
    answer = ask(rig, "POST", "/api/v1/pair", json_fields(rig) + [
        "Cookie: %s=%s" % (name, mine)],
        json.dumps({"code": rig.viewer}).encode())
    equal("pairing", answer.status, 200)
    given = answer.fields["set-cookie"]
    if mine in given or not re.match(
            re.escape(name) + r"=[\w-]{43}; HttpOnly; SameSite=Strict; "
            r"Path=/; Max-Age=\d+$", given):
        raise Failure("the cookie is %r" % given)
    equal("one that was made up", ask(rig, "GET", "/api/v1/state", [
        "Cookie: %s=%s" % (name, mine)]).status, 401)
    equal("none is given away", "set-cookie" in ask(rig, "GET", "/", [
        "Cookie: %s=%s" % (name, mine)]).fields, False)
    cookie = cookie_of(answer)
    watching = Socket(rig, "/api/v1/control", cookie)
    picture = Socket(rig, SOCKETS[1], cookie)
    equal("its end", ask(rig, "POST", "/api/v1/unpair", [
        "Origin: " + rig.origin, cookie]).status, 200)
    equal("its sockets", (watching.closed(), picture.closed()), (4401, 4401))
    equal("it is over", ask(rig, "GET", "/api/v1/state", [cookie]).status, 401)


def test_cookies(stage):
    rig = stage.rig
    pair_ = stage.viewer.split(" ", 1)[1]
    name, _, token = pair_.partition("=")
    good = ["%s" % pair_, " a=b ;  %s ; c=d" % pair_, "; ; ;" + pair_,
            "%s=x; %s=y; %s=z; %s" % (name, name, name, pair_)]
    bad = [token, "=" + token, '%s="%s"' % (name, token), "%s=%sx" % (
        name, token), "%s=%s" % (name, token[:-1]), "%s=%s,x" % (name, token),
        "x%s" % pair_, "%s=%s" % (name.upper(), token), "%s =%s" % (
            name, token), "%s==%s" % (name, token), "%s=" % name, name,
        ";".join("%s=%d" % (name, i) for i in range(300)) + ";" + pair_,
        ";" * 300 + pair_, "$Version=1; " + pair_.swapcase(),
        "%s=%s" % (name, "A" * 8000), "%s=\xff\xfe" % name,
        "%s=%s" % (name, hashlib.sha256(token.encode()).hexdigest())]
    for cookie in good:
        equal("cookie %r" % cookie[:60], ask(rig, "GET", "/api/v1/state", [
            "Cookie: " + cookie]).status, 200)
    for cookie in bad:
        equal("cookie %r" % cookie[:60], ask(rig, "GET", "/api/v1/state", [
            "Cookie: " + cookie]).status, 401)
    equal("two fields", ask(rig, "GET", "/api/v1/state", [
        stage.viewer, stage.viewer]).status, 400)


def test_tokens(stage):
    rig = stage.rig
    code = rig.operator
    for i, value in enumerate([
            "", "Bearer", "Bearer ", "Bearer\t" + code, "Basic " + code,
            "Basic " + base64.b64encode((":" + code).encode()).decode(),
            "Bearer " + code + "," + code, "Bearer " + code + " x",
            "Bearer Bearer " + code, "Bearer \"%s\"" % code, code,
            "Bearer token=" + code, "Digest username=\"x\"", "Bearer \xff\xfe",
            "Bearer " + "A" * 8000, "Bearer ----", "Negotiate"]):
        answer = ask(rig, "GET", "/api/v1/state", ["Authorization: " + value],
                     None, "127.0.7.%d" % (i + 1))
        refused("token %r" % value[:40], answer)
        equal("challenge", answer.fields.get("www-authenticate"), "Bearer")
    equal("two", ask(rig, "GET", "/api/v1/state", [
        "Authorization: Bearer " + code] * 2).status, 400)
    for name in ("Authorization: Bearer ", "AUTHORIZATION:bearer "):
        equal("right", ask(rig, "GET", "/api/v1/state",
                           [name + code.lower()]).status, 200)
    # Neither in the address nor in a cookie.
    for target in ("/api/v1/state?code=" + code, "/api/v1/state?token=" + code):
        equal("in the address", ask(rig, "GET", target).status, 401)


def test_one_viewer_cannot_end_the_operators_session(stage):
    """Who has the viewers' code may pair as often as he likes."""
    rig = stage.rig
    for _ in range(600):
        equal("pairing", pair(rig, rig.viewer, "127.0.8.1").status, 200)
    equal("the operator", ask(rig, "GET", "/api/v1/state", [
        stage.tablet.cookie]).status, 200)
    stage.viewer = new_session(rig, rig.viewer)
