// @ts-check
/** Graphs that are never run two at once, which onnxruntime-web can't, nor after their release. */

/** @typedef {import('onnxruntime-web').InferenceSession} InferenceSession */

/** Of all models in this page or worker. @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * @template T
 * @param {() => Promise<T>} act   what begins when everything asked for before has ended
 * @returns {Promise<T>}
 */
export function inTurn(act) {
  const acted = last.then(act);
  last = acted.catch(() => {}); // the next one doesn't care how this one ended
  return acted;
}

/** A session that takes its turn. */
export class Session {
  #session;
  /** @type {Promise<void> | null} */ #released = null;

  /** @param {InferenceSession} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {Parameters<InferenceSession['run']>[0]} feeds */
  run(feeds) {
    return inTurn(() => {
      if (this.#released) throw new Error('The model was closed.');
      return this.#session.run(feeds);
    });
  }

  /** After the run in hand, if there is one; those that wait are refused. */
  release() {
    this.#released ??= inTurn(() => this.#session.release());
    return this.#released;
  }
}
