/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// MJPEG in an <img>: for browsers that have nothing else. What it shows cannot
// be asked, so there is no delay to tell.
const LOOK_EVERY = 100;

export class MjpegPath {
  /** @param hooks as those of WebCodecsPath */
  constructor(stream, hooks) {
    this.element = document.createElement('img');
    this.element.alt = '';
    this.feed = { skipped: 0, bytes: 0 };
    this.element.onerror = () => hooks.failed('the picture did not load');
    this.element.src = '/media/mjpeg?stream=' + encodeURIComponent(stream)
      + '&again=' + Date.now();
    this.timer = setInterval(() => this.look(hooks), LOOK_EVERY);
  }

  look(hooks) {
    if (!this.element.naturalWidth) return;
    clearInterval(this.timer);
    hooks.shown(null);
  }

  close() {
    clearInterval(this.timer);
    this.element.onerror = null;
    this.element.removeAttribute('src');
  }
}
