// @ts-check
/** Python with NumPy and aipixel, and the onnxruntime that it draws and trains with. */

import { chooseBackend } from '../lib/backend.js';
import { filesOfBuild, readBuild } from './build.js';
import { downloadAll } from './downloads.js';
import { pythonHost, startOnnxruntime, wasmFile } from './onnxruntime.js';
import { loadAipixel, loadPackages, PYTHON_FILES, startPython } from './python.js';

/** @typedef {import('./protocol.js').LoadingEvent} LoadingEvent */
/** @typedef {import('./protocol.js').RuntimeOptions} RuntimeOptions */
/** @typedef {import('./onnxruntime.js').Ort} Ort */
/** @typedef {import('./python.js').Pyodide} Pyodide */
/** @typedef {import('../lib/backend.js').Choice} Choice */

const STAGES = ['Looking at this machine', 'Python', 'onnxruntime', 'NumPy', 'Network'];

/**
 * Loads everything that a room with a network needs, and says so.
 *
 * @param {RuntimeOptions} options
 * @param {RegExp[]} networks   the files of the site that are downloaded too, while this loads
 * @param {(event: LoadingEvent) => void} listener
 * @returns {Promise<{python: Pyodide, ort: Ort, choice: Choice, files: string[]}>} with the names of all the
 *   site's files; rejects with an `Error` that can be shown
 */
export async function loadRuntime(options, networks, listener) {
  const stage = (/** @type {number} */ index) =>
    listener({ type: 'stage', label: STAGES[index], index, count: STAGES.length });
  stage(0);
  const [sizes, choice] = await Promise.all([
    readBuild(options),
    chooseBackend(options.backend, options.gpuTrouble),
  ]);
  const wasm = new RegExp(`^vendor/onnxruntime/${wasmFile(choice.build).replaceAll('.', '\\.')}$`);
  const needed = filesOfBuild(options.siteRoot, sizes, [...PYTHON_FILES, wasm, ...networks]);
  const downloads = downloadAll(needed, (loaded, total) =>
    listener({ type: 'bytes', loaded, total }),
  );
  const loading = async () => {
    stage(1);
    const python = await startPython(new URL('vendor/pyodide/', options.siteRoot));
    stage(2);
    const vendor = new URL('vendor/onnxruntime/', options.siteRoot);
    const ort = await startOnnxruntime(vendor, choice);
    python.registerJsModule('aipixel_host', pythonHost(ort, choice));
    stage(3);
    await loadPackages(python, ['numpy']);
    await loadAipixel(python, new URL('py/aipixel.zip', options.siteRoot));
    return { python, ort };
  };
  // A failed download rejects here at once, whatever is waiting for it.
  const [{ python, ort }] = await Promise.all([loading(), downloads]);
  stage(4);
  return { python, ort, choice, files: Object.keys(sizes) };
}
