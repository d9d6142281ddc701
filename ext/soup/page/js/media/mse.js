/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// H.264 as fragments of MP4 into a <video>.
import { Feed } from './feed.js';
import { LiveSource, PICTURE } from './source.js';
import { FRAGMENT, INIT } from './wire.js';

export class MsePath {
  /** @param hooks as those of WebCodecsPath */
  constructor(stream, hooks) {
    this.hooks = hooks;
    this.element = document.createElement('video');
    this.element.muted = true;
    this.element.autoplay = true;
    this.element.setAttribute('aria-hidden', 'true');
    // where in the player's time which frame ends
    this.ends = [];
    this.watchFrames();
    this.live = new LiveSource(this.element, {
      appended: (message) => this.appended(message),
      failed: hooks.failed,
    }, PICTURE);
    this.feed = new Feed('/media/h264?path=mse&stream=' + encodeURIComponent(stream), {
      format: (format) => { hooks.format(format); this.live.setType(format.mime); },
      message: (message) => this.put(message),
      ended: hooks.ended,
      closed: hooks.closed,
    });
  }

  put(message) {
    if (message.type === FRAGMENT) this.hooks.received(message);
    if (message.type === FRAGMENT || message.type === INIT) this.live.append(message);
  }

  appended(message) {
    if (message.type !== FRAGMENT) return;
    this.feed.acknowledge(message.sequence);
    const { end } = this.live;
    if (end === null) return;
    this.ends.push({ end, message });
    if (this.ends.length > 200) this.ends.shift();
    if (!this.canWatch) this.hooks.shown(message);
  }

  get canWatch() { return 'requestVideoFrameCallback' in this.element; }

  watchFrames() {
    if (!this.canWatch) return;
    const shown = (now, { mediaTime }) => {
      while (this.ends.length && this.ends[0].end <= mediaTime + 0.001) this.ends.shift();
      if (this.ends.length) this.hooks.shown(this.ends[0].message);
      this.element.requestVideoFrameCallback(shown);
    };
    this.element.requestVideoFrameCallback(shown);
  }

  close() {
    this.feed.close();
    this.live.close();
  }
}
