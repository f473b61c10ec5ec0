// @ts-check
/** Favourites: kept in this browser where it lets a page keep something, else as long as the page is open. */

import { byId, make, setText } from '../lib/elements.js';
import { nameOf } from './names.js';
import { PIXELS, paint, SIZE } from './sprite-view.js';

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */
/** @typedef {{recipe: Recipe, pixels: Uint8Array}} Favourite */

const KEY = 'aipixel.sprites.favourites';
const MOST = 200;

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

/** @param {any} stored @returns {Favourite} */
function fromStored({ recipe: { lineage, ...recipe }, pixels }) {
  const parents = lineage?.parents?.map(fromText);
  if (!Number.isInteger(recipe.seed)) throw new Error('no sprite');
  const whole = lineage ? { ...recipe, lineage: { ...lineage, parents } } : recipe;
  return { recipe: whole, pixels: fromText(pixels) };
}

/** @returns {Favourite[]} what is damaged is left out */
function read() {
  /** @type {unknown[]} */
  let list;
  try {
    list = JSON.parse(localStorage.getItem(KEY) ?? '[]');
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list : []).flatMap((stored) => {
    try {
      return [fromStored(stored)];
    } catch {
      return [];
    }
  });
}

/** @param {Favourite[]} list @returns {boolean} whether the browser keeps them */
function write(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify(list.map(toStored)));
    return true;
  } catch {
    return false;
  }
}

export class Favourites {
  #list = read();
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

  get all() {
    return this.#list;
  }

  /** @param {Uint8Array | undefined} pixels */
  has(pixels) {
    return pixels !== undefined && this.#find(pixels) >= 0;
  }

  /** Adds a sprite, or takes it away where it is one already. @param {Favourite} favourite */
  toggle(favourite) {
    // Another tab may have changed them.
    const stored = read();
    if (stored.length > 0) this.#list = stored;
    const at = this.#find(favourite.pixels);
    if (at < 0) this.#list = [favourite, ...this.#list].slice(0, MOST);
    else this.#list = this.#list.filter((_, index) => index !== at);
    const kept = write(this.#list);
    this.#show(
      kept
        ? 'Kept in this browser.'
        : 'This browser keeps nothing for this page: they last until it is closed.',
    );
  }

  /** @param {Uint8Array} pixels */
  #find(pixels) {
    return this.#list.findIndex((other) => other.pixels.every((index, at) => index === pixels[at]));
  }

  /** @param {string} note */
  #show(note) {
    const none = this.#list.length === 0;
    setText(
      byId('favourites-note'),
      none ? 'None yet: choose a sprite, then Favourite.' : note || 'Kept in this browser.',
    );
    this.#element.replaceChildren(
      ...this.#list.map((favourite) => make('li', {}, this.#button(favourite))),
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
