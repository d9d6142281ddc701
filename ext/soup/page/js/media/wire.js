/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Media messages: a header of 16 bytes, numbers big-endian. No DOM.

export const FORMAT = 1;
export const FRAME = 2;
export const INIT = 3;
export const FRAGMENT = 4;
export const ENDED = 5;

const HEADER = 16;
const ACKNOWLEDGE = 16;

/** The header and the bytes after it; null when it is none of ours.
 * captured: µs since 1970. */
export function parse(buffer) {
  if (buffer.byteLength < HEADER) return null;
  const view = new DataView(buffer);
  if (view.getUint8(0) !== 1) return null;
  const flags = view.getUint8(2);
  return {
    type: view.getUint8(1),
    key: (flags & 1) !== 0,
    discont: (flags & 2) !== 0,
    sequence: view.getUint32(4),
    captured: view.getUint32(8) * 2 ** 32 + view.getUint32(12),
    data: new Uint8Array(buffer, HEADER),
  };
}

export function acknowledgement(sequence) {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint8(0, 1);
  view.setUint8(1, ACKNOWLEDGE);
  view.setUint32(4, sequence);
  return view.buffer;
}

export function parseFormat(data) {
  return JSON.parse(new TextDecoder().decode(data));
}

export function bytesOfBase64(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
