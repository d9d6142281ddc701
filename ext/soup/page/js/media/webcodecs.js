/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// H.264 into a VideoDecoder, drawn the moment it is decoded.
import { Feed } from './feed.js';
import { bytesOfBase64 } from './wire.js';

export class WebCodecsPath {
  /** @param hooks shown(header), failed(reason), closed(code), ended(),
   *   format(object), received(header) */
  constructor(stream, hooks) {
    this.hooks = hooks;
    this.element = document.createElement('canvas');
    this.context = this.element.getContext('2d', { alpha: false });
    this.headers = new Map();
    this.decoder = null;
    this.needsKey = true;
    this.feed = new Feed('/media/h264?path=webcodecs&stream=' + encodeURIComponent(stream), {
      format: (format) => this.configure(format),
      message: (message) => this.decode(message),
      ended: hooks.ended,
      closed: hooks.closed,
    });
  }

  configure(format) {
    this.hooks.format(format);
    this.reset();
    const config = { codec: format.codec, optimizeForLatency: true };
    if (format.description) config.description = bytesOfBase64(format.description);
    try {
      this.decoder = new VideoDecoder({
        output: (frame) => this.show(frame),
        error: (error) => this.hooks.failed('the decoder says: ' + error.message),
      });
      this.decoder.configure(config);
    } catch (error) {
      this.hooks.failed('no decoder for ' + format.codec + ': ' + error.message);
    }
  }

  decode(message) {
    this.hooks.received(message);
    if (!this.decoder || this.decoder.state !== 'configured') return;
    if (message.key) this.needsKey = false;
    if (this.needsKey) return;
    // the decoder's timestamp is only a label here: the sequence
    this.headers.set(message.sequence, message);
    try {
      this.decoder.decode(new EncodedVideoChunk({
        type: message.key ? 'key' : 'delta',
        timestamp: message.sequence,
        data: message.data,
      }));
    } catch (error) {
      this.hooks.failed('the decoder refuses: ' + error.message);
    }
  }

  show(frame) {
    const { displayWidth: width, displayHeight: height } = frame;
    if (this.element.width !== width || this.element.height !== height) {
      this.element.width = width;
      this.element.height = height;
    }
    this.context.drawImage(frame, 0, 0, width, height);
    frame.close();
    const sequence = frame.timestamp;
    const header = this.headers.get(sequence);
    for (const old of this.headers.keys()) {
      if (old <= sequence) this.headers.delete(old);
    }
    this.feed.acknowledge(sequence);
    if (header) this.hooks.shown(header);
  }

  reset() {
    if (this.decoder && this.decoder.state !== 'closed') this.decoder.close();
    this.decoder = null;
    this.headers.clear();
    this.needsKey = true;
  }

  close() {
    this.feed.close();
    this.reset();
  }
}
