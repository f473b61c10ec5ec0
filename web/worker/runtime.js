// @ts-check
/** Python with NumPy and aipixel, and the onnxruntime that it draws and trains with. */

import { chooseBackend } from '../lib/backend.js';
import { PYTHON_FILES } from '../lib/room-files.js';
import { Build } from './build.js';
import { downloadAll } from './downloads.js';
import { onnxruntimeFile, pythonHost, startOnnxruntime } from './onnxruntime.js';
import { loadAipixel, loadPackages, startPython } from './python.js';
import { serveCarriedFiles } from './single-file.js';

/** @typedef {import('./protocol.js').LoadingEvent} LoadingEvent */
/** @typedef {import('./protocol.js').RuntimeOptions} RuntimeOptions */
/** @typedef {import('./onnxruntime.js').Ort} Ort */
/** @typedef {import('./python.js').Pyodide} Pyodide */
/** @typedef {import('../lib/backend.js').Choice} Choice */

const STAGES = ['Looking at this machine', 'Python', 'onnxruntime', 'NumPy', 'Network'];

/**
 * The best rung there is, or the one asked for; a site may have been made without a build of
 * onnxruntime, and then does without the graphics processor.
 *
 * @param {Pick<RuntimeOptions, 'backend' | 'gpuTrouble'>} wish
 * @param {Build} build   of the site
 * @returns {Promise<Choice>}
 */
export async function chooseBuild({ backend, gpuTrouble }, build) {
  const choice = await chooseBackend(backend, gpuTrouble);
  if (build.files([onnxruntimeFile(choice)]).length > 0) return choice;
  return chooseBackend('auto', 'this copy of the room has no WebGPU for this browser');
}

/**
 * Loads everything that a room with a network needs, and says so.
 *
 * @param {RuntimeOptions} options
 * @param {import('./build.js').Wanted} network   the files that are downloaded too, while this loads
 * @param {(event: LoadingEvent) => void} listener
 * @returns {Promise<{python: Pyodide, ort: Ort, choice: Choice, build: Build}>} rejects with an
 *   `Error` that can be shown
 */
export async function loadRuntime(options, network, listener) {
  const stage = (/** @type {number} */ index) =>
    listener({ type: 'stage', label: STAGES[index], index, count: STAGES.length });
  stage(0);
  serveCarriedFiles(options.siteRoot);
  const build = await Build.read(options);
  const choice = await chooseBuild(options, build);
  const needed = build.files([...PYTHON_FILES, onnxruntimeFile(choice), network]);
  const downloads = downloadAll(needed, (loaded, total) =>
    listener({ type: 'bytes', loaded, total }),
  );
  const loading = async () => {
    stage(1);
    const python = await startPython(build);
    stage(2);
    const ort = await startOnnxruntime(build, choice);
    python.registerJsModule('aipixel_host', pythonHost(ort, build, choice));
    stage(3);
    await loadPackages(python, ['numpy']);
    await loadAipixel(python, build);
    return { python, ort };
  };
  // A failed download rejects here at once, whatever is waiting for it.
  const [{ python, ort }] = await Promise.all([loading(), downloads]);
  stage(4);
  return { python, ort, choice, build };
}
