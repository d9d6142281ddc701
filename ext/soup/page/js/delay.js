/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// How old is what shows? The server's clock against ours. No DOM.

/** µs since 1970, finer than Date.now(). */
export function nowMicros() {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/** The server's time of day less ours, from pings: of the last ones, the one
 * that was answered soonest tells it best. µs. */
export class ClockOffset {
  constructor(keep = 12) {
    this.keep = keep;
    this.samples = [];
  }

  add(sent, server, received) {
    this.samples.push({ rtt: received - sent, offset: server - (sent + received) / 2 });
    if (this.samples.length > this.keep) this.samples.shift();
  }

  best() {
    return this.samples.reduce((best, s) => !best || s.rtt < best.rtt ? s : best, null);
  }

  get offset() { const best = this.best(); return best ? best.offset : null; }
  get rtt() { const best = this.best(); return best ? best.rtt : null; }
}

/** The last values of something, and what is usual among them. */
export class Window {
  constructor(keep) {
    this.keep = keep;
    this.values = [];
  }

  add(value) {
    this.values.push(value);
    if (this.values.length > this.keep) this.values.shift();
  }

  clear() { this.values = []; }
  get full() { return this.values.length === this.keep; }

  quantile(q) {
    if (!this.values.length) return null;
    const sorted = [...this.values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }
}

/** Counts in the last seconds. @param span ms */
export class PerSecond {
  constructor(span = 2000) {
    this.span = span;
    this.times = [];
  }

  add(now) {
    this.times.push(now);
    while (this.times.length && this.times[0] < now - this.span) this.times.shift();
  }

  rate(now) {
    const recent = this.times.filter((t) => t > now - this.span);
    return recent.length / (this.span / 1000);
  }
}
