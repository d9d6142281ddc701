# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a director may find on the page, each as a state of mock.py."""
import math

from mock import now_us, stream

FPS = 24
SECOND = 10 ** 9


def jerk(frame, kind, level, severity):
    return {"frame": frame, "position": frame * SECOND // FPS, "kind": kind,
            "severity": severity, "level": level, "length": 3,
            "confidence": 0.9}


JERKS = [jerk(30, "bump", "needs-fix", 1.4), jerk(66, "sway", "nominal", 0.2),
         jerk(101, "roll", "needs-review", 0.5),
         jerk(150, "speed", "needs-review", 0.6)]


def take(number, name="", frames=240, jerks=(), **fields):
    return {"id": number, "name": name or "Take %d" % number, "rolling": False,
            "circled": False, "discarded": False, "truncated": False,
            "frames": frames, "duration": frames * SECOND // FPS,
            "jerks": len(jerks), "note": "", "marks": [],
            "jerk-list": list(jerks), **fields}


def some_takes():
    return [take(1, frames=61), take(2, "Smoke test", 190, JERKS[1:2],
                                     note="smoke too thin"),
            take(3, "Fire returns", 240, JERKS, circled=True,
                 marks=[{"position": 4 * SECOND, "text": "smoke turns"}],
                 **{"in": SECOND, "out": 9 * SECOND}),
            take(4, frames=500, jerks=JERKS[:1])]


def motion(index, when):
    return {"time": when, "index": index, "kind": "moved",
            "dx": 3 + math.sin((index or 0) / 9), "confidence": 0.9,
            "dy": 0.4 * math.cos((index or 0) / 4) + (2 if index == 30 else 0),
            "rotation": 0.001 * math.sin((index or 0) / 7), "scale": 1.0}


def plain(mock):
    mock.set_streams(stream())


def live(mock):
    mock.set_takes(some_takes())
    mock.set_state(mode="live", rolling=False, take=0)


def rolling(mock):
    mock.set_takes(some_takes() + [take(5, rolling=True, frames=120)])
    mock.set_state(mode="live", rolling=True, take=5, name="Take 5", frames=120)


def review(mock, mode, index=110, **fields):
    mock.set_takes(some_takes())
    mock.set_state(mode=mode, take=3, name="Fire returns", index=index,
                   frames=240, direction="forward" if mode == "forward"
                   else "reverse", **fields)
    start = now_us()
    head = {"take": 3, "index": index, "frames": 240, "direction": "reverse"}
    mock.frames(playhead=head, motion=[
        motion(i, start + i * 41667) for i in range(index, 240)])


def reverse(mock):
    review(mock, "reverse", 12)


def reverse_slow(mock):
    review(mock, "reverse", rate=0.5, **{"at-end": "ping-pong"})


def forward(mock):
    review(mock, "forward", 200)


def paused(mock):
    review(mock, "paused")


def reverse_rolling(mock):
    review(mock, "reverse")
    mock.set_takes(some_takes() + [take(5, rolling=True, frames=20)])
    mock.set_state(rolling=True)


def viewer(mock):
    mock.set_streams(stream(control=False))
    review(mock, "reverse")


def two_pictures(mock):
    mock.set_streams(stream(label="A camera, the programme"),
                     stream("sink_1", label="B camera, long lens, low"),
                     stream("audio_0", "sound", media=["opus"]))
    live(mock)
    mock.set_state("sink_1", mode="live")


def long_names(mock):
    name = "The whole of the smoke returns to the fire while the car backs out"
    takes = some_takes() + [take(5, name, 99999, JERKS, note=name + ". " + name,
                                 scene="112A", shot="7C", circled=True)]
    mock.set_takes(takes)
    mock.set_streams(stream(label=name), stream("sink_1", label=name + " 2"))
    mock.set_state(mode="reverse", rate=0.05, take=5, name=name, index=5000,
                   frames=99999, rolling=True)


def many_takes(mock):
    mock.set_takes([take(n, "" if n % 3 else "Car backs out, lens %d" % n,
                         60 + 17 * n, JERKS[:n % 5], circled=n % 7 == 0,
                         discarded=n % 11 == 0) for n in range(1, 41)])
    mock.set_state(mode="reverse", take=38, name="Take 38", index=100,
                   frames=706)


SCENES = {name: scene for name, scene in list(globals().items())
          if callable(scene) and getattr(scene, "__module__", "") == __name__
          and name not in ("jerk", "take", "some_takes", "motion", "review")}
