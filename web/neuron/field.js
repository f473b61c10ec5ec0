// @ts-check
/** The square: what the model thinks everywhere, and the points on it. */

import { byId, make } from '../lib/elements.js';
import { onNextFrame } from '../lib/frames.js';
import { context2d } from '../lib/pictures.js';
import { Crosshair } from './crosshair.js';
import { drawMarks, placeOf } from './marks.js';
import { makePalette, paint } from './palette.js';
import { Pointers } from './pointers.js';

/** @typedef {import('./board.js').Board} Board */
/** @typedef {import('../worker/protocol.js').Features} Features */
/** @typedef {import('../worker/protocol.js').Shade} Shade */

/**
 * @typedef {object} Handlers
 * @property {(point: number[]) => void} place
 * @property {(index: number, point: number[], first: boolean) => void} move   `first` of a drag
 * @property {(index: number) => void} erase
 * @property {(kind: number) => void} choose
 * @property {(point: number[] | null, byKeyboard: boolean) => void} pointAt   null: nowhere
 * @property {(sentence: string) => void} tell
 * @property {() => void} resize   the shades have another size now
 */

/** Of the square's device pixels, while it moves */
const COARSE = 4;

/** @param {number} value */
const clamp = (value) => Math.min(1, Math.max(0, value));

export class Field {
  #shades = byId('shades', HTMLCanvasElement);
  #marks = byId('marks', HTMLCanvasElement);
  /** @type {Board | undefined} */ #board;
  /** @type {Shade | undefined} */ #shade;
  #hidden = false;
  #third = 0.5;
  /** The square's device pixels, those of a CSS pixel, and those around it that marks may use */
  #side = 1;
  #ratio = 1;
  #margin = 0;
  #resize;
  #pointers;
  #crosshair;
  host = byId('field');
  /** Draws what lies on the square again, in the next frame. */
  draw = onNextFrame(() => this.#frame());

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#resize = handlers.resize;
    this.#crosshair = new Crosshair(this, handlers);
    this.#pointers = new Pointers(this, handlers, () => this.#crosshair.hide());
    new ResizeObserver(() => this.#fit()).observe(this.host);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#repaint());
  }

  get board() {
    return this.#board;
  }

  /** @param {Board} board */
  showBoard(board) {
    if (board.features !== this.#board?.features) this.#label(board.features);
    if (board.points.length !== this.#board?.points.length) this.#crosshair.putDown();
    this.#board = board;
    this.draw();
  }

  /** @param {Shade} shade @param {{hidden: boolean, third: number}} of   the model */
  showShade(shade, { hidden, third }) {
    this.#shade = shade;
    this.#hidden = hidden;
    this.#third = third;
    this.#repaint();
  }

  /** @param {boolean} erasing */
  setErasing(erasing) {
    this.#pointers.erasing = erasing;
    this.host.toggleAttribute('data-erasing', erasing);
  }

  /**
   * @param {boolean} coarse   few enough places to be asked for in every frame
   * @returns {{width: number, height: number}} places to ask shades for
   */
  size(coarse) {
    const share = coarse ? COARSE : 1;
    const places = (/** @type {number} */ length) => Math.max(1, Math.round(length / share));
    return { width: places(this.#side), height: places(this.#side) };
  }

  #fit() {
    const side = Math.round(this.host.clientWidth * devicePixelRatio);
    if (side === 0 || side === this.#side) return;
    this.#side = side;
    this.#ratio = side / this.host.clientWidth;
    this.#margin = Math.round(Number.parseFloat(this.#style('--margin')) * this.#ratio);
    this.#marks.width = side + 2 * this.#margin;
    this.#marks.height = side + 2 * this.#margin;
    this.#frame();
    this.#resize();
  }

  /** @param {string} property */
  #style = (property) => getComputedStyle(this.host).getPropertyValue(property).trim();

  #repaint() {
    if (this.#shade) {
      const { width, height, bytes } = this.#shade;
      const palette = makePalette({
        zero: this.#style('--heat-0'),
        middle: this.#style('--heat-middle'),
        one: this.#style('--heat-1'),
      });
      this.#shades.width = width;
      this.#shades.height = height;
      const image = new ImageData(paint(bytes, palette), width, height);
      context2d(this.#shades).putImageData(image, 0, 0);
    }
    this.draw();
  }

  #frame() {
    if (!this.#board) return;
    drawMarks(context2d(this.#marks), this.#style, this.#ratio, {
      board: this.#board,
      lines: this.#shade?.lines ?? [],
      hidden: this.#hidden,
      third: this.#third,
      crosshair: this.#crosshair.place,
      margin: this.#margin,
      held: this.#pointers.held ?? this.#crosshair.picked,
    });
  }

  /** Names and numbers along the axes. @param {Features} features */
  #label({ names, ticks }) {
    for (const [axis, id] of ['x-axis', 'y-axis'].entries()) {
      const host = byId(id);
      host.replaceChildren();
      if (axis >= names.length) continue;
      host.append(make('span', { className: 'axis-name' }, names[axis]));
      for (const [place, text] of ticks[axis]) {
        const tick = make('span', { className: 'tick' }, text);
        tick.style.setProperty('--place', String(place));
        host.append(tick);
      }
    }
  }

  /** @param {number} x @param {number} y   on the square @returns {number[]} as a point */
  pointAt(x, y) {
    const inputs = this.#board?.features.names.length ?? 2;
    return [clamp(x), clamp(y), this.#third].slice(0, inputs);
  }

  /** @param {MouseEvent | Touch} event @returns {[number, number]} on the square */
  placeOf(event) {
    const box = this.host.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
  }

  /**
   * @param {[number, number]} place
   * @param {number} reach   CSS pixels
   * @returns {number} the nearest point's index, -1 where none is in reach
   */
  nearest([x, y], reach) {
    const side = this.host.clientWidth;
    let nearest = -1;
    let least = reach / side;
    for (const [index, point] of (this.#board?.points ?? []).entries()) {
      const [px, py] = placeOf(point, this.#board?.classes[index] ?? 0);
      const distance = Math.hypot(px - x, py - y);
      if (distance > least) continue;
      nearest = index;
      least = distance;
    }
    return nearest;
  }
}
