// @ts-check
/** The worker behind the room: opened, asked, ended and opened again. */

import * as Comlink from 'comlink';
import { messageOf } from '../lib/notices.js';
import { buildId, siteRoot } from '../lib/site.js';
import { connectWorker } from '../lib/worker-client.js';

/** @typedef {import('../worker/protocol.js').NeuronWorker} NeuronWorker */
/** @typedef {import('../worker/protocol.js').NeuronEvent} NeuronEvent */
/** @typedef {import('../lib/worker-client.js').WorkerClient<NeuronWorker>} Client */

/**
 * @typedef {object} Handlers
 * @property {(event: NeuronEvent) => void} hear
 * @property {(message: string) => void} broke   there is no worker any more; why, in a sentence
 */

export class Connection {
  #handlers;
  /** @type {Client | undefined} */ #client;
  /** The changes of the model that were asked for, one after the other. @type {Promise<unknown>} */
  #changes = Promise.resolve();

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Of the worker that is open now. Throws an `Error` that can be shown where none is. */
  get calls() {
    if (!this.#client) throw new Error('Python is not running here.');
    return this.#client.calls;
  }

  /**
   * Ends the worker that there is and opens another.
   * @returns {Promise<boolean>} false where it could not be opened, which was told
   */
  async open() {
    this.#client?.close('Python was started again.');
    const site = siteRoot();
    /** @type {Client} */
    const mine = connectWorker(site, 'neuron-worker.js', {
      onBroken: (error) => this.#break(mine, error.message),
    });
    this.#client = mine;
    const listener = (/** @type {NeuronEvent} */ event) => {
      if (this.#client === mine) this.#handlers.hear(event);
    };
    try {
      await mine.calls.open({ siteRoot: site.href, buildId }, Comlink.proxy(listener));
    } catch (cause) {
      this.#break(mine, messageOf(cause));
    }
    return this.#client === mine;
  }

  /**
   * Runs a change of the model after those before it, in the worker that is open then.
   * @template T
   * @param {(calls: NeuronWorker) => Promise<T>} make
   * @returns {Promise<T | undefined>} undefined where no worker is open, or it ended meanwhile
   */
  change(make) {
    const changed = this.#changes.then(async () => {
      const mine = this.#client;
      try {
        return mine && (await make(mine.calls));
      } catch (cause) {
        if (mine !== this.#client) return undefined;
        throw cause;
      }
    });
    this.#changes = changed.catch(() => {});
    return changed;
  }

  /**
   * Asks what changes nothing, when all changes are made.
   * @template T
   * @param {(calls: NeuronWorker) => Promise<T>} question
   * @returns {Promise<T | undefined>} undefined where there is no answer: a worker that broke
   *   tells by itself
   */
  async ask(question) {
    await this.#changes;
    try {
      return this.#client && (await question(this.#client.calls));
    } catch {
      return undefined;
    }
  }

  /** @param {Client} of @param {string} message */
  #break(of, message) {
    if (this.#client !== of) return;
    this.#client = undefined;
    of.close(message);
    this.#handlers.broke(message);
  }
}
