// @ts-check
/** A room's worker with nothing but Python, NumPy and scripts. */

import { Build } from '../../../web/worker/build.js';
import { readableError } from '../../../web/worker/errors.js';
import { expose } from '../../../web/worker/expose.js';
import { loadAipixel, loadPackages, startPython } from '../../../web/worker/python.js';
import { runUserScript } from '../../../web/worker/user-script.js';

/** @type {any} */ let python;
/** @type {any} */ let listener;
/** @type {any} */ let collect;

/** @param {any} options @param {any} events */
async function open(options, events) {
  const build = await Build.read(options);
  python = await startPython(build);
  await loadPackages(python, ['numpy']);
  await loadAipixel(python, build);
  collect = python.runPython('lambda names: {"x": names.get("x")}');
  listener = events;
}

/** @param {string} source @param {any} interrupt */
async function runScript(source, interrupt) {
  return runUserScript(python, source, { interrupt, listener, collect });
}

expose(() => ({
  open: (/** @type {any} */ ...args) => readableError(open(...args)),
  runScript: (/** @type {any} */ ...args) => readableError(runScript(...args)),
}));
