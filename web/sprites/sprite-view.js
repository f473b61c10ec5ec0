// @ts-check
/** One sprite of the sheet: a button with a canvas, drawn row by row. */

import { make } from '../lib/elements.js';
import { context2d } from '../lib/pictures.js';
import { nameOf } from './names.js';

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */
/** @typedef {Uint8ClampedArray} Colours   RGBA of the 64 palette indices */

export const SIZE = 32;
export const PIXELS = SIZE * SIZE;

/** @param {[number, number, number][]} palette   of indices 1 to 63 @returns {Colours} */
export function coloursOf(palette) {
  const rgba = new Uint8ClampedArray(4 * (palette.length + 1));
  palette.forEach((colour, index) => {
    rgba.set([...colour, 255], 4 * (index + 1));
  });
  return rgba;
}

/**
 * @param {HTMLCanvasElement} canvas   32 pixels wide
 * @param {Colours} colours
 * @param {ArrayLike<number>} indices   whole rows
 * @param {number} [top]                the row that they begin at
 */
export function paint(canvas, colours, indices, top = 0) {
  const image = new ImageData(SIZE, indices.length / SIZE);
  for (let at = 0; at < indices.length; at += 1) {
    image.data.set(colours.subarray(4 * indices[at], 4 * indices[at] + 4), 4 * at);
  }
  context2d(canvas).putImageData(image, 0, top);
}

export class SpriteView {
  recipe;
  /** Palette indices as the network drew them; undefined while it does. @type {Uint8Array | undefined} */
  pixels;
  /** As they are shown, shaded or not. @type {Uint8Array | undefined} */
  shown;
  button;
  #canvas = make('canvas', { width: SIZE, height: SIZE });
  #colours;

  /** @param {Recipe} recipe @param {Colours} colours */
  constructor(recipe, colours) {
    this.recipe = recipe;
    this.#colours = colours;
    this.button = make('button', { className: 'sprite', type: 'button' }, this.#canvas);
    this.button.setAttribute('aria-label', `${nameOf(recipe)}, not drawn yet`);
    this.button.setAttribute('aria-pressed', 'false');
    this.button.disabled = true;
    this.button.draggable = false;
  }

  /** @param {number} top @param {Uint8Array} indices   whole rows from there on */
  showRows(top, indices) {
    this.button.dataset.drawing = '';
    this.button.style.setProperty('--row', String(top + indices.length / SIZE));
    paint(this.#canvas, this.#colours, indices, top);
  }

  /** @param {Uint8Array} pixels   all of them, final */
  finish(pixels) {
    this.pixels = pixels;
    this.show(pixels);
    delete this.button.dataset.drawing;
    this.button.disabled = false;
    this.button.draggable = true;
    this.button.setAttribute('aria-label', nameOf(this.recipe));
  }

  /** @param {Uint8Array} pixels   perhaps shaded */
  show(pixels) {
    this.shown = pixels;
    paint(this.#canvas, this.#colours, pixels);
  }

  /** @param {boolean} chosen */
  choose(chosen) {
    this.button.setAttribute('aria-pressed', String(chosen));
  }
}
