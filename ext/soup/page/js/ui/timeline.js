/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The take under review as a line: in and out, marks, jerks, the playhead. It
// seeks where it is touched.
import { indexAt, ofIndex, ofTime, positionOf, startOf } from '../line.js';
import { frameText, hintFor, jerksText, tenthsText, worstLevel } from '../words.js';
import { find, prepareCanvas, setRefusal } from './dom.js';
import { drawJerk } from './signs.js';

// Room for half a playhead at both ends.
const EDGE = 8;

export class Timeline {
  /** @param seek (position in ns, take id); refused () -> reason or '' */
  constructor(seek, refused) {
    this.box = find('#timeline');
    this.canvas = find('#line');
    this.seek = seek;
    this.refused = refused;
    this.dragged = null; // the frame under the finger
    this.view = null;
    this.box.addEventListener('pointerdown', (event) => this.down(event));
    this.box.addEventListener('pointermove', (event) => this.move(event));
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      this.box.addEventListener(end, () => { this.pointer = null; });
    }
    this.box.addEventListener('keydown', (event) => this.key(event));
  }

  down(event) {
    if (this.refused(this.view)) return;
    this.pointer = event.pointerId;
    this.box.setPointerCapture(event.pointerId);
    this.go(event);
  }

  move(event) {
    if (event.pointerId === this.pointer) this.go(event);
  }

  go(event) {
    const { view } = this;
    if (!view || !view.reviewed || !view.take) return;
    const rect = this.box.getBoundingClientRect();
    const fraction = (event.clientX - rect.left - EDGE) / (rect.width - 2 * EDGE);
    this.goTo(indexAt(Math.min(1, Math.max(0, fraction)), view.frames));
  }

  goTo(index) {
    this.dragged = { index, until: performance.now() + 400 };
    this.seek(positionOf(index, this.view.take), this.view.take.id);
  }

  /** Arrows are the page's: one frame, as everywhere. */
  key(event) {
    const { view } = this;
    if (!view || !view.reviewed || this.refused(view)) return;
    if (event.key === 'Home') this.goTo(0);
    else if (event.key === 'End') this.goTo(view.frames - 1);
    else return;
    event.preventDefault();
  }

  /** Under a finger the playhead is where the finger is. */
  indexOf(view, now) {
    if (this.dragged && (this.pointer != null || now < this.dragged.until)) return this.dragged.index;
    this.dragged = null;
    return view.exact;
  }

  /** @param word what the bar says is seen */
  update(view, now, word) {
    this.view = view;
    setRefusal(this.box, this.refused(view));
    const subject = view.reviewed || (view.state && view.state.rolling) ? view.take : null;
    const { context, width, height } = prepareCanvas(this.canvas);
    const room = { context, width: width - 2 * EDGE, y: Math.round(height * 0.56), height };
    if (!subject) {
      this.drawEmpty(room, hintFor(view, word));
      this.describe(view, 0);
      return;
    }
    const frames = view.reviewed ? view.frames : subject.frames;
    this.drawSpan(room, subject);
    this.drawMarks(room, subject);
    this.drawJerks(room, subject, frames);
    const index = this.indexOf(view, now);
    if (view.reviewed) this.drawHead(room, ofIndex(index, frames));
    this.describe(view, Math.round(index));
  }

  describe(view, index) {
    const { box } = this;
    const last = view.reviewed ? Math.max(0, view.frames - 1) : 0;
    const text = view.reviewed && view.take
      ? tenthsText(startOf(index, view.take)) + ', ' + frameText(index) + ', '
        + jerksText((view.take['jerk-list'] || []).length, worstLevel(view.take['jerk-list'] || []))
      : 'no take under review';
    const now = Math.floor(performance.now() / 500);
    // twice a second is enough for whoever listens
    if (this.described === now && last === this.last) return;
    this.described = now;
    this.last = last;
    box.setAttribute('aria-valuemax', last);
    box.setAttribute('aria-valuenow', Math.min(index, last));
    box.setAttribute('aria-valuetext', text);
  }

  drawEmpty({ context, width, y }, hint) {
    context.fillStyle = '#2c3137';
    context.fillRect(EDGE, y - 3, width, 6);
    context.fillStyle = '#b4bcc6';
    context.font = '600 14px system-ui, sans-serif';
    context.fillText(hint, EDGE, y - 12, width);
  }

  drawSpan({ context, width, y }, take) {
    const has = (ns) => typeof ns === 'number';
    const from = has(take.in) ? ofTime(take.in, take.duration) : 0;
    const to = has(take.out) ? ofTime(take.out, take.duration) : 1;
    context.fillStyle = '#3a4149';
    context.fillRect(EDGE, y - 4, width, 8);
    context.fillStyle = '#c2c9d1';
    context.fillRect(EDGE + from * width, y - 4, Math.max(2, (to - from) * width), 8);
    if (has(take.in)) this.drawBracket(context, EDGE + from * width, y, 1);
    if (has(take.out)) this.drawBracket(context, EDGE + to * width, y, -1);
  }

  drawBracket(context, x, y, way) {
    context.strokeStyle = '#fff';
    context.lineWidth = 3;
    context.beginPath();
    context.moveTo(x + 7 * way, y - 13);
    context.lineTo(x, y - 13);
    context.lineTo(x, y + 13);
    context.lineTo(x + 7 * way, y + 13);
    context.stroke();
  }

  drawMarks({ context, width, y }, take) {
    context.fillStyle = '#fff';
    for (const mark of take.marks || []) {
      const x = EDGE + ofTime(mark.position, take.duration) * width;
      context.beginPath();
      context.moveTo(x - 5, y + 17);
      context.lineTo(x + 5, y + 17);
      context.lineTo(x, y + 5);
      context.fill();
    }
  }

  /** The worst are drawn last: they must be seen. */
  drawJerks({ context, width, y }, take, frames) {
    const jerks = [...(take['jerk-list'] || [])].sort((a, b) => a.severity - b.severity);
    for (const jerk of jerks) {
      if (jerk.frame >= frames) continue;
      drawJerk(context, jerk.kind, jerk.level, EDGE + ofIndex(jerk.frame, frames) * width, y - 18);
    }
  }

  drawHead({ context, width, height }, fraction) {
    const x = EDGE + fraction * width;
    context.fillStyle = '#000';
    context.fillRect(x - 4, 2, 8, height - 4);
    context.fillStyle = '#fff';
    context.fillRect(x - 2, 4, 4, height - 8);
    context.beginPath();
    context.arc(x, height - 9, 7, 0, 7);
    context.fill();
  }
}
