/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Short words that go away by themselves: why something was refused.
import { find, make } from './dom.js';

const SHOWN_MS = 4500;
const AT_MOST = 3;

/** @param shown ms */
export function toast(text, shown = SHOWN_MS) {
  const room = find('#toasts');
  const same = [...room.children].find((p) => p.textContent === text);
  if (same) same.remove();
  const line = make('p');
  line.textContent = text;
  room.append(line);
  while (room.children.length > AT_MOST) room.firstChild.remove();
  setTimeout(() => line.remove(), shown);
}

/** For whoever listens instead of looking. */
export function say(text) {
  const line = find('#said');
  if (line.textContent !== text) line.textContent = text;
}
