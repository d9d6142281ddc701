/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Keys, for whoever has them. What has the focus goes first.
import { actionFor, KEYS, repeats } from '../keys.js';
import { find, make } from './dom.js';

const usesKeys = (element) => element.closest('input, textarea, select, dialog');
const isPressed = (element, key) => (key === ' ' || key === 'Enter')
  && element.closest('button, a');

export class Keyboard {
  /** @param act (action) */
  constructor(act) {
    this.act = act;
    this.fillHelp();
    addEventListener('keydown', (event) => this.down(event));
  }

  down(event) {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.defaultPrevented || usesKeys(target) || isPressed(target, event.key)) return;
    if (document.querySelector('dialog[open]')) return;
    const action = actionFor(event);
    if (!action) return;
    event.preventDefault();
    if (event.repeat && !repeats(action)) return;
    if (action === 'help') find('#help').showModal();
    else this.act(action);
  }

  fillHelp() {
    for (const [, , name, words] of KEYS) {
      if (!name) continue;
      const row = make('tr');
      const head = make('th', '', { scope: 'row' });
      head.textContent = name;
      const cell = make('td');
      cell.textContent = words;
      row.append(head, cell);
      find('#keys').append(row);
    }
  }
}
