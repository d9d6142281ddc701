# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One headless Chromium for a test program, and waiting for what it shows."""
import os
import shutil
import sys
import tempfile
import time
import traceback

DEADLINE = float(os.environ.get("ONSET_TEST_DEADLINE", "20"))
# A name that is not the loopback's: what it serves is no secure context.
ELSEWHERE = "tablet.test"
FLAGS = ("--headless=new --no-sandbox --disable-gpu --hide-scrollbars "
         "--disable-dev-shm-usage --disable-background-networking "
         "--no-first-run --autoplay-policy=no-user-gesture-required")


class Failure(Exception):
    pass


def has_selenium():
    try:
        import selenium  # noqa: F401
        return True
    except ImportError:
        return False


def use_the_systems_python():
    """Debian's selenium is Debian's python3's; another may come first."""
    system = "/usr/bin/python3"
    if not has_selenium() and os.path.exists(system) \
            and not os.environ.get("ONSET_TEST_PYTHON"):
        os.environ["ONSET_TEST_PYTHON"] = system
        os.execv(system, [system] + sys.argv)


def what_is_missing():
    for program in ("chromium", "chromedriver", "ffmpeg"):
        if not shutil.which(program):
            return program + " is not installed"
    if not has_selenium():
        return "selenium is not installed"
    return None


class Browser:
    def __init__(self, logs=("browser", "performance"), flags=()):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
        self.directory = tempfile.TemporaryDirectory(prefix="onset-browser-")
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for flag in FLAGS.split() + list(flags):
            options.add_argument(flag)
        options.add_argument("--host-resolver-rules=MAP %s 127.0.0.1"
                             % ELSEWHERE)
        options.add_argument("--user-data-dir=" + self.directory.name)
        options.set_capability("goog:loggingPrefs",
                               {log: "ALL" for log in logs})
        # the tests' tracers and allocators are nothing for a browser
        environment = {k: v for k, v in os.environ.items()
                       if not k.startswith(("GST_", "G_", "ASAN", "TSAN"))}
        self.driver = webdriver.Chrome(
            service=Service(shutil.which("chromedriver"), env=environment),
            options=options)
        self.driver.set_script_timeout(DEADLINE)

    def close(self):
        self.driver.quit()
        self.directory.cleanup()

    def size(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width,
                 height=height, deviceScaleFactor=1, mobile=True)

    def cdp(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def later(self, script, *arguments):
        """The value of a promise that an async function's body gives."""
        return self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1]; (async (...a) => {"
            + script + "})(...arguments).then(done, e => done('threw: ' + e));",
            *arguments)

    def wait(self, script, why, *arguments, seconds=DEADLINE):
        """Until @script gives something; how long it took, in seconds."""
        start = time.monotonic()
        while not self.run("return (%s);" % script, *arguments):
            if time.monotonic() - start > seconds:
                raise Failure("%s: %s" % (why, self.run(
                    "return document.body.innerText.slice(0, 400)")))
            time.sleep(0.01)
        return time.monotonic() - start

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0])"
                        ".textContent", selector)

    def wait_text(self, selector, text, seconds=DEADLINE):
        return self.wait("document.querySelector(arguments[0])?.textContent"
                         " === arguments[1]",
                         "%s does not say %r" % (selector, text),
                         selector, text, seconds=seconds)

    def rect(self, selector):
        return self.run("const r = document.querySelector(arguments[0])"
                        ".getBoundingClientRect();"
                        "return [r.x, r.y, r.width, r.height]", selector)

    def mouse(self, kind, x, y):
        self.cdp("Input.dispatchMouseEvent", type=kind, x=x, y=y,
                 button="left", buttons=0 if kind == "mouseReleased" else 1,
                 clickCount=1)

    def press(self, selector):
        """A real press in its middle: what lies over it would get it."""
        self.run("document.querySelector(arguments[0])"
                 ".scrollIntoView({ block: 'nearest' })", selector)
        x, y, width, height = self.rect(selector)
        self.mouse("mousePressed", x + width / 2, y + height / 2)
        self.mouse("mouseReleased", x + width / 2, y + height / 2)

    def key(self, key, code=0, text=None):
        arguments = {"key": key, "windowsVirtualKeyCode": code}
        if text:
            arguments["text"] = text
        self.cdp("Input.dispatchKeyEvent", type="keyDown", **arguments)
        self.cdp("Input.dispatchKeyEvent", type="keyUp", key=key,
                 windowsVirtualKeyCode=code)

    def log(self):
        """What the console has said since it was asked last."""
        return [(e["level"], e["message"])
                for e in self.driver.get_log("browser")]


def run_tests(functions, make, make_browser=Browser):
    """Runs them in one browser as TAP. @make (browser) gives what each test
    gets; called before each, its close() after each."""
    use_the_systems_python()
    print("TAP version 13")
    missing = what_is_missing()
    if missing:
        print("1..0 # SKIP " + missing)
        return 0
    print("1..%d" % len(functions))
    browser, failed = make_browser(), 0
    try:
        for number, function in enumerate(functions, 1):
            name = function.__name__[5:].replace("_", " ")
            start = time.monotonic()
            t = make(browser)
            try:
                function(t)
                t.check()
                print("ok %d - %s" % (number, name))
                if os.environ.get("ONSET_TEST_TIMES"):
                    print("# %.1f s" % (time.monotonic() - start))
            except Exception as why:
                failed += 1
                print("not ok %d - %s" % (number, name))
                text = str(why) if isinstance(why, Failure) \
                    else traceback.format_exc()
                for line in text.splitlines():
                    print("# " + line)
            finally:
                t.close()
            sys.stdout.flush()
    finally:
        browser.close()
    return 1 if failed else 0
