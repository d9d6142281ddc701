/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Name and note of a take.
import { jerksText, tenthsText, worstLevel } from '../words.js';
import { find, setText } from './dom.js';

export class TakeDialog {
  /** @param send (command) -> promise of the answer */
  constructor(send) {
    this.send = send;
    this.dialog = find('#take-dialog');
    this.name = find('#take-name');
    this.note = find('#take-note');
    this.dialog.addEventListener('close', () => {
      if (this.dialog.returnValue === 'save') this.save();
    });
    find('#take-discard').addEventListener('click', () => this.discard());
  }

  /** @param refusal why nothing can be changed, or '' */
  open(take, refusal) {
    this.take = take;
    const jerks = take['jerk-list'] || [];
    setText(find('#take-title'), 'Take ' + take.id);
    this.name.value = take.name || '';
    this.note.value = take.note || '';
    setText(find('#take-facts'), refusal || tenthsText(take.duration) + ', '
      + take.frames + ' frames, ' + jerksText(jerks.length || take.jerks, worstLevel(jerks)));
    setText(find('#take-discard'), take.discarded ? 'Take back' : 'Discard');
    for (const part of [this.name, this.note, find('#take-discard'), find('#take-save')]) {
      part.disabled = !!refusal;
    }
    this.dialog.returnValue = '';
    this.dialog.showModal();
  }

  save() {
    const { take } = this;
    const name = this.name.value.trim();
    if (name !== (take.name || '')) this.send({ command: 'rename', take: take.id, name });
    if (this.note.value !== (take.note || '')) {
      this.send({ command: 'note', take: take.id, text: this.note.value });
    }
  }

  discard() {
    this.send({ command: 'discard', take: this.take.id, discarded: !this.take.discarded });
    this.dialog.close('');
  }
}
