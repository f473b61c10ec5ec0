// @ts-check
/**
 * The room as a token: a hash gives the seed, and before anything else a portrait is drawn, the
 * same way on every machine. See docs/token.md.
 */

import { byId, setText } from '../lib/elements.js';
import { wholeMultiple } from '../lib/mosaic-layout.js';
import { inThousands } from '../lib/numbers.js';
import { drawPicture } from '../lib/pictures.js';
import { isCapture, tellFeatures, tellPreview, tokenHash } from '../lib/token-host.js';

/** @typedef {import('../worker/protocol.js').DreamEvent & {type: 'token'}} TokenEvent */
/** @typedef {import('../worker/protocol.js').Portrait} Portrait */

const root = document.documentElement;

export class Token {
  #wall = byId('portrait');
  #canvas = byId('portrait-picture', HTMLCanvasElement);
  /** Undefined until Python has told. @type {number | undefined} */ seed;
  /** @type {TokenEvent | undefined} */ #told;
  /** @type {Portrait | undefined} */ #portrait;

  /** @param {string} hash */
  constructor(hash) {
    this.hash = hash;
    this.isCapture = isCapture(location.search);
    root.dataset.portrait = 'waiting';
    if (this.isCapture) root.dataset.clean = '';
    this.#wall.addEventListener('click', () => this.hide());
    new ResizeObserver(() => this.#fit()).observe(byId('mosaic'));
  }

  /** @returns {Token | null} null where the page is opened as no token */
  static ofPage() {
    const hash = tokenHash(location.search);
    return hash ? new Token(hash) : null;
  }

  get isDrawn() {
    return this.#portrait !== undefined;
  }

  /** @param {TokenEvent} event   a worker that starts again tells again: hosts hear it once */
  tell(event) {
    if (!this.#told) tellFeatures(event.features);
    this.#told = event;
  }

  /** @param {number} step   of the portrait's training, that is done */
  tellStep(step) {
    const steps = inThousands(this.#told?.steps ?? step);
    setText(
      byId('status'),
      `Drawing this token’s portrait: step ${inThousands(step)} of ${steps}.`,
    );
  }

  /** @param {Portrait} portrait */
  show(portrait) {
    this.#portrait = portrait;
    drawPicture(this.#canvas, portrait.pictures, 0);
    this.#wall.hidden = false;
    this.#fit();
    root.dataset.portrait = 'shown';
    tellPreview();
  }

  /** Training goes on, or another network is here. */
  hide() {
    this.#wall.hidden = true;
  }

  #fit() {
    const { clientWidth, clientHeight } = this.#wall;
    const room = Math.min(clientWidth, clientHeight);
    this.#canvas.style.width = `${wholeMultiple(room, devicePixelRatio, this.#canvas.width)}px`;
  }
}
