/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Sends what changes fast: one at a time, not too often, the last one always.
// No DOM.

export class Latest {
  /** @param send gives a promise; the next is sent after it, and after
   * @param gap ms since the last */
  constructor(send, gap = 60) {
    this.send = send;
    this.gap = gap;
    this.next = undefined;
    this.busy = false;
  }

  put(value) {
    this.next = value;
    if (!this.busy) this.run();
  }

  async run() {
    this.busy = true;
    while (this.next !== undefined) {
      const value = this.next;
      this.next = undefined;
      const gap = new Promise((done) => setTimeout(done, this.gap));
      await Promise.all([this.send(value), gap]);
    }
    this.busy = false;
  }
}
