// @ts-check
/**
 * The page's end of the wire to its worker. A call is always answered: when the worker
 * cannot start, breaks or is closed, every pending and later call rejects and says why.
 *
 * Where no worker starts from its address, as in a sandboxed frame, one starts from a blob that
 * imports it; where none starts at all, the page runs the worker's code itself.
 */

import * as Comlink from 'comlink';
import { noteLoaded } from './loaded-files.js';
import { carriesWorker, startCarriedWorker } from './single-file.js';

/**
 * @template T
 * @typedef {object} WorkerClient
 * @property {T} calls                         the worker's functions
 * @property {(reason?: string) => void} close  ends the worker and gives its memory back
 */

/** @typedef {Record<string, (...args: unknown[]) => Promise<unknown>>} Functions */

const NAME = 'aipixel';

/** @type {'worker' | 'page'} */
let thread = 'worker';

/** @returns {'worker' | 'page'} where the code of the workers runs */
export function threadInUse() {
  return thread;
}

/**
 * @param {URL} address
 * @returns {Worker}
 */
function workerAt(address) {
  if (typeof Worker === 'undefined') throw new Error('this browser has no web workers');
  return new Worker(address, { type: 'module', name: NAME });
}

/**
 * A page of an opaque origin may start no worker from any address but its own blobs', and those
 * may import what the host lets everyone read. Chromium starts no module there, so it is a classic
 * one that says it is not, as Pyodide asks. What an import rejects with is no error of a worker's;
 * what is thrown later is.
 *
 * @param {URL} address
 * @returns {Worker}
 */
function workerFromBlob(address) {
  const script = `self.importScripts = undefined;
    import(${JSON.stringify(address.href)}).catch((cause) => setTimeout(() => { throw cause; }));`;
  const blob = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(blob, { name: NAME });
  worker.addEventListener('message', () => URL.revokeObjectURL(blob), { once: true });
  return worker;
}

/** @param {Worker} worker @returns {Promise<void>} settles when it says its first word, or fails before */
function firstWord(worker) {
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // the next rung may do better; what cannot is told in the page
      reject(new Error(event.message || 'its script did not load'));
    });
  });
}

/** @param {ErrorEvent} event @param {URL} address */
function brokenWorkerMessage(event, address) {
  const detail = event.message ? `: ${event.message}` : '';
  return `The worker ${address.pathname} has failed${detail}.`;
}

/** @param {unknown} cause */
const reasonOf = (cause) => (cause instanceof Error ? cause.message : String(cause));

/** Calls that wait for an answer, and the reason why none will come, once there is one. */
class Pending {
  /** @type {Set<(reason: Error) => void>} */
  #rejects = new Set();
  /** @type {Error | undefined} */
  #reason;

  /** @param {Error} reason */
  fail(reason) {
    this.#reason ??= reason;
    for (const reject of this.#rejects) reject(this.#reason);
    this.#rejects.clear();
  }

  /**
   * @template R
   * @param {() => Promise<R>} call
   * @returns {Promise<R>}
   */
  race(call) {
    const known = this.#reason;
    if (known) return Promise.reject(known);
    return new Promise((resolve, reject) => {
      this.#rejects.add(reject);
      call()
        .then(resolve, reject)
        .finally(() => this.#rejects.delete(reject));
    });
  }
}

/**
 * @template {object} T
 * @param {Promise<Functions>} connected
 * @param {Pending} pending
 * @returns {T}
 */
function guardCalls(connected, pending) {
  return /** @type {T} */ (
    new Proxy(
      {},
      {
        // `then` must stay undefined, or awaiting the calls object would call the worker.
        get: (_, name) =>
          name === 'then' || typeof name === 'symbol'
            ? undefined
            : (/** @type {unknown[]} */ ...args) =>
                pending.race(() => connected.then((functions) => functions[name](...args))),
      },
    )
  );
}

/** One worker's code, in a worker or in the page, from its start to its end. */
class Connection {
  #address;
  #onBroken;
  /** @type {Worker | undefined} */ #worker;
  /** @type {Functions | undefined} */ #inPage;
  #over = false;
  pending = new Pending();

  /** @param {URL} address @param {(error: Error) => void} onBroken */
  constructor(address, onBroken) {
    this.#address = address;
    this.#onBroken = onBroken;
  }

  /** Tries one rung after another. @returns {Promise<Functions>} never settles where it failed */
  async open() {
    let why = '';
    const ways = carriesWorker() ? [startCarriedWorker] : [workerAt, workerFromBlob];
    for (const start of ways) {
      try {
        return await this.#openWorker(start);
      } catch (cause) {
        why ||= reasonOf(cause);
      }
      if (this.#over) return new Promise(() => {});
    }
    try {
      return await this.#openInPage();
    } catch (cause) {
      const name = this.#address.pathname;
      const both = `${why}, and the page cannot run it either: ${reasonOf(cause)}`;
      this.#break(new Error(`The worker ${name} could not be started: ${both}.`, { cause }));
      return new Promise(() => {});
    }
  }

  /** @param {(address: URL) => Worker} start @returns {Promise<Functions>} */
  async #openWorker(start) {
    const worker = start(this.#address);
    this.#worker = worker;
    worker.addEventListener('messageerror', () =>
      this.#break(new Error('A message between the page and its worker could not be read.')),
    );
    worker.addEventListener('message', ({ data }) => {
      if (Array.isArray(data?.loaded)) noteLoaded(data.loaded);
    });
    try {
      await firstWord(worker);
    } catch (cause) {
      worker.terminate();
      throw cause;
    }
    worker.addEventListener('error', (event) =>
      this.#break(new Error(brokenWorkerMessage(event, this.#address))),
    );
    return /** @type {Functions} */ (/** @type {unknown} */ (Comlink.wrap(worker)));
  }

  /** @returns {Promise<Functions>} */
  async #openInPage() {
    const { createApi } = await import(/* @vite-ignore */ this.#address.href);
    thread = 'page';
    this.#inPage = createApi();
    return /** @type {Functions} */ (this.#inPage);
  }

  /** @param {Error} error */
  #break(error) {
    if (this.#over) return;
    this.close(error);
    this.#onBroken(error);
  }

  /** @param {Error} reason */
  close(reason) {
    this.#over = true;
    this.#worker?.terminate();
    this.#inPage?.end?.().catch(() => {}); // it would go on unseen
    this.pending.fail(reason);
  }
}

/**
 * @template {object} T   the worker's interface; every function of it returns a promise
 * @param {URL} root      the site's root
 * @param {string} script  the worker's file in `worker/`, which exports `createApi`
 * @param {{onBroken?: (error: Error) => void}} [options]  told once if the worker breaks by itself
 * @returns {WorkerClient<T>}
 */
export function connectWorker(root, script, { onBroken = () => {} } = {}) {
  const connection = new Connection(new URL(`worker/${script}`, root), onBroken);
  return {
    calls: guardCalls(connection.open(), connection.pending),
    close: (reason = 'The worker was closed.') => connection.close(new Error(reason)),
  };
}
