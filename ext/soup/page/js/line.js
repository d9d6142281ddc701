/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The timeline's arithmetic: pixels, frames, ns. No DOM.

/** Of a take: frames per second, as it was recorded; 24 when unknown. */
export function fpsOf(take) {
  return take && take.frames > 0 && take.duration > 0
    ? take.frames / (take.duration / 1e9) : 24;
}

/** ns in the take to ask for when frame @index is meant; an integer: the middle
 * of the frame, so that rounding cannot miss it. */
export function positionOf(index, take) {
  if (!take || !(take.frames > 0)) return 0;
  const frame = Math.min(take.frames - 1, Math.max(0, Math.round(index)));
  return Math.floor((frame + 0.5) * take.duration / take.frames);
}

/** ns in the take at which frame @index starts, to be shown. */
export function startOf(index, take) {
  return take && take.frames > 0 ? index * take.duration / take.frames : index / fpsOf(take) * 1e9;
}

/** 0 to 1 along the line: frames have a width, times are points. */
export function ofIndex(index, frames) {
  return frames > 0 ? Math.min(1, Math.max(0, (index + 0.5) / frames)) : 0;
}

export function ofTime(ns, duration) {
  return duration > 0 ? Math.min(1, Math.max(0, ns / duration)) : 0;
}

/** The frame under a finger. @param fraction 0 to 1 along the line */
export function indexAt(fraction, frames) {
  return Math.max(0, Math.min(frames - 1, Math.floor(fraction * frames)));
}
