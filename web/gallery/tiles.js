// @ts-check
/** The tiles of one wall on a canvas: all of them, or a few that were dreamed anew. */

import { context2d, pictureAt } from '../lib/pictures.js';
import { PICTURE } from './layout.js';

/** @typedef {import('../worker/protocol.js').Dreams} Dreams */
/** @typedef {import('../worker/protocol.js').GalleryWorker} GalleryWorker */
/** @typedef {import('../worker/protocol.js').Wall} Wall */
/** @typedef {import('./layout.js').WallLayout} WallLayout */

const SETTLE_MS = 200;

export class Tiles {
  /** @type {WallLayout} */ layout = { columns: 1, rows: 1, tile: PICTURE };
  /** Which of the nine each tile is most like. @type {number[]} */ nearest = [];
  /** Whether any of it is in the window */
  visible = false;
  /** Tiles that must stay. @type {number[]} */ kept = [];
  /** How often tiles were dreamed anew */
  changes = 0;
  #canvas;
  #wall;
  #options;
  /** @type {IntersectionObserver} */ #looking;
  /** @type {ResizeObserver} */ #resizing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #settling;
  #ended = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Wall} wall
   * @param {object} options
   * @param {() => WallLayout} options.layOut
   * @param {() => GalleryWorker} options.calls
   * @param {() => number | null} options.depth
   * @param {(tiles: Tiles) => void} options.onChange   told when the layout or pictures changed
   * @param {() => void} options.onSeen   told when it came into the window or left it
   * @param {(cause: unknown) => void} options.onTrouble
   */
  constructor(canvas, wall, options) {
    this.#canvas = canvas;
    this.#wall = wall;
    this.#options = options;
    this.#looking = new IntersectionObserver((entries) => {
      this.visible = entries[entries.length - 1].isIntersecting;
      options.onSeen();
    });
    this.#looking.observe(canvas);
    this.#resizing = new ResizeObserver(() => this.#resized());
  }

  get count() {
    return this.layout.columns * this.layout.rows;
  }

  get wall() {
    return this.#wall;
  }

  /**
   * Draws all tiles; to be called once it is in the page, and when the depth has changed. Does
   * nothing while another wall is close, as this one has no width then.
   */
  async show() {
    if (!this.#canvas.parentElement?.clientWidth) return;
    this.layout = this.#options.layOut();
    this.#fit();
    const dreams = await this.#options
      .calls()
      .show(this.#wall.id, this.count, this.#options.depth());
    if (this.#ended || dreams.count !== this.count) return;
    const { columns, rows } = this.layout;
    this.#canvas.width = columns * PICTURE;
    this.#canvas.height = rows * PICTURE;
    this.nearest = dreams.nearest;
    this.#place(
      dreams,
      Array.from({ length: dreams.count }, (_, index) => index),
    );
    if (this.#canvas.parentElement) this.#resizing.observe(this.#canvas.parentElement);
  }

  /** Dreams a few anew. */
  async refresh() {
    const dreams = await this.#options.calls().refresh(this.#wall.id, this.kept);
    if (this.#ended || dreams.indices.some((index) => index >= this.count)) return;
    for (const [at, index] of dreams.indices.entries()) this.nearest[index] = dreams.nearest[at];
    this.changes += 1;
    this.#place(dreams, dreams.indices);
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#settling);
    this.#looking.disconnect();
    this.#resizing.disconnect();
  }

  /** @param {Dreams} dreams @param {number[]} indices   where each of them hangs */
  #place(dreams, indices) {
    const context = context2d(this.#canvas);
    const { columns } = this.layout;
    for (const [at, index] of indices.entries()) {
      const [x, y] = [index % columns, Math.floor(index / columns)];
      context.putImageData(pictureAt(dreams, at), x * PICTURE, y * PICTURE);
    }
    this.#options.onChange(this);
  }

  #fit() {
    const { columns, rows, tile } = this.layout;
    this.#canvas.style.width = `${columns * tile}px`;
    this.#canvas.style.height = `${rows * tile}px`;
  }

  /** Once the window has come to rest */
  #resized() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      if (!this.#canvas.parentElement?.clientWidth) return;
      const { columns, rows, tile } = this.#options.layOut();
      if (columns !== this.layout.columns || rows !== this.layout.rows) {
        this.show().catch(this.#options.onTrouble);
        return;
      }
      this.layout.tile = tile;
      this.#fit();
      this.#options.onChange(this);
    }, SETTLE_MS);
  }
}
