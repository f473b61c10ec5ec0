// @ts-check
/**
 * The workers that draw. A pass of the network is too small to be shared among threads, but sprites
 * are independent: several workers, each on one thread, draw side by side.
 */

import * as Comlink from 'comlink';
import { buildId } from '../lib/site.js';
import { connectWorker, threadInUse } from '../lib/worker-client.js';

/** @typedef {import('../worker/sprites-protocol.js').SpritesEvent} SpritesEvent */
/** @typedef {import('../worker/sprites-protocol.js').SpritesOpened} SpritesOpened */
/** @typedef {import('../worker/sprites-protocol.js').SpritesWorker} SpritesWorker */
/** @typedef {import('../lib/settings.js').BackendWish} BackendWish */
/** @typedef {import('../lib/worker-client.js').WorkerClient<SpritesWorker>} Client */

const MOST = 4;

export class Drawers {
  #site;
  #backend;
  #hear;
  #onBroken;
  /** @type {Client[]} */ #clients = [];
  /** @type {SpritesWorker[]} */ #idle = [];
  /** Who waits for one. @type {((drawer: SpritesWorker) => void)[]} */ #waiting = [];
  #closed = false;

  /**
   * @param {URL} site
   * @param {BackendWish} backend
   * @param {object} listener
   * @param {(event: SpritesEvent) => void} listener.hear
   * @param {(error: Error) => void} listener.onBroken
   */
  constructor(site, backend, { hear, onBroken }) {
    this.#site = site;
    this.#backend = backend;
    this.#hear = hear;
    this.#onBroken = onBroken;
  }

  get count() {
    return this.#clients.length;
  }

  /**
   * The first one is there when this settles; others come while it draws, where nothing was asked
   * for in the address.
   * @returns {Promise<SpritesOpened>}
   */
  async open() {
    const opened = await this.#add(this.#hear, this.#onBroken);
    const cores = navigator.hardwareConcurrency ?? 1;
    const more = this.#backend === 'auto' && threadInUse() === 'worker';
    if (more) this.#addMore(Math.min(cores, MOST) - 1);
    return opened;
  }

  /** @param {number} count */
  async #addMore(count) {
    const hearRows = (/** @type {SpritesEvent} */ event) => {
      if (event.type === 'rows') this.#hear(event);
    };
    try {
      for (let added = 0; added < count && !this.#closed; added += 1)
        await this.#add(hearRows, () => {});
    } catch {
      // Those that are there are enough.
    }
  }

  /**
   * @param {(event: SpritesEvent) => void} hear
   * @param {(error: Error) => void} onBroken
   */
  async #add(hear, onBroken) {
    /** @type {Client} */
    const client = connectWorker(this.#site, 'sprites-worker.js', { onBroken });
    const options = { siteRoot: this.#site.href, buildId, backend: this.#backend };
    try {
      const opened = await client.calls.open(options, Comlink.proxy(hear));
      this.#clients.push(client);
      this.give(client.calls);
      return opened;
    } catch (cause) {
      client.close();
      throw cause;
    }
  }

  /** One that draws nothing now; to be given back. @returns {Promise<SpritesWorker>} */
  take() {
    const drawer = this.#idle.shift();
    if (drawer) return Promise.resolve(drawer);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** @param {SpritesWorker} drawer */
  give(drawer) {
    const next = this.#waiting.shift();
    if (next) next(drawer);
    else this.#idle.push(drawer);
  }

  /** Drawings end at their next row. */
  stop() {
    for (const { calls } of this.#clients) calls.stop();
  }

  /** One that may be drawing, for what is done in between. @returns {SpritesWorker} */
  get any() {
    return this.#clients[0].calls;
  }

  /** @param {string} reason */
  close(reason) {
    this.#closed = true;
    for (const client of this.#clients) client.close(reason);
  }
}
