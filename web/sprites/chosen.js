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
  #model;

  /** @param {import('./sprite-view.js').Colours} colours @param {string} model   that is open */
  constructor(colours, model) {
    this.#colours = colours;
    this.#model = model;
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
    byId('facts').replaceChildren(...this.#factsOf(view).map(factLine));
    this.repaint();
  }

  /** Its pixels have changed: another light. */
  repaint() {
    if (this.#view?.shown) paint(this.#canvas, this.#colours, this.#view.shown);
  }

  /** @param {SpriteView} view @returns {[string, string][]} */
  #factsOf({ recipe, pixels }) {
    const { model, labels, seed, temperature, lineage } = recipe;
    /** @type {[string, string][]} */
    const facts = Object.entries(labels).map(([axis, name]) => [inWords(axis), inWords(name)]);
    facts.push(['Seed', String(seed)], ['Temperature', String(temperature)]);
    if (lineage) facts.push(['Parents', lineage.names.join(' × ')]);
    const colours = new Set(pixels);
    colours.delete(0);
    facts.push(['Colours', `${colours.size} of ${this.#colours.length / 4 - 1}`]);
    if (model !== this.#model) facts.push(['Drawn by', `another model, ${model}`]);
    return facts;
  }
}

/** @param {[string, string]} fact */
function factLine([term, value]) {
  return make('div', {}, make('dt', {}, term), make('dd', {}, value));
}
