// @ts-check
/** One wall seen closely: more of its dreams, its label, the nine it learned, walks, a picture. */

import { setAccent } from '../lib/accent.js';
import { byId, make, setText } from '../lib/elements.js';
import { inThousands } from '../lib/numbers.js';
import { drawPicture } from '../lib/pictures.js';
import { Chooser } from './chooser.js';
import { wallLayout } from './layout.js';
import { Saving } from './saving.js';
import { Tiles } from './tiles.js';
import { FRAMES, STRIDE, Walk } from './walk.js';
import { labelOf, wallInWords } from './words.js';
import { paletteOf } from './work.js';

/** @typedef {import('../worker/protocol.js').GalleryWorker} GalleryWorker */
/** @typedef {import('../worker/protocol.js').Wall} Wall */
/** @typedef {import('./work.js').Work} Work */

const COLUMNS = { least: 4, most: 9 };
const MOST_TILES = 120;
const WIDE = matchMedia('(min-width: 720px)');
/** Where the window is wide: CSS pixels above and below the wall, and the fewest rows */
const AROUND = 152;
const LEAST_ROWS = 5;
/** Where it is narrow, more rows than columns, so that what stands below is not far */
const TALLER = 1;
/** Enlargement of the pictures that are saved */
const WALL_SCALE = 8;
const WALK_SCALE = 8;

const CHOOSE_TWO = 'Choose two tiles to walk from one to the other.';
const CHOOSE_ANOTHER = 'Choose one more tile. Those chosen stay as they are.';

export class CloseView {
  #section = byId('close-view');
  #options;
  #calls;
  #onTrouble;
  /** @type {Tiles | undefined} */ tiles;
  /** When all tiles are drawn */
  #shown = Promise.resolve();
  /** @type {Work | undefined} */ work;
  #title = make('h1', { id: 'close-title', tabIndex: -1 });
  #hint = make('p', { className: 'small quiet' });
  #walk = new Walk(() => this.#saveWalk());
  #chooser = new Chooser(() => this.#chosen());
  #saving = new Saving();

  /**
   * @param {Omit<ConstructorParameters<typeof Tiles>[2], 'layOut' | 'onChange'>} options
   * @param {() => void} onBack
   */
  constructor(options, onBack) {
    this.#options = options;
    this.#calls = options.calls;
    this.#onTrouble = options.onTrouble;
    this.#hint.setAttribute('role', 'status');
    // Wherever the focus is: a click beside the wall takes it out of the section.
    document.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && this.isOpen) onBack();
    });
    this.onBack = onBack;
  }

  get isOpen() {
    return this.work !== undefined;
  }

  /** @param {Work} work */
  async open(work) {
    const { wall } = work;
    this.work = work;
    const canvas = make('canvas', { className: 'mosaic' });
    canvas.setAttribute('role', 'img');
    const wallPlace = make('div', { className: 'wall' }, canvas, this.#chooser.element);
    this.#section.replaceChildren(this.#head(work), wallPlace, this.#panel(wall));
    this.#section.style.cssText = '';
    if (wall.nine) setAccent(this.#section, wall.nine.rgba);
    this.#chooser.reset();
    this.#chosen();
    this.#saving.clear();
    this.#section.hidden = false;
    this.tiles = new Tiles(canvas, wall, {
      ...this.#options,
      layOut: () => this.#layOut(wallPlace),
      onChange: (tiles) => {
        this.#chooser.update(tiles);
        canvas.setAttribute('aria-label', wallInWords(wall, tiles.count));
        this.#section.dataset.changes = String(tiles.changes);
      },
    });
    this.#title.focus();
    this.#shown = this.tiles.show();
    await this.#shown;
  }

  /** @returns {Work | undefined} what was close */
  close() {
    const { work } = this;
    this.tiles?.end();
    this.tiles = this.work = undefined;
    this.#walk.hide();
    this.#section.hidden = true;
    this.#section.replaceChildren();
    return work;
  }

  /** Draws again what depends on the depth. */
  async depthChanged() {
    this.#shown = this.tiles?.show() ?? this.#shown;
    await this.#shown;
    await this.#chosen();
  }

  /** @param {HTMLElement} place */
  #layOut(place) {
    return wallLayout(place.clientWidth, {
      ...COLUMNS,
      ratio: devicePixelRatio,
      rows: (columns, tile) => {
        if (!WIDE.matches) return columns + TALLER;
        const fitting = Math.floor((innerHeight - AROUND) / tile);
        return Math.min(Math.floor(MOST_TILES / columns), Math.max(LEAST_ROWS, fitting));
      },
    });
  }

  /** @param {Work} work */
  #head({ wall, by }) {
    const back = make('button', { className: 'button', type: 'button' }, 'Back to all walls');
    back.addEventListener('click', this.onBack);
    const save = make('button', { className: 'button', type: 'button' }, 'Wall as PNG');
    save.addEventListener('click', () => this.#saveWall());
    setText(this.#title, wall.title);
    const keys = make('div', { className: 'pair' }, back, save);
    const medium = `A VAE-GAN, ${inThousands(wall.parameters)} numbers${by ? `, by ${by}` : ''}`;
    return make(
      'div',
      { className: 'head' },
      keys,
      this.#saving.element,
      this.#title,
      make('p', { className: 'medium' }, medium),
      paletteOf(wall),
    );
  }

  /** @param {Wall} wall */
  #panel(wall) {
    const walk = make('section', {}, make('h2', {}, 'A walk'), this.#hint, this.#walk.element);
    walk.setAttribute('aria-label', 'A walk');
    const panel = make('div', { className: 'panel' }, walk);
    if (wall.nine) panel.append(this.#nine(wall));
    panel.append(this.#traits(wall));
    return panel;
  }

  /** @param {Wall} wall */
  #nine(wall) {
    const row = make('ul', { className: 'nine' });
    for (const [index, name] of wall.nineNames.entries()) {
      const canvas = make('canvas', { title: name });
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', name);
      if (wall.nine) drawPicture(canvas, wall.nine, index);
      row.append(make('li', {}, canvas));
    }
    const section = make('section', {}, make('h2', {}, 'The nine it learned'), row);
    section.setAttribute('aria-label', 'The nine it learned');
    return section;
  }

  /** @param {Wall} wall */
  #traits(wall) {
    const lines = labelOf(wall).map(([term, value]) =>
      make('div', {}, make('dt', {}, term), make('dd', {}, value)),
    );
    const list = make('dl', { className: 'numbers' }, ...lines);
    const section = make('section', {}, make('h2', {}, 'Traits'), list);
    if (wall.remark) section.append(make('p', { className: 'small quiet' }, wall.remark));
    section.setAttribute('aria-label', 'Traits');
    return section;
  }

  async #chosen() {
    const { tiles } = this;
    const [start, end] = this.#chooser.chosen;
    if (tiles) tiles.kept = [...this.#chooser.chosen];
    setText(this.#hint, start === undefined || end !== undefined ? CHOOSE_TWO : CHOOSE_ANOTHER);
    if (!tiles || end === undefined) {
      this.#walk.hide();
      return;
    }
    await this.#try(async (calls) => {
      const frames = await calls.walk(tiles.wall.id, start, end, FRAMES);
      const [from, to] = this.#chooser.chosen;
      if (this.tiles === tiles && from === start && to === end)
        this.#walk.show(tiles.wall, frames, [start, end]);
    });
  }

  async #saveWall() {
    const { tiles } = this;
    if (!tiles) return;
    await this.#try(async (calls) => {
      await this.#shown;
      const png = await calls.png(tiles.wall.id, tiles.layout.columns, WALL_SCALE);
      this.#saving.save(png, wallInWords(tiles.wall, tiles.count));
    });
  }

  async #saveWalk() {
    const { tiles } = this;
    if (!tiles) return;
    await this.#try(async (calls) => {
      const png = await calls.walkPng(tiles.wall.id, STRIDE, WALK_SCALE);
      this.#saving.save(png, `A walk between two dreams of ${tiles.wall.title}`);
    });
  }

  /** @param {(calls: GalleryWorker) => Promise<void>} run */
  async #try(run) {
    try {
      await run(this.#calls());
    } catch (cause) {
      this.#onTrouble(cause);
    }
  }
}
