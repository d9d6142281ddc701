#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The whole: a pipeline, its tabletsink, and a director who looks and presses.

Each frame has the time of day in its pixels. What the page shows is read out of
the page's own picture, so a test knows which frame a person would see, and how
old it is. The cases are one afternoon on the set: each goes on from where the
one before left off.

Over https some of it once more, and what only goes wrong there: a browser opens
several connections at once, and each takes a handshake.

usage: tablet.py [https]
The environment says: TABLET_RIG, GST_PLUGIN_PATH_1_0; ONSET_SCREENSHOT, a file
for a picture of the page with a take in reverse. Prints TAP.
"""
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "check", "tools")]

from browser import (  # noqa: E402
    DEADLINE, Browser, Failure, run_tests, use_the_systems_python)
from certificate import fingerprint, make_certificate  # noqa: E402
from mock import PAGE  # noqa: E402
from rig import (OPERATOR, PROBE, VIEWER, Rig, falls, free_port, older,  # noqa: E402
                 rises)

TABLET = (1180, 820)
RATE = 24
FORMAT = "video/x-raw,format=I420,width=%d,height=%d,framerate=24/1"
LARGE, SMALL = FORMAT % (1280, 720), FORMAT % (640, 360)
CAMERA = ("videotestsrc name=camera is-live=true pattern=smpte "
          "horizontal-speed=2 ! capsfilter name=caps caps=" + LARGE +
          " ! identity name=clock ")
TLS = " tls-certificate=%s tls-key=%s "
SET = (CAMERA + "! motionstab ! reverseplay name=rp max-size-bytes=700000000 "
       "! tabletsink name=tablet port=%d operator-code=" + OPERATOR +
       " viewer-code=" + VIEWER + " state-file=%s %s "
       "audiotestsrc is-live=true samplesperbuffer=480 ! audio/x-raw,rate=48000 "
       "! rp.sink_0 rp.src_0 ! audioconvert ! tablet.audio_0")
PLAIN = CAMERA + "! %s ! tabletsink port=0 operator-code=" + OPERATOR
RARE = ("videotestsrc is-live=true ! " + SMALL + " ! identity name=clock ! "
        "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=100000 ! "
        "h264parse ! tabletsink port=0 operator-code=" + OPERATOR)
# Wide, because machines that test are busy; a picture of the take before, or
# one that stands, is older than that.
FRESH = 2000
# What a browser says of a server that has gone
GONE = ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "closed before",
        "ERR_EMPTY_RESPONSE", "Connection"]
LOADS = 5
ONE_FRAME = 1000 / RATE


def expect(condition, why):
    if not condition:
        raise Failure(why)


def over(*schemes):
    """Over which ones a case runs; http unless it says so."""
    def mark(case):
        case.schemes = schemes
        return case
    return mark


class Stage:
    """What all cases share: the pipeline, and the director's tablet."""

    def __init__(self):
        self.scheme, self.tls, self.flags = "http", "", ()
        self.directory = None
        self.rig = None
        self.rigs = []              # others that run on after their case
        self.codes = []             # of the take, in the order they were shot
        self.stays = []             # windows that stay open after their case

    def build(self, scheme):
        self.directory = tempfile.TemporaryDirectory(prefix="onset-tablet-")
        self.scheme = scheme
        if scheme == "https":
            certificate, key = make_certificate(self.directory.name,
                                                "localhost")
            self.tls = TLS % (certificate, key)
            # as if it were installed on the tablet; whatever else is wrong
            # with TLS is still an error
            self.flags = ("--ignore-certificate-errors-spki-list="
                          + fingerprint(key),)

    def open(self):
        if not self.rig:
            self.rig = Rig(SET % (
                free_port(), os.path.join(self.directory.name, "tablets"),
                self.tls))
        return self.rig

    def browser(self):
        # a log of the network would hold every picture
        return Browser(logs=("browser",), flags=self.flags)

    def close(self):
        rigs, self.rigs, self.rig = [self.rig] + self.rigs, [], None
        for rig in rigs:
            if rig:
                rig.close()

    def strike(self):
        self.close()
        self.directory.cleanup()


STAGE = Stage()


class Test:
    def __init__(self, browser):
        self.b = browser
        self.rig = STAGE.open()
        self.rig.here()
        self.others = []
        self.allowed = []
        self.home = browser.driver.current_window_handle
        if not browser.run("return !!self.probe"):
            self.prepare()

    def prepare(self, script=""):
        self.b.cdp("Page.addScriptToEvaluateOnNewDocument",
                   source=script + PROBE)
        self.b.size(*TABLET)

    def close(self):
        for rig in self.others:
            rig.close()
        driver = self.b.driver
        for handle in driver.window_handles:
            if handle != self.home and handle not in STAGE.stays:
                driver.switch_to.window(handle)
                driver.close()
        driver.switch_to.window(self.home)
        self.b.log()

    def check(self):
        """What a browser complains about is an error, in each window."""
        for handle in self.b.driver.window_handles:
            self.b.driver.switch_to.window(handle)
            self.check_window()
        self.b.driver.switch_to.window(self.home)

    def check_window(self):
        trouble = self.b.run("return self.probe ? probe.trouble.splice(0) : []")
        trouble += ["%s %s" % entry for entry in self.b.log()
                    if entry[0] == "SEVERE"]
        trouble = [line for line in trouble
                   if not any(a in line for a in self.allowed)]
        expect(not trouble, "the browser says: " + "; ".join(trouble))
        elsewhere = self.b.run("""
            return performance.getEntriesByType('resource').map((e) => e.name)
              .filter((name) => !name.startsWith(location.origin + '/')
                && !name.startsWith('blob:'));""")
        expect(not elsewhere, "asked elsewhere: " + ", ".join(elsewhere))

    # --- the tablet

    def window(self, script=""):
        """Another tablet; the tests' hands are on it."""
        self.b.driver.switch_to.new_window("window")
        self.prepare(script)
        return self.b.driver.current_window_handle

    def go_to(self, window):
        self.b.driver.switch_to.window(window)

    def pair(self, url, code=OPERATOR):
        self.b.driver.get(url)
        self.enter(code)
        self.b.wait("self.onset && onset.link === 'up'", "no link")

    def enter(self, code):
        field = self.b.driver.find_element("css selector", "#code")
        field.clear()
        field.send_keys(code)
        self.b.press("#go")

    def load(self):
        """The page, of which nothing is left from before."""
        self.b.cdp("Network.clearBrowserCache")
        self.b.driver.get(self.rig.url)

    def has_picture(self):
        self.b.wait("self.onset && onset.path && onset.link === 'up'",
                    "no picture")

    def is_whole(self):
        """Every file of the page has come, with all of its bytes."""
        came = self.b.run("""
            return Object.fromEntries(performance.getEntriesByType('resource')
              .map((e) => [new URL(e.name).pathname,
                [e.responseStatus, e.decodedBodySize]]));""")
        wrong = {path: came.get(path) for path, size in page_files()
                 if came.get(path) != [200, size]}
        refused = [line for line in self.rig.lines[self.rig.mark:]
                   if line.startswith("message tabletsink-refused")]
        expect(not wrong, "of the page's files: %s; %s" % (wrong, refused))

    def press(self, what):
        self.b.press("#controls [data-do=%s]" % what)

    def pick(self, selector, value):
        self.b.run("""
            const pick = document.querySelector(arguments[0]);
            pick.value = arguments[1];
            pick.dispatchEvent(new Event('change'));""", selector, value)

    def take_path(self, path):
        self.b.press("#delay")
        self.pick("#path", path)
        self.b.press("#info [data-close]")
        self.has_path(path)

    def has_path(self, path):
        self.b.wait("onset.path === arguments[0]", "no picture by " + path, path)

    def sees(self, word):
        self.b.wait_text("#word", word)

    def obeyed(self, command):
        return self.rig.expect(r"^message reverseplay-command,.*"
                               r"command=\(string\)%s,.*ok=\(boolean\)true"
                               % command)

    # --- the picture

    def next(self, count):
        """The numbers in the next pictures, with the clock at their sight."""
        seen = self.b.later("return probe.next(a[0], a[1])", count,
                            DEADLINE * 1000)
        expect(len(seen) >= count, "%d pictures came, not %d; %s" % (
            len(seen), count, self.b.run(
                "return [probe.looks, probe.broken, probe.last, onset.path]")))
        return seen

    def is_live(self, count=6):
        """Pictures come, in order, and each is of just now."""
        seen = self.wait_live()
        seen += self.next(count)
        codes = [code for code, _, _ in seen]
        expect(rises(codes), "the picture does not go on: %s" % codes)
        for code, now, _ in seen:
            expect(-50 < older(now, code) < FRESH, "what shows is %d ms old"
                   % older(now, code))

    def wait_live(self):
        """The first picture that is fresh: one of before may still stand."""
        while True:
            seen = self.next(1)[-1:]
            code, now, _ = seen[0]
            if older(now, code) < FRESH:
                return seen

    def stands(self):
        code = self.b.later("return probe.still(12, a[0])", DEADLINE * 1000)
        expect(code is not None, "the picture does not stand still")
        return code

    def counts_down(self, count=12):
        """The pictures run towards the past; what was under way before may
        still come."""
        codes = [code for code, _, _ in self.next(count + 8)]
        start = max(range(9), key=lambda i: older(codes[i], codes[0]))
        expect(falls(codes[start:start + count]),
               "not in reverse: %s" % [older(c, codes[0]) for c in codes])
        return codes[start:]


def page_files():
    """The scripts and styles, all of which the page needs: (path, size)."""
    for folder in ("css", "js"):
        for where, _, names in os.walk(os.path.join(PAGE, folder)):
            for name in names:
                file = os.path.join(where, name)
                yield ("/" + os.path.relpath(file, PAGE),
                       os.path.getsize(file))


# --- the picture --------------------------------------------------------------

@over("http", "https")
def test_the_form_pairs_who_has_the_code(t):
    t.allowed = ["401"]
    t.b.driver.get(t.rig.url)
    t.enter("WRNG-CODE")
    t.b.wait("/wrong/i.test(document.querySelector('#said').textContent)",
             "a wrong code is not called wrong")
    t.enter(OPERATOR)
    t.has_picture()
    t.sees("LIVE")


@over("http", "https")
def test_the_best_path_is_taken(t):
    t.has_path("webcodecs")
    t.is_live()


@over("http", "https")
def test_every_file_of_the_page_arrives(t):
    t.load()
    t.is_whole()
    t.has_picture()


@over("http", "https")
def test_the_cookie_is_the_servers_alone(t):
    cookies = t.b.cdp("Network.getCookies", urls=[t.rig.url])["cookies"]
    expect(len(cookies) == 1, "cookies: %s" % cookies)
    cookie = cookies[0]
    expect(cookie["httpOnly"] and cookie["sameSite"] == "Strict"
           and cookie["secure"] == (STAGE.scheme == "https"),
           "the cookie: %s" % cookie)


@over("http", "https")
def test_h264_in_a_media_player(t):
    t.take_path("mse")
    t.is_live()


# Whether what shows is still there after something was thrown away.
REMOVALS = """
self.removals = [];
const remove = SourceBuffer.prototype.remove;
SourceBuffer.prototype.remove = function (...args) {
  this.addEventListener('updateend', () => {
    const now = document.querySelector('#media video').currentTime;
    const { buffered } = this, last = buffered.length - 1;
    self.removals.push(last >= 0 && buffered.start(last) <= now);
  }, { once: true });
  return remove.apply(this, args);
};
"""


def test_a_media_player_far_from_a_key_frame_begins(t):
    """The other cases join, cut and so ask for key frames all the time; here is
    none unless somebody joins."""
    rig = Rig(RARE)
    STAGE.rigs.append(rig)
    STAGE.stays.append(t.window(REMOVALS))
    t.pair(rig.url.replace("127.0.0.1", "localhost"))
    t.take_path("mse")
    t.is_live()


@over("http", "https")
def test_jpeg_on_a_canvas(t):
    t.take_path("canvas")
    t.is_live()


@over("http", "https")
def test_mjpeg(t):
    t.take_path("mjpeg")
    t.is_live()
    t.take_path("webcodecs")


# --- a take -------------------------------------------------------------------

@over("http", "https")
def test_roll_cut_and_the_reverse(t):
    t.pick("#at-end", "loop")
    t.obeyed("at-end")
    t.press("roll")
    t.rig.expect(r"^message reverseplay-take-started,.*take=\(uint\)1")
    t.sees("REC")
    first = t.next(1)[-1][0]
    shake_the_camera(t)
    last = t.next(12)[-1][0]
    t.b.wait_text("#roll span", "CUT")
    t.rig.here()
    t.press("roll")
    t.rig.expect(r"^message reverseplay-take-stopped,.*take=\(uint\)1")
    t.rig.expect(r"^message reverseplay-playback-started,.*direction=\(string\)"
                 "reverse")
    t.sees("PLAYBACK REVERSE")
    codes = t.counts_down()
    expect(all(older(code, first) > -500 for code in codes),
           "older than the take")
    expect(older(codes[0], last) > -10 * ONE_FRAME,
           "the reverse does not begin at the take's end")


def shake_the_camera(t):
    """For some frames the picture jumps sideways: until it is called a jerk,
    for on a busy machine the frames come in bursts."""
    t.rig.here()
    t.next(24)
    for _ in range(8):
        t.rig.tell("set camera horizontal-speed 16")
        t.next(2)
        t.rig.tell("set camera horizontal-speed 2")
        t.next(12)
        if t.rig.has_said("^message motionstab-jerk,"):
            return
    raise Failure("motionstab sees no jerk")


def test_jerks_lie_on_the_timeline(t):
    t.b.wait("document.querySelector('.take-jerks').textContent !== ''",
             "the take has no jerks in the list")
    t.b.wait("/\\d jerk/.test(document.querySelector('#timeline')"
             ".getAttribute('aria-valuetext'))", "the timeline has no jerks")
    take_screenshot(t)


def take_screenshot(t):
    where = os.environ.get("ONSET_SCREENSHOT")
    if where:
        t.b.driver.save_screenshot(where)


def test_the_end_loops(t):
    codes = [code for code, _, _ in t.next(1)]
    jumps = 0
    while jumps < 2:
        codes += [code for code, _, _ in t.next(1)][:1]
        jumps += older(codes[-1], codes[-2]) > 0
        expect(len(codes) < 40 * RATE, "it does not loop")
    STAGE.codes = sorted(codes, key=lambda code: older(code, codes[0]))
    t.sees("PLAYBACK REVERSE")


def test_pause_and_step(t):
    t.press("pause")
    t.sees("PAUSED")
    code = t.stands()
    for what, sign in (("ahead", 1), ("ahead", 1), ("back", -1)):
        t.rig.here()
        t.press(what)
        t.obeyed("step")
        before, code = code, t.next(1)[0][0] if t.stands() == code else t.stands()
        expect(0 < sign * older(code, before) < 4 * ONE_FRAME,
               "%s went %d ms" % (what, older(code, before)))


def test_the_timeline_seeks_where_it_is_touched(t):
    first, last = STAGE.codes[0], STAGE.codes[-1]
    length = older(last, first)
    x, y, width, height = t.b.rect("#timeline")
    for part in (0.75, 0.25, 0.5):
        t.rig.here()
        for kind in ("mousePressed", "mouseReleased"):
            t.b.mouse(kind, x + width * part, y + height / 2)
        t.obeyed("seek")
        found = older(t.stands(), first) / length
        expect(abs(found - part) < 0.1, "touched at %.2f it shows %.2f"
               % (part, found))
    t.sees("PAUSED")


def test_circle_and_note(t):
    t.press("circle")
    t.obeyed("circle")
    for selector in (".circle-take", "#controls [data-do=circle]"):
        t.b.wait("document.querySelector(arguments[0])"
                 ".getAttribute('aria-pressed') === 'true'",
                 "the take is not circled", selector)
    t.b.press(".edit-take")
    t.b.driver.find_element("css selector", "#take-note").send_keys(
        "smoke too thin")
    t.b.press("#take-save")
    t.obeyed("note")
    t.b.wait("document.querySelector('.take-more').textContent"
             ".includes('smoke too thin')", "the note is not in the list")


@over("http", "https")
def test_live_again(t):
    t.press("live")
    t.obeyed("live")
    t.sees("LIVE")
    t.is_live()


# --- who else is there --------------------------------------------------------

def test_every_tablet_hears_of_it(t):
    second = t.window()
    t.b.driver.get(t.rig.url)
    t.sees("LIVE")
    t.is_live()
    t.press("roll")
    t.sees("REC")
    t.go_to(t.home)
    t.sees("REC")
    t.is_live()
    t.press("roll")
    for window in (t.home, second):
        t.go_to(window)
        t.sees("PLAYBACK REVERSE")
        t.b.wait("document.querySelectorAll('#take-list li').length === 2",
                 "the take is not in the list")
    t.press("live")
    t.go_to(t.home)
    t.sees("LIVE")


def test_the_media_player_keeps_what_it_shows(t):
    t.go_to(STAGE.stays[0])
    t.b.wait("document.querySelector('#media video').currentTime > 9",
             "the media player does not go on")
    expect(all(t.b.run("return removals")), "it threw away what it showed")
    t.is_live()
    # whoever joins has a key frame made, from which on it may throw away
    t.window()
    t.b.driver.get(STAGE.rigs[0].url.replace("127.0.0.1", "localhost"))
    t.is_live()


def test_who_may_only_watch_commands_nothing(t):
    t.allowed = ["403"]
    t.window()
    # a name of its own, so the director's cookie is not the viewer's
    t.pair(t.rig.url.replace("127.0.0.1", "localhost"), VIEWER)
    t.sees("LIVE")
    t.is_live()
    t.b.wait("!document.querySelector('#viewer').hidden", "not told VIEW ONLY")
    buttons = t.b.run("return [...document.querySelectorAll('#controls "
                      "[data-do]')].map((b) => b.getAttribute('aria-disabled'))")
    expect(buttons and all(b == "true" for b in buttons), "buttons are enabled")
    t.press("roll")
    t.b.wait("/view only/i.test(document.querySelector('#toasts').textContent)",
             "a press is not explained")
    status = t.b.later("""
        const answer = await fetch('/api/v1/command', { method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ command: 'take-start' }) });
        return answer.status;""")
    expect(status == 403, "a viewer's command was answered %s" % status)
    t.go_to(t.home)
    t.sees("LIVE")
    expect(not t.rig.has_said("reverseplay-take-started"), "the viewer rolled")


# --- sound --------------------------------------------------------------------

@over("http", "https")
def test_sound_is_heard_once_it_is_asked_for(t):
    expect(not t.b.run("return probe.loudness.length"), "sound before the tap")
    t.b.press("#sound")
    t.b.wait("probe.loudness.filter(([rms, state]) => rms > 0.05"
             " && state === 'running').length > 20", "no sound")
    t.b.press("#sound")
    t.b.wait("document.querySelector('#sound').getAttribute('aria-pressed')"
             " === 'false'", "it is not switched off")


def test_sound_in_a_media_player(t):
    t.window("delete self.AudioDecoder;" + LISTEN)
    t.b.driver.get(t.rig.url)
    t.is_live()
    t.b.press("#sound")
    t.b.wait("heard() > 0.05", "no sound")


# What an <audio> element plays, as loud as it is.
LISTEN = """
self.heard = (() => {
  const made = document.createElement.bind(document);
  let audio = null, ear = null;
  document.createElement = (tag, ...rest) => {
    const element = made(tag, ...rest);
    if (tag === 'audio') audio = element;
    return element;
  };
  return () => {
    if (!audio || audio.readyState < 3) return 0;
    if (!ear) {
      const context = new AudioContext();
      ear = context.createAnalyser();
      context.createMediaElementSource(audio).connect(ear);
      context.resume();
    }
    const data = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(data);
    return Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);
  };
})();
"""


def test_the_media_player_throws_away_what_is_old(t):
    t.go_to(STAGE.stays.pop())
    t.b.wait("removals.length", "it keeps everything")
    expect(all(t.b.run("return removals")), "it threw away what it showed")
    t.has_path("mse")
    t.is_live()


# --- what goes wrong ----------------------------------------------------------

def test_a_broken_decoder_costs_one_path(t):
    t.window("VideoDecoder.prototype.decode = () => { throw new Error('no'); };")
    t.b.driver.get(t.rig.url)
    t.has_path("mse")
    t.is_live()


def test_other_caps_on_every_path(t):
    size = ("const e = document.querySelector('#media > :not(.waiting)');"
            "return (e.videoWidth || e.naturalWidth || e.width) === arguments[0]")
    for path in ("webcodecs", "mse", "canvas", "mjpeg"):
        t.take_path(path)
        for caps, width in ((SMALL, 640), (LARGE, 1280)):
            t.rig.tell("set caps caps " + caps)
            t.b.wait("(() => {" + size + "})()", "%s is not %d wide"
                     % (path, width), width)
            t.is_live(3)
    t.take_path("webcodecs")


@over("http", "https")
def test_it_comes_back_with_the_server(t):
    t.allowed = GONE
    t.rig.tell("state NULL")
    t.sees("CONNECTION LOST")
    t.rig.tell("state PLAYING")
    t.sees("LIVE")
    t.is_live()
    expect(t.b.run("return onset.reconnects") == 1, "it did not come back once")
    t.b.wait("document.querySelector('#toasts').textContent"
             ".includes('takes from before are gone')", "nobody misses the takes")
    t.press("roll")
    t.sees("REC")
    t.press("roll")
    t.rig.expect("^message reverseplay-take-stopped")
    t.press("live")
    t.sees("LIVE")


def test_the_end_is_called_the_end(t):
    t.allowed = GONE
    t.rig.tell("eos")
    t.rig.expect("^eos")
    t.sees("ENDED")
    t.rig.tell("state NULL")
    t.sees("CONNECTION LOST")
    t.rig.tell("state PLAYING")
    t.sees("LIVE")
    t.is_live()


# --- pictures that come coded -------------------------------------------------

def beside(t, encoder, script=""):
    """Another pipeline; the director's tablet looks at it."""
    rig = Rig(PLAIN % encoder)
    t.others.append(rig)
    t.window(script)
    t.pair(rig.url.replace("127.0.0.1", "localhost"))
    return rig


def test_a_camera_that_gives_jpeg(t):
    beside(t, "jpegenc")
    t.has_path("canvas")
    t.is_live()
    t.sees("LIVE")
    t.take_path("mjpeg")
    t.is_live()


def test_jpeg_that_no_canvas_takes(t):
    beside(t, "jpegenc",
           "createImageBitmap = () => Promise.reject(new Error('no'));")
    t.has_path("mjpeg")
    t.is_live()


H264 = "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=1000 ! h264parse"


def test_a_camera_that_gives_h264(t):
    beside(t, H264)
    t.has_path("webcodecs")
    t.is_live()
    t.take_path("mse")
    t.is_live()
    expect(t.b.run("return document.querySelector('#path option[value=canvas]')"
                   ".disabled"), "JPEG is offered where there is none")


# --- several at once ----------------------------------------------------------

@over("https")
def test_two_tablets_load_the_page_at_once(t):
    """Each in a profile of its own, with no connection left from before."""
    browser = STAGE.browser()
    try:
        other = Test(browser)
        other.pair(t.rig.url)
        with ThreadPoolExecutor(2) as pool:
            for _ in range(LOADS):
                load_at_once((t, other), pool)
        other.close()
    finally:
        browser.close()


def load_at_once(tablets, pool):
    for tablet in tablets:
        tablet.b.driver.get("about:blank")
    restart(tablets[0].rig)
    list(pool.map(Test.load, tablets))
    for tablet in tablets:
        tablet.is_whole()
        tablet.has_picture()
        tablet.is_live(3)
        tablet.check()


def restart(rig):
    """So that no connection is left."""
    rig.here()
    rig.tell("state NULL")
    rig.expect("^state NULL")
    rig.tell("state PLAYING")
    rig.listens_at()


@over("http", "https")
def test_nothing_is_left_behind(t):
    t.b.driver.get("about:blank")
    STAGE.close()


def main():
    scheme = sys.argv[1] if len(sys.argv) > 1 else "http"
    tests = [value for name, value in globals().items()
             if name.startswith("test_")
             and scheme in getattr(value, "schemes", ("http",))]
    if "TABLET_RIG" not in os.environ:
        print("1..0 # SKIP built without tabletsink or without examples")
        return 0
    use_the_systems_python()
    STAGE.build(scheme)
    try:
        return run_tests(tests, Test, STAGE.browser)
    finally:
        STAGE.strike()


if __name__ == "__main__":
    sys.exit(main())
