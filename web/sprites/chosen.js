// @ts-check
/** The sprite that is chosen: large, with what made it. */

import { byId, make, setText } from '../lib/elements.js';
import { inWords, kindOf } from './names.js';
import { paint } from './sprite-view.js';

/** @typedef {import('./sprite-view.js').SpriteView} SpriteView */

export class Chosen {
  /** @type {SpriteView | undefined} */ #view;
  #canvas = byId('large', HTMLCanvasElement);
  #colours;

  /** @param {import('./sprite-view.js').Colours} colours */
  constructor(colours) {
    this.#colours = colours;
  }

  get view() {
    return this.#view;
  }

  /** @param {SpriteView | undefined} view */
  show(view) {
    this.#view?.choose(false);
    this.#view = view;
    view?.choose(true);
    byId('chosen').hidden = !view;
    if (!view) return;
    setText(byId('chosen-title'), kindOf(view.recipe));
    byId('facts').replaceChildren(...factsOf(view).map(factLine));
    this.repaint();
  }

  /** Its pixels have changed: another light. */
  repaint() {
    if (this.#view?.shown) paint(this.#canvas, this.#colours, this.#view.shown);
  }
}

/** @param {SpriteView} view @returns {[string, string][]} */
function factsOf({ recipe, pixels }) {
  const { zone, category, seed, temperature, lineage } = recipe;
  /** @type {[string, string][]} */
  const facts = [];
  if (zone) facts.push(['Zone', inWords(zone)]);
  if (category) facts.push(['Category', inWords(category)]);
  facts.push(['Seed', String(seed)], ['Temperature', String(temperature)]);
  if (lineage) facts.push(['Parents', lineage.names.join(' × ')]);
  const colours = new Set(pixels);
  colours.delete(0);
  facts.push(['Colours', `${colours.size} of 63`]);
  return facts;
}

/** @param {[string, string]} fact */
function factLine([term, value]) {
  return make('div', {}, make('dt', {}, term), make('dd', {}, value));
}
