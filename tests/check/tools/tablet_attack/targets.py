# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What there is to ask for, and how a refusal looks."""
from cases import Failure, equal, one_of
from tablet_client import KEY

GETS = ["/api/v1/streams", "/api/v1/state", "/api/v1/takes",
        "/media/mjpeg", "/media/snapshot.jpg", "/metrics"]
POSTS = ["/api/v1/unpair", "/api/v1/command"]
SOCKETS = ["/api/v1/control", "/media/h264?stream=sink&path=webcodecs",
           "/media/jpeg?stream=sink", "/media/opus?path=mse"]


def refused(what, answer, statuses=(401,)):
    """Refused, with an error that tells nothing, and with every guard on."""
    one_of(what, answer.status, statuses)
    equal(what + ": answers", answer.answers, 1)
    if len(answer.body) > 400 or b"onset" in answer.body.lower():
        raise Failure("%s: the refusal says too much: %r"
                      % (what, answer.body[:500]))
    equal(what + ": nosniff", answer.fields.get("x-content-type-options"),
          "nosniff")


def upgrade_fields(rig, *more):
    return ["Origin: " + rig.origin, "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + KEY] + list(more)
