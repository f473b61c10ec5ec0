// @ts-check
/** The nine originals above what the network makes of them, and one pair seen closely. */

import { byId, make, setText } from '../lib/elements.js';
import { onNextFrame } from '../lib/frames.js';
import { wholeMultiple } from '../lib/mosaic-layout.js';
import { drawPicture } from '../lib/pictures.js';
import { toThousandths } from './numbers.js';

/** @typedef {import('../worker/protocol.js').PictureBatch} PictureBatch */
/** @typedef {{button: HTMLButtonElement, original: HTMLCanvasElement, memory: HTMLCanvasElement}} Pair */

const PICTURE = 32;
const PAIRS_ACROSS = 9;
/** CSS pixels between pictures, at least */
const GAP = 2;
const LOUPE_GAP = 8;

function pictureCanvas() {
  const canvas = make('canvas', { width: PICTURE, height: PICTURE });
  canvas.setAttribute('role', 'img');
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @param {string} words */
function describe(canvas, words) {
  canvas.setAttribute('aria-label', words);
  canvas.title = words;
}

export class Nine {
  #section = byId('nine');
  #list = byId('pairs');
  #loupeOriginal = byId('loupe-original', HTMLCanvasElement);
  #loupeMemory = byId('loupe-memory', HTMLCanvasElement);
  #loupeText = byId('loupe-text');
  /** @type {Pair[]} */
  #pairs = [];
  /** @type {string[]} */
  #names = [];
  /** @type {PictureBatch | undefined} */
  #originals;
  /** @type {{pictures: PictureBatch, errors: number[]} | undefined} */
  #memories;
  #chosen = 0;
  #draw = onNextFrame(() => this.#frame());

  constructor() {
    new ResizeObserver(() => this.#fit()).observe(this.#section);
  }

  /** @param {PictureBatch} pictures @param {string[]} names */
  showOriginals(pictures, names) {
    this.#originals = pictures;
    this.#names = names;
    this.#memories = undefined;
    this.#pairs = names.map((name, index) => this.#makePair(name, index));
    this.#list.replaceChildren(...this.#pairs.map(({ button }) => make('li', {}, button)));
    this.#section.hidden = false;
    this.#fit();
    this.#draw();
  }

  /** @param {PictureBatch} pictures @param {number[]} errors   one per picture */
  showMemories(pictures, errors) {
    this.#memories = { pictures, errors };
    this.#draw();
  }

  /** @param {string} name @param {number} index @returns {Pair} */
  #makePair(name, index) {
    const original = pictureCanvas();
    const memory = pictureCanvas();
    describe(original, name);
    describe(memory, `${name}, as the network remembers it`);
    const button = make('button', { type: 'button', title: name }, original, memory);
    button.addEventListener('click', () => {
      this.#chosen = index;
      this.#draw();
    });
    return { button, original, memory };
  }

  /** Sets the pictures' sides to whole multiples of device pixels. */
  #fit() {
    const width = this.#list.clientWidth;
    if (width === 0) return;
    const small = (width - GAP * (PAIRS_ACROSS - 1)) / PAIRS_ACROSS;
    const large = (width - LOUPE_GAP) / 2;
    const side = (/** @type {number} */ length) =>
      `${wholeMultiple(length, devicePixelRatio, PICTURE)}px`;
    this.#list.style.setProperty('--side', side(small));
    this.#loupeOriginal.parentElement?.style.setProperty('--side', side(large));
  }

  #frame() {
    const originals = this.#originals;
    if (!originals) return;
    for (const [index, { button, original, memory }] of this.#pairs.entries()) {
      button.setAttribute('aria-pressed', String(index === this.#chosen));
      drawPicture(original, originals, index);
      if (this.#memories) drawPicture(memory, this.#memories.pictures, index);
    }
    this.#frameLoupe(originals);
  }

  /** @param {PictureBatch} originals */
  #frameLoupe(originals) {
    const name = this.#names[this.#chosen];
    drawPicture(this.#loupeOriginal, originals, this.#chosen);
    describe(this.#loupeOriginal, name);
    describe(this.#loupeMemory, `${name}, as the network remembers it`);
    const error = this.#memories?.errors[this.#chosen];
    if (this.#memories) drawPicture(this.#loupeMemory, this.#memories.pictures, this.#chosen);
    setText(this.#loupeText, error === undefined ? name : `${name}: error ${toThousandths(error)}`);
  }
}
