// @ts-check
/** What a script printed and showed, in order, as it comes. */

import { make } from '../elements.js';
import { onNextFrame } from '../frames.js';
import { Transcript } from './transcript.js';

/** @typedef {import('../../worker/protocol.js').ScriptEvent} ScriptEvent */
/** @typedef {import('../../worker/protocol.js').ScriptError} ScriptError */
/** @typedef {import('./transcript.js').Entry} Entry */

/** @param {Entry} entry */
function elementOf(entry) {
  if (!('png' in entry)) return make('span', { className: `python-text-${entry.stream}` });
  const address = URL.createObjectURL(new Blob([entry.png], { type: 'image/png' }));
  return make('img', { alt: entry.description, src: address });
}

/** @param {HTMLElement} element */
function discard(element) {
  if (element instanceof HTMLImageElement) URL.revokeObjectURL(element.src);
  element.remove();
}

export class Output {
  #transcript = new Transcript();
  /** What is on the page. @type {Map<Entry, HTMLElement>} */
  #shown = new Map();
  #empty = make('p', { className: 'quiet small' }, 'What the script prints and draws comes here.');
  #cut = make('p', { className: 'quiet small', hidden: true }, 'Earlier output is not kept.');
  #entries = make('div', { className: 'python-entries' });
  #end = make('div');
  #onLine;
  /** Once a frame, so that a script that says much leaves the page its time. */
  #draw = onNextFrame(() => this.#show());
  /** Whether the end is to stay in sight. */
  #follows = true;

  /** @param {(line: number, column: number | null) => void} onLine   a place was asked for */
  constructor(onLine) {
    this.#onLine = onLine;
    this.element = make(
      'div',
      { className: 'python-output', tabIndex: 0 },
      this.#empty,
      this.#cut,
      this.#entries,
      this.#end,
    );
    this.element.setAttribute('role', 'log');
    this.element.setAttribute('aria-label', 'Output');
    this.element.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = this.element;
      this.#follows = scrollTop + clientHeight >= scrollHeight - 24;
    });
    // Pictures grow when they are there.
    this.element.addEventListener('load', () => this.#follow(), { capture: true });
  }

  clear() {
    this.#transcript.clear();
    this.#end.replaceChildren();
    this.#follows = true;
    this.#show();
  }

  /** @param {ScriptEvent} event */
  add(event) {
    this.#transcript.add(event);
    this.#draw();
  }

  /** @param {ScriptError} error */
  addError({ line, column, message }) {
    const told = make('p', { className: 'python-error' });
    if (line !== null) {
      const place = make('button', { type: 'button' }, `Line ${line}`);
      place.addEventListener('click', () => this.#onLine(line, column));
      told.append(place, ': ');
    }
    told.append(message);
    this.#addLast(told);
  }

  /** @param {string} sentence   about the run itself */
  addNote(sentence) {
    this.#addLast(make('p', { className: 'quiet small' }, sentence));
  }

  /** @param {HTMLElement} element */
  #addLast(element) {
    this.#end.append(element);
    this.#show();
  }

  #show() {
    const { entries, cut } = this.#transcript;
    this.#empty.hidden = entries.length + this.#end.children.length > 0;
    this.#cut.hidden = !cut;
    const kept = new Set(entries);
    for (const [entry, element] of this.#shown) {
      if (kept.has(entry)) continue;
      this.#shown.delete(entry);
      discard(element);
    }
    for (const entry of entries) this.#showEntry(entry);
    this.#follow();
  }

  /** @param {Entry} entry */
  #showEntry(entry) {
    let element = this.#shown.get(entry);
    if (!element) {
      element = elementOf(entry);
      this.#shown.set(entry, element);
      this.#entries.append(element);
    }
    if (!('text' in entry)) return;
    const before = element.textContent?.length ?? 0;
    // Added, not replaced, so that only what is new is read out.
    if (before < entry.text.length) element.append(entry.text.slice(before));
  }

  #follow() {
    if (this.#follows) this.element.scrollTop = this.element.scrollHeight;
  }
}
