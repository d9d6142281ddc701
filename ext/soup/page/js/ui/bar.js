/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The word for what is seen, which take it is, and where in it.
import { startOf } from '../line.js';
import { frameText, takeText, tenthsText, timeText, wordFor } from '../words.js';
import { find, setText } from './dom.js';
import { say } from './toast.js';

const timeOfDay = (ago) => new Date(Date.now() - ago).toLocaleTimeString();

/** What stands over a picture that nobody may take for the camera. */
function notice(word, health, model, now) {
  if (word.tone === 'lost') {
    return 'Since ' + timeOfDay(now - model.lostAt) + '. What you see is old. Trying again…';
  }
  if (word.word === 'NO PICTURE') {
    return health.since ? 'Since ' + timeOfDay(now - health.since) + '. What you see is old.'
      : 'None has come yet.';
  }
  if (word.word === 'ENDED') return 'The programme has ended. What you see is old.';
  return '';
}

function clockText(view, live) {
  if (view.reviewed) return tenthsText(startOf(view.index, view.take));
  return live === 'rec' ? timeText(view.rollingTime) : '';
}

export class Bar {
  constructor(model, player) {
    this.model = model;
    this.player = player;
  }

  /** Returns the word. */
  update(view, now) {
    const health = this.player.health(now);
    const { model } = this;
    const word = wordFor(view.state, model.link === 'up' ? 'up' : model.link, health.is);
    if (document.body.dataset.tone !== word.tone) document.body.dataset.tone = word.tone;
    setText(find('#word'), word.word);
    find('#rec-behind').hidden = !word.behind;
    this.updateTake(view, word);
    this.updateNotice(word, notice(word, health, model, now));
    this.speak(view, word);
    return word.word;
  }

  updateTake(view, word) {
    const { state } = view;
    const known = state && word.tone !== 'lost' && word.tone !== 'none';
    setText(find('#what'), known && (view.reviewed || state.rolling)
      ? takeText(state.take, state.name) : '');
    setText(find('#time'), known ? clockText(view, word.tone) : '');
    setText(find('#frame'), known && view.reviewed ? frameText(view.index) : '');
  }

  updateNotice(word, text) {
    find('#notice').hidden = !text;
    setText(find('#notice-word'), text ? word.word : '');
    setText(find('#notice-text'), text);
  }

  speak(view, word) {
    const take = view.state && (view.reviewed || view.state.rolling)
      ? takeText(view.state.take, view.state.name) : '';
    say([word.word === 'REC' ? 'Recording' : word.word, take,
      word.behind ? 'recording goes on' : ''].filter(Boolean).join(', '));
  }
}
