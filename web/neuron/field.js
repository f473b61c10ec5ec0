// @ts-check
/** The square: what the model thinks everywhere, the points on it, and hands that move them. */

import { byId, make } from '../lib/elements.js';
import { onNextFrame } from '../lib/frames.js';
import { context2d } from '../lib/pictures.js';
import { drawMarks, placeOf } from './marks.js';
import { makePalette, paint } from './palette.js';

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

/** How near to a point counts as on it, in CSS pixels */
const REACH = { mouse: 12, touch: 24 };
/** A touch that moves further than this is no tap */
const TAP = 10;
const STEP = 0.02;
const LARGE_STEP = 0.1;
/** Of the square's device pixels, while it moves */
const COARSE = 4;

/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

/** @param {number} value */
const clamp = (value) => Math.min(1, Math.max(0, value));

export class Field {
  #host = byId('field');
  #shades = byId('shades', HTMLCanvasElement);
  #marks = byId('marks', HTMLCanvasElement);
  #handlers;
  /** @type {Board | undefined} */ #board;
  /** @type {Shade | undefined} */ #shade;
  #hidden = false;
  #third = 0.5;
  /** The square's device pixels, those of a CSS pixel, and those around it that marks may use */
  #side = 1;
  #ratio = 1;
  #margin = 0;
  #erasing = false;
  /** @type {{index: number, pointer: number, moved: boolean, x: number, y: number} | undefined} */ #drag;
  /** @type {{pointer: number, x: number, y: number} | undefined} */ #tap;
  /** @type {[number, number]} */ #cross = [0.5, 0.5];
  #crossShown = false;
  /** @type {number | null} */ #picked = null;
  #draw = onNextFrame(() => this.#frame());

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    new ResizeObserver(() => this.#fit()).observe(this.#host);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#repaint());
    this.#listenToPointers();
    this.#host.addEventListener('keydown', (event) => this.#key(event));
    this.#host.addEventListener('focus', () =>
      this.#showCross(this.#host.matches(':focus-visible')),
    );
    this.#host.addEventListener('blur', () => {
      this.#picked = null;
      this.#showCross(false);
    });
  }

  /** @param {Board} board */
  showBoard(board) {
    if (board.features !== this.#board?.features) this.#label(board.features);
    if (board.points.length !== this.#board?.points.length) this.#picked = null;
    this.#board = board;
    this.#draw();
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
    this.#erasing = erasing;
    this.#host.toggleAttribute('data-erasing', erasing);
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
    const side = Math.round(this.#host.clientWidth * devicePixelRatio);
    if (side === 0 || side === this.#side) return;
    this.#side = side;
    this.#ratio = side / this.#host.clientWidth;
    this.#margin = Math.round(Number.parseFloat(this.#style('--margin')) * this.#ratio);
    this.#marks.width = side + 2 * this.#margin;
    this.#marks.height = side + 2 * this.#margin;
    this.#frame();
    this.#handlers.resize();
  }

  /** @param {string} property */
  #style = (property) => getComputedStyle(this.#host).getPropertyValue(property).trim();

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
    this.#draw();
  }

  #frame() {
    if (!this.#board) return;
    drawMarks(context2d(this.#marks), this.#style, this.#ratio, {
      board: this.#board,
      lines: this.#shade?.lines ?? [],
      hidden: this.#hidden,
      third: this.#third,
      crosshair: this.#crossShown ? this.#cross : null,
      margin: this.#margin,
      held: this.#drag?.index ?? this.#picked,
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
  #pointAt(x, y) {
    const inputs = this.#board?.features.names.length ?? 2;
    return [clamp(x), clamp(y), this.#third].slice(0, inputs);
  }

  /** @param {MouseEvent | Touch} event @returns {[number, number]} on the square */
  #placeOf(event) {
    const box = this.#host.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
  }

  /**
   * @param {[number, number]} place
   * @param {number} reach   CSS pixels
   * @returns {number} the nearest point's index, -1 where none is in reach
   */
  #nearest([x, y], reach) {
    const side = this.#host.clientWidth;
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

  // Pointers

  #listenToPointers() {
    const host = this.#host;
    host.addEventListener('pointerdown', (event) => this.#down(event));
    host.addEventListener('pointermove', (event) => this.#move(event));
    host.addEventListener('pointerup', (event) => this.#up(event));
    host.addEventListener('pointercancel', () => this.#letGo());
    host.addEventListener('pointerleave', () => this.#handlers.pointAt(null, false));
    host.addEventListener('contextmenu', (event) => {
      const index = this.#nearest(this.#placeOf(event), REACH.mouse);
      event.preventDefault();
      if (index >= 0) this.#handlers.erase(index);
    });
    // A finger on a point moves the point; elsewhere it scrolls the page.
    host.addEventListener(
      'touchstart',
      (event) => {
        if (this.#nearest(this.#placeOf(event.touches[0]), REACH.touch) >= 0)
          event.preventDefault();
      },
      { passive: false },
    );
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || !this.#board || !event.isPrimary) return;
    this.#showCross(false);
    const place = this.#placeOf(event);
    const touch = event.pointerType === 'touch';
    const index = this.#nearest(place, touch ? REACH.touch : REACH.mouse);
    if (this.#erasing) {
      if (index >= 0) this.#handlers.erase(index);
    } else if (index >= 0) this.#hold(index, event);
    else if (touch) this.#tap = { pointer: event.pointerId, x: event.clientX, y: event.clientY };
    else {
      this.#handlers.place(this.#pointAt(...place));
      this.#hold(this.#board.points.length - 1, event, true);
    }
  }

  /** @param {number} index @param {PointerEvent} event @param {boolean} [moved]   its step is begun */
  #hold(index, { pointerId, clientX, clientY }, moved = false) {
    this.#drag = { index, pointer: pointerId, moved, x: clientX, y: clientY };
    this.#host.setPointerCapture(pointerId);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const place = this.#placeOf(event);
    this.#handlers.pointAt(this.#pointAt(...place), false);
    const drag = this.#drag;
    if (!drag || drag.pointer !== event.pointerId) return;
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 3) return;
    this.#handlers.move(drag.index, this.#pointAt(...place), !drag.moved);
    drag.moved = true;
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const tap = this.#tap;
    this.#letGo();
    if (tap?.pointer !== event.pointerId) return;
    if (Math.hypot(event.clientX - tap.x, event.clientY - tap.y) > TAP) return;
    this.#handlers.place(this.#pointAt(...this.#placeOf(event)));
  }

  #letGo() {
    this.#drag = undefined;
    this.#tap = undefined;
    this.#draw();
  }

  // The keyboard

  /** @param {boolean} shown */
  #showCross(shown) {
    if (this.#crossShown === shown) return;
    this.#crossShown = shown;
    if (shown) this.#handlers.pointAt(this.#pointAt(...this.#cross), true);
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#board) return;
    const arrow = ARROWS[event.key];
    if (arrow) this.#moveCross(arrow, event.shiftKey ? LARGE_STEP : STEP);
    else if (event.key === 'Enter' || event.key === ' ') this.#placeOrPick();
    else if (event.key === 'Delete' || event.key === 'Backspace') this.#eraseAtCross();
    else if (event.key === '1' || event.key === '2') this.#handlers.choose(Number(event.key) - 1);
    else if (event.key === 'Escape' && this.#picked !== null) this.#drop('Put down.');
    else return;
    event.preventDefault();
    this.#showCross(true);
  }

  /** @param {[number, number]} direction @param {number} step */
  #moveCross([dx, dy], step) {
    const round = (/** @type {number} */ value) => clamp(Math.round(value * 1000) / 1000);
    const [x, y] = this.#cross;
    this.#cross = [round(x + dx * step), round(y + dy * step)];
    const point = this.#pointAt(...this.#cross);
    if (this.#picked !== null) this.#handlers.move(this.#picked, point, false);
    this.#handlers.pointAt(point, true);
    this.#draw();
  }

  #placeOrPick() {
    if (this.#picked !== null) {
      this.#drop('Put down.');
      return;
    }
    const index = this.#nearest(this.#cross, REACH.mouse);
    if (index < 0) {
      this.#handlers.place(this.#pointAt(...this.#cross));
      return;
    }
    const point = this.#board?.points[index] ?? [];
    this.#handlers.move(index, point, true);
    this.#picked = index;
    this.#handlers.tell('Picked up: arrow keys move it, Enter puts it down.');
    this.#draw();
  }

  /** @param {string} sentence */
  #drop(sentence) {
    this.#picked = null;
    this.#handlers.tell(sentence);
    this.#draw();
  }

  #eraseAtCross() {
    const index = this.#picked ?? this.#nearest(this.#cross, REACH.mouse);
    this.#picked = null;
    if (index >= 0) this.#handlers.erase(index);
    else this.#handlers.tell('There is no point here.');
  }
}
