/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Keeps the tablet awake. Wake lock where there is one; browsers give it to
// secure contexts only. Elsewhere a playing video does it, and each engine has
// its own idea of which: WebKit wants a sound track, not muted, and no
// attribute loop; Chromium something audible, or large; Gecko a sound track.
// So the file has a track of silence, it is not muted, goes back to its start
// by hand, and starts with the first touch. It is fetched as a whole, because
// Safari plays nothing over HTTP from a server without ranges.
import { make } from './ui/dom.js';

export class Awake {
  constructor() {
    this.lock = null;
    this.video = null;
    this.ask = this.ask.bind(this);
    document.addEventListener('visibilitychange', this.ask);
    // both may be refused until somebody has touched the page
    for (const touch of ['click', 'touchend', 'keydown']) {
      document.addEventListener(touch, this.ask, { capture: true, passive: true });
    }
    if (!navigator.wakeLock) this.video = this.makeVideo();
    this.ask();
  }

  async ask() {
    if (document.hidden || this.busy || this.lock) return;
    this.busy = true;
    // play() has to be called within the touch: no waiting before it
    if (!navigator.wakeLock || !await this.askLock()) await this.playVideo();
    this.busy = false;
  }

  async askLock() {
    try {
      this.lock = await navigator.wakeLock.request('screen');
      this.lock.addEventListener('release', () => { this.lock = null; });
      if (this.video) this.video.pause();
      return true;
    } catch {
      return false;
    }
  }

  async playVideo() {
    if (!this.video) this.video = this.makeVideo();
    if (!this.video.src || !this.video.paused) return;
    try {
      await this.video.play();
    } catch {
      // the next touch tries again
    }
  }

  makeVideo() {
    const video = make('video', '', {
      id: 'awake', playsinline: '', 'aria-hidden': 'true', tabindex: '-1', title: 'keeps the screen on' });
    video.disableRemotePlayback = true;
    this.load(video);
    video.addEventListener('timeupdate', () => {
      if (video.currentTime > 2) video.currentTime = 0;
    });
    document.body.append(video);
    return video;
  }

  async load(video) {
    try {
      const file = await (await fetch('/awake.mp4')).blob();
      video.src = URL.createObjectURL(new Blob([file], { type: 'video/mp4' }));
    } catch {
      this.video = null; // the next touch tries again
      video.remove();
    }
  }

  /** Whether it does, and by what. */
  get by() {
    if (this.lock) return ['yes', 'wake lock'];
    return this.video && !this.video.paused ? ['yes', 'silent video'] : ['not yet: touch the page'];
  }
}
