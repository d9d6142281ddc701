/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// What the page's buttons and keys ask for. No DOM.
import { nextAtEnd, nextRate } from './rates.js';

/** Turns a review round where it is, as an editor's j and l do; at its end the
 * take starts over. From live: the latest take. */
function turn(view, direction) {
  const command = { command: 'play', take: view.reviewed ? view.state.take : 0, direction };
  const { index, frames } = view;
  const nothingLeft = direction === 'reverse' ? index <= 0 : index >= frames - 1;
  if (view.reviewed && !nothingLeft) command.position = view.position;
  return command;
}

/** @param by -1 older, +1 newer; from live, the latest take */
function neighbour(view, by) {
  const ids = view.takes.map((take) => take.id);
  if (!ids.length) return { command: 'play', take: 0, direction: 'reverse' };
  const here = view.reviewed ? ids.indexOf(view.state.take) : -1;
  const at = here < 0 ? ids.length - 1
    : Math.min(ids.length - 1, Math.max(0, here + by));
  const direction = (view.state && view.state.direction) || 'reverse';
  return { command: 'play', take: ids[at], direction };
}

const MAKERS = {
  roll: (view) => ({ command: view.state && view.state.rolling ? 'take-stop' : 'take-start' }),
  toggle: () => ({ command: 'take-toggle' }),
  reverse: (view) => turn(view, 'reverse'),
  forward: (view) => turn(view, 'forward'),
  live: () => ({ command: 'live' }),
  pause: () => ({ command: 'pause-toggle' }),
  back: () => ({ command: 'step', frames: -1 }),
  ahead: () => ({ command: 'step', frames: 1 }),
  slower: (view) => ({ command: 'rate', rate: nextRate(view.rate, -1) }),
  normal: () => ({ command: 'rate', rate: 1 }),
  faster: (view) => ({ command: 'rate', rate: nextRate(view.rate, 1) }),
  in: () => ({ command: 'in' }),
  out: () => ({ command: 'out' }),
  mark: () => ({ command: 'mark' }),
  circle: () => ({ command: 'circle' }),
  'next-at-end': (view) => ({ command: 'at-end', value: nextAtEnd(view.state && view.state['at-end']) }),
  older: (view) => neighbour(view, -1),
  newer: (view) => neighbour(view, 1),
};

/** The command for what a person did, given what they saw (Model.view). */
export function commandFor(what, view) {
  const make = MAKERS[what];
  return make ? make(view) : null;
}

const NEEDS_REVIEW = new Set(['pause', 'back', 'ahead']);
const NEEDS_TAKE = new Set(['reverse', 'forward', 'circle', 'older', 'newer']);
const NEEDS_SUBJECT = new Set(['in', 'out', 'mark']);

/** Why it cannot be done now, in words for the person; '' when it can. */
export function refusalFor(what, view) {
  if (view.link !== 'up') return 'No connection: nothing can be sent.';
  if (!view.control) return 'View only: this tablet has the viewers’ code. Operators have the buttons.';
  if (!view.state) return 'This picture has no takes.';
  if (NEEDS_REVIEW.has(what) && !view.reviewed) return 'The camera is live: press REVERSE or tap a take first.';
  if (NEEDS_TAKE.has(what) && !view.takes.length) return 'There is no take yet: ROLL starts one.';
  if (NEEDS_SUBJECT.has(what) && !view.reviewed && !view.state.rolling) {
    return 'No take rolls and none is under review.';
  }
  return '';
}
