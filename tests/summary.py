#!/usr/bin/env python3
"""Runs the tests of a build directory and tells a person how they went.

summary.py [--tally FILE] [--setup NAME] [--suite NAME] [--exclude SUITE]
           BUILDDIR [TEST...]

Drives `meson test` and prints a line for each test program as it ends, with
the number of its checks, which are the single cases of a GstCheck program;
every case that failed with its whole message; what the program said, when it
failed. A program that dies, hangs or exits with an error although all of its
cases passed is one more failure.

TEST is a name as meson has it (libs/arena), its last part (arena) or the
source file (tests/check/libs/arena.c).

Adds "passed failed skipped" as a line to FILE. Exits with 1 when anything
failed.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

RESULT_LINE = re.compile(
    r'^\s*\d+/\d+\s+(?:.* / )?(?P<name>\S+)\s+'
    r'(?P<result>OK|FAIL|SKIP|TIMEOUT|ERROR|INTERRUPT|EXPECTEDFAIL|'
    r'UNEXPECTEDPASS)\s+(?P<seconds>[\d.]+)s(?:\s+(?P<detail>.*))?$')
SKIPPED_CASE = re.compile(r'^\s*SKIP: *(?P<case>[A-Za-z_]\w*): *(?P<why>.*)$')
# of a log; the whole of it is in the file that is named
MAX_LOG_LINES = 150

NOT_XML = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd]')


def say(text=''):
    # a terminal in the C locale cannot print everything that a test may say
    encoding = sys.stdout.encoding or 'ascii'
    text = text.encode(encoding, 'backslashreplace').decode(encoding)
    print(text, flush=True)


def meson_json(meson, build, what):
    out = subprocess.run([meson, 'introspect', what, build],
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         check=True)
    return json.loads(out.stdout)


def choose(tests, wanted):
    """Names of the tests that the words of a person mean."""
    chosen = []
    for word in wanted:
        word = re.sub(r'^(\./)?(tests/check/)?', '', word)
        word = re.sub(r'\.c$', '', word)
        found = [t['name'] for t in tests
                 if t['name'] == word or t['name'].endswith('/' + word)]
        if not found:
            say('There is no test "%s". There are:' % word)
            for t in tests:
                say('  ' + t['name'])
            sys.exit(2)
        chosen += [name for name in found if name not in chosen]
    return chosen


class Case:
    def __init__(self, node, ns):
        def text(tag):
            found = node.find(ns + tag)
            return found.text or '' if found is not None else ''
        self.name = text('id')
        self.iteration = text('iteration') or '0'
        self.where = text('fn')
        self.ok = node.get('result') == 'success'
        self.message = text('message')


def read_cases(path):
    """The cases in a log of GstCheck, also of one that stops short."""
    try:
        with open(path, encoding='utf-8', errors='replace') as f:
            content = NOT_XML.sub('?', f.read())
    except OSError:
        return None
    cases = []
    parser = ElementTree.XMLPullParser(['end'])
    try:
        parser.feed(content)
        for _, node in parser.read_events():
            if node.tag.rpartition('}')[2] == 'test':
                cases.append(Case(node, node.tag.rpartition('}')[0] + '}'
                                  if '}' in node.tag else ''))
    except ElementTree.ParseError:
        pass
    return cases


class Run:
    def __init__(self, tests):
        self.tests = {t['name']: t for t in tests}
        self.width = max([len(t['name']) for t in tests] + [20]) + 2
        self.reported = {}
        self.passed = self.failed = self.skipped = 0
        self.failures = []
        self.passed_cases = {}

    def log_path(self, name):
        return self.tests.get(name, {}).get('env', {}).get(
            'CK_XML_LOG_FILE_NAME')

    def forget_old_logs(self):
        for name in self.tests:
            path = self.log_path(name)
            if path and os.path.exists(path):
                os.unlink(path)

    def report(self, name, result, seconds, detail):
        """Prints the line of a test program; what it said comes later."""
        if name in self.reported:
            return
        path = self.log_path(name)
        cases = read_cases(path) if path else None
        failed = [c for c in cases if not c.ok] if cases else []
        # a loop test has one case per iteration
        loops = {c.name for c in cases or [] if c.iteration != '0'}
        passed = len(cases) - len(failed) if cases else 0
        problem = None
        if cases:
            self.passed_cases[name] = [c.name for c in cases if c.ok]

        if result == 'SKIP':
            self.reported[name] = 'skip'
            self.skipped += 1
            return
        if result == 'TIMEOUT':
            problem = 'it did not end in time'
        elif result in ('OK', 'EXPECTEDFAIL'):
            if cases is None:
                passed = 1
            elif not cases:
                problem = 'it ran no case at all'
        elif not failed:
            problem = detail or 'it ended with an error (%s)' % result

        n_failed = len(failed) + (1 if problem else 0)
        self.reported[name] = 'fail' if n_failed else 'ok'
        self.passed += passed
        self.failed += n_failed

        n = passed + n_failed
        checks = '%d check%s' % (n, '' if n == 1 else 's')
        if n_failed:
            self.failures.append(name)
            checks += ', %d FAILED' % n_failed
        say('  %-*s %-24s %8.1f s' % (self.width, name, checks, seconds))
        for case in failed:
            message = case.message.strip().replace('\n', '\n        ')
            title = case.name
            if title in loops:
                title += '[%s]' % case.iteration
            say('    FAILED %s (%s)' % (title, case.where))
            say('        %s' % message)
        if problem:
            say('    FAILED: %s' % problem)

    def count_skipped_cases(self, name, text):
        """A case that says so was not run, whatever GstCheck thinks."""
        seen = set()
        passed = self.passed_cases.get(name, [])
        for line in text.split('\n'):
            m = SKIPPED_CASE.match(line)
            # a loop test says so in each iteration
            if not m or m.group('case') not in passed:
                continue
            passed.remove(m.group('case'))
            self.passed -= 1
            self.skipped += 1
            if m.group('case') not in seen:
                seen.add(m.group('case'))
                say('  %-*s skipped %s: %s' % (self.width, name,
                                               m.group('case'),
                                               m.group('why')))


def clean(text):
    """What a program said, without the leaks tracer's own housekeeping."""
    lines = []
    for line in text.split('\n'):
        if ' GST_TRACER ' in line:
            if 'object-alive,' not in line or '%s' in line:
                continue
            line = 'leaked: ' + line.partition('object-alive, ')[2]
        lines.append(line.rstrip())
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--tally')
    parser.add_argument('--setup')
    parser.add_argument('--suite')
    parser.add_argument('--exclude')
    parser.add_argument('--meson', default='meson')
    parser.add_argument('build')
    parser.add_argument('names', nargs='*')
    args = parser.parse_args()

    tests = meson_json(args.meson, args.build, '--tests')
    command = [args.meson, 'test', '-C', args.build, '--no-rebuild']
    log = 'testlog'
    if args.setup:
        command += ['--setup', args.setup]
        log += '-' + args.setup

    def in_suite(test, suite):
        return any(s.rpartition(':')[2] == suite for s in test['suite'])

    if args.suite:
        command += ['--suite', args.suite]
        tests = [t for t in tests if in_suite(t, args.suite)]
    if args.exclude:
        command += ['--no-suite', args.exclude]
        tests = [t for t in tests if not in_suite(t, args.exclude)]
    if args.names:
        names = choose(tests, args.names)
        command += names
        tests = [t for t in tests if t['name'] in names]

    run = Run(tests)
    run.forget_old_logs()
    log = os.path.join(args.build, 'meson-logs', log)
    for suffix in ('.json', '.txt'):
        if os.path.exists(log + suffix):
            os.unlink(log + suffix)

    unknown = []
    meson = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             encoding='utf-8', errors='replace')
    for line in meson.stdout:
        m = RESULT_LINE.match(line)
        if m:
            run.report(m.group('name'), m.group('result'),
                       float(m.group('seconds')), m.group('detail'))
        elif line.strip():
            unknown.append(line.rstrip())
    status = meson.wait()

    # What the programs said is only complete now
    said = {}
    try:
        with open(log + '.json', encoding='utf-8', errors='replace') as f:
            for line in f:
                entry = json.loads(line)
                name = entry['name'].rpartition(' / ')[2]
                run.report(name, entry['result'], entry['duration'],
                           'exit status %s' % entry['returncode'])
                said[name] = (entry.get('stdout') or '',
                              entry.get('stderr') or '')
    except (OSError, ValueError):
        pass

    for test in tests:
        name = test['name']
        out, err = said.get(name, ('', ''))
        if run.reported.get(name) == 'skip':
            why = clean(out + '\n' + err)
            why = why[-1] if why else 'it did not say why'
            say('  %-*s skipped: %s' % (run.width, name,
                                        re.sub('^SKIP: *', '', why)))
        elif name in run.reported:
            run.count_skipped_cases(name, out)
        else:
            run.failed += 1
            run.failures.append(name)
            say('  %-*s FAILED: it was not run' % (run.width, name))

    for name in run.failures:
        lines = clean('\n'.join(said.get(name, ())))
        if not lines:
            continue
        say()
        say('  What %s said:' % name)
        if len(lines) > MAX_LOG_LINES:
            half = MAX_LOG_LINES // 2
            lines = lines[:half] + ['', '... %d lines more in %s.txt ...' % (
                len(lines) - 2 * half, log), ''] + lines[-half:]
        for line in lines:
            say('  | ' + line)

    if not run.reported:
        run.failed = max(run.failed, 1)
        for line in unknown:
            say('  | ' + line)
    elif status != 0 and run.failed == 0:
        run.failed = 1
        say('  FAILED: meson test ended with %d' % status)
        for line in unknown:
            say('  | ' + line)

    if args.tally:
        with open(args.tally, 'a', encoding='ascii') as f:
            f.write('%d %d %d\n' % (run.passed, run.failed, run.skipped))
    return 1 if run.failed else 0


if __name__ == '__main__':
    sys.exit(main())
