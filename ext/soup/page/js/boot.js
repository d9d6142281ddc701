/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Mends the page when a part of it did not arrive: on a set's Wi-Fi one of its
// forty files is lost now and then, and a browser asks once for each. A classic
// script and the first of all, so that it is there when others are not; it uses
// nothing of theirs.
'use strict';
(() => {
  // before each try, in seconds
  const WAITS = [0, 1, 2, 4, 8, 15];
  // so long may nothing of the page come while somebody looks at it, in seconds
  const STALLED_AFTER = 8;
  const ANSWER_WITHIN = 5000;
  const KEY = 'onset-loads';

  let started = false;
  let mending = false;
  let said = '';

  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const waitOf = (tries) => 1000 * WAITS[Math.min(tries, WAITS.length - 1)];

  /** How many tries came before this one. Where nothing can be kept nobody
   * knows: then it is one of many, for it must never go round fast. */
  function countTry() {
    try {
      const before = Number(sessionStorage.getItem(KEY)) || 0;
      sessionStorage.setItem(KEY, String(before + 1));
      if (sessionStorage.getItem(KEY) === String(before + 1)) return before;
    } catch {
      // told by the same answer
    }
    return WAITS.length;
  }

  function forget() {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // nothing was kept
    }
  }

  function write(selector, text) {
    const element = document.querySelector(selector);
    if (element) element.textContent = text;
  }

  function tell(text) {
    said = text;
    write('#word', 'LOADING AGAIN');
    write('#notice-word', 'Loading again …');
    write('#notice-text', text);
    write('#said', 'Loading again');
    const notice = document.querySelector('#notice');
    if (notice) notice.hidden = false;
  }

  /** A page that is loaded from nobody is the browser's own, and stays. */
  async function serverAnswers() {
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(), ANSWER_WITHIN);
    try {
      const answer = await fetch('/', { cache: 'no-store', signal: abort.signal });
      await answer.text();
      return answer.ok;
    } catch {
      return false;
    } finally {
      clearTimeout(late);
    }
  }

  async function mend() {
    if (mending || started) return;
    mending = true;
    tell('A part of this page did not arrive.');
    await sleep(waitOf(countTry()));
    while (!started && !await serverAnswers()) {
      tell('The server does not answer. Is this tablet on the set’s network?');
      await sleep(waitOf(countTry()));
    }
    // what was only late may have come meanwhile
    if (!started) location.reload();
  }

  /** A style has a second try without all the others: somebody may be looking
   * at the picture already. */
  function loadStyle(link) {
    const tries = Number(link.dataset.tries) || 0;
    const next = link.cloneNode();
    next.dataset.tries = tries + 1;
    setTimeout(() => link.replaceWith(next), waitOf(tries));
  }

  // it may have been said before there was a place for it
  addEventListener('DOMContentLoaded', () => {
    if (mending) tell(said);
  });

  // they do not bubble
  addEventListener('error', ({ target }) => {
    if (target instanceof HTMLScriptElement) mend();
    else if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') loadStyle(target);
  }, true);

  // A connection that hangs is no error. Ticks are counted, not the time: a
  // tablet that was asleep has not waited.
  let came = 0;
  let ticks = 0;
  const watch = setInterval(() => {
    const files = performance.getEntriesByType('resource').length;
    ticks = files === came && !document.hidden ? ticks + 1 : 0;
    came = files;
    if (ticks >= STALLED_AFTER) mend();
  }, 1000);

  addEventListener('onset-started', () => {
    started = true;
    clearInterval(watch);
    forget();
  });
})();
