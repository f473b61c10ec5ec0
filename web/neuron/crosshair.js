// @ts-check
/** The keyboard's hand on the square: a crosshair that places points, moves and erases them. */

import { REACH } from './pointers.js';

/** @typedef {import('./field.js').Field} Field */
/** @typedef {import('./field.js').Handlers} Handlers */

const STEP = 0.02;
const LARGE_STEP = 0.1;

/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

/** @param {number} value @returns {number} from 0 to 1, without an error that adds up */
const rounded = (value) => Math.min(1, Math.max(0, Math.round(value * 1000) / 1000));

export class Crosshair {
  #field;
  #handlers;
  /** @type {[number, number]} */ #at = [0.5, 0.5];
  #shown = false;
  /** @type {number | null} */ #picked = null;

  /** @param {Field} field @param {Handlers} handlers */
  constructor(field, handlers) {
    this.#field = field;
    this.#handlers = handlers;
    const { host } = field;
    host.addEventListener('keydown', (event) => this.#key(event));
    host.addEventListener('focus', () => this.#show(host.matches(':focus-visible')));
    host.addEventListener('blur', () => {
      this.#picked = null;
      this.#show(false);
    });
  }

  /** @returns {[number, number] | null} on the square; null where it is not to be seen */
  get place() {
    return this.#shown ? this.#at : null;
  }

  /** @returns {number | null} the point that goes with it */
  get picked() {
    return this.#picked;
  }

  hide() {
    this.#show(false);
  }

  putDown() {
    this.#picked = null;
  }

  /** @param {boolean} shown */
  #show(shown) {
    if (this.#shown === shown) return;
    this.#shown = shown;
    if (shown) this.#handlers.pointAt(this.#field.pointAt(...this.#at), true);
    this.#field.draw();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#field.board) return;
    const arrow = ARROWS[event.key];
    if (arrow) this.#move(arrow, event.shiftKey ? LARGE_STEP : STEP);
    else if (event.key === 'Enter' || event.key === ' ') this.#placeOrPick();
    else if (event.key === 'Delete' || event.key === 'Backspace') this.#erase();
    else if (event.key === '1' || event.key === '2') this.#handlers.choose(Number(event.key) - 1);
    else if (event.key === 'Escape' && this.#picked !== null) this.#drop('Put down.');
    else return;
    event.preventDefault();
    this.#show(true);
  }

  /** @param {[number, number]} direction @param {number} step */
  #move([dx, dy], step) {
    const [x, y] = this.#at;
    this.#at = [rounded(x + dx * step), rounded(y + dy * step)];
    const point = this.#field.pointAt(...this.#at);
    if (this.#picked !== null) this.#handlers.move(this.#picked, point, false);
    this.#handlers.pointAt(point, true);
    this.#field.draw();
  }

  #placeOrPick() {
    if (this.#picked !== null) {
      this.#drop('Put down.');
      return;
    }
    const index = this.#field.nearest(this.#at, REACH.mouse);
    if (index < 0) {
      this.#handlers.place(this.#field.pointAt(...this.#at));
      return;
    }
    const point = this.#field.board?.points[index] ?? [];
    this.#handlers.move(index, point, true);
    this.#picked = index;
    this.#handlers.tell('Picked up: arrow keys move it, Enter puts it down.');
    this.#field.draw();
  }

  /** @param {string} sentence */
  #drop(sentence) {
    this.#picked = null;
    this.#handlers.tell(sentence);
    this.#field.draw();
  }

  #erase() {
    const index = this.#picked ?? this.#field.nearest(this.#at, REACH.mouse);
    this.#picked = null;
    if (index >= 0) this.#handlers.erase(index);
    else this.#handlers.tell('There is no point here.');
  }
}
