/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The speeds of a playback. No DOM.

export const RATES = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 8, 16];

/** The next speed, or the same one at the end. @param step +1 or -1 */
export function nextRate(rate, step) {
  if (step > 0) return RATES.find((r) => r > rate * 1.001) || rate;
  return RATES.filter((r) => r < rate * 0.999).pop() || rate;
}

export const AT_ENDS = ['live', 'hold', 'loop', 'ping-pong'];

export function nextAtEnd(value) {
  return AT_ENDS[(AT_ENDS.indexOf(value) + 1) % AT_ENDS.length];
}
