/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Where a playback is between two messages that say so. No DOM.

// Said ten times a second; what is not heard of for longer has stopped.
const TRUST_MS = 300;

export class Playhead {
  constructor() {
    this.take = 0;
    this.index = 0;
    this.frames = 0;
    this.speed = 0;
    this.since = 0;
  }

  /** @param speed frames per second, negative = towards the take's start
   * @param now ms */
  set(take, index, frames, speed, now) {
    Object.assign(this, { take, index, frames, speed, since: now });
  }

  setSpeed(speed, now) {
    this.index = this.at(now);
    this.since = now;
    this.speed = speed;
  }

  /** The frame that shows at @now, with its fraction. */
  at(now) {
    const time = Math.min(Math.max(0, now - this.since), TRUST_MS) / 1000;
    const last = Math.max(0, this.frames - 1);
    return Math.min(last, Math.max(0, this.index + this.speed * time));
  }

  moves(now) {
    return this.speed !== 0 && now - this.since < TRUST_MS;
  }
}
