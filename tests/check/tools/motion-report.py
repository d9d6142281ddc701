#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""motion-report: the page that a DIT opens.

Runs the real program on a clip that is made here, a picture that glides and is
knocked twice, and reads the page as XML.

usage: motion-report.py [MOTION-REPORT [PLUGIN-DIRECTORY]]
Otherwise the environment says: MOTION_REPORT, GST_PLUGIN_PATH_1_0.
Prints TAP.
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import xml.etree.ElementTree as ElementTree

REPORT = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MOTION_REPORT")
if len(sys.argv) > 2:
    os.environ["GST_PLUGIN_PATH_1_0"] = sys.argv[2]
os.environ["LC_ALL"] = "C.UTF-8"

WIDTH, HEIGHT, FRAMES, FPS = 320, 180, 80, 25
# what the picture is off its path by, frame by frame: to the right, and down
SIDEWAYS, DOWN = {30: 6, 31: 6}, {55: -5}
# a name that is markup, and hides nothing
NAME = """take <b>&amp; "3" 'x' </title><script>.y4m"""
PIPELINE = ("filesrc location=clip.y4m ! y4mdec ! motionstab "
            "! reverseplay trigger=stream show-live=false %s"
            "! fakesink sync=false name=out")


TRACER = re.compile(r":gst_tracer_(register|record_build_format):")


class Failure(Exception):
    pass


def check(ok, what):
    if not ok:
        raise Failure(what)


# -- the clip ----------------------------------------------------------------

def texture(width, height):
    """Noise of three sizes, smooth from pixel to pixel."""
    rand = random.Random(3)
    total = [[128.0] * width for _ in range(height)]
    for cell, size in ((6, 25), (13, 35), (40, 30)):
        grid = [[rand.uniform(-size, size) for _ in range(width // cell + 2)]
                for _ in range(height // cell + 2)]
        for y in range(height):
            j, v = divmod(y, cell)
            v /= cell
            row = [a + v * (b - a) for a, b in zip(grid[j], grid[j + 1])]
            line = total[y]
            for x in range(width):
                i, u = divmod(x, cell)
                line[x] += row[i] + u / cell * (row[i + 1] - row[i])
    return [bytes(int(max(16, min(235, v))) for v in line) for line in total]


def write_clip(path):
    margin = 20
    rows = texture(WIDTH + FRAMES + 2 * margin, HEIGHT + 2 * margin)
    rand = random.Random(4)
    with open(path, "wb") as f:
        f.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n"
                % (WIDTH, HEIGHT, FPS))
        for n in range(FRAMES):
            x = margin + n - SIDEWAYS.get(n, 0)
            y = margin - DOWN.get(n, 0)
            f.write(b"FRAME\n")
            # a sensor never gives the same picture twice
            for row in rows[y:y + HEIGHT]:
                noise = rand.getrandbits(WIDTH)
                f.write(bytes(v + (noise >> i & 1)
                              for i, v in enumerate(row[x:x + WIDTH])))
            f.write(b"\x80" * (WIDTH * HEIGHT // 2))


# -- running it ----------------------------------------------------------------

def run(*arguments, status=0, **environment):
    done = subprocess.run([REPORT] + list(arguments), cwd=WORK,
                          env=dict(os.environ, **environment),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8",
                          timeout=200)
    # the leaks tracer introduces itself
    done.stderr = "".join(line for line in done.stderr.splitlines(True)
                          if not TRACER.search(line))
    check(done.returncode == status, "%r ends with %d and says\n%s" % (
        arguments, done.returncode, done.stderr[-2000:]))
    check("object-alive" not in done.stderr, "it leaks:\n" + done.stderr)
    return done


def read(name):
    with open(os.path.join(WORK, name), encoding="utf-8") as f:
        return f.read()


class Page:
    def __init__(self, name):
        self.source = read(name)
        self.root = ElementTree.fromstring(self.source)

    def text(self, path):
        return "".join(self.root.find(path).itertext())

    def of_class(self, tag, *classes):
        return [e for e in self.root.iter(tag)
                if set(classes) <= set(e.get("class", "").split())]

    def jerks(self, take=0):
        """(frame, kind, severity, level) of the list."""
        table = self.of_class("table", "jerks")[take]
        heads = ["".join(e.itertext()) for e in table.iter("th")]
        kind = heads.index("kind")
        rows = []
        for row in table.find("tbody"):
            cells = ["".join(c.itertext()).strip() for c in row]
            rows.append((int(cells[1]), cells[kind], float(cells[kind + 1]),
                         cells[kind + 2]))
        return rows


def is_the_clip(jerks):
    check([j[1] for j in jerks] == ["sway", "bump"], "found %r" % jerks)
    (sway, _, a, _), (bump, _, b, _) = jerks
    check(abs(sway - 30) <= 1 and abs(bump - 55) <= 1, "found %r" % jerks)
    check(abs(a - 600 / HEIGHT) < 0.5 and abs(b - 500 / HEIGHT) < 0.5,
          "found %r" % jerks)


# -- the cases -------------------------------------------------------------------

def file_to_page():
    """A file becomes a page with its jerks in it."""
    run("clip.y4m", "page.html")
    page = Page("page.html")
    check(page.text("body/h1") == "clip.y4m", "the heading")
    facts = "".join(e for p in page.of_class("p", "soft")
                    for e in p.itertext())
    for what in ("%d × %d" % (WIDTH, HEIGHT), "25 frames per second",
                 "%d frames" % FRAMES, "0:03.200"):
        check(what in facts, "%s is not in %r" % (what, facts))
    is_the_clip(page.jerks())


def marks():
    """Each jerk is marked in the time line and beside its own axis, with the
    shape of its kind and filled as its level says."""
    run("clip.y4m", "page.html")
    page = Page("page.html")
    plots = page.of_class("svg", "plot")
    check(len(plots) == 4, "%d plots" % len(plots))
    for svg, kinds in [(page.of_class("svg", "timeline")[0],
                        ["sway", "bump"])] + list(zip(
                            plots, (["sway"], ["bump"], [], []))):
        found = [e.get("class").split()[1:] for e in svg.iter("g")
                 if "mark" in e.get("class", "").split()]
        check([f[0] for f in found] == kinds, "%r" % found)
        check(all(f[1] in ("nominal", "needs-review", "needs-fix")
                  for f in found), "%r" % found)
    for svg in plots:
        curves = [e for e in svg.iter("path") if e.get("class") == "curve"]
        check(len(curves) == 2, "%d curves" % len(curves))
        check(all(re.fullmatch(r"[ML \d.-]+", e.get("d")) for e in curves),
              "a curve has other than numbers")


def self_contained():
    """Nothing is fetched, nothing is run."""
    run("clip.y4m", "page.html")
    page = Page("page.html")
    check(not re.search(r"https?:|//|url\(|@import", page.source),
          "it refers to something")
    for e in page.root.iter():
        check(e.tag not in ("script", "link", "img", "iframe", "object"),
              "it has a %s" % e.tag)
        check(not any(a in ("src", "href", "style") or a.startswith("on")
                      for a in e.attrib), "%s has %r" % (e.tag, e.attrib))


def names():
    """A name that is markup stays a name."""
    shutil.copy(os.path.join(WORK, "clip.y4m"),
                os.path.join(WORK, NAME.replace("/", "\N{FRACTION SLASH}")))
    name = NAME.replace("/", "\N{FRACTION SLASH}")
    run(name, "page.html")
    page = Page("page.html")
    check(page.text("body/h1") == name, page.text("body/h1"))
    check(page.text("head/title") == "Motion: " + name, "the title")
    title = "a\x07b </h1>&lt;\u2028"
    run("--title", title, "clip.y4m", "page.html")
    check(Page("page.html").text("body/h1") == title.replace("\x07", "\ufffd"),
          "a title with a bell in it")


def log():
    """What was logged makes the same page."""
    run("clip.y4m", "page.html", "--save-log", "clip.jsonl")
    lines = [json.loads(line) for line in read("clip.jsonl").splitlines()]
    said = [line["message"] for line in lines]
    check(said.count("motionstab-shift") == FRAMES, "%d shifts" % len(said))
    check(said[-1] == "motionstab-report", said[-1])
    check(len(lines[-1]["jerks"]) == 2, "%r" % lines[-1])
    run("--log", "clip.jsonl", "again.html")
    check(read("page.html") == read("again.html"), "the page is another one")


def takes():
    """The metas of a take, read off its playback in reverse, are reported in
    the order in which it was shot."""
    run("--pipeline", PIPELINE % "", "takes.html", "--save-log", "takes.jsonl")
    page = Page("takes.html")
    check([e.text for e in page.root.iter("h2")] == ["Take 1"], "the heading")
    is_the_clip(page.jerks())
    run("--log", "takes.jsonl", "again.html")
    check(read("takes.html") == read("again.html"), "the page is another one")
    frames = [line for line in map(json.loads,
                                   read("takes.jsonl").splitlines())
              if line["message"] == "motion-report-frame"]
    check([f["frame"] for f in frames] == list(reversed(range(FRAMES))),
          "%r" % [f["frame"] for f in frames])
    check(all(f["take"] == 1 for f in frames), "of another take")


def takes_apart():
    """Frames of two takes, shown twice and in any order, are told apart."""
    lines = [{"message": "motion-report-video", "width": 100, "height": 100,
              "framerate": "25/1"},
             {"message": "reverseplay-take-started", "take": 2,
              "name": "<walk>"}]
    for take in (2, 1, 2):
        order = range(50) if take == 2 else reversed(range(40))
        for frame in order:
            line = {"message": "motion-report-frame", "take": take,
                    "frame": frame, "kind": "moved", "dx": take * 0.5,
                    "running-time": (take * 1000 + frame) * 40000000}
            if frame == 20 + take:
                line["jerk"] = {"message": "onset-jerk", "kind": "roll",
                                "level": "nominal", "severity": 0.5,
                                "age": 2}
            lines.append(line)
    with open(os.path.join(WORK, "two.jsonl"), "w", encoding="utf-8") as f:
        f.writelines(json.dumps(line) + "\n" for line in lines)
    run("--log", "two.jsonl", "two.html")
    page = Page("two.html")
    check([e.text for e in page.root.iter("h2")] == ["Take 1",
                                                     "Take 2: <walk>"],
          "the headings")
    check(page.jerks(0) == [(19, "roll", 0.5, "nominal")],
          "%r" % page.jerks(0))
    check(page.jerks(1) == [(20, "roll", 0.5, "nominal")],
          "%r" % page.jerks(1))


def nothing_known():
    """Frames of which no motion is known make a page, too."""
    with open(os.path.join(WORK, "blind.jsonl"), "w", encoding="utf-8") as f:
        for n in range(9):
            f.write(json.dumps({"message": "motionstab-shift", "frame": n,
                                "kind": "blind"}) + "\n")
    run("--log", "blind.jsonl", "blind.html")
    page = Page("blind.html")
    check("No motion could be measured." in page.source, "the verdict")
    check(not page.of_class("path", "curve"), "a curve of nothing")


def bad_input():
    """What cannot be reported on is said, in a line."""
    with open(os.path.join(WORK, "text.mov"), "w", encoding="utf-8") as f:
        f.write("this is no picture\n" * 99)
    bad = ["{", "[1]", '{"message":3}', '{"message":"a","b":1e}', "{}x",
           '{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}',
           '{"a":"\\u12"}', '{"a":"', "nan"]
    for n, text in enumerate(bad):
        with open(os.path.join(WORK, "bad%d" % n), "w") as f:
            f.write('{"message":"motionstab-shift"}\n' + text + "\n")
    for status, said, arguments in [
            (1, "nowhere.mov: there is no such file", ["nowhere.mov"]),
            (1, ".: it is a directory", ["."]),
            (1, "text.mov: ", ["text.mov"]),
            (1, "name=out", ["--pipeline", "fakesrc ! fakesink"]),
            (1, "no element", ["--pipeline", "fakesrc ! nosuchelement"]),
            (1, "motionstab said nothing",
             ["--pipeline", "fakesrc num-buffers=3 ! fakesink name=out"]),
            (1, "nowhere", ["clip.y4m", "nowhere/page.html"]),
            (1, "nowhere", ["clip.y4m", "x.html", "-s", "nowhere/log"]),
            (1, "clip.y4m: ", ["--log", "clip.y4m"]),
            (2, "INPUT", []), (2, "INPUT", ["a", "b", "c"]),
            (2, "handheld", ["--intent", "wobbly", "clip.y4m"]),
            (2, "--nosuch", ["--nosuch"])] + [
                (1, "line 2", ["--log", "bad%d" % n])
                for n in range(len(bad))]:
        stderr = run(*arguments, status=status).stderr
        lines = [line for line in stderr.splitlines()
                 if line.startswith("motion-report: ")]
        check(len(lines) == 1 and said in lines[0],
              "%r says\n%s" % (arguments, stderr))
    said = run("clip.y4m", status=1, GST_PLUGIN_PATH_1_0="",
               GST_REGISTRY=os.path.join(WORK, "registry")).stderr
    check("no element motionstab" in said, said)


CASES = [file_to_page, marks, self_contained, names, log, takes, takes_apart,
         nothing_known, bad_input]


def main():
    failed = 0
    print("1..%d" % len(CASES))
    write_clip(os.path.join(WORK, "clip.y4m"))
    for number, case in enumerate(CASES, 1):
        try:
            case()
            print("ok %d - %s" % (number, case.__name__), flush=True)
        except Exception:
            failed += 1
            print("not ok %d - %s" % (number, case.__name__))
            for line in traceback.format_exc().splitlines():
                print("# " + line, flush=True)
    return failed > 0


if __name__ == "__main__":
    if not REPORT:
        print("1..0 # SKIP motion-report is not built")
        sys.exit(0)
    WORK = tempfile.mkdtemp(prefix="motion-report-")
    try:
        sys.exit(main())
    finally:
        shutil.rmtree(WORK)
