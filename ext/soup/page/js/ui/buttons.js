/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The buttons: what they ask, whether they may, and what they look like now.
import { refusalFor } from '../commands.js';
import { rateText } from '../words.js';
import { find, setIcon, setPressed, setRefusal, setText } from './dom.js';

const HOLD_AFTER = 400;
const HOLD_EVERY = 90;
const HELD = new Set(['back', 'ahead']);

export class Buttons {
  /** @param ask (what, button) -> promise of the answer; checks for itself
   *    whether it may
   * @param send (command, element) -> promise of the answer */
  constructor(ask, send, view) {
    this.ask = ask;
    this.send = send;
    this.view = view;
    this.buttons = [...document.querySelectorAll('#controls [data-do]')];
    this.picks = [...document.querySelectorAll('#controls [data-pick]')];
    for (const button of this.buttons) this.bind(button);
    for (const pick of this.picks) {
      pick.addEventListener('change', () => this.picked(pick));
    }
  }

  bind(button) {
    const what = button.dataset.do;
    button.addEventListener('click', (event) => {
      // the end of a hold is a click too
      if (button.dataset.held) delete button.dataset.held;
      else this.ask(what, button);
      event.preventDefault();
    });
    button.addEventListener('contextmenu', (event) => event.preventDefault());
    if (HELD.has(what)) this.bindHold(button, what);
  }

  /** One frame after the other, each asked for when the last was answered. */
  bindHold(button, what) {
    let holding = 0;
    const stop = () => { holding++; };
    const step = async (mine) => {
      while (mine === holding && !refusalFor(what, this.view())) {
        button.dataset.held = 'yes';
        const gap = new Promise((done) => setTimeout(done, HOLD_EVERY));
        await Promise.all([this.ask(what, button), gap]);
      }
    };
    button.addEventListener('pointerdown', () => {
      delete button.dataset.held;
      const mine = ++holding;
      setTimeout(() => step(mine), HOLD_AFTER);
    });
    for (const end of ['pointerup', 'pointercancel', 'pointerleave']) {
      button.addEventListener(end, stop);
    }
  }

  async picked(pick) {
    const answer = await this.send({ command: pick.dataset.pick, value: pick.value }, pick);
    if (!answer.ok) this.updatePick(pick, this.view());
  }

  update(view) {
    for (const button of this.buttons) {
      setRefusal(button, refusalFor(button.dataset.do, view));
    }
    for (const pick of this.picks) this.updatePick(pick, view);
    const { state } = view;
    // what is old is not lit: nobody knows whether it still holds
    const known = view.link === 'up' ? state : null;
    this.updateRoll(!!(known && known.rolling));
    this.updateModes(known ? known.mode : '', view);
    const rate = find('#rate');
    setText(rate, rateText(view.rate) || '×1');
    rate.classList.toggle('changed', rateText(view.rate) !== '');
    const reason = view.link === 'up' && !view.control ? refusalFor('live', view) : '';
    find('#refusal').hidden = !reason;
    setText(find('#refusal'), reason);
  }

  updatePick(pick, view) {
    const value = view.state && view.state[pick.dataset.pick];
    const reason = refusalFor('live', view);
    if (pick.disabled !== !!reason) pick.disabled = !!reason;
    pick.title = reason;
    // not under the finger of somebody who is choosing
    if (value && pick.value !== value && !pick.classList.contains('asked')) pick.value = value;
  }

  updateRoll(rolling) {
    const roll = find('#roll');
    roll.classList.toggle('rolling', rolling);
    setText(roll.querySelector('span'), rolling ? 'CUT' : 'ROLL');
    setIcon(roll, rolling ? 'cut' : 'roll');
  }

  updateModes(mode, view) {
    for (const name of ['reverse', 'forward', 'live']) {
      setPressed(find('#primary [data-do="' + name + '"]'), mode === name);
    }
    const pause = find('[data-do="pause"]');
    const paused = mode === 'paused';
    setIcon(pause, paused ? 'forward' : 'pause');
    setText(pause.querySelector('span'), paused ? 'Go on' : 'Pause');
    const label = paused ? 'Go on' : 'Pause';
    if (pause.getAttribute('aria-label') !== label) pause.setAttribute('aria-label', label);
    const { takes, take } = view;
    const subject = take || takes[takes.length - 1];
    const circle = find('[data-do="circle"]');
    setPressed(circle, subject && subject.circled);
    setIcon(circle, subject && subject.circled ? 'circled' : 'circle');
  }
}

