#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a test program that prints TAP, and logs its cases as GstCheck would.

run-tap.py PROGRAM [ARGUMENT...]

The log goes to CK_XML_LOG_FILE_NAME, so that such a program's cases are
counted like those of the others. A case that TAP calls skipped is printed as
"SKIP: case: why". The lines that begin with # after a case that failed are its
message. Exits as the program does, and with 1 when a case of its plan is
missing.
"""

import os
import re
import subprocess
import sys
from xml.sax.saxutils import escape

CASE = re.compile(r'^(?P<not>not )?ok\b *(?P<number>\d+)? *-? *'
                  r'(?P<name>[^#]*?) *(# *(?P<skip>SKIP\S*) *(?P<why>.*))?$')
PLAN = re.compile(r'^1\.\.(\d+)( *# *SKIP *(?P<why>.*))?$', re.I)


class Case:
    def __init__(self, name, ok):
        self.name, self.ok, self.message = name, ok, []


def identifier(name):
    return re.sub(r'\W+', '_', name).strip('_') or 'case'


def run(command):
    cases, plan = [], None
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, encoding='utf-8',
                               errors='replace')
    for line in process.stdout:
        print(line, end='', flush=True)
        line = line.rstrip('\n')
        planned, match = PLAN.match(line), CASE.match(line)
        if planned:
            plan = int(planned.group(1))
            if plan == 0 and planned.group('why'):
                print('SKIP: ' + planned.group('why'))
                sys.exit(77)
        elif match:
            name = match.group('name') or 'case %d' % (len(cases) + 1)
            cases.append(Case(name, not match.group('not')))
            if match.group('skip'):
                cases[-1].name = identifier(name)
                print('SKIP: %s: %s' % (cases[-1].name, match.group('why')))
        elif line.startswith('#') and cases and not cases[-1].ok:
            cases[-1].message.append(line[1:].strip())
    return process.wait(), cases, plan


def write_log(path, where, cases):
    with open(path, 'w', encoding='utf-8') as f:
        f.write('<?xml version="1.0"?>\n<testsuites><suite>\n')
        for case in cases:
            message = '\n'.join(case.message) or 'not ok'
            f.write('<test result="%s"><fn>%s</fn><id>%s</id>'
                    '<iteration>0</iteration><message>%s</message></test>\n' % (
                        'success' if case.ok else 'failure', escape(where),
                        escape(case.name), escape(message)))
        f.write('</suite></testsuites>\n')


def main():
    status, cases, plan = run([sys.executable] + sys.argv[1:])
    path = os.environ.get('CK_XML_LOG_FILE_NAME')
    if path:
        write_log(path, os.path.basename(sys.argv[1]), cases)
    if plan is None or plan != len(cases):
        print('%d cases ran, %s were planned' % (len(cases), plan))
        status = status or 1
    if not all(case.ok for case in cases):
        status = status or 1
    return status


if __name__ == '__main__':
    sys.exit(main())
