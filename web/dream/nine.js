// @ts-check
/** The nine originals, each beside what the network makes of it, with its error. */

import { byId, make, setText } from '../lib/elements.js';
import { onNextFrame } from '../lib/frames.js';
import { wholeMultiple } from '../lib/mosaic-layout.js';
import { toThousandths } from '../lib/numbers.js';
import { drawPicture } from '../lib/pictures.js';

/** @typedef {import('../worker/protocol.js').PictureBatch} PictureBatch */

const PICTURE = 32;
/** CSS pixels per side, about */
const SIDE = 64;

/** @param {string} words */
function pictureCanvas(words) {
  const canvas = make('canvas', { width: PICTURE, height: PICTURE });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', words);
  return canvas;
}

/** @param {string} name @param {() => void} takeOut */
function ownMark(name, takeOut) {
  const button = make('button', { type: 'button', className: 'plain' }, 'Take out');
  button.setAttribute('aria-label', `Take out ${name}`);
  button.addEventListener('click', takeOut);
  return make('span', { className: 'quiet' }, 'your own · ', button);
}

/** One line of the list: the picture, the network's, the name and the error. */
class Pair {
  #error = make('span', { className: 'quiet' });

  /** @param {string} name @param {(() => void) | undefined} takeOut   of an own picture */
  constructor(name, takeOut) {
    this.original = pictureCanvas(name);
    this.memory = pictureCanvas(`${name}, as the network remembers it`);
    const text = make('p', { className: 'small' }, name, this.#error);
    if (takeOut) text.append(ownMark(name, takeOut));
    this.item = make('li', {}, this.original, this.memory, text);
    this.setError(undefined);
  }

  /** @param {number | undefined} error   undefined: not known yet */
  setError(error) {
    setText(this.#error, error === undefined ? 'not learned yet' : `error ${toThousandths(error)}`);
  }
}

export class Nine {
  /** @type {Pair[]} */
  #pairs = [];
  /** @type {{pictures: PictureBatch, errors: number[]} | undefined} */
  #remembered;
  #draw = onNextFrame(() => this.#frame());
  #takeOut;

  /** @param {(index: number) => void} takeOut   an own picture */
  constructor(takeOut) {
    this.#takeOut = takeOut;
  }

  /** @param {PictureBatch} pictures @param {string[]} names @param {number[]} own   which of them */
  showOriginals(pictures, names, own) {
    this.#remembered = undefined;
    this.#pairs = names.map(
      (name, index) => new Pair(name, own.includes(index) ? () => this.#takeOut(index) : undefined),
    );
    for (const [index, { original }] of this.#pairs.entries())
      drawPicture(original, pictures, index);
    const side = wholeMultiple(SIDE, devicePixelRatio, PICTURE);
    byId('pairs').style.setProperty('--side', `${side}px`);
    byId('pairs').replaceChildren(...this.#pairs.map(({ item }) => item));
  }

  /** @param {PictureBatch} pictures @param {number[]} errors   one per picture */
  showMemories(pictures, errors) {
    this.#remembered = { pictures, errors };
    this.#draw();
  }

  #frame() {
    const remembered = this.#remembered;
    if (!remembered) return;
    for (const [index, pair] of this.#pairs.entries()) {
      drawPicture(pair.memory, remembered.pictures, index);
      pair.setError(remembered.errors[index]);
    }
  }
}
