// @ts-check
/** A room's worker with nothing but Python, NumPy and scripts. */

import * as Comlink from '../../../web/node_modules/comlink/dist/esm/comlink.mjs';
import { readBuild } from '../../../web/worker/build.js';
import { readableError } from '../../../web/worker/errors.js';
import { loadAipixel, loadPackages, startPython } from '../../../web/worker/python.js';
import { runUserScript } from '../../../web/worker/user-script.js';

/** @type {any} */ let python;
/** @type {any} */ let listener;
/** @type {any} */ let collect;

/** @param {any} options @param {any} events */
async function open(options, events) {
  await readBuild(options);
  python = await startPython(new URL('vendor/pyodide/', options.siteRoot));
  await loadPackages(python, ['numpy']);
  await loadAipixel(python, new URL('py/aipixel.zip', options.siteRoot));
  collect = python.runPython('lambda names: {"x": names.get("x")}');
  listener = events;
}

/** @param {string} source @param {any} interrupt */
async function runScript(source, interrupt) {
  return runUserScript(python, source, { interrupt, listener, collect });
}

Comlink.expose({
  open: (/** @type {any} */ ...args) => readableError(open(...args)),
  runScript: (/** @type {any} */ ...args) => readableError(runScript(...args)),
});
