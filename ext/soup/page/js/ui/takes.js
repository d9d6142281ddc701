/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The list of takes, newest first; rows stay in place when they change.
import { refusalFor } from '../commands.js';
import { jerksText, LEVEL_SIGNS, noTakesText, tenthsText, worstLevel } from '../words.js';
import { find, icon, make, setIcon, setPressed, setRefusal, setText } from './dom.js';

// when nothing is heard nobody knows whether it still does
const rollingText = (link) => link === 'up' ? 'rolling' : 'was rolling';

function slateText(take) {
  return [take.scene, take.shot, take['take-number']].filter(Boolean).join(' / ');
}

function moreText(take) {
  return [slateText(take), take.truncated ? 'its start is lost' : '',
    take.discarded ? 'discarded' : '', take.note].filter(Boolean).join(' · ');
}

export class Takes {
  /** @param hooks play(take), circle(take, button), edit(take) */
  constructor(hooks) {
    this.hooks = hooks;
    this.list = find('#take-list');
    this.rows = new Map();
  }

  update(view) {
    const { takes, state } = view;
    for (const [id, row] of this.rows) {
      if (!takes.some((take) => take.id === id)) {
        row.item.remove();
        this.rows.delete(id);
      }
    }
    takes.forEach((take) => this.updateRow(this.row(take), take, view));
    this.order(takes);
    find('#no-takes').hidden = takes.length > 0;
    setText(find('#no-takes'), noTakesText(view));
    setText(find('#takes-count'), takes.length ? String(takes.length) : '');
    this.follow(view.reviewed ? state.take : 0);
  }

  row(take) {
    if (!this.rows.has(take.id)) this.rows.set(take.id, this.makeRow(take.id));
    return this.rows.get(take.id);
  }

  makeRow(id) {
    const row = { take: null, item: make('li') };
    row.play = make('button', 'play-take', { type: 'button' });
    for (const part of ['name', 'length', 'jerks', 'more']) {
      row[part] = make('span', 'take-' + part);
      row.play.append(row[part]);
    }
    row.circle = make('button', 'circle-take', { type: 'button', 'aria-pressed': 'false' });
    row.circle.append(icon('circle'));
    row.edit = make('button', 'edit-take', { type: 'button' });
    row.edit.append(icon('edit'));
    row.item.append(row.play, row.circle, row.edit);
    row.item.dataset.take = id;
    row.play.addEventListener('click', () => this.hooks.play(row.take, row.play));
    row.circle.addEventListener('click', () => this.hooks.circle(row.take, row.circle));
    row.edit.addEventListener('click', () => this.hooks.edit(row.take));
    return row;
  }

  updateRow(row, take, view) {
    const jerks = take['jerk-list'] || [];
    const level = worstLevel(jerks);
    const count = jerks.length || take.jerks || 0;
    const shown = view.reviewed && view.state.take === take.id;
    row.take = take;
    setText(row.name, take.name || 'Take ' + take.id);
    const length = take.rolling ? rollingText(view.link) : tenthsText(take.duration);
    setText(row.length, length);
    setText(row.jerks, count ? count + ' ' + (LEVEL_SIGNS[level] || '') : '');
    row.jerks.className = 'take-jerks ' + level;
    setText(row.more, moreText(take));
    row.item.classList.toggle('shown', shown);
    row.item.classList.toggle('rolling', !!take.rolling && view.link === 'up');
    row.item.classList.toggle('discarded', !!take.discarded);
    if (shown) row.item.setAttribute('aria-current', 'true');
    else row.item.removeAttribute('aria-current');
    setPressed(row.circle, take.circled);
    setIcon(row.circle, take.circled ? 'circled' : 'circle');
    setRefusal(row.play, refusalFor('reverse', view));
    setRefusal(row.circle, refusalFor('circle', view));
    this.name(row, take, length + ', ' + jerksText(count, level));
  }

  name(row, take, facts) {
    const name = take.name || 'Take ' + take.id;
    const label = 'Play ' + name + ' in reverse, ' + facts;
    if (row.label === label) return;
    row.label = label;
    row.play.setAttribute('aria-label', label);
    row.circle.setAttribute('aria-label', 'Circle ' + name);
    row.edit.setAttribute('aria-label', 'Name and note of ' + name);
  }

  /** Moves only what is out of place, so that nothing jumps under a finger. */
  order(takes) {
    let at = this.list.firstElementChild;
    for (const take of [...takes].reverse()) {
      const { item } = this.rows.get(take.id);
      if (item === at) at = at.nextElementSibling;
      else this.list.insertBefore(item, at);
    }
  }

  follow(id) {
    if (id === this.followed) return;
    this.followed = id;
    const row = this.rows.get(id);
    if (row) row.item.scrollIntoView({ block: 'nearest' });
  }
}
