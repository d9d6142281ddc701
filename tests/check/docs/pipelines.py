#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs every pipeline of the README and of docs/ as a reader would paste it.

pipelines.py DIR: prints TAP. What a test machine has not got is replaced: a
camera by a test picture, a monitor by a sink that keeps its pace. Sources end
after some frames. ONSET_LAUNCH is the program.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'tools'))
from certificate import make_certificate  # noqa: E402

REPLACED = [
    # a tablet's network, its ports, and the files of its certificate
    (r'\baddress=(wlan0|0\.0\.0\.0)', 'address=127.0.0.1'),
    (r'\btabletsink\b(?! name)', 'tabletsink port=0'),
    (r'\btabletsink name=t\b', 'tabletsink name=t port=0'),
    (r' port=8\d+', ''),
    (r'\bautovideosink\b', 'fakesink sync=true'),
    (r'\bwaylandsink fullscreen=true', 'fakesink sync=true'),
    (r'\bkmssink connector-id=\d+', 'fakesink sync=true'),
    (r'\bv4l2src\b', 'videotestsrc is-live=true'),
    (r'\bdecklinkvideosrc [^!]*!',
     'videotestsrc is-live=true ! video/x-raw,format=v210,width=320,'
     'height=180 !'),
    (r'\bdecklinkvideosink [^!]*$', 'fakesink sync=true'),
    (r'\bautoaudiosink\b', 'fakesink sync=true'),
    (r'\b(alsasrc|decklinkaudiosrc)( [a-z-]+=\d+)*',
     'audiotestsrc num-buffers=40 is-live=true'),
    (r'\baudiotestsrc is-live=true',
     'audiotestsrc num-buffers=40 is-live=true'),
    (r'\bvideotestsrc is-live=true', 'videotestsrc num-buffers=20 is-live=true'),
    # half of the memory is for a set, not for a test
    (r'\breverseplay\b', 'reverseplay max-size-bytes=200000000'),
]


def pipelines(path):
    text = open(path, encoding='utf-8').read()
    for block in re.findall(r'```sh\n(.*?)```', text, re.S):
        for line in block.splitlines():
            _, found, pipeline = line.partition('./onset run ')
            if found:
                yield pipeline


def run(pipeline, directory):
    for pattern, text in REPLACED:
        pipeline = re.sub(pattern, text, pipeline)
    command = [os.environ['ONSET_LAUNCH'], '--no-keys'] + shlex.split(pipeline)
    return subprocess.run(command, cwd=directory, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60)


def main():
    root = sys.argv[1]
    pages = [os.path.join(root, 'README.md')]
    docs = os.path.join(root, 'docs')
    pages += [os.path.join(docs, name) for name in sorted(os.listdir(docs))
              if name.endswith('.md')]
    found = [(os.path.relpath(page, root), pipeline)
             for page in pages for pipeline in pipelines(page)]
    failed = 0
    print('1..%d' % len(found))
    with tempfile.TemporaryDirectory() as directory:
        make_certificate(directory, 'monitor.example.org', 'monitor.pem',
                         'monitor-key.pem')
        for number, (page, pipeline) in enumerate(found, 1):
            result = run(pipeline, directory)
            ok = result.returncode == 0
            failed += not ok
            print('%s %d - %s: %s' % ('ok' if ok else 'not ok', number, page,
                                      pipeline.replace('#', '')), flush=True)
            if not ok:
                for line in result.stdout.decode('utf-8',
                                                 'replace').splitlines():
                    print('# ' + line)
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
