/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The few things that every part of the page does to its elements.

export const find = (selector) => document.querySelector(selector);

/** Only writes what changed: a screen reader speaks what is written. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function make(tag, className, attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  return svg;
}

export function setIcon(element, name) {
  const use = element.querySelector('use');
  if (use && use.getAttribute('href') !== '#i-' + name) use.setAttribute('href', '#i-' + name);
}

/** Not the attribute disabled: who presses it is told why it does nothing. */
export function setRefusal(element, reason) {
  const is = reason ? 'true' : 'false';
  if (element.getAttribute('aria-disabled') !== is) element.setAttribute('aria-disabled', is);
  if (element.title !== reason) element.title = reason;
}

export function setPressed(element, pressed) {
  const is = String(!!pressed);
  if (element.getAttribute('aria-pressed') !== is) element.setAttribute('aria-pressed', is);
}

/** A canvas as many pixels as the screen has there; returns its size in CSS
 * pixels, and its context scaled to them. */
export function prepareCanvas(canvas) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const scale = devicePixelRatio || 1;
  const w = Math.round(width * scale);
  const h = Math.round(height * scale);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext('2d');
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}
