#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The director's page in a real browser, before a server that does as told.

Every wait is for something that the page shows or asks, and has a deadline.

usage: page.py
Prints TAP.
"""
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import scenes  # noqa: E402
from browser import ELSEWHERE, Failure, run_tests  # noqa: E402
from clip import Clip  # noqa: E402
from mock import OPERATOR, Mock, stream  # noqa: E402

PHONE, TABLET = (390, 844), (1180, 820)
CLIPS = []


def expect(condition, why):
    if not condition:
        raise Failure(why)


class Test:
    """A mock of its own for each case; what the console says is an error."""

    def __init__(self, browser):
        if not CLIPS:
            CLIPS.append(Clip())
        self.b = browser
        self.mock = Mock(CLIPS[0])
        self.mock.start()
        self.allowed = []
        self.is_stopped = False

    @property
    def plain_url(self):
        """As a tablet has it over plain http: no secure context."""
        return "http://%s:%d/" % (ELSEWHERE, self.mock.port)

    def close(self):
        self.b.driver.get("about:blank")
        if not self.is_stopped:
            self.mock.stop()
        self.b.cdp("Network.clearBrowserCookies")
        self.b.log()
        self.b.driver.get_log("performance")

    def open(self, scene=scenes.live, size=TABLET, path="", picture=True,
             url=None):
        self.b.size(*size)
        self.b.log()
        if scene:
            scene(self.mock)
        self.b.driver.get((url or self.mock.url) + path)
        if picture:
            self.b.wait("self.onset && onset.path && onset.link === 'up'",
                        "no picture")

    def tone(self, tone):
        self.b.wait("document.body.dataset.tone === arguments[0]",
                    "the tone is not " + tone, tone)

    def check(self):
        """No error in the console, no broken policy, nothing from elsewhere."""
        for level, message in self.b.log():
            if level == "SEVERE" and not any(a in message for a in self.allowed):
                raise Failure("the console says: " + message)
        for entry in self.b.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] != "Network.requestWillBeSent":
                continue
            url = message["params"]["request"]["url"]
            expect(url.startswith((self.mock.url, self.plain_url, "data:", "blob:", "about:",
                                   "chrome")), "asked elsewhere: " + url)

    def pixel(self, x, y):
        """Of what is shown; fractions of the picture."""
        return self.b.run("""
            const e = document.querySelector('#media > :not(.waiting)');
            const c = document.createElement('canvas');
            c.width = 32; c.height = 18;
            const g = c.getContext('2d');
            g.drawImage(e, 0, 0, 32, 18);
            return [...g.getImageData(arguments[0] * 32, arguments[1] * 18, 1, 1)
              .data];""", x, y)


# --- what is seen -------------------------------------------------------------

WORDS = [
    (scenes.live, "LIVE", "live", "rgb(109, 118, 129)"),
    (scenes.rolling, "REC", "rec", "rgb(220, 20, 20)"),
    (scenes.reverse, "PLAYBACK REVERSE", "reverse", "rgb(36, 104, 255)"),
    (scenes.reverse_slow, "PLAYBACK REVERSE ×0.5", "reverse",
     "rgb(36, 104, 255)"),
    (scenes.forward, "PLAYBACK FORWARD", "forward", "rgb(40, 224, 168)"),
    (scenes.paused, "PAUSED", "paused", "rgb(255, 208, 0)"),
]


def test_words_and_colours_of_each_state(t):
    t.open(scenes.live)
    for scene, word, tone, colour in WORDS:
        t.mock.states.clear()
        scene(t.mock)
        t.b.wait_text("#word", word)
        t.tone(tone)
        shown = t.b.run("return getComputedStyle(document.querySelector("
                        "'#stage')).borderTopColor")
        expect(shown == colour, "%s has the border %s" % (word, shown))
        expect(t.b.run("return document.querySelector('#rec-behind').hidden"),
               "REC behind " + word)


def test_only_recording_is_red(t):
    t.open(scenes.live)
    for scene, word, tone, _ in WORDS:
        t.mock.states.clear()
        scene(t.mock)
        t.b.wait_text("#word", word)
        r, g, b = eval(t.b.run("return getComputedStyle(document.querySelector("
                               "'#status')).backgroundColor").replace("rgb", ""))
        expect((r > 2 * max(g, b)) == (tone == "rec"),
               "%s is on %s" % (word, (r, g, b)))


def test_state_words_read_in_the_sun(t):
    t.open(scenes.live)
    for scene, word, _, _ in WORDS:
        t.mock.states.clear()
        scene(t.mock)
        t.b.wait_text("#word", word)
        ratio = t.b.run("""
            const light = (text) => {
              const [r, g, b] = text.match(/\\d+/g).map((v) => {
                const c = v / 255;
                return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
              });
              return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
            };
            const s = getComputedStyle(document.querySelector('#status'));
            const w = getComputedStyle(document.querySelector('#word'));
            const [a, b] = [light(s.backgroundColor), light(w.color)];
            return Math.max(a, b) / Math.min(a, b);""")
        expect(ratio >= 7, "%s has a contrast of %.1f" % (word, ratio))


def test_recording_behind_a_playback_is_said(t):
    t.open(scenes.reverse_rolling)
    t.b.wait_text("#word", "PLAYBACK REVERSE")
    t.b.wait("!document.querySelector('#rec-behind').hidden", "no REC")
    t.b.wait_text("#roll span", "CUT")


def test_a_picture_that_stops_is_not_taken_for_live(t):
    t.open(scenes.live)
    t.mock.frozen.set()
    t.b.wait_text("#word", "NO PICTURE")
    t.b.wait("getComputedStyle(document.querySelector('#media')).filter"
             ".includes('grayscale')", "the old picture is not grey")
    expect("old" in t.b.text("#notice-text"), t.b.text("#notice-text"))
    t.mock.frozen.clear()
    t.b.wait_text("#word", "LIVE")


def test_without_takes_the_picture_is_all(t):
    t.open(scenes.plain)
    t.b.wait_text("#word", "LIVE")
    expect(t.b.rect("#controls")[3] == 0, "buttons that can do nothing")
    expect(t.b.rect("#stage")[2] == TABLET[0], "the picture is not as wide")


def test_the_end_is_said(t):
    t.open(scenes.live)
    t.mock.set_streams({**stream(), "ended": True})
    t.b.wait_text("#word", "ENDED")


# --- buttons ------------------------------------------------------------------

def press_and_hear(t, what, **fields):
    t.mock.clear()
    t.b.press('#controls [data-do="%s"]' % what)
    heard = t.mock.heard(**fields)
    expect(heard, "%s asked for %s" % (what, t.mock.asked))
    expect(heard.get("stream") == "sink", "of no stream: %s" % heard)
    return heard


def test_buttons_while_live(t):
    t.open(scenes.live)
    press_and_hear(t, "roll", command="take-start")
    press_and_hear(t, "reverse", command="play", direction="reverse", take=0)
    press_and_hear(t, "forward", command="play", direction="forward", take=0)
    press_and_hear(t, "live", command="live")
    press_and_hear(t, "circle", command="circle")
    press_and_hear(t, "faster", command="rate", rate=1.5)
    scenes.rolling(t.mock)
    t.b.wait_text("#roll span", "CUT")
    press_and_hear(t, "roll", command="take-stop")
    press_and_hear(t, "mark", command="mark")


def test_buttons_while_paused(t):
    t.open(scenes.paused)
    t.b.wait_text("#word", "PAUSED")
    press_and_hear(t, "pause", command="pause-toggle")
    press_and_hear(t, "back", command="step", frames=-1)
    press_and_hear(t, "ahead", command="step", frames=1)
    press_and_hear(t, "slower", command="rate", rate=0.75)
    press_and_hear(t, "normal", command="rate", rate=1)
    press_and_hear(t, "in", command="in")
    press_and_hear(t, "out", command="out")
    heard = press_and_hear(t, "reverse", command="play", direction="reverse",
                           take=3)
    # frame 110 of 24 a second, anywhere within it
    expect(int(heard["position"] * 24 / 10 ** 9) == 110, heard)


def test_choices_are_sent_and_follow_the_state(t):
    t.open(scenes.paused)
    t.b.wait_text("#word", "PAUSED")
    for pick, value in (("at-end", "loop"), ("after-take", "none")):
        t.b.run("const s = document.getElementById(arguments[0]);"
                "s.value = arguments[1]; s.dispatchEvent(new Event('change'))",
                pick, value)
        expect(t.mock.heard(command=pick, value=value), t.mock.asked)
    t.mock.set_state(**{"at-end": "ping-pong"})
    t.b.wait("document.querySelector('#at-end').value === 'ping-pong'",
             "the choice does not follow")


def test_a_held_step_repeats(t):
    t.open(scenes.paused)
    t.b.wait_text("#word", "PAUSED")
    x, y, width, height = t.b.rect('[data-do="ahead"]')
    t.b.mouse("mousePressed", x + width / 2, y + height / 2)
    expect(t.mock.wait(lambda: len(t.mock.asked) >= 4), "it does not repeat")
    t.b.mouse("mouseReleased", x + width / 2, y + height / 2)
    expect(all(c["command"] == "step" and c["frames"] == 1
               for c in t.mock.asked), t.mock.asked)


def test_a_refusal_is_said_with_its_reason(t):
    t.open(scenes.live)
    t.mock.refusals["take-start"] = "there is no memory left"
    t.b.press("#roll")
    t.b.wait_text("#toasts p", "there is no memory left")


def test_a_press_is_seen_and_silence_is_told(t):
    t.open(scenes.live)
    t.mock.is_mute = True
    t.b.press("#roll")
    t.b.wait("document.querySelector('#roll').classList.contains('asked')",
             "nobody sees that it was pressed", seconds=1)
    t.b.wait("document.querySelector('#toasts').textContent"
             ".startsWith('No answer came')", "nothing is told")
    expect(not t.b.run("return document.querySelector('#roll').classList"
                       ".contains('asked')"), "it waits for ever")


def test_viewers_are_told_why_not(t):
    t.open(scenes.viewer)
    t.b.wait("document.querySelector('#roll').ariaDisabled === 'true'",
             "a viewer may roll")
    t.b.press("#roll")
    t.b.wait("document.querySelector('#toasts').textContent"
             ".startsWith('View only')", "no reason")
    t.b.press(".play-take")
    t.b.key("t", 84, "t")
    t.b.key("j", 74, "j")
    x, y, width, height = t.b.rect("#timeline")
    t.b.mouse("mousePressed", x + width / 2, y + height / 2)
    t.b.mouse("mouseReleased", x + width / 2, y + height / 2)
    # the socket keeps its order: what came before this ping would be here
    t.b.later("await new Promise(d => setTimeout(d, 100))")
    expect(not t.mock.asked, t.mock.asked)


# --- takes --------------------------------------------------------------------

def test_takes_newest_first_with_jerks(t):
    t.open(scenes.reverse)
    t.b.wait("document.querySelectorAll('#take-list li').length === 4",
             "four takes")
    rows = t.b.run("""return [...document.querySelectorAll('#take-list li')]
        .map((li) => [li.querySelector('.take-name').textContent,
          li.querySelector('.take-length').textContent,
          li.querySelector('.take-jerks').textContent,
          li.querySelector('.take-jerks').className,
          li.getAttribute('aria-current')])""")
    expect(rows[0][:3] == ["Take 4", "00:20.8", "1 ‼"], rows[0])
    expect(rows[1] == ["Fire returns", "00:10.0", "4 ‼", "take-jerks needs-fix",
                       "true"], rows[1])
    expect(rows[2][2:4] == ["1 ·", "take-jerks nominal"], rows[2])
    expect(rows[3][2] == "", rows[3])


def test_a_take_is_played_circled_and_noted(t):
    t.open(scenes.live)
    t.b.wait("document.querySelector('[data-take=\"2\"]')", "no take 2")
    t.b.press('[data-take="2"] .play-take')
    expect(t.mock.heard(command="play", take=2, direction="reverse"),
           t.mock.asked)
    t.b.press('[data-take="2"] .circle-take')
    expect(t.mock.heard(command="circle", take=2, circled=True), t.mock.asked)
    t.b.press('[data-take="2"] .edit-take')
    t.b.wait("document.querySelector('#take-dialog').open", "no dialog")
    t.b.run("document.querySelector('#take-name').value = 'Less <b>smoke</b>';"
            "document.querySelector('#take-note').value = 'ask Ann'")
    t.b.press("#take-save")
    expect(t.mock.heard(command="rename", take=2, name="Less <b>smoke</b>"),
           t.mock.asked)
    expect(t.mock.heard(command="note", take=2, text="ask Ann"), t.mock.asked)


def test_a_row_changes_in_its_place(t):
    t.open(scenes.live)
    t.b.wait("document.querySelector('[data-take=\"2\"]')", "no take 2")
    t.b.run("document.querySelector('[data-take=\"2\"]').mine = true")
    takes = scenes.some_takes()
    takes[1]["name"] = "<i>Later</i>"
    t.mock.set_takes(takes[1:] + [scenes.take(5)])
    t.b.wait_text('[data-take="2"] .take-name', "<i>Later</i>")
    expect(t.b.run("return document.querySelector('[data-take=\"2\"]').mine"),
           "the row was made anew")
    expect(t.b.run("return [...document.querySelectorAll('#take-list li')]"
                   ".map((li) => li.dataset.take)") == ["5", "4", "3", "2"],
           "the order")


# --- timeline -----------------------------------------------------------------

def test_touching_the_line_seeks(t):
    t.open(scenes.paused)
    t.b.wait_text("#word", "PAUSED")
    x, y, width, height = t.b.rect("#timeline")
    middle = y + height / 2
    t.b.mouse("mousePressed", x + width * 0.25, middle)
    for i in range(26, 76):
        t.b.mouse("mouseMoved", x + width * i / 100, middle)
    t.b.mouse("mouseReleased", x + width * 0.75, middle)

    def arrived():
        return t.mock.asked and abs(
            t.mock.asked[-1].get("position", 0) / 10 ** 9 - 7.5) < 0.1
    expect(t.mock.wait(arrived), "the last place: %s" % t.mock.asked[-1:])
    expect(abs(t.mock.asked[0]["position"] / 10 ** 9 - 2.5) < 0.1,
           "the first place: %s" % t.mock.asked[0])
    expect(all(c["command"] == "seek" for c in t.mock.asked), t.mock.asked)
    expect(len(t.mock.asked) < 40, "%d seeks for 51 places" % len(t.mock.asked))


def test_the_line_is_a_slider_with_keys(t):
    t.open(scenes.paused)
    t.b.wait("document.querySelector('#timeline').ariaValueMax === '239'",
             "no range")
    t.b.wait("document.querySelector('#timeline').ariaValueNow === '110'",
             "no place")
    t.b.run("document.querySelector('#timeline').focus()")
    t.b.key("End", 35)
    heard = t.mock.heard(command="seek")
    expect(heard and int(heard["position"] * 24 / 10 ** 9) == 239, heard)
    t.b.key("ArrowLeft", 37)
    expect(t.mock.heard(command="step", frames=-1), t.mock.asked)


def test_the_playhead_runs_between_messages(t):
    t.open(scenes.paused)
    t.b.wait_text("#word", "PAUSED")
    places = t.b.later("""
        const { Playhead } = await import('/js/playhead.js');
        const p = new Playhead();
        p.set(3, 100, 240, -24, 1000);
        return [p.at(1000), p.at(1250), p.at(9000), p.moves(1100), p.moves(2000)];""")
    expect(places == [100, 94, 92.8, True, False], places)


# --- keys ---------------------------------------------------------------------

def test_keys_of_an_editor(t):
    t.open(scenes.paused)
    t.b.wait_text("#word", "PAUSED")
    for key, code, fields in (
            ("t", 84, {"command": "take-toggle"}),
            ("J", 74, {"command": "play", "direction": "reverse", "take": 3}),
            ("l", 76, {"command": "play", "direction": "forward", "take": 3}),
            ("k", 75, {"command": "pause-toggle"}),
            (" ", 32, {"command": "pause-toggle"}),
            ("ArrowRight", 39, {"command": "step", "frames": 1}),
            ("ArrowUp", 38, {"command": "rate", "rate": 1.5}),
            ("i", 73, {"command": "in"}), ("o", 79, {"command": "out"}),
            ("p", 80, {"command": "at-end", "value": "hold"}),
            ("m", 77, {"command": "mark"}), ("c", 67, {"command": "circle"}),
            ("PageUp", 33, {"command": "play", "take": 2}),
            ("PageDown", 34, {"command": "play", "take": 4}),
            ("Escape", 27, {"command": "live"})):
        t.mock.clear()
        t.b.key(key, code)
        expect(t.mock.heard(**fields), "%s: %s" % (key, t.mock.asked))


def test_what_is_typed_is_no_command(t):
    t.open(scenes.paused)
    t.b.key("?", 191)
    t.b.wait("document.querySelector('#help').open", "no help")
    t.b.key("t", 84, "t")
    t.b.press("#help [data-close]")
    t.b.press('[data-take="3"] .edit-take')
    t.b.wait("document.activeElement.id === 'take-name'", "no field")
    t.b.key("t", 84, "t")
    t.b.wait("document.querySelector('#take-name').value.includes('t')",
             "nothing typed")
    expect(not t.mock.asked, t.mock.asked)


# --- coming back --------------------------------------------------------------

def test_what_is_old_is_not_said_of_the_camera(t):
    t.open(scenes.live)
    hints = t.b.later("""
        const { hintFor } = await import('/js/words.js');
        const up = { link: 'up', control: true, takes: [] };
        return [hintFor(up, 'LIVE'), hintFor({ ...up, takes: [1] }, 'LIVE'),
          hintFor({ ...up, control: false, takes: [1] }, 'LIVE'),
          hintFor(up, 'NO PICTURE'), hintFor(up, 'ENDED'),
          hintFor({ ...up, link: 'lost' }, 'CONNECTION LOST')];""")
    expect(["ROLL" in hints[0], "Tap a take" in hints[1]] == [True, True], hints)
    expect(not any("ROLL" in h or "Tap" in h for h in hints[2:]), hints)
    expect(not any("live" in h for h in hints[3:]), hints)


def test_nothing_rolls_while_nothing_is_heard(t):
    t.allowed = ["WebSocket", "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE",
                 "ERR_CONNECTION_RESET"]
    t.open(scenes.rolling)
    t.b.wait_text('[data-take="5"] .take-length', "rolling")
    t.mock.stop()
    t.is_stopped = True
    t.b.wait_text('[data-take="5"] .take-length', "was rolling")
    red = t.b.run("return document.querySelectorAll('#roll.rolling, "
                  "#take-list .rolling').length")
    expect(red == 0, "it is still lit as rolling")


def test_back_within_a_second(t):
    t.allowed = ["WebSocket", "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE",
                 "ERR_CONNECTION_RESET"]
    t.open(scenes.reverse)
    t.b.wait_text("#word", "PLAYBACK REVERSE")
    t.mock.stop()
    t.b.wait_text("#word", "CONNECTION LOST")
    expect("old" in t.b.text("#notice-text"), t.b.text("#notice-text"))
    usable = t.b.run("""
        return [...document.querySelectorAll('#controls button, #controls '
          + 'select, .play-take, .circle-take')]
          .filter((e) => !e.disabled && e.ariaDisabled !== 'true')
          .map((e) => e.outerHTML.slice(0, 80));""")
    expect(not usable, "it can still be pressed: %s" % usable)
    t.mock.start()
    took = t.b.wait("onset.link === 'up'", "not back")
    expect(took < 1.3, "back after %.1f s" % took)
    t.b.wait("onset.path === 'webcodecs' && !document.querySelector('#notice')"
             ".textContent", "no picture")
    t.b.wait_text("#word", "PLAYBACK REVERSE")


def test_takes_that_are_gone_are_missed(t):
    t.allowed = ["WebSocket", "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE",
                 "ERR_CONNECTION_RESET"]
    t.open(scenes.live)
    t.b.wait("document.querySelectorAll('#take-list li').length === 4", "takes")
    come_back(t)
    t.b.later("await new Promise(d => setTimeout(d, 1500))")
    expect(not t.b.text("#toasts"), t.b.text("#toasts"))
    t.mock.takes = {}
    come_back(t)
    t.b.wait("document.querySelector('#toasts').textContent"
             ".includes('takes from before are gone')", "nobody misses them")
    t.b.wait("document.querySelector('#no-takes').textContent"
             ".startsWith('The playback was started again')", "not in the list")
    t.b.run("document.querySelector('#toasts').replaceChildren()")
    come_back(t)
    t.b.later("await new Promise(d => setTimeout(d, 1500))")
    expect(not t.b.text("#toasts"), "said twice")


def come_back(t):
    t.mock.stop()
    t.b.wait("onset.link === 'lost'", "not lost")
    t.mock.start()
    t.b.wait("onset.link === 'up'", "not back")


def test_which_takes_are_of_another_run(t):
    t.open(scenes.live)
    got = t.b.later("""
        const { areOfTwoRuns } = await import('/js/model.js');
        const take = (id, start, more) => ({ id, 'start-running-time': start, ...more });
        const before = [take(1, 10), take(2, 20)];
        return [[before, []], [before, [take(1, 11)]],
          [before, [take(1, 4), take(2, 20)]],
          [before, before], [before, [take(2, 20), take(3, 30)]],
          [before, [take(4, 40)]], [[], []], [[], [take(1, 1)]],
          [before, [take(2, 25, { truncated: true })]]]
          .map((lists) => areOfTwoRuns(...lists));""")
    expect(got == [True] * 3 + [False] * 6, got)


def test_an_ended_session_asks_to_pair(t):
    t.open(scenes.live)
    t.mock.needs_pairing = True
    t.mock.say({"type": "bye", "reason": "unpaired"})
    t.b.wait("document.querySelector('#code')", "no form")


# --- a part of the page that does not arrive -----------------------------------

# What Chromium calls a connection that is lost, by what it was doing then.
LOST = ["ERR_EMPTY_RESPONSE", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET",
        "ERR_CONNECTION_CLOSED", "ERR_SOCKET_NOT_CONNECTED"]
MODULE = "/js/ui/graph.js"
FOREVER = 10 ** 6


def loads(t, path=MODULE):
    with t.mock.lock:
        return t.mock.requests.count(("GET", path))


def is_up(t):
    t.b.wait("self.onset && onset.path && onset.link === 'up'",
             "the page does not mend itself")
    expect(t.b.run("return sessionStorage.length") == 0,
           "it still counts its tries")


def test_a_module_that_is_lost_once(t):
    t.allowed = LOST
    t.mock.dropped = {MODULE: 1}
    t.open(scenes.live)
    is_up(t)
    expect(loads(t) == 2, "loaded %d times" % loads(t))
    expect(t.b.run("return document.querySelector('#notice').hidden"),
           "it still says so")


def test_modules_that_are_lost_twice(t):
    """Others each time; the first of all, too."""
    t.allowed = LOST
    t.mock.dropped = {"/js/main.js": 1, MODULE: 1}
    t.open(scenes.live, picture=False)
    t.b.wait_text("#notice-word", "Loading again …")
    t.b.wait_text("#word", "LOADING AGAIN")
    is_up(t)
    expect(loads(t, "/js/main.js") == 3,
           "loaded %d times" % loads(t, "/js/main.js"))


def test_a_module_that_is_always_lost(t):
    """It is tried at once, then slower and slower, for as long as it takes."""
    t.allowed = LOST
    t.mock.dropped = {MODULE: FOREVER}
    start = time.monotonic()
    t.open(scenes.live, picture=False)
    times = []
    for count in (2, 3, 4):
        expect(t.mock.wait(lambda: loads(t) == count), "%d loads" % loads(t))
        times.append(time.monotonic() - start)
    for earlier, later, wait in zip(times, times[1:], (1, 2)):
        expect(wait <= later - earlier < wait + 2, "tried at %s s" % times)
    t.b.wait_text("#notice-word", "Loading again …")
    t.mock.dropped = {}
    is_up(t)


def test_no_try_is_forgotten_where_nothing_is_kept(t):
    t.allowed = LOST
    t.mock.dropped = {MODULE: FOREVER}
    script = t.b.cdp("Page.addScriptToEvaluateOnNewDocument", source="""
        Storage.prototype.setItem = () => { throw new Error('no room'); };""")
    try:
        t.open(scenes.live, picture=False)
        t.b.wait_text("#notice-word", "Loading again …")
        expect(not t.mock.wait(lambda: loads(t) > 1, 3), "it goes round fast")
    finally:
        t.b.cdp("Page.removeScriptToEvaluateOnNewDocument", **script)


def test_a_module_that_comes_half(t):
    t.mock.stalled = {MODULE: 1}
    t.open(scenes.live, picture=False)
    is_up(t)
    expect(loads(t) == 2, "loaded %d times" % loads(t))


def test_a_page_without_its_server_stays_and_waits(t):
    """Loaded from nobody it would be the browser's own, which waits for no
    server."""
    t.allowed = LOST
    t.mock.dropped = {MODULE: 3}
    t.open(scenes.live, picture=False)
    expect(t.mock.wait(lambda: loads(t) == 3), "%d loads" % loads(t))
    t.mock.stop()
    t.b.wait("document.querySelector('#notice-text').textContent"
             ".startsWith('The server does not answer')", "it does not say so")
    t.mock.start()
    is_up(t)


def test_a_style_has_another_try_of_its_own(t):
    t.allowed = LOST
    t.mock.dropped = {"/css/base.css": 2}
    t.open(scenes.live)
    t.b.run("self.mine = true")
    t.b.wait("getComputedStyle(document.querySelector('.sprite')).display"
             " === 'none'", "it does not come")
    expect(t.b.run("return self.mine"), "the page was loaded again for it")
    expect(loads(t, "/css/base.css") == 3,
           "loaded %d times" % loads(t, "/css/base.css"))


# --- paths of the picture -----------------------------------------------------

def test_each_path_shows_the_picture(t):
    t.open(scenes.live)
    for path in ("mse", "canvas", "webcodecs"):
        t.b.run("const p = document.querySelector('#path');"
                "document.querySelector('#delay').click(); p.value = arguments[0];"
                "p.dispatchEvent(new Event('change'));"
                "document.querySelector('#info').close()", path)
        t.b.wait("onset.path === arguments[0]", "no " + path, path)
        # moving, in colour, and acknowledged: more than a window of frames
        t.b.wait("onset.header && onset.header.sequence > 20", path + " stops")
        r, g, b, _ = t.pixel(0.08, 0.3)
        expect(r > 150 and g < 90 and b < 90, "%s shows %s" % (path, (r, g, b)))
        delay = t.b.run("return onset.delay(0.5)")
        expect(delay is not None and delay < 2000, "delay %s" % delay)


def test_over_plain_http(t):
    t.open(scenes.live, url=t.plain_url)
    expect(not t.b.run("return isSecureContext || 'wakeLock' in navigator"),
           "this is a secure context")
    t.b.wait("onset.path === 'mse'", "not by the media player")
    t.b.press("#stage")
    t.b.wait("document.querySelector('#awake').currentTime > 0.2",
             "no video that keeps the tablet awake")
    audio = t.b.run("const v = document.querySelector('#awake');"
                    "return [v.muted, v.loop, v.paused]")
    expect(audio == [False, False, False], "engines ignore it: %s" % audio)


def test_what_others_can_read_is_said(t):
    """Over plain http from another machine, and nowhere else."""
    t.open(scenes.live)
    t.b.press("#delay")
    expect(not t.b.run("return document.querySelector('#readable')"
                       ".offsetParent"), "said of what stays within the machine")
    got = t.b.later("""
        const { isReadable } = await import('/js/control.js');
        return ['http://127.0.0.1:8080/', 'http://127.1.2.3/', 'http://[::1]:1/',
          'http://localhost:8080/', 'https://192.168.4.1/',
          'http://192.168.4.1:8080/', 'http://localhost.set/',
          'http://127.0.0.1.set/', 'http://[fe80::1]/']
          .map((url) => isReadable(new URL(url)));""")
    expect(got == [False] * 5 + [True] * 4, got)
    t.open(scenes.live, url=t.plain_url)
    t.b.press("#delay")
    t.b.wait("document.querySelector('#readable').offsetParent", "not said")
    expect(t.b.text("#readable").startswith("Not encrypted"),
           t.b.text("#readable"))


def test_mjpeg_is_the_last_resort(t):
    t.mock.broken = {p: "close" for p in ("webcodecs", "mse", "canvas")}
    t.open(scenes.live)
    t.b.wait("onset.path === 'mjpeg'", "no MJPEG")
    expect(set(t.b.run("return onset.failed")) == {"webcodecs", "mse", "canvas"},
           t.b.run("return onset.failed"))
    t.b.wait_text("#word", "LIVE")


def test_a_decoder_that_fails_is_left(t):
    t.mock.broken = {"webcodecs": "garbage", "mse": "format"}
    t.open(scenes.live)
    t.b.wait("onset.path === 'canvas'", "not at canvas")


def test_data_without_a_picture_is_left(t):
    t.mock.broken = {"mse": "garbage", "webcodecs": "format"}
    t.open(scenes.live)
    t.b.wait("onset.path === 'canvas'", "not at canvas")
    t.mock.broken = {}
    t.b.run("document.querySelector('#delay').click();"
            "const p = document.querySelector('#path'); p.value = 'auto';"
            "p.dispatchEvent(new Event('change'))")
    t.b.wait("onset.path === 'webcodecs'", "not up again")


def test_the_last_picture_stays_until_the_next_path(t):
    t.open(scenes.live)
    t.mock.broken = {"mse": "silent"}
    t.b.run("document.querySelector('#delay').click();"
            "const p = document.querySelector('#path'); p.value = 'mse';"
            "p.dispatchEvent(new Event('change'))")
    expect(t.mock.wait(lambda: any(p == "mse" for p, _ in t.mock.media)),
           "mse was not tried")
    r, g, b, _ = t.pixel(0.08, 0.3)
    expect(r > 150 and g < 90, "the picture went: %s" % [r, g, b])


def test_the_choice_of_a_path(t):
    t.open(scenes.live)
    got = t.b.later("""
        const { Choice, abilities } = await import('/js/media/choose.js');
        const all = { webcodecs: true, mse: true, canvas: true, mjpeg: true };
        const both = ['h264', 'jpeg'];
        const c = new Choice(all);
        const r = [c.current(both), c.current(['jpeg']), c.current([])];
        c.fail('webcodecs', 'x'); r.push(c.current(both));
        r.push(c.close(0), c.close(20000), c.close(29000));
        for (const p of ['mse', 'canvas', 'mjpeg']) c.fail(p, 'x');
        r.push(c.current(both));
        c.reset('canvas'); r.push(c.current(both), c.current(['h264']));
        const plain = abilities({ VideoDecoder: 1, EncodedVideoChunk: 1,
          createImageBitmap() {} });
        r.push(plain.webcodecs, plain.mse, plain.canvas, plain.mjpeg);
        return r;""")
    expect(got == ["webcodecs", "canvas", None, "mse", False, False, True,
                   "webcodecs", "canvas", "webcodecs",
                   False, False, True, True], got)


def test_the_delay_by_the_servers_clock(t):
    t.open(scenes.live)
    got = t.b.later("""
        const { ClockOffset } = await import('/js/delay.js');
        const c = new ClockOffset(3);
        const r = [c.offset];
        c.add(1000, 5100, 1400); // there and back 400: 5100 - 1200
        c.add(2000, 6050, 2100); // 100: 6050 - 2050
        c.add(3000, 9000, 3900); // 900
        r.push(c.offset, c.rtt);
        c.add(4000, 1, 4999); c.add(5000, 2, 5999); // the best has gone
        r.push(c.rtt);
        return r;""")
    expect(got == [None, 4000, 100, 900], got)


def test_pictures_can_be_chosen(t):
    t.open(scenes.two_pictures)
    t.b.wait("!document.querySelector('#chooser').hidden", "no chooser")
    t.mock.clear()
    t.b.run("const c = document.querySelector('#chooser'); c.value = 'sink_1';"
            "c.dispatchEvent(new Event('change'))")
    expect(t.mock.wait(lambda: any("stream=sink_1" in path
                                   for _, path in t.mock.requests)),
           "the other picture is not asked for: %s" % t.mock.requests)
    t.b.press('[data-do="roll"]')
    expect(t.mock.heard(command="take-start", stream="sink_1"), t.mock.asked)


# --- for everybody ------------------------------------------------------------

NAMELESS = """
  const name = (e) => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby')
    || (e.labels && e.labels.length && e.labels[0].textContent.trim())
    || e.textContent.trim() || '';
  return [...document.querySelectorAll('button, select, input, textarea, '
    + '[role=slider], main, aside, section, dialog')].filter((e) => !name(e))
    .map((e) => e.outerHTML.slice(0, 100));"""


def test_everything_has_a_name(t):
    t.open(scenes.reverse)
    t.b.wait("document.querySelectorAll('#take-list li').length === 4", "takes")
    nameless = t.b.run(NAMELESS)
    expect(not nameless, nameless)


def test_what_is_read_is_part_of_the_name(t):
    """Who speaks to the tablet says what stands on the button. The figure of
    the delay is no name: it changes all the time."""
    t.open(scenes.paused)
    t.b.wait("document.querySelector('[data-do=pause]').ariaLabel === 'Go on'",
             "not paused")
    other = t.b.run("""
        return [...document.querySelectorAll('[aria-label]')]
          .filter((e) => e.matches('#controls *, #tools *') && e.offsetParent)
          .map((e) => [e.closest('label, button'), e.ariaLabel])
          .flatMap(([whole, name]) => [...whole.querySelectorAll(
            'span:not(#delay-now), small')]
            .filter((e) => e.offsetParent).map((e) => [e.textContent, name]))
          .filter(([seen, name]) => !name.toLowerCase()
            .includes(seen.toLowerCase()));""")
    expect(not other, other)


def test_no_two_buttons_are_called_the_same(t):
    t.open(scenes.paused)
    words = t.b.run("return [...document.querySelectorAll('#controls span')]"
                    ".map((e) => e.textContent)")
    expect(len(set(words)) == len(words) >= 16, words)


def test_times_have_one_form(t):
    t.open(scenes.paused)
    t.b.wait_text("#time", "00:04.5")
    t.b.wait_text("#frame", "frame 110")
    t.b.wait_text('[data-take="3"] .take-length', "00:10.0")
    t.b.press('[data-take="3"] .edit-take')
    t.b.wait("document.querySelector('#take-facts').textContent"
             ".startsWith('00:10.0, 240 frames')", "another form in the dialog")
    t.b.press("#take-dialog [data-close]")
    scenes.rolling(t.mock)
    t.b.wait("/^00:0\\d$/.test(document.querySelector('#time').textContent)",
             "another form while it rolls")
    t.b.wait_text("#frame", "")
    got = t.b.later("""
        const { timeText, tenthsText } = await import('/js/words.js');
        const S = 1e9;
        return [timeText(0), timeText(59.99 * S), timeText(600 * S),
          timeText(3600 * S), timeText(36061 * S), timeText(-S),
          tenthsText(0.99 * S), tenthsText(59.96 * S), tenthsText(3723.5 * S)];""")
    expect(got == ["00:00", "00:59", "10:00", "1:00:00", "10:01:01", "00:00",
                   "00:00.9", "00:59.9", "1:02:03.5"], got)


def test_the_panel_says_it_in_plain_words(t):
    t.open(scenes.live)
    t.b.press("#delay")
    names = t.b.run("return [...document.querySelectorAll('#facts dt, "
                    "#info .row')].map((e) => e.firstChild.textContent.trim())")
    expect(len(set(names)) == len(names) > 9, names)
    shown = t.b.run("return document.querySelector('#facts dd span').innerText")
    expect(shown == "Shortest delay", shown)
    called = t.b.run("return document.querySelector('#facts dd small').innerText")
    expect(called == "H.264, WebCodecs", called)
    expect("code again" in t.b.text("#unpair"), "who leaves is not warned")


def test_the_playhead_leaves_the_graphs_words_alone(t):
    t.open(scenes.paused, PHONE)
    t.b.wait_text("#word", "PAUSED")
    scenes.paused(t.mock)
    white = """(() => {
        const c = document.querySelector('#graph');
        const { data } = c.getContext('2d').getImageData(0, %s, c.width, %s);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) {
          count += data[i] + data[i + 1] + data[i + 2] === 3 * 255
            && data[i + 3] === 255;
        }
        return count; })()"""
    t.b.wait(white % (20, 40), "no playhead")
    expect(t.b.run("return " + white % (0, 15)) == 0, "it goes through the words")
    under = t.b.run("""
        const c = document.querySelector('#graph');
        const { data } = c.getContext('2d').getImageData(c.width * 0.8, 0,
          c.width * 0.15, 17);
        return data.some((value) => value !== 0);""")
    expect(not under, "the lines go through the words")


def test_states_are_spoken(t):
    t.open(scenes.live)
    t.b.wait_text("#said", "LIVE")
    scenes.rolling(t.mock)
    t.b.wait_text("#said", "Recording, Take 5")
    expect(t.b.run("return document.querySelector('#said').ariaLive")
           == "polite", "it interrupts")


SMALL = """
  return [...document.querySelectorAll('#controls button, #tools button, '
    + '#take-list button')].filter((e) => e.offsetParent)
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([e, r]) => r.width < 44 || r.height < 44)
    .map(([e, r]) => [e.outerHTML.slice(0, 80), r.width, r.height]);"""
OUTSIDE = """
  return [...document.querySelectorAll('#controls button, .pick, #tools button, '
    + '#status, #stage, #timeline')].filter((e) => e.offsetParent)
    .filter((e) => {
      const r = e.getBoundingClientRect();
      return r.left < -1 || r.top < -1 || r.right > innerWidth + 1
        || r.bottom > innerHeight + 1;
    }).map((e) => e.outerHTML.slice(0, 80));"""


def test_every_size_has_all_buttons_and_a_large_picture(t):
    t.open(scenes.long_names)
    for width, height, share in ((390, 844, .25), (390, 664, .3), (844, 390, .45),
                                 (667, 375, .35), (820, 1180, .35),
                                 (1180, 820, .4), (1366, 1024, .4)):
        t.b.size(width, height)
        t.b.wait("innerWidth === arguments[0] && innerHeight === arguments[1]",
                 "not %dx%d" % (width, height), width, height, seconds=3)
        small, outside = t.b.run(SMALL), t.b.run(OUTSIDE)
        expect(not small, "%dx%d, too small: %s" % (width, height, small))
        expect(not outside, "%dx%d, outside: %s" % (width, height, outside))
        _, _, w, h = t.b.rect("#stage")
        expect(w * h >= share * width * height, "%dx%d: the picture has %.2f"
               % (width, height, w * h / width / height))


# --- pairing ------------------------------------------------------------------

def open_form(t, path=""):
    t.allowed = ["401", "429", "favicon"]
    t.mock.needs_pairing = True
    t.open(scenes.live, PHONE, path, picture=False)


def enter(t, code):
    t.b.wait("document.querySelector('#go')"
             ".getAttribute('aria-disabled') !== 'true'", "it is busy")
    t.b.run("document.querySelector('#code').value = arguments[0]", code)
    t.b.press("#go")


def test_pairing_by_hand(t):
    open_form(t)
    enter(t, "WRNG-CODE")
    t.b.wait("document.querySelector('#said').textContent"
             ".startsWith('That code is wrong')", "no word about it")
    enter(t, " " + OPERATOR.lower().replace("-", " "))
    t.b.wait("self.onset && onset.path", "not paired")


def test_pairing_by_the_qr_code(t):
    open_form(t, "#code=" + OPERATOR)
    t.b.wait("self.onset && onset.path", "not paired")
    expect("#" not in t.b.driver.current_url, t.b.driver.current_url)


def test_a_locked_form_says_how_long(t):
    open_form(t)
    t.mock.wrong_codes = 3
    enter(t, "WRNG-CODE")
    t.b.wait("document.querySelector('#said').textContent.includes('40 seconds')",
             "no word about the wait")


def test_pairing_without_script(t):
    t.b.cdp("Emulation.setScriptExecutionDisabled", value=True)
    try:
        open_form(t)
        code = t.b.driver.find_element("id", "code")
        code.send_keys("WRNG-CODE\n")
        expect(t.mock.wait(lambda: ("GET", "/?error=code") in t.mock.requests),
               t.mock.requests)
        wrong = t.b.driver.find_element("id", "wrong")
        deadline = time.monotonic() + 5
        while not wrong.is_displayed() and time.monotonic() < deadline:
            wrong = t.b.driver.find_element("id", "wrong")
        expect(wrong.is_displayed(), "no word about it")
        t.b.driver.find_element("id", "code").send_keys(OPERATOR + "\n")
        expect(t.mock.wait(lambda: ("GET", "/css/base.css") in t.mock.requests),
               t.mock.requests)
    finally:
        t.b.cdp("Emulation.setScriptExecutionDisabled", value=False)


def main():
    wanted = sys.argv[1:]
    return run_tests([f for name, f in globals().items()
                      if name.startswith("test_")
                      and (not wanted or any(w in name for w in wanted))], Test)


if __name__ == "__main__":
    sys.exit(main())
