/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Sound, once somebody has tapped the speaker: before that browsers refuse it.
import { Feed } from './feed.js';
import { LiveSource, SOUND, Source } from './source.js';
import { bytesOfBase64, FRAGMENT, INIT } from './wire.js';

// What waits to be heard. s
const AHEAD = 0.04;
const TOO_FAR = 0.3;
const RETRY = 500;

class DecodedSound {
  constructor(stream, hooks) {
    this.hooks = hooks;
    this.context = new AudioContext({ latencyHint: 'interactive' });
    this.context.resume();
    this.next = 0;
    this.feed = new Feed('/media/opus?path=webcodecs&stream=' + encodeURIComponent(stream), {
      format: (format) => this.configure(format),
      message: (message) => this.decode(message),
      ended() {},
      closed: hooks.closed,
    });
  }

  configure(format) {
    const config = { codec: format.codec, sampleRate: format.rate, numberOfChannels: format.channels };
    if (format.description) config.description = bytesOfBase64(format.description);
    if (this.decoder && this.decoder.state !== 'closed') this.decoder.close();
    this.decoder = new AudioDecoder({
      output: (data) => this.play(data),
      error: (error) => this.hooks.failed(error.message),
    });
    this.decoder.configure(config);
  }

  decode(message) {
    this.feed.acknowledge(message.sequence);
    if (!this.decoder || this.decoder.state !== 'configured') return;
    this.decoder.decode(new EncodedAudioChunk({
      type: 'key', timestamp: message.sequence, data: message.data }));
  }

  play(data) {
    const { context } = this;
    const channels = data.numberOfChannels;
    const buffer = context.createBuffer(channels, data.numberOfFrames, data.sampleRate);
    for (let c = 0; c < channels; c++) {
      data.copyTo(buffer.getChannelData(c), { planeIndex: c, format: 'f32-planar' });
    }
    data.close();
    const now = context.currentTime;
    if (this.next < now || this.next > now + TOO_FAR) this.next = now + AHEAD;
    const node = context.createBufferSource();
    node.buffer = buffer;
    node.connect(context.destination);
    node.start(this.next);
    this.next += buffer.duration;
  }

  close() {
    this.feed.close();
    if (this.decoder && this.decoder.state !== 'closed') this.decoder.close();
    this.context.close();
  }
}

class PlayedSound {
  constructor(stream, hooks) {
    this.element = document.createElement('audio');
    this.live = new LiveSource(this.element, {
      appended: (message) => {
        if (message.type === FRAGMENT) this.feed.acknowledge(message.sequence);
      },
      failed: hooks.failed,
    }, SOUND);
    // within the tap, or it never may
    this.live.play();
    this.feed = new Feed('/media/opus?path=mse&stream=' + encodeURIComponent(stream), {
      format: (format) => this.live.setType(format.mime),
      message: (message) => {
        if (message.type === FRAGMENT || message.type === INIT) this.live.append(message);
      },
      ended() {},
      closed: hooks.closed,
    });
  }

  close() {
    this.feed.close();
    this.live.close();
  }
}

export class Sound {
  constructor(onChange) {
    this.onChange = onChange;
    this.player = null;
    this.stream = '';
    this.wanted = false;
    this.reason = '';
  }

  /** Within a tap. */
  toggle(stream) {
    this.wanted = !this.wanted;
    this.reason = '';
    this.set(stream);
  }

  /** Follows the streams, and comes back when its socket closed. */
  set(stream) {
    const name = this.wanted && stream ? stream : '';
    if (name === this.stream && (this.player || !name)) return;
    this.stop();
    this.stream = name;
    if (name) this.start(name);
    this.onChange();
  }

  start(name) {
    const decoded = self.isSecureContext && self.AudioDecoder && self.AudioContext;
    if (!decoded && !Source) {
      this.fail('this browser has no way to play it');
      return;
    }
    const Maker = decoded ? DecodedSound : PlayedSound;
    let mine = null;
    mine = new Maker(name, {
      failed: (reason) => { if (!mine || this.player === mine) this.fail(reason); },
      closed: () => {
        if (this.player !== mine) return;
        this.stop();
        setTimeout(() => this.wanted && !this.player && this.start(name), RETRY);
      },
    });
    this.player = mine;
  }

  fail(reason) {
    this.stop();
    this.wanted = false;
    this.reason = reason;
    this.onChange();
  }

  stop() {
    const { player } = this;
    this.player = null;
    if (player) player.close();
  }
}
