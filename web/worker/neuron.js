// @ts-check
/** The neuron room's half of the worker: from comlink calls to Python and back. */

import { filesOfBuild, readBuild } from './build.js';
import { downloadAll } from './downloads.js';
import { loadAipixel, loadPackages, PYTHON_FILES, startPython } from './python.js';

/** @typedef {import('./protocol.js').LoadingEvent} LoadingEvent */
/** @typedef {import('./protocol.js').NeuronOptions} NeuronOptions */
/** @typedef {(event: LoadingEvent) => void} Listener */

const STAGES = ['Looking at the site', 'Python', 'NumPy', 'The neuron'];

/**
 * @param {NeuronOptions} options
 * @param {Listener} listener
 */
async function load(options, listener) {
  const stage = (/** @type {number} */ index) =>
    listener({ type: 'stage', label: STAGES[index], index, count: STAGES.length });
  stage(0);
  const sizes = await readBuild(options);
  const files = filesOfBuild(options.siteRoot, sizes, PYTHON_FILES);
  const downloads = downloadAll(files, (loaded, total) =>
    listener({ type: 'bytes', loaded, total }),
  );
  const loading = async () => {
    stage(1);
    const python = await startPython(new URL('vendor/pyodide/', options.siteRoot));
    stage(2);
    await loadPackages(python, ['numpy']);
    await loadAipixel(python, new URL('py/aipixel.zip', options.siteRoot));
    return python;
  };
  // A failed download rejects here at once, whatever is waiting for it.
  const [python] = await Promise.all([loading(), downloads]);
  stage(3);
  return python;
}

/** The room: Python, and what it knows of the points and the model on the page. */
export class NeuronRoom {
  /** @type {import('./python.js').Pyodide | null} */ #python = null;

  /**
   * @param {NeuronOptions} options
   * @param {Listener} listener
   */
  async open(options, listener) {
    this.#python = await load(options, listener);
    this.#python.pyimport('aipixel');
  }
}
