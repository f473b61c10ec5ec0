// @ts-check
/**
 * A canvas full of pictures at whole multiples of device pixels.
 *
 * Pictures go onto an unscaled sheet byte for byte; the sheet is drawn enlarged without
 * smoothing. Nothing is ever read back: some browsers add noise to what a canvas returns.
 */

import { onNextFrame, wantsLessMotion } from './frames.js';
import { mosaicLayout, usualScale } from './mosaic-layout.js';
import { context2d, pictureAt } from './pictures.js';

/** @typedef {import('../worker/protocol.js').PictureBatch} PictureBatch */
/** @typedef {import('./mosaic-layout.js').Layout} Layout */

/**
 * @param {number} count
 * @returns {number[]} 0 to count - 1 in an order without a pattern
 */
function scattered(count) {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * @param {number} length   CSS pixels
 * @param {number | undefined} exact   device pixels, where the browser tells them
 * @returns {number} device pixels
 */
function devicePixels(length, exact) {
  const about = length * devicePixelRatio;
  // Chromium's emulated screens report CSS pixels here: believe it only where it can be true.
  if (exact !== undefined && Math.abs(exact - about) <= 1) return exact;
  return Math.round(about);
}

/** New pictures that take their places one after another. */
class Arrival {
  /** @param {PictureBatch} batch @param {number} seconds   over which they arrive */
  constructor(batch, seconds) {
    this.batch = batch;
    this.seconds = seconds;
    this.order = scattered(batch.count);
    this.placed = 0;
    /** @type {number | undefined} */
    this.start = undefined;
  }

  /** @param {number} now  milliseconds @returns {number[]} the tiles that are due */
  due(now) {
    this.start ??= now;
    const share = this.seconds > 0 ? (now - this.start) / (this.seconds * 1000) : 1;
    const until = Math.min(this.order.length, Math.ceil(share * this.order.length));
    const due = this.order.slice(this.placed, until);
    this.placed = Math.max(this.placed, until);
    return due;
  }

  /** @returns {number[]} the tiles that have not been due yet */
  rest() {
    const rest = this.order.slice(this.placed);
    this.placed = this.order.length;
    return rest;
  }

  get done() {
    return this.placed >= this.order.length;
  }
}

export class Mosaic {
  /** @type {Layout} */
  layout;
  #canvas;
  #picture;
  #sheet = document.createElement('canvas');
  /** @type {number | null} */
  #scale;
  #onLayout;
  /** @type {PictureBatch | undefined} */
  #shown;
  /** The batch that each tile is of: while one arrives, some are of the last. @type {PictureBatch[]} */
  #batches = [];
  /** @type {Arrival | undefined} */
  #arrival;
  /** Whether more than the tiles that arrive must be drawn again */
  #stale = true;
  #draw = onNextFrame((now) => this.#frame(now));

  /**
   * @param {HTMLCanvasElement} canvas   sized by CSS; its box is what the mosaic fills
   * @param {object} options
   * @param {number} options.picture     pixels per side of a picture
   * @param {number | null} options.scale   device pixels per picture pixel; null: chosen to fit
   * @param {(layout: Layout) => void} options.onLayout   told when the tiling changes
   */
  constructor(canvas, { picture, scale, onLayout }) {
    this.#canvas = canvas;
    this.#picture = picture;
    this.#scale = scale;
    this.#onLayout = onLayout;
    const box = canvas.getBoundingClientRect();
    this.#resize(
      Math.round(box.width * devicePixelRatio),
      Math.round(box.height * devicePixelRatio),
    );
    this.layout = this.#layOut();
    this.#watchSize();
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () =>
      this.#drawAfresh(),
    );
  }

  get box() {
    return { width: this.#canvas.width, height: this.#canvas.height };
  }

  /** @param {number | null} scale   null: chosen to fit */
  setScale(scale) {
    this.#scale = scale;
    this.#relayOut();
  }

  /**
   * @param {PictureBatch} batch
   * @param {number} seconds   over which the tiles change, one by one; 0: at once
   */
  show(batch, seconds) {
    // What has not arrived of the last batch is late: it takes its place now.
    const late = this.#arrival;
    if (late) this.#place(late.batch, late.rest());
    const another = this.#shown?.count !== batch.count;
    this.#stale ||= another || late !== undefined;
    this.#shown = batch;
    this.#arrival = new Arrival(batch, another || wantsLessMotion() ? 0 : seconds);
    this.#draw();
  }

  /** Takes the pictures away: an empty grid is left. */
  clear() {
    this.#shown = undefined;
    this.#arrival = undefined;
    this.#batches = [];
    context2d(this.#sheet).clearRect(0, 0, this.#sheet.width, this.#sheet.height);
    this.#drawAfresh();
  }

  /** @param {number} index @returns {PictureBatch | undefined} that the tile is of, where it has a picture */
  batchAt(index) {
    return this.#batches[index];
  }

  /** @param {number} x @param {number} y   CSS pixels from the canvas's corner @returns {number | undefined} */
  tileAt(x, y) {
    const { columns, rows, scale, offsetX, offsetY } = this.layout;
    const tile = scale * this.#picture;
    const column = Math.floor((x * devicePixelRatio - offsetX) / tile);
    const row = Math.floor((y * devicePixelRatio - offsetY) / tile);
    const inside = column >= 0 && column < columns && row >= 0 && row < rows;
    return inside ? row * columns + column : undefined;
  }

  /**
   * @param {number} index
   * @returns {{left: number, top: number, width: number, height: number}} the part of the tile
   *   that can be seen, in CSS pixels from the canvas's corner
   */
  placeOf(index) {
    const { columns, scale, offsetX, offsetY } = this.layout;
    const tile = scale * this.#picture;
    const left = offsetX + (index % columns) * tile;
    const top = offsetY + Math.floor(index / columns) * tile;
    const right = Math.min(left + tile, this.#canvas.width);
    const bottom = Math.min(top + tile, this.#canvas.height);
    const css = (/** @type {number} */ length) => length / devicePixelRatio;
    return {
      left: css(Math.max(0, left)),
      top: css(Math.max(0, top)),
      width: css(right - Math.max(0, left)),
      height: css(bottom - Math.max(0, top)),
    };
  }

  #watchSize() {
    const observer = new ResizeObserver(([entry]) => {
      const exact = entry.devicePixelContentBoxSize?.[0];
      const width = devicePixels(entry.contentRect.width, exact?.inlineSize);
      const height = devicePixels(entry.contentRect.height, exact?.blockSize);
      if (width === this.#canvas.width && height === this.#canvas.height) return;
      this.#resize(width, height);
      this.#relayOut();
    });
    try {
      observer.observe(this.#canvas, { box: 'device-pixel-content-box' });
    } catch {
      observer.observe(this.#canvas); // Safari does not know device pixels
    }
  }

  /** @param {number} width @param {number} height   device pixels */
  #resize(width, height) {
    this.#canvas.width = Math.max(1, width);
    this.#canvas.height = Math.max(1, height);
  }

  /** @returns {Layout} */
  #layOut() {
    const scale = this.#scale ?? usualScale(this.box, this.#picture);
    this.layout = mosaicLayout(this.box, this.#picture, scale);
    this.#sheet.width = this.layout.columns * this.#picture;
    this.#sheet.height = this.layout.rows * this.#picture;
    this.#arrival = undefined;
    this.#batches = [];
    if (this.#shown) this.#place(this.#shown, this.#shown.count);
    this.#drawAfresh();
    return this.layout;
  }

  #relayOut() {
    this.#onLayout(this.#layOut());
  }

  /** @param {PictureBatch} batch @param {number[] | number} indices   or how many from the first */
  #place(batch, indices) {
    const list =
      typeof indices === 'number' ? Array.from({ length: indices }, (_, i) => i) : indices;
    const sheet = context2d(this.#sheet);
    const { columns, rows } = this.layout;
    for (const index of list) {
      if (index >= columns * rows) continue;
      const x = (index % columns) * this.#picture;
      const y = Math.floor(index / columns) * this.#picture;
      sheet.putImageData(pictureAt(batch, index), x, y);
      this.#batches[index] = batch;
    }
  }

  #drawAfresh() {
    this.#stale = true;
    this.#draw();
  }

  /** @param {number} now   milliseconds */
  #frame(now) {
    const due = this.#arrival?.due(now) ?? [];
    if (this.#arrival) this.#place(this.#arrival.batch, due);
    if (this.#arrival?.done) this.#arrival = undefined;
    if (this.#arrival) this.#draw();
    const context = context2d(this.#canvas);
    context.imageSmoothingEnabled = false;
    if (this.#stale) this.#drawAll(context);
    else for (const index of due) this.#drawTile(context, index);
    this.#stale = false;
  }

  /** @param {CanvasRenderingContext2D} context */
  #drawAll(context) {
    const { columns, rows, scale, offsetX, offsetY } = this.layout;
    const tile = scale * this.#picture;
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    if ((this.#shown?.count ?? 0) < columns * rows) this.#drawEmptyTiles(context, tile);
    context.drawImage(this.#sheet, offsetX, offsetY, columns * tile, rows * tile);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} index */
  #drawTile(context, index) {
    const { columns, scale, offsetX, offsetY } = this.layout;
    const side = this.#picture;
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const [x, y] = [column * side, row * side];
    const place = /** @type {const} */ ([offsetX + x * scale, offsetY + y * scale]);
    context.drawImage(this.#sheet, x, y, side, side, ...place, side * scale, side * scale);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} tile   device pixels per side */
  #drawEmptyTiles(context, tile) {
    const { columns, rows, offsetX, offsetY } = this.layout;
    const line = Math.max(1, Math.floor(devicePixelRatio));
    context.fillStyle = getComputedStyle(this.#canvas).getPropertyValue('--rule');
    for (let column = 0; column <= columns; column++) {
      context.fillRect(offsetX + column * tile, offsetY, line, rows * tile);
    }
    for (let row = 0; row <= rows; row++) {
      context.fillRect(offsetX, offsetY + row * tile, columns * tile, line);
    }
  }
}
