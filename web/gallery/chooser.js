// @ts-check
/** Choosing tiles of a wall: a button over each, one of them in the order of the Tab key. */

import { make } from '../lib/elements.js';
import { tileInWords } from './words.js';

/** @typedef {import('./tiles.js').Tiles} Tiles */

/** Which keys move, by how many columns and rows */
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

/** Tiles that can be chosen at once */
const MOST = 2;

export class Chooser {
  element = make('div', { className: 'chooser' });
  /** Those chosen, in that order. @type {number[]} */ chosen = [];
  #onChange;
  /** @type {HTMLButtonElement[]} */ #buttons = [];
  #columns = 1;
  #current = 0;

  /** @param {() => void} onChange   told when `chosen` has changed */
  constructor(onChange) {
    this.#onChange = onChange;
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', 'Tiles: arrow keys move, Enter chooses');
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  /** @param {Tiles} tiles   what they show now */
  update(tiles) {
    const { columns, rows, tile } = tiles.layout;
    this.#columns = columns;
    this.element.style.setProperty('--columns', String(columns));
    this.element.style.setProperty('--tile', `${tile}px`);
    if (this.#buttons.length !== columns * rows) this.#rebuild(columns * rows);
    for (const [index, button] of this.#buttons.entries()) {
      const words = tileInWords(tiles.wall, index, tiles.nearest[index]);
      if (button.title !== words) {
        button.title = words;
        button.setAttribute('aria-label', words);
      }
    }
  }

  /** Another wall: nothing is chosen, and there are no buttons until `update`. */
  reset() {
    this.chosen = [];
    this.#current = 0;
    this.#buttons = [];
    this.element.replaceChildren();
  }

  clear() {
    if (this.chosen.length === 0) return;
    this.chosen = [];
    this.#mark();
    this.#onChange();
  }

  /** @param {number} count */
  #rebuild(count) {
    this.#current = Math.min(this.#current, count - 1);
    this.#buttons = Array.from({ length: count }, (_, index) => {
      const button = make('button', { type: 'button', tabIndex: index === this.#current ? 0 : -1 });
      button.addEventListener('click', () => this.#choose(index));
      return button;
    });
    this.element.replaceChildren(...this.#buttons);
    const left = this.chosen.filter((index) => index < count);
    if (left.length < this.chosen.length) this.clear();
    this.#mark();
  }

  /** @param {number} index */
  #choose(index) {
    this.#moveTo(index);
    this.chosen = this.chosen.includes(index)
      ? this.chosen.filter((other) => other !== index)
      : [...this.chosen.slice(-(MOST - 1)), index];
    this.#mark();
    this.#onChange();
  }

  #mark() {
    for (const [index, button] of this.#buttons.entries())
      button.setAttribute('aria-pressed', String(this.chosen.includes(index)));
  }

  /** @param {number} index */
  #moveTo(index) {
    this.#buttons[this.#current]?.setAttribute('tabindex', '-1');
    this.#current = index;
    this.#buttons[index].tabIndex = 0;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const move = MOVES[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [column, row] = [
      this.#current % this.#columns,
      Math.floor(this.#current / this.#columns),
    ];
    const [x, y] = [column + move[0], row + move[1]];
    const next = y * this.#columns + x;
    if (x < 0 || x >= this.#columns || next < 0 || next >= this.#buttons.length) return;
    this.#moveTo(next);
    this.#buttons[next].focus();
  }
}
