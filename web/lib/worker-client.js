// @ts-check
/**
 * The page's end of the wire to its worker. A call is always answered: when the worker
 * cannot start, breaks or is closed, every pending and later call rejects and says why.
 */

import * as Comlink from 'comlink';

/**
 * @template T
 * @typedef {object} WorkerClient
 * @property {T} calls                         the worker's functions
 * @property {(reason?: string) => void} close  ends the worker and gives its memory back
 */

/**
 * @param {URL} address
 * @returns {Worker}
 */
function startWorker(address) {
  if (typeof Worker === 'undefined') throw new Error('This browser has no web workers.');
  return new Worker(address, { type: 'module', name: 'aipixel' });
}

/** @param {ErrorEvent} event @param {URL} address */
function brokenWorkerMessage(event, address) {
  const detail = event.message ? `: ${event.message}` : '';
  return `The worker ${address.pathname} could not be loaded or has failed${detail}.`;
}

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
 * @param {Comlink.Remote<T> | undefined} remote   undefined: the worker never started
 * @param {Pending} pending
 * @returns {T}
 */
function guardCalls(remote, pending) {
  const functions = /** @type {any} */ (remote);
  return /** @type {T} */ (
    new Proxy(
      {},
      {
        // `then` must stay undefined, or awaiting the calls object would call the worker.
        get: (_, name) =>
          name === 'then' || typeof name === 'symbol'
            ? undefined
            : (/** @type {unknown[]} */ ...args) => pending.race(() => functions[name](...args)),
      },
    )
  );
}

/**
 * @template {object} T   the worker's interface; every function of it returns a promise
 * @param {URL} root      the site's root
 * @param {string} script  the worker's file in `worker/`
 * @param {{onBroken?: (error: Error) => void}} [options]  told once if the worker breaks by itself
 * @returns {WorkerClient<T>}
 */
export function connectWorker(root, script, { onBroken } = {}) {
  const address = new URL(`worker/${script}`, root);
  const pending = new Pending();
  /** @type {Worker | undefined} */
  let worker;
  let over = false;

  /** @param {Error} error */
  function broke(error) {
    if (over) return;
    over = true;
    worker?.terminate();
    pending.fail(error);
    onBroken?.(error);
  }

  try {
    worker = startWorker(address);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    over = true;
    pending.fail(new Error(`The worker could not be started: ${why}`, { cause }));
    return { calls: guardCalls(undefined, pending), close: () => {} };
  }

  worker.addEventListener('error', (event) =>
    broke(new Error(brokenWorkerMessage(event, address))),
  );
  worker.addEventListener('messageerror', () =>
    broke(new Error('A message between the page and its worker could not be read.')),
  );
  return {
    calls: guardCalls(/** @type {Comlink.Remote<T>} */ (Comlink.wrap(worker)), pending),
    close(reason = 'The worker was closed.') {
      over = true;
      worker?.terminate();
      pending.fail(new Error(reason));
    },
  };
}
