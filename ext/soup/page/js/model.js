/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// What the server has said, and what follows from it. No DOM.
import { Playhead } from './playhead.js';
import { fpsOf, positionOf } from './line.js';

// The shift of so many frames is kept while the camera is live.
const MOTION_KEPT = 240;
const TAKES_WITH_MOTION = 4;

/** Whether two lists of takes are of two runs of the pipeline. Within one no id
 * comes twice, and a take stays where it began, unless its start was lost. */
export function areOfTwoRuns(before, now) {
  const found = new Map(now.map((take) => [take.id, take]));
  const kept = before.filter((take) => found.has(take.id));
  if (kept.length) {
    return kept.some((take) => !found.get(take.id).truncated
      && found.get(take.id)['start-running-time'] !== take['start-running-time']);
  }
  // all may have made room for later ones
  const last = Math.max(...before.map((take) => take.id));
  return before.length > 0 && !now.some((take) => take.id > last);
}

class Picture {
  constructor() {
    this.state = null;
    this.takes = [];
    this.playhead = new Playhead();
    this.live = []; // { time, dx, ... }, the last ones
    this.jerks = []; // of live: { time, ... }
    this.byTake = new Map(); // take -> Map of index -> motion
    this.rollingSince = null; // ms
    this.startedAgain = false; // and the takes of before are gone
  }
}

export class Model {
  constructor() {
    this.streams = [];
    this.role = '';
    this.link = 'connecting';
    this.lostAt = 0;
    this.pictures = new Map();
    this.before = new Map(); // takes of each picture before the last hello
    this.chosen = '';
  }

  picture(name = this.chosen) {
    if (!this.pictures.has(name)) this.pictures.set(name, new Picture());
    return this.pictures.get(name);
  }

  get pictureStreams() { return this.streams.filter((s) => s.kind === 'picture'); }
  get soundStreams() { return this.streams.filter((s) => s.kind === 'sound'); }
  get stream() { return this.streams.find((s) => s.name === this.chosen) || null; }

  choose(name) {
    this.chosen = name;
  }

  /** Keeps the choice when it is still there. */
  setStreams(streams) {
    this.streams = streams || [];
    const pictures = this.pictureStreams;
    if (!pictures.some((s) => s.name === this.chosen)) {
      this.chosen = pictures.length ? pictures[0].name : '';
    }
  }

  /** Takes one message in; returns its type when something changed.
   * @param now ms, of performance.now() */
  apply(message, now) {
    switch (message.type) {
      case 'hello':
        this.role = message.role;
        this.keepTakes();
        // what is not said again is no more
        this.pictures.clear();
        this.setStreams(message.streams);
        return 'streams';
      case 'streams':
        this.setStreams(message.streams);
        return 'streams';
      case 'state':
        this.applyState(this.picture(message.stream), message, now);
        return 'state';
      case 'takes':
        this.picture(message.stream).takes = message.takes || [];
        return 'takes';
      case 'frames':
        this.applyFrames(this.picture(message.stream), message, now);
        return 'frames';
      default:
        return '';
    }
  }

  keepTakes() {
    for (const [name, { takes }] of this.pictures) {
      if (takes.length) this.before.set(name, takes);
    }
  }

  /** Whether takes were known before the connection was lost, and nobody has
   * looked yet what became of them. */
  get owesTakes() { return this.before.has(this.chosen); }

  /** Looks, once, when state and takes have been said again; whether the takes
   * are gone because the pipeline was started again. */
  missTakes() {
    const picture = this.picture();
    const before = this.before.get(this.chosen) || [];
    this.before.delete(this.chosen);
    picture.startedAgain = areOfTwoRuns(before, picture.takes);
    return picture.startedAgain;
  }

  applyState(picture, state, now) {
    const was = picture.state;
    if (!state.mode) {
      picture.state = null;
      return;
    }
    picture.state = state;
    if (state.rolling && !(was && was.rolling)) picture.rollingSince = now;
    if (!state.rolling) picture.rollingSince = null;
    if (state.mode === 'live') return;
    picture.playhead.set(state.take, state.index, state.frames,
      this.speed(picture, state), now);
  }

  speed(picture, state) {
    if (state.mode !== 'reverse' && state.mode !== 'forward') return 0;
    const take = picture.takes.find((t) => t.id === state.take);
    return (state.mode === 'reverse' ? -1 : 1) * state.rate * fpsOf(take);
  }

  applyFrames(picture, message, now) {
    const head = message.playhead;
    const state = picture.state;
    if (head && state && state.mode !== 'live') {
      picture.playhead.set(head.take, head.index, head.frames,
        this.speed(picture, state), now);
    }
    for (const motion of message.motion || []) this.addMotion(picture, head, motion);
    for (const jerk of message.jerks || []) {
      if (jerk.index === null || jerk.index === undefined) picture.jerks.push(jerk);
    }
    picture.jerks.splice(0, Math.max(0, picture.jerks.length - 40));
  }

  addMotion(picture, head, motion) {
    if (motion.index === null || motion.index === undefined) {
      picture.live.push(motion);
      if (picture.live.length > MOTION_KEPT) picture.live.shift();
      return;
    }
    if (!head) return;
    if (!picture.byTake.has(head.take)) {
      if (picture.byTake.size >= TAKES_WITH_MOTION) {
        picture.byTake.delete(picture.byTake.keys().next().value);
      }
      picture.byTake.set(head.take, new Map());
    }
    picture.byTake.get(head.take).set(motion.index, motion);
  }

  takeById(id) {
    return this.picture().takes.find((take) => take.id === id) || null;
  }

  /** Everything a button, a key or a line on the screen has to know.
   * @param now ms */
  view(now) {
    const picture = this.picture();
    const { state, takes, playhead } = picture;
    const reviewed = !!state && state.mode !== 'live' && state.take > 0;
    const take = state && state.take ? this.takeById(state.take) : null;
    const exact = playhead.at(now);
    return {
      link: this.link,
      control: !!(this.stream && this.stream.control),
      state,
      takes,
      startedAgain: picture.startedAgain,
      take,
      reviewed,
      rate: state ? state.rate : 1,
      frames: reviewed ? playhead.frames : 0,
      index: reviewed ? Math.round(exact) : 0,
      exact,
      position: reviewed ? positionOf(exact, take) : 0,
      rollingTime: picture.rollingSince === null ? 0 : (now - picture.rollingSince) * 1e6,
    };
  }
}
