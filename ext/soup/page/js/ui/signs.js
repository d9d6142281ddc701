/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The sign of a jerk: its kind by its form, its level by colour and size.
// None of them is red: that is for recording alone.

export const LEVEL_COLOURS = { nominal: '#00b4d8', 'needs-review': '#ffa000', 'needs-fix': '#ff28f0' };
const LEVEL_SIZES = { nominal: 4, 'needs-review': 6, 'needs-fix': 8 };

const FORMS = {
  // up and down: a triangle; sideways: a diamond; roll: a ring; speed: a bar
  bump(c, x, y, r) { c.moveTo(x, y - r); c.lineTo(x + r, y + r); c.lineTo(x - r, y + r); c.closePath(); },
  sway(c, x, y, r) { c.moveTo(x, y - r); c.lineTo(x + r, y); c.lineTo(x, y + r); c.lineTo(x - r, y); c.closePath(); },
  roll(c, x, y, r) { c.arc(x, y, r, 0, 7); c.moveTo(x + r / 2.5, y); c.arc(x, y, r / 2.5, 0, 7, true); },
  speed(c, x, y, r) { c.rect(x - r, y - r, r * 0.7, 2 * r); c.rect(x + r * 0.3, y - r, r * 0.7, 2 * r); },
};

export function drawJerk(context, kind, level, x, y) {
  const r = LEVEL_SIZES[level] || 4;
  context.beginPath();
  (FORMS[kind] || FORMS.bump)(context, x, y, r);
  context.fillStyle = LEVEL_COLOURS[level] || LEVEL_COLOURS.nominal;
  context.strokeStyle = '#000';
  context.lineWidth = 2;
  context.stroke();
  context.fill('evenodd');
}
