/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// How the picture comes, how old it is, and by which path somebody wants it.
import { isReadable } from '../control.js';
import { PATH_NAMES, pathText } from '../media/choose.js';
import { find, make, setText } from './dom.js';

const timesText = (count) => count === 0 ? 'never' : count === 1 ? 'once' : count + ' times';
const ms = (value) => value === null ? 'not known' : Math.round(value) + ' ms';

export class Info {
  constructor(player, choice, control, model) {
    Object.assign(this, { player, choice, control, model });
    this.awake = () => ['not known'];
    this.dialog = find('#info');
    this.path = find('#path');
    this.rows = new Map();
    find('#delay').addEventListener('click', () => this.open());
    this.path.addEventListener('change', () => {
      choice.reset(this.path.value);
      player.start();
    });
    find('#readable').hidden = !isReadable(location);
    find('#unpair').addEventListener('click', () => this.leave());
  }

  open() {
    this.fillPaths();
    this.update();
    this.dialog.showModal();
  }

  fillPaths() {
    const media = this.player.stream ? this.player.stream.media : [];
    const able = this.choice.candidates(media);
    this.path.replaceChildren(...['auto', 'webcodecs', 'mse', 'canvas', 'mjpeg'].map((path) => {
      const option = make('option', '', { value: path });
      option.textContent = pathText(path);
      option.disabled = path !== 'auto' && !able.includes(path);
      return option;
    }));
    this.path.value = this.choice.wish;
  }

  async leave() {
    await fetch('/api/v1/unpair', { method: 'POST' }).catch(() => {});
    location.replace('/');
  }

  /** Name, value, and behind it, small, what it is called by whoever is asked
   * about it. */
  facts() {
    const { player, control, model } = this;
    const format = player.format || {};
    const now = performance.now();
    const failed = [...this.choice.failed].map(([path, why]) => pathText(path) + ': ' + why);
    return [
      ['Picture', ...(PATH_NAMES[player.path] || ['none yet'])],
      ['Its size', format.width ? format.width + ' × ' + format.height : 'not known'],
      ['Delay, mostly', ms(player.delay(0.5)), 'median'],
      ['Seldom more than', ms(player.delay(0.95)), '95 of 100 pictures'],
      ['Network, both ways', ms(control.clock.rtt === null ? null : control.clock.rtt / 1000)],
      ['Pictures a second', player.fps.rate(now).toFixed(1)],
      ['Pictures left out', String(player.skipped)],
      ['Connection lost', timesText(Math.max(0, control.reconnects))],
      ['This tablet', ...(model.role === 'operator' ? ['commands', 'operator']
        : ['watches', 'viewer'])],
      ['Screen stays on', ...this.awake()],
      ...(failed.length ? [['Did not work', failed.join('; ')]] : []),
    ];
  }

  update() {
    this.updateDelay();
    if (!this.dialog.open && this.rows.size) return;
    const facts = this.facts();
    for (const [name, value, called] of facts) {
      if (!this.rows.has(name)) this.addRow(name);
      const [plain, small] = this.rows.get(name).children;
      setText(plain, value);
      setText(small, called || '');
    }
    for (const [name, cell] of this.rows) {
      const gone = !facts.some((fact) => fact[0] === name);
      cell.hidden = cell.previousElementSibling.hidden = gone;
    }
  }

  addRow(name) {
    const dt = make('dt');
    dt.textContent = name;
    const dd = make('dd');
    dd.append(make('span'), make('small'));
    find('#facts').append(dt, dd);
    this.rows.set(name, dd);
  }

  updateDelay() {
    const stale = this.model.link !== 'up' || this.player.health(performance.now()).is !== 'ok';
    const delay = stale ? null : this.player.delay(0.5);
    const button = find('#delay');
    setText(find('#delay-now'), delay === null ? '… ms' : Math.round(delay) + ' ms');
    button.classList.toggle('slow', delay !== null && delay > 500);
    const label = 'Delay ' + (delay === null ? 'not known' : Math.round(delay) + ' ms') + ', connection';
    if (!this.labelled || performance.now() - this.labelled > 5000) {
      this.labelled = performance.now();
      button.setAttribute('aria-label', label);
    }
  }
}
