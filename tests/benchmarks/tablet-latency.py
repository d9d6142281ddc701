#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How old is the picture on the tablet, by each path?

720p24 over loopback into a headless Chromium. Each frame gets the time of day
into its pixels where it enters tabletsink; the page's picture is read back once
per frame of the screen (requestAnimationFrame), so what is counted ends when
the pixel is there for the screen to fetch. Peers in the same run: GStreamer's
multipartmux, with the few lines of HTTP that a browser wants before it.

usage: tablet-latency.py [--seconds N] [--runs N] [--minutes N]
--minutes: does the delay grow? instead of all else.
TABLET_RIG is the program tests/browser/tablet-rig, GST_PLUGIN_PATH_1_0 where
the plugins are.
"""
import argparse
import http.server
import os
import socket
import statistics
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "browser"))

from browser import (Browser, use_the_systems_python,  # noqa: E402
                     what_is_missing)
from rig import OPERATOR, PROBE, Rig, free_port, older  # noqa: E402

PATHS = ("webcodecs", "mse", "canvas", "mjpeg")
TARGETS = {"webcodecs": (35, 60), "canvas": (35, 60), "mse": (60, 100)}
CAMERA = ("videotestsrc is-live=true pattern=smpte horizontal-speed=2 ! "
          "video/x-raw,format=I420,width=1280,height=720,framerate=24/1 ! "
          "identity name=clock ! ")
TABLET = (CAMERA + "tabletsink port=%d state-file=%s operator-code=" +
          OPERATOR)
BOUNDARY = "frame"
PEER = CAMERA + ("jpegenc ! multipartmux boundary=" + BOUNDARY +
                 " ! tcpserversink host=127.0.0.1 port=%d")
SIZE = (1180, 820)
RESTARTS = (0.1, 0.5, 2.0)      # s that the server is away


class PeerRequests(http.server.BaseHTTPRequestHandler):
    source = 0

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/":
            self.answer("text/html", b"<!doctype html><body><img src=/film>")
        elif self.path == "/film":
            self.answer("multipart/x-mixed-replace;boundary=" + BOUNDARY)
            self.relay()
        else:
            self.answer("text/plain")

    def answer(self, kind, body=b""):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def relay(self):
        with socket.create_connection(("127.0.0.1", self.source)) as source:
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                while data := source.recv(1 << 20):
                    self.connection.sendall(data)
            except OSError:
                pass            # the page has been left


class Page:
    """A window of the browser that looks at a page."""

    def __init__(self, browser, new=False):
        self.b = browser
        if new:
            browser.driver.switch_to.new_window("window")
        self.handle = browser.driver.current_window_handle
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=PROBE)
        browser.size(*SIZE)

    def here(self):
        if self.b.driver.current_window_handle != self.handle:
            self.b.driver.switch_to.window(self.handle)

    def pair(self, url):
        self.b.driver.get(url)
        status = self.b.later("""
            const answer = await fetch('/api/v1/pair', { method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ code: a[0] }) });
            return answer.status;""", OPERATOR)
        if status != 200:
            raise SystemExit("pairing was answered %s" % status)
        self.open(url)

    def open(self, url):
        """ms from the navigation to the first picture."""
        self.b.driver.get(url)
        self.b.wait("self.probe && probe.seen.length", "no picture")
        return self.b.run(
            "return probe.seen[0][2] - performance.timeOrigin")

    def take_path(self, path):
        self.b.run("""
            const pick = document.querySelector('#path');
            document.querySelector('#delay').click();
            pick.value = arguments[0];
            pick.dispatchEvent(new Event('change'));
            document.querySelector('#info').close();""", path)
        self.b.wait("onset.path === arguments[0]", "no picture by " + path, path)

    def since(self, start):
        """[code, ms of the day's clock, ms since 1970] seen from @start on."""
        return self.b.run("return probe.seen.filter((s) => s[2] >= arguments[0])",
                          start)

    def watch(self, seconds):
        """Ages in ms of the pictures of some seconds."""
        start = time.time() * 1000
        time.sleep(seconds)
        self.here()
        return [older(now, code) for code, now, _ in self.since(start)]


def quantile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(part * len(values)))]


def summary(runs):
    """Medians over the runs of median and p95, pictures a second."""
    return (statistics.median(statistics.median(run) for run in runs),
            statistics.median(quantile(run, 0.95) for run in runs))


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid, encoding="ascii") as stat:
        words = stat.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def measure(page, rig, seconds, runs):
    page.watch(1)               # what was begun under another path
    cpu, start, results = cpu_seconds(rig.process.pid), time.monotonic(), []
    for _ in range(runs):
        results.append(page.watch(seconds))
    cpu = cpu_seconds(rig.process.pid) - cpu
    return results, 100 * cpu / (time.monotonic() - start)


def start_peer():
    source = free_port()
    rig = Rig(PEER % source, waits=False)
    PeerRequests.source = source
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PeerRequests)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return rig, server


def measure_peer(page, seconds, runs):
    rig, server = start_peer()
    page.open("http://127.0.0.1:%d/" % server.server_port)
    result = measure(page, rig, seconds, runs)
    page.b.driver.get("about:blank")
    server.shutdown()
    rig.close()
    return result


def row(name, results, cpu, seconds, peer):
    median, p95 = summary(results)
    frames = statistics.median(len(run) / seconds for run in results)
    target = "%d, %d" % TARGETS[name] if name in TARGETS else "-"
    print("| %-26s | %10.1f | %7.1f | %9s | %11.1f | %14.0f | %5s |" % (
        name, median, p95, target, frames, cpu,
        "%.1f" % (peer / median) if peer else "-"), flush=True)
    return median


def print_latency(page, rig, seconds, runs):
    peer_results, peer_cpu = measure_peer(page, seconds, runs)
    peer = summary(peer_results)[0]
    print("| path                       | median, ms | p95, ms | to reach  | "
          "pictures/s | pipeline CPU, % | ratio |")
    print("|----------------------------|-----------:|--------:|----------:|"
          "------------:|---------------:|------:|")
    page.open(rig.url)
    for path in PATHS:
        page.take_path(path)
        row(path, *measure(page, rig, seconds, runs), seconds, peer)
    row("multipartmux in an <img>", peer_results, peer_cpu, seconds, None)


def print_first_picture(page, rig, times):
    waits = [page.open(rig.url) for _ in range(times)]
    print("\nFrom opening the page to its first picture, %d times: median %.0f "
          "ms, worst %.0f ms." % (times, statistics.median(waits), max(waits)))


def is_back(page, rig, away):
    """ms from the server's return to the first picture of after it."""
    rig.tell("state NULL")
    page.b.wait("document.body.dataset.tone === 'lost'", "not lost")
    time.sleep(away)
    rig.here()
    rig.tell("state PLAYING")
    rig.expect("^message tabletsink-ready")
    ready = time.time() * 1000
    page.b.wait("probe.seen.some((s) => s[2] > arguments[0])", "not back", ready)
    return page.since(ready)[0][2] - ready


def print_return(page, rig, times):
    waits = [is_back(page, rig, away) for away in RESTARTS
             for _ in range(times)]
    print("From the server's return to the picture's, %d times after %s s: "
          "median %.0f ms, worst %.0f ms." % (
              len(waits), ", ".join("%g" % s for s in RESTARTS),
              statistics.median(waits), max(waits)))


def print_growth(browser, rig, minutes):
    pages = [(path, Page(browser, new=True)) for path in ("webcodecs", "mse")]
    for path, page in pages:
        page.here()
        page.open(rig.url)
        page.take_path(path)
    print("| minute | " + " | ".join("%s, median, p95, ms" % path
                                     for path, _ in pages) + " |")
    for minute in range(1, minutes + 1):
        start = time.time() * 1000
        time.sleep(60)
        cells = []
        for _, page in pages:
            page.here()
            ages = [older(now, code) for code, now, _ in page.since(start)]
            cells.append("%.1f, %.1f" % (statistics.median(ages),
                                         quantile(ages, 0.95)))
        print("| %6d | %s | load %.1f" % (minute, " | ".join(cells),
                                          os.getloadavg()[0]), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--minutes", type=int, default=0)
    options = parser.parse_args()
    use_the_systems_python()
    missing = what_is_missing()
    if missing or "TABLET_RIG" not in os.environ:
        print("not measured: " + (missing or "TABLET_RIG is not set"))
        return 0
    print("Load at the start: %.1f\n" % os.getloadavg()[0])
    browser, rig = Browser(logs=()), None
    try:
        rig = Rig(TABLET % (free_port(),
                            os.path.join(browser.directory.name, "tablets")))
        page = Page(browser)
        page.pair(rig.url)
        if options.minutes:
            browser.driver.get("about:blank")
            print_growth(browser, rig, options.minutes)
        else:
            print_latency(page, rig, options.seconds, options.runs)
            print_first_picture(page, rig, 9)
            print_return(page, rig, 3)
    finally:
        browser.close()
        if rig:
            rig.close()
    print("\nLoad at the end: %.1f" % os.getloadavg()[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
