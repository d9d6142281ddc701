/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// A media element that is fed fragments as they come and kept near their end:
// what MSE needs for pictures and for sound alike.

export const Source = self.ManagedMediaSource || self.MediaSource;

// Behind by more than it may it plays faster, by more than RUSH much faster, by
// more than a leap it leaps. s
const RUSH = 0.25;
const MARGIN = 0.03;
const KEPT = 4;
const RATE = 1.1;
// Well within the frame before the one that is meant.
const BEFORE = 0.005;

/** behind: s that are room enough; for pictures a frame at 24 and some jitter.
 * A picture rushes: a leap has to decode everything since the key frame, and
 * takes longer than it gains. Sound would squeak, and can leap anywhere. */
export const PICTURE = { behind: 0.085, rush: 2, leap: 1.5 };
export const SOUND = { behind: 0.1, rush: RATE, leap: 0.5 };

export class LiveSource {
  /** @param hooks appended(message), failed(reason)
   * @param pace PICTURE or SOUND */
  constructor(element, hooks, pace) {
    this.element = element;
    this.hooks = hooks;
    this.pace = pace;
    this.keys = []; // where key frames begin, s
    this.endBefore = 0;
    this.queue = [];
    this.inHand = null;
    this.buffer = null;
    // without it ManagedMediaSource does not open
    element.disableRemotePlayback = true;
    element.playsInline = true;
    this.source = new Source();
    this.source.addEventListener('sourceopen', () => this.open());
    element.addEventListener('error', () => this.hooks.failed(
      'the player says: ' + (element.error ? element.error.message || element.error.code : '?')));
    element.addEventListener('waiting', () => this.follow());
    this.url = URL.createObjectURL(this.source);
    element.src = this.url;
  }

  /** Before the first fragment, and when the format changes. */
  setType(mime) {
    this.mime = mime;
    if (!Source.isTypeSupported(mime)) {
      this.hooks.failed('no player for ' + mime);
      return;
    }
    this.queue.push({ changeType: mime });
    this.open();
  }

  open() {
    if (this.source.readyState !== 'open' || !this.mime) return;
    if (!this.buffer) {
      try {
        this.buffer = this.source.addSourceBuffer(this.mime);
      } catch (error) {
        this.hooks.failed(error.message);
        return;
      }
      this.bufferMime = this.mime;
      this.buffer.addEventListener('updateend', () => this.updated());
    }
    this.pump();
  }

  append(message) {
    this.queue.push(message);
    this.pump();
  }

  pump() {
    const { buffer } = this;
    if (!buffer || buffer.updating || this.inHand || !this.queue.length) return;
    const next = this.queue.shift();
    try {
      if (next.changeType) {
        if (next.changeType !== this.bufferMime) buffer.changeType(next.changeType);
        this.bufferMime = next.changeType;
        this.pump();
        return;
      }
      this.inHand = next;
      this.endBefore = this.end || 0;
      buffer.appendBuffer(next.data);
    } catch (error) {
      this.inHand = null;
      this.hooks.failed(error.message);
    }
  }

  updated() {
    const done = this.inHand;
    this.inHand = null;
    if (done && done.key) this.noteKey();
    if (done) this.hooks.appended(done);
    this.follow();
    if (!this.queue.length) this.trim();
    this.pump();
  }

  /** The fragment that was just appended begins where the others end, or after
   * a gap. */
  noteKey() {
    const ranges = this.buffer.buffered;
    if (!ranges.length) return;
    this.keys.push(Math.max(this.endBefore, ranges.start(ranges.length - 1)));
  }

  /** s of the end of what can be played, or null. */
  get end() {
    if (!this.buffer || this.source.readyState !== 'open') return null;
    const ranges = this.buffer.buffered;
    return ranges.length ? ranges.end(ranges.length - 1) : null;
  }

  /** Stays near the end, and gets over gaps. */
  follow() {
    const { end, element } = this;
    if (end === null) return;
    const ranges = this.buffer.buffered;
    const start = ranges.start(ranges.length - 1);
    const behind = end - element.currentTime;
    if (behind > this.pace.leap || element.currentTime < start || behind < 0) {
      element.currentTime = Math.max(start, end - MARGIN);
      element.playbackRate = 1;
    } else {
      element.playbackRate = this.rateFor(behind);
    }
    if (element.paused) this.play();
  }

  rateFor(behind) {
    if (behind > RUSH) return this.pace.rush;
    return behind > this.pace.behind ? RATE : 1;
  }

  play() {
    const playing = this.element.play();
    if (playing) playing.catch(() => {});
  }

  /** Throws away what is before a key frame: of anything else the browser takes
   * what follows as well, up to the next key frame or to the end, and the picture
   * stands still. */
  trim() {
    const { buffer, keys } = this;
    if (!buffer || buffer.updating || !buffer.buffered.length) return;
    const until = this.element.currentTime - KEPT;
    while (keys.length > 1 && keys[1] <= until) keys.shift();
    if (!keys.length || keys[0] > until || buffer.buffered.start(0) > keys[0] - KEPT) return;
    buffer.remove(0, keys[0] - BEFORE);
  }

  close() {
    this.buffer = null;
    this.queue = [];
    this.hooks = { appended() {}, failed() {} };
    this.element.removeAttribute('src');
    this.element.load();
    URL.revokeObjectURL(this.url);
  }
}
