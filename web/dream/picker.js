// @ts-check
/**
 * Choosing among the tiles: a click keeps one, a drag from one to another walks between them, a
 * double click starts and pauses. The keyboard has a cursor: arrows, Enter, Shift with Enter twice.
 */

import { byId } from '../lib/elements.js';

/** @typedef {import('../worker/protocol.js').Tile} Tile */
/** @typedef {{index: number, tile: Tile}} Picked */

/**
 * @typedef {object} Handlers
 * @property {(tile: Tile) => void} keep
 * @property {(from: Tile, to: Tile) => void} walk
 * @property {() => void} toggle
 */

/** A second click within this time makes a double click of the first. */
const DOUBLE_CLICK_MS = 300;
/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Picker {
  #canvas = byId('mosaic', HTMLCanvasElement);
  #cursor = byId('tile-cursor', HTMLButtonElement);
  #mark = byId('tile-mark');
  #tiles;
  #handlers;
  #at = 0;
  /** Where a drag began, or the first of two tiles @type {Picked | undefined} */
  #first;
  #dragging = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #click;

  /** @param {import('./tiles.js').Tiles} tiles @param {Handlers} handlers */
  constructor(tiles, handlers) {
    this.#tiles = tiles;
    this.#handlers = handlers;
    this.#listenToPointer();
    this.#listenToKeys();
  }

  #listenToPointer() {
    const canvas = this.#canvas;
    canvas.addEventListener('pointerdown', (event) => {
      if (!event.isPrimary || event.button !== 0 || event.shiftKey) return;
      this.#dragging = false;
      this.#first = this.#under(event);
    });
    canvas.addEventListener('pointermove', (event) => this.#drag(event));
    canvas.addEventListener('pointerup', (event) => {
      if (this.#dragging) this.#choose(this.#under(event));
      else if (!event.shiftKey) this.#forget();
    });
    canvas.addEventListener('pointercancel', () => this.#forget());
    canvas.addEventListener('click', (event) => this.#clicked(event));
    canvas.addEventListener('dblclick', () => {
      clearTimeout(this.#click);
      this.#handlers.toggle();
    });
  }

  #listenToKeys() {
    const cursor = this.#cursor;
    cursor.addEventListener('focus', () => this.#moveTo(this.#at));
    cursor.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const arrow = ARROWS[event.key];
      if (arrow) this.#moveBy(...arrow);
      else if (event.key === 'Enter' && event.shiftKey) this.#choose(this.#picked(this.#at));
      else if (event.key === 'Escape') this.#forget();
      else return;
      event.preventDefault();
    });
    cursor.addEventListener('click', () => {
      const picked = this.#picked(this.#at);
      if (picked) this.#handlers.keep(picked.tile);
    });
  }

  /** @param {number} index @returns {Picked | undefined} */
  #picked(index) {
    const tile = this.#tiles.tileAt(index);
    return tile && { index, tile };
  }

  /** @param {MouseEvent} event */
  #under({ clientX, clientY }) {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const index = this.#tiles.mosaic.tileAt(clientX - left, clientY - top);
    return index === undefined ? undefined : this.#picked(index);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.#first || event.buttons !== 1 || event.shiftKey) return;
    const over = this.#under(event);
    if (!over || (over.index === this.#first.index && !this.#dragging)) return;
    this.#dragging = true;
    this.#place(this.#mark, this.#first.index);
    this.#place(this.#cursor, over.index);
    this.#canvas.toggleAttribute('data-dragging', true);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (this.#dragging) {
      this.#dragging = false; // the click that ends a drag
      return;
    }
    const picked = this.#under(event);
    if (!picked) return;
    if (event.shiftKey) {
      this.#choose(picked);
      return;
    }
    clearTimeout(this.#click);
    if (event.detail > 1) return;
    this.#click = setTimeout(() => this.#handlers.keep(picked.tile), DOUBLE_CLICK_MS);
  }

  /** @param {Picked | undefined} picked   the first of two tiles, or the second */
  #choose(picked) {
    if (!picked) return;
    const first = this.#first;
    if (!first) {
      this.#first = picked;
      this.#place(this.#mark, picked.index);
      return;
    }
    this.#forget();
    if (first.index !== picked.index) this.#handlers.walk(first.tile, picked.tile);
  }

  #forget() {
    this.#first = undefined;
    this.#mark.hidden = true;
    this.#canvas.toggleAttribute('data-dragging', false);
  }

  /** @param {number} across @param {number} down */
  #moveBy(across, down) {
    const { columns, rows } = this.#tiles.mosaic.layout;
    const column = Math.min(columns - 1, Math.max(0, (this.#at % columns) + across));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(this.#at / columns) + down));
    this.#moveTo(row * columns + column);
  }

  /** @param {number} index */
  #moveTo(index) {
    const { columns } = this.#tiles.mosaic.layout;
    this.#at = Math.min(index, this.#tiles.count - 1);
    this.#place(this.#cursor, this.#at);
    const [column, row] = [this.#at % columns, Math.floor(this.#at / columns)];
    this.#cursor.setAttribute('aria-label', `Keep tile ${column + 1} of row ${row + 1}`);
  }

  /** @param {HTMLElement} element @param {number} index */
  #place(element, index) {
    const place = this.#tiles.mosaic.placeOf(index);
    for (const [name, length] of Object.entries(place))
      element.style.setProperty(name, `${length}px`);
    element.hidden = false;
  }
}
