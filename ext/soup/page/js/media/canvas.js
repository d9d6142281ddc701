/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// JPEG pictures onto a canvas; while one is decoded only the newest waits.
import { Feed } from './feed.js';

export class CanvasPath {
  /** @param hooks as those of WebCodecsPath */
  constructor(stream, hooks) {
    this.hooks = hooks;
    this.element = document.createElement('canvas');
    this.context = this.element.getContext('2d', { alpha: false });
    this.next = null;
    this.busy = false;
    this.isClosed = false;
    this.broken = 0;
    this.feed = new Feed('/media/jpeg?stream=' + encodeURIComponent(stream), {
      format: hooks.format,
      message: (message) => this.put(message),
      ended: hooks.ended,
      closed: hooks.closed,
    });
  }

  put(message) {
    this.hooks.received(message);
    this.next = message;
    if (!this.busy) this.run();
  }

  async run() {
    this.busy = true;
    while (this.next && !this.isClosed) {
      const message = this.next;
      this.next = null;
      await this.show(message);
    }
    this.busy = false;
  }

  async show(message) {
    try {
      const picture = await createImageBitmap(
        new Blob([message.data], { type: 'image/jpeg' }));
      if (!this.isClosed) this.draw(picture);
      picture.close();
      this.broken = 0;
    } catch (error) {
      // one broken picture is no reason to leave; none that is whole is
      if (++this.broken >= 5) this.hooks.failed('the pictures are broken: ' + error.message);
      this.feed.acknowledge(message.sequence);
      return;
    }
    if (this.isClosed) return;
    this.feed.acknowledge(message.sequence);
    this.hooks.shown(message);
  }

  draw(picture) {
    if (this.element.width !== picture.width || this.element.height !== picture.height) {
      this.element.width = picture.width;
      this.element.height = picture.height;
    }
    this.context.drawImage(picture, 0, 0);
  }

  close() {
    this.isClosed = true;
    this.feed.close();
  }
}
