// @ts-check
/** The sheet, and all that is done with its sprites. */

import { setAccent } from '../lib/accent.js';
import { CopyLink } from '../lib/copy-link.js';
import { byId, make } from '../lib/elements.js';
import { latestOnly } from '../lib/latest.js';
import { messageOf, notify } from '../lib/notices.js';
import { replaceAddress } from '../lib/site.js';
import { childrenOf, Suitor } from './breeding.js';
import { Chosen } from './chosen.js';
import { Drawing } from './drawing.js';
import { Favourites } from './favourites.js';
import { Lamp } from './lamp.js';
import { kindOf } from './names.js';
import { planOf } from './plan.js';
import { Sheet } from './sheet.js';
import { coloursOf, PIXELS } from './sprite-view.js';
import { TakeHome } from './take-home.js';
import { WishForm } from './wish-form.js';

/** @typedef {import('../worker/sprites-protocol.js').Drawn} Drawn */
/** @typedef {import('../worker/sprites-protocol.js').SpritesOpened} SpritesOpened */
/** @typedef {import('./drawers.js').Drawers} Drawers */
/** @typedef {import('./favourites.js').Favourite} Favourite */
/** @typedef {import('./sprite-view.js').SpriteView} SpriteView */

/**
 * @typedef {object} Surroundings
 * @property {URL} site
 * @property {number} seed                            to begin with
 * @property {string[]} problems                      in the address, a sentence each
 * @property {() => Drawers} drawers                  throws where none are open
 * @property {(running: boolean) => void} onRunning   drawing begins or ends
 * @property {(cause: unknown) => void} onTrouble     the network draws no more
 */

/** Ramps of the palette whose colour a zone of the sea wears. @type {Record<string, number>} */
const ZONE_RAMPS = { Reef: 0, Kelp: 2, Pelagic: 4, Mesopelagic: 5, Abyssal: 8, Vent: 1 };
const RAMP = 7; // colours

const root = document.documentElement;

/** What there is once the transformer is open. */
export class Room {
  opened;
  drawing;
  #surroundings;
  #sheet;
  #chosen;
  #form;
  #takeHome;
  #favourites;
  #lamp = new Lamp(() => this.#shade(null));
  #suitor = new Suitor(() => this.#chosen.view);
  #drawn = 0;

  /** @param {SpritesOpened} opened @param {Surroundings} surroundings */
  constructor(opened, surroundings) {
    this.opened = opened;
    this.#surroundings = surroundings;
    const { site, seed, drawers } = surroundings;
    const colours = coloursOf(opened.palette);
    this.drawing = new Drawing(drawers, {
      onRunning: (running) => this.#onRunning(running),
      onDrawn: (view, drawn) => this.#onDrawn(view, drawn),
    });
    this.#chosen = new Chosen(colours, opened.model);
    this.#sheet = new Sheet(colours, {
      onChosen: (view) => this.#choose(view),
      onDropped: (dropped, on) => this.#breed(on, dropped),
    });
    this.#favourites = new Favourites(colours, (favourite) => this.#bring([favourite]));
    this.#takeHome = new TakeHome({
      site,
      views: () => this.#sheet.finished,
      chosen: () => this.#chosen.view,
      light: () => this.#lamp.light,
      restore: (sprites) => this.#bring(sprites),
    });
    this.#form = new WishForm(opened, seed, {
      onLabels: ({ zone }) => {
        const ramp = isSea(opened) && zone ? ZONE_RAMPS[zone] : undefined;
        if (ramp === undefined) return;
        const first = RAMP * ramp + 1;
        setAccent(root, Uint8ClampedArray.from(colours.subarray(4 * first, 4 * (first + RAMP))));
      },
    });
    root.dataset.drawn = '0';
    notify(...surroundings.problems, ...this.#form.problems);
    this.#listen();
    const read = this.#form.read();
    if ('wish' in read) this.#sheet.layOut(planOf(read.wish, opened));
  }

  #listen() {
    const link = () => {
      const read = this.#form.read();
      return new URL('wish' in read ? this.#form.query(read.wish) : '', location.href).href;
    };
    new CopyLink(byId('copy-link', HTMLButtonElement), byId('link', HTMLInputElement), link);
    byId('favourite').addEventListener('click', () => this.#toggleFavourite());
    byId('more').addEventListener('click', () => this.#moreOfThisKind());
  }

  /** Draws what is wished for. */
  generate() {
    const read = this.#form.read();
    if ('problem' in read) return notify(read.problem);
    notify();
    this.#suitor.leave();
    this.#choose(undefined);
    this.#sheet.layOut(planOf(read.wish, this.opened));
    replaceAddress(this.#form.query(read.wish) + location.hash);
    this.#draw(this.#sheet.views);
  }

  /** @param {SpriteView[]} views */
  #draw(views) {
    this.drawing.draw(views).catch(this.#surroundings.onTrouble);
  }

  /** @param {boolean} running */
  #onRunning(running) {
    this.#surroundings.onRunning(running);
    this.#takeHome.enable(this.#sheet.finished.length, running);
  }

  /** @param {SpriteView} view @param {Drawn} drawn */
  #onDrawn(view, { milliseconds, blocks }) {
    this.#drawn += 1;
    root.dataset.drawn = String(this.#drawn);
    root.dataset.ms = milliseconds.toFixed(0);
    this.#showMachine(milliseconds, blocks);
    this.#shade([view]);
    if (!this.#chosen.view) this.#choose(view);
  }

  /** @param {number} ms   a sprite @param {number} blocks   painted */
  #showMachine(ms, blocks) {
    const { backend, backendReason, adapter, model } = this.opened;
    const lines = [
      ['Computed by', adapter ? `${backend} (${adapter})` : backend],
      ['Workers', String(this.#surroundings.drawers().count)],
      ['Last sprite', `${(ms / 1000).toFixed(2)} s`],
      ['Blocks painted', `${blocks} of 256`],
      ['Model', model],
    ];
    byId('machine').replaceChildren(
      ...lines.map(([term, value]) => make('div', {}, make('dt', {}, term), make('dd', {}, value))),
      make('div', {}, make('dd', { className: 'remark' }, `Why: ${backendReason}.`)),
    );
  }

  /** @param {SpriteView | undefined} view */
  #choose(view) {
    const suitor = view && this.#suitor.leave();
    if (suitor && suitor !== view) return this.#breed(suitor, view);
    this.#chosen.show(view);
    byId('favourite').setAttribute('aria-pressed', String(this.#favourites.has(view?.pixels)));
  }

  /** Light on some sprites, null: on all. Only the latest light matters. */
  #shade = latestOnly(async (/** @type {SpriteView[] | null} */ some) => {
    const { light } = this.#lamp;
    const views = light ? this.#sheet.finished : (some ?? this.#sheet.finished);
    try {
      const pixels = joined(views);
      const drawer = this.#surroundings.drawers().any;
      const lit = light && views.length > 0 ? await drawer.shade(pixels, light) : pixels;
      for (const [at, view] of views.entries())
        view.show(lit.slice(at * PIXELS, (at + 1) * PIXELS));
      this.#chosen.repaint();
    } catch (cause) {
      notify(messageOf(cause));
    }
  });

  #toggleFavourite() {
    const { view } = this.#chosen;
    if (!view?.pixels) return;
    this.#favourites.toggle({ recipe: view.recipe, pixels: view.pixels });
    byId('favourite').setAttribute('aria-pressed', String(this.#favourites.has(view.pixels)));
  }

  #moreOfThisKind() {
    const { view } = this.#chosen;
    if (!view) return;
    this.#form.fill({ view: 'kind', labels: view.recipe.labels });
    this.#form.renewSeed();
    if (!this.drawing.running) this.generate();
  }

  /** @param {SpriteView} first @param {SpriteView} second */
  #breed(first, second) {
    const recipes = this.drawing.running ? [] : childrenOf(first, second, this.opened.model);
    if (recipes.length === 0) return;
    const [a, b] = [first.recipe, second.recipe];
    const heading = `Children of ${kindOf(a)} (seed ${a.seed}) and ${kindOf(b)} (seed ${b.seed})`;
    this.#draw(this.#sheet.append(recipes, heading));
  }

  /** Sprites that are there already: favourites, or from a file. @param {Favourite[]} sprites */
  #bring(sprites) {
    if (this.#sheet.finished.length === 0) this.#sheet.clear();
    const views = this.#sheet.append(
      sprites.map(({ recipe }) => recipe),
      sprites.length === 1 ? 'Brought back' : `${sprites.length} brought back`,
    );
    for (const [at, view] of views.entries()) view.finish(sprites[at].pixels);
    this.#shade(views);
    this.#choose(views[0]);
    this.#takeHome.enable(this.#sheet.finished.length, this.drawing.running);
  }
}

/** @param {SpritesOpened} opened */
function isSea({ axes }) {
  return axes.map(({ name }) => name).join() === 'zone,category';
}

/** @param {SpriteView[]} views @returns {Uint8Array} the indices of all */
function joined(views) {
  const all = new Uint8Array(views.length * PIXELS);
  for (const [at, { pixels }] of views.entries()) if (pixels) all.set(pixels, at * PIXELS);
  return all;
}
