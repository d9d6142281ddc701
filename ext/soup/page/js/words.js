/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// What the page calls what it shows. No DOM.

const PLAYBACK = {
  reverse: { word: 'PLAYBACK REVERSE', tone: 'reverse' },
  forward: { word: 'PLAYBACK FORWARD', tone: 'forward' },
  paused: { word: 'PAUSED', tone: 'paused' },
};

/** ×0.5; empty at rate 1, which is not worth a word. */
export function rateText(rate) {
  if (!(rate > 0) || Math.abs(rate - 1) < 0.005) return '';
  return '×' + Number(rate.toFixed(2));
}

/** The word, its tone, and whether a take rolls behind a playback.
 * @param state an onset-state, or null where there is no reverseplay
 * @param link whether the control socket stands
 * @param picture whether pictures come: 'ok', 'none', 'ended' */
export function wordFor(state, link, picture) {
  if (link === 'connecting') return { word: 'CONNECTING', tone: 'none' };
  if (link === 'lost') return { word: 'CONNECTION LOST', tone: 'lost' };
  if (picture === 'ended') return { word: 'ENDED', tone: 'none' };
  if (picture === 'none') return { word: 'NO PICTURE', tone: 'none', behind: !!(state && state.rolling) };
  if (!state || state.mode === 'live' || !PLAYBACK[state.mode]) {
    return state && state.rolling ? { word: 'REC', tone: 'rec' }
      : { word: 'LIVE', tone: 'live' };
  }
  const { word, tone } = PLAYBACK[state.mode];
  const rate = state.mode === 'paused' ? '' : rateText(state.rate);
  return { word: rate ? word + ' ' + rate : word, tone, behind: !!state.rolling };
}

export const STARTED_AGAIN = 'The playback was started again: the takes from before are gone.';

/** What stands in an empty list of takes. */
export function noTakesText({ control, startedAgain }) {
  return (startedAgain ? STARTED_AGAIN : 'No take yet.') + (control ? ' ROLL starts one.' : '');
}

/** What stands on the timeline while no take is under review.
 * @param view of Model
 * @param word of wordFor, what is seen */
export function hintFor({ link, control, takes }, word) {
  if (link !== 'up') return 'No connection: nothing can be asked for.';
  if (word === 'ENDED') return 'The programme has ended.';
  if (word === 'NO PICTURE') return 'No picture comes.';
  if (!control) return 'The camera is live.';
  return takes.length ? 'The camera is live. Tap a take, or REVERSE, to review.'
    : 'The camera is live. ROLL begins a take.';
}

/** A take that nobody has named is called by its number. */
export function takeText(id, name) {
  const number = id ? 'Take ' + id : '';
  if (!name || name === number) return number;
  return number ? number + ' · ' + name : name;
}

const two = (n) => String(Math.floor(n)).padStart(2, '0');

/** 00:07, 1:02:03: all times have this form, that of the monitor's overlay.
 * @param ns */
export function timeText(ns) {
  const s = Math.floor(Math.max(0, ns) / 1e9);
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return (h ? h + ':' : '') + two(m) + ':' + two(s % 60);
}

/** 00:07.3: of a take, where tenths matter. @param ns */
export function tenthsText(ns) {
  return timeText(ns) + '.' + Math.floor(Math.max(0, ns) / 1e8) % 10;
}

/** As reports and editors call it; the take's first is 0. */
export const frameText = (index) => 'frame ' + index;

export const LEVELS = ['nominal', 'needs-review', 'needs-fix'];
// A sign beside the colour, for whoever does not tell the colours apart.
export const LEVEL_SIGNS = { nominal: '·', 'needs-review': '!', 'needs-fix': '‼' };
export const LEVEL_WORDS = { nominal: 'slight', 'needs-review': 'needs a look', 'needs-fix': 'needs fixing' };

/** The worst level of a list of jerks, or ''. */
export function worstLevel(jerks) {
  return jerks.reduce((worst, jerk) =>
    LEVELS.indexOf(jerk.level) > LEVELS.indexOf(worst) ? jerk.level : worst, '');
}

/** For whoever listens instead of looking. */
export function jerksText(count, level) {
  if (!count) return 'no jerks';
  return count + (count === 1 ? ' jerk' : ' jerks')
    + (level ? ', worst ' + LEVEL_WORDS[level] : '');
}
