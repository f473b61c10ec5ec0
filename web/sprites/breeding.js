// @ts-check
/** Two parents, chosen one after the other, and the recipes of their children. */

import { byId } from '../lib/elements.js';
import { freshSeed } from '../lib/settings.js';
import { idOf } from './names.js';
import { SHARE } from './sprite-model.js';

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */
/** @typedef {import('./sprite-view.js').SpriteView} SpriteView */

const CHILDREN = 4;

/**
 * @param {SpriteView} first    keeps most of itself
 * @param {SpriteView} second
 * @param {string} model        that will draw them
 * @returns {Recipe[]} of their children; none where a parent is not drawn yet
 */
export function childrenOf(first, second, model) {
  if (!first.pixels || !second.pixels) return [];
  const [a, b] = [first.recipe, second.recipe];
  const seed = freshSeed() % (2 ** 32 - CHILDREN);
  /** @type {import('../worker/sprites-protocol.js').Lineage} */
  const lineage = {
    parents: [first.pixels, second.pixels],
    names: [idOf(a), idOf(b)],
    share: SHARE,
  };
  const common = Object.fromEntries(
    Object.entries(a.labels).filter(([axis, name]) => b.labels[axis] === name),
  );
  return Array.from({ length: CHILDREN }, (_, child) => ({
    model,
    labels: common,
    seed: seed + child,
    temperature: a.temperature,
    lineage,
  }));
}

/** The button that makes of the next sprite chosen the other parent. */
export class Suitor {
  #button = byId('breed');
  /** The sprite that waits for a partner. @type {SpriteView | undefined} */ #view;

  /** @param {() => SpriteView | undefined} chosen */
  constructor(chosen) {
    this.#button.addEventListener('click', () => this.#set(this.#view ? undefined : chosen()));
  }

  /** Waits no longer. @returns {SpriteView | undefined} the one that waited */
  leave() {
    const view = this.#view;
    this.#set(undefined);
    return view;
  }

  /** @param {SpriteView | undefined} view */
  #set(view) {
    this.#view = view;
    this.#button.setAttribute('aria-pressed', String(view !== undefined));
    byId('breed-help').hidden = view === undefined;
  }
}
