/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Pairs by itself when the QR code brought the code; says what was wrong.
import { codeInFragment, refusedBefore, tidy, wordsFor } from './code.js';

const form = document.querySelector('#form');
const input = document.querySelector('#code');
const said = document.querySelector('#said');
const button = document.querySelector('#go');
let busy = false;

function say(text, calm = false) {
  said.textContent = text;
  said.classList.toggle('calm', calm);
}

/** Neither the code nor an old refusal stays in the address. */
function clearAddress() {
  // :target follows only a navigation
  if (location.hash) location.hash = '';
  if (location.hash || location.search || location.href.endsWith('#')) {
    history.replaceState(null, '', '/');
  }
}

async function post(code) {
  return fetch('/api/v1/pair', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
    cache: 'no-store',
  });
}

async function pair(code) {
  if (busy || !code) return;
  busy = true;
  button.setAttribute('aria-disabled', 'true');
  say('Pairing…', true);
  try {
    const answer = await post(code);
    if (answer.ok) {
      location.replace('/');
      return;
    }
    say(wordsFor(answer.status, Number(answer.headers.get('Retry-After')) || 0));
    input.select();
  } catch {
    say('The server does not answer. Is this tablet on the set’s network?');
  }
  busy = false;
  button.removeAttribute('aria-disabled');
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearAddress();
  input.value = tidy(input.value);
  pair(input.value);
});

const given = codeInFragment(location.hash);
if (given) {
  clearAddress();
  input.value = tidy(given);
  pair(input.value);
} else {
  // sent without script, and refused
  const status = refusedBefore(location.search);
  if (status) {
    clearAddress();
    say(wordsFor(status, 0));
  }
  input.focus();
}
// a QR code may be scanned while the form is open
addEventListener('hashchange', () => {
  const code = codeInFragment(location.hash);
  if (!code) return;
  clearAddress();
  input.value = tidy(code);
  pair(input.value);
});
