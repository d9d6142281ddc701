/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The picture of one stream: takes the path that was chosen, watches it, and
// changes it. The last picture stays until the next path has one.
import { Window, PerSecond, nowMicros } from '../delay.js';
import { CanvasPath } from './canvas.js';
import { FIRST_WITHIN, SLOW, SLOW_FRAMES } from './choose.js';
import { MjpegPath } from './mjpeg.js';
import { MsePath } from './mse.js';
import { WebCodecsPath } from './webcodecs.js';

const MAKERS = {
  webcodecs: WebCodecsPath, mse: MsePath, canvas: CanvasPath, mjpeg: MjpegPath,
};
const RETRY = 250;
const STILL_AFTER = 2000;

export class Player {
  /** @param room the element that holds the picture
   * @param choice a Choice
   * @param clock () -> ClockOffset of the control socket
   * @param isLinked whether the control socket stands */
  constructor(room, choice, clock, isLinked, onChange) {
    this.room = room;
    this.choice = choice;
    this.clock = clock;
    this.isLinked = isLinked;
    this.onChange = onChange;
    this.ages = new Window(120);
    this.fps = new PerSecond();
    this.lags = new Window(SLOW_FRAMES);
    this.stream = null;
    this.clear();
    setInterval(() => this.watch(), 250);
  }

  clear() {
    this.path = '';
    this.tried = null;
    this.last = null;
    this.lastAt = 0;
    this.startedAt = 0;
    this.firstDataAt = 0;
    this.hasPicture = false;
    this.ended = false;
    this.format = null;
  }

  /** Shows @stream (as the server lists it), or nothing. */
  show(stream) {
    const media = stream ? stream.media.join() : '';
    if (this.stream && stream && this.stream.name === stream.name
      && this.media === media && this.tried) {
      this.stream = stream;
      return;
    }
    this.stream = stream;
    this.media = media;
    if (!stream) this.stop();
    else this.start();
  }

  /** Another stream: its picture must not stand under the other's name. */
  forget() {
    this.stop();
    for (const element of [...this.room.children]) element.remove();
    this.shownElement = null;
    this.skippedBefore = 0;
  }

  stop() {
    clearTimeout(this.timer);
    if (this.tried) this.retire();
    this.clear();
    this.onChange();
  }

  /** Closes the path; what it has drawn stays to be seen. */
  retire() {
    const { tried } = this;
    this.tried = null;
    this.skippedBefore = (this.skippedBefore || 0) + tried.feed.skipped;
    if (tried.element === this.shownElement) this.shownElement = freeze(tried.element);
    else tried.element.remove();
    tried.close();
  }

  start() {
    clearTimeout(this.timer);
    if (this.tried) this.retire();
    if (!this.stream) return;
    const path = this.choice.current(this.stream.media);
    this.clear();
    this.path = path || '';
    this.startedAt = performance.now();
    this.lags.clear();
    if (path) this.open(path);
    this.onChange();
  }

  open(path) {
    let mine = null;
    const ifMine = (what) => (...args) => {
      if (mine && this.tried === mine) what(...args);
    };
    mine = new MAKERS[path](this.stream.name, {
      format: ifMine((format) => { this.format = format; }),
      received: ifMine(() => { this.firstDataAt = this.firstDataAt || performance.now(); }),
      shown: ifMine((header) => this.shown(header)),
      failed: (reason) => queueMicrotask(ifMine(() => this.failed(path, reason))),
      ended: ifMine(() => { this.ended = true; this.onChange(); }),
      closed: ifMine((code) => this.closed(path, code)),
    });
    this.tried = mine;
    mine.element.classList.add('waiting');
    this.room.append(mine.element);
  }

  shown(header) {
    const now = performance.now();
    if (!this.hasPicture) this.reveal();
    this.ended = false;
    this.lastAt = now;
    if (!header) return;
    this.last = header;
    this.fps.add(now);
    this.lags.add(now - header.received);
    this.ages.add((nowMicros() - header.captured) / 1000);
    if (this.lags.full && this.lags.quantile(0.5) > SLOW) {
      this.failed(this.path, 'this tablet is too slow for it');
    }
  }

  reveal() {
    this.hasPicture = true;
    this.ages.clear();
    this.tried.element.classList.remove('waiting');
    for (const element of [...this.room.children]) {
      if (element !== this.tried.element) element.remove();
    }
    this.shownElement = this.tried.element;
    this.onChange();
  }

  failed(path, reason) {
    this.choice.fail(path, reason);
    console.info('onset: ' + path + ' failed: ' + reason);
    this.start();
  }

  closed(path, code) {
    if (code === 4404) {
      this.stop();
      return;
    }
    this.retire();
    this.timer = setTimeout(() => this.again(path), RETRY);
  }

  /** When the whole server is gone it is not the path's fault, and whoever
   * hears of its return starts anew. */
  again(path) {
    if (!this.isLinked()) return;
    if (this.choice.close(performance.now())) this.choice.fail(path, 'its socket closes');
    this.start();
  }

  watch() {
    if (!this.tried) return;
    const now = performance.now();
    const since = this.path === 'mjpeg' ? this.startedAt : this.firstDataAt;
    if (!this.hasPicture && since && now - since > FIRST_WITHIN) {
      this.failed(this.path, 'no picture, though data came');
    }
  }

  /** 'ok', 'none' or 'ended', and since when (ms). */
  health(now) {
    if (this.ended || (this.stream && this.stream.ended)) return { is: 'ended', since: this.lastAt };
    if (!this.hasPicture) return { is: now - this.startedAt > 1000 || !this.path ? 'none' : 'ok', since: 0 };
    const fps = this.format && this.format.fps;
    const limit = Math.max(STILL_AFTER, fps > 0 ? 3000 / fps : 0);
    if (this.path !== 'mjpeg' && now - this.lastAt > limit) return { is: 'none', since: this.lastAt };
    return { is: 'ok', since: 0 };
  }

  /** ms from the frame's entry to the screen, by the best that is known of
   * the server's clock now; null when nothing is. */
  delay(quantile) {
    const { offset } = this.clock();
    const age = this.ages.quantile(quantile);
    return offset === null || age === null ? null : Math.max(0, age + offset / 1000);
  }

  get skipped() {
    return (this.skippedBefore || 0) + (this.tried ? this.tried.feed.skipped : 0);
  }
}

/** A picture of a <video> or <img> that is about to lose its source. */
function freeze(element) {
  if (element instanceof HTMLCanvasElement) return element;
  const canvas = document.createElement('canvas');
  canvas.width = element.videoWidth || element.naturalWidth || 1;
  canvas.height = element.videoHeight || element.naturalHeight || 1;
  canvas.getContext('2d').drawImage(element, 0, 0, canvas.width, canvas.height);
  element.replaceWith(canvas);
  return canvas;
}
