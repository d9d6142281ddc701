/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// By which path the picture comes: the best that browser and stream have, the
// next one down when it fails. No DOM.

/** Best first. */
export const PATHS = ['webcodecs', 'mse', 'canvas', 'mjpeg'];

const MEDIA = { webcodecs: 'h264', mse: 'h264', canvas: 'jpeg', mjpeg: 'jpeg' };

/** What they are for whoever looks, and what they are called. */
export const PATH_NAMES = {
  webcodecs: ['Shortest delay', 'H.264, WebCodecs'],
  mse: ['Longer delay', 'H.264, media player'],
  canvas: ['Short delay, much network', 'JPEG'],
  mjpeg: ['The simplest', 'MJPEG'],
};

/** One line: the plain words first. */
export function pathText(path) {
  const names = PATH_NAMES[path];
  return names ? names[0] + ' (' + names[1] + ')' : 'The best that works';
}

// How long a path may get data and show nothing; how slow it may be between
// arrival and screen, for how many frames; how often its socket may close. ms
export const FIRST_WITHIN = 3000;
export const SLOW = 400;
export const SLOW_FRAMES = 60;
const CLOSES_WITHIN = 10000;

/** What this browser can do at all.
 * @param has the global object */
export function abilities(has) {
  return {
    // elsewhere browsers do not have it, but a polyfill's would be slow
    webcodecs: !!(has.isSecureContext && has.VideoDecoder && has.EncodedVideoChunk),
    mse: !!(has.ManagedMediaSource || has.MediaSource),
    canvas: typeof has.createImageBitmap === 'function',
    mjpeg: true,
  };
}

export class Choice {
  constructor(able) {
    this.able = able;
    this.wish = 'auto';
    this.failed = new Map();
    this.closes = [];
  }

  /** The paths that a stream has here, best first. */
  candidates(media) {
    return PATHS.filter((path) => this.able[path] && media.includes(MEDIA[path]));
  }

  /** The path to take now; null when the stream has nothing for us. What a
   * person wished comes first; when everything failed it starts over. */
  current(media) {
    const all = this.candidates(media);
    const good = all.filter((path) => !this.failed.has(path));
    if (!good.length && all.length) {
      this.failed.clear();
      return this.current(media);
    }
    if (good.includes(this.wish)) return this.wish;
    return good[0] || null;
  }

  fail(path, reason) {
    this.failed.set(path, reason);
    this.closes = [];
  }

  /** A socket closed; TRUE when that was once too often.
   * @param now ms */
  close(now) {
    this.closes = this.closes.filter((t) => t > now - CLOSES_WITHIN);
    this.closes.push(now);
    return this.closes.length >= 2;
  }

  /** Another path by a person's will, or another chance for all of them. */
  reset(wish = this.wish) {
    this.wish = wish;
    this.failed.clear();
    this.closes = [];
  }
}
