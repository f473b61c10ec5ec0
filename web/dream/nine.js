// @ts-check
/** The nine originals, what the network makes of them, and one of them seen closely. */

import { byId, make, setText } from '../lib/elements.js';
import { onNextFrame } from '../lib/frames.js';
import { wholeMultiple } from '../lib/mosaic-layout.js';
import { toThousandths } from '../lib/numbers.js';
import { drawPicture } from '../lib/pictures.js';

/** @typedef {import('../worker/protocol.js').PictureBatch} PictureBatch */

const PICTURE = 32;
const ACROSS = 9;
/** CSS pixels between small pictures, at least */
const GAP = 2;
/** CSS pixels between the two large ones: an arrow and the space around it */
const LOUPE_GAP = 32;

/** @param {HTMLCanvasElement} canvas @param {string} words */
function describe(canvas, words) {
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', words);
  canvas.title = words;
}

/** @param {string} words */
function pictureCanvas(words) {
  const canvas = make('canvas', { width: PICTURE, height: PICTURE });
  describe(canvas, words);
  return canvas;
}

/** @param {string} name */
const remembered = (name) => `${name}, as the network remembers it`;

export class Nine {
  #originalsRow = byId('originals');
  #memoriesRow = byId('memories');
  #loupe = {
    original: byId('loupe-original', HTMLCanvasElement),
    memory: byId('loupe-memory', HTMLCanvasElement),
    text: byId('loupe-text'),
  };
  /** @type {HTMLCanvasElement[]} */
  #originals = [];
  /** @type {HTMLCanvasElement[]} */
  #memories = [];
  /** @type {string[]} */
  #names = [];
  /** @type {PictureBatch | undefined} */
  #pictures;
  /** @type {{pictures: PictureBatch, errors: number[]} | undefined} */
  #remembered;
  #chosen = 0;
  #draw = onNextFrame(() => this.#frame());

  constructor() {
    new ResizeObserver(() => this.#fit()).observe(this.#originalsRow);
  }

  /** @param {PictureBatch} pictures @param {string[]} names */
  showOriginals(pictures, names) {
    this.#pictures = pictures;
    this.#names = names;
    this.#remembered = undefined;
    this.#originals = names.map(pictureCanvas);
    this.#memories = names.map((name) => pictureCanvas(remembered(name)));
    this.#originalsRow.replaceChildren(...this.#originals.map((_, index) => this.#original(index)));
    this.#memoriesRow.replaceChildren(...this.#memories.map((_, index) => this.#memory(index)));
    this.#loupe.memory.width = PICTURE; // a canvas that is given a size is emptied
    this.#draw();
  }

  /** @param {PictureBatch} pictures @param {number[]} errors   one per picture */
  showMemories(pictures, errors) {
    this.#remembered = { pictures, errors };
    this.#draw();
  }

  /** @param {number} index */
  #original(index) {
    const button = make('button', { type: 'button' }, this.#originals[index]);
    button.addEventListener('click', () => this.#choose(index));
    return make('li', {}, button);
  }

  /** @param {number} index */
  #memory(index) {
    const item = make('li', {}, this.#memories[index]);
    item.addEventListener('click', () => this.#choose(index));
    return item;
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    this.#draw();
  }

  /** Sets the pictures' sides to whole multiples of device pixels. */
  #fit() {
    const width = this.#originalsRow.clientWidth;
    if (width === 0) return;
    const side = (/** @type {number} */ length) =>
      `${wholeMultiple(length, devicePixelRatio, PICTURE)}px`;
    const small = side((width - GAP * (ACROSS - 1)) / ACROSS);
    for (const row of [this.#originalsRow, this.#memoriesRow])
      row.style.setProperty('--side', small);
    const large = side((width - LOUPE_GAP) / 2);
    this.#loupe.original.parentElement?.style.setProperty('--side', large);
  }

  #frame() {
    const pictures = this.#pictures;
    if (!pictures) return;
    for (const [index, canvas] of this.#originals.entries()) {
      drawPicture(canvas, pictures, index);
      canvas.parentElement?.setAttribute('aria-pressed', String(index === this.#chosen));
    }
    for (const [index, canvas] of this.#memories.entries()) {
      if (this.#remembered) drawPicture(canvas, this.#remembered.pictures, index);
      canvas.parentElement?.toggleAttribute('data-chosen', index === this.#chosen);
    }
    this.#frameLoupe(pictures);
  }

  /** @param {PictureBatch} pictures */
  #frameLoupe(pictures) {
    const { original, memory, text } = this.#loupe;
    const name = this.#names[this.#chosen];
    const error = this.#remembered?.errors[this.#chosen];
    describe(original, name);
    describe(memory, remembered(name));
    drawPicture(original, pictures, this.#chosen);
    if (this.#remembered) drawPicture(memory, this.#remembered.pictures, this.#chosen);
    setText(text, error === undefined ? name : `${name}: error ${toThousandths(error)}`);
  }
}
