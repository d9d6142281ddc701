/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// How the picture moved: over the take under review as far as it was seen, or
// the last seconds while the camera is live.
import { find, prepareCanvas } from './dom.js';
import { ofIndex } from '../line.js';
import { drawJerk } from './signs.js';

const EDGE = 8;
const LIVE_SPAN = 8e6; // µs
const LINES = [
  { field: 'dx', colour: '#00b4d8', name: 'sideways' },
  { field: 'dy', colour: '#ffd000', name: 'up, down' },
];
// Turning and size on a scale of their own, below.
const SMALL = [
  { of: (m) => m.rotation, colour: '#b48cff', name: 'turn' },
  { of: (m) => m.scale - 1, colour: '#9aa5b1', name: 'size' },
];

const TITLE = { colour: '#f4f6f8', name: 'Movement' };
const LEGEND = [TITLE, ...LINES, ...SMALL];
// nothing is drawn over it
const LEGEND_HEIGHT = 17;
// of the height
const MIDDLE = 0.55;

const usable = (motion) => motion.kind !== 'cut' && motion.kind !== 'first';

export class Graph {
  constructor() {
    this.canvas = find('#graph');
  }

  update(view, picture) {
    if (!this.canvas.clientHeight) return;
    const drawing = prepareCanvas(this.canvas);
    const points = view.reviewed ? this.ofTake(view, picture) : this.ofLive(picture);
    const room = { ...drawing, width: drawing.width - 2 * EDGE };
    this.drawLegend(room, points.length ? LEGEND : [TITLE],
      points.length ? view.reviewed ? '' : 'last 8 s' : 'none measured');
    this.drawLines(room, points);
    this.drawJerks(room, view, picture);
    if (view.reviewed) this.drawHead(room, ofIndex(view.exact, view.frames));
  }

  ofTake(view, picture) {
    const seen = picture.byTake.get(view.state.take);
    if (!seen) return [];
    return [...seen.entries()].sort((a, b) => a[0] - b[0])
      .map(([index, motion]) => ({ x: ofIndex(index, view.frames), index, motion }));
  }

  ofLive(picture) {
    const end = picture.live.length ? picture.live[picture.live.length - 1].time : 0;
    return picture.live.filter((m) => m.time > end - LIVE_SPAN)
      .map((motion) => ({ x: 1 - (end - motion.time) / LIVE_SPAN, motion }));
  }

  drawLegend({ context, height }, entries, text) {
    context.font = '700 11px system-ui, sans-serif';
    let x = EDGE;
    for (const { colour, name } of entries) {
      context.fillStyle = colour;
      context.fillText(name, x, 12);
      x += context.measureText(name).width + 10;
    }
    context.fillStyle = '#b4bcc6';
    context.fillText(text, x, 12);
    context.fillStyle = '#2c3137';
    context.fillRect(EDGE, Math.round(height * MIDDLE), 4000, 1);
  }

  drawLines(room, points) {
    const { height } = room;
    const used = points.filter((p) => usable(p.motion));
    const largest = Math.max(2, ...used.flatMap((p) => [Math.abs(p.motion.dx), Math.abs(p.motion.dy)]));
    for (const { field, colour } of LINES) {
      this.drawLine(room, used, colour, 2, (p) => height * (MIDDLE - 0.25 * p.motion[field] / largest));
    }
    const small = (of) => Math.max(0.002, ...used.map((p) => Math.abs(of(p.motion))));
    for (const { of, colour } of SMALL) {
      const most = small(of);
      this.drawLine(room, used, colour, 1, (p) => height * (0.88 - 0.1 * of(p.motion) / most));
    }
  }

  /** What was not seen leaves a gap. */
  drawLine({ context, width }, points, colour, thick, y) {
    context.strokeStyle = colour;
    context.lineWidth = thick;
    context.beginPath();
    let last = null;
    for (const point of points) {
      const gap = last && point.index !== undefined && point.index > last.index + 3;
      if (!last || gap) context.moveTo(EDGE + point.x * width, y(point));
      else context.lineTo(EDGE + point.x * width, y(point));
      last = point;
    }
    context.stroke();
  }

  drawJerks({ context, width, height }, view, picture) {
    if (view.reviewed) {
      for (const jerk of (view.take && view.take['jerk-list']) || []) {
        drawJerk(context, jerk.kind, jerk.level, EDGE + ofIndex(jerk.frame, view.frames) * width, height * MIDDLE);
      }
      return;
    }
    const end = picture.live.length ? picture.live[picture.live.length - 1].time : 0;
    for (const jerk of picture.jerks) {
      const x = 1 - (end - jerk.time) / LIVE_SPAN;
      if (x >= 0 && x <= 1) drawJerk(context, jerk.kind, jerk.level, EDGE + x * width, height * MIDDLE);
    }
  }

  drawHead({ context, width, height }, fraction) {
    context.fillStyle = '#fff';
    context.fillRect(EDGE + fraction * width - 1, LEGEND_HEIGHT, 2, height - LEGEND_HEIGHT);
  }
}
