/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The keys of an editor. No DOM but the event's own fields.

/** Name of the key as a browser says it, what it does, and words for help. */
export const KEYS = [
  ['t', 'toggle', 'T', 'roll, cut'],
  ['j', 'reverse', 'J', 'reverse'],
  ['k', 'pause', 'K, space', 'pause, go on'],
  [' ', 'pause'],
  ['l', 'forward', 'L', 'forward'],
  ['ArrowLeft', 'back', '←', 'one frame towards the take’s start'],
  ['ArrowRight', 'ahead', '→', 'one frame towards its end'],
  ['ArrowUp', 'faster', '↑', 'faster'],
  ['ArrowDown', 'slower', '↓', 'slower'],
  ['i', 'in', 'I', 'in point (Action)'],
  ['o', 'out', 'O', 'out point (Cut)'],
  ['p', 'next-at-end', 'P', 'what happens at the end: live, hold, loop, ping-pong'],
  ['m', 'mark', 'M', 'mark'],
  ['c', 'circle', 'C', 'circle'],
  ['PageUp', 'older', 'Page Up', 'older take'],
  ['PageDown', 'newer', 'Page Down', 'newer take'],
  ['Escape', 'live', 'Esc', 'back to the camera'],
  ['?', 'help', '?', 'this list'],
];

/** What a keydown asks for, or ''. Caps lock must not disarm the keyboard. */
export function actionFor(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return '';
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const found = KEYS.find((entry) => entry[0] === key);
  return found ? found[1] : '';
}

/** Whether a held key repeats: a step does, a cut must not. */
export function repeats(action) {
  return action === 'back' || action === 'ahead';
}
