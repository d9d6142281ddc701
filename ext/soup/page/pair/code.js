/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Codes as people type them. No DOM.

/** What was typed, as codes are written: XXXX-XXXX. Spaces, points and small
 * letters are forgiven. A code that somebody chose has another length and is
 * left as it is, but for spaces around it. */
export function tidy(text) {
  const plain = text.toUpperCase().replace(/[\s.,_–—-]+/g, '');
  if (/^[A-Z0-9]{8}$/.test(plain)) return plain.slice(0, 4) + '-' + plain.slice(4);
  return text.trim();
}

/** The code in an address's fragment, '' when there is none. */
export function codeInFragment(fragment) {
  const match = /^#code=(.+)$/.exec(fragment);
  if (!match) return '';
  try {
    return decodeURIComponent(match[1]);
  } catch {
    return '';
  }
}

/** The status that a form got which was sent without script. */
export function refusedBefore(search) {
  return { '?error=code': 401, '?error=locked': 429 }[search] || 0;
}

/** Words for an answer that was no. @param wait seconds, or 0 */
export function wordsFor(status, wait) {
  if (status === 429) {
    const time = wait > 90 ? Math.ceil(wait / 60) + ' minutes' : wait > 0 ? wait + ' seconds' : 'a minute';
    return 'Too many wrong codes came from here. Wait ' + time + ', then try again.';
  }
  if (status === 401 || status === 403) {
    return 'That code is wrong. Look again, or ask for the new one: codes change when the playback is started again.';
  }
  if (status === 503) return 'There is no room for one more tablet now. Somebody has to leave first.';
  return 'The server refused (' + status + ').';
}
