#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Two cameras and sound, reviewed together: in step.

cameras.py: prints TAP. Both cameras are one source, so that whatever shows the
two together shows the same picture twice. ONSET_LAUNCH is the program that runs
the pipelines.
"""

import os
import shlex
import subprocess
import sys
import tempfile

WIDTH, HEIGHT, FRAMES = 64, 48, 50
SIZE = WIDTH * HEIGHT * 3 // 2
CAMERA = ('videotestsrc num-buffers=%d pattern=ball ! video/x-raw,format=I420,'
          'width=%d,height=%d,framerate=25/1 ! tee name=t'
          % (FRAMES, WIDTH, HEIGHT))
# half a second more than the picture
SOUND = ('audiotestsrc num-buffers=125 samplesperbuffer=960 wave=white-noise '
         '! audio/x-raw,format=S16LE,rate=48000,channels=1')
PLAY = ('queue ! reverseplay name=rp trigger=stream show-live=false '
        'max-size-bytes=50000000')
ROUNDS = 3


def launch(pipeline):
    done = subprocess.run(
        [os.environ['ONSET_LAUNCH'], '--no-keys'] + shlex.split(pipeline),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=60)
    if done.returncode:
        raise AssertionError(done.stdout.decode(errors='replace'))


def read(name, size):
    with open(name, 'rb') as file:
        data = file.read()
    return [data[at:at + size] for at in range(0, len(data), size)]


def expect(found, wanted, what):
    for number, (one, other) in enumerate(zip(found, wanted)):
        if one != other:
            raise AssertionError('%s %d is another one' % (what, number))
    if len(found) != len(wanted):
        raise AssertionError('%d of %s, not %d'
                             % (len(found), what, len(wanted)))


def separate_sinks():
    """Each camera's pictures, and the sound, are the source's, backwards."""
    launch(CAMERA + ' t. ! filesink location=shot.raw')
    launch(CAMERA + ' t. ! ' + PLAY + ' ! queue ! filesink location=a.raw '
           't. ! queue ! rp.sink_0 rp.src_0 ! queue ! filesink location=b.raw '
           + SOUND + ' ! tee name=s s. ! queue max-size-time=0 '
           'max-size-buffers=0 ! filesink location=heard.raw '
           's. ! queue ! rp.sink_1 rp.src_1 ! queue ! filesink location=s.raw')
    wanted = read('shot.raw', SIZE)[::-1]
    expect(read('a.raw', SIZE), wanted, 'picture of A')
    expect(read('b.raw', SIZE), wanted, 'picture of B')
    expect(read('s.raw', 2), read('heard.raw', 2)[:FRAMES * 1920][::-1],
           'sample')


def compositor():
    """Side by side, both halves of every picture are the same."""
    launch('compositor name=c sink_1::xpos=%d ! video/x-raw,format=I420,'
           'width=%d,height=%d,framerate=25/1 ! filesink location=c.raw '
           % (WIDTH, 2 * WIDTH, HEIGHT) + CAMERA + ' t. ! ' + PLAY
           + ' ! queue ! c.sink_0 t. ! queue ! rp.sink_0 '
           'rp.src_0 ! queue ! c.sink_1 '
           + SOUND + ' ! rp.sink_1 rp.src_1 ! queue ! fakesink')
    pictures = read('c.raw', 2 * SIZE)
    halves = [[b''.join(picture[2 * WIDTH * row + at:][:WIDTH]
                        for row in range(HEIGHT)) for picture in pictures]
              for at in (0, WIDTH)]
    expect(halves[1], halves[0], 'right half')
    if len(set(halves[0])) != FRAMES:
        raise AssertionError('%d pictures, not %d'
                             % (len(set(halves[0])), FRAMES))


def main():
    tests = [('separate sinks', separate_sinks), ('compositor', compositor)]
    failed = 0
    print('1..%d' % len(tests))
    for number, (name, test) in enumerate(tests, 1):
        error = None
        with tempfile.TemporaryDirectory() as directory:
            os.chdir(directory)
            try:
                for _ in range(ROUNDS):
                    test()
            except (AssertionError, OSError, subprocess.SubprocessError) as e:
                error = e
            os.chdir('/')
        failed += error is not None
        print('%s %d - %s' % ('not ok' if error else 'ok', number, name),
              flush=True)
        if error:
            print('\n'.join('# ' + line for line in str(error).splitlines()))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
