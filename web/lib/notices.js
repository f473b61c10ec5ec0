// @ts-check
/** The sentences that the room says. */

import { byId, make, setText } from './elements.js';

let count = 0;

/** For who cannot see the square. @param {string} sentence */
export function tell(sentence) {
  count += 1;
  setText(byId('told'), sentence);
}

/** For what is known later: it is told if nothing else was meanwhile. @returns {(sentence: string) => void} */
export function tellLater() {
  const before = count;
  return (sentence) => {
    if (count === before) setText(byId('told'), sentence);
  };
}

/** @param {string} sentence */
export function showStatus(sentence) {
  byId('status').ariaLive = 'polite';
  setText(byId('status'), sentence);
}

/** One of many that follow each other: it is shown, but not told. @param {string} sentence */
export function showProgress(sentence) {
  byId('status').ariaLive = 'off';
  setText(byId('status'), sentence);
}

/** @param {string[]} sentences   none takes away what was said */
export function notify(...sentences) {
  const notice = byId('notice');
  notice.replaceChildren(
    ...sentences.map((sentence) => make('p', {}, sentence.replace(/([^.!?])$/, '$1.'))),
  );
  notice.hidden = sentences.length === 0;
  if (!notice.hidden) notice.scrollIntoView({ block: 'nearest' });
}

/** Beside what was said already. @param {string} sentence */
export function notifyToo(sentence) {
  notify(...told(), sentence);
}

/** @returns {string[]} the sentences of now */
function told() {
  return [...byId('notice').children].map(({ textContent }) => textContent ?? '');
}

/** A notice whose button opens the page anew. @param {string} sentence */
export function reloadNotice(sentence) {
  const button = make('button', { className: 'button', type: 'button' }, 'Reload');
  button.addEventListener('click', () => location.reload());
  const notice = make('div', { className: 'notice' }, make('p', {}, sentence), button);
  notice.setAttribute('role', 'status');
  return notice;
}

/** Does something that ends with no notice, and says again what was said before. @param {() => Promise<unknown>} action */
export async function keepingNotice(action) {
  const said = told();
  await action();
  if (said.length > 0) notify(...said);
}

/** @param {string} sentence   why the room is closed; empty where it is not */
export function showFailure(sentence) {
  setText(byId('failure-text'), sentence);
  byId('failure').hidden = sentence === '';
}

/** @param {unknown} cause */
export function messageOf(cause) {
  return cause instanceof Error ? cause.message : String(cause);
}
