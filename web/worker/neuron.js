// @ts-check
/** The neuron room's half of the worker: from comlink calls to Python and back. */

import * as Comlink from 'comlink';
import { needWebAssembly } from '../lib/backend.js';
import { PYTHON_FILES } from '../lib/room-files.js';
import { Build } from './build.js';
import { downloadAll } from './downloads.js';
import { bytesFrom, loadAipixel, loadPackages, startPython } from './python.js';
import { runUserScript } from './user-script.js';

/** @typedef {import('./protocol.js').FeaturesToTell} Features */
/** @typedef {import('./protocol.js').NeuronEvent} NeuronEvent */
/** @typedef {import('./protocol.js').NeuronOptions} NeuronOptions */
/** @typedef {(event: NeuronEvent) => void} Listener */

const NOT_LOADED = 'Python is not loaded yet.';
const STAGES = ['Looking at the site', 'Python', 'NumPy', 'The neuron'];

/**
 * @param {NeuronOptions} options
 * @param {Listener} listener
 */
async function load(options, listener) {
  const stage = (/** @type {number} */ index) =>
    listener({ type: 'stage', label: STAGES[index], index, count: STAGES.length });
  stage(0);
  needWebAssembly();
  const build = await Build.read(options);
  const downloads = downloadAll(build.files(PYTHON_FILES), (loaded, total) =>
    listener({ type: 'bytes', loaded, total }),
  );
  const loading = async () => {
    stage(1);
    const python = await startPython(build);
    stage(2);
    await loadPackages(python, ['numpy']);
    await loadAipixel(python, build);
    return python;
  };
  // A failed download rejects here at once, whatever is waiting for it.
  const [python] = await Promise.all([loading(), downloads]);
  stage(3);
  return python;
}

/** The room: Python, and in it the model and what it learned from. */
export class NeuronRoom {
  /** @type {import('./python.js').Pyodide | null} */ #python = null;
  /** @type {any} */ #service = null;
  /** @type {Listener | null} */ #listener = null;

  /**
   * @param {NeuronOptions} options
   * @param {Listener} listener
   */
  async open(options, listener) {
    this.#listener = listener;
    this.#python = await load(options, listener);
    this.#service = this.#python.pyimport('aipixel.neuron.service').NeuronService();
  }

  /**
   * Call the service; arguments and answers are JSON, and bytes go beside them.
   * @param {string} method
   * @param {object} [keywords]
   * @param {Uint8Array} [data]
   * @returns {any} with `bytes` where the answer has some
   */
  #call(method, keywords = {}, data) {
    if (!this.#python) throw new Error(NOT_LOADED);
    const buffer = data && this.#python.toPy(data);
    const answer = this.#service.call(method, JSON.stringify(keywords), buffer);
    buffer?.destroy();
    const result = JSON.parse(answer.get(0));
    const bytes = answer.get(1);
    answer.destroy();
    return bytes ? { ...result, bytes: bytesFrom(bytes) } : result;
  }

  /** @param {string} name */
  async example(name) {
    return this.#call('example', { name });
  }

  /** @param {Uint8Array} data @param {import('./protocol.js').TableChoice} choice */
  async openCsv(data, choice) {
    return this.#call('open_csv', choice, data);
  }

  /** @param {Uint8Array} data @param {string} [label] */
  async csvColumns(data, label) {
    return this.#call('csv_columns', { label }, data);
  }

  /** @param {Features} features @param {number} hidden */
  async begin(features, hidden) {
    return this.#call('begin', { features, hidden });
  }

  /** @param {Features} features */
  async describe(features) {
    return this.#call('describe', { features });
  }

  /** @param {import('./protocol.js').TrainingOptions} options */
  async train(options) {
    return this.#call('train', options);
  }

  /** @param {Uint8Array} data */
  async openPng(data) {
    return this.#call('open_png', {}, data);
  }

  /** @param {string} link */
  async openLink(link) {
    return this.#call('open_link', { link });
  }

  /** @param {import('./protocol.js').ShadeWish} wish */
  async shade(wish) {
    const shade = this.#call('shade', wish);
    return Comlink.transfer(shade, [shade.bytes.buffer]);
  }

  /** @param {number[]} inputs @param {number} frame @param {boolean} raw */
  async predict(inputs, frame, raw) {
    return this.#call('predict', { inputs, frame, raw });
  }

  /** @param {number[][]} points @param {number[]} classes */
  async evaluate(points, classes) {
    return this.#call('evaluate', { points, classes });
  }

  async png() {
    return this.#call('png');
  }

  /** @param {import('./protocol.js').Model} model */
  async restore(model) {
    return this.#call('restore', { model });
  }

  /** @param {string} source @param {Uint8Array<SharedArrayBuffer> | null} interrupt */
  async runScript(source, interrupt) {
    const [python, listener] = [this.#python, this.#listener];
    if (!python || !listener) throw new Error(NOT_LOADED);
    const collect = this.#service.left_by;
    try {
      return await runUserScript(python, source, { interrupt, listener, collect });
    } finally {
      collect.destroy();
    }
  }
}
