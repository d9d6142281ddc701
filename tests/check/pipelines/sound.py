#!/usr/bin/env python3
# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Files whose sound is reversed, compared with ffmpeg's areverse.

sound.py: prints TAP. ONSET_LAUNCH is the program that runs the pipelines.
"""

import os
import shlex
import subprocess
import sys
import tempfile

PLAY = 'reverseplay name=rp trigger=stream show-live=false ' \
       'max-size-bytes=100000000'
# codec, raw format, layout, bytes of a sample of all channels
SOUNDS = [
    ('pcm_s16le', 's16le', 'mono', 2),
    ('pcm_s16le', 's16le', 'stereo', 4),
    ('pcm_f32le', 'f32le', 'stereo', 8),
    ('pcm_f32le', 'f32le', '5.1', 24),
]
FRAMES, RATE, TAIL = 53, 48000, 0.03


def ffmpeg(*arguments):
    subprocess.run(['ffmpeg', '-v', 'error', '-nostdin', '-y', *arguments],
                   check=True)


def launch(pipeline):
    done = subprocess.run(
        [os.environ['ONSET_LAUNCH'], '--no-keys'] + shlex.split(pipeline),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=60)
    if done.returncode:
        raise AssertionError(done.stdout.decode(errors='replace'))


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def make(codec, layout):
    """sound.wav, and film.mkv whose sound is a little shorter."""
    length = FRAMES / 25 - TAIL
    channels = 6 if layout == '5.1' else 2 if layout == 'stereo' else 1
    tones = '|'.join(f'0.4*sin({300 + 170 * c}*2*PI*t*t)'
                     for c in range(channels))
    ffmpeg('-f', 'lavfi', '-i',
           f'aevalsrc={tones}:s={RATE}:d={length}:c={layout}',
           '-c:a', codec, 'sound.wav')
    ffmpeg('-f', 'lavfi', '-i', f'testsrc=s=64x48:r=25:d={FRAMES / 25}',
           '-i', 'sound.wav', '-c:v', 'mjpeg', '-c:a', 'copy', 'film.mkv')


def reference(raw):
    ffmpeg('-i', 'sound.wav', '-af', 'areverse', '-f', raw, 'reference')
    return read('reference')


def same(found, expected, size):
    if found == expected:
        return
    first = next((i for i, (a, b) in enumerate(zip(found, expected))
                  if a != b), min(len(found), len(expected)))
    raise AssertionError(f'{len(found) // size} samples, not '
                         f'{len(expected) // size}; the first that differs is '
                         f'{first // size}')


def beside(found, expected, size):
    """The picture is longer: until its end there is silence, so in reverse it
    comes first. Matroska's stamps are whole milliseconds, so the sound may lie
    a few samples from where it was."""
    silence = FRAMES * RATE // 25 - len(expected) // size
    for shift in sorted(range(-RATE // 1000, RATE // 1000 + 1), key=abs):
        start = (silence + shift) * size
        most = min(len(expected), len(found) - start)
        if found[start:start + most] == expected[:most]:
            same(found[:start], bytes(start), size)
            same(found[start + most:], bytes(len(found) - start - most), size)
            return
    same(found, bytes(silence * size) + expected, size)


def alone(raw, size):
    launch(f'filesrc location=sound.wav ! wavparse ! {PLAY} ! '
           'filesink location=found')
    same(read('found'), reference(raw), size)


def alone_in_pace(raw, size):
    launch(f'filesrc location=sound.wav ! wavparse ! {PLAY} ! tee name=t '
           't. ! queue ! fakesink sync=true t. ! queue ! '
           'filesink location=found')
    same(read('found'), reference(raw), size)


def demuxed(queue, sink):
    def run(raw, size):
        launch('matroskademux name=d filesrc location=film.mkv ! d. '
               f'd.video_0 ! {queue} jpegdec ! {PLAY} ! fakesink {sink} '
               f'd.audio_0 ! {queue} rp.sink_0 '
               'rp.src_0 ! filesink location=found')
        beside(read('found'), reference(raw), size)
    return run


def muxed(raw, size):
    launch('matroskademux name=d filesrc location=film.mkv ! d. '
           f'd.video_0 ! jpegdec ! {PLAY} ! jpegenc ! matroskamux name=m ! '
           'filesink location=back.mkv d.audio_0 ! rp.sink_0 rp.src_0 ! m.audio_0')
    ffmpeg('-i', 'back.mkv', '-map', 'a', '-f', raw, 'found')
    beside(read('found'), reference(raw), size)


CASES = [
    ('alone', alone, SOUNDS),
    ('alone in pace', alone_in_pace, SOUNDS[1:2]),
    ('beside the picture, one thread', demuxed('', 'sync=false'), SOUNDS),
    ('beside the picture, one thread, in pace', demuxed('', 'sync=true'),
     SOUNDS[1:2]),
    ('beside the picture, two threads', demuxed('queue !', 'sync=false'),
     SOUNDS),
    ('into a file', muxed, SOUNDS[1:3]),
]


def main():
    jobs = [(f'{name}: {sound[1]} {sound[2]}', run, sound)
            for name, run, sounds in CASES for sound in sounds]
    print(f'1..{len(jobs)}')
    failed = 0
    for number, (name, run, (codec, raw, layout, size)) in enumerate(jobs, 1):
        with tempfile.TemporaryDirectory() as directory:
            os.chdir(directory)
            make(codec, layout)
            try:
                run(raw, size)
                print(f'ok {number} - {name}')
            except (AssertionError, OSError, subprocess.SubprocessError) as e:
                failed += 1
                print(f'not ok {number} - {name}')
                print('\n'.join('# ' + line for line in str(e).splitlines()))
            os.chdir('/')
        sys.stdout.flush()
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
