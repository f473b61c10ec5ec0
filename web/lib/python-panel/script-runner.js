// @ts-check
/**
 * Runs scripts in a room's worker, and stops them: by an interruption where page and worker can
 * share memory, else, or where that has no effect, by ending the worker.
 */

/** @typedef {import('../../worker/protocol.js').ScriptCalls} ScriptCalls */
/** @typedef {import('../../worker/protocol.js').ScriptEvent} ScriptEvent */
/** @typedef {import('../../worker/protocol.js').ScriptOutcome} ScriptOutcome */

/**
 * @typedef {{type: 'restart'}} RestartEvent   Python is being ended and started again
 * @typedef {ScriptOutcome & {restarted: boolean}} PanelOutcome   whether Python was started again
 */

const PATIENCE = 2000; // ms until a script that ignores the interruption is ended
// The functions of a script may be slow without being stuck: so is a network on a slow machine.
const SLOW = 2000; // ms until they are interrupted
const STUCK = 15_000; // ms until they are ended
// Python reads the byte and then clears it, so what is written just between is lost.
const WRITTEN_EVERY = 250; // ms
const SIGINT = 2;

/** @returns {Uint8Array<SharedArrayBuffer> | null} null where nothing can be shared */
function sharedByte() {
  if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') return null;
  return new Uint8Array(new SharedArrayBuffer(1));
}

export class ScriptRunner {
  #calls;
  #restart;
  #interrupt = sharedByte();
  /** @type {((event: ScriptEvent | RestartEvent) => void) | null} */ #onEvent = null;
  /** @type {() => void} */ #endWorker = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #next;

  /**
   * @param {object} room
   * @param {() => ScriptCalls} room.calls   the functions of the worker that is open now
   * @param {() => Promise<unknown>} room.restart   ends that worker and opens another, which
   *   gets the state that the page holds
   */
  constructor({ calls, restart }) {
    this.#calls = calls;
    this.#restart = restart;
  }

  /**
   * Runs one script at a time; rejects where the room's worker fails.
   * @param {string} source
   * @param {(event: ScriptEvent | RestartEvent) => void} onEvent
   * @returns {Promise<PanelOutcome>}
   */
  async run(source, onEvent) {
    if (this.#onEvent) throw new Error('A script is running already.');
    this.#onEvent = onEvent;
    this.#interrupt?.fill(0);
    /** @type {Promise<ScriptOutcome>} */
    const ended = new Promise((resolve) => {
      this.#endWorker = () => resolve({ status: 'stopped', error: null, result: null, lost: true });
    });
    try {
      const outcome = await Promise.race([this.#calls().runScript(source, this.#interrupt), ended]);
      if (!outcome.lost) return { ...outcome, restarted: false };
      onEvent({ type: 'restart' });
      await this.#restart();
      return { ...outcome, restarted: true };
    } finally {
      clearTimeout(this.#next);
      this.#onEvent = null;
    }
  }

  /** Whether a script runs now. */
  get isRunning() {
    return this.#onEvent !== null;
  }

  /** Stops the script that runs; nothing happens where none does. */
  stop() {
    if (!this.#onEvent) return;
    if (!this.#interrupt) {
      this.#endWorker();
      return;
    }
    this.#interruptUntil(performance.now() + PATIENCE);
  }

  /**
   * Waits for an answer of a worker whose Python may be stuck in a function that a script left:
   * interrupts it after a while, and ends it where that has no effect.
   * @param {Promise<unknown>} answer
   * @returns {Promise<boolean>} false where there was none, and Python was started again
   */
  async insist(answer) {
    if (this.isRunning) {
      await answer; // A script may take its time, and has a way to be stopped.
      return true;
    }
    /** @type {Promise<void>} */
    const ended = new Promise((resolve) => {
      this.#endWorker = resolve;
    });
    this.#next = setTimeout(() => this.#interruptUntil(performance.now() + STUCK - SLOW), SLOW);
    try {
      const answered = await Promise.race([answer.then(() => true), ended]);
      if (!answered) await this.#restart();
      return answered === true;
    } finally {
      clearTimeout(this.#next);
      this.#interrupt?.fill(0);
    }
  }

  /** @param {number} deadline   on the clock of `performance.now()` */
  #interruptUntil(deadline) {
    clearTimeout(this.#next);
    if (performance.now() >= deadline) {
      this.#endWorker();
      return;
    }
    if (this.#interrupt) Atomics.store(this.#interrupt, 0, SIGINT);
    this.#next = setTimeout(() => this.#interruptUntil(deadline), WRITTEN_EVERY);
  }

  /**
   * What the room's listener hears from its worker.
   * @param {ScriptEvent} event
   */
  hear(event) {
    this.#onEvent?.(event);
  }
}
