// @ts-check
/** Drawing some sprites, as many at once as there are workers; can be stopped. */

import { showProgress, showStatus } from '../lib/notices.js';
import { nameOf } from './names.js';

/** @typedef {import('../worker/sprites-protocol.js').Drawn} Drawn */
/** @typedef {import('../worker/sprites-protocol.js').SpritesWorker} SpritesWorker */
/** @typedef {import('./drawers.js').Drawers} Drawers */
/** @typedef {import('./sprite-view.js').SpriteView} SpriteView */

/**
 * @typedef {object} Listener
 * @property {(running: boolean) => void} onRunning
 * @property {(view: SpriteView, drawn: Drawn) => void} onDrawn
 */

export class Drawing {
  #drawers;
  #listener;
  /** Those being drawn now, by the numbers of their draws. @type {Map<number, SpriteView>} */
  #underWay = new Map();
  #draws = 0;
  #running = false;
  #stopped = false;

  /** @param {() => Drawers} drawers   throws where none are open @param {Listener} listener */
  constructor(drawers, listener) {
    this.#drawers = drawers;
    this.#listener = listener;
  }

  get running() {
    return this.#running;
  }

  /** @param {SpriteView[]} views   in their order @returns {Promise<void>} rejects where the network fails */
  async draw(views) {
    const began = performance.now();
    this.#setRunning(true);
    this.#stopped = false;
    const done = await this.#drawAll(views);
    const seconds = (performance.now() - began) / 1000;
    for (const { button, pixels } of views) if (!pixels) button.dataset.stopped = '';
    const each = done > 0 ? `, ${(seconds / done).toFixed(2)} s each` : '';
    const how = done === views.length ? 'Drawn' : 'Stopped';
    showStatus(`${how}: ${done} of ${views.length} sprites${each}.`);
    this.#setRunning(false);
  }

  stop() {
    this.#stopped = true;
    this.#drawers().stop();
  }

  /** @param {{draw: number, top: number, pixels: Uint8Array}} rows   those of draws that are over are late */
  showRows({ draw, top, pixels }) {
    this.#underWay.get(draw)?.showRows(top, pixels);
  }

  /** The room is closed: what was under way is not. */
  end() {
    this.#underWay.clear();
    this.#running = false;
  }

  /** @param {boolean} running */
  #setRunning(running) {
    this.#running = running;
    this.#listener.onRunning(running);
  }

  /** @param {SpriteView[]} views @returns {Promise<number>} how many were drawn to the end */
  async #drawAll(views) {
    const drawers = this.#drawers();
    /** @type {unknown} */
    let trouble;
    let done = 0;
    /** @param {SpriteView} view @param {SpritesWorker} drawer */
    const draw = async (view, drawer) => {
      try {
        if (await this.#drawOne(view, drawer)) done += 1;
      } catch (cause) {
        trouble ??= cause;
      }
      drawers.give(drawer);
    };
    const begun = [];
    for (const view of views) {
      const drawer = await drawers.take();
      if (this.#stopped || trouble) {
        drawers.give(drawer);
        break;
      }
      const tell = begun.length === 0 ? showStatus : showProgress;
      tell(`Drawing ${begun.length + 1} of ${views.length}: ${nameOf(view.recipe)}.`);
      begun.push(draw(view, drawer));
    }
    await Promise.all(begun);
    if (trouble) throw trouble;
    return done;
  }

  /** @param {SpriteView} view @param {SpritesWorker} drawer */
  async #drawOne(view, drawer) {
    this.#draws += 1;
    const draw = this.#draws;
    this.#underWay.set(draw, view);
    const drawn = await drawer.draw(draw, view.recipe);
    this.#underWay.delete(draw);
    if (!drawn) return false;
    view.finish(drawn.pixels);
    this.#listener.onDrawn(view, drawn);
    return true;
  }
}
