/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// A media socket: messages in, acknowledgements out.
import { socketUrl } from '../control.js';
import { acknowledgement, ENDED, FORMAT, parse, parseFormat } from './wire.js';

export class Feed {
  /** @param hooks format(object), message(header), ended(), closed(code) */
  constructor(path, hooks) {
    this.hooks = hooks;
    this.skipped = 0;
    this.bytes = 0;
    this.socket = new WebSocket(socketUrl(path));
    this.socket.binaryType = 'arraybuffer';
    this.socket.onmessage = (event) => this.receive(event.data);
    this.socket.onclose = (event) => this.hooks.closed(event.code);
  }

  receive(buffer) {
    const message = buffer instanceof ArrayBuffer ? parse(buffer) : null;
    if (!message) return;
    this.bytes += buffer.byteLength;
    message.received = performance.now();
    if (message.type === FORMAT) this.hooks.format(parseFormat(message.data));
    else if (message.type === ENDED) this.hooks.ended();
    else {
      this.count(message.sequence);
      this.hooks.message(message);
    }
  }

  /** Sequences that never came were left out by the server. */
  count(sequence) {
    if (!sequence) return;
    if (this.last && sequence > this.last + 1) this.skipped += sequence - this.last - 1;
    this.last = sequence;
  }

  acknowledge(sequence) {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(acknowledgement(sequence));
    }
  }

  close() {
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
  }
}
