// @ts-check
/** Where the room stands on its ladder: what computes, in which thread, with or without a network. */

import { byId, setText } from './elements.js';
import { threadInUse } from './worker-client.js';

/** @typedef {'backend' | 'offline'} About */

/** @type {Record<About, string>} */
const said = { backend: '', offline: '' };

/** @param {About} about @param {string} sentence */
export function sayRung(about, sentence) {
  said[about] = sentence;
  const element = byId('rung');
  setText(element, Object.values(said).filter(Boolean).join(' '));
  element.hidden = element.textContent === '';
}

/** @param {import('../worker/protocol.js').Backend} backend   that the room runs on */
export function showBackend(backend) {
  const root = document.documentElement;
  root.dataset.backend = backend;
  root.dataset.thread = threadInUse();
  sayRung(
    'backend',
    threadInUse() === 'worker'
      ? `Computed by ${backend}.`
      : `Computed by ${backend} in the page itself, since no worker starts here: the page may stutter.`,
  );
}
