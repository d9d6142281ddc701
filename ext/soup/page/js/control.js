/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// The control socket: what the server says, what it is asked, and coming back
// by itself. No DOM.
import { ClockOffset, nowMicros } from './delay.js';

const BACK_OFF = [250, 500, 1000];
const PING_EVERY = 1000;
// A socket can be dead long before the browser says so.
const SILENT_AFTER = 2500;
const OPEN_WITHIN = 2500;
const ANSWER_WITHIN = 3000;

/** ws://…, wss://… for a path of this server. */
export function socketUrl(path) {
  return (location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + path;
}

/** Whether others on the network can read along. What stays within this
 * machine is on no network. @param where of location */
export function isReadable({ protocol, hostname }) {
  return protocol === 'http:'
    && !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

export class Control {
  /** @param hooks message(object), link('up' or 'lost'), unpaired() */
  constructor(hooks) {
    this.hooks = hooks;
    this.clock = new ClockOffset();
    this.waiting = new Map();
    this.pings = new Map();
    this.nextId = 1;
    this.tries = 0;
    this.reconnects = -1;
    this.socket = null;
    this.timer = 0;
    this.heard = 0;
    this.left = false;
    setInterval(() => this.beat(), PING_EVERY);
    addEventListener('online', () => this.hurry());
    addEventListener('offline', () => this.drop());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.hurry();
    });
  }

  connect() {
    clearTimeout(this.timer);
    this.drop();
    if (this.left) return;
    const socket = new WebSocket(socketUrl('/api/v1/control'));
    this.socket = socket;
    this.heard = performance.now();
    this.opened = false;
    socket.onopen = () => { this.opened = true; };
    socket.onmessage = (event) => {
      if (socket === this.socket) this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (socket === this.socket) this.closed(event.code);
    };
    this.timer = setTimeout(() => {
      if (socket === this.socket && !this.opened) this.closed(0);
    }, OPEN_WITHIN);
  }

  /** Now, and not when the timer says so. */
  hurry() {
    const silent = performance.now() - this.heard > SILENT_AFTER;
    if (this.socket && this.socket.readyState === WebSocket.OPEN && !silent) {
      this.ping();
      return;
    }
    this.tries = 0;
    this.connect();
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onclose = socket.onmessage = null;
    socket.close();
    this.lost();
  }

  lost() {
    for (const settle of this.waiting.values()) {
      settle({ ok: false, reason: 'The connection was lost before an answer came.' });
    }
    this.waiting.clear();
    this.pings.clear();
    this.hooks.link('lost');
  }

  async closed(code) {
    const opened = this.opened;
    if (this.socket) {
      this.socket.onclose = this.socket.onmessage = null;
      this.socket.close();
    }
    this.socket = null;
    clearTimeout(this.timer);
    this.lost();
    if (code === 4401) {
      this.leave();
      return;
    }
    const wait = BACK_OFF[Math.min(this.tries++, BACK_OFF.length - 1)];
    this.timer = setTimeout(() => this.connect(), wait);
    // A browser does not say why a socket was refused; a request does.
    if (!opened && await this.isUnpaired()) this.leave();
  }

  async isUnpaired() {
    try {
      const answer = await fetch('/api/v1/streams', { cache: 'no-store' });
      return answer.status === 401;
    } catch {
      return false;
    }
  }

  leave() {
    this.left = true;
    clearTimeout(this.timer);
    this.hooks.unpaired();
  }

  receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    this.heard = performance.now();
    switch (message.type) {
      case 'answer':
        this.settle(message);
        break;
      case 'pong':
        this.pong(message);
        break;
      case 'bye':
        if (message.reason === 'unpaired') this.leave();
        break;
      case 'hello':
        this.tries = 0;
        this.reconnects++;
        clearTimeout(this.timer);
        this.clock = new ClockOffset();
        this.hooks.message(message);
        this.hooks.link('up');
        this.ping();
        break;
      default:
        this.hooks.message(message);
    }
  }

  settle(answer) {
    const settle = this.waiting.get(answer.id);
    if (settle) settle(answer);
  }

  pong(message) {
    const sent = this.pings.get(message.id);
    this.pings.delete(message.id);
    if (sent !== undefined) this.clock.add(sent, message.time, nowMicros());
  }

  ping() {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return;
    const id = this.nextId++;
    this.pings.set(id, nowMicros());
    this.socket.send(JSON.stringify({ type: 'ping', id }));
  }

  beat() {
    if (document.hidden || !this.socket || !this.opened) return;
    if (performance.now() - this.heard > SILENT_AFTER) this.closed(0);
    else this.ping();
  }

  /** Sends a command; the promise gives its answer, never fails. */
  send(command) {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) {
      return Promise.resolve({ ok: false, reason: 'No connection: it was not sent.' });
    }
    const id = this.nextId++;
    return new Promise((resolve) => {
      const late = setTimeout(() => this.settle({
        id, ok: false, reason: 'No answer came: it may or may not have been done.' }),
      ANSWER_WITHIN);
      this.waiting.set(id, (answer) => {
        clearTimeout(late);
        this.waiting.delete(id);
        resolve(answer);
      });
      this.socket.send(JSON.stringify({ ...command, id }));
    });
  }
}
