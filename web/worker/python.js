// @ts-check
/** Python in this worker: Pyodide, NumPy and the aipixel package. */

import { importModule } from './single-file.js';

/** @typedef {import('./build.js').Build} Build */
/** @typedef {import('pyodide').PyodideAPI} Pyodide */

/**
 * @param {Build} build
 * @returns {Promise<Pyodide>}
 */
export async function startPython(build) {
  const vendor = build.folder('vendor/pyodide');
  const [{ loadPyodide }] = await Promise.all(
    // The second is Pyodide's own import, which then need not wait for the first.
    ['pyodide.js', 'pyodide.asm.js'].map((name) => importModule(new URL(name, vendor))),
  );
  const pyodide = await loadPyodide({ indexURL: vendor.href });
  // Where the console, and the tests, find Python.
  return Object.assign(globalThis, { pyodide }).pyodide;
}

/**
 * @param {Pyodide} python
 * @param {string[]} names
 */
export async function loadPackages(python, names) {
  /** @type {string[]} */
  const failures = [];
  const quiet = () => {};
  const errorCallback = (/** @type {string} */ message) => failures.push(message);
  await python.loadPackage(names, { messageCallback: quiet, errorCallback });
  if (failures.length) throw new Error(`Python packages did not load: ${failures.join('; ')}`);
}

/**
 * Unpack the project's own Python where `import aipixel` finds it.
 * @param {Pyodide} python
 * @param {Build} build
 */
export async function loadAipixel(python, build) {
  const archive = new URL('aipixel.tar', build.folder('py'));
  const response = await fetch(archive.href);
  if (!response.ok) throw new Error(`${archive.pathname}: HTTP status ${response.status}`);
  const extractDir = python.runPython('import site; site.getsitepackages()[0]');
  python.unpackArchive(await response.arrayBuffer(), 'tar', { extractDir });
  python.runPython('import importlib; importlib.invalidate_caches()');
}

/**
 * Bytes out of Python's memory.
 * @param {any} proxy   of a Python buffer; ends with this
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesFrom(proxy) {
  const view = proxy.getBuffer('u8');
  const bytes = new Uint8Array(view.data);
  view.release();
  proxy.destroy();
  return bytes;
}
