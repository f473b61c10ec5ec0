// @ts-check
/** The wall of tiles and its two controls: how many, and how often they change. */

import { byId, setText } from '../lib/elements.js';
import { wantsLessMotion } from '../lib/frames.js';
import { Mosaic } from '../lib/mosaic.js';
import { nextScale, scaleLadder } from '../lib/mosaic-layout.js';
import { everyText, inThousands } from '../lib/numbers.js';
import { pictureAt } from '../lib/pictures.js';
import { SETTINGS } from '../lib/settings.js';

/** @typedef {import('../worker/protocol.js').PictureBatch} PictureBatch */
/** @typedef {import('../worker/protocol.js').DreamEvent} DreamEvent */
/** @typedef {import('../worker/protocol.js').Tile} Tile */
/** @typedef {PictureBatch & {codes: string[], steps: number[], depth: number}} DreamedBatch */

const PICTURE = 32;
/** Seconds between new tiles */
const REFRESHES = [0.1, 0.2, 0.5, 1, SETTINGS.refresh.max];
const LEAST_SECONDS_WITH_LESS_MOTION = 5;
const SETTLE_MS = 200;
const DESCRIBE_EVERY_MS = 5000;

export class Tiles {
  #canvas = byId('mosaic', HTMLCanvasElement);
  #tiles = byId('tiles');
  #every = byId('refresh');
  #fewer = byId('fewer', HTMLButtonElement);
  #more = byId('more', HTMLButtonElement);
  #slower = byId('slower', HTMLButtonElement);
  #faster = byId('faster', HTMLButtonElement);
  #mosaic;
  #refresh;
  #onWish;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #settling;
  #describedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param {object} options
   * @param {number | null} options.scale
   * @param {number} options.refresh    seconds
   * @param {() => void} options.onWish   told when `count` or `seconds` has changed
   * @param {(changed: {scale?: number, refresh?: number}) => void} options.onSetting
   */
  constructor({ scale, refresh, onWish, onSetting }) {
    this.#refresh = refresh;
    this.#onWish = onWish;
    this.#mosaic = new Mosaic(this.#canvas, {
      picture: PICTURE,
      scale,
      onLayout: () => this.#wish(),
    });
    for (const [button, direction] of /** @type {const} */ ([
      [this.#fewer, -1],
      [this.#more, 1],
    ])) {
      button.addEventListener('click', () => {
        const next = this.#nextScale(direction);
        if (next === undefined) return;
        this.#mosaic.setScale(next);
        onSetting({ scale: next });
      });
    }
    for (const [button, direction] of /** @type {const} */ ([
      [this.#slower, 1],
      [this.#faster, -1],
    ])) {
      button.addEventListener('click', () => {
        this.#refresh = this.#nextRefresh(direction) ?? this.#refresh;
        onSetting({ refresh: this.#refresh });
        this.#wish();
      });
    }
    matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', () => this.#wish());
    this.#label();
  }

  get mosaic() {
    return this.#mosaic;
  }

  /** @param {number} index @returns {Tile | undefined} what can be seen there now */
  tileAt(index) {
    const batch = /** @type {DreamedBatch | undefined} */ (this.#mosaic.batchAt(index));
    if (!batch) return undefined;
    const { codes, steps, depth } = batch;
    return { rgba: pictureAt(batch, index).data, code: codes[index], step: steps[index], depth };
  }

  /** @returns {import('../worker/protocol.js').Shown | undefined} the wall as it is; undefined while a tile is empty */
  get shown() {
    const all = Array.from({ length: this.count }, (_, index) => this.tileAt(index));
    const tiles = all.filter((tile) => tile !== undefined);
    if (tiles.length < all.length) return undefined;
    const bytes = tiles[0].rgba.length;
    const rgba = new Uint8ClampedArray(tiles.length * bytes);
    for (const [index, tile] of tiles.entries()) rgba.set(tile.rgba, index * bytes);
    const { step, depth } = tiles.reduce((a, b) => (b.step > a.step ? b : a));
    return { rgba, columns: this.columns, step, depth };
  }

  get columns() {
    return this.#mosaic.layout.columns;
  }

  /** @param {{scale: number | null, refresh: number}} wish   scale null: chosen to fit */
  choose({ scale, refresh }) {
    this.#refresh = refresh;
    this.#mosaic.setScale(scale);
  }

  get count() {
    return this.#mosaic.layout.columns * this.#mosaic.layout.rows;
  }

  /** Seconds between new tiles, as the user's wish for less motion allows. */
  get seconds() {
    return wantsLessMotion()
      ? Math.max(LEAST_SECONDS_WITH_LESS_MOTION, this.#refresh)
      : this.#refresh;
  }

  /** @param {DreamEvent & {type: 'tiles'}} event @param {boolean} running */
  show({ pictures, codes, step, steps, depth }, running) {
    const batch = { ...pictures, codes, steps, depth };
    this.#mosaic.show(batch, running ? this.seconds : 0);
    const now = performance.now();
    if (running && now - this.#describedAt < DESCRIBE_EVERY_MS) return;
    this.#describedAt = now;
    const words = `${pictures.count} tiles, dreamed by the network at step ${inThousands(step)}`;
    this.#canvas.setAttribute('aria-label', words);
  }

  clear() {
    this.#mosaic.clear();
  }

  /** @param {1 | -1} direction   1: more tiles */
  #nextScale(direction) {
    const { box, layout } = this.#mosaic;
    return nextScale(scaleLadder(box, PICTURE), layout.scale, direction);
  }

  /** @param {1 | -1} direction   1: slower */
  #nextRefresh(direction) {
    const least = wantsLessMotion() ? LEAST_SECONDS_WITH_LESS_MOTION : 0;
    const allowed = REFRESHES.filter((seconds) => seconds >= least);
    return direction > 0
      ? allowed.find((seconds) => seconds > this.seconds)
      : allowed.findLast((seconds) => seconds < this.seconds);
  }

  /** Tells the room once the window or the hand has come to rest. */
  #wish() {
    this.#label();
    clearTimeout(this.#settling);
    this.#settling = setTimeout(this.#onWish, SETTLE_MS);
  }

  #label() {
    setText(this.#tiles, inThousands(this.count));
    setText(this.#every, everyText(this.seconds));
    this.#fewer.disabled = this.#nextScale(-1) === undefined;
    this.#more.disabled = this.#nextScale(1) === undefined;
    this.#slower.disabled = this.#nextRefresh(1) === undefined;
    this.#faster.disabled = this.#nextRefresh(-1) === undefined;
    byId('less-motion').hidden = !wantsLessMotion();
  }
}
