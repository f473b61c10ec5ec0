// @ts-check
/** Favourites: kept in this browser where it lets a page keep something, else as long as the page is open. */

import { byId, make, setText } from '../lib/elements.js';
import { KeptList } from '../lib/memory.js';
import { nameOf } from './names.js';
import { PIXELS, paint, SIZE } from './sprite-view.js';

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */
/** @typedef {{recipe: Recipe, pixels: Uint8Array}} Favourite */

const MEMORY = 'sprites.favourites';
const MOST = 200;
/** The model of favourites that don't say theirs. */
const FIRST_GENERATION = '803aa7fda381132e';
const FULL = `There are ${MOST} favourites: take one away to keep another.`;

/** @param {Uint8Array} pixels */
const toText = (pixels) => btoa(String.fromCharCode(...pixels));

/** @param {unknown} text @returns {Uint8Array} throws where it is no sprite */
function fromText(text) {
  const pixels = Uint8Array.from(atob(String(text)), (letter) => letter.charCodeAt(0));
  if (pixels.length !== PIXELS || pixels.some((index) => index > 63)) throw new Error('no sprite');
  return pixels;
}

/** @param {Favourite} favourite */
function toStored({ recipe: { lineage, ...recipe }, pixels }) {
  const kept = lineage && { ...lineage, parents: lineage.parents?.map(toText) };
  return { recipe: { ...recipe, lineage: kept }, pixels: toText(pixels) };
}

/** @param {any} stored   perhaps by the first generation @returns {Favourite} */
function fromStored({ recipe: { lineage, zone, category, ...recipe }, pixels }) {
  const parents = lineage?.parents?.map(fromText);
  const told = Object.entries({ zone, category, ...recipe.labels }).filter(([, name]) => name);
  const { model = FIRST_GENERATION, seed, temperature } = recipe;
  if (!Number.isInteger(seed)) throw new Error('no sprite');
  const whole = { model, labels: Object.fromEntries(told), seed, temperature };
  return {
    recipe: lineage ? { ...whole, lineage: { ...lineage, parents } } : whole,
    pixels: fromText(pixels),
  };
}

/** @param {unknown} stored @returns {Favourite[]} none where it is damaged */
function read(stored) {
  try {
    return [fromStored(stored)];
  } catch {
    return [];
  }
}

/** @param {Favourite[]} list @param {Uint8Array} pixels @returns {number} -1: it is none of them */
function find(list, pixels) {
  return list.findIndex((other) => other.pixels.every((index, at) => index === pixels[at]));
}

export class Favourites {
  #list = new KeptList(MEMORY, read);
  #element = byId('favourites');
  #colours;
  #onChosen;

  /**
   * @param {import('./sprite-view.js').Colours} colours
   * @param {(favourite: Favourite) => void} onChosen
   */
  constructor(colours, onChosen) {
    this.#colours = colours;
    this.#onChosen = onChosen;
    this.#show('');
  }

  /** @param {Uint8Array | undefined} pixels */
  has(pixels) {
    return pixels !== undefined && find(this.#list.items, pixels) >= 0;
  }

  /** Adds a sprite, or takes it away where it is one already. @param {Favourite} favourite */
  toggle(favourite) {
    if (this.#list.items.length >= MOST && !this.has(favourite.pixels)) return this.#show(FULL);
    const kept = this.#list.change((all) => {
      const at = find(all, favourite.pixels);
      return at < 0 ? [favourite, ...all] : all.toSpliced(at, 1);
    }, toStored);
    this.#show(
      kept
        ? 'Kept in this browser.'
        : 'This browser keeps nothing for this page: they last until it is closed.',
    );
  }

  /** @param {string} note */
  #show(note) {
    const { items } = this.#list;
    const none = items.length === 0;
    setText(
      byId('favourites-note'),
      none ? 'None yet: choose a sprite, then Favourite.' : note || 'Kept in this browser.',
    );
    this.#element.replaceChildren(
      ...items.map((favourite) => make('li', {}, this.#button(favourite))),
    );
  }

  /** @param {Favourite} favourite */
  #button(favourite) {
    const canvas = make('canvas', { width: SIZE, height: SIZE });
    paint(canvas, this.#colours, favourite.pixels);
    const button = make('button', { className: 'sprite', type: 'button' }, canvas);
    button.setAttribute('aria-label', `Favourite: ${nameOf(favourite.recipe)}`);
    button.addEventListener('click', () => this.#onChosen(favourite));
    return button;
  }
}
