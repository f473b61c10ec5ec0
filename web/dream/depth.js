// @ts-check
/** How deeply the network dreams: set by hand, or growing by itself with the training. */

import { byId, setText } from '../lib/elements.js';
import { SETTINGS } from '../lib/settings.js';

const WORDS = ['raw', 'half a scene', 'scenes', 'scenes', 'scenes half remembered'];
const DEEPER = 'memories';

export class Depth {
  #range = byId('depth', HTMLInputElement);
  #grows = byId('depth-grows', HTMLInputElement);
  #text = byId('depth-text');
  #onChange;

  /** @param {number | null} depth @param {(depth: number | null) => void} onChange */
  constructor(depth, onChange) {
    this.#onChange = onChange;
    this.#range.min = String(SETTINGS.depth.min);
    this.#range.max = String(SETTINGS.depth.max);
    this.#range.value = String(depth ?? 0);
    this.#grows.checked = depth === null;
    this.#range.addEventListener('input', () => {
      this.#grows.checked = false;
      this.#change();
    });
    this.#grows.addEventListener('change', () => this.#change());
    this.#label();
  }

  /** null: grows by itself @returns {number | null} */
  get value() {
    return this.#grows.checked ? null : Number(this.#range.value);
  }

  /** @param {number} depth   that the tiles shown were dreamed at */
  show(depth) {
    if (this.#grows.checked) this.#range.value = String(depth);
    this.#label();
  }

  /** @param {number | null} depth   null: grows by itself; tells nobody */
  choose(depth) {
    this.#grows.checked = depth === null;
    if (depth !== null) this.#range.value = String(depth);
    this.#label();
  }

  #change() {
    this.#label();
    this.#onChange(this.value);
  }

  #label() {
    const depth = Number(this.#range.value);
    const words = `${depth}, ${WORDS[depth] ?? DEEPER}`;
    this.#range.setAttribute('aria-valuetext', words);
    setText(this.#text, words);
  }
}
