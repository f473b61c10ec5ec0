// @ts-check
/** When the training is saved: as it goes, at every pause, and before another takes its place. */

import { KeptRuns } from './kept-runs.js';
import { Storage } from './storage.js';

/** @typedef {import('./protocol.js').DreamEvent} DreamEvent */
/** @typedef {import('./protocol.js').Opened} Opened */
/** @typedef {import('./protocol.js').View} View */
/** @typedef {{training: Uint8Array<ArrayBuffer>, seed: number, step: number}} State */

/** Less than the minute of training that may be lost; a save takes a fraction of a second. */
const SAVE_SECONDS = 30;
const FIRST_SAVE_SECONDS = 5;

export class Keeper {
  #runs;
  #take;
  #tell;
  #dueAt = 0;
  /** @type {number | null} */
  #savedStep = null;
  #replacing = false;
  /** @type {Promise<void>} */
  #saving = Promise.resolve();
  /** @type {View} */
  view = {};

  /**
   * @param {KeptRuns} runs
   * @param {() => Promise<State>} take   the state as it is now
   * @param {(event: DreamEvent) => void} tell
   */
  constructor(runs, take, tell) {
    this.#runs = runs;
    this.#take = take;
    this.#tell = tell;
  }

  /**
   * @param {string} config   each has trainings of its own
   * @param {() => Promise<State>} take
   * @param {(event: DreamEvent) => void} tell
   */
  static async open(config, take, tell) {
    const runs = new KeptRuns(await Storage.open(`aipixel-dream-${config}`));
    await runs.begin();
    return new Keeper(runs, take, tell);
  }

  get runs() {
    return this.#runs;
  }

  /** @param {DreamEvent} event   what the room is about to tell the page */
  hear(event) {
    if (event.type === 'state') {
      const seconds = this.#savedStep === null ? FIRST_SAVE_SECONDS : SAVE_SECONDS;
      this.#dueAt = performance.now() + seconds * 1000;
    }
    const due = event.type === 'training' && performance.now() >= this.#dueAt;
    const stopped = event.type === 'state' && event.state === 'paused';
    if (due || stopped || event.type === 'recovered') this.save();
  }

  /** Saves the state, unless it is saved already. @returns {Promise<void>} */
  save() {
    this.#dueAt = performance.now() + SAVE_SECONDS * 1000;
    if (!this.#replacing) this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  async #save() {
    /** @type {State} */
    let state;
    try {
      state = await this.#take();
    } catch {
      return; // no state to go on from; the training itself says why
    }
    const { training, seed, step } = state;
    if (step === (this.#savedStep ?? 0)) return;
    const { savedAt, problem } = await this.#runs.save({ ...state, view: this.view });
    this.#savedStep = step;
    this.#tell({ type: 'kept', run: this.#runs.id, seed, step, savedAt, training, problem });
  }

  /**
   * Goes on with a run, from its newest save that is whole.
   *
   * @param {string} id
   * @param {(training: Uint8Array<ArrayBuffer>) => Promise<Opened>} load
   * @returns {Promise<Opened>} rejects where there is no such save; all is then as it was
   */
  async goOn(id, load) {
    /** @type {unknown} */
    let problem = new Error('This training is no longer kept in this browser.');
    for (const { header, blob, file } of await this.#runs.generations(id)) {
      const training = new Uint8Array(await blob.arrayBuffer());
      try {
        const opened = await this.replace(() => load(training), id, file);
        const { seed, step, savedAt } = header;
        const run = this.#runs.id;
        this.#tell({ type: 'kept', run, seed, step, savedAt, training, problem: null });
        return opened;
      } catch (cause) {
        problem = cause;
      }
    }
    throw problem;
  }

  /**
   * Saves the training, then lets another take its place, which is a run of its own.
   *
   * @template T
   * @param {() => Promise<T>} act   where it rejects, the training that is there goes on
   * @param {string | null} [id]    the run that the other one goes on with
   * @param {string | null} [file]  the save in it that the other one is
   * @returns {Promise<T>}
   */
  async replace(act, id = null, file = null) {
    await this.save();
    this.#replacing = true;
    try {
      const answer = await act();
      this.#savedStep = await this.#runs.begin(id, file);
      return answer;
    } finally {
      this.#replacing = false;
    }
  }
}
