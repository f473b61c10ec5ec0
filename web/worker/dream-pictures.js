// @ts-check
/** Pictures in and out of the dream's worker: own ones, snapshots, time-lapses. */

import { loadPackages } from './python.js';

/** @typedef {import('./protocol.js').Opened} Opened */
/** @typedef {import('./protocol.js').Renewed} Renewed */
/** @typedef {import('./protocol.js').NamedFile} NamedFile */

/** @param {any} answer   of Python: a name and bytes @returns {NamedFile} */
function namedFile(answer) {
  const [name, bytes] = answer.toJs();
  answer.destroy();
  return { name, bytes };
}

export class DreamPictures {
  #python;
  #service;
  #opened;
  #replace;
  #listener;
  /** @type {Promise<void> | undefined} */
  #pillow;

  /**
   * @param {import('./python.js').Pyodide} python
   * @param {any} service   Python's PictureService
   * @param {() => Opened} opened   the answer to what has opened a network
   * @param {import('./keeper.js').Keeper['replace']} replace   keeps the training that is there
   * @param {(event: import('./protocol.js').DreamEvent) => void} listener
   */
  constructor(python, service, opened, replace, listener) {
    this.#python = python;
    this.#service = service;
    this.#opened = opened;
    this.#replace = replace;
    this.#listener = listener;
  }

  /** Pillow is among the site's files, and loaded when it is first needed. */
  async needPillow() {
    this.#pillow ??= loadPackages(this.#python, ['pillow']);
    try {
      await this.#pillow;
    } catch (cause) {
      this.#pillow = undefined;
      const why = 'What reads and writes pictures could not be loaded';
      throw new Error(`${why}: check the connection and try again.`, { cause });
    }
  }

  /** @param {NamedFile[]} files @returns {Promise<Renewed & {learned: string[], remarks: string[]}>} */
  async learn(files) {
    await this.needPillow();
    const given = this.#python.toPy(files.map(({ name, bytes }) => [name, bytes]));
    const answer = JSON.parse(await this.#replace(() => this.#service.learn(given)));
    return { ...answer, ...this.#renewed() };
  }

  /** @param {number[]} kept */
  async keepOwn(kept) {
    if (kept.length > 0) await this.needPillow();
    await this.#replace(() => this.#service.keep_own(kept));
    return this.#renewed();
  }

  /** @param {number} seed */
  async beginSeed(seed) {
    await this.#replace(() => this.#service.begin_seed(seed));
    return this.#renewed();
  }

  async takeBack() {
    await this.#replace(() => this.#service.take_back());
    return this.#renewed();
  }

  /** @param {Uint8Array} bytes @returns {Promise<Record<string, string>>} */
  async facts(bytes) {
    const answer = this.#service.facts(this.#python.toPy(bytes));
    const facts = answer.toJs({ dict_converter: Object.fromEntries });
    answer.destroy();
    return facts;
  }

  /** @param {import('./protocol.js').Shown} shown @param {Record<string, string>} more */
  async snapshot({ rgba, columns, step, depth }, more) {
    const { toPy } = this.#python;
    return namedFile(this.#service.snapshot(toPy(rgba), columns, step, depth, toPy(more)));
  }

  /** @param {number} columns @returns {Promise<NamedFile | null>} */
  async timeLapse(columns) {
    await this.needPillow();
    const tell = (/** @type {number} */ done, /** @type {number} */ total) =>
      this.#listener({ type: 'time-lapse', done, total });
    const answer = await this.#service.time_lapse(columns, tell);
    return answer ? namedFile(answer) : null;
  }

  async stopTimeLapse() {
    this.#service.stop_time_lapse();
  }

  /** @returns {Renewed} */
  #renewed() {
    return { opened: this.#opened(), before: JSON.parse(this.#service.before) };
  }
}
